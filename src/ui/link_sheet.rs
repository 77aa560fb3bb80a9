//! The address of a source in full, before anything opens it.

use std::borrow::Cow;

use egui::{Key, Label, RichText, ScrollArea, Ui};

use super::{
    Scene, rich_text,
    sheet::{content_height, focus_when_asked, sheet},
    theme, wording,
};
use crate::state::Command;

/// Of an address of more letters the middle is left out.
const MOST_SHOWN: usize = 20_000;
/// One of more does not end where one looks first.
const LONG: usize = 1_000;
/// The words and the buttons under an address, in points, and the least room for it.
const UNDER_ADDRESS: f32 = 150.0;
const LEAST_ROOM: f32 = 60.0;

pub(super) fn link_sheet_ui(ui: &Ui, scene: Scene<'_>, commands: &mut Vec<Command>) {
    let Some(url) = scene.asked_link else { return };
    let mut is_open = true;
    sheet(ui, "Open this address?", 460.0)
        .open(&mut is_open)
        .show(ui.ctx(), |ui| {
            let palette = theme::palette(ui);
            egui::Frame::new().inner_margin(8.0).show(ui, |ui| {
                // As plain text, whole and broken anywhere: nothing of an address may hide. One that needs more room than
                // there is scrolls, so that the buttons stay where they can be seen.
                let shown = wording::without_middle(url, MOST_SHOWN);
                let text = RichText::new(&*shown).font(theme::body()).color(palette.ink);
                ScrollArea::vertical()
                    .max_height((content_height(ui) - UNDER_ADDRESS).max(LEAST_ROOM))
                    .show(ui, |ui| {
                        ui.add(Label::new(text).wrap().selectable(true));
                    });
                if let Cow::Owned(_) = shown {
                    let words = "The address is longer than can be shown; copy it to read all of it.";
                    let format = theme::format(theme::small(), palette.warning);
                    rich_text::label_of(ui, &[(words, format)]);
                } else if url.len() > LONG {
                    let words = format!("{} characters; scroll to read all of them.", wording::number(url.chars().count()));
                    let format = theme::format(theme::small(), palette.secondary);
                    rich_text::label_of(ui, &[(&words, format)]);
                }
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
                    let cancel = ui.button("Cancel");
                    focus_when_asked(ui, "link", &cancel);
                    if cancel.clicked() {
                        commands.push(Command::Dismiss);
                    }
                });
            });
        });
    if !is_open || ui.input(|input| input.key_pressed(Key::Escape)) {
        commands.push(Command::Dismiss);
    }
}
