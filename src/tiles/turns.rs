//! Which item a free lane may ask for now, and when it is to look again.

use std::time::Instant;

use super::desk::{Desk, Item, OnDisk, Record};
use super::host::{Host, SHORT_PATIENCE};
use super::schedule::{PATIENT, SCOUT, Schedule};

/// What a lane may do about an item.
enum Turn {
    Now,
    /// Not before then.
    At(Instant),
    Never,
}

impl Schedule {
    /// The first item in the order of wishes that may be asked for.
    pub(super) fn next_regular(
        &self,
        desk: u64,
        lane: usize,
        now: Instant,
        wake: &mut Option<Instant>,
    ) -> Option<Item> {
        let desk = self.desks.get(&desk)?;
        for item in &desk.wanted {
            let Some((record, host)) = self.open_item(desk, *item) else {
                continue;
            };
            match self.regular_turn(record, host, lane, now) {
                Turn::Now => return Some(*item),
                Turn::At(at) => sooner(wake, at),
                Turn::Never => {}
            }
        }
        None
    }

    /// An item that is not there and was looked for on the disk, and its host, if anything is known about it.
    fn open_item<'a>(
        &'a self,
        desk: &'a Desk,
        item: Item,
    ) -> Option<(&'a Record, Option<&'a Host>)> {
        let record = desk.records.get(&item)?;
        let is_open = !record.is_had && record.on_disk == OnDisk::Answered;
        let name = desk.host(item)?;
        is_open.then(|| (record, self.hosts.get(name)))
    }

    fn regular_turn(
        &self,
        record: &Record,
        host: Option<&Host>,
        lane: usize,
        now: Instant,
    ) -> Turn {
        if let Some(until) = host.and_then(|host| host.paused_until(now)) {
            return Turn::At(until);
        }
        let is_slow = host.is_some_and(|host| host.is_slow(now));
        let is_for_probes = host.is_some_and(|host| !host.is_well()) || (is_slow && lane == SCOUT);
        if is_for_probes || self.is_for_patient(record, is_slow, lane) {
            return Turn::Never;
        }
        let own = record.due.max(record.least_due());
        let due = match record.asking.as_slice() {
            [] => own,
            // It hangs, while others are answered: it is asked for once more.
            [asking] if host.is_some_and(|host| host.has_overtaken(asking.begun)) => {
                own.max(Some(asking.begun + SHORT_PATIENCE))
            }
            _ => return Turn::Never,
        };
        match due {
            Some(due) if now < due => Turn::At(due),
            _ => Turn::Now,
        }
    }

    /// Whether an item is left to the patient lane, because its server did not answer the others.
    fn is_for_patient(&self, record: &Record, is_slow: bool, lane: usize) -> bool {
        record.n_timeouts > 0 && !is_slow && self.is_patient_lane_free && lane != PATIENT
    }

    /// The item that is asked for to see whether its host is well again.
    ///
    /// While a host fails, nothing but probes goes out. While it does not, but nothing is left to ask for except
    /// what failed, they shorten the waits.
    pub(super) fn next_probe(
        &self,
        desk: u64,
        lane: usize,
        now: Instant,
        wake: &mut Option<Instant>,
    ) -> Option<Item> {
        let desk = self.desks.get(&desk)?;
        let mut best: Option<(bool, Option<Instant>, Item)> = None;
        for item in &desk.wanted {
            let Some((record, Some(host))) = self.open_item(desk, *item) else {
                continue;
            };
            match self.probe_turn(record, host, lane, now) {
                Turn::Now => {
                    let key = (!record.asking.is_empty(), record.asked, *item);
                    let is_better = best
                        .as_ref()
                        .is_none_or(|best| (key.0, key.1) < (best.0, best.1));
                    if is_better {
                        best = Some(key);
                    }
                }
                Turn::At(at) => sooner(wake, at),
                Turn::Never => {}
            }
        }
        best.map(|(_, _, item)| item)
    }

    fn probe_turn(&self, record: &Record, host: &Host, lane: usize, now: Instant) -> Turn {
        if let Some(until) = host.paused_until(now) {
            return Turn::At(until);
        }
        let is_slow = host.is_slow(now);
        let is_scouting = is_slow && lane == SCOUT;
        if self.is_for_patient(record, is_slow, lane) {
            return Turn::Never;
        }
        let own = match record.asking.as_slice() {
            [] if is_scouting || record.n_failures > 0 || !host.is_well() => record.least_due(),
            [asking] => record.least_due().max(Some(asking.begun + SHORT_PATIENCE)),
            _ => return Turn::Never,
        };
        // What waits at a slow host is asked for again by the scout only.
        if is_slow && !is_scouting && !record.asking.is_empty() {
            return Turn::Never;
        }
        let of_host = if is_scouting {
            host.scout_due(now)
        } else {
            host.probe_due(now)
        };
        let due = own.map_or(of_host, |own| own.max(of_host));
        if now < due { Turn::At(due) } else { Turn::Now }
    }
}

fn sooner(wake: &mut Option<Instant>, at: Instant) {
    *wake = Some(wake.map_or(at, |wake| wake.min(at)));
}
