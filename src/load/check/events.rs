//! The rules for events and for what is claimed about them.

use super::entry::{Entry, clean, clean_some};
use super::{Checker, suggest};
use crate::load::outline::Step;
use crate::load::raw::{RawClaim, RawEvent, RawLocation, RawParticipant, RawTransfer};
use crate::model::{ActorId, Casualty, Claim, Event, Location, Participant, PlaceId, Transfer};

const PLACE: Step = Step::Field("place");

impl Checker {
    pub(super) fn event(&mut self, entry: &Entry<'_>) {
        let Some(raw) = self.sink.parse::<RawEvent>(entry) else {
            return;
        };
        let Some(slug) = self.sink.slug(entry, &raw.id) else {
            return;
        };
        if !self.events.insert(slug.clone()) {
            self.sink.duplicate(entry, "event", &slug);
            return;
        }
        let claims = self.claims(entry, &raw.claims);
        let event = Event {
            slug,
            title: clean(&raw.title),
            kind: self.kind_or_plain(entry, &raw.kind),
            when: self
                .sink
                .date(entry, &[Step::Field("when")], raw.when.as_deref()),
            phrase: clean_some(raw.phrase.as_deref()),
            location: self.location(entry, &raw.place),
            participants: self.participants(entry, &raw.actors),
            casualties: self.casualties(entry, &raw, &claims),
            transfers: self.transfers(entry, &raw.transfers),
            n_claims_left_out: raw.claims.len() - claims.len(),
            claims,
            note: clean_some(raw.note.as_deref()),
        };
        if event.claims.is_empty() && event.n_claims_left_out == 0 {
            let message = "nobody claims this event".to_owned();
            let hint =
                "add claims: [(by: \"…\", stance: Asserts, says: \"…\", via: \"…\")]".to_owned();
            self.sink
                .warning(entry, &[Step::Field("claims")], message, Some(hint));
        }
        self.parts.events.push(event);
    }

    fn location(&mut self, entry: &Entry<'_>, raw: &RawLocation) -> Location {
        let unusable = |id: &str| Location::Unusable(clean(id));
        let first =
            |checker: &mut Self, id: &str| checker.place_id(entry, &[PLACE, Step::Item(0)], id);
        match raw {
            RawLocation::NotGiven => Location::NotGiven,
            RawLocation::At(id) => first(self, id).map_or_else(|| unusable(id), Location::At),
            RawLocation::Within(id) => {
                first(self, id).map_or_else(|| unusable(id), Location::Within)
            }
            RawLocation::Between(a, b) => {
                let ends = (
                    first(self, a),
                    self.place_id(entry, &[PLACE, Step::Item(1)], b),
                );
                match ends {
                    (Some(a), Some(b)) => Location::Between(a, b),
                    (None, _) => unusable(a),
                    (_, None) => unusable(b),
                }
            }
            RawLocation::Route(ids) => {
                let places = self.place_ids(entry, ids);
                if places.is_empty() {
                    unusable(&ids.join(", "))
                } else {
                    Location::Route(places)
                }
            }
            RawLocation::Several(ids) => {
                let places = self.place_ids(entry, ids);
                if places.is_empty() {
                    unusable(&ids.join(", "))
                } else {
                    Location::Several(places)
                }
            }
        }
    }

    fn place_ids(&mut self, entry: &Entry<'_>, ids: &[String]) -> Vec<PlaceId> {
        let mut places = Vec::new();
        if ids.is_empty() {
            let hint = "name its places, or write NotGiven".to_owned();
            self.sink.error(
                entry,
                &[PLACE],
                "the place is a list without a place".to_owned(),
                Some(hint),
            );
        }
        for (index, id) in ids.iter().enumerate() {
            let path = [PLACE, Step::Item(0), Step::Item(index)];
            places.extend(self.place_id(entry, &path, id));
        }
        places
    }

    fn place_id(&mut self, entry: &Entry<'_>, path: &[Step], id: &str) -> Option<PlaceId> {
        self.places.resolve(&mut self.sink, entry, path, id)
    }

    fn actor_id(&mut self, entry: &Entry<'_>, path: &[Step], id: &str) -> Option<ActorId> {
        self.actors.resolve(&mut self.sink, entry, path, id)
    }

    fn participants(&mut self, entry: &Entry<'_>, raw: &[RawParticipant]) -> Vec<Participant> {
        let mut participants = Vec::new();
        for (index, participant) in raw.iter().enumerate() {
            let path = [Step::Field("actors"), Step::Item(index), Step::Field("who")];
            let actor = self.actor_id(entry, &path, &participant.who);
            participants.extend(actor.map(|actor| Participant {
                actor,
                role: participant.role,
            }));
        }
        participants
    }

    fn claims(&mut self, entry: &Entry<'_>, raw: &[RawClaim]) -> Vec<Claim> {
        let mut claims: Vec<Claim> = Vec::new();
        for (index, claim) in raw.iter().enumerate() {
            let path = |field| [Step::Field("claims"), Step::Item(index), Step::Field(field)];
            let speaker = self.actor_id(entry, &path("by"), &claim.by);
            let via = self
                .sources
                .resolve(&mut self.sink, entry, &path("via"), &claim.via);
            let id = clean_some(claim.id.as_deref());
            if id.is_some() && claims.iter().any(|other| other.id == id) {
                let message = "two claims of this event have the same id".to_owned();
                self.sink.error(
                    entry,
                    &path("id"),
                    message,
                    Some("give it another id".to_owned()),
                );
                continue;
            }
            // A claim without a speaker or a source is no claim; the finding has said so.
            let Some((speaker, via)) = speaker.zip(via) else {
                continue;
            };
            claims.push(Claim {
                id,
                speaker,
                stance: claim.stance,
                about: claim.about,
                says: clean(&claim.says),
                said: self.sink.date(entry, &path("said"), claim.said.as_deref()),
                via,
                locator: clean_some(claim.at.as_deref()),
                note: clean_some(claim.note.as_deref()),
            });
        }
        claims
    }

    fn casualties(&mut self, entry: &Entry<'_>, raw: &RawEvent, claims: &[Claim]) -> Vec<Casualty> {
        let mut casualties = Vec::new();
        for (index, casualty) in raw.casualties.iter().enumerate() {
            let path = |field| {
                [
                    Step::Field("casualties"),
                    Step::Item(index),
                    Step::Field(field),
                ]
            };
            let is_named =
                |by: &String| raw.claims.iter().any(|claim| claim.id.as_ref() == Some(by));
            if let Some(by) = casualty.by.as_ref().filter(|by| !is_named(by)) {
                let message = format!("no claim of this event has the id `{}`", clean(by));
                let known = raw.claims.iter().filter_map(|claim| claim.id.as_deref());
                self.sink
                    .error(entry, &path("by"), message, suggest::hint(by, known));
            }
            let claim = claims
                .iter()
                .position(|claim| claim.id.is_some() && claim.id == casualty.by);
            let bounds = [casualty.low, casualty.best, casualty.high];
            let numbers: Vec<u32> = bounds.into_iter().flatten().collect();
            if !numbers.is_sorted() {
                let message = "low, best and high are not in this order".to_owned();
                self.sink.error(
                    entry,
                    &path("low"),
                    message,
                    Some("write the lowest number first".to_owned()),
                );
                continue;
            }
            let Some(whose) = self.actor_id(entry, &path("whose"), &casualty.whose) else {
                continue;
            };
            casualties.push(Casualty {
                whose,
                harm: casualty.what,
                low: casualty.low,
                best: casualty.best,
                high: casualty.high,
                phrase: clean_some(casualty.phrase.as_deref()),
                claim,
            });
        }
        casualties
    }

    fn transfers(&mut self, entry: &Entry<'_>, raw: &[RawTransfer]) -> Vec<Transfer> {
        let mut transfers = Vec::new();
        for (index, transfer) in raw.iter().enumerate() {
            let path = |field| {
                [
                    Step::Field("transfers"),
                    Step::Item(index),
                    Step::Field(field),
                ]
            };
            let from = self.actor_id(entry, &path("from"), &transfer.from);
            let to = self.actor_id(entry, &path("to"), &transfer.to);
            let Some((from, to)) = from.zip(to) else {
                continue;
            };
            transfers.push(Transfer {
                from,
                to,
                what: clean(&transfer.what),
                count: transfer.count,
                phrase: clean_some(transfer.phrase.as_deref()),
                in_return_for: clean_some(transfer.in_return_for.as_deref()),
            });
        }
        transfers
    }
}
