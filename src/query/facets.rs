//! How many events there would be for each value that could be asked for besides: the numbers in menus that
//! are seldom open, so they are not part of every answer.

use super::answer::in_window;
use super::passing::all_heard;
use super::{Index, Passing, Question, Speech};
use crate::model::{ActorId, Catalog, EventId};

/// For each actor that speaks: about how many events it claims, denies, questions or takes back something
/// ([`Speech::ALL`]), were it asked for besides those who are.
pub type Voices = Vec<(ActorId, [usize; 4])>;

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
