//! The recovery journal: what a crash leaves behind and how it comes back.

use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use counterclaim_io::recovery::{Leftover, Origin, Work, Writer, leftovers};
use counterclaim_model::{Line, Stamp};

use crate::support::{Stamps, dataset_ref, entry, folder, note, session};

fn origin() -> Origin {
    Origin { session: Some(PathBuf::from("made-up.ccsession")), datasets: vec![dataset_ref()] }
}

fn line(stamp: Stamp, text: &str) -> Line {
    Line::Entry(entry(stamp, "analyst-a", note("claim-a", text)))
}

/// A writer whose file has the origin and these lines.
fn writer(folder: &Path, lines: &[Line]) -> Writer {
    let mut writer = Writer::create(folder, "run-1").expect("a new file");
    writer.reset(&origin(), lines).expect("written");
    writer
}

/// The one leftover of a folder.
fn only_leftover(folder: &Path) -> Leftover {
    let mut found = leftovers(folder);
    assert_eq!(found.len(), 1, "{found:?}");
    found.remove(0)
}

fn append_bytes(folder: &Path, bytes: &[u8]) {
    let mut file = OpenOptions::new().append(true).open(folder.join("run-1.ccrecovery")).expect("the file");
    file.write_all(bytes).expect("written");
}

#[test]
fn lines_that_were_written_come_back() {
    let folder = folder();
    let mut stamps = Stamps::default();
    let lines = [line(stamps.next(), "one"), line(stamps.next(), "two"), line(stamps.next(), "three")];
    let mut writer = writer(folder.path(), &lines[..1]);
    writer.append(&lines[1]).expect("written");
    writer.append(&lines[2]).expect("written");
    drop(writer);
    let leftover = only_leftover(folder.path());
    assert_eq!(leftover.work.lines, lines);
    assert_eq!(leftover.work.origin, origin());
}

#[test]
fn a_reset_forgets_what_was_written_before() {
    let folder = folder();
    let mut stamps = Stamps::default();
    let mut writer =
        writer(folder.path(), &[line(stamps.next(), "a long line, so that a short one does not cover it")]);
    let kept = line(stamps.next(), "x");
    writer.reset(&origin(), std::slice::from_ref(&kept)).expect("written");
    let more = line(stamps.next(), "y");
    writer.append(&more).expect("written");
    drop(writer);
    assert_eq!(only_leftover(folder.path()).work.lines, [kept, more]);
}

#[test]
fn a_later_line_with_the_same_id_replaces_the_earlier_one_in_its_place() {
    let folder = folder();
    let mut stamps = Stamps::default();
    let gesture = stamps.next();
    let other = stamps.next();
    let mut writer = writer(folder.path(), &[line(gesture, "h"), line(other, "other")]);
    writer.append(&line(gesture, "hello")).expect("written");
    drop(writer);
    assert_eq!(only_leftover(folder.path()).work.lines, [line(gesture, "hello"), line(other, "other")]);
}

#[test]
fn a_dropped_line_goes_and_may_come_again() {
    let folder = folder();
    let mut stamps = Stamps::default();
    let gesture = stamps.next();
    let other = stamps.next();
    let mut writer = writer(folder.path(), &[line(gesture, "h"), line(other, "other")]);
    writer.drop_line(gesture.id).expect("written");
    writer.drop_line(stamps.next().id).expect("written");
    drop(writer);
    let leftover = only_leftover(folder.path());
    assert_eq!(leftover.work.lines, [line(other, "other")]);
    drop(leftover);
    let again = format!("{}\n", serde_line(&line(gesture, "again")));
    append_bytes(folder.path(), again.as_bytes());
    assert_eq!(only_leftover(folder.path()).work.lines, [line(other, "other"), line(gesture, "again")]);
}

fn serde_line(line: &Line) -> String {
    let mut text = String::new();
    counterclaim_io::session_file::push_line(&mut text, line);
    text.trim_end().to_owned()
}

#[test]
fn lines_that_this_version_does_not_know_stand_beside_each_other() {
    let folder = folder();
    let mut stamps = Stamps::default();
    let kept = |number: u32| Line::Kept(format!("{{\"new\":{number}}}").into());
    let writer = writer(folder.path(), &[kept(1), line(stamps.next(), "one"), kept(2)]);
    drop(writer);
    append_bytes(folder.path(), b"{\"dropped\":\"not an id\"}\n");
    let leftover = only_leftover(folder.path());
    assert_eq!(leftover.work.lines.len(), 3, "{:?}", leftover.work.lines);
    assert_eq!(leftover.work.lines[0], kept(1));
    assert_eq!(leftover.work.lines[2], kept(2));
}

#[test]
fn an_entry_with_a_field_called_dropped_is_an_entry() {
    let folder = folder();
    let mut stamps = Stamps::default();
    let first = line(stamps.next(), "one");
    let second = line(stamps.next(), "two");
    let Line::Entry(entry) = &first else { panic!("an entry") };
    let id = counterclaim_io::session_file::id_text(entry.id);
    drop(writer(folder.path(), std::slice::from_ref(&first)));
    let odd = serde_line(&second).replacen('{', &format!("{{\"dropped\":\"{id}\","), 1) + "\n";
    append_bytes(folder.path(), odd.as_bytes());
    assert_eq!(only_leftover(folder.path()).work.lines.len(), 2);
}

#[test]
fn a_torn_last_line_costs_one_edit() {
    let folder = folder();
    let mut stamps = Stamps::default();
    let lines = [line(stamps.next(), "one"), line(stamps.next(), "two"), line(stamps.next(), "Ж")];
    drop(writer(folder.path(), &lines[..2]));
    let torn = serde_line(&lines[2]);
    let in_a_letter = torn.find('Ж').expect("the letter") + 1;
    append_bytes(folder.path(), &torn.as_bytes()[..in_a_letter]);
    assert_eq!(only_leftover(folder.path()).work.lines, lines[..2]);
}

#[test]
fn a_file_that_a_living_program_writes_is_not_offered() {
    let folder = folder();
    let mut stamps = Stamps::default();
    let writer = writer(folder.path(), &[line(stamps.next(), "one")]);
    assert!(leftovers(folder.path()).is_empty());
    drop(writer);
    let offered = only_leftover(folder.path());
    assert!(leftovers(folder.path()).is_empty(), "what is offered here is not offered elsewhere too");
    drop(offered);
    only_leftover(folder.path());
}

#[test]
fn leftovers_without_an_edit_are_cleared_away_and_other_files_stay() {
    let folder = folder();
    drop(writer(folder.path(), &[]));
    std::fs::write(folder.path().join("empty.ccrecovery"), "").expect("written");
    std::fs::write(folder.path().join("torn.ccrecovery"), "{\"sess").expect("written");
    std::fs::write(folder.path().join("note.txt"), "").expect("written");
    assert!(leftovers(folder.path()).is_empty());
    let mut names: Vec<_> = std::fs::read_dir(folder.path())
        .expect("the folder")
        .map(|entry| entry.expect("an entry").file_name().into_string().expect("a name"))
        .collect();
    names.sort();
    assert_eq!(names, ["note.txt", "torn.ccrecovery"]);
}

#[test]
fn lines_after_an_empty_first_line_are_not_thrown_away() {
    let folder = folder();
    let mut stamps = Stamps::default();
    let text = format!("\n{}\n", serde_line(&line(stamps.next(), "one")));
    let path = folder.path().join("odd.ccrecovery");
    std::fs::write(&path, text).expect("written");
    leftovers(folder.path());
    assert!(path.exists());
}

#[test]
fn leftovers_come_oldest_first_and_go_when_discarded_or_retired() {
    let folder = folder();
    let mut stamps = Stamps::default();
    for name in ["run-2", "run-1"] {
        let mut writer = Writer::create(folder.path(), name).expect("a new file");
        writer.reset(&origin(), &[line(stamps.next(), name)]).expect("written");
    }
    let mut found = leftovers(folder.path());
    let names: Vec<_> = found.iter().map(|leftover| leftover.path().file_stem().expect("a name").to_owned()).collect();
    assert_eq!(names, ["run-1", "run-2"]);
    found.remove(0).discard().expect("removed");
    found.remove(0).discard().expect("removed");
    assert!(leftovers(folder.path()).is_empty());
}

#[test]
fn a_name_in_use_is_refused_and_a_removed_file_is_gone() {
    let folder = folder();
    let writer = Writer::create(folder.path(), "run-1").expect("a new file");
    assert!(Writer::create(folder.path(), "run-1").is_err());
    writer.remove().expect("removed");
    assert_eq!(std::fs::read_dir(folder.path()).expect("the folder").count(), 0);
    assert!(leftovers(&folder.path().join("missing")).is_empty());
}

#[test]
fn only_edits_that_the_session_does_not_have_are_added() {
    let folder = folder();
    let mut stamps = Stamps::default();
    let saved = line(stamps.next(), "saved");
    let new = line(stamps.next(), "new");
    let kept = Line::Kept("{\"new\":1}".into());
    drop(writer(folder.path(), &[kept.clone(), saved.clone(), new.clone()]));
    let leftover = only_leftover(folder.path());
    let recovered = leftover.work.added_to(session(vec![kept.clone(), saved.clone()]));
    assert_eq!(recovered.lines, [kept, saved, new]);
    assert_eq!(leftover.work.added_to(recovered.clone()), recovered);
    let anew = leftover.work.added_to(counterclaim_io::session_file::SessionFile::default());
    assert_eq!(anew.datasets, [dataset_ref()]);
    assert_eq!(anew.lines.len(), 3);
}

#[test]
fn many_lines_are_read_in_one_pass() {
    let folder = folder();
    let mut stamps = Stamps::default();
    let lines: Vec<Line> = (0..20_000).map(|_| line(stamps.next(), "x")).collect();
    drop(writer(folder.path(), &lines));
    assert_eq!(only_leftover(folder.path()).work.lines.len(), lines.len());
}

/// What the writer's file holds, though it is locked.
fn bytes_of(folder: &Path) -> Vec<u8> {
    std::fs::read(folder.join("run-1.ccrecovery")).expect("the file")
}

#[test]
fn a_new_beginning_of_which_a_part_is_missing_hides_nothing() {
    let folder = folder();
    let mut stamps = Stamps::default();
    let old = [line(stamps.next(), "old one"), line(stamps.next(), "old two")];
    let new = [line(stamps.next(), "new one"), line(stamps.next(), "new two"), line(stamps.next(), "new three")];
    let mut writer = writer(folder.path(), &old);
    let session = Some(PathBuf::from("another.ccsession"));
    let elsewhere = Origin { session, datasets: vec![dataset_ref()] };
    writer.reset(&elsewhere, &new).expect("written");
    drop(writer);
    let whole = bytes_of(folder.path());
    let ends = serde_line(&old[1]);
    let text = String::from_utf8(whole.clone()).expect("UTF-8");
    let begins = text.find(&ends).expect("the old lines") + ends.len() + 1;
    // Wherever a crash cuts it off, either all of the old is there or all of the new.
    for length in begins..=whole.len() {
        std::fs::write(folder.path().join("run-1.ccrecovery"), &whole[..length]).expect("cut");
        let Work { origin: told, lines } = only_leftover(folder.path()).work.clone();
        let is_new = length >= whole.len() - 1;
        let expected = if is_new { (elsewhere.clone(), new.to_vec()) } else { (origin(), old.to_vec()) };
        assert_eq!((told, lines), expected, "cut at {length} of {}", whole.len());
    }
}

#[test]
fn the_file_of_a_running_program_is_never_replaced() {
    let folder = folder();
    let mut stamps = Stamps::default();
    let mut writer = writer(folder.path(), &[line(stamps.next(), "one")]);
    // What keeps it open sees all that is written.
    let mut open = std::fs::File::open(folder.path().join("run-1.ccrecovery")).expect("the file");
    for at in 0..5 {
        writer.reset(&origin(), &[line(stamps.next(), &format!("kept {at}"))]).expect("written");
        writer.append(&line(stamps.next(), &format!("added {at}"))).expect("written");
    }
    drop(writer);
    let mut seen = String::new();
    std::io::Read::read_to_string(&mut open, &mut seen).expect("read");
    assert!(seen.contains("kept 4") && seen.contains("added 4"), "{seen}");
    assert_eq!(only_leftover(folder.path()).work.lines.len(), 2);
    assert_eq!(std::fs::read_dir(folder.path()).expect("the folder").count(), 1);
}

#[test]
fn what_is_saved_makes_the_file_short_again() {
    let folder = folder();
    let mut stamps = Stamps::default();
    let mut writer = writer(folder.path(), &[]);
    let empty = bytes_of(folder.path()).len();
    for _ in 0..20 {
        writer.append(&line(stamps.next(), &"x".repeat(1000))).expect("written");
        writer.reset(&origin(), &[]).expect("written");
    }
    assert_eq!(bytes_of(folder.path()).len(), empty);
    let last = line(stamps.next(), "last");
    writer.append(&last).expect("written");
    drop(writer);
    assert_eq!(only_leftover(folder.path()).work.lines, [last]);
}

#[cfg(unix)]
#[test]
fn a_session_on_a_path_that_is_not_utf_8_comes_back_whole() {
    use std::os::unix::ffi::OsStringExt as _;
    let folder = folder();
    let mut stamps = Stamps::default();
    for (at, name) in
        [&b"caf\xe9/work.ccsession"[..], b"work\xff.ccsession", b"\xf0\x28/\xc3.ccsession"].iter().enumerate()
    {
        let session = Some(Path::new("/made up").join(std::ffi::OsString::from_vec(name.to_vec())));
        let origin = Origin { session, datasets: vec![dataset_ref()] };
        let kept = line(stamps.next(), "kept");
        let added = line(stamps.next(), "added");
        let mut writer = Writer::create(folder.path(), &format!("run-{at}")).expect("a new file");
        writer.reset(&origin, std::slice::from_ref(&kept)).expect("such a path can be written");
        writer.reset(&origin, std::slice::from_ref(&kept)).expect("and again");
        writer.append(&added).expect("written");
        drop(writer);
        let leftover = only_leftover(folder.path());
        assert_eq!((&leftover.work.origin, &leftover.work.lines[..]), (&origin, &[kept, added][..]));
        leftover.discard().expect("removed");
    }
}

#[cfg(unix)]
#[test]
fn preferences_remember_files_whose_paths_are_not_utf_8() {
    use std::os::unix::ffi::OsStringExt as _;
    let path = PathBuf::from(std::ffi::OsString::from_vec(b"/caf\xe9/work.ccsession".to_vec()));
    let preferences = counterclaim_io::preferences::Preferences {
        last_folder: path.parent().map(Path::to_owned),
        recent: vec![path, PathBuf::from("/press/a.ccsession")],
        ..Default::default()
    };
    let text = serde_json::to_string(&preferences).expect("such paths can be written");
    let read: counterclaim_io::preferences::Preferences = serde_json::from_str(&text).expect("read");
    assert_eq!(read, preferences);
    let older = r#"{"last_folder":"/press","recent":["/press/a.ccsession"]}"#;
    let read: counterclaim_io::preferences::Preferences = serde_json::from_str(older).expect("read");
    assert_eq!((read.last_folder, read.recent), (Some("/press".into()), vec!["/press/a.ccsession".into()]));
}

#[test]
fn lines_come_back_though_no_origin_could_be_written_before_them() {
    let folder = folder();
    let mut stamps = Stamps::default();
    let mut writer = Writer::create(folder.path(), "run-1").expect("a new file");
    let first = line(stamps.next(), "first");
    let second = line(stamps.next(), "second");
    writer.append(&first).expect("written");
    writer.append(&second).expect("written");
    writer.reset(&origin(), std::slice::from_ref(&second)).expect("written");
    let copy = std::fs::read(folder.path().join("run-1.ccrecovery")).expect("the file");
    drop(writer);
    assert_eq!(only_leftover(folder.path()).work.lines, std::slice::from_ref(&second));
    let until = copy.windows(9).position(|bytes| bytes == b"{\"begins\"").expect("a beginning");
    std::fs::write(folder.path().join("run-1.ccrecovery"), &copy[..until]).expect("cut");
    assert_eq!(only_leftover(folder.path()).work.lines, [first, second]);
}

#[test]
fn a_journal_of_an_earlier_version_is_read() {
    let folder = folder();
    let mut stamps = Stamps::default();
    let kept = line(stamps.next(), "kept");
    let head = r#"{"session":"made-up.ccsession","datasets":[]}"#;
    std::fs::write(folder.path().join("run-1.ccrecovery"), format!("{head}\n{}\n", serde_line(&kept)))
        .expect("written");
    let leftover = only_leftover(folder.path());
    assert_eq!(leftover.work.origin.session, Some(PathBuf::from("made-up.ccsession")));
    assert_eq!(leftover.work.lines, [kept]);
}
