//! What can be wrong with a record, and what became of it.

/// The kinds of record that a dataset holds.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum RecordKind {
    Dataset,
    Side,
    Place,
    Source,
    Report,
    Event,
    Claim,
    Statement,
    Relation,
}

impl RecordKind {
    pub fn label(self) -> &'static str {
        match self {
            Self::Dataset => "dataset",
            Self::Side => "side",
            Self::Place => "place",
            Self::Source => "source",
            Self::Report => "report",
            Self::Event => "event",
            Self::Claim => "claim",
            Self::Statement => "statement",
            Self::Relation => "relation",
        }
    }
}

/// What happened to a record with a defect.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum DefectOutcome {
    /// The record is in the dataset, the field unknown.
    WithoutField,
    /// The record is in the dataset unchanged.
    Whole,
    /// The record is not in the dataset.
    Rejected,
}

/// Something wrong with a record.
#[derive(Clone, Debug, PartialEq)]
pub struct Defect {
    pub kind: RecordKind,
    /// Index of the record among those of its kind given to the builder, from 0.
    pub number: usize,
    pub key: String,
    pub field: String,
    pub reason: String,
    pub kept: DefectOutcome,
}
