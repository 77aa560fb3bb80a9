//! Reads a table block by block on all cores, each block into rows of its own, and joins them in their order.

use std::io;
use std::sync::mpsc::{Receiver, Sender, channel, sync_channel};
use std::sync::{Mutex, PoisonError};
use std::thread;

use csv::{ByteRecord, ReaderBuilder, StringRecord};

use super::Layout;
use super::blocks::{Block, Blocks};
use crate::load::import::kept::Kept;
use crate::load::import::rows::{KeptAt, Rows, Told};
use crate::load::import::{Budget, Problem, Progress};

/// A table with all that is needed to make drafts of its rows.
#[derive(Debug)]
pub(in crate::load::import) struct Table {
    pub(in crate::load::import) layout: Layout,
    pub(in crate::load::import) delimiter: u8,
    /// Where the first record begins.
    pub(in crate::load::import) start: u64,
    pub(in crate::load::import) has_header: bool,
    /// The number of its file.
    pub(in crate::load::import) file: u16,
}

/// Reads all of it into `rows`. `look` is called after each block that was joined.
pub(in crate::load::import) fn read(
    table: &Table,
    kept: &Kept,
    budget: &Budget<'_>,
    progress: &Progress,
    rows: &mut Rows,
    look: &mut dyn FnMut(&Rows),
) -> io::Result<()> {
    let n_threads = thread::available_parallelism()
        .map_or(1, usize::from)
        .clamp(1, 8);
    let (give, blocks) = sync_channel::<(usize, Block)>(n_threads);
    let blocks = Mutex::new(blocks);
    let (done, parts) = channel::<(usize, Rows)>();
    thread::scope(|scope| {
        for _ in 0..n_threads {
            let (done, blocks) = (done.clone(), &blocks);
            scope.spawn(move || work(table, budget, progress, blocks, &done));
        }
        drop(done);
        let mut joined = Joined::default();
        let mut blocks = Blocks::new(kept, table.delimiter, table.start);
        let mut n_blocks = 0;
        let mut result = Ok(());
        loop {
            if budget.check().is_err() {
                break;
            }
            match blocks.next_block() {
                Ok(Some(block)) => {
                    if give.send((n_blocks, block)).is_err() {
                        break;
                    }
                    n_blocks += 1;
                }
                Ok(None) => break,
                Err(error) => {
                    result = Err(error);
                    break;
                }
            }
            while let Ok(part) = parts.try_recv() {
                joined.take(part, rows, look);
            }
        }
        drop(give);
        for part in &parts {
            joined.take(part, rows, look);
        }
        for (line, problem) in blocks.problems {
            rows.tell(told(table.file, line, None, problem));
        }
        result
    })
}

/// Rows of blocks that came before those that stand before them in the file.
#[derive(Default)]
struct Joined {
    n: usize,
    early: Vec<(usize, Rows)>,
}

impl Joined {
    fn take(&mut self, part: (usize, Rows), rows: &mut Rows, look: &mut dyn FnMut(&Rows)) {
        self.early.push(part);
        while let Some(at) = self.early.iter().position(|(order, _)| *order == self.n) {
            let (_, part) = self.early.swap_remove(at);
            rows.append(part);
            self.n += 1;
            look(rows);
        }
    }
}

fn work(
    table: &Table,
    budget: &Budget<'_>,
    progress: &Progress,
    blocks: &Mutex<Receiver<(usize, Block)>>,
    done: &Sender<(usize, Rows)>,
) {
    loop {
        let next = blocks.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok((order, block)) = next else { return };
        let rows = if budget.check().is_ok() {
            rows_of(table, budget, &block)
        } else {
            Rows::default()
        };
        progress.read(block.bytes.len() as u64, rows.facts.len());
        if done.send((order, rows)).is_err() {
            return;
        }
    }
}

fn rows_of(table: &Table, budget: &Budget<'_>, block: &Block) -> Rows {
    let mut rows = Rows::default();
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(table.delimiter)
        .from_reader(&*block.bytes);
    let mut raw = ByteRecord::new();
    let mut problems = Vec::new();
    let mut is_first = table.has_header && block.offset == table.start;
    let mut n_records = 0_usize;
    // Reading from memory has no errors, and the number of cells may differ.
    while let Ok(true) = reader.read_byte_record(&mut raw) {
        n_records += 1;
        if n_records.is_multiple_of(256) && budget.check().is_err() {
            break;
        }
        if std::mem::take(&mut is_first) {
            continue;
        }
        let (from, line) = raw
            .position()
            .map_or((0, 0), |at| (at.byte(), at.line() as usize));
        let line = block.line + line.saturating_sub(1);
        let n_bytes = reader.position().byte().saturating_sub(from);
        let has_nul = memchr::memchr(0, raw.as_slice()).is_some();
        let (record, is_damaged) = text_of(raw);
        if is_damaged {
            problems.push(Problem::warning("", "some bytes of this row are not UTF-8"));
        }
        if has_nul {
            let message = "there is a NUL character (U+0000) in this row";
            let hint = "it is kept; texts have none, so the file may be damaged";
            problems.push(Problem::warning("", message).with_hint(hint));
        }
        let kept_at = KeptAt {
            offset: block.offset + from,
            n_bytes: u32::try_from(n_bytes).unwrap_or(u32::MAX),
            file: table.file,
            twin: 0,
        };
        let is_fit = fits(&record, budget, &mut problems);
        let draft = is_fit
            .then(|| table.layout.draft(&record, &mut problems))
            .flatten();
        if let Some(draft) = &draft {
            rows.push(draft, kept_at, table.layout.name());
        }
        let entry = draft
            .map(|draft| draft.id.into_owned())
            .filter(|id| !id.is_empty());
        for problem in problems.drain(..) {
            rows.tell(told(table.file, line, entry.clone(), problem));
        }
        raw = record.into_byte_record();
    }
    rows
}

/// The cells as text; what is not UTF-8 becomes a sign of its own.
pub(in crate::load::import) fn text_of(raw: ByteRecord) -> (StringRecord, bool) {
    match StringRecord::from_byte_record(raw) {
        Ok(record) => (record, false),
        Err(error) => (
            StringRecord::from_byte_record_lossy(error.into_byte_record()),
            true,
        ),
    }
}

/// Whether a row has no more cells and no longer ones than are read.
fn fits(record: &StringRecord, budget: &Budget<'_>, problems: &mut Vec<Problem>) -> bool {
    if record.len() > budget.max_columns {
        let message = format!(
            "this row has {} cells; no more than {} are read",
            record.len(),
            budget.max_columns
        );
        problems.push(Problem::error("", message).with_hint("is this a table of events?"));
        return false;
    }
    let longest = record.iter().map(str::len).max().unwrap_or(0);
    if longest > budget.max_text {
        let message = format!(
            "a cell of this row has {longest} bytes; no more than {} are read",
            budget.max_text
        );
        problems.push(Problem::error("", message).with_hint("is a quote missing somewhere in it?"));
        return false;
    }
    true
}

fn told(file: u16, line: usize, entry: Option<String>, problem: Problem) -> Told {
    Told {
        file,
        line,
        column: 1,
        entry,
        problem,
    }
}
