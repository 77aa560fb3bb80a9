//! The places that a search names, over the events it finds.

use egui::{Role, Sense, Stroke, Ui, WidgetInfo, pos2, vec2};

use super::sections::section_ui;
use crate::query::FoundPlace;
use crate::state::{Command, Selection, ViewCommand};
use crate::ui::rich_text::Marks;
use crate::ui::{Scene, rich_text, theme, wording};

/// The places that the words searched for name, each with a way to its card.
pub(super) fn places_ui(ui: &mut Ui, scene: Scene<'_>, commands: &mut Vec<Command>) {
    const MAX_PLACES: usize = 8;
    let places = &scene.answer.places;
    if places.is_empty() {
        return;
    }
    section_ui(ui, &wording::heading_with_count("Places", places.len()));
    for found in places.iter().take(MAX_PLACES) {
        place_row_ui(ui, scene, *found, commands);
    }
    if let Some(n_more) = places.len().checked_sub(MAX_PLACES).filter(|n| *n > 0) {
        ui.horizontal(|ui| {
            ui.add_space(theme::EDGE);
            let palette = theme::palette(ui);
            let text = format!(
                "and {} more; search for more letters",
                wording::number(n_more)
            );
            let format = theme::format(theme::small(), palette.secondary);
            rich_text::label_of(ui, &[(&text, format)]);
        });
    }
}

fn place_row_ui(ui: &mut Ui, scene: Scene<'_>, found: FoundPlace, commands: &mut Vec<Command>) {
    const TEXT_LEFT: f32 = 74.0;
    let palette = theme::palette(ui);
    let name = scene.place_name(found.id);
    let format = theme::format(theme::bold(13.0), palette.ink);
    let mut job = rich_text::job_marked(&name, &format, Marks::of(scene, palette));
    rich_text::append(
        &mut job,
        &format!("\nnamed in {}", wording::counted(found.n_events, "event")),
        &theme::format(theme::small(), palette.secondary),
    );
    job.wrap.max_width = ui.available_width() - TEXT_LEFT - theme::EDGE;
    let galley = ui.painter().layout_job(job);
    let size = vec2(ui.available_width(), galley.size().y + 10.0);
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    let selection = Selection::Place(found.id);
    let is_selected = scene.view.selection == Some(selection);
    let label = format!("Place: {name}");
    response.widget_info(|| WidgetInfo::selected(Role::ListBoxOption, true, is_selected, &label));
    if response.clicked() {
        let select = ViewCommand::Select(Some(selection));
        commands.push(Command::View(select));
    }
    if response.double_clicked() {
        commands.push(Command::FlyToPlace(found.id));
    }
    if response.gained_focus() {
        response.scroll_to_me(None);
    }
    let is_lit = is_selected || response.hovered() || response.has_focus();
    if is_lit {
        ui.painter().rect_filled(rect, 0.0, palette.soft);
    }
    let center = pos2(rect.left() + 53.0, rect.center().y);
    let stroke = Stroke::new(2.0, palette.accent);
    ui.painter().circle_stroke(center, 6.0, stroke);
    ui.painter().circle_filled(center, 2.0, palette.accent);
    let text = pos2(rect.left() + TEXT_LEFT, rect.top() + 5.0);
    ui.painter().galley(text, galley, palette.ink);
}
