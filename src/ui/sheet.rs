//! The frame that all sheets over the window share.

use egui::{Align2, Ui, Window};

/// A sheet in the middle of the window, as wide as asked for or as the window has room.
pub(super) fn sheet<'a>(ui: &Ui, title: &'static str, width: f32) -> Window<'a> {
    let room = ui.ctx().content_rect();
    Window::new(title)
        .collapsible(false)
        .resizable(false)
        .pivot(Align2::CENTER_CENTER)
        .default_pos(room.center())
        .default_width(width.min(room.width() - 40.0))
}
