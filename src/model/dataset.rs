//! The evidence: sources, reports, places, events, claims, statements and relations.
//!
//! A `Dataset` never changes after import; it is made by a [`DatasetBuilder`](super::DatasetBuilder).
//! Kinds with many rows (events, claims, statements) are columns over one text arena, so that millions fit;
//! kinds with few rows (sources, places, reports, sides) are plain vectors.

use std::collections::BTreeMap;

use super::builder::RecordKind;
use super::layers::LayerRows;
use super::{
    Claim, ClaimId, ClaimKind, Event, EventId, Extra, Figure, Grouped, Id as _, Key, Measure, Place, PlaceId, Relation,
    Report, ReportId, SideId, Source, SourceId, Sparse, Stance, Statement, StatementId, TimeSpan,
};

/// A party to the contest, to which sources may belong and whom claims may favour.
#[derive(Clone, Debug, PartialEq)]
pub struct Side {
    pub key: Key,
    pub name: String,
    pub note: Option<String>,
}

/// What a dataset says of itself.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DatasetHeader {
    pub title: String,
    pub description: Option<String>,
    pub licence: Option<String>,
    /// The offset of times that were given without one, in minutes.
    pub offset_min: i16,
    pub notes: Vec<String>,
}

/// A text in the arena: byte offset and length.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Text {
    start: u32,
    len: u32,
}

/// All texts of the long columns, one after another.
#[derive(Clone, Debug, Default)]
pub(super) struct TextArena {
    bytes: String,
}

impl TextArena {
    /// Keeps a text; `None` when the arena's 4 GiB are used up.
    pub fn keep(&mut self, text: &str) -> Option<Text> {
        let kept = Text { start: u32::try_from(self.bytes.len()).ok()?, len: u32::try_from(text.len()).ok()? };
        u32::try_from(self.bytes.len() + text.len()).ok()?;
        self.bytes.push_str(text);
        Some(kept)
    }

    fn get(&self, text: Text) -> &str {
        let start = text.start as usize;
        self.bytes.get(start..start + text.len as usize).unwrap_or("")
    }
}

#[derive(Clone, Debug, Default)]
pub(super) struct EventColumns {
    pub key: Vec<Text>,
    pub title: Vec<Text>,
    pub place: Vec<Option<PlaceId>>,
    pub time: Sparse<EventId, TimeSpan>,
    pub time_words: Sparse<EventId, Text>,
    pub note: Sparse<EventId, Text>,
}

#[derive(Clone, Debug, Default)]
pub(super) struct ClaimColumns {
    pub key: Vec<Text>,
    pub proposition: Vec<Text>,
    pub event: Vec<EventId>,
    pub kind: Vec<ClaimKind>,
    pub favours: Vec<Option<SideId>>,
    pub taking: Sparse<ClaimId, ()>,
    pub place: Vec<Option<PlaceId>>,
    pub time: Sparse<ClaimId, TimeSpan>,
    pub time_words: Sparse<ClaimId, Text>,
    pub measure: Sparse<ClaimId, Measure<PlaceId>>,
    pub note: Sparse<ClaimId, Text>,
}

#[derive(Clone, Debug, Default)]
pub(super) struct StatementColumns {
    pub key: Vec<Text>,
    pub claim: Vec<ClaimId>,
    pub speaker: Vec<SourceId>,
    pub stance: Vec<Stance>,
    pub stated_at: Sparse<StatementId, TimeSpan>,
    pub stated_words: Sparse<StatementId, Text>,
    pub as_of: Sparse<StatementId, TimeSpan>,
    pub as_of_words: Sparse<StatementId, Text>,
    pub via: Sparse<StatementId, Vec<SourceId>>,
    pub report: Vec<Option<ReportId>>,
    pub paragraph: Sparse<StatementId, u32>,
    pub quote: Sparse<StatementId, Text>,
    pub figures: Sparse<StatementId, Vec<Figure>>,
    pub paraphrase: Sparse<StatementId, Text>,
    pub note: Sparse<StatementId, Text>,
}

/// Evidence that never changes after import.
///
/// Ids run from 0 in file order; lists handed out are in id order.
#[derive(Clone, Debug)]
pub struct Dataset {
    pub(super) header: DatasetHeader,
    pub(super) arena: TextArena,
    pub(super) sides: Vec<Side>,
    pub(super) places: Vec<Place>,
    pub(super) sources: Vec<Source>,
    pub(super) reports: Vec<Report>,
    pub(super) events: EventColumns,
    pub(super) claims: ClaimColumns,
    pub(super) statements: StatementColumns,
    pub(super) relations: Vec<Relation>,
    pub(super) extras: BTreeMap<(RecordKind, String), Extra>,
    pub(super) claim_by_key: Vec<ClaimId>,
    pub(super) statement_by_key: Vec<StatementId>,
    pub(super) source_by_key: BTreeMap<Key, SourceId>,
    pub(super) statements_of_claim: Grouped<ClaimId, StatementId>,
    pub(super) statements_of_speaker: Grouped<SourceId, StatementId>,
    pub(super) statements_of_carrier: Grouped<SourceId, StatementId>,
    pub(super) relations_of_claim: Grouped<ClaimId, u32>,
    /// In the order of their rows; empty for a dataset that is one file's.
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

    /// All places, indexed by `PlaceId`.
    pub fn places(&self) -> &[Place] {
        &self.places
    }

    /// All sources, indexed by `SourceId`.
    pub fn sources(&self) -> &[Source] {
        &self.sources
    }

    /// All reports, indexed by `ReportId`.
    pub fn reports(&self) -> &[Report] {
        &self.reports
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
        (0..self.sources.len()).map(SourceId::from_index)
    }

    pub fn place_ids(&self) -> impl Iterator<Item = PlaceId> + Clone + use<> {
        (0..self.places.len()).map(PlaceId::from_index)
    }

    /// The event of an id of this dataset.
    ///
    /// # Panics
    /// With an id of another dataset.
    pub fn event(&self, id: EventId) -> Event<'_> {
        let (at, columns) = (id.index(), &self.events);
        Event {
            id,
            key: self.arena.get(columns.key[at]),
            title: self.arena.get(columns.title[at]),
            place: columns.place[at],
            time: columns.time.get(id).copied(),
            time_words: self.words(columns.time_words.get(id)),
            note: self.words(columns.note.get(id)),
        }
    }

    /// The claim of an id of this dataset; place and time fall back to those of its event.
    ///
    /// # Panics
    /// With an id of another dataset.
    pub fn claim(&self, id: ClaimId) -> Claim<'_> {
        let mut claim = self.stated_claim(id);
        if claim.place.is_none() || claim.time.is_none() {
            let event = self.event(claim.event);
            claim.place = claim.place.or(event.place);
            if claim.time.is_none() {
                (claim.time, claim.time_words) = (event.time, event.time_words);
            }
        }
        claim
    }

    /// The claim as the file gives it, with nothing taken from its event.
    pub(super) fn stated_claim(&self, id: ClaimId) -> Claim<'_> {
        let (at, columns) = (id.index(), &self.claims);
        Claim {
            id,
            key: self.arena.get(columns.key[at]),
            proposition: self.arena.get(columns.proposition[at]),
            event: columns.event[at],
            kind: columns.kind[at],
            favours: columns.favours[at],
            is_taking: columns.taking.get(id).is_some(),
            place: columns.place[at],
            time: columns.time.get(id).copied(),
            time_words: self.words(columns.time_words.get(id)),
            measure: columns.measure.get(id).copied(),
            note: self.words(columns.note.get(id)),
        }
    }

    /// The statement of an id of this dataset.
    ///
    /// # Panics
    /// With an id of another dataset.
    pub fn statement(&self, id: StatementId) -> Statement<'_> {
        let (at, columns) = (id.index(), &self.statements);
        Statement {
            id,
            key: self.arena.get(columns.key[at]),
            claim: columns.claim[at],
            speaker: columns.speaker[at],
            stance: columns.stance[at],
            stated_at: columns.stated_at.get(id).copied(),
            stated_words: self.words(columns.stated_words.get(id)),
            as_of: columns.as_of.get(id).copied(),
            as_of_words: self.words(columns.as_of_words.get(id)),
            via: columns.via.get(id).map_or(&[], Vec::as_slice),
            report: columns.report[at],
            paragraph: columns.paragraph.get(id).copied(),
            quote: self.words(columns.quote.get(id)),
            figures: columns.figures.get(id).map_or(&[], Vec::as_slice),
            paraphrase: self.words(columns.paraphrase.get(id)),
            note: self.words(columns.note.get(id)),
        }
    }

    /// The source of an id of this dataset.
    ///
    /// # Panics
    /// With an id of another dataset.
    pub fn source(&self, id: SourceId) -> &Source {
        &self.sources[id.index()]
    }

    /// The place of an id of this dataset.
    ///
    /// # Panics
    /// With an id of another dataset.
    pub fn place(&self, id: PlaceId) -> &Place {
        &self.places[id.index()]
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
    pub fn report(&self, id: ReportId) -> &Report {
        &self.reports[id.index()]
    }

    /// The statements about a claim, in id order.
    pub fn statements_of_claim(&self, claim: ClaimId) -> &[StatementId] {
        self.statements_of_claim.get(claim)
    }

    /// The statements that a source made, in id order.
    pub fn statements_of_speaker(&self, source: SourceId) -> &[StatementId] {
        self.statements_of_speaker.get(source)
    }

    /// The statements of others that a source carried, in id order.
    pub fn statements_of_carrier(&self, source: SourceId) -> &[StatementId] {
        self.statements_of_carrier.get(source)
    }

    /// The relations that a claim takes part in, in file order.
    pub fn relations_of_claim(&self, claim: ClaimId) -> impl Iterator<Item = &Relation> {
        self.relations_of_claim.get(claim).iter().filter_map(|at| self.relations.get(*at as usize))
    }

    pub fn claim_by_key(&self, key: &str) -> Option<ClaimId> {
        let at = self.claim_by_key.binary_search_by(|id| self.arena.get(self.claims.key[id.index()]).cmp(key)).ok()?;
        self.claim_by_key.get(at).copied()
    }

    pub fn statement_by_key(&self, key: &str) -> Option<StatementId> {
        let text = |id: &StatementId| self.arena.get(self.statements.key[id.index()]);
        let at = self.statement_by_key.binary_search_by(|id| text(id).cmp(key)).ok()?;
        self.statement_by_key.get(at).copied()
    }

    pub fn source_by_key(&self, key: &str) -> Option<SourceId> {
        self.source_by_key.get(key).copied()
    }

    pub fn side_by_key(&self, key: &str) -> Option<SideId> {
        self.sides.iter().position(|side| &*side.key == key).map(SideId::from_index)
    }

    /// What this version does not know of a record.
    pub fn extra(&self, kind: RecordKind, key: &str) -> Option<&Extra> {
        self.extras.get(&(kind, key.to_owned()))
    }

    fn words(&self, text: Option<&Text>) -> Option<&str> {
        text.map(|text| self.arena.get(*text))
    }
}
