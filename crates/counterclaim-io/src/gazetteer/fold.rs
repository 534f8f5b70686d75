//! One form of the spellings of a name: `Артёмовск` and `Артемовск`, `Donets'k` and `Donetsk`, `м. Курахове` and
//! `Курахове`.

/// The name in small letters, without diacritics, apostrophes and signs, with single spaces between its words.
///
/// Hyphens and full stops are spaces; letters of other scripts stay as they are.
pub fn fold(name: &str) -> String {
    let mut folded = String::with_capacity(name.len());
    let mut ends_word = false;
    for letter in name.chars().flat_map(char::to_lowercase) {
        let plain = plain(letter);
        if plain == " " {
            ends_word = true;
            continue;
        }
        if ends_word && !folded.is_empty() && !plain.is_empty() {
            folded.push(' ');
        }
        ends_word &= plain.is_empty();
        match plain {
            OTHER => folded.push(letter),
            plain => folded.push_str(plain),
        }
    }
    folded
}

/// The folded name without a word that says what kind of place it is: `town of x`, `м. x`, `x city`.
///
/// `None` where there is none, or nothing else.
pub fn without_kind(folded: &str) -> Option<&str> {
    let (first, rest) = folded.split_once(' ')?;
    if KINDS_BEFORE.contains(&first) {
        return Some(rest.strip_prefix("of ").unwrap_or(rest));
    }
    let (rest, last) = folded.rsplit_once(' ')?;
    KINDS_AFTER.contains(&last).then_some(rest)
}

/// Folded words before a name.
const KINDS_BEFORE: [&str; 27] = [
    "town",
    "city",
    "village",
    "settlement",
    "hamlet",
    "urban",
    "м",
    "г",
    "с",
    "п",
    "д",
    "х",
    "ст",
    "пос",
    "сел",
    "дер",
    "смт",
    "пгт",
    "рп",
    "город",
    "місто",
    "село",
    "селище",
    "поселок",
    "деревня",
    "станица",
    "хутор",
];
/// Folded words behind a name.
const KINDS_AFTER: [&str; 7] = ["town", "city", "village", "settlement", "город", "місто", "село"];

/// Says that a letter stays as it is.
const OTHER: &str = "\u{0}";

/// What a small letter becomes: nothing, a space, other letters, or [`OTHER`].
fn plain(letter: char) -> &'static str {
    match letter {
        'a'..='z' | '0'..='9' => OTHER,
        // Apostrophes of all kinds and what stands for one, soft and hard signs, and marks over the letter before.
        '\''
        | '"'
        | '`'
        | '´'
        | '’'
        | '‘'
        | '‛'
        | 'ʼ'
        | 'ʹ'
        | 'ʻ'
        | 'ʽ'
        | 'ʾ'
        | 'ʿ'
        | '′'
        | '″'
        | '＇'
        | 'ꞌ'
        | 'ь'
        | 'ъ'
        | '\u{300}'..='\u{36f}'
        | '\u{ad}' => "",
        '-' | '.' | ',' | '_' | '\u{2010}'..='\u{2015}' | '−' => " ",
        'ё' => "е",
        'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' | 'ā' | 'ă' | 'ą' | 'ǎ' | 'ạ' | 'ả' | 'ấ' | 'ầ' | 'ẩ' | 'ẫ' | 'ậ' | 'ắ'
        | 'ằ' | 'ẳ' | 'ẵ' | 'ặ' | 'ə' => "a",
        'æ' => "ae",
        'ḃ' | 'ḇ' => "b",
        'ç' | 'ć' | 'ĉ' | 'ċ' | 'č' => "c",
        'ď' | 'đ' | 'ḍ' | 'ḏ' | 'ð' => "d",
        'è' | 'é' | 'ê' | 'ë' | 'ē' | 'ĕ' | 'ė' | 'ę' | 'ě' | 'ẹ' | 'ẻ' | 'ẽ' | 'ế' | 'ề' | 'ể' | 'ễ' | 'ệ' => {
            "e"
        }
        'ĝ' | 'ğ' | 'ġ' | 'ģ' | 'ḡ' | 'ǧ' => "g",
        'ĥ' | 'ħ' | 'ḥ' | 'ḩ' | 'ḫ' | 'ẖ' => "h",
        'ì' | 'í' | 'î' | 'ï' | 'ĩ' | 'ī' | 'ĭ' | 'į' | 'ı' | 'ỉ' | 'ị' => "i",
        'ĵ' => "j",
        'ķ' | 'ḳ' | 'ḵ' => "k",
        'ĺ' | 'ļ' | 'ľ' | 'ł' | 'ḷ' => "l",
        'ṃ' => "m",
        'ñ' | 'ń' | 'ņ' | 'ň' | 'ṅ' | 'ṇ' => "n",
        'ò' | 'ó' | 'ô' | 'õ' | 'ö' | 'ø' | 'ō' | 'ŏ' | 'ő' | 'ơ' | 'ọ' | 'ỏ' | 'ố' | 'ồ' | 'ổ' | 'ỗ' | 'ộ' | 'ớ'
        | 'ờ' | 'ở' | 'ỡ' | 'ợ' => "o",
        'œ' => "oe",
        'ŕ' | 'ŗ' | 'ř' | 'ṛ' => "r",
        'ś' | 'ŝ' | 'ş' | 'š' | 'ș' | 'ṣ' => "s",
        'ß' => "ss",
        'ţ' | 'ť' | 'ț' | 'ŧ' | 'ṭ' | 'ṯ' => "t",
        'þ' => "th",
        'ù' | 'ú' | 'û' | 'ü' | 'ũ' | 'ū' | 'ŭ' | 'ů' | 'ű' | 'ų' | 'ư' | 'ụ' | 'ủ' | 'ứ' | 'ừ' | 'ử' | 'ữ' | 'ự' => {
            "u"
        }
        'ŵ' => "w",
        'ý' | 'ÿ' | 'ŷ' | 'ỳ' | 'ỵ' | 'ỷ' | 'ỹ' => "y",
        'ź' | 'ż' | 'ž' | 'ẓ' | 'ẕ' => "z",
        letter if letter.is_alphanumeric() => OTHER,
        _ => " ",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_name_fold_alike() {
        let cases = [
            (&["Артёмовск", "АРТЕМОВСК", "Артемовск", "Арте\u{308}мовск"][..], "артемовск"),
            (&["Donets'k", "Donets’k", "Donetsʼk", "Donetsk", "DONETSK ", "Donetśk"], "donetsk"),
            (&["Донецьк", "Донецк"], "донецк"),
            (&["Ivano-Frankivs'k", "Ivano Frankivsk", "Ivano–Frankivsk"], "ivano frankivsk"),
            (&["São Paulo", "SAO  PAULO", "Sa\u{303}o Paulo"], "sao paulo"),
            (&["St. Petersburg", "St Petersburg"], "st petersburg"),
            (&["Łódź", "Lodz"], "lodz"),
            (&["", "-", "’"], ""),
        ];
        for (names, folded) in cases {
            for name in names {
                assert_eq!(fold(name), folded, "{name}");
            }
        }
        // A short i is a letter of its own.
        assert_ne!(fold("Синий"), fold("Сини"));
    }

    #[test]
    fn the_kind_of_a_place_is_no_part_of_its_name() {
        let cases = [
            ("м. Курахове", Some("курахове")),
            ("г.Курахово", Some("курахово")),
            ("с. Дачне", Some("дачне")),
            ("Town of Sudzha", Some("sudzha")),
            ("Kursk city", Some("kursk")),
            ("Город", None),
            ("Городище", None),
            ("Kurakhove", None),
        ];
        for (name, rest) in cases {
            assert_eq!(without_kind(&fold(name)), rest, "{name}");
        }
    }
}
