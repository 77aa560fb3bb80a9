//! Measuring on the map: how far, in which direction, and how deep inside an area.

use std::ptr;

use egui::{Align2, Context, Painter, Pos2, Shape, Stroke, Ui, vec2};

use super::lettering::Lettering;
use super::{View, controls};
use crate::model::{LonLat, NamePolicy, geodesic};
use crate::state::{Command, WorldPoint};
use crate::ui::theme::Palette;
use crate::ui::{Scene, keymap, rich_text, theme, wording};

/// More points than anybody measures over.
const MOST_POINTS: usize = 200;
/// A leg is drawn in steps, because the shortest way is bent on the map.
const STEPS: u16 = 48;

/// The points that are measured over.
#[derive(Debug, Default)]
pub(super) struct Measure {
    points: Vec<Measured>,
    /// The areas that the last point lies in, in words, and what they were looked up for: it takes a look at each edge.
    inside: Option<(Asked, Vec<String>)>,
}

/// A position, the language of names, and which atlas it is, by where it lies.
type Asked = (LonLat, NamePolicy, usize);

#[derive(Debug, Clone, PartialEq)]
struct Measured {
    at: LonLat,
    /// The name of the place that was clicked on, if it was one.
    name: Option<String>,
}

impl Measure {
    /// One that begins at a position.
    pub(super) fn from(at: LonLat) -> Self {
        let mut measure = Self::default();
        measure.add(at, None);
        measure
    }

    /// Goes on to a position, which may be that of a place.
    pub(super) fn add(&mut self, at: LonLat, name: Option<String>) {
        let is_new = self.points.last().is_none_or(|last| last.at != at);
        if is_new && self.points.len() < MOST_POINTS {
            self.points.push(Measured { at, name });
        }
    }

    /// The legs in words, and all of them together, and what areas of the atlas the last point lies in.
    fn lines(&mut self, scene: Scene<'_>) -> Vec<String> {
        let named = |point: &Measured| {
            point
                .name
                .clone()
                .unwrap_or_else(|| wording::decimal(point.at.lon(), point.at.lat()))
        };
        let legs = self.points.iter().zip(self.points.iter().skip(1));
        let mut lines = Vec::new();
        if let Some((from, to)) = legs.clone().next_back() {
            let bearing = geodesic::bearing(from.at, to.at);
            let bearing =
                bearing.map(|degrees| format!(" · bearing {}", wording::bearing(degrees)));
            let meters = wording::length(geodesic::distance_m(from.at, to.at));
            let ends = format!("{} to {}", named(from), named(to));
            lines.push(format!("{ends}: {meters}{}", bearing.unwrap_or_default()));
        }
        if self.points.len() > 2 {
            let all: f64 = legs
                .map(|(from, to)| geodesic::distance_m(from.at, to.at))
                .sum();
            let n = self.points.len() - 1;
            lines.push(format!("All {n} legs: {}", wording::length(all)));
        }
        if let Some(last) = self.points.last() {
            let asked = (
                last.at,
                scene.view.names,
                ptr::from_ref(scene.catalog).addr(),
            );
            if !self.inside.as_ref().is_some_and(|(of, _)| *of == asked) {
                self.inside = Some((asked, inside(scene, last.at)));
            }
            lines.extend(self.inside.iter().flat_map(|(_, lines)| lines).cloned());
        }
        lines
    }
}

/// "3.24 km into Lachin district, from the nearest edge of its outline here": for each area of the atlas that
/// a position lies in.
fn inside(scene: Scene<'_>, at: LonLat) -> Vec<String> {
    const MOST: usize = 3;
    let areas = scene.catalog.places().filter_map(|(id, place)| {
        let outline = place.outline.as_ref()?;
        let meters = outline
            .contains(at)
            .then(|| outline.distance_to_edge_m(at))??;
        let (depth, name) = (wording::length(meters), scene.place_name(id));
        Some(format!(
            "{depth} into {name}, from the nearest edge of its outline here"
        ))
    });
    areas.take(MOST).collect()
}

/// The points and the shortest ways between them, each with its length.
pub(super) fn paint(
    painter: &Painter,
    view: View,
    measure: &Measure,
    lettering: &mut Lettering,
    palette: &Palette,
) {
    let stroke = Stroke::new(2.0, palette.accent);
    let pos = |at: LonLat| view.pos(WorldPoint::from_lon_lat(at));
    for leg in measure.points.windows(2) {
        let [from, to] = leg else { continue };
        let way: Vec<Pos2> = geodesic::line(from.at, to.at, STEPS)
            .into_iter()
            .map(pos)
            .collect();
        painter.add(Shape::line(
            way.clone(),
            Stroke::new(4.5, palette.label_halo),
        ));
        painter.add(Shape::line(way.clone(), stroke));
        let Some(middle) = way.get(way.len() / 2) else {
            continue;
        };
        let text = wording::length(geodesic::distance_m(from.at, to.at));
        let galley = painter.layout_no_wrap(text, theme::bold(12.0), palette.label);
        let rect = Align2::CENTER_BOTTOM.anchor_size(*middle - vec2(0.0, 5.0), galley.size());
        lettering.paint(
            painter,
            rect.min,
            &galley,
            (palette.label, palette.label_halo),
        );
    }
    for point in &measure.points {
        painter.circle(pos(point.at), 4.0, palette.paper, stroke);
    }
}

/// What was measured, in words, over the map. Gives whether measuring is over.
pub(super) fn measure_ui(ui: &Ui, scene: Scene<'_>, view: View, measure: &mut Measure) -> bool {
    let palette = theme::palette(ui);
    let ink = theme::format(theme::small(), palette.ink);
    let lines = measure.lines(scene);
    let help = match measure.points.len() {
        0 => Some("Measure: click on a point of the map, or on a mark."),
        1 => Some("Click on the next point, or on a mark."),
        _ => None,
    };
    let mut is_over = false;
    let at = view.rect.center_bottom() - vec2(0.0, controls::MARGIN + 40.0);
    controls::floating_ui(ui, "measure", Align2::CENTER_BOTTOM, at, |ui| {
        ui.vertical(|ui| {
            ui.set_max_width((view.rect.width() - 40.0).clamp(160.0, 460.0));
            for line in help.into_iter().chain(lines.iter().map(String::as_str)) {
                rich_text::label(ui, line, &ink);
            }
            ui.horizontal(|ui| {
                let has_points = !measure.points.is_empty();
                let undo = ui.add_enabled(has_points, egui::Button::new("Take back"));
                if undo.on_hover_text("Take back the last point").clicked() {
                    measure.points.pop();
                }
                if ui
                    .add_enabled(
                        lines.len() > 1 || measure.points.len() > 1,
                        egui::Button::new("Copy"),
                    )
                    .clicked()
                {
                    ui.ctx().copy_text(lines.join("\n"));
                }
                let key = keymap::with_key("End measuring", &Command::ToggleMeasure);
                is_over = ui.button("Done").on_hover_text(key).clicked();
            });
        });
    });
    is_over
}

/// A position that was asked for by a right click: it was copied, and can be copied in other words.
#[derive(Debug)]
pub(super) struct Spot {
    at: LonLat,
    pos: Pos2,
    /// How the map lay when it was asked for; lies it otherwise, it is gone.
    view: View,
}

impl Spot {
    /// That of a point of the screen, copied as degrees.
    pub(super) fn copied(ctx: &Context, view: View, pos: Pos2) -> Self {
        let at = view.lon_lat(pos);
        ctx.copy_text(wording::decimal(at.lon(), at.lat()));
        Self { at, pos, view }
    }
}

/// Says what was copied and offers more. Gives a position to measure from, if that was asked for.
pub(super) fn spot_ui(ui: &Ui, view: View, spot: &mut Option<Spot>) -> Option<LonLat> {
    let (at, pos) = match spot {
        Some(spot) if spot.view == view => (spot.at, spot.pos),
        _ => {
            *spot = None;
            return None;
        }
    };
    let palette = theme::palette(ui);
    let mut from = None;
    let mut is_over = false;
    ui.painter()
        .circle(pos, 3.5, palette.paper, Stroke::new(1.5, palette.accent));
    let corner = pos
        .min(view.rect.max - vec2(270.0, 110.0))
        .max(view.rect.min)
        + vec2(8.0, 8.0);
    controls::floating_ui(ui, "spot", Align2::LEFT_TOP, corner, |ui| {
        ui.vertical(|ui| {
            let said = format!("Copied {}", wording::decimal(at.lon(), at.lat()));
            rich_text::label(ui, &said, &theme::format(theme::small(), palette.ink));
            let words = wording::sexagesimal(at.lon(), at.lat());
            if ui.button(format!("Copy {words}")).clicked() {
                ui.ctx().copy_text(words);
                is_over = true;
            }
            if ui.button("Measure from here").clicked() {
                from = Some(at);
                is_over = true;
            }
        });
    });
    if is_over {
        *spot = None;
    }
    from
}
