//! Dates and times in tables; the order of day and month is detected for the whole column.
//!
//! If a column does not settle the order, an ambiguous cell stays unknown until the user chooses.

use std::borrow::Cow;
use std::collections::BTreeSet;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::date_forms;
use super::months::{is_filler, is_weekday};
use super::time_of_day::{Clock, clock_text, split_clock};
use super::{time_text, value};
use counterclaim_model::{Precision, SECS_PER_DAY, TimeSpan};

pub use super::months::month_of;

/// The order of the parts of a numeric date.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum DateOrder {
    DayFirst,
    MonthFirst,
}

/// The format of the dates in one column.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct DateStyle {
    /// `None` if the cells do not settle it.
    pub order: Option<DateOrder>,
    /// Whether every time of day is 00:00, and therefore means none.
    pub only_midnight: bool,
    /// The offset in minutes at which every time of the column is midnight, if all are given in UTC and the clock of
    /// all is that of a usual zone's midnight: programs write days so.
    pub midnight_offset_min: Option<i16>,
    /// Whether every cell is a number of days since 1899-12-30, as spreadsheets keep dates.
    pub is_serial: bool,
}

impl DateStyle {
    /// Detects the format from the cells of a column.
    pub fn of<'a>(cells: impl Iterator<Item = &'a str>) -> Self {
        let mut day_first = 0usize;
        let mut month_first = 0usize;
        let mut clocks = 0usize;
        let mut midnights = 0usize;
        let mut utc = UtcClocks::default();
        let mut serials = 0usize;
        let mut others = 0usize;
        for cell in cells {
            if serial(cell).is_some() {
                serials += 1;
            } else if !value::is_unknown(cell) {
                others += 1;
            }
            utc.add(cell);
            if let Some(moment) = since_1970(cell.trim()) {
                clocks += 1;
                midnights += usize::from(moment.start_s % SECS_PER_DAY == 0);
            }
            if let Some((first, second, _)) = figures(split_clock(cell).0) {
                day_first += usize::from(first > 12 && second <= 12);
                month_first += usize::from(second > 12 && first <= 12);
            }
            if let Some(clock) = split_clock(cell).1.and_then(|clock| clock_text(clock).ok()) {
                clocks += 1;
                midnights += usize::from(clock.text.is_empty() || clock.is_midnight());
            }
        }
        let order = match (day_first, month_first) {
            (0, 0) => None,
            (_, 0) => Some(DateOrder::DayFirst),
            (0, _) => Some(DateOrder::MonthFirst),
            // A column with both orders settles nothing; unambiguous cells can still be read.
            _ => None,
        };
        Self {
            order,
            only_midnight: clocks > 0 && clocks == midnights,
            midnight_offset_min: utc.midnight_offset_min(),
            is_serial: serials > 0 && others == 0,
        }
    }

    /// Whether some cells are ambiguous and no cell settles the order.
    pub fn is_open<'a>(self, mut cells: impl Iterator<Item = &'a str>) -> bool {
        let fits_both = |cell: &str| {
            figures(split_clock(cell).0)
                .is_some_and(|(first, second, _)| first <= 12 && second <= 12 && first != second)
        };
        self.order.is_none() && cells.any(fits_both)
    }

    /// Reads a cell; `clock` is that of an adjacent column, and `offset_min` applies if none is given.
    ///
    /// An error is a message for the user.
    pub fn read(self, cell: &str, clock: Option<&str>, offset_min: i16) -> Result<TimeSpan, String> {
        let western = western_digits(cell);
        let cell = western.trim();
        if let Some(moment) = since_1970(cell) {
            let day = if self.only_midnight { day_at(moment, 0) } else { None };
            return Ok(day.unwrap_or(moment));
        }
        if let Some(text) = serial(cell).filter(|_| self.is_serial) {
            return time_text::parse(&text, offset_min);
        }
        if self.is_no_date(cell) {
            return Err(format!("`{cell}` is a placeholder, not a date"));
        }
        if cell.starts_with(SPREADSHEET_ZERO) {
            return Err(format!("`{cell}` is day 0 of spreadsheets, not a date"));
        }
        if let Ok(span) = time_text::parse(cell, offset_min)
            && (span.precision == Precision::Interval || split_clock(cell).1.is_none())
            && clock.is_none()
        {
            return Ok(span);
        }
        let not_read = || format!("`{cell}` cannot be read as a date");
        let (date, own_clock) = split_clock(cell);
        let Some(date) = self.date(date)? else {
            let single = |part: &str| self.date(part).ok().flatten();
            let text = date_forms::rewritten(cell, single).ok_or_else(not_read)?;
            return time_text::parse(&text, offset_min).map_err(|_| not_read());
        };
        let clock = match own_clock {
            Some(own) => clock_text(own).map_err(|()| not_read())?,
            None => match clock {
                Some(beside) => clock_text(beside).map_err(|()| format!("`{beside}` is not a time of day"))?,
                None => Clock::default(),
            },
        };
        let is_none = clock.text.is_empty() || own_clock.is_some() && self.only_midnight && clock.is_midnight();
        let text = if is_none { date } else { format!("{date}T{}", clock.text) };
        let span = time_text::parse(&(text + &clock.offset), offset_min).map_err(|_| not_read())?;
        Ok(self.midnight_offset_min.and_then(|offset_min| day_at(span, offset_min)).unwrap_or(span))
    }

    /// Whether a cell in a column of ends means "no end", as 9999-12-31 does.
    pub fn is_no_end(self, cell: &str) -> bool {
        self.plain_date(cell).is_some_and(|date| time_text::is_no_end(&date))
    }

    /// Whether a cell in a column of beginnings means "no beginning", as 0001-01-01 does.
    pub fn is_no_start(self, cell: &str) -> bool {
        self.plain_date(cell).is_some_and(|date| time_text::is_far_past(&date))
    }

    fn is_no_date(self, cell: &str) -> bool {
        self.plain_date(cell).is_some_and(|date| time_text::is_far_future(&date) || time_text::is_far_past(&date))
    }

    /// The date of a cell as `2025-01-06`, or a shorter form.
    pub fn plain_date(self, cell: &str) -> Option<String> {
        let cell = cell.trim();
        // An interval is checked where its two parts are split.
        if cell.contains('/') && cell.split('/').all(|part| part.len() >= 8) {
            return None;
        }
        self.date(split_clock(cell).0).ok().flatten()
    }

    /// The date as `2025-01-06`, or a shorter form.
    fn date(self, text: &str) -> Result<Option<String>, String> {
        let text = text.trim().trim_end_matches(',');
        if let Some((first, second, year)) = figures(text) {
            let order = match self.order {
                _ if first == second || (first > 12 && second <= 12) => DateOrder::DayFirst,
                _ if second > 12 && first <= 12 => DateOrder::MonthFirst,
                Some(order) => order,
                None => {
                    return Err(format!("`{text}` is ambiguous (day/month or month/day); a mapping can set the order"));
                }
            };
            let (day, month) = if order == DateOrder::DayFirst { (first, second) } else { (second, first) };
            return Ok(Some(format!("{year:04}-{month:02}-{day:02}")));
        }
        Ok(iso(text).or_else(|| in_words(text)))
    }
}

/// The clocks of a column whose times are all in UTC.
#[derive(Default)]
struct UtcClocks {
    /// Minutes of the day.
    clocks: BTreeSet<i16>,
    dates: BTreeSet<String>,
    /// Whether some time is not in UTC, or has seconds.
    is_broken: bool,
}

/// Minutes of the day in UTC that are midnight at an offset in use, west and then east of Greenwich; not noon.
const MIDNIGHTS_WEST: [i16; 9] = [180, 210, 240, 300, 360, 420, 480, 540, 600];
const MIDNIGHTS_EAST: [i16; 17] =
    [1380, 1320, 1260, 1230, 1200, 1170, 1140, 1110, 1095, 1080, 1050, 1020, 960, 900, 870, 840, 780];

impl UtcClocks {
    fn add(&mut self, cell: &str) {
        let (date, Some(clock)) = split_clock(cell) else { return };
        let Ok(clock) = clock_text(clock) else { return };
        let is_utc = matches!(clock.offset.as_str(), "Z" | "+00:00");
        let minutes = clock
            .text
            .get(..2)
            .zip(clock.text.get(3..5))
            .and_then(|(hours, minutes)| Some(hours.parse::<i16>().ok()? * 60 + minutes.parse::<i16>().ok()?));
        let has_seconds = clock.text.get(6..).is_some_and(|seconds| seconds != "00");
        match minutes {
            Some(minutes) if is_utc && !has_seconds => {
                self.clocks.insert(minutes);
                self.dates.insert(date.to_owned());
            }
            _ => self.is_broken = true,
        }
    }

    /// One clock, or two an hour apart, of which summer time has one.
    fn midnight_offset_min(&self) -> Option<i16> {
        let first = *self.clocks.first()?;
        let last = *self.clocks.last()?;
        let is_one_zone = self.clocks.len() <= 2 && (last - first == 60 || last == first);
        if self.is_broken || !is_one_zone || self.dates.len() < 2 {
            return None;
        }
        // With summer time the earlier clock is that of summer: the offset of a zone is that of its winter.
        if MIDNIGHTS_EAST.contains(&first) && MIDNIGHTS_EAST.contains(&last) {
            Some(1440 - last)
        } else if MIDNIGHTS_WEST.contains(&first) && MIDNIGHTS_WEST.contains(&last) {
            Some(-last)
        } else {
            None
        }
    }
}

/// The day that begins at a time, at an offset; also an hour earlier, where summer time begins the day.
fn day_at(span: TimeSpan, offset_min: i16) -> Option<TimeSpan> {
    let is_moment = matches!(span.precision, Precision::Minute | Precision::Second);
    let local_s = span.start_s + i64::from(offset_min) * 60;
    let behind_s = local_s.rem_euclid(SECS_PER_DAY);
    let summer_s = SECS_PER_DAY - 3600;
    if !is_moment || !(behind_s == 0 || behind_s == summer_s) {
        return None;
    }
    let offset_min = if behind_s == summer_s { offset_min + 60 } else { offset_min };
    Some(TimeSpan { start_s: span.start_s, end_s: span.start_s + SECS_PER_DAY, precision: Precision::Day, offset_min })
}

/// A day as spreadsheets keep it, from 1954 to 2119: days since 1899-12-30, and the time of day as a fraction.
fn serial(cell: &str) -> Option<String> {
    let number: f64 = cell.trim().parse().ok()?;
    let is_plain = cell.trim().bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    if !is_plain || !(20_000.0..80_000.0).contains(&number) {
        return None;
    }
    let day = Date::constant(1899, 12, 30).checked_add(jiff::Span::new().try_days(number.trunc() as i64).ok()?).ok()?;
    let minutes = (number.fract() * 1440.0).round() as i64;
    let is_day = minutes == 0 || minutes == 1440;
    Some(if is_day { day.to_string() } else { format!("{day}T{:02}:{:02}", minutes / 60, minutes % 60) })
}

/// Digits of other scripts as 0 to 9.
fn western_digits(text: &str) -> Cow<'_, str> {
    let western = |sign: char| match sign {
        '\u{660}'..='\u{669}' => char::from_digit(sign as u32 - 0x660, 10).unwrap_or(sign),
        '\u{6F0}'..='\u{6F9}' => char::from_digit(sign as u32 - 0x6F0, 10).unwrap_or(sign),
        _ => sign,
    };
    if text.is_ascii() { Cow::Borrowed(text) } else { Cow::Owned(text.chars().map(western).collect()) }
}

/// The day 0 of spreadsheets: a cell with a time of day alone, or with nothing, shows it as its date.
const SPREADSHEET_ZERO: &str = "1899-12-30";

/// Seconds or milliseconds since 1970 in UTC, of which ten and thirteen digits are the years from 2001 to 2286.
fn since_1970(cell: &str) -> Option<TimeSpan> {
    let cell = cell.strip_suffix(".0").unwrap_or(cell);
    if !cell.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let secs = match cell.len() {
        10 => cell.parse::<i64>().ok()?,
        13 => cell.parse::<i64>().ok()? / 1000,
        _ => return None,
    };
    (secs >= 1_000_000_000).then_some(TimeSpan {
        start_s: secs,
        end_s: secs + 1,
        precision: Precision::Second,
        offset_min: 0,
    })
}

/// The parts of `06/01/2025`, `6.1.25`, `06-01-2025`.
fn figures(text: &str) -> Option<(u8, u8, u16)> {
    let text = text.trim();
    let separator = ['/', '.', '-'].into_iter().find(|separator| text.matches(*separator).count() == 2)?;
    let mut parts = text.split(separator).map(str::trim);
    let mut small = || parts.next().filter(|part| matches!(part.len(), 1 | 2))?.parse::<u8>().ok();
    let first = small()?;
    let second = small()?;
    let year = parts.next()?;
    let is_year = matches!(year.len(), 2 | 4) && year.bytes().all(|byte| byte.is_ascii_digit());
    Some((first, second, full_year(year.parse().ok().filter(|_| is_year)?)))
}

/// Two figures stand for the years from 1970 to 2069.
fn full_year(year: u16) -> u16 {
    match year {
        0..70 => 2000 + year,
        70..100 => 1900 + year,
        _ => year,
    }
}

/// `2025-01-06`, `2025/1/6`, `20250106`, `2025-01`, `2025`.
fn iso(text: &str) -> Option<String> {
    let is_digits = text.bytes().all(|byte| byte.is_ascii_digit());
    if is_digits && text.len() == 8 {
        return Some(format!("{}-{}-{}", text.get(..4)?, text.get(4..6)?, text.get(6..)?));
    }
    if is_digits {
        return (text.len() == 4).then(|| text.to_owned());
    }
    let mut parts = text.split(['-', '/', '.']);
    let year = parts.next().filter(|year| year.len() == 4)?;
    let rest: Option<Vec<u8>> = parts.map(|part| part.parse().ok()).collect();
    match rest?.as_slice() {
        [month] => Some(format!("{year}-{month:02}")),
        [month, day] => Some(format!("{year}-{month:02}-{day:02}")),
        _ => None,
    }
}

/// `16 May 2025`, `May 16, 2025`, `5 JAN 2025`, `1st of March 2015`.
fn in_words(text: &str) -> Option<String> {
    let mut day = None;
    let mut month = None;
    let mut year = None;
    let mut month_is_first = false;
    let words = text.split([' ', ',', '-', '/']).filter(|word| !word.is_empty() && !is_filler(word));
    for word in words.enumerate().filter(|(at, word)| *at > 0 || !is_weekday(word)).map(|(_, word)| word) {
        let figures = word.trim_end_matches(|character: char| character.is_alphabetic() || character == '.');
        let ending = word.get(figures.len()..)?;
        let place = match figures.parse::<u16>() {
            Ok(value) if matches!(ending, "" | "." | "st" | "nd" | "rd" | "th" | "er" | "º" | "-го") => {
                match figures.len() {
                    4 => year.replace(value),
                    1 | 2 if day.is_none() => day.replace(value),
                    // Behind its month a figure after the day may be the end of a range.
                    2 if month.is_some() && (!month_is_first || text.contains(',')) => year.replace(full_year(value)),
                    _ => return None,
                }
            }
            _ => {
                month_is_first = day.is_none();
                month.replace(super::months::month_of(word)?)
            }
        };
        if place.is_some() {
            return None;
        }
    }
    let month = month?;
    let year = year?;
    Some(day.map_or_else(|| format!("{year:04}-{month:02}"), |day| format!("{year:04}-{month:02}-{day:02}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(style: DateStyle, cell: &str) -> String {
        style.read(cell, None, 0).map_or_else(|error| error, |span| time_text::format(span, 0))
    }

    #[test]
    fn the_usual_forms_are_read() {
        let style = DateStyle { order: Some(DateOrder::DayFirst), ..DateStyle::default() };
        for (cell, expected) in [
            ("20240102", "2024-01-02"),
            ("2025/1/6", "2025-01-06"),
            ("16 May 2025", "2025-05-16"),
            ("March 31, 2015", "2015-03-31"),
            ("5 JAN 2025", "2025-01-05"),
            ("1 March 2015", "2015-03-01"),
            ("6 января 2025", "2025-01-06"),
            ("6 травня 2025", "2025-05-06"),
            ("May 2024", "2024-05"),
            ("06/01/2025", "2025-01-06"),
            ("05.03.22", "2022-03-05"),
            ("20240102093000", "2024-01-02T09:30:00"),
            ("2005-12-05 00:00:00.000", "2005-12-05T00:00:00"),
            ("2025-01-05T09:00+03:00", "2025-01-05T09:00+03:00"),
            ("2025-01-05 9:00 PM", "2025-01-05T21:00"),
            ("2024-11/2025-01-06", "2024-11-01/2025-01-06"),
            ("2025-01-05T00:00:00Z", "2025-01-05T00:00:00"),
            ("20260313T121500Z", "2026-03-13T12:15:00"),
            ("20260313T1215+0300", "2026-03-13T12:15+03:00"),
            ("1529819990090", "2018-06-24T05:59:50"),
            ("1733853875", "2024-12-10T18:04:35"),
            ("1733853875.0", "2024-12-10T18:04:35"),
            ("Tue, 10 Dec 2024 18:04:35 GMT", "2024-12-10T18:04:35"),
            ("Tue, 10 Dec 2024 18:04:35 +0200", "2024-12-10T18:04:35+02:00"),
            ("Monday, January 3, 1791", "1791-01-03"),
            ("9-May-20", "2020-05-09"),
            ("01-January-2015", "2015-01-01"),
        ] {
            assert_eq!(read(style, cell), expected, "{cell}");
        }
        for cell in ["31.02.2025", "soon", "1234567", "99 May 2025", "2025-13-01", "1899-12-30T00:00:00", "0000000012"]
        {
            assert!(style.read(cell, None, 0).is_err(), "{cell}");
        }
    }

    #[test]
    fn a_column_settles_the_order_of_day_and_month() {
        let style = DateStyle::of(["3/7/2022", "13/7/2022"].into_iter());
        assert_eq!((style.order, read(style, "3/7/2022").as_str()), (Some(DateOrder::DayFirst), "2022-07-03"));
        let style = DateStyle::of(["3/7/2022", "3/27/2022"].into_iter());
        assert_eq!((style.order, read(style, "3/7/2022").as_str()), (Some(DateOrder::MonthFirst), "2022-03-07"));
        let mixed = DateStyle::of(["03-18-14", "19/3/15"].into_iter());
        assert_eq!(mixed.order, None);
        assert_eq!((read(mixed, "03-18-14").as_str(), read(mixed, "19/3/15").as_str()), ("2014-03-18", "2015-03-19"));
        assert!(read(mixed, "3/7/2022").contains("day/month or month/day"));
        assert_eq!(read(mixed, "5/5/2022"), "2022-05-05");
    }

    #[test]
    fn a_constant_midnight_is_no_time_of_day() {
        let cells = ["2005-12-05 00:00:00.000", "2005-12-06 00:00:00.000"];
        let style = DateStyle::of(cells.into_iter());
        assert_eq!(read(style, cells[0]), "2005-12-05");
        let style = DateStyle::of([cells[0], "2005-12-06 09:00"].into_iter());
        assert_eq!(read(style, cells[0]), "2005-12-05T00:00:00");
        let beside = style.read("20240102", Some("09:30"), 120).expect("a time");
        assert_eq!(time_text::format(beside, 120), "2024-01-02T09:30");
    }
}
