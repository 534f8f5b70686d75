//! The analyst's own assessment of a claim: credibility, verdict, tags, note.

use std::collections::BTreeSet;

use egui::{Button, ComboBox, Key, TextEdit, Ui, vec2};

use super::receipt::reasons::day_span;
use crate::app::{Action, Focus};
use crate::ui::long_input::{self, MAX_LINE_CHARS, MAX_NOTE_CHARS};
use crate::ui::panel::Cx;
use crate::ui::theme;
use crate::ui::widgets::{chip_ui, heading_ui, more_ui, sanitize, weak_ui};
use counterclaim_model::{
    Claim, ClaimId, ClaimKind, Credibility, Dataset, Edit, Item, Judgement, Target, TimeText, Truth, Verdict,
};

/// Input that is not part of the session yet.
#[derive(Default)]
pub struct AnnotationForm {
    /// The tag being typed, for the claim of `claim`.
    new_tag: String,
    claim: Option<ClaimId>,
}

impl AnnotationForm {
    pub fn ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, dataset: &Dataset, id: ClaimId) {
        if self.claim != Some(id) {
            self.claim = Some(id);
            self.new_tag = String::new();
        }
        let claim = dataset.claim(id);
        heading_ui(ui, "Your assessment");
        grade_ui(ui, cx, id, claim.key);
        ui.horizontal_wrapped(|ui| {
            if claim.kind.is_checkable() {
                verdict_ui(ui, cx, dataset, &claim);
            }
            self.tags_ui(ui, cx, &Target::Claim(claim.key.into()));
        });
        note_ui(ui, cx, &Target::Claim(claim.key.into()));
        others_ui(ui, cx, claim.key);
    }

    fn tags_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, target: &Target) {
        let judgement = cx.state.judgement();
        let tags: BTreeSet<String> =
            judgement.map(|own| own.tags(target).map(str::to_owned).collect()).unwrap_or_default();
        let edit = |tags: BTreeSet<String>| Edit::Tags { target: target.clone(), value: Some(tags) };
        ui.label("Tags");
        for tag in &tags {
            if chip_ui(ui, &format!("#{}  ×", sanitize(tag)), &format!("Remove tag {tag}")).clicked() {
                let without = tags.iter().filter(|other| *other != tag).cloned().collect();
                cx.push(Action::Edit(edit(without)));
            }
        }
        let field =
            TextEdit::singleline(&mut self.new_tag).char_limit(MAX_LINE_CHARS).hint_text("new tag").desired_width(70.0);
        let response = ui.add(field).accessible_name("New tag");
        if cx.state.view().focus == Some(Focus::NewTag) {
            response.request_focus();
        }
        let entered = response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
        let tag = self.new_tag.trim();
        if entered && !tag.is_empty() {
            let with = tags.iter().cloned().chain([tag.to_owned()]).collect();
            cx.push(Action::Edit(edit(with)));
            self.new_tag.clear();
        }
    }
}

fn grade_ui(ui: &mut Ui, cx: &mut Cx<'_>, id: ClaimId, claim: &str) {
    let suggested = cx.state.computed(id).likelihood().map(|likelihood| likelihood.suggested);
    let given = cx.state.judgement().and_then(|own| own.claim_credibility(claim));
    ui.horizontal_wrapped(|ui| {
        ui.label("Credibility");
        for grade in Credibility::ALL {
            let button =
                Button::selectable(given == Some(grade), grade.number().to_string()).min_size(vec2(26.0, 22.0));
            let response = ui.add(button.frame_when_inactive(true)).on_hover_text(grade.label());
            if suggested == Some(grade) {
                underline(ui, response.rect);
            }
            let name = format!("Credibility {}, {}", grade.number(), grade.label());
            let response = response.accessible_name(name);
            if response.clicked() {
                // Clicking the given grade again removes it.
                let value = Some(grade).filter(|_| given != Some(grade));
                cx.push(Action::Edit(Edit::Credibility { item: Item::Claim(claim.into()), value }));
            }
        }
        let suggested = suggested.map(|suggested| format!("suggested {}", suggested.number()));
        let given = given.map(|given| given.label().to_owned());
        let words: Vec<String> = given.into_iter().chain(suggested).collect();
        weak_ui(ui, if words.is_empty() { "ungraded".to_owned() } else { words.join(" · ") }.as_str());
    });
}

/// Underlines the suggested grade; the given one is filled.
fn underline(ui: &Ui, button: egui::Rect) {
    let line = egui::Stroke::new(1.5, theme::tokens(ui).text_weak);
    ui.painter().hline(button.shrink(6.0).x_range(), button.bottom() - 3.0, line);
}

fn verdict_ui(ui: &mut Ui, cx: &mut Cx<'_>, dataset: &Dataset, claim: &Claim<'_>) {
    let given = cx.state.judgement().and_then(|own| own.verdict(claim.key));
    let truth = given.map(|verdict| verdict.truth);
    let days = if claim.kind == ClaimKind::State { spoken_days(cx, dataset, claim) } else { Vec::new() };
    let at = given.and_then(|verdict| verdict.at.clone()).or_else(|| days.last().cloned());
    let edit = |verdict| Action::Edit(Edit::Verdict { claim: claim.key.into(), value: verdict });
    let words = |truth: Option<Truth>| truth.map_or("pending", truth_label);
    ui.label("Verdict");
    let response = ComboBox::from_id_salt("verdict")
        .selected_text(words(truth))
        .width(96.0)
        .show_ui(ui, |ui| {
            for choice in std::iter::once(None).chain(Truth::ALL.map(Some)) {
                if ui.selectable_label(truth == choice, words(choice)).clicked() {
                    cx.push(edit(choice.map(|truth| Verdict { truth, at: at.clone() })));
                }
            }
        })
        .response;
    let _ = response.accessible_name("Verdict on the claim");
    let (Some(truth), false) = (truth, days.is_empty()) else {
        return;
    };
    let label = |at: Option<&TimeText>| at.map_or_else(|| "no date".to_owned(), |at| format!("on {}", at.span.label()));
    let response = ComboBox::from_id_salt("verdict_day")
        .selected_text(label(at.as_ref()))
        .width(0.0)
        .show_ui(ui, |ui| {
            more_ui(ui, days.len().saturating_sub(MAX_DAYS), "earlier days");
            for day in days.iter().skip(days.len().saturating_sub(MAX_DAYS)) {
                if ui.selectable_label(at.as_ref() == Some(day), label(Some(day))).clicked() {
                    cx.push(edit(Some(Verdict { truth, at: Some(day.clone()) })));
                }
            }
        })
        .response;
    let _ =
        response.accessible_name("Date that the verdict refers to").on_hover_text("Date that the verdict refers to");
}

/// A verdict as the window names it.
fn truth_label(truth: Truth) -> &'static str {
    match truth {
        Truth::Undecidable => "cannot be determined",
        truth => truth.label(),
    }
}

/// The most days that are offered: the latest ones.
const MAX_DAYS: usize = 300;

/// The days that statements on a claim refer to, and the time of the claim itself, latest last.
fn spoken_days(cx: &Cx<'_>, dataset: &Dataset, claim: &Claim<'_>) -> Vec<TimeText> {
    let units = &cx.state.assessment().claim(claim.id).units;
    let days: BTreeSet<i32> = units.iter().filter_map(|unit| unit.day).collect();
    let spoken = days.into_iter().map(|day| day_span(dataset, day));
    let own = claim.time.into_iter();
    own.chain(spoken).map(|span| TimeText { span, words: None }).collect()
}

fn note_ui(ui: &mut Ui, cx: &mut Cx<'_>, target: &Target) {
    let note = cx.state.judgement().and_then(|own| own.note(target)).unwrap_or_default();
    if note.len() > MAX_NOTE_CHARS && note.chars().nth(MAX_NOTE_CHARS).is_some() {
        weak_ui(ui, "The note is too long to edit here and stays unchanged:");
        weak_ui(ui, note);
        return;
    }
    let mut note = note.to_owned();
    let field = TextEdit::multiline(&mut note)
        .hint_text("Rationale, and what would change your assessment")
        .char_limit(MAX_NOTE_CHARS)
        .desired_rows(2)
        .desired_width(f32::INFINITY);
    let response = ui.add(field).accessible_name("Note on the claim");
    long_input::note_full(&response, &note, MAX_NOTE_CHARS);
    if response.has_focus() {
        long_input::takes_notes(ui.ctx());
    }
    if cx.state.view().focus == Some(Focus::Note) {
        response.request_focus();
    }
    if response.changed() {
        let value = Some(note).filter(|note| !note.is_empty());
        cx.push(Action::Gesture(Edit::Note { target: target.clone(), value }));
    }
    if response.lost_focus() {
        cx.push(Action::Settle);
    }
}

/// The assessments of other analysts in the same file, next to one's own.
fn others_ui(ui: &mut Ui, cx: &Cx<'_>, claim: &str) {
    let Some(document) = cx.state.document() else {
        return;
    };
    for (author, judgement) in document.journal().session().others(cx.state.author()) {
        let words = judgement_label(judgement, claim);
        if !words.is_empty() {
            weak_ui(ui, &format!("{author}: {words}"));
        }
    }
}

fn judgement_label(judgement: &Judgement, claim: &str) -> String {
    let target = Target::Claim(claim.into());
    let mut parts = Vec::new();
    parts.extend(judgement.claim_credibility(claim).map(|grade| format!("credibility {}", grade.number())));
    parts.extend(judgement.verdict(claim).map(|verdict| format!("verdict {}", truth_label(verdict.truth))));
    parts.extend(judgement.tags(&target).map(|tag| format!("#{tag}")));
    parts.extend(judgement.note(&target).map(|note| format!("“{note}”")));
    parts.join(" · ")
}
