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
mod claim_table;
mod column;
mod columnar_builder;
mod compact;
mod dataset;
mod dataset_places;
mod defect;
mod edit;
mod event;
mod events;
mod file_record;
mod id;
mod journal;
mod layer;
mod layers;
mod link;
mod place;
mod placement;
mod position;
mod progress;
mod record;
mod report;
mod row_index;
mod rows;
mod scale;
mod session;
mod source;
mod statement;
mod text;
mod text_interner;
mod time;
mod time_interner;

pub use annotation::{Independence, Item, Listing, Target, Truth, Verdict};
pub use builder::DatasetBuilder;
pub use claim::{Claim, ClaimKind, ClaimRecord, Measure, Quantity, Relation, RelationKind, RelationRecord};
pub use claim_table::{
    Name, Names, TableAnswer, TableProposition, TableRelation, TableRows, TableSource, TableStatement, TableVerdicts,
    Tables,
};
pub use column::{Grouped, Lists, Sparse, push};
pub use columnar_builder::ColumnarBuilder;
pub use dataset::{Dataset, DatasetHeader, Side};
pub use defect::{Defect, DefectOutcome, RecordKind};
pub use edit::{Addition, AdditionKey, Edit};
pub use event::{Event, EventRecord};
pub use events::{
    CodeColumn, Codes, EventColumns, EventField, EventRow, EventTable, EventWords, ListedSource, NameList, TimeGrain,
    UNKNOWN_COUNT, UNKNOWN_DAY, split_key,
};
pub use file_record::{Cells, FileRecord, LIST, UnknownFields, cell_of, unpacked};
pub use id::{ClaimId, EventId, Id, LayerId, PlaceId, ReportId, SideId, SourceId, StatementId, TextId, TimeId};
pub use journal::{Entry, EntryId, Journal, Line, Stamp};
pub use layer::{FIRST_LAYER, Layer, LayerFile, layer_key, qualified};
pub use layers::combined;
pub use place::{Area, OffsetFrom, Place, PlaceRecord};
pub use placement::{COMPASS_POINTS, GeoPlace, GeocodedPlace, Offset, Placement, PlacementBase, format_km};
pub use position::Position;
pub use progress::{CancelToken, Progress};
pub use report::{Report, ReportRecord};
pub use row_index::RowIndex;
pub use rows::{About, TextColumn};
pub use scale::{Credibility, Reliability};
pub use session::{Judgement, Session};
pub use source::{Source, SourceKind, SourceRecord};
pub use statement::{Figure, FigureRecord, Figures, Qualifier, Stance, Statement, StatementRecord};
pub use text::{all_visible, is_command, is_direction_control, is_invisible, visible};
pub use time::{Precision, SECS_PER_DAY, TimeSpan, TimeText, Timestamp, moment_label, year_of, year_start_s};

/// The key of a record in files, for example `captured`; unique among records of one kind.
pub type Key = std::sync::Arc<str>;
