//! Exclusions and other ways of counting, to see their effect; never in the session.

use std::collections::BTreeSet;

use counterclaim_engine::Options;
use counterclaim_model::{Dataset, Id as _, SourceId, StatementId};

/// What is excluded from the assessment for now.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct WhatIf {
    pub statements: BTreeSet<StatementId>,
    /// Excluded with all statements that originate from them.
    pub sources: BTreeSet<SourceId>,
    /// Source interests are ignored.
    pub without_roles: bool,
    /// The silence of the side that would deny a claim counts, as do "no comment" and "could not verify".
    pub counts_silence: bool,
    /// Experience with sources fades.
    pub fades: bool,
}

/// The half-life of experience that the window offers, in days.
const HALF_LIFE_DAYS: u32 = 365;

/// One change of the exclusions.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum WhatIfChange {
    /// Excludes statements together, or includes them again if all are excluded already.
    Statements(Vec<StatementId>),
    Source(SourceId),
    Roles,
    Silence,
    Fading,
    /// Includes everything again.
    Restore,
}

impl WhatIf {
    pub fn is_active(&self) -> bool {
        *self != Self::default()
    }

    /// The options of an assessment of what was known by a time, with the exclusions.
    pub fn options(&self, as_of_s: Option<i64>) -> Options {
        Options {
            uses_roles: !self.without_roles,
            counts_silence: self.counts_silence,
            half_life_days: self.fades.then_some(HALF_LIFE_DAYS),
            dropped_statements: self.statements.clone(),
            dropped_sources: self.sources.clone(),
            ..Options::as_of(as_of_s)
        }
    }

    /// `2 statements excluded, CNN excluded, interests ignored`; `None` where everything counts.
    pub fn describe(&self, dataset: &Dataset) -> Option<String> {
        let mut parts = Vec::new();
        match self.statements.len() {
            0 => {}
            1 => parts.push("1 statement excluded".to_owned()),
            count => parts.push(format!("{count} statements excluded")),
        }
        let known: Vec<SourceId> =
            self.sources.iter().copied().filter(|source| source.index() < dataset.sources().len()).collect();
        match known.as_slice() {
            [] => {}
            [source] => parts.push(format!("{} excluded", dataset.source(*source).name)),
            sources => parts.push(format!("{} sources excluded", sources.len())),
        }
        if self.without_roles {
            parts.push("interests ignored".to_owned());
        }
        if self.counts_silence {
            parts.push("silence counted".to_owned());
        }
        if self.fades {
            parts.push("experience fades".to_owned());
        }
        (!parts.is_empty()).then(|| parts.join(", "))
    }

    pub(super) fn change(&mut self, change: WhatIfChange) {
        match change {
            WhatIfChange::Statements(ids) => {
                let all_out = ids.iter().all(|id| self.statements.contains(id));
                for id in ids {
                    if all_out {
                        self.statements.remove(&id);
                    } else {
                        self.statements.insert(id);
                    }
                }
            }
            WhatIfChange::Source(source) => {
                if !self.sources.remove(&source) {
                    self.sources.insert(source);
                }
            }
            WhatIfChange::Roles => self.without_roles = !self.without_roles,
            WhatIfChange::Silence => self.counts_silence = !self.counts_silence,
            WhatIfChange::Fading => self.fades = !self.fades,
            WhatIfChange::Restore => *self = Self::default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_out_twice_counts_again() {
        let id = StatementId::from_index;
        let mut what_if = WhatIf::default();
        what_if.change(WhatIfChange::Statements(vec![id(1)]));
        what_if.change(WhatIfChange::Statements(vec![id(1), id(2)]));
        assert_eq!(what_if.statements.len(), 2, "one of them was in: both go out");
        what_if.change(WhatIfChange::Statements(vec![id(1), id(2)]));
        assert!(!what_if.is_active());
        what_if.change(WhatIfChange::Roles);
        what_if.change(WhatIfChange::Source(SourceId::from_index(0)));
        assert!(what_if.is_active() && !what_if.options(None).uses_roles);
        what_if.change(WhatIfChange::Restore);
        assert_eq!(what_if, WhatIf::default());
    }
}
