//! Paths as a session names them: with `/`, from the session's folder where the file lies near it.
//!
//! All of it works on the text of paths, of Windows and of other systems alike, wherever it runs.

use std::path::{Path, PathBuf};

use super::DatasetRef;

/// How many folders up a path may lead to still be told from the session's folder.
const MOST_UP: usize = 3;

/// Folders in which each user has one: from one to the other a path would tell a user's name.
const HOMES: [&str; 3] = ["home", "users", "documents and settings"];

/// What a path begins at.
#[derive(Clone, Debug, Eq, PartialEq)]
enum Root {
    Unix,
    /// In lower case.
    Drive(char),
    /// Host and share, in lower case.
    Share(String, String),
}

/// An absolute path, part by part.
struct Parts<'a> {
    root: Root,
    parts: Vec<&'a str>,
}

impl<'a> Parts<'a> {
    /// `None` for a relative path, and one of a kind that no session names.
    fn of(text: &'a str) -> Option<Self> {
        let is_separator = |character: char| character == '/' || character == '\\';
        if let Some((share, is_verbatim)) = after_two_slashes(text) {
            let mut parts = share.split(is_separator).filter(|part| !part.is_empty());
            if is_verbatim {
                let first = parts.next()?;
                if let Some(drive) = drive_of(first) {
                    return Some(Self { root: Root::Drive(drive), parts: plain(parts)? });
                }
                if !first.eq_ignore_ascii_case("UNC") {
                    return None;
                }
            }
            let root = Root::Share(parts.next()?.to_lowercase(), parts.next()?.to_lowercase());
            return Some(Self { root, parts: plain(parts)? });
        }
        if let Some(rest) = text.strip_prefix('/') {
            return Some(Self { root: Root::Unix, parts: plain(rest.split('/'))? });
        }
        let (first, rest) = text.split_once(is_separator)?;
        Some(Self { root: Root::Drive(drive_of(first)?), parts: plain(rest.split(is_separator))? })
    }

    fn is_same(&self, one: &str, other: &str) -> bool {
        one == other || (self.root != Root::Unix && one.to_lowercase() == other.to_lowercase())
    }
}

/// What follows `\\` or `//`, and whether that is `\\?\` before a path that is taken as it stands.
fn after_two_slashes(text: &str) -> Option<(&str, bool)> {
    let rest = ["\\\\", "//", "\\/", "/\\"].iter().find_map(|start| text.strip_prefix(start))?;
    let verbatim = ["?\\", "?/", ".\\", "./"].iter().find_map(|start| rest.strip_prefix(start));
    Some((verbatim.unwrap_or(rest), verbatim.is_some()))
}

/// The letter of `C:`, in lower case.
fn drive_of(part: &str) -> Option<char> {
    match part.as_bytes() {
        [letter, b':'] if letter.is_ascii_alphabetic() => Some(char::from(letter.to_ascii_lowercase())),
        _ => None,
    }
}

/// The parts without those that lead nowhere and back.
fn plain<'a>(parts: impl Iterator<Item = &'a str>) -> Option<Vec<&'a str>> {
    let mut plain = Vec::new();
    for part in parts {
        match part {
            "" | "." => {}
            ".." => drop(plain.pop()?),
            part => plain.push(part),
        }
    }
    Some(plain)
}

/// The way from the folder of a session to a file, with `/`; `None` where the file does not lie near it.
///
/// Both are texts of absolute paths.
pub fn relative(session: &str, file: &str) -> Option<String> {
    let session = Parts::of(session)?;
    let file = Parts::of(file)?;
    let folder = session.parts.get(..session.parts.len().checked_sub(1)?)?;
    if session.root != file.root || file.parts.is_empty() {
        return None;
    }
    let common = folder.iter().zip(&file.parts).take_while(|(one, other)| file.is_same(one, other)).count();
    let up = folder.len() - common;
    let is_home = matches!(folder.get(..common), Some([only]) if HOMES.contains(&only.to_lowercase().as_str()));
    let is_top = common == 0 && !matches!(file.root, Root::Share(..));
    if up > MOST_UP || (up > 0 && (is_home || is_top)) {
        return None;
    }
    let parts: Vec<&str> = std::iter::repeat_n("..", up).chain(file.parts.get(common..)?.iter().copied()).collect();
    let text = parts.join("/");
    // What would be taken for something else is a file all the same.
    let is_plain = !text.split('/').next().unwrap_or_default().contains(':') && !text.is_empty();
    Some(if is_plain { text } else { format!("./{text}") })
}

/// Whether a path says where a file lies on its owner's computer, or on which other one.
pub fn is_absolute(text: &str) -> bool {
    Parts::of(text).is_some() || after_two_slashes(text).is_some() || is_address(text)
}

/// Whether a path leads to another computer: that would be asked for the file, with the user's name and password.
fn is_remote(text: &str) -> bool {
    let is_mount = ["/net/", "/Network/"].iter().any(|start| text.starts_with(start));
    match Parts::of(text) {
        Some(Parts { root: Root::Share(..), .. }) => true,
        Some(_) => is_mount,
        None => after_two_slashes(text).is_some() || is_address(text),
    }
}

/// Whether a text is a URL such as `smb://host/share`.
fn is_address(text: &str) -> bool {
    let Some((scheme, rest)) = text.trim_start().split_once(':') else { return false };
    let is_scheme = scheme.len() > 1 && scheme.starts_with(|first: char| first.is_ascii_alphabetic());
    let is_scheme = is_scheme && scheme.chars().all(|other| other.is_ascii_alphanumeric() || "+-.".contains(other));
    is_scheme && (rest.starts_with(['/', '\\']) || scheme.eq_ignore_ascii_case("file"))
}

/// The last part of a path, whatever separates its parts.
pub fn last_part(text: &str) -> &str {
    text.rsplit(['/', '\\']).find(|part| !part.is_empty()).unwrap_or(text)
}

/// Why a file that a session names is not opened unless the user chooses it; `None` for one of this computer.
pub fn not_opened(text: &str) -> Option<String> {
    let reason = || {
        format!(
            "the session names {text}, which is on another computer and is never opened automatically: choose the file \
             yourself if you trust it"
        )
    };
    is_remote(text).then(reason)
}

/// Where a dataset could be that a session names, in the order in which to look; never on another computer.
pub fn candidate_paths(session: &Path, dataset: &DatasetRef) -> Vec<PathBuf> {
    let named = &dataset.path;
    let folder = session.parent().unwrap_or(Path::new(""));
    let mut paths: Vec<PathBuf> = Vec::new();
    let mut add = |path: PathBuf| {
        if !paths.contains(&path) {
            paths.push(path);
        }
    };
    if !is_remote(named) {
        add(folder.join(named));
        if cfg!(not(windows)) && named.contains('\\') {
            // As it was saved by an older version on Windows.
            add(folder.join(named.replace('\\', "/")));
        }
    }
    let whole = Path::new(named).file_name().filter(|_| !is_remote(named)).map(Path::new);
    for name in whole.into_iter().chain([Path::new(last_part(named))]) {
        if name.file_name() == Some(name.as_os_str()) {
            add(folder.join(name));
        }
    }
    paths
}

/// How a session file names a file: from its folder where the file lies near it, else by its absolute path.
pub fn path_hint(session: &Path, file: &Path) -> String {
    let absolute = |path: &Path| std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let [session, absolute] = [session, file].map(absolute);
    let near = relative(&session.to_string_lossy(), &absolute.to_string_lossy());
    near.unwrap_or_else(|| without_verbatim(&absolute.to_string_lossy()).into_owned())
}

/// A path of Windows as people write it, without `\\?\`.
fn without_verbatim(text: &str) -> std::borrow::Cow<'_, str> {
    match text.strip_prefix(r"\\?\") {
        Some(rest) if rest.get(..2).is_some_and(|start| drive_of(start).is_some()) => rest.into(),
        Some(rest) => rest.strip_prefix(r"UNC\").map_or(text.into(), |share| format!(r"\\{share}").into()),
        None => text.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_near_the_session_is_named_from_its_folder_on_every_system() {
        for (session, file, told) in [
            ("/press/a.ccsession", "/press/d.json", Some("d.json")),
            ("/press/a.ccsession", "/press/data/old/d.json", Some("data/old/d.json")),
            ("/press/./x/../a.ccsession", "/press//d.json", Some("d.json")),
            ("/press/case/a.ccsession", "/press/data/d.json", Some("../data/d.json")),
            ("/home/ana/cases/one/a.ccsession", "/home/ana/d.json", Some("../../d.json")),
            ("/home/ana/a/b/c/d/a.ccsession", "/home/ana/d.json", None),
            ("/home/ana/a.ccsession", "/home/eva/d.json", None),
            ("/mnt/stick/a.ccsession", "/home/ana/d.json", None),
            ("/a.ccsession", "/home/ana/d.json", Some("home/ana/d.json")),
            ("/press/a.ccsession", "/press/example:d.json", Some("./example:d.json")),
            ("/press/a.ccsession", "/Press/d.json", None),
            (r"C:\work\a.ccsession", r"\\?\C:\work\data\d.json", Some("data/d.json")),
            (r"\\?\c:\Work\a.ccsession", r"C:\work\d.json", Some("d.json")),
            (r"C:\press\case\a.ccsession", "C:/press/data/d.json", Some("../data/d.json")),
            (r"C:\Users\ana\a.ccsession", r"C:\Users\eva\d.json", None),
            (r"C:\work\a.ccsession", r"D:\work\d.json", None),
            (r"\\host\team\case\a.ccsession", r"\\?\UNC\HOST\team\data\d.json", Some("../data/d.json")),
            (r"\\host\team\a.ccsession", r"\\host\other\d.json", None),
        ] {
            assert_eq!(relative(session, file).as_deref(), told, "{session} {file}");
        }
    }

    #[test]
    fn what_leads_to_another_computer_is_not_opened() {
        for text in [
            r"\\host\share\d.json",
            "//host/share/d.json",
            r"\/host\share\d.json",
            r"\\?\UNC\host\share\d.json",
            r"\\?\GLOBALROOT\Device\Mup\host\share\d.json",
            r"\\.\pipe\d.json",
            "smb://host/share/d.json",
            "file://host/share/d.json",
            "file:///tmp/d.json",
            "https://host.example/d.json",
            "/net/host/share/d.json",
        ] {
            assert!(not_opened(text).is_some(), "{text}");
            let dataset = DatasetRef { path: text.to_owned(), ..DatasetRef::default() };
            let paths = candidate_paths(Path::new("/press/a.ccsession"), &dataset);
            assert_eq!(paths, [PathBuf::from("/press/d.json")], "{text}");
        }
        for text in
            ["d.json", "/press/d.json", r"C:\work\d.json", r"\\?\C:\work\d.json", "../d.json", "a: b.json", "C:d"]
        {
            assert!(not_opened(text).is_none(), "{text}");
        }
    }

    #[cfg(not(windows))]
    #[test]
    fn what_a_windows_session_names_is_found_beside_and_below() {
        let at = |text: &str| {
            let dataset = DatasetRef { path: text.to_owned(), ..DatasetRef::default() };
            candidate_paths(Path::new("work/a.ccsession"), &dataset)
        };
        assert!(at(r"data\d.json").contains(&PathBuf::from("work/data/d.json")));
        assert!(at(r"Z:\work\d.json").contains(&PathBuf::from("work/d.json")));
    }
}
