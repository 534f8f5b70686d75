//! What is open ([`State`]), what may happen ([`Action`]), and the only function that changes it ([`update()`]).
//!
//! [`update()`] is the only function that takes `&mut State`; it returns requests to the outside world as [`Effect`]s.
//! Nothing here knows egui, files, threads or the clock.

pub mod as_of;
mod assessing;
pub mod examples;
pub mod geocoding;
pub mod time_window;

mod action;
mod areas;
mod claim_index;
mod columns;
mod compose;
mod computed;
mod dialog;
mod document;
mod document_parts;
mod effect;
mod filter;
mod filter_sets;
mod import_text;
mod in_use;
mod latest_job;
mod layers;
mod load_request;
mod loaded;
mod notice;
mod owner;
mod reduce;
mod state;
mod table;
mod text_search;
mod update;
mod view;
mod visible;
mod what_if;

pub use action::{Action, ChangedAnswer, CloseAnswer, FilterChange, Selection};
pub use areas::ShownArea;
pub use as_of::AsOfStep;
pub use assessing::{AssessmentRequest, SYNC_LIMIT, work_of};
pub use claim_index::DatedStatement;
pub use columns::{ColumnChange, Columns, ColumnsChange, Preview, PreviewRow, Proposed, TextForm};
pub use compose::{ComposedAnswer, EvidenceJob};
pub use computed::Computed;
pub use dialog::{Dialog, PathPurpose, PendingAction, RecoveryOffer};
pub use document::Document;
pub use effect::{Effect, ProfileEffect, RecoveryEffect};
pub use filter::{Filter, Quick, has_figure};
pub use import_text::issue_label;
pub use layers::OpenLayer;
pub use load_request::{LoadRequest, ReadFor, formats};
pub use loaded::{DatasetOrigin, EXAMPLE_PREFIX, Loaded, LoadedDataset, SaveFailure, SessionMerged};
pub use notice::{Notice, NoticeKind, NoticeTopic, Offer};
pub use owner::{OwnerAnswer, OwnerQuestion};
pub use state::State;
pub use table::{
    Area, Circle, DayCounts, Facet, FacetCount, Here, LoadedTable, MAX_RADIUS_KM, OpenTable, TableAnswer,
    TableAssessmentRequest, TableChange, TableFigures, TableQuestion, TableSession, TableSort, km_label,
    position_label,
};
pub use update::update;
pub use view::{Camera, Focus, Sort, Tab, View};
pub use visible::{DatedEvent, FacetCounts, PlaceGroup, Visible};
pub use what_if::{WhatIf, WhatIfChange};
