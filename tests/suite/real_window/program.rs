//! The running program with its own home, and what can be seen of it from outside.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};

use tempfile::TempDir;

use super::display::{Display, is_installed, skip, wait_for, wait_until};

/// A person's home folder; it outlives the programs that run in it.
pub struct Home {
    folder: TempDir,
}

impl Home {
    pub fn new() -> Self {
        let home = Self { folder: TempDir::with_prefix("counterclaim-test-").expect("a temporary folder") };
        for folder in ["programs", "data", "config", "run"] {
            fs::create_dir(home.path(folder)).expect("a new folder");
        }
        home
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The program in this home, without a display, a dialog program or a session bus.
    pub fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_counterclaim"));
        for name in ["DISPLAY", "WAYLAND_DISPLAY", "WAYLAND_SOCKET", "COUNTERCLAIM_LOG", "WINIT_X11_SCALE_FACTOR"] {
            command.env_remove(name);
        }
        // An account without a name: nobody is asked whether a session may tell it.
        for name in ["USER", "LOGNAME", "USERNAME"] {
            command.env_remove(name);
        }
        // An address where nothing answers also keeps libdbus from starting a bus by itself.
        command.env("DBUS_SESSION_BUS_ADDRESS", format!("unix:path={}", self.path("run/no-bus").display()));
        command.env("HOME", self.folder.path()).env("PATH", self.path("programs"));
        command.env("XDG_DATA_HOME", self.path("data")).env("XDG_CONFIG_HOME", self.path("config"));
        command.env("XDG_RUNTIME_DIR", self.path("run")).current_dir(self.folder.path()).stdin(Stdio::null());
        command
    }

    /// The texts of the recovery journals that lie in the user's data folder.
    pub fn recovery_journals(&self) -> Vec<String> {
        let folder = self.path("data/counterclaim/recovery");
        let entries = fs::read_dir(folder).into_iter().flatten().flatten();
        entries.map(|entry| fs::read_to_string(entry.path()).unwrap_or_default()).collect()
    }
}

/// In hundredths of a second.
const MORE_THAN_A_KEY_TAKES: u64 = 200;

/// The program with its window; killed when dropped.
pub struct Program<'a> {
    display: &'a Display,
    process: Child,
    window: String,
    log: PathBuf,
}

impl<'a> Program<'a> {
    /// Starts the program and waits for its window to be open, to have the keyboard and to be at rest.
    pub fn start(display: &'a Display, home: &Home, file: Option<&Path>) -> Self {
        let log = home.path("log");
        let mut command = home.command();
        command.args(file).env("DISPLAY", &display.name);
        command.stdout(Stdio::null()).stderr(fs::File::create(&log).expect("a log file"));
        let process = command.spawn().expect("the program starts");
        let mut program = Self { display, process, window: String::new(), log };
        let id = program.process.id().to_string();
        program.window = wait_until("the window", || {
            let found = display.xdotool(&["search", "--onlyvisible", "--pid", &id]).unwrap_or_default();
            found.lines().next().map(str::to_owned).ok_or(())
        });
        display.xdotool(&["windowactivate", &program.window]);
        wait_for("the keyboard", || display.xdotool(&["getactivewindow"]).as_deref() == Some(&program.window));
        program.wait_for_title(" – Counterclaim");
        program.rest();
        program
    }

    pub fn title(&self) -> String {
        self.display.xdotool(&["getwindowname", &self.window]).unwrap_or_default()
    }

    /// Waits until the title ends so; a `•` before it says that there is unsaved work.
    pub fn wait_for_title(&self, end: &str) {
        wait_until("a title", || Some(self.title()).filter(|title| title.ends_with(end)).ok_or_else(|| self.title()));
    }

    pub fn has_unsaved_work(&self) -> bool {
        self.title().starts_with("• ")
    }

    /// Presses keys, one after the other, each once the window is at rest.
    pub fn press(&self, keys: &[&str]) {
        for key in keys {
            self.display.xdotool(&["key", "--clearmodifiers", key]).expect("xdotool presses keys");
            self.rest();
        }
    }

    /// Types a text without waiting for the window.
    pub fn type_at_once(&self, text: &str) {
        self.display.xdotool(&["type", "--delay", "12", text]).expect("xdotool types");
    }

    pub fn type_text(&self, text: &str) {
        self.type_at_once(text);
        self.rest();
    }

    /// Clicks at a point of the window, in pixels.
    pub fn click(&self, x: u32, y: u32) {
        let x = x.to_string();
        let y = y.to_string();
        self.display.xdotool(&["mousemove", "--window", &self.window, &x, &y]).expect("xdotool moves the mouse");
        self.rest();
        self.display.xdotool(&["click", "1"]).expect("xdotool clicks");
        self.rest();
    }

    /// Answers the path prompt that stands where the desktop has no file dialog.
    pub fn answer_path(&self, path: &Path) {
        self.press(&["ctrl+a"]);
        self.type_text(path.to_str().expect("a path in UTF-8"));
        self.press(&["Return"]);
    }

    /// Copies the selected claim and waits until the clipboard holds all the words; without xclip, says so.
    pub fn expect_copied_claim(&self, test: &str, words: &[&str]) {
        if !is_installed("xclip") {
            skip(test, "xclip is missing, so what is copied was not read");
            return;
        }
        self.press(&["ctrl+shift+c"]);
        wait_until("the copied claim", || {
            let output = self.display.output("xclip", &["-o", "-selection", "clipboard"]);
            let text = String::from_utf8_lossy(&output.stdout).into_owned();
            if words.iter().all(|word| text.contains(word)) { Ok(()) } else { Err(text) }
        });
    }

    /// Waits until neither the program nor the display has anything to do for a fifth of a second.
    ///
    /// A process that waits for a core has something to do. What comes later by itself, as by a timer, is to be waited
    /// for. On a busy machine a cursor that blinks leaves no such rest: there it ends once the program has used more CPU
    /// time than any key takes.
    pub fn rest(&self) {
        let [server, manager] = self.display.ids();
        let ids = [self.process.id(), server, manager];
        let mut before = None;
        let mut calm = 0;
        let used_before = self.cpu_ticks();
        wait_for("the window to be at rest", || {
            let now = ids.map(cpu_ticks);
            let is_calm = before == Some(now) && !ids.into_iter().any(is_busy);
            before = Some(now);
            calm = if is_calm { calm + 1 } else { 0 };
            calm >= 5 || self.cpu_ticks() - used_before > MORE_THAN_A_KEY_TAKES
        });
    }

    /// The CPU time used so far, in hundredths of a second.
    pub fn cpu_ticks(&self) -> u64 {
        cpu_ticks(self.process.id())
    }

    /// Of the process.
    pub fn id(&self) -> u32 {
        self.process.id()
    }

    pub fn is_running(&mut self) -> bool {
        matches!(self.process.try_wait(), Ok(None))
    }

    /// Waits until all work is in a file.
    pub fn wait_for_saved(&self) {
        wait_for("the saved mark", || !self.has_unsaved_work());
    }

    /// Ends the program as a crash would.
    pub fn kill(mut self) {
        self.process.kill().expect("a running program");
        self.process.wait().expect("a killed program ends");
    }

    /// Presses keys that end the program, and waits for that.
    pub fn end_with(mut self, keys: &[&str]) -> ExitStatus {
        let (last, first) = keys.split_last().expect("a key");
        self.press(first);
        self.display.xdotool(&["key", "--clearmodifiers", last]).expect("xdotool presses keys");
        wait_until("the program to end", || self.process.try_wait().ok().flatten().ok_or_else(|| self.title()))
    }
}

impl Drop for Program<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            let picture = Path::new(env!("CARGO_TARGET_TMPDIR")).join("real-window-failure.png");
            self.display.output("import", &["-window", "root", &picture.to_string_lossy()]);
            eprintln!("the window's title was {:?}; a picture may be in {}", self.title(), picture.display());
            eprintln!("the program said: {}", fs::read_to_string(&self.log).unwrap_or_default());
        }
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn cpu_ticks(id: u32) -> u64 {
    let times = stat_fields(&format!("/proc/{id}/stat"));
    // The state is the third field of the file; user and system time are the 14th and 15th.
    times.iter().skip(11).take(2).filter_map(|field| field.parse::<u64>().ok()).sum()
}

/// Whether a thread of the process runs, waits for a core or for the disk.
fn is_busy(id: u32) -> bool {
    let threads = fs::read_dir(format!("/proc/{id}/task")).into_iter().flatten().flatten();
    threads.map(|thread| stat_fields(&thread.path().join("stat").to_string_lossy())).any(|fields| {
        let state = fields.first().map(String::as_str);
        matches!(state, Some("R" | "D"))
    })
}

/// The fields behind the name, which may hold blanks and brackets itself.
fn stat_fields(path: &str) -> Vec<String> {
    let text = fs::read_to_string(path).unwrap_or_default();
    let behind_name = text.rsplit_once(')').map_or("", |(_, rest)| rest);
    behind_name.split_whitespace().map(str::to_owned).collect()
}
