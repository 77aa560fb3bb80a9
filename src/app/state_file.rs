//! The file that remembers window and view until the next start. A broken one is set aside, never fatal.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::thread;

use directories::ProjectDirs;

use crate::export::{ProtectedFiles, SaveRules, save_file};
use crate::state::SavedView;

/// A view is a few lines; a larger file is something else.
const MAX_BYTES: u64 = 64 * 1024;

/// The file, and what was in it.
#[derive(Debug)]
pub struct StateFile {
    path: PathBuf,
    saved: Option<SavedView>,
    notice: Option<String>,
    writer: Option<thread::JoinHandle<()>>,
}

impl StateFile {
    /// Where the file lies on this system; `None` where the system has no such place.
    pub fn default_path() -> Option<PathBuf> {
        let folders = ProjectDirs::from("", "", "event-atlas")?;
        let folder = folders
            .state_dir()
            .unwrap_or_else(|| folders.data_local_dir());
        Some(folder.join("view.ron"))
    }

    /// Reads the file. One that cannot be understood is renamed, and the notice says where to.
    pub fn open(path: PathBuf) -> Self {
        let mut file = Self {
            path,
            saved: None,
            notice: None,
            writer: None,
        };
        match read_small(&file.path) {
            Ok(text) => match SavedView::from_text(&text) {
                Ok(saved) => file.saved = Some(saved),
                Err(_reason) => file.set_aside(),
            },
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(_unreadable) => file.set_aside(),
        }
        file
    }

    /// Forgets what was remembered, and starts anew.
    pub fn reset(path: PathBuf) -> Self {
        Self {
            path,
            saved: None,
            notice: None,
            writer: None,
        }
    }

    /// What was remembered.
    pub fn saved(&self) -> Option<&SavedView> {
        self.saved.as_ref()
    }

    /// Where it lies.
    pub(super) fn path(&self) -> &PathBuf {
        &self.path
    }

    /// What the reader should know about the file.
    pub fn notice(&self) -> Option<&str> {
        self.notice.as_deref()
    }

    /// Writes a view, but over nothing that is protected. Failing to remember a view is no reason to disturb anybody.
    pub(super) fn save(&mut self, view: &SavedView, protected: ProtectedFiles, is_last: bool) {
        self.saved = Some(view.clone());
        let is_writing = self
            .writer
            .as_ref()
            .is_some_and(|writer| !writer.is_finished());
        if is_writing && !is_last {
            // The disk is slow; the next change will be written with this one.
            return;
        }
        if let Some(writer) = self.writer.take() {
            // A writer that panicked has written nothing; this one will.
            writer.join().ok();
        }
        let (path, text) = (self.path.clone(), view.to_text());
        let write = move || {
            let rules = SaveRules {
                protected: &protected,
                may_replace: true,
                makes_folders: true,
            };
            save_file(&path, text.as_bytes(), rules).ok();
        };
        if is_last {
            write();
        } else {
            self.writer = thread::Builder::new()
                .name("save".to_owned())
                .spawn(write)
                .ok();
        }
    }

    fn set_aside(&mut self) {
        let aside = (1..1_000)
            .map(|n| self.path.with_extension(format!("ron.broken-{n}")))
            .find(|aside| !aside.exists());
        let is_moved = aside
            .as_ref()
            .is_some_and(|aside| fs::rename(&self.path, aside).is_ok());
        self.notice = Some(match aside.filter(|_| is_moved) {
            Some(aside) => format!(
                "The remembered view could not be read and was set aside as {}.",
                aside.display()
            ),
            None => "The remembered view could not be read and is not used.".to_owned(),
        });
    }
}

/// Reads a file that is as small as views are.
pub(super) fn read_small(path: &Path) -> io::Result<String> {
    let metadata = fs::metadata(path)?;
    let problem = match metadata.len() {
        _ if !metadata.is_file() => "this is no file",
        n if n > MAX_BYTES => "this file is too large for a view",
        _ => return fs::read_to_string(path),
    };
    Err(io::Error::new(io::ErrorKind::InvalidData, problem))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Catalog;
    use crate::state::ViewState;

    #[test]
    fn a_view_comes_back_and_a_broken_file_is_set_aside() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("view.ron");
        let view = SavedView::new(
            &Catalog::empty("Test"),
            &ViewState::default(),
            Some((800.0, 600.0)),
        );
        let protected = ProtectedFiles::default();
        StateFile::open(path.clone()).save(&view, protected, true);
        assert_eq!(StateFile::open(path.clone()).saved(), Some(&view));

        fs::write(&path, [0xFF, 0x00, 0x28]).expect("written");
        let file = StateFile::open(path.clone());
        assert_eq!(file.saved(), None);
        assert!(
            file.notice()
                .is_some_and(|notice| notice.contains("broken-1")),
            "{:?}",
            file.notice()
        );
        assert!(!path.exists() && folder.path().join("view.ron.broken-1").exists());
    }
}
