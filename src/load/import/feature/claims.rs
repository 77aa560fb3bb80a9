//! Claims and classes of precision in the words that we write ourselves.

use serde::Deserialize;
use serde_json::value::RawValue;

use super::super::{DraftClaim, DraftDate, Problem, Text};
use super::Dated;
use crate::model::{PlacePrecision, Stance};

/// A claim as our own files tell it.
#[derive(Debug, Deserialize)]
struct RawClaim {
    #[serde(default)]
    by: Option<String>,
    stance: String,
    says: String,
    #[serde(default)]
    said: Option<String>,
    #[serde(default)]
    reported: Option<String>,
    #[serde(default)]
    via: Option<String>,
    #[serde(default)]
    url: Option<String>,
    #[serde(default)]
    at: Option<String>,
}

/// The claims of a JSON list, what the list says besides, and what is wrong with it. A bad claim costs one claim.
pub(in crate::load::import) fn claims_of(
    json: &str,
    remarks: &mut Vec<String>,
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
    for raw in list {
        let claim = serde_json::from_str(raw.get())
            .map_err(|error| error.to_string())
            .and_then(|raw| claim(raw, remarks, problems));
        match claim {
            Ok(claim) => claims.push(claim),
            Err(message) => {
                problems.push(Problem::error("claims", message).with_hint(EXPECTED));
            }
        }
    }
    claims
}

fn claim(
    raw: RawClaim,
    remarks: &mut Vec<String>,
    problems: &mut Vec<Problem>,
) -> Result<DraftClaim<'static>, String> {
    let stance = stance_of(&raw.stance)
        .ok_or_else(|| format!("{:?} is no stance", super::shortened(&raw.stance, 40)))?;
    let speaker = raw.by.unwrap_or_default();
    if let Some(said) = raw.said {
        // A draft has no field for it yet; as a remark it is not lost.
        remarks.push(format!("{speaker} said so: {said}"));
    }
    let reported = match raw.reported.as_deref().map(Dated::of) {
        None => DraftDate::None,
        Some(Ok(dated)) => dated.date,
        Some(Err(error)) => {
            problems.push(Problem::error("reported", error.to_string()));
            DraftDate::None
        }
    };
    Ok(DraftClaim {
        speaker: Text::Owned(speaker),
        stance,
        says: Text::Owned(raw.says),
        source: Text::Owned(raw.via.unwrap_or_default()),
        url: raw.url.map(Text::Owned),
        reported,
        locator: raw.at.map(Text::Owned),
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
        let (mut remarks, mut problems) = (Vec::new(), Vec::new());
        let claims = claims_of(json, &mut remarks, &mut problems);
        assert_eq!((claims.len(), problems.len()), (1, 2));
        assert_eq!(claims[0].stance, Stance::Denies);
        assert_eq!(claims[0].locator.as_deref(), Some("p. 2"));
    }

    #[test]
    fn what_is_no_list_is_told() {
        let mut problems = Vec::new();
        assert!(claims_of("{", &mut Vec::new(), &mut problems).is_empty());
        assert_eq!(problems.len(), 1);
    }
}
