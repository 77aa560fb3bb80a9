//! Who reported a row of ACLED, and when ACLED published it.

use std::borrow::Cow;

use csv::StringRecord;

use crate::load::import::csv::cells::{list, without_zeros};
use crate::load::import::csv::columns::{Column, Header};
use crate::load::import::csv::dates::{self, DayOrder};
use crate::load::import::{DraftClaim, DraftDate, Problem, Text};
use crate::model::{Day, Window};

/// The columns of the sources.
#[derive(Debug, Clone)]
pub(super) struct Reports {
    order: DayOrder,
    source: Column,
    notes: Column,
    timestamp: Column,
}

impl Reports {
    pub(super) fn new(header: &Header, order: DayOrder) -> Self {
        let column = |name: &str| header.column(&[name]);
        Self {
            order,
            source: column("source"),
            notes: column("notes"),
            timestamp: column("timestamp"),
        }
    }

    /// A claim for each outlet. ACLED does not tell when they reported, only when it published the row.
    pub(super) fn claims<'a>(
        &self,
        row: &'a StringRecord,
        title: &Text<'a>,
        problems: &mut Vec<Problem>,
    ) -> Vec<DraftClaim<'a>> {
        let mut outlets = list(self.source.of(row));
        if outlets.is_empty() {
            outlets.push("ACLED");
        }
        let (reported, locator) = self.uploaded(row, problems);
        let claim = |outlet: &'a str| DraftClaim {
            says: match self.notes.of(row) {
                "" => title.clone(),
                notes => Cow::Borrowed(notes),
            },
            source: Cow::Borrowed(outlet),
            reported: reported.clone(),
            locator: locator.map(Cow::Borrowed),
            ..DraftClaim::empty()
        };
        outlets.into_iter().map(claim).collect()
    }

    /// The day on which the row was published, from seconds since 1970.
    fn uploaded<'a>(
        &self,
        row: &'a StringRecord,
        problems: &mut Vec<Problem>,
    ) -> (DraftDate<'a>, Option<&'static str>) {
        const SECONDS_PER_DAY: i64 = 86_400;
        let text = self.timestamp.of(row);
        if text.is_empty() {
            return (DraftDate::None, None);
        }
        let seconds = without_zeros(text).parse::<i64>().ok();
        let number =
            seconds.and_then(|seconds| i32::try_from(seconds.div_euclid(SECONDS_PER_DAY)).ok());
        // Until the year 2100: more is no number of seconds.
        let day = number
            .filter(|number| (0..47_500).contains(number))
            .map(Day::from_number);
        let Some(day) = day.or_else(|| dates::day(text, self.order).ok()) else {
            let problem = Problem::warning("timestamp", format!("{text:?} is no time of upload"));
            problems.push(problem.with_hint("seconds since 1970, like 1683059153"));
            return (DraftDate::None, None);
        };
        (
            DraftDate::SomeDayIn(Window::between(day, day)),
            Some("uploaded to ACLED on that day"),
        )
    }
}
