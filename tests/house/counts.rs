//! The numbers add up, whatever is asked.

use event_atlas::model::{Day, Window};
use event_atlas::query::{
    Answer, Counts, Filter, Found, Histogram, Index, Knowledge, MatchLevel, Passing, Question,
    answer,
};
use proptest::prelude::*;

use crate::catalogs::{bundled, catalog};

fn assert_adds_up(answer: &Answer) {
    let Counts {
        total,
        shown,
        outside_window,
        filtered_out,
        undated,
        not_yet_known,
        on_map,
        unlocated,
    } = answer.counts;
    assert_eq!(
        total,
        shown + outside_window + filtered_out + undated + not_yet_known,
        "{:?}",
        answer.counts
    );
    assert_eq!(shown, on_map + unlocated, "{:?}", answer.counts);
    assert_eq!(shown, answer.events().count());
    assert_eq!(on_map, answer.on_map.len());
    assert_eq!(undated, answer.undated.len());
    let events: Vec<_> = answer.events().map(Found::id).collect();
    assert!(events.is_sorted(), "in the order of the catalog");
    assert!(events.iter().all(|id| answer.shows(*id)));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn counts_add_up_for_any_window(
        first in 18_000..19_200_i32,
        n_days in 0..900_i32,
        text in prop::sample::select(vec!["", "iran", "yeraskh", "kelbecer", "no such word"]),
        contested_only in any::<bool>(),
        certain_only in any::<bool>(),
        known_on in prop::option::of(18_300..19_200_i32),
    ) {
        let loaded = bundled();
        let knowledge = Knowledge { on: known_on.map(Day::from_number) };
        let index = Index::new(&loaded.catalog, knowledge);
        let window = Window::between(Day::from_number(first), Day::from_number(first + n_days));
        let match_level = if certain_only { MatchLevel::Certain } else { MatchLevel::Possible };
        let mut filter = Filter { text: text.to_owned(), match_level, ..Filter::default() };
        if contested_only {
            filter = filter.contested();
        }
        let question = Question { filter, window: Some(window), knowledge };
        assert_adds_up(&answer(&loaded.catalog, &index, &question));
    }
}

#[test]
fn a_certain_match_is_a_possible_one_too() {
    let loaded = bundled();
    let index = Index::new(&loaded.catalog, Knowledge::default());
    for first in (18_400..18_900).step_by(7) {
        let window = Some(Window::between(
            Day::from_number(first),
            Day::from_number(first + 20),
        ));
        let ask = |match_level| {
            let filter = Filter {
                match_level,
                ..Filter::default()
            };
            let answer = answer(
                &loaded.catalog,
                &index,
                &Question {
                    filter,
                    window,
                    ..Question::default()
                },
            );
            answer.events().map(Found::id).collect::<Vec<_>>()
        };
        let possible = ask(MatchLevel::Possible);
        assert!(
            ask(MatchLevel::Certain)
                .iter()
                .all(|id| possible.contains(id))
        );
    }
}

#[test]
fn the_bars_add_up_to_the_dated_events_that_pass() {
    let loaded = bundled();
    let index = Index::new(&loaded.catalog, Knowledge::default());
    for text in ["", "yeraskh", "iran"] {
        let filter = Filter {
            text: text.to_owned(),
            ..Filter::default()
        };
        let question = Question {
            filter: filter.clone(),
            ..Question::default()
        };
        let n_passing = answer(&loaded.catalog, &index, &question).counts.shown as f64;
        let histogram = Histogram::new(&loaded.catalog, &index, &filter);
        let weight: f64 = histogram
            .bins
            .iter()
            .map(|bin| bin.exact + bin.uncertain)
            .sum();
        assert!(
            (weight - n_passing).abs() < 1e-6,
            "{text}: {weight} against {n_passing}"
        );
        let total: f64 = histogram.bins.iter().map(|bin| bin.total).sum();
        assert!((total - 14.0).abs() < 1e-6, "{total}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    /// Over part of the days each event weighs as much as of its days lies there; over all of them as much as one.
    #[test]
    fn the_bars_of_an_axis_hold_the_share_of_each_event_that_lies_there(
        first in 18_300..18_900_i32,
        n in 7..700_i32,
        text in prop::sample::select(vec!["", "iran", "lachin"]),
    ) {
        let loaded = bundled();
        let index = Index::new(&loaded.catalog, Knowledge::default());
        let filter = Filter { text: text.to_owned(), ..Filter::default() };
        let passing = Passing::new(&loaded.catalog, &index, &filter);
        let axis = Window::between(Day::from_number(first), Day::from_number(first + n));
        let histogram = Histogram::of_passing(&loaded.catalog, &index, &passing, Some(axis));
        let limits = histogram.extent().expect("all days");
        let (from, to) = match (histogram.bins.first(), histogram.bins.last()) {
            (Some(from), Some(to)) => (from.days.first(), to.days.last()),
            _ => return Err(TestCaseError::fail("no bars")),
        };
        let shown = Window::between(from, to);
        let question = Question { filter, ..Question::default() };
        let answered = answer(&loaded.catalog, &index, &question);
        let expected: f64 = answered
            .events()
            .filter_map(|found| {
                let event = loaded.catalog.event(found.id())?;
                let days = event.when.as_ref()?.span().days_within(limits)?;
                let n_there = if days.touches(shown) { days.clamped(shown).n_days() } else { 0 };
                Some(f64::from(n_there) / f64::from(days.n_days()))
            })
            .sum();
        let weight: f64 = histogram.bins.iter().map(|bin| bin.exact + bin.uncertain).sum();
        prop_assert!((weight - expected).abs() < 1e-6, "{} against {}", weight, expected);
    }
}

#[test]
fn both_ends_of_a_window_are_in_it() {
    let loaded = catalog("first | here | 2021-07-19; last | - | 2021-07-28; none | here | ");
    let index = Index::new(&loaded.catalog, Knowledge::default());
    let ask = |first: &str, last: &str| {
        let day = |text: &str| Day::from_date(text.parse().expect("a date"));
        let window = Some(Window::between(day(first), day(last)));
        answer(
            &loaded.catalog,
            &index,
            &Question {
                window,
                ..Question::default()
            },
        )
        .counts
    };
    let both = ask("2021-07-19", "2021-07-28");
    assert_eq!(
        (both.shown, both.on_map, both.unlocated, both.undated),
        (2, 1, 1, 1)
    );
    let neither = ask("2021-07-20", "2021-07-27");
    assert_eq!((neither.shown, neither.outside_window), (0, 2));
}
