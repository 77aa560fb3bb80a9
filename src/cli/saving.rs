//! Where a command writes to, and what it never writes over.

use std::io::{self, Write};
use std::path::Path;

use super::Outcome;
use crate::app::protected_files;
use crate::export::{ProtectedFiles, SaveError, SaveRules, check_target, save_file};
use crate::load::Loaded;

/// A file that a command is to write.
pub(super) struct Target<'a> {
    path: &'a Path,
    may_replace: bool,
    protected: ProtectedFiles,
}

/// Why a file was not written, and what that makes of the command.
pub(super) struct NotSaved {
    why: String,
    outcome: Outcome,
}

impl NotSaved {
    /// Says why, and gives what that makes of the command.
    pub(super) fn told(self, complaints: &mut dyn Write) -> io::Result<Outcome> {
        writeln!(complaints, "event-atlas: {}", self.why)?;
        Ok(self.outcome)
    }
}

impl<'a> Target<'a> {
    /// A file that may be written, now that it is known what was read; or why it may not.
    pub(super) fn new(
        path: &'a Path,
        may_replace: bool,
        loaded: &Loaded,
        basemap: Option<&Path>,
    ) -> Result<Self, NotSaved> {
        let mut protected = protected_files(loaded);
        if let Some(basemap) = basemap {
            protected.add_file(basemap, None);
        }
        let target = Self {
            path,
            may_replace,
            protected,
        };
        match check_target(path, target.rules()) {
            Ok(()) => Ok(target),
            Err(error) => Err(target.not_saved(&error)),
        }
    }

    fn rules(&self) -> SaveRules<'_> {
        SaveRules {
            protected: &self.protected,
            may_replace: self.may_replace,
            makes_folders: false,
        }
    }

    /// Writes the file, and says what of the one before could not be kept.
    pub(super) fn save(&self, bytes: &[u8]) -> Result<Vec<String>, NotSaved> {
        save_file(self.path, bytes, self.rules()).map_err(|error| self.not_saved(&error))
    }

    fn not_saved(&self, error: &SaveError) -> NotSaved {
        let path = self.path.display();
        let hint = match error {
            SaveError::Exists => "; --overwrite replaces it",
            _ => "",
        };
        let outcome = match error {
            SaveError::System(_) => Outcome::Failed,
            _ => Outcome::WrongUsage,
        };
        NotSaved {
            why: format!("{path}: {error}{hint}"),
            outcome,
        }
    }
}
