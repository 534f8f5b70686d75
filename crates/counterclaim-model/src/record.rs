//! Converts a dataset back to records: for export, and for applying a session's additions.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::{
    Addition, ClaimId, ClaimRecord, Dataset, DatasetBuilder, Defect, EventId, EventRecord, Figure, FigureRecord,
    Measure, OffsetFrom, PlaceId, PlaceRecord, RecordKind, Relation, RelationRecord, ReportId, ReportRecord, SourceId,
    SourceRecord, StatementId, StatementRecord, TimeSpan, TimeText, UnknownFields,
};

impl Dataset {
    /// All records, in id order, as a builder that makes the same dataset again.
    pub fn to_builder(&self) -> DatasetBuilder {
        DatasetBuilder {
            header: self.header().clone(),
            sides: self.sides().to_vec(),
            places: self.place_ids().map(|id| self.place_record(id)).collect(),
            sources: self.source_ids().map(|id| self.source_record(id)).collect(),
            reports: self.report_ids().map(|id| self.report_record(id)).collect(),
            events: self.event_ids().map(|id| self.event_record(id)).collect(),
            claims: self.claim_ids().map(|id| self.claim_record(id)).collect(),
            statements: self.statement_ids().map(|id| self.statement_record(id)).collect(),
            relations: self.relations().iter().map(|relation| self.relation_record(relation)).collect(),
            extras: self.all_extras(),
        }
    }

    /// The dataset with a session's additions applied; ids of the dataset are unchanged.
    ///
    /// `None` when there are none.
    pub fn with_additions(&self, additions: &[Addition]) -> Option<(Self, Vec<Defect>)> {
        if additions.is_empty() {
            return None;
        }
        let mut builder = self.to_columnar_builder(self.header().clone());
        for addition in additions {
            match addition.clone() {
                Addition::Source(record) => builder.source(record),
                Addition::Place(record) => builder.place(record),
                Addition::Report(record) => builder.report(record),
                Addition::Claim(record) => builder.claim(record),
                Addition::Statement(record) => builder.statement(record),
                Addition::Relation(record) => builder.relation(record),
            }
        }
        let (mut dataset, defects) = builder.finish();
        dataset.layers.clone_from(&self.layers);
        Some((dataset, defects))
    }

    /// Unknown fields of a record, or its original record.
    ///
    /// `number` is the index among records of the kind, from 0.
    pub fn extra(&self, kind: RecordKind, number: usize, key: &str) -> Option<Cow<'_, UnknownFields>> {
        match self.originals.get(kind, number).and_then(|kept| self.original(kept)) {
            Some(original) => Some(Cow::Owned(UnknownFields::FileRecord(original))),
            None if self.extras.is_empty() => None,
            None => self.extras.get(&(kind, key.to_owned())).map(Cow::Borrowed),
        }
    }

    /// Unknown fields of records, and their original records.
    fn all_extras(&self) -> BTreeMap<(RecordKind, String), UnknownFields> {
        let mut extras = BTreeMap::clone(&self.extras);
        let mut put = |kind, key: &str, kept| {
            if let Some(original) = self.original(kept) {
                extras.insert((kind, key.to_owned()), UnknownFields::FileRecord(original));
            }
        };
        let kept = &self.originals;
        kept.events.iter().for_each(|(id, kept)| put(RecordKind::Event, self.event(id).key, kept));
        kept.claims.iter().for_each(|(id, kept)| put(RecordKind::Claim, self.stated_claim(id).key, kept));
        kept.statements.iter().for_each(|(id, kept)| put(RecordKind::Statement, self.statement(id).key, kept));
        extras
    }

    pub fn place_record(&self, id: PlaceId) -> PlaceRecord {
        let place = self.place(id);
        let offset_from = place.offset_from.map(|offset| OffsetFrom {
            place: self.place(offset.place).key.to_string(),
            distance_km: offset.distance_km,
            bearing_deg: offset.bearing_deg,
        });
        PlaceRecord {
            key: place.key.to_string(),
            name: place.name.to_owned(),
            names: place.names.to_vec(),
            aliases: place.aliases.to_vec(),
            // A position computed from another place will be recomputed on the next import.
            // A place located by an analyst has no position in the evidence.
            position: place.position.filter(|_| offset_from.is_none() && place.placed.is_none()),
            radius_km: place.placed.map_or(place.radius_km, |placed| placed.stated_radius_km),
            area: place.area.cloned(),
            part_of: place.part_of.map(|id| self.place(id).key.to_string()),
            offset_from,
            origin: owned(place.origin),
            note: owned(place.note),
        }
    }

    pub fn source_record(&self, id: SourceId) -> SourceRecord {
        let source = self.source(id);
        SourceRecord {
            key: source.key.to_string(),
            name: source.name.to_owned(),
            names: source.names.to_vec(),
            aliases: source.aliases.to_vec(),
            kind: source.kind,
            side: source.side.map(|id| self.side(id).key.to_string()),
            speaks_for: source.speaks_for.map(|id| self.source_key(id)),
            note: owned(source.note),
        }
    }

    pub fn report_record(&self, id: ReportId) -> ReportRecord {
        let report = self.report(id);
        ReportRecord {
            key: report.key.to_owned(),
            title: report.title.to_owned(),
            publisher: report.publisher.map(|id| self.source_key(id)),
            published: time_text(report.published, report.published_words),
            url: owned(report.url),
            language: owned(report.language),
            authors: report.authors.iter().map(|author| (*author).to_owned()).collect(),
            note: owned(report.note),
        }
    }

    pub fn event_record(&self, id: EventId) -> EventRecord {
        let event = self.event(id);
        EventRecord {
            key: event.key.to_owned(),
            title: event.title.to_owned(),
            place: event.place.map(|id| self.place(id).key.to_string()),
            time: time_text(event.time, event.time_words),
            note: owned(event.note),
        }
    }

    pub fn claim_record(&self, id: ClaimId) -> ClaimRecord {
        let claim = self.stated_claim(id);
        ClaimRecord {
            key: claim.key.to_owned(),
            proposition: claim.proposition.to_owned(),
            event: self.event(claim.event).key.to_owned(),
            kind: claim.kind,
            favours: claim.favours.map(|id| self.side(id).key.to_string()),
            is_taking: claim.is_taking,
            place: claim.place.map(|id| self.place(id).key.to_string()),
            time: time_text(claim.time, claim.time_words),
            measure: claim.measure.map(|measure| Measure {
                from: self.place(measure.from).key.to_string(),
                to: self.place(measure.to).key.to_string(),
                quantity: measure.quantity,
            }),
            note: owned(claim.note),
        }
    }

    pub fn statement_record(&self, id: StatementId) -> StatementRecord {
        let statement = self.statement(id);
        StatementRecord {
            key: statement.key.to_owned(),
            claim: self.stated_claim(statement.claim).key.to_owned(),
            speaker: self.source_key(statement.speaker),
            stance: statement.stance,
            stated_at: time_text(statement.stated_at, statement.stated_words),
            as_of: time_text(statement.as_of, statement.as_of_words),
            via: statement.via.iter().map(|id| self.source_key(*id)).collect(),
            report: statement.report.map(|id| self.report(id).key.to_owned()),
            paragraph: statement.paragraph,
            quote: owned(statement.quote),
            figures: statement.figures.iter().map(figure_record).collect(),
            paraphrase: owned(statement.paraphrase),
            note: owned(statement.note),
        }
    }

    pub fn relation_record(&self, relation: &Relation) -> RelationRecord {
        let key = |id| self.stated_claim(id).key.to_owned();
        RelationRecord { a: key(relation.a), kind: relation.kind, b: key(relation.b), note: relation.note.clone() }
    }

    fn source_key(&self, id: SourceId) -> String {
        self.source(id).key.to_string()
    }
}

fn figure_record(figure: Figure<'_>) -> FigureRecord {
    FigureRecord {
        low: figure.low,
        high: figure.high,
        qualifier: figure.qualifier,
        unit: figure.unit.to_owned(),
        scope: owned(figure.scope),
        window: time_text(figure.window, figure.window_words),
        cumulative: figure.cumulative,
        words: owned(figure.words),
    }
}

fn owned(text: Option<&str>) -> Option<String> {
    text.map(str::to_owned)
}

fn time_text(span: Option<TimeSpan>, words: Option<&str>) -> Option<TimeText> {
    span.map(|span| TimeText { span, words: owned(words) })
}
