//! Which map lies under the marks: chosen in the menu, on the command line, by dropping a file; and what is asked
//! before anything comes from the network.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use egui::Role;
use egui_kittest::kittest::Queryable as _;
use event_atlas::app::App;
use event_atlas::state::MapChoice;

use crate::catalogs::bundled;
use crate::journeys::{Journey, journey, journey_with};
use crate::scripted_server::{Behavior, ScriptedServer};

/// An archive of one vector tile at 0/0/0, without anything in it.
fn archive() -> Vec<u8> {
    let metadata = br#"{"name":"Mine","attribution":"Made by me"}"#;
    // One entry: tile 0, once, one byte long, at the start.
    let root = [1, 0, 1, 1, 1];
    let tile = [0x1a_u8];
    let mut bytes = b"PMTiles\x03".to_vec();
    let mut offset = 127_u64;
    for length in [root.len(), metadata.len(), 0, tile.len()] {
        bytes.extend(offset.to_le_bytes());
        bytes.extend((length as u64).to_le_bytes());
        offset += length as u64;
    }
    bytes.extend([0; 24]);
    // Clustered; nothing packed; vector tiles; zoom 0.
    bytes.extend([1, 1, 1, 1, 0, 0]);
    bytes.resize(127, 0);
    [bytes, root.to_vec(), metadata.to_vec(), tile.to_vec()].concat()
}

/// Runs until something is there, or for two seconds.
fn wait_for(journey: &mut Journey, text: &str) {
    for _ in 0..100 {
        journey.run_ok();
        if journey.query_by_label_contains(text).is_some() {
            return;
        }
        thread::sleep(Duration::from_millis(20));
    }
    panic!("nothing says {text}");
}

fn open_menu(journey: &mut Journey) {
    journey.get_by_label("Map, which one").click();
    journey.run_ok();
}

#[test]
fn a_map_from_the_network_is_asked_about_and_staying_offline_is_one_click() {
    let mut journey = journey();
    journey.get_by_label("Offline");
    open_menu(&mut journey);
    journey.get_by_label("OpenStreetMap (online)").click();
    journey.run_ok();
    journey.get_by_label_contains("which region you are looking at");
    journey.get_by_label("Stay offline").click();
    journey.run_ok();
    assert!(journey.query_by_label("Use it").is_none());
    journey.get_by_label("Offline");
}

#[test]
fn a_wrong_address_is_explained_while_it_is_typed() {
    let mut journey = journey();
    open_menu(&mut journey);
    journey.get_by_label("Address of tiles").focus();
    journey.run_ok();
    journey
        .get_by_label("Address of tiles")
        .type_text("https://example.org/tiles");
    journey.run_ok();
    journey.get_by_label_contains("{z}");
    journey.get_by_label("Use this server").click();
    journey.run_ok();
    assert!(journey.query_by_label("Use it").is_none());
}

#[test]
fn a_file_of_ones_own_is_opened_from_the_menu_and_thanked() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("mine.pmtiles");
    fs::write(&path, archive()).expect("a disk");
    let mut journey = journey();
    open_menu(&mut journey);
    journey.get_by_label("File of tiles").focus();
    journey.run_ok();
    let text = path.display().to_string();
    journey.get_by_label("File of tiles").type_text(&text);
    journey.run_ok();
    journey.get_by_label("Open the map").click();
    wait_for(&mut journey, "Made by me");
    journey.get_by_label("Offline");
    journey.get_by_label_contains("OpenStreetMap and others");
}

/// A file as a desktop drops it onto the window.
#[derive(Debug)]
struct Dropped(PathBuf);

impl egui::DroppedFile for Dropped {
    fn path(&self) -> &Path {
        &self.0
    }

    fn bytes(&self) -> Result<Vec<u8>, String> {
        fs::read(&self.0).map_err(|error| error.to_string())
    }
}

#[test]
fn a_map_that_is_dropped_onto_the_window_is_shown_and_the_atlas_stays() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("Mine.PMTiles");
    fs::write(&path, archive()).expect("a disk");
    let mut journey = journey();
    let dropped = Arc::new(Dropped(path.clone()));
    journey.input_mut().dropped_files.push(dropped);
    wait_for(&mut journey, "Made by me");
    journey.get_by_label("South Caucasus, 2020–21");
    open_menu(&mut journey);
    journey.get_by_role_and_label(Role::RadioButton, "Mine.PMTiles");
    journey.get_by_label("Bundled map (offline)").click();
    journey.run_ok();
    assert!(journey.query_by_label_contains("Made by me").is_none());
}

#[test]
fn a_broken_file_gives_a_sentence_and_the_bundled_map() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("broken.pmtiles");
    fs::write(&path, b"PK\x03\x04 not a map").expect("a disk");
    let mut app = App::without_basemap(bundled());
    app.choose_map(MapChoice::File(path.display().to_string()));
    let mut journey = journey_with(app, (1_440.0, 900.0));
    wait_for(&mut journey, "is not a PMTiles file");
    journey.get_by_label_contains("© OpenStreetMap · GeoNames");
}

#[test]
fn the_command_line_refuses_a_broken_map_before_anything_is_drawn() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("broken.pmtiles");
    let whole = archive();
    fs::write(&path, &whole[..whole.len() - 1]).expect("a disk");
    let output = Command::new(env!("CARGO_BIN_EXE_event-atlas"))
        .arg("render")
        .arg("--basemap")
        .arg(&path)
        .arg("--out")
        .arg(folder.path().join("picture.png"))
        .output()
        .expect("a program");
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("is cut short"), "{said}");
    assert!(!folder.path().join("picture.png").exists());
}

/// An application that looks at the tiles of a server of ours, and the server.
fn online(behavior: Behavior) -> (Journey, ScriptedServer) {
    let server = ScriptedServer::start(behavior);
    let mut app = App::without_basemap(bundled());
    app.choose_map(MapChoice::Address(server.address("png")));
    let mut journey = journey_with(app, (1_440.0, 900.0));
    assert_eq!(server.n_accepted(), 0, "nothing before the yes");
    journey.get_by_label("Use it").click();
    journey.run_ok();
    (journey, server)
}

/// Frames until something holds, and how much time went to those that took long.
fn frames_until(
    journey: &mut Journey,
    seconds: u64,
    holds: impl Fn(&Journey) -> bool,
) -> (bool, Duration) {
    let started = Instant::now();
    let mut took = Vec::new();
    while started.elapsed() < Duration::from_secs(seconds) {
        let frame = Instant::now();
        journey.step();
        took.push(frame.elapsed());
        if holds(journey) {
            break;
        }
        thread::sleep(Duration::from_millis(16));
    }
    took.sort();
    let longest = took.last().copied().unwrap_or_default();
    writeln!(
        std::io::stderr(),
        "{} frames, the longest {longest:?}",
        took.len()
    )
    .expect("told");
    // Another program may have the processor for a moment; a window that waits for a server does so for seconds.
    let lost = |frame: &Duration| frame.saturating_sub(Duration::from_millis(50));
    (holds(journey), took.iter().map(lost).sum())
}

/// So much of a few seconds may go to frames that took long.
const MOST_LOST: Duration = Duration::from_millis(600);

/// Each of these is handled by the client in its own way; what matters here is that the window goes on.
#[test]
fn no_frame_waits_whatever_a_server_does() {
    for behavior in [
        Behavior::Drip,
        Behavior::Reset,
        Behavior::Circle,
        Behavior::Code(404, ""),
        Behavior::Code(429, "retry-after: 2"),
        Behavior::Code(500, ""),
        Behavior::Page,
        Behavior::Bomb,
        Behavior::Endless,
    ] {
        let (mut journey, server) = online(behavior.clone());
        let (_, failing) = frames_until(&mut journey, 3, |_| false);
        server.set(Behavior::Good);
        let (_, healed) = frames_until(&mut journey, 2, |_| false);
        let lost = failing.max(healed);
        assert!(lost < MOST_LOST, "{behavior:?}: {lost:?}");
    }
}

#[test]
fn tiles_of_a_server_come_after_a_yes_and_only_those_in_view() {
    let (mut journey, server) = online(Behavior::Good);
    let has_all = |journey: &Journey| {
        let says = |text: &str| journey.query_by_label_contains(text).is_some();
        says("Online: 127.0.0.1") && !says(" coming")
    };
    let (is_there, _) = frames_until(&mut journey, 10, |journey| {
        has_all(journey) && !server.asked().is_empty()
    });
    assert!(is_there);
    let n = server.asked().len();
    assert!((4..=40).contains(&n), "{n} tiles");
    assert!(server.most_open() <= 6);
    // Back on the ground, nothing more is asked for.
    open_menu(&mut journey);
    journey.get_by_label("Bundled map (offline)").click();
    journey.run_ok();
    journey.get_by_label("Offline");
    let n = server.asked().len();
    frames_until(&mut journey, 1, |_| false);
    assert_eq!(server.asked().len(), n);
}

#[test]
fn a_server_that_fails_is_said_so_never_stops_the_window_and_is_back_when_it_heals() {
    for behavior in [Behavior::Refuse, Behavior::Hang] {
        let (mut journey, server) = online(behavior);
        let (is_said, lost) = frames_until(&mut journey, 20, |journey| {
            journey.query_by_label_contains(" failed · retry").is_some()
        });
        assert!(is_said);
        assert!(lost < MOST_LOST, "{lost:?}");
        server.set(Behavior::Good);
        let (is_healed, lost) = frames_until(&mut journey, 15, |journey| {
            let says = |text: &str| journey.query_by_label_contains(text).is_some();
            !says(" failed · retry") && !says(" coming")
        });
        assert!(is_healed);
        assert!(lost < MOST_LOST, "{lost:?}");
    }
}
