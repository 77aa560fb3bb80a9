//! How many died, as UCDP GED counts them: at least, best estimate, at most, and the best estimate for each side.

use std::borrow::Cow;

use csv::StringRecord;

use crate::load::import::csv::cells::count;
use crate::load::import::csv::columns::{Column, Header};
use crate::load::import::{DraftLoss, Problem};
use crate::model::Harm;

/// Those of whom a row counts the dead apart: side a, side b, civilians, and people of whom nobody knows.
const APART: [&str; 4] = ["deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown"];

/// The columns of the dead.
#[derive(Debug, Clone)]
pub(super) struct Deaths {
    apart: [Column; 4],
    low: Column,
    best: Column,
    high: Column,
}

/// All the dead of a row.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Toll {
    low: Option<u32>,
    best: Option<u32>,
    high: Option<u32>,
    /// The numbers of the row, where they cannot all be right.
    phrase: Option<String>,
}

impl Deaths {
    pub(super) fn new(header: &Header) -> Self {
        let column = |name: &str| header.column(&[name]);
        Self {
            apart: APART.map(column),
            low: column("low"),
            best: column("best"),
            high: column("high"),
        }
    }

    /// All the dead of the event. Bounds that contradict the best number, as in every eightieth row, are kept in
    /// words only.
    pub(super) fn toll(&self, row: &StringRecord, problems: &mut Vec<Problem>) -> Toll {
        let cells = [self.low, self.best, self.high].map(|column| column.of(row));
        let mut number = |text: &str, field| count(text, field, problems);
        let [low, best, high] = cells;
        let low = number(low, "low");
        let best = number(best, "best");
        let high = number(high, "high");
        if [low, best, high].into_iter().flatten().is_sorted() {
            return Toll {
                low,
                best,
                high,
                phrase: None,
            };
        }
        let [low, best_cell, high] = cells;
        let numbers = format!("low {low}, best {best_cell}, high {high}");
        let problem = Problem::warning("low", format!("{numbers}: these are not in order"));
        problems.push(problem.with_hint("only best is kept as a number"));
        Toll {
            best,
            phrase: Some(numbers),
            ..Toll::default()
        }
    }

    /// The dead of each side where there are any, and all of them: there, zero is a number.
    pub(super) fn losses<'a>(
        &self,
        row: &'a StringRecord,
        [side_a, side_b]: [&'a str; 2],
        toll: Toll,
        problems: &mut Vec<Problem>,
    ) -> Vec<DraftLoss<'a>> {
        let whose = [side_a, side_b, "Civilians", "Unknown"];
        let mut losses = Vec::with_capacity(3);
        for ((column, name), whose) in self.apart.into_iter().zip(APART).zip(whose) {
            let best = count(column.of(row), name, problems).filter(|best| *best > 0);
            if best.is_some() {
                let toll = Toll {
                    best,
                    ..Toll::default()
                };
                losses.push(toll.of(Some(whose).filter(|whose| !whose.is_empty())));
            }
        }
        if toll != Toll::default() {
            losses.push(toll.of(None));
        }
        losses
    }
}

impl Toll {
    fn of(self, whose: Option<&str>) -> DraftLoss<'_> {
        DraftLoss {
            whose: whose.map(Cow::Borrowed),
            harm: Harm::Killed,
            low: self.low,
            best: self.best,
            high: self.high,
            phrase: self.phrase.map(Cow::Owned),
        }
    }

    /// What a row amounts to, like "At Rami village: 2 killed (2–2)."
    pub(super) fn says(&self, place: &str) -> String {
        let best = self.best.map(|best| best.to_string());
        let best = best.as_deref().unwrap_or("an unknown number");
        let mut says = String::with_capacity(place.len() + 32);
        if !place.is_empty() {
            says += "At ";
            says += place;
            says += ": ";
        }
        says += best;
        says += " killed";
        if let (Some(low), Some(high)) = (self.low, self.high) {
            says += " (";
            says += &low.to_string();
            says += "–";
            says += &high.to_string();
            says += ")";
        }
        says += ".";
        says
    }
}
