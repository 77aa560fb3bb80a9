//! Names and handles: a [`Slug`] is the name an author gave, an id is a place in one catalog.
//!
//! Ids do not outlive the catalog that gave them; whatever is written to disk uses slugs.

use std::borrow::Borrow;
use std::fmt;
use std::sync::Arc;

use thiserror::Error;
use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

/// The name an author gave to an entry: letters of any script, none of them a capital,
/// digits, `-` and `_`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Slug(Arc<str>);

/// Why a text is not a slug.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum SlugError {
    /// Nothing was written.
    #[error("an id must not be empty")]
    Empty,
    /// A character that ids do not have.
    #[error("an id cannot hold {0:?}")]
    Character(char),
}

impl Slug {
    /// A slug from what an author wrote.
    pub fn new(text: &str) -> Result<Self, SlugError> {
        if text.is_empty() {
            return Err(SlugError::Empty);
        }
        match text.chars().find(|c| !is_slug_char(*c)) {
            Some(bad) => Err(SlugError::Character(bad)),
            None => Ok(Self(text.into())),
        }
    }

    /// Stands for the slug of what has none.
    pub fn unknown() -> Self {
        Self("unknown".into())
    }

    /// A text as slugs have it, of at most so many characters: in small letters of the script it is written in,
    /// each character that slugs cannot hold replaced by `-`. `None` where no letter or digit is left.
    pub fn text_like(text: &str, most: usize) -> Option<String> {
        let kept = |c: char| if is_slug_char(c) { c } else { '-' };
        let slug: String = if text.is_ascii() {
            let chars = text.bytes().map(|byte| byte.to_ascii_lowercase());
            let mut slug = String::with_capacity(text.len().min(most));
            slug.extend(chars.take(most).map(|byte| kept(char::from(byte))));
            slug
        } else {
            // A capital dotted i becomes an i and a dot of its own.
            let small = text.to_lowercase().replace("i\u{307}", "i");
            small.nfc().take(most).map(kept).collect()
        };
        let has_letter = slug.chars().any(char::is_alphanumeric);
        has_letter.then_some(slug)
    }

    /// The slug as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Borrow<str> for Slug {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Slug {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn is_slug_char(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '_';
    }
    let is_letter = c.is_alphanumeric() || is_combining_mark(c);
    let is_small = !c.is_uppercase() && c.to_lowercase().eq([c]);
    is_letter && is_small && !is_blank(c)
}

/// Letters and marks that nobody can see.
fn is_blank(c: char) -> bool {
    matches!(
        c,
        '\u{34F}'
            | '\u{115F}'
            | '\u{1160}'
            | '\u{17B4}'
            | '\u{17B5}'
            | '\u{180B}'..='\u{180F}'
            | '\u{3164}'
            | '\u{FE00}'..='\u{FE0F}'
            | '\u{FFA0}'
            | '\u{E0100}'..='\u{E01EF}'
    )
}

/// Six handles of the same make; a macro, because six hand-written copies would drift apart.
macro_rules! handles {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(u32);

        impl $name {
            /// The handle of the entry at `index`.
            pub fn from_index(index: usize) -> Self {
                Self(u32::try_from(index).unwrap_or(u32::MAX))
            }

            /// Where the entry stands in its list.
            pub fn index(self) -> usize {
                self.0 as usize
            }
        }
    )*};
}

handles! {
    /// An event of one catalog.
    EventId,
    /// A place of one catalog.
    PlaceId,
    /// An actor of one catalog.
    ActorId,
    /// A source of one catalog.
    SourceId,
    /// A kind of event of one catalog.
    KindId,
    /// A tag of one catalog.
    TagId,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slug_is_small_letters_digits_and_dashes() {
        assert!(Slug::new("yeraskh-shootout_2").is_ok());
        assert_eq!(Slug::new(""), Err(SlugError::Empty));
        assert_eq!(Slug::new("Yeraskh"), Err(SlugError::Character('Y')));
        assert_eq!(Slug::new("a b"), Err(SlugError::Character(' ')));
    }

    #[test]
    fn a_slug_keeps_the_script_it_is_written_in() {
        for text in [
            "თბილისი",
            "تهران",
            "上海",
            "երևան",
            "kəlbəcər",
            "दिल्ली",
            "გორი-2",
        ] {
            assert!(Slug::new(text).is_ok(), "{text}");
            assert_eq!(Slug::text_like(text, 60).as_deref(), Some(text));
        }
        for (text, bad) in [
            ("Երևան", 'Ե'),
            ("a\u{200C}b", '\u{200C}'),
            ("a\u{3164}", '\u{3164}'),
        ] {
            assert_eq!(Slug::new(text), Err(SlugError::Character(bad)), "{text}");
        }
        let like = |text| Slug::text_like(text, 60);
        assert_eq!(like("Երևան").as_deref(), Some("երևան"));
        assert_eq!(like("İrəvan, AZ").as_deref(), Some("irəvan--az"));
        assert_eq!(like("e\u{301}"), like("É"));
        assert_eq!(like("!? \u{3164}"), None);
        assert_eq!(like(""), None);
    }
}
