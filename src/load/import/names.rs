//! The names of imported rows become entries of a catalog.

use std::collections::HashSet;
use std::sync::Arc;

use indexmap::{IndexMap, IndexSet};

use super::events::{Others, tidy};
use super::kept_rows::{KeptFile, KeptRows};
use super::rows::{PlaceKey, Rows, SourceKey};
use crate::model::{
    Actor, ActorId, ActorKind, CatalogParts, Kind, KindColor, KindId, Place, PlaceId, PlaceName,
    Ragged, RowClaim, RowFacts, Shape, Slug, Source, SourceId, Table, TagId, script_of,
};

/// The colors of kinds, in the order in which they are given out. Yellow and black come last: they are hard to
/// see on one ground or the other.
const COLORS: [KindColor; 8] = [
    KindColor::Vermillion,
    KindColor::Blue,
    KindColor::BluishGreen,
    KindColor::ReddishPurple,
    KindColor::Orange,
    KindColor::SkyBlue,
    KindColor::Black,
    KindColor::Yellow,
];
const SHAPES: [Shape; 6] = [
    Shape::Triangle,
    Shape::Square,
    Shape::Disc,
    Shape::Diamond,
    Shape::Pentagon,
    Shape::Hexagon,
];

/// Slugs that are all different.
#[derive(Debug, Default)]
struct Slugs(HashSet<Slug>);

impl Slugs {
    /// A slug like the name, and like no other.
    fn like(&mut self, name: &str, noun: &str) -> Slug {
        let mut text: String = name
            .to_lowercase()
            .chars()
            .map(|c| if c.is_ascii_alphanumeric() { c } else { '-' })
            .take(60)
            .collect();
        if text.chars().all(|c| c == '-') {
            noun.clone_into(&mut text);
        }
        let text = text.trim_matches('-').to_owned();
        let mut n = 1;
        loop {
            let candidate = if n == 1 {
                Slug::new(&text)
            } else {
                Slug::new(&format!("{text}-{n}"))
            };
            let slug = candidate.unwrap_or_else(|_not_reached| Slug::unknown());
            if self.0.insert(slug.clone()) || slug == Slug::unknown() {
                return slug;
            }
            n += 1;
        }
    }
}

/// Adds imported rows to what was written by hand.
pub(super) fn add(
    mut parts: CatalogParts,
    files: Vec<Arc<KeptFile>>,
    mut rows: Rows,
) -> CatalogParts {
    let kinds = kinds(&mut parts, &rows);
    let actors = actors(&mut parts, &rows);
    let sources = sources(&mut parts, &rows);
    let tags = tags(&mut parts, &rows);
    let first_place = parts.places.len();
    places(&mut parts, &rows);
    // They are as many as the rows at most, and as large: nobody asks for them again.
    rows.places = IndexMap::default();
    let id = |ids: &[usize], index: usize| ids.get(index).copied().unwrap_or(usize::MAX);
    let others: IndexMap<Box<str>, ActorId> = rows
        .actors
        .iter()
        .zip(&actors)
        .filter(|(name, _)| matches!(&***name, "Civilians" | "Unknown"))
        .map(|(name, actor)| (name.clone(), ActorId::from_index(*actor)))
        .collect();
    let others: Others = Arc::new(others);
    let mut claims = Ragged::default();
    let mut parties = Ragged::default();
    let mut tags_of = Ragged::default();
    for row in 0..rows.facts.len() {
        claims.push(rows.claims.of(row).iter().map(|claim| RowClaim {
            speaker: ActorId::from_index(id(&actors, claim.speaker.index())),
            via: SourceId::from_index(id(&sources, claim.via.index())),
            stance: claim.stance,
        }));
        let of_row = rows.parties.of(row).iter();
        parties.push(of_row.map(|actor| ActorId::from_index(id(&actors, actor.index()))));
        let of_row = rows.tags.of(row).iter();
        tags_of.push(of_row.map(|tag| TagId::from_index(id(&tags, tag.index()))));
    }
    claims.shrink();
    parties.shrink();
    tags_of.shrink();
    // As they are, and not beside each other.
    let facts = rows.facts.into_iter().map(|facts| RowFacts {
        kind: KindId::from_index(id(&kinds, facts.kind.index())),
        place: facts
            .place
            .map(|place| PlaceId::from_index(first_place + place.index())),
        ..facts
    });
    let reader = KeptRows {
        files,
        kept_at: rows.kept_at,
        others,
    };
    parts.table = Some(Arc::new(Table::new(
        facts.collect(),
        claims,
        parties,
        tags_of,
        Arc::new(reader),
    )));
    parts
}

/// One kind for each label; a written kind with the same label is the same kind.
fn kinds(parts: &mut CatalogParts, rows: &Rows) -> Vec<usize> {
    let mut slugs = Slugs(parts.kinds.iter().map(|kind| kind.slug.clone()).collect());
    let mut ids = Vec::new();
    for label in &rows.kinds {
        let label = tidy(label);
        let known = parts.kinds.iter().position(|kind| kind.label == label);
        ids.push(known.unwrap_or_else(|| {
            let n = parts.kinds.len();
            parts.kinds.push(Kind {
                slug: slugs.like(&label, "kind"),
                color: *COLORS.get(n % COLORS.len()).unwrap_or(&KindColor::Blue),
                shape: *SHAPES
                    .get((n + n / COLORS.len()) % SHAPES.len())
                    .unwrap_or(&Shape::Disc),
                label,
            });
            n
        }));
    }
    ids
}

/// One tag for each text; a written tag with the same text is the same tag.
fn tags(parts: &mut CatalogParts, rows: &Rows) -> Vec<usize> {
    let mut all: IndexSet<String> = std::mem::take(&mut parts.tags).into_iter().collect();
    let texts = rows.tag_names.iter();
    let ids = texts.map(|text| all.insert_full(text.to_string()).0);
    let ids = ids.collect();
    parts.tags = all.into_iter().collect();
    ids
}

fn actors(parts: &mut CatalogParts, rows: &Rows) -> Vec<usize> {
    let mut slugs = Slugs(
        parts
            .actors
            .iter()
            .map(|actor| actor.slug.clone())
            .collect(),
    );
    let known: IndexMap<String, usize> = parts
        .actors
        .iter()
        .enumerate()
        .map(|(index, actor)| (actor.name.clone(), index))
        .collect();
    let mut ids = Vec::with_capacity(rows.actors.len());
    for name in &rows.actors {
        let name = tidy(name).replace('\n', " ");
        ids.push(known.get(&name).copied().unwrap_or_else(|| {
            parts.actors.push(Actor {
                slug: slugs.like(&name, "actor"),
                name,
                // What sort of actor it is no data set says.
                kind: ActorKind::Unnamed,
                part_of: None,
                note: None,
            });
            parts.actors.len() - 1
        }));
    }
    ids
}

fn sources(parts: &mut CatalogParts, rows: &Rows) -> Vec<usize> {
    let mut slugs = Slugs(
        parts
            .sources
            .iter()
            .map(|source| source.slug.clone())
            .collect(),
    );
    let mut ids = Vec::with_capacity(rows.sources.len());
    for SourceKey { name, url } in &rows.sources {
        let title = tidy(name).replace('\n', " ");
        ids.push(parts.sources.len());
        parts.sources.push(Source {
            slug: slugs.like(&title, "source"),
            title,
            author: None,
            publisher: None,
            published: None,
            retrieved: None,
            url: crate::load::checked_link(url),
            derived_from: Vec::new(),
            has_unknown_origin: false,
            reliability: None,
            note: None,
        });
    }
    ids
}

fn places(parts: &mut CatalogParts, rows: &Rows) {
    let mut slugs = Slugs(
        parts
            .places
            .iter()
            .map(|place| place.slug.clone())
            .collect(),
    );
    parts.places.reserve_exact(rows.places.len());
    for key in rows.places.keys() {
        let PlaceKey {
            name,
            within,
            at,
            precision,
            kind,
        } = key;
        let shown = match (name.is_empty(), within.is_empty(), at) {
            (false, _, _) => tidy(name).replace('\n', " "),
            (true, false, _) => tidy(within).replace('\n', " "),
            (true, true, Some(at)) => format!("{:.4}, {:.4}", at.lat(), at.lon()),
            (true, true, None) => String::new(),
        };
        parts.places.push(Place {
            slug: slugs.like(&shown, "place"),
            kind: *kind,
            at: *at,
            precision: *precision,
            located_by: Some("the imported data set".to_owned()),
            is_estimate: false,
            outline: None,
            names: vec![PlaceName {
                script: script_of(&shown).to_owned(),
                text: shown,
                lang: "und".to_owned(),
                used_by: None,
                when: None,
                note: None,
            }],
            note: (!name.is_empty() && !within.is_empty()).then(|| tidy(within).replace('\n', " ")),
        });
    }
}
