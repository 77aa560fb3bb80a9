//! The timeline: a histogram of the events with a window over it that can be dragged, and its ends.

mod axis;
mod bars;
mod ticks;

use axis::Axis;
use egui::accesskit::Action;
use egui::{
    Align, Align2, Context, CornerRadius, CursorIcon, EventFilter, Id, Key, Layout, Rect, Response,
    Role, Sense, Stroke, Ui, WidgetInfo, pos2, vec2,
};

use super::{Scene, keymap, known_on, rich_text, theme, wording};
use crate::model::{Day, Window};
use crate::query::{Histogram, MatchLevel, TimeUnit};
use crate::state::{Command, Direction, Panel, ViewCommand, ViewState, moved_edge};

/// What the timeline remembers between frames: where it was shown, a drag under way, and whether arrows
/// are for it.
#[derive(Debug, Default)]
pub(super) struct Memory {
    shown: Option<Shown>,
    grabbed: Option<Grabbed>,
    pub(super) takes_arrows: bool,
}

/// Where the axis was in the last frame, and the controls on it.
#[derive(Debug, Clone, Copy)]
struct Shown {
    axis: Axis,
    body: Id,
    ends: [Id; 2],
}

#[derive(Debug, Clone, Copy)]
enum Grabbed {
    /// The window, as it was, at this point of the screen.
    Body { at: f32, window: Window },
    /// A new window from this day on.
    New(Day),
}

/// Which end of the window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    First,
    Last,
}

/// What the pointer, the keyboard or a screen reader does to the window in this frame, by where the
/// timeline stood in the last one. Taken up before anything is shown, so that nothing lags behind.
pub(super) fn drag(
    ctx: &Context,
    histogram: &Histogram,
    view: &ViewState,
    memory: &mut Memory,
) -> Vec<Command> {
    let Some((shown, extent)) = memory.shown.zip(histogram.extent()) else {
        return Vec::new();
    };
    if shown.axis.extent != extent {
        return Vec::new();
    }
    let before = view.window.unwrap_or(extent).clamped(extent);
    let mut window = before;
    let mut is_released = false;
    if let Some(body) = ctx.read_response(shown.body) {
        is_released |= body.drag_stopped();
        window = dragged_body(&body, shown.axis, window, memory).unwrap_or(window);
    }
    for (end, id) in [End::First, End::Last].into_iter().zip(shown.ends) {
        if let Some(handle) = ctx.read_response(id) {
            is_released |= handle.drag_stopped();
            let day = moved_end(&handle, shown.axis, histogram.unit, window, end);
            window = match end {
                End::First => Window::between(day.min(window.last()), window.last()),
                End::Last => Window::between(window.first(), day.max(window.first())),
            };
        }
    }
    // The whole extent is no window: what has an open end belongs to it too.
    let wanted = (window != extent).then_some(window);
    let mut commands = Vec::new();
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
            header_ui(ui, scene, draft, commands);
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
            let body = body_ui(ui, axis, plot, window);
            bars::paint(ui, axis, plot, scene, window);
            paint_ticks(ui, axis, plot, scene.histogram.unit);
            paint_known_on(ui, axis, plot, scene.view.known_on);
            paint_pointer(ui, axis, plot, &body);
            let ends = [End::First, End::Last].map(|end| handle_ui(ui, axis, plot, window, end));
            memory.takes_arrows = ends.iter().any(Response::has_focus);
            memory.shown = Some(Shown {
                axis,
                body: body.id,
                ends: ends.map(|end| end.id),
            });
        });
}

/// The window in words, and what counts as a match.
fn header_ui(
    ui: &mut Ui,
    scene: Scene<'_>,
    draft: &mut known_on::Draft,
    commands: &mut Vec<Command>,
) {
    const NARROW: f32 = 520.0;
    let palette = theme::palette(ui);
    let is_narrow = ui.available_width() < NARROW;
    ui.horizontal(|ui| {
        let bold = theme::format(theme::bold(13.0), palette.ink);
        let secondary = theme::format(theme::small(), palette.secondary);
        match (scene.view.window, scene.histogram.extent()) {
            (Some(window), _) => {
                rich_text::label(ui, &wording::window(window), &bold);
                if !is_narrow {
                    rich_text::label(ui, &wording::window_length(window), &secondary);
                }
                if ui
                    .link("All of time")
                    .on_hover_text("Show all of time (A)")
                    .clicked()
                {
                    commands.push(Command::View(ViewCommand::SetWindow(None)));
                }
            }
            (None, Some(extent)) => {
                rich_text::label(ui, &wording::window(extent), &bold);
                if !is_narrow {
                    rich_text::label(ui, "all of time", &secondary);
                }
            }
            (None, None) => {}
        }
        let go = Command::View(ViewCommand::Toggle(Panel::GoTo));
        let link = ui
            .link("go to …")
            .on_hover_text(keymap::with_key("Go to a date", &go));
        if link.accessible_name("Go to a date").clicked() {
            commands.push(go);
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let mut is_certain = scene.view.filter.match_level == MatchLevel::Certain;
            // Without an edge an empty box could not be seen on the panel.
            ui.visuals_mut().widgets.inactive.bg_stroke = Stroke::new(1.0, palette.secondary);
            let hint = "Leave out events of which only some reading of the date lies in the window";
            if ui
                .checkbox(&mut is_certain, "certain only")
                .on_hover_text(hint)
                .changed()
            {
                let level = if is_certain {
                    MatchLevel::Certain
                } else {
                    MatchLevel::Possible
                };
                commands.push(Command::View(ViewCommand::SetMatchLevel(level)));
            }
            let words = match scene.view.known_on {
                Some(day) => format!("known on {}", wording::short_day(day)),
                None => "as known on …".to_owned(),
            };
            let hint = keymap::with_key("Hide what was said later", &Command::ToggleKnownOn);
            let button = ui.link(words).on_hover_text(hint);
            let button = button.accessible_name("As known on a day");
            known_on::known_on_popup(&button, scene, draft, commands);
            if ui.available_width() > 110.0 {
                let step = format!("step 1 {}", wording::unit(scene.histogram.unit));
                rich_text::label(ui, &step, &secondary);
            }
        });
    });
}

/// What the pointer does on the axis: drags of the window, and drags that make a new one.
fn dragged_body(
    response: &Response,
    axis: Axis,
    window: Window,
    memory: &mut Memory,
) -> Option<Window> {
    let is_whole = window == axis.extent;
    if response.drag_started() {
        let pressed = response.ctx.input(|input| input.pointer.press_origin());
        memory.grabbed = pressed.or(response.interact_pointer_pos()).map(|at| {
            let day = axis.day_from_x(at.x);
            if !is_whole && window.contains(day) {
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
        ) => Some(before.moved(axis.days_from_width(at.x - start), axis.extent)),
        (Grabbed::New(day), at) => Some(Window::between(day, axis.day_from_x(at.x))),
    }
}

/// Where an end of the window is dragged or stepped to: by a day, with Shift by a unit.
fn moved_end(response: &Response, axis: Axis, unit: TimeUnit, window: Window, end: End) -> Day {
    let ctx = &response.ctx;
    let mut day = match end {
        End::First => window.first(),
        End::Last => window.last(),
    };
    let pointer = ctx.input(|input| input.pointer.latest_pos());
    if (response.dragged() || response.drag_stopped())
        && let Some(at) = pointer
    {
        // The last day ends where the next begins.
        let half_day = (axis.right - axis.left) / axis.extent.n_days() as f32 / 2.0;
        day = axis.day_from_x(if end == End::Last {
            at.x - half_day
        } else {
            at.x + half_day
        });
    }
    let mut step = |n: usize, unit: TimeUnit, direction: Direction| {
        for _ in 0..n {
            day = moved_edge(day, axis.extent, unit, direction);
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

/// The axis as a control.
fn body_ui(ui: &Ui, axis: Axis, plot: Rect, window: Window) -> Response {
    let rect = plot.expand2(vec2(12.0, 0.0));
    let response = ui.interact(rect, ui.scope_id().with("axis"), Sense::drag());
    let name = format!("Window of time, {}", wording::window(window));
    response.widget_info(|| WidgetInfo::labeled(Role::Group, true, &name));
    let is_whole = window == axis.extent;
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

/// One end of the window: a slider of its own for pointer, keyboard and screen reader.
fn handle_ui(ui: &Ui, axis: Axis, plot: Rect, window: Window, end: End) -> Response {
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
    if response.has_focus() {
        let filter = EventFilter {
            horizontal_arrows: true,
            ..EventFilter::default()
        };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(id, filter));
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
