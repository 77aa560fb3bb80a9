//! A sink for tests: it keeps what it is given.

use std::sync::atomic::AtomicBool;

use super::{Budget, Draft, DraftDate, OverBudget, Problem, Sink};
use crate::model::Severity;

/// What an importer found.
#[derive(Debug, Default)]
pub(super) struct VecSink {
    pub(super) events: Vec<Draft<'static>>,
    pub(super) positions: Vec<(usize, usize)>,
    pub(super) problems: Vec<(usize, usize, Problem)>,
}

impl Sink for VecSink {
    fn event(&mut self, line: usize, column: usize, draft: Draft<'_>) {
        self.positions.push((line, column));
        self.events.push(draft.into_owned());
    }

    fn problem(&mut self, line: usize, column: usize, _: Option<&str>, problem: Problem) {
        self.problems.push((line, column, problem));
    }
}

impl VecSink {
    /// Everything that a reader finds in these bytes.
    pub(super) fn of(
        read: fn(&[u8], &Budget<'_>, &mut dyn Sink) -> Result<(), OverBudget>,
        bytes: &[u8],
    ) -> Self {
        let is_cancelled = AtomicBool::new(false);
        let mut sink = Self::default();
        read(bytes, &Budget::new(&is_cancelled), &mut sink).expect("nobody cancels");
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
