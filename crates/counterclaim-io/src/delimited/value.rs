//! Parses numbers and days in cells without copying.

use crate::cell::time_text::english_month;

/// A decimal number such as `-12.3456`; anything else falls back to Rust's parser.
#[inline]
pub fn decimal(cell: &[u8]) -> Option<f64> {
    let (sign, digits) = match cell {
        [b'-', rest @ ..] => (-1.0, rest),
        _ => (1.0, cell),
    };
    let (mantissa, behind_point) = short(digits).or_else(|| long(digits)).unzip();
    match (mantissa, behind_point) {
        // Both are exact below 2^53, so the quotient is correctly rounded.
        (Some(mantissa), Some(scale)) => Some(sign * mantissa as f64 / POWERS.get(scale)?),
        _ => std::str::from_utf8(cell).ok()?.trim().parse().ok().filter(|number: &f64| number.is_finite()),
    }
}

/// A non-negative integer, `12` or `12.0`.
#[inline]
pub fn count(cell: &[u8]) -> Option<u32> {
    if let Some((number, 0)) = short(cell) {
        return u32::try_from(number).ok();
    }
    let number = decimal(cell)?;
    (number >= 0.0 && number < f64::from(u32::MAX) && number.fract() == 0.0).then_some(number as u32)
}

const POWERS: [f64; 16] = [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15];
/// Times a byte: that byte repeated eight times.
const EACH: u64 = 0x0101_0101_0101_0101;

/// The digits of up to eight bytes as a number, and how many follow the point: all bytes at once, no loop.
#[inline]
fn short(digits: &[u8]) -> Option<(u64, usize)> {
    let len = digits.len();
    if len == 0 || len > 8 {
        return None;
    }
    let word = word(digits);
    // The lowest byte that is a point becomes zero, and a borrow marks it.
    let points = word ^ (EACH * u64::from(b'.'));
    let point = (points.wrapping_sub(EACH) & !points & (EACH << 7)).trailing_zeros() as usize / 8;
    let (word, count, behind) = if point < len {
        let before = word & low_bytes(point);
        let behind = if point == 7 { 0 } else { word >> (8 * (point + 1)) };
        // With eight bytes there is space for seven digits and the point.
        (before | behind.checked_shl(8 * point as u32).unwrap_or(0), len - 1, len - 1 - point)
    } else {
        (word, len, 0)
    };
    if count == 0 {
        return None;
    }
    // Leading zeros, so that there are always eight digits.
    let zeros = EACH * u64::from(b'0');
    let word = word << (8 * (8 - count)) | (zeros & low_bytes(8 - count));
    let are_digits = word & (EACH * 0xf0) == zeros && word.wrapping_add(EACH * 6) & (EACH * 0xf0) == zeros;
    // Pairs of digits, then pairs of pairs, then all.
    let ones = word.wrapping_sub(zeros);
    let pairs = ones.wrapping_mul(10).wrapping_add(ones >> 8);
    const PAIR: u64 = 0x0000_00ff_0000_00ff;
    let high = (pairs & PAIR).wrapping_mul(100 + (1_000_000 << 32));
    let low = (pairs >> 16 & PAIR).wrapping_mul(1 + (10_000 << 32));
    are_digits.then_some((high.wrapping_add(low) >> 32, behind))
}

/// The same for up to fifteen digits, one by one.
fn long(digits: &[u8]) -> Option<(u64, usize)> {
    let mut mantissa = 0u64;
    let mut scale = 0usize;
    let mut is_behind_point = false;
    let mut count = 0;
    for byte in digits {
        match byte {
            b'0'..=b'9' if count < 15 => {
                mantissa = mantissa * 10 + u64::from(byte - b'0');
                count += 1;
                scale += usize::from(is_behind_point);
            }
            b'.' if !is_behind_point => is_behind_point = true,
            _ => return None,
        }
    }
    (count > 0).then_some((mantissa, scale))
}

/// Up to eight bytes as one number, little-endian.
#[inline]
fn word(bytes: &[u8]) -> u64 {
    if let (Some(first), Some(last)) = (bytes.first_chunk::<4>(), bytes.last_chunk::<4>()) {
        let first = u32::from_le_bytes(*first);
        let last = u32::from_le_bytes(*last);
        return u64::from(first) | u64::from(last) << (8 * (bytes.len() - 4));
    }
    bytes.iter().rev().fold(0, |word, byte| word << 8 | u64::from(*byte))
}

/// Ones in the lowest bytes, up to seven of them.
#[inline]
fn low_bytes(count: usize) -> u64 {
    (1u64 << (8 * count)).wrapping_sub(1)
}

/// Days since 1970-01-01 of `2025-05-16`, with or without a time, of `16 May 2025`, or of `16-May-25`.
pub fn day(cell: &[u8]) -> Option<i32> {
    let cell = cell.trim_ascii();
    if let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2, rest @ ..] = cell
        && (rest.is_empty() || matches!(rest, [b'T' | b' ', ..]))
    {
        return civil(number(&[*y1, *y2, *y3, *y4])?, number(&[*m1, *m2])?, number(&[*d1, *d2])?);
    }
    let mut words = cell.split(|byte| matches!(byte, b' ' | b'-')).filter(|word| !word.is_empty());
    let day = words.next()?;
    let month = words.next()?;
    let year = words.next()?;
    if words.next().is_some() || day.len() > 2 {
        return None;
    }
    // Two-digit years are 1970 to 2069.
    let full = match (year.len(), number(year)?) {
        (4, year) => year,
        (2, year) if year < 70 => 2000 + year,
        (2, year) => 1900 + year,
        _ => return None,
    };
    civil(full, i32::from(english_month(month)?), number(day)?)
}

fn number(digits: &[u8]) -> Option<i32> {
    digits.iter().try_fold(0i32, |number, byte| {
        let digit = byte.is_ascii_digit().then(|| i32::from(byte - b'0'))?;
        number.checked_mul(10)?.checked_add(digit)
    })
}

/// Days since 1970-01-01 of a valid day of the Gregorian calendar.
///
/// Counts 400-year cycles from March, so that the leap day is the last of a year (Hinnant, "chrono-compatible
/// low-level date algorithms").
fn civil(year: i32, month: i32, day: i32) -> Option<i32> {
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        2 => 28 + i32::from(is_leap),
        4 | 6 | 9 | 11 => 30,
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        _ => return None,
    };
    if !(1..=days).contains(&day) {
        return None;
    }
    let year = year - i32::from(month <= 2);
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    Some(era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_those_of_the_standard_library() {
        for text in [
            "0",
            "-12.3456",
            "179.9999",
            "6.",
            ".5",
            "1e2",
            "12345678901234567890",
            " 7 ",
            "-0.0001",
            "12345678",
            "-1234567.",
            ".1234567",
            "123.4567",
            "1.234567",
            "0.000001",
        ] {
            assert_eq!(decimal(text.as_bytes()), text.trim().parse().ok(), "{text}");
        }
        for text in ["", "-", ".", "1,5", "NaN", "inf", "12a", "--1", "1.2.3", "12:4", "1/2", "..", "1234567a"] {
            assert_eq!(decimal(text.as_bytes()), None, "{text}");
        }
        assert_eq!((count(b"12"), count(b"3.0"), count(b"-1"), count(b"1.5")), (Some(12), Some(3), None, None));
    }

    #[test]
    fn every_form_of_a_day_is_read_and_days_that_are_none_refused() {
        for text in ["2025-05-16", "2025-05-16 00:00:00", "16 May 2025", "16 may  2025", "16-May-25", "16-May-2025"] {
            assert_eq!(day(text.as_bytes()), Some(20_224), "{text}");
        }
        assert_eq!(
            (day(b"1970-01-01"), day(b"1969-12-31"), day(b"29 February 2024")),
            (Some(0), Some(-1), Some(19_782))
        );
        for text in ["2025-02-29", "2025-13-01", "16.05.2025", "16 Ma 2025", "", "May 2025", "2025-05-1x", "16-May-125"]
        {
            assert_eq!(day(text.as_bytes()), None, "{text}");
        }
    }
}
