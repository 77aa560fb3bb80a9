//! The times of Placemarks and of what they lie in.

use super::super::feature_file::FeatureForm;
use super::super::vec_sink::VecSink;

fn read(text: &str) -> VecSink {
    VecSink::of(FeatureForm::Kml, text.as_bytes())
}

fn placemark(inside: &str) -> VecSink {
    read(&format!("<kml><Placemark>{inside}</Placemark></kml>"))
}

#[test]
fn times_are_civil_dates_and_spans_are_durations() {
    for (inside, expected) in [
        ("<TimeStamp><when>2021</when></TimeStamp>", "2021 SomeTime"),
        (
            "<TimeStamp><when>2021-06</when></TimeStamp>",
            "2021-06 SomeTime",
        ),
        (
            "<TimeStamp><when>2021-06-01T23:30:00-08:00</when></TimeStamp>",
            "2021-06-01 SomeTime",
        ),
        (
            "<TimeSpan><begin>2021-06</begin><end>2021-08</end></TimeSpan>",
            "2021-06/2021-08 Whole",
        ),
        (
            "<TimeSpan><begin>2021-06</begin></TimeSpan>",
            "2021-06/.. Whole",
        ),
        (
            "<TimeSpan><end>2021-06</end></TimeSpan>",
            "../2021-06 Whole",
        ),
        ("<TimeSpan><begin/><end/></TimeSpan>", "none"),
        ("<TimeSpan/>", "none"),
        (
            "<Camera><TimeStamp><when>2021</when></TimeStamp></Camera>",
            "none",
        ),
        (
            "<ExtendedData><SchemaData><SimpleData name=\"DATE\">2021-07</SimpleData></SchemaData></ExtendedData>",
            "2021-07 SomeTime",
        ),
    ] {
        let found = placemark(inside);
        assert_eq!(found.date(0), expected, "{inside}");
        assert!(found.problems.is_empty(), "{inside}: {}", found.messages());
    }
    for inside in [
        "<TimeStamp><when>soon</when></TimeStamp>",
        "<TimeStamp><when>07/19/2021</when></TimeStamp>",
        "<TimeSpan><begin>2022</begin><end>2021</end></TimeSpan>",
    ] {
        let found = placemark(inside);
        assert_eq!((found.date(0).as_str(), found.n_errors()), ("none", 1));
        assert!(found.events[0].phrase.is_some());
    }
}

#[test]
fn times_of_containers_are_inherited_by_what_has_none() {
    let found = read(
        "<kml><Document><TimeSpan><begin>2020</begin><end>2022</end></TimeSpan>
        <Folder><TimeStamp><when>2021</when></TimeStamp><Placemark/>
        <Placemark><TimeStamp><when>2019</when></TimeStamp></Placemark></Folder><Placemark/></Document></kml>",
    );
    let dates: Vec<String> = (0..3).map(|n| found.date(n)).collect();
    assert_eq!(dates, ["2021 SomeTime", "2019 SomeTime", "2020/2022 Whole"]);
}
