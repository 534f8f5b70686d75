//! What a session tells of its owner: relative paths where it can, and a question before anything else is told.

use std::path::{Path, PathBuf};

use counterclaim::app::{
    Action, DatasetOrigin, Dialog, Effect, Loaded, LoadedDataset, OwnerAnswer, OwnerQuestion, PathPurpose, State,
    update,
};
use counterclaim_io::load::load_bytes;
use counterclaim_io::preferences::Preferences;
use counterclaim_io::session_file::{self, SessionFile, to_text};
use counterclaim_model::{Credibility, Key, Line};

use crate::support::{Stamps, one_statement};

/// An absolute path of this system, of a path that starts with `/`.
fn absolute(path: &str) -> String {
    if cfg!(windows) { format!("C:{}", path.replace('/', "\\")) } else { path.to_owned() }
}

/// A state that knows the name of its account.
struct Desk {
    state: State,
    stamps: Stamps,
}

impl Desk {
    /// With `/press/case/data/one.json` open and another dataset laid over it.
    fn new(author: &str) -> Self {
        let preferences = Preferences { welcomed: true, ..Preferences::default() };
        let state = State::new(Key::from(author), preferences).on_account(Some("ana".to_owned()));
        let mut desk = Self { state, stamps: Stamps::default() };
        desk.load(Loaded::Dataset(read("/press/case/data/one.json", "One")));
        desk.load(Loaded::Layer(read("/press/case/two.json", "Two")));
        desk.act(Action::GradeSelected(Some(Credibility::Two)));
        desk
    }

    fn load(&mut self, loaded: Loaded) {
        self.act(Action::Loaded { what: String::new(), result: Ok(Box::new(loaded)) });
    }

    fn act(&mut self, action: Action) -> Vec<Effect> {
        update(&mut self.state, action, self.stamps.next())
    }

    fn save(&mut self, path: &str) -> Option<SessionFile> {
        let path = Some(PathBuf::from(absolute(path)));
        saved(self.act(Action::PathChosen { purpose: PathPurpose::SaveAs, path, at_once: false }))
    }

    fn question(&self) -> Option<&OwnerQuestion> {
        match self.state.dialog() {
            Some(Dialog::Owner(question)) => Some(question),
            _ => None,
        }
    }

    fn answer(&mut self, answer: OwnerAnswer) -> Option<SessionFile> {
        saved(self.act(Action::OwnerAnswered(answer)))
    }

    /// The save has ended, and there is something to save again.
    fn go_on(&mut self, path: &str, file: &SessionFile) {
        let revision = self.state.document().expect("a document").journal().revision();
        let path = PathBuf::from(absolute(path));
        let line_count = file.lines.len();
        self.act(Action::Saved { path, revision, line_count, result: Ok("0".repeat(64)) });
        self.act(Action::GradeSelected(Some(Credibility::Three)));
    }
}

fn read(path: &str, title: &str) -> LoadedDataset {
    let path = absolute(path);
    let import = load_bytes(one_statement(title).as_bytes(), Path::new(&path)).expect("a dataset");
    LoadedDataset {
        assessment: None,
        dataset: import.dataset.into(),
        issues: import.issues,
        sha256: import.sha256,
        origin: DatasetOrigin::File(PathBuf::from(path)),
        reading: import.reading,
    }
}

fn saved(effects: Vec<Effect>) -> Option<SessionFile> {
    effects.into_iter().find_map(|effect| match effect {
        Effect::Save { file, .. } => Some(file),
        _ => None,
    })
}

#[test]
fn files_near_the_session_are_named_from_its_folder_also_in_the_journal() {
    let mut desk = Desk::new("analyst-a");
    let file = desk.save("/press/case/a.ccsession").expect("nothing is asked");
    let text = to_text(&file);
    assert!(text.contains(r#""path":"data/one.json""#) && text.contains(r#""path":"two.json""#), "{text}");
    assert!(!text.contains("press"), "{text}");
    assert_eq!(session_file::read_bytes(text.as_bytes(), Path::new("a")).expect("a session").0.lines, file.lines);
    let mut desk = Desk::new("analyst-a");
    let text = to_text(&desk.save("/press/sessions/a.ccsession").expect("nothing is asked"));
    assert!(text.contains(r#""path":"../case/data/one.json""#) && !text.contains("press"), "{text}");
}

#[test]
fn absolute_paths_are_told_only_if_their_owner_wants_that() {
    let far = "/media/stick/a.ccsession";
    let mut desk = Desk::new("analyst-a");
    assert!(desk.save(far).is_none(), "it was saved without a question");
    let question = desk.question().expect("a question");
    assert_eq!(question.paths, ["/press/case/data/one.json", "/press/case/two.json"].map(absolute));
    assert_eq!(question.account, None);
    assert!(desk.answer(OwnerAnswer::Cancel).is_none());
    assert!(desk.state.has_unsaved_changes() && desk.state.dialog().is_none());

    desk.save(far);
    let file = desk.answer(OwnerAnswer::WithoutPaths).expect("saved");
    let text = to_text(&file);
    assert!(text.contains(r#""path":"one.json""#) && text.contains(r#""path":"two.json""#), "{text}");
    assert!(!text.contains("press"), "{text}");
    desk.go_on(far, &file);
    let again = saved(desk.act(Action::Save)).expect("nobody is asked twice");
    assert!(!to_text(&again).contains("press"));

    let mut desk = Desk::new("analyst-a");
    desk.save(far);
    let file = desk.answer(OwnerAnswer::WithPaths).expect("saved");
    assert!(to_text(&file).contains("press"));
    desk.go_on(far, &file);
    assert!(saved(desk.act(Action::Save)).is_some(), "nobody is asked twice");

    // Nor about what is in the file that was opened.
    let mut again = Desk::new("analyst-a");
    again.load(Loaded::Session {
        path: Some(PathBuf::from(absolute(far))),
        file,
        issues: Vec::new(),
        dataset: Some(read("/press/case/data/one.json", "One")),
        layers: Vec::new(),
        fingerprint: None,
        recovered: false,
        not_opened: None,
    });
    again.act(Action::CloseAnswered(counterclaim::app::CloseAnswer::Discard));
    again.act(Action::GradeSelected(Some(Credibility::Four)));
    assert!(saved(again.act(Action::Save)).is_some(), "{:?}", again.state.dialog());
}

#[test]
fn the_name_of_an_account_is_told_only_if_its_owner_wants_that() {
    let near = "/press/case/a.ccsession";
    let mut desk = Desk::new("ana");
    assert!(desk.save(near).is_none(), "it was saved without a question");
    let question = desk.question().expect("a question");
    assert_eq!((question.account.as_deref(), question.paths.len()), (Some("ana"), 0));
    desk.act(Action::SignAs("analyst-7".to_owned()));
    let file = desk.answer(OwnerAnswer::WithPaths).expect("saved");
    let text = to_text(&file);
    assert!(text.contains("analyst-7") && !text.contains("\"ana\""), "{text}");
    assert_eq!(&**desk.state.author(), "analyst-7");
    desk.go_on(near, &file);
    let later = saved(desk.act(Action::Save)).expect("nobody is asked twice");
    let by = |line: &Line| matches!(line, Line::Entry(entry) if &*entry.author == "analyst-7");
    assert_eq!(later.lines.iter().filter(|line| by(line)).count(), later.lines.len());
    assert!(later.lines.len() > file.lines.len());
    // Undo still takes back what was done under the other name.
    for _ in 0..later.lines.len() {
        desk.act(Action::Undo);
    }
    assert!(desk.state.judgement().is_none_or(|judgement| judgement.claim_credibility("captured").is_none()));

    let mut desk = Desk::new("ana");
    desk.save(near);
    assert!(to_text(&desk.answer(OwnerAnswer::WithPaths).expect("saved")).contains("\"ana\""));
}
