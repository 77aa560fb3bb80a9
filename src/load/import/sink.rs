//! Where an importer puts what it reads, entry by entry.

use super::{Draft, Problem};

/// Takes what an importer finds, in the order of the file.
pub(in crate::load) trait Sink {
    /// An event that starts at this line and column, both counted from 1.
    fn event(&mut self, line: usize, column: usize, draft: Draft<'_>);

    /// Something that is not as it should be, and the id of the entry it is about, where it has one.
    fn problem(&mut self, line: usize, column: usize, entry: Option<&str>, problem: Problem);
}
