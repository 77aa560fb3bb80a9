//! A list of any length: only what is on the screen is laid out.

use egui::{Rect, Role, Sense, Ui, WidgetInfo, pos2, vec2};

use super::Rows;
use super::lines::{Heights, Line, Lines};
use super::row::{Entry, ROW_HEIGHT, SEARCHED_ROW_HEIGHT};
use super::sections::{HEADING_HEIGHT, heading_ui};
use crate::query::Heading;
use crate::ui::theme;

impl Rows<'_, '_> {
    pub(super) fn long_list_ui(&mut self, ui: &mut Ui) {
        let listing = &self.scene.solved.listing;
        let is_searched = !self.scene.words.is_empty();
        let heights = Heights {
            heading: HEADING_HEIGHT,
            event: if is_searched {
                SEARCHED_ROW_HEIGHT
            } else {
                ROW_HEIGHT
            },
        };
        let lines = self.memory.list.lines(listing);
        let folded = self.memory.list.folded.clone();
        let rect = ui.available_rect_before_wrap();
        let last_top = lines.last_top(rect.height(), heights);
        let mut top = self.memory.list.top;
        let selected = self.scene.view.selected_event();
        if selected != self.memory.list.scrolled_to {
            self.memory.list.scrolled_to = selected;
            if let Some(position) = selected.and_then(|id| listing.position(id)) {
                let line = lines.line_of(position) as f64;
                // Under the heading that stays on top.
                let highest = lines.scrolled(line, -heights.heading, heights);
                let lowest = lines.scrolled(line + 1.0, -rect.height(), heights);
                top = top.clamp(lowest.min(highest), highest);
            }
        }
        if ui.rect_contains_pointer(rect) {
            let wheel = ui.input_mut(|input| std::mem::take(&mut input.smooth_scroll_delta.y));
            top = lines.scrolled(top, -wheel, heights);
        }
        let bar = Rect::from_min_max(pos2(rect.right() - 12.0, rect.top()), rect.max);
        let n_shown = f64::from(rect.height() / heights.event);
        top = scroll_bar_ui(ui, bar, top, last_top, n_shown).clamp(0.0, last_top);
        self.memory.list.top = top;
        let rows = rect.with_max_x(bar.left());
        ui.scope_builder(egui::UiBuilder::new().max_rect(rows), |ui| {
            ui.set_clip_rect(rows.intersect(ui.clip_rect()));
            self.lines_ui(ui, rows, &lines, heights);
        });
        self.memory.list.keep_lines(listing, lines, folded);
        ui.advance_cursor_after_rect(rect);
    }

    fn lines_ui(&mut self, ui: &mut Ui, rect: Rect, lines: &Lines, heights: Heights) {
        let top = self.memory.list.top;
        let first = top.floor() as usize;
        let height = |line: Line| match line {
            Line::Heading(_) => heights.heading,
            Line::Event(_) => heights.event,
        };
        let mut y = rect.top();
        for at in first..lines.n_lines() {
            let Some(line) = lines.line(at).filter(|_| y < rect.bottom()) else {
                break;
            };
            if at == first {
                y -= top.fract() as f32 * height(line);
            }
            let room = Rect::from_min_size(pos2(rect.left(), y), vec2(rect.width(), height(line)));
            // Of a heading that is partly scrolled away only the one on top is there.
            let is_on_top = matches!(line, Line::Heading(_)) && y < rect.top();
            if !is_on_top {
                ui.scope_builder(egui::UiBuilder::new().id_salt(at).max_rect(room), |ui| {
                    self.line_ui(ui, line, heights);
                });
            }
            y += height(line);
        }
        self.heading_on_top_ui(ui, rect, lines, first);
    }

    fn line_ui(&mut self, ui: &mut Ui, line: Line, heights: Heights) {
        let listing = &self.scene.solved.listing;
        match line {
            Line::Heading(section) => {
                if let Some(section) = listing.sections().get(section) {
                    heading_ui(ui, self.scene, *section, &mut self.memory.list);
                }
            }
            Line::Event(at) => {
                let section = listing.section_at(at);
                if let Some((section, found)) = section.zip(listing.events().get(at)) {
                    let entry = Entry::new(*found, section.heading);
                    self.row_ui(ui, entry, Some(heights.event));
                }
            }
        }
    }

    /// The heading of what is at the top stays there while what is under it is scrolled.
    fn heading_on_top_ui(&mut self, ui: &mut Ui, rect: Rect, lines: &Lines, first: usize) {
        let is_heading = matches!(lines.line(first), Some(Line::Heading(_)));
        let is_whole = self.memory.list.top.fract() <= 0.0;
        let at = lines.section_of(first);
        let section = at.and_then(|at| self.scene.solved.listing.sections().get(at));
        let Some((at, section)) = at.zip(section) else {
            return;
        };
        if section.heading == Heading::All || (is_heading && is_whole) {
            return;
        }
        let mut room = Rect::from_min_size(rect.min, vec2(rect.width(), HEADING_HEIGHT));
        // Its words stand low; over them there is nothing to keep.
        room = room.translate(vec2(0.0, -10.0));
        let palette = theme::palette(ui);
        ui.painter().rect_filled(room, 0.0, palette.panel);
        ui.painter()
            .hline(room.x_range(), room.bottom(), (1.0, palette.hairline));
        ui.scope_builder(
            egui::UiBuilder::new().id_salt("on top").max_rect(room),
            |ui| {
                if heading_ui(ui, self.scene, *section, &mut self.memory.list) {
                    // What was folded away was what one looked at: the heading takes its place.
                    self.memory.list.top = lines.start_of(at) as f64;
                }
            },
        );
    }
}

/// A scroll bar that counts in lines. Gives the line at the top after what was done to it.
fn scroll_bar_ui(ui: &Ui, rect: Rect, top: f64, last_top: f64, n_shown: f64) -> f64 {
    const LEAST: f32 = 24.0;
    if last_top <= 0.0 {
        return 0.0;
    }
    let palette = theme::palette(ui);
    let length = ((n_shown / (last_top + n_shown)) as f32 * rect.height()).max(LEAST);
    let room = (rect.height() - length).max(1.0);
    let y = rect.top() + (top / last_top).min(1.0) as f32 * room;
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
