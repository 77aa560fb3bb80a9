//! How many people were harmed, by whose word. Two speakers' numbers are two numbers.

use egui::Ui;

use crate::model::{ActorId, Casualty, Event, Harm};
use crate::state::Command;
use crate::ui::cards::{
    MOST_ITEMS, actor_name, columns_ui, ink_ui, is_claim_known, more_items_ui, row_ui, says_so_ui,
    secondary_ui,
};
use crate::ui::{Scene, wording};

pub(super) fn losses_ui(ui: &mut Ui, scene: Scene<'_>, event: &Event, commands: &mut Vec<Command>) {
    let known: Vec<&Casualty> = event
        .casualties
        .iter()
        .filter(|casualty| is_claim_known(scene, event, casualty.claim))
        .collect();
    if known.is_empty() {
        return;
    }
    let mut groups: Vec<(Option<ActorId>, Harm)> = Vec::new();
    for casualty in &known {
        let group = (casualty.whose, casualty.harm);
        if !groups.contains(&group) {
            groups.push(group);
        }
    }
    row_ui(ui, "Losses", |ui| {
        more_items_ui(ui, groups.len(), "number");
        for (whose, harm) in groups.into_iter().take(MOST_ITEMS) {
            let numbers: Vec<&&Casualty> = known
                .iter()
                .filter(|casualty| (casualty.whose, casualty.harm) == (whose, harm))
                .collect();
            if let [only] = numbers.as_slice() {
                let whose = whose.map(|whose| actor_name(scene, whose));
                ink_ui(ui, &wording::casualty(only, whose));
                by_ui(ui, scene, event, only, commands);
                continue;
            }
            let whose = whose.map(|whose| actor_name(scene, whose));
            ink_ui(ui, &wording::of_whom(wording::harm(harm), whose));
            // Several numbers for one thing stand side by side, whoever gives them.
            let n_columns = if ui.available_width() > 200.0 { 2 } else { 1 };
            columns_ui(ui, n_columns, |ui, column| {
                let shown = numbers.iter().take(MOST_ITEMS);
                for casualty in shown.skip(column).step_by(n_columns) {
                    ink_ui(ui, &wording::how_many(casualty));
                    by_ui(ui, scene, event, casualty, commands);
                    ui.add_space(2.0);
                }
            });
        }
    });
}

fn by_ui(
    ui: &mut Ui,
    scene: Scene<'_>,
    event: &Event,
    casualty: &Casualty,
    commands: &mut Vec<Command>,
) {
    if let Some(phrase) = &casualty.phrase {
        secondary_ui(ui, &format!("“{phrase}”"));
    }
    says_so_ui(ui, scene, event, casualty.claim, commands);
}
