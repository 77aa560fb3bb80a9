//! One frame: derive what the view asks for, show it, then do what was asked.

mod asker;
mod atlases;
mod maps;
mod moving;
mod notice;
mod opening;
mod saving;
mod state_file;
mod timing;
mod views;

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use egui::{Context, Ui, ViewportCommand};

use asker::Asker;
use maps::Maps;

use crate::export::{Format, plain_text, suggested_name};
use crate::load::Loaded;
use crate::model::{EventId, Window};
use crate::query::{Answer, Asked, Histogram, MapBox, Subject, search_words};
use crate::state::{
    Camera, Command, Direction, Flight, History, MapChoice, OpenRequest, Panel, SavedView,
    Selection, Theme, ViewCommand, ViewState,
};
use crate::ui::{self, MapMemory, Memory, Scene};
use crate::wording;

use notice::Notice;
pub use opening::OpeningJob;
use opening::{NotOpened, Opening};
pub use saving::protected_files;
use saving::{MakePicture, Replacing, Saving};
pub use state_file::StateFile;
use timing::Player;
pub use views::ViewFile;
use views::Views;

/// How long a changed view waits before it is written down.
const SAVE_DELAY: Duration = Duration::from_secs(3);
/// How often the progress of an import is shown anew.
const PROGRESS_DELAY: Duration = Duration::from_millis(100);

/// The application without its window.
#[derive(Debug)]
pub struct App {
    loaded: Loaded,
    coming: Option<Opening>,
    /// What there was before something began to be opened, should that be cancelled or come to nothing.
    before: Option<Before>,
    /// The atlas that was open before this one, and the one that was left by going back to it.
    earlier: Option<Before>,
    later: Option<Before>,
    /// What could not be opened last.
    not_opened: Option<NotOpened>,
    history: History,
    memory: Memory,
    asker: Asker,
    maps: Maps,
    notice: Option<Notice>,
    state_file: Option<StateFile>,
    /// The view as it was last written down, and since when another one waits for it.
    written: Option<ViewState>,
    unsaved_since: Option<Instant>,
    window_size: Option<(f32, f32)>,
    /// How large everything is shown; `None` before the first frame has taken it up.
    window_zoom: Option<f32>,
    wants_fit: bool,
    /// The camera that everything was last fitted into.
    fitted: Option<Camera>,
    /// The way of the camera that is under way, and where it was in the last frame.
    flight: Option<(Flight, Camera)>,
    /// Whether time is played.
    player: Player,
    /// The views that have a name.
    views: Views,
    /// The address that was asked for and waits for a yes, and what opens it.
    asked_link: Option<String>,
    opener: Opener,
    saving: Option<Saving>,
    /// The file that a save would replace, until its reader has said whether it may.
    replacing: Option<Replacing>,
    /// What was saved last, in sentences.
    saved: Vec<String>,
    picture: Picture,
    suggested_name: String,
}

/// What makes pictures for files, where something does.
#[derive(Default)]
struct Picture(Option<Arc<MakePicture>>);

impl std::fmt::Debug for Picture {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Picture")
    }
}

/// What is shown, and how it is looked at.
#[derive(Debug)]
struct Before {
    loaded: Loaded,
    history: History,
}

impl Before {
    fn title(&self) -> &str {
        &self.loaded.catalog.header().title
    }
}

/// What opens an address outside of the program. The default opens nothing and says so.
struct Opener(Box<OpenAddress>);

/// Opens an address, or says why not.
type OpenAddress = dyn Fn(&str) -> Result<(), String>;

impl Default for Opener {
    fn default() -> Self {
        Self(Box::new(|_| {
            Err("there is nothing here that opens it".to_owned())
        }))
    }
}

impl std::fmt::Debug for Opener {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Opener")
    }
}

impl App {
    /// An application that shows what was loaded, from the beginning.
    pub fn new(loaded: Loaded) -> Self {
        Self {
            asker: Asker::new(&loaded.catalog),
            suggested_name: suggested_stem(&loaded),
            loaded,
            coming: None,
            before: None,
            earlier: None,
            later: None,
            not_opened: None,
            history: History::default(),
            memory: Memory::default(),
            maps: Maps::default(),
            notice: None,
            state_file: None,
            written: None,
            unsaved_since: None,
            window_size: None,
            window_zoom: None,
            wants_fit: true,
            fitted: None,
            flight: None,
            player: Player::default(),
            views: Views::default(),
            asked_link: None,
            opener: Opener::default(),
            saving: None,
            replacing: None,
            saved: Vec::new(),
            picture: Picture::default(),
        }
    }

    /// An application that opens the address of a source with `opener`, after it was shown and confirmed.
    pub fn with_opener(mut self, opener: impl Fn(&str) -> Result<(), String> + 'static) -> Self {
        self.opener = Opener(Box::new(opener));
        self
    }

    /// An application that can put pictures into files: of the map alone, or of the whole window.
    pub fn with_picture(
        mut self,
        make: impl Fn(&Loaded, &ViewState, bool) -> Result<Vec<u8>, String> + Send + Sync + 'static,
    ) -> Self {
        self.picture = Picture(Some(Arc::new(make)));
        self
    }

    /// Shows a view as it is, for pictures.
    pub fn show(&mut self, view: ViewState) {
        self.wants_fit = false;
        self.history = History::new(view);
    }

    /// Puts a path into the sheet of files, so that it can be opened again with other words.
    pub fn remember_opened(&mut self, path: &str) {
        self.memory.remember_opened(path);
    }

    /// What comes from the desktop and from other threads.
    fn look_around(&mut self, ctx: &Context) {
        if let Some(arrival) = self.coming.as_ref().and_then(Opening::arrived) {
            self.take_up(arrival);
        }
        if self.coming.is_some() {
            ctx.request_repaint_after(PROGRESS_DELAY);
        }
        self.look_after_saving();
        let dropped: Vec<String> = ctx.input(|input| {
            let files = input.raw.dropped_files.iter();
            let paths = files.map(|file| file.path());
            paths.map(|path| path.display().to_string()).collect()
        });
        let (maps, dropped): (Vec<String>, Vec<String>) = dropped
            .into_iter()
            .partition(|path| path.to_lowercase().ends_with(".pmtiles"));
        if let Some(map) = maps.into_iter().next_back() {
            self.choose_map(MapChoice::File(map));
        }
        self.look_after_map();
        self.look_after_views();
        match self.notice.as_ref().and_then(Notice::left) {
            Some(left) if left.is_zero() => self.notice = None,
            Some(left) => ctx.request_repaint_after(left),
            None => {}
        }
        let (views, dropped): (Vec<String>, Vec<String>) = dropped
            .into_iter()
            .partition(|path| views::is_view(Path::new(path)));
        for view in views {
            self.open_view(&view);
        }
        if !dropped.is_empty() {
            let request = OpenRequest {
                paths: dropped,
                ..OpenRequest::default()
            };
            self.open(ctx, request);
        }
    }

    /// Takes up the view of the last time, and keeps the file for the next.
    pub fn with_state_file(mut self, state_file: StateFile) -> Self {
        self.notice = state_file.notice().map(Notice::trouble);
        self.state_file = Some(state_file);
        self.take_up_saved_view();
        self
    }

    /// An application for pictures: the basemap is complete in the first frame.
    pub fn for_picture(loaded: Loaded) -> Self {
        let mut app = Self::new(loaded);

        app.asker = app.asker.patient();
        app.maps.is_patient = true;
        app.memory.map = MapMemory::immediate();
        app
    }

    /// An application with nothing under its marks, for tests of what it does.
    pub fn without_basemap(loaded: Loaded) -> Self {
        let mut app = Self::new(loaded);
        app.memory.map = MapMemory::plain();
        app
    }

    /// The view that is looked at.
    pub fn view(&self) -> &ViewState {
        self.history.view()
    }

    /// What was loaded.
    pub fn loaded(&self) -> &Loaded {
        &self.loaded
    }

    /// The answer of the last frame.
    pub fn answer(&self) -> &Answer {
        &self.asker.solved().answer
    }

    /// The bars of the last frame.
    pub fn histogram(&self) -> &Histogram {
        &self.asker.solved().histogram
    }

    /// Carries out a change of the view from outside the window.
    pub fn apply(&mut self, command: ViewCommand) {
        if matches!(command, ViewCommand::MoveCamera(_)) {
            self.wants_fit = false;
        }
        self.history.apply(command);
    }

    fn take_up_saved_view(&mut self) {
        let saved = self.state_file.as_ref().and_then(StateFile::saved);
        if let Some(mut view) = saved.and_then(|saved| saved.view(&self.loaded.catalog)) {
            if self.view().theme != Theme::System {
                // It was chosen for this window.
                view.theme = self.view().theme;
            }
            self.history = History::new(view);
            self.wants_fit = false;
        }
    }

    /// What happens before a frame is shown: a finished load, keys, and the state file.
    pub fn logic(&mut self, ctx: &Context) {
        self.look_around(ctx);
        self.asker.look(ctx);
        for command in ui::pressed_commands(ctx, self.memory.takes_arrows()) {
            self.carry_out(ctx, command);
        }
        ui::apply_theme(ctx, self.view().theme, self.view().motion);
        let saved = self.state_file.as_ref().and_then(StateFile::saved);
        if let (None, Some(saved)) = (self.window_zoom, saved) {
            ctx.set_zoom_factor(saved.window_zoom());
        }
        self.window_zoom = Some(ctx.zoom_factor());
        self.save_when_due(ctx);
    }

    /// One frame of the window.
    pub fn ui(&mut self, ui: &mut Ui) {
        self.derive();
        if std::mem::take(&mut self.wants_fit) {
            let size = ui::map_size(ui, self.view());
            let camera = self.camera_for_shown(size);
            self.fitted = Some(camera);
            self.history.apply(ViewCommand::MoveCamera(camera));
        }
        self.fly(ui.ctx());
        self.play(ui.ctx());
        // A drag over the timeline is taken up before anything is shown, so that all of it follows at once.
        let histogram = &self.asker.solved().histogram;
        let drag = ui::timeline_drag(ui.ctx(), histogram, self.history.view(), &mut self.memory);
        for command in drag {
            self.carry_out(ui.ctx(), command);
        }
        self.derive();
        let mut commands = Vec::new();
        let overlay = self.memory.map.overlay_status();
        let solved = self.asker.solved();
        let words = search_words(&self.view().filter.text);
        let messages = ui::Messages {
            notice: self.notice.as_ref().map(Notice::shown),
            columns: match &self.not_opened {
                Some(not_opened) => &not_opened.columns,
                None => &self.loaded.columns,
            },
            saved: &self.saved,
            not_opened: self.not_opened.as_ref().map_or(&[], NotOpened::sentences),
        };
        let scene = Scene {
            words: &words,
            catalog: &self.loaded.catalog,
            solved,
            index: &solved.index,
            findings: &self.loaded.findings,
            view: self.history.view(),
            answer: &solved.answer,
            histogram: &solved.histogram,
            messages: &messages,
            progress: self.coming.as_ref().map(|opening| {
                let progress = &opening.progress;
                (progress.share(), progress.n_rows())
            }),
            asked_link: self.asked_link.as_deref(),
            player: match self.player {
                Player::Paused => ui::PlayerShown::Paused,
                Player::Playing { .. } => ui::PlayerShown::Playing,
                Player::AtEnd => ui::PlayerShown::AtEnd,
            },
            earlier_atlas: self.earlier.as_ref().map(Before::title),
            asked_replace: self.replacing.as_ref().map(|replacing| &replacing.asked),
            views: &self.views.entries,
            maps: ui::MapsShown {
                choice: &self.maps.choice,
                asked: self.maps.asked.as_ref(),
                overlay: overlay.as_ref(),
                cache_size: self.maps.cache_size(),
            },
            suggested_name: &self.suggested_name,
        };
        ui::window_ui(ui, scene, &mut self.memory, &mut commands);
        let before = self.view().clone();
        for command in commands {
            self.carry_out(ui.ctx(), command);
        }
        let is_only_moved = ViewState {
            camera: before.camera,
            ..self.view().clone()
        } == before;
        let is_loading = self.coming.is_some();
        if self.state_file.is_some() && !is_loading && self.written.as_ref() != Some(self.view()) {
            self.unsaved_since.get_or_insert_with(Instant::now);
            ui.ctx().request_repaint_after(SAVE_DELAY);
        }
        if !is_only_moved {
            // Map, list, counts and details are to follow in this very frame.
            ui.ctx().request_discard("the view changed");
        }
        let size = ui.ctx().content_rect().size() * ui.ctx().zoom_factor();
        self.window_size = Some((size.x, size.y));
    }

    /// Answers what the view asks, if it changed: at once, or as soon as it can be.
    fn derive(&mut self) {
        let view = self.history.view();
        let subject = view.selection.map(|selection| match selection {
            Selection::Event(id) => Subject::PlacesOf(id),
            Selection::Place(id) => Subject::Place(id),
            Selection::Source(id) => Subject::Source(id),
            Selection::Actor(id) => Subject::Actor(id),
        });
        let mut question = view.question();
        if view.is_in_view {
            let shown = view.camera.extent(self.map_size());
            question.filter.within = Some(MapBox::of(shown));
        }
        self.asker.ask(Asked {
            question,
            subject,
            axis: view.axis,
            counted: self.memory.counted.clone(),
            order: view.list_order,
            place_names: view.list_order.reads_names().then_some(view.names),
        });
    }

    fn carry_out(&mut self, ctx: &Context, command: Command) {
        if command.takes_the_window() {
            self.player = Player::Paused;
        }
        match command {
            Command::View(command) => self.change(command),
            Command::TogglePlay => self.toggle_play(ctx),
            Command::SetMode(mode) => self.set_mode(mode),
            Command::ZoomAxis(exponent) => self.zoom_axis(exponent),
            Command::NextMode => self.set_mode(self.view().mode.next()),
            Command::SelectNeighbor(direction) => self.select_neighbor(direction),
            Command::MarkNeighbor(direction) => self.mark_neighbor(direction),
            Command::MarkAll(are_all) => self.mark_all(are_all),
            Command::CopyEvents => self.copy_events(ctx),
            Command::StepWindow(step) => self.step_window(step),
            Command::FitShown => {
                self.derive();
                self.fit_shown(ctx);
            }
            Command::FlyTo(id) => {
                self.derive();
                self.fly_to_event(ctx, id);
            }
            Command::FlyToPlace(id) => self.fly_to_place(ctx, id),
            Command::FitExtent(extent) => self.fit(ctx, extent),
            Command::ToggleKnownOn => self.toggle_known_on(),
            Command::ChooseMap(choice) => self.choose_map(choice),
            Command::GoOnline => self.go_online(),
            Command::RetryTiles => self.memory.map.retry_tiles(),
            Command::ClearTiles => self.clear_tiles(),
            Command::ToggleMeasure => self.memory.map.toggle_measure(),
            Command::CopyPosition => self.memory.map.copy_position(),
            Command::AskToOpen(url) => self.asked_link = Some(url),
            Command::OpenAsked => {
                if let Some(url) = self.asked_link.take()
                    && let Err(reason) = (self.opener.0)(&url)
                {
                    let why = format!("The address was not opened: {reason}");
                    self.notice = Some(Notice::trouble(why));
                }
            }
            Command::ZoomWindow(steps) => zoom_window(ctx, steps),
            Command::Zoom(steps) => self.zoom(ctx, steps),
            Command::MoveWindowTo(id) => self.move_window_to(id),
            Command::FocusSearch => {
                if !self.view().panels.is_open(Panel::List) {
                    self.history.apply(ViewCommand::Toggle(Panel::List));
                }
                self.memory.wants_search = true;
            }
            Command::Dismiss => self.dismiss(),
            Command::Back => self.go_back(),
            Command::Forward => self.go_forward(),
            Command::EarlierAtlas => self.show_earlier_atlas(),
            Command::Open(request) => self.open(ctx, request),
            Command::SaveView(name) => self.save_view(ctx, &name, false),
            Command::OpenView(path) => self.open_view(&path),
            Command::RemoveView(path) => self.remove_view(ctx, &path),
            Command::SaveAs(to) => self.save_as(ctx, to, false),
            Command::ReplaceAsked => self.replace_asked(ctx),
            Command::CancelOpening => self.cancel_opening(),
            Command::Quit => ctx.send_viewport_cmd(ViewportCommand::Close),
        }
    }

    /// Carries out a change of the view. What is selected, or another window, takes over from the player.
    fn change(&mut self, command: ViewCommand) {
        let (selection, window) = (self.view().selection, self.view().window);
        self.history.apply(command);
        let view = self.view();
        let is_selected = view.selection.is_some() && view.selection != selection;
        if is_selected && self.player.is_playing() {
            self.pause();
        }
        if self.view().window != window {
            self.player = Player::Paused;
        }
    }

    fn select_neighbor(&mut self, direction: Direction) {
        self.derive();
        let listing = &self.asker.solved().listing;
        let events = listing.events();
        let current = self.view().selected_event();
        let at = current.and_then(|id| listing.position(id));
        let next = match (direction, at) {
            (Direction::Later, None) => events.first(),
            (Direction::Later, Some(at)) => events.get(at + 1),
            (Direction::Earlier, None) => events.last(),
            (Direction::Earlier, Some(at)) => {
                at.checked_sub(1).and_then(|before| events.get(before))
            }
        };
        if let Some(id) = next.map(|found| found.id()) {
            let selection = Selection::Event(id);
            self.change(ViewCommand::Select(Some(selection)));
        }
    }

    /// Selects the next event and marks it besides the one that was selected.
    fn mark_neighbor(&mut self, direction: Direction) {
        self.memory.marked.extend(self.view().selected_event());
        self.select_neighbor(direction);
        self.memory.marked.extend(self.view().selected_event());
    }

    fn mark_all(&mut self, are_all: bool) {
        self.memory.marked.clear();
        if are_all {
            self.derive();
            self.memory.marked = self.asker.solved().listing.ids().collect();
        }
    }

    /// Copies the marked events that are shown, in the order of the list; else the selected one.
    fn copy_events(&mut self, ctx: &Context) {
        const MOST: usize = 1_000;
        self.derive();
        let (solved, marked) = (self.asker.solved(), &self.memory.marked);
        let mut events: Vec<EventId> = solved
            .listing
            .ids()
            .filter(|id| marked.contains(id))
            .collect();
        if events.is_empty() {
            events.extend(self.view().selected_event());
        }
        let n = events.len();
        events.truncate(MOST);
        let catalog = &self.loaded.catalog;
        let unreadable = events.iter().find_map(|id| {
            let event = catalog.event(*id)?;
            event.unreadable.clone()
        });
        if let Some(why) = unreadable {
            self.notice = Some(Notice::trouble(format!("Not copied: {why}.")));
            return;
        }
        let names = self.view().names;
        let text = plain_text(catalog, &solved.index, &events, names);
        self.notice = Some(match (n, events.len()) {
            (0, _) => Notice::trouble("Select an event to copy it."),
            (n, copied) if n > copied => {
                let all = wording::counted(n, "event");
                let copied = wording::number(copied);
                Notice::trouble(format!("Copied the first {copied} of {all}."))
            }
            (n, _) => Notice::done(format!("Copied {}.", wording::counted(n, "event"))),
        });
        if n > 0 {
            ctx.copy_text(text);
        }
    }

    /// Takes away what lies on top: an address, a file to replace, a flight, what is open on the map, a sheet, then the
    /// selection, then the words searched for.
    fn dismiss(&mut self) {
        let was_asked = self.keep_asked()
            || self.asked_link.take().is_some()
            || self.maps.asked.take().is_some();
        if was_asked || self.skip_flight() || self.memory.map.dismiss() {
            return;
        }
        if !self.memory.marked.is_empty() {
            self.memory.marked.clear();
            return;
        }
        let view = self.view();
        let sheet = [
            Panel::Files,
            Panel::GoTo,
            Panel::Views,
            Panel::Palette,
            Panel::About,
            Panel::Keys,
            Panel::Findings,
        ]
        .into_iter()
        .find(|panel| view.panels.is_open(*panel));
        let command = match sheet {
            Some(panel) => ViewCommand::Toggle(panel),
            None if view.selection.is_some() => ViewCommand::Select(None),
            None => ViewCommand::SetText(String::new()),
        };
        self.history.apply(command);
    }

    /// From today's knowledge to that of the last day looked at, or of the data; and back.
    fn toggle_known_on(&mut self) {
        self.derive();
        let last = self
            .view()
            .days()
            .or(self.asker.solved().histogram.extent())
            .map(Window::last);
        let next = match self.view().known_on {
            Some(_) => None,
            None => last,
        };
        self.history.apply(ViewCommand::SetKnownOn(next));
    }

    fn save_when_due(&mut self, ctx: &Context) {
        let Some(since) = self.unsaved_since else {
            return;
        };
        let waited = since.elapsed();
        if waited >= SAVE_DELAY {
            self.save(false);
        } else {
            ctx.request_repaint_after(SAVE_DELAY.saturating_sub(waited));
        }
    }

    /// Writes the view down, on a thread of its own unless the program is about to end.
    pub fn save(&mut self, is_last: bool) {
        if self.coming.is_some() {
            // What is shown while an atlas loads is nobody's view.
            return;
        }
        let protected = self.protected();
        if let Some(state_file) = &mut self.state_file {
            let saved = SavedView::new(&self.loaded.catalog, self.history.view(), self.window_size)
                .zoomed(self.window_zoom.unwrap_or(1.0));
            state_file.save(&saved, protected, is_last);
        }
        self.written = Some(self.view().clone());
        self.unsaved_since = None;
    }
}

/// Makes everything larger or smaller, by tenths, between the half and three times as large as at first.
fn zoom_window(ctx: &Context, steps: Option<i8>) {
    let zoom = steps.map_or(1.0, |steps| ctx.zoom_factor() + 0.1 * f32::from(steps));
    ctx.set_zoom_factor(((zoom * 10.0).round() / 10.0).clamp(0.5, 3.0));
}

/// What a file may be called into which an atlas is saved, without an ending.
fn suggested_stem(loaded: &Loaded) -> String {
    let name = suggested_name(&loaded.catalog.header().title, Format::GeoJson);
    name.rsplit_once('.')
        .map_or(name.clone(), |(stem, _)| stem.to_owned())
}
