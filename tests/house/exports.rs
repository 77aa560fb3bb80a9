//! What leaves is what is shown, whole or with a word about what is missing; and the command that writes it.

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use event_atlas::export::{Exported, Format, ListingParts, export, question_words};
use event_atlas::model::{Catalog, Day, NamePolicy, Window};
use event_atlas::query::{Answer, Filter, Index, Knowledge, Question, answer};
use geojson::{FeatureCollection, GeoJson, GeometryValue};
use quick_xml::Reader;
use quick_xml::events::Event as Xml;
use serde_json::Value;

use crate::catalogs::{bundled, catalog, whole};
use crate::command_line::event_atlas;
use crate::manual::atlas_of_the_manual;

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n and so on";

fn with_parts<T>(
    catalog: &Arc<Catalog>,
    question: &Question,
    work: impl FnOnce(ListingParts<'_>, &Answer) -> T,
) -> T {
    let index = Index::new(catalog, question.knowledge);
    let answer = answer(catalog, &index, question);
    let parts = ListingParts {
        catalog,
        index: &index,
        question,
        answer: &answer,
        names: NamePolicy::default(),
    };
    work(parts, &answer)
}

/// What leaves when a question is asked.
fn asked(catalog: &Arc<Catalog>, question: &Question, format: Format) -> Exported {
    with_parts(catalog, question, |parts, _| {
        export(parts, format, Some(PNG)).expect("exported")
    })
}

/// What leaves when all is asked for.
pub(crate) fn exported(catalog: &Arc<Catalog>, format: Format) -> Exported {
    asked(catalog, &Question::default(), format)
}

/// An exported file as text.
pub(crate) fn text_of(exported: &Exported) -> String {
    String::from_utf8(exported.bytes.clone()).expect("UTF-8")
}

fn day(year: i32, month: i8, day: i8) -> Day {
    Day::from_ymd(year, month, day).expect("a day")
}

fn features(text: &str) -> FeatureCollection {
    match text.parse::<GeoJson>().expect("GeoJSON") {
        GeoJson::FeatureCollection(collection) => collection,
        other => panic!("a collection, not {other}"),
    }
}

/// An atlas with texts that want to be something else.
fn hostile() -> Arc<Catalog> {
    let loaded = whole(
        "(schema: 1, title: \"<b>T</b>\", kinds: [(id: \"k\", label: \"=K()\", color: Blue, shape: Disc)],\n\
         places: [(id: \"p\", kind: Town, at: (lon: -46.5, lat: -39.5), precision: Town,\n\
         names: [(text: \"-P\", lang: \"en\")])],\n\
         actors: [(id: \"a\", name: \"@A; B\", kind: State)],\n\
         sources: [(id: \"s\", title: \"<script>alert(1)</script>\", url: \"https://example.org/?a=1&b=2\")],\n\
         events: [\n\
         (id: \"1st\", title: \"=1+1 & \\\"<b>\\\"\", kind: \"k\", when: \"-0043-03-15\", place: At(\"p\"),\n\
         claims: [(by: \"a\", stance: Asserts, says: \"]]> <img src=x onerror=alert(1)>\", via: \"s\")]),\n\
         ])",
    );
    assert_eq!(loaded.findings, []);
    loaded.catalog
}

#[test]
fn geojson_has_a_feature_for_each_event_and_no_place_is_null() {
    for loaded in [bundled(), atlas_of_the_manual()] {
        let exported = exported(&loaded.catalog, Format::GeoJson);
        let collection = features(&text_of(&exported));
        assert_eq!(collection.features.len(), loaded.catalog.n_events());
        for (_, event) in loaded.catalog.events() {
            let id = geojson::feature::Id::String(event.slug.to_string());
            let mut features = collection.features.iter();
            let feature = features.find(|feature| feature.id.as_ref() == Some(&id));
            let feature = feature.expect("a feature for each event");
            let claims = feature.property("claims").and_then(Value::as_array);
            assert_eq!(claims.map(Vec::len), Some(event.claims.len()));
        }
    }
}

#[test]
fn places_become_points_and_routes_lines() {
    let loaded = atlas_of_the_manual();
    let collection = features(&text_of(&exported(&loaded.catalog, Format::GeoJson)));
    let shapes: BTreeSet<&str> = collection
        .features
        .iter()
        .map(
            |feature| match feature.geometry.as_ref().map(|it| &it.value) {
                None => "none",
                Some(GeometryValue::Point { .. }) => "point",
                Some(GeometryValue::MultiPoint { .. }) => "points",
                Some(GeometryValue::LineString { .. }) => "line",
                Some(_) => "another",
            },
        )
        .collect();
    assert_eq!(shapes, BTreeSet::from(["none", "point", "points", "line"]));
    let hostile = features(&text_of(&exported(&hostile(), Format::GeoJson)));
    let geometry = hostile.features.first().and_then(|it| it.geometry.clone());
    let Some(GeometryValue::Point { coordinates }) = geometry.map(|it| it.value) else {
        panic!("a point")
    };
    assert_eq!(coordinates.as_slice(), [-46.5, -39.5]);
}

#[test]
fn an_event_without_a_date_comes_last_and_what_is_left_out_does_not_come() {
    let loaded =
        catalog("undated | here | ; b | here | 2021-07-19; a | - | 2021-07-01; old | here | 1990");
    let window = Window::between(day(2021, 7, 1), day(2021, 7, 31));
    let question = Question {
        window: Some(window),
        ..Question::default()
    };
    let ids = |question| {
        let collection = features(&text_of(&asked(&loaded.catalog, question, Format::GeoJson)));
        let ids = collection.features.into_iter().filter_map(|it| it.id);
        ids.map(|id| format!("{id:?}").replace("String", ""))
            .collect::<String>()
    };
    assert_eq!(ids(&question), "(\"a\")(\"b\")(\"undated\")");
    let csv = text_of(&asked(&loaded.catalog, &question, Format::Csv));
    assert_eq!(csv.lines().count(), 4, "{csv}");
}

#[test]
fn kml_is_well_formed_and_holds_each_event() {
    for catalog in [bundled().catalog, atlas_of_the_manual().catalog, hostile()] {
        let kml = text_of(&exported(&catalog, Format::Kml));
        let mut reader = Reader::from_str(&kml);
        let (mut n_placemarks, mut depth) = (0, 0);
        loop {
            match reader.read_event().expect("well-formed") {
                Xml::Start(start) => {
                    depth += 1;
                    n_placemarks += usize::from(start.name().as_ref() == "Placemark");
                    for attribute in start.attributes() {
                        attribute.expect("an attribute");
                    }
                }
                Xml::End(_) => depth -= 1,
                Xml::Eof => break,
                _ => {}
            }
        }
        assert_eq!((depth, n_placemarks), (0, catalog.n_events()));
        for (_, event) in catalog.events() {
            let id = format!("<value>{}</value>", event.slug);
            assert!(kml.contains(&id), "{id}");
        }
    }
}

#[test]
fn kml_says_days_months_and_years_as_stamps_and_the_rest_as_spans() {
    let loaded = catalog(
        "a | here | 2021-07-19; b | here | 2021-06; c | here | 2021; d | here | 2020-11-10/..; \
         e | here | [2021-08-01..2021-08-05]; f | here | -0043-03-15",
    );
    let exported = exported(&loaded.catalog, Format::Kml);
    let kml: String = text_of(&exported).split_whitespace().collect();
    for time in [
        "<TimeStamp><when>2021-07-19</when></TimeStamp>",
        "<TimeStamp><when>2021-06</when></TimeStamp>",
        "<TimeStamp><when>2021</when></TimeStamp>",
        "<TimeSpan><begin>2020-11-10</begin></TimeSpan>",
        "<TimeSpan><begin>2021-08-01</begin><end>2021-08-05</end></TimeSpan>",
    ] {
        assert!(kml.contains(time), "{time}");
    }
    assert_eq!(kml.matches("<Time").count(), 5);
    assert!(
        exported.losses.iter().any(|loss| loss.contains("1 event")),
        "{:?}",
        exported.losses
    );
}

#[test]
fn csv_comes_back_and_no_text_is_a_formula() {
    let catalog = hostile();
    let bytes = exported(&catalog, Format::Csv).bytes;
    let mut table = csv::Reader::from_reader(bytes.as_slice());
    let names = table.headers().expect("a head").clone();
    assert_eq!(names.len(), 24);
    let rows: Vec<csv::StringRecord> = table.records().map(|row| row.expect("a row")).collect();
    assert_eq!(rows.len(), 1);
    let cell = |name: &str| {
        let column = names.iter().position(|other| other == name);
        rows.first()?.get(column?)
    };
    assert_eq!(cell("title"), Some("'=1+1 & \"<b>\""));
    assert_eq!(cell("when"), Some("'-0043-03-15"));
    assert_eq!(cell("place_name"), Some("'-P"));
    assert_eq!(cell("speakers"), Some("'@A, B"));
    assert_eq!((cell("lon"), cell("lat")), (Some("-46.5"), Some("-39.5")));
    assert_eq!(cell("claims"), Some("1"));
}

#[test]
fn a_dossier_needs_nothing_and_runs_nothing() {
    let html = text_of(&exported(&hostile(), Format::Dossier));
    for bad in [
        "<script",
        "<b>T",
        "<img src=x",
        "onerror=alert(1)>",
        "src=\"http",
        "url(",
        "@import",
    ] {
        assert!(!html.contains(bad), "{bad}");
    }
    assert!(html.contains("&lt;b&gt;T&lt;/b&gt;"));
    assert!(html.contains("href=\"https://example.org/?a=1&amp;b=2\" rel=\"noreferrer\""));
    assert!(html.contains("src=\"data:image/png;base64,"));
    assert_eq!(html.matches("<img").count(), 1);
}

#[test]
fn a_dossier_tells_every_claim_and_every_source() {
    for loaded in [bundled(), atlas_of_the_manual()] {
        let catalog = &loaded.catalog;
        let html = text_of(&exported(catalog, Format::Dossier));
        for (_, event) in catalog.events() {
            assert!(html.contains(&format!("id=\"event-{}\"", event.slug)));
            for claim in &event.claims {
                let says = quick_xml::escape::escape(&claim.says);
                assert!(html.contains(says.as_ref()), "{}", claim.says);
            }
        }
        for (_, source) in catalog.sources() {
            assert!(html.contains(&format!("id=\"source-{}\"", source.slug)));
        }
        for tag in [
            "article", "section", "li", "ol", "dl", "dd", "p", "div", "bdi", "span",
        ] {
            let open = html.matches(&format!("<{tag}>")).count();
            let open = open + html.matches(&format!("<{tag} ")).count();
            assert_eq!(open, html.matches(&format!("</{tag}>")).count(), "{tag}");
        }
    }
}

#[test]
fn a_dossier_of_very_many_events_says_how_many_it_leaves_out() {
    let events: Vec<String> = (0..2_003).map(|n| format!("e{n} | here | 2021")).collect();
    let loaded = catalog(&events.join(";"));
    let exported = exported(&loaded.catalog, Format::Dossier);
    let html = text_of(&exported);
    assert_eq!(html.matches("<article").count(), 2_000);
    let words = "the first 2,000 of 2,003 events; 3 events left out";
    assert!(html.contains(words));
    assert!(exported.losses.iter().any(|loss| loss.contains(words)));
}

#[test]
fn what_a_format_cannot_hold_is_told_with_counts() {
    let told = |format, catalog: &Arc<Catalog>| exported(catalog, format).losses.join("\n");
    let bundled = bundled().catalog;
    assert!(told(Format::Ron, &bundled).contains("3 outlines"));
    let csv = told(Format::Csv, &bundled);
    assert!(
        csv.contains("37 claims are only counted, 6 of them denials"),
        "{csv}"
    );
    assert!(csv.contains("1 of 2 positions of 1 event"), "{csv}");
    let plain = catalog("a | here | 2021").catalog;
    assert_eq!(told(Format::Ron, &plain), "");
    assert_eq!(told(Format::Dossier, &plain), "");
}

#[test]
fn what_was_not_known_yet_does_not_leave_in_any_format() {
    let loaded = bundled();
    let question = Question {
        knowledge: Knowledge::on(day(2021, 6, 30)),
        ..Question::default()
    };
    for format in [
        Format::Ron,
        Format::GeoJson,
        Format::Csv,
        Format::Kml,
        Format::Dossier,
    ] {
        let exported = asked(&loaded.catalog, &question, format);
        let text = text_of(&exported);
        assert!(!text.contains("yeraskh-shootout"), "{format:?}");
        assert!(!text.contains("nobody use its soil"), "{format:?}");
        let told = exported.losses.join("\n");
        assert!(
            told.contains("As known on 30 June 2021"),
            "{format:?}: {told}"
        );
    }
    let again = whole(&text_of(&asked(&loaded.catalog, &question, Format::Ron)));
    assert_eq!(again.catalog.n_events(), 5);
}

#[test]
fn a_question_is_said_in_words() {
    let loaded = bundled();
    let clash = loaded.catalog.kinds().next().map(|(id, _)| id);
    let question = Question {
        filter: Filter {
            text: " border ".to_owned(),
            ..Filter::default()
        }
        .of_kinds(clash)
        .contested(),
        window: Some(Window::between(day(2021, 7, 1), day(2021, 7, 31))),
        knowledge: Knowledge::on(day(2021, 9, 1)),
    };
    let words = |question: &Question| {
        with_parts(&loaded.catalog, question, |parts, _| question_words(parts))
    };
    assert_eq!(words(&Question::default()), "All events");
    assert_eq!(
        words(&question),
        "All events, 1 Jul – 31 Jul 2021, of the kind Armed clash, contested only, with the words “border”, \
         as known on 1 September 2021"
    );
}

#[test]
fn convert_writes_what_the_ending_says_and_tells_what_is_lost() {
    let folder = tempfile::tempdir().expect("a folder");
    for ending in ["ron", "geojson", "csv", "kml"] {
        let file = folder.path().join(format!("x.{ending}"));
        let to = file.display().to_string();
        let output = event_atlas(&["convert", "data/south-caucasus-2021", "--to", &to]);
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(0), "{said}");
        let out = String::from_utf8_lossy(&output.stdout);
        assert_eq!(out, format!("14 events written to {to}\n"));
        assert!(said.lines().all(|line| line.starts_with("event-atlas: ")));
        assert!(fs::metadata(&file).expect("written").len() > 1_000);
    }
    let one = folder.path().join("x.ron").display().to_string();
    let output = event_atlas(&["check", &one]);
    assert_eq!(output.status.code(), Some(0));
    let few = folder.path().join("few.csv").display().to_string();
    let july = ["--from", "2021-07-01", "--until", "2021-07-31"];
    let output = event_atlas(&[&["convert", &one, "--to", &few], &july[..]].concat());
    let out = String::from_utf8_lossy(&output.stdout);
    assert!(out.contains(" of 14 events written to "), "{out}");
}

#[test]
fn a_dossier_without_a_graphics_driver_does_without_the_map() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("x.html");
    let picture = folder.path().join("x.png");
    let convert = |to: &Path| {
        Command::new(env!("CARGO_BIN_EXE_event-atlas"))
            .args(["convert", "--to", &to.display().to_string()])
            .env("WGPU_BACKEND", "vulkan")
            .env("VK_DRIVER_FILES", "/nonexistent")
            .env("VK_ICD_FILENAMES", "/nonexistent")
            .output()
            .expect("the program runs")
    };
    let output = convert(&file);
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{said}");
    assert!(said.contains("without a picture of the map"), "{said}");
    let html = fs::read_to_string(&file).expect("written");
    assert_eq!(
        (
            html.matches("<article").count(),
            html.matches("<img").count()
        ),
        (14, 0)
    );
    let output = convert(&picture);
    assert_eq!(output.status.code(), Some(1));
    assert!(!picture.exists());
}

#[test]
fn convert_never_writes_over_what_it_reads() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name).display().to_string();
    let one = path("one.ron");
    let output = event_atlas(&["convert", "--to", &one]);
    assert_eq!(output.status.code(), Some(0));
    let before = fs::read(&one).expect("there");
    symlink(&one, path("link.ron")).expect("a link");
    for target in ["one.ron", "link.ron", "./one.ron"] {
        let output = event_atlas(&["convert", &one, "--to", &path(target)]);
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(said.contains("would overwrite its own source"), "{said}");
    }
    assert_eq!(fs::read(&one).expect("there"), before);
}

#[test]
fn convert_says_what_it_cannot_write() {
    for (to, words) in [
        (
            "/tmp/never.docx",
            "one of .ron, .geojson, .csv, .kml, .html, .png",
        ),
        ("/no/such/folder/x.csv", "there is no such folder"),
        ("never", "end its name"),
    ] {
        let output = event_atlas(&["convert", "--to", to]);
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(said.contains(words), "{said}");
        assert!(!Path::new(to).exists());
    }
}
