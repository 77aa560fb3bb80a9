//! One entry of a list with its place in its file, and the sink for what it gets wrong.

use std::ops::Range;

use serde::de::DeserializeOwned;

use super::mend;
use super::words::{article, words_for};
use crate::load::AtlasFile;
use crate::load::outline::{self, Lines, Step};
use crate::model::{
    Excerpt, Extent, Finding, LonLat, LonLatError, Sense, Severity, Slug, When, is_hidden, spelled,
};

/// One entry of a list, as a stretch of its file.
#[derive(Clone)]
pub(super) struct Entry<'a> {
    file: &'a AtlasFile,
    range: Range<usize>,
}

/// Where findings go.
pub(super) struct Sink {
    findings: Vec<Finding>,
    /// The lines of the file that was last complained about.
    lines: Option<(String, Lines)>,
    /// What was blanked of the entry that is being checked, as bytes of its file; `None` where it is whole.
    mended: Option<Vec<Range<usize>>>,
}

impl<'a> Entry<'a> {
    pub(super) fn new(file: &'a AtlasFile, range: Range<usize>) -> Self {
        Self { file, range }
    }

    /// The id as it stands in the text, whether the entry holds or not.
    pub(super) fn id(&self) -> Option<&'a str> {
        // It stands at the beginning of an entry; nobody looks for it in all of a broken file.
        const MAX_BYTES: usize = 16 * 1024;
        let mut end = self.file.text.len().min(self.range.start + MAX_BYTES);
        while !self.file.text.is_char_boundary(end) {
            end -= 1;
        }
        let near = self.file.text.get(..end)?;
        outline::text_field(near, self.range.start, "id")
    }

    /// Whether an entry with this id stands further down in its file.
    pub(super) fn stands_below(&self, id: &str) -> bool {
        let below = self.file.text.get(self.range.end..).unwrap_or_default();
        below.contains(&format!("id: \"{id}\""))
    }

    /// The byte where it begins.
    pub(super) fn start(&self) -> usize {
        self.range.start
    }

    /// Its text.
    pub(super) fn text(&self) -> &'a str {
        self.file.text.get(self.range.clone()).unwrap_or_default()
    }

    /// Where the value at `path` stands; where the entry begins if there is no such value.
    fn position_of(&self, path: &[Step]) -> usize {
        outline::locate(&self.file.text, self.range.start, path).unwrap_or(self.range.start)
    }
}

impl Sink {
    pub(super) fn new(findings: Vec<Finding>) -> Self {
        Self {
            findings,
            lines: None,
            mended: None,
        }
    }

    pub(super) fn into_findings(self) -> Vec<Finding> {
        self.findings
    }

    /// Whether the entry that was read last has mistakes: its rules are checked, and then it is set aside.
    pub(super) fn is_mended(&self) -> bool {
        self.mended.is_some()
    }

    /// The entries have been read; what follows is about whole ones.
    pub(super) fn forget_mended(&mut self) {
        self.mended = None;
    }

    fn position(&mut self, file: &AtlasFile, at: usize) -> (usize, usize) {
        if self
            .lines
            .as_ref()
            .is_none_or(|(name, _)| *name != file.name)
        {
            self.lines = Some((file.name.clone(), Lines::of(&file.text)));
        }
        self.lines
            .as_mut()
            .map_or((1, 1), |(_, lines)| lines.position(&file.text, at))
    }

    /// Notes an error at a byte of the file.
    pub(super) fn error_at(
        &mut self,
        entry: &Entry<'_>,
        at: usize,
        message: String,
        hint: Option<String>,
    ) {
        let (line, column) = self.position(entry.file, at);
        self.findings.push(Finding {
            file: entry.file.name.clone(),
            line,
            column,
            severity: Severity::Error,
            entry: entry
                .id()
                .filter(|id| !id.is_empty())
                .map(|id| spelled(id).into_owned()),
            message: cleaned(message),
            hint: hint.map(cleaned),
            excerpt: excerpt(&entry.file.text, at),
        });
    }

    /// Notes an error at the value that `path` leads to.
    pub(super) fn error(
        &mut self,
        entry: &Entry<'_>,
        path: &[Step],
        message: String,
        hint: Option<String>,
    ) {
        if let Some(at) = self.place_of(entry, path) {
            self.error_at(entry, at, message, hint);
        }
    }

    /// Notes something to look at, without setting anything aside.
    pub(super) fn warning(
        &mut self,
        entry: &Entry<'_>,
        path: &[Step],
        message: String,
        hint: Option<String>,
    ) {
        // What an entry with mistakes is worth a look for is seen when it is whole.
        if self.is_mended() {
            return;
        }
        let n_before = self.findings.len();
        self.error(entry, path, message, hint);
        for finding in self.findings.iter_mut().skip(n_before) {
            finding.severity = Severity::Warning;
        }
    }

    /// Where the value at `path` stands. `None` where a mended entry has nothing there, or a mistake that was
    /// told already.
    fn place_of(&self, entry: &Entry<'_>, path: &[Step]) -> Option<usize> {
        let Some(blanked) = &self.mended else {
            return Some(entry.position_of(path));
        };
        let at = outline::locate(&entry.file.text, entry.range.start, path)?;
        (!blanked.iter().any(|range| range.contains(&at))).then_some(at)
    }

    /// Reads the entry as a `T`, with a finding for each mistake. Where there is one, the sink is
    /// [mended](Self::is_mended) until the next entry is read.
    pub(super) fn parse<T: DeserializeOwned>(&mut self, entry: &Entry<'_>) -> Option<T> {
        self.parse_text(entry, entry.text())
    }

    /// Reads `text`, which stands where the entry begins.
    pub(super) fn parse_text<T: DeserializeOwned>(
        &mut self,
        entry: &Entry<'_>,
        text: &str,
    ) -> Option<T> {
        let reading = mend::read(text);
        let start = entry.range.start;
        for (at, mistake) in &reading.mistakes {
            let (mut message, hint) = words_for(mistake);
            // A missing field is noticed at the end of its struct; the beginning of its struct says more.
            let at = match mistake {
                ron::Error::MissingStructField { .. } => {
                    outline::bracket_closed_at(text, *at).unwrap_or(0)
                }
                ron::Error::Eof => outline::last_unclosed(text).unwrap_or(*at),
                _ => *at,
            };
            if matches!(mistake, ron::Error::Eof)
                && let Some(bracket) = text.get(at..).and_then(|rest| rest.chars().next())
            {
                message = format!("this `{bracket}` is never closed");
            }
            self.error_at(entry, start + at, message, hint);
        }
        if !reading.mistakes.is_empty() {
            self.neighbors_within(entry);
        }
        let blanked = reading.blanked.iter();
        self.mended = (!reading.mistakes.is_empty()).then(|| {
            blanked
                .map(|range| start + range.start..start + range.end)
                .collect()
        });
        reading.value
    }

    /// Entries that one with mistakes has swallowed are told, each for itself.
    fn neighbors_within(&mut self, entry: &Entry<'_>) {
        let text = &entry.file.text;
        for at in outline::orphans(entry.text()) {
            let at = entry.range.start + at;
            if at > entry.range.start && outline::is_no_deeper(text, at, entry.range.start) {
                let neighbor = Entry::new(entry.file, at..entry.range.end);
                let message = "this entry lies within another that does not hold".to_owned();
                let hint = "mend the one around it, and it loads".to_owned();
                self.error_at(&neighbor, at, message, Some(hint));
            }
        }
    }

    /// A slug, or a finding.
    pub(super) fn slug(&mut self, entry: &Entry<'_>, id: &str) -> Option<Slug> {
        match Slug::new(id) {
            Ok(slug) => Some(slug),
            Err(error) => {
                let hint = "ids are lower-case letters, digits, `-` and `_`".to_owned();
                self.error(entry, &[Step::Field("id")], error.to_string(), Some(hint));
                None
            }
        }
    }

    /// Notes that an id is given twice; the second entry is set aside.
    pub(super) fn duplicate(&mut self, entry: &Entry<'_>, noun: &str, slug: &Slug) {
        let message = format!("there already is {} `{slug}`", article(noun));
        let hint = "give it another id".to_owned();
        self.error(entry, &[Step::Field("id")], message, Some(hint));
    }

    /// A date, or a finding and none.
    pub(super) fn date(
        &mut self,
        entry: &Entry<'_>,
        path: &[Step],
        text: Option<&str>,
    ) -> Option<When> {
        self.date_as(entry, path, text, Sense::SomeTime)
    }

    /// A date whose months and years stand for some day of them, or for the whole of them.
    pub(super) fn date_as(
        &mut self,
        entry: &Entry<'_>,
        path: &[Step],
        text: Option<&str>,
        sense: Sense,
    ) -> Option<When> {
        match When::parse_as(text?, sense) {
            Ok(when) => Some(when),
            Err(error) => {
                let hint = "dates are EDTF; the manual has a table of them (data/README.md)";
                self.error(entry, path, error.to_string(), Some(hint.to_owned()));
                None
            }
        }
    }

    /// A position, or a finding and none. Numbers that fit the extent when swapped are said to be swapped.
    pub(super) fn lon_lat(
        &mut self,
        entry: &Entry<'_>,
        path: &[Step],
        (lon, lat): (f64, f64),
        extents: &[Extent],
    ) -> Option<LonLat> {
        match LonLat::new(lon, lat) {
            Ok(lon_lat) => Some(lon_lat),
            Err(error) => {
                let field = match error {
                    LonLatError::Longitude(_) => Step::Field("lon"),
                    LonLatError::Latitude(_) => Step::Field("lat"),
                };
                let swapped = LonLat::new(lat, lon).ok();
                let fits = |at| extents.iter().any(|extent| extent.contains(at));
                let hint = if swapped.is_some_and(fits) {
                    "are longitude and latitude swapped? It is (lon: …, lat: …)"
                } else {
                    "write degrees: lon from -180 to 180, lat from -90 to 90"
                };
                let path: Vec<Step> = path.iter().copied().chain([field]).collect();
                self.error(entry, &path, error.to_string(), Some(hint.to_owned()));
                None
            }
        }
    }
}

/// Text without control characters and without marks that turn its direction.
///
/// Such characters can make a terminal or a label show something else than what is written.
pub(super) fn clean(text: &str) -> String {
    text.chars()
        .map(|c| if c == '\n' || c == '\t' { ' ' } else { c })
        .filter(|c| {
            !c.is_control() && !matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
        })
        .collect()
}

/// The text itself where it is clean already.
fn cleaned(text: String) -> String {
    let clean = clean(&text);
    if clean == text { text } else { clean }
}

/// A cleaned copy of an optional text; an empty one counts as none.
pub(super) fn clean_some(text: Option<&str>) -> Option<String> {
    text.map(clean).filter(|text| !text.trim().is_empty())
}

/// The line that holds a byte, without control characters; of a long line, what is around the byte.
fn excerpt(text: &str, at: usize) -> Option<Excerpt> {
    const MAX_BEFORE: usize = 80;
    const MAX_CHARS: usize = 160;
    // No more of a long line is looked at than is shown.
    let mut from = at.saturating_sub(4 * MAX_BEFORE);
    while !text.is_char_boundary(from) {
        from += 1;
    }
    let near = text.get(from..at)?;
    let start = near.rfind('\n').map_or(from, |newline| from + newline + 1);
    let n_before = text.get(start..at)?.chars().count();
    let n_cut = n_before.saturating_sub(MAX_BEFORE);
    let shown_text = text.get(start..)?.chars();
    let line = shown_text.take_while(|c| !matches!(c, '\n' | '\r'));
    let shown = |c: char| if is_hidden(c) { ' ' } else { c };
    Some(Excerpt {
        text: line.skip(n_cut).take(MAX_CHARS).map(shown).collect(),
        n_before: n_before - n_cut,
    })
}
