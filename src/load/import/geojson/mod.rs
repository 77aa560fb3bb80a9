//! GeoJSON becomes events, feature by feature. The file is never read as one value, so a broken feature costs one
//! feature, and what stands before a cut-off end is kept.

mod geometry;
mod members;
mod properties;
mod scan;
#[cfg(test)]
mod tests;
mod when;

use super::feature::{Lines, decoded};
use super::{Budget, OverBudget, Problem, Sink};
use properties::feature_of;
use scan::Stretch;

/// Brackets that a feature needs beside those of nested collections.
const N_BRACKETS: usize = 16;

/// What speaks where a file names no source.
const SOURCE: &str = "GeoJSON file";

/// Puts the features of a GeoJSON file into the sink: a collection, a feature, a geometry, a list of features, or
/// one of them a line.
pub(in crate::load) fn read_geojson(
    bytes: &[u8],
    budget: &Budget<'_>,
    sink: &mut dyn Sink,
) -> Result<(), OverBudget> {
    let (text, problems) = decoded(bytes, budget);
    for problem in problems {
        sink.problem(1, 1, None, problem);
    }
    let mut reader = Reader {
        text: &text,
        lines: Lines::of(&text),
        budget,
        sink,
        n_entries: 0,
        source: SOURCE.to_owned(),
        is_cut: false,
        is_full: false,
    };
    reader.records()
}

/// A walk through the text.
struct Reader<'a> {
    text: &'a str,
    lines: Lines<'a>,
    budget: &'a Budget<'a>,
    sink: &'a mut dyn Sink,
    n_entries: usize,
    /// What speaks where a feature names no source.
    source: String,
    /// Whether the text, or its line, ended in the middle of something.
    is_cut: bool,
    /// Whether there were more entries than are read.
    is_full: bool,
}

impl<'a> Reader<'a> {
    /// All values of the text, or of each of its lines.
    fn records(&mut self) -> Result<(), OverBudget> {
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
                    continue;
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

    /// One feature or geometry.
    fn entry(&mut self, stretch: Stretch) -> Result<(), OverBudget> {
        if self.n_entries % 64 == 0 {
            self.budget.check()?;
        }
        if self.n_entries >= self.budget.max_items {
            let message = format!("the file has more than {} entries", self.n_entries);
            self.tell(stretch.start, Problem::error("", message));
            self.is_full = true;
            return Ok(());
        }
        self.n_entries += 1;
        if !stretch.is_closed {
            self.not_closed(stretch);
            return Ok(());
        }
        let text = self.stretch(stretch);
        let max_depth = self.budget.max_depth;
        let read = if stretch.depth > 2 * max_depth + N_BRACKETS {
            Err(format!("this entry is nested more than {max_depth} deep"))
        } else {
            feature_of(text, max_depth)
        };
        match read {
            Ok(feature) => {
                let position = self.lines.position(stretch.start);
                feature.put(position, &self.source, self.budget, self.sink);
            }
            Err(message) => {
                let has = |word| text.contains(word);
                let is_no_number = has("NaN") || has("Infinity");
                let hint = if is_no_number {
                    "JSON has no NaN and no Infinity; write null"
                } else {
                    "an entry is a Feature with a geometry and properties (RFC 7946)"
                };
                self.tell(stretch.start, Problem::error("", message).with_hint(hint));
            }
        }
        Ok(())
    }

    /// The name of a collection stands for the source that its features do not name.
    fn name(&mut self, name: Option<Stretch>) {
        let name = name.map(|name| self.stretch(name)).unwrap_or_default();
        let name: Option<String> = serde_json::from_str(name).ok();
        let name = name.filter(|name| !name.trim().is_empty());
        if let Some(name) = name.filter(|name| name.len() <= self.budget.max_text) {
            self.source = name.trim().to_owned();
        }
    }

    /// A reference system other than ours is told; what was meant is not guessed.
    fn crs(&mut self, stretch: Stretch) {
        let text = self.stretch(stretch);
        let is_ours = ["null", "CRS84", "4326", "WGS84", "WGS 84"];
        if !is_ours.iter().any(|name| text.contains(name)) {
            let message = "another reference system is named; positions are taken as WGS 84 longitude, latitude";
            self.tell(stretch.start, Problem::warning("crs", message));
        }
    }

    fn is_over(&self) -> bool {
        self.is_cut || self.is_full
    }

    fn not_closed(&mut self, stretch: Stretch) {
        if stretch.end >= self.text.len() {
            self.tell_end(stretch.start);
        } else {
            let problem = Problem::error("", "a bracket of this entry is not closed");
            self.tell(stretch.start, problem);
        }
    }

    fn tell_end(&mut self, start: usize) {
        self.is_cut = true;
        let message = "the file ends here, in the middle; what comes before is read";
        let (line, _) = self.lines.position(start);
        let hint = format!("what begins in line {line} is not closed");
        let is_at_end = start >= self.text.len();
        let problem = Problem::error("", message);
        let problem = if is_at_end {
            problem
        } else {
            problem.with_hint(hint)
        };
        self.tell(self.text.len(), problem);
    }

    fn tell(&mut self, at: usize, problem: Problem) {
        let (line, column) = self.lines.position(at);
        self.sink.problem(line, column, None, problem);
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

    fn stretch(&self, stretch: Stretch) -> &'a str {
        self.text
            .get(stretch.start..stretch.end)
            .unwrap_or_default()
    }
}
