//! Applies keys in the order in which they were pressed, however many arrive within one frame.
//!
//! egui looks at all keys of a frame at once: Escape takes the focus from a field before the text typed ahead of it
//! arrives, and a field that a command opens gets the focus only a frame later. In a slow frame letters would be lost
//! or taken for commands, and Escape would leave nothing. So a key that may change the focus ends the frame's input,
//! and one frame passes before the next.

use std::collections::{BTreeSet, VecDeque};

use egui::{Context, Event, Key, Plugin, RawInput, Ui};

use super::long_input;

/// Holds back the events after such a key.
#[derive(Default)]
pub struct KeyOrder {
    waiting: VecDeque<Event>,
    /// A key was let through: its effect takes a frame.
    is_settling: bool,
    held: BTreeSet<Key>,
}

impl Plugin for KeyOrder {
    fn debug_name(&self) -> &'static str {
        "key order"
    }

    fn input_hook(&mut self, ctx: &Context, input: &mut RawInput) {
        // A second pass draws the same frame again: it has no input of its own.
        if ctx.current_pass_index() > 0 {
            return;
        }
        let in_text = ctx.text_edit_focused();
        for mut event in input.events.drain(..) {
            if long_input::cut(&mut event) {
                long_input::note(ctx, long_input::MAX_NOTE_CHARS);
            }
            self.take_in(event, in_text);
        }
        input.events = self.let_through(in_text);
    }

    fn on_end_pass(&mut self, ui: &mut Ui) {
        if self.is_settling || !self.waiting.is_empty() {
            ui.request_repaint();
        }
    }
}

impl KeyOrder {
    /// Queues an event behind the waiting ones; a held key does not pile up in slow frames.
    fn take_in(&mut self, event: Event, in_text: bool) {
        match &event {
            Event::Key { key, pressed: true, .. } => {
                let is_repeat = !self.held.insert(*key);
                let last = self.waiting.iter().rev().find_map(pressed_key);
                if is_repeat && last == Some(*key) && turns(&event, in_text) {
                    return;
                }
            }
            Event::Key { key, pressed: false, .. } => {
                self.held.remove(key);
            }
            Event::WindowFocused(false) => self.held.clear(),
            _ => {}
        }
        self.waiting.push_back(event);
    }

    fn let_through(&mut self, in_text: bool) -> Vec<Event> {
        let was_settling = std::mem::take(&mut self.is_settling);
        let mut has_keys = false;
        let mut through = Vec::new();
        while let Some(event) = self.waiting.pop_front() {
            let turns = turns(&event, in_text);
            if (was_settling && is_keyboard(&event)) || (turns && has_keys) {
                self.waiting.push_front(event);
                break;
            }
            has_keys |= is_keyboard(&event);
            through.push(event);
            if turns {
                // The letter of a key belongs to the key.
                through.extend(self.waiting.pop_front_if(|event| matches!(event, Event::Text(_))));
                self.is_settling = true;
                break;
            }
        }
        through
    }
}

fn pressed_key(event: &Event) -> Option<Key> {
    match event {
        Event::Key { key, pressed: true, .. } => Some(*key),
        _ => None,
    }
}

/// Whether the event goes to the widget with the focus.
fn is_keyboard(event: &Event) -> bool {
    let types = matches!(event, Event::Text(_) | Event::Paste(_) | Event::Cut | Event::Copy | Event::Ime(_));
    types || pressed_key(event).is_some()
}

/// Whether a key may change the focus; keys that type or move the cursor in a text do not.
fn turns(event: &Event, in_text: bool) -> bool {
    let Event::Key { key, pressed: true, modifiers, .. } = event else {
        return false;
    };
    let is_plain = !modifiers.command && !modifiers.ctrl && !modifiers.alt;
    !in_text || !is_plain || matches!(key, Key::Escape | Key::Tab | Key::Enter | Key::F1)
}

#[cfg(test)]
mod tests {
    use egui::Modifiers;

    use super::*;

    fn key(key: Key) -> Event {
        Event::Key { key, physical_key: None, pressed: true, repeat: false, modifiers: Modifiers::NONE }
    }

    fn text(text: &str) -> Event {
        Event::Text(text.to_owned())
    }

    /// The input of the frames after the events arrive; each frame says whether a text has the focus.
    fn frames(events: Vec<Event>, in_text: &[bool]) -> Vec<Vec<Event>> {
        let mut order = KeyOrder::default();
        events.into_iter().for_each(|event| order.take_in(event, in_text[0]));
        in_text.iter().map(|in_text| order.let_through(*in_text)).collect()
    }

    #[test]
    fn a_command_takes_its_letter_along_and_the_next_key_waits_for_what_it_leads_to() {
        let typed = vec![key(Key::N), text("n"), key(Key::X), text("x"), key(Key::Y), text("y"), key(Key::Escape)];
        let frames = frames(typed, &[false, false, true, true, true, false]);
        let expected = [
            vec![key(Key::N), text("n")],
            vec![],
            vec![key(Key::X), text("x"), key(Key::Y), text("y")],
            vec![key(Key::Escape)],
            vec![],
            vec![],
        ];
        assert_eq!(frames, expected);
    }

    #[test]
    fn what_is_not_of_the_keyboard_goes_on_in_its_order() {
        let moved = || Event::PointerMoved(egui::Pos2::ZERO);
        let frames = frames(vec![moved(), key(Key::N), moved(), key(Key::L), moved()], &[false; 3]);
        assert_eq!(frames, [vec![moved(), key(Key::N)], vec![moved()], vec![key(Key::L)]]);
    }

    #[test]
    fn a_key_held_down_does_not_pile_up() {
        let mut order = KeyOrder::default();
        for _ in 0..10 {
            order.take_in(key(Key::ArrowDown), false);
        }
        assert_eq!(order.waiting.len(), 1);
        // Typing is never thrown away.
        let mut order = KeyOrder::default();
        for _ in 0..10 {
            order.take_in(key(Key::X), true);
            order.take_in(text("x"), true);
        }
        assert_eq!(order.waiting.len(), 20);
    }
}
