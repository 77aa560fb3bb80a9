//! The event list with its search: the accessible twin of the map.

use egui::{
    Button, CornerRadius, EventFilter, FontSelection, Key, Rect, Response, Role, ScrollArea, Sense,
    Stroke, TextEdit, Ui, Vec2, WidgetInfo, pos2, vec2,
};

use super::{Memory, Scene, rich_text, symbol, theme, voices, wording};
use crate::model::{Event, EventId, Kind, Match};
use crate::query::{Filter, Found, FoundPlace, Status};
use crate::state::{Command, Selection, ViewCommand};

pub(super) fn event_list_ui(
    ui: &mut Ui,
    scene: Scene<'_>,
    memory: &mut Memory,
    last_hovered: Option<EventId>,
    hovered: &mut Option<EventId>,
    commands: &mut Vec<Command>,
) {
    ui.spacing_mut().item_spacing = vec2(6.0, 6.0);
    let palette = theme::palette(ui);
    let edge = egui::Frame::new().inner_margin(egui::Margin {
        left: 16,
        right: 16,
        top: 16,
        bottom: 8,
    });
    edge.show(ui, |ui| {
        heading_ui(ui, scene);
        ui.add_space(4.0);
        search_ui(ui, scene, memory, commands);
        chips_ui(ui, scene, commands);
    });
    let line = ui.max_rect();
    ui.painter().vline(
        line.right() - 0.5,
        line.y_range(),
        Stroke::new(1.0, palette.hairline),
    );
    ui.spacing_mut().item_spacing = Vec2::ZERO;
    ScrollArea::vertical()
        .auto_shrink([false, false])
        .show(ui, |ui| {
            let mut rows = Rows {
                scene,
                memory,
                last_hovered,
                hovered,
                commands,
            };
            rows.places_ui(ui);
            rows.months_ui(ui);
            rows.tray_ui(ui);
            ui.add_space(16.0);
        });
}

fn heading_ui(ui: &mut Ui, scene: Scene<'_>) {
    let palette = theme::palette(ui);
    let catalog = scene.catalog;
    let header = catalog.header();
    rich_text::label_of(
        ui,
        &[(&header.title, theme::format(theme::bold(17.0), palette.ink))],
    )
    .on_hover_text(&header.about);
    let counts = wording::atlas_counts(
        catalog.events().len(),
        catalog.places().len(),
        catalog.actors().len(),
        catalog.sources().len(),
    );
    rich_text::label_of(
        ui,
        &[(&counts, theme::format(theme::small(), palette.secondary))],
    );
}

fn search_ui(ui: &mut Ui, scene: Scene<'_>, memory: &mut Memory, commands: &mut Vec<Command>) {
    let palette = theme::palette(ui);
    let mut text = scene.view.filter.text.clone();
    let hint = "Search events, places, claims   /";
    let frame = egui::Frame::new()
        .fill(palette.soft)
        .stroke(Stroke::new(1.0, palette.hairline))
        .corner_radius(CornerRadius::same(8))
        .inner_margin(egui::Margin::symmetric(10, 6));
    let response = TextEdit::singleline(&mut text)
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
    if text != scene.view.filter.text {
        commands.push(Command::View(ViewCommand::SetText(text)));
    }
}

/// A chip for each kind with its live count, one for what is contested, and a way back to all.
fn chips_ui(ui: &mut Ui, scene: Scene<'_>, commands: &mut Vec<Command>) {
    let filter = &scene.view.filter;
    ui.horizontal_wrapped(|ui| {
        for (id, n) in &scene.answer.per_kind {
            let Some(kind) = scene.catalog.kind(*id) else {
                continue;
            };
            if chip(ui, Some(kind), &kind.label, *n, filter.kinds.contains(id)).clicked() {
                commands.push(Command::View(ViewCommand::ToggleKind(*id)));
            }
        }
        if chip(
            ui,
            None,
            "Contested",
            scene.answer.n_contested,
            filter.contested_only,
        )
        .clicked()
        {
            commands.push(Command::View(ViewCommand::SetContestedOnly(
                !filter.contested_only,
            )));
        }
        let voices = chip_button(ui, "Who says what", !filter.voices.is_empty());
        voices::voices_popup(&voices, scene, commands);
        active_ui(ui, scene, commands);
        if filter.is_active() && ui.link("Clear all").clicked() {
            commands.push(Command::View(ViewCommand::ClearFilter));
        }
    });
}

/// A chip for everything else that is asked for; a click takes it back.
fn active_ui(ui: &mut Ui, scene: Scene<'_>, commands: &mut Vec<Command>) {
    let filter = &scene.view.filter;
    let mut chip = |ui: &mut Ui, label: &str, command: ViewCommand| {
        let text = format!("{label}  ×");
        let response = chip_button(ui, &text, true).accessible_name(format!("{label}, take back"));
        if response.clicked() {
            commands.push(Command::View(command));
        }
    };
    for voice in &filter.voices {
        let speaker = voices::speaker_name(scene, voice.speaker);
        let label = format!("{speaker} {}", wording::speech(voice.speech));
        chip(ui, &label, ViewCommand::ToggleVoice(*voice));
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

/// The rows, with all that they read and write.
struct Rows<'a, 'b> {
    scene: Scene<'a>,
    memory: &'b mut Memory,
    last_hovered: Option<EventId>,
    hovered: &'b mut Option<EventId>,
    commands: &'b mut Vec<Command>,
}

impl Rows<'_, '_> {
    /// The places that the words searched for name, each with a way to its card.
    fn places_ui(&mut self, ui: &mut Ui) {
        const MAX_PLACES: usize = 8;
        let places = &self.scene.answer.places;
        if places.is_empty() {
            return;
        }
        section_ui(ui, &format!("Places · {}", places.len()));
        for found in places.iter().take(MAX_PLACES) {
            self.place_row_ui(ui, *found);
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

    fn place_row_ui(&mut self, ui: &mut Ui, found: FoundPlace) {
        const TEXT_LEFT: f32 = 74.0;
        let palette = theme::palette(ui);
        let name = self.scene.place_name(found.id);
        let mut job = rich_text::job(&name, &theme::format(theme::bold(13.0), palette.ink));
        rich_text::append(
            &mut job,
            &format!("\n{}", wording::counted(found.n_events, "event")),
            &theme::format(theme::small(), palette.secondary),
        );
        job.wrap.max_width = ui.available_width() - TEXT_LEFT - theme::EDGE;
        let galley = ui.painter().layout_job(job);
        let size = vec2(ui.available_width(), galley.size().y + 10.0);
        let (rect, response) = ui.allocate_exact_size(size, Sense::click());
        let selection = Selection::Place(found.id);
        let is_selected = self.scene.view.selection == Some(selection);
        let label = format!("Place: {name}");
        response
            .widget_info(|| WidgetInfo::selected(Role::ListBoxOption, true, is_selected, &label));
        if response.clicked() {
            let select = ViewCommand::Select(Some(selection));
            self.commands.push(Command::View(select));
        }
        if response.double_clicked() {
            self.commands.push(Command::FlyToPlace(found.id));
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

    /// The events with a place, under their months.
    fn months_ui(&mut self, ui: &mut Ui) {
        let scene = self.scene;
        let mut last_month = None;
        let mut n_rows = 0;
        for found in scene.answer.events.iter().filter(|found| found.is_located) {
            let Some(event) = scene.catalog.event(found.id) else {
                continue;
            };
            let month = event
                .when
                .as_ref()
                .and_then(|when| when.span().bounded_days())
                .map(|days| wording::month(days.first()));
            if month != last_month {
                section_ui(ui, month.as_deref().unwrap_or_default());
                last_month = month;
            }
            self.row_ui(ui, found.id, event, found.matched);
            n_rows += 1;
        }
        if n_rows == 0 && scene.answer.events.is_empty() {
            let palette = theme::palette(ui);
            ui.add_space(12.0);
            ui.horizontal(|ui| {
                ui.add_space(theme::EDGE);
                let text = if scene.answer.places.is_empty() {
                    "No event answers this question."
                } else {
                    "No event in the window answers it."
                };
                rich_text::label_of(
                    ui,
                    &[(text, theme::format(theme::small(), palette.secondary))],
                );
            });
        }
    }

    /// Events that cannot be drawn: they are never pinned to a place their source does not give.
    fn tray_ui(&mut self, ui: &mut Ui) {
        let scene = self.scene;
        let unlocated: Vec<&Found> = scene
            .answer
            .events
            .iter()
            .filter(|found| !found.is_located)
            .collect();
        if !unlocated.is_empty() {
            section_ui(ui, &format!("Without a usable place · {}", unlocated.len()));
        }
        for found in unlocated {
            if let Some(event) = scene.catalog.event(found.id) {
                self.row_ui(ui, found.id, event, found.matched);
            }
        }
        if !scene.answer.undated.is_empty() {
            section_ui(
                ui,
                &format!("Without a date · {}", scene.answer.undated.len()),
            );
        }
        for id in &scene.answer.undated {
            if let Some(event) = scene.catalog.event(*id) {
                self.row_ui(ui, *id, event, Match::Certain);
            }
        }
    }

    /// One event: the day, its symbol, its title, and its status.
    fn row_ui(&mut self, ui: &mut Ui, id: EventId, event: &Event, matched: Match) {
        const DAY_WIDTH: f32 = 34.0;
        const TEXT_LEFT: f32 = 74.0;
        let palette = theme::palette(ui);
        let scene = self.scene;
        let status = scene.index.status(id);
        let is_selected = scene.view.selected_event() == Some(id);

        let width = ui.available_width();
        let mut job = rich_text::job(&event.title, &theme::format(theme::bold(13.0), palette.ink));
        let subtitle = subtitle(event, status, matched, scene.index.anchors(id).is_located());
        rich_text::append(
            &mut job,
            &format!("\n{subtitle}"),
            &theme::format(theme::small(), palette.secondary),
        );
        job.wrap.max_width = width - TEXT_LEFT - theme::EDGE;
        let galley = ui.painter().layout_job(job);
        let size = vec2(width, galley.size().y + 12.0);

        let (rect, response) = ui.allocate_exact_size(size, Sense::click());
        let name = wording::event_name(event);
        response
            .widget_info(|| WidgetInfo::selected(Role::ListBoxOption, true, is_selected, &name));

        if response.clicked() {
            self.commands
                .push(Command::View(ViewCommand::Select(Some(Selection::Event(
                    id,
                )))));
        }
        if response.double_clicked() {
            self.commands.push(Command::FlyTo(id));
        }
        if response.hovered() {
            *self.hovered = Some(id);
        }
        let date = event
            .when
            .as_ref()
            .map_or_else(|| "no date that could be read".to_owned(), wording::when);
        let response = response.on_hover_text(date);
        if is_selected && self.memory.scrolled_to != Some(id) {
            response.scroll_to_me(None);
            self.memory.scrolled_to = Some(id);
        }
        if !ui.is_rect_visible(rect) {
            return;
        }
        let painter = ui.painter();
        if is_selected || response.hovered() || self.last_hovered == Some(id) {
            painter.rect_filled(rect, 0.0, palette.soft);
        }
        if is_selected {
            painter.rect_filled(
                Rect::from_min_size(rect.min, vec2(3.0, rect.height())),
                0.0,
                palette.accent,
            );
        }
        if response.has_focus() {
            painter.rect_stroke(
                rect.shrink(1.0),
                2.0,
                Stroke::new(1.5, palette.accent),
                egui::StrokeKind::Inside,
            );
        }
        let middle = rect.center().y;
        painter.text(
            pos2(rect.left() + DAY_WIDTH, middle),
            egui::Align2::RIGHT_CENTER,
            wording::day_mark(event.when.as_ref()),
            theme::small(),
            palette.secondary,
        );
        if let Some(kind) = scene.catalog.kind(event.kind) {
            let center = pos2(rect.left() + 53.0, middle);
            symbol::paint(
                painter,
                center,
                9.0,
                kind,
                (status, matched == Match::Possible),
                palette,
            );
        }
        painter.galley(
            pos2(rect.left() + TEXT_LEFT, rect.top() + 6.0),
            galley,
            palette.ink,
        );
    }
}

/// "Contested · possibly in the window"; where there is no place, the date takes its part.
fn subtitle(event: &Event, status: Status, matched: Match, is_located: bool) -> String {
    let mut words = vec![wording::status(status).to_owned()];
    if let Some(when) = event
        .when
        .as_ref()
        .filter(|when| !is_located || !when.span().is_exact())
    {
        words.push(wording::short_when(when));
    }
    words.extend(wording::matched(matched).map(str::to_owned));
    words.join(" · ")
}

fn section_ui(ui: &mut Ui, text: &str) {
    let palette = theme::palette(ui);
    ui.add_space(12.0);
    ui.horizontal(|ui| {
        ui.spacing_mut().interact_size.y = 0.0;
        ui.add_space(theme::EDGE);
        rich_text::label(ui, &text.to_uppercase(), &theme::section_format(palette));
    });
    ui.add_space(4.0);
}
