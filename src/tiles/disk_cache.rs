//! Tiles kept on the disk, each in a file of its own that is called after a hash of its address. It knows no
//! server and no thread; what cannot be read is a miss, what cannot be written is not kept.

use std::fs::{self, File};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

/// How many bytes are kept.
const MOST_BYTES: u64 = 256 << 20;

/// The first line of a file is not longer.
const LONGEST_HEAD: usize = 8 << 10;

/// No body is larger.
const LARGEST_BODY: u64 = 2 << 20;

/// When a file was used last is written down at most this often.
const USE_STEP: Duration = Duration::from_hours(1);

/// What is known about a body: the first line of its file, in JSON.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Head {
    /// The layout of the file, so that another one is a miss.
    version: u8,
    length: u64,
    crc32: u32,
    /// Until when it need not be asked for again, in seconds of Unix time.
    pub(super) fresh_until: u64,
    /// When it came.
    fetched: u64,
    /// The server's own name for this version of the tile.
    pub(super) etag: Option<String>,
    /// When the server says that the tile was changed, in the server's own words.
    pub(super) last_modified: Option<String>,
}

/// A body and what is known about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) head: Head,
    pub(super) body: Vec<u8>,
}

impl Entry {
    /// One that came at `now` and is fresh for some seconds.
    pub(super) fn new(body: Vec<u8>, now: u64, fresh_for: u64) -> Self {
        Self {
            head: Head {
                version: 1,
                length: body.len() as u64,
                crc32: crc32(&body),
                fresh_until: now.saturating_add(fresh_for),
                fetched: now,
                etag: None,
                last_modified: None,
            },
            body,
        }
    }

    /// Whether it need not be asked for again. One from the future is not believed.
    pub(super) fn is_fresh(&self, now: u64) -> bool {
        (self.head.fetched..self.head.fresh_until).contains(&now)
    }

    /// The same, seen again at `now`.
    pub(super) fn renewed(mut self, now: u64, fresh_for: u64) -> Self {
        self.head.fetched = now;
        self.head.fresh_until = now.saturating_add(fresh_for);
        self
    }
}

/// The folder and how full it is.
#[derive(Debug)]
pub(super) struct DiskCache {
    folder: PathBuf,
    most_bytes: u64,
    /// How many bytes are there, as far as it was counted.
    n_bytes: Mutex<Option<u64>>,
    /// Tells temporary files apart.
    n_written: AtomicU64,
    /// How many were written when the bytes were counted last.
    n_written_at_count: AtomicU64,
    /// Why the last file could not be written.
    trouble: Mutex<Option<String>>,
}

impl DiskCache {
    /// A cache in a folder, which is made when the first file is written.
    pub(super) fn new(folder: PathBuf) -> Self {
        Self::bounded(folder, MOST_BYTES)
    }

    fn bounded(folder: PathBuf, most_bytes: u64) -> Self {
        Self {
            folder,
            most_bytes,
            n_bytes: Mutex::new(None),
            n_written: AtomicU64::new(0),
            n_written_at_count: AtomicU64::new(0),
            trouble: Mutex::new(None),
        }
    }

    /// What is kept under an address.
    pub(super) fn get(&self, url: &str) -> Option<Entry> {
        let path = self.path(url);
        let file = File::open(&path).ok()?;
        let Some(entry) = read(&file) else {
            fs::remove_file(&path).ok();
            return None;
        };
        let is_long_ago = file
            .metadata()
            .and_then(|metadata| metadata.modified())
            .is_ok_and(|used| used.elapsed().is_ok_and(|ago| ago > USE_STEP));
        if is_long_ago {
            // The order in which files are given up is then a little wrong.
            file.set_modified(SystemTime::now()).ok();
        }
        Some(entry)
    }

    /// Keeps an entry under an address, whole or not at all.
    pub(super) fn put(&self, url: &str, entry: &Entry) {
        match self.write(&self.path(url), entry) {
            Ok(n_bytes) => {
                let mut known = lock(&self.n_bytes);
                *known = known.map(|known| known.saturating_add(n_bytes));
                *lock(&self.trouble) = None;
            }
            Err(error) => {
                *lock(&self.trouble) = Some(format!("tiles cannot be kept on the disk: {error}"));
            }
        }
    }

    /// Forgets what is kept under an address.
    pub(super) fn remove(&self, url: &str) {
        fs::remove_file(self.path(url)).ok();
    }

    /// How many bytes are kept, if they were counted.
    pub(super) fn size(&self) -> Option<u64> {
        *lock(&self.n_bytes)
    }

    /// Why the last file could not be written, in a sentence.
    pub(super) fn trouble(&self) -> Option<String> {
        lock(&self.trouble).clone()
    }

    /// Whether `prune` has something to do. Files that could not be removed are let be until another comes.
    pub(super) fn is_too_full(&self) -> bool {
        let n_counted = self.n_written_at_count.load(Ordering::Relaxed);
        let has_grown = self.n_written.load(Ordering::Relaxed) > n_counted;
        self.size()
            .is_none_or(|n_bytes| has_grown && n_bytes > self.most_bytes)
    }

    /// Counts the bytes and, if they are too many, gives up the files that were used least recently.
    pub(super) fn prune(&self) {
        let n_written = self.n_written.load(Ordering::Relaxed);
        self.n_written_at_count.store(n_written, Ordering::Relaxed);
        let mut files = self.files();
        files.sort_by_key(|file| file.used);
        let mut n_bytes: u64 = files.iter().map(|file| file.n_bytes).sum();
        if n_bytes > self.most_bytes {
            let enough = self.most_bytes / 10 * 9;
            for file in &files {
                if n_bytes <= enough {
                    break;
                }
                if fs::remove_file(&file.path).is_ok() {
                    n_bytes = n_bytes.saturating_sub(file.n_bytes);
                }
            }
        }
        *lock(&self.n_bytes) = Some(n_bytes);
    }

    /// Forgets everything. Only files that look like ours are removed.
    pub(super) fn clear(&self) {
        for file in self.files() {
            fs::remove_file(&file.path).ok();
        }
        let left = self.files().iter().map(|file| file.n_bytes).sum();
        *lock(&self.n_bytes) = Some(left);
    }

    fn path(&self, url: &str) -> PathBuf {
        let mut name = String::with_capacity(64);
        for byte in Sha256::digest(url.as_bytes()) {
            name.push_str(&format!("{byte:02x}"));
        }
        let (start, rest) = name.split_at(2);
        self.folder.join(start).join(rest)
    }

    fn write(&self, path: &Path, entry: &Entry) -> io::Result<u64> {
        let mut bytes = serde_json::to_vec(&entry.head)?;
        if bytes.len() >= LONGEST_HEAD || entry.head.length > LARGEST_BODY {
            return Err(io::Error::from(io::ErrorKind::FileTooLarge));
        }
        bytes.push(b'\n');
        bytes.extend_from_slice(&entry.body);
        let folder = path.parent().unwrap_or(&self.folder);
        fs::create_dir_all(folder)?;
        let n_before = self.n_written.fetch_add(1, Ordering::Relaxed);
        let temporary = path.with_extension(format!("{}-{n_before}.tmp", std::process::id()));
        // Not flushed to the disk: a file that a failing computer leaves half-written is a miss.
        let written = File::create_new(&temporary)
            .and_then(|mut file| file.write_all(&bytes))
            .and_then(|()| fs::rename(&temporary, path));
        if written.is_err() {
            fs::remove_file(&temporary).ok();
        }
        written.map(|()| bytes.len() as u64)
    }

    /// All files that look like ours.
    fn files(&self) -> Vec<Kept> {
        let mut found = Vec::new();
        for folder in entries(&self.folder) {
            if !is_hexadecimal(&folder, 2) {
                continue;
            }
            for file in entries(&folder.path()) {
                let is_ours = is_hexadecimal(&file, 62);
                if is_ours && let Some(kept) = Kept::at(&file) {
                    found.push(kept);
                }
            }
        }
        found
    }
}

/// A file of the cache.
struct Kept {
    path: PathBuf,
    n_bytes: u64,
    used: SystemTime,
}

impl Kept {
    fn at(file: &fs::DirEntry) -> Option<Self> {
        let metadata = file.metadata().ok().filter(fs::Metadata::is_file)?;
        Some(Self {
            path: file.path(),
            n_bytes: metadata.len(),
            used: metadata.modified().unwrap_or(SystemTime::UNIX_EPOCH),
        })
    }
}

fn entries(folder: &Path) -> impl Iterator<Item = fs::DirEntry> {
    fs::read_dir(folder)
        .into_iter()
        .flatten()
        .filter_map(Result::ok)
}

/// Whether a name begins with so many hexadecimal digits and ends there or with what a temporary file has.
fn is_hexadecimal(entry: &fs::DirEntry, n_digits: usize) -> bool {
    let name = entry.file_name();
    let Some(name) = name.to_str() else {
        return false;
    };
    let (digits, rest) = name.split_once('.').unwrap_or((name, "tmp"));
    digits.len() == n_digits
        && rest.ends_with("tmp")
        && digits.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// The entry in a file; `None` if anything is wrong with it.
fn read(file: &File) -> Option<Entry> {
    let mut bytes = Vec::new();
    file.take(LONGEST_HEAD as u64 + LARGEST_BODY)
        .read_to_end(&mut bytes)
        .ok()?;
    let end = memchr::memchr(b'\n', bytes.get(..LONGEST_HEAD.min(bytes.len()))?)?;
    let head: Head = serde_json::from_slice(bytes.get(..end)?).ok()?;
    let body = bytes.split_off(end + 1);
    let is_whole =
        head.version == 1 && head.length == body.len() as u64 && head.crc32 == crc32(&body);
    is_whole.then_some(Entry { head, body })
}

fn crc32(bytes: &[u8]) -> u32 {
    let mut sum = flate2::Crc::new();
    sum.update(bytes);
    sum.sum()
}

fn lock<V>(mutex: &Mutex<V>) -> std::sync::MutexGuard<'_, V> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(n: usize) -> String {
        format!("https://t.org/1/2/{n}.png")
    }

    #[test]
    fn what_is_put_is_got_and_an_old_one_is_replaced() {
        let folder = tempfile::tempdir().expect("a folder");
        let cache = DiskCache::new(folder.path().join("tiles"));
        assert_eq!(cache.get(&url(0)), None);
        let mut entry = Entry::new(b"first".to_vec(), 100, 10);
        entry.head.etag = Some("\"a\nb\"".to_owned());
        cache.put(&url(0), &entry);
        assert_eq!(cache.get(&url(0)).as_ref(), Some(&entry));
        assert_eq!(cache.get(&url(1)), None);
        let second = Entry::new(b"second".to_vec(), 100, 10);
        cache.put(&url(0), &second);
        assert_eq!(cache.get(&url(0)), Some(second));
        assert_eq!(cache.files().len(), 1);
        assert_eq!(cache.trouble(), None);
    }

    #[test]
    fn an_entry_is_fresh_for_a_while_and_never_from_the_future() {
        let entry = Entry::new(Vec::new(), 100, 10);
        let fresh: Vec<u64> = (98..113).filter(|now| entry.is_fresh(*now)).collect();
        assert_eq!(fresh, (100..110).collect::<Vec<u64>>());
        assert!(entry.renewed(200, 5).is_fresh(204));
    }

    #[test]
    fn a_file_that_is_broken_anywhere_is_a_miss_and_goes() {
        let folder = tempfile::tempdir().expect("a folder");
        let cache = DiskCache::new(folder.path().to_owned());
        cache.put(&url(0), &Entry::new(b"0123456789".to_vec(), 100, 10));
        let path = cache.path(&url(0));
        let whole = fs::read(&path).expect("a file");
        let body_at = whole.len() - 10;
        for at in 0..whole.len() {
            fs::write(&path, &whole[..at]).expect("written");
            assert_eq!(cache.get(&url(0)), None, "cut at {at}");
            assert!(!path.exists());
        }
        for at in body_at..whole.len() {
            let mut bytes = whole.clone();
            bytes[at] ^= 1;
            fs::write(&path, &bytes).expect("written");
            assert_eq!(cache.get(&url(0)), None, "another bit at {at}");
        }
        for text in [&b""[..], b"\n", b"{}\n", &vec![0xff; 20_000]] {
            fs::write(&path, text).expect("written");
            assert_eq!(cache.get(&url(0)), None);
        }
        fs::create_dir(&path).expect("a folder in the way");
        assert_eq!(cache.get(&url(0)), None);
        cache.put(&url(0), &Entry::new(Vec::new(), 100, 10));
        let trouble = cache.trouble().expect("a sentence");
        assert!(trouble.starts_with("tiles cannot be kept on the disk"));
    }

    #[test]
    fn the_least_recently_used_go_first() {
        let folder = tempfile::tempdir().expect("a folder");
        let cache = DiskCache::bounded(folder.path().to_owned(), 10_000);
        assert!(cache.is_too_full(), "it was never counted");
        cache.prune();
        assert_eq!(cache.size(), Some(0));
        let now = SystemTime::now();
        for n in 0..10 {
            cache.put(&url(n), &Entry::new(vec![0; 1000], 100, 10));
            let file = File::open(cache.path(&url(n))).expect("a file");
            let ago = Duration::from_secs(100_000 - 100 * n as u64);
            file.set_modified(now - ago).expect("set");
        }
        // Reading makes the oldest the newest.
        assert!(cache.get(&url(0)).is_some());
        assert!(cache.is_too_full());
        cache.prune();
        let size = cache.size().expect("counted");
        assert!((5_000..=9_000).contains(&size), "{size}");
        assert!(!cache.is_too_full());
        assert_eq!(cache.get(&url(1)), None);
        assert!(cache.get(&url(0)).is_some());
        assert!(cache.get(&url(9)).is_some());
    }

    #[test]
    fn clearing_removes_what_is_ours_and_nothing_else() {
        let folder = tempfile::tempdir().expect("a folder");
        let cache = DiskCache::new(folder.path().to_owned());
        cache.put(&url(0), &Entry::new(vec![0; 1000], 100, 10));
        let leftover = cache.path(&url(0)).with_extension("1-1.tmp");
        fs::write(&leftover, b"half").expect("written");
        let others = ["notes.txt", "ab/notes.txt"].map(|name| folder.path().join(name));
        fs::create_dir_all(folder.path().join("ab")).expect("a folder");
        for other in &others {
            fs::write(other, b"mine").expect("written");
        }
        cache.clear();
        assert_eq!(cache.size(), Some(0));
        assert_eq!(cache.get(&url(0)), None);
        assert!(!leftover.exists());
        assert!(others.iter().all(|other| other.exists()));
    }
}
