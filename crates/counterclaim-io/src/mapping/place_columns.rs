//! Columns whose names are those of places, but whose values are codes or sentences, as the columns beside them show.

use std::collections::BTreeSet;

use super::Field;
use super::names::{NAMES, folded};
use crate::cell::{coordinates, unknown, value};
use crate::records::table::{LIST, Table};

/// What the values of a column are like.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Kind {
    Empty,
    Names,
    /// Numbers, or a few short words in capitals.
    Codes,
    Sentences,
    Coordinates,
}

/// The longest code, in characters.
const CODE_CHARS: usize = 3;
/// A place has fewer words.
const SENTENCE_WORDS: usize = 7;

/// Columns that are called like places or regions and are none.
pub fn spoken_against(table: &Table) -> BTreeSet<usize> {
    let of_places = |(at, name): &(usize, String)| {
        let is_named = NAMES
            .iter()
            .filter(|(field, _)| matches!(field, Field::Place | Field::Region))
            .any(|(_, names)| names.contains(&name.as_str()));
        is_named.then(|| (*at, kind(table, *at)))
    };
    let names = table.columns.iter().map(|column| folded(&column.name)).enumerate();
    let columns: Vec<(usize, Kind)> = names.filter_map(|pair| of_places(&pair)).collect();
    let has_names = columns.iter().any(|(_, kind)| *kind == Kind::Names);
    columns
        .into_iter()
        .filter(|(_, kind)| match kind {
            Kind::Empty | Kind::Names => false,
            Kind::Codes | Kind::Sentences => has_names,
            Kind::Coordinates => true,
        })
        .map(|(at, _)| at)
        .collect()
}

fn kind(table: &Table, at: usize) -> Kind {
    let cells: Vec<&str> = table.cells(at).filter(|cell| !unknown::is_no_place(cell)).take(200).collect();
    if cells.is_empty() {
        return Kind::Empty;
    }
    let most = |is_it: &dyn Fn(&str) -> bool| cells.iter().filter(|cell| is_it(cell)).count() * 2 > cells.len();
    let is_number = |cell: &str| value::number(cell).is_some();
    let is_code = |cell: &str| {
        cell.chars().count() <= CODE_CHARS && cell.chars().all(|sign| sign.is_uppercase() || sign.is_ascii_digit())
    };
    let is_sentence = |cell: &str| {
        let words = cell.split_whitespace().count();
        !cell.contains(LIST) && (words >= SENTENCE_WORDS && !cell.contains(',') || words >= 2 * SENTENCE_WORDS)
    };
    let are_codes = most(&is_number) || cells.iter().all(|cell| is_code(cell));
    if cells.iter().all(|cell| coordinates::pair(cell).is_some()) {
        Kind::Coordinates
    } else if are_codes {
        Kind::Codes
    } else if most(&is_sentence) {
        Kind::Sentences
    } else {
        Kind::Names
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::records::table::Header;

    fn against(text: &str) -> Vec<usize> {
        spoken_against(&Table::of_text(text, ',', Header::Detect).expect("a table")).into_iter().collect()
    }

    #[test]
    fn codes_and_sentences_are_no_places_where_others_are() {
        assert_eq!(against("Location,City\nR,Lower Ford\nOC,High Ford\n"), [0]);
        assert_eq!(against("country,country_txt,town\n228,Yemland,Lower Ford\n"), [0]);
        assert_eq!(against("location,city\nThe attack took place in a market,Lower Ford\n,High Ford\n"), [0]);
        assert_eq!(against("location,city\n\"48.01, 37.25\",Lower Ford\n"), [0]);
    }

    #[test]
    fn what_nothing_speaks_against_stays_a_place() {
        assert_eq!(against("Location,title\nR,x\nOC,y\n"), Vec::<usize>::new());
        assert_eq!(
            against("location,region\n\"Main street 7, Lower Ford, East, near the old mill\",East\n"),
            Vec::<usize>::new()
        );
        assert_eq!(against("city,region\nLower Ford,East\n"), Vec::<usize>::new());
    }
}
