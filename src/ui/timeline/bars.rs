//! The bars of the histogram: filled where days are known, hatched where they are not, ghosts for what
//! the filter hides.

use egui::{Rect, Stroke, Ui, pos2};

use super::super::{Scene, symbol, theme};
use super::axis::Axis;
use crate::model::Window;
use crate::query::Bin;

pub(super) fn paint(ui: &Ui, axis: Axis, plot: Rect, scene: Scene<'_>) {
    let palette = theme::palette(ui);
    let painter = &ui.painter().with_clip_rect(plot.expand(1.0));
    // Where the window lies, which may be beside all events.
    let body = scene.view.days().map(|window| {
        let days = axis.x_from_day(window.first())..=axis.x_after_day(window.last());
        Rect::from_x_y_ranges(days, plot.y_range()).intersect(plot)
    });
    if let Some(body) = body {
        painter.rect_filled(body, 0.0, palette.accent.gamma_multiply(0.12));
    }
    let pale = palette.accent.gamma_multiply(0.35);
    let parts = match body {
        None => vec![(painter.clone(), palette.accent)],
        // A bar that lies partly in the window is dark in that part.
        Some(body) => {
            let inside = painter.with_clip_rect(body.expand2(egui::vec2(0.0, 1.0)));
            vec![(painter.clone(), pale), (inside, palette.accent)]
        }
    };
    let highest = scene.histogram.highest();
    if highest <= 0.0 {
        return;
    }
    // A little room above the highest bar keeps it from touching the words.
    let height_of = |weight: f64| (weight / highest) as f32 * (plot.height() - 12.0);
    let bar_of = |days: Window, from: f64, to: f64| {
        let (left, right) = (axis.x_from_day(days.first()), axis.x_after_day(days.last()));
        let gap = ((right - left) * 0.12).min(5.0);
        Rect::from_min_max(
            pos2(left + gap, plot.bottom() - height_of(to)),
            pos2(right - gap, plot.bottom() - height_of(from)),
        )
    };
    for bin in &scene.histogram.bins {
        if bin.total > bin.exact + bin.uncertain + 1e-9 {
            let ghost = Stroke::new(1.0, palette.hairline);
            let rect = bar_of(bin.days, 0.0, bin.total);
            painter.rect_stroke(rect, 0.0, ghost, egui::StrokeKind::Inside);
        }
    }
    // One part after the other and not bar by bar: each change of the clip costs a software driver a draw call.
    for (painter, color) in &parts {
        for bin in &scene.histogram.bins {
            let Bin {
                days,
                exact,
                uncertain,
                ..
            } = *bin;
            let whole = bar_of(days, 0.0, exact + uncertain);
            if !painter.clip_rect().intersects(whole) {
                continue;
            }
            let is_inside = *color == palette.accent;
            if is_inside && body.is_some() {
                // Nothing pale shines through what is hatched.
                painter.rect_filled(whole, 0.0, palette.panel);
                let ground = palette.accent.gamma_multiply(0.12);
                painter.rect_filled(whole, 0.0, ground);
            }
            if exact > 0.0 {
                painter.rect_filled(bar_of(days, 0.0, exact), 0.0, *color);
            }
            if uncertain > 0.0 {
                let rect = bar_of(days, exact, exact + uncertain);
                painter.extend(symbol::hatching(rect, 5.0, Stroke::new(1.0, *color)));
                let edge = Stroke::new(1.0, *color);
                painter.rect_stroke(rect, 0.0, edge, egui::StrokeKind::Inside);
            }
        }
    }
}
