//! Opens atlases and imports files on a thread of its own: the window shows what there is so far.

use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;

use egui::Context;

use crate::load::{ImportOptions, Loaded, NotAnAtlas, Progress, load_paths};
use crate::model::{Catalog, Finding, Severity};
use crate::query::{Index, Knowledge, Solver};

/// An atlas that is being opened.
#[derive(Debug)]
pub(super) struct Opening {
    arrivals: Receiver<Arrival>,
    pub(super) progress: Arc<Progress>,
}

/// The other end of it: what does the work.
#[derive(Debug)]
pub struct OpeningJob {
    give: Sender<Arrival>,
    progress: Arc<Progress>,
}

/// An atlas as far as it has been read, with the first answers about it, so that the window need not wait.
#[derive(Debug)]
pub(super) struct Arrival {
    pub(super) loaded: Loaded,
    pub(super) solver: Solver,
    pub(super) is_last: bool,
}

/// What could not be opened, and why.
#[derive(Debug, Clone)]
pub(super) struct NotOpened {
    /// That it was not, and why: the first findings.
    sentences: Vec<String>,
    /// The columns of a table that was not understood.
    pub(super) columns: Vec<String>,
}

/// So many reasons are told in the dialog; `check` prints all of them.
const MOST_REASONS: usize = 5;

impl NotOpened {
    /// What came of opening these files, when nothing did: no event and no place, and something was wrong.
    pub(super) fn of(loaded: &Loaded) -> Option<Self> {
        let errors = || {
            let findings = loaded.findings.iter();
            findings.filter(|finding| finding.severity == Severity::Error)
        };
        if !loaded.came_to_nothing() {
            return None;
        }
        let lead = "Not opened; what was open still is.".to_owned();
        let mut sentences = vec![lead];
        sentences.extend(errors().take(MOST_REASONS).map(reason));
        let n_more = errors().count().saturating_sub(MOST_REASONS);
        if n_more > 0 {
            sentences.push(format!("And {n_more} more."));
        }
        Some(Self {
            sentences,
            columns: loaded.columns.clone(),
        })
    }

    /// That it was not opened, and why.
    pub(super) fn sentences(&self) -> &[String] {
        &self.sentences
    }
}

/// A finding as a sentence, with where it is.
fn reason(finding: &Finding) -> String {
    let Finding {
        file,
        line,
        column,
        message,
        hint,
        ..
    } = finding;
    let hint = hint
        .as_ref()
        .map_or(String::new(), |hint| format!(" ({hint})"));
    if (*line, *column) == (1, 1) && message.starts_with(file.as_str()) {
        format!("{message}{hint}")
    } else {
        format!("{file}:{line}:{column}: {message}{hint}")
    }
}

impl Opening {
    /// Both ends of an opening.
    pub(super) fn new() -> (Self, OpeningJob) {
        let (give, arrivals) = channel();
        let progress = Arc::new(Progress::default());
        let job = OpeningJob {
            give,
            progress: Arc::clone(&progress),
        };
        (Self { arrivals, progress }, job)
    }

    /// What has come since the last time.
    pub(super) fn arrived(&self) -> Option<Arrival> {
        self.arrivals.try_iter().last()
    }
}

impl OpeningJob {
    /// Reads what lies at these paths, and wakes the window when there is something to show.
    pub fn start(
        self,
        paths: Vec<PathBuf>,
        options: ImportOptions,
        ctx: Context,
    ) -> io::Result<()> {
        let work = move || {
            self.run(&paths, &options, &|| ctx.request_repaint());
        };
        thread::Builder::new()
            .name("open".to_owned())
            .spawn(work)
            .map(drop)
    }

    /// How far it is.
    pub fn progress(&self) -> Arc<Progress> {
        Arc::clone(&self.progress)
    }

    /// The same on this thread.
    pub fn run(&self, paths: &[PathBuf], options: &ImportOptions, wake: &dyn Fn()) {
        let give = |loaded: Loaded, is_last: bool| {
            let index = Arc::new(Index::new(&loaded.catalog, Knowledge::default()));
            let arrival = Arrival {
                solver: Solver::new(Arc::clone(&loaded.catalog)).with_index(index),
                loaded,
                is_last,
            };
            // Nobody waits any more when the window was closed meanwhile.
            self.give.send(arrival).ok();
            wake();
        };
        let read = load_paths(paths, options, &self.progress, &mut |loaded| {
            give(loaded, false);
        });
        if self.progress.is_cancelled() {
            wake();
            return;
        }
        give(read.unwrap_or_else(|error| vanished(paths, &error)), true);
    }
}

/// Stands for an atlas that cannot be opened: what was wrong is a finding.
fn vanished(paths: &[PathBuf], error: &NotAnAtlas) -> Loaded {
    Loaded {
        catalog: Arc::new(Catalog::empty("No atlas")),
        findings: vec![Finding {
            file: paths
                .first()
                .map_or_else(String::new, |path| path.display().to_string()),
            line: 1,
            column: 1,
            severity: Severity::Error,
            entry: None,
            message: error.to_string(),
            hint: None,
            excerpt: None,
        }],
        columns: Vec::new(),
        files: Arc::default(),
    }
}
