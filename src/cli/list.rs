//! `list`: the events that answer, exactly as the window would show them.

use std::io::{self, BufWriter, Write};

use super::{
    ListArguments, ListFormat, Outcome, loaded, mention_findings, question, refuse_nothing,
};
use crate::export::{ListingParts, write_listing_csv, write_listing_json, write_listing_table};
use crate::query::{Index, answer};

/// So much is written at once.
const BUFFER_BYTES: usize = 64 * 1024;

pub(super) fn list(
    arguments: &ListArguments,
    out: &mut dyn Write,
    complaints: &mut dyn Write,
) -> io::Result<Outcome> {
    let loaded = match loaded(&arguments.paths, &arguments.import) {
        Ok(loaded) => loaded,
        Err(error) => {
            writeln!(complaints, "event-atlas: {error}")?;
            return Ok(Outcome::WrongUsage);
        }
    };
    if refuse_nothing(&loaded, complaints)? {
        return Ok(Outcome::Failed);
    }
    mention_findings(&loaded, complaints)?;
    let catalog = &loaded.catalog;
    let question = match question::question(catalog, &arguments.question) {
        Ok(question) => question,
        Err(error) => {
            writeln!(complaints, "event-atlas: {error}")?;
            return Ok(Outcome::WrongUsage);
        }
    };
    let index = Index::new(catalog, question.knowledge);
    let answer = answer(catalog, &index, &question);
    let parts = ListingParts {
        catalog,
        index: &index,
        question: &question,
        answer: &answer,
        names: arguments.names.unwrap_or_default(),
    };
    // Written as it is made, so that a reader sees the first events soon and nothing waits in memory.
    let mut out = BufWriter::with_capacity(BUFFER_BYTES, out);
    match arguments.format {
        ListFormat::Table => write_listing_table(parts, &mut out)?,
        ListFormat::Csv => write_listing_csv(parts, &mut out)?,
        ListFormat::Json => write_listing_json(parts, &mut out)?,
    }
    out.flush()?;
    if let Some(file) = catalog.changed_file() {
        writeln!(
            complaints,
            "event-atlas: {file} has changed while it was read; events that cannot be read any more say so in the list"
        )?;
        return Ok(Outcome::Failed);
    }
    Ok(Outcome::Fine)
}
