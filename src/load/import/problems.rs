//! What is wrong in the files of an import: of each kind the first few are told one by one, and the rest with a count
//! and the lines they stand in. However many there are, little is kept of them, and none goes uncounted.

use std::hash::{BuildHasher as _, Hash as _, Hasher as _};

use foldhash::fast::FixedState;
use indexmap::IndexMap;

use super::Problem;
use crate::model::Severity;

/// So many problems of a kind are told one by one.
const N_ALONE: usize = 3;
/// So many kinds are told apart, in all files.
const MOST_KINDS: usize = 1_000;
/// So many stretches of lines are named.
const MOST_STRETCHES: usize = 12;
/// What is told of one problem is no longer, in bytes.
const MOST_WORDS: usize = 1_000;
const MOST_OF_AN_ID: usize = 100;

/// A problem with the place it stands at.
#[derive(Debug, Clone)]
pub(super) struct Told {
    pub(super) file: u16,
    pub(super) line: usize,
    pub(super) column: usize,
    pub(super) entry: Option<String>,
    pub(super) problem: Problem,
}

/// All problems of some files.
#[derive(Debug, Clone, Default)]
pub(super) struct Problems {
    kinds: IndexMap<u64, Kind, FixedState>,
}

/// Problems that differ only in what they repeat of the file.
#[derive(Debug, Clone, Default)]
struct Kind {
    /// The first few, and one more that stands for the rest.
    first: Vec<Told>,
    /// How many there are beyond those that are told one by one.
    n_more: usize,
    /// Where the rest stand.
    lines: Lines,
    /// Whether it holds what came when there were too many kinds.
    is_mixed: bool,
}

/// The first of many lines, as stretches.
#[derive(Debug, Clone, Default)]
struct Lines {
    stretches: Vec<(usize, usize)>,
    is_cut: bool,
}

impl Problems {
    /// Adds a problem.
    pub(super) fn add(&mut self, told: Told) {
        self.kind(key(&told), told.file, told.problem.severity)
            .add(told);
    }

    /// Adds the problems of a later stretch of the same files.
    pub(super) fn append(&mut self, other: Self) {
        for (key, kind) in other.kinds {
            let Some(told) = kind.first.first() else {
                continue;
            };
            let (file, severity) = (told.file, told.problem.severity);
            let own = if kind.is_mixed {
                self.mixed(file, severity)
            } else {
                self.kind(key, file, severity)
            };
            own.append(kind);
        }
    }

    /// What there is to tell, in the order of the files and their lines.
    pub(super) fn into_told(self) -> Vec<Told> {
        let mut all = Vec::new();
        for (_, mut kind) in self.kinds {
            if kind.n_more > 1 || kind.is_mixed {
                let last = kind.first.pop();
                all.extend(last.map(|told| kind.rest(told)));
            }
            all.append(&mut kind.first);
        }
        all.sort_by_key(|told| (told.file, told.line, told.column));
        all
    }

    /// The kind with this key; that of all others when there are too many.
    fn kind(&mut self, key: u64, file: u16, severity: Severity) -> &mut Kind {
        if self.kinds.len() >= MOST_KINDS && !self.kinds.contains_key(&key) {
            self.mixed(file, severity)
        } else {
            self.kinds.entry(key).or_default()
        }
    }

    fn mixed(&mut self, file: u16, severity: Severity) -> &mut Kind {
        let key = (u64::from(file) << 1) | u64::from(severity == Severity::Error);
        self.kinds.entry(key).or_insert_with(|| Kind {
            is_mixed: true,
            ..Kind::default()
        })
    }
}

impl Kind {
    fn n_alone(&self) -> usize {
        if self.is_mixed { 0 } else { N_ALONE }
    }

    fn add(&mut self, mut told: Told) {
        let is_alone = self.first.len() < self.n_alone();
        if !is_alone {
            self.n_more += 1;
            self.lines.add((told.line, told.line));
        }
        if is_alone || self.first.len() == self.n_alone() {
            cut(&mut told.problem.message, MOST_WORDS);
            if let Some(entry) = &mut told.entry {
                cut(entry, MOST_OF_AN_ID);
            }
            self.first.push(told);
        }
    }

    fn append(&mut self, other: Self) {
        let n_alone = other.n_alone();
        let mut first = other.first.into_iter();
        for told in first.by_ref().take(n_alone) {
            self.add(told);
        }
        if self.first.len() == self.n_alone() {
            self.first.extend(first);
        }
        self.n_more += other.n_more;
        for stretch in other.lines.stretches {
            self.lines.add(stretch);
        }
        self.lines.is_cut |= other.lines.is_cut;
    }

    /// One problem that stands for the rest of its kind.
    fn rest(&self, told: Told) -> Told {
        let n = self.n_more;
        let lines = self.lines.words();
        let Told { problem, .. } = told;
        let message = if self.is_mixed {
            format!("{n} problems of other kinds, {lines}")
        } else {
            let n_all = n + N_ALONE;
            let message = &problem.message;
            format!("{n} more like this, {n_all} in all, {lines}: {message}")
        };
        let field = problem.field.filter(|_| !self.is_mixed);
        let hint = problem.hint.filter(|_| !self.is_mixed);
        let problem = Problem {
            field,
            message,
            hint,
            severity: problem.severity,
        };
        Told {
            entry: None,
            problem,
            ..told
        }
    }
}

impl Lines {
    fn add(&mut self, (from, to): (usize, usize)) {
        if let Some((_, last)) = self.stretches.last_mut()
            && (from == *last || from == *last + 1)
        {
            *last = to.max(*last);
        } else if self.stretches.len() < MOST_STRETCHES {
            self.stretches.push((from, to));
        } else {
            self.is_cut = true;
        }
    }

    /// Like "in lines 3 to 7, 9 and others".
    fn words(&self) -> String {
        let is_one = matches!(self.stretches.as_slice(), [(from, to)] if from == to);
        let is_one = is_one && !self.is_cut;
        let mut words = if is_one { "in line" } else { "in lines" }.to_owned();
        for (index, (from, to)) in self.stretches.iter().enumerate() {
            let is_last = index + 1 == self.stretches.len();
            words.push_str(match index {
                0 => " ",
                _ if is_last && !self.is_cut => " and ",
                _ => ", ",
            });
            words += &match to - from {
                0 => from.to_string(),
                1 => format!("{from}, {to}"),
                _ => format!("{from} to {to}"),
            };
        }
        if self.is_cut {
            words.push_str(" and others");
        }
        words
    }
}

/// What problems of one kind have in common: their file, their field, and their message but for what it repeats of
/// the file, which is numbers and what stands in quotes.
fn key(told: &Told) -> u64 {
    let mut hasher = FixedState::default().build_hasher();
    told.file.hash(&mut hasher);
    (told.problem.severity == Severity::Error).hash(&mut hasher);
    told.problem.field.hash(&mut hasher);
    let mut bytes = told.problem.message.bytes().peekable();
    while let Some(byte) = bytes.next() {
        match byte {
            b'"' | b'`' => {
                while let Some(inner) = bytes.next() {
                    if inner == b'\\' {
                        bytes.next();
                    } else if inner == byte {
                        break;
                    }
                }
            }
            b'0'..=b'9' => {
                let is_of_number =
                    |byte: &u8| byte.is_ascii_alphanumeric() || b".:/-_".contains(byte);
                while bytes.next_if(is_of_number).is_some() {}
            }
            _ => {}
        }
        hasher.write_u8(if byte.is_ascii_digit() { b'0' } else { byte });
    }
    hasher.finish()
}

/// Cuts a text that is too long at the end of a letter.
fn cut(text: &mut String, most: usize) {
    if text.len() > most {
        text.truncate(text.floor_char_boundary(most));
        text.push('…');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(line: usize, field: &str, message: &str) -> Told {
        Told {
            file: 0,
            line,
            column: 1,
            entry: None,
            problem: Problem::warning(field, message),
        }
    }

    fn words(problems: Problems) -> Vec<(usize, String)> {
        let all = problems.into_told().into_iter();
        all.map(|told| (told.line, told.problem.message)).collect()
    }

    #[test]
    fn a_few_of_a_kind_are_told_one_by_one_and_the_rest_together() {
        let mut problems = Problems::default();
        for line in [2, 4, 5, 6, 7, 8, 11] {
            problems.add(told(
                line,
                "date",
                &format!("\"{line} \\\"x\" is not a date"),
            ));
        }
        problems.add(told(3, "to", "\"x\" is not a date"));
        let words = words(problems);
        let lines: Vec<usize> = words.iter().map(|(line, _)| *line).collect();
        assert_eq!(lines, [2, 3, 4, 5, 6]);
        assert_eq!(
            words[4].1,
            "4 more like this, 7 in all, in lines 6 to 8 and 11: \"6 \\\"x\" is not a date"
        );
    }

    #[test]
    fn four_of_a_kind_are_four() {
        let mut problems = Problems::default();
        for line in 1..=4 {
            problems.add(told(line, "", "a slip"));
        }
        assert!(
            words(problems)
                .iter()
                .all(|(_, message)| message == "a slip")
        );
    }

    #[test]
    fn stretches_joined_are_the_same_as_one() {
        for at in 0..=60 {
            let all = (1..=60).map(|line| told(line * 2, "", "a slip"));
            let mut whole = Problems::default();
            let (mut left, mut right) = (Problems::default(), Problems::default());
            for (index, told) in all.enumerate() {
                whole.add(told.clone());
                if index < at { &mut left } else { &mut right }.add(told);
            }
            left.append(right);
            assert_eq!(words(left), words(whole), "{at}");
        }
    }

    #[test]
    fn however_many_kinds_there_are_all_are_counted_and_few_kept() {
        let mut all = Problems::default();
        for part in 0..3 {
            let mut problems = Problems::default();
            for n in 0..2_000_usize {
                let kind: String = format!("{n:011b}").replace('0', "a").replace('1', "b");
                problems.add(told(part * 2_000 + n + 1, "", &(kind + &"x".repeat(5_000))));
            }
            all.append(problems);
        }
        assert!(all.kinds.len() <= MOST_KINDS + 1);
        assert!(
            all.kinds
                .values()
                .all(|kind| kind.first.len() <= N_ALONE + 1)
        );
        let words = words(all);
        assert!(
            words
                .iter()
                .all(|(_, message)| message.len() < 2 * MOST_WORDS)
        );
        assert_eq!(
            words
                .iter()
                .filter(|(_, message)| message.starts_with('a') || message.starts_with('b'))
                .count(),
            3_000
        );
        assert!(
            words
                .iter()
                .any(|(_, message)| message.starts_with("3000 problems of other kinds, in lines "))
        );
    }
}
