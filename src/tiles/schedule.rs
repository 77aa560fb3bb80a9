//! Which request goes out next, and what an answer means for the others. It starts no thread, opens no
//! connection and looks at no clock; whoever does tells it the time.
//!
//! Six lanes carry one request each. Lane [`PATIENT`] waits longer than the others, so that a server that is
//! merely slow is found out to be good; then all wait longer, except [`SCOUT`], which notices when a slow
//! server that fell silent speaks again.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::address::Address;
use super::desk::{Asking, Desk, Item, OnDisk, Record, Target};
use super::failure::Failure;
use super::host::{Host, LONG_PATIENCE, SHORT_PATIENCE};
use super::server::Server;
use super::{Status, TileId};

/// How many requests are out at once, to all hosts together.
pub(super) const LANES: usize = 6;

pub(super) const PATIENT: usize = 0;
pub(super) const SCOUT: usize = LANES - 1;

/// A request to make.
#[derive(Debug, Clone)]
pub(super) struct Job {
    pub(super) desk: u64,
    pub(super) item: Item,
    pub(super) target: Target,
    pub(super) patience: Duration,
    pub(super) begun: Instant,
    lane: usize,
    /// Whether its answer tells that a host is well again.
    is_probe: bool,
    /// Whether its failure tells nothing, since the host is known to be slow.
    is_scout: bool,
}

/// What a lane does next.
#[derive(Debug)]
pub(super) enum Next {
    /// This request.
    Ask(Box<Job>),
    /// Nothing until then, or until something changes.
    Wait(Option<Instant>),
}

/// What was found on the disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Found {
    Nothing,
    /// Something to show until the server has answered.
    Old,
    Fresh,
}

/// What a good answer brought.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Came {
    /// Something to hand over.
    New,
    /// The old copy, which is shown, is still right.
    SameAsShown,
    /// Something that nobody wanted when it came; it was not looked at.
    ForNobody,
}

/// All desks and all hosts.
#[derive(Debug)]
pub(super) struct Schedule {
    pub(super) desks: BTreeMap<u64, Desk>,
    pub(super) hosts: BTreeMap<Arc<str>, Host>,
    n_opened: u64,
    n_wants: u64,
    pub(super) is_patient_lane_free: bool,
}

impl Schedule {
    /// One without desks.
    pub(super) fn new() -> Self {
        Self {
            desks: BTreeMap::new(),
            hosts: BTreeMap::new(),
            n_opened: 0,
            n_wants: 0,
            is_patient_lane_free: true,
        }
    }

    /// Opens a desk and gives its number.
    pub(super) fn open(&mut self, server: &Server, has_cache: bool) -> u64 {
        self.n_opened += 1;
        self.desks
            .insert(self.n_opened, Desk::new(server, has_cache));
        self.n_opened
    }

    /// Closes a desk; what is on its way for it is of no use any more.
    pub(super) fn close(&mut self, desk: u64) {
        self.desks.remove(&desk);
    }

    /// Sets what is on the screen. Says whether that is something new.
    pub(super) fn want(&mut self, desk: u64, visible: &[TileId]) -> bool {
        let Some(desk) = self.desks.get_mut(&desk) else {
            return false;
        };
        if !desk.want(visible) {
            return false;
        }
        self.n_wants += 1;
        desk.newest_want = self.n_wants;
        true
    }

    /// Forgets the failures of a desk and of its hosts.
    pub(super) fn retry(&mut self, desk: u64) {
        let Some(desk) = self.desks.get_mut(&desk) else {
            return;
        };
        for record in desk.records.values_mut() {
            record.forgive();
        }
        for name in desk.hosts() {
            if let Some(host) = self.hosts.get_mut(name) {
                host.forgive();
            }
        }
    }

    /// How a desk stands.
    pub(super) fn status(&self, desk: u64, now: Instant) -> Status {
        let mut status = Status::default();
        let Some(desk) = self.desks.get(&desk) else {
            return status;
        };
        let mut newest = None;
        for item in &desk.wanted {
            let Some(record) = desk.records.get(item).filter(|record| !record.is_had) else {
                continue;
            };
            match &record.failure {
                Some((at, failure)) => {
                    status.n_failed += 1;
                    if newest.is_none_or(|newest| newest <= *at) {
                        newest = Some(*at);
                        status.failure = Some(failure.to_string());
                    }
                }
                None if record.is_old_shown => {}
                None => status.n_waiting += 1,
            }
        }
        status.paused_until = desk
            .hosts()
            .filter_map(|name| self.hosts.get(name)?.paused_until(now))
            .max();
        status
    }

    /// The next item to look for on the disk.
    pub(super) fn next_on_disk(&mut self) -> Option<(u64, Item, Target)> {
        for number in self.newest_first() {
            let Some(desk) = self.desks.get_mut(&number) else {
                continue;
            };
            let is_unasked = |item: &&Item| {
                let record = desk.records.get(*item);
                record.is_some_and(|record| record.on_disk == OnDisk::Unasked)
            };
            let Some(item) = desk.wanted.iter().find(is_unasked).copied() else {
                continue;
            };
            let target = desk.target(item);
            let record = desk.records.get_mut(&item)?;
            record.on_disk = OnDisk::Asked;
            return Some((number, item, target?));
        }
        None
    }

    /// What was found on the disk. Says whether it is to be handed over.
    pub(super) fn found_on_disk(&mut self, desk: u64, item: Item, found: Found) -> bool {
        let is_needed = self.is_needed(desk, item);
        let Some(record) = self.record(desk, item) else {
            return false;
        };
        record.on_disk = OnDisk::Answered;
        match found {
            Found::Nothing => return false,
            Found::Old => record.is_old_shown = is_needed,
            Found::Fresh => record.is_had = is_needed,
        }
        is_needed
    }

    /// The next request of a lane that is free.
    pub(super) fn next(&mut self, lane: usize, now: Instant) -> Next {
        let mut wake = None;
        for number in self.newest_first() {
            let found = self
                .next_regular(number, lane, now, &mut wake)
                .map(|item| (item, false))
                .or_else(|| {
                    let item = self.next_probe(number, lane, now, &mut wake)?;
                    Some((item, true))
                });
            let job =
                found.and_then(|(item, is_probe)| self.send(number, item, lane, is_probe, now));
            if let Some(job) = job {
                return Next::Ask(Box::new(job));
            }
        }
        Next::Wait(wake)
    }

    /// Whether an item is still wanted and not there.
    pub(super) fn is_needed(&self, desk: u64, item: Item) -> bool {
        let Some(desk) = self.desks.get(&desk) else {
            return false;
        };
        let is_missing = desk.records.get(&item).is_some_and(|record| !record.is_had);
        is_missing && desk.wanted.contains(&item)
    }

    /// Whether an old copy of an item is shown already.
    pub(super) fn is_old_shown(&self, desk: u64, item: Item) -> bool {
        let record = self
            .desks
            .get(&desk)
            .and_then(|desk| desk.records.get(&item));
        record.is_some_and(|record| record.is_old_shown)
    }

    /// A request was answered well. Says whether the answer is to be handed over.
    pub(super) fn succeed(&mut self, job: &Job, came: Came, now: Instant) -> bool {
        self.release(job);
        let is_needed = self.is_needed(job.desk, job.item);
        if let Some(record) = self.record(job.desk, job.item) {
            // What was not wanted for a moment and is again is still to come.
            record.is_had = is_needed
                && match came {
                    Came::New => true,
                    Came::SameAsShown => record.is_old_shown,
                    Came::ForNobody => false,
                };
            record.failure = None;
            record.forgive();
        }
        let name = &job.target.host;
        let host = self.hosts.entry(Arc::clone(name)).or_default();
        if host.succeed(job.begun, now) || job.is_probe {
            self.forgive_all_of(name);
        }
        is_needed && came == Came::New
    }

    /// A request failed. Says whether anybody is to be told.
    pub(super) fn fail(&mut self, job: &Job, failure: &Failure, now: Instant) -> bool {
        self.release(job);
        if *failure == Failure::GivenUp {
            return false;
        }
        let host = self.hosts.entry(Arc::clone(&job.target.host)).or_default();
        if job.is_scout && host.is_slow(now) {
            return false;
        }
        host.fail(failure, job.patience, now);
        let Some(record) = self.record(job.desk, job.item) else {
            return false;
        };
        if record.is_had {
            return false;
        }
        record.fail(failure, now);
        if failure.is_missing()
            && let Some(desk) = self.desks.get_mut(&job.desk)
        {
            desk.doubt_description(now);
        }
        true
    }

    /// The description of a server was read.
    pub(super) fn describe(&mut self, desk: u64, addresses: &[Address], read: Option<Instant>) {
        if let Some(desk) = self.desks.get_mut(&desk) {
            desk.describe(addresses, read);
        }
    }

    /// No lane waits longer than the others, because its thread could not be started.
    pub(super) fn has_no_patient_lane(&mut self) {
        self.is_patient_lane_free = false;
    }

    /// Whether a lane is the patient one.
    pub(super) fn is_patient(lane: usize) -> bool {
        lane == PATIENT
    }

    fn newest_first(&self) -> Vec<u64> {
        let mut order: Vec<(u64, u64)> = Vec::with_capacity(self.desks.len());
        for (number, desk) in &self.desks {
            order.push((desk.newest_want, *number));
        }
        order.sort_unstable_by(|a, b| b.cmp(a));
        order.into_iter().map(|(_, number)| number).collect()
    }

    fn record(&mut self, desk: u64, item: Item) -> Option<&mut Record> {
        self.desks.get_mut(&desk)?.records.get_mut(&item)
    }

    fn send(
        &mut self,
        number: u64,
        item: Item,
        lane: usize,
        is_probe: bool,
        now: Instant,
    ) -> Option<Job> {
        let desk = self.desks.get_mut(&number)?;
        let target = desk.target(item)?;
        let record = desk.records.get_mut(&item)?;
        record.asked = Some(now);
        record.asking.push(Asking { lane, begun: now });
        let host = self.hosts.entry(Arc::clone(&target.host)).or_default();
        host.ask(now);
        let is_slow = host.is_slow(now);
        let is_patient = lane == PATIENT || (is_slow && lane != SCOUT);
        if lane == PATIENT {
            self.is_patient_lane_free = false;
        }
        Some(Job {
            desk: number,
            item,
            target,
            patience: if is_patient {
                LONG_PATIENCE
            } else {
                SHORT_PATIENCE
            },
            begun: now,
            lane,
            is_probe,
            is_scout: is_slow && lane == SCOUT,
        })
    }

    /// A lane is free again.
    fn release(&mut self, job: &Job) {
        if job.lane == PATIENT {
            self.is_patient_lane_free = true;
        }
        if let Some(record) = self.record(job.desk, job.item) {
            record.asking.retain(|asking| asking.lane != job.lane);
        }
    }

    fn forgive_all_of(&mut self, name: &Arc<str>) {
        for desk in self.desks.values_mut() {
            let wanted: Vec<Item> = desk
                .records
                .keys()
                .copied()
                .filter(|item| desk.host(*item) == Some(name))
                .collect();
            for item in wanted {
                if let Some(record) = desk.records.get_mut(&item) {
                    record.forgive();
                }
            }
        }
    }
}

#[cfg(test)]
#[path = "schedule_tests.rs"]
mod tests;
