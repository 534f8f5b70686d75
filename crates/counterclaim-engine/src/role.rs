//! The interest of a speaker in a claim.

/// How a claim, if believed, affects the interest of a unit's origin.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Role {
    /// The origin has no side, or the claim favours none.
    Neutral,
    /// The claim favours its side.
    Serves,
    /// The claim favours another side.
    Hurts,
}

impl Role {
    pub const ALL: [Self; 3] = [Self::Neutral, Self::Serves, Self::Hurts];

    /// The role of an origin of one side towards a claim that favours one.
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
            Self::Serves => "claim favours its side",
            Self::Hurts => "claim favours another side",
        }
    }
}
