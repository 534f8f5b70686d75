//! One row of an event table: its data, and the claim and statements derived from it.

use std::collections::BTreeMap;
use std::ops::Range;

use jiff::civil::Date;

use super::{EventField, EventTable, TimeGrain, UNKNOWN_COUNT, UNKNOWN_DAY};
use crate::{ClaimId, EventId, Id as _, Position, Precision, SECS_PER_DAY, Stance, StatementId, TimeSpan};

/// A view of one event of an [`EventTable`].
#[derive(Clone, Copy, Debug)]
pub struct EventRow<'a> {
    pub id: EventId,
    pub position: Option<Position>,
    /// Uncertainty of the place in kilometres.
    pub radius_km: Option<f32>,
    /// Days since 1970-01-01.
    pub day: Option<i32>,
    pub fatalities: Option<u32>,
    table: &'a EventTable,
    row: usize,
}

/// A listed source: a statement about the event's claim, without a stance.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct ListedSource<'a> {
    pub id: StatementId,
    pub claim: ClaimId,
    /// Code in the table's source names.
    pub source: u32,
    pub name: &'a str,
    /// Its position in the event's list, from 1.
    pub number: usize,
    pub stance: Stance,
}

impl EventTable {
    /// The event of a row of this table; `None` beyond the last.
    pub fn event(&self, id: EventId) -> Option<EventRow<'_>> {
        let row = id.index();
        let columns = self.columns();
        let day = *columns.day.get(row)?;
        let lon_deg = columns.lon_deg.get(row)?;
        let lat_deg = columns.lat_deg.get(row)?;
        let precision = self.field(EventField::PlacePrecision).codes.get(row);
        let radius_km = columns.radius_km.get(precision as usize).copied().filter(|radius| !radius.is_nan());
        Some(EventRow {
            id,
            position: Position::new(f64::from(*lon_deg), f64::from(*lat_deg)),
            radius_km,
            day: (day != UNKNOWN_DAY).then_some(day),
            fatalities: columns.fatalities.get(row).copied().filter(|count| *count != UNKNOWN_COUNT),
            table: self,
            row,
        })
    }

    /// The row of a claim or an event by its key, such as `UKR1204`; the first if the key repeats.
    ///
    /// Scans the whole column of keys.
    pub fn row_by_key(&self, key: &str) -> Option<EventId> {
        let (prefix, number) = split_key(key);
        let prefixes = self.field(EventField::KeyPrefix);
        let prefix = prefixes.names.code(prefix)?;
        let numbers = self.columns().key_number.iter().enumerate();
        let mut rows = numbers.filter(|(_, other)| **other == number).map(|(row, _)| row);
        rows.find(|row| prefixes.codes.get(*row) == prefix).map(EventId::from_index)
    }

    /// The rows of several keys, the first for repeated keys; unknown keys are skipped.
    ///
    /// Scans the whole column of keys, once.
    pub fn rows_by_keys<'k>(&self, keys: impl Iterator<Item = &'k str>) -> BTreeMap<&'k str, EventId> {
        let prefixes = self.field(EventField::KeyPrefix);
        let wanted: BTreeMap<(u32, u32), &str> = keys
            .filter_map(|key| {
                let (prefix, number) = split_key(key);
                Some(((prefixes.names.code(prefix)?, number), key))
            })
            .collect();
        let mut rows = BTreeMap::new();
        if wanted.is_empty() {
            return rows;
        }
        // A bit filter rejects most rows, so that few map lookups remain.
        let bits = (wanted.len() * 32).next_power_of_two();
        let mut seen = vec![0u64; bits.div_ceil(64)];
        let bit = |number: u32| number as usize & (bits - 1);
        wanted.keys().for_each(|(_, number)| seen[bit(*number) / 64] |= 1 << (bit(*number) % 64));
        for (row, number) in self.columns().key_number.iter().enumerate() {
            if seen[bit(*number) / 64] >> (bit(*number) % 64) & 1 == 0 {
                continue;
            }
            if let Some(key) = wanted.get(&(prefixes.codes.get(row), *number)) {
                rows.entry(*key).or_insert_with(|| EventId::from_index(row));
            }
        }
        rows
    }

    /// The statements of a row, as a range of ids.
    pub fn statements_of(&self, event: EventId) -> Range<usize> {
        let starts = &self.columns().source_starts;
        let row = event.index();
        match (starts.get(row), starts.get(row + 1)) {
            (Some(start), Some(end)) => *start as usize..*end as usize,
            _ => 0..0,
        }
    }

    /// The statement of an id; `None` beyond the last.
    pub fn statement(&self, id: StatementId) -> Option<ListedSource<'_>> {
        let columns = self.columns();
        let source = *columns.sources.get(id.index())?;
        let row = columns.source_starts.partition_point(|start| *start as usize <= id.index()).checked_sub(1)?;
        let first = columns.source_starts.get(row).map_or(0, |start| *start as usize);
        Some(ListedSource {
            id,
            claim: ClaimId::from_index(row),
            source,
            name: columns.source_names.text(source),
            number: id.index() - first + 1,
            stance: Stance::Unstated,
        })
    }
}

impl<'a> EventRow<'a> {
    /// The text of a recurring column, empty where unknown.
    pub fn text(&self, field: EventField) -> &'a str {
        self.table.field(field).text(self.row)
    }

    /// The key of the event and of its claim.
    pub fn key(&self) -> String {
        let prefix = self.text(EventField::KeyPrefix);
        match self.table.columns().key_number.get(self.row) {
            Some(&number) if number != u32::MAX => format!("{prefix}{number}"),
            _ => prefix.to_owned(),
        }
    }

    /// The claim of the event: composed, never stored.
    ///
    /// `Armed clash at Kurakhove, Ukraine: A and B, 3 killed`; unknown parts are omitted.
    pub fn proposition(&self) -> String {
        let words = EventWords {
            event_type: self.text(EventField::EventType),
            sub_event_type: self.text(EventField::SubEventType),
            location: self.text(EventField::Location),
            country: self.text(EventField::Country),
            actors: [self.text(EventField::Actor1), self.text(EventField::Actor2)],
            deaths: self.fatalities,
        };
        words.proposition()
    }

    /// The time of the event, as wide as its precision, in UTC.
    pub fn time(&self) -> Option<TimeSpan> {
        let code = self.table.field(EventField::TimePrecision).codes.get(self.row);
        let grain = self.table.columns().grain.get(code as usize).copied().unwrap_or_default();
        span(self.day?, grain)
    }

    /// The sources that the event lists, in the order in which it lists them.
    pub fn sources(&self) -> impl Iterator<Item = ListedSource<'a>> + use<'a> {
        let table = self.table;
        let ids = table.statements_of(self.id).map(StatementId::from_index);
        ids.filter_map(move |id| table.statement(id))
    }
}

/// The parts of an event's claim; empty if unknown.
#[derive(Clone, Copy, Debug)]
pub struct EventWords<'a> {
    pub event_type: &'a str,
    /// Used instead of the type if known.
    pub sub_event_type: &'a str,
    pub location: &'a str,
    pub country: &'a str,
    pub actors: [&'a str; 2],
    pub deaths: Option<u32>,
}

impl EventWords<'_> {
    /// `Armed clash at Kurakhove, Ukraine: A and B, 3 killed`; unknown parts are omitted.
    pub fn proposition(&self) -> String {
        let is_known = |name: &&str| !name.is_empty() && !name.eq_ignore_ascii_case("NA");
        let joined =
            |names: [&str; 2], between: &str| names.into_iter().filter(is_known).collect::<Vec<_>>().join(between);
        let kind = [self.sub_event_type, self.event_type].into_iter().find(is_known).unwrap_or("Event");
        let place = joined([self.location, self.country], ", ");
        let actors = joined(self.actors, " and ");
        let mut text = kind.to_owned();
        if !place.is_empty() {
            text += &format!(" at {place}");
        }
        if !actors.is_empty() {
            text += &format!(": {actors}");
        }
        match self.deaths {
            Some(count) if count > 0 => text + &format!(", {count} killed"),
            _ => text,
        }
    }
}

/// The letters and the number of a key; the number is `u32::MAX` if there is none.
pub fn split_key(key: &str) -> (&str, u32) {
    let digits = key.bytes().rev().take_while(u8::is_ascii_digit).count().min(9);
    let (prefix, number) = key.split_at(key.len() - digits);
    let ends_in_digit = prefix.bytes().last().is_some_and(|byte| byte.is_ascii_digit());
    if number.is_empty() || number.starts_with('0') || ends_in_digit {
        return (key, u32::MAX);
    }
    number.parse().map_or((key, u32::MAX), |number| (prefix, number))
}

fn span(day: i32, grain: TimeGrain) -> Option<TimeSpan> {
    let (first, last, precision) = match grain {
        TimeGrain::Day => (day, day, Precision::Day),
        TimeGrain::Week => (day.checked_sub(3)?, day.checked_add(3)?, Precision::Interval),
        TimeGrain::Month => {
            let epoch = Date::constant(1970, 1, 1);
            let date = epoch.checked_add(jiff::Span::new().try_days(day).ok()?).ok()?;
            let day_of_month = i32::from(date.day());
            let days = i32::from(date.days_in_month());
            (day - day_of_month + 1, day - day_of_month + days, Precision::Month)
        }
    };
    let start_s = i64::from(first) * SECS_PER_DAY;
    Some(TimeSpan { start_s, end_s: (i64::from(last) + 1) * SECS_PER_DAY, precision, offset_min: 0 })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_split_only_where_it_can_be_put_together_again() {
        assert_eq!(split_key("UKR1204"), ("UKR", 1204));
        for whole in ["UKR", "UKR012", "", "0", "AB12345678901"] {
            assert_eq!(split_key(whole), (whole, u32::MAX));
        }
        assert_eq!(split_key("7"), ("", 7));
    }

    #[test]
    fn a_coarse_day_is_a_week_or_its_month() {
        // 2024-02-10 is day 19763; that February has 29 days.
        let month = span(19_763, TimeGrain::Month).expect("a span");
        assert_eq!(month.label(), "Feb 2024");
        assert_eq!(span(19_763, TimeGrain::Week).expect("a span").label(), "7–13 Feb 2024");
        assert_eq!(span(19_763, TimeGrain::Day).expect("a span").label(), "10 Feb 2024");
    }
}
