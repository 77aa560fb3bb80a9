//! Flights: the way of the camera from one view to another, which shows how the two lie to each other.

use super::{Camera, WorldPoint};

/// How strongly a flight rises for a long way: the value that the readers of the paper below liked best.
const RHO: f64 = 1.42;
/// How many screens, in the paper's measure, are flown over in a second.
const SPEED: f64 = 2.4;
/// No flight takes longer, in seconds.
const LONGEST: f64 = 1.2;

/// A flight from one camera to another in a map of a certain width, with times in seconds.
///
/// The way is the optimal one of J. J. van Wijk and W. A. A. Nuij, "Smooth and efficient zooming and
/// panning", IEEE Symposium on Information Visualization 2003, equations (9) to (11).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Flight {
    from: Camera,
    to: Camera,
    started: f64,
    width: f64,
    way: Way,
}

/// The shape of a flight, in parts of the world's width.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Way {
    /// How wide the view is when it starts.
    width: f64,
    /// How far it goes over the ground.
    distance: f64,
    /// The parameter r of the paper at the start.
    start: f64,
    /// The length S of the paper.
    length: f64,
}

impl Flight {
    /// A flight that starts at a time, over a map that is so many points wide.
    pub fn new(from: Camera, to: Camera, width: f64, now: f64) -> Self {
        let width = width.max(64.0);
        let ground = |camera: Camera| width / camera.world_points();
        let (a, b) = (from.center(), to.center());
        let (a, b) = (WorldPoint::from_lon_lat(a), WorldPoint::from_lon_lat(b));
        let distance = (b.x - a.x).hypot(b.y - a.y);
        Self {
            from,
            to,
            started: now,
            width,
            way: Way::new(ground(from), ground(to), distance),
        }
    }

    /// Where it ends.
    pub fn target(&self) -> Camera {
        self.to
    }

    /// Where it is at a time; `None` when it has arrived.
    pub fn at(&self, now: f64) -> Option<Camera> {
        let passed = (now - self.started) / self.seconds();
        if passed.is_nan() || passed >= 1.0 {
            return None;
        }
        let passed = passed.max(0.0);
        // Slow at both ends.
        let eased = passed * passed * (3.0 - 2.0 * passed);
        let (share, ground) = self.way.at(eased);
        let (a, b) = (self.from.center(), self.to.center());
        let (a, b) = (WorldPoint::from_lon_lat(a), WorldPoint::from_lon_lat(b));
        let here = WorldPoint {
            x: a.x + (b.x - a.x) * share,
            y: a.y + (b.y - a.y) * share,
        };
        let points = self.width / ground;
        let zoom = self.from.zoom() + (points / self.from.world_points()).log2();
        Some(Camera::new(here.lon_lat(), zoom))
    }

    /// How long it takes.
    pub fn seconds(&self) -> f64 {
        (self.way.length / SPEED).clamp(0.15, LONGEST)
    }
}

impl Way {
    fn new(w0: f64, w1: f64, u1: f64) -> Self {
        if u1 < 1e-9 * w0.min(w1) || u1 < 1e-12 {
            return Self {
                width: w0,
                distance: 0.0,
                // The sign says whether it goes in or out.
                start: (w1 / w0).ln().signum(),
                length: (w1 / w0).ln().abs() / RHO,
            };
        }
        let rho4 = RHO.powi(4);
        let b0 = (w1 * w1 - w0 * w0 + rho4 * u1 * u1) / (2.0 * w0 * RHO * RHO * u1);
        let b1 = (w1 * w1 - w0 * w0 - rho4 * u1 * u1) / (2.0 * w1 * RHO * RHO * u1);
        // ln(√(b² + 1) − b) = −arsinh b, without the loss of digits.
        let (r0, r1) = (-b0.asinh(), -b1.asinh());
        Self {
            width: w0,
            distance: u1,
            start: r0,
            length: (r1 - r0) / RHO,
        }
    }

    /// The share of the ground that lies behind, and how wide the view is, after a share of the flight.
    fn at(self, share: f64) -> (f64, f64) {
        let s = share * self.length;
        if self.distance == 0.0 {
            return (share, self.width * (self.start * RHO * s).exp());
        }
        let r = RHO * s + self.start;
        let u = self.width / (RHO * RHO) * (self.start.cosh() * r.tanh() - self.start.sinh());
        (u / self.distance, self.width * self.start.cosh() / r.cosh())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::LonLat;

    fn camera(lon: f64, lat: f64, zoom: f64) -> Camera {
        Camera::new(LonLat::clamped(lon, lat), zoom)
    }

    fn is_near(a: Camera, b: Camera) -> bool {
        (a.zoom() - b.zoom()).abs() < 1e-3
            && (a.center().lon() - b.center().lon()).abs() < 1e-4
            && (a.center().lat() - b.center().lat()).abs() < 1e-4
    }

    #[test]
    fn a_flight_begins_where_it_is_and_ends_where_it_goes() {
        let cases = [
            (camera(46.0, 39.0, 7.0), camera(46.7, 39.9, 11.0)),
            (camera(46.0, 39.0, 9.0), camera(46.0, 39.0, 10.0)),
            (camera(46.0, 39.0, 9.0), camera(46.0, 39.0, 4.0)),
            (camera(-70.0, -30.0, 12.0), camera(140.0, 60.0, 12.0)),
            (camera(46.0, 39.0, 8.0), camera(46.3, 39.0, 8.0)),
        ];
        for (from, to) in cases {
            let flight = Flight::new(from, to, 800.0, 5.0);
            assert!(is_near(flight.at(5.0).expect("it flies"), from));
            let last = 5.0 + flight.seconds() - 1e-9;
            assert!(is_near(flight.at(last).expect("it flies"), to), "{to:?}");
            assert_eq!(flight.at(5.0 + flight.seconds() + 1e-6), None);
            assert!(flight.seconds() <= LONGEST);
        }
    }

    #[test]
    fn a_long_way_is_flown_higher_up() {
        let flight = Flight::new(
            camera(20.0, 39.0, 12.0),
            camera(46.0, 39.0, 12.0),
            800.0,
            0.0,
        );
        let middle = flight.at(flight.seconds() / 2.0).expect("it flies");
        assert!(middle.zoom() < 8.0, "{middle:?}");
        assert!((middle.center().lon() - 33.0).abs() < 0.1, "{middle:?}");
    }

    #[test]
    fn nowhere_is_no_way_and_no_time_is_no_number() {
        let here = camera(46.0, 39.0, 9.0);
        let flight = Flight::new(here, here, 0.0, 0.0);
        assert!(is_near(flight.at(0.05).expect("it flies"), here));
        assert_eq!(flight.at(f64::NAN), None);
    }
}
