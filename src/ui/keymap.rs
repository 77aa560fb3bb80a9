//! Keys and what they ask for: one table, which the menus, the tooltips and the sheet of keys read.

use egui::{Context, Event, Key, KeyboardShortcut, Modifiers, Popup};

use crate::state::{Command, Direction, Panel, ViewCommand, WindowStep};

/// A key with what it asks for.
#[derive(Debug, Clone)]
pub struct Binding {
    /// The key.
    pub shortcut: KeyboardShortcut,
    /// What it asks for.
    pub command: Command,
    /// What it does, in words.
    pub label: &'static str,
}

const fn bind(modifiers: Modifiers, key: Key, command: Command, label: &'static str) -> Binding {
    Binding {
        shortcut: KeyboardShortcut::new(modifiers, key),
        command,
        label,
    }
}

use Direction::{Earlier, Later};
use WindowStep::{Move, MoveEnd, MoveFar, ToEnd};

/// All keys. They hold wherever the cursor is, except in a text field.
pub const BINDINGS: &[Binding] = &[
    bind(
        Modifiers::NONE,
        Key::Space,
        Command::TogglePlay,
        "Play, or pause",
    ),
    bind(
        Modifiers::NONE,
        Key::Period,
        Command::ZoomAxis(0.5),
        "Fewer days on the timeline",
    ),
    bind(
        Modifiers::NONE,
        Key::Comma,
        Command::ZoomAxis(-0.5),
        "More days on the timeline",
    ),
    bind(
        Modifiers::NONE,
        Key::M,
        Command::NextMode,
        "Window, up to a day, on a day",
    ),
    bind(
        Modifiers::NONE,
        Key::ArrowLeft,
        Command::StepWindow(Move(Earlier)),
        "Window one step earlier",
    ),
    bind(
        Modifiers::NONE,
        Key::ArrowRight,
        Command::StepWindow(Move(Later)),
        "Window one step later",
    ),
    bind(
        Modifiers::SHIFT,
        Key::ArrowLeft,
        Command::StepWindow(MoveFar(Earlier)),
        "Window one large step earlier",
    ),
    bind(
        Modifiers::SHIFT,
        Key::ArrowRight,
        Command::StepWindow(MoveFar(Later)),
        "Window one large step later",
    ),
    bind(
        Modifiers::ALT,
        Key::ArrowLeft,
        Command::StepWindow(MoveEnd(Earlier)),
        "Shorten the window",
    ),
    bind(
        Modifiers::ALT,
        Key::ArrowRight,
        Command::StepWindow(MoveEnd(Later)),
        "Lengthen the window",
    ),
    bind(
        Modifiers::NONE,
        Key::Home,
        Command::StepWindow(ToEnd(Earlier)),
        "Window to the beginning",
    ),
    bind(
        Modifiers::NONE,
        Key::End,
        Command::StepWindow(ToEnd(Later)),
        "Window to the end",
    ),
    bind(
        Modifiers::NONE,
        Key::A,
        Command::View(ViewCommand::SetWindow(None)),
        "All of time",
    ),
    bind(
        Modifiers::NONE,
        Key::G,
        Command::View(ViewCommand::Toggle(Panel::GoTo)),
        "Go to a date",
    ),
    bind(
        Modifiers::NONE,
        Key::N,
        Command::SelectNeighbor(Later),
        "Next event shown",
    ),
    bind(
        Modifiers::NONE,
        Key::P,
        Command::SelectNeighbor(Earlier),
        "Previous event shown",
    ),
    bind(
        Modifiers::NONE,
        Key::ArrowDown,
        Command::SelectNeighbor(Later),
        "Next event",
    ),
    bind(
        Modifiers::NONE,
        Key::ArrowUp,
        Command::SelectNeighbor(Earlier),
        "Previous event",
    ),
    bind(
        Modifiers::SHIFT,
        Key::ArrowDown,
        Command::MarkNeighbor(Later),
        "Mark the next event, too",
    ),
    bind(
        Modifiers::SHIFT,
        Key::ArrowUp,
        Command::MarkNeighbor(Earlier),
        "Mark the previous event, too",
    ),
    bind(
        Modifiers::COMMAND,
        Key::A,
        Command::MarkAll(true),
        "Mark all events that are shown",
    ),
    bind(
        Modifiers::COMMAND,
        Key::C,
        Command::CopyEvents,
        "Copy the marked events, or the selected one, as text",
    ),
    bind(
        Modifiers::NONE,
        Key::Escape,
        Command::Dismiss,
        "Close a sheet, select nothing, clear the search",
    ),
    bind(
        Modifiers::NONE,
        Key::F,
        Command::FitShown,
        "Fit the map to what is shown",
    ),
    bind(
        Modifiers::NONE,
        Key::R,
        Command::ToggleMeasure,
        "Measure distances on the map",
    ),
    bind(
        Modifiers::NONE,
        Key::C,
        Command::CopyPosition,
        "Copy the position under the pointer, or of the middle of the map",
    ),
    bind(Modifiers::NONE, Key::Plus, Command::Zoom(1.0), "Zoom in"),
    bind(Modifiers::NONE, Key::Minus, Command::Zoom(-1.0), "Zoom out"),
    bind(
        Modifiers::NONE,
        Key::K,
        Command::ToggleKnownOn,
        "As known on the window's last day, or today",
    ),
    bind(
        Modifiers::NONE,
        Key::Slash,
        Command::FocusSearch,
        "Search for words",
    ),
    bind(Modifiers::COMMAND, Key::Z, Command::Back, "Back"),
    bind(
        Modifiers::COMMAND.plus(Modifiers::SHIFT),
        Key::Z,
        Command::Forward,
        "Forward",
    ),
    bind(
        Modifiers::NONE,
        Key::L,
        Command::View(ViewCommand::Toggle(Panel::List)),
        "Event list",
    ),
    bind(
        Modifiers::NONE,
        Key::T,
        Command::View(ViewCommand::Toggle(Panel::Timeline)),
        "Timeline",
    ),
    bind(
        Modifiers::NONE,
        Key::Questionmark,
        Command::View(ViewCommand::Toggle(Panel::Keys)),
        "These keys",
    ),
    bind(
        Modifiers::COMMAND,
        Key::O,
        Command::View(ViewCommand::Toggle(Panel::Files)),
        "Open, import and save",
    ),
    bind(
        Modifiers::COMMAND,
        Key::K,
        Command::View(ViewCommand::Toggle(Panel::Palette)),
        "Find and do: commands, events, places, actors, dates",
    ),
    bind(
        Modifiers::COMMAND,
        Key::Plus,
        Command::ZoomWindow(Some(1)),
        "Everything larger",
    ),
    bind(
        Modifiers::COMMAND,
        Key::Minus,
        Command::ZoomWindow(Some(-1)),
        "Everything smaller",
    ),
    bind(
        Modifiers::COMMAND,
        Key::Num0,
        Command::ZoomWindow(None),
        "Everything as large as at first",
    ),
    bind(
        Modifiers::NONE,
        Key::V,
        Command::View(ViewCommand::Toggle(Panel::Views)),
        "Views: save one, open one",
    ),
    bind(
        Modifiers::NONE,
        Key::F1,
        Command::View(ViewCommand::Toggle(Panel::About)),
        "About the program, licenses",
    ),
    bind(Modifiers::COMMAND, Key::Q, Command::Quit, "Quit"),
];

/// The commands whose keys were pressed in this frame. A text field keeps its keys to itself, and so does
/// a control that moves by arrows.
pub fn pressed_commands(ctx: &Context, are_arrows_taken: bool) -> Vec<Command> {
    let is_typing = ctx.text_edit_focused();
    // A control that has the focus is pressed by Space; one that moves by arrows is not.
    let is_space_taken = !are_arrows_taken && ctx.memory(|memory| memory.focused().is_some());
    if Popup::is_any_open(ctx) {
        // What is open on top has the keys; Escape closes it, wherever the cursor is in it.
        if ctx.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape)) {
            Popup::close_all(ctx);
        }
        return Vec::new();
    }
    // The desktop's way to copy is no key by the time it comes here.
    let is_copied = !is_typing && ctx.input(|input| input.events.contains(&Event::Copy));
    let mut commands: Vec<Command> = ctx.input_mut(|input| {
        // The longer shortcut first, so that Ctrl+Shift+Z is not taken for Ctrl+Z.
        let mut bindings: Vec<&Binding> = BINDINGS.iter().collect();
        bindings.sort_by_key(|binding| std::cmp::Reverse(n_modifiers(binding.shortcut.modifiers)));
        bindings
            .into_iter()
            .filter(|binding| !is_typing || binding.command == Command::Quit)
            .filter(|binding| !are_arrows_taken || !is_arrow(binding.shortcut.logical_key))
            .filter(|binding| !is_space_taken || binding.shortcut.logical_key != Key::Space)
            .filter(|binding| input.consume_shortcut(&binding.shortcut))
            .map(|binding| binding.command.clone())
            .collect()
    });
    if is_copied && !commands.contains(&Command::CopyEvents) {
        commands.push(Command::CopyEvents);
    }
    commands
}

/// The key of a command as words, for tooltips.
pub(super) fn shortcut_text(command: &Command) -> Option<String> {
    let binding = BINDINGS
        .iter()
        .find(|binding| binding.command == *command)?;
    Some(binding.keys())
}

/// Words with the key of a command in brackets.
pub(super) fn with_key(words: &str, command: &Command) -> String {
    match shortcut_text(command) {
        Some(key) => format!("{words} ({key})"),
        None => words.to_owned(),
    }
}

impl Binding {
    /// The keys as words: "Ctrl+Shift+Z", "Left arrow".
    pub fn keys(&self) -> String {
        let KeyboardShortcut {
            modifiers,
            logical_key,
        } = self.shortcut;
        let held = [
            (modifiers.ctrl || modifiers.command, "Ctrl+"),
            (modifiers.alt, "Alt+"),
            (modifiers.shift, "Shift+"),
        ];
        let held = held
            .into_iter()
            .filter(|(is_held, _)| *is_held)
            .map(|(_, name)| name);
        let key = match logical_key {
            Key::ArrowLeft => "Left arrow",
            Key::ArrowUp => "Up arrow",
            Key::ArrowDown => "Down arrow",
            Key::ArrowRight => "Right arrow",
            Key::Plus => "+",
            Key::Minus => "-",
            Key::Num0 => "0",
            Key::Slash => "/",
            Key::Period => "Period",
            Key::Comma => "Comma",
            Key::Questionmark => "?",
            other => other.name(),
        };
        held.chain([key]).collect()
    }
}

fn is_arrow(key: Key) -> bool {
    matches!(key, Key::ArrowLeft | Key::ArrowRight)
}

fn n_modifiers(modifiers: Modifiers) -> u8 {
    u8::from(modifiers.alt)
        + u8::from(modifiers.shift)
        + u8::from(modifiers.ctrl || modifiers.command)
}

#[cfg(test)]
mod tests {
    use super::BINDINGS;

    #[test]
    fn no_two_commands_share_a_key() {
        for (index, binding) in BINDINGS.iter().enumerate() {
            let clash = BINDINGS
                .iter()
                .skip(index + 1)
                .find(|other| other.shortcut == binding.shortcut);
            assert!(clash.is_none(), "{} and {clash:?}", binding.label);
        }
    }
}
