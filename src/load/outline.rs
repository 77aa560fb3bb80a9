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
    UnterminatedText,
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
    while let Some(tail) = rest.get(position..) {
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
    while let Some(tail) = rest.get(position..) {
        if tail.starts_with(closing) {
            return (Token::Text, position + closing.len());
        }
        let mut chars = tail.chars();
        let Some(c) = chars.next() else { break };
        position += c.len_utf8();
        if has_escapes && c == '\\' {
            position += chars.next().map_or(0, char::len_utf8);
        }
    }
    (Token::UnterminatedText, rest.len())
}

fn char_len(rest: &str) -> (Token, usize) {
    let mut chars = rest.char_indices().skip(1);
    let is_escape = chars.next().is_some_and(|(_, c)| c == '\\');
    let closing = rest.get(1..).unwrap_or_default().find('\'');
    match closing {
        Some(0) if is_escape => (Token::Text, rest.len().min(4)),
        Some(at) if at <= 12 => (Token::Text, at + 2),
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

/// Splits the list that begins at or after `from` into its entries.
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
            return found;
        }
    }
    loop {
        match scanner.next() {
            Some((Token::Close(b']'), _)) => return found,
            Some((Token::Comma, _)) => {}
            Some((token, range)) => match entry_end(text, token, range.clone()) {
                Ok(end) => {
                    found.whole.push(range.start..end);
                    scanner.position = end;
                }
                Err((at, message)) => {
                    found.broken.push(Broken {
                        entry: range.start,
                        at,
                        message,
                    });
                    match next_entry_line(text, range.start) {
                        Some(next) => scanner.position = next,
                        None => return found,
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
                return found;
            }
        }
    }
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

/// Where the entry that begins with this token ends, or what keeps it from ending.
fn entry_end(text: &str, first: Token, range: Range<usize>) -> Result<usize, (usize, String)> {
    let mut scanner = Scanner::new(text, range.start);
    let mut open: Vec<(u8, usize)> = Vec::new();
    let indent = indent_of(text, range.start);
    if matches!(first, Token::Close(_) | Token::Colon) {
        return Err((
            range.start,
            "an entry was expected here, beginning with `(`".to_owned(),
        ));
    }
    let mut end = range.end;
    let mut long_text = None;
    let blame = |long_text: Option<usize>, trouble: (usize, String)| match long_text {
        // A forgotten quote turns all that follows inside out; what is noticed later is its echo.
        Some(at) => (
            at,
            "this text runs over the end of its line: is its closing `\"` missing?".to_owned(),
        ),
        None => trouble,
    };
    while let Some((token, at)) = scanner.next() {
        if token == Token::Text && text.get(at.clone()).is_some_and(|text| text.contains('\n')) {
            long_text = long_text.or(Some(at.start));
        }
        let begins_next_entry = token == Token::Open(b'(')
            && at.start > range.start
            && !open.is_empty()
            && begins_line(text, at.start)
            && indent_of(text, at.start) <= indent
            && begins_line(text, range.start);
        match token {
            _ if begins_next_entry => return Err(blame(long_text, never_closed(text, &open))),
            Token::UnterminatedText => {
                let message = "this text is not closed: a `\"` is missing".to_owned();
                return Err(blame(long_text, (at.start, message)));
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
                    return Err(blame(long_text, (opened_at, message)));
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
        Err(blame(long_text, never_closed(text, &open)))
    }
}

fn never_closed(text: &str, open: &[(u8, usize)]) -> (usize, String) {
    match open.last() {
        Some((bracket, at)) => (
            *at,
            format!("this `{}` is never closed", char::from(*bracket)),
        ),
        None => (text.len(), "the text ends too early".to_owned()),
    }
}

/// The next line after `from` that can begin an entry: a `(` that stands no deeper than this entry's.
fn next_entry_line(text: &str, from: usize) -> Option<usize> {
    let indent = indent_of(text, from);
    let mut position = from + text.get(from..)?.find('\n')? + 1;
    for line in text.get(position..)?.split_inclusive('\n') {
        let trimmed = line.trim_start();
        let body = trimmed
            .trim_start_matches(')')
            .trim_start_matches(',')
            .trim_start();
        if line.len() - trimmed.len() <= indent {
            if body.starts_with('(') {
                return Some(position + line.len() - body.len());
            }
            if body.starts_with(']') && trimmed.starts_with(']') {
                return Some(position + line.len() - body.len());
            }
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

/// Where the list of a field stands, from its `[` to its `]`.
pub(super) fn list_range(text: &str, from: usize, name: &'static str) -> Option<Range<usize>> {
    let start = locate(text, from, &[Step::Field(name)])?;
    let (token, range) = Scanner::new(text, start).next()?;
    let end = entry_end(text, token, range).ok()?;
    Some(start..end)
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
