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
        None => name.lang.to_string(),
    };
    let mut words = vec![spoken, script(&name.script).to_owned()];
    words.extend(name.used_by.as_ref().map(|by| format!("used by {by}")));
    words.extend(name.when.as_deref().map(attested));
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

pub(crate) fn radius(precision: PlacePrecision) -> Option<String> {
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

/// "39° 44′ 24.0″ N  44° 49′ 48.0″ E": degrees, minutes and seconds, the last digit 3 m on the ground.
pub(crate) fn sexagesimal(lon: f64, lat: f64) -> String {
    let parts = |degrees: f64| {
        // Rounded once and as a whole, so that no part ever reads 60.
        let tenths = (degrees.abs() * 36_000.0).round() as u64;
        let seconds = (tenths % 600) as f64 / 10.0;
        format!(
            "{}° {:02}′ {seconds:04.1}″",
            tenths / 36_000,
            tenths / 600 % 60
        )
    };
    let north = if lat < 0.0 { 'S' } else { 'N' };
    let east = if lon < 0.0 { 'W' } else { 'E' };
    format!("{} {north}  {} {east}", parts(lat), parts(lon))
}

/// "about 1,610 m", "about 28 m below sea level": a height of the ground, given as exactly as its grid has it.
pub(crate) fn elevation(meters: f64, is_fine: bool) -> String {
    // The heights of GLOBE 1.0 are good to some 30 m; those of the world hold steps of 20 m, of 4 m below the sea.
    let step = match is_fine {
        true if meters.abs() < 100.0 => 1.0,
        true => 10.0,
        false if meters < 0.0 => 4.0,
        false => 20.0,
    };
    let below = if meters < 0.0 { " below sea level" } else { "" };
    let rounded = ((meters.abs() / step).round() * step) as usize;
    match rounded {
        0 => "about sea level".to_owned(),
        _ => format!("about {} m{below}", super::number(rounded)),
    }
}

/// "39.74000, 44.83000": latitude and longitude as most other programs take them, to about a meter.
pub(crate) fn decimal(lon: f64, lat: f64) -> String {
    format!("{lat:.5}, {lon:.5}")
}

/// A length that was measured: "850 m", "3.24 km", "34.2 km", "1,342 km".
pub(crate) fn length(meters: f64) -> String {
    let km = meters / 1_000.0;
    if meters < 999.5 {
        format!("{meters:.0} m")
    } else if km < 9.995 {
        format!("{km:.2} km")
    } else if km < 99.95 {
        format!("{km:.1} km")
    } else {
        format!("{} km", super::number(km.round() as usize))
    }
}

/// "287° (WNW)"
pub(crate) fn bearing(degrees: f64) -> String {
    const WINDS: [&str; 16] = [
        "N", "NNE", "NE", "ENE", "E", "ESE", "SE", "SSE", "S", "SSW", "SW", "WSW", "W", "WNW",
        "NW", "NNW",
    ];
    let whole = degrees.round().rem_euclid(360.0);
    let wind = (degrees / 22.5).round().rem_euclid(16.0) as usize;
    let wind = WINDS.get(wind).copied().unwrap_or_default();
    format!("{whole:.0}° ({wind})")
}

/// "50 km", "200 m"
pub(crate) fn distance(meters: f64) -> String {
    if meters < 1_000.0 {
        format!("{meters:.0} m")
    } else {
        format!("{:.0} km", meters / 1_000.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_are_said_in_degrees_and_in_minutes_and_seconds() {
        assert_eq!(
            sexagesimal(44.83, 39.74),
            "39° 44′ 24.0″ N  44° 49′ 48.0″ E"
        );
        assert_eq!(
            sexagesimal(-0.999_999_99, -59.999_999_99),
            "60° 00′ 00.0″ S  1° 00′ 00.0″ W"
        );
        assert_eq!(decimal(44.83, -39.74), "-39.74000, 44.83000");
    }

    #[test]
    fn heights_are_as_exact_as_their_grid() {
        for (meters, is_fine, words) in [
            (1_612.4, true, "about 1,610 m"),
            (-27.8, true, "about 28 m below sea level"),
            (-27.8, false, "about 28 m below sea level"),
            (0.3, true, "about sea level"),
            (2_994.0, false, "about 3,000 m"),
        ] {
            assert_eq!(elevation(meters, is_fine), words);
        }
    }

    #[test]
    fn lengths_have_three_digits_that_count() {
        for (meters, words) in [
            (0.0, "0 m"),
            (850.4, "850 m"),
            (999.6, "1.00 km"),
            (3_240.0, "3.24 km"),
            (34_249.0, "34.2 km"),
            (134_200.0, "134 km"),
            (1_342_000.0, "1,342 km"),
        ] {
            assert_eq!(length(meters), words);
        }
    }

    #[test]
    fn a_bearing_is_a_number_below_360_and_the_nearest_of_16_winds() {
        assert_eq!(bearing(287.0), "287° (WNW)");
        assert_eq!(bearing(359.7), "0° (N)");
        assert_eq!(bearing(11.26), "11° (NNE)");
        assert_eq!(bearing(348.7), "349° (NNW)");
    }
}
