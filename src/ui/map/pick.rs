//! Which mark is under the pointer, on the very list that was painted.

use egui::Pos2;

use super::marks::Mark;
use crate::model::EventId;
use crate::query::Found;

/// The mark nearest to `pos`, if its edge lies within `radius`; of equals, the one painted last.
pub(super) fn nearest(marks: &[Mark], pos: Pos2, radius: f32) -> Option<&Mark> {
    marks
        .iter()
        .rev()
        .map(|mark| (mark.pos.distance(pos), mark))
        .filter(|(distance, _)| *distance <= radius + 2.0)
        .min_by(|(a, _), (b, _)| a.total_cmp(b))
        .map(|(_, mark)| mark)
}

/// The dot nearest to `pos`, if it lies within `radius`; of equals, the one painted last.
pub(super) fn nearest_dot(dots: &[(Found, Pos2)], pos: Pos2, radius: f32) -> Option<EventId> {
    dots.iter()
        .rev()
        .map(|(found, at)| (at.distance(pos), found.id()))
        .filter(|(distance, _)| *distance <= radius)
        .min_by(|(a, _), (b, _)| a.total_cmp(b))
        .map(|(_, id)| id)
}

#[cfg(test)]
mod tests {
    use egui::pos2;

    use super::*;
    use crate::model::{EventId, KindId, LonLat, PlaceId};
    use crate::query::Status;

    fn mark(event: usize, x: f32) -> Mark {
        Mark {
            event: EventId::from_index(event),
            part: 0,
            place: PlaceId::from_index(0),
            outline: None,
            kind: KindId::from_index(0),
            status: Status::ClaimedOnly,
            is_faded: false,
            is_selected: false,
            strength: 1.0,
            at: LonLat::clamped(0.0, 0.0),
            home: pos2(x, 50.0),
            pos: pos2(x, 50.0),
            halo: None,
        }
    }

    #[test]
    fn the_nearest_mark_within_reach_is_picked() {
        let marks = [mark(1, 50.0), mark(2, 66.0)];
        let picked = |x: f32| nearest(&marks, pos2(x, 50.0), 12.0).map(|mark| mark.event.index());
        assert_eq!(picked(52.0), Some(1));
        assert_eq!(picked(60.0), Some(2));
        assert_eq!(picked(79.0), Some(2));
        assert_eq!(picked(90.0), None);
    }
}
