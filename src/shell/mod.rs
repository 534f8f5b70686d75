//! The program around the window: threads, dialogs, clock, and the order of a frame.
//!
//! `App::logic` drains the inbox, `App::ui` draws and applies what the panels asked for; effects that only compute go to
//! `effects.rs`, others to `jobs.rs`.
//! No domain decision is made here.

pub mod cli;
pub mod examples;
pub mod picture;

mod assess;
mod clock;
mod convert;
mod desktop;
mod effects;
mod export;
mod export_table;
mod headless;
mod in_use;
mod info;
mod job;
mod jobs;
mod licences;
mod lock;
mod open_file;
mod opened;
mod output;
mod read_workbook;
mod reading;
mod recovery;
mod renderer;
mod table_reading;
mod tables;
mod windows;
mod word_index_job;

pub use desktop::{Ask, native_dialogs};
pub use job::Reply;
pub use tables::{EVENT_TABLE_MIN_BYTES, Searched};

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::{Duration, Instant};

use egui::{Context, ThemePreference, Ui, ViewportCommand};

use self::clock::Clock;
use self::lock::SessionLock;
use self::recovery::Recovery;
use self::table_reading::LoadContext;
use crate::app::examples::EXAMPLES;
use crate::app::{Action, Effect, PathPurpose, State, TableSession, update};
use crate::ui::key_order::KeyOrder;
use crate::ui::{Workspace, theme};
use counterclaim_io::files::destination::{FilesInUse, Role};
use counterclaim_io::preferences::{Preferences, Theme};
use counterclaim_io::table_cache::TableCache;
use counterclaim_model::{EntryId, visible};

/// The name under which the desktop and the data folder know the program.
pub const APP_ID: &str = "counterclaim";

/// How long an open gesture may be ahead of the recovery journal.
const KEEP_GESTURE_AFTER: Duration = Duration::from_millis(800);

/// What the program is started with.
pub struct Options {
    pub author: String,
    /// The file to open instead of the example.
    pub file: Option<PathBuf>,
    /// Where recovery journals lie; `None` keeps none.
    pub recovery_folder: Option<PathBuf>,
    /// Where columns of large tables are kept between runs; `None` keeps none.
    pub table_cache: Option<TableCache>,
    pub ask: Ask,
    /// From how many bytes on a file of events is opened as a table; [`EVENT_TABLE_MIN_BYTES`] but in tests.
    pub event_table_min_bytes: u64,
}

/// The running program.
pub struct App {
    state: State,
    workspace: Workspace,
    outbox: Sender<Action>,
    inbox: Receiver<Action>,
    clock: Clock,
    ask: Ask,
    recovery: Recovery,
    /// The open gesture that the recovery journal does not have yet, and since when.
    gesture: Option<(EntryId, u64, Instant)>,
    is_closing: bool,
    title: String,
    lock: Option<SessionLock>,
    lock_folder: Option<PathBuf>,
    /// Where mappings of columns are kept.
    profiles_folder: Option<PathBuf>,
    /// How files are read, and the reading that is under way: the next one puts an end to it, as with the search.
    means: LoadContext,
    search: Arc<AtomicBool>,
    /// Files that the program keeps for itself, which nothing is written over.
    kept: FilesInUse,
}

impl App {
    /// Dresses the context and opens the file, or the example.
    pub fn new(ctx: &Context, storage: Option<&dyn eframe::Storage>, options: Options) -> Self {
        theme::install(ctx);
        ctx.add_plugin(KeyOrder::default());
        let stored = storage.and_then(|storage| eframe::get_value::<Preferences>(storage, PREFERENCES_KEY));
        let (outbox, inbox) = channel();
        let waker = ctx.clone();
        let lock_folder = options.recovery_folder.as_ref().map(|folder| folder.with_file_name("locks"));
        let kept = options.recovery_folder.as_deref().map(in_use::own).unwrap_or_default();
        let profiles_folder = options.recovery_folder.as_ref().map(|folder| folder.with_file_name("profiles"));
        let recovery = Recovery::start(options.recovery_folder, outbox.clone(), move || waker.request_repaint());
        let mut app = Self {
            state: State::new(options.author.into(), stored.unwrap_or_default()).on_account(clock::account()),
            workspace: Workspace::default(),
            outbox,
            inbox,
            clock: Clock::default(),
            ask: options.ask,
            recovery,
            gesture: None,
            is_closing: false,
            title: String::new(),
            lock: None,
            lock_folder,
            profiles_folder,
            means: LoadContext {
                event_table_min_bytes: options.event_table_min_bytes,
                cache: options.table_cache,
                progress: Arc::default(),
            },
            search: Arc::default(),
            kept,
        };
        let first = options.file.map_or(Action::OpenExample(EXAMPLES[0].name), Action::OpenPath);
        app.apply(ctx, first);
        let offers = app.recovery.offers();
        app.apply(ctx, Action::RecoveryFound(offers));
        app
    }

    /// What is open and shown.
    pub fn state(&self) -> &State {
        &self.state
    }

    fn apply(&mut self, ctx: &Context, action: Action) {
        let stamp = self.clock.next();
        for effect in update(&mut self.state, action, stamp) {
            self.carry_out(ctx, effect);
        }
    }

    fn carry_out(&mut self, ctx: &Context, effect: Effect) {
        let reply = job::Reply::new(self.outbox.clone(), ctx.clone());
        let effect = match effects::Job::of(effect) {
            Ok(job) => return job.on_thread(reply),
            Err(effect) => *effect,
        };
        match effect {
            Effect::AskPath { purpose, suggested } => {
                let suggested = match purpose {
                    PathPurpose::SaveAs => self.in_use().without(Role::Session).free_path(&suggested),
                    purpose if purpose.is_saving() => self.in_use().free_path(&suggested),
                    _ => suggested,
                };
                (self.ask)(purpose, &suggested, reply);
            }
            Effect::Load(opening) => {
                reading::load(*opening, self.profiles_folder.clone(), self.next_reading(), reply);
            }
            Effect::ReadLayers { near, refs } => jobs::read_layers(near, refs, self.means.event_table_min_bytes, reply),
            Effect::Propose(opening) => reading::propose(*opening, self.profiles_folder.clone(), reply),
            Effect::Profile(effect) => {
                reading::change_profile(self.profiles_folder.clone(), effect, self.in_use(), reply);
            }
            Effect::WriteText { purpose, path, text } => {
                reading::write_text(purpose, path, text, self.in_use(), reply);
            }
            Effect::LoadExample(name) => jobs::load_example(name, reply),
            Effect::LoadDatasetFor { dataset, session, file, fingerprint, recovered } => {
                let session = TableSession { path: session, file, issues: Vec::new(), fingerprint, recovered };
                reading::load_dataset_for(dataset, session, self.next_reading(), reply);
            }
            Effect::Export { path, snapshot, progress } => {
                let made_at = self.clock.next().at;
                jobs::export_shown((path, self.in_use()), snapshot, made_at, progress, reply);
            }
            Effect::MergeSession(path) => jobs::take_in(path, reply),
            Effect::Save { path, file, revision, expected } => {
                jobs::save(path, file, (revision, expected), self.in_use(), reply);
            }
            Effect::Search { file, table, words, text, within, number } => {
                self.search.store(true, Ordering::Relaxed);
                self.search = Arc::default();
                let searched = Searched { file, table, words, within };
                tables::search(searched, text, number, self.search.clone(), reply);
            }
            Effect::StopReading => self.means.progress.cancel(),
            Effect::ClearTableCache => tables::clear_cache(self.means.cache.clone(), reply),
            Effect::Recovery(effect) => self.recovery.send(effect),
            Effect::RecoverWork(at) => {
                if let Some(work) = self.recovery.take(at) {
                    jobs::recover(work, self.next_reading(), reply);
                }
            }
            Effect::DiscardWork(at) => self.recovery.discard(at),
            // Effects that only compute have a job above.
            Effect::Compose(_)
            | Effect::Assess(_)
            | Effect::AssessTable(_)
            | Effect::Count(_)
            | Effect::ReadNotes { .. }
            | Effect::LookUp(_) => {}
            Effect::CopyText(text) => ctx.copy_text(text),
            Effect::CloseWindow => {
                self.is_closing = true;
                ctx.send_viewport_cmd(ViewportCommand::Close);
            }
        }
    }

    /// What must not be written over.
    fn in_use(&self) -> FilesInUse {
        let mut in_use = self.state.files_in_use();
        in_use.append(self.kept.clone());
        in_use
    }

    fn next_reading(&mut self) -> LoadContext {
        self.means.progress = Arc::default();
        let uses_cache = !self.state.preferences().reads_tables_anew;
        LoadContext { cache: self.means.cache.clone().filter(|_| uses_cache), ..self.means.clone() }
    }

    /// Sends an open gesture to the recovery journal once it has stood for a moment.
    fn follow_gesture(&mut self, ctx: &Context) {
        let journal = self.state.document().map(|document| document.journal());
        let open = journal.and_then(|journal| Some((journal.open_entry()?.id, journal.revision())));
        let Some((id, revision)) = open else {
            self.gesture = None;
            return;
        };
        match self.gesture {
            Some((kept, kept_revision, _)) if (kept, kept_revision) == (id, revision) => {}
            Some((kept, _, since)) if kept == id && since.elapsed() < KEEP_GESTURE_AFTER => {
                ctx.request_repaint_after(KEEP_GESTURE_AFTER.saturating_sub(since.elapsed()));
            }
            Some((kept, ..)) if kept == id => {
                self.apply(ctx, Action::KeepGesture);
                self.gesture = Some((id, revision, Instant::now()));
            }
            _ => {
                self.gesture = Some((id, 0, Instant::now()));
                ctx.request_repaint_after(KEEP_GESTURE_AFTER);
            }
        }
    }

    /// Holds the lock of the open session, and says so where another window has it.
    fn follow_session(&mut self, ctx: &Context) {
        let path = self.state.document().and_then(|document| document.session_path());
        if self.lock.as_ref().map(|lock| lock.path()) == path {
            return;
        }
        self.lock = path.map(|path| SessionLock::take(self.lock_folder.as_deref(), path));
        if self.lock.as_ref().is_some_and(SessionLock::is_shared) {
            self.apply(ctx, Action::SessionShared);
        }
    }

    fn follow_preferences(&mut self, ctx: &Context) {
        let wanted = match self.state.preferences().theme {
            Theme::System => ThemePreference::System,
            Theme::Light => ThemePreference::Light,
            Theme::Dark => ThemePreference::Dark,
        };
        if ctx.options(|options| options.theme_preference) != wanted {
            ctx.set_theme(wanted);
        }
        let title = self.state.document().map_or_else(
            || "Counterclaim".to_owned(),
            |document| {
                let mark = if document.journal().has_unsaved_changes() { "• " } else { "" };
                format!("{mark}{} – Counterclaim", visible(&document.session_name()))
            },
        );
        if title != self.title {
            ctx.send_viewport_cmd(ViewportCommand::Title(title.clone()));
            self.title = title;
        }
    }
}

const PREFERENCES_KEY: &str = "preferences";

impl eframe::App for App {
    fn logic(&mut self, ctx: &Context, _frame: &mut eframe::Frame) {
        while let Ok(action) = self.inbox.try_recv() {
            self.apply(ctx, action);
        }
        if ctx.input(|input| input.viewport().close_requested()) && !self.is_closing {
            ctx.send_viewport_cmd(ViewportCommand::CancelClose);
            self.apply(ctx, Action::CloseRequested);
        }
        self.follow_gesture(ctx);
        self.follow_preferences(ctx);
        self.follow_session(ctx);
    }

    fn ui(&mut self, ui: &mut Ui, _frame: &mut eframe::Frame) {
        let mut actions = Vec::new();
        self.workspace.ui(ui, &self.state, &mut actions);
        // Screen readers name the window as its bar does.
        ui.ctx().accesskit_node_builder(egui::accesskit_root_id(), |window| window.set_label(self.title.clone()));
        if let Some(file) = ui.input(|input| input.raw.dropped_files.first().cloned()) {
            actions.push(Action::Dropped(file.path().to_owned()));
        }
        if actions.is_empty() {
            return;
        }
        let ctx = ui.ctx().clone();
        for action in actions {
            self.apply(&ctx, action);
        }
        ctx.request_repaint();
    }

    fn save(&mut self, storage: &mut dyn eframe::Storage) {
        eframe::set_value(storage, PREFERENCES_KEY, self.state.preferences());
    }

    fn on_exit(&mut self, _gl: Option<&eframe::glow::Context>) {
        self.recovery.finish(self.is_closing);
    }
}
