//! The card of what is selected: an event, a place, a source or an actor.

mod actor_card;
mod event_card;
mod ledger;
mod place_card;
mod source_card;
pub(super) mod stance_icon;

use egui::{Align, Layout, Margin, Rect, Response, ScrollArea, Sense, Stroke, Ui, vec2};

use super::rich_text::Marks;
use super::{Scene, rich_text, symbol, theme, wording};
use crate::model::{ActorId, Event, EventId, PlaceId, SourceId, Stance};
use crate::state::{Command, Selection, ViewCommand};

/// How wide the column of heads is.
const HEAD_WIDTH: f32 = 64.0;

pub(super) fn card_ui(ui: &mut Ui, scene: Scene<'_>, commands: &mut Vec<Command>) {
    let palette = theme::palette(ui);
    let line = ui.max_rect();
    ui.painter().vline(
        line.left() + 0.5,
        line.y_range(),
        Stroke::new(1.0, palette.hairline),
    );
    let Some(selection) = scene.view.selection else {
        return;
    };
    let frame = egui::Frame::new().inner_margin(Margin {
        left: 20,
        right: 16,
        top: 16,
        bottom: 16,
    });
    // Each card begins at its top.
    ScrollArea::vertical()
        .id_salt(selection)
        .auto_shrink([false, false])
        .show(ui, |ui| {
            frame.show(ui, |ui| {
                ui.spacing_mut().item_spacing = vec2(8.0, 4.0);
                // Lines are as high as their text; what can be clicked in them is text.
                ui.spacing_mut().interact_size.y = 0.0;
                match selection {
                    Selection::Event(id) => event_card::event_card_ui(ui, scene, id, commands),
                    Selection::Place(id) => place_card::place_card_ui(ui, scene, id, commands),
                    Selection::Source(id) => source_card::source_card_ui(ui, scene, id, commands),
                    Selection::Actor(id) => actor_card::actor_card_ui(ui, scene, id, commands),
                }
            });
        });
}

/// The line over a card's title, with the button that closes it; then the title.
fn title_ui(
    ui: &mut Ui,
    (over, title, marks): (&str, &str, Marks<'_>),
    symbol: impl FnOnce(&mut Ui),
    commands: &mut Vec<Command>,
) {
    let palette = theme::palette(ui);
    ui.horizontal(|ui| {
        symbol(ui);
        let width = ui.available_width() - 32.0;
        ui.allocate_ui_with_layout(
            vec2(width, 24.0),
            Layout::left_to_right(Align::Center),
            |ui| {
                let format = theme::format(theme::small(), palette.secondary);
                let label = egui::Label::new(rich_text::job(over, &format));
                ui.add(label.truncate().selectable(false));
            },
        );
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if close_button(ui).clicked() {
                commands.push(Command::View(ViewCommand::Select(None)));
            }
        });
    });
    let format = theme::format(theme::bold(20.0), palette.ink);
    rich_text::label_marked(ui, title, &format, marks);
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

fn section_ui(ui: &mut Ui, text: &str) {
    let palette = theme::palette(ui);
    ui.add_space(12.0);
    rich_text::label(ui, &text.to_uppercase(), &theme::section_format(palette));
    ui.add_space(2.0);
}

fn ink_ui(ui: &mut Ui, text: &str) -> Response {
    let palette = theme::palette(ui);
    rich_text::label_of(ui, &[(text, theme::format(theme::body(), palette.ink))])
}

/// The same with a ground under what is searched for.
fn marked_ui(ui: &mut Ui, text: &str, marks: Marks<'_>) -> Response {
    let palette = theme::palette(ui);
    let format = theme::format(theme::body(), palette.ink);
    rich_text::label_marked(ui, text, &format, marks)
}

fn secondary_ui(ui: &mut Ui, text: &str) -> Response {
    let palette = theme::palette(ui);
    let format = theme::format(theme::small(), palette.secondary);
    rich_text::label_of(ui, &[(text, format)])
}

fn note_ui(ui: &mut Ui, note: Option<&str>, marks: Marks<'_>) {
    let Some(note) = note else { return };
    let palette = theme::palette(ui);
    section_ui(ui, "Note of this atlas");
    let format = theme::format(theme::small(), palette.ink);
    rich_text::label_marked(ui, note, &format, marks);
}

/// The sign of a stance, in a line of text.
fn stance_ui(ui: &mut Ui, stance: Stance) {
    let palette = theme::palette(ui);
    let (rect, _) = ui.allocate_exact_size(vec2(14.0, 15.0), Sense::hover());
    stance_icon::paint(ui.painter(), rect.center(), stance, palette.ink);
}

/// A name that leads to a card.
fn card_link(
    ui: &mut Ui,
    (text, marks): (&str, Marks<'_>),
    font: egui::FontId,
    selection: Selection,
    commands: &mut Vec<Command>,
) -> Response {
    let palette = theme::palette(ui);
    let format = theme::format(font, palette.ink);
    let response = rich_text::link_marked(ui, (text, marks), &format, palette.accent);
    if response.clicked() {
        commands.push(Command::View(ViewCommand::Select(Some(selection))));
    }
    response
}

fn actor_link(
    ui: &mut Ui,
    scene: Scene<'_>,
    id: ActorId,
    font: egui::FontId,
    commands: &mut Vec<Command>,
) {
    let marks = Marks::of(scene, theme::palette(ui));
    card_link(
        ui,
        (actor_name(scene, id), marks),
        font,
        Selection::Actor(id),
        commands,
    );
}

/// Whether the claim that a number or a transfer rests on was known by the day of knowledge.
/// One without a claim is the atlas's own.
fn is_claim_known(scene: Scene<'_>, event: &Event, claim: Option<usize>) -> bool {
    claim.is_none_or(|index| {
        let mut claims = scene.index.claims(scene.catalog, event);
        claims.any(|(known, _)| known == index)
    })
}

/// "Armenia says so", or that no claim is named.
fn says_so_ui(
    ui: &mut Ui,
    scene: Scene<'_>,
    event: &Event,
    claim: Option<usize>,
    commands: &mut Vec<Command>,
) {
    let Some(claim) = claim.and_then(|index| event.claims.get(index)) else {
        secondary_ui(ui, "no claim is named for it");
        return;
    };
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().interact_size.y = 0.0;
        ui.spacing_mut().item_spacing.x = 4.0;
        actor_link(ui, scene, claim.speaker, theme::small(), commands);
        secondary_ui(ui, "says so");
    });
}

fn place_link(ui: &mut Ui, scene: Scene<'_>, id: PlaceId, commands: &mut Vec<Command>) {
    let name = scene.place_name(id);
    let name = (name.as_str(), Marks::of(scene, theme::palette(ui)));
    card_link(ui, name, theme::bold(13.0), Selection::Place(id), commands);
}

fn source_link(ui: &mut Ui, scene: Scene<'_>, id: SourceId, commands: &mut Vec<Command>) {
    if let Some(source) = scene.catalog.source(id) {
        let selection = Selection::Source(id);
        let title = (source.title.as_str(), Marks::none());
        card_link(ui, title, theme::body(), selection, commands);
    }
}

/// An event as a line of a card: its sign, its title, its date and its status.
fn event_row_ui(ui: &mut Ui, scene: Scene<'_>, id: EventId, commands: &mut Vec<Command>) {
    let Some(event) = scene.catalog.event(id) else {
        return;
    };
    let palette = theme::palette(ui);
    let status = scene.index.status(id);
    ui.horizontal_top(|ui| {
        if let Some(kind) = scene.catalog.kind(event.kind) {
            let (rect, _) = ui.allocate_exact_size(vec2(20.0, 20.0), Sense::hover());
            let center = rect.center();
            symbol::paint(ui.painter(), center, 8.0, kind, (status, false), palette);
        }
        ui.vertical(|ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            let selection = Selection::Event(id);
            let title = (event.title.as_str(), Marks::of(scene, palette));
            card_link(ui, title, theme::body(), selection, commands)
                .accessible_name(wording::short_event_name(event));
            let date = event.when.as_ref().map_or_else(
                || "no date that could be read".to_owned(),
                wording::short_when,
            );
            secondary_ui(ui, &format!("{date} · {}", wording::status(status)));
        });
    });
    ui.add_space(2.0);
}

/// The name of an actor, as a line shows it. Their own card has it whole.
fn actor_name(scene: Scene<'_>, id: ActorId) -> &str {
    let name = scene.catalog.actor(id).map_or("", |actor| &actor.name);
    let end = name.char_indices().nth(wording::IN_LINE);
    end.and_then(|(end, _)| name.get(..end)).unwrap_or(name)
}

/// Columns of equal width, each laid out from its top.
fn columns_ui(ui: &mut Ui, n_columns: usize, mut add: impl FnMut(&mut Ui, usize)) {
    const GAP: f32 = 8.0;
    let n = n_columns.max(1);
    let width = (ui.available_width() - GAP * (n as f32 - 1.0)) / n as f32;
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = GAP;
        for index in 0..n {
            let layout = Layout::top_down(Align::Min);
            ui.allocate_ui_with_layout(vec2(width, 0.0), layout, |ui| {
                ui.set_width(width);
                ui.spacing_mut().item_spacing.x = 8.0;
                add(ui, index);
            });
        }
    });
}

/// The most events that a card lists; the list of events has room for all.
const MOST_EVENTS: usize = 100;

/// The known events that the card is about and for which something holds, in their order, as far as the card
/// has room; and how many more there are.
fn known_events(scene: Scene<'_>, holds: impl Fn(&Event) -> bool) -> (Vec<EventId>, usize) {
    let about = &scene.solved.about;
    let holds = |id: &&EventId| scene.catalog.event(**id).is_some_and(&holds);
    let events = about.iter().take(MOST_EVENTS).filter(holds).copied();
    (events.collect(), about.len().saturating_sub(MOST_EVENTS))
}

/// The most things of one sort that a card lists beside events: names, claims, tags, participants.
const MOST_ITEMS: usize = 100;

/// Says how many things of a sort a card has no room for, if it has none for some.
fn more_items_ui(ui: &mut Ui, n: usize, noun: &str) {
    if let Some(n_more) = n.checked_sub(MOST_ITEMS).filter(|n| *n > 0) {
        let more = wording::counted(n_more, &format!("more {noun}"));
        secondary_ui(
            ui,
            &format!("and {more}: a saved atlas or dossier has all of them"),
        );
    }
}

/// Says how many events a card has no room for.
fn more_ui(ui: &mut Ui, n_more: usize) {
    if n_more > 0 {
        let n_more = wording::counted(n_more, "more event");
        secondary_ui(ui, &format!("and {n_more}: narrow the list to see them"));
    }
}
