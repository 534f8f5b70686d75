//! The program as a person meets it: the real binary in a real window, by real keys and clicks, and from a shell.
//!
//! Only what cannot be seen from inside is tested here: that work outlives the process, and that the window rests.
//! Where Xvfb, openbox or xdotool is missing, the tests say so and pass; `COUNTERCLAIM_REQUIRE_WINDOW=1` forbids that.

pub mod display;
pub mod program;

use std::fs;
use std::path::Path;
use std::process::Output;
use std::thread::sleep;
use std::time::Duration;

use serde_json::Value;

use self::display::{Display, wait_for, wait_until};
use self::program::{Home, Program};

/// A point on the first card, in pixels of the window as it opens.
const FIRST_CARD: (u32, u32) = (150, 210);
/// Over how long the CPU time of a window at rest is measured.
const MEASURED: Duration = Duration::from_secs(2);
const EXAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/assets/examples/kurakhove-report/dataset.json");

#[test]
fn work_survives_saving_quitting_and_reopening() {
    const TEST: &str = "work_survives_saving_quitting_and_reopening";
    let Some(display) = Display::start(TEST) else { return };
    let home = Home::new();
    let session = home.path("kurakhove.ccsession");
    let first = &example()["claims"][0];
    let proposition = first["proposition"].as_str().expect("a proposition");

    let program = Program::start(&display, &home, None);
    program.press(&["Return", "Down", "Down"]);
    program.click(FIRST_CARD.0, FIRST_CARD.1);
    program.press(&["4", "n"]);
    program.type_text("only one side says so");
    assert!(program.has_unsaved_work());
    program.press(&["ctrl+s"]);
    program.answer_path(&session);
    program.wait_for_title("kurakhove.ccsession – Counterclaim");
    program.wait_for_saved();
    assert_eq!(program.end_with(&["ctrl+q"]).code(), Some(0));

    let saved: Vec<(Value, Value, Value)> = edits(&session);
    let claim = &first["id"];
    assert_eq!(
        saved,
        [
            ("credibility".into(), claim.clone(), 4.into()),
            ("note".into(), claim.clone(), "only one side says so".into())
        ]
    );

    let program = Program::start(&display, &home, Some(&session));
    program.wait_for_title("kurakhove.ccsession – Counterclaim");
    program.press(&["Down"]);
    program.click(FIRST_CARD.0, FIRST_CARD.1);
    program.expect_copied_claim(TEST, &[proposition, "Credibility: 4 ", "Note: only one side says so"]);
    assert!(!program.has_unsaved_work());
    assert_eq!(program.end_with(&["ctrl+q"]).code(), Some(0));
}

#[test]
fn work_survives_a_kill_while_editing() {
    const TEST: &str = "work_survives_a_kill_while_editing";
    let Some(display) = Display::start(TEST) else { return };
    let home = Home::new();

    let program = Program::start(&display, &home, None);
    program.press(&["Return", "2", "Down", "3", "n"]);
    program.type_text("kept by the journal");
    let is_kept = |text: &String| text.contains("kept by the journal");
    wait_for("the note in the recovery journal", || home.recovery_journals().iter().any(is_kept));
    program.kill();

    let program = Program::start(&display, &home, None);
    program.press(&["Return"]);
    wait_for("the recovered work", || program.has_unsaved_work());
    program.expect_copied_claim(TEST, &["Credibility: 2 "]);
    program.press(&["Down"]);
    program.expect_copied_claim(TEST, &["Credibility: 3 ", "Note: kept by the journal"]);
    let session = home.path("recovered.ccsession");
    program.press(&["ctrl+s"]);
    program.answer_path(&session);
    program.wait_for_title("recovered.ccsession – Counterclaim");
    program.wait_for_saved();
    assert_eq!(program.end_with(&["ctrl+q"]).code(), Some(0));
    assert_eq!(edits(&session).len(), 3);
    assert_eq!(home.recovery_journals(), [""; 0]);
}

#[test]
fn a_kill_in_the_middle_of_typing_costs_no_settled_edit() {
    const TEST: &str = "a_kill_in_the_middle_of_typing_costs_no_settled_edit";
    let Some(display) = Display::start(TEST) else { return };
    let home = Home::new();

    let program = Program::start(&display, &home, None);
    program.press(&["Return", "2", "Down", "3", "n"]);
    program.type_at_once("cut sh");
    program.kill();

    let program = Program::start(&display, &home, None);
    program.press(&["Return"]);
    wait_for("the recovered work", || program.has_unsaved_work());
    program.expect_copied_claim(TEST, &["Credibility: 2 "]);
    program.press(&["Down"]);
    program.expect_copied_claim(TEST, &["Credibility: 3 "]);
}

#[test]
fn closing_with_unsaved_work_asks_first() {
    const TEST: &str = "closing_with_unsaved_work_asks_first";
    let Some(display) = Display::start(TEST) else { return };
    let home = Home::new();

    let mut program = Program::start(&display, &home, None);
    program.press(&["Return", "3"]);
    // The question takes the keys: while it stands, a 5 grades nothing.
    for close in ["ctrl+q", "alt+F4"] {
        program.press(&[close, "5"]);
        assert!(program.is_running(), "{close} closed the window without asking");
        program.press(&["Escape"]);
        assert!(program.is_running(), "the question was answered with Escape");
        program.expect_copied_claim(TEST, &["Credibility: 3 "]);
    }
    assert!(program.has_unsaved_work());
    assert_eq!(home.recovery_journals().len(), 1);
    assert_eq!(program.end_with(&["ctrl+q", "Tab", "Return"]).code(), Some(0));
    assert_eq!(home.recovery_journals(), [""; 0]);
}

#[test]
fn a_file_that_cannot_be_written_keeps_the_work() {
    const TEST: &str = "a_file_that_cannot_be_written_keeps_the_work";
    let Some(display) = Display::start(TEST) else { return };
    let home = Home::new();

    let mut program = Program::start(&display, &home, None);
    program.press(&["Return", "6", "ctrl+s"]);
    program.answer_path(&home.path("no-such-folder/work.ccsession"));
    assert!(program.is_running());
    assert!(program.has_unsaved_work());
    assert!(program.title().ends_with("new session – Counterclaim"));
    program.expect_copied_claim(TEST, &["Credibility: 6 "]);

    let session = home.path("work.ccsession");
    program.press(&["ctrl+s"]);
    program.answer_path(&session);
    program.wait_for_title("work.ccsession – Counterclaim");
    program.wait_for_saved();
    assert_eq!(edits(&session).len(), 1);
    assert_eq!(program.end_with(&["ctrl+q"]).code(), Some(0));
}

#[test]
fn the_window_idles() {
    const TEST: &str = "the_window_idles";
    let Some(display) = Display::start(TEST) else { return };
    let home = Home::new();

    let program = Program::start(&display, &home, None);
    for key in ["Return", "Down"] {
        program.press(&[key]);
        // On a busy machine it may take a while to come to rest; what it then uses does not depend on others.
        wait_until(&format!("rest after {key}"), || {
            let before = program.cpu_ticks();
            assert!(before > 0, "the CPU time can be read");
            sleep(MEASURED);
            let used = program.cpu_ticks() - before;
            if used <= 5 { Ok(()) } else { Err(format!("{used} hundredths of a second used in {MEASURED:?}")) }
        });
    }
}

#[cfg(all(unix, not(target_os = "macos")))]
#[test]
fn a_missing_display_draws_the_window_instead() {
    let home = Home::new();
    let output = home.command().output().expect("the program runs");
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    assert!(said(&output).contains("no display"), "{}", said(&output));
    assert!(said(&output).contains("counterclaim.png"), "{}", said(&output));
    assert_eq!(png_size(&home.path("counterclaim.png")), [1600, 1000]);
}

#[test]
fn a_picture_has_the_size_and_the_claim_asked_for() {
    let home = Home::new();
    let draw = |arguments: &[&str]| {
        home.command().args(["picture", "-o", "out.png"]).args(arguments).output().expect("the program runs")
    };
    let output = draw(&["--size", "800x600", "--theme", "dark"]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    assert_eq!(png_size(&home.path("out.png")), [800, 600]);
    let output = draw(&["--size", "800x600", "--select", "no-such-claim"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(said(&output).contains("unknown claim `no-such-claim`"), "{}", said(&output));
}

#[test]
fn info_counts_what_the_dataset_holds() {
    let home = Home::new();
    let info = |arguments: &[&str]| {
        let output = home.command().arg("info").args(arguments).output().expect("the program runs");
        assert_eq!(output.status.code(), Some(0), "{}", said(&output));
        String::from_utf8(output.stdout).expect("UTF-8")
    };
    let dataset = example();
    let text = info(&[EXAMPLE]);
    let json: Value = serde_json::from_str(&info(&[EXAMPLE, "--json"])).expect("JSON");
    for name in ["sources", "places", "reports", "events", "claims", "statements", "relations"] {
        let count = dataset[name].as_array().expect("a list").len();
        assert_eq!(json[name], count, "{name}");
        let line = text.lines().find(|line| line.starts_with(name)).unwrap_or_default();
        assert_eq!(line.split_whitespace().last(), Some(&*count.to_string()), "{text}");
    }
    assert_eq!(json["issues"], 0, "{json}");
    assert_eq!(json["dataset_found"], true);
}

fn example() -> Value {
    serde_json::from_str(&fs::read_to_string(EXAMPLE).expect("the example")).expect("JSON")
}

/// What is set, on which claim and to what, line by line behind the header of a session file.
fn edits(session: &Path) -> Vec<(Value, Value, Value)> {
    let text = fs::read_to_string(session).expect("a session file");
    let lines = text.lines().skip(1).map(|line| serde_json::from_str::<Value>(line).expect("a line of JSON"));
    lines.map(|line| (line["edit"]["set"].clone(), line["edit"]["claim"].clone(), line["edit"]["to"].clone())).collect()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Width and height as the header of a PNG file gives them.
fn png_size(path: &Path) -> [u32; 2] {
    let bytes = fs::read(path).expect("a picture");
    assert_eq!(bytes.get(..8), Some(&b"\x89PNG\r\n\x1a\n"[..]));
    [16, 20].map(|at| u32::from_be_bytes(bytes[at..at + 4].try_into().expect("four bytes")))
}
