//! What is shown and how: never in the session file, always changed by an `Action`.

use super::{Filter, WhatIf};
use counterclaim_model::{ClaimId, Dataset, Id as _, PlaceId, Position, SideId, SourceId, StatementId};

/// The order of the claim cards.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Sort {
    /// As in the dataset.
    #[default]
    Dataset,
    MostDisputed,
    MostOrigins,
    Newest,
    Grade,
    /// By the computed figure; open claims come last.
    Likelihood,
    Alphabet,
}

impl Sort {
    pub const ALL: [Self; 7] = [
        Self::Dataset,
        Self::MostDisputed,
        Self::MostOrigins,
        Self::Newest,
        Self::Grade,
        Self::Likelihood,
        Self::Alphabet,
    ];

    pub fn label(self) -> &'static str {
        match self {
            Self::Dataset => "Original order",
            Self::MostDisputed => "Most disputed first",
            Self::MostOrigins => "Most origins first",
            Self::Newest => "Newest first",
            Self::Grade => "Your grade",
            Self::Likelihood => "Most likely first",
            Self::Alphabet => "A–Z",
        }
    }
}

/// The panels, where there is no room for all at once.
#[derive(Clone, Copy, Debug, Default, Eq, Ord, PartialEq, PartialOrd)]
pub enum Tab {
    #[default]
    Claims,
    Map,
    Sources,
    Claim,
    Timeline,
}

impl Tab {
    pub const ALL: [Self; 5] = [Self::Claims, Self::Map, Self::Sources, Self::Claim, Self::Timeline];

    pub fn label(self) -> &'static str {
        match self {
            Self::Claims => "Claims",
            Self::Map => "Map",
            Self::Sources => "Sources",
            Self::Claim => "Selected claim",
            Self::Timeline => "Timeline",
        }
    }
}

/// A widget that a command gives the keyboard to.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Focus {
    Search,
    Cards,
    Note,
    NewTag,
    Map,
    Sources,
    Timeline,
    /// The search for the source that the selected one is.
    SameSource,
    /// The map, which is to ask for only what it shows.
    OnlyInView,
}

/// Where the map looks: its middle and its scale.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Camera {
    pub center: Position,
    /// Points of the screen per degree of longitude.
    pub points_per_deg: f64,
}

/// Everything about what is shown.
#[derive(Clone, Debug, Default)]
pub struct View {
    pub filter: Filter,
    pub sort: Sort,
    pub claim: Option<ClaimId>,
    /// The source whose row is marked; it filters through `filter.source`.
    pub source: Option<SourceId>,
    /// `None` fits the map to what is shown.
    pub camera: Option<Camera>,
    pub tab: Tab,
    pub focus: Option<Focus>,
    /// Only what was known by then is shown, in seconds since 1970-01-01T00:00Z.
    pub as_of_s: Option<i64>,
    /// The as-of line moves by itself, a day at a time.
    pub is_playing: bool,
    /// What the timeline shows, from and until; `None` fits it to the dataset.
    pub timeline: Option<(i64, i64)>,
    /// Two places between which the map measures.
    pub measure: Option<(PlaceId, PlaceId)>,
    /// The map shows no outlines of areas.
    pub without_areas: bool,
    /// What is left out to see what the others say.
    pub what_if: WhatIf,
}

impl View {
    /// Makes it name the same records in other evidence; what is not in that is let go.
    pub(super) fn follow(&mut self, before: &Dataset, after: &Dataset) {
        let claim = |id: ClaimId| after.claim_by_key(before.claim(id).key);
        let statement = |id: StatementId| after.statement_by_key(before.statement(id).key);
        let source = |id: SourceId| after.source_by_key(before.source(id).key);
        let side = |id: SideId| after.side_by_key(&before.side(id).key);
        let place = |id: PlaceId| {
            let key = before.place(id).key;
            after.places().position(|other| other.key == key).map(PlaceId::from_index)
        };
        self.claim = self.claim.and_then(claim);
        self.source = self.source.and_then(source);
        self.measure = self.measure.and_then(|(from, to)| Some((place(from)?, place(to)?)));
        let filter = &mut self.filter;
        filter.side = filter.side.and_then(side);
        filter.source = filter.source.and_then(source);
        filter.place = filter.place.and_then(place);
        let hidden = std::mem::take(&mut filter.hidden_layers).into_iter();
        filter.hidden_layers =
            hidden.filter_map(|id| after.layer_by_key(before.layer_keys().nth(id.index())?)).collect();
        let what_if = &mut self.what_if;
        what_if.statements = std::mem::take(&mut what_if.statements).into_iter().filter_map(statement).collect();
        what_if.sources = std::mem::take(&mut what_if.sources).into_iter().filter_map(source).collect();
    }
}
