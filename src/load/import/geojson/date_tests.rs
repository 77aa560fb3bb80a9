//! The ways in which features are dated.

use super::super::feature_file::FeatureForm;
use super::super::vec_sink::VecSink;

fn read(text: &str) -> VecSink {
    VecSink::of(FeatureForm::GeoJson, text.as_bytes())
}

fn feature(geometry: &str, properties: &str) -> VecSink {
    read(&format!(
        r#"{{"type":"Feature","geometry":{geometry},"properties":{properties}}}"#
    ))
}

fn dated(properties: &str) -> (String, String) {
    let found = feature("null", properties);
    (found.date(0), found.messages())
}

#[test]
fn dates_are_found_in_the_ways_in_use() {
    for (properties, expected) in [
        (r#"{"date":"2021-07"}"#, "2021-07 SomeTime"),
        (
            r#"{"Timestamp":"2021-07-19T10:00:00Z"}"#,
            "2021-07-19 SomeTime",
        ),
        (r#"{"start":"2021-07"}"#, "2021-07 SomeTime"),
        (r#"{"end":"2021-07"}"#, "../2021-07 Whole"),
        (
            r#"{"begin":"2021-07","end":"2021-08"}"#,
            "2021-07/2021-08 Whole",
        ),
        (
            r#"{"start_date":"2021-07-01","end_date":"2021-07-03"}"#,
            "2021-07-01/2021-07-03 Whole",
        ),
        (
            r#"{"times":["2021-07-01T00:00:00","2021-07-02","2021-07-03"]}"#,
            "2021-07-01/2021-07-03 Whole",
        ),
        (r#"{"when":"2021-06/2021-08"}"#, "2021-06/2021-08 SomeTime"),
        (r#"{"when":"2021-06","sense":"whole"}"#, "2021-06 Whole"),
        (
            r#"{"when":{"start":"2021-06","end":"2021-07"}}"#,
            "2021-06/2021-07 Whole",
        ),
        (
            r#"{"when":{"timespans":[{"start":{"earliest":"1990","latest":"1992"}}]}}"#,
            "[1990..1992] SomeTime",
        ),
        (
            r#"{"when":{"timespans":[{"start":{"in":"1990"},"end":{"in":"1991"}},{"start":{"in":"1995"},"end":{"in":"1997"}}]}}"#,
            "[1990..1997] SomeTime",
        ),
        (r#"{"date":null,"time":""}"#, "none"),
    ] {
        assert_eq!(dated(properties), (expected.to_owned(), String::new()));
    }
}

#[test]
fn a_date_that_is_not_written_is_not_guessed() {
    for properties in [
        r#"{"time":1626652800000}"#,
        r#"{"date":2021}"#,
        r#"{"start":1626652800,"end":1626652900}"#,
        r#"{"date":"last week"}"#,
        r#"{"date":"07/19/2021"}"#,
        r#"{"start":"2021-08","end":"2021-06"}"#,
        r#"{"times":[1,2]}"#,
        r#"{"when":{"timespans":[{"start":{"in":5}}]}}"#,
        r#"{"when":true}"#,
    ] {
        let (date, messages) = dated(properties);
        assert_eq!(date, "none", "{properties}");
        assert!(messages.contains("field "), "{properties}: {messages}");
    }
}
