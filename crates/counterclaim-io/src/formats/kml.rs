//! KML, also from KMZ: placemarks as records; folders, extended data and the text of descriptions are columns.

use std::borrow::Cow;
use std::collections::BTreeSet;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::content::{Body, Content};
use serde_json::json;

use super::importer::{Importer, ReadResult};
use crate::assemble::generic;
use crate::cell::geometry::{self, Extent};
use crate::import_report::ReadOptions;
use crate::records::json::Making;
use crate::records::table::{LIST, RejectedRecord, Table};

pub const IMPORTER: Importer = Importer {
    name: "KML or KMZ map",
    id: "kml",
    extensions: &["kml", "kmz"],
    score: |content| match content.body {
        Body::Xml if content.table.is_some() => 60,
        _ => 0,
    },
    reads_text: false,
    read: |content: &Content<'_>, options: &ReadOptions| -> ReadResult { generic::read(content, options) },
};

/// The most elements inside each other; more is a mistake or an attack.
const MAX_DEPTH: usize = 200;

/// The placemarks of a map; `None` for XML that is none. An error is a line and a sentence for the user.
pub fn table(text: &str) -> Result<Option<Table>, (usize, String)> {
    if !text.get(..4096.min(text.len())).unwrap_or(text).contains("<kml") && !text.contains("<kml") {
        return Ok(None);
    }
    let mut reader = Reader::from_str(text);
    let mut walk =
        Walk { made: Making::default(), stack: Vec::new(), folders: Vec::new(), mark: None, linked: Vec::new() };
    let mut counted = 0usize;
    let mut line = 1usize;
    loop {
        let at = usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
        line += text.as_bytes().get(counted..at).unwrap_or_default().iter().filter(|byte| **byte == b'\n').count();
        counted = at.max(counted);
        match reader.read_event() {
            Ok(Event::Eof) => break,
            Ok(Event::Start(start)) if walk.stack.len() < MAX_DEPTH => walk.open(&start, line),
            Ok(Event::Start(_)) => {
                return Err((line, format!("the elements are nested more than {MAX_DEPTH} levels deep")));
            }
            Ok(Event::End(_)) => walk.close(),
            Ok(Event::Text(text)) => walk.text(&text.xml10_content()),
            Ok(Event::CData(text)) => walk.text(&text.xml10_content()),
            Ok(Event::GeneralRef(name)) => {
                let name = name.xml10_content();
                walk.text(&entity(&name).map_or_else(|| format!("&{name};"), String::from));
            }
            Ok(_) => {}
            Err(error) => return walk.broken(line, format!("the XML is invalid or incomplete ({error})")),
        }
    }
    if !walk.stack.is_empty() {
        return walk.broken(line, "the XML is incomplete".to_owned());
    }
    let linked = walk.linked.join(", ");
    if walk.made.table.row_count() == 0 && !linked.is_empty() {
        return Err((line, format!("it holds no places, only the address of a map: {linked}; download that as KML")));
    }
    let mut table = walk.made.finish();
    if !linked.is_empty() {
        table.remarks.push(format!("the map refers to another map, which was not read: {linked}"));
    }
    Ok(Some(table))
}

/// A placemark in the making.
#[derive(Default)]
struct Mark {
    line: usize,
    cells: Vec<(String, String)>,
    extent: Extent,
    is_point: bool,
    /// Polygons of rings; an inner edge belongs to the polygon before it.
    polygons: Vec<Vec<Vec<[f64; 2]>>>,
    shapes: usize,
    /// First and last time of a track.
    track_times: Option<(String, String)>,
    /// Name of the extended data that is being read.
    data: Option<String>,
}

struct Walk {
    made: Making,
    /// Name and text so far of the elements that are open.
    stack: Vec<(String, String)>,
    folders: Vec<String>,
    mark: Option<Mark>,
    /// Addresses of other maps that the map refers to.
    linked: Vec<String>,
}

impl Walk {
    /// The records before a place where the file is broken; an error where there is none.
    fn broken(mut self, line: usize, reason: String) -> Result<Option<Table>, (usize, String)> {
        if self.made.table.row_count() == 0 {
            return Err((line, reason));
        }
        let mut reason = format!("{reason}, in line {line}; everything after it was skipped");
        if let Some(mark) = self.mark.take() {
            self.made.table.rejected.push(RejectedRecord { line: mark.line, reason: std::mem::take(&mut reason) });
        }
        let mut table = self.made.finish();
        table.remarks.extend(Some(reason).filter(|reason| !reason.is_empty()));
        Ok(Some(table))
    }

    fn open(&mut self, start: &BytesStart<'_>, line: usize) {
        let name = start.local_name().as_ref().to_owned();
        match (&mut self.mark, name.as_str()) {
            (_, "Placemark") => self.mark = Some(Mark { line, ..Mark::default() }),
            (None, "Folder" | "Document") => self.folders.push(String::new()),
            (Some(mark), "Data" | "SimpleData") => {
                let named =
                    start.attributes().flatten().find(|attribute| attribute.key.local_name().as_ref() == "name");
                mark.data = named.map(|attribute| attribute.value.clone().into_owned());
            }
            _ => {}
        }
        self.stack.push((name, String::new()));
    }

    fn text(&mut self, text: &str) {
        if let Some((_, held)) = self.stack.last_mut() {
            held.push_str(text);
        }
    }

    fn close(&mut self) {
        let Some((name, text)) = self.stack.pop() else { return };
        let text = text.trim();
        let parent = self.stack.last().map_or("", |(name, _)| name.as_str());
        let Some(mark) = &mut self.mark else {
            match name.as_str() {
                "Folder" | "Document" => drop(self.folders.pop()),
                "name" if matches!(parent, "Folder" | "Document") => {
                    if let Some(folder) = self.folders.last_mut() {
                        *folder = text.to_owned();
                    }
                }
                "href" if !text.is_empty() && self.stack.iter().any(|(name, _)| name == "NetworkLink") => {
                    self.linked.push(text.to_owned());
                }
                _ => {}
            }
            return;
        };
        let mut put = |name: &str, text: &str| {
            if !text.is_empty() {
                mark.cells.push((name.to_owned(), text.to_owned()));
            }
        };
        match (parent, name.as_str()) {
            ("Placemark", "name" | "address" | "phoneNumber" | "snippet") => put(&name, text),
            ("Placemark", "description") => {
                put("description", &plain(text));
                put("links", &links(text).join(LIST));
            }
            ("TimeStamp", "when") => put("begin", text),
            ("TimeSpan", "begin" | "end") => put(&name, text),
            ("Track", "when") if !text.is_empty() => {
                let times = mark.track_times.get_or_insert_with(|| (text.to_owned(), String::new()));
                times.1 = text.to_owned();
            }
            ("Track", "coord") if mark.shapes == 0 => {
                let mut parts = text.split_whitespace().map(str::parse::<f64>);
                if let (Some(Ok(lon)), Some(Ok(lat))) = (parts.next(), parts.next()) {
                    mark.extent.add(lon, lat);
                }
                mark.is_point = true;
                mark.shapes = 1;
            }
            ("Data", "value") | (_, "SimpleData") => {
                let name = mark.data.take().unwrap_or_else(|| "value".to_owned());
                mark.cells.push((name, text.to_owned()));
            }
            (shape, "coordinates") => {
                mark.is_point = shape == "Point";
                mark.shapes += 1;
                let mut ring = Vec::new();
                for place in coordinate_tuples(text).split_whitespace() {
                    let mut parts = place.split(',').map(|part| part.parse::<f64>());
                    if let (Some(Ok(lon)), Some(Ok(lat))) = (parts.next(), parts.next()) {
                        mark.extent.add(lon, lat);
                        ring.push([lon, lat]);
                    }
                }
                let boundary = self.stack.iter().rev().nth(1).map_or("", |(name, _)| name.as_str());
                match (shape, boundary, mark.polygons.last_mut()) {
                    ("LinearRing", "innerBoundaryIs", Some(polygon)) => polygon.push(ring),
                    ("LinearRing", "outerBoundaryIs", _) => mark.polygons.push(vec![ring]),
                    _ => {}
                }
            }
            (_, "Placemark") => self.finish_mark(),
            _ => {}
        }
    }

    fn finish_mark(&mut self) {
        let Some(mut mark) = self.mark.take() else { return };
        let folders: Vec<&str> = self.folders.iter().map(String::as_str).filter(|name| !name.is_empty()).collect();
        if !folders.is_empty() {
            mark.cells.push(("folder".to_owned(), folders.join(" / ")));
        }
        let mut remark = None;
        if let Some((begin, end)) = mark.track_times.take() {
            mark.cells.push(("begin".to_owned(), begin));
            mark.cells.push(("end".to_owned(), end));
            remark = Some("a track; its first point and the span of its times were used");
        }
        if let Some((position, radius_km)) = mark.extent.middle() {
            mark.cells.push((geometry::LON.to_owned(), position.lon_deg.to_string()));
            mark.cells.push((geometry::LAT.to_owned(), position.lat_deg.to_string()));
            if !mark.is_point || mark.shapes > 1 {
                mark.cells.push((geometry::RADIUS.to_owned(), format!("{radius_km:.1}")));
                let text = json!({"type": "MultiPolygon", "coordinates": mark.polygons}).to_string();
                match geometry::area(&text) {
                    Some(_) => mark.cells.push((geometry::GEOMETRY.to_owned(), text)),
                    None => remark = Some("not drawn; its place is the centre, with a radius that covers it"),
                }
            }
        } else if mark.shapes > 0 {
            remark = Some("the coordinates are not on the globe");
        }
        self.made.add_cells(mark.line, mark.cells);
        if let Some(remark) = remark {
            self.made.table.remark("geometry", remark);
        }
    }
}

/// Coordinates with blanks only between tuples; some programs write blanks after the commas.
fn coordinate_tuples(text: &str) -> Cow<'_, str> {
    let is_tuple = |token: &str| token.trim_end_matches(',').contains(',');
    if text.split_whitespace().all(is_tuple) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.split(',').map(str::trim).collect::<Vec<_>>().join(","))
}

/// The character of an entity that XML itself knows, or of a number.
fn entity(name: &str) -> Option<char> {
    let number = name.strip_prefix('#').map(|number| match number.strip_prefix(['x', 'X']) {
        Some(digits) => u32::from_str_radix(digits, 16),
        None => number.parse(),
    });
    match (number, name) {
        (Some(number), _) => char::from_u32(number.ok()?),
        (_, "amp") => Some('&'),
        (_, "lt") => Some('<'),
        (_, "gt") => Some('>'),
        (_, "quot") => Some('"'),
        (_, "apos") => Some('\''),
        (_, "nbsp") => Some(' '),
        _ => None,
    }
}

/// The text of HTML, without its tags.
fn plain(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(open) = rest.find('<') {
        text.push_str(rest.get(..open).unwrap_or_default());
        let after = rest.get(open + 1..).unwrap_or_default();
        let is_tag = after.starts_with(|next: char| next.is_ascii_alphabetic() || next == '/' || next == '!');
        match after.find('>').filter(|_| is_tag) {
            Some(close) => {
                text.push(' ');
                rest = after.get(close + 1..).unwrap_or_default();
            }
            None => {
                text.push('<');
                rest = after;
            }
        }
    }
    text.push_str(rest);
    let text = ["&nbsp;", "&amp;", "&lt;", "&gt;", "&quot;", "&#39;"]
        .into_iter()
        .zip([" ", "&", "<", ">", "\"", "'"])
        .fold(text, |text, (code, character)| text.replace(code, character));
    crate::cell::value::squeezed(&text)
}

/// The addresses in HTML, each once.
fn links(html: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut known: BTreeSet<&str> = BTreeSet::new();
    for scheme in ["https://", "http://"] {
        for (at, _) in html.match_indices(scheme) {
            let rest = html.get(at..).unwrap_or_default();
            let end = rest.find(|character: char| character.is_whitespace() || "\"'<>)".contains(character));
            let url = rest.get(..end.unwrap_or(rest.len())).unwrap_or(rest).trim_end_matches(['.', ',', ';']);
            if known.insert(url) {
                found.push(url.to_owned());
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn html_becomes_text_and_its_links() {
        let html = "<b>A &amp; B</b><br/>see <a href=\"https://example.org/a\">this</a>, https://example.org/b. 1 < 2";
        assert_eq!(plain(html), "A & B see this , https://example.org/b. 1 < 2");
        assert_eq!(links(html), ["https://example.org/a", "https://example.org/b"]);
    }

    const TRACK: &str = include_str!("../../../../tests/fixtures/cases/track.kml");
    const SPACES: &str = include_str!("../../../../tests/fixtures/cases/spaces-in-coordinates.kml");
    const LINK: &str = include_str!("../../../../tests/fixtures/cases/network-link.kml");

    fn cells(text: &str, column: &str) -> Vec<String> {
        let table = table(text).expect("readable").expect("a map");
        let column = table.column(column).expect("the column");
        table.cells(column).map(str::to_owned).collect()
    }

    #[test]
    fn a_track_gives_its_first_point_and_its_span() {
        assert_eq!(cells(TRACK, geometry::LAT), ["48.0083", "48.1083"]);
        assert_eq!(cells(TRACK, geometry::LON), ["37.25", "37.35"]);
        assert_eq!(cells(TRACK, "begin"), ["2031-05-01T10:00:00Z", "2031-05-02"]);
        assert_eq!(cells(TRACK, "end"), ["2031-05-01T10:05:00Z"]);
    }

    #[test]
    fn points_with_blanks_after_the_commas_are_read() {
        assert_eq!(cells(SPACES, geometry::LAT), ["48.0083", "48.1083"]);
        assert_eq!(cells(SPACES, geometry::LON), ["37.25", "37.35"]);
    }

    #[test]
    fn blanks_after_commas_are_no_new_tuple() {
        assert_eq!(coordinate_tuples(" 37.25, 48.0083, 0 ").trim(), "37.25,48.0083,0");
        assert_eq!(coordinate_tuples("1 , 2\n 3 , 4"), "1,2\n 3,4");
        assert_eq!(coordinate_tuples("1,2,0 3,4,0"), "1,2,0 3,4,0");
        assert_eq!(coordinate_tuples("1,2, 3,4"), "1,2, 3,4");
    }

    #[test]
    fn only_the_address_of_a_map_is_an_error_that_says_so() {
        let (_, reason) = table(LINK).expect_err("no places");
        assert!(reason.contains("https://maps.example.org/kml?mid=abc; download that as KML"), "{reason}");
    }
}
