//! Events that stand too close to each other for a mark each: a ring of the colors of their kinds, with how
//! many they are in it, and a sign if any of them is contested.

use std::collections::BTreeMap;
use std::f32::consts::{PI, TAU};
use std::sync::Arc;

use egui::epaint::{CircleShape, PathShape};
use egui::{
    Align2, CursorIcon, Painter, Pos2, Rect, Response, Role, Sense, Shape, Stroke, Ui, Vec2,
    WidgetInfo,
};

use super::View;
use super::crowd_ui::Picked;
use super::fan::MOST_IN_FAN;
use crate::model::{EventId, Extent, KindId, LonLat};
use crate::query::{Answer, Found, Status};
use crate::state::{Command, WorldPoint};
use crate::ui::theme::Palette;
use crate::ui::{Scene, rich_text, symbol, theme, wording};

/// Events within a square of this size, in points, are one cluster.
const CELL_POINTS: f64 = 64.0;
/// Clusters are made anew at every half level of zoom, so that panning and small turns of the wheel keep them.
const STEPS_PER_LEVEL: f64 = 2.0;
/// The width of the ring, in points.
const RING: f32 = 6.0;
/// By less than this, in levels, one does not go nearer.
const WORTH_ZOOMING: f64 = 0.4;
/// Zooming beyond this tells no more apart.
const NEAREST: f64 = 15.0;

/// Two or more events that are drawn as one.
#[derive(Debug, Clone)]
pub(super) struct Cluster {
    /// Its events, in the order of the answer.
    pub(super) members: Vec<EventId>,
    /// The middle of where they stand.
    middle: WorldPoint,
    extent: Extent,
    /// How many there are of each kind, in the order of kinds.
    kinds: Vec<(KindId, usize)>,
    n_contested: usize,
}

/// The clusters of an answer at a zoom, kept while neither changes.
#[derive(Debug, Default)]
pub(super) struct Clusters {
    made: Option<Arc<Made>>,
    /// The events of the cluster that is fanned out.
    open: Vec<EventId>,
}

/// The clusters of some events at some zoom, and the events that stand alone or are fanned out.
#[derive(Debug)]
pub(super) struct Made {
    answer: Arc<Answer>,
    step: i64,
    /// Which events they were made of.
    digest: u64,
    pub(super) clusters: Vec<Cluster>,
    pub(super) alone: Vec<Found>,
}

impl Clusters {
    /// The clusters of these events.
    pub(super) fn of(&mut self, scene: Scene<'_>, view: View, events: &[Found]) -> Arc<Made> {
        let step = step_of(view.world_points);
        let answer = &scene.solved.answer;
        let index = |id: EventId| id.index() as u64;
        let open = self.open.iter().map(|id| index(*id));
        let digest = digest(events.iter().map(|found| index(found.id())).chain(open));
        let made = self.made.take().filter(|made| {
            Arc::ptr_eq(&made.answer, answer) && made.step == step && made.digest == digest
        });
        let made = made.unwrap_or_else(|| {
            let (clusters, alone) = clustered(scene, events, &self.open, step);
            Arc::new(Made {
                answer: Arc::clone(answer),
                step,
                digest,
                clusters,
                alone,
            })
        });
        self.made = Some(Arc::clone(&made));
        made
    }

    /// Folds the fan up. Gives whether one was open.
    pub(super) fn close(&mut self) -> bool {
        !std::mem::take(&mut self.open).is_empty()
    }
}

/// The zoom, in the steps at which clusters are made anew.
fn step_of(world_points: f64) -> i64 {
    ((world_points / 256.0).log2() * STEPS_PER_LEVEL).round() as i64
}

/// A number that tells one list of events from another (FNV-1a, 64 bits).
fn digest(numbers: impl Iterator<Item = u64>) -> u64 {
    numbers.fold(0xcbf2_9ce4_8422_2325, |hash, number| {
        (hash ^ number).wrapping_mul(0x0100_0000_01b3)
    })
}

/// Events in squares of the world that look equally large at this zoom; what overlaps becomes one.
fn clustered(
    scene: Scene<'_>,
    events: &[Found],
    open: &[EventId],
    step: i64,
) -> (Vec<Cluster>, Vec<Found>) {
    let world_points = 256.0 * (step as f64 / STEPS_PER_LEVEL).exp2();
    let mut cells: BTreeMap<(i64, i64), Vec<Found>> = BTreeMap::new();
    let mut alone = Vec::new();
    for found in events {
        if open.contains(&found.id()) {
            alone.push(*found);
            continue;
        }
        let at = place_of(scene, found.id());
        let cell = |at: f64| (at * world_points / CELL_POINTS).floor() as i64;
        cells
            .entry((cell(at.x), cell(at.y)))
            .or_default()
            .push(*found);
    }
    let mut clusters: Vec<Cluster> = Vec::new();
    let mut largest_first: Vec<Vec<Found>> = cells.into_values().collect();
    largest_first.sort_by_key(|members| std::cmp::Reverse(members.len()));
    for members in largest_first {
        let next = Cluster::of(scene, members.iter().map(|found| found.id()).collect());
        let near = clusters.iter_mut().find(|other| {
            let away = (other.middle.x - next.middle.x).hypot(other.middle.y - next.middle.y);
            away * world_points < f64::from(other.radius() + next.radius())
        });
        match near {
            Some(other) => *other = other.with(&next),
            None => clusters.push(next),
        }
    }
    let (clusters, few): (Vec<Cluster>, Vec<Cluster>) = clusters
        .into_iter()
        .partition(|cluster| cluster.members.len() > 1);
    let single: Vec<EventId> = few
        .into_iter()
        .flat_map(|cluster| cluster.members)
        .collect();
    let is_single = |found: &&Found| single.contains(&found.id());
    alone.extend(events.iter().filter(is_single));
    (clusters, alone)
}

fn place_of(scene: Scene<'_>, id: EventId) -> WorldPoint {
    let point = scene.index.point(id);
    WorldPoint::from_parts(point.x, point.y)
}

impl Cluster {
    fn of(scene: Scene<'_>, members: Vec<EventId>) -> Self {
        let n = members.len().max(1) as f64;
        let mut middle = WorldPoint { x: 0.0, y: 0.0 };
        let mut kinds: BTreeMap<KindId, usize> = BTreeMap::new();
        let mut n_contested = 0;
        for id in &members {
            let at = place_of(scene, *id);
            middle.x += at.x / n;
            middle.y += at.y / n;
            *kinds.entry(scene.index.kind(*id)).or_default() += 1;
            n_contested += usize::from(scene.index.status(*id) == Status::Contested);
        }
        let places = members.iter().map(|id| place_of(scene, *id).lon_lat());
        let nowhere = LonLat::clamped(0.0, 0.0);
        Self {
            extent: Extent::around(places)
                .or(Extent::around([nowhere]))
                .unwrap_or(Extent::world()),
            members,
            middle,
            kinds: kinds.into_iter().collect(),
            n_contested,
        }
    }

    /// Events that all stand at one point, too many for a fan.
    pub(super) fn on_point(scene: Scene<'_>, members: Vec<EventId>, at: LonLat) -> Self {
        Self {
            middle: WorldPoint::from_lon_lat(at),
            extent: Extent::around([at]).unwrap_or(Extent::world()),
            ..Self::of(scene, members)
        }
    }

    /// Both as one.
    fn with(&self, other: &Self) -> Self {
        let (n, m) = (self.members.len() as f64, other.members.len() as f64);
        let mean = |a: f64, b: f64| (a * n + b * m) / (n + m);
        let mut members = [self.members.as_slice(), &other.members].concat();
        members.sort_unstable();
        let mut kinds: BTreeMap<KindId, usize> = self.kinds.iter().copied().collect();
        for (kind, count) in &other.kinds {
            *kinds.entry(*kind).or_default() += count;
        }
        let corners = [self.extent, other.extent]
            .into_iter()
            .flat_map(|extent| [extent.south_west(), extent.north_east()]);
        Self {
            members,
            middle: WorldPoint {
                x: mean(self.middle.x, other.middle.x),
                y: mean(self.middle.y, other.middle.y),
            },
            extent: Extent::around(corners).unwrap_or(self.extent),
            kinds: kinds.into_iter().collect(),
            n_contested: self.n_contested + other.n_contested,
        }
    }

    /// From its middle to its edge, in points: by its digits, so that the number has room.
    fn radius(&self) -> f32 {
        match self.members.len() {
            0 | 1 => theme::MARK_RADIUS,
            2..100 => 16.0,
            100..1_000 => 20.0,
            _ => 25.0,
        }
    }

    pub(super) fn rect(&self, view: View) -> Rect {
        Rect::from_center_size(view.pos(self.middle), Vec2::splat(2.0 * self.radius()))
    }

    /// "37 events around Kelbajar: 20 clashes, 17 statements; 3 contested"
    fn name(&self, scene: Scene<'_>) -> String {
        let n = wording::counted(self.members.len(), "event");
        let anchor = self
            .members
            .first()
            .and_then(|id| scene.index.anchors(*id).points.first());
        let place = anchor.map(|anchor| format!(" around {}", scene.place_name(anchor.place)));
        let kinds = self.kinds.iter().take(MOST_KINDS).filter_map(|(id, n)| {
            let kind = scene.catalog.kind(*id)?;
            let label = wording::cut(&kind.label, KIND_CHARS);
            Some(format!("{} {label}", wording::number(*n)))
        });
        let mut kinds: Vec<String> = kinds.collect();
        kinds.extend(self.more_kinds());
        let contested = match self.n_contested {
            0 => String::new(),
            n => format!("; {} contested", wording::number(n)),
        };
        let place = place.unwrap_or_default();
        format!("{n}{place}: {}{contested}", kinds.join(", "))
    }

    /// "and 7 more kinds", where it has more than are told one by one.
    fn more_kinds(&self) -> Option<String> {
        let n = self
            .kinds
            .len()
            .checked_sub(MOST_KINDS)
            .filter(|n| *n > 0)?;
        Some(format!("and {}", wording::counted(n, "more kind")))
    }

    /// Where it stands.
    pub(super) fn at(&self) -> LonLat {
        self.middle.lon_lat()
    }

    /// What a click on it does: nearer, or its events side by side, or a list of them.
    pub(super) fn open(
        &self,
        view: View,
        clusters: &mut Clusters,
        picked: &mut Option<Picked>,
        commands: &mut Vec<Command>,
    ) {
        let zoom = (view.world_points / 256.0).log2();
        let is_one_point = {
            let corner = |at: LonLat| view.pos(WorldPoint::from_lon_lat(at));
            let diagonal = corner(self.extent.south_west()) - corner(self.extent.north_east());
            // As large on the screen as it would be at the nearest zoom.
            f64::from(diagonal.length()) * (NEAREST - zoom).max(0.0).exp2() < CELL_POINTS
        };
        if !is_one_point && zoom + WORTH_ZOOMING < NEAREST {
            commands.push(Command::FitExtent(self.extent));
        } else if self.members.len() <= MOST_IN_FAN {
            clusters.open.clone_from(&self.members);
        } else {
            *picked = Some(Picked::new(view.pos(self.middle), self.members.clone()));
        }
    }
}

/// So many kinds of a cluster are told one by one.
const MOST_KINDS: usize = 12;
/// So many letters of the name of each.
const KIND_CHARS: usize = 60;
/// So many have a part of the ring; more could not be told apart.
const MOST_ARCS: usize = 60;

/// Paints the clusters.
pub(super) fn paint(
    painter: &Painter,
    scene: Scene<'_>,
    view: View,
    clusters: &[&Cluster],
    palette: &Palette,
) {
    for cluster in clusters {
        let pos = view.pos(cluster.middle);
        let radius = cluster.radius();
        if !view.rect.expand(radius).contains(pos) {
            continue;
        }
        painter.add(CircleShape::filled(pos, radius + 1.5, palette.paper));
        let n: usize = cluster.kinds.iter().map(|(_, n)| n).sum();
        // A gap tells neighbors apart where their colors do not.
        let gap = if cluster.kinds.len() > 1 { 0.06 } else { 0.0 };
        let mut from = -PI / 2.0;
        for (id, count) in cluster.kinds.iter().take(MOST_ARCS) {
            let Some(kind) = scene.catalog.kind(*id) else {
                continue;
            };
            let to = from + TAU * *count as f32 / n.max(1) as f32;
            let stroke = Stroke::new(RING, theme::kind_color(kind.color, palette));
            let (start, end) = (from + gap, (to - gap).max(from + gap + 0.02));
            painter.add(arc(pos, radius - RING / 2.0, (start, end), stroke));
            from = to;
        }
        let text = wording::number(cluster.members.len());
        let font = theme::bold(if cluster.members.len() < 1_000 {
            12.0
        } else {
            11.0
        });
        painter.text(pos, Align2::CENTER_CENTER, text, font, palette.ink);
        if cluster.n_contested > 0 {
            let at = pos + (radius - 1.0) * Vec2::angled(-PI / 4.0);
            symbol::contested_tick(painter, at, palette);
        }
    }
}

/// A part of a circle, between two angles.
fn arc(center: Pos2, radius: f32, (from, to): (f32, f32), stroke: Stroke) -> Shape {
    let n = ((to - from) * radius / 3.0).ceil().clamp(1.0, 48.0) as u8;
    let points = (0..=n)
        .map(|step| {
            let angle = from + (to - from) * f32::from(step) / f32::from(n);
            center + radius * Vec2::angled(angle)
        })
        .collect();
    Shape::Path(PathShape::line(points, stroke))
}

/// What the pointer and the keyboard do with the clusters: whether the pointer is on one, and which was clicked.
pub(super) fn clusters_ui<'a>(
    ui: &Ui,
    scene: Scene<'_>,
    view: View,
    clusters: &[&'a Cluster],
) -> (bool, Option<&'a Cluster>) {
    let mut is_any_under = false;
    let mut clicked = None;
    for cluster in clusters {
        let rect = cluster.rect(view);
        if !ui.clip_rect().intersects(rect) {
            continue;
        }
        let id = ui.scope_id().with(("cluster", cluster.members.first()));
        let response = ui.interact(rect, id, Sense::CLICK | Sense::FOCUSABLE);
        response.widget_info(|| WidgetInfo::labeled(Role::Button, true, cluster.name(scene)));
        if response.has_focus() {
            let stroke = Stroke::new(2.0, theme::palette(ui).accent);
            let (pos, radius) = (rect.center(), cluster.radius() + 4.0);
            ui.painter().circle_stroke(pos, radius, stroke);
        }
        if response.hovered() {
            is_any_under = true;
            ui.ctx().set_cursor_icon(CursorIcon::PointingHand);
            tooltip_ui(&response, scene, cluster);
        }
        if response.clicked() {
            clicked = Some(*cluster);
        }
    }
    (is_any_under, clicked)
}

fn tooltip_ui(response: &Response, scene: Scene<'_>, cluster: &Cluster) {
    response.show_tooltip_ui(|ui| {
        let palette = theme::palette(ui);
        let small = theme::format(theme::small(), palette.secondary);
        let head = theme::format(theme::bold(13.0), palette.ink);
        rich_text::label(ui, &wording::counted(cluster.members.len(), "event"), &head);
        for (id, n) in cluster.kinds.iter().take(MOST_KINDS) {
            if let Some(kind) = scene.catalog.kind(*id) {
                ui.horizontal(|ui| {
                    let (rect, _) = ui.allocate_exact_size(Vec2::splat(12.0), Sense::hover());
                    let color = theme::kind_color(kind.color, palette);
                    ui.painter()
                        .add(symbol::shape(kind.shape, rect.center(), 5.0, color));
                    rich_text::label(
                        ui,
                        &format!(
                            "{} {}",
                            wording::number(*n),
                            wording::cut(&kind.label, KIND_CHARS)
                        ),
                        &small,
                    );
                });
            }
        }
        if let Some(more) = cluster.more_kinds() {
            rich_text::label(ui, &more, &small);
        }
        if cluster.n_contested > 0 {
            let text = format!("{} contested", wording::number(cluster.n_contested));
            rich_text::label(ui, &text, &small);
        }
    });
}
