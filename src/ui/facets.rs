//! All by which events can be told apart: for each facet its values with their live counts.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::sync::{Arc, Weak};

use egui::{
    CollapsingHeader, RectAlign, Response, Role, ScrollArea, TextEdit, Ui, WidgetInfo, vec2,
};

use super::{Memory, Scene, rich_text, sheet::menu, theme, wording};
use crate::model::NamePolicy;
use crate::query::{Amount, Counted, Facet, FacetCounts, FacetValue, folded};
use crate::state::{Command, ViewCommand};

/// Of more values than this some can be looked for by their letters.
const MANY: usize = 12;
const ROW: f32 = 22.0;

/// What is being typed to find a value, and the rows that were made of the counts, for each facet.
#[derive(Debug, Default)]
pub(super) struct Draft {
    of: [Kept; Facet::ALL.len()],
}

#[derive(Debug, Default)]
struct Kept {
    text: String,
    /// What the rows were made for: counts, names, and what was typed.
    made_for: (Weak<FacetCounts>, NamePolicy, String),
    rows: Vec<Row>,
    /// How many there are whatever is typed.
    n_values: usize,
}

#[derive(Debug, Clone)]
struct Row {
    value: FacetValue,
    n: usize,
    label: String,
}

/// A name as a row shows it.
fn shown(name: String) -> String {
    match wording::cut(&name, wording::IN_LINE) {
        Cow::Owned(short) => short,
        Cow::Borrowed(_) => name,
    }
}

impl Kept {
    /// Makes the rows anew where something has changed: there may be tens of thousands of them.
    fn make(&mut self, scene: Scene<'_>, facet: Facet, counts: &Arc<FacetCounts>) {
        let names = scene.view.names;
        let (of, kept_names, text) = &self.made_for;
        let is_same = of.ptr_eq(&Arc::downgrade(counts));
        if is_same && *kept_names == names && *text == self.text {
            return;
        }
        let row = |(value, n): &(FacetValue, usize)| Row {
            value: *value,
            n: *n,
            label: shown(wording::facet_value(scene.catalog, facet, *value, names)),
        };
        self.rows = counts.iter().map(row).collect();
        self.n_values = self.rows.len();
        let words = folded(&self.text);
        let words = words.trim();
        // Of few values none is left out: the field to look for some is not shown then.
        if self.n_values > MANY && !words.is_empty() {
            self.rows.retain(|row| folded(&row.label).contains(words));
        }
        // Classes have an order of their own; names come by how often they occur.
        if !matches!(facet, Facet::PlacePrecision | Facet::DatePrecision) {
            self.rows.sort_by_key(|row| Reverse(row.n));
        }
        self.made_for = (Arc::downgrade(counts), names, self.text.clone());
    }
}

/// The list of facets, opened from a button.
pub(super) fn facets_popup(
    button: &Response,
    scene: Scene<'_>,
    memory: &mut Memory,
    commands: &mut Vec<Command>,
) {
    menu(button, RectAlign::default(), 330.0, |ui| {
        let room = ui.ctx().content_rect().height() - 300.0;
        let room = room.clamp(200.0, 560.0);
        // As high as what is open in it, up to the room there is.
        ScrollArea::vertical()
            .max_height(room)
            .min_scrolled_height(room)
            .auto_shrink([false, true])
            .show(ui, |ui| {
                // What no event can have is not offered: many atlases have no tags.
                let has_values = |facet: &Facet| facet.n_values(scene.catalog) > 0;
                for facet in Facet::ALL.into_iter().filter(has_values) {
                    facet_ui(ui, scene, facet, memory, commands);
                }
            });
    });
}

fn facet_ui(
    ui: &mut Ui,
    scene: Scene<'_>,
    facet: Facet,
    memory: &mut Memory,
    commands: &mut Vec<Command>,
) {
    let filter = &scene.view.filter;
    let n_chosen = filter
        .choices
        .get(&facet)
        .map_or(0, |choice| choice.values.len());
    let name = wording::facet(facet);
    let head = match n_chosen {
        0 => name.to_owned(),
        n => format!("{name} · {n} chosen"),
    };
    CollapsingHeader::new(head)
        .id_salt(facet.slug())
        .default_open(n_chosen > 0)
        .show(ui, |ui| {
            if n_chosen > 0 {
                amount_ui(ui, scene, facet, commands);
            }
            memory.counted.insert(Counted::Facet(facet));
            let Some(kept) = memory.facets.of.get_mut(facet.index()) else {
                return;
            };
            let Some(counts) = scene.solved.facet_counts(facet) else {
                let quiet = theme::format(theme::small(), theme::palette(ui).secondary);
                rich_text::label(ui, "Counting …", &quiet);
                return;
            };
            kept.make(scene, facet, counts);
            if kept.n_values > MANY {
                let field = TextEdit::singleline(&mut kept.text)
                    .hint_text("some letters of it")
                    .margin(vec2(8.0, 4.0))
                    .desired_width(f32::INFINITY);
                ui.add(field).accessible_name(format!("Find in {name}"));
            }
            rows_ui(ui, scene, facet, &kept.rows, commands);
        });
}

/// Any of what is chosen, or none of it.
fn amount_ui(ui: &mut Ui, scene: Scene<'_>, facet: Facet, commands: &mut Vec<Command>) {
    let current = scene.view.filter.amount(facet);
    ui.horizontal(|ui| {
        for (amount, words) in [
            (Amount::Any, "any of these"),
            (Amount::None, "none of these"),
        ] {
            let name = format!("{}: {words}", wording::facet(facet));
            let radio = ui.radio(current == amount, words);
            if radio.accessible_name(name).clicked() {
                commands.push(Command::View(ViewCommand::SetAmount(facet, amount)));
            }
        }
    });
}

fn rows_ui(ui: &mut Ui, scene: Scene<'_>, facet: Facet, rows: &[Row], commands: &mut Vec<Command>) {
    let palette = theme::palette(ui);
    let quiet = theme::format(theme::small(), palette.secondary);
    if rows.is_empty() {
        rich_text::label(ui, "Nothing in this window.", &quiet);
    }
    ScrollArea::vertical()
        .id_salt(facet.slug())
        .max_height(ROW * MANY as f32)
        .min_scrolled_height(ROW * MANY as f32)
        .auto_shrink([false, true])
        .show_rows(ui, ROW, rows.len(), |ui, shown| {
            for row in rows.get(shown).unwrap_or_default() {
                let is_chosen = scene.view.filter.is_chosen(facet, row.value);
                if row_ui(ui, (&row.label, row.n), facet, is_chosen).clicked() {
                    let toggle = ViewCommand::ToggleValue(facet, row.value);
                    commands.push(Command::View(toggle));
                }
            }
        });
}

fn row_ui(ui: &mut Ui, (label, n): (&str, usize), facet: Facet, is_chosen: bool) -> Response {
    let palette = theme::palette(ui);
    let ink = theme::format(theme::body(), palette.ink);
    let mut job = rich_text::job(label, &ink);
    let quiet = theme::format(theme::small(), palette.secondary);
    rich_text::append(&mut job, &format!("  {}", wording::number(n)), &quiet);
    job.wrap.max_rows = 1;
    job.wrap.max_width = (ui.available_width() - 40.0).max(80.0);
    let mut is_on = is_chosen;
    ui.spacing_mut().item_spacing = vec2(6.0, 0.0);
    let response = ui.checkbox(&mut is_on, job);
    let name = format!("{}: {label}, {n}", wording::facet(facet));
    response.widget_info(|| WidgetInfo::selected(Role::CheckBox, true, is_chosen, name.as_str()));
    response
}
