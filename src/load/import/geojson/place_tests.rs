//! What a geometry may say about the place, and what it may get wrong.

use super::super::feature_file::FeatureForm;
use super::super::vec_sink::VecSink;
use crate::model::PlacePrecision;

fn read(text: &str) -> VecSink {
    VecSink::of(FeatureForm::GeoJson, text.as_bytes())
}

fn feature(geometry: &str, properties: &str) -> VecSink {
    read(&format!(
        r#"{{"type":"Feature","geometry":{geometry},"properties":{properties}}}"#
    ))
}

#[test]
fn the_geometries_of_rfc_7946_are_places() {
    for (geometry, remark) in [
        (r#"{"type":"Point","coordinates":[100.0,0.0]}"#, ""),
        (
            r#"{"type":"LineString","coordinates":[[100.0,0.0],[101.0,1.0]]}"#,
            "a line of 2 points",
        ),
        (
            r#"{"type":"Polygon","coordinates":[[[100.0,0.0],[101.0,0.0],[101.0,1.0],[100.0,0.0]],[[100.8,0.8],[100.8,0.2],[100.2,0.2],[100.8,0.8]]]}"#,
            "a polygon of 8 points",
        ),
        (
            r#"{"type":"MultiPoint","coordinates":[[100.0,0.0],[101.0,1.0]]}"#,
            "2 points",
        ),
        (
            r#"{"type":"MultiLineString","coordinates":[[[100.0,0.0],[101.0,1.0]],[[102.0,2.0],[103.0,3.0]]]}"#,
            "a line of 4 points",
        ),
    ] {
        let found = feature(geometry, "{}");
        assert!(found.events[0].place.is_some(), "{geometry}");
        assert!(found.note(0).contains(remark), "{}", found.note(0));
        assert!(found.problems.is_empty(), "{}", found.messages());
    }
}

#[test]
fn a_polygon_across_the_antimeridian_stays_there() {
    let found = feature(
        r#"{"type":"MultiPolygon","coordinates":[[[[180.0,40.0],[180.0,40.1],[179.9,40.1],[180.0,40.0]]],
            [[[-180.0,40.1],[-180.0,40.0],[-179.9,40.0],[-180.0,40.1]]]]}"#,
        "{}",
    );
    let place = found.events[0].place.as_ref().expect("a place");
    assert_eq!(place.precision, PlacePrecision::District);
    assert!(place.at.expect("a position").lon().abs() > 179.9);
}

#[test]
fn a_bad_geometry_costs_the_place_only() {
    for geometry in [
        r#"{"type":"Point","coordinates":[1]}"#,
        r#"{"type":"LineString","coordinates":[[1]]}"#,
        r#"{"type":"Point","coordinates":[]}"#,
        r#"{"type":"Polygon","coordinates":[[]]}"#,
        r#"{"type":"Point","coordinates":[[1,2]]}"#,
        r#"{"type":"LineString","coordinates":[1,2]}"#,
        r#"{"type":"Point","coordinates":["1","2"]}"#,
        r#"{"type":"Point","coordinates":[null,2]}"#,
        r#"{"type":"Point","coordinates":{"lon":1}}"#,
        r#"{"type":"Point","coordinates":[1e400,2]}"#,
        r#"{"type":"Point","coordinates":[500000,4000000]}"#,
        r#"{"type":"Point"}"#,
        r#"{"type":"Blob","coordinates":[1,2]}"#,
        r#"{"type":"GeometryCollection","geometries":[]}"#,
        r#"{"type":"GeometryCollection","geometries":5}"#,
        "7",
        "[]",
        "\"x\"",
    ] {
        let found = feature(geometry, r#"{"name":"A"}"#);
        assert_eq!(found.titles(), ["A"], "{geometry}");
        assert_eq!(found.events[0].place, None, "{geometry}");
        assert_eq!(found.n_errors(), 1, "{geometry}");
    }
}

#[test]
fn swapped_coordinates_get_a_hint() {
    let found = feature(r#"{"type":"Point","coordinates":[40.0,144.8]}"#, "{}");
    let hint = found.problems[0].2.hint.as_deref().unwrap_or_default();
    assert!(hint.contains("longitude comes first"), "{hint}");
}

#[test]
fn nested_collections_end_in_a_word_not_in_a_crash() {
    let nested = |n: usize| {
        let open = r#"{"type":"GeometryCollection","geometries":["#.repeat(n);
        let point = r#"{"type":"Point","coordinates":[1,2]}"#;
        feature(&format!("{open}{point}{}", "]}".repeat(n)), "{}")
    };
    let found = nested(60);
    assert!(found.events[0].place.is_some(), "{}", found.messages());
    let found = nested(100_000);
    assert_eq!(found.n_errors(), 1);
    assert!(found.messages().contains("deep"), "{}", found.messages());
    for text in [
        "[".repeat(100_000),
        "{\"a\":".repeat(100_000),
        "[{\"features\":".repeat(50_000),
    ] {
        assert!(read(&text).n_errors() > 0);
    }
}
