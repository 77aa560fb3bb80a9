//! A sink for tests: it keeps what it is given.

use std::ops::Range;
use std::sync::atomic::AtomicBool;

use super::feature::KeptAround;
use super::feature_file::{FeatureForm, FeatureText, draft_again, read_features};
use super::{Budget, Draft, DraftDate, Problem, Sink, Stands};
use crate::model::Severity;

/// What an importer found.
#[derive(Debug, Default)]
pub(super) struct VecSink {
    pub(super) events: Vec<Draft<'static>>,
    pub(super) positions: Vec<(usize, usize)>,
    pub(super) places: Vec<(Range<usize>, KeptAround)>,
    pub(super) problems: Vec<(usize, usize, Problem)>,
}

impl Sink for VecSink {
    fn event(&mut self, stands: &Stands<'_>, draft: Draft<'_>) {
        self.positions.push(stands.at);
        self.places
            .push((stands.bytes.clone(), stands.around.kept()));
        self.events.push(draft.into_owned());
    }

    fn problem(&mut self, line: usize, column: usize, _: Option<&str>, problem: Problem) {
        self.problems.push((line, column, problem));
    }
}

impl VecSink {
    /// Everything that is found in these bytes. Each feature is read again, and must be the same.
    pub(super) fn of(form: FeatureForm, bytes: &[u8]) -> Self {
        let is_cancelled = AtomicBool::new(false);
        let budget = Budget::new(&is_cancelled);
        let mut sink = Self::default();
        let text = read_features(form, bytes.to_vec(), &budget, &mut sink).expect("nobody cancels");
        let text = match text {
            FeatureText::Made(text) => text,
            FeatureText::OfFile { n_before } => bytes[n_before..].to_vec(),
        };
        for (draft, (bytes, around)) in sink.events.iter().zip(&sink.places) {
            let again = draft_again(form, &text[bytes.clone()], around.around());
            assert_eq!(again.as_ref(), Some(draft));
        }
        sink
    }

    pub(super) fn titles(&self) -> Vec<&str> {
        self.events
            .iter()
            .map(|event| event.title.as_ref())
            .collect()
    }

    /// All messages, one a line.
    pub(super) fn messages(&self) -> String {
        let messages = self.problems.iter().map(|(.., problem)| &problem.message);
        messages.fold(String::new(), |all, message| all + message + "\n")
    }

    pub(super) fn n_errors(&self) -> usize {
        let is_error = |problem: &Problem| problem.severity == Severity::Error;
        self.problems.iter().filter(|it| is_error(&it.2)).count()
    }

    /// The date of an event in EDTF, and its sense.
    pub(super) fn date(&self, n: usize) -> String {
        match &self.events[n].date {
            DraftDate::None => "none".to_owned(),
            DraftDate::Edtf(text, sense) => {
                assert!(self.events[n].date.when().is_some(), "{text} does not read");
                format!("{text} {sense:?}")
            }
            other => format!("{other:?}"),
        }
    }

    pub(super) fn note(&self, n: usize) -> &str {
        self.events[n].note.as_deref().unwrap_or_default()
    }
}
