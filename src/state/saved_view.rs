//! A view as it is written to disk: by the authors' names, so that it outlives the catalog it was made with.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::{
    AtEnd, Camera, DatedLine, Empty, Motion, Playback, Selection, StepSize, Theme, TimeMode,
    ViewState,
};
use crate::model::{Catalog, Day, LonLat, NamePolicy, Window};
use crate::query::{
    Amount, Facet, Filter, ListGroup, ListOrder, ListSort, MatchLevel, SortDirection, Speech,
    TimeUnit, Voice,
};

/// The version of the file that is written; another one is not read.
const SCHEMA: u32 = 1;

/// A view and the window it was looked at in. Numbers from a file are kept in range when they are used.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(clippy::struct_excessive_bools, reason = "earlier files have them")]
pub struct SavedView {
    schema: u32,
    /// What its reader calls it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    name: String,
    atlas: String,
    window_size: Option<(f32, f32)>,
    center: (f64, f64),
    zoom: f64,
    days: Option<(i32, i32)>,
    #[serde(default)]
    mode: SavedMode,
    #[serde(default)]
    playback: SavedPlayback,
    #[serde(default)]
    axis: Option<(i32, i32)>,
    selection: Option<String>,
    text: String,
    /// Of each facet what is chosen, by its slugs.
    #[serde(default)]
    choices: Vec<SavedChoice>,
    /// The events of a place or of an actor, by their slugs.
    #[serde(default)]
    place: Option<String>,
    #[serde(default)]
    actor: Option<String>,
    #[serde(default)]
    in_view: bool,
    /// What earlier versions of the program wrote of what is chosen.
    #[serde(default, skip_serializing)]
    kinds: Vec<String>,
    #[serde(default, skip_serializing)]
    contested_only: bool,
    certain_only: bool,
    theme: SavedTheme,
    #[serde(default)]
    voices: Vec<(String, SavedSpeech)>,
    #[serde(default)]
    known_on: Option<i32>,
    #[serde(default = "as_in_source")]
    names: String,
    #[serde(default)]
    list: SavedListOrder,
    /// How large everything is shown, and whether what changes moves.
    #[serde(default = "as_at_first")]
    window_zoom: f32,
    #[serde(default)]
    motion: SavedMotion,
    /// Lines of the past by their slugs.
    #[serde(default)]
    lines: Vec<String>,
    #[serde(default)]
    lines_drawn: SavedLinesDrawn,
}

/// How the window is read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
enum SavedMode {
    #[default]
    Window,
    UpTo,
    OnDay,
}

/// By how much time steps.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
enum SavedStep {
    #[default]
    Auto,
    Day,
    Week,
    Month,
    Year,
    NextEvent,
}

/// How time is played.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct SavedPlayback {
    step: SavedStep,
    ms_per_step: u32,
    is_looped: bool,
    skips_empty: bool,
    fade_steps: u8,
}

impl Default for SavedPlayback {
    fn default() -> Self {
        Playback::default().into()
    }
}

impl From<Playback> for SavedPlayback {
    fn from(playback: Playback) -> Self {
        Self {
            step: match playback.step {
                StepSize::NextEvent => SavedStep::NextEvent,
                StepSize::Unit(TimeUnit::Day) => SavedStep::Day,
                StepSize::Unit(TimeUnit::Week) => SavedStep::Week,
                StepSize::Unit(TimeUnit::Month) => SavedStep::Month,
                StepSize::Unit(TimeUnit::Year) => SavedStep::Year,
                StepSize::Auto | StepSize::Unit(_) => SavedStep::Auto,
            },
            ms_per_step: playback.ms_per_step,
            is_looped: playback.at_end == AtEnd::Loop,
            skips_empty: playback.empty == Empty::Skip,
            fade_steps: playback.fade_steps,
        }
    }
}

impl From<SavedPlayback> for Playback {
    fn from(saved: SavedPlayback) -> Self {
        Self {
            step: match saved.step {
                SavedStep::Auto => StepSize::Auto,
                SavedStep::Day => StepSize::Unit(TimeUnit::Day),
                SavedStep::Week => StepSize::Unit(TimeUnit::Week),
                SavedStep::Month => StepSize::Unit(TimeUnit::Month),
                SavedStep::Year => StepSize::Unit(TimeUnit::Year),
                SavedStep::NextEvent => StepSize::NextEvent,
            },
            ms_per_step: saved.ms_per_step,
            at_end: if saved.is_looped {
                AtEnd::Loop
            } else {
                AtEnd::Stop
            },
            empty: if saved.skips_empty {
                Empty::Skip
            } else {
                Empty::Keep
            },
            fade_steps: saved.fade_steps,
        }
    }
}

/// How the list is ordered.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct SavedListOrder {
    sort: SavedSort,
    is_backward: bool,
    group: SavedGroup,
}

/// By what events are sorted.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
enum SavedSort {
    Date,
    Place,
    Kind,
    Status,
}

/// What stands under one heading.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
enum SavedGroup {
    Nothing,
    Day,
    Month,
    Place,
}

impl Default for SavedListOrder {
    fn default() -> Self {
        ListOrder::default().into()
    }
}

impl From<ListOrder> for SavedListOrder {
    fn from(order: ListOrder) -> Self {
        Self {
            sort: match order.sort {
                ListSort::Date => SavedSort::Date,
                ListSort::Place => SavedSort::Place,
                ListSort::Kind => SavedSort::Kind,
                ListSort::Status => SavedSort::Status,
            },
            is_backward: order.direction == SortDirection::Backward,
            group: match order.group {
                ListGroup::None => SavedGroup::Nothing,
                ListGroup::Day => SavedGroup::Day,
                ListGroup::Month => SavedGroup::Month,
                ListGroup::Place => SavedGroup::Place,
            },
        }
    }
}

impl From<SavedListOrder> for ListOrder {
    fn from(saved: SavedListOrder) -> Self {
        Self {
            sort: match saved.sort {
                SavedSort::Date => ListSort::Date,
                SavedSort::Place => ListSort::Place,
                SavedSort::Kind => ListSort::Kind,
                SavedSort::Status => ListSort::Status,
            },
            direction: if saved.is_backward {
                SortDirection::Backward
            } else {
                SortDirection::Forward
            },
            group: match saved.group {
                SavedGroup::Nothing => ListGroup::None,
                SavedGroup::Day => ListGroup::Day,
                SavedGroup::Month => ListGroup::Month,
                SavedGroup::Place => ListGroup::Place,
            },
        }
    }
}

/// What is chosen of a facet.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct SavedChoice {
    facet: String,
    amount: SavedAmount,
    values: Vec<String>,
}

/// What an event must have of it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
enum SavedAmount {
    Any,
    None,
}

/// When lines of the past are drawn.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
enum SavedLinesDrawn {
    #[default]
    InTheirTime,
    Always,
}

/// Whether what changes moves.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
enum SavedMotion {
    #[default]
    Full,
    Reduced,
}

fn as_at_first() -> f32 {
    1.0
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
        Self {
            schema: SCHEMA,
            name: String::new(),
            atlas: catalog.header().title.clone(),
            window_size,
            center: (view.camera.center().lon(), view.camera.center().lat()),
            zoom: view.camera.zoom(),
            days: view
                .window
                .map(|window| (window.first().number(), window.last().number())),
            mode: match view.mode {
                TimeMode::Window => SavedMode::Window,
                TimeMode::UpTo => SavedMode::UpTo,
                TimeMode::OnDay => SavedMode::OnDay,
            },
            playback: view.playback.into(),
            axis: view
                .axis
                .map(|axis| (axis.first().number(), axis.last().number())),
            selection: view.selection.and_then(|selection| selection.name(catalog)),
            text: view.filter.text.clone(),
            choices: saved_choices(catalog, &view.filter),
            place: view
                .filter
                .place
                .and_then(|id| Some(catalog.place(id)?.slug.to_string())),
            actor: view.filter.actor.and_then(actor_of),
            in_view: view.is_in_view,
            kinds: Vec::new(),
            contested_only: false,
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
            list: view.list_order.into(),
            window_zoom: as_at_first(),
            motion: match view.motion {
                Motion::Full => SavedMotion::Full,
                Motion::Reduced => SavedMotion::Reduced,
            },
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

    /// The same under a name of its reader's.
    pub fn named(mut self, name: &str) -> Self {
        name.clone_into(&mut self.name);
        self
    }

    /// The same with everything as large as this, where 1 is as large as at first.
    pub fn zoomed(mut self, window_zoom: f32) -> Self {
        self.window_zoom = window_zoom;
        self
    }

    /// How large everything is shown, from a half to three times as large as at first.
    pub fn window_zoom(&self) -> f32 {
        if self.window_zoom.is_finite() {
            self.window_zoom.clamp(0.5, 3.0)
        } else {
            as_at_first()
        }
    }

    /// What its reader calls it; empty where nothing.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The title of the atlas it is a view of.
    pub fn atlas(&self) -> &str {
        &self.atlas
    }

    /// The view for a catalog; what the catalog does not have is left out. `None` for another atlas.
    pub fn view(&self, catalog: &Catalog) -> Option<ViewState> {
        self.view_and_missing(catalog).map(|(view, _)| view)
    }

    /// The same with what the catalog does not have, like "event `shootout`".
    pub fn view_and_missing(&self, catalog: &Catalog) -> Option<(ViewState, Vec<String>)> {
        if self.atlas != catalog.header().title {
            return None;
        }
        let theme = match self.theme {
            SavedTheme::System => Theme::System,
            SavedTheme::Light => Theme::Light,
            SavedTheme::Dark => Theme::Dark,
        };
        let window =
            |(first, last)| Window::between(Day::from_number(first), Day::from_number(last));
        let (lon, lat) = self.center;
        let mut missing = Vec::new();
        let mut view = ViewState {
            theme,
            motion: match self.motion {
                SavedMotion::Full => Motion::Full,
                SavedMotion::Reduced => Motion::Reduced,
            },
            camera: Camera::new(LonLat::clamped(lon, lat), self.zoom),
            window: self.days.map(window),
            mode: match self.mode {
                SavedMode::Window => TimeMode::Window,
                SavedMode::UpTo => TimeMode::UpTo,
                SavedMode::OnDay => TimeMode::OnDay,
            },
            playback: self.playback.into(),
            axis: self.axis.map(window),
            is_in_view: self.in_view,
            known_on: self.known_on.map(Day::from_number),
            names: NamePolicy::of_slug(&self.names).unwrap_or_default(),
            list_order: self.list.into(),
            filter: self.filter(catalog, &mut missing),
            ..ViewState::default()
        };
        if let Some(name) = &self.selection {
            view.selection = Selection::named(catalog, name);
            if view.selection.is_none() {
                missing.push(format!("selected `{name}`"));
            }
        }
        for line in DatedLine::ALL {
            if self.lines.iter().any(|slug| slug == line.slug()) {
                view.dated_lines.toggle(line);
            }
        }
        let are_tied = self.lines_drawn == SavedLinesDrawn::InTheirTime;
        view.dated_lines.tie(are_tied);
        Some((view, missing))
    }

    fn filter(&self, catalog: &Catalog, missing: &mut Vec<String>) -> Filter {
        let mut filter = Filter {
            text: self.text.clone(),
            ..Filter::default()
        };
        if self.certain_only {
            filter.match_level = MatchLevel::Certain;
        }
        let mut note = |noun: &str, slug: &str, is_there: bool| {
            if !is_there {
                missing.push(format!("{noun} `{slug}`"));
            }
        };
        for choice in &self.choices {
            let facet = Facet::ALL
                .into_iter()
                .find(|facet| facet.slug() == choice.facet);
            let Some(facet) = facet else {
                note("facet", &choice.facet, false);
                continue;
            };
            for slug in &choice.values {
                let value = facet.value_of_slug(catalog, slug);
                note(facet.slug(), slug, value.is_some());
                if let Some(value) = value.filter(|value| !filter.is_chosen(facet, *value)) {
                    filter.toggle(facet, value);
                }
            }
            filter.set_amount(
                facet,
                match choice.amount {
                    SavedAmount::Any => Amount::Any,
                    SavedAmount::None => Amount::None,
                },
            );
        }
        for slug in &self.kinds {
            let kind = Facet::Kind.value_of_slug(catalog, slug);
            note("kind", slug, kind.is_some());
            if let Some(kind) = kind {
                filter.toggle(Facet::Kind, kind);
            }
        }
        if self.contested_only {
            filter = filter.contested();
        }
        filter.place = self.place.as_deref().and_then(|slug| {
            let place = catalog.place_by_slug(slug);
            note("place", slug, place.is_some());
            place
        });
        filter.actor = self.actor.as_deref().and_then(|slug| {
            let actor = catalog.actor_by_slug(slug);
            note("actor", slug, actor.is_some());
            actor
        });
        for (slug, speech) in &self.voices {
            let speaker = catalog.actor_by_slug(slug);
            note("actor", slug, speaker.is_some());
            filter.voices.extend(speaker.map(|speaker| Voice {
                speaker,
                speech: (*speech).into(),
            }));
        }
        filter
    }
}

fn saved_choices(catalog: &Catalog, filter: &Filter) -> Vec<SavedChoice> {
    let choices = filter.choices.iter();
    choices
        .map(|(facet, choice)| SavedChoice {
            facet: facet.slug().to_owned(),
            amount: match choice.amount {
                Amount::Any => SavedAmount::Any,
                Amount::None => SavedAmount::None,
            },
            values: choice
                .values
                .iter()
                .filter_map(|value| facet.slug_of(catalog, *value))
                .collect(),
        })
        .collect()
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
        view.mode = TimeMode::UpTo;
        view.playback.step = StepSize::NextEvent;
        view.list_order = ListOrder {
            sort: ListSort::Kind,
            direction: SortDirection::Backward,
            group: ListGroup::Place,
        };
        view.is_in_view = true;
        view.filter = view.filter.contested();
        view.filter.set_amount(Facet::Status, Amount::None);
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
        assert_eq!(view.filter, Filter::default().contested());
        assert_eq!(view.theme, Theme::Dark);
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
