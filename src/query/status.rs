//! What the claims about an event amount to. It is computed, never typed by an author.

use std::collections::BTreeSet;

use crate::model::{Catalog, Claim, Event, SourceId, Stance};

/// What the claims about an event amount to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    /// One speaker says so and another denies it, about the same part of the event, and neither took it back.
    Contested,
    /// A claim of its file did not hold, so nothing can be said about the rest.
    Incomplete,
    /// It is only denied.
    Denied,
    /// Affirmed through two or more independent sources.
    Corroborated,
    /// Affirmed by two or more speakers, all through one source.
    SingleSourced,
    /// Affirmed by one speaker through one source.
    ClaimedOnly,
    /// Nobody affirms or denies it.
    Unclaimed,
}

impl Status {
    /// The status of an event of this catalog.
    ///
    /// The rules are tried in the order of the variants. Claims about what an event means
    /// ([`About::Meaning`](crate::model::About::Meaning)) are judgments: they neither support nor
    /// contest that it happened.
    pub fn of(catalog: &Catalog, event: &Event) -> Self {
        let claims = standing_claims(event);
        let affirming = || claims.iter().filter(|claim| claim.stance.is_affirming());
        let is_contested = claims
            .iter()
            .filter(|claim| claim.stance == Stance::Denies)
            .any(|denial| {
                affirming()
                    .any(|claim| claim.about == denial.about && claim.speaker != denial.speaker)
            });
        if is_contested {
            return Self::Contested;
        }
        if event.n_claims_left_out > 0 {
            return Self::Incomplete;
        }
        let sources: BTreeSet<SourceId> = affirming()
            .map(|claim| original_of(catalog, claim.via))
            .collect();
        let n_speakers = affirming()
            .map(|claim| claim.speaker)
            .collect::<BTreeSet<_>>()
            .len();
        match (n_speakers, sources.len()) {
            (0, _) if claims.iter().any(|claim| claim.stance == Stance::Denies) => Self::Denied,
            (0, _) => Self::Unclaimed,
            (_, 2..) => Self::Corroborated,
            (2.., _) => Self::SingleSourced,
            _ => Self::ClaimedOnly,
        }
    }

    /// The word for it in files.
    pub fn slug(self) -> &'static str {
        match self {
            Self::Contested => "contested",
            Self::Incomplete => "incomplete",
            Self::Denied => "denied",
            Self::Corroborated => "corroborated",
            Self::SingleSourced => "single-sourced",
            Self::ClaimedOnly => "claimed-only",
            Self::Unclaimed => "unclaimed",
        }
    }
}

/// How many sources report an event, those that repeat another counted once.
pub fn n_independent_sources(catalog: &Catalog, event: &Event) -> usize {
    let originals: BTreeSet<SourceId> = event
        .sources()
        .into_iter()
        .map(|source| original_of(catalog, source))
        .collect();
    originals.len()
}

/// The claims about the event itself that their speakers have not taken back.
fn standing_claims(event: &Event) -> Vec<&Claim> {
    let is_retracted = |claim: &Claim| {
        event.claims.iter().any(|other| {
            other.stance == Stance::Retracts
                && other.speaker == claim.speaker
                && other.about == claim.about
        })
    };
    event
        .claims
        .iter()
        .filter(|claim| claim.about != crate::model::About::Meaning && !is_retracted(claim))
        .collect()
}

/// The source that a source repeats, followed to its beginning.
fn original_of(catalog: &Catalog, source: SourceId) -> SourceId {
    let mut original = source;
    // Sources only name sources above them, so this ends; the bound guards a catalog made otherwise.
    for _ in 0..catalog.n_sources() {
        match catalog
            .source(original)
            .and_then(|source| source.derived_from.first())
        {
            Some(earlier) => original = *earlier,
            None => break,
        }
    }
    original
}
