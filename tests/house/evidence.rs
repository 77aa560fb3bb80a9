//! What claims amount to, in whose name, and as of which day.

use event_atlas::load::{Loaded, load};
use event_atlas::model::{Day, EventId, NamePolicy};
use event_atlas::query::{
    Filter, Index, Knowledge, Question, Speech, Status, Verdict, Voice, answer, voices,
};
use proptest::prelude::*;

use crate::catalogs::{bundled, whole};

/// An atlas with one event about which the given claims are made, by `a`, `b`, `c` via `s`, `t` or `copy` (of `s`).
fn event_with(claims: &str) -> Loaded {
    let loaded = whole(&format!(
        "(schema: 1, title: \"T\", kinds: [(id: \"k\", label: \"K\", color: Blue, shape: Disc)],\n\
         actors: [(id: \"a\", name: \"A\", kind: State), (id: \"b\", name: \"B\", kind: State),\n\
         (id: \"c\", name: \"C\", kind: Office, part_of: \"a\")],\n\
         sources: [(id: \"s\", title: \"S\", published: \"2021-06-01\"), (id: \"t\", title: \"T\", published: \"2021-08-01\"),\n\
         (id: \"copy\", title: \"Copy\", derived_from: [\"s\"])],\n\
         events: [(id: \"e\", title: \"E\", kind: \"k\", when: \"2021-05-12\", claims: [{claims}])])"
    ));
    let is_error = |finding: &event_atlas::model::Finding| {
        finding.severity == event_atlas::model::Severity::Error
    };
    assert!(
        !loaded.findings.iter().any(is_error),
        "{:#?}",
        loaded.findings
    );
    loaded
}

/// A claim in few words: `a asserts s`, `b denies s said 2021-05-13 answers x`, …
fn claim(words: &str) -> String {
    let words: Vec<&str> = words.split_whitespace().collect();
    let mut text = String::new();
    let mut rest = words.as_slice();
    if let [id, tail @ ..] = rest
        && let Some(id) = id.strip_suffix(':')
    {
        text += &format!("id: \"{id}\", ");
        rest = tail;
    }
    let [by, stance, via, options @ ..] = rest else {
        panic!("a claim is `by stance via …`: {words:?}")
    };
    let mut letters = stance.chars();
    let stance: String = letters
        .next()
        .into_iter()
        .flat_map(char::to_uppercase)
        .chain(letters)
        .collect();
    text += &format!("by: \"{by}\", stance: {stance}, says: \"…\", via: \"{via}\"");
    for pair in options.chunks(2) {
        text += &match pair {
            ["about", what] => format!(", about: {what}"),
            [field, value] => format!(", {field}: \"{value}\""),
            _ => panic!("an option has a value: {words:?}"),
        };
    }
    format!("({text})")
}

fn verdict(claims: &[&str], on: Option<&str>) -> (Status, Verdict) {
    let claims: Vec<String> = claims.iter().map(|words| claim(words)).collect();
    let loaded = event_with(&claims.join(",\n"));
    let knowledge = Knowledge { on: on.map(day) };
    let index = Index::new(&loaded.catalog, knowledge);
    let verdict = index.verdict(EventId::from_index(0)).clone();
    (verdict.status, verdict)
}

fn status(claims: &[&str]) -> Status {
    verdict(claims, None).0
}

fn day(text: &str) -> Day {
    Day::from_date(text.parse().expect("a date"))
}

#[test]
fn a_status_follows_from_who_says_what_through_which_source() {
    for (claims, expected) in [
        (vec![], Status::Unclaimed),
        (vec!["a questions s"], Status::Unclaimed),
        (vec!["a asserts s about Meaning"], Status::Unclaimed),
        (vec!["a asserts s"], Status::ClaimedOnly),
        (vec!["a asserts s", "a announces s"], Status::ClaimedOnly),
        (vec!["a asserts s", "b confirms s"], Status::SingleSourced),
        (vec!["a asserts s", "a asserts t"], Status::Corroborated),
        // A source that repeats another is no second one.
        (vec!["a asserts s", "a asserts copy"], Status::ClaimedOnly),
        (vec!["a asserts s", "b asserts copy"], Status::SingleSourced),
        (vec!["b denies s"], Status::Denied),
        (vec!["a asserts s", "b denies s"], Status::Contested),
        (vec!["a asserts s", "a denies s"], Status::ClaimedOnly),
        (
            vec!["a asserts s about Casualties", "b denies s about Date"],
            Status::ClaimedOnly,
        ),
        (
            vec!["a asserts s about Date", "b denies t about Date"],
            Status::Contested,
        ),
        // Judgments neither support nor contest that it happened.
        (
            vec!["a asserts s about Meaning", "b denies t about Meaning"],
            Status::Unclaimed,
        ),
    ] {
        assert_eq!(status(&claims), expected, "{claims:?}");
    }
}

#[test]
fn a_denial_of_one_claim_leaves_the_others_alone() {
    let (status, verdict) = verdict(
        &["x: a asserts s", "y: c asserts s", "b denies s answers x"],
        None,
    );
    assert_eq!(status, Status::Contested);
    let pairs: Vec<(usize, usize)> = verdict
        .disputes
        .iter()
        .map(|dispute| (dispute.claim, dispute.denial))
        .collect();
    assert_eq!(pairs, [(0, 2)]);
    // Who denies a question contests nothing.
    assert_eq!(
        self::status(&["x: a questions s", "b denies s answers x"]),
        Status::Denied
    );
    // Who denies a denial does: one says no, another says that this is not so.
    assert_eq!(
        self::status(&["x: a denies s", "b denies s answers x"]),
        Status::Contested
    );
}

#[test]
fn a_retraction_settles_what_it_takes_back_and_no_more() {
    assert_eq!(
        status(&["a asserts s", "b denies s", "a retracts t"]),
        Status::Denied
    );
    assert_eq!(
        status(&["a asserts s", "b denies s", "b retracts t"]),
        Status::ClaimedOnly
    );
    // Another speaker cannot take it back.
    assert_eq!(
        status(&["a asserts s", "b denies s", "c retracts t"]),
        Status::Contested
    );
    let (_, verdict) = verdict(
        &["x: a asserts s", "y: a asserts t", "a retracts t answers x"],
        None,
    );
    assert_eq!(verdict.retracted, [0]);
    // What is said again after the retraction stands.
    assert_eq!(
        status(&[
            "a asserts s said 2021-05-13",
            "a retracts s said 2021-05-20",
            "a asserts t said 2021-07-01",
        ]),
        Status::ClaimedOnly
    );
}

#[test]
fn on_an_earlier_day_later_claims_and_retractions_are_not_known() {
    let claims = [
        "a asserts s said 2021-05-12",
        "b denies s said 2021-05-14",
        "b retracts t said 2021-07-20",
        "c asserts t",
    ];
    for (on, expected) in [
        ("2021-05-12", Status::ClaimedOnly),
        ("2021-05-14", Status::Contested),
        ("2021-07-19", Status::Contested),
        ("2021-07-20", Status::ClaimedOnly),
        // The last claim is known when its source is published.
        ("2021-08-01", Status::Corroborated),
    ] {
        assert_eq!(verdict(&claims, Some(on)).0, expected, "{on}");
    }
    let loaded = event_with(&claims.map(claim).join(",\n"));
    let ask = |on: &str| {
        let knowledge = Knowledge::on(day(on));
        let index = Index::new(&loaded.catalog, knowledge);
        let question = Question {
            knowledge,
            ..Question::default()
        };
        answer(&loaded.catalog, &index, &question)
    };
    let before = ask("2021-05-11");
    assert_eq!((before.counts.shown, before.counts.not_yet_known), (0, 1));
    let then = ask("2021-05-13");
    assert_eq!((then.counts.shown, then.n_later_claims), (1, 3));
}

#[test]
fn who_claims_and_who_denies_must_contradict_each_other() {
    let claims = [
        "a asserts s about Date",
        "b denies s about Date",
        "c asserts s",
        "b questions s",
    ];
    let loaded = event_with(&claims.map(claim).join(",\n"));
    let index = Index::new(&loaded.catalog, Knowledge::default());
    let actor = |slug: &str| loaded.catalog.actor_by_slug(slug).expect("an actor");
    let n = |voices: &[(&str, Speech)]| {
        let filter = Filter {
            voices: voices
                .iter()
                .map(|(slug, speech)| Voice {
                    speaker: actor(slug),
                    speech: *speech,
                })
                .collect(),
            ..Filter::default()
        };
        let question = Question {
            filter,
            ..Question::default()
        };
        answer(&loaded.catalog, &index, &question).counts.shown
    };
    assert_eq!(n(&[("a", Speech::Claims)]), 1);
    assert_eq!(n(&[("a", Speech::Denies)]), 0);
    assert_eq!(n(&[("a", Speech::Claims), ("b", Speech::Denies)]), 1);
    // What c claims is about something else than what b denies; but c belongs to a.
    assert_eq!(n(&[("c", Speech::Claims), ("b", Speech::Denies)]), 0);
    assert_eq!(n(&[("c", Speech::Claims), ("b", Speech::Questions)]), 1);
}

#[test]
fn the_numbers_beside_voices_are_what_one_gets() {
    let loaded = bundled();
    let index = Index::new(&loaded.catalog, Knowledge::default());
    let all = voices(&loaded.catalog, &index, &Question::default());
    assert!(all.len() > 10);
    for (speaker, counts) in &all {
        for (speech, n) in Speech::ALL.into_iter().zip(counts) {
            let voice = Voice {
                speaker: *speaker,
                speech,
            };
            let filter = Filter {
                voices: [voice].into(),
                ..Filter::default()
            };
            let question = Question {
                filter,
                ..Question::default()
            };
            let answer = answer(&loaded.catalog, &index, &question);
            assert_eq!(answer.counts.shown, *n, "{speaker:?} {speech:?}");
        }
    }
}

#[test]
fn names_of_the_atlas_follow_the_policy() {
    let loaded = bundled();
    let name = |slug: &str, policy: &str| {
        let id = loaded.catalog.place_by_slug(slug).expect("a place");
        let policy = NamePolicy::of_slug(policy).expect("a policy");
        loaded.catalog.place(id).expect("there").name(policy)
    };
    for (slug, policy, expected) in [
        ("kelbajar", "source", "Kelbajar"),
        ("kelbajar", "az", "Kəlbəcər"),
        ("kelbajar", "hy", "Քարվաճառ"),
        ("kelbajar", "fa", "کلبجر"),
        ("kelbajar", "ru", "Кельбаджар"),
        ("kelbajar", "ka", "Kelbajar"),
        ("kelbajar", "en+hy", "Kelbajar · Քարվաճառ"),
        ("lachin", "az+hy", "Laçın · Բերձոր"),
        ("east-of-lachin", "az", "Laçından şərqdə"),
        ("baku", "ka", "ბაქო"),
    ] {
        assert_eq!(name(slug, policy), expected, "{slug} {policy}");
    }
}

#[test]
fn every_place_is_found_by_every_name_in_every_script() {
    let loaded = bundled();
    let index = Index::new(&loaded.catalog, Knowledge::default());
    let finds = |text: &str, place| {
        let filter = Filter {
            text: text.to_owned(),
            ..Filter::default()
        };
        let question = Question {
            filter,
            ..Question::default()
        };
        let answer = answer(&loaded.catalog, &index, &question);
        answer.places.iter().any(|found| found.id == place)
    };
    let kelbajar = loaded.catalog.place_by_slug("kelbajar").expect("there");
    for text in [
        "kelbajar",
        "kalbacar",
        "kelbecer",
        "Карвачар",
        "Քարվաճառ",
        "کلبجر",
        "كلبجر",
    ] {
        assert!(finds(text, kelbajar), "{text}");
    }
    for (id, place) in loaded.catalog.places() {
        for name in &place.names {
            assert!(finds(&name.text, id), "{}: {}", place.slug, name.text);
            assert!(finds(&name.text.to_uppercase(), id), "{}", name.text);
        }
    }
}

#[test]
fn the_districts_have_outlines_around_their_own_points() {
    let loaded = load(&event_atlas::load::bundled_atlas());
    let mut n_outlines = 0;
    for (_, place) in loaded.catalog.places() {
        if let Some((outline, at)) = place.outline.as_ref().zip(place.at) {
            assert!(outline.contains(at), "{}", place.slug);
            n_outlines += 1;
        }
    }
    assert_eq!(n_outlines, 3);
}

proptest! {
    /// One never knows less on a later day: what was known stays known.
    #[test]
    fn knowledge_only_grows(first in 18_300..19_300_i32, n_days in 0..600_i32) {
        let loaded = bundled();
        let at = |number| Index::new(&loaded.catalog, Knowledge::on(Day::from_number(number)));
        let (earlier, later) = (at(first), at(first + n_days));
        for (id, event) in loaded.catalog.events() {
            prop_assert!(!earlier.is_known(id) || later.is_known(id));
            let n_known = |index: &Index| index.claims(&loaded.catalog, event).count();
            prop_assert!(n_known(&earlier) <= n_known(&later));
            prop_assert!(n_known(&later) <= event.claims.len());
        }
    }
}
