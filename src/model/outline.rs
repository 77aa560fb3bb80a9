//! The outline of an area: polygons on the Earth, already checked.

use std::f64::consts::PI;

use geo::{
    Closest, Contains as _, Coord, Distance as _, Geodesic, HaversineClosestPoint as _, LineString,
    MultiPolygon, Point, Polygon,
};

use super::sweep::{Steps, triangulated};
use super::{Extent, LonLat};

/// One or more polygons. Every ring has at least three corners.
#[derive(Debug, Clone, PartialEq)]
pub struct Outline {
    /// In degrees of longitude (x) and latitude (y).
    polygons: MultiPolygon<f64>,
    rings: Vec<Vec<LonLat>>,
    /// What a screen draws, the finest first.
    levels: Vec<Level>,
    is_filled: bool,
}

/// A polygon as rings of positions: its edge, then its holes.
pub type Rings = Vec<Vec<LonLat>>;

/// A place on the square of Web Mercator, whose sides are from 0 to 1: x to the east, y to the south.
pub type SquarePoint = [f64; 2];

/// An outline as it is drawn at some scale.
#[derive(Debug, Clone, PartialEq)]
pub struct Level {
    /// How far corners may be from where they belong, as a share of the square's side.
    pub tolerance: f64,
    /// Its edges; the last corner is not the first once more.
    pub rings: Vec<Vec<SquarePoint>>,
    /// Parts of the edges, so that those out of view can be passed over.
    pub runs: Vec<Run>,
    /// The area in parts; empty where it could not be cut into triangles.
    pub patches: Vec<Patch>,
    /// How many corners the rings have.
    pub n_corners: usize,
}

/// Some of the corners of a ring that follow each other: each run begins where the one before ends.
#[derive(Debug, Clone, PartialEq)]
pub struct Run {
    /// The box around it.
    pub bounds: Bounds,
    /// The corners.
    pub corners: Vec<SquarePoint>,
}

/// Some of the triangles of an area, near to each other.
#[derive(Debug, Clone, PartialEq)]
pub struct Patch {
    /// The box around it.
    pub bounds: Bounds,
    /// The corners.
    pub corners: Vec<SquarePoint>,
    /// Three indices for each triangle.
    pub triangles: Vec<u32>,
}

/// A box on the square: the corner with the smaller numbers, and the other.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bounds {
    /// West and north.
    pub min: SquarePoint,
    /// East and south.
    pub max: SquarePoint,
}

impl Bounds {
    /// The box around places; one that touches nothing where there are none.
    pub fn around<'a>(places: impl IntoIterator<Item = &'a SquarePoint>) -> Self {
        let nothing = Self {
            min: [f64::INFINITY; 2],
            max: [f64::NEG_INFINITY; 2],
        };
        places.into_iter().fold(nothing, |bounds, [x, y]| Self {
            min: [bounds.min[0].min(*x), bounds.min[1].min(*y)],
            max: [bounds.max[0].max(*x), bounds.max[1].max(*y)],
        })
    }

    /// Whether two boxes have a place in common.
    pub fn touches(&self, other: &Self) -> bool {
        (0..2).all(|side| {
            let [low, high] = [self.min, self.max].map(|corner| corner.get(side).copied());
            let [other_low, other_high] =
                [other.min, other.max].map(|corner| corner.get(side).copied());
            low <= other_high && other_low <= high
        })
    }
}

/// So many looks at an edge are spent on each corner of an outline to cut its area into triangles.
const STEPS_PER_CORNER: u64 = 200;
/// So many more, for small ones.
const STEPS_FOR_ALL: u64 = 5_000;
/// An outline of no more corners is drawn as it is at every scale.
const FEW_CORNERS: usize = 1_500;
/// The corners of a run, and the triangles of a patch.
const IN_PART: usize = 256;

impl Outline {
    /// The outline of these polygons; `None` where one has a ring of fewer than three corners, or there is none.
    pub fn new(polygons: Vec<Rings>) -> Option<Self> {
        let mut steps = u64::MAX;
        Self::within(polygons, &mut steps)
    }

    /// The same, and takes from `steps` what was spent on cutting it into triangles. Each outline has a bound of its own,
    /// in proportion to its corners. What exceeds either is not filled: [`Self::is_filled`].
    pub fn within(polygons: Vec<Rings>, steps: &mut u64) -> Option<Self> {
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
        let (levels, is_filled) = levels(&rings, steps);
        Some(Self {
            polygons: MultiPolygon::new(shapes),
            rings,
            levels,
            is_filled,
        })
    }

    /// All edges, of areas and of the holes in them; the last corner is not the first once more.
    pub fn rings(&self) -> &[Vec<LonLat>] {
        &self.rings
    }

    /// What is drawn at each scale, the finest first. There is always one.
    pub fn levels(&self) -> &[Level] {
        &self.levels
    }

    /// Whether its area was cut into triangles. Of one that crosses itself very often, or winds very much, only the edge is
    /// drawn.
    pub fn is_filled(&self) -> bool {
        self.is_filled
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

/// The place of a position in the square; what lies nearer to a pole is moved to its edge.
fn in_square(at: &LonLat) -> SquarePoint {
    /// The latitude of the square's edges.
    const MAX_LAT: f64 = 85.051_128_779_806_6;
    let lat = at.lat().clamp(-MAX_LAT, MAX_LAT).to_radians();
    [
        (at.lon() + 180.0) / 360.0,
        (1.0 - lat.tan().asinh() / PI) / 2.0,
    ]
}

/// The outline at the finest scale, and in steps of four at coarser ones, until it has few corners. Gives also whether the
/// finest is filled.
fn levels(rings: &[Vec<LonLat>], steps: &mut u64) -> (Vec<Level>, bool) {
    let mut rings: Vec<Vec<SquarePoint>> = rings
        .iter()
        .map(|ring| ring.iter().map(in_square).collect())
        .collect();
    let whole = Bounds::around(rings.iter().flatten());
    let size = (whole.max[0] - whole.min[0]).max(whole.max[1] - whole.min[1]);
    let (finest, is_filled) = level(&rings, 0.0, steps);
    let mut levels = vec![finest];
    let mut n_last: usize = rings.iter().map(Vec::len).sum();
    let mut tolerance = size / 65_536.0;
    while n_last > FEW_CORNERS && tolerance < size / 32.0 {
        // Those of the level before may be off already, so each adds the rest of what it may.
        rings = rings
            .iter()
            .filter_map(|ring| simplified(ring, 0.75 * tolerance))
            .collect();
        let n: usize = rings.iter().map(Vec::len).sum();
        if n < n_last / 2 {
            levels.push(level(&rings, tolerance, steps).0);
            n_last = n;
        }
        tolerance *= 4.0;
    }
    (levels, is_filled)
}

/// A ring without the corners that are nearer than this to the one kept before; `None` where nothing of it can be seen.
fn simplified(ring: &[SquarePoint], tolerance: f64) -> Option<Vec<SquarePoint>> {
    let mut kept: Vec<SquarePoint> = Vec::new();
    for corner in ring {
        let is_near =
            |last: &SquarePoint| (last[0] - corner[0]).hypot(last[1] - corner[1]) < tolerance;
        if !kept.last().is_some_and(is_near) {
            kept.push(*corner);
        }
    }
    (kept.len() >= 3).then_some(kept)
}

/// One level, and whether there were steps enough to fill it.
fn level(rings: &[Vec<SquarePoint>], tolerance: f64, steps: &mut u64) -> (Level, bool) {
    let n_corners: usize = rings.iter().map(Vec::len).sum();
    let own = STEPS_FOR_ALL + STEPS_PER_CORNER * n_corners as u64;
    let mut left = Steps(own.min(*steps));
    let before = left.0;
    let triangles = triangulated(rings, &mut left);
    let is_filled = triangles.is_some();
    let triangles = triangles.unwrap_or_default();
    // What was spent in vain was spent.
    *steps -= before - left.0;
    let patches = triangles.indices.chunks(3 * IN_PART).map(|indices| {
        let used = indices
            .iter()
            .filter_map(|index| usize::try_from(*index).ok());
        let (first, last) = used.fold((usize::MAX, 0), |(first, last), index| {
            (first.min(index), last.max(index))
        });
        // Corners come in the order of the triangles.
        let corners = triangles
            .corners
            .get(first..=last)
            .unwrap_or_default()
            .to_vec();
        let offset = u32::try_from(first).unwrap_or_default();
        Patch {
            bounds: Bounds::around(&corners),
            corners,
            triangles: indices
                .iter()
                .map(|index| index.saturating_sub(offset))
                .collect(),
        }
    });
    let level = Level {
        tolerance,
        patches: patches.collect(),
        runs: rings.iter().flat_map(|ring| runs(ring)).collect(),
        rings: rings.to_vec(),
        n_corners,
    };
    (level, is_filled)
}

fn runs(ring: &[SquarePoint]) -> impl Iterator<Item = Run> {
    let closed: Vec<SquarePoint> = ring.iter().chain(ring.first()).copied().collect();
    let starts = (0..closed.len().saturating_sub(1)).step_by(IN_PART);
    let runs: Vec<Run> = starts
        .filter_map(|start| {
            let end = (start + IN_PART + 1).min(closed.len());
            let corners = closed.get(start..end)?.to_vec();
            Some(Run {
                bounds: Bounds::around(&corners),
                corners,
            })
        })
        .collect();
    runs.into_iter()
}

#[cfg(test)]
mod tests {
    use std::f64::consts::TAU;

    use super::*;

    fn at(lon: f64, lat: f64) -> LonLat {
        LonLat::clamped(lon, lat)
    }

    #[test]
    fn an_outline_has_rings_of_three_corners_or_more() {
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
        assert!(outline.is_filled());
        let [level] = outline.levels() else {
            panic!("a small outline has one level")
        };
        assert_eq!(level.patches[0].triangles.len(), 3);
        assert_eq!(level.runs[0].corners.len(), 4);
        let line = vec![at(46.0, 39.0), at(47.0, 39.0), at(46.0, 39.0)];
        assert_eq!(Outline::new(vec![vec![line]]), None);
        assert_eq!(Outline::new(vec![vec![]]), None);
        assert_eq!(Outline::new(vec![]), None);
    }

    fn circle(n: usize) -> Vec<LonLat> {
        let angle = |index: usize| index as f64 / n as f64 * TAU;
        (0..n)
            .map(|index| at(46.0 + angle(index).cos(), 40.0 + angle(index).sin()))
            .collect()
    }

    #[test]
    fn an_outline_of_many_corners_has_coarser_levels_whose_corners_are_where_they_were() {
        let outline = Outline::new(vec![vec![circle(199_999)]]).expect("a circle");
        assert!(outline.is_filled());
        let levels = outline.levels();
        assert!((3..10).contains(&levels.len()), "{}", levels.len());
        let n: Vec<usize> = levels.iter().map(|level| level.n_corners).collect();
        assert!(
            n.is_sorted_by(|a, b| a > b) && n.last() < Some(&FEW_CORNERS),
            "{n:?}"
        );
        let area = |level: &Level| {
            let each = level.patches.iter().flat_map(|patch| {
                let corner = |index: &u32| patch.corners[*index as usize];
                patch.triangles.chunks_exact(3).map(move |triangle| {
                    let [a, b, c] = [&triangle[0], &triangle[1], &triangle[2]].map(corner);
                    ((b[0] - a[0]) * (c[1] - a[1]) - (c[0] - a[0]) * (b[1] - a[1])).abs() / 2.0
                })
            });
            each.sum::<f64>()
        };
        let whole = area(&levels[0]);
        for level in levels {
            assert!(
                (area(level) / whole - 1.0).abs() < 0.02,
                "{}",
                level.tolerance
            );
            assert!(
                level
                    .patches
                    .iter()
                    .all(|patch| patch.triangles.len() <= 3 * IN_PART)
            );
            assert!(
                level
                    .runs
                    .iter()
                    .all(|run| run.corners.len() <= IN_PART + 1)
            );
            let n_edges: usize = level.runs.iter().map(|run| run.corners.len() - 1).sum();
            assert_eq!(n_edges, level.n_corners);
        }
    }

    #[test]
    fn the_work_on_an_outline_is_bounded_and_what_exceeds_it_is_not_filled() {
        let tangle = |n: u64| {
            // Corners here and there, by a rule without chance.
            let spread = |index: u64, by: u64| (index * by % 10_007) as f64 / 10_007.0;
            let corner = |index| {
                at(
                    46.0 + spread(index, 7_919),
                    40.0 + spread(index * index, 6_421),
                )
            };
            (0..n).map(corner).collect::<Vec<_>>()
        };
        for n in [5_000, 10_000] {
            let mut steps = u64::MAX;
            let outline = Outline::within(vec![vec![tangle(n)]], &mut steps).expect("a ring");
            assert!(!outline.is_filled());
            assert!(
                u64::MAX - steps <= 3 * (STEPS_FOR_ALL + STEPS_PER_CORNER * n),
                "{n}"
            );
        }
        let mut none = 0;
        let outline = Outline::within(vec![vec![circle(100)]], &mut none).expect("a ring");
        assert!(!outline.is_filled(), "there were no steps left");
        assert_eq!(outline.levels().len(), 1);
    }
}
