//! Which cell of a row holds what, found once by the names of the header and never by position.

use csv::StringRecord;

use crate::load::import::Problem;

/// Where a row holds something; a table may lack the column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Column(Option<usize>);

/// The names of the columns, as they are compared: in small letters, their words joined by `_`.
#[derive(Debug, Clone)]
pub(super) struct Header {
    names: Vec<String>,
}

impl Column {
    /// The column at a position.
    pub(super) fn at(index: usize) -> Self {
        Self(Some(index))
    }

    /// The cell of a row without the blanks around it; empty where there is none.
    pub(super) fn of(self, row: &StringRecord) -> &str {
        let cell = self.0.and_then(|index| row.get(index)).unwrap_or_default();
        match cell.as_bytes() {
            // Most cells begin and end with a letter or a number, and have nothing to trim.
            [b'!'..=b'~'] | [b'!'..=b'~', .., b'!'..=b'~'] => cell,
            _ => cell.trim(),
        }
    }

    /// Whether the table has the column.
    pub(super) fn is_there(self) -> bool {
        self.0.is_some()
    }

    /// Whether this is the column at a position.
    pub(super) fn is_at(self, index: usize) -> bool {
        self.0 == Some(index)
    }

    /// The column, or another where the table lacks it.
    pub(super) fn or(self, other: Self) -> Self {
        Self(self.0.or(other.0))
    }
}

impl Header {
    /// The header that stands in a record.
    pub(super) fn of(record: &StringRecord) -> Self {
        Self::from_names(record)
    }

    /// A header of known names, for a table that comes without one.
    pub(super) fn from_names<'a>(names: impl IntoIterator<Item = &'a str>) -> Self {
        Self {
            names: names.into_iter().map(compared).collect(),
        }
    }

    /// How many columns there are.
    pub(super) fn len(&self) -> usize {
        self.names.len()
    }

    /// The column of the first of these names that the table has. Of two columns of one name it is the first.
    pub(super) fn column(&self, names: &[&str]) -> Column {
        let position = |name: &&str| self.names.iter().position(|own| own == name);
        Column(names.iter().find_map(position))
    }

    /// The column that a person calls by its name.
    pub(super) fn column_called(&self, name: &str) -> Column {
        self.column(&[&compared(name)])
    }

    /// Whether it has all of these names.
    pub(super) fn has_all(&self, names: &[&str]) -> bool {
        names.iter().all(|name| self.column(&[name]).is_there())
    }

    /// The columns of one of these names, or of one followed by a number: `actor`, `actor1`, `actor_2`.
    pub(super) fn numbered(&self, stems: &[&str]) -> Vec<Column> {
        let is_numbered = |name: &str| {
            let stem = name.trim_end_matches(|c: char| c.is_ascii_digit());
            stems.contains(&name) || (stem != name && stems.contains(&stem.trim_end_matches('_')))
        };
        let found = self.names.iter().enumerate();
        found
            .filter(|(_, name)| is_numbered(name))
            .map(|(index, _)| Column(Some(index)))
            .collect()
    }

    /// A warning for each name that two columns share.
    pub(super) fn doubles(&self) -> Vec<Problem> {
        let mut problems = Vec::new();
        let mut sorted: Vec<&str> = self.names.iter().map(String::as_str).collect();
        sorted.sort_unstable();
        let shared = sorted.chunk_by(|a, b| a == b).filter(|same| same.len() > 1);
        for name in shared.filter_map(|same| same.first()) {
            if !name.is_empty() {
                let message = format!("more than one column is called {name:?}");
                problems.push(Problem::warning(name, message).with_hint("the first is read"));
            }
        }
        problems
    }
}

/// A name as it is compared.
fn compared(name: &str) -> String {
    let name = name.trim_start_matches('\u{feff}').trim();
    // A quote that is lost or too many is none of the name.
    let plain = name.chars().filter(|c| *c != '"');
    let small = plain.flat_map(char::to_lowercase);
    small
        .map(|c| {
            if c == ' ' || c == '-' || c == '\u{a0}' {
                '_'
            } else {
                c
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_is_found_by_its_name_in_any_spelling_and_order() {
        let header = Header::of(&StringRecord::from(vec![
            "\u{feff}Event Date",
            " LATITUDE ",
            "x",
        ]));
        let row = StringRecord::from(vec![" 2021-07-19 ", "39.7"]);
        assert_eq!(
            header.column(&["date", "event_date"]).of(&row),
            "2021-07-19"
        );
        assert_eq!(header.column_called("Latitude").of(&row), "39.7");
        assert_eq!(header.column(&["x"]).of(&row), "");
        assert!(!header.column(&["y"]).is_there());
    }

    #[test]
    fn numbered_columns_are_found_and_doubles_are_told() {
        let header = Header::from_names(["actor1", "Actor 2", "factor3", "a", "a", "", ""]);
        assert_eq!(header.numbered(&["actor"]).len(), 2);
        let doubles = header.doubles();
        assert_eq!(doubles.len(), 1);
        assert!(doubles[0].message.contains("\"a\""));
    }
}
