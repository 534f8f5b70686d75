//! For each claim its origins by stance, and for each source what it said.

use std::collections::BTreeSet;
use std::sync::Arc;

use rayon::prelude::*;

use crate::calibration::Calibration;
use crate::claim_assessment::{ClaimAssessment, SourceAssessment, StanceCounts};
use crate::copying::Dependence;
use crate::events_assessment::{EventsAssessment, OfTable};
use crate::identity::Identities;
use crate::inference::run::{InferenceRun, infer, infer_on, infer_watched};
use crate::inference::two_state_chain::CurvePoint;
use crate::likelihood::Likelihood;
use crate::measure::check_measured;
use crate::observations::{Basis, Observation, ObservationIndex, ObservationSet, stakes_of};
use crate::options::Options;
use crate::origin::{Origin, Unit, distinct_origins, units_of_claim};
use crate::receipt::Receipt;
use crate::track_record::{TrackRecord, YearRecord, by_year, suggested_letter};
use counterclaim_model::Progress;
use counterclaim_model::{
    Claim, ClaimId, Dataset, EventId, EventTable, Id as _, Judgement, Reliability, SideId, SourceId, Stance,
    StatementId,
};

/// Everything computed from the evidence and the analyst's judgement; recomputed, never stored.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Assessment {
    claims: Vec<ClaimAssessment>,
    sources: Vec<SourceAssessment>,
    sides: Vec<Option<SideId>>,
    identities: Identities,
    options: Options,
    index: ObservationIndex,
    run: InferenceRun,
    /// Set if the dataset is an excerpt of an event table and the estimates cover the whole table.
    of_table: Option<OfTable>,
}

impl Assessment {
    /// The assessment of a claim of the dataset that was assessed.
    ///
    /// # Panics
    /// With an id of another dataset.
    pub fn claim(&self, claim: ClaimId) -> &ClaimAssessment {
        &self.claims[claim.index()]
    }

    /// The assessment of a source of the dataset that was assessed.
    ///
    /// # Panics
    /// With an id of another dataset.
    pub fn source(&self, source: SourceId) -> &SourceAssessment {
        &self.sources[source.index()]
    }

    /// Whether the assessment can belong to a dataset: both have the same number of claims and sources.
    pub fn fits(&self, dataset: &Dataset) -> bool {
        self.claims.len() == dataset.claim_count() && self.sources.len() == dataset.sources().len()
    }

    /// The options of the assessment.
    pub fn options(&self) -> &Options {
        &self.options
    }

    /// The receipt of a claim; `None` for a claim that cannot be true or false.
    pub fn receipt(&self, claim: ClaimId) -> Option<Receipt> {
        Some(Receipt::new(&self.run.observations, &self.run.fit, self.index.place(claim)?))
    }

    /// How many claims exclude each other in the group to which a claim belongs; 0 if it is in none.
    pub fn rivals(&self, claim: ClaimId) -> usize {
        let place = self.index.place(claim).map(|place| place as u32);
        let groups = self.run.observations.rivals.iter();
        groups.filter(|group| place.is_some_and(|place| group.contains(&place))).map(Vec::len).next().unwrap_or(0)
    }

    /// The probability of a state claim on each day that statements are about, and on `days`; empty for others.
    pub fn curve(&self, claim: ClaimId, days: &[i32]) -> Vec<CurvePoint> {
        let Some(place) = self.index.place(claim) else { return Vec::new() };
        self.run.fit.curve_on(&self.run.observations, place, days)
    }

    /// The track record of a source over everything that it is the origin of.
    pub fn track_record(&self, source: SourceId) -> TrackRecord {
        if let Some((whole, code)) = self.in_table(source) {
            return whole.track_record(code);
        }
        TrackRecord::new(&self.run.observations, &self.run.fit, &self.origins_of(source))
    }

    /// What the record of a source rests on: its statements that count, those on claims with a verdict, and how many of
    /// these agree with it.
    pub fn experience(&self, source: SourceId) -> [usize; 3] {
        let run = &self.run;
        let origins = self.origins_of(source);
        let units =
            || origins.iter().flat_map(|origin| run.observations.units_of_origin(*origin)).map(|at| *at as usize);
        let counting = || units().filter(|unit| run.fit.weights[*unit] > 0.0).map(|unit| &run.observations.units[unit]);
        let settled = || {
            counting().filter_map(|row| {
                let verdict = run.observations.claims[row.claim as usize].verdict?;
                Some((row.stance == 0) == verdict.is_true)
            })
        };
        [counting().count(), settled().count(), settled().filter(|is_right| *is_right).count()]
    }

    /// How the record of a source changed from year to year.
    pub fn record_by_year(&self, source: SourceId) -> Vec<YearRecord> {
        if let Some((whole, code)) = self.in_table(source) {
            return whole.record_by_year(code);
        }
        by_year(&self.run.observations, &self.run.fit, &self.origins_of(source))
    }

    /// The suggested reliability grade of each source, by source id.
    pub fn suggested_letters(&self) -> Vec<Reliability> {
        if let Some(of_table) = &self.of_table {
            let letter = |code: &Option<u32>| code.map_or(Reliability::F, |code| of_table.whole.suggested_letter(code));
            return of_table.codes.iter().map(letter).collect();
        }
        let mut origins: Vec<Vec<usize>> = vec![Vec::new(); self.sources.len()];
        for (at, origin) in self.index.origins.iter().enumerate() {
            if let Some(own) = origins.get_mut(origin.source.index()) {
                own.push(at);
            }
        }
        let observations = &self.run.observations;
        let fit = &self.run.fit;
        let letters: Vec<Reliability> =
            origins.par_iter().map(|own| suggested_letter(observations, fit, own)).collect();
        if !self.identities.has_groups() {
            return letters;
        }
        let same = |at: usize| self.identities.of(SourceId::from_index(at)).index();
        (0..letters.len()).map(|at| letters[same(at)]).collect()
    }

    /// The estimates of the whole table that the dataset is part of, and the code of a source in it.
    pub fn in_table(&self, source: SourceId) -> Option<(&EventsAssessment, u32)> {
        let of_table = self.of_table.as_ref()?;
        Some((&of_table.whole, of_table.codes.get(source.index()).copied().flatten()?))
    }

    /// How the estimates compare with the verdicts.
    pub fn calibration(&self) -> &Calibration {
        &self.run.calibration
    }

    /// The sources that may depend on a source or that it may depend on, most probable first.
    pub fn dependences(&self, source: SourceId) -> Vec<(Origin, Dependence)> {
        let own = self.origins_of(source);
        // They are in ascending order.
        let is_own = |origin: u32| own.binary_search(&(origin as usize)).is_ok();
        let pairs = self.run.dependences.iter();
        let mut found: Vec<(Origin, Dependence)> = pairs
            .filter_map(|pair| match (is_own(pair.a), is_own(pair.b)) {
                (true, _) => Some((self.origin_of_row(pair.b), *pair)),
                (_, true) => Some((self.origin_of_row(pair.a), *pair)),
                _ => None,
            })
            .collect();
        found.sort_by(|(_, one), (_, other)| other.effective().total_cmp(&one.effective()));
        found
    }

    /// The probability from other starting values, if it differs.
    pub fn other_start(&self, claim: ClaimId) -> Option<f64> {
        let place = self.index.place(claim)? as u32;
        let restart_disagreements = &self.run.restart_disagreements;
        restart_disagreements
            .binary_search_by_key(&place, |disagreement| disagreement.claim)
            .ok()
            .map(|at| restart_disagreements[at].probability)
    }

    /// The whole calculation, in the terms of its observation set.
    pub fn run(&self) -> &InferenceRun {
        &self.run
    }

    /// A unit of the observation set: its row, and what it represents.
    ///
    /// # Panics
    /// With a number that is not in this observation set.
    pub fn unit(&self, unit: usize) -> (&Observation, &Unit) {
        let row = &self.run.observations.units[unit];
        let claim = self.index.claims[row.claim as usize];
        (row, &self.claims[claim.index()].units[self.index.units[unit] as usize])
    }

    /// The claim that a row of the observation set represents.
    ///
    /// # Panics
    /// With a number that is not in this observation set.
    pub fn claim_of_row(&self, row: u32) -> ClaimId {
        self.index.claims[row as usize]
    }

    /// The origin that a row of the observation set represents.
    ///
    /// # Panics
    /// With a number that is not in this observation set.
    pub fn origin_of_row(&self, row: u32) -> Origin {
        self.index.origins[row as usize]
    }

    /// Which sources the analyst has merged.
    pub fn identities(&self) -> &Identities {
        &self.identities
    }

    /// The number of origins, of claims that can be true or false.
    pub fn origin_count(&self) -> usize {
        self.index.origins.len()
    }

    fn origins_of(&self, source: SourceId) -> Vec<usize> {
        let source = self.identities.of(source);
        let origins = self.index.origins.iter().enumerate();
        origins.filter(|(_, origin)| origin.source == source).map(|(at, _)| at).collect()
    }

    /// The side of a source: the analyst's, else the dataset's.
    pub fn side(&self, source: SourceId) -> Option<SideId> {
        self.sides.get(source.index()).copied().flatten()
    }
}

/// Whether a stance of a source serves the interest of its own side.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Interest {
    Serves,
    Hurts,
    Neutral,
}

/// Continues from the previous assessment: quick, and provisional until [`assess`] has run.
///
/// `None` if the evidence that counts has changed.
pub fn assess_on(
    dataset: &Dataset,
    judgement: Option<&Judgement>,
    options: &Options,
    before: &Assessment,
) -> Option<Assessment> {
    if !before.fits(dataset) || before.options != *options {
        return None;
    }
    Some(assess_with(dataset, judgement, options, |observations, index| {
        if before.index == *index {
            infer_on(observations, &before.run)
        } else {
            infer(observations, options.finds_copies)
        }
    }))
}

/// Counts stances by origin for each claim and each source of a dataset, and estimates the claims.
///
/// `judgement` gives the analyst's own sides and beneficiaries, which override the dataset's;
/// `options` sets the time by which a statement must have been known to count.
/// The result depends neither on the order of statements nor on their number per origin.
pub fn assess(dataset: &Dataset, judgement: Option<&Judgement>, options: &Options) -> Assessment {
    assess_with(dataset, judgement, options, |observations, _| {
        let mut run = infer(observations, options.finds_copies);
        run.check_another_start();
        run
    })
}

/// Like [`assess`]; `None` if cancelled through `progress`.
pub fn assess_with_progress(
    dataset: &Dataset,
    judgement: Option<&Judgement>,
    options: &Options,
    progress: &Progress,
) -> Option<Assessment> {
    let assessment = assess_with(dataset, judgement, options, |observations, _| {
        let mut run = infer_watched(observations, options.finds_copies, Some(progress));
        if !progress.is_cancelled() {
            run.check_another_start();
        }
        run
    });
    (!progress.is_cancelled()).then_some(assessment)
}

/// Finds the event of a table by its key.
pub type EventOfKey<'a> = dyn Fn(&str) -> Option<EventId> + 'a;

/// Assesses an excerpt of an event table with the estimates of the whole table.
///
/// `event_of` finds a claim's event by its key. Listed sources count as support regardless of the options. Excluded or
/// added evidence changes the sum, not the confusion matrices.
pub fn assess_in_table(
    dataset: &Dataset,
    judgement: Option<&Judgement>,
    options: &Options,
    (table, event_of): (&EventTable, &EventOfKey<'_>),
    whole: &Arc<EventsAssessment>,
) -> Assessment {
    let options = Options { counts_listings: true, ..options.clone() };
    let code = |id: SourceId| table.columns().source_names.code(dataset.source(id).key).filter(|code| *code > 0);
    let codes: Vec<Option<u32>> = dataset.source_ids().map(code).collect();
    let mut assessment = assess_with(dataset, judgement, &options, |observations, index| {
        let sources: Vec<_> = index.origins.iter().map(|origin| codes[origin.source.index()]).collect();
        let events: Vec<_> = index.claims.iter().map(|claim| event_of(dataset.claim(*claim).key)).collect();
        let own = whole.run_of(observations.clone(), &events, &sources);
        own.unwrap_or_else(|| infer(observations, options.finds_copies))
    });
    assessment.of_table = Some(OfTable { whole: whole.clone(), codes });
    assessment
}

fn assess_with(
    dataset: &Dataset,
    judgement: Option<&Judgement>,
    options: &Options,
    infer: impl FnOnce(ObservationSet, &ObservationIndex) -> InferenceRun,
) -> Assessment {
    let identities = Identities::new(dataset, judgement);
    // Merged sources count once, for their representative.
    let own_side = |id: SourceId| {
        if identities.of(id) == id { effective_side(dataset, judgement, &identities.members(id)) } else { None }
    };
    let of_heads: Vec<_> = dataset.source_ids().map(own_side).collect();
    let sides: Vec<_> = dataset.source_ids().map(|id| of_heads[identities.of(id).index()]).collect();
    let side_of = |source: SourceId| sides.get(source.index()).copied().flatten();
    let mut sources: Vec<SourceAssessment> =
        dataset.source_ids().map(|id| carried_by(dataset, &identities, id, options)).collect();
    let mut claims = Vec::with_capacity(dataset.claim_count());
    let favours: Vec<_> = dataset.claim_ids().map(|id| beneficiary(dataset, judgement, &dataset.claim(id))).collect();
    let stakes = stakes_of(dataset, &identities, &sides, &favours);
    for id in dataset.claim_ids() {
        let claim = dataset.claim(id);
        let favours = favours[id.index()];
        let side_of = |source: SourceId| stakes.side(side_of(source), favours);
        let units = units_of_claim(dataset, &identities, id, options);
        for unit in &units {
            let speaker = &mut sources[identities.of(dataset.statement(unit.first).speaker).index()];
            speaker.spoken.add(unit.stance);
            match interest(side_of(unit.origin.source), favours, unit.stance) {
                Interest::Serves => speaker.for_own_side += 1,
                Interest::Hurts => speaker.against_own_side += 1,
                Interest::Neutral => {}
            }
        }
        let measured = check_measured(dataset, &claim, &units);
        claims.push(ClaimAssessment { measured, ..assess_claim(units, favours, &side_of) });
    }
    for id in dataset.source_ids().filter(|id| identities.of(*id) != *id) {
        sources[id.index()] = sources[identities.of(id).index()].clone();
    }
    let basis = Basis { dataset, judgement, identities: &identities, options };
    let (observations, index) = ObservationIndex::observations(basis, &claims, &sides, &favours);
    let run = infer(observations, &index);
    for (place, claim) in index.claims.iter().enumerate() {
        let likelihood = Likelihood::new(&run.observations, &run.fit, place);
        claims[claim.index()].likelihood = Some(likelihood);
    }
    Assessment { claims, sources, sides, identities, options: options.clone(), index, run, of_table: None }
}

fn assess_claim(
    units: Vec<Unit>,
    favours: Option<SideId>,
    side_of: &impl Fn(SourceId) -> Option<SideId>,
) -> ClaimAssessment {
    let mut stances = StanceCounts::default();
    for stance in Stance::ALL {
        let with_stance = distinct_origins(units.iter().filter(|unit| unit.stance == stance));
        (0..with_stance).for_each(|_| stances.add(stance));
    }
    let carrying: Vec<&Unit> = units.iter().filter(|unit| unit.stance.is_carrying()).collect();
    let unit_interest = |unit: &Unit| interest(side_of(unit.origin.source), favours, unit.stance);
    let mut supporting = carrying.iter().filter(|unit| unit.stance == Stance::Supports).peekable();
    let self_serving = supporting.peek().is_some() && supporting.all(|unit| unit_interest(unit) == Interest::Serves);
    let disputes = carrying.iter().filter(|unit| unit.stance != Stance::Supports);
    let disputing: BTreeSet<SideId> = disputes.filter_map(|unit| side_of(unit.origin.source)).collect();
    let disputes_own_side =
        |supporter: &Unit| side_of(supporter.origin.source).is_some_and(|side| disputing.contains(&side));
    ClaimAssessment {
        stances,
        statements: units.iter().map(|unit| 1 + unit.echoes.len()).sum(),
        origins: distinct_origins(units.iter()),
        carrying_origins: distinct_origins(carrying.iter().copied()),
        same_side_dissents: carrying.iter().any(|unit| unit.stance == Stance::Supports && disputes_own_side(unit)),
        against_interest: carrying.iter().any(|unit| unit_interest(unit) == Interest::Hurts),
        self_serving,
        units,
        ..ClaimAssessment::default()
    }
}

/// Who relays whom, and how often a source only relays; merged sources share the counts.
fn carried_by(dataset: &Dataset, identities: &Identities, source: SourceId, options: &Options) -> SourceAssessment {
    if identities.of(source) != source {
        return SourceAssessment::default();
    }
    let members = identities.members(source);
    let is_known = |id: &StatementId| options.knows(dataset, *id);
    let mut carried: Vec<StatementId> =
        members.iter().flat_map(|member| dataset.statements_of_carrier(*member)).copied().collect();
    if members.len() > 1 {
        // A statement that two of them relayed counts once.
        carried.sort_unstable();
        carried.dedup();
    }
    // What one of them says and another relays is their own statement.
    carried.retain(|id| is_known(id) && identities.of(dataset.statement(*id).speaker) != source);
    let mut quotes: Vec<SourceId> = carried.iter().map(|id| identities.of(dataset.statement(*id).speaker)).collect();
    let spoken = members.iter().flat_map(|member| dataset.statements_of_speaker(*member)).filter(|id| is_known(id));
    let mut quoted_by: Vec<SourceId> =
        spoken.flat_map(|id| dataset.statement(*id).via).map(|carrier| identities.of(*carrier)).collect();
    for list in [&mut quotes, &mut quoted_by] {
        list.sort_unstable();
        list.dedup();
    }
    SourceAssessment { carried: carried.len(), quotes, quoted_by, ..SourceAssessment::default() }
}

/// Disputing what favours one's own side goes against it, and so does supporting what favours another.
fn interest(side: Option<SideId>, favours: Option<SideId>, stance: Stance) -> Interest {
    let (Some(side), Some(favours)) = (side, favours) else {
        return Interest::Neutral;
    };
    match (stance, side == favours) {
        (Stance::Supports, true) | (Stance::Denies | Stance::Doubts, false) => Interest::Serves,
        (Stance::Supports, false) | (Stance::Denies | Stance::Doubts, true) => Interest::Hurts,
        _ => Interest::Neutral,
    }
}

/// The side of merged sources: the analyst's on any of them, else the dataset's, first one found.
fn effective_side(dataset: &Dataset, judgement: Option<&Judgement>, members: &[SourceId]) -> Option<SideId> {
    let sources = || members.iter().map(|member| dataset.source(*member));
    match sources().find_map(|source| judgement?.side(source.key)) {
        Some(key) => dataset.side_by_key(key),
        None => sources().find_map(|source| source.side),
    }
}

/// The side that the claim favours: the analyst's, else the dataset's; `None` if it favours none.
pub fn beneficiary(dataset: &Dataset, judgement: Option<&Judgement>, claim: &Claim<'_>) -> Option<SideId> {
    match judgement.and_then(|judgement| judgement.beneficiary(claim.key)) {
        Some(key) => dataset.side_by_key(key),
        None => claim.favours,
    }
}
