//! The ends of the window: each a slider of its own for pointer, keyboard and screen reader.

use egui::accesskit::Action;
use egui::{
    CornerRadius, CursorIcon, EventFilter, Key, Rect, Response, Sense, Stroke, Ui, WidgetInfo,
    pos2, vec2,
};

use super::super::{theme, wording};
use super::axis::Axis;
use crate::model::{Day, Window};
use crate::query::TimeUnit;
use crate::state::{Direction, TimeMode, moved_edge};

/// Which end of the window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    First,
    Last,
}

impl End {
    /// Those that can be moved.
    pub(super) fn of(mode: TimeMode) -> &'static [Self] {
        match mode {
            TimeMode::Window => &[Self::First, Self::Last],
            TimeMode::UpTo | TimeMode::OnDay => &[Self::Last],
        }
    }

    fn name(self, mode: TimeMode) -> &'static str {
        match (self, mode) {
            (Self::First, _) => "Window start",
            (Self::Last, TimeMode::Window) => "Window end",
            (Self::Last, TimeMode::UpTo) => "Up to this day",
            (Self::Last, TimeMode::OnDay) => "On this day",
        }
    }
}

/// Where an end of the window is dragged or stepped to: by a day, with Shift by a unit.
pub(super) fn moved_end(
    response: &Response,
    (axis, limits): (Axis, Window),
    unit: TimeUnit,
    (window, mode): (Window, TimeMode),
    end: End,
) -> Day {
    let ctx = &response.ctx;
    let mut day = match end {
        End::First => window.first(),
        End::Last => window.last(),
    };
    let pointer = ctx.input(|input| input.pointer.latest_pos());
    if (response.dragged() || response.drag_stopped())
        && let Some(at) = pointer
    {
        // The last day ends where the next begins; a single day is where its middle is.
        let half_day = (axis.right - axis.left) / axis.extent.n_days() as f32 / 2.0;
        day = axis.day_from_x(match (end, mode) {
            (_, TimeMode::OnDay) => at.x,
            (End::Last, _) => at.x - half_day,
            (End::First, _) => at.x + half_day,
        });
    }
    let mut step = |n: usize, unit: TimeUnit, direction: Direction| {
        for _ in 0..n {
            day = moved_edge(day, limits, unit, direction);
        }
    };
    if response.has_focus() {
        let presses = |key| ctx.input(|input| input.num_presses(key));
        let unit = if ctx.input(|input| input.modifiers.shift) {
            unit
        } else {
            TimeUnit::Day
        };
        step(presses(Key::ArrowLeft), unit, Direction::Earlier);
        step(presses(Key::ArrowRight), unit, Direction::Later);
    }
    let asked =
        |action| ctx.input(|input| input.num_accesskit_action_requests(response.id, action));
    step(asked(Action::Decrement), TimeUnit::Day, Direction::Earlier);
    step(asked(Action::Increment), TimeUnit::Day, Direction::Later);
    day
}

/// One end of the window. Outside the axis it is not painted, but keyboards and screen readers still find it.
pub(super) fn handle_ui(
    ui: &Ui,
    (axis, limits): (Axis, Window),
    plot: Rect,
    (window, mode): (Window, TimeMode),
    end: End,
) -> Response {
    let palette = theme::palette(ui);
    let day = match end {
        End::First => window.first(),
        End::Last => window.last(),
    };
    let x = match (end, mode) {
        (_, TimeMode::OnDay) => f32::midpoint(axis.x_from_day(day), axis.x_after_day(day)),
        (End::First, _) => axis.x_from_day(day),
        (End::Last, _) => axis.x_after_day(day),
    };
    let is_in_sight = (axis.left - 1.0..=axis.right + 1.0).contains(&x);
    let x = x.clamp(axis.left, axis.right);
    let name = end.name(mode);
    let grip = Rect::from_center_size(pos2(x, plot.center().y), vec2(10.0, 24.0));
    let id = ui.scope_id().with(name);
    let sense = if is_in_sight {
        Sense::click_and_drag()
    } else {
        Sense::focusable_noninteractive()
    };
    let response = ui
        .interact(grip.expand2(vec2(4.0, 6.0)), id, sense)
        .on_hover_and_drag_cursor(CursorIcon::ResizeHorizontal);
    response.widget_info(|| WidgetInfo::slider(true, f64::from(day.number()), name));
    ui.ctx().accesskit_node_builder(id, |node| {
        node.set_value(wording::day(day));
        node.set_min_numeric_value(f64::from(limits.first().number()));
        node.set_max_numeric_value(f64::from(limits.last().number()));
        node.set_numeric_value(f64::from(day.number()));
        node.set_numeric_value_step(1.0);
    });
    if response.has_focus() {
        let filter = EventFilter {
            horizontal_arrows: true,
            ..EventFilter::default()
        };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(id, filter));
    }
    if !is_in_sight && !response.has_focus() {
        return response;
    }
    let is_lit = response.hovered() || response.dragged() || response.has_focus();
    ui.painter()
        .vline(x, plot.y_range(), Stroke::new(2.0, palette.accent));
    let fill = if is_lit {
        palette.accent
    } else {
        palette.panel
    };
    let edge = Stroke::new(1.5, palette.accent);
    ui.painter().rect(
        grip,
        CornerRadius::same(4),
        fill,
        edge,
        egui::StrokeKind::Inside,
    );
    response
}
