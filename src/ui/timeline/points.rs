//! The points of a claim's curve, as known now and as known then, and their words.

use crate::ui::panel::Cx;
use counterclaim_engine::{Assessment, CurvePoint, percent};
use counterclaim_model::{ClaimId, SECS_PER_DAY, moment_label};

/// The most days of a curve; more are drawn in steps.
const MAX_DAYS: i32 = 800;
/// The most values that are listed in words.
const MAX_WORDS: usize = 24;

/// The curves of one claim over the visible days.
#[derive(Default)]
pub struct Curves {
    /// The source of the curves: revision, claim, visible days.
    of: Option<(u64, ClaimId, (i32, i32))>,
    /// From the first day covered to the last, or to the as-of day; empty for an undetermined claim.
    pub now: Vec<CurvePoint>,
    /// Up to the as-of day; empty without one.
    pub then: Vec<CurvePoint>,
    /// The days that statements refer to, as known now: their values are listed.
    spoken: Vec<i32>,
    as_of_day: Option<i32>,
}

impl Curves {
    /// Recomputes the curves if state, claim or visible days have changed.
    pub fn follow(&mut self, cx: &Cx<'_>, claim: ClaimId, in_sight: (i32, i32)) {
        let of = (cx.state.revision(), claim, in_sight);
        if self.of == Some(of) {
            return;
        }
        let offset_min = cx.state.dataset().map_or(0, |dataset| dataset.header().offset_min);
        let as_of_s = cx.state.view().as_of_s;
        let as_of_day = as_of_s.map(|as_of_s| day_of(as_of_s.saturating_sub(1), offset_min));
        let now = cx.state.assessment_now();
        let spoken = now.unwrap_or(cx.state.assessment());
        let then = as_of_day.map(|day| points(cx.state.assessment(), claim, in_sight, Some(day), Some(day)));
        *self = Self {
            of: Some(of),
            now: now.map(|now| points(now, claim, in_sight, as_of_day, None)).unwrap_or_default(),
            then: then.unwrap_or_default(),
            spoken: spoken.curve(claim, &[]).iter().map(|point| point.day).collect(),
            as_of_day,
        };
    }

    /// The day whose values the legend shows: the as-of day, or else the last.
    pub fn told_day(&self) -> Option<i32> {
        self.as_of_day.or_else(|| self.now.last().map(|point| point.day))
    }

    /// `10 % on 7 Jan 2025, 32 % on 15 Jan 2025`: the days covered, the as-of day and the last.
    pub fn describe(&self, points: &[CurvePoint]) -> String {
        let is_told = |point: &&CurvePoint| {
            self.spoken.contains(&point.day)
                || self.as_of_day == Some(point.day)
                || points.last().is_some_and(|last| last.day == point.day)
        };
        let told: Vec<&CurvePoint> = points.iter().filter(is_told).collect();
        let step = told.len().div_ceil(MAX_WORDS).max(1);
        // Counted from the end, so that the last is always listed.
        let mut words: Vec<String> = told
            .iter()
            .rev()
            .step_by(step)
            .map(|point| format!("{} on {}", percent_label(point), day_label(point.day)))
            .collect();
        words.reverse();
        words.join(", ")
    }
}

/// The visible days of a curve; none for an undetermined claim. A curve begins on the first day covered: earlier days
/// would change its baseline.
fn points(
    assessment: &Assessment,
    claim: ClaimId,
    (from, until): (i32, i32),
    at_least: Option<i32>,
    at_most: Option<i32>,
) -> Vec<CurvePoint> {
    if assessment.claim(claim).likelihood.is_none_or(|likelihood| likelihood.is_open) {
        return Vec::new();
    }
    let spoken = assessment.curve(claim, &[]);
    let (Some(first), Some(last)) = (spoken.first(), spoken.last()) else {
        return Vec::new();
    };
    // One more day on each side, so that the line continues to the edge.
    let from = first.day.max(from.saturating_sub(1));
    let last = last.day.max(at_least.unwrap_or(last.day)).min(at_most.unwrap_or(i32::MAX));
    let until = last.min(until.saturating_add(1));
    let step = (until.saturating_sub(from) / MAX_DAYS).max(1) as usize;
    let mut days: Vec<i32> = (from..=until).step_by(step).collect();
    days.extend([until].into_iter().chain(at_least).filter(|day| *day >= first.day));
    let mut points = assessment.curve(claim, &days);
    points.retain(|point| (from..=until).contains(&point.day));
    points
}

/// The percentage of a point.
pub fn percent_label(point: &CurvePoint) -> String {
    format!("{} %", percent(point.probability))
}

/// `7 Jan 2025`.
pub fn day_label(day: i32) -> String {
    let label = moment_label(i64::from(day) * SECS_PER_DAY, 0);
    label.split(',').next().unwrap_or_default().to_owned()
}

/// The day of a moment in an offset, in days since 1970-01-01.
pub fn day_of(secs: i64, offset_min: i16) -> i32 {
    let day = secs.saturating_add(i64::from(offset_min) * 60).div_euclid(SECS_PER_DAY);
    day.clamp(i64::from(i32::MIN / 2), i64::from(i32::MAX / 2)) as i32
}
