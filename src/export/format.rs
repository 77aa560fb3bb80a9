//! Which files can leave, and the one way in which they are made: from the same answer as the screen.

use std::io;
use std::path::Path;

use thiserror::Error;

use super::csv::write_csv;
use super::dossier::write_dossier;
use super::geojson::write_geojson;
use super::kml::write_kml;
use super::losses::losses;
use super::ron::write_ron;
use super::shown::shown;
use super::{ListingParts, picture};

/// What a file can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// A whole atlas in one file, which loads again.
    Ron,
    /// Features with their claims, for maps.
    GeoJson,
    /// A row per event, for spreadsheets.
    Csv,
    /// Placemarks with their claims, for globes.
    Kml,
    /// A page to read, print and pass on.
    Dossier,
    /// What the window shows.
    Picture,
}

/// What leaves, and what of it the format cannot hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exported {
    /// The file.
    pub bytes: Vec<u8>,
    /// Sentences about what is not in it.
    pub losses: Vec<String>,
}

/// Why nothing leaves.
#[derive(Debug, Error)]
pub enum ExportError {
    /// A picture is to be written and there is none.
    #[error("there is no picture to write")]
    NoPicture,
    /// Events cannot be read again from the file they came from; a sentence says which.
    #[error("{0}; nothing was written. Open the file again")]
    Unreadable(String),
    /// The bytes are no PNG file.
    #[error("the picture is no PNG file")]
    NotPng,
    /// The writer of the format refused.
    #[error("it cannot be written: {0}")]
    Writer(#[from] io::Error),
}

impl Format {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 6] = [
        Self::Ron,
        Self::GeoJson,
        Self::Csv,
        Self::Kml,
        Self::Dossier,
        Self::Picture,
    ];

    /// The ending of its files.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Ron => "ron",
            Self::GeoJson => "geojson",
            Self::Csv => "csv",
            Self::Kml => "kml",
            Self::Dossier => "html",
            Self::Picture => "png",
        }
    }

    /// What the ending of a file asks for; upper and lower case are alike.
    pub fn of_path(path: &Path) -> Option<Self> {
        let extension = path.extension()?;
        Self::ALL
            .into_iter()
            .find(|format| extension.eq_ignore_ascii_case(format.extension()))
    }

    /// Whether a picture of the map goes into it.
    pub fn has_picture(self) -> bool {
        matches!(self, Self::Dossier | Self::Picture)
    }
}

/// Makes a file of the events that answer. `picture` is a PNG file of the map; a dossier does without.
pub fn export(
    parts: ListingParts<'_>,
    format: Format,
    picture: Option<&[u8]>,
) -> Result<Exported, ExportError> {
    if picture.is_some_and(|png| !picture::is_png(png)) {
        return Err(ExportError::NotPng);
    }
    let mut bytes = Vec::new();
    match format {
        Format::Ron => write_ron(parts, &mut bytes)?,
        Format::GeoJson => write_geojson(parts, &mut bytes)?,
        Format::Csv => write_csv(parts, &mut bytes)?,
        Format::Kml => write_kml(parts, &mut bytes)?,
        Format::Dossier => write_dossier(parts, picture, &mut bytes)?,
        Format::Picture => bytes.extend(picture.ok_or(ExportError::NoPicture)?),
    }
    check_readable(parts)?;
    let losses = losses(parts, format, bytes.len());
    Ok(Exported { bytes, losses })
}

/// Fails where an event could not be read, or where others might have answered had their file not changed.
fn check_readable(parts: ListingParts<'_>) -> Result<(), ExportError> {
    let mut unreadable = shown(parts).filter_map(|shown| shown.event.unreadable.as_deref());
    if let Some(first) = unreadable.next() {
        let n_more = unreadable.count();
        let more = match n_more {
            0 => String::new(),
            n => format!(" (and {n} more)"),
        };
        return Err(ExportError::Unreadable(format!("{first}{more}")));
    }
    match parts.catalog.changed_file() {
        Some(file) => Err(ExportError::Unreadable(format!(
            "{file} has changed since it was opened, so nobody knows any more what it says"
        ))),
        None => Ok(()),
    }
}

/// The longest name that is suggested, without its ending.
const MAX_NAME_CHARS: usize = 60;

/// A name for the file: the title of the atlas in letters, digits and dashes, with the ending of the format.
pub fn suggested_name(title: &str, format: Format) -> String {
    let mut name = String::new();
    for c in title.chars().flat_map(char::to_lowercase) {
        if c.is_alphanumeric() {
            name.push(c);
        } else if !name.ends_with('-') && !name.is_empty() {
            name.push('-');
        }
    }
    let short: String = name.chars().take(MAX_NAME_CHARS).collect();
    let stem = match short.trim_end_matches('-') {
        "" => "events",
        stem => stem,
    };
    format!("{stem}.{}", format.extension())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ending_tells_the_format() {
        for format in Format::ALL {
            let name = format!("folder.x/a.{}", format.extension());
            assert_eq!(Format::of_path(Path::new(&name)), Some(format));
            let upper = name.to_uppercase();
            assert_eq!(Format::of_path(Path::new(&upper)), Some(format));
        }
        assert_eq!(Format::of_path(Path::new("a.docx")), None);
        assert_eq!(Format::of_path(Path::new("ron")), None);
    }

    #[test]
    fn a_name_is_suggested_from_the_title() {
        for (title, name) in [
            ("South Caucasus, 2020–21", "south-caucasus-2020-21.kml"),
            ("  ../../etc/passwd", "etc-passwd.kml"),
            ("Երևան", "երևան.kml"),
            ("?!", "events.kml"),
        ] {
            assert_eq!(suggested_name(title, Format::Kml), name);
        }
        let long = suggested_name(&"a b ".repeat(100), Format::Ron);
        assert!(long.chars().count() <= MAX_NAME_CHARS + 4, "{long}");
    }
}
