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

use std::borrow::Cow;

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

/// The same where it is shown in a line: of a title that is longer than anybody reads there, the beginning.
pub(crate) fn short_event_name(event: &Event) -> String {
    let title = cut(&event.title, IN_LINE);
    match &event.when {
        Some(date) => format!("{}: {title}", when(date)),
        None => format!("No date: {title}"),
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

/// Letters of a name or a title that a line shows at most: in a list, on the map, in a tooltip, as the name for a screen reader.
pub(crate) const IN_LINE: usize = 300;

/// A text of at most so many letters, and "…" where that is not all of it. Looks at no more than it gives.
pub(crate) fn cut(text: &str, max_chars: usize) -> Cow<'_, str> {
    let end = text.char_indices().nth(max_chars);
    match end.and_then(|(end, _)| text.get(..end)) {
        Some(short) => Cow::Owned(format!("{}…", short.trim_end())),
        None => Cow::Borrowed(text),
    }
}

/// The beginning and the end of a text of which the middle is left out, and how much of it that is.
pub(crate) fn without_middle(text: &str, max_chars: usize) -> Cow<'_, str> {
    if text.len() <= max_chars || text.chars().nth(max_chars).is_none() {
        return Cow::Borrowed(text);
    }
    let n_end = max_chars / 4;
    let start = text.char_indices().nth(max_chars - n_end);
    let end = text.char_indices().nth_back(n_end.saturating_sub(1));
    let (Some((start, _)), Some((end, _))) = (start, end) else {
        return Cow::Borrowed(text);
    };
    let parts = (text.get(..start), text.get(start..end), text.get(end..));
    let (Some(before), Some(left_out), Some(after)) = parts else {
        return Cow::Borrowed(text);
    };
    let n = number(left_out.chars().count());
    Cow::Owned(format!("{before} … {n} characters … {after}"))
}

/// A long title, cut after a whole word.
pub(crate) fn shortened(title: &str, max_chars: usize) -> String {
    let Cow::Owned(cut) = cut(title, max_chars) else {
        return title.to_owned();
    };
    let is_one_word = |word: &str| word.chars().count() >= max_chars;
    if title.split_whitespace().next().is_none_or(is_one_word) {
        return cut;
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
    fn a_text_is_cut_after_so_many_letters() {
        assert_eq!(cut("Շուշի", 5), "Շուշի");
        assert_eq!(cut("Շուշի", 2), "Շո…");
        assert_eq!(shortened("One two three", 8), "One two…");
        assert_eq!(shortened(&"x".repeat(1_000_000), 8), "xxxxxxxx…");
        let address = format!("http://a.example/{}?end", "x".repeat(10_000));
        let short = without_middle(&address, 40);
        assert_eq!(
            short,
            format!(
                "http://a.example/{} … 9,981 characters … xxxxxx?end",
                "x".repeat(13)
            )
        );
        assert_eq!(without_middle("http://a.example/", 40), "http://a.example/");
    }

    #[test]
    fn numbers_have_commas_between_thousands() {
        assert_eq!(number(7), "7");
        assert_eq!(number(1_234_567), "1,234,567");
        assert_eq!(counted(1, "event"), "1 event");
    }
}
