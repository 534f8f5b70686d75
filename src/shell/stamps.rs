//! Where clock and randomness live: the time and the id of each entry.

use std::time::{SystemTime, UNIX_EPOCH};

use ulid::Generator;

use crate::model::{EntryId, Stamp, Timestamp};

/// Gives ids that rise even where the clock stands still or is set back.
#[derive(Default)]
pub struct Stamps {
    ids: Generator,
    last: u128,
}

impl Stamps {
    pub fn next(&mut self) -> Stamp {
        let millis = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis());
        let made = self.ids.generate().map_or(0, |id| id.0);
        self.last = if made > self.last { made } else { self.last + 1 };
        let at = Timestamp { millis: i64::try_from(millis).unwrap_or(i64::MAX) };
        Stamp { id: EntryId(self.last), at }
    }
}
