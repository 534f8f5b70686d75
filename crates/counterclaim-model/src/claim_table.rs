//! Claims as plain tables: the exchange format for benchmark sets and simulations.
//!
//! Either stances on propositions or answers to items; texts are interned, since they recur.
//! The table is stored as given; the engine evaluates it.

use std::collections::HashMap;

use crate::{RelationKind, Reliability, Stance};

/// A text of a table, as an index into [`Names`].
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Name(u32);

/// The distinct texts of a table, numbered in order of first appearance.
#[derive(Clone, Debug, Default)]
pub struct Names {
    texts: Vec<Box<str>>,
    by_text: HashMap<Box<str>, Name>,
}

impl Names {
    /// The number of a text, existing or new.
    pub fn intern(&mut self, text: &str) -> Name {
        if let Some(name) = self.by_text.get(text) {
            return *name;
        }
        let name = Name(u32::try_from(self.texts.len()).unwrap_or(u32::MAX));
        self.texts.push(text.into());
        self.by_text.insert(text.into(), name);
        name
    }

    #[inline]
    pub fn find(&self, text: &str) -> Option<Name> {
        self.by_text.get(text).copied()
    }

    /// The text of a name of this table; empty for a name of another.
    #[inline]
    pub fn text(&self, name: Name) -> &str {
        self.texts.get(name.index()).map_or("", |text| text)
    }

    #[inline]
    pub fn len(&self) -> usize {
        self.texts.len()
    }

    #[inline]
    pub fn is_empty(&self) -> bool {
        self.texts.is_empty()
    }
}

impl Name {
    #[inline]
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// One row of stances: the stance of a source on a proposition.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct TableStatement {
    pub source: Name,
    pub proposition: Name,
    pub stance: Stance,
    /// The source that the row cites, if any.
    pub cites: Option<Name>,
    /// Day on which it was said, in days since 1970-01-01.
    pub stated_day: Option<i32>,
    /// The day it is about, in days since 1970-01-01.
    pub as_of_day: Option<i32>,
}

/// One row of answers: the value that a source gives for an item.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct TableAnswer {
    pub source: Name,
    pub item: Name,
    pub value: Name,
}

/// A table's data on a source.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct TableSource {
    pub source: Name,
    /// Sources of one class share a prior.
    pub class: Option<Name>,
    pub side: Option<Name>,
    pub speaks_for: Option<Name>,
    pub grade: Option<Reliability>,
}

/// A table's data on a proposition.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TableProposition {
    pub proposition: Name,
    /// The side that it favours, if believed.
    pub benefits: Option<Name>,
    /// Whether its truth can change with time.
    pub is_state: bool,
    /// Baseline log-odds.
    pub prior: f64,
}

/// How the truth of one proposition affects another.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct TableRelation {
    pub a: Name,
    pub kind: RelationKind,
    pub b: Name,
}

/// The rows of `claims.csv`, in one of its two forms.
#[derive(Clone, Debug, PartialEq)]
pub enum TableRows {
    Statements(Vec<TableStatement>),
    Answers(Vec<TableAnswer>),
}

/// A folder of tables.
#[derive(Clone, Debug)]
pub struct Tables {
    pub names: Names,
    pub rows: TableRows,
    pub sources: Vec<TableSource>,
    pub propositions: Vec<TableProposition>,
    pub relations: Vec<TableRelation>,
}

/// Verdicts, in the form of the rows.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum TableVerdicts {
    /// Proposition and whether it is true.
    Statements(Vec<(Name, bool)>),
    /// Item and its true value.
    Answers(Vec<(Name, Name)>),
}
