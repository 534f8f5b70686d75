//! What a screen reader is told: names in the window's tree, and a whole run by keys in the real window.
//!
//! The run needs AT-SPI and what a real window needs; where that is missing, it says so and passes.
//! `COUNTERCLAIM_REQUIRE_ATSPI=1` forbids that.

use std::io::Write as _;
use std::process::{Command, Stdio};

use egui::{Key, Modifiers, vec2};
use egui_kittest::kittest::{AccessKitNode, By, NodeT as _, Queryable as _};

use crate::real_window::display::{Display, is_installed};
use crate::support::{folder, in_package};
use crate::window::Window;

/// A Python that knows AT-SPI: the system's own, since its bindings come with the system.
fn python() -> Option<&'static str> {
    let knows = |python: &&str| {
        let mut command = Command::new(python);
        command.args(["-c", "import gi; gi.require_version('Atspi', '2.0'); from gi.repository import Atspi"]);
        command.stdin(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|status| status.success())
    };
    ["/usr/bin/python3", "python3"].into_iter().find(knows)
}

/// Says past the test runner's capture what was not tested; where AT-SPI is required, that is a failure.
fn skip(test: &str, missing: &str) {
    let is_required = std::env::var_os("COUNTERCLAIM_REQUIRE_ATSPI").is_some_and(|value| value == "1");
    assert!(!is_required, "{test} cannot run: {missing}");
    let _ = writeln!(std::io::stderr(), "SKIPPED: {test}: {missing}");
}

#[test]
fn a_session_is_made_by_keys_alone_and_a_screen_reader_is_told_of_every_step() {
    const TEST: &str = "a_session_is_made_by_keys_alone_and_a_screen_reader_is_told_of_every_step";
    if let Some(tool) = ["Xvfb", "openbox", "xdotool", "dbus-run-session"].into_iter().find(|tool| !is_installed(tool))
    {
        skip(TEST, &format!("{tool} is missing"));
        return;
    }
    let has_registry = ["/usr/libexec", "/usr/lib/at-spi2-core"]
        .iter()
        .any(|folder| std::path::Path::new(folder).join("at-spi2-registryd").is_file());
    let (Some(python), true) = (python(), has_registry) else {
        skip(TEST, "at-spi2-core, python3-gi or gir1.2-atspi-2.0 is missing");
        return;
    };
    let Some(display) = Display::start(TEST) else { return };
    let home = folder();
    let sessions = folder();
    let session = sessions.path().join("work.ccsession");
    let mut command = Command::new("timeout");
    command.args(["1200", "dbus-run-session", "--", python]).arg(in_package("tests/atspi/keyboard_run.py"));
    command.arg(env!("CARGO_BIN_EXE_counterclaim")).arg(home.path()).arg(&session);
    command.env("DISPLAY", &display.name).env("XDG_RUNTIME_DIR", home.path()).stdin(Stdio::null());
    for name in ["WAYLAND_DISPLAY", "WAYLAND_SOCKET", "DBUS_SESSION_BUS_ADDRESS", "AT_SPI_BUS_ADDRESS"] {
        command.env_remove(name);
    }
    let output = command.output().expect("coreutils' timeout runs");
    let said = [output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    println!("{}", said[0]);
    assert!(output.status.success(), "{}\n{}", said[0], said[1]);
}

#[test]
fn nothing_that_can_have_the_keyboard_is_without_a_name() {
    let press = in_package("assets/examples/kurakhove-press/dataset.json");
    for size in [vec2(1440.0, 900.0), vec2(900.0, 620.0), vec2(640.0, 420.0)] {
        let mut window = Window::open(Some(&press), None, size);
        for _ in 0..12 {
            check_names(&window);
            window.press(Key::ArrowDown);
        }
        window.harness.key_press_modifiers(Modifiers::COMMAND | Modifiers::SHIFT, Key::P);
        window.settle();
        check_names(&window);
        window.press(Key::Escape);
        for key in [Key::W, Key::F1] {
            window.press(key);
            check_names(&window);
            window.press(Key::Escape);
            window.press(Key::Escape);
        }
    }
}

fn check_names(window: &Window) {
    let focusable = |node: &AccessKitNode<'_>| node.data().supports_action(egui::accesskit::Action::Focus);
    for node in window.harness.query_all(By::new().recursive(true).predicate(focusable)) {
        let node = node.accesskit_node();
        let has_name = node.label().is_some_and(|name| !name.trim().is_empty()) || node.value().is_some();
        assert!(has_name, "a {:?} has no name: {:?}", node.role(), node.bounding_box());
    }
}
