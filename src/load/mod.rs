//! Files become a catalog: parse, check, keep what holds, set the rest aside with its reason.
//!
//! Loading cannot fail. What an entry gets wrong costs that entry and becomes a
//! [`Finding`] with its file, line and column.

mod bundled;
mod check;
mod disk;
mod encoding;
mod import;
mod link;
mod outline;
mod raw;
mod suggest;

use std::path::PathBuf;
use std::sync::Arc;

use crate::model::{Catalog, Finding, Severity};

pub use bundled::bundled_atlas;
pub use disk::{NotAnAtlas, ReadFile, check_path, read_atlas};
pub use import::{ImportOptions, Progress};
use link::checked_link;

/// What came out of loading: everything that held, and everything that did not.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// What held.
    pub catalog: Arc<Catalog>,
    /// What was set aside or wants a look, in the order of the files.
    pub findings: Vec<Finding>,
    /// The columns of a table of which nobody knows what they mean, so that it was not read.
    pub columns: Vec<String>,
    /// The files that it was read from; none for the bundled atlas.
    pub files: Arc<[ReadFile]>,
}

impl Loaded {
    /// Whether nothing came of what was to be opened: no event and no place, and something was wrong.
    pub fn came_to_nothing(&self) -> bool {
        let is_error = |finding: &Finding| finding.severity == Severity::Error;
        self.catalog.is_blank() && self.findings.iter().any(is_error)
    }
}

/// One file of an atlas, already read from wherever it lies.
#[derive(Debug, Clone)]
pub struct AtlasFile {
    /// How the file is called in findings.
    pub name: String,
    /// Which part of an atlas it holds.
    pub part: Part,
    /// Its text, without a byte order mark.
    pub text: String,
}

/// Which part of an atlas a file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// `atlas.ron`: the header.
    Header,
    /// `places.ron`
    Places,
    /// `actors.ron`
    Actors,
    /// `sources.ron`
    Sources,
    /// `areas.geojson`
    Areas,
    /// `events.ron` or `events/*.ron`
    Events,
    /// One file with the header and all lists.
    Whole,
}

/// The files of an atlas, and what could not be read of it.
#[derive(Debug, Clone, Default)]
pub struct AtlasFiles {
    /// The files that were read.
    pub files: Vec<AtlasFile>,
    /// Files that could not be read, or that nothing reads.
    pub findings: Vec<Finding>,
}

impl AtlasFiles {
    /// Both atlases as one; the first title stays.
    pub fn joined(mut self, other: Self) -> Self {
        self.files.extend(other.files);
        self.findings.extend(other.findings);
        self
    }
}

/// Makes a catalog of the files of an atlas.
pub fn load(atlas: &AtlasFiles) -> Loaded {
    let (header, parts, findings) = check::checked(atlas);
    Loaded {
        catalog: Arc::new(Catalog::new(header, parts)),
        findings,
        columns: Vec::new(),
        files: Arc::default(),
    }
}

/// Makes a catalog of what lies at these paths: atlases, and files of other programs, which are told apart by
/// what is in them. Each `look` gets what there is so far, of large files only.
pub fn load_paths(
    paths: &[PathBuf],
    options: &ImportOptions,
    progress: &Progress,
    look: &mut dyn FnMut(Loaded),
) -> Result<Loaded, NotAnAtlas> {
    // Before anything is read, so that what is read is among them.
    let files: Arc<[ReadFile]> = disk::files_at(paths).into();
    let with_files = |loaded: Loaded| Loaded {
        files: Arc::clone(&files),
        ..loaded
    };
    let mut atlas = AtlasFiles::default();
    let mut foreign = Vec::new();
    for path in paths {
        match disk::place_of(path)? {
            disk::Place::Foreign(path) => foreign.push(path.to_owned()),
            disk::Place::Folder(_) | disk::Place::File(_) => {
                atlas = atlas.joined(read_atlas(path)?);
            }
        }
    }
    if foreign.is_empty() {
        return Ok(with_files(load(&atlas)));
    }
    let written = (!atlas.files.is_empty()).then_some(&atlas);
    let mut look = |loaded| look(with_files(loaded));
    let loaded = import::import(written, &foreign, options, progress, &mut look);
    Ok(with_files(loaded))
}
