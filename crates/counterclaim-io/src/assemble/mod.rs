//! Builds a dataset from parsed records, merges what recurs, and reports issues.

pub mod assembler;
pub mod deduplicator;
pub mod generic;
pub mod parsed_record;
