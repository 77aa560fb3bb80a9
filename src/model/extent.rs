//! A box of longitudes and latitudes. It does not cross the 180th meridian.

use thiserror::Error;

use super::{LonLat, LonLatError};

/// A box between two positions, its edges included.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Extent {
    south_west: LonLat,
    north_east: LonLat,
}

/// Why four numbers are not an extent.
#[derive(Debug, Clone, Copy, PartialEq, Error)]
pub enum ExtentError {
    /// A corner is no position.
    #[error(transparent)]
    Corner(#[from] LonLatError),
    /// West is east of east, or south is north of north.
    #[error("west must lie west of east, and south south of north")]
    Empty,
}

impl Extent {
    /// The box with these corners.
    pub fn new(south_west: LonLat, north_east: LonLat) -> Result<Self, ExtentError> {
        if south_west.lon() <= north_east.lon() && south_west.lat() <= north_east.lat() {
            Ok(Self {
                south_west,
                north_east,
            })
        } else {
            Err(ExtentError::Empty)
        }
    }

    /// The whole Earth.
    pub fn world() -> Self {
        Self {
            south_west: LonLat::clamped(-180.0, -90.0),
            north_east: LonLat::clamped(180.0, 90.0),
        }
    }

    /// The smallest box that holds all points, or none where there is no point.
    pub fn around(points: impl IntoIterator<Item = LonLat>) -> Option<Self> {
        points
            .into_iter()
            .fold(None, |extent: Option<Self>, point| {
                Some(match extent {
                    None => Self {
                        south_west: point,
                        north_east: point,
                    },
                    Some(extent) => extent.including(point),
                })
            })
    }

    fn including(self, point: LonLat) -> Self {
        let (sw, ne) = (self.south_west, self.north_east);
        Self {
            south_west: LonLat::clamped(sw.lon().min(point.lon()), sw.lat().min(point.lat())),
            north_east: LonLat::clamped(ne.lon().max(point.lon()), ne.lat().max(point.lat())),
        }
    }

    /// Whether the point lies in the box or on its edge.
    pub fn contains(self, point: LonLat) -> bool {
        (self.south_west.lon()..=self.north_east.lon()).contains(&point.lon())
            && (self.south_west.lat()..=self.north_east.lat()).contains(&point.lat())
    }

    /// The lower left corner.
    pub fn south_west(self) -> LonLat {
        self.south_west
    }

    /// The upper right corner.
    pub fn north_east(self) -> LonLat {
        self.north_east
    }

    /// The point halfway in degrees.
    pub fn center(self) -> LonLat {
        LonLat::clamped(
            f64::midpoint(self.south_west.lon(), self.north_east.lon()),
            f64::midpoint(self.south_west.lat(), self.north_east.lat()),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_extent_holds_its_own_edges_and_nothing_beyond() {
        let points = [LonLat::clamped(44.0, 39.0), LonLat::clamped(46.0, 40.0)];
        let extent = Extent::around(points).expect("two points make a box");
        assert!(points.iter().all(|point| extent.contains(*point)));
        assert!(!extent.contains(LonLat::clamped(46.001, 39.5)));
        assert_eq!(extent.center(), LonLat::clamped(45.0, 39.5));
        assert_eq!(Extent::around([]), None);
    }
}
