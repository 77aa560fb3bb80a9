//! A list falls into its entries, and what is broken costs itself and not the rest.

use std::ops::Range;

use super::line_and_column;
use super::scanner::{Scanner, Token, skip_attributes};

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
}

fn closing_of(open: u8) -> u8 {
    match open {
        b'(' => b')',
        b'[' => b']',
        _ => b'}',
    }
}

/// A list with more broken entries than this is not read further; nobody mends more at once.
pub(super) const MAX_BROKEN: usize = 200;
/// How far beyond the likely beginning of the next entry a bracket is still looked for.
const MAX_OVERRUN_BYTES: usize = 64 * 1024;

/// Splits the list that begins at or after `from` into its entries. A list that begins at 0 is its whole file.
pub(in crate::load) fn entries(text: &str, from: usize) -> Entries {
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

pub(super) fn line_start(text: &str, at: usize) -> usize {
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
