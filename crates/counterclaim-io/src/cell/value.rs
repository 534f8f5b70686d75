//! Single cells: numbers, amounts in words, stances, URLs. Cells without information are unknown.

use super::coordinates::{self, Axis};
use super::number::{self, NumberStyle};
use counterclaim_model::{LIST, Position, Qualifier};

pub use super::number::number;
pub use super::stance_words::stance;
pub use super::unknown::is_unknown;

/// A cell with information.
pub fn known(cell: &str) -> Option<&str> {
    Some(cell.trim()).filter(|cell| !is_unknown(cell))
}

/// Text with single spaces between its words.
pub fn squeezed(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Text shortened to a number of characters, at a word boundary if possible.
pub fn shortened(text: &str, most: usize) -> String {
    let text = squeezed(text);
    let Some((end, _)) = text.char_indices().nth(most) else {
        return text;
    };
    let cut = text.get(..end).unwrap_or(&text);
    let cut = cut.rsplit_once(' ').map_or(cut, |(cut, _)| cut);
    format!("{} …", cut.trim_end())
}

/// A position; `Ok(None)` if the cells mean "unknown", an error message if they are invalid.
pub fn position(lat: &str, lon: &str) -> Result<Option<Position>, String> {
    let is_nothing = |cell: &str| is_unknown(cell) || is_no_coordinate(cell);
    match (is_nothing(lat), is_nothing(lon)) {
        (true, true) => return Ok(None),
        (true, _) | (_, true) => return Err("latitude or longitude is missing".to_owned()),
        _ => {}
    }
    let (Some(lat_angle), Some(lon_angle)) = (coordinates::angle(lat), coordinates::angle(lon)) else {
        return Err(format!("`{lat}`, `{lon}` are not coordinates"));
    };
    // Letters say it where columns are mixed up.
    let is_swapped = (lat_angle.axis, lon_angle.axis) == (Some(Axis::Longitude), Some(Axis::Latitude));
    if !is_swapped && (lat_angle.axis == Some(Axis::Longitude) || lon_angle.axis == Some(Axis::Latitude)) {
        return Err(format!("`{lat}`, `{lon}` are not a latitude and a longitude"));
    }
    let (lat_angle, lon_angle) = if is_swapped { (lon_angle, lat_angle) } else { (lat_angle, lon_angle) };
    point(lat_angle.deg, lon_angle.deg)
}

/// A point; `Ok(None)` for 0, 0, which stands for none, an error message for one beyond the globe.
pub fn point(lat_deg: f64, lon_deg: f64) -> Result<Option<Position>, String> {
    if lat_deg == 0.0 && lon_deg == 0.0 {
        return Ok(None);
    }
    let position = Position::new(lon_deg, lat_deg);
    position.map(Some).ok_or_else(|| {
        let is_swapped = Position::new(lat_deg, lon_deg).is_some();
        let advice = if is_swapped { "; latitude and longitude may be swapped" } else { "" };
        format!("{lat_deg}, {lon_deg} is not a point on the globe{advice}")
    })
}

/// Whether a number stands for a missing coordinate: nines beyond the globe, such as -999 and 99999.
fn is_no_coordinate(cell: &str) -> bool {
    number(cell).is_some_and(|value| value.abs() > 180.0 && number::is_nines(value))
}

/// A number as stated.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Amount {
    pub low: Option<f64>,
    pub high: Option<f64>,
    pub qualifier: Qualifier,
}

impl Amount {
    pub fn exact(value: f64) -> Self {
        Self { low: Some(value), high: Some(value), qualifier: Qualifier::Exact }
    }

    /// Between two bounds, either of which may be open.
    pub fn between(low: Option<f64>, high: Option<f64>) -> Option<Self> {
        let qualifier = match (low, high) {
            (None, None) => return None,
            (Some(_), None) => Qualifier::AtLeast,
            (None, Some(_)) => Qualifier::AtMost,
            (Some(_), Some(_)) => Qualifier::Exact,
        };
        Some(Self { low, high, qualifier })
    }

    /// The same number with a qualifier, which removes the bound on its open side.
    pub fn qualified(self, qualifier: Qualifier) -> Self {
        match qualifier {
            Qualifier::Over | Qualifier::AtLeast => Self { high: None, qualifier, ..self },
            Qualifier::Under | Qualifier::AtMost => Self { low: None, qualifier, ..self },
            Qualifier::Exact | Qualifier::About => Self { qualifier, ..self },
        }
    }
}

/// A qualifier in words, in the languages of the trade.
pub fn qualifier(word: &str) -> Option<Qualifier> {
    Some(match word.trim().trim_end_matches('.').to_lowercase().as_str() {
        "about" | "around" | "approximately" | "approx" | "circa" | "ca" | "some" | "nearly" | "almost" | "~" | "≈"
        | "roughly" | "estimated" | "est" | "около" | "примерно" | "близько" | "приблизно" | "environ" | "près de"
        | "alrededor de" | "unos" | "unas" | "etwa" | "rund" | "ungefähr" | "حوالي" | "نحو" => {
            Qualifier::About
        }
        "over" | "more than" | "above" | ">" | "more" | "более" | "больше" | "свыше" | "більше" | "понад"
        | "plus de" | "más de" | "mehr als" | "über" | "أكثر من" => Qualifier::Over,
        "at least"
        | "no fewer than"
        | "no less than"
        | "not less than"
        | "min"
        | "≥"
        | ">="
        | "не менее"
        | "минимум"
        | "щонайменше"
        | "не менше"
        | "au moins"
        | "al menos"
        | "por lo menos"
        | "mindestens"
        | "على الأقل" => Qualifier::AtLeast,
        "under" | "less than" | "fewer than" | "below" | "<" | "менее" | "меньше" | "менше" | "moins de"
        | "menos de" | "weniger als" | "unter" | "أقل من" => Qualifier::Under,
        "at most" | "up to" | "no more than" | "max" | "≤" | "<=" | "до" | "не более" | "не більше" | "jusqu'à"
        | "au plus" | "hasta" | "bis zu" | "höchstens" => Qualifier::AtMost,
        "exact" | "exactly" => Qualifier::Exact,
        _ => return None,
    })
}

/// Words between the two numbers of a range.
const TO: [&str; 9] = [" to ", " – ", " — ", " bis ", " до ", " à ", " a ", " and ", " or "];
/// Words before a range.
const BETWEEN: [&str; 9] = ["between", "from", "entre", "de", "от", "між", "від", "zwischen", "von"];

/// An amount in figures and words, with plain numbers; see [`amount_in`].
pub fn amount(cell: &str) -> Option<Amount> {
    amount_in(NumberStyle::default(), cell)
}

/// An amount in figures and words: `27`, `about 300`, `more than 12,000`, `10-12`, `12 to 15`, `15+`; a negative one is
/// unknown. Numbers are written as those of the table.
pub fn amount_in(style: NumberStyle, cell: &str) -> Option<Amount> {
    let cell = known(cell)?;
    let number = |text: &str| style.read(text);
    if let Some(value) = number(cell) {
        return (value >= 0.0).then_some(Amount::exact(value));
    }
    if let Some(value) = cell.strip_suffix('+').and_then(number) {
        return Some(Amount::exact(value).qualified(Qualifier::AtLeast));
    }
    if let Some(value) = cell.strip_prefix(['~', '≈']).and_then(number) {
        return Some(Amount::exact(value).qualified(Qualifier::About));
    }
    let digits_at = cell.find(|character: char| character.is_numeric())?;
    let (words, rest) = cell.split_at(digits_at);
    let words = words.trim().to_lowercase();
    let is_range_word = BETWEEN.contains(&words.as_str());
    if !words.is_empty() && !is_range_word {
        return Some(amount_in(style, rest)?.qualified(qualifier(&words)?));
    }
    let lower = rest.to_lowercase();
    let by_word = TO.iter().find_map(|word| lower.split_once(*word));
    let (low, high) = by_word.or_else(|| lower.split_once(['-', '–', '—', '−']))?;
    let low = number(low)?;
    let high = number(high)?;
    (low <= high).then_some(Amount { low: Some(low), high: Some(high), qualifier: Qualifier::Exact })
}

/// The meaning of a plain yes or no, which is an answer and not a stance; `None` for other words.
pub fn answer(word: &str) -> Option<bool> {
    Some(match word.trim().to_ascii_lowercase().as_str() {
        "true" | "yes" | "y" | "t" | "1" => true,
        "false" | "no" | "n" | "f" | "0" => false,
        _ => return None,
    })
}

/// Whether a text is only the label of a link.
pub fn is_link_word(text: &str) -> bool {
    const WORDS: [&str; 18] = [
        "link",
        "links",
        "here",
        "source",
        "url",
        "click here",
        "web",
        "website",
        "ссылка",
        "посилання",
        "lien",
        "enlace",
        "hier",
        "رابط",
        "read more",
        "article",
        "open",
        "view",
    ];
    let words: String = text.chars().map(|sign| if sign.is_alphanumeric() { sign } else { ' ' }).collect();
    WORDS.contains(&squeezed(&words.to_lowercase()).as_str())
}

/// The URLs in a cell, with any separators; other words are skipped.
///
/// A URL inside another one, for example of an archived copy, is part of that.
pub fn addresses(cell: &str) -> Vec<String> {
    let mut starts = Vec::new();
    for scheme in ["http://", "https://"] {
        for (at, _) in cell.to_ascii_lowercase().match_indices(scheme) {
            let before = cell.get(..at).and_then(|before| before.chars().next_back());
            if !before.is_some_and(|before| "/=%".contains(before)) {
                starts.push(at);
            }
        }
    }
    starts.sort_unstable();
    let ends = starts.iter().copied().skip(1).chain([cell.len()]);
    let mut found: Vec<String> =
        starts.iter().zip(ends).filter_map(|(start, end)| address_in(cell.get(*start..end)?)).collect();
    if found.is_empty() {
        found.extend(
            cell.split(|sign: char| " \n,;|".contains(sign) || LIST.contains(sign))
                .filter(|part| is_bare(part))
                .map(str::to_owned),
        );
    }
    found
}

/// Whether a cell consists of URLs only.
pub fn is_addresses(cell: &str) -> bool {
    let length: usize = addresses(cell).iter().map(String::len).sum();
    length > 0 && length * 3 >= cell.trim().len() * 2
}

/// A URL without trailing text.
fn address_in(text: &str) -> Option<String> {
    let end = text.find(|sign: char| sign.is_whitespace() || "|<>\"".contains(sign) || LIST.contains(sign));
    let address = text.get(..end.unwrap_or(text.len()))?;
    let address = address.trim_end_matches([',', ';', '.', '\'']);
    // A bracket that was opened before the URL is not part of it.
    let address = if address.contains('(') { address } else { address.trim_end_matches(')') };
    host(address).map(|_| address.to_owned())
}

/// Whether a text is a URL without its scheme, such as `t.me/channel/12`.
fn is_bare(text: &str) -> bool {
    const ENDINGS: [&str; 10] = ["com", "org", "net", "info", "gov", "edu", "mil", "int", "news", "online"];
    let Some((host, path)) = text.trim().split_once('/').filter(|(host, _)| !host.contains("//")) else { return false };
    let mut labels = host.rsplit('.');
    let ending = labels.next().unwrap_or_default().to_ascii_lowercase();
    let is_ending = ENDINGS.contains(&ending.as_str())
        || ending.len() == 2 && ending.bytes().all(|byte| byte.is_ascii_alphabetic());
    let is_label =
        |label: &str| !label.is_empty() && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    let mut count = 0;
    let are_labels = labels.all(|label| {
        count += 1;
        is_label(label)
    });
    is_ending && are_labels && count > 0 && !path.is_empty() && !text.trim().contains(char::is_whitespace)
}

/// URL shorteners, which publish nothing themselves.
const SHORTENERS: [&str; 12] = [
    "bit.ly",
    "t.co",
    "goo.gl",
    "tinyurl.com",
    "ow.ly",
    "reut.rs",
    "bbc.in",
    "nyti.ms",
    "wapo.st",
    "dlvr.it",
    "buff.ly",
    "is.gd",
];

/// The publisher of a URL: its host, unless that is a URL shortener.
pub fn publisher(url: &str) -> Option<String> {
    host(url).filter(|host| !SHORTENERS.contains(&host.as_str()))
}

/// The host of a URL, without `www.`; for an archived copy, that of the original.
pub fn host(url: &str) -> Option<String> {
    let url = archived(url);
    let rest = behind_scheme(url).or_else(|| Some(url.trim()).filter(|url| is_bare(url)))?;
    let host = rest.split(['/', '?', '#']).next()?.rsplit('@').next()?.split(':').next()?.to_lowercase();
    let host = host.strip_prefix("www.").unwrap_or(&host).to_owned();
    (host.contains('.') && !host.contains(char::is_whitespace)).then_some(host)
}

/// A URL without its scheme; `None` for other texts.
fn behind_scheme(url: &str) -> Option<&str> {
    let is_web = |scheme: &str| scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https");
    url.trim().split_once("://").filter(|(scheme, _)| is_web(scheme)).map(|(_, rest)| rest)
}

/// Web archives, which publish nothing themselves.
const ARCHIVES: [&str; 8] = [
    "web.archive.org/",
    "archive.org/",
    "archive.ph/",
    "archive.is/",
    "archive.today/",
    "archive.li/",
    "archive.md/",
    "archive.fo/",
];

/// The original URL of an archived copy, if it is part of the copy's URL; else the URL itself.
pub fn archived(url: &str) -> &str {
    let kept = behind_scheme(url).filter(|rest| ARCHIVES.iter().any(|archive| rest.starts_with(archive)));
    let original = kept.and_then(|rest| {
        let at = [rest.find("http://"), rest.find("https://")].into_iter().flatten().min()?;
        rest.get(at..)
    });
    original.unwrap_or(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_says_nothing_is_unknown() {
        for cell in ["", " ", "NA", "n/a", "-", "null", "-1"] {
            assert_eq!(amount(cell), None, "{cell}");
        }
        assert_eq!(position("0", "0.0"), Ok(None));
        assert_eq!(position("", "NA"), Ok(None));
        assert!(position("48", "").is_err() && position("95", "37").is_err() && position("x", "37").is_err());
        assert!(position("47,98", "37,28").is_ok_and(|found| found.is_some()));
    }

    #[test]
    fn amounts_keep_their_words() {
        let told = |cell| amount(cell).map(|amount| (amount.low, amount.high, amount.qualifier));
        assert_eq!(told("1,234"), Some((Some(1234.0), Some(1234.0), Qualifier::Exact)));
        assert_eq!(told("about 300"), Some((Some(300.0), Some(300.0), Qualifier::About)));
        assert_eq!(told("More than 12,000"), Some((Some(12000.0), None, Qualifier::Over)));
        assert_eq!(told("up to 15"), Some((None, Some(15.0), Qualifier::AtMost)));
        assert_eq!(told("10–12"), Some((Some(10.0), Some(12.0), Qualifier::Exact)));
        assert_eq!(told("15+"), Some((Some(15.0), None, Qualifier::AtLeast)));
        assert_eq!(told("no fewer 3"), None);
    }

    #[test]
    fn every_address_in_a_cell_is_found_whatever_stands_between() {
        let cell = "https://twitter.com/a/status/1,https://www.hrw.org/x?y=http://c.example/ and HIDDEN; http://b.example/z).https://d.example/e";
        let found = addresses(cell);
        assert_eq!(
            found,
            [
                "https://twitter.com/a/status/1",
                "https://www.hrw.org/x?y=http://c.example/",
                "http://b.example/z",
                "https://d.example/e"
            ]
        );
        let copy = "https://web.archive.org/web/2031/https://www.example.org/a";
        assert_eq!(addresses(copy), [copy]);
        assert_eq!(addresses("https://en.wikipedia.org/wiki/A_(b), x"), ["https://en.wikipedia.org/wiki/A_(b)"]);
        assert_eq!(addresses("t.me/channel/12, or so"), ["t.me/channel/12"]);
        assert!(addresses("HIDDEN").is_empty() && addresses("km/h and Dr.Smith/Jones").is_empty());
        assert_eq!(host("speedtalk.com/forum/x"), Some("speedtalk.com".to_owned()));
        assert_eq!((publisher("https://bit.ly/x"), host("and/or")), (None, None));
    }

    #[test]
    fn addresses_tell_hosts() {
        assert_eq!(host("https://www.Example.org:80/a?b"), Some("example.org".to_owned()));
        assert_eq!(host("see example.org"), None);
        let copy = "https://web.archive.org/web/20310301000000/https://www.example.org/a?b=http://c.example";
        assert_eq!(host(copy), Some("example.org".to_owned()));
        assert_eq!(host("https://archive.ph/AbCdE"), Some("archive.ph".to_owned()));
    }
}
