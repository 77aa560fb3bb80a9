//! The bars of the histogram: filled where days are known, hatched where they are not, ghosts for what
//! the filter hides.

use egui::{Rect, Stroke, Ui, pos2};

use super::super::{Scene, symbol, theme};
use super::axis::Axis;
use crate::model::Window;
use crate::query::Bin;

pub(super) fn paint(ui: &Ui, axis: Axis, plot: Rect, scene: Scene<'_>, window: Window) {
    let palette = theme::palette(ui);
    let painter = &ui.painter().with_clip_rect(plot.expand(1.0));
    let is_narrowed = scene.view.days().is_some();
    if is_narrowed {
        let body = Rect::from_x_y_ranges(
            axis.x_from_day(window.first())..=axis.x_after_day(window.last()),
            plot.y_range(),
        );
        painter.rect_filled(body, 0.0, palette.accent.gamma_multiply(0.12));
    }
    let highest = scene.histogram.highest();
    if highest <= 0.0 {
        return;
    }
    // A little room above the highest bar keeps it from touching the words.
    let height_of = |weight: f64| (weight / highest) as f32 * (plot.height() - 12.0);
    for bin in &scene.histogram.bins {
        let (left, right) = (
            axis.x_from_day(bin.days.first()),
            axis.x_after_day(bin.days.last()),
        );
        let gap = ((right - left) * 0.12).min(5.0);
        let bar = |from: f64, to: f64| {
            Rect::from_min_max(
                pos2(left + gap, plot.bottom() - height_of(to)),
                pos2(right - gap, plot.bottom() - height_of(from)),
            )
        };
        let Bin {
            days,
            exact,
            uncertain,
            total,
        } = *bin;
        if total > exact + uncertain + 1e-9 {
            let ghost = Stroke::new(1.0, palette.hairline);
            painter.rect_stroke(bar(0.0, total), 0.0, ghost, egui::StrokeKind::Inside);
        }
        let is_inside = !is_narrowed || days.touches(window);
        let color = if is_inside {
            palette.accent
        } else {
            palette.accent.gamma_multiply(0.35)
        };
        if exact > 0.0 {
            painter.rect_filled(bar(0.0, exact), 0.0, color);
        }
        if uncertain > 0.0 {
            let rect = bar(exact, exact + uncertain);
            painter.extend(symbol::hatching(rect, 5.0, Stroke::new(1.0, color)));
            painter.rect_stroke(rect, 0.0, Stroke::new(1.0, color), egui::StrokeKind::Inside);
        }
    }
}
