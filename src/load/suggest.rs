//! "Did you mean …": the known word nearest to an unknown one.

use strsim::damerau_levenshtein;

/// The candidate that a slip of the pen could have turned into `word`, if there is one.
pub(super) fn nearest<'a>(
    word: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let n_chars = word.chars().count();
    let n_allowed = (n_chars / 3).clamp(1, 4);
    candidates
        .into_iter()
        // Words of very different lengths are far from each other.
        .filter(|candidate| candidate.chars().count().abs_diff(n_chars) <= n_allowed)
        .map(|candidate| (damerau_levenshtein(word, candidate), candidate))
        .filter(|(distance, _)| *distance <= n_allowed)
        .min()
        .map(|(_, candidate)| candidate)
}

/// A hint that names the nearest candidate, or lists them all where they are few.
pub(super) fn hint<'a>(
    word: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<String> {
    let candidates: Vec<&str> = candidates.into_iter().collect();
    if let Some(near) = nearest(word, candidates.iter().copied()) {
        return Some(format!("did you mean `{near}`?"));
    }
    list(candidates)
}

/// A hint that lists all candidates where they are few.
pub(super) fn list<'a>(candidates: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let candidates: Vec<&str> = candidates.into_iter().collect();
    match candidates.len() {
        0 => None,
        1..=24 => Some(format!("known are: {}", candidates.join(", "))),
        n => Some(format!("none of the {n} known names is near it")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_pen_finds_its_word() {
        assert_eq!(nearest("yerask", ["yeraskh", "lachin"]), Some("yeraskh"));
        assert_eq!(nearest("colour", ["color", "shape"]), Some("color"));
        assert_eq!(nearest("zzz", ["yeraskh", "lachin"]), None);
    }
}
