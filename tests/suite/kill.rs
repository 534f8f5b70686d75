//! A process that is killed at any moment of editing, saving and recovering: no settled edit is lost, none made up.
//!
//! The helper process is this test program itself; it writes down what it does and what is on disk, and is killed.
//! `COUNTERCLAIM_HEADLESS_KILLS` says how often, `COUNTERCLAIM_KILL_SEED` takes the same way again.

mod window;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs::{File, OpenOptions};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::sleep;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use counterclaim::app::{
    Action, CloseAnswer, Dialog, Effect, Loaded, RecoveryEffect, RecoveryOffer, SaveFailure, State, update,
};
use counterclaim::shell::examples;
use counterclaim_io::preferences::Preferences;
use counterclaim_io::recovery::{Leftover, Writer, leftovers};
use counterclaim_io::session_file::{self, SessionFile, id_text};
use counterclaim_model::{Credibility, Edit, EntryId, Journal, Key, Line, Stamp, Target, Timestamp};

use crate::support::folder;

/// The folder in which the helper works, and the seed of what it does.
const HELPER: &str = "COUNTERCLAIM_TEST_KILL_HELPER";
const EXAMPLE: &str = "kurakhove-report";
const AUTHOR: &str = "analyst-a";
/// How often a folder is used before a fresh one is taken.
const KILLS_PER_FOLDER: usize = 20;

/// Small numbers in an order that a seed gives.
pub struct Dice(pub u64);

impl Dice {
    /// From the environment, or from the clock.
    pub fn seeded() -> Self {
        let given = std::env::var("COUNTERCLAIM_KILL_SEED").ok().and_then(|seed| seed.parse().ok());
        let nanos = || SystemTime::now().duration_since(UNIX_EPOCH).map_or(1, |since| u64::from(since.subsec_nanos()));
        let seed = given.unwrap_or_else(nanos);
        eprintln!("COUNTERCLAIM_KILL_SEED={seed}");
        Self(seed)
    }

    /// A number below `end` (SplitMix64).
    pub fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % end
    }
}

/// How often, unless the environment says otherwise.
pub fn rounds(name: &str, by_default: usize) -> usize {
    std::env::var(name).ok().and_then(|count| count.parse().ok()).unwrap_or(by_default)
}

#[test]
fn work_outlives_a_process_that_is_killed_at_any_moment() {
    if let Ok(told) = std::env::var(HELPER) {
        let (seed, folder) = told.split_once(' ').expect("a seed and a folder");
        Helper::start(Path::new(folder)).work(Dice(seed.parse().expect("a seed")));
        return;
    }
    let mut dice = Dice::seeded();
    let kills = rounds("COUNTERCLAIM_HEADLESS_KILLS", 60);
    let started = Instant::now();
    let mut tally = Tally::default();
    for first in (0..kills).step_by(KILLS_PER_FOLDER) {
        let folder = folder();
        let mut seen = Seen::default();
        for _ in first..kills.min(first + KILLS_PER_FOLDER) {
            kill_a_helper(folder.path(), &mut dice);
            seen.check(folder.path());
        }
        tally.add(&seen);
    }
    eprintln!("{kills} kills in {:.0?}: {tally:?}", started.elapsed());
    assert!(tally.edits > kills / 2, "hardly anything was done before the kills: {tally:?}");
}

/// Starts a helper, lets it work for a while, and kills it.
fn kill_a_helper(folder: &Path, dice: &mut Dice) {
    let log = folder.join("log");
    let length = || std::fs::metadata(&log).map_or(0, |metadata| metadata.len());
    let before = length();
    let mut helper = helper(folder, dice.below(u64::MAX));
    // One in six is killed while it starts and recovers; the others once they work.
    let is_early = dice.below(6) == 0;
    let started = Instant::now();
    while !is_early && length() == before && started.elapsed() < Duration::from_secs(20) {
        sleep(Duration::from_millis(2));
    }
    sleep(Duration::from_micros(dice.below(if is_early { 80_000 } else { 250_000 })));
    let ended = helper.try_wait().expect("the helper's state");
    assert_eq!(ended, None, "the helper ended by itself; its log:\n{}", tail(&log));
    helper.kill().expect("a running helper");
    helper.wait().expect("a killed helper ends");
}

fn helper(folder: &Path, seed: u64) -> Child {
    let said = File::options().create(true).append(true).open(folder.join("said")).expect("a file");
    Command::new(std::env::current_exe().expect("the test program"))
        .args(["--exact", "kill::work_outlives_a_process_that_is_killed_at_any_moment", "--nocapture"])
        .env(HELPER, format!("{seed} {}", folder.display()))
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(said)
        .spawn()
        .expect("the helper starts")
}

fn tail(log: &Path) -> String {
    let said = std::fs::read_to_string(log.with_file_name("said")).unwrap_or_default();
    let log = std::fs::read_to_string(log).unwrap_or_default();
    let rows: Vec<&str> = log.lines().rev().take(10).collect();
    rows.into_iter().rev().collect::<Vec<_>>().join("\n") + "\n" + &said
}

// The helper.

/// The program without its window: the same state, effects carried out in the same order.
struct Helper {
    folder: PathBuf,
    state: State,
    writer: Writer,
    log: File,
    ids: ulid::Generator,
    outbox: Sender<Action>,
    inbox: Receiver<Action>,
    leftovers: Vec<Leftover>,
    /// Taken up, but not yet held by this process's own journal.
    taken: Vec<Leftover>,
    told: BTreeSet<EntryId>,
    open: Option<EntryId>,
}

impl Helper {
    fn start(folder: &Path) -> Self {
        let (outbox, inbox) = channel();
        let recovery = folder.join("recovery");
        let leftovers = leftovers(&recovery);
        let name = ulid::Ulid::generate().to_string();
        let mut helper = Self {
            state: State::new(Key::from(AUTHOR), Preferences::default()),
            writer: Writer::create(&recovery, &name).expect("a recovery journal"),
            log: OpenOptions::new().create(true).append(true).open(folder.join("log")).expect("a log"),
            ids: ulid::Generator::new(),
            outbox,
            inbox,
            leftovers,
            taken: Vec::new(),
            told: BTreeSet::new(),
            open: None,
            folder: folder.to_owned(),
        };
        let path = helper.session_path();
        helper.apply(if path.exists() { Action::OpenPath(path) } else { Action::OpenExample(EXAMPLE) });
        let offer = |leftover: &Leftover| RecoveryOffer {
            name: EXAMPLE.to_owned(),
            edits: leftover.work.lines.len(),
            last: String::new(),
        };
        helper.apply(Action::RecoveryFound(helper.leftovers.iter().map(offer).collect()));
        if !helper.leftovers.is_empty() {
            helper.apply(Action::RecoverWork(0));
        }
        helper
    }

    fn session_path(&self) -> PathBuf {
        self.folder.join("work.ccsession")
    }

    /// Works until it is killed.
    fn work(mut self, mut dice: Dice) {
        let started = Instant::now();
        self.say("ready");
        while started.elapsed() < Duration::from_mins(1) {
            while let Ok(answer) = self.inbox.try_recv() {
                if let Action::Saved { line_count, .. } = &answer {
                    self.say(&format!("saved {line_count}"));
                }
                self.apply(answer);
            }
            let action = self.choose(&mut dice);
            self.apply(action);
        }
    }

    fn choose(&self, dice: &mut Dice) -> Action {
        match self.state.dialog() {
            Some(Dialog::Unsaved(_)) => return Action::CloseAnswered(CloseAnswer::Save),
            _ if !self.state.recovery_offers().is_empty() && dice.below(6) == 0 => return Action::RecoverWork(0),
            _ => {}
        }
        let claims = &self.state.visible().claims;
        let claim = claims[dice.below(claims.len().min(9) as u64) as usize];
        let target = Target::Claim(self.state.dataset().expect("a dataset").claim(claim).key.into());
        match dice.below(24) {
            0..6 => Action::GradeSelected(Credibility::from_number(dice.below(7) as u8)),
            6..9 => Action::SelectStep(if dice.below(2) == 0 { 1 } else { -1 }),
            9..14 => {
                // A gesture goes on for a while, and now and then comes back to where it began.
                let open = self.state.document().and_then(|document| document.journal().open_entry());
                let target = open.and_then(|entry| entry.edit.target()).unwrap_or(target);
                let held = self.state.judgement().and_then(|own| own.note(&target)).unwrap_or_default().to_owned();
                let value = match dice.below(5) {
                    0 => None,
                    1 => Some("заметка\nв две строки".to_owned()),
                    _ => Some(held + "и так далее "),
                };
                Action::Gesture(Edit::Note { target, value })
            }
            14..17 => Action::KeepGesture,
            17 => Action::Settle,
            18 | 19 => Action::Undo,
            20 => Action::Redo,
            21 | 22 => Action::Save,
            _ => Action::Edit(Edit::Tags { target, value: Some([format!("tag-{}", dice.below(1000))].into()) }),
        }
    }

    fn apply(&mut self, action: Action) {
        let millis = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis() as i64);
        let stamp = Stamp {
            id: EntryId(self.ids.generate().expect("an id").0),
            at: Timestamp { millis: millis / 1000 * 1000 },
        };
        for effect in update(&mut self.state, action, stamp) {
            self.carry_out(effect);
        }
        self.follow_open_entry();
    }

    /// Says so when an entry that was kept while it was being made has gone from the journal.
    fn follow_open_entry(&mut self) {
        let journal = self.state.document().map(|document| document.journal());
        let open = journal.and_then(|journal| journal.open_entry()).map(|entry| entry.id);
        let before = self.open;
        let mut last = journal.into_iter().flat_map(|journal| journal.lines().iter().rev().take(4)).filter_map(line_id);
        let gone = before.filter(|id| !last.any(|other| other == *id));
        self.open = open;
        if let Some(gone) = gone {
            self.say(&format!("gone {}", id_text(gone)));
        }
    }

    fn carry_out(&mut self, effect: Effect) {
        match effect {
            Effect::AskPath { purpose, .. } => {
                let path = Some(self.session_path());
                self.apply(Action::PathChosen { purpose, path, at_once: false });
            }
            Effect::LoadExample(name) => {
                let loaded = Loaded::Dataset(examples::load(name).expect("the example"));
                self.apply(Action::Loaded { what: name.to_owned(), result: Ok(Box::new(loaded)) });
            }
            Effect::Load(opening) => {
                let path = opening.path;
                let (file, issues) = session_file::read(&path).expect("a whole session file");
                assert_eq!(issues, []);
                self.open_session(Some(path), file, false);
            }
            Effect::RecoverWork(at) => {
                let leftover = self.leftovers.remove(at);
                let path = leftover.work.origin.session.clone();
                let work = leftover.work.clone();
                self.taken.push(leftover);
                let saved = match path.as_deref().filter(|path| path.exists()) {
                    Some(path) => session_file::read(path).expect("a whole session file").0,
                    None => SessionFile::default(),
                };
                self.open_session(path, work.added_to(saved), true);
            }
            Effect::Save { path, file, revision, expected } => {
                self.tell(&file.lines);
                self.say(&format!("saving {}", file.lines.len()));
                let outbox = self.outbox.clone();
                std::thread::spawn(move || {
                    let result = session_file::write(&path, &file, &expected)
                        .map_err(|error| SaveFailure::Other(error.to_string()));
                    // Nobody listens any more once the process is on its way out.
                    outbox.send(Action::Saved { path, revision, line_count: file.lines.len(), result }).ok();
                });
            }
            Effect::Recovery(RecoveryEffect::Append(line)) => {
                self.say(&format!("sent {}", text_of(&line)));
                self.told.extend(line_id(&line));
                self.writer.append(&line).expect("appended");
                self.say(&format!("kept {}", line_id(&line).map(id_text).unwrap_or_default()));
            }
            Effect::Recovery(RecoveryEffect::Drop(id)) => {
                self.say(&format!("dropping {}", id_text(id)));
                self.writer.drop_line(id).expect("dropped");
            }
            Effect::Recovery(RecoveryEffect::Reset { origin, lines }) => {
                if let Some(open) = self.state.document().and_then(|document| document.journal().open_entry()) {
                    // An open gesture goes along as it is now.
                    let line = Line::Entry(open.clone());
                    self.say(&format!("sent {}", text_of(&line)));
                }
                self.tell(&lines);
                self.writer.reset(&origin, &lines).expect("reset");
                let (held, other) = std::mem::take(&mut self.taken)
                    .into_iter()
                    .partition(|leftover: &Leftover| leftover.work.is_held_by(&lines));
                self.taken = other;
                Vec::into_iter(held).for_each(|leftover: Leftover| leftover.discard().expect("discarded"));
            }
            other => panic!("nobody asked for {other:?}"),
        }
    }

    fn open_session(&mut self, path: Option<PathBuf>, file: SessionFile, recovered: bool) {
        let dataset = Some(examples::load(EXAMPLE).expect("the example"));
        self.told.extend(file.lines.iter().filter_map(line_id));
        let fingerprint = path.as_deref().and_then(session_file::fingerprint);
        let issues = Vec::new();
        let layers = Vec::new();
        let not_opened = None;
        let loaded = Loaded::Session { path, file, issues, dataset, layers, fingerprint, recovered, not_opened };
        self.apply(Action::Loaded { what: EXAMPLE.to_owned(), result: Ok(Box::new(loaded)) });
    }

    /// Writes down lines that may get on disk before they are appended one by one.
    fn tell(&mut self, lines: &[Line]) {
        for line in lines {
            if line_id(line).is_some_and(|id| self.told.insert(id)) {
                self.say(&format!("sent {}", text_of(line)));
            }
        }
    }

    /// One write, so that it is whole with the system once this returns.
    fn say(&mut self, row: &str) {
        self.log.write_all(format!("{row}\n").as_bytes()).expect("said");
    }
}

fn line_id(line: &Line) -> Option<EntryId> {
    match line {
        Line::Entry(entry) => Some(entry.id),
        Line::Kept(_) => None,
    }
}

fn text_of(line: &Line) -> String {
    let mut text = String::new();
    session_file::push_line(&mut text, line);
    text.trim_end().to_owned()
}

// What the killed helpers left behind.

#[derive(Debug, Default)]
struct Tally {
    edits: usize,
    saved: usize,
    recovered: usize,
    half_written_saves: usize,
}

impl Tally {
    fn add(&mut self, seen: &Seen) {
        self.edits += seen.edits;
        self.saved += seen.saved;
        self.recovered += seen.recovered;
        self.half_written_saves += seen.half_written_saves;
    }
}

/// What has been checked in a folder so far.
#[derive(Default)]
struct Seen {
    saved_before: BTreeSet<EntryId>,
    edits: usize,
    saved: usize,
    recovered: usize,
    half_written_saves: usize,
}

/// What the helpers said of one entry.
#[derive(Default)]
struct Said {
    texts: Vec<String>,
    /// How many texts had been sent when one was last known to be on disk.
    kept: Option<usize>,
    /// Whether it is being taken back, or was.
    dropping: bool,
    gone: bool,
}

impl Seen {
    fn check(&mut self, folder: &Path) {
        let said = read_log(&folder.join("log"));
        let path = folder.join("work.ccsession");
        let mut session = SessionFile::default();
        if path.exists() {
            let issues;
            (session, issues) = session_file::read(&path).expect("a whole session file");
            assert_eq!(issues, [], "the session file is torn");
        }
        let saved: BTreeSet<EntryId> = session.lines.iter().filter_map(line_id).collect();
        assert_eq!(saved.len(), session.lines.len(), "an edit is there twice");
        let missing: Vec<_> = self.saved_before.difference(&saved).collect();
        assert!(missing.is_empty(), "saved before and gone now: {missing:?}");
        let found = unlocked_leftovers(&folder.join("recovery"));
        let whole = found.iter().fold(session, |session, leftover| leftover.work.added_to(session));
        let held: HashMap<EntryId, String> =
            whole.lines.iter().filter_map(|line| Some((line_id(line)?, text_of(line)))).collect();
        for (id, said) in &said {
            said.check(*id, held.get(id).map(String::as_str), &tail(&folder.join("log")));
        }
        let made_up: Vec<_> = held.iter().filter(|(id, _)| !said.contains_key(id)).collect();
        assert!(made_up.is_empty(), "nobody made {made_up:#?}");
        let journal = Journal::from_lines(Key::from(AUTHOR), whole.lines.clone());
        assert_eq!(journal.lines().len(), held.len());
        self.edits = held.len();
        self.saved = saved.len();
        self.recovered += held.len() - saved.len();
        self.half_written_saves = names_with(folder, ".counterclaim-");
        self.saved_before = saved;
    }
}

impl Said {
    fn check(&self, id: EntryId, held: Option<&str>, context: &str) {
        let id = id_text(id);
        if let Some(held) = held {
            assert!(!self.gone, "{id} had been taken back and came again:\n{context}");
            // What was kept, or something sent since.
            let allowed = self.texts.get(self.kept.unwrap_or(1) - 1..).unwrap_or_default();
            assert!(allowed.iter().any(|text| text == held), "{id} is {held}, not one of {allowed:#?}:\n{context}");
        } else {
            let is_free = self.kept.is_none() || self.dropping;
            assert!(is_free, "{id} was on disk and is lost: {:#?}\n{context}", self.texts);
        }
    }
}

fn read_log(path: &Path) -> BTreeMap<EntryId, Said> {
    let log = std::fs::read_to_string(path).unwrap_or_default();
    let mut said: BTreeMap<EntryId, Said> = BTreeMap::new();
    for row in log.split_inclusive('\n').filter_map(|row| row.strip_suffix('\n')) {
        let (what, rest) = row.split_once(' ').unwrap_or((row, ""));
        if what == "sent" {
            let id = session_file::read_line(rest).as_ref().and_then(line_id).expect("an entry");
            let said = said.entry(id).or_default();
            said.texts.push(rest.to_owned());
            said.dropping = false;
            said.gone = false;
        } else if !matches!(what, "ready" | "saving" | "saved") {
            let id = session_file::parse_id(rest).expect("an id");
            let said = said.get_mut(&id).into_iter();
            match what {
                "kept" => said.for_each(|said| said.kept = Some(said.texts.len())),
                "dropping" => said.for_each(|said| said.dropping = true),
                "gone" => said.for_each(|said| (said.dropping, said.gone) = (true, true)),
                other => panic!("nobody says {other}"),
            }
        }
    }
    said
}

/// What the killed ones left, once no process that is just starting holds a copy of a lock.
fn unlocked_leftovers(folder: &Path) -> Vec<Leftover> {
    let is_work = |path: &Path| std::fs::read_to_string(path).is_ok_and(|text| text.lines().count() > 1);
    let paths = std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    let expected =
        paths.filter(|path| path.extension().is_some_and(|ext| ext == "ccrecovery") && is_work(path)).count();
    for _ in 0..100 {
        let found = leftovers(folder);
        if found.len() >= expected {
            return found;
        }
        sleep(Duration::from_millis(10));
    }
    leftovers(folder)
}

fn names_with(folder: &Path, prefix: &str) -> usize {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    entries.filter(|entry| entry.file_name().to_string_lossy().starts_with(prefix)).count()
}
