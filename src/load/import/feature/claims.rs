//! Claims and classes of precision in the words that we write ourselves.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::value::RawValue;

use super::super::{DraftClaim, DraftDate, Problem, Text};
use super::Dated;
use crate::model::{About, PlacePrecision, Sense, Stance};

/// A claim as our own files tell it. Beside ids stand names for readers: those are what a reader of another atlas
/// can do something with.
#[derive(Debug, Deserialize)]
struct RawClaim {
    #[serde(default)]
    id: Option<String>,
    #[serde(default)]
    by: Option<String>,
    #[serde(default)]
    by_name: Option<String>,
    stance: String,
    #[serde(default)]
    about: Option<String>,
    #[serde(default)]
    answers: Option<String>,
    says: String,
    #[serde(default)]
    said: Option<String>,
    #[serde(default)]
    reported: Option<String>,
    #[serde(default)]
    via: Option<String>,
    #[serde(default)]
    via_title: Option<String>,
    #[serde(default)]
    url: Option<String>,
    #[serde(default)]
    at: Option<String>,
    #[serde(default)]
    note: Option<String>,
}

/// The claims of a JSON list, and what is wrong with it. A bad claim costs one claim.
pub(in crate::load::import) fn claims_of(
    json: &str,
    problems: &mut Vec<Problem>,
) -> Vec<DraftClaim<'static>> {
    const EXPECTED: &str = "claims are a list of {by, stance, says, via}";
    let list: Vec<&RawValue> = match serde_json::from_str(json) {
        Ok(list) => list,
        Err(error) => {
            problems.push(Problem::error("claims", error.to_string()).with_hint(EXPECTED));
            return Vec::new();
        }
    };
    let mut claims = Vec::new();
    let mut answered = Vec::new();
    for raw in list {
        let raw: Result<RawClaim, String> =
            serde_json::from_str(raw.get()).map_err(|error| error.to_string());
        let answers = raw.as_ref().ok().and_then(|raw| raw.answers.clone());
        match raw.and_then(|raw| claim(raw, problems)) {
            Ok(claim) => {
                claims.push(claim);
                answered.push(answers);
            }
            Err(message) => {
                problems.push(Problem::error("claims", message).with_hint(EXPECTED));
            }
        }
    }
    answer(&mut claims, answered, problems);
    claims
}

/// Gives each claim the one that it answers, by the name of that one.
fn answer(
    claims: &mut [DraftClaim<'_>],
    answered: Vec<Option<String>>,
    problems: &mut Vec<Problem>,
) {
    let ids: BTreeMap<String, usize> = claims
        .iter()
        .enumerate()
        .rev()
        .filter_map(|(index, claim)| Some((claim.id.as_ref()?.clone().into_owned(), index)))
        .collect();
    for (index, id) in answered.into_iter().enumerate() {
        let Some(id) = id else { continue };
        let other = ids.get(&id).copied().filter(|other| *other != index);
        if other.is_none() {
            let id = super::shortened(&id, 40);
            let message = format!("the claim {id:?} that another answers is not among them");
            problems.push(Problem::warning("answers", message));
        }
        if let Some(claim) = claims.get_mut(index) {
            claim.answers = other;
        }
    }
}

fn claim(raw: RawClaim, problems: &mut Vec<Problem>) -> Result<DraftClaim<'static>, String> {
    let stance = stance_of(&raw.stance)
        .ok_or_else(|| format!("{:?} is no stance", super::shortened(&raw.stance, 40)))?;
    let about = raw.about.as_deref().map_or(Ok(About::Event), |word| {
        about_of(word)
            .ok_or_else(|| format!("{:?} is nothing to be about", super::shortened(word, 40)))
    })?;
    let named = |name: Option<String>, id: Option<String>| {
        let name = name.filter(|name| !name.trim().is_empty());
        Text::Owned(name.or(id).unwrap_or_default())
    };
    Ok(DraftClaim {
        id: raw.id.map(Text::Owned),
        speaker: named(raw.by_name, raw.by),
        stance,
        about,
        answers: None,
        says: Text::Owned(raw.says),
        said: dated("said", raw.said.as_deref(), problems),
        source: named(raw.via_title, raw.via),
        url: raw.url.map(Text::Owned),
        reported: dated("reported", raw.reported.as_deref(), problems),
        locator: raw.at.map(Text::Owned),
        note: raw.note.map(Text::Owned),
    })
}

/// The date of a claim: EDTF as we write it, or as others do.
fn dated(field: &str, text: Option<&str>, problems: &mut Vec<Problem>) -> DraftDate<'static> {
    let Some(text) = text.filter(|text| !text.trim().is_empty()) else {
        return DraftDate::None;
    };
    let edtf = Dated::edtf(text, Sense::SomeTime);
    match edtf.or_else(|_other_spelling| Dated::of(text)) {
        Ok(dated) => dated.date,
        Err(error) => {
            problems.push(Problem::error(field, error.to_string()));
            DraftDate::None
        }
    }
}

fn about_of(word: &str) -> Option<About> {
    Some(match word.trim().to_ascii_lowercase().as_str() {
        "event" => About::Event,
        "date" => About::Date,
        "place" => About::Place,
        "actors" => About::Actors,
        "casualties" => About::Casualties,
        "transfers" => About::Transfers,
        "meaning" => About::Meaning,
        _ => return None,
    })
}

fn stance_of(word: &str) -> Option<Stance> {
    Some(match word.trim().to_ascii_lowercase().as_str() {
        "asserts" => Stance::Asserts,
        "denies" => Stance::Denies,
        "confirms" => Stance::Confirms,
        "questions" => Stance::Questions,
        "retracts" => Stance::Retracts,
        "announces" => Stance::Announces,
        _ => return None,
    })
}

/// Whether an event that relates to its place by this word happened somewhere within it, and not at it.
pub(in crate::load::import) fn is_within(word: &str) -> Option<bool> {
    match word.trim() {
        "at" => Some(false),
        "within" | "between" => Some(true),
        _ => None,
    }
}

/// The class of precision that a word names.
pub(in crate::load::import) fn precision_of(word: &str) -> Result<PlacePrecision, Problem> {
    Ok(match word.trim().to_ascii_lowercase().as_str() {
        "exact" => PlacePrecision::Exact,
        "vicinity" => PlacePrecision::Vicinity,
        "locality" => PlacePrecision::Locality,
        "town" => PlacePrecision::Town,
        "area" => PlacePrecision::Area,
        "district" => PlacePrecision::District,
        "province" => PlacePrecision::Province,
        "country" => PlacePrecision::Country,
        _ => {
            let message = format!("{:?} is no precision", super::shortened(word, 40));
            let hint = "exact, vicinity, locality, town, area, district, province or country";
            return Err(Problem::warning("precision", message).with_hint(hint));
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bad_claim_costs_one_claim() {
        let json = r#"[
            {"by": "Ministry", "stance": "denies", "says": "no", "via": "Agency", "reported": "2021-07-20", "at": "p. 2"},
            {"stance": "shouts", "says": "x"},
            7
        ]"#;
        let mut problems = Vec::new();
        let claims = claims_of(json, &mut problems);
        assert_eq!((claims.len(), problems.len()), (1, 2));
        assert_eq!(claims[0].stance, Stance::Denies);
        assert_eq!(claims[0].locator.as_deref(), Some("p. 2"));
    }

    #[test]
    fn what_is_no_list_is_told() {
        let mut problems = Vec::new();
        assert!(claims_of("{", &mut problems).is_empty());
        assert_eq!(problems.len(), 1);
    }

    #[test]
    fn names_for_readers_stand_before_ids() {
        let json = r#"[
            {"by": "min", "by_name": "Ministry", "via": "ag", "via_title": "Agency", "stance": "asserts", "says": "x"},
            {"by": "min", "by_name": " ", "via": "ag", "stance": "asserts", "says": "x"}
        ]"#;
        let claims = claims_of(json, &mut Vec::new());
        let names = |claim: &DraftClaim<'_>| format!("{} via {}", claim.speaker, claim.source);
        assert_eq!(
            claims.iter().map(names).collect::<Vec<_>>(),
            ["Ministry via Agency", "min via ag"]
        );
    }

    #[test]
    fn a_claim_keeps_its_day_its_part_its_remark_and_what_it_answers() {
        let json = r#"[
            {"id": "b", "answers": "a", "stance": "denies", "about": "casualties", "says": "no",
             "said": "2021-07-20", "note": "by phone"},
            {"id": "a", "stance": "asserts", "says": "yes", "said": "2021-07"},
            {"answers": "z", "stance": "denies", "says": "no", "said": "yesterday"}
        ]"#;
        let mut problems = Vec::new();
        let claims = claims_of(json, &mut problems);
        let said = |claim: &DraftClaim<'_>| claim.said.when().map(|when| when.text().to_owned());
        assert_eq!(claims[0].answers, Some(1));
        assert_eq!(claims[0].about, About::Casualties);
        assert_eq!(claims[0].note.as_deref(), Some("by phone"));
        assert_eq!(said(&claims[0]).as_deref(), Some("2021-07-20"));
        assert_eq!(said(&claims[1]).as_deref(), Some("2021-07"));
        assert_eq!((claims[2].answers, said(&claims[2])), (None, None));
        assert_eq!(problems.len(), 2);
    }
}
