//! How the list is ordered, in a word over it, and the menu behind it.

use egui::{RectAlign, Ui};

use super::sheet::{menu, menu_link};
use super::{Scene, rich_text, theme, wording};
use crate::query::{ListGroup, ListSort, SortDirection};
use crate::state::{Command, ViewCommand};

pub(super) fn order_ui(ui: &mut Ui, scene: Scene<'_>, commands: &mut Vec<Command>) {
    let order = scene.view.list_order;
    let all = wording::list_order(order);
    let words = wording::sort_order(order);
    let button = menu_link(ui, &words, "Order of the list")
        .on_hover_text(format!("The list is {all}"))
        .accessible_name(format!("Order of the list: {all}"));
    menu(&button, RectAlign::BOTTOM_START, 310.0, |ui| {
        choices_ui(ui, scene, commands);
    });
}

fn choices_ui(ui: &mut Ui, scene: Scene<'_>, commands: &mut Vec<Command>) {
    let palette = theme::palette(ui);
    let quiet = theme::format(theme::small(), palette.secondary);
    let mut order = scene.view.list_order;
    rich_text::label(ui, "Sorted by", &quiet);
    ui.horizontal_wrapped(|ui| {
        for sort in ListSort::ALL {
            let words = wording::sort(sort);
            let name = format!("Sorted by {}", words.to_lowercase());
            let radio = ui.radio(order.sort == sort, words);
            if radio.accessible_name(name).clicked() {
                order = order.sorted_by(sort);
            }
        }
    });
    for direction in SortDirection::ALL {
        let words = wording::direction(order.sort, direction);
        ui.radio_value(&mut order.direction, direction, words);
    }
    ui.separator();
    rich_text::label(ui, "Under headings for", &quiet);
    ui.horizontal_wrapped(|ui| {
        for group in ListGroup::ALL {
            let words = wording::group(group);
            let name = format!("Headings for {}", words.to_lowercase());
            ui.radio_value(&mut order.group, group, words)
                .accessible_name(name);
        }
    });
    if order != scene.view.list_order {
        commands.push(Command::View(ViewCommand::SetListOrder(order)));
    }
}
