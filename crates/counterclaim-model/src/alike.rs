//! Look-alike names: they look the same but are spelled differently, with invisible characters, letters of another
//! alphabet, other case, accents or widths.
//!
//! Each name has three keys, and two names that share a key look alike; so one pass finds all pairs.

use std::collections::HashMap;
use std::sync::OnceLock;

use crate::text::is_invisible;

/// How a name resembles an earlier one; the number is the index of the earlier one.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Alike {
    SameName(usize),
    LooksLike(usize),
    /// Resembles no other name, but mixes alphabets within a word.
    MixesAlphabets,
}

/// Findings on names, in their order; the first of several look-alikes has none.
pub fn found<'a>(names: impl Iterator<Item = &'a str>) -> Vec<(usize, Alike)> {
    let mut first_of: HashMap<(u8, String), usize> = HashMap::new();
    let mut first_written: HashMap<&'a str, usize> = HashMap::new();
    let mut found = Vec::new();
    for (at, name) in names.enumerate() {
        if name.trim().is_empty() {
            continue;
        }
        if let Some(first) = first_written.get(name) {
            found.push((at, Alike::SameName(*first)));
            continue;
        }
        first_written.insert(name, at);
        let keys = keys(name);
        let first = (0..).zip(&keys).find_map(|(kind, key)| first_of.get(&(kind, key.clone())).copied());
        match first {
            Some(first) => found.push((at, Alike::LooksLike(first))),
            None if !odd_letters(name).is_empty() => found.push((at, Alike::MixesAlphabets)),
            None => {}
        }
        for (kind, key) in (0..).zip(keys) {
            first_of.entry((kind, key)).or_insert(first.unwrap_or(at));
        }
    }
    found
}

/// Whether two names look alike, spelled the same or not.
pub fn are_alike(one: &str, other: &str) -> bool {
    one == other || keys(one).iter().zip(&keys(other)).any(|(one, other)| one == other)
}

/// The comparison keys of a name: without case, accents and invisible characters; also with letters of other alphabets
/// mapped to look-alike Latin ones; and, case-sensitive, with `I`, `l`, `1`, `|` and `0`, `O` merged.
pub fn keys(name: &str) -> [String; 3] {
    let plain = plain(name);
    let latin: String = plain.chars().map(latin).collect();
    let shapes = latin.chars().map(|character| match character {
        'I' | '1' | '|' => 'l',
        '0' => 'O',
        other => other,
    });
    let shapes = shapes.collect();
    [plain.to_lowercase(), latin.to_lowercase(), shapes]
}

/// The characters of a name that its look-alike lacks: invisible ones and letters, each with its code point.
pub fn strange_signs(name: &str, other: &str) -> String {
    let is_strange = |character: &char| !character.is_ascii() && !other.contains(*character);
    let mut signs: Vec<String> = Vec::new();
    for character in name.chars().filter(is_strange) {
        let sign = code(character);
        if !signs.contains(&sign) {
            signs.push(sign);
        }
    }
    signs.truncate(MOST_SIGNS);
    signs.join(", ")
}

/// The letters of a name that belong to another alphabet than the rest of their word, with their code points.
pub fn odd_letters(name: &str) -> String {
    let is_part = |character: char| character.is_alphabetic() || is_invisible(character) || is_mark(character);
    let mut odd: Vec<String> = Vec::new();
    for word in name.split(|character| !is_part(character)) {
        let count = |wanted: Alphabet| word.chars().filter(|one| Alphabet::of(*one) == Some(wanted)).count();
        let counts = Alphabet::ALL.map(|alphabet| (count(alphabet), alphabet));
        if counts.iter().filter(|(count, _)| *count > 0).count() < 2 {
            continue;
        }
        let most = counts.iter().rev().max_by_key(|(count, _)| *count).map(|(_, alphabet)| *alphabet);
        let is_odd = |one: &char| Alphabet::of(*one).is_some_and(|alphabet| Some(alphabet) != most);
        odd.extend(word.chars().filter(is_odd).map(code));
    }
    odd.dedup();
    odd.truncate(MOST_SIGNS);
    odd.join(", ")
}

/// The most characters that are named.
const MOST_SIGNS: usize = 5;

/// `U+200B`, or `е U+0435` for visible characters.
fn code(character: char) -> String {
    if is_invisible(character) || is_mark(character) {
        format!("U+{:04X}", character as u32)
    } else {
        format!("{character} U+{:04X}", character as u32)
    }
}

/// Alphabets whose letters look like those of another.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Alphabet {
    Latin,
    Greek,
    Cyrillic,
    Armenian,
    Cherokee,
}

impl Alphabet {
    const ALL: [Self; 5] = [Self::Latin, Self::Greek, Self::Cyrillic, Self::Armenian, Self::Cherokee];

    fn of(character: char) -> Option<Self> {
        Some(match character {
            'a'..='z' | 'A'..='Z' | '\u{c0}'..='\u{d6}' | '\u{d8}'..='\u{f6}' | '\u{f8}'..='\u{2af}' => Self::Latin,
            '\u{1e00}'..='\u{1eff}' | '\u{ff21}'..='\u{ff3a}' | '\u{ff41}'..='\u{ff5a}' => Self::Latin,
            '\u{370}'..='\u{373}' | '\u{376}'..='\u{37d}' | '\u{37f}'..='\u{3ff}' | '\u{1f00}'..='\u{1fff}' => {
                Self::Greek
            }
            '\u{400}'..='\u{52f}' | '\u{1c80}'..='\u{1c88}' | '\u{a640}'..='\u{a69d}' => Self::Cyrillic,
            '\u{531}'..='\u{556}' | '\u{560}'..='\u{588}' => Self::Armenian,
            '\u{13a0}'..='\u{13fd}' | '\u{ab70}'..='\u{abbf}' => Self::Cherokee,
            _ => return None,
        })
    }
}

/// Whether a character is a combining mark on the letter before it.
fn is_mark(character: char) -> bool {
    matches!(character, '\u{300}'..='\u{36f}' | '\u{483}'..='\u{489}' | '\u{1ab0}'..='\u{1aff}'
        | '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20ff}' | '\u{fe20}'..='\u{fe2f}')
}

/// A name without invisible characters and accents, in plain widths and shapes, with single spaces.
fn plain(name: &str) -> String {
    let mut plain = String::with_capacity(name.len());
    let mut is_blank_due = false;
    for character in name.chars() {
        if character.is_whitespace() || matches!(character, '\u{2800}' | '\u{3164}') {
            is_blank_due = !plain.is_empty();
            continue;
        }
        if is_invisible(character) || is_mark(character) {
            continue;
        }
        if std::mem::take(&mut is_blank_due) {
            plain.push(' ');
        }
        match character {
            'ﬀ' => plain.push_str("ff"),
            'ﬁ' => plain.push_str("fi"),
            'ﬂ' => plain.push_str("fl"),
            'ﬃ' => plain.push_str("ffi"),
            'ﬄ' => plain.push_str("ffl"),
            'ﬅ' | 'ﬆ' => plain.push_str("st"),
            other => plain.push(without_accent(narrow(other))),
        }
    }
    plain
}

/// Maps full-width, circled and mathematical characters to plain ones; unifies all dashes and quotes.
fn narrow(character: char) -> char {
    let code = character as u32;
    let letter = |at: u32| {
        let base = if at < 26 { u32::from(b'A') + at } else { u32::from(b'a') + at - 26 };
        char::from_u32(base).unwrap_or(character)
    };
    match code {
        0xff01..=0xff5e => char::from_u32(code - 0xfee0).unwrap_or(character),
        0x1d400..=0x1d6a3 => letter((code - 0x1d400) % 52),
        0x1d7ce..=0x1d7ff => char::from_u32(u32::from(b'0') + (code - 0x1d7ce) % 10).unwrap_or(character),
        0x24b6..=0x24e9 => letter(code - 0x24b6),
        0x1f130..=0x1f149 => letter(code - 0x1f130),
        0x2010..=0x2015 | 0x2212 | 0xfe58 | 0xfe63 => '-',
        0x2018..=0x201b | 0x2bc | 0x2032 | 0x60 | 0xb4 => '\'',
        0x201c..=0x201f | 0xab | 0xbb | 0x2033 => '"',
        _ => character,
    }
}

/// A letter without its accent: rows of a letter and its accented forms.
fn without_accent(character: char) -> char {
    const ROWS: &[&str] = &[
        "aàáâãäåāăąǎȁȃȧạảấầẩẫậắằẳẵặ",
        "AÀÁÂÃÄÅĀĂĄǍȀȂȦẠẢẤẦẨẪẬẮẰẲẴẶ",
        "cçćĉċč",
        "CÇĆĈĊČ",
        "dďđḍḋ",
        "DĎĐḌḊ",
        "eèéêëēĕėęěȅȇȩẹẻẽếềểễệ",
        "EÈÉÊËĒĔĖĘĚȄȆȨẸẺẼẾỀỂỄỆ",
        "gĝğġģǧǵ",
        "GĜĞĠĢǦǴ",
        "hĥħḥ",
        "HĤĦḤ",
        "iìíîïĩīĭįǐȉȋịỉı",
        "IÌÍÎÏĨĪĬĮİǏȈȊỊỈ",
        "jĵ",
        "JĴ",
        "kķǩḱ",
        "KĶǨḰK",
        "lĺļľŀł",
        "LĹĻĽĿŁ",
        "mḿṁṃ",
        "MḾṀṂ",
        "nñńņňǹṅṇ",
        "NÑŃŅŇǸṄṆ",
        "oòóôõöøōŏőǒǫȍȏȯọỏốồổỗộớờởỡợơ",
        "OÒÓÔÕÖØŌŎŐǑǪȌȎȮỌỎỐỒỔỖỘỚỜỞỠỢƠ",
        "pṕṗ",
        "PṔṖ",
        "rŕŗřȑȓṙṛ",
        "RŔŖŘȐȒṘṚ",
        "sśŝşšșṡṣ",
        "SŚŜŞŠȘṠṢ",
        "tţťțṫṭŧ",
        "TŢŤȚṪṬŦ",
        "uùúûüũūŭůűųǔȕȗụủứừửữựư",
        "UÙÚÛÜŨŪŬŮŰŲǓȔȖỤỦỨỪỬỮỰƯ",
        "wŵẁẃẅ",
        "WŴẀẂẄ",
        "yýÿŷȳẏỳỵỷỹ",
        "YÝŸŶȲẎỲỴỶỸ",
        "zźżžẑẓ",
        "ZŹŻŽẐẒ",
        "иѝйӣӥ",
        "ИЍЙӢӤ",
        "еѐёӗ",
        "ЕЀЁӖ",
        "іїӏ",
        "ІЇӀ",
        "уўӯӱӳ",
        "УЎӮӰӲ",
        "кќ",
        "КЌ",
        "гѓґ",
        "ГЃҐ",
        "аӑӓ",
        "АӐӒ",
        "αά",
        "ΑΆ",
        "εέ",
        "ΕΈ",
        "ηή",
        "ΗΉ",
        "ιίϊΐ",
        "ΙΊΪ",
        "οό",
        "ΟΌ",
        "υύϋΰ",
        "ΥΎΫ",
        "ωώ",
        "ΩΏ",
    ];
    static BASES: OnceLock<Bases> = OnceLock::new();
    base_of(&BASES, ROWS, character)
}

/// The Latin letter that a letter of another alphabet looks like.
fn latin(character: char) -> char {
    const ROWS: &[&str] = &[
        "aаαɑ",
        "AАΑᎪ",
        "bЬƅ",
        "BВΒᏴ",
        "cсϲⅽᴄ",
        "CСϹⅭᏟ",
        "dԁⅾ",
        "DⅮᎠ",
        "eеҽ℮",
        "EЕΕᎬ",
        "fſғ",
        "FϜ",
        "gɡց",
        "GԌᏀ",
        "hһհ",
        "HНΗᎻ",
        "iіιɩⅰ",
        "IІΙӀⅠ",
        "jјϳ",
        "JЈᎫ",
        "kкκ",
        "KКΚᏦ",
        "lⅼӏ",
        "LⅬᏞ",
        "mмⅿ",
        "MМΜⅯᎷ",
        "nոηп",
        "NΝ",
        "oоοօσ",
        "OОΟՕ",
        "pрρ",
        "PРΡᏢ",
        "qԛգ",
        "QԚ",
        "rг",
        "RᏒᎡ",
        "sѕ",
        "SЅՏᏚ",
        "tтτ",
        "TТΤᎢ",
        "uսυ",
        "UՍ",
        "vѵνⅴ",
        "VѴⅤᏙ",
        "wԝѡω",
        "WԜᎳ",
        "xхχⅹ",
        "XХΧⅩ",
        "yуүγ",
        "YУΥҮ",
        "zᴢ",
        "ZΖᏃ",
    ];
    static BASES: OnceLock<Bases> = OnceLock::new();
    base_of(&BASES, ROWS, character)
}

/// The first letter of a row, looked up by each of the others.
type Bases = HashMap<char, char>;

fn base_of(bases: &OnceLock<Bases>, rows: &[&str], character: char) -> char {
    if character.is_ascii() {
        return character;
    }
    let of_row = |row: &&str| {
        let row: Vec<char> = row.chars().collect();
        let base = row.first().copied().unwrap_or_default();
        row.into_iter().map(move |letter| (letter, base))
    };
    let bases = bases.get_or_init(|| rows.iter().flat_map(of_row).collect());
    bases.get(&character).copied().unwrap_or(character)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_look_alike_are_found_and_others_are_not() {
        let twins = [
            "Reuters",
            "Reu\u{200b}ters",
            "R\u{435}uters",
            "Reuters\u{ad}",
            "Reut\u{435}rs",
            "REUTERS",
            "Ｒeuters",
            "Reu\u{fe0f}ters",
            " Reuters ",
            "R\u{301}euters",
            "𝐑𝐞𝐮𝐭𝐞𝐫𝐬",
        ];
        for twin in &twins[1..11] {
            assert!(are_alike(twins[0], twin), "{twin:?}");
        }
        assert!(are_alike("BBC", "ВВС") && are_alike("Новости", "НОВОСТИ") && are_alike("Channel 1", "Channel l"));
        assert!(are_alike("Médiapart", "Me\u{301}diapart") && are_alike("AFP", "ΑFΡ"));
        for (one, other) in [("Reuters", "Router"), ("Ali", "All"), ("Daily One", "Daily Two"), ("М1", "М2")] {
            assert!(!are_alike(one, other), "{one} {other}");
        }
    }

    #[test]
    fn each_name_is_compared_with_all_before_it() {
        let names = ["Reuters", "Paper", "Reu\u{200b}ters", "Paper", "Тvоyа газета", "", ""];
        let found = found(names.into_iter());
        assert_eq!(found, [(2, Alike::LooksLike(0)), (3, Alike::SameName(1)), (4, Alike::MixesAlphabets)]);
        assert_eq!(strange_signs("Reut\u{435}rs\u{ad}", "Reuters"), "е U+0435, U+00AD");
        assert_eq!(odd_letters("R\u{435}uters, Курахове 2025, X-канал"), "е U+0435");
    }
}
