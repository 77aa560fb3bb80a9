//! When, in a table of any kind: one date, a duration from one day to another, or the earliest and the latest day.

use std::borrow::Cow;

use csv::StringRecord;

use crate::load::import::csv::cells::without_zeros;
use crate::load::import::csv::columns::{Column, Header};
use crate::load::import::csv::dates::{self, DayOrder, NotADate};
use crate::load::import::csv::mapping::Mapping;
use crate::load::import::{DraftDate, Problem, Text};
use crate::model::{Sense, When, Window};

/// The columns of time.
#[derive(Debug, Clone)]
pub(super) struct Times {
    order: DayOrder,
    date: Column,
    from: Column,
    to: Column,
    earliest: Column,
    latest: Column,
    year: Column,
    month: Column,
    day: Column,
}

/// A date, and the words of the row where it says it otherwise.
type Told<'a> = (DraftDate<'a>, Option<Text<'a>>);

impl Times {
    pub(super) fn new(header: &Header, mapping: &Mapping) -> Self {
        let column =
            |field: &str, names: &[&str]| mapping.column(field, header).or(header.column(names));
        Self {
            order: DayOrder::default(),
            date: column(
                "date",
                &[
                    "date",
                    "event_date",
                    "when",
                    "day_date",
                    "date_time",
                    "datetime",
                ],
            ),
            from: column(
                "from",
                &[
                    "from",
                    "start",
                    "start_date",
                    "date_start",
                    "date_from",
                    "begin",
                ],
            ),
            to: column(
                "to",
                &["to", "end", "end_date", "date_end", "date_to", "until"],
            ),
            earliest: column(
                "earliest",
                &["earliest", "date_min", "min_date", "earliest_date"],
            ),
            latest: column("latest", &["latest", "date_max", "max_date", "latest_date"]),
            year: column("year", &["year"]),
            month: column("month", &["month"]),
            day: column("day", &["day"]),
        }
    }

    pub(super) fn set_order(&mut self, order: DayOrder) {
        self.order = order;
    }

    /// The columns that hold whole dates.
    pub(super) fn columns(&self) -> [Column; 5] {
        [self.date, self.from, self.to, self.earliest, self.latest]
    }

    pub(super) fn are_there(&self) -> bool {
        self.year.is_there() || self.columns().iter().any(|column| column.is_there())
    }

    pub(super) fn has(&self, index: usize) -> bool {
        let parts = [self.year, self.month, self.day];
        self.columns()
            .iter()
            .chain(&parts)
            .any(|column| column.is_at(index))
    }

    /// The date of a row; a date that cannot be read leaves its words. `date` beside an end begins a duration.
    pub(super) fn date<'a>(&self, row: &'a StringRecord, problems: &mut Vec<Problem>) -> Told<'a> {
        let cells = self.columns().map(|column| column.of(row));
        let told = match cells {
            ["", "", "", "", ""] => self.parts(row),
            ["", "", "", earliest, latest] => self.uncertain(earliest, latest),
            ["", from, to, ..] => self.duration(from, to),
            [date, "", to, ..] if !to.is_empty() => self.duration(date, to),
            [date, "", "", "", ""] => self.one("date", date),
            [date, ..] => self
                .one("date", date)
                .map(|(date, _)| (date, words(&cells))),
        };
        told.unwrap_or_else(|problem| {
            problems.push(problem);
            (DraftDate::None, words(&cells))
        })
    }

    fn one<'a>(&self, field: &str, text: &'a str) -> Result<Told<'a>, Problem> {
        let date = dates::date(text, self.order).map_err(|error| error.problem(field, text))?;
        Ok((date, phrase(text)))
    }

    /// All days from the one to the other. A beginning alone is taken as one day, and told.
    fn duration<'a>(&self, from: &'a str, to: &'a str) -> Result<Told<'a>, Problem> {
        if to.is_empty() || from.is_empty() {
            let (field, text, lack) = if to.is_empty() {
                ("from", from, "no end given")
            } else {
                ("to", to, "no beginning given")
            };
            let (date, _) = self.one(field, text)?;
            return Ok((date, Some(Cow::Owned(format!("{text}, {lack}")))));
        }
        if let (Ok(first), Ok(last)) = (dates::day(from, self.order), dates::day(to, self.order)) {
            let Ok(days) = Window::new(first, last) else {
                return Err(backwards("to", from, to));
            };
            return Ok((DraftDate::Whole(days), two(from, to)));
        }
        let (first, last) = (self.edtf("from", from)?, self.edtf("to", to)?);
        let text = [first, last].join("/");
        When::parse_as(&text, Sense::Whole)
            .map_err(|error| Problem::error("to", error.to_string()))?;
        Ok((
            DraftDate::Edtf(Cow::Owned(text), Sense::Whole),
            two(from, to),
        ))
    }

    /// Some day between the two.
    fn uncertain<'a>(&self, earliest: &'a str, latest: &'a str) -> Result<Told<'a>, Problem> {
        if let (Ok(first), Ok(last)) = (
            dates::day(earliest, self.order),
            dates::day(latest, self.order),
        ) {
            let Ok(days) = Window::new(first, last) else {
                return Err(backwards("latest", earliest, latest));
            };
            return Ok((DraftDate::SomeDayIn(days), two(earliest, latest)));
        }
        let side = |field: &str, text: &'a str| match text {
            "" => Ok(Cow::Borrowed("")),
            text => self.edtf(field, text),
        };
        let text = format!(
            "[{}..{}]",
            side("earliest", earliest)?,
            side("latest", latest)?
        );
        When::parse(&text).map_err(|error| Problem::error("latest", error.to_string()))?;
        Ok((
            DraftDate::Edtf(Cow::Owned(text), Sense::SomeTime),
            two(earliest, latest),
        ))
    }

    fn edtf<'a>(&self, field: &str, text: &'a str) -> Result<Text<'a>, Problem> {
        dates::edtf(text, self.order).map_err(|error| error.problem(field, text))
    }

    /// A year with or without month and day, each in a column of its own.
    fn parts<'a>(&self, row: &'a StringRecord) -> Result<Told<'a>, Problem> {
        let [year, month, day] =
            [self.year, self.month, self.day].map(|column| without_zeros(column.of(row)));
        if year.is_empty() {
            return match (month, day) {
                ("", "") => Ok((DraftDate::None, None)),
                _ => Err(Problem::error("year", "the date has no year")),
            };
        }
        let month_number = dates::month_named(month).map(|month| month.to_string());
        let month = month_number.as_deref().unwrap_or(month);
        let text = match (month, day) {
            ("", _) => format!("{year:0>4}"),
            (month, "") => format!("{year:0>4}-{month:0>2}"),
            (month, day) => format!("{year:0>4}-{month:0>2}-{day:0>2}"),
        };
        if When::parse(&text).is_err() {
            return Err(NotADate::NoSuchDay.problem("year", &text));
        }
        Ok((DraftDate::Edtf(Cow::Owned(text), Sense::SomeTime), None))
    }
}

/// The words of a cell that the date does not repeat: what is not written as EDTF, and times of day.
fn phrase(text: &str) -> Option<Text<'_>> {
    if dates::is_plain_day(text) {
        return None;
    }
    let is_repeated = !text.contains(':') && When::parse(text).is_ok();
    (!is_repeated).then_some(Cow::Borrowed(text))
}

/// All that the row says of time, where more than one cell does.
fn words<'a>(cells: &[&'a str]) -> Option<Text<'a>> {
    let mut said = cells.iter().filter(|cell| !cell.is_empty());
    let first = *said.next()?;
    let joined = said.fold(Cow::Borrowed(first), |words, cell| {
        Cow::Owned([&words, ", ", cell].concat())
    });
    Some(joined)
}

fn two<'a>(first: &str, last: &str) -> Option<Text<'a>> {
    let is_plain = phrase(first).is_none() && phrase(last).is_none();
    (!is_plain).then(|| Cow::Owned([first, " to ", last].concat()))
}

fn backwards(field: &str, first: &str, last: &str) -> Problem {
    let message = format!("{last} is before {first}");
    Problem::error(field, message).with_hint("the earlier day first")
}
