//! Column-wise access for lists of very many claims; a view of a whole record costs more lookups.

use crate::{
    ClaimId, ClaimKind, Dataset, EventId, Id as _, PlaceId, Position, Sparse, Stance, StatementId, TextId, TimeSpan,
};

/// A text column that describes claims.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum TextColumn {
    Proposition,
    ClaimNote,
    EventTitle,
    Paraphrase,
    Quote,
    StatementNote,
}

/// The record that a text belongs to.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum About {
    Claim(ClaimId),
    Event(EventId),
    Statement(StatementId),
}

impl TextColumn {
    pub const ALL: [Self; 6] =
        [Self::Proposition, Self::ClaimNote, Self::EventTitle, Self::Paraphrase, Self::Quote, Self::StatementNote];
}

impl Dataset {
    /// The number of rows of a text column.
    pub fn words_count(&self, of: TextColumn) -> usize {
        match of {
            TextColumn::Proposition => self.claims.proposition.len(),
            TextColumn::ClaimNote => self.claims.note.len(),
            TextColumn::EventTitle => self.events.title.len(),
            TextColumn::Paraphrase => self.statements.paraphrase.len(),
            TextColumn::Quote => self.statements.quote.len(),
            TextColumn::StatementNote => self.statements.note.len(),
        }
    }

    /// A row of a text column, and its record; rows ascend with record ids.
    pub fn words_at(&self, of: TextColumn, row: usize) -> Option<(About, &str)> {
        let text = |id: &TextId| self.texts.get(*id);
        let sparse = |column: &Sparse<StatementId, TextId>| {
            column.at(row).map(|(id, words)| (About::Statement(id), self.texts.get(*words)))
        };
        match of {
            TextColumn::Proposition => {
                Some((About::Claim(ClaimId::from_index(row)), text(self.claims.proposition.get(row)?)))
            }
            TextColumn::ClaimNote => self.claims.note.at(row).map(|(id, words)| (About::Claim(id), text(words))),
            TextColumn::EventTitle => Some((About::Event(EventId::from_index(row)), text(self.events.title.get(row)?))),
            TextColumn::Paraphrase => sparse(&self.statements.paraphrase),
            TextColumn::Quote => sparse(&self.statements.quote),
            TextColumn::StatementNote => sparse(&self.statements.note),
        }
    }

    /// The kind of each claim.
    pub fn claim_kinds(&self) -> &[ClaimKind] {
        &self.claims.kind
    }

    /// The event of each claim.
    pub fn events_of_claims(&self) -> &[EventId] {
        &self.claims.event
    }

    /// The claim of each statement.
    pub fn claims_of_statements(&self) -> &[ClaimId] {
        &self.statements.claim
    }

    /// The stance of each statement.
    pub fn stances(&self) -> &[Stance] {
        &self.statements.stance
    }

    /// The place of a claim, else that of its event.
    ///
    /// # Panics
    /// With an id of another dataset.
    pub fn place_of_claim(&self, id: ClaimId) -> Option<PlaceId> {
        self.claims.place.get(id).copied().or(self.events.place[self.claims.event[id.index()].index()])
    }

    /// The position of a place.
    ///
    /// # Panics
    /// With an id of another dataset.
    pub fn position_of(&self, id: PlaceId) -> Option<Position> {
        self.places.position[id.index()]
    }

    /// The total number of figures.
    pub fn figure_count(&self) -> usize {
        self.statements.figures.item_count()
    }

    /// Whether there are any figures.
    pub fn has_figures(&self, id: StatementId) -> bool {
        !self.statements.figures.get(id).is_empty()
    }

    /// When a statement was made.
    pub fn stated_at(&self, id: StatementId) -> Option<TimeSpan> {
        Some(self.times.get(*self.statements.stated_at.get(id)?)?.0)
    }

    /// When an event happened.
    pub fn happened_at(&self, id: EventId) -> Option<TimeSpan> {
        Some(self.times.get(*self.events.time.get(id)?)?.0)
    }

    /// The statements that are dated, in the order of their ids.
    pub fn dated_statements(&self) -> impl Iterator<Item = (StatementId, TimeSpan)> {
        self.statements.stated_at.iter().filter_map(|(id, time)| Some((id, self.times.get(*time)?.0)))
    }

    /// The events that are dated, in the order of their ids.
    pub fn dated_events(&self) -> impl Iterator<Item = (EventId, TimeSpan)> {
        self.events.time.iter().filter_map(|(id, time)| Some((id, self.times.get(*time)?.0)))
    }

    /// Whether any place has an outline.
    pub fn has_areas(&self) -> bool {
        !self.places.area.is_empty()
    }

    /// Whether an analyst has located any place.
    pub fn has_placements(&self) -> bool {
        !self.places.placed.is_empty()
    }

    /// The enclosing place of each place that has one.
    pub fn parts_of_places(&self) -> impl Iterator<Item = (PlaceId, PlaceId)> {
        self.places.part_of.iter().map(|(part, whole)| (part, *whole))
    }
}
