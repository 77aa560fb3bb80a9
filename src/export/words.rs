//! The words of files that programs read: lower-case, and never changed, because others look for them.

use crate::model::{About, Cargo, Day, Harm, Location, PlacePrecision, Role, Sense, Stance, When};

pub(super) fn stance(stance: Stance) -> &'static str {
    match stance {
        Stance::Asserts => "asserts",
        Stance::Denies => "denies",
        Stance::Confirms => "confirms",
        Stance::Questions => "questions",
        Stance::Retracts => "retracts",
        Stance::Announces => "announces",
    }
}

pub(super) fn about(about: About) -> &'static str {
    match about {
        About::Event => "event",
        About::Date => "date",
        About::Place => "place",
        About::Actors => "actors",
        About::Casualties => "casualties",
        About::Transfers => "transfers",
        About::Meaning => "meaning",
    }
}

pub(super) fn role(role: Role) -> &'static str {
    match role {
        Role::Party => "party",
        Role::Mediator => "mediator",
        Role::Giver => "giver",
        Role::Receiver => "receiver",
        Role::Addressee => "addressee",
        Role::Carrier => "carrier",
    }
}

pub(super) fn harm(harm: Harm) -> &'static str {
    match harm {
        Harm::Killed => "killed",
        Harm::Wounded => "wounded",
        Harm::Captured => "captured",
        Harm::Missing => "missing",
        Harm::Displaced => "displaced",
    }
}

pub(super) fn cargo(cargo: Cargo) -> &'static str {
    match cargo {
        Cargo::Persons => "persons",
        Cargo::Documents => "documents",
        Cargo::Goods => "goods",
        Cargo::Territory => "territory",
        Cargo::Money => "money",
    }
}

pub(super) fn precision(precision: PlacePrecision) -> &'static str {
    match precision {
        PlacePrecision::Exact => "exact",
        PlacePrecision::Vicinity => "vicinity",
        PlacePrecision::Locality => "locality",
        PlacePrecision::Town => "town",
        PlacePrecision::Area => "area",
        PlacePrecision::District => "district",
        PlacePrecision::Province => "province",
        PlacePrecision::Country => "country",
    }
}

/// How an event relates to its places; `None` where it has none.
pub(super) fn location(location: &Location) -> Option<&'static str> {
    match location {
        Location::At(_) => Some("at"),
        Location::Within(_) => Some("within"),
        Location::Between(..) => Some("between"),
        Location::Route(_) => Some("route"),
        Location::Several(_) => Some("several"),
        Location::NotGiven | Location::Unusable(_) => None,
    }
}

/// Only a date that means all of its days wants a word.
pub(super) fn sense(when: &When) -> Option<&'static str> {
    match when.sense() {
        Sense::SomeTime => None,
        Sense::Whole => Some("whole"),
    }
}

/// The first and the last day a date can mean, as ISO 8601 writes them: `2021-07-19`, `2021-06-01/2021-06-30`,
/// `2020-11-10/..`. `None` where it has neither.
pub(super) fn days(when: &When) -> Option<String> {
    let span = when.span();
    let (first, last) = (span.earliest_start(), span.latest_end());
    if first == last {
        return Some(first.to_string());
    }
    let is_bounded = |day: Day| day.is_bounded();
    (is_bounded(first) || is_bounded(last)).then(|| format!("{first}/{last}"))
}
