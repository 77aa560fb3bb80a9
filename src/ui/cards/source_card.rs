//! The card of a source: who published it and when, how far somebody trusts it, and every claim via it.

use egui::Ui;

use super::{
    MOST_EVENTS, MOST_ITEMS, actor_link, card_link, ink_ui, marked_ui, more_items_ui, more_ui,
    note_ui, row_ui, secondary_ui, section_ui, source_link, title_ui,
};
use crate::model::{Event, Source, SourceId, When};
use crate::state::{Command, Selection};
use crate::ui::rich_text::Marks;
use crate::ui::{Scene, rich_text, theme, wording};

pub(super) fn source_card_ui(
    ui: &mut Ui,
    scene: Scene<'_>,
    id: SourceId,
    commands: &mut Vec<Command>,
) {
    let Some(source) = scene.catalog.source(id) else {
        return;
    };
    title_ui(
        ui,
        ("Source", &source.title, Marks::none()),
        |_| (),
        commands,
    );
    ui.add_space(8.0);
    publication_ui(ui, scene, id, source);
    address_ui(ui, source, commands);
    relations_ui(ui, scene, id, source, commands);
    claims_ui(ui, scene, id, commands);
    note_ui(ui, source.note.as_deref(), Marks::none());
}

fn publication_ui(ui: &mut Ui, scene: Scene<'_>, id: SourceId, source: &Source) {
    let given = |text: Option<&str>| text.unwrap_or("not given").to_owned();
    let day = |when: Option<&When>| when.map_or_else(|| "not given".to_owned(), wording::when);
    for (head, text) in [
        ("Author", given(source.author.as_deref())),
        ("Publisher", given(source.publisher.as_deref())),
        ("Published", day(source.published.as_ref())),
        ("Read", day(source.retrieved.as_ref())),
    ] {
        row_ui(ui, head, |ui| {
            ink_ui(ui, &text);
        });
    }
    row_ui(ui, "Reliability", |ui| match &source.reliability {
        Some(reliability) => {
            ink_ui(ui, &reliability.grade);
            secondary_ui(
                ui,
                &format!("{}; graded by {}", reliability.scale, reliability.by),
            );
        }
        None => {
            ink_ui(ui, "nobody here grades it");
        }
    });
    if !scene.index.knowledge().has_source(scene.catalog, id) {
        let palette = theme::palette(ui);
        let format = theme::format(theme::small(), palette.warning);
        rich_text::label_of(ui, &[("Published after the day of knowledge.", format)]);
    }
}

/// The address. A click shows all of it first.
fn address_ui(ui: &mut Ui, source: &Source, commands: &mut Vec<Command>) {
    let Some(url) = &source.url else { return };
    row_ui(ui, "Address", |ui| {
        secondary_ui(ui, &wording::without_middle(url, 400));
        if ui.link("Open in the browser …").clicked() {
            commands.push(Command::AskToOpen(url.clone()));
        }
    });
}

fn relations_ui(
    ui: &mut Ui,
    scene: Scene<'_>,
    id: SourceId,
    source: &Source,
    commands: &mut Vec<Command>,
) {
    if !source.derived_from.is_empty() {
        row_ui(ui, "Repeats", |ui| {
            for earlier in source.derived_from.iter().take(MOST_ITEMS) {
                source_link(ui, scene, *earlier, commands);
            }
            more_items_ui(ui, source.derived_from.len(), "source");
            secondary_ui(ui, "It does not count as a source of its own.");
        });
    }
    let later: Vec<SourceId> = scene
        .catalog
        .sources()
        .filter(|(_, other)| other.derived_from.contains(&id))
        .map(|(other, _)| other)
        .collect();
    if !later.is_empty() {
        row_ui(ui, "Repeated by", |ui| {
            for other in later.iter().copied().take(MOST_ITEMS) {
                source_link(ui, scene, other, commands);
            }
            more_items_ui(ui, later.len(), "source");
        });
    }
}

/// Every known claim via it, under its event.
fn claims_ui(ui: &mut Ui, scene: Scene<'_>, id: SourceId, commands: &mut Vec<Command>) {
    let events = || {
        let about = scene.solved.about.iter().take(MOST_EVENTS);
        about.filter_map(|id| Some((*id, scene.catalog.event(*id)?)))
    };
    let n_claims: usize = events()
        .map(|(_, event)| via(scene, event, id).count())
        .sum();
    section_ui(
        ui,
        &format!(
            "Everything via it · {}",
            wording::counted(n_claims, "claim")
        ),
    );
    let marks = Marks::of(scene, theme::palette(ui));
    for (event_id, event) in events() {
        let mut claims = via(scene, event, id).peekable();
        if claims.peek().is_none() {
            continue;
        }
        let selection = Selection::Event(event_id);
        let title = (event.title.as_str(), marks);
        card_link(ui, title, theme::bold(13.0), selection, commands)
            .accessible_name(wording::short_event_name(event));
        for claim in claims.by_ref().take(MOST_ITEMS) {
            ui.horizontal_wrapped(|ui| {
                ui.spacing_mut().item_spacing.x = 4.0;
                ui.spacing_mut().interact_size.y = 0.0;
                actor_link(ui, scene, claim.speaker, theme::small(), commands);
                let locator = claim.locator.as_deref().map(|at| format!(" · {at}"));
                let words = format!(
                    "{}{}",
                    wording::stance(claim.stance),
                    locator.unwrap_or_default()
                );
                secondary_ui(ui, &words);
            });
            marked_ui(ui, &claim.says, marks);
            ui.add_space(2.0);
        }
        more_items_ui(ui, MOST_ITEMS + claims.count(), "claim");
        ui.add_space(6.0);
    }
    more_ui(ui, scene.solved.about.len().saturating_sub(MOST_EVENTS));
}

fn via<'a>(
    scene: Scene<'a>,
    event: &'a Event,
    source: SourceId,
) -> impl Iterator<Item = &'a crate::model::Claim> {
    scene
        .index
        .claims(scene.catalog, event)
        .map(|(_, claim)| claim)
        .filter(move |claim| claim.via == source)
}
