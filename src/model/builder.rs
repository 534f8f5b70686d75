//! Makes a `Dataset` from records, checking every key and reference.
//!
//! A record that cannot stand is set aside; a field that cannot stand is left unknown.
//! Both are told as [`Defect`]s, never dropped in silence.

use std::collections::BTreeMap;

use super::dataset::{ClaimColumns, Dataset, DatasetHeader, EventColumns, Side, StatementColumns, Text, TextArena};
use super::{
    ClaimId, ClaimRecord, EventId, EventRecord, Extra, Grouped, Id, Key, Measure, OffsetFrom, Place, PlaceId,
    PlaceRecord, Relation, RelationRecord, Report, ReportId, ReportRecord, SideId, Source, SourceId, SourceRecord,
    Sparse, StatementId, StatementRecord, TimeSpan, TimeText,
};

/// The kinds of record that a dataset holds.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum RecordKind {
    Dataset,
    Side,
    Place,
    Source,
    Report,
    Event,
    Claim,
    Statement,
    Relation,
}

impl RecordKind {
    pub fn label(self) -> &'static str {
        match self {
            Self::Dataset => "dataset",
            Self::Side => "side",
            Self::Place => "place",
            Self::Source => "source",
            Self::Report => "report",
            Self::Event => "event",
            Self::Claim => "claim",
            Self::Statement => "statement",
            Self::Relation => "relation",
        }
    }
}

/// What became of a record with a defect.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Kept {
    /// The record is in the dataset, the field unknown.
    WithoutField,
    /// The record is in the dataset as it was given.
    Whole,
    /// The record is not in the dataset.
    SetAside,
}

/// Something wrong with a record.
#[derive(Clone, Debug, PartialEq)]
pub struct Defect {
    pub kind: RecordKind,
    /// Number of the record among those of its kind that were handed to the builder, from 0.
    pub number: usize,
    pub key: String,
    pub field: String,
    pub reason: String,
    pub kept: Kept,
}

/// Collects records in any order; [`finish`](Self::finish) resolves their references.
#[derive(Clone, Debug, Default)]
pub struct DatasetBuilder {
    pub header: DatasetHeader,
    pub sides: Vec<Side>,
    pub places: Vec<PlaceRecord>,
    pub sources: Vec<SourceRecord>,
    pub reports: Vec<ReportRecord>,
    pub events: Vec<EventRecord>,
    pub claims: Vec<ClaimRecord>,
    pub statements: Vec<StatementRecord>,
    pub relations: Vec<RelationRecord>,
    /// Fields that this version does not know, by kind and key of their record.
    pub extras: BTreeMap<(RecordKind, String), Extra>,
}

impl DatasetBuilder {
    /// The dataset, and what was wrong with the records, in the order of kinds and then of records.
    pub fn finish(self) -> (Dataset, Vec<Defect>) {
        let mut defects = Vec::new();
        let sides = distinct(RecordKind::Side, self.sides, |side| &side.key, &mut defects);
        let places = distinct(RecordKind::Place, self.places, |place| &place.key, &mut defects);
        let sources = distinct(RecordKind::Source, self.sources, |source| &source.key, &mut defects);
        let reports = distinct(RecordKind::Report, self.reports, |report| &report.key, &mut defects);
        let events = distinct(RecordKind::Event, self.events, |event| &event.key, &mut defects);
        let claims = distinct(RecordKind::Claim, self.claims, |claim| &claim.key, &mut defects);
        let statements = distinct(RecordKind::Statement, self.statements, |statement| &statement.key, &mut defects);

        let mut keys = Keys {
            sides: by_key(&sides, |side| &side.key),
            places: by_key(&places, |place| &place.key),
            sources: by_key(&sources, |source| &source.key),
            reports: by_key(&reports, |report| &report.key),
            events: by_key(&events, |event| &event.key),
            claims: BTreeMap::new(),
        };
        let places = resolve_places(places, &keys, &mut defects);
        let sources = resolve_sources(sources, &keys, &mut defects);
        let reports = resolve_reports(reports, &keys, &mut defects);
        let mut arena = TextArena::default();
        let events = resolve_events(events, &keys, &mut arena, &mut defects);
        let (claims, claim_keys) = resolve_claims(claims, &keys, &mut arena, &mut defects);
        keys.claims = claim_keys;
        let (statements, statement_keys) = resolve_statements(statements, &keys, &mut arena, &mut defects);
        let relations = resolve_relations(self.relations, &keys, &mut defects);

        let by_claim = statements.claim.iter().enumerate().map(|(at, claim)| (*claim, StatementId::from_index(at)));
        let statements_of_claim = Grouped::from_pairs(claims.key.len(), by_claim);
        let by_speaker =
            statements.speaker.iter().enumerate().map(|(at, source)| (*source, StatementId::from_index(at)));
        let statements_of_speaker = Grouped::from_pairs(sources.len(), by_speaker);
        let by_carrier = (0..statements.key.len()).map(StatementId::from_index).flat_map(|id| {
            let via = statements.via.get(id).map_or(&[][..], Vec::as_slice);
            via.iter().map(move |carrier| (*carrier, id))
        });
        let statements_of_carrier = Grouped::from_pairs(sources.len(), by_carrier);
        let by_relation = relations.iter().zip(0u32..).flat_map(|(relation, at)| {
            let other = (relation.a != relation.b).then_some((relation.b, at));
            std::iter::once((relation.a, at)).chain(other)
        });
        let relations_of_claim = Grouped::from_pairs(claims.key.len(), by_relation);

        let dataset = Dataset {
            header: self.header,
            arena,
            sides: sides.records,
            places,
            source_by_key: sources.iter().map(|source| source.key.clone()).zip(ids()).collect(),
            sources,
            reports,
            claim_by_key: keys.claims.into_values().collect(),
            statement_by_key: statement_keys.into_values().collect(),
            events,
            claims,
            statements,
            relations,
            extras: self.extras,
            statements_of_claim,
            statements_of_speaker,
            statements_of_carrier,
            relations_of_claim,
            layers: Vec::new(),
        };
        (dataset, defects)
    }
}

struct Keys {
    sides: BTreeMap<String, SideId>,
    places: BTreeMap<String, PlaceId>,
    sources: BTreeMap<String, SourceId>,
    reports: BTreeMap<String, ReportId>,
    events: BTreeMap<String, EventId>,
    claims: BTreeMap<String, ClaimId>,
}

/// The records of a kind that stand so far.
struct Standing<T> {
    records: Vec<T>,
    /// Rising numbers, among those handed in, of records that do not stand.
    set_aside: Vec<usize>,
}

impl<T> Standing<T> {
    /// Records with their numbers among those handed in.
    fn numbered(self) -> impl Iterator<Item = (usize, T)> {
        let Self { records, set_aside } = self;
        (0..).filter(move |number| set_aside.binary_search(number).is_err()).zip(records)
    }
}

/// Where the defects of one record go.
struct Check<'a> {
    kind: RecordKind,
    number: usize,
    key: &'a str,
    defects: &'a mut Vec<Defect>,
}

impl Check<'_> {
    fn tell(&mut self, field: &str, reason: String, kept: Kept) {
        let (kind, number, key) = (self.kind, self.number, self.key.to_owned());
        self.defects.push(Defect { kind, number, key, field: field.to_owned(), reason, kept });
    }

    /// The id of a key that the record can do without.
    fn optional<I: Id>(&mut self, field: &str, key: Option<&String>, ids: &BTreeMap<String, I>) -> Option<I> {
        let key = key?;
        let found = ids.get(key).copied();
        if found.is_none() {
            self.tell(field, unknown_key(key), Kept::WithoutField);
        }
        found
    }

    /// The id of a key without which the record cannot stand.
    fn required<I: Id>(&mut self, field: &str, key: &str, ids: &BTreeMap<String, I>) -> Option<I> {
        let found = ids.get(key).copied();
        if found.is_none() {
            self.tell(field, unknown_key(key), Kept::SetAside);
        }
        found
    }

    /// The text's place in the arena; a text that no longer fits sets the record aside.
    fn keep(&mut self, arena: &mut TextArena, field: &str, text: &str) -> Option<Text> {
        let kept = arena.keep(text);
        if kept.is_none() {
            self.tell(field, "the dataset holds more than 4 GiB of text".to_owned(), Kept::SetAside);
        }
        kept
    }
}

fn unknown_key(key: &str) -> String {
    format!("`{key}` is not in the dataset, or was set aside")
}

fn ids<I: Id>() -> impl Iterator<Item = I> {
    (0..).map(I::from_index)
}

fn by_key<T, I: Id>(standing: &Standing<T>, key: impl Fn(&T) -> &str) -> BTreeMap<String, I> {
    standing.records.iter().map(|record| key(record).to_owned()).zip(ids()).collect()
}

/// Sets aside records whose key is empty or was seen before.
fn distinct<T>(
    kind: RecordKind,
    mut records: Vec<T>,
    key: impl Fn(&T) -> &str,
    defects: &mut Vec<Defect>,
) -> Standing<T> {
    let (mut first_number, mut set_aside) = (BTreeMap::new(), Vec::new());
    for (number, record) in records.iter().enumerate() {
        let record_key = key(record);
        let reason = match first_number.get(record_key) {
            _ if record_key.trim().is_empty() => Some("a record needs an id that is not empty".to_owned()),
            Some(first) => Some(format!("the id is taken already, by {} number {}", kind.label(), first + 1)),
            None => None,
        };
        if let Some(reason) = reason {
            Check { kind, number, key: record_key, defects }.tell("id", reason, Kept::SetAside);
            set_aside.push(number);
            continue;
        }
        first_number.insert(record_key, number);
    }
    let mut numbers = 0..;
    records.retain(|_| numbers.next().is_some_and(|number| set_aside.binary_search(&number).is_err()));
    Standing { records, set_aside }
}

fn resolve_places(records: Standing<PlaceRecord>, keys: &Keys, defects: &mut Vec<Defect>) -> Vec<Place> {
    let mut places: Vec<Place> = Vec::with_capacity(records.records.len());
    for (number, record) in records.numbered() {
        let mut check = Check { kind: RecordKind::Place, number, key: &record.key, defects };
        let part_of = check.optional("part_of", record.part_of.as_ref(), &keys.places);
        let offset_from = record.offset_from.and_then(|offset| {
            let place = check.optional("offset_from.place", Some(&offset.place), &keys.places)?;
            Some(OffsetFrom { place, distance_km: offset.distance_km, bearing_deg: offset.bearing_deg })
        });
        places.push(Place {
            key: Key::from(record.key),
            name: record.name,
            names: record.names,
            aliases: record.aliases,
            position: record.position,
            radius_km: record.radius_km,
            area: record.area,
            part_of,
            offset_from,
            origin: record.origin,
            note: record.note,
            placed: None,
        });
    }
    position_by_offset(&mut places);
    places
}

/// Computes the positions of places that are given from another; chains are followed, rings stay unknown.
pub(super) fn position_by_offset(places: &mut [Place]) {
    for _ in 0..places.len() {
        let mut moved = false;
        for at in 0..places.len() {
            let Some(offset) = places[at].offset_from.clone().filter(|_| places[at].position.is_none()) else {
                continue;
            };
            let from = places.get(offset.place.index()).and_then(|place| place.position);
            places[at].position = from.and_then(|from| from.offset(offset.distance_km, offset.bearing_deg));
            moved |= places[at].position.is_some();
        }
        if !moved {
            return;
        }
    }
}

fn resolve_sources(records: Standing<SourceRecord>, keys: &Keys, defects: &mut Vec<Defect>) -> Vec<Source> {
    let mut sources = Vec::with_capacity(records.records.len());
    for (number, record) in records.numbered() {
        let mut check = Check { kind: RecordKind::Source, number, key: &record.key, defects };
        let side = check.optional("side", record.side.as_ref(), &keys.sides);
        let speaks_for = check.optional("speaks_for", record.speaks_for.as_ref(), &keys.sources);
        sources.push(Source {
            key: Key::from(record.key),
            name: record.name,
            names: record.names,
            aliases: record.aliases,
            kind: record.kind,
            side,
            speaks_for,
            note: record.note,
        });
    }
    sources
}

fn resolve_reports(records: Standing<ReportRecord>, keys: &Keys, defects: &mut Vec<Defect>) -> Vec<Report> {
    let mut reports = Vec::with_capacity(records.records.len());
    for (number, record) in records.numbered() {
        let mut check = Check { kind: RecordKind::Report, number, key: &record.key, defects };
        let publisher = check.optional("publisher", record.publisher.as_ref(), &keys.sources);
        reports.push(Report {
            key: Key::from(record.key),
            title: record.title,
            publisher,
            published: record.published,
            url: record.url,
            language: record.language,
            authors: record.authors,
            note: record.note,
        });
    }
    reports
}

fn resolve_events(
    records: Standing<EventRecord>,
    keys: &Keys,
    arena: &mut TextArena,
    defects: &mut Vec<Defect>,
) -> EventColumns {
    let mut columns = EventColumns::default();
    for (id, (number, record)) in ids::<EventId>().zip(records.numbered()) {
        let mut check = Check { kind: RecordKind::Event, number, key: &record.key, defects };
        let place = check.optional("place", record.place.as_ref(), &keys.places);
        // An event that no longer fits keeps its row, so that ids stay those of the keys.
        columns.key.push(check.keep(arena, "id", &record.key).unwrap_or_default());
        columns.title.push(check.keep(arena, "title", &record.title).unwrap_or_default());
        columns.place.push(place);
        set_time(record.time, id, arena, &mut columns.time, &mut columns.time_words);
        set_text(record.note, id, arena, &mut columns.note);
    }
    columns
}

fn resolve_claims(
    records: Standing<ClaimRecord>,
    keys: &Keys,
    arena: &mut TextArena,
    defects: &mut Vec<Defect>,
) -> (ClaimColumns, BTreeMap<String, ClaimId>) {
    let (mut columns, mut claim_keys) = (ClaimColumns::default(), BTreeMap::new());
    for (number, record) in records.numbered() {
        let mut check = Check { kind: RecordKind::Claim, number, key: &record.key, defects };
        let event = check.required("event", &record.event, &keys.events);
        let favours = check.optional("favours", record.favours.as_ref(), &keys.sides);
        let place = check.optional("place", record.place.as_ref(), &keys.places);
        let measure = record.measure.and_then(|measure| {
            let from = check.optional("measure.from", Some(&measure.from), &keys.places)?;
            let to = check.optional("measure.to", Some(&measure.to), &keys.places)?;
            Some(Measure { from, to, quantity: measure.quantity })
        });
        let key = check.keep(arena, "id", &record.key);
        let proposition = check.keep(arena, "proposition", &record.proposition);
        let (Some(event), Some(key), Some(proposition)) = (event, key, proposition) else {
            continue;
        };
        let id = ClaimId::from_index(columns.key.len());
        columns.key.push(key);
        columns.proposition.push(proposition);
        columns.event.push(event);
        columns.kind.push(record.kind);
        columns.favours.push(favours);
        if record.is_taking {
            columns.taking.set(id, ());
        }
        columns.place.push(place);
        set_time(record.time, id, arena, &mut columns.time, &mut columns.time_words);
        if let Some(measure) = measure {
            columns.measure.set(id, measure);
        }
        set_text(record.note, id, arena, &mut columns.note);
        claim_keys.insert(record.key, id);
    }
    (columns, claim_keys)
}

fn resolve_statements(
    records: Standing<StatementRecord>,
    keys: &Keys,
    arena: &mut TextArena,
    defects: &mut Vec<Defect>,
) -> (StatementColumns, BTreeMap<String, StatementId>) {
    let (mut columns, mut statement_keys) = (StatementColumns::default(), BTreeMap::new());
    for (number, record) in records.numbered() {
        let mut check = Check { kind: RecordKind::Statement, number, key: &record.key, defects };
        let claim = check.required("claim", &record.claim, &keys.claims);
        let speaker = check.required("speaker", &record.speaker, &keys.sources);
        let report = check.optional("report", record.report.as_ref(), &keys.reports);
        // A chain with a missing link would name the wrong origin, so the whole record goes.
        let links = record.via.iter().map(|carrier| check.required("via", carrier, &keys.sources));
        let via: Option<Vec<SourceId>> = links.collect();
        let key = check.keep(arena, "id", &record.key);
        let (Some(claim), Some(speaker), Some(via), Some(key)) = (claim, speaker, via, key) else {
            continue;
        };
        let id = StatementId::from_index(columns.key.len());
        columns.key.push(key);
        columns.claim.push(claim);
        columns.speaker.push(speaker);
        columns.stance.push(record.stance);
        columns.report.push(report);
        set_time(record.stated_at, id, arena, &mut columns.stated_at, &mut columns.stated_words);
        set_time(record.as_of, id, arena, &mut columns.as_of, &mut columns.as_of_words);
        if !via.is_empty() {
            columns.via.set(id, via);
        }
        if let Some(paragraph) = record.paragraph {
            columns.paragraph.set(id, paragraph);
        }
        if !record.figures.is_empty() {
            columns.figures.set(id, record.figures);
        }
        set_text(record.quote, id, arena, &mut columns.quote);
        set_text(record.paraphrase, id, arena, &mut columns.paraphrase);
        set_text(record.note, id, arena, &mut columns.note);
        statement_keys.insert(record.key, id);
    }
    (columns, statement_keys)
}

fn resolve_relations(records: Vec<RelationRecord>, keys: &Keys, defects: &mut Vec<Defect>) -> Vec<Relation> {
    let mut relations = Vec::with_capacity(records.len());
    for (number, record) in records.into_iter().enumerate() {
        let key = format!("{} – {}", record.a, record.b);
        let mut check = Check { kind: RecordKind::Relation, number, key: &key, defects };
        let a = check.required("a", &record.a, &keys.claims);
        let b = check.required("b", &record.b, &keys.claims);
        if let (Some(a), Some(b)) = (a, b) {
            relations.push(Relation { a, kind: record.kind, b, note: record.note });
        }
    }
    relations
}

fn set_time<I: Id>(
    time: Option<TimeText>,
    id: I,
    arena: &mut TextArena,
    spans: &mut Sparse<I, TimeSpan>,
    words: &mut Sparse<I, Text>,
) {
    if let Some(time) = time {
        spans.set(id, time.span);
        set_text(time.words, id, arena, words);
    }
}

fn set_text<I: Id>(text: Option<String>, id: I, arena: &mut TextArena, column: &mut Sparse<I, Text>) {
    if let Some(kept) = text.and_then(|text| arena.keep(&text)) {
        column.set(id, kept);
    }
}
