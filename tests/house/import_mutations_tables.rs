//! Bytes of tables go wrong, and no row is lost without a word: each that is as it was is an event or in a finding.
//!
//! `mutation_runs.rs` says how many, and in which way.

use std::fmt::Write as _;
use std::fs;
use std::ops::RangeInclusive;

use event_atlas::load::{ImportOptions, Loaded, Progress, load_paths};
use event_atlas::model::{Finding, Severity};
use proptest::prelude::*;
use proptest::test_runner::TestCaseError;

use crate::mutation_runs::{bounded, config};

/// A table whose rows have ids of their own, which are found in the slugs of their events.
struct Table {
    name: &'static str,
    header: String,
    rows: Vec<Row>,
}

struct Row {
    slug: String,
    text: String,
}

const N_TABLES: usize = 5;
const N_ROWS: usize = 14;

impl Table {
    fn new(n: usize) -> Self {
        match n {
            0 => Self::own(),
            1 => Self::generic("generic.csv", ','),
            2 => Self::generic("generic.tsv", '\t'),
            3 => Self::acled(),
            _ => Self::ucdp(),
        }
    }

    /// The rows of a table from their cells.
    fn of(
        name: &'static str,
        delimiter: char,
        header: &str,
        row: impl Fn(usize) -> (String, Vec<String>),
    ) -> Self {
        let header = header.replace(',', &delimiter.to_string());
        let rows = (0..N_ROWS).map(|n| {
            let (slug, cells) = row(n);
            let mut writer = csv::WriterBuilder::new()
                .delimiter(u8::try_from(delimiter).expect("one byte"))
                .from_writer(Vec::new());
            writer.write_record(&cells).expect("written");
            let text = writer.into_inner().expect("flushed");
            let text = String::from_utf8(text).expect("text");
            Row { slug, text }
        });
        Self {
            name,
            rows: rows.collect(),
            header: header + "\n",
        }
    }

    fn own() -> Self {
        let header = "id,title,kind,kind_label,when,sense,phrase,status,contested,location,place,place_name,lon,lat,\
            precision,actors,claims,speakers,affirmed_by,denied_by,sources,url,note,tags";
        Self::of("own.csv", ',', header, |n| {
            let id = format!("own{n}z");
            let when = format!("2021-07-{:02}", n + 1);
            let cells = [
                &id,
                "Shots, heard",
                "clash",
                "Clash",
                &when,
                "",
                "",
                "asserted",
                "no",
                "at",
                "p",
                "Strelsau",
                "46.1",
                "40.2",
                "town",
                "A; B",
                "1",
                "A",
                "A",
                "",
                "Post",
                "https://example.org/",
                &note(n),
                "t",
            ];
            (id.clone(), cells.map(str::to_owned).to_vec())
        })
    }

    fn generic(name: &'static str, delimiter: char) -> Self {
        Self::of(name, delimiter, "id,title,date,lat,lon,notes", |n| {
            let id = format!("gen{n}z");
            let date = format!("2021-07-{:02}", n + 1);
            let cells = [&id, "Shots", &date, "40.25", "46.5", &note(n)];
            (id.clone(), cells.map(str::to_owned).to_vec())
        })
    }

    fn acled() -> Self {
        let header = "event_id_cnty,event_date,year,time_precision,disorder_type,event_type,sub_event_type,actor1,\
            assoc_actor_1,inter1,actor2,country,admin1,location,latitude,longitude,geo_precision,source,notes,\
            fatalities,tags";
        Self::of("acled.csv", ',', header, |n| {
            let date = format!("2023-03-{:02}", n + 1);
            let id = format!("RUR{n}z");
            let cells = [
                &id,
                &date,
                "2023",
                "1",
                "Political violence",
                "Battles",
                "Armed clash",
                "Red Group (Ruritania)",
                "Blue Militia; Green Militia",
                "Rebel group",
                "Forces, of Ruritania",
                "Ruritania",
                "North",
                "Strelsau",
                "45.1",
                "15.2",
                "1",
                "The Strelsau Post",
                &note(n),
                "4",
                "crowd size=no report",
            ];
            (format!("acled-rur{n}z"), cells.map(str::to_owned).to_vec())
        })
    }

    fn ucdp() -> Self {
        let header = "id,relid,year,type_of_violence,conflict_name,dyad_name,side_a,side_b,number_of_sources,\
            source_article,source_headline,where_prec,where_coordinates,where_description,adm_1,latitude,longitude,\
            country,event_clarity,date_prec,date_start,date_end,deaths_a,deaths_b,best,high,low";
        Self::of("ucdp.csv", ';', header, |n| {
            let id = format!("{}.0", 900_000 + n);
            let day = format!("2013-01-{:02} 00:00:00.000", n + 1);
            let article = format!("\"Post,2013-01-03,Thursday {n}\";\"Radio,2013-01-03,Friday\"");
            let cells = [
                &id,
                "RUR-1",
                "2013",
                "1",
                "Ruritania: Government",
                "A - B",
                "A",
                "B",
                "2",
                &article,
                "Thursday",
                "1",
                "Strelsau",
                &note(n),
                "North",
                "35.76",
                "36.55",
                "Ruritania",
                "1",
                "1",
                &day,
                &day,
                "0",
                "2",
                "2",
                "3",
                "2",
            ];
            (
                format!("ucdp-{}", 900_000 + n),
                cells.map(str::to_owned).to_vec(),
            )
        })
    }

    fn text(&self) -> String {
        let rows = self.rows.iter().map(|row| row.text.as_str());
        self.header.clone() + &rows.collect::<String>()
    }
}

/// Words as tables hold them: with breaks, quotes and delimiters, or none.
fn note(n: usize) -> String {
    match n % 5 {
        0 => "It was said, and denied;\nlater, it was said again.".to_owned(),
        1 => "The \"5 inch\" pipe".to_owned(),
        2 => String::new(),
        3 => "Plain words".to_owned(),
        _ => "\"All\", they said".to_owned(),
    }
}

/// One thing that goes wrong with bytes.
#[derive(Debug, Clone)]
enum Mishap {
    Replaced(u8),
    Inserted(u8),
    Cut(usize),
    Doubled(usize),
}

fn suffer(bytes: &mut Vec<u8>, at: usize, mishap: &Mishap) {
    let at = at % bytes.len().max(1);
    let (n_out, new) = match mishap {
        Mishap::Replaced(byte) => (1, vec![*byte]),
        Mishap::Inserted(byte) => (0, vec![*byte]),
        Mishap::Cut(n) => (*n, Vec::new()),
        Mishap::Doubled(n) => (0, bytes.iter().skip(at).take(*n).copied().collect()),
    };
    let end = (at + n_out).min(bytes.len());
    bytes.splice(at.min(end)..end, new);
}

fn mishaps() -> impl Strategy<Value = (usize, Mishap)> {
    let bytes = prop_oneof![
        1 => any::<u8>(),
        4 => prop::sample::select(b"\"\"\"\",;\t\n\r\0 '1a\\|\xFF".to_vec()),
    ];
    let mishap = prop_oneof![
        4 => bytes.clone().prop_map(Mishap::Replaced),
        5 => bytes.prop_map(Mishap::Inserted),
        2 => (1..40_usize).prop_map(Mishap::Cut),
        1 => (1..400_usize).prop_map(Mishap::Doubled),
    ];
    (any::<usize>(), mishap)
}

/// What comes of a table with these bytes. All its rows are read again.
fn imported(name: &str, bytes: &[u8]) -> Loaded {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join(name);
    fs::write(&path, bytes).expect("written");
    let options = ImportOptions::default();
    let loaded = load_paths(&[path], &options, &Progress::default(), &mut |_| ());
    let loaded = loaded.expect("there is a file");
    for (_, event) in loaded.catalog.events() {
        assert!(
            !event.title.starts_with("This row cannot be read"),
            "{event:?}"
        );
    }
    loaded
}

/// Whether a finding names one of these lines, in itself or in its words: "line 4", "lines 3 to 7, 9 and 12".
fn names(finding: &Finding, lines: &RangeInclusive<usize>) -> bool {
    if lines.contains(&finding.line) {
        return true;
    }
    let numbers = |text: &str| -> Vec<usize> {
        let words = text.split(|c: char| !c.is_ascii_digit());
        words.filter_map(|word| word.parse().ok()).collect()
    };
    if let Some((_, behind)) = finding.message.split_once(" in lines ") {
        let (said, _) = behind.split_once(':').unwrap_or((behind, ""));
        return said.split([',', 'd']).any(|stretch| {
            let ends = numbers(stretch);
            let (first, last) = (ends.first(), ends.last());
            first
                .zip(last)
                .is_some_and(|(first, last)| first <= lines.end() && lines.start() <= last)
        });
    }
    // A quote reaches from the line of its finding to another.
    let reach = finding
        .message
        .rsplit_once(" line ")
        .map(|(_, behind)| numbers(behind));
    let last = reach.and_then(|numbers| numbers.first().copied());
    last.is_some_and(|last| finding.line <= *lines.end() && *lines.start() <= last)
}

fn is_told(loaded: &Loaded, lines: &RangeInclusive<usize>) -> bool {
    loaded.findings.iter().any(|finding| names(finding, lines))
}

fn find(bytes: &[u8], text: &str, from: usize) -> Option<usize> {
    let rest = bytes.get(from..)?;
    let found = rest
        .windows(text.len())
        .position(|window| window == text.as_bytes());
    found.map(|at| from + at)
}

fn line_at(bytes: &[u8], at: usize) -> usize {
    let before = bytes.iter().take(at);
    before.filter(|byte| **byte == b'\n').count() + 1
}

/// The rows that are as they were, and neither an event nor in a finding.
fn lost(table: &Table, bytes: &[u8], loaded: &Loaded) -> Vec<String> {
    // A table whose header went wrong is refused, or read as what it says now.
    if !bytes.starts_with(table.header.as_bytes()) {
        let is_refused = loaded
            .findings
            .iter()
            .any(|it| it.severity == Severity::Error);
        let is_read = loaded.catalog.n_events() > 0;
        let is_said = is_read || is_refused || bytes.trim_ascii().is_empty();
        return if is_said {
            Vec::new()
        } else {
            vec!["everything".to_owned()]
        };
    }
    let mut lost = Vec::new();
    for row in &table.rows {
        // With the breaks around it: a row without them is a part of its neighbor.
        let Some(at) = find(bytes, &format!("\n{}", row.text), 0) else {
            continue;
        };
        let first = line_at(bytes, at + 1);
        let lines = first..=first + row.text.trim_end().matches('\n').count();
        if loaded.catalog.event_by_slug(&row.slug).is_none() && !is_told(loaded, &lines) {
            lost.push(format!("{} in lines {lines:?}", row.slug));
        }
    }
    lost
}

fn messages(loaded: &Loaded) -> String {
    loaded
        .findings
        .iter()
        .fold(String::new(), |mut all, finding| {
            writeln!(all, "{}: {}", finding.line, finding.message).expect("written");
            all
        })
}

#[test]
fn the_tables_have_all_their_rows() {
    for table in (0..N_TABLES).map(Table::new) {
        let text = table.text();
        let loaded = imported(table.name, text.as_bytes());
        assert_eq!(messages(&loaded), "", "{}", table.name);
        assert_eq!(loaded.catalog.n_events(), N_ROWS);
        for row in &table.rows {
            assert!(
                loaded.catalog.event_by_slug(&row.slug).is_some(),
                "{}",
                row.slug
            );
        }
        assert_eq!(lost(&table, text.as_bytes(), &loaded), Vec::<String>::new());
    }
}

#[test]
fn the_oracle_knows_what_is_lost() {
    let table = Table::new(1);
    let text = table.text();
    let short = imported(table.name, table.header.as_bytes());
    assert_eq!(lost(&table, text.as_bytes(), &short).len(), N_ROWS);
    let finding = |line: usize, message: &str| Finding {
        file: String::new(),
        line,
        column: 1,
        severity: Severity::Error,
        entry: None,
        message: message.to_owned(),
        hint: None,
        excerpt: None,
    };
    let many = finding(
        9,
        "url: 8 more like this, 11 in all, in lines 9 to 12, 20 and 30: \"40\"",
    );
    for (line, is_named) in [
        (8, false),
        (11, true),
        (20, true),
        (21, false),
        (30, true),
        (40, false),
    ] {
        assert_eq!(names(&many, &(line..=line)), is_named, "{line}");
    }
    let quote = finding(
        3,
        "a quote is opened in this line and closed in line 6; the lines",
    );
    assert!(names(&quote, &(5..=5)) && !names(&quote, &(7..=8)) && !names(&quote, &(1..=2)));
}

/// A table in which quotes are too many.
fn with_stray_quotes(table: &Table, places: &[usize]) -> Vec<u8> {
    let mut bytes = table.text().into_bytes();
    for place in places {
        let from = table.header.len();
        let at = from + place % (bytes.len() - from);
        bytes.insert(at, b'"');
    }
    bytes
}

/// The rows that are neither an event of their own nor in a finding, broken ones included.
fn lost_to_quotes(table: &Table, bytes: &[u8], loaded: &Loaded) -> Vec<String> {
    let letters =
        |text: &str| -> String { text.chars().filter(char::is_ascii_alphanumeric).collect() };
    let slugs: Vec<String> = loaded
        .catalog
        .events()
        .map(|(_, event)| letters(&event.slug.to_string()))
        .collect();
    let mut line = 2;
    let mut at = table.header.len();
    let mut lost = Vec::new();
    for row in &table.rows {
        // Quotes were put between its bytes, and all else is there.
        let n_lines = row.text.matches('\n').count();
        let lines = line..=line + n_lines - 1;
        line += n_lines;
        let id = letters(&row.slug);
        let is_there = slugs.iter().any(|slug| slug.starts_with(&id));
        if !is_there && !is_told(loaded, &lines) {
            lost.push(format!("{} in lines {lines:?}", row.slug));
        }
        at += row.text.len();
    }
    assert!(bytes.len() > at, "there are more bytes than before");
    lost
}

fn checked(
    table: &Table,
    bytes: &[u8],
    lost: fn(&Table, &[u8], &Loaded) -> Vec<String>,
) -> Result<(), TestCaseError> {
    let loaded = bounded(|| imported(table.name, bytes));
    let text = String::from_utf8_lossy(bytes);
    let lost = lost(table, bytes, &loaded);
    prop_assert_eq!(
        lost,
        Vec::<String>::new(),
        "{}\n{}",
        messages(&loaded),
        text
    );
    Ok(())
}

proptest! {
    #![proptest_config(config(1_000, N_TABLES as u32))]

    #[test]
    fn broken_tables_lose_no_row_without_a_word(
        table in 0..N_TABLES, wrong in prop::collection::vec(mishaps(), 1..5),
    ) {
        let table = Table::new(table);
        let mut bytes = table.text().into_bytes();
        for (at, mishap) in &wrong {
            suffer(&mut bytes, *at, mishap);
        }
        checked(&table, &bytes, lost)?;
    }

    #[test]
    fn stray_quotes_swallow_no_line_without_a_word(
        table in 0..N_TABLES, places in prop::collection::vec(any::<usize>(), 1..5),
    ) {
        let table = Table::new(table);
        let bytes = with_stray_quotes(&table, &places);
        checked(&table, &bytes, lost_to_quotes)?;
    }
}
