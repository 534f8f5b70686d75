//! Sources as they are cited: a name with a day, `AP 02 May`, or a whole reference, `"Title," Daily Courier, May 2, 2031.`

use super::Field;
use super::apply::Columns;
use crate::assemble::parsed_record::{ReportPart, SourcePart, StatementPart, time};
use crate::cell::date::{DateOrder, DateStyle};
use crate::cell::value;
use crate::records::table::Row;
use counterclaim_model::{TimeSpan, TimeText};

/// What a reference says.
#[derive(Clone, Debug, Default, PartialEq)]
struct Reference {
    title: Option<String>,
    outlet: Option<String>,
    day: Option<TimeSpan>,
}

/// The most words that a day has at the end of a name.
const DAY_WORDS: usize = 3;

/// A name that ends in a day, and that day; the year is that of what happened where none is given.
fn dated(item: &str, year: Option<i16>) -> Option<(String, TimeSpan)> {
    let trimmed = item.trim().trim_end_matches(['.', ')', ']', ',']);
    let starts: Vec<usize> =
        trimmed.char_indices().filter(|(_, sign)| " (,[".contains(*sign)).map(|(at, _)| at).collect();
    for start in starts.iter().rev().take(DAY_WORDS + 1).rev() {
        let name = trimmed.get(..*start)?.trim_end_matches([' ', ',', '(', '[']).trim();
        let words = trimmed.get(start + 1..)?.trim();
        let name = name.trim_matches(['"', '“', '”']).trim();
        if name.is_empty() || !name.chars().any(char::is_alphabetic) {
            continue;
        }
        if let Some(day) = day_of(words, year) {
            return Some((name.to_owned(), day));
        }
    }
    None
}

/// A day in words or figures, which has a month at least.
fn day_of(words: &str, year: Option<i16>) -> Option<TimeSpan> {
    let style = DateStyle { order: order_in(words), ..DateStyle::default() };
    let has_digit = words.bytes().any(|byte| byte.is_ascii_digit());
    let parts = words.split([' ', ',', '/', '-', '.']).filter(|part| !part.is_empty()).count();
    if !has_digit || parts < 2 {
        return None;
    }
    let is_whole = parts >= 3;
    if is_whole {
        return style.read(words, None, 0).ok();
    }
    let year = year?;
    if words.bytes().all(|byte| byte.is_ascii_digit() || b"/.-".contains(&byte)) {
        let (first, second) = words.split_once(['/', '.', '-'])?;
        let [first, second]: [u8; 2] = [first.parse().ok()?, second.parse().ok()?];
        let day_first = style.order == Some(DateOrder::DayFirst) || first > 12;
        let is_open = style.order.is_none() && first <= 12 && second <= 12 && first != second;
        let (day, month) = if day_first { (first, second) } else { (second, first) };
        return (!is_open).then(|| style.read(&format!("{year:04}-{month:02}-{day:02}"), None, 0).ok()).flatten();
    }
    style.read(&format!("{words} {year}"), None, 0).ok()
}

/// The order of day and month in a date by its signs: figures between dots begin with the day, and those between
/// slashes leave it open.
fn order_in(words: &str) -> Option<DateOrder> {
    let is_open = words.contains('/') && words.bytes().all(|byte| byte.is_ascii_digit() || byte == b'/');
    (!is_open).then_some(DateOrder::DayFirst)
}

/// Whether words look like a day and a month in figures, of which nothing says which is which: `03/05`.
fn is_open_day(words: &str) -> bool {
    let mut parts = words.split('/');
    let mut is_part =
        || parts.next().is_some_and(|part| part.parse::<u8>().is_ok_and(|number| (1..=12).contains(&number)));
    is_part() && is_part() && words.bytes().all(|byte| byte.is_ascii_digit() || byte == b'/')
}

/// A name that ends in a day whose order is open, and that day as it stands.
fn open_dated(item: &str) -> Option<(String, String)> {
    let trimmed = item.trim().trim_end_matches([')', ']', '.']);
    let (name, words) = trimmed.rsplit_once([' ', '(', '['])?;
    let name = name.trim_end_matches([' ', ',', '(', '[']).trim();
    (is_open_day(words) && name.chars().any(char::is_alphabetic)).then(|| (name.to_owned(), words.to_owned()))
}

/// Whether the cells are lists of outlets between commas, each with a day or something in brackets behind it.
pub fn are_lists_of_days<'a>(cells: impl Iterator<Item = &'a str>) -> bool {
    /// Any year: only whether there is a day counts here.
    const YEAR: i16 = 2000;
    let is_item = |item: &str| {
        let item = item.trim();
        item.ends_with(')') && item.contains('(') || dated(item, Some(YEAR)).is_some() || open_dated(item).is_some()
    };
    let mut lists = 0usize;
    let mut all = 0usize;
    for cell in cells.take(200) {
        // `Wire Agency, May 2, 2031` is one.
        if cell.contains([';', '|']) || dated(cell, None).is_some_and(|(name, _)| !name.contains(", ")) {
            return false;
        }
        let items: Vec<&str> = cell.split(", ").collect();
        if !items.iter().all(|item| is_item(item)) {
            return false;
        }
        all += 1;
        lists += usize::from(items.len() > 1);
    }
    all > 0 && lists > 0
}

/// `"Bomb hits market," Daily Courier, May 2, 2031.`: a title in quotation marks, an outlet, a day.
fn reference(cell: &str, year: Option<i16>) -> Option<Reference> {
    let text = cell.trim();
    let quoted = text.strip_prefix(['"', '“', '«', '„'])?;
    let end = quoted.find(['"', '”', '»', '“'])?;
    let title = quoted.get(..end)?.trim().trim_end_matches([',', '.']).to_owned();
    let rest = quoted.get(end..)?.trim_start_matches(['"', '”', '»', '“', ',', ' ', '.']);
    let rest = rest.trim_end_matches('.').trim();
    if title.is_empty() || rest.is_empty() {
        return None;
    }
    let parts: Vec<&str> = rest.split(',').map(str::trim).collect();
    // The day stands at the end, and may hold a comma.
    for at in 1..parts.len() {
        let day = day_of(&parts.get(at..)?.join(", "), year);
        if let Some(day) = day {
            return Some(Reference { title: Some(title), outlet: Some(parts.get(..at)?.join(", ")), day: Some(day) });
        }
    }
    Some(Reference { title: Some(title), outlet: Some(rest.to_owned()), day: None })
}

impl Columns<'_> {
    /// Parts names of outlets from the days that stand behind them.
    pub fn part_days(&self, said: &mut [StatementPart], happened: Option<&TimeText>) {
        if self.at(Field::Outlet).is_none() {
            return;
        }
        let year = happened.and_then(year_of);
        for one in said {
            if let Some((name, words)) = open_dated(&one.speaker.name)
                && let Some(outlet) = SourcePart::outlet(&name)
            {
                rename(one, &outlet);
                one.note = Some(format!("date in the file: {words}"));
                continue;
            }
            let named = dated(&one.speaker.name, year);
            let Some((name, day)) = named.and_then(|(name, day)| Some((SourcePart::outlet(&name)?, day))) else {
                continue;
            };
            rename(one, &name);
            if let Some(report) = &mut one.report {
                report.published = report.published.take().or(Some(time(day)));
            }
            one.stated_at = Some(time(day));
        }
    }

    /// A statement for each reference of a row.
    pub fn cited(&self, row: &Row, happened: Option<&TimeText>) -> Vec<StatementPart> {
        let year = happened.and_then(year_of);
        let mut said = Vec::new();
        for at in self.all(Field::Citation) {
            let Some(cell) = value::known(row.cell(Some(at))) else { continue };
            let found = reference(cell, year).unwrap_or_else(|| match dated(cell, year) {
                Some((outlet, day)) => Reference { title: None, outlet: Some(outlet), day: Some(day) },
                None => Reference { title: Some(value::squeezed(cell)), ..Reference::default() },
            });
            let outlet = found.outlet.as_deref().and_then(SourcePart::outlet);
            let published = found.day.map(time);
            let title = found.title.unwrap_or_else(|| value::squeezed(cell));
            said.push(StatementPart {
                stated_at: published.clone(),
                report: Some(ReportPart {
                    text: Some(title.clone()),
                    title,
                    publisher: outlet.clone(),
                    published,
                    ..ReportPart::default()
                }),
                ..StatementPart::listed(String::new(), outlet.unwrap_or_else(SourcePart::unnamed))
            });
        }
        said
    }
}

/// Gives the outlet that speaks in a statement another name.
fn rename(said: &mut StatementPart, name: &SourcePart) {
    let whole = std::mem::replace(&mut said.speaker, name.clone());
    said.via.iter_mut().filter(|via| **via == whole).for_each(|via| *via = name.clone());
    if let Some(report) = &mut said.report {
        report.publisher = Some(name.clone());
    }
}

/// The year in which something happened.
fn year_of(happened: &TimeText) -> Option<i16> {
    let start_s = if happened.span.start_s == i64::MIN { happened.span.end_s } else { happened.span.start_s };
    let text = crate::cell::time_text::format(
        TimeSpan { start_s, end_s: start_s + 1, precision: counterclaim_model::Precision::Second, offset_min: 0 },
        0,
    );
    text.get(..4)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(item: &str) -> Option<(String, String)> {
        dated(item, Some(2031)).map(|(name, day)| (name, crate::cell::time_text::format(day, 0)))
    }

    #[test]
    fn a_day_behind_a_name_is_no_part_of_it() {
        let pair = |name: &str, day: &str| Some((name.to_owned(), day.to_owned()));
        assert_eq!(told("AP 02 May"), pair("AP", "2031-05-02"));
        assert_eq!(told("\"Voice of Ford\" 16 May"), pair("Voice of Ford", "2031-05-16"));
        assert_eq!(told("Daily Courier (3 May 2030)"), pair("Daily Courier", "2030-05-03"));
        assert_eq!(told("Wire Agency, May 2, 2031"), pair("Wire Agency", "2031-05-02"));
        assert_eq!(told("Wire Agency 02.05.2031"), pair("Wire Agency", "2031-05-02"));
        assert_eq!(told("AP 14.05"), pair("AP", "2031-05-14"));
        assert_eq!(told("AP (5/14)"), pair("AP", "2031-05-14"));
        assert_eq!(told("AP 03/05"), None);
        assert_eq!(open_dated("AP 03/05"), Some(("AP".to_owned(), "03/05".to_owned())));
        for name in ["Daily Courier", "Channel 4", "Radio 24 Ford", "Committee of 9 May Street", "2 May 2031", ""] {
            assert_eq!(told(name), None, "{name}");
        }
    }

    #[test]
    fn commas_divide_outlets_that_have_their_days() {
        for (cells, expected) in [
            (&["AP 03/05, REU 02/05", "AFP (15 Jun)"][..], true),
            (&["AFP (15 Jun), AP (14 Jun)"], true),
            (&["Wire Agency, May 2, 2031", "Courier, May 3, 2031"], false),
            (&["Courier, Ford Gazette"], false),
            (&["Courier 3 May"], false),
            (&[], false),
        ] {
            assert_eq!(are_lists_of_days(cells.iter().copied()), expected, "{cells:?}");
        }
    }

    #[test]
    fn a_reference_has_a_title_an_outlet_and_a_day() {
        let found = reference("\"Bomb hits market,\" Daily Courier, May 2, 2031.", None).expect("a reference");
        assert_eq!(
            (found.title.as_deref(), found.outlet.as_deref()),
            (Some("Bomb hits market"), Some("Daily Courier"))
        );
        assert_eq!(found.day.map(|day| crate::cell::time_text::format(day, 0)).as_deref(), Some("2031-05-02"));
        let found = reference("“Mill burnt”, Courier, The, 3 May 2031", None).expect("a reference");
        assert_eq!(found.outlet.as_deref(), Some("Courier, The"));
        assert_eq!(reference("no quotation marks", None), None);
    }
}
