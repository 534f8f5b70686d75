//! Evidence that takes long to bring together is made by a job, and what was in sight stays until it is there.

use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use counterclaim::app::{
    Action, AssessmentRequest, CloseAnswer, DatasetOrigin, Effect, EvidenceJob, Loaded, LoadedDataset, SYNC_LIMIT,
    State, update,
};
use counterclaim_engine::{Assessment, Options, assess};
use counterclaim_export::CONVERTERS;
use counterclaim_io::import_report::ImportReport;
use counterclaim_io::load::load;
use counterclaim_io::preferences::Preferences;
use counterclaim_io::session_file::{self, Expected, SessionFile};
use counterclaim_model::{
    Credibility, Dataset, Edit, GeoPlace, Item, Key, PlaceRecord, Placement, PlacementBase, Position, Reliability,
    Stance, layer_key,
};

use crate::support::{DatasetBuilder, Stamps, folder};

/// Too many statements for a frame to bring together with others.
fn large() -> Arc<Dataset> {
    let mut builder = DatasetBuilder::new().source("herald").claim("claim");
    for _ in 0..=SYNC_LIMIT {
        builder = builder.says("herald", Stance::Supports, "claim");
    }
    Arc::new(builder.build())
}

fn small() -> Arc<Dataset> {
    let builder = DatasetBuilder::new().claim("captured").source("monitor");
    Arc::new(builder.says("monitor", Stance::Supports, "captured").build())
}

fn loaded(dataset: &Arc<Dataset>, name: &str) -> LoadedDataset {
    LoadedDataset {
        dataset: dataset.clone(),
        issues: Vec::new(),
        sha256: format!("{:0>64}", name.len()),
        origin: DatasetOrigin::File(name.into()),
        assessment: (dataset.statement_count() > SYNC_LIMIT)
            .then(|| Arc::new(assess(dataset, None, &Options::default()))),
        reading: ImportReport::default(),
    }
}

struct Desk {
    state: State,
    stamps: Stamps,
    to_lay: Vec<EvidenceJob>,
    to_assess: Vec<AssessmentRequest>,
}

impl Desk {
    fn empty() -> Self {
        let preferences = Preferences { welcomed: true, ..Preferences::default() };
        let state = State::new(Key::from("analyst-a"), preferences);
        Self { state, stamps: Stamps::default(), to_lay: Vec::new(), to_assess: Vec::new() }
    }

    /// With a large dataset open.
    fn new() -> Self {
        let mut desk = Self::empty();
        desk.load(Loaded::Dataset(loaded(&large(), "large.json")));
        desk
    }

    fn load(&mut self, loaded: Loaded) {
        self.act(Action::Loaded { what: "it".to_owned(), result: Ok(Box::new(loaded)) });
    }

    /// Adds the small dataset, and returns the key of its layer.
    fn add(&mut self) -> Key {
        let layer = loaded(&small(), "small");
        let key = layer_key(&layer.sha256);
        self.load(Loaded::Layer(layer));
        key
    }

    fn act(&mut self, action: Action) {
        for effect in update(&mut self.state, action, self.stamps.next()) {
            match effect {
                Effect::Compose(request) => self.to_lay.push(*request),
                Effect::Assess(request) => self.to_assess.push(*request),
                _ => {}
            }
        }
    }

    /// Answers the oldest request as the job does.
    fn lay(&mut self) {
        let request = self.to_lay.remove(0);
        self.act(Action::ComposedEvidence { id: request.id, answer: Box::new(request.answer()) });
    }

    fn claims(&self) -> usize {
        self.state.dataset().expect("a dataset").claim_count()
    }

    /// How many layers there are, and how many of them are part of the evidence.
    fn layers(&self) -> (usize, usize) {
        let layers = self.state.document().expect("a document").layers();
        (layers.len(), layers.iter().filter(|layer| layer.id.is_some()).count())
    }

    fn issues(&self) -> Vec<&str> {
        let document = self.state.document().expect("a document");
        document.issues().iter().map(|issue| issue.record()).collect()
    }

    fn is_at_rest(&self) -> bool {
        self.to_lay.is_empty() && !self.state.is_laying() && !self.state.figures_are_stale()
    }
}

#[test]
fn a_layer_over_a_large_dataset_comes_and_goes_by_a_job_with_its_figures() {
    let mut desk = Desk::new();
    assert!(desk.is_at_rest(), "opening alone lays nothing");
    desk.add();
    assert_eq!((desk.claims(), desk.layers(), desk.to_lay.len()), (1, (2, 1), 1));
    assert!(desk.state.is_laying());
    let edits = |desk: &Desk| desk.state.document().expect("a document").journal().lines().len();
    assert_eq!(edits(&desk), 1, "the edit is made at once");
    desk.lay();
    assert_eq!((desk.claims(), desk.layers()), (2, (2, 2)));
    assert!(desk.is_at_rest() && desk.to_assess.is_empty(), "figures come with the evidence");
    let cold = assess(desk.state.dataset().expect("a dataset"), None, &Options::default());
    assert_eq!(*desk.state.assessment(), cold);

    desk.act(Action::Undo);
    assert_eq!((desk.claims(), desk.layers()), (2, (1, 1)), "evidence stays until the job answers");
    desk.lay();
    assert_eq!((desk.claims(), desk.layers()), (1, (1, 1)));
    assert!(desk.is_at_rest());
}

#[test]
fn an_answer_that_the_session_has_gone_on_from_is_not_taken() {
    let mut desk = Desk::new();
    desk.add();
    desk.act(Action::Undo);
    desk.lay();
    assert_eq!((desk.claims(), desk.layers()), (1, (1, 1)));
    assert!(desk.is_at_rest());

    desk.act(Action::Redo);
    desk.act(Action::Undo);
    desk.act(Action::Redo);
    assert_eq!(desk.to_lay.len(), 1, "one job makes what is wanted still");
    desk.lay();
    assert_eq!(desk.claims(), 2);
    assert!(desk.is_at_rest());
}

#[test]
fn what_is_open_next_takes_no_answer_meant_for_what_was_open_before() {
    let mut desk = Desk::new();
    desk.add();
    let request = desk.to_lay.remove(0);
    let mut other = Desk::empty();
    std::mem::swap(&mut desk.state, &mut other.state);
    desk.load(Loaded::Dataset(loaded(&small(), "other.json")));
    desk.act(Action::ComposedEvidence { id: request.id, answer: Box::new(request.answer()) });
    assert_eq!((desk.claims(), desk.layers()), (1, (1, 1)));
    assert!(desk.is_at_rest());
}

#[test]
fn a_job_for_what_was_open_before_may_fail_and_the_running_one_goes_on() {
    let mut desk = Desk::new();
    desk.add();
    let old = desk.to_lay.remove(0);
    desk.load(Loaded::Dataset(loaded(&large(), "other.json")));
    desk.act(Action::CloseAnswered(CloseAnswer::Discard));
    desk.add();
    assert_eq!(desk.to_lay.len(), 1);
    let notices = desk.state.notices().len();
    desk.act(Action::LayingFailed { id: old.id, reason: "broken".to_owned() });
    assert!(desk.state.is_laying(), "the job that runs is another one");
    assert_eq!(desk.state.notices().len(), notices);
    desk.lay();
    assert_eq!((desk.claims(), desk.layers()), (2, (2, 2)));
}

#[test]
fn a_job_that_breaks_down_is_told_and_the_edit_is_kept() {
    let mut desk = Desk::new();
    desk.add();
    let id = desk.to_lay[0].id;
    desk.act(Action::LayingFailed { id, reason: "no thread could be started".to_owned() });
    assert!(!desk.state.is_laying());
    assert_eq!(desk.claims(), 1);
    let last = desk.state.notices().last().expect("a notice");
    assert!(last.details.contains("every edit is kept"), "{last:?}");
    assert!(desk.state.has_unsaved_changes());
}

#[test]
fn places_over_a_large_dataset_are_put_at_once() {
    let mut desk = Desk::empty();
    let mut builder = DatasetBuilder::new();
    for number in 0..=SYNC_LIMIT {
        builder = builder.claim(&format!("claim-{number}"));
    }
    let mut model = builder.build().to_builder();
    model.places.push(PlaceRecord { key: "town".to_owned(), name: "Town".to_owned(), ..PlaceRecord::default() });
    let (dataset, defects) = model.finish();
    assert_eq!(defects, []);
    desk.load(Loaded::Dataset(loaded(&Arc::new(dataset), "claims.json")));
    let position = Position { lon_deg: 37.0, lat_deg: 48.0 };
    let base = PlacementBase::GeoNames(GeoPlace { id: 1, name: "Town".to_owned(), position });
    let placement = Placement { base, offset: None, radius_km: 1.0 };
    let places = [(Key::from("town"), Some(placement))].into();
    desk.act(Action::Edit(Edit::Geocoded { places }));
    assert!(desk.to_lay.is_empty() && !desk.state.is_laying());
    let place = desk.state.dataset().expect("a dataset").places().next().expect("a place");
    assert!(place.position.is_some());
}

#[test]
fn edits_of_a_session_are_held_against_its_layers_once_they_are_laid() {
    let layer = loaded(&small(), "small");
    let key = layer_key(&layer.sha256);
    let mut desk = Desk::new();
    desk.add();
    for claim in [format!("{key}:captured"), "nowhere".to_owned()] {
        let item = Item::Claim(claim.as_str().into());
        let value = Some(Credibility::Two);
        desk.act(Action::Edit(Edit::Credibility { item, value }));
    }
    let document = desk.state.document().expect("a document");
    let datasets = document.dataset_refs(None);
    let lines = document.journal().lines().to_vec();

    let mut other = Desk::empty();
    other.load(Loaded::Session {
        path: None,
        file: SessionFile { datasets, lines, ..SessionFile::default() },
        issues: Vec::new(),
        dataset: Some(loaded(&large(), "large.json")),
        layers: vec![(key, layer)],
        fingerprint: None,
        recovered: false,
        not_opened: None,
    });
    assert_eq!((other.claims(), other.issues()), (1, Vec::new()));
    other.lay();
    assert_eq!((other.claims(), other.issues()), (2, vec!["claim nowhere, set credibility to 2"]));
    assert!(other.state.notices().iter().any(|notice| notice.title == "1 import issue"));
}

#[test]
fn an_export_without_a_window_has_the_figures_and_layers_of_the_whole_session() {
    let folder = folder();
    let write = |name: &str, dataset: &Dataset| {
        let converter = CONVERTERS.iter().find(|converter| converter.extension == "json").expect("a converter");
        let mut text = Vec::new();
        (converter.write)(dataset, &mut text).expect("written");
        std::fs::write(folder.path().join(name), text).expect("written");
    };
    write("large.json", &large());
    write("small.json", &small());
    let mut desk = Desk::empty();
    let read = |name: &str| {
        let import = load(&folder.path().join(name)).expect("a dataset");
        let origin = DatasetOrigin::File(folder.path().join(name));
        LoadedDataset { sha256: import.sha256, origin, ..loaded(&Arc::new(import.dataset), name) }
    };
    desk.load(Loaded::Dataset(read("large.json")));
    desk.load(Loaded::Layer(read("small.json")));
    desk.lay();
    let graded = Edit::Reliability { source: "herald".into(), value: Some(Reliability::A) };
    desk.act(Action::Edit(graded));
    let document = desk.state.document().expect("a document");
    let session = folder.path().join("work.ccsession");
    let datasets = document.dataset_refs(Some(&session));
    let lines = document.journal().lines().to_vec();
    let file = SessionFile { datasets, lines, ..SessionFile::default() };
    session_file::write(&session, &file, &Expected::Nothing).expect("written");

    let out = folder.path().join("out.csv");
    let mut command = Command::new(env!("CARGO_BIN_EXE_counterclaim"));
    let done = command.arg("export").arg(&session).arg("--output").arg(&out).output().expect("the program runs");
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let judgement = desk.state.judgement().expect("a judgement");
    let dataset = desk.state.dataset().expect("a dataset");
    let whole = assess(dataset, Some(judgement), &Options::default());
    let ungraded = assess(dataset, None, &Options::default());
    for id in dataset.claim_ids() {
        let claim = dataset.claim(id).key;
        let written = written_probability(&out, claim);
        let of = |assessment: &Assessment| assessment.claim(id).likelihood.expect("a figure").probability;
        assert!((written - of(&whole)).abs() < 0.01, "{claim}: {written} for {}", of(&whole));
        if claim == "claim" {
            assert!((written - of(&ungraded)).abs() > 0.02, "the grade moves nothing: {written}");
        }
    }
}

/// The probability of a claim in a table that was exported.
fn written_probability(path: &Path, claim: &str) -> f64 {
    let mut table = csv::Reader::from_path(path).expect("a table");
    let header = table.headers().expect("a header").clone();
    let column = |name: &str| header.iter().position(|column| column == name).expect("the column");
    let key = column("claim_id");
    let probability = column("probability");
    let row = table.records().map(|row| row.expect("a row")).find(|row| &row[key] == claim);
    row.expect("the claim")[probability].parse().expect("a number")
}
