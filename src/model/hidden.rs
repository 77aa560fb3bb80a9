//! Characters that show nothing or change how others are shown, and how they are spelled out.
//!
//! In a terminal some of them are commands, and in a line of text they can make it read as something else.

use std::borrow::Cow;

/// Whether a character is not to be shown as it is.
///
/// That is a control character (C0, DEL, C1), a mark that turns the direction of what follows, a separator of lines or
/// paragraphs, or one that has no look of its own. The two joiners U+200C and U+200D are none of these: Persian is
/// written with them, and they change no other letter's place.
pub fn is_hidden(c: char) -> bool {
    match c {
        ' '..='~' => false,
        '\u{ad}'
        | '\u{61c}'
        | '\u{115f}'
        | '\u{1160}'
        | '\u{17b4}'
        | '\u{17b5}'
        | '\u{180b}'..='\u{180f}'
        | '\u{200b}'
        | '\u{200e}'
        | '\u{200f}'
        | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{3164}'
        | '\u{feff}'
        | '\u{ffa0}'
        | '\u{fff0}'..='\u{fffb}'
        | '\u{1bca0}'..='\u{1bca3}'
        | '\u{1d173}'..='\u{1d17a}'
        | '\u{e0000}'..='\u{e0fff}' => true,
        c => c.is_control() || is_noncharacter(c),
    }
}

/// A code that will never be a character.
fn is_noncharacter(c: char) -> bool {
    let code = u32::from(c);
    (0xfdd0..=0xfdef).contains(&code) || code & 0xfffe == 0xfffe
}

/// A text with each hidden character as an escape like `\u{1b}`.
pub fn spelled(text: &str) -> Cow<'_, str> {
    spelled_but(text, |_| false)
}

/// The same of a text of several lines: their ends stay.
pub fn spelled_lines(text: &str) -> Cow<'_, str> {
    spelled_but(text, |c| c == '\n')
}

fn spelled_but(text: &str, stays: impl Fn(char) -> bool) -> Cow<'_, str> {
    let is_spelled = |c: char| is_hidden(c) && !stays(c);
    let Some(first) = text.find(is_spelled) else {
        return Cow::Borrowed(text);
    };
    let (before, rest) = text.split_at(first);
    let mut spelled = before.to_owned();
    for c in rest.chars() {
        if is_spelled(c) {
            spelled.extend(c.escape_unicode());
        } else {
            spelled.push(c);
        }
    }
    Cow::Owned(spelled)
}

/// Whether a spreadsheet would take a text for a formula (CWE-1236).
///
/// Blanks of all sorts, what cannot be seen, and apostrophes are passed over before it. The signs count also in the full
/// width of East Asian keyboards, and in their other forms.
///
/// An apostrophe before a text changes nothing, so a writer can add one to those that do, and a reader takes it away
/// again.
pub fn begins_like_formula(text: &str) -> bool {
    const SIGNS: [char; 22] = [
        '=', '+', '-', '@', '＝', '＋', '－', '＠', '﹦', '﹢', '﹣', '﹫', '⁼', '⁺', '⁻', '₌',
        '₊', '₋', '−', '‐', '‑', '⩵',
    ];
    let text = text.trim_start_matches('\'');
    let is_passed_over = |c: char| c == '\'' || c.is_whitespace() || is_hidden(c);
    text.starts_with(['\t', '\r', '\n'])
        || text.trim_start_matches(is_passed_over).starts_with(SIGNS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_seen_is_spelled_out_and_all_else_stays() {
        for (text, expected) in [
            ("plain", "plain"),
            ("\u{1b}]0;pwn\u{7}", "\\u{1b}]0;pwn\\u{7}"),
            ("\u{9b}31m", "\\u{9b}31m"),
            (
                "a\u{202e}b\u{2066}c\u{200f}\u{61c}",
                "a\\u{202e}b\\u{2066}c\\u{200f}\\u{61c}",
            ),
            ("\0\u{7f}\r\t", "\\u{0}\\u{7f}\\u{d}\\u{9}"),
            (
                "\u{2028}\u{2029}\u{85}\u{feff}\u{fff9}",
                "\\u{2028}\\u{2029}\\u{85}\\u{feff}\\u{fff9}",
            ),
            (
                "\u{e0041}\u{ad}\u{2064}\u{fffe}",
                "\\u{e0041}\\u{ad}\\u{2064}\\u{fffe}",
            ),
            (
                "Kəlbəcər · Քարվաճառ · ქართული · 中文 · ½ é 👩‍🚀",
                "Kəlbəcər · Քարվաճառ · ქართული · 中文 · ½ é 👩‍🚀",
            ),
            ("می\u{200c}خواهم", "می\u{200c}خواهم"),
        ] {
            assert_eq!(spelled(text), expected);
        }
        assert_eq!(spelled("a\nb"), "a\\u{a}b");
        assert_eq!(spelled_lines("a\nb\r\n"), "a\nb\\u{d}\n");
        assert!(matches!(spelled("Շուշի"), Cow::Borrowed(_)));
    }
}
