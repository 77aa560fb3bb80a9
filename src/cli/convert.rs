//! `convert`: writes the events that answer into a file of another format, and says what it cannot hold.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::off_screen::rendered;
use super::saving::Target;
use super::{ConvertArguments, Outcome, loaded, mention_findings, question, refuse_nothing};
use crate::app::App;
use crate::export::{Format, ListingParts, export};
use crate::query::{Counts, Index, Question, answer};
use crate::state::{Panel, Theme, ViewCommand};

/// The size of the picture that goes into a dossier, or that is written.
const PICTURE_SIZE: (u32, u32) = (1440, 900);

/// Reads the name of a file to write; its ending says what it becomes.
pub(super) fn target(text: &str) -> Result<PathBuf, String> {
    let path = PathBuf::from(text);
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    if Format::of_path(&path).is_none() {
        let known = Format::ALL.map(|format| format!(".{}", format.extension()));
        Err(format!("end its name with one of {}", known.join(", ")))
    } else if path.is_dir() {
        Err("this is a folder".to_owned())
    } else if folder.is_some_and(|folder| !folder.is_dir()) {
        Err("there is no such folder".to_owned())
    } else {
        Ok(path)
    }
}

pub(super) fn convert(
    arguments: &ConvertArguments,
    out: &mut dyn Write,
    complaints: &mut dyn Write,
) -> io::Result<Outcome> {
    let (mut app, question, format) = match prepared(arguments) {
        Ok(prepared) => prepared,
        Err(message) => {
            writeln!(complaints, "event-atlas: {message}")?;
            return Ok(Outcome::WrongUsage);
        }
    };
    if refuse_nothing(app.loaded(), complaints)? {
        return Ok(Outcome::Failed);
    }
    let target = Target::new(&arguments.to, arguments.overwrite, app.loaded(), None);
    let target = match target {
        Ok(target) => target,
        Err(refused) => return refused.told(complaints),
    };
    mention_findings(app.loaded(), complaints)?;
    let picture = if format.has_picture() {
        picture(&mut app, &question, arguments, format)
    } else {
        Ok(None)
    };
    let picture = match picture {
        Ok(picture) => picture,
        // A dossier can do without.
        Err(message) if format == Format::Dossier => {
            writeln!(
                complaints,
                "event-atlas: without a picture of the map: {message}"
            )?;
            None
        }
        Err(message) => {
            writeln!(complaints, "event-atlas: {message}")?;
            return Ok(Outcome::Failed);
        }
    };
    let catalog = &app.loaded().catalog;
    let index = Index::new(catalog, question.knowledge);
    let answer = answer(catalog, &index, &question);
    let parts = ListingParts {
        catalog,
        index: &index,
        question: &question,
        answer: &answer,
        names: arguments.names.unwrap_or_default(),
    };
    let exported = match export(parts, format, picture.as_deref()) {
        Ok(exported) => exported,
        Err(error) => {
            let to = arguments.to.display();
            writeln!(complaints, "event-atlas: {to}: {error}")?;
            return Ok(Outcome::Failed);
        }
    };
    match target.save(&exported.bytes) {
        Ok(notes) => {
            for sentence in exported.losses.iter().chain(&notes) {
                writeln!(complaints, "event-atlas: {sentence}")?;
            }
            writeln!(out, "{}", summary(answer.counts, &arguments.to))?;
            Ok(Outcome::Fine)
        }
        Err(refused) => refused.told(complaints),
    }
}

/// The application with what was read, what is asked and what is to be made; or a sentence why that cannot be.
fn prepared(arguments: &ConvertArguments) -> Result<(App, Question, Format), String> {
    let format = Format::of_path(&arguments.to).ok_or("the ending of the file is not known")?;
    let loaded = loaded(&arguments.paths, &arguments.import).map_err(|error| error.to_string())?;
    let app = App::for_picture(loaded);
    let question = question::question(&app.loaded().catalog, &arguments.question);
    Ok((app, question.map_err(|error| error.to_string())?, format))
}

/// The window, or for a dossier only its map, as a PNG file.
fn picture(
    app: &mut App,
    question: &Question,
    arguments: &ConvertArguments,
    format: Format,
) -> Result<Option<Vec<u8>>, String> {
    app.apply(ViewCommand::SetTheme(Theme::Light));
    app.apply(ViewCommand::SetFilter(question.filter.clone()));
    app.apply(ViewCommand::SetWindow(question.window));
    app.apply(ViewCommand::SetKnownOn(question.knowledge.on));
    app.apply(ViewCommand::SetNames(arguments.names.unwrap_or_default()));
    if format == Format::Dossier {
        for panel in [Panel::List, Panel::Timeline] {
            if app.view().panels.is_open(panel) {
                app.apply(ViewCommand::Toggle(panel));
            }
        }
    }
    let (width, height) = PICTURE_SIZE;
    let png = rendered(app, width, height).map_err(|error| error.to_string())?;
    Ok(Some(png))
}

/// "14 events written to x.geojson"; where some were left out, also of how many.
fn summary(counts: Counts, to: &Path) -> String {
    let n_written = counts.shown + counts.undated;
    let of = if n_written == counts.total {
        String::new()
    } else {
        format!(" of {}", counts.total)
    };
    let noun = if counts.total == 1 { "event" } else { "events" };
    format!("{n_written}{of} {noun} written to {}", to.display())
}
