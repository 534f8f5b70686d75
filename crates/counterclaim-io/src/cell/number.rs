//! Numbers by the convention of their table: decimal comma or point, and what groups digits.

/// How the numbers of a table are written.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct NumberStyle {
    /// A comma stands before the decimals, so that a point groups.
    pub has_decimal_comma: bool,
    /// Some number of the table has a decimal point.
    pub has_decimal_point: bool,
}

/// What the cells of a table show of how it writes numbers.
#[derive(Clone, Copy, Debug, Default)]
pub struct StyleCount {
    commas: usize,
    points: usize,
}

impl StyleCount {
    /// Looks at a cell; those that are no numbers show nothing.
    pub fn add(&mut self, cell: &str) {
        match told(cell) {
            Some(',') => self.commas += 1,
            Some('.') => self.points += 1,
            _ => {}
        }
    }

    pub fn style(self) -> NumberStyle {
        NumberStyle { has_decimal_comma: self.commas > self.points, has_decimal_point: self.points > 0 }
    }
}

impl NumberStyle {
    /// Reads a number: `12`, `12.5`, `1,234`, `1 234`, `1'234`; in a table with decimal commas `12,5`, `1.234`.
    pub fn read(self, cell: &str) -> Option<f64> {
        if !self.has_decimal_comma {
            return number(cell);
        }
        let text = ungrouped(cell)?;
        let plain = match (text.contains('.'), text.contains(',')) {
            (false, _) => text.replace(',', "."),
            (true, _) if is_grouped(text.split(',').next().unwrap_or_default(), '.') => {
                text.replace('.', "").replace(',', ".")
            }
            // A point that cannot group is a decimal one.
            (true, false) => text,
            (true, true) => return None,
        };
        finite(&plain)
    }

    /// Reads a count, which is whole: `1.200` groups where no decimal point of the table speaks against that.
    ///
    /// An error is a message for the user.
    pub fn read_count(self, cell: &str) -> Result<f64, String> {
        let trimmed = cell.trim();
        let could_group = trimmed.matches('.').count() >= 1 && is_grouped(trimmed, '.');
        let is_padded = trimmed.ends_with(".000") && self.has_decimal_point;
        if could_group && !is_padded {
            let value = finite(&trimmed.replace('.', "")).ok_or_else(|| format!("`{cell}` is not a number"))?;
            return Ok(value);
        }
        match self.read(cell) {
            Some(value) if value.fract() == 0.0 => Ok(value),
            Some(_) => Err(format!("`{cell}` is not a whole number")),
            None => Err(format!("`{cell}` is not a number")),
        }
    }
}

/// A plain number: `12`, `12.5`, `1,234`, `1 234`, `1'234`.
pub fn number(cell: &str) -> Option<f64> {
    let cell = cell.trim();
    // Most numbers are plain ones.
    if cell.bytes().all(|byte| byte.is_ascii_digit()) && !cell.is_empty() {
        return finite(cell);
    }
    let text = ungrouped(cell)?;
    let whole = text.split('.').next().unwrap_or_default();
    let plain = if text.contains(',') && is_grouped(whole, ',') { text.replace(',', "") } else { text };
    finite(&plain)
}

/// Whether a number is written with nines alone, as codes for missing values are.
pub fn is_nines(value: f64) -> bool {
    let text = value.abs().to_string();
    text.bytes().any(|byte| byte == b'9') && text.bytes().all(|byte| matches!(byte, b'9' | b'.'))
}

/// The sign that a number shows to stand before decimals; `None` where it could group as well.
fn told(cell: &str) -> Option<char> {
    let cell = cell.trim().trim_start_matches(['-', '+']);
    let is_number = cell.len() < 40
        && cell.starts_with(|first: char| first.is_ascii_digit())
        && cell.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b','));
    let last = cell.rfind(['.', ','])?;
    if !is_number {
        return None;
    }
    let sign = cell.get(last..)?.chars().next()?;
    let other = if sign == ',' { '.' } else { ',' };
    let (whole, decimals) = (cell.get(..last)?, cell.get(last + 1..)?);
    if decimals.is_empty() || whole.contains(sign) {
        return None;
    }
    if whole.contains(other) {
        return is_grouped(whole, other).then_some(sign);
    }
    // Three digits behind one sign may be a group, but not behind a leading zero or more than three digits.
    let is_open = decimals.len() == 3 && whole.len() <= 3 && !whole.starts_with('0');
    (!is_open).then_some(sign)
}

/// Whether a sign stands where it groups thousands, or lakhs.
fn is_grouped(whole: &str, sign: char) -> bool {
    let whole = whole.trim_start_matches(['-', '+']);
    let mut groups = whole.split(sign);
    let first = groups.next().unwrap_or_default();
    let rest: Vec<&str> = groups.collect();
    let Some((last, middle)) = rest.split_last() else { return false };
    let are_digits = |group: &&str, lengths: &[usize]| {
        lengths.contains(&group.len()) && group.bytes().all(|byte| byte.is_ascii_digit())
    };
    let is_even =
        middle.iter().all(|group| are_digits(group, &[3])) || middle.iter().all(|group| are_digits(group, &[2]));
    are_digits(&first, &[1, 2, 3]) && first != "0" && are_digits(last, &[3]) && is_even
}

/// A number without blanks and apostrophes between its digits, with digits of other scripts as Latin ones.
fn ungrouped(cell: &str) -> Option<String> {
    let mut text = String::with_capacity(cell.len());
    for sign in cell.trim().chars() {
        match sign {
            ' ' | '\u{a0}' | '\u{2009}' | '\u{202f}' | '\'' | '’' | '٬' => {}
            '−' => text.push('-'),
            '٫' => text.push('.'),
            '٠'..='٩' => text.push(char::from_digit(u32::from(sign) - u32::from('٠'), 10)?),
            '۰'..='۹' => text.push(char::from_digit(u32::from(sign) - u32::from('۰'), 10)?),
            _ => text.push(sign),
        }
    }
    Some(text)
}

fn finite(text: &str) -> Option<f64> {
    text.parse::<f64>().ok().filter(|value| value.is_finite())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_numbers_may_be_grouped_by_commas_blanks_and_apostrophes() {
        for (cell, value) in [
            ("12", 12.0),
            ("12.5", 12.5),
            ("1,234", 1234.0),
            ("1,234,567.5", 1_234_567.5),
            ("12,34,567", 1_234_567.0),
            ("1 234", 1234.0),
            ("1\u{202f}234", 1234.0),
            ("1'234", 1234.0),
            ("1’234’567", 1_234_567.0),
            ("-7", -7.0),
            ("١٢٣", 123.0),
        ] {
            assert_eq!(number(cell), Some(value), "{cell}");
        }
        for cell in ["", "x", "1,2", "12,5", "1,2345", "nan", "inf", "1-2"] {
            assert_eq!(number(cell), None, "{cell}");
        }
    }

    fn style_of(cells: &[&str]) -> NumberStyle {
        let mut seen = StyleCount::default();
        cells.iter().for_each(|cell| seen.add(cell));
        seen.style()
    }

    #[test]
    fn a_table_with_decimal_commas_groups_by_points() {
        let style = style_of(&["48,0083", "1.200", "12", "x"]);
        assert_eq!(style, NumberStyle { has_decimal_comma: true, has_decimal_point: false });
        let read = ["48,0083", "1.200", "1.234.567,5", "12", "1 200,5", "12.5"].map(|cell| style.read(cell));
        assert_eq!(read, [48.0083, 1200.0, 1_234_567.5, 12.0, 1200.5, 12.5].map(Some));
        let style = style_of(&["48.0083", "1,200"]);
        assert_eq!(style, NumberStyle { has_decimal_comma: false, has_decimal_point: true });
        assert_eq!(["48.0083", "1,200"].map(|cell| style.read(cell)), [48.0083, 1200.0].map(Some));
        // Neither is settled by three digits alone, nor by lists of numbers.
        assert_eq!(style_of(&["1.200", "1,200", "1,2,3"]), NumberStyle::default());
    }

    #[test]
    fn counts_are_whole() {
        let none = NumberStyle::default();
        assert_eq!(none.read_count("1.200"), Ok(1200.0));
        assert_eq!(none.read_count("1,200"), Ok(1200.0));
        assert!(none.read_count("1.2").is_err_and(|reason| reason.contains("not a whole number")));
        let points = NumberStyle { has_decimal_point: true, ..none };
        assert_eq!((points.read_count("3.000"), points.read_count("3.0")), (Ok(3.0), Ok(3.0)));
        let commas = NumberStyle { has_decimal_comma: true, ..none };
        assert_eq!((commas.read_count("2.500"), commas.read_count("3,0")), (Ok(2500.0), Ok(3.0)));
    }

    #[test]
    fn nines_alone_are_codes() {
        assert!([99.0, -999.0, 9999.0, -9.0, 999.99].into_iter().all(is_nines));
        assert!([0.0, 19.0, 990.0].into_iter().all(|value| !is_nines(value)));
    }
}
