//! The status line: an equation in words, and how the program stands.

use egui::text::LayoutJob;
use egui::{Align, Label, Layout, RichText, Ui};

use super::{Scene, keymap, map_menu, rich_text, theme, wording};
use crate::state::{Command, Panel, ViewCommand};

pub(super) fn status_bar_ui(ui: &mut Ui, scene: Scene<'_>, commands: &mut Vec<Command>) {
    let palette = theme::palette(ui);
    ui.horizontal_centered(|ui| {
        let (before, shown, rest) = wording::equation(scene.answer.counts);
        let plain = theme::format(theme::small(), palette.secondary);
        let strong = theme::format(theme::bold(12.0), palette.ink);
        let mut job = LayoutJob::default();
        rich_text::append(&mut job, &before, &plain);
        rich_text::append(&mut job, &shown, &strong);
        rich_text::append(&mut job, &rest, &plain);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if link(ui, "About")
                .on_hover_text("About the program, licenses (F1)")
                .clicked()
            {
                commands.push(Command::View(ViewCommand::Toggle(Panel::About)));
            }
            if link(ui, "Keys (?)").clicked() {
                commands.push(Command::View(ViewCommand::Toggle(Panel::Keys)));
            }
            if link(ui, "Open, save")
                .on_hover_text("Open, import and save (Ctrl+O)")
                .clicked()
            {
                commands.push(Command::View(ViewCommand::Toggle(Panel::Files)));
            }
            let views = Command::View(ViewCommand::Toggle(Panel::Views));
            if link(ui, "Views")
                .on_hover_text(keymap::with_key("Save a view, open one", &views))
                .clicked()
            {
                commands.push(views);
            }
            match scene.findings.len() {
                0 => {
                    rich_text::label(ui, "no findings", &plain);
                }
                n => {
                    if link(ui, &wording::counted(n, "finding")).clicked() {
                        commands.push(Command::View(ViewCommand::Toggle(Panel::Findings)));
                    }
                }
            }
            map_menu::tiles_ui(ui, scene, commands);
            if let Some((share, n_rows)) = scene.progress {
                if link(ui, "Cancel").clicked() {
                    commands.push(Command::CancelOpening);
                }
                rich_text::label(ui, &wording::progress(share, n_rows), &plain);
            }
            if let Some((notice, is_trouble)) = scene.messages.notice {
                let ink = if is_trouble {
                    palette.warning
                } else {
                    palette.ink
                };
                let format = theme::format(theme::small(), ink);
                ui.add(
                    Label::new(rich_text::job(notice, &format))
                        .truncate()
                        .selectable(false),
                );
            }
            // What is left of the line is for the equation.
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                ui.add(Label::new(job).truncate().selectable(false));
            });
        });
    });
}

pub(super) fn link(ui: &mut Ui, text: &str) -> egui::Response {
    ui.link(RichText::new(text).font(theme::small()))
}
