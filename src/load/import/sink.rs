//! Where an importer of features puts what it reads, entry by entry.

use std::ops::Range;

use super::feature::Around;
use super::{Draft, Problem};

/// Where an entry stands.
#[derive(Debug, Clone)]
pub(in crate::load) struct Stands<'a> {
    /// Its line and its column, both counted from 1.
    pub(in crate::load) at: (usize, usize),
    /// Its bytes in the text: with what is around them, they give the same entry again.
    pub(in crate::load) bytes: Range<usize>,
    pub(in crate::load) around: Around<'a>,
}

/// Takes what an importer finds, in the order of the file.
pub(in crate::load) trait Sink {
    /// An event.
    fn event(&mut self, stands: &Stands<'_>, draft: Draft<'_>);

    /// Something that is not as it should be, and the id of the entry it is about, where it has one.
    fn problem(&mut self, line: usize, column: usize, entry: Option<&str>, problem: Problem);
}
