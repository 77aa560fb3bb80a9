//! An entry that did not hold: where it stands, what is wrong, and what would be right.

use std::fmt;

/// One thing that was set aside, or that an author should look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The file, as it was named when it was opened.
    pub file: String,
    /// The line, counted from 1.
    pub line: usize,
    /// The column in characters, counted from 1.
    pub column: usize,
    /// How bad it is.
    pub severity: Severity,
    /// The id of the entry, where it has one.
    pub entry: Option<String>,
    /// What is wrong.
    pub message: String,
    /// What would be right.
    pub hint: Option<String>,
    /// The line it stands in, where there is one.
    pub excerpt: Option<Excerpt>,
}

/// A line of a file, or the part of a long one around a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Excerpt {
    /// The text, without control characters.
    pub text: String,
    /// How many characters of it stand before the finding.
    pub n_before: usize,
}

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Worth a look; nothing was set aside.
    Warning,
    /// Something was set aside.
    Error,
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Warning => "warning",
            Self::Error => "error",
        })
    }
}

impl fmt::Display for Finding {
    /// `file:line:column: severity: message`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            file,
            line,
            column,
            severity,
            message,
            ..
        } = self;
        write!(f, "{file}:{line}:{column}: {severity}: {message}")
    }
}
