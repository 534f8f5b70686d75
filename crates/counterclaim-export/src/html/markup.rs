//! A page under construction: markup comes only from the program's own text, everything else is escaped.

use std::fmt::{self, Display, Write};

/// The page so far.
#[derive(Debug, Default)]
pub struct Page {
    text: String,
}

impl Page {
    /// Adds markup; being `'static`, it cannot hold text of a dataset or of an analyst.
    pub fn raw(&mut self, markup: &'static str) -> &mut Self {
        self.text.push_str(markup);
        self
    }

    /// Adds text, escaped.
    pub fn text(&mut self, text: impl Display) -> &mut Self {
        // Writing to a string cannot fail.
        let _ = write!(Escaping { page: &mut self.text }, "{text}");
        self
    }

    /// Adds ` name="value"`, for an element whose markup is still open.
    pub fn attribute(&mut self, name: &'static str, value: impl Display) -> &mut Self {
        self.raw(" ").raw(name).raw("=\"").text(value).raw("\"")
    }

    /// Adds an address: as a link if it is a web URL, otherwise as plain text.
    pub fn address(&mut self, address: &str) -> &mut Self {
        if !is_web_address(address) {
            return self.text(address);
        }
        self.raw("<a rel=\"noopener noreferrer\"").attribute("href", address).raw(">").text(address).raw("</a>")
    }

    /// Adds a picture as part of the page.
    pub fn png(&mut self, bytes: &[u8], alt: impl Display) -> &mut Self {
        self.raw("<img src=\"data:image/png;base64,");
        push_base64(&mut self.text, bytes);
        self.raw("\"").attribute("alt", alt).raw("/>")
    }

    /// The whole page.
    pub fn into_text(self) -> String {
        self.text
    }
}

/// Text escaped for an element or a quoted attribute.
///
/// Characters that change the direction of text, and control characters, are shown as codes such as `<U+202E>`.
pub fn escape(text: &str) -> String {
    let mut page = Page::default();
    page.text(text);
    page.text
}

struct Escaping<'a> {
    page: &'a mut String,
}

impl Write for Escaping<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        for character in text.chars() {
            match character {
                '&' => self.page.push_str("&amp;"),
                '<' => self.page.push_str("&lt;"),
                '>' => self.page.push_str("&gt;"),
                '"' => self.page.push_str("&quot;"),
                '\'' => self.page.push_str("&#39;"),
                hidden if hides(hidden) => write!(self.page, "&lt;U+{:04X}&gt;", u32::from(hidden))?,
                plain => self.page.push(plain),
            }
        }
        Ok(())
    }
}

/// Whether a character invisibly changes the text around it, or is not allowed in a page.
fn hides(character: char) -> bool {
    let turns = matches!(
        character,
        '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{206f}' | '\u{61c}'
    );
    let is_no_character = matches!(character, '\u{fdd0}'..='\u{fdef}') || u32::from(character) & 0xfffe == 0xfffe;
    turns || is_no_character || (character.is_control() && !matches!(character, '\n' | '\t'))
}

/// Whether an address is a web URL without hidden characters.
fn is_web_address(address: &str) -> bool {
    let starts = |scheme: &str| address.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme));
    let is_plain = |character: char| !character.is_whitespace() && !character.is_control() && !hides(character);
    (starts("http://") || starts("https://")) && address.chars().all(is_plain)
}

/// Base64 with padding, after RFC 4648.
fn push_base64(text: &mut String, bytes: &[u8]) {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    text.reserve(bytes.len().div_ceil(3) * 4);
    for group in bytes.chunks(3) {
        let byte = |at: usize| u32::from(group.get(at).copied().unwrap_or_default());
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for digit in 0..4 {
            let is_padding = digit > group.len();
            text.push(if is_padding { '=' } else { char::from(DIGITS[(bits >> (18 - 6 * digit)) as usize & 63]) });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_in_text_stays_text() {
        assert_eq!(
            escape("<script>alert('a' & \"b\")</script>"),
            "&lt;script&gt;alert(&#39;a&#39; &amp; &quot;b&quot;)&lt;/script&gt;"
        );
        let mut page = Page::default();
        page.raw("<p").attribute("title", "\" onload=\"x").raw("></p>");
        assert_eq!(page.into_text(), "<p title=\"&quot; onload=&quot;x\"></p>");
    }

    #[test]
    fn characters_that_turn_text_around_are_shown_as_codes() {
        for hidden in
            "\u{61c}\u{200e}\u{200f}\u{202a}\u{202b}\u{202c}\u{202d}\u{202e}\u{2066}\u{2067}\u{2068}\u{2069}".chars()
        {
            assert_eq!(escape(&format!("a{hidden}b")), format!("a&lt;U+{:04X}&gt;b", u32::from(hidden)));
        }
        assert_eq!(escape("a\0\u{1b}\u{85}\u{ffff}b"), "a&lt;U+0000&gt;&lt;U+001B&gt;&lt;U+0085&gt;&lt;U+FFFF&gt;b");
        assert_eq!(escape("Кураховe\n\tقرية"), "Кураховe\n\tقرية");
    }

    #[test]
    fn only_addresses_of_the_web_become_links() {
        for address in ["http://example.org/a", "HTTPS://example.org"] {
            assert!(is_web_address(address), "{address}");
        }
        for address in [
            "javascript:alert(1)",
            "java\nscript:alert(1)",
            " https://example.org",
            "https://example.org/\u{202e}gpj",
            "https://example.org/ onclick",
            "data:text/html,x",
            "file:///etc/passwd",
            "//example.org",
            "httpx://example.org",
            "",
        ] {
            assert!(!is_web_address(address), "{address}");
            let mut page = Page::default();
            page.address(address);
            assert_eq!(page.into_text(), escape(address));
        }
    }

    #[test]
    fn base64_gives_the_vectors_of_its_standard() {
        let cases = [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg=="),
            ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"),
        ];
        for (bytes, expected) in cases {
            let mut text = String::new();
            push_base64(&mut text, bytes.as_bytes());
            assert_eq!(text, expected);
        }
        let mut text = String::new();
        push_base64(&mut text, &[0xfb, 0xff, 0xbf]);
        assert_eq!(text, "+/+/");
    }
}
