//! Points, lines and polygons as a file draws them become a place: a point, or a circle around all of it.

use geo::{Distance as _, Geodesic, Point};

use super::super::{DraftPlace, Problem, Text};
use crate::model::{LonLat, PlaceKind, PlacePrecision};

/// What a file draws.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::load::import) enum Drawn {
    Point,
    Line,
    Polygon,
    /// Points that somebody passed, of which the first is shown.
    Track,
}

/// What was drawn, as far as it matters: its box, and how many points it has.
#[derive(Debug, Clone, Default, PartialEq)]
pub(in crate::load::import) struct Shape {
    n_points: usize,
    drawn: Option<Drawn>,
    /// Whether it has parts of more than one sort.
    is_mixed: bool,
    first: Option<LonLat>,
    south_north: Side,
    west_east: Side,
    /// The longitudes from 0 to 360, for what crosses the 180th meridian.
    west_east_of_pacific: Side,
}

/// The lowest and the highest of some numbers.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Side {
    low: f64,
    high: f64,
}

impl Default for Side {
    fn default() -> Self {
        Self {
            low: f64::INFINITY,
            high: f64::NEG_INFINITY,
        }
    }
}

impl Side {
    fn add(&mut self, value: f64) {
        self.low = self.low.min(value);
        self.high = self.high.max(value);
    }

    fn length(self) -> f64 {
        self.high - self.low
    }

    fn middle(self) -> f64 {
        f64::midpoint(self.low, self.high)
    }
}

impl Shape {
    /// One more point of it.
    pub(in crate::load::import) fn add(&mut self, drawn: Drawn, at: LonLat) {
        self.is_mixed |= self.drawn.is_some_and(|before| before != drawn);
        self.drawn = Some(drawn);
        self.n_points += 1;
        self.first = self.first.or(Some(at));
        self.south_north.add(at.lat());
        self.west_east.add(at.lon());
        self.west_east_of_pacific.add(at.lon().rem_euclid(360.0));
    }

    pub(in crate::load::import) fn is_empty(&self) -> bool {
        self.n_points == 0
    }

    /// The place that holds all of it, or one of the precision that the file names; `None` where nothing is drawn.
    pub(in crate::load::import) fn place(
        &self,
        precision: Option<PlacePrecision>,
    ) -> Option<DraftPlace<'static>> {
        let first = self.first?;
        let is_track = self.drawn == Some(Drawn::Track) && !self.is_mixed;
        let (at, radius_m) = if is_track || self.is_one_point() {
            (first, None)
        } else {
            let (center, radius_m) = self.circle();
            (center, Some(radius_m))
        };
        let held = radius_m.map_or(PlacePrecision::Locality, PlacePrecision::holding);
        // Whoever says how precisely a point is known says nothing about how far several lie apart.
        let precision = precision.map_or(held, |told| match radius_m {
            Some(_) => told.max(held),
            None => told,
        });
        Some(DraftPlace {
            name: Text::default(),
            within: Text::default(),
            at: Some(at),
            precision,
            kind: kind_of(precision),
        })
    }

    /// What the place does not show; nothing where it is all of it.
    pub(in crate::load::import) fn remark(&self, precision: PlacePrecision) -> Option<String> {
        let n = self.n_points;
        let what = match self.drawn? {
            _ if self.is_mixed => format!("several shapes of {n} points"),
            Drawn::Point if n == 1 => return None,
            Drawn::Point => format!("{n} points"),
            Drawn::Line => format!("a line of {n} points"),
            Drawn::Polygon => format!("a polygon of {n} points"),
            Drawn::Track => {
                return Some(format!("a track of {n} points; the first is shown"));
            }
        };
        Some(if precision == PlacePrecision::Country {
            format!("drawn as {what}; too large to be shown as a circle")
        } else {
            format!("drawn as {what}; shown as a circle around it")
        })
    }

    fn is_one_point(&self) -> bool {
        self.south_north.length() <= 0.0 && self.west_east.length() <= 0.0
    }

    /// The middle of its box, and how far the corners are from it.
    fn circle(&self) -> (LonLat, f64) {
        let is_pacific = self.west_east_of_pacific.length() < self.west_east.length();
        let west_east = if is_pacific {
            self.west_east_of_pacific
        } else {
            self.west_east
        };
        let (lon, lat) = (west_east.middle(), self.south_north.middle());
        let center = Point::new(lon, lat);
        let corners = [self.south_north.low, self.south_north.high]
            .map(|lat| Geodesic.distance(center, Point::new(west_east.low, lat)));
        let radius_m = corners.into_iter().fold(0.0, f64::max);
        let lon = if lon > 180.0 { lon - 360.0 } else { lon };
        // A box wider than half the Earth has no corner that is farthest off.
        let is_wide = west_east.length() > 180.0;
        let radius_m = if is_wide { f64::INFINITY } else { radius_m };
        (LonLat::clamped(lon, lat), radius_m)
    }
}

/// What sort of place it is as far as its size tells.
pub(super) fn kind_of(precision: PlacePrecision) -> PlaceKind {
    if precision >= PlacePrecision::District {
        PlaceKind::Region
    } else {
        PlaceKind::Site
    }
}

/// A position in degrees, or what is wrong with it.
pub(in crate::load::import) fn position(lon: f64, lat: f64) -> Result<LonLat, Problem> {
    LonLat::new(lon, lat).map_err(|error| {
        let problem = Problem::error("coordinates", error.to_string());
        if LonLat::new(lat, lon).is_ok() {
            problem.with_hint("longitude comes first; are longitude and latitude swapped?")
        } else {
            problem.with_hint("positions are WGS 84 longitude and latitude in degrees")
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shape(drawn: Drawn, points: &[(f64, f64)]) -> Shape {
        let mut shape = Shape::default();
        for (lon, lat) in points {
            shape.add(drawn, position(*lon, *lat).expect("a position"));
        }
        shape
    }

    #[test]
    fn a_line_is_shown_as_a_circle_around_it() {
        let line = shape(Drawn::Line, &[(44.0, 39.9), (44.0, 40.1)]);
        let place = line.place(None).expect("it has points");
        assert_eq!(place.precision, PlacePrecision::District);
        let at = place.at.expect("a position");
        assert!((at.lat() - 40.0).abs() < 1e-9);
        let remark = line.remark(place.precision).expect("a remark");
        assert_eq!(
            remark,
            "drawn as a line of 2 points; shown as a circle around it"
        );
    }

    #[test]
    fn what_crosses_the_antimeridian_stays_small() {
        let line = shape(Drawn::Line, &[(179.9, 0.0), (-179.9, 0.0)]);
        let place = line.place(None).expect("it has points");
        assert_eq!(place.precision, PlacePrecision::District);
        assert!(place.at.expect("a position").lon().abs() > 179.99);
    }

    #[test]
    fn a_point_is_a_locality_and_nothing_is_no_place() {
        let point = shape(Drawn::Point, &[(44.0, 40.0)]);
        let place = point.place(None).expect("it has a point");
        assert_eq!(place.precision, PlacePrecision::Locality);
        assert_eq!(point.remark(place.precision), None);
        assert_eq!(Shape::default().place(None), None);
    }

    #[test]
    fn swapped_numbers_get_a_hint() {
        let problem = position(40.0, 144.0).expect_err("no latitude");
        assert!(problem.hint.is_some_and(|hint| hint.contains("swapped")));
        assert!(position(f64::NAN, 0.0).is_err());
    }

    #[test]
    fn half_the_earth_is_never_a_circle() {
        let world = shape(
            Drawn::Polygon,
            &[(-179.0, -80.0), (0.0, 0.0), (179.0, 80.0)],
        );
        let place = world.place(None).expect("it has points");
        assert_eq!(place.precision, PlacePrecision::Country);
    }
}
