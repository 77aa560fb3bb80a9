//! The rules for those who act and speak, and for the sources that report them.

use url::Url;

use super::entry::{Entry, clean, clean_some};
use super::{Checker, Lookup};
use crate::load::Part;
use crate::load::outline::Step;
use crate::load::raw::{RawActor, RawSource};
use crate::model::{Actor, ActorId, Source, SourceId};

impl Checker {
    pub(super) fn actor(&mut self, entry: &Entry<'_>) {
        let Some(raw) = self.sink.parse::<RawActor>(entry) else {
            if let Some(id) = entry.id() {
                self.set_aside(Part::Actors, id);
            }
            return;
        };
        let Some(slug) = self.sink.slug(entry, &raw.id) else {
            self.set_aside(Part::Actors, &raw.id);
            return;
        };
        if self.actors.known.contains_key(slug.as_str()) {
            let message = format!("there already is an actor `{slug}`");
            self.sink.error(
                entry,
                &[Step::Field("id")],
                message,
                Some("give it another id".to_owned()),
            );
            return;
        }
        let part_of = raw
            .part_of
            .as_deref()
            .and_then(|whole| match self.actors.lookup(whole) {
                Lookup::Known(actor) => Some(actor),
                Lookup::SetAside => None,
                Lookup::Unknown(hint) => {
                    let message = format!("there is no actor `{}` above this one", clean(whole));
                    self.sink
                        .error(entry, &[Step::Field("part_of")], message, hint);
                    None
                }
            });
        self.actors.known.insert(
            slug.to_string(),
            ActorId::from_index(self.parts.actors.len()),
        );
        self.parts.actors.push(Actor {
            slug,
            name: clean(&raw.name),
            kind: raw.kind,
            part_of,
            note: clean_some(raw.note.as_deref()),
        });
    }

    pub(super) fn source(&mut self, entry: &Entry<'_>) {
        let Some(raw) = self.sink.parse::<RawSource>(entry) else {
            if let Some(id) = entry.id() {
                self.set_aside(Part::Sources, id);
            }
            return;
        };
        let Some(slug) = self.sink.slug(entry, &raw.id) else {
            self.set_aside(Part::Sources, &raw.id);
            return;
        };
        if self.sources.known.contains_key(slug.as_str()) {
            let message = format!("there already is a source `{slug}`");
            self.sink.error(
                entry,
                &[Step::Field("id")],
                message,
                Some("give it another id".to_owned()),
            );
            return;
        }
        let mut derived_from = Vec::new();
        for (index, id) in raw.derived_from.iter().enumerate() {
            match self.sources.lookup(id) {
                Lookup::Known(source) => derived_from.push(source),
                Lookup::SetAside => {}
                Lookup::Unknown(hint) => {
                    let message = format!("there is no source `{}` above this one", clean(id));
                    self.sink.error(
                        entry,
                        &[Step::Field("derived_from"), Step::Item(index)],
                        message,
                        hint,
                    );
                }
            }
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
            derived_from,
            note: clean_some(raw.note.as_deref()),
        };
        let id = SourceId::from_index(self.parts.sources.len());
        self.sources.known.insert(source.slug.to_string(), id);
        self.parts.sources.push(source);
    }

    /// An address that a reader may open: `http` or `https` with a host and without a password.
    fn link(&mut self, entry: &Entry<'_>, text: &str) -> Option<String> {
        let checked = Url::parse(text).ok().filter(|url| {
            matches!(url.scheme(), "http" | "https")
                && url.has_host()
                && url.username().is_empty()
                && url.password().is_none()
        });
        if checked.is_none() {
            let message = format!("{:?} is no address that can be opened", clean(text));
            let hint = "write https://… with a host and without a user name".to_owned();
            self.sink
                .error(entry, &[Step::Field("url")], message, Some(hint));
        }
        checked.map(String::from)
    }
}
