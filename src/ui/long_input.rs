//! Text that is typed or pasted is cut where a field would be slow to draw, and that it was cut is said.

use egui::{Event, Id, ImeEvent, Response};

use super::panel::Cx;
use crate::app::Action;

/// The most characters that a field of one line takes.
pub const MAX_LINE_CHARS: usize = 10_000;

/// The most characters that a note takes, and the most that come in at once.
pub const MAX_NOTE_CHARS: usize = 100_000;

fn id() -> Id {
    Id::unique("long input")
}

/// Notes, to be told at the end of the frame, that a text was cut to so many characters.
pub fn note(ctx: &egui::Context, kept_chars: usize) {
    ctx.data_mut(|data| data.insert_temp(id(), kept_chars));
}

/// Cuts what is typed or pasted at once; whether there was more.
pub fn cut(event: &mut Event) -> bool {
    match event {
        Event::Paste(text) | Event::Text(text) | Event::Ime(ImeEvent::Commit(text)) => cut_text(text, MAX_NOTE_CHARS),
        _ => false,
    }
}

fn cut_text(text: &mut String, limit_chars: usize) -> bool {
    // No character takes less than a byte.
    let end = if text.len() > limit_chars { text.char_indices().nth(limit_chars) } else { None };
    if let Some((end, _)) = end {
        text.truncate(end);
        text.shrink_to_fit();
    }
    end.is_some()
}

/// Notes that a field was filled up to its limit by what was just typed or pasted.
pub fn note_full(response: &Response, text: &str, limit_chars: usize) {
    if response.changed() && text.len() >= limit_chars && text.chars().nth(limit_chars - 1).is_some() {
        note(&response.ctx, limit_chars);
    }
}

/// Says that the field which has the keyboard takes as much as a note.
pub fn takes_notes(ctx: &egui::Context) {
    ctx.data_mut(|data| data.insert_temp(id(), InNote));
}

/// The mark of [`takes_notes`].
#[derive(Clone, Copy, Default)]
struct InNote;

/// Tells what was cut in this frame.
pub fn tell(cx: &mut Cx<'_>, ctx: &egui::Context) {
    let in_note = ctx.data_mut(|data| data.remove_temp::<InNote>(id())).is_some();
    let is_long = |event: &Event| match event {
        Event::Paste(text) | Event::Text(text) | Event::Ime(ImeEvent::Commit(text)) => {
            text.len() > MAX_LINE_CHARS && text.chars().nth(MAX_LINE_CHARS).is_some()
        }
        _ => false,
    };
    if !in_note && ctx.input(|input| input.events.iter().any(is_long)) {
        note(ctx, MAX_LINE_CHARS);
    }
    if let Some(kept_chars) = ctx.data_mut(|data| data.remove_temp::<usize>(id())) {
        cx.push(Action::TellCutText { kept_chars });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_paste_is_cut_between_characters_and_a_short_one_is_left() {
        let mut paste = Event::Paste("\u{10ffff}".repeat(MAX_NOTE_CHARS + 1));
        assert!(cut(&mut paste));
        assert!(!cut(&mut paste));
        let Event::Paste(text) = paste else { panic!("a paste stays one") };
        assert_eq!(text.chars().count(), MAX_NOTE_CHARS);
        assert!(!cut(&mut Event::Text("n".to_owned())));
    }
}
