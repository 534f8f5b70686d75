//! Column shapes of a `Dataset`: values that few rows have, and lists grouped by row.

use super::Id;

/// A column that few rows have a value in, kept sorted by id.
#[derive(Clone, Debug)]
pub struct Sparse<I, T> {
    rows: Vec<(I, T)>,
}

impl<I, T> Default for Sparse<I, T> {
    fn default() -> Self {
        Self { rows: Vec::new() }
    }
}

impl<I: Id, T> Sparse<I, T> {
    /// Sets the value of a row; rows are usually pushed in rising order, which costs nothing.
    pub fn set(&mut self, id: I, value: T) {
        match self.rows.last() {
            Some((last, _)) if *last >= id => match self.rows.binary_search_by_key(&id, |row| row.0) {
                Ok(at) => self.rows[at].1 = value,
                Err(at) => self.rows.insert(at, (id, value)),
            },
            _ => self.rows.push((id, value)),
        }
    }

    /// The value of a row, if it has one.
    pub fn get(&self, id: I) -> Option<&T> {
        let at = self.rows.binary_search_by_key(&id, |row| row.0).ok()?;
        self.rows.get(at).map(|row| &row.1)
    }
}

/// For each row of one kind, a list of ids of another, in one flat vector.
#[derive(Clone, Debug)]
pub struct Grouped<I, T> {
    starts: Vec<u32>,
    items: Vec<T>,
    key: std::marker::PhantomData<I>,
}

impl<I: Id, T: Copy> Grouped<I, T> {
    /// Groups `(group, item)` pairs into `groups` lists; items keep their order within a list.
    pub fn from_pairs(groups: usize, pairs: impl Iterator<Item = (I, T)> + Clone) -> Self {
        let mut starts = vec![0u32; groups + 1];
        for (group, _) in pairs.clone() {
            starts[group.index() + 1] += 1;
        }
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        let mut next = starts.clone();
        let mut items: Vec<Option<T>> = vec![None; starts.last().map_or(0, |total| *total as usize)];
        for (group, item) in pairs {
            let slot = &mut next[group.index()];
            items[*slot as usize] = Some(item);
            *slot += 1;
        }
        Self { starts, items: items.into_iter().flatten().collect(), key: std::marker::PhantomData }
    }

    /// The list of one row; empty for a row that is not there.
    pub fn get(&self, group: I) -> &[T] {
        let (Some(start), Some(end)) = (self.starts.get(group.index()), self.starts.get(group.index() + 1)) else {
            return &[];
        };
        self.items.get(*start as usize..*end as usize).unwrap_or(&[])
    }
}

#[cfg(test)]
mod tests {
    use super::super::{ClaimId, SourceId};
    use super::*;

    #[test]
    fn groups_keep_order_and_empty_rows_stay_empty() {
        let claim = ClaimId::from_index;
        let pairs = [(claim(2), 'a'), (claim(0), 'b'), (claim(2), 'c')];
        let grouped = Grouped::from_pairs(3, pairs.into_iter());
        assert_eq!(grouped.get(claim(0)), ['b']);
        assert!(grouped.get(claim(1)).is_empty());
        assert_eq!(grouped.get(claim(2)), ['a', 'c']);
        assert!(grouped.get(claim(9)).is_empty());
    }

    #[test]
    fn a_sparse_column_finds_values_set_in_any_order() {
        let mut column = Sparse::default();
        for row in [5usize, 1, 3, 5] {
            column.set(SourceId::from_index(row), row * 10);
        }
        assert_eq!(column.get(SourceId::from_index(3)), Some(&30));
        assert_eq!(column.get(SourceId::from_index(2)), None);
        assert_eq!(column.rows.len(), 3);
    }
}
