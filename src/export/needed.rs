//! Which kinds, places, actors and sources the events that leave name, those above before those that name them.

use std::collections::BTreeSet;

use super::ListingParts;
use super::shown::{Shown, shown};
use crate::model::{Actor, ActorId, Catalog, KindId, PlaceId, Source, SourceId};

/// The entries that go with the events. Actors and sources stand above those that name them.
#[derive(Debug, Default)]
pub(super) struct Needed {
    pub(super) kinds: Vec<KindId>,
    pub(super) places: Vec<PlaceId>,
    pub(super) actors: Vec<ActorId>,
    pub(super) sources: Vec<SourceId>,
}

impl Needed {
    pub(super) fn of(parts: ListingParts<'_>) -> Self {
        let mut kinds = BTreeSet::new();
        let mut places = BTreeSet::new();
        let mut actors = BTreeSet::new();
        let mut sources = BTreeSet::new();
        for shown in shown(parts) {
            kinds.insert(shown.event.kind);
            places.extend(shown.event.location.places());
            places.extend(&shown.event.mentions);
            actors.extend(actors_of(shown));
            sources.extend(shown.claims().map(|(_, claim)| claim.via));
        }
        let catalog = parts.catalog;
        Self {
            kinds: kinds.into_iter().collect(),
            places: places.into_iter().collect(),
            actors: above_first(actors, |actor| whole_of(catalog, actor)),
            sources: above_first(sources, |source| origins_of(catalog, source)),
        }
    }
}

/// Who takes part, speaks, was harmed, gave or received.
fn actors_of(shown: Shown<'_>) -> Vec<ActorId> {
    let participants = shown.event.participants.iter();
    let mut actors: Vec<ActorId> = participants.map(|other| other.actor).collect();
    actors.extend(shown.claims().map(|(_, claim)| claim.speaker));
    actors.extend(shown.casualties().filter_map(|casualty| casualty.whose));
    let transfers = shown.transfers();
    actors.extend(transfers.flat_map(|(_, transfer)| [transfer.from, transfer.to]));
    actors
}

fn whole_of(catalog: &Catalog, actor: ActorId) -> Vec<ActorId> {
    let whole = catalog.actor(actor).and_then(|actor: &Actor| actor.part_of);
    whole.into_iter().collect()
}

fn origins_of(catalog: &Catalog, source: SourceId) -> Vec<SourceId> {
    catalog
        .source(source)
        .map(|source: &Source| source.derived_from.clone())
        .unwrap_or_default()
}

/// What is needed and all that it names, in the order of the catalog as far as what is named can stand above.
/// Without recursion, because a chain may be as long as the catalog; a circle ends where it began.
fn above_first<I: Copy + Ord>(needed: BTreeSet<I>, named_by: impl Fn(I) -> Vec<I>) -> Vec<I> {
    let mut all = needed;
    let mut open: Vec<I> = all.iter().copied().collect();
    while let Some(next) = open.pop() {
        open.extend(
            named_by(next)
                .into_iter()
                .filter(|named| all.insert(*named)),
        );
    }
    let mut order = Vec::new();
    let (mut seen, mut placed) = (BTreeSet::new(), BTreeSet::new());
    for start in all {
        let mut path = vec![start];
        while let Some(top) = path.last().copied() {
            let is_new = seen.insert(top);
            let waiting: Vec<I> = named_by(top)
                .into_iter()
                .filter(|named| is_new && !seen.contains(named))
                .collect();
            if waiting.is_empty() {
                path.pop();
                if placed.insert(top) {
                    order.push(top);
                }
            } else {
                path.extend(waiting);
            }
        }
    }
    order
}

#[cfg(test)]
mod tests {
    use super::*;

    fn order(needed: &[u32], links: &[(u32, u32)]) -> Vec<u32> {
        above_first(needed.iter().copied().collect(), |id| {
            let named = links.iter().filter(|(from, _)| *from == id);
            named.map(|(_, to)| *to).collect()
        })
    }

    #[test]
    fn what_is_named_stands_above_and_the_rest_stays_in_order() {
        assert_eq!(order(&[1, 2, 3], &[]), [1, 2, 3]);
        assert_eq!(order(&[3], &[(3, 1), (1, 0)]), [0, 1, 3]);
        assert_eq!(order(&[0, 5], &[(0, 5), (5, 7)]), [7, 5, 0]);
        assert_eq!(order(&[4], &[(4, 1), (4, 2), (2, 3)]), [1, 3, 2, 4]);
    }

    #[test]
    fn a_circle_ends() {
        assert_eq!(order(&[1], &[(1, 2), (2, 1)]), [2, 1]);
        assert_eq!(order(&[1], &[(1, 1)]), [1]);
    }

    #[test]
    fn a_chain_may_be_long() {
        let n = 100_000;
        let chain = above_first(BTreeSet::from([0]), |id: u32| {
            (id < n).then_some(id + 1).into_iter().collect()
        });
        assert_eq!(chain.first(), Some(&n));
    }
}
