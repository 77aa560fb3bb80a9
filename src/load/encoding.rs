//! Bytes become text. What is not UTF-8 costs itself: it is shown as a sign of its own and told.

use super::{AtlasFile, AtlasFiles, Part};
use crate::model::{Finding, Severity};

/// More bytes that are not UTF-8 are not told one by one.
const MAX_TOLD: usize = 20;

impl AtlasFiles {
    /// Adds a file of an atlas that was read from wherever it lies. A byte order mark does no harm; bytes that are
    /// not UTF-8 are findings; a file in UTF-16 is read, and told.
    pub fn add(&mut self, name: &str, part: Part, bytes: Vec<u8>) {
        let text = match utf16_of(&bytes) {
            Some(text) => {
                let is_damaged = bytes.len() % 2 == 1 || text.contains(char::REPLACEMENT_CHARACTER);
                let message = if is_damaged {
                    "the file is UTF-16, and not all of it is whole".to_owned()
                } else {
                    "the file is UTF-16".to_owned()
                };
                let hint = "it was read; save it as UTF-8".to_owned();
                let warning = finding(name, (1, 1), message, hint);
                self.findings.push(Finding {
                    severity: Severity::Warning,
                    ..warning
                });
                text
            }
            None => String::from_utf8(without_mark(bytes)).unwrap_or_else(|error| {
                let (text, findings) = mended(name, error.as_bytes());
                self.findings.extend(findings);
                text
            }),
        };
        let text = match text.strip_prefix('\u{feff}') {
            Some(rest) => rest.to_owned(),
            None => text,
        };
        self.files.push(AtlasFile {
            name: name.to_owned(),
            part,
            text,
        });
    }
}

/// The bytes without the byte order mark of UTF-8.
fn without_mark(mut bytes: Vec<u8>) -> Vec<u8> {
    if bytes.starts_with(&[0xEF, 0xBB, 0xBF]) {
        bytes.drain(..3);
    }
    bytes
}

/// The text of bytes that begin with the byte order mark of UTF-16.
fn utf16_of(bytes: &[u8]) -> Option<String> {
    let unit: fn([u8; 2]) -> u16 = match bytes {
        [0xFF, 0xFE, ..] => u16::from_le_bytes,
        [0xFE, 0xFF, ..] => u16::from_be_bytes,
        _ => return None,
    };
    let pairs = bytes
        .chunks_exact(2)
        .filter_map(|pair| pair.try_into().ok());
    let units: Vec<u16> = pairs.map(unit).collect();
    Some(String::from_utf16_lossy(&units))
}

/// The text with U+FFFD for what is not UTF-8, and where that is.
fn mended(name: &str, bytes: &[u8]) -> (String, Vec<Finding>) {
    let mut text = String::new();
    let mut findings = Vec::new();
    let (mut line, mut column, mut n_bad) = (1, 1, 0);
    for chunk in bytes.utf8_chunks() {
        for c in chunk.valid().chars() {
            if c == '\n' {
                (line, column) = (line + 1, 1);
            } else {
                column += 1;
            }
        }
        text.push_str(chunk.valid());
        if chunk.invalid().is_empty() {
            continue;
        }
        n_bad += 1;
        if n_bad <= MAX_TOLD {
            let message = format!(
                "byte 0x{:02X} is not UTF-8",
                chunk.invalid().first().unwrap_or(&0)
            );
            let hint = "save the file as UTF-8; a sign for it stands in its place".to_owned();
            findings.push(finding(name, (line, column), message, hint));
        }
        text.push(char::REPLACEMENT_CHARACTER);
        column += 1;
    }
    if n_bad > MAX_TOLD {
        let message = format!(
            "{} more places of this file are not UTF-8",
            n_bad - MAX_TOLD
        );
        let hint = "save the file as UTF-8".to_owned();
        findings.push(finding(name, (line, column), message, hint));
    }
    (text, findings)
}

fn finding(name: &str, (line, column): (usize, usize), message: String, hint: String) -> Finding {
    Finding {
        file: name.to_owned(),
        line,
        column,
        severity: Severity::Error,
        entry: None,
        message,
        hint: Some(hint),
        excerpt: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_byte_that_is_not_utf8_costs_itself() {
        let mut atlas = AtlasFiles::default();
        atlas.add(
            "a.ron",
            Part::Events,
            b"\xEF\xBB\xBF[\n(id: \"L\xE7in\")]".to_vec(),
        );
        let text = &atlas.files[0].text;
        assert_eq!(text, "[\n(id: \"L\u{fffd}in\")]");
        let finding = &atlas.findings[0];
        assert_eq!((finding.line, finding.column), (2, 8));
        assert!(finding.message.contains("0xE7"));
    }

    #[test]
    fn many_bad_bytes_are_told_in_few_words() {
        let mut atlas = AtlasFiles::default();
        atlas.add("a.ron", Part::Events, vec![0xE7; 1_000]);
        assert_eq!(atlas.findings.len(), MAX_TOLD + 1);
    }

    #[test]
    fn utf16_is_read_and_told() {
        for bytes in [[0xFF, 0xFE, 0x5B, 0x00], [0xFE, 0xFF, 0x00, 0x5B]] {
            let mut atlas = AtlasFiles::default();
            atlas.add("a.ron", Part::Events, bytes.to_vec());
            assert_eq!(atlas.files[0].text, "[");
            assert_eq!(atlas.findings[0].severity, Severity::Warning);
        }
    }
}
