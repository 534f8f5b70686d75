//! Which of the first records of a table names its columns: titles may stand above it, and some files have none.

use crate::cell::date::{DateOrder, DateStyle};
use crate::cell::value;

/// How far down the names of the columns may stand.
const TITLE_ROWS: usize = 10;
/// How many characters no name has.
const LONG: usize = 80;
/// How much must speak for a record before the first one is taken for one.
const ENOUGH: usize = 3;

/// Where the names of the columns stand.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Names {
    /// In a record of this number, below titles where it is not the first.
    At(usize),
    /// Nowhere: the first record is one like the others.
    Nowhere,
}

/// What a cell looks like.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Kind {
    Empty,
    Number,
    Decimal,
    Date,
    Address,
    Long,
    Word,
}

impl Kind {
    fn of(cell: &str) -> Self {
        let style = DateStyle { order: Some(DateOrder::DayFirst), ..DateStyle::default() };
        match value::number(cell) {
            _ if cell.trim().is_empty() => Self::Empty,
            Some(number) if number.fract() != 0.0 => Self::Decimal,
            // Years are names of columns as often as not.
            Some(number) if !(1900.0..2100.0).contains(&number) => Self::Number,
            _ if value::host(cell).is_some() => Self::Address,
            None if cell.len() >= 6 && style.read(cell, None, 0).is_ok() => Self::Date,
            _ if cell.chars().count() > LONG => Self::Long,
            _ => Self::Word,
        }
    }

    /// How much it speaks for a record, where the cells below are like it.
    fn weight(self) -> usize {
        match self {
            Self::Empty | Self::Word => 0,
            Self::Number => 1,
            Self::Decimal | Self::Long => 2,
            Self::Date | Self::Address => 3,
        }
    }
}

/// Looks at the first records of a file.
pub fn names_of(head: &[&[String]]) -> Names {
    let filled = |cells: &[String]| cells.iter().filter(|cell| !cell.trim().is_empty()).count();
    let mut counts: Vec<usize> = head.iter().map(|cells| filled(cells)).collect();
    counts.sort_unstable();
    let usual = counts.get(counts.len() / 2).copied().unwrap_or(0);
    let is_wide = |cells: &&[String]| filled(cells) * 2 >= usual;
    let at = head.iter().take(TITLE_ROWS).position(is_wide).unwrap_or(0);
    let below = head.get(at + 1..).unwrap_or_default();
    match head.get(at) {
        Some(first) if at == 0 && is_record(first, below) => Names::Nowhere,
        _ => Names::At(at),
    }
}

/// Whether what should be names looks like the records below.
fn is_record(first: &[String], below: &[&[String]]) -> bool {
    let is_like = |at: usize, kind: Kind| {
        let kinds = below.iter().filter_map(|cells| cells.get(at)).map(|cell| Kind::of(cell));
        let kinds: Vec<Kind> = kinds.filter(|kind| *kind != Kind::Empty).collect();
        !kinds.is_empty() && kinds.iter().filter(|other| **other == kind).count() * 10 >= kinds.len() * 7
    };
    let kinds = first.iter().map(|cell| Kind::of(cell)).enumerate();
    let speaking = kinds.filter(|(at, kind)| kind.weight() > 0 && is_like(*at, *kind));
    speaking.map(|(_, kind)| kind.weight()).sum::<usize>() >= ENOUGH
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &str) -> Names {
        let rows: Vec<Vec<String>> = text.lines().map(|line| line.split(',').map(str::to_owned).collect()).collect();
        names_of(&rows.iter().map(Vec::as_slice).collect::<Vec<_>>())
    }

    #[test]
    fn the_names_are_the_first_record_or_stand_below_titles() {
        assert_eq!(names("id,place,day\n1,a,2031-01-01\n2,b,2031-01-02"), Names::At(0));
        assert_eq!(names("Losses of the week\n\nid,place,day\n1,a,2031-01-01\n2,b,2031-01-02\n3,c,"), Names::At(2));
        assert_eq!(names("country,2019,2020,2021\nNorthland,12,14,15\nSouthland,1,1,2"), Names::At(0));
        assert_eq!(names(""), Names::At(0));
    }

    #[test]
    fn a_first_record_like_the_others_names_nothing() {
        assert_eq!(names("1,a,2031-01-01\n2,b,2031-01-02\n3,c,2031-01-03"), Names::Nowhere);
        assert_eq!(names("x.json,false,0,1,0\ny.json,true,3,0,7\nz.json,true,1,1,1"), Names::Nowhere);
        assert_eq!(names("a,https://b.example/c\nd,https://e.example/f"), Names::Nowhere);
    }
}
