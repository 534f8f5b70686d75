//! The keys of commands: what was pressed in a frame, and keys as menus show them.

use egui::{Event, InputState, Key, KeyboardShortcut, Modifiers, Ui};

use super::commands::{Command, key_text};
use super::panel::Cx;

/// The shortcut as menus show it: modifiers as the platform names them, and the key as it is printed on the keyboard.
pub fn menu_text(ui: &Ui, shortcut: &KeyboardShortcut) -> String {
    let text = ui.format_shortcut(shortcut);
    match text.strip_suffix(shortcut.logical_key.name()) {
        Some(modifiers) => format!("{modifiers}{}", key_text(shortcut.logical_key)),
        None => text,
    }
}

/// Matches the keys of this frame; those with more modifiers first.
pub fn take_shortcuts(ui: &Ui, cx: &mut Cx<'_>) {
    let in_text = ui.text_edit_focused();
    let map_has_arrows = ui.memory(|memory| memory.focused()) == Some(super::map::canvas::canvas_id());
    let mut commands = Command::ALL.to_vec();
    commands.sort_by_key(|command| command.shortcut().map_or(0, |shortcut| usize::from(!shortcut.modifiers.shift)));
    for command in commands {
        let Some(shortcut) = command.shortcut() else { continue };
        let is_arrow = matches!(command, Command::NextClaim | Command::PreviousClaim);
        if (in_text && yields_to_text(command)) || (is_arrow && map_has_arrows) {
            continue;
        }
        if ui.input_mut(|input| consume(input, &shortcut)) && command.is_enabled(cx.state) {
            cx.push(command.action(cx.state));
        }
    }
}

/// Whether a text field needs the key of the command itself.
fn yields_to_text(command: Command) -> bool {
    let is_plain = command.shortcut().is_some_and(|shortcut| shortcut.modifiers.is_none());
    is_plain && command != Command::Help
}

/// Removes a shortcut from the frame's input; returns whether it was pressed.
fn consume(input: &mut InputState, shortcut: &KeyboardShortcut) -> bool {
    if !shortcut.modifiers.is_none() || !DIGITS.contains(&shortcut.logical_key) {
        return input.consume_shortcut(shortcut);
    }
    let before = input.events.len();
    input.events.retain(|event| pressed_digit(event) != Some(shortcut.logical_key));
    input.events.len() < before
}

const DIGITS: [Key; 10] =
    [Key::Num0, Key::Num1, Key::Num2, Key::Num3, Key::Num4, Key::Num5, Key::Num6, Key::Num7, Key::Num8, Key::Num9];

/// The digit that a key press means, whatever the layout.
///
/// Layouts such as AZERTY have the digits of the upper row on Shift, and other characters without it: there the
/// position of the key counts. With Shift, the character counts, as `/` on a German keyboard. Without Num Lock, the
/// keys of the number pad move the cursor.
fn pressed_digit(event: &Event) -> Option<Key> {
    let Event::Key { key, physical_key, pressed: true, modifiers, .. } = event else {
        return None;
    };
    if DIGITS.contains(key) {
        return modifiers.matches_logically(Modifiers::NONE).then_some(*key);
    }
    physical_key.filter(|place| modifiers.is_none() && DIGITS.contains(place) && is_sign(*key))
}

/// Whether a key types a character that is neither a letter nor a digit.
fn is_sign(key: Key) -> bool {
    matches!(
        key,
        Key::Backslash
            | Key::Backtick
            | Key::CloseBracket
            | Key::CloseCurlyBracket
            | Key::Colon
            | Key::Comma
            | Key::Equals
            | Key::Exclamationmark
            | Key::Minus
            | Key::OpenBracket
            | Key::OpenCurlyBracket
            | Key::Period
            | Key::Pipe
            | Key::Plus
            | Key::Questionmark
            | Key::Quote
            | Key::Semicolon
            | Key::Slash
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digit_is_known_by_its_sign_or_by_the_place_of_its_key() {
        let digit = |key, place, modifiers| {
            let physical_key = Some(place);
            pressed_digit(&Event::Key { key, physical_key, pressed: true, repeat: false, modifiers })
        };
        let none = Modifiers::NONE;
        let shift = Modifiers::SHIFT;
        // AZERTY: ' and - are the keys of 4 and 6; with Shift they are digits.
        assert_eq!(digit(Key::Quote, Key::Num4, none), Some(Key::Num4));
        assert_eq!(digit(Key::Minus, Key::Num6, none), Some(Key::Num6));
        assert_eq!(digit(Key::Num4, Key::Num4, shift), Some(Key::Num4));
        // Czech + is the key of 1.
        assert_eq!(digit(Key::Plus, Key::Num1, none), Some(Key::Num1));
        // A digit in the position of another one: the character counts.
        assert_eq!(digit(Key::Num7, Key::Num2, none), Some(Key::Num7));
        // The number pad, with and without Num Lock.
        assert_eq!(digit(Key::Num4, Key::Num4, none), Some(Key::Num4));
        assert_eq!(digit(Key::ArrowLeft, Key::Num4, none), None);
        assert_eq!(digit(Key::Minus, Key::Minus, none), None);
        // A letter on such a key stays a letter; with Shift or another modifier the key means its character.
        assert_eq!(digit(Key::N, Key::Num2, none), None);
        assert_eq!(digit(Key::Slash, Key::Num7, shift), None);
        assert_eq!(digit(Key::Minus, Key::Num6, Modifiers::COMMAND), None);
        assert_eq!(digit(Key::Num1, Key::Num1, Modifiers::COMMAND), None);
    }
}
