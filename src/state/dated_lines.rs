//! Lines of the past that a reader may lay over the map. None is shown unless it is asked for.

use std::collections::BTreeSet;

use crate::model::{Day, Window};

/// A line that stood once and stands no more. That it can be drawn says nothing about its standing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum DatedLine {
    /// The outline of the Nagorno-Karabakh Autonomous Oblast as it was in 1991.
    Oblast,
    /// The line at which forces stood after the ceasefire of 1994.
    Ceasefire,
}

impl DatedLine {
    /// All of them, the earlier first.
    pub const ALL: [Self; 2] = [Self::Oblast, Self::Ceasefire];

    /// The name by which it is saved.
    pub fn slug(self) -> &'static str {
        match self {
            Self::Oblast => "oblast-1991",
            Self::Ceasefire => "ceasefire-1994",
        }
    }

    /// The first and the last day on which it stood.
    ///
    /// The oblast: from the decree of 7 July 1923 that formed it to the law of 26 November 1991 of the Republic
    /// of Azerbaijan that abolished it. The line: from the ceasefire of 12 May 1994 to 27 September 2020, when
    /// fighting along it began; the ceasefire of 10 November 2020 was along another one.
    pub fn stood(self) -> Window {
        let ((y, m, d), (last_y, last_m, last_d)) = match self {
            Self::Oblast => ((1923, 7, 7), (1991, 11, 26)),
            Self::Ceasefire => ((1994, 5, 12), (2020, 9, 27)),
        };
        let first = Day::from_ymd(y, m, d).unwrap_or(Day::DISTANT_PAST);
        let last = Day::from_ymd(last_y, last_m, last_d).unwrap_or(Day::DISTANT_FUTURE);
        Window::between(first, last)
    }
}

/// Which lines of the past are asked for, and when they are drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DatedLines {
    asked: BTreeSet<DatedLine>,
    are_tied: bool,
}

impl Default for DatedLines {
    /// None is asked for; one that will be is drawn only while it stood.
    fn default() -> Self {
        Self {
            asked: BTreeSet::new(),
            are_tied: true,
        }
    }
}

impl DatedLines {
    /// Whether a line is asked for.
    pub fn is_asked(&self, line: DatedLine) -> bool {
        self.asked.contains(&line)
    }

    /// Whether lines are drawn only while the days looked at touch those on which they stood.
    pub fn are_tied(&self) -> bool {
        self.are_tied
    }

    /// Whether a line is drawn for the days that are looked at; `None` is when no event has a date.
    pub fn is_drawn(&self, line: DatedLine, days: Option<Window>) -> bool {
        let is_its_time = days.is_none_or(|days| days.touches(line.stood()));
        self.is_asked(line) && (is_its_time || !self.are_tied)
    }

    /// Asks for a line, or no longer.
    pub(super) fn toggle(&mut self, line: DatedLine) {
        if !self.asked.remove(&line) {
            self.asked.insert(line);
        }
    }

    /// Ties the lines to their days, or lets them stand at all times.
    pub(super) fn tie(&mut self, are_tied: bool) {
        self.are_tied = are_tied;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn days(from: (i32, i8, i8), to: (i32, i8, i8)) -> Window {
        let day = |(y, m, d)| Day::from_ymd(y, m, d).expect("a day");
        Window::between(day(from), day(to))
    }

    #[test]
    fn no_line_is_drawn_unless_it_is_asked_for() {
        let mut lines = DatedLines::default();
        lines.tie(false);
        for line in DatedLine::ALL {
            assert!(!lines.is_drawn(line, None) && !lines.is_drawn(line, Some(line.stood())));
        }
    }

    #[test]
    fn a_tied_line_is_drawn_while_it_stood_both_ends_included() {
        let mut lines = DatedLines::default();
        for line in DatedLine::ALL {
            lines.toggle(line);
        }
        for (line, days, is_drawn) in [
            (DatedLine::Oblast, days((1991, 11, 26), (1992, 1, 1)), true),
            (DatedLine::Oblast, days((1991, 11, 27), (1992, 1, 1)), false),
            (
                DatedLine::Ceasefire,
                days((1990, 1, 1), (1994, 5, 11)),
                false,
            ),
            (
                DatedLine::Ceasefire,
                days((1990, 1, 1), (1994, 5, 12)),
                true,
            ),
            (
                DatedLine::Ceasefire,
                days((2020, 9, 27), (2021, 1, 1)),
                true,
            ),
            (
                DatedLine::Ceasefire,
                days((2020, 9, 28), (2021, 1, 1)),
                false,
            ),
        ] {
            assert_eq!(
                lines.is_drawn(line, Some(days)),
                is_drawn,
                "{line:?} {days:?}"
            );
        }
        assert!(lines.is_drawn(DatedLine::Oblast, None));
        lines.tie(false);
        assert!(lines.is_drawn(DatedLine::Oblast, Some(days((2021, 1, 1), (2021, 2, 1)))));
    }
}
