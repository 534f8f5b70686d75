//! Paths as text in Counterclaim's own files, such that every path is restored exactly.
//!
//! A path that is UTF-8 stands as it is. Any other begins with NUL, which no path has on any system, and goes on with
//! what its system makes paths of, in hexadecimal digits: bytes on Unix, units of 16 bits on Windows.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use serde::{Deserializer, Serializer};

#[cfg(unix)]
const MARK: &str = "\0bytes:";
#[cfg(not(unix))]
const MARK: &str = "\0units:";

fn to_text(path: &Path) -> String {
    path.to_str().map_or_else(|| MARK.to_owned() + &digits(path), str::to_owned)
}

/// `None` for a path of another system that has no form on this one.
fn from_text(text: &str) -> Option<PathBuf> {
    if !text.starts_with('\0') {
        return Some(PathBuf::from(text));
    }
    from_digits(text.strip_prefix(MARK)?).map(PathBuf::from)
}

#[cfg(unix)]
fn digits(path: &Path) -> String {
    use std::os::unix::ffi::OsStrExt as _;
    path.as_os_str().as_bytes().iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(unix)]
fn from_digits(digits: &str) -> Option<OsString> {
    use std::os::unix::ffi::OsStringExt as _;
    let byte = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok();
    let bytes: Option<Vec<u8>> = digits.as_bytes().chunks(2).map(byte).collect();
    bytes.map(OsString::from_vec)
}

#[cfg(windows)]
fn digits(path: &Path) -> String {
    use std::os::windows::ffi::OsStrExt as _;
    path.as_os_str().encode_wide().map(|unit| format!("{unit:04x}")).collect()
}

#[cfg(windows)]
fn from_digits(digits: &str) -> Option<OsString> {
    use std::os::windows::ffi::OsStringExt as _;
    let unit = |four: &[u8]| u16::from_str_radix(std::str::from_utf8(four).ok()?, 16).ok();
    let units: Option<Vec<u16>> = digits.as_bytes().chunks(4).map(unit).collect();
    units.map(|units| OsString::from_wide(&units))
}

/// For `#[serde(with)]` on a path that may be missing; one of another system is.
pub(crate) mod optional {
    use super::{Deserializer, PathBuf, Serializer, from_text, to_text};
    use serde::{Deserialize as _, Serialize as _};

    pub fn serialize<S: Serializer>(path: &Option<PathBuf>, serializer: S) -> Result<S::Ok, S::Error> {
        path.as_deref().map(to_text).serialize(serializer)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<PathBuf>, D::Error> {
        let text = Option::<String>::deserialize(deserializer)?;
        Ok(text.and_then(|text| from_text(&text)))
    }
}

/// For `#[serde(with)]` on a list of paths; those of another system are skipped.
pub(crate) mod list {
    use super::{Deserializer, PathBuf, Serializer, from_text, to_text};
    use serde::Deserialize as _;

    pub fn serialize<S: Serializer>(paths: &[PathBuf], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(paths.iter().map(|path| to_text(path)))
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<PathBuf>, D::Error> {
        let texts = Vec::<String>::deserialize(deserializer)?;
        Ok(texts.iter().filter_map(|text| from_text(text)).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_in_utf_8_stands_as_it_is() {
        for name in ["", "/press/a.ccsession", "Робота/б.ccsession", "C:\\work\\a.ccsession", "bytes:2f"] {
            assert_eq!(to_text(Path::new(name)), name);
            assert_eq!(from_text(name), Some(PathBuf::from(name)));
        }
        for text in ["\0", "\0other:2f", "\0bytes:zz", "\0units:2f2g"] {
            assert_eq!(from_text(text), None);
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_path_of_any_bytes_comes_back() {
        use std::os::unix::ffi::OsStringExt as _;
        for bytes in [vec![b'/', 0xff, b'/', 0xc3], vec![0xd0], b"/caf\xe9/work.ccsession".to_vec()] {
            let path = PathBuf::from(OsString::from_vec(bytes));
            assert!(to_text(&path).starts_with('\0'));
            assert_eq!(from_text(&to_text(&path)), Some(path));
        }
    }
}
