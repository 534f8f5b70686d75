//! Packings, encodings and workbooks: the same records whatever they come in, and bounds on what hostile files cost.

use std::io::{Cursor, Write as _};
use std::path::Path;

use counterclaim_io::LoadError;
use counterclaim_io::import_report::ReadOptions;
use counterclaim_io::load::{Import, load_bytes, load_bytes_with};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::{fixture, read, read_bytes, told};
use crate::support::{in_package, read_text};

pub fn zipped(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        writer.start_file(*name, SimpleFileOptions::default()).expect("started");
        writer.write_all(bytes).expect("written");
    }
    writer.finish().expect("finished").into_inner()
}

fn gzipped(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).expect("written");
    encoder.finish().expect("finished")
}

#[track_caller]
fn assert_same(import: &Import, name: &str) {
    let plain = read(name);
    assert_eq!(import.reading.format, plain.reading.format);
    assert_eq!(import.reading.records, plain.reading.records);
    assert_eq!(told(&import.dataset), told(&plain.dataset));
}

#[test]
fn a_file_in_gzip_zstd_or_zip_is_the_same_file() {
    for name in ["claims.csv", "gdelt.export.CSV", "events.geojson", "review.json", "map.kml"] {
        let bytes = std::fs::read(fixture(name)).expect("the fixture");
        let zstd = ruzstd::encoding::compress_to_vec(&*bytes, ruzstd::encoding::CompressionLevel::Fastest);
        for packed in [gzipped(&bytes), zstd, zipped(&[(name, &bytes)])] {
            let import = read_bytes(&packed, name);
            assert_same(&import, name);
            assert!(
                import.issues[0].reason().contains("unpacked from") || import.issues[0].reason().contains("read from")
            );
        }
    }
}

#[test]
fn a_kmz_is_its_map() {
    let map = std::fs::read(fixture("map.kml")).expect("the fixture");
    assert_same(&read_bytes(&zipped(&[("files/icon.png", b"x"), ("doc.kml", &map)]), "map.kmz"), "map.kml");
}

#[test]
fn older_encodings_give_the_same_records() {
    let text = read_text(&fixture("viina.csv"));
    let text = text.trim_start_matches('\u{feff}');
    let utf_16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let utf_16 = [b"\xff\xfe".to_vec(), utf_16].concat();
    let (cyrillic, _, had_errors) = encoding_rs::WINDOWS_1251.encode(text);
    assert!(!had_errors);
    for (bytes, words) in [(utf_16, "UTF-16LE"), (cyrillic.into_owned(), "windows-1251")] {
        let import = read_bytes(&bytes, "viina.csv");
        assert_same(&import, "viina.csv");
        assert!(import.issues[0].reason().contains(words), "{}", import.issues[0]);
    }
}

#[test]
fn a_table_of_events_in_another_encoding_is_one_too() {
    let path = in_package("tests/fixtures/events/events.csv");
    let text = read_text(&path);
    let plain = read_bytes(text.as_bytes(), "events.csv");
    let wide: Vec<u8> = std::iter::once(0xfeff)
        .chain(text.trim_start_matches('\u{feff}').encode_utf16())
        .flat_map(u16::to_le_bytes)
        .collect();
    let import = read_bytes(&wide, "events.csv");
    assert_eq!((import.reading.id, import.reading.records), ("acled", plain.reading.records));
    let keys = |import: &Import| -> Vec<String> {
        import.dataset.claim_ids().map(|id| import.dataset.claim(id).key.to_owned()).collect()
    };
    assert_eq!(keys(&import), keys(&plain));
}

const SHEET: &str = r#"<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>
<row r="2"><c r="A2" t="inlineStr"><is><t>date</t></is></c><c r="B2" t="inlineStr"><is><t>place</t></is></c><c r="C2" t="inlineStr"><is><t>title</t></is></c></row>
<row r="3"><c r="A3" s="1"><v>47908</v></c><c r="B3" t="inlineStr"><is><t>Millbrook</t></is></c><c r="C3" t="inlineStr"><is><t>Depot burnt</t></is></c></row>
<row r="4"><c r="B4" t="inlineStr"><is><t>Norvik</t></is></c><c r="C4" t="inlineStr"><is><t>Mill burnt</t></is></c></row>
EXTRA</sheetData><mergeCells count="1"><mergeCell ref="A3:A4"/></mergeCells></worksheet>"#;

pub fn xlsx(extra: &str) -> Vec<u8> {
    xlsx_of(&SHEET.replace("EXTRA", extra))
}

fn xlsx_of(sheet: &str) -> Vec<u8> {
    let types = r#"<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>"#;
    let book = r#"<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Events" sheetId="1" r:id="rId1"/></sheets></workbook>"#;
    let relations = r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>"#;
    let root = r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
    let styles = r#"<?xml version="1.0"?><styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>"#;
    zipped(&[
        ("[Content_Types].xml", types.as_bytes()),
        ("_rels/.rels", root.as_bytes()),
        ("xl/workbook.xml", book.as_bytes()),
        ("xl/_rels/workbook.xml.rels", relations.as_bytes()),
        ("xl/styles.xml", styles.as_bytes()),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
    ])
}

fn ods(rows: &str) -> Vec<u8> {
    ods_of(&ods_content(rows))
}

fn ods_content(rows: &str) -> String {
    format!(
        r#"<?xml version="1.0"?><office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet><table:table table:name="Events">{rows}</table:table></office:spreadsheet></office:body></office:document-content>"#
    )
}

fn ods_of(content: &str) -> Vec<u8> {
    let mime = b"application/vnd.oasis.opendocument.spreadsheet";
    let manifest = r#"<?xml version="1.0"?><manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>"#;
    zipped(&[("mimetype", mime), ("content.xml", content.as_bytes()), ("META-INF/manifest.xml", manifest.as_bytes())])
}

fn ods_row(cells: &[&str]) -> String {
    let cell = |text: &&str| match text.strip_prefix("date:") {
        Some(date) => format!(
            r#"<table:table-cell office:value-type="date" office:date-value="{date}"><text:p>x</text:p></table:table-cell>"#
        ),
        None => format!(r#"<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>"#),
    };
    format!("<table:table-row>{}</table:table-row>", cells.iter().map(cell).collect::<String>())
}

#[test]
fn dates_of_workbooks_are_dates_and_merged_cells_share_them() {
    let rows = [
        ["date", "place", "title"],
        ["date:2031-03-01", "Millbrook", "Depot burnt"],
        ["date:2031-03-01", "Norvik", "Mill burnt"],
    ];
    let sheet: String = rows.iter().map(|row| ods_row(row)).collect();
    for (bytes, name) in [(xlsx(""), "events.xlsx"), (ods(&sheet), "events.ods")] {
        let import = read_bytes(&bytes, name);
        assert_eq!(
            (import.reading.format, import.reading.records.read, import.reading.records.rejected),
            ("Workbook (XLSX, ODS, XLS)", 2, 0)
        );
        for id in import.dataset.event_ids() {
            let event = import.dataset.event(id);
            assert_eq!(event.time.map(|span| span.label()).as_deref(), Some("1 Mar 2031"), "{name}: {}", event.title);
        }
    }
}

#[test]
fn a_small_workbook_that_says_it_is_huge_costs_no_memory() {
    let far = r#"<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>far</t></is></c></row>"#;
    let error = load_bytes(&xlsx(far), Path::new("far.xlsx")).expect_err("too wide");
    assert!(error.to_string().contains("more than 10000 columns"), "{error}");
    let cell = r#"<table:table-cell office:value-type="string" table:number-columns-repeated="16000"><text:p>x</text:p></table:table-cell>"#;
    let row = format!(r#"<table:table-row table:number-rows-repeated="1000000">{cell}</table:table-row>"#);
    let error = load_bytes(&ods(&row), Path::new("many.ods")).expect_err("too many");
    assert!(error.to_string().contains("more than 5000000 cells"), "{error}");
}

#[test]
fn a_merged_region_that_says_it_is_huge_fills_only_the_table() {
    let sheet = SHEET.replace("EXTRA", "").replace("A3:A4", "A3:AVERSI9000000");
    let import = read_bytes(&xlsx_of(&sheet), "events.xlsx");
    assert_eq!((import.reading.records.read, import.reading.records.rejected), (2, 0));
}

#[test]
fn cut_and_damaged_archives_are_refused_in_words() {
    let bytes = std::fs::read(fixture("claims.csv")).expect("the fixture");
    for whole in [gzipped(&bytes), zipped(&[("claims.csv", &bytes)]), xlsx(""), ods(&ods_row(&["a", "b"]))] {
        let error = load_bytes(&whole[..whole.len() / 2], Path::new("cut.bin")).expect_err("cut");
        assert!(matches!(error, LoadError::Packed { .. } | LoadError::Malformed { .. }), "{error}");
    }
    let map = read_text(&fixture("map.kml"));
    let first = map.find("</Placemark>").expect("a record");
    let error = load_bytes(&map.as_bytes()[..first], Path::new("cut.kml")).expect_err("cut");
    assert!(matches!(error, LoadError::Malformed { .. }), "{error}");
    let import = load_bytes(&map.as_bytes()[..first + 40], Path::new("cut.kml")).expect("the record before the cut");
    assert_eq!((import.reading.records.read, import.reading.records.rejected), (1, 1));
    let import = load_bytes(&map.as_bytes()[..first + 12], Path::new("cut.kml")).expect("the record before the cut");
    assert_eq!((import.reading.records.read, import.reading.records.rejected), (1, 0));
    assert!(import.issues.iter().any(|issue| issue.reason().contains("incomplete")), "{:?}", import.issues);
    let reviews = read_text(&fixture("review.json"));
    let error = load_bytes(&reviews.as_bytes()[..reviews.len() / 2], Path::new("cut.json")).expect_err("cut");
    assert!(matches!(error, LoadError::Malformed { .. }), "{error}");
}

#[test]
fn a_sheet_that_is_cut_off_inside_a_whole_archive_is_told_and_read_to_its_end() {
    let content = ods_content(&ods_row(&["a", "b"]).repeat(3));
    for at in (1..content.len()).step_by(7) {
        let error = load_bytes(&ods_of(&content[..at]), Path::new("cut.ods")).expect_err("cut");
        assert!(matches!(error, LoadError::Malformed { .. } | LoadError::UnknownFormat { .. }), "{error}");
    }
    let sheet = SHEET.replace("EXTRA", "");
    for at in (1..sheet.len()).step_by(7) {
        if let Ok(import) = load_bytes(&xlsx_of(&sheet[..at]), Path::new("cut.xlsx")) {
            assert!(import.reading.records.read + import.reading.records.rejected <= 2);
        }
    }
}

#[test]
fn endless_lines_huge_cells_and_deep_nesting_are_told_and_cost_no_stack() {
    let wide = ",".repeat(10_000_000) + "\n1,2\n";
    let error = load_bytes(wide.as_bytes(), Path::new("wide.csv")).expect_err("too wide");
    assert!(error.to_string().contains("more than 10000 cells"), "{error}");
    let huge = format!("id,title\n1,{}\n2,short\n", "x".repeat(3 << 20));
    let import = read_bytes(huge.as_bytes(), "huge.csv");
    assert_eq!((import.reading.records.read, import.reading.records.rejected), (1, 1));
    let deep =
        format!("[{{\"id\": 1, \"a\": {}1{}}}, {{\"id\": 2, \"a\": 1}}]", "[".repeat(100_000), "]".repeat(100_000));
    let import = read_bytes(deep.as_bytes(), "deep.json");
    assert_eq!((import.reading.records.read, import.reading.records.rejected), (1, 1));
    let open = "<kml>".to_owned() + &"<a>".repeat(100_000);
    assert!(load_bytes(open.as_bytes(), Path::new("deep.kml")).is_err());
}

#[test]
fn a_file_of_more_records_than_memory_is_for_is_refused_before_they_are_taken_in() {
    let rows = "place,date\n".to_owned() + &"a,\n".repeat(5_000_001);
    let reviews = format!("[{}0]", "0,".repeat(5_000_000));
    for (text, name, format) in [(&rows, "rows.csv", "table"), (&reviews, "reviews.json", "averitec")] {
        let options = ReadOptions { format: Some(format.to_owned()), ..ReadOptions::default() };
        let error = load_bytes_with(text.as_bytes(), Path::new(name), &options).expect_err("too many");
        assert!(matches!(error, LoadError::TooManyToHold { limit: 5_000_000, .. }), "{error}");
        assert!(error.to_string().contains("more than 5000000 records"), "{error}");
    }
}
