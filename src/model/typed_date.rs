//! Dates as people type them. Never guessed: where two readings differ, both are given.

use thiserror::Error;

use super::{Day, Window};

/// What a typed date can mean, as days from first to last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TypedDate {
    /// One reading.
    Days(Window),
    /// Numbers that can be day and month, or month and day.
    Either {
        /// As in 12.6.2020 for 12 June.
        day_first: Window,
        /// As in 12/6/2020 for 6 December.
        month_first: Window,
    },
}

/// Why a text is no date.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum TypedDateError {
    /// Nothing was typed.
    #[error("Type a day, a month, a year, or two of them with “to” between.")]
    Empty,
    /// It is none of the forms.
    #[error("“{0}” is no date; try 12 June 2020, June 2020, 2020-06 or 2020.")]
    Form(String),
    /// It has the form of a date and is none.
    #[error("There is no such day: {0}.")]
    NoDay(String),
    /// Both ends of a stretch must have one reading.
    #[error("“{0}” can be two days; write its month as a word.")]
    Ambiguous(String),
    /// The end lies before the beginning.
    #[error("It ends before it begins.")]
    Order,
}

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// Reads a date in one of the forms in which people write dates.
///
/// A year, a month of a year, or a day: `2020`, `Q2 2020`, `jun 2020`, `2020-06`, `6/2020`, `12 June 2020`,
/// `June 12, 2020`, `2020-06-12`, `12.6.2020`; or a stretch: `2019-2021`, `1 jun to 30 jun 2020`,
/// `jun – aug 2021`, `2020-06-01..2020-06-30`. Small and large letters are the same. Years have four digits.
///
/// # Errors
/// A sentence for the reader that says what is wrong and what would be right.
pub fn typed_date(text: &str) -> Result<TypedDate, TypedDateError> {
    let text = text.trim().to_lowercase();
    if text.is_empty() {
        return Err(TypedDateError::Empty);
    }
    let Some((from, to)) = ends(&text) else {
        return single(&text, None);
    };
    let one = |text: &str, year| match single(text, year)? {
        TypedDate::Days(days) => Ok(days),
        TypedDate::Either { .. } => Err(TypedDateError::Ambiguous(text.to_owned())),
    };
    let last = one(to, None)?;
    // "jun to aug 2021": the beginning lies in the year of the end.
    let year = last.first().ymd().map(|(year, _, _)| year);
    let first = one(from, None).or_else(|error| one(from, year).map_err(|_second| error))?;
    if first.first() > last.last() {
        return Err(TypedDateError::Order);
    }
    Ok(TypedDate::Days(Window::between(first.first(), last.last())))
}

/// The two ends of a stretch, if there is a word or a sign between them.
fn ends(text: &str) -> Option<(&str, &str)> {
    for between in ["..", " to ", " until ", " - ", "–", "—"] {
        if let Some((from, to)) = text.split_once(between) {
            return Some((from.trim(), to.trim()));
        }
    }
    let (from, to) = text.split_once('-')?;
    (is_year(from) && is_year(to)).then_some((from, to))
}

fn is_year(text: &str) -> bool {
    text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// A part of a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Year(i32),
    Month(i8),
    Quarter(i8),
    /// One or two digits.
    Number(i8),
}

fn part(word: &str) -> Option<Part> {
    if is_year(word) {
        return word.parse().ok().map(Part::Year);
    }
    if let Some(quarter) = word.strip_prefix('q') {
        let quarter = quarter.parse().ok()?;
        return (1..=4).contains(&quarter).then_some(Part::Quarter(quarter));
    }
    if word.starts_with(|first: char| first.is_ascii_digit()) {
        let ordinals = ["st", "nd", "rd", "th"];
        let mut bare = ordinals.iter().filter_map(|end| word.strip_suffix(end));
        let digits = bare.next().unwrap_or(word);
        let is_short = digits.len() <= 2;
        return digits.parse().ok().filter(|_| is_short).map(Part::Number);
    }
    let is_long = word.chars().count() >= 3;
    let month = MONTHS.iter().zip(1_i8..).find(|(name, _)| {
        is_long && (name.starts_with(word) || (word == "sept" && **name == "september"))
    });
    month.map(|(_, month)| Part::Month(month))
}

/// One date; `year` is what it has if it names none.
fn single(text: &str, year: Option<i32>) -> Result<TypedDate, TypedDateError> {
    use Part::{Month, Number, Quarter, Year};
    let no_date = || TypedDateError::Form(text.to_owned());
    let words = text
        .split([' ', '.', ',', '/', '-', '\u{a0}'])
        .filter(|word| !word.is_empty());
    let parts: Option<Vec<Part>> = words.map(part).collect();
    let mut parts = parts.ok_or_else(no_date)?;
    let has_year = parts.iter().any(|part| matches!(part, Year(_)));
    parts.extend(year.filter(|_| !has_year).map(Year));
    let day = |year, month, day| {
        let found = Day::from_ymd(year, month, day);
        let found = found.map(|day| Window::between(day, day));
        found.ok_or_else(|| TypedDateError::NoDay(text.to_owned()))
    };
    let months = |year, first, last| {
        let ends = Day::from_ymd(year, first, 1).zip(Day::last_of_month(year, last));
        let days = ends.map(|(first, last)| TypedDate::Days(Window::between(first, last)));
        days.ok_or_else(|| TypedDateError::NoDay(text.to_owned()))
    };
    match *parts.as_slice() {
        [Year(y)] => months(y, 1, 12),
        [Quarter(q), Year(y)] | [Year(y), Quarter(q)] => months(y, 3 * q - 2, 3 * q),
        [Month(m) | Number(m), Year(y)] | [Year(y), Month(m) | Number(m)] => months(y, m, m),
        [Number(d), Month(m), Year(y)]
        | [Month(m), Number(d), Year(y)]
        | [Year(y), Month(m) | Number(m), Number(d)] => day(y, m, d).map(TypedDate::Days),
        [Number(a), Number(b), Year(y)] => match (day(y, b, a), day(y, a, b)) {
            (Ok(day_first), Ok(month_first)) if day_first != month_first => Ok(TypedDate::Either {
                day_first,
                month_first,
            }),
            (Ok(days), _) | (_, Ok(days)) => Ok(TypedDate::Days(days)),
            (Err(error), Err(_)) => Err(error),
        },
        _ => Err(no_date()),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn words(text: &str) -> String {
        let days = |window: Window| format!("{} {}", window.first(), window.last());
        match typed_date(text) {
            Ok(TypedDate::Days(window)) => days(window),
            Ok(TypedDate::Either {
                day_first,
                month_first,
            }) => format!("{} or {}", day_first.first(), month_first.first()),
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn dates_are_read_as_people_type_them() {
        let june = "2020-06-01 2020-06-30";
        let twelfth = "2020-06-12 2020-06-12";
        for (text, expected) in [
            ("2020", "2020-01-01 2020-12-31"),
            ("jun 2020", june),
            (" June  2020 ", june),
            ("2020 june", june),
            ("2020-06", june),
            ("2020/6", june),
            ("6/2020", june),
            ("06.2020", june),
            ("Sept 2021", "2021-09-01 2021-09-30"),
            ("q2 2020", "2020-04-01 2020-06-30"),
            ("2020-06-12", twelfth),
            ("2020.6.12", twelfth),
            ("12 June 2020", twelfth),
            ("12th jun 2020", twelfth),
            ("June 12, 2020", twelfth),
            ("12-jun-2020", twelfth),
            ("12.6.2020", "2020-06-12 or 2020-12-06"),
            ("13.6.2020", "2020-06-13 2020-06-13"),
            ("6/13/2020", "2020-06-13 2020-06-13"),
            ("6.6.2020", "2020-06-06 2020-06-06"),
            ("29 feb 2020", "2020-02-29 2020-02-29"),
            ("2019-2021", "2019-01-01 2021-12-31"),
            ("1 jun to 30 jun 2020", june),
            ("1 jun 2020 - 30 jun 2020", june),
            ("jun – aug 2021", "2021-06-01 2021-08-31"),
            ("2020-06-01..2020-06-30", june),
            ("dec 2020 until feb 2021", "2020-12-01 2021-02-28"),
        ] {
            assert_eq!(words(text), expected, "{text}");
        }
    }

    #[test]
    fn what_is_no_date_is_said_to_be_none() {
        for (text, part) in [
            ("", "Type a day"),
            ("soon", "“soon” is no date"),
            ("12 June", "is no date"),
            ("20", "is no date"),
            ("12 6 20", "is no date"),
            ("31 june 2020", "There is no such day: 31 june 2020."),
            ("29 feb 2021", "no such day"),
            ("2020-13", "no such day"),
            ("13.13.2020", "no such day"),
            ("aug to jun 2021", "ends before it begins"),
            ("1.2.2020 to 5.2.2020", "can be two days"),
            ("2020 2021", "is no date"),
            ("ju 2020", "is no date"),
            ("q5 2020", "is no date"),
        ] {
            assert!(words(text).contains(part), "{text}: {}", words(text));
        }
    }

    proptest! {
        #[test]
        fn any_text_is_a_date_or_a_sentence(text in ".{0,40}") {
            prop_assert!(!words(&text).is_empty());
        }

        #[test]
        fn a_day_is_found_in_each_of_its_forms(year in 1000..=9999_i32, month in 1..=12_i8, day in 1..=28_i8) {
            let name = MONTHS[usize::from(month.unsigned_abs()) - 1];
            let expected = format!("{0} {0}", Day::from_ymd(year, month, day).expect("a day"));
            for text in [
                format!("{year}-{month:02}-{day:02}"),
                format!("{day} {name} {year}"),
                format!("{} {day}, {year}", &name[..3]),
            ] {
                prop_assert_eq!(words(&text), expected.clone());
            }
        }
    }
}
