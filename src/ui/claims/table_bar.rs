//! The query of an event table: counts by value to click on, and active filters as chips to remove.

use egui::{CollapsingHeader, ComboBox, Frame, Margin, Rect, Response, Role, ScrollArea, Sense, Ui, WidgetInfo, vec2};

use crate::app::{Action, Area, Facet, FacetCount, FilterChange, OpenTable, TableChange, TableSort};
use crate::ui::commands::Command;
use crate::ui::long_input::MAX_LINE_CHARS;
use crate::ui::panel::Cx;
use crate::ui::theme;
use crate::ui::widgets::{busy_ui, chip_ui, elided, heading_ui, sanitize, weak_ui};
use counterclaim_engine::number;

/// How many values of a facet are listed at first, and after “More”.
const FEW: usize = 6;
const MANY: usize = 60;
/// Height of a value, in points.
const ROW: f32 = 20.0;
/// A facet with more values than this has a search field.
const FINDABLE: usize = 12;

#[derive(Default)]
pub struct TableBar {
    /// The search text of each facet.
    texts: [String; Facet::ALL.len()],
    /// The facets that show many values.
    opened: [bool; Facet::ALL.len()],
    /// The listed values of each facet, updated when the counts or the search text have changed.
    listed: [Listed; Facet::ALL.len()],
}

/// The listed values of a facet.
#[derive(Default)]
struct Listed {
    /// The revision of the counts, the search text, and the most values to list.
    key: Option<(u64, String, usize)>,
    rows: Vec<(FacetCount, String)>,
}

impl Listed {
    /// The first values whose names contain the search text.
    fn rows(&mut self, table: &OpenTable, facet: Facet, wanted: String, most: usize) -> &[(FacetCount, String)] {
        let key = (table.answer().revision(), wanted, most);
        if self.key.as_ref() != Some(&key) {
            let named = table.answer().facet(facet).iter().map(|count| (*count, facet.name(table, count.code)));
            let found = named.filter(|(_, name)| key.1.is_empty() || name.to_lowercase().contains(&key.1));
            self.rows = found.take(most).collect();
            self.key = Some(key);
        }
        &self.rows
    }
}

impl TableBar {
    /// The head: number of shown events, sort order, and active filters.
    pub fn head_ui(ui: &mut Ui, cx: &mut Cx<'_>, table: &OpenTable) {
        let margin = Margin { left: theme::MARGIN as i8, right: theme::MARGIN as i8, top: 8, bottom: 6 };
        Frame::new().inner_margin(margin).show(ui, |ui| {
            ui.horizontal_wrapped(|ui| {
                heading_ui(ui, "Events");
                let shown = number(table.shown() as f64);
                let all = number(table.table().len() as f64);
                ui.weak(format!("{shown} of {all}"));
                if table.searching().is_running {
                    busy_ui(ui);
                    ui.weak("searching…");
                }
            });
            ui.horizontal_wrapped(|ui| {
                if ui.selectable_label(!table.is_filtered(), "All").on_hover_text("Show all events").clicked() {
                    cx.push(Action::Filter(FilterChange::Clear));
                }
                quick_ui(ui, cx, table);
                sort_ui(ui, cx, table.sort());
            });
            chips_ui(ui, cx, table);
            figures_ui(ui, cx, table);
        });
    }

    /// Every facet with its counts.
    pub fn facets_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, table: &OpenTable) {
        ScrollArea::vertical().id_salt("facets").auto_shrink(false).show(ui, |ui| {
            let margin = Margin { left: theme::MARGIN as i8, right: theme::MARGIN as i8, top: 4, bottom: 4 };
            Frame::new().inner_margin(margin).show(ui, |ui| {
                if table.is_reading() {
                    weak_ui(ui, "Reading other columns; their counts will follow.");
                }
                for (at, facet) in Facet::ALL.into_iter().enumerate() {
                    self.facet_ui(ui, cx, table, facet, at);
                }
            });
        });
    }

    fn facet_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, table: &OpenTable, facet: Facet, at: usize) {
        let counts = table.answer().facet(facet);
        if counts.is_empty() {
            return;
        }
        let title = format!("{} · {}", facet.label(), number(counts.len() as f64));
        let is_first = at < 3;
        CollapsingHeader::new(title).id_salt(("facet", at)).default_open(is_first).show(ui, |ui| {
            let text = &mut self.texts[at];
            let is_open = &mut self.opened[at];
            let listed = &mut self.listed[at];
            ui.spacing_mut().item_spacing.y = 1.0;
            if counts.len() > FINDABLE {
                let name = format!("Find in {}", facet.label().to_lowercase());
                let field = egui::TextEdit::singleline(text)
                    .char_limit(MAX_LINE_CHARS)
                    .hint_text(&name)
                    .desired_width(f32::INFINITY);
                let _ = ui.add(field).accessible_name(name);
            }
            let wanted = text.trim().to_lowercase();
            let most = counts.first().map_or(1, |count| count.events);
            let limit = if *is_open || !wanted.is_empty() { MANY } else { FEW };
            let is_looking = !wanted.is_empty();
            let rows = listed.rows(table, facet, wanted, limit);
            if rows.is_empty() {
                weak_ui(ui, "No matches");
            }
            for (count, name) in rows {
                let is_on = table.is_asked(facet, count.code);
                if value_ui(ui, name, count.events, most, is_on, facet.label()).clicked() {
                    cx.push(Action::Table(TableChange::Toggle(facet, count.code)));
                }
            }
            if counts.len() > FEW && !is_looking {
                let words =
                    if *is_open { "Fewer".to_owned() } else { format!("More of {}", facet.label().to_lowercase()) };
                if ui.small_button(words).clicked() {
                    *is_open = !*is_open;
                }
            }
        });
    }
}

/// A value with the number of its events, and a bar in proportion to the largest number.
fn value_ui(ui: &mut Ui, name: &str, events: u32, most: u32, is_on: bool, facet: &str) -> Response {
    let tokens = theme::tokens(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::click());
    let fill = match (is_on, response.hovered()) {
        (true, _) => tokens.selected,
        (false, true) => tokens.hovered,
        (false, false) => tokens.surface,
    };
    ui.painter().rect_filled(rect, 3.0, fill);
    let share = events as f32 / most.max(1) as f32;
    let bar = Rect::from_min_max(rect.left_bottom() - vec2(0.0, 3.0), rect.right_bottom());
    let bar = bar.with_max_x(bar.left() + (bar.width() * share).max(1.0));
    ui.painter().rect_filled(bar, 1.0, if is_on { tokens.accent } else { tokens.hatch });
    if response.has_focus() {
        ui.painter().rect_stroke(rect, 3.0, egui::Stroke::new(1.5, tokens.accent), egui::StrokeKind::Inside);
    }
    let count = elided(ui, &number(f64::from(events)), theme::plain(theme::SMALL), tokens.text_weak, 90.0);
    let room = rect.width() - count.size().x - 3.0 * theme::GAP;
    let font = if is_on { theme::strong(theme::SMALL) } else { theme::plain(theme::SMALL) };
    let words = if is_on { format!("✓ {name}") } else { name.to_owned() };
    let label = elided(ui, &words, font, tokens.text, room);
    let y = rect.center().y - 1.0;
    ui.painter().galley(egui::pos2(rect.left() + theme::GAP, y - label.size().y / 2.0), label, tokens.text);
    let at = egui::pos2(rect.right() - theme::GAP - count.size().x, y - count.size().y / 2.0);
    ui.painter().galley(at, count, tokens.text_weak);
    response.widget_info(|| {
        let words = format!("{facet}: {}, {} events", sanitize(name), number(f64::from(events)));
        WidgetInfo::selected(Role::CheckBox, true, is_on, words)
    });
    response
}

fn quick_ui(ui: &mut Ui, cx: &mut Cx<'_>, table: &OpenTable) {
    let is_on = table.filter().fatalities.is_some();
    // Before the first count there is no number.
    let is_counted = !table.answer().days.counts.is_empty();
    let words = if is_counted {
        format!("With deaths {}", number(table.answer().deadly as f64))
    } else {
        "With deaths".to_owned()
    };
    let response = ui.selectable_label(is_on, words).on_hover_text(Command::OnlyDeadly.help());
    if response.clicked() {
        cx.push(Command::OnlyDeadly.action(cx.state));
    }
    let response = ui.selectable_label(table.is_only_worked(), "Your work").on_hover_text(Command::OnlyWorked.help());
    if response.clicked() && Command::OnlyWorked.is_enabled(cx.state) {
        cx.push(Command::OnlyWorked.action(cx.state));
    }
    let is_in_view = matches!(table.area(), Some(Area::Rect(_)));
    let response = ui.selectable_label(is_in_view, "In map view");
    if response.on_hover_text(Command::OnlyInView.help()).clicked() {
        cx.push(Command::OnlyInView.action(cx.state));
    }
}

/// What the estimates of the events are based on, or why there are none.
fn figures_ui(ui: &mut Ui, cx: &mut Cx<'_>, table: &OpenTable) {
    if table.is_reading() {
        return;
    }
    if !cx.state.counts_listings() {
        ui.horizontal_wrapped(|ui| {
            weak_ui(ui, "All events are undetermined: sources are listed without a stance.");
            let button = ui.small_button("Treat listing as support");
            if button.on_hover_text(Command::CountListings.help()).clicked() {
                cx.push(Command::CountListings.action(cx.state));
            }
        });
        return;
    }
    let figures = table.figures();
    ui.horizontal_wrapped(|ui| {
        if figures.is_stopped() {
            weak_ui(ui, "The calculation of the estimates did not finish.");
            if ui.small_button("Calculate").clicked() {
                cx.push(Action::Estimate);
            }
        } else if let Some(shown) = figures.shown() {
            let open = shown.open_count();
            let all = table.table().len();
            weak_ui(ui, &open_label(open, all)).on_hover_text(
                "No source in the table denies anything. A listing is then as likely for a false event as for a true one, \
                 unless your grades say otherwise: most events stay undetermined.",
            );
        } else {
            weak_ui(ui, "Calculating estimates for the whole table…");
        }
        let button = ui.small_button("Ignore listings");
        if button.on_hover_text("Stop treating listed sources as support").clicked() {
            cx.push(Command::CountListings.action(cx.state));
        }
    });
}

/// `Listed sources treated as support; undetermined: 98,000 of 98,966 events.`
fn open_label(open: usize, all: usize) -> String {
    let open_label = number(open as f64);
    let all_words = number(all as f64);
    match open {
        0 => format!("Listed sources treated as support; each of the {all_words} events has an estimate."),
        _ if open == all => format!("Listed sources treated as support; undetermined: all {all_words} events."),
        _ => format!("Listed sources treated as support; undetermined: {open_label} of {all_words} events."),
    }
}

fn sort_ui(ui: &mut Ui, cx: &mut Cx<'_>, sort: TableSort) {
    let response = ComboBox::from_id_salt("sort_events")
        .selected_text("Sort")
        .width(0.0)
        .show_ui(ui, |ui| {
            for other in TableSort::ALL {
                if ui.selectable_label(sort == other, other.label()).clicked() {
                    cx.actions.push(Action::Table(TableChange::Sort(other)));
                }
            }
        })
        .response;
    let _ = response.on_hover_text(format!("Sorted: {}", sort.label())).accessible_name("Sort events");
}

fn chips_ui(ui: &mut Ui, cx: &mut Cx<'_>, table: &OpenTable) {
    let mut chips: Vec<(String, Action)> =
        table.chips().into_iter().map(|(words, change)| (words, Action::Table(change))).collect();
    if let Some(words) = table.window_label() {
        chips.push((words, Action::Filter(FilterChange::Window(None))));
    }
    let text = table.searching().text.trim();
    if !text.is_empty() {
        chips.push((format!("“{text}”"), Action::Filter(FilterChange::Text(String::new()))));
    }
    if chips.is_empty() {
        return;
    }
    ui.horizontal_wrapped(|ui| {
        for (words, action) in chips {
            let words = sanitize(&words).into_owned();
            let response = chip_ui(ui, &format!("{words}  ×"), &format!("Remove filter: {words}"));
            if response.on_hover_text("Remove this filter").clicked() {
                cx.push(action);
            }
        }
    });
}
