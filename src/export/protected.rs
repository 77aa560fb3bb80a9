//! Files that nothing may be written over, because what is open was read from them.

use std::fs;
use std::path::{Path, PathBuf};

use file_id::{FileId, get_file_id};

/// Endings of the files that an atlas reads from its folder, or would complain about there.
const ATLAS_ENDINGS: [&str; 2] = ["ron", "geojson"];

/// The files that are open, and the folders of atlases.
///
/// A file is known by its device and number, so that no other name of it, no link and no mount leads around this, and
/// by its path, should it be gone meanwhile.
#[derive(Debug, Clone, Default)]
pub struct ProtectedFiles {
    files: Vec<Known>,
    folders: Vec<Known>,
}

/// A file or a folder: where it lies, and which one it was when it was read.
#[derive(Debug, Clone)]
struct Known {
    path: PathBuf,
    id: Option<FileId>,
}

impl Known {
    /// Whether it is this one: now, or when it was read. `id` is that of `path`, where there is something.
    fn is(&self, path: &Path, id: Option<FileId>) -> bool {
        let is_same = |ours: Option<FileId>| ours.is_some() && ours == id;
        is_same(self.id)
            || is_same(get_file_id(&self.path).ok())
            || located(&self.path).is_some_and(|ours| ours == path)
    }
}

impl ProtectedFiles {
    /// Nothing is protected.
    pub const NONE: Self = Self {
        files: Vec::new(),
        folders: Vec::new(),
    };

    /// Adds a file; `id` is which one it was when it was read, where that is known.
    pub fn add_file(&mut self, path: &Path, id: Option<FileId>) {
        let path = path.to_owned();
        self.files.push(Known { path, id });
    }

    /// Adds the folder of an atlas: no file may come into it that the atlas would read the next time.
    pub fn add_folder(&mut self, path: &Path, id: Option<FileId>) {
        let path = path.to_owned();
        self.folders.push(Known { path, id });
    }

    /// Why nothing may be written to a path, in a sentence; `None` where nothing speaks against it.
    pub fn refusal(&self, target: &Path) -> Option<String> {
        let id = get_file_id(target).ok();
        let located = located(target).unwrap_or_else(|| target.to_owned());
        if let Some(known) = self.files.iter().find(|known| known.is(&located, id)) {
            let path = known.path.display();
            return Some(format!(
                "it would overwrite its own source: {path} was read, and is never written over; choose another name"
            ));
        }
        let belongs = self.folders.iter().find(|folder| folder.reads(&located))?;
        let path = belongs.path.display();
        Some(format!(
            "it would become part of the open atlas in {path}; choose another folder"
        ))
    }
}

impl Known {
    /// Whether the atlas in this folder would read a file, or complain about it.
    fn reads(&self, file: &Path) -> bool {
        let is_of_atlas = file.extension().is_some_and(|ending| {
            let mut endings = ATLAS_ENDINGS.iter();
            endings.any(|known| ending.eq_ignore_ascii_case(known))
        });
        let Some(folder) = file.parent().filter(|_| is_of_atlas) else {
            return false;
        };
        let is_here = |folder: &Path| self.is(folder, get_file_id(folder).ok());
        let is_events = folder
            .file_name()
            .is_some_and(|name| name.eq_ignore_ascii_case("events"));
        is_here(folder) || is_events && folder.parent().is_some_and(is_here)
    }
}

/// Where a path leads, without links; of a file that is not there, its folder counts.
fn located(path: &Path) -> Option<PathBuf> {
    fs::canonicalize(path).ok().or_else(|| {
        let folder = path.parent()?;
        let folder = if folder.as_os_str().is_empty() {
            Path::new(".")
        } else {
            folder
        };
        Some(fs::canonicalize(folder).ok()?.join(path.file_name()?))
    })
}
