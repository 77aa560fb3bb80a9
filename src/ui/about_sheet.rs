//! What the program is, who made what it shows, and under which licenses: the notices in full.

use egui::{CollapsingHeader, ScrollArea, Ui};

use super::{
    rich_text,
    sheet::{content_height, sheet},
    theme,
};
use crate::state::{Command, Panel, ViewCommand};

/// Something that comes with the program and was made by others.
struct Notice {
    what: &'static str,
    /// Whose it is, its license, and what was done to it.
    words: &'static str,
}

/// What others made. `assets/README.md` lists the same file by file.
const NOTICES: [Notice; 9] = [
    Notice {
        what: "Borders, water and railways of the region",
        words: "Contains data © OpenStreetMap contributors, Open Database License 1.0 \
            (opendatacommons.org/licenses/odbl/1-0). The database made of it, region.bin, is published under the same \
            license in the source of this program, with the script that makes it.",
    },
    Notice {
        what: "Settlements",
        words: "GeoNames, CC BY 4.0 (creativecommons.org/licenses/by/4.0). Selected and shortened.",
    },
    Notice {
        what: "Provinces, lines of the past, lakes, and the coasts and borders of the world",
        words: "Made with Natural Earth. Public domain.",
    },
    Notice {
        what: "Rivers and some lakes",
        words: "GSHHG and WDBII (Wessel and Smith 1996), GNU LGPL 3.0 or later. Clipped and simplified.",
    },
    Notice {
        what: "Heights",
        words: "GLOBE 1.0 (NOAA) and GMTED2010 (USGS). Public domain. The surface of the Caspian Sea is set to 28 m \
            below sea level.",
    },
    Notice {
        what: "Names of countries",
        words: "Unicode CLDR. © 2004–2026 Unicode, Inc., Unicode License V3. For members of the United Nations; \
            a name, or none, says nothing about anybody's standing.",
    },
    Notice {
        what: "Fonts",
        words: "Noto Sans, Noto Sans Arabic, Armenian and Georgian. © The Noto Project Authors, SIL Open Font \
            License 1.1. Cut down to the scripts in use.",
    },
    Notice {
        what: "The bundled atlas",
        words: "CC BY 4.0. Each card names its sources.",
    },
    Notice {
        what: "Libraries",
        words: "egui and eframe (MIT or Apache-2.0), walkers (MIT), geo (MIT or Apache-2.0), wgpu (MIT or \
            Apache-2.0), rustls (Apache-2.0, ISC or MIT), root certificates of Mozilla for systems without their \
            own (CDLA-Permissive-2.0), and those on which they build.",
    },
];

/// License texts that must come with what they license.
const TEXTS: [(&str, &str); 4] = [
    (
        "GNU Lesser General Public License 3.0",
        include_str!("../../assets/basemap/LGPL-3.0.txt"),
    ),
    (
        "GNU General Public License 3.0, to which the former refers",
        include_str!("../../assets/basemap/GPL-3.0.txt"),
    ),
    (
        "SIL Open Font License 1.1",
        include_str!("../../assets/fonts/OFL.txt"),
    ),
    (
        "Unicode License V3",
        include_str!("../../assets/basemap/Unicode-3.0.txt"),
    ),
];

/// Who made the map, one line for each sort of thing on it.
pub(super) fn map_notices() -> String {
    let lines = NOTICES
        .iter()
        .take_while(|notice| notice.what != "The bundled atlas");
    let lines: Vec<String> = lines
        .map(|notice| format!("{}: {}", notice.what, notice.words))
        .collect();
    lines.join("\n")
}

pub(super) fn about_sheet_ui(ui: &Ui, commands: &mut Vec<Command>) {
    let mut is_open = true;
    let height = content_height(ui);
    sheet(ui, "About Event Atlas", 520.0)
        .open(&mut is_open)
        .default_height(height)
        .min_height(height)
        .max_height(height)
        .show(ui.ctx(), |ui| {
            ScrollArea::vertical().max_height(height).show(ui, |ui| {
                egui::Frame::new().inner_margin(8.0).show(ui, |ui| {
                    program_ui(ui);
                    notices_ui(ui);
                    texts_ui(ui);
                });
            });
        });
    if !is_open {
        commands.push(Command::View(ViewCommand::Toggle(Panel::About)));
    }
}

fn program_ui(ui: &mut Ui) {
    let palette = theme::palette(ui);
    let version = concat!("Event Atlas ", env!("CARGO_PKG_VERSION"));
    rich_text::label(ui, version, &theme::format(theme::bold(17.0), palette.ink));
    let words = "Who says what happened, where and when. Works offline; it connects to nothing unless you choose a \
        map from the network. Marks, names and lines on the map state what sources say and no view of ours.";
    let ink = theme::format(theme::body(), palette.ink);
    rich_text::label_of(ui, &[(words, ink)]);
    let license = concat!("License of the program: ", env!("CARGO_PKG_LICENSE"), ".");
    let secondary = theme::format(theme::small(), palette.secondary);
    rich_text::label_of(ui, &[(license, secondary)]);
}

fn notices_ui(ui: &mut Ui) {
    let palette = theme::palette(ui);
    for notice in &NOTICES {
        ui.add_space(8.0);
        let bold = theme::format(theme::bold(12.0), palette.ink);
        rich_text::label_of(ui, &[(notice.what, bold)]);
        let plain = theme::format(theme::small(), palette.ink);
        rich_text::label_of(ui, &[(notice.words, plain)]);
    }
}

fn texts_ui(ui: &mut Ui) {
    ui.add_space(12.0);
    for (name, text) in TEXTS {
        CollapsingHeader::new(name).show(ui, |ui| {
            let palette = theme::palette(ui);
            let format = theme::format(theme::caption(), palette.ink);
            rich_text::whole_label(ui, text, &format);
        });
    }
}
