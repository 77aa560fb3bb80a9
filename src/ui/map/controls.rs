//! What floats on the map: zoom, theme, scale, position, and where the map comes from.

use egui::{
    Align2, Area, Button, Context, Id, Order, Pos2, Rect, Response, RichText, Stroke, Ui, pos2,
    vec2,
};

use super::crowd::Counted;
use super::heights::Heights;
use super::{View, crowd_ui};
use crate::state::{Command, Theme, ViewCommand};
use crate::ui::map_menu::{self, Draft};
use crate::ui::{Scene, about_sheet, keymap, known_on, names_menu, rich_text, theme, wording};

/// The names of the floating boxes.
const BOXES: [&str; 7] = [
    "measure",
    "zoom",
    "theme",
    "scale",
    "attribution",
    "known on",
    "legend",
];

/// Who made the map. Shown on it at all times.
const ATTRIBUTION: &str = "© OpenStreetMap · GeoNames · Natural Earth · GSHHG · NOAA · USGS · CLDR";

/// The same where there is little room: the rest is told where the pointer rests on it, and in About.
const OTHERS: &str = "© OpenStreetMap and others";

/// How far the boxes stand from the edge of the map.
pub(super) const MARGIN: f32 = 12.0;
/// A map narrower than this has no room for the position beside the scale and the attribution.
const NARROW: f32 = 540.0;
/// A map wider than this has room for everybody who made it.
const ROOMY: f32 = 762.0;

pub(super) fn controls_ui(
    ui: &Ui,
    scene: Scene<'_>,
    (view, draft): (View, &mut Draft),
    map: &Response,
    commands: &mut Vec<Command>,
) {
    let rect = view.rect;
    known_on_ui(ui, scene, view, commands);
    floating_ui(
        ui,
        "zoom",
        Align2::LEFT_TOP,
        rect.left_top() + vec2(MARGIN, MARGIN),
        |ui| {
            for (text, name, command) in [
                ("+", "Zoom in", Command::Zoom(1.0)),
                ("–", "Zoom out", Command::Zoom(-1.0)),
                ("Fit", "Fit", Command::FitShown),
                ("Measure", "Measure", Command::ToggleMeasure),
            ] {
                let key = keymap::shortcut_text(&command).unwrap_or_default();
                let response = button(ui, text)
                    .on_hover_text(format!("{name} ({key})"))
                    .accessible_name(name);
                if response.clicked() {
                    commands.push(command);
                }
            }
        },
    );
    floating_ui(
        ui,
        "theme",
        Align2::RIGHT_TOP,
        rect.right_top() + vec2(-MARGIN, MARGIN),
        |ui| {
            let menu = button(ui, "Map")
                .on_hover_text("Which map lies under the marks")
                .accessible_name("Map, which one");
            map_menu::map_menu_ui(&menu, scene, draft, commands);
            let names = button(ui, "Names")
                .on_hover_text(format!("Names: {}", wording::names(scene.view.names)));
            names_menu::names_menu_ui(&names, scene, commands);
            let (text, next) = if ui.visuals().dark_mode {
                ("Light", Theme::Light)
            } else {
                ("Dark", Theme::Dark)
            };
            if button(ui, text).on_hover_text("Light or dark").clicked() {
                commands.push(Command::View(ViewCommand::SetTheme(next)));
            }
        },
    );
    floating_ui(
        ui,
        "scale",
        Align2::LEFT_BOTTOM,
        rect.left_bottom() + vec2(MARGIN, -MARGIN),
        |ui| {
            let pos = map.hover_pos();
            if rect.width() < NARROW {
                // One over the other, so that the attribution has its room beside them.
                ui.vertical(|ui| {
                    if let Some(pos) = pos {
                        pointed_ui(ui, view, (pos, false));
                    }
                    scale_ui(ui, view);
                });
                return;
            }
            if let Some(pos) = pos {
                pointed_ui(ui, view, (pos, true));
            }
            scale_ui(ui, view);
        },
    );
    floating_ui(
        ui,
        "attribution",
        Align2::RIGHT_BOTTOM,
        rect.right_bottom() + vec2(-MARGIN, -MARGIN),
        |ui| attribution_ui(ui, scene, rect.width()),
    );
}

/// Who made what is seen. Under another map, and wherever it has nothing, lies the bundled one.
fn attribution_ui(ui: &mut Ui, scene: Scene<'_>, map_width: f32) {
    let palette = theme::palette(ui);
    let format = theme::format(theme::caption(), palette.secondary);
    let is_roomy = map_width > ROOMY;
    let bundled_ui = |ui: &mut Ui, words: &str| {
        rich_text::label(ui, words, &format).on_hover_ui(|ui| {
            ui.label(about_sheet::map_notices());
        });
    };
    let other_ui = |ui: &mut Ui, whole: &str, max_chars: usize| {
        let text = wording::shortened(whole, max_chars);
        rich_text::label(ui, &text, &format).on_hover_text(whole);
    };
    match scene.maps.overlay {
        None if is_roomy => bundled_ui(ui, ATTRIBUTION),
        None => bundled_ui(ui, OTHERS),
        Some(overlay) if is_roomy => {
            other_ui(ui, &overlay.attribution, 70);
            bundled_ui(ui, &format!("· {OTHERS}"));
        }
        Some(overlay) => {
            ui.vertical(|ui| {
                ui.spacing_mut().item_spacing.y = 0.0;
                other_ui(ui, &overlay.attribution, 30);
                bundled_ui(ui, OTHERS);
            });
        }
    }
}

/// Where a point of the screen lies, and how high the ground is there; in degrees and minutes too, if asked.
fn pointed_ui(ui: &mut Ui, view: View, (pos, is_fine): (Pos2, bool)) {
    let at = view.lon_lat(pos);
    let palette = theme::palette(ui);
    let mut words = wording::position(at.lon(), at.lat(), view.world_points / 360.0);
    let heights = Heights::if_ready(ui.ctx());
    if let Some(found) = heights.and_then(|heights| heights.elevation(at)) {
        words += " · ";
        words += &wording::elevation(found.meters, found.is_fine);
    }
    let fine = wording::sexagesimal(at.lon(), at.lat());
    ui.vertical(|ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        rich_text::label(ui, &words, &theme::format(theme::small(), palette.ink));
        if is_fine {
            let format = theme::format(theme::caption(), palette.secondary);
            rich_text::label(ui, &fine, &format);
        }
    });
}

/// What the colors of many events stand for: over the scale, where the map has room.
pub(super) fn legend_ui(
    ui: &Ui,
    scene: Scene<'_>,
    view: View,
    counted: Option<&Counted>,
    commands: &mut Vec<Command>,
) {
    let scale = ui
        .ctx()
        .memory(|memory| memory.area_rect(Id::unique(("map", "scale"))));
    let height = scale.map_or(36.0, |rect| rect.height()) + 8.0;
    let at = view.rect.left_bottom() + vec2(MARGIN, -MARGIN - height);
    floating_ui(ui, "legend", Align2::LEFT_BOTTOM, at, |ui| {
        crowd_ui::legend_ui(ui, scene, counted, commands);
    });
}

/// The chip that says that one looks with the knowledge of another day: under the other boxes where the map
/// is narrow.
fn known_on_ui(ui: &Ui, scene: Scene<'_>, view: View, commands: &mut Vec<Command>) {
    const WIDE: f32 = 1_000.0;
    const NARROW: f32 = 640.0;
    if scene.view.known_on.is_none() {
        return;
    }
    let below = if view.rect.width() < WIDE { 46.0 } else { 0.0 };
    let at = view.rect.center_top() + vec2(0.0, MARGIN + below);
    floating_ui(ui, "known on", Align2::CENTER_TOP, at, |ui| {
        known_on::chip_ui(ui, scene, view.rect.width() < NARROW, commands);
    });
}

/// Where the floating boxes were in the last frame; nothing is named under them.
pub(super) fn taken(ctx: &Context) -> Vec<Rect> {
    ctx.memory(|memory| {
        BOXES
            .iter()
            .filter_map(|name| memory.area_rect(Id::unique(("map", *name))))
            .collect()
    })
}

/// A box over the map.
pub(super) fn floating_ui(
    ui: &Ui,
    name: &str,
    align: Align2,
    pos: Pos2,
    add: impl FnOnce(&mut Ui),
) {
    let palette = theme::palette(ui);
    let id = Id::unique(("map", name));
    let before = ui.ctx().memory(|memory| memory.area_rect(id));
    let shown = Area::new(id)
        .order(Order::Middle)
        .pivot(align)
        .fixed_pos(pos)
        .constrain(false)
        .show(ui.ctx(), |ui| {
            theme::floating(palette).show(ui, |ui| ui.horizontal(|ui| add(ui)));
        });
    // A box stands where its size puts it, which is known only after it was laid out.
    if before.map(|rect| rect.size()) != Some(shown.response.rect.size()) {
        ui.ctx().request_repaint();
    }
}

fn button(ui: &mut Ui, text: &str) -> Response {
    ui.add(
        Button::new(RichText::new(text).font(theme::small()))
            .frame(false)
            .min_size(vec2(20.0, 18.0)),
    )
}

/// A bar of a round length, and that length.
fn scale_ui(ui: &mut Ui, view: View) {
    const MAX_POINTS: f64 = 90.0;
    let palette = theme::palette(ui);
    let per_meter = view.points_per_meter(view.lon_lat(view.rect.center()));
    let meters = round_length(MAX_POINTS / per_meter);
    let width = (meters * per_meter) as f32;
    let (rect, response) = ui.allocate_exact_size(vec2(width + 2.0, 18.0), egui::Sense::hover());
    let text = wording::distance(meters);
    response.widget_info(|| {
        egui::WidgetInfo::labeled(egui::Role::Label, true, format!("Scale, {text}"))
    });
    let y = rect.center().y + 5.0;
    let stroke = Stroke::new(1.3, palette.ink);
    let painter = ui.painter();
    painter.hline(rect.left() + 1.0..=rect.right() - 1.0, y, stroke);
    for x in [rect.left() + 1.0, rect.right() - 1.0] {
        painter.vline(x, y - 4.0..=y + 3.0, stroke);
    }
    painter.text(
        pos2(rect.center().x, y - 2.0),
        Align2::CENTER_BOTTOM,
        text,
        theme::caption(),
        palette.ink,
    );
}

/// The largest of 1, 2, 5, 10, 20, … that is not above a length.
fn round_length(meters: f64) -> f64 {
    let power = 10_f64.powf(meters.max(1.0).log10().floor());
    let digit = meters / power;
    power
        * if digit >= 5.0 {
            5.0
        } else if digit >= 2.0 {
            2.0
        } else {
            1.0
        }
}

#[cfg(test)]
mod tests {
    use super::round_length;

    #[test]
    fn scale_bars_have_round_lengths() {
        for (meters, expected) in [
            (99_000.0, 50_000.0),
            (250.0, 200.0),
            (1_000.0, 1_000.0),
            (7.0, 5.0),
        ] {
            assert!((round_length(meters) - expected).abs() < 1e-6, "{meters}");
        }
    }
}
