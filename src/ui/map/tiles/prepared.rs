//! What the map makes of a tile, off the UI thread: a picture, or lines and fills with names.

use std::collections::BTreeMap;

use egui::{Color32, ColorImage, Pos2, pos2};
use walkers::{Drawable, Drawables, Line, Mesh, Vertex};

use super::counted;
use super::style::{self, Named, Rank};
use crate::model::{Language, NamePolicy};
use crate::state::WorldPoint;
use crate::tiles::{
    Areas, Body, Geometry, Maker, TileId, VectorFeature, VectorLayer, decode_vector, turn,
};

/// The width of a tile in its own points.
pub(super) const TILE_POINTS: f32 = 256.0;
/// More names than one tile has room for.
const MOST_NAMES: usize = 400;
/// No name has more characters.
const MOST_CHARS: usize = 120;
/// No tile takes more memory while it is drawn, in bytes, with what a driver takes while it is given to it. The
/// tiles of cities that have the most take a quarter.
pub(super) const MOST_WEIGHT: usize = 40 << 20;
/// What one corner of a line takes: 8 bytes here, 200 at the driver, and as much again twice while it is made.
const STROKE_WEIGHT: usize = 640;
/// What a line takes without its corners.
const LINE_WEIGHT: usize = 160;
/// What one corner of a filled area takes.
const FILL_WEIGHT: usize = 84;
/// Nearer corners of a line cannot be told apart, in points.
const THIN: f32 = 0.25;
/// How many steps it may take to fill all areas of a tile: about a quarter of a second.
const MOST_STEPS: u64 = 150_000_000;
/// Of these one area has so many, and so many for each of its corners. Shores take 50 to 150, seas with many islands
/// up to 750.
const STEPS_TO_BEGIN: u64 = 100_000;
const STEPS_PER_CORNER: u64 = 4_000;
/// An area of more corners is not filled; the triangles would take more memory than a tile may.
const MOST_CORNERS_OF_AREA: usize = 150_000;
/// Whether anybody waits is asked once in so many corners.
const CORNERS_BETWEEN_LOOKS: usize = 4_096;

/// A tile that is ready to be shown.
pub(in crate::ui::map) enum Prepared {
    Picture(ColorImage),
    Vector(Shapes),
}

/// The shapes of a vector tile in points, 256 to its width, and its names.
pub(in crate::ui::map) struct Shapes {
    pub(super) drawables: Drawables,
    pub(super) names: Vec<Name>,
    /// About how much memory they take.
    pub(super) n_bytes: usize,
    /// About how much they take while they are drawn.
    pub(super) weight: usize,
    /// What is drawn otherwise than it should be, in a sentence.
    pub(super) note: Option<String>,
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

/// Makes of tiles what is shown of them, in light or dark.
#[derive(Debug, Clone, Copy)]
pub(in crate::ui::map) struct Preparer {
    pub(super) is_dark: bool,
}

impl Maker<Prepared> for Preparer {
    fn make(
        &self,
        tile: TileId,
        body: Body,
        is_wanted: &dyn Fn() -> bool,
    ) -> Result<Option<Prepared>, String> {
        match body {
            Body::Picture(picture) => {
                let n = picture.size.iter().product::<usize>() * 4;
                if picture.rgba.len() != n {
                    return Err("a tile is a broken picture".to_owned());
                }
                let image = ColorImage::from_rgba_unmultiplied(picture.size, &picture.rgba);
                Ok(Some(Prepared::Picture(image)))
            }
            Body::Vector(bytes) => {
                let shapes = shapes(tile, &bytes, self.is_dark, is_wanted);
                shapes.map(|shapes| shapes.map(Prepared::Vector))
            }
        }
    }
}

/// Fills and lines of one rank, in the order in which they are painted.
#[derive(Default)]
struct Painted {
    fills: Mesh,
    casings: Vec<Line>,
    lines: Vec<Line>,
}

/// Why a tile was not made.
enum Undone {
    Unwanted,
    TooHeavy,
}

/// A tile while it is made, and what it may still cost.
struct Workshop<'a> {
    painted: BTreeMap<Rank, Painted>,
    /// What it takes in memory while it is drawn, in bytes.
    weight: usize,
    n_steps: u64,
    /// How many areas took too many steps.
    n_unfilled: usize,
    /// Corners of lines that are nearer to each other are left out, in points.
    thin: f32,
    /// Corners since it was asked whether anybody waits.
    n_corners: usize,
    is_wanted: &'a dyn Fn() -> bool,
}

fn shapes(
    tile: TileId,
    bytes: &[u8],
    is_dark: bool,
    is_wanted: &dyn Fn() -> bool,
) -> Result<Option<Shapes>, String> {
    let _turn = turn(bytes.len());
    if !is_wanted() {
        return Ok(None);
    }
    let layers = decode_vector(bytes)?;
    // What is too heavy may be light enough with fewer corners than can be told apart.
    for thin in [0.0, THIN] {
        let mut workshop = Workshop {
            painted: BTreeMap::new(),
            weight: 0,
            n_steps: MOST_STEPS,
            n_unfilled: 0,
            thin,
            n_corners: 0,
            is_wanted,
        };
        match workshop.draw(tile, &layers, is_dark) {
            Ok(names) => return Ok(Some(workshop.finish(names))),
            Err(Undone::Unwanted) => return Ok(None),
            Err(Undone::TooHeavy) => {}
        }
    }
    Err(format!(
        "a tile is too heavy: its lines and areas would take more than {} MiB of memory",
        MOST_WEIGHT >> 20
    ))
}

/// The best names so far, those that matter most first.
fn best(mut names: Vec<Name>) -> Vec<Name> {
    names.sort_by(|a, b| {
        let (a, b) = (a.importance(), b.importance());
        a.0.cmp(&b.0).then(a.1.total_cmp(&b.1))
    });
    names.truncate(MOST_NAMES);
    names
}

impl Workshop<'_> {
    fn draw(
        &mut self,
        tile: TileId,
        layers: &[VectorLayer<'_>],
        is_dark: bool,
    ) -> Result<Vec<Name>, Undone> {
        let mut names = Vec::new();
        for layer in layers {
            let layer_name = style::layer_name(layer.name);
            for feature in layer.features() {
                let sort = style::named(&layer_name, &feature);
                names.extend(sort.and_then(|sort| name(tile, sort, &feature)));
                if names.len() > 4 * MOST_NAMES {
                    names = best(names);
                }
                if let Some(paint) = style::paint(&layer_name, &feature, is_dark) {
                    self.add(&feature.geometry, &paint)?;
                }
                self.look(8)?;
            }
        }
        Ok(best(names))
    }

    /// Asks now and then whether anybody still waits.
    fn look(&mut self, n_corners: usize) -> Result<(), Undone> {
        self.n_corners += n_corners;
        if self.n_corners < CORNERS_BETWEEN_LOOKS {
            return Ok(());
        }
        self.n_corners = 0;
        if (self.is_wanted)() {
            return Ok(());
        }
        Err(Undone::Unwanted)
    }

    fn weigh(&mut self, weight: usize) -> Result<(), Undone> {
        self.weight = self.weight.saturating_add(weight);
        if self.weight > MOST_WEIGHT {
            return Err(Undone::TooHeavy);
        }
        Ok(())
    }

    fn add(&mut self, geometry: &Geometry, paint: &style::Paint) -> Result<(), Undone> {
        match geometry {
            Geometry::Points(_) => (),
            Geometry::Lines(lines) => {
                for line in lines.iter() {
                    self.line(line, paint)?;
                }
            }
            Geometry::Areas(areas) => {
                let is_filled = match paint.fill {
                    Some(color) => self.fill(areas, color, paint.rank)?,
                    None => true,
                };
                let outline = if is_filled {
                    paint.clone()
                } else {
                    style::Paint {
                        line: paint.line.or(paint.fill.map(|color| (0.8, color))),
                        ..paint.clone()
                    }
                };
                if outline.line.is_some() || outline.casing.is_some() {
                    for ring in areas.rings().iter() {
                        edges(ring, &mut |edge| self.line(edge, &outline))?;
                    }
                }
            }
        }
        Ok(())
    }

    /// Fills areas, and says whether all were.
    fn fill(&mut self, areas: &Areas, color: Color32, rank: Rank) -> Result<bool, Undone> {
        let mut are_all_filled = true;
        for rings in areas.iter() {
            let n_corners: usize = rings.iter().map(|ring| ring.len()).sum();
            self.look(n_corners)?;
            self.weigh(n_corners.saturating_mul(FILL_WEIGHT))?;
            // One that is bad leaves something for those after it.
            let allowed = STEPS_TO_BEGIN + STEPS_PER_CORNER * n_corners as u64;
            let mut n_steps = allowed.min(self.n_steps);
            let given = n_steps;
            let triangles = if n_corners > MOST_CORNERS_OF_AREA {
                None
            } else {
                counted::triangles(&rings, &mut n_steps)
            };
            self.n_steps -= given - n_steps;
            let Some(triangles) = triangles else {
                are_all_filled = false;
                self.n_unfilled += 1;
                continue;
            };
            let fills = &mut self.painted.entry(rank).or_default().fills;
            let first = fills.vertices.len() as u32;
            let vertex = |[x, y]: &[f32; 2]| Vertex {
                position: pos2(x * TILE_POINTS, y * TILE_POINTS),
                color,
            };
            fills
                .vertices
                .extend(rings.into_iter().flatten().map(vertex));
            fills
                .indices
                .extend(triangles.into_iter().map(|at| first + at));
        }
        Ok(are_all_filled)
    }

    fn line(&mut self, corners: &[[f32; 2]], paint: &style::Paint) -> Result<(), Undone> {
        let mut points: Vec<Pos2> = Vec::new();
        for (at, [x, y]) in corners.iter().enumerate() {
            let point = pos2(x * TILE_POINTS, y * TILE_POINTS);
            let is_end = at + 1 == corners.len();
            let is_near = |last: &Pos2| last.distance(point) < self.thin;
            if is_end || !points.last().is_some_and(is_near) {
                points.push(point);
            }
        }
        self.look(points.len())?;
        if points.len() < 2 {
            return Ok(());
        }
        let n_strokes = usize::from(paint.casing.is_some()) + usize::from(paint.line.is_some());
        self.weigh(n_strokes * (LINE_WEIGHT + points.len() * STROKE_WEIGHT))?;
        let painted = self.painted.entry(paint.rank).or_default();
        let line = |(width, color): (f32, Color32), dashes: &[f32]| Line {
            points: points.clone(),
            width,
            color,
            dasharray: dashes.to_vec(),
        };
        let casing = paint.casing.map(|casing| line(casing, &[]));
        painted.casings.extend(casing);
        let drawn = paint.line.map(|drawn| line(drawn, paint.dashes));
        painted.lines.extend(drawn);
        Ok(())
    }

    fn finish(self, names: Vec<Name>) -> Shapes {
        let mut drawables = Vec::new();
        let mut n_bytes = 0;
        for Painted {
            fills,
            casings,
            lines,
        } in self.painted.into_values()
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
        let note = (self.n_unfilled > 0).then(|| {
            format!(
                "Areas of a tile that are too intricate to be filled are drawn as outlines: {}.",
                self.n_unfilled
            )
        });
        Shapes {
            drawables: Drawables::new(drawables),
            n_bytes: n_bytes + names.len() * 128,
            // The copies that are made for a driver go soon.
            weight: self.weight / 3,
            names,
            note,
        }
    }
}

/// Gives the edge of an area without the stretches along which it was cut at the side of its tile: those are no
/// shores.
fn edges<E>(
    ring: &[[f32; 2]],
    take: &mut impl FnMut(&[[f32; 2]]) -> Result<(), E>,
) -> Result<(), E> {
    let is_cut = |a: &[f32; 2], b: &[f32; 2]| {
        let same = |axis: usize| {
            let (a, b) = (a.get(axis).copied(), b.get(axis).copied());
            a.zip(b)
                .is_some_and(|(a, b)| (a - b).abs() < 1e-6 && !(1e-6..1.0 - 1e-6).contains(&a))
        };
        same(0) || same(1)
    };
    let mut line: Vec<[f32; 2]> = Vec::new();
    for (a, b) in ring.iter().zip(ring.iter().cycle().skip(1)) {
        if is_cut(a, b) {
            if !line.is_empty() {
                take(&line)?;
                line.clear();
            }
            continue;
        }
        if line.is_empty() {
            line.push(*a);
        }
        line.push(*b);
    }
    if line.is_empty() {
        return Ok(());
    }
    take(&line)
}

/// A text of a map, not longer than a name is.
fn cut_short(text: &str) -> String {
    let mut short: String = text.chars().take(MOST_CHARS).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}

fn name(tile: TileId, sort: Named, feature: &VectorFeature<'_>) -> Option<Name> {
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
        translated.extend(text.map(|text| (code, cut_short(text))));
    }
    (is_inside && !local.trim().is_empty()).then(|| Name {
        at,
        sort,
        rank: rank.unwrap_or(20.0) - people.unwrap_or(0.0).max(1.0).log10() / 10.0,
        local: cut_short(local),
        translated,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tiles::drawn;

    #[test]
    fn an_area_that_was_cut_at_the_side_of_its_tile_has_no_shore_there() {
        let ring = [[-0.02, 0.2], [0.5, 0.2], [0.5, 1.02], [-0.02, 1.02]];
        let lines_of = |ring: &[[f32; 2]]| {
            let mut lines: Vec<Vec<[f32; 2]>> = Vec::new();
            let taken: Result<(), ()> = edges(ring, &mut |line| {
                lines.push(line.to_vec());
                Ok(())
            });
            taken.map(|()| lines).expect("edges")
        };
        let lines = lines_of(&ring);
        assert_eq!(lines, [vec![[-0.02, 0.2], [0.5, 0.2], [0.5, 1.02]]]);
        let inside = [[0.2, 0.2], [0.8, 0.2], [0.8, 0.8]];
        assert_eq!(
            lines_of(&inside).concat().len(),
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
        let preparer = Preparer { is_dark: false };
        let is_refused = |body| preparer.make(tile, body, &|| true).is_err();
        assert!(is_refused(Body::Picture(picture)));
        assert!(is_refused(Body::Vector(b"<html>".to_vec())));
    }

    const WHOLE: TileId = TileId {
        zoom: 0,
        x: 0,
        y: 0,
    };

    fn made(bytes: &[u8]) -> Result<Shapes, String> {
        let shapes = shapes(WHOLE, bytes, false, &|| true)?;
        Ok(shapes.expect("somebody waits"))
    }

    /// A ring whose sides cross each other in so many places that no ear can be cut off for long.
    fn spiky(n: usize) -> Vec<[i32; 2]> {
        let mut at: [i32; 2] = [1_900, 2_000];
        let mut ring = Vec::with_capacity(n);
        for k in 0..n {
            ring.push(at);
            let step = if k.is_multiple_of(2) {
                [-273, 1_767]
            } else {
                [277, -1_761]
            };
            at = [0, 1].map(|axis| (at[axis] + step[axis]).rem_euclid(4_096));
        }
        ring
    }

    fn square(at: i32, size: i32) -> Vec<[i32; 2]> {
        let end = at + size;
        vec![[at, at], [end, at], [end, end], [at, end]]
    }

    #[test]
    fn an_area_that_takes_too_many_steps_is_drawn_as_an_outline_and_those_after_it_are_filled() {
        let bad = spiky(20_000);
        let bytes = drawn("building", 3, &[vec![bad.clone()], vec![square(100, 50)]]);
        let shapes = made(&bytes).expect("shapes");
        let note = shapes.note.expect("a note");
        assert!(note.ends_with("drawn as outlines: 1."), "{note}");
        // The square has a weight of four corners, the other one that of its outline too.
        let outline = made(&drawn("building", 3, &[vec![bad]])).expect("shapes");
        assert_eq!(shapes.weight - outline.weight, 4 * FILL_WEIGHT / 3);
        assert!(outline.weight > 20_000 * (STROKE_WEIGHT + FILL_WEIGHT) / 3);
        let usual = made(&drawn("building", 3, &[vec![square(0, 10)]])).expect("shapes");
        assert_eq!(usual.note, None);
    }

    #[test]
    fn many_bad_areas_together_take_no_more_steps_than_one_tile_may() {
        let mut workshop = Workshop {
            painted: BTreeMap::new(),
            weight: 0,
            n_steps: MOST_STEPS / 10,
            n_unfilled: 0,
            thin: 0.0,
            n_corners: 0,
            is_wanted: &|| true,
        };
        let bytes = drawn("building", 3, &vec![vec![spiky(3_000)]; 12]);
        let layers = decode_vector(&bytes).expect("layers");
        let drawn = workshop.draw(WHOLE, &layers, false);
        assert!(drawn.is_ok());
        assert_eq!(workshop.n_steps, 0);
        assert!((1..=12).contains(&workshop.n_unfilled));
    }

    #[test]
    fn lines_that_are_too_heavy_are_thinned_and_then_told() {
        let wave = |n: i32, step: i32| -> Vec<[i32; 2]> {
            (0..n)
                .map(|k| [k * step % 4_096, k * step / 4_096])
                .collect()
        };
        let n = i32::try_from(MOST_WEIGHT / STROKE_WEIGHT).expect("small") + 1;
        let dense =
            made(&drawn("rail", 2, &[vec![wave(n, 1)]])).expect("lines that can be thinned");
        assert!(dense.weight < MOST_WEIGHT / 9, "{}", dense.weight);
        let told = made(&drawn("rail", 2, &[vec![wave(n, 9)]])).err();
        assert!(told.expect("too heavy").contains("more than 40 MiB"));
        let short = vec![vec![vec![[0, 0], [90, 90]]; 90_000]];
        let told = made(&drawn("rail", 2, &short)).err();
        assert!(told.expect("too heavy").contains("too heavy"));
    }

    #[test]
    fn a_tile_that_nobody_waits_for_is_given_up() {
        let n_asked = std::cell::Cell::new(0);
        let is_wanted = || {
            n_asked.set(n_asked.get() + 1);
            n_asked.get() < 4
        };
        let bytes = drawn("building", 3, &vec![vec![square(10, 10)]; 50_000]);
        let shapes = shapes(WHOLE, &bytes, false, &is_wanted).expect("a tile");
        assert!(shapes.is_none());
        assert_eq!(n_asked.get(), 4);
    }

    #[test]
    fn a_long_name_is_cut_short_and_no_more_names_are_held_than_are_shown() {
        let long = "n".repeat(1_000_000);
        let short = cut_short(&long);
        assert!(short.chars().count() == MOST_CHARS + 1 && short.ends_with('…'));
        assert_eq!(cut_short("Baku"), "Baku");
    }

    #[test]
    fn a_tile_with_any_byte_changed_is_no_reason_to_crash() {
        let with_hole = vec![square(100, 2_000), square(500, 300)];
        let whole = drawn("water", 3, &[with_hole, vec![spiky(60)]]);
        for at in 0..whole.len() {
            for flip in [0x01, 0x10, 0x80, 0xff] {
                let mut bytes = whole.clone();
                bytes[at] ^= flip;
                made(&bytes).ok();
            }
        }
    }
}
