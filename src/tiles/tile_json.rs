//! Descriptions of servers: [TileJSON 3.0.0](https://github.com/mapbox/tilejson-spec/tree/master/3.0.0).

use std::fmt;

use serde::de::{IgnoredAny, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;
use url::Url;

use super::address::Address;

/// So many addresses are enough for any server.
const MOST_ADDRESSES: usize = 16;

/// What is read of a description; the rest is left alone.
#[derive(Deserialize)]
struct Raw {
    tiles: Tiles,
    #[serde(default)]
    scheme: Option<String>,
}

/// The first addresses of a list, however long it is.
struct Tiles(Vec<String>);

impl<'de> Deserialize<'de> for Tiles {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_seq(FirstTiles)
    }
}

struct FirstTiles;

impl<'de> Visitor<'de> for FirstTiles {
    type Value = Tiles;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of addresses")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Tiles, A::Error> {
        let mut tiles = Vec::new();
        while tiles.len() < MOST_ADDRESSES
            && let Some(address) = list.next_element()?
        {
            tiles.push(address);
        }
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Tiles(tiles))
    }
}

/// The addresses that the description at `from` names, at most sixteen. Tiles of an `https` description are
/// not fetched over `http`.
pub(super) fn addresses(from: &Url, bytes: &[u8]) -> Result<Vec<Address>, String> {
    let raw: Raw = serde_json::from_slice(bytes)
        .map_err(|error| format!("its description cannot be read: {error}"))?;
    let is_from_the_south = raw.scheme.as_deref() == Some("tms");
    let mut found = Vec::new();
    for text in &raw.tiles.0 {
        let address = Address::parse(text)
            .map_err(|error| format!("its description names a wrong address: {error}"))?;
        if from.scheme() == "https" && !text.to_ascii_lowercase().starts_with("https://") {
            return Err("its description leads to an address that is not secure".to_owned());
        }
        found.push(if is_from_the_south {
            address.with_rows_from_the_south()
        } else {
            address
        });
    }
    if found.is_empty() {
        return Err("its description names no address".to_owned());
    }
    Ok(found)
}

/// What an archive says of itself; the rest is passed over, and takes no memory.
#[derive(Deserialize)]
struct Said<'a> {
    #[serde(borrow)]
    name: Option<&'a RawValue>,
    #[serde(borrow)]
    attribution: Option<&'a RawValue>,
}

/// The name and the thanks in the description of an archive, which is much like that of a server; each empty where
/// it is no text.
pub(super) fn said(bytes: &[u8]) -> Option<[String; 2]> {
    let said: Said<'_> = serde_json::from_slice(bytes).ok()?;
    let text = |raw: Option<&RawValue>| {
        let text = raw.and_then(|raw| serde_json::from_str(raw.get()).ok());
        text.unwrap_or_default()
    };
    Some([text(said.name), text(said.attribution)])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Vec<Address>, String> {
        let from = Url::parse("https://tiles.example.org/planet").expect("a url");
        addresses(&from, text.as_bytes())
    }

    #[test]
    fn a_description_names_addresses() {
        let found = read(
            r#"{"tilejson": "3.0.0", "maxzoom": 14, "vector_layers": [],
                "tiles": ["https://tiles.example.org/planet/20261118_001001_pt/{z}/{x}/{y}.pbf"]}"#,
        );
        let address = found.expect("addresses").remove(0);
        assert!(address.as_str().contains("20261118"));
        assert!(address.is_vector());
    }

    #[test]
    fn rows_may_be_counted_from_the_south() {
        let found = read(r#"{"scheme": "tms", "tiles": ["https://t.org/{z}/{x}/{y}.pbf"]}"#);
        assert_eq!(
            found.expect("addresses").remove(0).as_str(),
            "https://t.org/{z}/{x}/{-y}.pbf"
        );
    }

    #[test]
    fn what_is_wrong_with_a_description_is_told() {
        for (text, words) in [
            ("<html>", "cannot be read"),
            (r#"{"tiles": []}"#, "names no address"),
            (r#"{"tiles": ["https://t.org/{z}"]}"#, "{x} is missing"),
            (r#"{"tiles": ["http://t.org/{z}/{x}/{y}"]}"#, "not secure"),
            (r#"{"tiles": ["file:///{z}/{x}/{y}"]}"#, "wrong address"),
        ] {
            let told = read(text).expect_err(text);
            assert!(told.contains(words), "{text}: {told}");
        }
    }
}
