//! The commands without a window, and what the command line may say.
//!
//! Exit codes: 0 fine, 1 findings or a failed job, 2 wrong usage.

mod check;
mod convert;
mod list;
mod off_screen;
mod question;
mod render;
mod saving;
mod terminal;

use std::ffi::OsString;
use std::io::{self, Write};
use std::path::PathBuf;

use clap::builder::Resettable;
use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::app::App;
use crate::load::{ImportOptions, Loaded, NotAnAtlas, Progress, bundled_atlas, load, load_paths};
use crate::model::NamePolicy;
use crate::state::{Panel, Theme, ViewCommand, ViewState};
pub use off_screen::{RenderError, rendered, rendered_by_egui};
pub use question::QuestionError;
pub use terminal::{Printed, Terminal};

/// An offline desktop map of dated events: who says what happened, when, where, and who denies it.
#[derive(Debug, Parser)]
#[command(
    name = "event-atlas",
    bin_name = "event-atlas",
    version,
    args_conflicts_with_subcommands = true
)]
pub struct Arguments {
    /// The command without a window, if one is given.
    #[command(subcommand)]
    pub command: Option<CommandLine>,
    /// What to open: atlases (folders with an atlas.ron, or .ron files), and tables, GeoJSON, KML or KMZ files
    /// to import. None opens the bundled atlas.
    pub paths: Vec<PathBuf>,
    /// How tables are read.
    #[command(flatten)]
    pub import: ImportArguments,
    /// A map of one's own to show under the marks: a file that ends in .pmtiles.
    #[arg(long, value_name = "FILE.pmtiles")]
    pub basemap: Option<PathBuf>,
    /// A view to begin with: a file that ends in .view.ron, as the window saves them.
    #[arg(long, value_name = "FILE")]
    pub view: Option<PathBuf>,
    /// Forget the window and the view of the last time.
    #[arg(long)]
    pub reset_state: bool,
    /// Light or dark, whatever the system has.
    #[arg(long)]
    pub theme: Option<ThemeName>,
}

/// How tables of other programs are read.
#[derive(Debug, Clone, Default, Args)]
pub struct ImportArguments {
    /// Which column of a table is what, like title=Headline,date=Day,lat=Y,lon=X.
    #[arg(long, value_name = "FIELD=COLUMN,…")]
    map: Option<String>,
    /// What comes first in dates like 1/2/2021.
    #[arg(long, value_name = "ORDER", value_parser = ["dmy", "mdy"])]
    dates: Option<String>,
}

/// A command without a window.
#[derive(Debug, Subcommand)]
pub enum CommandLine {
    /// Check atlases, and print what does not hold.
    Check(CheckArguments),
    /// List the events that answer a question, as the window would show them.
    List(ListArguments),
    /// Write the events that answer a question into a file: .ron, .geojson, .csv, .kml, .html or .png.
    Convert(ConvertArguments),
    /// Draw the window into a PNG file.
    Render(RenderArguments),
}

/// What `check` takes.
#[derive(Debug, Args)]
pub struct CheckArguments {
    /// Atlases to check.
    #[arg(required = true)]
    paths: Vec<PathBuf>,
    #[command(flatten)]
    import: ImportArguments,
    /// How to print the findings.
    #[arg(long, default_value = "text")]
    format: CheckFormat,
}

/// How findings are printed.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum CheckFormat {
    /// For people.
    Text,
    /// For programs.
    Json,
}

/// What `list` takes.
#[derive(Debug, Args)]
pub struct ListArguments {
    /// Atlases to list; none lists the bundled atlas.
    paths: Vec<PathBuf>,
    #[command(flatten)]
    import: ImportArguments,
    #[command(flatten)]
    question: QuestionArguments,
    /// How to print the events.
    #[arg(long, default_value = "table")]
    format: ListFormat,
    /// In which language places are named: source, en, az, hy, fa, ru, ka, or two like en+hy.
    #[arg(long, value_name = "LANGUAGE", value_parser = question::names)]
    names: Option<NamePolicy>,
}

/// How events are printed.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum ListFormat {
    /// For people.
    Table,
    /// For programs.
    Json,
    /// For spreadsheets. A character that cannot be seen is spelled out; `convert` writes it as it is.
    Csv,
}

/// Which events are asked for.
#[derive(Debug, Clone, Default, Args)]
pub struct QuestionArguments {
    /// The first day of the window, like 2021-07-19, or the first of a month or year, like 2021-07.
    #[arg(long, value_name = "DATE", allow_hyphen_values = true)]
    from: Option<String>,
    /// The last day of the window; it belongs to it.
    #[arg(
        long,
        visible_alias = "until",
        value_name = "DATE",
        allow_hyphen_values = true
    )]
    to: Option<String>,
    /// Whether a possible match of an event's date is enough.
    #[arg(long, value_name = "LEVEL")]
    r#match: Option<MatchName>,
    /// Only this kind; may be given more than once.
    #[arg(long, value_name = "KIND")]
    kind: Vec<String>,
    /// Only events with this tag; of several, any of them is enough.
    #[arg(long, value_name = "TAG")]
    tag: Vec<String>,
    /// Only events this actor, or one that belongs to it, takes part in or speaks about.
    #[arg(long, value_name = "ACTOR")]
    actor: Option<String>,
    /// Only events about which this actor claims something; with --denied-by: what the other denies of it.
    #[arg(long, value_name = "ACTOR")]
    claimed_by: Vec<String>,
    /// Only events about which this actor denies something.
    #[arg(long, value_name = "ACTOR")]
    denied_by: Vec<String>,
    /// Only events about which this actor questions something.
    #[arg(long, value_name = "ACTOR")]
    questioned_by: Vec<String>,
    /// Only events about which this actor took something back.
    #[arg(long, value_name = "ACTOR")]
    retracted_by: Vec<String>,
    /// Only events at this place, or whose sources name it.
    #[arg(long, value_name = "PLACE")]
    place: Option<String>,
    /// Only events with these words in a title, a name, a claim or a note.
    #[arg(long, value_name = "TEXT")]
    text: Option<String>,
    /// Only events that somebody asserts and somebody else denies.
    #[arg(long)]
    contested: bool,
    /// Only what was known on this day: later claims and sources are hidden, and events nobody had claimed yet.
    #[arg(long, value_name = "DATE", allow_hyphen_values = true)]
    as_known_on: Option<String>,
}

/// How surely an event must lie in the window.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum MatchName {
    /// Every reading of its date does.
    Certain,
    /// Some reading does.
    Possible,
}

/// What `convert` takes. Its `--to` is the file, so the last day of the window is only `--until`.
#[derive(Debug, Args)]
#[command(mut_arg("to", |day| day.long("until").visible_alias(Resettable::Reset)))]
pub struct ConvertArguments {
    /// What to convert: atlases, and tables, GeoJSON, KML or KMZ files; none converts the bundled atlas.
    paths: Vec<PathBuf>,
    #[command(flatten)]
    import: ImportArguments,
    /// Where they go. The ending says what they become: .ron, .geojson, .csv, .kml, .html or .png.
    #[arg(id = "file", long = "to", value_name = "FILE", value_parser = convert::target)]
    to: PathBuf,
    /// Replace the file if there is one already. What was read is never written over.
    #[arg(long)]
    overwrite: bool,
    #[command(flatten)]
    question: QuestionArguments,
    /// In which language places are named: source, en, az, hy, fa, ru, ka, or two like en+hy.
    #[arg(long, value_name = "LANGUAGE", value_parser = question::names)]
    names: Option<NamePolicy>,
}

/// What `render` takes.
#[derive(Debug, Args)]
pub struct RenderArguments {
    /// Atlases to draw; none draws the bundled atlas.
    paths: Vec<PathBuf>,
    #[command(flatten)]
    import: ImportArguments,
    /// Where the picture goes.
    #[arg(long, value_name = "FILE.png", value_parser = render::png)]
    out: PathBuf,
    /// Replace the file if there is one already. What was read is never written over.
    #[arg(long)]
    overwrite: bool,
    /// Width and height of the window.
    #[arg(long, value_name = "WxH", default_value = "1440x900", value_parser = render::size)]
    size: (u32, u32),
    #[command(flatten)]
    question: QuestionArguments,
    /// The middle of the map.
    #[arg(long, value_name = "LON,LAT", allow_hyphen_values = true, value_parser = render::center)]
    center: Option<(f64, f64)>,
    /// How near the map is, from 2 to 18.
    #[arg(long, value_name = "ZOOM", value_parser = render::zoom)]
    zoom: Option<f64>,
    /// What is selected: the id of an event, or place:ID, source:ID, actor:ID.
    #[arg(long, value_name = "ID")]
    select: Option<String>,
    /// In which language names are shown: source, en, az, hy, fa, ru, ka, or two like en+hy.
    #[arg(long, value_name = "LANGUAGE", value_parser = question::names)]
    names: Option<NamePolicy>,
    /// A map of one's own to draw under the marks: a file that ends in .pmtiles.
    #[arg(long, value_name = "FILE.pmtiles")]
    basemap: Option<PathBuf>,
    /// Light or dark.
    #[arg(long, default_value = "light")]
    theme: ThemeName,
}

/// Light or dark.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum ThemeName {
    /// Dark ink on a light ground.
    Light,
    /// Light ink on a dark ground.
    Dark,
}

impl From<ThemeName> for Theme {
    fn from(name: ThemeName) -> Self {
        match name {
            ThemeName::Light => Self::Light,
            ThemeName::Dark => Self::Dark,
        }
    }
}

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// All is well.
    Fine,
    /// There are findings, or the job failed.
    Failed,
    /// It was asked wrongly.
    WrongUsage,
}

impl Outcome {
    /// The exit code.
    pub fn code(self) -> u8 {
        match self {
            Self::Fine => 0,
            Self::Failed => 1,
            Self::WrongUsage => 2,
        }
    }
}

impl CommandLine {
    /// What it prints where all is well.
    fn printed(&self) -> Printed {
        match self {
            Self::Check(CheckArguments {
                format: CheckFormat::Json,
                ..
            })
            | Self::List(ListArguments {
                format: ListFormat::Json,
                ..
            }) => Printed::Json,
            Self::Check(_) | Self::List(_) => Printed::Text,
            Self::Convert(_) | Self::Render(_) => Printed::Lines,
        }
    }
}

/// Runs a command, printing to `out` and complaining to `complaints`.
///
/// Both are taken for terminals: nothing that is printed can be a command to one, whoever wrote the texts, the names
/// of the files or the command line.
pub fn run(
    command: &CommandLine,
    out: &mut dyn Write,
    complaints: &mut dyn Write,
) -> io::Result<Outcome> {
    let mut out = Terminal::new(out, command.printed());
    let mut complaints = Terminal::new(complaints, Printed::Lines);
    let outcome = match command {
        CommandLine::Check(arguments) => check::check(arguments, &mut out, &mut complaints),
        CommandLine::List(arguments) => list::list(arguments, &mut out, &mut complaints),
        CommandLine::Convert(arguments) => convert::convert(arguments, &mut out, &mut complaints),
        CommandLine::Render(arguments) => render::render(arguments, &mut out, &mut complaints),
    }?;
    out.finish()?;
    complaints.finish()?;
    Ok(outcome)
}

/// Reads the command line. Where it is wrong or asks for help, says so and gives the exit code.
///
/// A complaint repeats words of the command line, which may be anybody's: a name of a file that a shell filled in.
pub fn arguments(
    words: impl IntoIterator<Item = OsString>,
    complaints: &mut dyn Write,
) -> Result<Arguments, Outcome> {
    Arguments::try_parse_from(words).map_err(|error| {
        if !error.use_stderr() {
            // Help and the version are words of ours, and go to where one reads on.
            return match error.print() {
                Ok(()) => Outcome::Fine,
                Err(_unwritable) => Outcome::Failed,
            };
        }
        let mut complaints = Terminal::new(complaints, Printed::Text);
        // When even this cannot be written, the exit code still tells.
        write!(complaints, "{}", error.render()).ok();
        complaints.finish().ok();
        Outcome::WrongUsage
    })
}

/// A picture of a view of what was loaded, as a PNG file: of the map alone, or of the whole window.
pub fn picture_of(
    loaded: &Loaded,
    view: &ViewState,
    is_map_alone: bool,
) -> Result<Vec<u8>, String> {
    const SIZE: (u32, u32) = (1_440, 900);
    let mut app = App::for_picture(loaded.clone());
    app.show(view.clone());
    let beside = [Panel::List, Panel::Timeline]
        .into_iter()
        .filter(|_| is_map_alone);
    for panel in beside.chain([
        Panel::Files,
        Panel::GoTo,
        Panel::About,
        Panel::Keys,
        Panel::Findings,
    ]) {
        if app.view().panels.is_open(panel) {
            app.apply(ViewCommand::Toggle(panel));
        }
    }
    rendered(&mut app, SIZE.0, SIZE.1).map_err(|error| error.to_string())
}

/// Says that an atlas has findings, where a command shows something else.
fn mention_findings(loaded: &Loaded, complaints: &mut dyn Write) -> io::Result<()> {
    match loaded.findings.len() {
        0 => Ok(()),
        n => {
            let noun = if n == 1 { "finding" } else { "findings" };
            let hint = "`event-atlas check` prints them";
            writeln!(complaints, "event-atlas: {n} {noun} in this atlas; {hint}")
        }
    }
}

/// Says so where nothing at all could be read, so that nobody takes an empty file for an answer.
fn refuse_nothing(loaded: &Loaded, complaints: &mut dyn Write) -> io::Result<bool> {
    let came_to_nothing = loaded.came_to_nothing();
    if came_to_nothing {
        mention_findings(loaded, complaints)?;
        writeln!(
            complaints,
            "event-atlas: nothing could be read, so nothing is written"
        )?;
    }
    Ok(came_to_nothing)
}

/// What lies at these paths, or the bundled atlas where there is no path.
pub fn loaded(paths: &[PathBuf], import: &ImportArguments) -> Result<Loaded, NotAnAtlas> {
    if paths.is_empty() {
        return Ok(load(&bundled_atlas()));
    }
    load_paths(
        paths,
        &import.options(),
        &Progress::unwatched(),
        &mut |_| (),
    )
}

impl ImportArguments {
    /// What they say to an import.
    pub fn options(&self) -> ImportOptions {
        ImportOptions {
            map: self.map.clone(),
            dates: self.dates.clone(),
        }
    }
}
