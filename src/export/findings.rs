//! Findings as text for people and as JSON for programs.

use std::fmt::Write as _;

use serde_json::{Value, json};

use unicode_width::UnicodeWidthStr as _;

use crate::model::{Excerpt, Finding, Severity, spelled};

/// The findings as text, one a paragraph, and a summary.
///
/// A paragraph is `file:line:column: severity: message`, then the line with a caret under the place, the entry and
/// the hint. What cannot be seen in the words of a file is spelled out, so that no finding can look like another
/// line.
pub fn findings_text(findings: &[Finding], n_events: usize) -> String {
    let mut text = String::new();
    for finding in findings {
        // Writing to a String cannot fail.
        writeln!(text, "{}", spelled(&finding.to_string())).ok();
        if let Some(excerpt) = &finding.excerpt {
            text += &with_caret(excerpt, finding.line);
        }
        if let Some(entry) = &finding.entry {
            writeln!(text, "    in `{}`", spelled(entry)).ok();
        }
        if let Some(hint) = &finding.hint {
            writeln!(text, "    hint: {}", spelled(hint)).ok();
        }
    }
    let n_errors = findings
        .iter()
        .filter(|finding| finding.severity == Severity::Error)
        .count();
    let n_warnings = findings.len() - n_errors;
    writeln!(
        text,
        "{n_events} events loaded, {n_errors} errors, {n_warnings} warnings"
    )
    .ok();
    text
}

/// A line with its number, and a caret under the place that is meant.
fn with_caret(excerpt: &Excerpt, line: usize) -> String {
    let before: String = excerpt.text.chars().take(excerpt.n_before).collect();
    let number = line.to_string();
    let gutter = " ".repeat(number.len());
    // Letters of some scripts are wider or narrower than a cell of a terminal.
    let indent = " ".repeat(before.width());
    format!(
        "    {number} | {}\n    {gutter} | {indent}^\n",
        excerpt.text.trim_end()
    )
}

/// The findings as a JSON list.
pub fn findings_json(findings: &[Finding]) -> String {
    let list: Vec<Value> = findings
        .iter()
        .map(|finding| {
            json!({
                "file": finding.file,
                "line": finding.line,
                "column": finding.column,
                "severity": finding.severity.to_string(),
                "entry": finding.entry,
                "message": finding.message,
                "hint": finding.hint,
            })
        })
        .collect();
    format!("{:#}\n", Value::from(list))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_caret_stands_under_the_place_in_every_script() {
        for (text, n_before) in [("id: \"x\"", 4), ("(text: \"Քարվաճառ\", lnag: 1)", 19)] {
            let excerpt = Excerpt {
                text: text.to_owned(),
                n_before,
            };
            let lines = with_caret(&excerpt, 12);
            let (line, caret) = lines.split_once('\n').expect("two lines");
            let at = caret.find('^').expect("a caret");
            let before: String = line.chars().take(at).collect();
            assert_eq!(before.width(), at);
            assert!(line.starts_with("    12 | "));
        }
    }
}
