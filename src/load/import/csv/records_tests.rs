//! Quotes that are lost or too many, and random tables whose quotes are as they should be.

use csv::{ByteRecord, ReaderBuilder};
use proptest::prelude::*;

use super::records::{Judge, Likeness, Records, Slip, What, first_record, header};

/// The records of a text whose rows have a number first, and the lines of what is wrong about its quotes.
fn read(text: &str, n_columns: usize) -> (Vec<Vec<String>>, Vec<(usize, What)>) {
    let mut records = Records::new(text.as_bytes(), b',', 1);
    let judge = Judge {
        fits: &|record| record.len() == n_columns,
        likeness: &|row| {
            let is_number = row.get(0).is_some_and(|cell| cell.parse::<u32>().is_ok());
            if is_number {
                Likeness::Sure
            } else {
                Likeness::No
            }
        },
        n_delimiters: n_columns - 1,
        max_text: 1_000,
    };
    let (mut rows, mut told) = (Vec::new(), Vec::new());
    let (mut record, mut slips) = (ByteRecord::new(), Vec::new());
    while let Some(place) = records.next(&judge, &mut record, &mut slips) {
        let cells = |record: &ByteRecord| {
            let cells = record.iter();
            cells
                .map(|cell| String::from_utf8_lossy(cell).into_owned())
                .collect::<Vec<_>>()
        };
        rows.push(cells(&record));
        let again = first_record(&text.as_bytes()[place.bytes.clone()], b',').expect("a record");
        assert_eq!(cells(&again), cells(&record), "it is the same again");
        for Slip { open, what } in slips.drain(..) {
            told.push((records.position(&place, open).0, what));
        }
    }
    (rows, told)
}

#[test]
fn a_stray_quote_costs_no_other_row() {
    for (text, n_rows, lines) in [
        // Text follows behind the quote that seems to close it.
        ("1,a,\"b\n2,c,\"d\"\n3,e,f\n", 3, &[1][..]),
        // It seems to be closed at the end of a row.
        ("1,a,\"b\n2,c,d\n3,e,5\"\n4,g,h\n", 4, &[1]),
        // At the beginning of a cell, of a row, and of a cell that is a quote.
        ("1,\"a,b\n2,c,d\"\n3,e,f\n", 3, &[1]),
        ("\"1,a,b\n2,c,d\"\n3,e,f\n", 3, &[1]),
        ("\"1,a,b\n2\",c,d\n3,e,f\n", 3, &[1]),
        ("1,\"a,b\n2,c\",d\n3,e,f\n", 3, &[1]),
        ("1,a,\"\n2,c,d\n3,\",f\n", 3, &[1, 3]),
        // Never closed.
        ("1,a,b\n2,c,\"d\n3,e,f\n", 3, &[2]),
        // In the middle of a cell it means nothing.
        ("1,5\" a,b\n2,c,d 6\"\n", 2, &[]),
        ("1,\"a\" b,c\n2,c,d\n", 2, &[1]),
        // Closed by the quote that opens a cell of several lines.
        ("1,a,\"b\n2,c,\"d\ne\"\n3,f,g\n", 3, &[1]),
        // Behind a cell that holds lines as it may.
        ("1,\"a\nb\",\"c\n2,d,e\n3,f,g\"\n", 3, &[2]),
        ("1,a,\"b\r\n2,c,d\r\n3,e,5\"\r\n", 3, &[1]),
    ] {
        let (rows, told) = read(text, 3);
        assert_eq!(rows.len(), n_rows, "{text}: {rows:?}");
        let told: Vec<usize> = told.into_iter().map(|(line, _)| line).collect();
        assert_eq!(told, lines, "{text}");
    }
}

#[test]
fn a_cell_may_hold_lines() {
    for text in [
        "1,\"a\nb, c\",d\n",
        "1,a,\"b, c\n\nd, e, f\"\n2,g,h\n",
        "1,a,\"b\r\nc\"\r\n",
        "1,a,\"\"\"b\"\"\nc\"\n",
        "1, \"a\",\"b\nc\" \n",
        "\"1\n2\",a,b\n3,c,d\n",
    ] {
        let (rows, told) = read(text, 3);
        assert_eq!(told, [], "{text}");
        assert_eq!(rows[0].len(), 3, "{rows:?}");
        assert!(rows[0].concat().contains('\n'), "{rows:?}");
    }
}

/// A quote too many at the end of one row and one at the beginning of a cell of the next make a cell that is well
/// written: only the row inside of it tells.
#[test]
fn a_row_with_a_cell_more_inside_of_a_cell_is_told() {
    let text = "1,a,b,c,d,\"\"\"All\"\", they said\"\"\n2,a,b,c,d,\"\"It was, and\nit is.\"\n3,a,b,c,d,e\n";
    let (rows, told) = read(text, 6);
    assert_eq!(rows.len(), 2, "{rows:?}");
    assert!(
        matches!(told[..], [(1, What::MayBeRows { .. })]),
        "{told:?}"
    );
}

#[test]
fn two_broken_rows_that_make_one_are_told() {
    let text = "1,\"a, b\"\",c,d,e\n2,\"\"f, g\",h,i,j\n3,k,l,m,n\n";
    let (rows, told) = read(text, 5);
    assert_eq!(rows.len(), 2, "{rows:?}");
    assert!(
        matches!(told.as_slice(), [(1, What::MayBeRows { .. })]),
        "{told:?}"
    );
}

#[test]
fn names_of_columns_may_hold_lines() {
    for (text, names, next) in [
        (
            "id,\"title\nof it\",date\n1,A,2021\n2,B,2021\n",
            ["id", "title\nof it", "date"],
            "1",
        ),
        (
            "id,\"a\r\nb\r\nc\",\"d\re\"\r\n1,\"A\nA\",2021\r\n",
            ["id", "a\r\nb\r\nc", "d\re"],
            "1",
        ),
        // One broken row behind it is not asked alone.
        (
            "id,\"a\nb\",date\nx\n1,A,2021\n",
            ["id", "a\nb", "date"],
            "x",
        ),
    ] {
        let mut records = Records::new(text.as_bytes(), b',', 1);
        let (mut record, mut slips) = (ByteRecord::new(), Vec::new());
        header(&mut records, &mut record, &mut slips).expect("a header");
        let found: Vec<_> = record.iter().map(String::from_utf8_lossy).collect();
        assert_eq!(found, names);
        assert!(slips.is_empty());
        records.next_plain(&mut record).expect("a row");
        assert_eq!(record.get(0), Some(next.as_bytes()));
    }
}

#[test]
fn a_header_does_not_swallow_rows() {
    for (text, n_columns, n_slips) in [
        ("id,title,\"date\n1,a,2021\n2,b,2022\"\n", 3, 1),
        ("id,title,\"date\n1,a,2021\n2,b,2022\n", 3, 1),
        ("id,title,\"date\n(day, or month)\"\n1,a,2021\n", 3, 0),
    ] {
        let mut records = Records::new(text.as_bytes(), b',', 1);
        let (mut record, mut slips) = (ByteRecord::new(), Vec::new());
        header(&mut records, &mut record, &mut slips).expect("a header");
        assert_eq!((record.len(), slips.len()), (n_columns, n_slips), "{text}");
        assert!(records.next_plain(&mut record).is_some());
        assert_eq!(&record[0], b"1", "{text}");
    }
}

#[test]
fn quotes_that_open_and_close_in_each_line_take_no_long() {
    // Every lookahead ends at the next quote; a reader that looked further would need hours.
    let text = "x\"y,\"z\n".repeat(200_000);
    assert_eq!(read(&text, 2).0.len(), 200_000);
    let text = "\"\"\"\"x,\"\"\n".repeat(200_000);
    assert_eq!(read(&text, 2).0.len(), 200_000);
}

proptest! {
    #[test]
    fn well_written_tables_are_what_they_are_to_others(
        cells in prop::collection::vec("[a\"\n\r, é]{0,6}", 3..40),
    ) {
        let mut writer = csv::Writer::from_writer(Vec::new());
        for row in cells.chunks_exact(3) {
            writer.write_record(row).expect("written");
        }
        let text = String::from_utf8(writer.into_inner().expect("flushed")).expect("text");
        let mut reader = ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
        let theirs: Vec<Vec<String>> = reader
            .records()
            .map(|record| record.expect("a record").iter().map(str::to_owned).collect())
            .collect();
        let (ours, told) = read(&text, 3);
        prop_assert_eq!(ours, theirs, "{:?}", text);
        prop_assert_eq!(told, []);
    }

    #[test]
    fn every_line_is_in_a_record(text in "[a1\"\n\r, ]{0,60}") {
        let (rows, _) = read(&text, 3);
        let n_letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).count();
        let n_read: usize = rows.iter().flatten().map(|cell| n_letters(cell)).sum();
        prop_assert_eq!(n_read, n_letters(&text));
    }
}
