//! What the user sees: panels read a [`Scene`] and answer with commands. They change nothing.

mod about_sheet;
mod cards;
mod event_list;
mod facets;
mod files_sheet;
mod filters;
mod findings_panel;
mod goto_sheet;
mod keymap;
mod keys_panel;
mod known_on;
mod link_sheet;
mod map;
mod map_menu;
mod names_menu;
mod order_menu;
mod palette;
mod replace_sheet;
mod rich_text;
mod sheet;
mod software;
mod status_bar;
mod symbol;
mod theme;
mod timeline;
mod views_sheet;
mod voices;

use std::borrow::Cow;
use std::collections::BTreeSet;

use egui::{CentralPanel, Context, Frame, Panel, Stroke, Ui, UiBuilder};

use crate::model::{Catalog, EventId, Finding, PlaceId, Window};
use crate::query::{Answer, Counted, Histogram, Index, Solved};
use crate::state::{self, Command, ViewState};
use crate::wording;

pub use keymap::{BINDINGS, Binding, pressed_commands};
pub use map::{MapMemory, OverlayStatus, Source};
pub use replace_sheet::AskedReplace;
pub use theme::install as install_theme;
pub use views_sheet::ViewEntry;

/// What a panel may read.
#[derive(Debug, Clone, Copy)]
pub struct Scene<'a> {
    /// The atlas.
    pub catalog: &'a Catalog,
    /// All that was answered.
    pub solved: &'a Solved,
    /// What was worked out once for it.
    pub index: &'a Index,
    /// What did not hold in its files.
    pub findings: &'a [Finding],
    /// What is looked at.
    pub view: &'a ViewState,
    /// The answer to the view's question.
    pub answer: &'a Answer,
    /// The bars of the timeline.
    pub histogram: &'a Histogram,
    /// What there is to say to the user.
    pub messages: &'a Messages<'a>,
    /// Which share of an atlas has been read, from 0 to 1, and how many rows of it, while it is.
    pub progress: Option<(f32, u64)>,
    /// Which map lies under the marks.
    pub maps: MapsShown<'a>,
    /// The views that have a name.
    pub views: &'a [ViewEntry],
    /// The words that are searched for, folded.
    pub words: &'a [String],
    /// What a file may be called into which what is shown is saved, without an ending.
    pub suggested_name: &'a str,
    /// The address of a source that somebody wants to open, shown before it is.
    pub asked_link: Option<&'a str>,
    /// A file that a save would replace, shown before it does.
    pub asked_replace: Option<&'a AskedReplace>,
    /// The title of the atlas that was open before this one.
    pub earlier_atlas: Option<&'a str>,
    /// Whether time is played.
    pub player: PlayerShown,
}

/// What there is to say to the user.
#[derive(Debug, Clone, Copy)]
pub struct Messages<'a> {
    /// A sentence for the status line, and whether something did not go well.
    pub notice: Option<(&'a str, bool)>,
    /// The columns of a table that could not be understood.
    pub columns: &'a [String],
    /// What was saved last and what its file cannot hold, in sentences.
    pub saved: &'a [String],
    /// Why what was to be opened last was not, in sentences.
    pub not_opened: &'a [String],
}

/// Whether time is played.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PlayerShown {
    /// It is not.
    Paused,
    /// It is.
    Playing,
    /// It was, until its end.
    AtEnd,
}

/// Which map lies under the marks, and how it stands.
#[derive(Debug, Clone, Copy)]
pub struct MapsShown<'a> {
    /// The one that was chosen.
    pub choice: &'a state::MapChoice,
    /// One from a server that waits for a yes.
    pub asked: Option<&'a state::MapChoice>,
    /// How the one that was chosen stands, unless it is the bundled one.
    pub overlay: Option<&'a OverlayStatus>,
    /// How many bytes of tiles are on the disk, where that is known.
    pub cache_size: Option<u64>,
}

impl Scene<'_> {
    /// How strongly an event is drawn, from 0 to 1: past ones fade if that is asked for, the selected one never.
    fn strength(self, id: EventId) -> f32 {
        let playback = self.view.playback;
        let last = self.view.days().map(Window::last);
        let of_event = self.index.last_day(id).zip(last);
        match of_event {
            Some((day, last)) if self.view.selected_event() != Some(id) => {
                let unit = playback.step.unit(self.view.mode, self.histogram.unit);
                let days_ago = last.number().saturating_sub(day.number());
                playback.strength(days_ago, unit)
            }
            _ => 1.0,
        }
    }

    /// The name of a place, in the language asked for, as a line shows it. Its card has all names whole.
    fn place_name(self, id: PlaceId) -> String {
        let place = self.catalog.place(id);
        let name = place.map_or_else(String::new, |place| place.name(self.view.names));
        match wording::cut(&name, wording::IN_LINE) {
            Cow::Owned(short) => short,
            Cow::Borrowed(_) => name,
        }
    }
}

/// What widgets remember between frames and nobody misses after a restart.
#[derive(Debug, Default)]
pub struct Memory {
    /// The map's.
    pub map: MapMemory,
    /// The timeline's.
    timeline: timeline::Memory,
    /// The event under the pointer, in whichever view.
    pub hovered: Option<EventId>,
    /// The events that were marked in the list, to be copied together.
    pub marked: BTreeSet<EventId>,
    /// Whether the search field is to get the cursor.
    pub wants_search: bool,
    /// The list's.
    list: event_list::Memory,
    /// The menus with numbers that are open, so that these are counted.
    pub counted: BTreeSet<Counted>,
    /// What is being typed to find a value of a facet, and what was found.
    facets: facets::Draft,
    /// What is being typed to find a speaker.
    voices: voices::Draft,
    /// What is being typed about files.
    files: files_sheet::Draft,
    /// What is being typed into the palette.
    palette: palette::Draft,
    /// The name that is being typed for a view.
    views: views_sheet::Draft,
    /// The date that is being typed to go to.
    goto: goto_sheet::Draft,
    /// What is being typed about maps.
    map_draft: map_menu::Draft,
    /// The date that is being typed as the day of knowledge.
    known_on: known_on::Draft,
}

impl Memory {
    /// Puts the path that is being opened into the sheet of files, so that it can be opened again.
    pub fn remember_opened(&mut self, path: &str) {
        self.files.remember(path);
    }

    /// Forgets what was of another atlas: its events, its places, and how far its list was scrolled.
    pub fn forget_atlas(&mut self) {
        self.marked.clear();
        self.list = event_list::Memory::default();
    }

    /// Whether a control that moves by arrows has the focus.
    pub fn takes_arrows(&self) -> bool {
        self.timeline.takes_arrows
    }
}

/// What is being done to the window of time in this frame, before anything of it is shown.
pub fn timeline_drag(
    ctx: &Context,
    histogram: &Histogram,
    view: &ViewState,
    memory: &mut Memory,
) -> Vec<Command> {
    timeline::drag(ctx, histogram, view, &mut memory.timeline)
}

/// Whether the list is shown: it is open, and the details of a selection do not need its room.
fn shows_list(view: &ViewState, window_width: f32) -> bool {
    let is_narrow = window_width < theme::NARROW;
    view.panels.is_open(state::Panel::List) && !(is_narrow && view.selection.is_some())
}

/// The size that the map has in a window like this, in points.
pub fn map_size(ui: &Ui, view: &ViewState) -> (f64, f64) {
    let room = ui.available_size();
    let mut size = room - egui::vec2(0.0, theme::STATUS_HEIGHT);
    if shows_list(view, room.x) {
        size.x -= theme::list_width(room.x);
    }
    if view.selection.is_some() {
        size.x -= theme::details_width(room.x);
    }
    if view.panels.is_open(state::Panel::Timeline) {
        size.y -= theme::timeline_height(size.y);
    }
    (f64::from(size.x), f64::from(size.y))
}

/// The whole window.
pub fn window_ui(ui: &mut Ui, scene: Scene<'_>, memory: &mut Memory, commands: &mut Vec<Command>) {
    let palette = theme::palette(ui);
    let last_hovered = memory.hovered.take();
    let counted = std::mem::take(&mut memory.counted);
    let mut hovered = None;

    // The status line comes last for the keyboard, though it stands at the bottom of everything.
    let whole = ui.available_rect_before_wrap();
    let (body, status) = whole.split_top_bottom_at_y(whole.bottom() - theme::STATUS_HEIGHT);
    let body = UiBuilder::new().max_rect(body).id_salt("body");
    ui.scope_builder(body, |ui| {
        body_ui(ui, scene, memory, (last_hovered, &mut hovered), commands);
    });
    let status = UiBuilder::new().max_rect(status).id_salt("status");
    ui.scope_builder(status, |ui| {
        ui.painter().rect_filled(ui.max_rect(), 0.0, palette.panel);
        let line = ui.max_rect();
        let edge = Stroke::new(1.0, palette.hairline);
        ui.painter().hline(line.x_range(), line.top() + 0.5, edge);
        Frame::new()
            .inner_margin(theme::EDGE_MARGIN)
            .show(ui, |ui| status_bar::status_bar_ui(ui, scene, commands));
    });
    sheets_ui(ui, scene, memory, commands);
    memory.hovered = hovered;
    if !memory.counted.is_subset(&counted) {
        // What was just opened has its numbers in this very frame, where they can be had at once.
        ui.request_discard("a menu with numbers was opened");
    }
    if hovered != last_hovered {
        // The other views light it up in the next frame.
        ui.request_repaint();
    }
}

/// The list, the details, the timeline, and the map in the middle.
fn body_ui(
    ui: &mut Ui,
    scene: Scene<'_>,
    memory: &mut Memory,
    (last_hovered, hovered): (Option<EventId>, &mut Option<EventId>),
    commands: &mut Vec<Command>,
) {
    let palette = theme::palette(ui);
    let panels = &scene.view.panels;
    let width = ui.available_width();
    let panel = Frame::new().fill(palette.panel);
    if shows_list(scene.view, width) {
        Panel::left("events")
            .exact_size(theme::list_width(width))
            .resizable(false)
            .frame(panel)
            .show(ui, |ui| {
                event_list::event_list_ui(ui, scene, memory, last_hovered, hovered, commands);
            });
    }
    if scene.view.selection.is_some() {
        Panel::right("details")
            .exact_size(theme::details_width(width))
            .resizable(false)
            .frame(panel)
            .show(ui, |ui| {
                cards::card_ui(ui, scene, commands);
            });
    }
    if panels.is_open(state::Panel::Timeline) {
        Panel::bottom("timeline")
            .exact_size(theme::timeline_height(ui.available_height()))
            .resizable(false)
            .frame(panel)
            .show(ui, |ui| {
                let lit = (last_hovered, &mut *hovered);
                timeline::timeline_ui(ui, scene, memory, lit, commands);
            });
    }
    if !panels.is_open(state::Panel::Timeline) {
        memory.timeline = timeline::Memory::default();
    }
    CentralPanel::default().frame(Frame::new()).show(ui, |ui| {
        map::map_ui(
            ui,
            scene,
            (&mut memory.map, &mut memory.map_draft),
            last_hovered,
            hovered,
            commands,
        );
    });
}

/// What lies over the window until it is closed.
fn sheets_ui(ui: &mut Ui, scene: Scene<'_>, memory: &mut Memory, commands: &mut Vec<Command>) {
    let panels = &scene.view.panels;
    if panels.is_open(state::Panel::Findings) {
        findings_panel::findings_panel_ui(ui, scene, commands);
    }
    if panels.is_open(state::Panel::Keys) {
        keys_panel::keys_panel_ui(ui, commands);
    }
    if panels.is_open(state::Panel::About) {
        about_sheet::about_sheet_ui(ui, commands);
    }
    if panels.is_open(state::Panel::GoTo) {
        goto_sheet::goto_sheet_ui(ui, scene, &mut memory.goto, commands);
    } else {
        memory.goto.close();
    }
    if panels.is_open(state::Panel::Palette) {
        palette::palette_ui(ui, scene, &mut memory.palette, commands);
    } else {
        memory.palette.close();
    }
    if panels.is_open(state::Panel::Views) {
        views_sheet::views_sheet_ui(ui, scene, &mut memory.views, commands);
    } else {
        memory.views.close();
    }
    if panels.is_open(state::Panel::Files) {
        files_sheet::files_sheet_ui(ui, scene, &mut memory.files, commands);
    } else {
        memory.files.close();
    }
    replace_sheet::replace_sheet_ui(ui, scene, commands);
    link_sheet::link_sheet_ui(ui, scene, commands);
    map_menu::online_sheet_ui(ui, scene, commands);
}

/// Makes a renderer ready for what is not drawn by egui itself, and a window without a graphics card fast.
pub fn install_renderer(ctx: &Context, render_state: &egui_wgpu::RenderState) {
    software::install(ctx, render_state);
    install_shapes(render_state);
}

/// Makes a renderer ready for what is not drawn by egui itself, and nothing more.
pub fn install_shapes(render_state: &egui_wgpu::RenderState) {
    map::install_renderer(render_state);
}

/// Takes over light or dark from the view, and whether what changes moves.
pub fn apply_theme(ctx: &Context, theme: state::Theme, motion: state::Motion) {
    let is_still = ctx.global_style().animation_time <= 0.0;
    if is_still != (motion == state::Motion::Reduced) {
        let time = if is_still { theme::ANIMATION_TIME } else { 0.0 };
        ctx.all_styles_mut(|style| style.animation_time = time);
    }
    ctx.set_theme(match theme {
        state::Theme::System => egui::ThemePreference::System,
        state::Theme::Light => egui::ThemePreference::Light,
        state::Theme::Dark => egui::ThemePreference::Dark,
    });
}
