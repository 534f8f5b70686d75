//! What figures cost: a million statements by ten thousand sources on a hundred thousand claims, and the examples.
//!
//! `cargo bench --bench credibility` prints wall times on whatever machine it runs on; the threads are rayon's
//! (`RAYON_NUM_THREADS`).

#![allow(
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a bench prints its figures and ends where its data is missing"
)]

use std::hint::black_box;
use std::time::Instant;

use counterclaim::shell::examples;
use counterclaim_engine::{InferenceRun, ObservationSet, Options, TableObservations, assess, infer, infer_on};
use counterclaim_model::{Names, Stance, TableProposition, TableRows, TableSource, TableStatement, Tables};

#[path = "common/timing.rs"]
mod timing;

use timing::print;

const STATEMENTS: usize = 1_000_000;
const SOURCES: u64 = 10_000;
const CLAIMS: u64 = 100_000;

fn main() {
    for name in counterclaim::app::examples::EXAMPLES.iter().map(|example| example.name) {
        let loaded = examples::load(name).expect("the example");
        print(&format!("assess {name}"), 50, || {
            black_box(assess(&loaded.dataset, None, &Options::default()));
        });
    }
    let tables = made_up();
    let TableRows::Statements(statements) = &tables.rows else { return };
    let build = || TableObservations::new(&tables, statements, &[], None, true).observations;
    print("1 M statements: units and origins", 3, || {
        black_box(build());
    });
    let observations = build();
    println!("{:<44}{:>10} units", "", observations.units.len());
    let time = |what: &str, copies: bool| {
        let observations = observations.clone();
        let run = clocked(what, || infer(observations, copies));
        let likely = run.dependences.iter().filter(|pair| pair.probability > 0.5).count();
        println!("{:<44}{:>10} sweeps in the end, {likely} pairs likely", "", run.fit.sweeps);
        run
    };
    time("… cold, without looking for copies", false);
    let mut before = time("… cold, with looking for copies", true);
    clocked("… from another start", || before.check_another_start());
    warm(&observations, &before);
}

/// One more verdict, from where the figures stood.
fn warm(observations: &ObservationSet, before: &InferenceRun) {
    let mut settled = observations.clone();
    settled.claims[4321].verdict = Some(counterclaim_engine::ItemVerdict { is_true: true, day: None });
    let after = clocked("… one new verdict, warm", || infer_on(settled, before));
    println!("{:<44}{:>10} sweeps", "", after.fit.sweeps);
}

/// Runs a job once and prints wall time, and the processor time of all threads where the system tells it.
fn clocked<T>(what: &str, job: impl FnOnce() -> T) -> T {
    let started = Instant::now();
    let cpu = cpu_ms();
    let result = job();
    let ms = started.elapsed().as_secs_f64() * 1e3;
    let cpu = cpu.zip(cpu_ms()).map_or_else(String::new, |(before, after)| format!(", {:.0} ms CPU", after - before));
    println!("{what:<44}{ms:>10.1} ms{cpu}");
    result
}

/// Processor time of this process so far, in steps of 10 ms; on Linux only.
fn cpu_ms() -> Option<f64> {
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    let fields: Vec<&str> = stat.rsplit_once(')')?.1.split_whitespace().collect();
    Some((fields.get(11)?.parse::<f64>().ok()? + fields.get(12)?.parse::<f64>().ok()?) * 10.0)
}

/// Sources of two sides and none, some better than others, with a few that copy; drawn by a fixed generator.
fn made_up() -> Tables {
    let mut random = 1_u64;
    let mut draw = move |bound: u64| {
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (random >> 33) % bound
    };
    let mut names = Names::default();
    let sides = ["north", "south"].map(|side| names.intern(side));
    let classes = ["official", "wire", "independent", "partisan", "osint"].map(|class| names.intern(class));
    let sources: Vec<TableSource> = (0..SOURCES)
        .map(|number| TableSource {
            source: names.intern(&format!("source-{number}")),
            class: classes.get(draw(5) as usize).copied(),
            side: sides.get(draw(3) as usize).copied(),
            speaks_for: None,
            grade: None,
        })
        .collect();
    let propositions: Vec<TableProposition> = (0..CLAIMS)
        .map(|number| TableProposition {
            proposition: names.intern(&format!("claim-{number}")),
            benefits: sides.get(draw(3) as usize).copied(),
            is_state: false,
            prior: 0.0,
        })
        .collect();
    let mut statements = Vec::with_capacity(STATEMENTS);
    while statements.len() < STATEMENTS {
        // A few sources speak of much, most of little.
        let source = draw(SOURCES).min(draw(SOURCES)).min(draw(SOURCES));
        let claim = draw(CLAIMS);
        let is_true = claim % 5 < 2;
        let is_right = draw(100) < 55 + source % 40;
        let stance = match (is_right == is_true, draw(4)) {
            (true, _) => Stance::Supports,
            (false, 0) => Stance::Doubts,
            (false, _) => Stance::Denies,
        };
        statements.push(TableStatement {
            source: sources[source as usize].source,
            proposition: propositions[claim as usize].proposition,
            stance,
            cites: None,
            stated_day: Some(draw(400) as i32),
            as_of_day: None,
        });
    }
    Tables { names, rows: TableRows::Statements(statements), sources, propositions, relations: Vec::new() }
}
