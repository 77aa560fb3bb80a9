//! The list: in which order, under which headings, and what a search marks in it.

use std::collections::BTreeSet;
use std::sync::Arc;

use egui::{Key, Role};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use event_atlas::model::{Catalog, Day, Event, EventId, Language, NamePolicy, PlaceId, Window};
use event_atlas::query::{
    Asked, Filter, Found, Heading, Knowledge, ListGroup, ListOrder, ListSort, MatchLevel, Question,
    Solved, Solver, SortDirection, TimeUnit, folded,
};
use event_atlas::state::SavedView;
use proptest::prelude::*;

use crate::catalogs::{bundled, catalog};
use crate::journeys::{Journey, journey, journey_of, selected};

fn orders() -> impl Strategy<Value = ListOrder> {
    let sorts = prop::sample::select(ListSort::ALL.to_vec());
    let directions = prop::sample::select(SortDirection::ALL.to_vec());
    let groups = prop::sample::select(ListGroup::ALL.to_vec());
    (sorts, directions, groups).prop_map(|(sort, direction, group)| ListOrder {
        sort,
        direction,
        group,
    })
}

/// Events on days, in months and years that are known more or less, here, there and nowhere.
fn some_events() -> impl Strategy<Value = String> {
    let date = prop::sample::select(vec![
        "2021-06-03",
        "2021-06-04",
        "2021-06-XX",
        "2021-06",
        "2021-07-01",
        "2020-XX-XX",
        "2020",
        "2020/2021",
        "../2021-02-01",
        "2021-05-01/..",
        "[2020-12-30..2021-01-02]",
        "2021-06-03~",
        "..",
        "",
    ]);
    let place = prop::sample::select(vec!["here", "there", "-"]);
    prop::collection::vec((date, place), 0..30).prop_map(|events| {
        let events = events.iter().enumerate();
        let events = events.map(|(n, (date, place))| format!("e{n} | {place} | {date}"));
        events.collect::<Vec<_>>().join(";")
    })
}

fn is_drawn(catalog: &Catalog, place: PlaceId) -> bool {
    let place = catalog.place(place).expect("it is there");
    place.at.is_some() && place.precision.radius_m().is_some()
}

/// The first place that is drawn, or the first there is.
fn first_place(catalog: &Catalog, event: &Event) -> Option<PlaceId> {
    let places = event.location.places();
    let drawn = places.iter().find(|place| is_drawn(catalog, **place));
    drawn.or(places.first()).copied()
}

/// Whether an event stands where it belongs.
fn belongs(catalog: &Catalog, event: &Event, heading: Heading, group: ListGroup) -> bool {
    let span = event.when.as_ref().map(event_atlas::model::When::span);
    let starts = span.map(|span| (span.earliest_start(), span.latest_start()));
    let both_in = |unit: TimeUnit, day: Day| {
        let unit = unit.around(Window::between(day, day));
        starts.is_some_and(|(a, b)| unit.contains(a) && unit.contains(b))
    };
    match heading {
        Heading::All => group == ListGroup::None,
        Heading::Day(day) => group == ListGroup::Day && starts == Some((day, day)),
        Heading::Month(day) => group == ListGroup::Month && both_in(TimeUnit::Month, day),
        Heading::SomeDayOf(day) => {
            let is_known = starts.is_some_and(|(a, b)| a == b);
            group == ListGroup::Day && both_in(TimeUnit::Month, day) && !is_known
        }
        Heading::SomeMonthOf(first, last) => {
            let month_of = |day| TimeUnit::Month.start_of(day);
            let months = starts.map(|(a, b)| (month_of(a), month_of(b)));
            first < last && last < first.plus_days(365) && months == Some((first, last))
        }
        Heading::SomeTime => {
            starts.is_none_or(|(a, b)| !a.is_bounded() || !b.is_bounded() || b > a.plus_days(334))
        }
        Heading::Place(place) | Heading::Namesake(place) => {
            group == ListGroup::Place && first_place(catalog, event) == Some(place)
        }
        Heading::Unlocated => {
            let places = event.location.places();
            !places.iter().any(|place| is_drawn(catalog, *place))
        }
        Heading::Undated => event.when.is_none(),
    }
}

/// Whether headings go forward, or backward where the events are sorted by the same, backward.
fn are_in_order(
    headings: &[Heading],
    catalog: &Catalog,
    order: ListOrder,
    names: NamePolicy,
) -> bool {
    let is_by_time = matches!(order.group, ListGroup::Day | ListGroup::Month);
    let is_turned = order.direction == SortDirection::Backward
        && match order.sort {
            ListSort::Date => is_by_time,
            ListSort::Place => order.group == ListGroup::Place,
            ListSort::Kind | ListSort::Status => false,
        };
    let name = |place| folded(&catalog.place(place).expect("it is there").name(names));
    // Of one beginning the less precise comes first.
    let keys = headings.iter().filter_map(|heading| match *heading {
        Heading::Day(day) | Heading::Month(day) => Some((day.number(), 2, String::new())),
        Heading::SomeDayOf(day) => Some((day.number(), 1, String::new())),
        Heading::SomeMonthOf(day, _) => Some((day.number(), 0, String::new())),
        Heading::Place(place) | Heading::Namesake(place) => Some((0, 0, name(place))),
        Heading::All | Heading::SomeTime | Heading::Unlocated | Heading::Undated => None,
    });
    let keys: Vec<_> = keys.collect();
    if is_turned {
        keys.iter().rev().is_sorted()
    } else {
        keys.is_sorted()
    }
}

/// Each event that answers stands in the list once, where it belongs, and in the order asked for.
fn assert_listed(solved: &Solved, catalog: &Catalog) -> Result<(), TestCaseError> {
    let (listing, answer) = (&solved.listing, &solved.answer);
    let order = solved.asked.order;
    let names = solved.asked.place_names.unwrap_or_default();
    let found = answer.on_map.iter().chain(&answer.unlocated);
    let expected: BTreeSet<EventId> = found
        .map(|found| found.id())
        .chain(answer.undated.iter().copied())
        .collect();
    prop_assert_eq!(listing.events().len(), answer.n_listed());
    prop_assert_eq!(listing.ids().collect::<BTreeSet<_>>(), expected);
    for found in listing.events() {
        let as_answered = answer
            .found(found.id())
            .map_or(found.matched(), Found::matched);
        prop_assert_eq!(found.matched(), as_answered);
    }
    let mut headings = Vec::new();
    let mut next = 0;
    for section in listing.sections() {
        prop_assert!(section.n > 0 && section.first == next, "without gaps");
        next += section.n;
        headings.push(section.heading);
        let mut keys = Vec::new();
        for found in listing.events_of(*section) {
            let event = catalog.event(found.id()).expect("it is there");
            let is_right = belongs(catalog, event, section.heading, order.group);
            prop_assert!(is_right, "{} under {:?}", event.slug, section.heading);
            let status = solved.index.status(found.id());
            let key = match order.sort {
                ListSort::Date => (0, String::new()),
                ListSort::Kind => (solved.index.kind(found.id()).index(), String::new()),
                ListSort::Status => {
                    let all = event_atlas::query::Status::ALL;
                    let at = all.iter().position(|other| *other == status);
                    (at.expect("one of all"), String::new())
                }
                ListSort::Place => {
                    match first_place(catalog, event).and_then(|place| catalog.place(place)) {
                        Some(place) => (0, folded(&place.name(names))),
                        None => (1, String::new()),
                    }
                }
            };
            keys.push((key, found.id()));
        }
        let is_in_order = keys.is_sorted_by(|(a, first), (b, second)| {
            let by_key = match order.direction {
                SortDirection::Forward => a.cmp(b),
                SortDirection::Backward => b.cmp(a),
            };
            let is_by_date = order.sort == ListSort::Date;
            let is_turned = is_by_date && order.direction == SortDirection::Backward;
            let by_day = if is_turned {
                second < first
            } else {
                first < second
            };
            by_key.is_lt() || (by_key.is_eq() && by_day)
        });
        prop_assert!(is_in_order, "{:?}: {:?}", order, keys);
    }
    prop_assert_eq!(next, listing.events().len());
    let is_last = |heading: &Heading| matches!(heading, Heading::Unlocated | Heading::Undated);
    prop_assert!(
        headings.is_sorted_by_key(is_last),
        "trays come last: {:?}",
        headings
    );
    prop_assert!(
        are_in_order(&headings, catalog, order, names),
        "{:?}",
        headings
    );
    let unique: BTreeSet<Heading> = headings.iter().copied().collect();
    prop_assert_eq!(unique.len(), headings.len(), "each heading once");
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn what_answers_is_listed_once_where_it_belongs(order in orders(), events in some_events()) {
        let loaded = catalog(&events);
        let asked = Asked { order, ..Asked::default() };
        let solved = Solver::new(Arc::clone(&loaded.catalog)).solved_at_once(asked);
        assert_listed(&solved, &loaded.catalog)?;
    }

    #[test]
    fn a_list_of_some_of_the_atlas_is_right_too(
        order in orders(),
        days in prop::option::of((18_300..18_900_i32, 0..400_i32)),
        text in prop::sample::select(vec!["", "iran", "lachin"]),
        is_certain in any::<bool>(),
        known_on in prop::option::of(18_400..18_900_i32),
    ) {
        let loaded = bundled();
        let mut solver = Solver::new(Arc::clone(&loaded.catalog));
        let match_level = if is_certain { MatchLevel::Certain } else { MatchLevel::Possible };
        // One after the other, as a window asks.
        for order in [ListOrder::default(), order] {
            let asked = Asked {
                question: Question {
                    filter: Filter { text: text.to_owned(), match_level, ..Filter::default() },
                    window: days.map(|(first, n)| {
                        Window::between(Day::from_number(first), Day::from_number(first + n))
                    }),
                    knowledge: Knowledge { on: known_on.map(Day::from_number) },
                },
                order,
                place_names: order.reads_names().then_some(NamePolicy::In(Language::Azerbaijani)),
                ..Asked::default()
            };
            let solved = solver.solved_at_once(asked);
            assert_listed(&solved, &loaded.catalog)?;
        }
    }
}

fn click(journey: &mut Journey, name: &str) {
    journey.get_by_label(name).click();
    journey.run_ok();
}

fn order_by(journey: &mut Journey, choices: &[&str]) {
    journey.get_by_label_contains("Order of the list").click();
    journey.run_ok();
    for choice in choices {
        click(journey, choice);
    }
    journey.key_press(Key::Escape);
    journey.run_ok();
}

/// The headings that are shown, without the words for what they do.
fn headings(journey: &Journey) -> Vec<String> {
    let buttons = journey.get_all_by_role(Role::Button);
    let names = buttons.filter_map(|button| button.accesskit_node().label());
    names
        .filter_map(|name| name.strip_prefix("Fold ").map(str::to_owned))
        .collect()
}

#[test]
fn the_list_is_ordered_by_place_and_kept_so() {
    let mut journey = journey();
    // Headings for places go with it.
    order_by(&mut journey, &["Sorted by place"]);
    let shown = headings(&journey);
    assert_eq!(
        shown,
        [
            "Aghdam district, 1 event",
            "Baku, 1 event",
            "East of Kelbajar, 1 event",
            "Nordooz–Agarak, 2 events",
            "Yeraskh, 1 event",
            "Without a usable place, 8 events",
        ]
    );
    // One walks through it as it is shown.
    journey.key_press(Key::N);
    journey.run_ok();
    assert_eq!(selected(&journey).as_deref(), Some("mine-map-exchange"));
    order_by(&mut journey, &["Z to A"]);
    assert_eq!(
        headings(&journey).first().map(String::as_str),
        Some("Yeraskh, 1 event")
    );
    // How a list is ordered is no step one goes back over, and is kept with a view.
    let view = journey.state().view().clone();
    journey.key_press_modifiers(egui::Modifiers::COMMAND, Key::Z);
    journey.run_ok();
    assert_eq!(selected(&journey), None);
    assert_eq!(journey.state().view().list_order, view.list_order);
    let catalog = &journey.state().loaded().catalog;
    let text = SavedView::new(catalog, &view, None).to_text();
    let saved = SavedView::from_text(&text).expect("a view");
    let again = saved.view(catalog).expect("of this atlas");
    assert_eq!(again.list_order, view.list_order);
}

#[test]
fn the_latest_comes_first_if_asked_and_the_trays_stay_last() {
    let loaded = catalog(
        "a | here | 2021-06-03; b | here | 2021-06-04; c | there | 2021-07-01; d | - | 2021-01-01; e | here | ",
    );
    let mut journey = journey_of(loaded, (1_440.0, 900.0));
    order_by(&mut journey, &["latest first"]);
    assert_eq!(
        headings(&journey),
        [
            "July 2021, 1 event",
            "June 2021, 2 events",
            "Without a usable place, 1 event",
            "Without a date, 1 event",
        ]
    );
    let mut walked = Vec::new();
    for _ in 0..5 {
        journey.key_press(Key::N);
        journey.run_ok();
        walked.extend(selected(&journey));
    }
    assert_eq!(walked, ["c", "b", "a", "d", "e"]);
    order_by(&mut journey, &["Headings for nothing"]);
    assert_eq!(headings(&journey).len(), 2, "only the trays have headings");
    order_by(&mut journey, &["Headings for days", "earliest first"]);
    assert_eq!(headings(&journey)[0], "3 June 2021, 1 event");
}

#[test]
fn what_is_known_less_precisely_has_a_heading_that_says_so() {
    let loaded = catalog(
        "a | here | 2021-06-03; b | here | 2021-06-XX; c | here | 2021-XX-XX; d | here | ../2021-02-01; e | here | [2021-04-29..2021-05-01]",
    );
    let mut journey = journey_of(loaded, (1_440.0, 900.0));
    assert_eq!(
        headings(&journey),
        [
            "2021, month not known, 1 event",
            "Apr – May 2021, 1 event",
            "June 2021, 2 events",
            "Beginning not known to a year, 1 event",
        ]
    );
    order_by(&mut journey, &["Headings for days"]);
    assert_eq!(headings(&journey)[2], "June 2021, day not known, 1 event");
}

#[test]
fn headings_and_trays_fold_and_what_is_selected_is_never_folded_away() {
    for n_more in [0, 500] {
        let more = (0..n_more).map(|n| format!(";m{n} | here | 2021-08-03"));
        let events = "a | here | 2021-06-03; b | here | 2021-06-04; c | there | 2021-07-01; d | - | 2021-06-09";
        let loaded = catalog(&(events.to_owned() + &more.collect::<String>()));
        let mut journey = journey_of(loaded, (1_440.0, 900.0));
        let is_listed = |journey: &Journey| {
            let row = "4 June 2021: Event b";
            let row = journey.query_by_role_and_label(Role::ListBoxOption, row);
            row.is_some()
        };
        assert!(is_listed(&journey));
        click(&mut journey, "Fold June 2021, 2 events");
        assert!(!is_listed(&journey), "{n_more}");
        let n_shown = journey.state().answer().counts.shown;
        assert_eq!(n_shown, 4 + n_more, "it is shown on the map all the same");
        journey.key_press(Key::N);
        journey.run_ok();
        assert_eq!(selected(&journey).as_deref(), Some("a"));
        assert!(is_listed(&journey));
        // It can be folded all the same, and by keys.
        journey.get_by_label("Fold June 2021, 2 events").focus();
        journey.run_ok();
        journey.key_press(Key::Enter);
        journey.run_ok();
        assert!(!is_listed(&journey), "{n_more}");
        click(&mut journey, "Unfold June 2021, 2 events");
        assert!(is_listed(&journey));
        // The trays fold, too.
        let tray = "9 June 2021: Event d";
        let has_tray = |journey: &Journey| {
            let row = journey.query_by_role_and_label(Role::ListBoxOption, tray);
            row.is_some()
        };
        let events = "a | here | 2021-06-03; d | - | 2021-06-09";
        let mut journey = journey_of(catalog(events), (1_440.0, 900.0));
        assert!(has_tray(&journey));
        click(&mut journey, "Fold Without a usable place, 1 event");
        assert!(!has_tray(&journey));
    }
}

#[test]
fn a_search_tells_where_it_found_what_no_title_has() {
    let mut journey = journey();
    journey.key_press(Key::Slash);
    journey.run_ok();
    journey.get_by_label("Search").type_text("prison");
    journey.run_ok();
    let rows = journey.get_all_by_role(Role::ListBoxOption);
    let told: Vec<(String, Option<String>)> = rows
        .map(|row| {
            let node = row.accesskit_node();
            (node.label().unwrap_or_default(), node.description())
        })
        .collect();
    assert!(!told.is_empty());
    for (name, description) in told {
        let is_in_title = folded(&name).contains("prison");
        let description = description.unwrap_or_default();
        assert_ne!(
            is_in_title,
            folded(&description).contains("prison"),
            "{name}: {description}"
        );
    }
}

#[test]
fn a_long_list_is_scrolled_by_its_bar_and_shows_what_is_selected_in_another_order() {
    let events: Vec<String> = (0..600)
        .map(|n| format!("e{n:03} | here | 20{:02}-03-{:02}", n / 28 + 1, n % 28 + 1))
        .collect();
    let mut journey = journey_of(catalog(&events.join(";")), (1_440.0, 900.0));
    let first = "1 March 2001: Event e000";
    let last = "12 March 2022: Event e599";
    let is_seen = |journey: &Journey, name: &str| {
        let row = journey.query_by_role_and_label(Role::ListBoxOption, name);
        row.is_some()
    };
    assert!(is_seen(&journey, first) && !is_seen(&journey, last));
    let bar = journey.get_by_label("Position in the list").rect();
    journey.hover_at(bar.center_top());
    journey.drag_at(bar.center_top());
    journey.run_ok();
    journey.hover_at(bar.center_bottom());
    journey.run_ok();
    journey.drop_at(bar.center_bottom());
    journey.run_ok();
    assert!(!is_seen(&journey, first) && is_seen(&journey, last));
    journey
        .get_by_role_and_label(Role::ListBoxOption, last)
        .click();
    journey.run_ok();
    assert_eq!(selected(&journey).as_deref(), Some("e599"));
    order_by(&mut journey, &["latest first"]);
    assert!(is_seen(&journey, last) && !is_seen(&journey, first));
    order_by(&mut journey, &["earliest first"]);
    assert!(
        is_seen(&journey, last),
        "what is selected is shown in any order"
    );
    // The wheel moves it, too.
    let row = journey
        .get_by_role_and_label(Role::ListBoxOption, last)
        .rect();
    journey.hover_at(row.center());
    journey.event(egui::Event::MouseWheel {
        unit: egui::MouseWheelUnit::Point,
        delta: egui::vec2(0.0, 2_000.0),
        phase: egui::TouchPhase::Move,
        source: egui::MouseWheelSource::Unknown,
        modifiers: egui::Modifiers::NONE,
    });
    for _ in 0..60 {
        journey.step();
    }
    assert!(!is_seen(&journey, last));
}

#[test]
fn places_of_one_name_are_told_apart_by_their_headings() {
    let place = |id: &str, lon: f64, note: &str| {
        format!(
            "(id: \"{id}\", kind: Town, at: (lon: {lon:.1}, lat: 39.5), precision: Town, note: \"{note}\",\n\
             names: [(text: \"Yeni\", lang: \"az\")])"
        )
    };
    let event = |id: &str| {
        format!(
            "(id: \"at-{id}\", title: \"At {id}\", kind: \"k\", when: \"2021-07-19\", place: At(\"{id}\"),\n\
             claims: [(by: \"a\", stance: Asserts, says: \"x\", via: \"s\")])"
        )
    };
    let loaded = crate::catalogs::whole(&format!(
        "(schema: 1, title: \"T\", kinds: [(id: \"k\", label: \"K\", color: Blue, shape: Disc)],\n\
         actors: [(id: \"a\", name: \"A\", kind: State)], sources: [(id: \"s\", title: \"S\")],\n\
         places: [{}, {}], events: [{}, {}])",
        place("b", 47.0, "in the east"),
        place("a", 46.0, "in the west"),
        event("a"),
        event("b"),
    ));
    let mut journey = journey_of(loaded, (1_440.0, 900.0));
    order_by(&mut journey, &["Headings for places"]);
    let shown = headings(&journey);
    assert_eq!(shown.len(), 2);
    assert!(shown[0].starts_with("Yeni, in the east, town"), "{shown:?}");
    assert!(shown[1].starts_with("Yeni, in the west, town"), "{shown:?}");
}

#[test]
fn under_a_day_an_event_that_lasts_still_tells_until_when() {
    let loaded = catalog("a | here | 2021-06-03/2021-06-09; b | here | 2021-06-03");
    let mut journey = journey_of(loaded, (1_440.0, 900.0));
    order_by(&mut journey, &["Headings for days"]);
    let rows = journey.get_all_by_role(Role::ListBoxOption);
    let said: Vec<String> = rows
        .filter_map(|row| row.accesskit_node().description())
        .collect();
    assert_eq!(said, ["3 Jun – 9 Jun 2021 · One speaker", "One speaker"]);
    assert_eq!(headings(&journey), ["3 June 2021, 2 events"]);
}
