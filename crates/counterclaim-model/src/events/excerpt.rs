//! An excerpt: selected rows as an ordinary dataset, for cards, inspector and assessment.

use std::collections::BTreeSet;

use super::{EventField, EventTable};
use crate::{
    ClaimKind, ClaimRecord, Dataset, DatasetBuilder, Defect, EventId, EventRecord, PlaceRecord, SourceKind,
    SourceRecord, Stance, StatementRecord, TimeText,
};

impl EventTable {
    /// The events of some rows, each with its place, claim and listed sources, as a dataset.
    ///
    /// `notes` returns the long text of a row, read beforehand. Keys are the same as in the whole table, so that edits
    /// find their targets in any excerpt. Rows that do not exist are skipped.
    pub fn excerpt(&self, rows: &[EventId], notes: impl Fn(EventId) -> Option<String>) -> (Dataset, Vec<Defect>) {
        let mut builder = DatasetBuilder { header: self.header().clone(), ..DatasetBuilder::default() };
        let mut sources = BTreeSet::new();
        for event in rows.iter().filter_map(|id| self.event(*id)) {
            let key = event.key();
            let time = event.time().map(|span| TimeText { span, words: None });
            let proposition = event.proposition();
            builder.places.push(PlaceRecord {
                key: key.clone(),
                name: event.text(EventField::Location).to_owned(),
                position: event.position,
                radius_km: event.radius_km.map(f64::from),
                ..PlaceRecord::default()
            });
            builder.events.push(EventRecord {
                key: key.clone(),
                title: proposition.clone(),
                place: Some(key.clone()),
                time,
                note: notes(event.id),
            });
            builder.claims.push(ClaimRecord {
                key: key.clone(),
                proposition,
                event: key.clone(),
                kind: ClaimKind::Occurrence,
                favours: None,
                is_taking: false,
                place: None,
                time: None,
                measure: None,
                note: None,
            });
            for listed in event.sources() {
                sources.insert(listed.source);
                builder.statements.push(StatementRecord {
                    key: format!("{key}/{}", listed.number),
                    claim: key.clone(),
                    speaker: listed.name.to_owned(),
                    stance: Stance::Unstated,
                    stated_at: None,
                    as_of: None,
                    via: Vec::new(),
                    report: None,
                    paragraph: None,
                    quote: None,
                    figures: Vec::new(),
                    paraphrase: None,
                    note: None,
                });
            }
        }
        builder.sources = sources.into_iter().map(|code| self.source_record(code)).collect();
        builder.finish()
    }

    fn source_record(&self, code: u32) -> SourceRecord {
        let name = self.columns().source_names.text(code).to_owned();
        SourceRecord {
            key: name.clone(),
            name,
            names: Vec::new(),
            aliases: Vec::new(),
            kind: SourceKind::Other,
            side: None,
            speaks_for: None,
            note: None,
        }
    }
}
