//! The timeline in the whole window: the as-of line dragged by mouse, and the window of time typed in.

use std::collections::BTreeSet;

use counterclaim::app::as_of::known_range;
use counterclaim_io::parse_time;
use counterclaim_model::SECS_PER_DAY;
use egui::{Key, Modifiers, PointerButton, Pos2, Rect, pos2, vec2};
use egui_kittest::kittest::Queryable as _;
use jiff::tz::Offset;
use serde_json::Value;

use crate::support::{in_package, read_text};
use crate::window::Window;

const PRESS: &str = "assets/examples/kurakhove-press/dataset.json";

/// The example as its file has it, without the own estimates of the program.
struct Evidence {
    json: Value,
    offset_min: i16,
}

impl Evidence {
    fn read() -> Self {
        let json: Value = serde_json::from_str(&read_text(&in_package(PRESS))).expect("JSON");
        Self { json, offset_min: 120 }
    }

    fn list(&self, name: &str) -> &[Value] {
        self.json[name].as_array().expect("a list")
    }

    /// When a statement became known: at the end of its own time, or of its report's.
    fn options_from(&self, statement: &Value) -> Option<i64> {
        let report = self.list("reports").iter().find(|report| report["id"] == statement["report"]);
        let times = [&statement["stated_at"], report.map_or(&Value::Null, |report| &report["published"])];
        let text = times.into_iter().find_map(|time| time.as_str().or_else(|| time["when"].as_str()))?;
        Some(parse_time(text, self.offset_min).expect("a time").end_s)
    }

    /// How many statements were known by then, and on which claims.
    fn known(&self, as_of_s: i64) -> (usize, BTreeSet<&str>) {
        let known = |statement: &&Value| self.options_from(statement).is_some_and(|known_s| known_s <= as_of_s);
        let statements: Vec<&Value> = self.list("statements").iter().filter(known).collect();
        let claims = statements.iter().filter_map(|statement| statement["claim"].as_str()).collect();
        (statements.len(), claims)
    }

    /// `as known at the end of 6 Jan 2025` for a line at that day's midnight.
    fn words(&self, as_of_s: i64) -> String {
        let offset = Offset::from_seconds(i32::from(self.offset_min) * 60).expect("an offset");
        let day = offset.to_datetime(jiff::Timestamp::from_second(as_of_s - 1).expect("a time"));
        format!("as known at the end of {}", day.strftime("%-d %b %Y"))
    }
}

fn press_example() -> Window {
    Window::open(Some(&in_package(PRESS)), None, vec2(1440.0, 900.0))
}

fn axis(window: &Window) -> Rect {
    window.harness.get_by_label_contains("As-of line, ").rect()
}

/// Where a time lies on the axis of a timeline that is fitted to the dataset.
fn x_of(window: &Window, secs: i64) -> f32 {
    let dataset = window.harness.state().state().dataset().expect("a dataset");
    let (first_s, last_s) = known_range(dataset).expect("dated");
    let room = ((last_s - first_s) / 20).max(SECS_PER_DAY);
    let from_s = first_s - SECS_PER_DAY - room;
    let until_s = last_s + room;
    let share = (secs - from_s) as f64 / (until_s - from_s) as f64;
    axis(window).left() + (share * f64::from(axis(window).width())) as f32
}

fn button(window: &mut Window, at: Pos2, pressed: bool) {
    let button = PointerButton::Primary;
    window.harness.event(egui::Event::PointerButton { pos: at, button, pressed, modifiers: Modifiers::NONE });
    window.harness.step();
}

#[test]
fn the_as_of_line_dragged_from_march_to_december_shows_what_was_known_then() {
    let evidence = Evidence::read();
    let mut window = press_example();
    let offset_s = i64::from(evidence.offset_min) * 60;
    let days = ["2025-03-10", "2025-02-14", "2025-01-20", "2025-01-07", "2025-01-06", "2024-12-29", "2024-12-20"];
    let ends = days.map(|day| parse_time(day, evidence.offset_min).expect("a day").end_s);
    let y = axis(&window).center().y;
    let all = evidence.list("claims").len();
    assert_eq!(window.harness.state().state().visible().claims.len(), all);

    let start = pos2(x_of(&window, ends[0]), y);
    window.harness.hover_at(start);
    button(&mut window, start, true);
    let mut at = start;
    let mut shown_before = usize::MAX;
    for (day, end_s) in days.into_iter().zip(ends) {
        // The mouse goes there in steps, as a hand moves it.
        let goal = pos2(x_of(&window, end_s), y + 3.0);
        for step in 1..=4_u8 {
            let way = f32::from(step) / 4.0;
            window.harness.hover_at(at.lerp(goal, way));
            window.harness.step();
        }
        at = goal;
        window.settle();

        let state = window.harness.state().state();
        let as_of_s = state.view().as_of_s.expect("the line is on");
        assert_eq!((as_of_s + offset_s).rem_euclid(SECS_PER_DAY), 0, "{day}: the line does not stand at a midnight");
        assert_eq!(as_of_s, end_s, "{day}: the line stands elsewhere: {}", evidence.words(as_of_s));
        let (statements, claims) = evidence.known(as_of_s);
        let dataset = state.dataset().expect("a dataset");
        let shown: BTreeSet<&str> = state.visible().claims.iter().map(|id| dataset.claim(*id).key).collect();
        assert_eq!(shown, claims, "{day}: other claims are shown than were made");
        let assessed: usize = dataset.claim_ids().map(|id| state.assessment().claim(id).statements).sum();
        assert_eq!(assessed, statements, "{day}: other statements count than were made");
        assert_eq!(state.visible().not_yet, all - claims.len(), "{day}");
        assert!(shown.len() <= shown_before, "{day}: going back shows more");
        shown_before = shown.len();
        assert!(window.shows(&evidence.words(end_s)), "{day}: “{}” is not said", evidence.words(end_s));
        let hidden = all - shown_before;
        let words = if hidden == 1 {
            "1 claim made later (hidden)".to_owned()
        } else {
            format!("{hidden} claims made later (hidden)")
        };
        assert!(hidden == 0 || window.shows(&words), "{day}: {hidden} are hidden");
        assert!(window.shows(&format!("As-of line, {}", evidence.words(end_s))), "{day}: the line has another name");
    }
    assert!(shown_before < all / 2, "{shown_before} of {all} claims were known in December");

    // Let go, the line stays; the mouse moves on by itself.
    button(&mut window, at, false);
    window.harness.hover_at(start);
    window.settle();
    assert_eq!(window.harness.state().state().view().as_of_s, Some(ends[6]));
}

/// The window that is set, and how many claims are shown.
fn spoken_of(window: &Window) -> (Option<(i64, i64)>, usize) {
    let state = window.harness.state().state();
    (state.view().filter.window, state.visible().claims.len())
}

fn has_keyboard(window: &Window, name: &str) -> bool {
    window.harness.query_all_by_label_contains(name).any(|node| node.is_focused())
}

#[test]
fn a_window_of_time_is_set_changed_and_taken_away_by_keys_alone() {
    let mut window = press_example();
    let all = spoken_of(&window).1;
    let end = |day: &str| parse_time(day, 120).expect("a day");
    window.press(Key::W);
    assert!(has_keyboard(&window, "From"), "the first field has not got the keyboard");
    window.type_text("2025-01-06");
    window.press(Key::Tab);
    assert!(has_keyboard(&window, "To"));
    window.type_text("2025-01-07");
    // By days.
    window.press(Key::ArrowUp);
    window.press(Key::ArrowUp);
    window.press(Key::ArrowDown);
    window.press(Key::Enter);
    let (set, shown) = spoken_of(&window);
    assert_eq!(set, Some((end("2025-01-06").start_s, end("2025-01-08").end_s)));
    assert!(shown > 0 && shown < all, "{shown} of {all} claims are shown");
    assert_eq!(window.harness.state().state().dialog(), None);

    // The dialog begins with the window that there is, and gives it back the same.
    window.press(Key::W);
    window.press(Key::Enter);
    assert_eq!(spoken_of(&window), (set, shown));
    window.press(Key::W);
    window.press(Key::ArrowUp);
    window.press(Key::Enter);
    assert_eq!(spoken_of(&window).0, Some((end("2025-01-07").start_s, end("2025-01-08").end_s)));

    // Nothing typed stands for all that was said.
    window.press(Key::W);
    for _ in 0..2 {
        window.press_ctrl(Key::A);
        window.press(Key::Backspace);
        window.press(Key::Tab);
    }
    window.press(Key::Enter);
    let (everything, shown) = spoken_of(&window);
    assert_eq!(shown, all, "a claim lies outside all that was said: {everything:?}");

    window.press(Key::W);
    for _ in 0..3 {
        window.press(Key::Tab);
    }
    assert!(has_keyboard(&window, "Show all times"));
    window.press(Key::Enter);
    assert_eq!(spoken_of(&window), (None, all));
}

#[test]
fn a_window_of_time_that_is_none_is_refused_in_plain_words_and_the_field_has_the_keyboard() {
    let mut window = press_example();
    window.press(Key::W);
    window.type_text("2025-01-08");
    window.press(Key::Tab);
    window.type_text("last Monday");
    window.press(Key::Enter);
    assert!(window.shows("`last Monday` is not a time such as 2025-01-06"), "the reason is not told");
    assert!(has_keyboard(&window, "To: `last Monday` is not a time"), "the wrong field has not got the keyboard");
    assert_eq!(spoken_of(&window).0, None);
    window.press_ctrl(Key::A);
    window.type_text("2025-01-07");
    assert!(!window.shows("is not a time"), "the reason still stands");
    window.press(Key::Enter);
    assert!(has_keyboard(&window, "To: the window ends before it begins"));
    window.press_ctrl(Key::A);
    window.type_text("2025-01-08T18:00");
    window.press(Key::Enter);
    let until_s = parse_time("2025-01-08T18:00", 120).expect("a time").start_s;
    assert_eq!(spoken_of(&window).0.map(|(_, until_s)| until_s), Some(until_s));
    // Escape changes nothing.
    let before = spoken_of(&window);
    window.press(Key::W);
    window.type_text("2");
    window.press(Key::Escape);
    if window.harness.state().state().dialog().is_some() {
        window.press(Key::Escape);
    }
    assert_eq!((window.harness.state().state().dialog(), spoken_of(&window)), (None, before));
}
