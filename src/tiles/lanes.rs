//! What a lane does: takes the next request, makes it, and hands over what came.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, PoisonError};
use std::time::{Duration, Instant};

use super::Address;
use super::certificates;
use super::client::{Client, Question, Watch, unix_now};
use super::desk::{Item, Target};
use super::disk_cache::Entry;
use super::failure::Failure;
use super::network::{HandOver, Receiver, Shared};
use super::schedule::{Came, Job, Next};
use super::tile_json;

/// A connection that is not used for so long is closed.
const MOST_IDLE: Duration = Duration::from_secs(15);

/// So many hosts are listed, should redirects lead to more.
const MOST_HOSTS: usize = 100;

/// A description of a server is fresh for at most a day, since the addresses in it may hold a date.
const FRESHEST_DESCRIPTION_S: u64 = 24 * 60 * 60;

/// What became of an answer.
pub(super) enum Ready {
    Tile(HandOver),
    Description(Vec<Address>),
    /// It is shown already.
    Shown,
    /// Nobody wants it.
    ForNobody,
}

impl Shared {
    /// Works until all is over.
    pub(super) fn run_lane(&self, lane: usize) {
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
                Next::Ask(job) => {
                    // What the others wait for may have changed with it.
                    self.changed.notify_all();
                    return Some(job);
                }
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
            typed: &job.target.typed,
            secret: &job.target.secret,
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
            Ready::Shown
        } else {
            self.ready(job, &*receiver, &entry.body)?
        };
        match &self.cache {
            Some(cache) if fresh_for.is_some() => cache.put(url, &entry),
            Some(cache) => cache.remove(url),
            None => {}
        }
        Ok(ready)
    }

    /// Makes of a body what is handed over.
    fn ready(&self, job: &Job, receiver: &dyn Receiver, body: &[u8]) -> Result<Ready, Failure> {
        if !self.lock().schedule.is_needed(job.desk, job.item) {
            return Ok(Ready::ForNobody);
        }
        let watched = Watched { shared: self, job };
        let is_wanted = || !watched.is_given_up();
        prepared(job.item, &job.target, (receiver, &is_wanted), body).map_err(|why| {
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
        // What nobody wants goes after the lock does.
        let mut unwanted = None;
        let mut state = self.lock();
        match outcome {
            Ok(ready) => {
                let came = match &ready {
                    Ready::Tile(_) | Ready::Description(_) => Came::New,
                    Ready::Shown => Came::SameAsShown,
                    Ready::ForNobody => Came::ForNobody,
                };
                let is_needed = state.schedule.succeed(job, came, now);
                match ready {
                    Ready::Tile(hand_over) if is_needed => hand_over(),
                    Ready::Tile(hand_over) => unwanted = Some(hand_over),
                    Ready::Description(addresses) => {
                        state.schedule.describe(job.desk, &addresses, Some(now));
                    }
                    Ready::Shown | Ready::ForNobody => {}
                }
            }
            Err(failure) => {
                state.schedule.fail(job, &failure, now);
            }
        }
        let receiver = state.receivers.get(&job.desk).cloned();
        drop(state);
        drop(unwanted);
        self.changed.notify_all();
        if let Some(receiver) = receiver {
            receiver.wake();
        }
    }
}

/// Makes of a body what is handed over.
pub(super) fn prepared(
    item: Item,
    target: &Target,
    (receiver, is_wanted): (&dyn Receiver, &dyn Fn() -> bool),
    body: &[u8],
) -> Result<Ready, String> {
    match item {
        Item::Description => tile_json::addresses(&target.url, body).map(Ready::Description),
        Item::Tile(tile) => {
            let hand_over = receiver.prepare(tile, body, is_wanted)?;
            Ok(hand_over.map_or(Ready::ForNobody, Ready::Tile))
        }
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
