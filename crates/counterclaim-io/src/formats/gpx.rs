//! GPX: waypoints as records, and tracks and routes with their first point and the span of their times.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::content::{Body, Content};
use super::importer::{Importer, ReadResult};
use crate::assemble::generic;
use crate::import_report::ReadOptions;
use crate::records::json::Making;
use crate::records::table::{RejectedRecord, Table};

pub const IMPORTER: Importer = Importer {
    name: "GPX waypoints and tracks",
    id: "gpx",
    extensions: &["gpx"],
    score: |content| match content.body {
        Body::Xml if content.table.is_some() && recognises(content.text) => 70,
        _ => 0,
    },
    reads_text: false,
    read: |content: &Content<'_>, options: &ReadOptions| -> ReadResult { generic::read(content, options) },
};

/// The most elements inside each other; more is a mistake or an attack.
const MAX_DEPTH: usize = 200;

/// How far into a file its first element may stand, in bytes.
const HEAD: usize = 4096;

/// Whether a text is GPX, by its beginning.
pub fn recognises(text: &str) -> bool {
    text.get(..text.floor_char_boundary(HEAD)).is_some_and(|head| head.contains("<gpx"))
}

/// A waypoint, a track or a route in the making.
#[derive(Default)]
struct Mark {
    line: usize,
    kind: &'static str,
    cells: Vec<(String, String)>,
    first: Option<(String, String)>,
    times: Option<(String, String)>,
    points: usize,
}

/// The waypoints, tracks and routes of a text. An error is a line and a sentence for the user.
pub fn table(text: &str) -> Result<Table, (usize, String)> {
    let mut reader = Reader::from_str(text);
    let mut made = Making::default();
    let mut stack: Vec<(String, String)> = Vec::new();
    let mut mark: Option<Mark> = None;
    let (mut counted, mut line) = (0usize, 1usize);
    let reason = loop {
        let at = usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
        line += text.as_bytes().get(counted..at).unwrap_or_default().iter().filter(|byte| **byte == b'\n').count();
        counted = at.max(counted);
        match reader.read_event() {
            Ok(Event::Eof) if stack.is_empty() => break None,
            Ok(Event::Eof) => break Some("the XML is incomplete".to_owned()),
            Ok(Event::Start(_)) if stack.len() >= MAX_DEPTH => {
                break Some(format!("the elements are nested more than {MAX_DEPTH} levels deep"));
            }
            Ok(Event::Start(start)) => {
                open(&start, line, &mut mark);
                stack.push((start.local_name().as_ref().to_owned(), String::new()));
            }
            Ok(Event::Empty(start)) => {
                open(&start, line, &mut mark);
                close(start.local_name().as_ref(), "", "", &mut mark, &mut made);
            }
            Ok(Event::End(_)) => {
                let (name, held) = stack.pop().unwrap_or_default();
                let parent = stack.last().map_or("", |(name, _)| name.as_str());
                close(&name, held.trim(), parent, &mut mark, &mut made);
            }
            Ok(Event::Text(words)) => add(&mut stack, &words.xml10_content()),
            Ok(Event::CData(words)) => add(&mut stack, &words.xml10_content()),
            Ok(Event::GeneralRef(name)) => {
                let name = name.xml10_content();
                let sign = quick_xml::escape::unescape(&format!("&{name};")).map(std::borrow::Cow::into_owned);
                add(&mut stack, &sign.unwrap_or_default());
            }
            Ok(_) => {}
            Err(error) => break Some(format!("the XML is invalid or incomplete ({error})")),
        }
    };
    let Some(reason) = reason else { return Ok(made.finish()) };
    if made.table.row_count() == 0 {
        return Err((line, reason));
    }
    let reason = format!("{reason}, in line {line}; everything after it was skipped");
    // The cut may lie within the first tag of a record.
    let last_tag = text.rfind('<').and_then(|at| text.get(at..)).unwrap_or_default();
    let is_begun = ["<wpt", "<trk ", "<trk>", "<rte ", "<rte>"].iter().any(|tag| last_tag.starts_with(tag));
    match mark {
        Some(mark) => made.table.rejected.push(RejectedRecord { line: mark.line, reason }),
        None if is_begun => made.table.rejected.push(RejectedRecord { line, reason }),
        None => made.table.remarks.push(reason),
    }
    Ok(made.finish())
}

fn add(stack: &mut [(String, String)], words: &str) {
    if let Some((_, held)) = stack.last_mut() {
        held.push_str(words);
    }
}

fn open(start: &BytesStart<'_>, line: usize, mark: &mut Option<Mark>) {
    let kind = match start.local_name().as_ref() {
        "wpt" => "waypoint",
        "trk" => "track",
        "rte" => "route",
        _ => "",
    };
    if !kind.is_empty() && mark.is_none() {
        *mark = Some(Mark { line, kind, ..Mark::default() });
    }
    let Some(mark) = mark else { return };
    if matches!(start.local_name().as_ref(), "wpt" | "trkpt" | "rtept") {
        mark.points += 1;
        let value = |name: &str| {
            let found = start.attributes().with_checks(false).flatten().find(|found| found.key.as_ref() == name)?;
            Some(found.value.trim().to_owned())
        };
        mark.first = mark.first.take().or_else(|| Some((value("lat")?, value("lon")?)));
    }
}

fn close(name: &str, text: &str, parent: &str, mark: &mut Option<Mark>, made: &mut Making) {
    let Some(held) = mark else { return };
    let is_own = matches!(parent, "wpt" | "trk" | "rte");
    match name {
        "name" | "desc" | "cmt" | "type" | "src" if is_own && !text.is_empty() => {
            let column = match name {
                "desc" => "description",
                "cmt" => "comment",
                "src" => "source",
                other => other,
            };
            held.cells.push((column.to_owned(), text.to_owned()));
        }
        "time" if !text.is_empty() => {
            let times = held.times.get_or_insert_with(|| (text.to_owned(), String::new()));
            times.1 = text.to_owned();
        }
        "wpt" | "trk" | "rte" => {
            let Some(done) = mark.take() else { return };
            made.add_cells(done.line, done.into_cells());
        }
        _ => {}
    }
}

impl Mark {
    fn into_cells(self) -> Vec<(String, String)> {
        let mut cells = vec![("kind".to_owned(), self.kind.to_owned())];
        cells.extend(self.cells);
        if let Some((lat, lon)) = self.first {
            cells.extend([("latitude".to_owned(), lat), ("longitude".to_owned(), lon)]);
        }
        if let Some((begin, end)) = self.times {
            if end != begin {
                cells.push(("end".to_owned(), end));
            }
            cells.push(("begin".to_owned(), begin));
        }
        if self.points > 1 {
            cells.push(("number of points".to_owned(), self.points.to_string()));
        }
        cells
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GPX: &str = r#"<?xml version="1.0"?><gpx version="1.1" xmlns="http://www.topografix.com/GPX/1/1">
        <metadata><time>2031-06-01T00:00:00Z</time></metadata>
        <wpt lat="48.01" lon="37.25"><time>2031-05-01T10:00:00Z</time><name>Bridge &amp; mill</name><desc>shelled</desc></wpt>
        <wpt lat="48.02" lon="37.35"/>
        <trk><name>Convoy</name><trkseg><trkpt lat="48.1" lon="37.4"><time>2031-05-02T08:00:00Z</time></trkpt>
        <trkpt lat="48.2" lon="37.5"><time>2031-05-02T09:00:00Z</time></trkpt></trkseg></trk></gpx>"#;

    fn cells<'a>(table: &'a Table, column: &str) -> Vec<&'a str> {
        let column = table.column(column).expect("the column");
        (0..table.row_count()).map(|row| table.cell(row, column)).collect()
    }

    #[test]
    fn waypoints_and_tracks_have_a_point_and_their_times() {
        assert!(recognises(GPX));
        let table = table(GPX).expect("GPX");
        assert_eq!(cells(&table, "kind"), ["waypoint", "waypoint", "track"]);
        assert_eq!(cells(&table, "name"), ["Bridge & mill", "", "Convoy"]);
        assert_eq!(cells(&table, "latitude"), ["48.01", "48.02", "48.1"]);
        assert_eq!(cells(&table, "longitude"), ["37.25", "37.35", "37.4"]);
        assert_eq!(cells(&table, "begin"), ["2031-05-01T10:00:00Z", "", "2031-05-02T08:00:00Z"]);
        assert_eq!(cells(&table, "end"), ["", "", "2031-05-02T09:00:00Z"]);
    }

    #[test]
    fn a_cut_file_gives_what_stands_before_the_cut() {
        let cut = &GPX[..GPX.find("<trkpt lat=\"48.2\"").expect("a point")];
        let table = table(cut).expect("two waypoints");
        assert_eq!((table.row_count(), table.rejected.len()), (2, 1));
        assert!(super::table("<gpx><wpt").is_err());
        for end in 0..GPX.len() {
            let _ = super::table(&GPX[..end]);
        }
    }
}
