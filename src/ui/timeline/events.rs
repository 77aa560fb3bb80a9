//! The events themselves, under the bars, where they are few: each a tick on its day, or a line over the days
//! it can have touched.

use std::sync::Arc;

use egui::{Pos2, Rect, Response, Sense, Shape, Stroke, Ui, pos2, vec2};

use super::super::{Scene, theme, wording};
use super::axis::Axis;
use crate::model::{EventId, Window};
use crate::query::Passing;
use crate::state::{Command, Selection, ViewCommand};

/// The height of the strip they stand in.
pub(super) const HEIGHT: f32 = 9.0;
/// More of them would be a smear, and the bars tell them better.
const MOST: usize = 300;
/// How near the pointer must be.
const REACH: f32 = 6.0;

/// The events that pass the filter and touch the axis, kept while neither changes.
#[derive(Debug, Default)]
pub(super) struct Kept {
    of: Option<(Arc<Passing>, Window)>,
    events: Vec<EventId>,
}

impl Kept {
    fn of(&mut self, scene: Scene<'_>, days: Window) -> &[EventId] {
        let passing = &scene.solved.passing;
        let is_same = self
            .of
            .as_ref()
            .is_some_and(|(of, axis)| Arc::ptr_eq(of, passing) && *axis == days);
        if !is_same {
            self.of = Some((Arc::clone(passing), days));
            self.events = passing.few_in(scene.index, days, MOST).unwrap_or_default();
        }
        &self.events
    }
}

/// Where an event stands in the strip.
fn place(scene: Scene<'_>, axis: Axis, strip: Rect, id: EventId) -> Option<Rect> {
    let event = scene.catalog.event(id)?;
    let days = event.when.as_ref()?.span().days_within(axis.extent)?;
    let (left, right) = (axis.x_from_day(days.first()), axis.x_after_day(days.last()));
    Some(Rect::from_x_y_ranges(left..=right, strip.y_range()))
}

/// Paints them, and gives the one under the pointer.
pub(super) fn events_ui(
    ui: &Ui,
    scene: Scene<'_>,
    (axis, plot): (Axis, Rect),
    kept: &mut Kept,
    lit: Option<EventId>,
    commands: &mut Vec<Command>,
) -> Option<EventId> {
    let strip = Rect::from_min_size(
        plot.left_bottom() + vec2(0.0, 1.0),
        vec2(plot.width(), HEIGHT),
    );
    let placed: Vec<(EventId, Rect)> = kept
        .of(scene, axis.extent)
        .iter()
        .filter_map(|id| Some((*id, place(scene, axis, strip, *id)?)))
        .collect();
    let response = ui.interact(strip, ui.scope_id().with("events"), Sense::click());
    let under = response.hover_pos().and_then(|at| nearest(&placed, at));
    for (id, rect) in &placed {
        paint(ui, scene, (*id, *rect), lit == Some(*id));
    }
    if let Some(selected) = scene.view.selected_event()
        && let Some(rect) = place(scene, axis, strip, selected)
    {
        paint_selected(ui, plot, rect);
    }
    if let Some(id) = under {
        tell(&response, scene, id);
        if response.clicked() {
            let select = ViewCommand::Select(Some(Selection::Event(id)));
            commands.push(Command::View(select));
        }
    }
    under
}

/// What it is, at the pointer.
fn tell(response: &Response, scene: Scene<'_>, id: EventId) {
    if let Some(event) = scene.catalog.event(id) {
        response
            .clone()
            .on_hover_text_at_pointer(wording::short_event_name(event));
    }
}

/// The event nearest to a point; of those that hold it the shortest, which could not be reached otherwise.
fn nearest(placed: &[(EventId, Rect)], at: Pos2) -> Option<EventId> {
    let key = |rect: &Rect| {
        (
            rect.distance_to_pos(pos2(at.x, rect.center().y)),
            rect.width(),
        )
    };
    placed
        .iter()
        .map(|(id, rect)| (*id, key(rect)))
        .filter(|(_, (distance, _))| *distance <= REACH)
        .min_by(|(_, (a, a_width)), (_, (b, b_width))| {
            a.total_cmp(b).then(a_width.total_cmp(b_width))
        })
        .map(|(id, _)| id)
}

fn paint(ui: &Ui, scene: Scene<'_>, (id, rect): (EventId, Rect), is_lit: bool) {
    let (palette, painter) = (theme::palette(ui), ui.painter());
    let Some(kind) = scene.catalog.kind(scene.index.kind(id)) else {
        return;
    };
    let color = theme::kind_color(kind.color, palette);
    let color = if is_lit || scene.answer.found(id).is_some() {
        color
    } else {
        theme::faded(color)
    };
    let is_exact = scene.catalog.event(id).is_some_and(|event| {
        let when = event.when.as_ref();
        when.is_some_and(|when| when.span().is_exact())
    });
    let width = if is_lit { 3.0 } else { 2.0 };
    let (left, right) = (rect.left() + 1.0, rect.right() - 1.0);
    let middle = rect.center();
    if rect.width() <= 8.0 || is_exact {
        let x = if rect.width() <= 8.0 { middle.x } else { left };
        painter.vline(x, rect.y_range().shrink(1.0), Stroke::new(width, color));
    }
    if rect.width() > 8.0 {
        let line = [pos2(left, middle.y), pos2(right, middle.y)];
        let stroke = Stroke::new(width, color);
        if is_exact {
            painter.line_segment(line, stroke);
        } else {
            // Where within these days it was nobody knows.
            painter.extend(Shape::dashed_line(&line, stroke, 3.0, 2.5));
        }
    }
}

/// The days of the selected event, through the bars.
fn paint_selected(ui: &Ui, plot: Rect, rect: Rect) {
    let palette = theme::palette(ui);
    let color = palette.ink;
    let middle = rect.center().x;
    if rect.width() > 3.0 {
        for x in [rect.left(), rect.right()] {
            let line = [pos2(x, plot.top() + 6.0), pos2(x, plot.bottom())];
            let stroke = Stroke::new(1.0, color.gamma_multiply(0.6));
            ui.painter()
                .extend(Shape::dashed_line(&line, stroke, 2.0, 2.0));
        }
    } else {
        let y = plot.top() + 6.0..=plot.bottom();
        ui.painter()
            .vline(middle, y, Stroke::new(1.0, color.gamma_multiply(0.6)));
    }
    let tip = pos2(middle, plot.bottom());
    let points = vec![tip, tip + vec2(-4.5, 7.0), tip + vec2(4.5, 7.0)];
    let edge = Stroke::new(1.0, palette.panel);
    ui.painter().add(Shape::convex_polygon(points, color, edge));
}
