//! Everything a user can ask for, as values: grouped by what they may touch.

use super::{
    Camera, DatedLine, Direction, MapChoice, MapColor, MapStyle, Motion, Panel, Playback,
    Selection, Theme, TimeMode, ViewState,
};
use crate::model::{Day, EventId, Extent, NamePolicy, PlaceId, Window};
use crate::query::{Amount, Facet, FacetValue, Filter, ListOrder, MatchLevel, Voice};

/// A wish. Those that need the answer, the screen or the world are resolved by the application.
#[derive(Debug, Clone, PartialEq)]
pub enum Command {
    /// Look at something else.
    View(ViewCommand),
    /// Select the next or previous event that is shown.
    SelectNeighbor(Direction),
    /// Mark the next or previous event besides those that are marked.
    MarkNeighbor(Direction),
    /// Mark all events that are shown, or none.
    MarkAll(bool),
    /// Copy the marked events, or the selected one, as text.
    CopyEvents,
    /// Move the window by one step.
    StepWindow(WindowStep),
    /// Play time, or pause.
    TogglePlay,
    /// Read the window in another way.
    SetMode(TimeMode),
    /// Show fewer days (positive) or more on the timeline, by an exponent.
    ZoomAxis(f32),
    /// Read the window in the next way.
    NextMode,
    /// Show on the map everything that is shown in the list.
    FitShown,
    /// Bring the map to an event.
    FlyTo(EventId),
    /// Bring the map to a place.
    FlyToPlace(PlaceId),
    /// Show an extent whole.
    FitExtent(Extent),
    /// Measure distances on the map, or no longer.
    ToggleMeasure,
    /// Copy the position under the pointer, or that of the middle of the map.
    CopyPosition,
    /// Look with the knowledge of the window's last day, or with today's again.
    ToggleKnownOn,
    /// Show the whole address of a source, and ask whether it is to be opened.
    AskToOpen(String),
    /// Open the address that was shown.
    OpenAsked,
    /// Show another map under the marks; one from a server only after a yes.
    ChooseMap(MapChoice),
    /// Show the map that was asked for, and others from servers without asking again.
    GoOnline,
    /// Ask at once for the tiles that failed.
    RetryTiles,
    /// Forget all tiles on the disk.
    ClearTiles,
    /// Make everything larger (positive) or smaller by steps; `None` is as large as at first.
    ZoomWindow(Option<i8>),
    /// Zoom in (positive) or out by steps.
    Zoom(f64),
    /// Move the window so that it holds the event.
    MoveWindowTo(EventId),
    /// Put the cursor into the search field.
    FocusSearch,
    /// Take away what lies on top.
    Dismiss,
    /// The view before.
    Back,
    /// The view that was left by going back.
    Forward,
    /// Open atlases or import files.
    Open(OpenRequest),
    /// Go back to the atlas that was open before, as it was looked at then.
    EarlierAtlas,
    /// Stop reading what is being opened.
    CancelOpening,
    /// Keep the view under a name, or in a file whose name ends as those of views do.
    SaveView(String),
    /// Look at what the view in a file looks at.
    OpenView(String),
    /// Remove the file of a view.
    RemoveView(String),
    /// Write what is shown into a file, whose ending says what it becomes.
    SaveAs(String),
    /// Replace the file that was asked about.
    ReplaceAsked,
    /// End the program.
    Quit,
}

impl Command {
    /// Whether it takes the window of time from what plays it.
    pub fn takes_the_window(&self) -> bool {
        matches!(
            self,
            Self::StepWindow(_) | Self::MoveWindowTo(_) | Self::Back | Self::Forward
        )
    }
}

/// What to open, and what its reader says about it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OpenRequest {
    /// Where it lies.
    pub paths: Vec<String>,
    /// Which column of a table is what, like `title=Headline,date=Day`.
    pub map: Option<String>,
    /// What comes first in dates like 1/2/2021: `dmy` or `mdy`.
    pub dates: Option<String>,
}

/// How the window is to move.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WindowStep {
    /// The whole window by one unit.
    Move(Direction),
    /// The whole window by the next larger unit.
    MoveFar(Direction),
    /// Its last day by one unit: later grows it, earlier shrinks it.
    MoveEnd(Direction),
    /// To the beginning or the end of the data.
    ToEnd(Direction),
}

/// A change of the view, and nothing else.
#[derive(Debug, Clone, PartialEq)]
pub enum ViewCommand {
    /// Select an event, a place, a source or an actor, or nothing.
    Select(Option<Selection>),
    /// Search for words.
    SetText(String),
    /// Ask for a value of a facet, or no longer.
    ToggleValue(Facet, FacetValue),
    /// Ask for events with any of the values chosen of a facet, or with none of them.
    SetAmount(Facet, Amount),
    /// Ask only for what lies in the part of the map that is shown, or for all.
    SetInView(bool),
    /// Ask for a voice, or no longer.
    ToggleVoice(Voice),
    /// Ask for certain matches only, or for possible ones too.
    SetMatchLevel(MatchLevel),
    /// Ask for something else altogether.
    SetFilter(Filter),
    /// Ask for everything again.
    ClearFilter,
    /// Look at a stretch of time; `None` is all of it.
    SetWindow(Option<Window>),
    /// The same while a drag is under way: all of it is one step, which the next other change ends.
    DragWindow(Option<Window>),
    /// Look at a stretch of time, read in a way.
    SetTime(TimeMode, Option<Window>),
    /// Play and step time in another way.
    SetPlayback(Playback),
    /// Show other days on the timeline; `None` is those that hold nearly all events.
    SetAxis(Option<Window>),
    /// Look with the knowledge of a day; `None` is today's.
    SetKnownOn(Option<Day>),
    /// Show names in another language.
    SetNames(NamePolicy),
    /// Order the list in another way.
    SetListOrder(ListOrder),
    /// Draw many events in another way.
    SetMapStyle(MapStyle),
    /// Let the color of a density tell something else.
    SetMapColor(MapColor),
    /// Lay a line of the past over the map, or no longer.
    ToggleLine(DatedLine),
    /// Draw lines of the past only while they stood, or at all times.
    TieLines(bool),
    /// Look somewhere else.
    MoveCamera(Camera),
    /// Look at what another view looks at; panels, light and dark stay.
    SetView(Box<ViewState>),
    /// Open or close a panel.
    Toggle(Panel),
    /// Light or dark.
    SetTheme(Theme),
    /// Let what changes move, or not.
    SetMotion(Motion),
}

impl ViewCommand {
    /// Carries the change out: the only function that changes a view.
    pub fn apply(self, view: &mut ViewState) {
        match self {
            Self::Select(selection) => view.selection = selection,
            Self::SetText(text) => view.filter.text = text,
            Self::ToggleValue(facet, value) => view.filter.toggle(facet, value),
            Self::SetAmount(facet, amount) => view.filter.set_amount(facet, amount),
            Self::SetInView(is_limited) => view.is_in_view = is_limited,
            Self::ToggleVoice(voice) => {
                if !view.filter.voices.remove(&voice) {
                    view.filter.voices.insert(voice);
                }
            }
            Self::SetMatchLevel(level) => view.filter.match_level = level,
            Self::SetFilter(filter) => view.filter = filter,
            Self::ClearFilter => {
                view.filter = Filter::default();
                view.is_in_view = false;
            }
            Self::SetWindow(window) | Self::DragWindow(window) => {
                view.window = window;
                if window.is_none() && view.mode == TimeMode::OnDay {
                    // All of time is not a day.
                    view.mode = TimeMode::Window;
                }
            }
            Self::SetTime(mode, window) => {
                view.mode = mode;
                view.window = window;
            }
            Self::SetPlayback(playback) => view.playback = playback,
            Self::SetAxis(axis) => view.axis = axis,
            Self::SetKnownOn(day) => view.known_on = day,
            Self::SetNames(names) => view.names = names,
            Self::SetListOrder(order) => view.list_order = order,
            Self::SetMapStyle(style) => view.map_style = style,
            Self::SetMapColor(color) => view.map_color = color,
            Self::ToggleLine(line) => view.dated_lines.toggle(line),
            Self::TieLines(are_tied) => view.dated_lines.tie(are_tied),
            Self::MoveCamera(camera) => view.camera = camera,
            Self::SetView(other) => {
                *view = ViewState {
                    panels: view.panels.clone(),
                    theme: view.theme,
                    motion: view.motion,
                    ..*other
                };
            }
            Self::Toggle(panel) => view.panels.toggle(panel),
            Self::SetTheme(theme) => view.theme = theme,
            Self::SetMotion(motion) => view.motion = motion,
        }
    }

    /// Whether one would want to come back from it by going back. Panning is not such a change.
    pub fn leaves_a_step(&self) -> bool {
        !matches!(
            self,
            Self::MoveCamera(_)
                | Self::Toggle(_)
                | Self::SetTheme(_)
                | Self::SetMotion(_)
                | Self::SetNames(_)
                | Self::SetListOrder(_)
                | Self::SetMapStyle(_)
                | Self::SetMapColor(_)
                | Self::ToggleLine(_)
                | Self::TieLines(_)
                | Self::SetPlayback(_)
                | Self::SetAxis(_)
        )
    }
}
