//! Seconds to points and back, and ticks at round times.

use egui::{Rect, Stroke, Ui, pos2, vec2};

use super::points::day_of;
use crate::app::as_of::Reach;
use crate::ui::theme;
use counterclaim_model::{SECS_PER_DAY, moment_label, year_of, year_start_s};

const HOUR: i64 = 3600;
/// From this distance on, ticks are at the beginnings of years.
const YEAR: i64 = 365 * SECS_PER_DAY;
/// Distances of ticks, in seconds; the first with room for the labels is used.
const STEPS: [i64; 14] = [
    HOUR,
    3 * HOUR,
    6 * HOUR,
    12 * HOUR,
    SECS_PER_DAY,
    2 * SECS_PER_DAY,
    5 * SECS_PER_DAY,
    10 * SECS_PER_DAY,
    30 * SECS_PER_DAY,
    91 * SECS_PER_DAY,
    YEAR,
    2 * YEAR,
    5 * YEAR,
    10 * YEAR,
];
/// Room that a label needs, in points.
const LABEL_ROOM: f32 = 62.0;
/// The shortest and the longest time that can be shown.
const MIN_SPAN: i64 = 6 * HOUR;
const MAX_SPAN: i64 = 100 * YEAR;

/// Maps times to positions on the screen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scale {
    pub rect: Rect,
    from_s: i64,
    until_s: i64,
    offset_min: i16,
}

impl Scale {
    /// The given range, or all statements with some margin, or, without their times, all events; `None` if nothing is
    /// dated.
    pub fn new(range: Option<(i64, i64)>, reach: Reach, offset_min: i16, rect: Rect) -> Option<Self> {
        let (from_s, until_s) = match range {
            Some(range) => range,
            None => {
                let (first_s, last_s) = reach.known_s.or(reach.happened_s)?;
                let room = ((last_s - first_s) / 20).max(SECS_PER_DAY);
                (first_s - SECS_PER_DAY - room, last_s + room)
            }
        };
        Some(Self { rect, from_s, until_s: until_s.max(from_s + 1), offset_min })
    }

    /// The given range, or the days from the first to the last with some margin.
    pub fn of_days(range: Option<(i64, i64)>, (first, last): (i32, i32), rect: Rect) -> Self {
        let first_s = i64::from(first) * SECS_PER_DAY;
        let last_s = (i64::from(last) + 1) * SECS_PER_DAY;
        let room = ((last_s - first_s) / 50).max(SECS_PER_DAY);
        let (from_s, until_s) = range.unwrap_or((first_s - room, last_s + room));
        Self { rect, from_s, until_s: until_s.max(from_s + 1), offset_min: 0 }
    }

    pub fn x(&self, secs: i64) -> f32 {
        let share = (secs.saturating_sub(self.from_s)) as f64 / (self.until_s - self.from_s) as f64;
        self.rect.left() + (share.clamp(-10.0, 10.0) * f64::from(self.rect.width())) as f32
    }

    pub fn secs(&self, x: f32) -> i64 {
        let share = f64::from((x - self.rect.left()) / self.rect.width().max(1.0));
        self.from_s + (share * (self.until_s - self.from_s) as f64).round() as i64
    }

    /// The first and the last visible day, in days since 1970-01-01.
    pub fn days(&self) -> (i32, i32) {
        (day_of(self.from_s, self.offset_min), day_of(self.until_s, self.offset_min))
    }

    /// The day under a point.
    pub fn day(&self, x: f32) -> i32 {
        day_of(self.secs(x), self.offset_min)
    }

    /// When a day ends, in seconds since 1970-01-01T00:00Z.
    pub fn day_end(&self, day: i32) -> i64 {
        (i64::from(day) + 1) * SECS_PER_DAY - i64::from(self.offset_min) * 60
    }

    /// The time at a position, at the nearest midnight, or the nearest hour if hours are distinguishable.
    pub fn snapped(&self, x: f32) -> i64 {
        let points_per_day = self.rect.width() * SECS_PER_DAY as f32 / (self.until_s - self.from_s) as f32;
        let grid = if points_per_day > 200.0 { HOUR } else { SECS_PER_DAY };
        let offset_s = i64::from(self.offset_min) * 60;
        (self.secs(x) + offset_s + grid / 2).div_euclid(grid) * grid - offset_s
    }

    /// The range after zooming around a position and moving by some points.
    pub fn zoomed(&self, factor: f64, around: f32, moved: f32) -> (i64, i64) {
        let kept = self.secs(around);
        let span = (self.until_s - self.from_s) as f64;
        let new_span = (span / factor).clamp(MIN_SPAN as f64, MAX_SPAN as f64);
        let share = (kept - self.from_s) as f64 / span;
        let shift = f64::from(moved) / f64::from(self.rect.width().max(1.0)) * new_span;
        let from_s = kept as f64 - share * new_span - shift;
        (from_s as i64, (from_s + new_span) as i64)
    }

    pub fn paint_grid(&self, ui: &Ui, lanes: Rect) {
        let tokens = theme::tokens(ui);
        for tick_s in self.ticks() {
            ui.painter().vline(self.x(tick_s), lanes.y_range(), Stroke::new(1.0, tokens.line));
        }
    }

    pub fn paint_axis(&self, ui: &Ui, rect: Rect) {
        let tokens = theme::tokens(ui);
        let step = self.step();
        for tick_s in self.ticks() {
            let at = pos2(self.x(tick_s) + 4.0, rect.center().y);
            if step >= YEAR {
                // A year whose number would be cut off is not labelled.
                let font = theme::plain(theme::SMALL);
                let words = year_of(tick_s + self.offset_s()).to_string();
                let galley = ui.painter().layout_no_wrap(words, font, tokens.text_weak);
                if at.x + galley.size().x <= rect.right() {
                    ui.painter().galley(at - vec2(0.0, galley.size().y / 2.0), galley, tokens.text_weak);
                }
                continue;
            }
            let label = moment_label(tick_s, self.offset_min);
            let (day, time) = label.split_once(", ").unwrap_or((&label, ""));
            let words = if step < SECS_PER_DAY && time != "00:00" { time } else { day };
            // Years are labelled if there is room for nothing else.
            let words = words.rsplit_once(' ').map_or(words, |(day, _)| day);
            let galley = ui.painter().layout_no_wrap(words.to_owned(), theme::plain(theme::SMALL), tokens.text_weak);
            if at.x + galley.size().x <= rect.right() {
                ui.painter().galley(at - vec2(0.0, galley.size().y / 2.0), galley, tokens.text_weak);
            }
        }
        ui.painter().hline(rect.x_range(), rect.bottom(), Stroke::new(1.0, tokens.line));
    }

    fn step(&self) -> i64 {
        let secs_per_point = (self.until_s - self.from_s) as f64 / f64::from(self.rect.width().max(1.0));
        let room = secs_per_point * f64::from(LABEL_ROOM);
        STEPS.into_iter().find(|step| *step as f64 >= room).unwrap_or(STEPS[STEPS.len() - 1])
    }

    fn ticks(&self) -> impl Iterator<Item = i64> + use<> {
        let step = self.step();
        let until_s = self.until_s;
        let offset_s = self.offset_s();
        let first = (self.from_s + offset_s).div_euclid(step) * step - offset_s + step;
        let years = step / YEAR;
        let every = years.max(1);
        let first_year = (year_of(self.from_s + offset_s).div_euclid(every) + 1) * every;
        let tick = move |number: i64| match years {
            0 => Some(first + number * step),
            years => year_start_s(first_year + number * years).map(|start_s| start_s - offset_s),
        };
        (0..200).map_while(tick).take_while(move |tick_s| *tick_s < until_s)
    }

    fn offset_s(&self) -> i64 {
        i64::from(self.offset_min) * 60
    }
}

#[cfg(test)]
mod tests {
    use egui::{pos2, vec2};

    use super::*;

    fn scale(from_s: i64, until_s: i64) -> Scale {
        Scale { rect: Rect::from_min_size(pos2(100.0, 0.0), vec2(600.0, 100.0)), from_s, until_s, offset_min: 120 }
    }

    #[test]
    fn the_way_to_points_and_back_is_the_identity() {
        let scale = scale(1_736_000_000, 1_737_000_000);
        for secs in [1_736_000_000, 1_736_400_000, 1_737_000_000] {
            assert!((scale.secs(scale.x(secs)) - secs).abs() <= 100);
        }
    }

    #[test]
    fn the_line_snaps_to_midnight_in_the_datasets_offset() {
        let scale = scale(1_736_000_000, 1_737_000_000);
        let snapped = scale.snapped(scale.x(1_736_280_000));
        assert_eq!((snapped + 7200).rem_euclid(SECS_PER_DAY), 0);
    }

    #[test]
    fn ticks_that_are_years_apart_are_where_years_begin() {
        // 20 December 2016 to 30 June 2026.
        let ticks: Vec<i64> = scale(1_482_192_000, 1_782_777_600).ticks().map(|tick_s| tick_s + 7200).collect();
        assert_eq!((ticks.first(), ticks.len()), (Some(&1_483_228_800), 10), "every year from 2017 on: {ticks:?}");
        assert!(ticks.iter().all(|tick_s| year_start_s(year_of(*tick_s)) == Some(*tick_s)));
    }

    #[test]
    fn zooming_keeps_the_time_under_the_pointer() {
        let before = scale(1_736_000_000, 1_737_000_000);
        let (from_s, until_s) = before.zoomed(2.0, 250.0, 0.0);
        let after = Scale { from_s, until_s, ..before };
        assert!((before.secs(250.0) - after.secs(250.0)).abs() <= 2);
        assert!((until_s - from_s - 500_000).abs() <= 2);
    }
}
