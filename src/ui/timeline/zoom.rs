//! Which days the axis shows: a wheel zooms at the pointer, a drag of the days under it moves it.

use egui::{Context, Response};

use super::Shown;
use super::axis::Axis;
use crate::model::Window;
use crate::query::Histogram;
use crate::state::{ViewCommand, scaled_axis};

/// How much a point of the wheel zooms; as the map does.
const ZOOM_PER_POINT: f32 = 0.005;

/// What is under way.
#[derive(Debug, Default)]
pub(super) struct Zooming {
    /// What the wheel was turned and is less than a day.
    rest: f32,
    /// The axis as it was when it was grabbed, and where.
    grabbed: Option<(f32, Window)>,
}

/// The change of the days that the axis shows, if something was done to it.
pub(super) fn zoomed(
    ctx: &Context,
    shown: Shown,
    histogram: &Histogram,
    zooming: &mut Zooming,
) -> Option<ViewCommand> {
    let limits = histogram.extent()?;
    let axis = shown.axis;
    let wanted = if let Some(days) = ctx.read_response(shown.days)
        && let Some(moved) = dragged(&days, axis, limits, zooming)
    {
        Some(moved)
    } else {
        turned(ctx, shown, limits, zooming)
    }?;
    let before = axis.extent;
    let axis = (histogram.home() != Some(wanted)).then_some(wanted);
    (wanted != before).then_some(ViewCommand::SetAxis(axis))
}

fn dragged(
    response: &Response,
    axis: Axis,
    limits: Window,
    zooming: &mut Zooming,
) -> Option<Window> {
    if response.drag_started() {
        let pressed = response.ctx.input(|input| input.pointer.press_origin());
        zooming.grabbed = pressed.map(|at| (at.x, axis.extent));
    }
    let is_dragged = response.dragged() || response.drag_stopped();
    let grabbed = zooming.grabbed.filter(|_| is_dragged);
    if response.drag_stopped() {
        zooming.grabbed = None;
    }
    let (start, before) = grabbed?;
    let pointer = response.ctx.input(|input| input.pointer.latest_pos())?;
    Some(before.moved(-axis.days_from_width(pointer.x - start), limits))
}

fn turned(ctx: &Context, shown: Shown, limits: Window, zooming: &mut Zooming) -> Option<Window> {
    let is_over = [shown.body, shown.days]
        .into_iter()
        .filter_map(|id| ctx.read_response(id))
        .any(|response| response.contains_pointer());
    if !is_over {
        return None;
    }
    let axis = shown.axis;
    let (wheel, pinch, pointer) = ctx.input(|input| {
        let wheel = input.smooth_scroll_delta();
        (wheel, input.zoom_delta(), input.pointer.latest_pos())
    });
    if wheel.x.abs() > wheel.y.abs() {
        let days = axis.days_from_width(wheel.x);
        return Some(axis.extent.moved(-days, limits));
    }
    let turned = wheel.y * ZOOM_PER_POINT + pinch.ln();
    if turned.abs() < f32::EPSILON {
        return None;
    }
    zooming.rest += turned;
    let at = axis.day_from_x(pointer?.x);
    let next = scaled_axis(axis.extent, limits, at, zooming.rest);
    if next != axis.extent {
        zooming.rest = 0.0;
    }
    // What cannot be zoomed any further does not pile up.
    zooming.rest = zooming.rest.clamp(-1.0, 1.0);
    Some(next)
}
