//! Where things stand in a RON text: the entries of its list, and the fields of an entry.
//!
//! RON's own parser stops at the first error and tells no positions of values. This scanner reads
//! brackets and strings only, so that one broken entry costs one entry and every finding has its line.

mod entries;
mod entry_end;
mod scanner;

use std::ops::Range;

pub(super) use entries::entries;
use scanner::{Scanner, Token, skip_attributes};

/// One step from a value to a value inside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// A named field of a struct.
    Field(&'static str),
    /// An item of a list or a tuple, counted from 0.
    Item(usize),
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

/// Where the line begins that holds a byte.
fn line_start(text: &str, at: usize) -> usize {
    text.get(..at)
        .and_then(|before| before.rfind('\n'))
        .map_or(0, |newline| newline + 1)
}

/// How far the line is indented that holds a byte.
fn indent_of(text: &str, at: usize) -> usize {
    let line = text.get(line_start(text, at)..).unwrap_or_default();
    line.len() - line.trim_start_matches([' ', '\t']).len()
}

/// Whether the line of one byte is indented no deeper than that of another, which begins its line.
pub(super) fn is_no_deeper(text: &str, at: usize, other: usize) -> bool {
    begins_line(text, other) && indent_of(text, at) <= indent_of(text, other)
}

/// Whether only blanks stand before a byte in its line. It looks at no more than those, because a file may be
/// one long line.
fn begins_line(text: &str, at: usize) -> bool {
    let before = text.as_bytes().get(..at).unwrap_or_default();
    let last = before
        .iter()
        .rev()
        .find(|byte| !matches!(byte, b' ' | b'\t' | b'\r'));
    last.is_none_or(|byte| *byte == b'\n')
}

/// Where the lines of a text begin, so that many positions in it are found quickly.
pub(super) struct Lines {
    starts: Vec<usize>,
    /// The byte that was asked for last, and how many characters stand before it in its line.
    last: Option<(usize, usize)>,
}

impl Lines {
    pub(super) fn of(text: &str) -> Self {
        let after_newlines = text.match_indices('\n').map(|(at, _)| at + 1);
        Self {
            starts: [0].into_iter().chain(after_newlines).collect(),
            last: None,
        }
    }

    /// The line and the column (in characters) of a byte, both counted from 1.
    pub(super) fn position(&mut self, text: &str, at: usize) -> (usize, usize) {
        let line = self.starts.partition_point(|start| *start <= at).max(1);
        let start = self.starts.get(line - 1).copied().unwrap_or(0);
        // In a long line the next place is counted from the last one.
        let (from, n_before) = match self.last {
            Some((last, n)) if (start..=at).contains(&last) => (last, n),
            _ => (start, 0),
        };
        let n_chars = text.get(from..at).map_or(0, |part| part.chars().count());
        let n_before = n_before + n_chars;
        self.last = Some((at, n_before));
        (line, n_before + 1)
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

/// The innermost `name: value` that holds the byte `at`, its comma included: its name and its range.
pub(super) fn field_around(text: &str, at: usize) -> Option<(String, Range<usize>)> {
    // For each open bracket: where the field begins that is being read, and the last word.
    let mut open: Vec<(Option<Range<usize>>, Range<usize>)> = vec![(None, 0..0)];
    let mut scanner = Scanner::new(text, 0);
    while let Some((token, range)) = scanner.next() {
        let ended = match token {
            Token::Open(_) => {
                open.push((None, 0..0));
                None
            }
            Token::Close(_) => open.pop().and_then(|(field, _)| field),
            Token::Comma => open.last_mut().and_then(|(field, _)| field.take()),
            Token::Word => {
                if let Some((_, last_word)) = open.last_mut() {
                    *last_word = range.clone();
                }
                None
            }
            Token::Colon => {
                if let Some((field, last_word)) = open.last_mut() {
                    *field = Some(last_word.clone());
                }
                None
            }
            Token::Text | Token::Unterminated | Token::Other => None,
        };
        let end = if token == Token::Comma {
            range.end
        } else {
            range.start
        };
        if let Some(name) = ended.filter(|name| name.start <= at && at < end) {
            let text = text.get(name.clone()).unwrap_or_default();
            return Some((text.to_owned(), name.start..end));
        }
    }
    None
}

/// Where the bracket is opened that the byte `at` closes.
pub(super) fn bracket_closed_at(text: &str, at: usize) -> Option<usize> {
    let mut open = Vec::new();
    let mut scanner = Scanner::new(text, 0);
    while let Some((token, range)) = scanner.next() {
        match token {
            Token::Open(_) => open.push(range.start),
            Token::Close(_) => {
                let opened = open.pop();
                if range.start >= at {
                    return opened;
                }
            }
            _ => {}
        }
    }
    None
}

/// What stands before the struct that a file holds and is neither a comment nor an attribute; `None` where
/// nothing does, or where no line begins with the struct.
pub(super) fn junk_before_struct(text: &str) -> Option<Range<usize>> {
    let mut scanner = Scanner::new(text, 0);
    let (first, range) = skip_attributes(&mut scanner)?;
    let names_a_struct =
        first == Token::Word && matches!(scanner.next(), Some((Token::Open(b'('), _)));
    if first == Token::Open(b'(') || names_a_struct {
        return None;
    }
    let begin = text.find("\n(")? + 1;
    (begin > range.start).then_some(range.start..begin)
}

/// Where the list of a field begins at whatever depth, for a text in which a bracket or a quote is missing.
pub(super) fn list_anywhere(text: &str, name: &str) -> Option<usize> {
    text.match_indices(name).find_map(|(at, _)| {
        let value = text
            .get(at + name.len()..)?
            .trim_start()
            .strip_prefix(':')?;
        let value = value.trim_start();
        value.starts_with('[').then(|| text.len() - value.len())
    })
}

/// Lines of a header without its lists that begin as entries do: with `(id:`, or with `(` before a line with it.
pub(super) fn orphans(text: &str) -> Vec<usize> {
    let mut orphans = Vec::new();
    for (at, _) in text.match_indices('(') {
        let inside = text.get(at + 1..).unwrap_or_default().trim_start();
        let is_id = inside
            .strip_prefix("id")
            .is_some_and(|rest| rest.trim_start().starts_with(':'));
        if is_id && begins_line(text, at) && orphans.len() < entries::MAX_TOLD {
            orphans.push(at);
        }
    }
    orphans
}

/// The last byte before `at` that belongs to no comment and is no blank.
pub(super) fn last_byte_before(text: &str, at: usize) -> Option<usize> {
    let mut scanner = Scanner::new(text, 0);
    let mut last = None;
    while let Some((_, range)) = scanner.next() {
        if range.start >= at {
            break;
        }
        last = Some(range.end - 1);
    }
    last
}

/// The last bracket that nothing closes.
pub(super) fn last_unclosed(text: &str) -> Option<usize> {
    let mut scanner = Scanner::new(text, 0);
    let mut open = Vec::new();
    while let Some((token, range)) = scanner.next() {
        match token {
            Token::Open(_) => open.push(range.start),
            Token::Close(_) => drop(open.pop()),
            _ => {}
        }
    }
    open.pop()
}

/// All texts of a stretch, without their quotes.
pub(super) fn texts(stretch: &str) -> Vec<String> {
    let mut scanner = Scanner::new(stretch, 0);
    let mut texts = Vec::new();
    while let Some((token, range)) = scanner.next() {
        if token == Token::Text {
            let text = stretch.get(range).unwrap_or_default();
            texts.push(text.trim_matches('"').to_owned());
        }
    }
    texts
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
    use crate::load::outline::entries::MAX_TOLD;

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
        let text = "#![enable(implicit_some)]\n[(a: \")],(\", b: [1, (2)]), // (x\n (c: r#\"\"]\"#), /* ( /* ) */ */ (d: 'q'), Name(3)]";
        let (whole, broken) = split(text);
        assert_eq!(
            whole,
            [
                "(a: \")],(\", b: [1, (2)])",
                "(c: r#\"\"]\"#)",
                "(d: 'q')",
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
    fn hostile_text_is_read_to_its_end() {
        // Time is no matter of a test; what is quadratic here would not end while one waits.
        for entry in [
            "(id: r#\"x\n",
            "(/*\n",
            "(id: \"x\n",
            "(((\n",
            "(",
            "(id: 1),",
        ] {
            let text = format!("[\n{}", entry.repeat(30_000));
            let found = entries(&text, 0);
            assert!(!found.broken.is_empty() && found.broken.len() <= MAX_TOLD + 2);
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
