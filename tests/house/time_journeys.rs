//! Time in the window: how it is read, stepped and played, and which days the axis shows.

use egui::{Event, Key, Modifiers, MouseWheelUnit, Role, TouchPhase, vec2};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use event_atlas::app::App;
use event_atlas::model::{Day, Window};
use event_atlas::query::TimeUnit;
use event_atlas::state::{AtEnd, Empty, Playback, StepSize, TimeMode, ViewCommand};

use crate::catalogs::catalog;
use crate::journeys::{Journey, day, journey, journey_of, selected, window};

fn days(journey: &Journey) -> Option<String> {
    let days = journey.state().view().days();
    days.map(|days| format!("{} {}", days.first(), days.last()))
}

fn press(journey: &mut Journey, key: Key) {
    journey.key_press(key);
    journey.run_ok();
}

fn click(journey: &mut Journey, name: &str) {
    journey.get_by_label(name).click();
    journey.run_ok();
}

/// Changes how time is played.
fn play_with(journey: &mut Journey, change: impl FnOnce(&mut Playback)) {
    let mut playback = journey.state().view().playback;
    change(&mut playback);
    let command = ViewCommand::SetPlayback(playback);
    journey.state_mut().apply(command);
    journey.run_ok();
}

/// Lets time pass, and gives what was looked at on the way.
fn watch(journey: &mut Journey, n_frames: usize) -> Vec<String> {
    let mut seen = Vec::new();
    for _ in 0..n_frames {
        journey.step();
        seen.extend(days(journey));
    }
    seen.dedup();
    seen
}

#[test]
fn each_mode_reads_the_same_window_and_keeps_the_place_in_time() {
    let mut journey = journey();
    press(&mut journey, Key::ArrowLeft);
    press(&mut journey, Key::ArrowLeft);
    assert_eq!(days(&journey).as_deref(), Some("2021-07-01 2021-07-31"));
    press(&mut journey, Key::M);
    assert_eq!(journey.state().view().mode, TimeMode::UpTo);
    assert_eq!(days(&journey).as_deref(), Some(".. 2021-07-31"));
    journey.get_by_label("up to 31 Jul 2021");
    press(&mut journey, Key::M);
    assert_eq!(journey.state().view().mode, TimeMode::OnDay);
    assert_eq!(days(&journey).as_deref(), Some("2021-07-31 2021-07-31"));
    journey.get_by_label("31 Jul 2021");
    press(&mut journey, Key::M);
    assert_eq!(journey.state().view().mode, TimeMode::Window);
    assert_eq!(days(&journey).as_deref(), Some("2021-07-01 2021-07-31"));
}

#[test]
fn each_mode_is_chosen_by_its_name_and_has_its_own_sliders() {
    let mut journey = journey();
    for (mode, sliders) in [
        ("Mode: Up to", &["Up to this day"][..]),
        ("Mode: On day", &["On this day"]),
        ("Mode: Window", &["Window start", "Window end"]),
    ] {
        click(&mut journey, mode);
        let found: Vec<String> = journey
            .get_all_by_role(Role::Slider)
            .filter_map(|slider| slider.accesskit_node().label())
            .collect();
        assert_eq!(found, sliders, "{mode}");
    }
}

#[test]
fn up_to_a_day_keeps_its_beginning_while_its_end_steps() {
    let mut journey = journey();
    click(&mut journey, "Mode: Up to");
    press(&mut journey, Key::ArrowLeft);
    assert_eq!(days(&journey).as_deref(), Some(".. 2021-07-31"));
    press(&mut journey, Key::Home);
    assert_eq!(days(&journey).as_deref(), Some(".. 2020-06-30"));
    press(&mut journey, Key::ArrowLeft);
    assert_eq!(days(&journey).as_deref(), Some(".. 2020-06-01"));
    press(&mut journey, Key::End);
    assert_eq!(days(&journey).as_deref(), Some(".. 2021-08-31"));
    journey.get_by_label_contains("14 events = 14 shown + 0 outside the window");
}

#[test]
fn on_a_day_one_steps_by_days_and_a_typed_month_becomes_a_window() {
    let mut journey = journey();
    click(&mut journey, "Mode: On day");
    let last = journey.state().view().days().expect("a day").last();
    press(&mut journey, Key::ArrowLeft);
    let day = journey.state().view().days().expect("a day");
    assert_eq!((day.n_days(), day.last()), (1, last.plus_days(-1)));
    journey.key_press_modifiers(Modifiers::SHIFT, Key::ArrowLeft);
    journey.run_ok();
    assert_eq!(
        journey.state().view().days().map(Window::last),
        Some(last.plus_days(-8)),
        "a week is the next larger unit"
    );
    press(&mut journey, Key::G);
    journey.get_by_label("Date to go to").type_text("june 2021");
    journey.run_ok();
    press(&mut journey, Key::Enter);
    assert_eq!(journey.state().view().mode, TimeMode::Window);
    assert_eq!(days(&journey).as_deref(), Some("2021-06-01 2021-06-30"));
    click(&mut journey, "Mode: On day");
    press(&mut journey, Key::A);
    assert_eq!(
        (days(&journey), journey.state().view().mode),
        (None, TimeMode::Window)
    );
}

#[test]
fn time_is_played_to_its_end_stops_there_and_says_so() {
    let mut journey = journey();
    play_with(&mut journey, |playback| playback.ms_per_step = 1_000);
    assert_eq!(days(&journey), None);
    journey.key_press(Key::Space);
    let seen = watch(&mut journey, 90);
    assert_eq!(seen.len(), 15, "{seen:?}");
    assert_eq!(
        seen.first().map(String::as_str),
        Some("2020-06-01 2020-06-30")
    );
    assert_eq!(
        seen.last().map(String::as_str),
        Some("2021-08-01 2021-08-31")
    );
    journey.get_by_label("the end");
    journey.get_by_label("Play");
    // All that was played is one step.
    journey.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    journey.run_ok();
    assert_eq!(days(&journey), None);
    journey.key_press_modifiers(Modifiers::COMMAND | Modifiers::SHIFT, Key::Z);
    journey.run_ok();
    assert_eq!(days(&journey).as_deref(), Some("2021-08-01 2021-08-31"));
    // From the end it begins again.
    journey.get_by_label("Play").click();
    let seen = watch(&mut journey, 60);
    assert_eq!(
        seen.first().map(String::as_str),
        Some("2020-06-01 2020-06-30")
    );
}

#[test]
fn a_looped_play_begins_again_and_space_pauses_it() {
    let mut journey = journey();
    play_with(&mut journey, |playback| {
        playback.ms_per_step = 100;
        playback.at_end = AtEnd::Loop;
    });
    journey.key_press(Key::Space);
    let seen = watch(&mut journey, 120);
    let n_first = seen.iter().filter(|days| *days == "2020-06-01 2020-06-30");
    assert!(n_first.count() > 1, "{seen:?}");
    journey.get_by_label("Pause");
    press(&mut journey, Key::Space);
    journey.get_by_label("Play");
    let there = days(&journey);
    watch(&mut journey, 20);
    assert_eq!(days(&journey), there);
}

#[test]
fn a_selection_or_a_hand_on_the_window_pauses_the_play() {
    let mut journey = journey();
    play_with(&mut journey, |playback| {
        playback.ms_per_step = 100;
        playback.at_end = AtEnd::Loop;
    });
    for key in [Key::N, Key::ArrowRight, Key::Home, Key::M] {
        journey.key_press(Key::Space);
        watch(&mut journey, 20);
        journey.get_by_label("Pause");
        journey.key_press(key);
        watch(&mut journey, 4);
        if key == Key::M {
            journey.get_by_label("Pause");
        } else {
            journey.get_by_label("Play");
        }
    }
    assert!(selected(&journey).is_some());
}

#[test]
fn play_from_event_to_event_stops_where_something_begins() {
    let mut journey = journey();
    click(&mut journey, "Mode: On day");
    press(&mut journey, Key::Home);
    play_with(&mut journey, |playback| {
        playback.ms_per_step = 100;
        playback.step = StepSize::NextEvent;
    });
    journey.key_press(Key::Space);
    let seen = watch(&mut journey, 80);
    assert!(
        seen.iter().any(|day| day == "2021-07-19 2021-07-19"),
        "{seen:?}"
    );
    let loaded = journey.state().loaded();
    let begins: Vec<String> = loaded
        .catalog
        .events()
        .filter_map(|(_, event)| event.when.as_ref()?.span().bounded_days())
        .map(|days| format!("{0} {0}", days.first()))
        .collect();
    for day in &seen[1..] {
        assert!(begins.contains(day), "{day}");
    }
    journey.get_by_label("the end");
}

#[test]
fn empty_stretches_are_kept_unless_they_are_to_be_passed_over() {
    let mut journey = journey();
    let n_shown = |journey: &Journey| journey.state().answer().counts.shown;
    for (empty, is_any_empty) in [(Empty::Keep, true), (Empty::Skip, false)] {
        press(&mut journey, Key::A);
        play_with(&mut journey, |playback| {
            playback.ms_per_step = 100;
            playback.empty = empty;
            playback.step = StepSize::Unit(TimeUnit::Week);
        });
        journey.key_press(Key::Space);
        let mut counts = Vec::new();
        for _ in 0..200 {
            journey.step();
            counts.push(n_shown(&journey));
        }
        journey.get_by_label("the end");
        // The first step is where the data begin, whatever is there.
        let later = counts.iter().skip_while(|n| **n == 0);
        let mut later = later.skip(2);
        assert_eq!(
            later.any(|n| *n == 0),
            is_any_empty,
            "{empty:?}: {counts:?}"
        );
    }
}

#[test]
fn how_time_is_played_is_chosen_in_a_menu() {
    let mut journey = journey();
    journey
        .get_by_label_contains("How time steps and plays")
        .click();
    journey.run_ok();
    for name in [
        "week",
        "Begin again at the end",
        "6 steps",
        "Certain matches only",
    ] {
        click(&mut journey, name);
    }
    let view = journey.state().view();
    assert_eq!(view.playback.step, StepSize::Unit(TimeUnit::Week));
    assert_eq!(view.playback.at_end, AtEnd::Loop);
    assert_eq!(view.playback.fade_steps, 6);
    journey.get_by_label_contains("step 1 week · certain only");
    press(&mut journey, Key::Escape);
    press(&mut journey, Key::ArrowLeft);
    let window = journey.state().view().window.expect("a window");
    assert_eq!(
        (window.first(), window.n_days()),
        (day("2021-08-30"), 7),
        "a whole week from Monday on"
    );
}

fn turn_wheel(journey: &mut Journey, at: egui::Pos2, delta: egui::Vec2) {
    journey.hover_at(at);
    journey.run_ok();
    journey.event(Event::MouseWheel {
        unit: MouseWheelUnit::Point,
        delta,
        phase: TouchPhase::Move,
        source: egui::MouseWheelSource::Unknown,
        modifiers: Modifiers::NONE,
    });
    journey.run_ok();
    for _ in 0..20 {
        journey.step();
    }
}

#[test]
fn the_wheel_zooms_the_axis_at_the_pointer_and_a_drag_under_it_moves_it() {
    let mut journey = journey();
    let start = journey.get_by_label("Window start").rect().center();
    let end = journey.get_by_label("Window end").rect().center();
    let at = start + (end - start) * 0.8;
    turn_wheel(&mut journey, at, vec2(0.0, 300.0));
    let axis = journey.state().view().axis.expect("a part of all days");
    assert!(axis.n_days() < 200, "{}", axis.n_days());
    assert!(
        axis.contains(day("2021-06-01")),
        "{} {}",
        axis.first(),
        axis.last()
    );
    assert_eq!(
        window(&journey),
        None,
        "the window of time is another matter"
    );
    // Under the bars the days can be taken hold of.
    let below = egui::pos2(at.x, start.y);
    let rect = journey.get_by_label_contains("Window of time").rect();
    let from = egui::pos2(below.x, rect.bottom() + 26.0);
    journey.hover_at(from);
    journey.drag_at(from);
    journey.run_ok();
    journey.hover_at(from + vec2(150.0, 0.0));
    journey.run_ok();
    journey.drop_at(from + vec2(150.0, 0.0));
    journey.run_ok();
    let moved = journey.state().view().axis.expect("still a part");
    assert!(moved.first() < axis.first() && moved.n_days() == axis.n_days());
    click(&mut journey, "whole axis");
    assert_eq!(journey.state().view().axis, None);
}

#[test]
fn the_axis_is_zoomed_by_keys_around_what_is_looked_at() {
    let mut journey = journey();
    press(&mut journey, Key::ArrowLeft);
    for _ in 0..6 {
        press(&mut journey, Key::Period);
    }
    let axis = journey.state().view().axis.expect("a part of all days");
    assert!(axis.n_days() < 120 && axis.contains(day("2021-08-15")));
    // Nearer, a bar is a day or a week, and so is a step.
    press(&mut journey, Key::ArrowLeft);
    let window = journey.state().view().window.expect("a window");
    assert!(window.last() > day("2021-08-20"), "{}", window.last());
    for _ in 0..12 {
        press(&mut journey, Key::Comma);
    }
    assert_eq!(journey.state().view().axis, None);
}

#[test]
fn an_event_centuries_away_does_not_flatten_the_rest_and_is_offered() {
    let events: Vec<String> = (1..=9)
        .map(|n| format!("e{n} | here | 2021-03-0{n}"))
        .chain(["old | there | 1527-02-04".to_owned()])
        .collect();
    let loaded = catalog(&events.join(";"));
    let mut journey = journey_of(loaded, (1_440.0, 900.0));
    let histogram = |journey: &Journey| journey.state().histogram().clone();
    let axis = histogram(&journey).axis().expect("an axis");
    assert!(axis.first() > day("2021-01-01"), "{}", axis.first());
    journey.get_by_label_contains("10 events = 10 shown");
    click(&mut journey, "1 event off the axis");
    let axis = histogram(&journey).axis().expect("an axis");
    assert!(axis.contains(day("1527-02-04")) && axis.contains(day("2021-03-09")));
    let weight: f64 = histogram(&journey).bins.iter().map(|bin| bin.total).sum();
    assert!((weight - 10.0).abs() < 1e-6);
    click(&mut journey, "whole axis");
    assert_eq!(window(&journey), None);
    press(&mut journey, Key::Home);
    assert_eq!(window(&journey), None);
}

#[test]
fn an_event_is_selected_by_its_tick_under_the_bars() {
    let mut journey = journey();
    let rect = journey
        .get_by_label_contains("Window of time")
        .rect()
        .shrink2(vec2(12.0, 0.0));
    let axis = journey.state().histogram().axis().expect("an axis");
    let share = |at: Day| f64::from(at.number() - axis.first().number()) / f64::from(axis.n_days());
    let x = rect.left() + share(day("2021-07-19")) as f32 * rect.width() + 1.0;
    let at = egui::pos2(x, rect.bottom() + 5.0);
    journey.hover_at(at);
    journey.run_ok();
    journey.drag_at(at);
    journey.drop_at(at);
    journey.run_ok();
    assert_eq!(selected(&journey).as_deref(), Some("yeraskh-shootout"));
}

#[test]
fn the_longest_window_of_a_day_is_that_day() {
    let mut app = App::without_basemap(crate::catalogs::bundled());
    let the_day = day("2021-07-19");
    let one = Some(Window::between(the_day, the_day));
    app.apply(ViewCommand::SetTime(TimeMode::OnDay, one));
    assert_eq!(app.view().days(), one);
    app.apply(ViewCommand::SetWindow(None));
    assert_eq!(
        (app.view().mode, app.view().days()),
        (TimeMode::Window, None)
    );
}

#[test]
fn the_line_over_the_bars_has_room_for_what_it_says() {
    let july = Window::between(day("2020-09-27"), day("2021-11-30"));
    for width in [1_000.0, 1_300.0] {
        for (mode, window) in [
            (TimeMode::Window, None),
            (TimeMode::Window, Some(july)),
            (TimeMode::UpTo, Some(july)),
            (TimeMode::OnDay, Some(july)),
        ] {
            for known_on in [None, Some(day("2021-09-30"))] {
                let mut app = App::without_basemap(crate::catalogs::bundled());
                app.apply(ViewCommand::SetTime(mode, window));
                app.apply(ViewCommand::SetKnownOn(known_on));
                let mut journey = crate::journeys::journey_with(app, (width, 640.0));
                press(&mut journey, Key::N);
                let days = journey.state().view().days();
                let words = ["Sep", "Jun 2020", "30 Nov"];
                let mut boxes: Vec<egui::Rect> =
                    ["Play", "All of time", "Go to a date", "As known on a day"]
                        .into_iter()
                        .filter_map(|name| journey.query_by_label(name))
                        .map(|node| node.rect())
                        .collect();
                let step = journey
                    .get_by_label_contains("How time steps and plays")
                    .rect();
                boxes.push(step);
                let line = step.center().y;
                let labels = words
                    .iter()
                    .flat_map(|word| journey.query_all_by_label_contains(word));
                boxes.extend(
                    labels
                        .map(|node| node.rect())
                        .filter(|rect| rect.y_range().contains(line) && rect.height() < 30.0),
                );
                assert!(boxes.len() > 2, "{days:?}");
                boxes.sort_by(|a, b| a.left().total_cmp(&b.left()));
                boxes.dedup();
                for pair in boxes.windows(2) {
                    assert!(
                        pair[0].right() <= pair[1].left(),
                        "{pair:?} at {width}, {mode:?}, {days:?}, {known_on:?}"
                    );
                }
            }
        }
    }
}

#[test]
fn what_a_zoomed_axis_shows_is_played_and_the_axis_goes_along() {
    let mut journey = journey();
    press(&mut journey, Key::ArrowLeft);
    press(&mut journey, Key::ArrowLeft);
    for _ in 0..6 {
        press(&mut journey, Key::Period);
    }
    let axis = journey.state().view().axis.expect("a part of all days");
    press(&mut journey, Key::A);
    play_with(&mut journey, |playback| playback.ms_per_step = 100);
    journey.key_press(Key::Space);
    let mut seen: Vec<Window> = Vec::new();
    let mut axes: Vec<Window> = Vec::new();
    for _ in 0..120 {
        journey.step();
        let view = journey.state().view();
        if let Some(window) = view.window {
            seen.push(window);
            let axis = view.axis.expect("still a part");
            assert!(axis.contains(window.last()), "{axis:?} {window:?}");
            axes.push(axis);
        }
    }
    let first = seen.first().expect("a window");
    let n_days = first.first().number() - axis.first().number();
    assert!((0..3).contains(&n_days), "{axis:?} {first:?}");
    axes.dedup();
    assert!(axes.len() > 1, "the axis went along");
    assert!(axes.iter().all(|other| other.n_days() == axis.n_days()));
}

#[test]
fn a_window_without_events_says_where_they_are_and_leads_there() {
    let mut journey = journey();
    press(&mut journey, Key::G);
    journey.get_by_label("Date to go to").type_text("2019");
    journey.run_ok();
    press(&mut journey, Key::Enter);
    journey.get_by_label("No event in the window answers this question.");
    click(&mut journey, "Show 14 events outside the window");
    assert_eq!(window(&journey), None);
    press(&mut journey, Key::Slash);
    journey.get_by_label("Search").type_text("no such word");
    journey.run_ok();
    journey.get_by_label("No event answers this question.");
    click(&mut journey, "Clear the filter, which leaves out 14 events");
    assert_eq!(journey.state().answer().counts.shown, 14);
}
