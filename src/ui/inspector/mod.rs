//! The selected claim: its statements with sources and relays, figures, relations, and the analyst's assessment.

mod annotation_form;
mod origins;
mod receipt;
mod related;

use egui::{CentralPanel, Frame, Margin, Panel as Region, ScrollArea, Ui};

use self::annotation_form::AnnotationForm;
use self::receipt::ReceiptView;
use super::panel::{Cx, Panel};
use super::theme;
use super::widgets::{found_ui, heading_ui, note_ui, placed_label, sanitize, weak_ui};
use counterclaim_engine::beneficiary;
use counterclaim_model::{Claim, ClaimId, Dataset, Judgement};

#[derive(Default)]
pub struct InspectorPanel {
    form: AnnotationForm,
    receipt: ReceiptView,
}

impl Panel for InspectorPanel {
    fn ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let (Some(dataset), Some(claim)) = (cx.state.dataset(), cx.state.view().claim) else {
            Frame::new().inner_margin(theme::MARGIN).show(ui, |ui| {
                heading_ui(ui, "Selected claim");
                weak_ui(ui, "Select a card to see its statements, sources and relays, and to assess it.");
            });
            return;
        };
        let margin = Margin::symmetric(theme::MARGIN as i8, 8);
        Region::bottom("annotation").frame(Frame::new().inner_margin(margin)).show(ui, |ui| {
            self.form.ui(ui, cx, dataset, claim);
        });
        CentralPanel::default().frame(Frame::new()).show(ui, |ui| {
            // A new claim starts at its top, wherever the previous one was scrolled to.
            let area = ScrollArea::vertical().id_salt(("claim", claim)).auto_shrink(false);
            area.show(ui, |ui| {
                Frame::new().inner_margin(margin).show(ui, |ui| self.evidence_ui(ui, cx, dataset, claim));
            });
        });
    }
}

impl InspectorPanel {
    fn evidence_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, dataset: &Dataset, id: ClaimId) {
        let claim = dataset.claim(id);
        heading_ui(ui, claim.proposition);
        weak_ui(ui, &what_it_is(dataset, cx.state.judgement(), &claim));
        if let Some(words) = claim.place.and_then(|place| placed_label(cx.state, dataset, place)) {
            weak_ui(ui, &words);
        }
        if let Some(note) = claim.note {
            note_ui(ui, note);
        }
        // The table's own text about an event is shown with the event.
        if let Some(note) = dataset.event(claim.event).note.filter(|_| cx.state.table().is_some()) {
            ui.add_space(theme::GAP);
            found_ui(ui, note, &cx.state.searched_label());
        }
        ui.add_space(theme::GAP);
        self.receipt.ui(ui, cx, dataset, id);
        origins::ui(ui, cx, dataset, id);
        related::measured_ui(ui, cx, dataset, id);
        related::figures_ui(ui, cx, dataset, id);
        related::relations_ui(ui, cx, dataset, id);
    }
}

/// Kind, place, time, event and favoured side in one line.
fn what_it_is(dataset: &Dataset, judgement: Option<&Judgement>, claim: &Claim<'_>) -> String {
    let mut parts = vec![claim.kind.label().to_owned()];
    parts.extend(claim.place.map(|place| dataset.place(place).name.to_owned()));
    parts.extend(claim.time.map(|time| match claim.time_words {
        Some(words) => format!("{} (“{words}”)", time.label()),
        None => time.label(),
    }));
    let event = dataset.event(claim.event).title;
    if event != claim.proposition {
        parts.push(format!("event: {event}"));
    }
    parts.push(match beneficiary(dataset, judgement, claim) {
        Some(side) => format!("favours: {}", dataset.side(side).name),
        None => "favours no side".to_owned(),
    });
    sanitize(&parts.join(" · ")).into_owned()
}
