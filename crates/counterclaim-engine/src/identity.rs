//! Merged sources: two sources are one only if the analyst says so, however similar their names are.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use counterclaim_model::{Dataset, Id as _, Judgement, SECS_PER_DAY, SourceId, SourceKind, Stance};

/// For each source, its representative and the body that it ultimately speaks for.
///
/// The evidence is unchanged: statements keep their speakers, only their origin changes.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Identities {
    /// By source id; unmerged sources represent themselves.
    same: Vec<SourceId>,
    /// By source id; set for representatives.
    bodies: Vec<SourceId>,
    /// Merged sources, the representative first, then by key; by the representative's id.
    groups: Vec<Vec<SourceId>>,
    /// By group: the kind of its first named member.
    group_kinds: Vec<Option<SourceKind>>,
}

impl Identities {
    pub fn new(dataset: &Dataset, judgement: Option<&Judgement>) -> Self {
        let aliases = alias_of_each(dataset, judgement);
        let key = |source: &SourceId| dataset.source(*source).key;
        let count = dataset.sources().len();
        let alias = |at: SourceId| aliases.get(at.index()).copied().flatten();
        let same = ends(count, dataset.source_ids(), alias, key);
        let groups = if aliases.is_empty() { Vec::new() } else { groups(dataset, &same) };
        let named = |id: &SourceId| Some(dataset.source(*id).kind).filter(|kind| *kind != SourceKind::Unnamed);
        let group_kinds = groups.iter().map(|group| group.iter().find_map(named)).collect();
        let mut identities = Self { same, bodies: Vec::new(), groups, group_kinds };
        let speaks_for = |at: SourceId| {
            let bodies = identities.group(at).iter().filter_map(|member| dataset.source(*member).speaks_for);
            let own = dataset.source(at).speaks_for;
            own.into_iter().chain(bodies).next().map(|body| identities.of(body))
        };
        let heads = dataset.source_ids().filter(|id| identities.of(*id) == *id);
        let ends = ends(count, heads, speaks_for, |source| by_content(dataset, *source));
        let body = |id: SourceId| ends.get(identities.of(id).index()).copied().unwrap_or(id);
        let bodies = dataset.source_ids().map(body).collect();
        identities.bodies = bodies;
        identities
    }

    /// The representative of a source: itself, unless the analyst has merged it.
    pub fn of(&self, source: SourceId) -> SourceId {
        self.same.get(source.index()).copied().unwrap_or(source)
    }

    /// The body that a source ultimately speaks for.
    pub fn body_of(&self, source: SourceId) -> SourceId {
        self.bodies.get(source.index()).copied().unwrap_or(source)
    }

    /// All sources merged with this one, the representative first; empty if it is unmerged.
    pub fn group(&self, source: SourceId) -> &[SourceId] {
        self.group_at(source).and_then(|at| self.groups.get(at)).map_or(&[], Vec::as_slice)
    }

    fn group_at(&self, source: SourceId) -> Option<usize> {
        let first = Some(self.of(source));
        self.groups.binary_search_by_key(&first, |group| group.first().copied()).ok()
    }

    /// Whether the analyst has merged any sources.
    pub fn has_groups(&self) -> bool {
        !self.groups.is_empty()
    }

    /// The kind of a source; for merged sources, that of the first named one.
    pub fn kind(&self, dataset: &Dataset, source: SourceId) -> SourceKind {
        let of_group = self.group_at(source).and_then(|at| self.group_kinds.get(at).copied().flatten());
        of_group.unwrap_or(dataset.source(source).kind)
    }

    /// The source with all that are merged with it, the representative first.
    pub fn members(&self, source: SourceId) -> Vec<SourceId> {
        match self.group(source) {
            [] => vec![source],
            group => group.to_vec(),
        }
    }
}

/// The source that the analyst merged each one into, by source id; empty if there are no merges.
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

/// The first day of each stance on each claim, by the claim's key.
type FirstDays<'a> = BTreeMap<(&'a str, Stance), Option<i64>>;

/// Kind of a source, how many stances it has taken, these with their first days, and its key.
type Content<'a> = (SourceKind, Reverse<usize>, FirstDays<'a>, &'a str);

/// An order that depends on what a source is and says; its key decides only between exact twins.
///
/// An echo says again what was said, on no earlier day: it changes nothing here.
fn by_content(dataset: &Dataset, id: SourceId) -> Content<'_> {
    let source = dataset.source(id);
    let mut said = FirstDays::new();
    for row in dataset.statements_of_speaker(id).iter().map(|id| dataset.statement(*id)) {
        let day = row.stated_at.map(|span| span.start_s.div_euclid(SECS_PER_DAY));
        let first = said.entry((dataset.claim(row.claim).key, row.stance)).or_insert(day);
        *first = (*first).min(day);
    }
    (source.kind, Reverse(said.len()), said, source.key)
}

/// Where the chains end that start at some sources, by source id; a cycle ends at its first member by `key`.
///
/// Each link is followed once, however long the chains are. Sources on no chain end at themselves.
fn ends<K: Ord>(
    count: usize,
    from: impl Iterator<Item = SourceId>,
    next: impl Fn(SourceId) -> Option<SourceId>,
    key: impl Fn(&SourceId) -> K,
) -> Vec<SourceId> {
    let mut ends: Vec<Option<SourceId>> = vec![None; count];
    let mut place_on_path: Vec<Option<usize>> = vec![None; count];
    let mut path: Vec<SourceId> = Vec::new();
    for first in from {
        path.clear();
        let mut at = first;
        let end = loop {
            if let Some(end) = ends[at.index()] {
                break end;
            }
            if let Some(ring) = place_on_path[at.index()] {
                break path[ring..].iter().min_by_key(|source| key(source)).copied().unwrap_or(at);
            }
            place_on_path[at.index()] = Some(path.len());
            path.push(at);
            match next(at) {
                Some(following) => at = following,
                None => break at,
            }
        };
        path.iter().for_each(|source| ends[source.index()] = Some(end));
    }
    ends.into_iter().enumerate().map(|(at, end)| end.unwrap_or(SourceId::from_index(at))).collect()
}

/// Whether the report of a source of a kind shows that somebody said something.
pub fn bears_out(kind: SourceKind) -> bool {
    !matches!(kind, SourceKind::Other | SourceKind::Unnamed | SourceKind::Milblogger)
}
