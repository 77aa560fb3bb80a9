//! Where an object or a list ends, word for word as JSON has it, or where it breaks. It keeps a list of open brackets
//! instead of calling itself, and looks at each byte once.

use memchr::memchr3;

use super::scan::{scalar_end, skip};

/// What an object says it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Says {
    Feature,
    Geometry,
    /// Something else, or nothing.
    Other,
}

/// How an entry ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// Behind this byte.
    Whole(usize),
    /// It breaks at this byte, where this is wrong.
    Broken(usize, Wrong),
}

/// What is wrong where an entry breaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wrong {
    /// The text ends.
    Cut,
    /// A text is not closed in its line.
    OpenText,
    /// A name of a member must stand here.
    NoName,
    /// A colon must stand here.
    NoColon,
    /// A value must stand here.
    NoValue,
    /// A comma or a closing bracket must stand here.
    NoComma,
    /// Brackets lie too deep in each other.
    TooDeep,
}

impl Wrong {
    /// What must stand where it breaks.
    pub(super) fn words(self) -> &'static str {
        match self {
            Self::Cut => "the text ends",
            Self::OpenText => "this text is not closed",
            Self::NoName => "a name in quotes or } is expected here",
            Self::NoColon => "a colon is expected here",
            Self::NoValue => "a value is expected here",
            Self::NoComma => "a comma or a closing bracket is expected here",
            Self::TooDeep => "brackets lie too deep in each other",
        }
    }
}

/// An object or a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) end: End,
    pub(super) says: Says,
}

/// The object or list that begins at this byte, with at most so many brackets in each other.
pub(super) fn entry(text: &[u8], start: usize, max_depth: usize) -> Entry {
    let mut scan = Scan {
        text,
        at: start,
        brackets: Vec::new(),
        max_depth,
        says: Says::Other,
        is_type: false,
    };
    let end = match scan.run() {
        Ok(()) => End::Whole(scan.at),
        Err(wrong) => End::Broken(scan.at.min(text.len()), wrong),
    };
    Entry {
        end,
        says: scan.says,
    }
}

struct Scan<'a> {
    text: &'a [u8],
    at: usize,
    brackets: Vec<u8>,
    max_depth: usize,
    says: Says,
    /// Whether the value that is read next says what the object is.
    is_type: bool,
}

impl Scan<'_> {
    fn run(&mut self) -> Result<(), Wrong> {
        self.value()?;
        while let Some(bracket) = self.brackets.last().copied() {
            // Behind a value, or behind the bracket that opened.
            self.blank();
            let closing = if bracket == b'{' { b'}' } else { b']' };
            let is_first = self.before() == Some(bracket);
            match self.byte()? {
                byte if byte == closing => {
                    self.at += 1;
                    self.brackets.pop();
                    continue;
                }
                b',' if !is_first => {
                    self.at += 1;
                    self.blank();
                }
                _ if is_first => {}
                _ => return Err(Wrong::NoComma),
            }
            if bracket == b'{' {
                self.name()?;
            }
            self.blank();
            self.value()?;
        }
        Ok(())
    }

    /// The bracket that opened just before, if nothing stands between.
    fn before(&self) -> Option<u8> {
        let passed = self.text.get(..self.at)?.trim_ascii_end();
        passed.last().copied()
    }

    fn name(&mut self) -> Result<(), Wrong> {
        if self.byte()? != b'"' {
            return Err(Wrong::NoName);
        }
        let start = self.at;
        self.string()?;
        let name = self.text.get(start..self.at);
        self.is_type = self.brackets.len() == 1 && name == Some(b"\"type\"");
        self.blank();
        if self.byte()? != b':' {
            return Err(Wrong::NoColon);
        }
        self.at += 1;
        Ok(())
    }

    /// A scalar, or the bracket that opens an object or a list.
    fn value(&mut self) -> Result<(), Wrong> {
        let is_type = std::mem::take(&mut self.is_type);
        match self.byte()? {
            b'"' => {
                let start = self.at;
                self.string()?;
                if is_type {
                    self.says = match self.text.get(start + 1..self.at - 1) {
                        Some(b"Feature") => Says::Feature,
                        Some(
                            b"Point"
                            | b"MultiPoint"
                            | b"LineString"
                            | b"MultiLineString"
                            | b"Polygon"
                            | b"MultiPolygon"
                            | b"GeometryCollection",
                        ) => Says::Geometry,
                        _ => Says::Other,
                    };
                }
                Ok(())
            }
            bracket @ (b'{' | b'[') => {
                if self.brackets.len() >= self.max_depth {
                    return Err(Wrong::TooDeep);
                }
                self.brackets.push(bracket);
                self.at += 1;
                Ok(())
            }
            _ => {
                let end = scalar_end(self.text, self.at);
                if end == self.at {
                    return Err(Wrong::NoValue);
                }
                self.at = end;
                Ok(())
            }
        }
    }

    /// A text, which never goes on in another line.
    fn string(&mut self) -> Result<(), Wrong> {
        let start = self.at;
        let mut at = start + 1;
        loop {
            let rest = self.text.get(at..).unwrap_or_default();
            let Some(n) = memchr3(b'"', b'\\', b'\n', rest) else {
                self.at = self.text.len();
                return Err(Wrong::Cut);
            };
            at += n;
            match self.text.get(at) {
                Some(b'"') => {
                    self.at = at + 1;
                    return Ok(());
                }
                Some(b'\\') => at += 2,
                _ => return Err(Wrong::OpenText),
            }
        }
    }

    fn blank(&mut self) {
        self.at = skip(self.text, self.at, b"");
    }

    fn byte(&self) -> Result<u8, Wrong> {
        self.text.get(self.at).copied().ok_or(Wrong::Cut)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn end(text: &str) -> End {
        entry(text.as_bytes(), 0, 8).end
    }

    #[test]
    fn a_whole_object_ends_with_its_bracket() {
        for text in [
            "{}",
            "[]",
            r#"{"a":[1, -2.5e3,"}\"", {} ],"b":null , "c":{"d":[[]]}}"#,
            "[ [ ] , { } ]",
        ] {
            assert_eq!(end(&format!("{text} x")), End::Whole(text.len()), "{text}");
        }
    }

    #[test]
    fn it_breaks_where_the_slip_is() {
        for (text, wrong) in [
            (r#"{"a":1,|{"type":"Feature"}"#, Wrong::NoName),
            (r#"{"a":[1,2|},{}"#, Wrong::NoComma),
            (r#"{"a":"x,"|date":1}"#, Wrong::NoComma),
            ("{\"a\":|\"x\n\"}", Wrong::OpenText),
            (r#"{"a"|1}"#, Wrong::NoColon),
            (r#"{"a":|}"#, Wrong::NoValue),
            ("[1,|]", Wrong::NoValue),
            ("{|1}", Wrong::NoName),
            (r#"{"a":{"b":1}|"#, Wrong::Cut),
            (r#"{"a":"b|"#, Wrong::Cut),
            ("[[[[[[[[|[", Wrong::TooDeep),
        ] {
            let at = text.find('|').expect("a mark");
            let text = text.replacen('|', "", 1);
            assert_eq!(end(&text), End::Broken(at, wrong), "{text}");
        }
    }

    #[test]
    fn only_the_object_itself_says_what_it_is() {
        let says = |text: &str| entry(text.as_bytes(), 0, 8).says;
        assert_eq!(
            says(r#"{"a":{"type":"Point"},"type":"Feature"}"#),
            Says::Feature
        );
        assert_eq!(says(r#"{"a":{"type":"Feature"}}"#), Says::Other);
        assert_eq!(says(r#"{"type": "Polygon"}"#), Says::Geometry);
    }
}
