//! Going to a date that is typed: what was understood is shown before it is taken.

use egui::{Key, Label, TextEdit, Ui, vec2};

use super::{
    Scene, rich_text,
    sheet::{focus_when_opened, sheet},
    theme, wording,
};
use crate::model::{self, TypedDate, typed_date};
use crate::state::{Command, Panel, TimeMode, ViewCommand};

/// What is being typed, and whether the cursor was put there.
#[derive(Debug, Default)]
pub(super) struct Draft {
    text: String,
    is_shown: bool,
}

impl Draft {
    /// The sheet is closed; the next one begins empty.
    pub(super) fn close(&mut self) {
        *self = Self::default();
    }
}

pub(super) fn goto_sheet_ui(
    ui: &Ui,
    scene: Scene<'_>,
    draft: &mut Draft,
    commands: &mut Vec<Command>,
) {
    let mut is_open = true;
    sheet(ui, "Go to a date", 400.0)
        .open(&mut is_open)
        .show(ui.ctx(), |ui| {
            egui::Frame::new().inner_margin(8.0).show(ui, |ui| {
                if let Some(window) = typed_ui(ui, scene, draft) {
                    commands.push(Command::View(taken(scene, window)));
                    commands.push(Command::View(ViewCommand::Toggle(Panel::GoTo)));
                }
            });
        });
    if !is_open || ui.input(|input| input.key_pressed(Key::Escape)) {
        commands.push(Command::View(ViewCommand::Toggle(Panel::GoTo)));
    }
}

/// What going to days means in the mode one looks in.
pub(super) fn taken(scene: Scene<'_>, window: model::Window) -> ViewCommand {
    // The whole extent is no window.
    let is_whole = scene.histogram.extent() == Some(window);
    let wanted = (!is_whole).then_some(window);
    match scene.view.mode {
        // More than a day is not one.
        TimeMode::OnDay if window.n_days() > 1 => ViewCommand::SetTime(TimeMode::Window, wanted),
        _ => ViewCommand::SetWindow(wanted),
    }
}

/// The field and what is understood of it. Gives the days that are taken.
fn typed_ui(ui: &mut Ui, scene: Scene<'_>, draft: &mut Draft) -> Option<model::Window> {
    let palette = theme::palette(ui);
    let field = TextEdit::singleline(&mut draft.text)
        .hint_text("June 2020, 12 June 2020, 2020-06, 2020, jun to aug 2021")
        .margin(vec2(8.0, 4.0))
        .desired_width(f32::INFINITY);
    let response = ui.add(field).accessible_name("Date to go to");
    let is_entered = response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
    focus_when_opened(&mut draft.is_shown, &response);
    ui.add_space(8.0);
    let ink = theme::format(theme::body(), palette.ink);
    let quiet = theme::format(theme::small(), palette.secondary);
    let mut taken = None;
    let mut asks = false;
    match typed_date(&draft.text) {
        Ok(TypedDate::Days(window)) => {
            let words = match scene.view.mode {
                TimeMode::UpTo => format!("up to {}", wording::short_day(window.last())),
                TimeMode::Window | TimeMode::OnDay => wording::window(window),
            };
            let length = wording::window_length(window);
            rich_text::label_of(
                ui,
                &[
                    (&words, ink),
                    (" · ", quiet.clone()),
                    (&length, quiet.clone()),
                ],
            );
            outside_ui(ui, scene, window);
            ui.add_space(8.0);
            let is_clicked = ui.button("Go there").clicked();
            taken = (is_clicked || is_entered).then_some(window);
        }
        Ok(TypedDate::Either {
            day_first,
            month_first,
        }) => {
            rich_text::label_of(ui, &[("That can be two days. Which one?", ink)]);
            for (index, window) in [day_first, month_first].into_iter().enumerate() {
                let button = ui.button(wording::day(window.first()));
                if button.clicked() {
                    taken = Some(window);
                }
                if index == 0 && is_entered {
                    // One more Enter takes the first, an arrow leads to the second.
                    button.request_focus();
                    asks = true;
                }
            }
        }
        Err(error) => {
            let format = if draft.text.trim().is_empty() {
                quiet
            } else {
                theme::format(theme::small(), palette.warning)
            };
            ui.add(Label::new(rich_text::job(&error.to_string(), &format)).wrap());
        }
    }
    if is_entered && taken.is_none() && !asks {
        // What was typed stays to be mended.
        response.request_focus();
    }
    taken
}

/// Says that no event is dated there, where all of them lie elsewhere.
fn outside_ui(ui: &mut Ui, scene: Scene<'_>, window: model::Window) {
    let elsewhere = scene
        .histogram
        .extent()
        .filter(|extent| !extent.touches(window));
    if let Some(extent) = elsewhere {
        let words = format!(
            "No event is dated then; all are in {}.",
            wording::window(extent)
        );
        let format = theme::format(theme::small(), theme::palette(ui).warning);
        rich_text::label_of(ui, &[(&words, format)]);
    }
}
