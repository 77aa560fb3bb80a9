//! Text in all scripts of the region, put into the order in which it is read.
//!
//! egui shapes and joins Arabic letters but lays runs from left to right in the order of memory. Until
//! it orders them itself, text is cut here into visual runs (Unicode Standard Annex #9, by
//! `unicode-bidi`), each set in a font of its own script.

use egui::text::{LayoutJob, TextFormat};
use egui::{
    Color32, CursorIcon, Label, Response, Role, Sense, Stroke, TextWrapMode, Ui, WidgetInfo,
};
use unicode_bidi::{BidiInfo, Level};

use super::theme;

/// Adds a line of text to a job, its runs in visual order.
pub(super) fn append(job: &mut LayoutJob, text: &str, format: &TextFormat) {
    for (run, is_right_to_left) in visual_runs(text) {
        let mut format = format.clone();
        if is_right_to_left {
            // The Arabic font asks for taller lines; in a line of ours it shares the others' baseline.
            // Its letters join, so there is no room between them.
            format.extra_letter_spacing = 0.0;
            format.line_height = Some(theme::line_height(&format.font_id));
            format.font_id = theme::right_to_left(&format.font_id);
        }
        job.append(run, 0.0, format);
    }
}

/// A job of one format.
pub(super) fn job(text: &str, format: &TextFormat) -> LayoutJob {
    let mut job = LayoutJob::default();
    append(&mut job, text, format);
    job
}

/// A label of one format, whose accessible name is the text in the order of memory.
pub(super) fn label(ui: &mut Ui, text: &str, format: &TextFormat) -> Response {
    let response = ui.add(Label::new(job(text, format)).selectable(false));
    if has_right_to_left(text) {
        response.widget_info(|| WidgetInfo::labeled(Role::Label, true, text));
    }
    response
}

/// Text that can be clicked: it takes the color and a line under it where the pointer or the focus is.
pub(super) fn link(ui: &mut Ui, text: &str, format: &TextFormat, accent: Color32) -> Response {
    let label = Label::new(job(text, format))
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
    parts_ui(ui, parts, TextWrapMode::Wrap)
}

/// A label of several formats in one line.
pub(super) fn line_of(ui: &mut Ui, parts: &[(&str, TextFormat)]) -> Response {
    parts_ui(ui, parts, TextWrapMode::Extend)
}

fn parts_ui(ui: &mut Ui, parts: &[(&str, TextFormat)], wrap_mode: TextWrapMode) -> Response {
    let mut job = LayoutJob::default();
    let mut whole = String::new();
    for (text, format) in parts {
        append(&mut job, text, format);
        whole.push_str(text);
    }
    let response = ui.add(Label::new(job).wrap_mode(wrap_mode).selectable(false));
    if has_right_to_left(&whole) {
        response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &whole));
    }
    response
}

fn has_right_to_left(text: &str) -> bool {
    text.chars().any(|c| matches!(c, '\u{0590}'..='\u{08FF}' | '\u{FB1D}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFC}'))
}

/// The runs of a text from left to right, and which of them are read from right to left.
fn visual_runs(text: &str) -> Vec<(&str, bool)> {
    if !has_right_to_left(text) {
        return vec![(text, false)];
    }
    // The window is laid out from left to right, so a dot between two names stays between them.
    let info = BidiInfo::new(text, Some(Level::ltr()));
    let mut runs = Vec::new();
    for paragraph in &info.paragraphs {
        let (levels, ranges) = info.visual_runs(paragraph, paragraph.range.clone());
        for range in ranges {
            let is_right_to_left = levels.get(range.start).is_some_and(Level::is_rtl);
            if let Some(run) = text.get(range) {
                runs.push((run, is_right_to_left));
            }
        }
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::visual_runs;

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
