//! Several datasets open together: what is laid over what, what undo and a saved session make of it.

use std::path::{Path, PathBuf};

use counterclaim::app::{
    Action, DatasetOrigin, Effect, FilterChange, Loaded, LoadedDataset, Offer, ReadFor, Selection, State, update,
};
use counterclaim::shell::picture::{PictureOptions, picture};
use counterclaim_engine::{Options, assess};
use counterclaim_io::import_report::ReadOptions;
use counterclaim_io::load::load_bytes_with;
use counterclaim_io::preferences::Preferences;
use counterclaim_io::session_file::{self, Expected};
use counterclaim_model::{
    Credibility, Dataset, Edit, FIRST_LAYER, Id as _, Item, Journal, Key, LayerId, RecordKind, combined, layer_key,
};
use serde_json::json;

use crate::support::{Stamps, claim_id, dataset_text, folder, load_text, source_id};
use crate::window::Window;

/// A dataset with one source that supports one claim at one place, for a side.
fn text(title: &str, side_name: &str) -> String {
    dataset_text(&json!({
        "title": title,
        "sides": [{"id": "side", "name": side_name}],
        "places": [{"id": "town", "name": "Town", "lat": 48.0, "lon": 37.0}],
        "sources": [{"id": "herald", "name": "The Herald", "kind": "media", "side": "side", "circulation": 12}],
        "events": [{"id": "event", "title": "Event", "place": "town"}],
        "claims": [
            {"id": "captured", "proposition": format!("Captured, says {title}"), "event": "event", "kind": "occurrence"},
            {"id": "held", "proposition": format!("Held, says {title}"), "event": "event", "kind": "occurrence"}
        ],
        "statements": [{"id": "s", "claim": "captured", "speaker": "herald", "stance": "supports"}],
        "relations": [{"a": "captured", "kind": "excludes", "b": "held", "weight": 3}]
    }))
}

fn dataset(title: &str, side_name: &str) -> Dataset {
    load_text(&text(title, side_name)).expect("a dataset").dataset
}

/// A state with files of a folder open in it.
struct Desk {
    state: State,
    stamps: Stamps,
    folder: tempfile::TempDir,
}

impl Desk {
    /// With `one.json` open.
    fn new() -> Self {
        let mut desk = Self {
            state: State::new(Key::from("analyst-a"), Preferences { welcomed: true, ..Preferences::default() }),
            stamps: Stamps::default(),
            folder: folder(),
        };
        desk.write("one.json", &text("One", "Side"));
        desk.write("two.json", &text("Two", "side "));
        let one = desk.read("one.json");
        desk.act(Action::Loaded { what: "one".to_owned(), result: Ok(Box::new(Loaded::Dataset(one))) });
        desk
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn write(&self, name: &str, text: &str) {
        std::fs::write(self.path(name), text).expect("a file");
    }

    fn read(&self, name: &str) -> LoadedDataset {
        self.read_with(name, &ReadOptions::default())
    }

    fn read_with(&self, name: &str, options: &ReadOptions) -> LoadedDataset {
        let path = self.path(name);
        let bytes = std::fs::read(&path).expect("the file");
        let import = load_bytes_with(&bytes, &path, options).expect("a dataset");
        LoadedDataset {
            assessment: None,
            dataset: import.dataset.into(),
            issues: import.issues,
            sha256: import.sha256,
            origin: DatasetOrigin::File(path),
            reading: import.reading,
        }
    }

    fn act(&mut self, action: Action) -> Vec<Effect> {
        update(&mut self.state, action, self.stamps.next())
    }

    fn add(&mut self, name: &str) -> Key {
        let layer = self.read(name);
        let key = layer_key(&layer.sha256);
        self.act(Action::Loaded { what: name.to_owned(), result: Ok(Box::new(Loaded::Layer(layer))) });
        key
    }

    fn dataset(&self) -> &Dataset {
        self.state.dataset().expect("a dataset")
    }

    fn layers(&self) -> Vec<(char, String, bool)> {
        let layers = self.state.document().expect("a document").layers().iter();
        layers.map(|layer| (layer.letter(), layer.name.clone(), layer.id.is_some())).collect()
    }

    fn grade(&mut self, claim: &str, value: Credibility) {
        self.act(Action::Edit(Edit::Credibility { item: Item::Claim(claim.into()), value: Some(value) }));
    }

    /// The key of a claim of a layer.
    fn claim_of(&self, layer: &Key) -> String {
        let dataset = self.dataset();
        let mut keys = dataset.claim_ids().map(|id| dataset.claim(id).key);
        keys.find(|key| key.starts_with(&**layer)).expect("a claim of the layer").to_owned()
    }

    fn held(&self, claim: &str) -> Option<Credibility> {
        self.state.judgement().and_then(|own| own.claim_credibility(claim))
    }

    fn change_layer(&mut self, key: &Key, change: impl FnOnce(&mut counterclaim_model::Layer)) {
        let edit = self.state.document().expect("a document").layer_edit(key, change);
        self.act(Action::Edit(edit));
    }

    /// Writes the session, and opens it as the program does.
    fn reopen(&mut self, session: &str) {
        let path = self.path(session);
        let file = self.session(&path);
        session_file::write(&path, &file, &Expected::Anything).expect("a session");
        self.open(&path);
    }

    fn session(&mut self, path: &Path) -> session_file::SessionFile {
        let path = Some(path.to_owned());
        let purpose = counterclaim::app::PathPurpose::SaveAs;
        let effects = self.act(Action::PathChosen { purpose, path, at_once: false });
        let save = effects.into_iter().find_map(|effect| match effect {
            Effect::Save { file, .. } => Some(file),
            _ => None,
        });
        save.expect("a save")
    }

    /// Draws a picture of the session too, since that reads it as the window does.
    fn open(&mut self, path: &Path) {
        let loaded = counterclaim::shell::cli::load(Some(path)).expect("the session");
        self.state = State::new(Key::from("analyst-a"), Preferences { welcomed: true, ..Preferences::default() });
        self.act(Action::Loaded { what: "session".to_owned(), result: Ok(Box::new(loaded)) });
    }
}

#[test]
fn the_first_layers_keys_and_ids_stay_and_every_other_key_is_led_by_its_layer() {
    let one = dataset("One", "Side");
    let two = dataset("Two", "side ");
    let layers = [(Key::from(FIRST_LAYER), &one), (Key::from("0a1b2c3d"), &two)];
    let (both, defects) = combined(&layers);
    assert_eq!(defects, []);
    assert_eq!(both.claim(claim_id(&both, "captured")).id, claim_id(&one, "captured"));
    let second = claim_id(&both, "0a1b2c3d:captured");
    assert_eq!(both.claim(second).proposition, "Captured, says Two");
    assert_eq!(both.layer_of_claim(second), Some(LayerId::from_index(1)));
    assert_eq!(both.layer_of_claim(claim_id(&both, "held")), Some(LayerId::from_index(0)));
    let herald = source_id(&both, "0a1b2c3d:herald");
    assert_eq!(both.layer_of_source(herald), Some(LayerId::from_index(1)));
    assert_eq!(both.sources().len(), 2, "sources of one name stay two");
    assert_eq!(both.relations().len(), 2);
    // What no version knows stays with its record.
    let extras = both.to_builder().extras;
    let known = |kind, key: &str| extras.get(&(kind, key.to_owned())).cloned();
    assert_eq!(known(RecordKind::Source, "0a1b2c3d:herald"), known(RecordKind::Source, "herald"));
    assert!(known(RecordKind::Relation, "0a1b2c3d:captured excludes 0a1b2c3d:held").is_some());
}

#[test]
fn a_side_with_key_and_name_of_the_first_layers_is_that_side_and_another_stays_apart() {
    let one = dataset("One", "Side");
    let same = dataset("Two", "side ");
    let other = dataset("Three", "Another side");
    let layers = [(Key::from(FIRST_LAYER), &one), (Key::from("22222222"), &same), (Key::from("33333333"), &other)];
    let (all, defects) = combined(&layers);
    assert_eq!(defects, []);
    let side = |source: &str| all.source(source_id(&all, source)).side.map(|side| all.side(side).key.to_string());
    assert_eq!(side("22222222:herald"), side("herald"));
    assert_eq!(side("33333333:herald").as_deref(), Some("33333333:side"));
    assert_eq!(all.sides().len(), 2);
}

#[test]
fn claims_of_other_layers_change_nothing_in_what_is_counted_of_the_first() {
    let one = dataset("One", "Side");
    let two = dataset("Two", "side ");
    let (both, _) = combined(&[(Key::from(FIRST_LAYER), &one), (Key::from("22222222"), &two)]);
    let alone = assess(&one, None, &Options::default());
    let together = assess(&both, None, &Options::default());
    for id in one.claim_ids() {
        let before = alone.claim(id);
        let after = together.claim(id);
        assert_eq!((&before.units, before.stances, before.origins), (&after.units, after.stances, after.origins));
    }
}

#[test]
fn a_layer_is_added_undone_and_made_again_and_work_on_it_is_kept_meanwhile() {
    let mut desk = Desk::new();
    let key = desk.add("two.json");
    let claim = format!("{key}:captured");
    assert_eq!(desk.layers(), [('A', "One".to_owned(), true), ('B', "Two".to_owned(), true)]);
    assert_eq!(desk.dataset().claim_count(), 4);
    desk.grade(&claim, Credibility::Two);
    desk.change_layer(&key, |layer| layer.is_active = false);
    assert_eq!(desk.dataset().claim_count(), 2);
    assert_eq!(desk.layers().len(), 1);
    assert_eq!(desk.held(&claim), Some(Credibility::Two), "work on a removed layer is kept");
    desk.act(Action::Undo);
    assert_eq!(desk.dataset().claim_count(), 4, "undo brings the layer back");
    desk.act(Action::Undo);
    desk.act(Action::Undo);
    assert_eq!((desk.dataset().claim_count(), desk.held(&claim)), (2, None));
    assert!(desk.state.document().expect("a document").journal().undo_label().is_none());
    desk.act(Action::Redo);
    assert_eq!(desk.layers()[1], ('B', "Two".to_owned(), true));
}

#[test]
fn the_same_file_is_not_laid_twice_and_a_removed_one_comes_back_as_it_was() {
    let mut desk = Desk::new();
    desk.add("one.json");
    assert_eq!(desk.layers().len(), 1, "the first layer's file is open already");
    let key = desk.add("two.json");
    desk.change_layer(&key, |layer| layer.name = "Renamed".to_owned());
    let lines = |desk: &Desk| desk.state.document().expect("a document").journal().lines().len();
    let before = lines(&desk);
    desk.add("two.json");
    assert_eq!(lines(&desk), before, "laid already: nothing is recorded");
    desk.change_layer(&key, |layer| layer.is_active = false);
    desk.add("two.json");
    assert_eq!(desk.layers()[1], ('B', "Renamed".to_owned(), true));
}

#[test]
fn selection_and_filters_stay_on_the_same_records_when_layers_come_and_go() {
    let mut desk = Desk::new();
    desk.write("three.json", &text("Three", "Side"));
    let two = desk.add("two.json");
    let three = desk.add("three.json");
    let claim = claim_id(desk.dataset(), &format!("{three}:held"));
    desk.act(Action::Select(Selection::Claim(claim)));
    let source = source_id(desk.dataset(), &format!("{three}:herald"));
    desk.act(Action::Select(Selection::Source(source)));
    let hidden = desk.dataset().layer_by_key(&three).expect("a layer");
    desk.act(Action::Filter(FilterChange::Layer(hidden)));
    desk.change_layer(&two, |layer| layer.is_active = false);
    let view = desk.state.view();
    let key = |id| desk.dataset().claim(id).key.to_owned();
    assert_eq!(view.claim.map(key), Some(format!("{three}:held")));
    assert_eq!(view.source.map(|id| desk.dataset().source(id).key.to_string()), Some(format!("{three}:herald")));
    let hidden: Vec<_> = view.filter.hidden_layers.iter().copied().collect();
    assert_eq!(hidden, [desk.dataset().layer_by_key(&three).expect("a layer")]);
    desk.change_layer(&three, |layer| layer.is_active = false);
    assert_eq!((desk.state.view().claim, desk.state.view().source), (None, None));
}

#[test]
fn hiding_a_layer_changes_what_is_shown_and_neither_the_session_nor_a_figure() {
    let mut desk = Desk::new();
    let key = desk.add("two.json");
    let before = desk.state.assessment().clone();
    let lines = desk.state.document().expect("a document").journal().lines().len();
    let layer = desk.dataset().layer_by_key(&key).expect("a layer");
    desk.act(Action::Filter(FilterChange::Layer(layer)));
    assert_eq!(desk.state.visible().claims.len(), 2);
    assert!(desk.state.visible().places.iter().all(|group| group.claims.len() == 2));
    assert_eq!(desk.state.visible().facets.layers.get(&layer), Some(&2), "it says what it would show");
    assert_eq!(desk.state.assessment(), &before);
    assert_eq!(desk.state.document().expect("a document").journal().lines().len(), lines);
    desk.act(Action::Filter(FilterChange::OnlyLayer(layer)));
    assert_eq!(desk.state.visible().claims.len(), 2);
    let shown = desk.state.visible().claims.iter().all(|claim| desk.dataset().layer_of_claim(*claim) == Some(layer));
    assert!(shown, "only that layer is shown");
    desk.act(Action::Filter(FilterChange::Clear));
    assert_eq!(desk.state.visible().claims.len(), 4);
}

#[test]
fn a_session_opens_all_its_layers_again() {
    let mut desk = Desk::new();
    let key = desk.add("two.json");
    desk.change_layer(&key, |layer| layer.name = "Renamed".to_owned());
    let claim = format!("{key}:captured");
    desk.grade(&claim, Credibility::Three);
    desk.reopen("work.ccsession");
    assert_eq!(desk.layers(), [('A', "One".to_owned(), true), ('B', "Renamed".to_owned(), true)]);
    assert_eq!((desk.dataset().claim_count(), desk.held(&claim)), (4, Some(Credibility::Three)));
    let issues = desk.state.document().expect("a document").issues();
    assert!(issues.is_empty(), "{issues:?}");
    let text = std::fs::read_to_string(desk.path("work.ccsession")).expect("the session");
    let header = text.lines().next().unwrap_or_default();
    assert!(header.contains(r#""path":"two.json""#), "paths lie beside the session: {header}");
    // An undo of what was done before the save takes the layer away, with the work.
    for _ in 0..3 {
        desk.act(Action::Undo);
    }
    assert_eq!(desk.layers().len(), 1);
}

#[test]
fn a_layer_whose_file_is_gone_is_told_once_and_its_work_comes_back_with_it() {
    let mut desk = Desk::new();
    let key = desk.add("two.json");
    let claim = format!("{key}:captured");
    desk.grade(&claim, Credibility::Three);
    std::fs::rename(desk.path("two.json"), desk.path("elsewhere.txt")).expect("a renamed file");
    desk.reopen("work.ccsession");
    assert_eq!(desk.layers()[1], ('B', "Two".to_owned(), false));
    assert_eq!(desk.held(&claim), Some(Credibility::Three));
    let issues = desk.state.document().expect("a document").issues();
    assert_eq!(issues.len(), 1, "one issue for the layer, none for each edit: {issues:?}");
    assert!(issues[0].reason().contains("not found") && issues[0].record().contains("Two"), "{issues:?}");
    // Saved and opened again without the file, nothing is lost.
    let before = std::fs::read_to_string(desk.path("work.ccsession")).expect("the session");
    desk.reopen("work.ccsession");
    assert_eq!(std::fs::read_to_string(desk.path("work.ccsession")).expect("the session"), before);
    desk.add("elsewhere.txt");
    assert_eq!(desk.layers()[1], ('B', "Two".to_owned(), true));
    assert_eq!(desk.dataset().claim_count(), 4);
    assert!(desk.state.document().expect("a document").issues().is_empty());
}

#[test]
fn a_removed_layer_stays_removed_in_the_session_and_undo_brings_it_back_after_reopening() {
    let mut desk = Desk::new();
    let key = desk.add("two.json");
    desk.change_layer(&key, |layer| layer.is_active = false);
    desk.reopen("work.ccsession");
    assert_eq!((desk.layers().len(), desk.dataset().claim_count()), (1, 2));
    desk.act(Action::Undo);
    assert_eq!((desk.layers().len(), desk.dataset().claim_count()), (2, 4));
}

#[test]
fn a_header_with_several_datasets_and_no_word_on_them_opens_all() {
    let mut desk = Desk::new();
    desk.add("two.json");
    let path = desk.path("work.ccsession");
    let mut file = desk.session(&path);
    file.lines.clear();
    for dataset in &mut file.datasets {
        dataset.layer = None;
        dataset.unknown.insert("shelf".to_owned(), json!(7));
    }
    session_file::write(&path, &file, &Expected::Anything).expect("a session");
    desk.open(&path);
    assert_eq!(desk.layers(), [('A', "One".to_owned(), true), ('B', "Two".to_owned(), true)]);
    let saved = desk.session(&path);
    assert!(saved.datasets.iter().all(|dataset| dataset.unknown.get("shelf") == Some(&json!(7))), "{saved:?}");
}

#[test]
fn a_layer_that_only_an_edit_names_is_found_as_after_a_crash() {
    let mut desk = Desk::new();
    desk.add("two.json");
    let path = desk.path("work.ccsession");
    let mut file = desk.session(&path);
    // The recovery journal's header is of before the layer was added.
    file.datasets.truncate(1);
    session_file::write(&path, &file, &Expected::Anything).expect("a session");
    desk.open(&path);
    assert_eq!(desk.layers()[1], ('B', "Two".to_owned(), true));
}

#[test]
fn layers_of_two_analysts_stand_side_by_side_and_ones_own_word_on_a_layer_counts() {
    let mut desk = Desk::new();
    let key = desk.add("two.json");
    let path = desk.path("work.ccsession");
    let file = desk.session(&path);
    let journal = Journal::from_lines(Key::from("analyst-b"), file.lines.clone());
    let layers = journal.session().layers("analyst-b");
    assert_eq!(layers.iter().map(|(key, layer)| ((*key).clone(), layer.is_active)).collect::<Vec<_>>(), [(key, true)]);
}

#[test]
fn a_file_dropped_on_what_is_open_asks_and_is_added_as_a_layer() {
    let folder = folder();
    let path = folder.path().join("two.json");
    std::fs::write(&path, text("Two", "Side")).expect("a file");
    let mut window = Window::on_example();
    let before = window.harness.state().state().dataset().expect("a dataset").claim_count();
    window.drop_file(&path);
    assert!(window.shows("Add as a layer, or open instead?"));
    window.click("Add as a layer");
    window.wait_for("the layer", |app| app.state().loading().is_none());
    let state = window.harness.state().state();
    assert_eq!(state.dataset().expect("a dataset").claim_count(), before + 2);
    assert!(window.shows("Layers") && window.shows("Only layer Two"));
    assert!(window.shows("layer B, Two"), "cards and rows say of which layer they are");
    window.click("Hide layer Two");
    assert_eq!(window.harness.state().state().visible().claims.len(), before);
    window.press_ctrl(egui::Key::Z);
    assert_eq!(window.harness.state().state().dataset().expect("a dataset").claim_count(), before);
    assert!(!window.shows("Only layer Two"));
}

#[test]
fn what_the_columns_of_a_layer_mean_can_be_corrected_with_the_work_over_it_kept() {
    let mut desk = Desk::new();
    desk.write("three.csv", "id,title,place,date,who,source\n1,Depot burnt,Town,2031-01-02,Herald,Wire\n");
    let key = desk.add("three.csv");
    let guessed = desk.state.notices().last().expect("a notice").clone();
    assert_eq!(guessed.offer, Some(Offer::LayerColumns(key.clone())), "{guessed:?}");
    let claim = &desk.claim_of(&key);
    desk.grade(claim, Credibility::Two);

    let effects = desk.act(guessed.offer.expect("an offer").action());
    let opening = effects.into_iter().find_map(|effect| match effect {
        Effect::Propose(opening) => Some(*opening),
        _ => None,
    });
    let opening = opening.expect("a look at the table");
    assert_eq!((&opening.path, opening.purpose), (&desk.path("three.csv"), ReadFor::Layer));
    let mut mapping = opening.options.mapping.clone().expect("the guess");
    mapping.columns.retain(|column| column.column != "place");
    let options = ReadOptions { mapping: Some(mapping.clone()), ..opening.options };
    let again = desk.read_with("three.csv", &options);
    let places = desk.dataset().places().len();
    desk.act(Action::Loaded { what: String::new(), result: Ok(Box::new(Loaded::Layer(again))) });
    assert_eq!(desk.dataset().places().len(), places - 1, "the column of places means nothing now");
    assert_eq!(desk.layers().len(), 2, "it took the place of itself");
    assert_eq!(desk.held(claim), Some(Credibility::Two));
    let titles: Vec<&str> = desk.state.notices().iter().map(|notice| &*notice.title).collect();
    assert!(titles.last().is_some_and(|title| title.starts_with("Reloaded layer “three”")), "{titles:?}");
    assert!(desk.state.notices().iter().all(|notice| notice.offer.is_none()), "{:?}", desk.state.notices());

    desk.reopen("work.ccsession");
    assert_eq!(desk.dataset().places().len(), places - 1, "the session remembers the mapping");
    assert_eq!(desk.held(claim), Some(Credibility::Two));
    assert!(desk.dataset().claim_by_key(claim).is_some());
}

#[test]
fn an_edit_that_a_layer_read_again_has_no_record_for_is_told_until_it_has() {
    let mut desk = Desk::new();
    desk.write("three.csv", "id,title,place,date,who,source\n7,Depot burnt,Town,2031-01-02,Herald,Wire\n");
    let key = desk.add("three.csv");
    let claim = &desk.claim_of(&key);
    desk.grade(claim, Credibility::Two);
    let options = desk.read("three.csv").reading.options;
    let mut mapping = options.mapping.clone().expect("the guess");
    mapping.columns.retain(|column| column.column != "id");
    let with = |mapping| ReadOptions { mapping: Some(mapping), ..options.clone() };
    let lost = |desk: &Desk| {
        let issues = desk.state.document().expect("a document").issues().iter();
        issues.filter(|issue| issue.reason().contains("its target is not in the dataset")).count()
    };
    let other = desk.read_with("three.csv", &with(mapping));
    desk.act(Action::Loaded { what: String::new(), result: Ok(Box::new(Loaded::Layer(other))) });
    assert_eq!((desk.dataset().claim_by_key(claim), lost(&desk)), (None, 1));
    assert_eq!(desk.held(claim), Some(Credibility::Two), "the edit is kept");
    let first = desk.read("three.csv");
    desk.act(Action::Loaded { what: String::new(), result: Ok(Box::new(Loaded::Layer(first))) });
    assert!(desk.dataset().claim_by_key(claim).is_some());
    assert_eq!(lost(&desk), 0);
}

#[test]
fn a_picture_shows_layers() {
    let desk = Desk::new();
    let options = PictureOptions {
        size: [900, 600],
        pixels_per_point: 1.0,
        dark: false,
        select: Some(format!("{}:held", layer_key(&desk.read("two.json").sha256))),
        as_of: None,
        layers: vec![desk.read("two.json")],
    };
    assert!(picture(Loaded::Dataset(desk.read("one.json")), "analyst-a", &options).is_ok());
}
