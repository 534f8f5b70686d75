//! Words for nothing: what cells say where their value is not known, in the languages of the trade.

use std::sync::LazyLock;

/// The words, in lower case.
const WORDS: &[&str] = &[
    "",
    "-",
    "--",
    "---",
    "–",
    "—",
    "?",
    "??",
    "???",
    ".",
    "..",
    "...",
    "…",
    "*",
    "\\n",
    "(null)",
    "[null]",
    "<null>",
    "null",
    "nil",
    "none",
    "undefined",
    "nat",
    "nan",
    "<na>",
    "na",
    "n/a",
    "n.a.",
    "n.a",
    "n. a.",
    "#n/a",
    "#n/a n/a",
    "#null!",
    "#ref!",
    "#value!",
    "#name?",
    "#div/0!",
    "n/k",
    "n.k.",
    "n/d",
    "n.d.",
    "tbd",
    "tba",
    "tbc",
    "unknown",
    "unk",
    "(unknown)",
    "[unknown]",
    "not available",
    "not applicable",
    "not known",
    "not stated",
    "not specified",
    "not reported",
    "not given",
    "not provided",
    "not recorded",
    "not determined",
    "not yet known",
    "no data",
    "no info",
    "no information",
    "none given",
    "none reported",
    "none stated",
    "unspecified",
    "undisclosed",
    "undetermined",
    "unavailable",
    "data not available",
    "information not available",
    "(blank)",
    "[blank]",
    "(empty)",
    // Ukrainian.
    "невідомо",
    "невідомий",
    "невідома",
    "невідоме",
    "невідомі",
    "немає даних",
    "дані відсутні",
    "даних немає",
    "н/д",
    "н.д.",
    "не вказано",
    "не зазначено",
    "відсутньо",
    "недоступно",
    // Russian.
    "неизвестно",
    "неизвестен",
    "неизвестна",
    "неизвестны",
    "неизвестный",
    "не известно",
    "нет данных",
    "данных нет",
    "данные отсутствуют",
    "не указано",
    "не указан",
    "не указана",
    "недоступно",
    "нет информации",
    "отсутствует",
    // French.
    "inconnu",
    "inconnue",
    "inconnus",
    "non disponible",
    "indisponible",
    "non précisé",
    "non précisée",
    "non renseigné",
    "non renseignée",
    "non communiqué",
    "non spécifié",
    "pas de données",
    "aucune donnée",
    "aucune information",
    "sans objet",
    "néant",
    // Spanish.
    "desconocido",
    "desconocida",
    "se desconoce",
    "no disponible",
    "no especificado",
    "no especificada",
    "sin datos",
    "sin dato",
    "s/d",
    "s.d.",
    "sin información",
    "sin informacion",
    "no aplica",
    "no consta",
    "no se sabe",
    "ninguno",
    "ninguna",
    // German.
    "unbekannt",
    "nicht verfügbar",
    "nicht bekannt",
    "nicht angegeben",
    "nicht zutreffend",
    "keine angabe",
    "keine angaben",
    "k.a.",
    "k. a.",
    "k.a",
    "k/a",
    "keine daten",
    "ohne angabe",
    "o. a.",
    "entfällt",
    // Arabic.
    "غير معروف",
    "غير معروفة",
    "غير متوفر",
    "غير متوفرة",
    "غير متاح",
    "غير محدد",
    "غير محددة",
    "لا يوجد",
    "لا توجد بيانات",
    "لا تتوفر بيانات",
    "مجهول",
    "مجهولة",
];

/// The words by their length in bytes: a cell of another length is known at once.
static BY_LENGTH: LazyLock<Vec<Vec<&'static str>>> = LazyLock::new(|| {
    let longest = WORDS.iter().map(|word| word.len()).max().unwrap_or(0);
    (0..=longest).map(|length| WORDS.iter().copied().filter(|word| word.len() == length).collect()).collect()
});

/// Whether a cell says that its value is not known.
pub fn is_unknown(cell: &str) -> bool {
    let cell = cell.trim();
    let Some(words) = BY_LENGTH.get(cell.len()) else { return false };
    if words.is_empty() {
        return false;
    }
    if cell.is_ascii() {
        return words.iter().any(|word| word.eq_ignore_ascii_case(cell));
    }
    let lower = cell.to_lowercase();
    words.contains(&lower.as_str())
}

/// Whether a cell names no place: also "unknown location", "place not stated" and the like.
pub fn is_no_place(cell: &str) -> bool {
    const PLACES: [&str; 24] = [
        "location",
        "locations",
        "place",
        "city",
        "town",
        "village",
        "district",
        "province",
        "region",
        "area",
        "address",
        "место",
        "місце",
        "населённый пункт",
        "населений пункт",
        "lieu",
        "endroit",
        "lugar",
        "ubicación",
        "ort",
        "الموقع",
        "المكان",
        "موقع",
        "مكان",
    ];
    if is_unknown(cell) {
        return true;
    }
    // Most places have no such word at their beginning or end.
    let is_word = |word: &str| !word.is_ascii() || PLACES.iter().any(|place| place.eq_ignore_ascii_case(word));
    let cell = cell.trim();
    let first = cell.split([' ', ':']).next().unwrap_or_default();
    let last = cell.rsplit(' ').next().unwrap_or_default();
    if first.len() == cell.len() || !is_word(first) && !is_word(last) {
        return false;
    }
    let lower = cell.to_lowercase();
    PLACES.iter().any(|place| {
        let before = lower.strip_suffix(place).map(str::trim_end).filter(|rest| !rest.is_empty());
        let behind = lower
            .strip_prefix(place)
            .map(|rest| rest.trim_start_matches([':', ' ']).trim())
            .filter(|rest| !rest.is_empty());
        before.is_some_and(|rest| is_unknown(rest) || matches!(rest, "unbekannter" | "неизвестное" | "невідоме"))
            || behind.is_some_and(is_unknown)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_for_nothing_are_known_in_every_language_and_case() {
        for cell in [
            "",
            " ",
            "\\N",
            "N.A.",
            "NaT",
            "undefined",
            "nil",
            "Not available",
            ".",
            "NICHT VERFÜGBAR",
            "Неизвестно",
            "Немає даних",
            "Non précisé",
            "Desconocido",
            "غير معروف",
            " k.A. ",
            "Unknown",
            "#REF!",
        ] {
            assert!(is_unknown(cell), "{cell}");
        }
        for cell in ["0", "no", "нет", "Nile", "Nantes", "unknown gunmen", "not available yet", "Na Sdaw", "MISSING"]
        {
            assert!(!is_unknown(cell), "{cell}");
        }
        let every_word = WORDS.iter().all(|word| *word == word.to_lowercase() && is_unknown(word));
        assert!(every_word, "a word is not written in lower case");
    }

    #[test]
    fn a_place_that_is_not_known_is_none() {
        for cell in ["Unknown location", "location unknown", "Place: not stated", "Lieu inconnu", "Ort unbekannt"] {
            assert!(is_no_place(cell), "{cell}");
        }
        for cell in ["Lower Ford", "Market place", "Old town", "Village of Unknown Hope"] {
            assert!(!is_no_place(cell), "{cell}");
        }
    }
}
