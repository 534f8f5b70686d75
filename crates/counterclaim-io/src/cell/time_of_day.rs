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

/// Reads `9:00`, `09:00:30.000Z`, `090030`, `0900`, `09:00 +03:00`, `9:00 PM`, `18:04:35 GMT`.
pub fn clock_text(text: &str) -> Result<Clock, ()> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(Clock::default());
    }
    let (body, offset) = match text.find(['+', '-', 'Z']) {
        Some(at) => (text.get(..at).unwrap_or(text), text.get(at..).unwrap_or_default()),
        None => match [" UTC", " GMT"].into_iter().find_map(|zone| text.strip_suffix(zone)) {
            Some(body) => (body, "Z"),
            None => (text, ""),
        },
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
