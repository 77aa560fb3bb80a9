//! How many events there would be for each value that could be asked for besides: the numbers in menus that
//! are seldom open, so they are not part of every answer.

use super::answer::in_window;
use super::passing::all_heard;
use super::{Facet, FacetValue, Index, Passing, Question, Speech};
use crate::model::{ActorId, Catalog, EventId};

/// For each actor that speaks: about how many events it claims, denies, questions or takes back something
/// ([`Speech::ALL`]), were it asked for besides those who are.
pub type Voices = Vec<(ActorId, [usize; 4])>;

/// For each value of a facet how many events there would be, were it the only one chosen.
pub type FacetCounts = Vec<(FacetValue, usize)>;

/// Counts the values of a facet under all other parts of a question. Those that no event has are left out.
pub fn facet_counts(
    catalog: &Catalog,
    index: &Index,
    question: &Question,
    passing: &Passing,
    facet: Facet,
) -> FacetCounts {
    let mut events = in_window(index, question).possible;
    events.intersect_with(passing.but_facet(facet));
    let values = index.facet(catalog, facet);
    let mut counts = vec![0_usize; facet.n_values(catalog)];
    for event in events.ones() {
        for value in values.of(event) {
            if let Some(n) = counts.get_mut(value.index()) {
                *n += 1;
            }
        }
    }
    let counted = counts.into_iter().enumerate();
    counted
        .map(|(value, n)| (FacetValue::from_index(value), n))
        .filter(|(value, n)| *n > 0 || question.filter.is_chosen(facet, *value))
        .collect()
}

/// Counts the voices of a question.
pub fn voices(catalog: &Catalog, index: &Index, question: &Question) -> Voices {
    let passing = Passing::new(catalog, index, &question.filter);
    voices_passing(catalog, index, question, &passing)
}

/// Counts the voices of a question of which it is known what passes its filter.
pub fn voices_passing(
    catalog: &Catalog,
    index: &Index,
    question: &Question,
    passing: &Passing,
) -> Voices {
    let asked = &question.filter.voices;
    let mut per_voice = vec![[0_usize; 4]; catalog.actors().len()];
    let mut events = in_window(index, question).possible;
    events.intersect_with(passing.but_voices());
    for event in events.ones() {
        for voice in index.voices(event) {
            let is_heard = asked.is_empty() || {
                let id = EventId::from_index(event);
                let voices = asked.iter().copied().chain([*voice]);
                all_heard(catalog, index, id, voices)
            };
            let counts = per_voice.get_mut(voice.speaker.index());
            if let Some(n) = counts.and_then(|counts| counts.get_mut(voice.speech.index())) {
                *n += usize::from(is_heard);
            }
        }
    }
    debug_assert_eq!(Speech::ALL.len(), 4, "a number for each way of speaking");
    catalog
        .actors()
        .zip(per_voice)
        .filter(|((actor, _), _)| index.speaks(*actor))
        .map(|((actor, _), counts)| (actor, counts))
        .collect()
}
