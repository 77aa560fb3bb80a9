//! Tests of the whole house: its arrows, its data, its commands, and what a user does in its window.
#![expect(clippy::expect_used, clippy::panic, reason = "a test may panic")]

use std::path::{Path, PathBuf};

mod arrows;
mod assets;
mod broken;
mod catalogs;
mod command_line;
mod counts;
mod data;
mod dates;
mod evidence;
mod evidence_journeys;
mod exports;
mod facets;
mod hostile_features;
mod hostile_tables;
mod import_mutations_features;
mod import_mutations_tables;
mod imports;
mod journeys;
mod key_journeys;
mod limits;
mod linear;
mod listing;
mod manual;
mod map_choice;
mod map_journeys;
mod mutation_runs;
mod mutations;
mod no_harm;
mod odd_sizes;
mod overdraw;
mod round_trip;
mod round_trip_formats;
mod scripted_server;
mod tags;
mod terminal;
mod tile_server;
mod time_journeys;
mod view_journeys;

/// The folder of the project, where the tests run and not where they were built.
fn root() -> PathBuf {
    let built_in = Path::new(env!("CARGO_MANIFEST_DIR"));
    std::env::var_os("CARGO_MANIFEST_DIR").map_or_else(|| built_in.to_owned(), PathBuf::from)
}
