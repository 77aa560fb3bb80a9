//! All by which events can be told apart: for each facet its values with their live counts.

use egui::{
    CollapsingHeader, RectAlign, Response, Role, ScrollArea, TextEdit, Ui, WidgetInfo, vec2,
};

use super::{Scene, rich_text, sheet::menu, theme, wording};
use crate::query::{Amount, Facet, FacetValue, folded};
use crate::state::{Command, ViewCommand};

/// Of more values than this some can be looked for by their letters.
const MANY: usize = 12;
const ROW: f32 = 22.0;

/// What is being typed to find a value, for each facet.
#[derive(Debug, Default)]
pub(super) struct Draft {
    texts: [String; Facet::ALL.len()],
}

/// The list of facets, opened from a button.
pub(super) fn facets_popup(
    button: &Response,
    scene: Scene<'_>,
    draft: &mut Draft,
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
                    facet_ui(ui, scene, facet, draft, commands);
                }
            });
    });
}

fn facet_ui(
    ui: &mut Ui,
    scene: Scene<'_>,
    facet: Facet,
    draft: &mut Draft,
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
            let counts = scene.solved.facet_counts(scene.catalog, facet);
            let mut rows: Vec<(FacetValue, usize, String)> = counts
                .iter()
                .map(|(value, n)| {
                    let names = scene.view.names;
                    let label = wording::facet_value(scene.catalog, facet, *value, names);
                    (*value, *n, label)
                })
                .collect();
            if rows.len() > MANY
                && let Some(text) = draft.texts.get_mut(facet.index())
            {
                let field = TextEdit::singleline(text)
                    .hint_text("some letters of it")
                    .desired_width(f32::INFINITY);
                ui.add(field).accessible_name(format!("Find in {name}"));
                let words = folded(text);
                rows.retain(|(_, _, label)| folded(label).contains(words.trim()));
            }
            // Classes have an order of their own; names come by how often they occur.
            let are_classes = matches!(facet, Facet::PlacePrecision | Facet::DatePrecision);
            if !are_classes {
                rows.sort_by(|(_, a, _), (_, b, _)| b.cmp(a));
            }
            rows_ui(ui, scene, facet, &rows, commands);
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

fn rows_ui(
    ui: &mut Ui,
    scene: Scene<'_>,
    facet: Facet,
    rows: &[(FacetValue, usize, String)],
    commands: &mut Vec<Command>,
) {
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
            for (value, n, label) in rows.iter().take(shown.end).skip(shown.start) {
                let is_chosen = scene.view.filter.is_chosen(facet, *value);
                if row_ui(ui, (label, *n), facet, is_chosen).clicked() {
                    commands.push(Command::View(ViewCommand::ToggleValue(facet, *value)));
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
