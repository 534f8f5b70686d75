//! The columns of the second reading, out of the rows of all segments, in the order of the first.

use rayon::prelude::*;

use super::second_pass::{RestCollector, RestRows, Run, Tail};
use crate::delimited::{Interner, Merged, Segment, merge, with_room};
use counterclaim_model::{CodeColumn, Codes, EventColumns, EventField, NameList};

/// Rows that are brought into order before their codes are written field by field.
const CHUNK: usize = 2048;

/// What a second reading has collected.
pub struct Rest<'a> {
    segments: &'a [Segment<RestRows>],
    collectors: &'a [RestCollector<'a>],
    /// For each run and tail the values that each collector has met; gone once columns are made of them.
    values: Vec<Vec<Vec<u32>>>,
    rows: usize,
}

/// What is made of one value of each row.
enum Made {
    Numbers(Tail, Vec<u32>),
    /// Fields, each with the column's codes.
    Codes(Vec<(EventField, Codes)>),
}

impl<'a> Rest<'a> {
    pub fn new(segments: &'a [Segment<RestRows>], collectors: &'a mut [RestCollector<'_>]) -> Self {
        let width = collectors.first().map_or(0, |collector| collector.values.len());
        let take =
            |at: usize| collectors.iter_mut().map(|collector| std::mem::take(&mut collector.values[at])).collect();
        let values = (0..width).map(take).collect();
        let rows = segments.iter().map(|segment| segment.rows.values.len()).sum();
        Self { segments, collectors, values, rows }
    }

    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Fills the columns that the first reading left; says whether a text was not UTF-8.
    ///
    /// `None` where one column's names take more than 4 GiB.
    pub fn fill(mut self, columns: &mut EventColumns, order: &[u32]) -> Option<bool> {
        let (merged, sources) = rayon::join(|| self.merged(), || merge(&self.of(|collector| &collector.sources)));
        let merged = merged?;
        let sources = sources?;
        let is_lossy = sources.is_lossy || merged.iter().flatten().any(|(_, merged)| merged.is_lossy);
        let values = std::mem::take(&mut self.values);
        let (values, listed) = self.without_listed(values);
        let (made, listed) =
            rayon::join(|| self.made(values, &merged, order), || self.listed(&listed, &sources, order));
        (columns.source_starts, columns.sources) = listed?;
        columns.source_names = sources.names;
        let mut names: Vec<(EventField, NameList)> =
            merged.into_iter().flatten().map(|(field, merged)| (field, merged.names)).collect();
        for made in made {
            match made {
                Made::Numbers(Tail::KeyNumber, numbers) => columns.key_number = numbers,
                Made::Numbers(Tail::Edited, numbers) => columns.edited_s = numbers,
                Made::Numbers(Tail::NotesAt, numbers) => columns.notes_at = numbers,
                Made::Numbers(Tail::NotesLen, numbers) => columns.notes_len = numbers,
                Made::Numbers(..) => {}
                Made::Codes(fields) => {
                    for (field, codes) in fields {
                        let at = names.iter().position(|(other, _)| *other == field)?;
                        columns.codes[field.index()] = CodeColumn { names: names.swap_remove(at).1, codes };
                    }
                }
            }
        }
        Some(is_lossy)
    }

    fn of(&self, interner: impl Fn(&'a RestCollector<'a>) -> &'a Interner) -> Vec<&'a Interner> {
        self.collectors.iter().map(interner).collect()
    }

    /// The names of each run's fields and of the keys' prefixes, which stand behind the runs.
    fn merged(&self) -> Option<Vec<Vec<(EventField, Merged)>>> {
        let runs = self.collectors.first().map(|collector| collector.runs.as_slice()).unwrap_or_default();
        let of_run = |(number, run): (usize, &Run)| {
            let of_field = |(at, (field, _)): (usize, &(EventField, usize))| {
                let interners: Vec<&Interner> = self
                    .collectors
                    .iter()
                    .filter_map(|collector| collector.runs.get(number)?.interners.get(at))
                    .collect();
                Some((*field, merge(&interners)?))
            };
            run.fields.par_iter().enumerate().map(of_field).collect::<Option<Vec<_>>>()
        };
        let mut merged: Vec<_> = runs.par_iter().enumerate().map(of_run).collect::<Option<_>>()?;
        merged.push(vec![(EventField::KeyPrefix, merge(&self.of(|collector| &collector.prefixes))?)]);
        Some(merged)
    }

    /// Parts the values from those of each row's sources.
    fn without_listed(&self, mut values: Vec<Vec<Vec<u32>>>) -> (Vec<Vec<Vec<u32>>>, [Vec<u32>; 2]) {
        let mut in_file = [Vec::new(), Vec::new()];
        // They are the last two of [`Tail`], the number of sources behind their place.
        let bases = self.bases(|collector| collector.listed.len());
        if let Some(counts) = values.pop() {
            in_file[1] = self.in_file(&counts, &[]);
        }
        if let Some(places) = values.pop() {
            in_file[0] = self.in_file(&places, &bases);
        }
        (values, in_file)
    }

    /// All columns of one value for each row.
    fn made(&self, values: Vec<Vec<Vec<u32>>>, merged: &[Vec<(EventField, Merged)>], order: &[u32]) -> Vec<Made> {
        let runs = values.len() + 2 - Tail::ALL.len();
        let columns = values.into_par_iter().with_max_len(1).enumerate();
        let made = columns.map(|(at, values)| match at.checked_sub(runs).and_then(|tail| Tail::ALL.get(tail)) {
            None | Some(Tail::Prefix) => {
                let len = |collector: &RestCollector<'_>| {
                    collector.runs.get(at).map_or(collector.prefixes.len(), |run| run.whole.len())
                };
                let in_file = self.in_file(&values, &self.bases(len));
                drop(values);
                Made::Codes(self.codes(at, merged.get(at).map(Vec::as_slice).unwrap_or_default(), &in_file, order))
            }
            Some(tail) => {
                let in_file = self.in_file(&values, &[]);
                drop(values);
                Made::Numbers(*tail, ordered(in_file, order))
            }
        });
        made.collect()
    }

    /// Where the numbers of each collector start among those of all.
    fn bases(&self, len: impl Fn(&RestCollector<'_>) -> usize) -> Vec<u32> {
        let mut next = 0;
        let base = |collector| {
            let base = next;
            next += u32::try_from(len(collector)).unwrap_or(0);
            base
        };
        self.collectors.iter().map(base).collect()
    }

    /// One value of each row in the order of the file; a collector's base is added to its values.
    fn in_file(&self, values: &[Vec<u32>], bases: &[u32]) -> Vec<u32> {
        let mut in_file = with_room(self.rows);
        for segment in self.segments {
            let base = bases.get(segment.collector).copied().unwrap_or(0);
            let part = values.get(segment.collector).and_then(|values| values.get(segment.rows.values.clone()));
            in_file.extend(part.unwrap_or_default().iter().map(|value| value.wrapping_add(base)));
        }
        in_file
    }

    /// The codes of a run's fields, or of the prefixes, in the order of the rows.
    fn codes(
        &self,
        at: usize,
        merged: &[(EventField, Merged)],
        in_file: &[u32],
        order: &[u32],
    ) -> Vec<(EventField, Codes)> {
        let mut fields = self.codes_of(at, merged);
        let mut taken = Vec::with_capacity(CHUNK);
        for from in (0..self.rows).step_by(CHUNK) {
            let rows = from..(from + CHUNK).min(self.rows);
            taken.clear();
            match order.get(rows.clone()) {
                Some(order) => taken.extend(order.iter().map(|row| in_file[*row as usize])),
                None => taken.extend_from_slice(&in_file[rows]),
            }
            for (_, codes_of, codes) in &mut fields {
                codes.extend(taken.iter().map(|number| codes_of.get(*number as usize).copied().unwrap_or(0)));
            }
        }
        fields.into_iter().map(|(field, _, codes)| (field, codes)).collect()
    }

    /// For each field of a run, or for the prefixes, the code of each number of all collectors.
    fn codes_of(&self, at: usize, merged: &[(EventField, Merged)]) -> Vec<(EventField, Vec<u32>, Codes)> {
        let of_field = |(field_at, (field, merged)): (usize, &(EventField, Merged))| {
            let mut codes = Vec::new();
            for (number, collector) in self.collectors.iter().enumerate() {
                match collector.runs.get(at) {
                    Some(run) => codes.extend(run.numbers_of(field_at).map(|of| merged.code(number, of))),
                    None => codes.extend((0..).take(collector.prefixes.len()).map(|of| merged.code(number, of))),
                }
            }
            (*field, codes, Codes::with_room(self.rows, merged.names.len()))
        };
        merged.iter().enumerate().map(of_field).collect()
    }

    /// Where each row's sources start, and their codes.
    fn listed(&self, [places, counts]: &[Vec<u32>; 2], merged: &Merged, order: &[u32]) -> Option<(Vec<u32>, Vec<u32>)> {
        let total = self.collectors.iter().map(|collector| collector.listed.len()).sum();
        let mut all: Vec<u32> = with_room(total);
        for (number, collector) in self.collectors.iter().enumerate() {
            all.extend(collector.listed.iter().map(|of| merged.code(number, *of)));
        }
        let mut starts = Vec::with_capacity(self.rows + 1);
        let mut codes = Vec::with_capacity(total);
        for row in 0..self.rows {
            starts.push(u32::try_from(codes.len()).ok()?);
            let from = order.get(row).map_or(row, |from| *from as usize);
            let at = *places.get(from)? as usize;
            let count = *counts.get(from)? as usize;
            codes.extend_from_slice(all.get(at..at + count)?);
        }
        starts.push(u32::try_from(codes.len()).ok()?);
        codes.shrink_to_fit();
        Some((starts, codes))
    }
}

/// Values of the rows of the file in the order of the rows.
fn ordered(in_file: Vec<u32>, order: &[u32]) -> Vec<u32> {
    if order.is_empty() {
        return in_file.as_slice().to_vec();
    }
    order.iter().map(|row| in_file[*row as usize]).collect()
}
