//! The way to all servers of tiles: six lanes that ask, one thread that reads the disk, and what they share. The
//! threads start with the first wish and end soon after the last handle is gone; nobody waits for them.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::PathBuf;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, OnceLock, PoisonError};
use std::thread;
use std::time::Instant;

use ureq::tls::RootCerts;

use super::certificates::Certificates;
use super::disk_cache::DiskCache;
use super::schedule::{LANES, Schedule};
use super::{Kind, STACK_BYTES, Server, Status, TileId};

/// How tiles are fetched, whatever the server.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NetworkSetup {
    /// Where tiles are kept; without it no file is written.
    pub cache_folder: Option<PathBuf>,
    /// Whose certificates are believed.
    pub certificates: Certificates,
}

/// The way to all servers of tiles. Cheap to clone; making one opens no file, no connection and no thread.
#[derive(Debug, Clone)]
pub struct Network {
    handle: Arc<Handle>,
}

/// Ends the threads when the last one is gone.
#[derive(Debug)]
struct Handle {
    shared: Arc<Shared>,
}

/// What one desk does with what comes for it.
pub(super) trait Receiver: Send + Sync {
    /// What its tiles hold.
    fn kind(&self) -> Kind;

    /// Makes of a tile what the map shows, and gives what hands it over: a small step, so that it is done
    /// once only. `None` if nobody waits any more.
    fn prepare(
        &self,
        tile: TileId,
        bytes: &[u8],
        is_wanted: &dyn Fn() -> bool,
    ) -> Result<Option<HandOver>, String>;

    /// Says that something has changed.
    fn wake(&self);
}

/// Hands something over that is ready.
pub(super) type HandOver = Box<dyn FnOnce() + Send>;

/// What the handles and the threads share.
pub(super) struct Shared {
    pub(super) certificates: Certificates,
    pub(super) roots: OnceLock<(RootCerts, Option<String>)>,
    pub(super) cache: Option<DiskCache>,
    pub(super) state: Mutex<State>,
    pub(super) changed: Condvar,
}

/// What is guarded by the one lock. It is held for short steps only, never while anything is read or made.
pub(super) struct State {
    pub(super) schedule: Schedule,
    pub(super) receivers: BTreeMap<u64, Arc<dyn Receiver>>,
    pub(super) hosts: BTreeSet<String>,
    threads: Threads,
    /// Whether the cache is to be cleared.
    pub(super) is_to_clear: bool,
    pub(super) is_over: bool,
    /// Why a thread could not be started.
    trouble: Option<String>,
}

/// Which threads were started.
#[derive(Debug, Default)]
struct Threads {
    has_lanes: bool,
    has_disk: bool,
}

impl std::fmt::Debug for Shared {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Shared")
            .field("cache", &self.cache)
            .finish_non_exhaustive()
    }
}

impl Network {
    /// A network that was not used yet.
    pub fn new(setup: NetworkSetup) -> Self {
        let state = State {
            schedule: Schedule::new(),
            receivers: BTreeMap::new(),
            hosts: BTreeSet::new(),
            threads: Threads::default(),
            is_to_clear: false,
            is_over: false,
            trouble: None,
        };
        let shared = Arc::new(Shared {
            certificates: setup.certificates,
            roots: OnceLock::new(),
            cache: setup.cache_folder.map(DiskCache::new),
            state: Mutex::new(state),
            changed: Condvar::new(),
        });
        Self {
            handle: Arc::new(Handle { shared }),
        }
    }

    /// The hosts that were asked for anything since the start, in the order of the alphabet.
    pub fn hosts(&self) -> Vec<String> {
        self.shared().lock().hosts.iter().cloned().collect()
    }

    /// How many bytes of tiles are on the disk. `None` while they are counted, or without a folder.
    pub fn cache_size(&self) -> Option<u64> {
        let shared = self.shared();
        let cache = shared.cache.as_ref()?;
        let mut state = shared.lock();
        shared.start_disk(&mut state);
        if state.is_to_clear {
            return None;
        }
        drop(state);
        cache.size()
    }

    /// Forgets all tiles on the disk, soon and without waiting for it.
    pub fn clear_cache(&self) {
        let shared = self.shared();
        if shared.cache.is_none() {
            return;
        }
        let mut state = shared.lock();
        state.is_to_clear = true;
        shared.start_disk(&mut state);
        drop(state);
        shared.changed.notify_all();
    }

    /// Opens a desk for a server and gives its number.
    pub(super) fn open(&self, server: &Server, receiver: Arc<dyn Receiver>) -> u64 {
        let shared = self.shared();
        let mut state = shared.lock();
        let desk = state.schedule.open(server, shared.cache.is_some());
        state.receivers.insert(desk, receiver);
        desk
    }

    /// Closes a desk.
    pub(super) fn close(&self, desk: u64) {
        let mut state = self.shared().lock();
        state.schedule.close(desk);
        let receiver = state.receivers.remove(&desk);
        // What it holds may take a while to go; nobody is to wait for that.
        drop(state);
        drop(receiver);
        self.shared().changed.notify_all();
    }

    /// Sets what a desk wants.
    pub(super) fn want(&self, desk: u64, visible: &[TileId]) {
        let shared = self.shared();
        let mut state = shared.lock();
        if !state.schedule.want(desk, visible) {
            return;
        }
        if !visible.is_empty() {
            shared.start_lanes(&mut state);
            shared.start_disk(&mut state);
        }
        drop(state);
        shared.changed.notify_all();
    }

    /// How a desk stands.
    pub(super) fn status(&self, desk: u64) -> Status {
        let shared = self.shared();
        let state = shared.lock();
        let mut status = state.schedule.status(desk, Instant::now());
        status.hosts = state.hosts.iter().cloned().collect();
        if let Some(trouble) = &state.trouble {
            status.failure = Some(trouble.clone());
        }
        drop(state);
        status.certificates = shared.roots.get().and_then(|(_, notice)| notice.clone());
        status.cache = shared.cache.as_ref().and_then(DiskCache::trouble);
        status
    }

    /// Tries at once what failed at a desk.
    pub(super) fn retry(&self, desk: u64) {
        self.shared().lock().schedule.retry(desk);
        self.shared().changed.notify_all();
    }

    fn shared(&self) -> &Arc<Shared> {
        &self.handle.shared
    }
}

impl Drop for Handle {
    fn drop(&mut self) {
        self.shared.lock().is_over = true;
        self.shared.changed.notify_all();
    }
}

impl Shared {
    pub(super) fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn start_lanes(self: &Arc<Self>, state: &mut State) {
        if state.threads.has_lanes {
            return;
        }
        state.threads.has_lanes = true;
        for lane in 0..LANES {
            let started = self.start(&format!("tiles {lane}"), move |shared| {
                shared.run_lane(lane);
            });
            if let Err(error) = started {
                state.trouble = Some(format!("no thread for tiles could be started: {error}"));
                if Schedule::is_patient(lane) {
                    state.schedule.has_no_patient_lane();
                }
            }
        }
    }

    fn start_disk(self: &Arc<Self>, state: &mut State) {
        if state.threads.has_disk || self.cache.is_none() {
            return;
        }
        state.threads.has_disk = true;
        if let Err(error) = self.start("tiles on disk", Self::run_disk) {
            state.trouble = Some(format!("no thread for tiles could be started: {error}"));
        }
    }

    fn start(
        self: &Arc<Self>,
        name: &str,
        run: impl FnOnce(&Self) + Send + 'static,
    ) -> io::Result<()> {
        let shared = Arc::clone(self);
        thread::Builder::new()
            .name(name.to_owned())
            .stack_size(STACK_BYTES)
            .spawn(move || run(&shared))
            .map(drop)
    }
}
