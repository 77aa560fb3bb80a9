//! A small sign for each stance, so that the ledger can be read at a glance and without colors.

use std::f32::consts::FRAC_PI_4;

use egui::{Align2, Color32, Painter, Pos2, Shape, Stroke, Vec2, pos2, vec2};

use crate::model::Stance;
use crate::ui::theme;

/// A disc for what is asserted, two for what is confirmed, a crossed ring for what is denied, a question
/// mark, a crossed-out disc for what is taken back, a flag for what is announced.
pub(in crate::ui) fn paint(painter: &Painter, center: Pos2, stance: Stance, color: Color32) {
    const RADIUS: f32 = 5.5;
    let stroke = Stroke::new(1.6, color);
    let slash = |radius: f32| {
        let reach = radius * Vec2::angled(-FRAC_PI_4);
        Shape::line_segment([center - reach, center + reach], stroke)
    };
    match stance {
        Stance::Asserts => {
            painter.circle_filled(center, RADIUS - 1.0, color);
        }
        Stance::Confirms => {
            painter.circle_filled(center - vec2(2.6, 0.0), RADIUS - 2.0, color);
            painter.circle_stroke(center + vec2(3.0, 0.0), RADIUS - 2.0, stroke);
        }
        Stance::Denies => {
            painter.circle_stroke(center, RADIUS, stroke);
            painter.add(slash(RADIUS));
        }
        Stance::Questions => {
            painter.circle_stroke(center, RADIUS + 0.5, Stroke::new(1.2, color));
            painter.text(center, Align2::CENTER_CENTER, "?", theme::bold(9.0), color);
        }
        Stance::Retracts => {
            painter.circle_filled(center, RADIUS - 2.0, color);
            painter.hline(center.x - 7.0..=center.x + 7.0, center.y, stroke);
        }
        Stance::Announces => {
            let top = pos2(center.x - 3.5, center.y - 5.5);
            painter.line_segment([top, top + vec2(0.0, 11.0)], stroke);
            painter.add(Shape::convex_polygon(
                vec![top, top + vec2(8.5, 3.2), top + vec2(0.0, 6.4)],
                color,
                Stroke::NONE,
            ));
        }
    }
}
