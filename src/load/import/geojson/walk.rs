//! One walk through the values of a GeoJSON file, from the first byte to the last.

use super::super::feature::{Lines, Slips, shortened};
use super::super::{Budget, OverBudget, Problem, Sink};
use super::entry_scan::{End, entry};
use super::resume::Ahead;
use super::scan::{self, Stretch};

/// What speaks where a file names no source.
const SOURCE: &str = "GeoJSON file";

/// A walk through the text.
pub(super) struct Walk<'a> {
    pub(super) text: &'a str,
    pub(super) lines: Lines<'a>,
    pub(super) budget: &'a Budget<'a>,
    pub(super) sink: &'a mut dyn Sink,
    pub(super) slips: Slips,
    pub(super) n_entries: usize,
    /// What speaks where a feature names no source.
    pub(super) source: String,
    /// Whether there were more entries than are read.
    pub(super) is_full: bool,
    /// Whether the text is read in parts: its lines, or the texts of a sequence.
    pub(super) is_in_parts: bool,
    /// How many bytes there are in all.
    pub(super) n_bytes: usize,
    pub(super) part: Part,
}

/// What is known of the text that is being read, or of the part of it.
#[derive(Debug, Default)]
pub(super) struct Part {
    /// Whether it ended in the middle of something.
    pub(super) is_cut: bool,
    /// Whether a slip was passed, so that brackets may stand alone.
    pub(super) is_astray: bool,
    pub(super) ahead: Ahead,
}

impl<'a> Walk<'a> {
    pub(super) fn new(text: &'a str, budget: &'a Budget<'a>, sink: &'a mut dyn Sink) -> Self {
        Self {
            text,
            lines: Lines::of(text),
            budget,
            sink,
            slips: Slips::of("features"),
            n_entries: 0,
            source: SOURCE.to_owned(),
            is_full: false,
            is_in_parts: false,
            n_bytes: text.len(),
            part: Part::default(),
        }
    }

    /// All values of the text, or of each of its lines.
    pub(super) fn run(mut self) -> Result<(), OverBudget> {
        self.records()?;
        self.slips.end(self.sink);
        Ok(())
    }

    fn records(&mut self) -> Result<(), OverBudget> {
        if self.skip(0, b"\x1E") == self.text.len() {
            self.tell("empty", 0, 0, Problem::error("", "the file is empty"));
            return Ok(());
        }
        let end_of_part = if self.text.trim_start().starts_with('\u{1e}') {
            '\u{1e}'
        } else if self.is_line_by_line() {
            '\n'
        } else {
            return self.values(0, self.text.len());
        };
        self.is_in_parts = true;
        let mut start = 0;
        for part in self.text.split_inclusive(end_of_part) {
            if self.is_full {
                break;
            }
            let end = start + part.len();
            self.values(start, end)?;
            start = end;
        }
        Ok(())
    }

    /// Whether each line is a value of its own: the first ends whole and another follows.
    fn is_line_by_line(&self) -> bool {
        let text = self.text.trim_start();
        let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
        let stretch = scan::value(first.as_bytes(), 0);
        stretch.is_closed && stretch.depth > 0 && rest.trim_start().starts_with('{')
    }

    /// The values between two bytes.
    fn values(&mut self, start: usize, end: usize) -> Result<(), OverBudget> {
        let whole = self.text;
        self.text = whole.get(..end).unwrap_or_default();
        self.part = Part::default();
        let mut at = self.skip(start, b"\x1E");
        while at < self.text.len() && !self.is_over() {
            at = match self.byte(at) {
                Some(b'{') => self.object(at)?,
                Some(b'[') => self.features(at + 1)?,
                Some(b',' | b']' | b'}') if self.part.is_astray => at + 1,
                _ => {
                    let hint = "GeoJSON begins with { and has a \"type\" (RFC 7946)";
                    self.astray(at, at, "this is no GeoJSON", hint)?
                }
            };
            at = self.skip(at, b"\x1E");
        }
        self.text = whole;
        Ok(())
    }

    /// A collection is walked; any other object is one entry. Gives the byte behind it, or one to go on from.
    fn object(&mut self, start: usize) -> Result<usize, OverBudget> {
        let mut is_collection = false;
        let (mut crs, mut name) = (None, None);
        let mut at = start + 1;
        // Where it ends; else which member breaks, and where.
        let end = loop {
            let behind = self.skip(at, b"");
            at = self.skip(behind, b",");
            let is_first = behind == self.skip(start + 1, b"");
            let key = self.value(at);
            match self.byte(at) {
                Some(b'}') => break Ok(at + 1),
                Some(b'"') if key.is_closed && (is_first || at > behind) => {}
                _ => break Err((at, at)),
            }
            let colon = self.skip(key.end, b"");
            if self.stretch(key).contains('\n') || self.byte(colon) != Some(b':') {
                break Err((at, colon));
            }
            at = self.skip(colon + 1, b"");
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
                key => match self.member(at) {
                    Ok(value) => {
                        if let Some(next) = self.features_of_member(key, value)? {
                            return Ok(next);
                        }
                        match key {
                            "crs" => crs = Some(value),
                            "name" => name = Some(value),
                            _ => {}
                        }
                        at = value.end;
                    }
                    Err(broken) => break Err((at, broken)),
                },
            }
        };
        if let Some(crs) = crs {
            self.crs(crs);
        }
        match end {
            Ok(end) if is_collection => Ok(end),
            Err((from, at)) if is_collection => {
                let is_end = self.skip(at, b",") == self.text.len();
                if is_end && self.next_feature(from)?.is_none() {
                    let (line, _) = self.lines.position(start);
                    self.tell_end(&format!("what begins in line {line} is not closed"));
                    return Ok(self.text.len());
                }
                let message = "what stands behind the features is no JSON";
                self.astray(from, at, message, "")
            }
            _ => self.entry(start),
        }
    }

    /// Features that stand in a member of a collection where none are looked for. They are counted; behind a slip the
    /// first of them is where reading goes on, because what is a member of what is not known there.
    fn features_of_member(
        &mut self,
        name: &str,
        value: Stretch,
    ) -> Result<Option<usize>, OverBudget> {
        let n = self.n_features(value.start, value.end);
        if n == 0 {
            return Ok(None);
        }
        let next = self.next_feature(value.start)?;
        let Some(next) = next.filter(|next| *next < value.end) else {
            return Ok(None);
        };
        let name = shortened(name, 40);
        if self.part.is_astray {
            let message = format!("features stand in {name:?}; they are read, too");
            self.go_on("within", value.start, value.start, next, &message);
            return Ok(Some(next));
        }
        let message = format!("{n} features in {name:?} are not read");
        let hint = "the features of a collection stand in \"features\" (RFC 7946)";
        let problem = Problem::warning("", message).with_hint(hint);
        self.tell("within", value.start, n, problem);
        Ok(None)
    }

    /// The value of a member; else where it breaks.
    fn member(&self, at: usize) -> Result<Stretch, usize> {
        if !matches!(self.byte(at), Some(b'{' | b'[')) {
            let value = self.value(at);
            let is_there = value.is_closed && value.end > value.start;
            return if is_there { Ok(value) } else { Err(at) };
        }
        match entry(self.text.as_bytes(), at, self.max_brackets()).end {
            End::Whole(end) => Ok(Stretch {
                start: at,
                end,
                depth: 0,
                is_closed: true,
            }),
            End::Broken(at, _) => Err(at),
        }
    }

    /// The elements of a list that is open at this byte. Gives the byte behind its end, or one to go on from.
    fn features(&mut self, start: usize) -> Result<usize, OverBudget> {
        let mut at = start;
        let mut last = start;
        loop {
            at = self.skip(at, b",");
            match self.byte(at) {
                None => {
                    // A cut entry may have taken the rest of the list, and its end, for a list of its own.
                    if let Some(next) = self.next_feature(last + 1)? {
                        let message = "the list of features is not closed; features stand inside of its last entry";
                        self.go_on("within", last, last, next, message);
                        at = next;
                        last = next;
                        continue;
                    }
                    let (line, _) = self.lines.position(start.saturating_sub(1));
                    self.tell_end(&format!(
                        "the list that begins in line {line} is not closed"
                    ));
                    return Ok(at);
                }
                Some(b']') => return Ok(at + 1),
                Some(b'}') => match self.next_feature(at)? {
                    None => return Ok(at),
                    Some(next) => {
                        let message = "a } too many stands between the features";
                        self.tell("bracket", at, 0, Problem::error("", message));
                        self.part.is_astray = true;
                        at = next;
                    }
                },
                Some(_) => {}
            }
            last = at;
            at = self.entry(at)?.max(at + 1);
            if self.is_over() {
                return Ok(self.text.len());
            }
        }
    }

    pub(super) fn is_over(&self) -> bool {
        self.part.is_cut || self.is_full
    }

    pub(super) fn byte(&self, at: usize) -> Option<u8> {
        self.text.as_bytes().get(at).copied()
    }

    fn skip(&self, at: usize, also: &[u8]) -> usize {
        scan::skip(self.text.as_bytes(), at, also)
    }

    pub(super) fn value(&self, at: usize) -> Stretch {
        scan::value(self.text.as_bytes(), at)
    }

    pub(super) fn stretch(&self, stretch: Stretch) -> &'a str {
        self.text
            .get(stretch.start..stretch.end)
            .unwrap_or_default()
    }
}
