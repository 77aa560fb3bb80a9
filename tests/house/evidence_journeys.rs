//! What a user does to learn who says what: cards, names, voices, and the atlas as it was known on a day.

use std::cell::RefCell;
use std::rc::Rc;

use egui::{Key, Modifiers, Role};
use egui_kittest::kittest::Queryable as _;
use event_atlas::app::App;
use event_atlas::model::NamePolicy;
use event_atlas::state::{Selection, ViewCommand};

use crate::catalogs::bundled;
use crate::journeys::{Journey, day, journey, journey_of, journey_with, selected};

const YERASKH: &str = "19 July 2021: Shootout near Yeraskh";

fn open_event(journey: &mut Journey, name: &str) {
    journey
        .get_by_role_and_label(Role::ListBoxOption, name)
        .click_accesskit();
    journey.run_ok();
}

fn click_link(journey: &mut Journey, name: &str) {
    journey.get_by_role_and_label(Role::Link, name).click();
    journey.run_ok();
}

/// The slug of the selected place, source or actor.
fn selected_card(journey: &Journey) -> Option<String> {
    let app = journey.state();
    let catalog = &app.loaded().catalog;
    Some(match app.view().selection? {
        Selection::Event(id) => catalog.event(id)?.slug.to_string(),
        Selection::Place(id) => catalog.place(id)?.slug.to_string(),
        Selection::Source(id) => catalog.source(id)?.slug.to_string(),
        Selection::Actor(id) => catalog.actor(id)?.slug.to_string(),
    })
}

#[test]
fn a_place_is_found_by_its_other_name_and_its_card_has_them_all() {
    let mut journey = journey();
    journey.get_by_label("Search").focus();
    journey.run_ok();
    journey.get_by_label("Search").type_text("Карвачар");
    journey.run_ok();
    journey.get_by_label_contains("PLACES · ");
    journey.key_press(Key::Enter);
    journey.run_ok();
    assert_eq!(selected_card(&journey).as_deref(), Some("kelbajar"));
    for name in ["Kəlbəcər", "Քարվաճառ", "کلبجر", "Кельбаджар"] {
        journey.get_by_label(name);
    }
    journey.get_by_label("NAMED BY THE SOURCES OF · 1");
    journey
        .get_by_role_and_label(
            Role::Link,
            "about August 2021: New outposts reported east of Kelbajar and Lachin",
        )
        .click();
    journey.run_ok();
    assert_eq!(selected(&journey).as_deref(), Some("new-outposts"));
}

#[test]
fn cards_lead_to_one_another_and_back() {
    let mut journey = journey();
    open_event(&mut journey, YERASKH);
    click_link(&mut journey, "Nakhchivan");
    assert_eq!(selected_card(&journey).as_deref(), Some("nakhchivan"));
    journey.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    journey.run_ok();
    assert_eq!(selected_card(&journey).as_deref(), Some("yeraskh-shootout"));
    click_link(&mut journey, "Armenian armed forces");
    assert_eq!(
        selected_card(&journey).as_deref(),
        Some("armenian-armed-forces")
    );
    journey.get_by_label_contains("TAKES PART IN · ");
    click_link(&mut journey, "Armenia");
    assert_eq!(selected_card(&journey).as_deref(), Some("armenia"));
    journey.get_by_label_contains("SAYS · ");
    journey.key_press(Key::Escape);
    journey.run_ok();
    assert_eq!(selected_card(&journey), None);
}

#[test]
fn what_is_disputed_stands_side_by_side() {
    let mut journey = journey();
    open_event(&mut journey, YERASKH);
    journey.get_by_label("DISPUTED: WHAT HAPPENED");
    journey.get_by_label("Said by Armenia; denied by Azerbaijan.");
    let claim = journey
        .get_by_label("The Azerbaijani side started the shooting.")
        .rect();
    let denial = journey
        .get_by_label("The Armenian side started the shooting.")
        .rect();
    assert!(claim.right() < denial.left(), "{claim} {denial}");
    assert!((claim.top() - denial.top()).abs() < 1.0, "{claim} {denial}");
    // Where there is no room beside each other, one stands under the other.
    let mut small = journey_of(bundled(), (1_024.0, 640.0));
    open_event(&mut small, YERASKH);
    let claim = small
        .get_by_label("The Azerbaijani side started the shooting.")
        .rect();
    let denial = small
        .get_by_label("The Armenian side started the shooting.")
        .rect();
    assert!(claim.bottom() < denial.top(), "{claim} {denial}");
}

#[test]
fn an_exchange_shows_what_went_both_ways() {
    let mut journey = journey();
    open_event(
        &mut journey,
        "some day in June 2021: Mine maps against fifteen prisoners",
    );
    journey.get_by_label("Exchange");
    let maps = journey
        .get_by_label("maps of mines in Aghdam district (“nearly 100,000 mines”)")
        .rect();
    let back = journey.get_by_label("in return for").rect();
    let soldiers = journey.get_by_label("15 Armenian soldiers").rect();
    assert!(maps.bottom() < back.top() && back.top() < soldiers.top());
}

#[test]
fn an_address_is_shown_whole_before_anything_opens_it() {
    let opened: Rc<RefCell<Vec<String>>> = Rc::default();
    let log = Rc::clone(&opened);
    let app = App::without_basemap(bundled()).with_opener(move |url| {
        log.borrow_mut().push(url.to_owned());
        Ok(())
    });
    let mut journey = journey_with(app, (1_440.0, 900.0));
    let source = journey
        .state()
        .loaded()
        .catalog
        .source_by_slug("statement-2020-11-10")
        .map(Selection::Source);
    journey.state_mut().apply(ViewCommand::Select(source));
    journey.run_ok();
    let address = "https://www.primeminister.am/en/press-release/item/2020/11/10/Announcement/";
    journey.get_by_label("Open in the browser …").click();
    journey.run_ok();
    // In the card, and whole in the sheet.
    assert_eq!(journey.query_all_by_label(address).count(), 2);
    journey.get_by_label("Cancel").click();
    journey.run_ok();
    assert_eq!(journey.query_all_by_label(address).count(), 1);
    journey.get_by_label("Open in the browser …").click();
    journey.run_ok();
    journey.key_press(Key::Escape);
    journey.run_ok();
    assert_eq!(*opened.borrow(), Vec::<String>::new());
    assert!(
        selected_card(&journey).is_some(),
        "only the sheet is closed"
    );
    journey.get_by_label("Open in the browser …").click();
    journey.run_ok();
    journey.get_by_label("Open in the browser").click();
    journey.run_ok();
    assert_eq!(*opened.borrow(), [address]);
}

#[test]
fn one_key_looks_with_the_knowledge_of_the_windows_last_day_and_back() {
    let mut journey = journey();
    // Home takes the whole; one step later the window is the first month.
    journey.key_press(Key::ArrowRight);
    journey.run_ok();
    journey.key_press(Key::K);
    journey.run_ok();
    assert_eq!(journey.state().view().known_on, Some(day("2020-06-30")));
    journey.get_by_label("As known on 30 June 2020");
    journey.get_by_label_contains("13 not yet known");
    journey.get_by_label("Back to today").click();
    journey.run_ok();
    assert_eq!(journey.state().view().known_on, None);
    journey.key_press(Key::K);
    journey.run_ok();
    journey.key_press(Key::K);
    journey.run_ok();
    assert_eq!(journey.state().view().known_on, None);
}

#[test]
fn a_day_of_knowledge_is_typed_and_told_how_it_is_understood() {
    let mut journey = journey();
    journey.get_by_label("As known on a day").click();
    journey.run_ok();
    journey
        .get_by_label("Day of knowledge")
        .type_text("30.6.2021");
    journey.run_ok();
    journey.get_by_label_contains("write 2021-06-30");
    journey.get_by_label("Look with that day").click();
    journey.run_ok();
    assert_eq!(journey.state().view().known_on, None, "no guess is taken");
    journey.get_by_label("Day of knowledge").focus();
    journey.key_press_modifiers(Modifiers::COMMAND, Key::A);
    journey.run_ok();
    journey
        .get_by_label("Day of knowledge")
        .type_text("2021-06");
    journey.run_ok();
    journey.get_by_label("the end of 30 June 2021");
    journey.get_by_label("Look with that day").click();
    journey.run_ok();
    assert_eq!(journey.state().view().known_on, Some(day("2021-06-30")));
    journey.get_by_label("9 events not yet known, 8 claims made later hidden");
    assert!(
        journey
            .query_by_role_and_label(Role::ListBoxOption, YERASKH)
            .is_none()
    );
}

#[test]
fn a_claim_leads_to_the_day_it_was_said() {
    let mut journey = journey();
    open_event(
        &mut journey,
        "12 May 2021: Advance of more than 3 km announced",
    );
    journey
        .get_by_label("As known when claim 1 was said: 12 May 2021")
        .click();
    journey.run_ok();
    assert_eq!(journey.state().view().known_on, Some(day("2021-05-12")));
    journey.get_by_label("1 speaker affirms it, the source that reports it came later.");
    journey.get_by_label("2 claims were made or published later, and hidden.");
    click_link(&mut journey, "Show what is known today");
    journey.get_by_label_contains("Contested: one says so");
}

#[test]
fn names_are_shown_in_the_language_asked_for() {
    let mut journey = journey();
    journey.get_by_label("Names").click();
    journey.run_ok();
    journey.get_by_label("Armenian").click();
    journey.run_ok();
    journey.get_by_label("Mark at Երասխ, 19 July 2021: Shootout near Yeraskh");
    journey.get_by_label("Beside it, English").click();
    journey.run_ok();
    journey.get_by_label("Mark at Երասխ · Yeraskh, 19 July 2021: Shootout near Yeraskh");
    let both = NamePolicy::of_slug("hy+en");
    assert_eq!(Some(journey.state().view().names), both);
    journey.get_by_label("As in the source").click();
    journey.run_ok();
    journey.get_by_label("Mark at Yeraskh, 19 July 2021: Shootout near Yeraskh");
}

#[test]
fn what_one_claims_and_another_denies_is_two_clicks() {
    let mut journey = journey();
    journey.get_by_label("Who says what").click();
    journey.run_ok();
    let total = journey.state().answer().counts.shown;
    journey
        .get_by_label_contains("Azerbaijan: claims, ")
        .click();
    journey.run_ok();
    assert!(journey.state().answer().counts.shown < total);
    journey.get_by_label_contains("Iran: denies, ").click();
    journey.run_ok();
    assert_eq!(journey.state().answer().counts.shown, 2);
    journey.key_press(Key::Escape);
    journey.run_ok();
    journey
        .get_by_label("Azerbaijan: claims, take back")
        .click();
    journey.run_ok();
    assert_eq!(journey.state().answer().counts.shown, 3);
    journey.get_by_label("Clear all").click();
    journey.run_ok();
    assert_eq!(journey.state().answer().counts.shown, total);
}

#[test]
fn a_card_can_ask_for_its_own_events_only() {
    let mut journey = journey();
    open_event(&mut journey, YERASKH);
    click_link(&mut journey, "Yeraskh");
    click_link(&mut journey, "Only events that name it");
    assert_eq!(journey.state().answer().counts.shown, 1);
    journey.get_by_label("Names Yeraskh, take back").click();
    journey.run_ok();
    assert_eq!(journey.state().answer().counts.shown, 14);
    click_link(&mut journey, "Show on the map");
    assert!(journey.state().view().camera.zoom() > 9.0);
}
