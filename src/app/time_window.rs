//! The time window by which claims are filtered: parsed from text, formatted as text, moved by days.

use super::State;
use counterclaim_io::{format_moment_in, parse_moment_in};
use counterclaim_model::SECS_PER_DAY;

/// An end of the window.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum End {
    From,
    Until,
}

impl End {
    pub const ALL: [Self; 2] = [Self::From, Self::Until];

    pub fn label(self) -> &'static str {
        match self {
            Self::From => "From",
            Self::Until => "To",
        }
    }
}

/// What is needed to parse times: an offset from UTC, and the known range.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Calendar {
    offset_min: i16,
    known_s: Option<(i64, i64)>,
}

impl State {
    /// The calendar of what is open: times of events for a table, else of statements.
    pub fn calendar(&self) -> Option<Calendar> {
        if let Some(table) = self.table() {
            let secs = |day: i32| i64::from(day) * SECS_PER_DAY;
            let known_s = table.table().days().map(|(first, last)| (secs(first) + 1, secs(last) + SECS_PER_DAY));
            return Some(Calendar { offset_min: 0, known_s });
        }
        let dataset = self.dataset()?;
        Some(Calendar { offset_min: dataset.header().offset_min, known_s: self.reach().known_s })
    }
}

/// Parses both ends; an empty text means the beginning or the end of the known range. An error names the end to fix.
pub fn read(calendar: Calendar, from: &str, until: &str) -> Result<(i64, i64), (End, String)> {
    let from_s = read_end(calendar, End::From, from).map_err(|reason| (End::From, reason))?;
    let until_s = read_end(calendar, End::Until, until).map_err(|reason| (End::Until, reason))?;
    if from_s >= until_s {
        return Err((End::Until, "the window ends before it begins".to_owned()));
    }
    Ok((from_s, until_s))
}

/// The texts from which [`read`] restores the window.
pub fn texts(calendar: Calendar, (from_s, until_s): (i64, i64)) -> [String; 2] {
    let offset_min = calendar.offset_min;
    [format_moment_in(from_s, offset_min, false), format_moment_in(until_s, offset_min, true)]
}

/// The text of an end moved by some days, earlier if negative; `None` if the text is not a time.
pub fn moved(calendar: Calendar, end: End, text: &str, days: i64) -> Option<String> {
    let offset_min = calendar.offset_min;
    let secs = read_end(calendar, end, text).ok()?.saturating_add(days * SECS_PER_DAY);
    Some(format_moment_in(secs, offset_min, end == End::Until))
}

/// The value of an end whose text is empty, as text; empty if nothing is dated.
pub fn default_text(calendar: Calendar, end: End) -> String {
    moved(calendar, end, "", 0).unwrap_or_default()
}

fn read_end(calendar: Calendar, end: End, text: &str) -> Result<i64, String> {
    let offset_min = calendar.offset_min;
    match text.trim() {
        "" => {
            let (first_s, last_s) = calendar.known_s.ok_or("this dataset has no dates")?;
            let offset_s = i64::from(offset_min) * 60;
            let day_start = |secs: i64| (secs + offset_s).div_euclid(SECS_PER_DAY) * SECS_PER_DAY - offset_s;
            Ok(match end {
                End::From => day_start(first_s - 1),
                End::Until => day_start(last_s + SECS_PER_DAY - 1),
            })
        }
        text => parse_moment_in(text, offset_min, end == End::Until),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_clock_times_are_read_and_written_back_the_same() {
        let calendar = Calendar::default();
        for [from, until] in
            [["2025-01-06", "2025-01-06"], ["2025-01-06T09:00", "2025-01-07"], ["2025-01-06", "2025-01-07T18:00:30"]]
        {
            let window = read(calendar, from, until).expect("a window");
            assert_eq!(texts(calendar, window), [from, until]);
        }
        let (from_s, until_s) = read(calendar, "2025-01", "2025-01-31").expect("a window");
        assert_eq!(until_s - from_s, 31 * SECS_PER_DAY);
    }

    #[test]
    fn what_is_no_window_says_which_end_to_mend() {
        let calendar = Calendar::default();
        for (from, until, end, reason) in [
            ("Monday", "2025-01-06", End::From, "`Monday` is not a time such as"),
            ("2025-01-06", "2025-02-30", End::Until, "`2025-02-30` is not a time such as"),
            ("2025-01-07", "2025-01-06", End::Until, "ends before it begins"),
            ("../2025-01-07", "2025-01-07", End::From, "has no beginning"),
            ("2025-01-07", "2025-01-07/..", End::Until, "has no end"),
            ("", "2025-01-07", End::From, "this dataset has no dates"),
        ] {
            let (named, words) = read(calendar, from, until).expect_err("no window");
            assert_eq!(named, end, "{from} {until}: {words}");
            assert!(words.contains(reason), "{from} {until}: {words}");
        }
    }

    #[test]
    fn an_end_moves_by_days() {
        let calendar = Calendar::default();
        assert_eq!(moved(calendar, End::From, "2025-01-01", -1).as_deref(), Some("2024-12-31"));
        assert_eq!(moved(calendar, End::Until, "2025-02-28", 1).as_deref(), Some("2025-03-01"));
        assert_eq!(moved(calendar, End::Until, "2025-02-28T18:00", 1).as_deref(), Some("2025-03-01T18:00"));
        assert_eq!(moved(calendar, End::From, "soon", 1), None);
    }
}
