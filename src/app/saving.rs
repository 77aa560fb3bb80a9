//! Saves what is shown, on a thread of its own, and asks before it replaces a file.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, TryRecvError, channel};
use std::thread;

use egui::Context;

use super::App;
use crate::export::{
    Format, ListingParts, ProtectedFiles, SaveError, SaveRules, check_target, export, save_file,
};
use crate::load::Loaded;
use crate::query::Solved;
use crate::state::{MapChoice, ViewState};
use crate::ui::AskedReplace;
use crate::wording;

/// Makes a picture of a view of what was loaded, as a PNG file: of the map alone, or of the whole window.
pub(super) type MakePicture =
    dyn Fn(&Loaded, &ViewState, bool) -> Result<Vec<u8>, String> + Send + Sync;

/// A file that is being written.
#[derive(Debug)]
pub(super) struct Saving {
    done: Receiver<Saved>,
}

/// What came of saving.
#[derive(Debug)]
pub(super) enum Saved {
    /// Sentences about what was saved and what was not.
    Said(Vec<String>),
    /// Nothing yet: there is such a file already.
    Exists(AskedReplace),
}

/// A file that would be replaced, and what would be written to it, while its reader is asked.
#[derive(Debug)]
pub(super) struct Replacing {
    pub(super) asked: AskedReplace,
    pub(super) by: ReplacedBy,
}

/// What replaces a file.
#[derive(Debug)]
pub(super) enum ReplacedBy {
    /// The events that are shown.
    Export(String),
    /// The view of this name.
    View(String),
}

/// What is to be saved.
pub(super) struct Job {
    pub(super) to: String,
    pub(super) loaded: Loaded,
    pub(super) view: ViewState,
    pub(super) solved: Solved,
    pub(super) picture: Option<Arc<MakePicture>>,
    pub(super) protected: ProtectedFiles,
    /// Whether the reader said that a file may be replaced.
    pub(super) may_replace: bool,
}

impl Saving {
    /// Starts to save.
    pub(super) fn start(job: Job, ctx: &Context) -> Self {
        let (give, done) = channel();
        let ctx = ctx.clone();
        let work = move || {
            give.send(job.done()).ok();
            ctx.request_repaint();
        };
        // Without a thread nothing is saved, and the closed channel says so.
        thread::Builder::new()
            .name("save".to_owned())
            .spawn(work)
            .ok();
        Self { done }
    }

    /// What came of it, once it is done.
    pub(super) fn done(&self) -> Option<Saved> {
        match self.done.try_recv() {
            Ok(saved) => Some(saved),
            Err(TryRecvError::Empty) => None,
            Err(TryRecvError::Disconnected) => {
                let why = "Not saved: it was ended before the file was written.";
                Some(Saved::Said(vec![why.to_owned()]))
            }
        }
    }
}

impl Job {
    /// Saves, and says what was saved and what was not.
    fn done(&self) -> Saved {
        match self.saved() {
            Ok(mut losses) => {
                let n = wording::counted(self.solved.answer.n_listed(), "event");
                losses.insert(0, format!("Saved {n} to {}.", self.to));
                Saved::Said(losses)
            }
            Err(NotSaved::Exists) => Saved::Exists(AskedReplace::of(Path::new(&self.to))),
            Err(NotSaved::Because(reason)) => Saved::Said(vec![format!("Not saved: {reason}")]),
        }
    }

    fn saved(&self) -> Result<Vec<String>, NotSaved> {
        let path = Path::new(&self.to);
        let rules = SaveRules {
            protected: &self.protected,
            may_replace: self.may_replace,
            makes_folders: false,
        };
        let format = Format::of_path(path).ok_or_else(|| {
            let known = Format::ALL.map(|format| format!(".{}", format.extension()));
            format!("end the name with one of {}", known.join(", "))
        })?;
        check_target(path, rules)?;
        let mut told = Vec::new();
        let picture = match (&self.picture, format.has_picture()) {
            (Some(make), true) => match make(&self.loaded, &self.view, format == Format::Dossier) {
                Ok(picture) => Some(picture),
                // A dossier can do without.
                Err(reason) if format == Format::Dossier => {
                    told.push(format!("Without a picture of the map: {reason}"));
                    None
                }
                Err(reason) => return Err(reason.into()),
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
        let notes = save_file(path, &exported.bytes, rules)?;
        told.extend(exported.losses);
        told.extend(notes);
        Ok(told)
    }
}

/// Why nothing was saved.
enum NotSaved {
    Exists,
    Because(String),
}

impl From<SaveError> for NotSaved {
    fn from(error: SaveError) -> Self {
        match error {
            SaveError::Exists => Self::Exists,
            error => Self::Because(error.to_string()),
        }
    }
}

impl From<String> for NotSaved {
    fn from(reason: String) -> Self {
        Self::Because(reason)
    }
}

impl AskedReplace {
    /// What there is to say about a file before it is replaced.
    pub(super) fn of(path: &Path) -> Self {
        Self {
            path: path.display().to_string(),
            n_bytes: fs::metadata(path).map_or(0, |metadata| metadata.len()),
        }
    }
}

/// The files that what was loaded was read from, which nothing is written over.
pub fn protected_files(loaded: &Loaded) -> ProtectedFiles {
    let mut protected = ProtectedFiles::default();
    for file in &*loaded.files {
        if file.is_folder {
            protected.add_folder(&file.path, file.id);
        } else {
            protected.add_file(&file.path, file.id);
        }
    }
    protected
}

impl App {
    /// The files that are open: those of the atlas, and the one of the map under it.
    pub(super) fn protected(&self) -> ProtectedFiles {
        let mut protected = protected_files(&self.loaded);
        for before in [&self.earlier, &self.later].into_iter().flatten() {
            for file in before.loaded.files.iter().filter(|file| !file.is_folder) {
                protected.add_file(&file.path, file.id);
            }
        }
        if let MapChoice::File(path) = &self.maps.choice {
            protected.add_file(&PathBuf::from(path), None);
        }
        protected
    }

    /// Saves what is shown into a file, on a thread of its own.
    pub(super) fn save_as(&mut self, ctx: &Context, to: String, may_replace: bool) {
        if self.saving.is_some() {
            self.saved
                .push("Another file is still being saved; try again when it is done.".to_owned());
            return;
        }
        self.derive();
        self.saved = vec!["Saving …".to_owned()];
        // An export is never a view or the memory of the window, so those are out of its reach, too.
        let mut protected = self.protected();
        let views = self.views.opened.iter();
        for path in views.chain(self.state_file.as_ref().map(super::StateFile::path)) {
            protected.add_file(path, None);
        }
        let job = Job {
            to,
            loaded: self.loaded.clone(),
            view: self.view().clone(),
            solved: self.asker.solved().clone(),
            picture: self.picture.0.clone(),
            protected,
            may_replace,
        };
        self.saving = Some(Saving::start(job, ctx));
    }

    /// Takes up what came of saving.
    pub(super) fn look_after_saving(&mut self) {
        let Some(saved) = self.saving.as_ref().and_then(Saving::done) else {
            return;
        };
        self.saving = None;
        match saved {
            Saved::Said(said) => self.saved = said,
            Saved::Exists(asked) => {
                self.saved = vec!["There is such a file already.".to_owned()];
                let by = ReplacedBy::Export(asked.path.clone());
                self.replacing = Some(Replacing { asked, by });
            }
        }
    }

    /// Replaces the file that was asked about.
    pub(super) fn replace_asked(&mut self, ctx: &Context) {
        match self.replacing.take().map(|replacing| replacing.by) {
            Some(ReplacedBy::Export(to)) => self.save_as(ctx, to, true),
            Some(ReplacedBy::View(name)) => self.save_view(ctx, &name, true),
            None => {}
        }
    }

    /// Leaves the file that was asked about as it is.
    pub(super) fn keep_asked(&mut self) -> bool {
        let is_asked = self.replacing.take().is_some();
        if is_asked {
            self.saved = vec!["Not saved: the file was kept as it is.".to_owned()];
        }
        is_asked
    }
}
