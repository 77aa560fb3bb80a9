//! How people write dates, so that a message can say how EDTF writes them. Nothing here reads a date: a hint is
//! shown to the author, and never taken for what was meant.

use super::error::{N_QUOTED, quoted};
use super::{DateError, Sense, parse};

/// Ways to see a date in a text. Each gives what it could be in EDTF; what does not read is left out.
const WAYS: [fn(&str) -> Vec<String>; 11] = [
    |text| vec![text.to_owned()],
    from_spaces,
    from_letters,
    from_draft,
    from_dots,
    from_numbers,
    from_long_number,
    from_years,
    from_names,
    from_era,
    from_words,
];

/// The error, or a better one where the text looks like a date that people write otherwise.
pub(super) fn better(text: &str, error: DateError) -> DateError {
    let may_be_better = matches!(error, DateError::Shape(_) | DateError::NoSuchDay(..));
    if !may_be_better || text.chars().count() > N_QUOTED {
        return error;
    }
    let plain = plain(text);
    let instead = one_date(&plain)
        .or_else(|| two_dates(&plain))
        .or_else(|| from_day_and_more(&plain));
    match instead {
        None => error,
        Some(instead) => DateError::Spelling {
            text: quoted(text),
            instead,
        },
    }
}

fn one_date(text: &str) -> Option<String> {
    WAYS.iter().find_map(|way| {
        let mut found = way(text);
        found.retain(|date| parse::when(date, Sense::SomeTime).is_ok());
        found.dedup();
        (!found.is_empty()).then(|| found.join(" or "))
    })
}

/// `2021-7-9/2021-7-12`
fn two_dates(text: &str) -> Option<String> {
    let (start, end) = text
        .split_once('/')
        .or_else(|| text.split_once(" - "))
        .or_else(|| text.split_once(" to "))?;
    let dates = format!("{}/{}", one_date(start.trim())?, one_date(end.trim())?);
    parse::when(&dates, Sense::SomeTime).ok().map(|_| dates)
}

/// `2021-07-19 10:30`: at least the day.
fn from_day_and_more(text: &str) -> Option<String> {
    let (day, more) = text.split_at_checked(10)?;
    let is_time = more.starts_with([' ', 'T', 't']) && more.contains(':');
    let reads = is_time && parse::when(day, Sense::SomeTime).is_ok();
    reads.then(|| day.to_owned())
}

/// The same text in ASCII digits and signs, and without invisible characters.
fn plain(text: &str) -> String {
    /// The zeros of some scripts: Arabic, Persian, Devanagari, Bengali, Thai, full-width.
    const ZEROS: [char; 6] = ['٠', '۰', '०', '০', '๐', '０'];
    let digit = |char: char| {
        let values = ZEROS
            .into_iter()
            .map(|zero| u32::from(char).wrapping_sub(u32::from(zero)));
        values
            .filter(|value| *value < 10)
            .find_map(|value| char::from_digit(value, 10))
    };
    let plain: String = text
        .chars()
        .filter_map(|char| match char {
            '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe58}' | '\u{fe63}' | '\u{ff0d}' => {
                Some('-')
            }
            '\u{61c}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{2069}'
            | '\u{feff}' => None,
            '／' | '⁄' | '∕' => Some('/'),
            '～' | '〜' => Some('~'),
            '？' | '؟' => Some('?'),
            '：' => Some(':'),
            '…' => Some('.'),
            char if char.is_whitespace() => Some(' '),
            char if char.is_control() => None,
            char => Some(digit(char).unwrap_or(char)),
        })
        .collect();
    let marks = [' ', ',', ';', '"', '\'', '(', ')', '“', '”'];
    plain.trim_matches(marks).to_owned()
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// `2020 / 2021`, `[2020/2021]`
fn from_spaces(text: &str) -> Vec<String> {
    let close = text.replace(' ', "");
    let bare = close.trim_matches(['[', ']', ',']).to_owned();
    vec![close, bare]
}

/// `2020-06-xx`, `y12000`
fn from_letters(text: &str) -> Vec<String> {
    let upper = text.to_ascii_uppercase();
    vec![upper.clone(), upper.replace('U', "X")]
}

/// `1984?~`, `2004/open`, `unknown/2004`: the draft of 2012.
fn from_draft(text: &str) -> Vec<String> {
    let text = text.to_ascii_lowercase();
    vec![
        text.replace("?~", "%").replace("~?", "%"),
        text.replace("open", "..").replace("unknown", ""),
    ]
}

/// `2020..2021`, `2020..`
fn from_dots(text: &str) -> Vec<String> {
    let dots = text.trim_matches(['[', ']']).replace("...", "..");
    let interval = match dots.split_once("..") {
        Some(("", end)) => format!("../{end}"),
        Some((start, "")) => format!("{start}/.."),
        Some((start, end)) => format!("{start}/{end}"),
        None => return Vec::new(),
    };
    vec![interval, format!("[{dots}]")]
}

/// `19.7.2021`, `7/19/2021`, `2021/07/19`, `07.2021`
fn from_numbers(text: &str) -> Vec<String> {
    let text = text.trim_end_matches('.');
    let separators = ['.', '/', '-', ' '];
    let Some(separator) = text.chars().find(|char| separators.contains(char)) else {
        return Vec::new();
    };
    let parts: Vec<&str> = text.split(separator).map(str::trim).collect();
    if !parts.iter().all(|part| is_number(part)) {
        return Vec::new();
    }
    let date = |year: &str, month: &str, day: &str| format!("{year}-{month:0>2}-{day:0>2}");
    let is_month = |month: &str| month.parse().is_ok_and(|month: u8| month <= 12);
    match parts.as_slice() {
        [year, month, day] if year.len() == 4 => vec![date(year, month, day)],
        // A dot is written between day and month, never the other way round.
        [day, month, year] if year.len() == 4 && separator == '.' => vec![date(year, month, day)],
        [a, b, year] if year.len() == 4 => [(a, b), (b, a)]
            .into_iter()
            .filter(|(month, _)| is_month(month))
            .map(|(month, day)| date(year, month, day))
            .collect(),
        [year, month] | [month, year] if year.len() == 4 && is_month(month) => {
            vec![format!("{year}-{month:0>2}")]
        }
        _ => Vec::new(),
    }
}

/// `20210719`, `12000`, `476`
fn from_long_number(text: &str) -> Vec<String> {
    let sign = if text.starts_with('-') { "-" } else { "" };
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    if !is_number(digits) {
        return Vec::new();
    }
    let part = |range| digits.get(range).unwrap_or_default();
    let year = format!("Y{sign}{digits}");
    match digits.len() {
        // Of one or two digits nobody knows the century.
        0..=2 => Vec::new(),
        3 | 4 => vec![format!("{sign}{digits:0>4}")],
        6 => vec![format!("{}-{}", part(0..4), part(4..6)), year],
        8 => vec![format!("{}-{}-{}", part(0..4), part(4..6), part(6..8))],
        _ => vec![year],
    }
}

/// `1939-1945`, `1914-18`, `1990s`, `1900s`
fn from_years(text: &str) -> Vec<String> {
    if let Some(decade) = text.strip_suffix('s').filter(|year| is_number(year)) {
        let decade = decade.trim_end_matches('\'');
        let x = |n| {
            let known = decade.get(..n).unwrap_or_default();
            format!("{known:X<4}")
        };
        return match decade.len() {
            4 if decade.ends_with("00") => vec![x(3), x(2)],
            4 if decade.ends_with('0') => vec![x(3)],
            _ => Vec::new(),
        };
    }
    let Some((first, last)) = text.split_once(['-', '/']) else {
        return Vec::new();
    };
    let (first, last) = (first.trim(), last.trim());
    let century = first.get(..2).unwrap_or_default();
    let are_years = first.len() == 4 && is_number(first) && is_number(last);
    match last.len() {
        4 if are_years => vec![format!("{first}/{last}")],
        2 if are_years && is_soon_after(first.get(2..), last) => {
            vec![format!("{first}/{century}{last}")]
        }
        _ => Vec::new(),
    }
}

/// Whether the second number is the end of a stretch of years rather than a month or a slip.
fn is_soon_after(first: Option<&str>, last: &str) -> bool {
    let number = |text: &str| text.parse::<u8>().ok();
    let n_years = first
        .and_then(number)
        .zip(number(last))
        .and_then(|(first, last)| last.checked_sub(first));
    last > "12" && n_years.is_some_and(|n| (1..30).contains(&n))
}

/// `July 2021`, `19th of July 2021`, `Jul 19, 2021`, `spring 2021`
fn from_names(text: &str) -> Vec<String> {
    const NAMES: [(&str, &str); 17] = [
        ("january", "01"),
        ("february", "02"),
        ("march", "03"),
        ("april", "04"),
        ("may", "05"),
        ("june", "06"),
        ("july", "07"),
        ("august", "08"),
        ("september", "09"),
        ("october", "10"),
        ("november", "11"),
        ("december", "12"),
        ("spring", "21"),
        ("summer", "22"),
        ("autumn", "23"),
        ("fall", "23"),
        ("winter", "24"),
    ];
    let text = text.to_ascii_lowercase();
    let (mut year, mut name, mut day) = (None, None, None);
    for word in text.split([' ', ',', '.', '-', '/']) {
        if matches!(word, "" | "of" | "the" | "in" | "on") {
            continue;
        }
        let number = ["st", "nd", "rd", "th"]
            .iter()
            .find_map(|ending| word.strip_suffix(ending))
            .unwrap_or(word);
        let found = if is_number(word) && word.len() == 4 {
            year.replace(word).is_none()
        } else if is_number(number) && number.len() <= 2 {
            day.replace(number).is_none()
        } else {
            let word = if word == "sept" { "sep" } else { word };
            let number = NAMES
                .iter()
                .find(|(name, _)| word.len() >= 3 && name.starts_with(word));
            number.is_some_and(|(_, number)| name.replace(*number).is_none())
        };
        if !found {
            return Vec::new();
        }
    }
    match (year, name, day) {
        (Some(year), Some(name), None) => vec![format!("{year}-{name}")],
        (Some(year), Some(name), Some(day)) => vec![format!("{year}-{name}-{day:0>2}")],
        _ => Vec::new(),
    }
}

/// `44 BC`, `AD 79`
fn from_era(text: &str) -> Vec<String> {
    let text = text.to_ascii_lowercase().replace('.', "");
    let before = ["bce", "bc"].iter().find_map(|era| text.strip_suffix(era));
    let after = ["ad", "ce"]
        .iter()
        .find_map(|era| text.strip_suffix(era).or_else(|| text.strip_prefix(era)));
    let year = |text: &str| text.trim().parse::<u16>().ok();
    // The year before 0001 is 0000.
    match (before.and_then(year), after.and_then(year)) {
        (Some(1), _) => vec!["0000".to_owned()],
        (Some(year), _) => vec![format!("-{:04}", year.saturating_sub(1))],
        (None, Some(year)) => vec![format!("{year:04}")],
        (None, None) => Vec::new(),
    }
}

/// `c. 1957`, `about July 2021`
fn from_words(text: &str) -> Vec<String> {
    const WORDS: [&str; 8] = [
        "circa ", "about ", "around ", "approx", "ca.", "ca ", "c.", "c ",
    ];
    let lower = text.to_ascii_lowercase();
    let rest = WORDS.iter().find_map(|word| lower.strip_prefix(word));
    let Some(rest) = rest.map(|rest| rest.trim_matches(['.', ' '])) else {
        return Vec::new();
    };
    let plain_ways = [from_numbers, from_names, from_years];
    let mut dates: Vec<String> = plain_ways.iter().flat_map(|way| way(rest)).collect();
    dates.push(rest.to_owned());
    dates.iter().map(|date| format!("{date}~")).collect()
}
