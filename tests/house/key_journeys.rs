//! Each key of the table does what the table says, and dates are typed in the window in every form.

use std::collections::BTreeSet;

use egui::{Event, Key, KeyboardShortcut, Modifiers, ViewportCommand};
use egui_kittest::kittest::Queryable as _;
use event_atlas::state::{Panel, TimeMode};
use event_atlas::ui::BINDINGS;

use crate::journeys::{Journey, day, journey, selected, window};
use crate::map_journeys::copied;

const NONE: Modifiers = Modifiers::NONE;
const CTRL: Modifiers = Modifiers::COMMAND;
const ALT: Modifiers = Modifiers::ALT;
const SHIFT: Modifiers = Modifiers::SHIFT;

fn press(journey: &mut Journey, modifiers: Modifiers, key: Key) {
    journey.key_press_modifiers(modifiers, key);
    journey.run_ok();
}

/// Presses a key for one frame only, so that what this frame gives to the desktop can be seen.
fn press_for_a_frame(journey: &mut Journey, modifiers: Modifiers, key: Key) {
    journey.event(Event::Key {
        key,
        physical_key: None,
        pressed: true,
        repeat: false,
        modifiers,
    });
    journey.step();
}

/// Types into the field that has the cursor.
fn type_text(journey: &mut Journey, text: &str) {
    journey.event(Event::Text(text.to_owned()));
    journey.run_ok();
}

/// Lets a flight of the map come to its end.
fn land(journey: &mut Journey) {
    for _ in 0..60 {
        journey.step();
    }
}

fn is_open(journey: &Journey, panel: Panel) -> bool {
    journey.state().view().panels.is_open(panel)
}

fn zoom(journey: &Journey) -> f64 {
    journey.state().view().camera.zoom()
}

fn axis_days(journey: &Journey) -> i32 {
    let axis = journey.state().histogram().axis();
    axis.expect("an axis").n_days()
}

/// A key and what must be seen after it, from the first look on.
type Case = (Modifiers, Key, fn(&mut Journey));

/// Panels that a key opens and closes.
fn toggles(journey: &mut Journey, (modifiers, key): (Modifiers, Key), panel: Panel) {
    let before = is_open(journey, panel);
    press(journey, modifiers, key);
    assert_ne!(is_open(journey, panel), before);
    press(journey, NONE, Key::Escape);
    if before {
        // Escape closes sheets; the list and the timeline come back by their own keys.
        press(journey, modifiers, key);
    }
    assert_eq!(is_open(journey, panel), before);
}

const TIME: &[Case] = &[
    (NONE, Key::Space, |journey| {
        journey.key_press(Key::Space);
        journey.step();
        journey.step();
        journey.get_by_label("Pause");
        journey.key_press(Key::Space);
        journey.run_ok();
        journey.get_by_label("Play");
    }),
    (NONE, Key::Period, |journey| {
        let before = axis_days(journey);
        press(journey, NONE, Key::Period);
        assert!(axis_days(journey) < before);
    }),
    (NONE, Key::Comma, |journey| {
        let before = axis_days(journey);
        press(journey, NONE, Key::Period);
        press(journey, NONE, Key::Comma);
        assert_eq!(axis_days(journey), before);
    }),
    (NONE, Key::M, |journey| {
        press(journey, NONE, Key::M);
        assert_eq!(journey.state().view().mode, TimeMode::UpTo);
    }),
    (NONE, Key::ArrowLeft, |journey| {
        press(journey, NONE, Key::ArrowLeft);
        assert_eq!(window(journey).as_deref(), Some("2021-08-01 2021-08-31"));
    }),
    (NONE, Key::ArrowRight, |journey| {
        press(journey, NONE, Key::ArrowLeft);
        press(journey, NONE, Key::Home);
        press(journey, NONE, Key::ArrowRight);
        assert_eq!(window(journey).as_deref(), Some("2020-07-01 2020-07-31"));
    }),
    (SHIFT, Key::ArrowLeft, |journey| {
        press(journey, NONE, Key::ArrowLeft);
        press(journey, SHIFT, Key::ArrowLeft);
        assert_eq!(window(journey).as_deref(), Some("2020-08-01 2020-08-31"));
    }),
    (SHIFT, Key::ArrowRight, |journey| {
        press(journey, NONE, Key::ArrowLeft);
        press(journey, NONE, Key::Home);
        press(journey, SHIFT, Key::ArrowRight);
        assert_eq!(window(journey).as_deref(), Some("2021-06-01 2021-06-30"));
    }),
    (ALT, Key::ArrowLeft, |journey| {
        press(journey, NONE, Key::ArrowLeft);
        press(journey, NONE, Key::ArrowLeft);
        press(journey, ALT, Key::ArrowRight);
        press(journey, ALT, Key::ArrowLeft);
        assert_eq!(window(journey).as_deref(), Some("2021-07-01 2021-07-31"));
    }),
    (ALT, Key::ArrowRight, |journey| {
        press(journey, NONE, Key::ArrowLeft);
        press(journey, NONE, Key::ArrowLeft);
        press(journey, ALT, Key::ArrowRight);
        assert_eq!(window(journey).as_deref(), Some("2021-07-01 2021-08-31"));
    }),
    (NONE, Key::Home, |journey| {
        press(journey, NONE, Key::ArrowLeft);
        press(journey, NONE, Key::Home);
        assert_eq!(window(journey).as_deref(), Some("2020-06-01 2020-06-30"));
    }),
    (NONE, Key::End, |journey| {
        press(journey, NONE, Key::ArrowLeft);
        press(journey, NONE, Key::Home);
        press(journey, NONE, Key::End);
        assert_eq!(window(journey).as_deref(), Some("2021-08-01 2021-08-31"));
    }),
    (NONE, Key::A, |journey| {
        press(journey, NONE, Key::ArrowLeft);
        press(journey, NONE, Key::A);
        assert_eq!(window(journey), None);
    }),
    (NONE, Key::G, |journey| {
        toggles(journey, (NONE, Key::G), Panel::GoTo);
    }),
    (NONE, Key::K, |journey| {
        press(journey, NONE, Key::K);
        assert_eq!(journey.state().view().known_on, Some(day("2021-08-31")));
        press(journey, NONE, Key::K);
        assert_eq!(journey.state().view().known_on, None);
    }),
];

const EVENTS: &[Case] = &[
    (NONE, Key::N, |journey| {
        press(journey, NONE, Key::N);
        assert_eq!(
            selected(journey).as_deref(),
            Some("equipment-toward-crossing")
        );
    }),
    (NONE, Key::P, |journey| {
        press(journey, NONE, Key::N);
        press(journey, NONE, Key::N);
        press(journey, NONE, Key::P);
        assert_eq!(
            selected(journey).as_deref(),
            Some("equipment-toward-crossing")
        );
    }),
    (NONE, Key::ArrowDown, |journey| {
        press(journey, NONE, Key::ArrowDown);
        assert_eq!(
            selected(journey).as_deref(),
            Some("equipment-toward-crossing")
        );
    }),
    (NONE, Key::ArrowUp, |journey| {
        press(journey, NONE, Key::ArrowDown);
        press(journey, NONE, Key::ArrowDown);
        press(journey, NONE, Key::ArrowUp);
        assert_eq!(
            selected(journey).as_deref(),
            Some("equipment-toward-crossing")
        );
    }),
    (SHIFT, Key::ArrowDown, |journey| {
        press(journey, NONE, Key::N);
        press(journey, SHIFT, Key::ArrowDown);
        journey.get_by_label("2 events marked");
    }),
    (SHIFT, Key::ArrowUp, |journey| {
        press(journey, NONE, Key::N);
        press(journey, NONE, Key::N);
        press(journey, SHIFT, Key::ArrowUp);
        journey.get_by_label("2 events marked");
    }),
    (CTRL, Key::A, |journey| {
        press(journey, CTRL, Key::A);
        journey.get_by_label("14 events marked");
    }),
    (CTRL, Key::C, |journey| {
        press(journey, NONE, Key::N);
        press_for_a_frame(journey, CTRL, Key::C);
        assert!(copied(journey).is_some_and(|text| text.contains("Nordooz")));
    }),
    (NONE, Key::Escape, |journey| {
        press(journey, NONE, Key::N);
        press(journey, NONE, Key::Escape);
        assert_eq!(selected(journey), None);
    }),
    (NONE, Key::Slash, |journey| {
        press(journey, NONE, Key::Slash);
        type_text(journey, "yeraskh");
        assert_eq!(journey.state().answer().counts.shown, 1);
    }),
    (CTRL, Key::Z, |journey| {
        press(journey, NONE, Key::ArrowLeft);
        press(journey, CTRL, Key::Z);
        assert_eq!(window(journey), None);
    }),
    (CTRL.plus(SHIFT), Key::Z, |journey| {
        press(journey, NONE, Key::ArrowLeft);
        press(journey, CTRL, Key::Z);
        press(journey, CTRL | SHIFT, Key::Z);
        assert_eq!(window(journey).as_deref(), Some("2021-08-01 2021-08-31"));
    }),
];

const MAP: &[Case] = &[
    (NONE, Key::F, |journey| {
        let fitted = zoom(journey);
        press(journey, NONE, Key::Plus);
        land(journey);
        press(journey, NONE, Key::F);
        land(journey);
        assert!((zoom(journey) - fitted).abs() < 0.05);
    }),
    (NONE, Key::R, |journey| {
        press(journey, NONE, Key::R);
        journey.get_by_label_contains("Measure: click on a point");
        press(journey, NONE, Key::R);
        assert!(
            journey
                .query_by_label_contains("Measure: click on a point")
                .is_none()
        );
    }),
    (NONE, Key::C, |journey| {
        press_for_a_frame(journey, NONE, Key::C);
        assert!(copied(journey).is_some_and(|text| text.contains('.')));
    }),
    (NONE, Key::Plus, |journey| {
        let before = zoom(journey);
        press(journey, NONE, Key::Plus);
        land(journey);
        assert!(zoom(journey) > before + 0.9);
    }),
    (NONE, Key::Minus, |journey| {
        let before = zoom(journey);
        press(journey, NONE, Key::Minus);
        land(journey);
        assert!(zoom(journey) < before - 0.9);
    }),
];

const WINDOW: &[Case] = &[
    (NONE, Key::L, |journey| {
        toggles(journey, (NONE, Key::L), Panel::List);
    }),
    (NONE, Key::T, |journey| {
        toggles(journey, (NONE, Key::T), Panel::Timeline);
    }),
    (NONE, Key::Questionmark, |journey| {
        toggles(journey, (NONE, Key::Questionmark), Panel::Keys);
    }),
    (CTRL, Key::O, |journey| {
        toggles(journey, (CTRL, Key::O), Panel::Files);
    }),
    (CTRL, Key::K, |journey| {
        toggles(journey, (CTRL, Key::K), Panel::Palette);
    }),
    (NONE, Key::V, |journey| {
        toggles(journey, (NONE, Key::V), Panel::Views);
    }),
    (NONE, Key::F1, |journey| {
        toggles(journey, (NONE, Key::F1), Panel::About);
    }),
    (CTRL, Key::Plus, |journey| {
        press(journey, CTRL, Key::Plus);
        assert!((journey.ctx.zoom_factor() - 1.1).abs() < 1e-3);
    }),
    (CTRL, Key::Minus, |journey| {
        press(journey, CTRL, Key::Minus);
        assert!((journey.ctx.zoom_factor() - 0.9).abs() < 1e-3);
    }),
    (CTRL, Key::Num0, |journey| {
        press(journey, CTRL, Key::Plus);
        press(journey, CTRL, Key::Num0);
        assert!((journey.ctx.zoom_factor() - 1.0).abs() < 1e-3);
    }),
    (CTRL, Key::Q, |journey| {
        press_for_a_frame(journey, CTRL, Key::Q);
        let asked = journey.output().viewport_output.values();
        let mut asked = asked.flat_map(|output| &output.commands);
        assert!(asked.any(|command| *command == ViewportCommand::Close));
    }),
];

/// All cases, which together are all keys.
fn cases() -> impl Iterator<Item = &'static Case> {
    TIME.iter().chain(EVENTS).chain(MAP).chain(WINDOW)
}

#[test]
fn each_key_of_the_table_has_a_journey() {
    let name = |shortcut: &KeyboardShortcut| format!("{shortcut:?}");
    let tested: BTreeSet<String> = cases()
        .map(|(modifiers, key, _)| name(&KeyboardShortcut::new(*modifiers, *key)))
        .collect();
    let bound: BTreeSet<String> = BINDINGS.iter().map(|it| name(&it.shortcut)).collect();
    assert_eq!(tested, bound);
    assert_eq!(tested.len(), cases().count(), "each once");
}

fn run(cases: &[Case]) {
    for (_, _, see) in cases {
        see(&mut journey());
    }
}

#[test]
fn the_keys_of_time_do_what_the_table_says() {
    run(TIME);
}

#[test]
fn the_keys_of_events_do_what_the_table_says() {
    run(EVENTS);
}

#[test]
fn the_keys_of_the_map_do_what_the_table_says() {
    run(MAP);
}

#[test]
fn the_keys_of_the_window_do_what_the_table_says() {
    run(WINDOW);
}

#[test]
fn dates_are_typed_in_many_forms_and_shown_before_they_are_taken() {
    let june = ("1 Jun – 30 Jun 2021", "2021-06-01 2021-06-30");
    let twelfth = ("12 Jun 2021", "2021-06-12 2021-06-12");
    let summer = ("1 Jun – 31 Aug 2021", "2021-06-01 2021-08-31");
    for (text, (shown, taken)) in [
        ("2021", ("1 Jan – 31 Dec 2021", "2021-01-01 2021-12-31")),
        ("jun 2021", june),
        ("June 2021", june),
        ("2021 june", june),
        ("2021-06", june),
        ("2021/6", june),
        ("6/2021", june),
        ("06.2021", june),
        ("1 jun to 30 jun 2021", june),
        ("2021-06-01..2021-06-30", june),
        ("q2 2021", ("1 Apr – 30 Jun 2021", "2021-04-01 2021-06-30")),
        ("2021-06-12", twelfth),
        ("2021.6.12", twelfth),
        ("12 June 2021", twelfth),
        ("12th jun 2021", twelfth),
        ("June 12, 2021", twelfth),
        ("12-jun-2021", twelfth),
        ("13.6.2021", ("13 Jun 2021", "2021-06-13 2021-06-13")),
        ("6/13/2021", ("13 Jun 2021", "2021-06-13 2021-06-13")),
        ("jun – aug 2021", summer),
        ("jun to aug 2021", summer),
        (
            "2020-2021",
            ("1 Jan 2020 – 31 Dec 2021", "2020-01-01 2021-12-31"),
        ),
    ] {
        let mut journey = journey();
        press(&mut journey, NONE, Key::G);
        type_text(&mut journey, text);
        assert!(
            journey.query_all_by_label_contains(shown).count() > 0,
            "{text} is not shown as {shown}"
        );
        assert_eq!(window(&journey), None, "{text}: not before it is taken");
        press(&mut journey, NONE, Key::Enter);
        assert_eq!(window(&journey).as_deref(), Some(taken), "{text}");
        assert!(!is_open(&journey, Panel::GoTo));
    }
}
