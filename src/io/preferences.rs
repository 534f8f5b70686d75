//! What is remembered between runs, and no analyst would miss: theme, last folder, recent files.
//!
//! Sizes of panels are kept by the toolkit itself.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

/// How many recent files are remembered.
pub const MAX_RECENT: usize = 8;

/// Remembered between runs; unknown or missing fields fall back to their defaults.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(default)]
pub struct Preferences {
    pub theme: Theme,
    pub last_folder: Option<PathBuf>,
    /// Newest first.
    pub recent: Vec<PathBuf>,
    /// Whether the welcome has been read.
    pub welcomed: bool,
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
