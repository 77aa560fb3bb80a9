//! Mapbox vector tiles, version 2 (<https://github.com/mapbox/vector-tile-spec/tree/master/2.1>): what is drawn
//! in one, as shapes and tags.
//!
//! The messages are read by `prost`. The shapes are read here: the reader that exists sets memory aside for each
//! ring by the length of the whole feature, so that a small file can ask for terabytes.

use std::collections::BTreeMap;

use prost::Message;

/// No tile has more corners.
const MOST_CORNERS: usize = 1_000_000;
/// No tile has more shapes.
const MOST_FEATURES: usize = 100_000;

/// A layer: shapes of one sort.
#[derive(Debug, Clone, PartialEq)]
pub struct VectorLayer {
    /// What its author calls it.
    pub name: String,
    /// Its shapes.
    pub features: Vec<VectorFeature>,
}

/// A shape with what is said about it.
#[derive(Debug, Clone, PartialEq)]
pub struct VectorFeature {
    /// The shape.
    pub geometry: Geometry,
    /// What is said about it.
    pub tags: BTreeMap<String, Tag>,
}

/// Shapes in parts of the tile's width: x to the east and y to the south, from 0 to 1, and a little beyond.
#[derive(Debug, Clone, PartialEq)]
pub enum Geometry {
    /// Points.
    Points(Vec<[f32; 2]>),
    /// Lines of two points or more.
    Lines(Vec<Vec<[f32; 2]>>),
    /// Areas: an edge and the edges of its holes each; the last corner is not the first once more.
    Areas(Vec<Vec<Vec<[f32; 2]>>>),
}

/// The value of a tag.
#[derive(Debug, Clone, PartialEq)]
pub enum Tag {
    /// Words.
    Text(String),
    /// A number.
    Number(f64),
    /// Yes or no.
    Flag(bool),
}

impl VectorFeature {
    /// The words of a tag.
    pub fn text(&self, key: &str) -> Option<&str> {
        match self.tags.get(key)? {
            Tag::Text(text) => Some(text),
            Tag::Number(_) | Tag::Flag(_) => None,
        }
    }

    /// The number of a tag, also if it is written as words.
    pub fn number(&self, key: &str) -> Option<f64> {
        match self.tags.get(key)? {
            Tag::Text(text) => text
                .trim()
                .parse()
                .ok()
                .filter(|number: &f64| number.is_finite()),
            Tag::Number(number) => Some(*number),
            Tag::Flag(flag) => Some(f64::from(u8::from(*flag))),
        }
    }
}

/// The layers of a tile, or a sentence that says why there are none. Shapes that are broken are left out.
pub fn decode(bytes: &[u8]) -> Result<Vec<VectorLayer>, String> {
    let tile =
        RawTile::decode(bytes).map_err(|_error| "a tile is not a Mapbox vector tile".to_owned())?;
    let mut budget = MOST_CORNERS;
    let n_features: usize = tile.layers.iter().map(|layer| layer.features.len()).sum();
    if n_features > MOST_FEATURES {
        return Err(format!(
            "a tile has {n_features} shapes; at most {MOST_FEATURES} are read"
        ));
    }
    let mut layers = Vec::new();
    for layer in tile.layers {
        let extent = layer.extent.unwrap_or(4096).max(1) as f32;
        let mut features = Vec::new();
        for raw in &layer.features {
            let reader = Reader {
                numbers: raw.geometry.iter(),
                extent,
                at: [0, 0],
                budget: &mut budget,
            };
            if let Some(geometry) = reader.geometry(raw.kind) {
                features.push(VectorFeature {
                    geometry,
                    tags: tags(raw, &layer),
                });
            }
            if budget == 0 {
                return Err(format!("a tile has more than {MOST_CORNERS} corners"));
            }
        }
        layers.push(VectorLayer {
            name: layer.name,
            features,
        });
    }
    Ok(layers)
}

fn tags(feature: &RawFeature, layer: &RawLayer) -> BTreeMap<String, Tag> {
    let pairs = feature.tags.chunks_exact(2).filter_map(|pair| {
        let [key, value] = *pair else { return None };
        let key = layer.keys.get(usize::try_from(key).ok()?)?;
        let value = layer.values.get(usize::try_from(value).ok()?)?;
        Some((key.clone(), value.tag()?))
    });
    pairs.collect()
}

/// Reads the commands of a shape.
struct Reader<'a> {
    numbers: std::slice::Iter<'a, u32>,
    extent: f32,
    at: [i64; 2],
    /// How many corners may still come.
    budget: &'a mut usize,
}

impl Reader<'_> {
    fn geometry(mut self, kind: Option<i32>) -> Option<Geometry> {
        let paths = self.paths().filter(|paths| !paths.is_empty())?;
        match kind {
            Some(1) => Some(Geometry::Points(paths.concat())),
            Some(2) => {
                let lines = paths.into_iter().filter(|line| line.len() > 1);
                Some(Geometry::Lines(lines.collect()))
            }
            Some(3) => Some(Geometry::Areas(areas(paths))),
            _ => None,
        }
    }

    /// Everything between one move and the next.
    fn paths(&mut self) -> Option<Vec<Vec<[f32; 2]>>> {
        let mut paths: Vec<Vec<[f32; 2]>> = Vec::new();
        while let Some(command) = self.numbers.next() {
            let n = command >> 3;
            match command & 7 {
                1 => {
                    for _ in 0..n {
                        let corner = self.corner()?;
                        paths.push(vec![corner]);
                    }
                }
                2 => {
                    for _ in 0..n {
                        let corner = self.corner()?;
                        paths.last_mut()?.push(corner);
                    }
                }
                // The way back to the first corner is understood.
                7 => (),
                _ => return None,
            }
        }
        Some(paths)
    }

    fn corner(&mut self) -> Option<[f32; 2]> {
        *self.budget = self.budget.checked_sub(1)?;
        for axis in &mut self.at {
            let number = i64::from(*self.numbers.next()?);
            // Zigzag: 0, -1, 1, -2, …
            *axis += (number >> 1) ^ -(number & 1);
        }
        Some(self.at.map(|axis| axis as f32 / self.extent))
    }
}

/// Rings as areas: one that turns clockwise on the screen is an edge, the others after it are its holes.
fn areas(rings: Vec<Vec<[f32; 2]>>) -> Vec<Vec<Vec<[f32; 2]>>> {
    let mut areas: Vec<Vec<Vec<[f32; 2]>>> = Vec::new();
    for ring in rings.into_iter().filter(|ring| ring.len() > 2) {
        match areas.last_mut().filter(|_| signed_area(&ring) < 0.0) {
            Some(area) => area.push(ring),
            None => areas.push(vec![ring]),
        }
    }
    areas
}

/// The area of a ring by the surveyor's formula, positive where it turns clockwise on the screen.
fn signed_area(ring: &[[f32; 2]]) -> f64 {
    let next = ring.iter().cycle().skip(1);
    let cross = |(a, b): (&[f32; 2], &[f32; 2])| {
        f64::from(a[0]) * f64::from(b[1]) - f64::from(b[0]) * f64::from(a[1])
    };
    ring.iter().zip(next).map(cross).sum::<f64>() / 2.0
}

#[derive(Clone, PartialEq, Message)]
struct RawTile {
    #[prost(message, repeated, tag = "3")]
    layers: Vec<RawLayer>,
}

#[derive(Clone, PartialEq, Message)]
struct RawLayer {
    #[prost(string, tag = "1")]
    name: String,
    #[prost(message, repeated, tag = "2")]
    features: Vec<RawFeature>,
    #[prost(string, repeated, tag = "3")]
    keys: Vec<String>,
    #[prost(message, repeated, tag = "4")]
    values: Vec<RawValue>,
    #[prost(uint32, optional, tag = "5")]
    extent: Option<u32>,
}

#[derive(Clone, PartialEq, Message)]
struct RawFeature {
    #[prost(uint32, repeated, tag = "2")]
    tags: Vec<u32>,
    /// 1 for points, 2 for lines, 3 for areas.
    #[prost(int32, optional, tag = "3")]
    kind: Option<i32>,
    #[prost(uint32, repeated, tag = "4")]
    geometry: Vec<u32>,
}

#[derive(Clone, PartialEq, Message)]
struct RawValue {
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

impl RawValue {
    fn tag(&self) -> Option<Tag> {
        let number = self
            .double
            .or(self.single.map(f64::from))
            .or(self.int.or(self.sint).map(|number| number as f64))
            .or(self.uint.map(|number| number as f64));
        self.text
            .clone()
            .map(Tag::Text)
            .or(number.map(Tag::Number))
            .or(self.flag.map(Tag::Flag))
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    fn encoded(geometry: Vec<u32>, kind: i32) -> Vec<u8> {
        let value = RawValue {
            text: Some("Baku".to_owned()),
            ..RawValue::default()
        };
        let feature = RawFeature {
            tags: vec![0, 0, 7, 9],
            kind: Some(kind),
            geometry,
        };
        let layer = RawLayer {
            name: "place".to_owned(),
            features: vec![feature],
            keys: vec!["name".to_owned()],
            values: vec![value],
            extent: Some(100),
        };
        RawTile {
            layers: vec![layer],
        }
        .encode_to_vec()
    }

    fn only(geometry: Vec<u32>, kind: i32) -> Option<VectorFeature> {
        let layers = decode(&encoded(geometry, kind)).expect("a tile");
        layers[0].features.first().cloned()
    }

    #[test]
    fn shapes_are_read_as_the_specification_has_them() {
        // The examples of section 4.3.5, in a tile that is 100 wide.
        let point = only(vec![9, 50, 34], 1).expect("a point");
        assert_eq!(point.geometry, Geometry::Points(vec![[0.25, 0.17]]));
        assert_eq!(point.text("name"), Some("Baku"));
        assert_eq!(point.tags.len(), 1, "a tag that leads nowhere is none");
        let line = only(vec![9, 4, 4, 18, 0, 16, 16, 0], 2).expect("a line");
        let corners = vec![[0.02, 0.02], [0.02, 0.1], [0.1, 0.1]];
        assert_eq!(line.geometry, Geometry::Lines(vec![corners]));
        let two = vec![
            9, 0, 0, 26, 20, 0, 0, 20, 19, 0, 15, 9, 22, 2, 26, 18, 0, 0, 18, 17, 0, 15, 9, 4, 13,
            26, 0, 8, 8, 0, 0, 7, 15,
        ];
        let areas = only(two, 3).expect("areas");
        let Geometry::Areas(areas) = areas.geometry else {
            panic!("areas")
        };
        assert_eq!(areas.iter().map(Vec::len).collect::<Vec<_>>(), [1, 2]);
        assert_eq!(areas[1][1].len(), 4);
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
                decode(&bytes).ok();
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
