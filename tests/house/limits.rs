//! Each bad file ends in a clear finding, soon, and in little memory: the program is run on each and watched.

use std::env;
use std::fs;
use std::io::{self, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use egui_kittest::kittest::Queryable as _;
use event_atlas::app::App;
use event_atlas::state::MapChoice;
use flate2::Compression;
use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};

use crate::catalogs::bundled;
use crate::journeys::{Journey, journey_with};

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

/// What a bad tile may cost in memory, in bytes, on top of what the window takes with a good one.
const MOST_BYTES_OF_TILE: usize = 64 * MEBIBYTE;

/// The name of the variable that tells the test in a process of its own which map it looks at.
const MAP: &str = "EVENT_ATLAS_TEST_MAP";
/// What is to be said about it.
const SAID: &str = "EVENT_ATLAS_TEST_SAID";

/// What a map says of its tiles.
#[derive(Clone, Copy)]
enum Tiles {
    Vector = 1,
    Png = 2,
    Jpeg = 3,
    WebP = 4,
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).expect("packed");
    encoder.finish().expect("packed")
}

fn leb128(mut number: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    while number > 0x7f {
        bytes.push((number & 0x7f) as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
    bytes
}

/// A map with one tile, for the whole world at a zoom of 0; with its directory and what it says of itself.
fn map_of(tiles: Tiles, tile: &[u8], directory: Option<&[u8]>, metadata: &[u8]) -> Vec<u8> {
    let is_packed = matches!(tiles, Tiles::Vector);
    let tile = if is_packed { gzip(tile) } else { tile.to_vec() };
    let usual = [&[1, 0, 1][..], &leb128(tile.len()), &[1]].concat();
    let root = gzip(directory.unwrap_or(&usual));
    let metadata = gzip(metadata);
    let mut bytes = b"PMTiles\x03".to_vec();
    let mut offset = 127_u64;
    for length in [root.len(), metadata.len(), 0, tile.len()] {
        bytes.extend(offset.to_le_bytes());
        bytes.extend((length as u64).to_le_bytes());
        offset += length as u64;
    }
    bytes.extend([0; 24]);
    bytes.extend([1, 2, 1 + u8::from(is_packed), tiles as u8, 0, 0]);
    bytes.resize(127, 0);
    [bytes, root, metadata, tile].concat()
}

fn vector_map(tile: &[u8]) -> Vec<u8> {
    map_of(Tiles::Vector, tile, None, b"{}")
}

/// A field of a message: its number and its bytes.
fn field(number: u8, bytes: &[u8]) -> Vec<u8> {
    [&[number << 3 | 2][..], &leb128(bytes.len()), bytes].concat()
}

/// A layer with the same small field again and again.
fn layer_of(number: u8, bytes: &[u8], n: usize) -> Vec<u8> {
    let name = field(1, b"place");
    field(3, &[name, field(number, bytes).repeat(n)].concat())
}

/// A picture of 8 by 8 pixels.
fn picture(format: image::ImageFormat) -> Vec<u8> {
    let pixels = image::RgbImage::from_pixel(8, 8, image::Rgb([10, 20, 30]));
    let mut bytes = io::Cursor::new(Vec::new());
    pixels.write_to(&mut bytes, format).expect("encoded");
    bytes.into_inner()
}

/// The same PNG with one more chunk after its head.
fn with_chunk(name: [u8; 4], data: &[u8]) -> Vec<u8> {
    let png = picture(image::ImageFormat::Png);
    let mut crc = flate2::Crc::new();
    crc.update(&name);
    crc.update(data);
    let length = u32::try_from(data.len()).expect("short").to_be_bytes();
    let chunk = [&length[..], &name, data, &crc.sum().to_be_bytes()].concat();
    let (head, rest) = png.split_at(33);
    [head, &chunk, rest].concat()
}

/// Hundreds of megabytes in one.
fn zlib_bomb() -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
    for _ in 0..400 {
        encoder.write_all(&vec![0; MEBIBYTE]).expect("packed");
    }
    encoder.finish().expect("packed")
}

/// The maps whose one tile cost gigabytes or minutes, and others like them, with what is to be said about each;
/// nothing where the tile is simply shown.
fn bad_maps() -> Vec<Case> {
    let given = |name: &'static str, said| {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/hostile");
        let bytes = fs::read(folder.join(name)).expect("a file of the tests");
        case(name, bytes, said)
    };
    let profile = [&b"icc\0\0"[..], &zlib_bomb()].concat();
    let text = [&b"Comment\0\0"[..], &zlib_bomb()].concat();
    let lying = [
        &b"RIFF\x2e\0\0\0WEBPVP8X\x0a\0\0\0\x10\0\0\0\x07\0\0\x07\0\0"[..],
        b"VP8 \x0a\0\0\0\x30\x01\0\x9d\x01\x2a\xff\x3f\xff\x3f",
    ]
    .concat();
    let jpeg = picture(image::ImageFormat::Jpeg);
    let at = jpeg.windows(2).position(|pair| pair == [0xff, 0xda]);
    let (head, pass) = jpeg.split_at(at.expect("a pass"));
    let pass = pass.strip_suffix(&[0xff, 0xd9]).expect("an end");
    let passes = [head, &pass.repeat(20_000), &[0xff, 0xd9]].concat();
    // Each of the points is a move of its own: two bytes in the file.
    let points = [&leb128(900_000 << 3 | 1)[..], &vec![2; 1_800_000]].concat();
    let points = field(2, &[&[0x18, 1][..], &field(4, &points)].concat());
    let points = field(3, &[field(1, b"place"), points].concat());
    let entries = [leb128(4_000_000), vec![1; 16_000_000]].concat();
    let metadata = format!(
        "{{\"x\":[{}0],\"attribution\":\"Thanked\"}}",
        "{},".repeat(1_300_000)
    );
    vec![
        given("spiky.pmtiles", "too heavy"),
        given("spiky20000.pmtiles", "drawn as outlines"),
        given("lines.pmtiles", "too heavy"),
        given("tags.pmtiles", "broken: more than 64 MiB of words"),
        given("tags2g.pmtiles", "broken: more than 64 MiB of words"),
        case(
            "shapes.pmtiles",
            vector_map(&layer_of(2, &[], 2_000_000)),
            "100000 shapes",
        ),
        case(
            "keys.pmtiles",
            vector_map(&layer_of(3, &[], 2_000_000)),
            "keys and values",
        ),
        case(
            "values.pmtiles",
            vector_map(&layer_of(4, &[], 2_000_000)),
            "keys and values",
        ),
        case(
            "layers.pmtiles",
            vector_map(&field(3, &[]).repeat(2_000_000)),
            "1000 layers",
        ),
        case("points.pmtiles", vector_map(&points), ""),
        case(
            "profile.pmtiles",
            map_of(Tiles::Png, &with_chunk(*b"iCCP", &profile), None, b"{}"),
            "",
        ),
        case(
            "text.pmtiles",
            map_of(Tiles::Png, &with_chunk(*b"zTXt", &text), None, b"{}"),
            "",
        ),
        case(
            "lying.pmtiles",
            map_of(Tiles::WebP, &lying, None, b"{}"),
            "16383 × 16383",
        ),
        case(
            "passes.pmtiles",
            map_of(Tiles::Jpeg, &passes, None, b"{}"),
            "more than 64 passes",
        ),
        case(
            "entries.pmtiles",
            map_of(Tiles::Vector, b"", Some(&entries), b"{}"),
            "has 4000000 entries",
        ),
        case(
            "metadata.pmtiles",
            map_of(Tiles::Vector, b"", None, metadata.as_bytes()),
            "Thanked",
        ),
    ]
}

#[test]
fn bad_tiles_cost_little_memory_are_told_and_frames_go_on() {
    let folder = tempfile::tempdir().expect("a folder");
    let program = env::current_exe().expect("this program");
    for case in bad_maps() {
        let path = folder.path().join(case.name);
        fs::write(&path, &case.bytes).expect("written");
        // In a process of its own, since the memory of this one is used by other tests too.
        let output = Command::new(&program)
            .args(["--exact", "limits::one_bad_map", "--ignored", "--nocapture"])
            .env(MAP, &path)
            .env(SAID, case.said)
            .output()
            .expect("started");
        let text = String::from_utf8_lossy(&output.stdout);
        let errors = String::from_utf8_lossy(&output.stderr);
        writeln!(io::stdout(), "{}: {errors}", case.name).ok();
        assert!(output.status.success(), "{}: {text}\n{errors}", case.name);
        assert!(text.contains("1 passed"), "{text}");
    }
}

/// Whether all that is wanted of a map has come or failed, and nothing is on its way.
fn is_settled(journey: &Journey, thanked: &str) -> bool {
    let says = |text: &str| journey.query_by_label_contains(text).is_some();
    says(thanked) && !says(" coming")
}

/// Frames until something holds, and how long each took.
fn frames(journey: &mut Journey, most: usize, holds: impl Fn(&Journey) -> bool) -> Vec<Duration> {
    let mut took = Vec::new();
    for _ in 0..most {
        let begun = Instant::now();
        journey.step();
        took.push(begun.elapsed());
        if took.len() > 3 && holds(journey) {
            return took;
        }
        thread::sleep(Duration::from_millis(16));
    }
    panic!("not after {most} frames");
}

#[test]
#[ignore = "run by the test above, in a process of its own"]
fn one_bad_map() {
    let map = env::var(MAP).expect("a map");
    let said = env::var(SAID).expect("something to be said");
    let name = Path::new(&map)
        .file_name()
        .expect("a file")
        .to_string_lossy();
    let folder = tempfile::tempdir().expect("a folder");
    let good = folder.path().join("good.pmtiles");
    let usual = map_of(Tiles::Png, &picture(image::ImageFormat::Png), None, b"{}");
    fs::write(&good, usual).expect("written");
    let mut app = App::without_basemap(bundled());
    app.choose_map(MapChoice::File(good.display().to_string()));
    let mut journey = journey_with(app, (1_440.0, 900.0));
    frames(&mut journey, 2_000, |journey| {
        is_settled(journey, "Map: good.pmtiles")
    });
    // The most that it takes is counted from here on.
    fs::write("/proc/self/clear_refs", "5").ok();
    let before = peak(std::process::id());

    let begun = Instant::now();
    journey.state_mut().choose_map(MapChoice::File(map.clone()));
    let thanked = format!("Map: {name}");
    let is_fine = said.is_empty() || said == "Thanked";
    let took = frames(&mut journey, 2_000, |journey| {
        let says = |text: &str| journey.query_by_label_contains(text).is_some();
        if is_fine {
            return is_settled(journey, if said.is_empty() { &thanked } else { &said });
        }
        says(" failed · retry") || says("Map simplified") || says(&said)
    });
    let whole = begun.elapsed();
    // A tile that is shown says nothing: it has two seconds.
    for _ in 0..if is_fine { 30 } else { 0 } {
        frames(&mut journey, 4, |_| true);
    }
    for told in [" failed · retry", "Map simplified"] {
        let is_there = journey.query_by_label_contains(told).is_some();
        assert!(!(is_there && is_fine), "{told}");
        if is_there {
            journey.get_by_label_contains(told).hover();
            journey.run_ok();
            frames(&mut journey, 60, |journey| {
                journey.query_by_label_contains(&said).is_some()
            });
        }
    }
    let growth = peak(std::process::id())
        .zip(before)
        .map(|(after, before)| after.saturating_sub(before));
    let mebibytes = growth.unwrap_or(0) / MEBIBYTE;
    let longest = took.iter().max().copied().unwrap_or_default();
    writeln!(
        io::stderr(),
        "{mebibytes} MiB more, told in {whole:.1?}, no frame longer than {longest:.1?}"
    )
    .ok();
    assert!(growth.is_some() || !cfg!(target_os = "linux"));
    assert!(growth.unwrap_or(0) <= MOST_BYTES_OF_TILE, "{mebibytes} MiB");
    // A window that waits for the tile does so for as long as it takes to make it.
    assert!(
        longest < (whole / 2).max(Duration::from_secs(1)),
        "{longest:?} of {whole:?}"
    );
}
