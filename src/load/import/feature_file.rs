//! A file of features: GeoJSON, KML or KMZ. It is read from one text, and each of its features can be read again from
//! its own bytes, so that no feature is kept in memory.

use std::borrow::Cow;
use std::sync::atomic::AtomicBool;

use memchr::memmem;

use super::feature::{Around, Decoded, decoded};
use super::geojson::{read_feature_again, read_geojson};
use super::kml::{document_of, read_kml, read_placemark_again};
use super::{Budget, Draft, OverBudget, Problem, Sink, Stands};

/// What a file of features is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FeatureForm {
    GeoJson,
    Kml,
    Kmz,
}

/// The text in which the features of a file stand.
#[derive(Debug)]
pub(super) enum FeatureText {
    /// The bytes of the file, from this one on.
    OfFile { n_before: usize },
    /// A text that was unpacked or made from another encoding.
    Made(Vec<u8>),
}

/// The most memory that a file of features may take while it is read.
const MOST_MEMORY: u64 = 2 * 1024 * 1024 * 1024;
/// What a feature takes while the file is read: where it stands, and its place, its sources and its claims.
const BYTES_PER_FEATURE: u64 = 300;
/// What it takes when they become a catalog, and the file is no longer held.
const BYTES_PER_EVENT: u64 = 900;

/// A refusal of a file that would take more memory than an import may, before it is read. How many features it has is
/// estimated by a sample from its beginning.
pub(super) fn too_large(form: FeatureForm, n_bytes: u64, sample: &[u8]) -> Option<Problem> {
    let words: &[&[u8]] = match form {
        FeatureForm::GeoJson => &[b"\"Feature\"", b"\"coordinates\""],
        FeatureForm::Kml => &[b"</Placemark"],
        // Of an archive nobody knows before it is unpacked, and then it is bounded.
        FeatureForm::Kmz => &[],
    };
    let n_in_sample = words
        .iter()
        .map(|word| memmem::find_iter(sample, word).count() as u64)
        .max()
        .unwrap_or(0);
    let n_features = n_in_sample.saturating_mul(n_bytes) / (sample.len() as u64).max(1);
    let needed = n_bytes
        .saturating_mul(2)
        .max(n_bytes.saturating_add(n_features.saturating_mul(BYTES_PER_FEATURE)))
        .max(n_features.saturating_mul(BYTES_PER_EVENT));
    if needed <= MOST_MEMORY {
        return None;
    }
    let in_mb = |n: u64| n.div_ceil(1_000_000);
    let message = format!(
        "the file has {} MB and some {n_features} entries; to read it would take about {} MB of memory, more than the {} MB that an import may take",
        in_mb(n_bytes),
        in_mb(needed),
        in_mb(MOST_MEMORY)
    );
    let most = u128::from(n_bytes) * u128::from(MOST_MEMORY) / u128::from(needed);
    let hint = format!(
        "cut it into files of at most {} MB, or save it as CSV, which is read row by row",
        most / 1_000_000
    );
    Some(Problem::error("", message).with_hint(hint))
}

/// A text as short as this is kept, so that its features are there whatever becomes of the file.
const SHORT: usize = 4 * 1024 * 1024;

/// Puts the features of a file into the sink, and gives the text from which each can be read again.
pub(super) fn read_features(
    form: FeatureForm,
    bytes: Vec<u8>,
    budget: &Budget<'_>,
    sink: &mut dyn Sink,
) -> Result<FeatureText, OverBudget> {
    if form == FeatureForm::Kmz {
        let Some((name, document)) = document_of(&bytes, budget, sink)? else {
            return Ok(FeatureText::Made(Vec::new()));
        };
        drop(bytes);
        let mut member = Member { name, sink };
        return read_bytes(FeatureForm::Kml, document, true, budget, &mut member);
    }
    read_bytes(form, bytes, false, budget, sink)
}

/// The same of bytes that are in no archive, or no longer.
fn read_bytes(
    form: FeatureForm,
    mut bytes: Vec<u8>,
    is_unpacked: bool,
    budget: &Budget<'_>,
    sink: &mut dyn Sink,
) -> Result<FeatureText, OverBudget> {
    let Decoded { text, n_before } = decoded(&bytes, budget, sink);
    match text {
        Cow::Borrowed(text) => read_text(form, text, budget, sink)?,
        Cow::Owned(text) => {
            drop(bytes);
            read_text(form, &text, budget, sink)?;
            return Ok(FeatureText::Made(text.into_bytes()));
        }
    }
    if is_unpacked || bytes.len() <= SHORT {
        bytes.drain(..n_before);
        bytes.shrink_to_fit();
        return Ok(FeatureText::Made(bytes));
    }
    Ok(FeatureText::OfFile { n_before })
}

fn read_text(
    form: FeatureForm,
    text: &str,
    budget: &Budget<'_>,
    sink: &mut dyn Sink,
) -> Result<(), OverBudget> {
    match form {
        FeatureForm::GeoJson => read_geojson(text, budget, sink),
        FeatureForm::Kml | FeatureForm::Kmz => read_kml(text, budget, sink),
    }
}

/// The draft of one feature from its own bytes and what was around it.
pub(super) fn draft_again(
    form: FeatureForm,
    bytes: &[u8],
    around: Around<'_>,
) -> Option<Draft<'static>> {
    let text = str::from_utf8(bytes).ok()?;
    let is_cancelled = AtomicBool::new(false);
    let budget = Budget::new(&is_cancelled);
    let mut again = Again(None);
    match form {
        FeatureForm::GeoJson => read_feature_again(text, around, &budget, &mut again),
        FeatureForm::Kml | FeatureForm::Kmz => {
            read_placemark_again(text, around, &budget, &mut again).ok()?;
        }
    }
    again.0
}

/// Tells in which file of an archive a problem stands.
struct Member<'a> {
    name: String,
    sink: &'a mut dyn Sink,
}

impl Sink for Member<'_> {
    fn event(&mut self, stands: &Stands<'_>, draft: Draft<'_>) {
        self.sink.event(stands, draft);
    }

    fn problem(&mut self, line: usize, column: usize, entry: Option<&str>, mut problem: Problem) {
        problem.message = format!("in {}: {}", self.name, problem.message);
        self.sink.problem(line, column, entry, problem);
    }
}

/// Takes one feature; what is wrong with it was told before.
struct Again(Option<Draft<'static>>);

impl Sink for Again {
    fn event(&mut self, _: &Stands<'_>, draft: Draft<'_>) {
        self.0 = Some(draft.into_owned());
    }

    fn problem(&mut self, _: usize, _: usize, _: Option<&str>, _: Problem) {}
}
