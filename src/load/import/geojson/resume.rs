//! Where reading goes on behind what is broken: at the next feature that is whole. It is looked for in the bytes
//! themselves, because behind a slip nobody knows what is inside quotes and what is not.

use memchr::memmem;

use super::super::{OverBudget, Problem};
use super::entry_scan::{End, Says, entry};
use super::walk::Walk;

/// Brackets that a feature needs beside those of nested collections.
const N_BRACKETS: usize = 16;

/// What was found last, so that all searches together look at no stretch twice.
#[derive(Debug, Default)]
pub(super) struct Ahead {
    /// From where it was looked for, and where it was found.
    last: Option<(usize, Option<usize>)>,
    /// Whether geometries stand alone here.
    has_geometries: bool,
}

impl Ahead {
    /// Remembers that geometries stand alone.
    pub(super) fn see_geometry(&mut self) {
        if !self.has_geometries {
            self.has_geometries = true;
            self.last = None;
        }
    }
}

impl Walk<'_> {
    pub(super) fn max_brackets(&self) -> usize {
        2 * self.budget.max_depth + N_BRACKETS
    }

    /// The next whole feature from a byte on.
    pub(super) fn next_feature(&mut self, from: usize) -> Result<Option<usize>, OverBudget> {
        if let Some((since, found)) = self.part.ahead.last
            && since <= from
            && found.is_none_or(|found| found >= from)
        {
            return Ok(found);
        }
        let found = self.look_for_feature(from)?;
        self.part.ahead.last = Some((from, found));
        Ok(found)
    }

    fn look_for_feature(&self, from: usize) -> Result<Option<usize>, OverBudget> {
        let bytes = self.text.as_bytes();
        let rest = bytes.get(from..).unwrap_or_default();
        for (n, at) in memchr::memchr_iter(b'{', rest).enumerate() {
            if n.is_multiple_of(256) {
                self.budget.check()?;
            }
            let at = from + at;
            let inside = bytes.get(at + 1..).unwrap_or_default();
            if inside.trim_ascii_start().first() != Some(&b'"') {
                continue;
            }
            let found = entry(bytes, at, self.max_brackets());
            let is_it = match found.says {
                Says::Feature => true,
                Says::Geometry => self.part.ahead.has_geometries && !self.is_value(at),
                Says::Other => false,
            };
            if is_it && matches!(found.end, End::Whole(_)) {
                return Ok(Some(at));
            }
        }
        Ok(None)
    }

    /// Whether what begins at this byte is the value of a member.
    fn is_value(&self, at: usize) -> bool {
        let before = self.text.as_bytes().get(..at).unwrap_or_default();
        before.trim_ascii_end().last() == Some(&b':')
    }

    /// What begins at `from` and cannot be read from `at` on is told, and where reading goes on. Gives that byte.
    pub(super) fn astray(
        &mut self,
        from: usize,
        at: usize,
        message: &str,
        hint: &str,
    ) -> Result<usize, OverBudget> {
        let next = self.next_feature(from)?;
        if let Some(next) = next {
            self.go_on("no JSON", from, at, next, message);
            return Ok(next);
        }
        if !self.part.is_astray {
            let n_lost = self.n_features(from, self.text.len());
            let counted = match n_lost {
                0 => String::new(),
                n => format!(" ({n} features)"),
            };
            let message = format!("{message}; nothing behind it is read{counted}");
            let problem = Problem::error("", message);
            let problem = if hint.is_empty() {
                problem
            } else {
                problem.with_hint(hint)
            };
            self.tell("no JSON", at, n_lost, problem);
        }
        Ok(self.text.len())
    }

    /// Tells what is wrong at a byte of what begins at `start`, and that reading goes on at the next feature.
    pub(super) fn go_on(
        &mut self,
        kind: &'static str,
        start: usize,
        at: usize,
        next: usize,
        message: &str,
    ) {
        self.part.is_astray = true;
        let (first, _) = self.lines.position(start);
        let n_lost = self.n_features(start, next);
        let told = self.lines.position(at);
        let (line, _) = self.lines.position(next);
        let what = match n_lost {
            0 => "nothing".to_owned(),
            1 => "one feature".to_owned(),
            n => format!("{n} features"),
        };
        let hint = format!(
            "it begins in line {first}; reading goes on in line {line}, {what} before is not read"
        );
        let problem = Problem::error("", message).with_hint(hint);
        self.slips.tell(kind, told, n_lost, problem, self.sink);
    }

    /// How many features a stretch seems to have.
    pub(super) fn n_features(&self, start: usize, end: usize) -> usize {
        let stretch = self.text.as_bytes().get(start..end).unwrap_or_default();
        memmem::find_iter(stretch, b"\"Feature\"").count()
    }
}
