//! Drafts become columns: names are replaced by handles, and of the text only its place is kept.

use std::collections::HashSet;
use std::hash::{Hash, Hasher};

use foldhash::fast::FixedState;
use indexmap::{Equivalent, IndexMap, IndexSet};

use super::problems::{Problems, Told};
use super::{Draft, DraftClaim, DraftPlace};
use crate::model::{
    ActorId, KindId, LonLat, PlaceId, PlaceKind, PlacePrecision, Ragged, RowClaim, RowFacts,
    SourceId, TagId, TimeSpan, slug_hash, slug_hash_from,
};

type Set<T> = IndexSet<T, FixedState>;

/// Rows of one or more files, as far as they are kept in memory.
#[derive(Debug, Default, Clone)]
pub(super) struct Rows {
    pub(super) kinds: Set<Box<str>>,
    pub(super) actors: Set<Box<str>>,
    pub(super) sources: Set<SourceKey>,
    pub(super) places: IndexMap<PlaceKey, (), FixedState>,
    pub(super) facts: Vec<RowFacts>,
    pub(super) claims: Ragged<RowClaim>,
    pub(super) parties: Ragged<ActorId>,
    pub(super) tag_names: Set<Box<str>>,
    pub(super) tags: Ragged<TagId>,
    /// Where the text of each row is kept.
    pub(super) kept_at: Vec<KeptAt>,
    pub(super) problems: Problems,
}

/// Where a row is kept: from which byte of which file on, and how long it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct KeptAt {
    pub(super) offset: u64,
    pub(super) n_bytes: u32,
    pub(super) file: u16,
    /// Which of the rows with one id it is, so that each has a slug of its own.
    pub(super) twin: u16,
}

/// What makes a source one and the same: its name and its address.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct SourceKey {
    pub(super) name: Box<str>,
    pub(super) url: Box<str>,
}

#[derive(Hash)]
struct SourceRef<'a> {
    name: &'a str,
    url: &'a str,
}

impl Equivalent<SourceKey> for SourceRef<'_> {
    fn equivalent(&self, key: &SourceKey) -> bool {
        self.name == &*key.name && self.url == &*key.url
    }
}

/// What makes a place one and the same: its names, its position, and how precisely it is known.
#[derive(Debug, Clone)]
pub(super) struct PlaceKey {
    pub(super) name: Box<str>,
    pub(super) within: Box<str>,
    pub(super) at: Option<LonLat>,
    pub(super) precision: PlacePrecision,
    pub(super) kind: PlaceKind,
}

impl PlaceKey {
    fn parts(&self) -> PlaceRef<'_> {
        PlaceRef {
            name: &self.name,
            within: &self.within,
            bits: bits(self.at),
            precision: self.precision,
            kind: self.kind,
        }
    }
}

impl PartialEq for PlaceKey {
    fn eq(&self, other: &Self) -> bool {
        self.parts() == other.parts()
    }
}

impl Eq for PlaceKey {}

impl Hash for PlaceKey {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.parts().hash(state);
    }
}

#[derive(PartialEq, Eq)]
struct PlaceRef<'a> {
    name: &'a str,
    within: &'a str,
    bits: (u64, u64),
    precision: PlacePrecision,
    kind: PlaceKind,
}

impl Hash for PlaceRef<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        // What shares a name and a position hardly ever differs in the rest.
        self.name.hash(state);
        self.bits.hash(state);
    }
}

impl Equivalent<PlaceKey> for PlaceRef<'_> {
    fn equivalent(&self, key: &PlaceKey) -> bool {
        *self == key.parts()
    }
}

fn bits(at: Option<LonLat>) -> (u64, u64) {
    at.map_or((u64::MAX, 0), |at| (at.lon().to_bits(), at.lat().to_bits()))
}

impl Rows {
    /// Adds the row of a draft.
    pub(super) fn push(&mut self, draft: &Draft<'_>, kept_at: KeptAt, data_set: &str) {
        let kind = KindId::from_index(interned(&mut self.kinds, &draft.kind));
        let place = draft.place.as_ref().and_then(|place| self.place(place));
        let parties = draft
            .parties
            .iter()
            .map(|name| ActorId::from_index(interned(&mut self.actors, name)));
        self.parties.push(parties);
        let tags = draft.tags.iter();
        let tags = tags.map(|tag| TagId::from_index(interned(&mut self.tag_names, tag)));
        self.tags.push(tags);
        for loss in &draft.losses {
            if let Some(whose) = &loss.whose {
                interned(&mut self.actors, whose);
            }
        }
        let Self {
            actors, sources, ..
        } = self;
        let claims = draft.claims.iter().map(|claim| {
            let (speaker, source) = speaker_and_source(claim, data_set);
            let url = claim.url.as_deref().unwrap_or_default();
            let key = SourceRef { name: source, url };
            let via = if let Some(index) = sources.get_index_of(&key) {
                index
            } else {
                let key = SourceKey {
                    name: source.into(),
                    url: url.into(),
                };
                sources.insert_full(key).0
            };
            RowClaim {
                speaker: ActorId::from_index(interned(actors, speaker)),
                via: SourceId::from_index(via),
                stance: claim.stance,
            }
        });
        self.claims.push(claims);
        self.facts.push(RowFacts {
            span: draft.date.span(),
            kind,
            place,
            slug_hash: slug_hash(&slug(&draft.id, kept_at)),
            is_simple: draft.claims.iter().all(DraftClaim::is_simple),
        });
        self.kept_at.push(kept_at);
    }

    fn place(&mut self, place: &DraftPlace<'_>) -> Option<PlaceId> {
        if place.name.is_empty() && place.within.is_empty() && place.at.is_none() {
            return None;
        }
        let key = PlaceRef {
            name: &place.name,
            within: &place.within,
            bits: bits(place.at),
            precision: place.precision,
            kind: place.kind,
        };
        let index = self.places.get_index_of(&key).unwrap_or_else(|| {
            let key = PlaceKey {
                name: (&*place.name).into(),
                within: (&*place.within).into(),
                at: place.at,
                precision: place.precision,
                kind: place.kind,
            };
            self.places.insert_full(key, ()).0
        });
        Some(PlaceId::from_index(index))
    }

    /// Gives each of several rows with one id a slug of its own, which no other row has. Gives those that come later,
    /// each with the first row of its id.
    pub(super) fn part_twins(&mut self) -> Vec<(usize, usize)> {
        let mut order: Vec<(u64, usize)> = self
            .facts
            .iter()
            .enumerate()
            .map(|(row, facts)| (facts.slug_hash, row))
            .collect();
        order.sort_unstable();
        let mut twins = Vec::new();
        let mut taken: HashSet<u64, FixedState> = HashSet::default();
        for group in order.chunk_by(|a, b| a.0 == b.0) {
            let Some(((hash, first), others)) = group.split_first() else {
                continue;
            };
            let mut n = 0_u16;
            for (_, row) in others {
                let (Some(kept_at), Some(facts)) =
                    (self.kept_at.get_mut(*row), self.facts.get_mut(*row))
                else {
                    continue;
                };
                loop {
                    n = n.saturating_add(1);
                    kept_at.twin = n;
                    facts.slug_hash = slug_hash_from(*hash, &twin_suffix(*kept_at));
                    // Another row may have such an id from the start.
                    let is_free = order
                        .binary_search_by_key(&facts.slug_hash, |(hash, _)| *hash)
                        .is_err()
                        && taken.insert(facts.slug_hash);
                    if is_free || n == u16::MAX {
                        break;
                    }
                }
                twins.push((*row, *first));
            }
        }
        twins.sort_unstable();
        twins
    }

    /// Remembers a problem.
    pub(super) fn tell(&mut self, told: Told) {
        self.problems.add(told);
    }

    /// Adds the rows of another stretch of the same files, which come after these.
    pub(super) fn append(&mut self, other: Self) {
        let kinds: Vec<usize> = all_interned(&mut self.kinds, other.kinds);
        let actors = all_interned(&mut self.actors, other.actors);
        let sources = all_interned(&mut self.sources, other.sources);
        let tags = all_interned(&mut self.tag_names, other.tag_names);
        let places: Vec<usize> = other
            .places
            .into_keys()
            .map(|key| self.places.insert_full(key, ()).0)
            .collect();
        let of = |ids: &[usize], index: usize| ids.get(index).copied().unwrap_or(usize::MAX);
        for row in 0..other.facts.len() {
            let claims = other.claims.of(row).iter().map(|claim| RowClaim {
                speaker: ActorId::from_index(of(&actors, claim.speaker.index())),
                via: SourceId::from_index(of(&sources, claim.via.index())),
                stance: claim.stance,
            });
            self.claims.push(claims);
            let parties = other.parties.of(row).iter();
            self.parties
                .push(parties.map(|actor| ActorId::from_index(of(&actors, actor.index()))));
            let of_row = other.tags.of(row).iter();
            self.tags
                .push(of_row.map(|tag| TagId::from_index(of(&tags, tag.index()))));
        }
        self.facts.extend(other.facts.into_iter().map(|facts| {
            RowFacts {
                kind: KindId::from_index(of(&kinds, facts.kind.index())),
                place: facts
                    .place
                    .map(|place| PlaceId::from_index(of(&places, place.index()))),
                ..facts
            }
        }));
        self.kept_at.extend(other.kept_at);
        self.problems.append(other.problems);
    }
}

/// Who speaks through what: a source without a speaker speaks for itself, and a row without a source is told
/// by its data set.
pub(super) fn speaker_and_source<'a>(
    claim: &'a DraftClaim<'_>,
    data_set: &'a str,
) -> (&'a str, &'a str) {
    let source = if claim.source.is_empty() {
        data_set
    } else {
        &claim.source
    };
    let speaker = if claim.speaker.is_empty() {
        source
    } else {
        &claim.speaker
    };
    (speaker, source)
}

/// The slug of a row: its id with what slugs cannot hold replaced; its place in the file where it has none.
pub(super) fn slug(id: &str, kept_at: KeptAt) -> String {
    let mut slug: String = id
        .trim()
        .chars()
        .take(100)
        .map(|c| match c.to_ascii_lowercase() {
            c @ ('a'..='z' | '0'..='9' | '-' | '_') => c,
            _ => '-',
        })
        .collect();
    if slug.chars().all(|c| c == '-') {
        slug = format!("at-{}", kept_at.offset);
    }
    slug + &twin_suffix(kept_at)
}

/// What is added to the slugs of the second and later rows with one id: their number, and where there are more than
/// are counted, their place.
fn twin_suffix(kept_at: KeptAt) -> String {
    match kept_at.twin {
        0 => String::new(),
        u16::MAX => format!("_{}-{}", kept_at.file, kept_at.offset),
        twin => format!("_{}", u32::from(twin) + 1),
    }
}

fn interned(set: &mut Set<Box<str>>, text: &str) -> usize {
    match set.get_index_of(text) {
        Some(index) => index,
        None => set.insert_full(text.into()).0,
    }
}

fn all_interned<T: Hash + Eq>(set: &mut Set<T>, others: Set<T>) -> Vec<usize> {
    others
        .into_iter()
        .map(|other| set.insert_full(other).0)
        .collect()
}

impl super::DraftDate<'_> {
    /// When it was; quicker than [`when`](Self::when) for the most frequent dates.
    pub(super) fn span(&self) -> Option<TimeSpan> {
        match self {
            Self::None => None,
            Self::SomeDayIn(days) => Some(TimeSpan::some_day_in(*days)),
            Self::Whole(days) => Some(TimeSpan::whole(*days)),
            Self::Edtf(..) => self.when().map(|when| when.span()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::load::import::DraftDate;
    use crate::model::{Day, Window};

    #[test]
    fn the_quick_way_to_a_span_gives_the_same_one() {
        for (first, n) in [(18_000, 0), (18_000, 5), (18_262, 30)] {
            let days = Window::between(Day::from_number(first), Day::from_number(first + n));
            for date in [DraftDate::SomeDayIn(days), DraftDate::Whole(days)] {
                assert_eq!(date.span(), date.when().map(|when| when.span()), "{date:?}");
            }
        }
    }

    #[test]
    fn slugs_hold_what_slugs_can() {
        let at = |twin| KeptAt {
            offset: 7,
            n_bytes: 1,
            file: 0,
            twin,
        };
        assert_eq!(slug("SYR-2013/1", at(0)), "syr-2013-1");
        assert_eq!(slug("", at(0)), "at-7");
        assert_eq!(slug("a", at(1)), "a_2");
    }
}
