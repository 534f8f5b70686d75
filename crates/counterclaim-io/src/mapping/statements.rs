//! Who says what by the cells of a row: speakers, outlets, addresses, stances and verdicts.

use super::apply::Columns;
use super::names::folded;
use super::{Field, StanceAbout, numbered};
use crate::assemble::parsed_record::{ParsedRecord, ReportPart, SourcePart, StatementPart};
use crate::cell::stance_words::{self, Meaning};
use crate::cell::{geometry, social_account, value};
use crate::records::table::Row;
use counterclaim_model::{FigureRecord, Stance, TimeText};

/// An outlet that a row names, an address, or both where they belong together.
type Published = (Option<SourcePart>, Option<String>);

impl Columns<'_> {
    /// Adds what the sources of a row say to its record.
    pub fn statements(
        &self,
        parsed: &mut ParsedRecord,
        row: &Row,
        key: &str,
        compiler: &str,
        figures: Vec<FigureRecord>,
        time: Option<&TimeText>,
    ) {
        let speakers: Vec<SourcePart> = self
            .list(row, Field::Speaker)
            .iter()
            .filter_map(|name| SourcePart::speaker(name))
            .map(|speaker| self.traits.apply(speaker))
            .collect();
        let mut said = self.by_sources(parsed, row, &speakers);
        self.part_days(&mut said, time);
        said.extend(self.cited(row, time));
        // A stance, or a word with its time, that nobody is named for.
        let is_said = self.text(row, Field::Stance).is_some() || self.text(row, Field::StatedAt).is_some();
        if said.is_empty() && is_said {
            said.push(StatementPart::listed(String::new(), SourcePart::unnamed()));
        }
        let has_speakers = !speakers.is_empty();
        let is_verdict = self.at(Field::Verdict).is_some();
        // A figure that nobody is named for is that of whoever compiled the table.
        if !figures.is_empty() && (!has_speakers || said.is_empty()) {
            let own = StatementPart {
                figures: figures.clone(),
                as_of: time.cloned(),
                ..StatementPart::listed(format!("{key}/figures"), SourcePart::compiler(compiler))
            };
            parsed.statements.push(own);
        }
        // Nobody else is named for an outline.
        if said.is_empty() && parsed.statements.is_empty() && self.has_area(row) {
            said.push(StatementPart::listed(String::new(), SourcePart::compiler(compiler)));
        }
        let (stance, note) = self.stance(parsed, row);
        // Whoever makes a claim that others check stands behind it.
        let stance =
            if has_speakers && is_verdict && self.at(Field::Stance).is_none() { Stance::Supports } else { stance };
        let stated_at = self.time(parsed, row, Field::StatedAt, Field::StatedClock, Some(Field::StatedWords));
        let in_words = match self.mapping.stance_about {
            StanceAbout::Event => self.text(row, Field::Proposition),
            StanceAbout::Proposition => None,
        };
        let paraphrase = in_words.or_else(|| self.text(row, Field::Text));
        let several = said.len() > 1;
        for (number, mut one) in said.into_iter().enumerate() {
            one.key = if several { format!("{key}/{}", number + 1) } else { key.to_owned() };
            one.stance = stance;
            one.note = join(one.note.take(), join(note.clone(), self.text(row, Field::Note)));
            one.stated_at = one.stated_at.take().or_else(|| stated_at.clone());
            one.quote = self.text(row, Field::Quote).map(|quote| without_marks(&quote));
            one.paraphrase.clone_from(&paraphrase);
            if has_speakers {
                one.figures.clone_from(&figures);
            }
            parsed.statements.push(one);
        }
        self.verdict(parsed, row, key, compiler);
    }

    /// One statement for each speaker and each publication, their stances yet to be told.
    fn by_sources(&self, parsed: &mut ParsedRecord, row: &Row, speakers: &[SourcePart]) -> Vec<StatementPart> {
        let via: Vec<SourcePart> =
            self.list(row, Field::Via).iter().filter_map(|name| SourcePart::outlet(name)).collect();
        let published = self.time(parsed, row, Field::Published, Field::StatedClock, None);
        let text = self.text(row, Field::Text);
        let headline = self.text(row, Field::Headline);
        let pairs = self.published(parsed, row);
        // The text of a record that names several reports is that of none of them, and a description is the compiler's.
        let own_text = text.clone().filter(|_| pairs.len() == 1 && !self.is_described());
        let mut said = Vec::new();
        for (outlet, url) in pairs {
            let by_url =
                || url.as_deref().and_then(|url| social_account::account(url).or_else(|| value::publisher(url)));
            let publisher = outlet.clone().or_else(|| by_url().and_then(|name| SourcePart::outlet(&name)));
            let report = (url.is_some() || headline.is_some()).then(|| ReportPart {
                key: None,
                title: headline
                    .clone()
                    .or_else(|| text.as_deref().map(|text| value::shortened(text, 160)))
                    .or(url.clone())
                    .unwrap_or_default(),
                text: headline.clone().or_else(|| own_text.clone()).filter(|_| self.has_own_texts),
                publisher: publisher.clone(),
                published: published.clone(),
                url: url.clone(),
                language: self.text(row, Field::Language),
                note: None,
            });
            let by: Vec<SourcePart> = match (speakers, publisher) {
                ([], None) if url.is_some() || headline.is_some() => vec![SourcePart::unnamed()],
                ([], publisher) => publisher.into_iter().collect(),
                (speakers, _) => speakers.to_vec(),
            };
            for speaker in by {
                let carried: Vec<SourcePart> =
                    if self.at(Field::Via).is_none() { outlet.iter().cloned().collect() } else { via.clone() };
                said.push(StatementPart {
                    via: carried,
                    report: report.clone(),
                    ..StatementPart::listed(String::new(), speaker)
                });
            }
        }
        said
    }

    /// The outlets and addresses of a row; an address among outlets is one, and a name among addresses is an outlet.
    fn published(&self, parsed: &mut ParsedRecord, row: &Row) -> Vec<Published> {
        let mut outlets = Vec::new();
        let mut urls = Vec::new();
        let mut url_columns = self.all(Field::Url);
        let mut bound = Vec::new();
        for at in self.all(Field::Outlet) {
            if let Some(url_at) = self.take_bound(at, &mut url_columns)
                && let Some(pairs) = self.bound_pairs(row, at, url_at)
            {
                bound.extend(pairs);
                continue;
            }
            for item in self.items(row, at) {
                match value::addresses(&item) {
                    found if found.is_empty() => outlets.extend(SourcePart::outlet(social_account::of_path(&item))),
                    found => urls.extend(found),
                }
            }
        }
        for at in url_columns {
            let Some(cell) = value::known(row.cell(Some(at))) else { continue };
            let found = value::addresses(cell);
            if found.is_empty() {
                let name = self.name(at);
                match SourcePart::outlet(cell).filter(|_| is_of_sources(&name) && cell.chars().count() <= MOST_CHARS) {
                    Some(outlet) => outlets.push(outlet),
                    None => parsed.left_out(&name, format!("`{}` is not a URL", value::shortened(cell, 60))),
                }
            }
            urls.extend(found);
        }
        let mut met = std::collections::BTreeSet::new();
        urls.retain(|url| met.insert(url.clone()));
        let outlets: Vec<SourcePart> =
            outlets.into_iter().filter(|outlet| !value::is_link_word(&outlet.name)).collect();
        if !bound.is_empty() && outlets.is_empty() && urls.is_empty() {
            return self.with_traits(bound);
        }
        bound.extend(paired(&outlets, &urls, parsed));
        self.with_traits(bound)
    }

    fn with_traits(&self, published: Vec<Published>) -> Vec<Published> {
        published.into_iter().map(|(outlet, url)| (outlet.map(|outlet| self.traits.apply(outlet)), url)).collect()
    }

    /// Takes the column of addresses that belongs to a column of outlets, by number or by object.
    fn take_bound(&self, outlets: usize, url_columns: &mut Vec<usize>) -> Option<usize> {
        let own = numbered::bond(&self.name(outlets))?;
        let at = url_columns.iter().position(|url| numbered::bond(&self.name(*url)).as_ref() == Some(&own))?;
        Some(url_columns.remove(at))
    }

    /// Outlets and addresses item by item, either of which may be missing; `None` if they are not as many.
    fn bound_pairs(&self, row: &Row, outlets: usize, urls: usize) -> Option<Vec<Published>> {
        let mut names = self.items_and_gaps(row, outlets);
        let mut addresses = self.items_and_gaps(row, urls);
        if names.len() > 1 && addresses.len() > 1 && names.len() != addresses.len() {
            return None;
        }
        let count = names.len().max(addresses.len());
        names.resize(count, None);
        addresses.resize(count, None);
        let pair = |(name, address): (Option<String>, Option<String>)| {
            let outlet = name.filter(|name| !value::is_link_word(name)).and_then(|name| SourcePart::outlet(&name));
            let url = address.and_then(|address| value::addresses(&address).into_iter().next());
            (outlet.is_some() || url.is_some()).then_some((outlet, url))
        };
        Some(names.into_iter().zip(addresses).filter_map(pair).collect())
    }

    /// The word of whoever checked the claim, which is that of the compiler where nobody is named.
    fn verdict(&self, parsed: &mut ParsedRecord, row: &Row, key: &str, compiler: &str) {
        // "Unknown" is a verdict, and nothing at all in other columns.
        let said_unknown = || {
            let cell = row.cell(self.at(Field::Verdict)).trim();
            stance_words::meaning(cell).is_some().then(|| cell.to_owned())
        };
        let Some(word) = self.text(row, Field::Verdict).or_else(said_unknown) else { return };
        let reviewer = self.text(row, Field::Reviewer).and_then(|name| SourcePart::outlet(&name));
        let (stance, note) = self.told(parsed, Field::Verdict, "verdict", &word);
        let stated_at = self.time(parsed, row, Field::ReviewedAt, Field::StatedClock, None);
        parsed.statements.push(StatementPart {
            stance,
            stated_at,
            note: note.or(Some(format!("verdict in the file: {word}"))),
            ..StatementPart::listed(
                format!("{key}/verdict"),
                reviewer.unwrap_or_else(|| SourcePart::compiler(compiler)),
            )
        });
    }

    /// Whether the text of a record is that of whoever compiled it, by the name of its column.
    fn is_described(&self) -> bool {
        const NAMES: [&str; 6] =
            ["description", "brief description", "event description", "summary", "details", "notes"];
        self.at(Field::Text).is_some_and(|at| NAMES.contains(&folded(&self.name(at)).as_str()))
    }

    fn has_area(&self, row: &Row) -> bool {
        self.table.column(geometry::GEOMETRY).is_some_and(|at| row.cell(Some(at)).starts_with('{'))
    }

    /// The stance of a row; words that are none are kept as a note, and told.
    fn stance(&self, parsed: &mut ParsedRecord, row: &Row) -> (Stance, Option<String>) {
        match self.text(row, Field::Stance) {
            Some(word) => self.told(parsed, Field::Stance, "stance", &word),
            None => (Stance::Unstated, None),
        }
    }

    fn told(&self, parsed: &mut ParsedRecord, field: Field, what: &str, word: &str) -> (Stance, Option<String>) {
        match stance_words::meaning(word) {
            Some(Meaning::Stance(stance)) => return (stance, None),
            // A grade is neither true nor false; its word is kept.
            Some(Meaning::Grade) => return (Stance::Unstated, Some(format!("{what} in the file: {word}"))),
            None => {}
        }
        let reason = format!("`{word}` is not a stance; it was read as “not stated” and copied to the note");
        parsed.left_out(&self.mapping.of(field).map(|mapping| mapping.column.clone()).unwrap_or_default(), reason);
        (Stance::Unstated, Some(format!("{what} in the file: {word}")))
    }
}

/// The longest name of an outlet in a column of addresses.
const MOST_CHARS: usize = 60;

/// A quote without the quotation marks around it, which the window adds.
fn without_marks(quote: &str) -> String {
    const MARKS: [(char, char); 6] = [('"', '"'), ('“', '”'), ('„', '“'), ('«', '»'), ('‘', '’'), ('\'', '\'')];
    let trimmed = quote.trim();
    let inner = MARKS.iter().find_map(|(open, close)| trimmed.strip_prefix(*open)?.strip_suffix(*close));
    inner.filter(|inner| !inner.contains(['"', '“', '”', '«', '»'])).unwrap_or(trimmed).to_owned()
}

/// Whether a column of addresses may name sources besides.
fn is_of_sources(name: &str) -> bool {
    folded(name).split(' ').any(|word| matches!(word, "source" | "sources" | "outlet" | "publisher"))
}

/// Outlets and addresses that belong together.
fn paired(outlets: &[SourcePart], urls: &[String], parsed: &mut ParsedRecord) -> Vec<Published> {
    match (outlets, urls) {
        ([], []) => vec![(None, None)],
        ([], urls) => urls.iter().map(|url| (None, Some(url.clone()))).collect(),
        ([one], urls @ [_, _, ..]) => urls.iter().map(|url| (Some(one.clone()), Some(url.clone()))).collect(),
        (outlets, []) => outlets.iter().map(|outlet| (Some(outlet.clone()), None)).collect(),
        (outlets, [one]) => outlets.iter().map(|outlet| (Some(outlet.clone()), Some(one.clone()))).collect(),
        (outlets, urls) if outlets.len() == urls.len() => {
            outlets.iter().cloned().map(Some).zip(urls.iter().cloned().map(Some)).collect()
        }
        (outlets, urls) => {
            let outlet_count = outlets.len();
            let url_count = urls.len();
            let reason =
                format!("the record lists {outlet_count} publishers and {url_count} URLs that cannot be paired");
            parsed.left_out("URL of the report", reason);
            outlets.iter().map(|outlet| (Some(outlet.clone()), None)).collect()
        }
    }
}

fn join(a: Option<String>, b: Option<String>) -> Option<String> {
    match (a, b) {
        (Some(a), Some(b)) => Some(format!("{a}; {b}")),
        (a, b) => a.or(b),
    }
}
