//! Rows of UCDP GED, the Georeferenced Event Dataset of the Uppsala Conflict Data Program.
//!
//! Its codes are those of the codebook (Högbladh, "UCDP GED Codebook version 23.1", Uppsala University). A row says
//! who fought, between which days, how many died at least, probably and at most, and who told whom.

mod place;
mod reports;
#[cfg(test)]
mod tests;

use std::borrow::Cow;

use csv::StringRecord;

use super::cells::{Lines, count, without_zeros};
use super::columns::{Column, Header};
use super::dates::{self, DayOrder};
use crate::load::import::{Draft, DraftDate, DraftLoss, Problem, Text};
use crate::model::{Day, Harm, Sense, Window};
use place::Where;
use reports::Reports;

/// The columns of the releases since 2023, in their order.
pub(super) const COLUMNS: [&str; 49] = [
    "id",
    "relid",
    "year",
    "active_year",
    "code_status",
    "type_of_violence",
    "conflict_dset_id",
    "conflict_new_id",
    "conflict_name",
    "dyad_dset_id",
    "dyad_new_id",
    "dyad_name",
    "side_a_dset_id",
    "side_a_new_id",
    "side_a",
    "side_b_dset_id",
    "side_b_new_id",
    "side_b",
    "number_of_sources",
    "source_article",
    "source_office",
    "source_date",
    "source_headline",
    "source_original",
    "where_prec",
    "where_coordinates",
    "where_description",
    "adm_1",
    "adm_2",
    "latitude",
    "longitude",
    "geom_wkt",
    "priogrid_gid",
    "country",
    "country_id",
    "region",
    "event_clarity",
    "date_prec",
    "date_start",
    "date_end",
    "deaths_a",
    "deaths_b",
    "deaths_civilians",
    "deaths_unknown",
    "best",
    "high",
    "low",
    "gwnoa",
    "gwnob",
];

/// The columns by which a table is known as one of UCDP GED. Older releases lack some of the others.
pub(super) const TELLING: [&str; 6] = [
    "id",
    "type_of_violence",
    "side_a",
    "side_b",
    "date_start",
    "date_end",
];

/// The columns of a table of UCDP GED.
#[derive(Debug, Clone)]
pub(in crate::load) struct Ucdp {
    n_columns: usize,
    order: DayOrder,
    id: Column,
    type_of_violence: Column,
    code_status: Column,
    conflict_name: Column,
    dyad_name: Column,
    sides: [Column; 2],
    event_clarity: Column,
    date_prec: Column,
    date_start: Column,
    date_end: Column,
    /// Deaths of side a, of side b, of civilians, and of people of whom nobody knows.
    deaths: [Column; 4],
    low: Column,
    best: Column,
    high: Column,
    place: Where,
    reports: Reports,
}

/// The numbers of the dead in a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Deaths {
    low: Option<u32>,
    best: Option<u32>,
    high: Option<u32>,
}

/// The columns that hold the days of events.
pub(super) fn date_columns(header: &Header) -> [Column; 2] {
    [header.column(&["date_start"]), header.column(&["date_end"])]
}

impl Ucdp {
    /// Finds the columns by their names.
    pub(super) fn new(header: &Header, order: DayOrder) -> Self {
        let column = |name: &str| header.column(&[name]);
        Self {
            n_columns: header.len(),
            order,
            id: column("id"),
            type_of_violence: column("type_of_violence"),
            code_status: column("code_status"),
            conflict_name: column("conflict_name"),
            dyad_name: column("dyad_name"),
            sides: ["side_a", "side_b"].map(column),
            event_clarity: column("event_clarity"),
            date_prec: column("date_prec"),
            date_start: column("date_start"),
            date_end: column("date_end"),
            deaths: ["deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown"].map(column),
            low: column("low"),
            best: column("best"),
            high: column("high"),
            place: Where::new(header),
            reports: Reports::new(header, order),
        }
    }

    pub(super) fn n_columns(&self) -> usize {
        self.n_columns
    }

    pub(super) fn draft<'a>(
        &self,
        row: &'a StringRecord,
        problems: &mut Vec<Problem>,
    ) -> Option<Draft<'a>> {
        let id = without_zeros(self.id.of(row));
        if id.is_empty() && self.date_start.of(row).is_empty() {
            let problem = Problem::error("id", "this row has neither an id nor a date");
            problems.push(problem.with_hint("a row of UCDP GED has both"));
            return None;
        }
        let sides = self.sides.map(|side| side.of(row));
        let (date, phrase) = self.date(row, problems);
        let total = self.total(row, problems);
        let name = self.place.name(row);
        Some(Draft {
            id: joined(&["ucdp-", id]),
            title: title(sides, name),
            kind: Cow::Borrowed(self.kind(row, problems)),
            date,
            phrase,
            place: self.place.place(row, problems),
            parties: sides
                .into_iter()
                .filter(|side| !side.is_empty())
                .map(Cow::Borrowed)
                .collect(),
            claims: self.reports.claims(row, total.says(name)),
            losses: self.losses(row, sides, total, problems),
            note: self.note(row, sides),
        })
    }

    fn kind(&self, row: &StringRecord, problems: &mut Vec<Problem>) -> &'static str {
        let code = self.type_of_violence.of(row);
        match without_zeros(code) {
            "1" => "State-based violence",
            "2" => "Non-state violence",
            "3" => "One-sided violence",
            _ => {
                problems.push(not_a_code("type_of_violence", code, "1, 2 or 3"));
                ""
            }
        }
    }

    /// The days from `date_start` to `date_end` are those on one of which it happened: what is not known, and no
    /// duration. A month or a year that is known as such stays one.
    fn date<'a>(
        &self,
        row: &'a StringRecord,
        problems: &mut Vec<Problem>,
    ) -> (DraftDate<'a>, Option<Text<'a>>) {
        let (start, end) = (self.date_start.of(row), self.date_end.of(row));
        let first = self.day("date_start", start, problems);
        let last = self.day("date_end", end, problems);
        let (first, last) = match (first, last) {
            (Some(first), Some(last)) => (first, last),
            (Some(first), None) if end.is_empty() => return open(format!("[{first}..]"), start),
            (None, Some(last)) if start.is_empty() => return open(format!("[..{last}]"), end),
            _ => return (DraftDate::None, None),
        };
        let Ok(days) = Window::new(first, last) else {
            problems.push(Problem::error(
                "date_end",
                format!("{end} is before date_start, {start}"),
            ));
            return (DraftDate::None, None);
        };
        let (code, meaning) = match without_zeros(self.date_prec.of(row)) {
            "1" if days.n_days() == 1 => return (DraftDate::SomeDayIn(days), None),
            "1" => ("1", "more than one day all the same"),
            "2" => ("2", "one of two to six days"),
            "3" => ("3", "only the week is known"),
            "4" => ("4", "only the month is known"),
            "5" => ("5", "only the year is known"),
            "" => return (DraftDate::SomeDayIn(days), None),
            code => {
                problems.push(not_a_code("date_prec", code, "1 to 5"));
                return (DraftDate::SomeDayIn(days), None);
            }
        };
        let phrase = joined(&["date_prec ", code, ": ", start, " to ", end, ", ", meaning]);
        (known_span(code, days), Some(phrase))
    }

    fn day(&self, field: &str, text: &str, problems: &mut Vec<Problem>) -> Option<Day> {
        if text.is_empty() {
            return None;
        }
        let day = dates::day(text, self.order);
        day.map_err(|error| problems.push(error.problem(field, text)))
            .ok()
    }

    /// All the dead of the event. Three numbers that contradict each other leave the best one.
    fn total(&self, row: &StringRecord, problems: &mut Vec<Problem>) -> Deaths {
        let mut number = |column: Column, field| count(column.of(row), field, problems);
        let (low, best, high) = (
            number(self.low, "low"),
            number(self.best, "best"),
            number(self.high, "high"),
        );
        if [low, best, high].into_iter().flatten().is_sorted() {
            return Deaths { low, best, high };
        }
        let problem = Problem::warning("low", "low, best and high are not in this order");
        problems.push(problem.with_hint("only best is kept"));
        Deaths {
            low: None,
            best,
            high: None,
        }
    }

    /// The dead of each side where there are any, and all of them: there, zero is a number.
    fn losses<'a>(
        &self,
        row: &'a StringRecord,
        [side_a, side_b]: [&'a str; 2],
        total: Deaths,
        problems: &mut Vec<Problem>,
    ) -> Vec<DraftLoss<'a>> {
        let names = ["deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown"];
        let whose = [side_a, side_b, "Civilians", "Unknown"];
        let loss = |whose, Deaths { low, best, high }| DraftLoss {
            whose,
            harm: Harm::Killed,
            low,
            best,
            high,
            phrase: None,
        };
        let mut losses = Vec::with_capacity(3);
        for ((column, name), whose) in self.deaths.into_iter().zip(names).zip(whose) {
            let best = count(column.of(row), name, problems).filter(|best| *best > 0);
            if best.is_some() {
                let whose = (!whose.is_empty()).then_some(Cow::Borrowed(whose));
                losses.push(loss(
                    whose,
                    Deaths {
                        low: None,
                        best,
                        high: None,
                    },
                ));
            }
        }
        if total.is_given() {
            losses.push(loss(None, total));
        }
        losses
    }

    fn note<'a>(&self, row: &StringRecord, sides: [&str; 2]) -> Option<Text<'a>> {
        let mut lines = Lines::default();
        self.place.tell(row, &mut lines);
        let (conflict, dyad) = (self.conflict_name.of(row), self.dyad_name.of(row));
        if conflict != dyad {
            lines.add("conflict", conflict);
        }
        let is_both_sides = dyad
            .strip_prefix(sides[0])
            .and_then(|rest| rest.strip_suffix(sides[1]))
            .is_some_and(|between| between == " - ");
        if !is_both_sides {
            lines.add("dyad", dyad);
        }
        if without_zeros(self.event_clarity.of(row)) == "2" {
            lines.say(
                "UCDP: the reports are not clear enough to tell this event apart (event_clarity 2)",
            );
        }
        let status = self.code_status.of(row);
        if !status.eq_ignore_ascii_case("clear") {
            lines.add("code_status", status);
        }
        lines.into_note()
    }
}

impl Deaths {
    fn is_given(self) -> bool {
        self.low.is_some() || self.best.is_some() || self.high.is_some()
    }

    /// What a row amounts to, like "At Rami village: 2 killed (2–2)."
    fn says(self, place: &str) -> String {
        let best = self.best.map(|best| best.to_string());
        let best = best.as_deref().unwrap_or("an unknown number");
        let mut says = String::with_capacity(place.len() + 32);
        if !place.is_empty() {
            says += "At ";
            says += place;
            says += ": ";
        }
        says += best;
        says += " killed";
        if let (Some(low), Some(high)) = (self.low, self.high) {
            says += " (";
            says += &low.to_string();
            says += "–";
            says += &high.to_string();
            says += ")";
        }
        says += ".";
        says
    }
}

/// A month or a year where the code says that this is what is known, and the days are just that; else the days.
fn known_span<'a>(code: &str, days: Window) -> DraftDate<'a> {
    let (Some((year, month, 1)), Some((_, last_month, 31))) =
        (days.first().ymd(), days.last().ymd())
    else {
        return known_month(code, days);
    };
    if code == "5" && (month, last_month) == (1, 12) && days.n_days() <= 366 {
        return DraftDate::Edtf(Cow::Owned(format!("{year:04}")), Sense::SomeTime);
    }
    known_month(code, days)
}

fn known_month<'a>(code: &str, days: Window) -> DraftDate<'a> {
    match days.first().ymd() {
        Some((year, month, 1))
            if code == "4" && Day::last_of_month(year, month) == Some(days.last()) =>
        {
            DraftDate::Edtf(Cow::Owned(format!("{year:04}-{month:02}")), Sense::SomeTime)
        }
        _ => DraftDate::SomeDayIn(days),
    }
}

/// A date of which only one bound is given.
fn open<'a>(edtf: String, text: &'a str) -> (DraftDate<'a>, Option<Text<'a>>) {
    (
        DraftDate::Edtf(Cow::Owned(edtf), Sense::SomeTime),
        Some(Cow::Borrowed(text)),
    )
}

/// Both sides and the place. Who is named first did not begin.
fn title<'a>(sides: [&'a str; 2], place: &'a str) -> Text<'a> {
    match sides {
        ["", ""] => Cow::Borrowed(place),
        ["", side] | [side, ""] if place.is_empty() => Cow::Borrowed(side),
        ["", side] | [side, ""] => joined(&[side, ", ", place]),
        [a, b] if place.is_empty() => joined(&[a, " – ", b]),
        [a, b] => joined(&[a, " – ", b, ", ", place]),
    }
}

fn joined<'a>(parts: &[&str]) -> Text<'a> {
    Cow::Owned(parts.concat())
}

fn not_a_code(field: &str, code: &str, codes: &str) -> Problem {
    Problem::warning(field, format!("{code:?} is not a code")).with_hint(codes)
}
