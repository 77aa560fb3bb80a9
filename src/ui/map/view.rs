//! Where places of the Mercator square are on the screen, and the camera that the map and the view share.

use egui::{Pos2, Rect};
use walkers::lon_lat;

use super::MapMemory;
use crate::model::LonLat;
use crate::state::{Camera, Command, Selection, ViewCommand, WorldPoint};
use crate::ui::Scene;

/// Points on the screen for places of the Mercator square, at one camera.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct View {
    pub(super) rect: Rect,
    pub(super) center: WorldPoint,
    pub(super) world_points: f64,
}

impl View {
    pub(super) fn new(rect: Rect, camera: Camera) -> Self {
        Self {
            rect,
            center: WorldPoint::from_lon_lat(camera.center()),
            world_points: camera.world_points(),
        }
    }

    pub(super) fn pos(self, at: WorldPoint) -> Pos2 {
        let offset = |at: f64, center: f64| ((at - center) * self.world_points) as f32;
        self.rect.center() + egui::vec2(offset(at.x, self.center.x), offset(at.y, self.center.y))
    }

    pub(super) fn lon_lat(self, pos: Pos2) -> LonLat {
        let offset = pos - self.rect.center();
        let x = self.center.x + f64::from(offset.x) / self.world_points;
        let y = self.center.y + f64::from(offset.y) / self.world_points;
        WorldPoint { x, y }.lon_lat()
    }

    /// How many points a meter has at a place.
    pub(super) fn points_per_meter(self, at: LonLat) -> f64 {
        /// The circumference of the equator of WGS 84, in meters.
        const EQUATOR_M: f64 = 40_075_016.686;
        self.world_points / EQUATOR_M / at.lat().to_radians().cos().max(0.01)
    }
}

/// The camera that keeps the ground where it was when a panel opens or closes beside it, and that
/// brings a newly selected event into view by no more than it must.
pub(super) fn steadied(memory: &mut MapMemory, scene: Scene<'_>, rect: Rect) -> Camera {
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
        let positions: Vec<Pos2> = points
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
pub(super) fn take_over_camera(memory: &mut MapMemory, camera: Camera) {
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
pub(super) fn give_back_camera(
    memory: &mut MapMemory,
    before: Camera,
    rect: Rect,
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
