//! Hosts that are not of the internet: this computer, private networks, the local link. A server of the internet
//! that leads there would have the reader's computer ask its neighbors on behalf of a stranger.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::sync::Arc;

use url::{Host, Url};

const THIS_COMPUTER: &str = "this computer";
const PRIVATE: &str = "in a private network";
const LINK: &str = "on the local link";
const NO_HOST: &str = "no host of the internet";

/// What an address is, if it is none of the internet.
pub(super) fn of_address(address: IpAddr) -> Option<&'static str> {
    match address {
        IpAddr::V4(address) => of_v4(address),
        IpAddr::V6(address) => of_v6(address),
    }
}

fn of_v4(address: Ipv4Addr) -> Option<&'static str> {
    match address.octets() {
        // The unspecified address reaches this computer too.
        [0 | 127, ..] => Some(THIS_COMPUTER),
        // The last two lie between a provider and its customers, and are for measuring networks.
        [10, ..]
        | [172, 16..=31, ..]
        | [192, 168, ..]
        | [100, 64..=127, ..]
        | [198, 18..=19, ..] => Some(PRIVATE),
        [169, 254, ..] => Some(LINK),
        [192, 0, 0, _] | [224..=255, ..] => Some(NO_HOST),
        _ => None,
    }
}

fn of_v6(address: Ipv6Addr) -> Option<&'static str> {
    let in_v4 = |high: u16, low: u16| {
        let ([a, b], [c, d]) = (high.to_be_bytes(), low.to_be_bytes());
        of_v4(Ipv4Addr::new(a, b, c, d))
    };
    match address.segments() {
        [0, 0, 0, 0, 0, 0, 0, 0 | 1] => Some(THIS_COMPUTER),
        // Addresses of the older kind, written in one of the newer in several ways.
        [0, 0, 0, 0, 0, 0 | 0xffff, high, low]
        | [0, 0, 0, 0, 0xffff, 0, high, low]
        | [0x64, 0xff9b, 0, 0, 0, 0, high, low]
        | [0x2002, high, low, ..] => in_v4(high, low),
        [0x64, 0xff9b, 1, ..] | [0xfc00..=0xfdff | 0xfec0..=0xfeff, ..] => Some(PRIVATE),
        [0xfe80..=0xfebf, ..] => Some(LINK),
        // A tunnel that holds an address that cannot be seen, what is thrown away, and groups of hosts.
        [0x2001, 0, ..] | [0x100, 0, 0, 0, ..] | [0xff00..=0xffff, ..] => Some(NO_HOST),
        _ => None,
    }
}

/// What a host is by its name or address alone, if it is none of the internet.
pub(super) fn of_host(url: &Url) -> Option<&'static str> {
    let name = match url.host()? {
        Host::Ipv4(address) => return of_v4(address),
        Host::Ipv6(address) => return of_v6(address),
        Host::Domain(name) => name.trim_end_matches('.').to_ascii_lowercase(),
    };
    let (rest, last) = name.rsplit_once('.').unwrap_or(("", &name));
    match last {
        "localhost" | "localdomain" => Some(THIS_COMPUTER),
        "local" | "internal" | "lan" | "home" | "intranet" => Some(PRIVATE),
        "arpa" if rest.rsplit('.').next() == Some("home") => Some(PRIVATE),
        // A name without a dot means something only here.
        _ if rest.is_empty() => Some(PRIVATE),
        _ => None,
    }
}

/// Whether two addresses are of one server. The ports that two schemes use by themselves are one.
pub(super) fn is_same_host(a: &Url, b: &Url) -> bool {
    a.host() == b.host() && a.port() == b.port()
}

/// Where a name leads although a host of the internet led to it.
#[derive(Debug)]
pub(super) struct LedNearby {
    pub(super) address: IpAddr,
    pub(super) what: &'static str,
}

impl fmt::Display for LedNearby {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, {}", self.address, self.what)
    }
}

impl std::error::Error for LedNearby {}

/// Words that go to the typed host and to no other: what its query says, without the places of a tile.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Secret {
    /// Names and values; a value without a name is a name.
    pairs: Arc<[(String, String)]>,
}

impl Secret {
    /// That of an address as it was typed, with its places in braces.
    pub(super) fn of(address: &str) -> Self {
        let address = address.split('#').next().unwrap_or_default();
        let (_, query) = address.split_once('?').unwrap_or_default();
        let pairs = url::form_urlencoded::parse(query.as_bytes());
        let pairs = pairs.filter(|(name, value)| !name.contains('{') && !value.contains('{'));
        Self {
            pairs: pairs
                .map(|(name, value)| (name.into(), value.into()))
                .collect(),
        }
    }

    /// The address of another host without what is to stay; `None` if it cannot be taken out.
    pub(super) fn taken_out(&self, mut to: Url) -> Option<Url> {
        let is_kept = |name: &str, value: &str| {
            let is_same =
                |(of_name, of_value): &(String, String)| of_name == name && of_value == value;
            !self.pairs.iter().any(is_same) && !self.is_in(name) && !self.is_in(value)
        };
        let kept: Vec<(String, String)> = to
            .query_pairs()
            .filter(|(name, value)| is_kept(name, value))
            .map(|(name, value)| (name.into(), value.into()))
            .collect();
        if kept.len() < to.query_pairs().count() {
            to.set_query(None);
            if !kept.is_empty() {
                to.query_pairs_mut().extend_pairs(kept);
            }
        }
        (!self.is_in(&decoded(to.as_str()))).then_some(to)
    }

    /// Whether a text holds a word of it that is long enough to be told from others.
    fn is_in(&self, text: &str) -> bool {
        const LEAST: usize = 4;
        let word = |(name, value): &'_ (String, String)| {
            if value.is_empty() {
                name.clone()
            } else {
                value.clone()
            }
        };
        let mut words = self.pairs.iter().map(word);
        words.any(|word| word.len() >= LEAST && text.contains(&word))
    }
}

/// A text without escapes like `%20`.
fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((byte, after)) = rest.split_first() {
        let digits = after.get(..2).filter(|_| *byte == b'%');
        let number = digits
            .and_then(|digits| str::from_utf8(digits).ok())
            .and_then(|digits| u8::from_str_radix(digits, 16).ok());
        bytes.push(number.unwrap_or(*byte));
        rest = match number {
            Some(_) => after.get(2..).unwrap_or_default(),
            None => after,
        };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> Url {
        Url::parse(text).expect("a url")
    }

    #[test]
    fn hosts_that_are_not_of_the_internet_are_known_in_every_way_of_writing_them() {
        for (host, what) in [
            ("127.0.0.1", THIS_COMPUTER),
            ("127.8.9.1", THIS_COMPUTER),
            ("0.0.0.0", THIS_COMPUTER),
            ("2130706433", THIS_COMPUTER),
            ("0x7f.1", THIS_COMPUTER),
            ("0177.0.0.1", THIS_COMPUTER),
            ("127.0.0.1.", THIS_COMPUTER),
            ("①②⑦.0.0.1", THIS_COMPUTER),
            ("localhost", THIS_COMPUTER),
            ("LocalHost.", THIS_COMPUTER),
            ("a.b.localhost", THIS_COMPUTER),
            ("localhost.localdomain", THIS_COMPUTER),
            ("[::]", THIS_COMPUTER),
            ("[::1]", THIS_COMPUTER),
            ("[::ffff:127.0.0.1]", THIS_COMPUTER),
            ("[::ffff:0:127.0.0.1]", THIS_COMPUTER),
            ("[::127.0.0.1]", THIS_COMPUTER),
            ("[64:ff9b::127.0.0.1]", THIS_COMPUTER),
            ("[2002:7f00:1::]", THIS_COMPUTER),
            ("10.1.2.3", PRIVATE),
            ("172.16.0.1", PRIVATE),
            ("172.31.255.255", PRIVATE),
            ("192.168.0.1", PRIVATE),
            ("100.64.0.1", PRIVATE),
            ("100.127.255.255", PRIVATE),
            ("198.19.0.1", PRIVATE),
            ("[::ffff:192.168.0.1]", PRIVATE),
            ("[64:ff9b:1::1]", PRIVATE),
            ("[fc00::1]", PRIVATE),
            ("[fd12:3456::1]", PRIVATE),
            ("[fec0::1]", PRIVATE),
            ("printer", PRIVATE),
            ("printer.local", PRIVATE),
            ("metadata.google.internal", PRIVATE),
            ("nas.home.arpa", PRIVATE),
            ("169.254.169.254", LINK),
            ("[fe80::1]", LINK),
            ("224.0.0.1", NO_HOST),
            ("255.255.255.255", NO_HOST),
            ("240.0.0.1", NO_HOST),
            ("192.0.0.1", NO_HOST),
            ("[ff02::1]", NO_HOST),
            ("[2001:0:1::1]", NO_HOST),
        ] {
            let url = url(&format!("http://{host}:81/1/2/3.png"));
            assert_eq!(of_host(&url), Some(what), "{host}");
        }
        for host in [
            "1.1.1.1",
            "172.32.0.1",
            "100.128.0.1",
            "192.169.0.1",
            "11.0.0.1",
            "203.0.113.7",
            "[2606:4700::1111]",
            "[::ffff:1.1.1.1]",
            "[64:ff9b::1.1.1.1]",
            "[2002:101:101::]",
            "tile.openstreetmap.org",
            "localhost.example.org",
            "local.example",
            "in-addr.arpa",
        ] {
            assert_eq!(of_host(&url(&format!("http://{host}/"))), None, "{host}");
        }
    }

    #[test]
    fn the_query_of_a_typed_address_stays_with_its_host() {
        let secret = Secret::of("https://t.org/{z}/{x}/{y}.png?key=s3cret%2Fword&v=2&tile={x}#key");
        for (to, without) in [
            ("https://u.org/9/0/7.png", Some("https://u.org/9/0/7.png")),
            (
                "https://u.org/a?v=3&tile=7",
                Some("https://u.org/a?v=3&tile=7"),
            ),
            ("https://u.org/a?key=s3cret%2Fword", Some("https://u.org/a")),
            (
                "https://u.org/a?k=s3cret%2Fword&b=1",
                Some("https://u.org/a?b=1"),
            ),
            (
                "https://u.org/a?b=xs3cret/wordx&v=2",
                Some("https://u.org/a"),
            ),
            ("https://u.org/s3cret/word/a", None),
            ("https://u.org/s3%63ret%2fword/a", None),
        ] {
            let is = secret.taken_out(url(to));
            assert_eq!(is.as_ref().map(Url::as_str), without, "{to}");
        }
        let nameless = Secret::of("https://t.org/{z}/{x}/{y}?abcdef");
        let is = nameless.taken_out(url("https://u.org/a?abcdef"));
        assert_eq!(is.expect("a url").as_str(), "https://u.org/a");
        assert_eq!(Secret::of("https://t.org/{z}/{x}/{y}"), Secret::default());
    }

    #[test]
    fn another_port_is_another_server_but_another_scheme_is_not() {
        let typed = url("http://t.org/a");
        assert!(is_same_host(&typed, &url("https://t.org/b")));
        assert!(!is_same_host(&typed, &url("http://t.org:81/b")));
        assert!(!is_same_host(&typed, &url("http://u.t.org/b")));
    }
}
