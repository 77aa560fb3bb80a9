//! Where UCDP GED says that it happened, and how precisely that is known.

use std::borrow::Cow;

use csv::StringRecord;

use crate::load::import::csv::cells::{Lines, not_a_code, position, within, without_zeros};
use crate::load::import::csv::columns::{Column, Header};
use crate::load::import::{DraftPlace, Problem};
use crate::model::{PlaceKind, PlacePrecision};

/// The columns of the place.
#[derive(Debug, Clone)]
pub(super) struct Where {
    prec: Column,
    coordinates: Column,
    description: Column,
    /// Second-order division, first-order division, country.
    larger: [Column; 3],
    latitude: Column,
    longitude: Column,
}

impl Where {
    pub(super) fn new(header: &Header) -> Self {
        let column = |name: &str| header.column(&[name]);
        Self {
            prec: column("where_prec"),
            coordinates: column("where_coordinates"),
            description: column("where_description"),
            larger: ["adm_2", "adm_1", "country"].map(column),
            latitude: column("latitude"),
            longitude: column("longitude"),
        }
    }

    /// What the place is called: as UCDP calls its coordinates, else what it lies in.
    pub(super) fn name<'a>(&self, row: &'a StringRecord) -> &'a str {
        let names = [self.coordinates].into_iter().chain(self.larger);
        let mut names = names.map(|column| column.of(row));
        names.find(|name| !name.is_empty()).unwrap_or_default()
    }

    pub(super) fn place<'a>(
        &self,
        row: &'a StringRecord,
        problems: &mut Vec<Problem>,
    ) -> Option<DraftPlace<'a>> {
        let name = self.name(row);
        let at = position(
            (self.latitude.of(row), self.longitude.of(row)),
            false,
            problems,
        );
        if name.is_empty() && at.is_none() {
            return None;
        }
        let code = self.prec.of(row);
        let (precision, kind) = known_to(without_zeros(code), name).unwrap_or_else(|| {
            if !code.is_empty() {
                problems.push(not_a_code("where_prec", code, "1 to 7"));
            }
            (PlacePrecision::Province, PlaceKind::Region)
        });
        Some(DraftPlace {
            name: Cow::Borrowed(name),
            within: within(name, &self.larger.map(|column| column.of(row))),
            // The middle of a country is where nothing is known to have happened.
            at: at.filter(|_| precision != PlacePrecision::Country),
            precision,
            kind,
        })
    }

    /// The code word for word, so that the classes of the atlas never replace those of UCDP.
    pub(super) fn tell(&self, row: &StringRecord, lines: &mut Lines) {
        let code = without_zeros(self.prec.of(row));
        if !code.is_empty() {
            lines.say("where_prec ");
            lines.append(code);
        }
        let description = self.description.of(row);
        if description != self.name(row) {
            lines.add("where", description);
        }
    }
}

/// The class of a `where_prec` code, by the words of the codebook:
///
/// 1. "exact location of the event": a settlement, so within a kilometer.
/// 2. "within at maximum a ca. 25 km radius around a known point": the class of that radius.
/// 3. only the second-order division is known; the point stands for it: a district.
/// 4. only the first-order division is known: a province.
/// 5. a line, as of a river or between two places, or an area without borders: as wide as a province.
/// 6. only the country is known: never drawn.
/// 7. at sea or in the air: as wide as a province.
fn known_to(code: &str, name: &str) -> Option<(PlacePrecision, PlaceKind)> {
    Some(match code {
        "1" => (PlacePrecision::Locality, settlement(name)),
        "2" => (PlacePrecision::District, settlement(name)),
        "3" => (PlacePrecision::District, PlaceKind::District),
        "4" | "5" | "7" => (PlacePrecision::Province, PlaceKind::Region),
        "6" => (PlacePrecision::Country, PlaceKind::Country),
        _ => return None,
    })
}

/// UCDP ends the names of settlements with what they are.
fn settlement(name: &str) -> PlaceKind {
    match name.rsplit(' ').next() {
        Some("city") => PlaceKind::City,
        Some("village") => PlaceKind::Village,
        _ => PlaceKind::Town,
    }
}
