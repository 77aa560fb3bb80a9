//! Reading an atlas from disk: which files belong to it, and how much of them is read.

use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use file_id::{FileId, get_file_id};
use thiserror::Error;

use super::{AtlasFiles, Part, suggest};
use crate::model::{Finding, Severity};

/// No hand-written file comes near this size; what is larger wants an importer.
const MAX_FILE_BYTES: u64 = 64 * 1024 * 1024;
/// All files of an atlas together are not larger than this.
const MAX_ATLAS_BYTES: usize = 256 * 1024 * 1024;
const MAX_EVENT_FILES: usize = 1_000;

/// A file that what was loaded was read from, or the folder of an atlas.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadFile {
    /// Where it lies.
    pub path: PathBuf,
    /// Which file it is, under whatever name; `None` where there is none.
    pub id: Option<FileId>,
    /// Whether it is the folder of an atlas.
    pub is_folder: bool,
}

/// Files a folder may hold besides the atlas.
const KNOWN_FILES: [&str; 6] = [
    "atlas.ron",
    "places.ron",
    "actors.ron",
    "sources.ron",
    "events.ron",
    "areas.geojson",
];

/// Why a path cannot be opened as an atlas at all.
#[derive(Debug, Error)]
pub enum NotAnAtlas {
    /// Nothing is there.
    #[error("{0}: there is no such file or folder")]
    Missing(PathBuf),
    /// A folder without a header.
    #[error("{0}: this folder is no atlas, because it has no atlas.ron in it")]
    NoHeader(PathBuf),
    /// A file of another sort.
    #[error("{0}: this is neither a folder with an atlas.ron in it nor a file")]
    OtherFile(PathBuf),
    /// It is there, but the system refuses it.
    #[error("{path}: it cannot be read: {reason}")]
    Unreadable {
        /// What was asked for.
        path: PathBuf,
        /// What the system says.
        reason: io::Error,
    },
}

/// Whether there is something to open at `path`: a folder with an `atlas.ron`, or a file. Nothing is read.
pub fn check_path(path: &Path) -> Result<(), NotAnAtlas> {
    place_of(path).map(drop)
}

/// Where an atlas lies.
pub(super) enum Place<'a> {
    /// A folder with a header in it.
    Folder(&'a Path),
    /// One `.ron` file.
    File(&'a Path),
    /// A file of another program.
    Foreign(&'a Path),
}

pub(super) fn place_of(path: &Path) -> Result<Place<'_>, NotAnAtlas> {
    let metadata = fs::metadata(path).map_err(|reason| match reason.kind() {
        io::ErrorKind::NotFound => NotAnAtlas::Missing(path.to_owned()),
        _ => NotAnAtlas::Unreadable {
            path: path.to_owned(),
            reason,
        },
    })?;
    if metadata.is_dir() {
        let has_header = fs::symlink_metadata(path.join("atlas.ron")).is_ok();
        return if has_header {
            Ok(Place::Folder(path))
        } else {
            Err(NotAnAtlas::NoHeader(path.to_owned()))
        };
    }
    let is_ron = path
        .extension()
        .is_some_and(|extension| extension.eq_ignore_ascii_case("ron"));
    if !metadata.is_file() {
        return Err(NotAnAtlas::OtherFile(path.to_owned()));
    }
    if !is_ron {
        return Ok(Place::Foreign(path));
    }
    if path.file_name().is_some_and(|name| name == "atlas.ron") {
        let parent = path
            .parent()
            .filter(|parent| !parent.as_os_str().is_empty());
        return Ok(Place::Folder(parent.unwrap_or(Path::new("."))));
    }
    Ok(Place::File(path))
}

/// The files that are read for these paths, links followed, and the folders of atlases. Those that an atlas
/// may have and has not are among them. Nothing is read.
pub(super) fn files_at(paths: &[PathBuf]) -> Vec<ReadFile> {
    let mut files = Vec::new();
    let mut add = |path: &Path, is_folder: bool| {
        files.push(ReadFile {
            path: path.to_owned(),
            id: get_file_id(path).ok(),
            is_folder,
        });
    };
    for path in paths {
        match place_of(path) {
            Ok(Place::Folder(folder)) => {
                add(folder, true);
                for name in KNOWN_FILES {
                    add(&folder.join(name), false);
                }
                let events = fs::read_dir(folder.join("events"));
                // What cannot be read is a finding of the reading itself.
                for entry in events.into_iter().flatten().flatten() {
                    let path = entry.path();
                    if has_ending(&path, &["ron"]) {
                        add(&path, false);
                    }
                }
            }
            Ok(Place::File(file) | Place::Foreign(file)) => add(file, false),
            Err(_not_an_atlas) => add(path, false),
        }
    }
    files
}

fn has_ending(path: &Path, endings: &[&str]) -> bool {
    path.extension().is_some_and(|extension| {
        let mut endings = endings.iter();
        endings.any(|ending| extension.eq_ignore_ascii_case(ending))
    })
}

/// Reads the files of the atlas at `path`: a folder with an `atlas.ron`, or one `.ron` file.
pub fn read_atlas(path: &Path) -> Result<AtlasFiles, NotAnAtlas> {
    match place_of(path)? {
        Place::Folder(folder) => Ok(read_folder(folder)),
        Place::File(file) => {
            let mut atlas = AtlasFiles::default();
            read_into(&mut atlas, file, Part::Whole);
            Ok(atlas)
        }
        Place::Foreign(file) => Err(NotAnAtlas::OtherFile(file.to_owned())),
    }
}

fn read_folder(folder: &Path) -> AtlasFiles {
    let mut atlas = AtlasFiles::default();
    read_into(&mut atlas, &folder.join("atlas.ron"), Part::Header);
    for (name, part) in [
        ("places.ron", Part::Places),
        ("actors.ron", Part::Actors),
        ("sources.ron", Part::Sources),
        ("events.ron", Part::Events),
        ("areas.geojson", Part::Areas),
    ] {
        let path = folder.join(name);
        // A link that leads nowhere is there, and is a finding.
        let is_absent =
            fs::symlink_metadata(&path).is_err_and(|error| error.kind() == io::ErrorKind::NotFound);
        if !is_absent {
            read_into(&mut atlas, &path, part);
        }
    }
    let event_files = files_of(&mut atlas, &folder.join("events"), &["ron"]);
    if event_files.len() > MAX_EVENT_FILES {
        let message = format!(
            "only the first {MAX_EVENT_FILES} of {} files are read",
            event_files.len()
        );
        atlas.findings.push(finding(
            &folder.join("events"),
            Severity::Error,
            message,
            None,
        ));
    }
    for path in event_files.into_iter().take(MAX_EVENT_FILES) {
        read_into(&mut atlas, &path, Part::Events);
    }
    for path in files_of(&mut atlas, folder, &["ron", "geojson"]) {
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        if !KNOWN_FILES.contains(&name.as_str()) {
            let hint = suggest::hint(&name, KNOWN_FILES);
            let message = "nothing reads this file".to_owned();
            atlas
                .findings
                .push(finding(&path, Severity::Warning, message, hint));
        }
    }
    atlas
}

/// The files with these endings directly in a folder, sorted; none where there is no such folder.
fn files_of(atlas: &mut AtlasFiles, folder: &Path, endings: &[&str]) -> Vec<PathBuf> {
    let mut complain = |error: &io::Error| {
        if error.kind() != io::ErrorKind::NotFound {
            let message = format!("this folder cannot be read: {error}");
            atlas
                .findings
                .push(finding(folder, Severity::Error, message, None));
        }
    };
    let mut files = Vec::new();
    match fs::read_dir(folder) {
        Ok(entries) => {
            for entry in entries {
                match entry {
                    Ok(entry) => files.push(entry.path()),
                    Err(error) => complain(&error),
                }
            }
        }
        Err(error) => complain(&error),
    }
    files.retain(|path| has_ending(path, endings));
    files.sort();
    files
}

fn read_into(atlas: &mut AtlasFiles, path: &Path, part: Part) {
    let n_bytes: usize = atlas.files.iter().map(|file| file.text.len()).sum();
    let name = path.display().to_string();
    let bytes = if n_bytes < MAX_ATLAS_BYTES {
        read_bytes(path)
    } else {
        Err("the files before this one are larger than 256 MiB together".to_owned())
    };
    match bytes {
        Ok(bytes) => atlas.add(&name, part, bytes),
        Err(message) => {
            let hint = Some("an atlas file is UTF-8 text of at most 64 MiB".to_owned());
            atlas
                .findings
                .push(finding(path, Severity::Error, message, hint));
        }
    }
}

/// The bytes of a regular file.
fn read_bytes(path: &Path) -> Result<Vec<u8>, String> {
    // A pipe or a device would never end, so only regular files are opened.
    let metadata = fs::metadata(path).map_err(|error| error.to_string())?;
    if !metadata.is_file() {
        return Err("this is not a regular file".to_owned());
    }
    let file = File::open(path).map_err(|error| error.to_string())?;
    let mut bytes = Vec::new();
    file.take(MAX_FILE_BYTES + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| error.to_string())?;
    if bytes.len() as u64 > MAX_FILE_BYTES {
        return Err("the file is larger than 64 MiB".to_owned());
    }
    Ok(bytes)
}

fn finding(path: &Path, severity: Severity, message: String, hint: Option<String>) -> Finding {
    Finding {
        file: path.display().to_string(),
        line: 1,
        column: 1,
        severity,
        entry: None,
        message,
        hint,
        excerpt: None,
    }
}
