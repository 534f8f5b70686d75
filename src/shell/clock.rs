//! Where clock, randomness and the system's user live: the time and the id of each entry, and who may sign it.

use std::time::{SystemTime, UNIX_EPOCH};

use ulid::Generator;

use counterclaim_model::{EntryId, Stamp, Timestamp};

/// Gives ids that rise even where the clock stands still or is set back.
#[derive(Default)]
pub struct Clock {
    ids: Generator,
    last: u128,
}

impl Clock {
    pub fn next(&mut self) -> Stamp {
        self.next_at(SystemTime::now())
    }

    /// The next stamp, as if it were so late.
    fn next_at(&mut self, now: SystemTime) -> Stamp {
        let millis = now.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis());
        let made = self.ids.generate_from_datetime(now).map_or(0, |id| id.0);
        self.last = if made > self.last { made } else { self.last + 1 };
        let at = Timestamp { millis: i64::try_from(millis).unwrap_or(i64::MAX) };
        Stamp { id: EntryId(self.last), at }
    }
}

/// The name of the system's account for who is at the keyboard.
pub fn account() -> Option<String> {
    let named = ["USER", "LOGNAME", "USERNAME"].into_iter().find_map(|name| std::env::var(name).ok());
    named.filter(|name| !name.trim().is_empty())
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn ids_rise_though_the_clock_is_set_back() {
        let mut clock = Clock::default();
        let noon = UNIX_EPOCH + Duration::from_secs(1_736_251_200);
        let times = [0, 1, 1, 3600, 60, 0, 59, 3601].map(|seconds| noon + Duration::from_secs(seconds));
        let made: Vec<Stamp> = times.into_iter().chain([UNIX_EPOCH]).map(|now| clock.next_at(now)).collect();
        assert!(made.windows(2).all(|pair| pair[0].id < pair[1].id), "{made:?}");
        assert!(made.windows(2).any(|pair| pair[0].at > pair[1].at), "the times are those of the clock");
    }
}
