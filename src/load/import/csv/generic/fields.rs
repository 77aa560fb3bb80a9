//! Which column of a table is which, by the many names that people give them.

use csv::StringRecord;

use crate::load::import::csv::columns::{Column, Header};
use crate::load::import::csv::mapping::Mapping;

/// The columns of everything but time.
#[derive(Debug, Clone)]
pub(super) struct Fields {
    pub(super) id: Column,
    pub(super) title: Column,
    pub(super) notes: Column,
    pub(super) kind: Column,
    pub(super) lat: Column,
    pub(super) lon: Column,
    pub(super) place: Column,
    pub(super) country: Column,
    pub(super) precision: Column,
    pub(super) speaker: Column,
    pub(super) url: Column,
    pub(super) tags: Column,
    pub(super) actors: Vec<Column>,
    pub(super) sources: Vec<Column>,
    /// Divisions of a country, from the small to the large.
    divisions: [Column; 4],
}

impl Fields {
    /// What the reader says comes first, then the names; each in the order in which it is preferred.
    pub(super) fn new(header: &Header, mapping: &Mapping) -> Self {
        let column =
            |field: &str, names: &[&str]| mapping.column(field, header).or(header.column(names));
        let several = |field: &str, names: &[&str]| match mapping.column(field, header) {
            said if said.is_there() => vec![said],
            _ => header.numbered(names),
        };
        Self {
            id: column("id", &["id", "event_id", "slug", "uuid", "uid"]),
            title: column(
                "title",
                &["title", "headline", "event", "name", "event_name"],
            ),
            notes: column(
                "notes",
                &["notes", "description", "summary", "details", "text", "note"],
            ),
            kind: column("kind", &["kind", "type", "event_type", "category"]),
            lat: column("lat", &["lat", "latitude", "y", "lat_dd"]),
            lon: column("lon", &["lon", "longitude", "lng", "long", "x", "lon_dd"]),
            place: column(
                "place",
                &["place", "location", "city", "town", "village", "place_name"],
            ),
            country: column("country", &["country", "country_name"]),
            precision: column(
                "precision",
                &["precision", "geolocation_resolution", "location_precision"],
            ),
            speaker: column(
                "speaker",
                &["speaker", "claimed_by", "said_by", "attributed_to"],
            ),
            url: column(
                "url",
                &["url", "link", "source_url", "source_link", "links"],
            ),
            tags: column("tags", &["tags", "tag", "keywords", "labels"]),
            actors: several(
                "actors",
                &["actor", "actors", "party", "parties", "participants"],
            ),
            sources: several("source", &["source", "sources", "outlet", "publisher"]),
            divisions: [
                header.column(&["admin3"]),
                header.column(&["admin2", "district", "county"]),
                header.column(&["admin1", "province", "state"]),
                header.column(&["admin", "region"]),
            ],
        }
    }

    /// Whether a column is one of these.
    pub(super) fn has(&self, index: usize) -> bool {
        let single = [
            self.id,
            self.title,
            self.notes,
            self.kind,
            self.lat,
            self.lon,
            self.place,
            self.country,
            self.precision,
            self.speaker,
            self.url,
            self.tags,
        ];
        let mut all = single
            .iter()
            .chain(&self.actors)
            .chain(&self.sources)
            .chain(&self.divisions);
        all.any(|column| column.is_at(index))
    }

    /// What the place lies in, from the small to the large.
    pub(super) fn larger<'a>(&self, row: &'a StringRecord) -> [&'a str; 5] {
        let [a, b, c, d] = self.divisions;
        [a, b, c, d, self.country].map(|column| column.of(row))
    }
}
