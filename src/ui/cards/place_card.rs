//! The card of a place: where it is, how it is called and by whom, and every event there through time.

use egui::{Sense, Ui, vec2};

use super::{
    MOST_ITEMS, event_row_ui, ink_ui, known_events, more_items_ui, more_ui, note_ui, row_ui,
    secondary_ui, section_ui, title_ui,
};
use crate::model::{Place, PlaceId};
use crate::query::Filter;
use crate::state::{Command, ViewCommand};
use crate::ui::rich_text::Marks;
use crate::ui::{Scene, rich_text, theme, wording};

pub(super) fn place_card_ui(
    ui: &mut Ui,
    scene: Scene<'_>,
    id: PlaceId,
    commands: &mut Vec<Command>,
) {
    let Some(place) = scene.catalog.place(id) else {
        return;
    };
    let palette = theme::palette(ui);
    let over = format!("Place · {}", wording::place_kind(place.kind));
    let ring = |ui: &mut Ui| {
        let (rect, _) = ui.allocate_exact_size(vec2(24.0, 24.0), Sense::hover());
        let stroke = egui::Stroke::new(2.0, palette.accent);
        ui.painter().circle_stroke(rect.center(), 8.0, stroke);
        ui.painter()
            .circle_filled(rect.center(), 3.0, palette.accent);
    };
    let marks = Marks::of(scene, palette);
    title_ui(ui, (&over, &scene.place_name(id), marks), ring, commands);
    actions_ui(ui, scene, id, place, commands);
    ui.add_space(8.0);
    where_ui(ui, place);
    names_ui(ui, place, marks);
    let here = known_events(scene, |event| event.location.places().contains(&id));
    let named = known_events(scene, |event| event.mentions.contains(&id));
    // Rows of imported files mention no places, so what there is no room for happened here.
    let (here, n_more) = here;
    section_ui(
        ui,
        &format!("Events here · {}", wording::number(here.len() + n_more)),
    );
    for event in here {
        event_row_ui(ui, scene, event, commands);
    }
    more_ui(ui, n_more);
    let (named, _) = named;
    if !named.is_empty() {
        section_ui(ui, &format!("Named by the sources of · {}", named.len()));
    }
    for event in named {
        event_row_ui(ui, scene, event, commands);
    }
    note_ui(ui, place.note.as_deref(), Marks::none());
}

fn actions_ui(
    ui: &mut Ui,
    scene: Scene<'_>,
    id: PlaceId,
    place: &Place,
    commands: &mut Vec<Command>,
) {
    ui.horizontal_wrapped(|ui| {
        if place.at.is_some() && ui.link("Show on the map").clicked() {
            commands.push(Command::FlyToPlace(id));
        }
        let is_only = scene.view.filter.place == Some(id);
        if !is_only && ui.link("Only events that name it").clicked() {
            let filter = Filter {
                place: Some(id),
                ..scene.view.filter.clone()
            };
            commands.push(Command::View(ViewCommand::SetFilter(filter)));
        }
    });
}

fn where_ui(ui: &mut Ui, place: &Place) {
    row_ui(ui, "Where", |ui| {
        match place.at {
            Some(at) => {
                ink_ui(ui, &wording::position(at.lon(), at.lat(), 1_000.0));
                ink_ui(ui, &wording::place_precision(place));
            }
            None => {
                ink_ui(ui, "no point: it is not drawn as one");
            }
        }
        if place.outline.is_some() {
            secondary_ui(
                ui,
                "drawn as an outline, which says nothing about its standing",
            );
        }
    });
    if let Some(by) = &place.located_by {
        let head = if place.is_estimate {
            "Estimate"
        } else {
            "Located by"
        };
        row_ui(ui, head, |ui| {
            secondary_ui(ui, by);
        });
    }
}

/// Every name with its language, its script, who uses it and when.
fn names_ui(ui: &mut Ui, place: &Place, marks: Marks<'_>) {
    let palette = theme::palette(ui);
    section_ui(ui, &format!("Names · {}", place.names.len()));
    for name in place.names.iter().take(MOST_ITEMS) {
        ui.horizontal_top(|ui| {
            ui.spacing_mut().interact_size.y = 0.0;
            let width = (ui.available_width() * 0.42).floor();
            ui.allocate_ui(vec2(width, 18.0), |ui| {
                ui.set_width(width);
                let format = theme::format(theme::bold(13.0), palette.ink);
                rich_text::label_marked(ui, &name.text, &format, marks);
            });
            ui.vertical(|ui| {
                ui.spacing_mut().item_spacing.y = 0.0;
                secondary_ui(ui, &wording::attestation(name));
            });
        });
    }
    more_items_ui(ui, place.names.len(), "name");
    if place.names.is_empty() {
        secondary_ui(ui, "The atlas gives no name.");
    }
}
