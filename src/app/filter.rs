//! Which claims are shown.

use std::collections::BTreeSet;

use super::Computed;
use crate::engine::{Assessment, ClaimAssessment};
use crate::model::{
    Claim, ClaimId, ClaimKind, Dataset, Judgement, LayerId, PlaceId, SideId, SourceId, Target, moment_label,
};

/// Filters that are switched on and off.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Quick {
    /// At least one origin supports and at least one denies or doubts.
    Contested,
    /// All that is said for or against goes back to one origin.
    SingleOrigin,
    /// The analyst has given no credibility grade.
    Unrated,
    /// Two origins of one side stand on different sides of the claim.
    SameSideDissents,
    /// Somebody says what hurts their own side.
    AgainstInterest,
    /// Only those whom it helps support it.
    SelfServing,
    /// The map says something to its number.
    Measured,
    /// A number was stated.
    Figure,
    /// Nothing speaks for one answer over the other.
    Open,
}

impl Quick {
    pub const ALL: [Self; 9] = [
        Self::Contested,
        Self::SingleOrigin,
        Self::Unrated,
        Self::SameSideDissents,
        Self::AgainstInterest,
        Self::SelfServing,
        Self::Measured,
        Self::Figure,
        Self::Open,
    ];

    /// Whether it stands in the filter bar itself; the others are marks of cards, in a list of their own.
    pub fn is_in_bar(self) -> bool {
        matches!(self, Self::Contested | Self::SingleOrigin | Self::Unrated)
    }

    pub fn label(self) -> &'static str {
        match self {
            Self::Contested => "Contested",
            Self::SingleOrigin => "Single origin",
            Self::Unrated => "Unrated",
            Self::SameSideDissents => "Same side dissents",
            Self::AgainstInterest => "Against interest",
            Self::SelfServing => "Self-serving",
            Self::Measured => "Measured",
            Self::Figure => "Figure",
            Self::Open => "Open",
        }
    }

    /// What a claim that meets it has to it.
    pub fn help(self) -> &'static str {
        match self {
            Self::Contested => "At least one origin supports the claim and at least one denies or doubts it",
            Self::SingleOrigin => "All that is said for or against the claim goes back to one origin",
            Self::Unrated => "Claims that you have not graded yet",
            Self::SameSideDissents => "Two origins of one side stand on different sides of the claim",
            Self::AgainstInterest => "Somebody says what hurts their own side",
            Self::SelfServing => "Everybody who supports the claim belongs to the side that it helps",
            Self::Measured => "The map says something to the claim's distance or direction",
            Self::Figure => "A number was stated",
            Self::Open => "Nothing that was said speaks for one answer over the other",
        }
    }

    /// Whether a claim meets it.
    pub(super) fn holds(self, claim: &Claim<'_>, evidence: Evidence<'_>) -> bool {
        let assessed = evidence.assessment.claim(claim.id);
        match self {
            Self::Contested => assessed.is_contested(),
            Self::SingleOrigin => assessed.has_single_origin(),
            Self::Unrated => is_unrated(claim, evidence.judgement),
            Self::SameSideDissents => assessed.same_side_dissents,
            Self::AgainstInterest => assessed.against_interest,
            Self::SelfServing => assessed.self_serving,
            Self::Measured => assessed.measured.is_some(),
            Self::Figure => has_figure(assessed, evidence.dataset),
            Self::Open => evidence.computed(claim.id).likelihood().is_some_and(|likelihood| likelihood.is_open),
        }
    }
}

/// Whether a number was stated on a claim.
pub fn has_figure(assessed: &ClaimAssessment, dataset: &Dataset) -> bool {
    let statements = assessed.units.iter().flat_map(|unit| std::iter::once(&unit.first).chain(&unit.echoes));
    statements.into_iter().any(|id| !dataset.statement(*id).figures.is_empty())
}

/// A conjunction of conditions; the default shows everything.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Filter {
    pub quick: BTreeSet<Quick>,
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
    /// Layers whose claims are not shown.
    pub hidden_layers: BTreeSet<LayerId>,
}

/// The conditions of a filter, one by one, in a fixed order: counts leave one of them out.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Condition {
    Quick(Quick),
    Kind,
    Side,
    Source,
    Place,
    Tag,
    Text,
    Window,
    Layer,
}

/// What a claim is looked at with.
#[derive(Clone, Copy)]
pub(super) struct Evidence<'a> {
    pub dataset: &'a Dataset,
    pub assessment: &'a Assessment,
    pub judgement: Option<&'a Judgement>,
    /// Whether the computed figure of a claim is hidden until the claim is graded.
    pub hides_until_graded: bool,
}

impl Evidence<'_> {
    /// The computed figure of a claim, as it may be shown now.
    pub fn computed(self, claim: ClaimId) -> Computed {
        Computed::new(self.dataset, self.assessment, self.judgement, self.hides_until_graded, claim)
    }
}

impl Filter {
    pub fn is_on(&self, quick: Quick) -> bool {
        self.quick.contains(&quick)
    }

    pub fn toggle(&mut self, quick: Quick) {
        if !self.quick.remove(&quick) {
            self.quick.insert(quick);
        }
    }

    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// The conditions that the claim does not meet.
    pub(super) fn failed(&self, claim: &Claim<'_>, words: &[String], evidence: Evidence<'_>) -> Vec<Condition> {
        let mut failed = Vec::new();
        let mut need = |condition, met: bool| {
            if !met {
                failed.push(condition);
            }
        };
        for quick in &self.quick {
            need(Condition::Quick(*quick), quick.holds(claim, evidence));
        }
        need(Condition::Kind, self.kind.is_none_or(|kind| claim.kind == kind));
        need(Condition::Side, self.side.is_none_or(|side| speaks(claim, side, evidence)));
        need(Condition::Source, self.source.is_none_or(|source| involves(claim, source, evidence)));
        need(Condition::Place, self.place.is_none_or(|place| is_at(claim, place, evidence.dataset)));
        need(Condition::Tag, self.tag.as_ref().is_none_or(|tag| has_tag(claim, tag, evidence.judgement)));
        need(Condition::Text, words.iter().all(|word| mentions(claim, word, evidence)));
        need(Condition::Window, self.window.is_none_or(|window| was_spoken_of(claim, window, evidence)));
        let layer = || evidence.dataset.layer_of_claim(claim.id);
        let is_laid_open = self.hidden_layers.is_empty() || layer().is_none_or(|id| !self.hidden_layers.contains(&id));
        need(Condition::Layer, is_laid_open);
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
        match self.hidden_layers.len() {
            0 => {}
            1 => words.push("one layer hidden".to_owned()),
            count => words.push(format!("{count} layers hidden")),
        }
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

fn has_tag(claim: &Claim<'_>, tag: &str, judgement: Option<&Judgement>) -> bool {
    judgement.is_some_and(|judgement| judgement.tags(&Target::Claim(claim.key.into())).any(|own| own == tag))
}

fn is_at(claim: &Claim<'_>, place: PlaceId, dataset: &Dataset) -> bool {
    claim.place.is_some_and(|own| dataset.is_within(own, place))
}

fn involves(claim: &Claim<'_>, source: SourceId, evidence: Evidence<'_>) -> bool {
    let Evidence { dataset, assessment, .. } = evidence;
    let members = assessment.identities().members(source);
    dataset.statements_of_claim(claim.id).iter().any(|id| {
        let statement = dataset.statement(*id);
        members.contains(&statement.speaker) || statement.via.iter().any(|carrier| members.contains(carrier))
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
