//! Takes records one at a time and stores each kind as columns; the records themselves are dropped.
//!
//! References are texts until [`finish`](ColumnarBuilder::finish) resolves them, so records may come in any order.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::column::push;
use crate::dataset::{
    ClaimColumns, DatasetHeader, EventColumns, Names, Originals, PlaceColumns, ReportColumns, Side, SourceColumns,
    StatementColumns,
};
use crate::defect::RecordKind;
use crate::statement::FigureRow;
use crate::text_interner::TextInternerBuilder;
use crate::time_interner::GatheredTimes;
use crate::{
    Cells, ClaimId, ClaimRecord, EventId, EventRecord, FigureRecord, FileRecord, Id, Measure, OffsetFrom, PlaceId,
    PlaceRecord, RelationRecord, ReportId, ReportRecord, SourceId, SourceRecord, Sparse, StatementId, StatementRecord,
    TextId, TimeId, TimeText, UnknownFields,
};

/// Records on their way to a dataset.
#[derive(Clone, Debug)]
pub struct ColumnarBuilder {
    pub(super) header: DatasetHeader,
    pub(super) texts: TextInternerBuilder,
    pub(super) times: GatheredTimes,
    pub(super) sides: Vec<Side>,
    pub(super) places: PlaceColumns<TextId>,
    pub(super) sources: SourceColumns<TextId>,
    pub(super) reports: ReportColumns<TextId>,
    pub(super) events: EventColumns<TextId>,
    pub(super) claims: ClaimColumns<TextId>,
    pub(super) statements: StatementColumns<TextId>,
    pub(super) relations: Vec<RelationRecord>,
    pub(super) originals: Originals,
    /// Kind and index of records with a text for which there was no space, and the field.
    pub(super) without_room: Vec<(RecordKind, usize, &'static str)>,
    pub(super) extras: BTreeMap<(RecordKind, String), UnknownFields>,
}

impl ColumnarBuilder {
    /// Takes the records of a file whose cells are packed in a text; that text becomes part of the dataset.
    pub fn of_file(header: DatasetHeader, cells: Arc<String>) -> Self {
        Self {
            header,
            texts: TextInternerBuilder::beside(cells),
            times: GatheredTimes::default(),
            sides: Vec::new(),
            places: PlaceColumns::default(),
            sources: SourceColumns::default(),
            reports: ReportColumns::default(),
            events: EventColumns::default(),
            claims: ClaimColumns::default(),
            statements: StatementColumns::default(),
            relations: Vec::new(),
            originals: Originals::default(),
            without_room: Vec::new(),
            extras: BTreeMap::new(),
        }
    }

    /// Sets the original record of the next records.
    pub fn of_record(&mut self, cells: &Cells) {
        self.texts.of_record(cells);
    }

    pub fn side(&mut self, side: Side) {
        self.sides.push(side);
    }

    pub fn place(&mut self, record: PlaceRecord) {
        let kind = RecordKind::Place;
        let number = self.places.key.len();
        let id = PlaceId::from_index(number);
        let key = self.needed(kind, number, "id", &record.key);
        let name = self.needed(kind, number, "name", &record.name);
        let offset_from = record.offset_from.map(|offset| OffsetFrom {
            place: self.needed(kind, number, "offset_from.place", &offset.place),
            distance_km: offset.distance_km,
            bearing_deg: offset.bearing_deg,
        });
        let part_of = self.optional(record.part_of);
        let origin = self.optional(record.origin);
        let note = self.optional(record.note);
        let columns = &mut self.places;
        push(&mut columns.key, key);
        push(&mut columns.name, name);
        push(&mut columns.position, record.position);
        set(&mut columns.names, id, names(record.names, record.aliases));
        set(&mut columns.radius_km, id, record.radius_km);
        set(&mut columns.area, id, record.area);
        set(&mut columns.part_of, id, part_of);
        set(&mut columns.offset_from, id, offset_from);
        set(&mut columns.origin, id, origin);
        set(&mut columns.note, id, note);
    }

    pub fn source(&mut self, record: SourceRecord) {
        let kind = RecordKind::Source;
        let number = self.sources.key.len();
        let id = SourceId::from_index(number);
        let key = self.needed(kind, number, "id", &record.key);
        let name = self.needed(kind, number, "name", &record.name);
        let side = self.optional(record.side);
        let speaks_for = self.optional(record.speaks_for);
        let note = self.optional(record.note);
        let columns = &mut self.sources;
        push(&mut columns.key, key);
        push(&mut columns.name, name);
        push(&mut columns.kind, record.kind);
        set(&mut columns.names, id, names(record.names, record.aliases));
        set(&mut columns.side, id, side);
        set(&mut columns.speaks_for, id, speaks_for);
        set(&mut columns.note, id, note);
    }

    pub fn relation(&mut self, record: RelationRecord) {
        self.relations.push(record);
    }

    pub fn report(&mut self, record: ReportRecord) {
        let kind = RecordKind::Report;
        let number = self.reports.key.len();
        let id = ReportId::from_index(number);
        let key = self.needed(kind, number, "id", &record.key);
        let title = self.needed(kind, number, "title", &record.title);
        let publisher = self.optional(record.publisher);
        let published = self.time(record.published);
        let url = self.optional(record.url);
        let language = self.optional(record.language);
        let note = self.optional(record.note);
        let authors: Vec<TextId> = record.authors.iter().filter_map(|author| self.texts.keep(author)).collect();
        let columns = &mut self.reports;
        push(&mut columns.key, key);
        push(&mut columns.title, title);
        push(&mut columns.publisher, publisher);
        set(&mut columns.published, id, published);
        set(&mut columns.url, id, url);
        set(&mut columns.language, id, language);
        set(&mut columns.authors, id, Some(authors).filter(|authors| !authors.is_empty()));
        set(&mut columns.note, id, note);
    }

    pub fn event(&mut self, record: EventRecord) {
        let kind = RecordKind::Event;
        let number = self.events.key.len();
        let id = EventId::from_index(number);
        let key = self.needed(kind, number, "id", &record.key);
        let title = self.needed(kind, number, "title", &record.title);
        let place = self.optional(record.place);
        let time = self.time(record.time);
        let note = self.optional(record.note);
        let columns = &mut self.events;
        push(&mut columns.key, key);
        push(&mut columns.title, title);
        push(&mut columns.place, place);
        set(&mut columns.time, id, time);
        set(&mut columns.note, id, note);
    }

    pub fn claim(&mut self, record: ClaimRecord) {
        let kind = RecordKind::Claim;
        let number = self.claims.key.len();
        let id = ClaimId::from_index(number);
        let key = self.needed(kind, number, "id", &record.key);
        let proposition = self.needed(kind, number, "proposition", &record.proposition);
        let event = self.needed(kind, number, "event", &record.event);
        let favours = self.optional(record.favours);
        let place = self.optional(record.place);
        let time = self.time(record.time);
        let note = self.optional(record.note);
        let measure = record.measure.map(|measure| Measure {
            from: self.needed(kind, number, "measure.from", &measure.from),
            to: self.needed(kind, number, "measure.to", &measure.to),
            quantity: measure.quantity,
        });
        let columns = &mut self.claims;
        push(&mut columns.key, key);
        push(&mut columns.proposition, proposition);
        push(&mut columns.event, event);
        push(&mut columns.kind, record.kind);
        set(&mut columns.favours, id, favours);
        set(&mut columns.taking, id, record.is_taking.then_some(()));
        set(&mut columns.place, id, place);
        set(&mut columns.time, id, time);
        set(&mut columns.measure, id, measure);
        set(&mut columns.note, id, note);
    }

    pub fn statement(&mut self, record: StatementRecord) {
        let kind = RecordKind::Statement;
        let number = self.statements.key.len();
        let id = StatementId::from_index(number);
        let key = self.needed(kind, number, "id", &record.key);
        let claim = self.needed(kind, number, "claim", &record.claim);
        let speaker = self.needed(kind, number, "speaker", &record.speaker);
        let via: Vec<TextId> = record.via.iter().map(|via| self.needed(kind, number, "via", via)).collect();
        let stated_at = self.time(record.stated_at);
        let as_of = self.time(record.as_of);
        let report = self.optional(record.report);
        let quote = self.optional(record.quote);
        let paraphrase = self.optional(record.paraphrase);
        let note = self.optional(record.note);
        let figures: Vec<FigureRow> = record.figures.into_iter().map(|figure| self.figure(number, figure)).collect();
        let columns = &mut self.statements;
        push(&mut columns.key, key);
        push(&mut columns.claim, claim);
        push(&mut columns.speaker, speaker);
        push(&mut columns.stance, record.stance);
        columns.via.push(via);
        columns.figures.push(figures);
        push(&mut columns.report, report);
        set(&mut columns.stated_at, id, stated_at);
        set(&mut columns.as_of, id, as_of);
        set(&mut columns.paragraph, id, record.paragraph);
        set(&mut columns.quote, id, quote);
        set(&mut columns.paraphrase, id, paraphrase);
        set(&mut columns.note, id, note);
    }

    fn figure(&mut self, statement: usize, figure: FigureRecord) -> FigureRow {
        FigureRow {
            low: figure.low.unwrap_or_default(),
            high: figure.high.unwrap_or_default(),
            unit: self.needed(RecordKind::Statement, statement, "figures", &figure.unit),
            scope: self.optional(figure.scope),
            window: self.time(figure.window),
            words: self.optional(figure.words),
            qualifier: figure.qualifier,
            has_low: figure.low.is_some(),
            has_high: figure.high.is_some(),
            cumulative: figure.cumulative,
        }
    }

    /// The cells of the original kept with a record.
    pub fn kept(&self, kind: RecordKind, number: usize) -> Option<Cells> {
        self.originals.get(kind, number).map(|kept| self.texts.cells(kept.cells))
    }

    /// Whether the record of a kind with that index keeps an original.
    pub fn has_original(&self, kind: RecordKind, number: usize) -> bool {
        self.originals.get(kind, number).is_some()
    }

    /// Keeps the original of the record with the given index.
    pub fn original(&mut self, kind: RecordKind, number: usize, original: &FileRecord) {
        if let Some(cells) = self.texts.keep_cells(&original.cells) {
            self.originals.set(kind, number, &original.names, cells);
        }
    }

    /// Keeps the unknown fields of a record, by its index and key; fields kept earlier stay.
    pub(super) fn extra(&mut self, kind: RecordKind, number: usize, key: String, extra: UnknownFields) {
        match extra {
            UnknownFields::FileRecord(original) => self.original(kind, number, &original),
            UnknownFields::Json(_) => drop(self.extras.entry((kind, key)).or_insert(extra)),
        }
    }

    fn needed(&mut self, kind: RecordKind, number: usize, field: &'static str, text: &str) -> TextId {
        let kept = self.texts.keep(text);
        if kept.is_none() {
            self.without_room.push((kind, number, field));
        }
        kept.unwrap_or_default()
    }

    fn optional(&mut self, text: Option<String>) -> Option<TextId> {
        self.texts.keep(&text?)
    }

    fn time(&mut self, time: Option<TimeText>) -> Option<TimeId> {
        let TimeText { span, words } = time?;
        let words = self.optional(words);
        Some(self.times.keep(span, words))
    }
}

/// What has been taken so far, each record by its index among those of its kind.
impl ColumnarBuilder {
    /// The id of a text that a record uses.
    pub fn text_id(&self, text: &str) -> Option<TextId> {
        self.texts.find(text)
    }

    /// The id of a text that a record is about to use; that of the empty text if there is no space.
    pub fn keep_text(&mut self, text: &str) -> TextId {
        self.texts.keep(text).unwrap_or_default()
    }

    pub fn text(&self, id: TextId) -> &str {
        self.texts.get(id)
    }

    pub fn place_keys(&self) -> &[TextId] {
        &self.places.key
    }

    pub fn source_keys(&self) -> &[TextId] {
        &self.sources.key
    }

    pub fn event_keys(&self) -> &[TextId] {
        &self.events.key
    }

    pub fn claim_keys(&self) -> &[TextId] {
        &self.claims.key
    }

    pub fn statement_keys(&self) -> &[TextId] {
        &self.statements.key
    }

    pub fn report_keys(&self) -> &[TextId] {
        &self.reports.key
    }

    /// The event of a claim.
    pub fn claim_event(&self, number: usize) -> Option<TextId> {
        self.claims.event.get(number).copied()
    }

    /// The proposition of a claim, and its own time.
    pub fn claim_words(&self, number: usize) -> Option<(&str, Option<TimeText>)> {
        let time = self.claims.time.get(ClaimId::from_index(number)).and_then(|time| self.time_text(*time));
        Some((self.texts.get(*self.claims.proposition.get(number)?), time))
    }

    /// The publisher of a report.
    pub fn publisher(&self, number: usize) -> Option<TextId> {
        self.reports.publisher.get(number).copied().flatten()
    }

    /// The URL of a report.
    pub fn url(&self, number: usize) -> Option<TextId> {
        self.reports.url.get(ReportId::from_index(number)).copied()
    }

    /// Clears place and time of an event if they differ from these.
    pub fn agree(&mut self, event: usize, place: Option<&str>, time: Option<&TimeText>) {
        let place = place.and_then(|place| self.texts.find(place));
        if let Some(own) = self.events.place.get_mut(event).filter(|own| **own != place) {
            *own = None;
        }
        let id = EventId::from_index(event);
        let own = self.events.time.get(id).and_then(|time| self.time_text(*time));
        if own.as_ref() != time {
            self.events.time.unset(id);
        }
    }

    fn time_text(&self, id: TimeId) -> Option<TimeText> {
        let (span, words) = self.times.get(id)?;
        Some(TimeText { span, words: words.map(|words| self.texts.get(words).to_owned()) })
    }
}

fn names(names: Vec<(String, String)>, aliases: Vec<String>) -> Option<Names> {
    (!names.is_empty() || !aliases.is_empty()).then_some(Names { names, aliases })
}

pub(super) fn set<I: Id, T>(column: &mut Sparse<I, T>, id: I, value: Option<T>) {
    if let Some(value) = value {
        column.set(id, value);
    }
}
