//! In which language names are shown: as in the source, in one language, or in two.

use egui::{Align, Layout, Popup, PopupCloseBehavior, Response, Stroke, Ui};

use super::{Scene, rich_text, theme, wording};
use crate::model::{Language, NamePolicy};
use crate::state::{Command, ViewCommand};

/// The menu that opens from a button.
pub(super) fn names_menu_ui(button: &Response, scene: Scene<'_>, commands: &mut Vec<Command>) {
    Popup::menu(button)
        .close_behavior(PopupCloseBehavior::CloseOnClickOutside)
        .show(|ui| {
            ui.set_min_width(210.0);
            // A row can be clicked over its whole width.
            ui.with_layout(Layout::top_down_justified(Align::Min), |ui| {
                choices_ui(ui, scene, commands);
            });
        });
}

fn choices_ui(ui: &mut Ui, scene: Scene<'_>, commands: &mut Vec<Command>) {
    // Without an edge an empty ring could not be seen on the panel.
    let edge = Stroke::new(1.0, theme::palette(ui).secondary);
    ui.visuals_mut().widgets.inactive.bg_stroke = edge;
    let current = scene.view.names;
    let mut wanted = current;
    head_ui(ui, "Names of places");
    ui.radio_value(&mut wanted, NamePolicy::AsInSource, "As in the source");
    for language in Language::ALL {
        let is_first = first_of(current) == Some(language);
        if ui.radio(is_first, wording::language(language)).clicked() {
            wanted = with_second(language, second_of(current));
        }
    }
    if let Some(first) = first_of(current) {
        ui.separator();
        head_ui(ui, "And beside it");
        let second = second_of(current);
        if ui.radio(second.is_none(), "No second name").clicked() {
            wanted = NamePolicy::In(first);
        }
        for language in Language::ALL.into_iter().filter(|other| *other != first) {
            let is_second = second == Some(language);
            let response = ui.radio(is_second, wording::language(language));
            let name = format!("Beside it, {}", wording::language(language));
            if response.accessible_name(name).clicked() {
                wanted = NamePolicy::Both(first, language);
            }
        }
    }
    if wanted != current {
        commands.push(Command::View(ViewCommand::SetNames(wanted)));
    }
}

fn first_of(policy: NamePolicy) -> Option<Language> {
    match policy {
        NamePolicy::AsInSource => None,
        NamePolicy::In(first) | NamePolicy::Both(first, _) => Some(first),
    }
}

fn second_of(policy: NamePolicy) -> Option<Language> {
    match policy {
        NamePolicy::AsInSource | NamePolicy::In(_) => None,
        NamePolicy::Both(_, second) => Some(second),
    }
}

fn with_second(first: Language, second: Option<Language>) -> NamePolicy {
    match second {
        Some(second) if second != first => NamePolicy::Both(first, second),
        _ => NamePolicy::In(first),
    }
}

fn head_ui(ui: &mut Ui, text: &str) {
    let palette = theme::palette(ui);
    rich_text::label(ui, &text.to_uppercase(), &theme::section_format(palette));
}
