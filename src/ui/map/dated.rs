//! Lines of the past over the map, each with a pattern of its own and its name and year.

use egui::{Painter, Pos2, Rect, Sense, Shape, Stroke, Ui, WidgetInfo, vec2};

use super::View;
use super::layers;
use super::lettering::Lettering;
use super::packed::{self, Feature};
use crate::model::{LonLat, Window};
use crate::state::{DatedLine, WorldPoint};
use crate::ui::theme::{self, Palette};
use crate::ui::{Scene, rich_text, wording};

/// From this zoom on they are drawn: before it they would be a blot.
const LEAST_ZOOM: f64 = 4.5;

/// The bundled lines of the past, at three levels of detail.
#[derive(Debug)]
pub(super) struct Dated {
    levels: Vec<Vec<Part>>,
}

#[derive(Debug)]
struct Part {
    line: DatedLine,
    points: Vec<WorldPoint>,
}

/// Where the names of the lines that were drawn stand.
pub(super) type Named = Vec<(DatedLine, Rect)>;

/// The days that are looked at.
pub(in crate::ui) fn days(scene: Scene<'_>) -> Option<Window> {
    let extent = scene.histogram.extent();
    match (scene.view.days(), extent) {
        (Some(days), Some(extent)) if !days.first().is_bounded() => Some(days.clamped(extent)),
        (days, extent) => days.or(extent),
    }
}

/// Whether any is to be drawn.
pub(super) fn is_any_drawn(scene: Scene<'_>) -> bool {
    let (days, lines) = (days(scene), &scene.view.dated_lines);
    DatedLine::ALL
        .into_iter()
        .any(|line| lines.is_drawn(line, days))
}

impl Dated {
    /// Those of the bundled file. One that cannot be read gives none; a test reads it.
    pub(super) fn bundled() -> Self {
        let region = include_bytes!("../../../assets/basemap/region.bin");
        let layers = packed::read(region).unwrap_or_default();
        let layer = layers.into_iter().find(|layer| layer.name == "dated");
        let levels = layer.map(|layer| layer.levels).unwrap_or_default();
        let part = |feature: Feature| {
            let line = line_of(feature.class)?;
            let points = feature.rings.into_iter().flatten();
            let points =
                points.map(|[lon, lat]| WorldPoint::from_lon_lat(LonLat::clamped(lon, lat)));
            Some(Part {
                line,
                points: points.collect(),
            })
        };
        Self {
            levels: levels
                .into_iter()
                .map(|level| level.into_iter().filter_map(part).collect())
                .collect(),
        }
    }

    /// Draws the lines that are asked for and whose time it is, and gives where their names stand, beside what
    /// is already `taken`.
    pub(super) fn paint(
        &self,
        painter: &Painter,
        (scene, view): (Scene<'_>, View),
        taken: &mut Vec<Rect>,
        lettering: &mut Lettering,
        palette: &Palette,
    ) -> Named {
        let zoom = (view.world_points / 256.0).log2();
        let level = layers::region_level(zoom);
        let (days, lines) = (days(scene), &scene.view.dated_lines);
        let mut named = Named::new();
        let Some(parts) = self.levels.get(level).filter(|_| zoom >= LEAST_ZOOM) else {
            return named;
        };
        for line in DatedLine::ALL {
            if !lines.is_drawn(line, days) {
                continue;
            }
            let parts = parts.iter().filter(|part| part.line == line);
            let runs: Vec<Vec<Pos2>> = parts.flat_map(|part| part.runs(view)).collect();
            let color = theme::dated_color(line, palette);
            for run in &runs {
                painter.add(Shape::line(
                    run.clone(),
                    Stroke::new(3.6, palette.label_halo),
                ));
                painter.extend(dashed(line, run, Stroke::new(1.8, color)));
            }
            let format = theme::format(theme::bold(11.0), color);
            let galley = painter.layout_job(rich_text::job(name(line), &format));
            let size = galley.size();
            let free = corners(&runs)
                .into_iter()
                .map(|corner| Rect::from_min_size(corner + vec2(7.0, -size.y / 2.0), size));
            let free = free
                .filter(|rect| view.rect.contains_rect(*rect))
                .find(|rect| !taken.iter().any(|other| other.intersects(*rect)));
            if let Some(rect) = free {
                taken.push(rect.expand(3.0));
                lettering.paint(painter, rect.min, &galley, (color, palette.label_halo));
                named.push((line, rect));
            }
        }
        named
    }
}

impl Part {
    /// The stretches that touch a view, on the screen.
    fn runs(&self, view: View) -> Vec<Vec<Pos2>> {
        let room = view.rect.expand(4.0);
        let points: Vec<Pos2> = self.points.iter().map(|at| view.pos(*at)).collect();
        layers::runs(&points, room)
    }
}

/// Which line a class of the packed file is. The lines claimed in Georgia are not offered: nobody asked for
/// them, and they have no end.
fn line_of(class: u8) -> Option<DatedLine> {
    match class {
        0 => Some(DatedLine::Oblast),
        1 => Some(DatedLine::Ceasefire),
        _ => None,
    }
}

/// The oblast in short dashes, the ceasefire line in dashes and dots: they differ without their colors.
fn dashed(line: DatedLine, run: &[Pos2], stroke: Stroke) -> Vec<Shape> {
    match line {
        DatedLine::Oblast => Shape::dashed_line(run, stroke, 3.0, 3.0),
        DatedLine::Ceasefire => {
            Shape::dashed_line_with_offset(run, stroke, &[9.0, 2.0], &[3.0, 3.0], 0.0)
        }
    }
}

/// The corners of lines, from the one in the middle of them all to ever finer parts, so that a name stays at its
/// corner while the map is moved.
fn corners(runs: &[Vec<Pos2>]) -> Vec<Pos2> {
    /// So many places are tried.
    const MOST: usize = 32;
    let corners: Vec<Pos2> = runs.iter().flatten().copied().collect();
    let halves = (1..=MOST).map(|n| {
        // The fractions of a half, two quarters, four eighths and so on.
        let size = n.next_power_of_two().max(2);
        let size = if n.is_power_of_two() { 2 * n } else { size };
        let odd = 2 * (n - size / 2) + 1;
        corners.len() * odd / size
    });
    halves.filter_map(|at| corners.get(at).copied()).collect()
}

/// What a line is called on the map, with its year.
pub(in crate::ui) fn name(line: DatedLine) -> &'static str {
    match line {
        DatedLine::Oblast => "Oblast outline, 1991",
        DatedLine::Ceasefire => "Ceasefire line, 1994",
    }
}

/// What a line was, in a sentence.
pub(in crate::ui) fn about(line: DatedLine) -> String {
    let what = match line {
        DatedLine::Oblast => {
            "Outline of the Nagorno-Karabakh Autonomous Oblast of Soviet Azerbaijan, as in 1991"
        }
        DatedLine::Ceasefire => "Line of contact after the ceasefire of 1994",
    };
    let stood = wording::window(line.stood());
    format!(
        "{what}. It stood: {stood}. Drawn by Natural Earth. A line of the past; drawing it says nothing about anybody's claim."
    )
}

/// The names on the map as labels of their own, with what the lines were.
pub(super) fn names_ui(ui: &Ui, named: &Named) {
    for (line, rect) in named {
        let id = ui.scope_id().with(("dated line", *line as u8));
        let response = ui.interact(*rect, id, Sense::hover());
        response.widget_info(|| WidgetInfo::labeled(egui::Role::Label, true, name(*line)));
        response.on_hover_ui(|ui| {
            ui.label(about(*line));
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_lines_are_in_the_file_at_every_level() {
        let dated = Dated::bundled();
        assert_eq!(dated.levels.len(), 3);
        for level in &dated.levels {
            for line in DatedLine::ALL {
                let n: usize = level
                    .iter()
                    .filter(|part| part.line == line)
                    .map(|part| part.points.len())
                    .sum();
                assert!(n > 8, "{line:?} has {n} points");
            }
        }
    }

    #[test]
    fn a_name_tries_the_middle_first_and_no_corner_twice_in_a_row() {
        let run: Vec<Pos2> = (0..64_u8).map(|x| Pos2::new(f32::from(x), 0.0)).collect();
        let tried: Vec<f32> = corners(&[run]).iter().map(|pos| pos.x).collect();
        assert_eq!(tried[..7], [32.0, 16.0, 48.0, 8.0, 24.0, 40.0, 56.0]);
        assert!(corners(&[]).is_empty());
    }
}
