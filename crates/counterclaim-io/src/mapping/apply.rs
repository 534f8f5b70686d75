//! Converts rows to records by a mapping: who said what about which event.

use std::collections::{BTreeMap, BTreeSet};

use super::country_check::Countries;
use super::source_traits::SourceTraits;
use super::{Field, Mapping, StanceAbout, number_style};
use crate::assemble::assembler::{DatasetAssembler, RowOutcome};
use crate::assemble::parsed_record::{ClaimPart, EventPart, ParsedRecord, PlacePart, SourcePart, StatementPart};
use crate::cell::date::{DateOrder, DateStyle};
use crate::cell::number::NumberStyle;
use crate::cell::{time_text, value};
use crate::records::table::{LIST, Row, Table};
use counterclaim_model::{ClaimKind, Stance, TimeText};

/// Whether the values of a column are a few that recur, as kinds of things do and reports do not.
pub fn recurs(table: &Table, column: usize) -> bool {
    let mut different = BTreeSet::new();
    let mut all = 0usize;
    for cell in table.cells(column).take(ENOUGH) {
        all += 1;
        different.insert(cell);
    }
    all >= 10 && different.len() * 2 < all
}

/// How many values tell whether they recur.
const ENOUGH: usize = 2000;

/// Reads every row of a table into a draft; `compiler` is who made the table.
///
/// An error names a column that the table does not have.
pub fn read_rows(
    table: &Table,
    mapping: &Mapping,
    compiler: &str,
    draft: &mut DatasetAssembler<'_>,
) -> Result<(), String> {
    let columns = Columns::of(table, mapping)?;
    draft.add_rows(table, |number, row| {
        let record = columns.record(row, number);
        RowOutcome::of(format!("record {record}"), columns.parsed_record(row, &record, compiler))
    });
    Ok(())
}

/// What the user should know of columns whose times of day were read as none: midnight in a zone, written in UTC.
pub fn midnight_remarks(table: &Table, mapping: &Mapping) -> Vec<String> {
    let dates = mapping.columns.iter().filter(|column| column.field.is_date());
    dates
        .filter_map(|column| {
            let style = DateStyle::of(table.cells(table.column(&column.column)?));
            let offset = time_text::format_offset(style.midnight_offset_min?);
            Some(format!(
                "every time in `{}` is midnight at UTC{offset}, written in UTC; the times were read as days there",
                column.column
            ))
        })
        .collect()
}

/// How the dates of a column are read, with the order that a mapping names.
pub(crate) fn style_of(cells: DateStyle, order: Option<DateOrder>) -> DateStyle {
    DateStyle { order: order.or(cells.order), ..cells }
}

/// A mapping with the columns of a table found, and how their dates are read.
pub struct Columns<'a> {
    pub table: &'a Table,
    pub mapping: &'a Mapping,
    pub offset_min: i16,
    /// Field, column, and style of its dates, in the order of the mapping.
    found: Vec<(Field, usize, DateStyle)>,
    /// Whether the texts of reports are their own, and no kinds that recur.
    pub has_own_texts: bool,
    /// How the table writes numbers.
    pub numbers: NumberStyle,
    /// How far the countries reach that the rows name.
    pub countries: Countries,
    /// What the table says of its sources.
    pub traits: SourceTraits,
    /// The largest number of each column of amounts, but for those of nines alone.
    largest: BTreeMap<usize, f64>,
}

impl<'a> Columns<'a> {
    fn of(table: &'a Table, mapping: &'a Mapping) -> Result<Self, String> {
        let mut found = Vec::with_capacity(mapping.columns.len());
        for column in &mapping.columns {
            let at =
                table.column(&column.column).ok_or_else(|| format!("the table has no column `{}`", column.column))?;
            let is_clock = matches!(column.field, Field::Clock | Field::StatedClock);
            let style = if is_clock {
                let only_midnight =
                    table.cells(at).all(|cell| cell.bytes().all(|byte| matches!(byte, b'0' | b':' | b'.')));
                DateStyle { only_midnight, ..DateStyle::default() }
            } else {
                style_of(DateStyle::of(table.cells(at)), column.date_order)
            };
            found.push((column.field, at, style));
        }
        let offset = mapping.utc_offset.as_deref().map(|offset| {
            time_text::parse_offset(offset).ok_or_else(|| format!("`{offset}` is not an offset such as +02:00"))
        });
        let text = [Field::Headline, Field::Text].into_iter().find_map(|field| mapping.of(field));
        let text = text.and_then(|mapping| table.column(&mapping.column));
        let has_own_texts = text.is_none_or(|at| !recurs(table, at));
        let numbers = number_style::style_of(table);
        let is_amount = |field: &Field| matches!(field, Field::Amount | Field::Low | Field::High);
        let largest = found
            .iter()
            .filter(|(field, ..)| is_amount(field))
            .filter_map(|(_, at, _)| Some((*at, number_style::largest_but_nines(table, *at, numbers)?)))
            .collect();
        let countries = Countries::of(table, mapping);
        let traits = SourceTraits::of(table, mapping);
        let offset_min = offset.transpose()?.unwrap_or(0);
        Ok(Self { table, mapping, offset_min, found, has_own_texts, numbers, countries, traits, largest })
    }

    /// The largest number of a column of amounts, but for those of nines alone.
    pub fn largest(&self, column: usize) -> Option<f64> {
        self.largest.get(&column).copied()
    }

    /// The column of a field, the first where there are several.
    pub fn at(&self, field: Field) -> Option<usize> {
        self.found.iter().find(|(other, ..)| *other == field).map(|(_, at, _)| *at)
    }

    /// Every column of a field.
    pub fn all(&self, field: Field) -> Vec<usize> {
        self.found.iter().filter(|(other, ..)| *other == field).map(|(_, at, _)| *at).collect()
    }

    pub fn style(&self, column: usize) -> DateStyle {
        self.found.iter().find(|(_, at, _)| *at == column).map(|(.., style)| *style).unwrap_or_default()
    }

    pub fn name(&self, column: usize) -> String {
        self.table.columns.get(column).map(|column| column.name.clone()).unwrap_or_default()
    }

    pub fn mapping_of(&self, column: usize) -> Option<&super::ColumnMapping> {
        let name = self.name(column);
        self.mapping.columns.iter().find(|mapping| mapping.column.eq_ignore_ascii_case(&name))
    }

    /// The cell of a field, where it says something; of a list all items.
    pub fn text(&self, row: &Row, field: Field) -> Option<String> {
        value::known(row.cell(self.at(field))).map(|cell| cell.replace(LIST, "; "))
    }

    /// The items of every column of a field.
    pub fn list(&self, row: &Row, field: Field) -> Vec<String> {
        self.all(field).into_iter().flat_map(|at| self.items(row, at)).collect()
    }

    /// The items of a cell, split only by the separator of its column.
    pub fn items(&self, row: &Row, at: usize) -> Vec<String> {
        self.items_and_gaps(row, at).into_iter().flatten().collect()
    }

    /// The items of a cell; `None` for those that are empty or unknown.
    pub fn items_and_gaps(&self, row: &Row, at: usize) -> Vec<Option<String>> {
        let cell = row.cell(Some(at));
        if value::known(cell).is_none() {
            return Vec::new();
        }
        let item = |text: &str| value::known(text).map(str::to_owned);
        let separator = self.mapping_of(at).and_then(|mapping| mapping.list_separator.as_deref());
        match separator.filter(|separator| !separator.is_empty()) {
            Some(separator) => cell.split(separator).map(item).collect(),
            None => vec![item(cell)],
        }
    }

    /// The key of a row: its id, else its number.
    fn record(&self, row: &Row, number: usize) -> String {
        self.text(row, Field::Id).unwrap_or_else(|| format!("{}", number + 1))
    }

    fn parsed_record(&self, row: &Row, key: &str, compiler: &str) -> ParsedRecord {
        let mut parsed = ParsedRecord { may_be_renamed: true, ..ParsedRecord::of_row(self.table, row) };
        let time = self.happened(&mut parsed, row);
        let place = self.place(&mut parsed, row);
        let figures = self.figures(&mut parsed, row, time.as_ref());
        let [event, event_id, own_title] =
            [Field::Event, Field::EventId, Field::Title].map(|field| self.text(row, field));
        let [text, proposition, claim_id] =
            [Field::Text, Field::Proposition, Field::ClaimId].map(|field| self.text(row, field));
        let made = || {
            let about = place.as_ref().map(|place| place.name.clone());
            self.made_title(row, about.or(time.as_ref().map(|time| time.span.label())), key)
        };
        let headline = self.text(row, Field::Headline);
        let titles = [&event, &own_title, &proposition, &headline, &text];
        let title = titles.into_iter().find_map(Clone::clone).unwrap_or_else(made);
        let dyad = (self.text(row, Field::Actor), self.text(row, Field::Target));
        let title = match dyad {
            (Some(actor), Some(target)) => format!("{actor} → {target}: {title}"),
            (Some(actor), None) => format!("{actor}: {title}"),
            (None, _) => title,
        };
        let title = value::shortened(&title, 160);
        if self.at(Field::Holds).is_some() {
            let subject = [event.as_ref(), place.as_ref().map(|place| &place.name)].into_iter().flatten().next();
            let subject = subject.cloned().unwrap_or(title);
            self.state(&mut parsed, row, key, compiler, (&subject, place, time));
            return parsed;
        }
        let topic = match self.text(row, Field::Attribute) {
            Some(attribute) => format!("{title}: {attribute}"),
            None => title.clone(),
        };
        let of_record = || claim_id.clone().unwrap_or_else(|| key.to_owned());
        let (claim_key, claim_words) = match (self.mapping.stance_about, &proposition) {
            (StanceAbout::Event, _) => (topic.clone(), topic),
            (StanceAbout::Proposition, Some(proposition)) => (of_record(), value::squeezed(proposition)),
            (StanceAbout::Proposition, None) => (of_record(), topic),
        };
        let kind = if figures.is_empty() { ClaimKind::Occurrence } else { ClaimKind::Figure };
        let identity = claim_id.clone().filter(|_| self.mapping.stance_about == StanceAbout::Proposition);
        let favours = self.text(row, Field::Favours);
        let note = self.graded_note(row);
        parsed.claims.push(ClaimPart {
            identity,
            kind,
            favours,
            note,
            ..ClaimPart::occurrence(&claim_key, &claim_words)
        });
        self.traits.check(&mut parsed, self.table, row);
        self.statements(&mut parsed, row, key, compiler, figures, time.as_ref());
        // Events of one name at another place or on another day are others, unless the rows are about claims on them.
        let event =
            event.map(|event| if self.is_of_claims() { event } else { placed(event, place.as_ref(), time.as_ref()) });
        let named = event_id.or(event).or_else(|| {
            // Statements of several sources on one claim are about one event, if place and time are given.
            let claim = claim_id.or_else(|| proposition.map(|words| value::squeezed(&words)))?;
            let at = place.as_ref().map(|place| format!(", {}", place.name)).unwrap_or_default();
            // What sources say for and against one proposition is one claim, whatever the day.
            let is_of_stances = self.at(Field::Stance).or_else(|| self.at(Field::Verdict)).is_some();
            let when = time.as_ref().filter(|_| !is_of_stances);
            let when = when.map(|time| format!(", {}", time.span.label())).unwrap_or_default();
            self.is_about_claims().then(|| format!("{claim}{at}{when}"))
        });
        let is_shared = named.is_some();
        parsed.event = EventPart {
            key: named.unwrap_or_else(|| key.to_owned()),
            title,
            place,
            time,
            note: text.filter(|_| parsed.statements.is_empty()),
            is_shared,
        };
        parsed
    }

    /// One day of a state, which holds at one time and not at another: all records of its subject are about one claim.
    fn state(
        &self,
        parsed: &mut ParsedRecord,
        row: &Row,
        key: &str,
        compiler: &str,
        (subject, place, time): (&str, Option<PlacePart>, Option<TimeText>),
    ) {
        let what = self.at(Field::Holds).map(|at| self.name(at).replace('_', " ")).unwrap_or_default();
        let topic = value::shortened(&format!("{subject}: {what}"), 160);
        let kind = ClaimKind::State;
        parsed.claims.push(ClaimPart { kind, identity: Some(topic.clone()), ..ClaimPart::occurrence(&topic, &topic) });
        self.statements(parsed, row, key, compiler, Vec::new(), None);
        if parsed.statements.is_empty() {
            parsed.statements.push(StatementPart::listed(key.to_owned(), SourcePart::compiler(compiler)));
        }
        let answer = self.text(row, Field::Holds);
        let stance = match answer.as_deref().map(value::answer) {
            Some(Some(true)) => Stance::Supports,
            Some(Some(false)) => Stance::Denies,
            _ => Stance::Unstated,
        };
        for said in &mut parsed.statements {
            said.stance = stance;
            said.as_of = time.clone();
            // A day of such a table is also that of its word.
            said.stated_at = said.stated_at.take().or_else(|| time.clone());
            if stance == Stance::Unstated {
                said.note = answer.clone();
            }
        }
        parsed.event = EventPart { key: topic.clone(), title: topic, place, time: None, note: None, is_shared: true };
    }

    /// Grades and tags that whoever made the table gave to a claim: somebody else's judgement, kept as a note.
    fn graded_note(&self, row: &Row) -> Option<String> {
        let credibility = self.text(row, Field::Credibility).map(|grade| format!("credibility in the file: {grade}"));
        let tags: Vec<String> = self
            .all(Field::Tags)
            .into_iter()
            .filter_map(|at| value::known(row.cell(Some(at))))
            .map(|cell| cell.replace(LIST, ", "))
            .collect();
        let tags =
            Some(tags.join(", ")).filter(|tags| !tags.is_empty()).map(|tags| format!("tags in the file: {tags}"));
        let notes: Vec<String> = credibility.into_iter().chain(tags).collect();
        Some(notes.join("; ")).filter(|note| !note.is_empty())
    }

    /// Whether the records are what sources say of claims, so that several may be about one.
    fn is_about_claims(&self) -> bool {
        [Field::Speaker, Field::Outlet, Field::Stance, Field::Verdict].into_iter().any(|field| self.at(field).is_some())
    }

    /// Whether the rows are about claims, of which several are on one event.
    fn is_of_claims(&self) -> bool {
        [Field::Proposition, Field::ClaimId, Field::Stance, Field::Attribute, Field::Quote, Field::Speaker]
            .into_iter()
            .any(|field| self.at(field).is_some())
    }

    /// A title for a row that has none: its place or its time, and what its other columns say.
    fn made_title(&self, row: &Row, about: Option<String>, key: &str) -> String {
        let is_free = |at: &usize| !self.found.iter().any(|(_, found, _)| found == at);
        let short = |at: usize| {
            let cell = value::known(row.cell(Some(at))).filter(|cell| cell.chars().count() <= 40)?;
            Some(format!("{} {cell}", self.name(at)))
        };
        let cells: Vec<String> = (0..self.table.columns.len()).filter(is_free).filter_map(short).take(3).collect();
        match (about, cells.is_empty()) {
            (Some(about), true) => about,
            (Some(about), false) => format!("{about}: {}", cells.join(", ")),
            (None, false) => cells.join(", "),
            (None, true) => format!("record {key}"),
        }
    }
}

/// What an event is kept apart by: its name, its place and its time.
fn placed(event: String, place: Option<&PlacePart>, time: Option<&TimeText>) -> String {
    let place = place.map(|place| place.name.clone());
    let time = time.map(|time| time.span.label());
    [Some(event), place, time].into_iter().flatten().collect::<Vec<_>>().join(", ")
}
