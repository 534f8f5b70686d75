//! Brings the segments of a reading together into columns sorted by day.

use rayon::prelude::*;

use crate::io::table::{Interner, Merged, Segment, merge};
use crate::model::{CodeColumn, Codes, UNKNOWN_DAY};

/// The order in which rows are sorted by day, those of one day as in the file; item `n` is the file's row of row `n`.
///
/// Empty where the file is sorted already.
pub fn order_by_day(days: &[i32]) -> Vec<u32> {
    if days.is_sorted() {
        return Vec::new();
    }
    let known = || days.iter().copied().filter(|day| *day != UNKNOWN_DAY);
    let (first, last) = (known().min().unwrap_or(0), known().max().unwrap_or(0));
    // Place 0 is for days that are not known.
    let place = |day: i32| if day == UNKNOWN_DAY { 0 } else { (i64::from(day) - i64::from(first)) as usize + 1 };
    if i64::from(last) - i64::from(first) > 10_000_000 {
        let mut order: Vec<u32> = (0..).take(days.len()).collect();
        order.sort_by_key(|row| days.get(*row as usize));
        return order;
    }
    let mut next = vec![0u32; place(last) + 2];
    for day in days {
        next[place(*day) + 1] += 1;
    }
    for at in 1..next.len() {
        next[at] += next[at - 1];
    }
    let mut order = vec![0; days.len()];
    for (row, day) in (0u32..).zip(days) {
        let slot = &mut next[place(*day)];
        order[*slot as usize] = row;
        *slot += 1;
    }
    order
}

/// For each row of the file its row in `order`.
pub fn inverse(order: &[u32]) -> Vec<u32> {
    let mut inverse = vec![0; order.len()];
    for (row, from) in (0u32..).zip(order) {
        inverse[*from as usize] = row;
    }
    inverse
}

/// The values of the file's rows in another order; an empty order leaves them.
pub fn gather<T: Copy>(values: Vec<T>, order: &[u32]) -> Vec<T> {
    if order.is_empty() {
        return values;
    }
    order.iter().map(|row| values[*row as usize]).collect()
}

/// One column out of all segments, in the order of the file.
pub fn joined<R, T: Copy>(segments: &mut [Segment<R>], column: impl Fn(&mut R) -> &mut Vec<T>) -> Vec<T> {
    let parts: Vec<Vec<T>> = segments.iter_mut().map(|segment| std::mem::take(column(&mut segment.rows))).collect();
    let mut values = Vec::with_capacity(parts.iter().map(Vec::len).sum());
    for part in parts {
        values.extend_from_slice(&part);
    }
    values
}

/// Columns of numbers as columns of codes, in the order given.
///
/// The flag tells whether a text was not UTF-8. `None` where one column's names take more than 4 GiB.
pub fn code_columns(columns: Vec<NumberColumn<'_>>, order: &[u32]) -> Option<(Vec<CodeColumn>, bool)> {
    let done: Option<Vec<(CodeColumn, bool)>> = columns
        .into_par_iter()
        .map(|column| {
            let merged = merge(&column.interners)?;
            let is_lossy = merged.is_lossy;
            Some((code_column(&column, merged, order), is_lossy))
        })
        .collect();
    let (columns, lossy): (Vec<_>, Vec<_>) = done?.into_iter().unzip();
    Some((columns, lossy.contains(&true)))
}

/// One column's numbers and what they mean.
pub struct NumberColumn<'a> {
    /// One for each collector.
    pub interners: Vec<&'a Interner>,
    /// For each collector, which of its interner's numbers each of the parts' numbers stands for; empty where they
    /// are the interner's own.
    pub stands_for: Vec<Vec<u32>>,
    /// The collector and the numbers of each segment.
    pub parts: &'a [(usize, Vec<u32>)],
}

fn code_column(column: &NumberColumn<'_>, merged: Merged, order: &[u32]) -> CodeColumn {
    let names = merged.names.len();
    let mut codes_of: Vec<Vec<u32>> = merged.codes.clone();
    for (collector, stands_for) in column.stands_for.iter().enumerate() {
        let codes = stands_for.iter().map(|number| merged.code(collector, *number)).collect();
        if let Some(slot) = codes_of.get_mut(collector) {
            *slot = codes;
        }
    }
    let mut codes = Vec::with_capacity(column.parts.iter().map(|(_, part)| part.len()).sum());
    for (collector, part) in column.parts {
        let codes_of = codes_of.get(*collector).map(Vec::as_slice).unwrap_or_default();
        codes.extend(part.iter().map(|number| codes_of.get(*number as usize).copied().unwrap_or(0)));
    }
    let codes = match order.is_empty() {
        true => Codes::pack(codes.iter().copied(), names),
        false => Codes::pack(order.iter().map(|row| codes[*row as usize]), names),
    };
    CodeColumn { names: merged.names, codes }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_of_one_day_stay_in_the_order_of_the_file_and_unknown_days_come_first() {
        let days = [5, UNKNOWN_DAY, 3, 5, 3];
        let order = order_by_day(&days);
        assert_eq!(order, [1, 2, 4, 0, 3]);
        assert_eq!(inverse(&order), [3, 0, 1, 4, 2]);
        assert_eq!(gather(days.to_vec(), &order), [UNKNOWN_DAY, 3, 3, 5, 5]);
        assert!(order_by_day(&[1, 1, 2]).is_empty());
        assert_eq!(order_by_day(&[i32::MAX, -5]), [1, 0]);
    }
}
