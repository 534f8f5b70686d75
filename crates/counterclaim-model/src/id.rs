//! Dense record numbers, valid within one `Dataset`.

use std::num::NonZeroU32;

/// A dense record number that indexes the columns of one `Dataset`.
pub trait Id: Copy + Ord {
    /// The id of row `index`; rows beyond `u32::MAX - 1` share the last id, and the builder rejects them.
    fn from_index(index: usize) -> Self;
    /// The row of the id.
    fn index(self) -> usize;
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident,)*) => {$(
        $(#[$doc])*
        /// Stored as row number plus one, so that an `Option` of it takes four bytes.
        /// Stored as row number plus one, so that `Option` of it takes four bytes.
        #[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
        pub struct $name(NonZeroU32);

        impl Id for $name {
            fn from_index(index: usize) -> Self {
                let number = u32::try_from(index).unwrap_or(u32::MAX).saturating_add(1);
                Self(NonZeroU32::new(number).unwrap_or(NonZeroU32::MAX))
            }

            fn index(self) -> usize {
                self.0.get() as usize - 1
            }
        }
    )*};
}

ids! {
    /// Names a claim.
    ClaimId,
    /// Names an event.
    EventId,
    /// Names a layer of a dataset with several layers.
    LayerId,
    /// Names a place.
    PlaceId,
    /// Names a report.
    ReportId,
    /// Names a side.
    SideId,
    /// Names a source.
    SourceId,
    /// Names a statement.
    StatementId,
    /// Names a text.
    TextId,
    /// Names a time.
    TimeId,
}

/// The empty text, which every dataset has first.
impl Default for TextId {
    fn default() -> Self {
        Self::from_index(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_optional_id_takes_four_bytes_and_gives_its_row_back() {
        assert_eq!(std::mem::size_of::<Option<ClaimId>>(), 4);
        assert_eq!(ClaimId::from_index(41).index(), 41);
    }
}
