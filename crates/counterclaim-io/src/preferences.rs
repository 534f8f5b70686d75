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

/// Languages in which the map names places, by code such as `uk`, the preferred one first.
///
/// A place without a name in any of them is shown by its main name.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(from = "WrittenLabels")]
pub struct Labels(Vec<String>);

/// Labels as files hold them: a list, or one of the names that earlier versions wrote.
#[derive(Deserialize)]
#[serde(untagged)]
enum WrittenLabels {
    Languages(Vec<String>),
    Name(String),
}

impl From<WrittenLabels> for Labels {
    fn from(written: WrittenLabels) -> Self {
        match written {
            WrittenLabels::Languages(languages) => Self(languages),
            WrittenLabels::Name(name) if name == "Ukrainian" => Self(vec!["uk".to_owned()]),
            WrittenLabels::Name(name) if name == "Russian" => Self(vec!["ru".to_owned()]),
            WrittenLabels::Name(_) => Self::default(),
        }
    }
}

impl Labels {
    /// The codes of the languages, the preferred one first; none for the main names.
    pub fn languages(&self) -> &[String] {
        &self.0
    }

    /// Adds a language behind the others, or removes it.
    pub fn toggle(&mut self, language: &str) {
        if self.0.iter().any(|other| other == language) {
            self.0.retain(|other| other != language);
        } else {
            self.0.push(language.to_owned());
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_of_earlier_versions_are_read() {
        let read = |text: &str| serde_json::from_str::<Preferences>(text).expect("preferences").labels;
        assert_eq!(read(r#"{"labels":"Ukrainian"}"#).languages(), ["uk"]);
        assert_eq!(read(r#"{"labels":"Main"}"#), Labels::default());
        let mut labels = read(r#"{"labels":["ru","uk"]}"#);
        labels.toggle("ru");
        labels.toggle("ar");
        assert_eq!(labels.languages(), ["uk", "ar"]);
        assert_eq!(serde_json::to_string(&labels).expect("JSON"), r#"["uk","ar"]"#);
    }
}
