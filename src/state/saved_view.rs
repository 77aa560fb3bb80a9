//! A view as it is written to disk: by the authors' names, so that it outlives the catalog it was made with.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::{Camera, DatedLine, Selection, Theme, ViewState};
use crate::model::{Catalog, Day, LonLat, NamePolicy, Window};
use crate::query::{MatchLevel, Speech, Voice};

/// The version of the file that is written; another one is not read.
const SCHEMA: u32 = 1;

/// A view and the window it was looked at in. Numbers from a file are kept in range when they are used.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SavedView {
    schema: u32,
    atlas: String,
    window_size: Option<(f32, f32)>,
    center: (f64, f64),
    zoom: f64,
    days: Option<(i32, i32)>,
    selection: Option<String>,
    text: String,
    kinds: Vec<String>,
    contested_only: bool,
    certain_only: bool,
    theme: SavedTheme,
    #[serde(default)]
    voices: Vec<(String, SavedSpeech)>,
    #[serde(default)]
    known_on: Option<i32>,
    #[serde(default = "as_in_source")]
    names: String,
    /// Lines of the past by their slugs.
    #[serde(default)]
    lines: Vec<String>,
    #[serde(default)]
    lines_drawn: SavedLinesDrawn,
}

/// When lines of the past are drawn.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
enum SavedLinesDrawn {
    #[default]
    InTheirTime,
    Always,
}

fn as_in_source() -> String {
    NamePolicy::AsInSource.slug()
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
enum SavedSpeech {
    Claims,
    Denies,
    Questions,
    Retracts,
}

impl From<Speech> for SavedSpeech {
    fn from(speech: Speech) -> Self {
        match speech {
            Speech::Claims => Self::Claims,
            Speech::Denies => Self::Denies,
            Speech::Questions => Self::Questions,
            Speech::Retracts => Self::Retracts,
        }
    }
}

impl From<SavedSpeech> for Speech {
    fn from(speech: SavedSpeech) -> Self {
        match speech {
            SavedSpeech::Claims => Self::Claims,
            SavedSpeech::Denies => Self::Denies,
            SavedSpeech::Questions => Self::Questions,
            SavedSpeech::Retracts => Self::Retracts,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
enum SavedTheme {
    System,
    Light,
    Dark,
}

/// Why a text is no saved view.
#[derive(Debug, Error)]
pub enum SavedViewError {
    /// It is not the text that was once written.
    #[error("the saved view cannot be read: {0}")]
    Text(#[from] ron::error::SpannedError),
    /// Another version of the program wrote it.
    #[error("the saved view has format {0}, this program reads format {SCHEMA}")]
    Schema(u32),
}

impl SavedView {
    /// The view of a catalog, and the size of the window in points.
    pub fn new(catalog: &Catalog, view: &ViewState, window_size: Option<(f32, f32)>) -> Self {
        let actor_of = |id| catalog.actor(id).map(|actor| actor.slug.to_string());
        let kind_of = |id| catalog.kind(id).map(|kind| kind.slug.to_string());
        Self {
            schema: SCHEMA,
            atlas: catalog.header().title.clone(),
            window_size,
            center: (view.camera.center().lon(), view.camera.center().lat()),
            zoom: view.camera.zoom(),
            days: view
                .window
                .map(|window| (window.first().number(), window.last().number())),
            selection: view.selection.and_then(|selection| selection.name(catalog)),
            text: view.filter.text.clone(),
            kinds: view
                .filter
                .kinds
                .iter()
                .filter_map(|kind| kind_of(*kind))
                .collect(),
            contested_only: view.filter.contested_only,
            certain_only: view.filter.match_level == MatchLevel::Certain,
            theme: match view.theme {
                Theme::System => SavedTheme::System,
                Theme::Light => SavedTheme::Light,
                Theme::Dark => SavedTheme::Dark,
            },
            voices: view
                .filter
                .voices
                .iter()
                .filter_map(|voice| Some((actor_of(voice.speaker)?, voice.speech.into())))
                .collect(),
            known_on: view.known_on.map(Day::number),
            names: view.names.slug(),
            lines: DatedLine::ALL
                .into_iter()
                .filter(|line| view.dated_lines.is_asked(*line))
                .map(|line| line.slug().to_owned())
                .collect(),
            lines_drawn: if view.dated_lines.are_tied() {
                SavedLinesDrawn::InTheirTime
            } else {
                SavedLinesDrawn::Always
            },
        }
    }

    /// The text of a saved view.
    pub fn to_text(&self) -> String {
        ron::ser::to_string_pretty(self, ron::ser::PrettyConfig::default()).unwrap_or_default()
    }

    /// Reads the text of a saved view.
    pub fn from_text(text: &str) -> Result<Self, SavedViewError> {
        let saved: Self = ron::from_str(text)?;
        if saved.schema == SCHEMA {
            Ok(saved)
        } else {
            Err(SavedViewError::Schema(saved.schema))
        }
    }

    /// The size of the window in points, if it is one that a screen can have.
    pub fn window_size(&self) -> Option<(f32, f32)> {
        self.window_size.filter(|(width, height)| {
            (320.0..=16_384.0).contains(width) && (240.0..=16_384.0).contains(height)
        })
    }

    /// The view for a catalog; what the catalog does not have is left out. `None` for another atlas.
    pub fn view(&self, catalog: &Catalog) -> Option<ViewState> {
        let theme = match self.theme {
            SavedTheme::System => Theme::System,
            SavedTheme::Light => Theme::Light,
            SavedTheme::Dark => Theme::Dark,
        };
        if self.atlas != catalog.header().title {
            return None;
        }
        let mut view = ViewState {
            theme,
            ..ViewState::default()
        };
        let (lon, lat) = self.center;
        view.camera = Camera::new(LonLat::clamped(lon, lat), self.zoom);
        view.window = self
            .days
            .map(|(first, last)| Window::between(Day::from_number(first), Day::from_number(last)));
        view.selection = self
            .selection
            .as_deref()
            .and_then(|name| Selection::named(catalog, name));
        view.known_on = self.known_on.map(Day::from_number);
        view.names = NamePolicy::of_slug(&self.names).unwrap_or_default();
        for line in DatedLine::ALL {
            if self.lines.iter().any(|slug| slug == line.slug()) {
                view.dated_lines.toggle(line);
            }
        }
        let are_tied = self.lines_drawn == SavedLinesDrawn::InTheirTime;
        view.dated_lines.tie(are_tied);
        view.filter.voices = self
            .voices
            .iter()
            .filter_map(|(speaker, speech)| {
                Some(Voice {
                    speaker: catalog.actor_by_slug(speaker)?,
                    speech: (*speech).into(),
                })
            })
            .collect();
        view.filter.text.clone_from(&self.text);
        view.filter.contested_only = self.contested_only;
        if self.certain_only {
            view.filter.match_level = MatchLevel::Certain;
        }
        view.filter.kinds = catalog
            .kinds()
            .filter(|(_, kind)| self.kinds.iter().any(|slug| slug == kind.slug.as_str()))
            .map(|(id, _)| id)
            .collect();
        Some(view)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_saved_view_comes_back() {
        let catalog = Catalog::empty("Test");
        let mut view = ViewState {
            theme: Theme::Dark,
            ..ViewState::default()
        };
        view.camera = Camera::new(LonLat::clamped(46.0, 39.5), 8.25);
        view.filter.text = "lachin".to_owned();
        view.known_on = Some(Day::from_number(18_000));
        view.names = NamePolicy::of_slug("en+hy").expect("a policy");
        view.dated_lines.toggle(DatedLine::Ceasefire);
        view.dated_lines.tie(false);
        let text = SavedView::new(&catalog, &view, Some((1024.0, 640.0))).to_text();
        let saved = SavedView::from_text(&text).expect("what was written can be read");
        assert_eq!(saved.window_size(), Some((1024.0, 640.0)));
        assert_eq!(saved.view(&catalog), Some(view));
        assert_eq!(saved.view(&Catalog::empty("Another")), None);
    }

    #[test]
    fn a_view_of_an_earlier_version_comes_back() {
        let text = "(schema: 1, atlas: \"Test\", window_size: None, center: (46.0, 39.5), zoom: 8.0,\n\
            days: Some((18000, 18100)), selection: Some(\"gone\"), text: \"\", kinds: [],\n\
            contested_only: true, certain_only: false, theme: Dark)";
        let saved = SavedView::from_text(text).expect("a view");
        let view = saved.view(&Catalog::empty("Test")).expect("the same atlas");
        assert!(view.filter.contested_only && view.theme == Theme::Dark);
        assert_eq!((view.known_on, view.names), (None, NamePolicy::AsInSource));
        assert_eq!(view.dated_lines, ViewState::default().dated_lines);
    }

    #[test]
    fn a_broken_or_poisoned_text_does_no_harm() {
        assert!(SavedView::from_text("").is_err());
        let catalog = Catalog::empty("Test");
        let good = SavedView::new(&catalog, &ViewState::default(), Some((1e9, f32::NAN))).to_text();
        for cut in 0..good.len() {
            if let Some(text) = good.get(..cut) {
                assert!(SavedView::from_text(text).is_err(), "cut at {cut}");
            }
        }
        let poisoned = good
            .replace("zoom: 2.0", "zoom: NaN")
            .replace("days: None", "days: Some((9, -2147483648))");
        let saved = SavedView::from_text(&poisoned).expect("still a view");
        assert_eq!(saved.window_size(), None);
        let view = saved.view(&catalog).expect("the same atlas");
        assert!(view.camera.zoom().is_finite());
        let window = view.window.expect("both its ends");
        assert!(window.first() <= window.last() && window.first() >= Day::DISTANT_PAST);
    }
}
