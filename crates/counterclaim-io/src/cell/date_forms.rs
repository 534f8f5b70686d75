//! Dates in other forms than a day in figures: ranges, weeks, quarters, vague dates, and forms that programs write.
//!
//! Each form is rewritten as the program's own text for times, `2031-05-01` or `2031-05-01/2031-05-03`, which
//! `time_text` reads.

use jiff::civil::{Date, ISOWeekDate, Weekday};

use super::months::month_of;

/// Words for a week, in lower case.
const WEEKS: [&str; 10] = ["week", "wk", "w", "kw", "woche", "semaine", "semana", "неделя", "тиждень", "أسبوع"];

/// Words for a quarter, besides `q2`.
const QUARTERS: [&str; 6] = ["quarter", "quartal", "trimestre", "квартал", "q", "الربع"];

/// Words that make a date vague, but name its month or year all the same.
const VAGUE: [&str; 26] = [
    "early",
    "mid",
    "late",
    "beginning of",
    "start of",
    "middle of",
    "end of",
    "circa",
    "ca",
    "c",
    "about",
    "around",
    "approximately",
    "approx",
    "~",
    "anfang",
    "mitte",
    "ende",
    "début",
    "mi",
    "fin",
    "principios de",
    "mediados de",
    "finales de",
    "около",
    "близько",
];

/// Words between the two days of a range.
const BETWEEN: [&str; 13] = [
    " to ",
    " until ",
    " till ",
    " through ",
    " and ",
    " bis ",
    " und ",
    " au ",
    " et ",
    " al ",
    " по ",
    " до ",
    " إلى ",
];

/// Words before the first day of a range.
const FROM: [&str; 10] = ["from ", "between ", "du ", "vom ", "zwischen ", "del ", "entre ", "с ", "від ", "з "];

/// The time of a text in an unusual form; `date` reads a single date as `2031-05-01`, or a shorter form.
pub fn rewritten(text: &str, date: impl Fn(&str) -> Option<String>) -> Option<String> {
    let lower = text.trim().to_lowercase();
    program(&lower)
        .or_else(|| military(&lower))
        .or_else(|| week(&lower))
        .or_else(|| quarter(&lower))
        .or_else(|| range(&lower, &date))
        .or_else(|| without_vague(&lower).and_then(&date))
}

/// Whether a date names no day of its own although it looks like one, as `c. 1 May 2031` and `early May` do.
pub fn is_vague(text: &str) -> bool {
    without_vague(&text.trim().to_lowercase()).is_some()
}

fn without_vague(lower: &str) -> Option<&str> {
    let rest = VAGUE.iter().find_map(|word| {
        let rest = lower.strip_prefix(word)?;
        let is_end = rest.starts_with([' ', '.', '-']) || *word == "~";
        is_end.then_some(rest)
    })?;
    Some(rest.trim_start_matches(['.', ' ', '-'])).filter(|rest| rest.starts_with(char::is_alphanumeric))
}

/// `Thu May 01 20:19:24 +0000 2031` as archives of posts have it, `Thu May  1 20:19:24 UTC 2031`, and without a zone.
fn program(lower: &str) -> Option<String> {
    let words: Vec<&str> = lower.split_whitespace().collect();
    let (month, day, clock, zone, year) = match words.as_slice() {
        [_, month, day, clock, zone, year] => (month, day, clock, *zone, year),
        [_, month, day, clock, year] => (month, day, clock, "", year),
        _ => return None,
    };
    let month = month_of(month)?;
    let day: u8 = day.parse().ok()?;
    let year: u16 = year.parse().ok().filter(|_| year.len() == 4)?;
    let clock = (clock.len() == 8 && clock.matches(':').count() == 2).then_some(clock)?;
    let offset = match zone {
        "" => String::new(),
        "utc" | "gmt" | "z" | "+0000" => "Z".to_owned(),
        zone if zone.len() == 5 && zone.starts_with(['+', '-']) => format!("{}:{}", zone.get(..3)?, zone.get(3..)?),
        zone => super::time_of_day::zone_offset(zone)?.to_owned(),
    };
    Some(format!("{year:04}-{month:02}-{day:02}T{clock}{offset}"))
}

/// `01May2031`, and date-time groups such as `011000ZMAY31`, whose letter is the zone.
fn military(lower: &str) -> Option<String> {
    let letters = lower.find(|sign: char| sign.is_alphabetic())?;
    let (digits, rest) = lower.split_at(letters);
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) || !rest.is_char_boundary(1) {
        return None;
    }
    let (zone, named) = match digits.len() {
        1 | 2 => (None, rest),
        6 => (rest.chars().next(), rest.get(1..)?),
        _ => return None,
    };
    let figures = named.find(|sign: char| sign.is_ascii_digit())?;
    let (month, year) = named.split_at(figures);
    let month = month_of(month.trim())?;
    let year: u16 = match year.len() {
        2 => 2000 + year.parse::<u16>().ok()?,
        4 => year.parse().ok()?,
        _ => return None,
    };
    let day: u8 = digits.get(..digits.len().min(2))?.parse().ok()?;
    let date = format!("{year:04}-{month:02}-{day:02}");
    let Some(zone) = zone else { return Some(date) };
    let offset = match zone {
        'z' => "Z".to_owned(),
        'a'..='i' => format!("+{:02}:00", zone as u8 - b'a' + 1),
        'k'..='m' => format!("+{:02}:00", zone as u8 - b'a'),
        'n'..='y' => format!("-{:02}:00", zone as u8 - b'n' + 1),
        _ => return None,
    };
    Some(format!("{date}T{}:{}{offset}", digits.get(2..4)?, digits.get(4..6)?))
}

/// The words and figures of a text, parted also where letters meet figures.
fn pieces(lower: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    for word in lower.split(|sign: char| !sign.is_alphanumeric()).filter(|word| !word.is_empty()) {
        let is_digit = |sign: char| sign.is_ascii_digit();
        let mut rest = word;
        while let Some(first) = rest.chars().next() {
            let end = rest.find(|sign: char| is_digit(sign) != is_digit(first)).unwrap_or(rest.len());
            let (piece, behind) = rest.split_at(end);
            pieces.push(piece);
            rest = behind;
        }
    }
    pieces.retain(|piece| !matches!(*piece, "of" | "de" | "du" | "der" | "th" | "st" | "nd" | "rd"));
    pieces
}

/// Year and number of a text that has both and one of some words.
fn numbered(lower: &str, words: &[&str]) -> Option<(i16, i8)> {
    let pieces = pieces(lower);
    let mut has_word = false;
    let mut year = None;
    let mut number = None;
    for piece in &pieces {
        if words.contains(piece) {
            has_word = true;
        } else if piece.len() == 4 {
            year = piece.parse::<i16>().ok().filter(|year| (1000..3000).contains(year));
        } else {
            number = piece.parse::<i8>().ok();
        }
    }
    (has_word && pieces.len() == 3).then_some((year?, number?))
}

/// `2031-W18`, `week 18, 2031`, `KW 18/2031`: from Monday to Sunday, as ISO 8601 counts weeks.
fn week(lower: &str) -> Option<String> {
    let (year, week) = numbered(lower, &WEEKS)?;
    let day = |weekday| ISOWeekDate::new(year, week, weekday).ok().map(ISOWeekDate::date);
    Some(format!("{}/{}", day(Weekday::Monday)?, day(Weekday::Sunday)?))
}

/// `Q2 2031`, `2031-Q2`, `2nd quarter of 2031`.
fn quarter(lower: &str) -> Option<String> {
    let (year, quarter) = numbered(lower, &QUARTERS)?;
    let last = (1..=4).contains(&quarter).then_some(quarter * 3)?;
    let end = Date::new(year, last, 1).ok()?.last_of_month();
    Some(format!("{year:04}-{:02}-01/{end}", last - 2))
}

/// `1-3 May 2031`, `May 1–3, 2031`, `28 April - 2 May 2031`, `2031-05-01 to 2031-05-03`, `from 1 to 3 May 2031`.
fn range(lower: &str, date: &impl Fn(&str) -> Option<String>) -> Option<String> {
    let text = FROM.iter().find_map(|word| lower.strip_prefix(word)).unwrap_or(lower);
    let by_word = BETWEEN.iter().find_map(|word| text.split_once(*word));
    let by_dash = || [" - ", " – ", " — ", "–", "—"].iter().find_map(|dash| text.split_once(*dash));
    // A plain hyphen also joins the parts of one date.
    let by_hyphen = || text.split_once('-').filter(|_| text.matches('-').count() == 1);
    let (first, last) = by_word.or_else(by_dash).or_else(by_hyphen)?;
    let (first, last) = (first.trim(), last.trim());
    let end = date(last).or_else(|| completed_end(first, last, date))?;
    let start = date(first).filter(|start| start.len() == end.len()).or_else(|| completed_start(first, &end, date))?;
    (start.len() == end.len() && start <= end).then(|| format!("{start}/{end}"))
}

/// The first day of a range that leaves out the month or the year of its last day.
fn completed_start(first: &str, end: &str, date: &impl Fn(&str) -> Option<String>) -> Option<String> {
    let year = end.get(..4)?;
    let month = end.get(4..7)?;
    let day = first.trim_end_matches(|sign: char| sign.is_ascii_alphabetic() || sign == '.');
    if !day.is_empty() && day.len() <= 2 && day.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(format!("{year}{month}-{day:0>2}")).filter(|_| end.len() == 10);
    }
    date(&format!("{first} {year}")).filter(|start| start.starts_with(year))
}

/// The last day of a range that leaves out the month, which stands before its first day: `May 1–3, 2031`.
fn completed_end(first: &str, last: &str, date: &impl Fn(&str) -> Option<String>) -> Option<String> {
    let month = first.split(|sign: char| !sign.is_alphabetic()).find(|word| month_of(word).is_some())?;
    date(&format!("{month} {last}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cell::date::{DateOrder, DateStyle};
    use crate::cell::time_text;

    fn read(cell: &str) -> String {
        let style = DateStyle { order: Some(DateOrder::DayFirst), ..DateStyle::default() };
        style.read(cell, None, 0).map_or_else(|error| error, |span| time_text::format(span, 0))
    }

    #[test]
    fn ranges_weeks_quarters_and_vague_dates_are_spans() {
        for (cell, expected) in [
            ("1-3 May 2031", "2031-05-01/2031-05-03"),
            ("May 1–3, 2031", "2031-05-01/2031-05-03"),
            ("28 April - 2 May 2031", "2031-04-28/2031-05-02"),
            ("28 December 2030 – 2 January 2031", "2030-12-28/2031-01-02"),
            ("2031-05-01 - 2031-05-03", "2031-05-01/2031-05-03"),
            ("2031-05-01 to 2031-05-03", "2031-05-01/2031-05-03"),
            ("01/05/2031 - 03/05/2031", "2031-05-01/2031-05-03"),
            ("from 1 to 3 May 2031", "2031-05-01/2031-05-03"),
            ("du 1 au 3 mai 2031", "2031-05-01/2031-05-03"),
            ("vom 1. bis 3. Mai 2031", "2031-05-01/2031-05-03"),
            ("2031-W18", "2031-04-28/2031-05-04"),
            ("Week 18, 2031", "2031-04-28/2031-05-04"),
            ("KW 18/2031", "2031-04-28/2031-05-04"),
            ("Q2 2031", "2031-04-01/2031-06-30"),
            ("2031-Q4", "2031-10-01/2031-12-31"),
            ("early May 2031", "2031-05"),
            ("mid-May 2031", "2031-05"),
            ("c. 1 May 2031", "2031-05-01"),
            ("circa 2031", "2031"),
            ("01May2031", "2031-05-01"),
            ("011000ZMAY31", "2031-05-01T10:00"),
            ("011000CMAY31", "2031-05-01T10:00+03:00"),
            ("Thu May 01 20:19:24 +0000 2031", "2031-05-01T20:19:24"),
            ("Thu May  1 20:19:24 EDT 2031", "2031-05-01T20:19:24-04:00"),
            ("Thu May 1 20:19:24 2031", "2031-05-01T20:19:24"),
        ] {
            assert_eq!(read(cell), expected, "{cell}");
        }
        for cell in
            ["soon", "3-1 May 2031", "2031-W60", "Q5 2031", "1-3", "between two rivers", "week 2031", "May 10-12"]
        {
            assert!(read(cell).contains("cannot be read"), "{cell}: {}", read(cell));
        }
        assert!(is_vague("c. 1 May 2031") && is_vague("early May 2031") && !is_vague("1 May 2031"));
    }
}
