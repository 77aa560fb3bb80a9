//! What kind of table it is, by the names of its columns; without a header, by what its cells look like.

use csv::StringRecord;

use super::acled::Acled;
use super::cells::{quoted, whole};
use super::columns::{Column, Header};
use super::dates::{self, DayOrder, HOW_TO_SAY};
use super::generic::Generic;
use super::mapping::{HOW_TO_MAP, Mapping};
use super::own::Own;
use super::ucdp::{self, Ucdp};
use super::{Layout, Recognized};
use crate::load::import::Problem;
use crate::model::LonLat;

/// How many names of columns a message repeats.
const MOST_NAMES: usize = 40;

/// What the columns of a table mean, from its first records, the very first one included.
///
/// A reader who says which column is which is believed, whatever the columns are called.
pub(in crate::load) fn recognize(
    sample: &[StringRecord],
    mapping: Option<&Mapping>,
) -> Result<Recognized, Problem> {
    let Some((first, rows)) = sample.split_first() else {
        return Err(Problem::error("", "the table is empty"));
    };
    let nothing = Mapping::default();
    let mapping = mapping.unwrap_or(&nothing);
    if is_ucdp_without_header(first) {
        let header = Header::from_names(ucdp::COLUMNS);
        let dates = ucdp::date_columns(&header);
        let (order, problems) = order(sample, &dates, mapping, DayOrder::Unknown);
        let layout = Layout::Ucdp(Ucdp::new(&header, order));
        return Ok(Recognized {
            layout,
            has_header: false,
            problems,
        });
    }
    let header = Header::of(first);
    let names = names(first);
    mapping.check(&header, &names)?;
    let (layout, problems) = layout(&header, &names, (first, rows), mapping)?;
    let problems = [header.doubles(), problems].concat();
    Ok(Recognized {
        layout,
        has_header: true,
        problems,
    })
}

fn layout(
    header: &Header,
    names: &str,
    (first, rows): (&StringRecord, &[StringRecord]),
    mapping: &Mapping,
) -> Result<(Layout, Vec<Problem>), Problem> {
    if !mapping.names_columns() && header.has_all(&ucdp::TELLING) {
        let (order, mut problems) = order(
            rows,
            &ucdp::date_columns(header),
            mapping,
            DayOrder::Unknown,
        );
        problems.extend(missing(
            header,
            &["where_prec", "date_prec", "latitude", "longitude", "best"],
        ));
        return Ok((Layout::Ucdp(Ucdp::new(header, order)), problems));
    }
    if !mapping.names_columns() && Acled::is_header(header) {
        let (order, mut problems) = order(
            rows,
            &[Acled::date_column(header)],
            mapping,
            DayOrder::Unknown,
        );
        problems.extend(missing(
            header,
            &[
                "time_precision",
                "geo_precision",
                "latitude",
                "longitude",
                "fatalities",
            ],
        ));
        return Ok((Layout::Acled(Acled::new(header, order)), problems));
    }
    if !mapping.names_columns() && Own::is_header(header) {
        return Ok((Layout::Own(Own::new(header, first)), Vec::new()));
    }
    let mut generic = Generic::new(header, first, mapping);
    if let Some(lack) = generic.lacks() {
        let message = format!("{lack}; the columns are {names}");
        return Err(Problem::error("", message).with_hint(HOW_TO_MAP));
    }
    let (order, problems) = order(
        rows,
        &generic.date_columns(),
        mapping,
        generic.usual_order(),
    );
    generic.set_order(order);
    Ok((Layout::Generic(generic), problems))
}

/// What comes first in the dates: as the reader says, as the rows show, or as is usual in tables of this kind.
fn order(
    rows: &[StringRecord],
    columns: &[Column],
    mapping: &Mapping,
    usual: DayOrder,
) -> (DayOrder, Vec<Problem>) {
    if mapping.order() != DayOrder::Unknown {
        return (mapping.order(), Vec::new());
    }
    let cells = rows
        .iter()
        .flat_map(|row| columns.iter().map(|column| column.of(row)));
    match DayOrder::shown_by(cells) {
        Ok(DayOrder::Unknown) => (usual, Vec::new()),
        Ok(order) => (order, Vec::new()),
        Err((day_first, month_first)) => {
            let message = format!(
                "some dates have the day first, like {day_first}, and some the month, like {month_first}"
            );
            let problem = Problem::error("date", message).with_hint(HOW_TO_SAY);
            (DayOrder::Unknown, vec![problem])
        }
    }
}

/// A warning for each column without which rows are told less precisely than they could be.
fn missing(header: &Header, names: &[&str]) -> Vec<Problem> {
    let lacking = names.iter().filter(|name| !header.has_all(&[name]));
    let warn = |name: &&str| Problem::warning(name, format!("there is no column {name}"));
    lacking.map(warn).collect()
}

/// Whether a record is a row of UCDP GED: a Candidate release was published without a header. Only the layout of
/// 49 columns is known well enough to be read by position.
fn is_ucdp_without_header(record: &StringRecord) -> bool {
    if record.len() != ucdp::COLUMNS.len() {
        return false;
    }
    let header = Header::from_names(ucdp::COLUMNS);
    let cell = |name: &str| header.column(&[name]).of(record);
    let degrees = |name: &str| cell(name).parse().unwrap_or(f64::NAN);
    let is_day = |name: &str| dates::day(cell(name), DayOrder::Unknown).is_ok();
    whole(cell("id")).is_some()
        && matches!(whole(cell("type_of_violence")), Some(1..=3))
        && LonLat::new(degrees("longitude"), degrees("latitude")).is_ok()
        && is_day("date_start")
        && is_day("date_end")
}

/// The names of the columns as a message lists them.
fn names(header: &StringRecord) -> String {
    let mut names: Vec<String> = header
        .iter()
        .take(MOST_NAMES)
        .map(|name| quoted(name.trim()))
        .collect();
    if header.len() > MOST_NAMES {
        names.push(format!("and {} more", header.len() - MOST_NAMES));
    }
    names.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn records(rows: &[&str]) -> Vec<StringRecord> {
        let rows = rows.iter();
        rows.map(|row| row.split(',').collect()).collect()
    }

    fn recognized(rows: &[&str]) -> Recognized {
        recognize(&records(rows), None).expect("a layout")
    }

    #[test]
    fn a_table_is_known_by_the_names_of_its_columns_in_any_order() {
        for (header, name) in [
            (
                "Side_A,SIDE_B,date_end,date_start,type_of_violence,id",
                "UCDP GED",
            ),
            ("actor1,event_type,event_date,EVENT_ID_CNTY", "ACLED"),
            ("actor1,event_type,event_date,data_id", "ACLED"),
            ("headline,when,x,y", "CSV"),
        ] {
            assert_eq!(recognized(&[header]).layout.name(), name);
        }
    }

    #[test]
    fn a_row_of_ucdp_without_a_header_is_known_by_its_cells() {
        let mut cells = vec![""; 49];
        for (name, cell) in [
            ("id", "300380"),
            ("type_of_violence", "1"),
            ("latitude", "35.7"),
            ("longitude", "36.5"),
            ("date_start", "2013-01-03 00:00:00.000"),
            ("date_end", "2013-01-04"),
        ] {
            let index = ucdp::COLUMNS
                .iter()
                .position(|own| *own == name)
                .expect("a column");
            cells[index] = cell;
        }
        let row: StringRecord = cells.iter().collect();
        let recognized = recognize(&[row], None).expect("a layout");
        assert_eq!(
            (recognized.layout.name(), recognized.has_header),
            ("UCDP GED", false)
        );
        cells[5] = "4";
        assert!(recognize(&[cells.iter().collect()], None).is_err());
    }

    #[test]
    fn a_table_that_cannot_be_read_says_how_to_map_it() {
        for (header, lack) in [
            ("x,y,when", "no column is a title"),
            ("title,color", "no column is a date or a position"),
        ] {
            let problem = recognize(&records(&[header]), None).expect_err("a problem");
            assert!(problem.message.contains(lack), "{}", problem.message);
            assert!(
                problem
                    .message
                    .contains(&header[..5].replace(',', "\", \""))
            );
            assert_eq!(problem.hint.as_deref(), Some(HOW_TO_MAP));
        }
        assert!(recognize(&[], None).is_err());
    }

    #[test]
    fn a_reader_who_names_columns_is_believed() {
        let rows = records(&["a,b,event_date,event_type,actor1,data_id", "x,2021,,,,"]);
        let mapping = Mapping::parse("title=a,date=b").expect("a mapping");
        let recognized = recognize(&rows, Some(&mapping)).expect("a layout");
        assert_eq!(recognized.layout.name(), "CSV");
        let mapping = Mapping::parse("title=c").expect("a mapping");
        assert!(recognize(&rows, Some(&mapping)).is_err());
    }

    #[test]
    fn dates_of_both_orders_are_told_once_for_the_table() {
        let mixed = recognized(&["title,date", "a,13/2/2021", "b,2/13/2021"]);
        assert!(mixed.problems[0].message.contains("13/2/2021"));
        let plain = recognized(&["title,date", "a,13/2/2021", "b,1/2/2021"]);
        assert_eq!(plain.problems, []);
    }
}
