//! The as-of line: its steps, and its time in words.

use counterclaim_engine::options_from;
use counterclaim_model::{Dataset, SECS_PER_DAY, moment_label};

/// A way to move the as-of line.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum AsOfStep {
    DayBack,
    DayForward,
    StatementBack,
    StatementForward,
}

/// The position of the as-of line after a step; without one, at the end or the beginning of the known range. Days end
/// at midnight in the dataset's offset. `None` if nothing is dated.
pub fn step(dataset: &Dataset, reach: Reach, as_of_s: Option<i64>, step: AsOfStep) -> Option<i64> {
    let (first_s, last_s) = reach.known_s?;
    let offset_s = i64::from(dataset.header().offset_min) * 60;
    let day_end = |secs: i64| (secs + offset_s).div_euclid(SECS_PER_DAY) * SECS_PER_DAY - offset_s;
    let earliest = day_end(first_s - 1);
    let latest = day_end(last_s + SECS_PER_DAY - 1);
    let Some(now_s) = as_of_s else {
        return Some(match step {
            AsOfStep::DayBack | AsOfStep::StatementBack => latest,
            AsOfStep::DayForward | AsOfStep::StatementForward => day_end(first_s + SECS_PER_DAY - 1),
        });
    };
    let known = dataset.statement_ids().filter_map(|id| options_from(dataset, &dataset.statement(id)));
    let next_s = match step {
        AsOfStep::DayBack => day_end(now_s - 1),
        AsOfStep::DayForward => day_end(now_s) + SECS_PER_DAY,
        AsOfStep::StatementBack => known.filter(|known_s| *known_s < now_s).max().unwrap_or(earliest),
        AsOfStep::StatementForward => known.filter(|known_s| *known_s > now_s).min().unwrap_or(latest),
    };
    Some(next_s.clamp(earliest, latest))
}

/// The range of a dataset in time.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Reach {
    /// When the first and the last statement became known.
    pub known_s: Option<(i64, i64)>,
    /// When the first event began and the last one ended.
    pub happened_s: Option<(i64, i64)>,
}

impl Reach {
    pub fn of(dataset: &Dataset) -> Self {
        Self { known_s: known_range(dataset), happened_s: happened_range(dataset) }
    }
}

/// When the first and the last statement became known; goes through all statements.
pub fn known_range(dataset: &Dataset) -> Option<(i64, i64)> {
    let known = dataset.statement_ids().filter_map(|id| options_from(dataset, &dataset.statement(id)));
    known.filter(|known_s| *known_s < i64::MAX).map(|known_s| (known_s, known_s)).reduce(around)
}

/// When the first event began and the last one ended; goes through all events.
fn happened_range(dataset: &Dataset) -> Option<(i64, i64)> {
    let spans = dataset.event_ids().filter_map(|id| dataset.event(id).time);
    spans.map(|span| (span.start_s, span.end_s)).reduce(around)
}

fn around((first_s, last_s): (i64, i64), (other_first_s, other_last_s): (i64, i64)) -> (i64, i64) {
    (first_s.min(other_first_s), last_s.max(other_last_s))
}

/// `as known at the end of 7 Jan 2025`, or `as known on 7 Jan 2025, 18:00`.
pub fn describe(dataset: &Dataset, as_of_s: i64) -> String {
    let offset_min = dataset.header().offset_min;
    let is_midnight = (as_of_s + i64::from(offset_min) * 60).rem_euclid(SECS_PER_DAY) == 0;
    if is_midnight {
        let day = moment_label(as_of_s - 1, offset_min);
        format!("as known at the end of {}", day.split(',').next().unwrap_or_default())
    } else {
        format!("as known on {}", moment_label(as_of_s, offset_min))
    }
}
