//! One walk through the values of a GeoJSON file, from the first byte to the last.

use super::super::feature::Lines;
use super::super::{Budget, OverBudget, Problem, Sink};
use super::scan::{self, Stretch};

/// What speaks where a file names no source.
const SOURCE: &str = "GeoJSON file";

/// A walk through the text.
pub(super) struct Walk<'a> {
    pub(super) text: &'a str,
    pub(super) lines: Lines<'a>,
    pub(super) budget: &'a Budget<'a>,
    pub(super) sink: &'a mut dyn Sink,
    pub(super) n_entries: usize,
    /// What speaks where a feature names no source.
    pub(super) source: String,
    /// Whether the text, or its line, ended in the middle of something.
    pub(super) is_cut: bool,
    /// Whether there were more entries than are read.
    pub(super) is_full: bool,
}

impl<'a> Walk<'a> {
    pub(super) fn new(text: &'a str, budget: &'a Budget<'a>, sink: &'a mut dyn Sink) -> Self {
        Self {
            text,
            lines: Lines::of(text),
            budget,
            sink,
            n_entries: 0,
            source: SOURCE.to_owned(),
            is_cut: false,
            is_full: false,
        }
    }

    /// All values of the text, or of each of its lines.
    pub(super) fn records(&mut self) -> Result<(), OverBudget> {
        if self.skip(0, b"\x1E") == self.text.len() {
            self.tell(0, Problem::error("", "the file is empty"));
            return Ok(());
        }
        if !self.is_line_by_line() {
            return self.values(0, self.text.len());
        }
        let mut start = 0;
        for line in self.text.split_inclusive(['\n', '\u{1e}']) {
            if self.is_full {
                break;
            }
            let end = start + line.len();
            self.values(start, end)?;
            start = end;
        }
        Ok(())
    }

    /// Whether each line is a value of its own: each begins with a record separator, or the first ends whole and
    /// another follows.
    fn is_line_by_line(&self) -> bool {
        let text = self.text.trim_start();
        if text.starts_with('\u{1e}') {
            return true;
        }
        let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
        let stretch = scan::value(first.as_bytes(), 0);
        stretch.is_closed && stretch.depth > 0 && rest.trim_start().starts_with('{')
    }

    /// The values between two bytes.
    fn values(&mut self, start: usize, end: usize) -> Result<(), OverBudget> {
        let whole = self.text;
        self.text = whole.get(..end).unwrap_or_default();
        self.is_cut = false;
        let mut at = self.skip(start, b"\x1E");
        while at < self.text.len() && !self.is_over() {
            at = match self.byte(at) {
                Some(b'{') => self.object(at)?,
                Some(b'[') => self.features(at + 1)?,
                _ => {
                    let message = "this is no GeoJSON; nothing behind it is read";
                    let hint = "GeoJSON begins with { and has a \"type\" (RFC 7946)";
                    self.tell(at, Problem::error("", message).with_hint(hint));
                    self.text.len()
                }
            };
            at = self.skip(at, b"\x1E");
        }
        self.text = whole;
        Ok(())
    }

    /// A collection is walked; any other object is one entry. Gives the byte behind it.
    fn object(&mut self, start: usize) -> Result<usize, OverBudget> {
        let mut is_collection = false;
        let (mut crs, mut name) = (None, None);
        let mut at = start + 1;
        let end = loop {
            let key = self.value(self.skip(at, b","));
            if self.byte(key.start) == Some(b'}') {
                break Some(key.start + 1);
            }
            if self.byte(key.start) != Some(b'"') || !key.is_closed {
                break None;
            }
            at = self.skip(key.end, b":");
            let is_list = self.byte(at) == Some(b'[');
            match self.stretch(key).trim_matches('"') {
                "features" if is_list => {
                    is_collection = true;
                    self.name(name);
                    at = self.features(at + 1)?;
                    if self.is_over() {
                        return Ok(self.text.len());
                    }
                }
                key => {
                    let value = self.value(at);
                    match key {
                        "crs" => crs = Some(value),
                        "name" => name = Some(value),
                        _ => {}
                    }
                    at = value.end;
                    if value.end == value.start {
                        break None;
                    }
                }
            }
        };
        if let Some(crs) = crs {
            self.crs(crs);
        }
        match end {
            Some(end) if is_collection => Ok(end),
            None if is_collection => {
                if self.skip(at, b",") == self.text.len() {
                    self.tell_end(at);
                } else {
                    let message = "what stands behind the features is no JSON; it is not read";
                    self.tell(at, Problem::error("", message));
                }
                Ok(self.text.len())
            }
            _ => {
                let whole = self.value(start);
                self.entry(whole)?;
                Ok(whole.end.max(start + 1))
            }
        }
    }

    /// The elements of a list that is open at this byte. Gives the byte behind its end.
    fn features(&mut self, start: usize) -> Result<usize, OverBudget> {
        let mut at = start;
        loop {
            at = self.skip(at, b",");
            match self.byte(at) {
                None => {
                    self.tell_end(at);
                    return Ok(at);
                }
                Some(b']') => return Ok(at + 1),
                Some(b'}') => return Ok(at),
                Some(_) => {}
            }
            let stretch = self.value(at);
            if stretch.end == stretch.start {
                at += 1;
                continue;
            }
            self.entry(stretch)?;
            at = stretch.end;
            if self.is_over() {
                return Ok(self.text.len());
            }
        }
    }

    fn is_over(&self) -> bool {
        self.is_cut || self.is_full
    }

    fn byte(&self, at: usize) -> Option<u8> {
        self.text.as_bytes().get(at).copied()
    }

    fn skip(&self, at: usize, also: &[u8]) -> usize {
        scan::skip(self.text.as_bytes(), at, also)
    }

    fn value(&self, at: usize) -> Stretch {
        scan::value(self.text.as_bytes(), at)
    }

    pub(super) fn stretch(&self, stretch: Stretch) -> &'a str {
        self.text
            .get(stretch.start..stretch.end)
            .unwrap_or_default()
    }
}
