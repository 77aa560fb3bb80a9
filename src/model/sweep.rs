//! Rings cut into triangles by a line that sweeps over them, within a budget of steps.
//!
//! Between two heights at which there is a corner, or where edges cross, edges do not change their order. So the area
//! between the first and the second of them is inside, between the third and the fourth, and so on: holes and rings that
//! cross themselves need no care of their own. What stays the same from one stretch to the next is one piece.

/// A place in a plane.
pub(super) type Point = [f64; 2];

/// Triangles as three indices each, and the corners they name.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Triangles {
    pub(super) corners: Vec<Point>,
    pub(super) indices: Vec<u32>,
}

/// What is nearer than this share of a stretch is at its end.
const NEAR: f64 = 1e-6;

/// How much work may be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Steps(pub(super) u64);

impl Steps {
    /// Takes some; `None` where there are not so many left.
    fn take(&mut self, n: usize) -> Option<()> {
        self.0 = self.0.checked_sub(n as u64)?;
        Some(())
    }
}

/// The area inside of rings by the rule of even and odd; `None` where that takes more steps than there are. A step is a look
/// at one edge at one height.
pub(super) fn triangulated(rings: &[Vec<Point>], steps: &mut Steps) -> Option<Triangles> {
    let mut sweep = Sweep::new(rings, steps)?;
    let heights = std::mem::take(&mut sweep.heights);
    for pair in heights.windows(2) {
        let [from, to] = *pair else { continue };
        sweep.begin(from);
        sweep.stretch(from, to, steps)?;
    }
    if let Some(last) = heights.last() {
        sweep.end(*last);
    }
    Some(sweep.triangles)
}

/// An edge from its lower to its higher end.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Edge {
    low: Point,
    high: Point,
}

impl Edge {
    fn x(&self, y: f64) -> f64 {
        let ([x0, y0], [x1, y1]) = (self.low, self.high);
        if y <= y0 {
            x0
        } else if y >= y1 {
            x1
        } else {
            x0 + (x1 - x0) * ((y - y0) / (y1 - y0))
        }
    }
}

/// An edge that the line crosses now.
#[derive(Debug, Clone, Copy)]
struct Active {
    edge: Edge,
    /// Where it is at the lower and at the higher end of the stretch.
    from: f64,
    to: f64,
    /// The piece on its right, if it is one's left side: since which height, and up to which edge.
    piece: Option<Piece>,
}

#[derive(Debug, Clone, Copy)]
struct Piece {
    since: f64,
    right: Edge,
}

struct Sweep {
    /// By their lower ends, the last first.
    coming: Vec<Edge>,
    active: Vec<Active>,
    heights: Vec<f64>,
    triangles: Triangles,
}

impl Sweep {
    fn new(rings: &[Vec<Point>], steps: &mut Steps) -> Option<Self> {
        let mut coming = Vec::new();
        let mut heights = Vec::new();
        for ring in rings {
            steps.take(ring.len())?;
            let next = ring.iter().cycle().skip(1);
            for (a, b) in ring.iter().zip(next) {
                heights.push(a[1]);
                if a[1] < b[1] {
                    coming.push(Edge { low: *a, high: *b });
                } else if b[1] < a[1] {
                    coming.push(Edge { low: *b, high: *a });
                }
            }
        }
        heights.sort_by(f64::total_cmp);
        heights.dedup();
        coming.sort_by(|a: &Edge, b| b.low[1].total_cmp(&a.low[1]));
        Some(Self {
            coming,
            active: Vec::new(),
            heights,
            triangles: Triangles::default(),
        })
    }

    /// Lets go of what ends at a height, and takes what begins there.
    fn begin(&mut self, y: f64) {
        self.end(y);
        while let Some(edge) = self.coming.pop_if(|edge| edge.low[1] <= y) {
            self.active.push(Active {
                edge,
                from: 0.0,
                to: 0.0,
                piece: None,
            });
        }
    }

    fn end(&mut self, y: f64) {
        let triangles = &mut self.triangles;
        self.active.retain(|active| {
            let stays = active.edge.high[1] > y;
            if !stays && let Some(piece) = active.piece {
                triangles.add(active.edge, piece, y);
            }
            stays
        });
    }

    /// From one height to the next, in parts where edges cross between them.
    fn stretch(&mut self, from: f64, to: f64, steps: &mut Steps) -> Option<()> {
        let mut low = from;
        loop {
            let mut high = to;
            steps.take(2 * self.active.len() + 1)?;
            for active in &mut self.active {
                active.from = active.edge.x(low);
                active.to = active.edge.x(high);
            }
            // The order just above the lower end, where edges may meet. Nearly right already, so this costs about a look at each.
            let above = |active: &Active| active.from + (active.to - active.from) * NEAR;
            self.active
                .sort_by(|a, b| above(a).total_cmp(&above(b)).then(a.to.total_cmp(&b.to)));
            if let Some(crossing) = first_crossing(&self.active, low, high) {
                high = crossing;
            }
            self.pair(low);
            if high >= to {
                return Some(());
            }
            low = high;
        }
    }

    /// Which edges have the inside on their right from a height on, and up to which edge.
    fn pair(&mut self, y: f64) {
        let mut rest = self.active.as_mut_slice();
        while let Some((left, others)) = rest.split_first_mut() {
            let Some((right, others)) = others.split_first_mut() else {
                return;
            };
            // The inside is on the left of this one, so no piece begins at it.
            if let Some(piece) = right.piece.take() {
                self.triangles.add(right.edge, piece, y);
            }
            let is_same = |piece: &Piece| piece.right == right.edge;
            if !left.piece.as_ref().is_some_and(is_same) {
                if let Some(piece) = left.piece.take() {
                    self.triangles.add(left.edge, piece, y);
                }
                left.piece = Some(Piece {
                    since: y,
                    right: right.edge,
                });
            }
            rest = others;
        }
    }
}

/// The lowest height at which two neighbors cross, well above the lower end. What crosses nearer to it than numbers can tell
/// counts as crossing there.
fn first_crossing(active: &[Active], low: f64, high: f64) -> Option<f64> {
    let height = high - low;
    let crossings = active.windows(2).filter_map(|pair| {
        let [a, b] = pair else { return None };
        if a.to <= b.to {
            return None;
        }
        let (apart, over) = (b.from - a.from, a.to - b.to);
        let at = low + height * (apart / (apart + over));
        (at > low + height * NEAR && at < high - height * NEAR).then_some(at)
    });
    crossings.min_by(f64::total_cmp)
}

impl Triangles {
    /// A piece between two edges from one height to another.
    fn add(&mut self, left: Edge, piece: Piece, y: f64) {
        let Piece { since, right } = piece;
        let (bottom, top) = ([left.x(since), right.x(since)], [left.x(y), right.x(y)]);
        let Ok(first) = u32::try_from(self.corners.len()) else {
            return;
        };
        let has = |[left, right]: [f64; 2]| left < right;
        match (has(bottom), has(top)) {
            _ if y <= since => (),
            (false, false) => (),
            (true, false) => {
                self.corners
                    .extend([[bottom[0], since], [bottom[1], since], [top[0], y]]);
                self.indices.extend([first, first + 1, first + 2]);
            }
            (false, true) => {
                self.corners
                    .extend([[bottom[0], since], [top[1], y], [top[0], y]]);
                self.indices.extend([first, first + 1, first + 2]);
            }
            (true, true) => {
                self.corners.extend([
                    [bottom[0], since],
                    [bottom[1], since],
                    [top[1], y],
                    [top[0], y],
                ]);
                self.indices
                    .extend([0, 1, 2, 0, 2, 3].map(|index| first + index));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::f64::consts::{PI, TAU};

    use super::*;

    fn area(triangles: &Triangles) -> f64 {
        let corner = |index: &u32| triangles.corners[*index as usize];
        let each = triangles.indices.chunks_exact(3).map(|triangle| {
            let [a, b, c] = [&triangle[0], &triangle[1], &triangle[2]].map(corner);
            ((b[0] - a[0]) * (c[1] - a[1]) - (c[0] - a[0]) * (b[1] - a[1])).abs() / 2.0
        });
        each.sum()
    }

    fn filled(rings: &[Vec<Point>]) -> Triangles {
        triangulated(rings, &mut Steps(1_000_000)).expect("few steps")
    }

    /// A ring of corners on a circle.
    fn circle(n: usize) -> Vec<Point> {
        let angle = |index: usize| index as f64 / n as f64 * TAU;
        (0..n)
            .map(|index| [angle(index).cos(), angle(index).sin()])
            .collect()
    }

    #[test]
    fn squares_holes_and_bow_ties_are_filled_where_they_are() {
        let square = |low: f64, high: f64| vec![[low, low], [high, low], [high, high], [low, high]];
        assert!((area(&filled(&[square(0.0, 10.0)])) - 100.0).abs() < 1e-9);
        assert_eq!(filled(&[square(0.0, 10.0)]).indices.len(), 6);
        let holed = [square(0.0, 10.0), square(2.0, 4.0)];
        assert!((area(&filled(&holed)) - 96.0).abs() < 1e-9);
        let bow_tie = vec![[0.0, 0.0], [10.0, 10.0], [10.0, 0.0], [0.0, 10.0]];
        assert!((area(&filled(&[bow_tie])) - 50.0).abs() < 1e-6);
        // A star of five points in one line: its middle is outside by the rule of even and odd.
        let corners = circle(5);
        let star: Vec<Point> = (0..5).map(|index| corners[index * 2 % 5]).collect();
        let filled = area(&filled(&[star]));
        assert!((filled - 0.734).abs() < 0.05, "{filled}");
    }

    #[test]
    fn a_circle_of_many_corners_takes_a_few_steps_for_each() {
        for n in [1_000, 200_000] {
            let mut steps = Steps(16 * n as u64);
            let triangles = triangulated(&[circle(n)], &mut steps).expect("enough steps");
            assert!((area(&triangles) - PI).abs() < 1e-3);
            assert!(triangles.corners.len() <= 5 * n);
        }
    }

    #[test]
    fn what_crosses_itself_everywhere_ends_with_its_steps() {
        // Corners here and there, by a rule without chance.
        let mut state = 1_u64;
        let mut next = || {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            (state >> 33) as f64
        };
        let tangle: Vec<Point> = (0..20_000).map(|_| [next(), next()]).collect();
        assert_eq!(triangulated(&[tangle], &mut Steps(64 * 20_000)), None);
    }

    #[test]
    fn corners_on_one_line_and_edges_that_lie_on_each_other_are_no_trouble() {
        let flat = vec![[0.0, 1.0], [5.0, 1.0], [9.0, 1.0]];
        assert_eq!(filled(&[flat]), Triangles::default());
        let twice = vec![
            [0.0, 0.0],
            [4.0, 0.0],
            [4.0, 4.0],
            [0.0, 0.0],
            [4.0, 0.0],
            [4.0, 4.0],
        ];
        assert!(area(&filled(&[twice])) < 1e-9);
        let spike = vec![
            [0.0, 0.0],
            [4.0, 0.0],
            [4.0, 4.0],
            [4.0, 9.0],
            [4.0, 4.0],
            [0.0, 4.0],
        ];
        assert!((area(&filled(&[spike])) - 16.0).abs() < 1e-9);
    }

    proptest::proptest! {
        /// The area by the rule of even and odd, counted on a grid.
        #[test]
        fn any_ring_is_filled_by_the_rule(corners in proptest::collection::vec((0..40_i32, 0..40_i32), 3..12)) {
            let ring: Vec<Point> = corners.iter().map(|(x, y)| [f64::from(*x), f64::from(*y)]).collect();
            let triangles = filled(std::slice::from_ref(&ring));
            let n = 160;
            let mut n_inside = 0;
            for row in 0..n {
                for column in 0..n {
                    let at = [(f64::from(column) + 0.5) / 4.0, (f64::from(row) + 0.51) / 4.0];
                    let edges = ring.iter().zip(ring.iter().cycle().skip(1));
                    let n_left = edges.filter(|(a, b)| {
                        (a[1] > at[1]) != (b[1] > at[1])
                            && a[0] + (b[0] - a[0]) * (at[1] - a[1]) / (b[1] - a[1]) < at[0]
                    });
                    n_inside += n_left.count() % 2;
                }
            }
            let counted = n_inside as f64 / 16.0;
            let filled = area(&triangles);
            proptest::prop_assert!((filled - counted).abs() < 12.0 + 0.02 * counted, "{} {}", filled, counted);
        }
    }
}
