//! Broken atlases, each with what must load all the same and what is said about the rest.
//!
//! A case is a file or a folder in `tests/broken`. Its first lines say what is wrong and which events must load;
//! the text beside it holds the findings, word for word. `UPDATE_FINDINGS=1` writes the texts anew: read them
//! before keeping them.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use event_atlas::load::{Loaded, load, read_atlas};

fn folder() -> PathBuf {
    crate::root().join("tests/broken")
}

/// The cases: one-file atlases and folders.
fn cases() -> Vec<PathBuf> {
    let mut cases: Vec<PathBuf> = fs::read_dir(folder())
        .expect("the cases")
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.is_dir() || path.extension().is_some_and(|ending| ending == "ron"))
        .collect();
    cases.sort();
    cases
}

/// The findings as they stand in the text of a case.
fn told(case: &Path, loaded: &Loaded) -> String {
    let root = if case.is_dir() {
        case
    } else {
        case.parent().expect("a folder")
    };
    let mut text = String::new();
    for finding in &loaded.findings {
        let file = Path::new(&finding.file);
        let name = file
            .strip_prefix(root)
            .unwrap_or(file)
            .display()
            .to_string();
        text += &format!(
            "{name}:{}:{}: {}: {}\n",
            finding.line, finding.column, finding.severity, finding.message
        );
        if let Some(entry) = &finding.entry {
            text += &format!("    in `{entry}`\n");
        }
        if let Some(hint) = &finding.hint {
            text += &format!("    hint: {hint}\n");
        }
    }
    text
}

/// The events that must load, from the head of a case.
fn must_load(case: &Path) -> BTreeSet<String> {
    let head = if case.is_dir() {
        case.join("atlas.ron")
    } else {
        case.to_owned()
    };
    let bytes = fs::read(head).expect("a readable case");
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let line = text
        .lines()
        .find_map(|line| line.split_once("// Loads:"))
        .expect("a line that says what must load");
    line.1.split_whitespace().map(str::to_owned).collect()
}

#[test]
fn broken_atlases_lose_no_good_entry_and_tell_what_is_wrong() {
    let update = std::env::var_os("UPDATE_FINDINGS").is_some();
    let cases = cases();
    assert!(cases.len() >= 200, "{} cases", cases.len());
    let mut wrong = Vec::new();
    for case in &cases {
        let name = case
            .file_stem()
            .expect("a name")
            .to_string_lossy()
            .into_owned();
        let loaded = load(&read_atlas(case).expect("an atlas"));
        let ids: BTreeSet<String> = loaded
            .catalog
            .events()
            .map(|(_, event)| event.slug.to_string())
            .collect();
        let wanted = must_load(case);
        if ids != wanted {
            wrong.push(format!("{name}: loads {ids:?}, not {wanted:?}"));
        }
        let told = told(case, &loaded);
        let beside = case.with_file_name(format!("{name}.txt"));
        let expected = fs::read_to_string(&beside).unwrap_or_default();
        if told != expected && update {
            fs::write(&beside, &told).expect("written");
        } else if told != expected {
            wrong.push(format!("{name}: says\n{told}and not\n{expected}"));
        }
    }
    assert!(
        wrong.is_empty(),
        "{} cases\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}
