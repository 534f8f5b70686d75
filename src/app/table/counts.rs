//! Counts and order of the filtered rows: everything panels need, computed once for each question.

use std::sync::Arc;

use rayon::prelude::*;

use super::{Facet, TableSort};
use counterclaim_engine::EventsAssessment;
use counterclaim_model::{EventField, EventId, EventTable, Id as _, UNKNOWN_COUNT, UNKNOWN_DAY};
use counterclaim_query::{PairNames, Selected, bin_facet, facet, pair_facet, source_facet};

/// Up to this many rows, a question is answered at once, without a job.
pub const SYNC_LIMIT: usize = 20_000;

/// The rows of a table to be counted by a job.
#[derive(Clone, Debug)]
pub struct TableQuestion {
    pub(in crate::app) table: Arc<EventTable>,
    pub(super) selected: Selected,
    pub(super) either: Arc<[PairNames; 2]>,
    pub(super) sort: TableSort,
    /// The estimates to sort by; `None` if there are none that may be shown.
    pub(super) figures: Option<Arc<EventsAssessment>>,
    pub(in crate::app) revision: u64,
}

/// One value of a facet, and the number of its events.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct FacetCount {
    pub code: u32,
    pub events: u32,
}

/// The number of events per day, whatever the time window.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct DayCounts {
    /// The day of the first count, in days since 1970-01-01.
    pub first: i32,
    pub counts: Vec<u32>,
}

/// The answer to a [`TableQuestion`].
#[derive(Clone, Debug, Default)]
pub struct TableAnswer {
    pub(in crate::app) table: Option<Arc<EventTable>>,
    pub(in crate::app) revision: u64,
    /// Rows in list order.
    pub order: Vec<u32>,
    /// Largest count first; indexed by the position in [`Facet::ALL`].
    facets: Vec<Vec<FacetCount>>,
    pub days: DayCounts,
    /// Events with at least one death.
    pub deadly: usize,
}

impl TableQuestion {
    pub fn answer(&self) -> TableAnswer {
        TableAnswer {
            table: Some(self.table.clone()),
            revision: self.revision,
            order: self.order(),
            facets: self.facets(),
            days: self.days(),
            deadly: self.deadly(),
        }
    }

    fn rows(&self) -> impl Iterator<Item = usize> {
        let words = self.selected.set().words_in(self.selected.rows());
        words.flat_map(|(first, word)| (0..64).filter(move |bit| word >> bit & 1 == 1).map(move |bit| first + bit))
    }

    pub(super) fn order(&self) -> Vec<u32> {
        let mut rows: Vec<u32> = self.rows().filter_map(|row| u32::try_from(row).ok()).collect();
        // Rows are in order of days, so the latest are last.
        rows.reverse();
        match self.sort {
            TableSort::Latest => {}
            TableSort::Earliest => rows.reverse(),
            TableSort::MostDeaths => {
                let deaths = |row: &u32| {
                    let count = self.table.columns().fatalities.get(*row as usize).copied();
                    count.filter(|count| *count != UNKNOWN_COUNT).map_or(0, |count| count + 1)
                };
                rows.sort_by_cached_key(|row| std::cmp::Reverse(deaths(row)));
            }
            TableSort::Likelihood => {
                let figures = self.figures.as_ref();
                let probability = |row: &u32| figures?.probability(EventId::from_index(*row as usize));
                // The bits of non-negative numbers sort like the numbers.
                rows.sort_by_cached_key(|row| {
                    std::cmp::Reverse(probability(row).map_or(0, |value| value.to_bits() + 1))
                });
            }
            TableSort::Place => {
                let code = |field: EventField, row: u32| self.table.field(field).codes.get(row as usize);
                rows.sort_by_cached_key(|row| (code(EventField::Country, *row), code(EventField::Location, *row)));
            }
        }
        rows
    }

    fn facets(&self) -> Vec<Vec<FacetCount>> {
        let table = &*self.table;
        let selected = &self.selected;
        let counts = |one: &Facet| match *one {
            Facet::Field(field) => facet(table, selected, field),
            Facet::ColumnPair(either) => pair_facet(table, selected, either, &self.either[either as usize]),
            Facet::Class(class) => bin_facet(table, selected, class),
            Facet::Source => source_facet(table, selected),
        };
        Facet::ALL.par_iter().map(counts).map(ordered).collect()
    }

    fn days(&self) -> DayCounts {
        let days = &self.table.columns().day;
        let Some((first, last)) = self.table.days() else {
            return DayCounts::default();
        };
        let slot = |day: i32| usize::try_from(i64::from(day) - i64::from(first)).ok();
        let mut counts = vec![0u32; slot(last).map_or(0, |last| last + 1)];
        for row in self.selected.set().iter() {
            let day = days.get(row).copied().filter(|day| *day != UNKNOWN_DAY);
            if let Some(count) = day.and_then(slot).and_then(|slot| counts.get_mut(slot)) {
                *count += 1;
            }
        }
        DayCounts { first, counts }
    }

    fn deadly(&self) -> usize {
        let deaths = &self.table.columns().fatalities;
        let is_deadly = |row: &usize| deaths.get(*row).is_some_and(|count| *count != UNKNOWN_COUNT && *count > 0);
        self.rows().filter(is_deadly).count()
    }
}

impl TableAnswer {
    /// The selection that was counted.
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// For each value of a facet, the number of events that match every other filter, largest first.
    pub fn facet(&self, facet: Facet) -> &[FacetCount] {
        let at = Facet::ALL.iter().position(|other| *other == facet);
        at.and_then(|at| self.facets.get(at)).map_or(&[], Vec::as_slice)
    }
}

/// Counts of codes as a list, without the unknown (code 0) and those without events.
fn ordered(counts: Vec<u32>) -> Vec<FacetCount> {
    let all = (0u32..).zip(counts).skip(1).filter(|(_, events)| *events > 0);
    let mut list: Vec<FacetCount> = all.map(|(code, events)| FacetCount { code, events }).collect();
    list.sort_by_key(|count| (std::cmp::Reverse(count.events), count.code));
    list
}
