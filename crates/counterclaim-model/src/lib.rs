//! The domain model: evidence, judgement, and the edits between them.
//!
//! Evidence is a [`Dataset`]: it never changes after import.
//! Judgement is a [`Session`]: it changes only through an [`Edit`], and the [`Journal`] keeps every one.
//! Nothing here knows egui, serde, files, threads or the clock.
//! Start with `dataset.rs` for evidence and `journal.rs` for judgement.

pub mod alike;

mod annotation;
mod builder;
mod claim;
mod column;
mod dataset;
mod edit;
mod event;
mod events;
mod id;
mod intake;
mod journal;
mod layers;
mod original;
mod place;
mod placement;
mod record;
mod report;
mod resolve;
mod rows;
mod scale;
mod session;
mod slots;
mod source;
mod standing;
mod statement;
mod tables;
mod text;
mod texts;
mod time;
mod times;

pub use annotation::{Independence, Item, Listing, Target, Truth, Verdict};
pub use builder::{DatasetBuilder, Defect, Kept, RecordKind};
pub use claim::{Claim, ClaimKind, ClaimRecord, Measure, Quantity, Relation, RelationKind, RelationRecord};
pub use column::{Grouped, Lists, Sparse, push};
pub use dataset::{Dataset, DatasetHeader, Side};
pub use edit::{Addition, AdditionKey, Edit};
pub use event::{Event, EventRecord};
pub use events::{
    CodeColumn, Codes, EventColumns, EventField, EventRow, EventTable, EventWords, ListedSource, NameList, TimeGrain,
    UNKNOWN_COUNT, UNKNOWN_DAY, split_key,
};
pub use id::{ClaimId, EventId, Id, LayerId, PlaceId, ReportId, SideId, SourceId, StatementId, TextId, TimeId};
pub use intake::Intake;
pub use journal::{Entry, EntryId, Journal, Line, Stamp};
pub use layers::{FIRST_LAYER, Layer, LayerFile, combined, layer_key, qualified};
pub use original::{Cells, Extra, LIST, Original, cell_of, unpacked};
pub use place::{Area, OffsetFrom, Place, PlaceRecord, Position};
pub use placement::{Away, GeoPlace, Placed, Placement, PlacementBase, WINDS, trimmed};
pub use report::{Report, ReportRecord};
pub use rows::{About, WordsOf};
pub use scale::{Credibility, Reliability};
pub use session::{Judgement, Session};
pub use slots::Slots;
pub use source::{Source, SourceKind, SourceRecord};
pub use statement::{Figure, FigureRecord, Figures, Qualifier, Stance, Statement, StatementRecord};
pub use tables::{
    Name, Names, TableAnswer, TableProposition, TableRelation, TableRows, TableSource, TableStatement, TableVerdicts,
    Tables,
};
pub use text::{all_visible, is_command, is_direction_control, is_invisible, visible};
pub use time::{Precision, SECS_PER_DAY, TimeSpan, TimeText, Timestamp, moment_label, year_of, year_start_s};

/// The key of a record in files, for example `captured`; unique among records of one kind.
pub type Key = std::sync::Arc<str>;
