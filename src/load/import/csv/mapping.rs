//! The reader's own word about a table: which column is which, and whether days or months come first.

use super::columns::{Column, Header};
use super::dates::{DayOrder, HOW_TO_SAY};
use crate::load::import::Problem;

/// How to say which column is which.
pub(super) const HOW_TO_MAP: &str =
    "say which column is which: --map title=COLUMN,date=COLUMN,lat=COLUMN,lon=COLUMN";

/// What a column can be said to hold.
pub(super) const FIELDS: [&str; 22] = [
    "id",
    "title",
    "date",
    "from",
    "to",
    "earliest",
    "latest",
    "year",
    "month",
    "day",
    "lat",
    "lon",
    "kind",
    "actors",
    "source",
    "speaker",
    "url",
    "notes",
    "place",
    "country",
    "precision",
    "tags",
];

/// The reader's own word about columns and dates.
#[derive(Debug, Clone, Default)]
pub(in crate::load) struct Mapping {
    columns: Vec<(&'static str, String)>,
    order: DayOrder,
}

impl Mapping {
    /// Reads `title=Headline,date=When,lat=Y,lon=X`.
    pub(in crate::load) fn parse(text: &str) -> Result<Self, String> {
        let mut columns: Vec<(&'static str, String)> = Vec::new();
        for pair in text.split(',').map(str::trim) {
            let Some((field, column)) = pair.split_once('=') else {
                return Err(format!("{pair:?} is not FIELD=COLUMN"));
            };
            let (field, column) = (field.trim(), column.trim());
            let Some(known) = FIELDS
                .iter()
                .find(|known| known.eq_ignore_ascii_case(field))
            else {
                return Err(format!(
                    "there is no field {field:?}; there are {}",
                    FIELDS.join(", ")
                ));
            };
            if column.is_empty() {
                return Err(format!("{field} has no column"));
            }
            if columns.iter().any(|(earlier, _)| earlier == known) {
                return Err(format!("{known} is given twice"));
            }
            columns.push((known, column.to_owned()));
        }
        Ok(Self {
            columns,
            order: DayOrder::default(),
        })
    }

    /// The same with `dmy` or `mdy` for what comes first in dates.
    pub(in crate::load) fn with_dates(self, text: &str) -> Result<Self, String> {
        let order = match text.trim().to_ascii_lowercase().as_str() {
            "dmy" => DayOrder::DayFirst,
            "mdy" => DayOrder::MonthFirst,
            _ => return Err(format!("{text:?} is neither dmy nor mdy; {HOW_TO_SAY}")),
        };
        Ok(Self { order, ..self })
    }

    /// What comes first in dates, as far as it was said.
    pub(super) fn order(&self) -> DayOrder {
        self.order
    }

    /// Whether it says anything about columns.
    pub(super) fn names_columns(&self) -> bool {
        !self.columns.is_empty()
    }

    /// The column that was said to hold a field; nothing where none was said.
    pub(super) fn column(&self, field: &str, header: &Header) -> Column {
        let said = self.columns.iter().find(|(known, _)| *known == field);
        said.map_or_else(Column::default, |(_, name)| header.column_called(name))
    }

    /// A problem where a column that was named is not in the table.
    pub(super) fn check(&self, header: &Header, names: &str) -> Result<(), Problem> {
        let is_missing = |(_, name): &&(&str, String)| !header.column_called(name).is_there();
        match self.columns.iter().find(is_missing) {
            None => Ok(()),
            Some((field, name)) => {
                let message = format!("there is no column {name:?} for {field}");
                Err(Problem::error(field, message).with_hint(format!("the columns are {names}")))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reader_says_which_column_is_which() {
        let mapping = Mapping::parse("title=Headline, date = When,lat=Y").expect("a mapping");
        let header = Header::from_names(["y", "when", "HEADLINE"]);
        assert!(mapping.column("title", &header).is_at(2));
        assert!(mapping.column("lat", &header).is_at(0));
        assert!(!mapping.column("lon", &header).is_there());
        assert_eq!(mapping.check(&header, "y, when, HEADLINE"), Ok(()));
        assert!(mapping.check(&Header::from_names(["y"]), "y").is_err());
    }

    #[test]
    fn what_is_no_mapping_is_told() {
        for (text, told) in [
            ("", "is not FIELD=COLUMN"),
            ("title", "is not FIELD=COLUMN"),
            ("titel=x", "there is no field \"titel\""),
            ("title=", "has no column"),
            ("title=a,title=b", "twice"),
        ] {
            let error = Mapping::parse(text).expect_err("no mapping");
            assert!(error.contains(told), "{error}");
        }
        assert!(Mapping::default().with_dates("ymd").is_err());
        let order = Mapping::default()
            .with_dates("DMY")
            .map(|mapping| mapping.order());
        assert_eq!(order, Ok(DayOrder::DayFirst));
    }
}
