//! The card of an actor: whom it belongs to, all it says, and all it takes part in.

use egui::Ui;

use super::{
    MOST_EVENTS, MOST_ITEMS, actor_link, card_link, event_row_ui, known_events, marked_ui,
    more_items_ui, more_ui, note_ui, row_ui, section_ui, stance_ui, title_ui,
};
use crate::model::{Actor, ActorId, Claim, Event, EventId};
use crate::query::Filter;
use crate::state::{Command, Selection, ViewCommand};
use crate::ui::rich_text::Marks;
use crate::ui::{Scene, rich_text, theme, wording};

pub(super) fn actor_card_ui(
    ui: &mut Ui,
    scene: Scene<'_>,
    id: ActorId,
    commands: &mut Vec<Command>,
) {
    let Some(actor) = scene.catalog.actor(id) else {
        return;
    };
    let over = format!("Actor · {}", wording::actor_kind(actor.kind));
    let marks = Marks::of(scene, theme::palette(ui));
    title_ui(ui, (&over, &actor.name, marks), |_| (), commands);
    let is_only = scene.view.filter.actor == Some(id);
    if !is_only && ui.link("Only events that concern it").clicked() {
        let filter = Filter {
            actor: Some(id),
            ..scene.view.filter.clone()
        };
        commands.push(Command::View(ViewCommand::SetFilter(filter)));
    }
    ui.add_space(8.0);
    relations_ui(ui, scene, id, actor, commands);
    says_ui(ui, scene, id, commands);
    let events = known_events(scene, |event| event.has_participant(id));
    let (events, n_more) = events;
    section_ui(ui, &format!("Takes part in · {}", events.len()));
    for event in events {
        event_row_ui(ui, scene, event, commands);
    }
    more_ui(ui, n_more);
    note_ui(ui, actor.note.as_deref(), Marks::none());
}

fn relations_ui(
    ui: &mut Ui,
    scene: Scene<'_>,
    id: ActorId,
    actor: &Actor,
    commands: &mut Vec<Command>,
) {
    if let Some(whole) = actor.part_of {
        row_ui(ui, "Belongs to", |ui| {
            actor_link(ui, scene, whole, theme::body(), commands);
        });
    }
    let parts: Vec<ActorId> = scene
        .catalog
        .actors()
        .filter(|(_, other)| other.part_of == Some(id))
        .map(|(other, _)| other)
        .collect();
    if !parts.is_empty() {
        row_ui(ui, "With it", |ui| {
            for part in parts.iter().copied().take(MOST_ITEMS) {
                actor_link(ui, scene, part, theme::body(), commands);
            }
            more_items_ui(ui, parts.len(), "actor");
        });
    }
}

fn says_ui(ui: &mut Ui, scene: Scene<'_>, id: ActorId, commands: &mut Vec<Command>) {
    let said: Vec<(EventId, &Event, &Claim)> = scene
        .solved
        .about
        .iter()
        .take(MOST_EVENTS)
        .filter_map(|id| Some((*id, scene.catalog.event(*id)?)))
        .flat_map(|(event_id, event)| {
            scene
                .index
                .claims(scene.catalog, event)
                .filter(move |(_, claim)| claim.speaker == id)
                .map(move |(_, claim)| (event_id, event, claim))
        })
        .collect();
    section_ui(
        ui,
        &format!("Says · {}", wording::counted(said.len(), "claim")),
    );
    let palette = theme::palette(ui);
    let marks = Marks::of(scene, palette);
    let n_said = said.len();
    for (event_id, event, claim) in said.into_iter().take(MOST_ITEMS) {
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing.x = 5.0;
            ui.spacing_mut().interact_size.y = 0.0;
            stance_ui(ui, claim.stance);
            let mut words = wording::stance(claim.stance).to_owned();
            if let Some(said) = &claim.said {
                words += &format!(" · {}", wording::short_when(said));
            }
            let secondary = theme::format(theme::small(), palette.secondary);
            rich_text::label(ui, &words, &secondary);
        });
        marked_ui(ui, &claim.says, marks);
        let selection = Selection::Event(event_id);
        let title = (event.title.as_str(), marks);
        card_link(ui, title, theme::small(), selection, commands)
            .accessible_name(wording::short_event_name(event));
        ui.add_space(8.0);
    }
    more_items_ui(ui, n_said, "claim");
}
