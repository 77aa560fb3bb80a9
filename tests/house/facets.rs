//! What can be asked for: every live count is what one would get, and every event that answers has what was
//! chosen.

use egui_kittest::kittest::Queryable as _;
use event_atlas::model::{Day, Window};
use event_atlas::query::{
    Amount, Facet, FacetValue, Filter, Index, Knowledge, Passing, Question, answer, facet_counts,
};
use event_atlas::state::SavedView;
use proptest::prelude::*;

use crate::catalogs::bundled;
use crate::journeys::{Journey, journey};

/// A facet, a value of it, and whether it is to be had or not; the value is taken among those there are.
fn choices() -> impl Strategy<Value = Vec<(usize, usize, bool)>> {
    prop::collection::vec((0..Facet::ALL.len(), 0..60_usize, any::<bool>()), 0..4)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn each_count_is_what_one_would_get(
        choices in choices(),
        days in prop::option::of((18_300..18_900_i32, 0..400_i32)),
        text in prop::sample::select(vec!["", "iran", "lachin"]),
        known_on in prop::option::of(18_400..18_900_i32),
    ) {
        let loaded = bundled();
        let catalog = &loaded.catalog;
        let knowledge = Knowledge { on: known_on.map(Day::from_number) };
        let index = Index::new(catalog, knowledge);
        let mut filter = Filter { text: text.to_owned(), ..Filter::default() };
        for (facet, value, is_none) in choices {
            let facet = Facet::ALL[facet];
            let value = FacetValue::from_index(value % facet.n_values(catalog));
            filter.toggle(facet, value);
            filter.set_amount(facet, if is_none { Amount::None } else { Amount::Any });
        }
        let window = days.map(|(first, n)| {
            Window::between(Day::from_number(first), Day::from_number(first + n))
        });
        let ask = |filter: Filter| Question { filter, window, knowledge };
        let question = ask(filter.clone());
        let answered = answer(catalog, &index, &question);
        let counts = answered.counts;
        prop_assert_eq!(
            counts.total,
            counts.shown + counts.outside_window + counts.filtered_out + counts.undated
                + counts.not_yet_known
        );
        // One by one, without the columns.
        for (id, event) in catalog.events() {
            let has_all = filter.choices.iter().all(|(facet, choice)| {
                choice.admits(&facet.values(catalog, &index, id))
            });
            let is_in = event.when.as_ref().is_some_and(|when| {
                window.is_none_or(|window| when.span().match_in(window).is_some())
            });
            let is_found = answered.found(id).is_some();
            prop_assert!(!is_found || (has_all && is_in), "{}", event.slug);
            if text.is_empty() && index.is_known(id) {
                prop_assert_eq!(is_found, has_all && is_in, "{}", event.slug);
            }
        }
        let passing = Passing::new(catalog, &index, &filter);
        for facet in Facet::ALL {
            let counted = facet_counts(catalog, &index, &question, &passing, facet);
            for value in (0..facet.n_values(catalog)).map(FacetValue::from_index) {
                let mut only = filter.clone();
                only.choices.remove(&facet);
                only.toggle(facet, value);
                let n = answer(catalog, &index, &ask(only)).counts.shown;
                let told = counted.iter().find(|(counted, _)| *counted == value);
                prop_assert_eq!(told.map_or(0, |(_, n)| *n), n, "{:?} {:?}", facet, value);
            }
        }
    }

    #[test]
    fn a_saved_filter_comes_back(choices in choices()) {
        let loaded = bundled();
        let mut view = event_atlas::state::ViewState::default();
        for (facet, value, is_none) in choices {
            let facet = Facet::ALL[facet];
            let value = FacetValue::from_index(value % facet.n_values(&loaded.catalog));
            view.filter.toggle(facet, value);
            view.filter.set_amount(facet, if is_none { Amount::None } else { Amount::Any });
        }
        let text = SavedView::new(&loaded.catalog, &view, None).to_text();
        let saved = SavedView::from_text(&text).expect("what was written can be read");
        let (again, missing) = saved.view_and_missing(&loaded.catalog).expect("the same atlas");
        prop_assert_eq!(missing, Vec::<String>::new());
        prop_assert_eq!(again, view);
    }
}

fn click(journey: &mut Journey, name: &str) {
    journey.get_by_label(name).click();
    journey.run_ok();
}

#[test]
fn a_facet_is_chosen_by_its_count_taken_back_by_its_chip_and_turned_around() {
    let mut journey = journey();
    let n_shown = |journey: &Journey| journey.state().answer().counts.shown;
    click(&mut journey, "More filters");
    click(&mut journey, "Source");
    click(&mut journey, "Date known");
    let name = "Date known: within a month, ";
    let row = journey.get_by_label_contains(name);
    row.click();
    journey.run_ok();
    let n_vague = n_shown(&journey);
    assert!((1..14).contains(&n_vague), "{n_vague}");
    journey.get_by_label_contains(&format!("{name}{n_vague}"));
    journey.get_by_label("Date known: within a month, take back");
    click(&mut journey, "Date known: none of these");
    assert_eq!(n_shown(&journey), 14 - n_vague);
    journey.key_press(egui::Key::Escape);
    journey.run_ok();
    click(&mut journey, "Date known: not within a month, take back");
    assert_eq!(n_shown(&journey), 14);
}

#[test]
fn in_this_view_follows_the_map() {
    let mut journey = journey();
    click(&mut journey, "In this view");
    let n = journey.state().answer().counts;
    assert_eq!(
        (n.on_map, n.unlocated),
        (6, 0),
        "what has no place is in no view"
    );
    for _ in 0..6 {
        journey.key_press(egui::Key::Plus);
        journey.run_ok();
        for _ in 0..30 {
            journey.step();
        }
    }
    assert!(journey.state().answer().counts.on_map < 6);
    click(&mut journey, "Clear all");
    assert_eq!(journey.state().answer().counts.shown, 14);
}
