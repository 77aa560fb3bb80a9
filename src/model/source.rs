//! A publication through which claims reach us.

use super::{Slug, SourceId, When};

/// A source. Its own dates are of the publication, never of the events.
#[derive(Debug, Clone, PartialEq)]
pub struct Source {
    /// The author's name for it.
    pub slug: Slug,
    /// Its title.
    pub title: String,
    /// Who wrote it, where known.
    pub author: Option<String>,
    /// Who published it, where known.
    pub publisher: Option<String>,
    /// When it was published.
    pub published: Option<When>,
    /// When it was read.
    pub retrieved: Option<When>,
    /// Its address: `http` or `https`, checked; nothing is ever fetched from it.
    pub url: Option<String>,
    /// The sources it repeats; they do not count twice.
    pub derived_from: Vec<SourceId>,
    /// Whether it repeats a source that its file names and that did not hold. Such a source counts as none of
    /// its own, so that a slip never makes evidence stronger.
    pub has_unknown_origin: bool,
    /// How far somebody trusts it, where somebody says so.
    pub reliability: Option<Reliability>,
    /// The atlas's own remark.
    pub note: Option<String>,
}

/// A grade that somebody gave a source. It is a judgment like any other, so it says whose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reliability {
    /// The grade, in the words of its scale.
    pub grade: String,
    /// The scale, for instance "Admiralty code, A to F".
    pub scale: String,
    /// Who gave the grade.
    pub by: String,
}
