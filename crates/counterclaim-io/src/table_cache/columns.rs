//! A table's columns as they are kept, and back, with every value checked against the others.
//!
//! A kept file may be damaged in a way that its checksums do not show, or made by somebody else. So what comes out
//! of it is either a table as the reader could have made it, as far as its invariants go, or nothing.

use std::borrow::Cow;

use rayon::prelude::*;

use super::blocks::{Column, Columns};
use crate::event_table::{FIRST_FIELDS, northing};
use counterclaim_model::{CodeColumn, Codes, EventColumns, EventField, EventTable, NameList, UNKNOWN_DAY};

/// Days of the years 0 to 9999, which are those that the reader knows.
const DAYS: std::ops::RangeInclusive<i32> = -719_528..=2_932_896;
/// Rows that one thread checks at a time.
const CHUNK: usize = 16 << 10;

/// The columns of the first picture.
pub fn first_of(table: &EventTable) -> Columns<'_> {
    let columns = table.columns();
    let mut kept = Columns::new();
    put(&mut kept, "lon_deg", Column::F32((&columns.lon_deg).into()));
    put(&mut kept, "lat_deg", Column::F32((&columns.lat_deg).into()));
    put(&mut kept, "day", Column::I32((&columns.day).into()));
    put(&mut kept, "fatalities", u32s(&columns.fatalities));
    put(&mut kept, "record_at", Column::U64((&columns.record_at).into()));
    for field in FIRST_FIELDS {
        put_codes(&mut kept, field, table.field(field));
    }
    kept
}

/// All other columns of a table that is complete.
pub fn rest_of(table: &EventTable) -> Columns<'_> {
    let columns = table.columns();
    let mut kept = Columns::new();
    put(&mut kept, "key_number", u32s(&columns.key_number));
    put(&mut kept, "edited_s", u32s(&columns.edited_s));
    put(&mut kept, "notes_at", u32s(&columns.notes_at));
    put(&mut kept, "notes_len", u32s(&columns.notes_len));
    put(&mut kept, "source_starts", u32s(&columns.source_starts));
    put(&mut kept, "sources", u32s(&columns.sources));
    put(&mut kept, "file_order", u32s(&columns.file_order));
    put_names(&mut kept, "source", &columns.source_names);
    for field in EventField::ALL.into_iter().filter(|field| !FIRST_FIELDS.contains(field)) {
        put_codes(&mut kept, field, table.field(field));
    }
    kept
}

fn put<'a>(kept: &mut Columns<'a>, name: &str, column: Column<'a>) {
    kept.insert(name.to_owned(), column);
}

fn u32s(numbers: &[u32]) -> Column<'_> {
    Column::U32(numbers.into())
}

fn put_names<'a>(kept: &mut Columns<'a>, name: &str, names: &'a NameList) {
    let (text, ends) = names.parts();
    put(kept, &format!("{name}, names"), Column::U8(text.as_bytes().into()));
    put(kept, &format!("{name}, ends"), u32s(ends));
}

/// The name of a field's column in a cache file: it never changes, whatever the field is called in the window.
const fn column_name(field: EventField) -> &'static str {
    match field {
        EventField::EventType => "event type",
        EventField::Country => "country",
        EventField::Disorder => "disorder",
        EventField::SubEventType => "sub-event type",
        EventField::Actor1 => "first actor",
        EventField::Associates1 => "with the first actor",
        EventField::Inter1 => "kind of the first actor",
        EventField::Actor2 => "second actor",
        EventField::Associates2 => "with the second actor",
        EventField::Inter2 => "kind of the second actor",
        EventField::Interaction => "interaction",
        EventField::Targeting => "civilian targeting",
        EventField::CountryNumber => "country number",
        EventField::Region => "region",
        EventField::Admin1 => "first-level division",
        EventField::Admin2 => "second-level division",
        EventField::Admin3 => "third-level division",
        EventField::Location => "location",
        EventField::SourceScale => "scale of the source",
        EventField::Tags => "tags",
        EventField::TimePrecision => "precision of the time",
        EventField::PlacePrecision => "precision of the place",
        EventField::KeyPrefix => "prefix of the key",
    }
}

fn put_codes<'a>(kept: &mut Columns<'a>, field: EventField, column: &'a CodeColumn) {
    let codes = match &column.codes {
        Codes::U8(codes) => Column::U8(codes.into()),
        Codes::U16(codes) => Column::U16(codes.into()),
        Codes::U32(codes) => Column::U32(codes.into()),
    };
    put(kept, column_name(field), codes);
    put_names(kept, column_name(field), &column.names);
}

/// The columns of the first picture of a table with so many rows, of a file with so many bytes.
pub fn first(mut kept: Columns<'static>, rows: usize, file_bytes: u64) -> Option<EventColumns> {
    let mut columns = EventColumns {
        lon_deg: take_f32(&mut kept, "lon_deg")?,
        lat_deg: take_f32(&mut kept, "lat_deg")?,
        day: take_i32(&mut kept, "day")?,
        fatalities: take_u32(&mut kept, "fatalities")?,
        record_at: take_u64(&mut kept, "record_at")?,
        ..EventColumns::default()
    };
    let lens = [columns.lon_deg.len(), columns.lat_deg.len(), columns.day.len(), columns.fatalities.len()];
    if lens.into_iter().chain([columns.record_at.len()]).any(|len| len != rows) {
        return None;
    }
    let is_place = |(lon, lat): (&f32, &f32)| {
        (-180.0..=180.0).contains(lon) && (-90.0..=90.0).contains(lat) || lon.is_nan() && lat.is_nan()
    };
    let is_day = |day: &i32| *day == UNKNOWN_DAY || DAYS.contains(day);
    // Days are sorted, so that the first, the first known and the last stand for all.
    let known = columns.day.partition_point(|day| *day == UNKNOWN_DAY);
    let ends = [columns.day.first(), columns.day.get(known), columns.day.last()];
    let are_right = ends.into_iter().flatten().all(is_day)
        && columns.day.is_sorted()
        && (columns.lon_deg.par_chunks(CHUNK).zip(columns.lat_deg.par_chunks(CHUNK)))
            .all(|(lon, lat)| lon.iter().zip(lat).all(is_place))
        && columns.record_at.par_chunks(CHUNK).all(|some| some.iter().all(|at| *at < file_bytes));
    if !are_right {
        return None;
    }
    columns.northing = vec![0.0; rows];
    columns.northing.par_chunks_mut(CHUNK).zip(columns.lat_deg.par_chunks(CHUNK)).for_each(|(norths, lats)| {
        norths.iter_mut().zip(lats).for_each(|(north, lat)| *north = northing(*lat));
    });
    columns.codes.resize_with(EventField::ALL.len(), CodeColumn::default);
    for field in FIRST_FIELDS {
        columns.codes[field.index()] =
            take_codes(&mut kept, field, rows).filter(|column| column.codes.len() == rows)?;
    }
    Some(columns)
}

/// Adds the other columns to those of the first picture.
pub fn rest(mut kept: Columns<'static>, mut columns: EventColumns, file_bytes: u64) -> Option<EventColumns> {
    let rows = columns.day.len();
    columns.key_number = take_u32(&mut kept, "key_number")?;
    columns.edited_s = take_u32(&mut kept, "edited_s")?;
    columns.notes_at = take_u32(&mut kept, "notes_at")?;
    columns.notes_len = take_u32(&mut kept, "notes_len")?;
    columns.source_starts = take_u32(&mut kept, "source_starts")?;
    columns.sources = take_u32(&mut kept, "sources")?;
    columns.file_order = take_u32(&mut kept, "file_order")?;
    columns.source_names = take_names(&mut kept, "source")?;
    let lens = [columns.key_number.len(), columns.edited_s.len(), columns.notes_at.len(), columns.notes_len.len()];
    let starts = &columns.source_starts;
    let sources = columns.source_names.len();
    let are_right = lens.into_iter().all(|len| len == rows)
        && (columns.file_order.is_empty() || columns.file_order.len() == rows)
        && starts.len() == rows + 1
        && starts.first() == Some(&0)
        && starts.last().map(|end| *end as usize) == Some(columns.sources.len())
        && starts.is_sorted()
        && columns.sources.iter().all(|source| *source < sources && *source > 0)
        && follow_each_other(&columns, file_bytes);
    if !are_right {
        return None;
    }
    let others = EventField::ALL.into_par_iter().filter(|field| !FIRST_FIELDS.contains(field));
    let names = std::sync::Mutex::new(kept);
    let taken: Option<Vec<(EventField, CodeColumn)>> = others
        .map(|field| {
            let mut own = Columns::new();
            let mut all = names.lock().ok()?;
            for name in [column_name(field).to_owned(), names_of(column_name(field)), ends_of(column_name(field))] {
                own.insert(name.clone(), all.remove(&name)?);
            }
            drop(all);
            Some((field, take_codes(&mut own, field, rows)?))
        })
        .collect();
    for (field, column) in taken? {
        columns.codes[field.index()] = column;
    }
    Some(columns)
}

/// Whether the records lie one behind another in the file, each with its notes inside.
///
/// As no two start at one place, each row stands once in the file's order.
fn follow_each_other(columns: &EventColumns, file_bytes: u64) -> bool {
    let mut free_from = 0;
    (0..columns.day.len()).all(|number| {
        let row = columns.file_order.get(number).map_or(number, |row| *row as usize);
        let place = columns.record_at.get(row).zip(columns.notes_at.get(row)).zip(columns.notes_len.get(row));
        let Some(((record_at, notes_at), notes_len)) = place else {
            return false;
        };
        let is_behind = *record_at >= free_from;
        free_from = (record_at + u64::from(*notes_at) + u64::from(*notes_len)).max(record_at + 1);
        is_behind && free_from <= file_bytes
    })
}

fn take_codes(kept: &mut Columns<'static>, field: EventField, rows: usize) -> Option<CodeColumn> {
    let codes = match kept.remove(column_name(field))? {
        Column::U8(codes) => Codes::U8(codes.into_owned()),
        Column::U16(codes) => Codes::U16(codes.into_owned()),
        Column::U32(codes) => Codes::U32(codes.into_owned()),
        _ => return None,
    };
    let names = take_names(kept, column_name(field))?;
    let is_right = (codes.is_empty() || codes.len() == rows) && codes.max() < names.len();
    is_right.then_some(CodeColumn { names, codes })
}

fn take_names(kept: &mut Columns<'static>, name: &str) -> Option<NameList> {
    let Column::U8(text) = kept.remove(&names_of(name))? else {
        return None;
    };
    NameList::from_parts(String::from_utf8(text.into_owned()).ok()?, take_u32(kept, &ends_of(name))?)
}

fn names_of(name: &str) -> String {
    format!("{name}, names")
}

fn ends_of(name: &str) -> String {
    format!("{name}, ends")
}

macro_rules! take {
    ($($name:ident: $kind:ident of $type:ty,)*) => {
        $(fn $name(kept: &mut Columns<'static>, name: &str) -> Option<Vec<$type>> {
            match kept.remove(name)? {
                Column::$kind(numbers) => Some(Cow::into_owned(numbers)),
                _ => None,
            }
        })*
    };
}

take! {
    take_u32: U32 of u32,
    take_i32: I32 of i32,
    take_f32: F32 of f32,
    take_u64: U64 of u64,
}
