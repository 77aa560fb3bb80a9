//! Moving the window of time: by steps, to an event, and by itself while time is played.

use egui::Context;

use super::App;
use crate::model::{EventId, Window};
use crate::query::{Solved, TimeUnit};
use crate::state::{
    AtEnd, Direction, Empty, StepSize, TimeMode, ViewCommand, ViewState, WindowStep, ended_on,
    moved_edge, scaled_axis, stepped_window, window_at_end,
};

/// Whether time is played.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) enum Player {
    /// It is not.
    #[default]
    Paused,
    /// It is, and was stepped at this time in seconds.
    Playing { stepped_at: f64 },
    /// It was, until its end.
    AtEnd,
}

impl Player {
    pub(super) fn is_playing(self) -> bool {
        matches!(self, Self::Playing { .. })
    }
}

impl App {
    pub(super) fn step_window(&mut self, step: WindowStep) {
        self.derive();
        if let Some(next) = stepped(self.view(), self.asker.solved(), step) {
            self.set_window(next, ViewCommand::SetWindow);
        }
    }

    /// All of the data is no window, unless one looks at a day of it or up to it.
    fn set_window(&mut self, window: Window, command: fn(Option<Window>) -> ViewCommand) {
        let is_all = self.asker.solved().histogram.extent() == Some(window);
        let is_none = is_all && self.view().mode == TimeMode::Window;
        self.history.apply(command((!is_none).then_some(window)));
        self.follow_window();
    }

    /// Moves an axis that shows only some days so that it shows the window's last one.
    fn follow_window(&mut self) {
        let view = self.view();
        let limits = self.asker.solved().histogram.extent();
        let Some(((axis, days), limits)) = view.axis.zip(view.days()).zip(limits) else {
            return;
        };
        let by = if axis.contains(days.last()) {
            return;
        } else if days.last() > axis.last() {
            days.last().number().saturating_sub(axis.last().number())
        } else {
            let first = days.first().max(limits.first());
            first.number().saturating_sub(axis.first().number())
        };
        let moved = axis.moved(by, limits);
        self.history.apply(ViewCommand::SetAxis(Some(moved)));
    }

    /// Reads the window in another way. A day or an end is looked for where there was none.
    pub(super) fn set_mode(&mut self, mode: TimeMode) {
        self.derive();
        let solved = self.asker.solved();
        let window = self.view().window.or_else(|| {
            let extent = self.loaded.catalog.extent_days()?;
            let all = solved.histogram.extent()?;
            Some(match mode {
                TimeMode::Window => return None,
                TimeMode::UpTo => all,
                TimeMode::OnDay => Window::between(all.first(), extent.last()),
            })
        });
        let is_all = mode == TimeMode::Window && window == solved.histogram.extent();
        let window = window.filter(|_| !is_all);
        self.history.apply(ViewCommand::SetTime(mode, window));
    }

    /// Shows fewer days on the timeline, or more, around what is looked at or selected.
    pub(super) fn zoom_axis(&mut self, exponent: f32) {
        let (view, histogram) = (self.view(), &self.asker.solved().histogram);
        let Some((limits, home)) = histogram.extent().zip(histogram.home()) else {
            return;
        };
        let axis = view.axis.unwrap_or(home).clamped(limits);
        let selected = view.selected_event();
        let of_selected = selected.and_then(|id| self.asker.solved().index.first_day(id));
        let of_window = view
            .window
            .map(|window| window.last().plus_days(-window.n_days() / 2));
        let at = of_window
            .or(of_selected)
            .filter(|day| limits.contains(*day));
        let middle = axis.first().plus_days(axis.n_days() / 2);
        let at = at.unwrap_or(middle);
        // What is looked at comes into sight first.
        let axis = if axis.contains(at) {
            axis
        } else {
            axis.moved(at.number().saturating_sub(middle.number()), limits)
        };
        let next = scaled_axis(axis, limits, at, exponent);
        let next = (next != home && next != limits).then_some(next);
        self.history.apply(ViewCommand::SetAxis(next));
    }

    /// Moves the window, keeping its length, so that it holds the event's days.
    pub(super) fn move_window_to(&mut self, id: EventId) {
        let days = self
            .loaded
            .catalog
            .event(id)
            .and_then(|event| event.when.as_ref()?.span().bounded_days());
        let Some((days, limits)) = days.zip(self.asker.solved().histogram.extent()) else {
            return;
        };
        let view = self.view();
        let n_days = view.window.map_or(1, Window::n_days);
        let window = match (view.mode, view.window) {
            (TimeMode::OnDay, Some(window)) => ended_on(window, days.first()),
            (TimeMode::UpTo, Some(window)) => ended_on(window, days.last()),
            (TimeMode::Window, _) | (_, None) => {
                let n_more = (n_days - days.n_days()).max(0);
                let first = days.first().plus_days(-n_more / 2);
                Window::between(first, first.plus_days(n_more + days.n_days() - 1)).moved(0, limits)
            }
        };
        self.history.apply(ViewCommand::SetWindow(Some(window)));
    }

    /// Plays time, or pauses. From the end it begins again.
    pub(super) fn toggle_play(&mut self, ctx: &Context) {
        if self.player.is_playing() {
            self.pause();
            return;
        }
        self.derive();
        if self.asker.solved().histogram.extent().is_none() {
            return;
        }
        let first = self.next_played();
        if self.view().window.is_none() || first.is_none() {
            self.rewind();
        }
        self.player = Player::Playing {
            stepped_at: ctx.input(|input| input.time),
        };
        ctx.request_repaint();
    }

    /// Stays where it is. All that was played is one step to go back.
    pub(super) fn pause(&mut self) {
        self.player = Player::Paused;
        self.end_drag();
    }

    fn end_drag(&mut self) {
        let window = self.view().window;
        self.history.apply(ViewCommand::SetWindow(window));
    }

    /// The window a step later where there is one, without stretches that are to be passed over.
    fn next_played(&self) -> Option<Window> {
        let (view, solved) = (self.view(), self.asker.solved());
        let later = WindowStep::Move(Direction::Later);
        let mut next = stepped(view, solved, later).filter(|next| Some(*next) != view.window)?;
        if view.playback.empty == Empty::Keep {
            return Some(next);
        }
        let has_any = |window: Window| {
            let days = view.mode.days(Some(window));
            days.is_some_and(|days| solved.passing.has_any_in(&solved.index, days))
        };
        let grows = |window: Window| match view.mode {
            // What has been stays in sight: what is new counts.
            TimeMode::UpTo => solved
                .passing
                .next_day(
                    &solved.index,
                    view.window.map_or(window.first(), Window::last),
                )
                .is_some_and(|day| day <= window.last()),
            TimeMode::Window | TimeMode::OnDay => has_any(window),
        };
        if grows(next) {
            return Some(next);
        }
        // Where nothing comes any more the rest is not played.
        let day = solved.passing.next_day(&solved.index, next.last())?;
        let mut there = view.clone();
        while next.last() < day {
            there.window = Some(next);
            next = stepped(&there, solved, later).filter(|further| *further != next)?;
        }
        Some(next)
    }

    /// To the first step.
    fn rewind(&mut self) {
        let view = self.view();
        let step = match view.window {
            Some(_) => WindowStep::ToEnd(Direction::Earlier),
            // From all of time a step leads to the first unit.
            None => WindowStep::Move(Direction::Later),
        };
        let solved = self.asker.solved();
        let first = match (view.window, view.axis) {
            // Where the axis shows only some days, what it shows is played.
            (None, Some(axis)) => {
                let unit = view.playback.step.unit(view.mode, solved.histogram.unit);
                Some(unit.around(Window::between(axis.first(), axis.first())))
            }
            _ => stepped(view, solved, step),
        };
        if let Some(first) = first {
            self.set_window(first, ViewCommand::DragWindow);
        }
    }

    /// Steps when it is time to.
    pub(super) fn play(&mut self, ctx: &Context) {
        let Player::Playing { stepped_at } = self.player else {
            return;
        };
        let pace = f64::from(self.view().playback.pace_ms()) / 1_000.0;
        let now = ctx.input(|input| input.time);
        let wait = stepped_at + pace - now;
        if wait > 1e-6 {
            ctx.request_repaint_after_secs(wait as f32);
            return;
        }
        self.derive();
        match (self.next_played(), self.view().playback.at_end) {
            (Some(next), _) => self.set_window(next, ViewCommand::DragWindow),
            (None, AtEnd::Loop) => self.rewind(),
            (None, AtEnd::Stop) => {
                self.end_drag();
                self.player = Player::AtEnd;
                return;
            }
        }
        self.player = Player::Playing { stepped_at: now };
        ctx.request_repaint_after_secs(pace as f32);
    }
}

/// The window after a step; `None` where no event has a date or no event comes any more.
fn stepped(view: &ViewState, solved: &Solved, step: WindowStep) -> Option<Window> {
    let size = view.playback.step;
    let unit = size.unit(view.mode, solved.histogram.unit);
    // Whole weeks may begin before the first month does.
    let limits = unit.around(solved.histogram.extent()?);
    let stepped =
        |unit: TimeUnit, direction| stepped_by(view, unit.around(limits), unit, direction);
    Some(match step {
        WindowStep::Move(direction) if size == StepSize::NextEvent => {
            to_event(view, solved, limits, direction)?
        }
        WindowStep::Move(direction) => stepped(unit, direction),
        WindowStep::MoveFar(direction) => stepped(unit.larger(), direction),
        WindowStep::MoveEnd(direction) => {
            let window = view.window.unwrap_or(limits);
            if view.mode == TimeMode::OnDay {
                return Some(window);
            }
            // The day after the last is what moves by calendar steps, so that whole months stay whole.
            let end = moved_edge(window.last().plus_days(1), beyond(limits), unit, direction);
            Window::between(window.first(), end.plus_days(-1).max(window.first()))
        }
        WindowStep::ToEnd(direction) => to_end(view, limits, unit, direction),
    })
}

/// The whole window in the mode of windows; else what it ends with.
fn stepped_by(view: &ViewState, limits: Window, unit: TimeUnit, direction: Direction) -> Window {
    let Some(window) = view.window.filter(|_| view.mode != TimeMode::Window) else {
        let window = stepped_window(view.window, limits, unit, direction);
        return match view.mode {
            TimeMode::OnDay if direction == Direction::Later => ended_on(window, window.first()),
            _ => window,
        };
    };
    let last = if view.mode == TimeMode::UpTo {
        let end = moved_edge(window.last().plus_days(1), beyond(limits), unit, direction);
        end.plus_days(-1).max(limits.first())
    } else {
        moved_edge(window.last(), limits, unit, direction)
    };
    ended_on(window, last)
}

/// The window that ends on the day on which the next event begins.
fn to_event(
    view: &ViewState,
    solved: &Solved,
    limits: Window,
    direction: Direction,
) -> Option<Window> {
    let (passing, index) = (&solved.passing, &solved.index);
    let from = view.window.map_or_else(
        || match direction {
            Direction::Later => limits.first().plus_days(-1),
            Direction::Earlier => limits.last().plus_days(1),
        },
        Window::last,
    );
    let day = match direction {
        Direction::Later => passing.next_day(index, from),
        Direction::Earlier => passing.previous_day(index, from),
    }?;
    let window = view.window.unwrap_or(Window::between(day, day));
    Some(ended_on(window, day))
}

/// The window at the beginning or the end of the data.
fn to_end(view: &ViewState, limits: Window, unit: TimeUnit, direction: Direction) -> Window {
    let window = view.window.unwrap_or(limits);
    match (view.mode, direction) {
        (TimeMode::Window, _) => window_at_end(window, limits, unit, direction),
        (TimeMode::UpTo, Direction::Earlier) => {
            let last = unit.end_of(limits.first()).plus_days(-1);
            ended_on(window, last.min(limits.last()))
        }
        (TimeMode::OnDay, Direction::Earlier) => ended_on(window, limits.first()),
        (_, Direction::Later) => ended_on(window, limits.last()),
    }
}

/// The limits with room for the day after their last.
fn beyond(limits: Window) -> Window {
    Window::between(limits.first(), limits.last().plus_days(1))
}
