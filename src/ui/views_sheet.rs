//! The sheet of views that have a name: to save one, to open one, to give one to somebody.

use egui::{Button, Key, ScrollArea, TextEdit, Ui, vec2};

use super::{
    Scene, rich_text,
    sheet::{focus_when_opened, sheet},
    theme, wording,
};
use crate::state::{Command, Panel, ViewCommand};

/// A view that was saved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ViewEntry {
    /// What its reader calls it.
    pub name: String,
    /// The title of its atlas.
    pub atlas: String,
    /// Where it lies.
    pub path: String,
}

/// What is being typed, and whether the cursor was put there.
#[derive(Debug, Default)]
pub(super) struct Draft {
    name: String,
    is_shown: bool,
}

impl Draft {
    /// The sheet is closed; the next one begins empty.
    pub(super) fn close(&mut self) {
        *self = Self::default();
    }
}

pub(super) fn views_sheet_ui(
    ui: &Ui,
    scene: Scene<'_>,
    draft: &mut Draft,
    commands: &mut Vec<Command>,
) {
    let mut is_open = true;
    sheet(ui, "Views", 440.0)
        .open(&mut is_open)
        .show(ui.ctx(), |ui| {
            egui::Frame::new().inner_margin(8.0).show(ui, |ui| {
                save_ui(ui, scene, draft, commands);
                ui.add_space(8.0);
                ui.separator();
                list_ui(ui, scene, commands);
            });
        });
    if !is_open || ui.input(|input| input.key_pressed(Key::Escape)) {
        commands.push(Command::View(ViewCommand::Toggle(Panel::Views)));
    }
}

fn save_ui(ui: &mut Ui, scene: Scene<'_>, draft: &mut Draft, commands: &mut Vec<Command>) {
    let palette = theme::palette(ui);
    let quiet = theme::format(theme::small(), palette.secondary);
    let lead = "A view is the window of time, the filter, the selection and the map as they are now. Its file can be given to others: it opens when it is dropped here, or with event-atlas --view FILE.";
    rich_text::label_of(ui, &[(lead, quiet)]);
    ui.add_space(4.0);
    let field = TextEdit::singleline(&mut draft.name)
        .hint_text("a name, or a file that ends in .view.ron")
        .char_limit(400)
        .margin(vec2(8.0, 4.0))
        .desired_width(f32::INFINITY);
    let response = ui.add(field).accessible_name("Name of the view");
    focus_when_opened(&mut draft.is_shown, &response);
    let is_entered = response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
    let is_ready = !draft.name.trim().is_empty();
    let is_there = scene
        .views
        .iter()
        .any(|view| view.name == draft.name.trim());
    let words = if is_there {
        "Save over it"
    } else {
        "Save this view"
    };
    ui.add_space(4.0);
    let button = ui.add_enabled(is_ready, Button::new(words));
    if is_ready && (button.clicked() || is_entered) {
        commands.push(Command::SaveView(std::mem::take(&mut draft.name)));
    }
}

fn list_ui(ui: &mut Ui, scene: Scene<'_>, commands: &mut Vec<Command>) {
    let palette = theme::palette(ui);
    let ink = theme::format(theme::body(), palette.ink);
    let quiet = theme::format(theme::small(), palette.secondary);
    if scene.views.is_empty() {
        rich_text::label(ui, "No view was saved yet.", &quiet);
    }
    let title = &scene.catalog.header().title;
    ScrollArea::vertical()
        .max_height(260.0)
        .min_scrolled_height(260.0)
        .auto_shrink([false, true])
        .show(ui, |ui| {
            for view in scene.views {
                ui.horizontal(|ui| {
                    let is_here = view.atlas == *title;
                    let open = ui.add_enabled(is_here, Button::new("Open"));
                    let name = wording::cut(&view.name, 120);
                    let open = open.accessible_name(format!("Open the view {name}"));
                    if open.clicked() {
                        commands.push(Command::OpenView(view.path.clone()));
                        commands.push(Command::View(ViewCommand::Toggle(Panel::Views)));
                    }
                    let remove = ui.button("Remove");
                    let remove = remove.accessible_name(format!("Remove the view {name}"));
                    if remove.clicked() {
                        commands.push(Command::RemoveView(view.path.clone()));
                    }
                    rich_text::label_of(ui, &[(&name, ink.clone())]).on_hover_text(&view.path);
                    if !is_here {
                        let of = format!("of {}", wording::cut(&view.atlas, 120));
                        rich_text::label(ui, &of, &quiet);
                    }
                });
            }
        });
}
