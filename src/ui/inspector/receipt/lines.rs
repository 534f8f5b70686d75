//! The lines of a receipt as they are shown: by side, the largest visible, the others folded.

use super::reasons;
use crate::app::State;
use counterclaim_engine::{Options, Origin, Receipt, Unit, units_of_claim};
use counterclaim_model::{ClaimId, Dataset, SideId, SourceId, Stance, StatementId};

/// How many lines are visible; the smaller ones are folded.
const IN_SIGHT: usize = 8;

/// The least value that lines are scaled to, in log-odds; larger lines set the scale themselves.
const SMALLEST_SCALE: f64 = 0.5;

/// What a line can be excluded with.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Switch {
    Statements(Vec<StatementId>),
    Source(SourceId),
}

/// One line.
#[derive(Clone, Debug)]
pub struct Line {
    pub label: String,
    /// Whether the previous line has the same origin: the name is not drawn again.
    pub continues: bool,
    /// `for 7 Jan 2025`, where a line is of one of several days.
    pub day: Option<String>,
    pub stance: Option<Stance>,
    /// Log-odds; `None` for excluded lines.
    pub value: Option<f64>,
    /// What the line rests on.
    pub reasons: Vec<String>,
    /// What would change it.
    pub changes: &'static str,
    pub switch: Option<Switch>,
    /// Another claim that the line comes from.
    pub claim: Option<ClaimId>,
    origin: Option<Origin>,
    side: Option<SideId>,
}

/// The lines of one side, or those that come from no statement.
#[derive(Clone, Debug)]
pub struct Group {
    pub name: String,
    pub lines: Vec<Line>,
}

impl Group {
    fn largest(&self) -> f64 {
        self.lines.iter().filter_map(|line| line.value).map(f64::abs).fold(0.0, f64::max)
    }

    pub fn sum(&self) -> f64 {
        sum(&self.lines)
    }
}

/// A receipt as it is shown; all values add up to `total`.
#[derive(Clone, Debug, Default)]
pub struct Sheet {
    /// The baseline before any statement.
    pub prior: Option<Line>,
    /// Ordered by their largest line.
    pub groups: Vec<Group>,
    /// Too small to be visible.
    pub others: Vec<Line>,
    pub total: f64,
    /// The size of the largest line, or of the total if that is larger.
    pub largest: f64,
    /// The scale of the evidence, and the factor for errors that sources share.
    pub scale: (f64, f64),
}

pub fn sum(lines: &[Line]) -> f64 {
    lines.iter().filter_map(|line| line.value).sum()
}

impl Sheet {
    /// The sheet of a claim; `None` for a claim that is neither true nor false.
    pub fn new(state: &State, dataset: &Dataset, id: ClaimId) -> Option<Self> {
        let receipt = state.assessment().receipt(id)?;
        let left_out = left_out(state, dataset, id);
        let mut lines = unit_lines(state, dataset, id, &receipt);
        lines.extend(message_lines(state, dataset, &receipt));
        let by_size = |line: &Line| line.value.unwrap_or(0.0).abs();
        lines.sort_by(|one, other| by_size(other).total_cmp(&by_size(one)));
        let others = lines.split_off(IN_SIGHT.min(lines.len()));
        let (messages, spoken): (Vec<Line>, Vec<Line>) = lines.into_iter().partition(|line| line.claim.is_some());

        let mut beyond = messages;
        let measured = reasons::of_measurement(dataset, state.assessment(), &dataset.claim(id));
        if let Some(words) = measured.filter(|_| receipt.measured != 0.0) {
            let changes = "Other positions of the two places, or another figure in the statement, would change it.";
            beyond.push(Line { changes, ..Line::plain("Measured on the map", receipt.measured, &words) });
        }
        for (kind, value) in &receipt.silence {
            let (label, reason, changes) = reasons::of_silence(*kind);
            beyond.push(Line { changes, ..Line::plain(label, *value, reason) });
        }
        let (words, changes) = baseline(state, id);
        let prior =
            (receipt.prior != 0.0).then(|| Line { changes, ..Line::plain("Baseline", receipt.prior, words.as_ref()) });
        // Excluded lines keep their place, so that they can be included again.
        let mut groups = by_side(dataset, spoken.into_iter().chain(left_out).collect());
        if !beyond.is_empty() {
            groups.push(Group { name: "Other claims and the map".to_owned(), lines: beyond });
        }
        groups.sort_by(|one, other| other.largest().total_cmp(&one.largest()));
        let mut sheet = Self {
            prior,
            groups,
            others,
            total: receipt.total,
            largest: 0.0,
            scale: (receipt.temperature, receipt.shared_error),
        };
        let smallest = SMALLEST_SCALE.max(sheet.total.abs());
        sheet.largest =
            sheet.all().filter_map(|line| line.value).fold(smallest, |largest, value| value.abs().max(largest));
        Some(sheet)
    }

    /// Every line that counts.
    pub fn all(&self) -> impl Iterator<Item = &Line> {
        let grouped = self.groups.iter().flat_map(|group| &group.lines);
        self.prior.iter().chain(grouped).chain(&self.others)
    }
}

/// What the baseline of a claim rests on, and what would change it.
fn baseline(state: &State, id: ClaimId) -> (String, &'static str) {
    let assessment = state.assessment();
    let rivals = assessment.rivals(id);
    if rivals > 1 {
        let words = format!("one of {rivals} claims that exclude each other");
        (words, "Fewer or more claims that all exclude each other would change it.")
    } else if !assessment.curve(id, &[]).is_empty() {
        let words = "what is expected by then of a state that can begin and end, without any statement";
        (words.to_owned(), "Statements about other days would change it, and so would verdicts on 15 states.")
    } else {
        ("for claims of this type".to_owned(), "Verdicts on 15 claims of this type would change it.")
    }
}

impl Line {
    fn plain(label: &str, value: f64, reason: &str) -> Self {
        Self {
            label: label.to_owned(),
            continues: false,
            day: None,
            stance: None,
            value: Some(value),
            reasons: if reason.is_empty() { Vec::new() } else { vec![reason.to_owned()] },
            changes: "",
            switch: None,
            claim: None,
            origin: None,
            side: None,
        }
    }
}

fn unit_lines(state: &State, dataset: &Dataset, id: ClaimId, receipt: &Receipt) -> Vec<Line> {
    let assessment = state.assessment();
    let units = &assessment.claim(id).units;
    let line = |unit: &Unit| {
        let found = receipt.lines.iter().find(|line| assessment.unit(line.unit).1.first == unit.first);
        Line {
            label: dataset.source(unit.origin.source).name.to_owned(),
            continues: false,
            day: reasons::of_day(dataset, units, unit),
            stance: Some(unit.stance),
            value: Some(found.map_or(0.0, |line| line.value)),
            reasons: reasons::of_unit(dataset, assessment, units, unit, found),
            changes: reasons::changes_unit(assessment, unit, found),
            switch: Some(Switch::Statements(statements(unit))),
            claim: None,
            origin: Some(unit.origin),
            side: assessment.side(unit.origin.source),
        }
    };
    units.iter().map(line).collect()
}

fn statements(unit: &Unit) -> Vec<StatementId> {
    std::iter::once(unit.first).chain(unit.echoes.iter().copied()).collect()
}

fn message_lines(state: &State, dataset: &Dataset, receipt: &Receipt) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    for message in &receipt.messages {
        let from = state.assessment().claim_of_row(message.message.from);
        if let Some(line) = lines.iter_mut().find(|line| line.claim == Some(from)) {
            line.value = line.value.map(|value| value + message.value);
            continue;
        }
        let words = reasons::of_message(state, dataset, from);
        let chiefly = reasons::chiefly(state, dataset, from).unwrap_or_default();
        let changes = "What is said about that claim would change it, and so would removing the relation.";
        lines.push(Line { claim: Some(from), changes, ..Line::plain(&words, message.value, &chiefly) });
    }
    lines
}

/// Sides in the order of the dataset, those without one last; the largest line first.
fn by_side(dataset: &Dataset, lines: Vec<Line>) -> Vec<Group> {
    let mut sides: Vec<Option<SideId>> = lines.iter().map(|line| line.side).collect();
    sides.sort_by_key(|side| (side.is_none(), *side));
    sides.dedup();
    let name = |side: Option<SideId>| side.map_or_else(|| "No side".to_owned(), |side| dataset.side(side).name.clone());
    let of_side = |side| {
        let mut own: Vec<Line> = lines.iter().filter(|line| line.side == side).cloned().collect();
        // Lines of one origin stay together, at the place of the largest.
        let order: Vec<Option<Origin>> = own.iter().map(|line| line.origin).collect();
        own.sort_by_key(|line| order.iter().position(|origin| *origin == line.origin));
        let mut before = None;
        for line in &mut own {
            line.continues = before == Some(line.origin);
            before = Some(line.origin);
        }
        own
    };
    sides.into_iter().map(|side| Group { name: name(side), lines: of_side(side) }).collect()
}

/// What is excluded from the claim, so that it can be included again.
fn left_out(state: &State, dataset: &Dataset, id: ClaimId) -> Vec<Line> {
    let what_if = &state.view().what_if;
    if what_if.statements.is_empty() && what_if.sources.is_empty() {
        return Vec::new();
    }
    let units = units_of_claim(dataset, state.assessment().identities(), id, &Options::as_of(state.view().as_of_s));
    let lines = units.iter().filter_map(|unit| {
        let source = unit.origin.source;
        let mut out = statements(unit);
        out.retain(|statement| what_if.statements.contains(statement));
        let (switch, reason) = match (what_if.sources.contains(&source), out.is_empty()) {
            (true, _) => (Switch::Source(source), "excluded everywhere"),
            (false, false) => (Switch::Statements(out), "excluded"),
            (false, true) => return None,
        };
        Some(Line {
            label: dataset.source(source).name.to_owned(),
            continues: false,
            day: reasons::of_day(dataset, &units, unit),
            stance: Some(unit.stance),
            value: None,
            reasons: vec![reason.to_owned()],
            changes: "",
            switch: Some(switch),
            claim: None,
            origin: Some(unit.origin),
            side: state.assessment().side(source),
        })
    });
    lines.collect()
}
