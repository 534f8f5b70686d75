//! Guards cells against being run as formulas by a spreadsheet.
//!
//! All tables that Counterclaim writes have guarded texts, and the readers of its own tables remove the guard.

use std::borrow::Cow;

use counterclaim_model::is_invisible;

/// The text with an apostrophe in front if a spreadsheet would run it as a formula.
pub fn guarded(text: &str) -> Cow<'_, str> {
    if is_risky(text) { Cow::Owned(format!("'{text}")) } else { Cow::Borrowed(text) }
}

/// The text of a cell without its guard.
pub fn unguarded(cell: &str) -> &str {
    let is_guarded = |text: &&str| is_risky(text) || text.starts_with('-') && is_number(text);
    cell.strip_prefix('\'').filter(is_guarded).unwrap_or(cell)
}

/// Whether a text is a plain number, which is not a formula whatever its sign.
fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    digits.starts_with(|first: char| first.is_ascii_digit()) && text.parse::<f64>().is_ok_and(f64::is_finite)
}

/// Whether a text starts like a formula, after spaces, invisible characters and apostrophes.
///
/// Apostrophes are skipped so that a guarded text differs from one that had an apostrophe.
fn is_risky(text: &str) -> bool {
    if is_number(text) {
        return false;
    }
    let is_passed_over = |character: char| {
        let is_blank = character.is_whitespace() || is_invisible(character);
        character == '\'' || is_blank && !matches!(character, '\t' | '\r' | '\n')
    };
    let first = text.trim_start_matches(is_passed_over).chars().next();
    first.is_some_and(|first| matches!(first, '=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '＝' | '＋' | '－' | '＠'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn assert_guarded(first: char) {
        for text in [
            format!("{first}1+1"),
            format!("  {first}1+1"),
            format!("\u{feff}{first}1+1"),
            first.to_string(),
            format!("\u{ad}\u{1}\u{a0}{first}1"),
        ] {
            assert_eq!(guarded(&text), format!("'{text}"), "{text:?}");
            assert_eq!(unguarded(&guarded(&text)), text);
        }
    }

    #[test]
    fn a_cell_that_starts_with_an_equals_sign_is_guarded() {
        assert_guarded('=');
    }

    #[test]
    fn a_cell_that_starts_with_a_plus_is_guarded() {
        assert_guarded('+');
    }

    #[test]
    fn a_cell_that_starts_with_a_minus_is_guarded() {
        assert_guarded('-');
    }

    #[test]
    fn a_cell_that_starts_with_an_at_sign_is_guarded() {
        assert_guarded('@');
    }

    #[test]
    fn a_cell_that_starts_with_a_tab_is_guarded() {
        assert_guarded('\t');
    }

    #[test]
    fn a_cell_that_starts_with_a_line_end_is_guarded() {
        assert_guarded('\r');
        assert_guarded('\n');
    }

    #[test]
    fn a_cell_that_starts_with_a_full_width_sign_is_guarded() {
        "＝＋－＠".chars().for_each(assert_guarded);
    }

    #[test]
    fn other_texts_stay_as_they_are_and_apostrophes_come_back() {
        for text in ["", "captured", "1-2", "'quoted'", "a=b", "– dash", "\"=1", "-33.9", "-1e-3", "'5"] {
            assert_eq!(guarded(text), text);
            assert_eq!(unguarded(text), text);
        }
        for text in ["'=1", "''=1", "' -1", "'-1", "-1+1", "-inf", "-.5"] {
            assert_eq!(unguarded(&guarded(text)), text);
        }
    }
}
