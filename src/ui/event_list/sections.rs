//! What stands over some events of the list, and folds them away.

use egui::{Rect, Role, Sense, Shape, Stroke, Ui, WidgetInfo, pos2, vec2};

use super::Memory;
use crate::query::Section;
use crate::ui::{Scene, rich_text, theme, wording};

/// How high a heading is in a list of which only what is on the screen is laid out.
pub(super) const HEADING_HEIGHT: f32 = 36.0;

/// A heading that nothing is folded under.
pub(super) fn section_ui(ui: &mut Ui, text: &str) {
    let palette = theme::palette(ui);
    ui.add_space(12.0);
    ui.horizontal(|ui| {
        ui.spacing_mut().interact_size.y = 0.0;
        ui.add_space(theme::EDGE);
        rich_text::label(ui, &text.to_uppercase(), &theme::section_format(palette));
    });
    ui.add_space(4.0);
}

/// The heading of a section with how many events stand under it; pressed, it folds and unfolds them. Gives
/// whether it was pressed.
pub(super) fn heading_ui(
    ui: &mut Ui,
    scene: Scene<'_>,
    section: Section,
    memory: &mut Memory,
) -> bool {
    let palette = theme::palette(ui);
    let is_folded = memory.folded.contains(&section.heading);
    let heading = wording::heading(scene.catalog, section.heading, scene.view.names);
    let heading = wording::cut(&heading, wording::IN_LINE);
    let size = vec2(ui.available_width(), HEADING_HEIGHT);
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    let name = wording::heading_name(&heading, section.n, is_folded);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &name));
    if response.clicked() && !memory.folded.remove(&section.heading) {
        memory.folded.insert(section.heading);
    }
    if response.gained_focus() {
        response.scroll_to_me(None);
    }
    if !ui.is_rect_visible(rect) {
        return response.clicked();
    }
    let is_lit = response.hovered() || response.has_focus();
    // The words stand low, near what is under them.
    let middle = rect.bottom() - 12.0;
    let mut format = theme::section_format(palette);
    if is_lit {
        format.color = palette.ink;
    }
    let text = wording::heading_with_count(&heading, section.n).to_uppercase();
    let mut job = rich_text::job(&text, &format);
    job.wrap.max_rows = 1;
    job.wrap.max_width = rect.width() - 2.0 * theme::EDGE - 16.0;
    let galley = ui.painter().layout_job(job);
    let corner = pos2(rect.left() + theme::EDGE, middle - galley.size().y / 2.0);
    ui.painter().galley(corner, galley, palette.secondary);
    let center = pos2(rect.right() - theme::EDGE - 4.0, middle);
    let points = if is_folded {
        [vec2(-2.5, -4.0), vec2(-2.5, 4.0), vec2(2.5, 0.0)]
    } else {
        [vec2(-4.0, -2.5), vec2(4.0, -2.5), vec2(0.0, 2.5)]
    };
    let points = points.map(|offset| center + offset).to_vec();
    let color = if is_lit {
        palette.ink
    } else {
        palette.secondary.gamma_multiply(0.6)
    };
    ui.painter()
        .add(Shape::convex_polygon(points, color, Stroke::NONE));
    if response.has_focus() {
        let ring = Rect::from_x_y_ranges(rect.x_range(), middle - 10.0..=middle + 10.0);
        let stroke = Stroke::new(1.5, palette.accent);
        let ring = ring.shrink2(vec2(6.0, 0.0));
        ui.painter()
            .rect_stroke(ring, 4.0, stroke, egui::StrokeKind::Inside);
    }
    response.clicked()
}
