//! What rows of any other table mean, each rule by its smallest table.

use super::*;
use crate::load::import::csv::{Layout, recognize};
use crate::load::import::{Draft, DraftDate};
use crate::model::{LonLat, Sense};

/// A table whose cells are separated by `|`.
fn records(table: &str) -> Vec<StringRecord> {
    let rows = table.lines().map(str::trim);
    rows.map(|row| row.split('|').map(str::trim).collect())
        .collect()
}

/// What the last row of a table means, and the problems of that row.
fn last<T>(table: &str, look: impl FnOnce(Option<Draft<'_>>) -> T) -> (T, Vec<Problem>) {
    let records = records(table);
    let recognized = recognize(&records, None).expect("a layout");
    let mut problems = Vec::new();
    let draft = recognized
        .layout
        .draft(records.last().expect("a row"), &mut problems);
    (look(draft), problems)
}

fn date_of(table: &str) -> String {
    let (text, problems) = last(table, |draft| {
        let date = draft.expect("an event").date;
        let when = date
            .when()
            .map(|when| (when.text().to_owned(), when.sense()));
        when.map_or("none".to_owned(), |(text, sense)| {
            if sense == Sense::Whole {
                format!("all {text}")
            } else {
                text
            }
        })
    });
    problems
        .iter()
        .fold(text, |text, problem| format!("{text}; {}", problem.message))
}

#[test]
fn a_date_is_one_day_or_a_duration_or_uncertain_by_the_names_of_its_columns() {
    for (table, expected) in [
        ("title|date\na|2021-07-19", "2021-07-19"),
        ("title|date\na|2021-06-XX", "2021-06-XX"),
        ("title|date\na|19 July 2021 10:30", "2021-07-19"),
        (
            "title|from|to\na|2021-07-19|2021-07-21",
            "all 2021-07-19/2021-07-21",
        ),
        (
            "title|start|end\na|2021-06|2021-07-21",
            "all 2021-06/2021-07-21",
        ),
        ("title|start|end\na|2021-07-19|", "2021-07-19"),
        (
            "title|date|end\na|2021-07-19|2021-07-20",
            "all 2021-07-19/2021-07-20",
        ),
        (
            "title|date|start|end\na|2021-07-19|10:30|11:00",
            "2021-07-19",
        ),
        (
            "title|earliest|latest\na|2021-07-19|2021-07-21",
            "[2021-07-19..2021-07-21]",
        ),
        ("title|earliest|latest\na||2021-07-21", "[..2021-07-21]"),
        ("title|year|month|day\na|2021||", "2021"),
        ("title|year|month|day\na|2021|7|", "2021-07"),
        ("title|year|month|day\na|2021.0|July|9", "2021-07-09"),
        ("title|date\na|", "none"),
        (
            "title|from|to\na|2021-07-21|2021-07-19",
            "none; 2021-07-19 is before 2021-07-21",
        ),
        (
            "title|date\na|1/2/2021",
            "none; 1/2/2021 may be 1 February or 2 January",
        ),
        ("title|date\na|13/2/2021\nb|1/2/2021", "2021-02-01"),
        ("title|date\na|3/3/2021", "2021-03-03"),
    ] {
        assert_eq!(date_of(table), expected, "{table}");
    }
}

#[test]
fn a_row_after_the_sample_that_contradicts_the_order_is_undated_and_told() {
    let sample = records("title|date\na|13/2/2021");
    let recognized = recognize(&sample, None).expect("a layout");
    let row = StringRecord::from(vec!["b", "2/13/2021"]);
    let mut problems = Vec::new();
    let draft = recognized
        .layout
        .draft(&row, &mut problems)
        .expect("an event");
    assert_eq!(draft.date, DraftDate::None);
    assert_eq!(draft.phrase.as_deref(), Some("2/13/2021"));
    assert!(problems[0].message.contains("with the day first"));
}

#[test]
fn a_download_of_timemap_has_the_month_first() {
    let header = "id|date|latitude|longitude|location|description|sources|associations";
    let table = format!(
        "{header}\n1|3/2/2022|50.4|30.5|Kyiv|Smoke|https://a.org/1,https://www.b.org/2|CIV"
    );
    assert_eq!(date_of(&table), "2022-03-02");
    let (told, _) = last(&table, |draft| {
        let draft = draft.expect("an event");
        let claims = draft.claims.iter();
        let urls: Vec<_> = claims
            .map(|claim| (claim.source.to_string(), claim.url.is_some()))
            .collect();
        (
            draft.title.to_string(),
            urls,
            draft.note.map(Text::into_owned),
        )
    });
    let urls = vec![("a.org".to_owned(), true), ("b.org".to_owned(), true)];
    assert_eq!(
        told,
        (
            "Smoke".to_owned(),
            urls,
            Some("associations: CIV".to_owned())
        )
    );
}

#[test]
fn names_and_addresses_of_sources_are_pairs_where_there_are_as_many() {
    let claims = |table: &str| {
        last(table, |draft| {
            let claims = draft.expect("an event").claims.into_iter();
            let words = claims.map(|claim| {
                let url = claim.url.unwrap_or_default();
                [claim.speaker, claim.source, url]
                    .join(" ")
                    .trim()
                    .to_owned()
            });
            words.collect::<Vec<_>>()
        })
        .0
    };
    let header = "title|date|speaker|source|url\na|2021|";
    assert_eq!(
        claims(&format!("{header}army|A;B|https://a.org/1;https://b.org")),
        ["army A https://a.org/1", "army B https://b.org"]
    );
    assert_eq!(
        claims(&format!("{header}|A;B|https://c.org/1")),
        ["A", "B", "c.org https://c.org/1"]
    );
    assert_eq!(claims(&format!("{header}||")), [""]);
}

#[test]
fn a_place_without_a_position_is_no_mistake_and_a_country_is_no_point() {
    let place = |row: &str| {
        let table = format!("title|lat|lon|place|province|country|precision\na|{row}");
        let (place, problems) = last(&table, |draft| {
            let place = draft.and_then(|draft| draft.place);
            place.map(|place| {
                (
                    place.name.to_string(),
                    place.within.to_string(),
                    place.at,
                    place.precision,
                )
            })
        });
        (place, problems.len())
    };
    let told = |name: &str, within: &str, at: Option<(f64, f64)>, precision| {
        let at = at.and_then(|(lon, lat)| LonLat::new(lon, lat).ok());
        Some((name.to_owned(), within.to_owned(), at, precision))
    };
    let town = PlacePrecision::Town;
    assert_eq!(
        place("39.7|44.8|Yeraskh|Ararat|Armenia|"),
        (
            told("Yeraskh", "Ararat, Armenia", Some((44.8, 39.7)), town),
            0
        )
    );
    assert_eq!(
        place("||Yeraskh||Armenia|"),
        (told("Yeraskh", "Armenia", None, town), 0)
    );
    assert_eq!(
        place("||||Armenia|"),
        (told("Armenia", "", None, PlacePrecision::Country), 0)
    );
    assert_eq!(
        place("39.7|44.8||||exact"),
        (told("", "", Some((44.8, 39.7)), PlacePrecision::Exact), 0)
    );
    assert_eq!(place("|||||"), (None, 0));
    assert_eq!(place("144.8|39.7||||"), (None, 1));
    assert_eq!(place("39,7|44,8||||"), (None, 1));
}

#[test]
fn a_decimal_comma_is_read_where_commas_separate_no_cells() {
    let records = records("title|lat|lon\na|39,7|44,8");
    let layout = recognize(&records, None)
        .expect("a layout")
        .layout
        .with_delimiter(b';');
    let mut problems = Vec::new();
    let draft = layout.draft(&records[1], &mut problems).expect("an event");
    assert_eq!(
        draft.place.and_then(|place| place.at),
        LonLat::new(44.8, 39.7).ok()
    );
    assert_eq!(problems, []);
}

#[test]
fn a_title_is_made_of_what_the_row_says_or_the_row_is_told() {
    let title = |row: &str| {
        let table = format!("title|notes|kind|place|date\n{row}|2021");
        let (title, problems) = last(&table, |draft| draft.map(|draft| draft.title.into_owned()));
        (title.unwrap_or_default(), problems.len())
    };
    let long = "Some words that go on. ".repeat(9);
    assert_eq!(title("Fire|Notes|k|p"), ("Fire".to_owned(), 0));
    assert_eq!(title("||clash|Yeraskh"), ("clash, Yeraskh".to_owned(), 0));
    assert_eq!(title("|||"), (String::new(), 1));
    let (cut, _) = title(&format!("|{long}||"));
    assert!(cut.ends_with('…') && cut.chars().count() <= MOST_OF_A_TITLE + 1);
}

#[test]
fn cells_of_unknown_columns_are_in_the_note() {
    let (note, _) = last(
        "title|date|deaths||actor1|actor2\na|2021|3|x|A;B|A",
        |draft| {
            let draft = draft.expect("an event");
            assert_eq!(draft.parties, ["A", "B"]);
            draft.note.map(Text::into_owned)
        },
    );
    assert_eq!(note.as_deref(), Some("deaths: 3\nwithout a name: x"));
}

#[test]
fn a_blank_row_is_passed_over_and_a_ragged_one_is_told() {
    let (is_event, problems) = last("title|date\n|", |draft| draft.is_some());
    assert_eq!((is_event, problems), (false, Vec::new()));
    let (is_event, problems) = last("title|date|notes\na|2021", |draft| draft.is_some());
    assert!(is_event);
    assert_eq!(problems[0].message, "this row has 2 cells, the header 3");
    let (is_event, problems) = last("title|date\na|2021||", |draft| draft.is_some());
    assert_eq!((is_event, problems), (true, Vec::new()));
}

#[test]
fn a_reader_can_say_which_column_is_which() {
    let records = records("Was|Wann|Y0|X0\nBrand|1/2/2021|39.7|44.8");
    let mapping = Mapping::parse("title=Was,date=wann,lat=Y0,lon=X0")
        .and_then(|mapping| mapping.with_dates("dmy"));
    let recognized = recognize(&records, mapping.ok().as_ref()).expect("a layout");
    assert!(matches!(recognized.layout, Layout::Generic(_)));
    let mut problems = Vec::new();
    let draft = recognized
        .layout
        .draft(&records[1], &mut problems)
        .expect("an event");
    assert_eq!(
        draft
            .date
            .when()
            .map(|when| when.text().to_owned())
            .as_deref(),
        Some("2021-02-01")
    );
    assert_eq!(draft.phrase.as_deref(), Some("1/2/2021"));
    assert_eq!((draft.note, problems), (None, Vec::new()));
}
