//! Rules that hold for every format: speaker, outlet and data set apart; unknown is unknown; nothing is lost.

use std::path::Path;

use counterclaim_engine::{Options, assess};
use counterclaim_export::native;
use counterclaim_io::cell::date::DateOrder;
use counterclaim_io::formats::IMPORTERS;
use counterclaim_io::import_report::ReadOptions;
use counterclaim_io::load::{load_bytes_with, load_watched, load_with};
use counterclaim_io::mapping::{Field, Mapping, StanceAbout};
use counterclaim_io::mapping_proposal::{PREVIEW_RECORDS, propose};
use counterclaim_io::{LoadError, Severity};
use counterclaim_model::Progress;
use counterclaim_model::{ClaimKind, Dataset, RecordKind, Stance, UnknownFields};

use super::{fixture, fixtures, read, read_bytes, rejected, told};
use crate::support::{claim_id, converted, in_package, load_text, read_text, source_id};

fn statements(dataset: &Dataset) -> impl Iterator<Item = counterclaim_model::Statement<'_>> {
    dataset.statement_ids().map(|id| dataset.statement(id))
}

#[test]
fn sources_that_are_only_listed_have_no_stance() {
    for name in [
        "ucdp.csv",
        "viina.csv",
        "viina-1pd.csv",
        "gdelt.export.CSV",
        "gdelt.mentions.CSV",
        "timemap.json",
        "events.geojson",
    ] {
        let import = read(name);
        assert!(import.dataset.statement_count() > 0, "{name}");
        assert!(statements(&import.dataset).all(|statement| statement.stance == Stance::Unstated), "{name}");
    }
}

#[test]
fn speaker_outlet_and_data_set_are_three_sources() {
    let dataset = read("ucdp.csv").dataset;
    let listed = statements(&dataset).next().expect("a statement");
    assert_eq!(dataset.source(listed.speaker).name, "Mayor of Millbrook");
    assert_eq!(dataset.source(listed.via[0]).name, "Courier");
    let estimate = statements(&dataset).find(|statement| !statement.figures.is_empty()).expect("an estimate");
    assert_eq!(dataset.source(estimate.speaker).name, "UCDP GED");
    assert_ne!(estimate.claim, listed.claim);
}

#[test]
fn words_that_are_no_stance_are_kept_and_told() {
    let import = read("claims.csv");
    let partial = statements(&import.dataset).find(|statement| statement.key == "m03").expect("the statement");
    assert_eq!((partial.stance, partial.note), (Stance::Unstated, Some("stance in the file: partial")));
    assert!(import.issues.iter().all(|issue| issue.record() != "record m03"), "a grade is read as what it is");
    let neutral = statements(&import.dataset).find(|statement| statement.key == "m05").expect("the statement");
    assert_eq!((neutral.stance, neutral.note), (Stance::Unstated, Some("stance in the file: neutral")));
    let issue = import.issues.iter().find(|issue| issue.record() == "record m05").expect("an issue");
    assert_eq!((issue.field(), issue.severity(), issue.line()), ("stance", Severity::FieldSkipped, Some(6)));
}

#[test]
fn a_record_that_says_nothing_new_of_its_event_is_told_and_leaves_the_kept_one() {
    let text = "event,date,latitude,longitude,colour\nRaid,2024-01-01,48,37,red\nRaid,2024-01-01,48,37,blue\n";
    let import = read_bytes(text.as_bytes(), "raids.csv");
    assert_eq!(import.reading.records.read, 2);
    let event = import.dataset.event(import.dataset.event_ids().next().expect("an event"));
    let extras = import.dataset.to_builder().extras;
    let Some(UnknownFields::FileRecord(original)) = extras.get(&(RecordKind::Event, event.key.to_owned())) else {
        panic!("no record is kept");
    };
    assert!(original.fields().any(|field| field == ("colour", "red")));
    let told: Vec<_> = import.issues.iter().filter(|issue| issue.reason().contains("not kept")).collect();
    assert_eq!(told.len(), 1);
    assert_eq!((told[0].line(), told[0].severity()), (Some(3), Severity::FieldSkipped));
}

#[test]
fn the_offset_of_a_time_stays_as_stated() {
    let dataset = read("claims.csv").dataset;
    let said = statements(&dataset).find(|statement| statement.key == "m03").expect("the statement");
    assert_eq!(said.stated_at.map(|span| (span.offset_min, span.label())), Some((180, "2 Mar 2031 18:30".to_owned())));
}

#[test]
fn one_story_by_address_or_text_is_one_report() {
    let dataset = read("gdelt.export.CSV").dataset;
    assert_eq!((dataset.statement_count(), dataset.report_count()), (3, 2));
    let text = "id,title,outlet,text\n1,A,Courier,The same long story from the wire about a depot\n2,B,Hill Radio,The same long story from the wire about a depot\n3,C,Courier,Short\n";
    let urls = text
        .replace("outlet,text", "outlet,url,text")
        .replace("Courier,", "Courier,https://a.example/1,")
        .replace("Radio,", "Radio,https://b.example/2,");
    let import = read_bytes(urls.as_bytes(), "wire.csv");
    assert_eq!(import.dataset.report_count(), 1, "{:?}", import.issues);
    assert!(import.issues.iter().any(|issue| issue.reason().contains("both were read as one report")));
    assert_eq!(import.dataset.sources().len(), 2, "the outlets stay two");
}

#[test]
fn what_a_record_held_is_kept_with_it() {
    for path in fixtures() {
        let Ok(import) = load_with(&path, &ReadOptions::default()) else { continue };
        let text = native::to_text(&import.dataset).expect("text");
        let again = load_text(&text).expect("a dataset");
        assert_eq!(
            again.issues.iter().filter(|issue| issue.severity() != Severity::Remark).count(),
            0,
            "{}",
            path.display()
        );
        assert_eq!(told(&again.dataset), told(&import.dataset), "{}", path.display());
        assert_eq!(native::to_text(&again.dataset).expect("text"), text, "{}", path.display());
    }
    let extras = read("ucdp.csv").dataset.to_builder().extras;
    let Some(UnknownFields::FileRecord(kept)) = extras.get(&(RecordKind::Event, "1".to_owned())) else {
        panic!("the row")
    };
    let kept: Vec<_> = kept.fields().collect();
    assert!(
        kept.contains(&("relid", "X-1")) && kept.iter().any(|(_, cell)| cell.contains("Courier;Hill Radio")),
        "{kept:?}"
    );
}

#[test]
fn a_record_too_long_to_be_kept_as_it_stood_is_told_and_can_be_written() {
    let long = "x ".repeat(120 << 10);
    let text = format!("id,title,text,other\n1,A,{long},{long}\n2,B,short,short\n");
    let import = read_bytes(text.as_bytes(), "long.csv");
    assert_eq!((import.reading.records.read, import.reading.records.rejected), (2, 0));
    assert!(import.issues.iter().any(|issue| issue.reason().contains("original cells not kept: longer than")));
    let again = load_text(&native::to_text(&import.dataset).expect("text")).expect("a dataset");
    assert_eq!(again.issues, []);
}

#[test]
fn a_conversion_to_a_table_or_a_map_can_be_read_again() {
    for path in fixtures() {
        let Ok(import) = load_with(&path, &ReadOptions::default()) else { continue };
        let dataset = &import.dataset;
        let table = converted(dataset, "csv");
        let map = converted(dataset, "geojson");
        assert_eq!(table, converted(dataset, "csv"));
        if dataset.statement_count() == 0 {
            continue;
        }
        let again = read_bytes(&table, "again.csv");
        let counts = |dataset: &Dataset| {
            (dataset.event_count(), dataset.claim_count(), dataset.statement_count(), dataset.places().len())
        };
        assert_eq!(again.reading.records.rejected, 0, "{}: {:?}", path.display(), again.issues);
        assert_eq!(counts(&again.dataset), counts(dataset), "{}: {:#?}", path.display(), again.issues);
        assert_eq!(read_bytes(&map, "again.geojson").reading.records.read, dataset.event_count(), "{}", path.display());
    }
}

#[test]
fn the_order_of_day_and_month_is_asked_for_where_both_fit() {
    let import = read("ambiguous.csv");
    let told = import.issues.iter().find(|issue| issue.field() == "date").expect("an issue");
    assert!(told.reason().contains("a mapping can set the order"), "{told}");
    let bytes = std::fs::read(fixture("ambiguous.csv")).expect("the fixture");
    let proposal =
        propose(&bytes, Path::new("ambiguous.csv"), &ReadOptions::default()).expect("read").expect("a table");
    let mut mapping = proposal.guess.mapping;
    for (order, label) in [(DateOrder::DayFirst, "3 Apr 2031"), (DateOrder::MonthFirst, "4 Mar 2031")] {
        mapping
            .columns
            .iter_mut()
            .filter(|column| column.field == Field::From)
            .for_each(|column| column.date_order = Some(order));
        let options = ReadOptions { mapping: Some(mapping.clone()), ..ReadOptions::default() };
        let import = load_bytes_with(&bytes, Path::new("ambiguous.csv"), &options).expect("read");
        let first = import.dataset.event_ids().next().map(|id| import.dataset.event(id)).expect("an event");
        assert_eq!(first.time.map(|span| span.label()).as_deref(), Some(label));
        assert_eq!(import.issues, []);
    }
}

#[test]
fn a_guess_tells_why_and_shows_what_records_would_become() {
    let bytes = std::fs::read(fixture("claims.csv")).expect("the fixture");
    let proposal = propose(&bytes, Path::new("claims.csv"), &ReadOptions::default()).expect("read").expect("a table");
    assert_eq!(proposal.guess.mapping.stance_about, StanceAbout::Event);
    assert_eq!(proposal.guess.reasons.len(), proposal.guess.mapping.columns.len());
    assert_eq!(
        told(&proposal.preview(&proposal.guess.mapping).expect("read").dataset),
        told(&read("claims.csv").dataset)
    );
    let json = proposal.guess.mapping.to_json().expect("text");
    assert_eq!(Mapping::from_json(&json).expect("a mapping"), proposal.guess.mapping);
    let many: String =
        "id,date,title\n".to_owned() + &(1..100).map(|at| format!("{at},2031-03-01,Event {at}\n")).collect::<String>();
    let proposal =
        propose(many.as_bytes(), Path::new("many.csv"), &ReadOptions::default()).expect("read").expect("a table");
    assert_eq!(proposal.preview(&proposal.guess.mapping).expect("read").records.read, PREVIEW_RECORDS);
    assert!(propose(b"no table at all", Path::new("x.csv"), &ReadOptions::default()).expect("read").is_none());
}

#[test]
fn a_mapping_says_what_names_do_not() {
    let text = "a;b;c;d\n1;Mayor;rejects;More than 40 hurt\n2;Mayor;shrugs;none\n";
    let mapping = r#"{"columns": [
        {"column": "a", "field": "id"}, {"column": "b", "field": "speaker"},
        {"column": "c", "field": "stance"}, {"column": "d", "field": "proposition"}], "utc_offset": "+02:00"}"#;
    let mapping = Some(Mapping::from_json(mapping).expect("a mapping"));
    let options = ReadOptions { mapping: mapping.clone(), ..ReadOptions::default() };
    let import = load_bytes_with(text.as_bytes(), Path::new("a.csv"), &options).expect("read");
    let stances: Vec<Stance> = statements(&import.dataset).map(|statement| statement.stance).collect();
    assert_eq!(stances, [Stance::Denies, Stance::Unstated]);
    assert_eq!(import.dataset.header().offset_min, 120);
    let error = load_bytes_with(b"x;y\n1;2\n", Path::new("a.csv"), &options).expect_err("no such column");
    assert!(error.to_string().contains("the table has no column `a`"), "{error}");
}

#[test]
fn the_user_can_name_the_format() {
    let options = |format: &str| ReadOptions { format: Some(format.to_owned()), ..ReadOptions::default() };
    let import = load_with(&fixture("ucdp.csv"), &options("table")).expect("read");
    assert_eq!(import.reading.format, "Table (CSV, TSV, HXL)");
    let error = load_with(&fixture("ucdp.csv"), &options("nothing")).expect_err("no such format");
    assert!(matches!(&error, LoadError::UnknownFormat { found, .. } if found.contains("ucdp-ged")), "{error}");
    for importer in IMPORTERS {
        // Whatever the file is, naming a format makes no reader stumble.
        for path in fixtures() {
            let _ = load_with(&path, &options(importer.id));
        }
    }
}

#[test]
fn ids_of_importers_are_unique_and_lower_case() {
    let mut ids: Vec<&str> = IMPORTERS.iter().map(|importer| importer.id).collect();
    assert!(
        ids.iter().all(|id| id.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-'))
    );
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), IMPORTERS.len());
    assert!(!read_text(&fixture("claims.csv")).is_empty());
}

#[test]
fn a_statement_without_an_id_is_named_by_its_line() {
    let text = read_text(&fixture("viina.csv")).replacen("2,10,5,", "2,,5,", 1).replacen(",900,", ",,", 1);
    let import = read_bytes(text.as_bytes(), "viina.csv");
    assert_eq!((import.reading.records.read, import.reading.records.rejected), (3, 0));
    let keys: Vec<_> = import.dataset.statement_ids().map(|id| import.dataset.statement(id).key.to_owned()).collect();
    assert!(keys.iter().any(|key| key.starts_with("line 2/")), "{keys:?}");
    assert_eq!(rejected(&import), 0);
}

#[test]
fn an_event_whose_id_is_taken_is_one_record_set_aside() {
    let text = read_text(&in_package("tests/fixtures/events/events.csv"));
    let whole = read_bytes(text.as_bytes(), "events.csv");
    let twice = text.replacen("XAA102,", "XAA101,", 1);
    let import = read_bytes(twice.as_bytes(), "events.csv");
    assert_eq!(import.reading.records.rejected, whole.reading.records.rejected + 1, "{:?}", import.issues);
    assert_eq!(import.reading.records.read + 1, whole.reading.records.read);
    assert_eq!(rejected(&import), import.reading.records.rejected);
}

#[test]
fn the_three_sources_of_a_control_table_are_origins_and_their_majority_carries_them() {
    let dataset = read("viina-control.csv").dataset;
    let claim = claim_id(&dataset, "control of 900001");
    let assessment = assess(&dataset, None, &Options::default());
    let assessed = assessment.claim(claim);
    assert_eq!((assessed.statements, assessed.origins), (9, 3));
    let vote = source_id(&dataset, "VIINA majority vote");
    assert!(assessed.units.iter().all(|unit| unit.origin.source != vote));
    // All three on the first day, the contested one on the second, and the two of Russian control on the third.
    assert_eq!((assessment.source(vote).carried, assessment.source(vote).spoken.total()), (7, 0));
    assert_eq!(dataset.claim(claim).kind, ClaimKind::State);
    let day = |key: &str| dataset.statement(dataset.statement_by_key(key).expect("a statement"));
    assert_eq!(day("900001/20310302/status_dsm").stance, Stance::Supports);
    assert_eq!(day("900001/20310302/status_boost").stance, Stance::Doubts);
}

#[test]
fn a_best_estimate_over_a_highest_one_is_taken_alone() {
    let text = read_text(&fixture("ucdp.csv")).replacen("4,17,4", "4,1,", 1);
    let import = read_bytes(text.as_bytes(), "ucdp.csv");
    let dataset = &import.dataset;
    let deaths = dataset.statement(dataset.statement_by_key("1/deaths").expect("the estimate"));
    let total = deaths.figures.iter().find(|figure| figure.scope.is_none()).expect("a figure of all");
    assert_eq!((total.low, total.high), (Some(4.0), Some(4.0)));
    assert!(import.issues.iter().any(|issue| issue.reason().contains("only the best estimate")));
}

#[test]
fn a_reading_that_is_stopped_says_so_and_one_that_is_watched_comes_to_its_end() {
    let path = fixture("ucdp.csv");
    let stopped = Progress::default();
    stopped.cancel();
    let refused = load_watched(&path, &ReadOptions::default(), &stopped);
    assert!(matches!(refused, Err(LoadError::Cancelled { .. })), "{refused:?}");
    let watched = Progress::default();
    load_watched(&path, &ReadOptions::default(), &watched).expect("a dataset");
    let (done, all) = (watched.done(), watched.total());
    assert!(done == all && all > 0, "{done} of {all}");
}
