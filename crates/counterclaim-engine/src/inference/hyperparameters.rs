//! The parameters of the model: the same for every side, and listed in the help.

use crate::role::Role;

/// Weight of the class mean in a source's own matrix, in observations.
pub const SOURCE_PSEUDO_COUNT: f64 = 5.0;
/// Weight of the default matrix in a class, in observations.
pub const CLASS_PSEUDO_COUNT: f64 = 10.0;
/// Weight of an analyst's reliability grade, in observations.
pub const GRADE_PSEUDO_COUNT: f64 = 6.0;
/// Share of errors that agreeing origins have in common.
pub const SHARED_ERROR: f64 = 0.04;
/// The most that origins whose independence is not shown weigh in sum on one claim, as a number of origins.
pub const SHARED_VOICES: f64 = 1.5;
/// The most that origins of one interested side weigh in sum on one claim, as a number of origins.
pub const CAMP_VOICES: f64 = 2.0;
/// Claims shared with origins of a known kind from which a source of unknown kind has a record.
pub const KNOWN_FROM: u32 = 5;
/// Weight of the statement by which a source withdraws its own report.
pub const RETRACTION: f64 = 1.6;
/// The most that one origin's repetitions on several days weigh in sum.
pub const RESTATED: f64 = 2.0;
/// Remaining probability that none of several rivals that exclude each other is true, against one of them.
pub const NO_RIVAL: f64 = 0.05;
/// Variance of a claim's baseline log-odds before any evidence.
pub const PRIOR_VARIANCE: f64 = 0.4;
/// The most variance that the logarithm of one cell of a confusion matrix brings.
pub const CELL_VARIANCE: f64 = 1.5;
/// How much conflicting evidence widens the interval.
pub const CONFLICT_VARIANCE: f64 = 0.25;
/// The evidence scale until it is calibrated.
pub const TEMPERATURE: f64 = 0.7;
/// Verdicts needed to calibrate scale and priors.
pub const CALIBRATION_VERDICTS: usize = 15;
/// Daily probability that a state that does not hold starts.
pub const START_PER_DAY: f64 = 1.0 / 30.0;
/// Daily probability that a state that holds ends.
pub const END_PER_DAY: f64 = 1.0 / 48.0;
/// Daily probability that a place that one side has taken is lost again.
pub const LOST_PER_DAY: f64 = 1.0 / 180.0;
/// Remaining probability of a combination that a relation rules out.
pub const FORBIDDEN: f64 = 0.02;
/// Share of its statements that a copier copies.
pub const COPIED: f64 = 0.8;
/// Prior probability that two sources depend on each other.
pub const COPY_PRIOR: f64 = 0.02;
/// Shared claims needed to compare two sources.
pub const COPY_SHARED: u32 = 6;
/// The most units of one claim that are compared for copying.
pub const COPY_SAMPLE: usize = 64;
/// Baseline log-odds of a state that one side claims to have brought about by taking a place.
pub const TAKING_PRIOR: f64 = -0.4;
/// Log-odds of a measurement that agrees with the claim, or contradicts it.
pub const MEASURED_AGREES: f64 = 3.0;
pub const MEASURED_DISAGREES: f64 = -4.0;
/// Log-odds of the silence of the side that would deny a claim, of its "no comment", and of a source without an
/// interest that could not verify it, where the analyst counts silence; until they are learned.
pub const SILENCE: [f64; 3] = [0.4, 0.4, 0.0];
/// How uncertain these numbers are: their standard deviation.
pub const SILENCE_SD: f64 = 0.5;
/// A claim without a line of at least this size is undetermined.
pub const SPEAKING_LINE: f64 = 0.1;
/// Half-width of a 90 % interval in standard deviations.
pub const INTERVAL_SD: f64 = 1.64;
/// Convergence threshold: largest change.
pub const MOVED: f64 = 1e-6;
/// Iterations after which the inference stops and reports that it did not converge.
pub const MAX_SWEEPS: usize = 60;

/// Probabilities of supports, denies and doubts, if the claim is false and if it is true.
pub const fn prior_means(role: Role) -> [[f64; 3]; 2] {
    match role {
        Role::Neutral => [[0.235, 0.515, 0.25], [0.77, 0.11, 0.12]],
        Role::Serves => [[0.55, 0.20, 0.25], [0.90, 0.03, 0.07]],
        Role::Hurts => [[0.012, 0.75, 0.238], [0.30, 0.50, 0.20]],
    }
}

/// A parameter for display: its name, and its value in words.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Hyperparameter {
    pub name: &'static str,
    pub value: String,
}

/// Every parameter except the default matrix, in the order in which the formula uses them.
pub fn settings() -> Vec<Hyperparameter> {
    let percent = |share: f64| format!("{} %", (share * 1000.0).round() / 10.0);
    let days = |per_day: f64| format!("once in {} days", (1.0 / per_day).round());
    let setting = |name, value: String| Hyperparameter { name, value };
    vec![
        setting("Baseline log-odds of a claim", "0".to_owned()),
        setting("Baseline log-odds of a claim that one side has taken a place", TAKING_PRIOR.to_string()),
        setting("Evidence scale until it is calibrated on verdicts", TEMPERATURE.to_string()),
        setting("Verdicts needed to calibrate evidence scale and baselines", CALIBRATION_VERDICTS.to_string()),
        setting(
            "Weight of the default confusion matrix for a source class, in statements",
            CLASS_PSEUDO_COUNT.to_string(),
        ),
        setting("Weight of the class's confusion matrix for a source, in statements", SOURCE_PSEUDO_COUNT.to_string()),
        setting("Weight of your reliability grade for a source, in statements", GRADE_PSEUDO_COUNT.to_string()),
        setting("Share of errors that sources on one claim have in common", percent(SHARED_ERROR)),
        setting(
            "Most that sources whose independence is not shown weigh together, in sources",
            SHARED_VOICES.to_string(),
        ),
        setting("Most that sources of one interested side weigh together, in sources", CAMP_VOICES.to_string()),
        setting("Claims shared with known sources from which an unknown source has a record", KNOWN_FROM.to_string()),
        setting("Weight of a source's retraction of its own report, in statements", RETRACTION.to_string()),
        setting(
            "Most that one source's repetitions on several days weigh together, in statements",
            RESTATED.to_string(),
        ),
        setting("Variance of the baseline log-odds", PRIOR_VARIANCE.to_string()),
        setting(
            "Probability that none of several claims that exclude each other is true, per claim",
            percent(NO_RIVAL),
        ),
        setting("A state that does not hold starts, on average", days(START_PER_DAY)),
        setting("A state that holds ends, on average", days(END_PER_DAY)),
        setting("A place that one side has taken is lost again, on average", days(LOST_PER_DAY)),
        setting("Remaining probability of a combination that a relation rules out", percent(FORBIDDEN)),
        setting("Shared claims needed to compare two sources for copying", COPY_SHARED.to_string()),
        setting("Prior probability that one of two sources copies the other", percent(COPY_PRIOR)),
        setting("Share of its statements that a copying source copies", percent(COPIED)),
        setting("Log-odds added by a measurement that agrees with the claim", format!("+{MEASURED_AGREES}")),
        setting("Log-odds added by a measurement that contradicts the claim", MEASURED_DISAGREES.to_string()),
        setting(
            "Log-odds if the side that would deny is silent or has no comment, where silence counts",
            format!("+{}", SILENCE[0]),
        ),
        setting("Log-odds if a disinterested source could not verify, where silence counts", SILENCE[2].to_string()),
        setting("A claim is undetermined if every line of its receipt is below", SPEAKING_LINE.to_string()),
    ]
}
