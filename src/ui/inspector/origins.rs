//! The origins of a claim with their statements by time; repeats are folded under the first.

use egui::{Button, CollapsingHeader, Frame, Label, Margin, RichText, Sides, Stroke, Ui};

use crate::app::{Action, WhatIfChange};
use crate::ui::panel::Cx;
use crate::ui::theme;
use crate::ui::widgets::{
    bidi_visual, found_ui, heading_ui, line_ui, more_ui, note_ui, sanitize, stance_counts_ui, tally_ui, weak_ui,
};
use counterclaim_engine::{Origin, Unit};
use counterclaim_model::{ClaimId, Dataset, StatementId};

/// The most statements that are drawn; an export has all of them.
const MAX_STATEMENTS: usize = 300;

/// Draws the list: one entry per origin, ordered by its first statement.
pub fn ui(ui: &mut Ui, cx: &mut Cx<'_>, dataset: &Dataset, claim: ClaimId) {
    let assessed = cx.state.assessment().claim(claim);
    ui.horizontal_wrapped(|ui| {
        let plural = |count: usize, word: &str| format!("{count} {word}{}", if count == 1 { "" } else { "s" });
        heading_ui(ui, &plural(assessed.origins, "origin"));
        weak_ui(ui, &plural(assessed.statements, "statement"));
        tally_ui(ui, assessed.stances);
    });
    let (mut rest, more) = assessed.units.split_at(assessed.units.len().min(MAX_STATEMENTS));
    while let Some(first) = rest.first() {
        let count = rest.iter().take_while(|unit| unit.origin == first.origin).count();
        let (units, others) = rest.split_at(count);
        origin_ui(ui, cx, dataset, first.origin, units);
        rest = others;
    }
    more_ui(ui, more.len(), "statements");
}

fn origin_ui(ui: &mut Ui, cx: &mut Cx<'_>, dataset: &Dataset, origin: Origin, units: &[Unit]) {
    let tokens = theme::tokens(ui);
    let line = Stroke::new(1.0, tokens.line);
    ui.painter().hline(ui.available_rect_before_wrap().x_range(), ui.cursor().top(), line);
    ui.add_space(4.0);
    let source = dataset.source(origin.source);
    let side = cx.state.assessment().side(origin.source);
    let side = side.map(|side| format!(" · side: {}", dataset.side(side).name)).unwrap_or_default();
    let about = |ui: &mut Ui| {
        ui.add(Label::new(RichText::new(bidi_visual(ui, source.name)).font(theme::strong(theme::BODY))).wrap());
    };
    let name = format!("Exclude {} everywhere", sanitize(source.name));
    let help = "What if: show all estimates without the statements of this origin";
    if beside_leave_out(ui, about, "Exclude source", &name, help) {
        cx.push(Action::WhatIf(WhatIfChange::Source(origin.source)));
    }
    weak_ui(ui, &format!("{}{side}", source.kind.label()));
    if origin.first_carrier.is_some() {
        weak_ui(ui, "unnamed: independence of other sources is not established");
    }
    let words = cx.state.view().filter.words();
    for unit in units {
        statement_ui(ui, cx, dataset, unit.first, &words);
        if !unit.echoes.is_empty() {
            echoes_ui(ui, cx, dataset, unit, &words);
        }
    }
    ui.add_space(2.0);
}

/// Repeats do not raise the count; they are listed for reference.
fn echoes_ui(ui: &mut Ui, cx: &mut Cx<'_>, dataset: &Dataset, unit: &Unit, words: &[String]) {
    let count = unit.echoes.len();
    let header = format!("{count} repeat{} (same origin, no added weight)", if count == 1 { "" } else { "s" });
    CollapsingHeader::new(header).id_salt(("echoes", unit.first)).show(ui, |ui| {
        for echo in unit.echoes.iter().take(MAX_STATEMENTS) {
            statement_ui(ui, cx, dataset, *echo, words);
        }
        more_ui(ui, count.saturating_sub(MAX_STATEMENTS), "repeats");
    });
}

fn statement_ui(ui: &mut Ui, cx: &mut Cx<'_>, dataset: &Dataset, id: StatementId, found: &[String]) {
    let statement = dataset.statement(id);
    ui.horizontal_top(|ui| {
        stance_counts_ui(ui, statement.stance);
        ui.vertical(|ui| {
            ui.spacing_mut().item_spacing.y = 1.0;
            let said = statement.stated_at.map_or_else(|| "undated".to_owned(), |span| span.label());
            let words = statement.stated_words.map(|words| format!(" (“{words}”)")).unwrap_or_default();
            let text = match (statement.paraphrase, statement.quote) {
                (Some(paraphrase), Some(quote)) => format!("{paraphrase} “{quote}”"),
                (Some(paraphrase), None) => paraphrase.to_owned(),
                (None, Some(quote)) => format!("“{quote}”"),
                (None, None) => String::new(),
            };
            let head = format!("{} · {said}{words}", statement.stance.label());
            let name = format!("Exclude what {} said: {head}", sanitize(dataset.source(statement.speaker).name));
            let help = "What if: show all estimates without this statement";
            if beside_leave_out(ui, |ui| drop(line_ui(ui, &head)), "Exclude", &name, help) {
                cx.push(Action::WhatIf(WhatIfChange::Statements(vec![id])));
            }
            if !text.is_empty() {
                found_ui(ui, &text, found);
            }
            chain_ui(ui, dataset, id);
            if let Some(note) = statement.note {
                Frame::new().inner_margin(Margin { left: 8, ..Margin::ZERO }).show(ui, |ui| note_ui(ui, note));
            }
        });
    });
}

/// Something with a quiet button at the right edge; whether that was clicked.
fn beside_leave_out(ui: &mut Ui, left: impl FnOnce(&mut Ui), words: &str, name: &str, help: &str) -> bool {
    let right = |ui: &mut Ui| {
        let text = RichText::new(words).size(theme::SMALL).color(theme::tokens(ui).text_weak);
        ui.add(Button::new(text).frame(false)).on_hover_text(help).accessible_name(name).clicked()
    };
    Sides::new().shrink_left().truncate().show(ui, left, right).1
}

/// `Russian security structures → Russian state media → CNN, ¶ 12`.
fn chain_ui(ui: &mut Ui, dataset: &Dataset, id: StatementId) {
    let statement = dataset.statement(id);
    let links = std::iter::once(&statement.speaker).chain(statement.via);
    let names: Vec<&str> = links.map(|source| dataset.source(*source).name).collect();
    let mut words = names.join(" → ");
    if let Some(paragraph) = statement.paragraph {
        words += &format!(", ¶ {paragraph}");
    }
    let response = weak_ui(ui, &words);
    if let Some(report) = statement.report.map(|report| dataset.report(report)) {
        let published = report.published.map_or_else(String::new, |span| span.label());
        let url = report.url.unwrap_or_default();
        response.on_hover_text(format!("{}\n{published}\n{}", bidi_visual(ui, report.title), sanitize(url)));
    }
}
