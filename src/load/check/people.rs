//! The rules for those who act and speak, and for the sources that report them.

use super::Checker;
use super::entry::{Entry, clean, clean_some};
use crate::load::checked_link;
use crate::load::outline::Step;
use crate::load::raw::{RawActor, RawSource};
use crate::model::{Actor, ActorId, Reliability, Source, SourceId};

/// Where actors and sources may name one another: only backward, so that no circle can be made.
const ABOVE: &str = " above this one";

impl<'a> Checker<'a> {
    pub(super) fn actor(&mut self, entry: &Entry<'a>) {
        let Some((raw, slug)) = self.actors.read_new::<RawActor>(&mut self.sink, entry) else {
            return;
        };
        let part_of = raw.part_of.as_deref().and_then(|whole| {
            let path = [Step::Field("part_of")];
            self.actors
                .resolve_in(&mut self.sink, entry, &path, (whole, ABOVE))
        });
        let id = ActorId::from_index(self.parts.actors.len());
        if self.actors.keep(&self.sink, entry, &slug, id).is_none() {
            return;
        }
        self.parts.actors.push(Actor {
            slug,
            name: clean(&raw.name),
            kind: raw.kind,
            part_of,
            note: clean_some(raw.note.as_deref()),
        });
    }

    pub(super) fn source(&mut self, entry: &Entry<'a>) {
        let Some((raw, slug)) = self.sources.read_new::<RawSource>(&mut self.sink, entry) else {
            return;
        };
        let mut derived_from = Vec::new();
        for (index, id) in raw.derived_from.iter().enumerate() {
            let path = [Step::Field("derived_from"), Step::Item(index)];
            let earlier = self
                .sources
                .resolve_in(&mut self.sink, entry, &path, (id, ABOVE));
            derived_from.extend(earlier);
        }
        let source = Source {
            slug,
            title: clean(&raw.title),
            author: clean_some(raw.author.as_deref()),
            publisher: clean_some(raw.publisher.as_deref()),
            published: self
                .sink
                .date(entry, &[Step::Field("published")], raw.published.as_deref()),
            retrieved: self
                .sink
                .date(entry, &[Step::Field("retrieved")], raw.retrieved.as_deref()),
            url: raw.url.as_deref().and_then(|url| self.link(entry, url)),
            has_unknown_origin: derived_from.len() < raw.derived_from.len(),
            derived_from,
            reliability: raw.reliability.as_ref().map(|reliability| Reliability {
                grade: clean(&reliability.grade),
                scale: clean(&reliability.scale),
                by: clean(&reliability.by),
            }),
            note: clean_some(raw.note.as_deref()),
        };
        self.check_retrieved(entry, &source);
        let id = SourceId::from_index(self.parts.sources.len());
        if self
            .sources
            .keep(&self.sink, entry, &source.slug, id)
            .is_some()
        {
            self.parts.sources.push(source);
        }
    }

    /// Nobody reads a source before it is published.
    fn check_retrieved(&mut self, entry: &Entry<'_>, source: &Source) {
        let dates = source.published.as_ref().zip(source.retrieved.as_ref());
        if dates.is_some_and(|(published, retrieved)| published.span().is_after(retrieved.span())) {
            let message = "this source was read before it was published".to_owned();
            let hint = "check `published` and `retrieved`".to_owned();
            self.sink
                .warning(entry, &[Step::Field("retrieved")], message, Some(hint));
        }
    }

    /// An address that a reader may open: `http` or `https` with a host and without a password.
    fn link(&mut self, entry: &Entry<'_>, text: &str) -> Option<String> {
        let checked = checked_link(text);
        if checked.is_none() {
            let message = format!("{:?} is no address that can be opened", clean(text));
            let hint = "write https://… with a host and without a user name".to_owned();
            self.sink
                .error(entry, &[Step::Field("url")], message, Some(hint));
        }
        checked
    }
}
