//! A view with its past and its future.

use super::{ViewCommand, ViewState};

/// No one goes back further than this.
const MAX_STEPS: usize = 200;

/// The current view, the views before it, and those left by going back.
#[derive(Debug, Clone, Default)]
pub struct History {
    view: ViewState,
    past: Vec<ViewState>,
    future: Vec<ViewState>,
    /// What the last change was, where many of its sort make one step.
    open_step: Option<OpenStep>,
}

/// A change that goes on: letters make a word, movements make a drag.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum OpenStep {
    Typing,
    Dragging,
}

impl History {
    /// A history that begins with this view.
    pub fn new(view: ViewState) -> Self {
        Self {
            view,
            ..Self::default()
        }
    }

    /// The current view.
    pub fn view(&self) -> &ViewState {
        &self.view
    }

    /// Changes the view and remembers where it was.
    pub fn apply(&mut self, command: ViewCommand) {
        let before = self.view.clone();
        let leaves_a_step = command.leaves_a_step();
        let step = match command {
            ViewCommand::SetText(_) => Some(OpenStep::Typing),
            ViewCommand::DragWindow(_) => Some(OpenStep::Dragging),
            _ => None,
        };
        let goes_on = step.is_some() && step == self.open_step;
        command.apply(&mut self.view);
        if !leaves_a_step {
            return;
        }
        self.open_step = step;
        if self.view == before {
            return;
        }
        if !goes_on {
            self.past.push(before);
            if self.past.len() > MAX_STEPS {
                self.past.remove(0);
            }
        }
        self.future.clear();
    }

    /// Goes back one step. At the beginning nothing happens, and `false` says so.
    pub fn back(&mut self) -> bool {
        let Some(before) = self.past.pop() else {
            return false;
        };
        let left = self.leave_for(before);
        self.future.push(left);
        true
    }

    /// Goes forward one step. At the end nothing happens, and `false` says so.
    pub fn forward(&mut self) -> bool {
        let Some(after) = self.future.pop() else {
            return false;
        };
        let left = self.leave_for(after);
        self.past.push(left);
        true
    }

    /// Takes up another view and gives back the one left. What leaves no step stays as it is.
    fn leave_for(&mut self, mut view: ViewState) -> ViewState {
        view.camera = self.view.camera;
        view.theme = self.view.theme;
        view.motion = self.view.motion;
        view.panels = self.view.panels.clone();
        view.names = self.view.names;
        view.list_order = self.view.list_order;
        view.map_style = self.view.map_style;
        view.map_color = self.view.map_color;
        view.dated_lines = self.view.dated_lines.clone();
        view.playback = self.view.playback;
        view.axis = self.view.axis;
        self.open_step = None;
        std::mem::replace(&mut self.view, view)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Day, EventId, Window};
    use crate::state::{Camera, DatedLine, MapColor, MapStyle, Panel, Selection, Theme};

    #[test]
    fn back_and_forward_undo_each_other() {
        let mut history = History::default();
        let event = Selection::Event(EventId::from_index(3));
        history.apply(ViewCommand::Select(Some(event)));
        history.apply(ViewCommand::SetWindow(Some(Window::between(
            Day::from_number(1),
            Day::from_number(9),
        ))));
        let there = history.view().clone();
        history.back();
        history.back();
        assert_eq!(history.view(), &ViewState::default());
        history.back();
        history.forward();
        history.forward();
        assert_eq!(history.view(), &there);
    }

    #[test]
    fn a_drag_is_one_step_and_the_next_drag_another() {
        let window = |last| Some(Window::between(Day::from_number(0), Day::from_number(last)));
        let mut history = History::default();
        for last in 1..300 {
            history.apply(ViewCommand::DragWindow(window(last)));
        }
        history.apply(ViewCommand::SetWindow(window(299)));
        for last in 1..300 {
            history.apply(ViewCommand::DragWindow(window(1_000 + last)));
        }
        history.back();
        assert_eq!(history.view().window, window(299));
        history.back();
        assert_eq!(history.view().window, None);
    }

    #[test]
    fn going_back_leaves_alone_what_leaves_no_step() {
        let mut history = History::default();
        history.apply(ViewCommand::SetText("a".to_owned()));
        let changes = [
            ViewCommand::SetMapStyle(MapStyle::Dots),
            ViewCommand::SetMapColor(MapColor::Kind),
            ViewCommand::ToggleLine(DatedLine::Oblast),
            ViewCommand::TieLines(false),
            ViewCommand::SetTheme(Theme::Dark),
        ];
        for change in changes {
            assert!(!change.leaves_a_step());
            history.apply(change);
        }
        let there = history.view().clone();
        history.back();
        assert_eq!(history.view().filter.text, "");
        let mut expected = there.clone();
        expected.filter.text = String::new();
        assert_eq!(history.view(), &expected);
        history.forward();
        assert_eq!(history.view(), &there);
    }

    #[test]
    fn a_word_is_one_step_and_a_pan_is_none() {
        let mut history = History::default();
        for text in ["l", "la", "lac"] {
            history.apply(ViewCommand::SetText(text.to_owned()));
        }
        history.apply(ViewCommand::MoveCamera(Camera::default().zoomed_by(3.0)));
        history.apply(ViewCommand::Toggle(Panel::List));
        history.back();
        assert_eq!(history.view().filter.text, "");
        assert!(!history.view().panels.is_open(Panel::List));
    }
}
