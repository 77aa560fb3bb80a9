//! How days, dates and spans are said.

use super::number;
use crate::model::{DatePrecision, Day, Hemisphere, Season, Sense, TimeSpan, When, Window};
use crate::query::TimeUnit;

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// "19 July 2021"
pub(crate) fn day(day: Day) -> String {
    day.ymd().map_or_else(String::new, |(y, m, d)| {
        format!("{d} {} {}", month_name(m), year(y))
    })
}

/// "19 Jul 2021"
pub(crate) fn short_day(day: Day) -> String {
    day.ymd().map_or_else(String::new, |(y, m, d)| {
        format!("{d} {} {}", short_month(m), year(y))
    })
}

/// "July 2021"
pub(crate) fn month(day: Day) -> String {
    day.ymd().map_or_else(String::new, |(y, m, _)| {
        format!("{} {}", month_name(m), year(y))
    })
}

/// "2021, month not known", "Apr – May 2021", "Dec 2020 – Jan 2021": some month from that of one day to that of another.
pub(crate) fn months(first: Day, last: Day) -> String {
    let (Some((first_year, first_month, _)), Some((last_year, last_month, _))) =
        (first.ymd(), last.ymd())
    else {
        return String::new();
    };
    let (first, last) = (short_month(first_month), short_month(last_month));
    if first_year != last_year {
        format!("{first} {} – {last} {}", year(first_year), year(last_year))
    } else if (first_month, last_month) == (1, 12) {
        format!("{}, month not known", year(first_year))
    } else {
        format!("{first} – {last} {}", year(last_year))
    }
}

/// "2021"
pub(crate) fn year_of(day: Day) -> String {
    day.ymd().map_or_else(String::new, |(y, _, _)| year(y))
}

fn month_name(month: i8) -> &'static str {
    usize::try_from(month - 1)
        .ok()
        .and_then(|index| MONTHS.get(index).copied())
        .unwrap_or_default()
}

fn short_month(month: i8) -> &'static str {
    month_name(month).get(..3).unwrap_or_default()
}

/// Years before the first are said as such: year 0 is 1 BC. Five digits have a comma.
fn year(year: i32) -> String {
    let digits = |year: i32| {
        if year > 9_999 {
            number(usize::try_from(year).unwrap_or(0))
        } else {
            year.to_string()
        }
    };
    if year > 0 {
        digits(year)
    } else {
        format!("{} BC", digits(1 - year))
    }
}

/// What stands under a tick of the axis: "Jun", "14", "2020", and the larger unit where it begins.
pub(crate) fn tick(at: Day, unit: TimeUnit) -> (String, Option<String>) {
    let Some((y, m, d)) = at.ymd() else {
        return Default::default();
    };
    match unit {
        TimeUnit::Day | TimeUnit::Week => {
            let is_first = d <= if unit == TimeUnit::Day { 1 } else { 7 };
            (d.to_string(), is_first.then(|| month(at)))
        }
        TimeUnit::Month => (short_month(m).to_owned(), (m == 1).then(|| year(y))),
        _ => (year(y), None),
    }
}

/// The larger unit that a tick stands in.
pub(crate) fn tick_context(at: Day, unit: TimeUnit) -> Option<String> {
    match unit {
        TimeUnit::Day | TimeUnit::Week => Some(month(at)),
        TimeUnit::Month => at.ymd().map(|(y, _, _)| year(y)),
        _ => None,
    }
}

/// "1 May – 31 Aug 2021"
pub(crate) fn window(window: Window) -> String {
    let (first, last) = (window.first(), window.last());
    if first == last {
        return short_day(first);
    }
    match (first.ymd(), last.ymd()) {
        (None, _) => format!("up to {}", short_day(last)),
        (Some((first_year, m, d)), Some((last_year, _, _))) if first_year == last_year => {
            format!("{d} {} – {}", short_month(m), short_day(last))
        }
        _ => format!("{} – {}", short_day(first), short_day(last)),
    }
}

/// "window, 123 days"
pub(crate) fn window_length(window: Window) -> String {
    match window.n_days() {
        1 => "window, 1 day".to_owned(),
        n => format!("window, {} days", number(usize::try_from(n).unwrap_or(0))),
    }
}

/// A date in words: "19 July 2021", "some day in June 2021", "from 10 November 2020 on".
pub(crate) fn when(when: &When) -> String {
    let about = |is_approximate: bool| if is_approximate { "about " } else { "" };
    let start = when.start().map(|(days, precision)| {
        (
            about(when.is_start_approximate()),
            one_date(days, precision, when.start_season()),
        )
    });
    let end = when.end().map(|(days, precision)| {
        (
            about(when.is_end_approximate()),
            one_date(days, precision, when.end_season()),
        )
    });
    let is_whole = when.sense() == Sense::Whole;
    let words = match (start, end, when.is_interval()) {
        (Some((about, only)), _, false) => match when.precision() {
            DatePrecision::Range => format!("{about}{}", range(when.span())),
            DatePrecision::Month
            | DatePrecision::Season
            | DatePrecision::Year
            | DatePrecision::Years
                if about.is_empty() =>
            {
                let amount = if is_whole { "all of" } else { "some day in" };
                format!("{amount} {only}")
            }
            _ => format!("{about}{only}"),
        },
        (Some((about_start, start)), Some((about_end, end)), true) => {
            format!("{about_start}{start} – {about_end}{end}")
        }
        (Some((about, start)), None, true) => format!("from {about}{start} on"),
        (None, Some((about, end)), true) => format!("until {about}{end}"),
        (None, _, _) => when.text().to_owned(),
    };
    if when.is_uncertain() {
        format!("{words}, uncertain")
    } else {
        words
    }
}

/// A date in few words for a list: "27 Sep – 10 Nov 2020", "about Aug 2021".
pub(crate) fn short_when(when: &When) -> String {
    let span = when.span();
    if when.is_approximate() || when.is_uncertain() {
        return self::when(when);
    }
    let days = Window::between(span.earliest_start(), span.latest_end());
    match (days.first().is_bounded(), days.last().is_bounded()) {
        (true, true) if is_plain_window(when) => window(days),
        (true, true) => self::when(when),
        (true, false) => format!("from {}", short_day(days.first())),
        (false, true) => format!("until {}", short_day(days.last())),
        (false, false) => when.text().to_owned(),
    }
}

/// Whether a date says no less when it is written as its first and its last day.
fn is_plain_window(when: &When) -> bool {
    match when.precision() {
        DatePrecision::Day => when.is_interval(),
        DatePrecision::Range => true,
        DatePrecision::Month
        | DatePrecision::Season
        | DatePrecision::Year
        | DatePrecision::Years => false,
    }
}

/// "between 27 September 2020 and 10 November 2020"
fn range(span: TimeSpan) -> String {
    let (first, last) = (span.earliest_start(), span.latest_end());
    match (first.is_bounded(), last.is_bounded()) {
        (true, true) => format!("between {} and {}", day(first), day(last)),
        (true, false) => format!("on or after {}", day(first)),
        (false, _) => format!("on or before {}", day(last)),
    }
}

fn one_date(days: Window, precision: DatePrecision, season: Option<Season>) -> String {
    if let Some(season) = season {
        return format!("{} {}", season_words(season), year_of(days.first()));
    }
    match precision {
        DatePrecision::Day => day(days.first()),
        DatePrecision::Month if days.n_days() >= 28 => month(days.first()),
        DatePrecision::Year => year_of(days.first()),
        DatePrecision::Years => format!("{}–{}", year_of(days.first()), year_of(days.last())),
        DatePrecision::Month | DatePrecision::Season | DatePrecision::Range => window(days),
    }
}

/// "spring", "second quarter", "first half of"
fn season_words(season: Season) -> String {
    const ORDINALS: [&str; 4] = ["first", "second", "third", "fourth"];
    let nth = |n: u8| {
        let index = usize::from(n).saturating_sub(1);
        ORDINALS.get(index).copied().unwrap_or_default()
    };
    let of = |name: &str, hemisphere| match hemisphere {
        Hemisphere::NotGiven => name.to_owned(),
        Hemisphere::Northern => format!("northern {name}"),
        Hemisphere::Southern => format!("southern {name}"),
    };
    match season {
        Season::Spring(hemisphere) => of("spring", hemisphere),
        Season::Summer(hemisphere) => of("summer", hemisphere),
        Season::Autumn(hemisphere) => of("autumn", hemisphere),
        Season::Winter(hemisphere) => of("winter", hemisphere),
        Season::Quarter(n) => format!("the {} quarter of", nth(n)),
        Season::Third(n) => format!("the {} four months of", nth(n)),
        Season::Half(n) => format!("the {} half of", nth(n)),
    }
}

/// How well a date is known: "the exact day".
pub(crate) fn date_precision(when: &When) -> String {
    let mut words = vec![match (when.is_interval(), when.precision()) {
        (true, DatePrecision::Day) => "to the day",
        (true, DatePrecision::Month) => "to the month",
        (true, _) => "roughly",
        (false, DatePrecision::Day) => "the exact day",
        (false, DatePrecision::Month | DatePrecision::Range) => "the day is not given",
        (false, _) if when.sense() == Sense::Whole => "all of its days",
        (false, DatePrecision::Season) => "only a part of the year is given",
        (false, DatePrecision::Year) => "only the year is given",
        (false, DatePrecision::Years) => "only some years are given",
    }];
    if when.is_interval() && when.end().is_none() {
        words.push("no end given");
    }
    words.join(", ")
}

/// What stands in front of a row of the list: the day, or a sign that it is not known.
pub(crate) fn day_mark(when: Option<&When>) -> String {
    let Some(when) = when else {
        return "–".to_owned();
    };
    let span = when.span();
    match span.earliest_start().ymd() {
        Some((_, _, d)) if span.is_exact() && span.earliest_start() == span.latest_end() => {
            d.to_string()
        }
        Some((_, _, d)) if span.is_exact() => format!("{d}–"),
        _ if when.is_approximate() || when.is_uncertain() => "~".to_owned(),
        _ => "XX".to_owned(),
    }
}

/// "month", "year", …
pub(crate) fn unit(unit: TimeUnit) -> &'static str {
    match unit {
        TimeUnit::Day => "day",
        TimeUnit::Week => "week",
        TimeUnit::Month => "month",
        TimeUnit::Year => "year",
        TimeUnit::Decade => "decade",
        TimeUnit::Century => "century",
        TimeUnit::Millennium => "millennium",
        TimeUnit::TenMillennia => "10,000 years",
        TimeUnit::HundredMillennia => "100,000 years",
    }
}

/// "As known on 30 June 2021"
pub(crate) fn known_on(day: Day) -> String {
    format!("As known on {}", self::day(day))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_said_in_words() {
        for (text, expected) in [
            ("2021-07-19", "19 July 2021"),
            ("2021-06", "some day in June 2021"),
            ("2020-06-XX", "some day in June 2020"),
            ("2021", "some day in 2021"),
            ("2021-08~", "about August 2021"),
            (
                "2020-09-27/2020-11-10",
                "27 September 2020 – 10 November 2020",
            ),
            ("2021-07~/2021-08-11", "about July 2021 – 11 August 2021"),
            ("2021-07-01/2021-08~", "1 July 2021 – about August 2021"),
            ("2021-08-11?", "11 August 2021, uncertain"),
            ("2020-11-10/..", "from 10 November 2020 on"),
            (
                "[2020-09-27..2020-11-10]",
                "between 27 September 2020 and 10 November 2020",
            ),
            ("[2021-08-11..]", "on or after 11 August 2021"),
            ("202X", "some day in 2020–2029"),
            ("-0044-03-15", "15 March 45 BC"),
            ("2021-21", "some day in spring 2021"),
            ("2021-34", "some day in the second quarter of 2021"),
            ("2021-41~", "about the second half of 2021"),
            ("2021-30", "some day in southern summer 2021"),
            ("2020-24/2021-22", "winter 2020 – summer 2021"),
            ("Y12000", "some day in 12,000"),
            ("Y-170002", "some day in 170,003 BC"),
            (
                "[1667,1668,1670..1672]",
                "between 1 January 1667 and 31 December 1672",
            ),
        ] {
            assert_eq!(
                when(&When::parse(text).expect("a date")),
                expected,
                "{text}"
            );
        }
    }
}
