//! The bundled atlas holds, and what does not hold elsewhere is found where it stands.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::PathBuf;

use event_atlas::load::{load, read_atlas};
use event_atlas::model::{Finding, Stance};
use event_atlas::query::{Index, Knowledge, Status};

use crate::catalogs::{bundled, catalog, whole};

fn folder() -> PathBuf {
    crate::root().join("data/south-caucasus-2021")
}

#[test]
fn the_folder_is_the_bundled_atlas_and_has_no_finding() {
    let from_folder = load(&read_atlas(&folder()).expect("an atlas"));
    assert_eq!(from_folder.findings, []);
    let bundled = bundled();
    assert_eq!(bundled.findings, []);
    let titles = |loaded: &event_atlas::load::Loaded| {
        loaded
            .catalog
            .events()
            .map(|(_, event)| event.title.clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(titles(&from_folder), titles(&bundled));
    assert_eq!(bundled.catalog.n_events(), 14);
}

#[test]
fn every_claim_has_a_locator_and_every_place_says_where_it_is_from() {
    let loaded = bundled();
    let catalog = &loaded.catalog;
    for (_, event) in catalog.events() {
        for claim in &event.claims {
            let source = catalog.source(claim.via).expect("a source");
            assert!(claim.locator.is_some(), "{}: {}", event.slug, claim.says);
            assert!(!source.title.is_empty(), "{}", source.slug);
        }
        assert!(!event.claims.is_empty(), "{}", event.slug);
    }
    for (_, place) in catalog.places() {
        assert!(
            place.at.is_none() || place.located_by.is_some(),
            "{}",
            place.slug
        );
    }
    let norduz = catalog
        .places()
        .find(|(_, place)| place.slug.as_str() == "nordooz-agarak");
    assert!(norduz.is_some_and(|(_, place)| place.is_estimate));
}

#[test]
fn contested_is_computed_from_who_denies_what() {
    let loaded = bundled();
    let index = Index::new(&loaded.catalog, Knowledge::default());
    for (id, event) in loaded.catalog.events() {
        let is_denied = event
            .claims
            .iter()
            .any(|claim| claim.stance == Stance::Denies);
        assert_eq!(
            index.status(id) == Status::Contested,
            is_denied,
            "{}",
            event.slug
        );
    }
}

/// A copy of the bundled folder with words replaced in its files.
fn copy_with(changes: &[(&str, &str, &str)]) -> (tempfile::TempDir, Vec<Finding>, usize) {
    let copy = tempfile::tempdir().expect("a folder");
    for entry in fs::read_dir(folder()).expect("the atlas").flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let mut text = fs::read_to_string(entry.path()).expect("a file");
        for (_, from, to) in changes.iter().filter(|(file, _, _)| *file == name) {
            assert!(text.contains(from), "{name} has no {from:?}");
            text = text.replacen(from, to, 1);
        }
        fs::write(copy.path().join(name), text).expect("written");
    }
    let loaded = load(&read_atlas(copy.path()).expect("an atlas"));
    (copy, loaded.findings, loaded.catalog.n_events())
}

#[test]
fn five_mistakes_are_five_findings_and_everything_else_loads() {
    let (copy, findings, n_events) = copy_with(&[
        (
            "events.ron",
            "phrase: \"In June 2020\",",
            "phrase: \"In June 2020\", colour: \"red\",",
        ),
        ("events.ron", "At(\"yeraskh\")", "At(\"yeraksh\")"),
        ("events.ron", "when: \"2021-05-12\"", "when: \"2021-02-30\""),
        (
            "events.ron",
            "note: \"In a press release.\",\n        ),\n    ],",
            "note: \"In a press release.\",\n        ),\n    ",
        ),
        ("places.ron", "lat: 40.3777", "lat: 93"),
    ]);
    let events = fs::read_to_string(copy.path().join("events.ron")).expect("the copy");
    let line_of = |text: &str, word: &str| {
        text.lines()
            .position(|line| line.contains(word))
            .expect("there")
            + 1
    };
    let places = fs::read_to_string(copy.path().join("places.ron")).expect("the copy");
    let bracket = line_of(&events, "id: \"call-for-withdrawal\"");
    let claims_of_call = events
        .lines()
        .skip(bracket)
        .position(|line| line.contains("claims: ["))
        .expect("there");
    let expected = [
        (line_of(&places, "lat: 93"), "baku", "latitude 93"),
        (
            line_of(&events, "colour"),
            "accusation-of-russian-cargo",
            "unknown field `colour`",
        ),
        (
            line_of(&events, "2021-02-30"),
            "advance-of-12-may",
            "2021-02-30 does not exist",
        ),
        (
            line_of(&events, "yeraksh"),
            "yeraskh-shootout",
            "no place `yeraksh`",
        ),
        (
            bracket + claims_of_call + 1,
            "call-for-withdrawal",
            "is not closed",
        ),
    ];
    let found: Vec<_> = findings
        .iter()
        .map(|finding| {
            (
                finding.line,
                finding.entry.clone().unwrap_or_default(),
                finding.message.clone(),
            )
        })
        .collect();
    assert_eq!(found.len(), expected.len(), "{found:#?}");
    for ((line, entry, message), (expected_line, expected_entry, words)) in
        found.iter().zip(expected)
    {
        assert_eq!(
            (*line, entry.as_str()),
            (expected_line, expected_entry),
            "{message}"
        );
        assert!(message.contains(words), "{message}");
    }
    assert!(
        findings.iter().all(|finding| finding.hint.is_some()),
        "{findings:#?}"
    );
    // The unknown field and the missing bracket cost their entries; a bad date or place does not.
    assert_eq!(n_events, 12);
}

#[test]
fn a_byte_order_mark_and_windows_line_ends_are_no_mistake() {
    let folder_copy = tempfile::tempdir().expect("a folder");
    for entry in fs::read_dir(folder()).expect("the atlas").flatten() {
        let text = fs::read_to_string(entry.path())
            .expect("a file")
            .replace('\n', "\r\n");
        fs::write(
            folder_copy.path().join(entry.file_name()),
            format!("\u{feff}{text}"),
        )
        .expect("written");
    }
    let loaded = load(&read_atlas(folder_copy.path()).expect("an atlas"));
    assert_eq!(loaded.findings, []);
    assert_eq!(loaded.catalog.n_events(), 14);
}

/// A whole atlas of three events, the second of which is `middle`.
fn around(middle: &str) -> String {
    let event = |id: &str| {
        format!(
            "(\n    id: \"{id}\", title: \"T\", kind: \"k\", when: \"2021\", place: At(\"p\"),\n    \
             claims: [(by: \"a\", stance: Asserts, says: \"x\", via: \"s\")],\n),\n"
        )
    };
    format!(
        "(\nschema: 1, title: \"T\",\nkinds: [\n(id: \"k\", label: \"K\", color: Blue, shape: Disc),\n],\n\
         places: [\n(id: \"p\", kind: Town, at: (lon: 46.0, lat: 39.5), precision: Town, names: [(text: \"P\", lang: \"en\")]),\n],\n\
         actors: [\n(id: \"a\", name: \"A\", kind: State),\n],\nsources: [\n(id: \"s\", title: \"S\"),\n],\n\
         events: [\n{}{middle}{}],\n)\n",
        event("first"),
        event("last")
    )
}

#[test]
fn a_bracket_missing_anywhere_costs_one_entry_of_an_atlas_in_one_file() {
    assert_eq!(whole(&around("")).findings, []);
    for middle in [
        "(\n    id: \"m\", title: \"T\", kind: \"k\", claims: [(by: \"a\")\n),\n",
        "(\n    id: \"m\", title: \"T\", kind: \"k\", claims: [],\n",
        "(\n    id: \"m, title: \"T\", kind: \"k\", claims: [],\n),\n",
        "(\n    id: \"m\", title: \"T\", kind: \"k\" claims: [],\n),\n",
    ] {
        let loaded = whole(&around(middle));
        let titles: Vec<String> = loaded
            .catalog
            .events()
            .map(|(_, event)| event.slug.to_string())
            .collect();
        assert_eq!(titles, ["first", "last"], "{middle}");
        assert_eq!(loaded.findings.len(), 1, "{middle}: {:#?}", loaded.findings);
    }
    let broken_kind = around("").replace("shape: Disc)", "shape: Disc");
    let loaded = whole(&broken_kind);
    assert_eq!(loaded.catalog.n_events(), 2);
    assert_eq!(loaded.findings.len(), 1, "{:#?}", loaded.findings);
}

#[test]
fn what_hangs_on_a_broken_entry_is_not_blamed_again() {
    let (_copy, findings, n_events) = copy_with(&[(
        "sources.ron",
        "publisher: \"JAMnews\"",
        "publsher: \"JAMnews\"",
    )]);
    assert_eq!(findings.len(), 1, "{findings:#?}");
    assert_eq!(n_events, 14);
    let (_copy, findings, _) = copy_with(&[("places.ron", "id: \"yeraskh\"", "id: \"Yeraskh\"")]);
    assert_eq!(
        findings.len(),
        2,
        "the id, and the event that names another: {findings:#?}"
    );
}

#[test]
fn a_claim_that_does_not_hold_leaves_no_false_status() {
    let text = around("").replace(
        "by: \"a\", stance: Asserts",
        "by: \"nobody\", stance: Asserts",
    );
    let loaded = whole(&text);
    let index = Index::new(&loaded.catalog, Knowledge::default());
    for (id, event) in loaded.catalog.events() {
        assert_eq!(event.n_claims_left_out, 1);
        assert_eq!(index.status(id), Status::Incomplete);
    }
    // Two claims by nobody, and an actor whom nothing names any more.
    assert_eq!(loaded.findings.len(), 3);
}

#[test]
fn files_that_cannot_be_read_are_findings() {
    let copy = tempfile::tempdir().expect("a folder");
    for name in ["atlas.ron", "places.ron", "actors.ron", "sources.ron"] {
        fs::copy(folder().join(name), copy.path().join(name)).expect("copied");
    }
    symlink("/nowhere", copy.path().join("events.ron")).expect("a link");
    fs::write(copy.path().join("evnets.ron"), "[]").expect("written");
    fs::create_dir(copy.path().join("events")).expect("a folder");
    fs::write(copy.path().join("events/more.RON"), [b'[', 0xFF, b']']).expect("written");
    let findings = load(&read_atlas(copy.path()).expect("an atlas")).findings;
    let told: Vec<String> = findings.iter().map(ToString::to_string).collect();
    for words in [
        "events.ron:1:1: error",
        "evnets.ron:1:1: warning",
        "is not UTF-8",
    ] {
        assert!(
            told.iter().any(|told| told.contains(words)),
            "{words}: {told:#?}"
        );
    }
}

#[test]
fn an_atlas_in_one_file_is_an_atlas() {
    let loaded = catalog("a | here | 2021-07-19; b | there | 2021");
    assert_eq!(loaded.findings, []);
    assert_eq!(loaded.catalog.n_events(), 2);
}

/// What a wrong entry is told: the words that must occur in a message and its hint.
#[test]
fn mistakes_are_told_in_words_that_help() {
    let good = "(schema: 1, title: \"T\", kinds: [(id: \"k\", label: \"K\", color: Blue, shape: Disc)],\n\
        places: [(id: \"p\", kind: Town, at: (lon: 46.0, lat: 39.5), precision: Town, names: [(text: \"P\", lang: \"en\")])],\n\
        actors: [(id: \"a\", name: \"A\", kind: State)], sources: [(id: \"s\", title: \"S\")],\n\
        events: [(id: \"e\", title: \"E\", kind: \"k\", when: \"2021\", place: At(\"p\"),\n\
        claims: [(by: \"a\", stance: Asserts, says: \"x\", via: \"s\")])])";
    assert_eq!(whole(good).findings, []);
    for (from, to, words) in [
        ("lon: 46.0", "lon: NaN", "longitude NaN"),
        ("lon: 46.0", "lon: inf", "longitude inf"),
        ("lon: 46.0", "lon: 1e400", "longitude inf"),
        ("lat: 39.5", "lat: -90.0001", "latitude -90.0001"),
        ("kind: Town", "kind: Twon", "did you mean `Town`?"),
        ("title: \"E\"", "titel: \"E\"", "did you mean `title`?"),
        (
            "title: \"E\", ",
            "",
            "the field `title` of an event is missing",
        ),
        ("by: \"a\"", "by: \"b\"", "there is no actor `b`"),
        ("via: \"s\"", "via: \"t\"", "there is no source `t`"),
        ("kind: \"k\"", "kind: \"q\"", "there is no kind `q`"),
        ("schema: 1", "schema: 2", "this program reads format 1"),
        (
            "title: \"S\"",
            "title: \"S\", url: \"file:///etc/passwd\"",
            "no address that can be opened",
        ),
        (
            "title: \"S\"",
            "title: \"S\", url: \"https://user:pw@host/\"",
            "without a user name",
        ),
        (
            "when: \"2021\"",
            "when: \"2021/2020\"",
            "ends before it begins",
        ),
        ("id: \"e\"", "id: \"E e\"", "an id cannot hold 'E'"),
        ("stance: Asserts", "stance: Claims", "known are: Asserts"),
    ] {
        assert!(good.contains(from), "{from}");
        let findings = whole(&good.replacen(from, to, 1)).findings;
        let told: Vec<String> = findings
            .iter()
            .map(|finding| {
                format!(
                    "{} {}",
                    finding.message,
                    finding.hint.clone().unwrap_or_default()
                )
            })
            .collect();
        assert!(
            told.iter().any(|told| told.contains(words)),
            "{to}: {told:?}"
        );
    }
}

#[test]
fn no_cut_and_no_noise_stops_the_rest() {
    let text = fs::read_to_string(folder().join("events.ron")).expect("the events");
    for cut in (0..text.len()).step_by(211) {
        let Some(start) = text.get(..cut) else {
            continue;
        };
        let loaded = whole(&format!("(schema: 1, title: \"T\", events: {start}"));
        assert!(!loaded.findings.is_empty(), "cut at {cut}");
        let n_whole = start.matches("\n),\n").count();
        // The last entry may be whole up to its comma.
        let n_loaded = loaded.catalog.n_events();
        assert!(
            (n_whole..=n_whole + 1).contains(&n_loaded),
            "cut at {cut}: {n_loaded} of {n_whole}"
        );
    }
    let spoiled = whole("(schema: 1, title: \"a\u{1b}[31m\u{202e}b\")");
    assert_eq!(spoiled.catalog.header().title, "a[31mb");
}

#[test]
fn a_copy_that_lost_its_origin_is_no_independent_source() {
    let atlas = |wire: &str, origin: &str| {
        whole(&format!(
            "(schema: 1, title: \"T\", kinds: [(id: \"k\", label: \"K\", color: Blue, shape: Disc)],\n\
             actors: [(id: \"a\", name: \"A\", kind: State), (id: \"b\", name: \"B\", kind: State)],\n\
             sources: [\n{wire}\n(id: \"c1\", title: \"C\", derived_from: [\"{origin}\"]),\n\
             (id: \"c2\", title: \"D\", derived_from: [\"{origin}\"]),\n],\n\
             events: [(id: \"e\", title: \"E\", kind: \"k\", claims: [\n\
             (by: \"a\", stance: Asserts, says: \"x\", via: \"c1\"),\n\
             (by: \"b\", stance: Confirms, says: \"x\", via: \"c2\")])])"
        ))
    };
    let good = "(id: \"wire\", title: \"W\"),";
    for (wire, origin) in [
        (good, "wire"),
        ("(id: \"wire\", title: \"W\", colour: 1),", "wire"),
        (good, "wier"),
    ] {
        let loaded = atlas(wire, origin);
        let index = Index::new(&loaded.catalog, Knowledge::default());
        let (id, _) = loaded.catalog.events().next().expect("the event");
        assert_eq!(index.status(id), Status::SingleSourced, "{wire} {origin}");
    }
}

#[test]
fn hundreds_of_broken_places_leave_the_events_alone() {
    let broken = "(id: \"p\", kind: Town,\n".repeat(400);
    let event = "(id: \"eN\", title: \"E\", kind: \"k\", claims: [(by: \"a\", stance: Asserts, says: \"x\", via: \"s\")]),\n";
    let events: String = (0..400)
        .map(|n| event.replace("eN", &format!("e{n}")))
        .collect();
    let loaded = whole(&format!(
        "(\nschema: 1, title: \"T\",\nkinds: [(id: \"k\", label: \"K\", color: Blue, shape: Disc)],\n\
         actors: [(id: \"a\", name: \"A\", kind: State)],\nsources: [(id: \"s\", title: \"S\")],\n\
         places: [\n{broken}],\nevents: [\n{events}],\n)\n"
    ));
    assert_eq!(loaded.catalog.n_events(), 400);
    assert!(loaded.findings.len() <= 202, "{}", loaded.findings.len());
}

#[test]
fn an_atlas_in_one_long_line_is_an_atlas() {
    let events = "(id: \"eN\", title: \"E\", kind: \"k\", claims: [(by: \"a\", stance: Asserts, says: \"x\", via: \"s\")]),";
    let events: String = (0..5_000)
        .map(|n| events.replace("eN", &format!("e{n}")))
        .collect();
    let loaded = whole(&format!(
        "(schema: 1, title: \"T\", kinds: [(id: \"k\", label: \"K\", color: Blue, shape: Disc)], \
         actors: [(id: \"a\", name: \"A\", kind: State)], sources: [(id: \"s\", title: \"S\")], events: [{events}])"
    ));
    assert_eq!(loaded.findings, []);
    assert_eq!(loaded.catalog.n_events(), 5_000);
}

#[test]
fn a_long_event_without_indents_is_whole() {
    let claims = "(by: \"a\", stance: Asserts, says: \"Something that takes some room in the file, so that it is long.\", via: \"s\"),\n";
    let event = format!(
        "(\nid: \"e\",\ntitle: \"E\",\nkind: \"k\",\nclaims: [\n{}],\n),\n",
        claims.repeat(1_500)
    );
    let loaded = whole(&format!(
        "(\nschema: 1, title: \"T\",\nkinds: [(id: \"k\", label: \"K\", color: Blue, shape: Disc)],\n\
         actors: [(id: \"a\", name: \"A\", kind: State)],\nsources: [(id: \"s\", title: \"S\")],\nevents: [\n{event}],\n)\n"
    ));
    assert_eq!(loaded.findings, []);
    assert_eq!(loaded.catalog.n_events(), 1);
}
