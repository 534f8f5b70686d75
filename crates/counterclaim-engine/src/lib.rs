//! Pure calculations on evidence and judgement.
//!
//! [`assess`] turns a dataset and an analyst's judgement into an [`Assessment`]: who stands where on each claim,
//! counted by origin, what each source has said, and the figure of each claim with its receipt.
//! Start with `inference/run.rs` for the order of the work and `inference/fit.rs` for the formula.
//! Deterministic: no randomness, no clock, no hash-map order, and the same bytes on any number of threads.
//! Knows neither egui nor files.

mod answers;
mod assessment;
mod calibration;
mod claim_assessment;
mod compare;
mod copying;
mod day;
mod digest;
mod events_assessment;
mod identity;
mod inference;
mod likelihood;
mod log_odds;
mod measure;
mod observations;
mod options;
mod origin;
mod receipt;
mod role;
mod track_record;

pub use answers::{
    AnswersAssessment, AnswersMethod, AnswersOptions, Shown, SourceTrack, ValueProbability, assess_answers, plain_vote,
};
pub use assessment::{Assessment, assess, assess_in_table, assess_on, assess_with_progress, beneficiary};
pub use calibration::{Calibration, CalibrationBin, HeldOut};
pub use claim_assessment::{ClaimAssessment, SourceAssessment, StanceCounts};
pub use compare::{Comparison, Subject, compare, interval, number, subject};
pub use copying::Dependence;
pub use events_assessment::{EventsAssessment, assess_events};
pub use identity::Identities;
pub use inference::fit::Fit;
pub use inference::hyperparameters::{CALIBRATION_VERDICTS, Hyperparameter, prior_means, settings};
pub use inference::messages::Message;
pub use inference::run::{InferenceRun, RestartDisagreement, infer, infer_on, infer_watched};
pub use inference::two_state_chain::CurvePoint;
pub use likelihood::{CREDIBILITY_FROM, LIKELIHOOD_BANDS, Likelihood, likelihood_word, percent};
pub use log_odds::{logit, sigmoid};
pub use measure::{Measured, MeasuredCheck, is_degrees, measure, measure_claim, point_at};
pub use observations::{
    Activity, EventObservations, ItemRelation, ItemVerdict, NO_DAY, Observation, ObservationSet, ObservedItem,
    ObservedSource, Pool, Silence, TableObservations,
};
pub use options::{Options, options_from};
pub use origin::{Origin, Unit, units_of_claim};
pub use receipt::{MessageLine, Receipt, ReceiptLine};
pub use role::Role;
pub use track_record::{
    CannotJudge, RELIABILITY_FROM, Record, Resolved, TOO_WIDE_FOR_A_LETTER, TrackRecord, VERDICTS_FOR_A_LETTER,
    YearRecord, by_year,
};
