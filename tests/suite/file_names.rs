//! Names of files that the window suggests: those that every system takes.

use std::path::{Path, PathBuf};

use counterclaim::app::{Action, DatasetOrigin, Effect, Loaded, PathPurpose, State, update};
use counterclaim::shell::examples;
use counterclaim_io::file_name;
use counterclaim_io::preferences::Preferences;
use counterclaim_model::Key;

use crate::support::Stamps;

/// What is suggested once `action` asks for a path, with a dataset of this name open.
fn suggested(dataset: &str, action: Action) -> PathBuf {
    let mut state = State::new(Key::from("analyst-a"), Preferences::default());
    let mut stamps = Stamps::default();
    let mut act = |action| update(&mut state, action, stamps.next());
    let mut loaded = examples::load("kurakhove-report").expect("the example");
    loaded.origin = DatasetOrigin::File(Path::new("folder").join(dataset));
    act(Action::Loaded { what: dataset.to_owned(), result: Ok(Box::new(Loaded::Dataset(loaded))) });
    if matches!(action, Action::Export) {
        // An export is named after the session.
        let path = Path::new(dataset).with_extension("ccsession");
        let purpose = PathPurpose::SaveAs;
        act(Action::PathChosen { purpose, path: Some(path.clone()), at_once: false });
        act(Action::Saved { path, revision: 0, line_count: 0, result: Ok("0".repeat(64)) });
    }
    let asked = act(action).into_iter().find_map(|effect| match effect {
        Effect::AskPath { suggested, .. } => Some(suggested),
        _ => None,
    });
    asked.expect("a question for a path")
}

#[test]
fn names_that_some_system_does_not_take_are_not_suggested() {
    for (dataset, session) in [
        ("report.json", "report.ccsession"),
        ("report 2025-01-07T18:00.json", "report 2025-01-07T18-00.ccsession"),
        ("aux.json", "_aux.ccsession"),
        ("Con.csv", "_Con.ccsession"),
        ("why?.json", "why-.ccsession"),
    ] {
        let path = suggested(dataset, Action::SaveAs);
        assert_eq!(path, Path::new("folder").join(session), "beside the dataset");
    }
    assert_eq!(file_name(&suggested("nul.json", Action::Export)), "_nul.html");
    assert_eq!(file_name(&suggested("18:00.json", Action::ExportIssues)), "18-00.json issues.txt");
    assert_eq!(file_name(&suggested("lpt1.csv", Action::ExportIssues)), "_lpt1.csv issues.txt");
}
