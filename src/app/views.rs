//! Views that have a name: each a file of its own, kept in a folder, that can be given to others.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, channel};
use std::thread;

use directories::ProjectDirs;
use egui::Context;

use super::App;
use super::notice::Notice;
use super::saving::{ReplacedBy, Replacing};
use super::state_file::read_small;
use crate::export::{SaveError, SaveRules, save_file};
use crate::model::{Finding, Severity};
use crate::state::{SavedView, ViewCommand};
use crate::ui::{AskedReplace, ViewEntry};

/// How the names of such files end.
const ENDING: &str = ".view.ron";
/// More views than this are not listed.
const MOST_VIEWS: usize = 500;

/// A view that was read from a file.
#[derive(Debug, Clone)]
pub struct ViewFile {
    path: PathBuf,
    text: String,
    saved: SavedView,
}

impl ViewFile {
    /// Reads a view; where it is none, a sentence says why.
    pub fn read(path: &Path) -> Result<Self, String> {
        let named = |reason: String| {
            let path = path.display();
            format!(
                "{path}: {reason}; a view is a file that the window saves (V), with the ending {ENDING}"
            )
        };
        let text = read_small(path).map_err(|error| named(error.to_string()))?;
        let saved = SavedView::from_text(&text).map_err(|error| named(error.to_string()))?;
        Ok(Self {
            path: path.to_owned(),
            text,
            saved,
        })
    }

    /// Says that something it names is not there, and in which line it is named.
    fn finding(&self, missing: &str) -> Finding {
        let name = missing.split('`').nth(1).unwrap_or(missing);
        let quoted = format!("\"{name}\"");
        let place = self
            .text
            .lines()
            .enumerate()
            .find_map(|(line, text)| Some((line + 1, text.find(&quoted)? + 1)));
        let (line, column) = place.unwrap_or((1, 1));
        Finding {
            file: self.path.display().to_string(),
            line,
            column,
            severity: Severity::Warning,
            entry: None,
            message: format!("this atlas does not have what the view asks for: {missing}"),
            hint: Some("it is left out; save the view again to forget it".to_owned()),
            excerpt: None,
        }
    }
}

/// What came of writing the file of a view.
#[derive(Debug)]
enum Wrote {
    /// It was written.
    Saved(ViewEntry, String),
    /// Something else was done, or was not.
    Said(Result<String, String>),
    /// Nothing was: there is such a file already, and it may be replaced by the view of this name.
    Exists(AskedReplace, String),
}

/// The views of a folder.
#[derive(Debug, Default)]
pub(super) struct Views {
    folder: Option<PathBuf>,
    pub(super) entries: Vec<ViewEntry>,
    /// What is being written, and what comes of it.
    writing: Option<Receiver<Wrote>>,
    /// The files of views that were opened.
    pub(super) opened: Vec<PathBuf>,
    /// One that waits for its atlas.
    coming: Option<ViewFile>,
}

impl Views {
    /// Where views lie on this system; `None` where the system has no such place.
    pub(super) fn default_folder() -> Option<PathBuf> {
        let folders = ProjectDirs::from("", "", "event-atlas")?;
        Some(folders.data_local_dir().join("views"))
    }

    fn of_folder(folder: PathBuf) -> Self {
        let mut entries: Vec<ViewEntry> = fs::read_dir(&folder)
            .into_iter()
            .flatten()
            .flatten()
            .map(|entry| entry.path())
            .filter(|path| is_view(path))
            .take(MOST_VIEWS)
            // What is no view any more is not listed, and left where it is.
            .filter_map(|path| ViewFile::read(&path).ok())
            .map(|file| entry_of(&file.path, &file.saved))
            .collect();
        entries.sort_by_key(|entry| entry.name.to_lowercase());
        Self {
            folder: Some(folder),
            entries,
            ..Self::default()
        }
    }

    /// The file for a name: that of the view of this name, or a new one; a name that ends like a file is one.
    fn path_for(&self, name: &str) -> Option<PathBuf> {
        if name.ends_with(ENDING) {
            return Some(PathBuf::from(name));
        }
        if let Some(entry) = self.entries.iter().find(|entry| entry.name == name) {
            return Some(PathBuf::from(&entry.path));
        }
        let folder = self.folder.as_ref()?;
        let stem = stem_of(name);
        (1..1_000)
            .map(|n| match n {
                1 => folder.join(format!("{stem}{ENDING}")),
                n => folder.join(format!("{stem}-{n}{ENDING}")),
            })
            .find(|path| !path.exists() && !self.has(path))
    }

    /// Forgets the view that waited for an atlas which did not come.
    pub(super) fn forget_coming(&mut self) {
        self.coming = None;
    }

    fn has(&self, path: &Path) -> bool {
        let path = path.display().to_string();
        self.entries.iter().any(|entry| entry.path == path)
    }
}

/// Whether a path is named as views are.
pub(super) fn is_view(path: &Path) -> bool {
    let name = path.file_name().and_then(|name| name.to_str());
    name.is_some_and(|name| name.ends_with(ENDING))
}

fn entry_of(path: &Path, saved: &SavedView) -> ViewEntry {
    let name = match saved.name() {
        "" => file_stem(path),
        name => name.to_owned(),
    };
    ViewEntry {
        name,
        atlas: saved.atlas().to_owned(),
        path: path.display().to_string(),
    }
}

fn file_stem(path: &Path) -> String {
    let name = path.file_name().and_then(|name| name.to_str());
    name.unwrap_or_default().trim_end_matches(ENDING).to_owned()
}

/// Letters and digits of a name, with hyphens for all else.
fn stem_of(name: &str) -> String {
    const LONGEST: usize = 60;
    let letters: String = name
        .to_lowercase()
        .chars()
        .map(|letter| {
            if letter.is_alphanumeric() {
                letter
            } else {
                '-'
            }
        })
        .take(LONGEST)
        .collect();
    let stem = letters.trim_matches('-');
    if stem.is_empty() {
        "view".to_owned()
    } else {
        stem.to_owned()
    }
}

impl App {
    /// Keeps views with names in the place that this system has for them.
    pub fn with_views(self) -> Self {
        match Views::default_folder() {
            Some(folder) => self.with_views_in(folder),
            None => self,
        }
    }

    /// Keeps views with names in a folder.
    pub fn with_views_in(mut self, folder: PathBuf) -> Self {
        self.views = Views::of_folder(folder);
        self
    }

    /// Looks at what a view looks at, as soon as its atlas is there.
    pub fn show_view(&mut self, file: ViewFile) {
        if self.coming.is_some() {
            self.views.coming = Some(file);
            return;
        }
        if !self.views.opened.contains(&file.path) {
            self.views.opened.push(file.path.clone());
        }
        let name = file.path.display().to_string();
        let Some((view, missing)) = file.saved.view_and_missing(&self.loaded.catalog) else {
            let why = format!(
                "The view is of “{}”; this atlas is “{}”.",
                file.saved.atlas(),
                self.loaded.catalog.header().title
            );
            self.notice = Some(Notice::trouble(why));
            return;
        };
        self.loaded.findings.retain(|finding| finding.file != name);
        let findings = missing.iter().map(|missing| file.finding(missing));
        self.loaded.findings.extend(findings);
        self.wants_fit = false;
        self.flight = None;
        self.memory.map.settle();
        self.change(ViewCommand::SetView(Box::new(view)));
    }

    /// Takes up a view that waited for its atlas.
    pub(super) fn show_coming_view(&mut self) {
        if let Some(file) = self.views.coming.take() {
            self.show_view(file);
        }
    }

    pub(super) fn open_view(&mut self, path: &str) {
        match ViewFile::read(Path::new(path)) {
            Ok(file) => self.show_view(file),
            Err(reason) => {
                let why = format!("The view was not opened: {reason}");
                self.notice = Some(Notice::trouble(why));
            }
        }
    }

    /// Keeps the view under a name. A file that is there already is replaced only after a yes.
    pub(super) fn save_view(&mut self, ctx: &Context, name: &str, may_replace: bool) {
        let name = name.trim();
        let Some(path) = self.views.path_for(name).filter(|_| !name.is_empty()) else {
            self.notice = Some(Notice::trouble(
                "There is no place here for views; type a file name.",
            ));
            return;
        };
        let title = if name.ends_with(ENDING) {
            file_stem(&path)
        } else {
            name.to_owned()
        };
        let saved = SavedView::new(&self.loaded.catalog, self.view(), None).named(&title);
        let entry = entry_of(&path, &saved);
        let (name, protected) = (name.to_owned(), self.protected());
        let is_ours = self.views.folder.as_deref() == path.parent();
        let work = move || {
            let rules = SaveRules {
                protected: &protected,
                may_replace,
                makes_folders: is_ours,
            };
            match save_file(&path, saved.to_text().as_bytes(), rules) {
                Ok(notes) => {
                    let to = path.display();
                    let mut said = vec![format!("The view “{title}” was saved to {to}.")];
                    said.extend(notes);
                    Wrote::Saved(entry, said.join(" "))
                }
                Err(SaveError::Exists) => Wrote::Exists(AskedReplace::of(&path), name),
                Err(error) => {
                    Wrote::Said(Err(format!("The view “{title}” was not saved: {error}")))
                }
            }
        };
        self.write_view(ctx, work);
    }

    pub(super) fn remove_view(&mut self, ctx: &Context, path: &str) {
        self.views.entries.retain(|entry| entry.path != path);
        let path = path.to_owned();
        self.write_view(ctx, move || {
            Wrote::Said(match fs::remove_file(&path) {
                Ok(()) => Ok("The view was removed.".to_owned()),
                Err(error) => Err(format!("The view was not removed: {error}")),
            })
        });
    }

    /// Does something with the disk on a thread of its own.
    fn write_view(&mut self, ctx: &Context, work: impl FnOnce() -> Wrote + Send + 'static) {
        let (give, done) = channel();
        let ctx = ctx.clone();
        let run = move || {
            give.send(work()).ok();
            ctx.request_repaint();
        };
        let started = thread::Builder::new().name("views".to_owned()).spawn(run);
        self.views.writing = started.is_ok().then_some(done);
        if self.views.writing.is_none() {
            self.notice = Some(Notice::trouble(
                "Nothing was written: there is no thread for it.",
            ));
        }
    }

    /// Says what came of writing.
    pub(super) fn look_after_views(&mut self) {
        let writing = self.views.writing.as_ref();
        let Some(wrote) = writing.and_then(|wrote| wrote.try_recv().ok()) else {
            return;
        };
        self.views.writing = None;
        match wrote {
            Wrote::Saved(entry, said) => {
                let entries = &mut self.views.entries;
                entries.retain(|other| other.path != entry.path);
                entries.push(entry);
                entries.sort_by_key(|entry| entry.name.to_lowercase());
                self.notice = Some(Notice::done(said));
            }
            Wrote::Said(said) => self.notice = Some(Notice::of(said)),
            Wrote::Exists(asked, name) => {
                let by = ReplacedBy::View(name);
                self.replacing = Some(Replacing { asked, by });
            }
        }
    }
}
