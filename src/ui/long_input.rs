//! Cuts typed or pasted text that would make a field slow to draw, and tells the user.

use egui::{Event, Id, ImeEvent, Response};

use super::panel::Cx;
use crate::app::Action;

/// The most characters that a field of one line takes.
pub const MAX_LINE_CHARS: usize = 10_000;

/// The most characters of a note, and of a single input.
pub const MAX_NOTE_CHARS: usize = 100_000;

fn id() -> Id {
    Id::unique("long input")
}

/// Records that a text was cut to so many characters, to be reported at the end of the frame.
pub fn note(ctx: &egui::Context, kept_chars: usize) {
    ctx.data_mut(|data| data.insert_temp(id(), kept_chars));
}

/// Cuts one typed or pasted input; returns whether there was more.
pub fn cut(event: &mut Event) -> bool {
    match event {
        Event::Paste(text) | Event::Text(text) | Event::Ime(ImeEvent::Commit(text)) => cut_text(text, MAX_NOTE_CHARS),
        _ => false,
    }
}

fn cut_text(text: &mut String, limit_chars: usize) -> bool {
    // Every character takes at least one byte.
    let end = if text.len() > limit_chars { text.char_indices().nth(limit_chars) } else { None };
    if let Some((end, _)) = end {
        text.truncate(end);
        text.shrink_to_fit();
    }
    end.is_some()
}

/// Notes that the last input filled a field up to its limit.
pub fn note_full(response: &Response, text: &str, limit_chars: usize) {
    if response.changed() && text.len() >= limit_chars && text.chars().nth(limit_chars - 1).is_some() {
        note(&response.ctx, limit_chars);
    }
}

/// Notes that the focused field takes as much text as a note.
pub fn takes_notes(ctx: &egui::Context) {
    ctx.data_mut(|data| data.insert_temp(id(), InNote));
}

/// The mark of [`takes_notes`].
#[derive(Clone, Copy, Default)]
struct InNote;

/// Reports the cuts of this frame.
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
