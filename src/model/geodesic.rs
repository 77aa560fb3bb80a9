//! Shortest lines on the WGS 84 ellipsoid (C. F. F. Karney, "Algorithms for geodesics", J. Geodesy 87, 2013; by
//! the `geo` crate).

use geo::{Bearing as _, Distance as _, Geodesic, InterpolatePoint as _, Point};

use super::LonLat;

fn point(at: LonLat) -> Point {
    Point::new(at.lon(), at.lat())
}

/// How far it is from one position to another, in meters.
pub fn distance_m(a: LonLat, b: LonLat) -> f64 {
    Geodesic.distance(point(a), point(b))
}

/// The direction in which the shortest way from `a` to `b` starts, in degrees clockwise from true north, from 0
/// to below 360; `None` where both are one position.
pub fn bearing(a: LonLat, b: LonLat) -> Option<f64> {
    let degrees = Geodesic.bearing(point(a), point(b)).rem_euclid(360.0);
    (a != b && degrees.is_finite()).then_some(degrees)
}

/// Positions along the shortest way, both ends included, in `n_steps` equal steps.
pub fn line(a: LonLat, b: LonLat, n_steps: u16) -> Vec<LonLat> {
    let n_steps = n_steps.max(1);
    let (from, to) = (point(a), point(b));
    (0..=n_steps)
        .map(|step| match step {
            0 => a,
            step if step == n_steps => b,
            step => {
                let share = f64::from(step) / f64::from(n_steps);
                let at = Geodesic.point_at_ratio_between(from, to, share);
                LonLat::clamped(at.x(), at.y())
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(lon: f64, lat: f64) -> LonLat {
        LonLat::clamped(lon, lat)
    }

    #[test]
    fn distances_and_bearings_are_those_of_the_ellipsoid() {
        // A quarter of the equator: the ellipsoid's longer half axis, 6,378,137 m, times π / 2.
        let quarter = distance_m(at(0.0, 0.0), at(90.0, 0.0));
        assert!((quarter - 10_018_754.171).abs() < 0.01, "{quarter}");
        // A quarter meridian of WGS 84: 10,001,965.729 m.
        let meridian = distance_m(at(0.0, 0.0), at(0.0, 90.0));
        assert!((meridian - 10_001_965.729).abs() < 0.01, "{meridian}");
        for (b, expected) in [
            (at(0.0, 1.0), 0.0),
            (at(1.0, 0.0), 90.0),
            (at(0.0, -1.0), 180.0),
            (at(-1.0, 0.0), 270.0),
        ] {
            let bearing = bearing(at(0.0, 0.0), b).expect("two positions");
            assert!((bearing - expected).abs() < 1e-9, "{bearing}");
        }
        assert_eq!(bearing(at(46.0, 39.0), at(46.0, 39.0)), None);
    }

    #[test]
    fn a_line_goes_from_end_to_end_in_equal_steps() {
        let (a, b) = (at(-20.0, 50.0), at(60.0, 50.0));
        let line = line(a, b, 8);
        assert_eq!(
            (line.first(), line.last(), line.len()),
            (Some(&a), Some(&b), 9)
        );
        let whole = distance_m(a, b);
        for pair in line.windows(2) {
            assert!((distance_m(pair[0], pair[1]) - whole / 8.0).abs() < 1e-3);
        }
        // It bends to the north.
        assert!(line[4].lat() > 55.0, "{:?}", line[4]);
    }
}
