//! Where something is somewhere in: circles of doubt, and the outlines of areas.

use egui::epaint::{Mesh, Vertex, WHITE_UV};
use egui::{Color32, Painter, Pos2, Rect, Shape, Stroke, pos2};

use super::View;
use super::marks::Mark;
use crate::model::{LonLat, Outline, Place};
use crate::state::WorldPoint;
use crate::ui::Scene;
use crate::ui::theme::{self, Palette};

/// The halo of a mark: the outline of its place where the atlas has one, a circle otherwise.
pub(super) fn paint_halo(
    painter: &Painter,
    scene: Scene<'_>,
    view: View,
    mark: &Mark,
    palette: &Palette,
) {
    let Some(kind) = scene.catalog.kind(mark.kind) else {
        return;
    };
    // Not faded with its mark: how far off a place may be does not depend on the window.
    let color = theme::kind_color(kind.color, palette);
    let fill = theme::halo_fill(color, scene.index.precision(mark.event));
    let place = mark.outline.and_then(|id| scene.catalog.place(id));
    if let Some(outline) = place.and_then(|place| place.outline.as_ref()) {
        paint_outline(painter, view, outline, fill, theme::halo_edge(color));
        hatch(painter, view, outline, theme::hatch(color));
    } else if let Some(radius) = mark.halo {
        paint_circle(painter, mark.home, radius, fill, theme::halo_edge(color));
    }
}

/// The selected place, whether anything is marked there or not.
pub(super) fn paint_selected_place(
    painter: &Painter,
    scene: Scene<'_>,
    view: View,
    palette: &Palette,
) {
    let selected = scene.view.selected_place();
    let Some(place) = selected.and_then(|id| scene.catalog.place(id)) else {
        return;
    };
    let fill = theme::halo_fill(palette.accent, Some(place.precision));
    let edge = Stroke::new(2.0, palette.accent);
    if let Some(outline) = &place.outline {
        paint_outline(painter, view, outline, fill, edge);
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

fn paint_outline(painter: &Painter, view: View, outline: &Outline, fill: Color32, edge: Stroke) {
    let pos = |at: &LonLat| view.pos(WorldPoint::from_lon_lat(*at));
    let (corners, triangles) = outline.triangles();
    let mesh = Mesh {
        indices: triangles.to_vec(),
        vertices: corners
            .iter()
            .map(|corner| Vertex {
                pos: pos(corner),
                uv: WHITE_UV,
                color: fill,
            })
            .collect(),
        ..Mesh::default()
    };
    if !painter.clip_rect().intersects(mesh.calc_bounds()) {
        return;
    }
    painter.add(mesh);
    for ring in outline.rings() {
        painter.add(Shape::closed_line(ring.iter().map(pos).collect(), edge));
    }
}

/// Lines across an area: somewhere in it, nobody says where.
fn hatch(painter: &Painter, view: View, outline: &Outline, stroke: Stroke) {
    let pos = |at: &LonLat| view.pos(WorldPoint::from_lon_lat(*at));
    let rings: Vec<Vec<Pos2>> = outline
        .rings()
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
    for ring in rings {
        let next = ring.iter().cycle().skip(1);
        for (a, b) in ring.iter().zip(next) {
            let (from, to) = (number(sum(*a)), number(sum(*b)));
            let (low, high) = (from.min(to).max(first), from.max(to).min(last + 1.0));
            // An end belongs to one of its two edges only, so that a line through a corner crosses once.
            let mut line = low.ceil();
            while line < high {
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
