//! Text of the evidence on the screen: honest about characters that hide, cut where room ends.

use std::borrow::Cow;
use std::sync::Arc;

use egui::text::{LayoutJob, TextFormat, TextWrapping};
use egui::{Color32, FontId, Galley, Label, Response, RichText, Ui};

use crate::ui::theme;

/// The text with invisible characters that change its direction, and control characters, shown as codes.
pub fn shown(text: &str) -> Cow<'_, str> {
    let hides = |character: char| {
        let turns = matches!(character, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{61c}');
        turns || (character.is_control() && character != '\n')
    };
    if !text.contains(hides) {
        return Cow::Borrowed(text);
    }
    let mut seen = String::with_capacity(text.len() + 16);
    for character in text.chars() {
        if hides(character) {
            seen += &format!("<U+{:04X}>", character as u32);
        } else {
            seen.push(character);
        }
    }
    Cow::Owned(seen)
}

/// Lays text out in at most `max_rows` rows; what does not fit is cut with an ellipsis.
pub fn galley(ui: &Ui, text: &str, font: FontId, color: Color32, width: f32, max_rows: usize) -> Arc<Galley> {
    let format = TextFormat { font_id: font, color, ..TextFormat::default() };
    let mut job = LayoutJob::single_section(shown(text).into_owned(), format);
    job.wrap = TextWrapping { max_width: width.max(1.0), max_rows, ..TextWrapping::default() };
    ui.fonts_mut(|fonts| fonts.layout_job(job))
}

/// Text on one line, cut where the width ends.
pub fn elided(ui: &Ui, text: &str, font: FontId, color: Color32, width: f32) -> Arc<Galley> {
    galley(ui, text, font, color, width, 1)
}

/// The heading of a panel or part of one.
pub fn heading_ui(ui: &mut Ui, text: &str) -> Response {
    ui.add(Label::new(RichText::new(shown(text)).font(theme::strong(theme::TITLE))).wrap())
}

/// A line of body text that wraps.
pub fn line_ui(ui: &mut Ui, text: &str) -> Response {
    ui.add(Label::new(RichText::new(shown(text)).size(theme::BODY)).wrap())
}

/// A line of small, quiet text that wraps.
pub fn weak_ui(ui: &mut Ui, text: &str) -> Response {
    let color = theme::tokens(ui).text_weak;
    ui.add(Label::new(RichText::new(shown(text)).size(theme::SMALL).color(color)).wrap())
}

/// A longer text of the evidence, small, which can be selected and copied.
pub fn note_ui(ui: &mut Ui, text: &str) -> Response {
    let color = theme::tokens(ui).text_weak;
    ui.add(Label::new(RichText::new(shown(text)).size(theme::SMALL).color(color)).wrap().selectable(true))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_that_turn_text_around_are_shown_as_codes() {
        assert_eq!(shown("a\u{202e}b"), "a<U+202E>b");
        assert_eq!(shown("a\u{7}b"), "a<U+0007>b");
        assert!(matches!(shown("Кураховe\nplain"), Cow::Borrowed(_)));
    }
}
