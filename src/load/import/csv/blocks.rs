//! Cuts a large table into blocks of whole records, so that several threads can read it and none of it twice.

use std::io;

use memchr::{memchr, memchr_iter, memrchr};

use super::records::{End, end_of_quoted};
use crate::load::import::Problem;
use crate::load::import::kept::Kept;

/// The first block is small, so that something can be shown soon.
const FIRST_BYTES: usize = 512 * 1024;
const BLOCK_BYTES: usize = 4 * 1024 * 1024;
/// A record that does not end within so many bytes has lost a quote.
const MOST_RECORD_BYTES: usize = 16 * 1024 * 1024;
/// After so many lines that are too long the rest of the file is not believed any more.
const MOST_TOO_LONG: usize = 100;

/// Whole records of a file.
#[derive(Debug)]
pub(in crate::load::import) struct Block {
    pub(in crate::load::import) bytes: Vec<u8>,
    /// Where in the file it begins.
    pub(in crate::load::import) offset: u64,
    /// The line it begins with, counted from 1.
    pub(in crate::load::import) line: usize,
}

/// A file, block by block.
#[derive(Debug)]
pub(in crate::load::import) struct Blocks<'a> {
    kept: &'a Kept,
    delimiter: u8,
    at: u64,
    /// The line at hand.
    pub(in crate::load::import) line: usize,
    n_too_long: usize,
    /// What was wrong between the blocks, with its line.
    pub(in crate::load::import) problems: Vec<(usize, Problem)>,
}

/// What a stretch of a table looks like, read from a place outside of quotes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Scan {
    /// Behind the last line break that ends a record.
    end: usize,
    /// Where the quote stands that is open where the stretch ends.
    open: Option<usize>,
}

impl<'a> Blocks<'a> {
    /// The blocks of a file from a byte on, which begins the first line.
    pub(in crate::load::import) fn new(kept: &'a Kept, delimiter: u8, at: u64) -> Self {
        Self {
            kept,
            delimiter,
            at,
            line: 1,
            n_too_long: 0,
            problems: Vec::new(),
        }
    }

    /// The next block; `None` after the last.
    pub(in crate::load::import) fn next_block(&mut self) -> io::Result<Option<Block>> {
        let mut n_wanted = if self.at < FIRST_BYTES as u64 {
            FIRST_BYTES
        } else {
            BLOCK_BYTES
        };
        loop {
            let mut bytes = vec![0; n_wanted];
            let n = self.kept.read_at(self.at, &mut bytes)?;
            bytes.truncate(n);
            if n == 0 {
                return Ok(None);
            }
            let is_last = n < n_wanted || self.at + n as u64 >= self.kept.n_bytes();
            let scan = scan(&bytes, self.delimiter);
            if is_last {
                return Ok(Some(self.taken(bytes, n)));
            }
            if scan.end > 0 {
                return Ok(Some(self.taken(bytes, scan.end)));
            }
            if n_wanted < MOST_RECORD_BYTES {
                n_wanted = (n_wanted * 4).min(MOST_RECORD_BYTES);
                continue;
            }
            // A record begins here and never ends, or is too long to be one: its quote opens no cell of several lines.
            if let Some(found) = memrchr(b'\n', &bytes) {
                return Ok(Some(self.taken(bytes, found + 1)));
            }
            if !self.skip_line(&bytes, scan.open.is_some())? {
                return Ok(None);
            }
        }
    }

    fn taken(&mut self, mut bytes: Vec<u8>, n: usize) -> Block {
        bytes.truncate(n);
        let block = Block {
            offset: self.at,
            line: self.line,
            bytes,
        };
        self.at += n as u64;
        self.line += memchr_iter(b'\n', &block.bytes).count();
        block
    }

    /// Leaves out the line at hand, which is too long to be one, and says so. Gives whether there is a rest.
    fn skip_line(&mut self, bytes: &[u8], is_quoted: bool) -> io::Result<bool> {
        self.n_too_long += 1;
        let most = MOST_RECORD_BYTES / (1024 * 1024);
        let problem = if is_quoted {
            let message =
                format!("a quote is opened in this line and not closed within {most} MiB");
            Problem::error("", message).with_hint(
                "the line is left out; close the quote, or double it if it belongs to the text",
            )
        } else {
            let message = format!("this line is longer than {most} MiB");
            Problem::error("", message).with_hint("the line is left out; are its line breaks lost?")
        };
        self.problems.push((self.line, problem));
        if self.n_too_long >= MOST_TOO_LONG {
            let problem = Problem::error("", "too many lines are too long; the rest is not read")
                .with_hint("is this a table?");
            self.problems.push((self.line, problem));
            return Ok(false);
        }
        let mut bytes = bytes.to_vec();
        loop {
            if let Some(n) = memchr(b'\n', &bytes) {
                self.at += n as u64 + 1;
                self.line += 1;
                return Ok(true);
            }
            self.at += bytes.len() as u64;
            bytes.resize(BLOCK_BYTES, 0);
            let n = self.kept.read_at(self.at, &mut bytes)?;
            bytes.truncate(n);
            if n == 0 {
                return Ok(false);
            }
        }
    }
}

/// Looks for the end of the last whole record. Quotes count as they do where records are read.
fn scan(bytes: &[u8], delimiter: u8) -> Scan {
    let mut end = 0;
    let mut outside_from = 0;
    let mut at = 0;
    let mut open = None;
    while let Some(found) = memchr(b'"', bytes.get(at..).unwrap_or_default()) {
        let quote = at + found;
        at = quote + 1;
        let before = quote.checked_sub(1).and_then(|before| bytes.get(before));
        let opens = before.is_none_or(|b| *b == delimiter || *b == b'\n' || *b == b'\r');
        if !opens {
            continue;
        }
        match end_of_quoted(bytes, quote, delimiter) {
            End::Closed { next, .. } if next < bytes.len() => {
                let outside = bytes.get(outside_from..quote).unwrap_or_default();
                if let Some(found) = memrchr(b'\n', outside) {
                    end = outside_from + found + 1;
                }
                (at, outside_from) = (next, next);
            }
            End::Followed { .. } => {}
            // What comes behind these bytes decides.
            End::Closed { .. } | End::Open => {
                open = Some(quote);
                break;
            }
        }
    }
    let outside = bytes.get(outside_from..open.unwrap_or(bytes.len()));
    if let Some(found) = memrchr(b'\n', outside.unwrap_or_default()) {
        end = outside_from + found + 1;
    }
    Scan { end, open }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn blocks(text: &str) -> (Vec<String>, Vec<usize>) {
        let kept = Kept::Memory(text.as_bytes().to_vec());
        let mut blocks = Blocks::new(&kept, b',', 0);
        let mut texts = Vec::new();
        while let Some(block) = blocks.next_block().expect("memory can be read") {
            texts.push(String::from_utf8(block.bytes).expect("text"));
        }
        let lines = blocks.problems.iter().map(|(line, _)| *line).collect();
        (texts, lines)
    }

    #[test]
    fn records_with_line_breaks_stay_whole() {
        let text = "a,\"b\nc\",d\n";
        assert_eq!(
            scan(b"a,\"b\nc\",d\ne", b','),
            Scan {
                end: 10,
                open: None
            }
        );
        assert_eq!(
            scan(b"x\na,\"b\nc", b','),
            Scan {
                end: 2,
                open: Some(4)
            }
        );
        assert_eq!(
            scan(b"5\" pipe,x\ny", b','),
            Scan {
                end: 10,
                open: None
            }
        );
        assert_eq!(scan(b"\"a\"\"b\nc\"\n", b','), Scan { end: 9, open: None });
        assert_eq!(blocks(text).0, [text]);
    }

    #[test]
    fn a_quote_that_is_never_closed_swallows_nothing() {
        let rows = "2,fine\n".repeat(3 << 20);
        let text = format!("a,b\n1,\"open\n{rows}");
        let (texts, lines) = blocks(&text);
        assert!(texts.len() > 1 && texts.concat() == text);
        assert_eq!(lines, [0; 0]);
    }

    #[test]
    fn a_cell_without_end_costs_its_line_and_little_memory() {
        let text = format!("a,b\n1,\"{}\n2,fine\n", "x".repeat(40 << 20));
        let (texts, lines) = blocks(&text);
        assert_eq!(texts.concat(), "a,b\n2,fine\n");
        assert_eq!(lines, [2]);
    }

    proptest! {
        #[test]
        fn blocks_are_the_file(cells in prop::collection::vec("[a\"\n,]{0,6}", 0..40)) {
            let mut writer = csv::Writer::from_writer(Vec::new());
            for row in cells.chunks(3).filter(|row| row.len() == 3) {
                writer.write_record(row).expect("written");
            }
            let text = String::from_utf8(writer.into_inner().expect("flushed")).expect("text");
            let (texts, lines) = blocks(&text);
            prop_assert_eq!(texts.concat(), text);
            prop_assert!(lines.is_empty());
        }
    }
}
