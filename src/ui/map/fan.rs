//! Marks that share a point, set side by side so that each can be seen and clicked at every zoom.

use std::f32::consts::TAU;

use egui::{Pos2, Vec2};

use crate::ui::theme;

/// Up to so many stand on a ring.
const MOST_ON_RING: usize = 8;
/// Up to so many stand on a spiral; more are one mark that opens a list.
pub(super) const MOST_IN_FAN: usize = 24;
/// Marks whose places lie nearer to each other than this, in points, count as on one point: one could not tell
/// them apart.
const ONE_POINT: f32 = 7.0;
/// From the middle of one mark to the middle of its neighbor, in points.
const STEP: f32 = 2.0 * theme::MARK_RADIUS + 4.0;

/// Where each of `n` marks stands, as seen from the point they share.
pub(super) fn spots(n: usize) -> Vec<Vec2> {
    match n {
        0 => Vec::new(),
        1 => vec![Vec2::ZERO],
        n if n <= MOST_ON_RING => {
            let step = TAU / n as f32;
            // Neighbors on a ring stand one step apart.
            let radius = (STEP / (2.0 * (step / 2.0).sin())).max(theme::MARK_RADIUS + 2.0);
            (0..n)
                .map(|at| radius * Vec2::angled(step * at as f32))
                .collect()
        }
        n => spiral(n),
    }
}

/// A spiral of Archimedes whose turns lie one step apart, as do the marks along it.
fn spiral(n: usize) -> Vec<Vec2> {
    let mut angle = TAU / 2.0;
    (0..n)
        .map(|_| {
            let radius = STEP * angle / TAU;
            let spot = radius * Vec2::angled(angle);
            // A chord is shorter than its arc, so a little more than a step along the arc.
            angle += 1.08 * STEP / radius;
            spot
        })
        .collect()
}

/// Which of these places on the screen count as one point, each as indices in their order.
pub(super) fn shared(homes: &[Pos2]) -> Vec<Vec<usize>> {
    let mut by_x: Vec<usize> = (0..homes.len()).collect();
    let at = |index: usize| homes.get(index).copied().unwrap_or(Pos2::ZERO);
    by_x.sort_by(|a, b| at(*a).x.total_cmp(&at(*b).x).then(a.cmp(b)));
    let mut is_taken = vec![false; homes.len()];
    let mut groups = Vec::new();
    for (order, first) in by_x.iter().copied().enumerate() {
        if is_taken.get(first).copied().unwrap_or(true) {
            continue;
        }
        let mut group = vec![first];
        let near = by_x.iter().copied().skip(order + 1);
        for other in near.take_while(|other| at(*other).x - at(first).x < ONE_POINT) {
            let is_free = is_taken.get(other).is_some_and(|is_taken| !is_taken);
            if is_free && at(other).distance(at(first)) < ONE_POINT {
                group.push(other);
            }
        }
        for index in &group {
            if let Some(is_taken) = is_taken.get_mut(*index) {
                *is_taken = true;
            }
        }
        group.sort_unstable();
        groups.push(group);
    }
    groups.sort_unstable();
    groups
}

#[cfg(test)]
mod tests {
    use egui::pos2;

    use super::*;

    #[test]
    fn marks_of_a_fan_do_not_cover_each_other() {
        for n in 2..=MOST_IN_FAN {
            let spots = spots(n);
            assert_eq!(spots.len(), n);
            for (index, spot) in spots.iter().enumerate() {
                for other in &spots[..index] {
                    let distance = (*spot - *other).length();
                    assert!(distance > 2.0 * theme::MARK_RADIUS + 2.0, "{n}: {distance}");
                }
                // Nor is any of them far from its point.
                assert!(spot.length() < 90.0, "{n}: {spot}");
            }
        }
    }

    #[test]
    fn what_lies_on_one_point_is_one_group_and_all_are_in_one() {
        let homes = [
            pos2(100.0, 50.0),
            pos2(200.0, 50.0),
            pos2(100.0, 50.0),
            pos2(103.0, 52.0),
            pos2(100.0, 90.0),
        ];
        assert_eq!(shared(&homes), [vec![0, 2, 3], vec![1], vec![4]]);
        assert!(shared(&[]).is_empty());
    }

    #[test]
    fn no_number_is_no_reason_to_lose_a_mark() {
        let homes = [
            pos2(f32::NAN, 0.0),
            pos2(1.0, 1.0),
            pos2(f32::INFINITY, 2.0),
        ];
        let n: usize = shared(&homes).iter().map(Vec::len).sum();
        assert_eq!(n, 3);
    }
}
