//! Columns without the records that do not stand, and with ids where they had keys.

use super::column::drop_rows;
use super::dataset::{ClaimColumns, EventColumns, ReportColumns, StatementColumns};
use super::intake::{PlaceRows, SourceRows};
use super::resolve::Ids;
use super::{ClaimId, EventId, Measure, PlaceId, ReportId, SideId, SourceId, TextId};

impl PlaceRows {
    pub fn drop_rows(&mut self, rows: &[usize]) {
        drop_rows(&mut self.rows, rows);
        drop_rows(&mut self.key, rows);
        self.part_of.drop_rows(rows);
        self.offset_from.drop_rows(rows);
    }
}

impl SourceRows {
    pub fn drop_rows(&mut self, rows: &[usize]) {
        drop_rows(&mut self.rows, rows);
        drop_rows(&mut self.key, rows);
        self.side.drop_rows(rows);
        self.speaks_for.drop_rows(rows);
    }
}

impl<S> ReportColumns<S> {
    pub fn drop_rows(&mut self, rows: &[usize]) {
        drop_rows(&mut self.key, rows);
        drop_rows(&mut self.title, rows);
        drop_rows(&mut self.publisher, rows);
        self.published.drop_rows(rows);
        self.url.drop_rows(rows);
        self.language.drop_rows(rows);
        self.authors.drop_rows(rows);
        self.note.drop_rows(rows);
    }
}

impl<P> EventColumns<P> {
    pub fn drop_rows(&mut self, rows: &[usize]) {
        drop_rows(&mut self.key, rows);
        drop_rows(&mut self.title, rows);
        drop_rows(&mut self.place, rows);
        self.time.drop_rows(rows);
        self.note.drop_rows(rows);
    }
}

impl ClaimColumns<TextId> {
    pub fn drop_rows(&mut self, rows: &[usize]) {
        drop_rows(&mut self.key, rows);
        drop_rows(&mut self.proposition, rows);
        drop_rows(&mut self.event, rows);
        drop_rows(&mut self.kind, rows);
        self.favours.drop_rows(rows);
        self.taking.drop_rows(rows);
        self.place.drop_rows(rows);
        self.time.drop_rows(rows);
        self.measure.drop_rows(rows);
        self.note.drop_rows(rows);
    }

    /// The columns with ids instead of keys, each in the memory of the one before; every event is known.
    pub fn resolved(
        self,
        (events, sides, places): (&Ids<EventId>, &Ids<SideId>, &Ids<PlaceId>),
    ) -> ClaimColumns<EventId, SideId, PlaceId> {
        let measure = |measure: Measure<TextId>| {
            let (from, to) = (places.get(measure.from)?, places.get(measure.to)?);
            Some(Measure { from, to, quantity: measure.quantity })
        };
        ClaimColumns {
            key: self.key,
            proposition: self.proposition,
            event: self.event.into_iter().filter_map(|key| events.get(key)).collect(),
            kind: self.kind,
            favours: self.favours.mapped(|key| sides.get(key)),
            taking: self.taking,
            place: self.place.mapped(|key| places.get(key)),
            time: self.time,
            measure: self.measure.mapped(measure),
            note: self.note,
        }
    }
}

impl StatementColumns<TextId> {
    pub fn drop_rows(&mut self, rows: &[usize]) {
        drop_rows(&mut self.key, rows);
        drop_rows(&mut self.claim, rows);
        drop_rows(&mut self.speaker, rows);
        drop_rows(&mut self.stance, rows);
        drop_rows(&mut self.report, rows);
        self.stated_at.drop_rows(rows);
        self.as_of.drop_rows(rows);
        self.via.drop_rows(rows);
        self.paragraph.drop_rows(rows);
        self.quote.drop_rows(rows);
        self.figures.drop_rows(rows);
        self.paraphrase.drop_rows(rows);
        self.note.drop_rows(rows);
    }

    /// The columns with ids instead of keys, each in the memory of the one before; claims and sources are known.
    pub fn resolved(
        self,
        (claims, sources, reports): (&Ids<ClaimId>, &Ids<SourceId>, &Ids<ReportId>),
    ) -> StatementColumns<ClaimId, SourceId, ReportId> {
        StatementColumns {
            key: self.key,
            claim: self.claim.into_iter().filter_map(|key| claims.get(key)).collect(),
            speaker: self.speaker.into_iter().filter_map(|key| sources.get(key)).collect(),
            stance: self.stance,
            stated_at: self.stated_at,
            as_of: self.as_of,
            via: self.via.mapped(|key| sources.get(key)),
            report: self.report.into_iter().map(|key| reports.get(key?)).collect(),
            paragraph: self.paragraph,
            quote: self.quote,
            figures: self.figures,
            paraphrase: self.paraphrase,
            note: self.note,
        }
    }
}
