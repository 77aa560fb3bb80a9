//! The commands without a window, as a shell sees them.

use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

const ATLAS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/data/south-caucasus-2021");

fn event_atlas(arguments: &[&str]) -> Output {
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
        (
            &["check", concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml")],
            2,
            "one .ron file",
        ),
        (&["/no/such/folder"], 2, "there is no such file or folder"),
        (
            &["list", ATLAS, "--from", "19.7.2021"],
            2,
            "no date we read",
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
        (&[], 1, "no display to open a window on"),
    ] {
        let output = event_atlas(arguments);
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(code), "{arguments:?}: {said}");
        assert!(said.contains(words), "{arguments:?}: {said}");
        assert_eq!(said.lines().count(), 1, "{arguments:?}: {said}");
        assert!(!said.contains("panicked"), "{said}");
    }
    assert!(!Path::new("/tmp/never.png").exists());
}
