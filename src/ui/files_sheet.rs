//! The sheet to open atlases, to import files of other programs, and to save what is shown.

use egui::{ComboBox, Grid, Key, Response, ScrollArea, TextEdit, Ui};

use super::{
    Scene, rich_text,
    sheet::{content_height, focus_when_opened, sheet},
    theme,
};
use crate::state::{Command, OpenRequest, Panel, ViewCommand};

/// The fields of an event that columns of a table can be taken for.
const FIELDS: [(&str, &str); 16] = [
    ("title", "Title"),
    ("date", "Date"),
    ("from", "From"),
    ("to", "To"),
    ("lat", "Latitude"),
    ("lon", "Longitude"),
    ("place", "Place"),
    ("kind", "Kind"),
    ("actors", "Actors"),
    ("speaker", "Speaker"),
    ("source", "Source"),
    ("url", "Address"),
    ("notes", "Notes"),
    ("id", "Id"),
    ("precision", "Precision"),
    ("tags", "Tags"),
];

/// What files an export can become.
const FORMATS: [(&str, &str); 6] = [
    ("geojson", "GeoJSON"),
    ("kml", "KML"),
    ("csv", "CSV"),
    ("ron", "Atlas (RON)"),
    ("html", "Dossier (HTML)"),
    ("png", "Picture (PNG)"),
];

/// What is being typed.
#[derive(Debug, Default)]
pub(super) struct Draft {
    open: String,
    save: String,
    dates: Option<&'static str>,
    /// Whether the cursor was put into the first field.
    is_shown: bool,
    /// For each field the column that is taken for it.
    columns: [Option<String>; FIELDS.len()],
}

pub(super) fn files_sheet_ui(
    ui: &Ui,
    scene: Scene<'_>,
    draft: &mut Draft,
    commands: &mut Vec<Command>,
) {
    let mut is_open = true;
    let height = content_height(ui);
    sheet(ui, "Open and save", 480.0)
        .open(&mut is_open)
        .show(ui.ctx(), |ui| {
            // As high as what is in it, as long as the window has room for that.
            let scroll = ScrollArea::vertical()
                .max_height(height)
                .min_scrolled_height(height)
                .auto_shrink([false, true]);
            scroll.show(ui, |ui| {
                egui::Frame::new().inner_margin(8.0).show(ui, |ui| {
                    open_ui(ui, scene, draft, commands);
                    ui.add_space(12.0);
                    ui.separator();
                    save_ui(ui, scene, draft, commands);
                });
            });
        });
    if !is_open {
        let close = ViewCommand::Toggle(Panel::Files);
        commands.push(Command::View(close));
    }
}

fn open_ui(ui: &mut Ui, scene: Scene<'_>, draft: &mut Draft, commands: &mut Vec<Command>) {
    heading_ui(ui, "Open or import");
    let about = "An atlas, or a file of another program: UCDP GED, ACLED or other CSV, GeoJSON, KML, KMZ. Type where it lies, or drop it onto the window.";
    secondary_ui(ui, about);
    let field = TextEdit::singleline(&mut draft.open)
        .hint_text("/home/me/events.csv")
        .desired_width(f32::INFINITY);
    let response = ui.add(field).accessible_name("File to open");
    focus_when_opened(&mut draft.is_shown, &response);
    not_opened_ui(ui, scene);
    let is_entered = is_entered(ui, &response);
    ui.horizontal(|ui| {
        rich_text::label(ui, "Dates like 1/2/2021", &small(ui));
        for (order, name) in [
            (None, "as the file shows"),
            (Some("dmy"), "day first"),
            (Some("mdy"), "month first"),
        ] {
            ui.radio_value(&mut draft.dates, order, name);
        }
    });
    if !scene.messages.columns.is_empty() {
        ui.add_space(6.0);
        heading_ui(ui, "Which column is what?");
        secondary_ui(
            ui,
            "The names of the columns do not tell. Choose those that are there.",
        );
        mapping_ui(ui, scene.messages.columns, draft);
    }
    ui.add_space(4.0);
    let is_ready = !draft.open.trim().is_empty();
    let button = ui.add_enabled(is_ready, egui::Button::new("Open"));
    if is_ready && (button.clicked() || is_entered) {
        commands.push(Command::Open(OpenRequest {
            paths: vec![draft.open.trim().to_owned()],
            map: draft.map(),
            dates: draft.dates.map(str::to_owned),
        }));
    }
    if let Some(title) = scene.earlier_atlas {
        ui.add_space(4.0);
        if ui.button(format!("Back to “{title}”")).clicked() {
            commands.push(Command::EarlierAtlas);
        }
    }
}

/// Whether Enter was pressed in a field. The cursor stays there: what is typed next is meant for it, too.
fn is_entered(ui: &Ui, field: &Response) -> bool {
    let is_entered = field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
    if is_entered {
        field.request_focus();
    }
    is_entered
}

/// Why the last opening came to nothing.
fn not_opened_ui(ui: &mut Ui, scene: Scene<'_>) {
    let palette = theme::palette(ui);
    let mut format = theme::format(theme::small(), palette.warning);
    for reason in scene.messages.not_opened {
        ui.add_space(4.0);
        rich_text::label_of(ui, &[(reason, format.clone())]);
        format.color = palette.ink;
    }
}

impl Draft {
    /// The sheet is closed; what was typed stays for the next time.
    pub(super) fn close(&mut self) {
        self.is_shown = false;
    }

    /// The path that was opened last, so that it can be opened again with other words.
    pub(super) fn remember(&mut self, path: &str) {
        path.clone_into(&mut self.open);
        self.columns = Default::default();
    }

    /// The columns that were chosen, as the command line has them.
    fn map(&self) -> Option<String> {
        let pairs: Vec<String> = FIELDS
            .iter()
            .zip(&self.columns)
            .filter_map(|((field, _), column)| Some(format!("{field}={}", column.as_ref()?)))
            .collect();
        (!pairs.is_empty()).then(|| pairs.join(","))
    }
}

fn mapping_ui(ui: &mut Ui, columns: &[String], draft: &mut Draft) {
    let small = small(ui);
    Grid::new("columns").num_columns(4).show(ui, |ui| {
        for (order, ((_, name), chosen)) in FIELDS.iter().zip(&mut draft.columns).enumerate() {
            rich_text::label(ui, name, &small);
            let shown = chosen.clone().unwrap_or_else(|| "–".to_owned());
            let menu = ComboBox::from_id_salt(*name)
                .selected_text(shown)
                .width(130.0);
            let response = menu.show_ui(ui, |ui| {
                ui.selectable_value(chosen, None, "–");
                for column in columns {
                    ui.selectable_value(chosen, Some(column.clone()), column);
                }
            });
            response
                .response
                .accessible_name(format!("Column for {name}"));
            if order % 2 == 1 {
                ui.end_row();
            }
        }
    });
}

fn save_ui(ui: &mut Ui, scene: Scene<'_>, draft: &mut Draft, commands: &mut Vec<Command>) {
    heading_ui(ui, "Save what is shown");
    let n = super::wording::counted(scene.answer.n_listed(), "event");
    secondary_ui(
        ui,
        &format!(
            "{n}, with their claims and sources. The ending of the name says what becomes of them."
        ),
    );
    ui.horizontal_wrapped(|ui| {
        for (ending, name) in FORMATS {
            if ui.button(name).clicked() {
                let stem = draft
                    .save
                    .rsplit_once('.')
                    .map_or(&*draft.save, |(stem, _)| stem);
                let stem = if stem.is_empty() {
                    scene.suggested_name
                } else {
                    stem
                };
                draft.save = format!("{stem}.{ending}");
            }
        }
    });
    let hint = format!("{}.geojson", scene.suggested_name);
    let field = TextEdit::singleline(&mut draft.save)
        .hint_text(hint)
        .desired_width(f32::INFINITY);
    let response = ui.add(field).accessible_name("File to save");
    let is_entered = is_entered(ui, &response);
    let is_ready = !draft.save.trim().is_empty();
    let button = ui.add_enabled(is_ready, egui::Button::new("Save"));
    if is_ready && (button.clicked() || is_entered) {
        commands.push(Command::SaveAs(draft.save.trim().to_owned()));
    }
    for line in scene.messages.saved {
        secondary_ui(ui, line);
    }
}

fn heading_ui(ui: &mut Ui, text: &str) {
    let palette = theme::palette(ui);
    rich_text::label(ui, text, &theme::format(theme::bold(13.0), palette.ink));
}

fn secondary_ui(ui: &mut Ui, text: &str) {
    let format = small(ui);
    rich_text::label_of(ui, &[(text, format)]);
}

fn small(ui: &Ui) -> egui::TextFormat {
    theme::format(theme::small(), theme::palette(ui).secondary)
}
