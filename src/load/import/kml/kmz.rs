//! The KML in a KMZ file. It is unpacked into memory, never onto a disk, and no size that the archive tells is
//! believed: what comes out is counted.

use std::io::{Cursor, Read as _};

use zip::read::{Config, ZipFileEntry, ZipReadOptions};
use zip::result::ZipError;
use zip::unstable::read::ZipIterable;

use super::super::{Budget, OverBudget, Problem, Sink};

/// An archive with more files than this is not read.
const MAX_FILES: usize = 1_000;
/// The most bytes of a document, unpacked.
const MAX_BYTES: usize = 64 * 1024 * 1024;
/// How many times larger than the packed document it may become.
const MAX_RATIO: usize = 200;
/// A document this small may have been packed as well as it likes.
const MAX_BYTES_OF_ANY_RATIO: usize = 1024 * 1024;
/// How much is unpacked between two looks at the count.
const N_STEP: usize = 64 * 1024;
/// More files that are not read are not told one by one.
const MAX_TOLD: usize = 20;

/// The name and the bytes of the document of a KMZ file, unpacked; `None` where there is none that can be read. What is wrong is told.
pub(in crate::load) fn document_of(
    bytes: &[u8],
    budget: &Budget<'_>,
    sink: &mut dyn Sink,
) -> Result<Option<(String, Vec<u8>)>, OverBudget> {
    budget.check()?;
    let found = match main_document(bytes) {
        Ok(found) => found,
        Err(problem) => {
            sink.problem(1, 1, None, problem);
            return Ok(None);
        }
    };
    for problem in found.problems {
        sink.problem(1, 1, None, problem);
    }
    let name = String::from_utf8_lossy(found.document.name_raw());
    let name = super::super::feature::shortened(&name, 60);
    match unpacked(bytes, found.document, budget)? {
        Err(problem) => {
            sink.problem(1, 1, None, problem);
            Ok(None)
        }
        Ok((document, damage)) => {
            if let Some(problem) = damage {
                let whole = String::from_utf8_lossy(&document);
                let n = super::tokens::n_placemarks(&whole);
                let hint = format!(
                    "{n} Placemarks of {name:?} stand before the damage and are read; whether others followed cannot be told"
                );
                sink.problem(1, 1, None, problem.with_hint(hint));
            }
            Ok(Some((name, document)))
        }
    }
}

/// The document of an archive, and what is not read beside it.
struct Found {
    document: ZipFileEntry<'static>,
    problems: Vec<Problem>,
}

/// `doc.kml`, else the first KML file that lies in no folder.
fn main_document(bytes: &[u8]) -> Result<Found, Problem> {
    // The other reader of this crate makes room for as many entries as the archive tells.
    let mut archive = ZipIterable::try_new(Cursor::new(bytes), Config::default())
        .map_err(|error| no_archive(&error))?;
    if archive.len() > MAX_FILES {
        let message = format!(
            "the archive has {} files, more than {MAX_FILES}; it is not read",
            archive.len()
        );
        return Err(Problem::error("", message));
    }
    let mut documents = Vec::new();
    let mut others = Vec::new();
    for entry in archive.files().map_err(|error| no_archive(&error))? {
        let entry = entry.map_err(|error| no_archive(&error))?;
        let name = String::from_utf8_lossy(entry.name_raw()).to_ascii_lowercase();
        let is_in_folder = name.contains(['/', '\\']);
        let has_end = |end: &str| name.ends_with(end);
        if has_end(".kml") && !is_in_folder {
            documents.push(entry);
        } else if has_end(".kml") || has_end(".kmz") || has_end(".zip") {
            others.push(entry);
        }
    }
    let is_doc = |entry: &ZipFileEntry<'_>| entry.name_raw().eq_ignore_ascii_case(b"doc.kml");
    let at = documents.iter().position(is_doc).unwrap_or(0);
    if documents.is_empty() {
        let problem = Problem::error("", "there is no KML file in this archive");
        return Err(problem.with_hint("a KMZ file is a zip archive with doc.kml in it"));
    }
    let document = documents.remove(at);
    documents.append(&mut others);
    Ok(Found {
        document,
        problems: not_read(&documents),
    })
}

/// Words for the files that might have been read.
fn not_read(others: &[ZipFileEntry<'_>]) -> Vec<Problem> {
    let message = |entry: &ZipFileEntry<'_>| {
        let name = String::from_utf8_lossy(entry.name_raw());
        let name = name.rsplit(['/', '\\']).next().unwrap_or_default();
        let name = super::super::feature::shortened(name, 60);
        Problem::warning("", format!("{name:?} in the archive is not read"))
            .with_hint("only the main document of a KMZ file is read; unpack it to open the rest")
    };
    let mut problems: Vec<Problem> = others.iter().take(MAX_TOLD).map(message).collect();
    if others.len() > MAX_TOLD {
        let n_more = others.len() - MAX_TOLD;
        let message = format!("{n_more} more files of the archive are not read");
        problems.push(Problem::warning("", message));
    }
    problems
}

type Unpacked = Result<(Vec<u8>, Option<Problem>), Problem>;

/// The bytes of a document; where the archive is damaged, those before the damage.
fn unpacked(
    bytes: &[u8],
    entry: ZipFileEntry<'static>,
    budget: &Budget<'_>,
) -> Result<Unpacked, OverBudget> {
    if entry.encrypted() {
        let problem = Problem::error("", "the document in the archive is encrypted");
        return Ok(Err(
            problem.with_hint("unpack it with its password, and open the KML file")
        ));
    }
    let n_packed = usize::try_from(entry.compressed_size()).unwrap_or(usize::MAX);
    let n_packed = n_packed.min(bytes.len());
    let limit = MAX_BYTES_OF_ANY_RATIO.max(n_packed.saturating_mul(MAX_RATIO));
    let limit = limit.min(MAX_BYTES);
    let mut body = Cursor::new(bytes);
    let mut file = match entry.with_reader(&mut body, ZipReadOptions::default()) {
        Ok(file) => file,
        Err(error) => return Ok(Err(no_archive(&error))),
    };
    let mut document = Vec::new();
    loop {
        budget.check()?;
        let step = (&mut file).take(N_STEP as u64).read_to_end(&mut document);
        if document.len() > limit {
            let message =
                format!("the document unpacks to more than {limit} bytes; it is not read");
            let problem = Problem::error("", message);
            return Ok(Err(problem.with_hint("unpack it, and open the KML file")));
        }
        match step {
            Ok(0) => return Ok(Ok((document, None))),
            Ok(_) => {}
            Err(error) => {
                let message = format!("the archive is damaged: {error}");
                return Ok(Ok((document, Some(Problem::error("", message)))));
            }
        }
    }
}

fn no_archive(error: &ZipError) -> Problem {
    Problem::error("", format!("this archive cannot be read: {error}"))
        .with_hint("a KMZ file is a zip archive with doc.kml in it")
}
