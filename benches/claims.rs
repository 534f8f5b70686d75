//! What a dataset of many claims costs in the window: assessing it, filtering, searching, grading, and each frame.
//!
//! `COUNTERCLAIM_BIG_DATASET=file cargo bench --bench claims` measures a file of yours in any format that becomes a
//! dataset; without it a table of 100,000 made-up events in UCDP's columns is read.
//! Prints the median wall time of some runs, and memory that is held.

#![allow(
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a bench prints its figures and ends where its data is missing"
)]

use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use counterclaim::app::{
    Action, AsOfStep, Camera, DatasetOrigin, Effect, FilterChange, Loaded, LoadedDataset, Quick, Sort, State, update,
};
use counterclaim::ui::{Workspace, theme};
use counterclaim_engine::{Options, assess};
use counterclaim_io::load;
use counterclaim_io::preferences::Preferences;
use counterclaim_model::{Credibility, Dataset, EntryId, Position, Stamp, Timestamp};
use egui::{Context, Event, Pos2, RawInput, Rect, vec2};

#[path = "common/timing.rs"]
mod timing;

#[path = "../fuzz/src/heap.rs"]
mod heap;

const EVENTS: usize = 100_000;

fn main() {
    let folder = tempfile::tempdir().expect("a folder");
    let given = std::env::var_os("COUNTERCLAIM_BIG_DATASET").map(PathBuf::from);
    let path = given.unwrap_or_else(|| made_up(folder.path()));
    let peak = heap::Peak::start();
    let started = Instant::now();
    let import = load::load(&path).expect("a dataset");
    line("read", started);
    let claims = import.dataset.claim_count();
    let statements = import.dataset.statement_count();
    println!("{claims} claims, {statements} statements, {} places", import.dataset.places().len());
    print_memory("memory of the dataset", &peak, claims);

    let peak = heap::Peak::start();
    let started = Instant::now();
    let dataset = Arc::new(import.dataset);
    let assessment = Arc::new(assess(&dataset, None, &Options::default()));
    line("assess", started);
    print_memory("memory of the assessment", &peak, claims);

    let loaded = LoadedDataset {
        assessment: Some(assessment),
        dataset,
        issues: import.issues,
        sha256: import.sha256,
        origin: DatasetOrigin::File(path),
        reading: import.reading,
    };
    let peak = heap::Peak::start();
    let started = Instant::now();
    let mut window = Window::open(loaded);
    line("open", started);
    print_memory("memory of what is shown", &peak, claims);
    let started = Instant::now();
    window.frame(Vec::new());
    line("first frame", started);
    window.frame(Vec::new());
    print_memory("memory of the window", &peak, claims);
    window.measure();
}

fn line(what: &str, started: Instant) {
    println!("{what:<44}{:>10.1} ms", started.elapsed().as_secs_f64() * 1e3);
}

fn print_memory(what: &str, peak: &heap::Peak, claims: usize) {
    let each = |bytes: usize| bytes / claims.max(1);
    println!("{what:<44}{:>10} bytes a claim, {} at most", each(peak.held()), each(peak.bytes()));
}

struct Window {
    state: State,
    ctx: Context,
    workspace: Workspace,
    number: u128,
    time: f64,
}

impl Window {
    fn open(loaded: LoadedDataset) -> Self {
        let state = State::new("bench".into(), Preferences { welcomed: true, ..Preferences::default() });
        let ctx = Context::default();
        theme::install(&ctx);
        let mut window = Self { state, ctx, workspace: Workspace::default(), number: 0, time: 0.0 };
        window.act(Action::Loaded { what: String::new(), result: Ok(Box::new(Loaded::Dataset(loaded))) });
        window
    }

    /// Does what an action leads to; figures are not computed again, as a job does that.
    fn act(&mut self, action: Action) -> Vec<Effect> {
        self.number += 1;
        let at = Timestamp { millis: i64::try_from(self.number).unwrap_or(0) };
        update(&mut self.state, action, Stamp { id: EntryId(self.number), at })
    }

    fn frame(&mut self, events: Vec<Event>) {
        let screen_rect = Some(Rect::from_min_size(Pos2::ZERO, vec2(1600.0, 1000.0)));
        self.time += 0.1;
        let input = RawInput { screen_rect, events, time: Some(self.time), ..RawInput::default() };
        let mut actions = Vec::new();
        let mut output = self.ctx.run_ui(input, |ui| self.workspace.ui(ui, &self.state, &mut actions));
        output.textures_delta.clear();
        black_box(self.ctx.tessellate(output.shapes, output.pixels_per_point));
        for action in actions {
            self.act(action);
        }
    }

    /// Prints what an action costs, and the frame after it.
    fn act_and_frame(&mut self, what: &str, runs: usize, mut action: impl FnMut(usize) -> Action) {
        let mut frames = Vec::new();
        let mut run = 0;
        let acts = timing::walls(runs, || {
            run += 1;
            black_box(self.act(action(run)));
            let started = Instant::now();
            self.frame(Vec::new());
            frames.push(started.elapsed().as_secs_f64() * 1e3);
        });
        frames.sort_by(f64::total_cmp);
        let frame = frames[runs / 2];
        println!("{what:<44}{:>10.2} ms, of which the frame {frame:.2}", acts[runs / 2]);
    }

    fn measure(&mut self) {
        timing::print("frame with nothing changed", 9, || self.frame(Vec::new()));
        let at = |x: usize| Event::PointerMoved(Pos2::new(700.0 + x as f32, 300.0));
        let mut x = 0;
        timing::print("frame with the pointer over the map", 9, || {
            x += 7;
            self.frame(vec![at(x)]);
        });
        for (words, points_per_deg) in [("map moved, the world", 8.0), ("map moved, near", 400.0)] {
            self.act_and_frame(words, 9, |run| {
                let center = Position::new(35.0 + run as f64 * 0.01, 20.0).expect("on the globe");
                Action::MoveMap(Camera { center, points_per_deg })
            });
        }
        self.act(Action::FitMap);
        self.act_and_frame("next claim", 9, |_| Action::SelectStep(1));
        self.act_and_frame("graded", 9, |run| {
            Action::GradeSelected(if run % 2 == 0 { None } else { Credibility::ALL.first().copied() })
        });
        self.act_and_frame("filter: quick", 9, |_| Action::Filter(FilterChange::Toggle(Quick::Figure)));
        self.act(Action::Filter(FilterChange::Clear));
        for text in ["h", "hos", "hospital", "civilians killed"] {
            self.act_and_frame(&format!("search: {text}"), 3, |run| {
                let text = if run % 2 == 0 { String::new() } else { text.to_owned() };
                Action::Filter(FilterChange::Text(text))
            });
        }
        self.act(Action::Filter(FilterChange::Clear));
        let (from_s, until_s) = self.state.reach().known_s.unwrap_or((0, 1));
        self.act_and_frame("filter: a time window", 5, |run| {
            let part = (until_s - from_s) / 20;
            Action::Filter(FilterChange::Window(Some((from_s + part * run as i64, from_s + part * (run as i64 + 1)))))
        });
        self.act(Action::Filter(FilterChange::Clear));
        self.act_and_frame("sorted by likelihood", 3, |run| {
            Action::SortBy(if run % 2 == 0 { Sort::Dataset } else { Sort::Likelihood })
        });
        self.act(Action::SortBy(Sort::Dataset));
        self.act_and_frame("timeline zoomed", 5, |run| {
            let part = (until_s - from_s) / 40;
            Action::MoveTimeline(Some((from_s + part * run as i64, from_s + part * (run as i64 + 4))))
        });
        self.act(Action::MoveTimeline(None));
        self.act_and_frame("as-of line, a day on", 5, |_| Action::StepAsOf(AsOfStep::DayBack));
        let peak = heap::Peak::start();
        let claims = self.state.dataset().map_or(0, Dataset::claim_count);
        self.lay("a layer laid over it", layer());
        print_memory("memory of the layer", &peak, claims);
        self.lay("… undone", Action::Undo);
        self.lay("… and made again", Action::Redo);
    }

    /// Prints what an action costs whose evidence a job makes, what the job takes, and what taking its answer costs.
    fn lay(&mut self, what: &str, action: Action) {
        let started = Instant::now();
        let effects = self.act(action);
        self.frame(Vec::new());
        let act = started.elapsed();
        let request = effects.into_iter().find_map(|effect| match effect {
            Effect::Compose(request) => Some(request),
            _ => None,
        });
        let request = request.expect("evidence that a job is to make");
        let started = Instant::now();
        let answer = Box::new(request.answer());
        let job = started.elapsed();
        let started = Instant::now();
        self.act(Action::ComposedEvidence { id: request.id, answer });
        self.frame(Vec::new());
        let taken = started.elapsed();
        let [act, job, taken] = [act, job, taken].map(|time| time.as_secs_f64() * 1e3);
        println!("{what:<44}{act:>10.2} ms, {job:.0} ms in a job, {taken:.2} ms to show it");
    }
}

/// The bundled example, as it is taken in once it was read for a layer.
fn layer() -> Action {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/examples/kurakhove-press/dataset.json");
    let load::Import { dataset, issues, sha256, reading } = load::load(&path).expect("the example");
    let dataset = Arc::new(dataset);
    let origin = DatasetOrigin::File(path);
    let loaded = LoadedDataset { assessment: None, dataset, issues, sha256, origin, reading };
    Action::Loaded { what: String::new(), result: Ok(Box::new(Loaded::Layer(loaded))) }
}

/// A table in UCDP's columns: events of thirty years at 20,000 places, each with two articles of some 40 sources.
fn made_up(folder: &Path) -> PathBuf {
    let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/formats/ucdp.csv");
    let text = std::fs::read_to_string(fixture).expect("the fixture");
    let header: Vec<&str> = text.lines().next().expect("a header").split(',').collect();
    let mut made = csv::Writer::from_path(folder.join("made-up.csv")).expect("a file");
    made.write_record(&header).expect("written");
    let mut seed = 1u64;
    let mut random = |below: u64| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) % below
    };
    for number in 0..EVENTS {
        let place = random(20_000);
        let lat = place as f64 * 0.0035 - 20.0;
        let lon = (place * 7919 % 20_000) as f64 * 0.005 - 10.0;
        let day = format!("{}-{:02}-{:02}", 1993 + random(30), 1 + random(12), 1 + random(28));
        let offices = [random(40), random(40)].map(|office| format!("Courier {office}"));
        let article = |office: &str| format!("\"{office},{day},Clash number {number} leaves several dead\"");
        let cell = |name: &str| match name {
            "id" => number.to_string(),
            "relid" => format!("X-{number}"),
            "type_of_violence" => "1".to_owned(),
            "dyad_name" => format!("North {} - South {}", place % 7, place % 11),
            "side_a" => "North".to_owned(),
            "side_b" => "South".to_owned(),
            "number_of_sources" => "2".to_owned(),
            "source_article" => offices.iter().map(|office| article(office)).collect::<Vec<_>>().join(";"),
            "source_office" => offices.join(";"),
            "source_date" => format!("{day};{day}"),
            "source_headline" => format!("Clash number {number};Several dead at Town {place}"),
            "source_original" => {
                if number % 3 == 0 {
                    format!("Mayor of Town {place}")
                } else {
                    String::new()
                }
            }
            "where_prec" => (1 + place % 4).to_string(),
            "where_coordinates" => format!("Town {place}"),
            "where_description" => format!("Between the mill and the hospital of Town {place}"),
            "latitude" => lat.to_string(),
            "longitude" => lon.to_string(),
            "date_start" | "date_end" => format!("{day} 00:00:00.000"),
            "date_prec" | "event_clarity" => "1".to_owned(),
            "deaths_a" | "deaths_b" | "deaths_civilians" | "deaths_unknown" => (number % 3).to_string(),
            "best" | "low" => (number % 7).to_string(),
            "high" => (number % 7 + number % 2).to_string(),
            _ => String::new(),
        };
        made.write_record(header.iter().map(|name| cell(name))).expect("written");
    }
    made.flush().expect("written");
    folder.join("made-up.csv")
}
