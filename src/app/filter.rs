//! Which claims are shown.

use crate::engine::Assessment;
use crate::model::{Claim, ClaimKind, Dataset, Judgement, PlaceId, SideId, SourceId, Target, moment_label};

/// Filters that are switched on and off.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Quick {
    /// At least one origin supports and at least one denies or doubts.
    Contested,
    /// All that is said for or against goes back to one origin.
    SingleOrigin,
    /// The analyst has given no credibility grade.
    Unrated,
}

impl Quick {
    pub const ALL: [Self; 3] = [Self::Contested, Self::SingleOrigin, Self::Unrated];

    pub fn label(self) -> &'static str {
        match self {
            Self::Contested => "Contested",
            Self::SingleOrigin => "Single origin",
            Self::Unrated => "Unrated",
        }
    }
}

/// A conjunction of conditions; the default shows everything.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Filter {
    pub contested: bool,
    pub single_origin: bool,
    pub unrated: bool,
    pub kind: Option<ClaimKind>,
    /// Claims on which an origin of the side speaks.
    pub side: Option<SideId>,
    /// Claims that the source speaks about or carries words about.
    pub source: Option<SourceId>,
    /// Claims at the place or a part of it.
    pub place: Option<PlaceId>,
    pub tag: Option<String>,
    /// Claims in whose texts, names, notes or tags every word occurs, whatever the case.
    pub text: String,
    /// Claims about which something was said in the window, from and until.
    pub window: Option<(i64, i64)>,
}

/// The conditions of a filter, one by one, in a fixed order: counts leave one of them out.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Condition {
    Contested,
    SingleOrigin,
    Unrated,
    Kind,
    Side,
    Source,
    Place,
    Tag,
    Text,
    Window,
}

/// What a claim is looked at with.
#[derive(Clone, Copy)]
pub(super) struct Evidence<'a> {
    pub dataset: &'a Dataset,
    pub assessment: &'a Assessment,
    pub judgement: Option<&'a Judgement>,
}

impl Filter {
    pub fn is_on(&self, quick: Quick) -> bool {
        match quick {
            Quick::Contested => self.contested,
            Quick::SingleOrigin => self.single_origin,
            Quick::Unrated => self.unrated,
        }
    }

    pub fn toggle(&mut self, quick: Quick) {
        let on = match quick {
            Quick::Contested => &mut self.contested,
            Quick::SingleOrigin => &mut self.single_origin,
            Quick::Unrated => &mut self.unrated,
        };
        *on = !*on;
    }

    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// The conditions that the claim does not meet.
    pub(super) fn failed(&self, claim: &Claim<'_>, words: &[String], evidence: Evidence<'_>) -> Vec<Condition> {
        let assessed = evidence.assessment.claim(claim.id);
        let mut failed = Vec::new();
        let mut need = |condition, met: bool| {
            if !met {
                failed.push(condition);
            }
        };
        need(Condition::Contested, !self.contested || assessed.is_contested());
        need(Condition::SingleOrigin, !self.single_origin || assessed.has_single_origin());
        need(Condition::Unrated, !self.unrated || is_unrated(claim, evidence.judgement));
        need(Condition::Kind, self.kind.is_none_or(|kind| claim.kind == kind));
        need(Condition::Side, self.side.is_none_or(|side| speaks(claim, side, evidence)));
        need(Condition::Source, self.source.is_none_or(|source| involves(claim, source, evidence.dataset)));
        need(Condition::Place, self.place.is_none_or(|place| is_at(claim, place, evidence.dataset)));
        need(Condition::Tag, self.tag.as_ref().is_none_or(|tag| has_tag(claim, tag, evidence.judgement)));
        need(Condition::Text, words.iter().all(|word| mentions(claim, word, evidence)));
        need(Condition::Window, self.window.is_none_or(|window| was_spoken_of(claim, window, evidence)));
        failed
    }

    /// The filters that are on, in words.
    pub fn describe(&self, dataset: &Dataset) -> Vec<String> {
        let quick = Quick::ALL.into_iter().filter(|quick| self.is_on(*quick));
        let mut words: Vec<String> = quick.map(|quick| quick.label().to_lowercase()).collect();
        words.extend(self.kind.map(|kind| format!("kind: {}", kind.label())));
        words.extend(self.side.map(|side| format!("{} speaks", dataset.side(side).name)));
        words.extend(self.source.map(|source| format!("by {}", dataset.source(source).name)));
        words.extend(self.place.map(|place| format!("at {}", dataset.place(place).name)));
        words.extend(self.tag.as_ref().map(|tag| format!("#{tag}")));
        if !self.text.trim().is_empty() {
            words.push(format!("“{}”", self.text.trim()));
        }
        words.extend(self.window.map(|(from_s, until_s)| {
            let offset_min = dataset.header().offset_min;
            format!("said {} – {}", moment_label(from_s, offset_min), moment_label(until_s, offset_min))
        }));
        words
    }

    /// The words of the text filter, in lower case.
    pub fn words(&self) -> Vec<String> {
        self.text.split_whitespace().map(str::to_lowercase).collect()
    }
}

pub(super) fn is_unrated(claim: &Claim<'_>, judgement: Option<&Judgement>) -> bool {
    judgement.and_then(|judgement| judgement.claim_credibility(claim.key)).is_none()
}

pub(super) fn speaks(claim: &Claim<'_>, side: SideId, evidence: Evidence<'_>) -> bool {
    let units = &evidence.assessment.claim(claim.id).units;
    units.iter().any(|unit| evidence.assessment.side(unit.origin.source) == Some(side))
}

pub(super) fn has_tag(claim: &Claim<'_>, tag: &str, judgement: Option<&Judgement>) -> bool {
    judgement.is_some_and(|judgement| judgement.tags(&Target::Claim(claim.key.into())).any(|own| own == tag))
}

pub(super) fn is_at(claim: &Claim<'_>, place: PlaceId, dataset: &Dataset) -> bool {
    claim.place.is_some_and(|own| dataset.is_within(own, place))
}

fn involves(claim: &Claim<'_>, source: SourceId, dataset: &Dataset) -> bool {
    dataset.statements_of_claim(claim.id).iter().any(|id| {
        let statement = dataset.statement(*id);
        statement.speaker == source || statement.via.contains(&source)
    })
}

/// Whether something that is known was said about the claim in the window.
fn was_spoken_of(claim: &Claim<'_>, (from_s, until_s): (i64, i64), evidence: Evidence<'_>) -> bool {
    let Evidence { dataset, assessment, .. } = evidence;
    dataset.statements_of_claim(claim.id).iter().any(|id| {
        let said = dataset.statement(*id).stated_at;
        let meets = said.is_some_and(|span| span.end_s > from_s && span.start_s.max(span.end_s - MAX_SPAN_S) < until_s);
        meets && assessment.options().knows(dataset, *id)
    })
}

/// Spans that are open at the start ("by 7 January") count as their last day only.
const MAX_SPAN_S: i64 = 31 * crate::model::SECS_PER_DAY;

fn mentions(claim: &Claim<'_>, word: &str, evidence: Evidence<'_>) -> bool {
    let Evidence { dataset, judgement, .. } = evidence;
    let has = |text: &str| text.to_lowercase().contains(word);
    let has_optional = |text: Option<&str>| text.is_some_and(has);
    let in_claim = has(claim.proposition)
        || has_optional(claim.note)
        || has(dataset.event(claim.event).title)
        || claim.place.is_some_and(|place| dataset.place(place).all_names().any(has));
    let in_statements = || {
        dataset.statements_of_claim(claim.id).iter().any(|id| {
            let statement = dataset.statement(*id);
            has_optional(statement.paraphrase)
                || has_optional(statement.quote)
                || has_optional(statement.note)
                || dataset.source(statement.speaker).all_names().any(has)
                || statement.via.iter().any(|carrier| dataset.source(*carrier).all_names().any(has))
        })
    };
    let in_work = || {
        let target = Target::Claim(claim.key.into());
        judgement.is_some_and(|own| has_optional(own.note(&target)) || own.tags(&target).any(has))
    };
    in_claim || in_statements() || in_work()
}
