//! Which sources are one: only where the analyst says so, however alike their names are.

use std::collections::BTreeMap;

use crate::model::{Dataset, Id as _, Judgement, SourceId, SourceKind};

/// For each source, the one that stands for it and the body that it speaks for in the end.
///
/// Evidence stays as it is: statements keep their speakers, and only who counts as their origin changes.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Identities {
    /// By source id; a source that stands for itself where nothing is said.
    same: Vec<SourceId>,
    /// By source id; set for sources that stand for themselves.
    bodies: Vec<SourceId>,
    /// Sources that are one with others, the one that stands for them first, then by key.
    groups: Vec<Vec<SourceId>>,
}

impl Identities {
    pub fn new(dataset: &Dataset, judgement: Option<&Judgement>) -> Self {
        let aliases = alias_of_each(dataset, judgement);
        let key = |source: &SourceId| dataset.source(*source).key;
        let same: Vec<SourceId> =
            dataset.source_ids().map(|id| end_of(id, |at| aliases.get(at.index()).copied().flatten(), key)).collect();
        let groups = if aliases.is_empty() { Vec::new() } else { groups(dataset, &same) };
        let mut identities = Self { same, bodies: Vec::new(), groups };
        let speaks_for = |at: SourceId| {
            let bodies = identities.group(at).iter().filter_map(|member| dataset.source(*member).speaks_for);
            let own = dataset.source(at).speaks_for;
            own.into_iter().chain(bodies).next().map(|body| identities.of(body))
        };
        let bodies = dataset.source_ids().map(|id| end_of(identities.of(id), speaks_for, key)).collect();
        identities.bodies = bodies;
        identities
    }

    /// The source that stands for this one: itself, unless the analyst says otherwise.
    pub fn of(&self, source: SourceId) -> SourceId {
        self.same.get(source.index()).copied().unwrap_or(source)
    }

    /// The body for which a source speaks in the end.
    pub fn body_of(&self, source: SourceId) -> SourceId {
        self.bodies.get(source.index()).copied().unwrap_or(source)
    }

    /// All sources that are one with this one, the one that stands for them first; empty where it is alone.
    pub fn group(&self, source: SourceId) -> &[SourceId] {
        let first = self.of(source);
        self.groups.iter().find(|group| group.first() == Some(&first)).map_or(&[], Vec::as_slice)
    }

    /// Whether any sources are one by the analyst's word.
    pub fn has_groups(&self) -> bool {
        !self.groups.is_empty()
    }

    /// What sort of source it is: of those that are one, that of the first that has a name.
    pub fn kind(&self, dataset: &Dataset, source: SourceId) -> SourceKind {
        let kinds = self.group(source).iter().map(|member| dataset.source(*member).kind);
        kinds.into_iter().find(|kind| *kind != SourceKind::Unnamed).unwrap_or(dataset.source(source).kind)
    }

    /// The source with all that are one with it, the one that stands for them first.
    pub fn members(&self, source: SourceId) -> Vec<SourceId> {
        match self.group(source) {
            [] => vec![source],
            group => group.to_vec(),
        }
    }
}

/// The source that the analyst holds each to be, by source id; empty where nothing is said.
fn alias_of_each(dataset: &Dataset, judgement: Option<&Judgement>) -> Vec<Option<SourceId>> {
    let mut aliases = Vec::new();
    for (source, other) in judgement.into_iter().flat_map(Judgement::aliases) {
        let (Some(source), Some(other)) = (dataset.source_by_key(source), dataset.source_by_key(other)) else {
            continue;
        };
        if source != other {
            aliases.resize(dataset.sources().len(), None);
            aliases[source.index()] = Some(other);
        }
    }
    aliases
}

fn groups(dataset: &Dataset, same: &[SourceId]) -> Vec<Vec<SourceId>> {
    let mut groups: BTreeMap<SourceId, Vec<SourceId>> = BTreeMap::new();
    for id in dataset.source_ids() {
        let head = same[id.index()];
        if head != id {
            groups.entry(head).or_insert_with(|| vec![head]).push(id);
        }
    }
    groups.values_mut().for_each(|group| group[1..].sort_by_key(|id| dataset.source(*id).key));
    groups.into_values().collect()
}

/// The end of a chain; a ring ends at its smallest key.
fn end_of<K: Ord>(
    from: SourceId,
    next: impl Fn(SourceId) -> Option<SourceId>,
    key: impl Fn(&SourceId) -> K,
) -> SourceId {
    let mut seen = vec![from];
    let mut at = from;
    while let Some(following) = next(at) {
        if let Some(ring) = seen.iter().position(|source| *source == following) {
            return seen[ring..].iter().min_by_key(|source| key(source)).copied().unwrap_or(at);
        }
        seen.push(following);
        at = following;
    }
    at
}
