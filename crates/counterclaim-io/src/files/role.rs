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
            Self::Input => "the file that is read",
            Self::Dataset => "the dataset that is open",
            Self::Layer => "the file of a layer of the session",
            Self::Session => "the session that is open",
            Self::Mapping => "the mapping that is in use",
            Self::Verdicts => "the table of verdicts that is read",
            Self::Table => "one of the tables that are read",
            Self::RecoveryJournal => "a recovery journal, which holds unsaved work",
            Self::Profile => "a profile of columns",
            Self::Preferences => "the file of the preferences",
        })
    }
}
