//! Reads rows again: from their file, through the same layout that made them the first time.

use std::ops::ControlFlow;
use std::sync::Arc;

use ::csv::StringRecord;

use super::csv::Layout;
use super::csv::read::text_of;
use super::csv::records::first_record;
use super::events::{Others, event_of};
use super::kept::Kept;
use super::kept_features::KeptFeatures;
use super::rows::{KeptAt, Spots, slug};
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
    /// As features in a text; a row's offset is the number of its feature.
    Features(KeptFeatures),
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
            KeptAs::Features(features) => {
                let draft = features.draft(usize::try_from(at.offset).ok()?)?;
                event_of(&draft, ids, &self.others, at)
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
        // The rows of a file stand together, in the order of the files.
        let first = at.map_or(0, |at| self.kept_at.first_of_file(at.file));
        let number = row.saturating_sub(first) + 1;
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
            note: Some("Open the file again.".to_owned()),
            unreadable: Some(format!(
                "event {number} of {file} cannot be read any more: the file has changed since it was opened"
            )),
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
    first_record(bytes, delimiter).map(|record| text_of(record).0)
}

impl ReadRows for KeptRows {
    fn event(&self, row: usize, ids: RowIds<'_>) -> Event {
        self.read(row, ids)
            .unwrap_or_else(|| self.unreadable(row, ids))
    }

    fn changed(&self) -> Option<&str> {
        let is_changed = |file: &&Arc<KeptFile>| match &file.rows {
            KeptAs::Table { kept, .. } => !kept.is_unchanged(),
            KeptAs::Features(features) => !features.is_unchanged(),
        };
        let changed = self.files.iter().find(is_changed)?;
        Some(&changed.name)
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
                Some(KeptAs::Features(features)) => {
                    let n = self.kept_at.after_file(first.file).saturating_sub(row);
                    let n_before = usize::try_from(first.offset).unwrap_or(usize::MAX);
                    let mut visit = |order: usize, text: &str| visit(row + order, text);
                    let flow = features.each_text(n_before..n_before.saturating_add(n), &mut visit);
                    flow.is_continue().then_some(row + n)
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
