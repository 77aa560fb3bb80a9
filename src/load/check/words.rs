//! What the parser says, in an author's words: what is wrong, and what would be right.

use super::suggest;

/// A parser's error in an author's words: what is wrong, and what would be right.
pub(super) fn words_for(error: &ron::Error) -> (String, Option<String>) {
    match error {
        ron::Error::NoSuchStructField {
            expected,
            found,
            outer,
        } => {
            let of = outer
                .as_ref()
                .map(|outer| format!(" in {}", article(outer)))
                .unwrap_or_default();
            (
                format!("unknown field `{found}`{of}"),
                suggest::hint(found, expected.iter().copied()),
            )
        }
        ron::Error::NoSuchEnumVariant {
            expected, found, ..
        } => (
            format!("unknown word `{found}`"),
            suggest::hint(found, expected.iter().copied()),
        ),
        ron::Error::MissingStructField { field, outer } => {
            let of = outer
                .as_ref()
                .map(|outer| format!(" of {}", article(outer)))
                .unwrap_or_default();
            (
                format!("the field `{field}`{of} is missing"),
                Some(format!("add `{field}: …`")),
            )
        }
        ron::Error::DuplicateStructField { field, .. } => (
            format!("the field `{field}` is given twice"),
            Some("keep one of them".to_owned()),
        ),
        other => plain_words_for(other),
    }
}

/// What the parser expected, as an author would say it.
fn plain_words_for(error: &ron::Error) -> (String, Option<String>) {
    const WORDS: &str = "the manual lists the words (data/README.md)";
    let (message, hint) = match error {
        ron::Error::ExpectedString | ron::Error::ExpectedStringEnd => {
            ("a text was expected here", "write it in quotes: \"…\"")
        }
        ron::Error::ExpectedInteger => (
            "a whole number was expected here",
            "write digits only, as in 3",
        ),
        ron::Error::ExpectedFloat => (
            "a number was expected here",
            "write digits only, as in 45.5",
        ),
        ron::Error::ExpectedBoolean => ("`true` or `false` was expected here", "write one of them"),
        ron::Error::IntegerOutOfBounds => (
            "this number is too small or too large",
            "write a whole number from 0 to 4294967295",
        ),
        ron::Error::ExpectedIdentifier => ("a word without quotes was expected here", WORDS),
        ron::Error::ExpectedArray => (
            "a list was expected here, beginning with `[`",
            "write its items between `[` and `]`",
        ),
        ron::Error::ExpectedComma => ("a comma is missing before this", "write `,` before it"),
        ron::Error::ExpectedMapColon => ("a `:` was expected here", "write `field: value`"),
        ron::Error::SuggestRawIdentifier(_) | ron::Error::InvalidIdentifier(_) => (
            "the name of a field was expected here",
            "write `field: value`; numbers have a point, as in 45.5",
        ),
        ron::Error::InvalidEscape(_) => {
            ("this escape is not known", "write `\\\\` for a backslash")
        }
        ron::Error::Eof => ("this is never closed", "write the bracket that closes it"),
        ron::Error::TrailingCharacters => (
            "this does not belong after the end",
            "take it out, or make a comment of it with `//`",
        ),
        ron::Error::ExpectedNamedStructLike(name) => {
            let message = format!("{} was expected here, beginning with `(`", article(name));
            return (
                message,
                Some("write its fields between `(` and `)`".to_owned()),
            );
        }
        ron::Error::ExpectedDifferentLength { expected, found } => {
            let wanted: String = expected.chars().filter(char::is_ascii_digit).collect();
            let message = format!("{found} given where {wanted} are wanted");
            return (message, Some("write as many values as that".to_owned()));
        }
        other => return (lower_first(&other.to_string()), None),
    };
    (message.to_owned(), Some(hint.to_owned()))
}

pub(super) fn article(noun: &str) -> String {
    let needs_n = noun.starts_with(['a', 'e', 'i', 'o', 'u']);
    format!("{} {noun}", if needs_n { "an" } else { "a" })
}

fn lower_first(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| {
        first.to_lowercase().chain(chars).collect()
    })
}
