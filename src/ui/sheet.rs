//! The frames that all sheets over the window share, and all menus of boxes.

use egui::{
    Align2, Id, Popup, PopupCloseBehavior, RectAlign, Response, Role, Sense, Shape, Stroke, Ui,
    Vec2, WidgetInfo, Window, pos2, vec2,
};

use super::theme;

/// Where the top of a sheet is, as a share of the window's height.
const TOP: f32 = 0.12;

/// How high what is in a sheet can be at most, in points, so that it ends above the status line.
pub(super) fn content_height(ui: &Ui) -> f32 {
    /// The title, the edges, and the status line.
    const TAKEN: f32 = 90.0;
    (1.0 - TOP) * ui.ctx().content_rect().height() - TAKEN
}

/// A sheet over the window, as wide as asked for or as the window has room, now and not only when it was opened. Its top
/// stays where it is while what is in it grows; it can be moved, and is in the middle again when the window gets another size.
pub(super) fn sheet<'a>(ui: &Ui, title: &'static str, width: f32) -> Window<'a> {
    let room = ui.ctx().content_rect();
    let width = width.min(room.width() - 40.0);
    let top = pos2(room.center().x, room.top() + TOP * room.height());
    let window = Window::new(title)
        .collapsible(false)
        .resizable(false)
        .pivot(Align2::CENTER_TOP)
        .default_pos(top)
        .default_width(width)
        .min_width(width)
        .max_width(width);
    if is_resized(ui, title) {
        // One that can be moved by its title stays where it was, whatever it is told.
        window.movable(false).current_pos(top)
    } else {
        window
    }
}

/// Puts the focus on a button of a question when the question appears: on the one that changes nothing.
pub(super) fn focus_when_asked(ui: &Ui, name: &'static str, button: &Response) {
    let id = Id::unique(name).with("asked");
    let now = ui.ctx().cumulative_frame_nr();
    let before: Option<u64> = ui.data_mut(|data| {
        let before = data.get_temp(id);
        data.insert_temp(id, now);
        before
    });
    if before.is_none_or(|before| before + 1 < now) {
        button.request_focus();
    }
}

/// Whether the window has got another size since something over it was shown last.
pub(super) fn is_resized(ui: &Ui, name: &'static str) -> bool {
    let room = ui.ctx().content_rect().size();
    let id = Id::unique(name).with("room");
    let before: Option<Vec2> = ui.data_mut(|data| {
        let before = data.get_temp(id);
        data.insert_temp(id, room);
        before
    });
    before.is_some_and(|before| before != room)
}

/// A menu of boxes and rings that opens from a button, and stays open while they are clicked.
pub(super) fn menu(button: &Response, align: RectAlign, width: f32, content: impl FnOnce(&mut Ui)) {
    Popup::menu(button)
        .align(align)
        .close_behavior(PopupCloseBehavior::CloseOnClickOutside)
        .show(|ui| {
            ui.set_width(width);
            // Without an edge an empty box could not be seen on the panel.
            let edge = Stroke::new(1.0, theme::palette(ui).secondary);
            ui.visuals_mut().widgets.inactive.bg_stroke = edge;
            content(ui);
        });
}

/// Words with a small triangle after them, for what opens a menu.
pub(super) fn menu_link(ui: &mut Ui, words: &str, name: &str) -> Response {
    let palette = theme::palette(ui);
    let galley = ui
        .painter()
        .layout_no_wrap(words.to_owned(), theme::body(), palette.accent);
    let size = galley.size() + vec2(14.0, 0.0);
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, format!("{name}: {words}")));
    let at = Align2::LEFT_CENTER.align_size_within_rect(galley.size(), rect);
    ui.painter().galley(at.min, galley, palette.accent);
    let tip = rect.right_center() + vec2(-5.0, 3.0);
    let points = vec![tip + vec2(-4.0, -5.0), tip + vec2(4.0, -5.0), tip];
    ui.painter()
        .add(Shape::convex_polygon(points, palette.accent, Stroke::NONE));
    if response.hovered() || response.has_focus() {
        let line = Stroke::new(1.0, palette.accent);
        ui.painter().hline(rect.x_range(), rect.bottom(), line);
    }
    response
}

/// Puts the cursor into the first field of a sheet when it opens.
pub(super) fn focus_when_opened(is_shown: &mut bool, field: &Response) {
    if !std::mem::replace(is_shown, true) {
        field.request_focus();
    }
}
