//! The files of imported rows, kept open so that a row can be read again when somebody looks at it.

use std::fs::{File, Metadata};
use std::io::{self, Read as _, Seek as _, SeekFrom};
use std::sync::{Mutex, PoisonError};
use std::time::SystemTime;

use memchr::memchr_iter;

/// Bytes that can be read again.
#[derive(Debug)]
pub(super) enum Kept {
    /// In an open file, as long as nobody writes into it.
    File {
        file: Mutex<File>,
        n_bytes: u64,
        modified: Option<SystemTime>,
    },
    /// In memory: text that had to be made from another encoding.
    Memory(Vec<u8>),
}

impl Kept {
    /// Keeps a file open.
    pub(super) fn file(file: File) -> io::Result<Self> {
        let metadata = file.metadata()?;
        Ok(Self::File {
            n_bytes: metadata.len(),
            modified: modified(&metadata),
            file: Mutex::new(file),
        })
    }

    /// How many bytes there are.
    pub(super) fn n_bytes(&self) -> u64 {
        match self {
            Self::File { n_bytes, .. } => *n_bytes,
            Self::Memory(bytes) => bytes.len() as u64,
        }
    }

    /// Reads bytes again; `None` where the file was changed meanwhile, so that they would be others.
    pub(super) fn again(&self, offset: u64, n_bytes: usize) -> Option<Vec<u8>> {
        let mut bytes = vec![0; n_bytes];
        let n = self.read_at(offset, &mut bytes).ok()?;
        match self {
            Self::File { .. } => (self.is_unchanged() && n == n_bytes).then_some(bytes),
            Self::Memory(_) => (n == n_bytes).then_some(bytes),
        }
    }

    /// Whether the bytes are those that were there at first, as far as length and time of change tell.
    pub(super) fn is_unchanged(&self) -> bool {
        let Self::File {
            file,
            n_bytes,
            modified: before,
        } = self
        else {
            return true;
        };
        let file = file.lock().unwrap_or_else(PoisonError::into_inner);
        let now = file.metadata();
        now.is_ok_and(|now| now.len() == *n_bytes && modified(&now) == *before)
    }

    /// The line in which a byte stands, counted from 1; `None` where the bytes before it cannot be read.
    pub(super) fn line_of(&self, offset: u64) -> Option<usize> {
        let mut buffer = vec![0; 1024 * 1024];
        let (mut at, mut line) = (0, 1);
        while at < offset {
            let n_wanted =
                usize::try_from(offset - at).map_or(buffer.len(), |n| n.min(buffer.len()));
            let n = self.read_at(at, buffer.get_mut(..n_wanted)?).ok()?;
            if n == 0 {
                return None;
            }
            line += memchr_iter(b'\n', buffer.get(..n)?).count();
            at += n as u64;
        }
        Some(line)
    }

    /// Fills a buffer from an offset on; fewer bytes at the end of the file.
    pub(super) fn read_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::File { file, .. } => {
                let mut file = file.lock().unwrap_or_else(PoisonError::into_inner);
                file.seek(SeekFrom::Start(offset))?;
                let mut n = 0;
                while let Some(rest) = buffer.get_mut(n..).filter(|rest| !rest.is_empty()) {
                    match file.read(rest) {
                        Ok(0) => break,
                        Ok(more) => n += more,
                        Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                        Err(error) => return Err(error),
                    }
                }
                Ok(n)
            }
            Self::Memory(bytes) => {
                let from = usize::try_from(offset).unwrap_or(usize::MAX);
                let rest = bytes.get(from..).unwrap_or_default();
                let n = rest.len().min(buffer.len());
                let (Some(to), Some(rest)) = (buffer.get_mut(..n), rest.get(..n)) else {
                    return Ok(0);
                };
                to.copy_from_slice(rest);
                Ok(n)
            }
        }
    }
}

fn modified(metadata: &Metadata) -> Option<SystemTime> {
    metadata.modified().ok()
}
