//! What a user does on the map: marks that share a point, clusters, measuring, positions, flights.

use egui::{Event, Key, Modifiers, PointerButton, Pos2, Role, vec2};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use event_atlas::app::App;
use event_atlas::load::Loaded;
use event_atlas::model::{LonLat, Window};
use event_atlas::state::{Camera, MapStyle, ViewCommand};

use crate::catalogs::{bundled, catalog, whole};
use crate::journeys::{Journey, day, journey, journey_of, journey_with, selected};

/// `n` events at one place.
fn at_one_place(n: usize) -> Loaded {
    let events: Vec<String> = (0..n)
        .map(|index| format!("e{index} | here | 2021-06-{:02}", index % 28 + 1))
        .collect();
    catalog(&events.join(";"))
}

/// `n` events, each at a place of its own, in rows of twenty, a tenth of a degree apart.
fn spread(n: usize) -> Loaded {
    let places: Vec<String> = (0..n)
        .map(|index| {
            let (lon, lat) = (
                44.0 + (index % 20) as f64 * 0.1,
                38.0 + (index / 20) as f64 * 0.1,
            );
            format!(
                "(id: \"p{index}\", kind: Village, at: (lon: {lon}, lat: {lat}), precision: Exact, \
                 names: [(text: \"Place {index}\", lang: \"en\")])"
            )
        })
        .collect();
    let events: Vec<String> = (0..n)
        .map(|index| {
            let kind = if index % 3 == 0 { "talk" } else { "clash" };
            let denial = if index == 0 {
                ", (by: \"b\", stance: Denies, says: \"It did not.\", via: \"s\")"
            } else {
                ""
            };
            format!(
                "(id: \"e{index}\", title: \"Event e{index}\", kind: \"{kind}\", when: \"2021-06-01\", \
                 place: At(\"p{index}\"), \
                 claims: [(by: \"a\", stance: Asserts, says: \"It happened.\", via: \"s\"){denial}])"
            )
        })
        .collect();
    whole(&format!(
        "(schema: 1, title: \"Test\", kinds: [(id: \"clash\", label: \"Clash\", color: Blue, shape: Disc), \
         (id: \"talk\", label: \"Talk\", color: Orange, shape: Square)], places: [{}], \
         actors: [(id: \"a\", name: \"A\", kind: State), (id: \"b\", name: \"B\", kind: State)], \
         sources: [(id: \"s\", title: \"S\")], events: [{}])",
        places.join(","),
        events.join(",")
    ))
}

fn look(journey: &mut Journey, lon: f64, lat: f64, zoom: f64) {
    let camera = Camera::new(LonLat::clamped(lon, lat), zoom);
    journey.state_mut().apply(ViewCommand::MoveCamera(camera));
    journey.run_ok();
}

fn click(journey: &mut Journey, at: Pos2) {
    journey.hover_at(at);
    journey.run_ok();
    journey.drag_at(at);
    journey.drop_at(at);
    journey.run_ok();
}

fn right_click(journey: &mut Journey, at: Pos2) {
    journey.hover_at(at);
    for pressed in [true, false] {
        journey.event(Event::PointerButton {
            pos: at,
            button: PointerButton::Secondary,
            pressed,
            modifiers: Modifiers::NONE,
        });
    }
    journey.run_ok();
}

fn names_of(journey: &Journey, part: &str) -> Vec<String> {
    let nodes = journey.query_all_by_label_contains(part);
    nodes
        .filter_map(|node| {
            let node = node.accesskit_node();
            node.label().or_else(|| node.value())
        })
        .collect()
}

/// What was copied in the last frame, if anything was.
pub(crate) fn copied(journey: &Journey) -> Option<String> {
    let commands = &journey.output().platform_output.commands;
    commands.iter().find_map(|command| match command {
        egui::OutputCommand::CopyText(text) => Some(text.clone()),
        _ => None,
    })
}

#[test]
fn events_on_one_point_are_each_clicked_at_every_zoom() {
    for n in [2, 8, 12, 24] {
        let mut journey = journey_of(at_one_place(n), (1_440.0, 900.0));
        for zoom in [2.0, 5.0, 7.3, 9.5, 14.0, 18.0] {
            look(&mut journey, 46.0, 39.5, zoom);
            let marks = journey.query_all_by_label_contains("Mark at Here");
            let spots: Vec<Pos2> = marks.map(|mark| mark.rect().center()).collect();
            assert_eq!(spots.len(), n, "zoom {zoom}");
            let mut opened = Vec::new();
            for spot in [spots[0], spots[n - 1], spots[n / 2]] {
                click(&mut journey, spot);
                opened.extend(selected(&journey));
                journey.key_press(Key::Escape);
                journey.run_ok();
            }
            let expected = if n == 2 { 2 } else { 3 };
            opened.sort();
            opened.dedup();
            assert_eq!(opened.len(), expected, "zoom {zoom}: {opened:?}");
        }
    }
}

#[test]
fn the_height_of_the_ground_under_the_pointer_is_said_beside_its_position() {
    let mut journey = journey();
    look(&mut journey, 44.18, 40.53, 9.0);
    let middle = journey.get_by_label("Map").rect().center();
    // The heights unpack on a thread of their own; until then there is only the position.
    for _ in 0..200 {
        journey.hover_at(middle);
        journey.run_ok();
        if !names_of(&journey, " · about ").is_empty() {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(25));
    }
    // Mount Aragats, 4,090 m; the grid has cells of 0.9 km.
    let words = names_of(&journey, "° E · about ");
    assert_eq!(words.len(), 1, "{words:?}");
    let meters = words[0].split("about ").nth(1).expect("a height");
    let meters: f64 = meters
        .trim_end_matches(" m")
        .replace(',', "")
        .parse()
        .expect("meters");
    assert!((3_300.0..4_150.0).contains(&meters), "{words:?}");
    look(&mut journey, 50.5, 40.0, 8.0);
    journey.hover_at(middle);
    journey.run_ok();
    assert!(!names_of(&journey, "about 28 m below sea level").is_empty());
}

#[test]
fn places_too_near_to_be_told_apart_fan_out_and_fall_in_again_when_one_goes_nearer() {
    let loaded = spread(2);
    let mut journey = journey_of(loaded, (1_440.0, 900.0));
    let distance = |journey: &mut Journey, zoom: f64| {
        look(journey, 44.05, 38.0, zoom);
        let a = journey
            .get_by_label_contains("Mark at Place 0")
            .rect()
            .center();
        let b = journey
            .get_by_label_contains("Mark at Place 1")
            .rect()
            .center();
        a.distance(b)
    };
    assert!(distance(&mut journey, 3.0) > 20.0);
    let near = distance(&mut journey, 12.0);
    // A tenth of a degree at zoom 12.
    let expected = 0.1 / 360.0 * 256.0 * 12_f32.exp2();
    assert!((near - expected).abs() < 2.0, "{near} {expected}");
}

#[test]
fn more_events_on_a_point_than_a_fan_holds_are_a_list() {
    let mut journey = journey_of(at_one_place(40), (1_440.0, 900.0));
    assert!(names_of(&journey, "Mark at Here").is_empty());
    let name = "40 events around Here: 40 Clash";
    journey.get_by_label(name).focus();
    journey.run_ok();
    journey.key_press(Key::Enter);
    journey.run_ok();
    journey.get_by_label("40 events here");
    // The first row has the focus; Tab and Enter open the second.
    journey.key_press(Key::Tab);
    journey.run_ok();
    journey.key_press(Key::Enter);
    journey.run_ok();
    let first = selected(&journey).expect("an event");
    journey.key_press(Key::Escape);
    journey.run_ok();
    assert!(journey.query_by_label("40 events here").is_none());
    assert_eq!(selected(&journey), Some(first), "one thing goes at a time");
}

#[test]
fn many_events_are_clusters_that_add_up_and_open_when_clicked() {
    let mut journey = journey_of(spread(400), (1_440.0, 900.0));
    look(&mut journey, 45.0, 39.0, 7.0);
    let clusters = names_of(&journey, " events around ");
    assert!(clusters.len() > 3, "{clusters:?}");
    let n_in_clusters: usize = clusters
        .iter()
        .map(|name| {
            name.split(' ')
                .next()
                .expect("a number")
                .parse::<usize>()
                .expect("a number")
        })
        .sum();
    let n_marks = names_of(&journey, "Mark at Place").len();
    assert_eq!(n_in_clusters + n_marks, 400);
    let n_contested = clusters
        .iter()
        .filter(|name| name.ends_with("; 1 contested"))
        .count();
    assert_eq!(n_contested, 1, "{clusters:?}");
    let zoom = journey.state().view().camera.zoom();
    let cluster = journey.get_by_label(&clusters[0]).rect().center();
    click(&mut journey, cluster);
    let camera = journey.state().view().camera;
    assert!(camera.zoom() > zoom + 1.0, "{camera:?}");
    // Dots instead, if one likes.
    look(&mut journey, 45.0, 39.0, 7.0);
    journey.get_by_label("Dots").click();
    journey.run_ok();
    assert_eq!(journey.state().view().map_style, MapStyle::Dots);
    assert!(names_of(&journey, " events around ").is_empty());
}

#[test]
fn below_300_events_there_are_no_clusters() {
    let mut journey = journey_of(spread(300), (1_440.0, 900.0));
    look(&mut journey, 45.0, 38.7, 8.0);
    assert!(names_of(&journey, " events around ").is_empty());
    assert_eq!(names_of(&journey, "Mark at Place").len(), 300);
}

#[test]
fn a_cluster_on_one_point_fans_out_and_folds_up_again() {
    let mut events: Vec<String> = (0..310)
        .map(|index| format!("t{index} | there | 2021-06-{:02}", index % 28 + 1))
        .collect();
    events.extend((0..5).map(|index| format!("h{index} | here | 2021-07-{:02}", index + 1)));
    let mut journey = journey_of(catalog(&events.join(";")), (1_440.0, 900.0));
    look(&mut journey, 46.0, 39.5, 8.0);
    let name = "5 events around Here: 5 Clash";
    journey.get_by_label(name).focus();
    journey.run_ok();
    journey.key_press(Key::Enter);
    journey.run_ok();
    assert_eq!(names_of(&journey, "Mark at Here").len(), 5);
    journey.key_press(Key::Escape);
    journey.run_ok();
    assert!(names_of(&journey, "Mark at Here").is_empty());
    journey.get_by_label(name);
}

#[test]
fn everything_in_view_is_listed_from_the_keyboard() {
    let mut journey = journey_of(spread(400), (1_440.0, 900.0));
    look(&mut journey, 45.0, 39.0, 7.0);
    journey.get_by_label("Map").focus();
    journey.run_ok();
    journey.key_press(Key::Enter);
    journey.run_ok();
    journey.get_by_label("400 events here");
    journey.key_press(Key::Enter);
    journey.run_ok();
    assert!(selected(&journey).is_some());
}

#[test]
fn nothing_of_an_event_stays_when_it_is_filtered_out() {
    let mut journey = journey();
    let n_before = names_of(&journey, "Mark at ").len();
    assert!(n_before >= 5, "{n_before}");
    journey.get_by_label("Search").focus();
    journey.run_ok();
    journey.get_by_label("Search").type_text("no such words");
    journey.run_ok();
    assert!(names_of(&journey, "Mark at ").is_empty());
}

#[test]
fn a_distance_is_measured_between_marks_and_points_and_told_in_words() {
    let mut journey = journey();
    journey.get_by_label("Measure").click();
    journey.run_ok();
    journey.get_by_label_contains("Measure: click on a point");
    for place in ["Mark at Yeraskh", "Mark at Baku"] {
        let marks = journey.query_all_by_label_contains(place);
        let at = marks
            .map(|mark| mark.rect().center())
            .next()
            .expect("a mark");
        click(&mut journey, at);
    }
    assert_eq!(selected(&journey), None, "measuring selects nothing");
    let said = names_of(&journey, "Yeraskh to Baku: ");
    // From 44.83° E 39.74° N to 49.87° E 40.41° N.
    assert!(said[0].contains("km · bearing 79° (E)"), "{said:?}");
    journey.key_press(Key::Escape);
    journey.run_ok();
    assert!(names_of(&journey, "Yeraskh to Baku").is_empty());
}

#[test]
fn how_deep_inside_an_area_of_the_atlas_a_point_lies_is_told() {
    let mut journey = journey_of(bundled(), (1_440.0, 900.0));
    look(&mut journey, 46.93, 39.99, 9.0);
    journey.key_press(Key::R);
    journey.run_ok();
    let middle = journey.get_by_label("Map").rect().center();
    click(&mut journey, middle);
    let said = names_of(&journey, " into ");
    assert!(
        said.iter()
            .any(|line| line.contains("km into Aghdam district")),
        "{said:?}"
    );
}

#[test]
fn a_right_click_copies_the_position_and_offers_it_in_minutes_and_seconds() {
    let mut journey = journey();
    look(&mut journey, 44.83, 39.74, 9.0);
    let middle = journey.get_by_label("Map").rect().center();
    // The position is copied in one frame; the frames after it copy nothing.
    right_click(&mut journey, middle);
    let said = names_of(&journey, "Copied ");
    assert_eq!(said, ["Copied 39.74000, 44.83000"]);
    let fine = "Copy 39° 44′ 24.0″ N  44° 49′ 48.0″ E";
    journey.get_by_label(fine).click();
    journey.step();
    journey.step();
    let was_copied = copied(&journey);
    journey.run_ok();
    assert!(names_of(&journey, "Copied ").is_empty());
    assert!(was_copied.is_none_or(|text| text.starts_with("39° 44′")));
    right_click(&mut journey, middle + vec2(5.0, 0.0));
    journey.get_by_label("Measure from here").click();
    journey.run_ok();
    journey.get_by_label_contains("Click on the next point");
}

#[test]
fn a_flight_shows_the_way_and_a_press_skips_it() {
    let mut journey = journey();
    let start = journey.state().view().camera;
    journey.key_press(Key::Plus);
    journey.step();
    journey.step();
    let middle = journey.state().view().camera.zoom();
    journey.run_ok();
    let end = journey.state().view().camera.zoom();
    assert!((end - start.zoom() - 1.0).abs() < 1e-6, "{end}");
    assert!(middle <= end);
    // Two presses go two levels, even if the first is still under way.
    journey.key_press(Key::Minus);
    journey.step();
    journey.key_press(Key::Minus);
    journey.step();
    journey.key_press(Key::Escape);
    journey.run_ok();
    let there = journey.state().view().camera.zoom();
    assert!((there - end + 2.0).abs() < 1e-6, "{there}");
    journey.key_press(Key::F);
    journey.run_ok();
    let fitted = journey.state().view().camera;
    assert!((fitted.zoom() - start.zoom()).abs() < 1e-6);
}

#[test]
fn lines_of_the_past_are_off_until_asked_for_and_tied_to_their_time() {
    let mut journey = journey();
    look(&mut journey, 46.8, 39.9, 8.0);
    let is_drawn = |journey: &Journey, name: &str| {
        let mut labels = journey.query_all_by_role_and_label(Role::Label, name);
        labels.next().is_some()
    };
    let click = |journey: &mut Journey, name: &str| {
        journey.get_by_label("Map, which one").click();
        journey.run_ok();
        journey.get_by_role_and_label(Role::CheckBox, name).click();
        journey.run_ok();
        journey.key_press(Key::Escape);
        journey.run_ok();
    };
    let (oblast, ceasefire) = ("Oblast outline, 1991", "Ceasefire line, 1994");
    assert!(!is_drawn(&journey, oblast) && !is_drawn(&journey, ceasefire));
    // The atlas begins in 2020, when the one stood and the other did not.
    click(&mut journey, oblast);
    click(&mut journey, ceasefire);
    assert!(!is_drawn(&journey, oblast) && is_drawn(&journey, ceasefire));
    journey.get_by_label("Map, which one").click();
    journey.run_ok();
    journey.get_by_label_contains("Oblast outline, 1991 is not drawn now: it stood");
    journey.key_press(Key::Escape);
    journey.run_ok();
    let days = |from: &str, to: &str| Some(Window::between(day(from), day(to)));
    for (window, is_its_time) in [
        (days("2020-09-27", "2021-01-01"), true),
        (days("2020-09-28", "2021-01-01"), false),
    ] {
        journey.state_mut().apply(ViewCommand::SetWindow(window));
        journey.run_ok();
        assert_eq!(is_drawn(&journey, ceasefire), is_its_time, "{window:?}");
    }
    click(&mut journey, "Only while the window touches their time");
    assert!(is_drawn(&journey, oblast) && is_drawn(&journey, ceasefire));
    // Going back changes what is asked for, not how the map is drawn.
    journey.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    journey.run_ok();
    assert!(is_drawn(&journey, oblast) && is_drawn(&journey, ceasefire));
    click(&mut journey, oblast);
    assert!(!is_drawn(&journey, oblast) && is_drawn(&journey, ceasefire));
}

#[test]
fn what_floats_on_the_map_never_lies_over_each_other() {
    for width in [1_024.0, 1_090.0, 1_200.0, 1_270.0, 1_340.0, 1_440.0] {
        for is_card_open in [false, true] {
            // With heights, which are a part of the position.
            let app = App::for_picture(bundled());
            let mut journey = journey_with(app, (width, 640.0));
            if is_card_open {
                journey.key_press(Key::N);
                journey.run_ok();
            }
            // Where the pointer is tells its position in the longest words.
            journey.hover_at(journey.get_by_label("Map").rect().center());
            for _ in 0..8 {
                journey.step();
            }
            let names = ["zoom", "theme", "scale", "attribution"];
            let boxes = names.map(|name| {
                let id = egui::Id::unique(("map", name));
                let area = journey.ctx.memory(|memory| memory.area_rect(id));
                (name, area.expect("a box"))
            });
            for (index, (name, rect)) in boxes.iter().enumerate() {
                for (other_name, other) in boxes.iter().skip(index + 1) {
                    assert!(
                        !rect.intersects(*other),
                        "{name} {rect} over {other_name} {other} at {width}, {is_card_open}"
                    );
                }
            }
        }
    }
}
