//! Room for what is worked out only for the few of many entries that are looked at.

use std::iter::repeat_with;
use std::sync::OnceLock;

/// Entries that lie together; their room is made when the first of them is looked at.
const CHUNK: usize = 256;

type Chunk<T> = OnceLock<Box<[OnceLock<Box<T>>]>>;

/// A slot for each of many entries. One that nobody looked at takes less than a bit of memory.
#[derive(Debug, Clone)]
pub struct Shelf<T> {
    n: usize,
    chunks: Vec<Chunk<T>>,
}

impl<T> Default for Shelf<T> {
    fn default() -> Self {
        Self::new(0)
    }
}

impl<T> Shelf<T> {
    /// Room for `n` entries.
    pub fn new(n: usize) -> Self {
        Self {
            n,
            chunks: repeat_with(OnceLock::new).take(n.div_ceil(CHUNK)).collect(),
        }
    }

    /// The slot of an entry, which stays where it is; `None` beyond the last entry.
    pub fn slot(&self, index: usize) -> Option<&OnceLock<Box<T>>> {
        let chunk = self.chunks.get(index / CHUNK).filter(|_| index < self.n)?;
        let slots = || repeat_with(OnceLock::new).take(CHUNK).collect();
        chunk.get_or_init(slots).get(index % CHUNK)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_entry_has_a_slot_of_its_own_and_there_is_none_beyond() {
        let shelf = Shelf::new(CHUNK + 1);
        for index in [0, 1, CHUNK - 1, CHUNK] {
            let slot = shelf.slot(index).expect("a slot");
            assert_eq!(**slot.get_or_init(|| Box::new(index)), index);
        }
        assert!(shelf.slot(CHUNK + 1).is_none());
        assert!(Shelf::<u8>::default().slot(0).is_none());
    }
}
