//! The address of a source in full, before anything opens it.

use egui::{Key, Label, RichText, Ui};

use super::{Scene, rich_text, sheet::sheet, theme};
use crate::state::Command;

pub(super) fn link_sheet_ui(ui: &Ui, scene: Scene<'_>, commands: &mut Vec<Command>) {
    let Some(url) = scene.asked_link else { return };
    let mut is_open = true;
    sheet(ui, "Open this address?", 460.0)
        .open(&mut is_open)
        .show(ui.ctx(), |ui| {
            let palette = theme::palette(ui);
            egui::Frame::new().inner_margin(8.0).show(ui, |ui| {
                // As plain text, whole and broken anywhere: nothing of an address may hide.
                let text = RichText::new(url).font(theme::body()).color(palette.ink);
                ui.add(Label::new(text).wrap().selectable(true));
                ui.add_space(8.0);
                let note = "Your browser opens it, and whoever runs it learns that you did. The program itself does not connect to it.";
                let format = theme::format(theme::small(), palette.secondary);
                rich_text::label_of(ui, &[(note, format)]);
                ui.add_space(8.0);
                ui.horizontal(|ui| {
                    if ui.button("Open in the browser").clicked() {
                        commands.push(Command::OpenAsked);
                    }
                    if ui.button("Copy the address").clicked() {
                        ui.ctx().copy_text(url.to_owned());
                        commands.push(Command::Dismiss);
                    }
                    if ui.button("Cancel").clicked() {
                        commands.push(Command::Dismiss);
                    }
                });
            });
        });
    if !is_open || ui.input(|input| input.key_pressed(Key::Escape)) {
        commands.push(Command::Dismiss);
    }
}
