//! Resolves records into a dataset: checks keys, turns references into ids.

use std::collections::HashMap;

use crate::column::drop_rows;
use crate::dataset::{
    ClaimColumns, Dataset, EventColumns, PlaceColumns, ReportColumns, SourceColumns, StatementColumns,
};
use crate::dataset_places::position_by_offset;
use crate::defect::{Defect, DefectOutcome, RecordKind};
use crate::text_interner::TextInterner;
use crate::{
    ClaimId, ColumnarBuilder, EventId, Grouped, Id, Key, PlaceId, Relation, RelationKind, RelationRecord, ReportId,
    SideId, SourceId, StatementId, TextId,
};

impl ColumnarBuilder {
    /// The dataset, and the defects of its records, by kind and then by record.
    pub fn finish(mut self) -> (Dataset, Vec<Defect>) {
        let side_keys = self.side_keys();
        let Self { header, texts, times, mut sides, mut places, mut sources, mut reports, .. } = self;
        let Self { mut events, mut claims, mut statements, relations, mut originals, without_room, extras, .. } = self;
        let relation_keys: Vec<_> =
            relations.iter().map(|record| [&record.a, &record.b].map(|key| texts.find(key))).collect();
        // Drop the lookup tables of texts and times before building those of records.
        let texts = texts.finish();
        let times = times.finish();
        let mut checks = Checks { texts, without_room, defects: Vec::new() };

        let (side_ids, gone) = checks.distinct::<SideId>(RecordKind::Side, &side_keys);
        drop_rows(&mut sides, &gone);
        let (place_ids, places_gone) = checks.distinct::<PlaceId>(RecordKind::Place, &places.key);
        places.drop_rows(&places_gone);
        let (source_ids, sources_gone) = checks.distinct::<SourceId>(RecordKind::Source, &sources.key);
        sources.drop_rows(&sources_gone);
        let (report_ids, reports_gone) = checks.distinct::<ReportId>(RecordKind::Report, &reports.key);
        reports.drop_rows(&reports_gone);
        let (event_ids, events_gone) = checks.distinct::<EventId>(RecordKind::Event, &events.key);
        events.drop_rows(&events_gone);
        originals.events.drop_rows(&events_gone);
        let (_, claims_gone) = checks.distinct::<ClaimId>(RecordKind::Claim, &claims.key);
        let (_, statements_gone) = checks.distinct::<StatementId>(RecordKind::Statement, &statements.key);

        checks.places(&places, &places_gone, &place_ids);
        let mut places = places.resolved(&place_ids);
        position_by_offset(&mut places);
        checks.sources(&sources, &sources_gone, &side_ids, &source_ids);
        let sources = sources.resolved(&side_ids, &source_ids);
        let reports = checks.reports(reports, &reports_gone, &source_ids);
        let events = checks.events(events, &events_gone, &place_ids);
        let claims_gone = checks.claims(&claims, claims_gone, (&event_ids, &side_ids, &place_ids));
        claims.drop_rows(&claims_gone);
        originals.claims.drop_rows(&claims_gone);
        let claims = claims.resolved((&event_ids, &side_ids, &place_ids));
        drop((event_ids, side_ids, place_ids));
        let claim_ids = Ids::<ClaimId>::of(&claims.key);
        let statements_gone = checks.statements(&statements, statements_gone, (&claim_ids, &source_ids, &report_ids));
        statements.drop_rows(&statements_gone);
        originals.statements.drop_rows(&statements_gone);
        let statements = statements.resolved((&claim_ids, &source_ids, &report_ids));
        drop((source_ids, report_ids));
        let relations = checks.relations(relations, &relation_keys, &claim_ids);
        drop(claim_ids);

        let Checks { texts, defects, .. } = checks;
        let by_claim = statements.claim.iter().enumerate().map(|(at, claim)| (*claim, StatementId::from_index(at)));
        let statements_of_claim = Grouped::from_pairs(claims.key.len(), by_claim);
        let by_speaker =
            statements.speaker.iter().enumerate().map(|(at, source)| (*source, StatementId::from_index(at)));
        let statements_of_speaker = Grouped::from_pairs(sources.key.len(), by_speaker);
        let by_carrier = (0..statements.key.len())
            .map(StatementId::from_index)
            .flat_map(|id| statements.via.get(id).iter().map(move |carrier| (*carrier, id)));
        let statements_of_carrier = Grouped::from_pairs(sources.key.len(), by_carrier);
        let by_relation = relations.iter().zip(0u32..).flat_map(|(relation, at)| {
            let other = (relation.a != relation.b).then_some((relation.b, at));
            std::iter::once((relation.a, at)).chain(other)
        });
        let relations_of_claim = Grouped::from_pairs(claims.key.len(), by_relation);
        let dataset = Dataset {
            header,
            sides,
            places,
            source_by_key: by_key(&texts, &sources.key).into(),
            sources: sources.into(),
            reports: reports.into(),
            claim_by_key: by_key(&texts, &claims.key).into(),
            statement_by_key: by_key(&texts, &statements.key).into(),
            texts: texts.into(),
            times: times.into(),
            events: events.into(),
            claims: claims.into(),
            statements: statements.into(),
            relations,
            originals: originals.into(),
            extras: extras.into(),
            statements_of_claim: statements_of_claim.into(),
            statements_of_speaker: statements_of_speaker.into(),
            statements_of_carrier: statements_of_carrier.into(),
            relations_of_claim: relations_of_claim.into(),
            layers: Vec::new(),
        };
        (dataset, defects)
    }

    fn side_keys(&mut self) -> Vec<TextId> {
        let keys: Vec<Key> = self.sides.iter().map(|side| side.key.clone()).collect();
        keys.iter().map(|key| self.keep_text(key)).collect()
    }
}

fn ids<I: Id>() -> impl Iterator<Item = I> {
    (0..).map(I::from_index)
}

fn by_key<I: Id>(texts: &TextInterner, keys: &[TextId]) -> Vec<I> {
    in_order(keys.len(), |id: &I| keys.get(id.index()).map_or("", |key| texts.get(*key)))
}

/// The rows in the order of their keys.
fn in_order<'a, I: Id>(count: usize, key: impl Fn(&I) -> &'a str) -> Vec<I> {
    let mut rows: Vec<I> = ids().take(count).collect();
    rows.sort_unstable_by(|a, b| key(a).cmp(key(b)));
    rows
}

/// The ids of records by their keys.
pub(super) struct Ids<I>(Vec<(TextId, I)>);

impl<I: Id> Ids<I> {
    fn of(keys: &[TextId]) -> Self {
        let mut rows: Vec<(TextId, I)> = keys.iter().copied().zip(ids()).collect();
        rows.sort_unstable();
        Self(rows)
    }

    pub fn get(&self, key: TextId) -> Option<I> {
        let at = self.0.binary_search_by_key(&key, |(key, _)| *key).ok()?;
        self.0.get(at).map(|(_, id)| *id)
    }
}

/// Collected defects.
struct Checks {
    texts: TextInterner,
    without_room: Vec<(RecordKind, usize, &'static str)>,
    defects: Vec<Defect>,
}

/// The record being checked.
#[derive(Clone, Copy)]
struct Checked {
    kind: RecordKind,
    number: usize,
    key: TextId,
}

/// The indices of records among those taken, without rejected ones.
fn numbers(gone: &[usize]) -> impl Iterator<Item = usize> {
    (0..).filter(|number| gone.binary_search(number).is_err())
}

impl Checks {
    fn tell(&mut self, record: Checked, field: &str, reason: String, kept: DefectOutcome) {
        let Checked { kind, number, key } = record;
        let key = self.texts.get(key).to_owned();
        self.defects.push(Defect { kind, number, key, field: field.to_owned(), reason, kept });
    }

    /// Checks an optional key against the known ones.
    fn optional<I: Id>(&mut self, record: Checked, field: &str, key: Option<TextId>, ids: &Ids<I>) -> Option<I> {
        let key = key?;
        let found = ids.get(key);
        if found.is_none() {
            let key = self.texts.get(key).to_owned();
            self.tell(record, field, unknown_key(&key), DefectOutcome::WithoutField);
        }
        found
    }

    /// Checks a required key against the known ones.
    fn required<I: Id>(&mut self, record: Checked, field: &str, key: TextId, ids: &Ids<I>) -> bool {
        let is_known = ids.get(key).is_some();
        if !is_known {
            let key = self.texts.get(key).to_owned();
            self.tell(record, field, unknown_key(&key), DefectOutcome::Rejected);
        }
        is_known
    }

    /// Whether all required texts of a record were stored.
    fn has_room(&mut self, record: Checked) -> bool {
        let is_own = |(kind, number, _): &&(RecordKind, usize, &str)| (*kind, *number) == (record.kind, record.number);
        let fields: Vec<&str> = self.without_room.iter().filter(is_own).map(|(.., field)| *field).collect();
        for field in &fields {
            self.tell(
                record,
                field,
                "the dataset contains more than 4 GiB of text".to_owned(),
                DefectOutcome::Rejected,
            );
        }
        fields.is_empty()
    }

    /// The ids of records with a new non-empty key, and the indices of the others.
    fn distinct<I: Id>(&mut self, kind: RecordKind, keys: &[TextId]) -> (Ids<I>, Vec<usize>) {
        let mut rows: Vec<(TextId, u32)> = keys.iter().copied().zip(0..).collect();
        rows.sort_unstable();
        let is_same = |pair: &[(TextId, u32)]| matches!(pair, [(a, _), (b, _)] if a == b);
        let repeats = rows.windows(2).filter(|pair| is_same(pair)).filter_map(|pair| pair.get(1));
        let mut gone: Vec<(usize, TextId)> = repeats.map(|(key, number)| (*number as usize, *key)).collect();
        let is_blank = |(_, key): &(usize, TextId)| self.texts.get(*key).trim().is_empty();
        gone.extend(keys.iter().copied().enumerate().filter(is_blank));
        gone.sort_unstable();
        gone.dedup();
        for (number, key) in &gone {
            let first = rows.get(rows.partition_point(|(other, _)| other < key)).map_or(0, |(_, first)| *first);
            let reason = if self.texts.get(*key).trim().is_empty() {
                "the id is empty; every record needs one".to_owned()
            } else {
                format!("id already used by {} number {}", kind.label(), first + 1)
            };
            self.tell(Checked { kind, number: *number, key: *key }, "id", reason, DefectOutcome::Rejected);
        }
        let gone: Vec<usize> = gone.into_iter().map(|(number, _)| number).collect();
        let is_gone = |number: u32| gone.binary_search(&(number as usize)).is_ok();
        let before = |number: u32| gone.partition_point(|gone| *gone < number as usize);
        rows.retain(|(_, number)| !is_gone(*number));
        let id = |(key, number): (TextId, u32)| (key, I::from_index(number as usize - before(number)));
        (Ids(rows.into_iter().map(id).collect()), gone)
    }

    fn places(&mut self, columns: &PlaceColumns<TextId>, gone: &[usize], keys: &Ids<PlaceId>) {
        for (number, (id, key)) in numbers(gone).zip(ids().zip(&columns.key)) {
            let checked = Checked { kind: RecordKind::Place, number, key: *key };
            self.has_room(checked);
            self.optional(checked, "part_of", columns.part_of.get(id).copied(), keys);
            let from = columns.offset_from.get(id).map(|offset| offset.place);
            self.optional(checked, "offset_from.place", from, keys);
        }
    }

    fn sources(&mut self, columns: &SourceColumns<TextId>, gone: &[usize], sides: &Ids<SideId>, keys: &Ids<SourceId>) {
        for (number, (id, key)) in numbers(gone).zip(ids().zip(&columns.key)) {
            let checked = Checked { kind: RecordKind::Source, number, key: *key };
            self.has_room(checked);
            self.optional(checked, "side", columns.side.get(id).copied(), sides);
            self.optional(checked, "speaks_for", columns.speaks_for.get(id).copied(), keys);
        }
    }

    fn reports(
        &mut self,
        columns: ReportColumns<TextId>,
        gone: &[usize],
        sources: &Ids<SourceId>,
    ) -> ReportColumns<SourceId> {
        let publisher = numbers(gone).zip(columns.publisher).zip(&columns.key).map(|((number, publisher), key)| {
            let checked = Checked { kind: RecordKind::Report, number, key: *key };
            self.has_room(checked);
            self.optional(checked, "publisher", publisher, sources)
        });
        let publisher = publisher.collect();
        let ReportColumns { key, title, published, url, language, authors, note, .. } = columns;
        ReportColumns { key, title, publisher, published, url, language, authors, note }
    }

    fn events(
        &mut self,
        columns: EventColumns<TextId>,
        gone: &[usize],
        places: &Ids<PlaceId>,
    ) -> EventColumns<PlaceId> {
        let place = numbers(gone).zip(columns.place).zip(&columns.key).map(|((number, place), key)| {
            let checked = Checked { kind: RecordKind::Event, number, key: *key };
            self.has_room(checked);
            self.optional(checked, "place", place, places)
        });
        let place = place.collect();
        let EventColumns { key, title, time, note, .. } = columns;
        EventColumns { key, title, place, time, note }
    }

    /// The indices of rejected claims, given the known records.
    fn claims(
        &mut self,
        columns: &ClaimColumns<TextId>,
        mut gone: Vec<usize>,
        (events, sides, places): (&Ids<EventId>, &Ids<SideId>, &Ids<PlaceId>),
    ) -> Vec<usize> {
        let mut failed = Vec::new();
        for (number, key) in columns.key.iter().enumerate().filter(|(number, _)| gone.binary_search(number).is_err()) {
            let id = ClaimId::from_index(number);
            let checked = Checked { kind: RecordKind::Claim, number, key: *key };
            let has_event =
                columns.event.get(number).is_some_and(|event| self.required(checked, "event", *event, events));
            self.optional(checked, "favours", columns.favours.get(id).copied(), sides);
            self.optional(checked, "place", columns.place.get(id).copied(), places);
            if let Some(measure) = columns.measure.get(id)
                && self.optional(checked, "measure.from", Some(measure.from), places).is_some()
            {
                self.optional(checked, "measure.to", Some(measure.to), places);
            }
            if !self.has_room(checked) || !has_event {
                failed.push(number);
            }
        }
        gone.append(&mut failed);
        gone.sort_unstable();
        gone
    }

    /// The indices of rejected statements, given the known records.
    fn statements(
        &mut self,
        columns: &StatementColumns<TextId>,
        mut gone: Vec<usize>,
        (claims, sources, reports): (&Ids<ClaimId>, &Ids<SourceId>, &Ids<ReportId>),
    ) -> Vec<usize> {
        let mut failed = Vec::new();
        let rows = columns.key.iter().zip(&columns.claim).zip(&columns.speaker).zip(&columns.report).enumerate();
        for (number, (((key, claim), speaker), report)) in rows.filter(|(at, _)| gone.binary_search(at).is_err()) {
            let checked = Checked { kind: RecordKind::Statement, number, key: *key };
            let mut stands = self.required(checked, "claim", *claim, claims);
            stands &= self.required(checked, "speaker", *speaker, sources);
            self.optional(checked, "report", *report, reports);
            // A chain with a missing link would name the wrong origin, so the record is rejected.
            let via = columns.via.get(StatementId::from_index(number));
            stands &= via.iter().all(|carrier| self.required(checked, "via", *carrier, sources));
            stands &= self.has_room(checked);
            if !stands {
                failed.push(number);
            }
        }
        gone.append(&mut failed);
        gone.sort_unstable();
        gone
    }

    fn relations(
        &mut self,
        records: Vec<RelationRecord>,
        keys: &[[Option<TextId>; 2]],
        claims: &Ids<ClaimId>,
    ) -> Vec<Relation> {
        let mut relations = Vec::with_capacity(records.len());
        let mut met: HashMap<(ClaimId, ClaimId, RelationKind), usize> = HashMap::new();
        for (number, (record, [a, b])) in records.into_iter().zip(keys).enumerate() {
            let mut claim = |field: &str, key: &Option<TextId>| {
                let found = key.and_then(|key| claims.get(key));
                if found.is_none() {
                    let kind = RecordKind::Relation;
                    let key = format!("{} – {}", record.a, record.b);
                    self.defects.push(Defect {
                        kind,
                        number,
                        key,
                        field: field.to_owned(),
                        reason: unknown_key(if field == "a" { &record.a } else { &record.b }),
                        kept: DefectOutcome::Rejected,
                    });
                }
                found
            };
            let a = claim("a", a);
            let b = claim("b", b);
            if let (Some(a), Some(b)) = (a, b) {
                let key = format!("{} – {}", record.a, record.b);
                // Exclusion is symmetric.
                let is_mutual = record.kind == RelationKind::Excludes;
                let pair = if is_mutual { (a.min(b), a.max(b)) } else { (a, b) };
                let said = (pair.0, pair.1, record.kind);
                let first = met.get(&said).copied();
                let reason = match first {
                    _ if a == b => {
                        Some("a claim cannot exclude or entail itself; the relation has no effect".to_owned())
                    }
                    Some(first) => Some(format!("duplicate of relation number {}; it counts once", first + 1)),
                    None => None,
                };
                if let Some(reason) = reason {
                    let kind = RecordKind::Relation;
                    let field = String::new();
                    self.defects.push(Defect { kind, number, key, field, reason, kept: DefectOutcome::Whole });
                    relations.push(Relation { a, kind: record.kind, b, note: record.note });
                    continue;
                }
                let contradicting = match record.kind {
                    RelationKind::Excludes => [(a, b), (b, a)].map(|(a, b)| (a, b, RelationKind::Entails)),
                    RelationKind::Entails => [(a.min(b), a.max(b), RelationKind::Excludes); 2],
                };
                if let Some(first) = contradicting.iter().find_map(|other| met.get(other)) {
                    let reason = format!(
                        "contradicts relation number {}: a claim cannot both exclude and entail another; both count",
                        first + 1
                    );
                    let kind = RecordKind::Relation;
                    let field = String::new();
                    self.defects.push(Defect { kind, number, key, field, reason, kept: DefectOutcome::Whole });
                }
                met.insert(said, number);
                relations.push(Relation { a, kind: record.kind, b, note: record.note });
            }
        }
        relations
    }
}

fn unknown_key(key: &str) -> String {
    format!("`{key}` is not in the dataset, or was rejected")
}
