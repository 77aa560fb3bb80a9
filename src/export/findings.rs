//! Findings as text for people and as JSON for programs.

use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::model::{Finding, Severity};

/// One finding a paragraph: `file:line:column: severity: message`, then the entry and the hint; then a summary.
pub fn findings_text(findings: &[Finding], n_events: usize) -> String {
    let mut text = String::new();
    for finding in findings {
        // Writing to a String cannot fail.
        writeln!(text, "{finding}").ok();
        if let Some(entry) = &finding.entry {
            writeln!(text, "    in `{entry}`").ok();
        }
        if let Some(hint) = &finding.hint {
            writeln!(text, "    hint: {hint}").ok();
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
