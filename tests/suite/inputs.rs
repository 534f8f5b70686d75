//! Input that is no regular file: a pipe is read once and whole, and what a session names is opened only if it is a file.
#![cfg(unix)]

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use counterclaim_io::input::Input;
use counterclaim_io::session_file::{self, DatasetRef, Expected, SessionFile};
use counterclaim_model::Progress;
use counterclaim_model::{Edit, Layer, LayerFile, Line};
use egui::vec2;
use flate2::Compression;
use flate2::write::GzEncoder;

use crate::support::{Stamps, entry, folder, one_statement, read_text};
use crate::window::Window;

/// Runs a command on what comes through a pipe; one that waits for ever fails.
fn run(folder: &Path, args: &[&str], input: &[u8]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_counterclaim"));
    command.current_dir(folder).args(args).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut process = command.spawn().expect("the program runs");
    let mut stdin = process.stdin.take().expect("a pipe");
    let input = input.to_owned();
    let writer = std::thread::spawn(move || drop(stdin.write_all(&input)));
    let started = Instant::now();
    let out = std::thread::spawn({
        let mut pipes = (process.stdout.take().expect("a pipe"), process.stderr.take().expect("a pipe"));
        move || {
            let mut out = Vec::new();
            let mut err = Vec::new();
            let reader = std::thread::spawn(move || {
                std::io::Read::read_to_end(&mut pipes.1, &mut err).map(|_| err).unwrap_or_default()
            });
            let _ = std::io::Read::read_to_end(&mut pipes.0, &mut out);
            (out, reader.join().unwrap_or_default())
        }
    });
    let status = loop {
        if let Some(status) = process.try_wait().expect("it can be waited for") {
            break status;
        }
        if started.elapsed() > Duration::from_mins(2) {
            process.kill().expect("it is ended");
            panic!("{args:?} waits for ever");
        }
        std::thread::sleep(Duration::from_millis(5));
    };
    writer.join().expect("the writer ends");
    let (stdout, stderr) = out.join().expect("the readers end");
    Output { status, stdout, stderr }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn mkfifo(path: &Path) {
    assert!(Command::new("mkfifo").arg(path).status().expect("mkfifo runs").success());
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).expect("written");
    encoder.finish().expect("finished")
}

/// A table of some MiB: more than a pipe holds, and more than says what a file is.
fn long_table() -> String {
    let rows: String = (0..20_000)
        .map(|row| format!("{row},2025-01-06,Somewhere,\"Depot number {row} was burnt, {}\"\n", "x".repeat(60)))
        .collect();
    format!("id,date,place,title\n{rows}")
}

#[test]
fn every_command_reads_a_pipe_as_it_reads_a_file() {
    let folder = folder();
    let table = long_table();
    assert!(table.len() > 2 << 20);
    std::fs::write(folder.path().join("table.csv"), &table).expect("written");
    std::fs::write(folder.path().join("d.json"), one_statement("One")).expect("written");
    let from_file = text(&run(folder.path(), &["info", "table.csv"], b"").stdout);
    assert!(from_file.contains("records read         20000"), "{from_file}");
    for bytes in [table.clone().into_bytes(), gzip(table.as_bytes())] {
        let piped = run(folder.path(), &["info", "/dev/stdin"], &bytes);
        // The issues say how it was packed and name the file.
        let counts = |told: &str| told.lines().take(9).map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(counts(&text(&piped.stdout)), counts(&from_file), "{}", text(&piped.stderr));
    }
    let commands: [&[&str]; 3] = [
        &["convert", "INPUT", "OUT.csv"],
        &["export", "INPUT", "-o", "OUT.csv"],
        &["assess", "INPUT", "--sources", "OUT.csv"],
    ];
    let json = one_statement("One");
    for command in commands {
        let with = |input: &str, out: &str| {
            let words = command.iter().map(|word| word.replace("INPUT", input).replace("OUT", out));
            words.collect::<Vec<String>>()
        };
        let by_file = with("d.json", "file");
        let by_pipe = with("/dev/stdin", "pipe");
        let words = |words: &[String], input: &[u8]| {
            run(folder.path(), &words.iter().map(String::as_str).collect::<Vec<_>>(), input)
        };
        let file = words(&by_file, b"");
        let pipe = words(&by_pipe, json.as_bytes());
        assert!(pipe.status.success(), "{command:?}: {}", text(&pipe.stderr));
        assert_eq!(text(&pipe.stdout), text(&file.stdout));
        let [one, other] = ["file.csv", "pipe.csv"].map(|name| read_text(&folder.path().join(name)));
        assert_eq!(one, other, "{command:?}");
    }
    let drawn = run(folder.path(), &["picture", "/dev/stdin", "-o", "a.png", "--size", "300x300"], json.as_bytes());
    assert!(drawn.status.success(), "{}", text(&drawn.stderr));
}

#[test]
fn a_session_through_a_pipe_finds_its_files_in_the_current_folder() {
    let folder = folder();
    std::fs::write(folder.path().join("d.json"), one_statement("One")).expect("written");
    let file = over("d.json", None);
    let told = run(folder.path(), &["info", "/dev/stdin"], session_file::to_text(&file).as_bytes());
    assert!(text(&told.stdout).contains("claims                   1"), "{}", text(&told.stdout));
    assert_eq!(text(&told.stderr), "");
    let session = session_file::to_text(&file);
    let done =
        run(folder.path(), &["export", "d.json", "--session", "/dev/stdin", "-o", "out.csv"], session.as_bytes());
    assert!(done.status.success(), "{}", text(&done.stderr));
}

#[test]
fn a_folder_of_tables_may_have_a_pipe_in_it() {
    let folder = folder();
    let fifo = folder.path().join("claims.csv");
    mkfifo(&fifo);
    let writer = std::thread::spawn(move || {
        let rows: String = (0..30_000).map(|row| format!("s{row},p{row},supports\n")).collect();
        std::fs::write(fifo, format!("source,proposition,stance\n{rows}")).expect("written");
    });
    let done = run(folder.path(), &["assess", "."], b"");
    writer.join().expect("the writer ends");
    assert_eq!(text(&done.stdout).lines().count(), 30_001, "{}", text(&done.stderr));
}

/// A session over a dataset at a path, with a layer at another.
fn over(path: &str, layer: Option<&str>) -> SessionFile {
    let named = |path: &str, layer| DatasetRef {
        name: "One".to_owned(),
        path: path.to_owned(),
        layer,
        ..DatasetRef::default()
    };
    let edit = |path: &str| Edit::Layer {
        layer: "two".into(),
        value: Some(Layer {
            name: "Two".to_owned(),
            mark: 1,
            file: Some(LayerFile { path: path.to_owned(), sha256: "0".repeat(64) }),
            is_active: true,
        }),
    };
    let mut file = SessionFile { datasets: vec![named(path, None)], ..SessionFile::default() };
    if let Some(layer) = layer {
        file.datasets.push(named(layer, Some("two".to_owned())));
        file.lines.push(Line::Entry(entry(Stamps::default().next(), "analyst-a", edit(layer))));
    }
    file
}

#[test]
fn a_pipe_or_device_that_a_session_names_is_not_opened() {
    let folder = folder();
    std::fs::write(folder.path().join("d.json"), one_statement("One")).expect("written");
    mkfifo(&folder.path().join("pipe.json"));
    std::os::unix::fs::symlink("pipe.json", folder.path().join("link.json")).expect("a link");
    std::os::unix::fs::symlink("/dev/zero", folder.path().join("zero.json")).expect("a link");
    let session = folder.path().join("s.ccsession");
    for (path, kind) in [
        ("pipe.json", "a pipe"),
        ("link.json", "a pipe"),
        ("/nowhere/pipe.json", "a pipe"),
        ("zero.json", "a device"),
        ("/dev/zero", "a device"),
    ] {
        session_file::write(&session, &over(path, None), &Expected::Anything).expect("a session");
        for command in [
            "info s.ccsession",
            "export s.ccsession -o a.csv",
            "assess s.ccsession",
            "picture s.ccsession -o a.png",
            "convert s.ccsession a.json",
        ] {
            let done = run(folder.path(), &command.split(' ').collect::<Vec<_>>(), b"");
            let told = text(&done.stderr);
            assert!(told.contains(&format!("this is {kind}, not a regular file")), "{command} of {path}: {told}");
        }
        session_file::write(&session, &over("d.json", Some(path)), &Expected::Anything).expect("a session");
        let done = run(folder.path(), &["export", "s.ccsession", "-o", "a.csv"], b"");
        assert!(done.status.success(), "{path}: {}", text(&done.stderr));
    }
}

#[test]
fn what_never_ends_is_read_up_to_a_limit() {
    let folder = folder();
    let done = run(folder.path(), &["assess", ".", "--verdicts", "/dev/zero"], b"");
    assert!(!done.status.success());
    let done = run(folder.path(), &["info", "--mapping", "/dev/zero", "d.csv"], b"");
    assert!(!done.status.success());
    let error = Input::file(Path::new("/dev/zero")).expect_err("it is no file").to_string();
    assert!(error.contains("a device"), "{error}");
    let progress = Progress::default();
    progress.cancel();
    let error = Input::file_or_stream(Path::new("/dev/zero"), &progress).expect_err("it was stopped").to_string();
    assert!(error.contains("cancelled"), "{error}");
    let error = Input::file_or_stream(Path::new("/dev/zero"), &Progress::default()).expect_err("too much").to_string();
    assert!(error.contains("more than 536870912 bytes"), "{error}");
}

#[test]
fn the_window_opens_no_pipe_and_says_why() {
    let folder = folder();
    let data = folder.path().join("d.json");
    let pipe = folder.path().join("pipe.json");
    std::fs::write(&data, one_statement("One")).expect("written");
    mkfifo(&pipe);
    let mut window = Window::open(Some(&pipe), None, vec2(900.0, 600.0));
    assert!(window.shows("a pipe"), "nobody says why nothing was opened");
    // As what a session is about, it can be replaced by a file.
    let session = folder.path().join("s.ccsession");
    session_file::write(&session, &over("pipe.json", None), &Expected::Anything).expect("a session");
    window.drop_file(&session);
    window.wait_for("the question", |app| app.state().missing_dataset().is_some());
    assert!(window.shows("a pipe"));
    window.dialogs_answer(Some(&data));
    window.click("Locate dataset…");
    window.wait_for("the dataset", |app| app.state().document().is_some());
}

#[test]
fn a_session_opens_nothing_on_another_computer() {
    let folder = folder();
    let session = folder.path().join("s.ccsession");
    for path in [r"\\host.example\share\d.json", "//host.example/share/d.json", "smb://host.example/share/d.json"] {
        session_file::write(&session, &over(path, None), &Expected::Anything).expect("a session");
        let told = text(&run(folder.path(), &["info", "s.ccsession"], b"").stderr);
        assert!(told.contains("never opened automatically") && told.contains(path), "{told}");
    }
    // What lies beside the session is opened: it is a file of this computer.
    std::fs::write(folder.path().join("d.json"), one_statement("One")).expect("written");
    let told = text(&run(folder.path(), &["info", "s.ccsession"], b"").stdout);
    assert!(told.contains("claims                   1"), "{told}");
    let layer = "//host.example/share/layer.json";
    session_file::write(&session, &over("d.json", Some(layer)), &Expected::Anything).expect("a session");
    let window = Window::open(Some(&session), None, vec2(900.0, 600.0));
    let issues = window.harness.state().state().document().expect("a document").issues().to_vec();
    let told = issues.iter().map(ToString::to_string).collect::<String>();
    assert!(told.contains("never opened automatically") && told.contains(layer), "{told}");
}
