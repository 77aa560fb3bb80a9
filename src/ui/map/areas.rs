//! Where something is somewhere in: circles of doubt, and the outlines of areas.

use egui::epaint::{Mesh, Vertex, WHITE_UV};
use egui::{Color32, Painter, Pos2, Rect, Shape, Stroke, StrokeKind, pos2};

use super::View;
use super::marks::Mark;
use crate::model::{Bounds, Level, LonLat, Outline, Place, SquarePoint};
use crate::state::WorldPoint;
use crate::ui::Scene;
use crate::ui::theme::{self, Palette};

/// Corners of one outline that are drawn in a frame: of more than these a coarser form is drawn.
const MOST_IN_OUTLINE: usize = 20_000;
/// The same of all outlines of a frame.
const MOST_IN_FRAME: usize = 60_000;
/// Corners that are looked at in a frame to hatch areas, which is less work than drawing them.
const MOST_HATCHED: usize = 400_000;
/// Places where the lines across one area cross its edge.
const MOST_CROSSINGS: usize = 100_000;
/// How far from its place a corner may be drawn, in points.
const UNSEEN: f64 = 0.5;

/// What may still be drawn of outlines in a frame.
#[derive(Debug, Clone, Copy)]
pub(super) struct Room {
    corners: usize,
    hatched: usize,
}

impl Room {
    /// That of a whole frame.
    pub(super) fn of_frame() -> Self {
        Self {
            corners: MOST_IN_FRAME,
            hatched: MOST_HATCHED,
        }
    }
}

/// The halo of a mark: the outline of its place where the atlas has one, a circle otherwise.
pub(super) fn paint_halo(
    painter: &Painter,
    scene: Scene<'_>,
    view: View,
    mark: &Mark,
    (palette, room): (&Palette, &mut Room),
) {
    let Some(kind) = scene.catalog.kind(mark.kind) else {
        return;
    };
    // Not faded with its mark: how far off a place may be does not depend on the window.
    let color = theme::kind_color(kind.color, palette);
    let fill = theme::halo_fill(color, scene.index.precision(mark.event));
    let place = mark.outline.and_then(|id| scene.catalog.place(id));
    if let Some(outline) = place.and_then(|place| place.outline.as_ref()) {
        let edge = theme::halo_edge(color);
        if let Some(level) = paint_outline((painter, view), outline, fill, edge, room) {
            hatch((painter, view), level, theme::hatch(color), room);
        }
    } else if let Some(radius) = mark.halo {
        paint_circle(painter, mark.home, radius, fill, theme::halo_edge(color));
    }
}

/// The selected place, whether anything is marked there or not.
pub(super) fn paint_selected_place(
    painter: &Painter,
    scene: Scene<'_>,
    view: View,
    (palette, room): (&Palette, &mut Room),
) {
    let selected = scene.view.selected_place();
    let Some(place) = selected.and_then(|id| scene.catalog.place(id)) else {
        return;
    };
    let fill = theme::halo_fill(palette.accent, Some(place.precision));
    let edge = Stroke::new(2.0, palette.accent);
    if let Some(outline) = &place.outline {
        paint_outline((painter, view), outline, fill, edge, room);
    }
    let Some(at) = place.at else { return };
    let pos = view.pos(WorldPoint::from_lon_lat(at));
    if place.outline.is_none() {
        let radius = radius_points(place, view, at).max(theme::MARK_RADIUS + 5.0);
        paint_circle(painter, pos, radius, fill, edge);
    }
    painter.circle(pos, 4.0, palette.paper, edge);
}

fn radius_points(place: &Place, view: View, at: LonLat) -> f32 {
    let meters = place.precision.radius_m().unwrap_or(0.0);
    (meters * view.points_per_meter(at)) as f32
}

fn paint_circle(painter: &Painter, center: Pos2, radius: f32, fill: Color32, edge: Stroke) {
    let bounds = painter.clip_rect();
    let corners = [
        bounds.left_top(),
        bounds.right_top(),
        bounds.left_bottom(),
        bounds.right_bottom(),
    ];
    if corners
        .iter()
        .all(|corner| corner.distance(center) < radius)
    {
        // Somewhere in all of this: the whole view lies inside the halo.
        painter.rect_filled(bounds, 0.0, fill);
    } else if bounds.distance_to_pos(center) < radius {
        painter.add(Shape::circle_filled(center, radius, fill));
        painter.add(Shape::circle_stroke(center, radius, edge));
    }
}

/// The part of the square that a painter shows.
fn seen(painter: &Painter, view: View) -> Bounds {
    /// Lines have a width.
    const EDGE: f32 = 4.0;
    let rect = painter.clip_rect().expand(EDGE);
    let place = |pos: Pos2| {
        let offset = pos - view.rect.center();
        [
            view.center.x + f64::from(offset.x) / view.world_points,
            view.center.y + f64::from(offset.y) / view.world_points,
        ]
    };
    Bounds {
        min: place(rect.min),
        max: place(rect.max),
    }
}

/// How many corners are drawn of a level in a part of the square.
fn n_drawn(level: &Level, seen: &Bounds) -> usize {
    let runs = level.runs.iter().filter(|run| run.bounds.touches(seen));
    let patches = level.patches.iter();
    let patches = patches.filter(|patch| patch.bounds.touches(seen));
    runs.map(|run| run.corners.len()).sum::<usize>()
        + patches.map(|patch| patch.corners.len()).sum::<usize>()
}

/// The level to draw: the coarsest that looks like the finest, or a coarser one where too much of it would be in view;
/// `None` where that is so of all.
fn level_for<'a>(
    outline: &'a Outline,
    view: View,
    seen: &Bounds,
    room: usize,
) -> Option<(&'a Level, usize)> {
    let levels = outline.levels();
    let is_fine = |level: &Level| level.tolerance * view.world_points <= UNSEEN;
    let n_fine = levels.partition_point(is_fine).max(1);
    let rest = levels.get(n_fine - 1..).unwrap_or_default();
    let drawn = rest.iter().map(|level| (level, n_drawn(level, seen)));
    let most = room.min(MOST_IN_OUTLINE);
    drawn.into_iter().find(|(_, n)| *n <= most)
}

/// Paints an outline as far as there is room for it. Gives the level that is drawn, if it is filled.
fn paint_outline<'a>(
    (painter, view): (&Painter, View),
    outline: &'a Outline,
    fill: Color32,
    edge: Stroke,
    room: &mut Room,
) -> Option<&'a Level> {
    let pos = |[x, y]: &SquarePoint| view.pos(WorldPoint { x: *x, y: *y });
    let seen = seen(painter, view);
    let Some((level, n)) = level_for(outline, view, &seen, room.corners) else {
        // Too much at every scale: at least where it is.
        let finest = outline.levels().first()?;
        let whole = Bounds::around(
            finest
                .runs
                .iter()
                .flat_map(|run| [&run.bounds.min, &run.bounds.max]),
        );
        let rect = Rect::from_two_pos(pos(&whole.min), pos(&whole.max));
        painter.rect_stroke(rect, 0.0, edge, StrokeKind::Middle);
        return None;
    };
    room.corners = room.corners.saturating_sub(n);
    let mut mesh = Mesh::default();
    for patch in level
        .patches
        .iter()
        .filter(|patch| patch.bounds.touches(&seen))
    {
        let Ok(first) = u32::try_from(mesh.vertices.len()) else {
            break;
        };
        mesh.vertices
            .extend(patch.corners.iter().map(|corner| Vertex {
                pos: pos(corner),
                uv: WHITE_UV,
                color: fill,
            }));
        mesh.indices
            .extend(patch.triangles.iter().map(|index| first + index));
    }
    if !mesh.is_empty() {
        painter.add(mesh);
    }
    for run in level.runs.iter().filter(|run| run.bounds.touches(&seen)) {
        let mut line: Vec<Pos2> = run.corners.iter().map(pos).collect();
        if line.len() > 1 && run.corners.first() == run.corners.last() {
            line.pop();
            painter.add(Shape::closed_line(line, edge));
        } else {
            painter.add(Shape::line(line, edge));
        }
    }
    Some(level).filter(|_| outline.is_filled())
}

/// Lines across an area: somewhere in it, nobody says where.
fn hatch((painter, view): (&Painter, View), level: &Level, stroke: Stroke, room: &mut Room) {
    let Some(hatched) = room.hatched.checked_sub(level.n_corners) else {
        return;
    };
    room.hatched = hatched;
    let pos = |[x, y]: &SquarePoint| view.pos(WorldPoint { x: *x, y: *y });
    let rings: Vec<Vec<Pos2>> = level
        .rings
        .iter()
        .map(|ring| ring.iter().map(pos).collect())
        .collect();
    // Anchored to the ground, so that the lines move with it.
    let anchor = view.pos(WorldPoint { x: 0.5, y: 0.5 });
    let lines = hatching(&rings, painter.clip_rect(), f64::from(anchor.x + anchor.y));
    painter.extend(
        lines
            .into_iter()
            .map(|line| Shape::line_segment(line, stroke)),
    );
}

/// How far the lines stand apart, in points, measured across the screen.
const HATCH_STEP: f64 = 11.0;

/// The parts, in view, of lines that fall to the left at 45° inside of rings; a hole is a ring within another. The
/// lines are those whose x + y is `anchor` plus a multiple of the step.
fn hatching(rings: &[Vec<Pos2>], view: Rect, anchor: f64) -> Vec<[Pos2; 2]> {
    let sum = |at: Pos2| f64::from(at.x) + f64::from(at.y);
    let number = |sum: f64| (sum - anchor) / HATCH_STEP;
    let (first, last) = (number(sum(view.min)).ceil(), number(sum(view.max)).floor());
    if !(first.is_finite() && last.is_finite()) || last < first {
        return Vec::new();
    }
    let n_lines = (last - first) as usize + 1;
    // Where each line crosses an edge, by its x.
    let mut crossings: Vec<Vec<f32>> = vec![Vec::new(); n_lines];
    let mut n_left = MOST_CROSSINGS;
    for ring in rings {
        let next = ring.iter().cycle().skip(1);
        for (a, b) in ring.iter().zip(next) {
            let (from, to) = (number(sum(*a)), number(sum(*b)));
            let (low, high) = (from.min(to).max(first), from.max(to).min(last + 1.0));
            // An end belongs to one of its two edges only, so that a line through a corner crosses once.
            let mut line = low.ceil();
            while line < high {
                // What is crossed more often than that is a gray cloud with lines or without.
                n_left -= 1;
                if n_left == 0 {
                    return Vec::new();
                }
                let share = ((line - from) / (to - from)) as f32;
                let at = (line - first) as usize;
                if let Some(crossings) = crossings.get_mut(at) {
                    crossings.push(a.x + (b.x - a.x) * share);
                }
                line += 1.0;
            }
        }
    }
    let mut lines = Vec::new();
    for (index, mut xs) in crossings.into_iter().enumerate() {
        let sum = (anchor + (first + index as f64) * HATCH_STEP) as f32;
        xs.sort_by(f32::total_cmp);
        for pair in xs.chunks_exact(2) {
            let [left, right] = *pair else { continue };
            // Only what can be seen is painted.
            let left = left.max(view.left()).max(sum - view.bottom());
            let right = right.min(view.right()).min(sum - view.top());
            if left < right {
                lines.push([pos2(left, sum - left), pos2(right, sum - right)]);
            }
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ring(corners: &[(f32, f32)]) -> Vec<Pos2> {
        corners.iter().map(|(x, y)| pos2(*x, *y)).collect()
    }

    fn view() -> Rect {
        Rect::from_min_max(pos2(0.0, 0.0), pos2(400.0, 300.0))
    }

    #[test]
    fn an_area_is_hatched_and_its_hole_is_not() {
        let edge = ring(&[(50.0, 50.0), (250.0, 50.0), (250.0, 250.0), (50.0, 250.0)]);
        let hole = ring(&[
            (100.0, 100.0),
            (200.0, 100.0),
            (200.0, 200.0),
            (100.0, 200.0),
        ]);
        let lines = hatching(&[edge, hole], view(), 3.0);
        assert!(lines.len() > 30, "{}", lines.len());
        for [a, b] in lines {
            let middle = a.lerp(b, 0.5);
            let is_in = |low: f32, high: f32| {
                (low..=high).contains(&middle.x) && (low..=high).contains(&middle.y)
            };
            assert!(is_in(49.9, 250.1) && !is_in(100.1, 199.9), "{middle}");
            assert!((a.x + a.y - b.x - b.y).abs() < 0.01);
        }
    }

    #[test]
    fn what_is_out_of_view_or_no_number_costs_nothing() {
        let far = ring(&[(900.0, 900.0), (1e9, 900.0), (1e9, 1e9)]);
        assert!(hatching(&[far], view(), 0.0).is_empty());
        let around = ring(&[(-1e7, -1e7), (1e7, -1e7), (1e7, 1e7), (-1e7, 1e7)]);
        let lines = hatching(&[around], view(), 0.0);
        assert!(lines.len() < 80 && lines.len() > 50, "{}", lines.len());
        assert!(
            lines
                .iter()
                .flatten()
                .all(|at| view().expand(1.0).contains(*at))
        );
        let broken = ring(&[(f32::NAN, 0.0), (10.0, f32::INFINITY), (20.0, 20.0)]);
        hatching(&[broken, Vec::new()], view(), f64::NAN);
    }
}
