//! Brings the segments of a reading together, sorted by day.

use rayon::prelude::*;

use super::first_pass::{FIRST_FIELDS, FirstCollector, FirstRow, FirstRows, northing};
use crate::delimited::{Interner, Segment, merge, with_room};
use counterclaim_model::{CodeColumn, Codes, EventColumns, EventField, UNKNOWN_DAY};

/// Rows that one thread sorts into their places at a time.
const CHUNK: usize = 1024;

/// The order in which rows are sorted by day, those of one day as in the file; item `n` is the file's row of row `n`.
///
/// Empty where the file is sorted already.
pub fn order_by_day(days: &[i32]) -> Vec<u32> {
    if days.is_sorted() {
        return Vec::new();
    }
    let known = || days.iter().copied().filter(|day| *day != UNKNOWN_DAY);
    let first = known().min().unwrap_or(0);
    let last = known().max().unwrap_or(0);
    // Place 0 is for days that are not known.
    let place = |day: i32| if day == UNKNOWN_DAY { 0 } else { (i64::from(day) - i64::from(first)) as usize + 1 };
    // A place for each day takes memory, which few rows far from each other do not pay for.
    if i64::from(last) - i64::from(first) > 8 * days.len() as i64 + 10_000 {
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
    let mut order = with_room(days.len());
    order.resize(days.len(), 0);
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

/// The rows of all segments by their number in the file, each so many values wide.
pub struct InFile<'a, T> {
    parts: Vec<&'a [T]>,
    width: usize,
    /// Number of each part's first row, and how many rows there are.
    starts: Vec<usize>,
    /// The part of every thousandth row.
    hints: Vec<usize>,
}

impl<'a, T> InFile<'a, T> {
    pub fn new(parts: Vec<&'a [T]>, width: usize) -> Self {
        let mut starts = vec![0];
        let mut hints = Vec::new();
        for (number, part) in parts.iter().enumerate() {
            let end = starts.last().copied().unwrap_or(0) + part.len() / width.max(1);
            hints.resize(end.div_ceil(1024), number);
            starts.push(end);
        }
        Self { parts, width, starts, hints }
    }

    pub fn len(&self) -> usize {
        self.starts.last().copied().unwrap_or(0)
    }

    /// The values of a row of the file, and the number of its part.
    #[inline]
    pub fn get(&self, row: usize) -> Option<(usize, &'a [T])> {
        let mut part = *self.hints.get(row / 1024)?;
        while *self.starts.get(part + 1)? <= row {
            part += 1;
        }
        let at = (row - self.starts.get(part)?) * self.width;
        Some((part, self.parts.get(part)?.get(at..at + self.width)?))
    }
}

/// The columns of a first reading and the order of their rows; `None` where names take more than 4 GiB.
pub fn first_columns(
    segments: &[Segment<FirstRows>],
    collectors: &[FirstCollector<'_>],
) -> Option<(EventColumns, Vec<u32>)> {
    let part = |segment: &Segment<FirstRows>| collectors.get(segment.collector)?.rows.get(segment.rows.rows.clone());
    let parts: Vec<&[FirstRow]> = segments.iter().map(|segment| part(segment).unwrap_or_default()).collect();
    let in_file = InFile::new(parts, 1);
    let rows = in_file.len();
    let mut days = with_room(rows);
    for part in &in_file.parts {
        days.extend(part.iter().map(|row| row.day));
    }
    let order = order_by_day(&days);
    drop(days);
    let of_field = |at: usize| {
        let interners: Vec<&Interner> = collectors.iter().map(|collector| &collector.interners[at]).collect();
        merge(&interners)
    };
    let merged = [of_field(0)?, of_field(1)?];

    let mut columns = EventColumns {
        lon_deg: vec![0.0; rows],
        lat_deg: vec![0.0; rows],
        northing: vec![0.0; rows],
        day: vec![0; rows],
        fatalities: vec![0; rows],
        record_at: vec![0; rows],
        ..EventColumns::default()
    };
    let mut codes = with_room(rows);
    codes.resize(rows, [0u32; FIRST_FIELDS.len()]);
    let chunks = (
        (
            columns.lon_deg.par_chunks_mut(CHUNK),
            columns.lat_deg.par_chunks_mut(CHUNK),
            columns.northing.par_chunks_mut(CHUNK),
        ),
        (columns.day.par_chunks_mut(CHUNK), columns.fatalities.par_chunks_mut(CHUNK)),
        (columns.record_at.par_chunks_mut(CHUNK), codes.par_chunks_mut(CHUNK)),
    );
    let ((lon, lat, northings), (day, fatalities), (record_at, code)) = chunks;
    (lon, lat, northings, day, fatalities, record_at, code).into_par_iter().enumerate().for_each_init(
        || Vec::with_capacity(CHUNK),
        |fetched: &mut Vec<(usize, FirstRow)>, (chunk, (lon, lat, northings, day, fatalities, record_at, codes))| {
            // Rows of one day are far from each other: in a short loop the processor waits for many of them at once.
            fetched.clear();
            let rows = (chunk * CHUNK..).take(lon.len());
            fetched.extend(rows.filter_map(|row| {
                let (part, from) = in_file.get(order.get(row).map_or(row, |from| *from as usize))?;
                Some((part, *from.first()?))
            }));
            let there = lon.iter_mut().zip(lat).zip(northings.iter_mut().zip(day));
            let there = there.zip(fatalities.iter_mut().zip(record_at).zip(codes)).zip(fetched);
            for ((((lon, lat), (north, day)), ((fatalities, at), codes)), (part, from)) in there {
                let collector = segments.get(*part).map_or(0, |segment| segment.collector);
                *lon = from.lon_deg;
                *lat = from.lat_deg;
                *day = from.day;
                *fatalities = from.fatalities;
                *at = from.at;
                *north = northing(from.lat_deg);
                *codes = [0, 1].map(|at| merged[at].code(collector, from.codes[at]));
            }
        },
    );
    columns.codes = EventField::ALL.iter().map(|_| CodeColumn::default()).collect();
    let pack = |at: usize| Codes::pack(codes.iter().map(|codes| codes[at]), merged[at].names.len());
    let packed = rayon::join(|| pack(0), || pack(1));
    for ((field, merged), codes) in FIRST_FIELDS.into_iter().zip(merged).zip([packed.0, packed.1]) {
        columns.codes[field.index()] = CodeColumn { names: merged.names, codes };
    }
    Some((columns, order))
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
        assert!(order_by_day(&[1, 1, 2]).is_empty());
        assert_eq!(order_by_day(&[i32::MAX, -5]), [1, 0]);
    }

    #[test]
    fn rows_are_found_by_their_number_in_the_file() {
        let a = (0..3000).collect::<Vec<u32>>();
        let b = (3000..3002).collect::<Vec<u32>>();
        let in_file = InFile::new(vec![&[], &a, &[], &b], 2);
        assert_eq!(in_file.len(), 1501);
        for row in 0..1501 {
            let part = if row < 1500 { 1 } else { 3 };
            assert_eq!(in_file.get(row), Some((part, &[2 * row as u32, 2 * row as u32 + 1][..])));
        }
        assert_eq!(in_file.get(1501), None);
    }
}
