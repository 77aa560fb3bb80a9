//! Imports files: finds out what each is by what is in it, reads it, and joins it with what was written by hand.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use ::csv::{ByteRecord, StringRecord};
use memchr::memmem;

use super::csv::read::{Table, read, text_of};
use super::csv::records::{Records, header};
use super::csv::{Mapping, recognize, sniff};
use super::feature_file::{FeatureForm, FeatureText, read_features, too_large};
use super::kept::Kept;
use super::kept_features::{FeaturePlaces, KeptFeatures};
use super::kept_rows::{KeptAs, KeptFile};
use super::names;
use super::problems::Told;
use super::rows::{KeptAt, Rows};
use super::{Budget, Draft, Problem, Progress, Sink, Stands};
use crate::load::{AtlasFiles, Loaded, check};
use crate::model::{Catalog, CatalogParts, Finding, Header, spelled};

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
/// What a file is stands in its first bytes.
const HEAD_BYTES: usize = 512;
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
        positions: Vec::new(),
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
    /// Line and column of each draft, by files; nothing for tables, whose rows are found by their bytes.
    positions: Vec<Vec<(u32, u32)>>,
    /// The columns of a table that was not understood.
    columns: Vec<String>,
    /// How many rows there were when they were last shown.
    n_shown: usize,
}

/// What a file is, by its first bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Table,
    Features(FeatureForm),
}

impl Form {
    fn of(bytes: &[u8]) -> Self {
        if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
            return Self::Features(FeatureForm::Kmz);
        }
        let is_blank = |b: &&u8| {
            matches!(**b, 0 | 0x1E | 0xEF | 0xBB | 0xBF | 0xFE | 0xFF) || b.is_ascii_whitespace()
        };
        match bytes.iter().find(|b| !is_blank(b)) {
            Some(b'{' | b'[') => Self::Features(FeatureForm::GeoJson),
            Some(b'<') => Self::Features(FeatureForm::Kml),
            _ => Self::by_its_words(bytes),
        }
    }

    /// Of a file whose first byte is lost or wrong, the words behind it tell what it is.
    fn by_its_words(bytes: &[u8]) -> Self {
        let head = bytes.get(..HEAD_BYTES).unwrap_or(bytes);
        if memmem::find(head, b"<kml").is_some() {
            return Self::Features(FeatureForm::Kml);
        }
        // In a cell of a table the quotes around these words are doubled.
        let line = head.split(|byte| *byte == b'\n').next().unwrap_or_default();
        let behind = memmem::find(line, b"\"type\"").and_then(|at| line.get(at + 6..));
        let value = behind.and_then(|behind| behind.trim_ascii_start().strip_prefix(b":"));
        match value {
            Some(value) if value.trim_ascii_start().starts_with(b"\"Feature") => {
                Self::Features(FeatureForm::GeoJson)
            }
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
            Form::Features(form) => match too_large(form, kept.n_bytes(), &sample) {
                Some(problem) => self.complain(&name, problem),
                None => self.add_features(&name, kept, form, budget, progress),
            },
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
        let (records, header_line) = records_of(&sample, dialect.delimiter, budget);
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
                return self.complain_at(name, header_line, problem);
            }
        };
        for problem in recognized.problems {
            self.complain_at(name, header_line, problem);
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
        self.positions.push(Vec::new());
        let KeptAs::Table { kept, .. } = &kept_file.rows else {
            return;
        };
        let mut rows = std::mem::take(&mut self.rows);
        read(&table, kept, budget, progress, &mut rows, &mut |rows| {
            if progress.is_watched() {
                self.show(rows, look);
            }
        });
        self.rows = rows;
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
            files: Arc::default(),
        });
    }

    fn add_features(
        &mut self,
        name: &str,
        kept: Kept,
        form: FeatureForm,
        budget: &Budget<'_>,
        progress: &Progress,
    ) {
        let Some(bytes) = kept.again(0, usize::try_from(kept.n_bytes()).unwrap_or(0)) else {
            return self.complain(
                name,
                Problem::error("", "the file changes while it is read"),
            );
        };
        let mut collected = Collected {
            file: u16::try_from(self.files.len()).unwrap_or(u16::MAX),
            rows: std::mem::take(&mut self.rows),
            places: FeaturePlaces::default(),
            positions: Vec::new(),
            data_set: file_name(name),
        };
        let n_bytes = kept.n_bytes();
        let result = read_features(form, bytes, budget, &mut collected);
        progress.read(n_bytes, collected.places.len());
        self.rows = collected.rows;
        self.positions.push(collected.positions);
        let (kept, n_before) = match result {
            Ok(FeatureText::OfFile { n_before }) => (kept, n_before),
            Ok(FeatureText::Made(text)) => (Kept::Memory(text), 0),
            Err(error) => {
                self.complain(name, Problem::error("", error.to_string()));
                (kept, 0)
            }
        };
        let features = KeptFeatures::new(kept, n_before, form, collected.places);
        self.files.push(Arc::new(KeptFile {
            name: name.to_owned(),
            rows: KeptAs::Features(features),
        }));
    }

    /// Tells what is wrong about a file as a whole.
    fn complain(&mut self, name: &str, problem: Problem) {
        self.complain_at(name, 1, problem);
    }

    fn complain_at(&mut self, name: &str, line: usize, problem: Problem) {
        self.findings.push(finding(name, (line, 1), None, problem));
    }

    fn done(mut self) -> Loaded {
        let twins = self.rows.part_twins();
        let told = std::mem::take(&mut self.rows.problems).into_told();
        let twin_lines = self.lines_of_twins(&twins);
        let files: Vec<String> = self.files.iter().map(|file| file.name.clone()).collect();
        let name = |file: u16| files.get(usize::from(file)).map_or("", String::as_str);
        for told in told {
            let at = (told.line, told.column);
            self.findings
                .push(finding(name(told.file), at, told.entry, told.problem));
        }
        let parts = names::add(self.parts, self.files, self.rows);
        for twins in twin_lines {
            let event = parts.table.as_ref().and_then(|table| {
                let event = table.event_in_passing(twins.first.0)?;
                Some(event.slug.to_string())
            });
            let id = event.unwrap_or_default();
            let (file, at) = twins.at;
            self.findings
                .push(finding(name(file), at, None, twins.problem(&id, name)));
        }
        Loaded {
            catalog: Arc::new(Catalog::new(self.header, parts)),
            findings: self.findings,
            columns: self.columns,
            files: Arc::default(),
        }
    }

    /// For each file the first of its rows whose id another row has before, and how many there are.
    fn lines_of_twins(&self, twins: &[(usize, usize)]) -> Vec<TwinsOfFile> {
        let mut all: Vec<TwinsOfFile> = Vec::new();
        for (row, first) in twins {
            let Some(kept_at) = self.rows.kept_at.get(*row) else {
                continue;
            };
            match all.iter_mut().find(|it| it.at.0 == kept_at.file) {
                Some(twins) => twins.n += 1,
                None => all.push(TwinsOfFile {
                    n: 1,
                    first: (*row, *first),
                    at: self.position_of(*row),
                    twin_of: self.position_of(*first),
                }),
            }
        }
        all
    }

    /// The file of a row, and its line and column there.
    fn position_of(&self, row: usize) -> (u16, (usize, usize)) {
        let Some(at) = self.rows.kept_at.get(row) else {
            return (0, (1, 1));
        };
        let file = self.files.get(usize::from(at.file));
        let position = if let Some(KeptAs::Table { kept, .. }) = file.map(|file| &file.rows) {
            kept.line_of(at.offset).map(|line| (line, 1))
        } else {
            let drafts = self.positions.get(usize::from(at.file));
            let draft = usize::try_from(at.offset).ok();
            let position = drafts
                .zip(draft)
                .and_then(|(drafts, draft)| drafts.get(draft));
            position.map(|(line, column)| (*line as usize, *column as usize))
        };
        (at.file, position.unwrap_or((1, 1)))
    }
}

/// Rows of a file whose ids other rows have before them.
#[derive(Debug)]
struct TwinsOfFile {
    n: usize,
    /// The first of them, and the row that has its id first.
    first: (usize, usize),
    /// Where that row stands: its file, and its line and column.
    at: (u16, (usize, usize)),
    /// Where the row stands that has its id first.
    twin_of: (u16, (usize, usize)),
}

impl TwinsOfFile {
    /// What to say of them; `slug` is that of the first.
    fn problem<'a>(&self, slug: &str, name: impl Fn(u16) -> &'a str) -> Problem {
        let id = slug.rsplit_once('_').map_or(slug, |(id, _)| id);
        let (file, (line, _)) = self.twin_of;
        let of_file = if file == self.at.0 {
            String::new()
        } else {
            format!(" of {}", name(file))
        };
        let message = format!(
            "{} rows have an id that another row has too, the first of them {id}, which line {line}{of_file} has",
            self.n
        );
        let hint = "each is kept; the second and later ones are called _2, _3 and so on";
        Problem::warning("", message).with_hint(hint)
    }
}

/// Collects the features of a file that is read whole.
struct Collected {
    file: u16,
    rows: Rows,
    places: FeaturePlaces,
    /// Line and column of each.
    positions: Vec<(u32, u32)>,
    data_set: String,
}

impl Sink for Collected {
    fn event(&mut self, stands: &Stands<'_>, draft: Draft<'_>) {
        let (line, column) = stands.at;
        let kept_at = KeptAt {
            offset: self.places.len() as u64,
            n_bytes: 0,
            file: self.file,
            twin: 0,
        };
        self.rows.push(&draft, kept_at, &self.data_set);
        let [line, column] = [line, column].map(|n| u32::try_from(n).unwrap_or(u32::MAX));
        self.positions.push((line, column));
        self.places.push(&stands.bytes, stands.around);
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

/// The first records of a table, and the line of the very first.
fn records_of(sample: &[u8], delimiter: u8, budget: &Budget<'_>) -> (Vec<StringRecord>, usize) {
    let mut reader = Records::new(sample, delimiter, 1);
    let mut records = Vec::new();
    let mut raw = ByteRecord::new();
    let mut line = 1;
    if let Some(place) = header(&mut reader, &mut raw, &mut Vec::new()) {
        line = place.line;
        let (record, _) = text_of(std::mem::take(&mut raw));
        // Of a header of too many columns as many of them as are read.
        records.push(record.iter().take(budget.max_columns).collect());
    }
    while records.len() < SAMPLE_RECORDS && reader.next_plain(&mut raw).is_some() {
        let (record, _) = text_of(std::mem::take(&mut raw));
        if record.len() <= budget.max_columns {
            records.push(record);
        }
    }
    // The last one may be cut, unless the file ends here.
    if sample.len() == SAMPLE_BYTES && records.len() > 1 {
        records.pop();
    }
    (records, line)
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
        entry: entry.map(|entry| spelled(&entry).into_owned()),
        message: spelled(&message).into_owned(),
        hint: problem.hint.map(|hint| spelled(&hint).into_owned()),
        excerpt: None,
    }
}
