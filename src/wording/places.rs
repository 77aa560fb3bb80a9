//! How places, their names and how well they are known are said.

use super::dates;
use crate::model::{
    Language, Location, NamePolicy, Place, PlaceKind, PlaceName, PlacePrecision, When,
};

/// The name of a language.
pub(crate) fn language(language: Language) -> &'static str {
    match language {
        Language::English => "English",
        Language::Azerbaijani => "Azerbaijani",
        Language::Armenian => "Armenian",
        Language::Persian => "Persian",
        Language::Russian => "Russian",
        Language::Georgian => "Georgian",
    }
}

/// In which language names are shown, in a word or two.
pub(crate) fn names(policy: NamePolicy) -> String {
    match policy {
        NamePolicy::AsInSource => "As in the source".to_owned(),
        NamePolicy::In(one) => language(one).to_owned(),
        NamePolicy::Both(a, b) => format!("{} + {}", language(a), language(b)),
    }
}

/// What is known about a name: "Armenian · Armn · used by maps before 1991 · older name".
pub(crate) fn attestation(name: &PlaceName) -> String {
    let spoken = match Language::of_tag(&name.lang) {
        Some(known) => language(known).to_owned(),
        None => name.lang.clone(),
    };
    let mut words = vec![spoken, script(&name.script).to_owned()];
    words.extend(name.used_by.as_ref().map(|by| format!("used by {by}")));
    words.extend(name.when.as_ref().map(attested));
    words.extend(name.note.clone());
    // The language and its script often have one word.
    words.dedup();
    words.join(" · ")
}

/// "in November 2020", "on 16 July 2021": when a name was used.
fn attested(when: &When) -> String {
    let words = dates::when(when);
    match words.strip_prefix("some day ") {
        Some(rest) => rest.to_owned(),
        None if when.is_interval() => words,
        None => format!("on {words}"),
    }
}

/// The name of a script by its ISO 15924 code; the code itself for those this region does not use.
fn script(code: &str) -> &str {
    match code {
        "Latn" => "Latin",
        "Cyrl" => "Cyrillic",
        "Armn" => "Armenian",
        "Geor" => "Georgian",
        "Arab" => "Arabic script",
        other => other,
    }
}

/// "town, within about 3 km"
pub(crate) fn place_precision(place: &Place) -> String {
    let kind = place_kind(place.kind);
    match (place.at, radius(place.precision)) {
        (Some(_), Some(radius)) => format!("{kind}, within about {radius}"),
        _ => format!("{kind}, no point"),
    }
}

/// "town", "border crossing", …
pub(crate) fn place_kind(kind: PlaceKind) -> &'static str {
    match kind {
        PlaceKind::City => "city",
        PlaceKind::Town => "town",
        PlaceKind::Village => "village",
        PlaceKind::Crossing => "border crossing",
        PlaceKind::Site => "site",
        PlaceKind::District => "district",
        PlaceKind::Region => "area",
        PlaceKind::Country => "country",
    }
}

fn radius(precision: PlacePrecision) -> Option<String> {
    let meters = precision.radius_m()?;
    Some(if meters < 1_000.0 {
        format!("{meters} m")
    } else {
        format!("{} km", meters / 1_000.0)
    })
}

/// How an event relates to its places: "at", "somewhere within", …
pub(crate) fn location(location: &Location) -> &'static str {
    match location {
        Location::At(_) => "at",
        Location::Within(_) => "somewhere within",
        Location::Between(..) => "somewhere between",
        Location::Route(_) => "on a route, schematic:",
        Location::Several(_) => "at each of",
        Location::NotGiven => "not given by the source",
        Location::Unusable(_) => "the place did not hold; see the findings",
    }
}

/// "39.739° N  44.828° E", with as many decimals as a point of the screen tells apart.
pub(crate) fn position(lon: f64, lat: f64, points_per_degree: f64) -> String {
    let decimals = points_per_degree.max(1.0).log10().ceil().clamp(1.0, 6.0) as usize;
    let (north, east) = (
        if lat < 0.0 { 'S' } else { 'N' },
        if lon < 0.0 { 'W' } else { 'E' },
    );
    format!(
        "{:.decimals$}° {north}  {:.decimals$}° {east}",
        lat.abs(),
        lon.abs()
    )
}

/// "50 km", "200 m"
pub(crate) fn distance(meters: f64) -> String {
    if meters < 1_000.0 {
        format!("{meters:.0} m")
    } else {
        format!("{:.0} km", meters / 1_000.0)
    }
}
