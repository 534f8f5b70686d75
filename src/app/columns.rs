//! A table in the mapping dialog, and the preview of its first records.

use std::sync::Arc;

use super::LoadRequest;
use counterclaim_io::Issue;
use counterclaim_io::cell::coordinates::CoordinateOrder;
use counterclaim_io::cell::date::DateOrder;
use counterclaim_io::decode::encoding::ENCODINGS;
use counterclaim_io::import_report::{ImportReport, Records, separator_label};
use counterclaim_io::mapping::profiles::Profile;
use counterclaim_io::mapping::{ColumnMapping, Field, Grain, Mapping, StanceAbout, with_usual};
use counterclaim_io::mapping_proposal::{ColumnSample, MappingProposal};
use counterclaim_io::records::delimited::SEPARATORS;
use counterclaim_model::{Claim, Dataset, Stance, Statement};

/// What a job found out about a table, for the mapping dialog.
#[derive(Debug)]
pub struct Proposed {
    pub opening: LoadRequest,
    pub proposal: MappingProposal,
    pub profiles: Vec<Profile>,
}

/// A table in the mapping dialog.
#[derive(Clone, Debug)]
pub struct Columns {
    opening: LoadRequest,
    proposal: Arc<MappingProposal>,
    mapping: Mapping,
    profiles: Vec<Profile>,
    /// The profile that the mapping came from, while nothing has been changed.
    profile: Option<String>,
    preview: Preview,
}

/// The preview of the first records.
#[derive(Clone, Debug, Default)]
pub struct Preview {
    pub rows: Vec<PreviewRow>,
    pub issues: Vec<Issue>,
    pub records: Records,
    /// Why the mapping could read nothing.
    pub error: Option<String>,
}

/// A statement in the preview, or a claim without statements.
#[derive(Clone, Debug, PartialEq)]
pub struct PreviewRow {
    pub claim: String,
    /// The source and its relays.
    pub who: String,
    pub stance: Option<Stance>,
    /// When it happened.
    pub happened: String,
    pub place: String,
    /// When it was reported; empty where that is not given.
    pub reported: String,
    /// What was kept as a note, such as a word that is no stance.
    pub note: String,
}

/// How the text of a table is read.
#[derive(Clone, Debug, PartialEq)]
pub enum TextForm {
    /// By its usual name.
    Encoding(String),
    /// The separator of cells.
    Separator(char),
    /// The sheet of a workbook; `None` for the one whose columns say most, and those with the same columns.
    Sheet(Option<String>),
    /// The line with the names of the columns, 0 for none; `None` detects it.
    HeaderLine(Option<u32>),
}

/// One change of the mapping.
#[derive(Clone, Debug, PartialEq)]
pub enum ColumnsChange {
    /// By the number of the column.
    Column(usize, ColumnChange),
    /// The offset of times that state none; empty means UTC.
    UtcOffset(String),
    StanceAbout(StanceAbout),
    /// Uses the mapping of a profile, by its name.
    Profile(String),
    /// Uses the mapping that names and values suggest.
    Guess,
}

/// One change of a column's meaning.
#[derive(Clone, Debug, PartialEq)]
pub enum ColumnChange {
    /// `None` ignores the column and keeps it as an extra field of its records.
    Field(Option<Field>),
    /// The separator of the items in a cell; `None` for a single item.
    Separator(Option<String>),
    /// `None` lets the column's values decide.
    Order(Option<DateOrder>),
    /// `None` lets the column's name and values decide.
    CoordinateOrder(Option<CoordinateOrder>),
    /// The unit of the counts; empty means the name of the column.
    Unit(String),
    Cumulative(bool),
    /// The meaning of a word for the precision of a place, in kilometres.
    Radius(String, Option<f64>),
    /// The meaning of a word for the precision of a time.
    Grain(String, Option<Grain>),
}

impl Columns {
    /// Starts with the mapping that the file was last read with, or else with the guess.
    pub(super) fn new(proposed: Proposed) -> Self {
        let Proposed { opening, proposal, profiles } = proposed;
        let known = opening.options.mapping.clone().filter(|mapping| mapping.fits(&proposal.header()));
        let mapping = known.unwrap_or_else(|| proposal.guess.mapping.clone());
        let mut columns = Self {
            opening,
            proposal: Arc::new(proposal),
            mapping,
            profiles,
            profile: None,
            preview: Preview::default(),
        };
        columns.profile = columns.same_profile();
        columns.refresh();
        columns
    }

    pub fn opening(&self) -> &LoadRequest {
        &self.opening
    }

    /// How the file is read, apart from the meaning of its columns.
    pub fn reading(&self) -> &ImportReport {
        &self.proposal.reading
    }

    pub fn record_count(&self) -> usize {
        self.proposal.record_count
    }

    /// The columns, in the order of the file.
    pub fn samples(&self) -> &[ColumnSample] {
        &self.proposal.columns
    }

    pub fn mapping(&self) -> &Mapping {
        &self.mapping
    }

    /// Encodings to choose from.
    pub fn encodings() -> &'static [&'static str] {
        &ENCODINGS
    }

    /// Possible separators of cells, with their names.
    pub fn separators() -> impl Iterator<Item = (char, String)> {
        SEPARATORS.into_iter().map(|separator| (separator, separator_label(separator)))
    }

    /// Whether the mapping is the guess from names and values.
    pub fn is_guess(&self) -> bool {
        self.mapping == self.proposal.guess.mapping
    }

    /// The meaning of a column, by its number.
    pub fn mapping_source(&self, at: usize) -> Option<&ColumnMapping> {
        let name = &self.samples().get(at)?.name;
        self.mapping.columns.iter().find(|column| column.column.eq_ignore_ascii_case(name))
    }

    /// Why the guess gave a column its meaning.
    pub fn reason(&self, at: usize) -> Option<&'static str> {
        let sample = self.samples().get(at)?;
        let field = self.mapping_source(at)?.field;
        let is_it = |reason: &&_| matches!(reason, counterclaim_io::mapping::Reason { column, field: other, .. } if *column == sample.name && *other == field);
        self.proposal.guess.reasons.iter().find(is_it).map(|reason| reason.why)
    }

    /// Whether the order of day and month of a column has to be chosen.
    pub fn asks_order(&self, at: usize) -> bool {
        let is_open = self.samples().get(at).is_some_and(|sample| sample.fits_both_orders);
        is_open
            && self
                .mapping_source(at)
                .is_some_and(|mapping_source| mapping_source.field.is_date() && mapping_source.date_order.is_none())
    }

    /// Whether the order of latitude and longitude of a column has to be chosen.
    pub fn asks_coordinate_order(&self, at: usize) -> bool {
        let is_open = self.samples().get(at).is_some_and(|sample| sample.fits_both_coordinate_orders);
        let mapping = self.mapping_source(at);
        is_open && mapping.is_some_and(|mapping| mapping.field == Field::Position && mapping.coordinate_order.is_none())
    }

    /// Name of the column whose order of latitude and longitude is not decided yet.
    pub fn open_coordinate_order(&self) -> Option<&str> {
        let at = (0..self.samples().len()).find(|at| self.asks_coordinate_order(*at))?;
        Some(self.samples().get(at)?.name.as_str())
    }

    /// Names of the columns whose order of day and month is not decided yet.
    pub fn open_orders(&self) -> Vec<&str> {
        let open = (0..self.samples().len()).filter(|at| self.asks_order(*at));
        open.filter_map(|at| Some(self.samples().get(at)?.name.as_str())).collect()
    }

    pub fn preview(&self) -> &Preview {
        &self.preview
    }

    /// The saved profiles, most recent first.
    pub fn profiles(&self) -> &[Profile] {
        &self.profiles
    }

    /// Whether a profile could read this table.
    pub fn fits(&self, profile: &Profile) -> bool {
        profile.mapping.fits(&self.proposal.header())
    }

    /// The profile of the current mapping.
    pub fn profile(&self) -> Option<&str> {
        self.profile.as_deref()
    }

    /// The mapping as a profile stores it: with every column of the table.
    pub fn as_profile(&self) -> Mapping {
        Mapping { header: self.proposal.header(), ..self.mapping.clone() }
    }

    /// The user's settings in the mapping.
    pub(super) fn accepted(self) -> LoadRequest {
        let mapping = Mapping { header: Vec::new(), ..self.mapping };
        let mut opening = self.opening;
        opening.options.mapping = Some(mapping);
        opening
    }

    pub(super) fn set_profiles(&mut self, profiles: Vec<Profile>) {
        self.profiles = profiles;
        self.profile = self.same_profile();
    }

    pub(super) fn change(&mut self, change: ColumnsChange) {
        match change {
            ColumnsChange::Column(at, change) => self.change_column(at, change),
            ColumnsChange::UtcOffset(text) => {
                self.mapping.utc_offset = Some(text.trim().to_owned()).filter(|text| !text.is_empty());
            }
            ColumnsChange::StanceAbout(about) => self.mapping.stance_about = about,
            ColumnsChange::Profile(name) => {
                if let Some(profile) = self.profiles.iter().find(|profile| profile.name == name) {
                    self.mapping = profile.mapping.clone();
                }
            }
            ColumnsChange::Guess => self.mapping = self.proposal.guess.mapping.clone(),
        }
        self.profile = self.same_profile();
        self.refresh();
    }

    fn change_column(&mut self, at: usize, change: ColumnChange) {
        let Some(name) = self.samples().get(at).map(|sample| sample.name.clone()) else { return };
        let is_it = |column: &ColumnMapping| column.column.eq_ignore_ascii_case(&name);
        if let ColumnChange::Field(field) = change {
            return self.set_field(&name, field);
        }
        let Some(column) = self.mapping.columns.iter_mut().find(|column| is_it(column)) else { return };
        match change {
            ColumnChange::Field(_) => {}
            ColumnChange::Separator(separator) => column.list_separator = separator.filter(|text| !text.is_empty()),
            ColumnChange::Order(order) => column.date_order = order,
            ColumnChange::CoordinateOrder(order) => column.coordinate_order = order,
            ColumnChange::Unit(unit) => column.unit = Some(unit).filter(|unit| !unit.trim().is_empty()),
            ColumnChange::Cumulative(is_cumulative) => column.cumulative = is_cumulative,
            ColumnChange::Radius(word, radius) => {
                match radius {
                    Some(km) => column.radii_km.insert(word, km),
                    None => column.radii_km.remove(&word),
                };
            }
            ColumnChange::Grain(word, grain) => {
                match grain {
                    Some(grain) => column.grains.insert(word, grain),
                    None => column.grains.remove(&word),
                };
            }
        }
    }

    /// Changes the meaning of a column; a meaning that only one column can have is removed from the other.
    fn set_field(&mut self, name: &str, field: Option<Field>) {
        let guessed = self.proposal.guess.mapping.columns.iter();
        let guessed = guessed.clone().find(|column| column.column == name && Some(column.field) == field).cloned();
        let is_other = |column: &ColumnMapping| {
            !column.column.eq_ignore_ascii_case(name) && (Some(column.field) != field || column.field.is_many())
        };
        self.mapping.columns.retain(is_other);
        let added = field.map(|field| guessed.unwrap_or_else(|| with_usual(name, field)));
        self.mapping.columns.extend(added);
        // The first column of a meaning counts, so columns stay in file order.
        let order = |column: &ColumnMapping| self.proposal.columns.iter().position(|it| it.name == column.column);
        self.mapping.columns.sort_by_key(order);
    }

    fn same_profile(&self) -> Option<String> {
        let is_same = |profile: &&Profile| {
            let mapping = &profile.mapping;
            let mut columns = [mapping.columns.clone(), self.mapping.columns.clone()];
            columns.iter_mut().for_each(|columns| columns.sort_by(|a, b| a.column.cmp(&b.column)));
            columns[0] == columns[1]
                && (&mapping.utc_offset, mapping.stance_about) == (&self.mapping.utc_offset, self.mapping.stance_about)
        };
        self.profiles.iter().find(is_same).map(|profile| profile.name.clone())
    }

    fn refresh(&mut self) {
        self.preview = match self.proposal.preview(&self.mapping) {
            Ok(told) => Preview { rows: rows(&told.dataset), issues: told.issues, records: told.records, error: None },
            Err(error) => Preview { error: Some(error.to_string()), ..Preview::default() },
        };
    }
}

/// Every statement of a dataset, and the claims without any.
fn rows(dataset: &Dataset) -> Vec<PreviewRow> {
    let mut rows = Vec::new();
    for id in dataset.claim_ids() {
        let claim = dataset.claim(id);
        let said = dataset.statements_of_claim(id);
        if said.is_empty() {
            rows.push(row(dataset, &claim, None));
        }
        rows.extend(said.iter().map(|id| row(dataset, &claim, Some(&dataset.statement(*id)))));
    }
    rows
}

fn row(dataset: &Dataset, claim: &Claim<'_>, said: Option<&Statement<'_>>) -> PreviewRow {
    let name = |id| dataset.source(id).name;
    let chain = |said: &Statement<'_>| {
        let names: Vec<&str> = std::iter::once(said.speaker).chain(said.via.iter().copied()).map(name).collect();
        names.join(" → ")
    };
    let stated_at = said.and_then(|said| said.stated_at);
    let happened = claim.time.map(|span| format!("happened {}", span.label()));
    PreviewRow {
        claim: claim.proposition.to_owned(),
        who: said.map_or_else(|| "no source named".to_owned(), chain),
        stance: said.map(|said| said.stance),
        happened: happened.unwrap_or_else(|| "no date of the event".to_owned()),
        place: claim.place.map(|id| dataset.place(id).name.to_owned()).unwrap_or_default(),
        reported: stated_at.map(|span| format!("reported {}", span.label())).unwrap_or_default(),
        note: said.and_then(|said| said.note).unwrap_or_default().to_owned(),
    }
}

impl Columns {
    /// The name of a new profile; `None` if nothing is left after cleaning.
    pub fn profile_name(typed: &str) -> Option<String> {
        counterclaim_io::mapping::profiles::usable_name(typed)
    }
}
