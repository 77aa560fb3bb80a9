//! Everything a user can change about what is shown.

use super::Camera;
use crate::model::{EventId, Window};
use crate::query::{Filter, Question};

/// What is looked at. Small, so that undo is a copy and change detection is `==`.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ViewState {
    /// Which events are asked for.
    pub filter: Filter,
    /// The window of time; `None` is the whole extent of the data.
    pub window: Option<Window>,
    /// The selected event.
    pub selection: Option<EventId>,
    /// Where the map looks.
    pub camera: Camera,
    /// Light, dark, or as the system has it.
    pub theme: Theme,
    /// Which panels are open.
    pub panels: Panels,
}

/// Light or dark.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Theme {
    /// As the system has it.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

/// A panel that can be folded away.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Panel {
    /// The event list.
    List,
    /// The timeline.
    Timeline,
    /// What did not hold in the files.
    Findings,
    /// The keys.
    Keys,
}

/// Which panels are open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Panels {
    open: Vec<Panel>,
}

impl Panels {
    /// Whether a panel is open.
    pub fn is_open(&self, panel: Panel) -> bool {
        self.open.contains(&panel)
    }

    /// Opens a closed panel and closes an open one.
    pub(super) fn toggle(&mut self, panel: Panel) {
        if self.is_open(panel) {
            self.open.retain(|open| *open != panel);
        } else {
            self.open.push(panel);
            self.open.sort();
        }
    }
}

impl Default for Panels {
    fn default() -> Self {
        Self {
            open: vec![Panel::List, Panel::Timeline],
        }
    }
}

impl ViewState {
    /// The question this view asks.
    pub fn question(&self) -> Question {
        Question {
            filter: self.filter.clone(),
            window: self.window,
        }
    }
}
