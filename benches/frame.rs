//! How long a frame of the real application takes with a million events while the window of time and the map
//! move: our part of it, without what a graphics driver does. `benches/README.md` has the figures.

mod catalogs;

use std::f64::consts::TAU;
use std::hint::black_box;
use std::io::{self, Write as _};
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use criterion::{Criterion, criterion_group, criterion_main};
use egui::{Context, RawInput, Rect, pos2, vec2};
use event_atlas::app::App;
use event_atlas::load::{Loaded, bundled_atlas, load};
use event_atlas::model::{LonLat, Window};
use event_atlas::state::{Camera, ViewCommand};
use event_atlas::ui;

const N_EVENTS: usize = 1_000_000;
/// As many as scrubbing must not be felt with.
const N_SCRUBBED: usize = 100_000;
/// At 60 frames a second, as long as a hand moves.
const N_FRAMES: usize = 300;

/// A small move of a hand.
type Step = fn(&mut Window1440);

/// The application with a window that nobody sees.
struct Window1440 {
    ctx: Context,
    app: App,
    n: usize,
}

impl Window1440 {
    /// With so many events.
    fn crowded(n_events: usize) -> Self {
        Self::new(Loaded {
            catalog: catalogs::catalog(n_events),
            findings: Vec::new(),
            columns: Vec::new(),
            files: Arc::default(),
        })
    }

    fn new(loaded: Loaded) -> Self {
        let app = App::new(loaded);
        let ctx = Context::default();
        ui::install_theme(&ctx);
        let mut window = Self { ctx, app, n: 0 };
        for _ in 0..30 {
            window.frame();
            thread::sleep(Duration::from_millis(10));
        }
        window
    }

    /// One frame, shapes and triangles included.
    fn frame(&mut self) -> Duration {
        self.n += 1;
        let input = RawInput {
            screen_rect: Some(Rect::from_min_size(pos2(0.0, 0.0), vec2(1_440.0, 900.0))),
            time: Some(self.n as f64 / 60.0),
            ..RawInput::default()
        };
        let started = Instant::now();
        let Self { ctx, app, .. } = self;
        let mut output = ctx.run_ui(input, |ui| {
            app.logic(&ui.ctx().clone());
            app.ui(ui);
        });
        let shapes = std::mem::take(&mut output.shapes);
        black_box(ctx.tessellate(shapes, 1.0));
        started.elapsed()
    }

    /// Moves the window of time a little on.
    fn scrub(&mut self) {
        let window = catalogs::tenth();
        let days = i32::try_from(self.n % 200).unwrap_or(0) * 3;
        let moved = Window::between(
            window.first().plus_days(days),
            window.last().plus_days(days),
        );
        self.app.apply(ViewCommand::DragWindow(Some(moved)));
    }

    /// Moves the map a little on, and in and out.
    fn pan(&mut self) {
        let turn = (self.n % 200) as f64 / 200.0 * TAU;
        let center = LonLat::clamped(40.0 + 12.0 * turn.cos(), 35.0 + 8.0 * turn.sin());
        let camera = Camera::new(center, 4.0 + turn.sin());
        self.app.apply(ViewCommand::MoveCamera(camera));
    }

    /// Moves the bundled atlas's map a little on, and in and out, as a hand does.
    fn pan_region(&mut self) {
        let turn = (self.n % 400) as f64 / 400.0 * TAU;
        let center = LonLat::clamped(46.3 + 1.5 * turn.cos(), 39.7 + 0.8 * turn.sin());
        let camera = Camera::new(center, 8.0 + 1.5 * (2.0 * turn).sin());
        self.app.apply(ViewCommand::MoveCamera(camera));
    }
}

fn frames(criterion: &mut Criterion) {
    let mut scrubbed = Window1440::crowded(N_SCRUBBED);
    let moves: [(&str, Step); 1] = [("scrub", Window1440::scrub)];
    said(&mut scrubbed, "100k", &moves);
    let mut window = Window1440::crowded(N_EVENTS);
    let moves: [(&str, Step); 2] = [("scrub", Window1440::scrub), ("pan", Window1440::pan)];
    said(&mut window, "1M", &moves);
    let mut bundled = Window1440::new(load(&bundled_atlas()));
    let region: [(&str, Step); 1] = [("pan", Window1440::pan_region)];
    said(&mut bundled, "bundled", &region);
    let mut group = criterion.benchmark_group("frame");
    group.sample_size(20);
    for (name, step) in moves {
        group.bench_function(format!("1M/{name}"), |bencher| {
            bencher.iter(|| {
                step(&mut window);
                window.frame()
            });
        });
    }
    group.bench_function("100k/scrub", |bencher| {
        bencher.iter(|| {
            scrubbed.scrub();
            scrubbed.frame()
        });
    });
    group.bench_function("bundled/pan", |bencher| {
        bencher.iter(|| {
            bundled.pan_region();
            bundled.frame()
        });
    });
    group.finish();
}

/// Prints how long the frames of a window take while something moves.
fn said(window: &mut Window1440, what: &str, moves: &[(&str, Step)]) {
    for (name, step) in moves {
        let mut took: Vec<Duration> = (0..N_FRAMES)
            .map(|_| {
                step(window);
                let took = window.frame();
                // A hand gives the other threads time between two frames; so does a screen.
                thread::sleep(Duration::from_millis(16).saturating_sub(took));
                took
            })
            .collect();
        took.sort();
        let at = |share: usize| {
            took.get(N_FRAMES * share / 100)
                .copied()
                .unwrap_or_default()
        };
        let said = format!(
            "frame/{what}/{name}: median {:?}, 95 of 100 within {:?}, longest {:?}",
            at(50),
            at(95),
            took.last().copied().unwrap_or_default()
        );
        writeln!(io::stdout(), "{said}").ok();
    }
}

criterion_group!(benches, frames);
criterion_main!(benches);
