//! Mapbox vector tiles, version 2 (<https://github.com/mapbox/vector-tile-spec/tree/master/2.1>): what is drawn
//! in one, as shapes and tags.
//!
//! Everything is borrowed from the bytes of the tile, and one shape is read at a time: the readers that exist make
//! a value of each field and a copy of a value for each shape that has it, so that four kilobytes can ask for
//! nine gigabytes.

/// No tile has more corners.
const MOST_CORNERS: usize = 1_000_000;
/// No tile has more shapes.
const MOST_FEATURES: usize = 100_000;
/// No tile has more keys and values of tags.
const MOST_WORDS: usize = 400_000;
/// No tile has more layers.
const MOST_LAYERS: usize = 1_000;
/// No shape has more tags,
const MOST_TAGS: usize = 4_096;
/// nor do all shapes of a tile together.
const MOST_TAGS_OF_ALL: usize = 2_000_000;
/// A text that is longer is no number.
const MOST_DIGITS: usize = 64;
/// If each shape had a copy of what is said about it, it would take no more bytes than this.
const MOST_TEXT: usize = 64 << 20;

/// A layer: shapes of one sort.
#[derive(Debug, Clone, PartialEq)]
pub struct VectorLayer<'a> {
    /// What its author calls it.
    pub name: &'a str,
    extent: f32,
    keys: Vec<&'a str>,
    values: Vec<Option<Tag<'a>>>,
    features: Vec<&'a [u8]>,
}

/// A shape with what is said about it.
#[derive(Debug, Clone, PartialEq)]
pub struct VectorFeature<'a> {
    /// The shape.
    pub geometry: Geometry,
    /// What is said about it; of two tags with one key the last one counts.
    pub tags: Vec<(&'a str, Tag<'a>)>,
}

/// Shapes in parts of the tile's width: x to the east and y to the south, from 0 to 1, and a little beyond.
#[derive(Debug, Clone, PartialEq)]
pub enum Geometry {
    /// Points.
    Points(Vec<[f32; 2]>),
    /// Lines of two points or more.
    Lines(Paths),
    /// Areas, each with the edges of its holes.
    Areas(Areas),
}

/// Lines or rings one after another. A ring's last corner is not the first once more.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Paths {
    corners: Vec<[f32; 2]>,
    /// Where each ends among the corners.
    ends: Vec<usize>,
}

/// Areas one after another.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Areas {
    rings: Paths,
    /// Which rings are the edge of an area; those between are the edges of its holes.
    edges: Vec<usize>,
}

/// The value of a tag.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Tag<'a> {
    /// Words.
    Text(&'a str),
    /// A number.
    Number(f64),
    /// Yes or no.
    Flag(bool),
}

impl<'a> VectorFeature<'a> {
    fn tag(&self, key: &str) -> Option<Tag<'a>> {
        let mut of_key = self.tags.iter().rev().filter(|(of, _)| *of == key);
        of_key.next().map(|(_, tag)| *tag)
    }

    /// The words of a tag.
    pub fn text(&self, key: &str) -> Option<&'a str> {
        match self.tag(key)? {
            Tag::Text(text) => Some(text),
            Tag::Number(_) | Tag::Flag(_) => None,
        }
    }

    /// The number of a tag, also if it is written as words.
    pub fn number(&self, key: &str) -> Option<f64> {
        match self.tag(key)? {
            Tag::Text(text) if text.len() > MOST_DIGITS => None,
            Tag::Text(text) => text
                .trim()
                .parse()
                .ok()
                .filter(|number: &f64| number.is_finite()),
            Tag::Number(number) => Some(number),
            Tag::Flag(flag) => Some(f64::from(u8::from(flag))),
        }
    }
}

impl Paths {
    /// Each line or ring.
    pub fn iter(&self) -> impl Iterator<Item = &[[f32; 2]]> {
        (0..self.ends.len()).map(|n| self.get(n))
    }

    fn get(&self, n: usize) -> &[[f32; 2]] {
        let start = n.checked_sub(1).and_then(|before| self.ends.get(before));
        let start = start.copied().unwrap_or(0);
        let end = self.ends.get(n).copied().unwrap_or(start);
        self.corners.get(start..end).unwrap_or_default()
    }

    fn push(&mut self, corner: [f32; 2]) {
        self.corners.push(corner);
    }

    fn end(&mut self) {
        let n_ended = self.ends.last().copied().unwrap_or(0);
        if self.corners.len() > n_ended {
            self.ends.push(self.corners.len());
        }
    }

    /// Those of so many corners or more.
    fn of_length(self, least: usize) -> Self {
        if (0..self.ends.len()).all(|n| self.get(n).len() >= least) {
            return self;
        }
        let mut kept = Self::default();
        for path in self.iter().filter(|path| path.len() >= least) {
            kept.corners.extend_from_slice(path);
            kept.end();
        }
        kept
    }
}

impl Areas {
    /// Rings as areas: one that turns clockwise on the screen is an edge, the others after it are its holes.
    fn new(rings: Paths) -> Self {
        let rings = rings.of_length(3);
        let edges = (0..rings.ends.len()).filter(|n| *n == 0 || signed_area(rings.get(*n)) >= 0.0);
        Self {
            edges: edges.collect(),
            rings,
        }
    }

    /// Each area: its edge, and the edges of its holes.
    pub fn iter(&self) -> impl Iterator<Item = Vec<&[[f32; 2]]>> {
        let ends = self.edges.iter().copied().skip(1);
        let ends = ends.chain([self.rings.ends.len()]);
        let ranges = self.edges.iter().copied().zip(ends);
        ranges.map(|(start, end)| (start..end).map(|n| self.rings.get(n)).collect())
    }

    /// All edges.
    pub fn rings(&self) -> &Paths {
        &self.rings
    }
}

/// The layers of a tile, or a sentence that says why there are none.
pub fn decode(bytes: &[u8]) -> Result<Vec<VectorLayer<'_>>, String> {
    let mut counts = Counts::default();
    let mut layers = Vec::new();
    for field in Fields(bytes) {
        if let (3, Value::Bytes(bytes)) = field.ok_or_else(no_tile)? {
            if layers.len() == MOST_LAYERS {
                return Err(format!("a tile has more than {MOST_LAYERS} layers"));
            }
            layers.push(layer(bytes, &mut counts)?);
        }
    }
    Ok(layers)
}

fn no_tile() -> String {
    "a tile is not a Mapbox vector tile".to_owned()
}

/// What was found in a tile so far.
#[derive(Default)]
struct Counts {
    features: usize,
    words: usize,
    corners: usize,
    tags: usize,
    text: usize,
}

impl Counts {
    fn word(&mut self) -> Result<(), String> {
        self.words += 1;
        if self.words > MOST_WORDS {
            return Err(format!(
                "a tile has more than {MOST_WORDS} keys and values of tags"
            ));
        }
        Ok(())
    }

    /// Counts what a shape has; it is read when it is drawn.
    fn feature(&mut self, raw: &RawFeature<'_>, layer: &VectorLayer<'_>) -> Result<(), String> {
        // A corner is two numbers.
        self.corners += raw.geometry.n_numbers()? / 2;
        if self.corners > MOST_CORNERS {
            return Err(format!("a tile has more than {MOST_CORNERS} corners"));
        }
        let n_tags = raw.tags.n_numbers()? / 2;
        self.tags += n_tags;
        if n_tags > MOST_TAGS || self.tags > MOST_TAGS_OF_ALL {
            return Err(format!(
                "a tile has more tags than are read: {n_tags} of one shape and {} in all; at most {MOST_TAGS} and \
                 {MOST_TAGS_OF_ALL}",
                self.tags
            ));
        }
        for (key, tag) in raw.tags(layer) {
            let n_text = match tag {
                Tag::Text(text) => text.len(),
                Tag::Number(_) | Tag::Flag(_) => 0,
            };
            self.text = self.text.saturating_add(key.len()).saturating_add(n_text);
        }
        if self.text > MOST_TEXT {
            return Err(format!(
                "a tile is broken: more than {} MiB of words are said about its shapes",
                MOST_TEXT >> 20
            ));
        }
        Ok(())
    }
}

fn layer<'a>(bytes: &'a [u8], counts: &mut Counts) -> Result<VectorLayer<'a>, String> {
    let mut layer = VectorLayer {
        name: "",
        extent: 4096.0,
        keys: Vec::new(),
        values: Vec::new(),
        features: Vec::new(),
    };
    for field in Fields(bytes) {
        match field.ok_or_else(no_tile)? {
            (1, Value::Bytes(name)) => layer.name = text(name)?,
            (2, Value::Bytes(feature)) => {
                counts.features += 1;
                if counts.features > MOST_FEATURES {
                    return Err(format!("a tile has more than {MOST_FEATURES} shapes"));
                }
                layer.features.push(feature);
            }
            (3, Value::Bytes(key)) => {
                counts.word()?;
                layer.keys.push(text(key)?);
            }
            (4, Value::Bytes(value)) => {
                counts.word()?;
                layer.values.push(tag(value)?);
            }
            (5, Value::Number(extent)) => layer.extent = (extent as u32).max(1) as f32,
            (1..=5, _) => return Err(no_tile()),
            _ => {}
        }
    }
    for feature in &layer.features {
        let raw = RawFeature::read(feature).ok_or_else(no_tile)?;
        counts.feature(&raw, &layer)?;
    }
    Ok(layer)
}

fn text(bytes: &[u8]) -> Result<&str, String> {
    str::from_utf8(bytes).map_err(|_error| no_tile())
}

/// The value of a tag; `None` where it has none that is understood.
fn tag(bytes: &[u8]) -> Result<Option<Tag<'_>>, String> {
    let (mut words, mut double, mut single, mut int, mut uint, mut flag) =
        (None, None, None, None, None, None);
    for field in Fields(bytes) {
        match field.ok_or_else(no_tile)? {
            (1, Value::Bytes(bytes)) => words = Some(text(bytes)?),
            (2, Value::Four(bits)) => single = Some(f64::from(f32::from_bits(bits))),
            (3, Value::Eight(bits)) => double = Some(f64::from_bits(bits)),
            (4, Value::Number(number)) => int = Some(number.cast_signed() as f64),
            (5, Value::Number(number)) => uint = Some(number as f64),
            // Zigzag: 0, -1, 1, -2, …
            (6, Value::Number(number)) => {
                let half = (number >> 1).cast_signed();
                int = int.or(Some((half ^ -(number & 1).cast_signed()) as f64));
            }
            (7, Value::Number(number)) => flag = Some(number != 0),
            (1..=7, _) => return Err(no_tile()),
            _ => {}
        }
    }
    let number = double.or(single).or(int).or(uint);
    let tag = words.map(Tag::Text).or(number.map(Tag::Number));
    Ok(tag.or(flag.map(Tag::Flag)))
}

impl<'a> VectorLayer<'a> {
    /// Its shapes, read one by one. Those that are broken are left out.
    pub fn features(&self) -> impl Iterator<Item = VectorFeature<'a>> {
        self.features.iter().filter_map(|bytes| {
            let raw = RawFeature::read(bytes)?;
            let numbers = raw.geometry.iter().collect::<Option<Vec<u32>>>()?;
            let reader = Reader {
                numbers: numbers.iter(),
                extent: self.extent,
                at: [0, 0],
            };
            Some(VectorFeature {
                geometry: reader.geometry(raw.kind)?,
                tags: raw.tags(self).collect(),
            })
        })
    }
}

/// A shape as it is written.
#[derive(Default)]
struct RawFeature<'a> {
    tags: Numbers<'a>,
    /// 1 for points, 2 for lines, 3 for areas.
    kind: u64,
    geometry: Numbers<'a>,
}

impl<'a> RawFeature<'a> {
    fn read(bytes: &'a [u8]) -> Option<Self> {
        let mut feature = Self::default();
        for field in Fields(bytes) {
            match field? {
                (2, value) => feature.tags.add(value)?,
                (3, Value::Number(kind)) => feature.kind = kind,
                (4, value) => feature.geometry.add(value)?,
                (3, _) => return None,
                _ => {}
            }
        }
        Some(feature)
    }

    /// Its tags; those that lead nowhere are none.
    fn tags<'b>(&'b self, layer: &'b VectorLayer<'a>) -> impl Iterator<Item = (&'a str, Tag<'a>)> {
        let mut numbers = self.tags.iter().map_while(|number| number);
        let mut pairs = std::iter::from_fn(move || Some((numbers.next()?, numbers.next()?)));
        std::iter::from_fn(move || {
            pairs.by_ref().find_map(|(key, value)| {
                let key = layer.keys.get(key as usize)?;
                let value = layer.values.get(value as usize)?.as_ref()?;
                Some((*key, *value))
            })
        })
    }
}

/// Numbers one after another, packed as the format asks. Writers may part them.
#[derive(Default)]
struct Numbers<'a> {
    parts: Vec<&'a [u8]>,
}

impl<'a> Numbers<'a> {
    fn add(&mut self, value: Value<'a>) -> Option<()> {
        /// A reader must take parts, but no writer makes many.
        const MOST_PARTS: usize = 16;
        let Value::Bytes(bytes) = value else {
            return None;
        };
        self.parts.push(bytes);
        (self.parts.len() <= MOST_PARTS).then_some(())
    }

    /// Each number; `None` where something else is.
    fn iter(&self) -> impl Iterator<Item = Option<u32>> {
        self.parts.iter().flat_map(|part| {
            let mut rest = *part;
            std::iter::from_fn(move || {
                let is_over = rest.is_empty();
                let number = varint(&mut rest);
                if number.is_none() {
                    rest = &[];
                }
                (!is_over).then_some(number.map(|number| number as u32))
            })
        })
    }

    fn n_numbers(&self) -> Result<usize, String> {
        self.iter()
            .try_fold(0, |n, number| number.map(|_| n + 1).ok_or_else(no_tile))
    }
}

/// What a field holds.
#[derive(Clone, Copy)]
enum Value<'a> {
    Number(u64),
    Four(u32),
    Eight(u64),
    Bytes(&'a [u8]),
}

/// The fields of a message of protocol buffers (<https://protobuf.dev/programming-guides/encoding/>): each with
/// its number, and at last `None` where it is broken.
struct Fields<'a>(&'a [u8]);

impl<'a> Iterator for Fields<'a> {
    type Item = Option<(u64, Value<'a>)>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.0.is_empty() {
            return None;
        }
        let field = self.field();
        if field.is_none() {
            self.0 = &[];
        }
        Some(field)
    }
}

impl<'a> Fields<'a> {
    fn field(&mut self) -> Option<(u64, Value<'a>)> {
        let head = varint(&mut self.0)?;
        let value = match head & 7 {
            0 => Value::Number(varint(&mut self.0)?),
            1 => {
                let (bytes, rest) = self.0.split_first_chunk::<8>()?;
                self.0 = rest;
                Value::Eight(u64::from_le_bytes(*bytes))
            }
            2 => {
                let length = usize::try_from(varint(&mut self.0)?).ok()?;
                let (bytes, rest) = self.0.split_at_checked(length)?;
                self.0 = rest;
                Value::Bytes(bytes)
            }
            5 => {
                let (bytes, rest) = self.0.split_first_chunk::<4>()?;
                self.0 = rest;
                Value::Four(u32::from_le_bytes(*bytes))
            }
            _ => return None,
        };
        Some((head >> 3, value))
    }
}

/// An unsigned number, seven bits to a byte, the lowest first.
fn varint(bytes: &mut &[u8]) -> Option<u64> {
    let mut number = 0_u64;
    for shift in (0..64).step_by(7) {
        let (byte, rest) = bytes.split_first()?;
        *bytes = rest;
        number |= u64::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Some(number);
        }
    }
    None
}

/// Reads the commands of a shape.
struct Reader<'a> {
    numbers: std::slice::Iter<'a, u32>,
    extent: f32,
    at: [i64; 2],
}

impl Reader<'_> {
    fn geometry(mut self, kind: u64) -> Option<Geometry> {
        let paths = self.paths().filter(|paths| !paths.ends.is_empty())?;
        match kind {
            1 => Some(Geometry::Points(paths.corners)),
            2 => Some(Geometry::Lines(paths.of_length(2))),
            3 => Some(Geometry::Areas(Areas::new(paths))),
            _ => None,
        }
    }

    /// Everything between one move and the next.
    fn paths(&mut self) -> Option<Paths> {
        let mut paths = Paths::default();
        let mut has_begun = false;
        while let Some(command) = self.numbers.next() {
            let n = command >> 3;
            match command & 7 {
                1 => {
                    for _ in 0..n {
                        paths.end();
                        paths.push(self.corner()?);
                        has_begun = true;
                    }
                }
                2 => {
                    for _ in 0..n {
                        let corner = self.corner()?;
                        has_begun.then(|| paths.push(corner))?;
                    }
                }
                // The way back to the first corner is understood.
                7 => (),
                _ => return None,
            }
        }
        paths.end();
        Some(paths)
    }

    fn corner(&mut self) -> Option<[f32; 2]> {
        for axis in &mut self.at {
            let number = i64::from(*self.numbers.next()?);
            // Zigzag: 0, -1, 1, -2, …
            *axis += (number >> 1) ^ -(number & 1);
        }
        Some(self.at.map(|axis| axis as f32 / self.extent))
    }
}

/// The area of a ring by the surveyor's formula, positive where it turns clockwise on the screen.
fn signed_area(ring: &[[f32; 2]]) -> f64 {
    let next = ring.iter().cycle().skip(1);
    let cross = |(a, b): (&[f32; 2], &[f32; 2])| {
        f64::from(a[0]) * f64::from(b[1]) - f64::from(b[0]) * f64::from(a[1])
    };
    ring.iter().zip(next).map(cross).sum::<f64>() / 2.0
}

#[cfg(test)]
pub(crate) mod tests {
    use prost::Message;

    use super::*;

    #[derive(Clone, PartialEq, Message)]
    struct WrittenTile {
        #[prost(message, repeated, tag = "3")]
        layers: Vec<WrittenLayer>,
    }

    #[derive(Clone, PartialEq, Message)]
    struct WrittenLayer {
        #[prost(string, tag = "1")]
        name: String,
        #[prost(message, repeated, tag = "2")]
        features: Vec<WrittenFeature>,
        #[prost(string, repeated, tag = "3")]
        keys: Vec<String>,
        #[prost(message, repeated, tag = "4")]
        values: Vec<WrittenValue>,
        #[prost(uint32, optional, tag = "5")]
        extent: Option<u32>,
    }

    #[derive(Clone, PartialEq, Message)]
    struct WrittenFeature {
        #[prost(uint32, repeated, tag = "2")]
        tags: Vec<u32>,
        /// 1 for points, 2 for lines, 3 for areas.
        #[prost(int32, optional, tag = "3")]
        kind: Option<i32>,
        #[prost(uint32, repeated, tag = "4")]
        geometry: Vec<u32>,
    }

    #[derive(Clone, PartialEq, Message)]
    struct WrittenValue {
        #[prost(string, optional, tag = "1")]
        text: Option<String>,
        #[prost(float, optional, tag = "2")]
        single: Option<f32>,
        #[prost(double, optional, tag = "3")]
        double: Option<f64>,
        #[prost(int64, optional, tag = "4")]
        int: Option<i64>,
        #[prost(uint64, optional, tag = "5")]
        uint: Option<u64>,
        #[prost(sint64, optional, tag = "6")]
        sint: Option<i64>,
        #[prost(bool, optional, tag = "7")]
        flag: Option<bool>,
    }

    fn encoded(geometry: Vec<u32>, kind: i32) -> Vec<u8> {
        let value = WrittenValue {
            text: Some("Baku".to_owned()),
            ..WrittenValue::default()
        };
        let feature = WrittenFeature {
            tags: vec![0, 0, 7, 9],
            kind: Some(kind),
            geometry,
        };
        let layer = WrittenLayer {
            name: "place".to_owned(),
            features: vec![feature],
            keys: vec!["name".to_owned()],
            values: vec![value],
            extent: Some(100),
        };
        WrittenTile {
            layers: vec![layer],
        }
        .encode_to_vec()
    }

    /// A tile of one layer, 4096 wide, with shapes of a kind, each of several paths.
    pub(crate) fn drawn(layer: &str, kind: i32, shapes: &[Vec<Vec<[i32; 2]>>]) -> Vec<u8> {
        let zigzag = |number: i32| ((number << 1) ^ (number >> 31)).cast_unsigned();
        let commands = |paths: &Vec<Vec<[i32; 2]>>| {
            let (mut numbers, mut at) = (Vec::new(), [0, 0]);
            for path in paths {
                for (n, corner) in path.iter().enumerate() {
                    let n_lines = path.len() as u32 - 1;
                    let command = [1 << 3 | 1, n_lines << 3 | 2];
                    numbers.extend(command.get(n));
                    numbers.extend([0, 1].map(|axis| zigzag(corner[axis] - at[axis])));
                    at = *corner;
                }
                if kind == 3 {
                    numbers.push(1 << 3 | 7);
                }
            }
            numbers
        };
        let feature = |paths| WrittenFeature {
            kind: Some(kind),
            geometry: commands(paths),
            ..WrittenFeature::default()
        };
        let layer = WrittenLayer {
            name: layer.to_owned(),
            features: shapes.iter().map(feature).collect(),
            ..WrittenLayer::default()
        };
        WrittenTile {
            layers: vec![layer],
        }
        .encode_to_vec()
    }

    fn only(geometry: Vec<u32>, kind: i32) -> Option<VectorFeature<'static>> {
        let bytes = encoded(geometry, kind).leak();
        let layers = decode(bytes).expect("a tile");
        layers[0].features().next()
    }

    /// Refused with these words.
    fn refuses(layers: Vec<WrittenLayer>, words: &str) {
        let bytes = WrittenTile { layers }.encode_to_vec();
        let told = decode(&bytes).expect_err(words);
        assert!(told.contains(words), "{told}");
    }

    #[test]
    fn words_that_shapes_share_are_not_copied_and_more_than_can_be_meant_is_told() {
        let layer = |n_features: usize, n_bytes: usize| WrittenLayer {
            name: "place".to_owned(),
            features: vec![
                WrittenFeature {
                    tags: vec![0, 0],
                    kind: Some(1),
                    geometry: vec![9, 2, 2],
                };
                n_features
            ],
            keys: vec!["name".to_owned()],
            values: vec![WrittenValue {
                text: Some("a".repeat(n_bytes)),
                ..WrittenValue::default()
            }],
            extent: None,
        };
        let bytes = WrittenTile {
            layers: vec![layer(10_000, 6_000)],
        }
        .encode_to_vec();
        let layers = decode(&bytes).expect("a tile");
        let range = bytes.as_ptr_range();
        for feature in layers[0].features() {
            let name = feature.text("name").expect("a name");
            assert!(name.len() == 6_000 && range.contains(&name.as_ptr()));
        }
        refuses(
            vec![layer(90_000, 100_000)],
            "a tile is broken: more than 64 MiB",
        );
        refuses(vec![layer(100_001, 1)], "more than 100000 shapes");
    }

    #[test]
    fn what_costs_little_in_a_file_and_much_in_memory_is_counted_first() {
        let layer = || WrittenLayer {
            name: "any".to_owned(),
            ..WrittenLayer::default()
        };
        let keys = WrittenLayer {
            keys: vec![String::new(); MOST_WORDS + 1],
            ..layer()
        };
        refuses(vec![keys], "keys and values");
        let values = WrittenLayer {
            values: vec![WrittenValue::default(); MOST_WORDS + 1],
            ..layer()
        };
        refuses(vec![values], "keys and values");
        refuses(vec![layer(); MOST_LAYERS + 1], "more than 1000 layers");
        let with = |tags, geometry, n| WrittenLayer {
            features: vec![
                WrittenFeature {
                    tags,
                    kind: Some(1),
                    geometry
                };
                n
            ],
            ..layer()
        };
        refuses(
            vec![with(vec![0; 2 * MOST_TAGS + 2], vec![], 1)],
            "more tags",
        );
        refuses(vec![with(vec![0; 2 * MOST_TAGS], vec![], 500)], "more tags");
        let corners = vec![2; 2 * MOST_CORNERS + 2];
        refuses(vec![with(vec![], corners, 1)], "more than 1000000 corners");
    }

    #[test]
    fn shapes_are_read_as_the_specification_has_them() {
        // The examples of section 4.3.5, in a tile that is 100 wide.
        let point = only(vec![9, 50, 34], 1).expect("a point");
        assert_eq!(point.geometry, Geometry::Points(vec![[0.25, 0.17]]));
        assert_eq!(point.text("name"), Some("Baku"));
        assert_eq!(point.tags.len(), 1, "a tag that leads nowhere is none");
        let line = only(vec![9, 4, 4, 18, 0, 16, 16, 0], 2).expect("a line");
        let Geometry::Lines(lines) = line.geometry else {
            panic!("lines")
        };
        let corners = [[0.02, 0.02], [0.02, 0.1], [0.1, 0.1]];
        assert_eq!(lines.iter().collect::<Vec<_>>(), [corners]);
        let two = vec![
            9, 0, 0, 26, 20, 0, 0, 20, 19, 0, 15, 9, 22, 2, 26, 18, 0, 0, 18, 17, 0, 15, 9, 4, 13,
            26, 0, 8, 8, 0, 0, 7, 15,
        ];
        let areas = only(two, 3).expect("areas");
        let Geometry::Areas(areas) = areas.geometry else {
            panic!("areas")
        };
        assert_eq!(
            areas.iter().map(|area| area.len()).collect::<Vec<_>>(),
            [1, 2]
        );
        let last = areas.iter().last().expect("an area");
        assert_eq!(last[1].len(), 4);
    }

    #[test]
    fn garbage_is_a_sentence_or_nothing() {
        assert!(decode(b"<html>").is_err());
        assert_eq!(decode(b""), Ok(Vec::new()));
        assert_eq!(only(vec![10, 3], 2), None, "a line that begins nowhere");
        assert_eq!(only(vec![9, 3], 1), None, "a corner with one number");
        assert_eq!(only(vec![u32::MAX, 1, 2], 1), None);
        assert_eq!(only(vec![9, 3, 3], 0), None);
        let whole = encoded(vec![9, 4, 4, 18, 0, 16, 16, 0], 2);
        for at in 0..whole.len() {
            decode(&whole[..at]).ok();
            for flip in [1, 0x80, 0xff] {
                let mut bytes = whole.clone();
                bytes[at] ^= flip;
                for layer in decode(&bytes).unwrap_or_default() {
                    layer.features().for_each(drop);
                }
            }
        }
    }

    #[test]
    fn far_corners_do_not_overflow() {
        let far = vec![
            9,
            u32::MAX,
            u32::MAX,
            (2 << 3) | 2,
            u32::MAX,
            u32::MAX - 1,
            u32::MAX,
            5,
        ];
        assert!(only(far, 2).is_some());
    }
}
