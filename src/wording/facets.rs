//! How the values by which events are told apart are said.

use super::{radius, speech, status};
use crate::model::{
    ActorId, Catalog, KindId, NamePolicy, PlaceId, PlacePrecision, SourceId, TagId,
};
use crate::query::{Amount, Choice, DateClass, Facet, FacetValue, Speech, Status};

/// The name of a facet.
pub(crate) fn facet(facet: Facet) -> &'static str {
    match facet {
        Facet::Kind => "Kind",
        Facet::Status => "Status",
        Facet::Actor => "Actor",
        Facet::Speaker => "Speaker",
        Facet::Stance => "Somebody",
        Facet::Place => "Place",
        Facet::Source => "Source",
        Facet::Tag => "Tag",
        Facet::PlacePrecision => "Place known",
        Facet::DatePrecision => "Date known",
    }
}

/// A value of a facet, in the names of its catalog.
pub(crate) fn facet_value(
    catalog: &Catalog,
    facet: Facet,
    value: FacetValue,
    names: NamePolicy,
) -> String {
    let at = value.index();
    let name = match facet {
        Facet::Kind => {
            let kind = catalog.kind(KindId::from_index(at));
            kind.map(|kind| kind.label.clone())
        }
        Facet::Status => Status::ALL.get(at).map(|found| status(*found).to_owned()),
        Facet::Actor | Facet::Speaker => {
            let actor = catalog.actor(ActorId::from_index(at));
            actor.map(|actor| actor.name.clone())
        }
        Facet::Stance => Speech::ALL.get(at).map(|found| speech(*found).to_owned()),
        Facet::Place => {
            let place = catalog.place(PlaceId::from_index(at));
            place.map(|place| place.name(names))
        }
        Facet::Source => {
            let source = catalog.source(SourceId::from_index(at));
            source.map(|source| source.title.clone())
        }
        Facet::Tag => catalog.tag(TagId::from_index(at)).map(str::to_owned),
        Facet::PlacePrecision => Some(place_class(at)),
        Facet::DatePrecision => DateClass::ALL
            .get(at)
            .map(|class| date_class(*class).to_owned()),
    };
    name.unwrap_or_default()
}

/// "within about 3 km"
fn place_class(at: usize) -> String {
    let within = PlacePrecision::ALL
        .get(at)
        .and_then(|precision| radius(*precision));
    match within {
        Some(radius) => format!("within about {radius}"),
        None => "no usable place".to_owned(),
    }
}

fn date_class(class: DateClass) -> &'static str {
    match class {
        DateClass::Day => "to the day",
        DateClass::Week => "within a week",
        DateClass::Month => "within a month",
        DateClass::Year => "within a year",
        DateClass::Longer => "less precisely",
        DateClass::Open => "without a beginning or an end",
        DateClass::Doubtful => "about, or doubted",
        DateClass::None => "no date",
    }
}

/// "Actor: Armenia or Iran", "Actor: not Armenia"
pub(crate) fn choice(catalog: &Catalog, of: Facet, choice: &Choice, names: NamePolicy) -> String {
    let values = choice.values.iter();
    let values: Vec<String> = values
        .map(|value| facet_value(catalog, of, *value, names))
        .collect();
    match choice.amount {
        Amount::Any => format!("{}: {}", facet(of), values.join(" or ")),
        Amount::None => format!("{}: not {}", facet(of), values.join(", not ")),
    }
}
