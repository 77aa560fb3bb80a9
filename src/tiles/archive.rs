//! A file of tiles of the reader's own: `PMTiles`, version 3 (<https://github.com/protomaps/PMTiles/blob/main/spec/v3/spec.md>).
//!
//! Read here and not by the `pmtiles` crate, because that one unpacks directories without a limit, reads only
//! through an asynchronous runtime, and otherwise maps the file into memory, where a file that is cut short
//! while it is shown ends the program.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{Read as _, Seek as _, SeekFrom};
use std::path::Path;

use flate2::read::MultiGzDecoder;

use super::{Body, Kind, TileId, picture, tile_json};

/// No directory is larger when it is unpacked, in bytes.
const MOST_DIRECTORY: u64 = 16 << 20;
/// No description is larger when it is unpacked, in bytes.
const MOST_METADATA: u64 = 4 << 20;
/// No picture takes more bytes in its file.
const MOST_PICTURE: u64 = 2 << 20;
/// No vector tile is larger when it is unpacked, in bytes.
const MOST_VECTOR: u64 = 4 << 20;
/// Directories lie in directories no deeper than this. Writers use one level.
const MOST_DEPTH: u8 = 4;
/// No directory has more entries; those that writers make have some thousand.
const MOST_ENTRIES: usize = 500_000;
/// So many entries of directories are kept at hand.
const MOST_KEPT: usize = 1_000_000;
/// The deepest zoom whose tiles have numbers in 64 bits.
const DEEPEST: u8 = 31;
const HEADER_BYTES: usize = 127;

/// What an archive says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArchiveInfo {
    /// What it is called; empty where it has no name.
    pub name: String,
    /// Whom to thank, in plain words; empty where it does not say.
    pub attribution: String,
    /// The zooms it has tiles for.
    pub zooms: (u8, u8),
    /// What its tiles hold.
    pub kind: Kind,
}

/// An opened archive.
#[derive(Debug)]
pub struct Archive {
    file: File,
    /// How long the file was when it was opened.
    n_bytes: u64,
    header: Header,
    info: ArchiveInfo,
    directories: BTreeMap<u64, Vec<Entry>>,
    /// How many entries they have together.
    n_kept: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Packing {
    None,
    Gzip,
}

/// A part of the file: where it begins, and how many bytes it has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Part {
    offset: u64,
    length: u64,
}

impl Part {
    /// Whether a file of so many bytes holds all of it.
    fn is_within(self, n_bytes: u64) -> bool {
        let end = self.offset.checked_add(self.length);
        end.is_some_and(|end| end <= n_bytes)
    }
}

#[derive(Debug, Clone, Copy)]
struct Header {
    root: Part,
    metadata: Part,
    leaves: Part,
    data: Part,
    directories_packed: Packing,
    tiles_packed: Packing,
    kind: Kind,
    zooms: (u8, u8),
}

/// A line of a directory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Entry {
    /// The number of the first tile.
    tile: u64,
    /// How many tiles after one another are the same; 0 for another directory.
    run: u64,
    part: Part,
}

impl Archive {
    /// Opens a file and reads what it says of itself, or says in a sentence why it is not shown.
    pub fn open(path: &Path) -> Result<Self, String> {
        let name = path.display();
        let refused = |why: &str| format!("{name} {why}");
        let metadata = std::fs::metadata(path)
            .map_err(|error| refused(&format!("cannot be read: {error}.")))?;
        if !metadata.is_file() {
            return Err(refused(
                "is not a file; a map is one file that ends in .pmtiles.",
            ));
        }
        let mut file =
            File::open(path).map_err(|error| refused(&format!("cannot be read: {error}.")))?;
        let header = read_header(&mut file).map_err(|why| refused(&why))?;
        let is_whole = [header.root, header.metadata, header.leaves, header.data]
            .iter()
            .all(|part| part.is_within(metadata.len()));
        if !is_whole {
            return Err(refused(
                "is cut short: it says of parts that lie beyond its end.",
            ));
        }
        let mut archive = Self {
            file,
            n_bytes: metadata.len(),
            header,
            info: ArchiveInfo {
                name: String::new(),
                attribution: String::new(),
                zooms: header.zooms,
                kind: header.kind,
            },
            directories: BTreeMap::new(),
            n_kept: 0,
        };
        archive
            .directory(header.root)
            .map_err(|why| refused(&format!("is broken or no map: {why}.")))?;
        archive.read_metadata();
        Ok(archive)
    }

    /// What it says of itself.
    pub fn info(&self) -> &ArchiveInfo {
        &self.info
    }

    /// A tile; `None` where the archive has none, a sentence where it cannot be read.
    pub fn tile(&mut self, tile: TileId) -> Result<Option<Body>, String> {
        let Some(number) = number_of(tile) else {
            return Ok(None);
        };
        let mut directory = self.header.root;
        for _ in 0..MOST_DEPTH {
            let entries = self.directory(directory)?;
            let Some(entry) = entry_of(entries, number) else {
                return Ok(None);
            };
            if entry.run > 0 {
                let part = within(self.header.data, entry.part)?;
                return self.body(part).map(Some);
            }
            directory = within(self.header.leaves, entry.part)?;
        }
        Err("the file is broken: its directories lie in each other too deep".to_owned())
    }

    fn body(&mut self, part: Part) -> Result<Body, String> {
        match self.header.kind {
            Kind::Picture => {
                let bytes = self.bytes(part, self.header.tiles_packed, MOST_PICTURE)?;
                picture::decode(&bytes).map(Body::Picture)
            }
            Kind::Vector => {
                let bytes = self.bytes(part, self.header.tiles_packed, MOST_VECTOR)?;
                Ok(Body::Vector(bytes))
            }
        }
    }

    fn directory(&mut self, part: Part) -> Result<&[Entry], String> {
        if !self.directories.contains_key(&part.offset) {
            let packing = self.header.directories_packed;
            let bytes = self.bytes(part, packing, MOST_DIRECTORY)?;
            let entries = read_directory(&bytes)?;
            if self.n_kept + entries.len() > MOST_KEPT {
                self.directories.clear();
                self.n_kept = 0;
            }
            self.n_kept += entries.len();
            self.directories.insert(part.offset, entries);
        }
        let kept = self.directories.get(&part.offset);
        Ok(kept.map(Vec::as_slice).unwrap_or_default())
    }

    /// The bytes of a part, unpacked, if they are not more than `most`.
    fn bytes(&mut self, part: Part, packing: Packing, most: u64) -> Result<Vec<u8>, String> {
        if !part.is_within(self.n_bytes) {
            return Err(
                "the file is cut short: it says of parts that lie beyond its end".to_owned(),
            );
        }
        let too_large = || format!("a part of the file has more than {} KiB", most >> 10);
        if part.length > most {
            return Err(too_large());
        }
        let unreadable = |error: std::io::Error| format!("the file cannot be read: {error}");
        self.file
            .seek(SeekFrom::Start(part.offset))
            .map_err(unreadable)?;
        let mut raw = Vec::new();
        let n_read = (&self.file)
            .take(part.length)
            .read_to_end(&mut raw)
            .map_err(unreadable)?;
        if n_read as u64 != part.length {
            return Err("the file was cut short after it was opened".to_owned());
        }
        if packing == Packing::None {
            return Ok(raw);
        }
        let mut bytes = Vec::new();
        MultiGzDecoder::new(raw.as_slice())
            .take(most + 1)
            .read_to_end(&mut bytes)
            .map_err(|_error| "a part of the file is not packed by gzip, as it says".to_owned())?;
        if bytes.len() as u64 > most {
            return Err(too_large());
        }
        Ok(bytes)
    }

    /// The name and whom to thank. A description that cannot be read is no reason not to show the map.
    fn read_metadata(&mut self) {
        let (part, packing) = (self.header.metadata, self.header.directories_packed);
        let bytes = self.bytes(part, packing, MOST_METADATA).unwrap_or_default();
        if let Some([name, attribution]) = tile_json::said(&bytes) {
            (self.info.name, self.info.attribution) = (plain(&name), plain(&attribution));
        }
    }
}

/// A text without its tags, not longer than a line or two.
fn plain(text: &str) -> String {
    const MOST_CHARS: usize = 200;
    let mut depth = 0_u32;
    let mut plain = String::new();
    for c in text.chars() {
        // What is longer is cut short below.
        if plain.len() > 64 * MOST_CHARS {
            break;
        }
        match c {
            '<' => depth += 1,
            '>' => depth = depth.saturating_sub(1),
            c if depth == 0 => plain.push(if c.is_control() { ' ' } else { c }),
            _ => (),
        }
    }
    let plain = plain
        .replace("&copy;", "©")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&");
    let words: Vec<&str> = plain.split_whitespace().collect();
    words.join(" ").chars().take(MOST_CHARS).collect()
}

fn read_header(file: &mut File) -> Result<Header, String> {
    let mut bytes = Vec::new();
    file.take(HEADER_BYTES as u64)
        .read_to_end(&mut bytes)
        .map_err(|error| format!("cannot be read: {error}."))?;
    if !bytes.starts_with(b"PM") {
        return Err(
            "is not a PMTiles file; a map of one's own is a file in that format.".to_owned(),
        );
    }
    let version = bytes.get(7).copied().unwrap_or_default();
    if !bytes.starts_with(b"PMTiles") || version < 3 && bytes.len() > 7 {
        return Err(
            "is a PMTiles file of an old version; `pmtiles convert` makes one of version 3."
                .to_owned(),
        );
    }
    if version != 3 && bytes.len() > 7 {
        return Err(format!(
            "is a PMTiles file of version {version}; version 3 is read."
        ));
    }
    if bytes.len() < HEADER_BYTES {
        return Err("is cut short: even its header is not whole.".to_owned());
    }
    let number = |at: usize| {
        let digits = bytes.iter().skip(at).take(8).rev();
        digits.fold(0_u64, |number, byte| number << 8 | u64::from(*byte))
    };
    let part = |at: usize| Part {
        offset: number(at),
        length: number(at + 8),
    };
    let byte = |at: usize| bytes.get(at).copied().unwrap_or_default();
    let packing = |code: u8| match code {
        // Unknown: written by some tools for what is not packed.
        0 | 1 => Ok(Packing::None),
        2 => Ok(Packing::Gzip),
        3 => Err("is packed by brotli; only gzip, or no packing, is read."),
        4 => Err("is packed by zstd; only gzip, or no packing, is read."),
        _ => Err("is packed in a way that is not known; only gzip, or no packing, is read."),
    };
    let kind = match byte(99) {
        1 => Kind::Vector,
        2..=4 => Kind::Picture,
        5 => {
            return Err(
                "holds AVIF pictures; PNG, JPEG, WebP and vector tiles are read.".to_owned(),
            );
        }
        _ => {
            return Err(
                "does not say what its tiles are, or they are of a kind that is not read; PNG, JPEG, WebP \
                 and Mapbox vector tiles are."
                    .to_owned(),
            );
        }
    };
    let zooms = (byte(100), byte(101).min(DEEPEST));
    if zooms.0 > zooms.1 {
        return Err("is broken: its smallest zoom is larger than its largest.".to_owned());
    }
    Ok(Header {
        root: part(8),
        metadata: part(24),
        leaves: part(40),
        data: part(56),
        directories_packed: packing(byte(97))?,
        tiles_packed: packing(byte(98))?,
        kind,
        zooms,
    })
}

/// A part of a section, if it lies within it.
fn within(section: Part, part: Part) -> Result<Part, String> {
    let end = part.offset.checked_add(part.length);
    let offset = section.offset.checked_add(part.offset);
    match (end, offset) {
        (Some(end), Some(offset)) if end <= section.length => Ok(Part {
            offset,
            length: part.length,
        }),
        _ => Err("the file is broken: one of its tiles lies outside of its data".to_owned()),
    }
}

/// The numbers of a directory: tiles, runs, lengths and offsets, each as LEB128, one kind after the other.
fn read_directory(bytes: &[u8]) -> Result<Vec<Entry>, String> {
    let broken = || "the file is broken: one of its directories is no list of tiles".to_owned();
    let mut rest = bytes;
    let n = read_number(&mut rest).ok_or_else(broken)?;
    // Each entry has four numbers of a byte or more.
    if n > rest.len() as u64 / 4 {
        return Err(broken());
    }
    if n > MOST_ENTRIES as u64 {
        return Err(format!(
            "one directory of the file has {n} entries; at most {MOST_ENTRIES} are read"
        ));
    }
    read_entries(rest, n as usize).ok_or_else(broken)
}

fn read_entries(mut rest: &[u8], n: usize) -> Option<Vec<Entry>> {
    let mut entries: Vec<Entry> = Vec::with_capacity(n);
    let mut tile = 0_u64;
    for _ in 0..n {
        tile = tile.checked_add(read_number(&mut rest)?)?;
        let part = Part {
            offset: 0,
            length: 0,
        };
        entries.push(Entry { tile, run: 0, part });
    }
    for entry in &mut entries {
        entry.run = read_number(&mut rest)?;
    }
    for entry in &mut entries {
        entry.part.length = read_number(&mut rest)?;
    }
    let mut before: Option<Part> = None;
    for entry in &mut entries {
        entry.part.offset = match (read_number(&mut rest)?, before) {
            // Right after the one before.
            (0, Some(before)) => before.offset.checked_add(before.length)?,
            (0, None) => return None,
            (offset, _) => offset - 1,
        };
        before = Some(entry.part);
    }
    Some(entries)
}

/// An unsigned number in LEB128: seven bits to a byte, the lowest first.
fn read_number(bytes: &mut &[u8]) -> Option<u64> {
    let mut number = 0_u64;
    for shift in (0..64).step_by(7) {
        let (byte, rest) = bytes.split_first()?;
        *bytes = rest;
        number |= u64::from(byte & 0x7f).checked_shl(shift)?;
        if byte & 0x80 == 0 {
            return Some(number);
        }
    }
    None
}

/// The entry that holds a tile, or the directory that may.
fn entry_of(entries: &[Entry], tile: u64) -> Option<Entry> {
    let after = entries.partition_point(|entry| entry.tile <= tile);
    let entry = entries.get(after.checked_sub(1)?)?;
    let is_in = entry.run == 0 || tile - entry.tile < entry.run;
    is_in.then_some(*entry)
}

/// The number of a tile: those of smaller zooms first, within a zoom along the curve of Hilbert.
fn number_of(tile: TileId) -> Option<u64> {
    if tile.zoom > DEEPEST {
        return None;
    }
    let side = 1_u64 << tile.zoom;
    let (mut x, mut y) = (u64::from(tile.x), u64::from(tile.y));
    if x >= side || y >= side {
        return None;
    }
    let before = (side.pow(2) - 1) / 3;
    let mut along = 0_u64;
    let mut half = side / 2;
    while half > 0 {
        let (right, low) = (u64::from(x & half > 0), u64::from(y & half > 0));
        along += half * half * ((3 * right) ^ low);
        if low == 0 {
            if right == 1 {
                (x, y) = (side - 1 - x, side - 1 - y);
            }
            (x, y) = (y, x);
        }
        half /= 2;
    }
    Some(before + along)
}

#[cfg(test)]
#[path = "archive_tests.rs"]
pub(in crate::tiles) mod tests;
