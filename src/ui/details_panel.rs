//! The card of the selected event: when, where, who, and above all who says what.

use egui::{
    Align, CornerRadius, Layout, Margin, Rect, Response, ScrollArea, Sense, Stroke, Ui, pos2, vec2,
};

use super::{Scene, rich_text, symbol, theme, wording};
use crate::model::{ActorId, Claim, Event, EventId, Location, Place, Source};
use crate::query::{Status, n_independent_sources};
use crate::state::{Command, ViewCommand};

/// How wide the column of heads is.
const HEAD_WIDTH: f32 = 64.0;

pub(super) fn details_panel_ui(ui: &mut Ui, scene: Scene<'_>, commands: &mut Vec<Command>) {
    let palette = theme::palette(ui);
    let line = ui.max_rect();
    ui.painter().vline(
        line.left() + 0.5,
        line.y_range(),
        Stroke::new(1.0, palette.hairline),
    );
    let Some(id) = scene.view.selection else {
        return;
    };
    let Some(event) = scene.catalog.event(id) else {
        return;
    };
    let frame = egui::Frame::new().inner_margin(Margin {
        left: 20,
        right: 16,
        top: 16,
        bottom: 16,
    });
    ScrollArea::vertical()
        .auto_shrink([false, false])
        .show(ui, |ui| {
            frame.show(ui, |ui| {
                ui.spacing_mut().item_spacing = vec2(8.0, 4.0);
                heading_ui(ui, scene, id, event, commands);
                outside_ui(ui, scene, id, event, commands);
                ui.add_space(8.0);
                facts_ui(ui, scene, id, event);
                claims_ui(ui, scene, event);
                sources_ui(ui, scene, event);
                place_ui(ui, scene, id, event, commands);
                note_ui(ui, event);
            });
        });
}

fn heading_ui(
    ui: &mut Ui,
    scene: Scene<'_>,
    id: EventId,
    event: &Event,
    commands: &mut Vec<Command>,
) {
    let palette = theme::palette(ui);
    let status = scene.index.status(id);
    let kind = scene.catalog.kind(event.kind);
    ui.horizontal(|ui| {
        if let Some(kind) = kind {
            let (rect, _) = ui.allocate_exact_size(vec2(24.0, 24.0), Sense::hover());
            symbol::paint(
                ui.painter(),
                rect.center(),
                theme::MARK_RADIUS - 1.0,
                kind,
                (status, false),
                palette,
            );
            let date = event
                .when
                .as_ref()
                .map_or_else(|| "no date".to_owned(), wording::short_when);
            let line = format!("{} · {date}", kind.label);
            let width = ui.available_width() - 32.0;
            ui.allocate_ui_with_layout(
                vec2(width, 24.0),
                Layout::left_to_right(Align::Center),
                |ui| {
                    let format = theme::format(theme::small(), palette.secondary);
                    ui.add(
                        egui::Label::new(rich_text::job(&line, &format))
                            .truncate()
                            .selectable(false),
                    );
                },
            );
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if close_button(ui).clicked() {
                commands.push(Command::View(ViewCommand::Select(None)));
            }
        });
    });
    rich_text::label_of(
        ui,
        &[(&event.title, theme::format(theme::bold(20.0), palette.ink))],
    );
    let (ink, ground) = match status {
        Status::Contested | Status::Denied | Status::Incomplete => {
            (palette.warning, palette.warning_ground)
        }
        _ => (palette.ink, palette.soft),
    };
    let sentence = wording::status_sentence(status, n_independent_sources(scene.catalog, event));
    egui::Frame::new()
        .fill(ground)
        .corner_radius(CornerRadius::same(6))
        .inner_margin(Margin::symmetric(8, 3))
        .show(ui, |ui| {
            rich_text::label_of(ui, &[(&sentence, theme::format(theme::bold(12.0), ink))])
        });
}

fn close_button(ui: &mut Ui) -> Response {
    let palette = theme::palette(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(24.0, 24.0), Sense::click());
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, "Close details"));
    if response.hovered() || response.has_focus() {
        ui.painter().rect_filled(rect, 6.0, palette.soft);
    }
    let cross = Rect::from_center_size(rect.center(), vec2(8.0, 8.0));
    let stroke = Stroke::new(1.5, palette.secondary);
    ui.painter()
        .line_segment([cross.left_top(), cross.right_bottom()], stroke);
    ui.painter()
        .line_segment([cross.left_bottom(), cross.right_top()], stroke);
    response
}

/// A selected event that does not answer the question stays, and says why.
fn outside_ui(
    ui: &mut Ui,
    scene: Scene<'_>,
    id: EventId,
    event: &Event,
    commands: &mut Vec<Command>,
) {
    let is_shown = scene.answer.events.iter().any(|found| found.id == id)
        || scene.answer.undated.contains(&id);
    if is_shown {
        return;
    }
    let palette = theme::palette(ui);
    let is_outside = event
        .when
        .as_ref()
        .zip(scene.view.window)
        .is_some_and(|(when, window)| when.span().match_in(window).is_none());
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().interact_size.y = 0.0;
        let text = if is_outside {
            "Outside the window."
        } else {
            "Left out by the filter."
        };
        rich_text::label(ui, text, &theme::format(theme::small(), palette.warning));
        if is_outside {
            if ui.link("Move the window here").clicked() {
                commands.push(Command::MoveWindowTo(id));
            }
        } else if ui.link("Clear the filter").clicked() {
            commands.push(Command::View(ViewCommand::ClearFilter));
        }
    });
}

/// When, where, who, how many.
fn facts_ui(ui: &mut Ui, scene: Scene<'_>, id: EventId, event: &Event) {
    let palette = theme::palette(ui);
    let ink = theme::format(theme::body(), palette.ink);
    let secondary = theme::format(theme::small(), palette.secondary);
    row_ui(ui, "When", |ui| match &event.when {
        Some(when) => {
            let words = format!("{}, {}", wording::when(when), wording::date_precision(when));
            rich_text::label_of(ui, &[(&words, ink.clone())]);
            if let Some(phrase) = &event.phrase {
                rich_text::label_of(ui, &[(&format!("“{phrase}”"), secondary.clone())]);
            }
        }
        None => {
            rich_text::label_of(ui, &[("no date that could be read", ink.clone())]);
        }
    });
    row_ui(ui, "Where", |ui| {
        let places = event.location.places();
        if places.len() != 1 || !matches!(event.location, Location::At(_)) {
            rich_text::label_of(
                ui,
                &[(wording::location(&event.location), secondary.clone())],
            );
        }
        for (index, place) in places
            .into_iter()
            .filter_map(|id| scene.catalog.place(id))
            .enumerate()
        {
            if index > 0 {
                ui.add_space(6.0);
            }
            place_names_ui(ui, place);
        }
        if matches!(event.location, Location::Route(_)) && scene.index.anchors(id).route.len() < 2 {
            let text = "The way is not drawn: fewer than two of its places have a point.";
            rich_text::label_of(ui, &[(text, secondary.clone())]);
        }
    });
    if !event.participants.is_empty() {
        row_ui(ui, "Who", |ui| {
            for participant in &event.participants {
                let name = actor_name(scene, participant.actor);
                let role = format!("  {}", wording::role(participant.role));
                rich_text::label_of(ui, &[(name, ink.clone()), (&role, secondary.clone())]);
            }
        });
    }
    if !event.casualties.is_empty() {
        row_ui(ui, "Losses", |ui| {
            for casualty in &event.casualties {
                let words = wording::casualty(casualty, actor_name(scene, casualty.whose));
                rich_text::label_of(ui, &[(&words, ink.clone())]);
                let claim = casualty.claim.and_then(|index| event.claims.get(index));
                if let Some(claim) = claim {
                    let by = format!("{} says so", actor_name(scene, claim.speaker));
                    rich_text::label_of(ui, &[(&by, secondary.clone())]);
                }
            }
        });
    }
    if !event.transfers.is_empty() {
        row_ui(ui, "Handed over", |ui| {
            for transfer in &event.transfers {
                let count = match (&transfer.phrase, transfer.count) {
                    (Some(phrase), _) => format!(" ({phrase})"),
                    (None, Some(n)) => {
                        format!(" ({})", wording::number(usize::try_from(n).unwrap_or(0)))
                    }
                    (None, None) => String::new(),
                };
                let (from, to) = (
                    actor_name(scene, transfer.from),
                    actor_name(scene, transfer.to),
                );
                rich_text::label_of(ui, &[(&format!("{}{count}", transfer.what), ink.clone())]);
                let by = match &transfer.in_return_for {
                    Some(other) => format!("from {from} to {to}, in return for {other}"),
                    None => format!("from {from} to {to}"),
                };
                rich_text::label_of(ui, &[(&by, secondary.clone())]);
            }
        });
    }
}

fn row_ui(ui: &mut Ui, head: &str, add: impl FnOnce(&mut Ui)) {
    let palette = theme::palette(ui);
    ui.horizontal_top(|ui| {
        let format = theme::format(theme::small(), palette.secondary);
        ui.allocate_ui(vec2(HEAD_WIDTH, 16.0), |ui| {
            ui.set_width(HEAD_WIDTH);
            rich_text::label_of(ui, &[(head, format)]);
        });
        ui.vertical(|ui| {
            ui.spacing_mut().item_spacing.y = 1.0;
            ui.set_width(ui.available_width());
            add(ui);
        });
    });
    ui.add_space(2.0);
}

/// A place with its names and how precisely it is known.
fn place_names_ui(ui: &mut Ui, place: &Place) {
    let palette = theme::palette(ui);
    let ink = theme::format(theme::body(), palette.ink);
    let secondary = theme::format(theme::small(), palette.secondary);
    let others = place.names.get(1..).unwrap_or_default();
    rich_text::label_of(
        ui,
        &[(place.name(), theme::format(theme::bold(13.0), palette.ink))],
    );
    ui.spacing_mut().item_spacing.y = 0.0;
    if !others.is_empty() {
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing.x = 0.0;
            ui.spacing_mut().interact_size.y = 0.0;
            for (index, name) in others.iter().enumerate() {
                // The dot stays with the name before it, so that no line begins with one.
                let dot = if index + 1 == others.len() {
                    ""
                } else {
                    " · "
                };
                let parts = [(name.text.as_str(), ink.clone()), (dot, secondary.clone())];
                let note = name
                    .note
                    .as_deref()
                    .map(|note| format!(", {note}"))
                    .unwrap_or_default();
                rich_text::line_of(ui, &parts).on_hover_text(format!("{}{note}", name.lang));
            }
        });
    }
    let mut words = wording::place_precision(place);
    if let Some(by) = &place.located_by {
        words += &format!(" · {by}");
    }
    rich_text::label_of(ui, &[(&words, secondary.clone())]);
    if let Some(note) = &place.note {
        rich_text::label_of(ui, &[(note, secondary)]);
    }
}

/// The ledger: who says what, when, through which source.
fn claims_ui(ui: &mut Ui, scene: Scene<'_>, event: &Event) {
    section_ui(ui, "Who says what");
    let mut speakers: Vec<ActorId> = Vec::new();
    for claim in &event.claims {
        if !speakers.contains(&claim.speaker) {
            speakers.push(claim.speaker);
        }
        let order = speakers
            .iter()
            .position(|speaker| *speaker == claim.speaker)
            .unwrap_or(0);
        claim_ui(ui, scene, claim, order);
        ui.add_space(4.0);
    }
    if event.claims.is_empty() {
        let palette = theme::palette(ui);
        let format = theme::format(theme::small(), palette.secondary);
        rich_text::label_of(ui, &[("Nobody is on record here.", format)]);
    }
}

fn claim_ui(ui: &mut Ui, scene: Scene<'_>, claim: &Claim, order: usize) {
    let palette = theme::palette(ui);
    let secondary = theme::format(theme::small(), palette.secondary);
    let response = theme::card(palette).show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.spacing_mut().item_spacing.y = 3.0;
        let mut after = format!("  {}", wording::stance(claim.stance));
        if let Some(about) = wording::about(claim.about) {
            after += &format!(" · {about}");
        }
        after += &match &claim.said {
            Some(said) => format!(" · {}", wording::when(said)),
            None => " · day not given".to_owned(),
        };
        let speaker = actor_name(scene, claim.speaker);
        let bold = theme::format(theme::bold(13.0), palette.ink);
        rich_text::label_of(ui, &[(speaker, bold), (&after, secondary.clone())]);
        rich_text::label_of(
            ui,
            &[(&claim.says, theme::format(theme::body(), palette.ink))],
        );
        let source = scene
            .catalog
            .source(claim.via)
            .map_or("", |source| source.title.as_str());
        let locator = claim
            .locator
            .as_deref()
            .map(|at| format!(", {at}"))
            .unwrap_or_default();
        let via = format!("via “{}”{locator}", shortened(source));
        rich_text::label_of(ui, &[(&via, secondary.clone())]).on_hover_text(source);
        if let Some(note) = &claim.note {
            rich_text::label_of(ui, &[(note, secondary)]);
        }
    });
    let rect = response.response.rect;
    let edge = Rect::from_min_max(
        pos2(rect.left(), rect.top() + 8.0),
        pos2(rect.left() + 3.0, rect.bottom() - 8.0),
    );
    ui.painter()
        .rect_filled(edge, 1.0, theme::speaker_color(order, palette));
}

/// A long title, cut after a whole word.
fn shortened(title: &str) -> String {
    const MAX_CHARS: usize = 44;
    if title.chars().count() <= MAX_CHARS {
        return title.to_owned();
    }
    let mut short = String::new();
    for word in title.split_whitespace() {
        if short.chars().count() + word.chars().count() > MAX_CHARS {
            break;
        }
        short += word;
        short.push(' ');
    }
    format!("{}…", short.trim_end())
}

fn sources_ui(ui: &mut Ui, scene: Scene<'_>, event: &Event) {
    let n = n_independent_sources(scene.catalog, event);
    section_ui(ui, &format!("Sources · {n} independent"));
    for source in event
        .sources()
        .into_iter()
        .filter_map(|id| scene.catalog.source(id))
    {
        source_ui(ui, source);
        ui.add_space(4.0);
    }
}

fn source_ui(ui: &mut Ui, source: &Source) {
    let palette = theme::palette(ui);
    let secondary = theme::format(theme::small(), palette.secondary);
    rich_text::label_of(
        ui,
        &[(&source.title, theme::format(theme::body(), palette.ink))],
    );
    let author = source.author.as_deref().unwrap_or("author not given");
    let publisher = source.publisher.as_deref().unwrap_or("publisher not given");
    let published = source
        .published
        .as_ref()
        .map_or_else(|| "date not given".to_owned(), wording::when);
    rich_text::label_of(
        ui,
        &[(
            &format!("{author} · {publisher} · {published}"),
            secondary.clone(),
        )],
    );
    if let Some(url) = &source.url {
        rich_text::label_of(ui, &[(url, secondary.clone())]);
    }
    if let Some(note) = &source.note {
        rich_text::label_of(ui, &[(note, secondary)]);
    }
}

/// How many other events the atlas has at the same places.
fn place_ui(
    ui: &mut Ui,
    scene: Scene<'_>,
    id: EventId,
    event: &Event,
    commands: &mut Vec<Command>,
) {
    let places = event.location.places();
    let others: Vec<(EventId, &Event)> = scene
        .catalog
        .events()
        .filter(|(other, _)| *other != id)
        .filter(|(_, other)| {
            other
                .location
                .places()
                .iter()
                .any(|place| places.contains(place))
        })
        .collect();
    if others.is_empty() {
        return;
    }
    section_ui(ui, &format!("At the same places · {}", others.len()));
    for (other, event) in others {
        if ui.link(wording::event_name(event)).clicked() {
            commands.push(Command::View(ViewCommand::Select(Some(other))));
        }
    }
}

fn note_ui(ui: &mut Ui, event: &Event) {
    let Some(note) = &event.note else { return };
    let palette = theme::palette(ui);
    section_ui(ui, "Note of this atlas");
    rich_text::label_of(ui, &[(note, theme::format(theme::small(), palette.ink))]);
}

fn section_ui(ui: &mut Ui, text: &str) {
    let palette = theme::palette(ui);
    ui.add_space(12.0);
    rich_text::label(ui, &text.to_uppercase(), &theme::section_format(palette));
    ui.add_space(2.0);
}

fn actor_name(scene: Scene<'_>, id: ActorId) -> &str {
    scene
        .catalog
        .actor(id)
        .map_or("", |actor| actor.name.as_str())
}
