//! Time zones in a column of their own: `+03:00`, `UTC+3`, `EDT`, `Europe/Kyiv`.

use super::Field;
use super::apply::Columns;
use crate::assemble::parsed_record::ParsedRecord;
use crate::cell::{time_of_day, time_text, value};
use crate::records::table::Row;
use counterclaim_model::TimeSpan;

/// What a cell says of an offset from UTC.
#[derive(Clone, Debug)]
enum Zone {
    /// In minutes.
    Offset(i16),
    /// Its offset depends on the day.
    Named(jiff::tz::TimeZone),
}

/// Whether a cell names a time zone.
pub fn is_zone(cell: &str) -> bool {
    zone_of(cell).is_some()
}

fn zone_of(cell: &str) -> Option<Zone> {
    let cell = cell.trim();
    if let Some(offset) = time_of_day::zone_offset(&cell.to_lowercase()) {
        return time_text::parse_offset(offset).map(Zone::Offset);
    }
    let upper = cell.to_ascii_uppercase();
    let bare = ["UTC", "GMT"].iter().find_map(|name| upper.strip_prefix(name)).unwrap_or(&upper).trim();
    if bare.is_empty() || bare == "Z" {
        return Some(Zone::Offset(0)).filter(|_| !cell.is_empty());
    }
    offset_of(bare).map(Zone::Offset).or_else(|| jiff::tz::TimeZone::get(cell).ok().map(Zone::Named))
}

/// `+3`, `-0330`, `+03:00`, `+5.5` in minutes.
fn offset_of(text: &str) -> Option<i16> {
    let sign = if text.starts_with('-') || text.starts_with('−') { -1 } else { 1 };
    let digits = text.trim_start_matches(['+', '-', '−']);
    if digits.len() == text.len() && !digits.contains([':', '.']) {
        return None;
    }
    let pair = match (digits.split_once(':'), digits.split_once('.')) {
        (Some(pair), _) => Some(pair),
        (None, Some((hours, "5" | "50"))) => Some((hours, "30")),
        (None, Some((hours, "75"))) => Some((hours, "45")),
        (None, Some((hours, "0" | "00"))) => Some((hours, "0")),
        (None, Some(_)) => None,
        (None, None) if digits.len() > 2 => digits.split_at_checked(digits.len() - 2),
        (None, None) => Some((digits, "0")),
    };
    let (hours, minutes) = pair?;
    let hours: i16 = hours.parse().ok().filter(|hours| (0..=14).contains(hours))?;
    let minutes: i16 = minutes.parse().ok().filter(|minutes| (0..60).contains(minutes))?;
    Some(sign * (hours * 60 + minutes))
}

impl Columns<'_> {
    /// The offset of the times of a row that state none, in minutes: that of its zone, else that of the mapping.
    ///
    /// `read` reads the time with an offset, from which the day is known on which a named zone has its offset.
    pub fn offset_of_row(
        &self,
        parsed: &mut ParsedRecord,
        row: &Row,
        read: impl Fn(i16) -> Result<TimeSpan, String>,
    ) -> i16 {
        let Some(at) = self.at(Field::Zone) else { return self.offset_min };
        let Some(cell) = value::known(row.cell(Some(at))) else { return self.offset_min };
        match zone_of(cell) {
            Some(Zone::Offset(offset_min)) => offset_min,
            Some(Zone::Named(zone)) => {
                let local = read(0).ok().and_then(|span| jiff::Timestamp::from_second(span.start_s).ok());
                let local = local.map(|at| at.to_zoned(jiff::tz::TimeZone::UTC).datetime());
                let offset = local.and_then(|local| zone.to_ambiguous_timestamp(local).compatible().ok());
                offset.map_or(self.offset_min, |at| {
                    i16::try_from(zone.to_offset(at).seconds() / 60).unwrap_or(self.offset_min)
                })
            }
            None => {
                parsed.left_out(&self.name(at), format!("`{cell}` is not a time zone such as +02:00 or Europe/Kyiv"));
                self.offset_min
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn offset(cell: &str) -> Option<i16> {
        match zone_of(cell)? {
            Zone::Offset(offset_min) => Some(offset_min),
            Zone::Named(_) => None,
        }
    }

    #[test]
    fn zones_are_offsets_abbreviations_and_names() {
        for (cell, expected) in [
            ("UTC", Some(0)),
            ("UTC+3", Some(180)),
            ("GMT-0330", Some(-210)),
            ("+05:45", Some(345)),
            ("5.5", Some(330)),
            ("EDT", Some(-240)),
            ("Lower Ford", None),
            ("1230", None),
            ("", None),
        ] {
            assert_eq!(offset(cell), expected, "{cell}");
        }
        assert!(is_zone("Europe/Kyiv") && is_zone("America/New_York") && !is_zone("Ford/Lower"));
    }
}
