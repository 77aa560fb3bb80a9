//! Archives whole, refused, cut anywhere, and hostile.

use std::io::Write as _;

use flate2::Compression;
use flate2::write::GzEncoder;

use super::*;

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).expect("memory");
    encoder.finish().expect("memory")
}

fn leb128(mut number: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    loop {
        let low = (number & 0x7f) as u8;
        number >>= 7;
        if number == 0 {
            bytes.push(low);
            return bytes;
        }
        bytes.push(low | 0x80);
    }
}

/// A directory of entries `(tile, run, length, offset)`.
fn directory(entries: &[(u64, u64, u64, u64)]) -> Vec<u8> {
    let mut bytes = leb128(entries.len() as u64);
    let mut before = 0;
    for entry in entries {
        bytes.extend(leb128(entry.0 - before));
        before = entry.0;
    }
    for entry in entries {
        bytes.extend(leb128(entry.1));
    }
    for entry in entries {
        bytes.extend(leb128(entry.2));
    }
    for entry in entries {
        bytes.extend(leb128(entry.3 + 1));
    }
    bytes
}

/// An archive with a vector tile at 0/0/0, and one at each tile of zoom 1, behind a second directory.
pub(in crate::tiles) fn archive() -> Vec<u8> {
    let tiles = [gzip(b"whole"), gzip(b"quarter")];
    let leaf = gzip(&directory(&[(
        1,
        4,
        tiles[1].len() as u64,
        tiles[0].len() as u64,
    )]));
    let root = gzip(&directory(&[
        (0, 1, tiles[0].len() as u64, 0),
        (1, 0, leaf.len() as u64, 0),
    ]));
    let metadata =
        gzip(br#"{"name":"Test","attribution":"<a href='x'>&copy; Somebody</a> and  others"}"#);
    let mut header = b"PMTiles\x03".to_vec();
    let mut offset = HEADER_BYTES as u64;
    let sections = [&root, &metadata, &leaf, &tiles.concat()].map(Vec::len);
    for length in sections {
        header.extend(offset.to_le_bytes());
        header.extend((length as u64).to_le_bytes());
        offset += length as u64;
    }
    header.extend([0; 24]);
    // Clustered; directories and tiles by gzip; vector tiles; zooms 0 to 1.
    header.extend([1, 2, 2, 1, 0, 1]);
    header.resize(HEADER_BYTES, 0);
    [header, root, metadata, leaf, tiles.concat()].concat()
}

fn open(bytes: &[u8]) -> Result<Archive, String> {
    let mut file = tempfile::NamedTempFile::new().expect("a file");
    file.write_all(bytes).expect("a disk");
    Archive::open(file.path())
}

fn id(zoom: u8, x: u32, y: u32) -> TileId {
    TileId { zoom, x, y }
}

#[test]
fn tiles_have_the_numbers_of_the_specification() {
    for (tile, number) in [
        (id(0, 0, 0), 0),
        (id(1, 0, 0), 1),
        (id(1, 0, 1), 2),
        (id(1, 1, 1), 3),
        (id(1, 1, 0), 4),
        (id(2, 0, 0), 5),
        (id(12, 3423, 1763), 19_078_479),
    ] {
        assert_eq!(number_of(tile), Some(number), "{tile:?}");
    }
    assert_eq!(number_of(id(3, 8, 0)), None);
    assert_eq!(number_of(id(200, 0, 0)), None);
}

#[test]
fn an_archive_gives_its_tiles_and_says_whom_to_thank() {
    let mut archive = open(&archive()).expect("an archive");
    assert_eq!(archive.info().name, "Test");
    assert_eq!(archive.info().attribution, "© Somebody and others");
    assert_eq!(archive.info().zooms, (0, 1));
    assert_eq!(
        archive.tile(id(0, 0, 0)),
        Ok(Some(Body::Vector(b"whole".to_vec())))
    );
    for (x, y) in [(0, 0), (1, 0), (0, 1), (1, 1)] {
        let tile = archive.tile(id(1, x, y));
        assert_eq!(tile, Ok(Some(Body::Vector(b"quarter".to_vec()))));
    }
    assert_eq!(archive.tile(id(2, 3, 3)), Ok(None));
}

#[test]
fn what_is_not_read_is_refused_in_a_sentence_that_says_what_is() {
    let with = |at: usize, byte: u8| {
        let mut bytes = archive();
        bytes[at] = byte;
        bytes
    };
    for (bytes, words) in [
        (Vec::new(), "is not a PMTiles file"),
        (
            b"{\"type\":\"FeatureCollection\"}".to_vec(),
            "is not a PMTiles file",
        ),
        (b"PM\x02\0 an old one".to_vec(), "old version"),
        (with(7, 2), "old version"),
        (with(7, 9), "version 9; version 3 is read"),
        (b"PMTiles\x03 and no more".to_vec(), "cut short"),
        (with(98, 3), "brotli"),
        (with(97, 4), "zstd"),
        (with(99, 5), "AVIF"),
        (with(99, 0), "does not say what its tiles are"),
        (with(100, 3), "broken"),
        (with(8, 255), "not packed by gzip"),
        (with(15, 255), "cut short"),
        (with(HEADER_BYTES, 0), "not packed by gzip"),
    ] {
        let refused = open(&bytes).expect_err(words);
        assert!(refused.contains(words), "{refused}");
    }
    let folder = std::env::temp_dir();
    let refused = Archive::open(&folder).expect_err("a folder");
    assert!(refused.contains("is not a file"), "{refused}");
    let refused = Archive::open(&folder.join("none.pmtiles")).expect_err("nothing");
    assert!(refused.contains("cannot be read"), "{refused}");
}

#[test]
fn an_archive_that_is_cut_or_changed_anywhere_is_no_reason_to_crash() {
    let whole = archive();
    let tiles = [id(0, 0, 0), id(1, 1, 1), id(5, 3, 3)];
    for length in 0..whole.len() {
        if let Ok(mut archive) = open(&whole[..length]) {
            let read = tiles.map(|tile| archive.tile(tile).is_ok());
            assert!(!read[0] || !read[1], "{length}");
        }
    }
    for at in 0..whole.len() {
        for flip in [0x01, 0x80, 0xff] {
            let mut bytes = whole.clone();
            bytes[at] ^= flip;
            if let Ok(mut archive) = open(&bytes) {
                for tile in tiles {
                    archive.tile(tile).ok();
                }
            }
        }
    }
}

#[test]
fn a_small_file_does_not_unpack_into_a_large_one() {
    let bomb = gzip(&vec![0_u8; 40 << 20]);
    let mut bytes = archive();
    let root_at = bytes.len() as u64;
    bytes[8..16].copy_from_slice(&root_at.to_le_bytes());
    bytes[16..24].copy_from_slice(&(bomb.len() as u64).to_le_bytes());
    bytes.extend(bomb);
    let refused = open(&bytes).expect_err("a bomb");
    assert!(refused.contains("more than 16384 KiB"), "{refused}");
}

#[test]
fn directories_that_lead_to_each_other_come_to_an_end() {
    let leaf = directory(&[(0, 0, 5, 0)]);
    assert_eq!(leaf.len(), 5);
    let mut header = b"PMTiles\x03".to_vec();
    for (offset, length) in [(127_u64, 5_u64), (0, 0), (127, 5), (0, 0)] {
        header.extend(offset.to_le_bytes());
        header.extend(length.to_le_bytes());
    }
    header.extend([0; 24]);
    header.extend([1, 1, 1, 1, 0, 1]);
    header.resize(HEADER_BYTES, 0);
    let mut archive = open(&[header, leaf].concat()).expect("an archive");
    let refused = archive.tile(id(0, 0, 0)).expect_err("no tile");
    assert!(refused.contains("too deep"), "{refused}");
}

#[test]
fn a_directory_of_more_entries_than_any_writer_makes_is_told() {
    let entries = vec![(0, 1, 1, 0); MOST_ENTRIES + 1];
    let bomb = gzip(&directory(&entries));
    let mut bytes = archive();
    let root_at = bytes.len() as u64;
    bytes[8..16].copy_from_slice(&root_at.to_le_bytes());
    bytes[16..24].copy_from_slice(&(bomb.len() as u64).to_le_bytes());
    bytes.extend(bomb);
    let refused = open(&bytes).expect_err("too many");
    assert!(
        refused.contains("has 500001 entries; at most 500000"),
        "{refused}"
    );
}

#[test]
fn directories_are_kept_within_a_number_of_entries_together() {
    // Each tile lies behind a directory of its own, all of them large.
    let n_leaves = 2 * MOST_KEPT / MOST_ENTRIES + 1;
    let filling = (0..MOST_ENTRIES as u64).map(|tile| (tile, 1, 1, 0));
    let leaf = gzip(&directory(&filling.collect::<Vec<_>>()));
    let root: Vec<_> = (0..n_leaves as u64)
        .map(|at| (at, 0, leaf.len() as u64, at * leaf.len() as u64))
        .collect();
    let root = gzip(&directory(&root));
    let mut header = b"PMTiles\x03".to_vec();
    let mut offset = HEADER_BYTES as u64;
    let leaves = leaf.repeat(n_leaves);
    let data = b"data".to_vec();
    for length in [root.len(), 0, leaves.len(), data.len()] {
        header.extend(offset.to_le_bytes());
        header.extend((length as u64).to_le_bytes());
        offset += length as u64;
    }
    header.extend([0; 24]);
    header.extend([1, 2, 1, 1, 0, 1]);
    header.resize(HEADER_BYTES, 0);
    let mut archive = open(&[header, root, leaves, data].concat()).expect("an archive");
    for tile in [
        id(0, 0, 0),
        id(1, 0, 0),
        id(1, 0, 1),
        id(1, 1, 1),
        id(1, 1, 0),
    ] {
        let body = archive.tile(tile).expect("a tile");
        assert_eq!(body, Some(Body::Vector(b"d".to_vec())));
        assert!(archive.n_kept <= MOST_KEPT);
        let n_kept: usize = archive.directories.values().map(Vec::len).sum();
        assert_eq!(n_kept, archive.n_kept);
    }
}

#[test]
fn a_description_of_anything_else_takes_no_part_in_what_is_said() {
    let said = |metadata: &str| {
        let mut bytes = archive();
        let packed = gzip(metadata.as_bytes());
        let at = bytes.len() as u64;
        bytes[24..32].copy_from_slice(&at.to_le_bytes());
        bytes[32..40].copy_from_slice(&(packed.len() as u64).to_le_bytes());
        bytes.extend(packed);
        let archive = open(&bytes).expect("an archive");
        (archive.info.name.clone(), archive.info.attribution.clone())
    };
    let zeros = "0,".repeat(1_000_000);
    let text = format!(r#"{{"vector_layers":[{zeros}0],"name":7,"attribution":"A\u00e9"}}"#);
    assert_eq!(said(&text), (String::new(), "Aé".to_owned()));
    let long = format!(r#"{{"name":"{}"}}"#, "n".repeat(3_000_000));
    assert_eq!(said(&long).0.len(), 200);
    assert_eq!(said("[]"), (String::new(), String::new()));
}
