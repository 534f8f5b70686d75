//! What a file in use is to the program.

use std::fmt;

/// What a file in use is to the program.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Role {
    Input,
    Dataset,
    Layer,
    Session,
    Mapping,
    Verdicts,
    /// One of a folder of tables.
    Table,
    RecoveryJournal,
    Profile,
    Preferences,
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Input => "the input file",
            Self::Dataset => "the open dataset",
            Self::Layer => "the file of a layer",
            Self::Session => "the open session",
            Self::Mapping => "the mapping in use",
            Self::Verdicts => "the table of verdicts",
            Self::Table => "one of the input tables",
            Self::RecoveryJournal => "a recovery journal with unsaved work",
            Self::Profile => "a column profile",
            Self::Preferences => "the preferences file",
        })
    }
}
