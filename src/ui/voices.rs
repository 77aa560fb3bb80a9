//! Who says what: a table of speakers and ways of speaking, each with its live count.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::sync::{Arc, Weak};

use egui::{
    Align, Button, Layout, Popup, PopupCloseBehavior, Response, RichText, Role, ScrollArea, Sense,
    TextEdit, Ui, WidgetInfo, vec2,
};

use super::{Memory, Scene, rich_text, theme, wording};
use crate::model::ActorId;
use crate::query::{Counted, Speech, Voice, Voices, folded};
use crate::state::{Command, ViewCommand};

/// Of more speakers than this some can be looked for by their letters.
const MANY: usize = 16;
const ROW: f32 = 24.0;
const NAME: f32 = 190.0;
const CELL: f32 = 64.0;
const BUTTON: egui::Vec2 = vec2(34.0, 20.0);

/// What is being typed to find a speaker, and the lines of those it finds.
#[derive(Debug, Default)]
pub(super) struct Draft {
    text: String,
    found: Vec<usize>,
    found_in: (Weak<Voices>, String),
}

impl Draft {
    /// Looks anew where something has changed: there may be tens of thousands of speakers.
    fn look(&mut self, scene: Scene<'_>, voices: &Arc<Voices>) {
        let (of, text) = &self.found_in;
        if of.ptr_eq(&Arc::downgrade(voices)) && *text == self.text {
            return;
        }
        let words = folded(&self.text);
        let words = words.trim();
        let lines = voices.iter().enumerate();
        // Of few speakers none is left out: the field to look for some is not shown then.
        let found = lines.filter(|(_, (speaker, _))| {
            voices.len() <= MANY || folded(&speaker_name(scene, *speaker)).contains(words)
        });
        self.found = found.map(|(line, _)| line).collect();
        if voices.len() > MANY {
            // Of many those who say most come first; few stand in the order of the atlas, wholes with their parts.
            let n_said = |line: &usize| {
                voices
                    .get(*line)
                    .map(|(_, counts)| counts.iter().sum::<usize>())
            };
            self.found.sort_by_key(|line| Reverse(n_said(line)));
        }
        self.found_in = (Arc::downgrade(voices), self.text.clone());
    }
}

/// The table, opened from a button. Two cells of it ask for "what A claims and B denies".
pub(super) fn voices_popup(
    button: &Response,
    scene: Scene<'_>,
    memory: &mut Memory,
    commands: &mut Vec<Command>,
) {
    Popup::menu(button)
        .close_behavior(PopupCloseBehavior::CloseOnClickOutside)
        .show(|ui| {
            ui.set_width(NAME + CELL * Speech::ALL.len() as f32 + 16.0);
            let palette = theme::palette(ui);
            let format = theme::format(theme::small(), palette.secondary);
            let lead = "Only events about which all that is chosen here is said. An actor also speaks through its offices and officials.";
            // Menus stretch their lines; a sentence is not to be stretched.
            ui.vertical(|ui| rich_text::label_of(ui, &[(lead, format.clone())]));
            memory.counted.insert(Counted::Voices);
            match scene.solved.voices() {
                Some(voices) => table_ui(ui, scene, voices, &mut memory.voices, commands),
                None => {
                    rich_text::label(ui, "Counting …", &format);
                }
            }
        });
}

/// A line for each speaker; of many only those that are seen are laid out.
fn table_ui(
    ui: &mut Ui,
    scene: Scene<'_>,
    voices: &Arc<Voices>,
    draft: &mut Draft,
    commands: &mut Vec<Command>,
) {
    if voices.len() > MANY {
        let field = TextEdit::singleline(&mut draft.text)
            .hint_text("some letters of a speaker")
            .margin(vec2(8.0, 4.0))
            .desired_width(f32::INFINITY);
        ui.add(field).accessible_name("Find a speaker");
    }
    draft.look(scene, voices);
    let rows = &draft.found;
    let format = theme::format(theme::small(), theme::palette(ui).secondary);
    line_ui(ui, |ui| {
        ui.allocate_exact_size(vec2(NAME, ROW), Sense::hover());
        for speech in Speech::ALL {
            cell_ui(ui, |ui| {
                rich_text::label(ui, wording::speech(speech), &format);
            });
        }
    });
    let room = (ui.ctx().content_rect().height() - 220.0).max(120.0);
    ScrollArea::vertical()
        .max_height(room)
        .min_scrolled_height(room)
        .auto_shrink([false, true])
        .show_rows(ui, ROW, rows.len(), |ui, shown| {
            for line in rows.get(shown).unwrap_or_default() {
                if let Some((speaker, counts)) = voices.get(*line) {
                    row_ui(ui, scene, *speaker, counts, commands);
                }
            }
        });
}

fn line_ui(ui: &mut Ui, add: impl FnOnce(&mut Ui)) {
    let size = vec2(ui.available_width(), ROW);
    ui.spacing_mut().item_spacing.y = 0.0;
    ui.allocate_ui_with_layout(size, Layout::left_to_right(Align::Center), |ui| {
        ui.spacing_mut().item_spacing.x = 0.0;
        add(ui);
    });
}

fn cell_ui(ui: &mut Ui, add: impl FnOnce(&mut Ui)) {
    let layout = Layout::left_to_right(Align::Center);
    ui.allocate_ui_with_layout(vec2(CELL, ROW), layout, |ui| {
        ui.set_width(CELL);
        add(ui);
    });
}

fn row_ui(
    ui: &mut Ui,
    scene: Scene<'_>,
    speaker: ActorId,
    counts: &[usize],
    commands: &mut Vec<Command>,
) {
    let palette = theme::palette(ui);
    let name = &*speaker_name(scene, speaker);
    line_ui(ui, |ui| {
        let layout = Layout::left_to_right(Align::Center);
        ui.allocate_ui_with_layout(vec2(NAME, ROW), layout, |ui| {
            ui.set_width(NAME);
            let ink = theme::format(theme::small(), palette.ink);
            let label = egui::Label::new(rich_text::job(name, &ink));
            ui.add(label.truncate().selectable(false));
        });
        for (speech, n) in Speech::ALL.into_iter().zip(counts) {
            let voice = Voice { speaker, speech };
            cell_ui(ui, |ui| {
                if voice_ui(ui, scene, (name, voice), *n) {
                    commands.push(Command::View(ViewCommand::ToggleVoice(voice)));
                }
            });
        }
    });
}

/// A number that can be asked for. Gives whether it was.
fn voice_ui(ui: &mut Ui, scene: Scene<'_>, (name, voice): (&str, Voice), n: usize) -> bool {
    let palette = theme::palette(ui);
    let is_on = scene.view.filter.voices.contains(&voice);
    if n == 0 && !is_on {
        let format = theme::format(theme::small(), palette.secondary);
        let layout = Layout::centered_and_justified(egui::Direction::TopDown);
        ui.allocate_ui_with_layout(BUTTON, layout, |ui| {
            rich_text::label(ui, "–", &format);
        });
        return false;
    }
    let (ink, fill) = if is_on {
        (palette.on_accent, palette.accent)
    } else {
        (palette.ink, palette.soft)
    };
    let text = RichText::new(wording::number(n))
        .font(theme::small())
        .color(ink);
    let button = Button::new(text).fill(fill).min_size(BUTTON);
    let response = ui.add(button);
    let label = format!("{name}: {}, {n}", wording::speech(voice.speech));
    response.widget_info(|| WidgetInfo::selected(Role::CheckBox, true, is_on, &label));
    response.clicked()
}

/// Their name, as a line shows it. Their card has it whole.
pub(super) fn speaker_name(scene: Scene<'_>, speaker: ActorId) -> Cow<'_, str> {
    let actor = scene.catalog.actor(speaker);
    actor.map_or(Cow::Borrowed(""), |actor| {
        wording::cut(&actor.name, wording::IN_LINE)
    })
}
