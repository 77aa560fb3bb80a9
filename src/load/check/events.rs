//! The rules for events and for what is claimed about them.

use super::claims::GIVE_ID;
use super::entry::{Entry, clean, clean_some};
use super::{Checker, suggest};
use crate::load::outline::{self, Step};
use crate::load::raw::{RawEvent, RawLocation, RawParticipant};
use crate::model::{
    ActorId, Casualty, Claim, Event, Location, Participant, PlaceId, Slug, TagId, Transfer,
};

const PLACE: Step = Step::Field("place");

impl<'a> Checker<'a> {
    pub(super) fn event(&mut self, entry: &Entry<'a>) {
        let Some(raw) = self.sink.parse::<RawEvent>(entry) else {
            self.unread_words.extend(outline::texts(entry.text()));
            return;
        };
        let slug = self.sink.slug(entry, &raw.id);
        let is_mended = self.sink.is_mended();
        let is_twice = slug
            .as_ref()
            .is_some_and(|slug| !is_mended && !self.events.insert(slug.clone()));
        if let Some(slug) = slug.as_ref().filter(|_| is_twice) {
            self.sink.duplicate(entry, "event", slug);
        }
        // Its rules are checked even where it cannot be kept, so that all its mistakes are told at once.
        let is_kept = slug.is_some() && !is_mended && !is_twice;
        let Some(slug) = slug.or_else(|| Slug::new("set-aside").ok()) else {
            return;
        };
        let claims = self.claims(entry, &raw.claims);
        let event = Event {
            slug,
            title: clean(&raw.title),
            kind: self.kind_or_plain(entry, &raw.kind),
            when: self.sink.date_as(
                entry,
                &[Step::Field("when")],
                raw.when.as_deref(),
                raw.sense,
            ),
            phrase: clean_some(raw.phrase.as_deref()),
            location: self.location(entry, &raw.place),
            mentions: self.mentions(entry, &raw.mentions),
            tags: self.tags(entry, &raw.tags),
            participants: self.participants(entry, &raw.actors),
            casualties: self.casualties(entry, &raw, &claims),
            transfers: self.transfers(entry, &raw, &claims),
            n_claims_left_out: raw.claims.len() - claims.len(),
            claims,
            note: clean_some(raw.note.as_deref()),
            unreadable: None,
        };
        if event.claims.is_empty() && event.n_claims_left_out == 0 {
            let message = "nobody claims this event".to_owned();
            let hint =
                "add claims: [(by: \"…\", stance: Asserts, says: \"…\", via: \"…\")]".to_owned();
            self.sink
                .warning(entry, &[Step::Field("claims")], message, Some(hint));
        }
        self.check_when(entry, event.when.as_ref(), &event.claims);
        if is_kept {
            self.parts.events.push(event);
        }
    }

    fn mentions(&mut self, entry: &Entry<'_>, ids: &[String]) -> Vec<PlaceId> {
        let mut places = Vec::new();
        for (index, id) in ids.iter().enumerate() {
            let path = [Step::Field("mentions"), Step::Item(index)];
            places.extend(self.place_id(entry, &path, id));
        }
        places
    }

    /// What an event is filed under, each once.
    fn tags(&mut self, entry: &Entry<'_>, texts: &[String]) -> Vec<TagId> {
        let mut tags = Vec::new();
        for (index, text) in texts.iter().enumerate() {
            let path = [Step::Field("tags"), Step::Item(index)];
            let text = clean(text);
            let text = text.trim();
            if text.is_empty() {
                let message = "this tag has no letter".to_owned();
                let hint = "write a word or two, or take it out".to_owned();
                self.sink.error(entry, &path, message, Some(hint));
                continue;
            }
            if text.contains(';') {
                let message = format!("the tag `{text}` has a semicolon");
                let hint = "make two tags of it: [\"…\", \"…\"]".to_owned();
                self.sink.error(entry, &path, message, Some(hint));
                continue;
            }
            let tag = self.tag(text);
            if tags.contains(&tag) {
                let message = format!("the tag `{text}` is given twice");
                let hint = "keep one of them".to_owned();
                self.sink.warning(entry, &path, message, Some(hint));
            } else {
                tags.push(tag);
            }
        }
        tags
    }

    /// The tag of a text, which is a new one where no event before had it.
    fn tag(&mut self, text: &str) -> TagId {
        if let Some(tag) = self.tags.get(text) {
            return *tag;
        }
        let tag = TagId::from_index(self.parts.tags.len());
        self.parts.tags.push(text.to_owned());
        self.tags.insert(text.to_owned(), tag);
        tag
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

    /// The claim of this event that a number or a transfer rests on.
    fn claim_named(
        &mut self,
        entry: &Entry<'_>,
        path: &[Step],
        by: Option<&str>,
        (raw, claims): (&RawEvent, &[Claim]),
    ) -> Option<usize> {
        let by = by?;
        let mut names = raw.claims.iter().filter_map(|claim| claim.id.as_deref());
        if !names.any(|name| name == by) {
            let message = format!("no claim of this event has the id `{}`", clean(by));
            let known = raw.claims.iter().filter_map(|claim| claim.id.as_deref());
            self.sink.error(
                entry,
                path,
                message,
                suggest::hint(by, known).or(Some(GIVE_ID.to_owned())),
            );
        }
        claims
            .iter()
            .position(|claim| claim.id.as_deref() == Some(by))
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
            let claim = self.claim_named(entry, &path("by"), casualty.by.as_deref(), (raw, claims));
            let bounds = [casualty.low, casualty.best, casualty.high];
            let numbers: Vec<u32> = bounds.into_iter().flatten().collect();
            if !numbers.is_sorted() {
                let message = "low, best and high are not in this order".to_owned();
                let first = if casualty.low.is_some() {
                    "low"
                } else {
                    "best"
                };
                self.sink.error(
                    entry,
                    &path(first),
                    message,
                    Some("write the lowest number first".to_owned()),
                );
                continue;
            }
            let whose = match &casualty.whose {
                Some(whose) => match self.actor_id(entry, &path("whose"), whose) {
                    Some(whose) => Some(whose),
                    None => continue,
                },
                None => None,
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

    fn transfers(&mut self, entry: &Entry<'_>, raw: &RawEvent, claims: &[Claim]) -> Vec<Transfer> {
        let path = |index, field| {
            [
                Step::Field("transfers"),
                Step::Item(index),
                Step::Field(field),
            ]
        };
        // Each with the id that others may name it by, and the id it names itself.
        let mut transfers: Vec<(Option<&str>, Option<&str>, Transfer)> = Vec::new();
        for (index, transfer) in raw.transfers.iter().enumerate() {
            let id = transfer.id.as_deref();
            if id.is_some() && transfers.iter().any(|(other, _, _)| *other == id) {
                let message = "two transfers of this event have the same id".to_owned();
                let hint = "give it another id".to_owned();
                self.sink
                    .error(entry, &path(index, "id"), message, Some(hint));
                continue;
            }
            let from = self.actor_id(entry, &path(index, "from"), &transfer.from);
            let to = self.actor_id(entry, &path(index, "to"), &transfer.to);
            let by = path(index, "by");
            let claim = self.claim_named(entry, &by, transfer.by.as_deref(), (raw, claims));
            let other = transfer.in_return_for.as_deref();
            let names = || {
                let others = raw.transfers.iter().enumerate();
                others
                    .filter(|(other, _)| *other != index)
                    .filter_map(|(_, transfer)| transfer.id.as_deref())
            };
            if let Some(other) = other.filter(|other| !names().any(|name| name == *other)) {
                let message = format!(
                    "no other transfer of this event has the id `{}`",
                    clean(other)
                );
                let hint = suggest::hint(other, names());
                self.sink
                    .error(entry, &path(index, "in_return_for"), message, hint);
            }
            let Some((from, to)) = from.zip(to) else {
                continue;
            };
            let (cargo, what) = transfer.what.parts();
            let kept = Transfer {
                from,
                to,
                cargo,
                what: clean(what),
                count: transfer.count,
                phrase: clean_some(transfer.phrase.as_deref()),
                in_return_for: None,
                claim,
            };
            transfers.push((id, other, kept));
        }
        let ids: Vec<Option<&str>> = transfers.iter().map(|(id, _, _)| *id).collect();
        transfers
            .into_iter()
            .map(|(_, other, transfer)| Transfer {
                in_return_for: other.and_then(|other| ids.iter().position(|id| *id == Some(other))),
                ..transfer
            })
            .collect()
    }
}
