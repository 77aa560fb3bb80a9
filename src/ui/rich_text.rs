//! Text in all scripts of the region, put into the order in which it is read.
//!
//! egui shapes and joins Arabic letters but lays runs from left to right in the order of memory. Until
//! it orders them itself, text is cut here into visual runs (Unicode Standard Annex #9, by
//! `unicode-bidi`), each set in a font of its own script.

use std::ops::Range;

use egui::text::{LayoutJob, TextFormat};
use egui::{
    Color32, CursorIcon, Label, Response, Role, Sense, Stroke, TextWrapMode, Ui, WidgetInfo,
};
use unicode_bidi::{BidiInfo, Level};

use super::{Scene, theme, wording};
use crate::query::occurrences;

/// What is searched for, to be marked where it occurs.
#[derive(Debug, Clone, Copy)]
pub(super) struct Marks<'a> {
    /// The words, folded.
    words: &'a [String],
    /// What is painted under them.
    ground: Color32,
}

impl<'a> Marks<'a> {
    /// What the view searches for.
    pub(super) fn of(scene: Scene<'a>, palette: &theme::Palette) -> Self {
        Self {
            words: scene.words,
            ground: palette.mark_ground,
        }
    }

    /// Nothing.
    pub(super) fn none() -> Self {
        Self {
            words: &[],
            ground: Color32::TRANSPARENT,
        }
    }
}

/// Letters of one text that are laid out at most, each of which costs some hundred bytes and a quad on the screen.
pub(super) const MOST_LAID_OUT: usize = 8_000;

/// Adds a line of text to a job, its runs in visual order. Of a text that is longer than anybody reads on a screen, its
/// beginning.
pub(super) fn append(job: &mut LayoutJob, text: &str, format: &TextFormat) {
    append_marked(job, text, format, Marks::none());
}

/// The same with a ground under what is searched for.
pub(super) fn append_marked(
    job: &mut LayoutJob,
    text: &str,
    format: &TextFormat,
    marks: Marks<'_>,
) {
    let text = &*wording::cut(text, MOST_LAID_OUT);
    let marked = occurrences(text, marks.words);
    for (run, is_right_to_left) in visual_runs(text) {
        let mut format = format.clone();
        if is_right_to_left {
            // The Arabic font asks for taller lines; in a line of ours it shares the others' baseline.
            // Its letters join, so there is no room between them.
            format.extra_letter_spacing = 0.0;
            format.line_height = Some(theme::line_height(&format.font_id));
            format.font_id = theme::right_to_left(&format.font_id);
        }
        for (piece, is_marked) in pieces(text, run, &marked, is_right_to_left) {
            let mut format = format.clone();
            if is_marked {
                format.background = marks.ground;
            }
            job.append(piece, 0.0, format);
        }
    }
}

/// A run in pieces from left to right, and which of them are marked. Joined letters are not torn apart: from
/// right to left whole words are marked.
fn pieces<'a>(
    text: &'a str,
    run: Range<usize>,
    marked: &[Range<usize>],
    is_right_to_left: bool,
) -> Vec<(&'a str, bool)> {
    let mut pieces = Vec::new();
    let mut from = run.start;
    let piece = |range: Range<usize>| text.get(range).unwrap_or_default();
    for mark in marked {
        let (mut start, mut end) = (mark.start.max(from), mark.end.min(run.end));
        if start >= end {
            continue;
        }
        if is_right_to_left {
            let before = piece(from..start).trim_end_matches(|c: char| !c.is_whitespace());
            start = from + before.len();
            let after = piece(end..run.end).find(char::is_whitespace);
            end = after.map_or(run.end, |space| end + space);
        }
        pieces.push((piece(from..start), false));
        pieces.push((piece(start..end), true));
        from = end;
    }
    pieces.push((piece(from..run.end), false));
    pieces.retain(|(piece, _)| !piece.is_empty());
    if is_right_to_left {
        pieces.reverse();
    }
    pieces
}

/// A job of one format.
pub(super) fn job(text: &str, format: &TextFormat) -> LayoutJob {
    let mut job = LayoutJob::default();
    append(&mut job, text, format);
    job
}

/// The same with a ground under what is searched for.
pub(super) fn job_marked(text: &str, format: &TextFormat, marks: Marks<'_>) -> LayoutJob {
    let mut job = LayoutJob::default();
    append_marked(&mut job, text, format, marks);
    job
}

/// A label of one format that wraps, with a ground under what is searched for.
pub(super) fn label_marked(
    ui: &mut Ui,
    text: &str,
    format: &TextFormat,
    marks: Marks<'_>,
) -> Response {
    let job = job_marked(text, format, marks);
    let response = job_ui(ui, job, text, TextWrapMode::Wrap);
    rest_ui(ui, text, format);
    response
}

/// Says how much of a text is not shown, and copies all of it.
fn rest_ui(ui: &mut Ui, text: &str, format: &TextFormat) {
    let is_whole = text.len() <= MOST_LAID_OUT || text.chars().nth(MOST_LAID_OUT).is_none();
    if is_whole {
        return;
    }
    // Counting a million letters in each frame is nothing beside laying them out.
    let n = text.chars().count();
    let words = format!(
        "{} more characters are not shown.",
        wording::number(n - MOST_LAID_OUT)
    );
    let small = TextFormat {
        font_id: theme::small(),
        ..format.clone()
    };
    job_ui(ui, job(&words, &small), "", TextWrapMode::Wrap);
    let name = format!("Copy all {} characters", wording::number(n));
    if ui.link(name).clicked() {
        ui.ctx().copy_text(text.to_owned());
    }
}

/// A label of one format, whose accessible name is the text in the order of memory.
pub(super) fn label(ui: &mut Ui, text: &str, format: &TextFormat) -> Response {
    let text = &*wording::cut(text, MOST_LAID_OUT);
    let response = ui.add(Label::new(job(text, format)).selectable(false));
    if has_right_to_left(text) {
        response.widget_info(|| WidgetInfo::labeled(Role::Label, true, text));
    }
    response
}

/// Text that can be clicked: it takes the color and a line under it where the pointer or the focus is.
pub(super) fn link(ui: &mut Ui, text: &str, format: &TextFormat, accent: Color32) -> Response {
    link_marked(ui, (text, Marks::none()), format, accent)
}

/// The same with a ground under what is searched for.
pub(super) fn link_marked(
    ui: &mut Ui,
    (text, marks): (&str, Marks<'_>),
    format: &TextFormat,
    accent: Color32,
) -> Response {
    let text = &*wording::cut(text, wording::IN_LINE);
    let label = Label::new(job_marked(text, format, marks))
        .selectable(false)
        .sense(Sense::click());
    let (pos, galley, response) = label.layout_in_ui(ui);
    response.widget_info(|| WidgetInfo::labeled(Role::Link, true, text));
    if ui.is_rect_visible(response.rect) {
        let is_lit = response.hovered() || response.has_focus();
        // A faint line tells that it leads somewhere.
        let strength = if is_lit { 1.0 } else { 0.35 };
        for row in &galley.rows {
            let rect = row.rect().translate(pos.to_vec2());
            let line = Stroke::new(1.0, accent.gamma_multiply(strength));
            ui.painter()
                .hline(rect.x_range(), rect.bottom() - 1.0, line);
        }
        let ink = if is_lit { accent } else { format.color };
        ui.painter()
            .galley_with_override_text_color(pos, galley, ink);
    }
    response.on_hover_cursor(CursorIcon::PointingHand)
}

/// A label of several formats, which wraps.
pub(super) fn label_of(ui: &mut Ui, parts: &[(&str, TextFormat)]) -> Response {
    let mut job = LayoutJob::default();
    let mut whole = String::new();
    for (text, format) in parts {
        append(&mut job, text, format);
        whole.push_str(&wording::cut(text, MOST_LAID_OUT));
    }
    let response = job_ui(ui, job, &whole, TextWrapMode::Wrap);
    for (text, format) in parts {
        rest_ui(ui, text, format);
    }
    response
}

/// A text of ours that is shown whole, however long it is.
pub(super) fn whole_label(ui: &mut Ui, text: &'static str, format: &TextFormat) -> Response {
    let job = LayoutJob::single_section(text.to_owned(), format.clone());
    job_ui(ui, job, "", TextWrapMode::Wrap)
}

/// A job in one line, with its text in the order of memory.
pub(super) fn line(ui: &mut Ui, job: LayoutJob, whole: &str) -> Response {
    job_ui(ui, job, whole, TextWrapMode::Extend)
}

fn job_ui(ui: &mut Ui, job: LayoutJob, whole: &str, wrap_mode: TextWrapMode) -> Response {
    let response = ui.add(Label::new(job).wrap_mode(wrap_mode).selectable(false));
    let whole = &*wording::cut(whole, MOST_LAID_OUT);
    if has_right_to_left(whole) {
        response.widget_info(|| WidgetInfo::labeled(Role::Label, true, whole));
    }
    response
}

fn has_right_to_left(text: &str) -> bool {
    text.chars().any(|c| matches!(c, '\u{0590}'..='\u{08FF}' | '\u{FB1D}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFC}'))
}

/// The runs of a text from left to right, and which of them are read from right to left.
fn visual_runs(text: &str) -> Vec<(Range<usize>, bool)> {
    if !has_right_to_left(text) {
        return vec![(0..text.len(), false)];
    }
    // The window is laid out from left to right, so a dot between two names stays between them.
    let info = BidiInfo::new(text, Some(Level::ltr()));
    let mut runs = Vec::new();
    for paragraph in &info.paragraphs {
        let (levels, ranges) = info.visual_runs(paragraph, paragraph.range.clone());
        for range in ranges {
            let is_right_to_left = levels.get(range.start).is_some_and(Level::is_rtl);
            runs.push((range, is_right_to_left));
        }
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::{occurrences, pieces};
    use crate::query::search_words;

    fn visual_runs(text: &str) -> Vec<(&str, bool)> {
        let runs = super::visual_runs(text).into_iter();
        runs.map(|(run, is_right_to_left)| (&text[run], is_right_to_left))
            .collect()
    }

    #[test]
    fn what_is_searched_for_is_marked_and_joined_letters_stay_joined() {
        let marked = |text: &'static str, words: &str, is_right_to_left| {
            let marked = occurrences(text, &search_words(words));
            pieces(text, 0..text.len(), &marked, is_right_to_left)
        };
        assert_eq!(
            marked("near Lachin", "lach ea", false),
            [
                ("n", false),
                ("ea", true),
                ("r ", false),
                ("Lach", true),
                ("in", false)
            ]
        );
        assert_eq!(
            marked("جاده لاچین بسته", "اچی", true),
            [(" بسته", false), ("لاچین", true), ("جاده ", false)]
        );
        // Not every blank is one byte long.
        assert_eq!(
            marked("جاده\u{a0}لاچین بسته", "لاچین", true),
            [(" بسته", false), ("لاچین", true), ("جاده\u{a0}", false)]
        );
        assert_eq!(marked("Lachin", "", false), [("Lachin", false)]);
    }

    #[test]
    fn persian_words_stay_whole_and_numbers_run_left_to_right() {
        assert_eq!(
            visual_runs("Kəlbəcər · Քարվաճառ"),
            [("Kəlbəcər · Քարվաճառ", false)]
        );
        assert_eq!(visual_runs("کلبجر"), [("کلبجر", true)]);
        assert_eq!(
            visual_runs("Shusha شوشا"),
            [("Shusha ", false), ("شوشا", true)]
        );
        assert_eq!(
            visual_runs("ایروان · Երևան"),
            [("ایروان", true), (" · Երևան", false)]
        );
        let runs = visual_runs("سال 1992 جنگ");
        assert_eq!(
            runs.iter().map(|run| run.0.trim()).collect::<Vec<_>>(),
            ["جنگ", "1992", "سال"]
        );
    }
}
