//! What did not hold in the files of the atlas, and what would be right.

use egui::{ScrollArea, Ui, Window, vec2};

use super::{Scene, rich_text, sheet::is_resized, theme, wording};
use crate::model::{Finding, Severity};
use crate::state::{Command, Panel, ViewCommand};

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
                for finding in scene.findings {
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
