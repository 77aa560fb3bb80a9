//! What a command line asks, in the words of one catalog.

use thiserror::Error;

use super::{MatchName, QuestionArguments};
use crate::model::{
    ActorId, Catalog, DateError, Day, Language, NamePolicy, When, Window, WindowError,
};
use crate::query::{Facet, Filter, Knowledge, MatchLevel, Question, Speech, Voice};

/// Why a command line asks nothing that can be answered.
#[derive(Debug, Error)]
pub enum QuestionError {
    /// A date that is none.
    #[error("--{option}: {error}")]
    Date {
        /// Which option.
        option: &'static str,
        /// What is wrong with it.
        error: DateError,
    },
    /// A date without an end where one is needed.
    #[error("--{0}: an open date is no end of a window")]
    OpenDate(&'static str),
    /// The window ends before it begins.
    #[error(transparent)]
    Window(#[from] WindowError),
    /// A name the atlas does not have.
    #[error("the atlas has no {noun} `{name}`; it has: {known}")]
    Unknown {
        /// What was named.
        noun: &'static str,
        /// The name.
        name: String,
        /// What there is.
        known: String,
    },
}

/// The question that the arguments ask of a catalog.
pub(super) fn question(
    catalog: &Catalog,
    arguments: &QuestionArguments,
) -> Result<Question, QuestionError> {
    let mut filter = Filter {
        text: arguments.text.clone().unwrap_or_default(),
        match_level: match arguments.r#match {
            Some(MatchName::Certain) => MatchLevel::Certain,
            Some(MatchName::Possible) | None => MatchLevel::Possible,
        },
        ..Filter::default()
    };
    for name in &arguments.kind {
        let kind = named(
            "kind",
            name,
            catalog.kinds().map(|(id, kind)| (id, kind.slug.as_str())),
        )?;
        filter = filter.of_kinds([kind]);
    }
    for name in &arguments.tag {
        let tag = named("tag", name, catalog.tags())?;
        filter.choose(Facet::Tag, tag.into());
    }
    if arguments.contested {
        filter = filter.contested();
    }
    if let Some(name) = &arguments.actor {
        filter.actor = Some(actor(catalog, name)?);
    }
    for (speech, names) in [
        (Speech::Claims, &arguments.claimed_by),
        (Speech::Denies, &arguments.denied_by),
        (Speech::Questions, &arguments.questioned_by),
        (Speech::Retracts, &arguments.retracted_by),
    ] {
        for name in names {
            let speaker = actor(catalog, name)?;
            filter.voices.insert(Voice { speaker, speech });
        }
    }
    if let Some(name) = &arguments.place {
        filter.place = Some(named(
            "place",
            name,
            catalog
                .places()
                .map(|(id, place)| (id, place.slug.as_str())),
        )?);
    }
    Ok(Question {
        filter,
        window: window(catalog, arguments)?,
        knowledge: Knowledge {
            on: side(
                "as-known-on",
                arguments.as_known_on.as_deref(),
                Window::last,
            )?,
        },
    })
}

/// Reads the word for a language of names.
pub(super) fn names(text: &str) -> Result<NamePolicy, String> {
    NamePolicy::of_slug(text).ok_or_else(|| {
        let known = Language::ALL.map(Language::tag).join(", ");
        format!("write source, {known}, or two of them like en+hy")
    })
}

fn actor(catalog: &Catalog, name: &str) -> Result<ActorId, QuestionError> {
    let known = catalog
        .actors()
        .map(|(id, actor)| (id, actor.slug.as_str()));
    named("actor", name, known)
}

/// The window, if one is asked for; a side that is left out is that of the data.
fn window(
    catalog: &Catalog,
    arguments: &QuestionArguments,
) -> Result<Option<Window>, QuestionError> {
    let from = side("from", arguments.from.as_deref(), Window::first)?;
    let to = side("to", arguments.to.as_deref(), Window::last)?;
    if from.is_none() && to.is_none() {
        return Ok(None);
    }
    let extent = catalog.extent_days();
    let first = from.or(extent.map(Window::first)).or(to);
    let last = to.or(extent.map(Window::last)).or(from);
    let window = first.zip(last).map(|(first, last)| {
        // A side that the data gives must not contradict the one that was asked for.
        let first = if from.is_none() {
            first.min(last)
        } else {
            first
        };
        let last = if to.is_none() { last.max(first) } else { last };
        Window::new(first, last)
    });
    Ok(window.transpose()?)
}

fn side(
    option: &'static str,
    text: Option<&str>,
    end: fn(Window) -> Day,
) -> Result<Option<Day>, QuestionError> {
    let Some(text) = text else { return Ok(None) };
    let when = When::parse(text).map_err(|error| QuestionError::Date { option, error })?;
    let span = when.span();
    let days = Window::between(span.earliest_start(), span.latest_end());
    let day = end(days);
    if day.is_bounded() {
        Ok(Some(day))
    } else {
        Err(QuestionError::OpenDate(option))
    }
}

fn named<'a, I: Copy>(
    noun: &'static str,
    name: &str,
    known: impl Iterator<Item = (I, &'a str)>,
) -> Result<I, QuestionError> {
    let known: Vec<(I, &str)> = known.collect();
    let found = known.iter().find(|(_, slug)| *slug == name);
    found
        .map(|(id, _)| *id)
        .ok_or_else(|| QuestionError::Unknown {
            noun,
            name: name.to_owned(),
            known: known
                .iter()
                .map(|(_, slug)| *slug)
                .collect::<Vec<_>>()
                .join(", "),
        })
}
