//! Pictures of tiles: PNG, JPEG and WebP become pixels, within limits that are checked before any pixel is made.

use std::io::Cursor;

use image::{DynamicImage, ImageDecoder as _, ImageFormat, ImageReader, Limits};

use super::{Picture, bare};

/// No tile is wider or higher.
const MOST_PIXELS: u32 = 1024;

/// No decoder takes more memory: four times what the largest picture has in pixels.
const MOST_MEMORY: u64 = 16 << 20;

/// The pixels of an encoded tile, or a sentence that says why there are none.
pub(super) fn decode(bytes: &[u8]) -> Result<Picture, String> {
    let format = image::guess_format(bytes)
        .ok()
        .filter(|format| {
            matches!(
                format,
                ImageFormat::Png | ImageFormat::Jpeg | ImageFormat::WebP
            )
        })
        .ok_or("a tile is not a PNG, JPEG or WebP picture")?;
    let bare = match format {
        ImageFormat::Png => bare::png(bytes),
        ImageFormat::Jpeg => bare::jpeg(bytes, MOST_PIXELS)?,
        _ => bare::webp(bytes, MOST_PIXELS)?,
    };
    let broken = |_| "a tile is a broken picture".to_owned();
    let mut limits = Limits::default();
    limits.max_alloc = Some(MOST_MEMORY);
    let mut reader = ImageReader::with_format(Cursor::new(bare.as_slice()), format);
    reader.limits(limits.clone());
    let mut decoder = reader.into_decoder().map_err(broken)?;
    let (width, height) = decoder.dimensions();
    bare::check(width, height, MOST_PIXELS)?;
    decoder.set_limits(limits).map_err(broken)?;
    let pixels = DynamicImage::from_decoder(decoder)
        .map_err(broken)?
        .into_rgba8();
    Ok(Picture {
        size: [width as usize, height as usize],
        rgba: pixels.into_raw(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::{Rgba, RgbaImage};

    fn encoded(width: u32, height: u32, format: ImageFormat) -> Vec<u8> {
        let pixels = RgbaImage::from_pixel(width, height, Rgba([10, 20, 30, 255]));
        let mut bytes = Cursor::new(Vec::new());
        DynamicImage::ImageRgba8(pixels)
            .to_rgb8()
            .write_to(&mut bytes, format)
            .expect("encoded");
        bytes.into_inner()
    }

    #[test]
    fn three_formats_are_read() {
        for format in [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::WebP] {
            let picture = decode(&encoded(8, 4, format)).expect("a picture");
            assert_eq!(picture.size, [8, 4]);
            assert_eq!(picture.rgba.len(), 8 * 4 * 4);
            for (is, should) in picture.rgba.iter().zip([10_u8, 20, 30, 255]) {
                assert!(is.abs_diff(should) < 6, "{format:?}: {is} {should}");
            }
        }
    }

    #[test]
    fn a_picture_that_is_too_large_is_refused_by_its_head() {
        let mut bytes = encoded(1025, 1, ImageFormat::Png);
        assert!(decode(&bytes).expect_err("too wide").contains("1025 × 1"));
        bytes.truncate(40);
        assert!(decode(&bytes).is_err());
    }

    #[test]
    fn what_is_broken_is_told_and_never_crashes() {
        assert!(decode(b"").is_err());
        assert!(decode(b"<html>").expect_err("no").contains("PNG"));
        for format in [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::WebP] {
            let whole = encoded(16, 16, format);
            for end in 0..whole.len() {
                // Some decoders make do with a missing end; none may crash.
                decode(&whole[..end]).ok();
            }
        }
    }
}
