//! Tiles from servers that do what servers do: whatever it is, the window never waits, no server is asked too
//! much, and everything is there soon after a server is well again.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Write as _;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use event_atlas::tiles::{
    Addresses, Body, Certificates, Kind, Make, Maker, Network, NetworkSetup, Server, ServerTiles,
    TileId, TileStore as _,
};

use crate::scripted_server::{Behavior, ScriptedServer, color, picture};

/// A frame of a window.
const FRAME: Duration = Duration::from_millis(16);

fn row(n: u32) -> Vec<TileId> {
    (0..n).map(|x| TileId { zoom: 9, x, y: 7 }).collect()
}

fn path(tile: TileId) -> String {
    format!("/{}/{}/{}.png", tile.zoom, tile.x, tile.y)
}

/// A map that keeps the first pixel of each tile, and what it has.
struct Map {
    tiles: ServerTiles<[u8; 4]>,
    network: Network,
    has: BTreeMap<TileId, [u8; 4]>,
    n_wakes: Arc<AtomicUsize>,
    /// How long each look at the tiles took.
    looks: Vec<Duration>,
}

fn first_pixel() -> Make<[u8; 4]> {
    Arc::new(|_, body| match body {
        Body::Picture(picture) => picture
            .rgba
            .first_chunk()
            .copied()
            .ok_or("empty".to_owned()),
        Body::Vector(_) => Err("not a picture".to_owned()),
    })
}

impl Map {
    fn of(server: &ScriptedServer) -> Self {
        let trusted = server.certificate.clone().into_iter().collect();
        Self::with(
            NetworkSetup {
                cache_folder: None,
                certificates: Certificates::Only(trusted),
            },
            &Server::typed(&server.address("png")).expect("an address"),
            first_pixel(),
        )
    }

    fn with(setup: NetworkSetup, server: &Server, make: Make<[u8; 4]>) -> Self {
        let network = Network::new(setup);
        let n_wakes = Arc::new(AtomicUsize::new(0));
        let wakes = Arc::clone(&n_wakes);
        let wake = move || {
            wakes.fetch_add(1, Ordering::SeqCst);
        };
        Self {
            tiles: ServerTiles::new(&network, server, make, wake),
            network,
            has: BTreeMap::new(),
            n_wakes,
            looks: Vec::new(),
        }
    }

    /// Looks at the tiles once each frame, until everything is there or the time is over.
    fn look(&mut self, wanted: &[TileId], time: Duration) {
        let end = Instant::now() + time;
        while Instant::now() < end && !wanted.iter().all(|tile| self.has.contains_key(tile)) {
            let begun = Instant::now();
            self.tiles.want(wanted);
            self.has.extend(self.tiles.arrived());
            let status = self.tiles.status();
            self.looks.push(begun.elapsed());
            assert!(status.n_waiting + status.n_failed <= wanted.len());
            thread::sleep(FRAME);
        }
    }

    fn has_all(&self, wanted: &[TileId]) -> bool {
        wanted.iter().all(|tile| {
            let [r, g, b] = color(&path(*tile));
            self.has.get(tile) == Some(&[r, g, b, 255])
        })
    }

    /// A look never waits. One in a hundred may be slow, since the machine may be.
    fn assert_never_waits(&self, what: &str) {
        let slow = self
            .looks
            .iter()
            .filter(|look| **look > Duration::from_millis(50))
            .count();
        let longest = self.looks.iter().max().copied().unwrap_or_default();
        let is_fine = slow * 100 <= self.looks.len() && longest < Duration::from_secs(1);
        assert!(
            is_fine,
            "{what}: {slow} of {} looks, {longest:?}",
            self.looks.len()
        );
    }
}

/// No tile was asked for three times within a second, and none that was never wanted.
fn assert_polite(server: &ScriptedServer, wanted: &[TileId], what: &str) {
    let wanted: BTreeSet<String> = wanted.iter().copied().map(path).collect();
    let mut times: BTreeMap<String, Vec<Instant>> = BTreeMap::new();
    for asked in server.asked() {
        let plain = asked.path.trim_end_matches("?again");
        assert!(
            wanted.contains(plain),
            "{what}: {} was never wanted",
            asked.path
        );
        times.entry(asked.path.clone()).or_default().push(asked.at);
    }
    for (path, times) in times {
        for (first, third) in times.iter().zip(times.iter().skip(2)) {
            let within = third.duration_since(*first);
            assert!(
                within > Duration::from_millis(900),
                "{what}: {path} three times in {within:?}"
            );
        }
    }
    let most_open = server.most_open();
    assert!(
        (1..=6).contains(&most_open),
        "{what}: {most_open} connections at once"
    );
}

/// What a server does before it heals, for how long, and what the reader is told meanwhile.
type Scenario = (&'static str, Behavior, u64, &'static str);

fn scenarios() -> Vec<Scenario> {
    vec![
        ("refuses", Behavior::Refuse, 5000, "refuses the connection"),
        ("hangs", Behavior::Hang, 8000, "does not answer"),
        ("drips", Behavior::Drip, 8000, "sends too slowly"),
        ("resets", Behavior::Reset, 5000, "broke off in the middle"),
        (
            "circles",
            Behavior::Circle,
            5000,
            "leads from one address to the next",
        ),
        (
            "has none",
            Behavior::Code(404, ""),
            8000,
            "has no such tile (404)",
        ),
        (
            "asks to wait",
            Behavior::Code(429, "retry-after: 2"),
            5000,
            "asks to wait 2 s",
        ),
        (
            "errs",
            Behavior::Code(500, ""),
            8000,
            "answers with an error (500)",
        ),
        (
            "sends a page",
            Behavior::Page,
            5000,
            "sends a page instead of a tile",
        ),
        ("sends a bomb", Behavior::Bomb, 5000, "20000 × 20000 pixels"),
        (
            "never ends",
            Behavior::Endless,
            5000,
            "sends more than 2 MiB",
        ),
        (
            "is not trusted",
            Behavior::Untrusted,
            5000,
            "is not trusted: nobody known vouches for it",
        ),
    ]
}

/// Plays one scenario, and gives how long everything took to come after the server healed.
fn play((what, behavior, outage_ms, told): Scenario) -> Duration {
    let is_secure = matches!(behavior, Behavior::Untrusted);
    let server = if is_secure {
        ScriptedServer::start_secure(behavior)
    } else {
        ScriptedServer::start(behavior)
    };
    let wanted = row(20);
    let mut map = Map::of(&server);
    thread::sleep(Duration::from_millis(200));
    assert_eq!(
        server.n_accepted(),
        0,
        "{what}: asked before anything was wanted"
    );

    map.look(&wanted, Duration::from_millis(outage_ms));
    assert_eq!(map.has.len(), 0, "{what}: a tile of a broken server");
    let status = map.tiles.status();
    assert_eq!(status.hosts, [server.host()], "{what}");
    let failure = status.failure.expect(what);
    assert!(failure.contains(told), "{what}: {failure}");
    assert!(
        status.n_failed > 0 && map.n_wakes.load(Ordering::SeqCst) > 0,
        "{what}"
    );

    server.set(Behavior::Good);
    let healed = Instant::now();
    map.look(&wanted, Duration::from_secs(20));
    let took = healed.elapsed();
    assert!(map.has_all(&wanted), "{what}: {:?}", map.tiles.status());
    let paused = if what == "asks to wait" { 2 } else { 0 };
    assert!(
        took < Duration::from_secs(5 + paused),
        "{what}: {took:?} after it healed"
    );
    map.assert_never_waits(what);
    assert_polite(&server, &wanted, what);
    took
}

/// How much memory this process has in use, in bytes.
fn memory() -> u64 {
    let statm = fs::read_to_string("/proc/self/statm").expect("the system tells");
    let pages: u64 = statm
        .split_whitespace()
        .nth(1)
        .and_then(|text| text.parse().ok())
        .expect("a number");
    pages * 4096
}

#[test]
fn whatever_a_server_does_the_window_never_waits_and_everything_comes_once_it_heals() {
    // In a process of its own, since the memory of this one is used by other tests too.
    let program = std::env::current_exe().expect("this program");
    let name = "tile_server::all_scenarios_at_once";
    let output = Command::new(program)
        .args(["--exact", name, "--ignored", "--nocapture"])
        .output()
        .expect("started");
    let text = String::from_utf8_lossy(&output.stdout);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{text}\n{errors}");
    assert!(text.contains("1 passed"), "{text}");
}

#[test]
#[ignore = "run by the test above, in a process of its own"]
fn all_scenarios_at_once() {
    let before = memory();
    let players: Vec<_> = scenarios()
        .into_iter()
        .map(|scenario| {
            let what = scenario.0;
            let player = thread::Builder::new().spawn(move || play(scenario));
            (what, player.expect("a thread"))
        })
        .collect();
    let mut most = before;
    while players.iter().any(|(_, player)| !player.is_finished()) {
        most = most.max(memory());
        thread::sleep(FRAME);
    }
    let mut failed = Vec::new();
    for (what, player) in players {
        match player.join() {
            Ok(took) => {
                writeln!(std::io::stderr(), "{what}: {took:?} after it healed").expect("told");
            }
            Err(_) => failed.push(what),
        }
    }
    assert!(failed.is_empty(), "{failed:?}");
    let growth = most.saturating_sub(before) >> 20;
    writeln!(std::io::stderr(), "memory grew by {growth} MiB").expect("told");
    // All of them together; the pixels of one bomb would be more than a gigabyte.
    assert!(growth < 64, "memory grew by {growth} MiB");
}

#[test]
fn a_server_that_is_merely_slow_works() {
    let server = ScriptedServer::start(Behavior::Slow(Duration::from_millis(3500)));
    let wanted = row(8);
    let mut map = Map::of(&server);
    map.look(&wanted, Duration::from_secs(25));
    assert!(map.has_all(&wanted), "{:?}", map.tiles.status());
    assert_polite(&server, &wanted, "slow");
}

#[test]
fn we_say_who_we_are_and_nothing_about_the_reader() {
    let server = ScriptedServer::start(Behavior::Good);
    let wanted = row(40);
    let mut map = Map::of(&server);
    map.look(&wanted, Duration::from_secs(10));
    assert!(map.has_all(&wanted));
    let asked = server.asked();
    assert_eq!(asked.len(), 40, "each tile is asked for once");
    for asked in &asked {
        assert!(
            asked.head.contains("\r\nuser-agent: eventatlas/"),
            "{}",
            asked.head
        );
        for word in ["cookie", "referer", "cache-control", "pragma", "no-cache"] {
            assert!(!asked.head.contains(word), "{}", asked.head);
        }
    }
    let n_accepted = server.n_accepted();
    assert!(n_accepted <= 6, "{n_accepted} connections for 40 tiles");
    assert_polite(&server, &wanted, "good");
}

#[test]
fn what_is_not_wanted_any_more_is_not_asked_for() {
    let server = ScriptedServer::start(Behavior::Slow(Duration::from_millis(300)));
    let mut map = Map::of(&server);
    let far = row(60);
    map.look(&far, Duration::from_millis(100));
    let near = [TileId {
        zoom: 3,
        x: 1,
        y: 2,
    }];
    map.look(&near, Duration::from_secs(10));
    assert!(map.has_all(&near));
    thread::sleep(Duration::from_secs(1));
    assert!(map.tiles.arrived().is_empty());
    let asked = server.asked().len();
    assert!(asked <= 7, "{asked} requests");
}

#[test]
fn dropping_never_waits_and_nothing_is_asked_for_afterwards() {
    let server = ScriptedServer::start(Behavior::Hang);
    let mut map = Map::of(&server);
    map.look(&row(20), Duration::from_millis(500));
    let begun = Instant::now();
    drop(map);
    let took = begun.elapsed();
    assert!(took < Duration::from_millis(500), "{took:?}");
    let n_asked = server.asked().len();
    server.set(Behavior::Good);
    thread::sleep(Duration::from_secs(5));
    assert_eq!(server.asked().len(), n_asked);
}

#[test]
fn a_tile_that_the_map_cannot_make_costs_that_tile() {
    let server = ScriptedServer::start(Behavior::Good);
    let wanted = row(4);
    let make: Make<[u8; 4]> = Arc::new(|tile, body| match (tile.x, body) {
        (0, _) => panic!("a tile of the test that panics"),
        (1, _) => Err("nothing to draw".to_owned()),
        (_, Body::Picture(picture)) => picture.rgba.first_chunk().copied().ok_or(String::new()),
        (_, Body::Vector(_)) => Err(String::new()),
    });
    let typed = Server::typed(&server.address("png")).expect("an address");
    let mut map = Map::with(NetworkSetup::default(), &typed, make);
    map.look(&wanted, Duration::from_secs(3));
    assert!(map.has_all(&wanted[2..]));
    let status = map.tiles.status();
    assert_eq!((status.n_failed, status.n_waiting), (2, 0));
    assert_polite(&server, &wanted, "cannot be made");
}

/// Makes the first tile for as long as anybody waits, and any other at once.
struct Stubborn {
    n_begun: Arc<AtomicUsize>,
}

impl Maker<u32> for Stubborn {
    fn make(
        &self,
        tile: TileId,
        _body: Body,
        is_wanted: &dyn Fn() -> bool,
    ) -> Result<Option<u32>, String> {
        if self.n_begun.fetch_add(1, Ordering::SeqCst) > 0 {
            return Ok(Some(tile.x));
        }
        while is_wanted() {
            thread::sleep(FRAME);
        }
        Ok(None)
    }
}

#[test]
fn a_tile_that_goes_out_of_view_while_it_is_made_is_given_up_and_comes_when_it_is_wanted_again() {
    let folder = tempfile::tempdir().expect("a folder");
    // With a disk, the tile is there when it is wanted again.
    for cache_folder in [None, Some(folder.path().join("tiles"))] {
        let server = ScriptedServer::start(Behavior::Good);
        let typed = Server::typed(&server.address("png")).expect("an address");
        let setup = NetworkSetup {
            cache_folder,
            certificates: Certificates::Only(Vec::new()),
        };
        let n_begun = Arc::new(AtomicUsize::new(0));
        let stubborn = Stubborn {
            n_begun: Arc::clone(&n_begun),
        };
        let tiles = ServerTiles::new(&Network::new(setup), &typed, stubborn, || {});
        let wanted = row(1);
        let wait_until = |holds: &dyn Fn() -> bool| {
            let end = Instant::now() + Duration::from_secs(30);
            while !holds() {
                assert!(Instant::now() < end, "{:?}", tiles.status());
                thread::sleep(FRAME);
            }
        };
        tiles.want(&wanted);
        wait_until(&|| n_begun.load(Ordering::SeqCst) == 1);
        tiles.want(&[]);
        thread::sleep(4 * FRAME);
        assert_eq!((tiles.arrived(), tiles.status().n_failed), (Vec::new(), 0));
        tiles.want(&wanted);
        wait_until(&|| tiles.arrived() == [(wanted[0], 0)]);
        assert_eq!(n_begun.load(Ordering::SeqCst), 2);
    }
}

#[test]
fn a_redirect_is_followed_and_its_host_is_told() {
    let end = ScriptedServer::start(Behavior::Good);
    let location = format!("location: {}/9/0/7.png", end.root());
    let start = ScriptedServer::start(Behavior::Code(302, Box::leak(location.into_boxed_str())));
    let mut map = Map::of(&start);
    map.look(&row(1), Duration::from_secs(10));
    assert!(map.has_all(&row(1)));
    let mut hosts = [start.host(), end.host()];
    hosts.sort();
    assert_eq!(map.network.hosts(), hosts);
    assert_eq!(end.asked().len(), 1);
}

/// An answer with a picture.
fn kept(path: &str, headers: &str) -> Vec<u8> {
    let body = picture(path);
    let length = body.len();
    let mut bytes = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: image/png\r\n{headers}content-length: {length}\r\n\r\n"
    )
    .into_bytes();
    bytes.extend(body);
    bytes
}

/// A map with a folder to keep tiles in.
fn keeping(folder: &tempfile::TempDir, server: &ScriptedServer) -> Map {
    let setup = NetworkSetup {
        cache_folder: Some(folder.path().join("tiles")),
        certificates: Certificates::Only(Vec::new()),
    };
    let typed = Server::typed(&server.address("png")).expect("an address");
    Map::with(setup, &typed, first_pixel())
}

#[test]
fn a_tile_that_is_fresh_comes_from_the_disk_and_an_old_one_is_asked_about() {
    let folder = tempfile::tempdir().expect("a folder");
    let wanted = row(2);
    let [fresh, old] = [path(wanted[0]), path(wanted[1])];
    let server = ScriptedServer::start(Behavior::Answers(BTreeMap::from([
        (
            fresh.clone(),
            kept(&fresh, "cache-control: max-age=1000\r\n"),
        ),
        (
            old.clone(),
            kept(&old, "cache-control: max-age=0\r\netag: \"one\"\r\n"),
        ),
        (
            format!("{old} again"),
            b"HTTP/1.1 304 Not Modified\r\ncache-control: max-age=1000\r\n\r\n".to_vec(),
        ),
    ])));
    let n_asked = |n: usize| {
        let asked = server.asked();
        assert_eq!(asked.len(), n, "{asked:?}");
    };
    let mut first = keeping(&folder, &server);
    first.look(&wanted, Duration::from_secs(10));
    assert!(first.has_all(&wanted));
    n_asked(2);

    let mut second = keeping(&folder, &server);
    second.look(&wanted, Duration::from_secs(10));
    assert!(second.has_all(&wanted));
    // The old one is shown before the server has said that it is still right.
    let end = Instant::now() + Duration::from_secs(10);
    while server.asked().len() < 3 && Instant::now() < end {
        thread::sleep(FRAME);
    }
    n_asked(3);
    let last = server.asked().pop().expect("a request");
    assert_eq!(last.path, old);
    assert!(
        last.head.contains("if-none-match: \"one\""),
        "{}",
        last.head
    );
    thread::sleep(Duration::from_millis(300));
    assert_eq!(
        second.tiles.arrived(),
        [],
        "what is still right is not handed over again"
    );

    let mut third = keeping(&folder, &server);
    third.look(&wanted, Duration::from_secs(10));
    assert!(third.has_all(&wanted));
    thread::sleep(Duration::from_millis(300));
    n_asked(3);
}

#[test]
fn an_old_tile_is_shown_without_a_network_and_the_disk_can_be_cleared() {
    let folder = tempfile::tempdir().expect("a folder");
    let wanted = row(1);
    let only = path(wanted[0]);
    let answers = BTreeMap::from([(only.clone(), kept(&only, "cache-control: max-age=0\r\n"))]);
    let server = ScriptedServer::start(Behavior::Answers(answers));
    let mut map = keeping(&folder, &server);
    map.look(&wanted, Duration::from_secs(10));
    assert!(map.has_all(&wanted));
    drop(map);

    server.set(Behavior::Refuse);
    let mut map = keeping(&folder, &server);
    map.look(&wanted, Duration::from_secs(10));
    assert!(map.has_all(&wanted));
    let size_is = |map: &Map, is_right: &dyn Fn(u64) -> bool| {
        let end = Instant::now() + Duration::from_secs(10);
        while !map.network.cache_size().is_some_and(is_right) {
            assert!(Instant::now() < end, "{:?}", map.network.cache_size());
            thread::sleep(FRAME);
        }
    };
    size_is(&map, &|n_bytes| n_bytes > 100);
    map.network.clear_cache();
    size_is(&map, &|n_bytes| n_bytes == 0);
    let mut map = keeping(&folder, &server);
    map.look(&wanted, Duration::from_millis(500));
    assert!(map.has.is_empty());
}

#[test]
fn a_server_of_vector_tiles_is_asked_where_they_are_first() {
    let server = ScriptedServer::start(Behavior::Good);
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(b"a vector tile").expect("packed");
    let packed = packed.finish().expect("packed");
    let answer = |content: &str, body: &[u8]| {
        let length = body.len();
        let head =
            format!("HTTP/1.1 200 OK\r\ncontent-type: {content}\r\ncontent-length: {length}\r\n");
        let mut bytes = head.into_bytes();
        bytes.extend(b"\r\n");
        bytes.extend(body);
        bytes
    };
    let description = format!(
        r#"{{"tiles": ["{}/20261118/{{z}}/{{x}}/{{y}}.pbf"]}}"#,
        server.root()
    );
    server.set(Behavior::Answers(BTreeMap::from([
        (
            "/planet".to_owned(),
            answer("application/json", description.as_bytes()),
        ),
        (
            "/20261118/9/0/7.pbf".to_owned(),
            answer("application/x-protobuf", &packed),
        ),
        (
            "/20261118/9/1/7.pbf".to_owned(),
            b"HTTP/1.1 204 No Content\r\n\r\n".to_vec(),
        ),
    ])));
    let typed = Server {
        addresses: Addresses::TileJson(format!("{}/planet", server.root()).into()),
        kind: Kind::Vector,
        ..Server::typed(&server.address("pbf")).expect("an address")
    };
    let make: Make<Vec<u8>> = Arc::new(|_, body| match body {
        Body::Vector(bytes) => Ok(bytes),
        Body::Picture(_) => Err("a picture".to_owned()),
    });
    let network = Network::new(NetworkSetup::default());
    let tiles = ServerTiles::new(&network, &typed, make, || {});
    let wanted = row(2);
    let mut has = BTreeMap::new();
    let end = Instant::now() + Duration::from_secs(10);
    while has.len() < 2 && Instant::now() < end {
        tiles.want(&wanted);
        has.extend(tiles.arrived());
        thread::sleep(FRAME);
    }
    assert_eq!(
        has.get(&wanted[0]).map(Vec::as_slice),
        Some(&b"a vector tile"[..])
    );
    assert_eq!(has.get(&wanted[1]).map(Vec::as_slice), Some(&b""[..]));
    assert_eq!(server.asked()[0].path, "/planet");
    assert_eq!(server.asked().len(), 3);
}

#[test]
fn the_query_of_a_typed_address_stays_with_its_host() {
    let end = ScriptedServer::start(Behavior::Good);
    let wanted = row(2);
    let typed = |tile: TileId| format!("{}?key=s3cret", path(tile));
    let redirect = |to: &str| {
        format!("HTTP/1.1 302 Found\r\nlocation: {to}\r\ncontent-length: 0\r\n\r\n").into_bytes()
    };
    let start = ScriptedServer::start(Behavior::Answers(BTreeMap::from([
        (
            typed(wanted[0]),
            redirect(&format!("{}{}", end.root(), typed(wanted[0]))),
        ),
        (
            typed(wanted[1]),
            redirect(&format!("{}/s3cret{}", end.root(), path(wanted[1]))),
        ),
    ])));
    let address = format!("{}?key=s3cret", start.address("png"));
    let server = Server::typed(&address).expect("an address");
    let mut map = Map::with(NetworkSetup::default(), &server, first_pixel());
    map.look(&wanted, Duration::from_secs(3));
    assert!(map.has_all(&wanted[..1]), "{:?}", map.tiles.status());
    let failure = map.tiles.status().failure.expect("the other one fails");
    assert!(failure.contains("may be a key"), "{failure}");
    assert!(!failure.contains("s3cret"), "{failure}");
    assert!(!end.asked().is_empty());
    for asked in end.asked() {
        assert!(!asked.head.contains("s3cret"), "{}", asked.head);
    }
}

/// The server of the internet that a test in a process of its own asks, through a proxy.
const TYPED: &str = "EVENT_ATLAS_TEST_TYPED";

/// What a server of the internet is told to be that leads to `to`, and how often `to` was asked.
fn led_nearby(typed: &str, to: &str) -> (String, usize) {
    let victim = ScriptedServer::start(Behavior::Good);
    let port = victim.host().rsplit(':').next().expect("a port").to_owned();
    let to = to.replace("{port}", &port);
    let redirect =
        format!("HTTP/1.1 302 Found\r\nlocation: {to}/9/0/7.png\r\ncontent-length: 0\r\n\r\n");
    let description = format!(r#"{{"tiles": ["{to}/{{z}}/{{x}}/{{y}}.png"]}}"#);
    let described = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{description}",
        description.len()
    );
    // A proxy lets the client through to itself, so that it stands for the internet.
    let internet = ScriptedServer::start(Behavior::Answers(BTreeMap::from([
        (
            "tiles.example.org:80".to_owned(),
            b"HTTP/1.1 200 OK\r\n\r\n".to_vec(),
        ),
        ("/9/0/7.png".to_owned(), redirect.into_bytes()),
        ("/planet".to_owned(), described.into_bytes()),
    ])));
    let program = std::env::current_exe().expect("this program");
    let output = Command::new(program)
        .args([
            "--exact",
            "tile_server::one_that_leads_nearby",
            "--ignored",
            "--nocapture",
        ])
        .env(TYPED, typed)
        .env("ALL_PROXY", internet.root())
        .env_remove("NO_PROXY")
        .env_remove("no_proxy")
        .output()
        .expect("started");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{text}\n{errors}");
    assert!(internet.n_accepted() > 0, "the internet was not asked");
    (text, victim.n_accepted())
}

#[test]
fn a_server_of_the_internet_leads_to_no_host_that_is_none() {
    for typed in ["/{z}/{x}/{y}.png", "/planet"] {
        for (to, told) in [
            ("http://127.0.0.1:{port}", "leads to 127.0.0.1:"),
            ("http://localhost:{port}", "leads to localhost:"),
            ("http://0x7f000001:{port}", "leads to 127.0.0.1:"),
            (
                "http://[::ffff:127.0.0.1]:{port}",
                "leads to [::ffff:7f00:1]:",
            ),
            ("http://0.0.0.0:{port}", "leads to 0.0.0.0:"),
        ] {
            let (text, n_asked) = led_nearby(typed, to);
            assert!(
                text.contains(told) && text.contains("this computer"),
                "{typed} {to}: {text}"
            );
            assert_eq!(n_asked, 0, "{typed} {to}");
        }
    }
    let (text, _) = led_nearby("/planet", "http://192.168.1.1");
    assert!(
        text.contains("leads to 192.168.1.1, in a private network"),
        "{text}"
    );
}

#[test]
#[ignore = "run by the test above, in a process of its own, whose proxy it sets"]
fn one_that_leads_nearby() {
    let typed = std::env::var(TYPED).expect("an address");
    let root = "http://tiles.example.org";
    let mut server = Server::typed(&format!("{root}/{{z}}/{{x}}/{{y}}.png")).expect("an address");
    if !typed.contains('{') {
        server.addresses = Addresses::TileJson(format!("{root}{typed}").into());
    }
    let mut map = Map::with(NetworkSetup::default(), &server, first_pixel());
    let end = Instant::now() + Duration::from_secs(20);
    while map.tiles.status().failure.is_none() && Instant::now() < end {
        map.look(&row(1), Duration::from_millis(50));
    }
    let status = map.tiles.status();
    let told = status.failure.expect("a failure");
    writeln!(std::io::stdout(), "{told}").expect("told");
    assert!(map.has.is_empty());
    assert_eq!(status.hosts, ["tiles.example.org"]);
}
