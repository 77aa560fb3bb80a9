//! What is wrong with a file of features, kind by kind: the first of a kind are told one by one, the others are
//! counted and told as one, with their first lines and how many entries they cost.

use super::super::{Problem, Sink};

/// As many of a kind that costs nothing are told one by one.
const MOST_SMALL: usize = 10;
/// As many of a kind that costs an entry are told one by one.
const MOST_LOSSES: usize = 100;
/// So many lines are named of those that are only counted.
const MOST_LINES: usize = 8;

/// The slips of a file.
#[derive(Debug)]
pub(in crate::load::import) struct Slips {
    /// How entries of the file are called, like "Placemarks".
    noun: &'static str,
    kinds: Vec<Kind>,
}

/// Slips of one kind.
#[derive(Debug)]
struct Kind {
    name: &'static str,
    n_told: usize,
    /// The first that is only counted.
    more: Option<Counted>,
}

#[derive(Debug)]
struct Counted {
    at: (usize, usize),
    problem: Problem,
    n: usize,
    n_lost: usize,
    lines: Vec<usize>,
}

impl Slips {
    pub(in crate::load::import) fn of(noun: &'static str) -> Self {
        Self {
            noun,
            kinds: Vec::new(),
        }
    }

    /// Tells or counts a slip of the kind of this name, which costs so many entries.
    pub(in crate::load::import) fn tell(
        &mut self,
        name: &'static str,
        at: (usize, usize),
        n_lost: usize,
        problem: Problem,
        sink: &mut dyn Sink,
    ) {
        let index = self.kinds.iter().position(|kind| kind.name == name);
        let index = index.unwrap_or_else(|| {
            self.kinds.push(Kind {
                name,
                n_told: 0,
                more: None,
            });
            self.kinds.len() - 1
        });
        let Some(kind) = self.kinds.get_mut(index) else {
            return;
        };
        let most = if n_lost > 0 { MOST_LOSSES } else { MOST_SMALL };
        if kind.n_told < most {
            kind.n_told += 1;
            sink.problem(at.0, at.1, None, problem);
            return;
        }
        let more = kind.more.get_or_insert_with(|| Counted {
            at,
            problem,
            n: 0,
            n_lost: 0,
            lines: Vec::new(),
        });
        more.n += 1;
        more.n_lost += n_lost;
        if more.lines.len() < MOST_LINES && more.lines.last() != Some(&at.0) {
            more.lines.push(at.0);
        }
    }

    /// Tells how many there were beyond those that were told.
    pub(in crate::load::import) fn end(&mut self, sink: &mut dyn Sink) {
        for kind in &mut self.kinds {
            let Some(more) = kind.more.take() else {
                continue;
            };
            let lines: Vec<String> = more.lines.iter().map(usize::to_string).collect();
            let cost = match more.n_lost {
                0 => String::new(),
                n => format!(", of which {n} {}", self.noun),
            };
            let message = format!(
                "{}, and {} more{cost}: lines {}{}",
                more.problem.message,
                more.n,
                lines.join(", "),
                if more.n > more.lines.len() {
                    ", …"
                } else {
                    ""
                }
            );
            let problem = Problem {
                message,
                ..more.problem
            };
            sink.problem(more.at.0, more.at.1, None, problem);
        }
    }
}
