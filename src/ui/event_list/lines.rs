//! The lines of the list: a heading over each section, and under it its events unless they are folded away.
//! Numbers in, numbers out.

use std::collections::BTreeSet;

use crate::query::{Heading, Section};

/// What stands in which line.
#[derive(Debug, Default)]
pub(super) struct Lines {
    /// For each section in which line it begins, and which place in the list its first event has.
    sections: Vec<Start>,
    n_lines: usize,
}

#[derive(Debug, Clone, Copy)]
struct Start {
    line: usize,
    first: usize,
    has_heading: bool,
    is_folded: bool,
}

/// A line of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Line {
    /// What stands over the section at this place.
    Heading(usize),
    /// The event at this place of the list.
    Event(usize),
}

/// How high the lines are, in points.
#[derive(Debug, Clone, Copy)]
pub(super) struct Heights {
    pub(super) heading: f32,
    pub(super) event: f32,
}

impl Lines {
    /// The lines of a list in which some headings are folded.
    pub(super) fn new(sections: &[Section], folded: &BTreeSet<Heading>) -> Self {
        let mut lines = Self::default();
        for section in sections {
            let start = Start {
                line: lines.n_lines,
                first: section.first,
                has_heading: section.heading != Heading::All,
                is_folded: folded.contains(&section.heading),
            };
            let n_events = if start.is_folded { 0 } else { section.n };
            lines.n_lines += usize::from(start.has_heading) + n_events;
            lines.sections.push(start);
        }
        lines
    }

    /// How many there are.
    pub(super) fn n_lines(&self) -> usize {
        self.n_lines
    }

    /// In which section a line is.
    pub(super) fn section_of(&self, line: usize) -> Option<usize> {
        // Of a section without a heading and without events another one begins in the same line.
        let after = self.sections.partition_point(|start| start.line <= line);
        after.checked_sub(1)
    }

    /// In which line a section begins.
    pub(super) fn start_of(&self, section: usize) -> usize {
        self.sections.get(section).map_or(0, |start| start.line)
    }

    /// What stands in a line.
    pub(super) fn line(&self, line: usize) -> Option<Line> {
        let section = self.section_of(line).filter(|_| line < self.n_lines)?;
        let start = self.sections.get(section)?;
        Some(
            match (line - start.line).checked_sub(usize::from(start.has_heading)) {
                None => Line::Heading(section),
                Some(at) => Line::Event(start.first + at),
            },
        )
    }

    /// The line of the event at a place of the list; that of its heading where it is folded away.
    pub(super) fn line_of(&self, position: usize) -> usize {
        let after = self
            .sections
            .partition_point(|start| start.first <= position);
        let start = after.checked_sub(1).and_then(|at| self.sections.get(at));
        start.map_or(0, |start| {
            let among = usize::from(start.has_heading) + position - start.first;
            start.line + if start.is_folded { 0 } else { among }
        })
    }

    fn height(&self, line: usize, heights: Heights) -> f32 {
        match self.line(line) {
            Some(Line::Heading(_)) => heights.heading,
            _ => heights.event,
        }
    }

    /// The position so many points further down, where 2.5 is the middle of the third line. A position is no
    /// distance, because that of a million lines has no exact number on a screen.
    pub(super) fn scrolled(&self, top: f64, by: f32, heights: Heights) -> f64 {
        let mut line = (top.max(0.0).floor() as usize).min(self.n_lines);
        let mut y = top.fract().max(0.0) as f32 * self.height(line, heights) + by;
        while y < 0.0 && line > 0 {
            line -= 1;
            y += self.height(line, heights);
        }
        while line < self.n_lines && y >= self.height(line, heights) {
            y -= self.height(line, heights);
            line += 1;
        }
        let share = f64::from((y / self.height(line, heights)).clamp(0.0, 1.0));
        (line as f64 + share).min(self.n_lines as f64)
    }

    /// The last position at which the lines fill so many points.
    pub(super) fn last_top(&self, room: f32, heights: Heights) -> f64 {
        self.scrolled(self.n_lines as f64, -room, heights)
    }
}

#[cfg(test)]
mod tests {
    use super::Line::{Event, Heading as Head};
    use super::*;
    use crate::model::Day;

    const HEIGHTS: Heights = Heights {
        heading: 20.0,
        event: 40.0,
    };

    /// So many events under each heading.
    fn sections(counts: &[(Heading, usize)]) -> Vec<Section> {
        let mut first = 0;
        let section = |(heading, n): &(Heading, usize)| {
            first += n;
            Section {
                heading: *heading,
                first: first - n,
                n: *n,
            }
        };
        counts.iter().map(section).collect()
    }

    /// Two events in a month, one in the next, and one without a date.
    fn months() -> Vec<Section> {
        let month = |day| Heading::Month(Day::from_number(day));
        sections(&[(month(0), 2), (month(31), 1), (Heading::Undated, 1)])
    }

    #[test]
    fn each_heading_has_a_line_and_what_is_folded_has_none() {
        let months = months();
        let lines = Lines::new(&months, &BTreeSet::new());
        let all: Vec<Line> = (0..lines.n_lines())
            .filter_map(|line| lines.line(line))
            .collect();
        assert_eq!(
            all,
            [
                Head(0),
                Event(0),
                Event(1),
                Head(1),
                Event(2),
                Head(2),
                Event(3)
            ]
        );
        assert_eq!(
            (0..4).map(|at| lines.line_of(at)).collect::<Vec<_>>(),
            [1, 2, 4, 6]
        );
        let lines = Lines::new(&months, &[months[0].heading].into());
        let all: Vec<Line> = (0..lines.n_lines())
            .filter_map(|line| lines.line(line))
            .collect();
        assert_eq!(all, [Head(0), Head(1), Event(2), Head(2), Event(3)]);
        assert_eq!(
            (0..4).map(|at| lines.line_of(at)).collect::<Vec<_>>(),
            [0, 0, 2, 4]
        );
    }

    #[test]
    fn one_list_has_no_heading_but_over_what_has_no_date() {
        let all = sections(&[(Heading::All, 3), (Heading::Undated, 1)]);
        let lines = Lines::new(&all, &BTreeSet::new());
        assert_eq!(lines.n_lines(), 5);
        assert_eq!(lines.line(0), Some(Event(0)));
        assert_eq!(lines.line(3), Some(Head(1)));
        assert_eq!(lines.line(5), None);
    }

    #[test]
    fn scrolling_down_and_up_again_leads_back() {
        let lines = Lines::new(&months(), &BTreeSet::new());
        // 20 + 40 + 40 + 20 + 40 + 20 + 40 points.
        assert!((lines.scrolled(0.0, 80.0, HEIGHTS) - 2.5).abs() < 1e-6);
        assert!((lines.last_top(60.0, HEIGHTS) - 5.0).abs() < 1e-6);
        assert!(lines.last_top(1_000.0, HEIGHTS).abs() < 1e-6);
        for by in [0.0, 7.0, 33.0, 95.0, 170.0] {
            let there = lines.scrolled(0.0, by, HEIGHTS);
            assert!(lines.scrolled(there, -by, HEIGHTS).abs() < 1e-4, "{by}");
        }
        let end = lines.scrolled(0.0, 1e6, HEIGHTS);
        assert!((end - 7.0).abs() < 1e-9);
    }
}
