//! Where on the map an event can be drawn, and how large the doubt around it is.

use crate::model::geodesic::distance_m;
use crate::model::{Catalog, Event, Location, LonLat, PlaceId, PlacePrecision};

/// A point that stands for an event, with the radius it is known within.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Anchor {
    /// The place it comes from.
    pub place: PlaceId,
    /// Whether the outline of that place, if it has one, is all of where the event may have been.
    pub is_in_place: bool,
    /// Where.
    pub at: LonLat,
    /// How far off it may be, in meters.
    pub radius_m: f64,
    /// The class of precision that holds this radius.
    pub precision: PlacePrecision,
}

/// Everything of an event that can be drawn. Empty where no usable place is given.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Anchors {
    /// Where its marks stand.
    pub points: Vec<Anchor>,
    /// The known stops of a route, in order; fewer than two draw no line.
    pub route: Vec<LonLat>,
}

impl Anchors {
    /// The anchors of an event of this catalog. A country, or a place without a position, has none.
    pub fn of(catalog: &Catalog, event: &Event) -> Self {
        let all = |places: &[PlaceId]| -> Vec<Anchor> {
            places
                .iter()
                .filter_map(|place| anchor(catalog, *place))
                .collect()
        };
        match &event.location {
            Location::At(place) | Location::Within(place) => Self {
                points: all(&[*place]),
                route: Vec::new(),
            },
            Location::Several(places) => Self {
                points: all(places),
                route: Vec::new(),
            },
            Location::Between(a, b) => Self {
                points: between(&all(&[*a, *b])).into_iter().collect(),
                route: Vec::new(),
            },
            Location::Route(places) => {
                let stops = all(places);
                let middle = stops.get(stops.len() / 2).copied();
                let route = stops.iter().map(|stop| stop.at).collect();
                Self {
                    points: middle.into_iter().collect(),
                    route,
                }
            }
            Location::NotGiven | Location::Unusable(_) => Self::default(),
        }
    }

    /// Whether anything can be drawn.
    pub fn is_located(&self) -> bool {
        !self.points.is_empty()
    }
}

fn anchor(catalog: &Catalog, id: PlaceId) -> Option<Anchor> {
    let place = catalog.place(id)?;
    Some(Anchor {
        place: id,
        is_in_place: true,
        at: place.at?,
        radius_m: place.precision.radius_m()?,
        precision: place.precision,
    })
}

/// Somewhere between two places: a circle that holds both with their own doubt.
fn between(ends: &[Anchor]) -> Option<Anchor> {
    let [a, b] = ends else { return None };
    let middle = LonLat::clamped(
        f64::midpoint(a.at.lon(), b.at.lon()),
        f64::midpoint(a.at.lat(), b.at.lat()),
    );
    let reach = |end: &Anchor| distance_m(middle, end.at) + end.radius_m;
    let radius_m = reach(a).max(reach(b));
    Some(Anchor {
        place: a.place,
        is_in_place: false,
        at: middle,
        radius_m,
        precision: PlacePrecision::holding(radius_m),
    })
}
