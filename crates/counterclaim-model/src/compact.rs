//! Drops rejected records from columns, and replaces keys by ids.

use crate::column::drop_rows;
use crate::dataset::{ClaimColumns, EventColumns, PlaceColumns, ReportColumns, SourceColumns, StatementColumns};
use crate::link::Ids;
use crate::{ClaimId, EventId, Measure, OffsetFrom, PlaceId, ReportId, SideId, SourceId, TextId};

impl PlaceColumns<TextId> {
    pub fn drop_rows(&mut self, rows: &[usize]) {
        drop_rows(&mut self.key, rows);
        drop_rows(&mut self.name, rows);
        drop_rows(&mut self.position, rows);
        self.names.drop_rows(rows);
        self.radius_km.drop_rows(rows);
        self.area.drop_rows(rows);
        self.part_of.drop_rows(rows);
        self.offset_from.drop_rows(rows);
        self.origin.drop_rows(rows);
        self.note.drop_rows(rows);
        self.placed.drop_rows(rows);
    }

    /// The columns with ids instead of keys.
    pub fn resolved(self, places: &Ids<PlaceId>) -> PlaceColumns<PlaceId> {
        let offset_from = |offset: OffsetFrom<TextId>| {
            let OffsetFrom { place, distance_km, bearing_deg } = offset;
            Some(OffsetFrom { place: places.get(place)?, distance_km, bearing_deg })
        };
        PlaceColumns {
            key: self.key,
            name: self.name,
            names: self.names,
            position: self.position,
            radius_km: self.radius_km,
            area: self.area,
            part_of: self.part_of.mapped(|key| places.get(key)),
            offset_from: self.offset_from.mapped(offset_from),
            origin: self.origin,
            note: self.note,
            placed: self.placed,
        }
    }
}

impl SourceColumns<TextId> {
    pub fn drop_rows(&mut self, rows: &[usize]) {
        drop_rows(&mut self.key, rows);
        drop_rows(&mut self.name, rows);
        drop_rows(&mut self.kind, rows);
        self.names.drop_rows(rows);
        self.side.drop_rows(rows);
        self.speaks_for.drop_rows(rows);
        self.note.drop_rows(rows);
    }

    /// The columns with ids instead of keys.
    pub fn resolved(self, sides: &Ids<SideId>, sources: &Ids<SourceId>) -> SourceColumns<SideId, SourceId> {
        SourceColumns {
            key: self.key,
            name: self.name,
            names: self.names,
            kind: self.kind,
            side: self.side.mapped(|key| sides.get(key)),
            speaks_for: self.speaks_for.mapped(|key| sources.get(key)),
            note: self.note,
        }
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

    /// The columns with ids instead of keys, reusing memory; every event is known.
    pub fn resolved(
        self,
        (events, sides, places): (&Ids<EventId>, &Ids<SideId>, &Ids<PlaceId>),
    ) -> ClaimColumns<EventId, SideId, PlaceId> {
        let measure = |measure: Measure<TextId>| {
            let from = places.get(measure.from)?;
            let to = places.get(measure.to)?;
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

    /// The columns with ids instead of keys, reusing memory; claims and sources are known.
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
