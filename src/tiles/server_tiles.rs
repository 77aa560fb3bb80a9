//! The tiles of one server, for one map.

use std::collections::BTreeSet;
use std::mem;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::network::{HandOver, Network, Receiver};
use super::{Body, Kind, Server, Status, TileId, TileStore, picture};

/// Makes of a tile what the map shows, off the UI thread; or says why it cannot.
pub type Make<T> = Arc<dyn Fn(TileId, Body) -> Result<T, String> + Send + Sync>;

/// Makes of a tile what the map shows, off the UI thread, and ends early where nobody waits for it any more.
pub trait Maker<T>: Send + Sync {
    /// Makes it; `None` once `is_wanted` said that nobody waits, or a sentence that says why it cannot be made.
    /// `is_wanted` waits for nobody, but is not to be asked in each step.
    fn make(
        &self,
        tile: TileId,
        body: Body,
        is_wanted: &dyn Fn() -> bool,
    ) -> Result<Option<T>, String>;
}

/// One that is quick, and always goes on to the end.
impl<T> Maker<T> for Make<T> {
    fn make(
        &self,
        tile: TileId,
        body: Body,
        _is_wanted: &dyn Fn() -> bool,
    ) -> Result<Option<T>, String> {
        self(tile, body).map(Some)
    }
}

/// The tiles of one server.
///
/// A tile that was handed over is not handed over again as long as each `want` names it; one that was
/// left out meanwhile is. Where an old copy was on the disk, it comes first and the new one after it.
/// To retry does not shorten a pause that a server asked for. A tile that the map cannot make anything of is one that failed. Dropping it never waits.
pub struct ServerTiles<T> {
    network: Network,
    desk: u64,
    arrived: Arc<Arrived<T>>,
}

/// What has come and was not taken yet.
struct Arrived<T>(Mutex<Vec<(TileId, T)>>);

impl<T> Arrived<T> {
    fn lock(&self) -> MutexGuard<'_, Vec<(TileId, T)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What the lanes know of a map.
struct Inbox<T> {
    kind: Kind,
    make: Box<dyn Maker<T>>,
    wake: Box<dyn Fn() + Send + Sync>,
    arrived: Arc<Arrived<T>>,
}

impl<T: Send + 'static> Receiver for Inbox<T> {
    fn kind(&self) -> Kind {
        self.kind
    }

    fn prepare(
        &self,
        tile: TileId,
        bytes: &[u8],
        is_wanted: &dyn Fn() -> bool,
    ) -> Result<Option<HandOver>, String> {
        let body = match self.kind {
            Kind::Picture => Body::Picture(picture::decode(bytes)?),
            Kind::Vector => Body::Vector(bytes.to_vec()),
        };
        let Some(made) = self.make.make(tile, body, is_wanted)? else {
            return Ok(None);
        };
        let arrived = Arc::clone(&self.arrived);
        Ok(Some(Box::new(move || arrived.lock().push((tile, made)))))
    }

    fn wake(&self) {
        (self.wake)();
    }
}

impl<T: Send + 'static> ServerTiles<T> {
    /// The tiles of a server; nothing is asked for before the first `want`. `make` and `wake` are called on
    /// threads of the network, `wake` whenever something has come or the status has changed.
    pub fn new(
        network: &Network,
        server: &Server,
        make: impl Maker<T> + 'static,
        wake: impl Fn() + Send + Sync + 'static,
    ) -> Self {
        let arrived = Arc::new(Arrived(Mutex::new(Vec::new())));
        let inbox = Inbox {
            kind: server.kind,
            make: Box::new(make),
            wake: Box::new(wake),
            arrived: Arc::clone(&arrived),
        };
        let desk = network.open(server, Arc::new(inbox));
        Self {
            network: network.clone(),
            desk,
            arrived,
        }
    }
}

impl<T: Send + 'static> TileStore<T> for ServerTiles<T> {
    fn want(&self, visible: &[TileId]) {
        self.network.want(self.desk, visible);
        let unwanted: Vec<(TileId, T)> = {
            let mut arrived = self.arrived.lock();
            if arrived.is_empty() {
                return;
            }
            let wanted: BTreeSet<TileId> = visible.iter().copied().collect();
            arrived
                .extract_if(.., |(tile, _)| !wanted.contains(tile))
                .collect()
        };
        drop(unwanted);
    }

    fn arrived(&self) -> Vec<(TileId, T)> {
        mem::take(&mut *self.arrived.lock())
    }

    fn status(&self) -> Status {
        self.network.status(self.desk)
    }

    fn retry(&self) {
        self.network.retry(self.desk);
    }
}

impl<T> Drop for ServerTiles<T> {
    fn drop(&mut self) {
        self.network.close(self.desk);
    }
}

impl<T> std::fmt::Debug for ServerTiles<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ServerTiles")
            .field("desk", &self.desk)
            .finish_non_exhaustive()
    }
}
