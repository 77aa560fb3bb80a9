//! Tests of the schedule: lanes and servers that are played through in steps of ten milliseconds, without a clock.

use super::*;
use crate::tiles::desk::LEAST_STEP;

/// How a server answers a request that begins at a time: after how long, and with what.
type Behavior<'a> = &'a dyn Fn(Duration) -> (Duration, Result<(), Failure>);

const STEP: Duration = Duration::from_millis(10);

fn ms(n: u64) -> Duration {
    Duration::from_millis(n)
}

fn name() -> String {
    "t.org".to_owned()
}

fn row(n: u32) -> Vec<TileId> {
    (0..n).map(|x| TileId { zoom: 9, x, y: 0 }).collect()
}

/// A request, when it ends, and how.
type Busy = (Box<Job>, Duration, Result<(), Failure>);

/// Whether a lane waits.
#[derive(Debug, Clone, Copy)]
enum Sleep {
    Awake,
    Until(Instant),
    UntilSomethingHappens,
}

const AWAKE: [Sleep; LANES] = [Sleep::Awake; LANES];

/// A schedule with one desk, its lanes, and what went out.
struct Play {
    schedule: Schedule,
    desk: u64,
    start: Instant,
    now: Duration,
    /// What each lane does: the request, when it ends and how.
    lanes: Vec<Option<Busy>>,
    asleep: [Sleep; LANES],
    asked: Vec<(Duration, Item)>,
    answered: Vec<(Duration, Item)>,
    arrived: Vec<(Duration, Item)>,
}

impl Play {
    fn of(wanted: &[TileId]) -> Self {
        let server = Server::typed("https://t.org/{z}/{x}/{y}.png").expect("a server");
        let mut schedule = Schedule::new();
        let desk = schedule.open(&server, false);
        schedule.want(desk, wanted);
        Self {
            schedule,
            desk,
            start: Instant::now(),
            now: Duration::ZERO,
            lanes: (0..LANES).map(|_| None).collect(),
            asleep: AWAKE,
            asked: Vec::new(),
            answered: Vec::new(),
            arrived: Vec::new(),
        }
    }

    /// Plays until a time. As with real threads, a lane that waits looks again only when it wanted to, or
    /// when something has happened.
    fn until(&mut self, end: Duration, server: Behavior<'_>) {
        self.asleep = AWAKE;
        while self.now < end {
            let now = self.start + self.now;
            self.end_what_is_over(now);
            while self.step(now, server) {}
            self.now += STEP;
        }
    }

    fn end_what_is_over(&mut self, now: Instant) {
        for lane in 0..LANES {
            let is_over = |(_, end, _): &mut Busy| *end <= self.now;
            if let Some((job, _, outcome)) = self.lanes[lane].take_if(is_over) {
                self.end(&job, &outcome, now);
                self.asleep = AWAKE;
            }
        }
    }

    /// Lets each free lane that is awake do what it can. Says whether any did.
    fn step(&mut self, now: Instant, server: Behavior<'_>) -> bool {
        let mut has_begun = false;
        for lane in 0..LANES {
            let is_asleep = match self.asleep[lane] {
                Sleep::Awake => false,
                Sleep::Until(wake) => now < wake,
                Sleep::UntilSomethingHappens => true,
            };
            if is_asleep || self.lanes[lane].is_some() {
                continue;
            }
            match self.schedule.next(lane, now) {
                Next::Ask(job) => {
                    self.asked.push((self.now, job.item));
                    self.lanes[lane] = Some(self.begun(job, server));
                    self.asleep = AWAKE;
                    has_begun = true;
                }
                Next::Wait(wake) => {
                    self.asleep[lane] = wake.map_or(Sleep::UntilSomethingHappens, Sleep::Until);
                }
            }
        }
        has_begun
    }

    fn begun(&self, job: Box<Job>, server: Behavior<'_>) -> Busy {
        let (takes, outcome) = server(self.now);
        if takes <= job.patience {
            return (job, self.now + takes, outcome);
        }
        let end = self.now + job.patience;
        (job, end, Err(Failure::NoAnswer(name())))
    }

    fn end(&mut self, job: &Job, outcome: &Result<(), Failure>, now: Instant) {
        match outcome {
            Ok(()) => {
                self.answered.push((self.now, job.item));
                if self.schedule.succeed(job, Came::New, now) {
                    self.arrived.push((self.now, job.item));
                }
            }
            Err(failure) => {
                self.schedule.fail(job, failure, now);
            }
        }
    }

    /// No item was asked for twice in a short time, unless it was answered well in between, for nobody.
    fn assert_polite(&self) {
        for (index, (at, item)) in self.asked.iter().enumerate() {
            let mut earlier = self.asked[..index].iter().rev();
            let Some((before, _)) = earlier.find(|(_, other)| other == item) else {
                continue;
            };
            let is_answered =
                |(when, other): &(Duration, Item)| other == item && (before..=at).contains(&when);
            let is_fine =
                at.saturating_sub(*before) >= LEAST_STEP || self.answered.iter().any(is_answered);
            assert!(is_fine, "{item:?} at {before:?} and {at:?}");
        }
    }

    fn status(&self) -> Status {
        self.schedule.status(self.desk, self.start + self.now)
    }
}

fn ok(_: Duration) -> (Duration, Result<(), Failure>) {
    (ms(50), Ok(()))
}

fn refuse(_: Duration) -> (Duration, Result<(), Failure>) {
    (ms(1), Err(Failure::Refused(name())))
}

fn hang(_: Duration) -> (Duration, Result<(), Failure>) {
    (ms(60_000), Ok(()))
}

fn missing(_: Duration) -> (Duration, Result<(), Failure>) {
    let host = name();
    (ms(20), Err(Failure::Missing { host, status: 404 }))
}

fn broken(_: Duration) -> (Duration, Result<(), Failure>) {
    let host = name();
    (ms(20), Err(Failure::Status { host, status: 500 }))
}

fn slow(_: Duration) -> (Duration, Result<(), Failure>) {
    (ms(5000), Ok(()))
}

#[test]
fn what_is_wanted_most_is_asked_for_first_and_once() {
    let wanted = row(20);
    let mut play = Play::of(&wanted);
    play.until(ms(2000), &ok);
    let items: Vec<Item> = play.asked.iter().map(|(_, item)| *item).collect();
    let expected: Vec<Item> = wanted.into_iter().map(Item::Tile).collect();
    assert_eq!(items, expected);
    assert_eq!(play.arrived.len(), 20);
    assert_eq!(play.status(), Status::default());
}

#[test]
fn what_is_not_wanted_any_more_is_not_asked_for() {
    let wanted = row(20);
    let mut play = Play::of(&wanted);
    play.until(STEP, &ok);
    assert_eq!(play.asked.len(), LANES);
    play.schedule.want(play.desk, &wanted[19..]);
    play.until(ms(2000), &ok);
    assert_eq!(play.asked.len(), LANES + 1);
    let arrived: Vec<Item> = play.arrived.iter().map(|(_, item)| *item).collect();
    assert_eq!(arrived, [Item::Tile(wanted[19])]);
}

#[test]
fn the_desk_that_wanted_something_last_comes_first() {
    let mut play = Play::of(&row(20));
    let server = Server::typed("https://u.org/{z}/{x}/{y}.png").expect("a server");
    let newer = play.schedule.open(&server, false);
    play.schedule.want(newer, &row(1));
    let Next::Ask(job) = play.schedule.next(0, play.start) else {
        panic!("nothing to ask");
    };
    assert_eq!((job.desk, &*job.target.host), (newer, "u.org"));
}

#[test]
fn a_host_that_fails_gets_one_probe_now_and_then() {
    let mut play = Play::of(&row(20));
    play.until(ms(30_000), &refuse);
    let late = play.asked.iter().filter(|(at, _)| *at > ms(1000)).count();
    assert!((18..=21).contains(&late), "{late} probes in 29 s");
    let early = play.asked.len() - late;
    assert!(early <= 2 * LANES, "{early} requests in the first second");
    play.assert_polite();
    let status = play.status();
    assert_eq!(
        status.failure.as_deref(),
        Some("t.org refuses the connection")
    );
    assert_eq!(status.n_failed + status.n_waiting, 20);
}

#[test]
fn everything_is_there_within_five_seconds_after_a_server_heals_whatever_it_did_and_for_how_long() {
    let behaviors: [(&str, Behavior<'_>); 4] = [
        ("refuse", &refuse),
        ("hang", &hang),
        ("missing", &missing),
        ("broken", &broken),
    ];
    for (what, behavior) in behaviors {
        for n in [1, 3, 20] {
            for outage_ms in (0..12).map(|k| 300 + 777 * k).chain([33_333, 61_000]) {
                let mut play = Play::of(&row(n));
                play.until(ms(outage_ms), behavior);
                play.until(ms(outage_ms + 5000), &ok);
                let told = format!("{what} for {outage_ms} ms, {n} tiles");
                assert_eq!(play.arrived.len(), n as usize, "{told}");
                play.assert_polite();
            }
        }
    }
}

#[test]
fn everything_is_there_within_five_seconds_after_some_tiles_failed_and_others_did_not() {
    for outage_ms in [700, 5000, 20_000, 70_000] {
        let mut play = Play::of(&row(20));
        let count = std::cell::Cell::new(0);
        play.until(ms(outage_ms), &|at| {
            count.set(count.get() + 1);
            if count.get() % 3 == 0 {
                ok(at)
            } else {
                broken(at)
            }
        });
        play.until(ms(outage_ms + 5000), &ok);
        assert_eq!(play.arrived.len(), 20, "{outage_ms} ms");
        play.assert_polite();
    }
}

#[test]
fn a_server_that_is_merely_slow_is_found_out_to_be_good() {
    for n in [1, 2, 20] {
        let mut play = Play::of(&row(n));
        play.until(ms(45_000), &slow);
        assert_eq!(play.arrived.len(), n as usize, "{n} tiles");
        play.assert_polite();
    }
}

#[test]
fn a_slow_server_that_falls_silent_and_heals_is_noticed() {
    let mut play = Play::of(&row(40));
    play.until(ms(20_000), &slow);
    let before = play.arrived.len();
    assert!((6..40).contains(&before), "{before}");
    play.until(ms(33_000), &hang);
    play.until(ms(38_000), &ok);
    assert_eq!(play.arrived.len(), 40);
    play.assert_polite();
}

#[test]
fn a_tile_that_hangs_is_asked_for_again_when_others_are_answered() {
    let mut play = Play::of(&row(20));
    play.until(STEP, &hang);
    play.until(ms(5000), &ok);
    assert_eq!(play.arrived.len(), 20);
    let last = play.arrived.iter().map(|(at, _)| *at).max();
    assert!(last < Some(ms(4000)), "{last:?}");
}

#[test]
fn a_host_that_asks_to_wait_is_left_alone_so_long() {
    let mut play = Play::of(&row(20));
    let wait = Duration::from_secs(10);
    play.until(ms(100), &|_| {
        (ms(20), Err(Failure::AsksToWait { host: name(), wait }))
    });
    assert_eq!(play.asked.len(), LANES);
    let until = play.status().paused_until.expect("a pause");
    assert!(until > play.start + wait);
    play.schedule.retry(play.desk);
    play.until(ms(10_000), &ok);
    assert_eq!(play.asked.len(), LANES, "it was asked during its pause");
    play.until(ms(15_000), &ok);
    assert_eq!(play.arrived.len(), 20);
    assert_eq!(play.status().paused_until, None);
}

#[test]
fn to_retry_asks_for_what_failed_at_once() {
    let mut play = Play::of(&row(1));
    play.until(ms(9000), &broken);
    let n_asked = play.asked.len();
    play.until(ms(9010), &broken);
    assert_eq!(play.asked.len(), n_asked);
    play.schedule.retry(play.desk);
    let last = play.asked[n_asked - 1].0;
    play.until(ms(10_000).max(last + ms(700)), &ok);
    assert_eq!(play.arrived.len(), 1);
    assert_eq!(play.status().n_failed, 0);
}

#[test]
fn a_description_comes_first_and_is_doubted_when_tiles_are_missing() {
    let server = crate::tiles::OPEN_FREE_MAP;
    let mut schedule = Schedule::new();
    let desk = schedule.open(&server, false);
    let start = Instant::now();
    assert!(matches!(schedule.next(1, start), Next::Wait(None)));
    schedule.want(desk, &row(3));
    let asked = |schedule: &mut Schedule, lane, now| match schedule.next(lane, now) {
        Next::Ask(job) => job,
        Next::Wait(wake) => panic!("waits until {wake:?}"),
    };
    let first = asked(&mut schedule, 1, start);
    assert_eq!(first.item, Item::Description);
    assert!(matches!(schedule.next(2, start), Next::Wait(_)));
    schedule.succeed(&first, Came::New, start);
    let old = [Address::parse("https://t.org/20261118/{z}/{x}/{y}.pbf").expect("an address")];
    schedule.describe(desk, &old, Some(start));
    let tile = asked(&mut schedule, 2, start);
    assert_eq!(tile.target.url.as_str(), "https://t.org/20261118/9/0/0.pbf");

    let later = start + Duration::from_hours(1);
    let failure = Failure::Missing {
        host: name(),
        status: 404,
    };
    schedule.fail(&tile, &failure, later);
    let second = asked(&mut schedule, 3, later);
    assert_eq!(second.item, Item::Description);
    schedule.succeed(&second, Came::New, later);
    let new = [Address::parse("https://t.org/20261125/{z}/{x}/{y}.pbf").expect("an address")];
    schedule.describe(desk, &new, Some(later));
    let tile = asked(&mut schedule, 4, later);
    assert_eq!(tile.target.url.as_str(), "https://t.org/20261125/9/0/0.pbf");
    // A description that was just read is not asked for again.
    schedule.fail(&tile, &failure, later);
    assert_ne!(asked(&mut schedule, 1, later).item, Item::Description);
}

#[test]
fn wandering_about_on_a_server_that_fails_now_and_then_stays_polite_and_ends_well() {
    for seed in 0..40_u32 {
        let mut play = Play::of(&[]);
        // A small generator of numbers, the same each time.
        let random = std::cell::Cell::new(seed.wrapping_mul(2_654_435_761).wrapping_add(1));
        let next = |below: u32| {
            let x = random.get();
            random.set(x.wrapping_mul(1_664_525).wrapping_add(1_013_904_223));
            (random.get() >> 16) % below
        };
        let fitful = |at| match next(6) {
            0 => refuse(at),
            1 => hang(at),
            2 => missing(at),
            3 => broken(at),
            4 => (ms(u64::from(next(9000))), Ok(())),
            _ => ok(at),
        };
        for _ in 0..30 {
            let from = next(12) as usize;
            play.schedule.want(play.desk, &row(24)[from..from + 12]);
            let time = play.now + ms(u64::from(next(3000)));
            play.until(time, &fitful);
        }
        let wanted = row(30);
        play.schedule.want(play.desk, &wanted);
        let end = play.now + ms(5000);
        play.until(end, &ok);
        let status = play.status();
        assert_eq!((status.n_waiting, status.n_failed), (0, 0), "seed {seed}");
        play.assert_polite();
    }
}

#[test]
fn an_answer_that_nobody_looked_at_does_not_count_for_who_wants_it_again() {
    let mut play = Play::of(&row(1));
    let Next::Ask(job) = play.schedule.next(0, play.start) else {
        panic!("nothing to ask");
    };
    for came in [Came::ForNobody, Came::SameAsShown] {
        assert!(!play.schedule.succeed(&job, came, play.start));
        assert!(play.schedule.is_needed(play.desk, job.item), "{came:?}");
    }
    assert!(play.schedule.succeed(&job, Came::New, play.start));
    assert!(!play.schedule.is_needed(play.desk, job.item));
}
