//! The crowd on the map: its picture, its numbers, its legend, and the list of what is under the pointer.

use std::f32::consts::TAU;
use std::sync::Arc;

use egui::{
    Align2, Color32, Id, Mesh, Painter, Pos2, Rect, Response, ScrollArea, Sense, Ui, Vec2, pos2,
    vec2,
};

use super::crowd::{Counted, Crowd, share_of};
use super::lettering::Lettering;
use super::{View, controls};
use crate::model::EventId;
use crate::query::{Found, events_within};
use crate::state::{Command, MapColor, MapStyle, Selection, ViewCommand};
use crate::ui::theme::Palette;
use crate::ui::{Scene, rich_text, theme, wording};

/// How near the pointer events count as under it, in points.
const UNDER: f32 = 6.0;

/// The events that a click found under the pointer, and where it was.
#[derive(Debug)]
pub(super) struct Picked {
    at: Pos2,
    events: Vec<EventId>,
    /// Whether its first row is still to get the focus.
    wants_focus: bool,
}

impl Picked {
    pub(super) fn new(at: Pos2, events: Vec<EventId>) -> Self {
        Self {
            at,
            events,
            wants_focus: true,
        }
    }
}

/// Paints the density and its numbers. Gives what is taken now, the floating boxes included.
pub(super) fn paint(
    painter: &Painter,
    view: View,
    crowd: &Crowd,
    counted: &Counted,
    lettering: &mut Lettering,
    palette: &Palette,
) -> Vec<Rect> {
    let Some(texture) = crowd.texture() else {
        return Vec::new();
    };
    let uv = Rect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0));
    painter.image(texture.id(), counted.rect(view), uv, Color32::WHITE);
    let colors = (palette.label, palette.label_halo);
    let mut taken: Vec<Rect> = controls::taken(painter.ctx());
    for (middle, n) in &counted.clusters {
        let pos = view.pos(*middle);
        let text = wording::number(usize::try_from(*n).unwrap_or(usize::MAX));
        let galley = painter.layout_no_wrap(text, theme::bold(12.0), palette.label);
        let rect = Align2::CENTER_CENTER.anchor_size(pos, galley.size());
        let room = rect.expand(5.0);
        if view.rect.contains_rect(rect) && !taken.iter().any(|other| other.intersects(room)) {
            taken.push(room);
            lettering.paint(painter, rect.min, &galley, colors);
        }
    }
    lettering.finish(painter);
    taken
}

/// Paints events as dots in one mesh: more than have room for a mark, and few enough to be seen one by one.
pub(super) fn paint_dots(
    painter: &Painter,
    scene: Scene<'_>,
    dots: &[(Found, Pos2)],
    palette: &Palette,
) {
    const CORNERS: u32 = 8;
    let mut mesh = Mesh::default();
    for (found, pos) in dots {
        let kind = scene.catalog.kind(scene.index.kind(found.id()));
        let color = kind.map_or(Color32::GRAY, |kind| theme::kind_color(kind.color, palette));
        let strength = scene.strength(found.id());
        for (radius, color) in [(4.0, palette.label_halo), (3.0, color)] {
            let color = color.gamma_multiply(strength);
            let first = mesh.vertices.len() as u32;
            mesh.colored_vertex(*pos, color);
            for corner in 0..CORNERS {
                let angle = TAU * corner as f32 / CORNERS as f32;
                mesh.colored_vertex(*pos + radius * Vec2::angled(angle), color);
                mesh.add_triangle(
                    first,
                    first + 1 + corner,
                    first + 1 + (corner + 1) % CORNERS,
                );
            }
        }
    }
    painter.add(mesh);
}

/// What each color stands for, how many events are in view, and how they are drawn.
pub(super) fn legend_ui(
    ui: &mut Ui,
    scene: Scene<'_>,
    counted: Option<&Counted>,
    commands: &mut Vec<Command>,
) {
    let palette = theme::palette(ui);
    let small = theme::format(theme::small(), palette.ink);
    ui.vertical(|ui| {
        ui.spacing_mut().item_spacing = vec2(2.0, 2.0);
        ui.spacing_mut().button_padding = vec2(6.0, 1.0);
        ui.spacing_mut().interact_size.y = 18.0;
        ui.style_mut().override_font_id = Some(theme::small());
        let is_density = counted.is_some_and(|counted| counted.few.is_none());
        let is_ramp = is_density
            && scene.view.map_color == MapColor::Count
            && scene.view.map_style != MapStyle::Dots;
        if let Some(counted) = counted.filter(|_| is_ramp) {
            ramp_ui(ui, counted);
        }
        if let Some(counted) = counted {
            let n = usize::try_from(counted.n_in_view()).unwrap_or(usize::MAX);
            let text = format!("{} in view", wording::counted(n, "event"));
            rich_text::label(ui, &text, &theme::format(theme::bold(12.0), palette.ink));
        }
        ui.horizontal(|ui| {
            let style = scene.view.map_style;
            for (other, name, about) in [
                (
                    MapStyle::Auto,
                    "Auto",
                    "Density where there are many, marks where there are few",
                ),
                (MapStyle::Dots, "Dots", "A dot for each event"),
                (MapStyle::Density, "Density", "How many there are, by color"),
            ] {
                let response = ui
                    .selectable_label(style == other, name)
                    .on_hover_text(about);
                if response.clicked() {
                    commands.push(Command::View(ViewCommand::SetMapStyle(other)));
                }
            }
        });
        if is_density && scene.view.map_style != MapStyle::Dots {
            ui.horizontal(|ui| {
                rich_text::label(ui, "Color by", &small);
                color_ui(ui, scene, commands);
            });
        }
    });
}

/// What the color of the density tells.
fn color_ui(ui: &mut Ui, scene: Scene<'_>, commands: &mut Vec<Command>) {
    for (color, name) in [(MapColor::Count, "count"), (MapColor::Kind, "main kind")] {
        let is_on = scene.view.map_color == color;
        if ui.selectable_label(is_on, name).clicked() {
            commands.push(Command::View(ViewCommand::SetMapColor(color)));
        }
    }
}

/// The colors from one event to the most in a cell, on a scale of logarithms.
fn ramp_ui(ui: &mut Ui, counted: &Counted) {
    let palette = theme::palette(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(190.0, 24.0), Sense::hover());
    let strip = Rect::from_min_size(rect.min, vec2(rect.width(), 9.0));
    let steps = 64;
    for step in 0..steps {
        let share = step as f32 / (steps - 1) as f32;
        let left = egui::lerp(strip.x_range(), step as f32 / steps as f32);
        let right = egui::lerp(strip.x_range(), (step + 1) as f32 / steps as f32);
        let part = Rect::from_x_y_ranges(left..=right, strip.y_range());
        ui.painter()
            .rect_filled(part, 0.0, theme::density_color(share, palette.is_dark));
    }
    let highest = counted.highest.max(1);
    let mut ticks = vec![1_u32];
    while let Some(next) = ticks
        .last()
        .and_then(|last| last.checked_mul(10))
        .filter(|next| *next < highest)
    {
        ticks.push(next);
    }
    ticks.push(highest);
    ticks.dedup();
    let mut free_from = f32::NEG_INFINITY;
    for n in ticks {
        let x = egui::lerp(strip.x_range(), share_of(n, highest))
            .clamp(strip.left() + 3.0, strip.right() - 8.0);
        if x < free_from {
            continue;
        }
        let text = wording::number(n as usize);
        let at = pos2(x, strip.bottom() + 1.0);
        let drawn = ui
            .painter()
            .text(at, Align2::CENTER_TOP, text, theme::caption(), palette.ink);
        free_from = drawn.right() + 14.0;
    }
    let words = format!(
        "Events in a cell of the map, from 1 to {}, on a logarithmic scale",
        wording::number(highest as usize)
    );
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Image, true, &words));
    response.on_hover_text(words);
}

/// Says how many events are under the pointer; a click lists them all.
pub(super) fn pointer_ui(
    ui: &Ui,
    scene: Scene<'_>,
    view: View,
    counted: &Counted,
    map: &Response,
    picked: &mut Option<Picked>,
    commands: &mut Vec<Command>,
) {
    let pointer = ui.input(|input| input.pointer.hover_pos());
    let Some(pos) = pointer.filter(|_| map.contains_pointer() && !map.dragged()) else {
        return;
    };
    let n = counted.n_around(view, pos, UNDER);
    if n == 0 {
        if map.clicked() {
            *picked = None;
        }
        return;
    }
    let n = usize::try_from(n).unwrap_or(usize::MAX);
    if map.clicked() {
        let grid = counted.grid_around(view, pos, UNDER);
        let events = events_within(scene.index, &scene.answer.on_map, grid, usize::MAX);
        let events: Vec<EventId> = events
            .unwrap_or_default()
            .into_iter()
            .map(Found::id)
            .collect();
        if let [only] = events.as_slice() {
            let select = ViewCommand::Select(Some(Selection::Event(*only)));
            commands.push(Command::View(select));
            *picked = None;
        } else {
            *picked = (!events.is_empty()).then(|| Picked::new(pos, events));
        }
        return;
    }
    ui.ctx().set_cursor_icon(egui::CursorIcon::PointingHand);
    map.show_tooltip_text(format!("{} here", wording::counted(n, "event")));
}

/// The list of what was under the pointer: all of it, in the order of time.
pub(super) fn picked_ui(
    ui: &Ui,
    scene: Scene<'_>,
    view: View,
    picked: &mut Option<Picked>,
    commands: &mut Vec<Command>,
) {
    const SIZE: Vec2 = vec2(330.0, 240.0);
    const ROW: f32 = 22.0;
    let Some(Picked {
        at,
        events,
        wants_focus,
    }) = picked
    else {
        return;
    };
    let palette = theme::palette(ui);
    let room = view.rect.shrink(12.0);
    let corner = (*at + vec2(10.0, 10.0))
        .min(room.max - SIZE - vec2(20.0, 44.0))
        .max(room.min);
    let mut is_closed = false;
    egui::Area::new(Id::unique("under the pointer"))
        .order(egui::Order::Foreground)
        .fixed_pos(corner)
        .show(ui.ctx(), |ui| {
            theme::floating(palette).show(ui, |ui| {
                ui.set_width(SIZE.x);
                ui.horizontal(|ui| {
                    let head = format!("{} here", wording::counted(events.len(), "event"));
                    rich_text::label(ui, &head, &theme::format(theme::bold(13.0), palette.ink));
                    ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                        is_closed |= ui
                            .small_button("×")
                            .accessible_name("Close the list")
                            .clicked();
                    });
                });
                ScrollArea::vertical()
                    .max_height(SIZE.y)
                    .auto_shrink([false, true])
                    .show_rows(ui, ROW, events.len(), |ui, rows| {
                        let rows = events.get(rows).unwrap_or_default().iter();
                        let clicked = rows.filter(|id| row_ui(ui, scene, **id, ROW, wants_focus));
                        commands.extend(clicked.map(|id| {
                            let selection = Selection::Event(*id);
                            Command::View(ViewCommand::Select(Some(selection)))
                        }));
                    });
            });
        });
    if is_closed {
        *picked = None;
    }
}

/// A line of the list: the day and the title. Gives whether it was clicked.
fn row_ui(ui: &mut Ui, scene: Scene<'_>, id: EventId, height: f32, wants_focus: &mut bool) -> bool {
    let Some(event) = scene.catalog.event(id) else {
        return false;
    };
    let date = event
        .when
        .as_ref()
        .map(wording::short_when)
        .unwrap_or_default();
    let text = wording::shortened(&format!("{date}  {}", event.title), 48);
    let is_selected = scene.view.selected_event() == Some(id);
    let button = egui::Button::selectable(is_selected, text)
        .truncate()
        .min_size(vec2(ui.available_width(), height - 4.0));
    let row = ui.add(button);
    if std::mem::take(wants_focus) {
        row.request_focus();
    }
    if row.gained_focus() {
        // So that the next row is there when the focus moves on.
        row.scroll_to_me(Some(egui::Align::Center));
    }
    row.clicked()
}

/// The colors of the kinds of a catalog, in their order.
pub(super) fn kind_colors(scene: Scene<'_>, palette: &Palette) -> Arc<[Color32]> {
    scene
        .catalog
        .kinds()
        .map(|(_, kind)| theme::kind_color(kind.color, palette))
        .collect()
}
