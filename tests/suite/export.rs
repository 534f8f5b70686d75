//! What is handed on: nothing is left out, nothing hostile gets through, the same input gives the same bytes.

use std::collections::BTreeSet;

use counterclaim_engine::{Assessment, Options, assess};
use counterclaim_export::csv::COLUMNS;
use counterclaim_export::html::escape;
use counterclaim_export::{Shown, exporter_for};
use counterclaim_io::cell::formula_guard::unguarded;
use counterclaim_io::session_file::DatasetRef;
use counterclaim_model::{
    ClaimId, Credibility, Dataset, Edit, Item, Judgement, Key, Reliability, ReportRecord, Session, Stance, Target,
    Timestamp, Truth, Verdict,
};

use crate::support::{DatasetBuilder, claim_id, example_text, in_package, load_text, read_text};

const AUTHOR: &str = "An O'Analyst <a@example.org>";

/// What a report is made from, with an analyst's judgement over it.
struct Case {
    dataset: Dataset,
    assessment: Assessment,
    session: Session,
    claims: Vec<ClaimId>,
    filters: Vec<String>,
    what_if: Option<String>,
    as_of: Option<String>,
    datasets: Vec<DatasetRef>,
    map_png: Option<Vec<u8>>,
}

impl Case {
    fn new(dataset: Dataset, edits: Vec<Edit>) -> Self {
        let mut session = Session::default();
        for edit in edits {
            session.apply(&AUTHOR.into(), edit);
        }
        let datasets = vec![DatasetRef {
            name: dataset.header().title.clone(),
            path: "/home/somebody/secret/made-up.json".to_owned(),
            sha256: "0123456789abcdef".repeat(4),
            ..DatasetRef::default()
        }];
        Self {
            assessment: assess(&dataset, session.judgement(AUTHOR), &Options::default()),
            claims: dataset.claim_ids().collect(),
            dataset,
            session,
            filters: Vec::new(),
            as_of: None,
            what_if: None,
            datasets,
            map_png: None,
        }
    }

    fn judgement(&self) -> Option<&Judgement> {
        self.session.judgement(AUTHOR)
    }

    fn write(&self, name: &str) -> String {
        let digest = "fedcba9876543210".repeat(4);
        let shown = Shown {
            what_if: self.what_if.clone(),
            hides_until_graded: false,
            dataset: &self.dataset,
            assessment: &self.assessment,
            judgement: self.judgement(),
            author: AUTHOR,
            claims: &self.claims,
            filters: &self.filters,
            as_of: self.as_of.clone(),
            datasets: &self.datasets,
            session: Some(("work.ccsession", &digest)),
            made_at: Timestamp { millis: 1_736_272_800_000 },
            map_png: self.map_png.as_deref(),
        };
        let exporter = exporter_for(name.as_ref()).expect("an exporter");
        let bytes = (exporter.write)(&shown).expect("written");
        assert_eq!(bytes, (exporter.write)(&shown).expect("written"), "the same input gave other bytes");
        String::from_utf8(bytes).expect("UTF-8")
    }

    fn html(&self) -> String {
        let html = self.write("report.html");
        assert_well_formed(&html);
        html
    }

    fn csv(&self) -> Vec<Vec<String>> {
        let text = self.write("table.csv");
        assert!(text.ends_with("\r\n"));
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        assert_eq!(reader.headers().expect("a header"), &COLUMNS[..]);
        let row = |row: Result<csv::StringRecord, csv::Error>| row.expect("a row").iter().map(str::to_owned).collect();
        reader.records().map(row).collect()
    }
}

fn example() -> Case {
    Case::new(load_text(&example_text()).expect("the example").dataset, Vec::new())
}

fn tiny() -> Case {
    let text = read_text(&in_package("tests/fixtures/exports/tiny.json"));
    let import = load_text(&text).expect("a dataset");
    assert_eq!(import.issues.len(), 1, "only the character that turns text around is told of");
    let claim = |key: &str| Target::Claim(key.into());
    let credibility = |item, value| Edit::Credibility { item, value: Some(value) };
    let mut case = Case::new(
        import.dataset,
        vec![
            credibility(Item::Claim("taken".into()), Credibility::Four),
            credibility(Item::Statement("s3".into()), Credibility::Two),
            Edit::Verdict { claim: "taken".into(), value: Some(Verdict { truth: Truth::False, at: None }) },
            Edit::Tags { target: claim("taken"), value: Some(["+river".to_owned(), "front".to_owned()].into()) },
            Edit::Note { target: claim("taken"), value: Some("Two photographs\nshow <otherwise>.".to_owned()) },
            Edit::Note { target: Target::Source("brigade".into()), value: Some("Was right before.".to_owned()) },
            Edit::Reliability { source: "ministry".into(), value: Some(Reliability::D) },
        ],
    );
    case.filters = vec!["Contested".to_owned(), "place: The \"valley\"".to_owned()];
    case.as_of = Some("as known on 7 Jan 2025".to_owned());
    case.map_png = Some(b"\x89PNG\r\n\x1a\n".to_vec());
    case
}

/// Tags balance, attributes are quoted, and `<` and `&` stand for nothing but themselves.
fn assert_well_formed(html: &str) {
    let body = html.strip_prefix("<!DOCTYPE html>\n").expect("a page");
    let mut rest = body;
    let mut open = Vec::new();
    let mut ids = BTreeSet::new();
    let mut links = BTreeSet::new();
    while let Some((text, after)) = rest.split_once('<') {
        assert!(open.last() == Some(&"style") || is_escaped(text), "{text}");
        let (tag, after) = after.split_once('>').expect("the end of a tag");
        rest = after;
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop(), Some(name), "the wrong element ends before {rest:.80}");
            continue;
        }
        let (tag, is_empty) = tag.strip_suffix('/').map_or((tag, false), |tag| (tag, true));
        let (name, mut attributes) = tag.split_once(' ').unwrap_or((tag, ""));
        assert!(!name.is_empty() && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit()), "<{tag}>");
        assert!(name != "script", "there is a script");
        while let Some((attribute, after)) = attributes.split_once("=\"") {
            let (value, after) = after.split_once('"').expect("the end of a value");
            assert!(is_escaped(value) && !attribute.trim_start().starts_with("on"), "{attribute}={value}");
            match attribute.trim_start() {
                "id" => assert!(ids.insert(value), "{value} is there twice"),
                "href" if value.starts_with('#') => drop(links.insert(&value[1..])),
                "href" => assert!(value.starts_with("https://") || value.starts_with("http://"), "{value}"),
                "src" => assert!(value.starts_with("data:image/png;base64,"), "{value}"),
                _ => {}
            }
            attributes = after;
        }
        assert_eq!(attributes.trim(), "", "<{tag}>");
        let is_void = matches!(name, "meta" | "br" | "img" | "link");
        assert_eq!(is_void, is_empty, "<{tag}>");
        if !is_void {
            open.push(name);
        }
    }
    assert_eq!((open, rest), (vec![], "\n"));
    assert!(links.is_subset(&ids), "{:?} lead nowhere", links.difference(&ids));
}

fn is_escaped(text: &str) -> bool {
    let entities = ["amp;", "lt;", "gt;", "quot;", "#39;"];
    let is_entity = |rest: &str| entities.iter().any(|entity| rest.starts_with(entity));
    !text.contains(['>', '<']) && text.split('&').skip(1).all(is_entity)
}

fn column(name: &str) -> usize {
    COLUMNS.iter().position(|column| *column == name).expect("a column")
}

#[test]
fn the_small_page_and_table_are_as_they_were() {
    let case = tiny();
    case.html();
    for name in ["tiny.html", "tiny.csv"] {
        // A new version of the program is no other page.
        let written = case.write(name).replace(concat!("Counterclaim ", env!("CARGO_PKG_VERSION")), "Counterclaim X");
        let path = in_package("tests/fixtures/exports").join(name);
        if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
            std::fs::write(&path, &written).expect("written");
        }
        assert!(written == read_text(&path), "{}: set UPDATE_SNAPSHOTS to write what is made now", path.display());
    }
}

#[test]
fn every_claim_origin_statement_and_source_of_the_example_is_on_the_page() {
    let case = example();
    let html = case.html();
    let dataset = &case.dataset;
    for id in dataset.claim_ids() {
        let number = case.claims.iter().position(|other| *other == id).expect("a claim") + 1;
        let start = html.find(&format!("id=\"claim-{number}\"")).expect("the claim's place");
        let article = html[start..].split("</article>").next().unwrap_or_default();
        assert!(article.contains(&escape(dataset.claim(id).proposition)));
        let assessed = case.assessment.claim(id);
        for unit in &assessed.units {
            assert!(article.contains(&escape(dataset.source(unit.origin.source).name)));
        }
        for statement in dataset.statements_of_claim(id).iter().map(|id| dataset.statement(*id)) {
            for text in [statement.paraphrase, statement.quote, statement.note].into_iter().flatten() {
                assert!(article.contains(&escape(text)), "{text} is not with its claim");
            }
            let links = std::iter::once(&statement.speaker).chain(statement.via);
            let chain: Vec<String> =
                links.map(|source| format!("<bdi>{}</bdi>", escape(dataset.source(*source).name))).collect();
            assert!(article.contains(&chain.join(" → ")), "{chain:?}");
        }
        assert_eq!(article.matches("<p class=\"chain\">").count(), assessed.statements);
    }
    let sources = html.split("id=\"sources\"").nth(1).expect("the sources");
    for source in dataset.sources() {
        assert!(sources.contains(&escape(source.name)), "{} is not in the table", source.name);
    }
}

#[test]
fn every_statement_of_the_example_is_a_row() {
    let case = example();
    let rows = case.csv();
    let written: BTreeSet<&str> = rows.iter().map(|row| row[column("statement_id")].as_str()).collect();
    let expected: BTreeSet<&str> = case.dataset.statement_ids().map(|id| case.dataset.statement(id).key).collect();
    assert_eq!(written, expected);
    assert_eq!(rows.len(), expected.len());
    let echoes: usize =
        case.claims.iter().flat_map(|id| &case.assessment.claim(*id).units).map(|unit| unit.echoes.len()).sum();
    assert!(echoes > 0);
    assert_eq!(rows.iter().filter(|row| row[column("is_echo")] == "true").count(), echoes);
}

#[test]
fn cells_read_back_are_what_was_written_but_for_the_guard() {
    let case = tiny();
    let rows = case.csv();
    let row = |statement: &str| {
        rows.iter().find(|row| row[column("statement_id")] == statement).unwrap_or_else(|| panic!("no row {statement}"))
    };
    for id in case.dataset.statement_ids() {
        let statement = case.dataset.statement(id);
        let claim = case.dataset.claim(statement.claim);
        let row = row(statement.key);
        let report = statement.report.map(|report| case.dataset.report(report)).expect("a report");
        let cells = [
            ("claim_id", claim.key),
            ("proposition", claim.proposition),
            ("quote", statement.quote.unwrap_or_default()),
            ("paraphrase", statement.paraphrase.unwrap_or_default()),
            ("report_title", report.title),
            ("url", report.url.unwrap_or_default()),
        ];
        for (name, text) in cells {
            assert_eq!(unguarded(&row[column(name)]), text, "{name}");
        }
    }
    assert_eq!(row("s2")[column("paraphrase")], "'@all of it");
    assert_eq!(row("s3")[column("quote")], "'-fake\u{202e}gnp");
    assert_eq!(row("s3")[column("tags")], "'+river; front");
    assert_eq!(row("s5")[column("report_title")], "'=Later");
    assert_eq!(row("s1")[column("lat")], "-33.5");
    assert_eq!(row("s4")[column("lat")], "");
    assert_eq!(row("s1")[column("stated_at")], "2025-01-06+03:00");
    assert_eq!(row("s1")[column("chain")], "Northern ministry → Agency → Paper");
    assert_eq!((&*row("s2")[column("origin")], &*row("s2")[column("is_echo")]), ("Northern ministry", "false"));
    assert_eq!(
        row("s1")[column("is_echo")],
        "true",
        "it is carried and names no day, so it is of the day of the other"
    );
    assert_eq!(row("s5")[column("origin")], "Insiders (relayed by Paper)");
    assert_eq!((&*row("s2")[column("origin_reliability")], &*row("s3")[column("origin_reliability")]), ("D", ""));
    assert_eq!((&*row("s1")[column("credibility")], &*row("s1")[column("verdict")]), ("4", "false"));
}

#[test]
fn a_claim_on_which_nothing_is_said_is_told_all_the_same() {
    let case = tiny();
    let silent: Vec<_> = case.csv().into_iter().filter(|row| row[column("statement_id")].is_empty()).collect();
    assert_eq!(silent.len(), 1);
    assert_eq!(silent[0][column("claim_id")], "unsaid");
    assert!(case.html().contains("No statements"));
}

#[test]
fn hostile_texts_stay_texts() {
    const HOSTILE: &str = "</style><script>alert(\"1\")</script><img src=x onerror='1'>\u{202e}&lt;";
    let report = |records: &mut counterclaim_model::DatasetBuilder| {
        let record = ReportRecord { key: "r".to_owned(), title: HOSTILE.to_owned(), ..ReportRecord::default() };
        records.reports.push(ReportRecord { url: Some("javascript:alert(1)".to_owned()), ..record });
        records.header.title = HOSTILE.to_owned();
        records.header.description = Some(HOSTILE.to_owned());
        records.header.licence = Some(HOSTILE.to_owned());
    };
    let mut records = DatasetBuilder::new()
        .source_with(HOSTILE, |source| source.note = Some(HOSTILE.to_owned()))
        .claim_with(HOSTILE, |claim| claim.note = Some(HOSTILE.to_owned()))
        .says_with(HOSTILE, Stance::Denies, HOSTILE, |statement| {
            statement.report = Some("r".to_owned());
            statement.quote = Some(HOSTILE.to_owned());
            statement.paraphrase = Some(HOSTILE.to_owned());
            statement.note = Some(HOSTILE.to_owned());
        })
        .into_records();
    report(&mut records);
    let (dataset, defects) = records.finish();
    assert_eq!(defects, []);
    let key = Key::from(HOSTILE);
    let targets = [Target::Claim(key.clone()), Target::Source(key), Target::Statement("statement-1".into())];
    let edits = targets.into_iter().flat_map(|target| {
        let tags = Edit::Tags { target: target.clone(), value: Some([HOSTILE.to_owned()].into()) };
        [tags, Edit::Note { target, value: Some(HOSTILE.to_owned()) }]
    });
    let mut case = Case::new(dataset, edits.collect());
    case.filters = vec![HOSTILE.to_owned()];
    case.as_of = Some(HOSTILE.to_owned());
    case.datasets[0].path = HOSTILE.to_owned();
    let html = case.html();
    assert!(!html.contains("<script") && !html.contains("<img") && !html.contains('\u{202e}'));
    assert!(!html.contains("href=\"javascript"));
    assert!(html.contains("javascript:alert(1)"), "the address is not shown");
    assert!(html.contains("&lt;U+202E&gt;&amp;lt;"));
    assert_eq!(html.matches("</style>").count(), 1);
}

#[test]
fn only_what_is_shown_is_written_and_other_claims_are_named_without_a_link() {
    let mut case = tiny();
    case.claims = vec![claim_id(&case.dataset, "losses")];
    let html = case.html();
    assert!(html.contains("<p class=\"lead\">1 claim of 4, assessed by"));
    assert!(html.contains("as known on 7 Jan 2025") && html.contains("place: The &quot;valley&quot;"));
    assert!(html.contains("North holds the &lt;b&gt;bridge&lt;/b&gt;</bdi> <span class=\"quiet\">(not on this page)"));
    assert!(!html.contains("Southern brigade"));
    assert!(case.csv().iter().all(|row| row[column("claim_id")] == "losses"));
    case.claims = Vec::new();
    assert!(case.html().contains("No claims."));
    assert_eq!(case.csv(), Vec::<Vec<String>>::new());
}

#[test]
fn what_the_page_was_made_from_is_told_without_folders() {
    let html = tiny().html();
    for text in [
        &*"0123456789abcdef".repeat(4),
        &*"fedcba9876543210".repeat(4),
        "made-up.json",
        "work.ccsession",
        "2025-01-07 18:00 UTC",
        "An O&#39;Analyst &lt;a@example.org&gt;",
        concat!("Counterclaim ", env!("CARGO_PKG_VERSION")),
        "CC0-1.0",
    ] {
        assert!(html.contains(text), "{text}");
    }
    assert!(!html.contains("somebody"));
}

#[test]
fn what_is_left_out_is_told_in_every_row_of_the_table_and_on_the_page() {
    let mut case = tiny();
    case.what_if = Some("interests ignored".to_owned());
    let table = case.write("tiny.csv");
    let mut lines = table.lines();
    assert!(lines.next().is_some_and(|head| head.ends_with(",what_if")));
    assert!(lines.filter(|line| line.ends_with(",interests ignored")).count() >= 6);
    assert!(case.write("tiny.html").contains("<strong>What if</strong>: interests ignored"));
}
