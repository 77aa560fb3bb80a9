//! The packed lines and areas of the bundled basemap, read once.
//!
//! The layout is described in `assets/basemap/pack.py`, which writes it. Bytes that do not follow it end
//! the reading with an error; nothing is trusted to be in range.

use std::io::Read as _;

use flate2::read::ZlibDecoder;
use thiserror::Error;

/// No bundled file unpacks to more than this.
const MAX_BYTES: u64 = 64 * 1024 * 1024;

/// A layer with its levels of detail, the coarsest first.
#[derive(Debug)]
pub(super) struct Layer {
    pub(super) name: String,
    pub(super) levels: Vec<Vec<Feature>>,
}

/// One line or one area.
#[derive(Debug)]
pub(super) struct Feature {
    pub(super) class: u8,
    /// Longitude and latitude in degrees. Of an area the first ring is its outline, the others are holes.
    pub(super) rings: Vec<Vec<[f64; 2]>>,
}

/// Why bytes are no basemap.
#[derive(Debug, Error, PartialEq, Eq)]
pub(super) enum PackedError {
    #[error("the bytes do not unpack")]
    Compression,
    #[error("the bytes do not begin as a basemap does")]
    Header,
    #[error("the bytes end too early")]
    End,
}

/// Reads a packed basemap.
pub(super) fn read(bytes: &[u8]) -> Result<Vec<Layer>, PackedError> {
    let mut unpacked = Vec::new();
    ZlibDecoder::new(bytes)
        .take(MAX_BYTES)
        .read_to_end(&mut unpacked)
        .map_err(|_error| PackedError::Compression)?;
    let mut reader = Reader { bytes: &unpacked };
    if reader.take(4)? != b"EABM" || reader.byte()? != 1 {
        return Err(PackedError::Header);
    }
    let n_layers = reader.byte()?;
    (0..n_layers).map(|_| layer(&mut reader)).collect()
}

fn layer(reader: &mut Reader<'_>) -> Result<Layer, PackedError> {
    let name_len = reader.byte()?;
    let name = String::from_utf8_lossy(reader.take(usize::from(name_len))?).into_owned();
    let _is_area = reader.byte()?;
    let n_levels = reader.byte()?;
    let levels = (0..n_levels)
        .map(|_| {
            let scale = f64::from(reader.u32()?.max(1));
            let n_features = reader.varint()?;
            (0..n_features).map(|_| feature(reader, scale)).collect()
        })
        .collect::<Result<_, _>>()?;
    Ok(Layer { name, levels })
}

fn feature(reader: &mut Reader<'_>, scale: f64) -> Result<Feature, PackedError> {
    let class = reader.byte()?;
    let n_rings = reader.varint()?;
    let rings = (0..n_rings)
        .map(|_| {
            let n_points = reader.varint()?;
            let (mut lon, mut lat) = (0_i64, 0_i64);
            (0..n_points)
                .map(|_| {
                    lon = lon.wrapping_add(reader.signed()?);
                    lat = lat.wrapping_add(reader.signed()?);
                    Ok([lon as f64 / scale, lat as f64 / scale])
                })
                .collect()
        })
        .collect::<Result<_, _>>()?;
    Ok(Feature { class, rings })
}

struct Reader<'a> {
    bytes: &'a [u8],
}

impl<'a> Reader<'a> {
    fn take(&mut self, n: usize) -> Result<&'a [u8], PackedError> {
        let (head, tail) = self.bytes.split_at_checked(n).ok_or(PackedError::End)?;
        self.bytes = tail;
        Ok(head)
    }

    fn byte(&mut self) -> Result<u8, PackedError> {
        let (byte, tail) = self.bytes.split_first().ok_or(PackedError::End)?;
        self.bytes = tail;
        Ok(*byte)
    }

    fn u32(&mut self) -> Result<u32, PackedError> {
        let bytes = self
            .take(4)?
            .try_into()
            .map_err(|_error| PackedError::End)?;
        Ok(u32::from_le_bytes(bytes))
    }

    /// An unsigned LEB128 number.
    fn varint(&mut self) -> Result<u64, PackedError> {
        let mut value = 0;
        for shift in (0..63).step_by(7) {
            let byte = self.byte()?;
            value |= u64::from(byte & 0x7F) << shift;
            if byte < 0x80 {
                return Ok(value);
            }
        }
        Err(PackedError::End)
    }

    /// A zigzag number.
    fn signed(&mut self) -> Result<i64, PackedError> {
        let value = self.varint()?;
        Ok((value >> 1).cast_signed() ^ -(value & 1).cast_signed())
    }
}

#[cfg(test)]
#[path = "packed_geometry_tests.rs"]
mod geometry_tests;

#[cfg(test)]
mod tests {
    use super::*;

    const REGION: &[u8] = include_bytes!("../../../assets/basemap/region.bin");
    const WORLD: &[u8] = include_bytes!("../../../assets/basemap/world.bin");

    #[test]
    fn the_bundled_files_are_whole_and_lie_on_the_earth() {
        for (bytes, names) in [
            (
                REGION,
                vec!["water", "river", "rail", "admin1", "border", "dated"],
            ),
            (WORLD, vec!["sea", "lake", "coast", "border"]),
        ] {
            let layers = read(bytes).expect("a bundled file");
            assert_eq!(
                layers
                    .iter()
                    .map(|layer| layer.name.as_str())
                    .collect::<Vec<_>>(),
                names
            );
            for layer in &layers {
                assert_eq!(layer.levels.len(), 3, "{}", layer.name);
                assert!(
                    layer.levels.iter().any(|level| !level.is_empty()),
                    "{}",
                    layer.name
                );
                let points = layer
                    .levels
                    .iter()
                    .flatten()
                    .flat_map(|feature| feature.rings.iter().flatten());
                for [lon, lat] in points {
                    assert!(
                        (-180.001..=180.001).contains(lon) && (-90.0..=90.0).contains(lat),
                        "{lon} {lat}"
                    );
                }
            }
        }
    }

    #[test]
    fn broken_bytes_are_an_error() {
        assert_eq!(read(b"nothing").err(), Some(PackedError::Compression));
        for cut in [10, 1_000, REGION.len() / 2] {
            assert!(read(&REGION[..cut]).is_err(), "cut at {cut}");
        }
    }
}
