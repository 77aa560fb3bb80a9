//! What the walk does with an entry, and what it tells about the file.

use super::super::{OverBudget, Problem};
use super::properties::feature_of;
use super::scan::Stretch;
use super::walk::Walk;

/// Brackets that a feature needs beside those of nested collections.
const N_BRACKETS: usize = 16;

impl Walk<'_> {
    /// One feature or geometry.
    pub(super) fn entry(&mut self, stretch: Stretch) -> Result<(), OverBudget> {
        if self.n_entries.is_multiple_of(64) {
            self.budget.check()?;
        }
        if self.n_entries >= self.budget.max_items {
            let message = format!("the file has more than {} entries", self.n_entries);
            self.tell(stretch.start, Problem::error("", message));
            self.is_full = true;
            return Ok(());
        }
        self.n_entries += 1;
        if !stretch.is_closed {
            self.not_closed(stretch);
            return Ok(());
        }
        let text = self.stretch(stretch);
        let max_depth = self.budget.max_depth;
        let read = if stretch.depth > 2 * max_depth + N_BRACKETS {
            Err(format!("this entry is nested more than {max_depth} deep"))
        } else {
            feature_of(text, max_depth)
        };
        match read {
            Ok(feature) => {
                let position = self.lines.position(stretch.start);
                feature.put(position, &self.source, self.budget, self.sink);
            }
            Err(message) => {
                let has = |word| text.contains(word);
                let is_no_number = has("NaN") || has("Infinity");
                let hint = if is_no_number {
                    "JSON has no NaN and no Infinity; write null"
                } else {
                    "an entry is a Feature with a geometry and properties (RFC 7946)"
                };
                self.tell(stretch.start, Problem::error("", message).with_hint(hint));
            }
        }
        Ok(())
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
            self.tell(stretch.start, Problem::warning("crs", message));
        }
    }

    pub(super) fn not_closed(&mut self, stretch: Stretch) {
        if stretch.end >= self.text.len() {
            self.tell_end(stretch.start);
        } else {
            let problem = Problem::error("", "a bracket of this entry is not closed");
            self.tell(stretch.start, problem);
        }
    }

    pub(super) fn tell_end(&mut self, start: usize) {
        self.is_cut = true;
        let message = "the file ends here, in the middle; what comes before is read";
        let (line, _) = self.lines.position(start);
        let hint = format!("what begins in line {line} is not closed");
        let is_at_end = start >= self.text.len();
        let problem = Problem::error("", message);
        let problem = if is_at_end {
            problem
        } else {
            problem.with_hint(hint)
        };
        self.tell(self.text.len(), problem);
    }

    pub(super) fn tell(&mut self, at: usize, problem: Problem) {
        let (line, column) = self.lines.position(at);
        self.sink.problem(line, column, None, problem);
    }
}
