//! Dates and times in tables; the order of day and month is detected for the whole column.
//!
//! If a column does not settle the order, an ambiguous cell stays unknown until the user chooses.

use serde::{Deserialize, Serialize};

use super::time_of_day::{Clock, clock_text, split_clock};
use super::time_text;
use counterclaim_model::{Precision, TimeSpan};

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
}

impl DateStyle {
    /// Detects the format from the cells of a column.
    pub fn of<'a>(cells: impl Iterator<Item = &'a str>) -> Self {
        let mut day_first = 0usize;
        let mut month_first = 0usize;
        let mut clocks = 0usize;
        let mut midnights = 0usize;
        for cell in cells {
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
        Self { order, only_midnight: clocks > 0 && clocks == midnights }
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
        let cell = cell.trim();
        if let Some(span) = since_1970(cell) {
            return Ok(span);
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
        let date = self.date(date)?.ok_or_else(not_read)?;
        let clock = match own_clock {
            Some(own) => clock_text(own).map_err(|()| not_read())?,
            None => match clock {
                Some(beside) => clock_text(beside).map_err(|()| format!("`{beside}` is not a time of day"))?,
                None => Clock::default(),
            },
        };
        let is_none = clock.text.is_empty() || own_clock.is_some() && self.only_midnight && clock.is_midnight();
        let text = if is_none { date } else { format!("{date}T{}", clock.text) };
        time_text::parse(&(text + &clock.offset), offset_min).map_err(|_| not_read())
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
    let words = text.split([' ', ',', '-', '/']).filter(|word| !word.is_empty() && *word != "of");
    for word in words.enumerate().filter(|(at, word)| *at > 0 || !is_weekday(word)).map(|(_, word)| word) {
        let figures = word.trim_end_matches(|character: char| character.is_ascii_alphabetic());
        let ending = word.get(figures.len()..)?;
        let place = match figures.parse::<u16>() {
            Ok(value) if matches!(ending, "" | "st" | "nd" | "rd" | "th") => match figures.len() {
                4 => year.replace(value),
                1 | 2 if day.is_none() => day.replace(value),
                2 => year.replace(full_year(value)),
                _ => return None,
            },
            _ => month.replace(month_of(word)?),
        };
        if place.is_some() {
            return None;
        }
    }
    let month = month?;
    let year = year?;
    Some(day.map_or_else(|| format!("{year:04}-{month:02}"), |day| format!("{year:04}-{month:02}-{day:02}")))
}

/// Whether a word names a day of the week, which tells nothing beside a date.
fn is_weekday(word: &str) -> bool {
    const DAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
    let word = word.trim_end_matches('.').to_lowercase();
    word.len() >= 3 && DAYS.iter().any(|day| day.starts_with(&word))
}

/// The number of a month by its name, in English, Russian or Ukrainian.
pub fn month_of(word: &str) -> Option<u16> {
    const STARTS: [&str; 36] = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec", //
        "янв", "фев", "мар", "апр", "ма", "июн", "июл", "авг", "сен", "окт", "ноя", "дек", //
        "січ", "лют", "бер", "кві", "тра", "чер", "лип", "сер", "вер", "жов", "лис", "гру",
    ];
    let word = word.trim_end_matches('.').to_lowercase();
    if word.is_ascii() {
        return time_text::english_month(word.as_bytes()).map(u16::from);
    }
    let at = STARTS.iter().position(|start| !start.is_ascii() && word.starts_with(start))? % 12;
    u16::try_from(at + 1).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(style: DateStyle, cell: &str) -> String {
        style.read(cell, None, 0).map_or_else(|error| error, |span| time_text::format(span, 0))
    }

    #[test]
    fn the_usual_forms_are_read() {
        let style = DateStyle { order: Some(DateOrder::DayFirst), only_midnight: false };
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
