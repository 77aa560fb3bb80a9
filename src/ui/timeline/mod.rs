//! The timeline: a histogram of the events with a window over it that can be dragged, and its ends.

mod axis;
mod bars;
mod events;
mod handles;
mod header;
mod options;
mod ticks;
mod words;
mod zoom;

use axis::Axis;
use egui::{
    Align2, Context, CursorIcon, Id, Rect, Response, Role, Sense, Stroke, Ui, WidgetInfo, pos2,
    vec2,
};
use handles::{End, handle_ui, moved_end};

use super::{Scene, rich_text, theme, wording};
use crate::model::{Day, EventId, Window};
use crate::query::{Histogram, TimeUnit};
use crate::state::{Command, TimeMode, ViewCommand, ViewState, ended_on};

/// How far under the bars the words for days stand.
const LABELS: f32 = events::HEIGHT + 3.0;

/// What the timeline remembers between frames: where it was shown, a drag under way, and whether arrows
/// are for it.
#[derive(Debug, Default)]
pub(super) struct Memory {
    shown: Option<Shown>,
    grabbed: Option<Grabbed>,
    zooming: zoom::Zooming,
    events: events::Kept,
    pub(super) takes_arrows: bool,
}

/// Where the axis was in the last frame, and the controls on it.
#[derive(Debug, Clone, Copy)]
struct Shown {
    axis: Axis,
    body: Id,
    days: Id,
    ends: [Option<(End, Id)>; 2],
}

#[derive(Debug, Clone, Copy)]
enum Grabbed {
    /// The window, as it was, at this point of the screen.
    Body { at: f32, window: Window },
    /// A new window from this day on.
    New(Day),
}

/// The days that are looked at, inside the data.
fn looked_at(view: &ViewState, limits: Window) -> Window {
    view.days().unwrap_or(limits).clamped(limits)
}

/// The days that the axis shows.
fn axis_days(view: &ViewState, histogram: &Histogram) -> Option<Window> {
    let limits = histogram.extent()?;
    let chosen = view.axis.map(|axis| axis.clamped(limits));
    chosen.or(histogram.home())
}

/// What the pointer, the keyboard or a screen reader does to the window and to the axis in this frame, by where
/// the timeline stood in the last one. Taken up before anything is shown, so that nothing lags behind.
pub(super) fn drag(
    ctx: &Context,
    histogram: &Histogram,
    view: &ViewState,
    memory: &mut Memory,
) -> Vec<Command> {
    let Some((shown, limits)) = memory.shown.zip(histogram.extent()) else {
        return Vec::new();
    };
    if axis_days(view, histogram) != Some(shown.axis.extent) {
        return Vec::new();
    }
    let mut commands = Vec::new();
    let zoomed = zoom::zoomed(ctx, shown, histogram, &mut memory.zooming);
    commands.extend(zoomed.map(Command::View));
    if ctx
        .read_response(shown.days)
        .is_some_and(|days| days.double_clicked())
    {
        commands.push(Command::View(ViewCommand::SetAxis(None)));
    }
    let before = looked_at(view, limits);
    let mut window = before;
    let mut is_released = false;
    if let Some(body) = ctx.read_response(shown.body) {
        is_released |= body.drag_stopped();
        let axis = (shown.axis, limits);
        window = dragged_body(&body, axis, (window, view.mode), memory).unwrap_or(window);
    }
    for (end, id) in shown.ends.into_iter().flatten() {
        if let Some(handle) = ctx.read_response(id) {
            is_released |= handle.drag_stopped();
            let axis = (shown.axis, limits);
            let day = moved_end(&handle, axis, histogram.unit, (window, view.mode), end);
            window = match (end, view.mode) {
                (_, TimeMode::OnDay) => Window::between(day, day),
                (End::First, _) => Window::between(day.min(window.last()), window.last()),
                (End::Last, _) => Window::between(window.first(), day.max(window.first())),
            };
        }
    }
    let wanted = match (view.mode, view.window) {
        // The whole extent is no window: what has an open end belongs to it too.
        (TimeMode::Window, _) => (window != limits).then_some(window),
        (TimeMode::UpTo | TimeMode::OnDay, Some(whole)) => Some(ended_on(whole, window.last())),
        (TimeMode::UpTo | TimeMode::OnDay, None) => Some(window),
    };
    if window != before {
        commands.push(Command::View(ViewCommand::DragWindow(wanted)));
    }
    if is_released {
        commands.push(Command::View(ViewCommand::SetWindow(wanted)));
    }
    commands
}

pub(super) fn timeline_ui(
    ui: &mut Ui,
    scene: Scene<'_>,
    memory: &mut super::Memory,
    (last_hovered, hovered): (Option<EventId>, &mut Option<EventId>),
    commands: &mut Vec<Command>,
) {
    let draft = &mut memory.known_on;
    let memory = &mut memory.timeline;
    let palette = theme::palette(ui);
    let top = ui.max_rect();
    ui.painter().hline(
        top.x_range(),
        top.top() + 0.5,
        Stroke::new(1.0, palette.hairline),
    );
    memory.takes_arrows = false;
    memory.shown = None;
    egui::Frame::new()
        .inner_margin(theme::EDGE_MARGIN)
        .show(ui, |ui| {
            ui.add_space(4.0);
            header::header_ui(ui, scene, draft, commands);
            let days = scene
                .histogram
                .extent()
                .zip(axis_days(scene.view, scene.histogram));
            let Some((limits, extent)) = days else {
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
                pos2(axis.right, rect.bottom() - 31.0 - LABELS),
            );
            let window = looked_at(scene.view, limits);
            let body = body_ui(ui, axis, plot, (window, window == limits));
            let days = days_ui(ui, plot);
            bars::paint(ui, axis, plot, scene);
            paint_ticks(ui, axis, plot, scene.histogram.unit);
            paint_known_on(ui, axis, plot, scene.view.known_on);
            let kept = &mut memory.events;
            let under = events::events_ui(ui, scene, (axis, plot), kept, last_hovered, commands);
            *hovered = hovered.or(under);
            paint_pointer(ui, axis, plot, &body);
            axis_words_ui(ui, scene, plot, commands);
            let mode = scene.view.mode;
            let ends = End::of(mode).iter().map(|end| {
                let handle = handle_ui(ui, (axis, limits), plot, (window, mode), *end);
                memory.takes_arrows |= handle.has_focus();
                (*end, handle.id)
            });
            let mut ends = ends.collect::<Vec<_>>().into_iter();
            memory.shown = Some(Shown {
                axis,
                body: body.id,
                days: days.id,
                ends: [ends.next(), ends.next()],
            });
        });
}

/// Says what the axis does not show, and offers it.
fn axis_words_ui(ui: &mut Ui, scene: Scene<'_>, plot: Rect, commands: &mut Vec<Command>) {
    let (n_before, n_after) = scene.histogram.n_beyond;
    let (words, hint, next) = if scene.view.axis.is_some() {
        let hint = "Show all days on the timeline";
        ("whole axis".to_owned(), hint, None)
    } else if n_before + n_after > 0 {
        let events = wording::counted(n_before + n_after, "event");
        let hint = "Far away from all others. Show the timeline with them";
        let axis = scene.histogram.extent();
        (format!("{events} off the axis"), hint, axis)
    } else {
        return;
    };
    let palette = theme::palette(ui);
    let galley = ui
        .painter()
        .layout_no_wrap(words.clone(), theme::caption(), palette.accent);
    let is_before = n_before >= n_after && n_before > 0;
    let corner = plot.left_top() + vec2(0.0, -4.0);
    let left = if is_before {
        corner
    } else {
        corner + vec2(plot.width() - galley.size().x - 8.0, 0.0)
    };
    let rect = Rect::from_min_size(left, galley.size() + vec2(8.0, 2.0));
    let id = ui.scope_id().with("axis words");
    // A press on them is no drag on what lies under them.
    let response = ui.interact(rect, id, Sense::click_and_drag());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &words));
    ui.painter().rect_filled(rect, 4.0, palette.panel);
    ui.painter()
        .galley(rect.min + vec2(4.0, 1.0), galley, palette.accent);
    if response.hovered() || response.has_focus() {
        let line = Stroke::new(1.0, palette.accent);
        ui.painter()
            .hline(rect.x_range().shrink(4.0), rect.bottom(), line);
    }
    if response
        .on_hover_text(hint)
        .on_hover_cursor(CursorIcon::PointingHand)
        .clicked()
    {
        commands.push(Command::View(ViewCommand::SetAxis(next)));
    }
}

/// What the pointer does on the axis: drags of the window, and drags that make a new one.
fn dragged_body(
    response: &Response,
    (axis, limits): (Axis, Window),
    (window, mode): (Window, TimeMode),
    memory: &mut Memory,
) -> Option<Window> {
    let is_whole = window == limits;
    if response.drag_started() {
        let pressed = response.ctx.input(|input| input.pointer.press_origin());
        memory.grabbed = pressed.or(response.interact_pointer_pos()).map(|at| {
            let day = axis.day_from_x(at.x);
            if mode == TimeMode::Window && !is_whole && window.contains(day) {
                Grabbed::Body { at: at.x, window }
            } else {
                Grabbed::New(day)
            }
        });
    }
    // Where it is let go counts too: a slow machine may show a drag in a frame or two.
    let is_dragged = response.dragged() || response.drag_stopped();
    let pointer = response.ctx.input(|input| input.pointer.latest_pos());
    let grabbed = memory.grabbed.filter(|_| is_dragged);
    if response.drag_stopped() {
        memory.grabbed = None;
    }
    match (grabbed?, pointer?) {
        (
            Grabbed::Body {
                at: start,
                window: before,
            },
            at,
        ) => Some(before.moved(axis.days_from_width(at.x - start), limits)),
        (Grabbed::New(day), at) => {
            let there = axis.day_from_x(at.x);
            Some(match mode {
                TimeMode::Window => Window::between(day, there),
                TimeMode::UpTo => Window::between(limits.first(), there),
                TimeMode::OnDay => Window::between(there, there),
            })
        }
    }
}

/// The axis as a control.
fn body_ui(ui: &Ui, axis: Axis, plot: Rect, (window, is_whole): (Window, bool)) -> Response {
    let rect = plot.expand2(vec2(12.0, 0.0));
    let response = ui.interact(rect, ui.scope_id().with("axis"), Sense::drag());
    let name = format!("Window of time, {}", wording::window(window));
    response.widget_info(|| WidgetInfo::labeled(Role::Group, true, &name));
    let is_over_body = response
        .hover_pos()
        .is_some_and(|at| window.contains(axis.day_from_x(at.x)));
    let cursor = if is_over_body && !is_whole {
        CursorIcon::Grab
    } else {
        CursorIcon::Crosshair
    };
    response.on_hover_and_drag_cursor(cursor)
}

/// The days under the bars as a control: a drag moves the axis, a double click shows all of it.
fn days_ui(ui: &Ui, plot: Rect) -> Response {
    let strip = Rect::from_min_size(
        plot.left_bottom() + vec2(0.0, LABELS),
        vec2(plot.width(), 28.0),
    );
    let sense = Sense::click_and_drag();
    ui.interact(strip, ui.scope_id().with("days"), sense)
        .on_hover_and_drag_cursor(CursorIcon::ResizeHorizontal)
}

/// The day of knowledge, where it lies on the axis.
fn paint_known_on(ui: &Ui, axis: Axis, plot: Rect, known_on: Option<Day>) {
    let Some(day) = known_on.filter(|day| axis.extent.contains(*day)) else {
        return;
    };
    let palette = theme::palette(ui);
    let x = axis.x_after_day(day);
    let line = [pos2(x, plot.top()), pos2(x, plot.bottom())];
    let stroke = Stroke::new(1.5, palette.warning);
    ui.painter()
        .extend(egui::Shape::dashed_line(&line, stroke, 3.0, 3.0));
    ui.painter().text(
        pos2(x, plot.top() - 2.0),
        if x > plot.center().x {
            Align2::RIGHT_TOP
        } else {
            Align2::LEFT_TOP
        },
        " known ",
        theme::caption(),
        palette.warning,
    );
}

/// The day under the pointer.
fn paint_pointer(ui: &Ui, axis: Axis, plot: Rect, response: &Response) {
    let palette = theme::palette(ui);
    let Some(at) = response.hover_pos() else {
        return;
    };
    let day = axis.day_from_x(at.x);
    let x = f32::midpoint(axis.x_from_day(day), axis.x_after_day(day));
    let line = Stroke::new(1.0, palette.secondary.gamma_multiply(0.5));
    ui.painter().vline(x, plot.y_range(), line);
    let galley =
        ui.painter()
            .layout_no_wrap(wording::short_day(day), theme::caption(), palette.ink);
    let half = galley.size().x / 2.0 + 4.0;
    let at = pos2(
        x.min(plot.right() - half).max(plot.left() + half),
        plot.top(),
    );
    let ground = Align2::CENTER_TOP
        .anchor_size(at, galley.size())
        .expand2(vec2(4.0, 1.0));
    ui.painter().rect_filled(ground, 4.0, palette.panel);
    ui.painter()
        .galley(ground.min + vec2(4.0, 1.0), galley, palette.ink);
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
    // Under the bar that begins with it, or under the middle of the bars that make it up.
    let bars = unit;
    let (days, unit) = ticks::ticks(axis, unit, MIN_LABEL_WIDTH);
    for (index, day) in days.iter().enumerate() {
        let end = bars.end_of(*day).plus_days(-1);
        let last = end.min(axis.extent.last());
        let x = f32::midpoint(axis.x_from_day(*day), axis.x_after_day(last));
        let (label, context) = wording::tick(*day, unit);
        let context = if index == 0 {
            wording::tick_context(*day, unit)
        } else {
            context
        };
        painter.text(
            pos2(x, plot.bottom() + LABELS),
            Align2::CENTER_TOP,
            label,
            theme::caption(),
            palette.secondary,
        );
        if let Some(context) = context {
            painter.text(
                pos2(x, plot.bottom() + LABELS + 14.0),
                Align2::CENTER_TOP,
                context,
                theme::caption(),
                palette.secondary,
            );
        }
    }
}
