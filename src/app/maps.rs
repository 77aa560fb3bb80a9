//! Which map lies under the marks, and the way to the servers that some come from.

use std::path::PathBuf;

use directories::ProjectDirs;

use super::App;
use super::notice::Notice;
use crate::state::MapChoice;
use crate::tiles::{KNOWN_SERVERS, Network, NetworkSetup, Server};
use crate::ui::Source;

/// The choice of a map. Each start begins with the bundled one, and asks before the first tile from a server.
#[derive(Debug, Default)]
pub(super) struct Maps {
    pub(super) choice: MapChoice,
    /// What was chosen and waits for a yes.
    pub(super) asked: Option<MapChoice>,
    /// Whether the reader said yes since the start.
    is_agreed: bool,
    /// The way to servers, once one was chosen.
    network: Option<Network>,
    /// Where tiles are kept; without it none are.
    cache_folder: Option<PathBuf>,
    /// Whether each tile is to be there in the first frame.
    pub(super) is_patient: bool,
}

impl Maps {
    /// The bytes of tiles on the disk, once a server was chosen.
    pub(super) fn cache_size(&self) -> Option<u64> {
        self.network.as_ref()?.cache_size()
    }

    fn network(&mut self) -> Network {
        let setup = NetworkSetup {
            cache_folder: self.cache_folder.clone(),
            ..NetworkSetup::default()
        };
        self.network
            .get_or_insert_with(|| Network::new(setup))
            .clone()
    }

    /// Where the tiles of a choice come from, or a sentence that says why it cannot be.
    fn source(&mut self, choice: &MapChoice) -> Result<Option<Source>, String> {
        let server = match choice {
            MapChoice::Bundled => return Ok(None),
            MapChoice::File(path) if self.is_patient => {
                return Ok(Some(Source::Archive(PathBuf::from(path))));
            }
            MapChoice::File(path) => return Ok(Some(Source::File(PathBuf::from(path)))),
            MapChoice::Known(name) => {
                let known = KNOWN_SERVERS
                    .into_iter()
                    .find(|server| server.name == *name);
                known.ok_or_else(|| format!("There is no map called {name}."))?
            }
            MapChoice::Address(address) => Server::typed(address)
                .map_err(|error| format!("This is no address of tiles: {error}."))?,
        };
        Ok(Some(Source::Server(self.network(), Box::new(server))))
    }
}

impl App {
    /// Keeps the tiles of servers in the folder that this system has for such things.
    pub fn with_tile_cache(mut self) -> Self {
        let folders = ProjectDirs::from("", "", "event-atlas");
        self.maps.cache_folder = folders.map(|folders| folders.cache_dir().join("tiles"));
        self
    }

    /// Shows another map. One from a server is asked about first.
    pub fn choose_map(&mut self, choice: MapChoice) {
        self.maps.asked = None;
        if choice.is_online() && !self.maps.is_agreed {
            self.maps.asked = Some(choice);
            return;
        }
        match self.maps.source(&choice) {
            Ok(source) => {
                self.memory.map.show_tiles(source);
                self.maps.choice = choice;
                self.notice = None;
            }
            Err(why) => self.notice = Some(Notice::trouble(why)),
        }
    }

    pub(super) fn go_online(&mut self) {
        if let Some(choice) = self.maps.asked.take() {
            self.maps.is_agreed = true;
            self.choose_map(choice);
        }
    }

    /// A map that cannot be shown makes room for the bundled one, and the status line says why.
    pub(super) fn look_after_map(&mut self) {
        let refused = self
            .memory
            .map
            .overlay_status()
            .and_then(|status| status.refused);
        if let Some(why) = refused {
            self.choose_map(MapChoice::Bundled);
            self.notice = Some(Notice::trouble(why));
        }
    }

    /// What of the other map could not be drawn, or not as it should be, in a sentence; `None` if all was.
    pub fn map_trouble(&self) -> Option<String> {
        let status = self.memory.map.overlay_status()?;
        let failure = (status.tiles.n_failed > 0).then_some(status.tiles.failure);
        status.refused.or(failure.flatten()).or(status.tiles.note)
    }

    pub(super) fn clear_tiles(&mut self) {
        let network = self.maps.network();
        network.clear_cache();
    }
}
