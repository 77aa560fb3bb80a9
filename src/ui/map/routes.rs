//! Routes: the way from stop to stop, as far as anybody says it.

use egui::{Align2, Painter, Pos2, Rect, Shape, Stroke, vec2};

use super::View;
use super::lettering::Lettering;
use super::marks::Mark;
use crate::query::Status;
use crate::state::WorldPoint;
use crate::ui::theme::Palette;
use crate::ui::{Scene, theme};

/// How long an arrowhead is, in points.
const HEAD: f32 = 10.0;
/// A leg shorter than this, in points, has no room for an arrowhead.
const SHORTEST: f32 = 3.0 * HEAD;
/// Stops of a route that are drawn; more could not be told apart.
const MOST_STOPS: usize = 1_000;

/// Lines from stop to stop with a head for the direction: whole where two or more sources agree on the event,
/// dashed where it is only claimed. No atlas says which road was taken, and the map says so.
pub(super) fn paint(
    painter: &Painter,
    (scene, view): (Scene<'_>, View),
    marks: &[Mark],
    lettering: &mut Lettering,
    palette: &Palette,
) {
    for mark in marks.iter().filter(|mark| mark.part == 0) {
        let route = &scene.index.anchors(mark.event).route;
        let Some(kind) = scene.catalog.kind(mark.kind).filter(|_| route.len() > 1) else {
            continue;
        };
        let stops: Vec<Pos2> = route
            .iter()
            .take(MOST_STOPS)
            .map(|stop| view.pos(WorldPoint::from_lon_lat(*stop)))
            .collect();
        let color = theme::kind_color(kind.color, palette);
        let stroke = Stroke::new(if mark.is_selected { 3.0 } else { 2.0 }, color);
        let casing = Stroke::new(stroke.width + 2.5, palette.label_halo);
        painter.add(Shape::line(stops.clone(), casing));
        if is_documented(mark.status) {
            painter.add(Shape::line(stops.clone(), stroke));
        } else {
            for leg in stops.windows(2) {
                if let [from, to] = *leg {
                    painter.extend(dashes(from, to, view.rect, stroke));
                }
            }
        }
        for leg in stops.windows(2) {
            if let [from, to] = *leg
                && let Some(corners) = head(from, to)
            {
                let edge = Stroke::new(1.0, palette.label_halo);
                painter.add(Shape::convex_polygon(corners.to_vec(), color, edge));
            }
        }
        if let Some(at) = label_place(&stops, view.rect) {
            let text = "schematic".to_owned();
            let galley = painter.layout_no_wrap(text, theme::caption(), palette.label);
            let rect = Align2::CENTER_CENTER.anchor_size(at, galley.size());
            lettering.paint(
                painter,
                rect.min,
                &galley,
                (palette.label, palette.label_halo),
            );
        }
    }
}

/// The dashes of a leg, as far as they are in view: a leg over the whole map has a hundred thousand of them when one stands near.
fn dashes(from: Pos2, to: Pos2, view: Rect, stroke: Stroke) -> Vec<Shape> {
    const DASH: f32 = 7.0;
    const GAP: f32 = 5.0;
    let way = to - from;
    let length = way.length();
    let Some((first, last)) = share_within(from, to, view.expand(4.0 * (DASH + GAP))) else {
        return Vec::new();
    };
    // Whole dashes are left out, so that the others stay where they are.
    let skipped = (first * length / (DASH + GAP)).floor() * (DASH + GAP);
    let start = from + way * (skipped / length.max(1.0));
    Shape::dashed_line(&[start, from + way * last], stroke, DASH, GAP)
}

/// From which to which share of it a line is within a box, if anywhere.
fn share_within(from: Pos2, to: Pos2, view: Rect) -> Option<(f32, f32)> {
    let way = to - from;
    let (mut first, mut last) = (0.0_f32, 1.0_f32);
    for (start, step, low, high) in [
        (from.x, way.x, view.left(), view.right()),
        (from.y, way.y, view.top(), view.bottom()),
    ] {
        if step.abs() < 1e-3 {
            if !(low..=high).contains(&start) {
                return None;
            }
            continue;
        }
        let (a, b) = ((low - start) / step, (high - start) / step);
        first = first.max(a.min(b));
        last = last.min(a.max(b));
    }
    (first < last).then_some((first, last))
}

/// Whether more than one source stands for an event.
fn is_documented(status: Status) -> bool {
    status == Status::Corroborated
}

/// The arrowhead of a leg, past its middle, where no mark hides it.
fn head(from: Pos2, to: Pos2) -> Option<[Pos2; 3]> {
    let leg = to - from;
    if leg.any_nan() || leg.length() <= SHORTEST {
        return None;
    }
    let along = leg.normalized();
    let tip = from + leg * 0.5 + along * HEAD;
    let back = tip - along * HEAD;
    let side = along.rot90() * (HEAD * 0.5);
    Some([tip, back + side, back - side])
}

/// Beside the middle of the longest leg that can be seen; `None` where none is long enough to be told from a mark.
fn label_place(stops: &[Pos2], view: Rect) -> Option<Pos2> {
    const ASIDE: f32 = 14.0;
    const LONG_ENOUGH: f32 = 90.0;
    let legs = stops.windows(2).filter_map(|leg| match *leg {
        [from, to] => Some((from, to)),
        _ => None,
    });
    let (from, to) = legs
        .filter(|(from, to)| from.distance(*to) > LONG_ENOUGH && view.contains(from.lerp(*to, 0.7)))
        .max_by(|(a, b), (c, d)| a.distance(*b).total_cmp(&c.distance(*d)))?;
    let mut aside = (to - from).normalized().rot90();
    if aside.y > 0.0 {
        aside = -aside;
    }
    // Across the line, a text needs more room to its sides than above and below.
    let room = vec2(aside.x * 2.6 * ASIDE, aside.y * ASIDE);
    Some(from.lerp(to, 0.7) + room)
}

#[cfg(test)]
mod tests {
    use egui::pos2;

    use super::*;

    #[test]
    fn only_the_dashes_in_view_are_drawn_and_they_stay_where_they_are() {
        let view = Rect::from_min_max(pos2(0.0, 0.0), pos2(400.0, 300.0));
        let stroke = Stroke::new(1.0, egui::Color32::BLACK);
        let long = dashes(
            pos2(-600_000.0, 150.0),
            pos2(600_000.0, 150.0),
            view,
            stroke,
        );
        assert!((30..60).contains(&long.len()), "{}", long.len());
        assert!(dashes(pos2(-9.0, 900.0), pos2(9e6, 900.0), view, stroke).is_empty());
        let starts = |from: f32| -> Vec<f32> {
            let shapes = dashes(pos2(from, 150.0), pos2(900.0, 150.0), view, stroke);
            shapes
                .iter()
                .map(|shape| shape.visual_bounding_rect().center().x)
                .collect()
        };
        // Twelve points further on, each dash is where the next one was.
        let (a, b) = (starts(-120.0), starts(-132.0));
        assert!(
            a.iter()
                .all(|x| b.iter().any(|other| (x - other).abs() < 0.1)),
            "{a:?} {b:?}"
        );
    }

    #[test]
    fn an_arrowhead_points_from_stop_to_stop() {
        let [tip, left, right] = head(pos2(0.0, 0.0), pos2(100.0, 0.0)).expect("room");
        assert!(tip.x > left.x && tip.x > right.x);
        assert!((left.y + right.y).abs() < 1e-4 && (left.y - right.y).abs() > 1.0);
        assert_eq!(head(pos2(0.0, 0.0), pos2(20.0, 0.0)), None);
        assert_eq!(head(pos2(f32::NAN, 0.0), pos2(20.0, 0.0)), None);
    }

    #[test]
    fn the_word_stands_beside_the_longest_leg_in_view() {
        let view = Rect::from_min_max(pos2(0.0, 0.0), pos2(800.0, 600.0));
        let stops = [pos2(10.0, 300.0), pos2(110.0, 300.0), pos2(510.0, 300.0)];
        let at = label_place(&stops, view).expect("room");
        assert!((at.x - 390.0).abs() < 1.0 && at.y < 300.0, "{at}");
        assert_eq!(label_place(&[pos2(0.0, 0.0), pos2(40.0, 0.0)], view), None);
        assert_eq!(label_place(&[pos2(5.0, 5.0)], view), None);
    }
}
