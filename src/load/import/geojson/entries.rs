//! What the walk does with an entry, and what it tells about the file.

use super::super::feature::Around;
use super::super::{OverBudget, Problem, Stands};
use super::entry_scan::{End, Says, Wrong, entry};
use super::members::Members;
use super::properties::feature_of;
use super::scan::{self, Stretch};
use super::walk::Walk;

impl Walk<'_> {
    /// One feature or geometry. Gives the byte behind it, or one to go on from.
    pub(super) fn entry(&mut self, start: usize) -> Result<usize, OverBudget> {
        if self.n_entries.is_multiple_of(64) {
            self.budget.check()?;
        }
        if self.n_entries >= self.budget.max_items {
            let n_left = self.n_features(start, self.text.len());
            let message = format!(
                "the file has more than {} entries; {n_left} features from here on are not read",
                self.n_entries
            );
            self.tell("full", start, n_left, Problem::error("", message));
            self.is_full = true;
            return Ok(self.text.len());
        }
        self.n_entries += 1;
        if !matches!(self.byte(start), Some(b'{' | b'[')) {
            return self.no_entry(start);
        }
        let found = entry(self.text.as_bytes(), start, self.max_brackets());
        if found.says == Says::Geometry {
            self.part.ahead.see_geometry();
        }
        match found.end {
            End::Whole(end) => self.whole(start, end, found.says),
            End::Broken(at, wrong) => self.broken(start, at, wrong),
        }
    }

    /// What is no object and no list.
    fn no_entry(&mut self, start: usize) -> Result<usize, OverBudget> {
        let message = "an entry is expected here";
        if let Some(next) = self.next_feature(start)? {
            self.go_on("no entry", start, start, next, message);
            return Ok(next);
        }
        let value = self.value(start);
        if !value.is_closed && value.end >= self.text.len() {
            self.tell_end_of(start);
        } else if !self.part.is_astray {
            let problem = Problem::error("", message);
            self.tell("no entry", start, 0, problem.with_hint(EXPECTED));
        }
        Ok(value.end)
    }

    /// An entry that is JSON.
    fn whole(&mut self, start: usize, end: usize, says: Says) -> Result<usize, OverBudget> {
        let text = self.text.get(start..end).unwrap_or_default();
        match feature_of(text, self.budget.max_depth) {
            Ok(feature) => {
                let stands = Stands {
                    at: self.lines.position(start),
                    bytes: start..end,
                    around: around(&self.source),
                };
                let is_whole = feature.problems.is_empty();
                feature.put(&stands, self.budget, self.sink);
                let Some(next) = self.features_within(start, end, is_whole)? else {
                    return Ok(end);
                };
                let message = "features stand inside of this one; they are read, too";
                self.tell("features within", start, 0, Problem::error("", message));
                self.part.is_astray = true;
                Ok(next)
            }
            Err(message) => {
                if says == Says::Other
                    && let Some(next) = self.next_feature(start + 1)?.filter(|next| *next < end)
                {
                    let message = format!("{message}; the features in it are read");
                    self.go_on("features within", start, start, next, &message);
                    return Ok(next);
                }
                let has = |word| text.contains(word);
                let is_no_number = has("NaN") || has("Infinity");
                let hint = if is_no_number {
                    "JSON has no NaN and no Infinity; write null"
                } else {
                    EXPECTED
                };
                let problem = Problem::error("", message).with_hint(hint);
                let n_lost = self.n_features(start, end);
                self.tell("no feature", start, n_lost, problem);
                Ok(end)
            }
        }
    }

    /// The first feature that was not meant to stand inside of this one: one that was cut takes what follows for a
    /// member of its own. Something in it is wrong, or it has not all the members of a feature (RFC 7946, section 3.2),
    /// or a slip was before it.
    fn features_within(
        &mut self,
        start: usize,
        end: usize,
        is_whole: bool,
    ) -> Result<Option<usize>, OverBudget> {
        if self.n_features(start, end) < 2 {
            return Ok(None);
        }
        let text = self.text.get(start..end).unwrap_or_default();
        let members = Members::of(text).unwrap_or_default();
        let is_whole = is_whole && members.has("geometry") && members.has("properties");
        if is_whole && !self.part.is_astray {
            return Ok(None);
        }
        let next = self.next_feature(start + 1)?.filter(|next| *next < end);
        let says = next.map(|next| entry(self.text.as_bytes(), next, self.max_brackets()).says);
        Ok(next.filter(|_| says == Some(Says::Feature)))
    }

    /// An entry that is no JSON from a byte on.
    fn broken(&mut self, start: usize, at: usize, wrong: Wrong) -> Result<usize, OverBudget> {
        let max_depth = self.budget.max_depth;
        let message = match wrong {
            Wrong::Cut => "a bracket or a text of this entry is not closed".to_owned(),
            Wrong::TooDeep => format!("this entry is nested more than {max_depth} deep"),
            _ => format!("this entry breaks here: {}", wrong.words()),
        };
        // Of what is not closed, the beginning tells more than the end.
        let told = if wrong == Wrong::Cut { start } else { at };
        if let Some(next) = self.next_feature(start + 1)? {
            self.go_on("broken", start, told, next, &message);
            return Ok(next);
        }
        let value = self.value(start);
        if !value.is_closed && value.end >= self.text.len() {
            if wrong == Wrong::Cut || self.skip_to(at) == self.text.len() {
                self.tell_end_of(start);
            } else {
                let n_lost = self.n_features(start, self.text.len()).max(1);
                let message = format!("{message}; nothing behind it is read ({n_lost} features)");
                self.tell("broken", told, n_lost, Problem::error("", message));
                self.part.is_cut = true;
            }
            return Ok(self.text.len());
        }
        let (line, _) = self.lines.position(start);
        let problem = Problem::error("", message);
        let problem = problem.with_hint(format!("it begins in line {line}"));
        let n_lost = self.n_features(start, value.end).max(1);
        self.tell("broken", told, n_lost, problem);
        Ok(value.end)
    }

    fn skip_to(&self, at: usize) -> usize {
        scan::skip(self.text.as_bytes(), at, b",")
    }

    /// The name of a collection stands for the source that its features do not name.
    pub(super) fn name(&mut self, name: Option<Stretch>) {
        let name = name.map(|name| self.stretch(name)).unwrap_or_default();
        let name: Option<String> = serde_json::from_str(name).ok();
        let name = name.filter(|name| !name.trim().is_empty());
        if let Some(name) = name.filter(|name| name.len() <= self.budget.max_text) {
            name.trim().clone_into(&mut self.source);
        }
    }

    /// A reference system other than ours is told; what was meant is not guessed.
    pub(super) fn crs(&mut self, stretch: Stretch) {
        let text = self.stretch(stretch);
        let is_ours = ["null", "CRS84", "4326", "WGS84", "WGS 84"];
        if !is_ours.iter().any(|name| text.contains(name)) {
            let message = "another reference system is named; positions are taken as WGS 84 longitude, latitude";
            let problem = Problem::warning("crs", message);
            self.tell("crs", stretch.start, 0, problem);
        }
    }

    /// Tells that the text ends where it should not, in an entry that begins here.
    fn tell_end_of(&mut self, start: usize) {
        let n_lost = self.n_features(start, self.text.len());
        let counted = match n_lost {
            0 | 1 => String::new(),
            n => format!(", and {n} features from there on are not read"),
        };
        let (line, _) = self.lines.position(start);
        self.tell_end(&format!(
            "what begins in line {line} is not closed{counted}"
        ));
    }

    pub(super) fn tell_end(&mut self, hint: &str) {
        self.part.is_cut = true;
        let what = if self.is_in_parts && self.text.len() < self.n_bytes {
            "line"
        } else {
            "file"
        };
        let message = format!("the {what} ends here, in the middle; what comes before is read");
        let problem = Problem::error("", message).with_hint(hint);
        self.tell("end", self.text.len(), 1, problem);
    }

    pub(super) fn tell(&mut self, kind: &'static str, at: usize, n_lost: usize, problem: Problem) {
        let at = self.lines.position(at);
        self.slips.tell(kind, at, n_lost, problem, self.sink);
    }
}

/// What an entry is.
const EXPECTED: &str = "an entry is a Feature with a geometry and properties (RFC 7946)";

/// What is around a feature: the collection speaks where it names no source.
pub(super) fn around(source: &str) -> Around<'_> {
    Around {
        kind: None,
        source,
        dated: None,
    }
}
