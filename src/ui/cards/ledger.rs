//! The ledger: who says what, when, through which source. What is disputed stands side by side.

use std::collections::BTreeSet;

use egui::{Rect, Stroke, Ui, pos2};

use super::{MOST_ITEMS, actor_link, actor_name, columns_ui, more_items_ui, section_ui, stance_ui};
use crate::model::{About, ActorId, Claim, Event, EventId};
use crate::query::{Dispute, Knowledge, Verdict, whole_of};
use crate::state::{Command, Selection, ViewCommand};
use crate::ui::rich_text::Marks;
use crate::ui::{Scene, rich_text, theme, wording};

/// A ledger narrower than this has no room for two claims side by side.
const LEAST_FOR_COLUMNS: f32 = 300.0;

/// The known claims about one event.
struct Ledger<'a> {
    scene: Scene<'a>,
    event: &'a Event,
    verdict: &'a Verdict,
    known: Vec<usize>,
}

/// What is disputed, side by side.
pub(super) fn disputes_ui(
    ui: &mut Ui,
    scene: Scene<'_>,
    id: EventId,
    event: &Event,
    commands: &mut Vec<Command>,
) {
    Ledger::of(scene, id, event).disputes_ui(ui, commands);
}

/// What nobody disputes, and how much is hidden.
pub(super) fn others_ui(
    ui: &mut Ui,
    scene: Scene<'_>,
    id: EventId,
    event: &Event,
    commands: &mut Vec<Command>,
) {
    let ledger = Ledger::of(scene, id, event);
    ledger.others_ui(ui, commands);
    ledger.hidden_ui(ui, commands);
}

impl<'a> Ledger<'a> {
    fn of(scene: Scene<'a>, id: EventId, event: &'a Event) -> Self {
        let known = scene.index.claims(scene.catalog, event);
        Self {
            scene,
            event,
            verdict: scene.index.verdict(id),
            known: known.map(|(index, _)| index).collect(),
        }
    }

    /// Where the whole that a speaker belongs to stands among all such.
    fn order_of(&self, speaker: ActorId) -> usize {
        let catalog = self.scene.catalog;
        let whole = whole_of(catalog, speaker);
        let before = catalog.actors().take_while(|(id, _)| *id != whole);
        before.filter(|(_, actor)| actor.part_of.is_none()).count()
    }

    fn disputes(&self, about: About) -> impl Iterator<Item = &Dispute> {
        self.verdict
            .disputes
            .iter()
            .filter(move |dispute| dispute.about == about)
    }

    /// For each disputed part: what is claimed on the left, what is denied on the right.
    fn disputes_ui(&self, ui: &mut Ui, commands: &mut Vec<Command>) {
        let mut parts: Vec<About> = self.verdict.disputes.iter().map(|d| d.about).collect();
        parts.sort();
        parts.dedup();
        for about in parts {
            section_ui(ui, wording::disputed(about));
            let mut claims: Vec<usize> = self.disputes(about).map(|d| d.claim).collect();
            let mut denials: Vec<usize> = self.disputes(about).map(|d| d.denial).collect();
            for side in [&mut claims, &mut denials] {
                side.sort_unstable();
                side.dedup();
            }
            // A denial of a denial stands with the denials it answers.
            claims.retain(|claim| denials.binary_search(claim).is_err());
            if ui.available_width() < LEAST_FOR_COLUMNS {
                for index in claims.iter().chain(&denials).take(MOST_ITEMS) {
                    self.claim_ui(ui, *index, commands);
                }
                more_items_ui(ui, claims.len() + denials.len(), "claim");
                continue;
            }
            let sides = [&claims, &denials];
            columns_ui(ui, sides.len(), |ui, side| {
                let side = sides.get(side).copied();
                for index in side.into_iter().flatten().take(MOST_ITEMS) {
                    self.claim_ui(ui, *index, commands);
                }
                more_items_ui(ui, side.map_or(0, Vec::len), "claim");
            });
        }
    }

    /// What nobody disputes, part by part.
    fn others_ui(&self, ui: &mut Ui, commands: &mut Vec<Command>) {
        let disputes = self.verdict.disputes.iter();
        let disputed: BTreeSet<usize> = disputes
            .flat_map(|dispute| [dispute.claim, dispute.denial])
            .collect();
        let others: Vec<usize> = self
            .known
            .iter()
            .copied()
            .filter(|index| !disputed.contains(index))
            .collect();
        if others.is_empty() && !self.known.is_empty() {
            return;
        }
        section_ui(
            ui,
            if others.len() == self.known.len() {
                "Who says what"
            } else {
                "What else is said"
            },
        );
        for index in others.iter().copied().take(MOST_ITEMS) {
            self.claim_ui(ui, index, commands);
        }
        more_items_ui(ui, others.len(), "claim");
        if self.event.claims.is_empty() {
            super::secondary_ui(ui, "Nobody is on record here.");
        }
    }

    /// What was said later than the day of knowledge is not shown, and that is said.
    fn hidden_ui(&self, ui: &mut Ui, commands: &mut Vec<Command>) {
        let n_hidden = self.event.claims.len() - self.known.len();
        if n_hidden == 0 {
            return;
        }
        let palette = theme::palette(ui);
        let words = wording::later_claims(n_hidden);
        rich_text::label_of(
            ui,
            &[(&words, theme::format(theme::small(), palette.warning))],
        );
        if ui.link("Show what is known today").clicked() {
            commands.push(Command::View(ViewCommand::SetKnownOn(None)));
        }
    }

    fn claim_ui(&self, ui: &mut Ui, index: usize, commands: &mut Vec<Command>) {
        let Some(claim) = self.event.claims.get(index) else {
            return;
        };
        let palette = theme::palette(ui);
        let color = theme::speaker_color(self.order_of(claim.speaker), palette);
        let response = theme::card(palette).show(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.spacing_mut().item_spacing.y = 2.0;
            actor_link(ui, self.scene, claim.speaker, theme::bold(13.0), commands);
            self.stance_ui(ui, index, claim, commands);
            let is_retracted = self.verdict.retracted.contains(&index);
            let mut says = theme::format(theme::body(), palette.ink);
            if is_retracted {
                says.strikethrough = Stroke::new(1.0, palette.secondary);
            }
            let marks = Marks::of(self.scene, palette);
            rich_text::label_marked(ui, &claim.says, &says, marks);
            if is_retracted {
                super::secondary_ui(ui, "Taken back since.");
            }
            self.via_ui(ui, claim, commands);
            if let Some(note) = &claim.note {
                let format = theme::format(theme::small(), palette.secondary);
                rich_text::label_marked(ui, note, &format, marks);
            }
        });
        let rect = response.response.rect;
        let edge = Rect::from_min_max(
            pos2(rect.left(), rect.top() + 8.0),
            pos2(rect.left() + 3.0, rect.bottom() - 8.0),
        );
        ui.painter().rect_filled(edge, 1.0, color);
        ui.add_space(4.0);
    }

    /// The sign and the word of the stance, what it is about, and the day it was said.
    fn stance_ui(&self, ui: &mut Ui, index: usize, claim: &Claim, commands: &mut Vec<Command>) {
        let palette = theme::palette(ui);
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing.x = 5.0;
            ui.spacing_mut().interact_size.y = 0.0;
            stance_ui(ui, claim.stance);
            let mut words = wording::stance(claim.stance).to_owned();
            if let Some(answered) = claim.answers.and_then(|other| self.event.claims.get(other)) {
                words += &format!(" what {} says", actor_name(self.scene, answered.speaker));
            }
            if let Some(about) = wording::about(claim.about) {
                words += &format!(" · {about}");
            }
            let bold = theme::format(theme::bold(12.0), palette.ink);
            rich_text::label(ui, &words, &bold);
            let secondary = theme::format(theme::small(), palette.secondary);
            let Some(said) = &claim.said else {
                rich_text::label(ui, "day not given", &secondary);
                return;
            };
            let words = wording::short_when(said);
            let Some(day) = Knowledge::day_of(said) else {
                rich_text::label(ui, &words, &secondary);
                return;
            };
            let name = format!("As known when claim {} was said: {words}", index + 1);
            let response = rich_text::link(ui, &words, &secondary, palette.accent)
                .on_hover_text("Look at the atlas as it was known then")
                .accessible_name(name);
            if response.clicked() {
                commands.push(Command::View(ViewCommand::SetKnownOn(Some(day))));
            }
        });
    }

    /// Through which source, and where in it.
    fn via_ui(&self, ui: &mut Ui, claim: &Claim, commands: &mut Vec<Command>) {
        let Some(source) = self.scene.catalog.source(claim.via) else {
            return;
        };
        let palette = theme::palette(ui);
        let locator = claim
            .locator
            .as_deref()
            // A paragraph sign stays with its number.
            .map(|at| format!(", {}", at.replace("¶ ", "¶\u{A0}")))
            .unwrap_or_default();
        let later = if self
            .scene
            .index
            .knowledge()
            .has_source(self.scene.catalog, claim.via)
        {
            ""
        } else {
            " (published later)"
        };
        let is_narrow = ui.available_width() < LEAST_FOR_COLUMNS / 2.0 + 20.0;
        let title = wording::shortened(&source.title, if is_narrow { 20 } else { 44 });
        let reported = claim
            .reported
            .as_ref()
            .map(|reported| format!(", {}", wording::short_when(reported)))
            .unwrap_or_default();
        let via = format!("via “{title}”{reported}{locator}{later}");
        let format = theme::format(theme::small(), palette.secondary);
        let response = rich_text::link(ui, &via, &format, palette.accent);
        if response.clicked() {
            let selection = Selection::Source(claim.via);
            commands.push(Command::View(ViewCommand::Select(Some(selection))));
        }
        response.on_hover_text(wording::cut(&source.title, wording::IN_LINE));
    }
}
