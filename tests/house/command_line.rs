//! The commands without a window, as a shell sees them.

use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

/// The bundled atlas as a folder; the commands run in the folder of the project.
const ATLAS: &str = "data/south-caucasus-2021";

pub(crate) fn event_atlas(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_event-atlas"))
        .args(arguments)
        .env_remove("DISPLAY")
        .env_remove("WAYLAND_DISPLAY")
        .output()
        .expect("the program runs")
}

fn list(arguments: &[&str]) -> Value {
    let mut all = vec!["list", ATLAS, "--format", "json"];
    all.extend(arguments);
    let output = event_atlas(&all);
    assert_eq!(
        output.status.code(),
        Some(0),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    serde_json::from_slice(&output.stdout).expect("JSON")
}

fn ids(listing: &Value) -> Vec<&str> {
    listing["events"]
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|event| event["id"].as_str())
        .collect()
}

fn event<'a>(listing: &'a Value, id: &str) -> Option<&'a Value> {
    listing["events"]
        .as_array()?
        .iter()
        .find(|event| event["id"] == id)
}

#[test]
fn check_is_content_with_the_bundled_atlas() {
    let output = event_atlas(&["check", ATLAS]);
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(
        String::from_utf8_lossy(&output.stdout),
        "14 events loaded, 0 errors, 0 warnings\n"
    );
    let output = event_atlas(&["check", ATLAS, "--format", "json"]);
    assert_eq!(
        serde_json::from_slice::<Value>(&output.stdout).expect("JSON"),
        Value::Array(Vec::new())
    );
}

#[test]
fn july_2021_has_both_its_ends() {
    let july = list(&["--from", "2021-07-19", "--to", "2021-07-28"]);
    assert!(ids(&july).contains(&"yeraskh-shootout") && ids(&july).contains(&"clash-of-28-july"));
    let clash = event(&july, "clash-of-28-july").expect("there");
    assert_eq!((&clash["lon"], &clash["lat"]), (&Value::Null, &Value::Null));
    assert_eq!(july["window"]["from"], "2021-07-19");
    let inside = list(&["--from", "2021-07-20", "--to", "2021-07-27"]);
    assert!(
        !ids(&inside).contains(&"yeraskh-shootout") && !ids(&inside).contains(&"clash-of-28-july")
    );
}

#[test]
fn some_day_in_june_is_possible_in_its_middle_and_certain_in_the_whole() {
    let matched = |from, to| {
        let listing = list(&["--from", from, "--to", to]);
        event(&listing, "mine-map-exchange").map(|event| event["match"].clone())
    };
    assert_eq!(matched("2021-06-10", "2021-06-12"), Some("possible".into()));
    assert_eq!(matched("2021-06-01", "2021-06-30"), Some("certain".into()));
    assert_eq!(matched("2021-06", "2021-06"), Some("certain".into()));
    assert_eq!(matched("2021-07-01", "2021-07-30"), None);
    let only_certain = list(&[
        "--from",
        "2021-06-10",
        "--to",
        "2021-06-12",
        "--match",
        "certain",
    ]);
    assert!(!ids(&only_certain).contains(&"mine-map-exchange"));
}

#[test]
fn a_listing_has_all_its_fields_and_is_sorted() {
    let all = list(&[]);
    assert_eq!(all["window"], Value::Null);
    let counts = |name: &str| all["counts"][name].as_u64().expect("a number");
    assert_eq!(
        counts("total"),
        counts("shown") + counts("outside_window") + counts("filtered_out") + counts("undated")
    );
    assert_eq!(counts("shown"), counts("on_map") + counts("unlocated"));
    let event = all["events"][0].as_object().expect("an event");
    for field in [
        "id",
        "title",
        "kind",
        "when",
        "match",
        "status",
        "contested",
        "place",
        "lon",
        "lat",
        "precision",
        "claims",
        "sources",
    ] {
        assert!(event.contains_key(field), "{field}");
    }
    assert_eq!(ids(&all).first(), Some(&"accusation-of-russian-cargo"));
    assert_eq!(ids(&all).last(), Some(&"ambassador-summoned"));
}

#[test]
fn filters_ask_for_what_they_say() {
    assert_eq!(ids(&list(&["--text", "YERASKH"])), ["yeraskh-shootout"]);
    assert_eq!(ids(&list(&["--text", "Քարվաճառ"])), ["new-outposts"]);
    assert_eq!(ids(&list(&["--text", "no such word"])), Vec::<&str>::new());
    assert_eq!(ids(&list(&["--text", "Kəlbəcər"])), ["new-outposts"]);
    assert_eq!(ids(&list(&["--kind", "exchange"])), ["mine-map-exchange"]);
    assert!(ids(&list(&["--place", "baku"])).contains(&"ambassador-summoned"));
    assert!(
        list(&["--contested"])["events"]
            .as_array()
            .expect("a list")
            .iter()
            .all(|event| event["contested"] == true)
    );
    assert!(!ids(&list(&["--actor", "jamnews"])).is_empty());
}

#[test]
fn what_cannot_be_done_is_said_in_one_line() {
    for (arguments, code, words) in [
        (
            &["check", "/no/such/folder"][..],
            2,
            "there is no such file or folder",
        ),
        (&["check", "/"], 2, "has no atlas.ron"),
        (&["/no/such/folder"], 2, "there is no such file or folder"),
        (
            &["list", ATLAS, "--from", "19.7.2021"],
            2,
            "write 2021-07-19",
        ),
        (
            &["list", ATLAS, "--from", "2021-08", "--to", "2021-07"],
            2,
            "must not end before it begins",
        ),
        (
            &["list", ATLAS, "--kind", "battle"],
            2,
            "the atlas has no kind `battle`",
        ),
        (
            &[
                "render",
                ATLAS,
                "--select",
                "nothing",
                "--out",
                "/tmp/never.png",
            ],
            2,
            "the atlas has no event `nothing`",
        ),
        (
            &["list", ATLAS, "--names", "klingon"],
            2,
            "or two of them like en+hy",
        ),
        (
            &["list", ATLAS, "--as-known-on", "2021-06-30/.."],
            2,
            "an open date is no end",
        ),
        (
            &["list", ATLAS, "--claimed-by", "nobody"],
            2,
            "the atlas has no actor `nobody`",
        ),
        (
            &[
                "render",
                ATLAS,
                "--select",
                "planet:x",
                "--out",
                "/tmp/never.png",
            ],
            2,
            "nothing that can be selected",
        ),
        (&[], 1, "no display to open a window on"),
    ] {
        let output = event_atlas(arguments);
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(code), "{arguments:?}: {said}");
        assert!(said.contains(words), "{arguments:?}: {said}");
        // The parser of options adds how to ask for help.
        let said_by_us = said
            .split("\n\nFor more information")
            .next()
            .unwrap_or_default();
        assert_eq!(said_by_us.lines().count(), 1, "{arguments:?}: {said}");
        assert!(!said.contains("panicked"), "{said}");
    }
    assert!(!Path::new("/tmp/never.png").exists());
}

#[test]
fn the_contested_events_are_those_about_which_two_speakers_disagree() {
    let contested = list(&["--contested"]);
    let mut found = ids(&contested);
    found.sort_unstable();
    assert_eq!(
        found,
        [
            "accusation-of-russian-cargo",
            "advance-of-12-may",
            "equipment-toward-crossing",
            "existence-of-mine-maps",
            "trucks-into-karabakh",
            "yeraskh-shootout",
        ]
    );
    let yeraskh = event(&contested, "yeraskh-shootout").expect("there");
    assert_eq!(yeraskh["disputes"][0]["claimed_by"], "armenia");
    assert_eq!(yeraskh["disputes"][0]["denied_by"], "azerbaijan");
    let all = list(&[]);
    for event in all["events"].as_array().expect("a list") {
        let is_contested = event["status"] == "contested";
        let disputes = event["disputes"].as_array().expect("a list");
        assert_eq!(is_contested, !disputes.is_empty(), "{}", event["id"]);
    }
}

#[test]
fn as_known_on_a_day_nothing_later_is_told() {
    let june = list(&["--as-known-on", "2021-06-30"]);
    assert_eq!(june["as_known_on"], "2021-06-30");
    assert_eq!(june["counts"]["not_yet_known"], 9);
    assert_eq!(june["counts"]["shown"], 5);
    for id in [
        "yeraskh-shootout",
        "clash-of-28-july",
        "trucks-into-karabakh",
    ] {
        assert!(event(&june, id).is_none(), "{id}");
    }
    for event in june["events"].as_array().expect("a list") {
        for claim in event["ledger"].as_array().expect("a ledger") {
            let said = claim["said"].as_str().unwrap_or("2020");
            assert!(said < "2021-07", "{claim}");
            assert_ne!(claim["by"], "author", "the article was published later");
        }
    }
    assert!(june["claims_said_later"].as_u64() > Some(0));
    // Without the denial, which nobody dates, the accusation stands alone.
    let accusation = event(&june, "accusation-of-russian-cargo").expect("there");
    assert_eq!(accusation["status"], "claimed-only");
    let today = list(&["--as-known-on", "2021-12-31"]);
    assert_eq!(today["counts"]["not_yet_known"], 0);
}

#[test]
fn what_one_claims_and_another_denies_can_be_asked() {
    let listing = list(&["--claimed-by", "azerbaijan", "--denied-by", "iran"]);
    assert_eq!(
        ids(&listing),
        ["accusation-of-russian-cargo", "trucks-into-karabakh"]
    );
    let listing = list(&[
        "--claimed-by",
        "author",
        "--denied-by",
        "iran-mfa-spokesman",
    ]);
    assert_eq!(ids(&listing), ["trucks-into-karabakh"]);
    assert!(ids(&list(&["--retracted-by", "armenia"])).is_empty());
    assert!(ids(&list(&["--questioned-by", "armenia"])).is_empty());
}

#[test]
fn places_are_found_and_named_in_the_language_asked_for() {
    for text in ["kelbajar", "kalbacar", "Карвачар", "Քարվաճառ", "کلبجر"] {
        let listing = list(&["--text", text, "--names", "en+hy"]);
        let found = listing["places"].as_array().expect("a list");
        let kelbajar = found.iter().find(|place| place["id"] == "kelbajar");
        let kelbajar = kelbajar.unwrap_or_else(|| panic!("{text} finds the place"));
        assert_eq!(kelbajar["name"], "Kelbajar · Քարվաճառ");
    }
    let listing = list(&["--names", "az"]);
    let yeraskh = event(&listing, "yeraskh-shootout").expect("there");
    assert_eq!(yeraskh["place_name"], "Arazdəyən");
}

#[test]
fn check_shows_the_line_with_a_caret() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("one.ron");
    std::fs::write(
        &file,
        "(\n    schema: 1,\n    title: \"T\",\n    extend: 3,\n)\n",
    )
    .expect("written");
    let output = event_atlas(&["check", &file.display().to_string()]);
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(
        said.contains("one.ron:4:5: error: unknown field `extend` in an atlas\n    4 |     extend: 3,\n      |     ^\n"),
        "{said}"
    );
    assert!(said.contains("hint: did you mean `extent`?"), "{said}");
}
