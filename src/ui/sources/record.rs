//! The track record of a source: intervals by role, the suggested letter with its reason, and claims with a verdict.

use egui::{Rect, Role, Sense, Ui, WidgetInfo, pos2, vec2};

use super::letters::{flag_label, letter};
use crate::app::{Action, Selection};
use crate::ui::panel::Cx;
use crate::ui::theme;
use crate::ui::widgets::{
    elided, heading_ui, link_ui, paint_grade, paint_interval, paint_mark, paint_suggested, weak_ui,
};
use counterclaim_engine::{
    CannotJudge, Record, Resolved, TOO_WIDE_FOR_A_LETTER, TrackRecord, VERDICTS_FOR_A_LETTER, number,
};
use counterclaim_model::{Dataset, SourceId, Stance};

/// Height of a row with an interval, its bar's width, and the widths of its words, in points.
const ROW: f32 = 20.0;
const BAR: f32 = 84.0;
const ROLE: f32 = 140.0;
const PERCENT: f32 = 90.0;
/// The most claims with a verdict that are listed; the rest is counted.
const MAX_RESOLVED: usize = 40;

/// Draws the record of a source.
pub fn ui(ui: &mut Ui, cx: &mut Cx<'_>, dataset: &Dataset, id: SourceId, record: &TrackRecord) {
    letters_ui(ui, cx, dataset, id, record);
    if let Some((whole, code)) = cx.state.assessment().in_table(id) {
        let events = number(whole.listed(code) as f64);
        weak_ui(ui, &format!("Whole table: {events} events list it."));
    }
    if record.overall.is_some() {
        ui.add_space(theme::GAP);
        heading_ui(ui, "Track record: share of supported claims that proved true");
        weak_ui(ui, "Estimated, with a 90 % interval, by the source's interest in the claim");
        for (role, one) in &record.by_role {
            interval_ui(ui, role.label(), *one);
        }
        if let (Some(overall), [_, _, ..]) = (record.overall, record.by_role.as_slice()) {
            interval_ui(ui, "over all roles", overall);
        }
    }
    resolved_ui(ui, cx, dataset, id, &record.resolved);
}

/// The given letter beside the suggested one, and the basis of the suggestion.
fn letters_ui(ui: &mut Ui, cx: &Cx<'_>, dataset: &Dataset, id: SourceId, record: &TrackRecord) {
    let tokens = theme::tokens(ui);
    let given = cx.state.judgement().and_then(|own| own.reliability(dataset.source(id).key));
    ui.horizontal_wrapped(|ui| {
        ui.label("Your grade");
        let (rect, response) = ui.allocate_exact_size(vec2(24.0, 19.0), Sense::hover());
        let own = given.map(|grade| grade.letter().to_string());
        let words = own.clone().unwrap_or_else(|| "none".to_owned());
        paint_grade(ui.painter(), rect.right_top(), own, tokens);
        response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &words));
        ui.label("suggested");
        let (rect, response) = ui.allocate_exact_size(vec2(24.0, 19.0), Sense::hover());
        paint_suggested(ui.painter(), rect.right_top(), letter(record.suggested), tokens);
        response.widget_info(|| WidgetInfo::labeled(Role::Label, true, record.suggested.letter().to_string()));
        if let Some(words) = flag_label(given, record.suggested) {
            ui.strong(format!("≠ {words}"));
        }
    });
    weak_ui(ui, &reason(record));
}

/// The reason for the letter.
fn reason(record: &TrackRecord) -> String {
    match (record.cannot_judge, record.overall) {
        (None, Some(overall)) => format!(
            "{}: the lower end of the interval over all roles is {:.0} %.",
            record.suggested.letter(),
            overall.low * 100.0
        ),
        (Some(CannotJudge::FewSettled(count)), _) => format!(
            "F: needs at least {VERDICTS_FOR_A_LETTER} claims with a verdict (now {count}). Only true or false verdicts on \
             claims where it took a position count."
        ),
        (Some(CannotJudge::TooWide), _) => {
            format!("F: the interval over all roles is wider than {:.0} points.", TOO_WIDE_FOR_A_LETTER * 100.0)
        }
        _ => "F: it has no original statements that count. Sources that only relay others are not rated.".to_owned(),
    }
}

/// One row: the role, a bar with the interval, numbers, and the number of statements behind it.
fn interval_ui(ui: &mut Ui, role: &str, record: Record) {
    let tokens = theme::tokens(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::hover());
    let middle = rect.center().y;
    let mut left = rect.left();
    let mut words = |room: f32, text: &str, color| {
        let galley = elided(ui, text, theme::plain(theme::SMALL), color, room - 6.0);
        ui.painter().galley(pos2(left, middle - galley.size().y / 2.0), galley, color);
        left += room;
        left
    };
    let role_room = ROLE.min(rect.width() * 0.35);
    let bar_left = words(role_room, role, tokens.text);
    let bar_room = BAR.min(rect.width() * 0.2);
    let bar = Rect::from_min_size(pos2(bar_left, rect.top()), vec2(bar_room - 10.0, ROW));
    paint_interval(ui.painter(), bar, (record.low, record.mean, record.high), tokens);
    words(bar_room, "", tokens.text);
    let numbers = format!("{:.0} % ({:.0}–{:.0})", record.mean * 100.0, record.low * 100.0, record.high * 100.0);
    let supports_left = words(PERCENT, &numbers, tokens.text);
    let supports = rests_on(record.supports);
    words(rect.right() - supports_left, &supports, tokens.text_weak);
    let name = format!(
        "{role}: {:.0} %, 90 % interval {:.0} to {:.0} %, {supports}",
        record.mean * 100.0,
        record.low * 100.0,
        record.high * 100.0
    );
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &name));
    response.on_hover_text(name);
}

/// `based on 3 statements`; where it never supported, only its class speaks.
fn rests_on(supports: f64) -> String {
    let count = (supports * 10.0).round() / 10.0;
    match count {
        0.0 => "based on its class only".to_owned(),
        1.0 => "based on 1 statement".to_owned(),
        count => format!("based on {count} statements"),
    }
}

/// The claims with a verdict on which the source took a position; each selects its claim.
fn resolved_ui(ui: &mut Ui, cx: &mut Cx<'_>, dataset: &Dataset, id: SourceId, resolved: &[Resolved]) {
    if resolved.is_empty() {
        return;
    }
    let right = resolved.iter().filter(|one| one.was_right()).count();
    ui.add_space(theme::GAP);
    heading_ui(ui, "Claims with your verdict");
    weak_ui(ui, &format!("right {right}, wrong {}", resolved.len() - right));
    for one in resolved.iter().take(MAX_RESOLVED) {
        let Some((proposition, selection)) = settled(cx, dataset, id, one.claim) else { continue };
        let stance = [Stance::Supports, Stance::Denies, Stance::Doubts].get(usize::from(one.stance)).copied();
        let word = if one.was_right() { "right" } else { "wrong" };
        ui.horizontal_wrapped(|ui| {
            if let Some(stance) = stance {
                let (rect, _) = ui.allocate_exact_size(vec2(12.0, 16.0), Sense::hover());
                paint_mark(ui.painter(), rect.center(), stance, theme::tokens(ui));
                let said = format!("{word}: {}, is {}", stance.label(), one.is_true);
                ui.label(egui::RichText::new(said).size(theme::SMALL));
            }
            let link = link_ui(ui, &proposition, theme::plain(theme::SMALL));
            if link.on_hover_text("Select this claim").clicked() {
                cx.push(Action::Select(selection));
            }
        });
    }
    if resolved.len() > MAX_RESOLVED {
        weak_ui(ui, &format!("and {} more", resolved.len() - MAX_RESOLVED));
    }
}

/// The text of a claim with a verdict, and how to select it: a claim of the dataset, or an event of the table.
fn settled(cx: &Cx<'_>, dataset: &Dataset, source: SourceId, row: u32) -> Option<(String, Selection)> {
    let Some((whole, _)) = cx.state.assessment().in_table(source) else {
        let claim = cx.state.assessment().claim_of_row(row);
        return Some((dataset.claim(claim).proposition.to_owned(), Selection::Claim(claim)));
    };
    let event = whole.event_of_row(row)?;
    Some((cx.state.table()?.table().event(event)?.proposition(), Selection::Event(event)))
}
