//! Properties of single characters, for reading and displaying text.

use std::borrow::Cow;

/// Whether a character is invisible and changes the text direction.
pub fn is_direction_control(character: char) -> bool {
    matches!(character, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{61c}')
}

/// Whether a character is invisible: zero-width characters, soft hyphens, variation selectors, controls.
pub fn is_invisible(character: char) -> bool {
    character.is_control()
        || is_direction_control(character)
        || matches!(
            character,
            '\u{ad}' | '\u{34f}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
                | '\u{200b}'..='\u{200d}' | '\u{2028}' | '\u{2029}' | '\u{2060}'..='\u{206f}' | '\u{3164}'
                | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}'
                | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}'
        )
}

/// The text as it can be printed safely: characters that control a terminal, break the line or change the text
/// direction are shown as codes such as `\u{1b}`.
pub fn visible(text: &str) -> Cow<'_, str> {
    with_codes(text, is_command)
}

/// Like [`visible`], with every other invisible character shown as a code too.
pub fn all_visible(text: &str) -> Cow<'_, str> {
    with_codes(text, is_invisible)
}

/// Whether a character acts on a terminal or on the text around it instead of being displayed.
pub fn is_command(character: char) -> bool {
    character.is_control() || is_direction_control(character) || matches!(character, '\u{2028}' | '\u{2029}')
}

fn with_codes(text: &str, is_shown_as_code: fn(char) -> bool) -> Cow<'_, str> {
    if !text.contains(is_shown_as_code) {
        return Cow::Borrowed(text);
    }
    let mut seen = String::with_capacity(text.len() + 16);
    for character in text.chars() {
        if is_shown_as_code(character) { seen.extend(character.escape_unicode()) } else { seen.push(character) }
    }
    Cow::Owned(seen)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_commands_a_terminal_is_shown_as_a_code() {
        assert_eq!(visible("a\u{1b}[31mb\u{9b}c\u{7f}\r\nd\u{202e}e\u{2066}"), {
            "a\\u{1b}[31mb\\u{9b}c\\u{7f}\\u{d}\\u{a}d\\u{202e}e\\u{2066}"
        });
        assert!(matches!(visible("Кураховe – plain, é, \u{200b}"), Cow::Borrowed(_)));
        assert_eq!(all_visible("Reu\u{200b}ters\u{ad}"), "Reu\\u{200b}ters\\u{ad}");
    }
}
