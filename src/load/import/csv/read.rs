//! Reads a table block by block on all cores, each block into rows of its own, and joins them in their order.

use std::sync::mpsc::{Receiver, Sender, channel, sync_channel};
use std::sync::{Mutex, PoisonError};
use std::thread;

use csv::{ByteRecord, StringRecord};

use super::Layout;
use super::blocks::{Block, Blocks};
use super::records::{Judge, Likeness, Place, Records, Slip, What, header};
use crate::load::import::kept::Kept;
use crate::load::import::links::refused_addresses;
use crate::load::import::problems::Told;
use crate::load::import::rows::{KeptAt, Rows};
use crate::load::import::{Budget, DraftDate, Problem, Progress, Text};
use crate::model::Severity;

/// Text of so many cells is a row; in fewer a sentence may be cut by chance.
const WIDE: usize = 12;
/// A cell of more bytes is no date that somebody wrote otherwise.
const MOST_OF_A_DATE: usize = 40;

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
) {
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
                    let problem =
                        Problem::error("", format!("it cannot be read to its end: {error}"));
                    blocks.problems.push((blocks.line, problem));
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
            rows.tell(told(table.file, (line, 1), None, problem));
        }
    });
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
    let mut records = Records::new(&block.bytes, table.delimiter, block.line);
    let n_columns = table.layout.n_columns();
    let judge = Judge {
        fits: &|record| has_columns(record, n_columns),
        likeness: &|row| likeness(&table.layout, row),
        n_delimiters: n_columns.saturating_sub(1),
        max_text: budget.max_text,
    };
    let (mut problems, mut slips) = (Vec::new(), Vec::new());
    let mut raw = ByteRecord::new();
    if table.has_header
        && block.offset == table.start
        && let Some(place) = header(&mut records, &mut raw, &mut slips)
    {
        tell_slips(
            (table, &records),
            &place,
            None,
            false,
            &mut slips,
            &mut rows,
        );
    }
    let mut n_records = 0_usize;
    while let Some(place) = records.next(&judge, &mut raw, &mut slips) {
        n_records += 1;
        if n_records.is_multiple_of(256) && budget.check().is_err() {
            break;
        }
        // Where a quote is not closed, only a row with all its cells is believed.
        let is_open = slips.iter().any(|slip| slip.what == What::Open);
        if is_open && !has_columns(&raw, n_columns) {
            tell_slips((table, &records), &place, None, true, &mut slips, &mut rows);
            continue;
        }
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
            offset: block.offset + place.bytes.start as u64,
            n_bytes: u32::try_from(place.bytes.len()).unwrap_or(u32::MAX),
            file: table.file,
            twin: 0,
        };
        let is_fit = fits(&record, budget, &mut problems);
        let draft = is_fit
            .then(|| table.layout.draft(&record, &mut problems))
            .flatten();
        if let Some(draft) = &draft {
            rows.push(draft, kept_at, table.layout.name());
            problems.extend(refused_addresses(draft));
        }
        if !problems.is_empty() || !slips.is_empty() {
            let entry = draft
                .map(|draft| draft.id.into_owned())
                .filter(|id| !id.is_empty());
            tell_slips(
                (table, &records),
                &place,
                entry.as_deref(),
                false,
                &mut slips,
                &mut rows,
            );
            for problem in problems.drain(..) {
                rows.tell(told(table.file, (place.line, 1), entry.as_deref(), problem));
            }
        }
        raw = record.into_byte_record();
    }
    rows
}

/// Tells what is wrong about the quotes of a record, and where they stand.
fn tell_slips(
    (table, records): (&Table, &Records<'_>),
    place: &Place,
    entry: Option<&str>,
    is_left_out: bool,
    slips: &mut Vec<Slip>,
    rows: &mut Rows,
) {
    for slip in slips.drain(..) {
        let at = records.position(place, slip.open);
        let problem = slip.problem(at.0, is_left_out, |quote| records.position(place, quote).0);
        rows.tell(told(table.file, at, entry, problem));
    }
}

/// Whether a record has as many cells as there are columns; more may follow that are blank.
fn has_columns(record: &ByteRecord, n_columns: usize) -> bool {
    let mut more = record.iter().skip(n_columns);
    record.len() >= n_columns && more.all(|cell| cell.trim_ascii().is_empty())
}

/// How much a line that stands inside of quotes looks like a row: it has a title and says when or where, as text hardly
/// ever does in just these cells.
fn likeness(layout: &Layout, row: &StringRecord) -> Likeness {
    let mut problems = Vec::new();
    let Some(draft) = layout.draft(row, &mut problems) else {
        return Likeness::No;
    };
    // A date that cannot be read is one all the same.
    let has_digits = |words: &Text<'_>| {
        words.len() <= MOST_OF_A_DATE && words.bytes().any(|byte| byte.is_ascii_digit())
    };
    let is_placed = draft.place.as_ref().is_some_and(|place| place.at.is_some());
    let is_dated = draft.date != DraftDate::None || draft.phrase.as_ref().is_some_and(has_digits);
    let is_wide = layout.n_columns() >= WIDE;
    if is_placed || is_dated || is_wide {
        Likeness::Sure
    } else if problems.iter().all(|it| it.severity != Severity::Error) {
        Likeness::Maybe
    } else {
        Likeness::No
    }
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

fn told(file: u16, at: (usize, usize), entry: Option<&str>, problem: Problem) -> Told {
    Told {
        file,
        line: at.0,
        column: at.1,
        entry: entry.map(str::to_owned),
        problem,
    }
}
