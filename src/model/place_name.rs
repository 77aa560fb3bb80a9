//! Names as attestations: who calls a place how. Which of them is shown is the reader's choice.

use std::borrow::Cow;

use unicode_script::{Script, UnicodeScript as _};

use super::When;

/// A name that somebody uses for a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlaceName {
    /// The name, in its own script.
    pub text: String,
    /// Its language, as a BCP 47 tag (`az`, `hy`, `fa`, …).
    pub lang: Cow<'static, str>,
    /// Its script, as an ISO 15924 code (`Latn`, `Armn`, …).
    pub script: Cow<'static, str>,
    /// Who uses it, where that is known.
    pub used_by: Option<String>,
    /// When it was used, where that is known.
    pub when: Option<Box<When>>,
    /// A remark, like "older name".
    pub note: Option<String>,
}

/// The ISO 15924 code of the script a text is written in; `Zyyy` where it has no letters.
pub fn script_of(text: &str) -> &'static str {
    text.chars()
        .map(|c| c.script())
        .find(|script| !matches!(script, Script::Common | Script::Inherited | Script::Unknown))
        .unwrap_or(Script::Common)
        .short_name()
}

/// A language that names can be asked for in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Language {
    /// English.
    English,
    /// Azerbaijani.
    Azerbaijani,
    /// Armenian.
    Armenian,
    /// Persian.
    Persian,
    /// Russian.
    Russian,
    /// Georgian.
    Georgian,
}

impl Language {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 6] = [
        Self::English,
        Self::Azerbaijani,
        Self::Armenian,
        Self::Persian,
        Self::Russian,
        Self::Georgian,
    ];

    /// Its BCP 47 tag.
    pub fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Azerbaijani => "az",
            Self::Armenian => "hy",
            Self::Persian => "fa",
            Self::Russian => "ru",
            Self::Georgian => "ka",
        }
    }

    /// The language of a BCP 47 tag, if it is one of these; regions and scripts play no part.
    pub fn of_tag(tag: &str) -> Option<Self> {
        let primary = tag.split(['-', '_']).next().unwrap_or_default();
        Self::ALL
            .into_iter()
            .find(|language| language.tag().eq_ignore_ascii_case(primary))
    }
}

/// In which language names are shown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum NamePolicy {
    /// As the source writes them: the first name given.
    #[default]
    AsInSource,
    /// In one language.
    In(Language),
    /// In two languages, one beside the other.
    Both(Language, Language),
}

/// What stands between two names of one place.
const BETWEEN: &str = " · ";

impl NamePolicy {
    /// What stands in files and on the command line: `source`, `az`, `en+hy`.
    pub fn slug(self) -> String {
        match self {
            Self::AsInSource => "source".to_owned(),
            Self::In(language) => language.tag().to_owned(),
            Self::Both(first, second) => format!("{}+{}", first.tag(), second.tag()),
        }
    }

    /// The policy of such a word; `None` where it is none. One language twice is that language.
    pub fn of_slug(text: &str) -> Option<Self> {
        if text == "source" {
            return Some(Self::AsInSource);
        }
        match text.split_once('+') {
            None => Language::of_tag(text).map(Self::In),
            Some((first, second)) => {
                let (first, second) = (Language::of_tag(first)?, Language::of_tag(second)?);
                Some(if first == second {
                    Self::In(first)
                } else {
                    Self::Both(first, second)
                })
            }
        }
    }

    /// The name to show of those a place has. In each language the first one given counts; where a language
    /// has none, the first of all stands in for it.
    pub(super) fn name_among(self, names: &[PlaceName]) -> Option<String> {
        let first = || names.first().map(|name| name.text.as_str());
        let in_language = |language: Language| {
            names
                .iter()
                .find(|name| Language::of_tag(&name.lang) == Some(language))
                .map(|name| name.text.as_str())
        };
        self.shown(first, in_language)
    }

    /// The same for names that are kept otherwise: `first` is the name as its source writes it.
    pub fn shown<'a>(
        self,
        first: impl Fn() -> Option<&'a str>,
        in_language: impl Fn(Language) -> Option<&'a str>,
    ) -> Option<String> {
        let one = |language| in_language(language).or_else(&first);
        match self {
            Self::AsInSource => first().map(str::to_owned),
            Self::In(language) => one(language).map(str::to_owned),
            Self::Both(a, b) => match (in_language(a), in_language(b)) {
                (Some(a), Some(b)) if a != b => Some(format!("{a}{BETWEEN}{b}")),
                (Some(only), _) | (None, Some(only)) => Some(only.to_owned()),
                (None, None) => first().map(str::to_owned),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names() -> Vec<PlaceName> {
        [
            ("Kelbajar", "en"),
            ("Kəlbəcər", "az-Latn"),
            ("Քարվաճառ", "hy"),
            ("Քելբաջար", "hy"),
        ]
        .map(|(text, lang)| PlaceName {
            text: text.to_owned(),
            lang: lang.to_owned().into(),
            script: script_of(text).into(),
            used_by: None,
            when: None,
            note: None,
        })
        .to_vec()
    }

    #[test]
    fn a_reader_gets_the_name_asked_for_or_the_first() {
        for (policy, expected) in [
            ("source", "Kelbajar"),
            ("en", "Kelbajar"),
            ("az", "Kəlbəcər"),
            ("hy", "Քարվաճառ"),
            ("ka", "Kelbajar"),
            ("en+hy", "Kelbajar · Քարվաճառ"),
            ("hy+en", "Քարվաճառ · Kelbajar"),
            ("ka+hy", "Քարվաճառ"),
            ("ka+fa", "Kelbajar"),
            ("az+az", "Kəlbəcər"),
        ] {
            let policy = NamePolicy::of_slug(policy).expect("a policy");
            assert_eq!(policy.name_among(&names()).as_deref(), Some(expected));
        }
        assert_eq!(NamePolicy::of_slug("klingon"), None);
        assert_eq!(NamePolicy::of_slug("en+"), None);
        assert_eq!(NamePolicy::In(Language::Persian).name_among(&[]), None);
    }

    #[test]
    fn every_policy_comes_back_from_its_word() {
        for a in Language::ALL {
            assert_eq!(NamePolicy::of_slug(a.tag()), Some(NamePolicy::In(a)));
            for b in Language::ALL.into_iter().filter(|b| *b != a) {
                let both = NamePolicy::Both(a, b);
                assert_eq!(NamePolicy::of_slug(&both.slug()), Some(both));
            }
        }
    }

    #[test]
    fn a_script_is_told_from_the_letters() {
        for (text, script) in [
            ("Kəlbəcər", "Latn"),
            ("Քարվաճառ", "Armn"),
            ("کلبجر", "Arab"),
            ("Карвачар", "Cyrl"),
            ("ქელბაჯარი", "Geor"),
            ("1994", "Zyyy"),
        ] {
            assert_eq!(script_of(text), script, "{text}");
        }
    }
}
