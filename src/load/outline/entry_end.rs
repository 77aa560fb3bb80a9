//! Where an entry ends, or what keeps it from ending: a bracket, a quote, or two slips that make up for each other.

use std::ops::Range;

use super::scanner::{Scanner, Token};
use super::{begins_line, indent_of, line_and_column};

/// How far beyond the likely beginning of the next entry a bracket is always looked for.
const LEAST_OVERRUN_BYTES: usize = 64 * 1024;

/// What keeps an entry from being whole.
#[derive(Debug, Clone)]
pub(super) struct Trouble {
    pub(super) at: usize,
    pub(super) message: String,
    pub(super) hint: &'static str,
}

const CLOSE_IT: &str = "the entry was set aside; close it, and it loads";
const ADD_QUOTE: &str = "the entry was set aside; add the `\"`, and it loads";

impl Trouble {
    fn new(at: usize, message: &str, hint: &'static str) -> Self {
        Self {
            at,
            message: message.to_owned(),
            hint,
        }
    }
}

/// Where the entry that begins with this token ends, or what keeps it from ending. An entry that does not end is
/// followed beyond the next one's likely beginning; what that costs is taken from `overrun`, in bytes.
pub(super) fn entry_end(
    text: &str,
    first: Token,
    range: Range<usize>,
    overrun: &mut usize,
) -> Result<usize, Trouble> {
    let begins = match first {
        Token::Open(b'(') => {
            let next = Scanner::new(text, range.end).next();
            if matches!(next, Some((Token::Open(b'('), _))) {
                let message = "this `(` has no field; a `(` too many?";
                return Err(Trouble::new(range.start, message, "take it out"));
            }
            true
        }
        // A struct may be written with its name.
        Token::Word => matches!(
            Scanner::new(text, range.end).next(),
            Some((Token::Open(b'('), _))
        ),
        Token::Close(bracket) => {
            let message = format!("this `{}` closes nothing", char::from(bracket));
            return Err(Trouble::new(range.start, &message, "take it out"));
        }
        _ => false,
    };
    if !begins {
        let message = "an entry was expected here, beginning with `(`";
        let hint = "take this out, or write `(` and a field before it";
        return Err(Trouble::new(range.start, message, hint));
    }
    let (mut cost, limit) = (0, LEAST_OVERRUN_BYTES.max(*overrun));
    let end = matched_end(text, range.start, limit, &mut cost);
    if end.is_err() {
        *overrun = overrun.saturating_sub(cost);
    }
    let end = end?;
    not_over_neighbors(text, range.start, end)?;
    Ok(end)
}

/// The byte after the bracket that closes the entry. Beyond the likely beginning of the next one it looks no further
/// than `limit`; `cost` is how far it looked.
fn matched_end(text: &str, entry: usize, limit: usize, cost: &mut usize) -> Result<usize, Trouble> {
    let mut scanner = Scanner::new(text, entry);
    let mut open: Vec<(u8, usize)> = Vec::new();
    let mut long_text = None;
    // The first `(` that looks like the beginning of the next entry, and what is open there.
    let mut next_entry: Option<(usize, Trouble)> = None;
    while let Some((token, at)) = scanner.next() {
        if token == Token::Text && text.get(at.clone()).is_some_and(|text| text.contains('\n')) {
            long_text = long_text.or(Some(at.start));
        }
        if next_entry.is_none() && !open.is_empty() && begins_entry(text, token, at.start, entry) {
            next_entry = Some((at.start, never_closed(text, &open)));
        }
        if let Some((from, _)) = &next_entry {
            *cost = at.start - from;
        }
        if *cost > limit {
            break;
        }
        match token {
            Token::Unterminated => {
                let message = "this text is not closed: a `\"` is missing";
                let trouble = Trouble::new(at.start, message, ADD_QUOTE);
                return Err(first_cause(trouble, None, long_text));
            }
            Token::Open(bracket) => open.push((bracket, at.start)),
            Token::Close(bracket) => match open.pop() {
                Some((opened, _)) if closing_of(opened) == bracket => {
                    if open.is_empty() {
                        return Ok(at.end);
                    }
                }
                Some(_) if is_too_many(text, bracket, &open, at.start, entry) => {
                    let message = format!("this `{}` closes nothing", char::from(bracket));
                    let trouble = Trouble::new(at.start, &message, "take it out");
                    return Err(first_cause(trouble, next_entry, long_text));
                }
                Some((opened, opened_at)) => {
                    let line = line_and_column(text, at.start).0;
                    let (opened, found) = (char::from(opened), char::from(bracket));
                    let message = format!(
                        "this `{opened}` is not closed before the `{found}` in line {line}"
                    );
                    let trouble = Trouble::new(opened_at, &message, CLOSE_IT);
                    return Err(first_cause(trouble, next_entry, long_text));
                }
                None => {
                    let message = "this bracket closes nothing";
                    return Err(Trouble::new(at.start, message, "take it out"));
                }
            },
            _ => {}
        }
    }
    if let Some(at) = scanner.endless_comment {
        let message = "this comment is not closed: a `*/` is missing";
        return Err(Trouble::new(at, message, CLOSE_IT));
    }
    let trouble = never_closed(text, &open);
    Err(first_cause(trouble, next_entry, long_text))
}

/// Whether a closing bracket is one too many: none of its sort is open, and it is not the end of the list.
fn is_too_many(text: &str, bracket: u8, open: &[(u8, usize)], at: usize, entry: usize) -> bool {
    let is_list_end = begins_line(text, at) && indent_of(text, at) <= indent_of(text, entry);
    let has_partner = open
        .iter()
        .any(|(opened, _)| closing_of(*opened) == bracket);
    !has_partner && !is_list_end && bracket == b']'
}

/// What was noticed first is the cause, and what was noticed later its echo; a quote turns all inside out.
fn first_cause(
    trouble: Trouble,
    next_entry: Option<(usize, Trouble)>,
    long_text: Option<usize>,
) -> Trouble {
    if let Some(at) = long_text {
        let message = "this text runs over the end of its line: is its closing `\"` missing?";
        return Trouble::new(at, message, ADD_QUOTE);
    }
    next_entry.map_or(trouble, |(_, trouble)| trouble)
}

/// Whether an entry has swallowed the one after it.
///
/// Two slips can make up for each other, so that brackets and quotes are even again. Such an entry holds a
/// line that looks like the beginning of another one, and values without a comma between them or a text over it.
fn not_over_neighbors(text: &str, entry: usize, end: usize) -> Result<(), Trouble> {
    let (mut previous, mut is_over_entry, mut trouble) = (Token::Comma, false, None);
    let mut scanner = Scanner::new(text, entry);
    while let Some((token, at)) = scanner.next().filter(|(_, at)| at.start < end) {
        is_over_entry |= begins_entry(text, token, at.start, entry);
        let ends_value = matches!(previous, Token::Text | Token::Word | Token::Close(_));
        let begins_value = match token {
            Token::Text | Token::Word => true,
            Token::Open(_) | Token::Colon => previous != Token::Word,
            _ => false,
        };
        if trouble.is_none() && ends_value && begins_value {
            let message = "a comma is missing before this";
            let hint = "the entry was set aside; mend it, and it loads";
            trouble = Some(Trouble::new(at.start, message, hint));
        }
        if token == Token::Text && holds_entry_line(text, at.clone(), entry) {
            let message = "this text runs into the next entry: is its closing `\"` missing?";
            return Err(Trouble::new(at.start, message, ADD_QUOTE));
        }
        previous = token;
    }
    trouble.filter(|_| is_over_entry).map_or(Ok(()), Err)
}

/// Whether a text has a line in it that begins as an entry does, no deeper than the one it stands in.
fn holds_entry_line(text: &str, range: Range<usize>, entry: usize) -> bool {
    let inside = text.get(range).unwrap_or_default();
    if !inside.contains('\n') || !begins_line(text, entry) {
        return false;
    }
    let indent = indent_of(text, entry);
    inside.lines().skip(1).any(|line| {
        let body = line.trim_start();
        body.starts_with('(') && line.len() - body.len() <= indent
    })
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
    match open.last() {
        Some((bracket, at)) => {
            let message = format!("this `{}` is never closed", char::from(*bracket));
            Trouble::new(*at, &message, CLOSE_IT)
        }
        None => Trouble::new(text.len(), "the text ends too early", CLOSE_IT),
    }
}

fn closing_of(open: u8) -> u8 {
    match open {
        b'(' => b')',
        b'[' => b']',
        _ => b'}',
    }
}
