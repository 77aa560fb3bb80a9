//! Pictures of tiles: PNG, JPEG and WebP become pixels, within limits that are checked before any pixel is made.

use std::io::Cursor;

use image::{DynamicImage, ImageDecoder as _, ImageFormat, ImageReader, Limits};

use super::{Picture, bare, turn};

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
    let _turn = turn(width as usize * height as usize);
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

    /// A chunk of a PNG.
    fn chunk(name: [u8; 4], data: &[u8]) -> Vec<u8> {
        let mut crc = flate2::Crc::new();
        crc.update(&name);
        crc.update(data);
        let length = u32::try_from(data.len()).expect("short").to_be_bytes();
        [&length[..], &name, data, &crc.sum().to_be_bytes()].concat()
    }

    /// The same picture with chunks after its head.
    fn with_chunks(png: &[u8], chunks: &[Vec<u8>]) -> Vec<u8> {
        let (head, rest) = png.split_at(33);
        [head, &chunks.concat(), rest].concat()
    }

    #[test]
    fn what_is_no_pixel_of_a_png_is_not_unpacked() {
        let plain = encoded(8, 4, ImageFormat::Png);
        let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
        std::io::Write::write_all(&mut encoder, &vec![0; 1 << 20]).expect("memory");
        let packed = encoder.finish().expect("memory");
        let text = [&b"Comment\0\0"[..], &packed].concat();
        let chunks = [
            chunk(*b"iCCP", &[&b"icc\0\0"[..], &packed].concat()),
            chunk(*b"zTXt", &text),
            chunk(*b"iTXt", &[&b"Comment\0\x01\0\0\0"[..], &packed].concat()),
            chunk(*b"tEXt", &text),
            chunk(*b"eXIf", &vec![0; 100_000]),
            // Two frames, of which the first is the picture.
            chunk(*b"acTL", &[0, 0, 0, 2, 0, 0, 0, 0]),
        ];
        let full = with_chunks(&plain, &chunks);
        assert_eq!(bare::png(&full), plain);
        assert_eq!(decode(&full), decode(&plain));
        // What makes pixels stays.
        let transparent = with_chunks(&plain, &[chunk(*b"tRNS", &[0, 10, 0, 20, 0, 30])]);
        let picture = decode(&transparent).expect("a picture");
        assert_eq!(picture.rgba.first_chunk(), Some(&[10, 20, 30, 0]));
    }

    #[test]
    fn what_is_no_pixel_of_a_jpeg_is_left_out_and_passes_are_counted() {
        let plain = encoded(16, 16, ImageFormat::Jpeg);
        let segment = |marker: u8, n: usize| {
            let length = u16::try_from(n + 2).expect("short").to_be_bytes();
            [&[0xff, marker][..], &length, &vec![7; n]].concat()
        };
        let others: Vec<Vec<u8>> = [0xe1, 0xe2, 0xed, 0xfe]
            .map(|marker| segment(marker, 60_000))
            .into();
        let full = [&plain[..2], &others.concat(), &plain[2..]].concat();
        assert!(full.len() > 240_000);
        let without = bare::jpeg(&full, MOST_PIXELS).expect("a picture");
        assert_eq!(without, bare::jpeg(&plain, MOST_PIXELS).expect("a picture"));
        assert!(without.len() <= plain.len());
        assert_eq!(decode(&full), decode(&plain));
        let at = plain
            .windows(2)
            .position(|pair| pair == [0xff, 0xda])
            .expect("a pass");
        let (head, pass) = plain[..plain.len() - 2].split_at(at);
        let many = [head, &pass.repeat(200), &[0xff, 0xd9]].concat();
        let told = decode(&many).expect_err("too many passes");
        assert!(told.contains("more than 64 passes"), "{told}");
        let frame = plain
            .windows(2)
            .position(|pair| pair == [0xff, 0xc0])
            .expect("a frame");
        let mut large = plain.clone();
        large[frame + 5..frame + 9].copy_from_slice(&[0xff, 0xff, 0xff, 0xff]);
        assert!(
            decode(&large)
                .expect_err("too large")
                .contains("65535 × 65535")
        );
    }

    /// A WebP of chunks.
    fn webp(chunks: &[(&[u8; 4], &[u8])]) -> Vec<u8> {
        let mut body = b"WEBP".to_vec();
        for (name, data) in chunks {
            body.extend_from_slice(*name);
            body.extend(u32::try_from(data.len()).expect("short").to_le_bytes());
            body.extend_from_slice(data);
            body.extend(std::iter::repeat_n(0, data.len() % 2));
        }
        let length = u32::try_from(body.len()).expect("short").to_le_bytes();
        [b"RIFF", &length[..], &body].concat()
    }

    #[test]
    fn a_webp_is_as_large_as_its_pixels_are_and_does_not_move() {
        let plain = encoded(8, 4, ImageFormat::WebP);
        let pixels = plain.get(20..).expect("its pixels");
        let extended = [0x2c, 0, 0, 0, 7, 0, 0, 3, 0, 0];
        let full = webp(&[
            (b"VP8X", &extended),
            (b"ICCP", &vec![1; 100_001]),
            (b"VP8L", pixels),
            (b"EXIF", &vec![2; 100_001]),
            (b"XMP ", &vec![3; 100_001]),
        ]);
        let without = bare::webp(&full, MOST_PIXELS).expect("a picture");
        assert!(without.len() < 200, "{}", without.len());
        assert_eq!(decode(&full), decode(&plain));
        let moving = webp(&[(b"VP8X", &extended), (b"ANIM", &[0; 6]), (b"VP8L", pixels)]);
        assert!(decode(&moving).expect_err("moves").contains("moving"));
        // The head says eight by four, and the pixels are 16383 by 16383.
        let large = [0x30, 1, 0, 0x9d, 1, 0x2a, 0xff, 0x3f, 0xff, 0x3f];
        let lying = webp(&[(b"VP8X", &extended), (b"VP8 ", &large)]);
        assert!(
            decode(&lying)
                .expect_err("too large")
                .contains("16383 × 16383")
        );
        for chunks in [&[][..], &[(b"VP8L", &[][..])], &[(b"VP8 ", &[0; 10])]] {
            assert!(decode(&webp(chunks)).is_err());
        }
    }
}
