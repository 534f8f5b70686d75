//! What is worth knowing of single characters, wherever text is read or shown.

/// Whether a character is invisible and changes the direction of the text around it.
pub fn is_direction_control(character: char) -> bool {
    matches!(character, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{61c}')
}
