//! Messages to the user: what happened or failed, why, and what to do.

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
}

impl Notice {
    pub fn done(title: impl Into<String>) -> Self {
        Self { kind: NoticeKind::Done, title: title.into(), details: String::new() }
    }

    pub fn warning(title: impl Into<String>, details: impl Into<String>) -> Self {
        Self { kind: NoticeKind::Warning, title: title.into(), details: details.into() }
    }

    pub fn failure(title: impl Into<String>, details: impl Into<String>) -> Self {
        Self { kind: NoticeKind::Failure, title: title.into(), details: details.into() }
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
