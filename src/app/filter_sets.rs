//! Which claims match each condition of a filter: one set for each, so that a count can leave one of them out.

use std::collections::BTreeMap;

use super::claim_index::{ClaimIndex, DatedStatement, EvidenceIndex};
use super::filter::{Evidence, Filter, Quick};
use super::text_search::TextSearch;
use counterclaim_model::{ClaimId, Credibility, Dataset, Id as _, Judgement, LayerId, PlaceId, SourceId, StatementId};
use counterclaim_query::Bitmap;

/// A condition of a filter.
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

/// Spans without a start ("by 7 January") count as their last day only.
const MAX_SPAN_S: i64 = 31 * counterclaim_model::SECS_PER_DAY;

/// The claims that match each active condition of a filter.
pub(super) struct Met<'a> {
    evidence: Evidence<'a>,
    facts: &'a ClaimIndex,
    /// Set if the filter asks for an analyst's grades.
    pub grades: BTreeMap<ClaimId, Credibility>,
    conditions: Vec<(Condition, Bitmap)>,
}

impl<'a> Met<'a> {
    pub fn new(filter: &Filter, evidence: Evidence<'a>, facts: &'a ClaimIndex, text_search: &mut TextSearch) -> Self {
        let grades = evidence.judgement.map(|own| grades(evidence.dataset, own)).unwrap_or_default();
        let mut met = Self { evidence, facts, grades, conditions: Vec::new() };
        let mut sets: Vec<(Condition, Option<Bitmap>)> =
            filter.quick.iter().map(|quick| (Condition::Quick(*quick), Some(met.quick(*quick)))).collect();
        let kinds = evidence.dataset.claim_kinds();
        let words = filter.words();
        let hidden = &filter.hidden_layers;
        sets.extend([
            (Condition::Kind, filter.kind.map(|kind| Bitmap::of_values(kinds, |other| other == kind))),
            (Condition::Side, filter.side.map(|side| facts.side(side).cloned().unwrap_or(met.none()))),
            (Condition::Source, filter.source.map(|source| met.of_source(source))),
            (Condition::Place, filter.place.map(|place| met.at_place(place))),
            (Condition::Tag, filter.tag.as_ref().map(|tag| met.tagged(tag))),
            (Condition::Text, (!words.is_empty()).then(|| text_search.of(&words, evidence, facts.evidence()))),
            (Condition::Window, filter.window.map(|window| met.spoken_of(window))),
            (Condition::Layer, (!hidden.is_empty()).then(|| met.in_layers(&|layer| !hidden.contains(&layer)))),
        ]);
        met.conditions = sets.into_iter().filter_map(|(condition, set)| Some((condition, set?))).collect();
        met
    }

    /// The known claims that match every condition, except one that is left out.
    pub fn all_but(&self, left_out: Option<Condition>) -> Bitmap {
        let mut all = self.facts.known().clone();
        for (_, set) in self.conditions.iter().filter(|(condition, _)| Some(*condition) != left_out) {
            all.and(set);
        }
        all
    }

    /// Whether a condition is active: otherwise leaving it out changes nothing.
    pub fn is_on(&self, condition: Condition) -> bool {
        self.conditions.iter().any(|(other, _)| *other == condition)
    }

    /// The claims that match a quick filter.
    pub fn quick(&self, quick: Quick) -> Bitmap {
        let graded = || {
            let mut graded = self.none();
            self.grades.keys().for_each(|id| graded.insert(id.index()));
            graded
        };
        let mut set = self.facts.quick(quick).cloned().unwrap_or(self.none());
        match quick {
            Quick::Unrated => {
                set = Bitmap::all(self.evidence.dataset.claim_count());
                self.grades.keys().for_each(|id| set.remove(id.index()));
            }
            Quick::Open if self.evidence.hides_until_graded => set.and(&graded()),
            _ => {}
        }
        set
    }

    fn none(&self) -> Bitmap {
        Bitmap::none(self.evidence.dataset.claim_count())
    }

    /// The claims of some statements.
    fn claims_of<'b>(&self, statements: impl Iterator<Item = &'b StatementId>) -> Bitmap {
        let mut set = self.none();
        let claims = self.evidence.dataset.claims_of_statements();
        statements.filter_map(|id| claims.get(id.index())).for_each(|claim| set.insert(claim.index()));
        set
    }

    /// The claims that a source makes or relays statements about.
    fn of_source(&self, source: SourceId) -> Bitmap {
        let Evidence { dataset, assessment, .. } = self.evidence;
        let members = assessment.identities().members(source);
        let said = members.iter().flat_map(|member| dataset.statements_of_speaker(*member));
        self.claims_of(said.chain(members.iter().flat_map(|member| dataset.statements_of_carrier(*member))))
    }

    /// The claims at a place or a part of it.
    fn at_place(&self, place: PlaceId) -> Bitmap {
        let of_evidence = self.facts.evidence();
        let is_within = of_evidence.within(place);
        let is_there = |at: Option<PlaceId>| at.is_some_and(|at| is_within.get(at.index()) == Some(&true));
        Bitmap::of_values(&of_evidence.places, is_there)
    }

    fn tagged(&self, tag: &str) -> Bitmap {
        let mut set = self.none();
        let tagged = self.evidence.judgement.into_iter().flat_map(Judgement::tagged_claims);
        let has_tag = tagged.filter(|(_, tags)| tags.iter().any(|own| own == tag));
        has_tag.filter_map(|(key, _)| self.evidence.dataset.claim_by_key(key)).for_each(|id| set.insert(id.index()));
        set
    }

    /// The claims with a known statement in a window.
    fn spoken_of(&self, (from_s, until_s): (i64, i64)) -> Bitmap {
        let Evidence { dataset, assessment, .. } = self.evidence;
        let said = between(self.facts.evidence(), from_s, until_s.saturating_add(MAX_SPAN_S));
        let meets = |said: &&DatedStatement| {
            said.start_s.max(said.end_s - MAX_SPAN_S) < until_s && assessment.options().knows(dataset, said.id)
        };
        self.claims_of(said.iter().filter(meets).map(|said| &said.id))
    }

    /// The claims of the shown layers, and those of no layer.
    pub fn in_layers(&self, is_wanted: &(dyn Fn(LayerId) -> bool + Sync)) -> Bitmap {
        let dataset = self.evidence.dataset;
        Bitmap::of_rows(dataset.claim_count(), |row| {
            dataset.layer_of_claim(ClaimId::from_index(row)).is_none_or(is_wanted)
        })
    }
}

/// The statements whose time ends after one moment and before another, by time.
fn between(evidence: &EvidenceIndex, after_s: i64, before_s: i64) -> &[DatedStatement] {
    let from = evidence.said.partition_point(|said| said.end_s <= after_s);
    let until = evidence.said.partition_point(|said| said.end_s < before_s);
    evidence.said.get(from..until).unwrap_or_default()
}

/// The analyst's grades, by claim.
fn grades(dataset: &Dataset, judgement: &Judgement) -> BTreeMap<ClaimId, Credibility> {
    let graded = judgement.graded_claims();
    graded.filter_map(|(key, grade)| Some((dataset.claim_by_key(key)?, grade))).collect()
}
