//! The names of imported rows become entries of a catalog.

use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::Arc;
use std::thread;

use foldhash::fast::FixedState;
use indexmap::{IndexMap, IndexSet};
use sha2::{Digest as _, Sha256};

use super::events::{Others, tidy};
use super::kept_rows::{KeptFile, KeptRows};
use super::rows::{PlaceKey, Rows, SourceKey};
use crate::model::{
    Actor, ActorId, ActorKind, CatalogParts, Kind, KindColor, KindId, Place, PlaceId, PlaceName,
    Shape, Slug, Source, SourceId, Table, TagId, script_of,
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
///
/// The first entry of a name has the name as its slug. A later one of the same name, and one whose name has no letter,
/// gets a few letters more that are worked out from what sets it apart: so they stay the same whatever else is in the
/// file, and finding them takes as long for the hundred-thousandth as for the second.
#[derive(Debug, Default)]
struct Slugs(HashSet<Slug, FixedState>);

/// So long is the part of a name that is taken into its slug, in characters.
const MOST_OF_A_NAME: usize = 60;

impl Slugs {
    /// A slug like the name, and like no other. `apart` tells the entry from all others of its sort.
    fn like(&mut self, name: &str, noun: &str, apart: &[&[u8]]) -> Slug {
        let text = Slug::text_like(name, MOST_OF_A_NAME);
        self.like_text(text.as_deref(), noun, || digest(apart))
    }

    /// The same of a text that is like the name already, and of the number that tells the entry apart.
    fn like_text(
        &mut self,
        text: Option<&str>,
        noun: &str,
        apart: impl FnOnce() -> [u8; 32],
    ) -> Slug {
        let text = text.map(|text| text.trim_matches('-'));
        if let Some(text) = text
            && !self.0.contains(text)
            && let Ok(slug) = Slug::new(text)
        {
            self.0.insert(slug.clone());
            return slug;
        }
        let text = text.unwrap_or(noun);
        let mut digest = apart();
        loop {
            for part in digest.chunks_exact(5) {
                let marks = part
                    .iter()
                    .fold(0, |all, byte| (all << 8) | u64::from(*byte));
                let slug = Slug::new(&format!("{text}-{}", letters(marks)));
                let slug = slug.unwrap_or_else(|_not_reached| Slug::unknown());
                if self.0.insert(slug.clone()) || slug == Slug::unknown() {
                    return slug;
                }
            }
            // Six slugs that were taken already: not by chance.
            digest = self::digest(&[&digest]);
        }
    }
}

/// A text without what cannot be seen, in one line.
fn one_line(text: &str) -> String {
    let tidied = tidy(text);
    if tidied.contains('\n') {
        tidied.replace('\n', " ")
    } else {
        tidied
    }
}

/// A number that only these parts have.
fn digest(parts: &[&[u8]]) -> [u8; 32] {
    let mut sha = Sha256::new();
    for part in parts {
        sha.update((part.len() as u64).to_le_bytes());
        sha.update(part);
    }
    sha.finalize().into()
}

/// 40 bits in eight letters and digits, none of which is easily taken for another.
fn letters(bits: u64) -> String {
    const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
    let letter = |n: u32| ALPHABET.get((bits >> (5 * n)) as usize & 31);
    let letters = (0..8).rev().filter_map(letter);
    letters.map(|letter| char::from(*letter)).collect()
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
    let Rows {
        mut facts,
        mut claims,
        mut parties,
        tags: mut tags_of,
        mut kept_at,
        ..
    } = rows;
    facts.renumber(
        |kind| KindId::from_index(id(&kinds, kind.index())),
        |place| PlaceId::from_index(first_place + place.index()),
    );
    for claim in claims.items_mut() {
        claim.speaker = ActorId::from_index(id(&actors, claim.speaker.index()));
        claim.via = SourceId::from_index(id(&sources, claim.via.index()));
    }
    for actor in parties.items_mut() {
        *actor = ActorId::from_index(id(&actors, actor.index()));
    }
    for tag in tags_of.items_mut() {
        *tag = TagId::from_index(id(&tags, tag.index()));
    }
    facts.shrink();
    claims.shrink();
    parties.shrink();
    tags_of.shrink();
    kept_at.shrink();
    let reader = KeptRows {
        files,
        kept_at,
        others,
    };
    parts.table = Some(Arc::new(Table::new(
        facts,
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
    let mut known: IndexMap<String, usize> = IndexMap::new();
    for (index, kind) in parts.kinds.iter().enumerate() {
        known.entry(kind.label.clone()).or_insert(index);
    }
    let mut ids = Vec::with_capacity(rows.kinds.len());
    for raw in &rows.kinds {
        let label = tidy(raw);
        let n = parts.kinds.len();
        let index = *known.entry(label.clone()).or_insert(n);
        ids.push(index);
        if index == n {
            parts.kinds.push(Kind {
                slug: slugs.like(&label, "kind", &[raw.as_bytes()]),
                color: *COLORS.get(n % COLORS.len()).unwrap_or(&KindColor::Blue),
                shape: *SHAPES
                    .get((n + n / COLORS.len()) % SHAPES.len())
                    .unwrap_or(&Shape::Disc),
                label,
            });
        }
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
    for raw in &rows.actors {
        let name = one_line(raw);
        ids.push(known.get(&name).copied().unwrap_or_else(|| {
            parts.actors.push(Actor {
                slug: slugs.like(&name, "actor", &[raw.as_bytes()]),
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
        let title = one_line(name);
        ids.push(parts.sources.len());
        parts.sources.push(Source {
            slug: slugs.like(&title, "source", &[name.as_bytes(), url.as_bytes()]),
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
    slugs.0.reserve(rows.places.len());
    let mut keys = rows.places.keys();
    loop {
        // So many at once, so that what is made ready takes no more memory than that.
        let some: Vec<&PlaceKey> = keys.by_ref().take(PLACES_AT_ONCE).collect();
        if some.is_empty() {
            break;
        }
        for ready in made_ready(&some) {
            parts.places.push(ready.into_place(&mut slugs));
        }
    }
}

const PLACES_AT_ONCE: usize = 64 * 1024;
/// Fewer places than this are not worth a thread.
const PLACES_FOR_A_THREAD: usize = 4 * 1024;

/// Places in their order, each made ready by itself: the first half here, the second on a thread of its own.
fn made_ready<'a>(keys: &[&'a PlaceKey]) -> Vec<ReadyPlace<'a>> {
    let all = |keys: &[&'a PlaceKey]| keys.iter().map(|key| ReadyPlace::of(key)).collect();
    let (first, second) = keys.split_at(keys.len() / 2);
    if first.len() < PLACES_FOR_A_THREAD {
        return all(keys);
    }
    thread::scope(|scope| {
        let work = || -> Vec<ReadyPlace<'a>> { all(second) };
        let helper = thread::Builder::new()
            .name("places".to_owned())
            .spawn_scoped(scope, work);
        let mut ready: Vec<ReadyPlace<'a>> = all(first);
        // Without a thread the second half is made here, too.
        let second = helper.ok().and_then(|helper| helper.join().ok());
        ready.extend(second.unwrap_or_else(work));
        ready
    })
}

/// All of a place but a slug that no other has.
struct ReadyPlace<'a> {
    key: &'a PlaceKey,
    shown: String,
    /// The text its slug is like; `None` where its name has no letter.
    text: Option<String>,
    /// What tells it apart from all others.
    apart: [u8; 32],
    note: Option<String>,
}

impl<'a> ReadyPlace<'a> {
    fn of(key: &'a PlaceKey) -> Self {
        let PlaceKey {
            name,
            within,
            at,
            precision,
            kind,
        } = key;
        let shown = match (name.is_empty(), within.is_empty(), at) {
            (false, _, _) => one_line(name),
            (true, false, _) => one_line(within),
            (true, true, Some(at)) => format!("{:.4}, {:.4}", at.lat(), at.lon()),
            (true, true, None) => String::new(),
        };
        let position = key.position();
        let sort = [*precision as u8, *kind as u8];
        Self {
            key,
            text: Slug::text_like(&shown, MOST_OF_A_NAME),
            apart: digest(&[name.as_bytes(), within.as_bytes(), &position, &sort]),
            note: (!name.is_empty() && !within.is_empty()).then(|| one_line(within)),
            shown,
        }
    }

    fn into_place(self, slugs: &mut Slugs) -> Place {
        Place {
            slug: slugs.like_text(self.text.as_deref(), "place", || self.apart),
            kind: self.key.kind,
            at: self.key.at,
            precision: self.key.precision,
            located_by: Some(Cow::Borrowed("the imported data set")),
            is_estimate: false,
            outline: None,
            names: vec![PlaceName {
                script: Cow::Borrowed(script_of(&self.shown)),
                text: self.shown,
                lang: Cow::Borrowed("und"),
                used_by: None,
                when: None,
                note: None,
            }],
            note: self.note,
        }
    }
}
