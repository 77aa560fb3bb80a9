//! How things are said. Neutral words, and no other place for them.

mod dates;
mod evidence;
mod facets;
mod lists;
mod places;

pub(crate) use dates::*;
pub(crate) use evidence::*;
pub(crate) use facets::*;
pub(crate) use lists::*;
pub(crate) use places::*;

use crate::model::{Event, Match};
use crate::query::Counts;

/// Only a possible match is worth a word.
pub(crate) fn matched(matched: Match) -> Option<&'static str> {
    match matched {
        Match::Certain => None,
        Match::Possible => Some("possibly in the window"),
    }
}

/// The name of an event for screen readers and tests: "19 July 2021: Shootout near Yeraskh".
pub(crate) fn event_name(event: &Event) -> String {
    match &event.when {
        Some(date) => format!("{}: {}", when(date), event.title),
        None => format!("No date: {}", event.title),
    }
}

/// "12 events · 11 places · 9 actors · 1 source"
pub(crate) fn atlas_counts(
    n_events: usize,
    n_places: usize,
    n_actors: usize,
    n_sources: usize,
) -> String {
    [
        counted(n_events, "event"),
        counted(n_places, "place"),
        counted(n_actors, "actor"),
        counted(n_sources, "source"),
    ]
    .join(" · ")
}

/// "1 source", "2 sources"
pub(crate) fn counted(n: usize, noun: &str) -> String {
    if n == 1 {
        format!("1 {noun}")
    } else {
        format!("{} {noun}s", number(n))
    }
}

/// "0 MiB", "1.5 MiB", "120 MiB": how much room something takes on a disk.
pub(super) fn bytes(n: u64) -> String {
    let mib = n as f64 / f64::from(1 << 20);
    if n == 0 || mib >= 9.95 {
        format!("{mib:.0} MiB")
    } else {
        format!("{mib:.1} MiB")
    }
}

/// A number with commas between its thousands.
pub(crate) fn number(n: usize) -> String {
    let digits = n.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// The status line, in three parts, the second of which is set bold.
pub(crate) fn equation(counts: Counts) -> (String, String, String) {
    let Counts {
        total,
        shown,
        outside_window,
        filtered_out,
        undated,
        not_yet_known,
        on_map,
        unlocated,
    } = counts;
    let mut rest = format!(
        " + {} outside the window + {} filtered out",
        number(outside_window),
        number(filtered_out)
    );
    if undated > 0 {
        rest += &format!(" + {} undated", number(undated));
    }
    if not_yet_known > 0 {
        rest += &format!(" + {} not yet known", number(not_yet_known));
    }
    rest += &format!(
        " · {} on the map, {} without a usable place",
        number(on_map),
        number(unlocated)
    );
    (
        format!("{} = ", counted(total, "event")),
        format!("{} shown", number(shown)),
        rest,
    )
}

/// "Reading … 43 % · 120,000 rows"
pub(super) fn progress(share: f32, n_rows: u64) -> String {
    let rows = match usize::try_from(n_rows) {
        Ok(0) | Err(_) => String::new(),
        Ok(n) => format!(" · {}", counted(n, "row")),
    };
    format!("Reading … {:.0} %{rows}", share * 100.0)
}

/// A long title, cut after a whole word.
pub(crate) fn shortened(title: &str, max_chars: usize) -> String {
    if title.chars().count() <= max_chars {
        return title.to_owned();
    }
    let mut short = String::new();
    for word in title.split_whitespace() {
        if short.chars().count() + word.chars().count() > max_chars {
            break;
        }
        short += word;
        short.push(' ');
    }
    format!("{}…", short.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_commas_between_thousands() {
        assert_eq!(number(7), "7");
        assert_eq!(number(1_234_567), "1,234,567");
        assert_eq!(counted(1, "event"), "1 event");
    }
}
