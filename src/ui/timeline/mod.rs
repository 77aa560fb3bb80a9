//! The timeline: a histogram of the events with a window over it that can be dragged, and its ends.

mod axis;
mod bars;
mod ticks;

use axis::Axis;
use egui::accesskit::Action;
use egui::{
    Align, Align2, CornerRadius, CursorIcon, EventFilter, Key, Layout, Rect, Response, Role, Sense,
    Stroke, Ui, WidgetInfo, pos2, vec2,
};

use super::{Scene, rich_text, theme, wording};
use crate::model::{Day, Window};
use crate::query::{MatchLevel, TimeUnit};
use crate::state::{Command, Direction, ViewCommand, moved_edge};

/// What the timeline remembers between frames: a drag under way, and whether arrows are for it.
#[derive(Debug, Default)]
pub(super) struct Drag {
    grabbed: Option<Grabbed>,
    pub(super) takes_arrows: bool,
}

#[derive(Debug, Clone, Copy)]
enum Grabbed {
    /// The window itself.
    Body(Window),
    /// A new window from this day on.
    New(Day),
}

/// Which end of the window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    First,
    Last,
}

pub(super) fn timeline_ui(
    ui: &mut Ui,
    scene: Scene<'_>,
    drag: &mut Drag,
    commands: &mut Vec<Command>,
) {
    let palette = theme::palette(ui);
    let top = ui.max_rect();
    ui.painter().hline(
        top.x_range(),
        top.top() + 0.5,
        Stroke::new(1.0, palette.hairline),
    );
    egui::Frame::new()
        .inner_margin(theme::EDGE_MARGIN)
        .show(ui, |ui| {
            ui.add_space(4.0);
            header_ui(ui, scene, commands);
            let Some(extent) = scene.histogram.extent() else {
                let text = "No event of this atlas has a date.";
                rich_text::label_of(
                    ui,
                    &[(text, theme::format(theme::small(), palette.secondary))],
                );
                return;
            };
            let (rect, _) = ui.allocate_exact_size(ui.available_size(), Sense::hover());
            let axis = Axis {
                extent,
                left: rect.left() + 12.0,
                right: rect.right() - 12.0,
            };
            let plot = Rect::from_min_max(
                pos2(axis.left, rect.top() + 4.0),
                pos2(axis.right, rect.bottom() - 34.0),
            );
            let window = scene.view.window.unwrap_or(extent).clamped(extent);
            let mut changed = None;
            let body = body_ui(ui, axis, plot, window, drag, &mut changed);
            bars::paint(ui, axis, plot, scene, window);
            paint_ticks(ui, axis, plot, scene.histogram.unit);
            paint_body(ui, axis, plot, window, &body);
            drag.takes_arrows = false;
            for end in [End::First, End::Last] {
                let response = handle_ui(
                    ui,
                    axis,
                    plot,
                    window,
                    scene.histogram.unit,
                    end,
                    &mut changed,
                );
                drag.takes_arrows |= response.has_focus();
            }
            if let Some(changed) = changed.filter(|changed| *changed != window) {
                // The whole extent is no window: what has an open end belongs to it too.
                let whole = changed == extent;
                commands.push(Command::View(ViewCommand::SetWindow(
                    (!whole).then_some(changed),
                )));
            }
        });
}

/// The window in words, and what counts as a match.
fn header_ui(ui: &mut Ui, scene: Scene<'_>, commands: &mut Vec<Command>) {
    let palette = theme::palette(ui);
    ui.horizontal(|ui| {
        let bold = theme::format(theme::bold(13.0), palette.ink);
        let secondary = theme::format(theme::small(), palette.secondary);
        match (scene.view.window, scene.histogram.extent()) {
            (Some(window), _) => {
                rich_text::label(ui, &wording::window(window), &bold);
                rich_text::label(ui, &wording::window_length(window), &secondary);
                if ui.link("All of time").on_hover_text("A").clicked() {
                    commands.push(Command::View(ViewCommand::SetWindow(None)));
                }
            }
            (None, Some(extent)) => {
                rich_text::label(ui, &wording::window(extent), &bold);
                rich_text::label(ui, "all of time", &secondary);
            }
            (None, None) => {}
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let is_certain = scene.view.filter.match_level == MatchLevel::Certain;
            let (text, next) = if is_certain {
                ("certain matches only", MatchLevel::Possible)
            } else {
                ("certain and possible", MatchLevel::Certain)
            };
            let hint =
                "Whether an event counts when only some reading of its date lies in the window";
            if ui.link(text).on_hover_text(hint).clicked() {
                commands.push(Command::View(ViewCommand::SetMatchLevel(next)));
            }
            if ui.available_width() > 110.0 {
                let step = format!("step 1 {} ·", wording::unit(scene.histogram.unit));
                rich_text::label(ui, &step, &secondary);
            }
        });
    });
}

/// Drags of the window and drags over the empty axis.
fn body_ui(
    ui: &Ui,
    axis: Axis,
    plot: Rect,
    window: Window,
    drag: &mut Drag,
    changed: &mut Option<Window>,
) -> Response {
    let response = ui.interact(
        plot.expand2(vec2(12.0, 0.0)),
        ui.scope_id().with("axis"),
        Sense::click_and_drag(),
    );
    let name = format!("Window of time, {}", wording::window(window));
    response.widget_info(|| WidgetInfo::labeled(Role::Group, true, &name));
    let is_whole = window == axis.extent;
    if response.drag_started() {
        let pressed = ui.input(|input| input.pointer.press_origin());
        drag.grabbed = pressed.or(response.interact_pointer_pos()).map(|at| {
            let day = axis.day_from_x(at.x);
            if !is_whole && window.contains(day) {
                Grabbed::Body(window)
            } else {
                Grabbed::New(day)
            }
        });
    }
    if let (true, Some(grabbed), Some(at)) = (
        response.dragged(),
        drag.grabbed,
        response.interact_pointer_pos(),
    ) {
        *changed = Some(match grabbed {
            Grabbed::Body(before) => {
                let width = response.total_drag_delta().map_or(0.0, |delta| delta.x);
                before.moved(axis.days_from_width(width), axis.extent)
            }
            Grabbed::New(day) => Window::between(day, axis.day_from_x(at.x)),
        });
    }
    if response.drag_stopped() {
        drag.grabbed = None;
    }
    if response.double_clicked() {
        *changed = Some(axis.extent);
    }
    let is_over_body = response
        .hover_pos()
        .is_some_and(|at| window.contains(axis.day_from_x(at.x)));
    if is_over_body && !is_whole {
        response.clone().on_hover_and_drag_cursor(CursorIcon::Grab)
    } else {
        response
            .clone()
            .on_hover_and_drag_cursor(CursorIcon::Crosshair)
    }
}

fn paint_body(ui: &Ui, axis: Axis, plot: Rect, window: Window, response: &Response) {
    let palette = theme::palette(ui);
    let body = Rect::from_x_y_ranges(
        axis.x_from_day(window.first())..=axis.x_after_day(window.last()),
        plot.y_range(),
    );
    if response.has_focus() {
        ui.painter().rect_stroke(
            body,
            2.0,
            Stroke::new(1.5, palette.accent),
            egui::StrokeKind::Outside,
        );
    }
    if let Some(at) = response.hover_pos() {
        let day = axis.day_from_x(at.x);
        let x = f32::midpoint(axis.x_from_day(day), axis.x_after_day(day));
        ui.painter().vline(
            x,
            plot.y_range(),
            Stroke::new(1.0, palette.secondary.gamma_multiply(0.5)),
        );
        let at = pos2(x.clamp(plot.left() + 36.0, plot.right() - 36.0), plot.top());
        let text = wording::short_day(day);
        let galley = ui
            .painter()
            .layout_no_wrap(text, theme::caption(), palette.ink);
        let ground = Align2::CENTER_TOP
            .anchor_size(at, galley.size())
            .expand2(vec2(4.0, 1.0));
        ui.painter().rect_filled(ground, 4.0, palette.panel);
        ui.painter()
            .galley(ground.min + vec2(4.0, 1.0), galley, palette.ink);
    }
}

/// One end of the window: a slider of its own for pointer, keyboard and screen reader.
fn handle_ui(
    ui: &Ui,
    axis: Axis,
    plot: Rect,
    window: Window,
    unit: TimeUnit,
    end: End,
    changed: &mut Option<Window>,
) -> Response {
    let palette = theme::palette(ui);
    let (x, day, name) = match end {
        End::First => (
            axis.x_from_day(window.first()),
            window.first(),
            "Window start",
        ),
        End::Last => (axis.x_after_day(window.last()), window.last(), "Window end"),
    };
    let grip = Rect::from_center_size(pos2(x, plot.center().y), vec2(10.0, 24.0));
    let id = ui.scope_id().with(name);
    let response = ui
        .interact(grip.expand2(vec2(4.0, 6.0)), id, Sense::click_and_drag())
        .on_hover_and_drag_cursor(CursorIcon::ResizeHorizontal);
    response.widget_info(|| WidgetInfo::slider(true, f64::from(day.number()), name));
    ui.ctx().accesskit_node_builder(id, |node| {
        node.set_value(wording::day(day));
        node.set_min_numeric_value(f64::from(axis.extent.first().number()));
        node.set_max_numeric_value(f64::from(axis.extent.last().number()));
        node.set_numeric_value(f64::from(day.number()));
        node.set_numeric_value_step(1.0);
    });
    let mut to = day;
    if response.dragged()
        && let Some(at) = response.interact_pointer_pos()
    {
        // The last day ends where the next begins.
        let half_day = (axis.right - axis.left) / axis.extent.n_days() as f32 / 2.0;
        to = axis.day_from_x(if end == End::Last {
            at.x - half_day
        } else {
            at.x + half_day
        });
    }
    if response.has_focus() {
        let filter = EventFilter {
            horizontal_arrows: true,
            ..EventFilter::default()
        };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(id, filter));
    }
    to = steps_asked_for(ui, &response, axis, unit, to);
    if to != day {
        *changed = Some(match end {
            End::First => Window::between(to.min(window.last()), window.last()),
            End::Last => Window::between(window.first(), to.max(window.first())),
        });
    }
    let is_lit = response.hovered() || response.dragged() || response.has_focus();
    ui.painter()
        .vline(x, plot.y_range(), Stroke::new(2.0, palette.accent));
    let fill = if is_lit {
        palette.accent
    } else {
        palette.panel
    };
    ui.painter().rect(
        grip,
        CornerRadius::same(4),
        fill,
        Stroke::new(1.5, palette.accent),
        egui::StrokeKind::Inside,
    );
    response
}

/// Where the keyboard or a screen reader takes this end: by a day, with Shift by a unit.
fn steps_asked_for(ui: &Ui, response: &Response, axis: Axis, unit: TimeUnit, day: Day) -> Day {
    let mut day = day;
    let mut step = |n: usize, unit: TimeUnit, direction: Direction| {
        for _ in 0..n {
            day = moved_edge(day, axis.extent, unit, direction);
        }
    };
    if response.has_focus() {
        let presses = |key| ui.input(|input| input.num_presses(key));
        let unit = if ui.input(|input| input.modifiers.shift) {
            unit
        } else {
            TimeUnit::Day
        };
        step(presses(Key::ArrowLeft), unit, Direction::Earlier);
        step(presses(Key::ArrowRight), unit, Direction::Later);
    }
    let asked = |action| ui.input(|input| input.num_accesskit_action_requests(response.id, action));
    step(asked(Action::Decrement), TimeUnit::Day, Direction::Earlier);
    step(asked(Action::Increment), TimeUnit::Day, Direction::Later);
    day
}

fn paint_ticks(ui: &Ui, axis: Axis, plot: Rect, unit: TimeUnit) {
    const MIN_LABEL_WIDTH: f32 = 34.0;
    let palette = theme::palette(ui);
    let painter = ui.painter();
    painter.hline(
        plot.x_range(),
        plot.bottom(),
        Stroke::new(1.0, palette.secondary.gamma_multiply(0.5)),
    );
    let (days, unit) = ticks::ticks(axis, unit, MIN_LABEL_WIDTH);
    for (index, day) in days.iter().enumerate() {
        let next = days.get(index + 1).copied();
        let right = next.map_or(axis.right, |next| axis.x_from_day(next));
        let x = f32::midpoint(axis.x_from_day(*day), right);
        let (label, context) = wording::tick(*day, unit);
        let context = if index == 0 {
            wording::tick_context(*day, unit)
        } else {
            context
        };
        painter.text(
            pos2(x, plot.bottom() + 3.0),
            Align2::CENTER_TOP,
            label,
            theme::caption(),
            palette.secondary,
        );
        if let Some(context) = context {
            painter.text(
                pos2(x, plot.bottom() + 17.0),
                Align2::CENTER_TOP,
                context,
                theme::caption(),
                palette.secondary,
            );
        }
    }
}
