//! Small tables that did harm once: rows that a quote swallowed, addresses that were left out without a word.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::io::{self, Write as _};
use std::path::PathBuf;

use event_atlas::load::{ImportOptions, Loaded, Progress, load_paths};
use event_atlas::model::Severity;

fn hostile(name: &str) -> PathBuf {
    crate::root().join("tests/hostile").join(name)
}

fn imported(path: PathBuf) -> Loaded {
    let options = ImportOptions::default();
    let loaded = load_paths(&[path], &options, &Progress::default(), &mut |_| ());
    loaded.expect("there is a file")
}

fn imported_text(name: &str, text: &str) -> Loaded {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join(name);
    fs::write(&path, text).expect("written");
    let loaded = imported(path);
    // Rows are read again when they are looked at, so that is done while the file is there.
    assert_eq!(loaded.catalog.events().count(), loaded.catalog.n_events());
    loaded
}

fn titles(loaded: &Loaded) -> Vec<String> {
    let events = loaded.catalog.events();
    events.map(|(_, event)| event.title.clone()).collect()
}

/// Where each finding stands, and what it says.
fn told(loaded: &Loaded) -> Vec<(usize, usize, &str)> {
    let findings = loaded.findings.iter();
    findings
        .map(|it| (it.line, it.column, it.message.as_str()))
        .collect()
}

#[test]
fn rows_behind_a_stray_quote_are_rows_and_its_line_is_told() {
    let loaded = imported(hostile("q.csv"));
    assert_eq!(titles(&loaded), ["A", "B", "C"]);
    let told_of_q = told(&loaded);
    assert_eq!(told_of_q.len(), 1, "{told_of_q:?}");
    assert_eq!((told_of_q[0].0, told_of_q[0].1), (2, 20));
    let (_, first) = loaded.catalog.events().next().expect("an event");
    assert!(first.claims.iter().any(|claim| claim.says == "\"alpha"));

    let loaded = imported(hostile("inch2.tsv"));
    assert_eq!(titles(&loaded), ["A", "B", "C", "D"]);
    let lines: Vec<usize> = told(&loaded).iter().map(|it| it.0).collect();
    assert_eq!(lines, [2, 3]);
}

#[test]
fn rows_of_ucdp_behind_a_stray_quote_are_rows() {
    let path = crate::root().join("../shared/testdata/hostile/ucdp-3-rows-swallowed.csv");
    if !path.exists() {
        writeln!(io::stdout(), "skipped: {} is not there", path.display()).ok();
        return;
    }
    let loaded = imported(path);
    assert_eq!(loaded.catalog.n_events(), 30, "{:?}", told(&loaded));
    for id in [16_760, 76_073, 222_349] {
        let slug = format!("ucdp-{id}");
        assert!(loaded.catalog.event_by_slug(&slug).is_some(), "{slug}");
    }
    // The cell of two lines that comes after it stays one.
    let id = loaded.catalog.event_by_slug("ucdp-222349").expect("it");
    let event = loaded.catalog.event(id).expect("an event");
    assert!(format!("{event:?}").contains("Calda province\\nvillage of El Alambrado"));
    let lines: Vec<usize> = told(&loaded).iter().map(|it| it.0).collect();
    assert!(lines.contains(&25), "{:?}", told(&loaded));
}

#[test]
fn each_address_that_is_refused_is_counted() {
    let loaded = imported(hostile("urls-dropped-untold.csv"));
    let n_sources = loaded.catalog.sources().count();
    let n_open = loaded.catalog.sources().filter(|(_, it)| it.url.is_some());
    let n_without = loaded.catalog.sources().filter(|(_, it)| it.url.is_none());
    assert_eq!(n_open.count() + n_without.count(), n_sources);
    let refused: Vec<_> = told(&loaded)
        .into_iter()
        .filter(|it| it.2.starts_with("url: "))
        .collect();
    assert!(refused.len() <= 16, "{refused:#?}");
    let n_told: usize = refused
        .iter()
        .map(|(_, _, message)| {
            let more = message
                .strip_prefix("url: ")
                .and_then(|it| it.split_once(" more like this, "));
            more.map_or(1, |(n, _)| n.parse().expect("a number"))
        })
        .sum();
    assert!(n_told >= 30, "{n_told}: {refused:#?}");
    assert!(refused.iter().all(|it| it.0 > 1));
    assert!(
        refused
            .iter()
            .any(|it| it.2.contains("javascript:alert(1)"))
    );
}

#[test]
fn an_id_used_twice_is_told_with_both_lines() {
    let loaded = imported(hostile("dupid.csv"));
    let twins: Vec<_> = told(&loaded)
        .into_iter()
        .filter(|it| it.2.contains("have an id"))
        .collect();
    assert_eq!(twins.len(), 1, "{twins:?}");
    assert!(twins[0].0 > 2, "{twins:?}");
    let table = "id,title,date\n\na,One,2021\r\nb,\"Two\nlines\",2021\na,Three,2021\nb,Four,2021\n";
    let loaded = imported_text("twins.csv", table);
    let twins = told(&loaded);
    assert_eq!(twins.len(), 1, "{twins:?}");
    assert_eq!(twins[0].0, 6, "{twins:?}");
    assert!(twins[0].2.contains("2 rows have an id") && twins[0].2.contains("line 3"));
}

#[test]
fn rows_with_one_id_have_slugs_of_their_own_however_many_there_are() {
    let mut text = "id,title,date\na_2,First,2021\n".to_owned();
    let n = 66_000;
    for row in 0..n {
        writeln!(text, "a,{row},2021").expect("written");
    }
    let loaded = imported_text("many.csv", &text);
    let slugs: BTreeSet<String> = loaded
        .catalog
        .events()
        .map(|(_, event)| event.slug.to_string())
        .collect();
    assert_eq!(slugs.len(), loaded.catalog.n_events());
    for slug in slugs.iter().step_by(997) {
        let id = loaded.catalog.event_by_slug(slug).expect("an event");
        assert_eq!(
            loaded.catalog.event(id).expect("it").slug.to_string(),
            *slug
        );
    }
}

#[test]
fn ten_thousand_slips_of_two_kinds_are_a_few_findings() {
    let mut text = "id,title,date,lat,lon\n".to_owned();
    for row in 0..10_000 {
        writeln!(text, "i{row},T,2021-{}-45,400,{row}x", row % 90).expect("written");
    }
    let loaded = imported_text("slips.csv", &text);
    assert_eq!(loaded.catalog.n_events(), 10_000);
    let findings = told(&loaded);
    assert!(findings.len() <= 12, "{findings:#?}");
    let is_counted = |field: &str| {
        findings.iter().any(|(.., message)| {
            message.starts_with(field) && message.contains("9997 more like this, 10000 in all")
        })
    };
    assert!(
        is_counted("date: ") && is_counted("longitude: "),
        "{findings:#?}"
    );
    let n_bytes: usize = findings.iter().map(|(.., message)| message.len()).sum();
    assert!(n_bytes < 10_000);
}

#[test]
fn a_cell_that_holds_lines_stays_whole_where_it_may() {
    let text = "title,date,lat,lon,notes\n\
        A,2021,40,46,\"In May, the army, the police, and, as told, others\n\nleft. \"\"5\"\" inches\"\n\
        \"B\nb\",2021,40,46,x\n\
        C,2021,40,46,\"a 5\"\" pipe\r\nand more\"\n";
    let loaded = imported_text("lines.csv", text);
    assert_eq!(titles(&loaded), ["A", "B b", "C"]);
    assert_eq!(told(&loaded), []);
}

#[test]
fn a_quote_in_the_header_costs_no_row() {
    for text in [
        "title,\"date,lat,lon\nA,2021,40,46\nB,2022,41,47\n",
        "title,date,lat,\"lon\nA,2021,40,46\nB,2022,41,47\"\nC,2022,41,47\n",
        "title,da\"te,lat,lon\nA,2021,40,46\nB,\"2022\",41,47\n",
        "\"title,date,lat,lon\nA,2021,40,46\nB,2022,41,47\n",
    ] {
        let loaded = imported_text("header.csv", text);
        assert_eq!(
            loaded.catalog.n_events(),
            text.lines().count() - 1,
            "{text}: {:?}",
            told(&loaded)
        );
        let dated = loaded.catalog.events().filter(|(_, it)| it.when.is_some());
        assert_eq!(dated.count(), loaded.catalog.n_events(), "{text}");
        let is_told = told(&loaded).iter().any(|it| it.0 == 1);
        assert!(is_told || text.contains("da\"te"), "{text}");
    }
}

#[test]
fn a_row_whose_quote_is_never_closed_is_a_row_if_it_has_all_its_cells() {
    let text = "title,date,lat,lon,notes\nA,2021,40,46,5\nB,2021,40,46,\"5\nC,2021,40,46,x\nD,2021,\"40\nE,2021,40,46,x\n";
    let loaded = imported_text("open.csv", text);
    assert_eq!(titles(&loaded), ["A", "B", "C", "E"]);
    let findings = &loaded.findings;
    let lines: Vec<(usize, Severity)> = findings.iter().map(|it| (it.line, it.severity)).collect();
    assert!(lines.contains(&(3, Severity::Warning)), "{lines:?}");
    assert!(lines.contains(&(5, Severity::Error)), "{lines:?}");
}
