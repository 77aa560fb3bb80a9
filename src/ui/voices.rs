//! Who says what: a table of speakers and ways of speaking, each with its live count.

use egui::{
    Button, Grid, Popup, PopupCloseBehavior, Response, RichText, Role, ScrollArea, Ui, WidgetInfo,
};

use super::{Scene, rich_text, theme, wording};
use crate::model::ActorId;
use crate::query::{Speech, Voice};
use crate::state::{Command, ViewCommand};

/// The table, opened from a button. Two cells of it ask for "what A claims and B denies".
pub(super) fn voices_popup(button: &Response, scene: Scene<'_>, commands: &mut Vec<Command>) {
    Popup::menu(button)
        .close_behavior(PopupCloseBehavior::CloseOnClickOutside)
        .show(|ui| {
            let palette = theme::palette(ui);
            let lead = "Only events about which all that is chosen here is said. An actor also speaks through its offices and officials.";
            let format = theme::format(theme::small(), palette.secondary);
            ui.set_max_width(430.0);
            rich_text::label_of(ui, &[(lead, format.clone())]);
            let room = ui.ctx().content_rect().height() - 160.0;
            ScrollArea::vertical()
                .max_height(room.max(120.0))
                .show(ui, |ui| {
                    let n_columns = Speech::ALL.len() + 1;
                    let grid = Grid::new("voices")
                        .num_columns(n_columns)
                        .spacing([8.0, 2.0]);
                    grid.show(ui, |ui| {
                        rich_text::label(ui, "", &format);
                        for speech in Speech::ALL {
                            rich_text::label(ui, wording::speech(speech), &format);
                        }
                        ui.end_row();
                        for (speaker, counts) in scene.solved.voices(scene.catalog) {
                            row_ui(ui, scene, *speaker, counts, commands);
                            ui.end_row();
                        }
                    });
                });
        });
}

fn row_ui(
    ui: &mut Ui,
    scene: Scene<'_>,
    speaker: ActorId,
    counts: &[usize],
    commands: &mut Vec<Command>,
) {
    let palette = theme::palette(ui);
    let name = speaker_name(scene, speaker);
    let ink = theme::format(theme::small(), palette.ink);
    ui.scope(|ui| {
        ui.set_max_width(190.0);
        rich_text::label_of(ui, &[(name, ink)]);
    });
    for (speech, n) in Speech::ALL.into_iter().zip(counts) {
        let voice = Voice { speaker, speech };
        let is_on = scene.view.filter.voices.contains(&voice);
        if *n == 0 && !is_on {
            rich_text::label(ui, "–", &theme::format(theme::small(), palette.secondary));
            continue;
        }
        let (ink, fill) = if is_on {
            (palette.on_accent, palette.accent)
        } else {
            (palette.ink, palette.soft)
        };
        let text = RichText::new(wording::number(*n))
            .font(theme::small())
            .color(ink);
        let response = ui.add(
            Button::new(text)
                .fill(fill)
                .min_size(egui::vec2(34.0, 20.0)),
        );
        let label = format!("{name}: {}, {n}", wording::speech(speech));
        response.widget_info(|| WidgetInfo::selected(Role::CheckBox, true, is_on, &label));
        if response.clicked() {
            commands.push(Command::View(ViewCommand::ToggleVoice(voice)));
        }
    }
}

pub(super) fn speaker_name(scene: Scene<'_>, speaker: ActorId) -> &str {
    scene
        .catalog
        .actor(speaker)
        .map_or("", |actor| actor.name.as_str())
}
