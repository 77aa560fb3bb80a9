//! Brackets, words and texts of a RON text, one by one. It knows no meaning.

use std::ops::Range;

/// No text and no comment of an author is longer; one that seems so has lost its end.
const MAX_TEXT_BYTES: usize = 256 * 1024;

/// A piece of a RON text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Token {
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
pub(super) struct Scanner<'a> {
    pub(super) text: &'a str,
    pub(super) position: usize,
    /// Where a comment begins that has no end.
    pub(super) endless_comment: Option<usize>,
}

impl<'a> Scanner<'a> {
    pub(super) fn new(text: &'a str, position: usize) -> Self {
        Self {
            text,
            position,
            endless_comment: None,
        }
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
                let len = block_comment_len(rest);
                if len == rest.len() && !rest.ends_with("*/") {
                    self.endless_comment = Some(self.position);
                }
                self.position += len;
            } else if blank == 0 {
                return;
            }
        }
    }

    /// The next token and its range; `None` at the end of the text.
    pub(super) fn next(&mut self) -> Option<(Token, Range<usize>)> {
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

/// Skips `#![enable(…)]` lines and gives the first token after them. One that is not closed ends with its line.
pub(super) fn skip_attributes(scanner: &mut Scanner<'_>) -> Option<(Token, Range<usize>)> {
    loop {
        let (token, range) = scanner.next()?;
        let is_attribute = token == Token::Other && scanner.text.get(range.clone()) == Some("#");
        if !is_attribute {
            return Some((token, range));
        }
        let line = scanner.rest();
        let end = line.find('\n').unwrap_or(line.len());
        let bracket = line.find(']').map_or(end, |at| at + 1);
        scanner.position += end.min(bracket);
    }
}
