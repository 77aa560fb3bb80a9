//! Every color, size and font of the program.
//!
//! Spacing goes in steps of 4; numbers of text and spacing are points.
#![expect(
    clippy::disallowed_methods,
    reason = "the one place where colors are made"
)]

use std::sync::Arc;

use egui::text::TextFormat;
use egui::{
    Color32, Context, CornerRadius, FontData, FontDefinitions, FontFamily, FontId, Frame, Margin,
    Shadow, Stroke, TextStyle, Ui, Visuals,
};

use crate::model::{KindColor, PlacePrecision};
use crate::state::DatedLine;

/// The height of the status line.
pub(super) const STATUS_HEIGHT: f32 = 26.0;
/// The margin at the edges of a panel, left and right.
pub(super) const EDGE: f32 = 16.0;
/// The margin at the edges of a one-line panel.
pub(super) const EDGE_MARGIN: Margin = Margin {
    left: 16,
    right: 16,
    top: 4,
    bottom: 4,
};
/// A window narrower than this has no room for list, map and details at once.
pub(super) const NARROW: f32 = 900.0;
/// How near to a mark the pointer must be.
pub(super) const PICK_RADIUS: f32 = 12.0;
/// The radius of a mark's disc.
pub(super) const MARK_RADIUS: f32 = 11.0;

/// The bold family.
const BOLD: &str = "bold";
/// The families whose first font is the Arabic one, for text from right to left.
const RIGHT_TO_LEFT: &str = "right-to-left";
const RIGHT_TO_LEFT_BOLD: &str = "right-to-left-bold";

/// The colors of one theme.
#[derive(Debug, Clone, Copy)]
pub(super) struct Palette {
    pub(super) is_dark: bool,
    pub(super) panel: Color32,
    pub(super) soft: Color32,
    pub(super) hairline: Color32,
    pub(super) ink: Color32,
    pub(super) secondary: Color32,
    pub(super) accent: Color32,
    pub(super) on_accent: Color32,
    pub(super) warning: Color32,
    pub(super) warning_ground: Color32,
    /// Under words that are searched for.
    pub(super) mark_ground: Color32,
    pub(super) land: Color32,
    pub(super) water: Color32,
    pub(super) river: Color32,
    pub(super) coast: Color32,
    pub(super) border: Color32,
    pub(super) border_casing: Color32,
    pub(super) district: Color32,
    pub(super) rail: Color32,
    pub(super) label: Color32,
    pub(super) label_halo: Color32,
    pub(super) country_label: Color32,
    pub(super) water_label: Color32,
    pub(super) paper: Color32,
    /// Heights in meters and the colors of the land there.
    pub(super) heights: &'static [(f32, [f32; 3])],
}

const LIGHT: Palette = Palette {
    is_dark: false,
    panel: Color32::from_rgb(0xFB, 0xF9, 0xF5),
    soft: Color32::from_rgb(0xF1, 0xED, 0xE5),
    hairline: Color32::from_rgb(0xE5, 0xE0, 0xD6),
    ink: Color32::from_rgb(0x23, 0x26, 0x2B),
    secondary: Color32::from_rgb(0x62, 0x66, 0x6D),
    accent: Color32::from_rgb(0x2D, 0x5F, 0x8B),
    on_accent: Color32::WHITE,
    warning: Color32::from_rgb(0xA8, 0x4A, 0x00),
    warning_ground: Color32::from_rgb(0xF7, 0xE4, 0xD4),
    mark_ground: Color32::from_rgb(0xFB, 0xE3, 0x96),
    land: Color32::from_rgb(0xE9, 0xE6, 0xCD),
    water: Color32::from_rgb(0xA9, 0xCF, 0xE3),
    river: Color32::from_rgb(0x7C, 0xB1, 0xCE),
    coast: Color32::from_rgb(0x6F, 0xA8, 0xC9),
    border: Color32::from_rgb(0x75, 0x4A, 0x70),
    border_casing: Color32::from_rgb(0xDD, 0xC4, 0xCE),
    district: Color32::from_rgb(0xB3, 0xA6, 0xA6),
    rail: Color32::from_rgb(0x8C, 0x88, 0x80),
    label: Color32::from_rgb(0x2A, 0x2C, 0x30),
    label_halo: Color32::from_rgba_premultiplied(0xE2, 0xE1, 0xDC, 0xE4),
    country_label: Color32::from_rgb(0x6B, 0x45, 0x67),
    water_label: Color32::from_rgb(0x2B, 0x66, 0x8A),
    paper: Color32::WHITE,
    heights: &[
        (-30.0, [205.0, 222.0, 190.0]),
        (0.0, [214.0, 226.0, 194.0]),
        (300.0, [226.0, 230.0, 200.0]),
        (800.0, [238.0, 233.0, 208.0]),
        (1400.0, [236.0, 222.0, 190.0]),
        (2000.0, [224.0, 204.0, 170.0]),
        (2700.0, [212.0, 192.0, 168.0]),
        (3300.0, [225.0, 218.0, 212.0]),
        (4200.0, [250.0, 250.0, 252.0]),
    ],
};

const DARK: Palette = Palette {
    is_dark: true,
    panel: Color32::from_rgb(0x1C, 0x1F, 0x22),
    soft: Color32::from_rgb(0x24, 0x28, 0x2C),
    hairline: Color32::from_rgb(0x2E, 0x32, 0x36),
    ink: Color32::from_rgb(0xE8, 0xE6, 0xE1),
    secondary: Color32::from_rgb(0x9F, 0xA2, 0xA7),
    accent: Color32::from_rgb(0x7F, 0xB2, 0xDE),
    on_accent: Color32::from_rgb(0x14, 0x1A, 0x20),
    warning: Color32::from_rgb(0xF0, 0x8A, 0x4B),
    warning_ground: Color32::from_rgb(0x3D, 0x2A, 0x1D),
    mark_ground: Color32::from_rgb(0x66, 0x52, 0x16),
    land: Color32::from_rgb(0x26, 0x2D, 0x2F),
    water: Color32::from_rgb(0x15, 0x22, 0x2B),
    river: Color32::from_rgb(0x2D, 0x4A, 0x5C),
    coast: Color32::from_rgb(0x2D, 0x4A, 0x5C),
    border: Color32::from_rgb(0xC7, 0xA4, 0xC2),
    border_casing: Color32::from_rgb(0x3C, 0x31, 0x3D),
    district: Color32::from_rgb(0x56, 0x56, 0x60),
    rail: Color32::from_rgb(0x5E, 0x60, 0x62),
    label: Color32::from_rgb(0xE8, 0xE8, 0xE8),
    label_halo: Color32::from_rgba_premultiplied(0x0F, 0x12, 0x14, 0xD8),
    country_label: Color32::from_rgb(0xD3, 0xB4, 0xCF),
    water_label: Color32::from_rgb(0x7F, 0xAE, 0xC9),
    paper: Color32::from_rgb(0x15, 0x17, 0x19),
    heights: &[
        (-30.0, [24.0, 34.0, 38.0]),
        (300.0, [33.0, 43.0, 45.0]),
        (1000.0, [44.0, 50.0, 50.0]),
        (2000.0, [58.0, 60.0, 60.0]),
        (3000.0, [78.0, 78.0, 80.0]),
        (4200.0, [122.0, 124.0, 130.0]),
    ],
};

/// The colors of what the vector tiles of other maps hold and the bundled map does not.
#[derive(Debug, Clone, Copy)]
pub(super) struct TileColors {
    pub(super) wood: Color32,
    pub(super) urban: Color32,
    pub(super) ice: Color32,
    pub(super) building: Color32,
    pub(super) road: Color32,
    pub(super) road_casing: Color32,
    pub(super) path: Color32,
    /// What is of no known sort.
    pub(super) other: Color32,
    pub(super) other_fill: Color32,
}

/// The colors for vector tiles in light or dark.
pub(super) fn tile_colors(is_dark: bool) -> TileColors {
    let (rgb, with_opacity) = (Color32::from_rgb, Color32::from_rgba_unmultiplied);
    if is_dark {
        TileColors {
            wood: with_opacity(0x2A, 0x3F, 0x33, 0xA0),
            urban: with_opacity(0x4A, 0x48, 0x48, 0x90),
            ice: with_opacity(0x8A, 0x96, 0xA0, 0x80),
            building: with_opacity(0x5A, 0x57, 0x55, 0xC0),
            road: rgb(0x6E, 0x68, 0x60),
            road_casing: rgb(0x24, 0x25, 0x27),
            path: rgb(0x5A, 0x57, 0x52),
            other: rgb(0x8A, 0x90, 0x98),
            other_fill: with_opacity(0x8A, 0x90, 0x98, 0x38),
        }
    } else {
        TileColors {
            wood: with_opacity(0xB9, 0xD2, 0xA4, 0xA0),
            urban: with_opacity(0xD9, 0xD0, 0xC8, 0xB0),
            ice: with_opacity(0xFA, 0xFB, 0xFD, 0xC0),
            building: with_opacity(0xBF, 0xB2, 0xA6, 0xC0),
            road: rgb(0xFF, 0xFB, 0xF0),
            road_casing: rgb(0xB9, 0xA8, 0x92),
            path: rgb(0xA8, 0x98, 0x84),
            other: rgb(0x77, 0x7C, 0x84),
            other_fill: with_opacity(0x77, 0x7C, 0x84, 0x30),
        }
    }
}

/// The colors of the theme the window is drawn in.
pub(super) fn palette(ui: &Ui) -> &'static Palette {
    if ui.visuals().dark_mode {
        &DARK
    } else {
        &LIGHT
    }
}

/// A color without transparency, for pictures that are computed.
pub(super) fn opaque(r: u8, g: u8, b: u8) -> Color32 {
    Color32::from_rgb(r, g, b)
}

/// The colors of a theme.
pub(super) fn palette_of(is_dark: bool) -> &'static Palette {
    if is_dark { &DARK } else { &LIGHT }
}

/// The color of a density, from one event (0) to the most in a cell (1): one hue that grows deeper on a light
/// ground and brighter on a dark one. The stops are of the purple-red and the yellow-green-blue scale of
/// `ColorBrewer` 2 (Brewer, Harrower and others, 2013), which the color-blind can read.
pub(super) fn density_color(share: f32, is_dark: bool) -> Color32 {
    const ON_LIGHT: [[u8; 3]; 5] = [
        [201, 148, 199],
        [223, 101, 176],
        [221, 28, 119],
        [152, 0, 67],
        [80, 0, 50],
    ];
    const ON_DARK: [[u8; 3]; 5] = [
        [44, 127, 184],
        [65, 182, 196],
        [127, 205, 187],
        [199, 233, 180],
        [255, 255, 217],
    ];
    let stops = if is_dark { ON_DARK } else { ON_LIGHT };
    let at = share.clamp(0.0, 1.0) * (stops.len() - 1) as f32;
    let (low, part) = (at.floor() as usize, at.fract());
    let [r, g, b] = std::array::from_fn(|channel| {
        let of = |stop: usize| {
            let stop = stops.get(stop.min(stops.len() - 1));
            f32::from(
                stop.and_then(|stop| stop.get(channel))
                    .copied()
                    .unwrap_or(0),
            )
        };
        (of(low) + part * (of(low + 1) - of(low))).round() as u8
    });
    Color32::from_rgb(r, g, b).gamma_multiply(0.72 + 0.28 * share.clamp(0.0, 1.0))
}

/// The color of a kind of event.
pub(super) fn kind_color(color: KindColor, palette: &Palette) -> Color32 {
    match color {
        KindColor::Vermillion => Color32::from_rgb(0xD5, 0x5E, 0x00),
        KindColor::Blue if palette.is_dark => Color32::from_rgb(0x2F, 0x8F, 0xCB),
        KindColor::Blue => Color32::from_rgb(0x00, 0x72, 0xB2),
        KindColor::BluishGreen => Color32::from_rgb(0x00, 0x9E, 0x73),
        KindColor::ReddishPurple => Color32::from_rgb(0xCC, 0x79, 0xA7),
        KindColor::Orange => Color32::from_rgb(0xE6, 0x9F, 0x00),
        KindColor::SkyBlue => Color32::from_rgb(0x56, 0xB4, 0xE9),
        KindColor::Yellow => Color32::from_rgb(0xF0, 0xE4, 0x42),
        KindColor::Black => palette.ink,
    }
}

/// The colored edge of a speaker, by whom it belongs to: the same on every card. None of the colors that warn.
pub(super) fn speaker_color(order: usize, palette: &Palette) -> Color32 {
    const ORDER: [KindColor; 6] = [
        KindColor::Blue,
        KindColor::ReddishPurple,
        KindColor::BluishGreen,
        KindColor::SkyBlue,
        KindColor::Black,
        KindColor::Yellow,
    ];
    let color = ORDER
        .get(order % ORDER.len())
        .copied()
        .unwrap_or(KindColor::Blue);
    kind_color(color, palette)
}

/// How strongly a halo is filled; large ones lighter, so that the ground stays readable.
pub(super) fn halo_fill(color: Color32, precision: Option<PlacePrecision>) -> Color32 {
    let strength = if precision >= Some(PlacePrecision::Province) {
        0.10
    } else {
        0.16
    };
    color.gamma_multiply(strength)
}

/// The thin edge of a halo.
pub(super) fn halo_edge(color: Color32) -> Stroke {
    Stroke::new(1.0, color.gamma_multiply(0.45))
}

/// The color of a line of the past; its dashes tell it apart without.
pub(super) fn dated_color(line: DatedLine, palette: &Palette) -> Color32 {
    match (line, palette.is_dark) {
        (DatedLine::Oblast, false) => Color32::from_rgb(0x7A, 0x2A, 0x84),
        (DatedLine::Oblast, true) => Color32::from_rgb(0xDD, 0x9C, 0xE6),
        (DatedLine::Ceasefire, false) => Color32::from_rgb(0xA8, 0x3A, 0x10),
        (DatedLine::Ceasefire, true) => Color32::from_rgb(0xF2, 0x9B, 0x6C),
    }
}

/// The lines across an area in which something happened somewhere.
pub(super) fn hatch(color: Color32) -> Stroke {
    Stroke::new(1.0, color.gamma_multiply(0.28))
}

/// A color in front of which an event is only possibly in the window.
pub(super) fn faded(color: Color32) -> Color32 {
    color.gamma_multiply(0.62)
}

/// Body text, 13 pt.
pub(super) fn body() -> FontId {
    FontId::proportional(13.0)
}

/// Secondary text, 12 pt.
pub(super) fn small() -> FontId {
    FontId::proportional(12.0)
}

/// Heads of sections and ticks of axes, 11 pt.
pub(super) fn caption() -> FontId {
    FontId::proportional(11.0)
}

/// Bold text of a size.
pub(super) fn bold(size: f32) -> FontId {
    FontId::new(size, FontFamily::Name(BOLD.into()))
}

/// The font for text from right to left that stands in text of this font.
pub(super) fn right_to_left(font: &FontId) -> FontId {
    let name = if font.family == FontFamily::Name(BOLD.into()) {
        RIGHT_TO_LEFT_BOLD
    } else {
        RIGHT_TO_LEFT
    };
    FontId::new(font.size, FontFamily::Name(name.into()))
}

/// The height of a line of Latin text in a font (Noto Sans: ascent 1.069, descent 0.293).
pub(super) fn line_height(font: &FontId) -> f32 {
    font.size * (1.069 + 0.293)
}

/// The format of text in a font and a color.
pub(super) fn format(font: FontId, color: Color32) -> TextFormat {
    TextFormat::simple(font, color)
}

/// The format with more room between its letters, as countries and seas have it.
pub(super) fn spaced(format: TextFormat) -> TextFormat {
    TextFormat {
        extra_letter_spacing: 1.6,
        ..format
    }
}

/// The head of a section: small capitals with space between them.
pub(super) fn section_format(palette: &Palette) -> TextFormat {
    TextFormat {
        extra_letter_spacing: 0.8,
        ..TextFormat::simple(caption(), palette.secondary)
    }
}

/// The width of the event list in a window of this width.
pub(super) fn list_width(window_width: f32) -> f32 {
    if window_width < 1_200.0 { 248.0 } else { 304.0 }
}

/// The width of the details in a window of this width.
pub(super) fn details_width(window_width: f32) -> f32 {
    if window_width < 1_200.0 { 308.0 } else { 372.0 }
}

/// How long what opens takes to unfold, in seconds.
pub(super) const ANIMATION_TIME: f32 = 0.1;

/// The height of the timeline in a window with this much room.
pub(super) fn timeline_height(available_height: f32) -> f32 {
    if available_height < 680.0 {
        124.0
    } else {
        150.0
    }
}

/// The frame of what floats on the map.
pub(super) fn floating(palette: &Palette) -> Frame {
    Frame::new()
        .fill(palette.panel)
        .stroke(Stroke::new(1.0, palette.hairline))
        .corner_radius(CornerRadius::same(8))
        .inner_margin(Margin::symmetric(10, 6))
        .shadow(shadow())
}

/// The frame of a claim in the ledger.
pub(super) fn card(palette: &Palette) -> Frame {
    Frame::new()
        .stroke(Stroke::new(1.0, palette.hairline))
        .corner_radius(CornerRadius::same(8))
        .inner_margin(Margin {
            left: 12,
            right: 12,
            top: 8,
            bottom: 8,
        })
}

fn shadow() -> Shadow {
    Shadow {
        offset: [0, 1],
        blur: 6,
        spread: 0,
        color: Color32::from_black_alpha(40),
    }
}

/// Installs fonts and both themes.
pub fn install(ctx: &Context) {
    ctx.set_fonts(fonts());
    // Where the system does not say, paper is light.
    ctx.options_mut(|options| {
        options.fallback_theme = egui::Theme::Light;
        // The table of keys has these keys, too.
        options.zoom_with_keyboard = false;
    });
    for (theme, palette) in [(egui::Theme::Light, &LIGHT), (egui::Theme::Dark, &DARK)] {
        ctx.style_mut_of(theme, |style| {
            style.visuals = visuals(palette);
            style.text_styles = [
                (TextStyle::Small, caption()),
                (TextStyle::Body, body()),
                (TextStyle::Button, small()),
                (TextStyle::Heading, bold(17.0)),
                (TextStyle::Monospace, FontId::monospace(12.0)),
            ]
            .into();
            style.animation_time = ANIMATION_TIME;
            style.spacing.item_spacing = egui::vec2(8.0, 4.0);
            style.spacing.button_padding = egui::vec2(8.0, 4.0);
            style.spacing.interact_size = egui::vec2(24.0, 24.0);
            style.interaction.selectable_labels = false;
            style.interaction.tooltip_delay = 0.3;
        });
    }
}

fn visuals(palette: &Palette) -> Visuals {
    let mut visuals = if palette.is_dark {
        Visuals::dark()
    } else {
        Visuals::light()
    };
    visuals.panel_fill = palette.panel;
    visuals.window_fill = palette.panel;
    visuals.extreme_bg_color = palette.soft;
    visuals.text_edit_bg_color = Some(palette.soft);
    visuals.faint_bg_color = palette.soft;
    visuals.window_stroke = Stroke::new(1.0, palette.hairline);
    visuals.window_corner_radius = CornerRadius::same(10);
    visuals.menu_corner_radius = CornerRadius::same(8);
    visuals.window_shadow = shadow();
    visuals.popup_shadow = shadow();
    visuals.hyperlink_color = palette.accent;
    visuals.selection.bg_fill = palette.accent.gamma_multiply(0.35);
    visuals.selection.stroke = Stroke::new(2.0, palette.accent);
    visuals.warn_fg_color = palette.warning;
    visuals.weak_text_color = Some(palette.secondary);
    visuals.override_text_color = Some(palette.ink);
    let widgets = &mut visuals.widgets;
    for widget in [
        &mut widgets.inactive,
        &mut widgets.hovered,
        &mut widgets.active,
        &mut widgets.open,
    ] {
        widget.corner_radius = CornerRadius::same(8);
        widget.bg_fill = palette.soft;
        widget.weak_bg_fill = palette.soft;
        widget.fg_stroke = Stroke::new(1.0, palette.ink);
        widget.bg_stroke = Stroke::NONE;
        widget.expansion = 0.0;
    }
    widgets.hovered.weak_bg_fill = palette.hairline;
    widgets.hovered.bg_fill = palette.hairline;
    widgets.active.weak_bg_fill = palette.hairline;
    widgets.active.bg_stroke = Stroke::new(1.0, palette.accent);
    widgets.noninteractive.bg_stroke = Stroke::new(1.0, palette.hairline);
    widgets.noninteractive.fg_stroke = Stroke::new(1.0, palette.ink);
    visuals
}

fn fonts() -> FontDefinitions {
    let mut fonts = FontDefinitions::empty();
    let mut add = |name: &str, bytes: &'static [u8]| {
        let mut data = FontData::from_static(bytes);
        if name.starts_with("arabic") {
            // In a line of Latin height its baseline would lie this much too high:
            // half of (1.069 - 0.293) - (1.374 - 0.738) of the size.
            data.tweak.y_offset_factor = 0.07;
        }
        fonts.font_data.insert(name.to_owned(), Arc::new(data));
    };
    add(
        "latin",
        include_bytes!("../../assets/fonts/NotoSans-Regular.sub.ttf"),
    );
    add(
        "armenian",
        include_bytes!("../../assets/fonts/NotoSansArmenian-Regular.sub.ttf"),
    );
    add(
        "georgian",
        include_bytes!("../../assets/fonts/NotoSansGeorgian-Regular.sub.ttf"),
    );
    add(
        "arabic",
        include_bytes!("../../assets/fonts/NotoSansArabic-Regular.sub.ttf"),
    );
    add(
        "latin-bold",
        include_bytes!("../../assets/fonts/NotoSans-Bold.sub.ttf"),
    );
    add(
        "armenian-bold",
        include_bytes!("../../assets/fonts/NotoSansArmenian-Bold.sub.ttf"),
    );
    add(
        "georgian-bold",
        include_bytes!("../../assets/fonts/NotoSansGeorgian-Bold.sub.ttf"),
    );
    add(
        "arabic-bold",
        include_bytes!("../../assets/fonts/NotoSansArabic-Bold.sub.ttf"),
    );
    let chain = |names: [&str; 4]| names.map(str::to_owned).to_vec();
    let regular = chain(["latin", "armenian", "georgian", "arabic"]);
    fonts
        .families
        .insert(FontFamily::Proportional, regular.clone());
    fonts.families.insert(FontFamily::Monospace, regular);
    fonts.families.insert(
        FontFamily::Name(BOLD.into()),
        chain([
            "latin-bold",
            "armenian-bold",
            "georgian-bold",
            "arabic-bold",
        ]),
    );
    fonts.families.insert(
        FontFamily::Name(RIGHT_TO_LEFT.into()),
        chain(["arabic", "latin", "armenian", "georgian"]),
    );
    fonts.families.insert(
        FontFamily::Name(RIGHT_TO_LEFT_BOLD.into()),
        chain([
            "arabic-bold",
            "latin-bold",
            "armenian-bold",
            "georgian-bold",
        ]),
    );
    fonts
}
