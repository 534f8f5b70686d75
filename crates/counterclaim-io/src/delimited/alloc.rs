//! Allocates memory that is needed only for a short time.

/// Allocations of this size come from the system and return to it; the allocator of most Linux systems (glibc) keeps
/// smaller ones, up to 32 MiB each.
const OWN_BYTES: usize = 33 << 20;
/// Smaller allocations are not worth it.
const SMALL_BYTES: usize = 1 << 20;

/// An empty list with the given capacity, whose memory the process returns when the list is dropped.
///
/// The capacity may be larger than requested: memory that is never written takes none.
pub fn with_room<T>(len: usize) -> Vec<T> {
    let bytes = len.saturating_mul(size_of::<T>());
    let least = if bytes > SMALL_BYTES { OWN_BYTES / size_of::<T>().max(1) } else { 0 };
    Vec::with_capacity(len.max(least))
}
