//! Where a JSON value begins and ends, found without reading it, so that a broken one costs only itself. It keeps
//! a list of open brackets instead of calling itself, and looks at each byte once.

use memchr::memchr2;

/// Brackets deeper than this are only counted.
const MAX_OPEN: usize = 4_096;

/// A stretch of text that holds one JSON value, well or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stretch {
    pub(super) start: usize,
    pub(super) end: usize,
    /// How many brackets lie in each other.
    pub(super) depth: usize,
    /// Whether its end was found before that of the text.
    pub(super) is_closed: bool,
}

/// The open brackets of a value.
#[derive(Debug, Default)]
struct Open {
    brackets: Vec<u8>,
    n_beyond: usize,
    deepest: usize,
}

impl Open {
    fn depth(&self) -> usize {
        self.brackets.len() + self.n_beyond
    }

    fn open(&mut self, bracket: u8) {
        if self.brackets.len() < MAX_OPEN {
            self.brackets.push(bracket);
        } else {
            self.n_beyond += 1;
        }
        self.deepest = self.deepest.max(self.depth());
    }

    /// Closes the nearest bracket of this sort, and what was left open in it. False where there is none.
    fn close(&mut self, closing: u8) -> bool {
        if self.n_beyond > 0 {
            self.n_beyond -= 1;
            return true;
        }
        let opening = if closing == b'}' { b'{' } else { b'[' };
        match self.brackets.iter().rposition(|it| *it == opening) {
            None => false,
            Some(at) => {
                self.brackets.truncate(at);
                true
            }
        }
    }
}

/// The value that begins at this byte. It is empty where no value can begin with that byte.
pub(super) fn value(text: &[u8], start: usize) -> Stretch {
    let mut open = Open::default();
    let mut at = start;
    let stretch = |end, open: &Open, is_closed| Stretch {
        start,
        end,
        depth: open.deepest,
        is_closed,
    };
    loop {
        match text.get(at) {
            None => return stretch(at, &open, open.depth() == 0 && at > start),
            Some(b'"') => match string_end(text, at) {
                None => return stretch(text.len(), &open, false),
                Some(end) => at = end,
            },
            Some(bracket @ (b'{' | b'[')) => {
                open.open(*bracket);
                at += 1;
            }
            Some(bracket @ (b'}' | b']')) => {
                if !open.close(*bracket) {
                    return stretch(at, &open, open.depth() == 0);
                }
                at += 1;
            }
            Some(_) if open.depth() == 0 => {
                let end = scalar_end(text, at);
                return stretch(end, &open, true);
            }
            Some(_) => at += 1,
        }
        if open.depth() == 0 {
            return stretch(at, &open, true);
        }
    }
}

/// The first byte that is no white space, and none of these.
pub(super) fn skip(text: &[u8], at: usize, also: &[u8]) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    let is_skipped = |byte: &u8| byte.is_ascii_whitespace() || also.contains(byte);
    let n = rest.iter().take_while(|byte| is_skipped(byte)).count();
    at + n
}

fn string_end(text: &[u8], start: usize) -> Option<usize> {
    let mut at = start + 1;
    loop {
        at += memchr2(b'"', b'\\', text.get(at..)?)?;
        if text.get(at) == Some(&b'"') {
            return Some(at + 1);
        }
        at += 2;
    }
}

pub(super) fn scalar_end(text: &[u8], start: usize) -> usize {
    let rest = text.get(start..).unwrap_or_default();
    let is_end = |byte: &u8| byte.is_ascii_whitespace() || b"{}[],:\"\x1E".contains(byte);
    let n = rest.iter().position(is_end).unwrap_or(rest.len());
    start + n
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> (&str, bool) {
        let stretch = value(text.as_bytes(), 0);
        (&text[..stretch.end], stretch.is_closed)
    }

    #[test]
    fn a_value_ends_with_its_bracket() {
        assert_eq!(found(r#"{"a":"}\"]"} x"#), (r#"{"a":"}\"]"}"#, true));
        assert_eq!(found("12,3"), ("12", true));
        assert_eq!(found("[1,2"), ("[1,2", false));
        assert_eq!(found(r#""ab"#), (r#""ab"#, false));
        assert_eq!(found("]"), ("", true));
        assert_eq!(found(""), ("", false));
    }

    #[test]
    fn a_forgotten_bracket_costs_only_its_value() {
        assert_eq!(found(r#"{"a":[1,2} , {}"#), (r#"{"a":[1,2}"#, true));
        assert_eq!(found(r#"{"a":1 ] , {}"#), (r#"{"a":1 "#, false));
    }

    #[test]
    fn depth_is_counted_without_an_end() {
        let deep = "[".repeat(100_000) + &"]".repeat(100_000);
        assert_eq!(value(deep.as_bytes(), 0).depth, 100_000);
    }
}
