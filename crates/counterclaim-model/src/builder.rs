//! Builds a `Dataset` from records and checks every key and reference.
//!
//! An invalid record is rejected; an invalid field becomes unknown.
//! Both are reported as [`Defect`]s, never dropped silently.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::dataset::{Dataset, DatasetHeader, Side};
use crate::defect::{Defect, RecordKind};
use crate::{
    ClaimRecord, ColumnarBuilder, EventRecord, PlaceRecord, RelationRecord, ReportRecord, SourceRecord,
    StatementRecord, UnknownFields,
};

/// Collects records in any order; [`finish`](Self::finish) resolves their references.
#[derive(Clone, Debug, Default)]
pub struct DatasetBuilder {
    pub header: DatasetHeader,
    pub sides: Vec<Side>,
    pub places: Vec<PlaceRecord>,
    pub sources: Vec<SourceRecord>,
    pub reports: Vec<ReportRecord>,
    pub events: Vec<EventRecord>,
    pub claims: Vec<ClaimRecord>,
    pub statements: Vec<StatementRecord>,
    pub relations: Vec<RelationRecord>,
    /// Fields that this version does not know, by kind and key of their record.
    pub extras: BTreeMap<(RecordKind, String), UnknownFields>,
}

impl DatasetBuilder {
    /// The dataset, and the defects of its records, by kind and then by record.
    pub fn finish(self) -> (Dataset, Vec<Defect>) {
        let mut builder = ColumnarBuilder::of_file(self.header, Arc::default());
        self.sides.into_iter().for_each(|side| builder.side(side));
        self.places.into_iter().for_each(|record| builder.place(record));
        self.sources.into_iter().for_each(|record| builder.source(record));
        self.reports.into_iter().for_each(|record| builder.report(record));
        self.events.into_iter().for_each(|record| builder.event(record));
        self.claims.into_iter().for_each(|record| builder.claim(record));
        self.statements.into_iter().for_each(|record| builder.statement(record));
        self.relations.into_iter().for_each(|record| builder.relation(record));
        builder.extras = self.extras;
        builder.finish()
    }
}
