//! `check`: validates atlases and prints each finding.

use std::io::{self, Write};
use std::mem;

use super::{CheckArguments, CheckFormat, Outcome, loaded};
use crate::export::{findings_json, findings_text};

pub(super) fn check(
    arguments: &CheckArguments,
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
    let text = match arguments.format {
        CheckFormat::Text => findings_text(&loaded.findings, loaded.catalog.n_events()),
        CheckFormat::Json => findings_json(&loaded.findings),
    };
    out.write_all(text.as_bytes())?;
    let outcome = if loaded.findings.is_empty() {
        Outcome::Fine
    } else {
        Outcome::Failed
    };
    // The program ends now, and all its memory with it: giving back millions of names one by one takes long.
    mem::forget(loaded.catalog);
    Ok(outcome)
}
