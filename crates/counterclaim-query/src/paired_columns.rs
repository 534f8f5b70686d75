//! Pairs of columns that hold the same kind of thing, such as the two actors of an event: either may have a value.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use crate::Bitmap;
use counterclaim_model::{EventField, EventTable};

/// A pair of columns.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum ColumnPair {
    Actor,
    ActorKind,
}

/// The names that occur in either column of a pair, in the order of their bytes; number 0 is the empty name.
#[derive(Clone, Debug, Default)]
pub struct PairNames {
    /// The code of each name in the first and the second column; 0 where it is not in that one.
    codes: Vec<[u32; 2]>,
    /// The number of each code of the first and the second column.
    pub(super) numbers: [Vec<u32>; 2],
}

impl ColumnPair {
    pub const ALL: [Self; 2] = [Self::Actor, Self::ActorKind];

    pub fn fields(self) -> [EventField; 2] {
        match self {
            Self::Actor => [EventField::Actor1, EventField::Actor2],
            Self::ActorKind => [EventField::Inter1, EventField::Inter2],
        }
    }

    /// The rows of which one column or the other has one of its codes.
    pub(super) fn rows(self, table: &EventTable, codes: &[BTreeSet<u32>; 2]) -> Bitmap {
        let columns = self.fields().map(|field| table.field(field));
        if columns.iter().any(|column| column.codes.len() != table.len()) {
            return Bitmap::none(table.len());
        }
        let wanted =
            |at: usize| -> Vec<bool> { (0..columns[at].names.len()).map(|code| codes[at].contains(&code)).collect() };
        let wanted = [wanted(0), wanted(1)];
        let is_wanted = |row: usize, at: usize| wanted[at].get(columns[at].codes.get(row) as usize) == Some(&true);
        Bitmap::of_rows(table.len(), |row| is_wanted(row, 0) || is_wanted(row, 1))
    }
}

impl PairNames {
    pub fn new(table: &EventTable, either: ColumnPair) -> Self {
        let [first, second] = either.fields().map(|field| &table.field(field).names);
        let mut names =
            Self { codes: Vec::new(), numbers: [vec![0; first.len() as usize], vec![0; second.len() as usize]] };
        let mut one = 0;
        let mut other = 0;
        while one < first.len() || other < second.len() {
            let order = match (one < first.len(), other < second.len()) {
                (true, true) => first.text(one).as_bytes().cmp(second.text(other).as_bytes()),
                (true, false) => Ordering::Less,
                _ => Ordering::Greater,
            };
            let number = names.codes.len() as u32;
            let mut codes = [0; 2];
            if order.is_le() {
                (codes[0], names.numbers[0][one as usize]) = (one, number);
                one += 1;
            }
            if order.is_ge() {
                (codes[1], names.numbers[1][other as usize]) = (other, number);
                other += 1;
            }
            names.codes.push(codes);
        }
        names
    }

    /// How many numbers there are, that of the empty name included.
    pub fn len(&self) -> usize {
        self.codes.len()
    }

    /// Whether no row can have a name.
    pub fn is_empty(&self) -> bool {
        self.codes.len() <= 1
    }

    /// The code of a name in each column; `None` for a column in which it does not occur.
    pub fn codes(&self, number: u32) -> [Option<u32>; 2] {
        let codes = self.codes.get(number as usize).copied().unwrap_or_default();
        codes.map(|code| Some(code).filter(|code| *code > 0))
    }
}
