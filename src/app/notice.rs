//! Messages to the user: what happened or failed, why, and what to do.

use super::Action;
use counterclaim_model::Key;

/// How a notice is marked; each kind has its own word and shape, not only its colour.
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

/// What a notice offers to do about it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Offer {
    /// To say what the columns of the open file mean.
    Columns,
    /// To say what the columns of a layer mean.
    LayerColumns(Key),
}

impl Offer {
    pub fn label(&self) -> &'static str {
        match self {
            Self::Columns | Self::LayerColumns(_) => "Columns…",
        }
    }

    /// What happens when it is taken.
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
