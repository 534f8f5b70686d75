//! The figures of the claims on the page, compared with each other and with those of the same event.

use std::collections::{BTreeMap, BTreeSet};

use super::{Shown, words};
use crate::engine::{Comparison, compare, number};
use crate::model::{ClaimId, EventId, Figure};

/// The most comparisons that are listed for one claim.
const MAX_LINES: usize = 12;

/// A figure and who gave it.
#[derive(Debug)]
pub struct Given<'a> {
    pub figure: Figure<'a>,
    pub speaker: &'a str,
    claim: ClaimId,
}

/// How two figures stand to each other, in words.
#[derive(Debug)]
pub struct Line {
    pub words: String,
    /// The claim that the other figure is on, if it is another one.
    pub other_claim: Option<ClaimId>,
}

/// What comparing the figures of a claim gives; figures of different things are not compared.
#[derive(Debug, Default)]
pub struct Comparisons {
    pub lines: Vec<Line>,
    /// How many more there are.
    pub left_out: usize,
}

/// All figures on the events of the page, by event and then by claim.
#[derive(Debug)]
pub struct Figures<'a> {
    by_event: BTreeMap<EventId, Vec<Given<'a>>>,
    events: BTreeMap<ClaimId, EventId>,
}

impl<'a> Figures<'a> {
    pub fn new(shown: &'a Shown<'a>) -> Self {
        let event = |id: ClaimId| shown.dataset.claim(id).event;
        let events: BTreeMap<ClaimId, EventId> = shown.claims.iter().map(|id| (*id, event(*id))).collect();
        let on_page: BTreeSet<EventId> = events.values().copied().collect();
        let mut by_event: BTreeMap<EventId, Vec<Given<'a>>> = BTreeMap::new();
        for claim in shown.dataset.claim_ids().filter(|id| on_page.contains(&event(*id))) {
            for (_, id) in shown.statements(claim) {
                let statement = shown.dataset.statement(id);
                let speaker = shown.dataset.source(statement.speaker).name;
                let given = statement.figures.iter().map(|figure| Given { figure, speaker, claim });
                by_event.entry(event(claim)).or_default().extend(given);
            }
        }
        Self { by_event, events }
    }

    /// The figures of a claim, and how they compare.
    pub fn of_claim(&self, claim: ClaimId) -> (Vec<&Given<'a>>, Comparisons) {
        let all = self.events.get(&claim).and_then(|event| self.by_event.get(event));
        let (own, others): (Vec<_>, Vec<_>) = all.into_iter().flatten().partition(|given| given.claim == claim);
        let mut comparisons = Comparisons::default();
        for (at, first) in own.iter().enumerate() {
            for second in own.iter().skip(at + 1).chain(&others) {
                let Some(words) = comparison(first, second) else { continue };
                if comparisons.lines.len() == MAX_LINES {
                    comparisons.left_out += 1;
                    continue;
                }
                let other_claim = Some(second.claim).filter(|other| *other != claim);
                comparisons.lines.push(Line { words, other_claim });
            }
        }
        (own, comparisons)
    }
}

/// Nothing where the two speak of different things.
fn comparison(first: &Given<'_>, second: &Given<'_>) -> Option<String> {
    let verdict = match compare(first.figure, second.figure) {
        Comparison::Compatible => "= compatible".to_owned(),
        Comparison::Contradict { gap } => {
            format!("≠ contradict, {} {} apart", number(gap), first.figure.unit)
        }
        Comparison::NotComparable { .. } => return None,
    };
    let side = |given: &Given<'_>| format!("{}, {}", given.speaker, words::figure(given.figure));
    Some(format!("{verdict}: {}; {}", side(first), side(second)))
}
