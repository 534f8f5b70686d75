//! The columns of the second reading, out of the rows of all segments, in the order of the first.

use rayon::prelude::*;

use super::assemble::InFile;
use super::rest::{RestCollector, RestRows, Run, Tail};
use crate::io::table::{Interner, Merged, Segment, merge, with_room};
use crate::model::{CodeColumn, Codes, EventColumns, EventField, NameList};

/// Values of a row that are brought into order at once.
const GROUP: usize = 4;
/// Rows of which they are taken before they are written column by column.
const CHUNK: usize = 2048;

/// What a second reading has collected.
pub struct Rest<'a> {
    segments: &'a [Segment<RestRows>],
    collectors: &'a [RestCollector<'a>],
    in_file: InFile<'a, u32>,
    width: usize,
}

/// What is made of one value of each row.
enum Made {
    Numbers(Tail, Vec<u32>),
    /// Fields, the code of each number, and the column's codes so far.
    Codes(Vec<(EventField, Vec<u32>, Codes)>),
}

impl<'a> Rest<'a> {
    pub fn new(segments: &'a [Segment<RestRows>], collectors: &'a [RestCollector<'a>]) -> Self {
        let width = collectors.first().map_or(1, RestCollector::width);
        let part =
            |segment: &Segment<RestRows>| collectors.get(segment.collector)?.values.get(segment.rows.values.clone());
        let parts = segments.iter().map(|segment| part(segment).unwrap_or_default()).collect();
        Self { segments, collectors, in_file: InFile::new(parts, width), width }
    }

    pub fn rows(&self) -> usize {
        self.in_file.len()
    }

    /// Fills the columns that the first reading left; says whether a text was not UTF-8.
    ///
    /// `None` where one column's names take more than 4 GiB.
    pub fn fill(&self, columns: &mut EventColumns, order: &[u32]) -> Option<bool> {
        let (merged, sources) = rayon::join(|| self.merged(), || merge(&self.of(|collector| &collector.sources)));
        let (merged, sources) = (merged?, sources?);
        let is_lossy = sources.is_lossy || merged.iter().flatten().any(|(_, merged)| merged.is_lossy);
        let (made, listed) = rayon::join(|| self.made(&merged, order), || self.listed(&sources, order));
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
                    for (field, _, codes) in fields {
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

    /// All columns of one value for each row.
    fn made(&self, merged: &[Vec<(EventField, Merged)>], order: &[u32]) -> Vec<Made> {
        let runs = self.width - Tail::ALL.len();
        let mut made: Vec<Option<Made>> = (0..self.width)
            .map(|at| match at.checked_sub(runs).and_then(|tail| Tail::ALL.get(tail)) {
                Some(Tail::SourcesAt | Tail::SourceCount) => None,
                None | Some(Tail::Prefix) => Some(Made::Codes(self.codes_of(at, merged.get(at)?))),
                Some(tail) => Some(Made::Numbers(*tail, Vec::with_capacity(self.rows()))),
            })
            .collect();
        // Where the numbers of each collector start among those of all.
        let (mut bases, mut next) = (Vec::with_capacity(self.collectors.len()), vec![0u32; self.width]);
        for collector in self.collectors {
            bases.push(next.clone());
            let lens = collector.runs.iter().map(|run| run.whole.len()).chain([collector.prefixes.len()]);
            next.iter_mut().zip(lens).for_each(|(next, len)| *next += u32::try_from(len).unwrap_or(0));
        }
        made.par_chunks_mut(GROUP).enumerate().for_each(|(group, made)| {
            self.fill_group(group * GROUP, made, &bases, order);
        });
        made.into_iter().flatten().collect()
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
            (*field, codes, Codes::with_room(self.rows(), merged.names.len()))
        };
        merged.iter().enumerate().map(of_field).collect()
    }

    fn fill_group(&self, first: usize, made: &mut [Option<Made>], bases: &[Vec<u32>], order: &[u32]) {
        // First columns in the order of the file: their parts that are in use stay near the processor, rows would not.
        let mut room = with_room(self.rows() * made.len());
        room.resize(self.rows() * made.len(), 0u32);
        let mut in_file: Vec<&mut [u32]> = room.chunks_mut(self.rows().max(1)).collect();
        let mut row = 0;
        for (segment, part) in self.segments.iter().zip(self.in_file.parts()) {
            let base = bases.get(segment.collector).and_then(|base| base.get(first..)).unwrap_or_default();
            for values in part.chunks_exact(self.width) {
                let values = values.get(first..).unwrap_or_default().iter().zip(base);
                for (column, (value, base)) in in_file.iter_mut().zip(values) {
                    column[row] = value.wrapping_add(*base);
                }
                row += 1;
            }
        }
        let mut taken = vec![[0u32; CHUNK]; made.len()];
        for from in (0..self.rows()).step_by(CHUNK) {
            let rows = from..(from + CHUNK).min(self.rows());
            for (taken, column) in taken.iter_mut().zip(&in_file) {
                match order.get(rows.clone()) {
                    Some(order) => {
                        taken.iter_mut().zip(order).for_each(|(taken, row)| *taken = column[*row as usize]);
                    }
                    None => taken[..rows.len()].copy_from_slice(&column[rows.clone()]),
                }
            }
            for (made, taken) in made.iter_mut().zip(&taken) {
                let taken = taken.get(..rows.len()).unwrap_or_default();
                match made {
                    Some(Made::Numbers(_, numbers)) => numbers.extend_from_slice(taken),
                    Some(Made::Codes(fields)) => {
                        for (_, codes_of, codes) in fields {
                            codes.extend(
                                taken.iter().map(|number| codes_of.get(*number as usize).copied().unwrap_or(0)),
                            );
                        }
                    }
                    None => {}
                }
            }
        }
    }

    /// Where each row's sources start, and their codes.
    fn listed(&self, merged: &Merged, order: &[u32]) -> Option<(Vec<u32>, Vec<u32>)> {
        let total = self.collectors.iter().map(|collector| collector.listed.len()).sum();
        let (mut starts, mut codes) = (Vec::with_capacity(self.rows() + 1), Vec::with_capacity(total));
        for row in 0..self.rows() {
            starts.push(u32::try_from(codes.len()).ok()?);
            let (part, values) = self.in_file.get(order.get(row).map_or(row, |from| *from as usize))?;
            let segment = self.segments.get(part)?;
            let [.., at, count] = values else { return None };
            let numbers =
                self.collectors.get(segment.collector)?.listed.get(*at as usize..*at as usize + *count as usize)?;
            codes.extend(numbers.iter().map(|number| merged.code(segment.collector, *number)));
        }
        starts.push(u32::try_from(codes.len()).ok()?);
        codes.shrink_to_fit();
        Some((starts, codes))
    }
}
