//! Estimates for every event of a table, with each listed source counted as support.
//!
//! The selected event is assessed as part of the whole table: its estimate, its receipt and its sources' track
//! records are those of the table, not of the single event.

use std::sync::Arc;

use rayon::prelude::*;

use crate::copying::Dependence;
use crate::inference::confusion_matrix::{Cell, ConfusionMatrices};
use crate::inference::fit::Fit;
use crate::inference::run::{InferenceRun, RestartDisagreement, infer_on, infer_watched};
use crate::likelihood::Likelihood;
use crate::log_odds::sigmoid;
use crate::observations::{EventObservations, Observation, ObservationSet};
use crate::track_record::{TrackRecord, YearRecord, by_year, suggested_letter};
use counterclaim_model::Progress;
use counterclaim_model::{EventId, EventTable, Id as _, Judgement, Reliability};

/// The estimates of all events of a table; recomputed, never stored.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct EventsAssessment {
    /// Without its observation set, which `InferenceRun` holds.
    events: EventObservations,
    run: InferenceRun,
    /// By event: its probability, negative if undetermined.
    probabilities: Vec<f32>,
    open: usize,
}

/// Assesses all events of a complete table; `None` if cancelled through `progress`.
pub fn assess_events(
    table: &EventTable,
    judgement: Option<&Judgement>,
    progress: &Progress,
) -> Option<EventsAssessment> {
    let EventObservations { observations, places } = EventObservations::new(table, judgement);
    let run = infer_watched(observations, true, Some(progress));
    let events = EventObservations { observations: ObservationSet::default(), places };
    (!progress.is_cancelled()).then(|| EventsAssessment::new(events, run))
}

impl EventsAssessment {
    fn new(events: EventObservations, run: InferenceRun) -> Self {
        let figure = |event: usize| {
            let place = events.places.place(EventId::from_index(event)).unwrap_or(0);
            if run.fit.is_open(&run.observations, place) { OPEN } else { run.fit.truth[place] as f32 }
        };
        let probabilities: Vec<f32> = (0..run.observations.claims.len()).into_par_iter().map(figure).collect();
        let open = probabilities.iter().filter(|probability| **probability < 0.0).count();
        Self { events, run, probabilities, open }
    }

    /// Continues from these estimates with other verdicts and grades: quick, and provisional.
    pub fn with_judgement(&self, table: &EventTable, judgement: Option<&Judgement>) -> Self {
        let observations = self.run.observations.clone();
        let mut events = EventObservations { observations, places: self.events.places.clone() };
        events.judge(table, judgement);
        let observations = std::mem::take(&mut events.observations);
        Self::new(events, infer_on(observations, &self.run))
    }

    /// Whether the assessment can belong to a table: both have the same number of events and sources.
    pub fn fits(&self, table: &EventTable) -> bool {
        let observations = &self.run.observations;
        observations.claims.len() == table.len() && observations.origins.len() == table.source_count()
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
        Some(Likelihood::new(&self.run.observations, &self.run.fit, place))
    }

    /// The track record of a source over all events that list it, by its code in the table.
    pub fn track_record(&self, source: u32) -> TrackRecord {
        let origins: Vec<usize> = self.origin(source).into_iter().collect();
        TrackRecord::new(&self.run.observations, &self.run.fit, &origins)
    }

    /// How the record of a source changed from year to year.
    pub fn record_by_year(&self, source: u32) -> Vec<YearRecord> {
        let origins: Vec<usize> = self.origin(source).into_iter().collect();
        by_year(&self.run.observations, &self.run.fit, &origins)
    }

    /// The suggested reliability grade of a source.
    pub fn suggested_letter(&self, source: u32) -> Reliability {
        let origins: Vec<usize> = self.origin(source).into_iter().collect();
        suggested_letter(&self.run.observations, &self.run.fit, &origins)
    }

    /// The number of events that list a source.
    pub fn listed(&self, source: u32) -> usize {
        self.origin(source).map_or(0, |origin| self.run.observations.units_of_origin(origin).len())
    }

    /// The event of a claim of the observation set.
    pub fn event_of_row(&self, claim: u32) -> Option<EventId> {
        self.events.places.event(claim)
    }

    pub fn run(&self) -> &InferenceRun {
        &self.run
    }

    fn origin(&self, source: u32) -> Option<usize> {
        let origin = source.checked_sub(1)? as usize;
        (origin < self.run.observations.origins.len()).then_some(origin)
    }

    /// Applies the table's estimates to the claims of `observations`, which are those of `events`.
    ///
    /// `sources` are the codes of its origins. If evidence of an event is excluded or added, its sum is recomputed
    /// with the confusion matrices unchanged. `None` if a claim has no event.
    pub(super) fn run_of(
        &self,
        observations: ObservationSet,
        events: &[Option<EventId>],
        sources: &[Option<u32>],
    ) -> Option<InferenceRun> {
        let places: Option<Vec<usize>> = events.iter().map(|event| self.events.places.place((*event)?)).collect();
        let places = places.filter(|places| places.len() == observations.claims.len())?;
        let whole = &self.run.observations;
        let of_table = &self.run.fit;
        let origin_in_table =
            |origin: u32| sources.get(origin as usize).copied().flatten().and_then(|code| self.origin(code));
        let unit_in_table = |unit: &Observation| {
            let origin = origin_in_table(unit.origin)?;
            whole.units_of(places[unit.claim as usize]).find(|at| {
                let other = &whole.units[*at];
                other.origin as usize == origin && other.stance == unit.stance
            })
        };
        let units: Vec<Option<usize>> = observations.units.iter().map(unit_in_table).collect();
        let rows = |origin: usize| {
            let at = origin_in_table(origin as u32);
            at.and_then(|at| of_table.tables.origins.get(at)).copied().unwrap_or_default()
        };
        let tables = ConfusionMatrices {
            origins: (0..observations.origins.len()).map(rows).collect(),
            classes: of_table.tables.classes.clone(),
        };
        let own = || units.iter().zip(&observations.units);
        let weights: Vec<f64> = own().map(|(at, unit)| at.map_or(unit.weight, |at| of_table.weights[at])).collect();
        let weigh = |(at, unit): (&Option<usize>, &Observation)| match at {
            Some(at) => of_table.weighed[*at],
            None => {
                let origin = unit.origin as usize;
                let stance = usize::from(unit.stance);
                tables.weigh(&observations, Cell { origin, role: unit.role, stance, is_unknown: false, own: [0.0; 2] })
            }
        };
        let weighed = own().map(weigh).collect();
        let shared_error = |claim: usize| {
            1.0 / (1.0
                + of_table.shared_error_share * observations.standing_origins(claim, &weights).saturating_sub(1) as f64)
        };
        let mut fit = Fit {
            shared_error: (0..places.len()).map(shared_error).collect(),
            posterior: places.iter().map(|place| of_table.posterior[*place]).collect(),
            weighed,
            weights,
            tables,
            temperature: of_table.temperature,
            shared_error_share: of_table.shared_error_share,
            prior_shift: of_table.prior_shift,
            sweeps: of_table.sweeps,
            converged: of_table.converged,
            ..Fit::default()
        };
        if observations.slot_count() > places.len() {
            return None;
        }
        let log_odds = |(claim, place): (usize, &usize)| {
            let own = observations.units_of(claim);
            if own.len() == whole.units_of(*place).len() && own.clone().all(|unit| units[unit].is_some()) {
                return of_table.log_odds[*place];
            }
            let row = &observations.claims[claim];
            fit.prior(row) + own.map(|unit| fit.added_by(&observations, unit)).sum::<f64>() + row.measured
        };
        let log_odds: Vec<f64> = places.iter().enumerate().map(log_odds).collect();
        fit.truth = log_odds.iter().map(|log_odds| sigmoid(*log_odds)).collect();
        fit.log_odds = log_odds;
        let origin_here = |origin: u32| {
            let code = Some(origin + 1);
            sources.iter().position(|source| *source == code).map(|at| at as u32)
        };
        let pair = |pair: &Dependence| Some(Dependence { a: origin_here(pair.a)?, b: origin_here(pair.b)?, ..*pair });
        let restart_disagreements = self.run.restart_disagreements.iter().filter_map(|disagreement| {
            let claim = places.iter().position(|place| *place == disagreement.claim as usize)?;
            Some(RestartDisagreement { claim: claim as u32, ..*disagreement })
        });
        Some(InferenceRun {
            dependences: self.run.dependences.iter().filter_map(pair).collect(),
            calibration: self.run.calibration.clone(),
            restart_disagreements: restart_disagreements.collect(),
            observations,
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
