//! The answer as marks: where each stands on the screen, and what it looks like.

use std::collections::BTreeMap;
use std::f32::consts::TAU;

use egui::{Pos2, Vec2};

use super::View;
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
    /// The place's own position.
    pub(super) at: LonLat,
    /// Where its place is on the screen.
    pub(super) home: Pos2,
    /// Where it is painted: at home, or beside it where others share the place.
    pub(super) pos: Pos2,
    /// The radius of its halo in points, where it is large enough to be seen.
    pub(super) halo: Option<f32>,
}

/// The marks of events that answer, and of the selected event even if it does not; the selected last.
pub(super) fn marks(scene: Scene<'_>, view: View, found: &[Found]) -> Vec<Mark> {
    let mut events: Vec<(EventId, bool)> = found
        .iter()
        .map(|found| (found.id(), found.matched() == Match::Possible))
        .collect();
    if let Some(selected) = scene.view.selected_event()
        && !events.iter().any(|(id, _)| *id == selected)
    {
        events.push((selected, true));
    }
    let mut marks = Vec::new();
    for (id, is_faded) in events {
        let Some(event) = scene.catalog.event(id) else {
            continue;
        };
        for (part, anchor) in scene.index.anchors(id).points.iter().enumerate() {
            let radius = (anchor.radius_m * view.points_per_meter(anchor.at)) as f32;
            let home = view.pos(WorldPoint::from_lon_lat(anchor.at));
            marks.push(Mark {
                event: id,
                part,
                place: anchor.place,
                outline: anchor.is_in_place.then_some(anchor.place),
                kind: event.kind,
                status: scene.index.status(id),
                is_faded,
                is_selected: scene.view.selected_event() == Some(id),
                at: anchor.at,
                home,
                pos: home,
                halo: (radius > theme::MARK_RADIUS).then_some(radius),
            });
        }
    }
    spread_out(&mut marks);
    marks.sort_by_key(|mark| mark.is_selected);
    marks
}

/// Moves marks that share a position onto a ring around it, so that each can be seen and clicked.
fn spread_out(marks: &mut [Mark]) {
    let mut groups: BTreeMap<(i64, i64), Vec<usize>> = BTreeMap::new();
    for (index, mark) in marks.iter().enumerate() {
        // A hundred-thousandth of a degree is a meter: nearer is the same position.
        let key = |degrees: f64| (degrees * 1e5).round() as i64;
        groups
            .entry((key(mark.at.lon()), key(mark.at.lat())))
            .or_default()
            .push(index);
    }
    for group in groups.values().filter(|group| group.len() > 1) {
        let n = group.len() as f32;
        // Neighbors on the ring stand one mark apart.
        let radius = ((2.0 * theme::MARK_RADIUS + 4.0) / (2.0 * (TAU / n / 2.0).sin()))
            .max(theme::MARK_RADIUS + 2.0);
        for (order, index) in group.iter().enumerate() {
            if let Some(mark) = marks.get_mut(*index) {
                mark.pos += radius * Vec2::angled(TAU * order as f32 / n);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use egui::pos2;

    use super::*;

    #[test]
    fn marks_on_one_point_do_not_cover_each_other() {
        for n in 2..9 {
            let mut marks: Vec<Mark> = (0..n)
                .map(|event| Mark {
                    event: EventId::from_index(event),
                    part: 0,
                    place: PlaceId::from_index(0),
                    outline: None,
                    kind: KindId::from_index(0),
                    status: Status::Unclaimed,
                    is_faded: false,
                    is_selected: false,
                    at: LonLat::clamped(46.2, 38.8),
                    home: pos2(100.0, 100.0),
                    pos: pos2(100.0, 100.0),
                    halo: None,
                })
                .collect();
            spread_out(&mut marks);
            for (index, mark) in marks.iter().enumerate() {
                for other in marks.iter().skip(index + 1) {
                    let distance = mark.pos.distance(other.pos);
                    assert!(
                        distance >= 2.0 * theme::MARK_RADIUS,
                        "{n} marks, {distance}"
                    );
                }
            }
        }
    }
}
