//! Rows of any other table of events: what its columns are called tells what they hold.
//!
//! Cells of columns whose names say nothing go into the note, so that no cell is lost.

mod fields;
mod reports;
#[cfg(test)]
mod tests;
mod times;

use std::borrow::Cow;

use csv::StringRecord;

use super::cells::{Lines, distinct, kind_of, list, position, quoted, within};
use super::columns::{Column, Header};
use super::dates::DayOrder;
use super::mapping::Mapping;
use crate::load::import::{Draft, DraftPlace, Problem, Text, tags_of};
use crate::model::PlacePrecision;
use fields::Fields;
use times::Times;

/// A title made of a description ends after so many letters.
const MOST_OF_A_TITLE: usize = 80;

/// The columns of the downloads of `TimeMap`, whose dates have the month first.
const TIMEMAP: [&str; 7] = [
    "id",
    "date",
    "latitude",
    "longitude",
    "location",
    "sources",
    "associations",
];

/// The columns of a table of events.
#[derive(Debug, Clone)]
pub(in crate::load) struct Generic {
    n_columns: usize,
    usual_order: DayOrder,
    reads_decimal_commas: bool,
    fields: Fields,
    times: Times,
    /// Columns whose names say nothing, with those names.
    rest: Vec<(String, usize)>,
}

impl Generic {
    /// Finds the columns by their names, or where the reader says they are.
    pub(super) fn new(header: &Header, first: &StringRecord, mapping: &Mapping) -> Self {
        let fields = Fields::new(header, mapping);
        let times = Times::new(header, mapping);
        let is_known = |index: usize| fields.has(index) || times.has(index);
        let rest = first
            .iter()
            .enumerate()
            .filter(|(index, _)| !is_known(*index));
        let rest = rest
            .map(|(index, name)| (name.trim().to_owned(), index))
            .collect();
        let is_timemap = header.has_all(&TIMEMAP);
        Self {
            n_columns: header.len(),
            usual_order: if is_timemap {
                DayOrder::MonthFirst
            } else {
                DayOrder::Unknown
            },
            reads_decimal_commas: false,
            fields,
            times,
            rest,
        }
    }

    pub(super) fn n_columns(&self) -> usize {
        self.n_columns
    }

    /// What the table lacks to be one of events.
    pub(super) fn lacks(&self) -> Option<&'static str> {
        let fields = &self.fields;
        let is_described = fields.title.is_there() || fields.notes.is_there();
        let has_position = fields.lat.is_there() && fields.lon.is_there();
        if !is_described {
            Some("no column is a title or a description")
        } else if !has_position && !self.times.are_there() {
            Some("no column is a date or a position")
        } else {
            None
        }
    }

    /// The columns that hold days.
    pub(super) fn date_columns(&self) -> Vec<Column> {
        self.times.columns().to_vec()
    }

    /// What comes first in the dates of such tables, where their rows do not show it.
    pub(super) fn usual_order(&self) -> DayOrder {
        self.usual_order
    }

    pub(super) fn set_order(&mut self, order: DayOrder) {
        self.times.set_order(order);
    }

    pub(super) fn read_decimal_commas(&mut self, reads_decimal_commas: bool) {
        self.reads_decimal_commas = reads_decimal_commas;
    }

    pub(super) fn draft<'a>(
        &self,
        row: &'a StringRecord,
        problems: &mut Vec<Problem>,
    ) -> Option<Draft<'a>> {
        let fields = &self.fields;
        let Some(title) = self.title(row) else {
            let problem = Problem::error("title", "this row does not say what happened");
            problems.push(problem.with_hint("a title or a description"));
            return None;
        };
        let (date, phrase) = self.times.date(row, problems);
        let says = match fields.notes.of(row) {
            "" => title.clone(),
            notes => Cow::Borrowed(notes),
        };
        Some(Draft {
            id: Cow::Borrowed(fields.id.of(row)),
            title,
            kind: Cow::Borrowed(fields.kind.of(row)),
            date,
            phrase,
            place: self.place(row, problems),
            tags: tags_of(fields.tags.of(row)),
            parties: self.parties(row),
            claims: reports::claims(fields, row, &says),
            note: self.note(row),
            ..Draft::empty()
        })
    }

    /// The title, or the beginning of the description; else the kind and the place. `None` where there is nothing.
    fn title<'a>(&self, row: &'a StringRecord) -> Option<Text<'a>> {
        let fields = &self.fields;
        let named = [fields.title.of(row), fields.notes.of(row)]
            .into_iter()
            .find(|text| !text.is_empty());
        if let Some(text) = named {
            return Some(if fields.title.of(row).is_empty() {
                beginning(text)
            } else {
                Cow::Borrowed(text)
            });
        }
        match (fields.kind.of(row), fields.place.of(row)) {
            ("", "") => None,
            ("", text) | (text, "") => Some(Cow::Borrowed(text)),
            (kind, place) => Some(Cow::Owned([kind, ", ", place].concat())),
        }
    }

    /// Where. A row that tells only a country has no position of its own, and none is made up.
    fn place<'a>(
        &self,
        row: &'a StringRecord,
        problems: &mut Vec<Problem>,
    ) -> Option<DraftPlace<'a>> {
        let fields = &self.fields;
        let (lat, lon) = (fields.lat.of(row), fields.lon.of(row));
        let at = position((lat, lon), self.reads_decimal_commas, problems);
        let larger = fields.larger(row);
        let place = fields.place.of(row);
        let smallest = [place]
            .into_iter()
            .chain(larger.iter().copied())
            .find(|name| !name.is_empty());
        let name = smallest.unwrap_or_default();
        if name.is_empty() && at.is_none() {
            return None;
        }
        let country = fields.country.of(row);
        let is_country_only = at.is_none() && !country.is_empty() && name == country;
        let precision = if is_country_only {
            PlacePrecision::Country
        } else {
            self.precision(row, problems)
        };
        Some(DraftPlace {
            name: Cow::Borrowed(name),
            within: within(name, &larger),
            at: at.filter(|_| precision != PlacePrecision::Country),
            precision,
            kind: kind_of(precision),
        })
    }

    /// How precisely the place is known, by the word for it. A row that says nothing is taken to mean a settlement:
    /// decimals are no precision.
    fn precision(&self, row: &StringRecord, problems: &mut Vec<Problem>) -> PlacePrecision {
        let word = self.fields.precision.of(row);
        match word.to_ascii_lowercase().as_str() {
            "exact" | "point" | "building" | "address" => PlacePrecision::Exact,
            "vicinity" | "street" => PlacePrecision::Vicinity,
            "locality" | "village" | "neighborhood" => PlacePrecision::Locality,
            "" | "town" | "city" => PlacePrecision::Town,
            "area" => PlacePrecision::Area,
            "district" | "county" => PlacePrecision::District,
            "province" | "region" | "state" => PlacePrecision::Province,
            "country" => PlacePrecision::Country,
            _ => {
                let message = format!("{} is no precision that is known", quoted(word));
                let words = "exact, vicinity, locality, town, area, district, province or country";
                problems.push(Problem::warning("precision", message).with_hint(words));
                PlacePrecision::Province
            }
        }
    }

    fn parties<'a>(&self, row: &'a StringRecord) -> Vec<Text<'a>> {
        let cells = self.fields.actors.iter().map(|column| column.of(row));
        let names = distinct(cells.flat_map(list));
        names.into_iter().map(Cow::Borrowed).collect()
    }

    fn note<'a>(&self, row: &StringRecord) -> Option<Text<'a>> {
        let mut lines = Lines::default();
        lines.add("precision", self.fields.precision.of(row));
        for (name, index) in &self.rest {
            let name = if name.is_empty() {
                "without a name"
            } else {
                name
            };
            lines.add(name, row.get(*index).unwrap_or_default().trim());
        }
        lines.into_note()
    }
}

/// The first line of a text, cut between words where it is long.
fn beginning(text: &str) -> Text<'_> {
    let line = text.lines().next().unwrap_or_default().trim_end();
    let Some((end, _)) = line.char_indices().nth(MOST_OF_A_TITLE) else {
        return Cow::Borrowed(line);
    };
    let head = line.get(..end).unwrap_or(line);
    let head = head.rsplit_once(' ').map_or(head, |(words, _)| words);
    Cow::Owned([head, "…"].concat())
}
