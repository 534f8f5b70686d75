//! Estimates for every event of a table, with each listed source counted as support.
//!
//! The selected event is assessed as part of the whole table: its estimate, its receipt and its sources' track
//! records are those of the table, not of the single event.

use std::sync::Arc;

use rayon::prelude::*;

use crate::copying::Dependence;
use crate::inference::confusion_matrix::{Cell, RoleTables};
use crate::inference::fit::Fit;
use crate::inference::hyperparameters::SHARED_ERROR;
use crate::inference::run::{Apart, Reckoning, reckon_on, reckon_watched};
use crate::likelihood::Likelihood;
use crate::log_odds::sigmoid;
use crate::observations::{Contest, ContestUnit, EventsContest};
use crate::progress::Watch;
use crate::track_record::{TrackRecord, suggested_letter};
use counterclaim_model::{EventId, EventTable, Id as _, Judgement, Reliability};

/// The estimates of all events of a table; recomputed, never stored.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct EventsAssessment {
    /// Without its contest, which `Reckoning` holds.
    events: EventsContest,
    reckoning: Reckoning,
    /// By event: its probability, negative if undetermined.
    probabilities: Vec<f32>,
    open: usize,
}

/// Assesses all events of a complete table; `None` if cancelled through `watch`.
pub fn assess_events(table: &EventTable, judgement: Option<&Judgement>, watch: &Watch) -> Option<EventsAssessment> {
    let EventsContest { contest, places } = EventsContest::new(table, judgement);
    let reckoning = reckon_watched(contest, true, Some(watch));
    let events = EventsContest { contest: Contest::default(), places };
    (!watch.is_stopped()).then(|| EventsAssessment::new(events, reckoning))
}

impl EventsAssessment {
    fn new(events: EventsContest, reckoning: Reckoning) -> Self {
        let figure = |event: usize| {
            let place = events.places.place(EventId::from_index(event)).unwrap_or(0);
            match reckoning.fit.is_open(&reckoning.contest, place) {
                true => OPEN,
                false => reckoning.fit.truth[place] as f32,
            }
        };
        let probabilities: Vec<f32> = (0..reckoning.contest.claims.len()).into_par_iter().map(figure).collect();
        let open = probabilities.iter().filter(|probability| **probability < 0.0).count();
        Self { events, reckoning, probabilities, open }
    }

    /// Continues from these estimates with other verdicts and grades: quick, and provisional.
    pub fn with_judgement(&self, table: &EventTable, judgement: Option<&Judgement>) -> Self {
        let contest = self.reckoning.contest.clone();
        let mut events = EventsContest { contest, places: self.events.places.clone() };
        events.judge(table, judgement);
        let contest = std::mem::take(&mut events.contest);
        Self::new(events, reckon_on(contest, &self.reckoning))
    }

    /// Whether the assessment can belong to a table: both have the same number of events and sources.
    pub fn fits(&self, table: &EventTable) -> bool {
        let contest = &self.reckoning.contest;
        contest.claims.len() == table.len() && contest.origins.len() == table.source_count()
    }

    /// The probability of an event; `None` if undetermined.
    pub fn probability(&self, event: EventId) -> Option<f64> {
        let probability = self.probabilities.get(event.index()).copied()?;
        (probability >= 0.0).then_some(f64::from(probability))
    }

    /// The number of undetermined events.
    pub fn open_count(&self) -> usize {
        self.open
    }

    /// The estimate of an event; `None` beyond the last.
    pub fn likelihood(&self, event: EventId) -> Option<Likelihood> {
        let place = self.events.places.place(event)?;
        Some(Likelihood::new(&self.reckoning.contest, &self.reckoning.fit, place))
    }

    /// The track record of a source over all events that list it, by its code in the table.
    pub fn track_record(&self, source: u32) -> TrackRecord {
        let origins: Vec<usize> = self.origin(source).into_iter().collect();
        TrackRecord::new(&self.reckoning.contest, &self.reckoning.fit, &origins)
    }

    /// The suggested reliability grade of a source.
    pub fn suggested_letter(&self, source: u32) -> Reliability {
        let origins: Vec<usize> = self.origin(source).into_iter().collect();
        suggested_letter(&self.reckoning.contest, &self.reckoning.fit, &origins)
    }

    /// The number of events that list a source.
    pub fn listed(&self, source: u32) -> usize {
        self.origin(source).map_or(0, |origin| self.reckoning.contest.units_of_origin(origin).len())
    }

    /// The event of a claim of the contest.
    pub fn event_of_row(&self, claim: u32) -> Option<EventId> {
        self.events.places.event(claim)
    }

    pub fn reckoning(&self) -> &Reckoning {
        &self.reckoning
    }

    fn origin(&self, source: u32) -> Option<usize> {
        let origin = source.checked_sub(1)? as usize;
        (origin < self.reckoning.contest.origins.len()).then_some(origin)
    }

    /// Applies the table's estimates to the claims of `contest`, which are those of `events`.
    ///
    /// `sources` are the codes of its origins. If evidence of an event is excluded or added, its sum is recomputed
    /// with the confusion matrices unchanged. `None` if a claim has no event.
    pub(super) fn reckoning_of(
        &self,
        contest: Contest,
        events: &[Option<EventId>],
        sources: &[Option<u32>],
    ) -> Option<Reckoning> {
        let places: Option<Vec<usize>> = events.iter().map(|event| self.events.places.place((*event)?)).collect();
        let places = places.filter(|places| places.len() == contest.claims.len())?;
        let (whole, of_table) = (&self.reckoning.contest, &self.reckoning.fit);
        let origin_in_table =
            |origin: u32| sources.get(origin as usize).copied().flatten().and_then(|code| self.origin(code));
        let unit_in_table = |unit: &ContestUnit| {
            let origin = origin_in_table(unit.origin)?;
            whole.units_of(places[unit.claim as usize]).find(|at| {
                let other = &whole.units[*at];
                other.origin as usize == origin && other.stance == unit.stance
            })
        };
        let units: Vec<Option<usize>> = contest.units.iter().map(unit_in_table).collect();
        let rows = |origin: usize| {
            let at = origin_in_table(origin as u32);
            at.and_then(|at| of_table.tables.origins.get(at)).copied().unwrap_or_default()
        };
        let tables = RoleTables {
            origins: (0..contest.origins.len()).map(rows).collect(),
            classes: of_table.tables.classes.clone(),
        };
        let own = || units.iter().zip(&contest.units);
        let weights: Vec<f64> = own().map(|(at, unit)| at.map_or(unit.weight, |at| of_table.weights[at])).collect();
        let weigh = |(at, unit): (&Option<usize>, &ContestUnit)| match at {
            Some(at) => of_table.weighed[*at],
            None => {
                let (origin, stance) = (unit.origin as usize, usize::from(unit.stance));
                tables.weigh(&contest, Cell { origin, role: unit.role, stance, own: [0.0; 2] })
            }
        };
        let weighed = own().map(weigh).collect();
        let shared_error = |claim: usize| {
            1.0 / (1.0 + SHARED_ERROR * contest.standing_origins(claim, &weights).saturating_sub(1) as f64)
        };
        let mut fit = Fit {
            shared_error: (0..places.len()).map(shared_error).collect(),
            held: places.iter().map(|place| of_table.held[*place]).collect(),
            weighed,
            weights,
            tables,
            temperature: of_table.temperature,
            prior_shift: of_table.prior_shift,
            sweeps: of_table.sweeps,
            converged: of_table.converged,
            ..Fit::default()
        };
        if contest.slot_count() > places.len() {
            return None;
        }
        let log_odds = |(claim, place): (usize, &usize)| {
            let own = contest.units_of(claim);
            if own.len() == whole.units_of(*place).len() && own.clone().all(|unit| units[unit].is_some()) {
                return of_table.log_odds[*place];
            }
            let row = &contest.claims[claim];
            fit.prior(row) + own.map(|unit| fit.added_by(&contest, unit)).sum::<f64>() + row.measured
        };
        let log_odds: Vec<f64> = places.iter().enumerate().map(log_odds).collect();
        (fit.truth, fit.log_odds) = (log_odds.iter().map(|log_odds| sigmoid(*log_odds)).collect(), log_odds);
        let origin_here = |origin: u32| {
            let code = Some(origin + 1);
            sources.iter().position(|source| *source == code).map(|at| at as u32)
        };
        let pair = |pair: &Dependence| Some(Dependence { a: origin_here(pair.a)?, b: origin_here(pair.b)?, ..*pair });
        let apart = self.reckoning.apart.iter().filter_map(|apart| {
            let claim = places.iter().position(|place| *place == apart.claim as usize)?;
            Some(Apart { claim: claim as u32, ..*apart })
        });
        Some(Reckoning {
            dependences: self.reckoning.dependences.iter().filter_map(pair).collect(),
            calibration: self.reckoning.calibration.clone(),
            apart: apart.collect(),
            contest,
            fit,
        })
    }
}

/// Marks an event without an estimate.
const OPEN: f32 = -1.0;

/// The estimates of a table, and which of its sources the dataset's sources are.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct OfTable {
    pub whole: Arc<EventsAssessment>,
    /// Codes in the table, by source id of the dataset; `None` for a source that the table does not list.
    pub codes: Vec<Option<u32>>,
}
