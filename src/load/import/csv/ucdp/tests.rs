//! What rows of UCDP GED mean, each rule by its smallest row.

use super::*;
use crate::load::import::DraftPlace;
use crate::model::{PlaceKind, PlacePrecision, Sense};

const USUAL: [(&str, &str); 15] = [
    ("id", "300380.0"),
    ("type_of_violence", "1.0"),
    ("side_a", "Government of Syria"),
    ("side_b", "Syrian insurgents"),
    ("date_prec", "1.0"),
    ("date_start", "2013-01-03"),
    ("date_end", "2013-01-03"),
    ("where_prec", "1.0"),
    ("where_coordinates", "Rami village"),
    ("adm_2", "Ariha district"),
    ("country", "Syria"),
    ("latitude", "35.763369"),
    ("longitude", "36.558974"),
    ("deaths_b", "2.0"),
    ("best", "2.0"),
];

/// The usual row with other cells.
fn row(changes: &[(&str, &str)]) -> StringRecord {
    let all = || changes.iter().chain(&USUAL);
    let cell = |name: &&str| {
        all()
            .find(|(own, _)| own == name)
            .map_or("", |(_, cell)| cell)
    };
    COLUMNS.iter().map(cell).collect()
}

fn drafted(row: &StringRecord) -> (Option<Draft<'_>>, Vec<Problem>) {
    let ucdp = Ucdp::new(&Header::from_names(COLUMNS), DayOrder::Unknown);
    let mut problems = Vec::new();
    (ucdp.draft(row, &mut problems), problems)
}

#[test]
fn a_row_is_an_event_between_its_sides_at_its_place() {
    let row = row(&[
        ("low", "2"),
        ("high", "3"),
        ("dyad_name", "Government of Syria - Syrian insurgents"),
    ]);
    let (draft, problems) = drafted(&row);
    let draft = draft.expect("an event");
    assert_eq!(problems, []);
    assert_eq!(draft.id, "ucdp-300380");
    assert_eq!(
        draft.title,
        "Government of Syria – Syrian insurgents, Rami village"
    );
    assert_eq!(draft.kind, "State-based violence");
    assert_eq!(draft.parties, ["Government of Syria", "Syrian insurgents"]);
    assert_eq!(draft.claims[0].says, "At Rami village: 2 killed (2–3).");
    assert_eq!(draft.claims[0].source, "UCDP GED");
    assert_eq!(draft.note.as_deref(), Some("where_prec 1"));
    let place = draft.place.expect("a place");
    assert_eq!(
        (place.name.as_ref(), place.within.as_ref()),
        ("Rami village", "Ariha district, Syria")
    );
    assert_eq!(
        (place.precision, place.kind),
        (PlacePrecision::Locality, PlaceKind::Village)
    );
}

#[test]
fn the_days_of_a_row_are_what_is_not_known_and_no_duration() {
    for (code, start, end, expected) in [
        ("1.0", "2013-05-03", "2013-05-03 00:00:00.000", "2013-05-03"),
        ("1", "2013-05-03", "2013-05-04", "[2013-05-03..2013-05-04]"),
        ("2", "2013-05-03", "2013-05-04", "[2013-05-03..2013-05-04]"),
        ("3", "2013-05-03", "2013-05-09", "[2013-05-03..2013-05-09]"),
        ("4", "2013-05-01", "2013-05-31", "2013-05"),
        ("4", "2013-02-01", "2013-02-28", "2013-02"),
        ("4", "2013-05-01", "2013-06-30", "[2013-05-01..2013-06-30]"),
        ("4", "2013-05-02", "2013-05-31", "[2013-05-02..2013-05-31]"),
        ("5", "2013-01-01", "2013-12-31", "2013"),
        ("5", "2012-01-01", "2013-12-31", "[2012-01-01..2013-12-31]"),
        ("5", "2013-03-01", "2013-12-31", "[2013-03-01..2013-12-31]"),
        ("", "2013-05-03", "2013-05-04", "[2013-05-03..2013-05-04]"),
        ("1", "2013-05-03", "", "[2013-05-03..]"),
    ] {
        let row = row(&[
            ("date_prec", code),
            ("date_start", start),
            ("date_end", end),
        ]);
        let (draft, problems) = drafted(&row);
        let draft = draft.expect("an event");
        let when = draft.date.when().expect("a date");
        assert_eq!((when.text(), when.sense()), (expected, Sense::SomeTime));
        assert_eq!(problems, []);
    }
}

#[test]
fn a_code_of_its_date_is_kept_in_words() {
    let row = row(&[
        ("date_prec", "4"),
        ("date_start", "2013-05-01"),
        ("date_end", "2013-05-31"),
    ]);
    let phrase = drafted(&row).0.and_then(|draft| draft.phrase);
    let expected = "date_prec 4: 2013-05-01 to 2013-05-31, only the month is known";
    assert_eq!(phrase.as_deref(), Some(expected));
}

#[test]
fn what_cannot_be_is_told_and_the_rest_is_kept() {
    for (name, cell) in [
        ("date_end", "2013-01-01"),
        ("date_start", "1/2/2013"),
        ("date_start", "soon"),
        ("date_prec", "6"),
        ("where_prec", "8"),
        ("type_of_violence", "4"),
        ("latitude", "NaN"),
        ("longitude", "190"),
        ("deaths_a", "-1"),
        ("low", "5"),
    ] {
        let changes = [(name, cell)];
        let row = row(&changes);
        let (draft, problems) = drafted(&row);
        assert!(draft.is_some(), "{name}");
        assert_eq!(problems.len(), 1, "{name}: {problems:?}");
    }
}

#[test]
fn a_place_known_to_a_country_has_no_position() {
    let place = |code| {
        let row = row(&[("where_prec", code), ("where_coordinates", "Syria")]);
        let place = drafted(&row).0.and_then(|draft| draft.place);
        let DraftPlace { at, precision, .. } = place.expect("a place");
        (at.is_some(), precision)
    };
    assert_eq!(place("6.0"), (false, PlacePrecision::Country));
    assert_eq!(place("5"), (true, PlacePrecision::Province));
    assert_eq!(place("2"), (true, PlacePrecision::District));
}

#[test]
fn the_dead_of_each_side_are_told_where_there_are_any_and_all_of_them_always() {
    let row = row(&[
        ("deaths_b", "0"),
        ("deaths_civilians", "1.0"),
        ("best", "0"),
        ("low", "0.0"),
        ("high", "4"),
    ]);
    let losses = drafted(&row).0.expect("an event").losses;
    let told: Vec<_> = losses
        .iter()
        .map(|loss| (loss.whose.as_deref(), loss.low, loss.best, loss.high))
        .collect();
    assert_eq!(
        told,
        [
            (Some("Civilians"), None, Some(1), None),
            (None, Some(0), Some(0), Some(4))
        ]
    );
}

#[test]
fn what_ucdp_says_besides_is_in_the_note() {
    let row = row(&[
        ("event_clarity", "2.0"),
        ("code_status", "Check dyad"),
        ("conflict_name", "Syria: Government"),
        ("dyad_name", "Another dyad"),
        ("where_description", "in the al-Rami village"),
    ]);
    let note = drafted(&row)
        .0
        .and_then(|draft| draft.note)
        .expect("a note");
    for line in [
        "where_prec 1",
        "event_clarity 2",
        "Check dyad",
        "Syria: Government",
        "Another dyad",
        "al-Rami",
    ] {
        assert!(note.contains(line), "{note}");
    }
}

#[test]
fn a_row_without_id_and_date_is_no_event() {
    let row = row(&[("id", ""), ("date_start", "")]);
    let (draft, problems) = drafted(&row);
    assert!(draft.is_none());
    assert_eq!(problems.len(), 1);
}
