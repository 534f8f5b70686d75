//! Makes an observation set from a dataset and an analyst's judgement.

use std::collections::BTreeMap;

use super::independence::{Carrier, Standing, alike_groups, is_borne_out, set_pools};
use super::order::by_content;
use super::silence::{self, LastWords};
use super::{
    Activity, ItemRelation, ItemVerdict, NO_DAY, Observation, ObservationSet, ObservedItem, ObservedSource, Pool,
    stance_index, weigh,
};
use crate::ClaimAssessment;
use crate::day::last_day;
use crate::identity::{Identities, bears_out};
use crate::inference::hyperparameters::{END_PER_DAY, LOST_PER_DAY, TAKING_PRIOR};
use crate::options::Options;
use crate::origin::{Origin, Unit, first_carrier, is_own};
use crate::role::{Role, Stakes};
use counterclaim_model::{
    Claim, ClaimId, ClaimKind, Dataset, Id as _, Judgement, Key, Reliability, SideId, SourceId, SourceKind, Stance,
    Statement, Truth,
};

/// The inputs of an observation set.
#[derive(Clone, Copy)]
pub struct Basis<'a> {
    pub dataset: &'a Dataset,
    pub judgement: Option<&'a Judgement>,
    pub identities: &'a Identities,
    pub options: &'a Options,
}

/// Which records the rows of an observation set represent.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ObservationIndex {
    pub origins: Vec<Origin>,
    pub claims: Vec<ClaimId>,
    /// For each unit, its index among the units of its claim.
    pub units: Vec<u32>,
    /// By claim id; `None` for claims that cannot be true or false.
    place_of_claim: Vec<Option<u32>>,
}

impl ObservationIndex {
    /// The observation set over the units of each claim, which are given by claim id, and its index.
    pub fn observations(
        basis: Basis<'_>,
        assessed: &[ClaimAssessment],
        sides: &[Option<SideId>],
        favours: &[Option<SideId>],
    ) -> (ObservationSet, Self) {
        let Basis { dataset, judgement, identities, options } = basis;
        let mut claims: Vec<ClaimId> =
            dataset.claim_ids().filter(|id| dataset.claim(*id).kind.is_checkable()).collect();
        claims.sort_by_key(|id| dataset.claim(*id).key);
        let mut place_of_claim = vec![None; dataset.claim_count()];
        for (at, claim) in claims.iter().enumerate() {
            place_of_claim[claim.index()] = Some(at as u32);
        }
        let origin_key = |origin: &Origin| {
            let key = |source: SourceId| dataset.source(source).key;
            (key(origin.source), origin.first_carrier.map(key))
        };
        let mut origins: Vec<Origin> =
            claims.iter().flat_map(|claim| &assessed[claim.index()].units).map(|unit| unit.origin).collect();
        origins.sort_unstable();
        origins.dedup();
        origins.sort_by(|one, other| origin_key(one).cmp(&origin_key(other)));
        let mut by_id: Vec<(Origin, u32)> =
            origins.iter().enumerate().map(|(at, origin)| (*origin, at as u32)).collect();
        by_id.sort_unstable();
        let place_of_origin = |by_id: &[(Origin, u32)], origin: &Origin| {
            by_id.binary_search_by_key(origin, |(origin, _)| *origin).map_or(0, |at| by_id[at].1)
        };

        let stakes = stakes_of(dataset, identities, sides, favours);
        // Sides are numbered by their keys, not by their place in the file.
        let mut by_key: Vec<usize> = (0..dataset.sides().len()).collect();
        by_key.sort_by_key(|side| &dataset.sides()[*side].key);
        let number = |side: SideId| by_key.iter().position(|other| *other == side.index()).unwrap_or(0) as u32;
        let carriers = Carriers { basis, sides, stakes: &stakes };
        let mut rows: Vec<(Observation, u32)> = Vec::new();
        for (place, claim) in claims.iter().enumerate() {
            let favours = favours[claim.index()];
            let own_units = assessed[claim.index()].units.iter().enumerate();
            let mut own: Vec<(Observation, u32)> = own_units
                .filter_map(|(at, unit)| {
                    let side = stakes.side(sides.get(unit.origin.source.index()).copied().flatten(), favours);
                    let stance = stance_index(options.counts_as(unit.stance))?;
                    let renewed = renewed_day(dataset, identities, unit);
                    Some((
                        Observation {
                            claim: place as u32,
                            origin: place_of_origin(&by_id, &unit.origin),
                            stance,
                            role: if options.uses_roles { Role::of(side, favours) } else { Role::Neutral },
                            day: unit.day.unwrap_or(NO_DAY),
                            stated_day: stated_day(dataset, unit),
                            renewed_day: renewed.unwrap_or_else(|| stated_day(dataset, unit)),
                            is_only_reported: renewed.is_none() && !carriers.bear_out(unit, favours, stance == 0),
                            pool: Pool::Alone,
                            alike: None,
                            weight: 1.0,
                            standing: Activity::Stands,
                        },
                        at as u32,
                    ))
                })
                .collect();
            own.sort_by_key(|(unit, at)| (unit.origin, unit.stance, unit.day, *at));
            rows.extend(own);
        }
        let mut units: Vec<Observation> = rows.iter().map(|(unit, _)| *unit).collect();
        let class = |origin: &Origin| class_of(identities.kind(dataset, origin.source)) as u16;
        // Merged sources take the grade of their representative, else the first grade that is given.
        let mut grades: BTreeMap<SourceId, Option<Reliability>> = BTreeMap::new();
        let mut grade = |origin: &Origin| {
            let given = |member: &SourceId| judgement?.reliability(dataset.source(*member).key);
            let of_source = || identities.members(origin.source).iter().find_map(given);
            *grades.entry(origin.source).or_insert_with(of_source)
        };
        let named: Vec<ObservedSource> =
            origins.iter().map(|origin| ObservedSource { class: class(origin), grade: grade(origin) }).collect();
        let kind = |origin: &Origin| identities.kind(dataset, origin.source);
        let is_unnamed = |origin: &Origin| kind(origin) == SourceKind::Unnamed;
        let name = |origin: &Origin| if is_unnamed(origin) { "" } else { dataset.source(origin.source).name };
        let alike = alike_groups(origins.iter().map(name));
        let standing = |(at, origin): (usize, &Origin)| Standing {
            is_unnamed: is_unnamed(origin),
            has_kind: !matches!(kind(origin), SourceKind::Other | SourceKind::Unnamed),
            has_grade: named[at].grade.is_some_and(|grade| grade != Reliability::F),
            side: sides.get(origin.source.index()).copied().flatten().map(number),
            alike: alike[at],
        };
        let standings: Vec<Standing> = origins.iter().enumerate().map(standing).collect();
        let favoured = |claim: u32| favours[claims[claim as usize].index()].map(number);
        let key = |claim: u32| dataset.claim(claims[claim as usize]).key;
        let is_settled = |claim: u32| verdict_of(key(claim), judgement, options).is_some();
        set_pools(
            &mut units,
            &standings,
            favoured,
            |side| by_key.get(side as usize).is_none_or(|side| stakes.has(SideId::from_index(*side))),
            is_settled,
        );
        for own in units.chunk_by_mut(|one, other| one.claim == other.claim) {
            let is_state = own.first().map(|unit| claims[unit.claim as usize]);
            weigh(own, is_state.is_some_and(|claim| dataset.claim(claim).kind == ClaimKind::State));
        }
        let order = by_content(&named, &units);
        let origins: Vec<Origin> = order.origins.iter().map(|at| origins[*at as usize]).collect();
        let mut place = vec![0; origins.len()];
        for (at, origin) in order.origins.iter().enumerate() {
            place[*origin as usize] = at as u32;
        }
        by_id.iter_mut().for_each(|(_, at)| *at = place[*at as usize]);
        let in_order = |unit: &u32| {
            let row = units[*unit as usize];
            Observation { origin: place[row.origin as usize], ..row }
        };
        let side = |source: SourceId| sides.get(source.index()).copied().flatten();
        let official = |source: SourceId| side(source).filter(|_| is_official(identities.kind(dataset, source)));
        let days = |unit: &Unit| -> Vec<i32> {
            let statements = std::iter::once(&unit.first).chain(&unit.echoes);
            statements.map(|id| day_of(&dataset.statement(*id))).collect()
        };
        let all_units = claims.iter().flat_map(|claim| &assessed[claim.index()].units);
        let carrying = all_units.filter(|unit| options.counts_silence && unit.stance.is_carrying());
        let last_words = LastWords::new(carrying.flat_map(|unit| {
            let side = official(unit.origin.source);
            days(unit).into_iter().filter_map(move |day| Some((side?, day)))
        }));
        let row = |id: &ClaimId| {
            let own = &assessed[id.index()];
            let mut row = contest_claim(&dataset.claim(*id), judgement, options, own);
            if options.counts_silence {
                let favours = favours[id.index()];
                let supports = own.units.iter().filter(|unit| unit.stance == Stance::Supports);
                let first_day = supports.flat_map(days).min();
                row.silence = silence::of_claim(&own.units, favours, side, &stakes, &last_words, first_day);
            }
            row
        };
        let mut observations = ObservationSet::new(
            order.origins.iter().map(|at| named[*at as usize]).collect(),
            claims.iter().map(row).collect(),
            order.units.iter().map(in_order).collect(),
        );
        let relations = dataset.relations().iter();
        observations.relations = relations
            .filter_map(|row| {
                let place = |id: ClaimId| place_of_claim[id.index()];
                let a = place(row.a)?;
                let b = place(row.b)?;
                ItemRelation::between(a, row.kind, b)
            })
            .collect();
        observations.set_relations();
        if let Some(half_life_days) = options.half_life_days {
            observations.fade(half_life_days, options.as_of_s.map(|as_of_s| last_day(as_of_s, 0)));
        }
        for ((a, b), word) in judgement.into_iter().flat_map(Judgement::independences) {
            let of = |key: &Key| -> Vec<u32> {
                let source = dataset.source_by_key(key).map(|source| identities.of(source));
                let from = by_id.partition_point(|(origin, _)| Some(origin.source) < source);
                let own = by_id[from..].iter().take_while(|(origin, _)| Some(origin.source) == source);
                own.map(|(_, at)| *at).collect()
            };
            for one in of(a) {
                for other in of(b).into_iter().filter(|other| *other != one) {
                    observations.independence.insert((one.min(other), one.max(other)), word);
                }
            }
        }
        let units = order.units.iter().map(|at| rows[*at as usize].1).collect();
        (observations, Self { origins, claims, units, place_of_claim })
    }

    /// The row of a claim in the observation set; `None` if it cannot be true or false.
    pub fn place(&self, claim: ClaimId) -> Option<usize> {
        self.place_of_claim.get(claim.index()).copied().flatten().map(|place| place as usize)
    }
}

/// The class of sources that share a confusion matrix as prior; the same rule for every country.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Class {
    Official,
    StateMedia,
    Wire,
    Independent,
    Partisan,
    Osint,
    Unnamed,
    Unknown,
}

/// The class of sources of which only the name is known.
pub(super) const UNKNOWN_CLASS: u16 = Class::Unknown as u16;

fn class_of(kind: SourceKind) -> Class {
    match kind {
        SourceKind::Government | SourceKind::Military | SourceKind::Spokesperson | SourceKind::Official => {
            Class::Official
        }
        SourceKind::StateMedia => Class::StateMedia,
        SourceKind::Agency => Class::Wire,
        SourceKind::Media => Class::Independent,
        SourceKind::Milblogger => Class::Partisan,
        SourceKind::Monitor => Class::Osint,
        SourceKind::Unnamed => Class::Unnamed,
        SourceKind::Other => Class::Unknown,
    }
}

/// Whether sources of a kind speak for a side.
fn is_official(kind: SourceKind) -> bool {
    matches!(class_of(kind), Class::Official | Class::StateMedia)
}

fn contest_claim(
    claim: &Claim<'_>,
    judgement: Option<&Judgement>,
    options: &Options,
    assessed: &ClaimAssessment,
) -> ObservedItem {
    let is_state = claim.kind == ClaimKind::State;
    ObservedItem {
        is_state,
        prior: if is_state && claim.is_taking { TAKING_PRIOR } else { 0.0 },
        measured: assessed.measured.map_or(0.0, |check| check.log_odds),
        rivals: 0.0,
        ends_per_day: if claim.is_taking { LOST_PER_DAY } else { END_PER_DAY },
        verdict: verdict_of(claim.key, judgement, options),
        silence: [false; 3],
    }
}

/// The verdict that counts on a claim.
fn verdict_of(claim: &str, judgement: Option<&Judgement>, options: &Options) -> Option<ItemVerdict> {
    let verdict = judgement.and_then(|judgement| judgement.verdict(claim))?;
    let is_true = match verdict.truth {
        Truth::True => true,
        Truth::False => false,
        Truth::Undecidable => return None,
    };
    // As of a day, only verdicts about that day or earlier count.
    let at = verdict.at.as_ref().map(|time| time.span.end_s);
    let counts = options.as_of_s.is_none_or(|as_of_s| at.is_some_and(|at| at <= as_of_s));
    let day = verdict.at.as_ref().map(|time| last_day(time.span.end_s, time.span.offset_min));
    counts.then_some(ItemVerdict { is_true, day })
}

fn stated_day(dataset: &Dataset, unit: &Unit) -> i32 {
    day_of(&dataset.statement(unit.first))
}

fn day_of(statement: &Statement<'_>) -> i32 {
    statement.stated_at.map_or(NO_DAY, |span| last_day(span.end_s, span.offset_min))
}

/// The last day on which the origin took the stance of a unit itself; `None` if only others report it.
fn renewed_day(dataset: &Dataset, identities: &Identities, unit: &Unit) -> Option<i32> {
    let statements = std::iter::once(&unit.first).chain(&unit.echoes);
    let own = statements.filter(|id| is_own(dataset, identities, **id));
    own.map(|id| day_of(&dataset.statement(*id))).max()
}

/// Which sides have something at stake where another side is favoured.
pub fn stakes_of(
    dataset: &Dataset,
    identities: &Identities,
    sides: &[Option<SideId>],
    favours: &[Option<SideId>],
) -> Stakes<SideId> {
    let official = dataset.source_ids().filter(|id| is_official(identities.kind(dataset, *id)));
    let official = official.filter_map(|id| sides.get(id.index()).copied().flatten());
    Stakes::new(sides.iter().chain(favours).copied().flatten(), official)
}

/// Who carried the statements of others.
struct Carriers<'a> {
    basis: Basis<'a>,
    sides: &'a [Option<SideId>],
    stakes: &'a Stakes<SideId>,
}

impl Carriers<'_> {
    /// Whether those who heard an origin say what a unit reports bear it out.
    fn bear_out(&self, unit: &Unit, favours: Option<SideId>, supports: bool) -> bool {
        let Basis { dataset, judgement, identities, .. } = self.basis;
        let statements = std::iter::once(&unit.first).chain(&unit.echoes);
        let mut carriers: Vec<SourceId> = statements.filter_map(|id| first_carrier(dataset, identities, *id)).collect();
        carriers.sort_unstable();
        carriers.dedup();
        let number = |side: SideId| side.index() as u32;
        let carrier = |source: &SourceId| {
            let grade = judgement.and_then(|judgement| judgement.reliability(dataset.source(*source).key));
            let side = self.sides.get(source.index()).copied().flatten();
            Carrier {
                is_known: bears_out(identities.kind(dataset, *source)),
                side: self.stakes.side(side, favours).map(number),
                is_trusted: grade.is_some_and(|grade| grade <= Reliability::C),
            }
        };
        let carriers: Vec<Carrier> = carriers.iter().map(carrier).collect();
        is_borne_out(&carriers, favours.map(number), supports)
    }
}
