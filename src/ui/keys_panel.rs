//! The sheet of all keys.

use egui::{Grid, Ui, Window};

use super::keymap::BINDINGS;
use super::{rich_text, theme};
use crate::state::{Command, Panel, ViewCommand};

pub(super) fn keys_panel_ui(ui: &Ui, commands: &mut Vec<Command>) {
    let palette = theme::palette(ui);
    let mut is_open = true;
    Window::new("Keys").open(&mut is_open).collapsible(false).resizable(false).show(ui.ctx(), |ui| {
        Grid::new("keys").num_columns(2).spacing([24.0, 4.0]).show(ui, |ui| {
            for binding in BINDINGS {
                let key = binding.keys();
                rich_text::label(ui, &key, &theme::format(theme::bold(12.0), palette.ink));
                rich_text::label(ui, binding.label, &theme::format(theme::small(), palette.ink));
                ui.end_row();
            }
        });
        ui.add_space(8.0);
        let note = "Drag the map to pan, turn the wheel to zoom. Drag over the timeline to choose a window.";
        rich_text::label_of(ui, &[(note, theme::format(theme::small(), palette.secondary))]);
    });
    if !is_open {
        commands.push(Command::View(ViewCommand::Toggle(Panel::Keys)));
    }
}
