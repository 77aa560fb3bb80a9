//! The card of an event: when, where, who, and above all who says what.

mod exchange;
mod losses;

use egui::{CornerRadius, Margin, Sense, Ui, vec2};

use super::{
    MOST_ITEMS, actor_link, actor_name, event_row_ui, ink_ui, known_events, ledger, more_items_ui,
    more_ui, note_ui, place_link, row_ui, secondary_ui, section_ui, source_link, title_ui,
};
use crate::model::{Event, EventId, Location, Match, PlaceId};
use crate::query::{
    Amount, Choice, Facet, MatchLevel, Status, known_sources, n_independent_sources,
};
use crate::state::{Command, ViewCommand};
use crate::ui::rich_text::Marks;
use crate::ui::{Scene, rich_text, symbol, theme, wording};

pub(super) fn event_card_ui(
    ui: &mut Ui,
    scene: Scene<'_>,
    id: EventId,
    commands: &mut Vec<Command>,
) {
    let Some(event) = scene.catalog.event(id) else {
        return;
    };
    heading_ui(ui, scene, id, event, commands);
    outside_ui(ui, scene, id, event, commands);
    // What is disputed comes first: it is what one must know before the rest is read.
    ledger::disputes_ui(ui, scene, id, event, commands);
    ui.add_space(8.0);
    facts_ui(ui, scene, id, event, commands);
    ledger::others_ui(ui, scene, id, event, commands);
    sources_ui(ui, scene, event, commands);
    neighbors_ui(ui, scene, event, commands);
    let marks = Marks::of(scene, theme::palette(ui));
    note_ui(ui, event.note.as_deref(), marks);
}

fn heading_ui(
    ui: &mut Ui,
    scene: Scene<'_>,
    id: EventId,
    event: &Event,
    commands: &mut Vec<Command>,
) {
    let palette = theme::palette(ui);
    let verdict = scene.index.verdict(id);
    let kind = scene.catalog.kind(event.kind);
    let date = event
        .when
        .as_ref()
        .map_or_else(|| "no date".to_owned(), wording::short_when);
    let over = format!("{} · {date}", kind.map_or("Event", |kind| &kind.label));
    let sign = |ui: &mut Ui| {
        if let Some(kind) = kind {
            let (rect, _) = ui.allocate_exact_size(vec2(24.0, 24.0), Sense::hover());
            let (center, radius) = (rect.center(), theme::MARK_RADIUS - 1.0);
            let look = (verdict.status, false);
            symbol::paint(ui.painter(), center, radius, kind, look, palette);
        }
    };
    let marks = Marks::of(scene, palette);
    title_ui(ui, (&over, &event.title, marks), sign, commands);
    let (ink, ground) = match verdict.status {
        Status::Contested | Status::Denied | Status::Incomplete => {
            (palette.warning, palette.warning_ground)
        }
        _ => (palette.ink, palette.soft),
    };
    egui::Frame::new()
        .fill(ground)
        .corner_radius(CornerRadius::same(6))
        .inner_margin(Margin::symmetric(8, 3))
        .show(ui, |ui| {
            let sentence = wording::status_sentence(verdict.status);
            rich_text::label_of(ui, &[(sentence, theme::format(theme::bold(12.0), ink))]);
        });
    let name = |index: usize| {
        let claim = event.claims.get(index)?;
        Some(actor_name(scene, claim.speaker))
    };
    secondary_ui(ui, &wording::reason(verdict, name));
}

/// A selected event that does not answer the question stays, and says why.
fn outside_ui(
    ui: &mut Ui,
    scene: Scene<'_>,
    id: EventId,
    event: &Event,
    commands: &mut Vec<Command>,
) {
    if scene.answer.shows(id) {
        return;
    }
    let palette = theme::palette(ui);
    let is_known = scene.index.is_known(id);
    let matched = event
        .when
        .as_ref()
        .zip(scene.view.days())
        .map(|(when, window)| when.span().match_in(window));
    let is_outside = matched == Some(None);
    let is_only_possible = scene.view.filter.match_level == MatchLevel::Certain
        && matched == Some(Some(Match::Possible));
    let (text, offer, command) = if !is_known {
        (
            "Nobody had claimed it by the day of knowledge.",
            "Show what is known today",
            Command::View(ViewCommand::SetKnownOn(None)),
        )
    } else if is_outside {
        (
            "Outside the window.",
            "Move the window here",
            Command::MoveWindowTo(id),
        )
    } else if is_only_possible {
        (
            "Only possibly in the window.",
            "Show possible ones too",
            Command::View(ViewCommand::SetMatchLevel(MatchLevel::Possible)),
        )
    } else {
        (
            "Left out by the filter.",
            "Clear the filter",
            Command::View(ViewCommand::ClearFilter),
        )
    };
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().interact_size.y = 0.0;
        rich_text::label(ui, text, &theme::format(theme::small(), palette.warning));
        if ui.link(offer).clicked() {
            commands.push(command);
        }
    });
}

/// When, where, who, how many.
fn facts_ui(
    ui: &mut Ui,
    scene: Scene<'_>,
    id: EventId,
    event: &Event,
    commands: &mut Vec<Command>,
) {
    row_ui(ui, "When", |ui| match &event.when {
        Some(when) => {
            let words = format!("{}, {}", wording::when(when), wording::date_precision(when));
            ink_ui(ui, &words).on_hover_text(format!("EDTF: {}", when.text()));
            if let Some(phrase) = &event.phrase {
                let palette = theme::palette(ui);
                let format = theme::format(theme::small(), palette.secondary);
                let marks = Marks::of(scene, palette);
                rich_text::label_marked(ui, &format!("“{phrase}”"), &format, marks);
            }
        }
        None => {
            ink_ui(ui, "no date that could be read");
        }
    });
    row_ui(ui, "Where", |ui| where_ui(ui, scene, id, event, commands));
    if !event.mentions.is_empty() {
        row_ui(ui, "Mentions", |ui| {
            for place in event.mentions.iter().take(MOST_ITEMS) {
                place_link(ui, scene, *place, commands);
            }
            more_items_ui(ui, event.mentions.len(), "place");
        });
    }
    if !event.participants.is_empty() {
        row_ui(ui, "Who", |ui| {
            for participant in event.participants.iter().take(MOST_ITEMS) {
                ui.horizontal_wrapped(|ui| {
                    ui.spacing_mut().interact_size.y = 0.0;
                    actor_link(ui, scene, participant.actor, theme::body(), commands);
                    secondary_ui(ui, wording::role(participant.role));
                });
            }
            more_items_ui(ui, event.participants.len(), "actor");
        });
    }
    if !event.tags.is_empty() {
        row_ui(ui, "Tags", |ui| tags_ui(ui, scene, event, commands));
    }
    losses::losses_ui(ui, scene, event, commands);
    exchange::exchange_ui(ui, scene, event, commands);
}

/// What it is filed under, each with a way to all that are.
fn tags_ui(ui: &mut Ui, scene: Scene<'_>, event: &Event, commands: &mut Vec<Command>) {
    let palette = theme::palette(ui);
    let ink = theme::format(theme::body(), palette.ink);
    let marks = Marks::of(scene, palette);
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = 10.0;
        for id in event.tags.iter().take(MOST_ITEMS) {
            let Some(tag) = scene.catalog.tag(*id) else {
                continue;
            };
            let tag = &*wording::cut(tag, wording::IN_LINE);
            let only = Choice {
                values: [(*id).into()].into(),
                amount: Amount::Any,
            };
            let mut filter = scene.view.filter.clone();
            let is_asked = filter.choices.get(&Facet::Tag) == Some(&only);
            let (hint, name) = if is_asked {
                filter.choices.remove(&Facet::Tag);
                ("Ask for others too", format!("Tag {tag}, take back"))
            } else {
                filter.choices.insert(Facet::Tag, only);
                let name = format!("Only with the tag {tag}");
                ("Only events with this tag", name)
            };
            let response = rich_text::link_marked(ui, (tag, marks), &ink, palette.accent);
            let response = response.on_hover_text(hint).accessible_name(name);
            if response.clicked() {
                commands.push(Command::View(ViewCommand::SetFilter(filter)));
            }
        }
    });
    more_items_ui(ui, event.tags.len(), "tag");
}

fn where_ui(
    ui: &mut Ui,
    scene: Scene<'_>,
    id: EventId,
    event: &Event,
    commands: &mut Vec<Command>,
) {
    let places = event.location.places();
    if places.len() != 1 || !matches!(event.location, Location::At(_)) {
        secondary_ui(ui, wording::location(&event.location));
    }
    // Where there are several places, each is told in short; its card has the rest.
    let max_names = if places.len() > 1 { 2 } else { 6 };
    let n_places = places.len();
    for (index, place) in places.into_iter().take(MOST_ITEMS).enumerate() {
        if index > 0 {
            ui.add_space(4.0);
        }
        place_ui(ui, scene, (place, max_names), commands);
    }
    more_items_ui(ui, n_places, "place");
    if matches!(event.location, Location::Route(_)) && scene.index.anchors(id).route.len() < 2 {
        secondary_ui(
            ui,
            "The way is not drawn: fewer than two of its places have a point.",
        );
    }
}

/// A place with its other names and how precisely it is known. Its card has all of it.
fn place_ui(
    ui: &mut Ui,
    scene: Scene<'_>,
    (id, max_names): (PlaceId, usize),
    commands: &mut Vec<Command>,
) {
    let Some(place) = scene.catalog.place(id) else {
        return;
    };
    let palette = theme::palette(ui);
    place_link(ui, scene, id, commands);
    let shown = scene.place_name(id);
    let others: Vec<&str> = place
        .names
        .iter()
        .map(|name| name.text.as_str())
        .filter(|name| *name != shown)
        .take(max_names)
        .collect();
    if !others.is_empty() {
        let ink = theme::format(theme::body(), palette.ink);
        let secondary = theme::format(theme::small(), palette.secondary);
        let marks = Marks::of(scene, palette);
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing.x = 0.0;
            ui.spacing_mut().interact_size.y = 0.0;
            for (index, name) in others.iter().enumerate() {
                // The dot stays with the name before it, so that no line begins with one.
                let is_last = index + 1 == others.len();
                let dot = if is_last { "" } else { " · " };
                let mut job = rich_text::job_marked(name, &ink, marks);
                rich_text::append(&mut job, dot, &secondary);
                rich_text::line(ui, job, &format!("{name}{dot}"));
            }
        });
    }
    let mut words = wording::place_precision(place);
    if place.is_estimate {
        words += " · our estimate";
    }
    secondary_ui(ui, &words);
}

fn sources_ui(ui: &mut Ui, scene: Scene<'_>, event: &Event, commands: &mut Vec<Command>) {
    let n = n_independent_sources(scene.catalog, event, scene.index.knowledge());
    section_ui(ui, &format!("Sources · {n} independent"));
    let sources = known_sources(scene.catalog, event, scene.index.knowledge());
    let n_sources = sources.len();
    for id in sources.into_iter().take(MOST_ITEMS) {
        let Some(source) = scene.catalog.source(id) else {
            continue;
        };
        source_link(ui, scene, id, commands);
        let author = source.author.as_deref().unwrap_or("author not given");
        let publisher = source.publisher.as_deref().unwrap_or("publisher not given");
        let published = source
            .published
            .as_ref()
            .map_or_else(|| "date not given".to_owned(), wording::when);
        let later = if scene.index.knowledge().has_source(scene.catalog, id) {
            ""
        } else {
            ", after the day of knowledge"
        };
        secondary_ui(ui, &format!("{author} · {publisher} · {published}{later}"));
        ui.add_space(4.0);
    }
    more_items_ui(ui, n_sources, "source");
}

/// The other events at the same places.
fn neighbors_ui(ui: &mut Ui, scene: Scene<'_>, event: &Event, commands: &mut Vec<Command>) {
    let places = event.location.places();
    let (others, n_more) = known_events(scene, |other| {
        let other_places = other.location.places();
        other_places.iter().any(|place| places.contains(place))
    });
    if others.is_empty() {
        return;
    }
    let n = wording::number(others.len() + n_more);
    section_ui(ui, &format!("At the same places · {n}"));
    for other in others {
        event_row_ui(ui, scene, other, commands);
    }
    more_ui(ui, n_more);
}
