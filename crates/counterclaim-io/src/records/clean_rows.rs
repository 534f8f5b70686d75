//! Rows of a table that are no records: totals, headers that stand again, comments, blank rows; and names of columns
//! that stand in two rows.

use std::collections::BTreeSet;

use crate::cell::value;

/// Words for totals, in lower case.
const TOTALS: &[&str] = &[
    "total",
    "totals",
    "total:",
    "grand total",
    "sub-total",
    "subtotal",
    "sub total",
    "sum",
    "sums",
    "overall",
    "all",
    "итого",
    "всего",
    "итог",
    "всього",
    "усього",
    "разом",
    "підсумок",
    "total général",
    "totaux",
    "somme",
    "total general",
    "suma",
    "totales",
    "gesamt",
    "insgesamt",
    "summe",
    "gesamtsumme",
    "المجموع",
    "الإجمالي",
    "إجمالي",
    "مجموع",
];

/// What a row is besides a record.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Extra {
    Blank,
    Comment,
    Header,
    Total,
}

impl Extra {
    /// Why the row is no record.
    pub fn reason(self) -> &'static str {
        match self {
            Self::Blank => "the row is blank",
            Self::Comment => "the line is a comment",
            Self::Header => "the row repeats the names of the columns",
            Self::Total => "the row is a total of the records above",
        }
    }
}

/// Whether a row is no record; `names` are those of the columns as the file has them.
pub fn extra(cells: &[String], names: &[String]) -> Option<Extra> {
    let filled = || cells.iter().map(|cell| cell.trim()).filter(|cell| !cell.is_empty());
    if filled().next().is_none() {
        return Some(Extra::Blank);
    }
    if is_comment(cells, names.len()) {
        return Some(Extra::Comment);
    }
    if is_header(cells, names) {
        return Some(Extra::Header);
    }
    is_total(filled(), names.len()).then_some(Extra::Total)
}

/// Whether a line is a comment: it starts with a sign that says so, and is not as wide as a record.
fn is_comment(cells: &[String], width: usize) -> bool {
    let first = cells.first().map_or("", |cell| cell.trim());
    if !first.starts_with(['#', '/', '-']) {
        return false;
    }
    let filled = cells.iter().filter(|cell| !cell.trim().is_empty()).count();
    let is_marked = first.starts_with("# ") || first.starts_with("//") || first.starts_with("-- ") || {
        let rest = first.trim_start_matches('#');
        rest.len() < first.len() && rest.starts_with(char::is_alphabetic) && rest.contains(' ')
    };
    is_marked && (filled == 1 || cells.len() != width) && width > 1
}

fn is_header(cells: &[String], names: &[String]) -> bool {
    let is_same = |(cell, name): (&String, &String)| cell.trim().eq_ignore_ascii_case(name.trim());
    if !cells.first().zip(names.first()).is_some_and(is_same) {
        return false;
    }
    let filled = names.iter().filter(|name| !name.trim().is_empty()).count();
    let end = |cells: &[String]| cells.iter().rposition(|cell| !cell.trim().is_empty()).map_or(0, |last| last + 1);
    filled > 1 && end(cells) == end(names) && cells.iter().zip(names).all(is_same)
}

/// Whether the only words of a row are those of a total, beside numbers.
pub fn is_total<'a>(filled: impl Iterator<Item = &'a str>, width: usize) -> bool {
    let mut numbers = 0usize;
    let mut words = 0usize;
    for cell in filled {
        let word = cell.trim().trim_end_matches([':', '.']);
        if value::number(cell.trim_end_matches('%')).is_some() {
            numbers += 1;
        } else if is_word_for_total(word) {
            words += 1;
        } else if !value::is_unknown(cell) {
            return false;
        }
    }
    words == 1 && numbers > 0 && (numbers + words < width || width <= 3)
}

fn is_word_for_total(word: &str) -> bool {
    // Nearly every cell is none, and most are of ASCII.
    if word.is_ascii() && !word.contains(' ') {
        return TOTALS.iter().any(|total| total.eq_ignore_ascii_case(word));
    }
    let lower = word.to_lowercase();
    TOTALS.contains(&lower.as_str()) || is_counted_total(&lower)
}

/// Beginnings of the name of a total of some records, in lower case.
const SUBTOTALS: &[&str] = &[
    "subtotal",
    "sub-total",
    "sub total",
    "sous-total",
    "zwischensumme",
    "промежуточный итог",
    "итого по",
    "проміжний підсумок",
];

/// Whether a text can hold the name of a total of some records.
pub fn has_total_word(text: &str) -> bool {
    const PARTS: [&str; 6] = ["otal", "OTAL", "wischensumme", "WISCHENSUMME", "тог", "ідсумок"];
    PARTS.iter().any(|part| memchr::memmem::find(text.as_bytes(), part.as_bytes()).is_some())
}

/// Whether a cell names the total of some records, in lower case: `subtotal north`.
pub fn is_subtotal(cell: &str) -> bool {
    SUBTOTALS.iter().any(|word| cell.starts_with(word))
}

/// What a cell says that the record is the total of, in lower case: `north total`, `total north`, `total for north`.
pub fn totalled(cell: &str) -> Option<String> {
    let cell = cell.trim_end_matches(':').trim();
    let behind = cell.strip_prefix("total").map(|rest| rest.trim_start_matches([':', '-', '–', ' ']));
    let behind =
        behind.map(|rest| ["for ", "of ", "in "].iter().find_map(|word| rest.strip_prefix(word)).unwrap_or(rest));
    let name = behind.or_else(|| cell.strip_suffix(" total").or_else(|| cell.strip_suffix(" totals")))?.trim();
    (!name.is_empty()).then(|| name.to_owned())
}

/// `total (3 incidents)`, `total of 12`.
fn is_counted_total(lower: &str) -> bool {
    let rest = TOTALS.iter().filter_map(|word| lower.strip_prefix(*word)).min_by_key(|rest| rest.len());
    rest.is_some_and(|rest| rest.starts_with(" (") || rest.starts_with(" of ") || rest.starts_with(" for "))
}

/// The names of columns that stand in two rows: groups above, names below. `None` where the second row is a record.
///
/// A name that several groups have stands behind its group.
pub fn of_two_rows(groups: &[String], names: &[String], below: &[&[String]]) -> Option<Vec<String>> {
    let trimmed = |cells: &[String]| -> Vec<String> { cells.iter().map(|cell| cell.trim().to_owned()).collect() };
    let groups = trimmed(groups);
    let mut names = trimmed(names);
    names.resize(names.len().max(groups.len()), String::new());
    let filled = |cells: &[String]| cells.iter().filter(|cell| !cell.is_empty()).count();
    // Cells that are merged over several columns share their text, or leave the others blank.
    let repeats = groups.windows(2).any(|pair| matches!(pair, [a, b] if !a.is_empty() && a == b));
    let gaps = groups.iter().zip(&names).skip(1).filter(|(group, name)| group.is_empty() && !name.is_empty()).count();
    let has_gaps = gaps * 3 >= names.len() && filled(&groups) >= 2;
    let is_name = |cell: &String| !cell.is_empty() && cell.chars().any(char::is_alphabetic) && cell.len() <= 80;
    // What is merged over both rows is a name, too.
    let are_names = names.iter().zip(&groups).all(|(name, group)| is_name(name) || name.is_empty() || name == group);
    let filled_groups: BTreeSet<&String> = groups.iter().filter(|group| !group.is_empty()).collect();
    let pairs: BTreeSet<(&String, &String)> = groups.iter().zip(&names).filter(|(_, name)| !name.is_empty()).collect();
    let is_finer = pairs.len() > filled_groups.len() && filled(&names) * 4 >= names.len() * 3;
    if !(repeats || has_gaps) || !are_names || !is_finer || below.is_empty() {
        return None;
    }
    // Records below look different: some column has figures under a word.
    let is_figure = |cell: &str| cell.trim().starts_with(|sign: char| sign.is_ascii_digit() || sign == '-');
    let has_figures = |at: usize| {
        let cells = below.iter().filter_map(|cells| cells.get(at)).map(String::as_str).filter(|cell| !cell.is_empty());
        let figures: Vec<bool> = cells.map(is_figure).collect();
        !figures.is_empty() && figures.iter().filter(|is_it| **is_it).count() * 10 >= figures.len() * 7
    };
    if !(0..names.len()).any(has_figures) || names.iter().any(|name| is_figure(name)) {
        return None;
    }
    let mut group = String::new();
    let groups: Vec<String> = groups
        .iter()
        .map(|own| {
            if !own.is_empty() {
                group.clone_from(own);
            }
            group.clone()
        })
        .collect();
    let is_shared = |name: &String| names.iter().filter(|other| other.eq_ignore_ascii_case(name)).count() > 1;
    let full = |(name, group): (&String, &String)| match name.as_str() {
        "" => group.clone(),
        _ if is_shared(name) && group != name => format!("{group} {name}"),
        _ => name.clone(),
    };
    Some(names.iter().zip(&groups).map(full).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(line: &str) -> Vec<String> {
        line.split(',').map(str::to_owned).collect()
    }

    fn kind(line: &str, names: &str) -> Option<Extra> {
        extra(&row(line), &row(names))
    }

    #[test]
    fn totals_have_their_word_and_numbers_alone() {
        let names = "No.,Date,Location,Summary,Killed,Injured";
        for line in [
            "Total,,,,7,5",
            ",,TOTAL:,,7,5",
            "4,,Grand total,,7,5",
            "Итого,,,,7,5",
            "Всього,,,,7,",
            "Total général,,,,7,5",
            "Gesamt,,,-,7,5",
            "الإجمالي,,,,7,5",
            "Total (3 incidents),,,,7,5",
        ] {
            assert_eq!(kind(line, names), Some(Extra::Total), "{line}");
        }
        assert_eq!(kind("Total,7", "place,killed"), Some(Extra::Total));
        for line in
            ["1,2031-05-01,Total,Station burnt,7,5", "Total,,,,,", "1,2031-05-01,Lower Ford,x,7,5", "Sum Creek,,,,7,5"]
        {
            assert_eq!(kind(line, names), None, "{line}");
        }
    }

    #[test]
    fn totals_of_some_records_are_named_after_them() {
        assert!(["subtotal north", "zwischensumme", "sub-total (west)"].into_iter().all(is_subtotal));
        let names = ["north total", "total north", "total for north", "total: north"].map(totalled);
        assert!(names.iter().all(|name| name.as_deref() == Some("north")), "{names:?}");
        assert_eq!(["total", "totally lost", "old mill"].map(totalled), [None, Some("ly lost".to_owned()), None]);
        assert!(has_total_word("a\u{1f}North Total") && !has_total_word("Lower Ford"));
    }

    #[test]
    fn headers_comments_and_blank_rows_are_no_records() {
        let names = "id,date,place";
        assert_eq!(kind("ID, Date,place", names), Some(Extra::Header));
        assert_eq!(kind(",,", names), Some(Extra::Blank));
        assert_eq!(kind("# exported in May", names), Some(Extra::Comment));
        assert_eq!(kind("#exported in May,2031", names), Some(Extra::Comment));
        assert_eq!(kind("// end", names), Some(Extra::Comment));
        assert_eq!(kind("# 1,2031-05-01,Lower Ford", names), None);
        assert_eq!(kind("#1,2031-05-01,", names), None);
        assert_eq!(kind("id,2031-05-01,place", names), None);
    }

    #[test]
    fn names_below_groups_are_the_names() {
        let names = |groups: &str, names: &str, below: &str| of_two_rows(&row(groups), &row(names), &[&row(below)]);
        let found = names("Incident,Incident,Place,Place", "id,date,name,lat", "1,2031-05-01,Lower Ford,12.5");
        assert_eq!(found, Some(row("id,date,name,lat")));
        let found = names("id,Reported,,Verified,", "id,killed,wounded,killed,wounded", "1,2,3,4,5");
        assert_eq!(found, Some(row("id,Reported killed,Reported wounded,Verified killed,Verified wounded")));
        let found = names("id,Victims,,", ",killed,wounded,source", "1,2,3,a");
        assert_eq!(found, Some(row("id,killed,wounded,source")));
        assert_eq!(names("id,date,place", "1,2031-05-01,Lower Ford", "2,2031-05-02,High Ford"), None);
        assert_eq!(names("title,text,note", "Strike,At night,x", "Raid,In the morning,y"), None);
    }
}
