//! What did not hold in the files of the atlas, and what would be right.

use egui::{Button, ScrollArea, Ui, Window, vec2};

use super::{Scene, rich_text, sheet::is_resized, theme, wording};
use crate::model::{Finding, Severity};
use crate::state::{Command, Panel, ViewCommand};

/// So many findings are laid out; of more there are pages.
const ON_PAGE: usize = 200;

/// Which finding is the first of the page that is shown, with ways to the other pages where there are any.
fn page_ui(ui: &mut Ui, n: usize) -> usize {
    if n <= ON_PAGE {
        return 0;
    }
    let id = egui::Id::unique("page of findings");
    let last = (n - 1) / ON_PAGE;
    let mut page: usize = ui.data(|data| data.get_temp(id)).unwrap_or(0).min(last);
    ui.horizontal_wrapped(|ui| {
        let (first, end) = (page * ON_PAGE + 1, ((page + 1) * ON_PAGE).min(n));
        let words = format!(
            "{} to {} of {}",
            wording::number(first),
            wording::number(end),
            wording::number(n)
        );
        let format = theme::format(theme::small(), theme::palette(ui).ink);
        rich_text::label(ui, &words, &format);
        let mut to = |ui: &mut Ui, name: &str, other: Option<usize>| {
            let button = ui.add_enabled(other.is_some(), Button::new(name));
            if let Some(other) = other.filter(|_| button.clicked()) {
                page = other;
            }
        };
        let shown = first / ON_PAGE;
        to(ui, "First findings", (shown > 0).then_some(0));
        to(ui, "Findings before", shown.checked_sub(1));
        to(
            ui,
            "Next findings",
            Some(shown + 1).filter(|next| *next <= last),
        );
    });
    ui.data_mut(|data| data.insert_temp(id, page));
    page * ON_PAGE
}

pub(super) fn findings_panel_ui(ui: &Ui, scene: Scene<'_>, commands: &mut Vec<Command>) {
    let mut is_open = true;
    let room = ui.ctx().content_rect();
    let title = wording::counted(scene.findings.len(), "finding");
    let (width, height) = (560.0_f32.min(room.width() - 40.0), room.height() - 160.0);
    let window = Window::new(title).id(egui::Id::unique("findings"));
    // As large as the new window has room, and resizable from there.
    let window = if is_resized(ui, "findings") {
        window
            .movable(false)
            .fixed_size(vec2(width, height))
            .current_pos(room.center())
    } else {
        window
            .default_size(vec2(width, height))
            .max_size(room.size() - vec2(40.0, 100.0))
    };
    window
        .open(&mut is_open)
        .collapsible(false)
        .pivot(egui::Align2::CENTER_CENTER)
        .default_pos(room.center())
        .show(ui.ctx(), |ui| {
            let palette = theme::palette(ui);
            let lead =
                "What is listed here was set aside or wants a look; everything else is loaded.";
            rich_text::label_of(
                ui,
                &[(lead, theme::format(theme::small(), palette.secondary))],
            );
            ScrollArea::vertical().max_height(height).show(ui, |ui| {
                let first = page_ui(ui, scene.findings.len());
                for finding in scene.findings.iter().skip(first).take(ON_PAGE) {
                    finding_ui(ui, finding);
                }
            });
        });
    if !is_open {
        commands.push(Command::View(ViewCommand::Toggle(Panel::Findings)));
    }
}

fn finding_ui(ui: &mut Ui, finding: &Finding) {
    let palette = theme::palette(ui);
    let (word, color) = match finding.severity {
        Severity::Error => ("Does not hold in", palette.warning),
        Severity::Warning => ("Worth a look in", palette.secondary),
    };
    ui.add_space(8.0);
    let entry = finding.entry.as_deref().unwrap_or("the file");
    rich_text::label_of(
        ui,
        &[
            (&format!("{word} "), theme::format(theme::bold(12.0), color)),
            (entry, theme::format(theme::bold(12.0), palette.ink)),
        ],
    );
    rich_text::label_of(
        ui,
        &[(&finding.message, theme::format(theme::body(), palette.ink))],
    );
    if let Some(hint) = &finding.hint {
        rich_text::label_of(ui, &[(hint, theme::format(theme::small(), palette.ink))]);
    }
    let place = format!(
        "{}, line {}, column {}",
        finding.file, finding.line, finding.column
    );
    rich_text::label_of(
        ui,
        &[(&place, theme::format(theme::small(), palette.secondary))],
    );
}
