//! The outlines on the map: for each source those of its latest day, no later than the as-of day.

use std::collections::BTreeMap;

use super::filter::Evidence;
use counterclaim_model::{Claim, ClaimId, Dataset, PlaceId, SECS_PER_DAY, SourceId, Stance, StatementId, TimeSpan};

/// The outline of a place according to one source.
#[derive(Clone, Debug, PartialEq)]
pub struct ShownArea {
    pub place: PlaceId,
    pub claim: ClaimId,
    /// Its source; `None` if the claim has no statement.
    pub source: Option<SourceId>,
    /// The time that it refers to.
    pub time: Option<TimeSpan>,
}

impl ShownArea {
    /// The last day that it refers to, in days since 1970-01-01.
    fn day(&self) -> Option<i64> {
        let span = self.time?;
        let last_s = span.end_s.saturating_sub(1).saturating_add(i64::from(span.offset_min) * 60);
        Some(last_s.div_euclid(SECS_PER_DAY))
    }
}

/// The areas of claims that are current at `until_s`, or on the latest day without it; undated ones always are.
pub(super) fn shown(claims: &[ClaimId], until_s: Option<i64>, evidence: Evidence<'_>) -> Vec<ShownArea> {
    let mut areas: Vec<ShownArea> = claims.iter().flat_map(|id| areas_of(*id, evidence)).collect();
    let is_later = |area: &ShownArea| until_s.zip(area.time).is_some_and(|(until_s, time)| time.end_s > until_s);
    areas.retain(|area| !is_later(area));
    let mut latest: BTreeMap<Option<SourceId>, Option<i64>> = BTreeMap::new();
    for area in &areas {
        let day = latest.entry(area.source).or_default();
        *day = (*day).max(area.day());
    }
    areas.retain(|area| area.day().is_none() || latest.get(&area.source) == Some(&area.day()));
    areas.sort_by_key(|area| (area.source, area.place, area.claim));
    areas
}

fn areas_of(id: ClaimId, evidence: Evidence<'_>) -> Vec<ShownArea> {
    let Evidence { dataset, assessment, .. } = evidence;
    let claim = dataset.claim(id);
    let Some(place) = claim.place.filter(|place| dataset.place(*place).area.is_some()) else {
        return Vec::new();
    };
    let said = dataset.statements_of_claim(id);
    if said.is_empty() {
        return vec![ShownArea { place, claim: id, source: None, time: claim.time }];
    }
    let known = said.iter().filter(|statement| assessment.options().knows(dataset, **statement));
    // A source that denies an area or cannot verify it has not drawn it.
    let drew = |statement: &&StatementId| {
        matches!(dataset.statement(**statement).stance, Stance::Supports | Stance::Comments | Stance::Unstated)
    };
    let area = |statement: &StatementId| {
        let speaker = dataset.statement(*statement).speaker;
        let source = Some(assessment.identities().of(speaker));
        ShownArea { place, claim: id, source, time: time_of(dataset, &claim, *statement) }
    };
    let mut areas: Vec<ShownArea> = known.filter(drew).map(area).collect();
    areas.sort_by_key(|area| (area.source, area.day()));
    areas.dedup();
    areas
}

/// The time that a statement refers to: its own, else that of its claim, else when it was made.
fn time_of(dataset: &Dataset, claim: &Claim<'_>, statement: StatementId) -> Option<TimeSpan> {
    let statement = dataset.statement(statement);
    statement.as_of.or(claim.time).or(statement.stated_at)
}
