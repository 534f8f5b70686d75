//! Column types of a `Dataset`: sparse values, and lists grouped by row.

use crate::Id;

/// Appends a value to a column that may grow long.
///
/// A doubling vector can be half empty, this one at most one eighth; large blocks grow in place.
pub fn push<T>(column: &mut Vec<T>, value: T) {
    if column.len() == column.capacity() {
        column.reserve_exact(column.len() / 8 + 8);
    }
    column.push(value);
}

/// Removes rows, given in ascending order, from a column.
pub(super) fn drop_rows<T>(column: &mut Vec<T>, rows: &[usize]) {
    if rows.is_empty() {
        return;
    }
    let mut at = 0..;
    column.retain(|_| at.next().is_some_and(|at| rows.binary_search(&at).is_err()));
}

/// A sparse column, sorted by id.
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
    /// Sets the value of a row; pushing rows in ascending order costs nothing.
    pub fn set(&mut self, id: I, value: T) {
        match self.rows.last() {
            Some((last, _)) if *last >= id => match self.rows.binary_search_by_key(&id, |row| row.0) {
                Ok(at) => self.rows[at].1 = value,
                Err(at) => self.rows.insert(at, (id, value)),
            },
            _ => push(&mut self.rows, (id, value)),
        }
    }

    /// Clears the value of a row.
    #[inline]
    pub fn unset(&mut self, id: I) {
        if let Ok(at) = self.rows.binary_search_by_key(&id, |row| row.0) {
            self.rows.remove(at);
        }
    }

    /// Removes rows, given in ascending order; later ones move up.
    pub(super) fn drop_rows(&mut self, rows: &[usize]) {
        if rows.is_empty() {
            return;
        }
        self.rows.retain(|(id, _)| rows.binary_search(&id.index()).is_err());
        for (id, _) in &mut self.rows {
            *id = I::from_index(id.index() - rows.partition_point(|row| *row < id.index()));
        }
    }

    /// Maps the values of the column; rows without a result are dropped.
    pub(super) fn mapped<U>(self, value: impl Fn(T) -> Option<U>) -> Sparse<I, U> {
        Sparse { rows: self.rows.into_iter().filter_map(|(id, old)| Some((id, value(old)?))).collect() }
    }

    /// How many rows have a value.
    #[inline]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether no row has a value.
    #[inline]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The `number`th row with a value, and that value.
    #[inline]
    pub fn at(&self, number: usize) -> Option<(I, &T)> {
        self.rows.get(number).map(|(id, value)| (*id, value))
    }

    /// Rows that have a value, and those.
    #[inline]
    pub fn iter(&self) -> impl Iterator<Item = (I, &T)> {
        self.rows.iter().map(|(id, value)| (*id, value))
    }

    /// The value of a row, if it has one.
    pub fn get(&self, id: I) -> Option<&T> {
        let last = self.rows.last()?.0;
        if id > last {
            return None;
        }
        // Rows with a value are mostly spread evenly, so the search starts near the proportional position.
        let guess = (id.index() as u64 * (self.rows.len() as u64 - 1) / (last.index() as u64).max(1)) as usize;
        let is_before = |at: usize| self.rows.get(at).is_some_and(|row| row.0 < id);
        let mut low = guess;
        let mut high = guess;
        let mut step = 1;
        if is_before(guess) {
            while is_before(high) {
                low = high + 1;
                high += step;
                step *= 2;
            }
        } else {
            while low > 0 && !is_before(low - 1) {
                high = low - 1;
                low = low.saturating_sub(step);
                step *= 2;
            }
        }
        let near = self.rows.get(low..(high + 1).min(self.rows.len()))?;
        let at = near.binary_search_by_key(&id, |row| row.0).ok()?;
        near.get(at).map(|row| &row.1)
    }
}

/// A list for each row, row by row in one flat vector.
#[derive(Clone, Debug)]
pub struct Lists<I, T> {
    ends: Vec<u32>,
    items: Vec<T>,
    key: std::marker::PhantomData<I>,
}

impl<I, T> Default for Lists<I, T> {
    fn default() -> Self {
        Self { ends: Vec::new(), items: Vec::new(), key: std::marker::PhantomData }
    }
}

impl<I: Id, T> Lists<I, T> {
    /// Appends the list of the next row; beyond 4,294,967,295 items lists stay empty.
    pub fn push(&mut self, list: impl IntoIterator<Item = T>) {
        for item in list {
            if u32::try_from(self.items.len() + 1).is_ok() {
                push(&mut self.items, item);
            }
        }
        push(&mut self.ends, u32::try_from(self.items.len()).unwrap_or(u32::MAX));
    }

    /// The list of one row; empty for a row that does not exist.
    #[inline]
    pub fn get(&self, row: I) -> &[T] {
        self.items.get(self.range(row.index())).unwrap_or(&[])
    }

    /// How many items there are in all lists.
    #[inline]
    pub fn item_count(&self) -> usize {
        self.items.len()
    }

    fn range(&self, row: usize) -> std::ops::Range<usize> {
        let end = |row: usize| self.ends.get(row).map_or(0, |end| *end as usize);
        row.checked_sub(1).map_or(0, end)..end(row)
    }

    /// Removes rows, given in ascending order; later ones move up.
    pub(super) fn drop_rows(&mut self, rows: &[usize]) {
        if rows.is_empty() {
            return;
        }
        let gone: Vec<usize> = rows.iter().flat_map(|row| self.range(*row)).collect();
        let mut row = 0usize;
        let mut before = 0u32;
        let mut removed = 0u32;
        self.ends.retain_mut(|end| {
            let stays = rows.binary_search(&row).is_err();
            if !stays {
                removed += *end - before;
            }
            row += 1;
            before = *end;
            *end -= removed;
            stays
        });
        drop_rows(&mut self.items, &gone);
    }

    /// Maps the items of the lists one to one.
    pub(super) fn mapped<U>(self, item: impl Fn(T) -> Option<U>) -> Lists<I, U> {
        Lists { ends: self.ends, items: self.items.into_iter().filter_map(item).collect(), key: self.key }
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

    /// The list of one row; empty for a row that does not exist.
    pub fn get(&self, group: I) -> &[T] {
        let (Some(start), Some(end)) = (self.starts.get(group.index()), self.starts.get(group.index() + 1)) else {
            return &[];
        };
        self.items.get(*start as usize..*end as usize).unwrap_or(&[])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{ClaimId, SourceId};

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
    fn rows_that_are_taken_out_take_their_values_along() {
        let mut dense = vec!['a', 'b', 'c', 'd'];
        let mut sparse = Sparse::default();
        let mut lists = Lists::default();
        [0usize, 1, 3].into_iter().for_each(|row| sparse.set(SourceId::from_index(row), row));
        [&[1, 2][..], &[3], &[], &[4, 5]].into_iter().for_each(|list| lists.push(list.iter().copied()));
        drop_rows(&mut dense, &[1, 2]);
        sparse.drop_rows(&[1, 2]);
        lists.drop_rows(&[1, 2]);
        assert_eq!(dense, ['a', 'd']);
        assert_eq!(sparse.iter().map(|(id, row)| (id.index(), *row)).collect::<Vec<_>>(), [(0, 0), (1, 3)]);
        assert_eq!(
            [0, 1, 2].map(|row| lists.get(SourceId::from_index(row)).to_vec()),
            [vec![1, 2], vec![4, 5], vec![]]
        );
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
