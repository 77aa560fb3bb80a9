//! What the map makes of a tile, off the UI thread: a picture, or lines and fills with names.

use std::collections::BTreeMap;

use egui::{Color32, ColorImage, pos2};
use geo::{Coord, LineString, Polygon, TriangulateEarcut as _};
use walkers::{Drawable, Line, Mesh, Vertex};

use super::style::{self, Named, Rank};
use crate::model::{Language, NamePolicy};
use crate::state::WorldPoint;
use crate::tiles::{Body, Geometry, TileId, VectorFeature, decode_vector};

/// The width of a tile in its own points.
pub(super) const TILE_POINTS: f32 = 256.0;
/// More names than one tile has room for.
const MOST_NAMES: usize = 400;

/// A tile that is ready to be shown.
pub(in crate::ui::map) enum Prepared {
    Picture(ColorImage),
    Vector(Shapes),
}

/// The shapes of a vector tile in points, 256 to its width, and its names.
pub(in crate::ui::map) struct Shapes {
    pub(super) drawables: Vec<Drawable>,
    pub(super) names: Vec<Name>,
    /// About how much memory they take.
    pub(super) n_bytes: usize,
}

/// A name and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Name {
    pub(super) at: WorldPoint,
    pub(super) sort: Named,
    /// How important it is among its sort, the smaller the more.
    rank: f64,
    /// As the map gives it.
    local: String,
    translated: BTreeMap<&'static str, String>,
}

impl Name {
    /// Its order among the names of a view.
    pub(super) fn importance(&self) -> (Named, f64) {
        (self.sort, self.rank)
    }

    /// The name a reader asks for.
    pub(super) fn text(&self, policy: NamePolicy) -> String {
        let in_language = |language: Language| {
            let name = self.translated.get(language.tag());
            name.map(String::as_str)
        };
        let shown = policy.shown(|| Some(self.local.as_str()), in_language);
        shown.unwrap_or_else(|| self.local.clone())
    }
}

/// Makes of a tile what is shown of it in light or dark.
pub(in crate::ui::map) fn prepare(
    tile: TileId,
    body: Body,
    is_dark: bool,
) -> Result<Prepared, String> {
    match body {
        Body::Picture(picture) => {
            let n = picture.size.iter().product::<usize>() * 4;
            if picture.rgba.len() != n {
                return Err("a tile is a broken picture".to_owned());
            }
            let image = ColorImage::from_rgba_unmultiplied(picture.size, &picture.rgba);
            Ok(Prepared::Picture(image))
        }
        Body::Vector(bytes) => shapes(tile, &bytes, is_dark).map(Prepared::Vector),
    }
}

/// Fills and lines of one rank, in the order in which they are painted.
#[derive(Default)]
struct Painted {
    fills: Mesh,
    casings: Vec<Line>,
    lines: Vec<Line>,
}

fn shapes(tile: TileId, bytes: &[u8], is_dark: bool) -> Result<Shapes, String> {
    let mut painted: BTreeMap<Rank, Painted> = BTreeMap::new();
    let mut names = Vec::new();
    for layer in decode_vector(bytes)? {
        for feature in &layer.features {
            if let Some(sort) = style::named(&layer.name, feature) {
                names.extend(name(tile, sort, feature));
            }
            if let Some(paint) = style::paint(&layer.name, feature, is_dark) {
                add(painted.entry(paint.rank).or_default(), feature, &paint);
            }
        }
    }
    names.sort_by(|a, b| {
        let (a, b) = (a.importance(), b.importance());
        a.0.cmp(&b.0).then(a.1.total_cmp(&b.1))
    });
    names.truncate(MOST_NAMES);
    let mut drawables = Vec::new();
    let mut n_bytes = 0;
    for Painted {
        fills,
        casings,
        lines,
    } in painted.into_values()
    {
        n_bytes += fills.vertices.len() * 12 + fills.indices.len() * 4;
        // A driver takes no empty shapes.
        if !fills.is_empty() {
            drawables.push(Drawable::Fill(fills));
        }
        let lines: Vec<Line> = casings.into_iter().chain(lines).collect();
        // On the screen each point of a line becomes two corners.
        n_bytes += lines
            .iter()
            .map(|line| 64 * line.points.len())
            .sum::<usize>();
        if !lines.is_empty() {
            drawables.push(Drawable::Lines(lines));
        }
    }
    Ok(Shapes {
        drawables,
        n_bytes: n_bytes + names.len() * 128,
        names,
    })
}

fn add(painted: &mut Painted, feature: &VectorFeature, paint: &style::Paint) {
    let on_screen = |points: &[[f32; 2]]| {
        let points = points
            .iter()
            .map(|[x, y]| pos2(x * TILE_POINTS, y * TILE_POINTS));
        points.collect::<Vec<_>>()
    };
    let mut draw = |points: Vec<egui::Pos2>| {
        if points.len() < 2 {
            return;
        }
        let line = |(width, color): (f32, Color32), dashes: &[f32]| Line {
            points: points.clone(),
            width,
            color,
            dasharray: dashes.to_vec(),
        };
        painted
            .casings
            .extend(paint.casing.map(|casing| line(casing, &[])));
        painted
            .lines
            .extend(paint.line.map(|drawn| line(drawn, paint.dashes)));
    };
    match &feature.geometry {
        Geometry::Points(_) => (),
        Geometry::Lines(lines) => lines.iter().for_each(|points| draw(on_screen(points))),
        Geometry::Areas(areas) => {
            for edge in areas.iter().flatten().flat_map(|ring| edges(ring)) {
                draw(on_screen(&edge));
            }
        }
    }
    if let (Some(color), Geometry::Areas(areas)) = (paint.fill, &feature.geometry) {
        for area in areas {
            painted.fills.append(&filled(area, color));
        }
    }
}

/// The edge of an area without the stretches along which it was cut at the side of its tile: those are no shores.
fn edges(ring: &[[f32; 2]]) -> Vec<Vec<[f32; 2]>> {
    let is_cut = |a: &[f32; 2], b: &[f32; 2]| {
        let same = |axis: usize| {
            let (a, b) = (a.get(axis).copied(), b.get(axis).copied());
            a.zip(b)
                .is_some_and(|(a, b)| (a - b).abs() < 1e-6 && !(1e-6..1.0 - 1e-6).contains(&a))
        };
        same(0) || same(1)
    };
    let mut lines: Vec<Vec<[f32; 2]>> = Vec::new();
    let mut is_open = false;
    for (a, b) in ring.iter().zip(ring.iter().cycle().skip(1)) {
        if is_cut(a, b) {
            is_open = false;
            continue;
        }
        match lines.last_mut().filter(|_| is_open) {
            Some(line) => line.push(*b),
            None => lines.push(vec![*a, *b]),
        }
        is_open = true;
    }
    lines
}

fn filled(area: &[Vec<[f32; 2]>], color: Color32) -> Mesh {
    let ring = |ring: &Vec<[f32; 2]>| {
        let coord = |[x, y]: &[f32; 2]| Coord {
            x: f64::from(x * TILE_POINTS),
            y: f64::from(y * TILE_POINTS),
        };
        LineString::new(ring.iter().map(coord).collect())
    };
    let mut rings = area.iter().map(ring);
    let Some(outline) = rings.next() else {
        return Mesh::default();
    };
    let triangles = Polygon::new(outline, rings.collect()).earcut_triangles_raw();
    let vertex = |[x, y]: &[f64; 2]| Vertex {
        position: pos2(*x as f32, *y as f32),
        color,
    };
    let indices = triangles.triangle_indices.iter();
    Mesh {
        vertices: triangles.vertices.iter().map(vertex).collect(),
        indices: indices
            .filter_map(|index| u32::try_from(*index).ok())
            .collect(),
    }
}

fn name(tile: TileId, sort: Named, feature: &VectorFeature) -> Option<Name> {
    let Geometry::Points(points) = &feature.geometry else {
        return None;
    };
    let [x, y] = *points.first()?;
    let n_tiles = f64::from(tile.zoom).exp2();
    let at = WorldPoint {
        x: (f64::from(tile.x) + f64::from(x)) / n_tiles,
        y: (f64::from(tile.y) + f64::from(y)) / n_tiles,
    };
    // A point in the margin is named by the tile it lies in.
    let is_inside = (0.0..1.0).contains(&x) && (0.0..1.0).contains(&y);
    let local = feature
        .text("name")
        .or_else(|| feature.text("name:latin"))?;
    let people = feature.number("population").or(feature.number("pop"));
    let rank = feature.number("rank").or(feature.number("min_zoom"));
    let mut translated = BTreeMap::new();
    for language in Language::ALL {
        let code = language.tag();
        let keys = [format!("name:{code}"), format!("name_{code}")];
        let text = keys.iter().find_map(|key| feature.text(key));
        translated.extend(text.map(|text| (code, text.to_owned())));
    }
    (is_inside && !local.trim().is_empty()).then(|| Name {
        at,
        sort,
        rank: rank.unwrap_or(20.0) - people.unwrap_or(0.0).max(1.0).log10() / 10.0,
        local: local.to_owned(),
        translated,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_area_that_was_cut_at_the_side_of_its_tile_has_no_shore_there() {
        let ring = [[-0.02, 0.2], [0.5, 0.2], [0.5, 1.02], [-0.02, 1.02]];
        let lines = edges(&ring);
        assert_eq!(lines, [vec![[-0.02, 0.2], [0.5, 0.2], [0.5, 1.02]]]);
        let inside = [[0.2, 0.2], [0.8, 0.2], [0.8, 0.8]];
        assert_eq!(
            edges(&inside).concat().len(),
            4,
            "a whole ring comes back to its start"
        );
    }

    #[test]
    fn a_picture_of_the_wrong_length_is_refused() {
        let picture = crate::tiles::Picture {
            size: [2, 2],
            rgba: vec![0; 15],
        };
        let tile = TileId {
            zoom: 0,
            x: 0,
            y: 0,
        };
        assert!(prepare(tile, Body::Picture(picture), false).is_err());
        assert!(prepare(tile, Body::Vector(b"<html>".to_vec()), false).is_err());
    }
}
