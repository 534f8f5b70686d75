//! Messages to the user: what happened or failed, why, and what to do.

use super::Action;
use counterclaim_model::Key;

/// The kind of a notice; each has its own word and shape, not only its colour.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum NoticeKind {
    Done,
    Warning,
    Failure,
}

/// A message to the user.
#[derive(Clone, Debug, PartialEq)]
pub struct Notice {
    pub kind: NoticeKind,
    pub title: String,
    pub details: String,
    pub offer: Option<Offer>,
}

/// The command that a notice offers.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Offer {
    /// Opens the column mapping of the open file.
    Columns,
    /// Opens the column mapping of a layer.
    LayerColumns(Key),
}

impl Offer {
    pub fn label(&self) -> &'static str {
        match self {
            Self::Columns | Self::LayerColumns(_) => "Columns…",
        }
    }

    /// The action of the command.
    pub fn action(&self) -> Action {
        match self {
            Self::Columns => Action::AskColumns,
            Self::LayerColumns(layer) => Action::AskLayerColumns(layer.clone()),
        }
    }
}

impl Notice {
    pub fn done(title: impl Into<String>) -> Self {
        Self { kind: NoticeKind::Done, title: title.into(), details: String::new(), offer: None }
    }

    pub fn warning(title: impl Into<String>, details: impl Into<String>) -> Self {
        Self { kind: NoticeKind::Warning, title: title.into(), details: details.into(), offer: None }
    }

    pub fn failure(title: impl Into<String>, details: impl Into<String>) -> Self {
        Self { kind: NoticeKind::Failure, title: title.into(), details: details.into(), offer: None }
    }
}

impl NoticeKind {
    pub fn label(self) -> &'static str {
        match self {
            Self::Done => "Done",
            Self::Warning => "Note",
            Self::Failure => "Failed",
        }
    }
}
