//! Where the map looks, and how near. Web Mercator, as every slippy map has it.

use std::f64::consts::PI;

use crate::model::{Extent, LonLat};

/// The latitude at which the Mercator square ends, in degrees.
const MAX_LAT: f64 = 85.051_128_78;
/// The width of the world at zoom 0, in points.
const TILE_POINTS: f64 = 256.0;
const MIN_ZOOM: f64 = 2.0;
const MAX_ZOOM: f64 = 18.0;

/// The middle of the map and its zoom, which always lies from 2 to 18.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Camera {
    center: LonLat,
    zoom: f64,
}

/// A position in the Mercator square: x to the east and y to the south, both from 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct WorldPoint {
    /// 0 at 180° west, 1 at 180° east.
    pub x: f64,
    /// 0 at 85.05° north, 1 at 85.05° south.
    pub y: f64,
}

impl WorldPoint {
    /// The place of a point of the square that is given in parts, 2³² to each side.
    pub fn from_parts(x: u32, y: u32) -> Self {
        let share = |part: u32| (f64::from(part) + 0.5) / 4_294_967_296.0;
        Self {
            x: share(x),
            y: share(y),
        }
    }

    /// The place of a position in the square; what lies nearer to a pole is moved to its edge.
    pub fn from_lon_lat(at: LonLat) -> Self {
        let lat = at.lat().clamp(-MAX_LAT, MAX_LAT).to_radians();
        Self {
            x: (at.lon() + 180.0) / 360.0,
            y: (1.0 - lat.tan().asinh() / PI) / 2.0,
        }
    }

    /// The position of a place in the square.
    pub fn lon_lat(self) -> LonLat {
        LonLat::clamped(
            self.x * 360.0 - 180.0,
            (PI * (1.0 - 2.0 * self.y)).sinh().atan().to_degrees(),
        )
    }
}

impl Camera {
    /// A camera at a position; zoom and position are kept within the world.
    pub fn new(center: LonLat, zoom: f64) -> Self {
        let zoom = if zoom.is_finite() {
            zoom.clamp(MIN_ZOOM, MAX_ZOOM)
        } else {
            MIN_ZOOM
        };
        Self {
            center: LonLat::clamped(center.lon(), center.lat().clamp(-MAX_LAT, MAX_LAT)),
            zoom,
        }
    }

    /// The camera that shows the extent in a map of this size in points, with a margin around it.
    pub fn fitting(extent: Extent, size: (f64, f64), margin: f64) -> Self {
        // A single point would zoom in without end.
        Self::fitting_up_to(extent, size, margin, 9.5)
    }

    /// The same, but never nearer than a zoom.
    pub fn fitting_up_to(
        extent: Extent,
        (width, height): (f64, f64),
        margin: f64,
        nearest: f64,
    ) -> Self {
        let north_west = WorldPoint::from_lon_lat(LonLat::clamped(
            extent.south_west().lon(),
            extent.north_east().lat(),
        ));
        let south_east = WorldPoint::from_lon_lat(LonLat::clamped(
            extent.north_east().lon(),
            extent.south_west().lat(),
        ));
        let room = |points: f64| (points - 2.0 * margin).max(64.0) / TILE_POINTS;
        let zoom_x = (room(width) / (south_east.x - north_west.x).max(1e-9)).log2();
        let zoom_y = (room(height) / (south_east.y - north_west.y).max(1e-9)).log2();
        let middle = WorldPoint {
            x: f64::midpoint(north_west.x, south_east.x),
            y: f64::midpoint(north_west.y, south_east.y),
        };
        Self::new(middle.lon_lat(), zoom_x.min(zoom_y).min(nearest))
    }

    /// The middle of the map.
    pub fn center(self) -> LonLat {
        self.center
    }

    /// The zoom: the world is 256 · 2^zoom points wide.
    pub fn zoom(self) -> f64 {
        self.zoom
    }

    /// The same place, nearer or farther.
    pub fn zoomed_by(self, steps: f64) -> Self {
        Self::new(self.center, self.zoom + steps)
    }

    /// How wide the world is, in points.
    pub fn world_points(self) -> f64 {
        TILE_POINTS * self.zoom.exp2()
    }

    /// What a map of this size shows.
    pub fn extent(self, (width, height): (f64, f64)) -> Extent {
        let center = WorldPoint::from_lon_lat(self.center);
        let corner = |side: f64| WorldPoint {
            x: (center.x + side * width / 2.0 / self.world_points()).clamp(0.0, 1.0),
            y: (center.y + side * height / 2.0 / self.world_points()).clamp(0.0, 1.0),
        };
        let corners = [corner(-1.0).lon_lat(), corner(1.0).lon_lat()];
        Extent::around(corners).unwrap_or(Extent::world())
    }

    /// The camera kept so that a map of this size shows no more beyond the world than it must.
    pub fn kept_in_world(self, (width, height): (f64, f64)) -> Self {
        let center = WorldPoint::from_lon_lat(self.center);
        let keep = |middle: f64, points: f64| {
            let half = points / 2.0 / self.world_points();
            if half >= 0.5 {
                0.5
            } else {
                middle.clamp(half, 1.0 - half)
            }
        };
        let kept = WorldPoint {
            x: keep(center.x, width),
            y: keep(center.y, height),
        };
        if kept == center {
            self
        } else {
            Self::new(kept.lon_lat(), self.zoom)
        }
    }
}

impl Default for Camera {
    fn default() -> Self {
        Self::new(LonLat::clamped(0.0, 20.0), MIN_ZOOM)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_position_and_its_place_in_the_square_are_one_thing() {
        for (lon, lat) in [(0.0, 0.0), (46.2, 38.85), (-179.9, 84.0), (180.0, -85.0)] {
            let there = LonLat::clamped(lon, lat);
            let back = WorldPoint::from_lon_lat(there).lon_lat();
            assert!(
                (back.lon() - lon).abs() < 1e-9 && (back.lat() - lat).abs() < 1e-9,
                "{lon} {lat}"
            );
        }
    }

    #[test]
    fn a_fitted_extent_lies_within_the_map() {
        let extent =
            Extent::new(LonLat::clamped(43.0, 38.0), LonLat::clamped(51.0, 42.5)).expect("a box");
        let camera = Camera::fitting(extent, (764.0, 724.0), 24.0);
        let west = WorldPoint::from_lon_lat(extent.south_west()).x;
        let middle = WorldPoint::from_lon_lat(camera.center()).x;
        let half_width = (middle - west) * camera.world_points();
        assert!(half_width <= 764.0 / 2.0 - 24.0 + 0.01, "{half_width}");
        assert!(half_width >= 300.0, "{half_width}");
    }

    #[test]
    fn no_number_takes_the_camera_out_of_the_world() {
        let camera = Camera::new(LonLat::clamped(f64::NAN, 89.9), f64::INFINITY);
        assert!((MIN_ZOOM..=MAX_ZOOM).contains(&camera.zoom()));
        let kept = Camera::new(LonLat::clamped(179.0, 80.0), 2.0).kept_in_world((2_000.0, 900.0));
        assert!(kept.center().lon().abs() < 1e-9);
    }
}
