//! How long an answer may be kept, and how long a server asks to wait
//! ([RFC 9111](https://www.rfc-editor.org/rfc/rfc9111), [RFC 9110 §10.2.3](https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3)).

use std::time::{Duration, SystemTime};

const DAY: u64 = 24 * 60 * 60;

/// How long an answer is fresh that says nothing about it: what OpenStreetMap asks for at least.
const USUAL: u64 = 7 * DAY;

/// Nothing is fresh for longer.
const LONGEST: u64 = 30 * DAY;

/// A server may ask us to wait so long and no longer.
const LONGEST_WAIT: u64 = 60 * 60;

/// What an answer says about its age. Each is the text of the header of that name.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct AgeHeaders<'a> {
    pub(super) cache_control: Option<&'a str>,
    pub(super) expires: Option<&'a str>,
    pub(super) date: Option<&'a str>,
    pub(super) age: Option<&'a str>,
}

/// For how many seconds an answer is fresh that came at `now`, in seconds of Unix time. `None` if it must
/// not be kept.
pub(super) fn fresh_for(headers: AgeHeaders<'_>, now: u64) -> Option<u64> {
    let cache_control = headers.cache_control.unwrap_or_default();
    let mut max_age = None;
    for directive in cache_control.split(',') {
        let (name, value) = directive.split_once('=').unwrap_or((directive, ""));
        match name.trim().to_ascii_lowercase().as_str() {
            "no-store" => return None,
            "no-cache" => max_age = Some(0),
            "max-age" if max_age != Some(0) => {
                max_age = seconds(value.trim().trim_matches('"'));
            }
            _ => {}
        }
    }
    let lifetime = max_age.or_else(|| {
        // A date that cannot be read, such as 0, is in the past.
        let expires = headers.expires?;
        let sent = headers.date.and_then(unix_time).unwrap_or(now);
        Some(unix_time(expires).map_or(0, |expires| expires.saturating_sub(sent)))
    });
    let Some(lifetime) = lifetime else {
        return Some(USUAL);
    };
    let age = headers.age.and_then(seconds).unwrap_or(0);
    Some(lifetime.saturating_sub(age).min(LONGEST))
}

/// How long a `Retry-After` asks to wait: a number of seconds or a date, at most an hour.
pub(super) fn retry_after(text: &str, now: u64) -> Option<Duration> {
    let wait = seconds(text).or_else(|| Some(unix_time(text)?.saturating_sub(now)))?;
    Some(Duration::from_secs(wait.min(LONGEST_WAIT)))
}

/// A whole number of seconds; one that is too large for us is as large as can be.
fn seconds(text: &str) -> Option<u64> {
    let text = text.trim();
    let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| text.parse().unwrap_or(u64::MAX))
}

fn unix_time(text: &str) -> Option<u64> {
    let time = httpdate::parse_http_date(text.trim()).ok()?;
    let since = time.duration_since(SystemTime::UNIX_EPOCH).ok()?;
    Some(since.as_secs())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Sun, 06 Nov 1994 08:49:37 GMT.
    const NOW: u64 = 784_111_777;

    #[test]
    fn an_answer_says_how_long_it_is_fresh() {
        let cases = [
            ("", "", "", Some(USUAL)),
            ("public", "", "", Some(USUAL)),
            ("max-age=60", "", "", Some(60)),
            ("public, MAX-AGE=\"60\"", "", "20", Some(40)),
            ("max-age=60", "", "90", Some(0)),
            ("max-age=99999999999999999999", "", "", Some(LONGEST)),
            ("max-age=60, no-cache", "", "", Some(0)),
            ("no-cache, max-age=60", "", "", Some(0)),
            ("max-age=60, no-store", "", "", None),
            ("max-age=60", "Sun, 06 Nov 1994 08:49:47 GMT", "", Some(60)),
            ("", "Sun, 06 Nov 1994 08:49:47 GMT", "", Some(10)),
            ("", "Sun, 06 Nov 1994 08:49:27 GMT", "", Some(0)),
            ("", "0", "", Some(0)),
            ("max-age=-1", "", "", Some(USUAL)),
        ];
        for (cache_control, expires, age, expected) in cases {
            let given = |text: &'static str| Some(text).filter(|text| !text.is_empty());
            let headers = AgeHeaders {
                cache_control: given(cache_control),
                expires: given(expires),
                date: None,
                age: given(age),
            };
            assert_eq!(fresh_for(headers, NOW), expected, "{headers:?}");
        }
    }

    #[test]
    fn a_wrong_clock_does_not_matter_where_the_answer_has_a_date() {
        let headers = AgeHeaders {
            expires: Some("Sun, 06 Nov 1994 08:49:47 GMT"),
            date: Some("Sun, 06 Nov 1994 08:49:37 GMT"),
            ..AgeHeaders::default()
        };
        assert_eq!(fresh_for(headers, NOW + 1_000_000), Some(10));
    }

    #[test]
    fn a_server_asks_to_wait_with_seconds_or_a_date() {
        for (text, expected) in [
            ("30", Some(30)),
            (" 0 ", Some(0)),
            ("Sun, 06 Nov 1994 08:49:47 GMT", Some(10)),
            ("Sun, 06 Nov 1994 08:49:27 GMT", Some(0)),
            ("Fri, 31 Dec 9999 23:59:59 GMT", Some(LONGEST_WAIT)),
            ("99999999999999999999", Some(LONGEST_WAIT)),
            ("-1", None),
            ("soon", None),
            ("", None),
        ] {
            let wait = retry_after(text, NOW).map(|wait| wait.as_secs());
            assert_eq!(wait, expected, "{text}");
        }
    }
}
