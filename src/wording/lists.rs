//! How a list of events says in which order it is, what stands over some of them, and where a search found one.

use super::{counted, day, month, months, number, place_precision};
use crate::model::{Catalog, NamePolicy};
use crate::query::{Heading, ListGroup, ListOrder, ListSort, Searched, SortDirection};

/// What stands over some events: "July 2021".
pub(crate) fn heading(catalog: &Catalog, heading: Heading, names: NamePolicy) -> String {
    match heading {
        Heading::All => String::new(),
        Heading::Day(at) => day(at),
        Heading::Month(at) => month(at),
        Heading::SomeDayOf(at) => format!("{}, day not known", month(at)),
        Heading::SomeMonthOf(first, last) => months(first, last),
        Heading::SomeTime => "Beginning not known to a year".to_owned(),
        Heading::Place(id) => {
            let place = catalog.place(id);
            let name = place.map(|place| place.name(names));
            name.filter(|name| !name.is_empty())
                .unwrap_or_else(|| "A place without a name".to_owned())
        }
        Heading::Namesake(id) => {
            let place = catalog.place(id);
            place.map_or_else(String::new, |place| {
                let name = place.name(names);
                let within = place.note.as_deref().unwrap_or_default();
                let parts = [name.as_str(), within, &place_precision(place)];
                let parts = parts.into_iter().filter(|part| !part.is_empty());
                parts.collect::<Vec<_>>().join(", ")
            })
        }
        Heading::Unlocated => "Without a usable place".to_owned(),
        Heading::Undated => "Without a date".to_owned(),
    }
}

/// "July 2021 · 3"
pub(crate) fn heading_with_count(heading: &str, n: usize) -> String {
    format!("{heading} · {}", number(n))
}

/// What a heading does when it is pressed: "Fold July 2021, 3 events".
pub(crate) fn heading_name(heading: &str, n: usize, is_folded: bool) -> String {
    let verb = if is_folded { "Unfold" } else { "Fold" };
    format!("{verb} {heading}, {}", counted(n, "event"))
}

/// How a list is sorted: "by date", "by date, latest first".
pub(crate) fn sort_order(order: ListOrder) -> String {
    let sorted = format!("by {}", sort(order.sort).to_lowercase());
    match order.direction {
        SortDirection::Forward => sorted,
        SortDirection::Backward => {
            format!("{sorted}, {}", direction(order.sort, order.direction))
        }
    }
}

/// How a list is ordered: "by date, under months".
pub(crate) fn list_order(order: ListOrder) -> String {
    let mut words = sort_order(order);
    match order.group {
        ListGroup::None => {}
        ListGroup::Day => words += ", under days",
        ListGroup::Month => words += ", under months",
        ListGroup::Place => words += ", under places",
    }
    words
}

/// "Date", "Place", …
pub(crate) fn sort(sort: ListSort) -> &'static str {
    match sort {
        ListSort::Date => "Date",
        ListSort::Place => "Place",
        ListSort::Kind => "Kind",
        ListSort::Status => "Status",
    }
}

/// Which end of an order comes first: "earliest first".
pub(crate) fn direction(sort: ListSort, direction: SortDirection) -> &'static str {
    match (sort, direction) {
        (ListSort::Date, SortDirection::Forward) => "earliest first",
        (ListSort::Date, SortDirection::Backward) => "latest first",
        (ListSort::Place, SortDirection::Forward) => "A to Z",
        (ListSort::Place, SortDirection::Backward) => "Z to A",
        (ListSort::Kind, SortDirection::Forward) => "as the atlas lists them",
        (ListSort::Kind, SortDirection::Backward) => "the other way round",
        (ListSort::Status, SortDirection::Forward) => "contested first",
        (ListSort::Status, SortDirection::Backward) => "contested last",
    }
}

/// "Nothing", "Days", …
pub(crate) fn group(group: ListGroup) -> &'static str {
    match group {
        ListGroup::None => "Nothing",
        ListGroup::Day => "Days",
        ListGroup::Month => "Months",
        ListGroup::Place => "Places",
    }
}

/// Where a search found an event whose title does not have the words: "Iran", "Place".
pub(crate) fn searched(catalog: &Catalog, part: Searched) -> String {
    let name = |actor| catalog.actor(actor).map_or("", |actor| actor.name.as_str());
    match part {
        Searched::Title => "Title".to_owned(),
        Searched::Claim(speaker) => name(speaker).to_owned(),
        Searched::ClaimNote(speaker) => format!("On {}", name(speaker)),
        Searched::Phrase => "Date in the source".to_owned(),
        Searched::Note => "Note".to_owned(),
        Searched::Place => "Place".to_owned(),
        Searched::Actor => "Actor".to_owned(),
        Searched::Kind => "Kind".to_owned(),
        Searched::Tag => "Tag".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_order_is_said_in_few_words() {
        let mut order = ListOrder::default();
        assert_eq!(list_order(order), "by date, under months");
        order.direction = SortDirection::Backward;
        order.group = ListGroup::None;
        assert_eq!(list_order(order), "by date, latest first");
        order.sort = ListSort::Place;
        order.group = ListGroup::Day;
        assert_eq!(list_order(order), "by place, Z to A, under days");
    }
}
