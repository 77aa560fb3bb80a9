//! Reads the records of a table, and minds its quotes.
//!
//! A quote opens a cell at its beginning, and closes it where the next cell or the next record follows. A quote that is
//! not closed so belongs to the text, and its cell ends with the next delimiter: then one that is lost or too many
//! costs its own row at most, and never those that come after. A record is read from its own bytes alone, so that it
//! is the same when it is read again.

use std::ops::Range;

use csv::{ByteRecord, StringRecord};
use memchr::{memchr, memchr_iter, memchr2, memchr3, memrchr, memrchr2};

use super::read::text_of;
use crate::load::import::Problem;

/// Sentences hold fewer delimiters than this, in most cases.
const FEW_DELIMITERS: usize = 4;

/// How a cell ends that begins with a quote.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// With a quote, behind which the next cell or record begins at `next`, or the bytes end.
    Closed { quote: usize, next: usize },
    /// With a quote behind which text follows.
    Followed { quote: usize },
    /// Not within these bytes.
    Open,
}

/// Records, one after the other.
#[derive(Debug)]
pub(in crate::load::import) struct Records<'a> {
    bytes: &'a [u8],
    delimiter: u8,
    at: usize,
    /// The line at `at`.
    line: usize,
    /// Cells of the record at hand that hold line breaks: where they open, and where they close.
    with_breaks: Vec<(usize, usize)>,
}

/// Where a record stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::load::import) struct Place {
    /// From its first to behind its last byte, in the bytes that are read.
    pub(in crate::load::import) bytes: Range<usize>,
    /// The line it begins with.
    pub(in crate::load::import) line: usize,
}

/// A quote that is not as it should be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::load::import) struct Slip {
    /// Where it stands in the bytes.
    pub(super) open: usize,
    pub(super) what: What,
}

/// What is wrong about a quote.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum What {
    /// Text follows behind the quote that should close the cell.
    Followed { quote: usize },
    /// Nothing closes it.
    Open,
    /// It is closed lines later, and the lines up to there are rows of their own.
    Rows { quote: usize },
    /// It is closed lines later, and some of the lines up to there may be rows.
    MayBeRows { quote: usize },
}

impl Slip {
    /// What to say of a quote that stands in this line.
    pub(super) fn problem(
        self,
        line: usize,
        is_left_out: bool,
        line_of: impl Fn(usize) -> usize,
    ) -> Problem {
        let as_text =
            "the quote is read as a part of the text; close the cell, or double the quote";
        match self.what {
            What::Followed { quote } if line_of(quote) == line => {
                let message = "text follows behind the quote that should close this cell";
                Problem::warning("", message)
                    .with_hint("the quotes are read as a part of the text; double them")
            }
            What::Followed { quote } => {
                let last = line_of(quote);
                let message = format!(
                    "a quote is opened in this line, and text follows behind the one in line {last} that should close it"
                );
                Problem::warning("", message).with_hint(as_text)
            }
            What::Open if is_left_out => {
                let message = "a quote is opened in this line and never closed";
                Problem::error("", message).with_hint(
                    "the line is left out; close the quote, or double it if it belongs to the text",
                )
            }
            What::Open => {
                let message = "a quote is opened in this line and never closed";
                Problem::warning("", message).with_hint(as_text)
            }
            What::Rows { quote } => {
                let last = line_of(quote);
                let message = format!(
                    "a quote is opened in this line and closed in line {last}; the lines up to there are rows of their own"
                );
                Problem::warning("", message).with_hint(as_text)
            }
            What::MayBeRows { quote } => {
                let last = line_of(quote);
                let message = format!(
                    "a quoted cell reaches from this line to line {last} and may have swallowed rows"
                );
                Problem::warning("", message)
                    .with_hint("it is read as one cell; is a quote missing, or one too many?")
            }
        }
    }
}

/// How much a line that stands inside of quotes looks like a row of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Likeness {
    No,
    Maybe,
    Sure,
}

/// What is known of the rows, to tell a cell that holds line breaks from rows that a quote has swallowed.
pub(super) struct Judge<'a> {
    /// Whether a record has as many cells as a row should have.
    pub(super) fits: &'a dyn Fn(&ByteRecord) -> bool,
    /// What a line looks like that has as many cells as a row.
    pub(super) likeness: &'a dyn Fn(&StringRecord) -> Likeness,
    /// A line with fewer delimiters is no row.
    pub(super) n_delimiters: usize,
    /// No cell that holds line breaks is longer, in bytes.
    pub(super) max_text: usize,
}

/// How the quoted cell ends that opens at a place.
pub(super) fn end_of_quoted(bytes: &[u8], open: usize, delimiter: u8) -> End {
    let mut at = open + 1;
    while let Some(found) = memchr(b'"', rest(bytes, at)) {
        let quote = at + found;
        if bytes.get(quote + 1) == Some(&b'"') {
            at = quote + 2;
            continue;
        }
        let behind = rest(bytes, quote + 1);
        let n_blanks = behind.iter().take_while(|byte| **byte == b' ').count();
        let is_closed = behind
            .get(n_blanks)
            .is_none_or(|byte| *byte == delimiter || is_break(*byte));
        return if is_closed {
            End::Closed {
                quote,
                next: quote + 1 + n_blanks,
            }
        } else {
            End::Followed { quote }
        };
    }
    End::Open
}

/// The first record of these bytes; `None` where there is none.
pub(in crate::load::import) fn first_record(bytes: &[u8], delimiter: u8) -> Option<ByteRecord> {
    let mut record = ByteRecord::new();
    Records::new(bytes, delimiter, 1)
        .next_plain(&mut record)
        .map(|_| record)
}

/// The header: the first record. What a quote in it has swallowed are rows where they have as many cells as it, and a
/// number somewhere, as names of columns hardly ever have in a line that is cut in just so many.
pub(in crate::load::import) fn header(
    records: &mut Records<'_>,
    record: &mut ByteRecord,
    slips: &mut Vec<Slip>,
) -> Option<Place> {
    let line = rest(records.bytes, records.at);
    let start = line.iter().take_while(|byte| is_break(**byte)).count();
    let line = line.get(start..).unwrap_or_default();
    let line = line.get(..line_len(line)).unwrap_or_default();
    let mut alone = ByteRecord::new();
    cells_of_line(line, records.delimiter, &mut alone);
    let n_columns = alone.len();
    if let Some(place) = header_of_lines(records, n_columns, record) {
        return Some(place);
    }
    let judge = Judge {
        fits: &|record| record.len() == n_columns,
        likeness: &|row| {
            let has_number = row
                .iter()
                .any(|cell| cell.bytes().any(|b| b.is_ascii_digit()));
            if has_number {
                Likeness::Sure
            } else {
                Likeness::No
            }
        },
        n_delimiters: n_columns.saturating_sub(1).max(1),
        max_text: usize::MAX,
    };
    records.next(&judge, record, slips)
}

/// So many records behind the header are asked how many cells a record has.
const ROWS_ASKED: usize = 3;

/// The header, where some of its names go over several lines: with them it has as many cells as a record behind it,
/// and its first line alone has not.
fn header_of_lines(
    records: &mut Records<'_>,
    n_of_line: usize,
    record: &mut ByteRecord,
) -> Option<Place> {
    let mut whole = Records::new(records.bytes, records.delimiter, records.line);
    whole.at = records.at;
    let from = whole.skip_breaks()?;
    let mut slips = Vec::new();
    let to = whole.cells(from, usize::MAX, record, &mut slips);
    if whole.with_breaks.is_empty() || !slips.is_empty() || record.len() == n_of_line {
        return None;
    }
    let place = whole.taken(from, to);
    let mut behind = Records::new(records.bytes, records.delimiter, whole.line);
    behind.at = whole.at;
    let mut row = ByteRecord::new();
    let has_as_many =
        (0..ROWS_ASKED).any(|_| behind.next_plain(&mut row).is_some() && row.len() == record.len());
    has_as_many.then(|| {
        *records = whole;
        place
    })
}

impl<'a> Records<'a> {
    /// The records of these bytes, of which the first begins in this line.
    pub(in crate::load::import) fn new(bytes: &'a [u8], delimiter: u8, line: usize) -> Self {
        Self {
            bytes,
            delimiter,
            at: 0,
            line,
            with_breaks: Vec::new(),
        }
    }

    /// The next record, whatever its quotes have swallowed.
    pub(in crate::load::import) fn next_plain(&mut self, record: &mut ByteRecord) -> Option<Place> {
        let from = self.skip_breaks()?;
        let to = self.cells(from, usize::MAX, record, &mut Vec::new());
        Some(self.taken(from, to))
    }

    /// The next record. Rows that a quote has swallowed are not a part of it, and come next.
    pub(super) fn next(
        &mut self,
        judge: &Judge<'_>,
        record: &mut ByteRecord,
        slips: &mut Vec<Slip>,
    ) -> Option<Place> {
        let from = self.skip_breaks()?;
        let mut to = self.cells(from, usize::MAX, record, slips);
        if !self.with_breaks.is_empty() {
            to = self.weighed(from, to, judge, record, slips);
        }
        Some(self.taken(from, to))
    }

    /// The line and the column of a place in the bytes, the column in characters. `near` is a record before it.
    pub(super) fn position(&self, near: &Place, at: usize) -> (usize, usize) {
        let before = self.bytes.get(near.bytes.start..at).unwrap_or_default();
        let line = near.line + memchr_iter(b'\n', before).count();
        let line_start = memrchr(b'\n', before).map_or(0, |found| found + 1);
        let before = before.get(line_start..).unwrap_or_default();
        (line, String::from_utf8_lossy(before).chars().count() + 1)
    }

    fn skip_breaks(&mut self) -> Option<usize> {
        loop {
            match self.bytes.get(self.at)? {
                b'\n' => self.line += 1,
                b'\r' => {}
                _ => return Some(self.at),
            }
            self.at += 1;
        }
    }

    fn taken(&mut self, from: usize, to: usize) -> Place {
        let place = Place {
            bytes: from..to,
            line: self.line,
        };
        let bytes = self.bytes.get(from..to).unwrap_or_default();
        self.line += memchr_iter(b'\n', bytes).count();
        self.at = to;
        place
    }

    /// Reads the cells of the record that begins at a place. Gives where it ends, behind its line break. A quote from
    /// `literal_from` on opens no cell that holds line breaks.
    fn cells(
        &mut self,
        from: usize,
        literal_from: usize,
        record: &mut ByteRecord,
        slips: &mut Vec<Slip>,
    ) -> usize {
        record.clear();
        self.with_breaks.clear();
        let (bytes, delimiter) = (self.bytes, self.delimiter);
        let mut at = from;
        loop {
            let quoted = (bytes.get(at) == Some(&b'"'))
                .then(|| self.quoted(at, literal_from, slips))
                .flatten();
            if let Some((quote, next)) = quoted {
                push_unescaped(record, bytes, at + 1..quote, next);
                at = next;
            } else {
                let cell = rest(bytes, at);
                let n = memchr3(delimiter, b'\n', b'\r', cell).unwrap_or(cell.len());
                record.push_field(cell.get(..n).unwrap_or_default());
                at += n;
            }
            match bytes.get(at) {
                Some(b'\r') if bytes.get(at + 1) == Some(&b'\n') => return at + 2,
                Some(b'\n' | b'\r') => return at + 1,
                Some(_) => at += 1,
                None => return at,
            }
        }
    }

    /// Where the quote stands that closes a cell, and what comes behind; `None` where the cell is none that a quote
    /// opens.
    fn quoted(
        &mut self,
        open: usize,
        literal_from: usize,
        slips: &mut Vec<Slip>,
    ) -> Option<(usize, usize)> {
        let what = match end_of_quoted(self.bytes, open, self.delimiter) {
            End::Closed { quote, next } => {
                let text = self.bytes.get(open..quote).unwrap_or_default();
                if memchr2(b'\n', b'\r', text).is_some() {
                    if open >= literal_from {
                        return None;
                    }
                    self.with_breaks.push((open, quote));
                }
                return Some((quote, next));
            }
            End::Followed { quote } => What::Followed { quote },
            End::Open => What::Open,
        };
        slips.push(Slip { open, what });
        None
    }

    /// The record at hand holds line breaks: reads it again without what does not belong to it, if anything does not.
    fn weighed(
        &mut self,
        from: usize,
        to: usize,
        judge: &Judge<'_>,
        record: &mut ByteRecord,
        slips: &mut Vec<Slip>,
    ) -> usize {
        let with_breaks = std::mem::take(&mut self.with_breaks);
        let fits = (judge.fits)(record);
        let mut doubt = None;
        for (open, quote) in &with_breaks {
            let mut likeness = if quote - open > judge.max_text {
                Likeness::Sure
            } else {
                self.likeness(*open, *quote, judge)
            };
            // The line in which a first cell ends looks like a row because it is the rest of one: then the line in
            // which it begins is none.
            let last = self.likeness_of_last(*open, *quote, judge);
            if last > likeness && (!fits || self.begins_with_row(from, *open, judge)) {
                likeness = last;
            }
            match likeness {
                Likeness::Sure => return self.without(from, (*open, *quote), record, slips),
                Likeness::Maybe => doubt = doubt.or(Some((*open, *quote))),
                Likeness::No => {}
            }
        }
        let ends = [with_breaks.last(), with_breaks.first()];
        let mut alone = ByteRecord::new();
        let mut fits_without = |(open, _): &(usize, usize)| {
            self.cells(from, *open, &mut alone, &mut Vec::new());
            (judge.fits)(&alone)
        };
        if fits {
            if let Some((open, quote)) = doubt.filter(&mut fits_without) {
                let what = What::MayBeRows { quote };
                slips.push(Slip { open, what });
            } else if let Some((open, quote)) = self
                .two_rows(from, &with_breaks, judge)
                .or_else(|| self.row_and_more(&with_breaks, judge))
            {
                let what = What::MayBeRows { quote };
                slips.push(Slip { open, what });
            }
            return to;
        }
        if let Some(at) = ends.into_iter().flatten().find(|at| fits_without(at)) {
            return self.without(from, *at, record, slips);
        }
        if let Some((open, quote)) = with_breaks.last().copied() {
            let what = What::MayBeRows { quote };
            slips.push(Slip { open, what });
        }
        to
    }

    /// A cell that begins and ends in lines of which each is as long as a row: two broken rows may make one that fits.
    fn two_rows(
        &self,
        from: usize,
        with_breaks: &[(usize, usize)],
        judge: &Judge<'_>,
    ) -> Option<(usize, usize)> {
        let is_long = |start: usize| {
            let line = rest(self.bytes, start);
            let line = line.get(..line_len(line)).unwrap_or_default();
            memchr_iter(self.delimiter, line).count() >= judge.n_delimiters
        };
        let start_of_line = |at: usize| {
            let before = self.bytes.get(from..at).unwrap_or_default();
            memrchr2(b'\n', b'\r', before).map_or(from, |found| from + found + 1)
        };
        let is_doubtful = |(open, quote): &&(usize, usize)| {
            is_long(start_of_line(*open)) && is_long(start_of_line(*quote))
        };
        // In a narrow table a sentence or two are as long.
        let is_wide = judge.n_delimiters >= FEW_DELIMITERS;
        with_breaks
            .iter()
            .filter(|_| is_wide)
            .find(is_doubtful)
            .copied()
    }

    /// A cell with a line in it that would be a row, had it not a few cells more: as one with a quote too many has.
    fn row_and_more(
        &self,
        with_breaks: &[(usize, usize)],
        judge: &Judge<'_>,
    ) -> Option<(usize, usize)> {
        let n_cells = judge.n_delimiters + 1;
        let is_row = |start: usize, quote: usize| {
            let line = rest(self.bytes, start);
            let line = line.get(..line_len(line)).unwrap_or_default();
            if start + line.len() > quote
                || memchr_iter(self.delimiter, line).count() < judge.n_delimiters
            {
                return false;
            }
            let mut record = ByteRecord::new();
            cells_of_line(line, self.delimiter, &mut record);
            record.truncate(n_cells);
            (judge.fits)(&record) && (judge.likeness)(&without_quotes(record)) == Likeness::Sure
        };
        let has_row = |(open, quote): &&(usize, usize)| {
            let mut at = *open;
            while let Some(start) = self.line_after(at, *quote) {
                if is_row(start, *quote) {
                    return true;
                }
                at = start;
            }
            false
        };
        with_breaks.iter().find(has_row).copied()
    }

    /// Reads a record again without the lines that the quote at a place has swallowed.
    fn without(
        &mut self,
        from: usize,
        (open, quote): (usize, usize),
        record: &mut ByteRecord,
        slips: &mut Vec<Slip>,
    ) -> usize {
        slips.retain(|slip| slip.open < open);
        let what = What::Rows { quote };
        slips.push(Slip { open, what });
        self.cells(from, open, record, slips)
    }

    /// How much the lines look like rows that lie inside of a quoted cell.
    fn likeness(&self, open: usize, quote: usize, judge: &Judge<'_>) -> Likeness {
        let mut most = Likeness::No;
        let mut at = open;
        while let Some(start) = self.line_after(at, quote) {
            at = start;
            let line = rest(self.bytes, at);
            let len = line_len(line);
            if at + len > quote {
                break;
            }
            most = most.max(self.likeness_of(line.get(..len).unwrap_or_default(), judge));
            if most == Likeness::Sure {
                break;
            }
        }
        most
    }

    /// The same of the line in which the cell is closed.
    fn likeness_of_last(&self, open: usize, quote: usize, judge: &Judge<'_>) -> Likeness {
        let text = self.bytes.get(open..quote).unwrap_or_default();
        let Some(found) = memrchr2(b'\n', b'\r', text) else {
            return Likeness::No;
        };
        let line = rest(self.bytes, open + found + 1);
        self.likeness_of(line.get(..line_len(line)).unwrap_or_default(), judge)
    }

    /// Whether what comes up to the end of the line in which a quote stands is a row.
    fn begins_with_row(&mut self, from: usize, open: usize, judge: &Judge<'_>) -> bool {
        let mut record = ByteRecord::new();
        self.cells(from, open, &mut record, &mut Vec::new());
        (judge.fits)(&record) && (judge.likeness)(&without_quotes(record)) == Likeness::Sure
    }

    fn line_after(&self, at: usize, end: usize) -> Option<usize> {
        let text = self.bytes.get(at..end).unwrap_or_default();
        memchr2(b'\n', b'\r', text).map(|found| at + found + 1)
    }

    fn likeness_of(&self, line: &[u8], judge: &Judge<'_>) -> Likeness {
        if memchr_iter(self.delimiter, line).count() < judge.n_delimiters {
            return Likeness::No;
        }
        let mut record = ByteRecord::new();
        cells_of_line(line, self.delimiter, &mut record);
        if (judge.fits)(&record) {
            (judge.likeness)(&without_quotes(record))
        } else {
            Likeness::No
        }
    }
}

/// A row without the quotes around its cells: the one that is too many means nothing if it is a row.
fn without_quotes(record: ByteRecord) -> StringRecord {
    let (row, _) = text_of(record);
    row.iter().map(|cell| cell.trim_matches('"')).collect()
}

/// The cells of a line by itself.
fn cells_of_line(line: &[u8], delimiter: u8, record: &mut ByteRecord) {
    Records::new(line, delimiter, 1).cells(0, 0, record, &mut Vec::new());
}

fn line_len(bytes: &[u8]) -> usize {
    memchr2(b'\n', b'\r', bytes).unwrap_or(bytes.len())
}

fn is_break(byte: u8) -> bool {
    byte == b'\n' || byte == b'\r'
}

fn rest(bytes: &[u8], from: usize) -> &[u8] {
    bytes.get(from..).unwrap_or_default()
}

/// Adds the text of a quoted cell, with one quote for two, and the blanks that follow up to `next`.
fn push_unescaped(record: &mut ByteRecord, bytes: &[u8], text: Range<usize>, next: usize) {
    let blanks = bytes.get(text.end + 1..next).unwrap_or_default();
    let text = bytes.get(text).unwrap_or_default();
    if blanks.is_empty() && memchr(b'"', text).is_none() {
        return record.push_field(text);
    }
    let mut plain = Vec::with_capacity(text.len() + blanks.len());
    let mut at = 0;
    while let Some(found) = memchr(b'"', rest(text, at)) {
        plain.extend_from_slice(text.get(at..=at + found).unwrap_or_default());
        at += found + 2;
    }
    plain.extend_from_slice(rest(text, at));
    plain.extend_from_slice(blanks);
    record.push_field(&plain);
}
