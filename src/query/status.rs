//! What the claims about an event amount to. It is computed, never typed by an author.

use std::collections::BTreeSet;

use super::Knowledge;
use crate::model::{About, Catalog, Claim, Event, RowClaim, SourceId, Stance};

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
    /// The status of claims that are all about the event itself and answer none: what [`Verdict::of`] says
    /// of them.
    pub(super) fn of_simple(catalog: &Catalog, claims: &[RowClaim]) -> Self {
        let affirming = || claims.iter().filter(|claim| claim.stance.is_affirming());
        let mut denials = claims.iter().filter(|claim| claim.stance == Stance::Denies);
        let is_denied = denials.clone().next().is_some();
        let is_disputed =
            denials.any(|denial| affirming().any(|claim| claim.speaker != denial.speaker));
        if is_disputed {
            return Self::Contested;
        }
        let Some(first) = affirming().next() else {
            return if is_denied {
                Self::Denied
            } else {
                Self::Unclaimed
            };
        };
        let is_one_source = affirming().all(|claim| claim.via == first.via);
        let is_original = |id| {
            catalog
                .source(id)
                .is_some_and(|source| source.derived_from.is_empty() && !source.has_unknown_origin)
        };
        let n_sources = if is_one_source && is_original(first.via) {
            1
        } else {
            let sources = affirming().flat_map(|claim| originals_of(catalog, claim.via));
            sources.collect::<BTreeSet<_>>().len()
        };
        if n_sources >= 2 {
            Self::Corroborated
        } else if affirming().any(|claim| claim.speaker != first.speaker) {
            Self::SingleSourced
        } else {
            Self::ClaimedOnly
        }
    }

    /// All of them, in their order.
    pub const ALL: [Self; 7] = [
        Self::Contested,
        Self::Incomplete,
        Self::Denied,
        Self::Corroborated,
        Self::SingleSourced,
        Self::ClaimedOnly,
        Self::Unclaimed,
    ];

    /// Where it stands among all.
    pub fn index(self) -> usize {
        self as usize
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

/// Two claims that cannot both hold, as indices into [`Event::claims`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Dispute {
    /// What is denied.
    pub claim: usize,
    /// The denial.
    pub denial: usize,
    /// What both are about.
    pub about: About,
}

/// A status and why it is that one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// What the claims amount to.
    pub status: Status,
    /// Who contradicts whom, in the order of the denials.
    pub disputes: Vec<Dispute>,
    /// The claims that have been taken back.
    pub retracted: Vec<usize>,
    /// Through how many independent sources it is affirmed; those that repeat another count once.
    pub n_sources: usize,
    /// How many speakers affirm it.
    pub n_speakers: usize,
}

impl Verdict {
    /// The verdict on an event of this catalog, as far as it was known.
    ///
    /// 1. Claims that were not known yet play no part, nor do claims that their speaker took back. A retraction
    ///    takes back the claim it answers; one that answers none takes back all that its speaker said about
    ///    the same part, unless it was said again later.
    /// 2. Claims about what an event means ([`About::Meaning`]) are judgments: they neither support nor contest
    ///    that it happened.
    /// 3. A denial contradicts the claim it answers, if another speaker made it and says that it is so or is not
    ///    so; one that answers none
    ///    contradicts every claim by another speaker that affirms the same part. One contradiction makes
    ///    the event *contested*.
    /// 4. Without one, a claim that did not hold in its file makes it *incomplete*: what is left may mislead.
    /// 5. Otherwise those who affirm it count (asserting, confirming, announcing): none of them is *denied* or
    ///    *unclaimed*; two independent sources are *corroborated*; two speakers in one source are
    ///    *single-sourced*; one speaker is *claimed only*.
    pub fn of(catalog: &Catalog, event: &Event, knowledge: Knowledge) -> Self {
        let known: Vec<(usize, &Claim)> = event
            .claims
            .iter()
            .enumerate()
            .filter(|(_, claim)| knowledge.has_claim(catalog, event, claim))
            .collect();
        let retracted = retracted(&known);
        let standing: Vec<(usize, &Claim)> = known
            .into_iter()
            .filter(|(index, claim)| claim.about != About::Meaning && !retracted.contains(index))
            .collect();
        let disputes = disputes(&standing);
        let affirming: Vec<&Claim> = standing
            .iter()
            .filter(|(_, claim)| claim.stance.is_affirming())
            .map(|(_, claim)| *claim)
            .collect();
        let sources: BTreeSet<SourceId> = affirming
            .iter()
            .flat_map(|claim| originals_of(catalog, claim.via))
            .filter(|source| knowledge.has_source(catalog, *source))
            .collect();
        let speakers: BTreeSet<_> = affirming.iter().map(|claim| claim.speaker).collect();
        let is_denied = standing
            .iter()
            .any(|(_, claim)| claim.stance == Stance::Denies);
        let status = match (speakers.len(), sources.len()) {
            _ if !disputes.is_empty() => Status::Contested,
            _ if event.n_claims_left_out > 0 => Status::Incomplete,
            (0, _) if is_denied => Status::Denied,
            (0, _) => Status::Unclaimed,
            (_, 2..) => Status::Corroborated,
            (2.., _) => Status::SingleSourced,
            _ => Status::ClaimedOnly,
        };
        Self {
            status,
            disputes,
            retracted,
            n_sources: sources.len(),
            n_speakers: speakers.len(),
        }
    }

    /// The verdict where nothing is known.
    pub const NONE: Self = Self {
        status: Status::Unclaimed,
        disputes: Vec::new(),
        retracted: Vec::new(),
        n_sources: 0,
        n_speakers: 0,
    };
}

/// The sources of the claims about an event that were known, each once.
pub fn known_sources(catalog: &Catalog, event: &Event, knowledge: Knowledge) -> BTreeSet<SourceId> {
    event
        .claims
        .iter()
        .filter(|claim| knowledge.has_claim(catalog, event, claim))
        .map(|claim| claim.via)
        .collect()
}

/// How many of them are known and independent, those that repeat another counted once.
pub fn n_independent_sources(catalog: &Catalog, event: &Event, knowledge: Knowledge) -> usize {
    let originals: BTreeSet<SourceId> = known_sources(catalog, event, knowledge)
        .into_iter()
        .flat_map(|source| originals_of(catalog, source))
        .filter(|source| knowledge.has_source(catalog, *source))
        .collect();
    originals.len()
}

/// The claims that their speakers have taken back.
fn retracted(known: &[(usize, &Claim)]) -> Vec<usize> {
    let retractions: Vec<&Claim> = known
        .iter()
        .filter(|(_, claim)| claim.stance == Stance::Retracts)
        .map(|(_, claim)| *claim)
        .collect();
    let is_retracted = |index: usize, claim: &Claim| {
        retractions.iter().any(|retraction| {
            let is_said_again = claim
                .said
                .as_ref()
                .zip(retraction.said.as_ref())
                .is_some_and(|(again, back)| again.span().is_after(back.span()));
            retraction.speaker == claim.speaker
                && claim.stance != Stance::Retracts
                && match retraction.answers {
                    Some(answered) => answered == index,
                    None => retraction.about == claim.about && !is_said_again,
                }
        })
    };
    known
        .iter()
        .filter(|(index, claim)| is_retracted(*index, claim))
        .map(|(index, _)| *index)
        .collect()
}

/// Which of the standing claims contradict each other.
fn disputes(standing: &[(usize, &Claim)]) -> Vec<Dispute> {
    let mut disputes = Vec::new();
    for (denial, denying) in standing {
        if denying.stance != Stance::Denies {
            continue;
        }
        for (claim, claiming) in standing {
            let is_aimed_at = match denying.answers {
                Some(answered) => {
                    answered == *claim
                        && (claiming.stance.is_affirming() || claiming.stance == Stance::Denies)
                }
                None => claiming.stance.is_affirming() && claiming.about == denying.about,
            };
            if is_aimed_at && claiming.speaker != denying.speaker {
                disputes.push(Dispute {
                    claim: *claim,
                    denial: *denial,
                    about: denying.about,
                });
            }
        }
    }
    disputes
}

/// The sources that a source repeats, followed to their beginnings; itself where it repeats none.
fn originals_of(catalog: &Catalog, source: SourceId) -> BTreeSet<SourceId> {
    let mut originals = BTreeSet::new();
    let mut seen = BTreeSet::new();
    let mut open = vec![source];
    while let Some(next) = open.pop() {
        if !seen.insert(next) {
            continue;
        }
        let Some(source) = catalog.source(next) else {
            continue;
        };
        open.extend(&source.derived_from);
        if source.derived_from.is_empty() && !source.has_unknown_origin {
            originals.insert(next);
        }
    }
    originals
}
