//! A place with its names, and how precisely it is known.

use std::borrow::Cow;
use std::sync::Arc;

use super::{LonLat, NamePolicy, Outline, PlaceName, Slug};

/// A place. Its precision belongs to it: a district is never a pin.
#[derive(Debug, Clone, PartialEq)]
pub struct Place {
    /// The author's name for it.
    pub slug: Slug,
    /// What sort of place it is.
    pub kind: PlaceKind,
    /// Where it is; `None` for what has no point, like a country.
    pub at: Option<LonLat>,
    /// How far from that point the place may lie.
    pub precision: PlacePrecision,
    /// Where the coordinates come from.
    pub located_by: Option<Cow<'static, str>>,
    /// Whether the coordinates are our own estimate.
    pub is_estimate: bool,
    /// Its outline, where the atlas has one. It is drawn in place of a circle.
    pub outline: Option<Arc<Outline>>,
    /// Its names, the first as its source writes it.
    pub names: Vec<PlaceName>,
    /// The atlas's own remark.
    pub note: Option<String>,
}

impl Place {
    /// The name a reader asks for; the first one given where there is none in that language.
    pub fn name(&self, policy: NamePolicy) -> String {
        policy
            .name_among(&self.names)
            .unwrap_or_else(|| self.slug.to_string())
    }
}

/// What sort of place it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum PlaceKind {
    /// A large settlement.
    City,
    /// A settlement.
    Town,
    /// A small settlement.
    Village,
    /// A border crossing: one place with two sides.
    Crossing,
    /// A building or another spot.
    Site,
    /// A district.
    District,
    /// A larger area.
    Region,
    /// A country.
    Country,
}

/// How precisely a place is known, as classes with a radius.
///
/// The classes and radii are the atlas's own, between the `geo_precision` codes of ACLED and
/// the `where_prec` codes of UCDP GED, which have no radii.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum PlacePrecision {
    /// Within 10 m.
    Exact,
    /// Within 100 m.
    Vicinity,
    /// Within 1 km.
    Locality,
    /// Within 3 km.
    Town,
    /// Within 10 km.
    Area,
    /// Within 25 km.
    District,
    /// Within 75 km.
    Province,
    /// Somewhere in a country: no radius, never drawn.
    Country,
}

impl PlacePrecision {
    /// All classes, the finest first.
    pub const ALL: [Self; 8] = [
        Self::Exact,
        Self::Vicinity,
        Self::Locality,
        Self::Town,
        Self::Area,
        Self::District,
        Self::Province,
        Self::Country,
    ];

    /// The finest class that holds a radius in meters; beyond all radii that of a country.
    pub fn holding(radius_m: f64) -> Self {
        Self::ALL
            .into_iter()
            .find(|class| class.radius_m().is_some_and(|radius| radius_m <= radius))
            .unwrap_or(Self::Country)
    }

    /// The radius of the halo in meters; `None` where a point would mislead.
    pub fn radius_m(self) -> Option<f64> {
        match self {
            Self::Exact => Some(10.0),
            Self::Vicinity => Some(100.0),
            Self::Locality => Some(1_000.0),
            Self::Town => Some(3_000.0),
            Self::Area => Some(10_000.0),
            Self::District => Some(25_000.0),
            Self::Province => Some(75_000.0),
            Self::Country => None,
        }
    }
}
