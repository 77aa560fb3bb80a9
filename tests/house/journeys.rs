//! What a user does in the window, by the names on the buttons.

use egui::{Key, Modifiers, Role, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use event_atlas::app::App;
use event_atlas::load::Loaded;
use event_atlas::model::{Day, Window};
use event_atlas::state::Panel;
use event_atlas::ui::install_theme;

use crate::catalogs::{bundled, catalog, whole};
use crate::map_journeys::copied;

pub(crate) type Journey = Harness<'static, App>;

pub(crate) fn journey_of(loaded: Loaded, size: (f32, f32)) -> Journey {
    journey_with(App::without_basemap(loaded), size)
}

pub(crate) fn journey_with(app: App, (width, height): (f32, f32)) -> Journey {
    let mut journey = Harness::builder()
        .with_size(vec2(width, height))
        .with_max_steps(64)
        .with_context_setup(install_theme)
        .build_ui_state(
            |ui, app: &mut App| {
                app.logic(&ui.ctx().clone());
                app.ui(ui);
            },
            app,
        );
    journey.run_ok();
    journey
}

pub(crate) fn journey() -> Journey {
    journey_of(bundled(), (1_440.0, 900.0))
}

pub(crate) fn selected(journey: &Journey) -> Option<String> {
    let app = journey.state();
    let id = app.view().selected_event()?;
    app.loaded()
        .catalog
        .event(id)
        .map(|event| event.slug.to_string())
}

pub(crate) fn window(journey: &Journey) -> Option<String> {
    journey
        .state()
        .view()
        .window
        .map(|window| format!("{} {}", window.first(), window.last()))
}

pub(crate) fn day(text: &str) -> Day {
    Day::from_date(text.parse().expect("a date"))
}

#[test]
fn an_event_is_selected_from_the_list_and_its_claims_are_read() {
    let mut journey = journey();
    journey
        .get_by_role_and_label(Role::ListBoxOption, "19 July 2021: Shootout near Yeraskh")
        .click();
    journey.run_ok();
    assert_eq!(selected(&journey).as_deref(), Some("yeraskh-shootout"));
    journey.get_by_label_contains("Contested: one says so");
    journey.get_by_label("The Azerbaijani side started the shooting.");
    journey.get_by_label("The Armenian side started the shooting.");
    assert_eq!(journey.query_all_by_label_contains("¶\u{A0}6").count(), 2);
    journey.get_by_label("Close details").click();
    journey.run_ok();
    assert_eq!(selected(&journey), None);
}

#[test]
fn an_event_is_selected_on_the_map_by_its_mark() {
    let mut journey = journey();
    let mark = journey.get_by_role_and_label(
        Role::Button,
        "Mark at Yeraskh, 19 July 2021: Shootout near Yeraskh",
    );
    let there = mark.rect().center();
    journey.hover_at(there);
    journey.run_ok();
    journey.drag_at(there);
    journey.drop_at(there);
    journey.run_ok();
    assert_eq!(selected(&journey).as_deref(), Some("yeraskh-shootout"));
}

#[test]
fn a_click_beside_a_mark_still_finds_it_and_one_on_open_ground_selects_nothing() {
    let mut journey = journey();
    let mark = journey.get_by_role_and_label(
        Role::Button,
        "Mark at Baku, 11 August 2021: Iran's ambassador summoned over cargo trucks",
    );
    let beside = mark.rect().center() + vec2(9.0, 7.5);
    journey.hover_at(beside);
    journey.drag_at(beside);
    journey.drop_at(beside);
    journey.run_ok();
    assert_eq!(selected(&journey).as_deref(), Some("ambassador-summoned"));
    let ground = journey.get_by_label("Map").rect().left_bottom() + vec2(200.0, -120.0);
    journey.hover_at(ground);
    journey.drag_at(ground);
    journey.drop_at(ground);
    journey.run_ok();
    assert_eq!(selected(&journey), None);
}

#[test]
fn marks_can_be_opened_from_the_keyboard() {
    let mut journey = journey();
    let name =
        "Mark at Aghdam district, some day in June 2021: Mine maps against fifteen prisoners";
    journey.get_by_label(name).focus();
    journey.run_ok();
    journey.key_press(Key::Enter);
    journey.run_ok();
    assert_eq!(selected(&journey).as_deref(), Some("mine-map-exchange"));
}

#[test]
fn the_window_moves_by_keyboard_and_everything_follows() {
    let mut journey = journey();
    assert_eq!(window(&journey), None);
    journey.key_press(Key::ArrowLeft);
    journey.run_ok();
    assert_eq!(window(&journey).as_deref(), Some("2021-08-01 2021-08-31"));
    journey.key_press(Key::ArrowLeft);
    journey.run_ok();
    assert_eq!(window(&journey).as_deref(), Some("2021-07-01 2021-07-31"));
    journey.get_by_label("1 Jul – 31 Jul 2021");
    journey.get_by_label_contains("14 events = 4 shown + 10 outside the window");
    assert!(
        journey
            .query_by_label_contains("Mine maps against fifteen")
            .is_none()
    );
    journey.key_press_modifiers(Modifiers::ALT, Key::ArrowRight);
    journey.run_ok();
    assert_eq!(window(&journey).as_deref(), Some("2021-07-01 2021-08-31"));
    journey.key_press(Key::Home);
    journey.run_ok();
    assert_eq!(window(&journey).as_deref(), Some("2020-06-01 2020-07-31"));
    journey.key_press(Key::A);
    journey.run_ok();
    assert_eq!(window(&journey), None);
}

#[test]
fn the_ends_of_the_window_are_sliders() {
    let mut journey = journey();
    journey
        .get_by_role_and_label(Role::Slider, "Window start")
        .focus();
    journey.run_ok();
    journey.key_press(Key::ArrowRight);
    journey.run_ok();
    assert_eq!(window(&journey).as_deref(), Some("2020-06-02 2021-08-31"));
    journey.key_press_modifiers(Modifiers::SHIFT, Key::ArrowRight);
    journey.run_ok();
    assert_eq!(window(&journey).as_deref(), Some("2020-07-02 2021-08-31"));
    journey
        .get_by_role_and_label(Role::Slider, "Window end")
        .decrement_accesskit();
    journey.run_ok();
    assert_eq!(window(&journey).as_deref(), Some("2020-07-02 2021-08-30"));
}

#[test]
fn a_drag_over_the_timeline_makes_a_window_and_a_drag_in_it_moves_it() {
    let mut journey = journey();
    let start = journey.get_by_label("Window start").rect().center();
    let end = journey.get_by_label("Window end").rect().center();
    let at = |share: f32| start + (end - start) * share;
    let drag = |journey: &mut Journey, from: egui::Pos2, to: egui::Pos2| {
        journey.hover_at(from);
        journey.drag_at(from);
        journey.run_ok();
        for step in 1_u8..=4 {
            journey.hover_at(from + (to - from) * (f32::from(step) / 4.0));
            journey.run_ok();
        }
        journey.drop_at(to);
        journey.run_ok();
    };
    drag(&mut journey, at(0.2), at(0.4));
    let made = journey.state().view().window.expect("a window");
    assert!((85..100).contains(&made.n_days()), "{}", made.n_days());
    drag(&mut journey, at(0.3), at(0.5));
    let moved = journey.state().view().window.expect("still a window");
    assert_eq!(moved.n_days(), made.n_days());
    assert!(
        moved.first() > made.last().plus_days(-10),
        "{} {}",
        made.first(),
        moved.first()
    );
    journey.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    journey.run_ok();
    assert_eq!(
        journey.state().view().window,
        Some(made),
        "a drag is one step"
    );
    journey.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    journey.run_ok();
    assert_eq!(journey.state().view().window, None);
}

#[test]
fn the_search_finds_names_in_every_script() {
    let mut journey = journey();
    for (words, n_shown) in [
        ("yeraskh", 1),
        ("Երասխ", 1),
        ("laçın", 1),
        ("نوردوز", 2),
        ("no such word", 0),
        ("", 14),
    ] {
        journey.key_press(Key::Slash);
        journey.run_ok();
        journey.get_by_label("Search").focus();
        journey.run_ok();
        journey.key_press_modifiers(Modifiers::COMMAND, Key::A);
        journey.key_press(Key::Backspace);
        journey.run_ok();
        if !words.is_empty() {
            journey.get_by_label("Search").type_text(words);
        }
        journey.run_ok();
        assert_eq!(journey.state().view().filter.text, words);
        assert_eq!(journey.state().answer().counts.shown, n_shown, "{words}");
        journey.get_by_label("Map").focus();
        journey.run_ok();
    }
}

#[test]
fn keys_typed_into_the_search_are_no_commands() {
    let mut journey = journey();
    journey.get_by_label("Search").focus();
    journey.run_ok();
    journey.get_by_label("Search").type_text("lan");
    for key in [Key::L, Key::A, Key::N, Key::T] {
        journey.key_press(key);
    }
    journey.run_ok();
    assert!(journey.state().view().panels.is_open(Panel::List));
    assert_eq!(selected(&journey), None);
}

#[test]
fn next_and_previous_walk_over_what_is_shown() {
    let mut journey = journey();
    let mut walked = Vec::new();
    for _ in 0..15 {
        journey.key_press(Key::N);
        journey.run_ok();
        walked.push(selected(&journey).expect("a selection"));
    }
    assert_eq!(
        walked.first().map(String::as_str),
        Some("equipment-toward-crossing")
    );
    assert_eq!(walked[13], walked[14], "the last one stays");
    journey.key_press(Key::P);
    journey.run_ok();
    assert_eq!(selected(&journey), walked.get(12).cloned());
    journey.key_press(Key::Escape);
    journey.run_ok();
    assert_eq!(selected(&journey), None);
}

#[test]
fn kinds_and_contested_filter_with_live_counts_and_can_be_cleared() {
    let mut journey = journey();
    journey.get_by_label("Armed clash, 3").click();
    journey.run_ok();
    assert_eq!(journey.state().answer().counts.shown, 3);
    journey.get_by_label("Contested, 1").click();
    journey.run_ok();
    assert_eq!(journey.state().answer().counts.shown, 1);
    journey.get_by_label_contains("1 shown + 0 outside the window + 13 filtered out");
    journey.get_by_label("Clear all").click();
    journey.run_ok();
    assert_eq!(journey.state().answer().counts.shown, 14);
}

#[test]
fn a_selected_event_outside_the_window_says_so_and_brings_the_window() {
    let mut journey = journey();
    journey
        .get_by_role_and_label(Role::ListBoxOption, "19 July 2021: Shootout near Yeraskh")
        .click();
    journey.run_ok();
    journey.key_press(Key::Home);
    journey.key_press(Key::ArrowRight);
    journey.run_ok();
    journey.get_by_label("Outside the window.");
    journey.get_by_label("Move the window here").click();
    journey.run_ok();
    let window = journey.state().view().window.expect("a window");
    assert!(window.contains(day("2021-07-19")));
    assert!(journey.query_by_label("Outside the window.").is_none());
}

#[test]
fn findings_open_from_the_status_line_and_say_what_would_be_right() {
    let loaded = whole(
        "(schema: 1, title: \"T\", kinds: [(id: \"k\", label: \"K\", color: Blue, shape: Disc)],\n\
         actors: [(id: \"a\", name: \"A\", kind: State)], sources: [(id: \"s\", title: \"S\")],\n\
         places: [(id: \"yeraskh\", kind: Town, precision: Town, names: [(text: \"Y\", lang: \"en\")])],\n\
         events: [(id: \"e\", title: \"E\", kind: \"k\", when: \"2021-02-30\", place: At(\"yeraksh\"),\n\
         claims: [(by: \"a\", stance: Asserts, says: \"x\", via: \"s\")])])",
    );
    let mut journey = journey_of(loaded, (1_440.0, 900.0));
    journey.get_by_label("2 findings").click();
    journey.run_ok();
    journey.get_by_label("did you mean `yeraskh`?");
    journey.get_by_label_contains("2021-02-30 does not exist");
    assert_eq!(
        journey
            .query_all_by_label_contains("test.ron, line 4")
            .count(),
        2
    );
    journey.get_by_label("Fold Without a date, 1 event");
}

#[test]
fn events_without_a_place_are_in_a_tray_and_not_on_the_map() {
    let mut journey = journey();
    journey.get_by_label("Fold Without a usable place, 8 events");
    assert!(
        journey
            .query_by_label_contains("Mark at Karabakh")
            .is_none()
    );
    assert!(journey.query_by_label_contains("Mark at Iran").is_none());
    journey
        .get_by_role_and_label(Role::ListBoxOption, "28 July 2021: Clash of 28 July")
        .click_accesskit();
    journey.run_ok();
    journey.get_by_label("not given by the source");
    journey.get_by_label("3 killed · Armenian armed forces");
}

#[test]
fn panels_fold_away_and_the_keys_are_listed() {
    let mut journey = journey();
    journey.key_press(Key::T);
    journey.key_press(Key::L);
    journey.run_ok();
    assert!(journey.query_by_label("Window start").is_none());
    assert!(journey.query_by_label("Search").is_none());
    journey.key_press(Key::Questionmark);
    journey.run_ok();
    journey.get_by_label("Fit the map to what is shown");
    journey.key_press(Key::Slash);
    journey.run_ok();
    journey.get_by_label("Search");
}

#[test]
fn the_map_zooms_and_fits_and_stays_in_the_world() {
    let mut journey = journey();
    let fitted = journey.state().view().camera;
    journey.get_by_label("Zoom in").click();
    journey.run_ok();
    assert!(journey.state().view().camera.zoom() > fitted.zoom() + 0.9);
    for _ in 0..30 {
        journey.key_press(Key::Minus);
        journey.run_ok();
    }
    assert!((journey.state().view().camera.zoom() - 2.0).abs() < 1e-9);
    journey.key_press(Key::F);
    journey.run_ok();
    assert!((journey.state().view().camera.zoom() - fitted.zoom()).abs() < 0.05);
}

#[test]
fn the_ground_stays_when_the_details_open() {
    let mut journey = journey();
    let name = "Mark at Yeraskh, 19 July 2021: Shootout near Yeraskh";
    let before = journey.get_by_label(name).rect().center();
    journey
        .get_by_role_and_label(Role::ListBoxOption, "19 July 2021: Shootout near Yeraskh")
        .click();
    journey.run_ok();
    let after = journey.get_by_label(name).rect().center();
    assert!(before.distance(after) < 1.0, "{before} {after}");
    // One that the details would cover is brought beside them.
    let baku = "Mark at Baku, 11 August 2021: Iran's ambassador summoned over cargo trucks";
    journey.key_press(Key::Escape);
    journey.run_ok();
    journey.get_by_label_contains(baku).click();
    journey.run_ok();
    let map = journey.get_by_label("Map").rect();
    assert!(map.contains(journey.get_by_label(baku).rect().center()));
}

#[test]
fn events_are_marked_with_the_keyboard_and_the_pointer_and_copied_as_text() {
    let mut journey = journey();
    journey.key_press(Key::N);
    journey.run_ok();
    for _ in 0..2 {
        journey.key_press_modifiers(Modifiers::SHIFT, Key::ArrowDown);
        journey.run_ok();
    }
    journey.get_by_label("3 events marked");
    let name = "19 July 2021: Shootout near Yeraskh";
    let row = journey.get_by_role_and_label(Role::ListBoxOption, name);
    row.click_modifiers(Modifiers::COMMAND);
    journey.run_ok();
    journey.get_by_label("4 events marked");
    journey.event(egui::Event::Copy);
    journey.step();
    let text = copied(&journey).expect("text");
    let n = text.split("\n\n").count();
    assert_eq!(n, 4, "{text}");
    assert!(text.contains("Contested"), "{text}");
    journey.run_ok();
    journey.key_press(Key::Escape);
    journey.run_ok();
    assert!(journey.query_by_label_contains("events marked").is_none());
    journey.key_press_modifiers(Modifiers::COMMAND, Key::A);
    journey.run_ok();
    journey.get_by_label("14 events marked");
    journey.get_by_label("Unmark").click();
    journey.run_ok();
    journey
        .get_by_role_and_label(Role::ListBoxOption, name)
        .click();
    journey.run_ok();
    journey.event(egui::Event::Copy);
    journey.step();
    let text = copied(&journey).expect("text");
    assert!(
        text.starts_with("19 July 2021: Shootout near Yeraskh (Armed clash; Contested)"),
        "{text}"
    );
    assert!(
        text.contains("- Armenia asserts, 19 July 2021: The Azerbaijani side started"),
        "{text}"
    );
    assert!(text.contains("¶"), "the place in the source: {text}");
}

#[test]
fn everything_has_room_in_a_small_window() {
    let mut journey = journey_of(bundled(), (1_024.0, 640.0));
    journey
        .get_by_role_and_label(Role::ListBoxOption, "19 July 2021: Shootout near Yeraskh")
        .click();
    journey.run_ok();
    let map = journey.get_by_label("Map").rect();
    assert!(map.width() > 400.0 && map.height() > 400.0, "{map}");
    for name in ["Zoom in", "Dark"] {
        assert!(
            map.contains_rect(journey.get_by_label(name).rect()),
            "{name}"
        );
    }
    let start = journey.get_by_label("Window start").rect();
    assert!(start.top() > map.bottom());
}

#[test]
fn no_window_is_too_small_to_walk_through() {
    for size in [(760.0, 480.0), (420.0, 300.0), (300.0, 200.0)] {
        let mut journey = journey_of(bundled(), size);
        for key in [
            Key::N,
            Key::ArrowDown,
            Key::ArrowLeft,
            Key::N,
            Key::F,
            Key::T,
            Key::N,
            Key::Questionmark,
        ] {
            journey.key_press(key);
            journey.run_ok();
        }
    }
}

#[test]
fn escape_takes_away_one_thing_after_the_other() {
    let mut journey = journey();
    journey.get_by_label("Search").focus();
    journey.run_ok();
    journey.get_by_label("Search").type_text("iran");
    journey.run_ok();
    journey.get_by_label("Map").focus();
    journey.run_ok();
    journey.key_press(Key::N);
    journey.key_press(Key::Questionmark);
    journey.run_ok();
    let state = |journey: &Journey| {
        let view = journey.state().view();
        (
            view.panels.is_open(Panel::Keys),
            view.selection.is_some(),
            !view.filter.text.is_empty(),
        )
    };
    assert_eq!(state(&journey), (true, true, true));
    for expected in [
        (false, true, true),
        (false, false, true),
        (false, false, false),
    ] {
        journey.key_press(Key::Escape);
        journey.run_ok();
        assert_eq!(state(&journey), expected);
    }
    journey.get_by_label("Search").focus();
    journey.run_ok();
    journey.get_by_label("Search").type_text("laç");
    journey.run_ok();
    journey.key_press(Key::Escape);
    journey.run_ok();
    assert_eq!(journey.state().view().filter.text, "");
}

#[test]
fn closing_the_timeline_gives_the_arrows_back() {
    let mut journey = journey();
    journey
        .get_by_role_and_label(Role::Slider, "Window start")
        .focus();
    journey.run_ok();
    journey.key_press(Key::T);
    journey.run_ok();
    journey.key_press(Key::ArrowLeft);
    journey.run_ok();
    assert_eq!(window(&journey).as_deref(), Some("2021-08-01 2021-08-31"));
}

#[test]
fn an_atlas_with_nothing_in_it_opens() {
    for events in [
        "",
        "only | - | ",
        "day | here | 2021-07-19",
        // The first and the last year that are counted.
        "first | here | Y-2937835; now | there | 2021-07-19; last | here | Y2941774",
    ] {
        let mut journey = journey_of(catalog(events), (1_024.0, 640.0));
        for key in [
            Key::ArrowLeft,
            Key::ArrowRight,
            Key::N,
            Key::F,
            Key::Home,
            Key::End,
        ] {
            journey.key_press(key);
            journey.run_ok();
        }
        journey.get_by_label("Map");
    }
}

#[test]
fn map_list_and_counts_follow_in_the_same_frame() {
    let mut journey = journey();
    journey.key_press(Key::ArrowLeft);
    journey.step();
    assert_eq!(journey.state().answer().counts.shown, 5);
    journey.get_by_label_contains("14 events = 5 shown");
    let limits = Window::between(day("2021-08-01"), day("2021-08-31"));
    assert_eq!(journey.state().view().window, Some(limits));
}

#[test]
fn the_about_sheet_names_whose_the_map_is_and_holds_the_licenses() {
    let mut journey = journey();
    journey.key_press(Key::F1);
    journey.run_ok();
    let version = format!("Event Atlas {}", env!("CARGO_PKG_VERSION"));
    journey.get_by_label(&version);
    for words in [
        "OpenStreetMap contributors, Open Database License 1.0",
        "GeoNames, CC BY 4.0",
        "Made with Natural Earth",
        "GNU LGPL 3.0 or later. Clipped and simplified",
        "GLOBE 1.0 (NOAA) and GMTED2010 (USGS)",
        "Unicode License V3. For",
        "SIL Open Font License 1.1. Cut",
    ] {
        assert_eq!(
            journey.query_all_by_label_contains(words).count(),
            1,
            "{words}"
        );
    }
    assert!(
        journey
            .query_by_label_contains("Version 3, 29 June 2007")
            .is_none()
    );
    journey
        .get_by_label("GNU Lesser General Public License 3.0")
        .focus();
    journey.run_ok();
    journey.key_press(Key::Enter);
    journey.run_ok();
    journey.get_by_label_contains("Version 3, 29 June 2007");
    journey.key_press(Key::Escape);
    journey.run_ok();
    assert!(journey.query_by_label(&version).is_none());
    assert!(!journey.state().view().panels.is_open(Panel::About));
    journey.get_by_label("About").click();
    journey.run_ok();
    journey.get_by_label(&version);
}

fn type_date(journey: &mut Journey, text: &str) {
    journey.key_press(Key::G);
    journey.run_ok();
    // The cursor is in the field already.
    journey.get_by_label("Date to go to").type_text(text);
    journey.run_ok();
}

#[test]
fn a_typed_date_is_shown_as_understood_before_it_is_taken() {
    let mut journey = journey();
    type_date(&mut journey, "jun 2021");
    journey.get_by_label_contains("1 Jun – 30 Jun 2021");
    assert_eq!(window(&journey), None);
    journey.key_press(Key::Enter);
    journey.run_ok();
    assert_eq!(window(&journey).as_deref(), Some("2021-06-01 2021-06-30"));
    assert!(journey.query_by_label("Date to go to").is_none());
    journey.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    journey.run_ok();
    assert_eq!(window(&journey), None);
}

#[test]
fn a_date_that_can_be_two_days_is_asked_about() {
    let mut journey = journey();
    type_date(&mut journey, "8.7.2021");
    journey.get_by_label("That can be two days. Which one?");
    journey.key_press(Key::Enter);
    journey.run_ok();
    assert_eq!(window(&journey), None);
    // By keys alone, too: it was Enter that asked, and another one takes the first.
    assert!(journey.get_by_label("8 July 2021").is_focused());
    journey.get_by_label("7 August 2021").click();
    journey.run_ok();
    assert_eq!(window(&journey).as_deref(), Some("2021-08-07 2021-08-07"));
}

#[test]
fn what_is_no_date_is_explained_and_escape_leaves_everything_as_it_was() {
    let mut journey = journey();
    type_date(&mut journey, "soon");
    journey.get_by_label_contains("“soon” is no date");
    journey.key_press(Key::Enter);
    journey.run_ok();
    journey.get_by_label("Date to go to");
    journey.key_press(Key::Escape);
    journey.run_ok();
    assert!(journey.query_by_label("Date to go to").is_none());
    assert_eq!(window(&journey), None);
    // The next one begins empty; years without an event are taken and said to be empty.
    type_date(&mut journey, "1999");
    journey.get_by_label_contains("No event is dated then");
}

#[test]
fn the_keyboard_goes_from_the_search_over_the_list_to_the_status_line() {
    let mut journey = journey();
    let mut names: Vec<String> = Vec::new();
    for _ in 0..60 {
        journey.key_press(Key::Tab);
        journey.run_ok();
        let focused = journey.ctx.memory(egui::Memory::focused);
        let all = journey.root().children_recursive();
        let node = all.into_iter().find(egui_kittest::Node::is_focused);
        assert!(focused.is_some());
        names.extend(node.and_then(|node| node.accesskit_node().label()));
    }
    let at = |part: &str| names.iter().position(|name| name.contains(part));
    let order = [
        "Search",
        "Armed clash",
        "Order of the list",
        "Shootout near Yeraskh",
        "Play",
        "About",
    ];
    let places: Vec<usize> = order.iter().map(|part| at(part).expect(part)).collect();
    assert_eq!(places.first(), Some(&0), "{names:?}");
    assert!(places.is_sorted(), "{places:?} {names:?}");
}
