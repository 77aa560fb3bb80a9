//! Water, rivers, borders and railways: those near the view are uploaded, and only moved while they are near.

use std::collections::BTreeMap;
use std::sync::mpsc::{Receiver, channel};
use std::thread;

use egui::emath::TSTransform;
use egui::{Color32, Context, Pos2, Rect, pos2};
use geo::{Coord, LineString, Polygon, Simplify as _, TriangulateEarcut as _};
use walkers::{Canvas, Drawable, Drawables, Layer, Line, Mesh, Projector, Vertex};

use super::basemap::Pace;
use super::packed::{self, Feature};
use super::{View, tiles};
use crate::model::LonLat;
use crate::state::WorldPoint;
use crate::tiles::TileId;
use crate::ui::theme::{self, Palette};

/// Shapes in their own points around their own origin, so that small numbers stay exact.
struct Sheet {
    shapes: Vec<Drawable>,
    origin: WorldPoint,
    /// The zoom at which its points are points of the screen.
    zoom: f64,
    near: Option<Near>,
}

/// The shapes of a sheet that a driver holds: without a graphics card each costs time, seen or not.
struct Near {
    drawables: Drawables,
    /// Where they are complete, in points of the sheet.
    bounds: Rect,
}

/// From a zoom on, a level of the packed file is drawn, its lines with as many corners as can be told apart.
struct Step {
    from_zoom: f64,
    level: usize,
    /// By how many degrees a line may be off; 0 is as it is in the file.
    tolerance: f64,
}

const fn step(from_zoom: f64, level: usize, tolerance: f64) -> Step {
    Step {
        from_zoom,
        level,
        tolerance,
    }
}

/// A tolerance is about half a point at the zoom of the next step. Without a graphics card each corner costs time:
/// with the file's three levels alone, the map panned at 27 frames a second at zoom 7.3.
const WORLD_STEPS: [Step; 5] = [
    step(f64::NEG_INFINITY, 0, 0.0),
    step(3.5, 1, 0.035),
    step(4.3, 1, 0.0),
    step(REGION_FROM, 2, 0.01),
    step(6.6, 2, 0.0),
];
const REGION_STEPS: [Step; 5] = [
    step(REGION_FROM, 0, 0.0),
    step(6.6, 1, 0.0055),
    step(7.6, 1, 0.0),
    step(8.6, 2, 0.0012),
    step(9.6, 2, 0.0),
];
/// From this zoom on the region has its own shapes, and the world's are cut out there.
const REGION_FROM: f64 = 5.0;

/// The step of a zoom, if one begins before it.
fn at(steps: &[Step], zoom: f64) -> Option<usize> {
    steps.iter().rposition(|step| zoom >= step.from_zoom)
}

/// The level of the region's file at a zoom, the coarsest where the region is not drawn.
pub(super) fn region_level(zoom: f64) -> usize {
    let step = at(&REGION_STEPS, zoom).and_then(|step| REGION_STEPS.get(step));
    step.map_or(0, |step| step.level)
}

/// All shapes of one theme: for the world and for the region, a sheet for each step.
pub(super) struct Sheets {
    world: Vec<Sheet>,
    region: Vec<Sheet>,
}

/// The shapes of one theme, or the promise of them.
pub(super) struct Layers {
    sheets: Option<Sheets>,
    coming: Option<Receiver<Sheets>>,
    /// The tiles in which they are drawn, where another map covers the rest.
    holes: Option<Vec<TileId>>,
}

impl Layers {
    /// Draws them only in these tiles; `None` is everywhere.
    pub(super) fn draw_in(&mut self, holes: Option<&[TileId]>) {
        self.holes = holes.map(<[TileId]>::to_vec);
    }

    pub(super) fn new(ctx: Context, is_dark: bool, pace: Pace) -> Self {
        if pace == Pace::Immediate {
            return Self {
                sheets: Some(Sheets::new(theme::palette_of(is_dark))),
                coming: None,
                holes: None,
            };
        }
        let (give, coming) = channel();
        let spawned = thread::Builder::new()
            .name("basemap".to_owned())
            .spawn(move || {
                // Nobody waits any more when the window was closed meanwhile.
                give.send(Sheets::new(theme::palette_of(is_dark))).ok();
                ctx.request_repaint();
            });
        Self {
            sheets: None,
            coming: spawned.ok().map(|_handle| coming),
            holes: None,
        }
    }
}

impl Layer for &mut Layers {
    fn draw(&mut self, canvas: &mut Canvas, projector: &Projector<'_>) {
        if let Some(sheets) = self
            .coming
            .as_ref()
            .and_then(|coming| coming.try_recv().ok())
        {
            self.sheets = Some(sheets);
            self.coming = None;
        }
        let Some(sheets) = &mut self.sheets else {
            return;
        };
        let zoom = projector.zoom();
        let view = tiles::view_of(projector);
        let parts = match &self.holes {
            None => vec![Rect::EVERYTHING],
            Some(holes) => tiles::rects(view, holes),
        };
        let mut draw = |sheet: Option<&mut Sheet>| {
            let Some(sheet) = sheet.filter(|_| !parts.is_empty()) else {
                return;
            };
            let transform = sheet.transform(view);
            let near = sheet.near(transform.inverse() * view.rect);
            let near = near.with_transform(transform);
            for part in &parts {
                canvas.add_drawables(near.clone().with_clip_rect(*part));
            }
        };
        draw(at(&WORLD_STEPS, zoom).and_then(|step| sheets.world.get_mut(step)));
        draw(at(&REGION_STEPS, zoom).and_then(|step| sheets.region.get_mut(step)));
    }
}

impl Sheet {
    fn transform(&self, view: View) -> TSTransform {
        let zoom = (view.world_points / 256.0).log2();
        let scaling = (zoom - self.zoom).exp2() as f32;
        TSTransform::new(view.pos(self.origin).to_vec2(), scaling)
    }

    /// What is near a view, given in points of the sheet.
    fn near(&mut self, view: Rect) -> Drawables {
        /// How much more than the view is held, on each side, in views.
        const MARGIN: f32 = 0.12;
        /// So many views is too much to hold.
        const MOST_VIEWS: f32 = 3.0;
        let is_kept = |near: &&Near| {
            near.bounds.contains_rect(view) && near.bounds.width() < MOST_VIEWS * view.width()
        };
        if let Some(near) = self.near.as_ref().filter(is_kept) {
            return near.drawables.clone();
        }
        let bounds = view.expand2(MARGIN * view.size());
        let shapes = self.shapes.iter().filter_map(|shape| cut(shape, bounds));
        let drawables = Drawables::new(shapes.collect());
        self.near = Some(Near {
            drawables: drawables.clone(),
            bounds,
        });
        drawables
    }
}

/// The triangles and the stretches of lines that touch a rectangle; `None` where none does, because a driver
/// takes no empty shapes.
fn cut(shape: &Drawable, bounds: Rect) -> Option<Drawable> {
    match shape {
        Drawable::Fill(mesh) => Some(cut_mesh(mesh, bounds))
            .filter(|mesh| !mesh.indices.is_empty())
            .map(Drawable::Fill),
        Drawable::Lines(lines) => {
            let lines = lines.iter().flat_map(|line| cut_line(line, bounds));
            Some(lines.collect())
                .filter(|lines: &Vec<Line>| !lines.is_empty())
                .map(Drawable::Lines)
        }
    }
}

fn cut_mesh(mesh: &Mesh, bounds: Rect) -> Mesh {
    let mut near = Mesh::default();
    for triangle in mesh.indices.chunks_exact(3) {
        let corners = triangle
            .iter()
            .filter_map(|index| mesh.vertices.get(usize::try_from(*index).ok()?));
        let mut around = Rect::NOTHING;
        for corner in corners.clone() {
            around.extend_with(corner.position);
        }
        if bounds.intersects(around) {
            let first = near.vertices.len() as u32;
            near.vertices.extend(corners.copied());
            near.indices.extend([first, first + 1, first + 2]);
        }
    }
    near
}

fn cut_line(line: &Line, bounds: Rect) -> Vec<Line> {
    let of = |points| Line {
        points,
        width: line.width,
        color: line.color,
        dasharray: line.dasharray.clone(),
    };
    runs(&line.points, bounds).into_iter().map(of).collect()
}

/// The stretches of a line that touch a rectangle.
pub(super) fn runs(points: &[Pos2], bounds: Rect) -> Vec<Vec<Pos2>> {
    let mut runs: Vec<Vec<Pos2>> = Vec::new();
    let mut is_open = false;
    for (from, to) in points.iter().zip(points.iter().skip(1)) {
        if !bounds.intersects(Rect::from_two_pos(*from, *to)) {
            is_open = false;
        } else if let Some(run) = runs.last_mut().filter(|_| is_open) {
            run.push(*to);
        } else {
            runs.push(vec![*from, *to]);
            is_open = true;
        }
    }
    runs
}

impl Sheets {
    fn new(palette: &Palette) -> Self {
        let region = include_bytes!("../../../assets/basemap/region.bin");
        let world = include_bytes!("../../../assets/basemap/world.bin");
        let world_origin = WorldPoint { x: 0.5, y: 0.5 };
        let region_origin = WorldPoint::from_lon_lat(LonLat::clamped(47.0, 40.25));
        Self {
            world: sheets(
                world,
                (world_origin, 4.0),
                &WORLD_STEPS,
                &world_styles(palette),
            ),
            region: sheets(
                region,
                (region_origin, 8.0),
                &REGION_STEPS,
                &region_styles(palette),
            ),
        }
    }
}

/// How a layer of the packed file is drawn, from the ground up.
struct Style {
    layer: &'static str,
    class: Option<u8>,
    paint: Paint,
    /// The levels of detail at which it is drawn.
    levels: &'static [usize],
}

enum Paint {
    Fill(Color32),
    Line {
        width: f32,
        color: Color32,
        dashes: &'static [f32],
    },
}

const ALL: &[usize] = &[0, 1, 2];

fn fill(layer: &'static str, color: Color32) -> Style {
    Style {
        layer,
        class: None,
        paint: Paint::Fill(color),
        levels: ALL,
    }
}

fn line(layer: &'static str, width: f32, color: Color32) -> Style {
    Style {
        layer,
        class: None,
        paint: Paint::Line {
            width,
            color,
            dashes: &[],
        },
        levels: ALL,
    }
}

/// Borders of the world whose course and standing nobody here disputes.
const UNDISPUTED: u8 = 0;
/// Borders of the world whose course or standing is disputed; they are dashed.
const DISPUTED: u8 = 1;

fn world_styles(palette: &Palette) -> Vec<Style> {
    let disputed = Paint::Line {
        width: 0.9,
        color: palette.border,
        dashes: &[4.0, 3.0],
    };
    vec![
        fill("sea", palette.water),
        fill("lake", palette.water),
        line("coast", 1.0, palette.coast),
        Style {
            class: Some(UNDISPUTED),
            ..line("border", 2.6, palette.border_casing)
        },
        Style {
            class: Some(UNDISPUTED),
            ..line("border", 0.9, palette.border)
        },
        Style {
            class: Some(DISPUTED),
            paint: disputed,
            ..line("border", 0.9, palette.border)
        },
    ]
}

fn region_styles(palette: &Palette) -> Vec<Style> {
    let district = Paint::Line {
        width: 0.8,
        color: palette.district,
        dashes: &[4.0, 3.0],
    };
    let rail = Paint::Line {
        width: 0.9,
        color: palette.rail,
        dashes: &[],
    };
    vec![
        fill("water", palette.water),
        line("water", 0.9, palette.coast),
        line("river", 1.1, palette.river),
        Style {
            layer: "admin1",
            class: None,
            paint: district,
            levels: &[1, 2],
        },
        Style {
            layer: "rail",
            class: None,
            paint: rail,
            levels: &[1, 2],
        },
        line("border", 4.2, palette.border_casing),
        line("border", 1.3, palette.border),
    ]
}

/// One sheet for each step. A file that cannot be read gives empty ones; a test reads the bundled ones.
fn sheets(
    bytes: &[u8],
    (origin, zoom): (WorldPoint, f64),
    steps: &[Step],
    styles: &[Style],
) -> Vec<Sheet> {
    let layers = packed::read(bytes).unwrap_or_default();
    let scale = 256.0 * zoom.exp2();
    let place = |[lon, lat]: [f64; 2]| {
        let at = WorldPoint::from_lon_lat(LonLat::clamped(lon, lat));
        pos2(
            ((at.x - origin.x) * scale) as f32,
            ((at.y - origin.y) * scale) as f32,
        )
    };
    // Cutting areas into triangles takes long, and steps of one level have the same.
    let mut meshes: BTreeMap<(usize, usize), Mesh> = BTreeMap::new();
    let mut sheet = |step: &Step| {
        let styles = styles.iter().enumerate();
        let drawn = styles.filter(|(_, style)| style.levels.contains(&step.level));
        let shapes = drawn.map(|(index, style)| {
            let features = layers
                .iter()
                .filter(|layer| layer.name == style.layer)
                .filter_map(|layer| layer.levels.get(step.level))
                .flatten()
                .filter(|feature| style.class.is_none_or(|class| class == feature.class));
            match &style.paint {
                Paint::Fill(color) => {
                    let mesh = meshes.entry((index, step.level));
                    let mesh = mesh.or_insert_with(|| filled(features, *color, place));
                    Drawable::Fill(mesh.clone())
                }
                Paint::Line {
                    width,
                    color,
                    dashes,
                } => {
                    let lines = features.flat_map(|feature| lines_of(feature, style.layer));
                    let line = |points| Line {
                        points: simplified(points, step.tolerance)
                            .into_iter()
                            .map(place)
                            .collect(),
                        width: *width,
                        color: *color,
                        dasharray: dashes.to_vec(),
                    };
                    Drawable::Lines(lines.map(line).collect())
                }
            }
        });
        Sheet {
            shapes: shapes.collect(),
            origin,
            zoom,
            near: None,
        }
    };
    steps.iter().map(&mut sheet).collect()
}

/// A line with fewer corners (Douglas and Peucker 1973), off by no more than a tolerance in degrees.
fn simplified(points: Vec<[f64; 2]>, tolerance: f64) -> Vec<[f64; 2]> {
    if tolerance <= 0.0 {
        return points;
    }
    let line = points.into_iter().map(|[x, y]| Coord { x, y });
    let line = LineString::new(line.collect()).simplify(tolerance);
    line.into_iter().map(|at| [at.x, at.y]).collect()
}

/// The rings of a feature as lines. Those of areas are closed, and broken where the sea was cut into
/// boxes of two degrees: such cuts are no coasts.
fn lines_of(feature: &Feature, layer: &str) -> Vec<Vec<[f64; 2]>> {
    if layer != "water" {
        return feature.rings.clone();
    }
    let mut lines = Vec::new();
    for ring in &feature.rings {
        let mut line: Vec<[f64; 2]> = Vec::new();
        for point in ring.iter().chain(ring.first()) {
            if line.last().is_some_and(|last| is_cut(*last, *point)) {
                lines.push(std::mem::take(&mut line));
            }
            line.push(*point);
        }
        lines.push(line);
    }
    lines.retain(|line| line.len() > 1);
    lines
}

/// Whether a stretch between two points runs along a meridian or a parallel at which areas were cut.
fn is_cut(from: [f64; 2], to: [f64; 2]) -> bool {
    const NORTH_EDGE: f64 = 44.5;
    let is_line = |a: f64, b: f64| {
        (a - b).abs() < 1e-9
            && ((a / 2.0 - (a / 2.0).round()).abs() < 1e-7 || (a - NORTH_EDGE).abs() < 1e-7)
    };
    is_line(from[0], to[0]) || is_line(from[1], to[1])
}

/// One mesh of all areas.
fn filled<'a>(
    features: impl Iterator<Item = &'a Feature>,
    color: Color32,
    place: impl Fn([f64; 2]) -> Pos2,
) -> Mesh {
    let mut mesh = Mesh::default();
    for feature in features {
        let mut rings = feature.rings.iter().map(|ring| {
            LineString::new(
                ring.iter()
                    .map(|point| {
                        let at = place(*point);
                        Coord {
                            x: f64::from(at.x),
                            y: f64::from(at.y),
                        }
                    })
                    .collect(),
            )
        });
        let Some(outline) = rings.next() else {
            continue;
        };
        let triangles = Polygon::new(outline, rings.collect()).earcut_triangles_raw();
        let vertices = triangles
            .vertices
            .iter()
            .map(|[x, y]| Vertex {
                position: pos2(*x as f32, *y as f32),
                color,
            })
            .collect();
        let indices = triangles
            .triangle_indices
            .iter()
            .filter_map(|index| u32::try_from(*index).ok())
            .collect();
        mesh.append(&Mesh { vertices, indices });
    }
    mesh
}

#[cfg(test)]
mod tests {
    use geo::{Distance as _, Euclidean, Point};

    use super::*;

    fn n_corners(sheet: &Sheet) -> usize {
        let lines = sheet.shapes.iter().filter_map(|shape| match shape {
            Drawable::Lines(lines) => Some(lines),
            Drawable::Fill(_) => None,
        });
        lines.flatten().map(|line| line.points.len()).sum()
    }

    #[test]
    fn each_step_has_more_corners_than_the_one_before_and_areas_to_fill() {
        let sheets = Sheets::new(theme::palette_of(false));
        for (sheets, steps) in [
            (&sheets.world, &WORLD_STEPS),
            (&sheets.region, &REGION_STEPS),
        ] {
            assert!(steps.is_sorted_by(|a, b| a.from_zoom < b.from_zoom));
            assert_eq!(sheets.len(), steps.len());
            let n: Vec<usize> = sheets.iter().map(n_corners).collect();
            assert!(n.is_sorted_by(|a, b| 5 * a < 4 * b), "{n:?}");
            for sheet in sheets {
                let is_filled = |shape: &Drawable| match shape {
                    Drawable::Fill(mesh) => !mesh.indices.is_empty(),
                    Drawable::Lines(_) => false,
                };
                assert!(sheet.shapes.iter().any(is_filled));
            }
        }
    }

    #[test]
    fn a_simpler_line_keeps_its_ends_and_stays_within_the_tolerance() {
        let line: Vec<[f64; 2]> = (0..200)
            .map(|n| f64::from(n) / 50.0)
            .map(|x| [x, (3.0 * x).sin() * 0.2])
            .collect();
        assert_eq!(simplified(line.clone(), 0.0), line);
        let simpler = simplified(line.clone(), 0.01);
        assert!(simpler.len() < 60, "{}", simpler.len());
        assert_eq!(
            (simpler.first(), simpler.last()),
            (line.first(), line.last())
        );
        let coords = simpler.iter().map(|[x, y]| Coord { x: *x, y: *y });
        let simpler = LineString::new(coords.collect());
        for [x, y] in line {
            let off = Euclidean.distance(&Point::new(x, y), &simpler);
            assert!(off <= 0.0101, "{off}");
        }
    }
}
