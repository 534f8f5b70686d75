//! Small inputs that would take all memory or time: each is bounded, and what is cut is told.

use std::io::{Cursor, Write as _};
use std::path::Path;
use std::process::{Command, Output};
use std::sync::Arc;

use counterclaim::app::{Action, DatasetOrigin, Effect, Loaded, LoadedDataset, SYNC_LIMIT, State, update};
use counterclaim_engine::{Options, assess};
use counterclaim_io::import_report::ImportReport;
use counterclaim_io::preferences::Preferences;
use counterclaim_io::session_file::{self, MAX_ISSUES};
use counterclaim_model::{ClaimKind, Dataset, Edit, Entry, Figure, Key, Line, Stance, TimeSpan};
use egui::{Event, Key as Pressed, vec2};
use serde_json::{Value, json};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::support::{
    DatasetBuilder, Stamps, day, entry, folder, load_records, load_text, read_session, session, source_id,
};
use crate::window::Window;

/// The most memory that reading any of the workbooks here may take, in KiB.
const MOST_KIB: u64 = 400 << 10;

fn packed(parts: &[(&str, String)]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        writer.start_file(*name, SimpleFileOptions::default()).expect("started");
        writer.write_all(text.as_bytes()).expect("written");
    }
    writer.finish().expect("finished").into_inner()
}

/// A workbook of one sheet, and a list of texts beside it.
fn xlsx(sheet: &str, texts: &str) -> Vec<u8> {
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let relations = "http://schemas.openxmlformats.org/package/2006/relationships";
    let relation = |target: &str, kind: &str| {
        format!(
            r#"<Relationships xmlns="{relations}"><Relationship Id="rId1" Type="{office}/{kind}" Target="{target}"/></Relationships>"#
        )
    };
    let book = format!(
        r#"<workbook xmlns="{main}" xmlns:r="{office}"><sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>"#
    );
    let mut parts = vec![
        (
            "[Content_Types].xml",
            r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>"#.to_owned(),
        ),
        ("_rels/.rels", relation("xl/workbook.xml", "officeDocument")),
        ("xl/workbook.xml", book),
        ("xl/_rels/workbook.xml.rels", relation("worksheets/sheet1.xml", "worksheet")),
        ("xl/worksheets/sheet1.xml", format!(r#"<worksheet xmlns="{main}">{sheet}</worksheet>"#)),
    ];
    if !texts.is_empty() {
        parts.push(("xl/sharedStrings.xml", texts.replace("<sst", &format!(r#"<sst xmlns="{main}""#))));
    }
    packed(&parts)
}

const ROWS: &str = r#"<row r="1"><c r="A1" t="inlineStr"><is><t>title</t></is></c><c r="B1" t="inlineStr"><is><t>place</t></is></c></row><row r="2"><c r="A2" t="inlineStr"><is><t>Depot burnt</t></is></c><c r="B2" t="inlineStr"><is><t>Millbrook</t></is></c></row>"#;

fn ods(rows: &str) -> Vec<u8> {
    let name = |name: &str| format!(r#"xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0""#);
    let names = ["office", "table", "text"].map(name).join(" ");
    let mime = "application/vnd.oasis.opendocument.spreadsheet".to_owned();
    let content = format!(
        r#"<office:document-content {names}><office:body><office:spreadsheet><table:table table:name="S">{rows}</table:table></office:spreadsheet></office:body></office:document-content>"#
    );
    let manifest =
        r#"<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>"#.to_owned();
    packed(&[("mimetype", mime), ("content.xml", content), ("META-INF/manifest.xml", manifest)])
}

fn cell(content: &str, attributes: &str) -> String {
    format!(
        r#"<table:table-cell office:value-type="string" {attributes}><text:p>{content}</text:p></table:table-cell>"#
    )
}

fn row(cells: &str, attributes: &str) -> String {
    format!("<table:table-row {attributes}>{cells}</table:table-row>")
}

/// What `info` makes of a file, and the most memory of the process that read it as a workbook, if it came to its end.
fn info(bytes: &[u8], name: &str) -> (Output, Option<u64>) {
    let folder = folder();
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).expect("a file");
    let mut command = Command::new(env!("CARGO_BIN_EXE_counterclaim"));
    let done = command.arg("info").arg(&path).env("COUNTERCLAIM_LOG", "debug").output().expect("the program runs");
    let told = String::from_utf8_lossy(&done.stderr).into_owned();
    let held = told.lines().find_map(|line| line.split_once("workbooks held ")?.1.split_once(' ')?.0.parse().ok());
    (done, held)
}

/// It is refused in words, and nothing aborts.
#[track_caller]
fn assert_refused(bytes: &[u8], name: &str) {
    let (done, _) = info(bytes, name);
    let told = String::from_utf8_lossy(&done.stderr).into_owned();
    assert_eq!(done.status.code(), Some(1), "{name}: {told}");
    assert!(told.contains(name) && !told.contains("panicked") && !told.contains("allocation"), "{name}: {told}");
}

#[test]
fn a_workbook_that_says_it_has_more_than_its_bytes_can_hold_is_refused_in_words() {
    let sheet = format!("<sheetData>{ROWS}</sheetData>");
    for (at, texts) in [
        r#"<sst count="1" uniqueCount="4000000000"><si><t>a</t></si></sst>"#.to_owned(),
        r#"<sst uniqueCount=" +4000000000 "><si><t>a</t></si></sst>"#.to_owned(),
        // The list may stand behind something else, or be the second.
        r#"<a/><sst uniqueCount="4000000000"><si><t>a</t></si></sst>"#.to_owned(),
        r#"<sst uniqueCount="1"><si><t>a</t></si></sst><x:sst uniqueCount="4000000000"/>"#.to_owned(),
        format!(r#"<!--{}--><sst uniqueCount="4000000000"><si><t>a</t></si></sst>"#, "x".repeat(70_000)),
    ]
    .iter()
    .enumerate()
    {
        let bytes = xlsx(&sheet, texts);
        let (done, _) = info(&bytes, "texts.xlsx");
        // A number that is none is passed over, as the library does.
        assert!(done.status.code().is_some_and(|code| code == 1 || at == 1), "{at}: {done:?}");
    }
}

#[test]
fn repeats_in_every_spelling_are_refused_before_they_are_written_out() {
    let head = row(&(cell("title", "") + &cell("place", "")), "");
    let wide = r#"table:number-columns-repeated="16000""#;
    for (name, rows) in [
        ("entity.ods", row(&cell("x", wide), r#"table:number-rows-repeated="&#49;048000""#)),
        ("plus.ods", row(&cell("x", wide), r#"table:number-rows-repeated="+1048000""#)),
        ("quotes.ods", row(&cell("x", &wide.replace('"', "'")), "table:number-rows-repeated='1048000'")),
        (
            "value.ods",
            row(
                &format!(r#"<table:table-cell office:value-type="float" office:value="1" {wide}/>"#),
                r#"table:number-rows-repeated="1048000""#,
            ),
        ),
        (
            "covered.ods",
            row(
                &cell("x", wide).replace("table-cell", "covered-table-cell"),
                r#"table:number-rows-repeated="1048000""#,
            ),
        ),
        (
            "nested.ods",
            row(
                &cell("<table:table><table:table-row><table:table-cell/></table:table-row></table:table>x", wide),
                r#"table:number-rows-repeated="1048000""#,
            ),
        ),
        (
            "sparse.ods",
            row(&format!("<table:table-cell {wide}/>{}", cell("z", "")), "")
                + &row(&cell("x", ""), r#"table:number-rows-repeated="1000000""#),
        ),
        (
            "long.ods",
            row(
                &cell(&"x".repeat(200_000), r#"table:number-columns-repeated="100""#),
                r#"table:number-rows-repeated="1000""#,
            ),
        ),
        ("spaces.ods", row(&cell(r#"<text:s text:c="1000000000000"/>"#, ""), "")),
        (
            "spaces-in-many.ods",
            row(
                &cell(r#"<text:s text:c="200000"/>"#, r#"table:number-columns-repeated="1000""#),
                r#"table:number-rows-repeated="1000""#,
            ),
        ),
    ] {
        assert_refused(&ods(&format!("{head}{rows}")), name);
    }
}

#[test]
fn what_a_sheet_spans_and_shares_costs_no_more_than_what_is_in_it() {
    let rows = |count: usize, cells: &dyn Fn(usize) -> String| -> String {
        (3..3 + count).map(|at| format!(r#"<row r="{at}">{}</row>"#, cells(at))).collect()
    };
    let number = |at: usize| format!(r#"<c r="A{at}"><v>{at}</v></c>"#);
    let merged = r#"<mergeCell ref="A1:XFD1048576"/>"#.repeat(2000);
    let shared = |at: usize| format!(r#"<c r="A{at}" t="s"><v>0</v></c>"#);
    let long = format!("<sst><si><t>{}</t></si></sst>", "y".repeat(250_000));
    for (name, sheet, texts) in [
        ("dimension.xlsx", format!(r#"<dimension ref="A1:XFD1048576"/><sheetData>{ROWS}</sheetData>"#), ""),
        (
            "merged.xlsx",
            format!("<sheetData>{ROWS}{}</sheetData><mergeCells>{merged}</mergeCells>", rows(1000, &number)),
            "",
        ),
        (
            "sparse.xlsx",
            format!(
                "<sheetData>{ROWS}{}<row r=\"30000\"><c r=\"NTP30000\"><v>1</v></c></row></sheetData>",
                rows(25_000, &number)
            ),
            "",
        ),
        ("shared.xlsx", format!("<sheetData>{ROWS}{}</sheetData>", rows(5000, &shared)), &*long),
        (
            "formula.xlsx",
            format!(
                r#"<sheetData>{ROWS}<row r="3"><c r="A3"><f t="shared" ref="A3:A9" si="4000000000">1</f><v>1</v></c></row></sheetData>"#
            ),
            "",
        ),
    ] {
        let (done, held) = info(&xlsx(&sheet, texts), name);
        assert!(matches!(done.status.code(), Some(0 | 1)), "{name}: {done:?}");
        if cfg!(target_os = "linux") && done.status.success() {
            assert!(held.is_some_and(|held| held < MOST_KIB), "{name}: {held:?} KiB");
        }
    }
}

#[test]
fn a_workbook_is_read_by_a_process_of_its_own_as_in_this_one() {
    let (done, held) = info(&xlsx(&format!("<sheetData>{ROWS}</sheetData>"), ""), "good.xlsx");
    assert!(done.status.success(), "{done:?}");
    let told = String::from_utf8_lossy(&done.stdout).into_owned();
    let counted = |name: &str| told.lines().any(|line| line.split_whitespace().collect::<Vec<_>>() == [name, "1"]);
    assert!(counted("places") && counted("claims"), "{told}");
    assert_eq!(held.is_some(), cfg!(target_os = "linux"), "{done:?}");
}

/// What the reading process says where it may not have the memory that it wants.
#[cfg(unix)]
#[test]
fn a_reader_of_workbooks_that_is_ended_costs_one_sentence() {
    let sheet = format!("<sheetData>{ROWS}</sheetData>");
    let folder = folder();
    let path = folder.path().join("good.xlsx");
    std::fs::write(&path, xlsx(&sheet, "")).expect("a file");
    // The process inherits a limit of the user's, in which it cannot even start.
    let script = format!("ulimit -t 0; exec {} read-workbook", env!("CARGO_BIN_EXE_counterclaim"));
    let ended = Command::new("sh").args(["-c", &script]).stdin(std::fs::File::open(&path).expect("the file")).output();
    assert!(!ended.expect("a shell").stdout.ends_with(b"Z"), "it cannot have come to its end");
}

#[test]
fn lines_that_are_no_edits_are_kept_as_they_are_and_the_first_are_told() {
    let header = session_file::to_text(&session(Vec::new()));
    let edit = |number: u32| {
        let mut stamps = Stamps::default();
        for _ in 0..number {
            let _ = stamps.next();
        }
        let mut text = String::new();
        session_file::push_line(
            &mut text,
            &Line::Entry(entry(stamps.next(), "ada", crate::support::note("claim-a", "x"))),
        );
        text
    };
    let text = format!("{header}{}{}{}{}", "1\n".repeat(50_000), edit(1), "[2]\n".repeat(50_000), edit(2));
    let (file, issues) = read_session(&text);
    assert_eq!(issues.len(), MAX_ISSUES + 1);
    assert!(issues.last().is_some_and(|issue| issue.reason().starts_with("99000 more lines")), "{:?}", issues.last());
    assert!(file.lines.len() < MAX_ISSUES + 10, "{} lines are held one by one", file.lines.len());
    assert_eq!(file.lines.iter().map(Line::row_count).sum::<usize>(), 100_002);
    assert_eq!(session_file::to_text(&file), text, "a save loses nothing");
}

fn loaded(dataset: Dataset) -> LoadedDataset {
    let origin = DatasetOrigin::File("made-up.json".into());
    let reading = ImportReport::default();
    let dataset = Arc::new(dataset);
    LoadedDataset { dataset, issues: Vec::new(), sha256: String::new(), origin, assessment: None, reading }
}

#[test]
fn edits_without_a_target_are_told_up_to_a_number_with_their_lines() {
    let mut stamps = Stamps::default();
    let lost = (0..3000).map(|at| entry(stamps.next(), "ada", crate::support::note(&format!("gone-{at}"), "x")));
    let lines: Vec<Line> = lost.map(Line::Entry).collect();
    let text =
        session_file::to_text(&session(lines)).replacen('\n', "\n1\n", 1).replacen("1\n", &"1\n".repeat(2000), 1);
    let (file, issues) = read_session(&text);
    let mut state = State::new("ada".into(), Preferences::default());
    let dataset = Some(loaded(DatasetBuilder::new().claim("claim-a").build()));
    let layers = Vec::new();
    let fingerprint = None;
    let not_opened = None;
    let opened =
        Loaded::Session { path: None, file, issues, dataset, layers, fingerprint, recovered: false, not_opened };
    update(&mut state, Action::Loaded { what: String::new(), result: Ok(Box::new(opened)) }, stamps.next());
    let issues = state.document().expect("a document").issues();
    let targets: Vec<_> = issues.iter().filter(|issue| issue.reason().contains("target is not")).collect();
    assert_eq!(targets.len(), MAX_ISSUES);
    let first = text.lines().position(|line| line.contains("gone-0\"")).expect("the first edit") + 1;
    assert_eq!(targets[0].line(), Some(first));
    assert!(issues.iter().any(|issue| issue.reason().starts_with("2000 more edits")), "{:?}", issues.last());
}

/// So many links that walking each chain from each of its links would not come to an end.
const LINKS: usize = 30_000;

fn chain(field: &str, ends: Option<&str>) -> Vec<Value> {
    let next = |at: usize| match ends {
        _ if at + 1 < LINKS => format!("link-{}", at + 1),
        Some(end) => end.to_owned(),
        None => "link-0".to_owned(),
    };
    (0..LINKS).map(|at| json!({"id": format!("link-{at}"), "name": "N", "kind": "media", field: next(at)})).collect()
}

fn one_claim(mut fields: Value) -> Dataset {
    let own = json!({
        "events": [{"id": "e", "title": "E", "place": fields.get("places").map(|_| "link-0")}],
        "claims": [{"id": "c", "proposition": "It", "event": "e", "kind": "occurrence"}],
        "statements": [{"id": "s", "claim": "c", "speaker": "link-0", "stance": "supports"}],
    });
    for (name, value) in own.as_object().expect("an object") {
        fields.as_object_mut().expect("an object").entry(name.clone()).or_insert_with(|| value.clone());
    }
    load_records(&fields).dataset
}

#[test]
fn whoever_speaks_through_many_others_is_found_at_the_end_of_the_chain() {
    let mut sources = chain("speaks_for", Some("body"));
    sources.push(json!({"id": "body", "name": "B", "kind": "media"}));
    let dataset = one_claim(json!({"sources": sources}));
    let assessment = assess(&dataset, None, &Options::default());
    let body = source_id(&dataset, "body");
    assert!(dataset.source_ids().all(|id| assessment.identities().body_of(id) == body));

    let ring = one_claim(json!({"sources": chain("speaks_for", None)}));
    let assessment = assess(&ring, None, &Options::default());
    let least = source_id(&ring, "link-0");
    assert!(ring.source_ids().all(|id| assessment.identities().body_of(id) == least));
}

#[test]
fn places_within_many_others_are_drawn_and_counted_where_their_chain_leads() {
    let place = |link: Value| {
        let mut link = link;
        link.as_object_mut().expect("an object").remove("kind");
        link
    };
    let source = json!([{"id": "link-0", "name": "N", "kind": "media"}]);
    for ends in [Some("end"), None] {
        let mut places: Vec<Value> = chain("part_of", ends).into_iter().map(place).collect();
        if ends.is_some() {
            places.push(json!({"id": "end", "name": "End", "lat": 1, "lon": 2}));
        }
        let dataset = one_claim(json!({"places": places, "sources": source}));
        let drawn = dataset.positioned_places();
        assert!(drawn.iter().all(|at| at.map(|place| dataset.place(place).key) == ends));
        let mut state = State::new("ada".into(), Preferences::default());
        let mut stamps = Stamps::default();
        let opened = Loaded::Dataset(loaded(dataset));
        update(&mut state, Action::Loaded { what: String::new(), result: Ok(Box::new(opened)) }, stamps.next());
        assert_eq!(state.visible().claims.len(), 1);
    }
}

#[test]
fn a_chain_of_distances_is_followed_link_by_link() {
    let link = |at: usize| {
        let next = if at + 1 < LINKS { format!("link-{}", at + 1) } else { "end".to_owned() };
        json!({"id": format!("link-{at}"), "name": "N", "offset_from": {"place": next, "distance_km": 0.001, "bearing_deg": 0}})
    };
    let mut places: Vec<Value> = (0..LINKS).map(link).collect();
    places.push(json!({"id": "end", "name": "End", "lat": 1, "lon": 2}));
    let dataset = one_claim(json!({"places": places, "sources": [{"id": "link-0", "name": "N", "kind": "media"}]}));
    assert!(dataset.place_ids().all(|place| dataset.position_of(place).is_some()));
}

#[test]
fn one_origin_that_speaks_of_very_many_days_is_weighed_and_its_receipt_adds_up() {
    let mut builder =
        DatasetBuilder::new().source("source-a").claim_with("claim-a", |claim| claim.kind = ClaimKind::State);
    for at in 0..LINKS as i64 / 3 {
        builder = builder.says_with("source-a", Stance::Supports, "claim-a", |said| said.stated_at = Some(day(at)));
    }
    let dataset = builder.build();
    let assessment = assess(&dataset, None, &Options::default());
    let claim = dataset.claim_by_key("claim-a").expect("the claim");
    let receipt = assessment.receipt(claim).expect("a receipt");
    assert_eq!(receipt.lines.len(), LINKS / 3);
    assert!((receipt.sum() - receipt.total).abs() < 1e-6);
}

#[test]
fn a_claim_with_very_many_relations_hears_them_all() {
    let count = 20_000;
    let other = |at: usize| json!({"id": format!("c{at}"), "proposition": "x", "event": "e", "kind": "occurrence"});
    let claims: Vec<Value> =
        std::iter::once(json!({"id": "c", "proposition": "It", "event": "e", "kind": "occurrence"}))
            .chain((0..count).map(other))
            .collect();
    let relations: Vec<Value> =
        (0..count).map(|at| json!({"a": "c", "kind": "excludes", "b": format!("c{at}")})).collect();
    let source = json!([{"id": "link-0", "name": "N", "kind": "media"}]);
    let dataset = one_claim(json!({"sources": source, "claims": claims, "relations": relations}));
    let assessment = assess(&dataset, None, &Options::default());
    let hears = |key: &str| {
        let receipt = assessment.receipt(dataset.claim_by_key(key).expect("a claim")).expect("a receipt");
        receipt.messages.len()
    };
    assert_eq!((hears("c19999"), hears("c")), (1, 0), "those of whom nothing else is said have nothing to say");

    // A job computes them: a frame could not wait.
    assert!(dataset.relations().len() > SYNC_LIMIT && dataset.statement_count() < SYNC_LIMIT);
    let mut state = State::new("ada".into(), Preferences::default());
    let mut stamps = Stamps::default();
    let mut loaded = loaded(dataset);
    loaded.assessment = Some(Arc::new(assessment));
    update(
        &mut state,
        Action::Loaded { what: String::new(), result: Ok(Box::new(Loaded::Dataset(loaded))) },
        stamps.next(),
    );
    let grade = Edit::Reliability { source: Key::from("link-0"), value: Some(counterclaim_model::Reliability::B) };
    let effects = update(&mut state, Action::Edit(grade), stamps.next());
    assert!(effects.iter().any(|effect| matches!(effect, Effect::Assess(_))), "{effects:?}");
}

fn with_figures(count: usize) -> String {
    let said = |at: usize| json!({"id": format!("t{at}"), "claim": "c", "speaker": format!("s{at}"), "stance": "supports", "figures": [{"low": at, "high": at, "unit": "x"}]});
    let sources: Vec<Value> =
        (0..count).map(|at| json!({"id": format!("s{at}"), "name": format!("S{at}"), "kind": "media"})).collect();
    let records = json!({
        "events": [{"id": "e", "title": "E"}],
        "claims": [{"id": "c", "proposition": "How many", "event": "e", "kind": "figure"}],
        "sources": sources,
        "statements": (0..count).map(said).collect::<Vec<_>>(),
    });
    crate::support::dataset_text(&records)
}

#[test]
fn of_a_thousand_figures_the_first_pairs_are_listed_and_the_others_counted() {
    let folder = folder();
    let path = folder.path().join("figures.json");
    std::fs::write(&path, with_figures(1000)).expect("a file");
    let mut window = Window::open(Some(&path), None, vec2(1440.0, 900.0));
    window.click_containing("How many");
    assert!(window.shows("and 900 more figures") && window.shows("and 499,400 more pairs"));
}

#[test]
fn a_page_counts_the_pairs_of_figures_that_it_does_not_list() {
    let folder = folder();
    let path = folder.path().join("figures.json");
    let page = folder.path().join("page.html");
    std::fs::write(&path, with_figures(5_000)).expect("a file");
    let mut command = Command::new(env!("CARGO_BIN_EXE_counterclaim"));
    let done = command.arg("export").arg(&path).arg("-o").arg(&page).output().expect("the program runs");
    assert!(done.status.success(), "{done:?}");
    assert!(crate::support::read_text(&page).contains("and 12497488 more"));
}

#[test]
fn a_text_of_many_megabytes_is_cut_when_it_is_pasted_and_that_is_told() {
    let mut window = Window::on_example();
    window.press(Pressed::N);
    window.harness.event(Event::Paste("é".repeat(5_000_000)));
    window.settle();
    let state = window.harness.state().state();
    let notes = state.document().expect("a document").journal().lines().iter().filter_map(|line| match line {
        Line::Entry(Entry { edit: Edit::Note { value: Some(note), .. }, .. }) => Some(note.chars().count()),
        _ => None,
    });
    assert_eq!(notes.collect::<Vec<_>>(), [100_000]);
    let told = |window: &Window, kept: &str| {
        let notices = window.harness.state().state().notices();
        notices.iter().any(|notice| notice.title.contains("too long") && notice.details.contains(kept))
    };
    assert!(told(&window, "100,000"));

    let mut window = Window::on_example();
    window.press_ctrl(Pressed::F);
    window.harness.event(Event::Paste("é".repeat(50_000)));
    window.settle();
    assert_eq!(window.harness.state().state().view().filter.text.chars().count(), 10_000);
    assert!(told(&window, "10,000"));
}

#[test]
fn a_title_and_a_note_of_many_megabytes_are_shown_by_their_beginning() {
    let folder = folder();
    let dataset = folder.path().join("long.json");
    let path = folder.path().join("long.ccsession");
    let records = json!({
        "events": [{"id": "e", "title": "E"}],
        "claims": [{"id": "c", "proposition": "Long ".repeat(200_000), "event": "e", "kind": "occurrence"}],
        "sources": [{"id": "s", "name": "S".repeat(1_000_000), "kind": "media"}],
        "statements": [{"id": "t", "claim": "c", "speaker": "s", "stance": "supports"}],
    });
    std::fs::write(&dataset, crate::support::dataset_text(&records)).expect("a file");
    let mut file = session(vec![Line::Entry(entry(
        Stamps::default().next(),
        "ada",
        crate::support::note("c", &"n".repeat(1_000_000)),
    ))]);
    file.datasets[0].path = "long.json".to_owned();
    std::fs::write(&path, session_file::to_text(&file)).expect("a file");
    let mut window = Window::open(Some(&path), None, vec2(1440.0, 900.0));
    window.wait_for("the dataset", |app| app.state().dataset().is_some_and(|dataset| dataset.claim_count() > 0));
    window.settle();
    window.click_containing("Long");
    assert!(window.shows("more)"));
    let widest =
        window.harness.output().platform_output.accesskit_update.as_ref().map_or(0, |update| {
            update.nodes.iter().filter_map(|(_, node)| node.label().map(str::len)).max().unwrap_or(0)
        });
    assert!(widest < 200_000, "a text of {widest} bytes is told to screen readers");
}

#[test]
fn nesting_without_end_is_refused_in_words() {
    for (name, text) in [
        ("deep.json", "[".repeat(50_000)),
        ("deep-object.json", r#"{"a":"#.repeat(50_000)),
        (
            "deep.geojson",
            format!(
                r#"{{"type":"FeatureCollection","features":[{{"type":"Feature","geometry":{{"type":"Polygon","coordinates":{}"#,
                "[".repeat(50_000)
            ),
        ),
        ("deep.kml", format!(r#"<kml xmlns="http://www.opengis.net/kml/2.2">{}"#, "<Folder>".repeat(50_000))),
        ("deep.xlsx.json", format!("[{}]", r#"{"a":[{"a":["#.repeat(100_000))),
    ] {
        assert!(load_text(&text).is_err(), "{name}");
        assert_refused(text.as_bytes(), name);
    }
    let bytes = xlsx(&format!("<sheetData>{}", "<a>".repeat(50_000)), "");
    assert_refused(&bytes, "deep.xlsx");
}

#[test]
fn a_table_of_ten_thousand_columns_is_read_and_one_of_more_is_refused() {
    let table = |width: usize| {
        let names: Vec<String> = (0..width).map(|at| format!("c{at}")).collect();
        let row = vec!["v"; width].join(",");
        format!("{}\n{row}\n{row}x\n", names.join(","))
    };
    assert_refused(table(10_001).as_bytes(), "wide.csv");
    let (done, _) = info(format!("title,place,{}", table(9_998)).as_bytes(), "wide.csv");
    assert!(done.status.code().is_some(), "{done:?}");
    let _: (Option<Figure<'_>>, Option<TimeSpan>, &Path) = (None, None, Path::new("."));
}
