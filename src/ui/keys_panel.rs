//! The sheet of all keys, and what the signs on the map mean.

use egui::{Grid, ScrollArea, Sense, Ui, vec2};

use super::keymap::BINDINGS;
use super::{
    cards, rich_text,
    sheet::{content_height, sheet},
    symbol, theme, wording,
};
use crate::model::{Kind, KindColor, Shape, Slug, Stance};
use crate::query::Status;
use crate::state::{Command, Panel, ViewCommand};

/// The stances, each with a sign of its own in the ledger.
const STANCES: [Stance; 6] = [
    Stance::Asserts,
    Stance::Confirms,
    Stance::Announces,
    Stance::Denies,
    Stance::Questions,
    Stance::Retracts,
];

/// What is drawn otherwise than as a ring.
const SIGNS: [&str; 8] = [
    "The shape and the color inside a mark tell the kind of event; the chips above the list name them.",
    "An outline around a mark: somewhere in that area, as the atlas draws it.",
    "A pale disc around a mark: somewhere in there. How far off a place may be is part of it.",
    "In the list under months: the day; 27– is from that day on, ~ about that time, XX a day that is not known.",
    "A pale mark: the event is only possibly in the window, because its date is not known to the day.",
    "Hatched bars: events whose day is not known, spread over the days it can have been.",
    "Outlined bars: what the filter leaves out. Dashed borders: their course or standing is disputed.",
    "Lines of the past, from the Map menu: short dashes are the oblast outline of 1991, dashes and dots the ceasefire line of 1994.",
];

pub(super) fn keys_panel_ui(ui: &Ui, commands: &mut Vec<Command>) {
    let mut is_open = true;
    let height = content_height(ui);
    sheet(ui, "Keys and signs", 430.0)
        .open(&mut is_open)
        .default_height(height)
        .min_height(height)
        .max_height(height)
        .show(ui.ctx(), |ui| {
            ScrollArea::vertical().max_height(height).show(ui, |ui| {
                egui::Frame::new().inner_margin(8.0).show(ui, |ui| {
                    keys_ui(ui);
                    ui.add_space(12.0);
                    signs_ui(ui);
                });
            });
        });
    if !is_open {
        commands.push(Command::View(ViewCommand::Toggle(Panel::Keys)));
    }
}

fn keys_ui(ui: &mut Ui) {
    let palette = theme::palette(ui);
    Grid::new("keys")
        .num_columns(2)
        .spacing([24.0, 4.0])
        .show(ui, |ui| {
            for binding in BINDINGS {
                rich_text::label(
                    ui,
                    &binding.keys(),
                    &theme::format(theme::bold(12.0), palette.ink),
                );
                rich_text::label(
                    ui,
                    binding.label,
                    &theme::format(theme::small(), palette.ink),
                );
                ui.end_row();
            }
        });
    ui.add_space(8.0);
    let note =
        "Drag the map to pan, turn the wheel to zoom. Drag over the timeline to choose a window.";
    rich_text::label_of(
        ui,
        &[(note, theme::format(theme::small(), palette.secondary))],
    );
}

/// The rings with their words, then the other signs.
fn signs_ui(ui: &mut Ui) {
    let palette = theme::palette(ui);
    let Ok(slug) = Slug::new("sign") else { return };
    let kind = Kind {
        slug,
        label: String::new(),
        color: KindColor::Black,
        shape: Shape::Disc,
    };
    for status in [
        Status::Contested,
        Status::Corroborated,
        Status::SingleSourced,
        Status::Unclaimed,
    ] {
        ui.horizontal(|ui| {
            let (rect, _) = ui.allocate_exact_size(vec2(28.0, 24.0), Sense::hover());
            symbol::paint(
                ui.painter(),
                rect.center(),
                9.0,
                &kind,
                (status, false),
                palette,
            );
            let words = match status {
                Status::SingleSourced => "One source, or one speaker",
                Status::Unclaimed => "No claim, only denials, or claims that could not be read",
                other => wording::status(other),
            };
            rich_text::label(ui, words, &theme::format(theme::small(), palette.ink));
        });
    }
    ui.add_space(4.0);
    for stance in STANCES {
        ui.horizontal(|ui| {
            let (rect, _) = ui.allocate_exact_size(vec2(28.0, 20.0), Sense::hover());
            cards::stance_icon::paint(ui.painter(), rect.center(), stance, palette.ink);
            let words = format!("Somebody {} it", wording::stance(stance));
            let words = words.replace("takes back it", "takes it back");
            rich_text::label(ui, &words, &theme::format(theme::small(), palette.ink));
        });
    }
    ui.add_space(4.0);
    for sign in SIGNS {
        rich_text::label_of(ui, &[(sign, theme::format(theme::small(), palette.ink))]);
    }
}
