//! Asks what the view asks: at once where the catalog is small, on a thread of its own where it is large.

use std::sync::Arc;

use egui::Context;

use crate::model::Catalog;
use crate::query::{Asked, Latest, Solved, Solver};

/// Up to so many events any question is answered within a small part of a frame.
const MOST_AT_ONCE: usize = 50_000;

/// Keeps the last answers until the next are there.
#[derive(Debug)]
pub(super) struct Asker {
    catalog: Arc<Catalog>,
    /// Answers at once; gone once a thread does it.
    here: Option<Solver>,
    there: Option<Latest<Asked, Solved>>,
    /// What was asked last.
    asked: Option<Asked>,
    solved: Solved,
    /// Whether nothing is shown before it is answered, as in a picture.
    is_patient: bool,
}

impl Asker {
    /// One for a catalog of which nothing was asked yet.
    pub(super) fn new(catalog: &Arc<Catalog>) -> Self {
        Self::with(Solver::new(Arc::clone(catalog)))
    }

    fn with(solver: Solver) -> Self {
        Self {
            catalog: Arc::clone(solver.catalog()),
            here: Some(solver),
            there: None,
            asked: None,
            solved: Solved::default(),
            is_patient: false,
        }
    }

    /// The same, but nothing is shown before it is answered.
    pub(super) fn patient(self) -> Self {
        Self {
            is_patient: true,
            ..self
        }
    }

    /// One as patient as this for another catalog, about which the solver may know something already.
    pub(super) fn for_catalog(&self, solver: Solver) -> Self {
        let is_patient = self.is_patient;
        Self {
            is_patient,
            ..Self::with(solver)
        }
    }

    /// Takes up answers that have come, and sees to it that a large catalog has its thread.
    pub(super) fn look(&mut self, ctx: &Context) {
        if let Some(solved) = self.there.as_ref().and_then(Latest::newest) {
            self.solved = solved;
        }
        let is_large = self.catalog.n_events() > MOST_AT_ONCE;
        // The first answers are given at once, so that there is something to show.
        if !is_large || self.is_patient || self.asked.is_none() || self.there.is_some() {
            return;
        }
        let Some(mut solver) = self.here.take() else {
            return;
        };
        let ctx = ctx.clone();
        let started = Latest::start(
            "answers",
            move |asked: Asked, staleness| {
                // What is searched for is not searched for anew because the list is ordered in another way.
                let searched = asked.question.clone();
                let is_stale = || {
                    staleness.is_stale(|waiting: &Asked| waiting.question.passes_alike(&searched))
                };
                solver.solved(asked, &is_stale)
            },
            move || ctx.request_repaint(),
        );
        match started {
            Ok(latest) => self.there = Some(latest),
            // Without a thread the window waits, but still answers.
            Err(_no_thread) => self.here = Some(Solver::new(Arc::clone(&self.catalog))),
        }
    }

    /// Asks, unless it was asked before.
    pub(super) fn ask(&mut self, asked: Asked) {
        if self.asked.as_ref() == Some(&asked) {
            return;
        }
        self.asked = Some(asked.clone());
        match (&self.there, &mut self.here) {
            (Some(there), _) => there.ask(asked),
            (None, Some(here)) => self.solved = here.solved_at_once(asked),
            (None, None) => {}
        }
    }

    /// The last answers.
    pub(super) fn solved(&self) -> &Solved {
        &self.solved
    }
}
