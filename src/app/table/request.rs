//! Changes of an event table's query.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::{Area, KeyRows, OpenTable, Searching};
use counterclaim_model::{EventField, SECS_PER_DAY, TimeGrain, UNKNOWN_COUNT, moment_label};
use counterclaim_query::{Bitmap, ColumnPair, Filter, RowBins};

/// The order of the list of events.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum TableSort {
    #[default]
    Latest,
    Earliest,
    MostDeaths,
    Place,
    /// By the estimate; undetermined events come last.
    Likelihood,
}

impl TableSort {
    pub const ALL: [Self; 5] = [Self::Latest, Self::Earliest, Self::MostDeaths, Self::Place, Self::Likelihood];

    pub fn label(self) -> &'static str {
        match self {
            Self::Latest => "Latest first",
            Self::Earliest => "Earliest first",
            Self::MostDeaths => "Most deaths first",
            Self::Place => "By country and place",
            Self::Likelihood => "Most likely first",
        }
    }
}

/// A column whose values events are counted and filtered by.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Facet {
    Field(EventField),
    /// A value in either column of a pair; its code is its number among the names of both.
    ColumnPair(ColumnPair),
    Source,
    Class(RowBins),
}

impl Facet {
    pub const ALL: [Self; 11] = [
        Self::Field(EventField::EventType),
        Self::Field(EventField::SubEventType),
        Self::Field(EventField::Country),
        Self::Field(EventField::Admin1),
        Self::ColumnPair(ColumnPair::Actor),
        Self::ColumnPair(ColumnPair::ActorKind),
        Self::Source,
        Self::Class(RowBins::Sources),
        Self::Class(RowBins::Deaths),
        Self::Field(EventField::TimePrecision),
        Self::Field(EventField::PlacePrecision),
    ];

    pub fn label(self) -> &'static str {
        match self {
            Self::Source => "Source",
            Self::ColumnPair(ColumnPair::Actor) => "Actor on either side",
            Self::ColumnPair(ColumnPair::ActorKind) => "Kind of actor",
            Self::Class(RowBins::Sources) => "Stances",
            Self::Class(RowBins::Deaths) => "Deaths",
            Self::Field(EventField::EventType) => "Event type",
            Self::Field(EventField::SubEventType) => "Sub-event type",
            Self::Field(EventField::Country) => "Country",
            Self::Field(EventField::Admin1) => "First-level division",
            Self::Field(EventField::TimePrecision) => "Precision of the time",
            Self::Field(EventField::PlacePrecision) => "Precision of the place",
            Self::Field(field) => field.label(),
        }
    }

    /// The meaning of a code, in words.
    pub fn name(self, open: &OpenTable, code: u32) -> String {
        let table = open.table();
        let columns = table.columns();
        match self {
            Self::ColumnPair(either) => {
                let names = open.either_names(either);
                let mut codes = either.fields().into_iter().zip(names.codes(code));
                let found = codes.find_map(|(field, code)| Some(table.field(field).names.text(code?)));
                let name = found.unwrap_or_default();
                if either == ColumnPair::ActorKind { actor_kind(name) } else { name.to_owned() }
            }
            Self::Class(RowBins::Sources) => match code {
                1 => "no source listed",
                2 => "not stated: one source listed",
                _ => "not stated: several sources listed",
            }
            .to_owned(),
            Self::Class(RowBins::Deaths) => match code {
                1 => "unknown",
                2 => "none",
                3 => "1 to 9",
                4 => "10 to 99",
                _ => "100 or more",
            }
            .to_owned(),
            Self::Source => columns.source_names.text(code).to_owned(),
            Self::Field(EventField::TimePrecision) => match columns.grain.get(code as usize) {
                Some(TimeGrain::Day) => "to the day".to_owned(),
                Some(TimeGrain::Week) => "to the week".to_owned(),
                Some(TimeGrain::Month) => "to the month".to_owned(),
                None => table.field(EventField::TimePrecision).names.text(code).to_owned(),
            },
            Self::Field(EventField::PlacePrecision) => match columns.radius_km.get(code as usize) {
                Some(radius_km) if !radius_km.is_nan() => format!("within {radius_km} km"),
                _ => table.field(EventField::PlacePrecision).names.text(code).to_owned(),
            },
            Self::Field(field) => table.field(field).names.text(code).to_owned(),
        }
    }
}

/// One change of an event table's query.
#[derive(Clone, Debug, PartialEq)]
pub enum TableChange {
    /// Adds or removes a value of a facet.
    Toggle(Facet, u32),
    /// Shows only events with at least one death, or all.
    Deadly(bool),
    /// A part of the map, or everywhere.
    Area(Option<Area>),
    /// Shows only events with the analyst's work, or all.
    OnlyWorked(bool),
    Sort(TableSort),
}

impl OpenTable {
    /// Applies a change; `worked` gives the rows with the analyst's work.
    pub(in crate::app) fn change(&mut self, change: TableChange, worked: impl FnOnce(&mut KeyRows) -> Bitmap) {
        match change {
            TableChange::Toggle(Facet::Source, code) => toggle(&mut self.filter.sources, code),
            TableChange::Toggle(Facet::Class(class), code) => {
                toggle(self.filter.classes.entry(class).or_default(), code);
            }
            TableChange::Toggle(Facet::ColumnPair(either), number) => {
                let codes = self.either_names(either).codes(number);
                let asked = self.filter.either.entry(either).or_default();
                for (asked, code) in asked.iter_mut().zip(codes) {
                    code.into_iter().for_each(|code| toggle(asked, code));
                }
            }
            TableChange::Toggle(Facet::Field(field), code) => {
                toggle(self.filter.fields.entry(field).or_default(), code);
            }
            TableChange::Deadly(is_on) => self.filter.fatalities = is_on.then_some((1, UNKNOWN_COUNT - 1)),
            TableChange::Area(area) => {
                self.area = area.map(|area| {
                    let rows = Arc::new(area.rows(&self.loaded.table));
                    (area, rows)
                });
                return self.select_found();
            }
            TableChange::OnlyWorked(is_on) => {
                self.worked = is_on.then(|| Arc::new(worked(&mut self.key_rows)));
                return self.select_found();
            }
            TableChange::Sort(sort) => self.sort = sort,
        }
        self.select();
    }

    /// Updates the events with the analyst's work, if only those are shown; returns whether they changed.
    pub(in crate::app) fn follow_work(&mut self, worked: impl FnOnce(&mut KeyRows) -> Bitmap) -> bool {
        let Some(before) = &self.worked else {
            return false;
        };
        let now = worked(&mut self.key_rows);
        let has_changed = now != **before;
        if has_changed {
            self.worked = Some(Arc::new(now));
            self.select_found();
        }
        has_changed
    }

    /// Removes all filters; the order stays.
    pub(in crate::app) fn clear(&mut self) {
        self.filter = Filter::default();
        self.area = None;
        self.worked = None;
        self.searching = Searching { number: self.searching.number + 1, ..Searching::default() };
        self.select();
    }

    /// Sets the search text; the number is for the job's answer, `None` if nothing is to be done.
    pub(in crate::app) fn look_for(&mut self, text: String) -> Option<u64> {
        self.searching.number += 1;
        self.searching.is_running = !text.trim().is_empty();
        self.searching.text = text;
        if self.searching.is_running {
            return Some(self.searching.number);
        }
        self.searching.found = None;
        self.searching.found_for = None;
        self.select_found();
        None
    }

    /// The only rows that can contain a text, because it extends the last one; `None` if the last search does not help.
    pub(in crate::app) fn found_before(&self) -> Option<Arc<Bitmap>> {
        let before = self.searching.found_for.as_deref()?.trim();
        // What a quote matches depends on the text beside it.
        let is_part = !before.contains('"') && self.searching.text.trim().contains(before);
        self.searching.found.clone().filter(|_| is_part)
    }

    /// Applies a job's result; returns whether it answers the current search.
    pub(in crate::app) fn found(&mut self, number: u64, rows: Option<Arc<Bitmap>>) -> bool {
        let is_wanted = self.searching.number == number && self.searching.is_running;
        if is_wanted {
            let is_whole = rows.is_some() && self.loaded.table.is_complete();
            self.searching.found_for = is_whole.then(|| self.searching.text.clone());
            self.searching.is_running = false;
            self.searching.found = rows;
            self.select_found();
        }
        is_wanted
    }

    /// The active filters in words, each with the change that removes it.
    pub fn chips(&self) -> Vec<(String, TableChange)> {
        let mut chips = Vec::new();
        for facet in Facet::ALL {
            for code in self.asked(facet) {
                let name = facet.name(self, code);
                // A number or a few words alone do not name their column.
                let is_of_its_own = !matches!(facet, Facet::Class(_));
                let words = if is_of_its_own { name } else { format!("{}: {name}", facet.label().to_lowercase()) };
                chips.push((words, TableChange::Toggle(facet, code)));
            }
        }
        if self.filter.fatalities.is_some() {
            chips.push(("with deaths".to_owned(), TableChange::Deadly(false)));
        }
        if let Some((area, _)) = &self.area {
            chips.push((area.describe(), TableChange::Area(None)));
        }
        if self.worked.is_some() {
            chips.push(("with your work".to_owned(), TableChange::OnlyWorked(false)));
        }
        chips
    }

    /// The first and last day of the time window, in words.
    pub fn window_label(&self) -> Option<String> {
        let (from, until) = self.filter.days?;
        let label = |day: i32| {
            let words = moment_label(i64::from(day) * SECS_PER_DAY, 0);
            words.split(',').next().unwrap_or_default().to_owned()
        };
        let last = until.saturating_sub(1);
        Some(if from == last { label(from) } else { format!("{} – {}", label(from), label(last)) })
    }

    /// Whether a value of a facet is selected.
    pub fn is_asked(&self, facet: Facet, code: u32) -> bool {
        let has = |codes: Option<&BTreeSet<u32>>| codes.is_some_and(|codes| codes.contains(&code));
        match facet {
            Facet::Source => self.filter.sources.contains(&code),
            Facet::Field(field) => has(self.filter.fields.get(&field)),
            Facet::Class(class) => has(self.filter.classes.get(&class)),
            Facet::ColumnPair(either) => self.filter.either.get(&either).is_some_and(|asked| {
                let codes = self.either_names(either).codes(code);
                asked.iter().zip(codes).any(|(asked, code)| code.is_some_and(|code| asked.contains(&code)))
            }),
        }
    }

    /// The selected codes of a facet.
    fn asked(&self, facet: Facet) -> Vec<u32> {
        let list = |codes: Option<&BTreeSet<u32>>| codes.into_iter().flatten().copied().collect();
        match facet {
            Facet::Source => list(Some(&self.filter.sources)),
            Facet::Field(field) => list(self.filter.fields.get(&field)),
            Facet::Class(class) => list(self.filter.classes.get(&class)),
            Facet::ColumnPair(either) if self.filter.either.contains_key(&either) => {
                let all = 1..u32::try_from(self.either_names(either).len()).unwrap_or(0);
                all.filter(|number| self.is_asked(facet, *number)).collect()
            }
            Facet::ColumnPair(_) => Vec::new(),
        }
    }
}

/// ACLED's words for its numbered kinds of actors; other kinds are unchanged.
fn actor_kind(name: &str) -> String {
    let kinds = [
        ("1", "state forces"),
        ("2", "rebel group"),
        ("3", "political militia"),
        ("4", "identity militia"),
        ("5", "rioters"),
        ("6", "protesters"),
        ("7", "civilians"),
        ("8", "external or other forces"),
    ];
    let kind = kinds.into_iter().find(|(number, _)| *number == name);
    kind.map_or_else(|| name.to_owned(), |(number, words)| format!("{words} ({number})"))
}

fn toggle(codes: &mut BTreeSet<u32>, code: u32) {
    if !codes.remove(&code) {
        codes.insert(code);
    }
}
