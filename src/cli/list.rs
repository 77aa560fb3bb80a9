//! `list`: the events that answer, exactly as the window would show them.

use std::io::{self, Write};

use super::{ListArguments, ListFormat, Outcome, loaded, mention_findings, question};
use crate::export::{ListingParts, listing_csv, listing_json, listing_table};
use crate::query::{Index, answer};

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
    let text = match arguments.format {
        ListFormat::Table => Ok(listing_table(parts)),
        ListFormat::Csv => listing_csv(parts).map_err(|error| error.to_string()),
        ListFormat::Json => listing_json(parts).map_err(|error| error.to_string()),
    };
    let text = match text {
        Ok(text) => text,
        Err(error) => {
            writeln!(
                complaints,
                "event-atlas: the list cannot be written: {error}"
            )?;
            return Ok(Outcome::Failed);
        }
    };
    out.write_all(text.as_bytes())?;
    Ok(Outcome::Fine)
}
