//! Bytes become text: UTF-8, UTF-16, and what the file itself declares. What cannot be read is shown by a sign.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

use super::super::{Budget, Problem};

/// An encoding is declared in the first bytes of a file or not at all.
const N_DECLARED: usize = 256;

/// The text without a byte order mark, and what was wrong with the bytes.
pub(in crate::load::import) fn decoded<'a>(
    bytes: &'a [u8],
    budget: &Budget<'_>,
) -> (Cow<'a, str>, Vec<Problem>) {
    let mut problems = Vec::new();
    let max = usize::try_from(budget.max_bytes).unwrap_or(usize::MAX);
    let bytes = bytes.get(..max).map_or(bytes, |within| {
        if within.len() < bytes.len() {
            let message = format!("the file is longer than {max} bytes; the rest is not read");
            problems.push(Problem::error("", message));
        }
        within
    });
    let (text, is_damaged) = match Encoding::for_bom(bytes) {
        Some((encoding, n_mark)) => {
            encoding.decode_without_bom_handling(bytes.get(n_mark..).unwrap_or_default())
        }
        None => encoding_of(bytes).decode_without_bom_handling(bytes),
    };
    if is_damaged {
        let message = "some bytes are no characters; a sign stands in their place";
        problems.push(Problem::warning("", message).with_hint("save the file as UTF-8"));
    }
    (text, problems)
}

/// The encoding of a file without a byte order mark.
fn encoding_of(bytes: &[u8]) -> &'static Encoding {
    match bytes {
        [first, 0, ..] if first.is_ascii() => UTF_16LE,
        [0, first, ..] if first.is_ascii() => UTF_16BE,
        _ => declared(bytes).unwrap_or(UTF_8),
    }
}

/// `<?xml version="1.0" encoding="windows-1251"?>`
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes.get(..N_DECLARED).unwrap_or(bytes);
    let head = str::from_utf8(head.trim_ascii_start().split(|byte| *byte == b'>').next()?).ok()?;
    let (_, behind) = head.strip_prefix("<?xml")?.split_once("encoding")?;
    let behind = behind.trim_start().strip_prefix('=')?.trim_start();
    let quote = behind.chars().next()?;
    let label = behind.get(1..)?.split(quote).next()?;
    // A text whose declaration can be read as ASCII is not UTF-16, whatever it says.
    Encoding::for_label(label.as_bytes()).filter(|it| *it != UTF_16LE && *it != UTF_16BE)
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicBool;

    use super::*;

    fn text(bytes: &[u8]) -> String {
        let is_cancelled = AtomicBool::new(false);
        decoded(bytes, &Budget::new(&is_cancelled)).0.into_owned()
    }

    #[test]
    fn a_text_is_the_same_in_every_encoding() {
        assert_eq!(text(b"\xEF\xBB\xBF<a>"), "<a>");
        assert_eq!(text(b"\xFF\xFE<\0a\0>\0"), "<a>");
        assert_eq!(text(b"\xFE\xFF\0<\0a\0>"), "<a>");
        assert_eq!(text(b"<\0a\0>\0"), "<a>");
        assert_eq!(text(b"\0{\0}"), "{}");
        let cyrillic = text(b"<?xml version='1.0' encoding='windows-1251'?><a>\xCC</a>");
        assert!(cyrillic.ends_with("<a>\u{41c}</a>"));
    }

    #[test]
    fn a_bad_byte_becomes_a_sign_and_a_warning() {
        let is_cancelled = AtomicBool::new(false);
        let (text, problems) = decoded(b"L\xE7in", &Budget::new(&is_cancelled));
        assert_eq!((text.as_ref(), problems.len()), ("L\u{fffd}in", 1));
    }
}
