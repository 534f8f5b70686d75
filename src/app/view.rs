//! What is shown and how: never in the session file, always changed by an `Action`.

use super::Filter;
use crate::model::{ClaimId, Position, SourceId};

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
    Alphabet,
}

impl Sort {
    pub const ALL: [Self; 6] =
        [Self::Dataset, Self::MostDisputed, Self::MostOrigins, Self::Newest, Self::Grade, Self::Alphabet];

    pub fn label(self) -> &'static str {
        match self {
            Self::Dataset => "as in the dataset",
            Self::MostDisputed => "most disputed first",
            Self::MostOrigins => "most origins first",
            Self::Newest => "newest first",
            Self::Grade => "your grade",
            Self::Alphabet => "alphabet",
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
}

impl Tab {
    pub const ALL: [Self; 4] = [Self::Claims, Self::Map, Self::Sources, Self::Claim];

    pub fn label(self) -> &'static str {
        match self {
            Self::Claims => "Claims",
            Self::Map => "Map",
            Self::Sources => "Sources",
            Self::Claim => "Selected claim",
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
}
