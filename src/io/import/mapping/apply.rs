//! Rows to accounts by a mapping: who said what of which event.

use super::names::folded;
use super::parts::style_of;
use super::{Field, Mapping, StanceAbout};
use crate::io::import::account::{Account, ClaimPart, EventPart, ReportPart, Said, SourcePart};
use crate::io::import::accounts;
use crate::io::import::dates::DateStyle;
use crate::io::import::draft::{Draft, Made};
use crate::io::import::geojson;
use crate::io::import::table::{Row, Table};
use crate::io::import::values;
use crate::io::time_text;
use crate::model::{ClaimKind, FigureRecord, Stance, TimeText};

/// Reads every row of a table into a draft; `compiler` is who made the table.
///
/// An error names a column that the table does not have.
pub fn read_rows(table: &Table, mapping: &Mapping, compiler: &str, draft: &mut Draft<'_>) -> Result<(), String> {
    let columns = Columns::of(table, mapping)?;
    draft.add_rows(table, |number, row| {
        let record = columns.record(row, number);
        Made::of(format!("record {record}"), columns.account(row, &record, compiler))
    });
    Ok(())
}

/// A mapping with the columns of a table found, and how their dates are read.
pub struct Columns<'a> {
    pub table: &'a Table,
    pub mapping: &'a Mapping,
    pub offset_min: i16,
    /// Field, column, and style of its dates, in the order of the mapping.
    found: Vec<(Field, usize, DateStyle)>,
}

impl<'a> Columns<'a> {
    fn of(table: &'a Table, mapping: &'a Mapping) -> Result<Self, String> {
        let mut found = Vec::with_capacity(mapping.columns.len());
        for column in &mapping.columns {
            let at = table.column(&column.column).ok_or_else(|| format!("there is no column `{}`", column.column))?;
            let is_clock = matches!(column.field, Field::Clock | Field::StatedClock);
            let style = if is_clock {
                let only_midnight =
                    table.cells(at).all(|cell| cell.bytes().all(|byte| matches!(byte, b'0' | b':' | b'.')));
                DateStyle { order: None, only_midnight }
            } else {
                style_of(DateStyle::of(table.cells(at)), column.date_order)
            };
            found.push((column.field, at, style));
        }
        let offset = mapping.utc_offset.as_deref().map(|offset| {
            time_text::parse_offset(offset).ok_or_else(|| format!("`{offset}` is not an offset such as +02:00"))
        });
        Ok(Self { table, mapping, offset_min: offset.transpose()?.unwrap_or(0), found })
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

    /// The cell of a field, where it says something.
    pub fn text(&self, row: &Row, field: Field) -> Option<String> {
        values::known(row.cell(self.at(field))).map(str::to_owned)
    }

    /// The items of a cell, split only by the separator of its column.
    fn list(&self, row: &Row, field: Field) -> Vec<String> {
        let Some(cell) = self.text(row, field) else { return Vec::new() };
        match self
            .mapping
            .of(field)
            .and_then(|mapping| mapping.list_separator.as_deref())
            .filter(|separator| !separator.is_empty())
        {
            Some(separator) => cell.split(separator).filter_map(values::known).map(str::to_owned).collect(),
            None => vec![cell],
        }
    }

    /// The key of a row: its id, else its number.
    fn record(&self, row: &Row, number: usize) -> String {
        self.text(row, Field::Id).unwrap_or_else(|| format!("{}", number + 1))
    }

    fn account(&self, row: &Row, key: &str, compiler: &str) -> Account {
        let mut account = Account::of_row(self.table, row);
        let time = self.happened(&mut account, row);
        let place = self.place(&mut account, row);
        let figures = self.figures(&mut account, row, time.as_ref());
        let event = self.text(row, Field::Event);
        let event_id = self.text(row, Field::EventId);
        let own_title = self.text(row, Field::Title);
        let (text, proposition) = (self.text(row, Field::Text), self.text(row, Field::Proposition));
        let title = event
            .clone()
            .or_else(|| own_title.clone())
            .or_else(|| proposition.clone())
            .or_else(|| text.clone())
            .unwrap_or_else(|| {
                self.made_title(
                    row,
                    place.as_ref().map(|place| place.name.clone()).or(time.as_ref().map(|time| time.span.label())),
                    key,
                )
            });
        let title = values::shortened(&title, 160);
        let topic = match self.text(row, Field::Attribute) {
            Some(attribute) => format!("{title}: {attribute}"),
            None => title.clone(),
        };
        let (claim_key, claim_words) = match (self.mapping.stance_about, &proposition) {
            (StanceAbout::Event, _) => (topic.clone(), topic),
            (StanceAbout::Proposition, Some(proposition)) => {
                (self.text(row, Field::ClaimId).unwrap_or_else(|| key.to_owned()), values::squeezed(proposition))
            }
            (StanceAbout::Proposition, None) => {
                (self.text(row, Field::ClaimId).unwrap_or_else(|| key.to_owned()), topic)
            }
        };
        let kind = if figures.is_empty() { ClaimKind::Occurrence } else { ClaimKind::Figure };
        let identity = self.text(row, Field::ClaimId).filter(|_| self.mapping.stance_about == StanceAbout::Proposition);
        account.claims.push(ClaimPart { kind, identity, ..ClaimPart::occurrence(&claim_key, &claim_words) });
        self.statements(&mut account, row, key, compiler, figures, time.as_ref());
        let is_shared = event.is_some() || event_id.is_some();
        account.event = EventPart {
            key: event_id.or(event).unwrap_or_else(|| key.to_owned()),
            title,
            place,
            time,
            note: text.filter(|_| account.said.is_empty()),
            is_shared,
        };
        account
    }

    fn statements(
        &self,
        account: &mut Account,
        row: &Row,
        key: &str,
        compiler: &str,
        figures: Vec<FigureRecord>,
        time: Option<&TimeText>,
    ) {
        let speakers: Vec<SourcePart> =
            self.list(row, Field::Speaker).iter().filter_map(|name| SourcePart::speaker(name)).collect();
        let outlets: Vec<SourcePart> =
            self.list(row, Field::Outlet).iter().filter_map(|name| SourcePart::outlet(name)).collect();
        let via: Vec<SourcePart> =
            self.list(row, Field::Via).iter().filter_map(|name| SourcePart::outlet(name)).collect();
        let urls = self.list(row, Field::Url);
        let stance = self.stance(account, row);
        let stated_at = self.time(account, row, Field::StatedAt, Field::StatedClock, Some(Field::StatedWords));
        let published = self.time(account, row, Field::Published, Field::StatedClock, None);
        let text = self.text(row, Field::Text);
        let headline = self.text(row, Field::Headline);
        let mut said = Vec::new();
        let pairs = paired(&outlets, &urls, account);
        // The text of a record that names several reports is that of none of them, and a description is the compiler's.
        let own_text = text.clone().filter(|_| pairs.len() == 1 && !self.is_described());
        for (outlet, url) in pairs {
            let by_url = || url.as_deref().and_then(|url| accounts::account(url).or_else(|| values::host(url)));
            let publisher = outlet.clone().or_else(|| by_url().and_then(|name| SourcePart::outlet(&name)));
            let report = (url.is_some() || headline.is_some()).then(|| ReportPart {
                key: None,
                title: headline
                    .clone()
                    .or_else(|| text.as_deref().map(|text| values::shortened(text, 160)))
                    .or(url.clone())
                    .unwrap_or_default(),
                text: headline.clone().or_else(|| own_text.clone()),
                publisher: publisher.clone(),
                published: published.clone(),
                url: url.clone(),
                language: self.text(row, Field::Language),
                note: None,
            });
            let by: Vec<SourcePart> =
                if speakers.is_empty() { publisher.iter().cloned().collect() } else { speakers.clone() };
            for speaker in by {
                let carried: Vec<SourcePart> =
                    if self.at(Field::Via).is_none() { outlet.iter().cloned().collect() } else { via.clone() };
                said.push(Said { via: carried, report: report.clone(), ..Said::listed(String::new(), speaker) });
            }
        }
        // A figure that nobody is named for is that of whoever compiled the table.
        if said.is_empty() && self.text(row, Field::Stance).is_some() {
            said.push(Said::listed(String::new(), SourcePart::unnamed()));
        }
        if !figures.is_empty() && (speakers.is_empty() || said.is_empty()) {
            let own = Said {
                figures: figures.clone(),
                as_of: time.cloned(),
                ..Said::listed(format!("{key}/figures"), SourcePart::compiler(compiler))
            };
            account.said.push(own);
        }
        // Nobody else is named for an outline.
        let is_area = account.said.is_empty() && self.has_area(row);
        if said.is_empty() && is_area {
            said.push(Said::listed(String::new(), SourcePart::compiler(compiler)));
        }
        let has_speakers = !speakers.is_empty();
        let several = said.len() > 1;
        for (number, mut one) in said.into_iter().enumerate() {
            one.key = if several { format!("{key}/{}", number + 1) } else { key.to_owned() };
            (one.stance, one.note) = stance.clone();
            one.note = join(one.note, self.text(row, Field::Note));
            one.stated_at.clone_from(&stated_at);
            one.quote = self.text(row, Field::Quote);
            let in_words =
                (self.mapping.stance_about == StanceAbout::Event).then(|| self.text(row, Field::Proposition)).flatten();
            one.paraphrase = in_words.or_else(|| text.clone());
            if has_speakers {
                one.figures.clone_from(&figures);
            }
            account.said.push(one);
        }
    }

    /// Whether the text of a record is that of whoever compiled it, by the name of its column.
    fn is_described(&self) -> bool {
        const NAMES: [&str; 5] = ["description", "brief description", "summary", "details", "notes"];
        self.at(Field::Text).is_some_and(|at| NAMES.contains(&folded(&self.name(at)).as_str()))
    }

    fn has_area(&self, row: &Row) -> bool {
        self.table.column(geojson::GEOMETRY).is_some_and(|at| row.cell(Some(at)).starts_with('{'))
    }

    /// The stance of a row; words that are none are kept as a note, and told.
    fn stance(&self, account: &mut Account, row: &Row) -> (Stance, Option<String>) {
        let Some(word) = self.text(row, Field::Stance) else { return (Stance::Unstated, None) };
        match values::stance(&word) {
            Some(stance) => (stance, None),
            None => {
                let reason =
                    format!("`{word}` is not a stance; it was read as not stated, and the word is kept in the note");
                account.left_out(
                    &self.mapping.of(Field::Stance).map(|mapping| mapping.column.clone()).unwrap_or_default(),
                    reason,
                );
                (Stance::Unstated, Some(format!("stance in the file: {word}")))
            }
        }
    }

    /// A title for a row that has none: its place or its time, and what its other columns say.
    fn made_title(&self, row: &Row, about: Option<String>, key: &str) -> String {
        let is_free = |at: &usize| !self.found.iter().any(|(_, found, _)| found == at);
        let short = |at: usize| {
            let cell = values::known(row.cell(Some(at))).filter(|cell| cell.chars().count() <= 40)?;
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

/// Outlets and addresses that belong together.
fn paired(outlets: &[SourcePart], urls: &[String], account: &mut Account) -> Vec<(Option<SourcePart>, Option<String>)> {
    match (outlets, urls) {
        ([], []) => vec![(None, None)],
        ([], urls) => urls.iter().map(|url| (None, Some(url.clone()))).collect(),
        ([one], urls @ [_, _, ..]) => urls.iter().map(|url| (Some(one.clone()), Some(url.clone()))).collect(),
        (outlets, []) => outlets.iter().map(|outlet| (Some(outlet.clone()), None)).collect(),
        (outlets, [one]) => outlets.iter().map(|outlet| (Some(outlet.clone()), Some(one.clone()))).collect(),
        (outlets, urls) if outlets.len() == urls.len() => {
            outlets.iter().cloned().map(Some).zip(urls.iter().cloned().map(Some)).collect()
        }
        (outlets, urls) => {
            let (outlet_count, url_count) = (outlets.len(), urls.len());
            let reason = format!(
                "it lists {outlet_count} outlets and {url_count} addresses; which belongs to which is not told"
            );
            account.left_out("address of the report", reason);
            outlets.iter().map(|outlet| (Some(outlet.clone()), None)).collect()
        }
    }
}

fn join(a: Option<String>, b: Option<String>) -> Option<String> {
    match (a, b) {
        (Some(a), Some(b)) => Some(format!("{a}; {b}")),
        (a, b) => a.or(b),
    }
}
