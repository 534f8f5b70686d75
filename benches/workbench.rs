//! What the main job costs: reading, assessing, drawing, and saving a long session.
//!
//! `cargo bench` prints the median of several runs of each; times are wall time on whatever machine it runs on.

use std::hint::black_box;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use counterclaim::app::{Action, Loaded, LoadedDataset, State, update};
use counterclaim::engine::{Options, assess};
use counterclaim::io::import;
use counterclaim::io::preferences::Preferences;
use counterclaim::io::session_file::{self, Expected, SessionFile};
use counterclaim::model::{Edit, Entry, EntryId, Journal, Line, Stamp, Target, Timestamp};
use counterclaim::shell::examples;
use counterclaim::ui::{Workspace, theme};
use egui::{Context, Pos2, RawInput, Rect, vec2};

const EDITS: u128 = 100_000;

fn main() {
    let (_, bytes) = examples::EXAMPLES[1];
    let loaded = examples::load("kurakhove-report").expect("the example");
    print("read the example", 50, || {
        black_box(import::load_bytes(bytes, Path::new("example")).expect("a dataset"));
    });
    print("assess the example", 200, || {
        black_box(assess(&loaded.dataset, None, &Options::default()));
    });
    draw(&loaded);
    session();
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

/// Runs a job several times and prints the median.
fn print(what: &str, runs: usize, mut job: impl FnMut()) {
    let mut times: Vec<f64> = (0..runs)
        .map(|_| {
            let started = Instant::now();
            job();
            started.elapsed().as_secs_f64() * 1e3
        })
        .collect();
    times.sort_by(f64::total_cmp);
    println!("{what:<44}{:>10.3} ms", times[runs / 2]);
}
