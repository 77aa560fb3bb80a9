//! Addresses of an imported entry that no reader may open: each is told where it stands.

use url::Url;

use super::{Draft, Problem};

/// What may be opened.
const RIGHT: &str = "https:// or http:// with a host, and without a user name or a password";
/// So many characters of an address are repeated.
const MOST_CHARACTERS: usize = 60;

/// A problem for each address of a draft that no reader may open. Several claims may share one.
pub(super) fn refused_addresses(draft: &Draft<'_>) -> Vec<Problem> {
    let urls = draft.claims.iter().filter_map(|claim| claim.url.as_deref());
    let urls = urls
        .map(str::trim)
        .filter(|url| !is_plain(url) && !url.is_empty());
    let mut told: Vec<&str> = Vec::new();
    let mut problems = Vec::new();
    for url in urls {
        if !told.contains(&url) && crate::load::checked_link(url).is_none() {
            told.push(url);
            problems.push(refused(url));
        }
    }
    problems
}

/// Whether an address is so plain that it can be opened without a closer look, as nearly all are.
fn is_plain(url: &str) -> bool {
    let rest = url
        .strip_prefix("https://")
        .or_else(|| url.strip_prefix("http://"));
    let Some(rest) = rest else { return false };
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    let is_name = |label: &str| {
        label.starts_with(|c: char| c.is_ascii_lowercase())
            && !label.starts_with("xn--")
            && label
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
    };
    host.len() <= 200
        && host.split('.').all(is_name)
        && path.bytes().all(|byte| byte.is_ascii_graphic())
}

fn refused(url: &str) -> Problem {
    let mut characters = url.chars();
    let head: String = characters.by_ref().take(MOST_CHARACTERS).collect();
    let more = if characters.next().is_some() {
        "…"
    } else {
        ""
    };
    let quoted = format!("{:?}", head + more);
    let message = match Url::parse(url) {
        Err(_) => format!("{quoted} is no address and is left out"),
        Ok(parsed) if !matches!(parsed.scheme(), "http" | "https") => {
            format!("{quoted} is no address of the web and is left out")
        }
        Ok(parsed) if !parsed.has_host() => format!("{quoted} has no host and is left out"),
        Ok(_) => format!("{quoted} has a user name or a password and is left out"),
    };
    Problem::warning("url", message).with_hint(RIGHT)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_plain_is_an_address() {
        for url in [
            "https://a.org",
            "http://a1.b-c.org/x?y=é".trim_end_matches('é'),
            "https://localhost/#%",
        ] {
            assert!(is_plain(url), "{url}");
            assert!(crate::load::checked_link(url).is_some(), "{url}");
        }
        for url in [
            "https://a@b.org",
            "https://a.org:99999/",
            "https://0x7f.1",
            "https://xn--a.org",
            "https:///x",
            "javascript:1",
            "http://a..b",
        ] {
            assert!(!is_plain(url), "{url}");
        }
    }

    #[test]
    fn each_kind_of_refusal_is_told() {
        for (url, told) in [
            ("javascript:alert(1)", "no address of the web"),
            ("-h", "is no address"),
            ("http://user@evil.com/", "user name"),
            ("https://user:pw@evil.com/", "user name"),
            ("file:///etc/passwd", "no address of the web"),
        ] {
            let problem = refused(url);
            assert!(problem.message.contains(told), "{}", problem.message);
        }
    }
}
