//! Why a cell is no date, in words that help.

use super::{DayOrder, HOW_TO_SAY, MONTHS};
use crate::load::import::Problem;
use crate::load::import::csv::cells::quoted;
use crate::model::{Day, When};

/// Why a cell is no date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::load::import::csv) enum NotADate {
    /// Nothing that is read as a date.
    Unread,
    /// A day that no calendar has.
    NoSuchDay,
    /// Its year has two digits, and no name of a month beside it.
    ShortYear,
    /// One day or another.
    Either(Day, Day),
    /// Only the other order would make it a day.
    Against(DayOrder),
}

impl NotADate {
    /// What is wrong with the text of a cell, and what would be right.
    pub(in crate::load::import::csv) fn problem(self, field: &str, text: &str) -> Problem {
        let (message, hint) = match self {
            Self::Unread => match When::parse(text) {
                Err(error) => (error.to_string(), "a date like 2021-07-19"),
                Ok(_) => (
                    format!("{} is not a day", quoted(text)),
                    "a day like 2021-07-19",
                ),
            },
            Self::NoSuchDay => (
                format!("there is no day {}", quoted(text)),
                "a date like 2021-07-19",
            ),
            Self::ShortYear => (
                format!("the year of {} has two digits only", quoted(text)),
                "a year with four digits",
            ),
            Self::Either(a, b) => (
                format!("{text} may be {} or {}", in_words(a), in_words(b)),
                HOW_TO_SAY,
            ),
            Self::Against(order) => {
                let first = if order == DayOrder::DayFirst {
                    "day"
                } else {
                    "month"
                };
                (
                    format!(
                        "{text} is no date with the {first} first, as in the rest of the table"
                    ),
                    HOW_TO_SAY,
                )
            }
        };
        Problem::error(field, message).with_hint(hint)
    }
}

/// "1 February"
fn in_words(day: Day) -> String {
    let Some((_, month, day)) = day.ymd() else {
        return day.to_string();
    };
    let index = usize::try_from(month).unwrap_or_default().wrapping_sub(1);
    let month = MONTHS.get(index).copied().unwrap_or_default();
    format!("{day} {month}")
}
