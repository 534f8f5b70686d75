//! The evidence: sources, reports, places, events, claims, statements and relations.
//!
//! A `Dataset` never changes after import; it is made by a [`DatasetBuilder`](crate::DatasetBuilder).
//! Kinds with many rows are columns whose texts are numbers, so that millions fit;
//! sides, of which there are few, are a plain vector.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::defect::RecordKind;
use crate::layer::LayerRows;
use crate::statement::FigureRow;
use crate::text_interner::{Span, TextInterner};
use crate::time_interner::TimeInterner;
use crate::{
    Area, Claim, ClaimId, ClaimKind, Event, EventId, Figures, FileRecord, GeocodedPlace, Grouped, Id as _, Key, Lists,
    Measure, OffsetFrom, Place, PlaceId, Position, Relation, Report, ReportId, SideId, Source, SourceId, SourceKind,
    Sparse, Stance, Statement, StatementId, TextId, TimeId, TimeSpan, UnknownFields,
};

/// A party to the conflict, to which sources may belong and which claims may favour.
#[derive(Clone, Debug, PartialEq)]
pub struct Side {
    pub key: Key,
    pub name: String,
    pub note: Option<String>,
}

/// Metadata of a dataset.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DatasetHeader {
    pub title: String,
    pub description: Option<String>,
    pub licence: Option<String>,
    /// The UTC offset of times given without one, in minutes.
    pub offset_min: i16,
    pub notes: Vec<String>,
}

/// Further names, which only some records have.
#[derive(Clone, Debug, Default)]
pub(super) struct Names {
    /// Language code and name.
    pub names: Vec<(String, String)>,
    pub aliases: Vec<String>,
}

/// Places; the type parameters of columns are the references to other records: texts at first, ids later.
#[derive(Clone, Debug, Default)]
pub(super) struct PlaceColumns<P> {
    pub key: Vec<TextId>,
    pub name: Vec<TextId>,
    pub names: Sparse<PlaceId, Names>,
    pub position: Vec<Option<Position>>,
    pub radius_km: Sparse<PlaceId, f64>,
    pub area: Sparse<PlaceId, Area>,
    pub part_of: Sparse<PlaceId, P>,
    pub offset_from: Sparse<PlaceId, OffsetFrom<P>>,
    pub origin: Sparse<PlaceId, TextId>,
    pub note: Sparse<PlaceId, TextId>,
    pub placed: Sparse<PlaceId, GeocodedPlace>,
}

#[derive(Clone, Debug, Default)]
pub(super) struct SourceColumns<D, S = D> {
    pub key: Vec<TextId>,
    pub name: Vec<TextId>,
    pub names: Sparse<SourceId, Names>,
    pub kind: Vec<SourceKind>,
    pub side: Sparse<SourceId, D>,
    pub speaks_for: Sparse<SourceId, S>,
    pub note: Sparse<SourceId, TextId>,
}

#[derive(Clone, Debug, Default)]
pub(super) struct EventColumns<P> {
    pub key: Vec<TextId>,
    pub title: Vec<TextId>,
    pub place: Vec<Option<P>>,
    pub time: Sparse<EventId, TimeId>,
    pub note: Sparse<EventId, TextId>,
}

#[derive(Clone, Debug, Default)]
pub(super) struct ClaimColumns<E, S = E, P = E> {
    pub key: Vec<TextId>,
    pub proposition: Vec<TextId>,
    pub event: Vec<E>,
    pub kind: Vec<ClaimKind>,
    pub favours: Sparse<ClaimId, S>,
    pub taking: Sparse<ClaimId, ()>,
    pub place: Sparse<ClaimId, P>,
    pub time: Sparse<ClaimId, TimeId>,
    pub measure: Sparse<ClaimId, Measure<P>>,
    pub note: Sparse<ClaimId, TextId>,
}

#[derive(Clone, Debug, Default)]
pub(super) struct StatementColumns<C, S = C, R = C> {
    pub key: Vec<TextId>,
    pub claim: Vec<C>,
    pub speaker: Vec<S>,
    pub stance: Vec<Stance>,
    pub stated_at: Sparse<StatementId, TimeId>,
    pub as_of: Sparse<StatementId, TimeId>,
    pub via: Lists<StatementId, S>,
    pub report: Vec<Option<R>>,
    pub paragraph: Sparse<StatementId, u32>,
    pub quote: Sparse<StatementId, TextId>,
    pub figures: Lists<StatementId, FigureRow>,
    pub paraphrase: Sparse<StatementId, TextId>,
    pub note: Sparse<StatementId, TextId>,
}

#[derive(Clone, Debug, Default)]
pub(super) struct ReportColumns<S> {
    pub key: Vec<TextId>,
    pub title: Vec<TextId>,
    pub publisher: Vec<Option<S>>,
    pub published: Sparse<ReportId, TimeId>,
    pub url: Sparse<ReportId, TextId>,
    pub language: Sparse<ReportId, TextId>,
    pub authors: Sparse<ReportId, Vec<TextId>>,
    pub note: Sparse<ReportId, TextId>,
}

/// The original records of the file that the records were made from.
#[derive(Clone, Debug, Default)]
pub(super) struct Originals {
    pub events: Sparse<EventId, RowRef>,
    pub claims: Sparse<ClaimId, RowRef>,
    pub statements: Sparse<StatementId, RowRef>,
    names: Vec<Arc<[String]>>,
}

/// An original record of a file: the range of its cells, and the index of its column names.
#[derive(Clone, Copy, Debug)]
pub(super) struct RowRef {
    pub cells: Span,
    names: u32,
}

impl Originals {
    /// The original kept with the record of a kind with that index.
    pub fn get(&self, kind: RecordKind, number: usize) -> Option<&RowRef> {
        match kind {
            RecordKind::Event => self.events.get(EventId::from_index(number)),
            RecordKind::Claim => self.claims.get(ClaimId::from_index(number)),
            RecordKind::Statement => self.statements.get(StatementId::from_index(number)),
            _ => None,
        }
    }

    pub fn set(&mut self, kind: RecordKind, number: usize, names: &Arc<[String]>, cells: Span) {
        if self.names.last().is_none_or(|last| last != names) {
            self.names.push(names.clone());
        }
        let kept = RowRef { cells, names: u32::try_from(self.names.len() - 1).unwrap_or(u32::MAX) };
        match kind {
            RecordKind::Event => self.events.set(EventId::from_index(number), kept),
            RecordKind::Claim => self.claims.set(ClaimId::from_index(number), kept),
            RecordKind::Statement => self.statements.set(StatementId::from_index(number), kept),
            _ => {}
        }
    }
}

/// Evidence that never changes after import.
///
/// Ids run from 0 in file order; lists handed out are in id order.
/// A copy shares all columns except those of the places, which placements change.
#[derive(Clone, Debug)]
pub struct Dataset {
    pub(super) header: DatasetHeader,
    pub(super) texts: Arc<TextInterner>,
    pub(super) times: Arc<TimeInterner>,
    pub(super) sides: Vec<Side>,
    pub(super) places: PlaceColumns<PlaceId>,
    pub(super) sources: Arc<SourceColumns<SideId, SourceId>>,
    pub(super) reports: Arc<ReportColumns<SourceId>>,
    pub(super) events: Arc<EventColumns<PlaceId>>,
    pub(super) claims: Arc<ClaimColumns<EventId, SideId, PlaceId>>,
    pub(super) statements: Arc<StatementColumns<ClaimId, SourceId, ReportId>>,
    pub(super) relations: Vec<Relation>,
    pub(super) originals: Arc<Originals>,
    pub(super) extras: Arc<BTreeMap<(RecordKind, String), UnknownFields>>,
    pub(super) claim_by_key: Arc<[ClaimId]>,
    pub(super) statement_by_key: Arc<[StatementId]>,
    pub(super) source_by_key: Arc<[SourceId]>,
    pub(super) statements_of_claim: Arc<Grouped<ClaimId, StatementId>>,
    pub(super) statements_of_speaker: Arc<Grouped<SourceId, StatementId>>,
    pub(super) statements_of_carrier: Arc<Grouped<SourceId, StatementId>>,
    pub(super) relations_of_claim: Arc<Grouped<ClaimId, u32>>,
    /// In the order of their rows; empty for a dataset from a single file.
    pub(super) layers: Vec<LayerRows>,
}

impl Dataset {
    pub fn header(&self) -> &DatasetHeader {
        &self.header
    }

    /// All sides, indexed by `SideId`.
    pub fn sides(&self) -> &[Side] {
        &self.sides
    }

    /// All places, in the order of their ids.
    pub fn places(&self) -> impl DoubleEndedIterator<Item = Place<'_>> + ExactSizeIterator + Clone {
        (0..self.places.key.len()).map(|at| self.place(PlaceId::from_index(at)))
    }

    /// All sources, in the order of their ids.
    pub fn sources(&self) -> impl DoubleEndedIterator<Item = Source<'_>> + ExactSizeIterator + Clone {
        (0..self.sources.key.len()).map(|at| self.source(SourceId::from_index(at)))
    }

    pub fn report_count(&self) -> usize {
        self.reports.key.len()
    }

    pub fn report_ids(&self) -> impl Iterator<Item = ReportId> + Clone + use<> {
        (0..self.report_count()).map(ReportId::from_index)
    }

    pub fn relations(&self) -> &[Relation] {
        &self.relations
    }

    pub fn claim_count(&self) -> usize {
        self.claims.key.len()
    }

    pub fn event_count(&self) -> usize {
        self.events.key.len()
    }

    pub fn statement_count(&self) -> usize {
        self.statements.key.len()
    }

    pub fn claim_ids(&self) -> impl Iterator<Item = ClaimId> + Clone + use<> {
        (0..self.claim_count()).map(ClaimId::from_index)
    }

    pub fn event_ids(&self) -> impl Iterator<Item = EventId> + Clone + use<> {
        (0..self.event_count()).map(EventId::from_index)
    }

    pub fn statement_ids(&self) -> impl Iterator<Item = StatementId> + Clone + use<> {
        (0..self.statement_count()).map(StatementId::from_index)
    }

    pub fn source_ids(&self) -> impl Iterator<Item = SourceId> + Clone + use<> {
        (0..self.sources.key.len()).map(SourceId::from_index)
    }

    pub fn place_ids(&self) -> impl Iterator<Item = PlaceId> + Clone + use<> {
        (0..self.places.key.len()).map(PlaceId::from_index)
    }

    /// The event with an id of this dataset.
    ///
    /// # Panics
    /// With an id of another dataset.
    pub fn event(&self, id: EventId) -> Event<'_> {
        let at = id.index();
        let columns = &self.events;
        let (time, time_words) = self.time(columns.time.get(id));
        Event {
            id,
            key: self.texts.get(columns.key[at]),
            title: self.texts.get(columns.title[at]),
            place: columns.place[at],
            time,
            time_words,
            note: self.words(columns.note.get(id)),
        }
    }

    /// The claim with an id of this dataset; place and time fall back to those of its event.
    ///
    /// # Panics
    /// With an id of another dataset.
    pub fn claim(&self, id: ClaimId) -> Claim<'_> {
        let mut claim = self.stated_claim(id);
        if claim.place.is_none() || claim.time.is_none() {
            let event = self.event(claim.event);
            claim.place = claim.place.or(event.place);
            if claim.time.is_none() {
                claim.time = event.time;
                claim.time_words = event.time_words;
            }
        }
        claim
    }

    /// The claim as the file gives it, without fallbacks to its event.
    pub(super) fn stated_claim(&self, id: ClaimId) -> Claim<'_> {
        let at = id.index();
        let columns = &self.claims;
        let (time, time_words) = self.time(columns.time.get(id));
        Claim {
            id,
            key: self.texts.get(columns.key[at]),
            proposition: self.texts.get(columns.proposition[at]),
            event: columns.event[at],
            kind: columns.kind[at],
            favours: columns.favours.get(id).copied(),
            is_taking: columns.taking.get(id).is_some(),
            place: columns.place.get(id).copied(),
            time,
            time_words,
            measure: columns.measure.get(id).copied(),
            note: self.words(columns.note.get(id)),
        }
    }

    /// The statement of an id of this dataset.
    ///
    /// # Panics
    /// With an id of another dataset.
    pub fn statement(&self, id: StatementId) -> Statement<'_> {
        let at = id.index();
        let columns = &self.statements;
        let (stated_at, stated_words) = self.time(columns.stated_at.get(id));
        let (as_of, as_of_words) = self.time(columns.as_of.get(id));
        Statement {
            id,
            key: self.texts.get(columns.key[at]),
            claim: columns.claim[at],
            speaker: columns.speaker[at],
            stance: columns.stance[at],
            stated_at,
            stated_words,
            as_of,
            as_of_words,
            via: columns.via.get(id),
            report: columns.report[at],
            paragraph: columns.paragraph.get(id).copied(),
            quote: self.words(columns.quote.get(id)),
            figures: Figures { texts: &self.texts, times: &self.times, rows: columns.figures.get(id) },
            paraphrase: self.words(columns.paraphrase.get(id)),
            note: self.words(columns.note.get(id)),
        }
    }

    /// The source of an id of this dataset.
    ///
    /// # Panics
    /// With an id of another dataset.
    pub fn source(&self, id: SourceId) -> Source<'_> {
        let at = id.index();
        let columns = &self.sources;
        let names = columns.names.get(id);
        Source {
            key: self.texts.get(columns.key[at]),
            name: self.texts.get(columns.name[at]),
            names: names.map_or(&[], |names| &names.names),
            aliases: names.map_or(&[], |names| &names.aliases),
            kind: columns.kind[at],
            side: columns.side.get(id).copied(),
            speaks_for: columns.speaks_for.get(id).copied(),
            note: self.words(columns.note.get(id)),
        }
    }

    /// The place of an id of this dataset.
    ///
    /// # Panics
    /// With an id of another dataset.
    pub fn place(&self, id: PlaceId) -> Place<'_> {
        let at = id.index();
        let columns = &self.places;
        let names = columns.names.get(id);
        Place {
            key: self.texts.get(columns.key[at]),
            name: self.texts.get(columns.name[at]),
            names: names.map_or(&[], |names| &names.names),
            aliases: names.map_or(&[], |names| &names.aliases),
            position: columns.position[at],
            radius_km: columns.radius_km.get(id).copied(),
            area: columns.area.get(id),
            part_of: columns.part_of.get(id).copied(),
            offset_from: columns.offset_from.get(id).copied(),
            origin: self.words(columns.origin.get(id)),
            note: self.words(columns.note.get(id)),
            placed: columns.placed.get(id),
        }
    }

    /// The side of an id of this dataset.
    ///
    /// # Panics
    /// With an id of another dataset.
    pub fn side(&self, id: SideId) -> &Side {
        &self.sides[id.index()]
    }

    /// The report of an id of this dataset.
    ///
    /// # Panics
    /// With an id of another dataset.
    pub fn report(&self, id: ReportId) -> Report<'_> {
        let at = id.index();
        let columns = &self.reports;
        let (published, published_words) = self.time(columns.published.get(id));
        let authors = columns.authors.get(id).map_or(&[][..], Vec::as_slice);
        Report {
            key: self.texts.get(columns.key[at]),
            title: self.texts.get(columns.title[at]),
            publisher: columns.publisher[at],
            published,
            published_words,
            url: self.words(columns.url.get(id)),
            language: self.words(columns.language.get(id)),
            authors: authors.iter().map(|author| self.texts.get(*author)).collect(),
            note: self.words(columns.note.get(id)),
        }
    }

    /// The statements about a claim, in id order.
    pub fn statements_of_claim(&self, claim: ClaimId) -> &[StatementId] {
        self.statements_of_claim.get(claim)
    }

    /// The statements that a source made, in id order.
    pub fn statements_of_speaker(&self, source: SourceId) -> &[StatementId] {
        self.statements_of_speaker.get(source)
    }

    /// The statements of others that a source relayed, in id order.
    pub fn statements_of_carrier(&self, source: SourceId) -> &[StatementId] {
        self.statements_of_carrier.get(source)
    }

    /// The relations that a claim takes part in, in file order.
    pub fn relations_of_claim(&self, claim: ClaimId) -> impl Iterator<Item = &Relation> {
        self.relations_of_claim.get(claim).iter().filter_map(|at| self.relations.get(*at as usize))
    }

    pub fn claim_by_key(&self, key: &str) -> Option<ClaimId> {
        let at = self.claim_by_key.binary_search_by(|id| self.texts.get(self.claims.key[id.index()]).cmp(key)).ok()?;
        self.claim_by_key.get(at).copied()
    }

    pub fn statement_by_key(&self, key: &str) -> Option<StatementId> {
        let text = |id: &StatementId| self.texts.get(self.statements.key[id.index()]);
        let at = self.statement_by_key.binary_search_by(|id| text(id).cmp(key)).ok()?;
        self.statement_by_key.get(at).copied()
    }

    pub fn source_by_key(&self, key: &str) -> Option<SourceId> {
        let text = |id: &SourceId| self.texts.get(self.sources.key[id.index()]);
        let at = self.source_by_key.binary_search_by(|id| text(id).cmp(key)).ok()?;
        self.source_by_key.get(at).copied()
    }

    pub fn side_by_key(&self, key: &str) -> Option<SideId> {
        self.sides.iter().position(|side| &*side.key == key).map(SideId::from_index)
    }

    /// The text that contains the cells of the file's records.
    pub(super) fn given_texts(&self) -> Arc<String> {
        self.texts.given()
    }

    /// The original record of a file.
    pub(super) fn original(&self, kept: &RowRef) -> Option<FileRecord> {
        let names = self.originals.names.get(kept.names as usize)?.clone();
        Some(FileRecord { names, cells: self.texts.cells(kept.cells) })
    }

    fn time(&self, id: Option<&TimeId>) -> (Option<TimeSpan>, Option<&str>) {
        let found = id.and_then(|id| self.times.get(*id));
        found.map_or((None, None), |(span, words)| (Some(span), self.words(words.as_ref())))
    }

    fn words(&self, text: Option<&TextId>) -> Option<&str> {
        text.map(|text| self.texts.get(*text))
    }
}
