//! Rows of a large data set: of each only what questions need is kept, the rest is read again when it is looked at.
//!
//! A million events as [`Event`]s would fill a laptop's memory with text that nobody looks at.

use std::fmt;
use std::iter;
use std::ops::ControlFlow;
use std::sync::{Arc, OnceLock};

use super::{ActorId, Event, KindId, PlaceId, SourceId, Stance, TagId, TimeSpan};

/// What is kept of a row.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RowFacts {
    /// When; `None` without a date.
    pub span: Option<TimeSpan>,
    /// Its kind.
    pub kind: KindId,
    /// Where it was, if its place is given. A row has one place, and nobody mentions others.
    pub place: Option<PlaceId>,
    /// A hash of its slug, so that it can be found by it.
    pub slug_hash: u64,
    /// Whether its claims are all about the event itself and answer none, so that [`RowClaim`]s tell all of them.
    pub is_simple: bool,
}

/// What is kept of a claim of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RowClaim {
    /// Who says it.
    pub speaker: ActorId,
    /// Through which source.
    pub via: SourceId,
    /// How the speaker stands to it.
    pub stance: Stance,
}

/// Lists of handles, one for each row, one after the other.
#[derive(Debug, Clone)]
pub struct Ragged<T> {
    ends: Vec<u32>,
    items: Vec<T>,
}

/// The rows of one or more imported files.
#[derive(Debug)]
pub struct Table {
    facts: Vec<RowFacts>,
    claims: Ragged<RowClaim>,
    parties: Ragged<ActorId>,
    tags: Ragged<TagId>,
    reader: Arc<dyn ReadRows>,
    looked_at: Vec<OnceLock<Box<Event>>>,
}

/// The handles of a row.
#[derive(Debug, Clone, Copy)]
pub struct RowIds<'a> {
    /// Its kind.
    pub kind: KindId,
    /// Its place.
    pub place: Option<PlaceId>,
    /// Its claims, in their order.
    pub claims: &'a [RowClaim],
    /// Who took part, in their order.
    pub parties: &'a [ActorId],
    /// What it is filed under, in their order.
    pub tags: &'a [TagId],
}

/// Reads rows again from where they are kept.
pub trait ReadRows: fmt::Debug + Send + Sync {
    /// The event of a row. Where the row cannot be read any more, an event that says so.
    fn event(&self, row: usize, ids: RowIds<'_>) -> Event;

    /// The name of the first file that has changed since it was opened, so that its rows cannot be read again.
    fn changed(&self) -> Option<&str>;

    /// Goes over the words of all rows in order, as they are kept, until told to stop.
    fn each_text(&self, visit: &mut dyn FnMut(usize, &str) -> ControlFlow<()>);
}

impl<T> Default for Ragged<T> {
    fn default() -> Self {
        Self {
            ends: Vec::new(),
            items: Vec::new(),
        }
    }
}

impl<T> Ragged<T> {
    /// Adds the list of the next row.
    pub fn push(&mut self, items: impl IntoIterator<Item = T>) {
        self.items.extend(items);
        self.ends
            .push(u32::try_from(self.items.len()).unwrap_or(u32::MAX));
    }

    /// The list of a row.
    pub fn of(&self, row: usize) -> &[T] {
        let end = |row: usize| self.ends.get(row).map_or(0, |end| *end as usize);
        let start = row.checked_sub(1).map_or(0, end);
        self.items.get(start..end(row)).unwrap_or_default()
    }

    /// Gives memory back that was set aside for more rows.
    pub fn shrink(&mut self) {
        self.ends.shrink_to_fit();
        self.items.shrink_to_fit();
    }
}

impl Table {
    /// A table of these columns, each of which has an entry for each row.
    pub fn new(
        facts: Vec<RowFacts>,
        claims: Ragged<RowClaim>,
        parties: Ragged<ActorId>,
        tags: Ragged<TagId>,
        reader: Arc<dyn ReadRows>,
    ) -> Self {
        let looked_at = iter::repeat_with(OnceLock::new).take(facts.len()).collect();
        Self {
            facts,
            claims,
            parties,
            tags,
            reader,
            looked_at,
        }
    }

    /// What is kept of each row.
    pub fn facts(&self) -> &[RowFacts] {
        &self.facts
    }

    /// What is kept of the claims of a row.
    pub fn claims(&self, row: usize) -> &[RowClaim] {
        self.claims.of(row)
    }

    /// Who took part in a row.
    pub fn parties(&self, row: usize) -> &[ActorId] {
        self.parties.of(row)
    }

    /// What a row is filed under.
    pub fn tags(&self, row: usize) -> &[TagId] {
        self.tags.of(row)
    }

    /// What reads its rows again.
    pub fn reader(&self) -> &dyn ReadRows {
        &*self.reader
    }

    /// The handles of a row.
    pub fn ids(&self, row: usize) -> Option<RowIds<'_>> {
        let facts = self.facts.get(row)?;
        Some(RowIds {
            kind: facts.kind,
            place: facts.place,
            claims: self.claims(row),
            parties: self.parties(row),
            tags: self.tags(row),
        })
    }

    /// The event of a row, read again and not kept.
    pub fn event_in_passing(&self, row: usize) -> Option<Event> {
        Some(self.reader.event(row, self.ids(row)?))
    }

    /// The event of a row. It is read when it is first looked at, and then stays.
    pub fn event(&self, row: usize) -> Option<&Event> {
        let slot = self.looked_at.get(row)?;
        let ids = self.ids(row)?;
        Some(slot.get_or_init(|| Box::new(self.reader.event(row, ids))))
    }
}
