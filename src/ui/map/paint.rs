//! What is painted over the basemap, from the ground up: halos, routes, names, marks.

use egui::{Align2, Galley, Painter, Pos2, Rect, Shape, Stroke, Ui, vec2};
use std::sync::Arc;

use super::View;
use super::areas;
use super::labels::Labels;
use super::lettering::Lettering;
use super::marks::Mark;
use crate::model::EventId;
use crate::state::WorldPoint;
use crate::ui::theme::Palette;
use crate::ui::{Scene, rich_text, symbol, theme};

pub(super) fn paint(
    ui: &Ui,
    scene: Scene<'_>,
    view: View,
    (marks, lit): (&[Mark], Option<EventId>),
    (labels, lettering): (&Labels, &mut Lettering),
    boxes: Vec<Rect>,
) {
    let palette = theme::palette(ui);
    let painter = ui.painter().with_clip_rect(view.rect);
    let mut haloed = Vec::new();
    for mark in marks {
        // One halo for each place, however many marks stand there.
        if !haloed.contains(&mark.place) {
            haloed.push(mark.place);
            areas::paint_halo(&painter, scene, view, mark, palette);
        }
    }
    areas::paint_selected_place(&painter, scene, view, palette);
    paint_routes(&painter, scene, view, marks, palette);
    // Names of the atlas's own places come first; settlements take the room that is left.
    let mut taken: Vec<Rect> = marks
        .iter()
        .map(|mark| {
            Rect::from_center_size(
                mark.pos,
                vec2(2.0 * theme::MARK_RADIUS, 2.0 * theme::MARK_RADIUS),
            )
        })
        .collect();
    taken.extend(boxes);
    let names = place_names(&painter, scene, marks, &mut taken, palette);
    let policy = scene.view.names;
    labels.paint(&painter, (view, policy), &mut taken, lettering, palette);
    for mark in marks {
        let Some(kind) = scene.catalog.kind(mark.kind) else {
            continue;
        };
        let is_lit = mark.is_selected || lit == Some(mark.event);
        let radius = if is_lit {
            theme::MARK_RADIUS + 1.5
        } else {
            theme::MARK_RADIUS
        };
        if mark.is_selected {
            painter.circle_filled(mark.pos, radius + 5.0, palette.accent.gamma_multiply(0.35));
        }
        symbol::paint(
            &painter,
            mark.pos,
            radius,
            kind,
            (mark.status, mark.is_faded && !is_lit),
            palette,
        );
    }
    let colors = (palette.label, palette.label_halo);
    for (pos, galley) in names {
        lettering.paint(&painter, pos, &galley, colors);
    }
}

/// Lines between the known stops of a route: dashed, because no source gives the road.
fn paint_routes(
    painter: &Painter,
    scene: Scene<'_>,
    view: View,
    marks: &[Mark],
    palette: &Palette,
) {
    for mark in marks.iter().filter(|mark| mark.part == 0) {
        let route = &scene.index.anchors(mark.event).route;
        let Some(kind) = scene.catalog.kind(mark.kind).filter(|_| route.len() > 1) else {
            continue;
        };
        let points: Vec<Pos2> = route
            .iter()
            .map(|stop| view.pos(WorldPoint::from_lon_lat(*stop)))
            .collect();
        let stroke = Stroke::new(2.0, theme::kind_color(kind.color, palette));
        painter.extend(Shape::dashed_line(&points, stroke, 7.0, 5.0));
    }
}

/// The names of the places that have marks, right of them where there is room.
fn place_names(
    painter: &Painter,
    scene: Scene<'_>,
    marks: &[Mark],
    taken: &mut Vec<Rect>,
    palette: &Palette,
) -> Vec<(Pos2, Arc<Galley>)> {
    let bounds = painter.clip_rect();
    let mut names = Vec::new();
    let mut named = Vec::new();
    // Selected marks are last in the list and are named first.
    for mark in marks.iter().rev() {
        if named.contains(&mark.place) {
            continue;
        }
        let format = theme::format(theme::bold(12.0), palette.label);
        let name = scene.place_name(mark.place);
        let galley = painter.layout_job(rich_text::job(&name, &format));
        let beside = theme::MARK_RADIUS + 5.0;
        let candidates = [
            (vec2(beside, 0.0), Align2::LEFT_CENTER),
            (vec2(-beside, 0.0), Align2::RIGHT_CENTER),
            (vec2(0.0, beside), Align2::CENTER_TOP),
            (vec2(0.0, -beside), Align2::CENTER_BOTTOM),
        ];
        let free = candidates
            .into_iter()
            .map(|(offset, align)| align.anchor_size(mark.pos + offset, galley.size()))
            .find(|rect| {
                bounds.contains_rect(*rect) && !taken.iter().any(|other| other.intersects(*rect))
            });
        if let Some(rect) = free {
            taken.push(rect.expand(2.0));
            named.push(mark.place);
            names.push((rect.min, galley));
        }
    }
    names
}
