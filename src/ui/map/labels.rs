//! Names of settlements, the larger first, without two of them overlapping.

use std::ops::Range;

use egui::{Painter, Rect, vec2};

use super::View;
use super::gazetteer::Names;
use super::lettering::Lettering;
use crate::model::{LonLat, NamePolicy};
use crate::state::WorldPoint;
use crate::ui::rich_text;
use crate::ui::theme::{self, Palette};

/// No more names than this in one picture; more would be a gray cloud.
const MAX_LABELS: usize = 90;

/// A city of so many has a bold name, which comes before those of lakes.
pub(super) const LARGE: u32 = 300_000;

/// The width of the edge of a settlement's dot, in points.
const EDGE: f32 = 1.3;

/// The settlements of the bundled gazetteer, the most populous first.
#[derive(Debug)]
pub(super) struct Labels {
    settlements: Vec<Settlement>,
}

#[derive(Debug)]
struct Settlement {
    names: Names,
    at: WorldPoint,
    population: u32,
}

impl Labels {
    /// The gazetteer that is part of the program.
    pub(super) fn bundled() -> Self {
        Self::from_tsv(include_str!("../../../assets/basemap/settlements.tsv"))
    }

    /// Lines of name, longitude, latitude, population, country and the names in other languages; a line that
    /// is none is skipped.
    fn from_tsv(text: &str) -> Self {
        let settlement = |line: &str| {
            let mut cells = line.split('\t');
            let name = cells.next()?;
            let lon: f64 = cells.next()?.parse().ok()?;
            let lat: f64 = cells.next()?.parse().ok()?;
            let population = cells.next()?.parse().ok()?;
            let _country = cells.next();
            let names = Names::new(name, cells);
            let at = WorldPoint::from_lon_lat(LonLat::new(lon, lat).ok()?);
            Some(Settlement {
                names,
                at,
                population,
            })
        };
        let mut settlements: Vec<Settlement> = text.lines().filter_map(settlement).collect();
        settlements.sort_by_key(|settlement| std::cmp::Reverse(settlement.population));
        Self { settlements }
    }

    /// Paints the settlements of some populations whose names find room beside what is already `taken`, but none in what is `named`
    /// by another map.
    pub(super) fn paint(
        &self,
        populations: Range<u32>,
        painter: &Painter,
        (view, policy): (View, NamePolicy),
        (taken, named): (&mut Vec<Rect>, &[Rect]),
        lettering: &mut Lettering,
        palette: &Palette,
    ) {
        let colors = (palette.label, palette.label_halo);
        let zoom = (view.world_points / 256.0).log2();
        let least = least_population(zoom).max(populations.start);
        let mut n_painted = 0;
        for settlement in self
            .settlements
            .iter()
            .skip_while(|settlement| settlement.population >= populations.end)
            .take_while(|settlement| settlement.population >= least)
        {
            let pos = view.pos(settlement.at);
            if n_painted >= MAX_LABELS {
                break;
            }
            if !view.rect.contains(pos) || named.iter().any(|named| named.contains(pos)) {
                continue;
            }
            let (font, dot) = if settlement.population >= LARGE {
                (theme::bold(13.0), 3.4)
            } else if settlement.population >= 40_000 {
                (theme::small(), 2.8)
            } else {
                (theme::caption(), 2.3)
            };
            let format = theme::format(font, palette.label);
            let galley =
                painter.layout_job(rich_text::job(&settlement.names.shown(policy), &format));
            let text_at = pos + vec2(dot + 3.0, -galley.size().y / 2.0);
            let rect = Rect::from_min_size(text_at, galley.size())
                .union(Rect::from_center_size(pos, vec2(8.0, 8.0)));
            let room = rect.expand2(vec2(5.0, 1.0));
            let is_whole = view.rect.contains_rect(rect);
            if !is_whole || taken.iter().any(|other| other.intersects(room)) {
                continue;
            }
            taken.push(room);
            n_painted += 1;
            // Egui has discs of one color ready; a circle with an edge would be cut into a hundred triangles.
            painter.circle_filled(pos, dot + EDGE / 2.0, palette.label);
            painter.circle_filled(pos, dot - EDGE / 2.0, palette.paper);
            lettering.paint(painter, text_at, &galley, colors);
        }
    }
}

/// The smallest settlement that gets a name at a zoom.
fn least_population(zoom: f64) -> u32 {
    match zoom {
        z if z < 3.5 => 5_000_000,
        z if z < 4.5 => 2_500_000,
        z if z < 5.5 => 600_000,
        z if z < 6.3 => 100_000,
        z if z < 7.0 => 25_000,
        z if z < 8.0 => 6_000,
        z if z < 9.0 => 1_500,
        z if z < 10.0 => 500,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_gazetteer_holds_the_region_and_comes_in_order() {
        let labels = Labels::bundled();
        assert!(
            labels.settlements.len() > 3_000,
            "{}",
            labels.settlements.len()
        );
        assert!(
            labels
                .settlements
                .is_sorted_by(|a, b| a.population >= b.population)
        );
        for name in ["Yerevan", "Baku", "Tbilisi", "Tabriz"] {
            assert!(
                labels
                    .settlements
                    .iter()
                    .any(|settlement| settlement.names.english() == name),
                "{name}"
            );
        }
    }

    #[test]
    fn a_line_that_is_no_settlement_is_skipped() {
        let labels = Labels::from_tsv(
            "name\tlon\tlat\tpopulation\tcountry\nA\t46\t39\t10\tAM\nB\tNaN\t39\t10\tAM\n",
        );
        assert_eq!(labels.settlements.len(), 1);
    }
}
