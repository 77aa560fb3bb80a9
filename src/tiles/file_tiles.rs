//! The tiles of an archive, read on a thread of its own.

use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

use super::{Archive, ArchiveInfo, Maker, STACK_BYTES, Status, TileId, TileStore};

/// The tiles of a file of the reader's own. Dropping it never waits.
pub struct FileTiles<T> {
    shared: Arc<Shared<T>>,
}

struct Shared<T> {
    state: Mutex<State<T>>,
    /// There is something to do.
    bell: Condvar,
}

struct State<T> {
    /// What is to be read, the most wanted last.
    wanted: Vec<TileId>,
    /// What is read now.
    making: Option<TileId>,
    /// All that the map shows.
    visible: BTreeSet<TileId>,
    arrived: Vec<(TileId, T)>,
    /// What was handed over and is still shown.
    given: BTreeSet<TileId>,
    failed: BTreeMap<TileId, String>,
    info: Option<Result<ArchiveInfo, String>>,
    is_closed: bool,
}

impl<T> Shared<T> {
    fn lock(&self) -> MutexGuard<'_, State<T>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<T: Send + 'static> FileTiles<T> {
    /// The tiles of a file, which is opened on the thread. `make` is called there, and `wake` whenever something
    /// has come.
    pub fn new(
        path: PathBuf,
        make: impl Maker<T> + 'static,
        wake: impl Fn() + Send + 'static,
    ) -> Self {
        let state = State {
            wanted: Vec::new(),
            making: None,
            visible: BTreeSet::new(),
            arrived: Vec::new(),
            given: BTreeSet::new(),
            failed: BTreeMap::new(),
            info: None,
            is_closed: false,
        };
        let shared = Arc::new(Shared {
            state: Mutex::new(state),
            bell: Condvar::new(),
        });
        let theirs = Arc::clone(&shared);
        let spawned = thread::Builder::new()
            .name("own map".to_owned())
            .stack_size(STACK_BYTES)
            .spawn(move || work(&theirs, &path, &make, &wake));
        if let Err(error) = spawned {
            shared.lock().info = Some(Err(format!("The map cannot be read: {error}.")));
        }
        Self { shared }
    }

    /// What the file says of itself, or why it cannot be shown; `None` until it is opened.
    pub fn info(&self) -> Option<Result<ArchiveInfo, String>> {
        self.shared.lock().info.clone()
    }
}

/// Reads what is wanted until nobody wants anything any more.
fn work<T>(shared: &Shared<T>, path: &Path, make: &dyn Maker<T>, wake: &dyn Fn()) {
    let opened = Archive::open(path);
    let info = match &opened {
        Ok(archive) => Ok(archive.info().clone()),
        Err(why) => Err(why.clone()),
    };
    shared.lock().info = Some(info);
    wake();
    let Ok(mut archive) = opened else { return };
    let mut state = shared.lock();
    loop {
        if state.is_closed {
            return;
        }
        let Some(tile) = state.wanted.pop() else {
            state = shared
                .bell
                .wait(state)
                .unwrap_or_else(PoisonError::into_inner);
            continue;
        };
        if !state.is_open_question(&tile) {
            continue;
        }
        state.making = Some(tile);
        drop(state);
        let is_wanted = || {
            let state = shared.lock();
            !state.is_closed && state.visible.contains(&tile)
        };
        let made = catch_unwind(AssertUnwindSafe(|| match archive.tile(tile)? {
            Some(body) => make
                .make(tile, body, &is_wanted)
                .map(|made| made.map_or(Made::GivenUp, Made::Shown)),
            None => Ok(Made::Nothing),
        }));
        let made = made.unwrap_or_else(|_| Err("a tile of the file is broken".to_owned()));
        state = shared.lock();
        state.making = None;
        state.take(tile, made);
        wake();
    }
}

/// What became of a tile.
enum Made<T> {
    Shown(T),
    /// The archive has none there.
    Nothing,
    /// Nobody waited for it.
    GivenUp,
}

impl<T> State<T> {
    fn take(&mut self, tile: TileId, made: Result<Made<T>, String>) {
        match made {
            // What came too late is read again when it is wanted again.
            _ if !self.visible.contains(&tile) => {}
            Ok(Made::Shown(made)) => {
                self.given.insert(tile);
                self.arrived.push((tile, made));
            }
            Ok(Made::Nothing) => {
                self.given.insert(tile);
            }
            // It is wanted again.
            Ok(Made::GivenUp) => self.wanted.insert(0, tile),
            Err(why) => {
                self.failed.insert(tile, why);
            }
        }
    }

    fn is_open_question(&self, tile: &TileId) -> bool {
        !self.given.contains(tile) && !self.failed.contains_key(tile)
    }
}

impl<T: Send + 'static> TileStore<T> for FileTiles<T> {
    fn want(&self, visible: &[TileId]) {
        let mut state = self.shared.lock();
        state.visible = visible.iter().copied().collect();
        let State {
            visible: all,
            given,
            failed,
            arrived,
            ..
        } = &mut *state;
        given.retain(|tile| all.contains(tile));
        failed.retain(|tile, _| all.contains(tile));
        arrived.retain(|(tile, _)| all.contains(tile));
        let wanted = visible.iter().rev().copied();
        state.wanted = wanted.filter(|tile| state.is_open_question(tile)).collect();
        self.shared.bell.notify_one();
    }

    fn arrived(&self) -> Vec<(TileId, T)> {
        std::mem::take(&mut self.shared.lock().arrived)
    }

    fn status(&self) -> Status {
        let state = self.shared.lock();
        let is_open = |tile: &&TileId| !state.wanted.contains(tile) && state.visible.contains(tile);
        let n_making = state.making.iter().filter(is_open).count();
        Status {
            n_waiting: state.wanted.len() + n_making,
            n_failed: state.failed.len(),
            failure: state.failed.values().next_back().cloned(),
            ..Status::default()
        }
    }

    fn retry(&self) {
        let mut state = self.shared.lock();
        let failed = std::mem::take(&mut state.failed);
        state.wanted.extend(failed.into_keys());
        self.shared.bell.notify_one();
    }
}

impl<T> Drop for FileTiles<T> {
    fn drop(&mut self) {
        self.shared.lock().is_closed = true;
        self.shared.bell.notify_one();
    }
}

impl<T> std::fmt::Debug for FileTiles<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("FileTiles").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::{Duration, Instant};

    use super::*;
    use crate::tiles::Body;
    use crate::tiles::archive::tests::archive;

    /// Makes the tile of the whole world for as long as anybody waits, and any other at once.
    struct Stubborn {
        n_begun: Arc<AtomicUsize>,
    }

    impl Maker<u8> for Stubborn {
        fn make(
            &self,
            tile: TileId,
            _body: Body,
            is_wanted: &dyn Fn() -> bool,
        ) -> Result<Option<u8>, String> {
            if tile.zoom > 0 {
                return Ok(Some(tile.zoom));
            }
            self.n_begun.fetch_add(1, Ordering::SeqCst);
            while is_wanted() {
                thread::sleep(Duration::from_millis(1));
            }
            Ok(None)
        }
    }

    /// Waits until something holds, for at most half a minute.
    fn wait_until(holds: impl Fn() -> bool) {
        let end = Instant::now() + Duration::from_secs(30);
        while !holds() {
            assert!(Instant::now() < end, "it never comes");
            thread::sleep(Duration::from_millis(1));
        }
    }

    #[test]
    fn a_tile_that_goes_out_of_view_while_it_is_made_is_given_up_for_those_in_view() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("map.pmtiles");
        std::fs::write(&path, archive()).expect("a disk");
        let n_begun = Arc::new(AtomicUsize::new(0));
        let maker = Stubborn {
            n_begun: Arc::clone(&n_begun),
        };
        let tiles = FileTiles::new(path, maker, || {});
        let tile = |zoom, x| TileId { zoom, x, y: 0 };
        tiles.want(&[tile(0, 0)]);
        wait_until(|| n_begun.load(Ordering::SeqCst) == 1);
        assert_eq!(tiles.status().n_waiting, 1);
        tiles.want(&[tile(1, 0)]);
        wait_until(|| tiles.arrived() == [(tile(1, 0), 1)]);
        let status = tiles.status();
        assert_eq!((status.n_waiting, status.n_failed), (0, 0));
        // It is begun again when it is wanted again, and once only.
        tiles.want(&[tile(0, 0)]);
        wait_until(|| n_begun.load(Ordering::SeqCst) == 2);
        tiles.want(&[tile(1, 1), tile(0, 0)]);
        assert_eq!(tiles.arrived(), []);
        drop(tiles);
    }
}
