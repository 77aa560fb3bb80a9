//! The event list with its search: the accessible twin of the map.

mod lines;
mod long;
mod places;
mod row;
mod sections;
mod snippets;

use std::collections::BTreeSet;
use std::sync::{Arc, Weak};

use egui::{ScrollArea, Stroke, Ui, UiBuilder, Vec2, vec2};

use super::{Scene, filters, keymap, rich_text, theme, wording};
use crate::model::EventId;
use crate::query::{Heading, ListOrder, Listing};
use crate::state::{Command, ViewCommand};
use lines::Lines;
use row::Entry;
use sections::heading_ui;
use snippets::Snippets;

/// Up to so many events are laid out in full; of more only those on the screen are.
const MOST_IN_FULL: usize = 400;
/// How high the line under the list is that tells how many events are marked.
const FOOTER: f32 = 32.0;

/// What the list remembers between frames.
#[derive(Debug, Default)]
pub(super) struct Memory {
    /// The headings whose events are folded away.
    folded: BTreeSet<Heading>,
    /// The selection that it was last scrolled to.
    scrolled_to: Option<EventId>,
    /// The line at the top of a long list.
    top: f64,
    /// In which order it was last shown.
    order: ListOrder,
    /// Where a search found what is shown.
    snippets: Snippets,
    /// The lines of a long list, and for which list and which folds they hold.
    lines: Lines,
    lines_of: (Weak<Listing>, BTreeSet<Heading>),
}

impl Memory {
    /// The lines of a list: those that were kept, if they are of this list.
    fn lines(&mut self, listing: &Arc<Listing>) -> Lines {
        let (of, folded) = &self.lines_of;
        if of.ptr_eq(&Arc::downgrade(listing)) && *folded == self.folded {
            std::mem::take(&mut self.lines)
        } else {
            Lines::new(listing.sections(), &self.folded)
        }
    }

    /// Keeps the lines of a list as they were before anything was folded or unfolded in this frame.
    fn keep_lines(&mut self, listing: &Arc<Listing>, lines: Lines, folded: BTreeSet<Heading>) {
        self.lines = lines;
        self.lines_of = (Arc::downgrade(listing), folded);
    }

    /// In another order it is shown from its beginning, or where what is selected stands.
    fn take_order(&mut self, order: ListOrder) {
        if self.order != order {
            self.order = order;
            self.top = 0.0;
            self.scrolled_to = None;
        }
    }

    /// What is newly selected is never folded away.
    fn unfold_selected(&mut self, scene: Scene<'_>) {
        let selected = scene.view.selected_event();
        if selected.is_none() {
            // Should it be selected again, the list goes there again.
            self.scrolled_to = None;
        }
        if self.folded.is_empty() || selected == self.scrolled_to {
            return;
        }
        let listing = &scene.solved.listing;
        let position = selected.and_then(|id| listing.position(id));
        if let Some(section) = position.and_then(|at| listing.section_at(at)) {
            self.folded.remove(&section.heading);
        }
    }
}

pub(super) fn event_list_ui(
    ui: &mut Ui,
    scene: Scene<'_>,
    memory: &mut super::Memory,
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
        bottom: 4,
    });
    edge.show(ui, |ui| {
        title_ui(ui, scene);
        ui.add_space(4.0);
        filters::filters_ui(ui, scene, memory, commands);
    });
    let line = ui.max_rect();
    ui.painter().vline(
        line.right() - 0.5,
        line.y_range(),
        Stroke::new(1.0, palette.hairline),
    );
    // Under the list, so that no row moves away under the pointer that marks it.
    let room = ui.available_rect_before_wrap();
    let height = if memory.marked.is_empty() {
        0.0
    } else {
        FOOTER
    };
    let (list, footer) = room.split_top_bottom_at_y(room.bottom() - height);
    if !memory.marked.is_empty() {
        let edge = Stroke::new(1.0, palette.hairline);
        ui.painter().hline(footer.x_range(), footer.top(), edge);
        let inside = footer.shrink2(vec2(theme::EDGE, 0.0));
        let row = UiBuilder::new().max_rect(inside).id_salt("marked");
        ui.scope_builder(row, |ui| marked_ui(ui, memory, commands));
    }
    let list = UiBuilder::new().max_rect(list).id_salt("list");
    ui.scope_builder(list, |ui| {
        rows_ui(ui, scene, memory, (last_hovered, hovered), commands);
    });
}

/// The rows under the filters.
fn rows_ui(
    ui: &mut Ui,
    scene: Scene<'_>,
    memory: &mut super::Memory,
    (last_hovered, hovered): (Option<EventId>, &mut Option<EventId>),
    commands: &mut Vec<Command>,
) {
    ui.set_clip_rect(ui.max_rect().intersect(ui.clip_rect()));
    ui.spacing_mut().item_spacing = Vec2::ZERO;
    memory.list.take_order(scene.solved.asked.order);
    let is_long = scene.answer.n_listed() > MOST_IN_FULL;
    memory.list.snippets.keep_for(scene, is_long);
    memory.list.unfold_selected(scene);
    let mut rows = Rows {
        scene,
        memory,
        last_hovered,
        hovered,
        commands,
    };
    if is_long {
        places::places_ui(ui, scene, rows.commands);
        rows.long_list_ui(ui);
        return;
    }
    ScrollArea::vertical()
        .auto_shrink([false, false])
        .show(ui, |ui| {
            places::places_ui(ui, scene, rows.commands);
            rows.full_list_ui(ui);
            ui.add_space(16.0);
        });
}

fn title_ui(ui: &mut Ui, scene: Scene<'_>) {
    let palette = theme::palette(ui);
    let catalog = scene.catalog;
    let header = catalog.header();
    rich_text::label_of(
        ui,
        // As long as leaves room for the list under it.
        &[(
            &wording::cut(&header.title, 200),
            theme::format(theme::bold(17.0), palette.ink),
        )],
    )
    .on_hover_text(wording::cut(&header.about, 1_000));
    let counts = wording::atlas_counts(
        catalog.n_events(),
        catalog.places().len(),
        catalog.actors().len(),
        catalog.sources().len(),
    );
    let format = theme::format(theme::small(), palette.secondary);
    let label = egui::Label::new(rich_text::job(&counts, &format));
    ui.add(label.truncate().selectable(false));
}

/// How many events are marked, and what can be done with them.
fn marked_ui(ui: &mut Ui, memory: &super::Memory, commands: &mut Vec<Command>) {
    if memory.marked.is_empty() {
        return;
    }
    let palette = theme::palette(ui);
    let words = format!("{} marked", wording::counted(memory.marked.len(), "event"));
    ui.horizontal_centered(|ui| {
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
    memory: &'b mut super::Memory,
    last_hovered: Option<EventId>,
    hovered: &'b mut Option<EventId>,
    commands: &'b mut Vec<Command>,
}

impl Rows<'_, '_> {
    /// All events, each as high as its words, under their headings.
    fn full_list_ui(&mut self, ui: &mut Ui) {
        let listing = &self.scene.solved.listing;
        for section in listing.sections() {
            if section.heading != Heading::All {
                heading_ui(ui, self.scene, *section, &mut self.memory.list);
            }
            if self.memory.list.folded.contains(&section.heading) {
                continue;
            }
            for found in listing.events_of(*section) {
                self.row_ui(ui, Entry::new(*found, section.heading), None);
            }
        }
        if listing.events().is_empty() {
            self.nothing_ui(ui);
        }
    }

    /// Says that there is nothing, what there is elsewhere, and leads there.
    fn nothing_ui(&mut self, ui: &mut Ui) {
        let palette = theme::palette(ui);
        let counts = self.scene.answer.counts;
        let format = theme::format(theme::small(), palette.secondary);
        let edge = egui::Margin::symmetric(16, 12);
        egui::Frame::new().inner_margin(edge).show(ui, |ui| {
            ui.spacing_mut().item_spacing = vec2(6.0, 4.0);
            let text = if counts.outside_window > 0 {
                "No event in the window answers this question."
            } else {
                "No event answers this question."
            };
            rich_text::label_of(ui, &[(text, format.clone())]);
            if counts.outside_window > 0 {
                let n = wording::counted(counts.outside_window, "event");
                let words = format!("Show {n} outside the window");
                if ui.link(words).clicked() {
                    let all = ViewCommand::SetWindow(None);
                    self.commands.push(Command::View(all));
                }
            }
            let view = self.scene.view;
            let is_filtered = view.filter.is_active() || view.is_in_view;
            if is_filtered && counts.filtered_out > 0 {
                let n = wording::counted(counts.filtered_out, "event");
                if ui
                    .link(format!("Clear the filter, which leaves out {n}"))
                    .clicked()
                {
                    self.commands.push(Command::View(ViewCommand::ClearFilter));
                }
            }
        });
    }
}
