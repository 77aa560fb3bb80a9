//! The map. The only folder that knows walkers.
//!
//! Under everything lies the bundled basemap: shaded heights as raster tiles, then water, rivers and
//! borders as lines and fills. Settlement names, halos and marks are painted by us on top.

mod areas;
mod basemap;
mod controls;
mod crowd;
mod crowd_ui;
mod heights;
mod labels;
mod layers;
mod lettering;
mod marks;
mod packed;
mod paint;
mod pick;
mod relief;

use std::sync::Arc;

use basemap::{Basemap, Pace};
use crowd::{Crowd, MOST_DOTS, Wanted};
use crowd_ui::Picked;
use egui::{CursorIcon, Response, Role, Sense, Shape, Ui, WidgetInfo};
use labels::Labels;
use lettering::Lettering;
use marks::Mark;
use walkers::{Map, lon_lat};

use super::{Scene, theme, wording};
use crate::model::{EventId, LonLat};
use crate::query::Found;
use crate::state::{Camera, Command, MapStyle, Selection, ViewCommand, WorldPoint};

/// What the map remembers between frames.
#[derive(Debug)]
pub struct MapMemory {
    walkers: walkers::MapMemory,
    /// The camera that walkers was last told or last told us.
    shown: Option<Camera>,
    basemap: Option<Basemap>,
    labels: Option<Arc<Labels>>,
    lettering: Lettering,
    /// Where the map was in the last frame.
    rect: Option<egui::Rect>,
    /// The selection that was last brought into view.
    followed: Option<Selection>,
    crowd: Crowd,
    picked: Option<Picked>,
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
            labels: None,
            lettering: Lettering::default(),
            rect: None,
            followed: None,
            crowd: Crowd::default(),
            picked: None,
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

    /// The size of the map in the last frame, in points.
    pub fn size(&self) -> Option<(f64, f64)> {
        self.rect
            .map(|rect| (f64::from(rect.width()), f64::from(rect.height())))
    }
}

/// Points on the screen for places of the Mercator square, at one camera.
#[derive(Debug, Clone, Copy)]
struct View {
    rect: egui::Rect,
    center: WorldPoint,
    world_points: f64,
}

impl View {
    fn new(rect: egui::Rect, camera: Camera) -> Self {
        Self {
            rect,
            center: WorldPoint::from_lon_lat(camera.center()),
            world_points: camera.world_points(),
        }
    }

    fn pos(self, at: WorldPoint) -> egui::Pos2 {
        let offset = |at: f64, center: f64| ((at - center) * self.world_points) as f32;
        self.rect.center() + egui::vec2(offset(at.x, self.center.x), offset(at.y, self.center.y))
    }

    fn lon_lat(self, pos: egui::Pos2) -> LonLat {
        let offset = pos - self.rect.center();
        let x = self.center.x + f64::from(offset.x) / self.world_points;
        let y = self.center.y + f64::from(offset.y) / self.world_points;
        WorldPoint { x, y }.lon_lat()
    }

    /// How many points a meter has at a place.
    fn points_per_meter(self, at: LonLat) -> f64 {
        /// The circumference of the equator of WGS 84, in meters.
        const EQUATOR_M: f64 = 40_075_016.686;
        self.world_points / EQUATOR_M / at.lat().to_radians().cos().max(0.01)
    }
}

/// Up to so many events have a mark of their own, which tells kind, status and name.
const MOST_MARKS: usize = 300;

#[expect(clippy::too_many_lines, reason = "one map, painted from the ground up")]
pub(super) fn map_ui(
    ui: &mut Ui,
    scene: Scene<'_>,
    memory: &mut MapMemory,
    last_hovered: Option<EventId>,
    hovered: &mut Option<EventId>,
    commands: &mut Vec<Command>,
) {
    let is_dark = ui.visuals().dark_mode;
    let rect = ui.available_rect_before_wrap();
    let camera = steadied(memory, scene, rect);
    take_over_camera(memory, camera);
    let labels = memory
        .labels
        .get_or_insert_with(|| Arc::new(Labels::bundled()))
        .clone();
    let mut map = Map::new(None, &mut memory.walkers, lon_lat(0.0, 0.0))
        .zoom_with_ctrl(false)
        .zoom_speed(1.0)
        .double_click_to_zoom(true);
    if let Some(pace) = memory.pace {
        let basemap = memory
            .basemap
            .get_or_insert_with(|| Basemap::new(ui.ctx().clone(), pace));
        let (_, layers) = basemap.of_theme(is_dark);
        map = map.with_layer(layers, 1.0);
    }
    // The ground lies under the layers, but where the map went is only known after they are drawn.
    let painter = ui.painter().with_clip_rect(rect);
    let ground = painter.add(Shape::Noop);
    let response = map.show(ui, |_, _, _, _| ()).response;
    memory.rect = Some(response.rect);
    give_back_camera(memory, scene.view.camera, response.rect, commands);

    let view = View::new(response.rect, memory.shown.unwrap_or(scene.view.camera));
    let palette = theme::palette(ui);
    let shape = match &mut memory.basemap {
        Some(basemap) => basemap.of_theme(is_dark).0.ground(view),
        None => Shape::rect_filled(view.rect, 0.0, palette.land),
    };
    painter.set(ground, shape);
    let answer = &scene.solved.answer;
    let is_crowd = answer.on_map.len() > MOST_DOTS || scene.view.map_style == MapStyle::Density;
    let wanted = Wanted {
        index: &scene.solved.index,
        answer,
        style: scene.view.map_style,
        color: scene.view.map_color,
        kinds: &|| crowd_ui::kind_colors(scene, palette),
        is_dark,
    };
    // A last picture of another answer is shown, but its events are no longer those of the list.
    if is_crowd {
        memory.crowd.count(ui.ctx(), view, &wanted, memory.pace);
    }
    let counted = memory.crowd.last().filter(|_| is_crowd);
    let few: &[Found] = match counted {
        None if is_crowd => &[],
        None => &answer.on_map,
        Some(counted) => {
            let few = counted.few.as_deref().filter(|_| counted.is_of(answer));
            few.unwrap_or_default()
        }
    };
    let is_many = few.len() > MOST_MARKS;
    let marks = marks::marks(scene, view, if is_many { &[] } else { few });
    let taken = match counted.filter(|counted| counted.few.is_none()) {
        Some(counted) => {
            let lettering = &mut memory.lettering;
            crowd_ui::paint(&painter, view, &memory.crowd, counted, lettering, palette)
        }
        None => controls::taken(ui.ctx()),
    };
    let dots = if is_many {
        dots(scene, view, few)
    } else {
        Vec::new()
    };
    crowd_ui::paint_dots(&painter, scene, &dots, palette);
    // Over a mark the pointer is over a control of its own, and still over the map.
    let pointer = ui.input(|input| input.pointer.hover_pos());
    let pointer = pointer.filter(|_| response.contains_pointer() && !response.dragged());
    let under_pointer = pointer.and_then(|pos| pick::nearest(&marks, pos, theme::PICK_RADIUS));
    let dot = pointer
        .filter(|_| under_pointer.is_none())
        .and_then(|pos| pick::nearest_dot(&dots, pos, theme::PICK_RADIUS));
    let lit = under_pointer
        .map(|mark| mark.event)
        .or(dot)
        .or(last_hovered);
    let lettering = (&*labels, &mut memory.lettering);
    paint::paint(ui, scene, view, (&marks, lit), lettering, taken);
    dot_ui(ui, scene, &response, dot, hovered);

    let description = format!("{} events on the map", scene.answer.counts.on_map);
    response.widget_info(|| WidgetInfo::labeled(Role::GraphicsDocument, true, "Map"));
    ui.ctx()
        .accesskit_node_builder(response.id, |node| node.set_description(description));
    let mut is_clicked = response.clicked();
    for mark in &marks {
        let is_under_pointer =
            under_pointer.is_some_and(|other| (other.event, other.part) == (mark.event, mark.part));
        is_clicked |= mark_node_ui(ui, scene, mark, is_under_pointer, hovered, commands);
    }
    if under_pointer.is_some() {
        ui.ctx().set_cursor_icon(CursorIcon::PointingHand);
    }
    let is_density = counted.is_some_and(|counted| counted.few.is_none());
    if is_clicked && !is_density {
        let event = under_pointer.map(|mark| mark.event).or(dot);
        let select = ViewCommand::Select(event.map(Selection::Event));
        commands.push(Command::View(select));
        memory.picked = None;
    }
    if let Some(counted) = counted.filter(|_| is_density && under_pointer.is_none()) {
        let picked = &mut memory.picked;
        crowd_ui::pointer_ui(ui, scene, view, counted, &response, picked, commands);
    }
    crowd_ui::picked_ui(ui, scene, view, &mut memory.picked, commands);
    controls::controls_ui(ui, scene, view, &response, commands);
    if is_crowd || answer.on_map.len() > MOST_MARKS {
        controls::legend_ui(ui, scene, view, counted, commands);
    }
}

/// Events of which each is a dot, with the places of their first marks on the screen.
fn dots(scene: Scene<'_>, view: View, events: &[Found]) -> Vec<(Found, egui::Pos2)> {
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
    map.show_tooltip_text(wording::event_name(event));
}

/// The camera that keeps the ground where it was when a panel opens or closes beside it, and that
/// brings a newly selected event into view by no more than it must.
fn steadied(memory: &mut MapMemory, scene: Scene<'_>, rect: egui::Rect) -> Camera {
    const MARGIN: f32 = 56.0;
    let mut camera = scene.view.camera;
    if let Some(before) = memory.rect.filter(|before| *before != rect) {
        let shift = rect.center() - before.center();
        let view = View::new(rect, camera);
        camera = Camera::new(view.lon_lat(rect.center() + shift), camera.zoom());
    }
    let selection = scene.view.selection;
    if memory.followed != selection && memory.rect.is_some() && rect.is_positive() {
        let view = View::new(rect, camera);
        // A map may be narrower than both margins.
        let inner = rect.shrink(
            MARGIN
                .min(rect.width() / 3.0)
                .min(rect.height() / 3.0)
                .max(0.0),
        );
        let points: Vec<LonLat> = match selection {
            Some(Selection::Event(id)) => {
                let anchors = &scene.index.anchors(id).points;
                anchors.iter().map(|anchor| anchor.at).collect()
            }
            Some(Selection::Place(id)) => {
                let place = scene.catalog.place(id);
                place.and_then(|place| place.at).into_iter().collect()
            }
            Some(Selection::Source(_) | Selection::Actor(_)) | None => Vec::new(),
        };
        let positions: Vec<egui::Pos2> = points
            .into_iter()
            .map(|at| view.pos(WorldPoint::from_lon_lat(at)))
            .collect();
        let is_visible = positions.iter().any(|pos| inner.contains(*pos));
        if let Some(pos) = positions.first().filter(|_| !is_visible) {
            let shift = *pos - inner.clamp(*pos);
            camera = Camera::new(view.lon_lat(rect.center() + shift), camera.zoom());
        }
    }
    memory.followed = selection;
    camera
}

/// Walkers follows our camera unless it has just moved itself.
fn take_over_camera(memory: &mut MapMemory, camera: Camera) {
    if memory.shown == Some(camera) {
        return;
    }
    memory
        .walkers
        .center_at(lon_lat(camera.center().lon(), camera.center().lat()));
    // A camera's zoom is always one that walkers takes.
    memory.walkers.set_zoom(camera.zoom()).ok();
    memory.shown = Some(camera);
}

/// What the pointer did to the map becomes our camera, kept inside the world.
fn give_back_camera(
    memory: &mut MapMemory,
    before: Camera,
    rect: egui::Rect,
    commands: &mut Vec<Command>,
) {
    let Some(center) = memory.walkers.detached() else {
        return;
    };
    let asked = Camera::new(
        LonLat::clamped(center.x(), center.y()),
        memory.walkers.zoom(),
    );
    let size = (f64::from(rect.width()), f64::from(rect.height()));
    let camera = asked.kept_in_world(size);
    let kept = (camera.zoom(), camera.center().lon(), camera.center().lat());
    let is_moved = kept != (memory.walkers.zoom(), center.x(), center.y());
    if is_moved {
        memory
            .walkers
            .center_at(lon_lat(camera.center().lon(), camera.center().lat()));
        memory.walkers.set_zoom(camera.zoom()).ok();
    }
    memory.shown = Some(camera);
    if camera != before {
        commands.push(Command::View(ViewCommand::MoveCamera(camera)));
    }
}

/// A mark as a control of its own, for keyboards and screen readers. Drags on it still pan the map.
/// Gives whether the pointer clicked on it.
fn mark_node_ui(
    ui: &Ui,
    scene: Scene<'_>,
    mark: &Mark,
    is_under_pointer: bool,
    hovered: &mut Option<EventId>,
    commands: &mut Vec<Command>,
) -> bool {
    let Some(event) = scene.catalog.event(mark.event) else {
        return false;
    };
    let rect = egui::Rect::from_center_size(mark.pos, egui::Vec2::splat(2.0 * theme::MARK_RADIUS));
    if !ui.clip_rect().intersects(rect) {
        return false;
    }
    let id = ui.scope_id().with(("mark", mark.event, mark.part));
    let response = ui.interact(rect, id, Sense::CLICK | Sense::FOCUSABLE);
    let is_selected = scene.view.selected_event() == Some(mark.event);
    let name = mark_name(scene, mark, &wording::event_name(event));
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
    let is_by_keyboard = response.clicked() && !response.hovered();
    if is_by_keyboard {
        let selection = Selection::Event(mark.event);
        commands.push(Command::View(ViewCommand::Select(Some(selection))));
    }
    response.clicked() && response.hovered()
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
            &event.title,
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
