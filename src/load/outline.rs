//! Where things stand in a RON text: the entries of its list, and the fields of an entry.
//!
//! RON's own parser stops at the first error and tells no positions of values. This scanner reads
//! brackets and strings only, so that one broken entry costs one entry and every finding has its line.

use std::ops::Range;

/// One step from a value to a value inside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// A named field of a struct.
    Field(&'static str),
    /// An item of a list or a tuple, counted from 0.
    Item(usize),
}

/// The entries of a list, and what kept some text from being one.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Entries {
    /// Byte ranges of the entries that are whole.
    pub(super) whole: Vec<Range<usize>>,
    /// Text that is no whole entry.
    pub(super) broken: Vec<Broken>,
    /// Where the reading of the list ended.
    pub(super) end: usize,
}

/// A stretch of text that is no whole entry.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Broken {
    /// Where the entry begins.
    pub(super) entry: usize,
    /// Where the trouble is.
    pub(super) at: usize,
    /// What the trouble is.
    pub(super) message: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Token {
    Open(u8),
    Close(u8),
    Comma,
    Colon,
    Word,
    Text,
    /// A text or a comment that never ends.
    Unterminated,
    Other,
}

/// Reads tokens of a RON text one by one; comments and white space are skipped.
struct Scanner<'a> {
    text: &'a str,
    position: usize,
}

impl<'a> Scanner<'a> {
    fn new(text: &'a str, position: usize) -> Self {
        Self { text, position }
    }

    fn rest(&self) -> &'a str {
        self.text.get(self.position..).unwrap_or_default()
    }

    fn skip_blanks(&mut self) {
        loop {
            let rest = self.rest();
            let blank = rest.len() - rest.trim_start().len();
            self.position += blank;
            let rest = self.rest();
            if rest.starts_with("//") {
                self.position += rest.find('\n').unwrap_or(rest.len());
            } else if rest.starts_with("/*") {
                self.position += block_comment_len(rest);
            } else if blank == 0 {
                return;
            }
        }
    }

    /// The next token and its range; `None` at the end of the text.
    fn next(&mut self) -> Option<(Token, Range<usize>)> {
        self.skip_blanks();
        let rest = self.rest();
        let first = rest.chars().next()?;
        let (token, len) = match first {
            '(' | '[' | '{' => (Token::Open(first as u8), 1),
            ')' | ']' | '}' => (Token::Close(first as u8), 1),
            ',' => (Token::Comma, 1),
            ':' => (Token::Colon, 1),
            '"' => text_len(rest, 0, "\"", true),
            '\'' => char_len(rest),
            _ if is_word(first) => match raw_text(rest) {
                Some((hashes_at, closing)) => text_len(rest, hashes_at, &closing, false),
                None => (
                    Token::Word,
                    rest.find(|c| !is_word(c)).unwrap_or(rest.len()),
                ),
            },
            other => (Token::Other, other.len_utf8()),
        };
        let range = self.position..self.position + len;
        self.position = range.end;
        Some((token, range))
    }
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '.' | '+' | '-')
}

fn block_comment_len(rest: &str) -> usize {
    let (mut depth, mut position) = (0_usize, 0);
    while let Some(tail) = rest.get(position..).filter(|_| position < MAX_TEXT_BYTES) {
        let Some(next) = tail.find(['/', '*']) else {
            break;
        };
        position += next;
        let step = match rest.get(position..position + 2) {
            Some("/*") => {
                depth += 1;
                2
            }
            Some("*/") => {
                depth = depth.saturating_sub(1);
                2
            }
            _ => 1,
        };
        position += step;
        if depth == 0 {
            return position;
        }
    }
    rest.len()
}

/// Where a raw string's opening quote stands and what closes it: `r"…"`, `r#"…"#`, `br"…"`; also `b"…"`.
fn raw_text(rest: &str) -> Option<(usize, String)> {
    let body = rest.strip_prefix("br").or_else(|| rest.strip_prefix('r'))?;
    let n_hashes = body.len() - body.trim_start_matches('#').len();
    let opens = body.get(n_hashes..)?.starts_with('"');
    opens.then(|| {
        (
            rest.len() - body.len() + n_hashes,
            format!("\"{}", "#".repeat(n_hashes)),
        )
    })
}

/// The length of a string whose opening quote stands at `quote_at`.
fn text_len(rest: &str, quote_at: usize, closing: &str, has_escapes: bool) -> (Token, usize) {
    let mut position = quote_at + 1;
    while let Some(tail) = rest.get(position..).filter(|_| position < MAX_TEXT_BYTES) {
        let stop = if has_escapes {
            tail.find(['"', '\\'])
        } else {
            tail.find(closing)
        };
        match stop {
            None => break,
            Some(at)
                if has_escapes && tail.get(at..).is_some_and(|tail| tail.starts_with('\\')) =>
            {
                let escaped = tail.get(at + 1..).and_then(|tail| tail.chars().next());
                position += at + 1 + escaped.map_or(0, char::len_utf8);
            }
            Some(at) => return (Token::Text, position + at + closing.len()),
        }
    }
    (Token::Unterminated, rest.len())
}

/// The length of a character literal like `'a'`, `'\n'` or `'\''`.
fn char_len(rest: &str) -> (Token, usize) {
    let body = rest.get(1..).unwrap_or_default();
    let n_skipped = match body.chars().next() {
        Some('\\') => 2,
        Some(c) => c.len_utf8(),
        None => 0,
    };
    let closing = body.get(n_skipped..).and_then(|tail| tail.find('\''));
    match closing {
        Some(at) if at <= 10 => (Token::Text, 1 + n_skipped + at + 1),
        _ => (Token::Other, 1),
    }
}

fn closing_of(open: u8) -> u8 {
    match open {
        b'(' => b')',
        b'[' => b']',
        _ => b'}',
    }
}

/// A list with more broken entries than this is not read further; nobody mends more at once.
const MAX_BROKEN: usize = 200;
/// No text and no comment of an author is longer; one that seems so has lost its end.
const MAX_TEXT_BYTES: usize = 256 * 1024;
/// How far beyond the likely beginning of the next entry a bracket is still looked for.
const MAX_OVERRUN_BYTES: usize = 64 * 1024;

/// Splits the list that begins at or after `from` into its entries. A list that begins at 0 is its whole file.
pub(super) fn entries(text: &str, from: usize) -> Entries {
    let mut found = Entries::default();
    let mut scanner = Scanner::new(text, from);
    match skip_attributes(&mut scanner) {
        Some((Token::Open(b'['), _)) => {}
        first => {
            let at = first.map_or(text.len(), |(_, range)| range.start);
            let message = "a list was expected here, beginning with `[`".to_owned();
            found.broken.push(Broken {
                entry: at,
                at,
                message,
            });
            found.end = scanner.position;
            return found;
        }
    }
    while found.broken.len() < MAX_BROKEN {
        match scanner.next() {
            Some((Token::Close(b']'), _)) => {
                found.end = scanner.position;
                let is_whole_file = from == 0;
                match scanner.next().filter(|_| is_whole_file) {
                    None => return found,
                    Some((_, range)) => {
                        let message =
                            "the list ended before this line, by a `]` too many".to_owned();
                        found.broken.push(Broken {
                            entry: range.start,
                            at: range.start,
                            message,
                        });
                        scanner.position = range.start;
                    }
                }
            }
            Some((Token::Comma, _)) => {}
            Some((token, range)) => match entry_end(text, token, range.clone()) {
                Ok(end) => {
                    found.whole.push(range.start..end);
                    scanner.position = end;
                }
                Err(trouble) => {
                    let Trouble {
                        at,
                        message,
                        is_quote,
                    } = trouble;
                    found.broken.push(Broken {
                        entry: range.start,
                        at,
                        message,
                    });
                    let next = if is_quote {
                        next_entry_line(text, range.start)
                    } else {
                        next_entry(text, range.clone())
                    };
                    scanner.position = next.unwrap_or(text.len());
                    if next.is_none() {
                        found.end = text.len();
                        return found;
                    }
                }
            },
            None => {
                let message = "the list is not closed: a `]` is missing at its end".to_owned();
                found.broken.push(Broken {
                    entry: text.len(),
                    at: text.len(),
                    message,
                });
                found.end = text.len();
                return found;
            }
        }
    }
    let at = scanner.position.min(text.len());
    let message = format!("{MAX_BROKEN} entries of this list do not hold; the rest is not read");
    found.broken.push(Broken {
        entry: at,
        at,
        message,
    });
    found.end = text.len();
    found
}

/// Skips `#![enable(…)]` lines and gives the first token after them.
fn skip_attributes(scanner: &mut Scanner<'_>) -> Option<(Token, Range<usize>)> {
    loop {
        let (token, range) = scanner.next()?;
        let is_attribute = token == Token::Other && scanner.text.get(range.clone()) == Some("#");
        if !is_attribute {
            return Some((token, range));
        }
        while !matches!(scanner.next()?, (Token::Close(b']'), _)) {}
    }
}

/// What keeps an entry from being whole.
struct Trouble {
    at: usize,
    message: String,
    /// Whether a quote seems to be missing, which turns all that follows inside out.
    is_quote: bool,
}

/// Where the entry that begins with this token ends, or what keeps it from ending.
fn entry_end(text: &str, first: Token, range: Range<usize>) -> Result<usize, Trouble> {
    let trouble = |at: usize, message: &str| Trouble {
        at,
        message: message.to_owned(),
        is_quote: false,
    };
    if matches!(first, Token::Close(_) | Token::Colon) {
        return Err(trouble(
            range.start,
            "an entry was expected here, beginning with `(`",
        ));
    }
    let mut scanner = Scanner::new(text, range.start);
    let mut open: Vec<(u8, usize)> = Vec::new();
    let mut end = range.end;
    let mut long_text = None;
    // The first `(` that looks like the beginning of the next entry, and what is open there.
    let mut next_entry: Option<(usize, Trouble)> = None;
    let failed = |trouble: Trouble,
                  next_entry: Option<(usize, Trouble)>,
                  long_text: Option<usize>| {
        if let Some(at) = long_text {
            // What is noticed later is only the echo of the quote.
            let message =
                "this text runs over the end of its line: is its closing `\"` missing?".to_owned();
            return Trouble {
                at,
                message,
                is_quote: true,
            };
        }
        next_entry.map_or(trouble, |(_, trouble)| trouble)
    };
    while let Some((token, at)) = scanner.next() {
        if token == Token::Text && text.get(at.clone()).is_some_and(|text| text.contains('\n')) {
            long_text = long_text.or(Some(at.start));
        }
        if next_entry.is_none()
            && !open.is_empty()
            && begins_entry(text, token, at.start, range.start)
        {
            next_entry = Some((at.start, never_closed(text, &open)));
        }
        let is_far = next_entry
            .as_ref()
            .is_some_and(|(from, _)| at.start > from + MAX_OVERRUN_BYTES);
        if is_far {
            return Err(failed(never_closed(text, &open), next_entry, long_text));
        }
        match token {
            Token::Unterminated => {
                let trouble = Trouble {
                    at: at.start,
                    message: "this text is not closed: a `\"` is missing".to_owned(),
                    is_quote: true,
                };
                return Err(failed(trouble, None, long_text));
            }
            Token::Open(bracket) => open.push((bracket, at.start)),
            Token::Close(bracket) => match open.pop() {
                None => return Ok(end),
                Some((opened, _)) if closing_of(opened) == bracket => {}
                Some((opened, opened_at)) => {
                    let line = line_and_column(text, at.start).0;
                    let (opened, found) = (char::from(opened), char::from(bracket));
                    let message = format!(
                        "this `{opened}` is not closed before the `{found}` in line {line}"
                    );
                    return Err(failed(trouble(opened_at, &message), next_entry, long_text));
                }
            },
            Token::Comma if open.is_empty() => return Ok(end),
            _ => {}
        }
        end = at.end;
    }
    if open.is_empty() {
        Ok(end)
    } else {
        Err(failed(never_closed(text, &open), next_entry, long_text))
    }
}

/// Whether a token looks like the beginning of the entry after the one that begins at `entry`.
fn begins_entry(text: &str, token: Token, at: usize, entry: usize) -> bool {
    token == Token::Open(b'(')
        && at > entry
        && begins_line(text, at)
        && begins_line(text, entry)
        && indent_of(text, at) <= indent_of(text, entry)
}

fn never_closed(text: &str, open: &[(u8, usize)]) -> Trouble {
    let (at, message) = match open.last() {
        Some((bracket, at)) => (
            *at,
            format!("this `{}` is never closed", char::from(*bracket)),
        ),
        None => (text.len(), "the text ends too early".to_owned()),
    };
    Trouble {
        at,
        message,
        is_quote: false,
    }
}

/// The next token after an entry's first that can begin an entry: a `(` on a line of its own or after a
/// closing bracket, no deeper than this entry's. Comments and texts are skipped.
fn next_entry(text: &str, entry: Range<usize>) -> Option<usize> {
    let indent = indent_of(text, entry.start);
    let mut scanner = Scanner::new(text, entry.end);
    while let Some((token, at)) = scanner.next() {
        let begins = token == Token::Open(b'(') || token == Token::Close(b']');
        let start = line_start(text, at.start);
        let before = text.get(start..at.start).unwrap_or_default();
        let is_first = before.trim_matches([' ', '\t', ')', ',']).is_empty();
        if begins && is_first && start > entry.start && indent_of(text, at.start) <= indent {
            return Some(at.start);
        }
    }
    None
}

/// The same by lines alone, for a text in which a quote is missing.
fn next_entry_line(text: &str, from: usize) -> Option<usize> {
    let indent = indent_of(text, from);
    let mut position = from + text.get(from..)?.find('\n')? + 1;
    for line in text.get(position..)?.split_inclusive('\n') {
        let trimmed = line.trim_start();
        let body = trimmed
            .trim_start_matches(')')
            .trim_start_matches(',')
            .trim_start();
        if line.len() - trimmed.len() <= indent
            && (body.starts_with('(') || trimmed.starts_with(']'))
        {
            return Some(position + line.len() - body.len());
        }
        position += line.len();
    }
    None
}

fn line_start(text: &str, at: usize) -> usize {
    text.get(..at)
        .and_then(|before| before.rfind('\n'))
        .map_or(0, |newline| newline + 1)
}

fn indent_of(text: &str, at: usize) -> usize {
    let line = text.get(line_start(text, at)..).unwrap_or_default();
    line.len() - line.trim_start_matches([' ', '\t']).len()
}

fn begins_line(text: &str, at: usize) -> bool {
    text.get(line_start(text, at)..at)
        .is_some_and(|before| before.trim().is_empty())
}

/// The line and the column (in characters) of a byte, both counted from 1.
pub(super) fn line_and_column(text: &str, at: usize) -> (usize, usize) {
    let before = text.get(..at).unwrap_or(text);
    let line = before.bytes().filter(|byte| *byte == b'\n').count() + 1;
    let column = text
        .get(line_start(text, at)..at)
        .map_or(0, |line| line.chars().count())
        + 1;
    (line, column)
}

/// Where the lines of a text begin, so that many positions in it are found quickly.
pub(super) struct Lines {
    starts: Vec<usize>,
}

impl Lines {
    pub(super) fn of(text: &str) -> Self {
        let after_newlines = text.match_indices('\n').map(|(at, _)| at + 1);
        Self {
            starts: [0].into_iter().chain(after_newlines).collect(),
        }
    }

    /// The line and the column (in characters) of a byte, both counted from 1.
    pub(super) fn position(&self, text: &str, at: usize) -> (usize, usize) {
        let line = self.starts.partition_point(|start| *start <= at).max(1);
        let start = self.starts.get(line - 1).copied().unwrap_or(0);
        let column = text
            .get(start..at)
            .map_or(0, |before| before.chars().count())
            + 1;
        (line, column)
    }
}

/// The byte where the value at the end of `path` begins, inside the value that begins at or after `from`.
pub(super) fn locate(text: &str, from: usize, path: &[Step]) -> Option<usize> {
    let mut at = from;
    for step in path {
        at = match step {
            Step::Field(name) => field_value(text, at, name)?,
            Step::Item(index) => item(text, at, *index)?,
        };
    }
    let mut scanner = Scanner::new(text, at);
    scanner.next().map(|(_, range)| range.start)
}

/// The text of a string field, without its quotes; escapes are left as they are.
pub(super) fn text_field<'a>(text: &'a str, from: usize, name: &'static str) -> Option<&'a str> {
    let at = locate(text, from, &[Step::Field(name)])?;
    let (token, range) = Scanner::new(text, at).next()?;
    let quoted = text.get(range).filter(|_| token == Token::Text)?;
    quoted.strip_prefix('"')?.strip_suffix('"')
}

/// A scanner just inside the brackets of the value at `at`; a name before them is skipped.
fn inside(text: &str, at: usize) -> Option<Scanner<'_>> {
    let mut scanner = Scanner::new(text, at);
    loop {
        match skip_attributes(&mut scanner)? {
            (Token::Open(_), _) => return Some(scanner),
            (Token::Word, _) => {}
            _ => return None,
        }
    }
}

fn field_value(text: &str, at: usize, name: &str) -> Option<usize> {
    let mut scanner = inside(text, at)?;
    let (mut depth, mut last_word) = (0_usize, 0..0);
    loop {
        match scanner.next()? {
            (Token::Open(_), _) => depth += 1,
            (Token::Close(_), _) => depth = depth.checked_sub(1)?,
            (Token::Word, range) => last_word = range,
            (Token::Colon, _) if depth == 0 && text.get(last_word.clone()) == Some(name) => {
                return Some(scanner.position);
            }
            _ => {}
        }
    }
}

fn item(text: &str, at: usize, index: usize) -> Option<usize> {
    let mut scanner = inside(text, at)?;
    let (mut depth, mut n_seen) = (0_usize, 0);
    while n_seen < index {
        match scanner.next()? {
            (Token::Open(_), _) => depth += 1,
            (Token::Close(_), _) => depth = depth.checked_sub(1)?,
            (Token::Comma, _) if depth == 0 => n_seen += 1,
            _ => {}
        }
    }
    Some(scanner.position)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(text: &str) -> (Vec<&str>, Vec<(usize, String)>) {
        let entries = entries(text, 0);
        let whole = entries
            .whole
            .into_iter()
            .map(|range| &text[range])
            .collect();
        let broken = entries
            .broken
            .into_iter()
            .map(|b| (line_and_column(text, b.at).0, b.message))
            .collect();
        (whole, broken)
    }

    #[test]
    fn a_list_falls_into_its_entries() {
        let text = "#![enable(implicit_some)]\n[(a: \")],(\", b: [1, (2)]), // (x\n (c: r#\"\"]\"#), /* ( /* ) */ */ 'q', Name(3)]";
        let (whole, broken) = split(text);
        assert_eq!(
            whole,
            [
                "(a: \")],(\", b: [1, (2)])",
                "(c: r#\"\"]\"#)",
                "'q'",
                "Name(3)"
            ]
        );
        assert_eq!(broken, []);
    }

    #[test]
    fn a_missing_bracket_costs_one_entry() {
        for (missing, line) in [
            ("(\n  id: \"b\",\n  claims: [(x: 1)\n),", 4),
            ("(\n  id: \"b\",\n  claims: [(x: 1],\n),", 4),
            ("(\n  id: \"b\",\n  claims: [(x: 1)],\n", 2),
            ("(\n  id: \"b,\n  claims: [(x: 1)],\n),", 3),
        ] {
            let text = format!("[(id: \"a\"),\n{missing}\n(\n  id: \"c\",\n),\n(id: \"d\"),\n]");
            let (whole, broken) = split(&text);
            assert_eq!(
                whole,
                ["(id: \"a\")", "(\n  id: \"c\",\n)", "(id: \"d\")"],
                "{text}"
            );
            assert_eq!(
                broken.iter().map(|b| b.0).collect::<Vec<_>>(),
                [line],
                "{broken:?}"
            );
        }
    }

    #[test]
    fn what_stands_in_a_comment_is_no_entry() {
        let text = "[\n(id: \"a\", claims: [(x: 1)),\n/*\n(id: \"gone\"),\n*/\n(id: \"b\"),\n]";
        let (whole, broken) = split(text);
        assert_eq!(whole, ["(id: \"b\")"]);
        assert_eq!(broken.len(), 1);
    }

    #[test]
    fn entries_without_indents_are_whole() {
        let text = "[\n(\nid: \"a\",\nclaims: [\n(by: 1),\n(by: 2),\n],\n),\n(\nid: \"b\",\n),\n]";
        let (whole, broken) = split(text);
        assert_eq!((whole.len(), broken), (2, vec![]));
    }

    #[test]
    fn a_bracket_too_many_does_not_end_the_file() {
        let (whole, broken) = split("[\n(id: \"a\"),\n]\n(id: \"b\"),\n(id: \"c\"),\n]\n");
        assert_eq!(whole, ["(id: \"a\")", "(id: \"b\")", "(id: \"c\")"]);
        assert_eq!(
            broken.iter().map(|broken| broken.0).collect::<Vec<_>>(),
            [4]
        );
    }

    #[test]
    fn hostile_text_is_read_in_good_time() {
        for entry in ["(id: r#\"x\n", "(/*\n", "(id: \"x\n", "(((\n"] {
            let text = format!("[\n{}", entry.repeat(30_000));
            let found = entries(&text, 0);
            assert!(!found.broken.is_empty() && found.broken.len() <= MAX_BROKEN + 1);
        }
    }

    #[test]
    fn fields_and_items_are_found_where_they_stand() {
        let text = "(id: \"x\", at: (lon: 1.0, lat: 93.0), claims: [(by: \"p\"), (by: \"q: (\", via: \"r\")])";
        let find = |path: &[Step]| locate(text, 0, path).map(|at| &text[at..at + 4]);
        assert_eq!(find(&[Step::Field("at"), Step::Field("lat")]), Some("93.0"));
        assert_eq!(
            find(&[Step::Field("claims"), Step::Item(1), Step::Field("via")]),
            Some("\"r\")")
        );
        assert_eq!(find(&[Step::Field("nothing")]), None);
        assert_eq!(text_field(text, 0, "id"), Some("x"));
    }

    #[test]
    fn no_text_makes_the_scanner_panic_or_hang() {
        use proptest::prelude::*;
        proptest!(|(text in "[\\[\\](){}\"'\\\\,:#!r*/a\u{e9} \n-]{0,60}")| {
            let found = entries(&text, 0);
            for range in &found.whole {
                prop_assert!(text.get(range.clone()).is_some());
            }
            let at = locate(&text, 0, &[Step::Field("a"), Step::Item(1)]);
            prop_assert!(at.is_none_or(|at| at < text.len()));
        });
    }

    #[test]
    fn deep_nesting_is_only_long() {
        let text = format!("[{}", "[".repeat(200_000));
        assert_eq!(split(&text).1.len(), 1);
    }
}
