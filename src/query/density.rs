//! Events counted in cells of a screen, and those under a pointer: what is drawn of more events than have room
//! for a mark each. Every event that can be drawn is counted; none is left out.

use std::ops::Range;
use std::thread;

use super::{Found, Index, MapPoint};
use crate::model::EventId;

/// A rectangle of the Mercator square on a grid of cells.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Grid {
    /// The left edge, in parts of the Mercator square ([`MapPoint`]).
    pub x: f64,
    /// The upper edge.
    pub y: f64,
    /// How many parts of the square a cell is wide and high.
    pub cell: f64,
    /// How many cells there are from left to right.
    pub width: usize,
    /// How many cells there are from top to bottom.
    pub height: usize,
}

/// How many events lie in each cell.
#[derive(Debug, Clone, PartialEq)]
pub struct Density {
    /// Which cells.
    pub grid: Grid,
    /// Row by row from the top, each from the left.
    pub counts: Vec<u32>,
}

/// From so many events on two threads count.
const MANY: usize = 400_000;

impl Grid {
    /// The parts of the Mercator square from left to right and from top to bottom.
    fn parts(&self) -> (Range<u32>, Range<u32>) {
        // A number that is too large or too small becomes the last or the first there is.
        let range = |from: f64, n: usize| {
            let to = from + n as f64 * self.cell;
            from.ceil() as u32..to.ceil() as u32
        };
        (range(self.x, self.width), range(self.y, self.height))
    }

    /// In which cell a point lies, if it lies in the grid.
    #[inline]
    fn cell_of(&self, point: MapPoint) -> Option<usize> {
        let column = (f64::from(point.x) - self.x) / self.cell;
        let row = (f64::from(point.y) - self.y) / self.cell;
        let is_inside =
            column >= 0.0 && row >= 0.0 && column < self.width as f64 && row < self.height as f64;
        is_inside.then_some(row as usize * self.width + column as usize)
    }
}

impl Density {
    /// The density of some events.
    pub fn new(index: &Index, events: &[Found], grid: Grid) -> Self {
        let n_cells = grid.width * grid.height;
        let mut counts = if events.len() < MANY {
            counted(index, events, grid)
        } else {
            let (some, others) = events.split_at(events.len() / 2);
            thread::scope(|scope| {
                let others = scope.spawn(move || counted(index, others, grid));
                let mut counts = counted(index, some, grid);
                let others = others.join().unwrap_or_default();
                let both = counts.iter_mut().zip(others);
                both.for_each(|(n, more)| *n += more);
                counts
            })
        };
        counts.resize(n_cells, 0);
        for (event, point) in index.more_points() {
            let id = EventId::from_index(*event as usize);
            let is_among = events.binary_search_by_key(&id, |found| found.id()).is_ok();
            let cell = grid.cell_of(*point).filter(|_| is_among);
            if let Some(n) = cell.and_then(|cell| counts.get_mut(cell)) {
                *n += 1;
            }
        }
        Self { grid, counts }
    }

    /// How many marks lie in the grid.
    pub fn total(&self) -> u64 {
        self.counts.iter().map(|n| u64::from(*n)).sum()
    }

    /// How many marks lie in the cells between two columns and two rows, the latter of each left out.
    pub fn n_within(&self, columns: (usize, usize), rows: (usize, usize)) -> u64 {
        let to = columns.1.min(self.grid.width);
        let lines = self.counts.chunks(self.grid.width.max(1));
        let lines = lines.take(rows.1).skip(rows.0);
        lines
            .filter_map(|line| line.get(columns.0.min(to)..to))
            .flatten()
            .map(|n| u64::from(*n))
            .sum()
    }
}

fn counted(index: &Index, events: &[Found], grid: Grid) -> Vec<u32> {
    let mut counts = vec![0_u32; grid.width * grid.height];
    let points = index.points();
    let scale = 1.0 / grid.cell;
    let (width, height) = (grid.width as f64, grid.height as f64);
    let (left, top) = (-grid.x * scale, -grid.y * scale);
    for found in events {
        let Some(point) = points.get(found.id().index()) else {
            continue;
        };
        let column = f64::from(point.x) * scale + left;
        let row = f64::from(point.y) * scale + top;
        if column >= 0.0
            && row >= 0.0
            && column < width
            && row < height
            && let Some(n) = counts.get_mut(row as usize * grid.width + column as usize)
        {
            *n += 1;
        }
    }
    counts
}

/// For each cell the kind that most of its events are of; of equals the first. `None` for empty cells.
pub fn majority_kinds(
    index: &Index,
    events: &[Found],
    grid: Grid,
    n_kinds: usize,
) -> Vec<Option<u16>> {
    let mut counts = vec![0_u32; grid.width * grid.height * n_kinds];
    for found in events {
        let id = found.id();
        let Some(cell) = grid.cell_of(index.point(id)) else {
            continue;
        };
        let kind = index.kind(id).index();
        if kind < n_kinds
            && let Some(n) = counts.get_mut(cell * n_kinds + kind)
        {
            *n += 1;
        }
    }
    counts
        .chunks(n_kinds.max(1))
        .map(|kinds| {
            let (kind, n) = kinds.iter().enumerate().rev().max_by_key(|(_, n)| **n)?;
            u16::try_from(kind).ok().filter(|_| *n > 0)
        })
        .collect()
}

/// The events with a mark in the grid, in the order of the catalog; `None` where there are more than `most`.
pub fn events_within(
    index: &Index,
    events: &[Found],
    grid: Grid,
    most: usize,
) -> Option<Vec<Found>> {
    let mut within = Vec::new();
    let points = index.points();
    let (columns, rows) = grid.parts();
    for found in events {
        let point = points.get(found.id().index()).copied().unwrap_or_default();
        if columns.contains(&point.x) && rows.contains(&point.y) {
            if within.len() == most {
                return None;
            }
            within.push(*found);
        }
    }
    for (event, point) in index.more_points() {
        let id = EventId::from_index(*event as usize);
        if !(columns.contains(&point.x) && rows.contains(&point.y)) {
            continue;
        }
        let at = events.binary_search_by_key(&id, |found| found.id()).ok();
        if let Some(found) = at.and_then(|at| events.get(at)) {
            let place = within.partition_point(|other| other.id() < id);
            if within.get(place) != Some(found) {
                within.insert(place, *found);
            }
        }
    }
    (within.len() <= most).then_some(within)
}
