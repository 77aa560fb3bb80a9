//! Who takes part in events, and who speaks about them.

use super::{ActorId, Slug};

/// A person, a state, an office or a force. An article's author is an actor too.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// The author's name for it.
    pub slug: Slug,
    /// The name shown.
    pub name: String,
    /// What sort of actor it is.
    pub kind: ActorKind,
    /// The actor it belongs to or speaks for.
    pub part_of: Option<ActorId>,
    /// The atlas's own remark.
    pub note: Option<String>,
}

/// What sort of actor it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ActorKind {
    /// A state, speaking through whoever the source names.
    State,
    /// A ministry, a court or another office.
    Office,
    /// A person in an office.
    Official,
    /// Armed forces.
    Force,
    /// An organization that is no state.
    Organization,
    /// Whoever wrote a source.
    Author,
    /// People without a name.
    Unnamed,
}

/// An actor's part in an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Participant {
    /// Who.
    pub actor: ActorId,
    /// As what.
    pub role: Role,
}

/// What an actor was in an event. There is no attacker and no victim: that is what claims are about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// One of the sides.
    Party,
    /// Somebody who mediates or guarantees.
    Mediator,
    /// Somebody who hands something over.
    Giver,
    /// Somebody who receives something.
    Receiver,
    /// Somebody who is spoken to or about.
    Addressee,
    /// Somebody who carries people or goods.
    Carrier,
}
