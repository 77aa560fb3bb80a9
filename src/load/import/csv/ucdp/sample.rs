//! A thousand real rows of UCDP GED, where they lie beside the project: all are read, and no code is lost.

use std::collections::BTreeMap;
use std::env::var_os;
use std::fs::read;
use std::path::PathBuf;

use csv::{ReaderBuilder, StringRecord};

use crate::load::import::csv::cells::without_zeros;
use crate::load::import::csv::columns::Header;
use crate::load::import::csv::{Layout, recognize};
use crate::load::import::{Draft, Text};

/// The file of a thousand real rows, which is no part of the project.
fn sample() -> Option<Vec<u8>> {
    let beside =
        var_os("CARGO_MANIFEST_DIR").map(|folder| PathBuf::from(folder).join("../shared/testdata"));
    let named = var_os("EVENT_ATLAS_TESTDATA").map(PathBuf::from);
    let folders = [beside, named].into_iter().flatten();
    folders
        .map(|folder| folder.join("ucdp_ged_sample.csv"))
        .find_map(|path| read(path).ok())
}

fn histogram<'a>(codes: impl Iterator<Item = &'a str>) -> BTreeMap<String, usize> {
    let mut histogram = BTreeMap::new();
    for code in codes {
        *histogram.entry(without_zeros(code).to_owned()).or_default() += 1;
    }
    histogram
}

#[test]
#[expect(clippy::print_stderr, reason = "a skipped test says so")]
fn a_thousand_real_rows_are_a_thousand_events_with_their_codes() {
    let Some(bytes) = sample() else {
        eprintln!(
            "skipped: ucdp_ged_sample.csv is not here; EVENT_ATLAS_TESTDATA can name its folder"
        );
        return;
    };
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        .from_reader(bytes.as_slice());
    let records: Vec<StringRecord> = reader.records().collect::<Result<_, _>>().expect("a table");
    let recognized = recognize(&records, None).expect("a layout");
    assert!(recognized.has_header && matches!(recognized.layout, Layout::Ucdp(_)));
    assert_eq!(recognized.problems, []);
    let rows = &records[1..];
    let mut problems = Vec::new();
    let drafts: Vec<Draft<'_>> = rows
        .iter()
        .filter_map(|row| recognized.layout.draft(row, &mut problems))
        .collect();
    assert_eq!(drafts.len(), 1_000);
    assert!(
        drafts
            .iter()
            .all(|draft| draft.date.when().is_some() && !draft.title.is_empty())
    );

    let header = Header::of(&records[0]);
    let number = |row, name| {
        without_zeros(header.column(&[name]).of(row))
            .parse::<u32>()
            .ok()
    };
    let numbers = |row| ["low", "best", "high"].map(|name| number(row, name));
    let n_contradictory = rows.iter().filter(|row| !numbers(row).is_sorted()).count();
    assert_eq!(
        problems.len(),
        n_contradictory,
        "only what contradicts itself is told"
    );
    assert!(
        problems
            .iter()
            .all(|problem| problem.message.ends_with("not in order"))
    );

    let in_file = |name: &str| {
        let column = header.column(&[name]);
        histogram(rows.iter().map(|row| column.of(row)))
    };
    let first_number = |text: &Option<Text<'_>>, key: &str| {
        let rest = text.as_deref().and_then(|text| text.strip_prefix(key));
        rest.and_then(|rest| rest.get(..1))
            .unwrap_or("1")
            .to_owned()
    };
    let places: Vec<String> = drafts
        .iter()
        .map(|draft| first_number(&draft.note, "where_prec "))
        .collect();
    assert_eq!(
        histogram(places.iter().map(String::as_str)),
        in_file("where_prec")
    );
    let dates: Vec<String> = drafts
        .iter()
        .map(|draft| first_number(&draft.phrase, "date_prec "))
        .collect();
    assert_eq!(
        histogram(dates.iter().map(String::as_str)),
        in_file("date_prec")
    );

    let n_lines = |text: &str| text.lines().count();
    let locators = drafts
        .iter()
        .flat_map(|draft| &draft.claims)
        .filter_map(|claim| claim.locator.as_deref());
    assert!(
        locators.map(n_lines).max() > Some(2),
        "cells of several lines stay whole"
    );
}
