//! Files of other programs become events that keep their meaning; what does not hold is told.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::channel;
use std::thread;
use std::time::{Duration, Instant};

use event_atlas::app::App;
use event_atlas::load::{ImportOptions, Loaded, Progress, load_paths};
use event_atlas::model::{
    Day, EventId, Harm, Location, NamePolicy, PlacePrecision, RowClaim, Severity, When, Window,
};
use event_atlas::query::{
    Asked, Filter, Found, Index, Knowledge, Passing, Question, Solver, Subject, about, answer,
    voices,
};
use event_atlas::state::{Theme, ViewCommand};

/// Rows of UCDP GED that are read where they lie; `None` where they are not at hand.
fn sample() -> Option<PathBuf> {
    let path = crate::root().join("../shared/testdata/ucdp_ged_sample.csv");
    let is_there = path.exists();
    if !is_there {
        // Whoever reads the output of the tests is to know that this one looked at nothing.
        writeln!(io::stdout(), "skipped: {} is not there", path.display()).ok();
    }
    is_there.then_some(path)
}

fn imported(path: &Path) -> Loaded {
    imported_with(path, &ImportOptions::default())
}

fn imported_with(path: &Path, options: &ImportOptions) -> Loaded {
    load_paths(
        &[path.to_owned()],
        options,
        &Progress::default(),
        &mut |_| (),
    )
    .expect("there is a file")
}

/// What comes of a file with this text, and its messages.
fn imported_text(name: &str, text: impl AsRef<[u8]>) -> (Loaded, Vec<String>) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join(name);
    fs::write(&path, text).expect("written");
    let loaded = imported(&path);
    let told = loaded
        .findings
        .iter()
        .map(|finding| format!("{}:{}: {}", finding.line, finding.severity, finding.message))
        .collect();
    // Rows are read again when they are looked at, so that is done while the file is there.
    let n = loaded.catalog.events().count();
    assert_eq!(n, loaded.catalog.n_events());
    (loaded, told)
}

fn rows_of(path: &Path) -> Vec<csv::StringRecord> {
    let mut reader = csv::Reader::from_path(path).expect("a table");
    reader.records().map(|row| row.expect("a row")).collect()
}

#[test]
fn a_thousand_rows_of_ucdp_are_a_thousand_events() {
    let Some(path) = sample() else { return };
    let loaded = imported(&path);
    assert_eq!(loaded.catalog.n_events(), 1_000);
    let errors = loaded
        .findings
        .iter()
        .filter(|finding| finding.severity == Severity::Error);
    assert_eq!(errors.count(), 0);
    for row in rows_of(&path) {
        let id = row.get(0).expect("an id").trim_end_matches(".0");
        let id = loaded
            .catalog
            .event_by_slug(&format!("ucdp-{id}"))
            .unwrap_or_else(|| panic!("{id} is lost"));
        let event = loaded.catalog.event(id).expect("an event");
        let best = row.get(44).expect("best");
        let best: f64 = best.parse().expect("a number");
        let total = event.casualties.iter().find(|loss| loss.whose.is_none());
        let total = total.expect("all who were killed together");
        assert_eq!(total.harm, Harm::Killed);
        assert_eq!(total.best.map(f64::from), Some(best), "{}", event.slug);
        // What is said stands in the row, breaks and quotes included.
        let description = row.get(26).expect("where").trim().replace('\t', " ");
        let is_kept = description.is_empty()
            || event
                .note
                .as_ref()
                .is_some_and(|note| note.contains(&description))
            || event
                .claims
                .iter()
                .any(|claim| claim.says.contains(&description));
        assert!(is_kept, "{}: {description}", event.slug);
    }
}

#[test]
fn how_precisely_places_and_dates_are_known_is_what_the_codes_say() {
    let Some(path) = sample() else { return };
    let loaded = imported(&path);
    let rows = rows_of(&path);
    let index = Index::new(&loaded.catalog, Knowledge::default());
    let n_rows = |column: usize, code: &str| {
        rows.iter()
            .filter(|row| row.get(column).expect("a code").trim_end_matches(".0") == code)
            .count()
    };
    let class = |id: EventId| {
        let event = loaded.catalog.event(id).expect("an event");
        let (Location::At(place) | Location::Within(place)) = event.location else {
            panic!("{} has no place", event.slug);
        };
        loaded.catalog.place(place).expect("a place").precision
    };
    let n_places = |precision: PlacePrecision| {
        (0..1_000)
            .filter(|id| class(EventId::from_index(*id)) == precision)
            .count()
    };
    assert_eq!(n_places(PlacePrecision::Locality), n_rows(24, "1"));
    assert_eq!(
        n_places(PlacePrecision::District),
        n_rows(24, "2") + n_rows(24, "3")
    );
    let vague = n_rows(24, "4") + n_rows(24, "5") + n_rows(24, "7");
    assert_eq!(n_places(PlacePrecision::Province), vague);
    assert_eq!(n_places(PlacePrecision::Country), n_rows(24, "6"));
    // What is known only to a country is in the tray and no pin in its middle.
    let all = answer(&loaded.catalog, &index, &Question::default());
    assert_eq!(all.counts.unlocated, n_rows(24, "6"));
    let n_exact = loaded
        .catalog
        .events()
        .filter(|(_, event)| {
            event
                .when
                .as_ref()
                .is_some_and(|when| when.span().is_exact())
        })
        .count();
    assert_eq!(
        n_exact,
        n_rows(37, "1"),
        "an interval is doubt and no duration"
    );
}

#[test]
fn facts_that_are_kept_of_rows_say_what_their_events_say() {
    let Some(path) = sample() else { return };
    let loaded = imported(&path);
    let catalog = &loaded.catalog;
    let index = Index::new(catalog, Knowledge::default());
    // With the knowledge of a day after all of them the rows are read whole.
    let late = Index::new(
        catalog,
        Knowledge {
            on: Day::from_ymd(2100, 1, 1),
        },
    );
    for (id, event) in catalog.events() {
        assert_eq!(index.status(id), index.verdict(id).status, "{}", event.slug);
        assert_eq!(index.status(id), late.status(id), "{}", event.slug);
        let Some(event_atlas::model::Kept::Row(row)) = catalog.kept(id) else {
            panic!("{id:?} is no row");
        };
        let table = catalog.table().expect("rows");
        let facts = table.facts().get(row).expect("a row");
        assert_eq!(facts.span, event.when.as_ref().map(When::span));
        let claims: Vec<RowClaim> = event
            .claims
            .iter()
            .map(|claim| RowClaim {
                speaker: claim.speaker,
                via: claim.via,
                stance: claim.stance,
            })
            .collect();
        assert_eq!(table.claims(row), claims);
    }
    let question = Question::default();
    let of = |index: &Index| voices(catalog, index, &question);
    assert_eq!(of(&index), of(&late));
}

#[test]
fn an_answer_about_rows_is_that_of_each_row_alone() {
    let Some(path) = sample() else { return };
    let loaded = imported(&path);
    let catalog = &loaded.catalog;
    let index = Index::new(catalog, Knowledge::default());
    for (first, n) in [(10_000, 400), (14_000, 30), (15_900, 0), (7_000, 12_000)] {
        let window = Window::between(Day::from_number(first), Day::from_number(first + n));
        let question = Question {
            window: Some(window),
            ..Question::default()
        };
        let answer = answer(catalog, &index, &question);
        for (id, event) in catalog.events() {
            let matched = event
                .when
                .as_ref()
                .and_then(|when| when.span().match_in(window));
            assert_eq!(
                answer.found(id).map(Found::matched),
                matched,
                "{}",
                event.slug
            );
        }
    }
    let syria = Filter {
        text: "idlib".to_owned(),
        ..Filter::default()
    };
    let question = Question {
        filter: syria,
        ..Question::default()
    };
    let found = answer(catalog, &index, &question);
    assert!(
        (1..200).contains(&found.counts.shown),
        "{}",
        found.counts.shown
    );
    let subject = Subject::Place(catalog.places().next().expect("a place").0);
    assert!(!about(catalog, &index, subject).is_empty());
}

#[test]
fn what_is_known_on_a_day_comes_from_when_sources_reported() {
    let Some(path) = sample() else { return };
    let loaded = imported(&path);
    let knowledge = Knowledge {
        on: Day::from_ymd(2014, 12, 31),
    };
    let mut solver = Solver::new(Arc::clone(&loaded.catalog));
    let question = Question {
        knowledge,
        ..Question::default()
    };
    let solved = solver.solved_at_once(Asked {
        question,
        ..Asked::default()
    });
    let counts = solved.answer.counts;
    assert!(counts.not_yet_known > 100, "{counts:?}");
    assert_eq!(
        counts.total,
        counts.shown + counts.undated + counts.not_yet_known
    );
}

#[test]
fn dates_that_may_be_day_or_month_first_are_asked_for() {
    let text = "title,date,lat,lon\nOne,1/2/2021,40,46\nTwo,3/3/2021,40,46\n";
    let (loaded, told) = imported_text("a.csv", text);
    let undated = loaded
        .catalog
        .events()
        .filter(|(_, event)| event.when.is_none());
    assert_eq!(undated.count(), 1);
    assert!(
        told.iter().any(|line| line.contains("1/2/2021")),
        "{told:?}"
    );
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("a.csv");
    fs::write(&path, text).expect("written");
    let options = ImportOptions {
        dates: Some("dmy".to_owned()),
        ..ImportOptions::default()
    };
    let loaded = imported_with(&path, &options);
    let (_, event) = loaded.catalog.events().next().expect("an event");
    assert_eq!(event.when.as_ref().map(When::text), Some("2021-02-01"));
}

#[test]
fn a_table_that_nobody_understands_tells_its_columns_and_takes_a_map() {
    let text = "Überschrift,Wann,Breite,Länge\nSchuss,2021-07-19,39.7,44.8\n";
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("unknown.csv");
    fs::write(&path, text).expect("written");
    let loaded = imported(&path);
    assert_eq!(loaded.columns, ["Überschrift", "Wann", "Breite", "Länge"]);
    assert!(
        loaded.findings[0]
            .hint
            .as_ref()
            .is_some_and(|hint| hint.contains("--map"))
    );
    let map = "title=Überschrift,date=Wann,lat=Breite,lon=Länge".to_owned();
    let options = ImportOptions {
        map: Some(map),
        ..ImportOptions::default()
    };
    let loaded = imported_with(&path, &options);
    let (_, event) = loaded.catalog.events().next().expect("an event");
    assert_eq!(event.title, "Schuss");
    assert!(matches!(event.location, Location::At(_)));
}

#[test]
fn bad_tables_cost_what_is_bad_and_say_so() {
    let head = "title,date,lat,lon\n";
    let fine = "Fine,2021-07-19,40,46\n";
    let many_columns = format!("{head}{}\n{fine}", "x,".repeat(1_000_000));
    let long_cell = format!(
        "{head}Long,2021-07-19,40,\"{}\n{fine}",
        "x".repeat(200 << 20)
    );
    let utf16: Vec<u8> = format!("\u{feff}{head}{fine}")
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let cases: [(&str, Vec<u8>, usize, &str); 10] = [
        (
            "ragged",
            format!("{head}Short,2021-07-19\n{fine}").into(),
            2,
            "cells",
        ),
        (
            "quote",
            format!("{head}Open,\"2021\n{fine}").into(),
            1,
            "never closed",
        ),
        ("mark", format!("\u{feff}{head}{fine}").into(), 1, ""),
        ("utf16", utf16, 1, "UTF-16"),
        ("columns", many_columns.into(), 1, "cells"),
        ("long", long_cell.into(), 1, "not closed within"),
        (
            "nan",
            format!("{head}Bad,2021-07-19,NaN,1e999\n{fine}").into(),
            2,
            "inf",
        ),
        (
            "nul",
            format!("{head}N\0ul,2021-07-19,40,46\n{fine}").into(),
            2,
            "",
        ),
        (
            "date",
            format!("{head}Bad,2021-13-45,40,46\n{fine}").into(),
            2,
            "2021-13-45",
        ),
        (
            "bytes",
            [
                head.as_bytes(),
                b"B\xFFd,2021-07-19,40,46\n",
                fine.as_bytes(),
            ]
            .concat(),
            2,
            "",
        ),
    ];
    for (name, bytes, n_events, message) in cases {
        let started = Instant::now();
        let (loaded, told) = imported_text(&format!("{name}.csv"), bytes);
        assert_eq!(loaded.catalog.n_events(), n_events, "{name}: {told:?}");
        assert!(
            loaded
                .catalog
                .events()
                .any(|(_, event)| event.title == "Fine"),
            "{name}"
        );
        let is_told = told.iter().any(|line| line.contains(message));
        assert!(message.is_empty() || is_told, "{name}: {told:?}");
        assert!(started.elapsed() < Duration::from_secs(20), "{name} hangs");
    }
    for (name, text) in [
        ("empty.csv", ""),
        ("blank.csv", "\n\n"),
        ("one.json", "{"),
        ("open.kml", "<kml>"),
    ] {
        let (loaded, told) = imported_text(name, text);
        assert_eq!(loaded.catalog.n_events(), 0);
        assert!(
            !told.is_empty() || name == "open.kml",
            "{name} says nothing"
        );
    }
}

#[test]
fn rows_with_one_id_are_all_kept_and_told() {
    let text = "id,title,date\na,One,2021-01-01\na,Two,2021-01-02\nb,Three,2021-01-03\n";
    let (loaded, told) = imported_text("a.csv", text);
    let title = |slug: &str| {
        let id = loaded.catalog.event_by_slug(slug).expect("an event");
        loaded.catalog.event(id).expect("an event").title.clone()
    };
    assert_eq!(
        [title("a"), title("a_2"), title("b")],
        ["One", "Two", "Three"]
    );
    assert!(
        told.iter().any(|line| line.contains("1 rows have an id")),
        "{told:?}"
    );
}

#[test]
fn what_a_file_is_is_told_by_what_is_in_it() {
    let geojson = r#"{"type":"FeatureCollection","features":[{"type":"Feature","geometry":{"type":"Point",
        "coordinates":[44.8,39.7]},"properties":{"title":"Shot","date":"2021-07-19"}}]}"#;
    let kml = "<?xml version=\"1.0\"?><kml xmlns=\"http://www.opengis.net/kml/2.2\"><Document><Placemark>\
        <name>Shot</name><TimeStamp><when>2021-07-19</when></TimeStamp><Point><coordinates>44.8,39.7</coordinates>\
        </Point></Placemark></Document></kml>";
    let csv = "title;date;lat;lon\nShot;2021-07-19;39,7;44,8\n";
    for text in [geojson, kml, csv] {
        let (loaded, told) = imported_text("anything.txt", text);
        let (id, event) = loaded
            .catalog
            .events()
            .next()
            .unwrap_or_else(|| panic!("{told:?}"));
        assert_eq!(event.title, "Shot");
        assert_eq!(event.when.as_ref().map(When::text), Some("2021-07-19"));
        let index = Index::new(&loaded.catalog, Knowledge::default());
        let at = index.anchors(id).points[0].at;
        assert!(
            (at.lon() - 44.8).abs() < 1e-9 && (at.lat() - 39.7).abs() < 1e-9,
            "{at:?}"
        );
    }
}

/// A table of so many rows of some length.
fn long_table(n: usize) -> String {
    let filler = "words ".repeat(60);
    let mut text = "id,title,date,lat,lon,notes\n".to_owned();
    for row in 0..n {
        text += &format!(
            "{row},Event {row},2021-01-{:02},40,46,{filler}\n",
            row % 28 + 1
        );
    }
    text
}

#[test]
fn a_cancelled_import_ends_at_once_and_leaves_the_atlas_as_it_was() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("long.csv");
    fs::write(&path, long_table(300_000)).expect("written");
    let mut app = App::without_basemap(crate::catalogs::bundled());
    let before = Arc::clone(&app.loaded().catalog);
    let job = app.expect_atlas();
    let progress = job.progress();
    let (ended, end) = channel();
    let run = move || {
        job.run(&[path], &ImportOptions::default(), &|| ());
        ended.send(Instant::now()).expect("someone waits");
    };
    let work = thread::Builder::new()
        .name("import".to_owned())
        .spawn(run)
        .expect("a thread");
    while progress.n_rows() == 0 && !work.is_finished() {
        thread::yield_now();
    }
    let cancelled = Instant::now();
    app.cancel_opening();
    let ended = end.recv_timeout(Duration::from_secs(10)).expect("it ends");
    work.join().expect("no panic");
    assert!(
        progress.share() < 1.0,
        "it was over before it could be cancelled"
    );
    let waited = ended.saturating_duration_since(cancelled);
    assert!(waited < Duration::from_millis(200), "{waited:?}");
    assert!(Arc::ptr_eq(&before, &app.loaded().catalog));
    assert_eq!(app.loaded().catalog.n_events(), 14);
}

#[test]
fn an_atlas_that_is_opened_leaves_light_and_dark_and_the_names_as_they_are() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("short.csv");
    fs::write(&path, long_table(30)).expect("written");
    let mut app = App::without_basemap(crate::catalogs::bundled());
    let names = NamePolicy::of_slug("hy").expect("a policy");
    app.apply(ViewCommand::SetTheme(Theme::Dark));
    app.apply(ViewCommand::SetNames(names));
    let job = app.expect_atlas();
    job.run(&[path], &ImportOptions::default(), &|| ());
    app.logic(&egui::Context::default());
    assert_eq!(app.loaded().catalog.n_events(), 30);
    assert_eq!((app.view().theme, app.view().names), (Theme::Dark, names));
}

#[test]
fn the_first_rows_are_shown_before_the_last_are_read() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("long.csv");
    fs::write(&path, long_table(60_000)).expect("written");
    let mut seen = Vec::new();
    let loaded = load_paths(
        &[path],
        &ImportOptions::default(),
        &Progress::default(),
        &mut |part| {
            seen.push(part.catalog.n_events());
        },
    );
    let n = loaded.expect("a file").catalog.n_events();
    assert_eq!(n, 60_000);
    assert!(
        seen.first().is_some_and(|first| *first > 0 && *first < n),
        "{seen:?}"
    );
}

#[test]
fn a_row_whose_file_has_changed_says_so() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("a.csv");
    fs::write(&path, "title,date\nOne,2021-01-01\nTwo,2021-01-02\n").expect("written");
    let loaded = imported(&path);
    fs::write(&path, "title,date\nOther,2021-01-01\n").expect("written");
    let (_, event) = loaded.catalog.events().next().expect("an event");
    assert!(event.title.contains("has changed"), "{}", event.title);
}

#[test]
fn a_mask_of_words_is_that_of_each_row() {
    let (loaded, _) = imported_text(
        "a.csv",
        "title,date,place\nOne,2021-01-01,Kəlbəcər\nTwo,2021-01-02,Lachin\n",
    );
    let index = Index::new(&loaded.catalog, Knowledge::default());
    let n = |text: &str| {
        let filter = Filter {
            text: text.to_owned(),
            ..Filter::default()
        };
        let passing = Passing::new(&loaded.catalog, &index, &filter);
        let question = Question {
            filter,
            ..Question::default()
        };
        event_atlas::query::answer_passing(&loaded.catalog, &index, &question, &passing)
            .places
            .len()
    };
    assert_eq!((n("kelbecer"), n("lachin"), n("nowhere")), (1, 1, 0));
}
