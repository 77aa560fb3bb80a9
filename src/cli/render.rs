//! `render`: draws the same window off screen into a picture, through the same code as the screen.

use std::io::{self, Write};
use std::path::PathBuf;

use super::off_screen::rendered;
use super::saving::Target;
use super::{Outcome, RenderArguments, loaded, mention_findings, question, refuse_nothing};
use crate::app::App;
use crate::model::{Catalog, LonLat};
use crate::state::{Camera, MapChoice, Selection, ViewCommand};
use crate::tiles::Archive;

/// A picture is not larger than this on either side.
const MAX_SIDE: u32 = 8_192;

/// Reads `WxH`.
pub(super) fn size(text: &str) -> Result<(u32, u32), String> {
    let sides = text
        .split_once('x')
        .and_then(|(w, h)| Some((w.parse().ok()?, h.parse().ok()?)));
    match sides {
        Some((w, h)) if (320..=MAX_SIDE).contains(&w) && (240..=MAX_SIDE).contains(&h) => {
            Ok((w, h))
        }
        Some(_) => Err(format!(
            "width is from 320 and height from 240 to {MAX_SIDE}"
        )),
        None => Err("write it like 1440x900".to_owned()),
    }
}

/// Reads `LON,LAT`.
pub(super) fn center(text: &str) -> Result<(f64, f64), String> {
    let numbers = text
        .split_once(',')
        .and_then(|(lon, lat)| Some((lon.trim().parse().ok()?, lat.trim().parse().ok()?)));
    let (lon, lat) = numbers.ok_or_else(|| "write it like 46.2,39.3".to_owned())?;
    LonLat::new(lon, lat)
        .map(|at| (at.lon(), at.lat()))
        .map_err(|error| error.to_string())
}

/// Reads a zoom.
pub(super) fn zoom(text: &str) -> Result<f64, String> {
    let zoom: f64 = text
        .parse()
        .map_err(|_nonsense| "write a number from 2 to 18".to_owned())?;
    if (2.0..=18.0).contains(&zoom) {
        Ok(zoom)
    } else {
        Err("the zoom is from 2 to 18".to_owned())
    }
}

/// Reads the name of a picture.
pub(super) fn png(text: &str) -> Result<PathBuf, String> {
    let path = PathBuf::from(text);
    let is_png = path
        .extension()
        .is_some_and(|extension| extension.eq_ignore_ascii_case("png"));
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    if !is_png {
        Err("the picture is a PNG file, so end its name with .png".to_owned())
    } else if folder.is_some_and(|folder| !folder.is_dir()) {
        Err("there is no such folder".to_owned())
    } else {
        Ok(path)
    }
}

pub(super) fn render(
    arguments: &RenderArguments,
    out: &mut dyn Write,
    complaints: &mut dyn Write,
) -> io::Result<Outcome> {
    let mut app = match app(arguments) {
        Ok(app) => app,
        Err(message) => {
            writeln!(complaints, "event-atlas: {message}")?;
            return Ok(Outcome::WrongUsage);
        }
    };
    if refuse_nothing(app.loaded(), complaints)? {
        return Ok(Outcome::Failed);
    }
    let basemap = arguments.basemap.as_deref();
    let target = Target::new(&arguments.out, arguments.overwrite, app.loaded(), basemap);
    let target = match target {
        Ok(target) => target,
        Err(refused) => return refused.told(complaints),
    };
    mention_findings(app.loaded(), complaints)?;
    let (width, height) = arguments.size;
    let picture = rendered(&mut app, width, height);
    if let Some(why) = app.map_trouble() {
        writeln!(complaints, "event-atlas: the map: {why}")?;
    }
    let png = match picture {
        Ok(png) => png,
        Err(error) => {
            writeln!(complaints, "event-atlas: {error}")?;
            return Ok(Outcome::Failed);
        }
    };
    match target.save(&png) {
        Ok(notes) => {
            for note in notes {
                writeln!(complaints, "event-atlas: {note}")?;
            }
            let (to, counts) = (arguments.out.display(), app.answer().counts);
            writeln!(out, "{to}: {width}×{height}, {} events shown", counts.shown)?;
            Ok(Outcome::Fine)
        }
        Err(refused) => refused.told(complaints),
    }
}

/// What `--select` names: an event, or with `place:`, `source:` or `actor:` before it one of those.
fn selection(catalog: &Catalog, name: &str) -> Result<Selection, String> {
    let (noun, slug) = name.split_once(':').unwrap_or(("event", name));
    if !["event", "place", "source", "actor"].contains(&noun) {
        let message = "is nothing that can be selected; write place:, source: or actor:";
        return Err(format!("`{noun}:` {message}"));
    }
    Selection::named(catalog, name).ok_or_else(|| format!("the atlas has no {noun} `{slug}`"))
}

/// The application as the arguments want to see it, or a sentence why it cannot be.
fn app(arguments: &RenderArguments) -> Result<App, String> {
    let loaded = loaded(&arguments.paths, &arguments.import).map_err(|error| error.to_string())?;
    let mut app = App::for_picture(loaded);
    let catalog = &app.loaded().catalog;
    let question =
        question::question(catalog, &arguments.question).map_err(|error| error.to_string())?;
    let selected = arguments
        .select
        .as_deref()
        .map(|name| selection(catalog, name))
        .transpose()?;
    app.apply(ViewCommand::SetTheme(arguments.theme.into()));
    app.apply(ViewCommand::SetFilter(question.filter));
    app.apply(ViewCommand::SetWindow(question.window));
    app.apply(ViewCommand::SetKnownOn(question.knowledge.on));
    app.apply(ViewCommand::SetNames(arguments.names.unwrap_or_default()));
    app.apply(ViewCommand::Select(selected));
    if arguments.center.is_some() || arguments.zoom.is_some() {
        let (lon, lat) = arguments.center.unwrap_or_else(|| {
            let extent = app.loaded().catalog.header().extent;
            extent.map_or((0.0, 0.0), |extent| {
                (extent.center().lon(), extent.center().lat())
            })
        });
        let camera = Camera::new(LonLat::clamped(lon, lat), arguments.zoom.unwrap_or(7.0));
        app.apply(ViewCommand::MoveCamera(camera));
    }
    if let Some(path) = &arguments.basemap {
        // Looked at before anything is drawn, because a picture has nowhere to say why it is without it.
        Archive::open(path)?;
        app.choose_map(MapChoice::File(path.display().to_string()));
    }
    Ok(app)
}
