//! Where something is somewhere in: circles of doubt, and the outlines of areas.

use egui::epaint::{Mesh, Vertex, WHITE_UV};
use egui::{Color32, Painter, Pos2, Shape, Stroke};

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
