//! Everything a user can change about what is shown.

use super::{Camera, DatedLines, Playback, TimeMode};
use crate::model::{ActorId, Catalog, Day, EventId, NamePolicy, PlaceId, SourceId, Window};
use crate::query::{Filter, Knowledge, ListOrder, Question};

/// What is looked at. Small, so that undo is a copy and change detection is `==`.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ViewState {
    /// Which events are asked for.
    pub filter: Filter,
    /// Whether only what lies in the part of the map that is shown is asked for.
    pub is_in_view: bool,
    /// The window of time; `None` is the whole extent of the data.
    pub window: Option<Window>,
    /// Which of its days are asked for.
    pub mode: TimeMode,
    /// How time is played, and by how much it steps.
    pub playback: Playback,
    /// Which days the timeline shows; `None` is those that hold nearly all events.
    pub axis: Option<Window>,
    /// With the knowledge of which day; `None` is today's.
    pub known_on: Option<Day>,
    /// What is selected: its card is open.
    pub selection: Option<Selection>,
    /// In which language names are shown.
    pub names: NamePolicy,
    /// How the list is ordered.
    pub list_order: ListOrder,
    /// Where the map looks.
    pub camera: Camera,
    /// How the map draws many events.
    pub map_style: MapStyle,
    /// What the color of their density tells.
    pub map_color: MapColor,
    /// Which lines of the past lie over the map.
    pub dated_lines: DatedLines,
    /// Light, dark, or as the system has it.
    pub theme: Theme,
    /// Whether what changes moves.
    pub motion: Motion,
    /// Which panels are open.
    pub panels: Panels,
}

/// What can be selected. Each has a card of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Selection {
    /// An event.
    Event(EventId),
    /// A place.
    Place(PlaceId),
    /// A source.
    Source(SourceId),
    /// An actor.
    Actor(ActorId),
}

impl Selection {
    /// What a text names: the id of an event, or one with `place:`, `source:` or `actor:` before it.
    pub fn named(catalog: &Catalog, text: &str) -> Option<Self> {
        match text.split_once(':') {
            None => catalog.event_by_slug(text).map(Self::Event),
            Some(("event", slug)) => catalog.event_by_slug(slug).map(Self::Event),
            Some(("place", slug)) => catalog.place_by_slug(slug).map(Self::Place),
            Some(("source", slug)) => catalog.source_by_slug(slug).map(Self::Source),
            Some(("actor", slug)) => catalog.actor_by_slug(slug).map(Self::Actor),
            Some(_) => None,
        }
    }

    /// The text that names it.
    pub fn name(self, catalog: &Catalog) -> Option<String> {
        Some(match self {
            Self::Event(id) => catalog.event(id)?.slug.to_string(),
            Self::Place(id) => format!("place:{}", catalog.place(id)?.slug),
            Self::Source(id) => format!("source:{}", catalog.source(id)?.slug),
            Self::Actor(id) => format!("actor:{}", catalog.actor(id)?.slug),
        })
    }

    /// The event, if it is one.
    pub fn event(self) -> Option<EventId> {
        match self {
            Self::Event(id) => Some(id),
            Self::Place(_) | Self::Source(_) | Self::Actor(_) => None,
        }
    }

    /// The place, if it is one.
    pub fn place(self) -> Option<PlaceId> {
        match self {
            Self::Place(id) => Some(id),
            Self::Event(_) | Self::Source(_) | Self::Actor(_) => None,
        }
    }
}

/// Which map lies under the marks. Not a part of the view: every start is offline.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum MapChoice {
    /// The one that comes with the program.
    #[default]
    Bundled,
    /// A server that is known, by its name.
    Known(&'static str),
    /// A server by its address, with `{z}`, `{x}` and `{y}` in it.
    Address(String),
    /// A file of the reader's own.
    File(String),
}

impl MapChoice {
    /// Whether looking at it tells a server what is looked at.
    pub fn is_online(&self) -> bool {
        matches!(self, Self::Known(_) | Self::Address(_))
    }
}

/// How the map draws many events.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum MapStyle {
    /// As a density where they are many, and one by one where they are few.
    #[default]
    Auto,
    /// As dots, however many they are.
    Dots,
    /// As a density, however few they are.
    Density,
}

/// What the color of a density tells.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum MapColor {
    /// How many events there are.
    #[default]
    Count,
    /// Of which kind most of them are.
    Kind,
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

/// Whether what changes moves.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Motion {
    /// The map flies, and what opens unfolds.
    #[default]
    Full,
    /// All is there at once.
    Reduced,
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
    /// What to open and where to save.
    Files,
    /// What the program is, and whose the map is.
    About,
    /// The date that is typed to go to.
    GoTo,
    /// The views that have a name.
    Views,
    /// What can be found and done by a few letters.
    Palette,
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
            window: self.days(),
            knowledge: self.knowledge(),
        }
    }

    /// The days that are asked for, both ends included; `None` is all of time.
    pub fn days(&self) -> Option<Window> {
        self.mode.days(self.window)
    }

    /// The knowledge one looks with.
    pub fn knowledge(&self) -> Knowledge {
        Knowledge { on: self.known_on }
    }

    /// The selected event, if an event is selected.
    pub fn selected_event(&self) -> Option<EventId> {
        self.selection.and_then(Selection::event)
    }

    /// The selected place, if a place is selected.
    pub fn selected_place(&self) -> Option<PlaceId> {
        self.selection.and_then(Selection::place)
    }
}
