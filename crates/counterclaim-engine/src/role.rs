//! What is at stake for whoever speaks.

/// How the claim, if believed, bears on the interest of a unit's origin.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Role {
    /// No side of its own, or the claim favours none.
    Neutral,
    /// Believing the claim helps its side.
    Serves,
    /// Believing the claim helps another side.
    Hurts,
}

impl Role {
    pub const ALL: [Self; 3] = [Self::Neutral, Self::Serves, Self::Hurts];

    /// The role of an origin on one side towards a claim that favours one.
    pub fn of<S: PartialEq>(side: Option<S>, favours: Option<S>) -> Self {
        match (side, favours) {
            (Some(side), Some(favours)) if side == favours => Self::Serves,
            (Some(_), Some(_)) => Self::Hurts,
            _ => Self::Neutral,
        }
    }

    pub fn label(self) -> &'static str {
        match self {
            Self::Neutral => "disinterested",
            Self::Serves => "claim helps its side",
            Self::Hurts => "claim helps another side",
        }
    }
}
