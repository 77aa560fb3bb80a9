//! Doors open one way: this test reads `src/` and fails on an arrow that the table does not allow.

use std::fs;
use std::path::{Path, PathBuf};

/// The rooms and what each may name of ours.
const ROOMS: [(&str, &[&str]); 10] = [
    ("model", &[]),
    ("load", &["model"]),
    ("query", &["model"]),
    ("state", &["model", "query"]),
    ("tiles", &["model"]),
    ("wording", &["model", "query"]),
    ("ui", &["model", "query", "state", "tiles", "wording"]),
    ("export", &["model", "query", "state", "wording"]),
    (
        "app",
        &[
            "model", "load", "query", "state", "tiles", "ui", "wording", "export",
        ],
    ),
    (
        "cli",
        &[
            "model", "load", "query", "state", "tiles", "ui", "export", "app",
        ],
    ),
];

/// Libraries, and the only places that may name them.
const LIBRARIES: [(&str, &[&str]); 13] = [
    ("egui", &["ui/", "app/", "cli/off_screen.rs", "main.rs"]),
    (
        "egui_wgpu",
        &["ui/mod.rs", "ui/software/", "ui/map/", "cli/off_screen.rs"],
    ),
    ("eframe", &["main.rs"]),
    ("walkers", &["ui/map/"]),
    ("geojson", &["load/check/areas.rs"]),
    ("webbrowser", &["main.rs"]),
    // The network: in one room, and there in few files.
    (
        "ureq",
        &[
            "tiles/client.rs",
            "tiles/failure.rs",
            "tiles/certificates.rs",
            "tiles/network.rs",
        ],
    ),
    ("rustls", &["tiles/failure.rs"]),
    ("rustls_native_certs", &["tiles/certificates.rs"]),
    ("httpdate", &["tiles/freshness.rs"]),
    ("image", &["tiles/picture.rs", "export/picture.rs", "ui/"]),
    ("ron", &["load/", "state/saved_view.rs", "export/ron/"]),
    (
        "serde",
        &[
            "load/raw.rs",
            "load/check/entry.rs",
            "load/check/mend.rs",
            "load/import/feature/claims.rs",
            "load/import/geojson/members.rs",
            "state/saved_view.rs",
            "export/",
            "tiles/disk_cache.rs",
            "tiles/tile_json.rs",
        ],
    ),
];

/// Rooms that never touch a file.
const WITHOUT_FILES: [&str; 5] = ["model", "query", "state", "wording", "ui"];

/// Every source file: its path under `src/` and its text.
fn sources() -> Vec<(String, String)> {
    fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).expect("a folder of sources").flatten() {
            let path = entry.path();
            if path.is_dir() {
                walk(&path, found);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                found.push(path);
            }
        }
    }
    let root = crate::root().join("src");
    let mut found = Vec::new();
    walk(&root, &mut found);
    found.sort();
    found
        .into_iter()
        .map(|path| {
            let text = fs::read_to_string(&path).expect("a readable source");
            let name = path
                .strip_prefix(&root)
                .expect("under src")
                .display()
                .to_string();
            (name, text)
        })
        .collect()
}

/// The lines of code that count: without comments.
fn code_lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines()
        .enumerate()
        .filter(|(_, line)| !line.trim_start().starts_with("//"))
}

/// Whether a line names a path that begins with `word`.
fn names(line: &str, word: &str) -> bool {
    line.match_indices(&format!("{word}::")).any(|(at, _)| {
        !line[..at]
            .ends_with(|before: char| before.is_alphanumeric() || before == '_' || before == ':')
    })
}

/// The forbidden arrows of a file, as `file:line: from → to`.
fn violations(file: &str, text: &str) -> Vec<String> {
    let room = file.split('/').next().unwrap_or_default();
    let mut found = Vec::new();
    let allowed = ROOMS
        .iter()
        .find(|(name, _)| *name == room)
        .map(|(_, allowed)| *allowed);
    for (index, line) in code_lines(text) {
        let place = format!("{file}:{}", index + 1);
        for (target, _) in ROOMS {
            let is_in_braces = line.contains("use crate::{") && names(line, target);
            let is_named = is_in_braces
                || line.contains(&format!("crate::{target}::"))
                || line.contains(&format!("crate::{target};"));
            let is_allowed =
                allowed.is_none_or(|allowed| room == target || allowed.contains(&target));
            if is_named && !is_allowed {
                found.push(format!("{place}: {room} → {target}"));
            }
        }
        for (library, places) in LIBRARIES {
            if names(line, library) && !places.iter().any(|allowed| file.starts_with(allowed)) {
                found.push(format!("{place}: {room} → {library}"));
            }
        }
        let touches_files = names(line, "std::fs") || names(line, "fs");
        if touches_files && WITHOUT_FILES.contains(&room) {
            found.push(format!("{place}: {room} → files"));
        }
    }
    found
}

#[test]
fn every_arrow_is_in_the_table() {
    let sources = sources();
    assert!(
        sources.len() > 40,
        "the house has more files than {}",
        sources.len()
    );
    let found: Vec<String> = sources
        .iter()
        .flat_map(|(file, text)| violations(file, text))
        .collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn a_planted_arrow_is_found() {
    for (file, text) in [
        ("model/event.rs", "use crate::load::Loaded;"),
        ("model/event.rs", "use crate::{load::Loaded};"),
        ("query/answer.rs", "use crate::state::ViewState;"),
        ("ui/event_list.rs", "use crate::load::Loaded;"),
        ("ui/event_list.rs", "let map = walkers::Map::new();"),
        ("state/view.rs", "use egui::Color32;"),
        ("app/mod.rs", "use eframe::App;"),
        ("query/index.rs", "let text = std::fs::read(path);"),
        ("load/mod.rs", "    fn f() -> crate::query::Answer {}"),
    ] {
        assert_eq!(violations(file, text).len(), 1, "{file}: {text}");
    }
    assert_eq!(
        violations("ui/map/mod.rs", "use walkers::Map;"),
        Vec::<String>::new()
    );
    assert_eq!(
        violations("model/event.rs", "// use crate::load::Loaded;"),
        Vec::<String>::new()
    );
}

#[test]
fn every_file_says_what_it_is_for() {
    for (file, text) in sources() {
        let is_documented = text.starts_with("//! ");
        assert!(
            is_documented,
            "{file} does not begin with a sentence about itself"
        );
    }
}

#[test]
fn every_room_is_in_the_table() {
    for (file, _) in sources() {
        let room = file.split('/').next().unwrap_or_default();
        let is_known =
            ROOMS.iter().any(|(name, _)| *name == room) || matches!(room, "lib.rs" | "main.rs");
        assert!(is_known, "{file} lies in no room of the table");
    }
}
