//! What a KMZ archive may be, and what it may pretend to be.

use std::io::Write as _;
use std::time::{Duration, Instant};

use flate2::Compression;
use flate2::write::DeflateEncoder;

use super::super::feature_file::FeatureForm;
use super::super::vec_sink::VecSink;

const KML: &str = "<kml><Placemark><name>A</name></Placemark></kml>";

/// A file of an archive as its headers tell it.
struct File {
    name: &'static str,
    is_packed: bool,
    is_encrypted: bool,
    declared: u32,
    crc: u32,
    bytes: Vec<u8>,
}

fn stored(name: &'static str, text: &str) -> File {
    let mut crc = flate2::Crc::new();
    crc.update(text.as_bytes());
    File {
        name,
        is_packed: false,
        is_encrypted: false,
        declared: u32::try_from(text.len()).expect("a short text"),
        crc: crc.sum(),
        bytes: text.as_bytes().to_vec(),
    }
}

fn header(file: &File) -> Vec<u8> {
    let mut header = Vec::new();
    for short in [
        20,
        u16::from(file.is_encrypted),
        if file.is_packed { 8 } else { 0 },
        0,
        0x21,
    ] {
        header.extend(u16::to_le_bytes(short));
    }
    let n_bytes = u32::try_from(file.bytes.len()).expect("a short file");
    for long in [file.crc, n_bytes, file.declared] {
        header.extend(u32::to_le_bytes(long));
    }
    let n_name = u16::try_from(file.name.len()).expect("a short name");
    header.extend(n_name.to_le_bytes());
    header.extend([0, 0]);
    header
}

fn archive(files: &[File]) -> Vec<u8> {
    let (mut body, mut directory) = (Vec::new(), Vec::new());
    for file in files {
        let at = u32::try_from(body.len()).expect("a short archive");
        body.extend(b"PK\x03\x04");
        body.extend(header(file));
        body.extend(file.name.bytes());
        body.extend(&file.bytes);
        directory.extend(b"PK\x01\x02\x14\x00");
        directory.extend(header(file));
        directory.extend([0; 10]);
        directory.extend(at.to_le_bytes());
        directory.extend(file.name.bytes());
    }
    let n = u16::try_from(files.len()).expect("few files").to_le_bytes();
    let (at, size) = (body.len() as u32, directory.len() as u32);
    body.extend(directory);
    body.extend(b"PK\x05\x06\0\0\0\0");
    body.extend([n, n].concat());
    body.extend(size.to_le_bytes());
    body.extend(at.to_le_bytes());
    body.extend([0, 0]);
    body
}

fn read(files: &[File]) -> VecSink {
    let bytes = archive(files);
    let start = Instant::now();
    let found = VecSink::of(FeatureForm::Kmz, &bytes);
    // The bound of a debug build on a busy machine; a program takes a fraction of it.
    assert!(start.elapsed() < Duration::from_secs(5));
    found
}

#[test]
fn the_main_document_is_read_and_others_are_told() {
    let found = read(&[
        stored("other.kml", "<kml/>"),
        stored("doc.kml", KML),
        stored("doc.kml", "<kml/>"),
        stored("files/inner.kml", KML),
        stored("more.kmz", "PK"),
        stored("../up.png", "x"),
    ]);
    assert_eq!(found.titles(), ["A"]);
    assert_eq!((found.problems.len(), found.n_errors()), (4, 0));
    assert_eq!(
        read(&[stored("a.kml", KML), stored("b.kml", "")]).titles(),
        ["A"]
    );
}

#[test]
fn a_packed_document_is_unpacked() {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(KML.as_bytes()).expect("it is packed");
    let packed = File {
        is_packed: true,
        bytes: encoder.finish().expect("it is packed"),
        ..stored("doc.kml", KML)
    };
    assert_eq!(read(&[packed]).titles(), ["A"]);
}

#[test]
fn an_archive_without_a_document_is_told() {
    for files in [
        vec![],
        vec![stored("a.txt", "x")],
        vec![stored("a/doc.kml", KML)],
    ] {
        let found = read(&files);
        assert_eq!((found.events.len(), found.n_errors()), (0, 1));
    }
    for bytes in [&b""[..], b"PK", b"PK\x05\x06", b"no archive at all"] {
        assert_eq!(VecSink::of(FeatureForm::Kmz, bytes).n_errors(), 1);
    }
}

#[test]
fn an_encrypted_document_is_told() {
    let file = File {
        is_encrypted: true,
        ..stored("doc.kml", KML)
    };
    assert!(read(&[file]).messages().contains("encrypted"));
}

#[test]
fn a_declared_size_is_never_believed() {
    let file = File {
        declared: u32::MAX - 1,
        ..stored("doc.kml", KML)
    };
    let found = read(&[file]);
    assert!(found.events.len() <= 1, "{}", found.messages());
    // Zip64: sizes of 2^36, 2^50 and 2^63 bytes in an extra field.
    for power in [36, 50, 63] {
        let mut bytes = archive(&[File {
            declared: u32::MAX,
            ..stored("doc.kml", KML)
        }]);
        let at = bytes
            .windows(4)
            .position(|it| it == b"PK\x01\x02")
            .expect("a directory");
        let extra = [&[1, 0, 8, 0][..], &(1_u64 << power).to_le_bytes()].concat();
        bytes[at + 30] = 12;
        let n_name = "doc.kml".len();
        let place = at + 46 + n_name;
        bytes.splice(place..place, extra);
        let end = bytes.len() - 22;
        bytes[end + 12] += 12;
        let found = VecSink::of(FeatureForm::Kmz, &bytes);
        assert!(found.events.len() <= 1, "{}", found.messages());
    }
}

#[test]
fn a_gibibyte_of_one_letter_ends_in_an_error() {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::fast());
    let letters = vec![b'a'; 1024 * 1024];
    // One piece that ends on a byte can be repeated, so that a gibibyte need not be packed.
    encoder.write_all(&letters).expect("it is packed");
    encoder.flush().expect("it is packed");
    let first = encoder.get_ref().len();
    let piece = encoder.get_ref()[..first].to_vec();
    let found = read(&[File {
        is_packed: true,
        declared: 1024 * 1024 * 1024,
        bytes: piece.repeat(1_024),
        ..stored("doc.kml", KML)
    }]);
    assert_eq!(found.n_errors(), 1);
    assert!(
        found.messages().contains("unpacks to more than"),
        "{}",
        found.messages()
    );
}

#[test]
fn an_archive_of_too_many_files_is_not_read() {
    let found = read(
        &(0..2_000)
            .map(|_| stored("doc.kml", KML))
            .collect::<Vec<_>>(),
    );
    assert_eq!((found.events.len(), found.n_errors()), (0, 1));
    // An end that tells of 65,535 files, without any.
    let mut bytes = archive(&[]);
    bytes[8..12].fill(0xFF);
    assert_eq!(VecSink::of(FeatureForm::Kmz, &bytes).n_errors(), 1);
}

#[test]
fn a_damaged_archive_never_crashes() {
    let whole = archive(&[stored("doc.kml", KML), stored("b.kml", KML)]);
    for end in 0..whole.len() {
        VecSink::of(FeatureForm::Kmz, &whole[..end]);
        for byte in [0, 0x7F, 0xFF] {
            let mut bytes = whole.clone();
            bytes[end] = byte;
            VecSink::of(FeatureForm::Kmz, &bytes);
        }
    }
}
