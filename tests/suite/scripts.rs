//! Text of other scripts: drawn in its order, told to a screen reader in the order of reading, and honest without a font.

use egui::vec2;

use crate::support::in_package;
use crate::window::Window;

/// A window on a fixture whose columns are what they were guessed to be.
fn open(name: &str) -> Window {
    let path = in_package(&format!("tests/fixtures/scripts/{name}.csv"));
    let mut window = Window::open(Some(&path), None, vec2(1440.0, 900.0));
    window.wait_for("the claims", |app| app.state().dataset().is_some_and(|dataset| dataset.claim_count() > 0));
    window
}

#[test]
fn a_screen_reader_gets_right_to_left_text_in_the_order_of_reading() {
    let window = open("right-to-left");
    for words in ["דובר הצבא אמר כי 123 כלי רכב", "قالت الوزارة إن ٤٥ مركبة"] {
        assert!(window.shows(words), "{words}");
    }
    assert!(!window.shows("רכב כלי 123"), "a name in the order of drawing");
}

#[test]
fn signs_without_a_font_are_counted_in_the_text_and_told_once() {
    let mut window = open("without-a-font");
    let notices = |window: &Window| {
        let titles = window.harness.state().state().notices().iter().map(|notice| notice.title.clone());
        titles.filter(|title| title.starts_with("No installed font")).count()
    };
    window.harness.run_steps(20);
    assert_eq!(notices(&window), 1);
    let details = window.harness.state().state().notices().iter().map(|notice| notice.details.clone());
    assert!(details.into_iter().any(|details| details.contains("U+5B57")));
    window.harness.run_steps(20);
    assert_eq!(notices(&window), 1, "told again");
}
