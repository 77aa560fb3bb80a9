//! Which map lies under the marks: the menu, the question before the first tile from a server, and how it stands.

use egui::{Align, Key, Label, Layout, RectAlign, Response, RichText, TextEdit, Ui, vec2};

use super::{
    Scene, map, rich_text,
    sheet::{menu, sheet},
    status_bar, theme, wording,
};
use crate::state::{Command, DatedLine, MapChoice, Motion, ViewCommand};
use crate::tiles::{KNOWN_SERVERS, Server};

/// What is being typed.
#[derive(Debug, Default)]
pub(super) struct Draft {
    address: String,
    file: String,
}

/// What the online maps are, in a few words.
const ABOUT: [(&str, &str); 3] = [
    ("OpenStreetMap", "streets and places of the whole world"),
    ("OpenTopoMap", "heights and paths"),
    ("OpenFreeMap", "vector tiles, in the colors of this map"),
];

/// The menu that opens from a button.
pub(super) fn map_menu_ui(
    button: &Response,
    scene: Scene<'_>,
    draft: &mut Draft,
    commands: &mut Vec<Command>,
) {
    menu(button, RectAlign::default(), 300.0, |ui| {
        ui.spacing_mut().button_padding = vec2(9.0, 3.0);
        // Buttons as wide as their words, not as the menu.
        ui.with_layout(Layout::top_down(Align::Min), |ui| {
            choices_ui(ui, scene, commands);
            ui.separator();
            typed_ui(ui, draft, commands);
            ui.separator();
            cache_ui(ui, scene, commands);
            ui.separator();
            lines_ui(ui, scene, commands);
            ui.separator();
            motion_ui(ui, scene, commands);
        });
    });
}

fn choices_ui(ui: &mut Ui, scene: Scene<'_>, commands: &mut Vec<Command>) {
    let current = scene.maps.choice;
    head_ui(ui, "Map under the marks");
    let mut choose = |choice: MapChoice| commands.push(Command::ChooseMap(choice));
    if ui
        .radio(*current == MapChoice::Bundled, "Bundled map (offline)")
        .clicked()
    {
        choose(MapChoice::Bundled);
    }
    for server in KNOWN_SERVERS {
        // The servers are constants, and so are their names.
        let Some((name, about)) = ABOUT.into_iter().find(|(name, _)| *name == server.name) else {
            continue;
        };
        let is_on = *current == MapChoice::Known(name);
        if ui
            .radio(is_on, format!("{name} (online)"))
            .on_hover_text(about)
            .clicked()
        {
            choose(MapChoice::Known(name));
        }
    }
    match current {
        MapChoice::Address(address) => {
            ui.radio(true, wording::shortened(address, 40))
                .on_hover_text(address);
        }
        MapChoice::File(path) => {
            let name = path.rsplit(['/', '\\']).next().unwrap_or(path);
            ui.radio(true, wording::shortened(name, 40))
                .on_hover_text(path);
        }
        MapChoice::Bundled | MapChoice::Known(_) => (),
    }
}

/// Lines of the past, none of which is drawn unless it is asked for.
fn motion_ui(ui: &mut Ui, scene: Scene<'_>, commands: &mut Vec<Command>) {
    let mut is_still = scene.view.motion == Motion::Reduced;
    if ui
        .checkbox(&mut is_still, "Reduced motion")
        .on_hover_text("The map jumps instead of flying, and nothing unfolds")
        .clicked()
    {
        let motion = if is_still {
            Motion::Reduced
        } else {
            Motion::Full
        };
        commands.push(Command::View(ViewCommand::SetMotion(motion)));
    }
}

fn lines_ui(ui: &mut Ui, scene: Scene<'_>, commands: &mut Vec<Command>) {
    let lines = &scene.view.dated_lines;
    let mut change = |command: ViewCommand| commands.push(Command::View(command));
    head_ui(ui, "Lines of the past");
    for line in DatedLine::ALL {
        let mut is_asked = lines.is_asked(line);
        let response = ui
            .checkbox(&mut is_asked, map::line_name(line))
            .on_hover_text(map::about_line(line));
        if response.clicked() {
            change(ViewCommand::ToggleLine(line));
        }
    }
    let mut are_tied = lines.are_tied();
    let response = ui.checkbox(&mut are_tied, "Only while the window touches their time");
    if response.clicked() {
        change(ViewCommand::TieLines(are_tied));
    }
    // Below all boxes, so that none moves away from under the pointer.
    let days = map::days(scene);
    let hidden = DatedLine::ALL.into_iter();
    for line in hidden.filter(|line| lines.is_asked(*line) && !lines.is_drawn(*line, days)) {
        let (name, stood) = (map::line_name(line), wording::window(line.stood()));
        let why = format!("{name} is not drawn now: it stood {stood}.");
        let format = theme::format(theme::caption(), theme::palette(ui).secondary);
        ui.add(Label::new(rich_text::job(&why, &format)).wrap());
    }
}

fn typed_ui(ui: &mut Ui, draft: &mut Draft, commands: &mut Vec<Command>) {
    head_ui(ui, "Another server (online)");
    let hint = "https://example.org/{z}/{x}/{y}.png";
    let is_entered = field_ui(ui, &mut draft.address, hint, "Address of tiles");
    let typed = draft.address.trim();
    let mistake = Server::typed(typed).err().filter(|_| !typed.is_empty());
    let is_ready = !typed.is_empty() && mistake.is_none();
    if let Some(mistake) = mistake {
        let palette = theme::palette(ui);
        let format = theme::format(theme::small(), palette.warning);
        ui.add(Label::new(rich_text::job(&mistake.to_string(), &format)).wrap());
    }
    let button = ui.add_enabled(is_ready, egui::Button::new("Use this server"));
    if is_ready && (button.clicked() || is_entered) {
        commands.push(Command::ChooseMap(MapChoice::Address(typed.to_owned())));
    }
    ui.add_space(4.0);
    head_ui(ui, "A file of your own (offline)");
    let is_entered = field_ui(
        ui,
        &mut draft.file,
        "/home/me/region.pmtiles",
        "File of tiles",
    );
    let typed = draft.file.trim();
    let button = ui.add_enabled(!typed.is_empty(), egui::Button::new("Open the map"));
    if !typed.is_empty() && (button.clicked() || is_entered) {
        commands.push(Command::ChooseMap(MapChoice::File(typed.to_owned())));
    }
}

/// A line to type into. Gives whether it was ended by Enter.
fn field_ui(ui: &mut Ui, text: &mut String, hint: &str, name: &str) -> bool {
    let field = TextEdit::singleline(text)
        .hint_text(hint)
        .margin(vec2(8.0, 4.0))
        .desired_width(f32::INFINITY);
    let response = ui.add(field).accessible_name(name);
    response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter))
}

fn cache_ui(ui: &mut Ui, scene: Scene<'_>, commands: &mut Vec<Command>) {
    ui.horizontal(|ui| {
        let palette = theme::palette(ui);
        let kept = match scene.maps.cache_size {
            Some(bytes) => format!("Tiles on the disk: {}", wording::bytes(bytes)),
            None => "Tiles on the disk: counted once online".to_owned(),
        };
        rich_text::label(ui, &kept, &theme::format(theme::small(), palette.secondary));
        if ui
            .small_button("Clear")
            .accessible_name("Clear the tiles on the disk")
            .clicked()
        {
            commands.push(Command::ClearTiles);
        }
    });
}

/// Asks before the first tile from a server: whoever runs it learns what is looked at.
pub(super) fn online_sheet_ui(ui: &Ui, scene: Scene<'_>, commands: &mut Vec<Command>) {
    let Some(choice) = scene.maps.asked else {
        return;
    };
    let name = match choice {
        MapChoice::Known(name) => (*name).to_owned(),
        MapChoice::Address(address) => Server::typed(address)
            .map_or_else(|_| address.clone(), |server| server.name.to_string()),
        MapChoice::Bundled | MapChoice::File(_) => return,
    };
    let mut is_open = true;
    sheet(ui, "Use a map from the network?", 440.0)
        .open(&mut is_open)
        .show(ui.ctx(), |ui| {
            egui::Frame::new().inner_margin(8.0).show(ui, |ui| {
                let palette = theme::palette(ui);
                let text = format!(
                    "The map of {name} comes in tiles. Each request for one tells that server, and whoever watches \
                     the network on the way, which region you are looking at. Nothing of your atlas is sent. \
                     Tiles are kept on this computer; the next start is offline again."
                );
                let text = RichText::new(text).font(theme::body()).color(palette.ink);
                ui.add(Label::new(text).wrap());
                ui.add_space(8.0);
                ui.horizontal(|ui| {
                    if ui.button("Use it").clicked() {
                        commands.push(Command::GoOnline);
                    }
                    let stay = ui.button("Stay offline");
                    if stay.clicked() {
                        commands.push(Command::Dismiss);
                    }
                });
            });
        });
    if !is_open {
        commands.push(Command::Dismiss);
    }
}

/// Whether the program is online, with whom, and what of its tiles is missing. From the right to the left.
pub(super) fn tiles_ui(ui: &mut Ui, scene: Scene<'_>, commands: &mut Vec<Command>) {
    let palette = theme::palette(ui);
    let plain = theme::format(theme::small(), palette.secondary);
    let overlay = scene.maps.overlay;
    let is_told = |overlay: &&super::OverlayStatus| {
        overlay.is_online || overlay.tiles.n_failed > 0 || overlay.tiles.note.is_some()
    };
    let Some(overlay) = overlay.filter(is_told) else {
        rich_text::label(ui, "Offline", &plain)
            .on_hover_text("The program makes no connection of any kind.");
        return;
    };
    let tiles = &overlay.tiles;
    if tiles.n_failed > 0 {
        let text = format!(
            "{} failed · retry",
            wording::counted(tiles.n_failed, "tile")
        );
        let why = tiles
            .failure
            .as_deref()
            .unwrap_or("The reason is not known.");
        if status_bar::link(ui, &text).on_hover_text(why).clicked() {
            commands.push(Command::RetryTiles);
        }
    } else if tiles.n_waiting > 0 {
        let text = format!("{} coming", wording::counted(tiles.n_waiting, "tile"));
        rich_text::label(ui, &text, &plain);
    } else if let Some(note) = &tiles.note {
        rich_text::label(ui, "Map simplified", &plain).on_hover_text(note);
    }
    if !overlay.is_online {
        rich_text::label(ui, "Offline", &plain)
            .on_hover_text("The program makes no connection of any kind.");
        return;
    }
    let hosts = match tiles.hosts.as_slice() {
        [] => "No server was asked for anything yet.".to_owned(),
        hosts => format!(
            "Servers asked for tiles since the start: {}.",
            hosts.join(", ")
        ),
    };
    let more = [tiles.certificates.as_deref(), tiles.cache.as_deref()];
    let lines: Vec<&str> = std::iter::once(hosts.as_str())
        .chain(more.into_iter().flatten())
        .collect();
    let accent = theme::format(theme::small(), palette.accent);
    let host = tiles
        .hosts
        .first()
        .map_or(overlay.name.as_str(), String::as_str);
    rich_text::label(ui, &format!("Online: {host}"), &accent).on_hover_text(lines.join("\n"));
}

fn head_ui(ui: &mut Ui, text: &str) {
    let palette = theme::palette(ui);
    rich_text::label(ui, &text.to_uppercase(), &theme::section_format(palette));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_known_server_is_in_the_menu() {
        for server in KNOWN_SERVERS {
            assert!(
                ABOUT.iter().any(|(name, _)| *name == server.name),
                "{}",
                server.name
            );
        }
    }
}
