//! The one door to a terminal: whatever is printed, nothing in it can be a command to the terminal.
//!
//! Texts of files, names of files and words of the command line are other people's. Each character that shows nothing or
//! changes how others are shown leaves as an escape, in the way of the format that is printed.

use std::fmt::Arguments;
use std::io::{self, Write};
use std::str;

use crate::model::{is_hidden, spelled};

/// What is printed, and so how an escape is written in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Printed {
    /// Text of several lines, whoever writes them: `\u{1b}`. A table of cells, like CSV, is one too: its cells stay what they
    /// are but for those characters.
    Text,
    /// Text of which each formatted write is one line, so that no name of a file can begin another: `\u{1b}`, and `\u{a}` for
    /// an end of a line within.
    Lines,
    /// JSON, where such characters can only be in strings: `\u001b`.
    Json,
}

/// Writes to where a terminal may be.
#[derive(Debug)]
pub struct Terminal<W: Write> {
    to: W,
    printed: Printed,
    /// The beginning of a character whose other bytes have not come yet.
    begun: Vec<u8>,
}

impl<W: Write> Terminal<W> {
    /// A door to `to`.
    pub fn new(to: W, printed: Printed) -> Self {
        Self {
            to,
            printed,
            begun: Vec::new(),
        }
    }

    /// Writes what is left, also of a character that was cut in two.
    pub fn finish(mut self) -> io::Result<()> {
        if !self.begun.is_empty() {
            self.to.write_all(REPLACEMENT)?;
        }
        self.to.flush()
    }

    fn text(&mut self, text: &str) -> io::Result<()> {
        let mut rest = text;
        while let Some((at, c)) = first_hidden(rest) {
            let (plain, hidden) = rest.split_at_checked(at).unwrap_or((rest, ""));
            self.to.write_all(plain.as_bytes())?;
            match self.printed {
                Printed::Text | Printed::Lines => write!(self.to, "{}", c.escape_unicode())?,
                Printed::Json => {
                    for unit in c.encode_utf16(&mut [0; 2]) {
                        write!(self.to, "\\u{unit:04x}")?;
                    }
                }
            }
            rest = hidden.get(c.len_utf8()..).unwrap_or_default();
        }
        self.to.write_all(rest.as_bytes())
    }
}

/// What stands for bytes that are no text.
const REPLACEMENT: &[u8] = "\u{fffd}".as_bytes();

/// The first character that is not printed as it is. Most of what is printed is ASCII, which is looked at by bytes.
fn first_hidden(text: &str) -> Option<(usize, char)> {
    let is_plain = |byte: &u8| matches!(byte, b' '..=b'~' | b'\n');
    let mut at = 0;
    loop {
        let rest = text.get(at..)?;
        at += rest.bytes().position(|byte| !is_plain(&byte))?;
        let c = text.get(at..)?.chars().next()?;
        if is_hidden(c) {
            return Some((at, c));
        }
        at += c.len_utf8();
    }
}

impl<W: Write> Write for Terminal<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let joined;
        let mut rest = bytes;
        if !self.begun.is_empty() {
            self.begun.extend_from_slice(bytes);
            joined = std::mem::take(&mut self.begun);
            rest = &joined;
        }
        loop {
            match str::from_utf8(rest) {
                Ok(text) => {
                    self.text(text)?;
                    return Ok(bytes.len());
                }
                Err(error) => {
                    let (text, after) = rest
                        .split_at_checked(error.valid_up_to())
                        .unwrap_or((rest, b""));
                    self.text(str::from_utf8(text).unwrap_or_default())?;
                    let Some(n_wrong) = error.error_len() else {
                        self.begun = after.to_vec();
                        return Ok(bytes.len());
                    };
                    self.to.write_all(REPLACEMENT)?;
                    rest = after.get(n_wrong..).unwrap_or_default();
                }
            }
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        self.to.flush()
    }

    fn write_fmt(&mut self, words: Arguments<'_>) -> io::Result<()> {
        let text = words.to_string();
        if self.printed != Printed::Lines {
            return self.write_all(text.as_bytes());
        }
        match text.strip_suffix('\n') {
            Some(line) => {
                self.write_all(spelled(line).as_bytes())?;
                self.write_all(b"\n")
            }
            None => self.write_all(spelled(&text).as_bytes()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn printed(printed: Printed, print: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> String {
        let mut out = Vec::new();
        let mut terminal = Terminal::new(&mut out, printed);
        print(&mut terminal).expect("a Vec takes everything");
        terminal.finish().expect("a Vec takes everything");
        String::from_utf8(out).expect("text")
    }

    #[test]
    fn nothing_that_is_printed_is_a_command() {
        let hostile = "T\u{1b}]0;pwn\u{7}\u{9b}31m\u{202e}\r\0é\u{e0041}\n";
        assert_eq!(
            printed(Printed::Text, |out| out.write_all(hostile.as_bytes())),
            "T\\u{1b}]0;pwn\\u{7}\\u{9b}31m\\u{202e}\\u{d}\\u{0}é\\u{e0041}\n"
        );
        let json = format!("[\"{hostile}\"]").replace('\n', "");
        let json = printed(Printed::Json, |out| out.write_all(json.as_bytes()));
        let read: Vec<String> = serde_json::from_str(&json).expect("JSON");
        assert_eq!(read, [hostile.trim_end_matches('\n')]);
        assert!(!json.chars().any(is_hidden));
    }

    #[test]
    fn a_line_of_a_complaint_stays_one_line() {
        let name = "a\nevent-atlas: 0 errors\u{1b}";
        let text = printed(Printed::Lines, |out| {
            writeln!(out, "event-atlas: {name}: no")
        });
        assert_eq!(
            text,
            "event-atlas: a\\u{a}event-atlas: 0 errors\\u{1b}: no\n"
        );
    }

    #[test]
    fn characters_that_come_byte_by_byte_are_whole_and_bytes_that_are_none_are_replaced() {
        let bytes = "é\u{9b}中\u{202e}👩".as_bytes().to_vec();
        let one_by_one =
            |out: &mut dyn Write| bytes.iter().try_for_each(|byte| out.write_all(&[*byte]));
        assert_eq!(printed(Printed::Text, one_by_one), "é\\u{9b}中\\u{202e}👩");
        let broken = |out: &mut dyn Write| out.write_all(b"a\x9b31m\xff\xc3");
        assert_eq!(
            printed(Printed::Text, broken),
            "a\u{fffd}31m\u{fffd}\u{fffd}"
        );
    }
}
