//! The way to all servers of tiles: six lanes that ask, one thread that reads the disk, and what they share. The
//! threads start with the first wish and end soon after the last handle is gone; nobody waits for them.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, OnceLock, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use ureq::tls::RootCerts;

use super::certificates::{self, Certificates};
use super::client::{Client, Question, Watch, unix_now};
use super::desk::{Item, Target};
use super::disk_cache::{DiskCache, Entry};
use super::failure::Failure;
use super::schedule::{Found, Job, LANES, Next, Schedule};
use super::{Kind, Server, Status, TileId, tile_json};

/// A connection that is not used for so long is closed.
const MOST_IDLE: Duration = Duration::from_secs(15);

/// So many hosts are listed, should redirects lead to more.
const MOST_HOSTS: usize = 100;

/// A description of a server is fresh for at most a day, since the addresses in it may hold a date.
const FRESHEST_DESCRIPTION_S: u64 = 24 * 60 * 60;

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
    /// once only.
    fn prepare(&self, tile: TileId, bytes: &[u8]) -> Result<HandOver, String>;

    /// Says that something has changed.
    fn wake(&self);
}

/// Hands something over that is ready.
pub(super) type HandOver = Box<dyn FnOnce() + Send>;

struct Shared {
    certificates: Certificates,
    roots: OnceLock<(RootCerts, Option<String>)>,
    cache: Option<DiskCache>,
    state: Mutex<State>,
    changed: Condvar,
}

struct State {
    schedule: Schedule,
    receivers: BTreeMap<u64, Arc<dyn Receiver>>,
    hosts: BTreeSet<String>,
    threads: Threads,
    /// Whether the cache is to be cleared.
    is_to_clear: bool,
    is_over: bool,
    /// Why a thread could not be started.
    trouble: Option<String>,
}

/// Which threads were started.
#[derive(Debug, Default)]
struct Threads {
    has_lanes: bool,
    has_disk: bool,
}

/// What became of an answer.
enum Ready {
    Tile(HandOver),
    Description(Vec<super::Address>),
    /// It is shown already, or nobody wants it.
    Nothing,
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
    fn lock(&self) -> MutexGuard<'_, State> {
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
            .spawn(move || run(&shared))
            .map(drop)
    }

    fn run_lane(&self, lane: usize) {
        let mut client = None;
        while let Some(job) = self.next_job(lane, &mut client) {
            // A decoder or a client that panics costs a tile and no more.
            let outcome = catch_unwind(AssertUnwindSafe(|| self.fetch(&job, &mut client)));
            let outcome = outcome.unwrap_or_else(|_panic| {
                client = None;
                Err(Failure::Unreadable {
                    host: job.target.host.to_string(),
                    why: "a tile could not be read".to_owned(),
                })
            });
            self.finish(&job, outcome);
        }
    }

    /// The next request of a lane; `None` once all is over.
    fn next_job(&self, lane: usize, client: &mut Option<Client>) -> Option<Box<Job>> {
        let mut state = self.lock();
        let since = Instant::now();
        loop {
            if state.is_over {
                return None;
            }
            let now = Instant::now();
            let wake = match state.schedule.next(lane, now) {
                Next::Ask(job) => return Some(job),
                Next::Wait(wake) => wake,
            };
            let rest = client
                .as_ref()
                .filter(|client| !client.is_resting())
                .map(|_| since + MOST_IDLE);
            if let (Some(rest), Some(client)) = (rest, client.as_mut())
                && rest <= now
            {
                client.rest();
                continue;
            }
            let until = wake.into_iter().chain(rest).min();
            state = match until {
                Some(until) => {
                    let time = until.saturating_duration_since(now);
                    let waited = self.changed.wait_timeout(state, time);
                    waited.unwrap_or_else(PoisonError::into_inner).0
                }
                None => self
                    .changed
                    .wait(state)
                    .unwrap_or_else(PoisonError::into_inner),
            };
        }
    }

    fn receiver(&self, desk: u64) -> Option<Arc<dyn Receiver>> {
        self.lock().receivers.get(&desk).cloned()
    }

    /// Makes a request and what the map shows of its answer.
    fn fetch(&self, job: &Job, client: &mut Option<Client>) -> Result<Ready, Failure> {
        let receiver = self.receiver(job.desk).ok_or(Failure::GivenUp)?;
        let url = job.target.url.as_str();
        let mut old = self.cache.as_ref().and_then(|cache| cache.get(url));
        if job.item != Item::Description
            && let Some(entry) = old.take_if(|entry| entry.is_fresh(unix_now()))
        {
            return self.ready(job, &*receiver, &entry.body);
        }
        let client = client.get_or_insert_with(|| {
            let (roots, _) = self
                .roots
                .get_or_init(|| certificates::load(&self.certificates));
            Client::new(roots.clone())
        });
        let question = Question {
            url: &job.target.url,
            kind: (job.item != Item::Description).then(|| receiver.kind()),
            old: old.as_ref().map(|entry| &entry.head),
            patience: job.patience,
        };
        let watched = Watched { shared: self, job };
        let answer = client.ask(&question, &watched)?;
        let fresh_for = match job.item {
            Item::Description => answer.fresh_for.map(|s| s.min(FRESHEST_DESCRIPTION_S)),
            Item::Tile(_) => answer.fresh_for,
        };
        let (entry, is_new) = match (answer.body, old) {
            (Some(body), _) => {
                let mut entry = Entry::new(body, unix_now(), fresh_for.unwrap_or(0));
                entry.head.etag = answer.etag;
                entry.head.last_modified = answer.last_modified;
                (entry, true)
            }
            (None, Some(old)) => (old.renewed(unix_now(), fresh_for.unwrap_or(0)), false),
            (None, None) => return Err(Failure::NotUnderstood(job.target.host.to_string())),
        };
        let is_shown = !is_new && self.lock().schedule.is_old_shown(job.desk, job.item);
        let ready = if is_shown {
            Ready::Nothing
        } else {
            self.ready(job, &*receiver, &entry.body)?
        };
        if let Some(cache) = &self.cache
            && fresh_for.is_some()
        {
            cache.put(url, &entry);
        }
        Ok(ready)
    }

    /// Makes of a body what is handed over.
    fn ready(&self, job: &Job, receiver: &dyn Receiver, body: &[u8]) -> Result<Ready, Failure> {
        if !self.lock().schedule.is_needed(job.desk, job.item) {
            return Ok(Ready::Nothing);
        }
        prepared(job.item, &job.target, receiver, body).map_err(|why| {
            if let Some(cache) = &self.cache {
                cache.remove(job.target.url.as_str());
            }
            Failure::Unreadable {
                host: job.target.host.to_string(),
                why,
            }
        })
    }

    fn finish(&self, job: &Job, outcome: Result<Ready, Failure>) {
        let now = Instant::now();
        let mut state = self.lock();
        match outcome {
            Ok(ready) => {
                let is_needed = state.schedule.succeed(job, now);
                match ready {
                    Ready::Tile(hand_over) if is_needed => hand_over(),
                    Ready::Description(addresses) => {
                        state.schedule.describe(job.desk, &addresses, Some(now));
                    }
                    Ready::Tile(_) | Ready::Nothing => {}
                }
            }
            Err(failure) => {
                state.schedule.fail(job, &failure, now);
            }
        }
        let receiver = state.receivers.get(&job.desk).cloned();
        drop(state);
        self.changed.notify_all();
        if let Some(receiver) = receiver {
            receiver.wake();
        }
    }

    fn run_disk(&self) {
        let Some(cache) = &self.cache else {
            return;
        };
        let mut state = self.lock();
        loop {
            if state.is_over {
                return;
            }
            if state.is_to_clear {
                drop(state);
                cache.clear();
                state = self.lock();
                state.is_to_clear = false;
            } else if let Some((desk, item, target)) = state.schedule.next_on_disk() {
                let receiver = state.receivers.get(&desk).cloned();
                drop(state);
                self.look_on_disk(cache, (desk, item, &target), receiver);
                state = self.lock();
            } else if cache.is_too_full() {
                drop(state);
                cache.prune();
                state = self.lock();
            } else {
                let waited = self.changed.wait(state);
                state = waited.unwrap_or_else(PoisonError::into_inner);
            }
        }
    }

    fn look_on_disk(
        &self,
        cache: &DiskCache,
        (desk, item, target): (u64, Item, &Target),
        receiver: Option<Arc<dyn Receiver>>,
    ) {
        let url = target.url.as_str();
        let found = cache.get(url).zip(receiver.as_ref());
        let found = found.and_then(|(entry, receiver)| {
            let make = || prepared(item, target, &**receiver, &entry.body);
            let Ok(Ok(ready)) = catch_unwind(AssertUnwindSafe(make)) else {
                cache.remove(url);
                return None;
            };
            Some((entry.is_fresh(unix_now()), ready))
        });
        let mut state = self.lock();
        match found {
            Some((is_fresh, ready)) => {
                let found = if is_fresh { Found::Fresh } else { Found::Old };
                let is_needed = state.schedule.found_on_disk(desk, item, found);
                match ready {
                    Ready::Tile(hand_over) if is_needed => hand_over(),
                    Ready::Description(addresses) => {
                        let read = is_fresh.then(Instant::now);
                        state.schedule.describe(desk, &addresses, read);
                    }
                    Ready::Tile(_) | Ready::Nothing => {}
                }
            }
            None => {
                state.schedule.found_on_disk(desk, item, Found::Nothing);
            }
        }
        drop(state);
        self.changed.notify_all();
        if let Some(receiver) = receiver {
            receiver.wake();
        }
    }
}

fn prepared(
    item: Item,
    target: &Target,
    receiver: &dyn Receiver,
    body: &[u8],
) -> Result<Ready, String> {
    match item {
        Item::Description => tile_json::addresses(&target.url, body).map(Ready::Description),
        Item::Tile(tile) => receiver.prepare(tile, body).map(Ready::Tile),
    }
}

/// What a client tells about a request and is told.
struct Watched<'a> {
    shared: &'a Shared,
    job: &'a Job,
}

impl Watch for Watched<'_> {
    fn contact(&self, host: &str) {
        let mut state = self.shared.lock();
        if state.hosts.len() < MOST_HOSTS && !state.hosts.contains(host) {
            state.hosts.insert(host.to_owned());
        }
    }

    fn is_given_up(&self) -> bool {
        let state = self.shared.lock();
        state.is_over || !state.schedule.is_needed(self.job.desk, self.job.item)
    }
}
