//! Servers of tiles: the ones that are known, and what a reader types.

use std::borrow::Cow;

use super::address::{Address, AddressError};

/// What the tiles of a server hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// PNG, JPEG or WebP.
    Picture,
    /// Mapbox vector tiles.
    Vector,
}

/// Whom to thank, as the license of a map asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attribution {
    /// The words to show; empty if nothing is known.
    pub text: Cow<'static, str>,
    /// Where the license stands.
    pub link: Option<Cow<'static, str>>,
}

/// Where a server has its tiles.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Addresses {
    /// At these addresses; each tile is always asked for at the same one.
    Tiles(Cow<'static, [Address]>),
    /// At the addresses that this description names: [TileJSON](https://github.com/mapbox/tilejson-spec).
    TileJson(Cow<'static, str>),
}

/// A server of tiles.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Server {
    /// What it is called in a menu.
    pub name: Cow<'static, str>,
    /// Where its tiles are.
    pub addresses: Addresses,
    /// Whom to thank.
    pub attribution: Attribution,
    /// How wide and high a tile is on the screen, in points.
    pub tile_size: u16,
    /// The largest zoom it has tiles for.
    pub max_zoom: u8,
    /// What its tiles hold.
    pub kind: Kind,
}

/// The map of OpenStreetMap's own servers (<https://operations.osmfoundation.org/policies/tiles/>).
pub const OPEN_STREET_MAP: Server = Server {
    name: Cow::Borrowed("OpenStreetMap"),
    addresses: Addresses::Tiles(Cow::Borrowed(&[Address::known(
        "https://tile.openstreetmap.org/{z}/{x}/{y}.png",
    )])),
    attribution: Attribution {
        text: Cow::Borrowed("© OpenStreetMap contributors"),
        link: Some(Cow::Borrowed("https://www.openstreetmap.org/copyright")),
    },
    tile_size: 256,
    max_zoom: 19,
    kind: Kind::Picture,
};

/// Heights and paths (<https://opentopomap.org/about>).
pub const OPEN_TOPO_MAP: Server = Server {
    name: Cow::Borrowed("OpenTopoMap"),
    addresses: Addresses::Tiles(Cow::Borrowed(&[Address::known(
        "https://a.tile.opentopomap.org/{z}/{x}/{y}.png",
    )])),
    attribution: Attribution {
        text: Cow::Borrowed(
            "Map data: © OpenStreetMap contributors, SRTM | map style: © OpenTopoMap (CC-BY-SA)",
        ),
        link: Some(Cow::Borrowed("https://opentopomap.org/about")),
    },
    tile_size: 256,
    max_zoom: 17,
    kind: Kind::Picture,
};

/// Vector tiles of the planet (<https://openfreemap.org>). Their address holds a date and changes each week,
/// so it is asked for.
pub const OPEN_FREE_MAP: Server = Server {
    name: Cow::Borrowed("OpenFreeMap"),
    addresses: Addresses::TileJson(Cow::Borrowed("https://tiles.openfreemap.org/planet")),
    attribution: Attribution {
        text: Cow::Borrowed("OpenFreeMap © OpenMapTiles, data from OpenStreetMap"),
        link: Some(Cow::Borrowed("https://www.openstreetmap.org/copyright")),
    },
    tile_size: 512,
    max_zoom: 14,
    kind: Kind::Vector,
};

/// The servers a reader finds in the menu.
pub const KNOWN_SERVERS: [Server; 3] = [OPEN_STREET_MAP, OPEN_TOPO_MAP, OPEN_FREE_MAP];

impl Server {
    /// A server of which only the address is known, as a reader typed it.
    pub fn typed(address: &str) -> Result<Self, AddressError> {
        let address = Address::parse(address)?;
        let is_vector = address.is_vector();
        let name = address
            .url(super::TileId {
                zoom: 0,
                x: 0,
                y: 0,
            })
            .and_then(|url| url.host_str().map(str::to_owned))
            .unwrap_or_default();
        Ok(Self {
            name: Cow::Owned(name),
            addresses: Addresses::Tiles(Cow::Owned(vec![address])),
            attribution: Attribution {
                text: Cow::Borrowed(""),
                link: None,
            },
            tile_size: if is_vector { 512 } else { 256 },
            max_zoom: if is_vector { 14 } else { 19 },
            kind: if is_vector {
                Kind::Vector
            } else {
                Kind::Picture
            },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use url::Url;

    #[test]
    fn the_known_servers_have_addresses_that_a_reader_could_have_typed() {
        for server in KNOWN_SERVERS {
            match &server.addresses {
                Addresses::Tiles(addresses) => {
                    for address in addresses.iter() {
                        assert_eq!(Address::parse(address.as_str()).as_ref(), Ok(address));
                        let is_vector = server.kind == Kind::Vector;
                        assert_eq!(address.is_vector(), is_vector);
                    }
                }
                Addresses::TileJson(link) => {
                    Url::parse(link).expect("a link");
                }
            }
            let link = server.attribution.link.expect("a license");
            assert_eq!(Url::parse(&link).expect("a link").scheme(), "https");
        }
    }

    #[test]
    fn a_typed_server_is_called_after_its_host() {
        let server = Server::typed("https://Tiles.example.org/v1/{z}/{x}/{y}.mvt").expect("one");
        assert_eq!(server.name, "tiles.example.org");
        assert_eq!(server.kind, Kind::Vector);
    }
}
