//! Tiles of other maps: from a server that the reader chose, or from a file of the reader's own.
//!
//! Nothing here knows the screen. Work is done on threads of its own; the window asks for the tiles it
//! shows, takes what has arrived, and never waits.
//!
//! Nothing that comes is believed: what a tile takes of memory and time is bounded before it is taken, whatever
//! its bytes say, and one that goes out of view while it is made is given up ([`Maker`]). A server of the internet
//! leads to no host that is none, and what follows the `?` of a typed address stays with its host.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Instant;

mod address;
mod archive;
mod bare;
mod certificates;
mod client;
mod desk;
mod disk_cache;
mod disk_lane;
mod failure;
mod file_tiles;
mod freshness;
mod host;
mod lanes;
mod nearby;
mod network;
mod picture;
mod schedule;
mod server;
mod server_tiles;
mod tile_json;
mod turns;
mod vector;

pub use address::{Address, AddressError};
pub use archive::{Archive, ArchiveInfo};
pub use certificates::Certificates;
pub use file_tiles::FileTiles;
pub use network::{Network, NetworkSetup};
pub use server::{
    Addresses, Attribution, KNOWN_SERVERS, Kind, OPEN_FREE_MAP, OPEN_STREET_MAP, OPEN_TOPO_MAP,
    Server,
};
pub use server_tiles::{Make, Maker, ServerTiles};
pub use vector::{
    Areas, Geometry, Paths, Tag, VectorFeature, VectorLayer, decode as decode_vector,
};

#[cfg(test)]
pub(crate) use vector::tests::drawn;

/// From so many bytes or pixels on a tile is large.
const LARGE: usize = 512 << 10;

static TURN: Mutex<()> = Mutex::new(());

/// A large tile waits for its turn: several at once would take the memory of several. A small one does not.
pub(crate) fn turn(size: usize) -> Option<MutexGuard<'static, ()>> {
    (size >= LARGE).then(|| TURN.lock().unwrap_or_else(PoisonError::into_inner))
}

/// How large the stack of a thread that makes tiles may become, in bytes: areas are cut in parts that lie in each
/// other. What is not used of it takes no memory.
const STACK_BYTES: usize = 16 << 20;

/// A square of a map in the usual scheme: at zoom `z` the Mercator square has 2^z columns, counted from the
/// west, and 2^z rows, counted from the north.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TileId {
    /// The zoom, 0 for one tile of the whole world.
    pub zoom: u8,
    /// The column.
    pub x: u32,
    /// The row.
    pub y: u32,
}

/// A picture, four bytes (red, green, blue, opacity, not premultiplied) for each pixel, row by row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// How many pixels it is wide and high.
    pub size: [usize; 2],
    /// Four bytes for each pixel.
    pub rgba: Vec<u8>,
}

/// What a tile holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Body {
    /// A picture that was decoded.
    Picture(Picture),
    /// A Mapbox vector tile, unpacked but not decoded.
    Vector(Vec<u8>),
}

/// What a reader of the map is told about the tiles that are on the screen.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Status {
    /// How many are on their way.
    pub n_waiting: usize,
    /// How many could not be had; they are tried again by themselves, less and less often.
    pub n_failed: usize,
    /// Why the last one could not be had, in a sentence.
    pub failure: Option<String>,
    /// What of them is drawn otherwise than it should be, in a sentence.
    pub note: Option<String>,
    /// Until when nothing is asked for, because a server asked to wait.
    pub paused_until: Option<Instant>,
    /// The hosts that were asked for anything since the start, in the order of the alphabet.
    pub hosts: Vec<String>,
    /// Whose certificates are believed, in a sentence, where they are not the system's.
    pub certificates: Option<String>,
    /// Why tiles cannot be kept on the disk, in a sentence.
    pub cache: Option<String>,
}

/// Where the map gets tiles from. `T` is what the map makes of one, off the UI thread.
pub trait TileStore<T> {
    /// Says which tiles are on the screen now, the most wanted first. Nothing else is fetched, and what is
    /// not wanted any more is given up. Never blocks.
    fn want(&self, visible: &[TileId]);

    /// The tiles that have come since the last time. Never blocks.
    fn arrived(&self) -> Vec<(TileId, T)>;

    /// How it stands.
    fn status(&self) -> Status;

    /// Tries at once what failed.
    fn retry(&self);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn large_tiles_are_made_one_at_a_time_and_small_ones_do_not_wait() {
        let held = turn(LARGE);
        assert!(held.is_some() && TURN.try_lock().is_err());
        assert!(turn(LARGE - 1).is_none());
    }
}
