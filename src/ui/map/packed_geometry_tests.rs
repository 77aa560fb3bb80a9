//! What the bundled shapes must hold to, measured: lakes with a shape, seas whole, no line drawn twice.

use std::collections::BTreeMap;

use geo::{Area as _, Contains as _, Distance as _, Euclidean, Length as _, Line, Point};
use geo::{Coord, LineString, Polygon};

use super::{Feature, Layer, read};

/// The classes of water.
const SEA: u8 = 0;

fn region() -> Vec<Layer> {
    read(include_bytes!("../../../assets/basemap/region.bin")).expect("the region")
}

fn features<'a>(layers: &'a [Layer], name: &str, level: usize) -> &'a [Feature] {
    let layer = layers.iter().find(|layer| layer.name == name);
    &layer.expect("a layer").levels[level]
}

fn ring(points: &[[f64; 2]]) -> LineString {
    let coords = points.iter().map(|[x, y]| Coord { x: *x, y: *y });
    LineString::new(coords.collect())
}

fn areas(features: &[Feature]) -> Vec<(u8, Polygon)> {
    let area = |feature: &Feature| {
        let mut rings = feature.rings.iter().map(|points| ring(points));
        let outline = rings.next().expect("an outline");
        (feature.class, Polygon::new(outline, rings.collect()))
    };
    features.iter().map(area).collect()
}

/// The middles of stretches of lines, and how long each stretch is in degrees.
fn stretches(features: &[Feature]) -> Vec<(Point, f64)> {
    /// Longer ones are looked at in parts, so that nothing is missed.
    const LONGEST: f64 = 0.01;
    let mut found = Vec::new();
    for line in features.iter().flat_map(|feature| &feature.rings) {
        for pair in ring(line).lines() {
            let length = Euclidean.length(&pair);
            let n = (length / LONGEST).ceil().max(1.0);
            for part in 0..n as usize {
                let at = pair.start + pair.delta() * ((part as f64 + 0.5) / n);
                found.push((Point::from(at), length / n));
            }
        }
    }
    found
}

/// The pieces of lines in a grid of cells, so that the nearest are found fast.
struct Near {
    cells: BTreeMap<(i64, i64), Vec<Line>>,
}

impl Near {
    const CELL: f64 = 0.1;

    fn of(features: &[Feature]) -> Self {
        let cell = |at: f64| (at / Self::CELL).floor() as i64;
        let lines = features.iter().flat_map(|feature| &feature.rings);
        let keyed = lines
            .flat_map(|line| ring(line).lines().collect::<Vec<_>>())
            .flat_map(|pair| {
                let (a, b) = (pair.start, pair.end);
                let columns = cell(a.x.min(b.x))..=cell(a.x.max(b.x));
                let rows = cell(a.y.min(b.y))..=cell(a.y.max(b.y));
                columns.flat_map(move |x| rows.clone().map(move |y| ((x, y), pair)))
            });
        let mut cells = BTreeMap::<_, Vec<Line>>::new();
        for (key, pair) in keyed {
            cells.entry(key).or_default().push(pair);
        }
        Self { cells }
    }

    /// How far the nearest line is, if nearer than a cell is wide.
    fn distance(&self, at: Point) -> f64 {
        let (x, y) = (
            (at.x() / Self::CELL).floor() as i64,
            (at.y() / Self::CELL).floor() as i64,
        );
        let around = (x - 1..=x + 1).flat_map(|x| (y - 1..=y + 1).map(move |y| (x, y)));
        let lines = around.filter_map(|key| self.cells.get(&key)).flatten();
        lines
            .map(|line| Euclidean.distance(&at, line))
            .fold(f64::INFINITY, f64::min)
    }
}

#[test]
fn no_lake_is_a_splinter() {
    let layers = region();
    for level in 0..3 {
        for (class, area) in areas(features(&layers, "water", level)) {
            let n = area.exterior().lines().count();
            assert!(
                class == SEA || n >= 8,
                "a lake of {n} corners on level {level} near {:?}",
                area.exterior().0.first()
            );
        }
    }
}

#[test]
fn the_seas_have_no_gap_and_cover_no_land() {
    let layers = region();
    for level in 0..3 {
        let water = areas(features(&layers, "water", level));
        let seas: Vec<&Polygon> = water
            .iter()
            .filter(|(class, _)| *class == SEA)
            .map(|(_, area)| area)
            .collect();
        let area: f64 = seas.iter().map(|sea| sea.unsigned_area()).sum();
        assert!((35.9..36.3).contains(&area), "{area} square degrees");
        // Each cell of the seas lies inside one piece and one only, seams of the cutting included.
        let n_at = |lon: f64, lat: f64| {
            let at = Point::new(lon, lat);
            seas.iter().filter(|sea| sea.contains(&at)).count()
        };
        for step in 0..90 {
            let lat = 37.33 + f64::from(step) * 0.077;
            let lon = if lat < 41.0 { 51.13 } else { 49.91 };
            assert_eq!(n_at(lon, lat), 1, "the Caspian at {lon} {lat}");
        }
        for step in 0..14 {
            let lon = 40.05 + f64::from(step) * 0.08;
            assert_eq!(n_at(lon, 42.13), 1, "the Black Sea at {lon}");
        }
        // Cities, plains and the lands that the source did not hold.
        for (lon, lat) in [
            (40.5, 36.3),
            (41.9, 36.9),
            (44.5, 40.2),
            (47.0, 39.5),
            (49.7, 40.45),
            (53.9, 36.4),
            (46.0, 44.2),
        ] {
            assert_eq!(n_at(lon, lat), 0, "{lon} {lat}");
        }
    }
}

#[test]
fn no_province_line_and_no_river_runs_through_water() {
    let layers = region();
    for level in 0..3 {
        let water = areas(features(&layers, "water", level));
        for (layer, most) in [("admin1", 0.02), ("river", 0.04)] {
            let wet: f64 = stretches(features(&layers, layer, level))
                .into_iter()
                .filter(|(at, _)| water.iter().any(|(_, area)| area.contains(at)))
                .map(|(_, length)| length)
                .sum();
            assert!(
                wet < most,
                "{wet} degrees of {layer} in water on level {level}"
            );
        }
    }
}

/// 0.01 degrees is about 1 km. The Aras is a border for 4 degrees.
#[test]
fn no_river_and_no_province_line_repeats_a_border() {
    let layers = region();
    for level in 0..3 {
        let borders = Near::of(features(&layers, "border", level));
        for (layer, within, most) in [("river", 0.012, 0.5), ("admin1", 0.012, 1.2)] {
            let along: f64 = stretches(features(&layers, layer, level))
                .into_iter()
                .filter(|(at, _)| borders.distance(*at) < within)
                .map(|(_, length)| length)
                .sum();
            assert!(
                along < most,
                "{along} degrees of {layer} along borders on level {level}"
            );
        }
    }
}

#[test]
fn province_lines_end_where_something_else_begins() {
    let layers = region();
    let lines = features(&layers, "admin1", 2);
    let borders = Near::of(features(&layers, "border", 2));
    let shores = areas(features(&layers, "water", 2));
    let mut loose = Vec::new();
    for (index, line) in lines.iter().enumerate() {
        let (Some(points), others) = (line.rings.first(), lines.iter().enumerate()) else {
            continue;
        };
        let others: Vec<&Feature> = others
            .filter(|(other, _)| *other != index)
            .map(|(_, other)| other)
            .collect();
        if points.first() == points.last() {
            continue;
        }
        for end in [points[0], points[points.len() - 1]] {
            let at = Point::new(end[0], end[1]);
            let is_at_frame = (end[0] - 40.0).abs() < 0.01
                || (end[0] - 54.0).abs() < 0.01
                || (end[1] - 36.0).abs() < 0.01
                || (end[1] - 44.5).abs() < 0.01;
            let meets = |feature: &&Feature| {
                feature
                    .rings
                    .iter()
                    .any(|points| Euclidean.distance(&at, &ring(points)) < 0.005)
            };
            let is_at_shore = shores
                .iter()
                .any(|(_, area)| Euclidean.distance(&at, area.exterior()) < 0.005);
            let is_met = is_at_frame || is_at_shore || borders.distance(at) < 0.005;
            if !is_met && !others.iter().any(meets) {
                loose.push(end);
            }
        }
    }
    assert!(loose.len() <= 2, "{loose:?}");
}
