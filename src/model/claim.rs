//! What one speaker says about an event, through which source.

use super::{ActorId, SourceId, When};

/// A statement by a speaker. It is reported, never endorsed.
#[derive(Debug, Clone, PartialEq)]
pub struct Claim {
    /// The author's name for it, unique within its event.
    pub id: Option<String>,
    /// Who says it.
    pub speaker: ActorId,
    /// How the speaker stands to what is claimed.
    pub stance: Stance,
    /// What part of the event it is about.
    pub about: About,
    /// The claim of the same event that it answers, as an index into [`Event::claims`](super::Event::claims):
    /// what it denies, confirms, questions or takes back.
    pub answers: Option<usize>,
    /// The claim, paraphrased.
    pub says: String,
    /// When the speaker said it, where known.
    pub said: Option<When>,
    /// When the source reported it, where the source is one that appears again and again.
    pub reported: Option<When>,
    /// The source that reports it.
    pub via: SourceId,
    /// Where in the source: a paragraph or a page.
    pub locator: Option<String>,
    /// The atlas's own remark about the claim.
    pub note: Option<String>,
}

/// How a speaker stands to a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stance {
    /// Says that it is so.
    Asserts,
    /// Says that it is not so.
    Denies,
    /// Says that what another said is so.
    Confirms,
    /// Doubts it, or asks.
    Questions,
    /// Takes back what was said before.
    Retracts,
    /// Makes it known as one's own act or decision.
    Announces,
}

impl Stance {
    /// Whether the speaker says that it is so.
    pub fn is_affirming(self) -> bool {
        matches!(self, Self::Asserts | Self::Confirms | Self::Announces)
    }
}

/// What part of an event a claim is about. Only claims about the same part can contradict each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum About {
    /// That it happened, and how.
    Event,
    /// When.
    Date,
    /// Where.
    Place,
    /// Who took part.
    Actors,
    /// Who was harmed, and how many.
    Casualties,
    /// What changed hands.
    Transfers,
    /// What it means, or why it happened.
    Meaning,
}
