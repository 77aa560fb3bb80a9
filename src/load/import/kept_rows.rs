//! Reads rows again: from their file, through the same layout that made them the first time.

use std::ops::ControlFlow;
use std::sync::Arc;

use ::csv::{ByteRecord, ReaderBuilder, StringRecord};

use super::csv::Layout;
use super::csv::read::text_of;
use super::events::{Others, event_of};
use super::kept::Kept;
use super::rows::{KeptAt, Spots, slug};
use super::{Draft, Text};
use crate::model::{Event, Location, ReadRows, RowIds, Slug};

/// A file whose rows can be read again.
#[derive(Debug)]
pub(super) struct KeptFile {
    /// How it is called in findings.
    pub(super) name: String,
    pub(super) rows: KeptAs,
}

/// How the rows of a file are kept.
#[derive(Debug)]
pub(super) enum KeptAs {
    /// As text of a table.
    Table {
        kept: Kept,
        layout: Box<Layout>,
        delimiter: u8,
    },
    /// As drafts in memory; a row's offset is the number of its draft.
    Drafts(Vec<Draft<'static>>),
}

/// The rows of all files.
#[derive(Debug)]
pub(super) struct KeptRows {
    pub(super) files: Vec<Arc<KeptFile>>,
    pub(super) kept_at: Spots,
    pub(super) others: Others,
}

/// So much is read at once where all rows are gone over.
const RUN_BYTES: u64 = 4 * 1024 * 1024;

impl KeptRows {
    fn read(&self, row: usize, ids: RowIds<'_>) -> Option<Event> {
        let at = self.kept_at.get(row)?;
        match &self.files.get(usize::from(at.file))?.rows {
            KeptAs::Drafts(drafts) => {
                let draft = drafts.get(usize::try_from(at.offset).ok()?)?;
                event_of(draft, ids, &self.others, at)
            }
            KeptAs::Table {
                kept,
                layout,
                delimiter,
            } => {
                let bytes = kept.again(at.offset, at.n_bytes as usize)?;
                let record = record_of(&bytes, *delimiter)?;
                let draft = layout.draft(&record, &mut Vec::new())?;
                event_of(&draft, ids, &self.others, at)
            }
        }
    }

    /// Reads rows of a table that stand near each other, at once.
    fn read_run(
        &self,
        run: &[(KeptAt, usize)],
        rows: &[(usize, RowIds<'_>)],
        events: &mut [Option<Event>],
    ) -> Option<()> {
        let ((first, _), (last, _)) = (run.first()?, run.last()?);
        let KeptAs::Table {
            kept,
            layout,
            delimiter,
        } = &self.files.get(usize::from(first.file))?.rows
        else {
            return None;
        };
        let n_bytes = last.offset + u64::from(last.n_bytes) - first.offset;
        let bytes = kept.again(first.offset, usize::try_from(n_bytes).ok()?)?;
        for (at, order) in run {
            let from = usize::try_from(at.offset - first.offset).ok()?;
            let bytes = bytes.get(from..from + at.n_bytes as usize)?;
            let Some(record) = record_of(bytes, *delimiter) else {
                continue;
            };
            let draft = layout.draft(&record, &mut Vec::new());
            let (_, ids) = rows.get(*order)?;
            if let Some(slot) = events.get_mut(*order) {
                *slot = draft.and_then(|draft| event_of(&draft, *ids, &self.others, *at));
            }
        }
        Some(())
    }

    /// Stands for a row whose file has changed since it was imported.
    fn unreadable(&self, row: usize, ids: RowIds<'_>) -> Event {
        let at = self.kept_at.get(row);
        let file = at.and_then(|at| self.files.get(usize::from(at.file)));
        let file = file.map_or("its file", |file| file.name.as_str());
        let title = format!("This row cannot be read any more: {file} has changed");
        Event {
            slug: at
                .and_then(|at| Slug::new(&slug("", at)).ok())
                .unwrap_or_else(Slug::unknown),
            title,
            kind: ids.kind,
            when: None,
            phrase: None,
            location: ids.place.map_or(Location::NotGiven, Location::Within),
            mentions: Vec::new(),
            tags: ids.tags.to_vec(),
            participants: Vec::new(),
            claims: Vec::new(),
            n_claims_left_out: ids.claims.len(),
            casualties: Vec::new(),
            transfers: Vec::new(),
            note: Some("Import it again.".to_owned()),
        }
    }
}

/// Rows that are no farther apart are read together.
const NEAR_BYTES: u64 = 16 * 1024;

/// Whether a row stands near behind another one in the same file.
fn is_next(a: KeptAt, b: KeptAt) -> bool {
    let end = a.offset.saturating_add(u64::from(a.n_bytes));
    // Stretches of the file that are read at once begin anew, so that none of them is long.
    let is_same_stretch = a.offset / RUN_BYTES == b.offset / RUN_BYTES;
    a.file == b.file && is_same_stretch && b.offset >= end && b.offset - end <= NEAR_BYTES
}

fn record_of(bytes: &[u8], delimiter: u8) -> Option<StringRecord> {
    let mut raw = ByteRecord::new();
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .from_reader(bytes);
    let is_there = reader.read_byte_record(&mut raw).ok()?;
    is_there.then(|| text_of(raw).0)
}

impl ReadRows for KeptRows {
    fn event(&self, row: usize, ids: RowIds<'_>) -> Event {
        self.read(row, ids)
            .unwrap_or_else(|| self.unreadable(row, ids))
    }

    fn events(&self, rows: &[(usize, RowIds<'_>)]) -> Vec<Event> {
        let mut order: Vec<(KeptAt, usize)> = rows
            .iter()
            .enumerate()
            .filter_map(|(order, (row, _))| Some((self.kept_at.get(*row)?, order)))
            .collect();
        order.sort_unstable_by_key(|(at, _)| (at.file, at.offset));
        let mut events: Vec<Option<Event>> = Vec::new();
        events.resize_with(rows.len(), || None);
        for run in order.chunk_by(|(a, _), (b, _)| is_next(*a, *b)) {
            self.read_run(run, rows, &mut events);
        }
        // What could not be read together is tried once more alone, and then says so.
        let each = events.into_iter().zip(rows);
        each.map(|(event, (row, ids))| event.unwrap_or_else(|| self.event(*row, *ids)))
            .collect()
    }

    fn each_text(&self, visit: &mut dyn FnMut(usize, &str) -> ControlFlow<()>) {
        let mut row = 0;
        while let Some(first) = self.kept_at.get(row) {
            let file = self.files.get(usize::from(first.file));
            let next = match file.map(|file| &file.rows) {
                Some(KeptAs::Table { kept, .. }) => self.each_text_of_run(row, kept, visit),
                Some(KeptAs::Drafts(drafts)) => {
                    let draft = usize::try_from(first.offset)
                        .ok()
                        .and_then(|at| drafts.get(at));
                    let text = draft.map(words).unwrap_or_default();
                    visit(row, &text).is_continue().then_some(row + 1)
                }
                None => Some(row + 1),
            };
            match next {
                Some(next) => row = next,
                None => return,
            }
        }
    }
}

impl KeptRows {
    /// Visits the rows that are kept one after the other from one row on. Gives the row after them, or `None`
    /// when told to stop.
    fn each_text_of_run(
        &self,
        first_row: usize,
        kept: &Kept,
        visit: &mut dyn FnMut(usize, &str) -> ControlFlow<()>,
    ) -> Option<usize> {
        let first = self.kept_at.get(first_row)?;
        let rest = (first_row..).map_while(|row| self.kept_at.get(row));
        let is_of_run = |at: &KeptAt| {
            at.file == first.file
                && at.offset >= first.offset
                && at.offset + u64::from(at.n_bytes) <= first.offset + RUN_BYTES
        };
        let mut run: Vec<KeptAt> = rest.take_while(is_of_run).collect();
        if run.is_empty() {
            run.push(first);
        }
        let last = run.last()?;
        let n_bytes = last.offset + u64::from(last.n_bytes) - first.offset;
        let bytes = kept
            .again(first.offset, usize::try_from(n_bytes).ok()?)
            .unwrap_or_default();
        for (order, at) in run.iter().enumerate() {
            let from = usize::try_from(at.offset - first.offset).ok()?;
            let text = bytes
                .get(from..from + at.n_bytes as usize)
                .unwrap_or_default();
            let text = String::from_utf8_lossy(text);
            if visit(first_row + order, &text).is_break() {
                return None;
            }
        }
        Some(first_row + run.len())
    }
}

/// The words of a draft.
fn words(draft: &Draft<'_>) -> String {
    let mut words: Vec<&str> = vec![&draft.title, &draft.kind];
    words.extend(draft.phrase.as_deref());
    words.extend(draft.note.as_deref());
    words.extend(draft.tags.iter().map(|tag: &Text<'_>| &**tag));
    words.extend(draft.parties.iter().map(|party: &Text<'_>| &**party));
    if let Some(place) = &draft.place {
        words.extend([&*place.name, &*place.within]);
    }
    for claim in &draft.claims {
        words.extend([&*claim.speaker, &*claim.says, &*claim.source]);
    }
    words.join("\n")
}
