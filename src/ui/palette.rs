//! The palette: commands, dates, views, places, actors and events, found by a few letters of them.

use egui::{EventFilter, Key, Modifiers, Role, ScrollArea, Sense, TextEdit, Ui, WidgetInfo, vec2};

use super::{Scene, goto_sheet, keymap, rich_text, sheet::sheet, theme, wording};
use crate::model::{TypedDate, typed_date};
use crate::query::{ListGroup, ListOrder, ListSort, MatchLevel, SortDirection, folded};
use crate::state::{Command, Motion, Panel, Selection, Theme, ViewCommand};

/// So many of each sort are offered.
const MOST_OF_EACH: usize = 6;

/// What is being typed, what was found of it, and which of that is pointed at.
#[derive(Debug, Default)]
pub(super) struct Draft {
    text: String,
    /// What the rows were found for.
    found_for: Option<String>,
    rows: Vec<Row>,
    at: usize,
}

impl Draft {
    /// The palette is closed; the next one begins empty.
    pub(super) fn close(&mut self) {
        *self = Self::default();
    }
}

/// Something that can be done.
#[derive(Debug, Clone)]
struct Row {
    label: String,
    /// What it is, or its key.
    detail: String,
    command: Command,
}

impl Row {
    fn new(label: impl Into<String>, detail: impl Into<String>, command: Command) -> Self {
        Self {
            label: wording::cut(&label.into(), wording::IN_LINE).into_owned(),
            detail: detail.into(),
            command,
        }
    }

    fn select(label: impl Into<String>, detail: impl Into<String>, selection: Selection) -> Self {
        let select = ViewCommand::Select(Some(selection));
        Self::new(label, detail, Command::View(select))
    }
}

pub(super) fn palette_ui(
    ui: &Ui,
    scene: Scene<'_>,
    draft: &mut Draft,
    commands: &mut Vec<Command>,
) {
    let mut is_open = true;
    let toggle = Command::View(ViewCommand::Toggle(Panel::Palette));
    let mut chosen = None;
    sheet(ui, "Find and do", 520.0)
        .open(&mut is_open)
        .show(ui.ctx(), |ui| {
            egui::Frame::new().inner_margin(8.0).show(ui, |ui| {
                chosen = found_ui(ui, scene, draft);
            });
        });
    if let Some(command) = chosen {
        commands.push(toggle);
        commands.push(command);
    } else if !is_open || ui.input(|input| input.key_pressed(Key::Escape)) {
        commands.push(toggle);
    }
}

/// The field and the rows. Gives what was chosen.
fn found_ui(ui: &mut Ui, scene: Scene<'_>, draft: &mut Draft) -> Option<Command> {
    let pressed = |key| {
        ui.ctx()
            .input_mut(|input| input.consume_key(Modifiers::NONE, key))
    };
    let (down, up) = (pressed(Key::ArrowDown), pressed(Key::ArrowUp));
    let field = TextEdit::singleline(&mut draft.text)
        .hint_text("a command, an event, a place, an actor, a date")
        .char_limit(200)
        .margin(vec2(8.0, 4.0))
        .desired_width(f32::INFINITY)
        .event_filter(EventFilter {
            vertical_arrows: true,
            horizontal_arrows: true,
            ..EventFilter::default()
        });
    let response = ui.add(field).accessible_name("Find and do");
    let is_new = draft.found_for.is_none();
    if draft.found_for.as_ref() != Some(&draft.text) {
        draft.rows = found(scene, &draft.text);
        draft.found_for = Some(draft.text.clone());
        draft.at = 0;
    }
    let last = draft.rows.len().saturating_sub(1);
    let before = draft.at;
    draft.at = (before + usize::from(down))
        .saturating_sub(usize::from(up))
        .min(last);
    let is_moved = draft.at != before;
    let is_entered = response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
    if is_new || is_entered {
        response.request_focus();
    }
    ui.add_space(6.0);
    let mut chosen = is_entered.then_some(draft.at);
    let room = (ui.ctx().content_rect().height() - 220.0).clamp(120.0, 420.0);
    ScrollArea::vertical()
        .max_height(room)
        .min_scrolled_height(room)
        .auto_shrink([false, true])
        .show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            for (at, row) in draft.rows.iter().enumerate() {
                let is_at = at == draft.at;
                if row_ui(ui, row, (is_at, is_at && is_moved)) {
                    chosen = Some(at);
                }
            }
        });
    draft.rows.get(chosen?).map(|row| row.command.clone())
}

/// One row. Gives whether it was chosen.
fn row_ui(ui: &mut Ui, row: &Row, (is_at, is_to_be_seen): (bool, bool)) -> bool {
    const HEIGHT: f32 = 26.0;
    let palette = theme::palette(ui);
    let size = vec2(ui.available_width(), HEIGHT);
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    let parts = [row.label.as_str(), row.detail.as_str()];
    let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    let name = parts.join(", ");
    response.widget_info(|| WidgetInfo::selected(Role::ListBoxOption, true, is_at, &name));
    if is_to_be_seen {
        response.scroll_to_me(None);
    }
    if is_at || response.hovered() {
        ui.painter().rect_filled(rect, 6.0, palette.soft);
    }
    if is_at {
        let bar = egui::Rect::from_min_size(rect.min, vec2(3.0, rect.height()));
        ui.painter().rect_filled(bar, 2.0, palette.accent);
    }
    let quiet = theme::format(theme::small(), palette.secondary);
    let mut job = rich_text::job(&row.detail, &quiet);
    job.wrap.max_rows = 1;
    let detail = ui.painter().layout_job(job);
    let ink = theme::format(theme::body(), palette.ink);
    let mut job = rich_text::job(&row.label, &ink);
    job.wrap.max_rows = 1;
    job.wrap.max_width = (rect.width() - detail.size().x - 30.0).max(80.0);
    let label = ui.painter().layout_job(job);
    let middle = |height: f32| rect.center().y - height / 2.0;
    let left = egui::pos2(rect.left() + 8.0, middle(label.size().y));
    let right = rect.right() - 8.0 - detail.size().x;
    let right = egui::pos2(right, middle(detail.size().y));
    ui.painter().galley(left, label, palette.ink);
    ui.painter().galley(right, detail, palette.secondary);
    response.clicked()
}

/// All that is called like the text, the likeliest of each sort first.
fn found(scene: Scene<'_>, text: &str) -> Vec<Row> {
    let wanted = folded(text);
    let words: Vec<&str> = wanted.split_whitespace().collect();
    let mut rows = dates(scene, text);
    let commands = keymap::BINDINGS.iter().filter(|binding| {
        // What moves about in the palette itself is no use in it.
        binding.command != Command::View(ViewCommand::Toggle(Panel::Palette))
    });
    let commands = commands.map(|binding| {
        let row = Row::new(binding.label, binding.keys(), binding.command.clone());
        (folded(binding.label), row)
    });
    let commands = commands.chain(unkeyed(scene).map(|row| (folded(&row.label), row)));
    let n_commands = if words.is_empty() {
        usize::MAX
    } else {
        MOST_OF_EACH
    };
    rows.extend(best(&words, commands, n_commands));
    if words.is_empty() {
        return rows;
    }
    let views = scene.views.iter().map(|view| {
        let row = Row::new(&view.name, "view", Command::OpenView(view.path.clone()));
        (folded(&view.name), row)
    });
    rows.extend(best(&words, views, MOST_OF_EACH));
    let catalog = scene.catalog;
    let places = catalog.places().map(|(id, place)| {
        let names = place.names.iter().map(|name| name.text.as_str());
        let names = folded(&names.collect::<Vec<_>>().join(" "));
        let name = place.name(scene.view.names);
        (names, Row::select(name, "place", Selection::Place(id)))
    });
    rows.extend(best(&words, places, MOST_OF_EACH));
    let actors = catalog.actors().map(|(id, actor)| {
        let row = Row::select(&actor.name, "actor", Selection::Actor(id));
        (folded(&actor.name), row)
    });
    rows.extend(best(&words, actors, MOST_OF_EACH));
    let events = catalog.written_events().map(|(id, event)| {
        let when = event.when.as_ref();
        let when = when.map_or_else(|| "no date".to_owned(), wording::short_when);
        let row = Row::select(&event.title, when, Selection::Event(id));
        (folded(&event.title), row)
    });
    rows.extend(best(&words, events, MOST_OF_EACH));
    let search = ViewCommand::SetText(text.trim().to_owned());
    let label = format!("Search for “{}”", text.trim());
    rows.push(Row::new(label, "search", Command::View(search)));
    rows
}

/// What has no key of its own and is else found in menus.
fn unkeyed(scene: Scene<'_>) -> impl Iterator<Item = Row> {
    let view = scene.view;
    let order = view.list_order;
    let ordered = |label: String, order: ListOrder| (label, ViewCommand::SetListOrder(order));
    let sorts = ListSort::ALL.map(|sort| {
        let words = wording::sort(sort).to_lowercase();
        ordered(format!("List by {words}"), order.sorted_by(sort))
    });
    let directions = SortDirection::ALL.map(|direction| {
        let words = wording::direction(order.sort, direction);
        ordered(format!("List {words}"), ListOrder { direction, ..order })
    });
    let groups = ListGroup::ALL.map(|group| {
        let words = wording::group(group).to_lowercase();
        let label = format!("List with headings for {words}");
        ordered(label, ListOrder { group, ..order })
    });
    let (level, level_words) = match view.filter.match_level {
        MatchLevel::Possible => (MatchLevel::Certain, "Certain matches only"),
        MatchLevel::Certain => (MatchLevel::Possible, "Possible matches too"),
    };
    let in_view_words = if view.is_in_view {
        "Events everywhere"
    } else {
        "Only events in this view of the map"
    };
    let (motion, motion_words) = match view.motion {
        Motion::Full => (Motion::Reduced, "Reduced motion"),
        Motion::Reduced => (Motion::Full, "Full motion"),
    };
    let rest = [
        (level_words, ViewCommand::SetMatchLevel(level)),
        (in_view_words, ViewCommand::SetInView(!view.is_in_view)),
        ("Clear all filters", ViewCommand::ClearFilter),
        ("Light colors", ViewCommand::SetTheme(Theme::Light)),
        ("Dark colors", ViewCommand::SetTheme(Theme::Dark)),
        (
            "Colors as the system has them",
            ViewCommand::SetTheme(Theme::System),
        ),
        (motion_words, ViewCommand::SetMotion(motion)),
    ];
    let rest = rest.map(|(label, command)| (label.to_owned(), command));
    let all = sorts
        .into_iter()
        .chain(directions)
        .chain(groups)
        .chain(rest);
    all.map(|(label, command)| Row::new(label, "", Command::View(command)))
}

/// What the text is as a date.
fn dates(scene: Scene<'_>, text: &str) -> Vec<Row> {
    let windows = match typed_date(text) {
        Ok(TypedDate::Days(window)) => vec![window],
        Ok(TypedDate::Either {
            day_first,
            month_first,
        }) => vec![day_first, month_first],
        Err(_no_date) => Vec::new(),
    };
    let row = |window| {
        let go = Command::View(goto_sheet::taken(scene, window));
        Row::new(format!("Go to {}", wording::window(window)), "date", go)
    };
    windows.into_iter().map(row).collect()
}

/// Those in which all words occur, those first in which one begins with the first word.
fn best(
    words: &[&str],
    named: impl Iterator<Item = (String, Row)>,
    most: usize,
) -> impl Iterator<Item = Row> {
    let mut found: Vec<(bool, Row)> = named
        .filter(|(name, _)| words.iter().all(|word| name.contains(word)))
        .map(|(name, row)| {
            let begins = words.first().is_none_or(|first| {
                let mut parts = name.split_whitespace();
                parts.any(|part| part.starts_with(first))
            });
            (!begins, row)
        })
        .collect();
    found.sort_by_key(|(is_inside, _)| *is_inside);
    found.into_iter().map(|(_, row)| row).take(most)
}
