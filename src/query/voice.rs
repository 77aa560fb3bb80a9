//! Who says what: the filter for "what A claims and B denies".

use std::collections::BTreeSet;

use super::{Knowledge, Verdict};
use crate::model::{ActorId, Catalog, Claim, Event, Stance};

/// A speaker with a way of speaking. An actor speaks through all who belong to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Voice {
    /// Who.
    pub speaker: ActorId,
    /// How.
    pub speech: Speech,
}

/// Stances, as one asks for them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Speech {
    /// Asserts, confirms or announces.
    Claims,
    /// Denies.
    Denies,
    /// Questions.
    Questions,
    /// Takes back.
    Retracts,
}

impl Speech {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Claims, Self::Denies, Self::Questions, Self::Retracts];

    /// How a stance is asked for.
    pub fn of(stance: Stance) -> Self {
        match stance {
            Stance::Asserts | Stance::Confirms | Stance::Announces => Self::Claims,
            Stance::Denies => Self::Denies,
            Stance::Questions => Self::Questions,
            Stance::Retracts => Self::Retracts,
        }
    }

    /// Where it stands among all.
    pub fn index(self) -> usize {
        match self {
            Self::Claims => 0,
            Self::Denies => 1,
            Self::Questions => 2,
            Self::Retracts => 3,
        }
    }
}

/// Whether an actor is another one or belongs to it.
pub fn belongs_to(catalog: &Catalog, actor: ActorId, whole: ActorId) -> bool {
    let mut current = Some(actor);
    // Actors belong only to actors above them, so this ends; the bound guards a catalog made otherwise.
    for _ in 0..=catalog.actors().len() {
        match current {
            Some(id) if id == whole => return true,
            Some(id) => current = catalog.actor(id).and_then(|actor| actor.part_of),
            None => return false,
        }
    }
    false
}

/// The whole that an actor belongs to in the end; itself where it belongs to none.
pub fn whole_of(catalog: &Catalog, actor: ActorId) -> ActorId {
    let mut whole = actor;
    // As above, the bound guards a catalog made otherwise.
    for _ in 0..catalog.actors().len() {
        match catalog.actor(whole).and_then(|actor| actor.part_of) {
            Some(next) => whole = next,
            None => break,
        }
    }
    whole
}

/// Whether all these voices are heard about an event, and none of them has taken it back. Where one is to claim and another to deny, the denial must
/// be of that claim.
pub(super) fn are_heard(
    catalog: &Catalog,
    event: &Event,
    verdict: &Verdict,
    knowledge: Knowledge,
    voices: &BTreeSet<Voice>,
) -> bool {
    let is_of = |claim: &Claim, voice: &Voice| {
        belongs_to(catalog, claim.speaker, voice.speaker)
            && Speech::of(claim.stance) == voice.speech
    };
    let is_heard = |voice: &Voice| {
        event.claims.iter().enumerate().any(|(index, claim)| {
            is_of(claim, voice)
                && !verdict.retracted.contains(&index)
                && knowledge.has_claim(catalog, event, claim)
        })
    };
    let contradict = |claiming: &Voice, denying: &Voice| {
        verdict.disputes.iter().any(|dispute| {
            let claims = event
                .claims
                .get(dispute.claim)
                .zip(event.claims.get(dispute.denial));
            claims.is_some_and(|(claim, denial)| is_of(claim, claiming) && is_of(denial, denying))
        })
    };
    let of = |speech| {
        voices
            .iter()
            .filter(move |voice: &&Voice| voice.speech == speech)
    };
    voices.iter().all(is_heard)
        && of(Speech::Claims)
            .all(|claiming| of(Speech::Denies).all(|denying| contradict(claiming, denying)))
}
