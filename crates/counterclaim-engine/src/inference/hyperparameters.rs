//! The settings of the model: the same for every side, and told in the help.

use crate::role::Role;

/// How many observations the class mean is worth to a source's own table.
pub const SOURCE_STRENGTH: f64 = 5.0;
/// How many observations the starting means are worth to a class.
pub const CLASS_STRENGTH: f64 = 10.0;
/// How many observations an analyst's grade of a source is worth.
pub const GRADE_STRENGTH: f64 = 6.0;
/// How much origins that agree share their errors.
pub const SHARED_ERROR: f64 = 0.04;
/// The scale of the evidence until it can be fitted.
pub const TEMPERATURE: f64 = 0.7;
/// Verdicts from which scale and priors are learned.
pub const CALIBRATION_VERDICTS: usize = 15;
/// Chance a day that a state that does not hold begins to.
pub const START_PER_DAY: f64 = 1.0 / 30.0;
/// Chance a day that a state that holds ends.
pub const END_PER_DAY: f64 = 1.0 / 365.0;
/// What is left of a pair of truths that a relation forbids.
pub const FORBIDDEN: f64 = 0.02;
/// The part of its statements that a copier takes over.
pub const COPIED: f64 = 0.8;
/// How likely two sources depend on each other before looking.
pub const COPY_PRIOR: f64 = 0.02;
/// Claims that two sources must share before they are compared.
pub const COPY_SHARED: u32 = 6;
/// Units of one claim at most that are compared for copying.
pub const COPY_SAMPLE: usize = 64;
/// Log-odds, before anything was said, of a state that one side says it has taken.
pub const TAKING_PRIOR: f64 = -0.4;
/// What a measurement that agrees with the claim, or does not, adds.
pub const MEASURED_AGREES: f64 = 3.0;
pub const MEASURED_DISAGREES: f64 = -4.0;
/// A claim without a line of at least this size is open.
pub const SPEAKING_LINE: f64 = 0.1;
/// Standard deviations on each side of a 90 % interval.
pub const INTERVAL_SD: f64 = 1.64;
/// Nothing has moved by more when the iteration ends.
pub const MOVED: f64 = 1e-6;
/// Sweeps after which an iteration that still moves is ended, and told.
pub const MAX_SWEEPS: usize = 60;

/// Probabilities of supports, denies and doubts, if the claim is false and if it is true.
pub const fn starting_means(role: Role) -> [[f64; 3]; 2] {
    match role {
        Role::Neutral => [[0.25, 0.50, 0.25], [0.75, 0.12, 0.13]],
        Role::Serves => [[0.55, 0.20, 0.25], [0.90, 0.03, 0.07]],
        Role::Hurts => [[0.05, 0.70, 0.25], [0.45, 0.35, 0.20]],
    }
}

/// A setting as it is told: what it is, and its value in words.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Setting {
    pub name: &'static str,
    pub value: String,
}

/// Every setting but the starting means, in the order in which the formula needs them.
pub fn settings() -> Vec<Setting> {
    let percent = |share: f64| format!("{} %", (share * 1000.0).round() / 10.0);
    let days = |per_day: f64| format!("once in {} days", (1.0 / per_day).round());
    let setting = |name, value: String| Setting { name, value };
    vec![
        setting("Log-odds of a claim before anything was said", "0".to_owned()),
        setting("Log-odds before anything was said, of one side having taken a place", TAKING_PRIOR.to_string()),
        setting("Scale of the evidence until it is fitted to verdicts", TEMPERATURE.to_string()),
        setting("Verdicts from which scale and starting odds are fitted", CALIBRATION_VERDICTS.to_string()),
        setting("What the starting means are worth to a class, in statements", CLASS_STRENGTH.to_string()),
        setting("What its class is worth to a source, in statements", SOURCE_STRENGTH.to_string()),
        setting("What your grade of a source is worth, in statements", GRADE_STRENGTH.to_string()),
        setting("Share of their errors that sources on one claim have in common", percent(SHARED_ERROR)),
        setting("A state that does not hold begins", days(START_PER_DAY)),
        setting("A state that holds ends", days(END_PER_DAY)),
        setting("What is left of a pair of truths that a relation forbids", percent(FORBIDDEN)),
        setting("Claims that two sources must share before they are compared for copying", COPY_SHARED.to_string()),
        setting("Chance that two sources copy before they are compared", percent(COPY_PRIOR)),
        setting("Part of its statements that a copier takes over", percent(COPIED)),
        setting("Log-odds that a measurement adds where it agrees", format!("+{MEASURED_AGREES}")),
        setting("Log-odds that a measurement adds where it does not", MEASURED_DISAGREES.to_string()),
        setting("A claim is open while no line of its receipt reaches", SPEAKING_LINE.to_string()),
    ]
}
