//! Reads features again: each from its own bytes, and with what was around it.

use std::ops::{ControlFlow, Range};

use super::feature::{Around, KeptAround};
use super::feature_file::{FeatureForm, draft_again};
use super::kept::Kept;
use super::{Draft, Text};

/// The features of a file, as far as they are kept in memory: where each stands.
#[derive(Debug)]
pub(super) struct KeptFeatures {
    kept: Kept,
    /// The bytes of what is kept that stand before the text.
    n_before: u64,
    form: FeatureForm,
    places: FeaturePlaces,
}

/// Where the features of a text stand, in its order.
#[derive(Debug, Default)]
pub(super) struct FeaturePlaces {
    /// The first byte of each, and how many there are.
    bytes: Vec<(u32, u32)>,
    /// What is around the features from one on, up to the next entry.
    around: Vec<(usize, KeptAround)>,
}

/// So much is read at once where all features are gone over.
const RUN_BYTES: u64 = 4 * 1024 * 1024;

impl FeaturePlaces {
    pub(super) fn push(&mut self, bytes: &Range<usize>, around: Around<'_>) {
        let last = self.around.last();
        if last.is_none_or(|(_, last)| last.around() != around) {
            self.around.push((self.bytes.len(), around.kept()));
        }
        let start = u32::try_from(bytes.start).unwrap_or(u32::MAX);
        let n_bytes = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
        self.bytes.push((start, n_bytes));
    }

    pub(super) fn len(&self) -> usize {
        self.bytes.len()
    }

    /// What is around a feature.
    fn around(&self, n: usize) -> Option<Around<'_>> {
        let behind = self.around.partition_point(|(first, _)| *first <= n);
        let (_, around) = self.around.get(behind.checked_sub(1)?)?;
        Some(around.around())
    }
}

impl KeptFeatures {
    pub(super) fn new(
        kept: Kept,
        n_before: usize,
        form: FeatureForm,
        mut places: FeaturePlaces,
    ) -> Self {
        places.bytes.shrink_to_fit();
        places.around.shrink_to_fit();
        Self {
            kept,
            n_before: n_before as u64,
            form,
            places,
        }
    }

    /// Whether the text is that which was there at first.
    pub(super) fn is_unchanged(&self) -> bool {
        self.kept.is_unchanged()
    }

    /// The draft of a feature, counted from 0; `None` where the file was changed meanwhile.
    pub(super) fn draft(&self, n: usize) -> Option<Draft<'static>> {
        let (start, n_bytes) = *self.places.bytes.get(n)?;
        let bytes = self
            .kept
            .again(self.n_before + u64::from(start), n_bytes as usize)?;
        draft_again(self.form, &bytes, self.places.around(n)?)
    }

    /// Visits the words of some features, in their order; those of none that cannot be read any more.
    pub(super) fn each_text(
        &self,
        features: Range<usize>,
        visit: &mut dyn FnMut(usize, &str) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        let first = features.start;
        let mut n = first;
        while n < features.end {
            let Some((start, _)) = self.places.bytes.get(n).copied() else {
                break;
            };
            let start = u64::from(start);
            let rest = self.places.bytes.get(n..features.end).unwrap_or_default();
            let end_of = |(at, n_bytes): &(u32, u32)| u64::from(*at) + u64::from(*n_bytes);
            let is_of_run = |place: &&(u32, u32)| end_of(place) <= start + RUN_BYTES;
            let n_of_run = rest.iter().take_while(is_of_run).count().max(1);
            let run = rest.get(..n_of_run).unwrap_or_default();
            let end = run.last().map_or(start, end_of);
            let n_bytes = usize::try_from(end - start).unwrap_or(0);
            let bytes = self.kept.again(self.n_before + start, n_bytes);
            let bytes = bytes.unwrap_or_default();
            for (order, (at, n_bytes)) in run.iter().enumerate() {
                let from = usize::try_from(u64::from(*at) - start).unwrap_or(usize::MAX);
                let until = from.saturating_add(*n_bytes as usize);
                let around = self.places.around(n + order);
                let draft = bytes
                    .get(from..until)
                    .zip(around)
                    .and_then(|(bytes, around)| draft_again(self.form, bytes, around));
                let text = draft.as_ref().map(words).unwrap_or_default();
                visit(n + order - first, &text)?;
            }
            n += n_of_run;
        }
        ControlFlow::Continue(())
    }
}

/// The words of a draft.
fn words(draft: &Draft<'_>) -> String {
    let mut words: Vec<&str> = vec![&draft.title, &draft.kind];
    words.extend(draft.phrase.as_deref());
    words.extend(draft.note.as_deref());
    words.extend(draft.tags.iter().map(|tag: &Text<'_>| &**tag));
    words.extend(draft.parties.iter().map(|party: &Text<'_>| &**party));
    if let Some(place) = &draft.place {
        words.extend([&*place.name, &*place.within]);
    }
    for claim in &draft.claims {
        words.extend([&*claim.speaker, &*claim.says, &*claim.source]);
    }
    words.join("\n")
}
