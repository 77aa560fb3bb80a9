//! What is bundled: each file is listed with its true size, and all of it stays small.

use std::fs;
use std::path::{Path, PathBuf};

use crate::root;

fn assets() -> PathBuf {
    root().join("assets")
}

fn files_in(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder of assets");
    let paths = entries.map(|entry| entry.expect("an entry").path());
    paths
        .flat_map(|path| {
            if path.is_dir() {
                files_in(&path)
            } else {
                vec![path]
            }
        })
        .collect()
}

/// What the table of `assets/README.md` says of its files, and how large each is.
fn listed() -> Vec<(String, Option<u64>)> {
    let text = fs::read_to_string(assets().join("README.md")).expect("the list");
    let rows = text.lines().filter(|line| line.starts_with("| `"));
    rows.map(|row| {
        let mut cells = row.trim_matches('|').split('|').map(str::trim);
        let name = cells.next().expect("a name").trim_matches('`').to_owned();
        let size = cells.next_back().expect("a size").replace(',', "");
        (name, size.parse().ok())
    })
    .collect()
}

#[test]
fn every_bundled_file_is_listed_with_its_true_size() {
    let listed = listed();
    for path in files_in(&assets()) {
        let name = path.strip_prefix(assets()).expect("inside");
        let name = name.to_str().expect("a plain name");
        let entry = listed.iter().find(|(listed, _)| listed == name);
        let (_, size) = entry.unwrap_or_else(|| panic!("{name} is not listed"));
        // The list itself cannot hold its own size.
        if name != "README.md" {
            let found = fs::metadata(&path).expect("a file").len();
            assert_eq!(*size, Some(found), "{name}");
        }
    }
    for (name, _) in listed {
        assert!(assets().join(&name).exists(), "{name} is listed and gone");
    }
}

#[test]
fn all_that_is_bundled_stays_under_six_megabytes() {
    let sizes = files_in(&assets())
        .into_iter()
        .map(|path| fs::metadata(path).expect("a file").len());
    let all: u64 = sizes.sum();
    assert!(all < 6_000_000, "{all} bytes");
}
