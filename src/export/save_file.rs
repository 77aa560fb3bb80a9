//! The one way files are written: whole or not at all.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::Path;

/// Writes a file so that it is never seen half-written: a temporary file beside it, flushed to the
/// disk, takes its place. A link is followed, so that it stays a link. Missing folders are made.
pub fn save_file(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let folder = match target.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    fs::create_dir_all(folder)?;
    let name = target
        .file_name()
        .ok_or_else(|| io::Error::from(io::ErrorKind::InvalidInput))?;
    let temporary = folder.join(format!(
        ".{}.{}.tmp",
        name.to_string_lossy(),
        std::process::id()
    ));
    let written = write_through(&temporary, bytes).and_then(|()| {
        if let Ok(metadata) = fs::metadata(&target) {
            fs::set_permissions(&temporary, metadata.permissions())?;
        }
        fs::rename(&temporary, &target)
    });
    if written.is_err() {
        // The failure that is reported is the first one; the leftover is only untidy.
        fs::remove_file(&temporary).ok();
        return written;
    }
    // Some file systems cannot flush a folder; the file itself is already safe.
    File::open(folder).and_then(|folder| folder.sync_all()).ok();
    Ok(())
}

fn write_through(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = File::create(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_replaced_whole_and_nothing_is_left_behind() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("deep/view.ron");
        save_file(&path, b"one").expect("saved");
        save_file(&path, b"two").expect("saved again");
        assert_eq!(fs::read(&path).expect("there"), b"two");
        assert_eq!(
            fs::read_dir(path.parent().expect("a folder"))
                .expect("read")
                .count(),
            1
        );
    }
}
