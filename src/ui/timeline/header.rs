//! The line over the axis: play, how the window is read, the window in words, and how time steps.

use egui::{
    Align, Button, CornerRadius, Layout, Rect, Response, Role, Sense, Shape, Stroke, StrokeKind,
    Ui, WidgetInfo, vec2,
};

use super::super::{
    PlayerShown, Scene, keymap, known_on, rich_text, sheet::menu_link, theme, wording,
};
use super::{options, words};
use crate::query::MatchLevel;
use crate::state::{Command, Panel, TimeMode, ViewCommand};

/// So much room is left for how time steps, and links need so much: where it is not there, their keys still go there.
const STEP_ROOM: f32 = 130.0;
const ALL_OF_TIME: f32 = 84.0;
const GO_TO: f32 = 62.0;
const KNOWN_ON: f32 = 140.0;
/// From these widths on there is room for more words.
const ROOMY: f32 = 640.0;
const WIDE: f32 = 860.0;

pub(super) fn header_ui(
    ui: &mut Ui,
    scene: Scene<'_>,
    draft: &mut known_on::Draft,
    commands: &mut Vec<Command>,
) {
    let palette = theme::palette(ui);
    let width = ui.available_width();
    let secondary = theme::format(theme::small(), palette.secondary);
    ui.horizontal(|ui| {
        if play_ui(ui, scene.player).clicked() {
            commands.push(Command::TogglePlay);
        }
        modes_ui(ui, scene.view.mode, width > ROOMY, commands);
        window_ui(ui, scene, width, commands);
        if ui.available_width() > STEP_ROOM + GO_TO {
            let go = Command::View(ViewCommand::Toggle(Panel::GoTo));
            let hint = keymap::with_key("Go to a date", &go);
            let link = ui.link("go to …").on_hover_text(hint);
            if link.accessible_name("Go to a date").clicked() {
                commands.push(go);
            }
        }
        if scene.player == PlayerShown::AtEnd {
            rich_text::label(ui, "the end", &secondary).on_hover_text("Space plays again");
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let words = options_words(scene, width > WIDE);
            let button = menu_link(ui, &words, "How time steps and plays");
            options::options_popup(&button, scene, commands);
            if ui.available_width() < KNOWN_ON {
                return;
            }
            let words = match scene.view.known_on {
                Some(day) => format!("known on {}", wording::short_day(day)),
                None => "as known on …".to_owned(),
            };
            let hint = keymap::with_key("Hide what was said later", &Command::ToggleKnownOn);
            let button = ui.link(words).on_hover_text(hint);
            let button = button.accessible_name("As known on a day");
            known_on::known_on_popup(&button, scene, draft, commands);
        });
    });
}

/// The window in words, and the way back to all of time.
fn window_ui(ui: &mut Ui, scene: Scene<'_>, width: f32, commands: &mut Vec<Command>) {
    let palette = theme::palette(ui);
    let bold = theme::format(theme::bold(13.0), palette.ink);
    let secondary = theme::format(theme::small(), palette.secondary);
    let is_wide = width > WIDE;
    let Some(window) = scene.view.days() else {
        let Some(extent) = scene.histogram.extent() else {
            return;
        };
        rich_text::label(ui, &wording::window(extent), &bold);
        if is_wide {
            rich_text::label(ui, "all of time", &secondary);
        }
        return;
    };
    rich_text::label(ui, &wording::window(window), &bold);
    if is_wide && scene.view.mode == TimeMode::Window {
        rich_text::label(ui, &wording::window_length(window), &secondary);
    }
    if ui.available_width() < STEP_ROOM + ALL_OF_TIME {
        return;
    }
    let all = Command::View(ViewCommand::SetWindow(None));
    let hint = keymap::with_key("Show all of time", &all);
    if ui.link("All of time").on_hover_text(hint).clicked() {
        commands.push(all);
    }
}

/// "step 1 month · certain only"
fn options_words(scene: Scene<'_>, is_wide: bool) -> String {
    let playback = scene.view.playback;
    let step = words::step(playback.step, scene.view.mode, scene.histogram.unit);
    match (scene.view.filter.match_level, is_wide) {
        (MatchLevel::Possible, true) => format!("{step} · certain and possible"),
        (MatchLevel::Possible, false) => step,
        (MatchLevel::Certain, _) => format!("{step} · certain only"),
    }
}

/// A triangle, or two bars while time is played.
fn play_ui(ui: &mut Ui, player: PlayerShown) -> Response {
    let palette = theme::palette(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(26.0, 22.0), Sense::click());
    let is_playing = player == PlayerShown::Playing;
    let name = if is_playing { "Pause" } else { "Play" };
    response.widget_info(|| WidgetInfo::selected(Role::Button, true, is_playing, name));
    if response.hovered() || response.has_focus() {
        ui.painter().rect_filled(rect, 6.0, palette.soft);
    }
    if response.has_focus() {
        let edge = Stroke::new(1.5, palette.accent);
        ui.painter()
            .rect_stroke(rect, 6.0, edge, StrokeKind::Inside);
    }
    let center = rect.center();
    if is_playing {
        for x in [-3.0, 3.0] {
            let bar = Rect::from_center_size(center + vec2(x, 0.0), vec2(3.0, 11.0));
            ui.painter().rect_filled(bar, 0.0, palette.ink);
        }
    } else {
        let points = vec![
            center + vec2(-4.0, -6.0),
            center + vec2(6.0, 0.0),
            center + vec2(-4.0, 6.0),
        ];
        let triangle = Shape::convex_polygon(points, palette.ink, Stroke::NONE);
        ui.painter().add(triangle);
    }
    response.on_hover_text(keymap::with_key(name, &Command::TogglePlay))
}

/// The three ways to read the window; in a narrow window only the one that holds, which a click changes.
fn modes_ui(ui: &mut Ui, current: TimeMode, is_roomy: bool, commands: &mut Vec<Command>) {
    let palette = theme::palette(ui);
    ui.spacing_mut().button_padding = vec2(8.0, 2.0);
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing.x = 0.0;
        let mut around: Option<Rect> = None;
        for mode in TimeMode::ALL {
            let is_on = mode == current;
            if !(is_roomy || is_on) {
                continue;
            }
            let (ink, fill) = if is_on {
                (palette.on_accent, palette.accent)
            } else {
                (palette.ink, palette.panel)
            };
            let words = rich_text::job(words::time_mode(mode), &theme::format(theme::small(), ink));
            let button = Button::new(words)
                .fill(fill)
                .stroke(Stroke::NONE)
                .corner_radius(CornerRadius::same(6))
                .min_size(vec2(0.0, 22.0));
            let hint = keymap::with_key(words::time_mode_hint(mode), &Command::NextMode);
            let response = ui.add(button).on_hover_text(hint);
            response.widget_info(|| {
                let name = format!("Mode: {}", words::time_mode(mode));
                WidgetInfo::selected(Role::RadioButton, true, is_on, name)
            });
            around = Some(around.map_or(response.rect, |rect| rect.union(response.rect)));
            if response.clicked() {
                commands.push(if is_roomy {
                    Command::SetMode(mode)
                } else {
                    Command::NextMode
                });
            }
        }
        if let Some(rect) = around {
            let edge = Stroke::new(1.0, palette.hairline);
            ui.painter()
                .rect_stroke(rect, 6.0, edge, StrokeKind::Outside);
        }
    });
}
