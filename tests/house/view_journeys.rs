//! Views that are saved and opened again, the palette, and a run from the first look to a saved file by keys alone.

use std::fs;
use std::time::{Duration, Instant};

use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable as _;
use event_atlas::app::{App, ViewFile};
use event_atlas::query::{ListGroup, ListSort, MatchLevel};
use event_atlas::state::{Motion, Panel, Theme, TimeMode, ViewState};

use crate::catalogs::bundled;
use crate::command_line::event_atlas;
use crate::journeys::{Journey, journey, journey_with, selected, window};

fn press(journey: &mut Journey, key: Key) {
    journey.key_press(key);
    journey.run_ok();
}

fn press_with(journey: &mut Journey, modifiers: Modifiers, key: Key) {
    journey.key_press_modifiers(modifiers, key);
    journey.run_ok();
}

/// Types into the field that has the cursor.
fn type_text(journey: &mut Journey, text: &str) {
    journey.event(egui::Event::Text(text.to_owned()));
    journey.run_ok();
}

fn with_views(folder: &std::path::Path) -> Journey {
    let app = App::without_basemap(bundled()).with_views_in(folder.to_owned());
    journey_with(app, (1_440.0, 900.0))
}

/// Lets frames pass until something is so.
fn wait(journey: &mut Journey, what: &str, is_so: impl Fn(&Journey) -> bool) {
    let started = Instant::now();
    while !is_so(journey) {
        assert!(started.elapsed() < Duration::from_secs(20), "{what}");
        std::thread::sleep(Duration::from_millis(10));
        journey.step();
    }
}

#[test]
fn a_view_is_saved_under_a_name_and_opened_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut first = with_views(folder.path());
    press(&mut first, Key::ArrowLeft);
    press(&mut first, Key::M);
    press(&mut first, Key::N);
    let there = first.state().view().clone();
    press(&mut first, Key::V);
    type_text(&mut first, "Up to August");
    press(&mut first, Key::Enter);
    let path = folder.path().join("up-to-august.view.ron");
    wait(&mut first, "the file", |_| path.exists());

    let mut second = with_views(folder.path());
    press(&mut second, Key::V);
    second.get_by_label("Open the view Up to August").click();
    second.run_ok();
    let view = second.state().view();
    assert_eq!(view.mode, TimeMode::UpTo);
    assert_eq!(
        (view.days(), view.selection),
        (there.days(), there.selection)
    );
    assert_eq!(view.camera, there.camera);
    assert!(!view.panels.is_open(Panel::Views));
    // Opening it is a step, and can be gone back.
    press_with(&mut second, Modifiers::COMMAND, Key::Z);
    assert_eq!(window(&second), None);
    press(&mut second, Key::V);
    second.get_by_label("Remove the view Up to August").click();
    second.run_ok();
    wait(&mut second, "the file is gone", |_| !path.exists());
    second.get_by_label("No view was saved yet.");
}

#[test]
fn a_view_that_names_what_is_not_there_opens_with_a_finding() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("old.view.ron");
    let mut journey = with_views(folder.path());
    press(&mut journey, Key::V);
    type_text(&mut journey, &path.display().to_string());
    press(&mut journey, Key::Enter);
    wait(&mut journey, "the file", |_| path.exists());
    let text = fs::read_to_string(&path).expect("a view");
    let text = text.replace("selection: None", "selection: Some(\"no-such-event\")");
    let text = text.replace(
        "choices: []",
        "choices: [(facet: \"actor\", amount: Any, values: [\"nobody\", \"iran\"])]",
    );
    fs::write(&path, &text).expect("written");
    let file = ViewFile::read(&path).expect("still a view");
    journey.state_mut().show_view(file);
    journey.run_ok();
    journey.get_by_label("2 findings").click();
    journey.run_ok();
    for name in ["selected `no-such-event`", "actor `nobody`"] {
        journey.get_by_label_contains(name);
    }
    let findings = &journey.state().loaded().findings;
    for finding in findings {
        let line = text.lines().nth(finding.line - 1).expect("that line");
        assert!(
            line.contains("no-such-event") || line.contains("nobody"),
            "{line}"
        );
    }
    // What is there is asked for.
    journey.get_by_label("Actor: Iran, take back");
    // Opened again it is told once.
    let file = ViewFile::read(&path).expect("still a view");
    journey.state_mut().show_view(file);
    assert_eq!(journey.state().loaded().findings.len(), 2);
}

#[test]
fn a_view_of_another_atlas_or_no_view_at_all_changes_nothing_and_says_so() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("other.view.ron");
    let mut journey = with_views(folder.path());
    press(&mut journey, Key::V);
    type_text(&mut journey, &path.display().to_string());
    press(&mut journey, Key::Enter);
    wait(&mut journey, "the file", |_| path.exists());
    press(&mut journey, Key::Escape);
    let text = fs::read_to_string(&path).expect("a view");
    fs::write(&path, text.replace("South Caucasus", "Elsewhere")).expect("written");
    let before = journey.state().view().clone();
    let file = ViewFile::read(&path).expect("a view");
    journey.state_mut().show_view(file);
    journey.run_ok();
    journey.get_by_label_contains("The view is of “Elsewhere");
    assert_eq!(journey.state().view(), &before);
    fs::write(&path, "(schema: 1,").expect("written");
    let error = ViewFile::read(&path).expect_err("no view");
    assert!(error.contains("other.view.ron"), "{error}");
    let shown = event_atlas(&["--view", &path.display().to_string()]);
    assert_eq!(shown.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&shown.stderr).contains("other.view.ron"));
}

#[test]
fn the_palette_finds_commands_events_places_actors_and_dates() {
    let mut journey = journey();
    let open = |journey: &mut Journey, text: &str| {
        press_with(journey, Modifiers::COMMAND, Key::K);
        type_text(journey, text);
    };
    open(&mut journey, "yeraskh");
    journey.get_by_label_contains("Shootout near Yeraskh, 19 Jul");
    journey.get_by_label_contains("Yeraskh, place");
    press(&mut journey, Key::ArrowDown);
    press(&mut journey, Key::Enter);
    assert_eq!(selected(&journey).as_deref(), Some("yeraskh-shootout"));
    open(&mut journey, "12 june 2021");
    press(&mut journey, Key::Enter);
    assert_eq!(window(&journey).as_deref(), Some("2021-06-12 2021-06-12"));
    open(&mut journey, "all of time");
    press(&mut journey, Key::Enter);
    assert_eq!(window(&journey), None);
    open(&mut journey, "iran");
    journey.get_by_label("Iran, actor").click();
    journey.run_ok();
    assert!(!journey.state().view().panels.is_open(Panel::Palette));
    assert!(journey.state().view().selection.is_some() && selected(&journey).is_none());
    // What has no key is found, too.
    for (text, is_done) in [
        (
            "by place",
            (|view| view.list_order.sort == ListSort::Place) as fn(&ViewState) -> bool,
        ),
        ("headings for days", |view| {
            view.list_order.group == ListGroup::Day
        }),
        ("certain", |view| {
            view.filter.match_level == MatchLevel::Certain
        }),
        ("in this view", |view| view.is_in_view),
        ("clear all", |view| {
            !view.is_in_view && !view.filter.is_active()
        }),
        ("dark colors", |view| view.theme == Theme::Dark),
        ("reduced", |view| view.motion == Motion::Reduced),
    ] {
        open(&mut journey, text);
        press(&mut journey, Key::Enter);
        assert!(is_done(journey.state().view()), "{text}");
    }
    open(&mut journey, "no such thing at all");
    press(&mut journey, Key::Enter);
    assert_eq!(journey.state().view().filter.text, "no such thing at all");
    press_with(&mut journey, Modifiers::COMMAND, Key::K);
    press(&mut journey, Key::Escape);
    assert!(!journey.state().view().panels.is_open(Panel::Palette));
}

#[test]
fn everything_grows_and_shrinks_by_keys() {
    let mut journey = journey();
    for _ in 0..5 {
        press_with(&mut journey, Modifiers::COMMAND, Key::Plus);
    }
    assert!((journey.ctx.zoom_factor() - 1.5).abs() < 1e-3);
    for _ in 0..30 {
        press_with(&mut journey, Modifiers::COMMAND, Key::Minus);
    }
    assert!((journey.ctx.zoom_factor() - 0.5).abs() < 1e-3);
    press_with(&mut journey, Modifiers::COMMAND, Key::Num0);
    assert!((journey.ctx.zoom_factor() - 1.0).abs() < 1e-3);
}

#[test]
fn with_reduced_motion_the_map_is_there_at_once() {
    let mut journey = journey();
    journey.get_by_label("Map, which one").click();
    journey.run_ok();
    journey.get_by_label("Reduced motion").click();
    journey.run_ok();
    assert_eq!(journey.state().view().motion, Motion::Reduced);
    press(&mut journey, Key::Escape);
    let before = journey.state().view().camera.zoom();
    journey.key_press(Key::Plus);
    journey.step();
    journey.step();
    assert!((journey.state().view().camera.zoom() - before - 1.0).abs() < 1e-9);
}

/// From the first look to a file that others can open, without a pointer.
#[test]
fn by_keys_alone_lachin_is_found_its_dispute_read_june_narrowed_and_the_view_saved_and_exported() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut journey = with_views(folder.path());
    // Find "Lachin", and open what is found first.
    press(&mut journey, Key::Slash);
    type_text(&mut journey, "Lachin");
    press(&mut journey, Key::Enter);
    let place = journey.state().view().selected_place().expect("a place");
    let catalog = &journey.state().loaded().catalog;
    let place = catalog.place(place).expect("it is there");
    assert!(place.names.iter().any(|name| name.text == "Lachin"));
    // From its events to one of which somebody denies something.
    press(&mut journey, Key::Escape);
    press(&mut journey, Key::N);
    assert!(selected(&journey).is_some());
    press(&mut journey, Key::Escape);
    press(&mut journey, Key::Escape);
    assert_eq!(journey.state().view().filter.text, "");
    press_with(&mut journey, Modifiers::COMMAND, Key::K);
    type_text(&mut journey, "maps of the landmines");
    press(&mut journey, Key::Enter);
    journey.get_by_label_contains("Contested: one says so, another denies it");
    assert!(journey.query_all_by_label_contains("denies").count() > 0);
    // June 2021.
    press(&mut journey, Key::G);
    type_text(&mut journey, "june 2021");
    press(&mut journey, Key::Enter);
    assert_eq!(window(&journey).as_deref(), Some("2021-06-01 2021-06-30"));
    let n_shown = journey.state().answer().n_listed();
    // The view.
    press(&mut journey, Key::V);
    type_text(&mut journey, "June");
    press(&mut journey, Key::Enter);
    let view = folder.path().join("june.view.ron");
    wait(&mut journey, "the view", |_| view.exists());
    press(&mut journey, Key::Escape);
    // The file: to its field by Tab.
    press_with(&mut journey, Modifiers::COMMAND, Key::O);
    let to = folder.path().join("june.geojson");
    for _ in 0..20 {
        press(&mut journey, Key::Tab);
        if journey.get_by_label("File to save").is_focused() {
            break;
        }
    }
    type_text(&mut journey, &to.display().to_string());
    press(&mut journey, Key::Enter);
    wait(&mut journey, "the export", |_| to.exists());
    let text = fs::read_to_string(&to).expect("a file");
    let file: serde_json::Value = serde_json::from_str(&text).expect("GeoJSON");
    assert_eq!(file["features"].as_array().map(Vec::len), Some(n_shown));
    assert!(text.contains("1 Jun – 30 Jun 2021"), "the filter is stated");
}
