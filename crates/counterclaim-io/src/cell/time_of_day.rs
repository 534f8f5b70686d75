//! Times of day in tables, with their UTC offset.

/// A clock time as `09:00` or `09:00:30`, and the offset after it.
#[derive(Debug, Default)]
pub struct Clock {
    /// Empty if there is none.
    pub text: String,
    /// Such as `+03:00`; empty if there is none.
    pub offset: String,
}

impl Clock {
    pub fn is_midnight(&self) -> bool {
        self.text.bytes().all(|byte| matches!(byte, b'0' | b':'))
    }
}

/// A date and the text after it.
pub fn split_clock(cell: &str) -> (&str, Option<&str>) {
    let cell = cell.trim();
    if is_figures(cell, 14) {
        return (cell.get(..8).unwrap_or(cell), cell.get(8..));
    }
    // `20260313T121500Z`
    if let Some((date, clock)) = cell.split_once(['T', 't']).filter(|(date, _)| is_figures(date, 8)) {
        let digits = clock.find(|character: char| !character.is_ascii_digit()).unwrap_or(clock.len());
        if matches!(digits, 4 | 6) {
            return (date, Some(clock));
        }
    }
    let colon = cell.find(':');
    let at = colon.and_then(|colon| cell.get(..colon)?.rfind([' ', 'T', 't']));
    match at {
        Some(at) => (cell.get(..at).unwrap_or(cell), cell.get(at + 1..)),
        None => (cell, None),
    }
}

fn is_figures(text: &str, count: usize) -> bool {
    text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Zones that have one meaning, in lower case: those that several countries use differently, such as IST and AST, are
/// left out.
const ZONES: [(&str, &str); 31] = [
    ("utc", "Z"),
    ("gmt", "Z"),
    ("z", "Z"),
    ("wet", "Z"),
    ("west", "+01:00"),
    ("bst", "+01:00"),
    ("cet", "+01:00"),
    ("mez", "+01:00"),
    ("cest", "+02:00"),
    ("mesz", "+02:00"),
    ("eet", "+02:00"),
    ("eest", "+03:00"),
    ("msk", "+03:00"),
    ("мск", "+03:00"),
    ("trt", "+03:00"),
    ("est", "-05:00"),
    ("edt", "-04:00"),
    ("cdt", "-05:00"),
    ("mst", "-07:00"),
    ("mdt", "-06:00"),
    ("pst", "-08:00"),
    ("pdt", "-07:00"),
    ("akst", "-09:00"),
    ("hst", "-10:00"),
    ("pkt", "+05:00"),
    ("hkt", "+08:00"),
    ("sgt", "+08:00"),
    ("jst", "+09:00"),
    ("kst", "+09:00"),
    ("aest", "+10:00"),
    ("aedt", "+11:00"),
];

/// The offset of a zone by its name in lower case, such as `-04:00` for `edt`.
pub fn zone_offset(name: &str) -> Option<&'static str> {
    ZONES.iter().find(|(zone, _)| *zone == name).map(|(_, offset)| *offset)
}

/// Reads `9:00`, `09:00:30.000Z`, `090030`, `0900`, `09:00 +03:00`, `9:00 PM`, `18:04:35 GMT`.
pub fn clock_text(text: &str) -> Result<Clock, ()> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(Clock::default());
    }
    // `18:04:35 GMT+0300`
    let text = text.replace("UTC+", "+").replace("UTC-", "-").replace("GMT+", "+").replace("GMT-", "-");
    let text = text.trim();
    let named = text.rsplit_once(' ').and_then(|(body, zone)| Some((body, zone_offset(&zone.to_lowercase())?)));
    let (body, offset) = match (named, text.find(['+', '-', 'Z'])) {
        (Some(named), _) => named,
        (None, Some(at)) => (text.get(..at).unwrap_or(text), text.get(at..).unwrap_or_default()),
        (None, None) => (text, ""),
    };
    let offset = match offset.len() {
        3 if offset != "Z" => format!("{offset}:00"),
        5 if !offset.contains(':') => format!("{}:{}", offset.get(..3).ok_or(())?, offset.get(3..).ok_or(())?),
        _ => offset.to_owned(),
    };
    let lower = body.trim().to_lowercase();
    let (body, add_hours) = match (lower.strip_suffix("pm"), lower.strip_suffix("am")) {
        (Some(rest), _) => (rest.trim(), Some(12)),
        (_, Some(rest)) => (rest.trim(), Some(0)),
        _ => (lower.as_str(), None),
    };
    let body = body.split('.').next().unwrap_or_default();
    let digits = |part: &str| part.parse::<u8>().map_err(|_| ());
    let parts: Vec<u8> = if is_figures(body, 6) || is_figures(body, 4) {
        let pair = |at: usize| digits(body.get(at..at + 2).ok_or(())?);
        (0..body.len()).step_by(2).map(pair).collect::<Result<_, _>>()?
    } else {
        body.split(':').map(digits).collect::<Result<_, _>>()?
    };
    let hour = |hour: u8| add_hours.map_or(hour, |add| hour % 12 + add);
    let text = match parts.as_slice() {
        [first, minute] => format!("{:02}:{minute:02}", hour(*first)),
        [first, minute, second] => format!("{:02}:{minute:02}:{second:02}", hour(*first)),
        _ => return Err(()),
    };
    Ok(Clock { text, offset })
}
