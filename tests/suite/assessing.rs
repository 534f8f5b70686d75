//! Figures of large datasets come from a job, and say so until they are there.

use std::sync::Arc;

use counterclaim::app::{
    Action, AssessmentRequest, DatasetOrigin, Effect, Loaded, LoadedDataset, SYNC_LIMIT, State, update,
};
use counterclaim_engine::{Assessment, Options, assess};
use counterclaim_io::import_report::ImportReport;
use counterclaim_io::preferences::Preferences;
use counterclaim_model::{Credibility, Dataset, Edit, Item, Key, Reliability, Stance};

use crate::support::{DatasetBuilder, Stamps, claim_id};

/// Ten claims, and so many statements on them that a frame could not wait for the figures.
fn large() -> Arc<Dataset> {
    let mut builder = DatasetBuilder::new();
    for number in 0..10 {
        builder = builder.claim(&format!("claim-{number}"));
    }
    for number in 0..=(SYNC_LIMIT / 10) {
        let key = format!("source-{number}");
        builder = builder.source(&key);
        for claim in 0..10 {
            let stance = if (number * 7 + claim) % 3 == 0 { Stance::Denies } else { Stance::Supports };
            builder = builder.says(&key, stance, &format!("claim-{claim}"));
        }
    }
    Arc::new(builder.build())
}

#[test]
fn figures_that_something_newer_makes_old_are_stopped() {
    let mut bench = Bench::open(&large());
    bench.grade("source-1", Reliability::B);
    let first = bench.requests.remove(0);
    bench.grade("source-2", Reliability::C);
    assert!(bench.requests.is_empty(), "one job at a time");
    assert!(first.whole_unless_stopped().is_none(), "nobody waits for it any more");
    bench.act(Action::AssessmentStopped { id: first.id });
    assert_eq!(bench.requests.len(), 1);
    let whole = bench.requests[0].whole_unless_stopped().expect("the newest is not stopped");
    assert_eq!(whole, bench.requests[0].whole());
}

struct Bench {
    state: State,
    stamps: Stamps,
    requests: Vec<AssessmentRequest>,
}

fn loaded(dataset: Arc<Dataset>, origin: DatasetOrigin, assessment: Option<Arc<Assessment>>) -> LoadedDataset {
    let reading = ImportReport::default();
    LoadedDataset { dataset, issues: Vec::new(), sha256: String::new(), origin, assessment, reading }
}

impl Bench {
    fn open(dataset: &Arc<Dataset>) -> Self {
        let state = State::new("ada".into(), Preferences::default());
        let mut bench = Self { state, stamps: Stamps::default(), requests: Vec::new() };
        let assessment = Some(Arc::new(assess(dataset, None, &Options::default())));
        let origin = DatasetOrigin::File("made-up.json".into());
        let dataset = dataset.clone();
        let loaded = loaded(dataset, origin, assessment);
        bench.act(Action::Loaded { what: String::new(), result: Ok(Box::new(Loaded::Dataset(loaded))) });
        bench
    }

    fn act(&mut self, action: Action) {
        for effect in update(&mut self.state, action, self.stamps.next()) {
            if let Effect::Assess(request) = effect {
                self.requests.push(*request);
            }
        }
    }

    fn grade(&mut self, source: &str, value: Reliability) {
        self.act(Action::Edit(Edit::Reliability { source: source.into(), value: Some(value) }));
    }

    /// Answers the oldest request as the job does.
    fn answer(&mut self) {
        let request = self.requests.remove(0);
        let id = request.id;
        if let Some(provisional) = request.provisional() {
            self.act(Action::Assessed { id, assessment: Arc::new(provisional), is_whole: false });
        }
        self.act(Action::Assessed { id, assessment: Arc::new(request.whole()), is_whole: true });
    }

    fn probability(&self) -> f64 {
        let dataset = self.state.dataset().expect("a dataset");
        let claim = self.state.assessment().claim(claim_id(dataset, "claim-3"));
        claim.likelihood.expect("a figure").probability
    }
}

#[test]
fn what_was_assessed_on_reading_is_not_assessed_again() {
    let bench = Bench::open(&large());
    assert!(bench.requests.is_empty() && !bench.state.figures_are_stale());
}

#[test]
fn a_grade_leaves_the_old_figures_marked_until_the_job_answers() {
    let dataset = large();
    let mut bench = Bench::open(&dataset);
    while bench.state.figures_are_stale() {
        bench.answer();
    }
    let before = bench.probability();
    bench.grade("source-1", Reliability::A);
    assert!(bench.state.figures_are_stale());
    assert_eq!(bench.probability().to_bits(), before.to_bits());
    bench.answer();
    assert!(!bench.state.figures_are_stale());
    let judgement = bench.state.judgement().expect("a judgement").clone();
    let cold = assess(&dataset, Some(&judgement), &Options::default());
    assert_eq!(*bench.state.assessment(), cold, "what counts is the answer from the fixed start");
}

#[test]
fn while_a_job_runs_only_the_latest_wish_waits() {
    let mut bench = Bench::open(&large());
    while bench.state.figures_are_stale() {
        bench.answer();
    }
    bench.grade("source-1", Reliability::A);
    bench.grade("source-2", Reliability::B);
    bench.grade("source-2", Reliability::E);
    assert_eq!(bench.requests.len(), 1, "one job at a time");
    bench.answer();
    assert_eq!(bench.requests.len(), 1, "then one for all that came in the meantime");
    assert!(bench.state.figures_are_stale());
    bench.answer();
    assert!(bench.requests.is_empty() && !bench.state.figures_are_stale());
}

#[test]
fn what_bears_on_no_figure_asks_for_none() {
    let mut bench = Bench::open(&large());
    while bench.state.figures_are_stale() {
        bench.answer();
    }
    let item = Item::Claim(Key::from("claim-3"));
    bench.act(Action::Edit(Edit::Credibility { item, value: Some(Credibility::Two) }));
    bench.act(Action::Edit(crate::support::note("claim-3", "a note")));
    assert!(bench.requests.is_empty() && !bench.state.figures_are_stale());
}

#[test]
fn an_answer_to_what_was_open_before_is_not_taken() {
    let mut bench = Bench::open(&large());
    bench.grade("source-1", Reliability::A);
    let late = bench.requests.remove(0);
    let small = Arc::new(DatasetBuilder::new().claim("claim-3").build());
    let origin = DatasetOrigin::File("other.json".into());
    let loaded = loaded(small, origin, None);
    let unsaved = Action::Loaded { what: String::new(), result: Ok(Box::new(Loaded::Dataset(loaded))) };
    bench.act(Action::Undo);
    bench.requests.clear();
    bench.act(unsaved);
    bench.act(Action::CloseAnswered(counterclaim::app::CloseAnswer::Discard));
    bench.act(Action::Assessed { id: late.id, assessment: Arc::new(late.whole()), is_whole: true });
    let dataset = bench.state.dataset().expect("a dataset");
    assert!(bench.state.assessment().fits(dataset));
}
