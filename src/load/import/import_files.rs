//! Imports files: finds out what each is by what is in it, reads it, and joins it with what was written by hand.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use ::csv::{ByteRecord, ReaderBuilder, StringRecord};

use super::csv::read::{Table, read, text_of};
use super::csv::{Mapping, recognize, sniff};
use super::kept::Kept;
use super::kept_rows::{KeptAs, KeptFile};
use super::names;
use super::rows::{KeptAt, Rows, Told};
use super::{Budget, Draft, Problem, Progress, Sink};
use crate::load::{AtlasFiles, Loaded, check};
use crate::model::{Catalog, CatalogParts, Finding, Header};

/// What a reader says about the files.
#[derive(Debug, Clone, Default)]
pub struct ImportOptions {
    /// Which column of a table is what, like `title=Headline,date=Day`.
    pub map: Option<String>,
    /// What comes first in dates like 1/2/2021: `dmy` or `mdy`.
    pub dates: Option<String>,
}

/// Bytes that are looked at to find out what a file is.
const SAMPLE_BYTES: usize = 1024 * 1024;
/// Records that are looked at to find out what a table is.
const SAMPLE_RECORDS: usize = 1_000;
/// A file that is read whole is no larger.
const MOST_WHOLE_BYTES: u64 = 1024 * 1024 * 1024;
/// A catalog so far is shown again when it has grown by this factor.
const GROWTH: usize = 12;
/// A catalog of more rows is shown when it is whole: what is shown before is kept twice.
const MOST_SHOWN_EARLY: usize = 1_500_000;

/// Imports files. Of a large one `look` gets what there is so far.
pub(in crate::load) fn import(
    written: Option<&AtlasFiles>,
    paths: &[PathBuf],
    options: &ImportOptions,
    progress: &Progress,
    look: &mut dyn FnMut(Loaded),
) -> Loaded {
    let (header, parts, findings) = match written {
        Some(atlas) => check::checked(atlas),
        None => (header_of(paths), CatalogParts::default(), Vec::new()),
    };
    let mut importing = Importing {
        header,
        parts,
        findings,
        files: Vec::new(),
        rows: Rows::default(),
        columns: Vec::new(),
        n_shown: 0,
    };
    for path in paths {
        let n_bytes = fs::metadata(path).map_or(0, |metadata| metadata.len());
        progress.expect(n_bytes);
    }
    let budget = Budget::new(progress.cancelled());
    for path in paths {
        importing.add(path, options, &budget, progress, look);
    }
    importing.done()
}

fn header_of(paths: &[PathBuf]) -> Header {
    let names = paths.iter().filter_map(|path| path.file_name());
    let names: Vec<String> = names
        .map(|name| name.to_string_lossy().into_owned())
        .collect();
    Header {
        title: names.join(" and "),
        about: "Imported; each row is what its data set says.".to_owned(),
        extent: None,
        license: None,
    }
}

/// An import under way.
struct Importing {
    header: Header,
    parts: CatalogParts,
    findings: Vec<Finding>,
    files: Vec<Arc<KeptFile>>,
    rows: Rows,
    /// The columns of a table that was not understood.
    columns: Vec<String>,
    /// How many rows there were when they were last shown.
    n_shown: usize,
}

/// What a file is, by its first bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Table,
    GeoJson,
    Kml,
    Kmz,
}

impl Form {
    fn of(bytes: &[u8]) -> Self {
        if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
            return Self::Kmz;
        }
        let is_blank = |b: &&u8| {
            matches!(**b, 0 | 0x1E | 0xEF | 0xBB | 0xBF | 0xFE | 0xFF) || b.is_ascii_whitespace()
        };
        match bytes.iter().find(|b| !is_blank(b)) {
            Some(b'{' | b'[') => Self::GeoJson,
            Some(b'<') => Self::Kml,
            _ => Self::Table,
        }
    }
}

impl Importing {
    fn add(
        &mut self,
        path: &Path,
        options: &ImportOptions,
        budget: &Budget<'_>,
        progress: &Progress,
        look: &mut dyn FnMut(Loaded),
    ) {
        let name = path.display().to_string();
        let kept = match File::open(path).and_then(Kept::file) {
            Ok(kept) => kept,
            Err(error) => return self.complain(&name, Problem::error("", error.to_string())),
        };
        let mut sample = vec![0; SAMPLE_BYTES];
        let n = match kept.read_at(0, &mut sample) {
            Ok(n) => n,
            Err(error) => return self.complain(&name, Problem::error("", error.to_string())),
        };
        sample.truncate(n);
        match Form::of(&sample) {
            Form::Table => self.add_table(&name, kept, &sample, options, budget, progress, look),
            form => self.add_drafts(&name, &kept, form, budget, progress),
        }
    }

    #[expect(
        clippy::too_many_arguments,
        reason = "all of an import comes together here"
    )]
    fn add_table(
        &mut self,
        name: &str,
        kept: Kept,
        sample: &[u8],
        options: &ImportOptions,
        budget: &Budget<'_>,
        progress: &Progress,
        look: &mut dyn FnMut(Loaded),
    ) {
        let dialect = sniff(sample);
        if let Some(problem) = dialect.note() {
            self.complain(name, problem);
        }
        let (kept, start) = if dialect.encoding == encoding_rs::UTF_8 {
            (kept, dialect.bom_len as u64)
        } else {
            match decoded(&kept, dialect.encoding) {
                Ok(text) => (Kept::Memory(text), 0),
                Err(problem) => return self.complain(name, problem),
            }
        };
        let mut sample = vec![0; SAMPLE_BYTES];
        let n = kept.read_at(start, &mut sample).unwrap_or(0);
        sample.truncate(n);
        let records = records_of(&sample, dialect.delimiter, budget);
        let mapping = match mapping_of(options) {
            Ok(mapping) => mapping,
            Err(message) => return self.complain(name, Problem::error("", message)),
        };
        let recognized = match recognize(&records, mapping.as_ref()) {
            Ok(recognized) => recognized,
            Err(problem) => {
                let first = records.first().into_iter().flatten();
                self.columns = first
                    .map(str::to_owned)
                    .filter(|name| !name.is_empty())
                    .collect();
                return self.complain(name, problem);
            }
        };
        for problem in recognized.problems {
            self.complain(name, problem);
        }
        let layout = recognized.layout.with_delimiter(dialect.delimiter);
        let file = u16::try_from(self.files.len()).unwrap_or(u16::MAX);
        let table = Table {
            layout: layout.clone(),
            delimiter: dialect.delimiter,
            start,
            has_header: recognized.has_header,
            file,
        };
        let kept_file = Arc::new(KeptFile {
            name: name.to_owned(),
            rows: KeptAs::Table {
                kept,
                layout: Box::new(layout),
                delimiter: dialect.delimiter,
            },
        });
        self.files.push(Arc::clone(&kept_file));
        let KeptAs::Table { kept, .. } = &kept_file.rows else {
            return;
        };
        let mut rows = std::mem::take(&mut self.rows);
        let result = read(&table, kept, budget, progress, &mut rows, &mut |rows| {
            if progress.is_watched() {
                self.show(rows, look);
            }
        });
        self.rows = rows;
        if let Err(error) = result {
            self.complain(
                name,
                Problem::error("", format!("it cannot be read to its end: {error}")),
            );
        }
    }

    /// Shows what there is so far, at first and whenever it has grown a lot.
    fn show(&mut self, rows: &Rows, look: &mut dyn FnMut(Loaded)) {
        let n = rows.facts.len();
        if n == 0 || n < self.n_shown * GROWTH || n > MOST_SHOWN_EARLY {
            return;
        }
        self.n_shown = n;
        let parts = names::add(self.parts.clone(), self.files.clone(), rows.clone());
        look(Loaded {
            catalog: Arc::new(Catalog::new(self.header.clone(), parts)),
            findings: Vec::new(),
            columns: Vec::new(),
        });
    }

    fn add_drafts(
        &mut self,
        name: &str,
        kept: &Kept,
        form: Form,
        budget: &Budget<'_>,
        progress: &Progress,
    ) {
        if kept.n_bytes() > MOST_WHOLE_BYTES {
            let problem = Problem::error("", "the file is larger than 1 GiB");
            return self.complain(name, problem.with_hint("cut it into smaller ones"));
        }
        let Some(bytes) = kept.again(0, usize::try_from(kept.n_bytes()).unwrap_or(0)) else {
            return self.complain(
                name,
                Problem::error("", "the file changes while it is read"),
            );
        };
        let mut collected = Collected {
            file: u16::try_from(self.files.len()).unwrap_or(u16::MAX),
            rows: std::mem::take(&mut self.rows),
            drafts: Vec::new(),
            data_set: file_name(name),
        };
        let result = match form {
            Form::GeoJson => super::geojson::read_geojson(&bytes, budget, &mut collected),
            Form::Kml => super::kml::read_kml(&bytes, budget, &mut collected),
            Form::Kmz => super::kml::read_kmz(&bytes, budget, &mut collected),
            Form::Table => Ok(()),
        };
        progress.read(kept.n_bytes(), collected.drafts.len());
        self.rows = collected.rows;
        self.files.push(Arc::new(KeptFile {
            name: name.to_owned(),
            rows: KeptAs::Drafts(collected.drafts),
        }));
        if let Err(error) = result {
            self.complain(name, Problem::error("", error.to_string()));
        }
    }

    fn complain(&mut self, name: &str, problem: Problem) {
        self.findings.push(finding(name, (1, 1), None, problem));
    }

    fn done(mut self) -> Loaded {
        let twins = self.rows.part_twins();
        let mut told = std::mem::take(&mut self.rows.told);
        told.sort_by_key(|told| (told.file, told.line, told.column));
        let files: Vec<String> = self.files.iter().map(|file| file.name.clone()).collect();
        let name = |file: u16| files.get(usize::from(file)).map_or("", String::as_str);
        for told in told {
            let at = (told.line, told.column);
            self.findings
                .push(finding(name(told.file), at, told.entry, told.problem));
        }
        if self.rows.n_untold > 0 {
            let message = format!("{} more problems are not listed", self.rows.n_untold);
            let problem = Problem::warning("", message);
            self.findings.push(finding(name(0), (1, 1), None, problem));
        }
        let first_twin = twins.first().and_then(|row| self.rows.kept_at.get(*row));
        let parts = names::add(self.parts, self.files, self.rows);
        if let Some(first) = first_twin {
            let id = twins.first().and_then(|row| {
                let event = parts.table.as_ref()?.event_in_passing(*row)?;
                Some(event.slug.to_string())
            });
            let id = id.unwrap_or_default();
            let id = id.rsplit_once('_').map_or(id.as_str(), |(id, _)| id);
            let message = format!(
                "{} rows have an id that another row has too, the first of them {id}",
                twins.len()
            );
            let hint = "each is kept; the second and later ones are called _2, _3 and so on";
            let problem = Problem::warning("", message).with_hint(hint);
            self.findings
                .push(finding(name(first.file), (1, 1), None, problem));
        }
        Loaded {
            catalog: Arc::new(Catalog::new(self.header, parts)),
            findings: self.findings,
            columns: self.columns,
        }
    }
}

/// Collects the drafts of a file that is read whole.
struct Collected {
    file: u16,
    rows: Rows,
    drafts: Vec<Draft<'static>>,
    data_set: String,
}

impl Sink for Collected {
    fn event(&mut self, _line: usize, _column: usize, draft: Draft<'_>) {
        let kept_at = KeptAt {
            offset: self.drafts.len() as u64,
            n_bytes: 0,
            file: self.file,
            twin: 0,
        };
        self.rows.push(&draft, kept_at, &self.data_set);
        self.drafts.push(draft.into_owned());
    }

    fn problem(&mut self, line: usize, column: usize, entry: Option<&str>, problem: Problem) {
        self.rows.tell(Told {
            file: self.file,
            line,
            column,
            entry: entry.map(str::to_owned),
            problem,
        });
    }
}

fn file_name(path: &str) -> String {
    Path::new(path).file_name().map_or_else(
        || path.to_owned(),
        |name| name.to_string_lossy().into_owned(),
    )
}

/// The first records of a table. Of a cell that is longer than what is read, none is taken.
fn records_of(sample: &[u8], delimiter: u8, budget: &Budget<'_>) -> Vec<StringRecord> {
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .from_reader(sample);
    let mut records = Vec::new();
    let mut raw = ByteRecord::new();
    while records.len() < SAMPLE_RECORDS && matches!(reader.read_byte_record(&mut raw), Ok(true)) {
        let (record, _) = text_of(std::mem::take(&mut raw));
        if record.len() <= budget.max_columns {
            records.push(record);
        } else if records.is_empty() {
            // A header of too many columns: as many of them as are read.
            records.push(record.iter().take(budget.max_columns).collect());
        }
    }
    // The last one may be cut, unless the file ends here.
    if sample.len() == SAMPLE_BYTES && records.len() > 1 {
        records.pop();
    }
    records
}

fn mapping_of(options: &ImportOptions) -> Result<Option<Mapping>, String> {
    let mapping = options.map.as_deref().map(Mapping::parse).transpose()?;
    match &options.dates {
        Some(dates) => mapping.unwrap_or_default().with_dates(dates).map(Some),
        None => Ok(mapping),
    }
}

/// The text of a file in another encoding, in UTF-8.
fn decoded(kept: &Kept, encoding: &'static encoding_rs::Encoding) -> Result<Vec<u8>, Problem> {
    if kept.n_bytes() > MOST_WHOLE_BYTES {
        let problem = Problem::error("", "the file is larger than 1 GiB and not UTF-8");
        return Err(problem.with_hint("save it as UTF-8"));
    }
    let n_bytes = usize::try_from(kept.n_bytes()).unwrap_or(0);
    let bytes = kept
        .again(0, n_bytes)
        .ok_or_else(|| Problem::error("", "the file changes while it is read"))?;
    let (text, _, _) = encoding.decode(&bytes);
    Ok(text.into_owned().into_bytes())
}

fn finding(name: &str, at: (usize, usize), entry: Option<String>, problem: Problem) -> Finding {
    let (line, column) = at;
    let message = match &problem.field {
        Some(field) => format!("{field}: {}", problem.message),
        None => problem.message,
    };
    debug_assert!(line > 0 && column > 0, "lines and columns count from 1");
    Finding {
        file: name.to_owned(),
        line,
        column,
        severity: problem.severity,
        entry,
        message,
        hint: problem.hint,
        excerpt: None,
    }
}
