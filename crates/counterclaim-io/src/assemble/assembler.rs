//! Builds a dataset from parsed records, and accounts for every record of the file.
//!
//! Recurring sources, places and reports are merged; the original cells of each record are kept with it.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use super::deduplicator::{ByKey, Deduplicator, Keys};
use super::parsed_record::{ClaimPart, ParsedRecord, StatementPart};
use crate::formats::importer::ImporterOutput;
use crate::import_report::Records;
use crate::issue::Patterns;
use crate::records::table::{Row, Table};
use crate::{Issue, IssueText, Severity, file_name};
use counterclaim_model::Progress;
use counterclaim_model::{
    ClaimRecord, ColumnarBuilder, DatasetHeader, EventRecord, FileRecord, Id as _, RecordKind, RowIndex,
    StatementRecord, TextId, TimeText, is_direction_control, push,
};

/// The largest original record that is kept, so that the dataset can be written and read again.
const KEPT_BYTES: usize = 384 << 10;

/// A dataset under construction.
#[derive(Debug)]
pub struct DatasetAssembler<'a> {
    path: &'a Path,
    builder: ColumnarBuilder,
    issues: Vec<Issue>,
    patterns: Patterns,
    records: Records,
    met: SeenRecords,
    recurring: Deduplicator,
    progress: &'a Progress,
}

/// Lookup tables of the records so far, for comparison with later ones.
#[derive(Debug, Default)]
struct SeenRecords {
    events: ByKey,
    /// Lines of the records that introduced them, as for statements.
    event_lines: Vec<u32>,
    /// By event and identity.
    claims: RowIndex,
    /// The identity of each claim within its event.
    identities: Vec<TextId>,
    claim_keys: Keys,
    statements: ByKey,
    statement_lines: Vec<u32>,
    /// The last suffix given to records with a repeated id.
    renamed: BTreeMap<String, u32>,
}

/// Place and time of one record of a shared event.
#[derive(Debug, Default)]
struct OwnPlaceAndTime {
    place: Option<String>,
    time: Option<TimeText>,
}

/// An earlier record.
#[derive(Clone, Copy, Debug)]
struct TakenBy {
    line: u32,
    /// The record that keeps its original cells.
    kept: (RecordKind, usize),
}

/// A claim of a record.
#[derive(Debug)]
struct TakenClaim {
    number: usize,
    key: String,
    /// The record's own wording, if the claim has another.
    in_words: Option<String>,
    is_other_time: bool,
}

/// What a reader makes of a row.
#[derive(Debug)]
pub enum RowOutcome {
    ParsedRecord { record: String, parsed: Box<ParsedRecord> },
    Rejected { record: String, reason: String },
}

impl RowOutcome {
    pub fn of(record: String, parsed: ParsedRecord) -> Self {
        Self::ParsedRecord { record, parsed: Box::new(parsed) }
    }
}

/// The most rows parsed ahead, and the most bytes of their cells.
const BATCH_ROWS: usize = 512;
const BATCH_BYTES: usize = 128 << 10;

/// The end of the next batch of rows: at least one row, if there are any.
fn batch(table: &Table, from: usize) -> Range<usize> {
    let mut bytes = 0;
    let fit = (from..table.row_count().min(from + BATCH_ROWS)).take_while(|row| {
        let is_first = bytes == 0;
        bytes += table.row_bytes(*row).max(1);
        is_first || bytes <= BATCH_BYTES
    });
    from..from + fit.count()
}

impl<'a> DatasetAssembler<'a> {
    /// An empty one; `cells` is the text with the records' cells.
    pub fn new(path: &'a Path, header: DatasetHeader, cells: Arc<String>, progress: &'a Progress) -> Self {
        Self {
            path,
            builder: ColumnarBuilder::of_file(header, cells),
            issues: Vec::new(),
            patterns: Patterns::default(),
            records: Records::default(),
            met: SeenRecords::default(),
            recurring: Deduplicator::default(),
            progress,
        }
    }

    /// Adds every row of a table, in order, as the record that `parsed_record` makes of it.
    ///
    /// The next rows are parsed while earlier ones are added. If the import is cancelled, rows are skipped.
    pub fn add_rows(&mut self, table: &Table, parsed_record: impl Fn(usize, &Row<'_>) -> RowOutcome + Sync) {
        let total = (0..table.row_count()).map(|row| table.row_bytes(row) as u64).sum();
        self.progress.start(total);
        let make = |rows: Range<usize>| -> Vec<(usize, RowOutcome)> {
            rows.map(|at| {
                let row = table.row(at);
                (row.line, parsed_record(at, &row))
            })
            .collect()
        };
        let mut next = batch(table, 0);
        let mut made = make(next.clone());
        while !made.is_empty() && !self.progress.is_cancelled() {
            let bytes: usize = next.clone().map(|row| table.row_bytes(row)).sum();
            next = batch(table, next.end);
            let (after, ()) = if next.is_empty() {
                (Vec::new(), self.take(made))
            } else {
                rayon::join(|| make(next.clone()), || self.take(made))
            };
            made = after;
            self.progress.add(bytes as u64);
        }
    }

    fn take(&mut self, made: Vec<(usize, RowOutcome)>) {
        for (line, made) in made {
            match made {
                RowOutcome::ParsedRecord { record, parsed } => self.add(line, record, *parsed),
                RowOutcome::Rejected { record, reason } => self.rejected(line, record, reason),
            }
        }
    }

    /// A remark on the whole file.
    pub fn remark(&mut self, reason: String) {
        self.tell(None, "the file".to_owned(), String::new(), reason, Severity::Remark);
    }

    /// Rejects a record, with the reason.
    pub fn rejected(&mut self, line: usize, record: String, reason: String) {
        self.records.rejected += 1;
        self.tell(Some(line), record, String::new(), reason, Severity::Rejected);
    }

    /// Adds a record, or rejects it if its id is already used.
    pub fn add(&mut self, line: usize, record: String, mut parsed: ParsedRecord) {
        parsed.claims.iter_mut().enumerate().for_each(|(at, claim)| name_by_line(&mut claim.key, line, at));
        parsed.statements.iter_mut().enumerate().for_each(|(at, said)| name_by_line(&mut said.key, line, at));
        if let Some(taken_by) = self.taken(&parsed) {
            let is_repeated = taken_by.is_some_and(|event| self.is_kept(event, parsed.original.as_ref()));
            if parsed.may_be_renamed && !is_repeated {
                self.rename(&mut parsed);
            } else {
                let reason = match taken_by {
                    None => "no id; every record needs one".to_owned(),
                    Some(by) if is_repeated => format!("duplicate of line {}", by.line),
                    Some(by) => format!("id already used by the record in line {}", by.line),
                };
                return self.rejected(line, record, reason);
            }
        }
        self.records.read += 1;
        for (field, reason, severity) in &parsed.issues {
            self.tell(Some(line), record.clone(), field.clone(), reason.clone(), *severity);
        }
        if parsed.original.iter().flat_map(FileRecord::fields).any(|(_, cell)| cell.chars().any(is_direction_control)) {
            let reason = "invisible characters change the direction of its text; they are shown as codes";
            self.tell(Some(line), record.clone(), String::new(), reason.to_owned(), Severity::Remark);
        }
        if let Some(original) = &parsed.original {
            self.builder.of_record(&original.cells);
        }
        let event = parsed.event;
        let event_id = self.builder.keep_text(&event.key);
        let met = self.met.events.find(event_id, self.builder.event_keys());
        let event_at = met.unwrap_or(self.builder.event_keys().len());
        let is_new = met.is_none();
        let place = event.place.map(|place| self.recurring.place(place, &mut self.builder));
        if is_new {
            let key = event.key.clone();
            let title = event.title;
            let place = place.clone();
            let time = event.time.clone();
            self.builder.event(EventRecord { key, title, place, time, note: event.note });
            self.met.events.insert(event_id, event_at, self.builder.event_keys());
            push(&mut self.met.event_lines, short(line));
        } else {
            self.builder.agree(event_at, place.as_deref(), event.time.as_ref());
        }
        // Differences between the records of one event belong to their claims.
        let own =
            if event.is_shared { OwnPlaceAndTime { place, time: event.time } } else { OwnPlaceAndTime::default() };
        let mut primary = (RecordKind::Event, event_at);
        let mut claims = Vec::new();
        for claim in parsed.claims {
            let (taken, is_new_claim) = self.claim((event_id, &event.key), claim, &own);
            if is_new_claim && !is_new && primary.0 == RecordKind::Event {
                primary = (RecordKind::Claim, taken.number);
            }
            claims.push(taken);
        }
        let mut first = None;
        for said in parsed.statements {
            let number = self.builder.statement_keys().len();
            if self.statement(line, &record, said, &claims, &own) {
                first.get_or_insert(number);
            }
        }
        if let Some(first) = first.filter(|_| !is_new || event.is_shared) {
            primary = (RecordKind::Statement, first);
        }
        self.keep(line, record, primary, parsed.original);
    }

    /// The dataset, with every issue in the order of the file.
    pub fn finish(self) -> ImporterOutput {
        let Self { path, builder, mut issues, records, met, recurring, .. } = self;
        // Free what is only needed while adding records.
        drop((met, recurring));
        let (dataset, defects) = builder.finish();
        let file = file_name(path);
        issues.extend(defects.into_iter().map(|defect| Issue::of_defect(&file, None, defect)));
        // Sorting needs half as much memory again.
        if !issues.is_sorted_by_key(|issue| issue.line()) {
            issues.sort_by_key(|issue| issue.line());
        }
        ImporterOutput { dataset, issues, records, mapping: None, columns: None }
    }

    fn tell(&mut self, line: Option<usize>, record: String, field: String, reason: String, severity: Severity) {
        let text = IssueText { file: file_name(self.path), line, record, field, reason, severity };
        push(&mut self.issues, self.patterns.issue(text));
    }

    /// The record with the same ids, or nothing if this one has no id itself.
    fn taken(&self, parsed: &ParsedRecord) -> Option<Option<TakenBy>> {
        if parsed.event.key.trim().is_empty() {
            return Some(None);
        }
        let builder = &self.builder;
        let met = &self.met;
        let by_event = || {
            let event = met.events.find(builder.text_id(&parsed.event.key)?, builder.event_keys())?;
            Some(TakenBy { line: *met.event_lines.get(event)?, kept: (RecordKind::Event, event) })
        };
        let by_statement = |said: &StatementPart| {
            let statement = met.statements.find(builder.text_id(&said.key)?, builder.statement_keys())?;
            Some(TakenBy { line: *met.statement_lines.get(statement)?, kept: (RecordKind::Statement, statement) })
        };
        let by = if parsed.event.is_shared { None } else { by_event() };
        by.or_else(|| parsed.statements.iter().find_map(by_statement)).map(Some)
    }

    /// Whether the record with the same ids has the same original cells.
    fn is_kept(&self, by: TakenBy, original: Option<&FileRecord>) -> bool {
        let (kind, number) = by.kept;
        original.is_some_and(|own| self.builder.kept(kind, number).is_some_and(|kept| kept == own.cells))
    }

    /// Gives a record unused ids, and reports it.
    fn rename(&mut self, parsed: &mut ParsedRecord) {
        let id = parsed.event.key.clone();
        let is_shared = parsed.event.is_shared;
        let said: Vec<String> = parsed.statements.iter().map(|said| said.key.clone()).collect();
        let first = said.first().cloned().unwrap_or_else(|| id.clone());
        let mut number = self.met.renamed.get(&first).map_or(2, |last| last + 1);
        loop {
            if !is_shared {
                parsed.event.key = format!("{id} ({number})");
            }
            parsed.statements.iter_mut().zip(&said).for_each(|(own, key)| own.key = format!("{key} ({number})"));
            if self.taken(parsed).is_none() {
                break;
            }
            number += 1;
        }
        self.met.renamed.insert(first, number);
        let reason = format!("another record has the same id; the id of this record is followed by ({number})");
        parsed.remark("id", reason);
    }

    /// The claim of a record, which may exist already, and whether it is new.
    fn claim(
        &mut self,
        (event_id, event): (TextId, &str),
        claim: ClaimPart,
        own: &OwnPlaceAndTime,
    ) -> (TakenClaim, bool) {
        let ClaimPart { key, proposition, identity, kind, favours, note } = claim;
        let identity = self.builder.keep_text(identity.as_ref().unwrap_or(&proposition));
        let builder = &self.builder;
        let met = &self.met;
        let told = |number| Some((builder.claim_event(number)?, *met.identities.get(number)?));
        let hash = hash_of(Some((event_id, identity)));
        if let Some(number) = met.claims.find(hash, |number| told(number) == Some((event_id, identity))) {
            let key = builder.claim_keys().get(number).map_or(key, |key| builder.text(*key).to_owned());
            let claim = builder.claim_words(number);
            let is_other_time = claim.as_ref().is_some_and(|(_, time)| *time != own.time);
            let in_words = claim.filter(|(words, _)| *words != proposition).map(|_| proposition);
            return (TakenClaim { number, key, in_words, is_other_time }, false);
        }
        let number = builder.claim_keys().len();
        let key = self.met.claim_keys.take(key, &mut self.builder, ColumnarBuilder::claim_keys);
        let favours = favours.map(|side| self.recurring.side(&side, &mut self.builder));
        self.builder.claim(ClaimRecord {
            key: key.clone(),
            proposition,
            event: event.to_owned(),
            kind,
            favours,
            is_taking: false,
            place: own.place.clone(),
            time: own.time.clone(),
            measure: None,
            note,
        });
        push(&mut self.met.identities, identity);
        let builder = &self.builder;
        let identities = &self.met.identities;
        let told = |number| Some((builder.claim_event(number)?, *identities.get(number)?));
        self.met.claims.insert(hash, number, |number| hash_of(told(number)));
        (TakenClaim { number, key, in_words: None, is_other_time: false }, true)
    }

    fn statement(
        &mut self,
        line: usize,
        record: &str,
        said: StatementPart,
        claims: &[TakenClaim],
        own: &OwnPlaceAndTime,
    ) -> bool {
        let Some(claim) = claims.get(said.claim) else { return false };
        let other_time = own.time.clone().filter(|_| claim.is_other_time);
        let speaker = self.recurring.source(said.speaker, &mut self.builder);
        let mut note = said.note;
        let report = said.report.map(|report| {
            let (key, remark) = self.recurring.report(report, record, &mut note, &mut self.builder);
            if let Some(remark) = remark {
                self.tell(Some(line), record.to_owned(), "report".to_owned(), remark, Severity::Remark);
            }
            key
        });
        let via: Vec<String> =
            said.via.into_iter().map(|carrier| self.recurring.source(carrier, &mut self.builder)).collect();
        let key = self.builder.keep_text(&said.key);
        let number = self.builder.statement_keys().len();
        self.builder.statement(StatementRecord {
            key: said.key,
            claim: claim.key.clone(),
            via: via.into_iter().filter(|carrier| *carrier != speaker).collect(),
            speaker,
            stance: said.stance,
            stated_at: said.stated_at,
            as_of: said.as_of.or(other_time),
            report,
            paragraph: None,
            quote: said.quote,
            figures: said.figures,
            paraphrase: said.paraphrase.or_else(|| claim.in_words.clone()),
            note,
        });
        self.met.statements.insert(key, number, self.builder.statement_keys());
        push(&mut self.met.statement_lines, short(line));
        true
    }

    /// Keeps the original cells of a record, with the dataset record made from it.
    fn keep(&mut self, line: usize, record: String, (kind, number): (RecordKind, usize), original: Option<FileRecord>) {
        let Some(original) = original.filter(|original| !original.cells.is_empty()) else { return };
        if written_bytes(&original) > KEPT_BYTES {
            let reason = format!("original cells not kept: longer than {KEPT_BYTES} bytes");
            self.tell(Some(line), record, String::new(), reason, Severity::FieldSkipped);
            return;
        }
        if self.builder.has_original(kind, number) {
            // Only a record without a new claim or statement gets here.
            let reason = "original cells not kept: the record adds nothing to an earlier one, whose cells are kept";
            self.tell(Some(line), record, String::new(), reason.to_owned(), Severity::FieldSkipped);
            return;
        }
        self.builder.original(kind, number, &original);
    }
}

fn hash_of(event_and_identity: Option<(TextId, TextId)>) -> u64 {
    event_and_identity.map_or(0, |(event, identity)| (event.index() as u64) << 32 | identity.index() as u64)
}

/// A line number; no file has more lines.
fn short(line: usize) -> u32 {
    u32::try_from(line).unwrap_or(u32::MAX)
}

/// Names records without an id after their line, and their index within that.
fn name_by_line(key: &mut String, line: usize, at: usize) {
    if key.trim().is_empty() {
        *key = format!("line {line}/{}", at + 1);
    }
}

/// The most bytes that a record takes as JSON.
fn written_bytes(original: &FileRecord) -> usize {
    let bytes = |text: &str| -> usize {
        text.bytes().map(|byte| if byte < b' ' || byte == b'"' || byte == b'\\' { 6 } else { 1 }).sum()
    };
    original.fields().map(|(name, cell)| bytes(name) + bytes(cell) + r#""":"","#.len()).sum()
}
