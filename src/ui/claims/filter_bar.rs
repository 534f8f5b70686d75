//! Filters and sort order of the cards; each choice shows the number of claims it would leave.

use egui::{ComboBox, Frame, Margin, Ui};

use crate::app::{Action, FilterChange, Quick, Selection, Sort};
use crate::ui::panel::Cx;
use crate::ui::theme;
use crate::ui::widgets::{chip_ui, heading_ui, sanitize};
use counterclaim_engine::number;
use counterclaim_model::{Id as _, moment_label};

/// Draws the head of the claims panel.
pub fn ui(ui: &mut Ui, cx: &mut Cx<'_>) {
    let margin = Margin { left: theme::MARGIN as i8, right: theme::MARGIN as i8, top: 8, bottom: 8 };
    Frame::new().inner_margin(margin).show(ui, |ui| {
        ui.horizontal(|ui| {
            heading_ui(ui, "Claims");
            let total = cx.state.dataset().map_or(0, |dataset| dataset.claim_count());
            let count = |count: usize| number(count as f64);
            ui.weak(format!("{} of {}", count(cx.state.visible().claims.len()), count(total)));
        });
        ui.horizontal_wrapped(|ui| {
            quick_ui(ui, cx);
            choices_ui(ui, cx);
        });
        active_ui(ui, cx);
    });
    let line = egui::Stroke::new(1.0, theme::tokens(ui).line);
    ui.painter().hline(ui.max_rect().x_range(), ui.cursor().top() - theme::GAP, line);
}

fn quick_ui(ui: &mut Ui, cx: &mut Cx<'_>) {
    let filter = &cx.state.view().filter;
    if ui.selectable_label(filter.is_empty(), "All").on_hover_text("Show all claims").clicked() {
        cx.push(Action::Filter(FilterChange::Clear));
    }
    for quick in Quick::ALL.into_iter().filter(|quick| quick.is_in_bar()) {
        let count = cx.state.visible().facets.quick(quick);
        let is_on = cx.state.view().filter.is_on(quick);
        let response = ui.selectable_label(is_on, format!("{} {}", quick.label(), number(count as f64)));
        if response.on_hover_text(quick.help()).clicked() {
            cx.push(Action::Filter(FilterChange::Toggle(quick)));
        }
    }
}

fn choices_ui(ui: &mut Ui, cx: &mut Cx<'_>) {
    let Some(dataset) = cx.state.dataset() else {
        return;
    };
    let filter = &cx.state.view().filter;
    let facets = &cx.state.visible().facets;

    let kinds = facets.kinds.iter().map(|(kind, count)| (*kind, format!("{} {}", kind.label(), number(*count as f64))));
    choice_ui(ui, cx.actions, "Kind", filter.kind, kinds, FilterChange::Kind);
    let sides = facets
        .sides
        .iter()
        .map(|(side, count)| (*side, format!("{} {}", sanitize(&dataset.side(*side).name), number(*count as f64))));
    choice_ui(ui, cx.actions, "Side", filter.side, sides, FilterChange::Side);
    let places = dataset.place_ids().filter_map(|place| {
        let count = facets.places.get(&place)?;
        Some((place, format!("{} {}", sanitize(dataset.place(place).name), number(*count as f64))))
    });
    choice_ui(ui, cx.actions, "Place", filter.place, places, FilterChange::Place);
    if !facets.tags.is_empty() {
        let tags = facets.tags.iter().map(|(tag, count)| (tag.clone(), format!("{} {count}", sanitize(tag))));
        choice_ui(ui, cx.actions, "Tag", filter.tag.clone(), tags, FilterChange::Tag);
    }
    marks_ui(ui, cx);
    sort_ui(ui, cx);
}

/// A drop-down of the flags of cards; several can be on.
fn marks_ui(ui: &mut Ui, cx: &mut Cx<'_>) {
    let response = ComboBox::from_id_salt("marks")
        .selected_text("Flags")
        .width(0.0)
        .height(360.0)
        .show_ui(ui, |ui| {
            for quick in Quick::ALL.into_iter().filter(|quick| !quick.is_in_bar()) {
                let count = cx.state.visible().facets.quick(quick);
                let is_on = cx.state.view().filter.is_on(quick);
                let response = ui.selectable_label(is_on, format!("{} {}", quick.label(), number(count as f64)));
                if response.on_hover_text(quick.help()).clicked() {
                    cx.push(Action::Filter(FilterChange::Toggle(quick)));
                }
            }
        })
        .response;
    let _ = response.accessible_name("Filter by flag");
}

/// A drop-down that filters by one of several values, or by none.
fn choice_ui<T: Clone + PartialEq>(
    ui: &mut Ui,
    actions: &mut Vec<Action>,
    name: &str,
    chosen: Option<T>,
    choices: impl Iterator<Item = (T, String)>,
    change: impl Fn(Option<T>) -> FilterChange,
) {
    let response = ComboBox::from_id_salt(("filter", name))
        .selected_text(name)
        .width(0.0)
        .height(360.0)
        .show_ui(ui, |ui| {
            if ui.selectable_label(chosen.is_none(), "Any").clicked() {
                actions.push(Action::Filter(change(None)));
            }
            for (value, words) in choices {
                let is_chosen = chosen.as_ref() == Some(&value);
                if ui.selectable_label(is_chosen, words).clicked() {
                    actions.push(Action::Filter(change(if is_chosen { None } else { Some(value) })));
                }
            }
        })
        .response;
    let _ = response.accessible_name(format!("Filter by {}", name.to_lowercase()));
}

fn sort_ui(ui: &mut Ui, cx: &mut Cx<'_>) {
    let sort = cx.state.view().sort;
    let response = ComboBox::from_id_salt("sort")
        .selected_text("Sort")
        .width(0.0)
        .show_ui(ui, |ui| {
            for other in Sort::ALL {
                if ui.selectable_label(sort == other, other.label()).clicked() {
                    cx.actions.push(Action::SortBy(other));
                }
            }
        })
        .response;
    let _ = response.on_hover_text(format!("Sorted: {}", sort.label())).accessible_name("Sort claims");
}

/// The other active filters, each removed by a click.
fn active_ui(ui: &mut Ui, cx: &mut Cx<'_>) {
    let Some(dataset) = cx.state.dataset() else {
        return;
    };
    let filter = &cx.state.view().filter;
    let mut active = Vec::new();
    let marks = filter.quick.iter().filter(|quick| !quick.is_in_bar());
    active.extend(marks.map(|quick| (quick.label().to_lowercase(), Action::Filter(FilterChange::Toggle(*quick)))));
    active.extend(filter.kind.map(|kind| (kind.label().to_owned(), Action::Filter(FilterChange::Kind(None)))));
    active.extend(filter.side.map(|side| {
        (format!("side: {}", sanitize(&dataset.side(side).name)), Action::Filter(FilterChange::Side(None)))
    }));
    active.extend(
        filter.source.filter(|source| source.index() < dataset.sources().len()).map(|source| {
            (format!("by {}", sanitize(dataset.source(source).name)), Action::Select(Selection::NoSource))
        }),
    );
    active.extend(
        filter
            .place
            .map(|place| (format!("at {}", sanitize(dataset.place(place).name)), Action::Select(Selection::NoPlace))),
    );
    active.extend(
        filter.tag.as_ref().map(|tag| (format!("#{}", sanitize(tag)), Action::Filter(FilterChange::Tag(None)))),
    );
    active.extend(filter.window.map(|(from_s, until_s)| {
        let offset_min = dataset.header().offset_min;
        let words = format!("reported {} – {}", moment_label(from_s, offset_min), moment_label(until_s, offset_min));
        (words, Action::Filter(FilterChange::Window(None)))
    }));
    if !filter.text.is_empty() {
        let clear = Action::Filter(FilterChange::Text(String::new()));
        active.push((format!("“{}”", sanitize(&filter.text)), clear));
    }
    let hidden = cx.state.document().into_iter().flat_map(|document| document.layers());
    let hidden = hidden.filter_map(|layer| Some((layer, layer.id.filter(|id| filter.hidden_layers.contains(id))?)));
    active.extend(hidden.map(|(layer, id)| {
        (format!("hidden: {} {}", layer.letter(), sanitize(&layer.name)), Action::Filter(FilterChange::Layer(id)))
    }));
    if active.is_empty() {
        return;
    }
    ui.horizontal_wrapped(|ui| chips_ui(ui, cx, active));
}

fn chips_ui(ui: &mut Ui, cx: &mut Cx<'_>, active: Vec<(String, Action)>) {
    for (words, action) in active {
        let response = chip_ui(ui, &format!("{words}  ×"), &format!("Remove filter: {words}"));
        if response.on_hover_text("Remove this filter").clicked() {
            cx.actions.push(action);
        }
    }
}
