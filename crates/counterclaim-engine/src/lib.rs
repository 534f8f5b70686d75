//! Pure calculations on evidence and judgement.
//!
//! [`assess`] turns a dataset and an analyst's judgement into an [`Assessment`]: the origins of each claim by stance,
//! the statements of each source, and the estimate of each claim with its receipt.
//! Start with `reckoning.rs` for the order of the steps and `inference.rs` for the formula.
//! Deterministic: no randomness, no clock, no hash-map order, and identical bytes on any number of threads.
//! Does not depend on egui or files.

mod answers;
mod assessment;
mod calibration;
mod contest;
mod copying;
mod events_assessment;
mod figures;
mod identity;
mod inference;
mod known;
mod likelihood;
mod measure;
mod origin;
mod receipt;
mod reckoning;
mod relation;
mod role;
mod role_table;
mod setting;
mod state_claim;
mod track_record;
mod watch;

pub use answers::{
    AnswersAssessment, AnswersMethod, AnswersOptions, SourceTrack, ValueProbability, assess_answers, plain_vote,
};
pub use assessment::{
    Assessment, ClaimAssessment, SourceAssessment, StanceCounts, assess, assess_in_table, assess_on, assess_watched,
    beneficiary,
};
pub use calibration::{Calibration, CalibrationBin, HeldOut};
pub use contest::{
    Contest, ContestClaim, ContestOrigin, ContestRelation, ContestUnit, ContestVerdict, EventsContest, NO_DAY,
    Standing, TablesContest,
};
pub use copying::Dependence;
pub use events_assessment::{EventsAssessment, assess_events};
pub use figures::{Comparison, Subject, compare, interval, number, subject};
pub use identity::Identities;
pub use inference::{Fit, logit, sigmoid};
pub use known::{Options, known_from};
pub use likelihood::{CREDIBILITY_FROM, LIKELIHOOD_BANDS, Likelihood, likelihood_word, percent};
pub use measure::{Measured, MeasuredCheck, is_degrees, measure, measure_claim, point_at};
pub use origin::{Origin, Unit, units_of_claim};
pub use receipt::{MessageLine, Receipt, ReceiptLine};
pub use reckoning::{Apart, Reckoning, reckon, reckon_on, reckon_watched};
pub use relation::Message;
pub use role::Role;
pub use setting::{CALIBRATION_VERDICTS, Setting, settings, starting_means};
pub use state_claim::CurvePoint;
pub use track_record::{
    CannotJudge, RELIABILITY_FROM, Record, Resolved, TOO_WIDE_FOR_A_LETTER, TrackRecord, VERDICTS_FOR_A_LETTER,
};
pub use watch::Watch;
