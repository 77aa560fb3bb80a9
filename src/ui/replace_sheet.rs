//! The question before a file is replaced.

use egui::{Key, Label, RichText, Ui};

use super::{
    Scene, rich_text,
    sheet::{focus_when_asked, sheet},
    theme,
};
use crate::state::Command;
use crate::wording;

/// A file that would be replaced.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AskedReplace {
    /// Where it lies.
    pub path: String,
    /// How many bytes it has now.
    pub n_bytes: u64,
}

pub(super) fn replace_sheet_ui(ui: &Ui, scene: Scene<'_>, commands: &mut Vec<Command>) {
    let Some(asked) = scene.asked_replace else {
        return;
    };
    let mut is_open = true;
    sheet(ui, "Replace this file?", 460.0)
        .open(&mut is_open)
        .show(ui.ctx(), |ui| {
            let palette = theme::palette(ui);
            egui::Frame::new().inner_margin(8.0).show(ui, |ui| {
                let path = RichText::new(&asked.path);
                let path = path.font(theme::body()).color(palette.ink);
                ui.add(Label::new(path).wrap().selectable(true));
                ui.add_space(8.0);
                let size = usize::try_from(asked.n_bytes).unwrap_or(usize::MAX);
                let size = wording::counted(size, "byte");
                let note =
                    format!("It is there already, with {size}. What is in it now will be gone.");
                let format = theme::format(theme::small(), palette.secondary);
                rich_text::label_of(ui, &[(&note, format)]);
                ui.add_space(8.0);
                ui.horizontal(|ui| {
                    if ui.button("Replace").clicked() {
                        commands.push(Command::ReplaceAsked);
                    }
                    let keep = ui.button("Keep it");
                    focus_when_asked(ui, "replace", &keep);
                    if keep.clicked() {
                        commands.push(Command::Dismiss);
                    }
                });
            });
        });
    if !is_open || ui.input(|input| input.key_pressed(Key::Escape)) {
        commands.push(Command::Dismiss);
    }
}
