//! One event of the list: the day, its symbol, its title, its status, and where a search found it.

use egui::text::LayoutJob;
use egui::{Rect, Response, Role, Sense, Stroke, Ui, WidgetInfo, pos2, vec2};

use super::Rows;
use crate::model::{Event, EventId, Match, When};
use crate::query::{Found, Heading, ListGroup, ListSort};
use crate::state::{Command, Selection, ViewCommand};
use crate::ui::rich_text::Marks;
use crate::ui::{Scene, rich_text, symbol, theme, wording};

/// How wide the column of days is, from the left edge.
const DAY_WIDTH: f32 = 34.0;
/// How far right of its left edge the symbol stands, and after it the words.
const SYMBOL: f32 = 19.0;
const WORDS: f32 = 40.0;
/// What stands between the parts of a subtitle.
const BETWEEN: &str = " · ";

/// How high rows are where all are equally high: with two lines of title and one under it, and with where a search
/// found the event.
pub(super) const ROW_HEIGHT: f32 = 62.0;
pub(super) const SEARCHED_ROW_HEIGHT: f32 = 78.0;

/// An event, how it matches, and what it stands under.
#[derive(Debug, Clone, Copy)]
pub(super) struct Entry {
    pub(super) id: EventId,
    pub(super) matched: Match,
    pub(super) heading: Heading,
}

impl Entry {
    pub(super) fn new(found: Found, heading: Heading) -> Self {
        Self {
            id: found.id(),
            matched: found.matched(),
            heading,
        }
    }
}

impl Rows<'_, '_> {
    /// One event. In a row of a given height each line of words is cut at the edge.
    pub(super) fn row_ui(&mut self, ui: &mut Ui, entry: Entry, height: Option<f32>) {
        let scene = self.scene;
        let Some(event) = scene.catalog.event(entry.id) else {
            return;
        };
        let palette = theme::palette(ui);
        let has_days = scene.view.list_order.group == ListGroup::Month;
        let left = if has_days { DAY_WIDTH } else { 8.0 };
        let is_marked = self.memory.marked.contains(&entry.id);
        let right = if is_marked { 26.0 } else { theme::EDGE };
        let max_width = ui.available_width() - left - WORDS - right;
        let subtitle = subtitle(scene, entry, event).join(BETWEEN);
        let texts = (event, subtitle.as_str());
        let jobs = self.words(palette, (entry, texts), (max_width, height.is_some()));
        let jobs = jobs.into_iter().map(|job| ui.painter().layout_job(job));
        let lines: Vec<_> = jobs.collect();
        let text_height: f32 = lines.iter().map(|line| line.size().y).sum();
        let size = vec2(ui.available_width(), height.unwrap_or(text_height + 12.0));
        let (rect, response) = ui.allocate_exact_size(size, Sense::click());
        let is_on = self.is_on(entry.id);
        let name = wording::short_event_name(event);
        response.widget_info(|| WidgetInfo::selected(Role::ListBoxOption, true, is_on, &name));
        let snippet = self.memory.list.snippets.of(scene, entry.id, event);
        ui.ctx().accesskit_node_builder(response.id, |node| {
            let found = snippet.map(|snippet| format!("{}{}", snippet.head(), snippet.text));
            let lines = [Some(subtitle.clone()), found].into_iter().flatten();
            node.set_description(lines.collect::<Vec<_>>().join("\n"));
        });
        self.answer(ui, entry.id, &response);
        if !ui.is_rect_visible(rect) {
            return;
        }
        self.ground_ui(ui, rect, entry.id, &response);
        let painter = ui.painter();
        let middle = rect.center().y;
        if has_days {
            painter.text(
                pos2(rect.left() + left, middle),
                egui::Align2::RIGHT_CENTER,
                wording::day_mark(event.when.as_ref()),
                theme::small(),
                palette.secondary,
            );
        }
        if let Some(kind) = scene.catalog.kind(event.kind) {
            let center = pos2(rect.left() + left + SYMBOL, middle);
            let look = (
                scene.index.status(entry.id),
                entry.matched == Match::Possible,
            );
            symbol::paint(painter, center, 9.0, kind, look, palette);
        }
        let mut corner = pos2(rect.left() + left + WORDS, middle - text_height / 2.0);
        for line in lines {
            let height = line.size().y;
            painter.galley(corner, line, palette.ink);
            corner.y += height;
        }
    }

    /// The title, what is said under it, and where a search found it, each to be laid out in a width.
    fn words(
        &mut self,
        palette: &theme::Palette,
        (entry, (event, subtitle)): (Entry, (&Event, &str)),
        (max_width, is_cut): (f32, bool),
    ) -> Vec<LayoutJob> {
        let scene = self.scene;
        let marks = Marks::of(scene, palette);
        let bold = theme::format(theme::bold(13.0), palette.ink);
        let secondary = theme::format(theme::small(), palette.secondary);
        let mut jobs = vec![
            rich_text::job_marked(&wording::cut(&event.title, wording::IN_LINE), &bold, marks),
            rich_text::job(&wording::cut(subtitle, wording::IN_LINE), &secondary),
        ];
        if let Some(snippet) = self.memory.list.snippets.of(scene, entry.id, event) {
            let mut job = rich_text::job(&snippet.head(), &secondary);
            rich_text::append_marked(&mut job, &snippet.text, &secondary, marks);
            jobs.push(job);
        }
        for job in &mut jobs {
            job.wrap.max_width = max_width;
            if is_cut {
                job.wrap.max_rows = 1;
                job.wrap.break_anywhere = true;
            }
        }
        if let Some(title) = jobs.first_mut().filter(|_| is_cut) {
            title.wrap.max_rows = 2;
            title.wrap.break_anywhere = false;
        }
        jobs
    }

    fn is_on(&self, id: EventId) -> bool {
        self.scene.view.selected_event() == Some(id) || self.memory.marked.contains(&id)
    }

    /// What is asked for by what is done to a row.
    fn answer(&mut self, ui: &Ui, id: EventId, response: &Response) {
        if response.clicked() {
            self.clicked(ui, id);
        }
        if response.double_clicked() {
            self.commands.push(Command::FlyTo(id));
        }
        if response.hovered() {
            *self.hovered = Some(id);
        }
        let is_selected = self.scene.view.selected_event() == Some(id);
        let is_new = is_selected && self.memory.list.scrolled_to != Some(id);
        if is_new || response.gained_focus() {
            response.scroll_to_me(None);
            if is_new {
                self.memory.list.scrolled_to = Some(id);
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
            let listing = &self.scene.solved.listing;
            let here = listing.position(id);
            let there = selected.and_then(|other| listing.position(other));
            if let (Some(here), Some(there)) = (here, there.or(here)) {
                let n = here.abs_diff(there) + 1;
                marked.extend(listing.ids().skip(here.min(there)).take(n));
            }
        } else {
            marked.clear();
            let select = ViewCommand::Select(Some(Selection::Event(id)));
            self.commands.push(Command::View(select));
        }
    }

    fn ground_ui(&self, ui: &Ui, rect: Rect, id: EventId, response: &Response) {
        let palette = theme::palette(ui);
        let painter = ui.painter();
        let is_on = self.is_on(id);
        if is_on || response.hovered() || self.last_hovered == Some(id) {
            painter.rect_filled(rect, 0.0, palette.soft);
        }
        if self.scene.view.selected_event() == Some(id) {
            let bar = Rect::from_min_size(rect.min, vec2(3.0, rect.height()));
            painter.rect_filled(bar, 0.0, palette.accent);
        }
        if self.memory.marked.contains(&id) {
            // A tick, so that what is marked is told from what is selected.
            let tip = pos2(rect.right() - 15.0, rect.center().y + 4.0);
            let stroke = Stroke::new(2.0, palette.accent);
            painter.line_segment([tip + vec2(-4.0, -4.0), tip], stroke);
            painter.line_segment([tip, tip + vec2(7.0, -8.0)], stroke);
        }
        if response.has_focus() {
            painter.rect_stroke(
                rect.shrink(1.0),
                2.0,
                Stroke::new(1.5, palette.accent),
                egui::StrokeKind::Inside,
            );
        }
    }
}

/// What the list is sorted by where nothing else tells it, then "Contested", the date where no heading tells it,
/// and "possibly in the window".
fn subtitle(scene: Scene<'_>, entry: Entry, event: &Event) -> Vec<String> {
    let order = scene.view.list_order;
    let status = scene.index.status(entry.id);
    let mut words = Vec::new();
    let sorted_by = match order.sort {
        ListSort::Kind => scene
            .catalog
            .kind(event.kind)
            .map(|kind| wording::cut(&kind.label, 60).into_owned()),
        ListSort::Place if order.group != ListGroup::Place => {
            let place = event.main_place(scene.catalog);
            place.map(|place| scene.place_name(place))
        }
        ListSort::Date | ListSort::Status | ListSort::Place => None,
    };
    words.extend(sorted_by);
    let span = event.when.as_ref().map(When::span);
    let is_under_date = match entry.heading {
        // A day tells all of a date only where it is that day, and surely.
        Heading::Day(day) => span.is_some_and(|span| span.is_exact() && span.latest_end() == day),
        Heading::Month(_) => event
            .when
            .as_ref()
            .is_some_and(|when| when.span().is_exact()),
        _ => false,
    };
    let date = event.when.as_ref().filter(|_| !is_under_date);
    let date = date.map(wording::short_when);
    let status = wording::status(status).to_owned();
    // The date first: it tells more than what may be cut off after it.
    words.extend(date);
    words.push(status);
    words.extend(wording::matched(entry.matched).map(str::to_owned));
    words
}
