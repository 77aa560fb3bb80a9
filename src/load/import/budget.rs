//! How much an importer may read before it stops and says so.

use std::sync::atomic::{AtomicBool, Ordering};

use thiserror::Error;

/// Limits of one import, and a way to stop it from outside.
#[derive(Debug)]
pub(in crate::load) struct Budget<'a> {
    /// The most bytes read, unpacked.
    pub(in crate::load) max_bytes: u64,
    /// The most entries made.
    pub(in crate::load) max_items: usize,
    /// The most bytes in one cell or one text.
    pub(in crate::load) max_text: usize,
    /// The most columns of a table.
    pub(in crate::load) max_columns: usize,
    /// How deep entries may lie in each other.
    pub(in crate::load) max_depth: usize,
    /// Set from outside when nobody wants the import any more.
    pub(in crate::load) is_cancelled: &'a AtomicBool,
}

/// Why an import stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub(in crate::load) enum OverBudget {
    /// Somebody stopped it.
    #[error("the import was cancelled")]
    Cancelled,
}

impl<'a> Budget<'a> {
    /// The limits that hold in the program.
    pub(in crate::load) fn new(is_cancelled: &'a AtomicBool) -> Self {
        Self {
            max_bytes: 16 * 1024 * 1024 * 1024,
            max_items: 50_000_000,
            max_text: 1024 * 1024,
            max_columns: 4_096,
            max_depth: 64,
            is_cancelled,
        }
    }

    /// An error once somebody has cancelled; asked often.
    pub(in crate::load) fn check(&self) -> Result<(), OverBudget> {
        if self.is_cancelled.load(Ordering::Relaxed) {
            Err(OverBudget::Cancelled)
        } else {
            Ok(())
        }
    }
}
