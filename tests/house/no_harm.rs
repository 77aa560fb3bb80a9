//! Nothing that is open is written over, nothing else is replaced without a yes, and what is "saved" is.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable as _;
use event_atlas::app::App;
use event_atlas::load::{ImportOptions, Loaded, Progress, load_paths};
use event_atlas::state::Panel;

use crate::catalogs::bundled;
use crate::command_line::event_atlas;
use crate::journeys::{Journey, journey_with};

/// A folder with an atlas, two views of it through links, and a table.
struct Room {
    folder: tempfile::TempDir,
    before: BTreeMap<PathBuf, Vec<u8>>,
}

impl Room {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let at = |name: &str| folder.path().join(name);
        let atlas = at("atlas");
        fs::create_dir_all(atlas.join("events")).expect("a folder");
        let bundled = crate::root().join("data/south-caucasus-2021");
        for entry in fs::read_dir(bundled).expect("the bundled atlas").flatten() {
            if entry.path().is_file() {
                fs::copy(entry.path(), atlas.join(entry.file_name())).expect("copied");
            }
        }
        fs::write(atlas.join("events/more.ron"), "[]").expect("written");
        fs::write(at("table.csv"), table(3, "")).expect("written");
        symlink(&atlas, at("linked-atlas")).expect("a link");
        symlink(atlas.join("events.ron"), at("link.ron")).expect("a link");
        symlink(at("link.ron"), at("link-of-link.ron")).expect("a link");
        symlink("atlas/places.ron", at("relative.ron")).expect("a link");
        symlink(at("table.csv"), at("link.csv")).expect("a link");
        fs::hard_link(atlas.join("events.ron"), at("hard.ron")).expect("a hard link");
        fs::hard_link(atlas.join("areas.geojson"), at("hard.geojson")).expect("a hard link");
        fs::hard_link(at("table.csv"), at("hard.csv")).expect("a hard link");
        // What is open as number 7 of the process itself.
        symlink("/proc/self/fd/7", at("number.ron")).expect("a link");
        let before = contents(folder.path());
        Self { folder, before }
    }

    fn path(&self, name: &str) -> String {
        self.folder.path().join(name).display().to_string()
    }

    /// Runs the program in this folder, with the events of the atlas open as number 7.
    fn run(&self, arguments: &[&str]) -> Output {
        let script = "exec 7<>atlas/events.ron; exec \"$0\" \"$@\"";
        Command::new("bash")
            .args(["-c", script, env!("CARGO_BIN_EXE_event-atlas")])
            .args(arguments)
            .current_dir(self.folder.path())
            .output()
            .expect("the program runs")
    }

    /// Whether all files still hold what they held, and no file has come.
    fn assert_unharmed(&self, what: &str) {
        let now = contents(self.folder.path());
        assert_eq!(
            now.keys().collect::<Vec<_>>(),
            self.before.keys().collect::<Vec<_>>(),
            "{what}"
        );
        for (path, before) in &self.before {
            assert!(now.get(path) == Some(before), "{what}: {}", path.display());
        }
    }
}

/// All files of a folder, by path, links followed.
fn contents(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut all = BTreeMap::new();
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            all.extend(contents(&path));
        } else {
            all.insert(path.clone(), fs::read(&path).unwrap_or_default());
        }
    }
    all
}

/// A table of so many events.
fn table(n: usize, more: &str) -> String {
    let mut text = "id,title,date,latitude,longitude,notes\n".to_owned();
    for row in 0..n {
        text += &format!("r{row},Event {row},2021-01-02,40,46,note{more}\n");
    }
    text
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn fifty_ways_to_name_a_file_that_was_read_are_all_refused() {
    let room = Room::new();
    let base = room.folder.path().display().to_string();
    let events = [
        "atlas/events.ron".to_owned(),
        "./atlas/events.ron".to_owned(),
        "atlas//events.ron".to_owned(),
        "atlas/./events.ron".to_owned(),
        "atlas/../atlas/events.ron".to_owned(),
        "atlas/events/../events.ron".to_owned(),
        "linked-atlas/events.ron".to_owned(),
        "linked-atlas/../atlas/events.ron".to_owned(),
        "link.ron".to_owned(),
        "link-of-link.ron".to_owned(),
        "hard.ron".to_owned(),
        "number.ron".to_owned(),
        "/proc/self/cwd/atlas/events.ron".to_owned(),
        "/proc/self/root/../../".to_owned() + &base + "/link.ron",
        format!("{base}/atlas/events.ron"),
        format!("{base}/linked-atlas/events.ron"),
        format!("{base}/link-of-link.ron"),
        format!("{base}/./hard.ron"),
        format!("/{base}/atlas/events.ron"),
    ];
    let others = [
        "atlas/atlas.ron",
        "atlas/places.ron",
        "atlas/actors.ron",
        "atlas/sources.ron",
        "atlas/areas.geojson",
        "atlas/events/more.ron",
        "atlas/EVENTS.RON",
        "atlas/new.ron",
        "atlas/events/new.ron",
        "atlas/new.geojson",
        "linked-atlas/events/more.ron",
        "relative.ron",
        "hard.geojson",
    ];
    let tables = ["table.csv", "./table.csv", "link.csv", "hard.csv"];
    let mut ways = Vec::new();
    for target in events.iter().map(String::as_str).chain(others) {
        ways.push(("atlas", target));
    }
    for read in ["atlas/atlas.ron", "linked-atlas", "./atlas/"] {
        for target in ["atlas/events.ron", "hard.ron", "number.ron", "relative.ron"] {
            ways.push((read, target));
        }
    }
    for read in ["table.csv", "link.csv", "hard.csv"] {
        ways.extend(tables.map(|target| (read, target)));
    }
    assert!(ways.len() >= 50, "{}", ways.len());
    for (read, target) in ways {
        for overwrite in [&["--overwrite"][..], &[]] {
            let mut arguments = vec!["convert", read, "--to", target];
            arguments.extend(overwrite);
            let output = room.run(&arguments);
            let said = said(&output);
            assert_eq!(output.status.code(), Some(2), "{arguments:?}: {said}");
            assert!(
                said.contains("its own source") || said.contains("part of the open atlas"),
                "{arguments:?}: {said}"
            );
        }
        room.assert_unharmed(target);
    }
}

/// A bind mount needs to be root; where it cannot be made, this says so and tests nothing.
#[test]
#[expect(clippy::print_stderr, reason = "a skipped test says so")]
fn a_bind_mount_of_what_was_read_is_refused() {
    let room = Room::new();
    fs::create_dir(room.path("mounted")).expect("a folder");
    let script = "mount --bind atlas mounted 2>/dev/null || exit 77\n\
        \"$0\" convert atlas --to mounted/events.ron --overwrite; code=$?; umount mounted; exit $code";
    let output = Command::new("unshare")
        .args([
            "-m",
            "bash",
            "-c",
            script,
            env!("CARGO_BIN_EXE_event-atlas"),
        ])
        .current_dir(room.folder.path())
        .output();
    match output {
        Ok(output) if output.status.code() == Some(2) => {
            assert!(
                said(&output).contains("its own source"),
                "{}",
                said(&output)
            );
        }
        Ok(output)
            if matches!(output.status.code(), Some(1 | 77))
                && !said(&output).contains("event-atlas") =>
        {
            eprintln!("no bind mount can be made here: {}", said(&output));
        }
        other => panic!("{other:?}"),
    }
    fs::remove_dir(room.path("mounted")).expect("empty again");
    room.assert_unharmed("a bind mount");
}

#[test]
fn another_file_is_replaced_only_when_that_is_said() {
    let room = Room::new();
    for ending in ["ron", "geojson", "csv", "kml"] {
        let to = room.path(&format!("mine.{ending}"));
        fs::write(&to, "mine").expect("written");
        let output = event_atlas(&["convert", "--to", &to]);
        assert_eq!(output.status.code(), Some(2));
        let said = said(&output);
        assert!(said.contains("--overwrite replaces it"), "{said}");
        assert_eq!(fs::read(&to).expect("there"), b"mine");
        let output = event_atlas(&["convert", "--to", &to, "--overwrite"]);
        assert_eq!(output.status.code(), Some(0));
        assert!(fs::read(&to).expect("there").len() > 100);
    }
}

/// The map that is drawn is not the picture that is written, under any of its names.
#[test]
fn render_never_writes_over_its_map_or_its_atlas() {
    let room = Room::new();
    let table = room.path("p.png");
    fs::rename(room.path("table.csv"), &table).expect("renamed");
    symlink(&table, room.path("q.png")).expect("a link");
    for target in ["p.png", "q.png"] {
        let output = room.run(&["render", "p.png", "--out", target, "--overwrite"]);
        assert_eq!(output.status.code(), Some(2), "{}", said(&output));
        assert!(
            said(&output).contains("its own source"),
            "{}",
            said(&output)
        );
    }
    let map = room.path("map.pmtiles");
    fs::copy(crate::root().join("tests/hostile/spiky.pmtiles"), &map).expect("copied");
    let before = fs::read(&map).expect("there");
    symlink(&map, room.path("map.png")).expect("a link");
    let arguments = ["--basemap", "map.pmtiles", "--out", "map.png"];
    let output = room.run(&[&["render", "--overwrite"][..], &arguments].concat());
    assert_eq!(output.status.code(), Some(2), "{}", said(&output));
    assert!(
        said(&output).contains("its own source"),
        "{}",
        said(&output)
    );
    assert_eq!(fs::read(&map).expect("there"), before);
    assert_eq!(
        fs::read_to_string(&table).expect("there"),
        self::table(3, "")
    );
}

fn imported(path: &Path) -> Loaded {
    load_paths(
        &[path.to_owned()],
        &ImportOptions::default(),
        &Progress::default(),
        &mut |_| (),
    )
    .expect("a table")
}

fn press(journey: &mut Journey, modifiers: Modifiers, key: Key) {
    journey.key_press_modifiers(modifiers, key);
    journey.run_ok();
}

/// Types into a field of the dialog of files, in place of what is there.
fn fill(journey: &mut Journey, field: &str, text: &str) {
    journey.get_by_label(field).focus();
    journey.run_ok();
    press(journey, Modifiers::COMMAND, Key::A);
    journey.event(egui::Event::Text(text.to_owned()));
    journey.run_ok();
}

fn wait(journey: &mut Journey, what: &str) {
    let started = Instant::now();
    while journey.query_all_by_label_contains(what).next().is_none() {
        assert!(started.elapsed() < Duration::from_secs(20), "{what}");
        thread::sleep(Duration::from_millis(10));
        journey.step();
    }
    journey.run_ok();
}

fn save(journey: &mut Journey, to: &str) {
    if !journey.state().view().panels.is_open(Panel::Files) {
        press(journey, Modifiers::COMMAND, Key::O);
    }
    fill(journey, "File to save", to);
    journey.get_by_label("Save").click();
    journey.run_ok();
}

fn open(journey: &mut Journey, path: &str) {
    if !journey.state().view().panels.is_open(Panel::Files) {
        press(journey, Modifiers::COMMAND, Key::O);
    }
    fill(journey, "File to open", path);
    journey.get_by_label("Open").click();
    journey.run_ok();
}

fn title(journey: &Journey) -> &str {
    &journey.state().loaded().catalog.header().title
}

#[test]
fn the_window_never_writes_over_the_table_that_is_open() {
    let room = Room::new();
    let path = room.path("table.csv");
    let app = App::without_basemap(imported(Path::new(&path)));
    let mut journey = journey_with(app, (1_440.0, 900.0));
    for target in ["table.csv", "link.csv", "hard.csv"] {
        save(&mut journey, &room.path(target));
        wait(&mut journey, "Not saved: it would overwrite its own source");
        assert!(journey.query_by_label("Replace").is_none());
    }
    room.assert_unharmed("the table");
}

#[test]
fn the_window_asks_before_it_replaces_a_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("mine.csv");
    fs::write(&path, "mine").expect("written");
    let app = App::without_basemap(bundled()).with_views_in(folder.path().to_owned());
    let mut journey = journey_with(app, (1_440.0, 900.0));
    let to = path.display().to_string();
    save(&mut journey, &to);
    wait(&mut journey, "It is there already, with 4 bytes");
    journey.get_by_label("Keep it").click();
    journey.run_ok();
    journey.get_by_label("Not saved: the file was kept as it is.");
    assert_eq!(fs::read(&path).expect("there"), b"mine");
    // The question is answered by keys: Enter keeps the file, Escape too.
    save(&mut journey, &to);
    wait(&mut journey, "It is there already");
    assert!(journey.get_by_label("Keep it").is_focused());
    press(&mut journey, Modifiers::NONE, Key::Enter);
    assert!(journey.query_by_label("Keep it").is_none());
    save(&mut journey, &to);
    wait(&mut journey, "It is there already");
    press(&mut journey, Modifiers::NONE, Key::Escape);
    assert_eq!(fs::read(&path).expect("there"), b"mine");
    save(&mut journey, &to);
    wait(&mut journey, "It is there already");
    journey.get_by_label("Replace").click();
    journey.run_ok();
    wait(&mut journey, "Saved 14 events");
    assert!(fs::read(&path).expect("there").len() > 1_000);

    // A view in a file of one's own is no different.
    let view = folder.path().join("mine.view.ron");
    fs::write(&view, "mine").expect("written");
    press(&mut journey, Modifiers::NONE, Key::Escape);
    press(&mut journey, Modifiers::NONE, Key::V);
    fill(
        &mut journey,
        "Name of the view",
        &view.display().to_string(),
    );
    press(&mut journey, Modifiers::NONE, Key::Enter);
    wait(&mut journey, "It is there already, with 4 bytes");
    journey.get_by_label("Keep it").click();
    journey.run_ok();
    assert_eq!(fs::read(&view).expect("there"), b"mine");
}

#[test]
fn a_save_that_cannot_read_an_event_again_fails_whole_and_says_which() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("ged.csv");
    fs::write(&path, table(1_000, "")).expect("written");
    let app = App::without_basemap(imported(&path));
    let mut journey = journey_with(app, (1_440.0, 900.0));
    // Some rows have been looked at; the others are read when they are saved.
    fs::write(&path, table(1_000, ", changed")).expect("written");
    for ending in ["csv", "geojson", "kml", "ron", "html"] {
        let to = folder.path().join(format!("out.{ending}"));
        save(&mut journey, &to.display().to_string());
        wait(&mut journey, "Not saved: event ");
        journey.get_by_label_contains(
            "cannot be read any more: the file has changed since it was opened",
        );
        journey.get_by_label_contains("nothing was written. Open the file again");
        assert!(!to.exists(), "{ending}");
        save(&mut journey, "-.csv");
        wait(&mut journey, "Not saved");
    }
}

#[test]
fn a_mistyped_path_changes_nothing_and_says_why_in_the_dialog() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name).display().to_string();
    fs::write(at("empty.ron"), "").expect("written");
    fs::write(at("noise.bin"), [0_u8, 159, 146, 150, 7, 7]).expect("written");
    fs::write(at("words.csv"), "a,b\nsome,words\n").expect("written");
    fs::write(
        at("broken.geojson"),
        "{\"type\": \"FeatureCollection\", \"fea",
    )
    .expect("written");
    fs::create_dir(at("folder")).expect("a folder");
    let mut journey = journey_with(App::without_basemap(bundled()), (1_440.0, 900.0));
    press(&mut journey, Modifiers::NONE, Key::N);
    let before = (
        Arc::clone(&journey.state().loaded().catalog),
        journey.state().view().clone(),
    );
    for name in [
        "no-such-atlas",
        "empty.ron",
        "noise.bin",
        "words.csv",
        "broken.geojson",
        "folder",
    ] {
        open(&mut journey, &at(name));
        wait(&mut journey, "Not opened; what was open still is.");
        let app = journey.state();
        assert!(Arc::ptr_eq(&app.loaded().catalog, &before.0), "{name}");
        assert_eq!(app.view().selection, before.1.selection, "{name}");
        assert!(app.view().panels.is_open(Panel::Files), "{name}");
        assert!(
            journey.query_all_by_label_contains(name).count() > 0,
            "{name} is not told"
        );
    }
}

/// What is typed after Enter goes into the field again, and not to the window behind the dialog.
#[test]
fn the_field_keeps_the_cursor_when_nothing_was_opened() {
    let mut journey = journey_with(App::without_basemap(bundled()), (1_440.0, 900.0));
    press(&mut journey, Modifiers::COMMAND, Key::O);
    journey.event(egui::Event::Text("/no/such/file".to_owned()));
    journey.run_ok();
    press(&mut journey, Modifiers::NONE, Key::Enter);
    wait(&mut journey, "Not opened; what was open still is.");
    assert!(journey.get_by_label("File to open").is_focused());
}

#[test]
fn a_command_that_could_read_nothing_writes_nothing_and_fails() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name).display().to_string();
    fs::write(at("words.csv"), "a,b\nsome,words\n").expect("written");
    for arguments in [
        vec!["convert", "words.csv", "--to", "out.csv"],
        vec!["render", "words.csv", "--out", "out.png"],
        vec!["list", "words.csv"],
    ] {
        let output = Command::new(env!("CARGO_BIN_EXE_event-atlas"))
            .args(&arguments)
            .current_dir(folder.path())
            .output()
            .expect("the program runs");
        assert_eq!(output.status.code(), Some(1), "{arguments:?}");
        assert!(
            said(&output).contains("nothing could be read"),
            "{}",
            said(&output)
        );
        assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 1);
    }
}

#[test]
fn an_opening_can_be_taken_back_and_done_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("ged.csv");
    fs::write(&path, table(3, "")).expect("written");
    let mut journey = journey_with(App::without_basemap(bundled()), (1_440.0, 900.0));
    let atlas = title(&journey).to_owned();
    press(&mut journey, Modifiers::NONE, Key::N);
    let selection = journey.state().view().selection;
    assert!(selection.is_some());
    open(&mut journey, &path.display().to_string());
    wait(&mut journey, "Opened “ged.csv”");
    assert_eq!(title(&journey), "ged.csv");
    press(&mut journey, Modifiers::COMMAND, Key::Z);
    assert_eq!(title(&journey), atlas);
    assert_eq!(journey.state().view().selection, selection);
    press(&mut journey, Modifiers::COMMAND | Modifiers::SHIFT, Key::Z);
    assert_eq!(title(&journey), "ged.csv");
    // The dialog has a button for it, too.
    press(&mut journey, Modifiers::COMMAND, Key::O);
    journey.get_by_label(&format!("Back to “{atlas}”")).click();
    journey.run_ok();
    assert_eq!(title(&journey), atlas);
}

/// A failed opening of something does not stand in the way of one that began before it.
#[test]
fn what_was_open_before_a_second_opening_is_what_a_failed_one_comes_back_to() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut app = App::without_basemap(bundled());
    let before = Arc::clone(&app.loaded().catalog);
    let first = app.expect_atlas();
    let second = app.expect_atlas();
    assert!(first.progress().is_cancelled());
    let wakes = Mutex::new(0);
    second.run(
        &[folder.path().join("nothing")],
        &ImportOptions::default(),
        &|| *wakes.lock().expect("whole") += 1,
    );
    let mut journey = journey_with(app, (1_440.0, 900.0));
    journey.run_ok();
    assert!(Arc::ptr_eq(&journey.state().loaded().catalog, &before));
}
