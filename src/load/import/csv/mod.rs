//! What the rows of a table mean: from a header and a row to a draft. Nothing here reads a file.
//!
//! What a table is, is decided by the names of its columns ([`recognize`]); each kind of table then makes drafts of
//! its rows, which borrow the text of the row.

mod acled;
pub(super) mod blocks;
mod cells;
mod columns;
mod dates;
mod dialect;
mod generic;
mod layout;
mod mapping;
mod own;
pub(super) mod read;
pub(super) mod records;
#[cfg(test)]
mod records_tests;
#[cfg(test)]
mod tests;
mod ucdp;

use csv::StringRecord;

pub(in crate::load) use acled::Acled;
pub(in crate::load) use dialect::sniff;
pub(in crate::load) use generic::Generic;
pub(in crate::load) use layout::recognize;
pub(in crate::load) use mapping::Mapping;
pub(in crate::load) use own::Own;
pub(in crate::load) use ucdp::Ucdp;

use super::{Draft, Problem};

/// What a table's columns mean.
#[derive(Debug, Clone)]
pub(in crate::load) enum Layout {
    /// Events of the Uppsala Conflict Data Program.
    Ucdp(Ucdp),
    /// Events of the Armed Conflict Location & Event Data project.
    Acled(Acled),
    /// Events as we write them ourselves.
    Own(Own),
    /// Any other table of events.
    Generic(Generic),
}

/// A table whose columns are understood.
#[derive(Debug, Clone)]
pub(in crate::load) struct Recognized {
    /// What its columns mean.
    pub(in crate::load) layout: Layout,
    /// Whether its first record names the columns; otherwise that is a row like all others.
    pub(in crate::load) has_header: bool,
    /// What a reader should know about the table as a whole.
    pub(in crate::load) problems: Vec<Problem>,
}

impl Layout {
    /// How the kind of table is called.
    pub(in crate::load) fn name(&self) -> &'static str {
        match self {
            Self::Ucdp(_) => "UCDP GED",
            Self::Acled(_) => "ACLED",
            Self::Own(_) | Self::Generic(_) => "CSV",
        }
    }

    /// How many columns the header has.
    pub(in crate::load) fn n_columns(&self) -> usize {
        match self {
            Self::Ucdp(ucdp) => ucdp.n_columns(),
            Self::Acled(acled) => acled.n_columns(),
            Self::Own(own) => own.n_columns(),
            Self::Generic(generic) => generic.n_columns(),
        }
    }

    /// The same, told what stands between the cells: only where that is no comma can `39,5` be a number.
    pub(in crate::load) fn with_delimiter(mut self, delimiter: u8) -> Self {
        if let Self::Generic(generic) = &mut self {
            generic.read_decimal_commas(delimiter != b',');
        }
        self
    }

    /// The event of a row. `None` where the row is none: then an error says why, unless the row is blank, as
    /// spreadsheets leave them by the hundred after their last event.
    pub(in crate::load) fn draft<'a>(
        &self,
        row: &'a StringRecord,
        problems: &mut Vec<Problem>,
    ) -> Option<Draft<'a>> {
        if row.iter().all(|cell| cell.trim().is_empty()) {
            return None;
        }
        problems.extend(ragged(row, self.n_columns()));
        match self {
            Self::Ucdp(ucdp) => ucdp.draft(row, problems),
            Self::Acled(acled) => acled.draft(row, problems),
            Self::Own(own) => own.draft(row, problems),
            Self::Generic(generic) => generic.draft(row, problems),
        }
    }
}

/// A warning where a row has fewer cells than the header, or more that are not empty.
fn ragged(row: &StringRecord, n_columns: usize) -> Option<Problem> {
    let has_more = || {
        row.iter()
            .skip(n_columns)
            .any(|cell| !cell.trim().is_empty())
    };
    (row.len() < n_columns || (row.len() > n_columns && has_more())).then(|| {
        let message = format!("this row has {} cells, the header {n_columns}", row.len());
        let hint = "is a quote or a delimiter missing, or one too many?";
        Problem::warning("", message).with_hint(hint)
    })
}
