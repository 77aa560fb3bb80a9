//! Rows of a large data set: of each only what questions need is kept, the rest is read again when it is looked at.
//!
//! A million events as [`Event`]s would fill a laptop's memory with text that nobody looks at.

use std::fmt;
use std::ops::ControlFlow;
use std::sync::Arc;

use super::{
    ActorId, Day, Event, KindId, PlaceId, Shelf, SourceId, Stance, TagId, TimeSpan, Window,
};

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

/// What is kept of all rows, packed: there may be ten million of them.
#[derive(Debug, Clone, Default)]
pub struct Facts {
    /// For each row its day, where it has one plain day; otherwise where in `spans` its date is, or that it has none.
    days: Vec<u32>,
    spans: Vec<TimeSpan>,
    kinds: Vec<KindId>,
    /// `u32::MAX` where no place is given.
    places: Vec<u32>,
    slug_hashes: Vec<u64>,
    /// The rows whose claims are not simple, in their order.
    not_simple: Vec<u32>,
}

/// A row without a date.
const NO_DATE: u32 = u32::MAX;
/// A row whose date is kept apart.
const IS_APART: u32 = 1 << 31;
/// Days are counted from here, so that none of them is negative.
const FIRST_DAY: i32 = i32::MIN / 2;

impl Facts {
    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.kinds.len()
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.kinds.is_empty()
    }

    /// Adds the next row.
    pub fn push(&mut self, facts: RowFacts) {
        if !facts.is_simple {
            self.not_simple
                .push(u32::try_from(self.len()).unwrap_or(u32::MAX));
        }
        let day = self.packed(facts.span);
        self.days.push(day);
        self.kinds.push(facts.kind);
        let place = facts.place.map(PlaceId::index);
        let place = place.and_then(|place| u32::try_from(place).ok());
        self.places.push(place.unwrap_or(u32::MAX));
        self.slug_hashes.push(facts.slug_hash);
    }

    fn packed(&mut self, span: Option<TimeSpan>) -> u32 {
        let Some(span) = span else { return NO_DATE };
        let first = span.earliest_start();
        let day = u32::try_from(first.number().saturating_sub(FIRST_DAY));
        match day {
            Ok(day) if day < IS_APART && span == plain(first) => day,
            _ => {
                if self.spans.last() != Some(&span) {
                    self.spans.push(span);
                }
                let at = u32::try_from(self.spans.len() - 1).unwrap_or(u32::MAX);
                (IS_APART | at).min(NO_DATE - 1)
            }
        }
    }

    /// The facts of a row.
    pub fn get(&self, row: usize) -> Option<RowFacts> {
        Some(RowFacts {
            span: self.span(row),
            kind: *self.kinds.get(row)?,
            place: self.place(row),
            slug_hash: self.slug_hash(row)?,
            is_simple: self.is_simple(row),
        })
    }

    /// When a row was, if it has a date.
    pub fn span(&self, row: usize) -> Option<TimeSpan> {
        match *self.days.get(row)? {
            NO_DATE => None,
            day if day < IS_APART => {
                let number = i32::try_from(day).ok()?.checked_add(FIRST_DAY)?;
                Some(plain(Day::from_number(number)))
            }
            apart => self.spans.get((apart ^ IS_APART) as usize).copied(),
        }
    }

    /// Where a row was, if its place is given.
    pub fn place(&self, row: usize) -> Option<PlaceId> {
        let place = *self.places.get(row)?;
        (place != u32::MAX).then(|| PlaceId::from_index(place as usize))
    }

    /// The hash of the slug of a row.
    pub fn slug_hash(&self, row: usize) -> Option<u64> {
        self.slug_hashes.get(row).copied()
    }

    /// Gives a row the hash of another slug.
    pub fn set_slug_hash(&mut self, row: usize, hash: u64) {
        if let Some(slot) = self.slug_hashes.get_mut(row) {
            *slot = hash;
        }
    }

    /// Whether the claims of a row are all about the event itself and answer none.
    pub fn is_simple(&self, row: usize) -> bool {
        let row = u32::try_from(row).unwrap_or(u32::MAX);
        self.not_simple.binary_search(&row).is_err()
    }

    /// Whether that is so in all rows.
    pub fn are_all_simple(&self) -> bool {
        self.not_simple.is_empty()
    }

    /// All rows in their order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = RowFacts> + '_ {
        let nothing = RowFacts {
            span: None,
            kind: KindId::from_index(usize::MAX),
            place: None,
            slug_hash: 0,
            is_simple: true,
        };
        (0..self.len()).map(move |row| self.get(row).unwrap_or(nothing))
    }

    /// Gives each kind and each place another handle.
    pub fn renumber(
        &mut self,
        kind: impl Fn(KindId) -> KindId,
        place: impl Fn(PlaceId) -> PlaceId,
    ) {
        for slot in &mut self.kinds {
            *slot = kind(*slot);
        }
        for slot in self.places.iter_mut().filter(|slot| **slot != u32::MAX) {
            let other = place(PlaceId::from_index(*slot as usize)).index();
            *slot = u32::try_from(other).unwrap_or(u32::MAX);
        }
    }

    /// Adds other rows behind these, each of which gets another kind and another place.
    pub fn append(
        &mut self,
        mut others: Self,
        kind: impl Fn(KindId) -> KindId,
        place: impl Fn(PlaceId) -> PlaceId,
    ) {
        others.renumber(kind, place);
        let n_spans = self.spans.len();
        self.days.extend(others.days.into_iter().map(|day| {
            if day == NO_DATE || day < IS_APART {
                return day;
            }
            let at = (day ^ IS_APART) as usize + n_spans;
            (IS_APART | u32::try_from(at).unwrap_or(u32::MAX)).min(NO_DATE - 1)
        }));
        let n = u32::try_from(self.kinds.len()).unwrap_or(u32::MAX);
        let rows = others.not_simple.into_iter();
        self.not_simple
            .extend(rows.map(|row| row.saturating_add(n)));
        self.spans.extend(others.spans);
        self.kinds.extend(others.kinds);
        self.places.extend(others.places);
        self.slug_hashes.extend(others.slug_hashes);
    }

    /// Gives memory back that was set aside for more rows.
    pub fn shrink(&mut self) {
        self.days.shrink_to_fit();
        self.spans.shrink_to_fit();
        self.kinds.shrink_to_fit();
        self.places.shrink_to_fit();
        self.slug_hashes.shrink_to_fit();
        self.not_simple.shrink_to_fit();
    }
}

impl FromIterator<RowFacts> for Facts {
    fn from_iter<I: IntoIterator<Item = RowFacts>>(rows: I) -> Self {
        let mut facts = Self::default();
        rows.into_iter().for_each(|row| facts.push(row));
        facts
    }
}

/// The span of one day.
fn plain(day: Day) -> TimeSpan {
    TimeSpan::whole(Window::between(day, day))
}

/// Lists of handles, one for each row, one after the other.
#[derive(Debug, Clone)]
pub struct Ragged<T> {
    n: usize,
    /// How many items each list has, as long as all have as many; then there are no ends.
    each: u32,
    ends: Vec<u32>,
    items: Vec<T>,
}

/// The rows of one or more imported files.
#[derive(Debug)]
pub struct Table {
    facts: Facts,
    claims: Ragged<RowClaim>,
    parties: Ragged<ActorId>,
    tags: Ragged<TagId>,
    reader: Arc<dyn ReadRows>,
    looked_at: Shelf<Event>,
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

    /// The events of several rows, in the order asked for.
    fn events(&self, rows: &[(usize, RowIds<'_>)]) -> Vec<Event> {
        rows.iter()
            .map(|(row, ids)| self.event(*row, *ids))
            .collect()
    }

    /// Goes over the words of all rows in order, as they are kept, until told to stop.
    fn each_text(&self, visit: &mut dyn FnMut(usize, &str) -> ControlFlow<()>);
}

impl<T> Default for Ragged<T> {
    fn default() -> Self {
        Self {
            n: 0,
            each: 0,
            ends: Vec::new(),
            items: Vec::new(),
        }
    }
}

impl<T> Ragged<T> {
    /// Adds the list of the next row.
    pub fn push(&mut self, items: impl IntoIterator<Item = T>) {
        let before = self.items.len();
        self.items.extend(items);
        let n_items = u32::try_from(self.items.len() - before).unwrap_or(u32::MAX);
        if self.n == 0 {
            self.each = n_items;
        } else if self.ends.is_empty() && n_items != self.each {
            let each = self.each as usize;
            let ends = (1..=self.n).map(|row| u32::try_from(row * each).unwrap_or(u32::MAX));
            self.ends = ends.collect();
        }
        if !self.ends.is_empty() {
            self.ends
                .push(u32::try_from(self.items.len()).unwrap_or(u32::MAX));
        }
        self.n += 1;
    }

    /// The list of a row.
    pub fn of(&self, row: usize) -> &[T] {
        if row >= self.n {
            return &[];
        }
        let range = if self.ends.is_empty() {
            let each = self.each as usize;
            row * each..(row + 1) * each
        } else {
            let end = |row: usize| self.ends.get(row).map_or(0, |end| *end as usize);
            row.checked_sub(1).map_or(0, end)..end(row)
        };
        self.items.get(range).unwrap_or_default()
    }

    /// Adds other lists behind these.
    pub fn append(&mut self, others: Self) {
        if others.n == 0 {
            return;
        }
        let is_even = |lists: &Self| lists.ends.is_empty();
        if is_even(self) && is_even(&others) && (self.n == 0 || self.each == others.each) {
            self.n += others.n;
            self.each = others.each;
            self.items.extend(others.items);
            return;
        }
        let lengths: Vec<usize> = (0..others.n).map(|row| others.of(row).len()).collect();
        let mut items = others.items.into_iter();
        for length in lengths {
            self.push(items.by_ref().take(length));
        }
    }

    /// Goes over the items of all lists, to change them.
    pub fn items_mut(&mut self) -> impl Iterator<Item = &mut T> {
        self.items.iter_mut()
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
        facts: Facts,
        claims: Ragged<RowClaim>,
        parties: Ragged<ActorId>,
        tags: Ragged<TagId>,
        reader: Arc<dyn ReadRows>,
    ) -> Self {
        let looked_at = Shelf::new(facts.len());
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
    pub fn facts(&self) -> &Facts {
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
        Some(RowIds {
            kind: *self.facts.kinds.get(row)?,
            place: self.facts.place(row),
            claims: self.claims(row),
            parties: self.parties(row),
            tags: self.tags(row),
        })
    }

    /// The event of a row, read again and not kept.
    pub fn event_in_passing(&self, row: usize) -> Option<Event> {
        Some(self.reader.event(row, self.ids(row)?))
    }

    /// The events of some rows, in the same order, read again together and not kept.
    pub fn events_in_passing(&self, rows: &[usize]) -> Vec<Event> {
        let rows = rows.iter().filter_map(|row| Some((*row, self.ids(*row)?)));
        self.reader.events(&rows.collect::<Vec<_>>())
    }

    /// The event of a row. It is read when it is first looked at, and then stays.
    pub fn event(&self, row: usize) -> Option<&Event> {
        let slot = self.looked_at.slot(row)?;
        let ids = self.ids(row)?;
        Some(slot.get_or_init(|| Box::new(self.reader.event(row, ids))))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn spans() -> impl Strategy<Value = Option<TimeSpan>> {
        let days = (
            prop_oneof![-2..2, Just(i32::MIN / 2), Just(i32::MAX / 2), any::<i32>()],
            prop_oneof![Just(0), 0..40],
        );
        let span = (days, 0..4_u8).prop_map(|((first, n), sort): ((i32, i32), u8)| {
            let last = Day::from_number(first.saturating_add(n));
            let days = Window::between(Day::from_number(first), last);
            match sort {
                0 => TimeSpan::some_day_in(days),
                1 => TimeSpan::whole(days).doubtful(),
                _ => TimeSpan::whole(days),
            }
        });
        prop_oneof![1 => Just(None), 6 => span.prop_map(Some)]
    }

    proptest! {
        #[test]
        fn packed_facts_are_what_was_packed(
            rows in prop::collection::vec(
                (spans(), 0..70_000_usize, prop::option::of(0..9_usize), any::<u64>(), any::<bool>()), 0..60,
            ),
        ) {
            let rows: Vec<RowFacts> = rows
                .into_iter()
                .map(|(span, kind, place, slug_hash, is_simple)| RowFacts {
                    span,
                    kind: KindId::from_index(kind),
                    place: place.map(PlaceId::from_index),
                    slug_hash,
                    is_simple,
                })
                .collect();
            let facts: Facts = rows.iter().copied().collect();
            prop_assert_eq!(facts.len(), rows.len());
            prop_assert_eq!(facts.are_all_simple(), rows.iter().all(|row| row.is_simple));
            prop_assert_eq!(facts.iter().collect::<Vec<_>>(), rows.clone());
            for cut in [0, rows.len() / 2, rows.len()] {
                let (first, rest) = rows.split_at(cut);
                let mut all: Facts = first.iter().copied().collect();
                all.append(rest.iter().copied().collect(), |kind| kind, |place| place);
                prop_assert_eq!(all.iter().collect::<Vec<_>>(), rows.clone());
            }
        }

        #[test]
        fn lists_are_what_was_pushed(lists in prop::collection::vec(prop::collection::vec(0..9_u8, 0..3), 0..12)) {
            let mut ragged = Ragged::default();
            for list in &lists {
                ragged.push(list.iter().copied());
            }
            for (row, list) in lists.iter().enumerate() {
                prop_assert_eq!(ragged.of(row), list.as_slice());
            }
            prop_assert!(ragged.of(lists.len()).is_empty());
            let (first, rest) = lists.split_at(lists.len() / 2);
            let [mut all, more] = [first, rest].map(|lists| {
                let mut ragged = Ragged::default();
                for list in lists {
                    ragged.push(list.iter().copied());
                }
                ragged
            });
            all.append(more);
            for (row, list) in lists.iter().enumerate() {
                prop_assert_eq!(all.of(row), list.as_slice());
            }
        }
    }
}
