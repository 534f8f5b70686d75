//! Compares figures, and lists related claims.

use std::collections::BTreeMap;

use egui::Ui;

use crate::app::{Action, Selection};
use crate::ui::panel::Cx;
use crate::ui::theme;
use crate::ui::widgets::{bidi_visual, heading_ui, link_ui, more_ui, sanitize, weak_ui};
use counterclaim_engine::{Comparison, compare, interval, measure_claim, number};
use counterclaim_model::{ClaimId, Dataset, Figure, Relation, RelationKind, SourceId, StatementId};

/// The most figures, and the most pairs of them, that are listed; an export has all of them.
const MAX_FIGURES: usize = 100;
const MAX_PAIRS: usize = 100;
/// The most related claims that are listed.
const MAX_RELATED: usize = 200;

/// A figure and its source.
struct StatedFigure<'a> {
    figure: Figure<'a>,
    speaker: SourceId,
    claim: ClaimId,
}

/// Draws the figures of the claim, and compares them with those of the same event.
pub fn figures_ui(ui: &mut Ui, cx: &Cx<'_>, dataset: &Dataset, claim: ClaimId) {
    let own = figures_of(cx, dataset, claim);
    if own.is_empty() {
        return;
    }
    let event = dataset.claim(claim).event;
    let of_event = dataset.claim_ids().zip(dataset.events_of_claims()).filter(|(_, other)| **other == event);
    let siblings = of_event.map(|(id, _)| id).filter(|id| *id != claim);
    let others: Vec<StatedFigure<'_>> = siblings.flat_map(|id| figures_of(cx, dataset, id)).collect();
    ui.add_space(theme::GAP);
    heading_ui(ui, "Figures");
    for given in own.iter().take(MAX_FIGURES) {
        ui.label(format!("{}: {}", bidi_visual(ui, dataset.source(given.speaker).name), figure_label(given.figure)));
    }
    more_ui(ui, own.len().saturating_sub(MAX_FIGURES), "figures");
    // Figures of other claims in other units are not compared.
    let mut by_unit: BTreeMap<&str, Vec<&StatedFigure<'_>>> = BTreeMap::new();
    others.iter().for_each(|given| by_unit.entry(given.figure.unit).or_default().push(given));
    let of_unit = |first: &StatedFigure<'_>| by_unit.get(first.figure.unit).map_or(&[][..], Vec::as_slice);
    let mut listed = 0;
    let mut all = 0;
    for (at, first) in own.iter().enumerate() {
        let later = &own[at + 1..];
        let others = of_unit(first);
        for second in later.iter().chain(others.iter().copied()).take(MAX_PAIRS - listed) {
            comparison_ui(ui, dataset, first, second);
            listed += 1;
        }
        all += later.len() + others.len();
    }
    more_ui(ui, all - listed, "pairs");
}

fn figures_of<'a>(cx: &Cx<'_>, dataset: &'a Dataset, claim: ClaimId) -> Vec<StatedFigure<'a>> {
    let given = |id: &StatementId| {
        let statement = dataset.statement(*id);
        let speaker = statement.speaker;
        statement.figures.iter().map(move |figure| StatedFigure { figure, speaker, claim })
    };
    let known = |id: &&StatementId| cx.state.assessment().options().knows(dataset, **id);
    dataset.statements_of_claim(claim).iter().filter(known).flat_map(given).collect()
}

fn comparison_ui(ui: &mut Ui, dataset: &Dataset, first: &StatedFigure<'_>, second: &StatedFigure<'_>) {
    let verdict = match compare(first.figure, second.figure) {
        Comparison::Compatible => "= compatible".to_owned(),
        Comparison::Contradict { gap } => format!("≠ contradict, {} {} apart", number(gap), first.figure.unit),
        Comparison::NotComparable { because } => format!("~ not comparable: {because}"),
    };
    let of_other = if second.claim == first.claim { "" } else { dataset.claim(second.claim).proposition };
    let other = format!("{} – {}", sanitize(dataset.source(second.speaker).name), figure_label(second.figure));
    weak_ui(ui, &format!("{verdict} — with {other}")).on_hover_text(sanitize(of_other));
}

/// `over 38,000 persons`, with scope and time window.
fn figure_label(figure: Figure<'_>) -> String {
    let amount = match (figure.low, figure.high) {
        (Some(low), Some(high)) if low == high => number(low),
        (Some(low), Some(high)) => format!("{}–{}", number(low), number(high)),
        (Some(one), None) | (None, Some(one)) => number(one),
        (None, None) => "an unstated number".to_owned(),
    };
    let mut words = format!("{} {amount} {}", figure.qualifier.label(), figure.unit).trim_start().to_owned();
    if let Some(scope) = figure.scope {
        words += &format!(", {}", sanitize(scope));
    }
    if let Some(window) = figure.window {
        words += &format!(", {}", window.label());
    }
    let (low, high) = interval(figure);
    if low.is_finite() && high.is_finite() && low != high && figure.low == figure.high {
        words += &format!(" (read as {}–{})", number(low), number(high));
    }
    words
}

/// Draws the measured distance or direction of a claim.
pub fn measured_ui(ui: &mut Ui, cx: &Cx<'_>, dataset: &Dataset, id: ClaimId) {
    let claim = dataset.claim(id);
    let (Some(places), Some(measured)) = (claim.measure, measure_claim(dataset, &claim)) else {
        return;
    };
    ui.add_space(theme::GAP);
    heading_ui(ui, "Measured");
    let from = &dataset.place(places.from).name;
    let to = &dataset.place(places.to).name;
    ui.label(format!("{} to {}: {}", bidi_visual(ui, from), bidi_visual(ui, to), measured.describe()));
    let figures = figures_of(cx, dataset, id);
    for given in figures.iter().take(MAX_FIGURES) {
        weak_ui(ui, &format!("reported: {}", figure_label(given.figure)));
    }
    more_ui(ui, figures.len().saturating_sub(MAX_FIGURES), "figures");
}

/// Draws the claims that this one excludes, entails or follows from.
pub fn relations_ui(ui: &mut Ui, cx: &mut Cx<'_>, dataset: &Dataset, claim: ClaimId) {
    let is_known = |relation: &&Relation| cx.state.is_known(relation.a) && cx.state.is_known(relation.b);
    let relations: Vec<&Relation> = dataset.relations_of_claim(claim).filter(is_known).collect();
    if relations.is_empty() {
        return;
    }
    ui.add_space(theme::GAP);
    heading_ui(ui, "Related claims");
    for relation in relations.iter().take(MAX_RELATED) {
        let is_first = relation.a == claim;
        let other = if is_first { relation.b } else { relation.a };
        let words = match (relation.kind, is_first) {
            (RelationKind::Excludes, _) => "cannot both be true with",
            (RelationKind::Entails, true) => "if true, so is",
            (RelationKind::Entails, false) => "follows from",
        };
        ui.horizontal_top(|ui| {
            weak_ui(ui, words);
            // A block of its own: the rows of a link that continues after a word would get the focus, but no name.
            let response =
                ui.vertical(|ui| link_ui(ui, dataset.claim(other).proposition, theme::plain(theme::BODY))).inner;
            if response.on_hover_text(relation.note.as_deref().unwrap_or("Select this claim")).clicked() {
                cx.push(Action::Select(Selection::Claim(other)));
            }
        });
    }
    more_ui(ui, relations.len().saturating_sub(MAX_RELATED), "related claims");
}
