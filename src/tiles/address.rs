//! The address of a tile server as people write it: `https://host/{z}/{x}/{y}.png`.

use std::borrow::Cow;

use url::Url;

use super::TileId;

/// No address is longer; servers refuse what is.
const MOST_BYTES: usize = 4_000;

/// An address with places for the zoom, the column and the row of a tile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address(Cow<'static, str>);

/// What is wrong with an address, in a sentence that says what would be right.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// Nothing was written.
    #[error(
        "write the address of a tile server, for example https://tile.example.org/{{z}}/{{x}}/{{y}}.png"
    )]
    Empty,
    /// It does not begin with `http://` or `https://`.
    #[error("an address begins with https:// or http://")]
    NoScheme,
    /// It begins with something else.
    #[error("only https:// and http:// are understood, not {0}://")]
    WrongScheme(String),
    /// No name after the scheme.
    #[error("the name of the server is missing after {0}://")]
    NoHost(String),
    /// A user name or a password.
    #[error("an address with a user name or a password is not accepted")]
    WithPassword,
    /// One of the three places is not there.
    #[error(
        "{{{0}}} is missing: an address holds {{z}} for the zoom, {{x}} for the column and {{y}} for the row"
    )]
    Missing(&'static str),
    /// A place for something that is not known.
    #[error("{{{0}}} is not understood; only {{z}}, {{x}}, {{y}} and {{-y}} are")]
    Unknown(String),
    /// Such as `{s}.tile.example.org`.
    #[error(
        "{{{0}}} in the name of the server is not understood; write one of its names out, such as a.tile.example.org"
    )]
    InHost(String),
    /// A brace without its other half.
    #[error("a brace is not closed")]
    OpenBrace,
    /// It is longer than any server wants it.
    #[error("an address of {0} bytes is too long; at most {MOST_BYTES} are read")]
    TooLong(usize),
    /// Anything else.
    #[error("this is not an address: {0}")]
    NotAnAddress(String),
}

/// The names in braces, in their order.
fn places(text: &str) -> Result<Vec<&str>, AddressError> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some((_, after)) = rest.split_once('{') {
        let (name, behind) = after.split_once('}').ok_or(AddressError::OpenBrace)?;
        found.push(name);
        rest = behind;
    }
    if rest.contains('}') {
        return Err(AddressError::OpenBrace);
    }
    Ok(found)
}

impl Address {
    /// An address of our own, which a test has checked.
    pub(super) const fn known(text: &'static str) -> Self {
        Self(Cow::Borrowed(text))
    }

    /// Reads what was typed. Blanks around it do not matter.
    pub fn parse(text: &str) -> Result<Self, AddressError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(AddressError::Empty);
        }
        if text.len() > MOST_BYTES {
            return Err(AddressError::TooLong(text.len()));
        }
        let (scheme, rest) = text.split_once("://").ok_or(AddressError::NoScheme)?;
        if !scheme.eq_ignore_ascii_case("http") && !scheme.eq_ignore_ascii_case("https") {
            return Err(AddressError::WrongScheme(scheme.chars().take(20).collect()));
        }
        let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
        if authority.contains('@') {
            return Err(AddressError::WithPassword);
        }
        if let Some(place) = places(authority)?.first() {
            return Err(AddressError::InHost(place.chars().take(20).collect()));
        }
        if authority.is_empty() || authority.starts_with(':') {
            return Err(AddressError::NoHost(scheme.to_ascii_lowercase()));
        }
        Self::check_places(text)?;
        let address = Self(Cow::Owned(text.to_owned()));
        let url = Url::parse(&address.filled(TileId {
            zoom: 0,
            x: 0,
            y: 0,
        }))
        .map_err(|error| AddressError::NotAnAddress(error.to_string()))?;
        if url.host_str().is_none_or(str::is_empty) {
            return Err(AddressError::NoHost(scheme.to_ascii_lowercase()));
        }
        Ok(address)
    }

    fn check_places(text: &str) -> Result<(), AddressError> {
        let places = places(text)?;
        let is_known = |place: &&&str| matches!(**place, "z" | "x" | "y" | "-y");
        if let Some(unknown) = places.iter().find(|place| !is_known(place)) {
            return Err(AddressError::Unknown(unknown.chars().take(20).collect()));
        }
        for (name, wanted) in [("z", &["z"][..]), ("x", &["x"]), ("y", &["y", "-y"])] {
            if !places.iter().any(|place| wanted.contains(place)) {
                return Err(AddressError::Missing(name));
            }
        }
        Ok(())
    }

    /// The address as it was written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether the file it names is a vector tile, by its ending.
    pub fn is_vector(&self) -> bool {
        let path = self.0.split(['?', '#']).next().unwrap_or_default();
        let ending = path.rsplit_once('.').map_or("", |(_, ending)| ending);
        ending.eq_ignore_ascii_case("pbf") || ending.eq_ignore_ascii_case("mvt")
    }

    /// The same with the rows counted from the south, as TMS does.
    pub(super) fn with_rows_from_the_south(&self) -> Self {
        Self(Cow::Owned(self.0.replace("{y}", "{-y}")))
    }

    /// The address of one tile. `None` for a tile that does not exist.
    pub(super) fn url(&self, tile: TileId) -> Option<Url> {
        let n_rows = 1_u64.checked_shl(u32::from(tile.zoom))?;
        let is_there = tile.zoom < 32 && u64::from(tile.x.max(tile.y)) < n_rows;
        let mut url = Url::parse(&self.filled(tile)).ok().filter(|_| is_there)?;
        url.set_fragment(None);
        Some(url)
    }

    fn filled(&self, tile: TileId) -> String {
        let n_rows = 1_u64.checked_shl(u32::from(tile.zoom)).unwrap_or(u64::MAX);
        let from_south = n_rows.saturating_sub(1).saturating_sub(u64::from(tile.y));
        self.0
            .replace("{z}", &tile.zoom.to_string())
            .replace("{x}", &tile.x.to_string())
            .replace("{y}", &tile.y.to_string())
            .replace("{-y}", &from_south.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mistake(text: &str) -> String {
        Address::parse(text).expect_err(text).to_string()
    }

    #[test]
    fn places_are_filled_and_rows_may_be_counted_with_rows_from_the_south() {
        let tile = TileId {
            zoom: 3,
            x: 5,
            y: 1,
        };
        for (address, url) in [
            (" https://t.org/{z}/{x}/{y}.png ", "https://t.org/3/5/1.png"),
            (
                "HTTP://t.org:81/{z}/{x}/{-y}.png?k=1",
                "http://t.org:81/3/5/6.png?k=1",
            ),
            (
                "https://t.org/?z={z}&x={x}&y={y}",
                "https://t.org/?z=3&x=5&y=1",
            ),
            (
                "https://bücher.example/{z}/{x}/{y}",
                "https://xn--bcher-kva.example/3/5/1",
            ),
        ] {
            let address = Address::parse(address).expect("an address");
            assert_eq!(address.url(tile).expect("a url").as_str(), url);
        }
    }

    #[test]
    fn a_tile_that_does_not_exist_has_no_address() {
        let address = Address::known("https://t.org/{z}/{x}/{y}.png");
        for (zoom, x, y) in [(0, 1, 0), (3, 8, 0), (3, 0, 8), (32, 0, 0), (255, 0, 0)] {
            assert_eq!(address.url(TileId { zoom, x, y }), None, "{zoom}/{x}/{y}");
        }
    }

    #[test]
    fn each_mistake_has_its_sentence() {
        for (text, words) in [
            ("  ", "for example https://tile.example.org/{z}/{x}/{y}.png"),
            ("tile.example.org/{z}/{x}/{y}.png", "begins with https://"),
            ("ftp://t.org/{z}/{x}/{y}.png", "not ftp://"),
            ("file:///{z}/{x}/{y}.png", "not file://"),
            (
                "https:///{z}/{x}/{y}.png",
                "name of the server is missing after https://",
            ),
            (
                "https://:80/{z}/{x}/{y}.png",
                "name of the server is missing",
            ),
            (
                "https://me:secret@t.org/{z}/{x}/{y}.png",
                "user name or a password",
            ),
            ("https://t.org/{x}/{y}.png", "{z} is missing"),
            ("https://t.org/{z}/{y}.png", "{x} is missing"),
            ("https://t.org/{z}/{x}.png", "{y} is missing"),
            ("https://t.org/{z}/{x}/{y}{r}.png", "{r} is not understood"),
            (
                "https://{s}.t.org/{z}/{x}/{y}.png",
                "write one of its names out",
            ),
            ("https://t.org/{z}/{x}/{y.png", "not closed"),
            ("https://t.org/{z}/{x}/{y}}.png", "not closed"),
            ("https://t org/{z}/{x}/{y}.png", "not an address"),
            ("https://t.org:99999/{z}/{x}/{y}.png", "not an address"),
            (
                &format!(
                    "https://t.org/{{z}}/{{x}}/{{y}}.png?k={}",
                    "k".repeat(4_000)
                ),
                "too long",
            ),
        ] {
            let told = mistake(text);
            assert!(told.contains(words), "{text}: {told}");
        }
        assert!(!mistake("https://me:secret@t.org/{z}/{x}/{y}.png").contains("secret"));
    }

    #[test]
    fn the_ending_tells_vector_tiles() {
        for (text, is_vector) in [
            ("https://t.org/{z}/{x}/{y}.pbf?key=1.png", true),
            ("https://t.org/{z}/{x}/{y}.MVT", true),
            ("https://t.org/{z}/{x}/{y}.png", false),
            ("https://t.org/{z}/{x}/{y}", false),
        ] {
            assert_eq!(Address::parse(text).expect("one").is_vector(), is_vector);
        }
    }
}
