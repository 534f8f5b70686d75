//! Pure arithmetic over evidence and judgement.
//!
//! [`assess`] turns a dataset and an analyst's judgement into an [`Assessment`]: who stands where on each claim,
//! counted by origin, and what each source has said.
//! Deterministic: no randomness, no clock, no hash-map order. Knows neither egui nor files.

mod answers;
mod assessment;
mod figures;
mod known;
mod measure;
mod origin;

pub use answers::{
    AnswersAssessment, AnswersMethod, AnswersOptions, SourceTrack, ValueProbability, assess_answers, plain_vote,
};
pub use assessment::{Assessment, ClaimAssessment, SourceAssessment, StanceCounts, assess};
pub use figures::{Comparison, compare, interval, number};
pub use known::{Options, known_from};
pub use measure::{Measured, measure, measure_claim};
pub use origin::{Origin, Unit};
