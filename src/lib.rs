//! Event Atlas: a desktop map of dated regional events. It shows where things are said to have happened
//! and, on a click, who says so, when they said it, who denies it, and how precisely place and date are known.
//!
//! # The rooms
//!
//! - [`model`]: what is true. Plain values: events, claims, sources, actors, places, time.
//! - [`load`]: files become a catalog. Strict, entry by entry; what does not hold becomes a finding.
//! - [`query`]: which events answer. Pure functions of a catalog and a question.
//! - [`tiles`]: what other maps give. Tiles from a server the reader chose, or from a file of the reader's own.
//! - [`state`]: what the user looks at. A small value, changed by commands only.
//! - `wording`: how things are said. Neutral words for dates, statuses, stances and counts.
//! - [`ui`]: what the user sees. Panels read and answer with commands.
//! - [`export`]: what leaves. Atlases, dossiers, tables, files for maps and globes, listings, pictures.
//!
//! Two doors lead in: [`app`] runs the window frame by frame, [`cli`] runs the commands without one. Arrows
//! point one way: `model ← load`, `model ← query ← state ← ui`, `model, query, state ← export`, and `wording`
//! is for `ui` and `export`; `app` and `cli` know the rest. The test `tests/house/arrows.rs` holds this table and walks the doors.
//!
//! # Follow one event
//!
//! An author writes it in `data/<atlas>/events.ron`. `load` splits the file into entries, reads each word
//! for word into a raw struct, checks each rule, resolves ids, and either keeps an [`Event`](model::Event)
//! or sets a [`Finding`](model::Finding) aside. Everything kept becomes a [`Catalog`](model::Catalog). From
//! it an [`Index`](query::Index) is made once, and once more for each day of
//! [`Knowledge`](query::Knowledge) one asks for. Each time the [`Question`](query::Question) changes, `query`
//! gives an [`Answer`](query::Answer): the events that match, certainly or possibly, and the counts that add
//! up. `ui/map` turns the answer into marks, paints them, and picks from the same list. A click is a
//! [`Command`](state::Command); after the frame the application applies it, and the details show the event.
//!
//! # Invariants
//!
//! 1. The model knows no file, no pixel and no clock, so every rule about events can be tested in a line.
//! 2. A catalog never changes; a new one replaces it, so nothing needs to be told that it did.
//! 3. Loading cannot fail: one bad entry costs one entry and is shown, so one slip never hides a thousand events.
//! 4. The screen reads and asks; only [`ViewCommand::apply`](state::ViewCommand::apply) changes what we look
//!    at, so every change has a name, a key and a way back.
//! 5. What is painted and what is picked are one list, so a click never misses what the eye sees.
//! 6. Time is civil days. One type compares spans, and windows include both their ends, so no two panels can
//!    disagree about "when".
//! 7. An answer says what matches, in which order and how many. Panels look entries up in the catalog and
//!    count nothing themselves, so another store can give the same answer later.
//! 8. Every start is offline: nothing is fetched, and no name is looked up. Only tiles of a map that the reader
//!    chose, after being told what that reveals, come from the network, and only [`tiles`] can fetch them. The
//!    address of a source is opened by the reader's browser, after it was shown whole and confirmed.
//! 9. Nothing enters as fact. What claims amount to is a [`Verdict`](query::Verdict), computed from who says
//!    what through which source, and never written by an author.

pub mod app;
pub mod cli;
pub mod export;
pub mod load;
pub mod model;
pub mod query;
pub mod state;
pub mod tiles;
pub mod ui;
mod wording;
