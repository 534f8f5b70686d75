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

/// Which sides have something at stake in claims that favour another side.
///
/// With at most two sides, each has. With more, those that favoured claims name, if an official source speaks for them:
/// a side of which nothing else is known is a bystander.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Stakes<S: Ord>(Option<std::collections::BTreeSet<S>>);

impl<S: Ord + Copy> Stakes<S> {
    /// From all sides of sources and claims, and the sides of official sources.
    pub fn new(all: impl Iterator<Item = S>, official: impl Iterator<Item = S>) -> Self {
        let all: std::collections::BTreeSet<S> = all.collect();
        Self((all.len() > 2).then(|| official.collect()))
    }

    pub fn has(&self, side: S) -> bool {
        self.0.as_ref().is_none_or(|sides| sides.contains(&side))
    }

    /// The side that counts towards a claim: none if it has nothing at stake.
    pub fn side(&self, side: Option<S>, favours: Option<S>) -> Option<S> {
        side.filter(|side| favours == Some(*side) || self.has(*side))
    }
}
