//! UCDP's event table (GED): one row for each event, with its sources listed and its deaths as a range.
//!
//! `source_original` is who spoke, `source_office` the outlet, and the estimate of deaths is that of UCDP itself.

use super::content::Content;
use super::importer::{Importer, ReadResult};
use crate::assemble::assembler::RowOutcome;
use crate::assemble::generic::{header, read_table};
use crate::assemble::parsed_record::{
    ClaimPart, EventPart, ParsedRecord, PlacePart, ReportPart, SourcePart, StatementPart, time,
};
use crate::cell::date::DateStyle;
use crate::cell::geometry;
use crate::cell::radius_codes::UCDP_RADII_KM;
use crate::cell::value::{self, known};
use crate::records::delimited::Scanner;
use crate::records::table::{Row, Table};
use counterclaim_model::{ClaimKind, DatasetHeader, FigureRecord, Precision, Qualifier, TimeSpan, TimeText};

pub const IMPORTER: Importer = Importer {
    name: "UCDP GED events",
    id: "ucdp-ged",
    extensions: &["csv", "xlsx", "geojson", "json"],
    score: |content| match &content.table {
        Some(table) if table.has(&["source_article", "source_original", "where_prec", "date_prec", "date_start"]) => 95,
        // Older releases have one column of sources, and other names for the estimates.
        Some(table) if table.has(&["source_article", "where_prec", "date_prec", "date_start", "type_of_violence"]) => {
            95
        }
        _ => 0,
    },
    reads_text: false,
    read: |content, _| read(content),
};

const COMPILER: &str = "UCDP GED";

/// The columns in their order, by which a file without a header is known.
const COLUMNS: &str = "id relid year active_year code_status type_of_violence conflict_dset_id conflict_new_id \
    conflict_name dyad_dset_id dyad_new_id dyad_name side_a_dset_id side_a_new_id side_a side_b_dset_id side_b_new_id \
    side_b number_of_sources source_article source_office source_date source_headline source_original where_prec \
    where_coordinates where_description adm_1 adm_2 latitude longitude geom_wkt priogrid_gid country country_id region \
    event_clarity date_prec date_start date_end deaths_a deaths_b deaths_civilians deaths_unknown best high low gwnoa \
    gwnob";

/// Columns by their names of today, and in older releases.
const OLDER_NAMES: &[(&str, &str)] = &[("best", "best_est"), ("low", "low_est"), ("high", "high_est")];

/// The names of the columns of a text that has none itself, where its first record is one of this table.
pub fn without_header(text: &str, separator: char) -> Option<Vec<&'static str>> {
    let names: Vec<&str> = COLUMNS.split_whitespace().collect();
    let cells = Scanner::new(text, separator).find_map(|record| record.cells.ok())?;
    let number = |name: &str| {
        let at = names.iter().position(|other| *other == name)?;
        value::number(cells.get(at)?)
    };
    let is_in = |name: &str, from: f64, to: f64| number(name).is_some_and(|value| (from..=to).contains(&value));
    let is_record = is_in("year", 1946.0, 2200.0)
        && is_in("type_of_violence", 1.0, 3.0)
        && is_in("latitude", -90.0, 90.0)
        && is_in("longitude", -180.0, 180.0)
        && is_in("date_prec", 1.0, 5.0);
    (cells.len() == names.len() && is_record).then_some(names)
}

fn read(content: &Content<'_>) -> ReadResult {
    let header = DatasetHeader {
        licence: Some("UCDP data are under CC BY 4.0; credit UCDP where they are shown".to_owned()),
        ..header(content.path)
    };
    read_table(content, header, |table, draft| {
        let columns = Columns { table };
        let styles = ["date_start", "date_end"]
            .map(|name| DateStyle::of(table.column(name).into_iter().flat_map(|at| table.cells(at))));
        draft.add_rows(table, |_, row| {
            let id = columns.cell(row, "id").to_owned();
            RowOutcome::of(format!("event {id}"), parsed_record(&columns, row, &id, styles))
        });
    })
}

struct Columns<'a> {
    table: &'a Table,
}

impl Columns<'_> {
    fn cell<'r>(&self, row: &'r Row, name: &str) -> &'r str {
        let at = self.table.column(name).or_else(|| {
            let older = OLDER_NAMES.iter().find(|(newer, _)| *newer == name)?.1;
            self.table.column(older)
        });
        row.cell(at)
    }

    fn known<'r>(&self, row: &'r Row, name: &str) -> Option<&'r str> {
        known(self.cell(row, name))
    }

    /// A count; -1 says that there is none.
    fn count(&self, row: &Row, name: &str) -> Option<f64> {
        value::number(self.cell(row, name)).filter(|count| *count >= 0.0)
    }
}

fn parsed_record(columns: &Columns<'_>, row: &Row, id: &str, styles: [DateStyle; 2]) -> ParsedRecord {
    let mut parsed = ParsedRecord::of_row(columns.table, row);
    let happened = happened(columns, row, styles, &mut parsed);
    let place = place(columns, row, &mut parsed);
    let parties = columns.known(row, "dyad_name").or(columns.known(row, "conflict_name")).unwrap_or("violence");
    let at = place.as_ref().map(|place| format!(", {}", place.name)).unwrap_or_default();
    let title = format!("{parties}{at}");
    let kind = match columns.cell(row, "type_of_violence") {
        "1" => "State-based violence",
        "2" => "Non-state violence",
        "3" => "One-sided violence",
        _ => "Violence",
    };
    parsed.claims.push(ClaimPart::occurrence(id, &format!("{kind}: {title}")));
    let articles = articles(columns, row, &mut parsed);
    let original = columns.known(row, "source_original").and_then(SourcePart::speaker);
    let several = articles.len() > 1;
    for (number, article) in articles.into_iter().enumerate() {
        let key = if several { format!("{id}/{}", number + 1) } else { id.to_owned() };
        let outlet = article.office.as_deref().and_then(SourcePart::outlet);
        let speaker = original.clone().or_else(|| outlet.clone()).unwrap_or_else(SourcePart::unnamed);
        let published =
            article.date.as_deref().and_then(|date| DateStyle::default().read(date, None, 0).ok()).map(time);
        parsed.statements.push(StatementPart {
            via: outlet.iter().cloned().collect(),
            stated_at: published.clone(),
            report: Some(ReportPart {
                key: None,
                title: article.headline.clone(),
                text: Some(article.headline),
                publisher: outlet,
                published,
                ..ReportPart::default()
            }),
            ..StatementPart::listed(key, speaker)
        });
    }
    if parsed.statements.is_empty()
        && let Some(speaker) = original
    {
        parsed.statements.push(StatementPart::listed(id.to_owned(), speaker));
    }
    let figures = deaths(columns, row, happened.as_ref(), &mut parsed);
    if !figures.is_empty() {
        let claim = format!("Deaths: {title}");
        parsed
            .claims
            .push(ClaimPart { kind: ClaimKind::Figure, ..ClaimPart::occurrence(&format!("{id}/deaths"), &claim) });
        let own = StatementPart::listed(format!("{id}/deaths"), SourcePart::compiler(COMPILER));
        parsed.statements.push(StatementPart { claim: 1, figures, as_of: happened.clone(), ..own });
    }
    let note = columns.known(row, "where_description").map(value::squeezed);
    parsed.event = EventPart { key: id.to_owned(), title, place, time: happened, note, is_shared: false };
    parsed
}

fn happened(columns: &Columns<'_>, row: &Row, styles: [DateStyle; 2], parsed: &mut ParsedRecord) -> Option<TimeText> {
    let mut one = |name: &str, style: DateStyle| {
        let cell = columns.known(row, name)?;
        parsed.or_left_out(name, style.read(cell, None, 0))
    };
    let [first, last] = [("date_start", styles[0]), ("date_end", styles[1])].map(|(name, style)| one(name, style));
    match (first, last) {
        (Some(first), Some(last)) if last.end_s > first.end_s => {
            Some(time(TimeSpan { end_s: last.end_s, precision: Precision::Interval, ..first }))
        }
        (Some(first), Some(last)) if last.end_s < first.start_s => {
            parsed.left_out("date_end", "the end is before the beginning; the end was skipped".to_owned());
            Some(time(first))
        }
        (first, last) => first.or(last).map(time),
    }
}

fn place(columns: &Columns<'_>, row: &Row, parsed: &mut ParsedRecord) -> Option<PlacePart> {
    let cell =
        |own: &str, made: &str| columns.known(row, own).or(columns.known(row, made)).unwrap_or_default().to_owned();
    let position = value::position(&cell("latitude", geometry::LAT), &cell("longitude", geometry::LON));
    let position = parsed.or_left_out("latitude, longitude", position).flatten();
    let precision = columns.cell(row, "where_prec");
    let radius_km = UCDP_RADII_KM.iter().find(|(code, _)| *code == precision).map(|(_, radius)| *radius);
    if radius_km.is_none() && position.is_some() {
        parsed.left_out(
            "where_prec",
            format!("`{precision}` is not a known precision; the radius of the place is unknown"),
        );
    }
    let regions: Vec<&str> =
        ["adm_2", "adm_1", "country"].into_iter().filter_map(|name| columns.known(row, name)).collect();
    let name = columns.known(row, "where_coordinates").or(regions.first().copied())?;
    Some(PlacePart {
        name: value::squeezed(name),
        position,
        radius_km,
        note: Some(regions.join(", ")).filter(|note| !note.is_empty()),
        origin: Some(COMPILER.to_owned()),
        ..PlacePart::default()
    })
}

/// The range of deaths as a whole, and the deaths of each side.
fn deaths(columns: &Columns<'_>, row: &Row, window: Option<&TimeText>, parsed: &mut ParsedRecord) -> Vec<FigureRecord> {
    let figure = |low, high, scope: Option<&str>, words| FigureRecord {
        low,
        high,
        qualifier: Qualifier::Exact,
        unit: "deaths".to_owned(),
        scope: scope.map(str::to_owned),
        window: window.cloned(),
        cumulative: false,
        words,
    };
    let [best, low, high] = ["best", "low", "high"].map(|name| columns.count(row, name));
    let least = low.or(best);
    let most = high.or(best);
    let mut figures = Vec::new();
    if least.zip(most).is_some_and(|(least, most)| least > most) {
        parsed.left_out("low, high", "low is greater than high; only the best estimate was used".to_owned());
        figures.extend(best.map(|best| figure(Some(best), Some(best), None, None)));
    } else if least.or(most).is_some() {
        let words = best.filter(|_| low != high).map(|best| format!("best estimate {best}"));
        figures.push(figure(least, most, None, words));
    }
    let side_a = columns.known(row, "side_a");
    let side_b = columns.known(row, "side_b");
    for (name, scope) in [
        ("deaths_a", side_a),
        ("deaths_b", side_b),
        ("deaths_civilians", Some("civilians")),
        ("deaths_unknown", Some("unknown")),
    ] {
        if let Some(count) = columns.count(row, name).filter(|count| *count > 0.0) {
            figures.push(figure(Some(count), Some(count), scope.or(Some(name)), None));
        }
    }
    figures
}

/// One article of a row.
struct Article {
    office: Option<String>,
    date: Option<String>,
    headline: String,
}

/// The articles of a row: `"office,date,headline"` joined by `;`, or free prose, which is kept as one.
fn articles(columns: &Columns<'_>, row: &Row, parsed: &mut ParsedRecord) -> Vec<Article> {
    let Some(cell) = columns.known(row, "source_article") else {
        return offices(columns, row);
    };
    let parts: Vec<&str> =
        cell.split("\";\"").map(|part| part.trim_matches(['"', ';', ' '])).filter(|part| !part.is_empty()).collect();
    let read: Option<Vec<Article>> = parts.iter().map(|part| article(part)).collect();
    match read {
        Some(articles) if cell.starts_with('"') => {
            let listed = columns.known(row, "source_office").map_or(0, |offices| offices.split(';').count());
            if listed != 0 && listed != articles.len() {
                let count = articles.len();
                let reason =
                    format!("the record lists {listed} offices but {count} articles; only the articles were used");
                parsed.remark("source_office", reason);
            }
            articles
        }
        _ => {
            let headline = value::squeezed(cell.trim_matches('"'));
            // One office beside prose is that of the prose.
            let office = columns.known(row, "source_office").filter(|office| !office.contains(';')).map(str::to_owned);
            let date = columns.known(row, "source_date").filter(|date| !date.contains(';')).map(str::to_owned);
            vec![Article { office, date, headline }]
        }
    }
}

/// `office,2012-05-15,headline`, where office and headline may hold commas.
fn article(part: &str) -> Option<Article> {
    let is_date = |text: &str| text.len() == 10 && DateStyle::default().read(text, None, 0).is_ok();
    let (at, _) = part.match_indices(',').find(|(at, _)| {
        let rest = part.get(at + 1..).unwrap_or_default();
        rest.get(..10).is_some_and(is_date) && matches!(rest.as_bytes().get(10), None | Some(b','))
    })?;
    let office = part.get(..at)?;
    let date = part.get(at + 1..at + 11)?;
    let headline = value::squeezed(part.get(at + 12..).unwrap_or_default());
    let headline = if headline.is_empty() { format!("{office}, {date}") } else { headline };
    Some(Article { office: Some(office.to_owned()), date: Some(date.to_owned()), headline })
}

/// Offices without articles: parallel lists, as far as they are equally long.
fn offices(columns: &Columns<'_>, row: &Row) -> Vec<Article> {
    let list = |name: &str| -> Vec<String> {
        columns
            .known(row, name)
            .map(|cell| cell.split(';').map(|part| part.trim().to_owned()).collect())
            .unwrap_or_default()
    };
    let offices = list("source_office");
    let dates = list("source_date");
    let headlines = list("source_headline");
    let beside = |list: &[String], at: usize| (list.len() == offices.len()).then(|| list.get(at).cloned()).flatten();
    let article = |(at, office): (usize, &String)| {
        let headline = beside(&headlines, at).unwrap_or_else(|| office.clone());
        Article { office: Some(office.clone()), date: beside(&dates, at), headline }
    };
    offices.iter().enumerate().filter(|(_, office)| !office.is_empty()).map(article).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn articles_keep_commas_in_offices_and_headlines() {
        let told = |part| article(part).map(|article| (article.office.unwrap_or_default(), article.headline));
        let pair = |office: &str, headline: &str| Some((office.to_owned(), headline.to_owned()));
        assert_eq!(
            told("Reuters,2012-05-15,Attack kills 21, say rebels"),
            pair("Reuters", "Attack kills 21, say rebels")
        );
        assert_eq!(told("Daily, The,2012-05-15,News"), pair("Daily, The", "News"));
        assert_eq!(told("AFP 5/12-05, BBC Monitoring"), None);
    }
}
