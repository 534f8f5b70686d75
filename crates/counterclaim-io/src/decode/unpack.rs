//! Unpacks gzip, zstd and zip, with a limit on the result.
//!
//! The limit counts bytes actually written, not the size that the archive declares.

use std::borrow::Cow;
use std::io::{Cursor, Read};

use flate2::read::MultiGzDecoder;
use ruzstd::decoding::StreamingDecoder;
use zip::ZipArchive;

/// The most nested packings that are opened.
const MAX_LAYERS: usize = 3;

/// The result of unpacking.
#[derive(Debug)]
pub struct Unpacked<'a> {
    pub bytes: Cow<'a, [u8]>,
    /// Whether it is an office document, which is a zip archive.
    pub is_workbook: bool,
    /// Remarks for the user.
    pub remarks: Vec<String>,
}

/// Opens every packing around a file; `limit` is the most bytes that one may unpack to.
///
/// An error is a message for the user.
pub fn unpack(bytes: Cow<'_, [u8]>, limit: u64) -> Result<Unpacked<'_>, String> {
    let mut unpacked = Unpacked { bytes, is_workbook: false, remarks: Vec::new() };
    for _ in 0..MAX_LAYERS {
        let (inner, remark) = if unpacked.bytes.starts_with(b"\x1f\x8b") {
            let inner = drain(MultiGzDecoder::new(&*unpacked.bytes), limit)?;
            (inner, "unpacked from gzip".to_owned())
        } else if unpacked.bytes.starts_with(b"\x28\xb5\x2f\xfd") {
            (frames(&unpacked.bytes, limit)?, "unpacked from zstd".to_owned())
        } else if unpacked.bytes.starts_with(b"PK\x03\x04") {
            match entry(&unpacked.bytes, limit)? {
                Entry::Workbook => {
                    unpacked.is_workbook = true;
                    return Ok(unpacked);
                }
                Entry::File { name, bytes, others: 0 } => (bytes, format!("read from `{name}` in the archive")),
                Entry::File { name, bytes, others } => {
                    (bytes, format!("read from `{name}` in the archive; other files skipped: {others}"))
                }
            }
        } else if unpacked.bytes.starts_with(COMPOUND) {
            unpacked.is_workbook = is_old_workbook(&unpacked.bytes)?;
            return Ok(unpacked);
        } else {
            return Ok(unpacked);
        };
        unpacked.bytes = Cow::Owned(inner);
        unpacked.remarks.push(remark);
    }
    Ok(unpacked)
}

/// How a compound file begins: a workbook, document or message of an older Office, or an encrypted one.
pub const COMPOUND: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";

/// Whether a compound file is a workbook, by the names of its parts.
///
/// An error says that it is encrypted.
fn is_old_workbook(bytes: &[u8]) -> Result<bool, String> {
    let has_part = |name: &str| {
        let wide: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        memchr::memmem::find(bytes, &wide).is_some()
    };
    if has_part("EncryptedPackage") {
        return Err("a password protects it; open it in a spreadsheet and save a copy without a password".to_owned());
    }
    Ok((has_part("Workbook") || has_part("Book")) && !has_part("WordDocument") && !has_part("__substg1.0_"))
}

fn drain(reader: impl Read, limit: u64) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    let taken = reader.take(limit.saturating_add(1)).read_to_end(&mut bytes);
    taken.map_err(|error| format!("it is damaged or incomplete ({error}); get a new copy"))?;
    if bytes.len() as u64 > limit {
        return Err(format!("it unpacks to more than {limit} bytes, which is the limit"));
    }
    Ok(bytes)
}

/// All frames of a zstd file, one after the other.
fn frames(packed: &[u8], limit: u64) -> Result<Vec<u8>, String> {
    let mut rest = packed;
    let mut bytes = Vec::new();
    while !rest.is_empty() {
        let room = limit.saturating_sub(bytes.len() as u64);
        let decoder = StreamingDecoder::new(&mut rest)
            .map_err(|error| format!("it is damaged or incomplete ({error}); get a new copy"))?;
        bytes.extend(drain(decoder, room)?);
    }
    Ok(bytes)
}

enum Entry {
    Workbook,
    File {
        name: String,
        bytes: Vec<u8>,
        /// The number of other files beside it.
        others: usize,
    },
}

/// The one file of an archive to read.
fn entry(packed: &[u8], limit: u64) -> Result<Entry, String> {
    let damaged =
        |error: zip::result::ZipError| format!("it is a damaged or incomplete zip archive ({error}); get a new copy");
    let mut archive = ZipArchive::new(Cursor::new(packed)).map_err(damaged)?;
    let mut names: Vec<String> = archive.file_names().filter_map(Result::ok).map(|name| name.into_owned()).collect();
    names.sort();
    if names.iter().any(|name| name == "word/document.xml" || name == "ppt/presentation.xml") {
        let advice = "copy its table into a spreadsheet and save that as XLSX or CSV";
        return Err(format!("it is an office document without a spreadsheet; {advice}"));
    }
    if names.iter().any(|name| name == "[Content_Types].xml" || name == "content.xml") {
        return Ok(Entry::Workbook);
    }
    names.retain(|name| {
        let last = name.rsplit('/').next().unwrap_or_default();
        !last.is_empty() && !last.starts_with('.') && !name.starts_with("__MACOSX/")
    });
    let is_map = |name: &&String| name.to_lowercase().ends_with(".kml");
    let map = names.iter().find(|name| *name == "doc.kml").or_else(|| names.iter().find(is_map));
    let (name, others) = match (map, names.as_slice()) {
        // What lies beside the map in a KMZ file are pictures and other maps.
        (Some(map), names) => (map.clone(), names.iter().filter(is_map).count() - 1),
        (None, [only]) => (only.clone(), 0),
        (None, []) => return Err("it is an empty zip archive".to_owned()),
        (None, several) => {
            let first: Vec<&str> = several.iter().take(5).map(String::as_str).collect();
            let more = if several.len() > first.len() { " …" } else { "" };
            let count = several.len();
            let list = first.join(", ");
            return Err(format!(
                "it is a zip archive with {count} files ({list}{more}); unpack it and open one of them"
            ));
        }
    };
    let file = archive.by_name(&name).map_err(damaged)?;
    Ok(Entry::File { bytes: drain(file, limit)?, name, others })
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use flate2::Compression;
    use flate2::write::GzEncoder;
    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    use super::*;

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(bytes).expect("written");
        encoder.finish().expect("finished")
    }

    fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in files {
            writer.start_file(*name, SimpleFileOptions::default()).expect("started");
            writer.write_all(bytes).expect("written");
        }
        writer.finish().expect("finished").into_inner()
    }

    fn zstd(bytes: &[u8]) -> Vec<u8> {
        ruzstd::encoding::compress_to_vec(bytes, ruzstd::encoding::CompressionLevel::Fastest)
    }

    #[test]
    fn each_packing_gives_what_was_packed_also_inside_each_other() {
        let text: &[u8] = b"id,place\n1,Somewhere\n";
        let two_frames = [zstd(&text[..9]), zstd(&text[9..])].concat();
        for packed in [gzip(text), zstd(text), two_frames, zip(&[("a.csv", text)]), zip(&[("a.csv.gz", &gzip(text))])] {
            let unpacked = unpack((&packed[..]).into(), 1000).expect("unpacked");
            assert_eq!(&*unpacked.bytes, text);
            assert!(!unpacked.remarks.is_empty());
        }
        assert_eq!(&*unpack(text.into(), 1).expect("nothing to unpack").bytes, text);
    }

    #[test]
    fn what_grows_too_large_is_refused_without_being_held() {
        let zeros = vec![0; 1 << 22];
        for packed in [gzip(&zeros), zstd(&zeros), zip(&[("a.csv", &zeros)]), gzip(&gzip(&zeros))] {
            let error = unpack((&packed[..]).into(), 1 << 20).expect_err("too large");
            assert!(error.starts_with("it unpacks to more than 1048576 bytes"), "{error}");
        }
    }

    #[test]
    fn cut_archives_are_refused_in_words() {
        let text = b"id,place\n".repeat(100);
        for packed in [gzip(&text), zstd(&text), zip(&[("a.csv", &text)])] {
            let error = unpack((&packed[..packed.len() / 2]).into(), 1 << 20).expect_err("cut");
            assert!(error.contains("damaged") || error.contains("cannot be read"), "{error}");
        }
    }

    #[test]
    fn of_several_files_only_a_map_is_chosen() {
        let error = unpack(zip(&[("a.csv", b"1"), ("b.csv", b"2")]).into(), 100).expect_err("two files");
        assert_eq!(error, "it is a zip archive with 2 files (a.csv, b.csv); unpack it and open one of them");
        let packed = zip(&[("files/x.png", b"x"), ("doc.kml", b"<kml/>"), ("more.kml", b"<kml/>")]);
        let unpacked = unpack((&packed[..]).into(), 100).expect("a map");
        assert_eq!(unpacked.remarks, ["read from `doc.kml` in the archive; other files skipped: 1"]);
        let packed = zip(&[("__MACOSX/._a.csv", b"x"), ("a.csv", b"y")]);
        assert_eq!(&*unpack((&packed[..]).into(), 100).expect("one file").bytes, b"y");
    }
}
