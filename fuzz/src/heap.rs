//! How much memory is held at most, counted by the allocator.

#![allow(unsafe_code, reason = "an allocator is unsafe by its trait")]

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicUsize, Ordering};

static HELD: AtomicUsize = AtomicUsize::new(0);
static MOST: AtomicUsize = AtomicUsize::new(0);

#[global_allocator]
static COUNTING: Counting = Counting;

struct Counting;

fn took(bytes: usize) {
    let held = HELD.fetch_add(bytes, Ordering::Relaxed) + bytes;
    MOST.fetch_max(held, Ordering::Relaxed);
}

fn gave(bytes: usize) {
    HELD.fetch_sub(bytes, Ordering::Relaxed);
}

// SAFETY: every call goes to the system's allocator as it came.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        took(layout.size());
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, at: *mut u8, layout: Layout) {
        gave(layout.size());
        unsafe { System.dealloc(at, layout) }
    }

    unsafe fn realloc(&self, at: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        // Large blocks grow where they are.
        gave(layout.size());
        took(size);
        unsafe { System.realloc(at, layout, size) }
    }
}

/// Counts from where it is made.
pub struct Peak(usize);

impl Peak {
    pub fn start() -> Self {
        let held = HELD.load(Ordering::Relaxed);
        MOST.store(held, Ordering::Relaxed);
        Self(held)
    }

    /// The most bytes that were held beyond those at the start.
    pub fn bytes(&self) -> usize {
        MOST.load(Ordering::Relaxed).saturating_sub(self.0)
    }

    /// The bytes that are held now beyond those at the start.
    pub fn held(&self) -> usize {
        HELD.load(Ordering::Relaxed).saturating_sub(self.0)
    }
}
