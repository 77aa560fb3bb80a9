//! Rows of UCDP GED, the Georeferenced Event Dataset of the Uppsala Conflict Data Program.
//!
//! Its codes are those of the codebook (Högbladh, "UCDP GED Codebook version 23.1", Uppsala University). A row says
//! who fought, between which days, how many died at least, probably and at most, and who told whom.

mod days;
mod deaths;
mod place;
mod reports;
#[cfg(test)]
mod sample;
#[cfg(test)]
mod tests;

use std::borrow::Cow;

use csv::StringRecord;

use super::cells::{Lines, not_a_code, without_zeros};
use super::columns::{Column, Header};
use super::dates::DayOrder;
use crate::load::import::{Draft, Problem, Text};
use days::Days;
use deaths::Deaths;
use place::Where;
use reports::Reports;

/// The columns of the releases since 2023, in their order.
#[rustfmt::skip]
pub(super) const COLUMNS: [&str; 49] = [
    "id", "relid", "year", "active_year", "code_status", "type_of_violence", "conflict_dset_id",
    "conflict_new_id", "conflict_name", "dyad_dset_id", "dyad_new_id", "dyad_name",
    "side_a_dset_id", "side_a_new_id", "side_a", "side_b_dset_id", "side_b_new_id", "side_b",
    "number_of_sources", "source_article", "source_office", "source_date", "source_headline",
    "source_original", "where_prec", "where_coordinates", "where_description", "adm_1", "adm_2",
    "latitude", "longitude", "geom_wkt", "priogrid_gid", "country", "country_id", "region",
    "event_clarity", "date_prec", "date_start", "date_end", "deaths_a", "deaths_b",
    "deaths_civilians", "deaths_unknown", "best", "high", "low", "gwnoa", "gwnob",
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
    id: Column,
    type_of_violence: Column,
    code_status: Column,
    conflict_name: Column,
    dyad_name: Column,
    sides: [Column; 2],
    event_clarity: Column,
    days: Days,
    deaths: Deaths,
    place: Where,
    reports: Reports,
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
            id: column("id"),
            type_of_violence: column("type_of_violence"),
            code_status: column("code_status"),
            conflict_name: column("conflict_name"),
            dyad_name: column("dyad_name"),
            sides: ["side_a", "side_b"].map(column),
            event_clarity: column("event_clarity"),
            days: Days::new(header, order),
            deaths: Deaths::new(header),
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
        if id.is_empty() && self.days.are_missing(row) {
            let problem = Problem::error("id", "this row has neither an id nor a date");
            problems.push(problem.with_hint("a row of UCDP GED has both"));
            return None;
        }
        let sides = self.sides.map(|side| side.of(row));
        let (date, phrase) = self.days.date(row, problems);
        let toll = self.deaths.toll(row, problems);
        let name = self.place.name(row);
        Some(Draft {
            id: joined(&["ucdp-", id]),
            title: title(sides, name, id),
            kind: Cow::Borrowed(self.kind(row, problems)),
            date,
            phrase,
            place: self.place.place(row, problems),
            parties: sides
                .into_iter()
                .filter(|side| !side.is_empty())
                .map(Cow::Borrowed)
                .collect(),
            claims: self.reports.claims(row, toll.says(name)),
            losses: self.deaths.losses(row, sides, toll, problems),
            note: self.note(row, sides),
            ..Draft::empty()
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

/// Both sides and the place; the id where a row has none. Who is named first is not who began.
fn title<'a>(sides: [&'a str; 2], place: &'a str, id: &'a str) -> Text<'a> {
    match sides {
        ["", ""] if place.is_empty() => Cow::Borrowed(id),
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
