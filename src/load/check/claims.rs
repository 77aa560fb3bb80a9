//! The rules for what is claimed about an event.

use super::entry::{Entry, clean, clean_some};
use super::{Checker, suggest};
use crate::load::outline::Step;
use crate::load::raw::RawClaim;
use crate::model::{About, Claim, Stance, TimeSpan, When};

/// The hint where no claim has an id.
pub(super) const GIVE_ID: &str = "give the claim an `id`, and name that";

fn path(index: usize, field: &'static str) -> [Step; 3] {
    [Step::Field("claims"), Step::Item(index), Step::Field(field)]
}

impl Checker<'_> {
    /// The claims that hold. One without a speaker or a source is no claim; a finding says so.
    pub(super) fn claims(&mut self, entry: &Entry<'_>, raw: &[RawClaim]) -> Vec<Claim> {
        let mut claims: Vec<Claim> = Vec::new();
        // Where in the file each of them stands.
        let mut indices = Vec::new();
        for (index, claim) in raw.iter().enumerate() {
            if let Some(claim) = self.claim(entry, (index, claim), raw, &claims) {
                claims.push(claim);
                indices.push(index);
            }
        }
        if claims.len() == raw.len() {
            for index in 0..claims.len() {
                self.check_reply(entry, index, &claims);
            }
        }
        for (claim, index) in claims.iter().zip(indices) {
            self.check_said(entry, index, claim);
        }
        claims
    }

    fn claim(
        &mut self,
        entry: &Entry<'_>,
        (index, claim): (usize, &RawClaim),
        all: &[RawClaim],
        above: &[Claim],
    ) -> Option<Claim> {
        let speaker = match &claim.by {
            Some(by) => self
                .actors
                .resolve(&mut self.sink, entry, &path(index, "by"), by),
            None => self.without(entry, index, "nobody makes this claim", "by: \"an actor\""),
        };
        let via = match &claim.via {
            Some(via) => self
                .sources
                .resolve(&mut self.sink, entry, &path(index, "via"), via),
            None => self.without(
                entry,
                index,
                "no source reports this claim",
                "via: \"a source\"",
            ),
        };
        let id = clean_some(claim.id.as_deref());
        if id.is_some() && above.iter().any(|other| other.id == id) {
            let message = "two claims of this event have the same id".to_owned();
            let hint = "give it another id".to_owned();
            self.sink
                .error(entry, &path(index, "id"), message, Some(hint));
            return None;
        }
        let answers = match &claim.answers {
            Some(answered) => Some(self.answered(entry, index, answered, all, above)?),
            None => None,
        };
        let said = self
            .sink
            .date(entry, &path(index, "said"), claim.said.as_deref());
        let reported = self
            .sink
            .date(entry, &path(index, "reported"), claim.reported.as_deref());
        let about = claim.about.map(|word| word.about);
        let about_of_answered = answers.and_then(|answered| above.get(answered));
        Some(Claim {
            id,
            speaker: speaker?,
            stance: claim.stance,
            about: about
                .or(about_of_answered.map(|claim| claim.about))
                .unwrap_or(About::Event),
            answers,
            says: clean(&claim.says),
            said,
            reported,
            via: via?,
            locator: clean_some(claim.at.as_deref()),
            note: clean_some(claim.note.as_deref()),
        })
    }

    fn without<T>(&mut self, entry: &Entry<'_>, index: usize, what: &str, add: &str) -> Option<T> {
        let path = [Step::Field("claims"), Step::Item(index)];
        let hint = format!("add {add}");
        self.sink.error(entry, &path, what.to_owned(), Some(hint));
        None
    }

    /// The claim that another answers: one above it, so that no circle can be made.
    fn answered(
        &mut self,
        entry: &Entry<'_>,
        index: usize,
        id: &str,
        all: &[RawClaim],
        above: &[Claim],
    ) -> Option<usize> {
        let found = above
            .iter()
            .position(|claim| claim.id.as_deref() == Some(id));
        let names_above = || {
            all.iter()
                .take(index)
                .filter_map(|claim| claim.id.as_deref())
        };
        // One above that did not hold has had its finding; what answers it cannot hold either.
        if found.is_none() && !names_above().any(|name| name == id) {
            let message = format!("no claim above this one has the id `{}`", clean(id));
            let is_below = all
                .iter()
                .skip(index)
                .any(|claim| claim.id.as_deref() == Some(id));
            let hint = if is_below {
                Some(super::BELOW.to_owned())
            } else {
                suggest::hint(id, names_above()).or(Some(GIVE_ID.to_owned()))
            };
            self.sink
                .error(entry, &path(index, "answers"), message, hint);
        }
        found
    }

    /// A reply wants something to reply to.
    fn check_reply(&mut self, entry: &Entry<'_>, index: usize, claims: &[Claim]) {
        let Some(claim) = claims.get(index) else {
            return;
        };
        if let Some(answered) = claim.answers.and_then(|answered| claims.get(answered)) {
            self.check_answer(entry, index, (claim, answered));
            return;
        }
        let others = || {
            claims
                .iter()
                .filter(|other| other.about == claim.about && !std::ptr::eq(*other, claim))
        };
        let affirmed_by_other =
            || others().any(|other| other.stance.is_affirming() && other.speaker != claim.speaker);
        let (message, hint) = match claim.stance {
            Stance::Denies if !affirmed_by_other() => (
                "this denies what nobody else here claims",
                "add the claim that is denied, or say with `about` or `answers` what it is about",
            ),
            Stance::Confirms if !affirmed_by_other() => (
                "this confirms what nobody else here claims",
                "add the claim that is confirmed, or write Asserts",
            ),
            Stance::Retracts if !others().any(|other| other.speaker == claim.speaker) => (
                "this takes back what its speaker has not said here",
                "add what was said before, or say with `about` or `answers` what it is about",
            ),
            _ => return,
        };
        self.sink.warning(
            entry,
            &path(index, "stance"),
            message.to_owned(),
            Some(hint.to_owned()),
        );
    }

    /// One denies what others say, and takes back what oneself has said.
    fn check_answer(
        &mut self,
        entry: &Entry<'_>,
        index: usize,
        (claim, answered): (&Claim, &Claim),
    ) {
        let is_own = claim.speaker == answered.speaker;
        let (message, hint) = match claim.stance {
            Stance::Denies if is_own => ("this denies its speaker's own claim", "write Retracts"),
            Stance::Retracts if !is_own => ("this takes back what another said", "write Denies"),
            _ => return,
        };
        self.sink.warning(
            entry,
            &path(index, "answers"),
            message.to_owned(),
            Some(hint.to_owned()),
        );
    }

    /// No source reports what is said after its publication.
    fn check_said(&mut self, entry: &Entry<'_>, index: usize, claim: &Claim) {
        let Some((said, published)) = claim.said.as_ref().zip(self.published(claim)) else {
            return;
        };
        if said.span().is_after(published.span()) {
            let message = format!(
                "said {}, but its source was published {}",
                said.text(),
                published.text()
            );
            let hint = "check `said`, or `published` of the source".to_owned();
            self.sink
                .warning(entry, &path(index, "said"), message, Some(hint));
        }
    }

    fn published(&self, claim: &Claim) -> Option<&When> {
        let source = self.parts.sources.get(claim.via.index())?;
        source.published.as_ref()
    }

    /// No source reports an event that begins after its publication, unless somebody announces it.
    pub(super) fn check_when(&mut self, entry: &Entry<'_>, when: Option<&When>, claims: &[Claim]) {
        let Some(when) = when else { return };
        let is_announced = claims.iter().any(|claim| claim.stance == Stance::Announces);
        let published: Option<Vec<TimeSpan>> = claims
            .iter()
            .map(|claim| self.published(claim).map(When::span))
            .collect();
        let is_after_all = published.is_some_and(|published| {
            !published.is_empty() && published.iter().all(|span| when.span().is_after(*span))
        });
        if is_after_all && !is_announced {
            let message = "this begins after all its sources were published".to_owned();
            let hint = "check `when`, or `published` of the sources".to_owned();
            self.sink
                .warning(entry, &[Step::Field("when")], message, Some(hint));
        }
    }
}
