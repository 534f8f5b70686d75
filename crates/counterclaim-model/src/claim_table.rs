//! Claims as plain tables: the form in which sets for checking and simulated contests are exchanged.
//!
//! Either stances on propositions or answers to items; texts are interned, since a table repeats them.
//! What a table says is taken as it stands; what it comes to is the engine's work.

use std::collections::HashMap;

use crate::{RelationKind, Reliability, Stance};

/// A text of a table, by its place in [`Names`].
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Name(u32);

/// The distinct texts of a table, numbered in order of first appearance.
#[derive(Clone, Debug, Default)]
pub struct Names {
    texts: Vec<Box<str>>,
    by_text: HashMap<Box<str>, Name>,
}

impl Names {
    /// The number of a text, new or known.
    pub fn intern(&mut self, text: &str) -> Name {
        if let Some(name) = self.by_text.get(text) {
            return *name;
        }
        let name = Name(u32::try_from(self.texts.len()).unwrap_or(u32::MAX));
        self.texts.push(text.into());
        self.by_text.insert(text.into(), name);
        name
    }

    pub fn find(&self, text: &str) -> Option<Name> {
        self.by_text.get(text).copied()
    }

    /// The text of a name of this table, empty for one of another.
    pub fn text(&self, name: Name) -> &str {
        self.texts.get(name.index()).map_or("", |text| text)
    }

    pub fn len(&self) -> usize {
        self.texts.len()
    }

    pub fn is_empty(&self) -> bool {
        self.texts.is_empty()
    }
}

impl Name {
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// One row of stances: what a source said of a proposition.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct TableStatement {
    pub source: Name,
    pub proposition: Name,
    pub stance: Stance,
    /// The source that is repeated, if the row repeats one.
    pub cites: Option<Name>,
    /// Day on which it was said, in days since 1970-01-01.
    pub stated_day: Option<i32>,
    /// Day spoken about, in days since 1970-01-01.
    pub as_of_day: Option<i32>,
}

/// One row of answers: the value that a source gives to an item.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct TableAnswer {
    pub source: Name,
    pub item: Name,
    pub value: Name,
}

/// What a table says of a source.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct TableSource {
    pub source: Name,
    /// Sources of one class lend each other experience.
    pub class: Option<Name>,
    pub side: Option<Name>,
    pub speaks_for: Option<Name>,
    pub grade: Option<Reliability>,
}

/// What a table says of a proposition.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TableProposition {
    pub proposition: Name,
    /// The side that gains if it is believed.
    pub benefits: Option<Name>,
    /// Whether its truth can change with time.
    pub is_state: bool,
    /// Log-odds before anything was said.
    pub prior: f64,
}

/// How the truth of one proposition bears on another.
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

/// What is held to be settled, for the rows' form.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum TableVerdicts {
    /// Proposition and whether it is true.
    Statements(Vec<(Name, bool)>),
    /// Item and its value.
    Answers(Vec<(Name, Name)>),
}
