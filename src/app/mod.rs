//! What is open ([`State`]), what may happen ([`Action`]), and the one writer ([`update()`]).
//!
//! [`update()`] is the only function that takes `&mut State`; what it wants done in the world it returns as
//! [`Effect`]s. Nothing here knows egui, files, threads or the clock.

pub mod as_of;
mod assessing;
pub mod placing;
pub mod time_window;

mod action;
mod computed;
mod document;
mod effect;
mod filter;
mod notice;
mod state;
mod table;
mod update;
mod view;
mod visible;
mod what_if;

pub use action::{
    Action, ChangedAnswer, CloseAnswer, FilterChange, Loaded, LoadedDataset, PathPurpose, SaveFailure, Selection,
};
pub use as_of::AsOfStep;
pub use assessing::{AT_ONCE, AssessmentRequest};
pub use computed::Computed;
pub use document::{DatasetOrigin, Document, EXAMPLE_PREFIX};
pub use effect::{Effect, RecoveryEffect};
pub use filter::{Filter, Quick, has_figure};
pub use notice::{Notice, NoticeKind};
pub use state::{Dialog, RecoveryOffer, State, Then};
pub use table::{
    DayCounts, Facet, FacetCount, Here, LoadedTable, OpenTable, TableAnswer, TableChange, TableQuestion, TableSession,
    TableSort,
};
pub use update::update;
pub use view::{Camera, Focus, Sort, Tab, View};
pub use visible::{FacetCounts, PlaceGroup, Visible};
pub use what_if::{WhatIf, WhatIfChange};
