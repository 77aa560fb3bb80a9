//! Catalogs for measurements: as many events as asked for, always the same ones, skewed around real places.

#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::too_many_lines,
    reason = "what is made here is known"
)]

use std::ops::ControlFlow;
use std::sync::Arc;

use event_atlas::model::{
    Actor, ActorId, ActorKind, Catalog, CatalogParts, Day, Event, Facts, Header, Kind, KindColor,
    KindId, Location, LonLat, Place, PlaceId, PlaceKind, PlaceName, PlacePrecision, Ragged,
    ReadRows, RowClaim, RowFacts, RowIds, Shape, Slug, Source, SourceId, Stance, Table, TagId,
    TimeSpan, When, Window,
};

/// Where events gather, with how many of a hundred and how far around, in degrees.
const CENTERS: [(f64, f64, u64, f64); 8] = [
    (46.03, 40.05, 10, 0.3),
    (46.93, 39.99, 20, 0.5),
    (36.55, 35.76, 20, 2.0),
    (69.17, 34.53, 15, 3.0),
    (20.40, -9.65, 10, 5.0),
    (45.32, 2.05, 10, 4.0),
    (30.52, 50.45, 10, 6.0),
    (-74.07, 4.71, 5, 5.0),
];
const N_KINDS: usize = 20;
const N_TAGS: usize = 50;
/// From 1 January 1989 on, the first day of UCDP GED.
const FIRST_DAY: i32 = 6_940;
const N_DAYS: u64 = 13_000;

/// Numbers that are the same in every run (`SplitMix64`; Steele, Lea and Flood 2014).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn below(&mut self, n: u64) -> u64 {
        self.next() % n
    }

    /// From −1 to 1, the middle more often than the ends.
    fn bell(&mut self) -> f64 {
        let mut unit = || (self.next() >> 11) as f64 / (1_u64 << 53) as f64;
        (unit() + unit() + unit() + unit() - 2.0) / 2.0
    }
}

/// Makes the event of a row of its facts alone.
#[derive(Debug)]
struct Made(Arc<Vec<Option<TimeSpan>>>);

impl ReadRows for Made {
    fn event(&self, row: usize, ids: RowIds<'_>) -> Event {
        let span = self.0.get(row).copied().flatten();
        let when = span.and_then(|span| {
            When::parse(&format!(
                "[{}..{}]",
                span.earliest_start(),
                span.latest_end()
            ))
            .ok()
        });
        Event {
            slug: Slug::new(&format!("made-{row}")).expect("a slug"),
            title: format!("Made event {row}"),
            kind: ids.kind,
            when,
            phrase: None,
            location: ids.place.map_or(Location::NotGiven, Location::At),
            mentions: Vec::new(),
            tags: ids.tags.to_vec(),
            participants: Vec::new(),
            claims: Vec::new(),
            n_claims_left_out: 0,
            casualties: Vec::new(),
            transfers: Vec::new(),
            note: None,
            unreadable: None,
        }
    }

    fn changed(&self) -> Option<&str> {
        None
    }

    fn each_text(&self, visit: &mut dyn FnMut(usize, &str) -> ControlFlow<()>) {
        for row in 0..self.0.len() {
            if visit(row, "made event").is_break() {
                return;
            }
        }
    }
}

/// A catalog of `n` events: three of four on a known day, the others within a week, a month or a year, a few
/// lasting for long or without a date or a place.
pub(crate) fn catalog(n: usize) -> Arc<Catalog> {
    let mut random = Random(42);
    let places = places(&mut random, (n / 20).clamp(1_000, 60_000));
    let n_places = places.len() as u64;
    let mut facts = Facts::default();
    let mut claims = Ragged::default();
    let mut parties = Ragged::default();
    let mut tags = Ragged::default();
    for row in 0..n {
        // Recent years have more events than early ones.
        let (a, b) = (random.below(N_DAYS), random.below(N_DAYS));
        let first = Day::from_number(FIRST_DAY + a.max(b) as i32);
        let within = |days: i32| Window::between(first, first.plus_days(days));
        let span = match random.below(1_000) {
            0..750 => Some(TimeSpan::whole(within(0))),
            750..900 => Some(TimeSpan::some_day_in(within(6))),
            900..970 => Some(TimeSpan::some_day_in(within(30))),
            970..985 => Some(TimeSpan::some_day_in(within(364))),
            985..995 => Some(TimeSpan::whole(within(random.below(2_000) as i32))),
            _ => None,
        };
        let place = random.below(n_places * 101 / 100 + 1);
        facts.push(RowFacts {
            span,
            kind: KindId::from_index(
                (random
                    .below(N_KINDS as u64)
                    .min(random.below(N_KINDS as u64))) as usize,
            ),
            place: (place < n_places).then(|| PlaceId::from_index(place as usize)),
            slug_hash: row as u64,
            is_simple: true,
        });
        let speaker = random.below(200) as usize;
        claims.push((0..=row % 2).map(|more| RowClaim {
            speaker: ActorId::from_index((speaker + more) % 200),
            via: SourceId::from_index(speaker % 100),
            stance: if row % 97 == 0 && more == 1 {
                Stance::Denies
            } else {
                Stance::Asserts
            },
        }));
        parties.push([ActorId::from_index(speaker)]);
        tags.push([TagId::from_index(row % N_TAGS)]);
    }
    let spans = Arc::new(
        facts
            .iter()
            .map(|facts: RowFacts| facts.span)
            .collect::<Vec<_>>(),
    );
    let table = Table::new(facts, claims, parties, tags, Arc::new(Made(spans)));
    let header = Header {
        title: "Made events".to_owned(),
        about: String::new(),
        extent: None,
        license: None,
    };
    let slug = |noun: &str, index: usize| Slug::new(&format!("{noun}-{index}")).expect("a slug");
    let colors = [KindColor::Blue, KindColor::Orange, KindColor::Vermillion];
    let parts = CatalogParts {
        kinds: (0..N_KINDS)
            .map(|index| Kind {
                slug: slug("kind", index),
                label: format!("Kind {index}"),
                color: colors[index % 3],
                shape: Shape::Disc,
            })
            .collect(),
        places,
        actors: (0..200)
            .map(|index| Actor {
                slug: slug("actor", index),
                name: format!("Actor {index}"),
                kind: ActorKind::Unnamed,
                part_of: None,
                note: None,
            })
            .collect(),
        sources: (0..100)
            .map(|index| Source {
                slug: slug("source", index),
                title: format!("Source {index}"),
                author: None,
                publisher: None,
                published: None,
                retrieved: None,
                url: None,
                derived_from: Vec::new(),
                has_unknown_origin: false,
                reliability: None,
                note: None,
            })
            .collect(),
        tags: (0..N_TAGS).map(|index| format!("tag {index}")).collect(),
        events: Vec::new(),
        table: Some(Arc::new(table)),
    };
    Arc::new(Catalog::new(header, parts))
}

fn places(random: &mut Random, n: usize) -> Vec<Place> {
    (0..n)
        .map(|index| {
            let mut left = random.below(100);
            let center = CENTERS.iter().find(|(_, _, share, _)| {
                let is_it = left < *share;
                left = left.wrapping_sub(*share);
                is_it
            });
            let (lon, lat, _, reach) = center.unwrap_or(&CENTERS[0]);
            let name = format!("Place {index}");
            Place {
                slug: Slug::new(&format!("place-{index}")).expect("a slug"),
                kind: PlaceKind::Town,
                at: Some(LonLat::clamped(
                    lon + reach * random.bell(),
                    lat + reach * random.bell(),
                )),
                precision: PlacePrecision::Town,
                located_by: None,
                is_estimate: false,
                outline: None,
                names: vec![PlaceName {
                    text: name,
                    lang: "en".into(),
                    script: "Latn".into(),
                    used_by: None,
                    when: None,
                    note: None,
                }],
                note: None,
            }
        })
        .collect()
}

/// The window that holds about a tenth of the events.
pub(crate) fn tenth() -> Window {
    let first = Day::from_number(FIRST_DAY + 9_000);
    Window::between(first, first.plus_days(900))
}
