//! Times as text: `2025`, `2025-01`, `2025-01-06`, `2025-01-07T09:00+03:00`, `2025-01-04/2025-01-05`, `../2025-01-07`.
//!
//! After ISO 8601 and the Extended Date/Time Format, level 0: an interval runs from the start of its first part
//! to the end of its second. A day may carry an offset, as in XML Schema: `2025-01-06+03:00`.

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::Offset;
use jiff::{Timestamp as Instant, ToSpan as _};

use counterclaim_model::{Precision, SECS_PER_DAY, TimeSpan, Timestamp};

/// Reads a time; parts without an offset are at `offset_min` minutes.
pub fn parse(text: &str, offset_min: i16) -> Result<TimeSpan, String> {
    parse_told(text, offset_min).map(|(span, _)| span)
}

/// Like [`parse`], with a remark if a date is a placeholder for an open beginning or end.
pub fn parse_told(text: &str, offset_min: i16) -> Result<(TimeSpan, Option<String>), String> {
    let (first, last) = text.split_once('/').unwrap_or((text, text));
    if first.len() == text.len() && (is_far_future(text) || is_far_past(text)) {
        return Err(format!("`{text}` is a placeholder, not a date"));
    }
    let remark = match (is_far_past(first), is_no_end(last)) {
        (true, _) => Some(format!("`{first}` is a placeholder; the beginning is open")),
        (_, true) => Some(format!("`{last}` means until further notice; the end is open")),
        _ => suspect_start(first).map(|reason| format!("`{first}` was kept, but {reason}")),
    };
    parse_open(text, offset_min).map(|span| (span, remark.filter(|_| text.contains('/'))))
}

/// Whether the end of a span means "no end": a year from 2900 on, as in 9999-12-31, or the last day of a century in the
/// future, as in 2099-12-31.
pub fn is_no_end(part: &str) -> bool {
    is_far_future(part) || ["2099-12-31", "2199-12-31", "2299-12-31"].iter().any(|day| part.starts_with(day))
}

/// Whether a date is so far in the future that it is a placeholder.
pub fn is_far_future(part: &str) -> bool {
    year_of(part).is_some_and(|year| year >= 2900)
}

/// Whether a date is the first that programs support, as 0001-01-01 is, and therefore a placeholder.
pub fn is_far_past(part: &str) -> bool {
    year_of(part).is_some_and(|year| year <= 1)
}

/// Why the beginning of a span may be a placeholder, if programs often use that date for a missing one.
pub fn suspect_start(part: &str) -> Option<&'static str> {
    let is_it = ["1900-01-01", "1753-01-01", "1601-01-01", "1970-01-01"].iter().any(|day| part.starts_with(day));
    is_it.then_some("programs often write this date if none is known")
}

/// The year of a date that starts with four digits and is more than a number.
fn year_of(part: &str) -> Option<u16> {
    let digits = part.get(..4).filter(|year| year.bytes().all(|byte| byte.is_ascii_digit()))?;
    let rest = part.get(4..).unwrap_or_default();
    digits.parse().ok().filter(|_| rest.is_empty() || rest.starts_with('-'))
}

fn parse_open(text: &str, offset_min: i16) -> Result<TimeSpan, String> {
    let Some((first, last)) = text.split_once('/') else {
        return parse_part(text, offset_min);
    };
    let open_start = |part: &str| part.is_empty() || part == ".." || is_far_past(part);
    let open_end = |part: &str| part.is_empty() || part == ".." || is_no_end(part);
    let (first, last) = match (open_start(first), open_end(last)) {
        (true, true) => return Err(format!("`{text}` is open on both sides")),
        (true, false) => (None, Some(parse_part(last, offset_min)?)),
        (false, true) => (Some(parse_part(first, offset_min)?), None),
        (false, false) => (Some(parse_part(first, offset_min)?), Some(parse_part(last, offset_min)?)),
    };
    let offset_min = first.or(last).map_or(offset_min, |span| span.offset_min);
    let start_s = first.map_or(i64::MIN, |span| span.start_s);
    let end_s = last.map_or(i64::MAX, |span| span.end_s);
    if start_s >= end_s {
        return Err(format!("`{text}` ends before it starts"));
    }
    Ok(TimeSpan { start_s, end_s, precision: Precision::Interval, offset_min })
}

/// Formats a time so that `parse` with the same `offset_min` returns it.
pub fn format(span: TimeSpan, offset_min: i16) -> String {
    let part = |secs: i64, precision| part_text(secs, precision, span.offset_min, offset_min);
    match span.precision {
        Precision::Interval => {
            let first =
                if span.start_s == i64::MIN { "..".to_owned() } else { part(span.start_s, Precision::Interval) };
            let last = if span.end_s == i64::MAX { "..".to_owned() } else { part_before(span, offset_min) };
            format!("{first}/{last}")
        }
        precision => part(span.start_s, precision),
    }
}

/// Reads a moment written by [`format_moment`], or any RFC 3339 time.
pub fn parse_moment(text: &str) -> Result<Timestamp, String> {
    let instant: Instant = text.parse().map_err(|_| format!("`{text}` is not a time such as 2025-01-07T18:00:00Z"))?;
    Ok(Timestamp { millis: instant.as_millisecond() })
}

/// Writes a moment in UTC, to the millisecond.
pub fn format_moment(at: Timestamp) -> String {
    let instant = Instant::from_millisecond(at.millis).unwrap_or(Instant::UNIX_EPOCH);
    format!("{instant:.3}")
}

/// Reads the beginning or the end of a time, in seconds since 1970-01-01T00:00Z.
///
/// A time of day is an instant: a span that ends with 18:00 does not end at 18:01.
pub fn parse_moment_in(text: &str, offset_min: i16, is_end: bool) -> Result<i64, String> {
    let span = parse_open(text, offset_min)?;
    let is_clock = matches!(span.precision, Precision::Second | Precision::Minute);
    match if is_end && !is_clock { span.end_s } else { span.start_s } {
        i64::MIN => Err(format!("`{text}` has no beginning")),
        i64::MAX => Err(format!("`{text}` has no end")),
        secs => Ok(secs),
    }
}

/// Formats a moment so that [`parse_moment_in`] with the same arguments returns it: as a day if possible.
pub fn format_moment_in(secs: i64, offset_min: i16, is_end: bool) -> String {
    let local_s = secs.saturating_add(i64::from(offset_min) * 60);
    let (secs, precision) = match (local_s % SECS_PER_DAY, local_s % 60) {
        (0, _) => (if is_end { secs - SECS_PER_DAY } else { secs }, Precision::Day),
        (_, 0) => (secs, Precision::Minute),
        _ => (secs, Precision::Second),
    };
    part_text(secs, precision, offset_min, offset_min)
}

/// Reads an offset such as `+02:00` or `Z`, in minutes.
pub fn parse_offset(text: &str) -> Option<i16> {
    if text == "Z" {
        return Some(0);
    }
    let (sign, rest) = match (text.strip_prefix('+'), text.strip_prefix('-')) {
        (Some(rest), _) => (1, rest),
        (_, Some(rest)) => (-1, rest),
        _ => return None,
    };
    let (hours, minutes) = rest.split_once(':')?;
    let two_digits = |text: &str| -> Option<i16> {
        let digits = text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit());
        text.parse().ok().filter(|_| digits)
    };
    let hours = two_digits(hours)?;
    let minutes = two_digits(minutes)?;
    (hours <= 18 && minutes < 60).then_some(sign * (hours * 60 + minutes))
}

/// Writes an offset as `+02:00`.
pub fn format_offset(offset_min: i16) -> String {
    let sign = if offset_min < 0 { '-' } else { '+' };
    format!("{sign}{:02}:{:02}", offset_min.unsigned_abs() / 60, offset_min.unsigned_abs() % 60)
}

fn parse_part(text: &str, default_offset_min: i16) -> Result<TimeSpan, String> {
    let (civil, offset_min) = split_offset(text).unwrap_or((text, default_offset_min));
    let (first, end, precision) =
        civil_span(civil).ok_or_else(|| format!("`{text}` is not a time such as 2025-01-06 or 2025-01-07T09:00"))?;
    let secs = |time: DateTime| {
        let offset = Offset::from_seconds(i32::from(offset_min) * 60).ok()?;
        offset.to_timestamp(time).ok().map(Instant::as_second)
    };
    match (secs(first), secs(end)) {
        (Some(start_s), Some(end_s)) => Ok(TimeSpan { start_s, end_s, precision, offset_min }),
        _ => Err(format!("`{text}` is outside the supported years")),
    }
}

fn split_offset(text: &str) -> Option<(&str, i16)> {
    if let Some(civil) = text.strip_suffix('Z') {
        return Some((civil, 0));
    }
    let at = text.len().checked_sub(6)?;
    let civil = text.get(..at)?;
    let offset = text.get(at..)?;
    Some((civil, parse_offset(offset)?))
}

/// First moment, moment after the last, and precision of a time without offset.
fn civil_span(text: &str) -> Option<(DateTime, DateTime, Precision)> {
    let digits = |text: &str, count| text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit());
    let (date, time) = text.split_once('T').map_or((text, None), |(date, time)| (date, Some(time)));
    let mut parts = date.split('-');
    let year: i16 = parts.next().filter(|part| digits(part, 4))?.parse().ok()?;
    let mut two = || parts.next().map(|part| part.parse::<i8>().ok().filter(|_| digits(part, 2)));
    let month = two();
    let day = two();
    if parts.next().is_some() {
        return None;
    }
    let first = Date::new(year, month.unwrap_or(Some(1))?, day.unwrap_or(Some(1))?).ok()?;
    let (span, precision) = match (month, day, time) {
        (None, None, None) => (1.year(), Precision::Year),
        (Some(_), None, None) => (1.month(), Precision::Month),
        (Some(_), Some(_), None) => (1.day(), Precision::Day),
        (Some(_), Some(_), Some(time)) => return clock_span(first, time),
        _ => return None,
    };
    let end = first.checked_add(span).ok()?;
    Some((first.to_datetime(Time::midnight()), end.to_datetime(Time::midnight()), precision))
}

fn clock_span(date: Date, text: &str) -> Option<(DateTime, DateTime, Precision)> {
    let two_digits = |part: &str| part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit());
    let mut parts = text.split(':').map(|part| part.parse::<i8>().ok().filter(|_| two_digits(part)));
    let hour = parts.next()??;
    let minute = parts.next()??;
    let second = parts.next();
    if parts.next().is_some() {
        return None;
    }
    let (span, precision) = match second {
        Some(_) => (1.second(), Precision::Second),
        None => (1.minute(), Precision::Minute),
    };
    let first = date.to_datetime(Time::new(hour, minute, second.unwrap_or(Some(0))?, 0).ok()?);
    Some((first, first.checked_add(span).ok()?, precision))
}

/// The last part of an interval: the longest of day, minute and second that ends where the interval does.
fn part_before(span: TimeSpan, default_offset_min: i16) -> String {
    let local_s = span.end_s.saturating_add(i64::from(span.offset_min) * 60);
    let (back_s, precision) = if local_s % 86_400 == 0 {
        (86_400, Precision::Day)
    } else if local_s % 60 == 0 {
        (60, Precision::Minute)
    } else {
        (1, Precision::Second)
    };
    part_text(span.end_s - back_s, precision, span.offset_min, default_offset_min)
}

fn part_text(secs: i64, precision: Precision, offset_min: i16, default_offset_min: i16) -> String {
    let instant = Instant::from_second(secs).unwrap_or(Instant::UNIX_EPOCH);
    let offset = Offset::from_seconds(i32::from(offset_min) * 60).unwrap_or(Offset::UTC);
    let time = offset.to_datetime(instant);
    let date = time.date();
    let hour = time.hour();
    let minute = time.minute();
    let with_seconds = || format!("{date}T{hour:02}:{minute:02}:{:02}", time.second());
    let mut text = match precision {
        Precision::Year => format!("{:04}", date.year()),
        Precision::Month => format!("{:04}-{:02}", date.year(), date.month()),
        Precision::Day => date.to_string(),
        Precision::Interval if (hour, minute, time.second()) == (0, 0, 0) => date.to_string(),
        Precision::Second => with_seconds(),
        Precision::Interval if time.second() != 0 => with_seconds(),
        Precision::Minute | Precision::Interval => format!("{date}T{hour:02}:{minute:02}"),
    };
    if offset_min != default_offset_min {
        text += &format_offset(offset_min);
    }
    text
}

/// The number of a month, from 1, by at least three first letters of its English name, in any case.
pub fn english_month(name: &[u8]) -> Option<u8> {
    const NAMES: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let is_it = |full: &&str| {
        let start = full.as_bytes().get(..name.len());
        name.len() >= 3 && start.is_some_and(|start| start.eq_ignore_ascii_case(name))
    };
    u8::try_from(NAMES.iter().position(is_it)? + 1).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_of_time_survives_the_way_to_text_and_back() {
        let forms = [
            "2025",
            "2025-01",
            "2025-01-06",
            "2025-01-06+03:00",
            "2025-01-07T09:00",
            "2025-01-07T09:00:30+03:00",
            "2025-01-04/2025-01-05",
            "../2025-01-07",
            "2024-06-01/..",
            "2025-01-04/2025-01-05T00:00",
            "2025-01-04T09:00:30/2025-01-05T00:00:00",
            "../2025-01-07T09:00:30",
        ];
        for form in forms {
            let span = parse(form, 120).unwrap_or_else(|error| panic!("{form}: {error}"));
            assert_eq!(format(span, 120), form);
        }
    }

    #[test]
    fn an_interval_ends_with_the_end_of_its_last_part() {
        let weekend = parse("2025-01-04/2025-01-05", 0).expect("a time");
        assert_eq!(weekend.end_s - weekend.start_s, 2 * 86_400);
        let summer = parse("2024-06/2024-08", 120).expect("a time");
        assert_eq!(summer, parse("2024-06-01/2024-08-31", 120).expect("a time"));
    }

    #[test]
    fn dates_that_stand_for_none_open_a_span_and_are_told() {
        for end in
            ["9999-12-31", "9999-12-31T23:59:59", "9999", "2999-12-31", "2099-12-31", "9999-12-31T00:00:00+03:00"]
        {
            let (span, remark) = parse_told(&format!("2024-06-01/{end}"), 0).expect("a time");
            assert_eq!(format(span, 0), "2024-06-01/..", "{end}");
            assert!(remark.is_some_and(|remark| remark.contains("until further notice")), "{end}");
        }
        let (span, remark) = parse_told("0001-01-01/2024-06-01", 0).expect("a time");
        assert_eq!((format(span, 0).as_str(), remark.is_some()), ("../2024-06-01", true));
        let (span, remark) = parse_told("1900-01-01/2024-06-01", 0).expect("a time");
        assert_eq!((format(span, 0).as_str(), remark.is_some()), ("1900-01-01/2024-06-01", true));
        assert!(parse("9999-12-31", 0).is_err() && parse("0001-01-01T00:00:00", 0).is_err());
        assert!(parse("0001-01-01/9999-12-31", 0).is_err());
        assert_eq!(parse_told("2098-12-31/2099-12-30", 0).expect("a time").1, None);
    }

    #[test]
    fn days_that_do_not_exist_and_other_texts_are_refused() {
        for text in [
            "2025-02-30",
            "2025-13",
            "Monday",
            "",
            "2025-1-6",
            "2025-01-06T25:00",
            "2025-01-06T+1:00",
            "2025-01-05/2025-01-04",
            "/",
        ] {
            assert!(parse(text, 0).is_err(), "{text} was read as a time");
        }
    }
}
