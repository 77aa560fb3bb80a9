//! A file of features: GeoJSON, KML or KMZ. It is read from one text, and each of its features can be read again from
//! its own bytes, so that no feature is kept in memory.

use std::borrow::Cow;
use std::sync::atomic::AtomicBool;

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
