//! The answer as marks: where each stands on the screen, and what it looks like.

use egui::Pos2;

use super::clusters::Cluster;
use super::{View, fan};
use crate::model::{EventId, KindId, LonLat, Match, PlaceId};
use crate::query::{Found, Status};
use crate::state::WorldPoint;
use crate::ui::{Scene, theme};

/// One mark on the map.
#[derive(Debug, Clone)]
pub(super) struct Mark {
    /// The event it stands for.
    pub(super) event: EventId,
    /// Which of the event's marks it is, where it has several.
    pub(super) part: usize,
    /// The place it stands at.
    pub(super) place: PlaceId,
    /// The place whose outline, if it has one, stands for its halo.
    pub(super) outline: Option<PlaceId>,
    pub(super) kind: KindId,
    pub(super) status: Status,
    /// Whether the event is only possibly in the window, or not in it at all.
    pub(super) is_faded: bool,
    pub(super) is_selected: bool,
    /// How strongly it is drawn, from 0 to 1.
    pub(super) strength: f32,
    /// The place's own position.
    pub(super) at: LonLat,
    /// Where its place is on the screen.
    pub(super) home: Pos2,
    /// Where it is painted: at home, or beside it where others share the place.
    pub(super) pos: Pos2,
    /// The radius of its halo in points, where it is large enough to be seen.
    pub(super) halo: Option<f32>,
}

/// So many marks at most stand for one event that is at many places, and so many for all that are drawn one by one: far more
/// than can be told apart.
const MOST_OF_EVENT: usize = 1_000;
const MOST_OF_ALL: usize = 3_000;

/// How strongly an event is drawn that is selected and does not answer.
const GHOST: f32 = 0.4;

/// The marks of events that answer, and of the selected event even if it does not; the selected last. Where more
/// share a point than a fan holds, they are a cluster.
pub(super) fn marks(scene: Scene<'_>, view: View, found: &[Found]) -> (Vec<Mark>, Vec<Cluster>) {
    let mut events: Vec<(EventId, bool)> = found
        .iter()
        .map(|found| (found.id(), found.matched() == Match::Possible))
        .collect();
    if let Some(selected) = scene.view.selected_event()
        && !events.iter().any(|(id, _)| *id == selected)
    {
        // Among more than are drawn one by one it may answer all the same.
        let found = scene.answer.found(selected);
        let is_faded = found.is_some_and(|found| found.matched() == Match::Possible);
        events.push((selected, is_faded));
    }
    let is_many = events.len() > super::MOST_MARKS;
    let mut marks = Vec::new();
    for (id, is_faded) in events {
        let Some(event) = scene.catalog.event(id) else {
            continue;
        };
        let anchors = &scene.index.anchors(id).points;
        for (part, anchor) in anchors.iter().take(MOST_OF_EVENT).enumerate() {
            if marks.len() >= MOST_OF_ALL && scene.view.selected_event() != Some(id) {
                break;
            }
            let radius = (anchor.radius_m * view.points_per_meter(anchor.at)) as f32;
            let home = view.pos(WorldPoint::from_lon_lat(anchor.at));
            // Of many, those whose halo is not in view either are passed over.
            let room = view.rect.expand(radius.max(8.0 * theme::MARK_RADIUS));
            if is_many && !room.contains(home) {
                continue;
            }
            marks.push(Mark {
                event: id,
                part,
                place: anchor.place,
                outline: anchor.is_in_place.then_some(anchor.place),
                kind: event.kind,
                status: scene.index.status(id),
                is_faded,
                is_selected: scene.view.selected_event() == Some(id),
                // What does not answer is only there because it is selected.
                strength: match scene.answer.found(id) {
                    Some(_) => scene.strength(id),
                    None => GHOST,
                },
                at: anchor.at,
                home,
                pos: home,
                halo: (radius > theme::MARK_RADIUS).then_some(radius),
            });
        }
    }
    let (mut marks, crowded) = spread_out(marks);
    marks.sort_by_key(|mark| mark.is_selected);
    let clusters = crowded.into_iter().filter_map(|crowd| {
        let at = crowd.first()?.at;
        let mut members: Vec<EventId> = crowd.into_iter().map(|mark| mark.event).collect();
        members.dedup();
        Some(Cluster::on_point(scene, members, at))
    });
    (marks, clusters.collect())
}

/// Sets marks that share a point side by side, one after the other in their order. What is too much for that is
/// given back by itself; only the selected mark stays where it is.
fn spread_out(marks: Vec<Mark>) -> (Vec<Mark>, Vec<Vec<Mark>>) {
    let homes: Vec<Pos2> = marks.iter().map(|mark| mark.home).collect();
    let groups = fan::shared(&homes);
    let mut marks: Vec<Option<Mark>> = marks.into_iter().map(Some).collect();
    let mut spread = Vec::new();
    let mut crowded = Vec::new();
    for group in groups {
        let members = group
            .iter()
            .filter_map(|index| marks.get_mut(*index)?.take());
        let members: Vec<Mark> = members.collect();
        if members.len() > fan::MOST_IN_FAN {
            spread.extend(members.iter().find(|mark| mark.is_selected).cloned());
            crowded.push(members);
            continue;
        }
        let spots = fan::spots(members.len());
        spread.extend(members.into_iter().zip(spots).map(|(mark, spot)| Mark {
            pos: mark.home + spot,
            ..mark
        }));
    }
    (spread, crowded)
}

#[cfg(test)]
mod tests {
    use egui::pos2;

    use super::*;

    fn on_one_point(n: usize) -> Vec<Mark> {
        let mark = |event| Mark {
            event: EventId::from_index(event),
            part: 0,
            place: PlaceId::from_index(0),
            outline: None,
            kind: KindId::from_index(0),
            status: Status::Unclaimed,
            is_faded: false,
            is_selected: event == 0,
            strength: 1.0,
            at: LonLat::clamped(46.2, 38.8),
            home: pos2(100.0, 100.0),
            pos: pos2(100.0, 100.0),
            halo: None,
        };
        (0..n).map(mark).collect()
    }

    #[test]
    fn up_to_24_marks_on_a_point_are_a_fan_in_their_order_and_more_are_a_crowd() {
        for n in [1, 2, 8, 9, 24] {
            let (marks, crowded) = spread_out(on_one_point(n));
            let order: Vec<usize> = marks.iter().map(|mark| mark.event.index()).collect();
            assert_eq!(order, (0..n).collect::<Vec<_>>());
            assert!(crowded.is_empty());
            for (index, mark) in marks.iter().enumerate() {
                for other in &marks[..index] {
                    let distance = mark.pos.distance(other.pos);
                    assert!(
                        distance >= 2.0 * theme::MARK_RADIUS,
                        "{n} marks, {distance}"
                    );
                }
            }
        }
        let (marks, crowded) = spread_out(on_one_point(25));
        assert_eq!(marks.len(), 1, "the selected one");
        assert_eq!(crowded.len(), 1);
        assert_eq!(crowded[0].len(), 25);
    }
}
