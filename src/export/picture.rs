//! Pictures as PNG files.

use std::io::Cursor;

use image::{ImageFormat, RgbaImage};
use thiserror::Error;

/// Why pixels do not make a picture.
#[derive(Debug, Error)]
pub enum PictureError {
    /// The number of bytes is not width × height × 4.
    #[error("{n_bytes} bytes do not make a picture of {width}×{height}")]
    Size {
        /// Points from left to right.
        width: u32,
        /// Points from top to bottom.
        height: u32,
        /// How many bytes there are.
        n_bytes: usize,
    },
    /// The encoder refused.
    #[error("the picture cannot be written: {0}")]
    Encoder(#[from] image::ImageError),
}

/// A PNG file from rows of red, green, blue and opacity, one byte each.
pub fn png_from_rgba(width: u32, height: u32, rgba: Vec<u8>) -> Result<Vec<u8>, PictureError> {
    let n_bytes = rgba.len();
    let image = RgbaImage::from_raw(width, height, rgba).ok_or(PictureError::Size {
        width,
        height,
        n_bytes,
    })?;
    let mut png = Cursor::new(Vec::new());
    image.write_to(&mut png, ImageFormat::Png)?;
    Ok(png.into_inner())
}

/// Whether these bytes begin as a PNG file does (PNG 3, §5.2).
pub(super) fn is_png(bytes: &[u8]) -> bool {
    bytes.starts_with(b"\x89PNG\r\n\x1a\n")
}
