//! Drafts become columns: names are replaced by handles, and of the text only its place is kept.

use std::collections::HashSet;
use std::hash::{Hash, Hasher};

use foldhash::fast::FixedState;
use indexmap::{Equivalent, IndexMap, IndexSet};

use super::problems::{Problems, Told};
use super::{Draft, DraftClaim, DraftPlace};
use crate::model::{
    ActorId, Facts, KindId, LonLat, PlaceId, PlaceKind, PlacePrecision, Ragged, RowClaim, RowFacts,
    Slug, SourceId, TagId, TimeSpan, slug_hash, slug_hash_from,
};

type Set<T> = IndexSet<T, FixedState>;

/// Rows of one or more files, as far as they are kept in memory.
#[derive(Debug, Default, Clone)]
pub(super) struct Rows {
    pub(super) kinds: Set<Box<str>>,
    pub(super) actors: Set<Box<str>>,
    pub(super) sources: Set<SourceKey>,
    pub(super) places: IndexMap<PlaceKey, (), FixedState>,
    pub(super) facts: Facts,
    pub(super) claims: Ragged<RowClaim>,
    pub(super) parties: Ragged<ActorId>,
    pub(super) tag_names: Set<Box<str>>,
    pub(super) tags: Ragged<TagId>,
    /// Where the text of each row is kept.
    pub(super) kept_at: Spots,
    pub(super) problems: Problems,
}

/// Where a row is kept: from which byte of which file on, and how long it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct KeptAt {
    pub(super) offset: u64,
    pub(super) n_bytes: u32,
    pub(super) file: u16,
    /// Which of the rows with one id it is, so that each has a slug of its own.
    pub(super) twin: u32,
}

/// Where each row is kept, packed: there may be ten million of them.
#[derive(Debug, Default, Clone)]
pub(super) struct Spots {
    /// Where the row begins, counted from the base of its stretch.
    offsets: Vec<u32>,
    n_bytes: Vec<u32>,
    /// For each row which of its twins it is; nothing as long as no row has one.
    twins: Vec<u32>,
    stretches: Vec<Stretch>,
}

/// Rows one after the other in one file, from one of them on.
#[derive(Debug, Clone, Copy)]
struct Stretch {
    first_row: usize,
    file: u16,
    base: u64,
}

impl Spots {
    pub(super) fn push(&mut self, at: KeptAt) {
        let from_base = |stretch: &Stretch| {
            let offset = at.offset.checked_sub(stretch.base)?;
            u32::try_from(offset)
                .ok()
                .filter(|_| stretch.file == at.file)
        };
        let offset = self.stretches.last().and_then(from_base);
        let offset = offset.unwrap_or_else(|| {
            self.stretches.push(Stretch {
                first_row: self.offsets.len(),
                file: at.file,
                base: at.offset,
            });
            0
        });
        self.offsets.push(offset);
        self.n_bytes.push(at.n_bytes);
        if at.twin > 0 || !self.twins.is_empty() {
            self.set_twin(self.offsets.len() - 1, at.twin);
        }
    }

    pub(super) fn get(&self, row: usize) -> Option<KeptAt> {
        let after = self
            .stretches
            .partition_point(|stretch| stretch.first_row <= row);
        let stretch = self.stretches.get(after.checked_sub(1)?)?;
        Some(KeptAt {
            offset: stretch.base + u64::from(*self.offsets.get(row)?),
            n_bytes: *self.n_bytes.get(row)?,
            file: stretch.file,
            twin: self.twins.get(row).copied().unwrap_or(0),
        })
    }

    /// The first row of a file.
    pub(super) fn first_of_file(&self, file: u16) -> usize {
        let mut stretches = self.stretches.iter();
        let first = stretches.find(|stretch| stretch.file == file);
        first.map_or(0, |stretch| stretch.first_row)
    }

    /// The row after those of a file and of the files before it.
    pub(super) fn after_file(&self, file: u16) -> usize {
        let mut stretches = self.stretches.iter();
        let next = stretches.find(|stretch| stretch.file > file);
        next.map_or(self.offsets.len(), |stretch| stretch.first_row)
    }

    pub(super) fn set_twin(&mut self, row: usize, twin: u32) {
        self.twins.resize(self.offsets.len(), 0);
        if let Some(slot) = self.twins.get_mut(row) {
            *slot = twin;
        }
    }

    fn append(&mut self, others: &Self) {
        for row in 0..others.offsets.len() {
            others.get(row).into_iter().for_each(|at| self.push(at));
        }
    }

    pub(super) fn shrink(&mut self) {
        self.offsets.shrink_to_fit();
        self.n_bytes.shrink_to_fit();
        self.twins.shrink_to_fit();
    }
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

impl PlaceKey {
    /// Its position, bit by bit.
    pub(super) fn position(&self) -> [u8; 16] {
        let (lon, lat) = bits(self.at);
        ((u128::from(lon) << 64) | u128::from(lat)).to_le_bytes()
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
        // The rest has few values.
        self.name.hash(state);
        self.within.hash(state);
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
        let hashes = (0..self.facts.len()).filter_map(|row| {
            let number = u32::try_from(row).ok()?;
            Some((self.facts.slug_hash(row)?, number))
        });
        let mut order: Vec<(u64, u32)> = hashes.collect();
        order.sort_unstable();
        let mut twins = Vec::new();
        let mut taken: HashSet<u64, FixedState> = HashSet::default();
        for group in order.chunk_by(|a, b| a.0 == b.0) {
            let Some(((hash, first), others)) = group.split_first() else {
                continue;
            };
            let mut n = 0_u32;
            for (_, row) in others {
                let slug_hash;
                (n, slug_hash) = next_twin(*hash, n, |slug_hash| {
                    // Another row may have such an id from the start.
                    let found = order.binary_search_by_key(&slug_hash, |(hash, _)| *hash);
                    found.is_err() && taken.insert(slug_hash)
                });
                let row = *row as usize;
                self.kept_at.set_twin(row, n);
                self.facts.set_slug_hash(row, slug_hash);
                twins.push((row, *first as usize));
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
        let Self {
            facts,
            mut claims,
            mut parties,
            tags: mut tags_of,
            ..
        } = other;
        for claim in claims.items_mut() {
            claim.speaker = ActorId::from_index(of(&actors, claim.speaker.index()));
            claim.via = SourceId::from_index(of(&sources, claim.via.index()));
        }
        for actor in parties.items_mut() {
            *actor = ActorId::from_index(of(&actors, actor.index()));
        }
        for tag in tags_of.items_mut() {
            *tag = TagId::from_index(of(&tags, tag.index()));
        }
        self.claims.append(claims);
        self.parties.append(parties);
        self.tags.append(tags_of);
        self.facts.append(
            facts,
            |kind| KindId::from_index(of(&kinds, kind.index())),
            |place| PlaceId::from_index(of(&places, place.index())),
        );
        self.kept_at.append(&other.kept_at);
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
    let slug = Slug::text_like(id.trim(), 100);
    let slug = slug.unwrap_or_else(|| format!("at-{}", kept_at.offset));
    slug + &twin_suffix(kept_at.twin)
}

/// What is added to the slugs of the second and later rows with one id.
pub(super) fn twin_suffix(twin: u32) -> String {
    match twin {
        0 => String::new(),
        twin => format!("_{}", u64::from(twin) + 1),
    }
}

/// The first twin after `n` whose id is free, of rows with the id of this hash, and the hash of its own id. The last
/// one has an id whether it is free or not.
fn next_twin(hash: u64, mut n: u32, mut is_free: impl FnMut(u64) -> bool) -> (u32, u64) {
    loop {
        n = n.saturating_add(1);
        let slug_hash = slug_hash_from(hash, &twin_suffix(n));
        if is_free(slug_hash) || n == u32::MAX {
            return (n, slug_hash);
        }
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
        assert_eq!(slug("ა/1", at(0)), "ა-1");
    }

    #[test]
    fn spots_are_kept_in_files_of_any_size() {
        let at = |offset, file, twin| KeptAt {
            offset,
            n_bytes: 3,
            file,
            twin,
        };
        let far = 3 * u64::from(u32::MAX);
        let all = [
            at(9, 0, 0),
            at(12, 0, 0),
            at(far, 0, 0),
            at(far + 3, 0, 7),
            at(0, 1, 0),
        ];
        let mut spots = Spots::default();
        for at in all {
            spots.push(at);
        }
        let mut twice = spots.clone();
        twice.append(&spots);
        let got: Vec<KeptAt> = (0..11).filter_map(|row| twice.get(row)).collect();
        assert_eq!(got, [all, all].concat());
    }
}
