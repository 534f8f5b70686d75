//! Room for what a reading needs only for a while.

/// Room of this size comes from the system and goes back to it; of smaller pieces the allocator of most Linux systems
/// (glibc) keeps many for itself, up to 32 MiB each.
const OWN_BYTES: usize = 33 << 20;
/// Room up to this size is not worth it.
const SMALL_BYTES: usize = 1 << 20;

/// An empty list with room for so many items, whose memory the process gives back when the list is dropped.
///
/// More room may be made than asked for: memory that is never written to takes none.
pub fn with_room<T>(len: usize) -> Vec<T> {
    let bytes = len.saturating_mul(size_of::<T>());
    let least = if bytes > SMALL_BYTES { OWN_BYTES / size_of::<T>().max(1) } else { 0 };
    Vec::with_capacity(len.max(least))
}
