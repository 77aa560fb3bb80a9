//! Hostile KML, KMZ and GeoJSON: what stands behind a slip is read, what is not read is told with its line, and what
//! is told often is counted.

use std::env::consts::OS;
use std::fs::{self, File};
use std::io::Write as _;
use std::ops::ControlFlow;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::Duration;

use event_atlas::load::{ImportOptions, Loaded, Progress, load_paths};
use event_atlas::model::Severity;

fn imported(path: &Path) -> Loaded {
    let options = ImportOptions::default();
    load_paths(
        &[path.to_owned()],
        &options,
        &Progress::default(),
        &mut |_| (),
    )
    .expect("there is a file")
}

fn hostile(name: &str) -> Loaded {
    imported(&crate::root().join("tests/hostile").join(name))
}

fn read(name: &str, text: impl AsRef<[u8]>) -> Loaded {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join(name);
    fs::write(&path, text).expect("written");
    let loaded = imported(&path);
    // They are read again when they are looked at, so that is done while the file is there.
    assert_eq!(loaded.catalog.events().count(), loaded.catalog.n_events());
    loaded
}

fn titles(loaded: &Loaded) -> Vec<String> {
    loaded
        .catalog
        .events()
        .map(|(_, event)| event.title.clone())
        .collect()
}

/// Each finding as `line:column: message`, and its hint.
fn told(loaded: &Loaded) -> Vec<String> {
    loaded
        .findings
        .iter()
        .map(|it| {
            let hint = it.hint.as_deref().unwrap_or_default();
            format!("{}:{}: {} | {hint}", it.line, it.column, it.message)
        })
        .collect()
}

fn has_error(loaded: &Loaded) -> bool {
    loaded
        .findings
        .iter()
        .any(|it| it.severity == Severity::Error)
}

#[test]
fn an_open_quote_costs_no_placemark() {
    let loaded = hostile("k4.kml");
    assert_eq!(titles(&loaded), ["A", "B", "C", "D", "E"]);
    assert!(has_error(&loaded));
    let told = told(&loaded);
    assert!(
        told[0].starts_with("2:127: this tag is not closed"),
        "{told:#?}"
    );
    assert!(
        told[2].starts_with("6:127: this tag is not closed"),
        "{told:#?}"
    );
    assert_eq!(told.len(), 3, "{told:#?}");
}

#[test]
fn a_hundred_slips_hide_no_placemark_and_the_rest_is_counted() {
    let loaded = hostile("untold100.kml");
    assert_eq!(titles(&loaded), ["A", "B"]);
    let told = told(&loaded);
    assert!(told.len() < 20, "{told:#?}");
    assert!(
        told.iter()
            .any(|it| it.contains("ends without a beginning, and 140 more: lines 12, 13,")),
        "{told:#?}"
    );
    // Placemarks that are lost are told, the first three one by one; beyond a hundred they are counted as such.
    let open = "<Placemark><name>A</name>\n".repeat(150);
    let loaded = read(
        "open.kml",
        format!("<kml>\n{open}<Placemark><name>B</name></Placemark></kml>"),
    );
    assert_eq!(titles(&loaded), ["B"]);
    let told = self::told(&loaded);
    assert_eq!(told.len(), 5, "{told:#?}");
    assert!(
        told.iter()
            .any(|it| it.starts_with("5:1: 97 more like this")),
        "{told:#?}"
    );
    assert!(
        told.iter()
            .any(|it| it.starts_with("2:1: the Placemark \"A\" is not closed"))
    );
    assert!(
        told.iter()
            .any(|it| it.contains("and 50 more, of which 50 Placemarks: lines 102, 103")),
        "{told:#?}"
    );
}

/// A Placemark in a line of its own.
fn mark(title: &str) -> String {
    format!("<Placemark><name>{title}</name></Placemark>\n")
}

#[test]
fn whatever_is_not_closed_in_kml_ends_where_it_began() {
    let (a, b, c) = (mark("A"), mark("B"), mark("C"));
    for slip in [
        "<!-- never closed\n",
        "<![CDATA[ never closed\n",
        "<?php never closed\n",
        "<!DOCTYPE never closed\n",
        "<Style id=\"s\n",
        "<Style id='s>\n",
        "<Style\n",
        "</Style\n",
        "a < b\n",
        "<<<\n",
        "<!\n",
        "</>\n",
        "<!-- one <!-- two -->\n",
        "<name>\n",
        "</Folder></Folder>\n",
        "<Placemark id=\"x\"><name>lost</name>\n",
        "<Placemark id=\"x>\n",
        "</Placemark>\n",
        "]]>-->?>\n",
    ] {
        let text = format!(
            "<kml><Document>\n{a}{slip}{b}{c}<!-- seen --><Style>x<![CDATA[y]]></Style><?z?></Document></kml>"
        );
        let loaded = read("a.kml", &text);
        assert_eq!(
            titles(&loaded),
            ["A", "B", "C"],
            "{slip}: {:#?}",
            told(&loaded)
        );
        let is_text = slip.starts_with(']');
        assert_eq!(loaded.findings.is_empty(), is_text, "{slip}");
        let first = loaded.findings.first().map_or(3, |finding| finding.line);
        assert!((3..=4).contains(&first), "{slip}: {:#?}", told(&loaded));
    }
}

#[test]
fn placemarks_in_comments_and_texts_are_counted() {
    let hidden = mark("B") + &mark("C");
    for (open, close) in [("<!--", "-->"), ("<![CDATA[", "]]>"), ("<?x ", "?>")] {
        let text = format!("<kml>\n{open}{hidden}{close}{}</kml>", mark("A"));
        let loaded = read("a.kml", &text);
        assert_eq!(titles(&loaded), ["A"]);
        let told = told(&loaded);
        assert_eq!(told.len(), 1, "{told:#?}");
        assert!(told[0].starts_with("2:1: "), "{told:#?}");
        assert!(
            told[0].contains("up to line 4 holds 2 Placemarks"),
            "{told:#?}"
        );
    }
}

#[test]
fn a_bad_byte_is_told_where_it_stands() {
    let told_of = |loaded: &Loaded| told(loaded);
    let loaded = hostile("badbyte.kml");
    let told = told_of(&loaded);
    assert_eq!(told.len(), 1, "{told:#?}");
    assert!(
        told[0].starts_with("27:27: a byte here is no character"),
        "{told:#?}"
    );
    let text = b"{\"type\":\"Feature\",\n \"properties\":{\"title\":\"\xE7a\"}}";
    let told = told_of(&read("a.geojson", text));
    assert!(told[0].starts_with("2:25: a byte here"), "{told:#?}");
    assert_eq!(told.len(), 1, "{told:#?}");
}

/// A feature in a line of its own.
fn feature(title: &str) -> String {
    format!(
        "{{\"type\":\"Feature\",\"geometry\":{{\"type\":\"Point\",\"coordinates\":[46,40]}},\"properties\":{{\"title\":\"{title}\"}}}}"
    )
}

#[test]
fn an_open_bracket_or_text_costs_one_feature() {
    let whole = feature("lost");
    let broken: Vec<String> = [
        ("}}", "}"),
        ("[46,40]", "[46,40"),
        ("\"lost\"", "\"lost"),
        ("\"lost\"", "lost\""),
        ("\"lost\"", "\"lost\\\""),
        ("{\"title\"", "\"title\""),
        (":{\"title\"", "{\"title\""),
        ("\"properties\":", "\"properties"),
    ]
    .iter()
    .map(|(before, after)| whole.replacen(before, after, 1))
    .chain([
        String::from("\""),
        "[".into(),
        "{".into(),
        "}".into(),
        "]".into(),
        "{\"a\":\"".into(),
        "7 x \"".into(),
    ])
    .collect();
    let others: Vec<String> = (0..19).map(|n| feature(&format!("n{n}"))).collect();
    for broken in broken {
        for (separator, head, tail) in [
            (
                ",\n",
                "{\"type\":\"FeatureCollection\",\"features\":[\n",
                "\n]}",
            ),
            (",", "{\"features\":[\n", "]}"),
            ("\n", "\n", "\n"),
            ("\n\u{1e}", "\u{1e}", "\n"),
        ] {
            let entries = [&[feature("first"), broken.clone()][..], &others].concat();
            let text = format!("{head}{}{tail}", entries.join(separator));
            let loaded = read("a.geojson", &text);
            assert_eq!(
                loaded.catalog.n_events(),
                20,
                "{broken} in {text}: {:#?}",
                told(&loaded)
            );
            assert!(has_error(&loaded), "{broken} in {separator:?}");
            // The line is that of the slip, or its hint names that of what is not closed.
            let told = told(&loaded);
            let is_near = (1..=4).any(|n| {
                told[0].starts_with(&format!("{n}:"))
                    || told[0].ends_with(&format!("begins in line {n} is not closed"))
            });
            assert!(is_near, "{broken}: {told:#?}");
            assert!(told.len() < 5, "{broken}: {told:#?}");
        }
    }
}

#[test]
fn features_under_a_broken_name_are_read_and_told() {
    let all = [feature("A"), feature("B")].join(",");
    for text in [
        format!("{{\"type\":\"FeatureCollection\",\"featured\":[{all}]}}"),
        format!("{{\"crs\":{{\"type\":\"name\",\"features\":[{all}]}}"),
        format!("{{\"name\":\"Log,\"features\":[{all}]}}"),
        format!("[[{all}]]"),
        format!("{{\"features\":[{}],{}]}}", feature("A"), feature("B")),
    ] {
        let loaded = read("a.geojson", &text);
        assert_eq!(titles(&loaded), ["A", "B"], "{text}: {:#?}", told(&loaded));
        assert!(has_error(&loaded), "{text}");
    }
}

#[test]
fn a_cut_feature_that_takes_the_rest_of_the_list_for_its_own_costs_none() {
    let all: Vec<String> = (0..12).map(|n| feature(&format!("n{n}"))).collect();
    for head in [
        "{\"id\":1,\"type\":\"Feature\",\"res\": [",
        "{\"type\":\"Feature\",\"properties\":{\"title\":\"cut\"},\"more\":[",
        "{\"id\":1,\"re\": [",
    ] {
        let text = format!(
            "{{\"type\":\"FeatureCollection\",\"features\":[\n{},\n{head}{}\n]}}\n",
            feature("first"),
            all.join(",\n")
        );
        let loaded = read("a.geojson", &text);
        let titles = titles(&loaded);
        let has = |title: &String| titles.contains(title);
        let wanted: Vec<String> = (0..12).map(|n| format!("n{n}")).collect();
        assert!(wanted.iter().all(has), "{head}: {titles:?}");
        assert!(has(&"first".to_owned()), "{head}: {titles:?}");
        assert_eq!(told(&loaded).len(), 1, "{head}: {:#?}", told(&loaded));
        assert!(told(&loaded)[0].starts_with("3:1:"), "{:#?}", told(&loaded));
    }
    // Whatever the brackets say: a feature has a geometry and properties, or it is cut.
    let text = format!(
        "{{\"type\":\"FeatureCollection\",\"a\":{{}}}},\n{{\"type\":\"Feature\",\"res\":[{}]}}",
        all.join(",")
    );
    assert_eq!(read("a.geojson", &text).catalog.n_events(), 13);
    let parent = feature("parent").replacen(
        "\"properties\":{",
        &format!("\"properties\":{{\"claims\":[{}],", all.join(",")),
        1,
    );
    let loaded = read("a.geojson", &parent);
    assert_eq!(loaded.catalog.n_events(), 13, "{:#?}", told(&loaded));
    assert!(has_error(&loaded));
    // Quotes that are turned inside out behind the features take none of those that follow.
    let text = format!(
        "{{\"features\":[{}]\",\"stance\":\"asserts\",\"via\":\"P\"}}],\"more\":{{\"a\":[1,{{\"b\":null}}]}} }},\n{}\n]}}",
        feature("first"),
        feature("last")
    );
    let loaded = read("a.geojson", &text);
    assert_eq!(titles(&loaded), ["first", "last"], "{:#?}", told(&loaded));
    assert!(has_error(&loaded));
    let text = format!(
        "{{\"features\":[{0}}},{{\"type\":\"Feature\",\"a\":1}}],\"more\":{{\"a\":[1,{{\"b\":2}},{0},{0}]}}",
        feature("first")
    );
    assert_eq!(read("a.geojson", &text).catalog.n_events(), 4);
    // Also where that member breaks.
    for end in [",{\"a\" 1}]}", ",{\"a\":"] {
        let text = format!(
            "{{\"features\":[{}],\"more\":[{child},{child}{end}",
            feature("first"),
            child = feature("child")
        );
        let loaded = read("a.geojson", &text);
        assert_eq!(titles(&loaded).len(), 3, "{end}: {:#?}", told(&loaded));
        assert!(has_error(&loaded));
    }
    let text = format!(
        "{{\"features\":[{}],\"more\":[{child}]}}",
        feature("first"),
        child = feature("child")
    );
    let loaded = read("a.geojson", &text);
    assert_eq!(titles(&loaded), ["first"]);
    assert!(told(&loaded)[0].contains("1 features in \"more\" are not read"));
    // What stands in a whole feature belongs to it.
    let child = feature("child");
    let text = feature("parent").replacen(
        "\"properties\":{",
        &format!("\"properties\":{{\"of\":[{child},{child}],"),
        1,
    );
    let loaded = read("a.geojson", &text);
    assert_eq!(titles(&loaded), ["parent"]);
    assert!(!has_error(&loaded), "{:#?}", told(&loaded));
}

#[test]
fn a_file_whose_first_byte_is_wrong_is_still_read() {
    let kml = format!("?<kml><Document>{}</Document></kml>", mark("A"));
    let geojson = format!(
        "\"type\": \"FeatureCollection\", \"features\": [{}]}}",
        feature("A")
    );
    for (name, text) in [("a.kml", kml), ("a.geojson", geojson)] {
        let loaded = read(name, &text);
        assert_eq!(titles(&loaded), ["A"], "{:#?}", told(&loaded));
    }
    // A table with such a text in a cell stays a table.
    let table = "title,date,shape\nA,2021-07-01,\"{\"\"type\"\": \"\"Feature\"\"}\"\n";
    assert_eq!(titles(&read("a.csv", table)), ["A"]);
}

#[test]
fn a_sequence_may_have_texts_of_several_lines() {
    let text = format!(
        "\u{1e}{{\n\"features\":[\n{}\n]}}\n\u{1e}{}\n",
        feature("A"),
        feature("B")
    );
    let loaded = read("a.geojsons", &text);
    assert_eq!(titles(&loaded), ["A", "B"]);
    assert!(loaded.findings.is_empty(), "{:#?}", told(&loaded));
}

#[test]
fn addresses_that_no_source_can_have_are_told() {
    let text = feature("A").replace(
        "\"title\"",
        "\"source\":\"Paper\",\"url\":\"javascript:alert(1)\",\"title\"",
    );
    let told_of = |loaded: &Loaded| told(loaded);
    let told = told_of(&read("a.geojson", &text));
    assert_eq!(told.len(), 1, "{told:#?}");
    assert!(
        told[0].starts_with("1:1: url: the address \"javascript:alert(1)\" is not kept"),
        "{told:#?}"
    );
    let text = "<kml>\n<Placemark><name>A</name><ExtendedData><Data name=\"url\"><value>https://me:pass@a.example/</value></Data></ExtendedData></Placemark></kml>";
    let told = told_of(&read("a.kml", text));
    assert!(told[0].starts_with("2:1: url: the address"), "{told:#?}");
    let text = "<kml>\n<Placemark><name>A</name><description>&lt;a href='ftp://a.example'>x&lt;/a> &lt;a href='javascript:x'>y&lt;/a></description></Placemark></kml>";
    let told = told_of(&read("a.kml", text));
    assert!(
        told[0].starts_with("2:1: description: 2 addresses"),
        "{told:#?}"
    );
}

#[test]
fn a_file_that_would_take_too_much_memory_is_refused_before_it_is_read() {
    let folder = tempfile::tempdir().expect("a folder");
    let kml = mark("A").repeat(20_000);
    let geojson = feature("A").repeat(20_000);
    for (name, text) in [("a.kml", format!("<kml>{kml}")), ("a.geojson", geojson)] {
        let path = folder.path().join(name);
        let mut file = File::create(&path).expect("made");
        file.write_all(text.as_bytes()).expect("written");
        // It has a hole where more of them would be.
        file.set_len(900_000_000).expect("made longer");
        let loaded = imported(&path);
        let told = told(&loaded);
        assert_eq!(loaded.catalog.n_events(), 0);
        assert_eq!(told.len(), 1, "{told:#?}");
        assert!(
            told[0].contains("the file has 900 MB and some "),
            "{told:#?}"
        );
        assert!(told[0].contains("more than the 2148 MB that"), "{told:#?}");
        assert!(
            told[0].contains("cut it into files of at most "),
            "{told:#?}"
        );
    }
}

/// A long file of each format, with a folder or a collection around its entries.
fn long_files(n: usize) -> [(&'static str, String); 2] {
    let words = "shots were heard near the village and smoke was seen above the road ".repeat(2);
    let kml = (0..n).fold("<kml><Document><name>Log</name>\n".to_owned(), |mut all, n| {
        if n % 1_000 == 0 {
            all += if n == 0 { "" } else { "</Folder>\n" };
            all += &format!("<Folder><name>Kind {n}</name>\n");
        }
        all + &format!("<Placemark id=\"p{n}\"><name>Mark {n}</name><description><![CDATA[<b>{words}</b>]]></description><TimeStamp><when>2020-03-{:02}</when></TimeStamp><Point><coordinates>4{n}e-5,40,0</coordinates></Point></Placemark>\n", 1 + n % 28)
    }) + "</Folder></Document></kml>";
    let features: Vec<String> = (0..n)
        .map(|n| format!("{{\"type\":\"Feature\",\"id\":\"f{n}\",\"geometry\":{{\"type\":\"Point\",\"coordinates\":[4{n}e-5,40]}},\"properties\":{{\"title\":\"Mark {n}\",\"date\":\"2020-03-{:02}\",\"description\":\"{words}\"}}}}", 1 + n % 28))
        .collect();
    let geojson = format!(
        "{{\"name\":\"Log\",\"features\":[\n{}\n]}}",
        features.join(",\n")
    );
    [("long.kml", kml), ("long.geojson", geojson)]
}

#[test]
fn a_long_file_is_read_again_feature_by_feature() {
    let n = 20_000;
    for (name, text) in long_files(n) {
        // Longer than what is kept as it is.
        assert!(text.len() > 5_000_000);
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join(name);
        fs::write(&path, &text).expect("written");
        let loaded = imported(&path);
        assert!(loaded.findings.is_empty(), "{:#?}", told(&loaded));
        let table = loaded.catalog.table().expect("a table");
        let event = table.event_in_passing(12_345).expect("an event");
        assert_eq!(event.title, "Mark 12345");
        let kind = loaded.catalog.kind(event.kind).expect("a kind");
        let expected = if name.ends_with("kml") {
            "Kind 12000"
        } else {
            "Feature"
        };
        assert_eq!(kind.label, expected);
        let mut found = Vec::new();
        table.reader().each_text(&mut |row, text| {
            if text.contains("Mark 19999") {
                found.push(row);
            }
            ControlFlow::Continue(())
        });
        assert_eq!(found, [19_999]);
        // What was written over is not taken for what was read.
        fs::write(&path, "<kml/>").expect("written");
        let event = table.event_in_passing(12_345).expect("something to show");
        assert!(
            event.title.contains("cannot be read any more"),
            "{}",
            event.title
        );
    }
}

/// The most memory that the program takes to check a file, in bytes, where Linux tells it.
fn memory_to_check(path: &Path) -> Option<usize> {
    let mut child = Command::new(env!("CARGO_BIN_EXE_event-atlas"))
        .arg("check")
        .arg(path)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("the program runs");
    let mut most = None;
    while child.try_wait().expect("a child").is_none() {
        let status = fs::read_to_string(format!("/proc/{}/status", child.id())).ok();
        let line = status.as_deref().and_then(|status| {
            let mut lines = status.lines();
            lines.find(|line| line.starts_with("VmHWM:"))
        });
        let kibibytes = line.and_then(|line| line.split_whitespace().nth(1)?.parse::<usize>().ok());
        most = most.max(kibibytes.map(|n| n * 1_024));
        thread::sleep(Duration::from_millis(1));
    }
    most
}

#[test]
fn a_long_file_takes_no_more_than_three_times_its_size() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name);
    fs::write(path("short.kml"), format!("<kml>{}</kml>", mark("A"))).expect("written");
    for (name, text) in long_files(100_000) {
        fs::write(path(name), &text).expect("written");
        let Some(most) = memory_to_check(&path(name)) else {
            assert_ne!(OS, "linux");
            continue;
        };
        // What the program takes for itself is not counted.
        let own = (0..5).filter_map(|_| memory_to_check(&path("short.kml")));
        let own = own.max().unwrap_or(0);
        let taken = most.saturating_sub(own);
        assert!(
            taken < 3 * text.len(),
            "{name}: {taken} bytes for {}",
            text.len()
        );
    }
}
