//! Nothing that is printed is a command to a terminal, whoever wrote the files, their names or the command line.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use event_atlas::cli::{Outcome, arguments, run};
use event_atlas::model::is_hidden;
use serde_json::Value;

use crate::command_line::event_atlas;

/// Commands to a terminal, and marks that turn or hide what follows.
const HOSTILE: &str = "\u{1b}]0;pwn\u{7}\u{1b}[31mRED\u{1b}[2J\u{9b}31m\u{90}q\u{9c}\u{202e}\u{2066}\u{200f}\u{61c}\u{2028}\u{85}\u{7f}\u{8}\u{feff}\u{e0041}";

/// What a command prints and complains of.
struct Told {
    out: String,
    complaints: String,
    outcome: Outcome,
}

fn told(words: &[&str]) -> Told {
    let words = std::iter::once("event-atlas").chain(words.iter().copied());
    let (mut out, mut complaints) = (Vec::new(), Vec::new());
    let outcome = match arguments(words.map(OsString::from), &mut complaints) {
        Ok(arguments) => {
            let command = arguments.command.expect("a command");
            run(&command, &mut out, &mut complaints).expect("a Vec takes everything")
        }
        Err(outcome) => outcome,
    };
    let text = |bytes| String::from_utf8(bytes).expect("text");
    Told {
        out: text(out),
        complaints: text(complaints),
        outcome,
    }
}

/// Asserts that nothing told is a command, and gives it.
fn harmless(words: &[&str]) -> Told {
    let told = told(words);
    for text in [&told.out, &told.complaints] {
        let hidden = text.chars().position(|c| is_hidden(c) && c != '\n');
        let around = hidden.map(|at| {
            text.chars()
                .skip(at.saturating_sub(60))
                .take(90)
                .collect::<String>()
        });
        assert_eq!(around, None, "{words:?}");
    }
    told
}

/// All that tells of a file without a window.
fn all_commands(path: &Path, folder: &Path) {
    let path = path.to_str().expect("a name");
    harmless(&["check", path]);
    let json = harmless(&["check", path, "--format", "json"]);
    if json.outcome != Outcome::WrongUsage {
        serde_json::from_str::<Value>(&json.out).expect("JSON");
    }
    harmless(&["list", path]);
    let csv = harmless(&["list", path, "--format", "csv"]);
    let mut reader = csv::ReaderBuilder::new().from_reader(csv.out.as_bytes());
    assert!(reader.records().all(|record| record.is_ok()), "{path}");
    let json = harmless(&["list", path, "--format", "json"]);
    if json.outcome == Outcome::Fine {
        serde_json::from_str::<Value>(&json.out).expect("JSON");
    }
    for ending in ["ron", "csv", "kml", "geojson"] {
        let to = folder.join(format!("to.{ending}"));
        harmless(&["convert", path, "--to", to.to_str().expect("a name")]);
        // A guard against writing over what is there may refuse the second.
        fs::remove_file(&to).ok();
    }
}

fn kept(folder: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(crate::root().join(folder)).expect("a folder");
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    paths
}

#[test]
fn hostile_and_broken_files_print_no_command() {
    let folder = tempfile::tempdir().expect("a folder");
    for path in kept("tests/hostile")
        .into_iter()
        .chain(kept("tests/broken"))
    {
        let ending = path.extension().and_then(|ending| ending.to_str());
        // A tile archive is not opened by these commands, and the texts tell of the cases beside them.
        if !matches!(ending, Some("pmtiles" | "txt" | "md")) {
            all_commands(&path, folder.path());
        }
    }
}

/// What is escaped is still told: a reader sees what is in the file.
#[test]
fn what_is_hidden_is_told_as_an_escape() {
    for file in ["esc.csv", "esc.geojson"] {
        let path = crate::root().join("tests/hostile").join(file);
        let told = harmless(&["check", path.to_str().expect("a name")]);
        assert_eq!(told.outcome, Outcome::Failed);
        assert!(told.out.contains("\\u{1b}"), "{}", told.out);
    }
}

/// Files of all formats, with the hostile text at every few characters.
#[test]
fn a_hostile_text_anywhere_in_a_file_prints_no_command() {
    let folder = tempfile::tempdir().expect("a folder");
    let table = "id,title,date,lat,lon,kind,source,actors,tags,url\n1,A,2021-01-02,40,46,k,s,a; b,t,http://a.example/\n";
    let ucdp = "id,relid,year,type_of_violence,dyad_name,side_a,side_b,where_prec,where_coordinates,latitude,longitude,date_prec,date_start,date_end,best,high,low,source_article\n1,A-1,2021,1,A - B,A,B,1,Here,40,46,1,2021-01-02,2021-01-03,1,2,0,\"\"\"x\"\"\"\n";
    let acled = "event_id_cnty,event_date,year,time_precision,disorder_type,event_type,sub_event_type,actor1,actor2,latitude,longitude,geo_precision,location,source,notes,fatalities\nA1,2 January 2021,2021,1,Political violence,Battles,Armed clash,A,B,40,46,1,Here,S,N,1\n";
    let geojson = r#"{"type":"FeatureCollection","features":[{"type":"Feature","id":"a","properties":{"title":"T","date":"2021","kind":"k","url":"http://a.example/"},"geometry":{"type":"Point","coordinates":[46,40]}}]}"#;
    let kml = r#"<?xml version="1.0"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document><Folder><name>F</name><Placemark id="p"><name>N</name><description>D</description><TimeStamp><when>2021</when></TimeStamp><ExtendedData><Data name="kind"><value>k</value></Data></ExtendedData><Point><coordinates>46,40</coordinates></Point></Placemark></Folder></Document></kml>"#;
    let ron = r#"(schema: 1, title: "T", kinds: [(id: "k", label: "K", color: Blue, shape: Disc)], places: [(id: "p", kind: Town, at: (lon: 46.0, lat: 39.5), precision: Town, names: [(text: "P", lang: "en")])], actors: [(id: "a", name: "A", kind: State)], sources: [(id: "s", title: "S", url: "http://a.example/")], events: [(id: "e", title: "E", kind: "k", when: "2021", place: At("p"), tags: ["t"], claims: [(by: "a", stance: Asserts, says: "S", via: "s")])])"#;
    let one_line = HOSTILE.replace('\n', "");
    for (ending, text, step) in [
        ("csv", table, 5),
        ("csv", ucdp, 29),
        ("csv", acled, 29),
        ("geojson", geojson, 13),
        ("kml", kml, 23),
        ("ron", ron, 23),
    ] {
        for at in (0..text.len()).step_by(step) {
            let path = folder.path().join(format!("in.{ending}"));
            let (before, after) = text.split_at(at);
            let is_json = ending == "geojson";
            // JSON has no such characters as they are, but spells them.
            let insert = if is_json {
                serde_json::to_string(&one_line)
                    .expect("JSON")
                    .replace('"', "")
                    .replace('\u{9b}', "\\u009b")
            } else {
                one_line.clone()
            };
            fs::write(&path, format!("{before}{insert}{after}")).expect("written");
            let name = path.to_str().expect("a name");
            harmless(&["check", name]);
            harmless(&["check", name, "--format", "json"]);
            harmless(&["list", name]);
            harmless(&["list", name, "--format", "csv"]);
            harmless(&["list", name, "--format", "json"]);
        }
    }
}

#[test]
fn hostile_names_of_files_and_words_of_the_command_line_are_told_as_escapes() {
    let folder = tempfile::tempdir().expect("a folder");
    let name = format!(
        "a\nevent-atlas: 0 errors{}.csv",
        HOSTILE.replace(['\0', '/'], "")
    );
    let path = folder.path().join(&name);
    fs::write(
        &path,
        "title,date,lat,lon\nA,2021-01-02,40,460\nB,2021,40,46\n",
    )
    .expect("written");
    all_commands(&path, folder.path());
    let path = path.to_str().expect("a name");
    let told = harmless(&["check", path]);
    assert!(
        !told
            .out
            .lines()
            .any(|line| line.starts_with("event-atlas: 0 errors")),
        "{}",
        told.out
    );
    let out = folder.path().join(format!("{HOSTILE}\n.csv"));
    let told = harmless(&["convert", path, "--to", out.to_str().expect("a name")]);
    assert_eq!(told.out.lines().count(), 1, "{}", told.out);
    let missing = format!("/no/such\nfile{HOSTILE}");
    harmless(&["check", path, "--map", &format!("title={missing}")]);
    for words in [
        &["check", missing.as_str()][..],
        &["list", &missing],
        &["convert", &missing, "--to", "/tmp/never.csv"],
        &["render", &missing, "--out", "/tmp/never.png"],
        &["convert", path, "--to", &missing],
        &["convert", path, "--to", "/no/such/folder/\u{1b}[31m.csv"],
        &["render", path, "--out", &missing],
        &[
            "render",
            path,
            "--out",
            "/tmp/never.png",
            "--select",
            &missing,
        ],
        &[
            "render",
            path,
            "--out",
            "/tmp/never.png",
            "--basemap",
            &missing,
        ],
        &[
            "render",
            path,
            "--out",
            "/tmp/never.png",
            "--size",
            &missing,
        ],
        &["list", path, "--kind", &missing],
        &["list", path, "--actor", &missing],
        &["list", path, "--tag", &missing],
        &["list", path, "--place", &missing],
        &["list", path, "--from", &missing],
        &["list", path, "--as-known-on", &missing],
        &["list", path, "--names", &missing],
        &["list", path, "--dates", &missing],
        &["list", path, "--format", &missing],
        &["list", path, &format!("--{missing}")],
    ] {
        let told = harmless(words);
        assert_eq!(
            told.outcome,
            Outcome::WrongUsage,
            "{words:?}: {}",
            told.complaints
        );
        assert!(
            told.complaints.contains("\\u{1b}"),
            "{words:?}: {}",
            told.complaints
        );
    }
}

/// The program itself goes through the same door, also before there is a window.
#[test]
fn the_program_tells_no_command_either() {
    let missing = format!("/no/such{}", HOSTILE.replace('\0', ""));
    for words in [
        &[missing.as_str()][..],
        &["--view", &missing],
        &["check", &missing],
        &[&format!("--{missing}")],
    ] {
        let output = event_atlas(words);
        assert_eq!(output.status.code(), Some(2));
        let told = String::from_utf8(output.stderr).expect("text");
        assert!(told.contains("\\u{1b}"), "{words:?}: {told}");
        assert!(
            !told.chars().any(|c| is_hidden(c) && c != '\n'),
            "{words:?}: {told}"
        );
    }
}

/// Nothing is printed but through that door: only `main.rs` knows the streams, and wraps them.
#[test]
fn no_other_file_prints() {
    fn files(folder: &Path, found: &mut Vec<PathBuf>) {
        for path in fs::read_dir(folder)
            .expect("a folder")
            .flatten()
            .map(|entry| entry.path())
        {
            if path.is_dir() {
                files(&path, found);
            } else {
                found.push(path);
            }
        }
    }
    let mut found = Vec::new();
    files(&crate::root().join("src"), &mut found);
    for path in found.iter().filter(|path| !path.ends_with("src/main.rs")) {
        let text = fs::read_to_string(path).unwrap_or_default();
        let program = text.split("#[cfg(test)]").next().unwrap_or_default();
        let is_test = path.ends_with("sample.rs");
        for word in ["println!", "eprint", "io::stdout", "io::stderr", "dbg!"] {
            assert!(
                is_test || !program.contains(word),
                "{}: {word}",
                path.display()
            );
        }
    }
    let main = fs::read_to_string(crate::root().join("src/main.rs")).expect("the program");
    for line in main
        .lines()
        .filter(|line| line.contains("stderr()") || line.contains("stdout()"))
    {
        assert!(
            line.contains("Terminal::new(") || line.contains("cli::"),
            "not through the door: {line}"
        );
    }
}
