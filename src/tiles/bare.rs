//! Encoded pictures without what is no pixel: color profiles, texts, thumbnails, other frames. A decoder unpacks
//! or keeps them, in memory of their own, although no tile is drawn with them; and a picture may say of itself
//! that it is small while a part of it is not.

/// No picture has more passes over its pixels. A progressive JPEG has about ten; each of thousands would cost as
/// much time as the whole picture.
const MOST_PASSES: usize = 64;

/// The parts of a PNG that make its pixels, and no others. What is not whole is left to the decoder.
pub(super) fn png(bytes: &[u8]) -> Vec<u8> {
    let (signature, mut rest) = bytes.split_at(bytes.len().min(8));
    let mut bare = signature.to_vec();
    while let Some((length, after)) = rest.split_first_chunk::<4>() {
        let n_data = u32::from_be_bytes(*length) as usize;
        // Length, name and sum are twelve bytes.
        let n = n_data.saturating_add(12).min(rest.len());
        let (chunk, next) = rest.split_at(n);
        let name = after.get(..4).unwrap_or_default();
        if matches!(name, b"IHDR" | b"PLTE" | b"tRNS" | b"IDAT" | b"IEND") {
            bare.extend_from_slice(chunk);
        }
        if name == b"IEND" {
            break;
        }
        rest = next;
    }
    bare
}

/// The segments of a JPEG that make its pixels, and no others; or why it is not read.
pub(super) fn jpeg(bytes: &[u8], most_pixels: u32) -> Result<Vec<u8>, String> {
    let mut bare = vec![0xff, 0xd8];
    let mut rest = bytes.get(2..).unwrap_or_default();
    let (mut n_frames, mut n_passes) = (0, 0);
    loop {
        // Any number of bytes of filling may stand before a marker.
        let start = memchr::memchr(0xff, rest).unwrap_or(rest.len());
        rest = rest.get(start..).unwrap_or_default();
        while rest.starts_with(&[0xff, 0xff]) {
            rest = rest.get(1..).unwrap_or_default();
        }
        let Some((&[_, marker], after)) = rest.split_first_chunk::<2>() else {
            break;
        };
        if matches!(marker, 0x00 | 0x01 | 0xd0..=0xd8) {
            rest = after;
            continue;
        }
        if marker == 0xd9 {
            break;
        }
        let Some(length) = after.first_chunk::<2>() else {
            break;
        };
        let end = usize::from(u16::from_be_bytes(*length)).max(2);
        let segment = after.get(..end.min(after.len())).unwrap_or_default();
        rest = after.get(segment.len()..).unwrap_or_default();
        // All but tables, frames, scans and the two that say how colors are coded.
        let is_kept = matches!(marker, 0xc0..=0xcf | 0xda | 0xdb | 0xdd | 0xe0 | 0xee);
        if !is_kept {
            continue;
        }
        if matches!(marker, 0xc0..=0xcf) && !matches!(marker, 0xc4 | 0xc8 | 0xcc) {
            n_frames += 1;
            if let Some(&[_, _, _, h1, h0, w1, w0]) = segment.first_chunk::<7>() {
                let number = |high, low| u32::from(u16::from_be_bytes([high, low]));
                check(number(w1, w0), number(h1, h0), most_pixels)?;
            }
        }
        bare.extend_from_slice(&[0xff, marker]);
        bare.extend_from_slice(segment);
        if marker == 0xda {
            n_passes += 1;
            let data = scan(rest);
            bare.extend_from_slice(data);
            rest = rest.get(data.len()..).unwrap_or_default();
        }
        if n_frames > 1 {
            return Err("a tile is a picture of several frames; one is read".to_owned());
        }
        if n_passes > MOST_PASSES {
            return Err(format!(
                "a tile is a picture of more than {MOST_PASSES} passes over its pixels"
            ));
        }
    }
    bare.extend_from_slice(&[0xff, 0xd9]);
    Ok(bare)
}

/// The coded pixels up to the next marker that does not belong to them.
fn scan(bytes: &[u8]) -> &[u8] {
    for at in memchr::memchr_iter(0xff, bytes) {
        match bytes.get(at + 1) {
            Some(0x00 | 0xd0..=0xd7 | 0xff) => {}
            _ => return bytes.get(..at).unwrap_or(bytes),
        }
    }
    bytes
}

/// The chunks of a still WebP that make its pixels, and no others; or why it is not read.
pub(super) fn webp(bytes: &[u8], most_pixels: u32) -> Result<Vec<u8>, String> {
    let mut rest = bytes.get(12..).unwrap_or_default();
    let (mut extended, mut alpha, mut pixels) = (None, None, None);
    while let Some((name, after)) = rest.split_first_chunk::<4>() {
        let Some((length, data)) = after.split_first_chunk::<4>() else {
            break;
        };
        let length = u32::from_le_bytes(*length) as usize;
        let data = data.get(..length.min(data.len())).unwrap_or_default();
        match name {
            b"VP8X" if extended.is_none() => extended = Some(data),
            b"ALPH" if alpha.is_none() => alpha = Some(data),
            b"VP8 " | b"VP8L" if pixels.is_none() => pixels = Some((name, data)),
            b"ANIM" | b"ANMF" => {
                return Err("a tile is a moving picture; only still ones are read".to_owned());
            }
            _ => {}
        }
        // A byte of filling makes the length even.
        let end = data.len().saturating_add(8 + data.len() % 2);
        rest = rest.get(end..).unwrap_or_default();
    }
    let broken = || "a tile is a broken picture".to_owned();
    let (name, pixels) = pixels.ok_or_else(broken)?;
    let (width, height) = webp_size(*name, pixels).ok_or_else(broken)?;
    check(width, height, most_pixels)?;
    let mut chunks = Vec::new();
    let mut add = |name: &[u8; 4], data: &[u8]| {
        chunks.extend_from_slice(name);
        chunks.extend_from_slice(&u32::try_from(data.len()).unwrap_or(u32::MAX).to_le_bytes());
        chunks.extend_from_slice(data);
        chunks.extend(std::iter::repeat_n(0, data.len() % 2));
    };
    if let (b"VP8 ", Some(alpha), Some(_)) = (name, alpha, extended) {
        // With an alpha channel and nothing else; three bytes for the width less one and the height less one.
        let size = [width - 1, height - 1].map(u32::to_le_bytes);
        let [[w0, w1, w2, _], [h0, h1, h2, _]] = size;
        add(b"VP8X", &[0x10, 0, 0, 0, w0, w1, w2, h0, h1, h2]);
        add(b"ALPH", alpha);
    }
    add(name, pixels);
    let mut bare = b"RIFF".to_vec();
    bare.extend_from_slice(
        &u32::try_from(chunks.len() + 4)
            .unwrap_or(u32::MAX)
            .to_le_bytes(),
    );
    bare.extend_from_slice(b"WEBP");
    bare.extend_from_slice(&chunks);
    Ok(bare)
}

/// Width and height as the coded pixels have them; neither is 0.
fn webp_size(name: [u8; 4], pixels: &[u8]) -> Option<(u32, u32)> {
    let (width, height) = if name == *b"VP8L" {
        let &[_, a, b, c, d] = pixels.first_chunk::<5>()?;
        let bits = u32::from_le_bytes([a, b, c, d]);
        ((bits & 0x3fff) + 1, (bits >> 14 & 0x3fff) + 1)
    } else {
        let &[_, _, _, _, _, _, w0, w1, h0, h1] = pixels.first_chunk::<10>()?;
        let number = |low, high| u32::from(u16::from_le_bytes([low, high]) & 0x3fff);
        (number(w0, w1), number(h0, h1))
    };
    (width > 0 && height > 0).then_some((width, height))
}

/// Whether a picture is of a size that is read.
pub(super) fn check(width: u32, height: u32, most_pixels: u32) -> Result<(), String> {
    if width.max(height) > most_pixels {
        return Err(format!(
            "a tile is {width} × {height} pixels large; at most {most_pixels} × {most_pixels} are read"
        ));
    }
    Ok(())
}
