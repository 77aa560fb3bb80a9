//! Text as searches compare it: without case, diacritics and spelling variants of one letter.

use std::iter;
use std::ops::Range;

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

/// The text in lower case, without diacritics, with one form for letters that have several.
///
/// `ə` is taken as `e` and `ı` as `i`, Arabic yeh and kaf as their Persian forms; joiners vanish.
pub fn folded(text: &str) -> String {
    text.nfkd()
        .filter(|c| {
            !is_combining_mark(*c)
                && !matches!(c, '\u{200B}'..='\u{200F}' | '\u{0640}' | '\'' | '’' | 'ʼ')
        })
        .flat_map(char::to_lowercase)
        .filter(|c| !is_combining_mark(*c))
        .map(|c| match c {
            'ə' => 'e',
            'ı' => 'i',
            'ي' | 'ى' => 'ی',
            'ك' => 'ک',
            '–' | '—' | '‑' => '-',
            other => other,
        })
        .collect()
}

/// The text as searches look through it: folded, and once more with `a` for `ə` where it has one, because
/// both are in use where the letter is missing (Kelbecer, Kalbacar).
pub(super) fn searchable(text: &str) -> String {
    let mut all = folded(text);
    if text.contains(['ə', 'Ə']) {
        all.push('\n');
        all += &folded(&text.replace(['ə', 'Ə'], "a"));
    }
    all
}

/// The words of a search, folded.
pub fn search_words(text: &str) -> Vec<String> {
    folded(text).split_whitespace().map(str::to_owned).collect()
}

/// Where in a text words occur, as searches compare them: byte ranges in order, none touching another. The
/// words come folded.
pub fn occurrences(text: &str, words: &[String]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    if words.is_empty() {
        return found;
    }
    occurrences_as(text, words, |c| c, &mut found);
    if text.contains(['ə', 'Ə']) {
        let with_a = |c| if matches!(c, 'ə' | 'Ə') { 'a' } else { c };
        occurrences_as(text, words, with_a, &mut found);
    }
    found.sort_unstable_by_key(|range| range.start);
    let mut apart: Vec<Range<usize>> = Vec::with_capacity(found.len());
    for range in found {
        match apart.last_mut() {
            Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
            _ => apart.push(range),
        }
    }
    apart
}

/// The same where each letter is first taken as another one, not in order.
fn occurrences_as(
    text: &str,
    words: &[String],
    taken_as: impl Fn(char) -> char,
    found: &mut Vec<Range<usize>>,
) {
    let mut plain = String::with_capacity(text.len());
    // Where each letter begins in the folded text, and from where to where it stands in the text itself.
    let mut letters: Vec<(usize, Range<usize>)> = Vec::with_capacity(text.len());
    for (at, c) in text.char_indices() {
        let begins = plain.len();
        match taken_as(c) {
            // An apostrophe folds to nothing, any other letter of these to itself in small.
            plain_letter if plain_letter.is_ascii() => {
                plain.extend((plain_letter != '\'').then(|| plain_letter.to_ascii_lowercase()));
            }
            letter => plain += &folded(letter.encode_utf8(&mut [0; 4])),
        }
        let end = at + c.len_utf8();
        if plain.len() > begins {
            letters.push((begins, at..end));
        } else if let Some((_, letter)) = letters.last_mut().filter(|_| is_combining_mark(c)) {
            // A diacritic belongs to the letter before it.
            letter.end = end;
        }
    }
    let letter_at = |at: usize| {
        let after = letters.partition_point(|(begins, _)| *begins <= at);
        letters.get(after.checked_sub(1)?)
    };
    for word in words.iter().filter(|word| !word.is_empty()) {
        for (at, word) in plain.match_indices(word.as_str()) {
            let ends = letter_at(at).zip(letter_at(at + word.len() - 1));
            found.extend(ends.map(|((_, first), (_, last))| first.start..last.end));
        }
    }
}

/// A part of a text around a place in it, cut between words: about so many letters, with dots where it is cut.
pub fn excerpt(text: &str, around: &Range<usize>, n_before: usize, n_chars: usize) -> String {
    let before = text.get(..around.start).unwrap_or_default();
    let near = before.char_indices().rev().take(n_before).last();
    let mut from = near.map_or(around.start, |(at, _)| at);
    if from > 0 {
        // Not in the middle of a word, unless it is all there is.
        let into = text.get(from..around.start).unwrap_or_default();
        from = into
            .find(char::is_whitespace)
            .map_or(around.start, |space| from + space);
    }
    let rest = text.get(from..).unwrap_or_default().trim_start();
    let cut = rest.char_indices().nth(n_chars).map(|(at, _)| at);
    let shown = match cut {
        None => rest,
        Some(cut) => {
            let whole = rest.get(..cut).unwrap_or_default();
            let words = whole.rfind(char::is_whitespace);
            let words = words.filter(|space| from + *space >= around.end);
            whole.get(..words.unwrap_or(cut)).unwrap_or(whole)
        }
    };
    let dots = |is_cut: bool| iter::repeat_n('…', usize::from(is_cut));
    dots(from > 0)
        .chain(shown.trim_end().chars())
        .chain(dots(cut.is_some()))
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn found<'a>(text: &'a str, words: &str) -> Vec<&'a str> {
        let ranges = occurrences(text, &search_words(words));
        ranges.into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn words_are_found_where_they_stand_in_any_spelling() {
        assert_eq!(
            found("Lachin, Laçın and LAÇIN", "lacin"),
            ["Laçın", "LAÇIN"]
        );
        assert_eq!(found("Kəlbəcər", "kalbacar"), ["Kəlbəcər"]);
        assert_eq!(found("Kəlbəcər", "elb"), ["əlb"]);
        assert_eq!(found("K'arvacharr", "karva"), ["K'arva"]);
        assert_eq!(
            found("Shooting near Yeraskh", "yera shoot"),
            ["Shoot", "Yera"]
        );
        assert_eq!(found("e\u{301}toile", "etoi"), ["e\u{301}toi"]);
        assert_eq!(found("abab", "aba bab"), ["abab"]);
        assert_eq!(found("anything", ""), Vec::<&str>::new());
        assert_eq!(found("ﬁre", "i"), ["ﬁ"], "half a ligature is all of it");
    }

    #[test]
    fn an_excerpt_is_cut_between_words_and_says_so() {
        let text = "The transit of goods through the corridor is denied by everyone who was asked.";
        let at = text.find("corridor").expect("it is there");
        let around = at..at + 8;
        assert_eq!(
            excerpt(text, &around, 16, 40),
            "…through the corridor is denied by…"
        );
        assert_eq!(excerpt(text, &around, 200, 200), text);
        assert_eq!(excerpt("corridor", &(0..8), 5, 3), "cor…");
    }

    proptest! {
        #[test]
        fn a_word_occurs_where_a_search_finds_it(
            text in "[a-cA-CəƏçÇıİé ’ёЁկՔك\u{301}]{0,24}",
            word in "[a-cəçıё]{1,3}",
        ) {
            let words = search_words(&word);
            let is_found = words.iter().any(|word| searchable(&text).contains(word.as_str()));
            let ranges = occurrences(&text, &words);
            prop_assert_eq!(is_found, !ranges.is_empty(), "{:?} {:?}", text, word);
            let mut end = None;
            for range in ranges {
                prop_assert!(end.is_none_or(|end| end < range.start), "apart and in order");
                let part = text.get(range.clone()).expect("between letters");
                prop_assert!(words.iter().any(|word| searchable(part).contains(word.as_str())));
                end = Some(range.end);
            }
        }

        #[test]
        fn an_excerpt_never_fails(text in ".{0,40}", at in 0..40_usize, n in 0..40_usize) {
            let mut borders = text.char_indices().map(|(at, _)| at).chain([text.len()]);
            let at = borders.nth(at % (text.chars().count() + 1)).unwrap_or(0);
            let part = excerpt(&text, &(at..text.len()), n, n);
            prop_assert!(part.chars().count() <= n + 2);
        }
    }

    #[test]
    fn a_schwa_is_found_by_both_letters_that_stand_for_it() {
        let names = searchable("Kəlbəcər");
        assert!(names.contains(&folded("Kelbecer")) && names.contains(&folded("KALBACAR")));
    }

    #[test]
    fn one_name_in_many_spellings_is_one_name() {
        assert_eq!(folded("Kəlbəcər"), "kelbecer");
        assert_eq!(folded("LAÇIN"), folded("laçın"));
        assert_eq!(folded("İrəvan"), "irevan");
        assert_eq!(folded("K'arvacharr"), "karvacharr");
        assert_eq!(folded("كلبجر"), folded("کلبجر"));
        assert_eq!(folded("Քարվաճառ"), "քարվաճառ");
        assert_eq!(folded("Nordooz–Agarak"), "nordooz-agarak");
    }
}
