//! Parts of a record from mapped cells: times and places.

use std::collections::BTreeMap;

use super::apply::Columns;
use super::{Field, Grain, date_role};
use crate::assemble::parsed_record::{ParsedRecord, PlacePart};
use crate::cell::date::{DateOrder, DateStyle};
use crate::cell::{date_forms, geometry, time_text, unknown, value};
use crate::records::table::{LIST, Row};
use crate::wire;
use counterclaim_model::{Precision, SECS_PER_DAY, TimeSpan, TimeText};

impl Columns<'_> {
    /// A date column, with the clock beside it and words that qualify it.
    pub fn time(
        &self,
        parsed: &mut ParsedRecord,
        row: &Row,
        field: Field,
        clock: Field,
        words: Option<Field>,
    ) -> Option<TimeText> {
        let at = self.at(field)?;
        let cell = value::known(row.cell(Some(at)))?;
        let style = self.style(at);
        if self.is_open(row, field) {
            let words = if field == Field::Until {
                "means until further notice; the end"
            } else {
                "is a placeholder; the beginning"
            };
            parsed.remark(&self.name(at), format!("`{cell}` {words} is open"));
            return None;
        }
        if let Ok((_, Some(remark))) = time_text::parse_told(cell, self.offset_min) {
            parsed.remark(&self.name(at), remark);
        }
        let suspect = (field == Field::From).then(|| style.plain_date(cell)).flatten();
        if let Some(reason) = suspect.and_then(|date| time_text::suspect_start(&date)) {
            parsed.remark(&self.name(at), format!("`{cell}` was kept, but {reason}"));
        }
        let beside = self.at(clock).map(|at| (self.style(at), row.cell(Some(at))));
        let beside =
            beside.filter(|(style, cell)| !style.only_midnight && !value::is_unknown(cell)).map(|(_, cell)| cell);
        let read = |offset_min: i16| {
            style.read(cell, beside, offset_min).or_else(|reason| match beside {
                Some(_) => style.read(cell, None, offset_min).map_err(|_| reason),
                None => Err(reason),
            })
        };
        let offset_min = self.offset_of_row(parsed, row, read);
        let read = read(offset_min);
        let mut span = parsed.or_left_out(&self.name(at), read)?;
        let words = words.and_then(|words| value::known(row.cell(self.at(words))));
        if words.is_some_and(|words| words.eq_ignore_ascii_case("before")) {
            span.start_s = i64::MIN;
            span.precision = Precision::Interval;
        }
        let says_more =
            |words: &&str| !["day", "exact", "date", "minute", "second"].contains(&words.to_lowercase().as_str());
        // What a vague date leaves open stays as its words.
        let vague = date_forms::is_vague(cell).then(|| cell.to_owned());
        Some(TimeText { span, words: words.filter(says_more).map(str::to_owned).or(vague) })
    }

    /// Whether a cell says that what happened has no end, or no beginning.
    fn is_open(&self, row: &Row, field: Field) -> bool {
        let Some((at, cell)) = self.at(field).and_then(|at| Some((at, value::known(row.cell(Some(at)))?))) else {
            return false;
        };
        match field {
            Field::Until => self.style(at).is_no_end(cell),
            Field::From => self.style(at).is_no_start(cell) && self.at(Field::Until).is_some(),
            _ => false,
        }
    }

    /// When it happened: one time, or from one to another, or as wide as its precision says.
    pub fn happened(&self, parsed: &mut ParsedRecord, row: &Row) -> Option<TimeText> {
        let from = self.time(parsed, row, Field::From, Field::Clock, None);
        let from = from.or_else(|| self.by_parts(parsed, row));
        let until = self.time(parsed, row, Field::Until, Field::Clock, None);
        let mut time = match (from, until) {
            (None, None) => return None,
            (Some(mut from), None) if self.is_open(row, Field::Until) => {
                from.span.end_s = i64::MAX;
                from.span.precision = Precision::Interval;
                from
            }
            (Some(from), None) => from,
            (None, Some(mut until)) => {
                until.span.start_s = i64::MIN;
                until.span.precision = Precision::Interval;
                until
            }
            (Some(from), Some(until)) => {
                let is_instant = matches!(until.span.precision, Precision::Minute | Precision::Second);
                let end_s = if is_instant { until.span.start_s } else { until.span.end_s };
                if end_s < from.span.start_s {
                    parsed.left_out("until", "the end is before the beginning; the end was skipped".to_owned());
                    from
                } else if until.span == from.span {
                    from
                } else {
                    let end_s = end_s.max(from.span.start_s + 1);
                    TimeText { span: TimeSpan { end_s, precision: Precision::Interval, ..from.span }, words: None }
                }
            }
        };
        let is_of_weeks = self.at(Field::From).is_some_and(|at| date_role::is_week(&self.name(at)));
        if is_of_weeks && time.span.precision == Precision::Day {
            time.span.end_s = time.span.start_s + 7 * SECS_PER_DAY;
            time.span.precision = Precision::Interval;
        }
        if let Some(mapping) = self.mapping.of(Field::TimePrecision)
            && let Some(word) = value::known(row.cell(self.at(Field::TimePrecision)))
        {
            match meant(&mapping.grains, word).or_else(|| grain_of(word)) {
                Some(grain) => time.span = widened(time.span, grain),
                None => parsed.left_out(&mapping.column, format!("`{word}` is not a known precision")),
            }
        }
        Some(time)
    }

    /// A date with year, month and day in separate columns; 0 is an unknown month or day.
    fn by_parts(&self, parsed: &mut ParsedRecord, row: &Row) -> Option<TimeText> {
        let part = |field| value::known(row.cell(self.at(field))).filter(|cell| *cell != "0");
        let year = part(Field::Year)?;
        let is_figures = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        let text = match (part(Field::Month), part(Field::Day)) {
            (None, _) => year.to_owned(),
            (Some(month), None) if is_figures(month) => format!("{year}-{month}"),
            (Some(month), None) => format!("{month}-{year}"),
            (Some(month), Some(day)) => format!("{day}-{month}-{year}"),
        };
        let style = DateStyle { order: Some(DateOrder::DayFirst), ..DateStyle::default() };
        let beside = self.at(Field::Clock).map(|at| row.cell(Some(at))).filter(|cell| !value::is_unknown(cell));
        let read = style.read(&text, beside, self.offset_min).or_else(|_| style.read(&text, None, self.offset_min));
        let span = parsed.or_left_out(&self.name(self.at(Field::Year)?), read)?;
        Some(TimeText { span, words: None })
    }

    /// The place: its name, its point, and how far it reaches.
    pub fn place(&self, parsed: &mut ParsedRecord, row: &Row) -> Option<PlacePart> {
        let is_named = |cell: &&str| !unknown::is_no_place(cell);
        let named = self.at(Field::Place).map(|at| row.cell(Some(at))).filter(is_named).map(value::squeezed);
        let regions: Vec<String> = self
            .all(Field::Region)
            .iter()
            .map(|at| row.cell(Some(*at)))
            .filter(is_named)
            .filter(|cell| value::host(cell).is_none())
            .map(|cell| value::squeezed(&cell.replace(LIST, ", ")))
            .collect();
        let point = self.point(parsed, row);
        let position = point.map(|(position, _)| position);
        let radius = self.at(Field::Radius).and_then(|at| self.numbers.read(row.cell(Some(at))));
        let mut radius_km = radius.filter(|radius| *radius >= 0.0);
        if let Some(mapping) = self.mapping.of(Field::PlacePrecision)
            && let Some(word) = value::known(row.cell(self.at(Field::PlacePrecision)))
        {
            match km_in(word).or_else(|| meant(&mapping.radii_km, word)) {
                Some(radius) => radius_km = radius_km.or(Some(radius)),
                None => parsed.left_out(&mapping.column, format!("`{word}` is not a known precision")),
            }
        }
        radius_km = radius_km.or(point.and_then(|(_, radius_km)| radius_km));
        let area = self.table.column(geometry::GEOMETRY).and_then(|at| geometry::area_told(row.cell(Some(at))));
        let area = area.map(|(area, unclosed)| {
            if unclosed > 0 {
                parsed.remark(geometry::GEOMETRY, wire::unclosed_label(unclosed));
            }
            area
        });
        if area.is_some() {
            // The outline is kept with the place.
            parsed.original = parsed.original.take().map(|original| original.without(geometry::GEOMETRY));
        }
        let middle = area.as_ref().and_then(geometry::middle);
        let position = position.or(middle.map(|(position, _)| position));
        let radius_km = radius_km.or(middle.map(|(_, radius_km)| (radius_km * 10.0).round() / 10.0));
        let titled = || area.as_ref().and_then(|_| self.text(row, Field::Title)).map(|title| value::squeezed(&title));
        let by_position = || position.map(|at| format!("{:.3}, {:.3}", at.lat_deg, at.lon_deg));
        let name = named.clone().or_else(|| regions.first().cloned()).or_else(titled).or_else(by_position)?;
        let note = regions.into_iter().filter(|region| *region != name).collect::<Vec<_>>().join(", ");
        let note = Some(note).filter(|note| !note.is_empty());
        Some(PlacePart { name, position, radius_km, area, note, origin: None })
    }
}

/// What a word or number means: as it is listed, or by the number that it begins with, as `(2) 25 km precision` does.
fn meant<T: Copy>(listed: &BTreeMap<String, T>, word: &str) -> Option<T> {
    let lower = word.to_lowercase();
    let number = lower.trim_start_matches('(').split(|sign: char| !sign.is_ascii_digit()).next().unwrap_or_default();
    listed.get(&lower).or_else(|| listed.get(number)).copied()
}

/// The length that a precision names, in kilometres: `within 25 km`.
fn km_in(word: &str) -> Option<f64> {
    let lower = word.to_lowercase();
    let before = lower.split("km").next().filter(|before| before.len() < lower.len())?.trim_end();
    let start = before.rfind(|sign: char| !(sign.is_ascii_digit() || sign == '.')).map_or(0, |at| at + 1);
    before.get(start..)?.parse().ok().filter(|km: &f64| km.is_finite() && *km > 0.0)
}

/// How wide a time is by the words of its precision.
fn grain_of(word: &str) -> Option<Grain> {
    let lower = word.to_lowercase();
    let first = lower.split(|sign: char| !sign.is_alphabetic()).find(|part| !part.is_empty())?;
    Some(match first {
        "exact" | "day" | "date" | "daily" => Grain::Day,
        "week" | "weekly" => Grain::Week,
        "month" | "monthly" => Grain::Month,
        "year" | "yearly" => Grain::Year,
        _ => return None,
    })
}

/// A day as wide as it was meant.
pub fn widened(span: TimeSpan, grain: Grain) -> TimeSpan {
    if span.precision == Precision::Interval {
        return span;
    }
    let text = time_text::format(span, span.offset_min);
    let shorter = |length| text.get(..length).and_then(|text| time_text::parse(text, span.offset_min).ok());
    match grain {
        Grain::Day => span,
        Grain::Week => TimeSpan {
            start_s: span.start_s.saturating_sub(3 * SECS_PER_DAY),
            end_s: span.end_s.saturating_add(3 * SECS_PER_DAY),
            precision: Precision::Interval,
            offset_min: span.offset_min,
        },
        Grain::Month => shorter(7).unwrap_or(span),
        Grain::Year => shorter(4).unwrap_or(span),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn precisions_are_told_by_their_number_their_length_or_their_word() {
        let listed = BTreeMap::from([("1".to_owned(), 3.0), ("2".to_owned(), 25.0), ("adm1".to_owned(), 120.0)]);
        let told = ["2", "(2) 25 km precision", "ADM1", "(6) Country", "soon"].map(|word| meant(&listed, word));
        assert_eq!(told, [Some(25.0), Some(25.0), Some(120.0), None, None]);
        assert_eq!(["(2) 25 km precision", "within 1.5km", "km"].map(km_in), [Some(25.0), Some(1.5), None]);
        let told = ["Exact Date", "Year -The event occurred in this year", "(3) Month", "soon"].map(grain_of);
        assert_eq!(told, [Some(Grain::Day), Some(Grain::Year), Some(Grain::Month), None]);
    }
}
