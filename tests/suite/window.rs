//! The whole window without a display: found by label, driven by keys and clicks.

use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::time::{Duration, Instant};

use counterclaim::app::{Action, Dialog};
use counterclaim::shell::{App, EVENT_TABLE_MIN_BYTES, Options};
use counterclaim_io::table_cache::TableCache;
use egui::{Key, Modifiers, Vec2, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;

/// The window of a program whose file dialogs answer with `answer`.
pub struct Window {
    pub harness: Harness<'static, App>,
    answer: Rc<RefCell<Option<PathBuf>>>,
}

impl Window {
    /// A window of 1440 × 900 points on the bundled report.
    pub fn on_example() -> Self {
        let report = concat!(env!("CARGO_MANIFEST_DIR"), "/assets/examples/kurakhove-report/dataset.json");
        Self::open(Some(Path::new(report)), None, vec2(1440.0, 900.0))
    }

    /// A window on a file, once it has been read.
    pub fn open(file: Option<&Path>, recovery_folder: Option<&Path>, size: Vec2) -> Self {
        Self::with(EVENT_TABLE_MIN_BYTES, file, (recovery_folder, None), size)
    }

    /// As [`Window::open`], where files of events are tables however small they are.
    pub fn on_table(file: &Path, size: Vec2) -> Self {
        Self::on_kept_table(file, None, size)
    }

    /// As [`Window::on_table`], with a folder in which columns are kept.
    pub fn on_kept_table(file: &Path, cache_folder: Option<&Path>, size: Vec2) -> Self {
        let mut window = Self::with(0, Some(file), (None, cache_folder), size);
        window.wait_for("every column", |app| {
            app.state().table().is_some_and(|table| !table.is_reading() && !table.is_counting())
        });
        window
    }

    fn with(
        event_table_min_bytes: u64,
        file: Option<&Path>,
        (recovery_folder, cache_folder): (Option<&Path>, Option<&Path>),
        size: Vec2,
    ) -> Self {
        let answer: Rc<RefCell<Option<PathBuf>>> = Rc::default();
        let dialogs = answer.clone();
        let options = Options {
            author: "tester".to_owned(),
            file: file.map(Path::to_owned),
            recovery_folder: recovery_folder.map(Path::to_owned),
            table_cache: cache_folder.map(|folder| TableCache::new(folder.to_owned())),
            ask: Box::new(move |purpose, _suggested, reply| {
                let path = dialogs.borrow().clone();
                let at_once = path.is_none();
                reply.send(Action::PathChosen { purpose, path, at_once });
            }),
            event_table_min_bytes,
        };
        let harness = Harness::builder()
            .with_size(size)
            .with_max_steps(32)
            .build_eframe(|cc| App::new(&cc.egui_ctx, cc.storage, options));
        let mut window = Self { harness, answer };
        window.wait_for("the file to be read", |app| app.state().loading().is_none());
        window
    }

    /// What the next file dialogs answer; `None` stands for a desktop without dialogs.
    pub fn dialogs_answer(&self, path: Option<&Path>) {
        *self.answer.borrow_mut() = path.map(Path::to_owned);
    }

    /// Steps until the program has taken in what its threads did.
    pub fn wait_for(&mut self, what: &str, condition: impl Fn(&App) -> bool) {
        let started = Instant::now();
        while !condition(self.harness.state()) {
            assert!(started.elapsed() < Duration::from_secs(90), "waited in vain for {what}");
            std::thread::sleep(Duration::from_millis(5));
            self.harness.step();
        }
        self.settle();
    }

    /// Draws a few frames, so that what was asked for has happened.
    pub fn settle(&mut self) {
        self.harness.run_steps(6);
    }

    pub fn drop_file(&mut self, path: &Path) {
        #[derive(Debug)]
        struct Dropped(std::path::PathBuf);
        impl egui::DroppedFile for Dropped {
            fn path(&self) -> &Path {
                &self.0
            }
            fn bytes(&self) -> Result<Vec<u8>, String> {
                std::fs::read(&self.0).map_err(|error| error.to_string())
            }
        }
        self.harness.input_mut().dropped_files.push(std::sync::Arc::new(Dropped(path.to_owned())));
        self.settle();
    }

    /// Where the map lies in the window.
    pub fn map_rect(&self) -> egui::Rect {
        let canvas = self.harness.get_by_label_contains("Map, ");
        canvas.rect()
    }

    pub fn click_at(&mut self, at: egui::Pos2) {
        for pressed in [true, false] {
            let button = egui::PointerButton::Primary;
            let modifiers = Modifiers::NONE;
            self.harness.event(egui::Event::PointerMoved(at));
            self.harness.event(egui::Event::PointerButton { pos: at, button, pressed, modifiers });
            self.harness.step();
        }
        self.settle();
    }

    pub fn press(&mut self, key: Key) {
        self.harness.key_press(key);
        self.settle();
    }

    pub fn press_ctrl(&mut self, key: Key) {
        self.harness.key_press_modifiers(Modifiers::COMMAND, key);
        self.settle();
    }

    pub fn type_text(&mut self, text: &str) {
        self.harness.event(egui::Event::Text(text.to_owned()));
        self.settle();
    }

    pub fn click(&mut self, label: &str) {
        self.harness.get_by_label(label).click();
        self.settle();
    }

    /// Clicks the first widget whose name holds the words.
    pub fn click_containing(&mut self, words: &str) {
        let node = self.harness.get_all_by_label_contains(words).next();
        node.unwrap_or_else(|| panic!("nothing is named “{words}”")).click();
        self.settle();
    }

    pub fn shows(&self, words: &str) -> bool {
        self.harness.query_all_by_label_contains(words).next().is_some()
    }

    /// Answers what the session may tell, where it lies so far from its dataset that this is asked.
    pub fn save_with_paths(&mut self) {
        if matches!(self.harness.state().state().dialog(), Some(Dialog::Owner(_))) {
            self.click("Save with paths");
        }
    }

    /// Saves to a path by key, through the dialog where the session has no file yet.
    pub fn save_to(&mut self, path: &Path) {
        self.dialogs_answer(Some(path));
        self.press_ctrl(Key::S);
        let is_asked = |app: &App| matches!(app.state().dialog(), Some(Dialog::Owner(_)));
        let is_saved = |app: &App| !app.state().is_saving() && !app.state().has_unsaved_changes();
        self.wait_for("the save, or its question", |app| is_asked(app) || is_saved(app));
        self.save_with_paths();
        self.wait_for("the save", is_saved);
    }
}
