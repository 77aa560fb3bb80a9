//! The names of imported rows become entries of a catalog.

use std::borrow::Cow;
use std::collections::HashSet;
use std::mem;
use std::panic::resume_unwind;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use foldhash::fast::FixedState;
use indexmap::{IndexMap, IndexSet};
use sha2::{Digest as _, Sha256};

use super::events::{Others, is_tidy, tidy};
use super::kept_rows::{KeptFile, KeptRows};
use super::rows::{PlaceKey, Rows, SourceKey};
use crate::model::{
    Actor, ActorId, ActorKind, CatalogParts, Kind, KindColor, KindId, Place, PlaceId, PlaceName,
    Shape, Slug, Source, SourceId, Table, TagId, script_of, slug_hash,
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
///
/// Kept are the hashes alone. Of two slugs with one hash the second gets letters that it would not need.
#[derive(Debug, Default)]
struct Slugs(HashSet<u64, FixedState>);

/// So long is the part of a name that is taken into its slug, in characters.
const MOST_OF_A_NAME: usize = 60;

impl Slugs {
    fn of<'a>(slugs: impl Iterator<Item = &'a Slug>) -> Self {
        Self(slugs.map(|slug| slug_hash(slug.as_str())).collect())
    }

    fn has(&self, text: &str) -> bool {
        self.0.contains(&slug_hash(text))
    }

    /// A slug that is free so far.
    fn take(&mut self, slug: &Slug) -> bool {
        self.0.insert(slug_hash(slug.as_str()))
    }

    /// A slug like the name, and like no other. `apart` tells the entry from all others of its sort.
    fn like(&mut self, name: &str, noun: &str, apart: &[&[u8]]) -> Slug {
        let text = text_like(name);
        let slug = text.as_deref().and_then(|text| Slug::new(text).ok());
        match slug.filter(|slug| self.take(slug)) {
            Some(slug) => slug,
            None => self.apart(text.as_deref().unwrap_or(noun), digest(apart)),
        }
    }

    /// A slug like the text, with letters that are worked out from the number that tells the entry apart.
    fn apart(&mut self, text: &str, mut digest: [u8; 32]) -> Slug {
        loop {
            for nth in 0..N_TRIES {
                let slug = slug_apart(text, &digest, nth);
                if self.take(&slug) || slug == Slug::unknown() {
                    return slug;
                }
            }
            // Six slugs that were taken already: not by chance.
            digest = self::digest(&[&digest]);
        }
    }
}

/// So many slugs a digest is good for, of 40 bits each.
const N_TRIES: usize = 6;

/// The text and letters from the nth 40 bits of a digest.
fn slug_apart(text: &str, digest: &[u8; 32], nth: usize) -> Slug {
    let part = digest.iter().skip(5 * nth).take(5);
    let marks = part.fold(0, |all, byte| (all << 8) | u64::from(*byte));
    let mut slug = String::with_capacity(text.len() + 9);
    slug.push_str(text);
    slug.push('-');
    slug.extend(letters(marks));
    Slug::new(&slug).unwrap_or_else(|_not_reached| Slug::unknown())
}

/// What of a name is taken into its slug; `None` where it has no letter.
fn text_like(name: &str) -> Option<String> {
    let text = Slug::text_like(name, MOST_OF_A_NAME)?;
    let bare = text.trim_matches('-');
    Some(if bare.len() == text.len() {
        text
    } else {
        bare.to_owned()
    })
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

/// The same of a text that nobody else needs.
fn owned_line(text: Box<str>) -> String {
    if is_tidy(&text) && !text.contains('\n') {
        text.into_string()
    } else {
        one_line(&text)
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
fn letters(bits: u64) -> impl Iterator<Item = char> {
    const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
    let letter = move |n: u32| ALPHABET.get((bits >> (5 * n)) as usize & 31);
    let letters = (0..8).rev().filter_map(letter);
    letters.map(|letter| char::from(*letter))
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
    // They are as many as the rows at most, and as large: nobody asks for them again.
    places(&mut parts, mem::take(&mut rows.places));
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
    let mut slugs = Slugs::of(parts.kinds.iter().map(|kind| &kind.slug));
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
    let mut all: IndexSet<String> = mem::take(&mut parts.tags).into_iter().collect();
    let texts = rows.tag_names.iter();
    let ids = texts.map(|text| all.insert_full(text.to_string()).0);
    let ids = ids.collect();
    parts.tags = all.into_iter().collect();
    ids
}

fn actors(parts: &mut CatalogParts, rows: &Rows) -> Vec<usize> {
    let mut slugs = Slugs::of(parts.actors.iter().map(|actor| &actor.slug));
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
    let mut slugs = Slugs::of(parts.sources.iter().map(|source| &source.slug));
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

fn places(parts: &mut CatalogParts, keys: IndexMap<PlaceKey, (), FixedState>) {
    let mut slugs = Slugs::of(parts.places.iter().map(|place| &place.slug));
    parts.places.reserve_exact(keys.len());
    slugs.0.reserve(keys.len());
    let mut keys = keys.into_keys();
    loop {
        // So many at once, so that what is made ready takes no more memory than that.
        let some: Vec<PlaceKey> = keys.by_ref().take(PLACES_AT_ONCE).collect();
        if some.is_empty() {
            break;
        }
        for part in made_ready(some, &slugs) {
            let places = part.into_iter().map(|ready| ready.into_place(&mut slugs));
            parts.places.extend(places);
        }
    }
}

const PLACES_AT_ONCE: usize = 64 * 1024;
/// Fewer places than this are not worth a thread.
const PLACES_FOR_A_THREAD: usize = 4 * 1024;

/// Places in their order, each made ready by itself: the first third here, where they are put together too, the rest
/// on a thread of its own.
fn made_ready(mut keys: Vec<PlaceKey>, taken: &Slugs) -> [Vec<ReadyPlace>; 2] {
    let all = |keys: Vec<PlaceKey>| -> Vec<ReadyPlace> {
        let mut seen = Slugs::default();
        let ready = keys
            .into_iter()
            .map(|key| ReadyPlace::of(key, taken, &mut seen));
        ready.collect()
    };
    if keys.len() < PLACES_FOR_A_THREAD {
        return [all(keys), Vec::new()];
    }
    let second = Mutex::new(keys.split_off(keys.len() / 3));
    let rest = || {
        all(mem::take(
            &mut *second.lock().unwrap_or_else(PoisonError::into_inner),
        ))
    };
    thread::scope(|scope| {
        let helper = thread::Builder::new()
            .name("places".to_owned())
            .spawn_scoped(scope, rest);
        let first = all(keys);
        let second = match helper.map(thread::ScopedJoinHandle::join) {
            Ok(Ok(second)) => second,
            Ok(Err(panic)) => resume_unwind(panic),
            // Without a thread the rest is made here, too.
            Err(_) => rest(),
        };
        [first, second]
    })
}

/// A place with a slug that is free as far as could be seen.
struct ReadyPlace {
    place: Place,
    /// What tells it apart from all others.
    apart: [u8; 32],
}

impl ReadyPlace {
    /// `taken` are the slugs of the places before, as far as they are known; `seen` those that were made ready here.
    fn of(key: PlaceKey, taken: &Slugs, seen: &mut Slugs) -> Self {
        let position = key.position();
        let PlaceKey {
            name,
            within,
            at,
            precision,
            kind,
        } = key;
        let sort = [precision as u8, kind as u8];
        let apart = digest(&[name.as_bytes(), within.as_bytes(), &position, &sort]);
        let (shown, note) = match (name.is_empty(), within.is_empty(), at) {
            (false, true, _) => (owned_line(name), None),
            (false, false, _) => (owned_line(name), Some(owned_line(within))),
            (true, false, _) => (owned_line(within), None),
            (true, true, Some(at)) => (format!("{:.4}, {:.4}", at.lat(), at.lon()), None),
            (true, true, None) => (String::new(), None),
        };
        let text = text_like(&shown);
        let slug = text.as_deref().and_then(|text| Slug::new(text).ok());
        let slug = slug.filter(|slug| !taken.has(slug.as_str()) && seen.take(slug));
        let slug =
            slug.unwrap_or_else(|| slug_apart(text.as_deref().unwrap_or("place"), &apart, 0));
        let place = Place {
            slug,
            kind,
            at,
            precision,
            located_by: Some(Cow::Borrowed("the imported data set")),
            is_estimate: false,
            outline: None,
            names: vec![PlaceName {
                script: Cow::Borrowed(script_of(&shown)),
                text: shown,
                lang: Cow::Borrowed("und"),
                used_by: None,
                when: None,
                note: None,
            }],
            note,
        };
        Self { place, apart }
    }

    fn into_place(self, slugs: &mut Slugs) -> Place {
        let Self { mut place, apart } = self;
        if !slugs.take(&place.slug) {
            place.slug = slugs.apart(place.slug.as_str(), apart);
        }
        place
    }
}
