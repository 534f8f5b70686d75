//! What is remembered between runs, and no analyst would miss: theme, last folder, recent files.
//!
//! Sizes of panels are kept by the toolkit itself.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::files::path_text;

/// How many recent files are remembered.
pub const MAX_RECENT: usize = 8;

/// Remembered between runs; unknown or missing fields fall back to their defaults.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(default)]
pub struct Preferences {
    pub theme: Theme,
    #[serde(with = "path_text::optional")]
    pub last_folder: Option<PathBuf>,
    /// Newest first.
    #[serde(with = "path_text::list")]
    pub recent: Vec<PathBuf>,
    /// Whether the welcome has been read.
    pub welcomed: bool,
    pub labels: Labels,
    pub borders: Borders,
    /// Signs the edits; empty stands for the system's user.
    pub author: String,
    /// The computed figure on a claim is hidden until the analyst has graded the claim.
    pub hides_until_graded: bool,
    /// Large tables of events are read from their files each time, and nothing is kept of them between runs.
    pub reads_tables_anew: bool,
}

/// Which of the two looks the window has.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
pub enum Theme {
    /// As the desktop has it.
    #[default]
    System,
    Light,
    Dark,
}

/// In which language the map names the places of the dataset.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
pub enum Labels {
    /// The dataset's main names.
    #[default]
    Main,
    Ukrainian,
    Russian,
}

impl Labels {
    /// The language code of the names, where it is not the main name.
    pub fn language(self) -> Option<&'static str> {
        match self {
            Self::Main => None,
            Self::Ukrainian => Some("uk"),
            Self::Russian => Some("ru"),
        }
    }
}

/// Which view of contested borders the base map draws.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
pub enum Borders {
    /// As the United Nations see them, with disputed lines dashed.
    #[default]
    UnitedNations,
    /// As administered in the year of the source.
    Administered,
}
