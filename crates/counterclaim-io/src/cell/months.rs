//! Names of months and days of the week, in the languages of the trade.

use super::time_text;

/// Whether a word stands between the parts of a date and says nothing.
pub fn is_filler(word: &str) -> bool {
    matches!(
        word.to_lowercase().as_str(),
        "of" | "de" | "del" | "der" | "den" | "le" | "am" | "г" | "г." | "року" | "года"
    )
}

/// Whether a word names a day of the week, which tells nothing beside a date.
pub fn is_weekday(word: &str) -> bool {
    const DAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
    const OTHERS: [&str; 34] = [
        "lundi",
        "mardi",
        "mercredi",
        "jeudi",
        "vendredi",
        "samedi",
        "dimanche",
        "lunes",
        "martes",
        "miércoles",
        "jueves",
        "viernes",
        "sábado",
        "domingo",
        "montag",
        "dienstag",
        "mittwoch",
        "donnerstag",
        "freitag",
        "samstag",
        "sonntag",
        "понедельник",
        "вторник",
        "среда",
        "четверг",
        "пятница",
        "суббота",
        "воскресенье",
        "понеділок",
        "вівторок",
        "середа",
        "четвер",
        "субота",
        "неділя",
    ];
    let word = word.trim_end_matches('.').to_lowercase();
    word.len() >= 3 && DAYS.iter().any(|day| day.starts_with(&word)) || OTHERS.contains(&word.as_str())
}

/// Names of months, or how they begin, in Russian, Ukrainian, French, Spanish, German and Arabic; English is apart.
const MONTHS: [&[&str]; 12] = [
    &["янв", "січ", "janv", "janvier", "ene", "enero", "januar", "jän", "jänner", "يناير"],
    &["фев", "лют", "févr", "fevr", "février", "febrero", "februar", "فبراير", "شباط"],
    &["мар", "бер", "mars", "marzo", "mär", "märz", "maerz", "مارس", "آذار"],
    &["апр", "кві", "avr", "avril", "abr", "abril", "أبريل", "ابريل", "إبريل", "نيسان"],
    &["ма", "тра", "mai", "mayo", "مايو", "أيار"],
    &["июн", "чер", "juin", "junio", "juni", "يونيو", "حزيران"],
    &["июл", "лип", "juil", "juillet", "julio", "juli", "يوليو", "تموز"],
    &["авг", "сер", "août", "aout", "ago", "agosto", "أغسطس", "اغسطس", "آب"],
    &["сен", "вер", "septembre", "septiembre", "setiembre", "سبتمبر", "أيلول"],
    &["окт", "жов", "octobre", "octubre", "okt", "oktober", "أكتوبر", "اكتوبر"],
    &["ноя", "лис", "novembre", "noviembre", "نوفمبر"],
    &["дек", "гру", "déc", "décembre", "decembre", "dic", "diciembre", "dez", "dezember", "ديسمبر"],
];

/// The number of a month by its name; in Russian and Ukrainian also by its beginning.
pub fn month_of(word: &str) -> Option<u16> {
    let word = word.trim_end_matches('.').to_lowercase();
    if let Some(month) = time_text::english_month(word.as_bytes()) {
        return Some(u16::from(month));
    }
    let is_cyrillic = |name: &str| name.chars().all(|sign| matches!(sign, 'а'..='я' | 'і' | 'ї' | 'є'));
    let is_it = |name: &&str| *name == word || is_cyrillic(name) && word.starts_with(*name);
    let at = MONTHS.iter().position(|names| names.iter().any(&is_it))?;
    u16::try_from(at + 1).ok()
}
