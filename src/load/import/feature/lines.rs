//! Where a byte of a text stands, counted in lines and characters from 1. It goes forward, so all questions in the
//! order of the text together cost one walk through it; a step back costs as much as it is long.

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

    /// The line and column of a byte.
    pub(in crate::load::import) fn position(&mut self, byte: usize) -> (usize, usize) {
        let byte = self.text.floor_char_boundary(byte);
        if byte < self.at {
            return self.before(byte);
        }
        let passed = self.text.get(self.at..byte).unwrap_or_default();
        match passed.rfind('\n') {
            None => self.column += passed.chars().count(),
            Some(last) => {
                self.line += passed.bytes().filter(|byte| *byte == b'\n').count();
                let behind = passed.get(last + 1..).unwrap_or_default();
                self.column = 1 + behind.chars().count();
            }
        }
        self.at = byte;
        (self.line, self.column)
    }

    /// The line and column of a byte that was passed.
    fn before(&self, byte: usize) -> (usize, usize) {
        let passed = self.text.get(byte..self.at).unwrap_or_default();
        let n_lines = passed.bytes().filter(|byte| *byte == b'\n').count();
        if n_lines == 0 {
            return (self.line, self.column - passed.chars().count());
        }
        let head = self.text.get(..byte).unwrap_or_default();
        let start = head.rfind('\n').map_or(0, |at| at + 1);
        let of_line = head.get(start..).unwrap_or_default();
        (self.line - n_lines, 1 + of_line.chars().count())
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
        assert_eq!(lines.position(0), (1, 1));
        assert_eq!(lines.position(7), (2, 2));
        assert_eq!(lines.position(2), (1, 2));
        assert_eq!(lines.position(usize::MAX), (2, 6));
    }
}
