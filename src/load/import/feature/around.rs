//! What a feature takes from what it lies in: without it, its own bytes do not tell all of it.

use super::Dated;

/// What is around a feature.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::load) struct Around<'a> {
    /// The name of the folder it lies in; it stands for its kind.
    pub(in crate::load::import) kind: Option<&'a str>,
    /// What speaks where it names no source.
    pub(in crate::load::import) source: &'a str,
    /// The time of what it lies in.
    pub(in crate::load::import) dated: Option<&'a Dated>,
}

/// The same, kept.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::load::import) struct KeptAround {
    kind: Option<Box<str>>,
    source: Box<str>,
    dated: Option<Dated>,
}

impl Around<'_> {
    /// Keeps it.
    pub(in crate::load::import) fn kept(&self) -> KeptAround {
        KeptAround {
            kind: self.kind.map(Into::into),
            source: self.source.into(),
            dated: self.dated.cloned(),
        }
    }
}

impl KeptAround {
    pub(in crate::load::import) fn around(&self) -> Around<'_> {
        Around {
            kind: self.kind.as_deref(),
            source: &self.source,
            dated: self.dated.as_ref(),
        }
    }
}
