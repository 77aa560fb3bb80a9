//! What changed hands: single transfers, and exchanges as two that answer each other.

use std::collections::BTreeSet;

use egui::{Rect, Sense, Shape, Stroke, Ui, vec2};

use crate::model::{ActorId, Event, Transfer};
use crate::state::Command;
use crate::ui::cards::{
    MOST_ITEMS, actor_link, ink_ui, is_claim_known, more_items_ui, row_ui, says_so_ui, secondary_ui,
};
use crate::ui::{Scene, theme, wording};

pub(super) fn exchange_ui(
    ui: &mut Ui,
    scene: Scene<'_>,
    event: &Event,
    commands: &mut Vec<Command>,
) {
    let known: Vec<(usize, &Transfer)> = event
        .transfers
        .iter()
        .enumerate()
        .filter(|(_, transfer)| is_claim_known(scene, event, transfer.claim))
        .collect();
    if known.is_empty() {
        return;
    }
    let is_exchange = known
        .iter()
        .any(|(_, transfer)| transfer.in_return_for.is_some());
    let head = if is_exchange {
        "Exchange"
    } else {
        "Handed over"
    };
    row_ui(ui, head, |ui| {
        let mut done = BTreeSet::new();
        more_items_ui(ui, known.len(), "transfer");
        let known = known.get(..known.len().min(MOST_ITEMS)).unwrap_or_default();
        for (index, transfer) in known {
            if !done.insert(*index) {
                continue;
            }
            transfer_ui(ui, scene, event, transfer, commands);
            let returned = known.iter().find(|(other, back)| {
                transfer.in_return_for == Some(*other) || back.in_return_for == Some(*index)
            });
            if let Some((other, back)) = returned.filter(|(other, _)| done.insert(*other)) {
                debug_assert_ne!(other, index, "nothing is exchanged for itself");
                secondary_ui(ui, "in return for");
                transfer_ui(ui, scene, event, back, commands);
            }
            ui.add_space(4.0);
        }
    });
}

/// "maps of mines", and under it from whom to whom.
fn transfer_ui(
    ui: &mut Ui,
    scene: Scene<'_>,
    event: &Event,
    transfer: &Transfer,
    commands: &mut Vec<Command>,
) {
    ink_ui(ui, &wording::transfer(transfer));
    from_to_ui(ui, scene, transfer.from, transfer.to, commands);
    says_so_ui(ui, scene, event, transfer.claim, commands);
}

fn from_to_ui(
    ui: &mut Ui,
    scene: Scene<'_>,
    from: ActorId,
    to: ActorId,
    commands: &mut Vec<Command>,
) {
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().interact_size.y = 0.0;
        ui.spacing_mut().item_spacing.x = 6.0;
        actor_link(ui, scene, from, theme::body(), commands);
        let palette = theme::palette(ui);
        let (rect, response) = ui.allocate_exact_size(vec2(26.0, 14.0), Sense::hover());
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, "to"));
        ui.painter()
            .extend(arrow(rect, Stroke::new(1.5, palette.ink)));
        actor_link(ui, scene, to, theme::body(), commands);
    });
}

/// An arrow from left to right; no font of ours has one that fits the line.
fn arrow(rect: Rect, stroke: Stroke) -> Vec<Shape> {
    let tip = rect.right_center();
    vec![
        Shape::line_segment([rect.left_center(), tip], stroke),
        Shape::line_segment([tip + vec2(-5.0, -4.0), tip], stroke),
        Shape::line_segment([tip + vec2(-5.0, 4.0), tip], stroke),
    ]
}
