//! The forms of dates in tables, each by its smallest example.

use super::*;

fn written(text: &str, order: DayOrder) -> String {
    match date(text, order) {
        Ok(date) => date
            .when()
            .map_or("none".to_owned(), |when| when.text().to_owned()),
        Err(error) => format!("{error:?}")
            .split('(')
            .next()
            .unwrap_or_default()
            .to_owned(),
    }
}

#[test]
fn a_day_is_read_in_every_form_that_leaves_no_doubt() {
    for text in [
        "2023-02-07",
        "2023-02-07 00:00:00.000",
        "2023-02-07T10:30:00Z",
        "2023/2/7",
        "20230207",
        "7.2.2023",
        "7.2.2023 10:30",
        "7-Feb-23",
        "7 February 2023",
        "February 7, 2023",
        "7 FEB 2023",
        "2023-Feb-07",
        "7 Feb. 2023 10:30",
    ] {
        assert_eq!(written(text, DayOrder::Unknown), "2023-02-07", "{text}");
    }
    assert_eq!(written("30-Sept-24", DayOrder::Unknown), "2024-09-30");
    assert_eq!(written("30-Sep-99", DayOrder::Unknown), "1999-09-30");
}

#[test]
fn what_is_coarser_than_a_day_stays_so() {
    for (text, expected) in [
        ("March 2023", "2023-03"),
        ("2023 Mar", "2023-03"),
        ("2021", "2021"),
        ("2021-06-XX", "2021-06-XX"),
        ("2020-06?", "2020-06?"),
        ("2020/2021", "2020/2021"),
    ] {
        assert_eq!(written(text, DayOrder::Unknown), expected);
    }
}

#[test]
fn day_and_month_are_told_apart_or_asked_for() {
    use DayOrder::{DayFirst, MonthFirst, Unknown};
    for (text, order, expected) in [
        ("1/2/2021", DayFirst, "2021-02-01"),
        ("1/2/2021", MonthFirst, "2021-01-02"),
        ("1/2/2021", Unknown, "Either"),
        ("01-02-2021", Unknown, "Either"),
        ("3/3/2021", Unknown, "2021-03-03"),
        ("13/2/2021", Unknown, "2021-02-13"),
        ("2/13/2021", Unknown, "2021-02-13"),
        ("2/13/2021", DayFirst, "Against"),
        ("13/2/2021", MonthFirst, "Against"),
        ("31/4/2021", DayFirst, "NoSuchDay"),
        ("1/2/21", DayFirst, "ShortYear"),
        ("2021-02-30", Unknown, "NoSuchDay"),
        ("30-Feb-21", Unknown, "NoSuchDay"),
        ("Feb-21", Unknown, "Unread"),
        ("44562", Unknown, "Unread"),
        ("soon", Unknown, "Unread"),
    ] {
        assert_eq!(written(text, order), expected, "{text} {order:?}");
    }
}

#[test]
fn an_ambiguous_day_is_told_with_both_its_readings() {
    let problem = day("1/2/2021", DayOrder::Unknown)
        .expect_err("ambiguous")
        .problem("date", "1/2/2021");
    assert_eq!(problem.message, "1/2/2021 may be 1 February or 2 January");
    assert_eq!(problem.hint.as_deref(), Some(HOW_TO_SAY));
}

#[test]
fn one_plain_date_of_a_table_shows_the_order_of_all() {
    let shown = |texts: &[&'static str]| DayOrder::shown_by(texts.iter().copied());
    assert_eq!(
        shown(&["1/2/2021", "13/2/2021 10:30"]),
        Ok(DayOrder::DayFirst)
    );
    assert_eq!(shown(&["1-2-2021", "2-13-2021"]), Ok(DayOrder::MonthFirst));
    assert_eq!(
        shown(&["1/2/2021", "13.2.2021", "2021-02-13"]),
        Ok(DayOrder::Unknown)
    );
    assert_eq!(
        shown(&["13/2/2021", "2/14/2021"]),
        Err(("13/2/2021", "2/14/2021"))
    );
}
