//! One column: its name, its first values, its meaning, and further settings of that meaning.

use egui::{ComboBox, DragValue, EventFilter, Key, Label, Modifiers, Response, RichText, TextEdit, Ui};

use crate::app::{Action, ColumnChange, Columns, ColumnsChange};
use crate::ui::long_input::MAX_LINE_CHARS;
use crate::ui::panel::Cx;
use crate::ui::theme;
use crate::ui::widgets::{bidi_visual, sanitize, weak_ui};
use counterclaim_io::cell::coordinates::CoordinateOrder;
use counterclaim_io::cell::date::DateOrder;
use counterclaim_io::mapping::{ColumnMapping, Field, GROUPS, Grain};

/// Widths of the name and of the list of meanings, in points.
const NAME: f32 = 128.0;
const MEANING: f32 = 190.0;
/// Indent of the settings of a column, in points.
const INDENT: f32 = 22.0;
/// The initial radius of a word, in kilometres.
const FIRST_KM: f64 = 10.0;
/// The largest radius of a place, in kilometres.
const MOST_KM: f64 = 5000.0;

/// The label of a column without a meaning.
const NOTHING: &str = "Ignore (keep as extra field)";

/// Common separators of cells, and their names.
const SEPARATORS: [(&str, &str); 7] = [
    ("|", "vertical bar |"),
    (" | ", "vertical bar with spaces"),
    (";", "semicolon ;"),
    ("; ", "semicolon and space"),
    (",", "comma ,"),
    (" ", "space"),
    ("\u{1f}", "as the file has it"),
];

const GRAINS: [(Grain, &str); 4] =
    [(Grain::Day, "day"), (Grain::Week, "week around it"), (Grain::Month, "month"), (Grain::Year, "year")];

pub fn ui(ui: &mut Ui, cx: &mut Cx<'_>, columns: &Columns, at: usize) {
    let Some(sample) = columns.samples().get(at) else { return };
    let mapping_source = columns.mapping_source(at);
    ui.horizontal(|ui| {
        let name = RichText::new(bidi_visual(ui, &sample.name)).font(theme::strong(theme::BODY));
        let room = (ui.available_width() - NAME - MEANING - 40.0).max(60.0);
        let why = columns.reason(at).map_or_else(String::new, |why| format!("\nguessed by {why}"));
        let tag = if sample.tag.is_empty() { String::new() } else { format!("\n{}", sample.tag) };
        let label = cell_ui(ui, NAME, Label::new(name).truncate());
        let _ = label.on_hover_text(bidi_visual(ui, &format!("{}{tag}{why}", sample.name)));
        let values = sample.values.join(" · ");
        let color = theme::tokens(ui).text_weak;
        let text = RichText::new(bidi_visual(ui, &values)).size(theme::SMALL).color(color);
        let _ =
            cell_ui(ui, room, Label::new(text).truncate()).on_hover_text(bidi_visual(ui, &sample.values.join("\n")));
        meaning_ui(ui, cx, columns, at);
    });
    if let Some(mapping_source) = mapping_source {
        details_ui(ui, cx, columns, at, mapping_source);
    }
}

/// A label that is as wide as its column.
fn cell_ui(ui: &mut Ui, width: f32, label: Label) -> Response {
    let layout = egui::Layout::left_to_right(egui::Align::Center);
    ui.allocate_ui_with_layout(egui::vec2(width, 22.0), layout, |ui| {
        ui.set_width(width);
        ui.add(label)
    })
    .inner
}

/// Scrolls to the widget that has got the focus.
fn in_sight(response: Response) -> Response {
    if response.gained_focus() {
        response.scroll_to_me(None);
    }
    response
}

fn push(cx: &mut Cx<'_>, at: usize, change: ColumnChange) {
    cx.push(Action::ChangeColumns(ColumnsChange::Column(at, change)));
}

/// From which width of the window on lists of meanings are drawn side by side, in points, and the longest list.
const WIDE: f32 = 900.0;
const MOST_ROWS: usize = 16;

/// The groups of meanings in lists of so many rows, each group with its name.
fn side_by_side(most: usize) -> Vec<&'static [(&'static str, &'static [Field])]> {
    let mut lists = Vec::new();
    let mut start = 0;
    let mut rows = 0;
    for (at, (_, fields)) in GROUPS.iter().enumerate() {
        if at > start && rows + fields.len() + 1 > most {
            lists.extend(GROUPS.get(start..at));
            start = at;
            rows = 0;
        }
        rows += fields.len() + 1;
    }
    lists.extend(GROUPS.get(start..));
    lists
}

/// The list of meanings; up and down change the choice without opening it.
fn meaning_ui(ui: &mut Ui, cx: &mut Cx<'_>, columns: &Columns, at: usize) {
    let name = columns.samples().get(at).map_or("", |sample| sample.name.as_str());
    let field = columns.mapping_source(at).map(|mapping_source| mapping_source.field);
    let label = field.map_or(NOTHING, Field::label);
    let combo = ComboBox::from_id_salt(("meaning", at)).selected_text(label).width(MEANING).height(640.0);
    let shown_list = combo.show_ui(ui, |ui| {
        let mut choice = None;
        if ui.selectable_label(field.is_none(), NOTHING).clicked() {
            choice = Some(None);
        }
        let most = if ui.ctx().content_rect().width() < WIDE { usize::MAX } else { MOST_ROWS };
        ui.spacing_mut().item_spacing.y = 0.0;
        ui.horizontal_top(|ui| {
            for groups in side_by_side(most) {
                ui.vertical(|ui| choice = groups_ui(ui, groups, field).or(choice));
            }
        });
        choice
    });
    let is_open = shown_list.inner.is_some();
    let stepped = if is_open { None } else { step(ui, &shown_list.response, columns, field) };
    if let Some(field) = shown_list.inner.flatten().or(stepped) {
        push(cx, at, ColumnChange::Field(field));
    }
    let _ = in_sight(shown_list.response).accessible_name(format!("Meaning of the column {name}: {label}"));
}

/// Meanings grouped by subject; returns the clicked one.
fn groups_ui(ui: &mut Ui, groups: &[(&str, &[Field])], field: Option<Field>) -> Option<Option<Field>> {
    let mut choice = None;
    for (group, fields) in groups {
        weak_ui(ui, group);
        for other in *fields {
            if ui.selectable_label(field == Some(*other), other.label()).clicked() {
                choice = Some(Some(*other));
            }
        }
    }
    choice
}

/// The previous or next meaning that no other column has, if an arrow key was pressed on the list.
fn step(ui: &Ui, response: &Response, columns: &Columns, field: Option<Field>) -> Option<Option<Field>> {
    if !response.has_focus() {
        return None;
    }
    let filter = EventFilter { vertical_arrows: true, ..EventFilter::default() };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, filter));
    let pressed = |key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
    let up = pressed(Key::ArrowUp);
    let down = pressed(Key::ArrowDown);
    if up == down {
        return None;
    }
    let fields = GROUPS.iter().flat_map(|(_, fields)| fields.iter().copied());
    let is_free = |other: &Field| Some(*other) == field || other.is_many() || columns.mapping().of(*other).is_none();
    let choices: Vec<Option<Field>> = std::iter::once(None).chain(fields.filter(is_free).map(Some)).collect();
    let now = choices.iter().position(|choice| *choice == field)?;
    let next = if down { now + 1 } else { now.checked_sub(1)? };
    choices.get(next).copied()
}

/// Further settings of the meaning of a column.
fn details_ui(ui: &mut Ui, cx: &mut Cx<'_>, columns: &Columns, at: usize, mapping_source: &ColumnMapping) {
    let fits_both = columns.samples().get(at).is_some_and(|sample| sample.fits_both_orders);
    if mapping_source.field.is_list() {
        separator_ui(ui, cx, at, mapping_source);
    }
    if mapping_source.field.is_date() && (fits_both || mapping_source.date_order.is_some()) {
        order_ui(ui, cx, columns, at, mapping_source);
    }
    match mapping_source.field {
        Field::Position => coordinate_order_ui(ui, cx, columns, at, mapping_source),
        Field::Amount => amount_ui(ui, cx, at, mapping_source),
        Field::PlacePrecision | Field::TimePrecision => words_ui(ui, cx, columns, at, mapping_source),
        _ => {}
    }
}

fn indented(ui: &mut Ui, add: impl FnOnce(&mut Ui)) {
    ui.horizontal_wrapped(|ui| {
        ui.add_space(INDENT);
        add(ui);
    });
}

fn separator_ui(ui: &mut Ui, cx: &mut Cx<'_>, at: usize, mapping_source: &ColumnMapping) {
    indented(ui, |ui| {
        weak_ui(ui, "items are separated by");
        let chosen = mapping_source.list_separator.as_deref();
        let known = SEPARATORS.iter().find(|(separator, _)| Some(*separator) == chosen).map(|(_, words)| *words);
        let label = known.or(chosen).unwrap_or("nothing: one item");
        let response = ComboBox::from_id_salt(("separator", at)).selected_text(sanitize(label)).show_ui(ui, |ui| {
            if ui.selectable_label(chosen.is_none(), "nothing: one item").clicked() {
                push(cx, at, ColumnChange::Separator(None));
            }
            for (separator, words) in SEPARATORS {
                if ui.selectable_label(chosen == Some(separator), words).clicked() {
                    push(cx, at, ColumnChange::Separator(Some(separator.to_owned())));
                }
            }
        });
        let _ = in_sight(response.response)
            .accessible_name(format!("Separator of items in {}: {label}", mapping_source.column));
    });
}

fn order_ui(ui: &mut Ui, cx: &mut Cx<'_>, columns: &Columns, at: usize, mapping_source: &ColumnMapping) {
    indented(ui, |ui| {
        if columns.asks_order(at) {
            let words = "Ambiguous dates: choose day/month or month/day";
            ui.label(RichText::new(words).color(theme::tokens(ui).failure).size(theme::SMALL));
        }
        for (order, words) in [(DateOrder::DayFirst, "day/month"), (DateOrder::MonthFirst, "month/day")] {
            let response = in_sight(ui.radio(mapping_source.date_order == Some(order), words));
            if response.accessible_name(format!("{}: {words}", mapping_source.column)).clicked() {
                push(cx, at, ColumnChange::Order(Some(order)));
            }
        }
    });
}

fn coordinate_order_ui(ui: &mut Ui, cx: &mut Cx<'_>, columns: &Columns, at: usize, mapping_source: &ColumnMapping) {
    let fits_both = columns.samples().get(at).is_some_and(|sample| sample.fits_both_coordinate_orders);
    if !fits_both && mapping_source.coordinate_order.is_none() {
        return;
    }
    indented(ui, |ui| {
        if columns.asks_coordinate_order(at) {
            let words = "Ambiguous coordinates: choose which is first";
            ui.label(RichText::new(words).color(theme::tokens(ui).failure).size(theme::SMALL));
        }
        let orders = [
            (CoordinateOrder::LatitudeFirst, "latitude, longitude"),
            (CoordinateOrder::LongitudeFirst, "longitude, latitude"),
        ];
        for (order, words) in orders {
            let response = in_sight(ui.radio(mapping_source.coordinate_order == Some(order), words));
            if response.accessible_name(format!("{}: {words}", mapping_source.column)).clicked() {
                push(cx, at, ColumnChange::CoordinateOrder(Some(order)));
            }
        }
    });
}

fn amount_ui(ui: &mut Ui, cx: &mut Cx<'_>, at: usize, mapping_source: &ColumnMapping) {
    indented(ui, |ui| {
        weak_ui(ui, "unit");
        let mut unit = mapping_source.unit.clone().unwrap_or_default();
        let field = TextEdit::singleline(&mut unit)
            .char_limit(MAX_LINE_CHARS)
            .hint_text(&mapping_source.column)
            .desired_width(110.0);
        if in_sight(ui.add(field)).accessible_name(format!("Unit of {}", mapping_source.column)).changed() {
            push(cx, at, ColumnChange::Unit(unit));
        }
        let mut counts_on = mapping_source.cumulative;
        let response = in_sight(ui.checkbox(&mut counts_on, "Running total (cumulative)"));
        if response.changed() {
            push(cx, at, ColumnChange::Cumulative(counts_on));
        }
    });
}

/// The meaning of each word for a precision.
fn words_ui(ui: &mut Ui, cx: &mut Cx<'_>, columns: &Columns, at: usize, mapping_source: &ColumnMapping) {
    let words = columns.samples().get(at).map_or(&[][..], |sample| &sample.words);
    if words.is_empty() {
        indented(ui, |ui| {
            weak_ui(ui, "Too many different values for a precision.");
        });
    }
    for word in words {
        indented(ui, |ui| {
            weak_ui(ui, &format!("“{word}” means"));
            match mapping_source.field {
                Field::PlacePrecision => radius_ui(ui, cx, at, word, mapping_source.radii_km.get(word).copied()),
                _ => grain_ui(ui, cx, at, word, mapping_source.grains.get(word).copied()),
            }
        });
    }
}

fn radius_ui(ui: &mut Ui, cx: &mut Cx<'_>, at: usize, word: &str, radius: Option<f64>) {
    let Some(mut km) = radius else {
        if in_sight(ui.small_button("unknown: set a radius")).clicked() {
            push(cx, at, ColumnChange::Radius(word.to_owned(), Some(FIRST_KM)));
        }
        return;
    };
    let value = DragValue::new(&mut km).range(0.0..=MOST_KM).speed(0.5).suffix(" km");
    if in_sight(ui.add(value)).accessible_name(format!("Radius of “{word}” in kilometres")).changed() {
        push(cx, at, ColumnChange::Radius(word.to_owned(), Some(km)));
    }
    let response = in_sight(ui.small_button("unknown"));
    if response.accessible_name(format!("“{word}” is unknown")).clicked() {
        push(cx, at, ColumnChange::Radius(word.to_owned(), None));
    }
}

fn grain_ui(ui: &mut Ui, cx: &mut Cx<'_>, at: usize, word: &str, chosen: Option<Grain>) {
    let label = GRAINS.iter().find(|(grain, _)| Some(*grain) == chosen).map_or("unknown", |(_, words)| words);
    let response = ComboBox::from_id_salt(("grain", at, word)).selected_text(label).show_ui(ui, |ui| {
        if ui.selectable_label(chosen.is_none(), "unknown").clicked() {
            push(cx, at, ColumnChange::Grain(word.to_owned(), None));
        }
        for (grain, words) in GRAINS {
            if ui.selectable_label(chosen == Some(grain), words).clicked() {
                push(cx, at, ColumnChange::Grain(word.to_owned(), Some(grain)));
            }
        }
    });
    let _ = in_sight(response.response).accessible_name(format!("Span of “{word}”: {label}"));
}
