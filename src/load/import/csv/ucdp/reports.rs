//! Who told whom: UCDP GED keeps the original speaker apart from the outlet that printed it.

use std::borrow::Cow;

use csv::StringRecord;

use crate::load::import::csv::columns::{Column, Header};
use crate::load::import::csv::dates::{self, DayOrder};
use crate::load::import::{DraftClaim, DraftDate, Text};

/// The data set speaks for itself where a row names no outlet.
const DATA_SET: &str = "UCDP GED";

/// Longer beginnings of an old `source_article` are no names of outlets.
const MOST_WORDS: usize = 6;

/// The columns of the sources.
#[derive(Debug, Clone)]
pub(super) struct Reports {
    order: DayOrder,
    article: Column,
    office: Column,
    date: Column,
    headline: Column,
    original: Column,
}

impl Reports {
    pub(super) fn new(header: &Header, order: DayOrder) -> Self {
        let column = |name: &str| header.column(&[name]);
        Self {
            order,
            article: column("source_article"),
            office: column("source_office"),
            date: column("source_date"),
            headline: column("source_headline"),
            original: column("source_original"),
        }
    }

    /// A claim for each outlet, or one of the data set where there is none. There is always one.
    ///
    /// Speakers, dates and headlines are lists beside that of the outlets. A list of another length pairs with
    /// nothing, so each claim then has the whole text of it, but no date.
    pub(super) fn claims<'a>(&self, row: &'a StringRecord, says: String) -> Vec<DraftClaim<'a>> {
        let [office, date, headline, original] =
            [self.office, self.date, self.headline, self.original]
                .map(|column| said(column.of(row)));
        if office.is_empty() {
            return vec![self.old_claim(row, says, original)];
        }
        if !office.contains(';') {
            let reported = self.reported(date);
            let is_told = reported != DraftDate::None;
            let locator = located(headline, if is_told { "" } else { date });
            return vec![claim(office, original, reported, locator, Cow::Owned(says))];
        }
        let offices: Vec<&str> = parts(office).collect();
        let [dates, headlines, speakers] = [date, headline, original].map(|text| {
            let parts: Vec<&str> = parts(text).collect();
            (parts.len() == offices.len()).then_some(parts)
        });
        let nth = |parts: &Option<Vec<&'a str>>, index: usize, whole: &'a str| {
            let part = |parts: &Vec<&'a str>| parts.get(index).copied().unwrap_or_default();
            parts.as_ref().map_or(whole, part)
        };
        let unpaired_dates = if dates.is_some() { "" } else { date };
        let offices = offices.into_iter().enumerate();
        let claims = offices.filter(|(_, office)| !office.is_empty());
        claims
            .map(|(index, office)| {
                let locator = located(nth(&headlines, index, headline), unpaired_dates);
                let speaker = nth(&speakers, index, original);
                let reported = self.reported(nth(&dates, index, ""));
                claim(office, speaker, reported, locator, Cow::Owned(says.clone()))
            })
            .collect()
    }

    /// Rows of the early releases have one free text for the source.
    fn old_claim<'a>(
        &self,
        row: &'a StringRecord,
        says: String,
        speaker: &'a str,
    ) -> DraftClaim<'a> {
        let article = self.article.of(row);
        let outlet = outlet_of(article).unwrap_or(DATA_SET);
        claim(
            outlet,
            speaker,
            DraftDate::None,
            located(article, ""),
            Cow::Owned(says),
        )
    }

    /// The day on which an outlet reported; none where the cell has none, which costs nothing of the event.
    fn reported<'a>(&self, text: &'a str) -> DraftDate<'a> {
        match text {
            "" => DraftDate::None,
            text => dates::date(text, self.order).unwrap_or(DraftDate::None),
        }
    }
}

fn claim<'a>(
    source: &'a str,
    speaker: &'a str,
    reported: DraftDate<'a>,
    locator: Option<Text<'a>>,
    says: Text<'a>,
) -> DraftClaim<'a> {
    DraftClaim {
        speaker: Cow::Borrowed(speaker),
        says,
        source: Cow::Borrowed(source),
        reported,
        locator,
        ..DraftClaim::empty()
    }
}

/// Where in a source, and the dates that could not be told apart.
fn located<'a>(headline: &'a str, dates: &str) -> Option<Text<'a>> {
    match (headline, dates) {
        ("", "") => None,
        (headline, "") => Some(Cow::Borrowed(headline)),
        (headline, dates) => Some(Cow::Owned(format!("{headline} ({dates})"))),
    }
}

fn parts(text: &str) -> impl Iterator<Item = &str> {
    text.split(';').map(str::trim)
}

/// A text that says something: some rows have a lone `.` for a speaker.
fn said(text: &str) -> &str {
    if text.chars().any(char::is_alphanumeric) {
        text
    } else {
        ""
    }
}

/// The outlet at the beginning of `Reuters 1989-05-17 "ANGOLAN UNITA …`: a few capitalized words before a date or a
/// quotation. Anything else may be a headline, and is no outlet.
fn outlet_of(article: &str) -> Option<&str> {
    let end = article.find(|c: char| c.is_ascii_digit() || c == '"')?;
    let head = article
        .get(..end)?
        .trim_end_matches([' ', ',', '(', ':', '-', '.']);
    let is_of_a_name = |word: &str| {
        matches!(
            word,
            "of" | "the" | "and" | "de" | "la" | "for" | "al" | "&"
        ) || word.starts_with(char::is_uppercase)
    };
    let starts = head.starts_with(char::is_uppercase) && !head.contains(['\n', '(', ')', ',', ':']);
    let words = || head.split(' ');
    (starts && words().count() <= MOST_WORDS && words().all(is_of_a_name)).then_some(head)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(cells: [&str; 5]) -> Vec<(String, String, Option<String>, Option<String>)> {
        let header = [
            "source_article",
            "source_office",
            "source_date",
            "source_headline",
            "source_original",
        ];
        let reports = Reports::new(&Header::from_names(header), DayOrder::Unknown);
        let row: StringRecord = cells.iter().collect();
        let claims = reports.claims(&row, "2 killed.".to_owned());
        let text = |claim: DraftClaim<'_>| {
            let reported = claim.reported.when().map(|when| when.text().to_owned());
            (
                claim.source.into_owned(),
                claim.speaker.into_owned(),
                reported,
                claim.locator.map(Cow::into_owned),
            )
        };
        claims.into_iter().map(text).collect()
    }

    fn row(
        source: &str,
        speaker: &str,
        reported: &str,
        locator: &str,
    ) -> (String, String, Option<String>, Option<String>) {
        let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        (
            source.to_owned(),
            speaker.to_owned(),
            some(reported),
            some(locator),
        )
    }

    #[test]
    fn lists_of_one_length_are_pairs() {
        let claims = told([
            "",
            "SKS;VDC",
            "2013-01-03;2013-01-04",
            "Thursday;Hankosh",
            "SOHR; VDC",
        ]);
        let expected = [
            row("SKS", "SOHR", "2013-01-03", "Thursday"),
            row("VDC", "VDC", "2013-01-04", "Hankosh"),
        ];
        assert_eq!(claims, expected);
    }

    #[test]
    fn lists_of_other_lengths_pair_with_nothing_and_lose_nothing() {
        let claims = told(["", "A;B", "2013-01-03", "one;two;three", "police"]);
        let locator = "one;two;three (2013-01-03)";
        assert_eq!(
            claims,
            [
                row("A", "police", "", locator),
                row("B", "police", "", locator)
            ]
        );
        let claims = told(["", "A", "2013-01-03;2013-01-04", "one", "police; army"]);
        assert_eq!(
            claims,
            [row("A", "police; army", "", "one (2013-01-03;2013-01-04)")]
        );
    }

    #[test]
    fn an_old_row_has_the_outlet_before_its_date_or_the_data_set() {
        for (article, outlet) in [
            ("Reuters 1989-05-17 \"ANGOLAN REBELS", "Reuters"),
            ("Reuters2/5/1990 ONE KILLED", "Reuters"),
            (
                "The Times of India 13 Sep 2000 \"Crisis",
                "The Times of India",
            ),
            (
                "Press Trust of India (29 October 2000): \"Nine",
                "Press Trust of India",
            ),
            ("Xinhua, 2003-04-18", "Xinhua"),
            ("Tolo TV, Kabul, in Dari 0630 gmt", DATA_SET),
            ("Army kills rebels near town 12 May 2010", DATA_SET),
            ("(1) SATP datasheet", DATA_SET),
            ("", DATA_SET),
        ] {
            assert_eq!(
                told([article, "", "", "", "."]),
                [row(outlet, "", "", article)]
            );
        }
    }
}
