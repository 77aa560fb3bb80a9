//! The one way files are written: whole or not at all, and never over a file that is open.

use std::ffi::OsStr;
use std::fs::{self, File, Metadata, OpenOptions, TryLockError};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process;
use std::sync::atomic::{AtomicU32, Ordering};

use thiserror::Error;

use super::ProtectedFiles;

/// A chain of links is not longer than this; the systems we know follow 40.
const MOST_LINKS: usize = 40;
/// So much of a name goes into that of its temporary file: names end at 255 bytes.
const MOST_NAME_BYTES: usize = 180;
/// How often a temporary file is begun anew when another process takes it for a leftover.
const MOST_TRIES: usize = 4;

/// What may be written over.
#[derive(Debug, Clone, Copy)]
pub struct SaveRules<'a> {
    /// What is never written over.
    pub protected: &'a ProtectedFiles,
    /// Whether another file that is there already may be replaced.
    pub may_replace: bool,
    /// Whether folders that are missing are made; elsewhere they are a slip in the name.
    pub makes_folders: bool,
}

/// Why a file was not written. What was there before is still there.
#[derive(Debug, Error)]
pub enum SaveError {
    /// What is open was read from it.
    #[error("{0}")]
    Protected(String),
    /// There is such a file already, and nobody said that it may be replaced.
    #[error("there is such a file already")]
    Exists,
    /// Something other than a file has this name.
    #[error("this is {0}, and only a file can be written")]
    NotAFile(&'static str),
    /// It may not be written.
    #[error("the file is write-protected")]
    ReadOnly,
    /// Links lead to links without an end.
    #[error("its links lead in a circle")]
    Circle,
    /// The folder it is to lie in is not there.
    #[error("there is no such folder")]
    NoFolder,
    /// The system says no.
    #[error("{0}")]
    System(#[from] io::Error),
}

/// Writes a file so that it is never seen half-written.
///
/// A temporary file beside it, flushed to the disk, takes its place. A link is followed, so that it stays a link,
/// also one that leads to no file yet. Mode and owner of a file that is replaced are kept.
/// Gives sentences about what could not be kept.
pub fn save_file(
    path: &Path,
    bytes: &[u8],
    rules: SaveRules<'_>,
) -> Result<Vec<String>, SaveError> {
    let (target, before) = checked(path, rules)?;
    let folder = folder_of(&target);
    let name = target
        .file_name()
        .ok_or_else(|| io::Error::from(io::ErrorKind::InvalidInput))?;
    fs::create_dir_all(folder)?;
    sweep(folder, &short_name(name));
    let (temporary, file) = temporary_file(folder, &short_name(name), before.is_some())?;
    let mut notes = Vec::new();
    let written = take_over(&file, before.as_ref(), &mut notes)
        .and_then(|()| write_through(&file, bytes))
        .and_then(|()| {
            if rules.may_replace {
                fs::rename(&temporary, &target)
            } else {
                put_beside(&temporary, &target)
            }
        });
    if let Err(error) = written {
        // The failure that is reported is the first one; the leftover is only untidy.
        fs::remove_file(&temporary).ok();
        return Err(if error.kind() == io::ErrorKind::AlreadyExists {
            SaveError::Exists
        } else {
            error.into()
        });
    }
    // Some file systems cannot flush a folder; the file itself is already safe.
    File::open(folder).and_then(|folder| folder.sync_all()).ok();
    Ok(notes)
}

/// Whether a file may be written, without writing anything, so that nobody waits for what cannot be saved.
pub fn check_target(path: &Path, rules: SaveRules<'_>) -> Result<(), SaveError> {
    checked(path, rules).map(drop)
}

/// Where a path leads, and the file that is there, after all rules were looked at.
fn checked(path: &Path, rules: SaveRules<'_>) -> Result<(PathBuf, Option<Metadata>), SaveError> {
    let target = followed(path)?;
    if let Some(why) = rules.protected.refusal(&target) {
        return Err(SaveError::Protected(why));
    }
    let before = regular(&target)?;
    if before.is_some() {
        if !rules.may_replace {
            return Err(SaveError::Exists);
        }
        check_writable(&target)?;
    }
    if !rules.makes_folders && !folder_of(&target).is_dir() {
        return Err(SaveError::NoFolder);
    }
    Ok((target, before))
}

/// The folder a file lies in.
fn folder_of(target: &Path) -> &Path {
    match target.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

/// Where a path leads, link by link, also to a file that is not there yet.
fn followed(path: &Path) -> Result<PathBuf, SaveError> {
    if let Ok(there) = fs::canonicalize(path) {
        return Ok(there);
    }
    let mut target = path.to_owned();
    for _ in 0..MOST_LINKS {
        let Ok(next) = fs::read_link(&target) else {
            return Ok(target);
        };
        target = match target.parent() {
            Some(folder) => folder.join(next),
            None => next,
        };
    }
    Err(SaveError::Circle)
}

/// The regular file at a path, or `None` where nothing is; anything else is refused.
fn regular(target: &Path) -> Result<Option<Metadata>, SaveError> {
    match fs::metadata(target) {
        Ok(metadata) if metadata.is_file() => Ok(Some(metadata)),
        Ok(metadata) => Err(SaveError::NotAFile(sort_of(&metadata))),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error.into()),
    }
}

#[cfg(unix)]
fn sort_of(metadata: &Metadata) -> &'static str {
    use std::os::unix::fs::FileTypeExt as _;

    let sort = metadata.file_type();
    if sort.is_dir() {
        "a folder"
    } else if sort.is_fifo() {
        "a pipe"
    } else if sort.is_socket() {
        "a socket"
    } else if sort.is_block_device() || sort.is_char_device() {
        "a device"
    } else {
        "something of another sort"
    }
}

#[cfg(not(unix))]
fn sort_of(metadata: &Metadata) -> &'static str {
    if metadata.is_dir() {
        "a folder"
    } else {
        "something of another sort"
    }
}

/// A file takes another's place even where that one may not be written; so it is asked for first.
fn check_writable(target: &Path) -> Result<(), SaveError> {
    match OpenOptions::new().append(true).open(target) {
        Ok(_file) => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied => Err(SaveError::ReadOnly),
        Err(error) => Err(error.into()),
    }
}

/// As much of a name as the name of its temporary file can hold.
fn short_name(name: &OsStr) -> String {
    let name = name.to_string_lossy();
    let end = name.floor_char_boundary(MOST_NAME_BYTES);
    name.get(..end).unwrap_or_default().to_owned()
}

/// Makes an empty file beside the one that is to be written, and locks it, so that no other process takes it
/// for a leftover. What is to replace another file is the writer's own until it has that one's mode.
fn temporary_file(folder: &Path, name: &str, is_private: bool) -> io::Result<(PathBuf, File)> {
    static COUNTER: AtomicU32 = AtomicU32::new(0);
    let mut last = io::Error::from(io::ErrorKind::AlreadyExists);
    for _ in 0..MOST_TRIES {
        let n = COUNTER.fetch_add(1, Ordering::Relaxed);
        let path = folder.join(format!(".{name}.{}-{n}.tmp", process::id()));
        match create_new(&path, is_private) {
            Ok(file) => {
                // Where files cannot be locked, none is taken for a leftover either.
                file.lock().ok();
                if fs::symlink_metadata(&path).is_ok() {
                    return Ok((path, file));
                }
            }
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => last = error,
            Err(error) => return Err(error),
        }
    }
    Err(last)
}

#[cfg(unix)]
fn create_new(path: &Path, is_private: bool) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt as _;

    let mode = if is_private { 0o600 } else { 0o666 };
    let mut options = OpenOptions::new();
    options.write(true).create_new(true).mode(mode).open(path)
}

#[cfg(not(unix))]
fn create_new(path: &Path, _is_private: bool) -> io::Result<File> {
    OpenOptions::new().write(true).create_new(true).open(path)
}

/// Gives a file, still empty, the owner and the mode of the one whose place it takes.
#[cfg(unix)]
fn take_over(file: &File, before: Option<&Metadata>, notes: &mut Vec<String>) -> io::Result<()> {
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, fchown};

    let Some(before) = before else { return Ok(()) };
    let ours = file.metadata()?;
    let mut mode = before.mode() & 0o7777;
    if (ours.uid(), ours.gid()) != (before.uid(), before.gid())
        && fchown(file, Some(before.uid()), Some(before.gid())).is_err()
    {
        // What the mode granted to the old owner and its group is not granted to others.
        let keeps_group = fchown(file, None, Some(before.gid())).is_ok();
        mode &= if keeps_group { 0o0777 } else { 0o0707 };
        notes.push(
            "The file belonged to another account and now belongs to the one that wrote it."
                .to_owned(),
        );
    }
    file.set_permissions(fs::Permissions::from_mode(mode))?;
    if before.nlink() > 1 {
        let others = before.nlink() - 1;
        let names = if others == 1 { "name" } else { "names" };
        notes.push(format!(
            "The file had {others} other {names} (hard links), which still lead to what was there before."
        ));
    }
    Ok(())
}

#[cfg(not(unix))]
fn take_over(file: &File, before: Option<&Metadata>, _notes: &mut Vec<String>) -> io::Result<()> {
    match before {
        Some(before) => file.set_permissions(before.permissions()),
        None => Ok(()),
    }
}

fn write_through(mut file: &File, bytes: &[u8]) -> io::Result<()> {
    file.write_all(bytes)?;
    file.sync_all()
}

/// Gives a file its name only if nothing has taken that name since it was looked at.
fn put_beside(temporary: &Path, target: &Path) -> io::Result<()> {
    match fs::hard_link(temporary, target) {
        Ok(()) => {
            // Swept by the next save should it stay.
            fs::remove_file(temporary).ok();
            Ok(())
        }
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Err(error),
        // Not every file system has hard links.
        Err(_no_links) => {
            if fs::symlink_metadata(target).is_ok() {
                return Err(io::Error::from(io::ErrorKind::AlreadyExists));
            }
            fs::rename(temporary, target)
        }
    }
}

/// Removes what saves of this name left behind when they were ended half-way. What another process is still
/// writing is locked, and stays.
fn sweep(folder: &Path, name: &str) {
    let prefix = format!(".{name}.");
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    for entry in entries.flatten() {
        let is_ours = entry.file_name().to_str().is_some_and(|found| {
            let rest = found.strip_prefix(&prefix);
            rest.and_then(|rest| rest.strip_suffix(".tmp"))
                .is_some_and(is_number)
        });
        let is_file = entry.file_type().is_ok_and(|sort| sort.is_file());
        if !is_ours || !is_file {
            continue;
        }
        let Ok(file) = File::open(entry.path()) else {
            continue;
        };
        match file.try_lock() {
            // One that cannot be removed is only untidy.
            Ok(()) => drop(fs::remove_file(entry.path())),
            Err(TryLockError::WouldBlock | TryLockError::Error(_)) => {}
        }
    }
}

/// Whether what stands between a name and `.tmp` is a process number, with or without a counter.
fn is_number(text: &str) -> bool {
    let is_digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let mut parts = text.splitn(2, '-');
    parts.next().is_some_and(is_digits) && parts.next().is_none_or(is_digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    const FREE: ProtectedFiles = ProtectedFiles::NONE;

    fn save(path: &Path, bytes: &[u8]) -> Result<Vec<String>, SaveError> {
        let rules = SaveRules {
            protected: &FREE,
            may_replace: true,
            makes_folders: true,
        };
        save_file(path, bytes, rules)
    }

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).expect("a folder").flatten();
        let mut names: Vec<String> = entries
            .map(|entry| entry.file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn a_file_is_replaced_whole_and_nothing_is_left_behind() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("deep/view.ron");
        save(&path, b"one").expect("saved");
        save(&path, b"two").expect("saved again");
        assert_eq!(fs::read(&path).expect("there"), b"two");
        assert_eq!(names(path.parent().expect("a folder")), ["view.ron"]);
    }

    #[test]
    fn a_file_is_replaced_only_where_that_is_allowed() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.csv");
        let rules = SaveRules {
            protected: &FREE,
            may_replace: false,
            makes_folders: false,
        };
        save_file(&path, b"one", rules).expect("saved");
        let refused = save_file(&path, b"two", rules);
        assert!(matches!(refused, Err(SaveError::Exists)), "{refused:?}");
        let refused = save_file(&folder.path().join("no/a.csv"), b"two", rules);
        assert!(matches!(refused, Err(SaveError::NoFolder)), "{refused:?}");
        assert!(!folder.path().join("no").exists());
        // Also where the name is taken only after it was looked at.
        let other = folder.path().join(".a.csv.1.tmp");
        fs::write(&other, b"two").expect("written");
        let refused = put_beside(&other, &path).map_err(|error| error.kind());
        assert_eq!(refused, Err(io::ErrorKind::AlreadyExists));
        assert_eq!(fs::read(&path).expect("there"), b"one");
    }

    #[test]
    fn a_long_name_has_a_temporary_file_too() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("é".repeat(125) + ".csv");
        save(&path, b"one").expect("saved");
        save(&path, b"two").expect("saved");
        assert_eq!(names(folder.path()).len(), 1);
    }

    #[test]
    fn leftovers_of_ended_saves_are_swept_and_those_of_others_stay() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.csv");
        let others = [
            ".a.csv.mine.tmp",
            ".b.csv.1-2.tmp",
            "a.csv.1.tmp",
            ".a.csv.1-x.tmp",
        ];
        for name in [".a.csv.1.tmp", ".a.csv.12345-6.tmp"].iter().chain(&others) {
            fs::write(folder.path().join(name), b"half").expect("written");
        }
        let written = folder.path().join(".a.csv.99-1.tmp");
        let file = create_new(&written, true).expect("made");
        file.lock().expect("locked");
        save(&path, b"one").expect("saved");
        let mut left: Vec<&str> = others.to_vec();
        left.extend([".a.csv.99-1.tmp", "a.csv"]);
        left.sort_unstable();
        assert_eq!(names(folder.path()), left);
    }

    #[cfg(unix)]
    mod unix {
        use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, chown, symlink};
        use std::os::unix::net::UnixListener;
        use std::process::Command;

        use super::*;

        fn mode(path: &Path) -> u32 {
            fs::metadata(path).expect("there").mode() & 0o7777
        }

        #[test]
        fn the_mode_is_kept_and_no_one_else_can_read_it_meanwhile() {
            let folder = tempfile::tempdir().expect("a folder");
            let path = folder.path().join("a.csv");
            fs::write(&path, b"one").expect("written");
            for wanted in [0o600, 0o640, 0o664, 0o755] {
                fs::set_permissions(&path, fs::Permissions::from_mode(wanted)).expect("set");
                save(&path, b"two").expect("saved");
                assert_eq!(mode(&path), wanted);
            }
            let (temporary, _file) = temporary_file(folder.path(), "a.csv", true).expect("made");
            assert_eq!(mode(&temporary), 0o600);
        }

        #[test]
        #[expect(clippy::print_stderr, reason = "a skipped test says so")]
        fn an_owner_is_kept() {
            let folder = tempfile::tempdir().expect("a folder");
            let path = folder.path().join("a.csv");
            fs::write(&path, b"one").expect("written");
            if chown(&path, Some(12_345), Some(12_346)).is_err() {
                eprintln!("only root can give a file away, so this was not tested");
                return;
            }
            assert_eq!(save(&path, b"two").expect("saved"), [""; 0]);
            let metadata = fs::metadata(&path).expect("there");
            assert_eq!((metadata.uid(), metadata.gid()), (12_345, 12_346));
        }

        #[test]
        fn a_broken_hard_link_is_told() {
            let folder = tempfile::tempdir().expect("a folder");
            let (path, other) = (folder.path().join("a.csv"), folder.path().join("b.csv"));
            fs::write(&path, b"one").expect("written");
            fs::hard_link(&path, &other).expect("linked");
            let notes = save(&path, b"two").expect("saved");
            assert!(notes.join("").contains("1 other name"), "{notes:?}");
            assert_eq!(fs::read(&other).expect("there"), b"one");
            assert_eq!(fs::read(&path).expect("there"), b"two");
        }

        #[test]
        fn links_stay_links_and_lead_to_the_new_file() {
            let folder = tempfile::tempdir().expect("a folder");
            let at = |name: &str| folder.path().join(name);
            fs::create_dir(at("deep")).expect("a folder");
            fs::write(at("a.csv"), b"one").expect("written");
            symlink("a.csv", at("link.csv")).expect("linked");
            symlink("deep/new.csv", at("nowhere.csv")).expect("linked");
            symlink("nowhere.csv", at("nowhere-2.csv")).expect("linked");
            save(&at("link.csv"), b"two").expect("saved");
            save(&at("nowhere-2.csv"), b"three").expect("saved");
            assert_eq!(fs::read(at("a.csv")).expect("there"), b"two");
            assert_eq!(fs::read(at("deep/new.csv")).expect("there"), b"three");
            for link in ["link.csv", "nowhere.csv", "nowhere-2.csv"] {
                assert!(fs::symlink_metadata(at(link)).expect("there").is_symlink());
            }
            symlink("y.csv", at("x.csv")).expect("linked");
            symlink("x.csv", at("y.csv")).expect("linked");
            let refused = save(&at("x.csv"), b"").expect_err("a circle");
            assert!(matches!(refused, SaveError::Circle), "{refused}");
        }

        #[test]
        fn only_files_are_replaced() {
            let folder = tempfile::tempdir().expect("a folder");
            let at = |name: &str| folder.path().join(name);
            fs::create_dir(at("folder")).expect("a folder");
            let _socket = UnixListener::bind(at("socket")).expect("a socket");
            let made = Command::new("mkfifo").arg(at("pipe")).status();
            assert!(made.expect("mkfifo").success());
            symlink("/dev/null", at("device")).expect("linked");
            symlink("pipe", at("link")).expect("linked");
            for (name, sort) in [
                ("folder", "a folder"),
                ("socket", "a socket"),
                ("pipe", "a pipe"),
                ("device", "a device"),
                ("link", "a pipe"),
            ] {
                let refused = save(&at(name), b"").expect_err("refused").to_string();
                assert!(refused.contains(sort), "{refused}");
            }
            assert_eq!(names(folder.path()).len(), 5);
        }

        #[test]
        fn a_protected_file_is_known_under_every_name_and_when_it_is_gone() {
            let folder = tempfile::tempdir().expect("a folder");
            let at = |name: &str| folder.path().join(name);
            fs::write(at("a.csv"), b"one").expect("written");
            fs::hard_link(at("a.csv"), at("hard.csv")).expect("linked");
            let mut protected = ProtectedFiles::default();
            protected.add_file(&at("a.csv"), file_id::get_file_id(at("a.csv")).ok());
            let rules = SaveRules {
                protected: &protected,
                may_replace: true,
                makes_folders: false,
            };
            // Another program puts a new file in its place.
            fs::rename(at("a.csv"), at("old.csv")).expect("renamed");
            for name in ["old.csv", "hard.csv", "a.csv"] {
                let refused = save_file(&at(name), b"", rules).expect_err(name);
                assert!(matches!(refused, SaveError::Protected(_)), "{refused}");
            }
            fs::write(at("a.csv"), b"two").expect("written");
            assert!(save_file(&at("a.csv"), b"", rules).is_err());
            assert_eq!(fs::read(at("old.csv")).expect("there"), b"one");
            save_file(&at("b.csv"), b"", rules).expect("another file");
        }
    }
}
