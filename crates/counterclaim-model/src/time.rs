//! Times as half-open spans with a precision, because "Monday" is not an instant.
//!
//! Spans are stored in UTC and keep the offset in which they were stated.

use jiff::civil::DateTime;
use jiff::tz::Offset;
use jiff::{SignedDuration, Timestamp as Instant};

pub const SECS_PER_DAY: i64 = 86_400;

/// A moment of the analyst's work: milliseconds since 1970-01-01T00:00Z.
#[derive(Clone, Copy, Debug, Default, Eq, Ord, PartialEq, PartialOrd)]
pub struct Timestamp {
    pub millis: i64,
}

/// The precision of a stated time.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Precision {
    Second,
    Minute,
    Day,
    Month,
    Year,
    /// From the start of one stated time to the end of another.
    Interval,
}

/// A half-open span of time, `start_s <= t < end_s`, in seconds since 1970-01-01T00:00Z.
///
/// An open end is `i64::MIN` or `i64::MAX`.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct TimeSpan {
    pub start_s: i64,
    pub end_s: i64,
    pub precision: Precision,
    /// The offset from UTC in which the time was stated, in minutes.
    pub offset_min: i16,
}

/// A time as a record gives it: the span, and the words that it was stated in ("over the weekend").
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct TimeText {
    pub span: TimeSpan,
    pub words: Option<String>,
}

impl TimeSpan {
    /// A short label in the stated offset: `6 Jan 2025`, `4–5 Jan 2025`, `Jun–Aug 2024`, `7 Jan 2025 09:00`.
    pub fn label(self) -> String {
        match (self.start_s == i64::MIN, self.end_s == i64::MAX) {
            (true, true) => "any time".to_owned(),
            (true, false) => format!("until {}", day_label(self.last_civil())),
            (false, true) => format!("from {}", day_label(self.first_civil())),
            (false, false) => self.closed_label(),
        }
    }

    fn closed_label(self) -> String {
        let first = self.first_civil();
        let last = self.last_civil();
        match self.precision {
            Precision::Second | Precision::Minute => {
                format!("{} {:02}:{:02}", day_label(first), first.hour(), first.minute())
            }
            Precision::Day => day_label(first),
            Precision::Month => format!("{} {}", month_name(first), first.year()),
            Precision::Year => first.year().to_string(),
            Precision::Interval => interval_label(first, last),
        }
    }

    fn first_civil(self) -> DateTime {
        civil_from_secs(self.start_s, self.offset_min)
    }

    fn last_civil(self) -> DateTime {
        civil_from_secs(self.end_s.saturating_sub(1), self.offset_min)
    }
}

fn civil_from_secs(secs: i64, offset_min: i16) -> DateTime {
    let instant = Instant::from_second(secs).unwrap_or(if secs < 0 { Instant::MIN } else { Instant::MAX });
    let offset = Offset::from_seconds(i32::from(offset_min) * 60).unwrap_or(Offset::UTC);
    offset.to_datetime(instant)
}

fn interval_label(first: DateTime, last: DateTime) -> String {
    let starts_month = first.day() == 1;
    let ends_month = last.date() == last.date().last_of_month();
    if starts_month && ends_month {
        return match (first.year() == last.year(), first.month() == last.month()) {
            (true, true) => format!("{} {}", month_name(first), first.year()),
            (true, false) => format!("{}–{} {}", month_name(first), month_name(last), first.year()),
            _ => format!("{} {} – {} {}", month_name(first), first.year(), month_name(last), last.year()),
        };
    }
    if first.date() == last.date() {
        day_label(first)
    } else if (first.year(), first.month()) == (last.year(), last.month()) {
        format!("{}–{}", first.day(), day_label(last))
    } else if first.year() == last.year() {
        format!("{} {} – {}", first.day(), month_name(first), day_label(last))
    } else {
        format!("{} – {}", day_label(first), day_label(last))
    }
}

fn day_label(time: DateTime) -> String {
    format!("{} {} {}", time.day(), month_name(time), time.year())
}

fn month_name(time: DateTime) -> &'static str {
    const NAMES: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    NAMES.get(time.month() as usize - 1).copied().unwrap_or("")
}

/// `7 Jan 2025, 18:00` in an offset, for a moment in seconds since 1970-01-01T00:00Z.
#[inline]
pub fn moment_label(secs: i64, offset_min: i16) -> String {
    let time = civil_from_secs(secs, offset_min);
    format!("{}, {:02}:{:02}", day_label(time), time.hour(), time.minute())
}

/// When a year begins in UTC, in seconds since 1970-01-01T00:00Z; never for years out of range.
#[inline]
pub fn year_start_s(year: i64) -> Option<i64> {
    let start = jiff::civil::Date::new(i16::try_from(year).ok()?, 1, 1).ok()?;
    Some(start.to_zoned(jiff::tz::TimeZone::UTC).ok()?.timestamp().as_second())
}

/// The year of a moment in UTC.
#[inline]
pub fn year_of(secs: i64) -> i64 {
    i64::from(civil_from_secs(secs, 0).year())
}

impl Timestamp {
    /// `2025-01-07 18:00 UTC`, for histories.
    #[inline]
    pub fn label(self) -> String {
        let time = civil_from_secs(self.millis.div_euclid(1000), 0);
        format!("{} {:02}:{:02} UTC", time.date(), time.hour(), time.minute())
    }

    /// The moment after `wait`, or the last one that can be represented.
    #[inline]
    pub fn after(self, wait: SignedDuration) -> Self {
        Self { millis: self.millis.saturating_add(i64::try_from(wait.as_millis()).unwrap_or(i64::MAX)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(first: &str, last: &str, precision: Precision) -> TimeSpan {
        let secs = |text: &str| text.parse::<Instant>().map(Instant::as_second).expect("a time");
        TimeSpan { start_s: secs(first), end_s: secs(last), precision, offset_min: 120 }
    }

    #[test]
    fn labels_say_no_more_than_was_stated() {
        let cases = [
            ("2025-01-05T22:00:00Z", "2025-01-06T22:00:00Z", Precision::Day, "6 Jan 2025"),
            ("2025-01-03T22:00:00Z", "2025-01-05T22:00:00Z", Precision::Interval, "4–5 Jan 2025"),
            ("2024-05-31T22:00:00Z", "2024-08-31T22:00:00Z", Precision::Interval, "Jun–Aug 2024"),
            ("2024-12-31T22:00:00Z", "2025-01-31T22:00:00Z", Precision::Month, "Jan 2025"),
            ("2025-01-07T07:00:00Z", "2025-01-07T07:01:00Z", Precision::Minute, "7 Jan 2025 09:00"),
            ("2024-12-29T22:00:00Z", "2025-01-02T22:00:00Z", Precision::Interval, "30 Dec 2024 – 2 Jan 2025"),
        ];
        for (first, last, precision, label) in cases {
            assert_eq!(span(first, last, precision).label(), label);
        }
    }

    #[test]
    fn open_sides_are_named() {
        let mut open = span("2025-01-05T22:00:00Z", "2025-01-06T22:00:00Z", Precision::Interval);
        open.start_s = i64::MIN;
        assert_eq!(open.label(), "until 6 Jan 2025");
        open.end_s = i64::MAX;
        assert_eq!(open.label(), "any time");
    }
}
