//! Moving the camera: where to, and the flight there.

use egui::Context;

use super::App;
use crate::model::{EventId, Extent, Outline, PlaceId, PlacePrecision};
use crate::state::{Camera, Flight, ViewCommand};

/// How near one flies to an event.
const FLY_ZOOM: f64 = 9.5;
/// What is fitted into the map on request may be as small as a quarter of a town.
const NEAREST_FIT: f64 = 15.0;
/// The size of a map that was never shown, in points.
const ANY_SIZE: (f64, f64) = (800.0, 600.0);
/// The room around what is fitted into the map, in points.
const MARGIN_POINTS: f64 = 72.0;

impl App {
    /// The camera that shows everything that is shown in the list; without a place, the extent of the atlas.
    pub(super) fn camera_for_shown(&self, size: (f64, f64)) -> Camera {
        let solved = self.asker.solved();
        let around = solved.index.extent_of(&solved.answer.on_map);
        let extent = around
            .or(self.loaded.catalog.header().extent)
            .unwrap_or(Extent::world());
        Camera::fitting(extent, size, MARGIN_POINTS)
    }

    pub(super) fn fit_shown(&mut self, ctx: &Context) {
        let camera = self.camera_for_shown(self.map_size());
        self.fitted = Some(self.fly_to(ctx, camera));
    }

    pub(super) fn fit(&mut self, ctx: &Context, extent: Extent) {
        let size = self.map_size();
        let camera = Camera::fitting_up_to(extent, size, MARGIN_POINTS, NEAREST_FIT);
        self.fly_to(ctx, camera);
    }

    pub(super) fn fly_to_event(&mut self, ctx: &Context, id: EventId) {
        let anchor = self.asker.solved().index.anchors(id).points.first();
        if let Some(at) = anchor.map(|anchor| anchor.at) {
            let zoom = self.view().camera.zoom().max(FLY_ZOOM);
            self.fly_to(ctx, Camera::new(at, zoom));
        }
    }

    /// A place with an outline is shown whole.
    pub(super) fn fly_to_place(&mut self, ctx: &Context, id: PlaceId) {
        let Some(place) = self.loaded.catalog.place(id) else {
            return;
        };
        if let Some(extent) = place.outline.as_deref().and_then(Outline::extent) {
            self.fit(ctx, extent);
            return;
        }
        let is_wide = place.precision >= PlacePrecision::District;
        let nearest = if is_wide { FLY_ZOOM - 1.5 } else { FLY_ZOOM };
        if let Some(at) = place.at {
            let zoom = self.view().camera.zoom().max(nearest);
            self.fly_to(ctx, Camera::new(at, zoom));
        }
    }

    /// Nearer or farther. Asked again while under way, it goes on from where it was to arrive.
    pub(super) fn zoom(&mut self, ctx: &Context, steps: f64) {
        let from = match &self.flight {
            Some((flight, _)) => flight.target(),
            None => self.view().camera,
        };
        self.fly_to(ctx, from.zoomed_by(steps));
    }

    pub(super) fn map_size(&self) -> (f64, f64) {
        self.memory.map.size().unwrap_or(ANY_SIZE)
    }

    /// Starts a flight and gives where it ends; without animations one is there at once.
    fn fly_to(&mut self, ctx: &Context, to: Camera) -> Camera {
        let to = to.kept_in_world(self.map_size());
        let from = self.view().camera;
        if ctx.global_style().animation_time <= 0.0 || from == to {
            self.flight = None;
            self.history.apply(ViewCommand::MoveCamera(to));
            return to;
        }
        let now = ctx.input(|input| input.time);
        self.flight = Some((Flight::new(from, to, self.map_size().0, now), from));
        ctx.request_repaint();
        to
    }

    /// Moves the camera along its way. A hand that moves it takes over; a press skips the rest.
    pub(super) fn fly(&mut self, ctx: &Context) {
        let Some((flight, last)) = self.flight else {
            return;
        };
        if self.view().camera != last {
            self.flight = None;
            return;
        }
        if ctx.input(|input| input.pointer.any_pressed()) {
            self.skip_flight();
            return;
        }
        let now = ctx.input(|input| input.time);
        let next = flight.at(now);
        let camera = next.unwrap_or(flight.target());
        self.history.apply(ViewCommand::MoveCamera(camera));
        self.flight = next.map(|camera| (flight, camera));
        if self.flight.is_some() {
            ctx.request_repaint();
        }
    }

    /// Arrives at once. Gives whether there was anything to skip.
    pub(super) fn skip_flight(&mut self) -> bool {
        let Some((flight, _)) = self.flight.take() else {
            return false;
        };
        self.history.apply(ViewCommand::MoveCamera(flight.target()));
        true
    }
}
