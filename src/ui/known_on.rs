//! The day of knowledge: typed in, shown on the map while it is on, and left again.

use egui::{Button, Key, Popup, PopupCloseBehavior, RectAlign, Response, RichText, TextEdit, Ui};

use super::{Scene, keymap, rich_text, theme, wording};
use crate::model::{Day, When};
use crate::query::Knowledge;
use crate::state::{Command, ViewCommand};

/// A date as it is being typed.
#[derive(Debug, Default)]
pub(super) struct Draft {
    text: String,
    /// The day the text was last made of.
    of: Option<Day>,
}

/// What one types a date into, opened from a button. What is understood is shown before it is taken.
pub(super) fn known_on_popup(
    button: &Response,
    scene: Scene<'_>,
    draft: &mut Draft,
    commands: &mut Vec<Command>,
) {
    if button.clicked() || draft.of != scene.view.known_on {
        draft.of = scene.view.known_on;
        draft.text = draft.of.map(|day| day.to_string()).unwrap_or_default();
    }
    let is_opened = button.clicked();
    Popup::menu(button)
        .align(RectAlign::TOP_END)
        .close_behavior(PopupCloseBehavior::CloseOnClickOutside)
        .show(|ui| {
            ui.set_min_width(280.0);
            let palette = theme::palette(ui);
            let secondary = theme::format(theme::small(), palette.secondary);
            let lead =
                "Hide what was said or published later, and events that nobody had claimed yet.";
            rich_text::label_of(ui, &[(lead, secondary.clone())]);
            let field = TextEdit::singleline(&mut draft.text)
                .hint_text("2021-06-30")
                .char_limit(60)
                .desired_width(f32::INFINITY);
            let field = ui.add(field).accessible_name("Day of knowledge");
            if is_opened {
                field.request_focus();
            }
            let understood = understood(&draft.text);
            match &understood {
                Ok(day) => {
                    let words = format!("the end of {}", wording::day(*day));
                    rich_text::label_of(ui, &[(&words, secondary)]);
                }
                Err(hint) if draft.text.trim().is_empty() => {
                    rich_text::label_of(ui, &[(hint, secondary)]);
                }
                Err(problem) => {
                    let warning = theme::format(theme::small(), palette.warning);
                    rich_text::label_of(ui, &[(problem, warning)]);
                }
            }
            let is_entered = field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
            if is_entered && understood.is_err() {
                // The slip can be mended where it was made.
                field.request_focus();
            }
            ui.horizontal(|ui| {
                let look = ui.add_enabled(understood.is_ok(), Button::new("Look with that day"));
                if let Ok(day) = &understood
                    && (look.clicked() || is_entered)
                {
                    commands.push(Command::View(ViewCommand::SetKnownOn(Some(*day))));
                    Popup::close_all(ui.ctx());
                }
                let is_on = scene.view.known_on.is_some();
                if ui.add_enabled(is_on, Button::new("Today")).clicked() {
                    commands.push(Command::View(ViewCommand::SetKnownOn(None)));
                    Popup::close_all(ui.ctx());
                }
            });
        });
}

/// The last day of what was typed, or what keeps it from being a day.
fn understood(text: &str) -> Result<Day, String> {
    if text.trim().is_empty() {
        return Err("Type a date, like 2021-06-30 or 2021-06.".to_owned());
    }
    let when = When::parse(text).map_err(|error| error.to_string())?;
    Knowledge::day_of(&when).ok_or_else(|| "This date has no end.".to_owned())
}

/// The chip on the map that shows that the day of knowledge is on; a click leaves it.
pub(super) fn chip_ui(ui: &mut Ui, scene: Scene<'_>, is_narrow: bool, commands: &mut Vec<Command>) {
    let Some(day) = scene.view.known_on else {
        return;
    };
    let palette = theme::palette(ui);
    let hidden = wording::hidden_by_knowledge(
        scene.answer.counts.not_yet_known,
        scene.answer.n_later_claims,
    );
    let words = wording::known_on(day);
    let bold = theme::format(theme::bold(13.0), palette.warning);
    let response = rich_text::label(ui, &words, &bold);
    if is_narrow {
        response.on_hover_text(&hidden);
    } else {
        rich_text::label(ui, &hidden, &theme::format(theme::small(), palette.ink));
    }
    let key = keymap::shortcut_text(&Command::ToggleKnownOn).unwrap_or_default();
    let leave = Button::new(
        RichText::new("Back to today")
            .font(theme::small())
            .color(palette.ink),
    );
    let response = ui
        .add(leave)
        .on_hover_text(format!("Show what is known today ({key})"));
    if response.clicked() {
        commands.push(Command::View(ViewCommand::SetKnownOn(None)));
    }
}
