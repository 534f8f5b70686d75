//! What is read is never written over: by no command, no dialog and under no name. Pipes and devices stay what they are.
#![cfg(unix)]

use std::os::unix::fs::{FileTypeExt as _, symlink};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use counterclaim::app::{Action, DatasetOrigin, Effect, Loaded, LoadedDataset, PathPurpose, State, update};
use counterclaim_export::exporter_for;
use counterclaim_io::load::load_bytes;
use counterclaim_io::preferences::Preferences;
use counterclaim_io::session_file::{self, DatasetRef, Expected, SessionFile};
use counterclaim_model::{Edit, Key, Layer, LayerFile, Line};
use egui::vec2;

use crate::support::{Stamps, converted, entry, folder, load_text, one_statement, read_text};
use crate::window::Window;

/// A folder with a dataset, a layer, a session over both, a mapping, verdicts and tables.
struct Work {
    folder: tempfile::TempDir,
}

impl Work {
    fn new() -> Self {
        let work = Self { folder: folder() };
        work.write("d.json", &one_statement("One"));
        work.write("layer.json", &one_statement("Two"));
        let data = load_text(&one_statement("One")).expect("a dataset").dataset;
        std::fs::write(work.at("d.csv"), converted(&data, "csv")).expect("written");
        work.write("table.csv", "x;y\n1;Depot burnt\n");
        work.write("mapping.json", r#"{"columns": [{"column": "y", "field": "title"}]}"#);
        work.write("verdicts.csv", "proposition,true\ncaptured,1\n");
        std::fs::create_dir(work.at("tables")).expect("a folder");
        work.write("tables/claims.csv", "source,proposition,stance\na,p,supports\nb,p,denies\n");
        work.write("tables/sources.csv", "source,class,side\na,media,\n");
        work.write("tables/propositions.csv", "proposition,benefits\np,\n");
        let layer = load_text(&one_statement("Two")).expect("a dataset").sha256;
        let named = |path: &str, layer| DatasetRef {
            name: path.to_owned(),
            path: path.to_owned(),
            layer,
            ..DatasetRef::default()
        };
        let value = Layer {
            name: "Two".to_owned(),
            mark: 1,
            file: Some(LayerFile { path: "layer.json".to_owned(), sha256: layer }),
            is_active: true,
        };
        let edit = Edit::Layer { layer: "two".into(), value: Some(value) };
        let file = SessionFile {
            datasets: vec![named("d.json", None), named("layer.json", Some("two".to_owned()))],
            lines: vec![Line::Entry(entry(Stamps::default().next(), "analyst-a", edit))],
            ..SessionFile::default()
        };
        session_file::write(&work.at("s.ccsession"), &file, &Expected::Nothing).expect("a session");
        std::fs::create_dir_all(work.at("counterclaim/recovery")).expect("a folder");
        work.write("counterclaim/recovery/one.ccrecovery", "{}\n");
        work
    }

    fn at(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn write(&self, name: &str, text: &str) {
        std::fs::write(self.at(name), text).expect("written");
    }

    fn run(&self, args: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_counterclaim"));
        command.current_dir(self.folder.path()).env("XDG_DATA_HOME", self.folder.path());
        command.args(args).output().expect("the program runs")
    }

    /// Every name under which a target can be reached, with an extension that the command takes.
    fn names(&self, target: &str, extension: &str) -> Vec<String> {
        let link = format!("link.{extension}");
        let hard = format!("hard.{extension}");
        for name in [&link, &hard] {
            let _ = std::fs::remove_file(self.at(name));
        }
        symlink(target, self.at(&link)).expect("a link");
        let mut names = vec![link.clone(), format!("tables/../{link}")];
        if self.at(target).exists() {
            std::fs::hard_link(self.at(target), self.at(&hard)).expect("a hard link");
            names.push(hard);
        }
        if target.ends_with(&format!(".{extension}")) {
            names.extend([target.to_owned(), format!("tables/../{target}")]);
        }
        names
    }
}

#[test]
fn no_command_writes_over_what_it_reads() {
    let work = Work::new();
    for (command, target, extension) in [
        ("export d.csv -o OUT", "d.csv", "csv"),
        ("export d.json -o OUT", "d.json", "html"),
        ("export s.ccsession -o OUT", "d.json", "csv"),
        ("export s.ccsession -o OUT", "layer.json", "csv"),
        ("export s.ccsession -o OUT", "s.ccsession", "html"),
        ("export d.json --session s.ccsession -o OUT", "s.ccsession", "csv"),
        ("export d.json --session s.ccsession -o OUT", "layer.json", "csv"),
        ("export d.json -o OUT", "counterclaim/recovery/one.ccrecovery", "csv"),
        ("convert d.json OUT", "d.json", "json"),
        ("convert s.ccsession OUT", "d.json", "geojson"),
        ("convert s.ccsession OUT", "layer.json", "json"),
        ("convert table.csv OUT --mapping mapping.json", "mapping.json", "json"),
        ("convert table.csv OUT --mapping mapping.json", "table.csv", "csv"),
        ("picture d.json -o OUT", "d.json", "png"),
        ("picture d.json --layer layer.json -o OUT", "layer.json", "png"),
        ("picture s.ccsession -o OUT", "layer.json", "png"),
        ("assess d.json --sources OUT", "d.json", "json"),
        ("assess s.ccsession --sources OUT", "d.json", "json"),
        ("assess s.ccsession --sources OUT", "layer.json", "json"),
        ("assess d.json --session s.ccsession --sources OUT", "s.ccsession", "ccsession"),
        ("assess d.json --verdicts verdicts.csv --sources OUT", "verdicts.csv", "csv"),
        ("assess tables --sources OUT", "tables/claims.csv", "csv"),
        ("assess tables --sources OUT", "tables/sources.csv", "csv"),
        ("assess tables --sources OUT", "tables/propositions.csv", "csv"),
        ("assess tables --sources OUT", "tables/relations.csv", "csv"),
        ("assess d.json --sources OUT", "counterclaim/recovery/one.ccrecovery", "ccrecovery"),
    ] {
        for name in work.names(target, extension) {
            let before = std::fs::read(work.at(target)).ok();
            let args: Vec<&str> = command.split(' ').map(|arg| if arg == "OUT" { &name } else { arg }).collect();
            let done = work.run(&args);
            let told = String::from_utf8_lossy(&done.stderr).into_owned();
            assert_eq!(std::fs::read(work.at(target)).ok(), before, "`{command}` onto {name} changed {target}: {told}");
            assert!(!done.status.success(), "`{command}` onto {name}: {told}");
            assert!(told.contains("choose another name"), "`{command}` onto {name}: {told}");
        }
    }
    // A target of its own is written.
    for command in [
        "export d.csv -o new.csv",
        "convert d.json new.json",
        "picture d.json -o new.png",
        "assess tables --sources tables/new.csv",
    ] {
        let done = work.run(&command.split(' ').collect::<Vec<_>>());
        assert!(done.status.success(), "{command}: {}", String::from_utf8_lossy(&done.stderr));
    }
}

#[test]
fn what_goes_into_a_pipe_or_a_device_leaves_it_what_it_is() {
    let work = Work::new();
    let fifo = work.at("fifo.csv");
    assert!(Command::new("mkfifo").arg(&fifo).status().expect("mkfifo runs").success());
    for (command, plain) in [
        ("export d.json -o fifo.csv", "export d.json -o plain.csv"),
        ("convert d.json fifo.csv", "convert d.json plain.csv"),
        ("assess d.json --sources fifo.csv", "assess d.json --sources plain.csv"),
    ] {
        assert!(work.run(&plain.split(' ').collect::<Vec<_>>()).status.success());
        let reader = Command::new("cat").arg(&fifo).stdout(Stdio::piped()).spawn().expect("cat runs");
        let done = work.run(&command.split(' ').collect::<Vec<_>>());
        assert!(done.status.success(), "{command}: {}", String::from_utf8_lossy(&done.stderr));
        let read = reader.wait_with_output().expect("cat ends").stdout;
        assert_eq!(String::from_utf8_lossy(&read), read_text(&work.at("plain.csv")), "{command}");
        assert!(std::fs::metadata(&fifo).expect("the pipe").file_type().is_fifo(), "{command}");
    }
    symlink("/dev/null", work.at("null.html")).expect("a link");
    assert!(work.run(&["export", "d.json", "-o", "null.html"]).status.success());
    assert!(std::fs::metadata("/dev/null").expect("the device").file_type().is_char_device());
    let picture = work.run(&["picture", "d.json", "-o", "/dev/stdout", "--size", "300x300"]);
    assert!(picture.stdout.starts_with(b"\x89PNG"), "{}", String::from_utf8_lossy(&picture.stderr));
    // Where the output is a file, both tables come into it, none of them in the other's place.
    let both = std::fs::File::create(work.at("both.csv")).expect("a file");
    let mut command = Command::new(env!("CARGO_BIN_EXE_counterclaim"));
    command.current_dir(work.folder.path()).args(["assess", "d.json", "--sources", "/dev/stdout"]);
    assert!(command.stdout(both).status().expect("the program runs").success());
    let both = read_text(&work.at("both.csv"));
    assert!(both.contains("source,supports,") && both.contains("proposition,probability,"), "{both}");
    let done = work.run(&["export", "d.json", "-o", "tables"]);
    assert!(!done.status.success() && work.at("tables").is_dir());
}

/// Whether the dialog about a file that is not written over is open.
fn is_refused(window: &Window) -> bool {
    window.shows("This file cannot be overwritten")
}

#[test]
fn the_window_writes_neither_an_export_nor_a_session_over_what_is_open() {
    let work = Work::new();
    let mut window = Window::open(Some(&work.at("s.ccsession")), None, vec2(1200.0, 800.0));
    std::fs::hard_link(work.at("d.json"), work.at("hard.csv")).expect("a hard link");
    symlink("layer.json", work.at("link.html")).expect("a link");
    symlink("s.ccsession", work.at("session.csv")).expect("a link");
    for (name, of) in [("hard.csv", "d.json"), ("link.html", "layer.json"), ("session.csv", "s.ccsession")] {
        let before = read_text(&work.at(of));
        window.dialogs_answer(Some(&work.at(name)));
        window.press_ctrl(egui::Key::E);
        window.wait_for("the answer", |app| app.state().dialog().is_some());
        assert!(is_refused(&window), "{name}");
        assert_eq!(read_text(&work.at(of)), before, "{name}");
        window.click("Cancel");
    }
    // Another name can be chosen at once.
    window.press_ctrl(egui::Key::E);
    window.wait_for("the answer", |app| app.state().dialog().is_some());
    window.dialogs_answer(Some(&work.at("new.csv")));
    window.click("Choose another name…");
    window.wait_for("the export", |app| app.state().notices().iter().any(|notice| notice.title.contains("new.csv")));
    assert!(work.at("new.csv").is_file());

    // The session's own file is written; data is not, be it its own or another session's.
    window.press(egui::Key::Num2);
    for name in ["d.json", "layer.json", "link.html", "hard.csv", "d.csv", "tables/claims.csv"] {
        let before = read_text(&work.at(name));
        window.dialogs_answer(Some(&work.at(name)));
        window.harness.key_press_modifiers(egui::Modifiers::COMMAND | egui::Modifiers::SHIFT, egui::Key::S);
        window.wait_for("the answer", |app| app.state().dialog().is_some());
        assert!(is_refused(&window), "{name}");
        assert_eq!(read_text(&work.at(name)), before, "{name}");
        window.click("Cancel");
    }
    assert!(window.harness.state().state().has_unsaved_changes());
    window.save_to(&work.at("s.ccsession"));
    assert!(!is_refused(&window));
}

/// A state with a dataset open over which a session has been saved.
fn with_session(dataset: &Path, session: &Path) -> State {
    let import = load_bytes(one_statement("One").as_bytes(), dataset).expect("a dataset");
    let loaded = LoadedDataset {
        assessment: None,
        dataset: import.dataset.into(),
        issues: import.issues,
        sha256: import.sha256,
        origin: DatasetOrigin::File(dataset.to_owned()),
        reading: import.reading,
    };
    let path = Some(session.to_owned());
    let dataset = Some(loaded);
    let loaded = Loaded::Session {
        path,
        file: SessionFile::default(),
        issues: Vec::new(),
        dataset,
        layers: Vec::new(),
        fingerprint: None,
        recovered: false,
        not_opened: None,
    };
    let mut state = State::new(Key::from("analyst-a"), Preferences { welcomed: true, ..Preferences::default() });
    let action = Action::Loaded { what: String::new(), result: Ok(Box::new(loaded)) };
    update(&mut state, action, Stamps::default().next());
    state
}

#[test]
fn no_dialog_offers_the_name_of_a_file_in_use() {
    for (dataset, session, extension) in
        [("/press/d.csv", "/press/d.ccsession", "csv"), ("/press/D.HTML", "/press/d.ccsession", "html")]
    {
        let mut state = with_session(Path::new(dataset), Path::new(session));
        let exporter = exporter_for(Path::new(&format!("any.{extension}"))).expect("an exporter");
        let effects = update(&mut state, Action::ExportAs(exporter), Stamps::default().next());
        let offered = effects.into_iter().find_map(|effect| match effect {
            Effect::AskPath { purpose: PathPurpose::Export, suggested } => Some(suggested),
            _ => None,
        });
        let offered = offered.expect("a path is asked for").to_string_lossy().into_owned();
        assert_eq!(offered, format!("/press/d (2).{extension}"));
        // Nor where the path is typed, as there is no dialog to be had.
        let chosen = Action::PathChosen { purpose: PathPurpose::Export, path: None, at_once: true };
        update(&mut state, chosen, Stamps::default().next());
        let text = format!("{:?}", state.dialog());
        assert!(text.contains(&offered), "{text}");
    }
}
