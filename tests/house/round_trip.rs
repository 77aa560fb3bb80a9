//! An atlas that leaves as one file comes back: the same events, claims, places, actors and sources.

use std::collections::BTreeSet;
use std::sync::Arc;

use event_atlas::export::Format;
use event_atlas::load::Loaded;
use event_atlas::model::{
    About, Actor, ActorId, ActorKind, Cargo, Casualty, Catalog, CatalogParts, Claim, Event, Harm,
    Header, Kind, KindColor, KindId, Location, LonLat, Participant, Place, PlaceId, PlaceKind,
    PlaceName, PlacePrecision, Role, Sense, Severity, Shape, Slug, Source, SourceId, Stance, TagId,
    Transfer, When, script_of,
};
use proptest::prelude::*;

use crate::catalogs::{bundled, whole};
use crate::exports::{exported, text_of};
use crate::manual::atlas_of_the_manual;

pub(crate) fn again(catalog: &Arc<Catalog>) -> Loaded {
    let text = text_of(&exported(catalog, Format::Ron));
    let loaded = whole(&text);
    let mut findings = loaded.findings.iter();
    let error = findings.find(|finding| finding.severity == Severity::Error);
    assert_eq!(error, None, "{text}");
    loaded
}

/// A value of a catalog in words that do not change with the order of its lists: ids become names.
fn said(catalog: &Catalog, value: &impl std::fmt::Debug) -> String {
    let mut text = format!("{value:?}");
    for noun in ["ActorId", "PlaceId", "SourceId", "KindId", "TagId"] {
        let name = |index: usize| -> String {
            let slug = match noun {
                "ActorId" => catalog.actor(ActorId::from_index(index)).map(|it| &it.slug),
                "PlaceId" => catalog.place(PlaceId::from_index(index)).map(|it| &it.slug),
                "TagId" => {
                    let tag = catalog.tag(TagId::from_index(index));
                    return format!("{:?}", tag.expect("a tag"));
                }
                "SourceId" => catalog
                    .source(SourceId::from_index(index))
                    .map(|it| &it.slug),
                _ => catalog.kind(KindId::from_index(index)).map(|it| &it.slug),
            };
            slug.expect("an entry").to_string()
        };
        let open = format!("{noun}(");
        let mut parts = text.split(&open);
        let mut whole = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let (index, rest) = part.split_once(')').expect("closed");
            whole += &name(index.parse().expect("a number"));
            whole += rest;
        }
        text = whole;
    }
    text
}

/// All entries in words, sorted; outlines are not in a file of one piece.
fn all_said(catalog: &Catalog) -> Vec<String> {
    let without_outline = |place: &Place| Place {
        outline: None,
        ..place.clone()
    };
    let mut all: Vec<String> = Vec::new();
    all.extend(catalog.kinds().map(|(_, it)| said(catalog, it)));
    all.extend(
        catalog
            .places()
            .map(|(_, it)| said(catalog, &without_outline(it))),
    );
    all.extend(catalog.actors().map(|(_, it)| said(catalog, it)));
    all.extend(catalog.sources().map(|(_, it)| said(catalog, it)));
    all.extend(catalog.events().map(|(_, it)| said(catalog, it)));
    all.sort();
    all
}

#[test]
fn an_atlas_in_one_file_is_the_same_atlas() {
    for loaded in [bundled(), atlas_of_the_manual()] {
        let again = again(&loaded.catalog);
        assert_eq!(again.catalog.header(), loaded.catalog.header());
        assert_eq!(all_said(&again.catalog), all_said(&loaded.catalog));
        assert_eq!(again.findings, []);
    }
}

#[test]
fn a_claim_that_a_number_names_gets_a_name() {
    let bundled = bundled().catalog;
    let mut event = bundled.events().next().expect("an event").1.clone();
    for claim in &mut event.claims {
        claim.id = None;
    }
    event.casualties = vec![Casualty {
        whose: None,
        harm: Harm::Killed,
        low: None,
        best: Some(3),
        high: None,
        phrase: None,
        claim: Some(1),
    }];
    let parts = CatalogParts {
        kinds: bundled.kinds().map(|(_, it)| it.clone()).collect(),
        places: bundled.places().map(|(_, it)| it.clone()).collect(),
        actors: bundled.actors().map(|(_, it)| it.clone()).collect(),
        sources: bundled.sources().map(|(_, it)| it.clone()).collect(),
        events: vec![event],
        ..CatalogParts::default()
    };
    let again = again(&Arc::new(Catalog::new(bundled.header().clone(), parts))).catalog;
    let (_, event) = again.events().next().expect("an event");
    assert_eq!(event.casualties.first().and_then(|it| it.claim), Some(1));
    assert!(again.actors().len() < bundled.actors().len());
}

/// Numbers to choose by, one after the other; they begin again at their end.
pub(crate) struct Dice {
    pub(crate) numbers: Vec<u32>,
    pub(crate) texts: Vec<String>,
    pub(crate) next: usize,
}

impl Dice {
    fn below(&mut self, n: usize) -> usize {
        self.next += 1;
        let number = self.numbers.get(self.next % self.numbers.len());
        number.map_or(0, |number| *number as usize % n)
    }

    fn one_of<T: Clone>(&mut self, all: &[T]) -> T {
        let index = self.below(all.len());
        all.get(index).expect("one of them").clone()
    }

    fn text(&mut self) -> String {
        let texts = self.texts.clone();
        format!("x{}", self.one_of(&texts))
    }

    fn maybe<T>(&mut self, make: impl FnOnce(&mut Self) -> T) -> Option<T> {
        (self.below(2) == 0).then(|| make(self))
    }

    fn when(&mut self) -> When {
        let text = self.one_of(&[
            "2021-07-19",
            "2021-06",
            "2021",
            "202X",
            "2021-08~",
            "2020-09-27/2020-11-10",
            "2020-11-10/..",
            "[2020-09-27..2020-11-10]",
            "[1667,1668,1670..1672]",
            "-0043",
            "Y12000",
            "2021-21",
        ]);
        let sense = self.one_of(&[Sense::SomeTime, Sense::Whole]);
        When::parse_as(text, sense).expect("a date")
    }

    fn date(&mut self) -> When {
        When::parse(self.one_of(&["2021-07-19", "2021-06", "1999"])).expect("a date")
    }

    fn list<T>(&mut self, most: usize, mut make: impl FnMut(&mut Self) -> T) -> Vec<T> {
        let n = self.below(most + 1);
        (0..n).map(|_| make(self)).collect()
    }
}

fn slug(noun: &str, index: usize) -> Slug {
    Slug::new(&format!("{noun}-{index}")).expect("a slug")
}

const N: usize = 4;

fn place(dice: &mut Dice, index: usize) -> Place {
    let name = |dice: &mut Dice| {
        let text = dice.text();
        PlaceName {
            script: script_of(&text).into(),
            text,
            lang: dice.one_of(&["en", "hy", "fa-Arab"]).into(),
            used_by: dice.maybe(Dice::text),
            when: dice.maybe(Dice::date).map(Box::new),
            note: dice.maybe(Dice::text),
        }
    };
    Place {
        slug: slug("place", index),
        kind: dice.one_of(&[PlaceKind::City, PlaceKind::Crossing, PlaceKind::Country]),
        at: dice.maybe(|dice| {
            let at = dice.below(180_000) as f64 / 1_000.0 - 90.0;
            LonLat::new(at * 1.7, at).expect("a position")
        }),
        precision: dice.one_of(&[
            PlacePrecision::Exact,
            PlacePrecision::Province,
            PlacePrecision::Country,
        ]),
        located_by: dice.maybe(Dice::text).map(Into::into),
        is_estimate: dice.below(2) == 0,
        outline: None,
        names: vec![name(dice), name(dice)],
        note: dice.maybe(Dice::text),
    }
}

fn event(dice: &mut Dice, index: usize) -> Event {
    let place = |dice: &mut Dice| PlaceId::from_index(dice.below(N));
    let actor = |dice: &mut Dice| ActorId::from_index(dice.below(N));
    let places = |dice: &mut Dice| vec![place(dice), place(dice), place(dice)];
    let location = match dice.below(6) {
        0 => Location::At(place(dice)),
        1 => Location::Within(place(dice)),
        2 => Location::Between(place(dice), place(dice)),
        3 => Location::Route(places(dice)),
        4 => Location::Several(places(dice)),
        _ => Location::NotGiven,
    };
    let mut claims: Vec<Claim> = Vec::new();
    for n in 0..=dice.below(4) {
        claims.push(claim(dice, n));
    }
    let n_claims = claims.len();
    let number = |dice: &mut Dice, from: u32| dice.maybe(|dice| from + dice.below(9) as u32);
    Event {
        slug: slug("event", index),
        title: dice.text(),
        kind: KindId::from_index(dice.below(2)),
        when: dice.maybe(Dice::when),
        phrase: dice.maybe(Dice::text),
        location,
        mentions: dice.list(2, place),
        tags: tags(dice),
        participants: dice.list(2, |dice| Participant {
            actor: actor(dice),
            role: dice.one_of(&[Role::Party, Role::Carrier, Role::Mediator]),
        }),
        claims,
        n_claims_left_out: 0,
        casualties: dice.list(2, |dice| Casualty {
            whose: dice.maybe(actor),
            harm: dice.one_of(&[Harm::Killed, Harm::Displaced]),
            low: number(dice, 0),
            best: number(dice, 10),
            high: number(dice, 20),
            phrase: dice.maybe(Dice::text),
            claim: dice.maybe(|dice| dice.below(n_claims)),
        }),
        transfers: transfers(dice, n_claims),
        note: dice.maybe(Dice::text),
        unreadable: None,
    }
}

fn tags(dice: &mut Dice) -> Vec<TagId> {
    let tags = dice.list(3, |dice| TagId::from_index(dice.below(N)));
    tags.into_iter()
        .collect::<BTreeSet<_>>()
        .into_iter()
        .collect()
}

fn claim(dice: &mut Dice, n: usize) -> Claim {
    Claim {
        id: Some(format!("c {n}")),
        speaker: ActorId::from_index(dice.below(N)),
        stance: dice.one_of(&[
            Stance::Asserts,
            Stance::Denies,
            Stance::Confirms,
            Stance::Questions,
            Stance::Retracts,
            Stance::Announces,
        ]),
        about: dice.one_of(&[About::Event, About::Date, About::Casualties, About::Meaning]),
        answers: (n > 0).then(|| dice.maybe(|dice| dice.below(n))).flatten(),
        says: dice.text(),
        said: dice.maybe(Dice::date),
        reported: dice.maybe(Dice::date),
        via: SourceId::from_index(dice.below(N)),
        locator: dice.maybe(Dice::text),
        note: dice.maybe(Dice::text),
    }
}

fn transfers(dice: &mut Dice, n_claims: usize) -> Vec<Transfer> {
    let mut transfers = dice.list(2, |dice| Transfer {
        from: ActorId::from_index(dice.below(N)),
        to: ActorId::from_index(dice.below(N)),
        cargo: dice.one_of(&[Cargo::Persons, Cargo::Documents, Cargo::Money]),
        what: dice.text(),
        count: dice.maybe(|dice| dice.below(100) as u32),
        phrase: dice.maybe(Dice::text),
        in_return_for: None,
        claim: dice.maybe(|dice| dice.below(n_claims)),
    });
    if let [first, second] = transfers.as_mut_slice() {
        first.in_return_for = Some(1);
        second.in_return_for = dice.maybe(|_| 0);
    }
    transfers
}

/// A small catalog of any sort. Actors and sources name those below them, as no file could.
pub(crate) fn any_catalog(dice: &mut Dice) -> Arc<Catalog> {
    let below = |dice: &mut Dice, index: usize| {
        (index + 1 < N).then(|| dice.maybe(|dice| index + 1 + dice.below(N - 1 - index)))
    };
    let kinds = (0..2).map(|index| Kind {
        slug: slug("kind", index),
        label: dice.text(),
        color: dice.one_of(&[KindColor::Blue, KindColor::BluishGreen]),
        shape: dice.one_of(&[Shape::Disc, Shape::Hexagon]),
    });
    let kinds = kinds.collect();
    let actors = (0..N).map(|index| Actor {
        slug: slug("actor", index),
        name: dice.text(),
        kind: dice.one_of(&[ActorKind::State, ActorKind::Unnamed]),
        part_of: below(dice, index).flatten().map(ActorId::from_index),
        note: dice.maybe(Dice::text),
    });
    let actors = actors.collect();
    let sources = (0..N).map(|index| Source {
        slug: slug("source", index),
        title: dice.text(),
        author: dice.maybe(Dice::text),
        publisher: dice.maybe(Dice::text),
        published: dice.maybe(Dice::date),
        retrieved: dice.maybe(Dice::date),
        url: dice.maybe(|_| "https://example.org/".to_owned()),
        derived_from: below(dice, index)
            .flatten()
            .map(SourceId::from_index)
            .into_iter()
            .collect(),
        has_unknown_origin: false,
        reliability: None,
        note: dice.maybe(Dice::text),
    });
    let sources = sources.collect();
    let places = (0..N).map(|index| place(dice, index)).collect();
    let tags = (0..N).map(|index| {
        let text = dice.text().replace(';', ",");
        format!("{index}{text}").trim().to_owned()
    });
    let tags = tags.collect();
    let n_events = dice.below(4) + 1;
    let events = (0..n_events).map(|index| event(dice, index)).collect();
    let header = Header {
        title: dice.text(),
        about: dice.text(),
        extent: None,
        license: dice.maybe(Dice::text),
    };
    let parts = CatalogParts {
        kinds,
        places,
        actors,
        sources,
        tags,
        events,
        table: None,
    };
    Arc::new(Catalog::new(header, parts))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn any_catalog_comes_back(
        numbers in prop::collection::vec(any::<u32>(), 1..400),
        texts in prop::collection::vec("[^\\pC]{0,12}", 1..8),
    ) {
        let catalog = any_catalog(&mut Dice { numbers, texts, next: 0 });
        let again = again(&catalog).catalog;
        let before = all_said(&catalog);
        let after = all_said(&again);
        prop_assert_eq!(again.n_events(), catalog.n_events());
        for entry in after {
            prop_assert!(before.contains(&entry), "{}\nis not in\n{:#?}", entry, before);
        }
        for format in Format::ALL {
            exported(&catalog, format);
        }
    }
}
