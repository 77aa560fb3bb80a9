//! Bytes of KML, KMZ and GeoJSON go wrong, and nothing is lost: every Placemark and every feature that is still whole
//! is an event, or stands in a finding, or is counted in one.

#![expect(clippy::indexing_slicing, reason = "the test's own files")]

use std::fs;
use std::io::Write as _;
use std::path::Path;

use event_atlas::load::Loaded;
use event_atlas::model::{Finding, Severity};
use flate2::Compression;
use flate2::write::DeflateEncoder;
use proptest::prelude::*;

use crate::mutation_runs::{config, imported};

/// KML in three dresses and as an archive, and GeoJSON in four.
const N_FORMATS: usize = 8;

/// A file of a format, and the entries in it, word for word, with their titles.
struct Original {
    name: &'static str,
    text: String,
    entries: Vec<(String, String)>,
}

fn kml() -> Original {
    let entries: Vec<(String, String)> = (0..12)
        .map(|n| {
            let title = format!("Mark {n}");
            let inside = match n % 4 {
                0 => format!(
                    "<description><![CDATA[<b>Bold {n}</b> <a href=\"https://a.example/{n}\">y</a>]]></description><Point><coordinates>44.{n},40,0</coordinates></Point>"
                ),
                1 => format!(
                    "<!-- seen --><ExtendedData><Data name=\"source\"><value>Paper {n}</value></Data><Data name='note'><value>a &amp; b &#x41;</value></Data></ExtendedData>"
                ),
                2 => "\n  <LookAt><TimeStamp><when>1999</when></TimeStamp></LookAt>\n  <LineString><coordinates>44,39 44,40</coordinates></LineString>\n".to_owned(),
                _ => "<Style><IconStyle/></Style><address>Somewhere</address>".to_owned(),
            };
            let entry = format!(
                "<Placemark id=\"p{n}\"><name>{title}</name><TimeStamp><when>2021-07-{:02}</when></TimeStamp>{inside}</Placemark>",
                n + 1
            );
            (entry, title)
        })
        .collect();
    let mut text = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<?xml-stylesheet href=\"a.xsl\"?>\n<!DOCTYPE kml [<!ENTITY a \"b\">]>\n<kml xmlns=\"http://www.opengis.net/kml/2.2\"><!-- a log -->\n<Document><name>Log</name><Style id=\"s\"/>\n",
    );
    for (n, entry) in entries.iter().enumerate() {
        if n % 3 == 0 {
            text += &format!(
                "<Folder><name>Folder {n}</name><TimeSpan><begin>2021</begin></TimeSpan>\n"
            );
        }
        text += &entry.0;
        text += if n % 5 == 0 { "" } else { "\n" };
        if n % 3 == 2 {
            text += "</Folder><!-- next -->\n";
        }
    }
    text += "</Document></kml>\n";
    Original {
        name: "a.kml",
        text,
        entries,
    }
}

fn features() -> Vec<(String, String)> {
    (0..12)
        .map(|n| {
            let title = format!("Mark {n}");
            let properties = format!(
                "{{\"title\":\"{title}\",\"date\":\"2021-07-{:02}\",\"text\":\"a }} ] \\\" \\\\ [ {{ b\",\"claims\":[{{\"id\":\"a\",\"by\":\"M\",\"stance\":\"asserts\",\"says\":\"x\",\"via\":\"P\"}}],\"more\":{{\"a\":[1,{{\"b\":null}}]}}}}",
                n + 1
            );
            let geometry = match n % 3 {
                0 => "{\"type\":\"Point\",\"coordinates\":[44.5,40]}",
                1 => "{\"type\":\"GeometryCollection\",\"geometries\":[{\"type\":\"Point\",\"coordinates\":[1,2]},{\"type\":\"LineString\",\"coordinates\":[[1,2],[1.5,2]]}]}",
                _ => "null",
            };
            let entry = match n % 4 {
                0 => format!("{{\"geometry\":{geometry},\"properties\":{properties},\"type\":\"Feature\"}}"),
                1 => format!("{{\"id\":{n},\"type\":\"Feature\",\"properties\":{properties},\"geometry\":{geometry}}}"),
                _ => format!("{{ \"type\": \"Feature\", \"geometry\": {geometry}, \"properties\": {properties} }}"),
            };
            (entry, title)
        })
        .collect()
}

fn collection() -> Original {
    let entries = features();
    let all: Vec<&str> = entries.iter().map(|entry| entry.0.as_str()).collect();
    let text = format!(
        "{{\"type\": \"FeatureCollection\", \"name\": \"Log\",\n\"crs\": {{\"type\": \"name\", \"properties\": {{\"name\": \"urn:ogc:def:crs:OGC:1.3:CRS84\"}}}},\n\"features\": [\n{}\n]}}\n",
        all.join(",\n")
    );
    Original {
        name: "a.geojson",
        text,
        entries,
    }
}

/// The same in one line.
fn line() -> Original {
    let entries = features();
    let all: Vec<&str> = entries.iter().map(|entry| entry.0.as_str()).collect();
    let text = format!(
        "{{\"type\":\"FeatureCollection\",\"features\":[{}]}}",
        all.join(",")
    );
    Original {
        name: "b.geojson",
        text,
        entries,
    }
}

/// A feature a line.
fn lines() -> Original {
    let entries = features();
    let lines: Vec<&str> = entries.iter().map(|entry| entry.0.as_str()).collect();
    let text = lines.join("\n") + "\n";
    Original {
        name: "c.geojsonl",
        text,
        entries,
    }
}

/// A sequence of texts (RFC 8142), each of several lines.
fn sequence() -> Original {
    let entries: Vec<(String, String)> = features()
        .into_iter()
        .map(|(entry, title)| {
            (
                entry.replace("\"properties\":", "\n \"properties\":"),
                title,
            )
        })
        .collect();
    let texts = entries.iter().flat_map(|entry| ["\u{1e}", &entry.0, "\n"]);
    let text = texts.collect();
    Original {
        name: "d.geojsons",
        text,
        entries,
    }
}

/// One thing that goes wrong with bytes.
#[derive(Debug, Clone)]
enum Mishap {
    Replaced(u8),
    Inserted(u8),
    Cut(usize),
    Doubled(usize),
    /// A stretch changes places with the one behind it.
    Swapped(usize, usize),
    Truncated,
}

fn suffer(bytes: &mut Vec<u8>, at: usize, mishap: &Mishap) {
    if bytes.is_empty() {
        return;
    }
    let at = at % bytes.len();
    let within = |n: usize| (at + n).min(bytes.len());
    match mishap {
        Mishap::Replaced(byte) => bytes[at] = *byte,
        Mishap::Inserted(byte) => bytes.insert(at, *byte),
        Mishap::Cut(n) => drop(bytes.drain(at..within(*n))),
        Mishap::Doubled(n) => {
            let again = bytes[at..within(*n)].to_vec();
            bytes.splice(at..at, again);
        }
        Mishap::Swapped(n, m) => {
            let (middle, end) = (within(*n), within(n + m));
            bytes[at..end].rotate_left(middle - at);
        }
        Mishap::Truncated => bytes.truncate(at),
    }
}

fn mishaps() -> impl Strategy<Value = (usize, Mishap)> {
    let bytes = prop_oneof![
        2 => any::<u8>(),
        5 => prop::sample::select(b"<>/\"'&!-[]{}?=:,\\ \n\x1e\x00aP".to_vec()),
    ];
    let mishap = prop_oneof![
        5 => bytes.clone().prop_map(Mishap::Replaced),
        4 => bytes.prop_map(Mishap::Inserted),
        3 => (1..40_usize).prop_map(Mishap::Cut),
        1 => (1..600_usize).prop_map(Mishap::Cut),
        2 => (1..400_usize).prop_map(Mishap::Doubled),
        1 => ((1..400_usize), (1..400_usize)).prop_map(|(n, m)| Mishap::Swapped(n, m)),
        1 => Just(Mishap::Truncated),
    ];
    (any::<usize>(), mishap)
}

/// An archive with one packed document.
fn archive(document: &[u8]) -> Vec<u8> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(document).expect("packed");
    let packed = encoder.finish().expect("packed");
    let mut crc = flate2::Crc::new();
    crc.update(document);
    let long = |n: usize| u32::try_from(n).expect("short").to_le_bytes();
    let mut header = Vec::new();
    for short in [20_u16, 0, 8, 0, 0x21] {
        header.extend(short.to_le_bytes());
    }
    header.extend(crc.sum().to_le_bytes());
    header.extend([long(packed.len()), long(document.len())].concat());
    header.extend([7, 0, 0, 0]);
    let body = [b"PK\x03\x04", &header[..], b"doc.kml", &packed].concat();
    let directory = [b"PK\x01\x02\x14\x00", &header[..], &[0; 14], b"doc.kml"].concat();
    let end = [
        b"PK\x05\x06\0\0\0\0\x01\0\x01\0",
        &long(directory.len())[..],
        &long(body.len()),
        &[0, 0],
    ]
    .concat();
    [body, directory, end].concat()
}

/// Where a finding stands, in bytes of the text.
fn byte_of(text: &str, finding: &Finding) -> usize {
    let before = text.split_inclusive('\n').take(finding.line - 1);
    let start: usize = before.map(str::len).sum();
    let rest = &text[start.min(text.len())..];
    let column = rest.char_indices().nth(finding.column - 1);
    start + column.map_or(rest.len(), |(at, _)| at)
}

/// How many entries a finding counts, in words like "3 Placemarks" or "one feature".
fn counted(finding: &Finding) -> usize {
    let hint = finding.hint.as_deref().unwrap_or_default();
    let words: Vec<&str> = [finding.message.as_str(), hint]
        .into_iter()
        .flat_map(|text| text.split(|c: char| !c.is_alphanumeric()))
        .collect();
    let nouns = ["Placemark", "Placemarks", "feature", "features"];
    let pairs = words.windows(2).filter(|pair| nouns.contains(&pair[1]));
    pairs
        .map(|pair| match pair[0] {
            "one" => 1,
            number => number.parse().unwrap_or(0),
        })
        .sum()
}

/// The titles of whole entries that are no events, and in no finding either.
fn lost(original: &Original, text: &[u8], loaded: &Loaded) -> Vec<String> {
    let has_error = loaded
        .findings
        .iter()
        .any(|it| it.severity == Severity::Error);
    if loaded.catalog.n_events() == 0 && has_error && !is_of_form(original, text) {
        // What begins as another format is refused as a whole, and that is told.
        return Vec::new();
    }
    let text = String::from_utf8_lossy(text);
    let told: Vec<usize> = loaded
        .findings
        .iter()
        .map(|it| byte_of(&text, it))
        .collect();
    let mut lost = Vec::new();
    for (entry, title) in &original.entries {
        let wholes: Vec<usize> = text.match_indices(entry.as_str()).map(|it| it.0).collect();
        let events = loaded.catalog.events();
        let n_events = events.filter(|(_, event)| event.title == *title).count();
        let is_told = |at: &&usize| {
            let end = **at + entry.len();
            told.iter().any(|told| (**at..end).contains(told))
        };
        let n_told = wholes.iter().filter(is_told).count();
        let n_lost = wholes.len().saturating_sub(n_events + n_told);
        lost.extend(std::iter::repeat_n(title.clone(), n_lost));
    }
    let n_counted: usize = loaded.findings.iter().map(counted).sum();
    if lost.len() <= n_counted {
        lost.clear();
    }
    lost
}

/// Whether the first byte still says which format it is.
fn is_of_form(original: &Original, text: &[u8]) -> bool {
    let is_blank = |byte: &&u8| {
        matches!(**byte, 0 | 0x1E | 0xEF | 0xBB | 0xBF | 0xFE | 0xFF) || byte.is_ascii_whitespace()
    };
    let first = text.iter().find(|byte| !is_blank(byte));
    let is_utf16 = text.get(..2).is_some_and(|head| head.contains(&0))
        || text.starts_with(b"\xFF\xFE")
        || text.starts_with(b"\xFE\xFF");
    let is_kml = Path::new(original.name)
        .extension()
        .is_some_and(|ending| ending == "kml");
    !is_utf16
        && match first {
            Some(b'<') => is_kml,
            Some(b'{' | b'[') => !is_kml,
            _ => false,
        }
}

#[test]
fn the_originals_are_read_whole() {
    let folder = tempfile::tempdir().expect("a folder");
    for original in [kml(), collection(), line(), lines(), sequence()] {
        let path = folder.path().join(original.name);
        fs::write(&path, &original.text).expect("written");
        let loaded = imported(&path);
        assert_eq!(
            loaded.catalog.n_events(),
            12,
            "{}: {:#?}",
            original.name,
            loaded.findings
        );
        assert!(loaded.findings.is_empty(), "{:#?}", loaded.findings);
        let nothing = Loaded {
            findings: Vec::new(),
            ..imported_text(&folder.path().join("none"), "<kml></kml>")
        };
        let lost = lost(&original, original.text.as_bytes(), &nothing);
        assert_eq!(lost.len(), 12, "an oracle that sees what is missing");
    }
    let path = folder.path().join("a.kmz");
    fs::write(&path, archive(kml().text.as_bytes())).expect("written");
    assert_eq!(imported(&path).catalog.n_events(), 12);
}

fn imported_text(path: &Path, text: &str) -> Loaded {
    fs::write(path, text).expect("written");
    imported(path)
}

proptest! {
    #![proptest_config(config(2_000, N_FORMATS as u32))]

    #[test]
    fn thousands_of_broken_files_lose_no_feature(
        format in 0..N_FORMATS,
        wrong in prop::collection::vec(mishaps(), 1..4),
    ) {
        let original = match format {
            0..=3 => kml(),
            4 => collection(),
            5 => line(),
            6 => lines(),
            _ => sequence(),
        };
        let mut text = original.text.clone().into_bytes();
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join(original.name);
        if format == 3 {
            // The archive goes wrong, and not what is in it.
            let mut bytes = archive(&text);
            for (at, mishap) in &wrong {
                suffer(&mut bytes, *at, mishap);
            }
            fs::write(&path, &bytes).expect("written");
            let loaded = imported(&path);
            let is_whole = loaded.catalog.n_events() == 12;
            prop_assert!(is_whole || !loaded.findings.is_empty(), "nothing is told");
            return Ok(());
        }
        for (at, mishap) in &wrong {
            suffer(&mut text, *at, mishap);
        }
        let bytes = if format == 2 { archive(&text) } else { text.clone() };
        fs::write(&path, &bytes).expect("written");
        let loaded = imported(&path);
        let lost = lost(&original, &text, &loaded);
        prop_assert_eq!(
            lost, Vec::<String>::new(),
            "{:#?}\n{}", loaded.findings, String::from_utf8_lossy(&text)
        );
    }
}
