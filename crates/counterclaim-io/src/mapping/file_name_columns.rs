//! Columns that the name of a map gives to areas that say nothing of themselves: what they are, and of which day.

use super::{self as mapping, Field};
use crate::cell::date_from_file_name::{DAY, TITLE, day_in};
use crate::cell::geometry::GEOMETRY;
use crate::records::table::{Row, Table};

/// What says of an area what it is.
const WORDS: [Field; 6] = [Field::Title, Field::Event, Field::Proposition, Field::Text, Field::Place, Field::Region];

/// Names of properties that say what kind of area one is.
const KINDS: [&str; 6] = ["status", "control", "type", "zone", "faction", "side"];

/// Gives areas without a date the first day that one of the names tells, and areas without words the first name.
pub fn add(table: &mut Table, names: &[String]) {
    let Some(geometry) = table.column(GEOMETRY) else { return };
    let has_area = |row: &Row<'_>| !row.cells.get(geometry).is_empty();
    let known = mapping::guess(table).mapping;
    if known.of(Field::From).is_none()
        && let Some((name, day)) = names.iter().find_map(|name| Some((name, day_in(name)?.1)))
    {
        table.add_column(DAY, |row| if has_area(row) { day.clone() } else { String::new() });
        table.remarks.push(format!("the areas have no date; {day} was read from `{name}`"));
    }
    if WORDS.iter().all(|field| known.of(*field).is_none())
        && let Some(name) = names.first()
    {
        let kind = KINDS.iter().find_map(|kind| table.column(kind));
        table.add_column(TITLE, |row| match row.cell(kind) {
            _ if !has_area(row) => String::new(),
            "" => name.clone(),
            kind => format!("{name}: {kind}"),
        });
    }
}
