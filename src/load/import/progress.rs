//! How far an import is, and a way to stop it, shared between the thread that imports and the one that shows.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// How far an import is.
#[derive(Debug, Default)]
pub struct Progress {
    n_bytes: AtomicU64,
    n_bytes_in_all: AtomicU64,
    n_rows: AtomicU64,
    is_cancelled: AtomicBool,
    /// Nobody wants to see what there is before all of it is there.
    is_unwatched: bool,
}

impl Progress {
    /// For an import that shows nothing before it is done, which is quicker.
    pub fn unwatched() -> Self {
        Self {
            is_unwatched: true,
            ..Self::default()
        }
    }

    pub(super) fn is_watched(&self) -> bool {
        !self.is_unwatched
    }

    /// Asks the import to stop. It does within a moment, and what was there before stays.
    pub fn cancel(&self) {
        self.is_cancelled.store(true, Ordering::Relaxed);
    }

    /// Whether somebody asked it to stop.
    pub fn is_cancelled(&self) -> bool {
        self.is_cancelled.load(Ordering::Relaxed)
    }

    /// How many rows have been read.
    pub fn n_rows(&self) -> u64 {
        self.n_rows.load(Ordering::Relaxed)
    }

    /// Which share of the bytes has been read, from 0 to 1.
    pub fn share(&self) -> f32 {
        let n = self.n_bytes.load(Ordering::Relaxed) as f32;
        let all = self.n_bytes_in_all.load(Ordering::Relaxed).max(1) as f32;
        (n / all).clamp(0.0, 1.0)
    }

    pub(super) fn expect(&self, n_bytes: u64) {
        self.n_bytes_in_all.fetch_add(n_bytes, Ordering::Relaxed);
    }

    pub(super) fn read(&self, n_bytes: u64, n_rows: usize) {
        self.n_bytes.fetch_add(n_bytes, Ordering::Relaxed);
        self.n_rows.fetch_add(n_rows as u64, Ordering::Relaxed);
    }

    pub(super) fn cancelled(&self) -> &AtomicBool {
        &self.is_cancelled
    }
}
