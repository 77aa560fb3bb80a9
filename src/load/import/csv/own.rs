//! Rows of a table that we wrote ourselves: one event each, with who affirms and who denies it, but not through what.

use std::borrow::Cow;

use csv::StringRecord;

use super::cells::{Lines, kind_of, list, position};
use super::columns::{Column, Header};
use super::dates::{self, DayOrder};
use crate::load::import::feature::{is_within, precision_of};
use crate::load::import::{Draft, DraftClaim, DraftDate, DraftPlace, Problem, Text, tags_of};
use crate::model::{PlacePrecision, Sense, Stance, When, begins_like_formula};

/// The columns that only our own tables have together.
const TELLING: [&str; 9] = [
    "id",
    "title",
    "kind_label",
    "when",
    "status",
    "place_name",
    "affirmed_by",
    "denied_by",
    "sources",
];

/// Columns that are read, or that repeat what others say: ids beside names, and what is counted and computed.
const UNDERSTOOD: [&str; 24] = [
    "id",
    "title",
    "kind",
    "kind_label",
    "when",
    "sense",
    "phrase",
    "status",
    "contested",
    "location",
    "place",
    "place_name",
    "lon",
    "lat",
    "precision",
    "actors",
    "claims",
    "speakers",
    "affirmed_by",
    "denied_by",
    "sources",
    "url",
    "note",
    "tags",
];

/// The columns of a table of our own.
#[derive(Debug, Clone)]
pub(in crate::load) struct Own {
    header: Header,
    /// Columns that somebody added, with their names.
    rest: Vec<(String, Column)>,
}

impl Own {
    /// Whether a header is that of such a table.
    pub(super) fn is_header(header: &Header) -> bool {
        header.has_all(&TELLING)
    }

    /// The table of this header.
    pub(super) fn new(header: &Header, first: &StringRecord) -> Self {
        let understood = UNDERSTOOD.map(|name| header.column(&[name]));
        let rest = first.iter().enumerate();
        let rest = rest.filter(|(index, _)| !understood.iter().any(|it| it.is_at(*index)));
        Self {
            rest: rest
                .map(|(index, name)| (name.trim().to_owned(), Column::at(index)))
                .collect(),
            header: header.clone(),
        }
    }

    pub(super) fn n_columns(&self) -> usize {
        self.header.len()
    }

    /// The cell of a column, without the apostrophe that keeps it from being a formula.
    fn cell<'a>(&self, name: &str, row: &'a StringRecord) -> &'a str {
        plain(self.header.column(&[name]).of(row))
    }

    pub(super) fn draft<'a>(
        &self,
        row: &'a StringRecord,
        problems: &mut Vec<Problem>,
    ) -> Option<Draft<'a>> {
        let title = self.cell("title", row);
        if title.is_empty() {
            let problem = Problem::error("title", "this row does not say what happened");
            problems.push(problem.with_hint("a title"));
            return None;
        }
        let date = self.date(row, problems);
        let phrase = match (&date, self.cell("phrase", row)) {
            (DraftDate::None, "") => self.cell("when", row),
            (_, phrase) => phrase,
        };
        let kind = match self.cell("kind_label", row) {
            "" => self.cell("kind", row),
            label => label,
        };
        let mut note = Lines::default();
        match self.cell("note", row) {
            "" => {}
            text => note.say(text),
        }
        let claims = self.claims(row, title, &mut note);
        for (name, column) in &self.rest {
            note.add(name, plain(column.of(row)));
        }
        let parties = list(self.cell("actors", row));
        Some(Draft {
            id: Cow::Borrowed(self.cell("id", row)),
            title: Cow::Borrowed(title),
            kind: Cow::Borrowed(kind),
            date,
            phrase: (!phrase.is_empty()).then_some(Cow::Borrowed(phrase)),
            place: self.place(row, problems),
            is_within: is_within(self.cell("location", row)),
            tags: tags_of(self.cell("tags", row)),
            parties: parties.into_iter().map(Cow::Borrowed).collect(),
            claims,
            note: note.into_note(),
            ..Draft::empty()
        })
    }

    /// The date as we write it, or as a spreadsheet may have spelled it since.
    fn date<'a>(&self, row: &'a StringRecord, problems: &mut Vec<Problem>) -> DraftDate<'a> {
        let text = self.cell("when", row);
        let is_whole = self.cell("sense", row).eq_ignore_ascii_case("whole");
        let sense = if is_whole {
            Sense::Whole
        } else {
            Sense::SomeTime
        };
        if text.is_empty() {
            return DraftDate::None;
        }
        if When::parse_as(text, sense).is_ok() {
            return DraftDate::Edtf(Cow::Borrowed(text), sense);
        }
        dates::date(text, DayOrder::Unknown).unwrap_or_else(|error| {
            problems.push(error.problem("when", text));
            DraftDate::None
        })
    }

    fn place<'a>(
        &self,
        row: &'a StringRecord,
        problems: &mut Vec<Problem>,
    ) -> Option<DraftPlace<'a>> {
        let cells = ["lat", "lon"].map(|name| self.cell(name, row));
        let at = position(cells.into(), false, problems);
        let name = match self.cell("place_name", row) {
            "" => self.cell("place", row),
            name => name,
        };
        if name.is_empty() && at.is_none() {
            return None;
        }
        let precision = match self.cell("precision", row) {
            "" => None,
            word => precision_of(word).map_err(|it| problems.push(it)).ok(),
        };
        let precision = precision.unwrap_or(PlacePrecision::Province);
        Some(DraftPlace {
            name: Cow::Borrowed(name),
            within: Text::default(),
            at,
            precision,
            kind: kind_of(precision),
        })
    }

    /// One claim for each who affirms and each who denies. Which of several sources tells it, the table does not say,
    /// so they stand together as one: nobody is made to be told by more than there is word of.
    fn claims<'a>(
        &self,
        row: &'a StringRecord,
        title: &'a str,
        note: &mut Lines,
    ) -> Vec<DraftClaim<'a>> {
        let [affirming, denying, speakers, urls] =
            ["affirmed_by", "denied_by", "speakers", "url"].map(|name| list(self.cell(name, row)));
        let sources = self.cell("sources", row);
        let stances = [(&affirming, Stance::Asserts), (&denying, Stance::Denies)];
        let spoken = stances
            .into_iter()
            .flat_map(|(names, stance)| names.iter().map(move |name| (*name, stance)));
        let url = match urls.as_slice() {
            [only] if !sources.contains(';') => Some(*only),
            _ => None,
        };
        let claims: Vec<DraftClaim<'a>> = spoken
            .map(|(speaker, stance)| DraftClaim {
                speaker: Cow::Borrowed(speaker),
                stance,
                says: Cow::Borrowed(title),
                source: Cow::Borrowed(sources),
                url: url.map(Cow::Borrowed),
                ..DraftClaim::empty()
            })
            .collect();
        let is_silent = |name: &&&str| !affirming.contains(name) && !denying.contains(name);
        let others: Vec<&str> = speakers.iter().filter(is_silent).copied().collect();
        note.add("also speaking", &others.join("; "));
        if claims.is_empty() {
            note.add("sources", sources);
        }
        if claims.is_empty() || url.is_none() {
            note.add("url", &urls.join("; "));
        }
        claims
    }
}

/// A text without the apostrophe that was put before it so that no spreadsheet runs it.
fn plain(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(text) if begins_like_formula(text) => text,
        _ => cell,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_apostrophe_before_a_formula_is_taken_away() {
        for (cell, text) in [
            ("'=1", "=1"),
            ("''=1", "'=1"),
            ("'＝1", "＝1"),
            ("'  =1", "  =1"),
            ("''\tword", "'\tword"),
            ("'tis", "'tis"),
            ("-1", "-1"),
            ("", ""),
        ] {
            assert_eq!(plain(cell), text);
        }
    }
}
