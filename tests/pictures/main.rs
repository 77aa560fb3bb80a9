//! Pictures of the window, compared with those beside this file. They need a graphics driver; a software
//! one (Mesa's lavapipe) will do. `UPDATE_SNAPSHOTS=1` takes new ones; look at them before keeping them.
#![expect(clippy::expect_used, reason = "a test may panic")]

use egui_kittest::{SnapshotOptions, SnapshotResults, try_image_snapshot_options};
use event_atlas::app::App;
use event_atlas::cli::{RenderError, rendered, rendered_by_egui};
use event_atlas::load::{bundled_atlas, load};
use event_atlas::model::{Day, LonLat, NamePolicy, Window};
use event_atlas::query::{Filter, ListGroup, ListOrder, ListSort, SortDirection};
use event_atlas::state::{Camera, Panel, Selection, Theme, TimeMode, ViewCommand};
use image::RgbaImage;

const WIDTH: u32 = 1_000;
const HEIGHT: u32 = 640;

/// The window after these changes of the view, in light.
fn picture(commands: impl IntoIterator<Item = ViewCommand>) -> RgbaImage {
    let mut app = App::for_picture(load(&bundled_atlas()));
    app.apply(ViewCommand::SetTheme(Theme::Light));
    for command in commands {
        app.apply(command);
    }
    let png = rendered(&mut app, WIDTH, HEIGHT).expect("a graphics driver");
    image::load_from_memory(&png)
        .expect("a picture")
        .into_rgba8()
}

fn select(slug: &str) -> ViewCommand {
    let loaded = load(&bundled_atlas());
    ViewCommand::Select(loaded.catalog.event_by_slug(slug).map(Selection::Event))
}

fn select_place(slug: &str) -> ViewCommand {
    let loaded = load(&bundled_atlas());
    ViewCommand::Select(loaded.catalog.place_by_slug(slug).map(Selection::Place))
}

fn names(policy: &str) -> NamePolicy {
    NamePolicy::of_slug(policy).expect("a policy")
}

fn july() -> ViewCommand {
    let day = |day| Day::from_ymd(2021, 7, day).expect("a day");
    ViewCommand::SetWindow(Some(Window::between(day(1), day(31))))
}

fn up_to_july() -> ViewCommand {
    let day = |day| Day::from_ymd(2021, 7, day).expect("a day");
    ViewCommand::SetTime(TimeMode::UpTo, Some(Window::between(day(1), day(31))))
}

fn look_at(lon: f64, lat: f64, zoom: f64) -> ViewCommand {
    ViewCommand::MoveCamera(Camera::new(LonLat::clamped(lon, lat), zoom))
}

#[test]
fn lighter_shaders_draw_what_those_of_egui_draw() {
    let drawn = |draw: fn(&mut App, u32, u32) -> Result<Vec<u8>, RenderError>| {
        let mut app = App::for_picture(load(&bundled_atlas()));
        app.apply(ViewCommand::SetTheme(Theme::Dark));
        app.apply(select("yeraskh-shootout"));
        let png = draw(&mut app, WIDTH, HEIGHT).expect("a graphics driver");
        let image = image::load_from_memory(&png).expect("a picture");
        image.into_rgba8()
    };
    let (light, full) = (drawn(rendered), drawn(rendered_by_egui));
    assert_eq!(light.dimensions(), full.dimensions());
    let n_other = light
        .pixels()
        .zip(full.pixels())
        .filter(|(a, b)| a.0.iter().zip(b.0).any(|(a, b)| a.abs_diff(b) > 2))
        .count();
    assert!(n_other < 20, "{n_other} pixels differ");
    let first = full.get_pixel(0, 0);
    let n_painted = full.pixels().filter(|pixel| *pixel != first).count();
    assert!(n_painted > 100_000, "{n_painted} pixels are painted at all");
}

#[test]
fn the_window_looks_as_it_did() {
    // Software drivers compile for the processor at hand, so single pixels may differ a little.
    let options = || {
        SnapshotOptions::default()
            .threshold(1.0)
            .max_failed_pixels(80)
            .output_path("tests/pictures")
    };
    let mut results = SnapshotResults::new();
    for (name, commands) in [
        ("start", vec![]),
        (
            "yeraskh_dark",
            vec![
                ViewCommand::SetTheme(Theme::Dark),
                select("yeraskh-shootout"),
            ],
        ),
        (
            "july_with_names_in_six_scripts",
            vec![july(), select("trucks-into-karabakh")],
        ),
        (
            "a_place_in_two_languages",
            vec![
                select_place("kelbajar"),
                ViewCommand::SetNames(names("en+hy")),
            ],
        ),
        (
            "an_exchange_with_names_in_persian",
            vec![
                select("mine-map-exchange"),
                ViewCommand::SetNames(names("fa")),
            ],
        ),
        (
            "as_known_on_30_june_2021",
            vec![
                ViewCommand::SetKnownOn(Day::from_ymd(2021, 6, 30)),
                select("advance-of-12-may"),
            ],
        ),
        (
            "contested_up_to_july_with_ghost_bars",
            vec![
                ViewCommand::SetFilter(Filter::default().contested()),
                up_to_july(),
                select("yeraskh-shootout"),
            ],
        ),
        (
            "a_search_under_headings_for_places_dark",
            vec![
                ViewCommand::SetTheme(Theme::Dark),
                ViewCommand::SetText("lachin".to_owned()),
                ViewCommand::SetListOrder(ListOrder {
                    sort: ListSort::Kind,
                    direction: SortDirection::Backward,
                    group: ListGroup::Place,
                }),
                select("peacekeepers-deployed"),
            ],
        ),
        ("palette_dark", {
            let dark = ViewCommand::SetTheme(Theme::Dark);
            vec![dark, ViewCommand::Toggle(Panel::Palette)]
        }),
        (
            "near",
            vec![look_at(46.2, 39.3, 9.4), ViewCommand::Toggle(Panel::List)],
        ),
        (
            "world",
            vec![
                look_at(40.0, 35.0, 2.6),
                ViewCommand::Toggle(Panel::Timeline),
            ],
        ),
    ] {
        results.add(try_image_snapshot_options(
            &picture(commands),
            name,
            &options(),
        ));
    }
}

#[test]
fn the_same_view_is_the_same_picture() {
    assert!(
        picture([july()]) == picture([july()]),
        "two pictures of one view differ"
    );
}

#[test]
fn what_is_filtered_out_leaves_the_map() {
    let all = picture([look_at(46.2, 39.4, 7.5)]);
    let none = picture([
        look_at(46.2, 39.4, 7.5),
        ViewCommand::SetText("no such word".to_owned()),
    ]);
    let map = |picture: &RgbaImage| {
        // The middle of the map, where no control floats.
        image::imageops::crop_imm(picture, 420, 80, 400, 300).to_image()
    };
    assert!(map(&all) != map(&none), "the marks are still there");
}
