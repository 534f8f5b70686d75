//! What the columns of a table seem to mean, with what is needed to say otherwise: names, values and first records.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::LoadError;
use crate::assemble::generic;
use crate::cell::coordinates::{CoordinateOrder, OrderByValues};
use crate::cell::date::DateStyle;
use crate::cell::value;
use crate::files::stream::refuse_streams;
use crate::formats::content::Content;
use crate::formats::importer::ImporterOutput;
use crate::import_report::{ImportReport, ReadOptions};
use crate::load::{Looked, bytes_of, with_content};
use crate::mapping::{self, ColumnMapping, Field, Guess, Mapping};
use crate::records::table::{LIST, Table};
use counterclaim_model::Progress;

/// How many records a preview shows.
pub const PREVIEW_RECORDS: usize = 20;

/// How many values of a column are shown.
const VALUES: usize = 3;

/// The most different values of a column that are offered one by one.
const WORDS: usize = 24;

/// The longest text of a value that is shown, in characters.
const VALUE_CHARS: usize = 60;

/// What a table's columns seem to mean.
#[derive(Clone, Debug)]
pub struct MappingProposal {
    pub path: PathBuf,
    /// In the order of the file.
    pub columns: Vec<ColumnSample>,
    pub guess: Guess,
    /// How the file would be read, but for what its columns mean.
    pub reading: ImportReport,
    /// All records of the file.
    pub record_count: usize,
    /// The first [`PREVIEW_RECORDS`] records.
    rows: Table,
}

/// A column as it is shown to whoever says what it means.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ColumnSample {
    pub name: String,
    /// Its HXL tag; empty without one.
    pub tag: String,
    /// The first values that differ.
    pub values: Vec<String>,
    /// All its different values in lower case, where they are few and short.
    pub words: Vec<String>,
    /// How its dates are written, as the whole column settles it.
    style: DateStyle,
    /// Whether some of its dates can be read with the day or the month first, and none settles which.
    pub fits_both_orders: bool,
    /// The order of its pairs of coordinates, as its name or values settle it.
    coordinate_order: Option<CoordinateOrder>,
    /// Whether its pairs of plain numbers can be read with the latitude or the longitude first.
    pub fits_both_coordinate_orders: bool,
}

impl MappingProposal {
    /// Looks at a file; `None` where it is no table.
    pub(crate) fn of(content: &Content<'_>, reading: ImportReport) -> Option<Self> {
        let table = content.table.as_ref()?;
        let columns = (0..table.columns.len()).map(|at| sample(table, at)).collect();
        Some(Self {
            path: content.path.to_owned(),
            columns,
            guess: mapping::guess(table),
            reading,
            record_count: table.row_count() + table.rejected.len(),
            rows: table.first(PREVIEW_RECORDS),
        })
    }

    /// Names of all columns.
    pub fn header(&self) -> Vec<String> {
        self.columns.iter().map(|column| column.name.clone()).collect()
    }

    /// The first records as a mapping would make them.
    pub fn preview(&self, mapping: &Mapping) -> Result<ImporterOutput, LoadError> {
        // The order of day and month is that of the whole column, of which only the beginning is here.
        let mut settled = mapping.clone();
        for column in &mut settled.columns {
            let sample = self.column(&column.column);
            column.coordinate_order = column.coordinate_order.or(sample.and_then(|sample| sample.coordinate_order));
            let order = self.column(&column.column).and_then(|column| column.style.order);
            column.date_order = column.date_order.or(order);
        }
        generic::by(&self.path, &self.rows, &settled, None, &Progress::default())
    }

    /// Whether the guess tells what a record is about and where or when that was, and leaves no date and no
    /// order of coordinates open.
    pub fn is_clear(&self) -> bool {
        const ABOUT: [Field; 5] = [Field::Title, Field::Event, Field::Proposition, Field::Text, Field::Id];
        const WHERE_OR_WHEN: [Field; 6] =
            [Field::From, Field::StatedAt, Field::Place, Field::Region, Field::Latitude, Field::Position];
        let mapping = &self.guess.mapping;
        let has = |fields: &[Field]| fields.iter().any(|field| mapping.of(*field).is_some());
        let is_open = |column: &ColumnMapping| {
            let is_date = matches!(column.field, Field::From | Field::Until | Field::StatedAt | Field::Published);
            let sample = self.column(&column.column);
            let is_position = column.field == Field::Position && column.coordinate_order.is_none();
            is_date && sample.is_some_and(|sample| sample.fits_both_orders)
                || is_position && sample.is_some_and(|sample| sample.fits_both_coordinate_orders)
        };
        self.guess.open_dates.is_empty() && has(&ABOUT) && has(&WHERE_OR_WHEN) && !mapping.columns.iter().any(is_open)
    }

    fn column(&self, name: &str) -> Option<&ColumnSample> {
        self.columns.iter().find(|column| column.name.eq_ignore_ascii_case(name))
    }
}

fn sample(table: &Table, at: usize) -> ColumnSample {
    let column = table.columns.get(at).cloned().unwrap_or_default();
    let style = DateStyle::of(table.cells(at));
    let order = mapping::order_of(table, at);
    let mut values = Vec::new();
    let mut words = BTreeSet::new();
    for cell in table.cells(at) {
        let value = value::shortened(&cell.replace(LIST, " | "), VALUE_CHARS);
        if values.len() < VALUES && !values.contains(&value) {
            values.push(value);
        }
        if words.len() <= WORDS {
            words.insert(cell.to_lowercase());
        }
    }
    let are_few = words.len() <= WORDS && words.iter().all(|word| word.chars().count() <= VALUE_CHARS);
    ColumnSample {
        name: column.name,
        tag: column.tag,
        values,
        words: if are_few { words.into_iter().collect() } else { Vec::new() },
        style,
        fits_both_orders: style.is_open(table.cells(at)),
        coordinate_order: match order {
            OrderByValues::Only(order) => Some(order),
            _ => None,
        },
        fits_both_coordinate_orders: order == OrderByValues::Open,
    }
}

/// As [`propose`], of a regular file.
pub fn propose_file(path: &Path, options: &ReadOptions) -> Result<Option<MappingProposal>, LoadError> {
    refuse_streams(path)?;
    propose(&bytes_of(path, &Progress::default())?, path, options)
}

/// Proposes what the columns of a file mean; `None` for a file that is no table.
pub fn propose(bytes: &[u8], path: &Path, options: &ReadOptions) -> Result<Option<MappingProposal>, LoadError> {
    let proposed = |looked: Looked<'_>| Ok(MappingProposal::of(looked.content, looked.reading));
    match with_content(bytes.into(), path, options, &Progress::default(), proposed) {
        Err(LoadError::UnknownFormat { .. }) => Ok(None),
        proposed => proposed,
    }
}

/// What was met in a file: what it holds, or a table whose columns nobody has given a meaning yet.
#[derive(Debug)]
pub enum LoadOutcome {
    Read(Box<crate::load::Import>),
    Asks(Box<MappingProposal>),
}

/// Reads a file, or proposes what its columns mean where that is not clear from their names and values.
///
/// A profile that was made for the same columns is taken before a guess.
pub fn load_or_ask(
    path: &Path,
    options: &crate::import_report::ReadOptions,
    profiles: &[crate::mapping::profiles::Profile],
    progress: &Progress,
) -> Result<LoadOutcome, LoadError> {
    crate::load::with_content(crate::load::bytes_of(path, progress)?.into(), path, options, progress, |mut looked| {
        let content = looked.content;
        let is_open = options.mapping.is_none() && looked.importer.is_mapped();
        let table = &content.table;
        let read =
            |looked, options| crate::load::read(looked, options).map(|import| LoadOutcome::Read(Box::new(import)));
        let Some(table) = table.as_ref().filter(|_| is_open) else {
            return read(looked, options);
        };
        let header: Vec<String> = table.columns.iter().map(|column| column.name.clone()).collect();
        if let Some(profile) = profiles.iter().find(|profile| profile.mapping.is_for(&header)) {
            let options =
                crate::import_report::ReadOptions { mapping: Some(profile.mapping.clone()), ..options.clone() };
            let mut import = crate::load::read(looked, &options)?;
            import.reading.mapping_source = crate::import_report::MappingSource::Profile(profile.name.clone());
            return Ok(LoadOutcome::Read(Box::new(import)));
        }
        let proposal = MappingProposal::of(content, std::mem::take(&mut looked.reading));
        let proposal = proposal.ok_or_else(|| generic::no_records(content.path))?;
        // Whoever names the form of a table wants to say what its columns mean.
        if options.format.is_none() && proposal.is_clear() {
            looked.reading = proposal.reading;
            return read(looked, options);
        }
        Ok(LoadOutcome::Asks(Box::new(proposal)))
    })
}
