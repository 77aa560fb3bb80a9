//! Tests of the whole house: its arrows, its data, its commands, and what a user does in its window.
#![expect(clippy::expect_used, clippy::panic, reason = "a test may panic")]

mod arrows;
mod broken;
mod catalogs;
mod command_line;
mod counts;
mod data;
mod dates;
mod evidence;
mod evidence_journeys;
mod journeys;
mod manual;
mod mutations;
