//! How the columns of numbers of a table are written.

use crate::cell::number::{self, NumberStyle};
use crate::records::table::Table;

/// How the numbers of a table are written, by its columns of numbers.
pub fn style_of(table: &Table) -> NumberStyle {
    const SAMPLE: usize = 1000;
    let is_number = |cell: &str| cell.bytes().all(|byte| byte.is_ascii_digit() || b".,+- '".contains(&byte));
    // Cells, and those that are numbers, of each column.
    let mut counts: Vec<(usize, usize)> = vec![(0, 0); table.columns.len()];
    let rows = || (0..table.row_count().min(SAMPLE)).map(|at| table.row(at));
    for row in rows() {
        for (at, cell) in row.cells.iter().filter(|(_, cell)| !cell.trim().is_empty()) {
            if let Some((all, numbers)) = counts.get_mut(at) {
                *all += 1;
                *numbers += usize::from(is_number(cell));
            }
        }
    }
    let is_of_numbers = |at: usize| counts.get(at).is_some_and(|(all, numbers)| numbers * 2 > *all);
    let mut seen = number::StyleCount::default();
    for row in rows() {
        row.cells.iter().filter(|(at, _)| is_of_numbers(*at)).for_each(|(_, cell)| seen.add(cell));
    }
    seen.style()
}

/// The largest number of a column but for those of nines alone; `None` where there is no other.
pub fn largest_but_nines(table: &Table, at: usize, style: NumberStyle) -> Option<f64> {
    let numbers = table.cells(at).filter_map(|cell| style.read(cell)).filter(|number| !number::is_nines(*number));
    numbers.reduce(f64::max)
}
