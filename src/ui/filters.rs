//! What is asked for: words, kinds, what is contested, who says what.

use egui::{
    Button, CornerRadius, EventFilter, FontSelection, Id, Key, Response, Role, Stroke, TextEdit,
    Ui, WidgetInfo, pos2, vec2,
};

use super::{Memory, Scene, facets, order_menu, rich_text, symbol, theme, voices, wording};
use crate::model::{Kind, KindId};
use crate::query::{Amount, Choice, Facet, FacetValue, Filter, Status};
use crate::state::{Command, Selection, ViewCommand};

/// Of more kinds than this not all have a chip, nor all that else is asked for.
const MOST_CHIPS: usize = 40;
/// So many of them have one.
const SOME_CHIPS: usize = 24;
/// Letters of a name that a chip shows.
const CHIP_CHARS: usize = 60;

/// The field for words, and the chips under it.
pub(super) fn filters_ui(
    ui: &mut Ui,
    scene: Scene<'_>,
    memory: &mut Memory,
    commands: &mut Vec<Command>,
) {
    search_ui(ui, scene, memory, commands);
    chips_ui(ui, scene, memory, commands);
}

fn search_ui(ui: &mut Ui, scene: Scene<'_>, memory: &mut Memory, commands: &mut Vec<Command>) {
    let palette = theme::palette(ui);
    let mut text = scene.view.filter.text.clone();
    let hint = "Search events, places, claims   /";
    let id = Id::unique("search");
    let edge = if ui.memory(|memory| memory.has_focus(id)) {
        Stroke::new(1.5, palette.accent)
    } else {
        Stroke::new(1.0, palette.hairline)
    };
    let frame = egui::Frame::new()
        .fill(palette.soft)
        .stroke(edge)
        .corner_radius(CornerRadius::same(8))
        .inner_margin(egui::Margin::symmetric(10, 6));
    let response = TextEdit::singleline(&mut text)
        .id(id)
        .hint_text(hint)
        .font(FontSelection::FontId(theme::body()))
        .frame(frame)
        .desired_width(f32::INFINITY)
        .char_limit(200)
        .event_filter(EventFilter {
            escape: true,
            horizontal_arrows: true,
            vertical_arrows: true,
            ..EventFilter::default()
        })
        .show(ui)
        .response
        .response
        .accessible_name("Search");
    if std::mem::take(&mut memory.wants_search) {
        response.request_focus();
    }
    if response.has_focus() && ui.input(|input| input.key_pressed(Key::Escape)) {
        text.clear();
        response.surrender_focus();
    }
    if response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter)) {
        let select = ViewCommand::Select(first_found(scene).filter(|_| !text.is_empty()));
        commands.push(Command::View(select));
    }
    if text != scene.view.filter.text {
        commands.push(Command::View(ViewCommand::SetText(text)));
    }
}

/// What Enter opens: the first place that is found, or else the first event.
fn first_found(scene: Scene<'_>) -> Option<Selection> {
    let place = scene.answer.places.first();
    place
        .map(|found| Selection::Place(found.id))
        .or_else(|| scene.solved.listing.ids().next().map(Selection::Event))
}

/// A chip for each kind with its live count, one for what is contested, and a way back to all.
fn chips_ui(ui: &mut Ui, scene: Scene<'_>, memory: &mut Memory, commands: &mut Vec<Command>) {
    let filter = &scene.view.filter;
    let contested = FacetValue::from(Status::Contested);
    ui.horizontal_wrapped(|ui| {
        let (kinds, n_more_kinds) = kinds_with_chips(scene);
        for (id, n) in kinds {
            let Some(kind) = scene.catalog.kind(id) else {
                continue;
            };
            if chip(
                ui,
                Some(kind),
                &kind.label,
                n,
                is_asked(filter, Facet::Kind, id.into()),
            )
            .clicked()
            {
                commands.push(Command::View(ViewCommand::ToggleValue(
                    Facet::Kind,
                    id.into(),
                )));
            }
        }
        if n_more_kinds > 0 {
            let words = format!("and {}", wording::counted(n_more_kinds, "more kind"));
            let more = chip_button(ui, &words, false).on_hover_text("All of them, to choose from");
            facets::facets_popup(&more, scene, memory, commands);
        }
        if chip(
            ui,
            None,
            "Contested",
            scene.answer.n_contested,
            is_asked(filter, Facet::Status, contested),
        )
        .clicked()
        {
            commands.push(Command::View(ViewCommand::ToggleValue(
                Facet::Status,
                contested,
            )));
        }
        let voices = chip_button(ui, "Who says what", !filter.voices.is_empty());
        voices::voices_popup(&voices, scene, memory, commands);
        let is_more = chosen_besides(filter).next().is_some();
        let more = chip_button(ui, "More filters", is_more);
        facets::facets_popup(&more, scene, memory, commands);
        let is_in_view = scene.view.is_in_view;
        let hint = "Only what lies in the part of the map that is shown";
        let in_view = chip_button(ui, "In this view", is_in_view).on_hover_text(hint);
        in_view
            .widget_info(|| WidgetInfo::selected(Role::CheckBox, true, is_in_view, "In this view"));
        if in_view.clicked() {
            commands.push(Command::View(ViewCommand::SetInView(!is_in_view)));
        }
        active_ui(ui, scene, commands);
        if (filter.is_active() || is_in_view) && clear_ui(ui).clicked() {
            commands.push(Command::View(ViewCommand::ClearFilter));
        }
        order_menu::order_ui(ui, scene, commands);
    });
}

/// The kinds that have a chip: all where they are not many; else the first, and those that are asked for. Also how many have
/// none.
fn kinds_with_chips(scene: Scene<'_>) -> (Vec<(KindId, usize)>, usize) {
    let all = &scene.answer.per_kind;
    let n_first = if all.len() > MOST_CHIPS {
        SOME_CHIPS
    } else {
        MOST_CHIPS
    };
    let mut kinds: Vec<(KindId, usize)> = all.iter().take(n_first).copied().collect();
    let choice = scene.view.filter.choices.get(&Facet::Kind);
    let asked = choice.into_iter().flat_map(|choice| &choice.values);
    // Few are chosen of many, and each is found by its number.
    for value in asked.take(MOST_CHIPS) {
        let at = all.binary_search_by_key(value, |(id, _)| (*id).into());
        if let Some(kind) = at
            .ok()
            .filter(|at| *at >= n_first)
            .and_then(|at| all.get(at))
        {
            kinds.push(*kind);
        }
    }
    let n_more = all.len() - kinds.len();
    (kinds, n_more)
}

/// As high as the chips, and on one line.
fn clear_ui(ui: &mut Ui) -> Response {
    let ink = theme::format(theme::body(), theme::palette(ui).accent);
    let button = Button::new(rich_text::job("Clear all", &ink))
        .frame(false)
        .min_size(vec2(0.0, 22.0));
    ui.add(button).on_hover_text("Ask for everything again")
}

/// What is chosen of facets and has no chip of its own above.
fn chosen_besides(filter: &Filter) -> impl Iterator<Item = (Facet, Amount, FacetValue)> {
    let contested = FacetValue::from(Status::Contested);
    let chosen = filter.choices.iter().flat_map(|(facet, choice)| {
        let values = choice.values.iter();
        values.map(|value| (*facet, choice.amount, *value))
    });
    chosen.filter(move |(facet, amount, value)| {
        let has_chip = *facet == Facet::Kind || (*facet, *value) == (Facet::Status, contested);
        *amount == Amount::None || !has_chip
    })
}

/// Whether events with a value are asked for.
fn is_asked(filter: &Filter, facet: Facet, value: FacetValue) -> bool {
    filter.amount(facet) == Amount::Any && filter.is_chosen(facet, value)
}

/// A chip for everything else that is asked for; a click takes it back.
fn active_ui(ui: &mut Ui, scene: Scene<'_>, commands: &mut Vec<Command>) {
    let filter = &scene.view.filter;
    let mut chip = |ui: &mut Ui, label: &str, command: ViewCommand| {
        let label = wording::cut(label, CHIP_CHARS);
        let text = format!("{label}  ×");
        let response = chip_button(ui, &text, true).accessible_name(format!("{label}, take back"));
        if response.clicked() {
            commands.push(Command::View(command));
        }
    };
    let n_more = chosen_besides(filter).count().saturating_sub(MOST_CHIPS);
    for (facet, amount, value) in chosen_besides(filter).take(MOST_CHIPS) {
        let one = Choice {
            values: [value].into(),
            amount,
        };
        let label = wording::choice(scene.catalog, facet, &one, scene.view.names);
        chip(ui, &label, ViewCommand::ToggleValue(facet, value));
    }
    let n_more = n_more + filter.voices.len().saturating_sub(MOST_CHIPS);
    for voice in filter.voices.iter().take(MOST_CHIPS) {
        let speaker = voices::speaker_name(scene, voice.speaker);
        let label = format!("{speaker}: {}", wording::speech(voice.speech));
        chip(ui, &label, ViewCommand::ToggleVoice(*voice));
    }
    if n_more > 0 {
        let words = format!("and {} more", wording::number(n_more));
        let format = theme::format(theme::small(), theme::palette(ui).secondary);
        rich_text::label(ui, &words, &format);
    }
    if let Some(place) = filter.place {
        let label = format!("Names {}", scene.place_name(place));
        let without = Filter {
            place: None,
            ..filter.clone()
        };
        chip(ui, &label, ViewCommand::SetFilter(without));
    }
    if let Some(actor) = filter.actor {
        let label = format!("Concerns {}", voices::speaker_name(scene, actor));
        let without = Filter {
            actor: None,
            ..filter.clone()
        };
        chip(ui, &label, ViewCommand::SetFilter(without));
    }
}

/// A chip without a count.
fn chip_button(ui: &mut Ui, label: &str, is_on: bool) -> Response {
    let palette = theme::palette(ui);
    let (ink, fill) = if is_on {
        (palette.on_accent, palette.accent)
    } else {
        (palette.ink, palette.soft)
    };
    let job = rich_text::job(label, &theme::format(theme::small(), ink));
    let button = Button::new(job)
        .corner_radius(CornerRadius::same(12))
        .fill(fill)
        .min_size(vec2(0.0, 22.0));
    ui.add(button)
}

fn chip(ui: &mut Ui, kind: Option<&Kind>, label: &str, n: usize, is_on: bool) -> Response {
    let palette = theme::palette(ui);
    let label = &*wording::cut(label, CHIP_CHARS);
    let (ink, number) = if is_on {
        (palette.on_accent, palette.on_accent)
    } else {
        (palette.ink, palette.secondary)
    };
    // Room for the shape of the kind, so that the chips are the legend of the map.
    let room = if kind.is_some() { "     " } else { "" };
    let mut job = rich_text::job(
        &format!("{room}{label}"),
        &theme::format(theme::small(), ink),
    );
    rich_text::append(
        &mut job,
        &format!(" {}", wording::number(n)),
        &theme::format(theme::small(), number),
    );
    let button = Button::new(job)
        .corner_radius(CornerRadius::same(12))
        .fill(if is_on { palette.accent } else { palette.soft })
        .min_size(vec2(0.0, 22.0));
    let response = ui.add(button);
    if let Some(kind) = kind {
        let center = pos2(response.rect.left() + 14.0, response.rect.center().y);
        if is_on {
            ui.painter().circle_filled(center, 7.0, palette.paper);
        }
        let color = theme::kind_color(kind.color, palette);
        ui.painter()
            .add(symbol::shape(kind.shape, center, 5.0, color));
    }
    response
        .widget_info(|| WidgetInfo::selected(Role::CheckBox, true, is_on, format!("{label}, {n}")));
    response
}
