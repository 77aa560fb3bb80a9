//! Saves what is shown, on a thread of its own.

use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};
use std::thread;

use egui::Context;

use crate::export::{Format, ListingParts, export, save_file};
use crate::load::Loaded;
use crate::query::Solved;
use crate::state::ViewState;
use crate::wording;

/// Makes a picture of a view of what was loaded, as a PNG file: of the map alone, or of the whole window.
pub(super) type MakePicture =
    dyn Fn(&Loaded, &ViewState, bool) -> Result<Vec<u8>, String> + Send + Sync;

/// A file that is being written.
#[derive(Debug)]
pub(super) struct Saving {
    done: Receiver<Vec<String>>,
}

/// What is to be saved.
pub(super) struct Job {
    pub(super) to: String,
    pub(super) loaded: Loaded,
    pub(super) view: ViewState,
    pub(super) solved: Solved,
    pub(super) picture: Option<Arc<MakePicture>>,
}

impl Saving {
    /// Starts to save. Without a thread it is done before this returns.
    pub(super) fn start(job: Job, ctx: &Context) -> Self {
        let (give, done) = channel();
        let ctx = ctx.clone();
        let work = move || {
            give.send(job.said()).ok();
            ctx.request_repaint();
        };
        // Without a thread nothing is saved, and the closed channel says so.
        thread::Builder::new()
            .name("save".to_owned())
            .spawn(work)
            .ok();
        Self { done }
    }

    /// What came of it, in sentences, once it is done.
    pub(super) fn done(&self) -> Option<Vec<String>> {
        self.done.try_recv().ok()
    }
}

impl Job {
    /// Saves, and says what was saved and what was not.
    fn said(&self) -> Vec<String> {
        match self.saved() {
            Ok(mut losses) => {
                let n = wording::counted(self.solved.answer.n_listed(), "event");
                losses.insert(0, format!("Saved {n} to {}.", self.to));
                losses
            }
            Err(reason) => vec![format!("Not saved: {reason}")],
        }
    }

    fn saved(&self) -> Result<Vec<String>, String> {
        let path = Path::new(&self.to);
        let format = Format::of_path(path).ok_or_else(|| {
            let known = Format::ALL.map(|format| format!(".{}", format.extension()));
            format!("end the name with one of {}", known.join(", "))
        })?;
        let mut told = Vec::new();
        let picture = match (&self.picture, format.has_picture()) {
            (Some(make), true) => match make(&self.loaded, &self.view, format == Format::Dossier) {
                Ok(picture) => Some(picture),
                // A dossier can do without.
                Err(reason) if format == Format::Dossier => {
                    told.push(format!("Without a picture of the map: {reason}"));
                    None
                }
                Err(reason) => return Err(reason),
            },
            _ => None,
        };
        let parts = ListingParts {
            catalog: &self.loaded.catalog,
            index: &self.solved.index,
            question: &self.solved.asked.question,
            answer: &self.solved.answer,
            names: self.view.names,
        };
        let exported =
            export(parts, format, picture.as_deref()).map_err(|error| error.to_string())?;
        save_file(path, &exported.bytes).map_err(|error| error.to_string())?;
        told.extend(exported.losses);
        Ok(told)
    }
}
