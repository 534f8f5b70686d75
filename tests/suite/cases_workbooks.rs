//! Workbooks as people make them: a sheet for each month, links behind cells, names below titles and groups.

use std::path::Path;

use counterclaim_io::import_report::ReadOptions;
use counterclaim_io::load::{Import, load_bytes_with, load_with};

use crate::formats::packed::zipped;
use crate::support::in_package;

fn case(name: &str, options: &ReadOptions) -> Import {
    load_with(&in_package("tests/fixtures/cases").join(name), options).unwrap_or_else(|error| panic!("{error}"))
}

/// An ODS workbook of sheets, each with its name and its rows as XML.
fn ods(sheets: &[(&str, &str)]) -> Vec<u8> {
    let tables: Vec<String> =
        sheets.iter().map(|(name, rows)| format!("<table:table table:name=\"{name}\">{rows}</table:table>")).collect();
    let content = format!(
        "<office:document-content xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" \
         xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" \
         xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\" \
         xmlns:xlink=\"http://www.w3.org/1999/xlink\"><office:body><office:spreadsheet>{}\
         </office:spreadsheet></office:body></office:document-content>",
        tables.concat()
    );
    zipped(&[
        ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet".as_slice()),
        (
            "META-INF/manifest.xml",
            b"<manifest:manifest xmlns:manifest=\"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0\"/>",
        ),
        ("content.xml", content.as_bytes()),
    ])
}

/// A row of cells; one of the form `text|address` is a link.
fn row(cells: &[&str]) -> String {
    let cell = |cell: &&str| match cell.split_once('|') {
        Some((text, address)) => format!(
            "<table:table-cell office:value-type=\"string\"><text:p><text:a xlink:href=\"{address}\">{text}</text:a>\
             </text:p></table:table-cell>"
        ),
        None if cell.is_empty() => "<table:table-cell/>".to_owned(),
        None => format!("<table:table-cell office:value-type=\"string\"><text:p>{cell}</text:p></table:table-cell>"),
    };
    format!("<table:table-row>{}</table:table-row>", cells.iter().map(cell).collect::<String>())
}

fn read(bytes: &[u8], options: &ReadOptions) -> Import {
    load_bytes_with(bytes, Path::new("made.ods"), options).unwrap_or_else(|error| panic!("{error}"))
}

/// Title and day of each event.
fn titles(import: &Import) -> Vec<&str> {
    import.dataset.event_ids().map(|id| import.dataset.event(id).title).collect()
}

/// Publisher and address of each report.
fn reports(import: &Import) -> Vec<(&str, &str)> {
    let dataset = &import.dataset;
    let of = |id| {
        let report = dataset.report(id);
        (report.publisher.map_or("", |at| dataset.source(at).name), report.url.unwrap_or_default())
    };
    dataset.report_ids().map(of).collect()
}

#[test]
fn the_addresses_behind_cells_are_reports_and_a_word_for_a_link_is_no_outlet() {
    let import = case("links-behind-cells.xlsx", &ReadOptions::default());
    assert_eq!(
        reports(&import),
        [
            ("Daily Courier", "https://courier.example/1"),
            ("wire.example", "https://wire.example/2"),
            ("wire.example", "https://wire.example/3"),
        ]
    );
}

#[test]
fn links_of_ods_workbooks_are_read_also_behind_repeated_cells() {
    let blank = "<table:table-cell table:number-columns-repeated=\"2\"/>";
    let linked = row(&["2", "Mill burnt", "Ford Gazette|https://gazette.example/2"]);
    let spaced = row(&["3", "Convoy stopped"]).replace("</table:table-row>", "")
        + blank
        + &row(&["here|http://wire.example/3"]).replace("<table:table-row>", "");
    let head = row(&["id", "title", "source", "", "web"]);
    let empty = "<table:table-row table:number-rows-repeated=\"3\"><table:table-cell/></table:table-row>";
    let import = read(&ods(&[("Events", &[head, linked, empty.to_owned(), spaced].concat())]), &ReadOptions::default());
    assert_eq!(titles(&import), ["Mill burnt", "Convoy stopped"]);
    assert_eq!(
        reports(&import),
        [("Ford Gazette", "https://gazette.example/2"), ("wire.example", "http://wire.example/3")]
    );
}

#[test]
fn sheets_of_the_same_columns_are_read_together_and_one_can_be_chosen() {
    let all = case("sheet-for-each-month.xlsx", &ReadOptions::default());
    assert_eq!(all.dataset.event_ids().count(), 9);
    assert!(
        all.issues.iter().any(|issue| issue.to_string().contains("3 sheets with the same columns: May, June, July"))
    );
    assert_eq!(all.reading.sheets, ["May", "June", "July"]);
    let june = ReadOptions { sheet: Some("June".to_owned()), ..ReadOptions::default() };
    let june = case("sheet-for-each-month.xlsx", &june);
    assert_eq!(titles(&june), ["Shelling 6-1", "Shelling 6-2", "Shelling 6-3"]);
    assert_eq!(june.reading.options.sheet.as_deref(), Some("June"));
    let missing = ReadOptions { sheet: Some("August".to_owned()), ..ReadOptions::default() };
    let path = in_package("tests/fixtures/cases").join("sheet-for-each-month.xlsx");
    let error = load_with(&path, &missing).expect_err("no such sheet").to_string();
    assert!(error.contains("no sheet `August`; its sheets: May, June, July"), "{error}");
}

#[test]
fn sheets_with_their_columns_in_another_order_are_read_by_their_names_and_others_are_skipped() {
    let may = [row(&["Incidents of May"]), row(&["id", "date", "title"]), row(&["1", "2031-05-01", "Raid"])].concat();
    let june = [row(&["Title", "ID", "Date"]), row(&["Fire", "2", "2031-06-01"]), row(&["Flood", "3", "2031-06-02"])];
    let notes = [row(&["word", "meaning"]), row(&["raid", "an attack"]), row(&["fire", "a fire"])].concat();
    let import = read(&ods(&[("May", &may), ("Notes", &notes), ("June", &june.concat())]), &ReadOptions::default());
    let dataset = &import.dataset;
    let told: Vec<(&str, &str)> =
        dataset.event_ids().map(|id| dataset.event(id)).map(|event| (event.key, event.title)).collect();
    assert_eq!(told, [("1", "Raid"), ("2", "Fire"), ("3", "Flood")]);
    let remark = import.issues.iter().map(ToString::to_string).find(|issue| issue.contains("2 sheets"));
    assert!(remark.is_some_and(|remark| remark.contains("May, June") && remark.contains("skipped sheets: Notes")));
}

#[test]
fn the_user_can_say_in_which_line_the_names_are_or_that_there_are_none() {
    let text = "id,date,title\ncode,when,name\n1,2031-05-01,Raid\n2,2031-05-02,Fire\n";
    let read = |header_line| {
        let options = ReadOptions { header_line, format: Some("table".to_owned()), ..ReadOptions::default() };
        load_bytes_with(text.as_bytes(), Path::new("made.csv"), &options).unwrap_or_else(|error| panic!("{error}"))
    };
    assert_eq!(read(None).reading.records.read, 3);
    assert_eq!(titles(&read(Some(2))), ["Raid", "Fire"]);
    let none = read(Some(0));
    assert_eq!(none.reading.records.read, 4);
    let sheet = [row(&["a", "b", "c"]), row(&["id", "date", "title"]), row(&["1", "2031-05-01", "Raid"])].concat();
    let options = ReadOptions { header_line: Some(2), ..ReadOptions::default() };
    assert_eq!(titles(&self::read(&ods(&[("Sheet1", &sheet)]), &options)), ["Raid"]);
}

#[test]
fn workbooks_of_the_older_kind_are_read_and_encrypted_ones_say_so() {
    let import = case("old-workbook.xls", &ReadOptions::default());
    assert_eq!(titles(&import), ["Shelling 5-1", "Shelling 5-2", "Shelling 6-1", "Shelling 6-2"]);
    let dataset = &import.dataset;
    let first = dataset.event_ids().next().and_then(|id| dataset.event(id).time).expect("a day");
    assert_eq!(counterclaim_io::cell::time_text::format(first, 0), "2031-05-01");
    let wide: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let encrypted = [b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".as_slice(), &[0; 500], &wide].concat();
    let error = load_bytes_with(&encrypted, Path::new("secret.xlsx"), &ReadOptions::default()).expect_err("encrypted");
    assert!(error.to_string().contains("a password protects it"), "{error}");
    let message = [b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".as_slice(), &[0; 500]].concat();
    let error = load_bytes_with(&message, Path::new("old.msg"), &ReadOptions::default()).expect_err("no workbook");
    assert!(error.to_string().contains("older office document or message"), "{error}");
}
