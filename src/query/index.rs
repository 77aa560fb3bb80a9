//! What is worked out once for a catalog and a day of knowledge, so that questions about it are quick.

use std::f64::consts::PI;
use std::ops::ControlFlow;
use std::sync::{Arc, OnceLock};

use fixedbitset::FixedBitSet;

use super::columns::Days;
use super::histogram::Weights;
use super::searched::searchable_text;
use super::text::searchable;
use super::{Anchors, Facet, FacetValue, Found, Knowledge, MapBox, Speech, Status, Verdict, Voice};
use crate::model::{
    ActorId, Catalog, Claim, Day, Event, EventId, Extent, Kept, KindId, LonLat, PlaceId,
    PlacePrecision, Ragged, Shelf, TimeSpan, When,
};

/// Everything derived from a catalog that no question changes.
#[derive(Debug, Clone, Default)]
pub struct Index {
    knowledge: Knowledge,
    /// When each event was.
    pub(super) days: Days,
    pub(super) kinds: Vec<KindId>,
    statuses: Vec<Status>,
    /// Where each event that is located is drawn first, on the Mercator square.
    points: Vec<MapPoint>,
    /// Where else the few are drawn that have several marks, by the order of the events.
    more_points: Vec<(u32, MapPoint)>,
    pub(super) located: FixedBitSet,
    pub(super) known: FixedBitSet,
    pub(super) contested: FixedBitSet,
    /// Who is heard about each event, and how.
    voices: Ragged<Voice>,
    /// How many claims about known events were made later.
    n_later_claims: usize,
    /// What is only worked out for events that are looked at.
    rows: Shelf<Row>,
    /// The actors that say anything, and those whom they belong to.
    speaks: Vec<bool>,
    place_names: OnceLock<Arc<Vec<String>>>,
    written_texts: OnceLock<Arc<Vec<String>>>,
    catalog: Option<Arc<Catalog>>,
    /// For each actor who it belongs to, itself first.
    wholes: Arc<Vec<Vec<ActorId>>>,
    /// The values of each facet that somebody asked for.
    facets: [OnceLock<Arc<Ragged<FacetValue>>>; Facet::ALL.len()],
    /// The bars of all that is known, which each histogram shows behind its own.
    weights_of_known: OnceLock<Weights>,
}

/// A point of the Web Mercator square, each side of which is cut into 2³² parts, from the north-west corner.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct MapPoint {
    /// To the east.
    pub x: u32,
    /// To the south.
    pub y: u32,
}

#[derive(Debug, Clone)]
struct Row {
    anchors: Anchors,
    verdict: Verdict,
}

impl MapPoint {
    /// The point of a position (EPSG:3857, spherical; latitudes beyond 85.05° lie on the edge).
    pub fn of(at: LonLat) -> Self {
        let side = 2.0_f64.powi(32);
        let whole = |share: f64| (share * side).clamp(0.0, side - 1.0) as u32;
        let sin = at.lat().to_radians().sin();
        let y = 0.5 - ((1.0 + sin) / (1.0 - sin)).ln() / (4.0 * PI);
        Self {
            x: whole((at.lon() + 180.0) / 360.0),
            y: whole(if y.is_nan() { 0.5 } else { y }),
        }
    }
}

impl MapPoint {
    /// The position of a point.
    pub fn lon_lat(self) -> LonLat {
        let share = |part: u32| (f64::from(part) + 0.5) / 2.0_f64.powi(32);
        let lat = (PI * (1.0 - 2.0 * share(self.y))).sinh().atan();
        LonLat::clamped(share(self.x) * 360.0 - 180.0, lat.to_degrees())
    }
}

impl Index {
    /// The index of a catalog as it was known.
    pub fn new(catalog: &Arc<Catalog>, knowledge: Knowledge) -> Self {
        Building::new(catalog, knowledge).built()
    }

    /// The day of knowledge it is of.
    pub fn knowledge(&self) -> Knowledge {
        self.knowledge
    }

    /// How many events its catalog has.
    pub fn n_events(&self) -> usize {
        self.days.n_events()
    }

    /// Whether somebody had claimed the event.
    pub fn is_known(&self, id: EventId) -> bool {
        self.known.contains(id.index())
    }

    /// How many claims about known events are hidden, because they were said later.
    pub fn n_later_claims(&self) -> usize {
        self.n_later_claims
    }

    /// The claims about an event that were known, with their places among all.
    pub fn claims<'a>(
        &self,
        catalog: &'a Catalog,
        event: &'a Event,
    ) -> impl Iterator<Item = (usize, &'a Claim)> + Clone + use<'a> {
        let knowledge = self.knowledge;
        event
            .claims
            .iter()
            .enumerate()
            .filter(move |(_, claim)| knowledge.has_claim(catalog, event, claim))
    }

    /// What the known claims about an event amount to, and why.
    pub fn verdict(&self, id: EventId) -> &Verdict {
        const NONE: &Verdict = &Verdict::NONE;
        self.row(id).map_or(NONE, |row| &row.verdict)
    }

    fn row(&self, id: EventId) -> Option<&Row> {
        let slot = self.rows.slot(id.index())?;
        if let Some(row) = slot.get() {
            return Some(row);
        }
        let catalog = self.catalog.as_deref()?;
        let event = catalog.event(id)?;
        Some(slot.get_or_init(|| {
            Box::new(Row {
                anchors: Anchors::of(catalog, event),
                verdict: Verdict::of(catalog, event, self.knowledge),
            })
        }))
    }

    /// Whether an actor, or one that belongs to it, says anything in this catalog.
    pub fn speaks(&self, actor: ActorId) -> bool {
        self.speaks.get(actor.index()).is_some_and(|speaks| *speaks)
    }

    /// Who an actor belongs to, itself first.
    pub(super) fn wholes(&self, actor: ActorId) -> &[ActorId] {
        let wholes = self.wholes.get(actor.index());
        wholes.map(Vec::as_slice).unwrap_or_default()
    }

    /// The values of a facet that each event has, worked out when they are first asked for.
    pub(super) fn facet(&self, catalog: &Catalog, facet: Facet) -> Arc<Ragged<FacetValue>> {
        let work_out = || {
            let mut values = Ragged::default();
            for index in 0..self.n_events() {
                values.push(facet.values(catalog, self, EventId::from_index(index)));
            }
            values.shrink();
            Arc::new(values)
        };
        let kept = self.facets.get(facet.index());
        kept.map_or_else(work_out, |kept| Arc::clone(kept.get_or_init(work_out)))
    }

    /// The events with a mark inside a part of the map.
    pub(super) fn within(&self, part: MapBox) -> FixedBitSet {
        let mut inside = FixedBitSet::with_capacity(self.n_events());
        for (index, point) in self.points.iter().enumerate() {
            if part.contains(*point) {
                inside.insert(index);
            }
        }
        inside.intersect_with(&self.located);
        for (index, point) in &self.more_points {
            if part.contains(*point) {
                inside.insert(*index as usize);
            }
        }
        inside
    }

    /// Who is heard about an event and how: each actor that speaks, and the wholes it belongs to.
    pub(super) fn voices(&self, index: usize) -> &[Voice] {
        self.voices.of(index)
    }

    /// Where an event can be drawn.
    pub fn anchors(&self, id: EventId) -> &Anchors {
        const NOWHERE: &Anchors = &Anchors {
            points: Vec::new(),
            route: Vec::new(),
        };
        if self.is_located(id) {
            self.row(id).map_or(NOWHERE, |row| &row.anchors)
        } else {
            NOWHERE
        }
    }

    /// Whether an event can be drawn.
    pub fn is_located(&self, id: EventId) -> bool {
        self.located.contains(id.index())
    }

    /// Where the first mark of an event is drawn. Of one that cannot be drawn it means nothing.
    pub fn point(&self, id: EventId) -> MapPoint {
        self.points.get(id.index()).copied().unwrap_or_default()
    }

    /// The points of all events; of those that are not located they mean nothing.
    pub(super) fn points(&self) -> &[MapPoint] {
        &self.points
    }

    /// Where else events are drawn that have several marks, in the order of the catalog.
    pub(super) fn more_points(&self) -> &[(u32, MapPoint)] {
        &self.more_points
    }

    /// The smallest box that holds the marks of some events of the catalog, in its order, if there are any.
    pub fn extent_of(&self, events: &[Found]) -> Option<Extent> {
        let is_among = |index: u32| {
            let id = EventId::from_index(index as usize);
            events.binary_search_by_key(&id, |found| found.id()).is_ok()
        };
        let more = self
            .more_points
            .iter()
            .filter(|(index, _)| is_among(*index));
        let mut points = events
            .iter()
            .map(|found| self.point(found.id()))
            .chain(more.map(|(_, point)| *point));
        let first = points.next()?;
        let (mut low, mut high) = (first, first);
        for point in points {
            low = MapPoint {
                x: low.x.min(point.x),
                y: low.y.min(point.y),
            };
            high = MapPoint {
                x: high.x.max(point.x),
                y: high.y.max(point.y),
            };
        }
        Extent::around([low.lon_lat(), high.lon_lat()])
    }

    /// The bars of all that is known, worked out once.
    pub(super) fn weights_of_known(&self, weigh: impl FnOnce(&FixedBitSet) -> Weights) -> &Weights {
        self.weights_of_known.get_or_init(|| weigh(&self.known))
    }

    /// The kind of an event.
    pub fn kind(&self, id: EventId) -> KindId {
        let kind = self.kinds.get(id.index()).copied();
        kind.unwrap_or(KindId::from_index(usize::MAX))
    }

    /// What its known claims amount to.
    pub fn status(&self, id: EventId) -> Status {
        self.statuses
            .get(id.index())
            .copied()
            .unwrap_or(Status::Unclaimed)
    }

    /// How precisely its place is known, where it can be drawn.
    pub fn precision(&self, id: EventId) -> Option<PlacePrecision> {
        self.anchors(id)
            .points
            .first()
            .map(|anchor| anchor.precision)
    }

    /// The place of the first of some events, sorted as the catalog is, that begins on a day or later.
    pub fn first_day(&self, id: EventId) -> Option<Day> {
        self.days.first_day(id.index())
    }

    /// The last day an event can have touched, as far as one is known.
    pub fn last_day(&self, id: EventId) -> Option<Day> {
        self.days.last_day(id.index())
    }

    /// The places in whose names all words occur. Words come folded; no words occur nowhere.
    pub(super) fn places_with_words(&self, catalog: &Catalog, words: &[String]) -> Vec<PlaceId> {
        if words.is_empty() {
            return Vec::new();
        }
        let names = self.place_names.get_or_init(|| {
            let names = catalog.places().map(|(_, place)| {
                let names = place.names.iter().map(|name| name.text.as_str());
                searchable(&names.collect::<Vec<_>>().join("\n"))
            });
            Arc::new(names.collect())
        });
        let has_words = |names: &String| words.iter().all(|word| names.contains(word.as_str()));
        names
            .iter()
            .enumerate()
            .filter(|(_, names)| has_words(names))
            .map(|(index, _)| PlaceId::from_index(index))
            .collect()
    }

    /// The events in which all words occur. Words come folded.
    pub(super) fn with_words(
        &self,
        catalog: &Catalog,
        words: &[String],
        is_stale: &dyn Fn() -> bool,
    ) -> FixedBitSet {
        let mut found = FixedBitSet::with_capacity(self.n_events());
        if words.is_empty() {
            found.insert_range(..);
            return found;
        }
        let has_words = |text: &str| words.iter().all(|word| text.contains(word.as_str()));
        let texts = self.written_texts.get_or_init(|| {
            let texts = catalog
                .written_events()
                .map(|(_, event)| searchable_text(catalog, event, self.knowledge));
            Arc::new(texts.collect())
        });
        for ((id, _), text) in catalog.written_events().zip(texts.iter()) {
            if has_words(text) {
                found.insert(id.index());
            }
        }
        if let Some(table) = catalog.table() {
            let mut rows = FixedBitSet::with_capacity(table.facts().len());
            table.reader().each_text(&mut |row, text| {
                if has_words(&searchable(text)) {
                    rows.insert(row);
                }
                if row % 1_024 == 0 && is_stale() {
                    return ControlFlow::Break(());
                }
                ControlFlow::Continue(())
            });
            for index in 0..self.n_events() {
                let kept = catalog.kept(EventId::from_index(index));
                if let Some(Kept::Row(row)) = kept
                    && rows.contains(row)
                {
                    found.insert(index);
                }
            }
        }
        found
    }
}

/// An index under way, column by column.
struct Building<'a> {
    catalog: &'a Arc<Catalog>,
    index: Index,
    /// For each actor who it belongs to, itself first.
    wholes: Vec<Vec<ActorId>>,
    /// For each place where it is drawn, if it is.
    place_points: Vec<Option<MapPoint>>,
}

impl<'a> Building<'a> {
    fn new(catalog: &'a Arc<Catalog>, knowledge: Knowledge) -> Self {
        let n = catalog.n_events();
        let place_points = catalog
            .places()
            .map(|(_, place)| place.precision.radius_m().and(place.at).map(MapPoint::of))
            .collect();
        Self {
            catalog,
            index: Index {
                knowledge,
                kinds: Vec::with_capacity(n),
                statuses: Vec::with_capacity(n),
                points: Vec::with_capacity(n),
                located: FixedBitSet::with_capacity(n),
                known: FixedBitSet::with_capacity(n),
                contested: FixedBitSet::with_capacity(n),
                rows: Shelf::new(n),
                speaks: vec![false; catalog.actors().len()],
                catalog: Some(Arc::clone(catalog)),
                ..Index::default()
            },
            wholes: wholes(catalog),
            place_points,
        }
    }

    fn built(mut self) -> Index {
        let catalog = self.catalog;
        let read = self.read_rows();
        let mut spans = Vec::with_capacity(catalog.n_events());
        for index in 0..catalog.n_events() {
            let id = EventId::from_index(index);
            let span = match catalog.kept(id) {
                Some(Kept::Row(row)) => match read.get(row) {
                    Some(Some(seen)) => self.add_seen(index, row, seen),
                    _ => self.add_row(index, row),
                },
                Some(Kept::Written(_)) | None => match catalog.event(id) {
                    Some(event) => self.add_event(index, event),
                    None => continue,
                },
            };
            spans.push(span);
        }
        self.index.days = Days::new(spans.into_iter());
        self.index.voices.shrink();
        self.index.mark_speakers(&self.wholes);
        self.index.wholes = Arc::new(self.wholes);
        self.index
    }

    /// What rows are as events, where their facts do not tell: where claims answer each other, and where one
    /// looks with the knowledge of another day.
    fn read_rows(&self) -> Vec<Option<Box<Seen>>> {
        let Some(table) = self.catalog.table() else {
            return Vec::new();
        };
        let is_today = self.index.knowledge.on.is_none();
        let mut read: Vec<Option<Box<Seen>>> = Vec::new();
        if is_today && table.facts().are_all_simple() {
            return read;
        }
        read.resize_with(table.facts().len(), || None);
        for (row, slot) in read.iter_mut().enumerate() {
            let is_simple = table.facts().is_simple(row);
            if !(is_today && is_simple) {
                let event = table.event_in_passing(row);
                *slot = event.map(|event| Box::new(self.seen(&event)));
            }
        }
        read
    }

    fn seen(&self, event: &Event) -> Seen {
        let knowledge = self.index.knowledge;
        let verdict = Verdict::of(self.catalog, event, knowledge);
        let known = self.index.claims(self.catalog, event);
        Seen {
            is_known: knowledge.has_event(self.catalog, event),
            status: verdict.status,
            n_later: event.claims.len() - known.clone().count(),
            voices: known
                .filter(|(index, _)| !verdict.retracted.contains(index))
                .map(|(_, claim)| Voice {
                    speaker: claim.speaker,
                    speech: Speech::of(claim.stance),
                })
                .collect(),
        }
    }

    fn add_event(&mut self, index: usize, event: &Event) -> Option<TimeSpan> {
        let seen = self.seen(event);
        let anchors = Anchors::of(self.catalog, event);
        let mut points = anchors.points.iter().map(|anchor| MapPoint::of(anchor.at));
        let first = points.next();
        let more = u32::try_from(index).unwrap_or(u32::MAX);
        self.index
            .more_points
            .extend(points.map(|point| (more, point)));
        self.add(index, event.kind, first, &seen);
        event.when.as_ref().map(When::span)
    }

    fn add_seen(&mut self, index: usize, row: usize, seen: &Seen) -> Option<TimeSpan> {
        let facts = self.catalog.table()?.facts().get(row)?;
        let point = self.point(facts.place);
        self.add(index, facts.kind, point, seen);
        facts.span
    }

    fn add_row(&mut self, index: usize, row: usize) -> Option<TimeSpan> {
        let table = self.catalog.table()?;
        let facts = table.facts().get(row)?;
        let point = self.point(facts.place);
        let claims = table.claims(row);
        let status = Status::of_simple(self.catalog, claims);
        self.columns(index, facts.kind, point, status);
        self.index.known.insert(index);
        let voices = claims.iter().map(|claim| Voice {
            speaker: claim.speaker,
            speech: Speech::of(claim.stance),
        });
        push_voices(&mut self.index.voices, &self.wholes, voices);
        facts.span
    }

    fn point(&self, place: Option<PlaceId>) -> Option<MapPoint> {
        *self.place_points.get(place?.index())?
    }

    fn add(&mut self, index: usize, kind: KindId, point: Option<MapPoint>, seen: &Seen) {
        self.columns(index, kind, point, seen.status);
        self.index.known.set(index, seen.is_known);
        if seen.is_known {
            self.index.n_later_claims += seen.n_later;
        }
        let voices = seen.voices.iter().copied();
        push_voices(&mut self.index.voices, &self.wholes, voices);
    }

    fn columns(&mut self, index: usize, kind: KindId, point: Option<MapPoint>, status: Status) {
        let index_of = &mut self.index;
        index_of.kinds.push(kind);
        index_of.statuses.push(status);
        index_of.points.push(point.unwrap_or_default());
        index_of.located.set(index, point.is_some());
        index_of.contested.set(index, status == Status::Contested);
    }
}

/// What an event is, with the knowledge one looks with.
#[derive(Debug)]
struct Seen {
    is_known: bool,
    status: Status,
    n_later: usize,
    voices: Vec<Voice>,
}

/// Adds who is heard, with the wholes they belong to, each voice once.
fn push_voices(
    all: &mut Ragged<Voice>,
    wholes: &[Vec<ActorId>],
    voices: impl Iterator<Item = Voice>,
) {
    /// Among so many each is looked for; more are sorted.
    const FEW: usize = 32;
    let mut heard: Vec<Voice> = Vec::new();
    for voice in voices {
        let wholes = wholes.get(voice.speaker.index());
        for speaker in wholes.into_iter().flatten() {
            let voice = Voice {
                speaker: *speaker,
                speech: voice.speech,
            };
            if heard.len() > FEW || !heard.contains(&voice) {
                heard.push(voice);
            }
        }
    }
    if heard.len() > FEW {
        heard.sort_unstable();
        heard.dedup();
    }
    all.push(heard);
}

impl Index {
    fn mark_speakers(&mut self, wholes: &[Vec<ActorId>]) {
        // Who only speaks later speaks all the same: menus are to stay when one looks back.
        let Some(catalog) = self.catalog.clone() else {
            return;
        };
        let mut mark = |speaker: ActorId| {
            for actor in wholes.get(speaker.index()).into_iter().flatten() {
                if let Some(speaks) = self.speaks.get_mut(actor.index()) {
                    *speaks = true;
                }
            }
        };
        for (_, event) in catalog.written_events() {
            event.claims.iter().for_each(|claim| mark(claim.speaker));
        }
        if let Some(table) = catalog.table() {
            for row in 0..table.facts().len() {
                let claims = table.claims(row).iter();
                claims.for_each(|claim| mark(claim.speaker));
            }
        }
    }
}

/// For each actor who it belongs to, itself first.
fn wholes(catalog: &Catalog) -> Vec<Vec<ActorId>> {
    catalog
        .actors()
        .map(|(actor, _)| {
            let mut wholes = vec![actor];
            let mut current = actor;
            // Nobody belongs to itself; where a catalog should say so, this ends all the same.
            while let Some(whole) = catalog.actor(current).and_then(|actor| actor.part_of)
                && !wholes.contains(&whole)
            {
                wholes.push(whole);
                current = whole;
            }
            wholes
        })
        .collect()
}
