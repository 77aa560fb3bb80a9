//! Names and handles: a [`Slug`] is the name an author gave, an id is a place in one catalog.
//!
//! Ids do not outlive the catalog that gave them; whatever is written to disk uses slugs.

use std::fmt;
use std::sync::Arc;

use thiserror::Error;

/// The name an author gave to an entry: lower-case letters, digits, `-` and `_`.
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

    /// The slug as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Slug {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn is_slug_char(c: char) -> bool {
    c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '_'
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
    fn a_slug_is_lower_case_letters_digits_and_dashes() {
        assert!(Slug::new("yeraskh-shootout_2").is_ok());
        assert_eq!(Slug::new(""), Err(SlugError::Empty));
        assert_eq!(Slug::new("Yeraskh"), Err(SlugError::Character('Y')));
        assert_eq!(Slug::new("a b"), Err(SlugError::Character(' ')));
    }
}
