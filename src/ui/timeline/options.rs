//! How time steps and how it is played: the menu behind the words on the right.

use egui::{RectAlign, Response, Slider, SliderClamping, Ui};

use super::super::{Scene, rich_text, sheet::menu, theme, wording};
use super::words;
use crate::query::MatchLevel;
use crate::state::{AtEnd, Command, Empty, Playback, StepSize, ViewCommand};

/// Over how many steps past events can fade.
const FADES: [u8; 4] = [0, 3, 6, 12];

pub(super) fn options_popup(button: &Response, scene: Scene<'_>, commands: &mut Vec<Command>) {
    menu(button, RectAlign::TOP_END, 300.0, |ui| {
        let mut playback = scene.view.playback;
        playback_ui(ui, scene, &mut playback);
        if playback != scene.view.playback {
            commands.push(Command::View(ViewCommand::SetPlayback(playback)));
        }
        ui.separator();
        match_ui(ui, scene, commands);
    });
}

fn playback_ui(ui: &mut Ui, scene: Scene<'_>, playback: &mut Playback) {
    let palette = theme::palette(ui);
    let quiet = theme::format(theme::small(), palette.secondary);
    rich_text::label(ui, "A step is", &quiet);
    ui.horizontal_wrapped(|ui| {
        for step in StepSize::ALL {
            let words = match step {
                StepSize::Auto => "as the bars",
                StepSize::NextEvent => "the next event",
                StepSize::Unit(unit) => wording::unit(unit),
            };
            ui.radio_value(&mut playback.step, step, words);
        }
    });
    let now = words::step(playback.step, scene.view.mode, scene.histogram.unit);
    rich_text::label(ui, &format!("now: {now}"), &quiet);
    ui.separator();
    let (shortest, longest) = Playback::PACES_MS;
    let slider = Slider::new(&mut playback.ms_per_step, shortest..=longest)
        .clamping(SliderClamping::Always)
        .step_by(50.0)
        .logarithmic(true)
        .suffix(" ms");
    rich_text::label(ui, "When played, each is shown for", &quiet);
    ui.add(slider).accessible_name("Milliseconds per step");
    let mut is_looped = playback.at_end == AtEnd::Loop;
    ui.checkbox(&mut is_looped, "Begin again at the end");
    playback.at_end = if is_looped { AtEnd::Loop } else { AtEnd::Stop };
    let mut is_skipping = playback.empty == Empty::Skip;
    ui.checkbox(&mut is_skipping, "Pass over stretches without events");
    playback.empty = if is_skipping {
        Empty::Skip
    } else {
        Empty::Keep
    };
    ui.separator();
    rich_text::label(ui, "Past events fade over", &quiet);
    ui.horizontal(|ui| {
        for steps in FADES {
            let words = match steps {
                0 => "never".to_owned(),
                n => format!("{n} steps"),
            };
            ui.radio_value(&mut playback.fade_steps, steps, words);
        }
    });
}

fn match_ui(ui: &mut Ui, scene: Scene<'_>, commands: &mut Vec<Command>) {
    let mut is_certain = scene.view.filter.match_level == MatchLevel::Certain;
    let hint = "Leave out events of which only some reading of the date lies in the window";
    if ui
        .checkbox(&mut is_certain, "Certain matches only")
        .on_hover_text(hint)
        .changed()
    {
        let level = if is_certain {
            MatchLevel::Certain
        } else {
            MatchLevel::Possible
        };
        commands.push(Command::View(ViewCommand::SetMatchLevel(level)));
    }
}
