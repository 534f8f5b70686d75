//! What is shown and how: never in the session file, always changed by an `Action`.

use super::{Filter, WhatIf};
use counterclaim_model::{ClaimId, Dataset, Id as _, PlaceId, Position, SideId, SourceId, StatementId};

/// The order of the claim cards.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Sort {
    /// The order of the dataset.
    #[default]
    Dataset,
    MostDisputed,
    MostOrigins,
    Newest,
    Grade,
    /// By the estimate; undetermined claims come last.
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

/// A panel of the window, by its name; the tab that is in front where there is no room for all.
///
/// The panels are listed in the window; here are those that an action brings to the front.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Tab(pub &'static str);

impl Tab {
    pub const CLAIMS: Self = Self("Claims");
    pub const MAP: Self = Self("Map");
    pub const SOURCES: Self = Self("Sources");
    pub const CLAIM: Self = Self("Selected claim");
    pub const TIMELINE: Self = Self("Timeline");

    pub fn label(self) -> &'static str {
        self.0
    }
}

impl Default for Tab {
    fn default() -> Self {
        Self::CLAIMS
    }
}

/// A widget that a command focuses.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Focus {
    Search,
    Cards,
    Note,
    NewTag,
    Map,
    Sources,
    Timeline,
    /// The search for a source to merge with the selected one.
    SameSource,
    /// The map, which then filters by its view.
    OnlyInView,
}

/// The camera of the map: its centre and its scale.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Camera {
    pub center: Position,
    /// Screen points per degree of longitude.
    pub points_per_deg: f64,
}

/// The whole state of the view.
#[derive(Clone, Debug, Default)]
pub struct View {
    pub filter: Filter,
    pub sort: Sort,
    pub claim: Option<ClaimId>,
    /// The source whose row is selected; it filters through `filter.source`.
    pub source: Option<SourceId>,
    /// `None` fits the map to what is shown.
    pub camera: Option<Camera>,
    pub tab: Tab,
    pub focus: Option<Focus>,
    /// Only what was known by then is shown, in seconds since 1970-01-01T00:00Z.
    pub as_of_s: Option<i64>,
    /// The as-of line plays, a day at a time.
    pub is_playing: bool,
    /// The visible range of the timeline, from and until; `None` fits it to the dataset.
    pub timeline: Option<(i64, i64)>,
    /// Two places to measure between.
    pub measure: Option<(PlaceId, PlaceId)>,
    /// The map hides the outlines of areas.
    pub without_areas: bool,
    /// What is excluded as a what-if.
    pub what_if: WhatIf,
}

impl View {
    /// Updates it to the same records in other evidence; missing records are dropped.
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
