//! The map. The only folder that knows walkers.
//!
//! Under everything lies the bundled basemap: shaded heights as raster tiles, then water, rivers and
//! borders as lines and fills. Settlement names, halos and marks are painted by us on top.

mod areas;
mod basemap;
mod clusters;
mod controls;
mod crowd;
mod crowd_ui;
mod dated;
mod fan;
mod gazetteer;
mod ground_names;
mod heights;
mod labels;
mod layers;
mod lettering;
mod marks;
mod measure;
mod packed;
mod paint;
mod pick;
mod relief;
mod routes;
mod tiles;
mod view;

use std::sync::{Arc, OnceLock};

use basemap::{Basemap, Pace};
use clusters::{Cluster, Clusters};
use crowd::{Crowd, MOST_DOTS, Wanted};
use crowd_ui::Picked;
use dated::Dated;
use egui::{CursorIcon, Pos2, Response, Role, Sense, Shape, Ui, WidgetInfo};
use ground_names::GroundNames;
use labels::Labels;
use lettering::Lettering;
use marks::Mark;
use measure::{Measure, Spot};
use tiles::Overlay;
use view::{View, give_back_camera, steadied, take_over_camera};
use walkers::{Map, lon_lat};

pub(super) use dated::{about as about_line, days, name as line_name};
pub use tiles::{OverlayStatus, Source};

use super::map_menu::Draft;
use super::{Scene, theme, wording};
use crate::model::EventId;
use crate::query::Found;
use crate::state::{Camera, Command, MapStyle, Selection, ViewCommand, WorldPoint};

/// What is painted on the ground from tables: names, and lines of the past.
#[derive(Debug)]
struct Ground {
    large: GroundNames,
    settlements: Labels,
    /// Read when one is drawn for the first time.
    dated: OnceLock<Dated>,
}

impl Ground {
    fn bundled() -> Self {
        Self {
            large: GroundNames::bundled(),
            settlements: Labels::bundled(),
            dated: OnceLock::new(),
        }
    }
}

/// What the map remembers between frames.
#[derive(Debug)]
pub struct MapMemory {
    walkers: walkers::MapMemory,
    /// The camera that walkers was last told or last told us.
    shown: Option<Camera>,
    basemap: Option<Basemap>,
    ground: Option<Arc<Ground>>,
    lettering: Lettering,
    /// Where the map was in the last frame.
    rect: Option<egui::Rect>,
    /// The selection that was last brought into view.
    followed: Option<Selection>,
    crowd: Crowd,
    clusters: Clusters,
    picked: Option<Picked>,
    measure: Option<Measure>,
    /// The position that was copied last, while it is shown.
    spot: Option<Spot>,
    wants_position: bool,
    /// The other map that is shown over the bundled one, if one is.
    source: Option<Source>,
    overlay: Option<Overlay>,
    /// When the ground is made; `None` leaves it plain.
    pace: Option<Pace>,
}

impl Default for MapMemory {
    /// A map whose ground comes when it is ready.
    fn default() -> Self {
        Self::with_ground(Some(Pace::WhenReady))
    }
}

impl MapMemory {
    fn with_ground(pace: Option<Pace>) -> Self {
        Self {
            walkers: walkers::MapMemory::default(),
            shown: None,
            basemap: None,
            ground: None,
            lettering: Lettering::default(),
            rect: None,
            followed: None,
            crowd: Crowd::default(),
            clusters: Clusters::default(),
            picked: None,
            measure: None,
            spot: None,
            wants_position: false,
            source: None,
            overlay: None,
            pace,
        }
    }

    /// A map whose basemap is complete in its first frame, for pictures.
    pub fn immediate() -> Self {
        Self::with_ground(Some(Pace::Immediate))
    }

    /// A map without a ground, which needs neither threads nor a graphics driver.
    pub fn plain() -> Self {
        Self::with_ground(None)
    }

    /// Starts measuring, or ends it.
    pub fn toggle_measure(&mut self) {
        self.measure = match self.measure {
            Some(_) => None,
            None => Some(Measure::default()),
        };
    }

    /// Copies the position under the pointer, or of the middle, in the next frame.
    pub fn copy_position(&mut self) {
        self.wants_position = true;
    }

    /// Shows another map over the bundled one, or none.
    pub fn show_tiles(&mut self, source: Option<Source>) {
        self.source = source;
        self.overlay = None;
    }

    /// How the other map stands, if one is shown.
    pub fn overlay_status(&self) -> Option<OverlayStatus> {
        self.overlay.as_ref().map(Overlay::status)
    }

    /// Asks at once for the tiles that failed.
    pub fn retry_tiles(&self) {
        if let Some(overlay) = &self.overlay {
            overlay.retry();
        }
    }

    /// Takes away what is open on the map, what lies on top first. Gives whether anything was.
    pub fn dismiss(&mut self) -> bool {
        self.spot.take().is_some()
            || self.picked.take().is_some()
            || self.clusters.close()
            || self.measure.take().is_some()
    }

    /// Takes the next camera as it is: neither panels that open beside the map nor a selection move it.
    pub fn settle(&mut self) {
        self.rect = None;
    }

    /// The size of the map in the last frame, in points.
    pub fn size(&self) -> Option<(f64, f64)> {
        self.rect
            .map(|rect| (f64::from(rect.width()), f64::from(rect.height())))
    }
}

/// Up to so many events have a mark of their own, which tells kind, status and name.
const MOST_MARKS: usize = 300;

/// How the events of an answer are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Drawn {
    /// All of them one by one, or in clusters.
    All,
    /// So those that are in view; there are too many for all.
    InView,
    /// As a density.
    Density,
    /// Not yet: they are being counted.
    NotYet,
}

impl Drawn {
    fn is_counted(self) -> bool {
        self != Self::All
    }
}

/// What stands for events on the map in this frame.
#[derive(Debug, Default)]
struct Shown {
    marks: Vec<Mark>,
    dots: Vec<(Found, Pos2)>,
    clusters: Option<Arc<clusters::Made>>,
    /// What shares a point and is too much for a fan.
    on_points: Vec<Cluster>,
}

/// What the pointer is on.
#[derive(Debug, Clone, Copy, Default)]
struct Under<'a> {
    mark: Option<&'a Mark>,
    dot: Option<EventId>,
}

impl Shown {
    fn of(scene: Scene<'_>, view: View, memory: &mut MapMemory, drawn: Drawn) -> Self {
        let answer = &scene.solved.answer;
        let few: &[Found] = match drawn {
            Drawn::All => &answer.on_map,
            Drawn::InView => {
                // A last picture of another answer is shown, but its events are no longer those of the list.
                let counted = memory.crowd.last().filter(|counted| counted.is_of(answer));
                let few = counted.and_then(|counted| counted.few.as_deref());
                few.unwrap_or_default()
            }
            Drawn::Density | Drawn::NotYet => &[],
        };
        let mut shown = Self::default();
        let mut alone = few;
        if few.len() <= MOST_MARKS {
            memory.clusters.close();
        } else if scene.view.map_style == MapStyle::Dots {
            shown.dots = dots(scene, view, few);
            alone = &[];
        } else {
            let made = memory.clusters.of(scene, view, few);
            alone = &shown.clusters.insert(made).alone;
        }
        (shown.marks, shown.on_points) = marks::marks(scene, view, alone);
        shown
    }

    fn clusters(&self) -> Vec<&Cluster> {
        let made = self.clusters.as_deref();
        let made = made.map(|made| made.clusters.as_slice());
        made.unwrap_or_default()
            .iter()
            .chain(&self.on_points)
            .collect()
    }

    /// What is under the pointer: the nearest mark within reach, or else the nearest dot.
    fn under(&self, pointer: Option<Pos2>) -> Under<'_> {
        let radius = theme::PICK_RADIUS;
        let mark = pointer.and_then(|pos| pick::nearest(&self.marks, pos, radius));
        let free = pointer.filter(|_| mark.is_none());
        Under {
            mark,
            dot: free.and_then(|pos| pick::nearest_dot(&self.dots, pos, radius)),
        }
    }
}

impl Under<'_> {
    fn event(self) -> Option<EventId> {
        self.mark.map(|mark| mark.event).or(self.dot)
    }

    fn is(self, mark: &Mark) -> bool {
        self.mark
            .is_some_and(|other| (other.event, other.part) == (mark.event, mark.part))
    }
}

pub(super) fn map_ui(
    ui: &mut Ui,
    scene: Scene<'_>,
    (memory, draft): (&mut MapMemory, &mut Draft),
    last_hovered: Option<EventId>,
    hovered: &mut Option<EventId>,
    commands: &mut Vec<Command>,
) {
    let (response, view) = ground_ui(ui, scene, memory, commands);
    let drawn = count_crowd(ui, scene, view, memory);
    let shown = Shown::of(scene, view, memory, drawn);
    // Over a mark the pointer is over a control of its own, and still over the map.
    let pointer = ui.input(|input| input.pointer.hover_pos());
    let pointer = pointer.filter(|_| response.contains_pointer() && !response.dragged());
    let under = shown.under(pointer);
    let lit = under.event().or(last_hovered);
    paint_events(ui, scene, view, memory, (&shown, drawn, lit));
    dot_ui(ui, scene, &response, under.dot, hovered);
    response.widget_info(|| WidgetInfo::labeled(Role::GraphicsDocument, true, "Map"));
    let n = scene.answer.counts.on_map;
    let description = format!("{n} events on the map. Enter lists those in view.");
    ui.ctx()
        .accesskit_node_builder(response.id, |node| node.set_description(description));
    let is_by_pointer = ui.input(|input| input.pointer.any_click());
    if response.clicked() && !is_by_pointer {
        memory.list_in_view(scene, view);
    }
    let mut is_clicked = response.clicked() && is_by_pointer;
    for mark in &shown.marks {
        match mark_node_ui(ui, scene, mark, under.is(mark), hovered) {
            Some(By::Pointer) => is_clicked = true,
            Some(By::Keyboard) => memory.open_mark(scene, mark, commands),
            None => (),
        }
    }
    let clusters = shown.clusters();
    let (is_on_cluster, opened) = clusters::clusters_ui(ui, scene, view, &clusters);
    if under.mark.is_some() {
        ui.ctx().set_cursor_icon(CursorIcon::PointingHand);
    }
    if let Some(cluster) = opened {
        memory.open_cluster(view, cluster, commands);
    } else if is_clicked && !is_on_cluster {
        memory.clicked(scene, (view, drawn), (under, pointer), commands);
    }
    let is_asked = is_by_pointer || !response.clicked();
    let is_free = under.mark.is_none() && memory.measure.is_none() && is_asked;
    let density = memory.crowd.last().filter(|_| drawn == Drawn::Density);
    if let Some(counted) = density.filter(|_| is_free) {
        let picked = &mut memory.picked;
        crowd_ui::pointer_ui(ui, scene, view, counted, &response, picked, commands);
    }
    position_ui(ui, view, &response, memory);
    if let Some(measure) = &mut memory.measure
        && measure::measure_ui(ui, scene, view, measure)
    {
        memory.measure = None;
    }
    crowd_ui::picked_ui(ui, scene, view, &mut memory.picked, commands);
    controls::controls_ui(ui, scene, (view, draft), &response, commands);
    if drawn.is_counted() || scene.answer.on_map.len() > MOST_MARKS {
        let counted = memory.crowd.last().filter(|_| drawn.is_counted());
        controls::legend_ui(ui, scene, view, counted, commands);
    }
}

/// The ground and its layers, moved by the pointer; and where everything stands on it.
fn ground_ui(
    ui: &mut Ui,
    scene: Scene<'_>,
    memory: &mut MapMemory,
    commands: &mut Vec<Command>,
) -> (Response, View) {
    let is_dark = ui.visuals().dark_mode;
    let rect = ui.available_rect_before_wrap();
    let camera = steadied(memory, scene, rect);
    take_over_camera(memory, camera);
    let mut map = Map::new(None, &mut memory.walkers, lon_lat(0.0, 0.0))
        .zoom_with_ctrl(false)
        .zoom_speed(1.0)
        .double_click_to_zoom(true);
    let overlay = memory
        .overlay
        .take()
        .map(|overlay| overlay.of_theme(is_dark));
    let source = memory.source.clone();
    // Made once and not in each frame, because making one opens a file on a thread of its own.
    memory.overlay =
        overlay.or_else(|| source.map(|source| Overlay::new(ui.ctx(), source, is_dark)));
    if let Some(overlay) = &mut memory.overlay {
        overlay.look(View::new(rect, camera));
    }
    if let Some(pace) = memory.pace {
        let basemap = memory
            .basemap
            .get_or_insert_with(|| Basemap::new(ui.ctx().clone(), pace));
        let (_, layers) = basemap.of_theme(is_dark);
        layers.draw_in(memory.overlay.as_ref().and_then(Overlay::holes));
        map = map.with_layer(layers, 1.0);
        if let Some(overlay) = &mut memory.overlay {
            map = map.with_layer(overlay, 1.0);
        }
    }
    // The ground lies under the layers, but where the map went is only known after they are drawn.
    let painter = ui.painter().with_clip_rect(rect);
    let ground = painter.add(Shape::Noop);
    let response = map.show(ui, |_, _, _, _| ()).response;
    memory.rect = Some(response.rect);
    give_back_camera(memory, scene.view.camera, response.rect, commands);
    let view = View::new(response.rect, memory.shown.unwrap_or(scene.view.camera));
    let shape = match &mut memory.basemap {
        Some(basemap) => basemap.of_theme(is_dark).0.ground(view),
        None => Shape::rect_filled(view.rect, 0.0, theme::palette(ui).land),
    };
    painter.set(ground, shape);
    if let Some(overlay) = &memory.overlay {
        overlay.paint(&painter, view);
    }
    (response, view)
}

/// Has the events counted where they are too many, and says how they are drawn.
fn count_crowd(ui: &Ui, scene: Scene<'_>, view: View, memory: &mut MapMemory) -> Drawn {
    let answer = &scene.solved.answer;
    let style = scene.view.map_style;
    if answer.on_map.len() <= MOST_DOTS && style != MapStyle::Density {
        return Drawn::All;
    }
    let palette = theme::palette(ui);
    let wanted = Wanted {
        index: &scene.solved.index,
        answer,
        style,
        color: scene.view.map_color,
        kinds: &|| crowd_ui::kind_colors(scene, palette),
        is_dark: palette.is_dark,
    };
    memory.crowd.count(ui.ctx(), view, &wanted, memory.pace);
    match memory.crowd.last() {
        None => Drawn::NotYet,
        Some(counted) if counted.few.is_none() => Drawn::Density,
        Some(_) => Drawn::InView,
    }
}

fn paint_events(
    ui: &Ui,
    scene: Scene<'_>,
    view: View,
    memory: &mut MapMemory,
    (shown, drawn, lit): (&Shown, Drawn, Option<EventId>),
) {
    let palette = theme::palette(ui);
    let painter = ui.painter().with_clip_rect(view.rect);
    let ground = memory
        .ground
        .get_or_insert_with(|| Arc::new(Ground::bundled()))
        .clone();
    let lettering = &mut memory.lettering;
    let taken = match memory.crowd.last().filter(|_| drawn == Drawn::Density) {
        Some(counted) => {
            crowd_ui::paint(&painter, view, &memory.crowd, counted, lettering, palette)
        }
        None => controls::taken(ui.ctx()),
    };
    crowd_ui::paint_dots(&painter, scene, &shown.dots, palette);
    let ground = (&*ground, memory.overlay.as_ref(), lettering);
    paint::paint(ui, scene, view, (shown, lit), ground, taken);
    if let Some(measure) = &memory.measure {
        measure::paint(&painter, view, measure, &mut memory.lettering, palette);
        memory.lettering.finish(&painter);
    }
}

/// Copies a position that was asked for by a right click or a key, and shows what was copied.
fn position_ui(ui: &Ui, view: View, map: &Response, memory: &mut MapMemory) {
    let pointer = ui.input(|input| input.pointer.hover_pos());
    let pointer = pointer.filter(|_| map.contains_pointer());
    let is_right_click = ui.input(|input| input.pointer.secondary_clicked());
    let by_key = std::mem::take(&mut memory.wants_position);
    let asked = match pointer.filter(|_| is_right_click) {
        None if by_key => Some(pointer.unwrap_or(view.rect.center())),
        asked => asked,
    };
    if let Some(pos) = asked {
        memory.spot = Some(Spot::copied(ui.ctx(), view, pos));
    }
    if let Some(at) = measure::spot_ui(ui, view, &mut memory.spot) {
        memory.measure = Some(Measure::from(at));
    }
    if memory.measure.is_some() && map.hovered() {
        ui.ctx().set_cursor_icon(CursorIcon::Crosshair);
    }
}

impl MapMemory {
    /// What a click of the pointer on the map means.
    fn clicked(
        &mut self,
        scene: Scene<'_>,
        (view, drawn): (View, Drawn),
        (under, pointer): (Under<'_>, Option<Pos2>),
        commands: &mut Vec<Command>,
    ) {
        self.spot = None;
        if let Some(mark) = under.mark {
            self.open_mark(scene, mark, commands);
        } else if let Some(measure) = &mut self.measure {
            if let Some(pos) = pointer {
                measure.add(view.lon_lat(pos), None);
            }
        } else if drawn != Drawn::Density {
            let selection = under.dot.map(Selection::Event);
            commands.push(Command::View(ViewCommand::Select(selection)));
            self.picked = None;
            self.clusters.close();
        }
    }

    /// Selects the event of a mark, or measures to its place.
    fn open_mark(&mut self, scene: Scene<'_>, mark: &Mark, commands: &mut Vec<Command>) {
        if let Some(measure) = &mut self.measure {
            measure.add(mark.at, Some(scene.place_name(mark.place)));
            return;
        }
        let selection = Selection::Event(mark.event);
        commands.push(Command::View(ViewCommand::Select(Some(selection))));
        self.picked = None;
    }

    fn open_cluster(&mut self, view: View, cluster: &Cluster, commands: &mut Vec<Command>) {
        match &mut self.measure {
            Some(measure) => measure.add(cluster.at(), None),
            None => cluster.open(view, &mut self.clusters, &mut self.picked, commands),
        }
    }

    /// Lists every event whose place is in view, so that each can be reached from the keyboard.
    fn list_in_view(&mut self, scene: Scene<'_>, view: View) {
        let events = scene.answer.on_map.iter().map(|found| found.id());
        let events: Vec<EventId> = events
            .filter(|id| {
                let point = scene.index.point(*id);
                view.rect
                    .contains(view.pos(WorldPoint::from_parts(point.x, point.y)))
            })
            .collect();
        let corner = view.rect.left_top() + egui::vec2(40.0, 60.0);
        self.picked = (!events.is_empty()).then(|| Picked::new(corner, events));
    }
}

/// Events of which each is a dot, with the places of their first marks on the screen.
fn dots(scene: Scene<'_>, view: View, events: &[Found]) -> Vec<(Found, Pos2)> {
    let room = view.rect.expand(8.0);
    events
        .iter()
        .map(|found| {
            let point = scene.index.point(found.id());
            (*found, view.pos(WorldPoint::from_parts(point.x, point.y)))
        })
        .filter(|(_, pos)| room.contains(*pos))
        .collect()
}

/// The title of the dot under the pointer.
fn dot_ui(
    ui: &Ui,
    scene: Scene<'_>,
    map: &Response,
    dot: Option<EventId>,
    hovered: &mut Option<EventId>,
) {
    let Some(event) = dot.and_then(|id| scene.catalog.event(id)) else {
        return;
    };
    *hovered = dot;
    ui.ctx().set_cursor_icon(CursorIcon::PointingHand);
    map.show_tooltip_text(wording::short_event_name(event));
}

/// A mark as a control of its own, for keyboards and screen readers. Drags on it still pan the map.
/// Gives how it was clicked, if it was.
fn mark_node_ui(
    ui: &Ui,
    scene: Scene<'_>,
    mark: &Mark,
    is_under_pointer: bool,
    hovered: &mut Option<EventId>,
) -> Option<By> {
    let event = scene.catalog.event(mark.event)?;
    let rect = egui::Rect::from_center_size(mark.pos, egui::Vec2::splat(2.0 * theme::MARK_RADIUS));
    if !ui.clip_rect().intersects(rect) {
        return None;
    }
    let id = ui.scope_id().with(("mark", mark.event, mark.part));
    let response = ui.interact(rect, id, Sense::CLICK | Sense::FOCUSABLE);
    let is_selected = scene.view.selected_event() == Some(mark.event);
    let name = mark_name(scene, mark, &wording::short_event_name(event));
    response.widget_info(|| WidgetInfo::selected(Role::Button, true, is_selected, &name));
    if is_under_pointer {
        *hovered = Some(mark.event);
        tooltip_ui(&response, scene, mark);
    }
    if response.has_focus() {
        let stroke = egui::Stroke::new(2.0, theme::palette(ui).accent);
        ui.painter()
            .circle_stroke(mark.pos, theme::MARK_RADIUS + 4.0, stroke);
    }
    // A click of the pointer means the mark that is lit, which may be a neighbor that this one touches.
    response.clicked().then(|| {
        if response.hovered() {
            By::Pointer
        } else {
            By::Keyboard
        }
    })
}

/// How a mark was clicked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum By {
    Pointer,
    Keyboard,
}

/// "Mark at Yeraskh, 19 July 2021: Shootout near Yeraskh"
fn mark_name(scene: Scene<'_>, mark: &Mark, event_name: &str) -> String {
    let place = scene.place_name(mark.place);
    format!("Mark at {place}, {event_name}")
}

fn tooltip_ui(response: &Response, scene: Scene<'_>, mark: &Mark) {
    let Some(event) = scene.catalog.event(mark.event) else {
        return;
    };
    let date = event.when.as_ref().map(wording::when).unwrap_or_default();
    let status = wording::status(mark.status);
    response.show_tooltip_ui(|ui| {
        let palette = theme::palette(ui);
        super::rich_text::label(
            ui,
            &wording::cut(&event.title, wording::IN_LINE),
            &theme::format(theme::bold(13.0), palette.ink),
        );
        let line = format!("{date} · {status}");
        super::rich_text::label(ui, &line, &theme::format(theme::small(), palette.secondary));
    });
}

/// Makes the renderer ready for the basemap's lines and fills; needs a wgpu window.
pub(super) fn install_renderer(render_state: &egui_wgpu::RenderState) {
    walkers::install_renderer(Some(render_state));
}
