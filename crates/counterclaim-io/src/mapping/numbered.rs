//! Columns that belong together: `Source 2` and `Link 2` by their number, `source.name` and `source.url` by the object
//! that they stand in.

use super::names::folded;

/// The name of a numbered column without its number, and the number: `source 2` and `source B` give `source` and 2.
pub fn numbered(name: &str) -> Option<(String, u32)> {
    const LETTERS: std::ops::RangeInclusive<char> = 'a'..='h';
    let folded = folded(name);
    if let Some((base, letter)) = folded.rsplit_once(' ')
        && let Some(letter) = letter.chars().next().filter(|first| letter.len() == 1 && LETTERS.contains(first))
    {
        return Some((base.to_owned(), u32::from(letter) - u32::from('a') + 1));
    }
    let base = folded.trim_end_matches(|sign: char| sign.is_ascii_digit());
    let number = folded.get(base.len()..)?.parse().ok().filter(|number| (1..=50).contains(number))?;
    let base = base.trim();
    (!base.is_empty()).then(|| (base.to_owned(), number))
}

/// What a column of sources or addresses shares with those that belong to it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Bond {
    Number(u32),
    /// The name of the object in whose fields both stand, in lower case.
    Object(String),
}

/// The bond of a column, if its name shows one.
pub fn bond(name: &str) -> Option<Bond> {
    if let Some((_, number)) = numbered(name) {
        return Some(Bond::Number(number));
    }
    let (object, _) = name.rsplit_once('.')?;
    Some(Bond::Object(object.to_lowercase()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_belong_together_by_number_or_object() {
        assert_eq!(numbered("Source 2"), Some(("source".to_owned(), 2)));
        assert_eq!(numbered("link_12"), Some(("link".to_owned(), 12)));
        assert_eq!(numbered("URL B"), Some(("url".to_owned(), 2)));
        assert_eq!(numbered("Source1"), Some(("source".to_owned(), 1)));
        assert_eq!((numbered("2031"), numbered("source"), numbered("Covid 2019")), (None, None, None));
        assert_eq!(bond("Link 2"), bond("Source 2"));
        assert_eq!(bond("source.url"), bond("source.name"));
        assert_ne!(bond("source.url"), bond("author.name"));
    }
}
