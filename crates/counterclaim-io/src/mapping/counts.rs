//! Columns that count: the dead, the wounded, events; their bounds, their units, and running totals by their names.

use super::Field;
use super::names::folded;
use crate::cell::date::DateStyle;
use crate::cell::value;
use crate::records::table::Table;

/// A column that counts.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Count {
    pub at: usize,
    /// [`Field::Amount`], [`Field::Low`] or [`Field::High`].
    pub field: Field,
    /// What is counted, where the name of the column is not the best word for it.
    pub unit: Option<String>,
}

/// Words for people who were harmed, and whole names of columns that count what happened.
const COUNTED: &[&str] = &[
    "killed",
    "kill",
    "dead",
    "death",
    "deaths",
    "fatality",
    "fatalities",
    "casualty",
    "casualties",
    "injured",
    "injuries",
    "wounded",
    "hurt",
    "victims",
    "kidnapped",
    "abducted",
    "abductions",
    "detained",
    "arrested",
    "arrests",
    "missing",
    "displaced",
    "affected",
    "hostages",
    "died",
    "slain",
    "убито",
    "убитых",
    "погибло",
    "погибших",
    "погибшие",
    "погибли",
    "ранено",
    "раненых",
    "раненые",
    "пострадавших",
    "вбито",
    "загинуло",
    "загиблих",
    "загиблі",
    "поранено",
    "поранених",
    "поранені",
    "tués",
    "morts",
    "décès",
    "blessés",
    "victimes",
    "muertos",
    "muertes",
    "fallecidos",
    "heridos",
    "víctimas",
    "tote",
    "getötet",
    "getötete",
    "verletzte",
    "verletzt",
    "verwundete",
    "opfer",
    "قتلى",
    "القتلى",
    "جرحى",
    "الجرحى",
    "وفيات",
    "الوفيات",
];
const EVENTS: &[&str] = &[
    "events",
    "incidents",
    "attacks",
    "event count",
    "incident count",
    "number of events",
    "number of incidents",
    "num events",
    "num incidents",
    "n events",
    "n incidents",
    "events count",
    "total events",
    "total incidents",
];
/// Names with one of these words count nothing.
const OTHER: &[&str] = &[
    "id",
    "code",
    "rate",
    "ratio",
    "percent",
    "pct",
    "share",
    "index",
    "year",
    "date",
    "type",
    "by",
    "population",
    "per",
    "name",
    "url",
    "source",
    "link",
    "note",
    "notes",
    // What is made of counts is no count.
    "log",
    "log10",
    "ln",
    "logged",
    "sqrt",
    "mean",
    "average",
    "avg",
    "std",
    "predicted",
    "prediction",
    "forecast",
    "lag",
    "lagged",
    "change",
    "delta",
    "diff",
    "dummy",
];
const LOW: &[&str] =
    &["min", "minimum", "low", "lower", "lowest", "least", "мин", "минимум", "мін", "мінімум", "mín", "mínimo"];
const HIGH: &[&str] =
    &["max", "maximum", "high", "higher", "highest", "upper", "most", "макс", "максимум", "máx", "máximo"];
const BEST: &[&str] = &["best", "estimate", "likely", "mid"];
/// Words of bounds besides what they are bounds of.
const FILLING: &[&str] = &[
    "reported",
    "est",
    "estimate",
    "estimated",
    "estimates",
    "number",
    "no",
    "count",
    "total",
    "figure",
    "toll",
    "value",
    "bound",
    "of",
    "the",
    "amount",
    "civilian",
    "civilians",
    "civ",
    "at",
];

/// Whether a column counts people, by its name, so that its numbers are whole.
pub fn counts_people(name: &str) -> bool {
    let name = folded(name);
    name.split(' ').any(is_counted)
}

/// Words for a running total, as a whole name has them.
const RUNNING: &[&str] = &[
    "cum",
    "cumul",
    "cumulative",
    "cumulated",
    "cumulatively",
    "running",
    "accumulated",
    "нарастающим",
    "накопительно",
    "наростаючим",
    "накопичувально",
    "cumulé",
    "cumulés",
    "cumulatif",
    "acumulado",
    "acumulados",
    "acumulada",
    "kumulativ",
    "kumuliert",
    "تراكمي",
    "التراكمي",
];
/// Words for a running total, as several together say it.
const RUNNING_PHRASES: &[&str] = &["to date", "so far", "since start", "since the start", "since beginning", "todate"];

/// Whether a column counts on from one record to the next, by its name.
pub fn is_running(name: &str) -> bool {
    let name = folded(name);
    let has_phrase = RUNNING_PHRASES.iter().any(|phrase| format!(" {name} ").contains(&format!(" {phrase} ")));
    has_phrase || name.split(' ').any(|word| RUNNING.contains(&word))
}

/// What a running total or a nested count is of, by its name: `verified.killed_cum` is of `verified killed`.
pub fn unit_in(name: &str) -> Option<String> {
    if !is_running(name) && !name.contains('.') {
        return None;
    }
    let padded = RUNNING_PHRASES
        .iter()
        .fold(format!(" {} ", folded(name)), |name, phrase| name.replace(&format!(" {phrase} "), " "));
    let words: Vec<&str> = padded.split(' ').filter(|word| !word.is_empty() && !RUNNING.contains(word)).collect();
    Some(words.join(" ")).filter(|unit| !unit.is_empty())
}

fn is_counted(word: &str) -> bool {
    COUNTED.contains(&word) || stem_of(word).is_some()
}

/// `nkill`, `nwound`: what a number of is, where one word says both.
fn stem_of(word: &str) -> Option<&'static str> {
    const STEMS: [(&str, &str); 8] = [
        ("kill", "killed"),
        ("wound", "wounded"),
        ("injur", "injured"),
        ("dead", "dead"),
        ("death", "deaths"),
        ("casualt", "casualties"),
        ("hurt", "hurt"),
        ("hostage", "hostages"),
    ];
    let rest = ["num", "nb", "n"].iter().find_map(|start| word.strip_prefix(start))?;
    STEMS.iter().find(|(stem, _)| rest.starts_with(stem)).map(|(_, unit)| *unit)
}

/// The unit that a name such as `nkill` stands for; longer ones such as `nkillter` mean some of them.
fn unit_of(name: &str) -> Option<String> {
    let unit = stem_of(name)?;
    let rest = name.trim_start_matches("num").trim_start_matches("nb").trim_start_matches('n');
    let is_whole = unit.starts_with(rest) || rest == unit;
    is_whole.then(|| unit.to_owned())
}

/// A column as a bound.
struct Bound {
    at: usize,
    field: Field,
    /// The words besides, sorted.
    of: Vec<String>,
}

/// Every column that counts, by its name and its values.
pub fn find(table: &Table) -> Vec<Count> {
    let names: Vec<String> = table.columns.iter().map(|column| folded(&column.name)).collect();
    let is_possible = |at: usize| {
        let has_other_words = names.get(at).is_none_or(|name| {
            let name = format!(" {name} ").replace(" to date ", " ");
            name.split(' ').any(|word| OTHER.contains(&word))
        });
        !has_other_words && is_numeric(table, at)
    };
    let bounds: Vec<Bound> = names
        .iter()
        .enumerate()
        .filter_map(|(at, name)| bound(at, name))
        .filter(|bound| is_possible(bound.at))
        .collect();
    let mut found: Vec<Count> = Vec::new();
    for low in bounds.iter().filter(|bound| bound.field == Field::Low) {
        let Some(high) = bounds.iter().find(|bound| bound.field == Field::High && bound.of == low.of) else { continue };
        let counted = low.of.iter().find(|word| is_counted(word)).cloned();
        let best = bounds.iter().find(|bound| bound.field == Field::Amount && bound.of == low.of).map(|bound| bound.at);
        let bare =
            low.of.iter().find(|word| is_counted(word)).and_then(|word| names.iter().position(|name| name == word));
        for (at, field) in [(low.at, Field::Low), (high.at, Field::High)] {
            found.push(Count { at, field, unit: counted.clone() });
        }
        if let Some(at) = best.or(bare).filter(|at| is_possible(*at)) {
            found.push(Count { at, field: Field::Amount, unit: counted.clone() });
        }
    }
    for (at, name) in names.iter().enumerate() {
        let words: Vec<&str> = name.split(' ').collect();
        let is_count = words.len() <= 5 && words.iter().any(|word| is_counted(word)) || EVENTS.contains(&name.as_str());
        if is_count && !found.iter().any(|other| other.at == at) && is_possible(at) {
            found.push(Count { at, field: Field::Amount, unit: unit_of(name) });
        }
    }
    found
}

/// The columns that are running totals of columns beside them: `total killed` or `killed total` beside `killed`, each
/// larger than the one of the day before by the number beside it.
pub fn totals_beside(table: &Table, date: usize) -> Vec<usize> {
    const LEAST: usize = 3;
    let names: Vec<String> = table.columns.iter().map(|column| folded(&column.name)).collect();
    let style = DateStyle::of(table.cells(date));
    let start_s = |row: usize| style.read(table.cell(row, date), None, 0).ok().map(|span| span.start_s);
    let mut rows: Vec<(i64, usize)> = (0..table.row_count()).filter_map(|row| Some((start_s(row)?, row))).collect();
    rows.sort_unstable();
    let rows: Vec<usize> = rows.into_iter().map(|(_, row)| row).collect();
    let of = |name: &str| name.split(' ').filter(|word| *word != "total").collect::<Vec<_>>().join(" ");
    let grows = |total: usize, part: usize| {
        let number = |row: usize, column: usize| value::number(table.cell(row, column));
        let pairs = rows.windows(2).filter_map(|pair| {
            let [before, now] = pair else { return None };
            Some((number(*now, total)? - number(*before, total)?, number(*now, part)?))
        });
        let (mut good, mut all, mut nonzero) = (0usize, 0usize, 0usize);
        for (step, part) in pairs {
            all += 1;
            good += usize::from((step - part).abs() < 0.5);
            nonzero += usize::from(step != 0.0);
        }
        all + 1 >= LEAST && nonzero > 0 && good * 10 >= all * 8
    };
    let mut found = Vec::new();
    for (total, name) in names.iter().enumerate().filter(|(_, name)| name.split(' ').any(|word| word == "total")) {
        let part = names.iter().position(|other| *other == of(name) && !other.is_empty());
        found.extend(part.filter(|part| grows(total, *part)).map(|_| total));
    }
    found
}

fn bound(at: usize, name: &str) -> Option<Bound> {
    let is_of = |list: &[&str]| name.split(' ').any(|word| list.contains(&word));
    let field = match (is_of(LOW), is_of(HIGH)) {
        (true, false) => Field::Low,
        (false, true) => Field::High,
        (false, false) if is_of(BEST) => Field::Amount,
        _ => return None,
    };
    let list = match field {
        Field::Low => LOW,
        Field::High => HIGH,
        _ => BEST,
    };
    let mut of: Vec<String> = name
        .split(' ')
        .filter(|word| !list.contains(word) && !matches!(*word, "est" | "estimate" | "at"))
        .map(str::to_owned)
        .collect();
    of.sort();
    let is_plain = of.iter().all(|word| FILLING.contains(&word.as_str()) || is_counted(word));
    is_plain.then_some(Bound { at, field, of })
}

/// Whether most values of a column are numbers.
fn is_numeric(table: &Table, at: usize) -> bool {
    let mut good = 0usize;
    let mut all = 0usize;
    for cell in table.cells(at).filter(|cell| !value::is_unknown(cell)).take(500) {
        all += 1;
        good += usize::from(value::number(cell).is_some() || value::amount(cell).is_some());
    }
    all > 0 && good * 2 >= all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::records::table::Header;

    fn counts(header: &str, row: &str) -> Vec<(String, Field, Option<String>)> {
        let table = Table::of_text(&format!("{header}\n{row}\n"), ',', Header::Detect).expect("a table");
        let name = |at: usize| table.columns.get(at).map(|column| column.name.clone()).unwrap_or_default();
        find(&table).into_iter().map(|count| (name(count.at), count.field, count.unit)).collect()
    }

    fn one(name: &str, field: Field, unit: Option<&str>) -> (String, Field, Option<String>) {
        (name.to_owned(), field, unit.map(str::to_owned))
    }

    #[test]
    fn the_dead_and_the_wounded_are_counted_by_many_names() {
        let found = counts("nkill,nwound,nkillter,Total kidnapped,EVENTS,Загинуло", "1,2,3,4,5,6");
        assert_eq!(
            found,
            [
                one("nkill", Field::Amount, Some("killed")),
                one("nwound", Field::Amount, Some("wounded")),
                one("nkillter", Field::Amount, None),
                one("Total kidnapped", Field::Amount, None),
                one("EVENTS", Field::Amount, None),
                one("Загинуло", Field::Amount, None),
            ]
        );
        assert_eq!(counts("killed_by,death_date,casualty type,injured", "x,2031-05-01,2,many"), []);
    }

    #[test]
    fn bounds_belong_to_what_they_are_bounds_of() {
        let found = counts("Reported Minimum,Reported Maximum", "1,2");
        assert_eq!(found, [one("Reported Minimum", Field::Low, None), one("Reported Maximum", Field::High, None)]);
        let found = counts("killed_min,killed_max,wounded_min,wounded_max", "1,2,3,4");
        let low = |name| one(&format!("{name}_min"), Field::Low, Some(name));
        let high = |name| one(&format!("{name}_max"), Field::High, Some(name));
        assert_eq!(found, [low("killed"), high("killed"), low("wounded"), high("wounded")]);
        let found = counts("best_est,high_est,low_est", "5,7,5");
        assert_eq!(
            found,
            [
                one("low_est", Field::Low, None),
                one("high_est", Field::High, None),
                one("best_est", Field::Amount, None)
            ]
        );
        assert_eq!(counts("temperature min,temperature max", "1,2"), []);
    }

    #[test]
    fn running_totals_say_so() {
        for name in [
            "killed_cum",
            "verified.killed_cum",
            "Cumulative deaths",
            "deaths to date",
            "Killed so far",
            "Muertos (acumulado)",
        ] {
            assert!(is_running(name), "{name}");
        }
        assert_eq!(unit_in("verified.killed_cum").as_deref(), Some("verified killed"));
        assert_eq!(unit_in("Deaths to date").as_deref(), Some("deaths"));
        assert_eq!(unit_in("killed"), None);
        assert!(!is_running("killed") && !is_running("documented deaths") && !is_running("to"));
    }
}
