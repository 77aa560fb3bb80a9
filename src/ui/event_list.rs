//! The event list with its search: the accessible twin of the map.

use egui::{Rect, Role, ScrollArea, Sense, Stroke, Ui, Vec2, WidgetInfo, pos2, vec2};

use super::{Memory, Scene, filters, keymap, rich_text, symbol, theme, wording};
use crate::model::{Event, EventId, Match};
use crate::query::{Answer, Found, FoundPlace, Status};
use crate::state::{Command, Selection, ViewCommand};

/// Up to so many events are laid out in full, with months over them; of more only those on the screen are.
const MOST_IN_FULL: usize = 400;

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
        filters::filters_ui(ui, scene, memory, commands);
        marked_ui(ui, memory, commands);
    });
    let line = ui.max_rect();
    ui.painter().vline(
        line.right() - 0.5,
        line.y_range(),
        Stroke::new(1.0, palette.hairline),
    );
    ui.spacing_mut().item_spacing = Vec2::ZERO;
    let is_long = scene.answer.n_listed() > MOST_IN_FULL;
    if is_long && scene.answer.places.is_empty() {
        let mut rows = Rows {
            scene,
            memory,
            last_hovered,
            hovered,
            commands,
        };
        rows.long_list_ui(ui);
        return;
    }
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
        catalog.n_events(),
        catalog.places().len(),
        catalog.actors().len(),
        catalog.sources().len(),
    );
    rich_text::label_of(
        ui,
        &[(&counts, theme::format(theme::small(), palette.secondary))],
    );
}

/// How many events are marked, and what can be done with them.
fn marked_ui(ui: &mut Ui, memory: &Memory, commands: &mut Vec<Command>) {
    if memory.marked.is_empty() {
        return;
    }
    let palette = theme::palette(ui);
    let words = format!("{} marked", wording::counted(memory.marked.len(), "event"));
    ui.horizontal(|ui| {
        let format = theme::format(theme::small(), palette.secondary);
        rich_text::label(ui, &words, &format);
        let hint = keymap::with_key("Copy them as text", &Command::CopyEvents);
        if ui.link("Copy").on_hover_text(hint).clicked() {
            commands.push(Command::CopyEvents);
        }
        if ui.link("Unmark").clicked() {
            commands.push(Command::MarkAll(false));
        }
    });
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
            &format!("\nnamed in {}", wording::counted(found.n_events, "event")),
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

    /// The events with a place, under their months.
    fn months_ui(&mut self, ui: &mut Ui) {
        let scene = self.scene;
        let mut last_month = None;
        let mut n_rows = 0;
        for found in &scene.answer.on_map {
            let Some(event) = scene.catalog.event(found.id()) else {
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
            self.row_ui(ui, found.id(), event, found.matched());
            n_rows += 1;
        }
        if n_rows == 0 && scene.answer.unlocated.is_empty() {
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
        let unlocated = &scene.answer.unlocated;
        if !unlocated.is_empty() {
            section_ui(ui, &wording::unlocated(unlocated.len()));
        }
        for found in unlocated {
            if let Some(event) = scene.catalog.event(found.id()) {
                self.row_ui(ui, found.id(), event, found.matched());
            }
        }
        if !scene.answer.undated.is_empty() {
            section_ui(ui, &wording::undated(scene.answer.undated.len()));
        }
        for id in &scene.answer.undated {
            if let Some(event) = scene.catalog.event(*id) {
                self.row_ui(ui, *id, event, Match::Certain);
            }
        }
    }

    /// Any number of events: only those on the screen are laid out. The scroll position is a row and not a
    /// distance, because a distance of a million rows has no exact number on a screen.
    fn long_list_ui(&mut self, ui: &mut Ui) {
        const ROW: f32 = 46.0;
        let scene = self.scene;
        let list = LongList::of(scene.answer);
        let rect = ui.available_rect_before_wrap();
        let n_shown = (rect.height() / ROW).max(1.0);
        let last_top = (list.n_rows() as f64 - f64::from(n_shown)).max(0.0);
        let selected = scene.view.selected_event();
        if selected != self.memory.scrolled_to {
            self.memory.scrolled_to = selected;
            let row = selected.and_then(|id| list.row_of(scene.answer, id));
            if let Some(row) = row.map(|row| row as f64) {
                let room = f64::from(n_shown) - 1.0;
                self.memory.list_top = self.memory.list_top.clamp((row - room).max(0.0), row);
            }
        }
        let wheel = ui
            .rect_contains_pointer(rect)
            .then(|| ui.input_mut(|input| std::mem::take(&mut input.smooth_scroll_delta.y)));
        self.memory.list_top -= f64::from(wheel.unwrap_or(0.0) / ROW);
        let bar = Rect::from_min_max(pos2(rect.right() - 12.0, rect.top()), rect.max);
        self.memory.list_top = scroll_bar_ui(
            ui,
            bar,
            self.memory.list_top,
            f64::from(n_shown),
            list.n_rows(),
        )
        .clamp(0.0, last_top);
        let top = self.memory.list_top;
        let first = top.floor() as usize;
        let mut y = rect.top() - ((top - top.floor()) as f32) * ROW;
        let rows = rect.with_max_x(bar.left());
        ui.scope_builder(egui::UiBuilder::new().max_rect(rows), |ui| {
            ui.set_clip_rect(rows.intersect(ui.clip_rect()));
            for row in first..list.n_rows() {
                if y >= rect.bottom() {
                    break;
                }
                let at = Rect::from_min_size(pos2(rows.left(), y), vec2(rows.width(), ROW));
                ui.scope_builder(egui::UiBuilder::new().id_salt(row).max_rect(at), |ui| {
                    self.long_row_ui(ui, list, row, ROW);
                });
                y += ROW;
            }
        });
        ui.advance_cursor_after_rect(rect);
    }

    fn long_row_ui(&mut self, ui: &mut Ui, list: LongList, row: usize, height: f32) {
        let answer = self.scene.answer;
        match list.row(answer, row) {
            LongRow::Unlocated => section_ui(ui, &wording::unlocated(answer.unlocated.len())),
            LongRow::Undated => section_ui(ui, &wording::undated(answer.undated.len())),
            LongRow::Event(id, matched) => {
                if let Some(event) = self.scene.catalog.event(id) {
                    self.row_of_height_ui(ui, (id, event, matched), Some(height));
                }
            }
        }
    }

    /// Selects an event; with Ctrl marks it or no longer, with Shift marks all from the selected one to it.
    fn clicked(&mut self, ui: &Ui, id: EventId) {
        let modifiers = ui.input(|input| input.modifiers);
        let selected = self.scene.view.selected_event();
        let marked = &mut self.memory.marked;
        if modifiers.command {
            if marked.is_empty() {
                marked.extend(selected);
            }
            if !marked.remove(&id) {
                marked.insert(id);
            }
        } else if modifiers.shift {
            let order = || self.scene.answer.in_list_order();
            let place = |of: EventId| order().position(|other| other == of);
            let (here, there) = (place(id), selected.and_then(place));
            if let (Some(here), Some(there)) = (here, there.or(here)) {
                let n = here.abs_diff(there) + 1;
                marked.extend(order().skip(here.min(there)).take(n));
            }
        } else {
            marked.clear();
            let select = ViewCommand::Select(Some(Selection::Event(id)));
            self.commands.push(Command::View(select));
        }
    }

    /// One event: the day, its symbol, its title, and its status.
    fn row_ui(&mut self, ui: &mut Ui, id: EventId, event: &Event, matched: Match) {
        self.row_of_height_ui(ui, (id, event, matched), None);
    }

    /// The same in a row of a given height, with its title on one line.
    #[expect(clippy::too_many_lines, reason = "one row, painted from left to right")]
    fn row_of_height_ui(
        &mut self,
        ui: &mut Ui,
        (id, event, matched): (EventId, &Event, Match),
        height: Option<f32>,
    ) {
        const DAY_WIDTH: f32 = 34.0;
        const TEXT_LEFT: f32 = 74.0;
        let palette = theme::palette(ui);
        let scene = self.scene;
        let status = scene.index.status(id);
        let is_selected = scene.view.selected_event() == Some(id);
        let is_marked = self.memory.marked.contains(&id);

        let width = ui.available_width();
        let bold = theme::format(theme::bold(13.0), palette.ink);
        let secondary = theme::format(theme::small(), palette.secondary);
        let mut subtitle = subtitle(
            event,
            status,
            matched,
            height.is_none() && scene.index.is_located(id),
        );
        let max_width = width - TEXT_LEFT - theme::EDGE;
        let mut job = rich_text::job(&event.title, &bold);
        let below = if height.is_some() {
            job.wrap.max_rows = 1;
            job.wrap.break_anywhere = true;
            // The date first: it tells more than what is cut off after it.
            if event.when.is_some() {
                subtitle.swap(0, 1);
            }
            let mut job = rich_text::job(&subtitle.join(BETWEEN), &secondary);
            job.wrap.max_rows = 1;
            job.wrap.max_width = max_width;
            Some(ui.painter().layout_job(job))
        } else {
            rich_text::append(
                &mut job,
                &format!("\n{}", subtitle.join(BETWEEN)),
                &secondary,
            );
            None
        };
        job.wrap.max_width = max_width;
        let galley = ui.painter().layout_job(job);
        let height = height.unwrap_or(galley.size().y + 12.0);
        let size = vec2(width, height);

        let (rect, response) = ui.allocate_exact_size(size, Sense::click());
        let name = wording::event_name(event);
        response.widget_info(|| {
            let is_on = is_selected || is_marked;
            WidgetInfo::selected(Role::ListBoxOption, true, is_on, &name)
        });

        if response.clicked() {
            self.clicked(ui, id);
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
        let is_new = is_selected && self.memory.scrolled_to != Some(id);
        if is_new || response.gained_focus() {
            response.scroll_to_me(None);
            self.memory.scrolled_to = is_new.then_some(id).or(self.memory.scrolled_to);
        }
        if !ui.is_rect_visible(rect) {
            return;
        }
        let painter = ui.painter();
        if is_selected || is_marked || response.hovered() || self.last_hovered == Some(id) {
            painter.rect_filled(rect, 0.0, palette.soft);
        }
        if is_selected || is_marked {
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
        // In a long list the date stands in full under the title, because no month stands over it.
        if below.is_none() {
            painter.text(
                pos2(rect.left() + DAY_WIDTH, middle),
                egui::Align2::RIGHT_CENTER,
                wording::day_mark(event.when.as_ref()),
                theme::small(),
                palette.secondary,
            );
        }
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
        let corner = pos2(rect.left() + TEXT_LEFT, rect.top() + 6.0);
        let line = galley.size().y;
        painter.galley(corner, galley, palette.ink);
        if let Some(below) = below {
            painter.galley(corner + vec2(0.0, line), below, palette.secondary);
        }
    }
}

/// The rows of a long list: the events that are drawn, then those that are not, then those without a date,
/// the latter two under a heading each.
#[derive(Debug, Clone, Copy)]
struct LongList {
    on_map: usize,
    unlocated: usize,
    undated: usize,
}

enum LongRow {
    Event(EventId, Match),
    Unlocated,
    Undated,
}

impl LongList {
    fn of(answer: &Answer) -> Self {
        Self {
            on_map: answer.on_map.len(),
            unlocated: answer.unlocated.len(),
            undated: answer.undated.len(),
        }
    }

    fn n_rows(self) -> usize {
        let with_heading = |n: usize| if n == 0 { 0 } else { n + 1 };
        self.on_map + with_heading(self.unlocated) + with_heading(self.undated)
    }

    fn row(self, answer: &Answer, row: usize) -> LongRow {
        let event = |found: &Found| LongRow::Event(found.id(), found.matched());
        if let Some(found) = answer.on_map.get(row) {
            return event(found);
        }
        let mut row = row - self.on_map;
        if self.unlocated > 0 {
            let Some(at) = row.checked_sub(1) else {
                return LongRow::Unlocated;
            };
            if let Some(found) = answer.unlocated.get(at) {
                return event(found);
            }
            row -= self.unlocated + 1;
        }
        match row.checked_sub(1).and_then(|at| answer.undated.get(at)) {
            Some(id) => LongRow::Event(*id, Match::Certain),
            None => LongRow::Undated,
        }
    }

    /// In which row an event stands.
    fn row_of(self, answer: &Answer, id: EventId) -> Option<usize> {
        let among = |list: &[Found]| list.binary_search_by_key(&id, |found| found.id()).ok();
        if let Some(at) = among(&answer.on_map) {
            return Some(at);
        }
        if let Some(at) = among(&answer.unlocated) {
            return Some(self.on_map + 1 + at);
        }
        let at = answer.undated.binary_search(&id).ok()?;
        Some(self.n_rows() - self.undated + at)
    }
}

/// A scroll bar that counts in rows. Gives the row at the top after what was done to it.
fn scroll_bar_ui(ui: &Ui, rect: Rect, top: f64, n_shown: f64, n_rows: usize) -> f64 {
    const LEAST: f32 = 24.0;
    let palette = theme::palette(ui);
    let last_top = (n_rows as f64 - n_shown).max(1.0);
    let length = ((n_shown / n_rows.max(1) as f64) as f32 * rect.height()).max(LEAST);
    let room = (rect.height() - length).max(1.0);
    let y = rect.top() + (top / last_top) as f32 * room;
    let response = ui.interact(rect, ui.scope_id().with("scroll bar"), Sense::drag());
    response.widget_info(|| WidgetInfo::labeled(Role::ScrollBar, true, "Position in the list"));
    let thumb = Rect::from_min_size(pos2(rect.left() + 3.0, y), vec2(6.0, length));
    let color = if response.hovered() || response.dragged() {
        palette.secondary
    } else {
        palette.hairline
    };
    ui.painter().rect_filled(thumb, 3.0, color);
    match response.interact_pointer_pos() {
        Some(pos) => {
            let share = (pos.y - rect.top() - length / 2.0) / room;
            f64::from(share.clamp(0.0, 1.0)) * last_top
        }
        None => top,
    }
}

/// What stands between the parts of a subtitle.
const BETWEEN: &str = " · ";

/// "Contested", "possibly in the window"; where no month stands over it, with the date in between.
fn subtitle(event: &Event, status: Status, matched: Match, has_month: bool) -> Vec<String> {
    let mut words = vec![wording::status(status).to_owned()];
    if let Some(when) = event
        .when
        .as_ref()
        .filter(|when| !has_month || !when.span().is_exact())
    {
        words.push(wording::short_when(when));
    }
    words.extend(wording::matched(matched).map(str::to_owned));
    words
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
