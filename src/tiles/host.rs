//! How a host of tiles is doing, and what that allows. Numbers in, numbers out: it looks at no clock of its own.

use std::time::{Duration, Instant};

use super::failure::Failure;

/// After so many failures in a row only a probe goes out now and then.
const MOST_FAILURES: u32 = 5;

/// A probe goes out so often.
const PROBE_STEP: Duration = Duration::from_millis(1500);

/// A host that has long had no such tiles is probed less and less often, down to this.
const LONGEST_PROBE_STEP: Duration = Duration::from_secs(30);

/// How long nothing may come before a request is given up.
pub(super) const SHORT_PATIENCE: Duration = Duration::from_secs(3);

/// The same for the patient lane, and for hosts that are slow but good.
pub(super) const LONG_PATIENCE: Duration = Duration::from_secs(10);

/// An answer that took longer is slow.
const SLOW: Duration = Duration::from_secs(2);

/// A host that was slow once is taken for slow for so long.
const SLOW_FOR: Duration = Duration::from_mins(5);

/// What is remembered about a host.
#[derive(Debug, Default)]
pub(super) struct Host {
    /// Failures in a row.
    n_failures: u32,
    /// When the last request went out.
    asked: Option<Instant>,
    /// When the last good answer came.
    answered: Option<Instant>,
    /// When the newest request began that was answered well.
    newest_answered: Option<Instant>,
    slow_until: Option<Instant>,
    paused_until: Option<Instant>,
    /// Since when it says nothing but that there is no such tile.
    only_missing_since: Option<Instant>,
}

impl Host {
    /// Whether anything may be asked for, not only probes.
    pub(super) fn is_well(&self) -> bool {
        self.n_failures < MOST_FAILURES
    }

    /// Whether it answers slowly but well.
    pub(super) fn is_slow(&self, now: Instant) -> bool {
        self.slow_until.is_some_and(|until| now < until)
    }

    /// Until when it asked to be left alone, if that is not over.
    pub(super) fn paused_until(&self, now: Instant) -> Option<Instant> {
        self.paused_until.filter(|until| now < *until)
    }

    /// Whether a request that began later than one that began at `begun` was answered well.
    pub(super) fn has_overtaken(&self, begun: Instant) -> bool {
        self.newest_answered.is_some_and(|newest| begun < newest)
    }

    /// When the next probe may go out.
    pub(super) fn probe_due(&self, now: Instant) -> Instant {
        // As long as it does not answer, an unanswered request costs it nothing. But "no such tile" may well be
        // its last word; we then wait a twentieth of the time that it has been saying so.
        let step = self.only_missing_since.map_or(PROBE_STEP, |since| {
            (now.saturating_duration_since(since) / 20).clamp(PROBE_STEP, LONGEST_PROBE_STEP)
        });
        self.asked.map_or(now, |asked| asked + step)
    }

    /// When a slow host may be asked whether it is quick again: once nothing has come for a while.
    pub(super) fn scout_due(&self, now: Instant) -> Instant {
        let quiet = self.answered.map_or(now, |at| at + SHORT_PATIENCE);
        quiet.max(self.asked.map_or(now, |asked| asked + PROBE_STEP))
    }

    /// A request goes out.
    pub(super) fn ask(&mut self, now: Instant) {
        self.asked = Some(now);
    }

    /// A request that began at `begun` was answered well. Says whether the host had been failing.
    pub(super) fn succeed(&mut self, begun: Instant, now: Instant) -> bool {
        let was_failing = !self.is_well();
        self.n_failures = 0;
        self.only_missing_since = None;
        self.answered = Some(now);
        self.newest_answered = self.newest_answered.max(Some(begun));
        if now.saturating_duration_since(begun) > SLOW {
            self.slow_until = Some(now + SLOW_FOR);
        }
        was_failing
    }

    /// A request failed that was waited for so long.
    pub(super) fn fail(&mut self, failure: &Failure, patience: Duration, now: Instant) {
        self.n_failures = self.n_failures.saturating_add(1);
        if failure.is_missing() {
            self.only_missing_since.get_or_insert(now);
        } else {
            self.only_missing_since = None;
        }
        if failure.is_timeout() && patience >= LONG_PATIENCE {
            self.slow_until = None;
        }
        if let Failure::AsksToWait { wait, .. } = failure {
            self.paused_until = self.paused_until.max(Some(now + *wait));
        }
    }

    /// Forgets failures, but not that it asked to be left alone.
    pub(super) fn forgive(&mut self) {
        self.n_failures = 0;
        self.asked = None;
        self.only_missing_since = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name() -> String {
        "t.org".to_owned()
    }

    #[test]
    fn a_host_that_says_nothing_but_no_such_tile_is_probed_less_often() {
        let start = Instant::now();
        let missing = Failure::Missing {
            host: name(),
            status: 404,
        };
        let mut host = Host::default();
        host.fail(&missing, SHORT_PATIENCE, start);
        for (after_s, step_ms) in [(1, 1500), (20, 1500), (100, 5000), (100_000, 30_000)] {
            let now = start + Duration::from_secs(after_s);
            host.ask(now);
            let step = host.probe_due(now).duration_since(now);
            assert_eq!(step.as_millis(), step_ms, "after {after_s} s");
        }
        host.fail(&Failure::NoAnswer(name()), SHORT_PATIENCE, start);
        let now = start + Duration::from_secs(100_000);
        assert_eq!(host.probe_due(now).duration_since(now), PROBE_STEP);
    }

    #[test]
    fn a_slow_answer_makes_a_host_slow_until_it_does_not_answer() {
        let start = Instant::now();
        let now = start + Duration::from_secs(4);
        let mut host = Host::default();
        assert!(!host.succeed(now, now));
        assert!(!host.is_slow(now));
        host.succeed(start, now);
        assert!(host.is_slow(now));
        host.fail(&Failure::NoAnswer(name()), SHORT_PATIENCE, now);
        assert!(host.is_slow(now));
        host.fail(&Failure::NoAnswer(name()), LONG_PATIENCE, now);
        assert!(!host.is_slow(now));
    }

    #[test]
    fn a_pause_outlives_forgiveness() {
        let now = Instant::now();
        let asks = Failure::AsksToWait {
            host: name(),
            wait: Duration::from_secs(30),
        };
        let mut host = Host::default();
        for _ in 0..MOST_FAILURES {
            host.fail(&asks, SHORT_PATIENCE, now);
        }
        assert!(!host.is_well());
        host.forgive();
        assert!(host.is_well());
        let until = now + Duration::from_secs(30);
        assert_eq!(host.paused_until(now), Some(until));
        assert_eq!(host.paused_until(until), None);
    }
}
