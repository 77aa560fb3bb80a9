//! All events of a catalog in the order of a list, each under one heading: worked out once for an order, so that
//! a list of any of them costs one walk.

use super::{Index, ListGroup, ListOrder, ListSort, SortDirection, Status, TimeUnit, folded};
use crate::model::{Catalog, Day, EventId, Kept, NamePolicy, PlaceId, TimeSpan, Window};

/// What stands over some events of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Heading {
    /// Nothing: they are not told apart.
    All,
    /// They began on this day.
    Day(Day),
    /// They began in the month of this day.
    Month(Day),
    /// They began in the month of this day, and on which of its days is not known.
    SomeDayOf(Day),
    /// They began in one of the months from that of one day to that of another, and in which is not known.
    SomeMonthOf(Day, Day),
    /// When they began is not known to twelve months.
    SomeTime,
    /// They are said to have happened there, or there first of several places.
    Place(PlaceId),
    /// The same, and another place of the atlas has the same name.
    Namesake(PlaceId),
    /// They have no place that can be drawn.
    Unlocated,
    /// They have no date.
    Undated,
}

/// All events in the order of a list.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Arrangement {
    /// The places of the events in the catalog.
    order: Vec<u32>,
    /// Each heading, and where in the order what stands under it ends.
    headings: Vec<(Heading, usize)>,
}

/// Where a section stands among all: those that are not drawn or not dated always last.
const SOME_TIME: i64 = i64::MAX - 2;
const UNLOCATED: i64 = i64::MAX - 1;
const UNDATED: i64 = i64::MAX;

/// Dates that are known less precisely stand apart.
const MOST_MONTHS: i64 = 12;

impl Arrangement {
    /// The events of a catalog in an order; places are called by their names under a policy.
    pub fn new(catalog: &Catalog, index: &Index, order: ListOrder, names: NamePolicy) -> Self {
        let arranging = Arranging::new(catalog, index, order, names);
        let mut loose = index.days.loose().iter().peekable();
        let mut months = Months::default();
        let n = u32::try_from(index.n_events()).unwrap_or(u32::MAX);
        // Where the section stands, where the event stands in it, and which it is.
        let mut keys: Vec<(i64, u32, u32)> = Vec::with_capacity(n as usize);
        let mut headings: Vec<(i64, Heading)> = Vec::new();
        for event in 0..n {
            let id = EventId::from_index(event as usize);
            let span = loose.next_if(|loose| loose.index == event);
            let span = span.map(|loose| loose.span);
            let heading = arranging.heading(id, span, &mut months);
            let section = arranging.section(heading);
            if headings.last() != Some(&(section, heading)) {
                headings.push((section, heading));
            }
            keys.push((section, arranging.key(id), event));
        }
        headings.sort_unstable();
        headings.dedup();
        in_order(&mut keys);
        let mut arrangement = Self::default();
        let mut from = 0;
        for (section, heading) in headings {
            let among = keys.get(from..).unwrap_or_default();
            from += among.partition_point(|(other, _, _)| *other <= section);
            arrangement.headings.push((heading, from));
        }
        arrangement.order = keys.into_iter().map(|(_, _, event)| event).collect();
        arrangement
    }

    /// How many events there are.
    pub(super) fn n_events(&self) -> usize {
        self.order.len()
    }

    /// Each heading with the events under it, by their places in the catalog.
    pub(super) fn sections(&self) -> impl Iterator<Item = (Heading, &[u32])> {
        let mut from = 0;
        self.headings.iter().map(move |(heading, to)| {
            let events = self.order.get(from..*to).unwrap_or_default();
            from = *to;
            (*heading, events)
        })
    }
}

#[expect(
    clippy::stable_sort_primitive,
    reason = "most of it is in order already, which only this sort makes use of"
)]
fn in_order(keys: &mut [(i64, u32, u32)]) {
    keys.sort();
}

/// What is needed to say where an event goes.
struct Arranging<'a> {
    catalog: &'a Catalog,
    index: &'a Index,
    order: ListOrder,
    /// For each place where its name stands among all names, and whether another one has it too; empty where
    /// nobody asks.
    ranks: Vec<(u32, bool)>,
}

impl<'a> Arranging<'a> {
    fn new(catalog: &'a Catalog, index: &'a Index, order: ListOrder, names: NamePolicy) -> Self {
        let ranks = if order.reads_names() {
            ranks(catalog, names)
        } else {
            Vec::new()
        };
        Self {
            catalog,
            index,
            order,
            ranks,
        }
    }

    /// What an event stands under. A span comes with it where its date is not one plain day.
    fn heading(&self, id: EventId, span: Option<TimeSpan>, months: &mut Months) -> Heading {
        if !self.index.days.dated().contains(id.index()) {
            return Heading::Undated;
        }
        if !self.index.is_located(id) {
            return Heading::Unlocated;
        }
        if self.order.group == ListGroup::None {
            return Heading::All;
        }
        if self.order.group == ListGroup::Place {
            let Some(place) = first_place(self.catalog, id) else {
                return Heading::Unlocated;
            };
            let (_, is_namesake) = self.rank(place);
            return if is_namesake {
                Heading::Namesake(place)
            } else {
                Heading::Place(place)
            };
        }
        let plain = self.index.first_day(id).map(|day| (day, day));
        let start = span.map_or(plain, |span| {
            let (first, last) = (span.earliest_start(), span.latest_start());
            (first.is_bounded() && last.is_bounded()).then_some((first, last))
        });
        let Some((first, last)) = start else {
            return Heading::SomeTime;
        };
        let is_by_day = self.order.group == ListGroup::Day;
        if is_by_day && first == last {
            return Heading::Day(first);
        }
        let month = months.around(first);
        if month.contains(last) {
            let month = month.first();
            return if is_by_day {
                Heading::SomeDayOf(month)
            } else {
                Heading::Month(month)
            };
        }
        let last_month = TimeUnit::Month.start_of(last);
        if n_months(month.first(), last_month) <= MOST_MONTHS {
            Heading::SomeMonthOf(month.first(), last_month)
        } else {
            Heading::SomeTime
        }
    }

    /// Where what stands under a heading goes. The less is known of a date, the earlier it comes in its stretch.
    fn section(&self, heading: Heading) -> i64 {
        let at = |day: Day, fineness: i64| i64::from(day.number()) * 64 + fineness;
        let section = match heading {
            Heading::All => 0,
            Heading::Place(place) | Heading::Namesake(place) => {
                let (rank, _) = self.rank(place);
                let place = i64::try_from(place.index()).unwrap_or(i64::MAX >> 32);
                (i64::from(rank) << 32) + place
            }
            Heading::SomeMonthOf(first, last) => at(first, 31 - n_months(first, last)),
            Heading::SomeDayOf(month) => at(month, 32),
            Heading::Month(day) | Heading::Day(day) => at(day, 33),
            Heading::SomeTime => return SOME_TIME,
            Heading::Unlocated => return UNLOCATED,
            Heading::Undated => return UNDATED,
        };
        if self.order.turns_headings() {
            -section
        } else {
            section
        }
    }

    /// Where an event stands under its heading.
    fn key(&self, id: EventId) -> u32 {
        let date = || u32::try_from(id.index()).unwrap_or(u32::MAX);
        let forward = match self.order.sort {
            ListSort::Date => date(),
            ListSort::Place => {
                first_place(self.catalog, id).map_or(u32::MAX / 2, |place| self.rank(place).0)
            }
            ListSort::Kind => u32::try_from(self.index.kind(id).index()).unwrap_or(u32::MAX),
            ListSort::Status => {
                let status = self.index.status(id);
                let at = Status::ALL.iter().position(|other| *other == status);
                at.and_then(|at| u32::try_from(at).ok()).unwrap_or(u32::MAX)
            }
        };
        match self.order.direction {
            SortDirection::Forward => forward,
            SortDirection::Backward => !forward,
        }
    }

    fn rank(&self, place: PlaceId) -> (u32, bool) {
        self.ranks.get(place.index()).copied().unwrap_or_default()
    }
}

/// For each place where its name stands among all, without case and diacritics, and whether another has it too.
fn ranks(catalog: &Catalog, names: NamePolicy) -> Vec<(u32, bool)> {
    let mut named: Vec<(String, PlaceId)> = catalog
        .places()
        .map(|(id, place)| (folded(&place.name(names)), id))
        .collect();
    named.sort_unstable();
    let mut ranks = vec![(0, false); named.len()];
    for (rank, alike) in (0..).zip(named.chunk_by(|(a, _), (b, _)| a == b)) {
        for (_, place) in alike {
            if let Some(slot) = ranks.get_mut(place.index()) {
                *slot = (rank, alike.len() > 1);
            }
        }
    }
    ranks
}

/// Under which of its places an event stands: the first that can be drawn, or else the first of them.
fn first_place(catalog: &Catalog, id: EventId) -> Option<PlaceId> {
    match catalog.kept(id)? {
        Kept::Row(row) => catalog.table()?.facts().place(row),
        Kept::Written(_) => catalog
            .event(id)
            .and_then(|event| event.main_place(catalog)),
    }
}

/// How many months there are from that of one day to that of another.
fn n_months(first: Day, last: Day) -> i64 {
    let month = |day: Day| {
        day.ymd()
            .map_or(0, |(y, m, _)| i64::from(y) * 12 + i64::from(m))
    };
    month(last) - month(first) + 1
}

/// The last month that was asked for: events come by day, so the next mostly lies in it, too.
#[derive(Debug, Default)]
struct Months {
    last: Option<Window>,
}

impl Months {
    /// The month that holds a day.
    fn around(&mut self, day: Day) -> Window {
        match self.last {
            Some(last) if last.contains(day) => last,
            _ => {
                let month = TimeUnit::Month.around(Window::between(day, day));
                self.last = Some(month);
                month
            }
        }
    }
}
