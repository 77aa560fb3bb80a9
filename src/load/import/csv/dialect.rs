//! How a table is written: what stands between its cells, and in which encoding. Decided by its first bytes.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1251, WINDOWS_1252};

use super::records::{End, end_of_quoted};
use crate::load::import::Problem;

/// How many bytes are looked at; more tell nothing new.
const MOST_BYTES: usize = 64 * 1024;

/// How many records are compared.
const MOST_RECORDS: usize = 50;

/// What can stand between cells, the most usual first.
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// How a table is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::load) struct Dialect {
    /// What stands between two cells.
    pub(in crate::load) delimiter: u8,
    /// How its bytes become text.
    pub(in crate::load) encoding: &'static Encoding,
    /// How many bytes come before the text.
    pub(in crate::load) bom_len: usize,
}

impl Dialect {
    /// What a reader should know about how the bytes were read: anything but UTF-8 is a choice that may be wrong.
    pub(in crate::load) fn note(&self) -> Option<Problem> {
        let name = self.encoding.name();
        (self.encoding != UTF_8).then(|| {
            let message = format!("the file is not UTF-8; it was read as {name}");
            let hint = "if letters look wrong, save it as UTF-8 and import it again";
            Problem::warning("", message).with_hint(hint)
        })
    }
}

/// Looks at the first bytes of a file. They may end anywhere, in the middle of a letter too.
pub(in crate::load) fn sniff(first_bytes: &[u8]) -> Dialect {
    let (encoding, bom_len) = match Encoding::for_bom(first_bytes) {
        Some((encoding, bom_len)) => (encoding, bom_len),
        None => (encoding_without_mark(head(first_bytes)), 0),
    };
    let text = first_bytes.get(bom_len..).unwrap_or_default();
    let (text, _) = encoding.decode_without_bom_handling(head(text));
    Dialect {
        delimiter: delimiter(&text),
        encoding,
        bom_len,
    }
}

fn head(bytes: &[u8]) -> &[u8] {
    bytes.get(..MOST_BYTES).unwrap_or(bytes)
}

/// The encoding of bytes that begin with no mark.
fn encoding_without_mark(bytes: &[u8]) -> &'static Encoding {
    let n_pairs = bytes.len() / 2;
    let n_zeros = |offset: usize| {
        bytes
            .iter()
            .skip(offset)
            .step_by(2)
            .filter(|b| **b == 0)
            .count()
    };
    // Half the bytes of Latin text in UTF-16 are zeros; other text has none.
    if n_pairs > 1 && n_zeros(1) * 3 > n_pairs && n_zeros(0) == 0 {
        return UTF_16LE;
    }
    if n_pairs > 1 && n_zeros(0) * 3 > n_pairs && n_zeros(1) == 0 {
        return UTF_16BE;
    }
    match str::from_utf8(bytes) {
        Ok(_) => UTF_8,
        Err(error) if error.error_len().is_none() => UTF_8,
        Err(_) => one_byte_encoding(bytes),
    }
}

/// The letters of Cyrillic stand beside each other, while those of Western alphabets that are not ASCII stand alone
/// among ASCII ones.
fn one_byte_encoding(bytes: &[u8]) -> &'static Encoding {
    let is_letter = |b: &u8| *b >= 0xC0;
    let runs = bytes.split(|b| !is_letter(b));
    let (mut n_alone, mut n_together) = (0_usize, 0_usize);
    for run in runs {
        match run.len() {
            0 => {}
            1 => n_alone += 1,
            n => n_together += n,
        }
    }
    if n_together > n_alone {
        WINDOWS_1251
    } else {
        WINDOWS_1252
    }
}

/// The sign that splits most records like the first one. A sign that the first record lacks splits nothing.
fn delimiter(text: &str) -> u8 {
    // Where a quote that is lost or too many has swallowed the header, its line without regard to quotes tells.
    let best = best(&counts(text, true)).or_else(|| best(&counts(text, false)));
    best.unwrap_or(b',')
}

fn best(records: &[[usize; 4]]) -> Option<u8> {
    let first = records.first()?;
    let mut best = None;
    let mut most = (0, 0);
    for (index, delimiter) in DELIMITERS.into_iter().enumerate() {
        let n_of = |counts: &[usize; 4]| counts.get(index).copied().unwrap_or_default();
        let n = n_of(first);
        if n == 0 {
            continue;
        }
        let n_alike = records.iter().filter(|counts| n_of(counts) == n).count();
        if (n_alike, n) > most {
            (best, most) = (Some(delimiter), (n_alike, n));
        }
    }
    best
}

/// How often each delimiter stands in each of the first records, outside quotes if those are to be regarded. The last
/// one may be cut off, and is left out unless it is the only one.
fn counts(text: &str, regards_quotes: bool) -> Vec<[usize; 4]> {
    let bytes = text.as_bytes();
    let mut records = Vec::new();
    let mut counts = [0; 4];
    let mut is_empty = true;
    let mut begins_cell = true;
    let mut at = 0;
    while let Some(byte) = bytes.get(at).copied() {
        at += 1;
        if matches!(byte, b'\n' | b'\r') {
            if !is_empty {
                records.push(counts);
            }
            (counts, is_empty, begins_cell) = ([0; 4], true, true);
            if records.len() == MOST_RECORDS {
                return records;
            }
            continue;
        }
        is_empty = false;
        let index = DELIMITERS.iter().position(|delimiter| *delimiter == byte);
        if let Some(count) = index.and_then(|index| counts.get_mut(index)) {
            *count += 1;
        }
        if byte == b'"' && begins_cell && regards_quotes {
            at = behind_quoted(bytes, at - 1).unwrap_or(at);
        }
        begins_cell = index.is_some();
    }
    if records.is_empty() {
        records.push(counts);
    }
    records
}

/// What comes behind the quoted cell that opens at a place; `None` where text follows, or nothing closes it.
fn behind_quoted(bytes: &[u8], open: usize) -> Option<usize> {
    match end_of_quoted(bytes, open, b',') {
        End::Closed { next, .. } => Some(next),
        End::Followed { quote } => {
            let behind = bytes.get(quote + 1..)?;
            let n_blanks = behind.iter().take_while(|byte| **byte == b' ').count();
            let is_closed = behind
                .get(n_blanks)
                .is_some_and(|it| DELIMITERS.contains(it));
            is_closed.then_some(quote + 1 + n_blanks)
        }
        End::Open => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_delimiter_is_what_splits_the_header_and_the_rows_alike() {
        for (text, expected) in [
            ("title,date\na,2021\n", b','),
            ("title;lat;lon\na;39,5;44,8\nb;39,6;44,9\n", b';'),
            ("title\tnotes\na\tb, c, d\n", b'\t'),
            ("title|date\na|b\n", b'|'),
            ("a,source\n1,\"x;y\nz;;\"\n2,x;y\n", b','),
            ("\"a;b;c\",date\n1,2\n", b','),
            ("\"title;date\na;2021\n", b';'),
            ("\"title;date\na;2021\"\nb;2022\n", b';'),
            ("title;\"date\na;1,5 \"x\nb;2,5\n", b';'),
            ("title,date", b','),
            ("title", b','),
            ("", b','),
        ] {
            assert_eq!(sniff(text.as_bytes()).delimiter, expected, "{text}");
        }
    }

    #[test]
    fn an_encoding_is_found_and_told() {
        let utf16: Vec<u8> = "title;date\n"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        let utf16_be: Vec<u8> = "title;date\n"
            .encode_utf16()
            .flat_map(u16::to_be_bytes)
            .collect();
        let with_mark = [b"\xFF\xFE", utf16.as_slice()].concat();
        for (bytes, encoding, bom_len) in [
            (b"title,La\xC3\xA7\xC4\xB1n".as_slice(), UTF_8, 0),
            (b"\xEF\xBB\xBFtitle,date", UTF_8, 3),
            (b"title,date\xC4", UTF_8, 0),
            (with_mark.as_slice(), UTF_16LE, 2),
            (utf16.as_slice(), UTF_16LE, 0),
            (utf16_be.as_slice(), UTF_16BE, 0),
            (b"title,date\nLa\xE7in,caf\xE9 ", WINDOWS_1252, 0),
            (
                b"title,date\n\xCB\xE0\xF7\xE8\xED,\xC0\xE3\xE4\xE0\xEC ",
                WINDOWS_1251,
                0,
            ),
        ] {
            let dialect = sniff(bytes);
            assert_eq!((dialect.encoding, dialect.bom_len), (encoding, bom_len));
            assert_eq!(dialect.note().is_some(), encoding != UTF_8);
        }
        assert_eq!(sniff(&with_mark).delimiter, b';');
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in any::<Vec<u8>>()) {
            let dialect = sniff(&bytes);
            prop_assert!(DELIMITERS.contains(&dialect.delimiter));
        }
    }
}
