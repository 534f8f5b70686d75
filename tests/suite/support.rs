//! Builders for what tests need: datasets, stamps, entries, files. No test lives here.

use std::path::{Path, PathBuf};

use counterclaim_export::CONVERTERS;
use counterclaim_io::load::{Import, load_bytes};
use counterclaim_io::session_file::{self, DatasetRef, SessionFile};
use counterclaim_io::{Issue, LoadError};
use counterclaim_model::{
    ClaimId, ClaimKind, ClaimRecord, Dataset, Edit, Entry, EntryId, EventRecord, Key, Line, Precision, SECS_PER_DAY,
    Side, SourceId, SourceKind, SourceRecord, Stamp, Stance, StatementRecord, TimeSpan, TimeText, Timestamp,
};
use serde_json::{Value, json};

/// The name that made-up files have in messages.
pub const FILE: &str = "made-up.json";

/// A path below the root of the package.
pub fn in_package(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// Every file with the extension below a folder of the package, sorted.
pub fn files_below(folder: &str, extension: &str) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![in_package(folder)];
    while let Some(folder) = folders.pop() {
        let entries = std::fs::read_dir(&folder).unwrap_or_else(|error| panic!("{error}: {}", folder.display()));
        for path in entries.map(|entry| entry.expect("an entry").path()) {
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|found| found == extension) {
                files.push(path);
            }
        }
    }
    files.sort();
    files
}

/// A file's path below the package, with `/`.
pub fn name_in_package(path: &Path) -> String {
    path.strip_prefix(in_package("")).unwrap_or(path).to_string_lossy().replace('\\', "/")
}

pub fn read_text(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{error}: {}", path.display()))
}

/// The text of the example that ships with the program.
pub fn example_text() -> String {
    read_text(&in_package("assets/examples/kurakhove-report/dataset.json"))
}

/// A folder that is removed at the end of the test.
pub fn folder() -> tempfile::TempDir {
    tempfile::tempdir().expect("a temporary folder")
}

/// Loads the text of a dataset file.
pub fn load_text(text: &str) -> Result<Import, LoadError> {
    load_bytes(text.as_bytes(), Path::new(FILE))
}

/// Loads a dataset with the given lists of records; format, version and title are added.
pub fn load_records(records: &Value) -> Import {
    load_text(&dataset_text(records)).expect("a dataset")
}

/// The text of a dataset file with the given fields, after format, version and title.
pub fn dataset_text(fields: &Value) -> String {
    let mut file = json!({"format": "counterclaim-dataset", "version": 1, "title": "Made up"});
    let (Some(file_fields), Some(fields)) = (file.as_object_mut(), fields.as_object()) else {
        panic!("the fields of a dataset are an object: {fields}");
    };
    file_fields.extend(fields.clone());
    serde_json::to_string_pretty(&file).expect("JSON")
}

/// The text of a dataset with one statement, which names the title.
pub fn one_statement(title: &str) -> String {
    dataset_text(&json!({
        "title": title,
        "sources": [{"id": "herald", "name": "The Herald", "kind": "media"}],
        "events": [{"id": "event", "title": "Event"}],
        "claims": [{"id": "captured", "proposition": format!("Captured, says {title}"), "event": "event", "kind": "occurrence"}],
        "statements": [{"id": "s", "claim": "captured", "speaker": "herald", "stance": "supports"}],
    }))
}

/// The one issue that there is.
pub fn only_issue(issues: &[Issue]) -> &Issue {
    match issues {
        [issue] => issue,
        issues => panic!("one issue was expected: {issues:#?}"),
    }
}

/// Makes small datasets; one event, `event-a`, is there from the start.
#[derive(Default)]
pub struct DatasetBuilder {
    records: counterclaim_model::DatasetBuilder,
}

impl DatasetBuilder {
    pub fn new() -> Self {
        let mut builder = Self::default();
        let event = EventRecord { key: "event-a".to_owned(), title: "Event A".to_owned(), ..EventRecord::default() };
        builder.records.events.push(event);
        builder
    }

    pub fn side(mut self, key: &str) -> Self {
        self.records.sides.push(Side { key: key.into(), name: key.to_owned(), note: None });
        self
    }

    /// A source of kind `media` without a side.
    pub fn source(self, key: &str) -> Self {
        self.source_with(key, |_| {})
    }

    pub fn source_with(mut self, key: &str, change: impl FnOnce(&mut SourceRecord)) -> Self {
        let mut record = source_record(key);
        change(&mut record);
        self.records.sources.push(record);
        self
    }

    /// A claim of kind `occurrence` that favours nobody.
    pub fn claim(self, key: &str) -> Self {
        self.claim_with(key, |_| {})
    }

    pub fn claim_with(mut self, key: &str, change: impl FnOnce(&mut ClaimRecord)) -> Self {
        let mut record = claim_record(key);
        change(&mut record);
        self.records.claims.push(record);
        self
    }

    /// A statement by `speaker` on `claim`, carried by nobody.
    pub fn says(self, speaker: &str, stance: Stance, claim: &str) -> Self {
        self.says_with(speaker, stance, claim, |_| {})
    }

    pub fn says_with(
        mut self,
        speaker: &str,
        stance: Stance,
        claim: &str,
        change: impl FnOnce(&mut StatementRecord),
    ) -> Self {
        let mut record = statement_record(&format!("statement-{}", self.records.statements.len() + 1));
        record.speaker = speaker.to_owned();
        record.stance = stance;
        record.claim = claim.to_owned();
        change(&mut record);
        self.records.statements.push(record);
        self
    }

    /// The dataset; every record must stand.
    pub fn build(self) -> Dataset {
        let (dataset, defects) = self.records.finish();
        assert_eq!(defects, [], "the made-up dataset has defects");
        dataset
    }

    /// The records, for tests that reorder them.
    pub fn into_records(self) -> counterclaim_model::DatasetBuilder {
        self.records
    }
}

pub fn source_record(key: &str) -> SourceRecord {
    SourceRecord {
        key: key.to_owned(),
        name: key.to_owned(),
        names: Vec::new(),
        aliases: Vec::new(),
        kind: SourceKind::Media,
        side: None,
        speaks_for: None,
        note: None,
    }
}

pub fn claim_record(key: &str) -> ClaimRecord {
    ClaimRecord {
        key: key.to_owned(),
        proposition: key.to_owned(),
        event: "event-a".to_owned(),
        kind: ClaimKind::Occurrence,
        favours: None,
        is_taking: false,
        place: None,
        time: None,
        measure: None,
        note: None,
    }
}

pub fn statement_record(key: &str) -> StatementRecord {
    StatementRecord {
        key: key.to_owned(),
        claim: "claim-a".to_owned(),
        speaker: "source-a".to_owned(),
        stance: Stance::Supports,
        stated_at: None,
        as_of: None,
        via: Vec::new(),
        report: None,
        paragraph: None,
        quote: None,
        figures: Vec::new(),
        paraphrase: None,
        note: None,
    }
}

/// A day in UTC, as the number of days since 1970-01-01.
pub fn day(number: i64) -> TimeText {
    let start_s = number * SECS_PER_DAY;
    let span = TimeSpan { start_s, end_s: start_s + SECS_PER_DAY, precision: Precision::Day, offset_min: 0 };
    TimeText { span, words: None }
}

pub fn claim_id(dataset: &Dataset, key: &str) -> ClaimId {
    dataset.claim_by_key(key).unwrap_or_else(|| panic!("there is no claim {key}"))
}

pub fn source_id(dataset: &Dataset, key: &str) -> SourceId {
    dataset.source_by_key(key).unwrap_or_else(|| panic!("there is no source {key}"))
}

/// Stamps in order: each a second and a millisecond after the one before.
#[derive(Default)]
pub struct Stamps {
    count: u32,
}

impl Stamps {
    pub fn next(&mut self) -> Stamp {
        self.count += 1;
        let millis = 1_736_272_800_000 + i64::from(self.count) * 1001;
        // The id of an entry has the time in its upper 48 bits.
        let id = (1_736_272_800_000_u128 + u128::from(self.count)) << 80 | u128::from(self.count);
        Stamp { id: EntryId(id), at: Timestamp { millis } }
    }
}

pub fn entry(stamp: Stamp, author: &str, edit: Edit) -> Entry {
    Entry { id: stamp.id, at: stamp.at, author: author.into(), edit, undoes: None, verbatim: None }
}

pub fn note(claim: &str, text: &str) -> Edit {
    let target = counterclaim_model::Target::Claim(Key::from(claim));
    Edit::Note { target, value: Some(text.to_owned()) }
}

pub fn dataset_ref() -> DatasetRef {
    DatasetRef { name: "Made up".to_owned(), path: FILE.to_owned(), sha256: "0".repeat(64), ..DatasetRef::default() }
}

/// A session over a made-up dataset.
pub fn session(lines: Vec<Line>) -> SessionFile {
    SessionFile { datasets: vec![dataset_ref()], unknown: serde_json::Map::new(), lines }
}

/// Reads the text of a session file.
pub fn read_session(text: &str) -> (SessionFile, Vec<Issue>) {
    session_file::read_bytes(text.as_bytes(), Path::new("made-up.ccsession")).expect("a session")
}

/// A dataset as the bytes of a file with this extension.
pub fn converted(dataset: &Dataset, extension: &str) -> Vec<u8> {
    let converter = CONVERTERS.iter().find(|converter| converter.extension == extension).expect("a known format");
    let mut bytes = Vec::new();
    (converter.write)(dataset, &mut bytes).expect("written");
    bytes
}
