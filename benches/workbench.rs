//! What the main job costs: starting, reading, assessing, drawing, saving a long session, and resting.
//!
//! `cargo bench` prints the median of several runs of each; times are wall time on whatever machine it runs on.
//! The real window is measured where Xvfb, openbox and xdotool are installed, and left out elsewhere.

#![allow(
    clippy::print_stderr,
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a bench prints its figures and ends where its data is missing"
)]

use std::hint::black_box;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::time::Instant;

use counterclaim::app::{Action, Camera, Loaded, LoadedDataset, State, update};
use counterclaim::shell::picture::opaque;
use counterclaim::shell::{self, App, examples};
use counterclaim::ui::raster::Raster;
use counterclaim::ui::{Workspace, theme};
use counterclaim_engine::{Options, assess};
use counterclaim_io::load;
use counterclaim_io::preferences::Preferences;
use counterclaim_io::session_file::{self, Expected, SessionFile};
use counterclaim_model::{Edit, Entry, EntryId, Journal, Line, Position, Stamp, Target, Timestamp};
use egui::{Context, FullOutput, Pos2, RawInput, Rect, TexturesDelta, vec2};

#[path = "common/timing.rs"]
mod timing;

use timing::print;

#[allow(dead_code)]
#[path = "../tests/suite/real_window/display.rs"]
mod display;
#[allow(dead_code)]
#[path = "../tests/suite/real_window/program.rs"]
mod program;

const EDITS: u128 = 100_000;
/// Set for the process that only starts, says what that cost, and ends.
const STARTS: &str = "COUNTERCLAIM_BENCH_STARTS";

fn main() {
    if std::env::var_os(STARTS).is_some() {
        start_headless();
        return;
    }
    start();
    let bytes = counterclaim::app::examples::EXAMPLES[1].bytes;
    let loaded = examples::load("kurakhove-report").expect("the example");
    print("read the example", 50, || {
        black_box(load::load_bytes(bytes, Path::new("example")).expect("a dataset"));
    });
    print("assess the example", 200, || {
        black_box(assess(&loaded.dataset, None, &Options::default()));
    });
    draw(&loaded);
    outlines(&loaded);
    session();
}

/// Draws on the CPU, as `counterclaim picture` does.
#[derive(Default)]
struct CpuRenderer(Raster);

impl egui_kittest::TestRenderer for CpuRenderer {
    fn handle_delta(&mut self, delta: &mut TexturesDelta) {
        self.0.apply(delta);
    }

    fn render(&mut self, ctx: &Context, output: &FullOutput) -> Result<image::RgbaImage, String> {
        let primitives = ctx.tessellate(output.shapes.clone(), output.pixels_per_point);
        Ok(opaque(&self.0.draw(&primitives, output.pixels_per_point, [1440, 900])))
    }
}

/// Opens the whole program on the bundled example without a display, and says how long that took and what it holds.
fn start_headless() {
    let started = Instant::now();
    let ask: shell::Ask = Box::new(|_, _, _| {});
    let options = shell::Options {
        author: "bench".to_owned(),
        file: None,
        recovery_folder: None,
        table_cache: None,
        event_table_min_bytes: u64::MAX,
        ask,
    };
    let harness = egui_kittest::Harness::builder().with_size(vec2(1440.0, 900.0)).renderer(CpuRenderer::default());
    let mut harness = harness.build_eframe(|cc| App::new(&cc.egui_ctx, cc.storage, options));
    while harness.state().state().dataset().is_none() {
        std::thread::sleep(std::time::Duration::from_millis(1));
        harness.step();
    }
    harness.step();
    black_box(harness.render().expect("a picture"));
    let millis = started.elapsed().as_secs_f64() * 1e3;
    println!("{millis} {}", memory_kib(std::process::id(), "VmHWM"));
}

/// Starting on the bundled example, and what the process holds and uses then.
fn start() {
    let this = std::env::current_exe().expect("this program");
    let mut runs: Vec<(f64, f64)> = (0..9)
        .map(|_| {
            let output = Command::new(&this).env(STARTS, "1").output().expect("this program runs");
            let said = String::from_utf8(output.stdout).expect("two numbers");
            let numbers: Vec<f64> = said.split_whitespace().map(|number| number.parse().expect("a number")).collect();
            (numbers[0], numbers[1])
        })
        .collect();
    runs.sort_by(|one, other| one.0.total_cmp(&other.0));
    let (millis, kib) = runs[runs.len() / 2];
    println!("{:<44}{millis:>10.0} ms", "start to the example drawn, on the CPU");
    println!("{:<44}{:>10.0} MiB", "  memory at most", kib / 1024.0);

    let Some(display) = display::Display::start("the real window") else { return };
    let mut times: Vec<f64> = (0..7).map(|_| window_start_ms(&display)).collect();
    times.sort_by(f64::total_cmp);
    println!("{:<44}{:>10.0} ms", "start to the example in the real window", times[times.len() / 2]);
    let home = program::Home::new();
    let window = program::Program::start(&display, &home, None);
    window.press(&["Return"]);
    for (name, words) in [("VmRSS", "  memory, the example open"), ("VmHWM", "  memory at most")] {
        println!("{words:<44}{:>10.0} MiB", memory_kib(window.id(), name) / 1024.0);
    }
    std::thread::sleep(std::time::Duration::from_secs(3));
    let before = window.cpu_ticks();
    std::thread::sleep(std::time::Duration::from_secs(10));
    println!("{:<44}{:>10} ms", "  processor time in 10 s of rest", (window.cpu_ticks() - before) * 10);
}

/// From the start of the process until the window is there and names the example, as xdotool sees it.
fn window_start_ms(display: &display::Display) -> f64 {
    let home = program::Home::new();
    let started = Instant::now();
    let mut command = home.command();
    command.env("DISPLAY", &display.name).stdout(std::process::Stdio::null()).stderr(std::process::Stdio::null());
    let mut process = command.spawn().expect("the program starts");
    let id = process.id().to_string();
    let is_open = || {
        let found = display.xdotool(&["search", "--onlyvisible", "--pid", &id]).unwrap_or_default();
        let title = found.lines().next().and_then(|window| display.xdotool(&["getwindowname", window]));
        title.is_some_and(|title| title.ends_with(" – Counterclaim"))
    };
    while !is_open() {
        assert!(started.elapsed().as_secs() < 60, "the window does not open");
    }
    let millis = started.elapsed().as_secs_f64() * 1e3;
    process.kill().expect("a running program");
    process.wait().expect("a killed program ends");
    millis
}

/// A line of a process's status; zero where the system has none.
fn memory_kib(id: u32, name: &str) -> f64 {
    let status = std::fs::read_to_string(format!("/proc/{id}/status")).unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with(name));
    line.and_then(|line| line.split_whitespace().nth(1)?.parse().ok()).unwrap_or(0.0)
}

fn draw(loaded: &LoadedDataset) {
    let mut state = State::new("bench".into(), Preferences { welcomed: true, ..Preferences::default() });
    let result = Ok(Box::new(Loaded::Dataset(loaded.clone())));
    update(&mut state, Action::Loaded { what: String::new(), result }, stamp(0));
    let ctx = Context::default();
    theme::install(&ctx);
    let mut workspace = Workspace::default();
    let mut frame = || {
        let screen_rect = Some(Rect::from_min_size(Pos2::ZERO, vec2(1600.0, 1000.0)));
        let input = RawInput { screen_rect, ..RawInput::default() };
        let mut output = ctx.run_ui(input, |ui| workspace.ui(ui, &state, &mut Vec::new()));
        output.textures_delta.clear();
        black_box(ctx.tessellate(output.shapes, output.pixels_per_point));
    };
    let started = Instant::now();
    frame();
    println!("{:<44}{:>10.3} ms", "first frame, map decoded before", started.elapsed().as_secs_f64() * 1e3);
    print("frame with nothing changed, 1600 × 1000", 200, frame);
}

/// A map of 120 areas with 750 points each, as control maps have them; the map moves between frames.
fn outlines(like: &LoadedDataset) {
    let area = |number: usize| {
        let lon = 30.0 + (number % 12) as f64;
        let lat = 45.0 + (number / 12) as f64 * 0.6;
        let point = |at: usize| {
            let angle = at as f64 / 750.0 * std::f64::consts::TAU;
            let reach = 0.3 + 0.08 * (angle * 5.0).sin() + 0.01 * (angle * 61.0).sin();
            format!("[{:.6},{:.6}]", lon + reach * angle.cos(), lat + reach * angle.sin())
        };
        let ring: Vec<String> = (0..750).chain([0]).map(point).collect();
        format!(
            r#"{{"type":"Feature","properties":{{"name":"{number}"}},"geometry":{{"type":"Polygon","coordinates":[[{}]]}}}}"#,
            ring.join(",")
        )
    };
    let features: Vec<String> = (0..120).map(area).collect();
    let text = format!(r#"{{"type":"FeatureCollection","features":[{}]}}"#, features.join(","));
    let read = || load::load_bytes(text.as_bytes(), Path::new("held_20310301.geojson")).expect("areas");
    print("read 120 areas of 750 points", 10, || {
        black_box(read());
    });
    let loaded = LoadedDataset { dataset: Arc::new(read().dataset), assessment: None, ..like.clone() };
    let mut state = State::new("bench".into(), Preferences { welcomed: true, ..Preferences::default() });
    let result = Ok(Box::new(Loaded::Dataset(loaded)));
    update(&mut state, Action::Loaded { what: String::new(), result }, stamp(0));
    let ctx = Context::default();
    theme::install(&ctx);
    let mut workspace = Workspace::default();
    let mut frame = |state: &State| {
        let screen_rect = Some(Rect::from_min_size(Pos2::ZERO, vec2(1600.0, 1000.0)));
        let mut actions = Vec::new();
        let input = RawInput { screen_rect, ..RawInput::default() };
        let mut output = ctx.run_ui(input, |ui| workspace.ui(ui, state, &mut actions));
        output.textures_delta.clear();
        black_box(ctx.tessellate(output.shapes, output.pixels_per_point));
        actions
    };
    for action in frame(&state).into_iter().chain(frame(&state)) {
        update(&mut state, action, stamp(0));
    }
    print("frame with 120 areas, nothing changed", 100, || {
        frame(&state);
    });
    for (words, points_per_deg) in [("whole", 45.0), ("near", 2000.0)] {
        let mut step = 0.0;
        print(&format!("frame with 120 areas, moved, {words}"), 100, || {
            step += 0.001;
            let center = Position::new(35.0 + step, 47.5).expect("on the globe");
            update(&mut state, Action::MoveMap(Camera { center, points_per_deg }), stamp(0));
            frame(&state);
        });
    }
}

fn session() {
    let mut journal = Journal::new("bench".into());
    for number in 1..=EDITS {
        let target = Target::Claim(format!("claim-{}", number % 1000).into());
        let note = Edit::Note { target, value: Some(format!("note number {number}")) };
        journal.record(note, stamp(number));
    }
    let file = SessionFile { lines: journal.lines().to_vec(), ..SessionFile::default() };
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("long.ccsession");
    print("save a session of 100,000 edits, synced", 9, || {
        black_box(session_file::write(&path, &file, &Expected::Anything).expect("written"));
    });
    print("read it", 9, || {
        black_box(session_file::read(&path).expect("read"));
    });
    let lines = file.lines.clone();
    print("fold it", 9, || {
        black_box(Journal::from_lines("bench".into(), lines.clone()));
    });
    let mut number = EDITS;
    print("record one more edit", 200, || {
        number += 1;
        let target = Target::Claim(Arc::from("claim-1"));
        journal.record(Edit::Note { target, value: Some(number.to_string()) }, stamp(number));
    });
    let edit = Edit::Note { target: Target::Claim(Arc::from("claim-1")), value: Some("one".to_owned()) };
    let entry =
        Entry { id: EntryId(1), at: Timestamp::default(), author: "bench".into(), edit, undoes: None, verbatim: None };
    println!("{:<44}{:>10} bytes", "size of an entry in memory", size_of_val(&Line::Entry(entry)));
}

fn stamp(number: u128) -> Stamp {
    Stamp { id: EntryId(number), at: Timestamp { millis: i64::try_from(number).unwrap_or(0) } }
}
