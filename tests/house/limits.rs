//! Each bad file ends in a clear finding, soon, and in little memory: the program is run on each and watched.

use std::fs;
use std::io::{self, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use flate2::Compression;
use flate2::write::DeflateEncoder;

const MEBIBYTE: usize = 1 << 20;
/// What a bad file may cost in memory, in bytes.
const MOST_BYTES: usize = 512 * MEBIBYTE;
/// A program that is not optimized, beside other tests, is slower than the one that is used; this much is hanging.
const MOST_TIME: Duration = Duration::from_secs(10);

const TABLE: &str = "title,date,lat,lon\n";
const FINE_ROW: &str = "Fine,2021-07-19,40,46\n";
const PLACEMARK: &str = "<Placemark><name>Fine</name><TimeStamp><when>2021</when></TimeStamp>\
                         <Point><coordinates>46,40</coordinates></Point></Placemark>";

/// A file, and a word of what is to be said about it.
struct Case {
    name: &'static str,
    bytes: Vec<u8>,
    said: &'static str,
}

fn case(name: &'static str, bytes: impl Into<Vec<u8>>, said: &'static str) -> Case {
    Case {
        name,
        bytes: bytes.into(),
        said,
    }
}

/// The most memory that a running program has had so far, in bytes, as Linux tells it.
fn peak(id: u32) -> Option<usize> {
    let status = fs::read_to_string(format!("/proc/{id}/status")).ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    let kibibytes: usize = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kibibytes * 1024)
}

/// Runs the program on each file, and says what it cost where someone looks.
fn watch(cases: &[Case]) {
    let folder = tempfile::tempdir().expect("a folder");
    let mut highest = 0;
    for case in cases {
        let path = folder.path().join(case.name);
        fs::write(&path, &case.bytes).expect("written");
        let (said, took, most) = checked(&path);
        fs::remove_file(&path).expect("removed");
        let mebibytes = most / MEBIBYTE;
        writeln!(io::stdout(), "{}: {took:.2?}, {mebibytes} MiB", case.name).ok();
        assert!(said.contains(case.said), "{}: {said}", case.name);
        assert!(took < MOST_TIME, "{} took {took:?}", case.name);
        assert!(most < MOST_BYTES, "{} took {mebibytes} MiB", case.name);
        highest = highest.max(most);
    }
    // Some end before anybody looks, but not all.
    assert!(highest > 0 || !cfg!(target_os = "linux"));
}

/// What `check` says about a file, how long it takes and how much memory.
fn checked(path: &Path) -> (String, Duration, usize) {
    let started = Instant::now();
    let mut child = Command::new(env!("CARGO_BIN_EXE_event-atlas"))
        .arg("check")
        .arg(path)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program runs");
    let mut most = 0;
    while child.try_wait().expect("a child").is_none() {
        most = most.max(peak(child.id()).unwrap_or(0));
        if started.elapsed() > MOST_TIME || most > 2 * MOST_BYTES {
            child.kill().expect("it can be ended");
        }
        thread::sleep(Duration::from_millis(1));
    }
    let took = started.elapsed();
    let output = child.wait_with_output().expect("what it said");
    let said = [output.stdout, output.stderr].concat();
    let said = String::from_utf8_lossy(&said).into_owned();
    let is_orderly = matches!(output.status.code(), Some(0 | 1));
    assert!(is_orderly, "{}: {:?} {said}", path.display(), output.status);
    (said, took, most)
}

fn utf16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    let text = format!("\u{feff}{text}");
    text.encode_utf16().flat_map(bytes).collect()
}

#[test]
fn bad_tables_end_soon_and_in_little_memory() {
    let table = |rows: &str| format!("{TABLE}{rows}{FINE_ROW}");
    watch(&[
        case("ragged.csv", table("Short,2021-07-19\n"), "2 cells"),
        case(
            "long_row.csv",
            table("Long,2021-07-19,40,46,x,y,z\n"),
            "7 cells",
        ),
        case("quote.csv", table("Open,\"2021\n"), "never closed"),
        case("mark.csv", format!("\u{feff}{}", table("")), "1 event"),
        case("little.csv", utf16(&table(""), u16::to_le_bytes), "UTF-16"),
        case("big.csv", utf16(&table(""), u16::to_be_bytes), "UTF-16"),
        case(
            "columns.csv",
            table(&format!("{}\n", "x,".repeat(1_000_000))),
            "cells",
        ),
        case(
            "header.csv",
            format!("{}title\n{FINE_ROW}", "x,".repeat(1_000_000)),
            "column",
        ),
        case(
            "cell.csv",
            table(&format!(
                "Long,2021-07-19,40,\"{}\"\n",
                "x".repeat(200 * MEBIBYTE)
            )),
            "within 16 MiB",
        ),
        case(
            "open_cell.csv",
            table(&format!(
                "Long,2021-07-19,40,\"{}\n",
                "x".repeat(200 * MEBIBYTE)
            )),
            "within 16 MiB",
        ),
        case("nan.csv", table("Bad,2021-07-19,NaN,46\n"), "NaN"),
        case("nul.csv", table("N\0ul,2021-07-19,40,46\n"), "NUL"),
        case(
            "twice.csv",
            format!("title,title,date,lat,lon\nA,{FINE_ROW}"),
            "title",
        ),
        case("empty.csv", "", "empty"),
    ]);
}

#[test]
fn bad_geojson_ends_soon_and_in_little_memory() {
    let collection = |geometry: &str| {
        format!(
            "{{\"type\":\"FeatureCollection\",\"features\":[{{\"type\":\"Feature\",\
             \"properties\":{{\"title\":\"A\",\"date\":\"2021\"}},\"geometry\":{geometry}}}]}}"
        )
    };
    let point = |coordinates: &str| {
        collection(&format!(
            "{{\"type\":\"Point\",\"coordinates\":{coordinates}}}"
        ))
    };
    let nested = |n: usize| {
        let open = "{\"type\":\"GeometryCollection\",\"geometries\":[".repeat(n);
        collection(&format!("{open}{}", "]}".repeat(n)))
    };
    watch(&[
        case("one.geojson", point("[46]"), "position"),
        case("none.geojson", point("[]"), "position"),
        case("far.geojson", point("[1e999,40]"), "longitude inf"),
        case("null.geojson", collection("null"), "1 event"),
        case("nested.geojson", nested(60), "nested"),
        case("deep.geojson", nested(100_000), "nested"),
        case("cut.geojson", &point("[46,40]")[..90], "ends"),
        case(
            "mark.geojson",
            format!("\u{feff}{}", point("[46,40]")),
            "1 event",
        ),
        case(
            "string.geojson",
            point(&format!("\"{}\"", "x".repeat(200 * MEBIBYTE))),
            "is no number",
        ),
        case("empty.geojson", "", "empty"),
    ]);
}

#[test]
fn bad_kml_ends_soon_and_in_little_memory() {
    let laughs =
        "<!DOCTYPE kml [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;\">]>";
    watch(&[
        case("cut.kml", format!("<kml><Document>{PLACEMARK}<Pla"), "ends"),
        case("open.kml", "<kml>", "ends"),
        case(
            "folders.kml",
            format!("<kml>{}{PLACEMARK}", "<Folder>".repeat(100_000)),
            "deep",
        ),
        case(
            "laughs.kml",
            format!("{laughs}<kml><Placemark><name>&b;</name></Placemark></kml>"),
            "never expanded",
        ),
        case(
            "link.kml",
            format!(
                "<kml>{PLACEMARK}<NetworkLink><Link><href>http://127.0.0.1/</href></Link></NetworkLink></kml>"
            ),
            "NetworkLink",
        ),
        case(
            "text.kml",
            format!("<kml><Placemark><name>{}", "x".repeat(200 * MEBIBYTE)),
            "ends here",
        ),
    ]);
}

/// A file of an archive, packed, with the size that it claims to have.
fn archive(files: &[(&str, &[u8], u32)]) -> Vec<u8> {
    let (mut body, mut directory) = (Vec::new(), Vec::new());
    for (name, packed, declared) in files {
        let mut header = Vec::new();
        for short in [20_u16, 0, 8, 0, 0x21] {
            header.extend(short.to_le_bytes());
        }
        let n_packed = u32::try_from(packed.len()).expect("a short file");
        for long in [0, n_packed, *declared] {
            header.extend(long.to_le_bytes());
        }
        header.extend(
            u16::try_from(name.len())
                .expect("a short name")
                .to_le_bytes(),
        );
        header.extend([0, 0]);
        let at = u32::try_from(body.len()).expect("a short archive");
        body.extend([b"PK\x03\x04", &header[..], name.as_bytes(), packed].concat());
        directory.extend([b"PK\x01\x02\x14\x00", &header[..], &[0; 10]].concat());
        directory.extend([&at.to_le_bytes()[..], name.as_bytes()].concat());
    }
    let n_files = u16::try_from(files.len()).expect("few files").to_le_bytes();
    let sizes =
        [directory.len(), body.len()].map(|n| u32::try_from(n).expect("short").to_le_bytes());
    let end = [
        b"PK\x05\x06\0\0\0\0",
        &n_files[..],
        &n_files,
        &sizes[0],
        &sizes[1],
        &[0, 0],
    ]
    .concat();
    [body, directory, end].concat()
}

#[test]
fn bad_archives_end_soon_and_in_little_memory() {
    // One piece that ends on a byte can be repeated, so that a gibibyte need not be packed.
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(&vec![b'a'; MEBIBYTE]).expect("packed");
    encoder.flush().expect("packed");
    let bomb = encoder.get_ref().repeat(1_024);
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::fast());
    let document = format!("<kml>{PLACEMARK}</kml>");
    encoder.write_all(document.as_bytes()).expect("packed");
    let document = encoder.finish().expect("packed");
    let many: Vec<_> = (0..65_535).map(|_| ("doc.kml", &document[..], 9)).collect();
    watch(&[
        case(
            "bomb.kmz",
            archive(&[("doc.kml", &bomb, 1 << 30)]),
            "unpacks to more than",
        ),
        case(
            "meek.kmz",
            archive(&[("doc.kml", &bomb, 100)]),
            "larger than its declared",
        ),
        case("many.kmz", archive(&many), "files"),
        case(
            "none.kmz",
            archive(&[("readme.txt", &document, 9)]),
            "no KML",
        ),
        case(
            "cut.kmz",
            &archive(&[("doc.kml", &document, 9)])[..80],
            "archive",
        ),
    ]);
}
