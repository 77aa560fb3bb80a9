//! Where a byte of a text stands, counted in lines and characters from 1. It only goes forward, so all
//! questions together cost one walk through the text.

/// A walk through a text.
#[derive(Debug)]
pub(in crate::load::import) struct Lines<'a> {
    text: &'a str,
    at: usize,
    line: usize,
    column: usize,
}

impl<'a> Lines<'a> {
    pub(in crate::load::import) fn of(text: &'a str) -> Self {
        Self {
            text,
            at: 0,
            line: 1,
            column: 1,
        }
    }

    /// The line and column of a byte; of a byte before one asked for earlier, those of the earlier.
    pub(in crate::load::import) fn position(&mut self, byte: usize) -> (usize, usize) {
        let byte = self.text.floor_char_boundary(byte);
        let passed = self.text.get(self.at..byte).unwrap_or_default();
        match passed.rfind('\n') {
            None => self.column += passed.chars().count(),
            Some(last) => {
                self.line += passed.bytes().filter(|byte| *byte == b'\n').count();
                let behind = passed.get(last + 1..).unwrap_or_default();
                self.column = 1 + behind.chars().count();
            }
        }
        self.at = self.at.max(byte);
        (self.line, self.column)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters_and_lines_begin_at_one() {
        let mut lines = Lines::of("é<a>\n  <b>");
        assert_eq!(lines.position(0), (1, 1));
        assert_eq!(lines.position(2), (1, 2));
        assert_eq!(lines.position(8), (2, 3));
        assert_eq!(lines.position(0), (2, 3));
        assert_eq!(lines.position(usize::MAX), (2, 6));
    }
}
