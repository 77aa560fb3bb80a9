//! The command line and the window: the only file that knows eframe.

use std::backtrace::{Backtrace, BacktraceStatus};
use std::env;
use std::io::{self, Write as _};
use std::panic;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Duration, Instant};

use eframe::{CreationContext, Frame, NativeOptions};
use egui::{Ui, ViewportBuilder};
use event_atlas::app::{App, StateFile, ViewFile};
use event_atlas::cli::{self, Arguments, Outcome, Printed, Terminal};
use event_atlas::load::{Loaded, bundled_atlas, check_path, load};
use event_atlas::model::Catalog;
use event_atlas::state::{MapChoice, SavedView, ViewCommand};
use event_atlas::ui;

const TITLE: &str = "Event Atlas";
/// The size of the window at the first start, in points.
const FIRST_SIZE: (f32, f32) = (1_440.0, 900.0);
const LEAST_SIZE: (f32, f32) = (760.0, 480.0);

fn main() -> ExitCode {
    let started = Instant::now();
    tell_of_panics();
    let arguments = match cli::arguments(env::args_os(), &mut io::stderr()) {
        Ok(arguments) => arguments,
        Err(outcome) => return ExitCode::from(outcome.code()),
    };
    let outcome = match &arguments.command {
        Some(command) => cli::run(command, &mut io::stdout().lock(), &mut io::stderr()),
        None => match what_to_open(&arguments) {
            Ok(view) => return open_window(&arguments, view, started),
            Err(error) => {
                complain(&format!("event-atlas: {error}"));
                Ok(Outcome::WrongUsage)
            }
        },
    };
    match outcome {
        Ok(outcome) => ExitCode::from(outcome.code()),
        // A reader that closed its end, like `head`, has what it wanted.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(_unwritable) => ExitCode::from(Outcome::Failed.code()),
    }
}

/// Writes a line to where complaints go. When even this cannot be written, the exit code still tells.
fn complain(line: &str) {
    let mut complaints = Terminal::new(io::stderr().lock(), Printed::Lines);
    writeln!(complaints, "{line}").ok();
    complaints.finish().ok();
}

/// What is told of a mistake of the program goes the same way as all else: it may hold words of a file.
fn tell_of_panics() {
    panic::set_hook(Box::new(|panic| {
        complain(&format!("event-atlas: a mistake of the program: {panic}"));
        let trace = Backtrace::capture();
        if trace.status() == BacktraceStatus::Captured {
            let mut complaints = Terminal::new(io::stderr().lock(), Printed::Text);
            write!(complaints, "{trace}").ok();
            complaints.finish().ok();
        }
    }));
}

/// The view to begin with, after a look at whether all that is to be opened is there.
fn what_to_open(arguments: &Arguments) -> Result<Option<ViewFile>, String> {
    for path in &arguments.paths {
        check_path(path).map_err(|error| error.to_string())?;
    }
    arguments.view.as_deref().map(ViewFile::read).transpose()
}

fn open_window(arguments: &Arguments, view: Option<ViewFile>, started: Instant) -> ExitCode {
    let state_file = StateFile::default_path().map(|path| {
        if arguments.reset_state {
            StateFile::reset(path)
        } else {
            StateFile::open(path)
        }
    });
    let saved_size = state_file
        .as_ref()
        .and_then(StateFile::saved)
        .and_then(SavedView::window_size);
    let (width, height) = saved_size.unwrap_or(FIRST_SIZE);
    let options = NativeOptions {
        viewport: ViewportBuilder::default()
            .with_title(TITLE)
            .with_app_id("event-atlas")
            .with_inner_size([width, height])
            .with_min_inner_size([LEAST_SIZE.0, LEAST_SIZE.1]),
        // Pictures without a screen are to be the same as with one.
        dithering: false,
        system_font_fallback: false,
        ..NativeOptions::default()
    };
    let (app, loader) = app(arguments);
    // Addresses were checked when the atlas was read: http or https, with a host.
    let app = app.with_opener(|url| webbrowser::open(url).map_err(|error| error.to_string()));
    let mut app = app.with_picture(cli::picture_of).with_tile_cache();
    if let Some(path) = &arguments.basemap {
        app.choose_map(MapChoice::File(path.display().to_string()));
    }
    let app = match state_file {
        Some(state_file) => app.with_state_file(state_file),
        None => app,
    };
    let mut app = app.with_views();
    if let Some(view) = view {
        app.show_view(view);
    }
    let theme = arguments.theme;
    let opened = eframe::run_native(
        TITLE,
        options,
        Box::new(move |creation| {
            let mut app = app;
            if let Some(theme) = theme {
                app.apply(ViewCommand::SetTheme(theme.into()));
            }
            if let Some(loader) = loader {
                loader(creation.egui_ctx.clone());
            }
            Ok(Box::new(Shell::new(creation, app, started)))
        }),
    );
    match opened {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            complain(&format!("event-atlas: {}", sentence_for(&error)));
            ExitCode::from(Outcome::Failed.code())
        }
    }
}

type Loader = Box<dyn FnOnce(egui::Context)>;

/// The application, and what reads its atlas once there is a window. The bundled atlas is there at once.
fn app(arguments: &Arguments) -> (App, Option<Loader>) {
    if arguments.paths.is_empty() {
        return (App::new(load(&bundled_atlas())), None);
    }
    let empty = Loaded {
        catalog: Arc::new(Catalog::empty("Loading …")),
        findings: Vec::new(),
        columns: Vec::new(),
        files: Arc::default(),
    };
    let mut app = App::new(empty);
    if let Some(path) = arguments.paths.first() {
        app.remember_opened(&path.display().to_string());
    }
    let (paths, options) = (arguments.paths.clone(), arguments.import.options());
    let job = app.expect_atlas();
    let loader = move |ctx: egui::Context| {
        // Without a thread there is no atlas to show; the window stays and says that it is loading.
        job.start(paths, options, ctx).ok();
    };
    (app, Some(Box::new(loader)))
}

/// One sentence that says what is missing and what to do.
fn sentence_for(error: &eframe::Error) -> String {
    let packages = "On Debian and Ubuntu: libx11-6 libx11-xcb1 libxcursor1 libxi6 libxkbcommon-x11-0 libwayland-client0 \
        libegl1 libgl1 libvulkan1 mesa-vulkan-drivers libgl1-mesa-dri; on Fedora: libX11 libX11-xcb libXcursor libXi \
        libxkbcommon-x11 libwayland-client mesa-libEGL mesa-libGL vulkan-loader mesa-vulkan-drivers mesa-dri-drivers. \
        Without a window there are `event-atlas list` and `event-atlas render`.";
    let missing = match error {
        eframe::Error::Wgpu(_) => "no usable graphics driver",
        eframe::Error::Winit(_) | eframe::Error::WinitEventLoop(_) => {
            "no display to open a window on"
        }
        eframe::Error::AppCreation(_) => "the window could not be opened",
    };
    format!("{missing} ({}). {packages}", first_line(&error.to_string()))
}

fn first_line(text: &str) -> &str {
    text.lines()
        .next()
        .unwrap_or_default()
        .trim_end_matches(['.', ':'])
}

/// What eframe runs: the application, and a look at the clock for its first frame.
struct Shell {
    app: App,
    started: Option<Instant>,
    n_frames: usize,
    /// Since when frames are counted, and how many there were.
    second: Option<(Instant, u32)>,
}

impl Shell {
    fn new(creation: &CreationContext<'_>, app: App, started: Instant) -> Self {
        ui::install_theme(&creation.egui_ctx);
        if let Some(render_state) = &creation.wgpu_render_state {
            ui::install_renderer(&creation.egui_ctx, render_state);
        }
        let is_timed = env::var_os("EVENT_ATLAS_TIMING").is_some_and(|value| value == "1");
        Self {
            app,
            started: is_timed.then_some(started),
            n_frames: 0,
            second: is_timed.then(|| (Instant::now(), 0)),
        }
    }
}

impl eframe::App for Shell {
    fn logic(&mut self, ctx: &egui::Context, _frame: &mut Frame) {
        self.app.logic(ctx);
        // When the second frame begins, the first one is on the screen.
        if let Some(started) = self.started.take_if(|_| self.n_frames > 0) {
            let milliseconds = started.elapsed().as_millis();
            // Timing is for whoever asked for it; nothing depends on it.
            complain(&format!("first frame after {milliseconds} ms"));
        }
    }

    fn ui(&mut self, ui: &mut Ui, _frame: &mut Frame) {
        self.app.ui(ui);
        if self.started.is_some() {
            self.n_frames += 1;
            ui.ctx().request_repaint();
        }
        if let Some((since, n_frames)) = &mut self.second {
            *n_frames += 1;
            if since.elapsed() >= Duration::from_secs(1) {
                let per_second = f64::from(*n_frames) / since.elapsed().as_secs_f64();
                complain(&format!("{per_second:.0} frames a second"));
                (*since, *n_frames) = (Instant::now(), 0);
            }
        }
    }

    fn on_exit(&mut self) {
        self.app.save(true);
    }
}
