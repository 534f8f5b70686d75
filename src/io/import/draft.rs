//! Collects what importers read into a dataset, and keeps the account of every record of the file.
//!
//! Sources, places and reports that recur are one; what a record holds besides is kept with it as it stood.

use std::collections::BTreeMap;
use std::path::Path;

use super::account::{Account, ClaimPart, Said};
use super::recurring::{Keys, Known, Recurring, known};
use super::{Records, Told};
use crate::io::{Issue, Severity, file_name};
use crate::model::{
    ClaimRecord, DatasetBuilder, DatasetHeader, EventRecord, Extra, Original, RecordKind, StatementRecord, TimeText,
    is_direction_control,
};

/// The most bytes of a record that are kept as they stood, so that the dataset can be written and read again.
const KEPT_BYTES: usize = 384 << 10;

/// A dataset in the making.
#[derive(Debug)]
pub struct Draft<'a> {
    path: &'a Path,
    builder: DatasetBuilder,
    issues: Vec<Issue>,
    records: Records,
    /// Line of the record that brought an event, and where the event is.
    events: BTreeMap<Known, (usize, usize)>,
    /// Where the claims of an event are, by what makes each the same.
    claims: BTreeMap<Known, usize>,
    claim_keys: Keys,
    /// Lines of the records that brought them.
    statements: BTreeMap<Known, usize>,
    recurring: Recurring,
}

/// Place and time of one record of an event that others are about too.
#[derive(Debug, Default)]
struct Own {
    place: Option<String>,
    time: Option<TimeText>,
}

/// A claim of a record.
#[derive(Debug)]
struct Taken {
    key: String,
    /// The record's own wording, where the claim has another.
    in_words: Option<String>,
    is_other_time: bool,
}

impl<'a> Draft<'a> {
    pub fn new(path: &'a Path, header: DatasetHeader) -> Self {
        Self {
            path,
            builder: DatasetBuilder { header, ..DatasetBuilder::default() },
            issues: Vec::new(),
            records: Records::default(),
            events: BTreeMap::new(),
            claims: BTreeMap::new(),
            claim_keys: Keys::default(),
            statements: BTreeMap::new(),
            recurring: Recurring::default(),
        }
    }

    /// Something worth knowing about the whole file.
    pub fn remark(&mut self, reason: String) {
        self.tell(None, "the file".to_owned(), String::new(), reason, Severity::Remark);
    }

    /// A record that is not in the dataset, and why.
    pub fn set_aside(&mut self, line: usize, record: String, reason: String) {
        self.records.set_aside += 1;
        self.tell(Some(line), record, String::new(), reason, Severity::SetAside);
    }

    /// Takes a record in, or sets it aside where its id is taken.
    pub fn add(&mut self, line: usize, record: String, mut account: Account) {
        account.claims.iter_mut().enumerate().for_each(|(at, claim)| name_by_line(&mut claim.key, line, at));
        account.said.iter_mut().enumerate().for_each(|(at, said)| name_by_line(&mut said.key, line, at));
        if let Some(reason) = self.taken(&account) {
            self.set_aside(line, record, reason);
            return;
        }
        self.records.read += 1;
        for (field, reason, severity) in &account.issues {
            self.tell(Some(line), record.clone(), field.clone(), reason.clone(), *severity);
        }
        if account.original.iter().flat_map(Original::fields).any(|(_, cell)| cell.chars().any(is_direction_control)) {
            let reason = "it holds invisible characters that change the direction of text; they are shown as codes";
            self.tell(Some(line), record.clone(), String::new(), reason.to_owned(), Severity::Remark);
        }
        let event = account.event;
        let event_at = known(&[&event.key]);
        let is_new = !self.events.contains_key(&event_at);
        let place = event.place.map(|place| self.recurring.place(place, &mut self.builder));
        if is_new {
            self.events.insert(event_at, (line, self.builder.events.len()));
            let (key, title) = (event.key.clone(), event.title);
            let (place, time) = (place.clone(), event.time.clone());
            self.builder.events.push(EventRecord { key, title, place, time, note: event.note });
        } else if let Some(at) = self.events.get(&event_at).map(|(_, at)| *at) {
            self.agree(at, &place, &event.time);
        }
        // What records of one event differ in belongs to their claims.
        let own = if event.is_shared { Own { place, time: event.time } } else { Own::default() };
        let (mut primary, mut claims) = ((RecordKind::Event, event.key.clone()), Vec::new());
        for claim in account.claims {
            let (taken, is_new_claim) = self.claim(&event.key, claim, &own);
            if is_new_claim && !is_new && primary.0 == RecordKind::Event {
                primary = (RecordKind::Claim, taken.key.clone());
            }
            claims.push(taken);
        }
        let mut first = None;
        for said in account.said {
            let key = said.key.clone();
            if self.statement(line, &record, said, &claims, &own) {
                first.get_or_insert(key);
            }
        }
        if let Some(first) = first.filter(|_| !is_new || event.is_shared) {
            primary = (RecordKind::Statement, first);
        }
        self.keep(line, record, primary, account.original);
    }

    /// The dataset, with every issue in the order of the file.
    pub fn finish(self) -> Told {
        let Self { path, builder, mut issues, records, events, claims, claim_keys, statements, recurring } = self;
        // What is only needed while records come takes as much memory as the dataset.
        drop((events, claims, claim_keys, statements, recurring));
        let (dataset, defects) = builder.finish();
        let file = file_name(path);
        issues.extend(defects.into_iter().map(|defect| Issue::of_defect(&file, None, defect)));
        issues.sort_by_key(|issue| issue.line);
        Told { dataset, issues, records, mapping: None }
    }

    fn tell(&mut self, line: Option<usize>, record: String, field: String, reason: String, severity: Severity) {
        self.issues.push(Issue { file: file_name(self.path), line, record, field, reason, severity });
    }

    /// Why a record cannot be taken in, where another has its ids.
    fn taken(&self, account: &Account) -> Option<String> {
        let by = |line: &usize| format!("the id is taken already, by the record of line {line}");
        if account.event.key.trim().is_empty() {
            return Some("it has no id".to_owned());
        }
        let event = self.events.get(&known(&[&account.event.key])).filter(|_| !account.event.is_shared);
        let statement = || account.said.iter().find_map(|said| self.statements.get(&known(&[&said.key])));
        event.map(|(line, _)| by(line)).or_else(|| statement().map(by))
    }

    /// Leaves unknown of an event what its records do not agree on.
    fn agree(&mut self, event: usize, place: &Option<String>, time: &Option<TimeText>) {
        if let Some(event) = self.builder.events.get_mut(event) {
            if event.place != *place {
                event.place = None;
            }
            if event.time != *time {
                event.time = None;
            }
        }
    }

    /// The claim of a record, which may have been met before, and whether it is new.
    fn claim(&mut self, event: &str, claim: ClaimPart, own: &Own) -> (Taken, bool) {
        let ClaimPart { key, proposition, identity, kind, note } = claim;
        let identity = known(&[event, identity.as_ref().unwrap_or(&proposition)]);
        if let Some(at) = self.claims.get(&identity) {
            let met = self.builder.claims.get(*at);
            let key = met.map(|claim| claim.key.clone()).unwrap_or(key);
            let is_other_time = met.is_some_and(|claim| claim.time != own.time);
            let in_words = met.filter(|claim| claim.proposition != proposition).map(|_| proposition);
            return (Taken { key, in_words, is_other_time }, false);
        }
        let key = self.claim_keys.take(key);
        self.claims.insert(identity, self.builder.claims.len());
        self.builder.claims.push(ClaimRecord {
            key: key.clone(),
            proposition,
            event: event.to_owned(),
            kind,
            favours: None,
            is_taking: false,
            place: own.place.clone(),
            time: own.time.clone(),
            measure: None,
            note,
        });
        (Taken { key, in_words: None, is_other_time: false }, true)
    }

    fn statement(&mut self, line: usize, record: &str, said: Said, claims: &[Taken], own: &Own) -> bool {
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
        self.statements.insert(known(&[&said.key]), line);
        self.builder.statements.push(StatementRecord {
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
        true
    }

    /// Keeps a record of the file as it stood, with the record of the dataset that it became.
    fn keep(&mut self, line: usize, record: String, primary: (RecordKind, String), original: Option<Original>) {
        let Some(original) = original.filter(|original| !original.cells.is_empty()) else { return };
        if written_bytes(&original) > KEPT_BYTES {
            let reason = format!("it is too long to be kept as it stood: more than {KEPT_BYTES} bytes");
            self.tell(Some(line), record, String::new(), reason, Severity::FieldLeftOut);
            return;
        }
        self.builder.extras.insert(primary, Extra::Original(original));
    }
}

/// Names what has no id by the line of its record, and by its number within that.
fn name_by_line(key: &mut String, line: usize, at: usize) {
    if key.trim().is_empty() {
        *key = format!("line {line}/{}", at + 1);
    }
}

/// The most bytes that a record takes when it is written as JSON.
fn written_bytes(original: &Original) -> usize {
    let bytes = |text: &str| -> usize {
        text.bytes().map(|byte| if byte < b' ' || byte == b'"' || byte == b'\\' { 6 } else { 1 }).sum()
    };
    original.fields().map(|(name, cell)| bytes(name) + bytes(cell) + r#""":"","#.len()).sum()
}
