//! What a GeoJSON file may say, and what it may get wrong.

use std::sync::atomic::{AtomicBool, Ordering};

use proptest::prelude::*;

use super::super::feature_file::{FeatureForm, read_features};
use super::super::vec_sink::VecSink;
use super::super::{Budget, OverBudget};
use super::read_geojson;
use crate::model::{PlacePrecision, Severity, Stance};

const RICH: &str = r#"{ "type": "FeatureCollection", "name": "Border log", "features": [
 {"type": "Feature", "id": "a1", "geometry": {"type": "Point", "coordinates": [44.8, 39.9, 1000]},
  "properties": {"title": "Shots", "date": "2021-07-19", "Category": "Shelling", "source": "Agency",
   "url": "https://agency.example/1", "speaker": "Ministry", "description": "Shots were heard.", "calibre": 7.62}},
 {"type": "Feature", "geometry": null, "properties": {"name": "Talks", "start": "2021-06", "end": "2021-08",
   "sources": [{"title": "Paper", "url": "https://paper.example"}, {"path": "b.pdf"}, "https://www.x.example/y"]}},
 {"type": "Feature", "when": {"timespans": [{"start": {"in": "1999"}, "end": {"in": "2001-02"}}]},
  "geometry": {"type": "LineString", "coordinates": [[44.0, 39.95], [44.0, 40.05]]},
  "properties": {"headline": "March \u00e9", "precision": "province", "claims": [
   {"by": "B", "stance": "denies", "says": "no", "via": "C", "reported": "2001-03", "url": "https://c.example", "at": "p. 1"}],
   "status": "contested"}},
 {"type": "Feature", "geometry": {"type": "GeometryCollection", "geometries": [
   {"type": "Point", "coordinates": [1, 2]}, {"type": "MultiPolygon", "coordinates": [[[[1, 2], [1.1, 2], [1, 2.1], [1, 2]]]]}]},
  "properties": {"title": "Both"}}
], "crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::3857"}} }"#;

fn read(text: &str) -> VecSink {
    VecSink::of(FeatureForm::GeoJson, text.as_bytes())
}

fn feature(geometry: &str, properties: &str) -> VecSink {
    read(&format!(
        r#"{{"type":"Feature","geometry":{geometry},"properties":{properties}}}"#
    ))
}

#[test]
fn a_collection_is_read_whole() {
    let found = read(RICH);
    assert_eq!(found.titles(), ["Shots", "Talks", "March é", "Both"]);
    assert_eq!(found.positions[..2], [(2, 2), (5, 2)]);
    let shots = &found.events[0];
    assert_eq!((shots.id.as_ref(), shots.kind.as_ref()), ("a1", "Shelling"));
    assert_eq!(
        shots.note.as_deref(),
        Some("Shots were heard.\ncalibre: 7.62")
    );
    let claim = &shots.claims[0];
    assert_eq!(
        (claim.speaker.as_ref(), claim.source.as_ref()),
        ("Ministry", "Agency")
    );
    assert_eq!(claim.url.as_deref(), Some("https://agency.example/1"));
    assert_eq!(claim.says, "Shots were heard.");
    let sources: Vec<_> = found.events[1]
        .claims
        .iter()
        .map(|it| &*it.source)
        .collect();
    assert_eq!(sources, ["Paper", "Border log", "x.example"]);
    assert_eq!(found.date(1), "2021-06/2021-08 Whole");
    assert_eq!(found.events[1].place, None);
    assert_eq!(found.date(2), "1999/2001-02 Whole");
    let march = &found.events[2];
    assert_eq!(march.claims[0].stance, Stance::Denies);
    assert_eq!(
        march.place.as_ref().map(|place| place.precision),
        Some(PlacePrecision::Province)
    );
    assert!(found.note(3).contains("several shapes of 5 points"));
    assert_eq!(found.events[3].claims[0].source, "Border log");
    assert_eq!(
        found.messages(),
        "the address \"b.pdf\" is not kept\nanother reference system is named; positions are taken as WGS 84 longitude, latitude\n"
    );
    assert_eq!(found.problems[0].0, 5);
}

#[test]
fn a_truncated_file_keeps_what_came_before() {
    for end in 0..RICH.len() {
        let found = VecSink::of(FeatureForm::GeoJson, &RICH.as_bytes()[..end]);
        assert!(found.events.len() <= 4);
        assert!(!found.problems.is_empty(), "cut at {end}: nothing told");
    }
    let cut = RICH.find("\"March").expect("the third feature");
    let found = read(&RICH[..cut]);
    assert_eq!(found.titles(), ["Shots", "Talks"]);
    assert_eq!(found.n_errors(), 1, "{}", found.messages());
    assert_eq!(found.problems[1].0, 9);
}

#[test]
fn one_bad_feature_costs_one_feature() {
    let good = r#"{"type":"Feature","geometry":{"type":"Point","coordinates":[1,2]},"properties":{"name":"A"}}"#;
    for bad in [
        r#"{"type":"Feature","geometry":{"type":"Point","coordinates":[NaN,2]},"properties":{}}"#,
        r#"{"type":"Feature","properties":{"a":"\q"}}"#,
        r#"{"type":"Feature","geometry":{"type":"Point","coordinates":[1,2},"properties":{}}"#,
        r#"{"type":"Nothing"}"#,
        "7",
        "\"text\"",
        "null",
        "[1,2]",
    ] {
        let found = read(&format!(
            r#"{{"type":"FeatureCollection","features":[{good},{bad},{good}]}}"#
        ));
        assert_eq!(found.titles(), ["A", "A"], "{bad}");
        assert_eq!(found.n_errors(), 1, "{bad}");
    }
}

#[test]
fn every_shape_of_a_file_is_read() {
    let good = r#"{"type":"Feature","geometry":{"type":"Point","coordinates":[1,2]},"properties":{"name":"A"}}"#;
    let lines = format!("{good}\n{good}\n");
    let broken_line = format!("{good}\n{{\"type\":\n{good}\n");
    for (text, n) in [
        (format!("[{good},{good}]"), 2),
        (lines.clone(), 2),
        (
            lines.replace("{\"type\":\"Feature\"", "\u{1e}{\"type\":\"Feature\""),
            2,
        ),
        (broken_line, 2),
        (format!("\u{feff}{good}"), 1),
        (r#"{"type":"Point","coordinates":[1,2]}"#.to_owned(), 1),
        (
            r#"{"type":"FeatureCollection","features":[]}"#.to_owned(),
            0,
        ),
        (format!("{{\n\"features\":[\n{good}\n]}}"), 1),
    ] {
        let found = read(&text);
        assert_eq!(found.events.len(), n, "{text}: {}", found.messages());
    }
    let utf16: Vec<u8> = good.encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(VecSink::of(FeatureForm::GeoJson, &utf16).events.len(), 1);
}

#[test]
fn what_is_no_geojson_is_told() {
    for text in [
        "",
        "  ",
        "hello",
        "{}",
        "{\"type\":\"Topology\"}",
        "{a:1}",
        "}",
        "]",
        "\u{1e}",
    ] {
        let found = read(text);
        assert_eq!((found.events.len(), found.n_errors()), (0, 1), "{text}");
    }
}

#[test]
fn other_properties_are_told_and_the_rest_counted() {
    let many: Vec<String> = (0..30)
        .map(|n| format!("\"k{n}\":\"{}\"", "x".repeat(300)))
        .collect();
    let found = feature("null", &format!("{{\"deep\":[[1]],{}}}", many.join(",")));
    let note = found.note(0);
    assert_eq!(note.lines().count(), 21);
    assert!(note.ends_with("11 more properties are not shown"), "{note}");
}

#[test]
fn a_reference_system_like_ours_is_not_told() {
    let ours = RICH.replace("EPSG::3857", "OGC:1.3:CRS84");
    assert!(!read(&ours).messages().contains("reference system"));
    assert_eq!(read(RICH).problems[1].2.severity, Severity::Warning);
}

#[test]
fn limits_end_in_a_word_and_a_cancelled_import_ends() {
    let is_cancelled = AtomicBool::new(false);
    let mut sink = VecSink::default();
    let budget = Budget {
        max_items: 2,
        max_text: 8,
        ..Budget::new(&is_cancelled)
    };
    read_geojson(RICH, &budget, &mut sink).expect("nobody cancels");
    assert_eq!(sink.events.len(), 2);
    assert!(sink.messages().contains("more than 2 entries"));
    assert!(sink.messages().contains("longer than 8 bytes was cut"));
    let budget = Budget {
        max_bytes: 40,
        ..Budget::new(&is_cancelled)
    };
    let bytes = RICH.as_bytes().to_vec();
    read_features(FeatureForm::GeoJson, bytes, &budget, &mut sink).expect("nobody cancels");
    assert!(sink.messages().contains("longer than 40 bytes"));
    is_cancelled.store(true, Ordering::Relaxed);
    assert_eq!(
        read_geojson(RICH, &budget, &mut sink),
        Err(OverBudget::Cancelled)
    );
}

#[test]
fn long_files_take_linear_time() {
    for piece in [
        "{\"type\":",
        "[",
        "{",
        "\"",
        "\\",
        "{}",
        "[]",
        "[{]",
        "{}\n",
        "{\"features\":[",
        "]",
        "\u{1e}",
        "1,",
    ] {
        for start in ["", "[", "{\"features\":[", "{}\n"] {
            read(&(start.to_owned() + &piece.repeat(100_000)));
        }
    }
    let positions = "[1,2],".repeat(100_000);
    let line = format!("{{\"type\":\"LineString\",\"coordinates\":[{positions}[1,2]]}}");
    assert!(feature(&line, "{}").note(0).contains("100001 points"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn no_change_of_bytes_makes_it_crash(
        changes in prop::collection::vec((0..RICH.len(), any::<u8>()), 1..12),
        cut in prop::option::of(0..RICH.len()),
    ) {
        let mut bytes = RICH.as_bytes().to_vec();
        for (at, byte) in changes {
            bytes[at] = byte;
        }
        bytes.truncate(cut.unwrap_or(bytes.len()));
        VecSink::of(FeatureForm::GeoJson, &bytes);
    }
}
