//! An atlas that leaves for maps, globes and spreadsheets, and comes back: what such a file can hold is kept, and what it
//! cannot is told when it leaves.

use std::collections::BTreeSet;
use std::fs;
use std::sync::Arc;

use event_atlas::export::{Exported, Format};
use event_atlas::load::{ImportOptions, Progress, load_paths};
use event_atlas::model::{
    Catalog, Claim, Day, Event, EventId, Location, NamePolicy, Participant, Role, Severity, Stance,
    When,
};
use event_atlas::query::{Index, Knowledge, Status, Verdict};
use proptest::prelude::*;

use crate::catalogs::{bundled, whole};
use crate::exports::exported;
use crate::manual::atlas_of_the_manual;
use crate::round_trip::{Dice, again, any_catalog};

/// What a catalog becomes in a file of a format, and the atlas in one file that is made of it again.
fn there_and_back(catalog: &Arc<Catalog>, format: Format) -> (Exported, Arc<Catalog>) {
    let exported = exported(catalog, format);
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join(format!("a.{}", format.extension()));
    fs::write(&path, &exported.bytes).expect("written");
    let options = ImportOptions::default();
    let loaded = load_paths(&[path], &options, &Progress::default(), &mut |_| ());
    let loaded = loaded.expect("there is a file");
    let mut findings = loaded.findings.iter();
    let error = findings.find(|finding| finding.severity == Severity::Error);
    let text = || String::from_utf8_lossy(&exported.bytes).into_owned();
    assert_eq!(error, None, "{}", text());
    let back = again(&loaded.catalog).catalog;
    (exported, back)
}

/// A claim in names, without what a place in a list of entries tells.
#[derive(Debug, PartialEq)]
struct Statement {
    words: [Option<String>; 7],
    said: Option<When>,
    reported: Option<When>,
    rest: String,
}

fn trimmed(text: Option<&str>) -> Option<String> {
    text.map(|text| text.trim().to_owned())
}

fn said(catalog: &Catalog, claim: &Claim) -> Statement {
    let source = catalog.source(claim.via).expect("a source");
    let speaker = catalog.actor(claim.speaker).expect("a speaker");
    Statement {
        words: [
            trimmed(Some(&speaker.name)),
            trimmed(Some(&claim.says)),
            trimmed(Some(&source.title)),
            trimmed(source.url.as_deref()),
            trimmed(claim.locator.as_deref()),
            trimmed(claim.note.as_deref()),
            trimmed(claim.id.as_deref()),
        ],
        said: claim.said.clone(),
        reported: claim.reported.clone(),
        rest: format!("{:?} {:?} {:?}", claim.stance, claim.about, claim.answers),
    }
}

/// Texts of a list, each once, as a table has them.
fn listed<'a>(texts: impl Iterator<Item = &'a str>) -> BTreeSet<String> {
    texts
        .map(|text| text.replace(';', ",").trim().to_owned())
        .collect()
}

/// Two sides of a round trip.
struct Trip<'a> {
    format: Format,
    before: &'a Arc<Catalog>,
    after: &'a Arc<Catalog>,
    before_index: Index,
    after_index: Index,
}

impl<'a> Trip<'a> {
    fn new(format: Format, before: &'a Arc<Catalog>, after: &'a Arc<Catalog>) -> Self {
        Self {
            format,
            before,
            after,
            before_index: Index::new(before, Knowledge::default()),
            after_index: Index::new(after, Knowledge::default()),
        }
    }

    fn keeps_all(&self) {
        assert_eq!(self.after.n_events(), self.before.n_events());
        for (id, event) in self.before.events() {
            let back = self.after.event_by_slug(event.slug.as_str());
            let back = back.unwrap_or_else(|| panic!("{} is lost", event.slug));
            let again = self.after.event(back).expect("an event");
            self.keeps_words(event, again);
            self.keeps_place(event, again);
            self.keeps_position((id, event), again);
            if self.format == Format::Csv {
                self.keeps_who_affirms_and_denies(event, again);
            } else {
                self.keeps_claims(event, again);
            }
            self.keeps_parties(event, again);
        }
    }

    fn keeps_words(&self, event: &Event, again: &Event) {
        assert_eq!(again.title, event.title.trim());
        assert_eq!(again.when, event.when);
        let phrase = trimmed(event.phrase.as_deref());
        assert_eq!(again.phrase, phrase);
        let kinds = [(self.before, event), (self.after, again)].map(|(catalog, event)| {
            let kind = catalog.kind(event.kind).expect("a kind");
            kind.label.trim().to_owned()
        });
        assert_eq!(kinds[0], kinds[1]);
        let tags = [(self.before, event), (self.after, again)].map(|(catalog, event)| {
            let tags = event.tags.iter().filter_map(|id| catalog.tag(*id));
            tags.map(str::to_owned).collect::<Vec<_>>()
        });
        assert_eq!(tags[0], tags[1]);
        if let Some(note) = &event.note {
            let begins = again.note.as_ref().map(|it| it.starts_with(note.trim()));
            assert_eq!(begins, Some(true), "{:?}", again.note);
        }
    }

    fn keeps_place(&self, event: &Event, again: &Event) {
        let named = |id| {
            let place = self.before.place(id).expect("a place");
            place.name(NamePolicy::AsInSource)
        };
        let names: Vec<String> = event.location.places().into_iter().map(named).collect();
        let back = again.location.places();
        let back = back.first().and_then(|id| self.after.place(*id));
        let back = back.map(|place| place.name(NamePolicy::AsInSource));
        if self.format == Format::Csv && !matches!(event.location, Location::Between(..)) {
            let is_one = back.as_ref().is_none_or(|back| {
                let mut names = names.iter();
                names.any(|name| name.trim() == back)
            });
            assert!(is_one, "{back:?} is none of {names:?}");
            assert_eq!(back.is_none(), names.is_empty());
        } else {
            let all = names.join("; ");
            assert_eq!(back.unwrap_or_default(), all.trim());
        }
        match event.location {
            Location::At(_) => assert!(matches!(again.location, Location::At(_))),
            Location::Within(_) | Location::Between(..) => {
                assert!(matches!(again.location, Location::Within(_)));
            }
            Location::NotGiven => assert_eq!(again.location, Location::NotGiven),
            _ => {}
        }
    }

    /// One position stays where it was, with its doubt. Of several in a feature a circle remains, and a remark.
    fn keeps_position(&self, (id, event): (EventId, &Event), again: &Event) {
        let anchors = self.before_index.anchors(id);
        let n_positions = anchors.points.len().max(anchors.route.len());
        if n_positions > 1 && self.format != Format::Csv {
            let note = again.note.as_deref().unwrap_or_default();
            assert!(note.contains("drawn as"), "{note}");
            return;
        }
        let before = anchors.points.first().map(|it| (it.at, it.precision));
        let after = again.location.places();
        let after = after.first().and_then(|place| self.after.place(*place));
        let after = after.and_then(|place| Some((place.at?, place.precision)));
        assert_eq!(after, before, "{:?}", event.location);
    }

    fn keeps_claims(&self, event: &Event, again: &Event) {
        let before = event.claims.iter().map(|it| said(self.before, it));
        let after = again.claims.iter().map(|it| said(self.after, it));
        assert_eq!(after.collect::<Vec<_>>(), before.collect::<Vec<_>>());
    }

    /// A table has names for who affirms, who denies, and through what; not which of them belong together.
    fn keeps_who_affirms_and_denies(&self, event: &Event, again: &Event) {
        let retracted = Verdict::of(self.before, event, Knowledge::default()).retracted;
        let standing: Vec<&Claim> = event
            .claims
            .iter()
            .enumerate()
            .filter(|(index, _)| !retracted.contains(index))
            .map(|(_, claim)| claim)
            .collect();
        let speakers = |catalog: &Catalog, claims: &[&Claim], is_asked: &dyn Fn(Stance) -> bool| {
            let asked = claims.iter().filter(|claim| is_asked(claim.stance));
            let names: Vec<String> = asked
                .map(|claim| catalog.actor(claim.speaker).expect("an actor").name.clone())
                .collect();
            listed(names.iter().map(String::as_str))
        };
        let back: Vec<&Claim> = again.claims.iter().collect();
        let is_denial = |stance| stance == Stance::Denies;
        for is_asked in [&is_denial as &dyn Fn(Stance) -> bool, &Stance::is_affirming] {
            assert_eq!(
                speakers(self.after, &back, is_asked),
                speakers(self.before, &standing, is_asked)
            );
        }
        let note = again.note.clone().unwrap_or_default();
        let told: Vec<String> = again
            .claims
            .iter()
            .map(|claim| self.after.source(claim.via).expect("a source"))
            .map(|source| format!("{} {:?}", source.title, source.url))
            .chain([note])
            .collect();
        let told = told.join("\n");
        for claim in &event.claims {
            let source = self.before.source(claim.via).expect("a source");
            let url = source.url.as_deref().unwrap_or_default();
            let title = source.title.replace(';', ",");
            assert!(told.contains(title.trim()), "{title} is not in {told}");
            assert!(told.contains(url), "{url} is not in {told}");
        }
        for name in speakers(self.before, &standing, &|_| true) {
            let names = again.claims.iter().map(|it| self.after.actor(it.speaker));
            let is_speaker = names.flatten().any(|actor| actor.name == name);
            assert!(
                is_speaker || told.contains(&name),
                "{name} is not in {told}"
            );
        }
    }

    fn keeps_parties(&self, event: &Event, again: &Event) {
        let names = |catalog: &Catalog, parties: &[Participant]| -> Vec<(String, Role)> {
            let party = |it: &Participant| {
                let name = &catalog.actor(it.actor).expect("an actor").name;
                (name.trim().to_owned(), it.role)
            };
            parties.iter().map(party).collect()
        };
        let before = names(self.before, &event.participants);
        let after = names(self.after, &again.participants);
        match self.format {
            Format::GeoJson => assert_eq!(after, before),
            Format::Csv => assert_eq!(
                listed(after.iter().map(|it| it.0.as_str())),
                listed(before.iter().map(|it| it.0.as_str()))
            ),
            _ => {
                let note = again.note.as_deref().unwrap_or_default();
                let is_told = |name: &str| note.contains(name);
                assert!(before.iter().all(|(name, _)| is_told(name)), "{note}");
            }
        }
    }

    /// The sentences name each sort of thing that is there and that the format cannot hold, and no other.
    fn tells(&self, losses: &[String]) {
        let told = losses.join("\n");
        let events = || self.before.events().map(|(_, event)| event);
        let is_beyond = |when: &When| {
            let span = when.span();
            let years = [span.earliest_start(), span.latest_end()].map(Day::ymd);
            let mut years = years.into_iter().flatten();
            years.any(|(year, ..)| !(1..=9_999).contains(&year))
        };
        let n_positions = |id: EventId| {
            let anchors = self.before_index.anchors(id);
            anchors.points.len().max(anchors.route.len())
        };
        let has_several = || self.before.events().any(|(id, _)| n_positions(id) > 1);
        let is_listed_with_semicolon = |event: &Event| {
            let parties = event.participants.iter().map(|it| it.actor);
            let speakers = event.claims.iter().map(|it| it.speaker);
            let actors = parties.chain(speakers);
            let mut actors = actors.filter_map(|id| self.before.actor(id));
            let sources = event.claims.iter().map(|it| self.before.source(it.via));
            actors.any(|actor| actor.name.contains(';'))
                || sources.flatten().any(|source| source.title.contains(';'))
        };
        let has_outline = |event: &Event| {
            let mut places = event.places().into_iter();
            places.any(|id| self.before.place(id).is_some_and(|it| it.outline.is_some()))
        };
        let is_csv = self.format == Format::Csv;
        let any = |is_asked: &dyn Fn(&Event) -> bool| events().any(is_asked);
        for (words, is_there) in [
            ("names, positions and addresses, and nothing else", !is_csv),
            ("there are only names and addresses", is_csv),
            ("outline", any(&has_outline)),
            (
                "before the year 1 or after 9999",
                self.format == Format::Kml
                    && any(&|event| event.when.as_ref().is_some_and(is_beyond)),
            ),
            ("one position per event", is_csv && has_several()),
            ("only counted", is_csv),
            (
                " number",
                is_csv && any(&|event| !event.casualties.is_empty()),
            ),
            (
                " transfer",
                is_csv && any(&|event| !event.transfers.is_empty()),
            ),
            (
                " mention",
                is_csv && any(&|event| !event.mentions.is_empty()),
            ),
            (
                " role",
                is_csv && any(&|event| event.participants.iter().any(|it| it.role != Role::Party)),
            ),
            (
                "semicolons stand between",
                is_csv && any(&is_listed_with_semicolon),
            ),
        ] {
            assert_eq!(told.contains(words), is_there, "{words}:\n{told}");
        }
    }
}

const FORMATS: [Format; 3] = [Format::GeoJson, Format::Kml, Format::Csv];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn what_a_format_can_hold_comes_back_and_the_rest_is_told(
        numbers in prop::collection::vec(any::<u32>(), 1..400),
        texts in prop::collection::vec("[^\\pC]{0,12}", 1..8),
    ) {
        let catalog = any_catalog(&mut Dice { numbers, texts, next: 0 });
        for format in FORMATS {
            let (exported, back) = there_and_back(&catalog, format);
            let trip = Trip::new(format, &catalog, &back);
            trip.keeps_all();
            trip.tells(&exported.losses);
        }
    }
}

#[test]
fn atlases_that_we_wrote_come_back_from_every_format() {
    for loaded in [bundled(), atlas_of_the_manual()] {
        for format in FORMATS {
            let (exported, back) = there_and_back(&loaded.catalog, format);
            let trip = Trip::new(format, &loaded.catalog, &back);
            trip.keeps_all();
            trip.tells(&exported.losses);
        }
    }
}

#[test]
fn what_is_contested_stays_contested() {
    let before = bundled().catalog;
    for format in FORMATS {
        let (_, back) = there_and_back(&before, format);
        let trip = Trip::new(format, &before, &back);
        for (id, event) in before.events() {
            let again = back.event_by_slug(event.slug.as_str()).expect("an event");
            let is_contested = |index: &Index, id| index.status(id) == Status::Contested;
            assert_eq!(
                is_contested(&trip.after_index, again),
                is_contested(&trip.before_index, id),
                "{} in {format:?}",
                event.slug
            );
        }
    }
}

#[test]
fn a_text_that_looks_like_a_formula_comes_back_from_a_table_as_it_was() {
    let loaded = whole(
        "(schema: 1, title: \"T\", kinds: [(id: \"k\", label: \"@K\", color: Blue, shape: Disc)],\n\
         places: [(id: \"p\", kind: Town, at: (lon: -46.5, lat: -39.5), precision: Town,\n\
         names: [(text: \"'=P\", lang: \"en\")])],\n\
         actors: [(id: \"a\", name: \"-A\", kind: State)], sources: [(id: \"s\", title: \"+S\")],\n\
         events: [(id: \"e\", title: \"=1+1\", kind: \"k\", when: \"-0043-03-15\", place: At(\"p\"), note: \"''@x\",\n\
         claims: [(by: \"a\", stance: Asserts, says: \"=x\", via: \"s\")])])",
    );
    assert_eq!(loaded.findings, []);
    let (_, back) = there_and_back(&loaded.catalog, Format::Csv);
    Trip::new(Format::Csv, &loaded.catalog, &back).keeps_all();
}

#[test]
fn a_formula_in_full_width_or_after_blanks_comes_back_as_it_was() {
    let loaded = whole(
        "(schema: 1, title: \"T\", kinds: [(id: \"k\", label: \"＠K\", color: Blue, shape: Disc)],\n\
         places: [(id: \"p\", kind: Town, at: (lon: 46.5, lat: 39.5), precision: Town,\n\
         names: [(text: \"'＝P\", lang: \"en\")])],\n\
         actors: [(id: \"a\", name: \"－A\", kind: State)], sources: [(id: \"s\", title: \"＋S\")],\n\
         events: [(id: \"e\", title: \"＝1+1\", kind: \"k\", when: \"2021\", place: At(\"p\"), note: \"' ＠x\",\n\
         claims: [(by: \"a\", stance: Asserts, says: \"x\", via: \"s\")])])",
    );
    assert_eq!(loaded.findings, []);
    let (_, back) = there_and_back(&loaded.catalog, Format::Csv);
    Trip::new(Format::Csv, &loaded.catalog, &back).keeps_all();
}
