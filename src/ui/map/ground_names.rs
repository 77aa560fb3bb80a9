//! Names of countries, seas and lakes: each where it has room, after the large cities and before other settlements.

use egui::{Painter, Rect, vec2};

use super::View;
use super::gazetteer::Names;
use super::lettering::Lettering;
use crate::model::{LonLat, NamePolicy};
use crate::state::WorldPoint;
use crate::ui::rich_text;
use crate::ui::theme::{self, Palette};

/// All of them, the largest of each kind first.
#[derive(Debug)]
pub(super) struct GroundNames {
    named: Vec<Named>,
}

#[derive(Debug)]
struct Named {
    kind: Kind,
    names: Names,
    at: WorldPoint,
    /// The radius of the largest circle inside it on the map, in widths of the world.
    radius: f64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Country,
    Sea,
    Lake,
}

impl Kind {
    fn of(word: &str) -> Option<Self> {
        match word {
            "country" => Some(Self::Country),
            "sea" => Some(Self::Sea),
            "lake" => Some(Self::Lake),
            _ => None,
        }
    }

    /// How much wider than its circle a name may be: names of lakes reach over their shores, those of
    /// countries stay well inside, because most countries are wider than their circle.
    fn overhang(self) -> f64 {
        match self {
            Self::Country => 1.25,
            Self::Sea => 1.6,
            Self::Lake => 3.0,
        }
    }

    /// How wide its circle may become on the screen, in points. Who looks at a part of a country needs no name
    /// for the whole.
    fn widest(self) -> f64 {
        match self {
            Self::Country => 420.0,
            Self::Sea | Self::Lake => 1_500.0,
        }
    }
}

impl GroundNames {
    /// The table that is part of the program.
    pub(super) fn bundled() -> Self {
        Self::from_tsv(include_str!("../../../assets/basemap/names.tsv"))
    }

    /// Lines of kind, name, longitude, latitude, radius in degrees of longitude, and the names in other
    /// languages; a line that is none is skipped.
    fn from_tsv(text: &str) -> Self {
        let named = |line: &str| {
            let mut cells = line.split('\t');
            let kind = Kind::of(cells.next()?)?;
            let name = cells.next()?;
            let lon: f64 = cells.next()?.parse().ok()?;
            let lat: f64 = cells.next()?.parse().ok()?;
            let radius: f64 = cells.next()?.parse().ok()?;
            Some(Named {
                kind,
                names: Names::new(name, cells),
                at: WorldPoint::from_lon_lat(LonLat::new(lon, lat).ok()?),
                radius: radius / 360.0,
            })
        };
        Self {
            named: text.lines().filter_map(named).collect(),
        }
    }

    /// Paints the names that fit into what they name and beside what is already `taken`, but none in what is
    /// `named` by another map.
    pub(super) fn paint(
        &self,
        painter: &Painter,
        (view, policy): (View, NamePolicy),
        (taken, named): (&mut Vec<Rect>, &[Rect]),
        lettering: &mut Lettering,
        palette: &Palette,
    ) {
        /// No name is narrower.
        const NARROWEST: f64 = 16.0;
        let mut painted: Vec<&str> = Vec::new();
        for one in &self.named {
            let width = 2.0 * one.radius * view.world_points;
            let room = width * one.kind.overhang();
            let pos = view.pos(one.at);
            let is_near = room >= NARROWEST && width <= one.kind.widest();
            if !is_near || !view.rect.contains(pos) || painted.contains(&one.names.english()) {
                continue;
            }
            if named.iter().any(|named| named.contains(pos)) {
                continue;
            }
            let ink = match one.kind {
                Kind::Country => palette.country_label,
                Kind::Sea | Kind::Lake => palette.water_label,
            };
            let font = if one.kind != Kind::Lake && width > 90.0 {
                theme::body()
            } else {
                theme::caption()
            };
            let format = theme::spaced(theme::format(font, ink));
            let text = one.names.shown(policy);
            let galley = painter.layout_job(rich_text::job(&text, &format));
            let free = shifts(one.kind)
                .iter()
                .filter(|shift| {
                    // Away from its middle a circle is narrower.
                    let share = (1.0 - *shift * *shift).sqrt();
                    f64::from(galley.size().x) <= room * share
                })
                .map(|shift| pos + vec2(0.0, (shift * width / 2.0) as f32))
                .map(|pos| Rect::from_center_size(pos, galley.size()))
                .filter(|rect| view.rect.contains_rect(*rect))
                .find(|rect| !taken.iter().any(|other| other.intersects(*rect)));
            if let Some(rect) = free {
                taken.push(rect.expand2(vec2(6.0, 2.0)));
                painted.push(one.names.english());
                lettering.paint(painter, rect.min, &galley, (ink, palette.label_halo));
            }
        }
    }
}

/// How far down from the middle of its circle a name may stand, in radii; the first free place is taken. That of
/// a country makes room for its large cities.
fn shifts(kind: Kind) -> &'static [f64] {
    match kind {
        Kind::Country => &[0.0, -0.35, 0.35, -0.7, 0.7],
        Kind::Sea | Kind::Lake => &[0.0],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_holds_every_member_of_the_united_nations_and_the_waters_of_the_region() {
        let names = GroundNames::bundled();
        let of = |kind: Kind| names.named.iter().filter(move |one| one.kind == kind);
        assert_eq!(of(Kind::Country).count(), 193);
        for country in [
            "Armenia",
            "Azerbaijan",
            "Georgia",
            "Iran",
            "Russia",
            "Türkiye",
        ] {
            let found = of(Kind::Country).find(|one| one.names.english() == country);
            let names = &found.expect("a country").names;
            for policy in ["az", "hy", "fa", "ru", "ka"] {
                let policy = NamePolicy::of_slug(policy).expect("a policy");
                assert_ne!(names.shown(policy), country, "{policy:?}");
            }
        }
        for water in [
            "Black Sea",
            "Caspian Sea",
            "Lake Sevan",
            "Lake Urmia",
            "Lake Van",
        ] {
            assert!(names.named.iter().any(|one| one.names.english() == water));
        }
        for kind in [Kind::Country, Kind::Sea, Kind::Lake] {
            assert!(of(kind).is_sorted_by(|a, b| a.radius >= b.radius));
        }
    }

    #[test]
    fn a_line_that_is_no_name_is_skipped() {
        let text = "kind\tname\tlon\tlat\tradius\nlake\tA\t46\t39\t0.1\nriver\tB\t46\t39\t0.1\nlake\tC\t46\n";
        assert_eq!(GroundNames::from_tsv(text).named.len(), 1);
    }
}
