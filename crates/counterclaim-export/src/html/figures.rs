//! Compares the figures of the claims on the page with each other and with those of the same event.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use crate::{Shown, words};
use counterclaim_engine::{Comparison, Subject, compare, number, subject};
use counterclaim_model::{ClaimId, EventId, Figure};

/// The most comparisons that are listed for one claim.
const MAX_LINES: usize = 12;

/// A figure and its source.
#[derive(Debug)]
pub struct StatedFigure<'a> {
    pub figure: Figure<'a>,
    pub speaker: &'a str,
    claim: ClaimId,
}

/// The result of comparing two figures, in words.
#[derive(Debug)]
pub struct Line {
    pub words: String,
    /// The claim of the other figure, if it is another one.
    pub other_claim: Option<ClaimId>,
}

/// The comparisons of a claim's figures; figures of different things are not compared.
#[derive(Debug, Default)]
pub struct Comparisons {
    pub lines: Vec<Line>,
    /// How many more there are.
    pub left_out: usize,
}

/// All figures on the events of the page.
#[derive(Debug)]
pub struct Figures<'a> {
    by_event: BTreeMap<EventId, OfEvent<'a>>,
    events: BTreeMap<ClaimId, EventId>,
}

/// The figures of one event.
#[derive(Debug, Default)]
struct OfEvent<'a> {
    /// By claim.
    given: Vec<StatedFigure<'a>>,
    /// Where those of each claim are.
    of_claim: BTreeMap<ClaimId, Range<usize>>,
    /// Indices of comparable figures, in ascending order.
    by_subject: BTreeMap<Subject<'a>, Vec<usize>>,
}

impl<'a> Figures<'a> {
    pub fn new(shown: &'a Shown<'a>) -> Self {
        let event = |id: ClaimId| shown.dataset.claim(id).event;
        let events: BTreeMap<ClaimId, EventId> = shown.claims.iter().map(|id| (*id, event(*id))).collect();
        let on_page: BTreeSet<EventId> = events.values().copied().collect();
        let mut by_event: BTreeMap<EventId, OfEvent<'a>> = BTreeMap::new();
        for claim in shown.dataset.claim_ids().filter(|id| on_page.contains(&event(*id))) {
            let of_event = by_event.entry(event(claim)).or_default();
            let start = of_event.given.len();
            for (_, id) in shown.statements(claim) {
                let statement = shown.dataset.statement(id);
                let speaker = shown.dataset.source(statement.speaker).name;
                for figure in statement.figures.iter() {
                    of_event.by_subject.entry(subject(&figure)).or_default().push(of_event.given.len());
                    of_event.given.push(StatedFigure { figure, speaker, claim });
                }
            }
            of_event.of_claim.insert(claim, start..of_event.given.len());
        }
        Self { by_event, events }
    }

    /// The figures of a claim, and how they compare.
    ///
    /// Only the listed pairs are compared; the others are counted.
    pub fn of_claim(&self, claim: ClaimId) -> (Vec<&StatedFigure<'a>>, Comparisons) {
        let mut comparisons = Comparisons::default();
        let of_event = self.events.get(&claim).and_then(|event| self.by_event.get(event));
        let Some((of_event, range)) = of_event.and_then(|all| Some((all, all.of_claim.get(&claim)?))) else {
            return (Vec::new(), comparisons);
        };
        for (at, first) in of_event.given.iter().enumerate().skip(range.start).take(range.len()) {
            let same = of_event.by_subject.get(&subject(&first.figure)).map_or(&[][..], Vec::as_slice);
            let place = |limit: usize| same.partition_point(|other| *other < limit);
            let start = place(range.start);
            let after = place(at + 1);
            let end = place(range.end);
            // The later ones of the claim itself, then those of the others.
            let others = same[after..end].iter().chain(&same[..start]).chain(&same[end..]);
            let room = MAX_LINES - comparisons.lines.len();
            comparisons.left_out += (same.len() + start - after).saturating_sub(room);
            for second in others.take(room).filter_map(|other| of_event.given.get(*other)) {
                let Some(words) = comparison(first, second) else { continue };
                let other_claim = Some(second.claim).filter(|other| *other != claim);
                comparisons.lines.push(Line { words, other_claim });
            }
        }
        (of_event.given[range.clone()].iter().collect(), comparisons)
    }
}

/// `None` if the two measure different things.
fn comparison(first: &StatedFigure<'_>, second: &StatedFigure<'_>) -> Option<String> {
    let verdict = match compare(first.figure, second.figure) {
        Comparison::Compatible => "= compatible".to_owned(),
        Comparison::Contradict { gap } => {
            format!("≠ contradict, {} {} apart", number(gap), first.figure.unit)
        }
        Comparison::NotComparable { .. } => return None,
    };
    let side = |given: &StatedFigure<'_>| format!("{}, {}", given.speaker, words::figure(given.figure));
    Some(format!("{verdict}: {}; {}", side(first), side(second)))
}
