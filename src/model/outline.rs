//! The outline of an area: polygons on the Earth, already checked.

use geo::{
    Closest, Contains as _, Coord, Distance as _, Geodesic, HaversineClosestPoint as _, LineString,
    MultiPolygon, Point, Polygon, TriangulateEarcut as _,
};

use super::{Extent, LonLat};

/// One or more polygons. Every ring has at least three corners.
#[derive(Debug, Clone, PartialEq)]
pub struct Outline {
    /// In degrees of longitude (x) and latitude (y).
    polygons: MultiPolygon<f64>,
    rings: Vec<Vec<LonLat>>,
    /// The area cut into triangles, which a screen can fill.
    corners: Vec<LonLat>,
    triangles: Vec<u32>,
}

/// A polygon as rings of positions: its edge, then its holes.
pub type Rings = Vec<Vec<LonLat>>;

impl Outline {
    /// The outline of these polygons; `None` where one has a ring of fewer than three corners, or there is none.
    pub fn new(polygons: Vec<Rings>) -> Option<Self> {
        let mut rings = Vec::new();
        let mut shapes = Vec::new();
        for polygon in polygons {
            let polygon: Option<Rings> = polygon.into_iter().map(ring).collect();
            let polygon = polygon?;
            shapes.push(shape(&polygon)?);
            rings.extend(polygon);
        }
        if shapes.is_empty() {
            return None;
        }
        let (corners, triangles) = triangulated(&shapes);
        Some(Self {
            polygons: MultiPolygon::new(shapes),
            rings,
            corners,
            triangles,
        })
    }

    /// All edges, of areas and of the holes in them; the last corner is not the first once more.
    pub fn rings(&self) -> &[Vec<LonLat>] {
        &self.rings
    }

    /// Corners, and triangles as three indices each, that fill the area.
    pub fn triangles(&self) -> (&[LonLat], &[u32]) {
        (&self.corners, &self.triangles)
    }

    /// The smallest box that holds it.
    pub fn extent(&self) -> Option<Extent> {
        Extent::around(self.rings.iter().flatten().copied())
    }

    /// How far a position is from the nearest edge, in meters on the WGS 84 ellipsoid. The nearest point of the
    /// edge is looked for on a sphere, which is off by no more than a few parts in a thousand.
    pub fn distance_to_edge_m(&self, at: LonLat) -> Option<f64> {
        let at = Point::new(at.lon(), at.lat());
        let rings = self
            .polygons
            .iter()
            .flat_map(|polygon| std::iter::once(polygon.exterior()).chain(polygon.interiors()));
        rings
            .filter_map(|ring| match ring.haversine_closest_point(&at) {
                Closest::Intersection(point) | Closest::SinglePoint(point) => {
                    Some(Geodesic.distance(at, point))
                }
                Closest::Indeterminate => None,
            })
            .min_by(f64::total_cmp)
    }

    /// Whether a position lies inside.
    pub fn contains(&self, at: LonLat) -> bool {
        self.polygons.contains(&Point::new(at.lon(), at.lat()))
    }
}

/// A ring without the corner that closes it; `None` where it has fewer than three.
fn ring(mut corners: Vec<LonLat>) -> Option<Vec<LonLat>> {
    corners.dedup();
    if corners.first() == corners.last() {
        corners.pop();
    }
    (corners.len() >= 3).then_some(corners)
}

fn shape(polygon: &Rings) -> Option<Polygon<f64>> {
    let mut lines = polygon.iter().map(|ring| {
        let coord = |at: &LonLat| Coord {
            x: at.lon(),
            y: at.lat(),
        };
        LineString::new(ring.iter().map(coord).collect())
    });
    // `geo` closes the rings.
    Some(Polygon::new(lines.next()?, lines.collect()))
}

fn triangulated(polygons: &[Polygon<f64>]) -> (Vec<LonLat>, Vec<u32>) {
    let mut corners = Vec::new();
    let mut triangles = Vec::new();
    for polygon in polygons {
        let raw = polygon.earcut_triangles_raw();
        let n_before = corners.len();
        corners.extend(raw.vertices.iter().map(|[x, y]| LonLat::clamped(*x, *y)));
        let indices = raw.triangle_indices.iter();
        triangles.extend(indices.filter_map(|index| u32::try_from(n_before + index).ok()));
    }
    (corners, triangles)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_outline_has_rings_of_three_corners_or_more() {
        let at = |lon, lat| LonLat::clamped(lon, lat);
        let triangle = vec![
            at(46.0, 39.0),
            at(47.0, 39.0),
            at(47.0, 40.0),
            at(46.0, 39.0),
        ];
        let outline = Outline::new(vec![vec![triangle.clone()]]).expect("a triangle");
        assert!(outline.contains(at(46.9, 39.5)));
        assert!(!outline.contains(at(46.1, 39.9)));
        assert_eq!(outline.extent(), Extent::around(triangle));
        assert_eq!(outline.rings().concat().len(), 3);
        assert_eq!(outline.triangles().1.len(), 3);
        let line = vec![at(46.0, 39.0), at(47.0, 39.0), at(46.0, 39.0)];
        assert_eq!(Outline::new(vec![vec![line]]), None);
        assert_eq!(Outline::new(vec![vec![]]), None);
        assert_eq!(Outline::new(vec![]), None);
    }
}
