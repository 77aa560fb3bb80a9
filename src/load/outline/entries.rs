//! A list falls into its entries, and what is broken costs itself and not the rest.

use std::ops::{ControlFlow, Range};

use super::entry_end::{Trouble, entry_end};
use super::scanner::{Scanner, Token, skip_attributes};
use super::{begins_line, indent_of};

/// The entries of a list, and what kept some text from being one.
#[derive(Debug, Default, PartialEq, Eq)]
pub(in crate::load) struct Entries {
    /// Byte ranges of the entries that are whole.
    pub(in crate::load) whole: Vec<Range<usize>>,
    /// Text that is no whole entry.
    pub(in crate::load) broken: Vec<Broken>,
    /// Where the reading of the list ended.
    pub(in crate::load) end: usize,
}

/// A stretch of text that is no whole entry.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::load) struct Broken {
    /// Where the entry begins.
    pub(in crate::load) entry: usize,
    /// Where the trouble is.
    pub(in crate::load) at: usize,
    /// What the trouble is.
    pub(in crate::load) message: String,
    /// What would be right.
    pub(in crate::load) hint: &'static str,
    /// Whether the entry was lost by it.
    pub(in crate::load) is_set_aside: bool,
}

/// More broken entries of a list are not told one by one; nobody mends more at once.
pub(super) const MAX_TOLD: usize = 200;
/// A list with more slips than this is not read further.
const MAX_SLIPS: usize = 1_000;
/// How many bytes beyond the likely ends of broken entries are looked at, for all entries of a list together.
const OVERRUN_BYTES: usize = 16 * 1024 * 1024;
/// How many lines after a broken entry are looked at for how deep entries stand.
const MAX_LINES: usize = 1_000;

const NOT_CLOSED: &str = "the list is not closed: a `]` is missing at its end";
const CLOSE_IT: &str = "write `]` after the last entry";

/// Splits the list that begins at or after `from` into its entries. A list that begins at 0 is its whole file.
pub(in crate::load) fn entries(text: &str, from: usize) -> Entries {
    let mut splitter = Splitter {
        text,
        scanner: Scanner::new(text, from),
        is_whole_file: from == 0,
        found: Entries::default(),
        list: List::default(),
        n_slips: 0,
        n_untold: 0,
        overrun: OVERRUN_BYTES,
    };
    if splitter.begin().is_continue() {
        while splitter.step().is_continue() {}
    }
    splitter.tell_the_rest();
    splitter.found
}

/// A list on its way to being split.
struct Splitter<'a> {
    text: &'a str,
    scanner: Scanner<'a>,
    is_whole_file: bool,
    found: Entries,
    list: List,
    n_slips: usize,
    n_untold: usize,
    overrun: usize,
}

/// How a list is written.
struct List {
    closing: u8,
    has_begin: bool,
    /// Whether an entry has just ended.
    needs_comma: bool,
}

impl Default for List {
    fn default() -> Self {
        Self {
            closing: b']',
            has_begin: true,
            needs_comma: false,
        }
    }
}

const GO_ON: ControlFlow<()> = ControlFlow::Continue(());

impl Splitter<'_> {
    /// Notes a slip of the list itself, which costs no entry.
    fn slip(&mut self, at: usize, message: &str, hint: &'static str) {
        self.tell(Broken {
            entry: at,
            at,
            message: message.to_owned(),
            hint,
            is_set_aside: false,
        });
    }

    fn tell(&mut self, broken: Broken) {
        self.n_slips += 1;
        if self.found.broken.len() < MAX_TOLD {
            self.found.broken.push(broken);
        } else {
            self.n_untold += 1;
        }
    }

    fn tell_the_rest(&mut self) {
        if self.n_untold > 0 {
            let at = self.found.end.min(self.text.len());
            let n = self.n_untold;
            let message = format!("{n} more slips of this list are not told one by one");
            self.found.broken.push(Broken {
                entry: at,
                at,
                message,
                hint: "mend the first ones, and check again",
                is_set_aside: false,
            });
        }
    }

    fn end_at(&mut self, end: usize) -> ControlFlow<()> {
        self.found.end = end;
        ControlFlow::Break(())
    }

    fn go_on_at(&mut self, position: usize) -> ControlFlow<()> {
        self.scanner.position = position;
        self.list.needs_comma = false;
        GO_ON
    }

    /// Goes to the first entry.
    fn begin(&mut self) -> ControlFlow<()> {
        const EXPECTED: &str = "a list was expected here, beginning with `[`";
        const HINT: &str = "write `[` before the first entry, and `]` after the last";
        match skip_attributes(&mut self.scanner) {
            Some((Token::Open(b'['), _)) => GO_ON,
            Some((Token::Open(b'('), range)) if !self.is_whole_file => {
                self.slip(range.start, EXPECTED, HINT);
                self.list.closing = b')';
                if !begins_with_field(self.text, range.end) {
                    return GO_ON;
                }
                // It is an entry, and the only one.
                let first = Token::Open(b'(');
                let end = entry_end(self.text, first, range.clone(), &mut self.overrun).ok();
                let whole = end.map(|end| range.start..end);
                self.found.whole.extend(whole);
                self.end_at(end.unwrap_or(range.end))
            }
            first => {
                let at = first.map_or(self.text.len(), |(_, range)| range.start);
                self.slip(at, EXPECTED, HINT);
                // The list of a file may still begin further down, with or without its bracket.
                let begin = self.is_whole_file.then(|| list_begin(self.text)).flatten();
                let Some(begin) = begin else {
                    return self.end_at(self.scanner.position);
                };
                let before = self.text.get(..begin).unwrap_or_default();
                self.list.has_begin = before.ends_with('[');
                self.go_on_at(begin)
            }
        }
    }

    /// Takes up the next token of the list.
    fn step(&mut self) -> ControlFlow<()> {
        if self.n_slips >= MAX_SLIPS {
            let at = self.scanner.position.min(self.text.len());
            let message = "too much of this list does not hold; from here on it is not read";
            self.found.broken.push(Broken {
                entry: at,
                at,
                message: message.to_owned(),
                hint: "mend the first entries, and check again",
                is_set_aside: false,
            });
            return self.end_at(self.end_of_list(at));
        }
        match self.scanner.next() {
            Some((Token::Close(bracket), _)) if bracket == self.list.closing => self.close(),
            Some((Token::Comma, _)) => {
                self.list.needs_comma = false;
                GO_ON
            }
            Some((Token::Open(b'('), range)) if self.list.needs_comma => {
                let message = "a comma is missing before this entry";
                self.slip(range.start, message, "write `,` after the `)` before it");
                self.go_on_at(range.start)
            }
            Some((token, range)) if self.ends_here(token, &range) => {
                self.slip(range.start, NOT_CLOSED, CLOSE_IT);
                self.end_at(range.start)
            }
            Some((token, range)) => self.entry(token, range),
            None => {
                if self.list.has_begin {
                    self.slip(self.text.len(), NOT_CLOSED, CLOSE_IT);
                }
                self.end_at(self.text.len())
            }
        }
    }

    /// The list has ended, unless more entries follow.
    fn close(&mut self) -> ControlFlow<()> {
        let end = self.scanner.position;
        self.found.end = end;
        let mut next = self.scanner.next();
        if matches!(next, Some((Token::Comma, _))) {
            next = self.scanner.next();
        }
        match next {
            // Only the list of a header has something else after it.
            Some((Token::Open(b'('), range)) => {
                let message = "the list ended before this entry, by a bracket too many";
                let hint = "take the closing bracket above it out";
                self.slip(range.start, message, hint);
                self.go_on_at(range.start)
            }
            Some((_, range)) if self.is_whole_file => {
                let message = "nothing belongs after the end of the list";
                let hint = "take this out, or make a comment of it";
                self.slip(range.start, message, hint);
                match list_begin(self.text.get(range.start..).unwrap_or_default()) {
                    Some(more) => self.go_on_at(range.start + more),
                    None => self.end_at(end),
                }
            }
            _ => self.end_at(end),
        }
    }

    /// Where a list that is not read further may end: where the next line begins a field of the header.
    fn end_of_list(&self, from: usize) -> usize {
        let indent = if self.is_whole_file { None } else { Some(4) };
        let mut position = from;
        for line in self
            .text
            .get(from..)
            .unwrap_or_default()
            .split_inclusive('\n')
        {
            let depth = line.len() - line.trim_start().len();
            let is_field = begins_with_field(self.text, position);
            if is_field && indent.is_some_and(|indent| depth <= indent) {
                return position;
            }
            position += line.len();
        }
        self.text.len()
    }

    /// Whether a token in a list of a header is what comes after the list.
    fn ends_here(&self, token: Token, range: &Range<usize>) -> bool {
        !self.is_whole_file && ends_header_list(self.text, token, range)
    }

    /// An entry begins here, or something that is none.
    fn entry(&mut self, token: Token, range: Range<usize>) -> ControlFlow<()> {
        match entry_end(self.text, token, range.clone(), &mut self.overrun) {
            Ok(end) => {
                self.found.whole.push(range.start..end);
                self.scanner.position = end;
                self.list.needs_comma = true;
                GO_ON
            }
            Err(Trouble { at, message, hint }) => {
                self.tell(Broken {
                    entry: range.start,
                    at,
                    message,
                    hint,
                    is_set_aside: true,
                });
                let indent = deepest_indent(self.text, &self.found.whole, range.start);
                let next = entry_behind(self.text, range.clone())
                    .or_else(|| next_entry_line(self.text, range.start, indent));
                match next {
                    Some(next) => self.go_on_at(next),
                    None => self.end_at(self.text.len()),
                }
            }
        }
    }
}

/// Whether a field and its colon stand at `at`.
fn begins_with_field(text: &str, at: usize) -> bool {
    let mut scanner = Scanner::new(text, at);
    matches!(scanner.next(), Some((Token::Word, _)))
        && matches!(scanner.next(), Some((Token::Colon, _)))
}

/// Whether a token in a list of a header is what comes after the list: the next field, or the header's end.
fn ends_header_list(text: &str, token: Token, range: &Range<usize>) -> bool {
    let next = Scanner::new(text, range.end).next().map(|(next, _)| next);
    match token {
        Token::Word => {
            // An entry that lost its bracket begins with a field too, but no header has an `id`.
            next == Some(Token::Colon) && text.get(range.clone()) != Some("id")
        }
        Token::Close(_) => next.is_none(),
        _ => false,
    }
}

/// Where the entries of a file begin that does not begin as a list: after the first line that begins with `[`,
/// or at the first that begins with `(`.
fn list_begin(text: &str) -> Option<usize> {
    let first_line = |begin: &str| {
        if text.starts_with(begin) {
            Some(0)
        } else {
            text.find(&format!("\n{begin}")).map(|at| at + 1)
        }
    };
    let (bracket, entry) = (first_line("["), first_line("("));
    match (bracket, entry) {
        (Some(bracket), Some(entry)) if entry < bracket => Some(entry),
        (Some(bracket), _) => Some(bracket + 1),
        (None, entry) => entry,
    }
}

/// An entry in the same line behind something that does not belong there.
fn entry_behind(text: &str, junk: Range<usize>) -> Option<usize> {
    let (token, next) = Scanner::new(text, junk.end).next()?;
    let is_near = !text.get(junk.end..next.start)?.contains('\n');
    (is_near && token == Token::Open(b'(')).then_some(next.start)
}

/// How deep the next entry may stand after a broken one. What begins with a slip may stand less deep than its
/// neighbors: those before it tell, or else those after it.
fn deepest_indent(text: &str, whole: &[Range<usize>], broken: usize) -> usize {
    let rest = text.get(broken..).unwrap_or_default();
    let is_entry = rest.starts_with('(') && begins_line(text, broken);
    let own = if is_entry { indent_of(text, broken) } else { 0 };
    let mut starts = whole.iter().map(|range| range.start);
    if let Some(neighbor) = starts.find(|start| begins_line(text, *start)) {
        return own.max(indent_of(text, neighbor));
    }
    if is_entry {
        return own;
    }
    let bracket_lines = rest.lines().skip(1).take(MAX_LINES);
    let indents = bracket_lines
        .filter(|line| line.trim_start().starts_with('('))
        .map(|line| line.len() - line.trim_start().len());
    own.max(indents.min().unwrap_or(0))
}

/// Where the next line after an entry's first begins an entry or ends the list: with `(` or `]`, no deeper than
/// `indent`. Lines alone count, because a missing quote turns all that follows inside out; block comments do not.
fn next_entry_line(text: &str, from: usize, indent: usize) -> Option<usize> {
    let mut position = from + text.get(from..)?.find('\n')? + 1;
    let mut is_comment = false;
    let field_indent = if begins_with_field(text, position) {
        indent_of(text, position)
    } else {
        indent
    };
    for line in text.get(position..)?.split_inclusive('\n') {
        let trimmed = line.trim_start();
        let body = trimmed.trim_start_matches([')', ',', ' ']);
        if !is_comment
            && line.len() - trimmed.len() <= indent
            && (body.starts_with('(') || trimmed.starts_with(']'))
        {
            return Some(position + line.len() - body.len());
        }
        // The end of an entry's own list and the beginning of the next entry may share a line.
        let behind_list = trimmed.trim_start_matches([']', ')', ',', ' ']);
        let head = trimmed.len() - behind_list.len();
        let begins = behind_list.strip_prefix('(').map(str::trim_start);
        let is_behind_list = trimmed.get(..head).is_some_and(|head| head.contains(']'))
            && begins.is_some_and(|rest| rest.is_empty() || rest.starts_with("id"));
        if !is_comment && is_behind_list {
            return Some(position + line.len() - behind_list.len());
        }
        // An entry may have slipped to the right; its fields still stand where those of entries do.
        let bracket = line.trim_end().strip_suffix('(').map(str::len);
        let next = position + line.len();
        let is_id = text
            .get(next..)
            .is_some_and(|rest| rest.trim_start().starts_with("id:"));
        if let Some(bracket) =
            bracket.filter(|_| !is_comment && is_id && indent_of(text, next) <= field_indent)
        {
            return Some(position + bracket);
        }
        is_comment = match (line.rfind("/*"), line.rfind("*/")) {
            (Some(open), Some(close)) => open > close,
            // One that never ends is a slip itself.
            (Some(open), None) => text
                .get(position + open..)
                .is_some_and(|rest| rest.contains("*/")),
            (None, Some(_)) => false,
            (None, None) => is_comment,
        };
        position += line.len();
    }
    None
}
