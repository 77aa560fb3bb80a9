//! Which atlas is open: opening another one, keeping this one when that comes to nothing, and going back to it.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use egui::Context;

use super::notice::Notice;
use super::opening::{Arrival, NotOpened, Opening, OpeningJob};
use super::{App, Before, Player, suggested_stem, views};
use crate::load::ImportOptions;
use crate::query::Solver;
use crate::state::{History, OpenRequest, Panel, SavedView, ViewCommand, ViewState};

impl App {
    /// Gets ready for an atlas that the job will read; what comes of it takes the place of what is shown.
    pub fn expect_atlas(&mut self) -> OpeningJob {
        if let Some(opening) = self.coming.take() {
            opening.progress.cancel();
            self.restore();
        }
        let (opening, job) = Opening::new();
        self.before = Some(Before {
            loaded: self.loaded.clone(),
            history: self.history.clone(),
        });
        self.not_opened = None;
        // What was said about another opening is not about this one.
        self.notice = None;
        self.coming = Some(opening);
        job
    }

    pub(super) fn open(&mut self, ctx: &Context, request: OpenRequest) {
        if let [path] = request.paths.as_slice()
            && views::is_view(Path::new(path))
        {
            self.open_view(path);
            return;
        }
        if let Some(path) = request.paths.first() {
            self.remember_opened(path);
        }
        let job = self.expect_atlas();
        let paths = request.paths.iter().map(PathBuf::from).collect();
        let options = ImportOptions {
            map: request.map,
            dates: request.dates,
        };
        if let Err(error) = job.start(paths, options, ctx.clone()) {
            self.coming = None;
            self.before = None;
            let why = format!("Nothing can be opened: {error}");
            self.notice = Some(Notice::trouble(why));
        }
    }

    /// Stops what is being opened. What was shown before is shown again.
    pub fn cancel_opening(&mut self) {
        let Some(opening) = self.coming.take() else {
            return;
        };
        opening.progress.cancel();
        self.restore();
        self.notice = Some(Notice::done(
            "The import was cancelled; nothing was changed.",
        ));
    }

    /// Shows what there was before something began to be opened.
    fn restore(&mut self) {
        if let Some(before) = self.before.take()
            && !Arc::ptr_eq(&before.loaded.catalog, &self.loaded.catalog)
        {
            self.exchange(before);
        }
    }

    /// Shows another atlas as it was looked at, and gives the one that was shown.
    fn exchange(&mut self, other: Before) -> Before {
        let solver = Solver::new(Arc::clone(&other.loaded.catalog));
        self.asker = self.asker.for_catalog(solver);
        self.memory.forget_atlas();
        self.memory.map.settle();
        self.flight = None;
        self.player = Player::Paused;
        // How things are shown is the reader's choice and stays.
        let (theme, names) = (self.view().theme, self.view().names);
        let left = Before {
            loaded: std::mem::replace(&mut self.loaded, other.loaded),
            history: std::mem::replace(&mut self.history, other.history),
        };
        self.history.apply(ViewCommand::SetTheme(theme));
        self.history.apply(ViewCommand::SetNames(names));
        if self.view().panels.is_open(Panel::Files) {
            // It was opened in the dialog, which has done its work.
            self.history.apply(ViewCommand::Toggle(Panel::Files));
        }
        self.suggested_name = suggested_stem(&self.loaded);
        left
    }

    /// Takes up what has been read so far, or keeps what was open when it came to nothing.
    pub(super) fn take_up(&mut self, arrival: Arrival) {
        let has_before = self
            .before
            .as_ref()
            .is_some_and(|before| !before.loaded.catalog.is_blank());
        if arrival.is_last
            && has_before
            && let Some(not_opened) = NotOpened::of(&arrival.loaded)
        {
            self.keep_open(not_opened);
            return;
        }
        let Arrival {
            loaded,
            solver,
            is_last,
        } = arrival;
        let is_first = self
            .before
            .as_ref()
            .is_some_and(|before| Arc::ptr_eq(&before.loaded.catalog, &self.loaded.catalog));
        // What was looked at in the part that came first is looked at in the whole.
        let saved = (!is_first).then(|| SavedView::new(&self.loaded.catalog, self.view(), None));
        let is_still_fitted = self.fitted == Some(self.view().camera);
        self.asker = self.asker.for_catalog(solver);
        self.loaded = loaded;
        self.memory.forget_atlas();
        let view = saved.and_then(|saved| saved.view(&self.loaded.catalog));
        // How things are shown is the reader's choice and stays; what is shown is another atlas's.
        let view = view.unwrap_or_else(|| ViewState {
            theme: self.view().theme,
            names: self.view().names,
            list_order: self.view().list_order,
            ..ViewState::default()
        });
        self.history = History::new(view);
        self.wants_fit = is_first || is_still_fitted;
        self.suggested_name = suggested_stem(&self.loaded);
        if is_last {
            self.coming = None;
            self.remember_earlier();
            let is_open = self.view().panels.is_open(Panel::Files);
            if self.loaded.columns.is_empty() == is_open {
                // A table that is not understood asks which column is what; one that is needs the dialog no more.
                self.history.apply(ViewCommand::Toggle(Panel::Files));
            }
            if is_first {
                self.take_up_saved_view();
            }
            self.show_coming_view();
        }
    }

    /// Keeps the atlas that was open before, so that the opening can be taken back.
    fn remember_earlier(&mut self) {
        let before = self.before.take();
        let Some(before) = before.filter(|before| !before.loaded.catalog.is_blank()) else {
            return;
        };
        let title = &self.loaded.catalog.header().title;
        self.notice = Some(Notice::done(format!(
            "Opened “{title}”. Ctrl+Z goes back to “{}”.",
            before.title()
        )));
        self.earlier = Some(before);
        self.later = None;
    }

    /// Says why something was not opened; what was open stays as it is.
    fn keep_open(&mut self, not_opened: NotOpened) {
        self.coming = None;
        self.restore();
        self.notice = Some(Notice::trouble(not_opened.sentences().join(" ")));
        self.not_opened = Some(not_opened);
        self.views.forget_coming();
        if !self.view().panels.is_open(Panel::Files) {
            self.history.apply(ViewCommand::Toggle(Panel::Files));
        }
    }

    /// One step back; at the beginning, to the atlas that was open before.
    pub(super) fn go_back(&mut self) {
        if !self.history.back() {
            self.show_earlier_atlas();
        }
    }

    /// One step forward; at the end, to the atlas that was left by going back.
    pub(super) fn go_forward(&mut self) {
        if self.history.forward() || self.coming.is_some() {
            return;
        }
        if let Some(later) = self.later.take() {
            let left = self.exchange(later);
            let said = format!(
                "“{}” again. Ctrl+Z goes back to “{}”.",
                self.loaded.catalog.header().title,
                left.title()
            );
            self.notice = Some(Notice::done(said));
            self.earlier = Some(left);
        }
    }

    pub(super) fn show_earlier_atlas(&mut self) {
        if self.coming.is_some() {
            return;
        }
        if let Some(earlier) = self.earlier.take() {
            let left = self.exchange(earlier);
            let said = format!(
                "Back at “{}”. Ctrl+Shift+Z goes to “{}” again.",
                self.loaded.catalog.header().title,
                left.title()
            );
            self.notice = Some(Notice::done(said));
            self.later = Some(left);
        }
    }
}
