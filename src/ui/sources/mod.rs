//! The source panel: sources, the analyst's grades beside the suggested ones, and counts of statements.
//!
//! `row.rs` is the table; below it are the details of the selected source, with `record.rs` and `dependences.rs`.

mod dependences;
mod letters;
mod record;
mod row;
mod same;

use egui::{Frame, Label, Margin, RichText, ScrollArea, Sense, Ui, vec2};

use self::row::{Columns, ROW_HEIGHT, Row};
use self::same::SameAs;
use super::panel::{Cx, Panel};
use super::theme;
use super::widgets::{chip_ui, heading_ui, more_ui, note_ui, sanitize, weak_ui};
use crate::app::{Action, Focus, Selection};
use counterclaim_engine::{Dependence, Origin, TrackRecord};
use counterclaim_model::{Dataset, SourceId};

/// The share of the panel for the details of the selected source.
const DETAILS_SHARE: f32 = 0.6;

#[derive(Default)]
pub struct SourcesPanel {
    /// Sources by their number of statements, for the state of `revision`.
    order: Vec<SourceId>,
    revision: Option<u64>,
    details: Option<Details>,
    same: SameAs,
}

/// Computed values of the selected source, for the state of `revision`.
struct Details {
    source: SourceId,
    revision: u64,
    record: TrackRecord,
    dependences: Vec<(Origin, Dependence)>,
}

impl Panel for SourcesPanel {
    fn ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let Some(dataset) = cx.state.dataset() else {
            return;
        };
        self.sort(cx, dataset);
        let margin = Margin { left: theme::MARGIN as i8, right: theme::MARGIN as i8, top: 8, bottom: 2 };
        Frame::new().inner_margin(margin).show(ui, |ui| {
            ui.horizontal(|ui| {
                heading_ui(ui, "Sources");
                let words =
                    format!("{}{} · filled grades are yours, outlined ones suggested", self.order.len(), origins(cx));
                ui.add(Label::new(RichText::new(words).weak()).truncate());
            });
        });
        if let Some(source) = cx.state.view().source {
            let room = ui.available_height() * DETAILS_SHARE;
            egui::Panel::bottom("source_details")
                .frame(Frame::new().inner_margin(Margin::symmetric(theme::MARGIN as i8, 6)))
                .exact_size(room)
                .resizable(false)
                .show(ui, |ui| {
                    let area =
                        ScrollArea::vertical().max_height(room - 14.0).id_salt(source).auto_shrink([false, true]);
                    area.show(ui, |ui| self.details_ui(ui, cx, dataset, source));
                });
        }
        let columns = Columns::new(ui.available_width());
        columns.header_ui(ui);
        let gives_focus = cx.state.view().focus == Some(Focus::Sources);
        ScrollArea::vertical().auto_shrink(false).show_rows(ui, ROW_HEIGHT, self.order.len(), |ui, rows| {
            ui.spacing_mut().item_spacing.y = 0.0;
            for at in rows {
                let Some(source) = self.order.get(at).copied() else { continue };
                let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), ROW_HEIGHT), Sense::hover());
                let response = Row::new(cx.state, dataset, source).ui(ui, cx, rect, &columns);
                if gives_focus && at == 0 {
                    response.request_focus();
                }
            }
        });
    }
}

/// ` · 37 origins`, if the analyst has merged sources or can merge some.
fn origins(cx: &Cx<'_>) -> String {
    let has_layers = cx.state.document().is_some_and(|document| document.layers().len() > 1);
    if !has_layers && !cx.state.assessment().identities().has_groups() {
        return String::new();
    }
    format!(" · {} origins", cx.state.assessment().origin_count())
}

impl SourcesPanel {
    /// Sources with most original statements come first; sources that only relay come last.
    fn sort(&mut self, cx: &Cx<'_>, dataset: &Dataset) {
        if self.revision == Some(cx.state.revision()) {
            return;
        }
        self.revision = Some(cx.state.revision());
        let identities = cx.state.assessment().identities();
        self.order = dataset.source_ids().filter(|id| identities.of(*id) == *id).collect();
        if cx.state.view().as_of_s.is_some() {
            // Sources without a statement yet are not shown.
            self.order.retain(|id| {
                let assessed = cx.state.assessment().source(*id);
                assessed.spoken.total() > 0 || assessed.carried > 0
            });
        }
        let hidden = &cx.state.view().filter.hidden_layers;
        if !hidden.is_empty() {
            let is_shown = |id: &SourceId| dataset.layer_of_source(*id).is_none_or(|layer| !hidden.contains(&layer));
            self.order.retain(|id| identities.members(*id).iter().any(is_shown));
        }
        self.order.sort_by_key(|id| {
            let assessed = cx.state.assessment().source(*id);
            (std::cmp::Reverse(assessed.spoken.total()), std::cmp::Reverse(assessed.carried), *id)
        });
    }
}

impl SourcesPanel {
    fn details_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, dataset: &Dataset, id: SourceId) {
        names_ui(ui, cx, dataset, id);
        self.same.ui(ui, cx, dataset, id);
        let revision = cx.state.revision();
        if self.details.as_ref().is_none_or(|known| (known.source, known.revision) != (id, revision)) {
            let assessment = cx.state.assessment();
            let record = assessment.track_record(id);
            let dependences = assessment.dependences(id);
            self.details = Some(Details { source: id, revision, record, dependences });
        }
        if let Some(details) = &self.details {
            ui.add_space(theme::GAP);
            record::ui(ui, cx, dataset, id, &details.record);
            dependences::ui(ui, cx, dataset, id, &details.dependences);
        }
        quotes_ui(ui, cx, dataset, id);
        if let Some(note) = dataset.source(id).note {
            ui.add_space(theme::GAP);
            note_ui(ui, note);
        }
    }
}

/// The name of the selected source, its other names, and the way back to all sources.
fn names_ui(ui: &mut Ui, cx: &mut Cx<'_>, dataset: &Dataset, id: SourceId) {
    let source = dataset.source(id);
    ui.horizontal_wrapped(|ui| {
        heading_ui(ui, source.name);
        let response = chip_ui(ui, "show all  ×", "Show all sources' claims");
        if response.on_hover_text("Map and cards show only claims with this source").clicked() {
            cx.push(Action::Select(Selection::NoSource));
        }
    });
    let names: Vec<&str> = source.all_names().skip(1).collect();
    if !names.is_empty() {
        weak_ui(ui, &format!("also {}", names.join(", ")));
    }
    if let Some(body) = source.speaks_for {
        weak_ui(ui, &format!("speaks for {}", dataset.source(body).name));
    }
}

/// The most sources that are listed on either side.
const MAX_QUOTED: usize = 200;

/// The sources that the selected one quotes, and those that quote it.
fn quotes_ui(ui: &mut Ui, cx: &mut Cx<'_>, dataset: &Dataset, id: SourceId) {
    let assessed = cx.state.assessment().source(id);
    ui.add_space(theme::GAP);
    heading_ui(ui, "Who quotes whom");
    for (label, others) in [("quotes", &assessed.quotes), ("is quoted by", &assessed.quoted_by)] {
        ui.horizontal_wrapped(|ui| {
            weak_ui(ui, label);
            if others.is_empty() {
                weak_ui(ui, "nobody in this dataset");
            }
            for other in others.iter().take(MAX_QUOTED) {
                let name = &dataset.source(*other).name;
                if chip_ui(ui, &sanitize(name), &format!("Show {name}")).clicked() {
                    cx.push(Action::Select(Selection::Source(*other)));
                }
            }
            more_ui(ui, others.len().saturating_sub(MAX_QUOTED), "sources");
        });
    }
}
