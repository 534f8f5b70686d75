//! Text of the evidence on the screen: shows characters that hide, and cuts text where room ends.

use std::borrow::Cow;
use std::sync::Arc;

use egui::text::{LayoutJob, TextFormat, TextWrapping};
use egui::{Color32, FontId, Galley, Label, Response, RichText, Role, Sense, Ui, WidgetInfo};

use super::bidi;
use crate::ui::{missing_glyphs, theme};
use counterclaim_model::is_command;

/// The most bytes of a text that are drawn: the rest is counted, and stays in the file.
const MAX_SHOWN_BYTES: usize = 64 << 10;

/// The most bytes of a row that are laid out.
const MAX_ROW_BYTES: usize = 4 << 10;

/// The text with control characters and invisible characters that change its direction shown as codes; a very long one
/// is cut, with the size of the rest.
pub fn sanitize(text: &str) -> Cow<'_, str> {
    if text.len() > MAX_SHOWN_BYTES {
        let (start, rest) = text.split_at(text.floor_char_boundary(MAX_SHOWN_BYTES));
        return Cow::Owned(format!("{}… (and {} KB more)", coded(start), rest.len().div_ceil(1024)));
    }
    coded(text)
}

fn coded(text: &str) -> Cow<'_, str> {
    let hides = |character: char| is_command(character) && character != '\n';
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

/// Display text of one line: legible, its words in drawing order.
///
/// Accessible names use [`sanitize`], which keeps the reading order.
pub fn bidi_visual<'a>(ui: &Ui, text: &'a str) -> Cow<'a, str> {
    let text = legible(ui, text, &theme::plain(theme::BODY));
    if bidi::is_needed(&text) { Cow::Owned(bidi::in_one_line(&text)) } else { text }
}

/// Like [`sanitize`], but characters that no font has are replaced by a note; each would otherwise be the same empty box.
fn legible<'a>(ui: &Ui, text: &'a str, font: &FontId) -> Cow<'a, str> {
    let text = sanitize(text);
    // The built-in fonts have all characters below this one.
    let is_rare = |character: char| character >= '\u{530}' && !('\u{2000}'..'\u{2070}').contains(&character);
    if !text.contains(is_rare) {
        return text;
    }
    let is_missing = |character| is_rare(character) && ui.fonts_mut(|fonts| !fonts.has_glyph(font, character));
    if !text.contains(is_missing) {
        return text;
    }
    let mut legible = String::with_capacity(text.len());
    let mut missing = 0usize;
    for character in text.chars().map(Some).chain([None]) {
        match character {
            Some(character) if is_missing(character) => {
                missing_glyphs::note(ui, character);
                missing += 1;
            }
            other => {
                if missing > 0 {
                    legible += &missing_label(missing);
                    missing = 0;
                }
                legible.extend(other);
            }
        }
    }
    Cow::Owned(legible)
}

fn missing_label(count: usize) -> String {
    format!("[{count} {} without a font]", if count == 1 { "character" } else { "characters" })
}

/// Lays text out in at most `max_rows` rows; the rest is cut with an ellipsis.
pub fn galley(ui: &Ui, text: &str, font: FontId, color: Color32, width: f32, max_rows: usize) -> Arc<Galley> {
    marked_galley(ui, text, &[], (font, color), width, max_rows)
}

/// Like [`galley`], with search hits highlighted.
pub fn marked_galley(
    ui: &Ui,
    text: &str,
    words: &[String],
    (font, color): (FontId, Color32),
    width: f32,
    max_rows: usize,
) -> Arc<Galley> {
    // Only as much text as fits into the rows is looked at.
    let room = text.floor_char_boundary(max_rows.saturating_mul(MAX_ROW_BYTES));
    let text = legible(ui, if room < text.len() { &text[..room] } else { text }, &font);
    let plain = TextFormat { font_id: font, color, ..TextFormat::default() };
    let marked = TextFormat { background: theme::tokens(ui).found, ..plain.clone() };
    let found = finds(&text, words);
    if bidi::is_needed(&text) {
        let formats = bidi::Formats { plain, found: marked };
        let job = bidi::job(ui, &text, &found, &formats, width.max(1.0), max_rows);
        return ui.fonts_mut(|fonts| fonts.layout_job(job));
    }
    let mut job = LayoutJob::default();
    let mut from = 0;
    for (start, end) in found {
        job.append(&text[from..start], 0.0, plain.clone());
        job.append(&text[start..end], 0.0, marked.clone());
        from = end;
    }
    job.append(&text[from..], 0.0, plain);
    job.wrap = TextWrapping { max_width: width.max(1.0), max_rows, ..TextWrapping::default() };
    ui.fonts_mut(|fonts| fonts.layout_job(job))
}

/// Where lower-case words occur in a text, ignoring case, as sorted byte ranges that do not overlap.
pub fn finds(text: &str, words: &[String]) -> Vec<(usize, usize)> {
    let lower = text.to_lowercase();
    // If lower case changes lengths, positions cannot be mapped back.
    if lower.len() != text.len() {
        return Vec::new();
    }
    let mut found: Vec<(usize, usize)> = Vec::new();
    for word in words.iter().filter(|word| !word.is_empty()) {
        found.extend(lower.match_indices(word.as_str()).map(|(at, part)| (at, at + part.len())));
    }
    found.retain(|(start, end)| text.is_char_boundary(*start) && text.is_char_boundary(*end));
    found.sort_unstable_by_key(|(start, end)| (*start, std::cmp::Reverse(*end)));
    let mut end_before = 0;
    found.retain(|(start, end)| {
        let is_free = *start >= end_before;
        end_before = if is_free { *end } else { end_before };
        is_free
    });
    found
}

/// Text on one line, cut at the width.
pub fn elided(ui: &Ui, text: &str, font: FontId, color: Color32, width: f32) -> Arc<Galley> {
    galley(ui, text, font, color, width, 1)
}

/// The heading of a panel or part of one.
pub fn heading_ui(ui: &mut Ui, text: &str) -> Response {
    wrapped_ui(ui, text, theme::strong(theme::TITLE), None, false)
}

/// A line of body text that wraps.
pub fn line_ui(ui: &mut Ui, text: &str) -> Response {
    wrapped_ui(ui, text, theme::plain(theme::BODY), None, false)
}

/// A line of small, quiet text that wraps.
pub fn weak_ui(ui: &mut Ui, text: &str) -> Response {
    let color = theme::tokens(ui).text_weak;
    wrapped_ui(ui, text, theme::plain(theme::SMALL), Some(color), false)
}

/// Says how many items are not listed, if any.
pub fn more_ui(ui: &mut Ui, more: usize, what: &str) {
    if more > 0 {
        weak_ui(ui, &format!("and {} more {what}", counterclaim_engine::number(more as f64)));
    }
}

/// A link that wraps.
pub fn link_ui(ui: &mut Ui, text: &str, font: FontId) -> Response {
    let legible = legible(ui, text, &font);
    if !bidi::is_needed(&legible) {
        return ui.link(RichText::new(legible).font(font));
    }
    let galley = galley(ui, text, font, ui.visuals().hyperlink_color, ui.available_width(), usize::MAX);
    let response = ui.link(galley);
    response.widget_info(|| WidgetInfo::labeled(Role::Link, true, sanitize(text)));
    response
}

/// Text that wraps; screen readers and the clipboard get it in reading order.
fn wrapped_ui(ui: &mut Ui, text: &str, font: FontId, color: Option<Color32>, is_selectable: bool) -> Response {
    let legible = legible(ui, text, &font);
    if bidi::is_needed(&legible) {
        let color = color.unwrap_or(ui.visuals().text_color());
        let galley = galley(ui, text, font, color, ui.available_width(), usize::MAX);
        return turned_ui(ui, text, galley, is_selectable);
    }
    let mut words = RichText::new(legible).font(font);
    if let Some(color) = color {
        words = words.color(color);
    }
    let label = Label::new(words).wrap();
    ui.add(if is_selectable { label.selectable(true) } else { label })
}

/// Right-to-left text; a selection with the mouse would be copied in drawing order, so a menu copies all of it.
fn turned_ui(ui: &mut Ui, text: &str, galley: Arc<Galley>, can_be_copied: bool) -> Response {
    let sense = if can_be_copied { Sense::click() } else { Sense::hover() };
    let response = ui.add(Label::new(galley).selectable(false).sense(sense));
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, sanitize(text)));
    if can_be_copied {
        response.context_menu(|ui| {
            if ui.button("Copy text").clicked() {
                ui.copy_text(text.to_owned());
                ui.close();
            }
        });
    }
    response
}

/// Makes a screen reader announce a text as soon as it appears, wherever the focus is.
pub fn announce(response: &Response) {
    response.ctx.accesskit_node_builder(response.id, |node| node.set_live(egui::accesskit::Live::Polite));
}

/// A longer text of the evidence, small, with search hits highlighted.
pub fn found_ui(ui: &mut Ui, text: &str, words: &[String]) -> Response {
    let color = theme::tokens(ui).text_weak;
    let galley = marked_galley(ui, text, words, (theme::plain(theme::SMALL), color), ui.available_width(), usize::MAX);
    if bidi::is_needed(&sanitize(text)) {
        return turned_ui(ui, text, galley, true);
    }
    ui.add(Label::new(galley).selectable(true))
}

/// A longer text of the evidence, small, which can be selected and copied.
pub fn note_ui(ui: &mut Ui, text: &str) -> Response {
    let color = theme::tokens(ui).text_weak;
    wrapped_ui(ui, text, theme::plain(theme::SMALL), Some(color), true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_are_told_apart_from_the_rest_whatever_the_case() {
        let words = ["кур".to_owned(), "plant".to_owned()];
        assert_eq!(finds("The PLANT at Курахове", &words), [(4, 9), (13, 19)]);
        assert_eq!(finds("aaa", &["aa".to_owned(), "a".to_owned()]), [(0, 2), (2, 3)]);
        assert!(finds("nothing", &[String::new()]).is_empty());
    }

    #[test]
    fn of_a_very_long_text_the_beginning_is_shown_and_the_rest_counted() {
        let long = "é".repeat(5_000_000);
        let seen = sanitize(&long);
        assert!(seen.len() < MAX_SHOWN_BYTES + 64, "{}", seen.len());
        assert!(seen.ends_with("… (and 9702 KB more)"), "{}", &seen[seen.len() - 40..]);
    }

    #[test]
    fn characters_that_turn_text_around_are_shown_as_codes() {
        assert_eq!(sanitize("a\u{202e}b"), "a<U+202E>b");
        assert_eq!(sanitize("a\u{7}b"), "a<U+0007>b");
        assert!(matches!(sanitize("Кураховe\nplain"), Cow::Borrowed(_)));
    }
}
