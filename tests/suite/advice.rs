//! What the window says of sources, of states over time and of calibration: it advises, and sets nothing.

use std::path::{Path, PathBuf};

use counterclaim_engine::{CurvePoint, Likelihood};
use counterclaim_io::session_file::{self, DatasetRef, SessionFile};
use counterclaim_model::{Edit, Line, Reliability, SECS_PER_DAY, Truth, Verdict};
use egui::{Key, vec2};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use serde_json::{Value, json};

use crate::support::{Stamps, dataset_text, entry, folder};
use crate::window::Window;

/// Sixteen claims that a source without a stake in the second half supports, and what others say of them.
fn records() -> Value {
    let claim = |number: usize| {
        let mut claim = json!({"id": format!("claim-{number}"), "proposition": format!("Claim number {number} holds"),
            "event": "event-a", "kind": "occurrence"});
        if number < 8 {
            claim["favours"] = json!("side-a");
        }
        claim
    };
    let said = |speaker: &'static str, number: usize| {
        json!({"id": format!("{speaker}-{number}"), "claim": format!("claim-{number}"), "speaker": speaker,
            "stance": "supports", "stated_at": "2025-01-07"})
    };
    json!({
        "sides": [{"id": "side-a", "name": "Side A"}],
        "sources": [{"id": "steady", "name": "Steady Voice", "kind": "government", "side": "side-a"},
                    {"id": "rare", "name": "Rare Voice", "kind": "media"}],
        "events": [{"id": "event-a", "title": "Event A"}],
        "claims": (0..16).map(claim).collect::<Vec<_>>(),
        "statements": (0..16).map(|number| said("steady", number)).chain([said("rare", 3)]).collect::<Vec<_>>(),
    })
}

/// A window on those records, with the edits made before.
fn window_with(folder: &Path, edits: Vec<Edit>) -> Window {
    let dataset = folder.join("data.json");
    std::fs::write(&dataset, dataset_text(&records())).expect("a dataset");
    let mut stamps = Stamps::default();
    let lines = edits.into_iter().map(|edit| Line::Entry(entry(stamps.next(), "tester", edit))).collect();
    let sha256 = session_file::fingerprint(&dataset).expect("a dataset");
    let datasets =
        vec![DatasetRef { name: "Made up".to_owned(), path: "data.json".to_owned(), sha256, ..DatasetRef::default() }];
    let session = folder.join("work.ccsession");
    let file = SessionFile { datasets, unknown: serde_json::Map::new(), lines };
    std::fs::write(&session, session_file::to_text(&file)).expect("a session");
    Window::open(Some(&session), None, vec2(1440.0, 1000.0))
}

fn verdicts(count: usize) -> Vec<Edit> {
    let value = Some(Verdict { truth: Truth::True, at: None });
    (0..count).map(|number| Edit::Verdict { claim: format!("claim-{number}").into(), value: value.clone() }).collect()
}

/// The name of the first widget whose name holds the words.
fn name(window: &Window, words: &str) -> String {
    let node = window.harness.get_all_by_label_contains(words).next();
    let node = node.unwrap_or_else(|| panic!("nothing is named “{words}”"));
    let node = node.accesskit_node();
    // Labels have their words as a value.
    node.label().or_else(|| node.value()).unwrap_or_default()
}

#[test]
fn a_letter_two_away_from_the_suggested_one_is_marked_and_f_never_is() {
    let folder = folder();
    let mut edits = verdicts(16);
    edits.push(Edit::Reliability { source: "steady".into(), value: Some(Reliability::E) });
    edits.push(Edit::Reliability { source: "rare".into(), value: Some(Reliability::A) });
    let mut window = window_with(folder.path(), edits);
    let row = name(&window, "Steady Voice, government");
    assert!(row.contains("your grade E") && row.contains("letters apart"), "{row}");
    // With one settled claim it cannot be judged, and nothing is far from that.
    let row = name(&window, "Rare Voice, media");
    assert!(row.contains("your grade A, suggested F") && !row.contains("apart"), "{row}");
    window.click_containing("Rare Voice, media");
    assert!(window.shows("F: needs at least 5 claims with a verdict (now 1)"));
    window.click_containing("Reliability of Steady Voice");
    window.click_containing("F   Reliability cannot be judged");
    let row = name(&window, "Steady Voice, government");
    assert!(row.contains("your grade F") && !row.contains("apart"), "{row}");
}

#[test]
fn a_record_is_shown_by_role_with_its_interval_and_what_was_settled() {
    let folder = folder();
    let mut window = window_with(folder.path(), verdicts(6));
    window.click_containing("Steady Voice, government");
    for role in ["disinterested: ", "claim favours its side: ", "over all roles: "] {
        let words = name(&window, role);
        assert!(words.contains("90 % interval") && words.contains("based on"), "{words}");
    }
    assert!(name(&window, "claim favours its side: ").ends_with("based on 8 statements"));
    assert!(window.shows("right 6, wrong 0"));
    window.harness.get_by_label("Claim number 4 holds").focus();
    window.settle();
    window.press(Key::Enter);
    let state = window.harness.state().state();
    let selected = state.view().claim.expect("a claim");
    assert_eq!(state.dataset().expect("a dataset").claim(selected).key, "claim-4");
}

/// Four honest sources that err each on its own, and two that err together.
fn copiers() -> Value {
    let stance = |number: u32, source: u32| {
        let draws = source.min(4);
        let is_right = (number * 13 + draws * 29 + number * draws * 7) % 10 >= 3;
        if is_right == number.is_multiple_of(2) { "supports" } else { "denies" }
    };
    let pairs = (0..28_u32).flat_map(|number| (0..6_u32).map(move |source| (number, source)));
    let said = |(number, source): (u32, u32)| {
        json!({"id": format!("{number}-{source}"), "claim": format!("claim-{number}"),
            "speaker": format!("source-{source}"), "stance": stance(number, source),
            "stated_at": format!("2025-01-{:02}T0{source}:00", 1 + number)})
    };
    json!({
        "sources": (0..6).map(|number| json!({"id": format!("source-{number}"), "name": format!("Source {number}"),
            "kind": "media"})).collect::<Vec<_>>(),
        "events": [{"id": "event-a", "title": "Event A"}],
        "claims": (0..28).map(|number| json!({"id": format!("claim-{number}"), "event": "event-a",
            "proposition": format!("Claim number {number} holds"), "kind": "occurrence"})).collect::<Vec<_>>(),
        "statements": pairs.map(said).collect::<Vec<_>>(),
    })
}

#[test]
fn the_analysts_word_on_two_sources_changes_the_figures_and_is_undone() {
    let folder = folder();
    let path: PathBuf = folder.path().join("copiers.json");
    std::fs::write(&path, dataset_text(&copiers())).expect("a dataset");
    let mut window = Window::open(Some(&path), None, vec2(1440.0, 1000.0));
    let figures = |window: &Window| -> Vec<Option<Likelihood>> {
        let state = window.harness.state().state();
        let dataset = state.dataset().expect("a dataset");
        dataset.claim_ids().map(|id| state.assessment().claim(id).likelihood).collect()
    };
    let before = figures(&window);
    window.click_containing("Source 5, media");
    assert!(window.shows("agree on 28 of 28 shared claims"));
    // By keyboard alone.
    window.harness.get_by_label("Count Source 4 as independent").focus();
    window.settle();
    window.press(Key::Enter);
    assert_ne!(figures(&window), before, "the word changed no figure");
    assert!(window.shows("agree on 28 of 28 shared claims"));
    window.press_ctrl(Key::Z);
    assert_eq!(figures(&window), before);
}

#[test]
fn the_curve_of_a_state_is_told_in_words_as_known_then_and_as_known_now() {
    let press = concat!(env!("CARGO_MANIFEST_DIR"), "/assets/examples/kurakhove-press/dataset.json");
    let mut window = Window::open(Some(Path::new(press)), None, vec2(1440.0, 900.0));
    let curve = name(&window, "Probability of “All of Kurakhove is under Russian control”");
    assert!(curve.contains("as known now: ") && !curve.contains("as known then"), "{curve}");
    window.press(Key::K);
    while window.harness.state().state().view().as_of_s.is_some_and(|as_of_s| as_of_s > 1_737_000_000) {
        window.press(Key::Comma);
    }
    let state = window.harness.state().state();
    let as_of_s = state.view().as_of_s.expect("a day");
    let claim = state.view().claim.expect("a claim");
    let day = ((as_of_s - 1 + 7200) / SECS_PER_DAY) as i32;
    let on_day = |points: Vec<CurvePoint>| {
        let point = points.iter().find(|point| point.day == day).expect("a point");
        (point.probability, format!("{:.0} % on 15 Jan 2025", point.probability * 100.0))
    };
    let (held_then, then) = on_day(state.assessment().curve(claim, &[day]));
    let (held_now, _) = on_day(state.assessment_now().expect("quick").curve(claim, &[day]));
    assert!(held_now > held_then, "the look back changes nothing: {held_then} {held_now}");
    let curve = name(&window, "Probability of “All of Kurakhove is under Russian control”");
    let (told_then, told_now) = curve.split_once("; as known now: ").expect("two lines");
    assert!(told_then.contains("as known then: ") && told_then.ends_with(&then), "{then}: {curve}");
    assert!(told_now.contains("% on 15 Jan 2025") && told_now.ends_with("on 31 Jan 2025"), "{curve}");
    // An occurrence has no curve.
    window.click_containing("Kurakhove is the latest of several towns");
    assert!(!window.shows("Probability of “"));
}

#[test]
fn below_fifteen_verdicts_the_figures_are_uncalibrated_and_above_there_is_a_plot() {
    let folder = folder();
    let mut window = window_with(folder.path(), verdicts(14));
    window.click("Help");
    window.click("Calibration…");
    assert!(window.shows("Not calibrated: 14 of 15 verdicts"));
    assert!(!window.shows("Calibration plot"));

    let mut window = window_with(folder.path(), verdicts(15));
    window.press_ctrl(Key::K);
    window.type_text("calibration");
    window.press(Key::Enter);
    assert!(window.shows("Fitted to 15 verdicts") && window.shows("Brier score 0."));
    let plot = name(&window, "Calibration plot: ");
    assert!(plot.contains("100 % proved true"), "{plot}");
}

#[test]
fn the_help_lists_the_hyperparameters_of_the_engine() {
    let mut window = Window::on_example();
    window.press(Key::F1);
    window.click("The model estimate");
    assert!(window.shows("Track record of a source"));
    window.click("Its settings");
    for words in ["claim favours another side", "Evidence scale until it is calibrated on verdicts: 0.7", "likely"] {
        assert!(window.shows(words), "“{words}” is not to be seen");
    }
}
