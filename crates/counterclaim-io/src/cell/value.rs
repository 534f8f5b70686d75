//! Single cells: numbers, amounts in words, stances, URLs. Cells without information are unknown.

use counterclaim_model::{LIST, Position, Qualifier, Stance};

/// Whether a cell says that its value is not known.
pub fn is_unknown(cell: &str) -> bool {
    const WORDS: [&str; 11] = ["", "-", "–", "?", "na", "n/a", "#n/a", "nan", "null", "none", "unknown"];
    let cell = cell.trim();
    WORDS.iter().any(|word| cell.eq_ignore_ascii_case(word))
}

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

/// A plain number: `12`, `12.5`, `1,234`, `1 234`.
pub fn number(cell: &str) -> Option<f64> {
    let cell: String = cell.trim().replace(['\u{a0}', '\u{202f}', ' '], "");
    let mut groups = cell.split(',');
    let first = groups.next().unwrap_or_default();
    let is_grouped = cell.contains(',')
        && !first.is_empty()
        && groups.all(|group| {
            group.len() >= 3 && group.get(..3).is_some_and(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()))
        });
    let plain = if is_grouped { cell.replace(',', "") } else { cell };
    plain.parse::<f64>().ok().filter(|value| value.is_finite())
}

/// A coordinate in degrees, also with a decimal comma.
pub fn degrees(cell: &str) -> Option<f64> {
    let cell = cell.trim();
    cell.parse::<f64>().ok().or_else(|| cell.replace(',', ".").parse().ok()).filter(|value: &f64| value.is_finite())
}

/// A position; `Ok(None)` if the cells mean "unknown", an error message if they are invalid.
pub fn position(lat: &str, lon: &str) -> Result<Option<Position>, String> {
    match (known(lat), known(lon)) {
        (None, None) => return Ok(None),
        (None, _) | (_, None) => return Err("latitude or longitude is missing".to_owned()),
        _ => {}
    }
    let (Some(lat_deg), Some(lon_deg)) = (degrees(lat), degrees(lon)) else {
        return Err(format!("`{lat}`, `{lon}` are not coordinates"));
    };
    if lat_deg == 0.0 && lon_deg == 0.0 {
        return Ok(None);
    }
    let position = Position::new(lon_deg, lat_deg);
    position.map(Some).ok_or_else(|| format!("{lat_deg}, {lon_deg} is not a point on the globe"))
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

/// A qualifier in words.
pub fn qualifier(word: &str) -> Option<Qualifier> {
    Some(match word.trim().trim_end_matches('.').to_lowercase().as_str() {
        "about" | "around" | "approximately" | "approx" | "circa" | "ca" | "some" | "nearly" | "almost" | "~" | "≈" => {
            Qualifier::About
        }
        "over" | "more than" | "above" | ">" | "more" => Qualifier::Over,
        "at least" | "no fewer than" | "not less than" | "min" | "≥" | ">=" => Qualifier::AtLeast,
        "under" | "less than" | "fewer than" | "below" | "<" => Qualifier::Under,
        "at most" | "up to" | "no more than" | "max" | "≤" | "<=" => Qualifier::AtMost,
        "exact" | "exactly" => Qualifier::Exact,
        _ => return None,
    })
}

/// An amount in figures and words: `27`, `about 300`, `more than 12,000`, `10-12`, `15+`; a negative one is unknown.
pub fn amount(cell: &str) -> Option<Amount> {
    let cell = known(cell)?;
    if let Some(value) = number(cell) {
        return (value >= 0.0).then_some(Amount::exact(value));
    }
    if let Some(value) = cell.strip_suffix('+').and_then(number) {
        return Some(Amount::exact(value).qualified(Qualifier::AtLeast));
    }
    let digits_at = cell.find(|character: char| character.is_ascii_digit())?;
    let (words, rest) = cell.split_at(digits_at);
    if !words.trim().is_empty() {
        return Some(amount(rest)?.qualified(qualifier(words)?));
    }
    let (low, high) = rest.split_once(['-', '–'])?;
    let low = number(low)?;
    let high = number(high)?;
    (low <= high).then_some(Amount { low: Some(low), high: Some(high), qualifier: Qualifier::Exact })
}

/// The stance that a word means; `None` for words without one, such as "partial" and "neutral".
pub fn stance(word: &str) -> Option<Stance> {
    let word = squeezed(word).to_lowercase().replace(['_', '-'], " ");
    Some(match word.as_str() {
        "supports" | "support" | "supported" | "asserts" | "asserted" | "claims" | "claimed" | "confirms"
        | "confirmed" | "says" | "states" | "affirms" | "agrees" | "true" | "correct" => Stance::Supports,
        "denies" | "deny" | "denied" | "refutes" | "refuted" | "rejects" | "rejected" | "disputes" | "disagrees"
        | "contradicts" | "false" | "fake" | "incorrect" | "pants on fire" | "pants fire" => Stance::Denies,
        "doubts" | "doubt" | "doubted" | "questions" => Stance::Doubts,
        "cannot verify"
        | "cannotverify"
        | "could not verify"
        | "unverified"
        | "not verified"
        | "not confirmed"
        | "unconfirmed"
        | "not enough evidence"
        | "not enough info"
        | "not enough information"
        | "unproven" => Stance::CannotVerify,
        "no comment" | "declined to comment" => Stance::NoComment,
        "comments" | "comment" | "commented" => Stance::Comments,
        "unstated" | "stance not stated" | "not stated" | "listed" => Stance::Unstated,
        _ => return None,
    })
}

/// The meaning of a plain yes or no, which is an answer and not a stance; `None` for other words.
pub fn answer(word: &str) -> Option<bool> {
    Some(match word.trim().to_ascii_lowercase().as_str() {
        "true" | "yes" | "y" | "t" | "1" => true,
        "false" | "no" | "n" | "f" | "0" => false,
        _ => return None,
    })
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
    fn words_that_are_no_stance_are_none() {
        assert_eq!(stance("Asserts"), Some(Stance::Supports));
        assert_eq!(stance("cannot-verify"), Some(Stance::CannotVerify));
        assert_eq!((stance("partial"), stance("neutral"), stance("")), (None, None, None));
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
