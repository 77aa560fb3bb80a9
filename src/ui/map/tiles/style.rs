//! How the vector tiles of other maps are drawn: in our own colors, so that marks stand out on them as on the
//! bundled map. Layers are known by the names of `OpenMapTiles` 3 (<https://openmaptiles.org/schema/>), of the
//! Protomaps basemap 4 (<https://docs.protomaps.com/basemaps/layers>), and by what an author is likely to call
//! them; any other layer is drawn in gray.

use egui::Color32;

use crate::tiles::{Geometry, VectorFeature};
use crate::ui::theme::{self, Palette, TileColors};

/// What is drawn of a shape, in this order over all layers of a tile.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Rank {
    Cover,
    Water,
    River,
    Building,
    District,
    Path,
    Road,
    Rail,
    Other,
    Border,
}

/// How a shape is painted.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Paint {
    pub(super) rank: Rank,
    /// The inside of an area.
    pub(super) fill: Option<Color32>,
    /// The wider line under the line.
    pub(super) casing: Option<(f32, Color32)>,
    /// A line, or the edge of an area: its width in points and its color.
    pub(super) line: Option<(f32, Color32)>,
    /// Lengths of dashes and gaps in points; empty for a whole line.
    pub(super) dashes: &'static [f32],
}

/// What sort of thing a name belongs to; the more important first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Named {
    Country,
    Region,
    City,
    Town,
    Village,
    Water,
}

/// The words of a shape by which its sort is told.
struct Sort<'a> {
    layer: &'a str,
    feature: &'a VectorFeature<'a>,
}

impl Sort<'_> {
    fn is_layer(&self, names: &[&str]) -> bool {
        names.contains(&self.layer)
    }

    fn class(&self) -> &str {
        let keys = ["class", "kind", "type", "fclass", "highway", "landuse"];
        let mut words = keys.into_iter().filter_map(|key| self.feature.text(key));
        words.next().unwrap_or_default()
    }

    fn has_flag(&self, key: &str) -> bool {
        self.feature.number(key).is_some_and(|number| number > 0.0)
    }
}

/// The name of a layer as the others here are asked for it: in small letters, and once for all its shapes. One that
/// is longer than any that is known is cut short.
pub(super) fn layer_name(name: &str) -> String {
    name.chars().take(64).collect::<String>().to_lowercase()
}

/// How a shape is painted; `None` for what is not: points, and borders at sea.
pub(super) fn paint(layer: &str, feature: &VectorFeature<'_>, is_dark: bool) -> Option<Paint> {
    let palette = theme::palette_of(is_dark);
    let colors = theme::tile_colors(is_dark);
    let sort = Sort { layer, feature };
    match feature.geometry {
        Geometry::Points(_) => None,
        Geometry::Areas(_) => area(&sort, palette, colors),
        Geometry::Lines(_) => line(&sort, palette, colors),
    }
}

fn filled(rank: Rank, color: Color32) -> Paint {
    Paint {
        rank,
        fill: Some(color),
        casing: None,
        line: None,
        dashes: &[],
    }
}

fn drawn(rank: Rank, width: f32, color: Color32) -> Paint {
    Paint {
        rank,
        fill: None,
        casing: None,
        line: Some((width, color)),
        dashes: &[],
    }
}

fn area(sort: &Sort<'_>, palette: &Palette, colors: TileColors) -> Option<Paint> {
    if sort.is_layer(&["water", "ocean", "sea", "lake", "lakes", "water_polygons"]) {
        return Some(Paint {
            line: Some((0.8, palette.coast)),
            ..filled(Rank::Water, palette.water)
        });
    }
    if sort.is_layer(&["building", "buildings"]) {
        return Some(filled(Rank::Building, colors.building));
    }
    if sort.is_layer(&["earth", "land", "background", "globallandcover"]) {
        // The shaded ground shows through.
        return None;
    }
    let is_cover = [
        "landcover",
        "landuse",
        "park",
        "natural",
        "aeroway",
        "landuse_park",
    ];
    if sort.is_layer(&is_cover) {
        return match sort.class() {
            "wood" | "forest" | "scrub" | "park" | "national_park" | "nature_reserve"
            | "protected_area" | "grass" | "grassland" | "cemetery" => {
                Some(filled(Rank::Cover, colors.wood))
            }
            "ice" | "glacier" => Some(filled(Rank::Cover, colors.ice)),
            "residential" | "urban_area" | "commercial" | "industrial" | "retail" | "aerodrome"
            | "military" => Some(filled(Rank::Cover, colors.urban)),
            _ if sort.is_layer(&["park"]) => Some(filled(Rank::Cover, colors.wood)),
            // Farmland and the like are the ground itself.
            _ => None,
        };
    }
    if sort.is_layer(&[
        "boundary",
        "boundaries",
        "border",
        "borders",
        "admin1",
        "admin",
    ]) {
        return Some(Paint {
            fill: None,
            ..line(sort, palette, colors)?
        });
    }
    Some(Paint {
        rank: Rank::Other,
        fill: Some(colors.other_fill),
        casing: None,
        line: Some((0.8, colors.other)),
        dashes: &[],
    })
}

fn line(sort: &Sort<'_>, palette: &Palette, colors: TileColors) -> Option<Paint> {
    const DASHES: &[f32] = &[4.0, 3.0];
    if sort.is_layer(&["waterway", "waterways", "river", "rivers"]) {
        return Some(drawn(Rank::River, 1.1, palette.river));
    }
    if sort.is_layer(&["water", "ocean"]) {
        return Some(drawn(Rank::River, 1.0, palette.river));
    }
    if sort.is_layer(&["rail", "rails", "railway", "railways"]) {
        return Some(drawn(Rank::Rail, 0.9, palette.rail));
    }
    if sort.is_layer(&[
        "boundary",
        "boundaries",
        "border",
        "borders",
        "admin",
        "admin1",
        "disputed",
    ]) {
        if sort.has_flag("maritime") {
            return None;
        }
        let level = sort.feature.number("admin_level");
        let is_country = sort.is_layer(&["border", "borders", "disputed"])
            || level.is_some_and(|level| level <= 2.0)
            || sort.class() == "country";
        let is_disputed = sort.has_flag("disputed") || sort.is_layer(&["disputed"]);
        if !is_country {
            return Some(Paint {
                dashes: DASHES,
                ..drawn(Rank::District, 0.8, palette.district)
            });
        }
        // As on the bundled map: a border that somebody disputes is dashed and has no casing.
        return Some(Paint {
            casing: (!is_disputed).then_some((4.2, palette.border_casing)),
            dashes: if is_disputed { DASHES } else { &[] },
            ..drawn(Rank::Border, 1.3, palette.border)
        });
    }
    if sort.is_layer(&[
        "transportation",
        "roads",
        "road",
        "highway",
        "highways",
        "streets",
    ]) {
        return match sort.class() {
            "rail" | "railway" | "transit" => Some(drawn(Rank::Rail, 0.9, palette.rail)),
            "motorway" | "trunk" | "highway" | "primary" | "major_road" => Some(Paint {
                casing: Some((3.4, colors.road_casing)),
                ..drawn(Rank::Road, 2.0, colors.road)
            }),
            "secondary" | "tertiary" | "medium_road" => Some(Paint {
                casing: Some((2.6, colors.road_casing)),
                ..drawn(Rank::Road, 1.4, colors.road)
            }),
            "ferry" | "pier" => None,
            _ => Some(drawn(Rank::Path, 0.8, colors.path)),
        };
    }
    if sort.is_layer(&["aeroway", "runway"]) {
        return Some(drawn(Rank::Path, 1.6, colors.path));
    }
    Some(drawn(Rank::Other, 1.0, colors.other))
}

/// What sort of name a point carries, if it carries one that is shown.
pub(super) fn named(layer: &str, feature: &VectorFeature<'_>) -> Option<Named> {
    let sort = Sort { layer, feature };
    if sort.is_layer(&["water_name", "physical_point"]) {
        return Some(Named::Water);
    }
    if !sort.is_layer(&[
        "place",
        "places",
        "settlement",
        "settlements",
        "place_label",
    ]) {
        return None;
    }
    let class = match feature.text("kind_detail") {
        Some(detail) => detail,
        None => sort.class(),
    };
    let people = feature.number("population").or(feature.number("pop"));
    match class {
        "country" => Some(Named::Country),
        "state" | "province" | "region" => Some(Named::Region),
        "city" => Some(Named::City),
        "town" => Some(Named::Town),
        // Smaller than what the map has room for at most zooms, and named by points of interest elsewhere.
        "continent" => None,
        _ if people >= Some(100_000.0) => Some(Named::City),
        _ if people >= Some(10_000.0) => Some(Named::Town),
        _ => Some(Named::Village),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tiles::{Areas, Paths, Tag};

    fn feature<'a>(geometry: Geometry, tags: &[(&'a str, Tag<'a>)]) -> VectorFeature<'a> {
        VectorFeature {
            geometry,
            tags: tags.to_vec(),
        }
    }

    fn lines<'a>(tags: &[(&'a str, Tag<'a>)]) -> VectorFeature<'a> {
        feature(Geometry::Lines(Paths::default()), tags)
    }

    fn text(words: &str) -> Tag<'_> {
        Tag::Text(words)
    }

    #[test]
    fn a_border_is_whole_and_cased_and_a_disputed_one_is_dashed() {
        for is_dark in [false, true] {
            let level = ("admin_level", Tag::Number(2.0));
            let border = paint("boundary", &lines(std::slice::from_ref(&level)), is_dark);
            let border = border.expect("a border");
            assert!(border.casing.is_some() && border.dashes.is_empty());
            let disputed = [level, ("disputed", Tag::Number(1.0))];
            let disputed = paint("boundary", &lines(&disputed), is_dark).expect("a border");
            assert!(disputed.casing.is_none() && !disputed.dashes.is_empty());
            let at_sea = [level, ("maritime", Tag::Number(1.0))];
            assert_eq!(paint("boundary", &lines(&at_sea), is_dark), None);
            let ours = paint("border", &lines(&[]), is_dark).expect("a border");
            assert_eq!(ours, border);
        }
    }

    #[test]
    fn the_schemas_of_two_makers_are_known_and_any_other_layer_is_drawn() {
        let road = |layer: &str, class: &str| {
            paint(layer, &lines(&[("class", text(class))]), false).map(|paint| paint.rank)
        };
        assert_eq!(road("transportation", "motorway"), Some(Rank::Road));
        assert_eq!(road("transportation", "rail"), Some(Rank::Rail));
        assert_eq!(road("transportation", "path"), Some(Rank::Path));
        let protomaps = lines(&[("kind", text("major_road"))]);
        assert_eq!(
            paint("roads", &protomaps, true).map(|paint| paint.rank),
            Some(Rank::Road)
        );
        assert_eq!(road("my own layer", ""), Some(Rank::Other));
        let area = |layer: &str| {
            let area = feature(Geometry::Areas(Areas::default()), &[]);
            paint(layer, &area, false).map(|paint| (paint.rank, paint.fill.is_some()))
        };
        assert_eq!(area("water"), Some((Rank::Water, true)));
        assert_eq!(area("earth"), None);
        assert_eq!(area("zones"), Some((Rank::Other, true)));
        assert_eq!(area("admin1"), Some((Rank::District, false)));
    }

    #[test]
    fn names_are_ranked_by_what_they_are_or_by_how_many_live_there() {
        let place = |tags: &[(&'static str, Tag<'static>)]| {
            named("place", &feature(Geometry::Points(Vec::new()), tags))
        };
        assert_eq!(place(&[("class", text("country"))]), Some(Named::Country));
        assert_eq!(
            place(&[("population", Tag::Number(2e6))]),
            Some(Named::City)
        );
        assert_eq!(place(&[]), Some(Named::Village));
        let detail = [("kind", text("locality")), ("kind_detail", text("town"))];
        assert_eq!(place(&detail), Some(Named::Town));
        let poi = feature(Geometry::Points(Vec::new()), &[]);
        assert_eq!(named("poi", &poi), None);
    }
}
