//! What the map wants of one server, and how far each piece of it is.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use url::Url;

use super::TileId;
use super::address::Address;
use super::failure::Failure;
use super::nearby::Secret;
use super::server::{Addresses, Server};

/// A piece that failed is asked for again after so long, and then after twice as long each time.
const FIRST_WAIT: Duration = Duration::from_millis(500);

/// No wait is longer,
const LONGEST_WAIT: Duration = Duration::from_secs(30);

/// but for one that the server says it does not have.
const LONGEST_MISSING_WAIT: Duration = Duration::from_hours(24);

/// No piece is asked for twice within this, whatever happens.
pub(super) const LEAST_STEP: Duration = Duration::from_millis(600);

/// So many failures of pieces that nobody wants are remembered.
const MOST_REMEMBERED: usize = 64;

/// A description that is older may be why tiles are not found any more.
const DESCRIPTION_MAY_ROT: Duration = Duration::from_mins(10);

/// What is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Item {
    /// What says where the tiles are.
    Description,
    /// A tile.
    Tile(TileId),
}

/// Where an item is.
#[derive(Debug, Clone)]
pub(super) struct Target {
    pub(super) url: Url,
    /// Name and port, as sentences name it.
    pub(super) host: Arc<str>,
    /// What the reader typed or chose: this address, or that of the description that names it.
    pub(super) typed: Url,
    /// What of that goes to no other host.
    pub(super) secret: Secret,
}

/// How far it was looked for on the disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum OnDisk {
    Unasked,
    Asked,
    Answered,
}

/// A request that is out.
#[derive(Debug, Clone, Copy)]
pub(super) struct Asking {
    pub(super) lane: usize,
    pub(super) begun: Instant,
}

/// How far an item is.
#[derive(Debug)]
pub(super) struct Record {
    pub(super) on_disk: OnDisk,
    /// It was handed over, and need not be asked for again.
    pub(super) is_had: bool,
    /// An old copy was handed over.
    pub(super) is_old_shown: bool,
    pub(super) asking: Vec<Asking>,
    /// When it was asked for last.
    pub(super) asked: Option<Instant>,
    /// Not before this.
    pub(super) due: Option<Instant>,
    pub(super) n_failures: u32,
    pub(super) n_timeouts: u32,
    /// When it failed last, and why.
    pub(super) failure: Option<(Instant, Failure)>,
}

impl Record {
    fn new(has_cache: bool) -> Self {
        Self {
            on_disk: if has_cache {
                OnDisk::Unasked
            } else {
                OnDisk::Answered
            },
            is_had: false,
            is_old_shown: false,
            asking: Vec::new(),
            asked: None,
            due: None,
            n_failures: 0,
            n_timeouts: 0,
            failure: None,
        }
    }

    /// When it may be asked for again as far as it is concerned.
    pub(super) fn least_due(&self) -> Option<Instant> {
        self.asked.map(|asked| asked + LEAST_STEP)
    }

    /// It could not be had.
    pub(super) fn fail(&mut self, failure: &Failure, now: Instant) {
        let longest = if failure.is_missing() {
            LONGEST_MISSING_WAIT
        } else {
            LONGEST_WAIT
        };
        let wait = FIRST_WAIT
            .saturating_mul(1_u32.checked_shl(self.n_failures).unwrap_or(u32::MAX))
            .min(longest);
        self.n_failures = self.n_failures.saturating_add(1);
        if failure.is_timeout() {
            self.n_timeouts = self.n_timeouts.saturating_add(1);
        }
        self.due = Some(now + wait);
        self.failure = Some((now, failure.clone()));
    }

    /// Nobody wants it any more, so that it is handed over again should it be wanted again.
    fn leave_out(&mut self, has_cache: bool) {
        self.is_had = false;
        self.is_old_shown = false;
        if has_cache {
            self.on_disk = OnDisk::Unasked;
        }
    }

    /// It may be asked for at once.
    pub(super) fn forgive(&mut self) {
        self.due = None;
        self.n_failures = 0;
    }
}

/// What one map wants of one server.
#[derive(Debug)]
pub(super) struct Desk {
    /// Where the description is, and when it was read last.
    description: Option<(Target, Option<Instant>)>,
    addresses: Vec<(Address, Arc<str>)>,
    /// Whether a new description is needed first.
    is_lost: bool,
    visible: Vec<TileId>,
    /// What is asked for, the most wanted first.
    pub(super) wanted: Vec<Item>,
    pub(super) records: BTreeMap<Item, Record>,
    has_cache: bool,
    /// Larger than that of desks that wanted something before.
    pub(super) newest_want: u64,
}

impl Desk {
    /// A desk that wants nothing yet.
    pub(super) fn new(server: &Server, has_cache: bool) -> Self {
        let mut desk = Self {
            description: None,
            addresses: Vec::new(),
            is_lost: false,
            visible: Vec::new(),
            wanted: Vec::new(),
            records: BTreeMap::new(),
            has_cache,
            newest_want: 0,
        };
        match &server.addresses {
            Addresses::Tiles(addresses) => desk.addresses = with_hosts(addresses),
            Addresses::TileJson(text) => {
                desk.is_lost = true;
                desk.description = Url::parse(text).ok().map(|url| {
                    let host = host_name(&url);
                    let target = Target {
                        typed: url.clone(),
                        secret: Secret::of(text),
                        url,
                        host,
                    };
                    (target, None)
                });
            }
        }
        desk
    }

    /// Sets what is on the screen. Says whether that is something new.
    pub(super) fn want(&mut self, visible: &[TileId]) -> bool {
        if self.visible == visible {
            return false;
        }
        self.visible = visible.to_vec();
        self.rebuild();
        true
    }

    /// The description was read.
    ///
    /// `read` is when it came from the server; without it, the description is an old copy that is soon doubted.
    pub(super) fn describe(&mut self, addresses: &[Address], read: Option<Instant>) {
        let found = with_hosts(addresses);
        if found != self.addresses {
            self.records.retain(|item, _| *item == Item::Description);
            self.addresses = found;
        }
        self.is_lost = false;
        if let Some((_, known)) = &mut self.description {
            *known = read;
        }
        self.rebuild();
    }

    /// The server says that it has no such tile. Perhaps its tiles have moved, and its description says where.
    pub(super) fn doubt_description(&mut self, now: Instant) {
        let may_rot = self.description.as_ref().is_some_and(|(_, read)| {
            read.is_none_or(|read| now.saturating_duration_since(read) > DESCRIPTION_MAY_ROT)
        });
        if may_rot && !self.is_lost {
            self.is_lost = true;
            let mut record = Record::new(self.has_cache);
            record.on_disk = OnDisk::Answered;
            self.records.insert(Item::Description, record);
            self.rebuild();
        }
    }

    fn rebuild(&mut self) {
        self.wanted = if self.is_lost && !self.visible.is_empty() {
            vec![Item::Description]
        } else {
            let mut wanted = Vec::with_capacity(self.visible.len());
            for tile in &self.visible {
                if self.target(Item::Tile(*tile)).is_some() {
                    wanted.push(Item::Tile(*tile));
                }
            }
            wanted
        };
        let has_cache = self.has_cache;
        for item in &self.wanted {
            self.records
                .entry(*item)
                .or_insert_with(|| Record::new(has_cache));
        }
        self.forget();
    }

    /// Forgets what nobody wants, but not what is on its way, and not the last failures.
    fn forget(&mut self) {
        let mut kept: Vec<Item> = self.wanted.clone();
        kept.extend(self.visible.iter().copied().map(Item::Tile));
        kept.sort_unstable();
        let is_wanted = |item: &Item| kept.binary_search(item).is_ok();
        let mut failed: Vec<(Instant, Item)> = Vec::new();
        for (item, record) in &self.records {
            if let (false, Some((at, _))) = (is_wanted(item), &record.failure) {
                failed.push((*at, *item));
            }
        }
        failed.sort_unstable_by(|a, b| b.cmp(a));
        let mut remembered: Vec<Item> = failed
            .into_iter()
            .take(MOST_REMEMBERED)
            .map(|(_, item)| item)
            .collect();
        remembered.sort_unstable();
        let has_cache = self.has_cache;
        self.records.retain(|item, record| {
            if is_wanted(item) {
                return true;
            }
            record.leave_out(has_cache);
            remembered.binary_search(item).is_ok() || !record.asking.is_empty()
        });
    }

    /// Where an item is; `None` for a tile that no server can have.
    pub(super) fn target(&self, item: Item) -> Option<Target> {
        match item {
            Item::Description => self.description.as_ref().map(|(target, _)| target.clone()),
            Item::Tile(tile) => {
                let (address, host) = self.address(tile)?;
                let url = address.url(tile)?;
                let host = Arc::clone(host);
                let (typed, secret) = match &self.description {
                    Some((target, _)) => (target.typed.clone(), target.secret.clone()),
                    None => (url.clone(), Secret::of(address.as_str())),
                };
                Some(Target {
                    url,
                    host,
                    typed,
                    secret,
                })
            }
        }
    }

    /// The host that has an item.
    pub(super) fn host(&self, item: Item) -> Option<&Arc<str>> {
        match item {
            Item::Description => self.description.as_ref().map(|(target, _)| &target.host),
            Item::Tile(tile) => self.address(tile).map(|(_, host)| host),
        }
    }

    /// All its hosts.
    pub(super) fn hosts(&self) -> impl Iterator<Item = &Arc<str>> {
        let described = self.description.iter().map(|(target, _)| &target.host);
        described.chain(self.addresses.iter().map(|(_, host)| host))
    }

    fn address(&self, tile: TileId) -> Option<&(Address, Arc<str>)> {
        let n = u32::try_from(self.addresses.len()).ok()?;
        let index = tile.x.wrapping_add(tile.y).checked_rem(n)?;
        self.addresses.get(index as usize)
    }
}

/// Name and port of an address; the port only where it is not the usual one.
pub(super) fn host_name(url: &Url) -> Arc<str> {
    let host = url.host_str().unwrap_or_default();
    url.port()
        .map_or_else(|| host.into(), |port| format!("{host}:{port}").into())
}

fn with_hosts(addresses: &[Address]) -> Vec<(Address, Arc<str>)> {
    let origin = TileId {
        zoom: 0,
        x: 0,
        y: 0,
    };
    let mut found = Vec::with_capacity(addresses.len());
    for address in addresses {
        if let Some(url) = address.url(origin) {
            found.push((address.clone(), host_name(&url)));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_piece_that_fails_is_asked_for_less_and_less_often() {
        let now = Instant::now();
        let mut record = Record::new(false);
        let mut waits = Vec::new();
        for _ in 0..9 {
            record.fail(&Failure::NoAnswer("t.org".to_owned()), now);
            waits.push(record.due.expect("due").duration_since(now).as_millis());
        }
        let expected = [500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000];
        assert_eq!(waits, expected);
        let missing = Failure::Missing {
            host: "t.org".to_owned(),
            status: 404,
        };
        for _ in 0..100 {
            record.fail(&missing, now);
        }
        let wait = record.due.expect("due").duration_since(now);
        assert_eq!(wait, LONGEST_MISSING_WAIT);
    }

    #[test]
    fn a_tile_is_always_asked_for_at_the_same_host() {
        let mut server = Server::typed("https://a.t.org/{z}/{x}/{y}.png").expect("a server");
        let addresses = ["a", "b", "c"]
            .map(|name| Address::parse(&format!("https://{name}.t.org/{{z}}/{{x}}/{{y}}.png")));
        let addresses: Result<Vec<Address>, _> = addresses.into_iter().collect();
        server.addresses = Addresses::Tiles(addresses.expect("addresses").into());
        let desk = Desk::new(&server, false);
        let host = |x, y| {
            let item = Item::Tile(TileId { zoom: 5, x, y });
            desk.target(item).expect("a target").host.to_string()
        };
        assert_eq!(
            [host(0, 0), host(1, 0), host(1, 1)],
            ["a.t.org", "b.t.org", "c.t.org"]
        );
        assert_eq!(host(2, 1), host(0, 0));
    }

    #[test]
    fn failures_of_tiles_that_nobody_wants_are_remembered_but_not_without_end() {
        let server = Server::typed("https://t.org/{z}/{x}/{y}.png").expect("a server");
        let mut desk = Desk::new(&server, false);
        let row: Vec<TileId> = (0..100).map(|x| TileId { zoom: 9, x, y: 0 }).collect();
        desk.want(&row);
        let start = Instant::now();
        let mut now = start;
        for record in desk.records.values_mut().take(80) {
            now += Duration::from_millis(1);
            record.fail(&Failure::NoAnswer("t.org".to_owned()), now);
        }
        desk.want(&[]);
        assert_eq!(desk.records.len(), MOST_REMEMBERED);
        let is_first_kept = desk.records.contains_key(&Item::Tile(row[0]));
        let is_last_kept = desk.records.contains_key(&Item::Tile(row[79]));
        assert!(!is_first_kept && is_last_kept);
    }
}
