//! How an event is drawn: the shape of its kind in a ring that tells its status.

use std::f32::consts::{PI, TAU};

use egui::epaint::{CircleShape, PathShape};
use egui::{Color32, Painter, Pos2, Shape as Drawn, Stroke, Vec2, pos2};

use super::theme::{self, Palette};
use crate::model::{Kind, Shape};
use crate::query::Status;

/// Draws the symbol of a kind and a status. Faded where the event is only possibly in the window.
pub(super) fn paint(
    painter: &Painter,
    center: Pos2,
    radius: f32,
    kind: &Kind,
    (status, is_faded): (Status, bool),
    palette: &Palette,
) {
    let full = theme::kind_color(kind.color, palette);
    let color = if is_faded { theme::faded(full) } else { full };
    painter.add(CircleShape::filled(center, radius + 1.0, palette.paper));
    painter.extend(ring(center, radius, status, Stroke::new(2.0, color)));
    painter.add(shape(kind.shape, center, radius * 0.52, color));
}

/// The sign that something contested is among many: the split ring, small.
pub(super) fn contested_tick(painter: &Painter, center: Pos2, palette: &Palette) {
    painter.add(CircleShape::filled(center, 5.5, palette.paper));
    let stroke = Stroke::new(1.6, palette.ink);
    painter.extend(ring(center, 3.8, Status::Contested, stroke));
}

/// The shape of a kind, filled.
pub(super) fn shape(shape: Shape, center: Pos2, radius: f32, color: Color32) -> Drawn {
    // Shapes of equal area look equally large; a triangle needs the longest reach for it.
    let (n_corners, first_angle, reach) = match shape {
        Shape::Disc => return Drawn::circle_filled(center, radius * 0.94, color),
        Shape::Triangle => (3_u8, -PI / 2.0, 1.3),
        Shape::Square => (4, -PI / 4.0, 1.16),
        Shape::Diamond => (4, -PI / 2.0, 1.2),
        Shape::Pentagon => (5, -PI / 2.0, 1.08),
        Shape::Hexagon => (6, 0.0, 1.04),
    };
    let center = if shape == Shape::Triangle {
        center + Vec2::new(0.0, radius * 0.18)
    } else {
        center
    };
    let corners = (0..n_corners)
        .map(|corner| {
            center
                + radius
                    * reach
                    * Vec2::angled(first_angle + TAU * f32::from(corner) / f32::from(n_corners))
        })
        .collect();
    Drawn::convex_polygon(corners, color, Stroke::NONE)
}

/// Whole: two or more sources. Dashed: one. Split in two: contested. Dotted: nobody claims it.
fn ring(center: Pos2, radius: f32, status: Status, stroke: Stroke) -> Vec<Drawn> {
    match status {
        Status::Corroborated => vec![Drawn::circle_stroke(center, radius, stroke)],
        Status::SingleSourced | Status::ClaimedOnly => dashes(center, radius, 12, 0.58, stroke),
        Status::Unclaimed | Status::Denied | Status::Incomplete => {
            dashes(center, radius, 16, 0.25, stroke)
        }
        Status::Contested => {
            let gap = 0.42;
            [PI / 4.0, PI / 4.0 + PI]
                .into_iter()
                .map(|from| arc(center, radius, from + gap, from + PI - gap, stroke))
                .collect()
        }
    }
}

fn dashes(center: Pos2, radius: f32, n: u8, filled: f32, stroke: Stroke) -> Vec<Drawn> {
    let step = TAU / f32::from(n);
    (0..n)
        .map(|dash| {
            let from = step * f32::from(dash);
            arc(center, radius, from, from + step * filled, stroke)
        })
        .collect()
}

fn arc(center: Pos2, radius: f32, from: f32, to: f32, stroke: Stroke) -> Drawn {
    /// Points on an arc with chords so short look round; more of them only cost time.
    const CHORD: f32 = 2.5;
    let n_steps = (radius * (to - from).abs() / CHORD).ceil().clamp(1.0, 24.0) as u8;
    let points = (0..=n_steps)
        .map(|step| {
            center
                + radius * Vec2::angled(from + (to - from) * f32::from(step) / f32::from(n_steps))
        })
        .collect();
    Drawn::Path(PathShape::line(points, stroke))
}

/// Lines at 45° across a box, clipped to it: the sign for what is not certain.
pub(super) fn hatching(rect: egui::Rect, step: f32, stroke: Stroke) -> Vec<Drawn> {
    let mut lines = Vec::new();
    let height = rect.height();
    let mut x = rect.left() - height;
    // Aligned with the screen, so that neighboring boxes share one pattern.
    x -= (x + rect.bottom()).rem_euclid(step);
    while x < rect.right() {
        let (from, to) = (x.max(rect.left()), (x + height).min(rect.right()));
        if from < to {
            let y = |at: f32| rect.bottom() - (at - x);
            lines.push(Drawn::line_segment(
                [pos2(from, y(from)), pos2(to, y(to))],
                stroke,
            ));
        }
        x += step;
    }
    lines
}
