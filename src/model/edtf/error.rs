//! Why a text is not a date we read, and what to write instead.

use thiserror::Error;

use crate::model::Day;

/// How many characters of a text a message repeats.
pub(super) const N_QUOTED: usize = 60;

/// Why a text is not a date we read. The message says what would be right; the texts in it are short and
/// without control characters, whatever was written.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum DateError {
    /// Nothing was written.
    #[error("the date is empty; write it like 2021-07-19, 2021-07, 2021 or 2021-07-XX")]
    Empty,
    /// The text has another shape.
    #[error(
        "\"{0}\" is no date we read; write it like 2021-07-19, 2021-07, 2021-07-XX or 2020-09-27/2020-11-10"
    )]
    Shape(String),
    /// A date, but not as EDTF writes it.
    #[error("\"{text}\" is no date we read; write {instead}")]
    Spelling {
        /// What was written.
        text: String,
        /// What was probably meant, in EDTF.
        instead: String,
    },
    /// EDTF or another part of ISO 8601, but not among the forms that are read.
    #[error("\"{text}\": {form} is not read; {instead}")]
    NotRead {
        /// What was written.
        text: String,
        /// What the form is called.
        form: &'static str,
        /// What to do instead.
        instead: String,
    },
    /// The shape is right, but the calendar has no such day or month.
    #[error("{0} does not exist: {1}")]
    NoSuchDay(String, &'static str),
    /// The shape is right, but the clock has no such time.
    #[error("{0} does not exist: {1}")]
    NoSuchTime(String, &'static str),
    /// A year so far away that its days are not counted.
    #[error(
        "{0} is too far away; years are counted from Y{first} to Y{last}",
        first = Day::FIRST_YEAR,
        last = Day::LAST_YEAR
    )]
    TooFar(String),
    /// It could be any day at all.
    #[error(
        "\"{0}\" could be any day; give a beginning or an end, as in 2020-11-10/.., or leave the date out"
    )]
    AnyDay(String),
    /// An interval or a range whose end comes before its beginning.
    #[error("the interval {0} ends before it begins")]
    EndsBeforeItBegins(String),
}

/// A text as a message repeats it: at most [`N_QUOTED`] characters, those that cannot be seen spelled out.
pub(super) fn quoted(text: &str) -> String {
    let mut quoted = String::new();
    for (n, char) in text.chars().enumerate() {
        if n == N_QUOTED {
            quoted.push('…');
            break;
        }
        match char {
            '\'' | '\\' => quoted.push(char),
            _ => quoted.extend(char.escape_debug()),
        }
    }
    quoted
}
