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
    pub topic: Option<NoticeTopic>,
}

/// What a notice is about, if a later event may remove it or make it superfluous.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum NoticeTopic {
    /// How the open file was read, or how many import issues there are.
    Import,
    /// Places without a position.
    UnlocatedPlaces,
    /// The file of the open table has changed.
    ChangedTable,
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
    /// The same with its topic.
    #[must_use]
    pub fn about(self, topic: NoticeTopic) -> Self {
        Self { topic: Some(topic), ..self }
    }

    pub fn done(title: impl Into<String>) -> Self {
        Self { kind: NoticeKind::Done, title: title.into(), details: String::new(), offer: None, topic: None }
    }

    pub fn warning(title: impl Into<String>, details: impl Into<String>) -> Self {
        Self { kind: NoticeKind::Warning, title: title.into(), details: details.into(), offer: None, topic: None }
    }

    pub fn failure(title: impl Into<String>, details: impl Into<String>) -> Self {
        Self { kind: NoticeKind::Failure, title: title.into(), details: details.into(), offer: None, topic: None }
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
