//! What is painted over the basemap, from the ground up: halos, routes, names, marks.

use egui::{Align2, Galley, Painter, Pos2, Rect, Stroke, Ui, vec2};
use std::sync::Arc;

use super::dated::Dated;
use super::labels::LARGE;
use super::lettering::Lettering;
use super::marks::Mark;
use super::tiles::Overlay;
use super::{Ground, Shown, View, areas, clusters, dated, routes};
use crate::model::{EventId, NamePolicy};
use crate::ui::theme::Palette;
use crate::ui::{Scene, rich_text, symbol, theme};

/// How strongly a mark that is pale already is drawn at least, when past events fade.
const PALEST: f32 = 0.5;

pub(super) fn paint(
    ui: &Ui,
    scene: Scene<'_>,
    view: View,
    (shown, lit): (&Shown, Option<EventId>),
    (ground, overlay, lettering): (&Ground, Option<&Overlay>, &mut Lettering),
    boxes: Vec<Rect>,
) {
    let palette = theme::palette(ui);
    let marks = shown.marks.as_slice();
    let clusters = shown.clusters();
    let painter = ui.painter().with_clip_rect(view.rect);
    let mut haloed = Vec::new();
    let mut room = areas::Room::of_frame();
    for mark in marks {
        // One halo for each place, however many marks stand there.
        if !haloed.contains(&mark.place) {
            haloed.push(mark.place);
            areas::paint_halo(&painter, scene, view, mark, (palette, &mut room));
        }
    }
    areas::paint_selected_place(&painter, scene, view, (palette, &mut room));
    routes::paint(&painter, (scene, view), marks, lettering, palette);
    lettering.finish(&painter);
    paint_legs(&painter, marks, palette);
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
    taken.extend(clusters.iter().map(|cluster| cluster.rect(view)));
    let names = place_names(&painter, scene, marks, &mut taken, palette);
    if dated::is_any_drawn(scene) {
        let dated = ground.dated.get_or_init(Dated::bundled);
        let named = dated.paint(&painter, (scene, view), &mut taken, lettering, palette);
        dated::names_ui(ui, &named);
    }
    let policy = scene.view.names;
    let mut named = Vec::new();
    if let Some(overlay) = overlay {
        named = overlay.named(view);
        overlay.paint_names(&painter, (view, policy), &mut taken, lettering, palette);
    }
    ground_names(
        &painter,
        (view, policy),
        (&mut taken, &named),
        ground,
        lettering,
        palette,
    );
    clusters::paint(&painter, scene, view, &clusters, palette);
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
        let mut faint = painter.clone();
        if mark.is_selected || !is_lit {
            // What is only possibly in the window is pale already, and must still be seen on a dark map.
            let least = if mark.is_faded { PALEST } else { 0.0 };
            faint.multiply_opacity(mark.strength.max(least));
        }
        symbol::paint(
            &faint,
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
    lettering.finish(&painter);
}

/// The names of the ground, the more important first: each takes the room that is left, those of countries
/// beside their large cities.
fn ground_names(
    painter: &Painter,
    view: (View, NamePolicy),
    (taken, named): (&mut Vec<Rect>, &[Rect]),
    ground: &Ground,
    lettering: &mut Lettering,
    palette: &Palette,
) {
    let (large, settlements) = (&ground.large, &ground.settlements);
    let cities = LARGE..u32::MAX;
    settlements.paint(
        cities,
        painter,
        view,
        (&mut *taken, named),
        lettering,
        palette,
    );
    large.paint(painter, view, (&mut *taken, named), lettering, palette);
    settlements.paint(0..LARGE, painter, view, (taken, named), lettering, palette);
    lettering.finish(painter);
}

/// From each mark that was moved aside to where it belongs.
fn paint_legs(painter: &Painter, marks: &[Mark], palette: &Palette) {
    let moved = || marks.iter().filter(|mark| mark.pos != mark.home);
    let stroke = Stroke::new(1.0, palette.secondary);
    for mark in moved() {
        painter.line_segment([mark.home, mark.pos], stroke);
    }
    for mark in moved() {
        painter.circle_filled(mark.home, 2.5, palette.ink);
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
