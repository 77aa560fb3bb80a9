//! What the thread of the disk does: looks for tiles before any server is asked, and keeps the folder small.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, PoisonError};
use std::time::Instant;

use super::client::unix_now;
use super::desk::{Item, Target};
use super::disk_cache::DiskCache;
use super::lanes::{Ready, prepared};
use super::network::{Receiver, Shared};
use super::schedule::Found;

impl Shared {
    /// Works until all is over.
    pub(super) fn run_disk(&self) {
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
            let is_wanted = || {
                let state = self.lock();
                !state.is_over && state.schedule.is_needed(desk, item)
            };
            let make = || prepared(item, target, (&**receiver, &is_wanted), &entry.body);
            let Ok(Ok(ready)) = catch_unwind(AssertUnwindSafe(make)) else {
                cache.remove(url);
                return None;
            };
            Some((entry.is_fresh(unix_now()), ready))
        });
        // What nobody wants goes after the lock does.
        let mut unwanted = None;
        let mut state = self.lock();
        match found {
            // A lane looks for it once more, if it is wanted again.
            None | Some((_, Ready::ForNobody)) => {
                state.schedule.found_on_disk(desk, item, Found::Nothing);
            }
            Some((is_fresh, ready)) => {
                let found = if is_fresh { Found::Fresh } else { Found::Old };
                let is_needed = state.schedule.found_on_disk(desk, item, found);
                match ready {
                    Ready::Tile(hand_over) if is_needed => hand_over(),
                    Ready::Description(addresses) => {
                        let read = is_fresh.then(Instant::now);
                        state.schedule.describe(desk, &addresses, read);
                    }
                    Ready::Tile(hand_over) => unwanted = Some(hand_over),
                    Ready::Shown | Ready::ForNobody => {}
                }
            }
        }
        drop(state);
        drop(unwanted);
        self.changed.notify_all();
        if let Some(receiver) = receiver {
            receiver.wake();
        }
    }
}
