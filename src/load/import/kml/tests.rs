//! What a KML file may say, and what it may get wrong.

use std::sync::atomic::{AtomicBool, Ordering};

use proptest::prelude::*;

use super::super::feature_file::{FeatureForm, read_features};
use super::super::vec_sink::VecSink;
use super::super::{Budget, OverBudget};
use super::read_kml;
use crate::model::{PlacePrecision, Stance};

const RICH: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<?xml-stylesheet href="a.xsl"?>
<!DOCTYPE kml [<!ENTITY lol "lol"><!ENTITY lol2 "&lol;&lol;&lol;">]>
<kml xmlns="http://www.opengis.net/kml/2.2" xmlns:gx="http://www.google.com/kml/ext/2.2">
<!-- a comment with <Placemark> in it -->
<Document><name>Border log</name>
 <Style id="s"><IconStyle><scale>1</scale></IconStyle></Style>
 <Folder><name>Shelling</name>
  <TimeSpan><begin>2021-07-01</begin></TimeSpan>
  <Placemark id="p1"><name>Shots &amp; smoke &#x42F;</name>
   <LookAt><gx:TimeStamp><when>1999</when></gx:TimeStamp><longitude>1</longitude></LookAt>
   <description><![CDATA[<b>Shots</b> near<br/>the <a href="https://a.example/1">border</a>]]></description>
   <Point><coordinates>44.8,39.9,1000</coordinates></Point>
   <ExtendedData><Data name="Source"><value>Agency</value></Data><Data name="url"><value>https://a.example</value></Data>
    <Data name="Speaker"><value>Ministry</value></Data><Data name="calibre"><displayName>C</displayName><value>7.62</value></Data></ExtendedData>
  </Placemark>
  <Placemark><name>Fires</name><TimeStamp><when>2021-07</when></TimeStamp>
   <LineString><coordinates>44.0,39.95 44.0,40.05</coordinates></LineString></Placemark>
 </Folder>
 <NetworkLink><name>more</name><Link><href>http://evil.example/x.kml</href></Link></NetworkLink>
 <Placemark><name>Patrol</name><gx:Track><when>2021-07-19T08:00:00Z</when><when>2021-07-21T08:00:00Z</when>
  <gx:coord>44.1 39.1 0</gx:coord><gx:coord>44.2 39.2 0</gx:coord></gx:Track></Placemark>
 <Placemark><name>Talks</name><TimeStamp><when>2021</when></TimeStamp><ExtendedData>
  <Data name="id"><value>talks-1</value></Data><Data name="kind"><value>Meeting</value></Data><Data name="when"><value>2021-06~/2021-08</value></Data>
  <Data name="precision"><value>town</value></Data><Data name="status"><value>contested</value></Data>
  <Data name="claims"><value>[{"by":"A","stance":"denies","says":"no &lt;b&gt;","via":"B","url":"https://b.example","at":"p. 3"}]</value></Data>
  </ExtendedData><MultiGeometry><Point><coordinates>44,40</coordinates></Point></MultiGeometry></Placemark>
</Document></kml>
"#;

fn read(text: &str) -> VecSink {
    VecSink::of(FeatureForm::Kml, text.as_bytes())
}

fn placemark(inside: &str) -> VecSink {
    read(&format!("<kml><Placemark>{inside}</Placemark></kml>"))
}

#[test]
fn a_rich_file_is_read_whole() {
    let found = read(RICH);
    assert_eq!(
        found.titles(),
        ["Shots & smoke Я", "Fires", "Patrol", "Talks"]
    );
    assert_eq!(found.positions[0], (10, 3));
    assert_eq!(found.messages(), "a NetworkLink is never followed\n");
    let shots = &found.events[0];
    assert_eq!((shots.id.as_ref(), shots.kind.as_ref()), ("p1", "Shelling"));
    assert_eq!(found.date(0), "2021-07-01/.. Whole");
    assert_eq!(
        found.note(0),
        "Shots near\nthe border (https://a.example/1)\ncalibre: 7.62"
    );
    let claim = &shots.claims[0];
    assert_eq!(
        (claim.speaker.as_ref(), claim.source.as_ref()),
        ("Ministry", "Agency")
    );
    assert_eq!(claim.url.as_deref(), Some("https://a.example"));
    assert_eq!(found.date(1), "2021-07 SomeTime");
    assert_eq!(found.events[1].claims[0].source, "Border log");
    assert!(found.note(1).contains("a line of 2 points"));
    assert_eq!(found.events[2].kind, "Placemark");
    assert_eq!(found.date(2), "2021-07-19/2021-07-21 Whole");
    assert_eq!(
        found.events[2].phrase.as_deref(),
        Some("2021-07-19T08:00:00Z/2021-07-21T08:00:00Z")
    );
    assert!(found.note(2).contains("a track of 2 points"));
    let talks = &found.events[3];
    assert_eq!(
        (talks.id.as_ref(), talks.kind.as_ref()),
        ("talks-1", "Meeting")
    );
    assert_eq!(found.date(3), "2021-06~/2021-08 SomeTime");
    assert_eq!(talks.claims[0].stance, Stance::Denies);
    assert_eq!(talks.claims[0].says, "no <b>");
    let place = talks.place.as_ref().expect("a place");
    assert_eq!(place.precision, PlacePrecision::Town);
    assert_eq!(talks.note, None);
}

#[test]
fn a_truncated_file_keeps_what_came_before() {
    let end = RICH.find("</kml>").expect("an end");
    for cut in 0..end {
        let found = VecSink::of(FeatureForm::Kml, &RICH.as_bytes()[..cut]);
        let n_whole = RICH[..cut].matches("</Placemark>").count();
        assert_eq!(found.events.len(), n_whole, "cut at {cut}");
        assert!(found.n_errors() > 0, "cut at {cut}: nothing told");
    }
    let found = read(&RICH[..RICH.find("<LineString>").expect("a line")]);
    let (line, _, problem) = found.problems.last().expect("a problem");
    assert_eq!(*line, 18, "{problem:?}");
}

#[test]
fn twenty_one_bytes_end() {
    let found = read("<kml><Placemark><foo>");
    assert_eq!((found.events.len(), found.n_errors()), (0, 1));
}

#[test]
fn a_hundred_thousand_folders_end_in_a_word() {
    for (open, close) in [
        ("<Folder>", "</Folder>"),
        ("<MultiGeometry>", "</MultiGeometry>"),
        ("<Placemark>", ""),
    ] {
        let mut text = format!("<kml>{}", open.repeat(100_000));
        let told = if open == "<Placemark>" {
            "and 99899 more, of which 99899 Placemarks: lines 1"
        } else {
            "deep"
        };
        assert!(read(&text).messages().contains(told));
        text += &close.repeat(100_000);
        text += "<Placemark><name>A</name></Placemark></kml>";
        let found = read(&text);
        assert!(found.n_errors() > 0);
        assert_eq!(found.titles(), ["A"]);
    }
}

#[test]
fn entities_of_the_file_are_never_expanded() {
    let found = read(
        r#"<!DOCTYPE kml [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><kml><Placemark>
        <name>x &b; &lt; &bogus; & &#0; &#xFFFFFFFF; y</name></Placemark></kml>"#,
    );
    assert_eq!(found.titles(), ["x &b; < &bogus; & &#0; &#xFFFFFFFF; y"]);
}

#[test]
fn coordinates_that_are_no_position_cost_the_place() {
    for text in ["", "  ", "NaN,inf", "1", "1 2", "200,10", "x,y", "10,100"] {
        let found = placemark(&format!(
            "<name>A</name><Point><coordinates>{text}</coordinates></Point>"
        ));
        assert_eq!(found.titles(), ["A"]);
        assert_eq!(found.events[0].place, None, "{text}");
        assert_eq!(found.n_errors(), 1, "{text}");
    }
    let found = placemark("<Point><coordinates>39.9,144.8</coordinates></Point>");
    let hint = found.problems[0].2.hint.as_deref().unwrap_or_default();
    assert!(hint.contains("longitude comes first"));
    assert!(placemark("<name>A</name>").problems.is_empty());
}

#[test]
fn a_file_without_a_name_speaks_as_a_kml_file() {
    let found = placemark("<description>Something &lt;i&gt;happened&lt;/i&gt;</description>");
    let event = &found.events[0];
    assert_eq!(event.title, "Something happened");
    assert_eq!(event.claims[0].source, "KML file");
    assert_eq!(event.claims[0].speaker, "");
    assert_eq!(event.claims[0].stance, Stance::Asserts);
}

#[test]
fn slips_of_xml_cost_little() {
    let found = read(
        "<kml><Document><Placemark><name>A</nam></Placemark><Placemark><name>B</name><foo></Placemark></bar></Document></kml>",
    );
    assert_eq!(found.titles(), ["A", "B"]);
    assert!(!found.problems.is_empty());
    for text in [
        "",
        "hello",
        "<html><body/></html>",
        "PK\u{3}\u{4}",
        "<",
        "<!",
        "<kml",
        "<kml></kml>",
        "</kml>",
    ] {
        assert_eq!(
            (read(text).events.len(), read(text).problems.is_empty()),
            (0, false),
            "{text}"
        );
    }
}

#[test]
fn every_encoding_gives_the_same_events() {
    let expected = read(RICH).events;
    let with_mark = format!("\u{feff}{RICH}");
    assert_eq!(read(&with_mark).events, expected);
    for mark in ["", "\u{feff}"] {
        let text = format!("{mark}{RICH}");
        let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(VecSink::of(FeatureForm::Kml, &little).events, expected);
        assert_eq!(VecSink::of(FeatureForm::Kml, &big).events, expected);
    }
}

#[test]
fn long_files_take_linear_time() {
    for piece in [
        "<Placemark><name>A</name></Placemark>",
        "<a>",
        "</a>",
        "<Placemark>",
        "&",
        "<![CDATA[x]]>",
        "<a b='",
    ] {
        let text = format!("<kml><Document>{}", piece.repeat(40_000));
        read(&text);
    }
    let description = format!(
        "<description><![CDATA[{}]]></description>",
        "<a href='http://x'>".repeat(40_000)
    );
    placemark(&description);
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
    read_kml(RICH, &budget, &mut sink).expect("nobody cancels");
    assert_eq!(sink.events.len(), 2);
    assert!(sink.messages().contains("more than 2 entries"));
    assert!(sink.messages().contains("longer than 8 bytes was cut"));
    let budget = Budget {
        max_bytes: 40,
        ..Budget::new(&is_cancelled)
    };
    let bytes = RICH.as_bytes().to_vec();
    read_features(FeatureForm::Kml, bytes, &budget, &mut sink).expect("nobody cancels");
    assert!(sink.messages().contains("longer than 40 bytes"));
    is_cancelled.store(true, Ordering::Relaxed);
    assert_eq!(
        read_kml(RICH, &budget, &mut sink),
        Err(OverBudget::Cancelled)
    );
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
        VecSink::of(FeatureForm::Kml, &bytes);
    }
}
