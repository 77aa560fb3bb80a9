//! Bytes become text: UTF-8, UTF-16, and what the file itself declares. What cannot be read is shown by a sign.

use std::borrow::Cow;

use encoding_rs::{DecoderResult, Encoding, UTF_8, UTF_16BE, UTF_16LE};

use super::super::{Budget, Problem, Sink};
use super::Lines;

/// An encoding is declared in the first bytes of a file or not at all.
const N_DECLARED: usize = 256;
/// So many lines with bad bytes are named.
const MOST_LINES: usize = 8;

/// The text of a file.
#[derive(Debug)]
pub(in crate::load::import) struct Decoded<'a> {
    /// Without a byte order mark. Borrowed where it stands in the file byte for byte.
    pub(in crate::load::import) text: Cow<'a, str>,
    /// How many bytes of the file stand before it.
    pub(in crate::load::import) n_before: usize,
}

/// The text of a file; what is wrong with its bytes is told.
pub(in crate::load::import) fn decoded<'a>(
    bytes: &'a [u8],
    budget: &Budget<'_>,
    sink: &mut dyn Sink,
) -> Decoded<'a> {
    let max = usize::try_from(budget.max_bytes).unwrap_or(usize::MAX);
    let within = bytes.get(..max).unwrap_or(bytes);
    let (encoding, n_before) =
        Encoding::for_bom(within).unwrap_or_else(|| (encoding_of(within), 0));
    let body = within.get(n_before..).unwrap_or_default();
    let text = match str::from_utf8(body) {
        Ok(text) if encoding == UTF_8 => Cow::Borrowed(text),
        _ => Cow::Owned(in_utf8(body, encoding, sink)),
    };
    if within.len() < bytes.len() {
        let message = format!("the file is longer than {max} bytes; the rest is not read");
        let (line, column) = Lines::of(&text).position(text.len());
        sink.problem(line, column, None, Problem::error("", message));
    }
    Decoded { text, n_before }
}

/// A text of another encoding, or one with bytes that are no characters.
fn in_utf8(bytes: &[u8], encoding: &'static Encoding, sink: &mut dyn Sink) -> String {
    let mut text = String::with_capacity(bytes.len() + bytes.len() / 8 + 16);
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let mut rest = bytes;
    let mut bad = Vec::new();
    let mut n_bad = 0_usize;
    loop {
        let (result, n_read) = decoder.decode_to_string_without_replacement(rest, &mut text, true);
        rest = rest.get(n_read..).unwrap_or_default();
        match result {
            DecoderResult::InputEmpty => break,
            DecoderResult::OutputFull => text.reserve(rest.len().max(64)),
            DecoderResult::Malformed(..) => {
                n_bad += 1;
                if bad.len() < 64 {
                    bad.push(text.len());
                }
                text.push('\u{fffd}');
            }
        }
    }
    if n_bad > 0 {
        tell_bad(&text, &bad, n_bad, sink);
    }
    text
}

/// One finding for all bytes that are no characters, where the first of them stands.
fn tell_bad(text: &str, bad: &[usize], n_bad: usize, sink: &mut dyn Sink) {
    let mut lines = Lines::of(text);
    let at: Vec<(usize, usize)> = bad.iter().map(|byte| lines.position(*byte)).collect();
    let Some((line, column)) = at.first().copied() else {
        return;
    };
    let mut others: Vec<usize> = at.iter().skip(1).map(|at| at.0).collect();
    others.dedup();
    let message = if n_bad == 1 {
        "a byte here is no character; a sign stands in its place".to_owned()
    } else {
        let named: Vec<String> = others
            .iter()
            .take(MOST_LINES)
            .map(usize::to_string)
            .collect();
        let and_so_on = others.len() > MOST_LINES || n_bad > bad.len();
        format!(
            "{n_bad} bytes are no characters, the first of them here; signs stand in their place. The others: lines {}{}",
            named.join(", "),
            if and_so_on { ", …" } else { "" }
        )
    };
    let problem = Problem::warning("", message).with_hint("save the file as UTF-8");
    sink.problem(line, column, None, problem);
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

    use super::super::super::vec_sink::VecSink;
    use super::*;

    fn read(bytes: &[u8]) -> (String, VecSink) {
        let is_cancelled = AtomicBool::new(false);
        let mut sink = VecSink::default();
        let text = decoded(bytes, &Budget::new(&is_cancelled), &mut sink).text;
        (text.into_owned(), sink)
    }

    fn text(bytes: &[u8]) -> String {
        read(bytes).0
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
    fn a_bad_byte_becomes_a_sign_and_a_warning_where_it_stands() {
        let (text, sink) = read(b"a\n L\xE7in");
        assert_eq!(text, "a\n L\u{fffd}in");
        let (line, column, _) = &sink.problems[0];
        assert_eq!((*line, *column, sink.problems.len()), (2, 3, 1));
    }

    #[test]
    fn many_bad_bytes_are_one_finding_with_their_lines() {
        let bytes = b"ok\n\xE7\n\xE7\xE8\n".repeat(1_000);
        let (text, sink) = read(&bytes);
        assert_eq!(text.matches('\u{fffd}').count(), 3_000);
        assert_eq!(sink.problems.len(), 1);
        let (line, column, problem) = &sink.problems[0];
        assert_eq!((*line, *column), (2, 1));
        assert!(problem.message.starts_with("3000 bytes"), "{problem:?}");
        assert!(problem.message.contains("lines 3, 5, 6, 8"), "{problem:?}");
    }
}
