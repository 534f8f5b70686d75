//! A display of the tests' own: Xvfb with a window manager, without which no key arrives, and xdotool as the hand.

use std::fmt::Debug;
use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, Command, Output, Stdio};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// Only something that never comes is waited for this long, however busy the machine is.
const LIMIT: Duration = Duration::from_mins(5);
const SCREEN: &str = "1600x1000x24";

/// Held by the test whose turn it is: on few cores, two windows at once would slow each other down.
static TURN: Mutex<()> = Mutex::new(());

/// Stops its servers when dropped.
pub struct Display {
    /// `:90` to `:99`.
    pub name: String,
    server: Child,
    manager: Child,
    _turn: MutexGuard<'static, ()>,
}

impl Display {
    /// `None`, after having said so, where this machine has no means to show a window.
    pub fn start(test: &str) -> Option<Self> {
        for tool in ["Xvfb", "openbox", "xdotool"] {
            if !is_installed(tool) {
                skip(test, &format!("{tool} is missing"));
                return None;
            }
        }
        let turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
        let (server, name) = (90..100).find_map(start_server).expect("one of the displays :90 to :99 is free");
        let manager = quiet_command("openbox", &name).stdin(Stdio::null()).spawn().expect("openbox starts");
        let display = Self { name, server, manager, _turn: turn };
        wait_for("the window manager", || display.xdotool(&["get_num_desktops"]).is_some());
        Some(display)
    }

    /// What xdotool prints, or `None` if it fails.
    pub fn xdotool(&self, arguments: &[&str]) -> Option<String> {
        let output = self.output("xdotool", arguments);
        output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
    }

    /// Runs a tool on this display, for a minute at most.
    pub fn output(&self, tool: &str, arguments: &[&str]) -> Output {
        let mut command = Command::new("timeout");
        command.args(["60", tool]).args(arguments).env("DISPLAY", &self.name).stdin(Stdio::null());
        command.output().expect("coreutils' timeout runs")
    }

    /// The processes through which keys and clicks go.
    pub fn ids(&self) -> [u32; 2] {
        [self.server.id(), self.manager.id()]
    }
}

impl Drop for Display {
    fn drop(&mut self) {
        stop(&mut self.manager);
        stop(&mut self.server);
    }
}

/// The server says on `displayfd` that it is ready; if the number is taken, it ends without a word.
fn start_server(number: u32) -> Option<(Child, String)> {
    let name = format!(":{number}");
    let mut command = quiet_command("Xvfb", &name);
    command.args([&name, "-screen", "0", SCREEN, "-noreset", "-nolisten", "tcp", "-displayfd", "1"]);
    let mut server = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn().expect("Xvfb starts");
    let mut answer = String::new();
    let read = server.stdout.take().map(|stdout| BufReader::new(stdout).read_line(&mut answer));
    if matches!(read, Some(Ok(1..))) {
        return Some((server, name));
    }
    stop(&mut server);
    None
}

fn quiet_command(program: &str, display: &str) -> Command {
    let mut command = Command::new(program);
    command.env("DISPLAY", display).stdout(Stdio::null()).stderr(Stdio::null());
    command
}

/// Asks a process to end, so that it clears up behind itself, and makes it end if it does not.
fn stop(process: &mut Child) {
    let asked = Command::new("sh").args(["-c", "kill \"$0\"", &process.id().to_string()]).status();
    let started = Instant::now();
    while asked.is_ok() && started.elapsed() < Duration::from_secs(3) {
        if !matches!(process.try_wait(), Ok(None)) {
            return;
        }
        sleep(Duration::from_millis(20));
    }
    let _ = process.kill();
    let _ = process.wait();
}

pub fn is_installed(tool: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|folder| folder.join(tool).is_file())
}

/// Says past the test runner's capture what was not tested; where the window is required, that is a failure.
pub fn skip(test: &str, missing: &str) {
    let is_required = std::env::var_os("COUNTERCLAIM_REQUIRE_WINDOW").is_some_and(|value| value == "1");
    assert!(!is_required, "{test} cannot run: {missing}");
    let _ = writeln!(std::io::stderr(), "SKIPPED: {test}: {missing}");
}

/// Polls until it is so.
pub fn wait_for(what: &str, mut is_so: impl FnMut() -> bool) {
    wait_until(what, || if is_so() { Ok(()) } else { Err(()) });
}

/// Polls until there is a value; what stood in its way is told on failure.
pub fn wait_until<T, E: Debug>(what: &str, mut get: impl FnMut() -> Result<T, E>) -> T {
    let started = Instant::now();
    loop {
        match get() {
            Ok(value) => return value,
            Err(last) => assert!(started.elapsed() < LIMIT, "waited in vain for {what}; at last: {last:?}"),
        }
        sleep(Duration::from_millis(40));
    }
}
