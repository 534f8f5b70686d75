//! The layer rules: which part of the program may know which.
//!
//! Comments and strings do not count; `use` trees are spelt out and `super` is followed.

use std::path::{Path, PathBuf};

use crate::support::{in_package, read_text};

/// What the files of a layer may not mention.
struct Rule {
    /// The folder below `src`.
    layer: &'static str,
    /// Paths, with all that is below them; a `*` at the end stands for any rest of a name.
    forbidden: &'static [&'static str],
    /// Paths that may be mentioned all the same.
    allowed: &'static [&'static str],
}

const RULES: &[Rule] = &[
    Rule {
        layer: "model",
        forbidden: &[
            "egui*",
            "eframe",
            "rfd",
            "serde*",
            "std::fs",
            "std::thread",
            "SystemTime",
            "*::SystemTime",
            "*::now",
            "crate::engine",
            "crate::io",
            "crate::query",
            "crate::app",
            "crate::ui",
            "crate::shell",
        ],
        allowed: &[],
    },
    Rule {
        layer: "engine",
        forbidden: &[
            "egui*",
            "eframe",
            "rfd",
            "serde*",
            "std::fs",
            "SystemTime",
            "*::SystemTime",
            "*::now",
            "crate::io",
            "crate::app",
            "crate::ui",
            "crate::shell",
        ],
        allowed: &[],
    },
    Rule {
        layer: "query",
        forbidden: &[
            "egui*",
            "eframe",
            "rfd",
            "serde*",
            "std::fs",
            "std::io",
            "std::thread",
            "SystemTime",
            "*::SystemTime",
            "*::now",
            "crate::engine",
            "crate::io",
            "crate::app",
            "crate::ui",
            "crate::shell",
        ],
        allowed: &[],
    },
    Rule {
        layer: "io",
        forbidden: &[
            "egui*",
            "eframe",
            "rfd",
            "crate::engine",
            "crate::query",
            "crate::app",
            "crate::ui",
            "crate::shell",
        ],
        allowed: &[],
    },
    Rule {
        layer: "app",
        forbidden: &[
            "egui*",
            "eframe",
            "rfd",
            "std::fs",
            "std::thread",
            "SystemTime",
            "*::SystemTime",
            "*::now",
            "crate::ui",
            "crate::shell",
        ],
        allowed: &[],
    },
    Rule {
        layer: "ui",
        forbidden: &[
            "eframe",
            "rfd",
            "serde*",
            "std::fs",
            "std::thread",
            "app::update",
            "crate::app::update",
            "crate::io",
            "crate::shell",
        ],
        allowed: &[
            "crate::io::preferences",
            "crate::io::Issue",
            "crate::io::Severity",
            "crate::io::import::mapping::ColumnMapping",
            "crate::io::import::mapping::DateOrder",
            "crate::io::import::mapping::Field",
            "crate::io::import::mapping::GROUPS",
            "crate::io::import::mapping::Grain",
            "crate::io::import::mapping::StanceAbout",
        ],
    },
];

/// What nobody but `io` may mention: other layers write by `io::destination`, which asks what is in use first.
const IO_ONLY: &[&str] = &[
    "crate::io::atomic",
    "std::fs::write",
    "std::fs::rename",
    "std::fs::copy",
    "std::fs::File::create",
    "fs::write",
    "fs::rename",
    "fs::copy",
    "File::create",
];

/// What only the shell and `main` may mention.
const SHELL_ONLY: &[&str] = &["eframe", "rfd"];

#[test]
fn the_layers_know_only_what_they_may() {
    let (root, mut files) = (in_package("src"), Vec::new());
    rust_files(&root, &mut files);
    assert!(files.len() > 20, "the source is not where it was: {}", root.display());
    let mut found = Vec::new();
    for path in files {
        let name = path.strip_prefix(&root).unwrap_or(&path).to_string_lossy().replace('\\', "/");
        found.extend(violations(&name, &read_text(&path)).into_iter().map(|path| format!("{name}: {path}")));
    }
    assert!(found.is_empty(), "these files know more than their layer may:\n{}", found.join("\n"));
}

#[test]
fn made_up_violations_are_found() {
    let cases = [
        ("model/a.rs", "use egui::Color32;", "egui::Color32"),
        ("model/a.rs", "use serde::{Deserialize, Serialize};", "serde::Deserialize"),
        ("model/a.rs", "fn f() { let v = serde_json::json!({}); }", "serde_json::json"),
        ("model/a.rs", "use std::{collections::BTreeMap, fs};", "std::fs"),
        ("model/a.rs", "fn f() { std :: fs :: read(\"x\"); }", "std::fs::read"),
        ("model/a.rs", "use std::time::{Duration, Instant, SystemTime};", "std::time::SystemTime"),
        ("model/a.rs", "fn f() { Instant::now(); }", "Instant::now"),
        ("model/a.rs", "use super::super::{engine::assess};", "crate::engine::assess"),
        ("model/mod.rs", "pub use super::io;", "crate::io"),
        ("model/deep/a.rs", "use super::super::super::ui::Theme;", "crate::ui::Theme"),
        ("engine/a.rs", "use crate::{io::Issue, model::Dataset};", "crate::io::Issue"),
        ("io/a.rs", "fn f(a: &crate::engine::Assessment) {}", "crate::engine::Assessment"),
        ("io/import/native.rs", "use crate::engine::assess;", "crate::engine::assess"),
        ("query/a.rs", "use crate::io::table::Bytes;", "crate::io::table::Bytes"),
        ("query/a.rs", "use std::io::Read;", "std::io::Read"),
        ("io/a.rs", "use egui_extras::Table;", "egui_extras::Table"),
        ("io/export/a.rs", "use crate::app::State;", "crate::app::State"),
        ("app/a.rs", "use std::thread;", "std::thread"),
        ("app/a.rs", "fn f() -> String { let s = '\"'; std::fs::read_to_string(s) }", "std::fs::read_to_string"),
        ("app/a.rs", "use crate::shell::jobs;", "crate::shell::jobs"),
        ("ui/a.rs", "fn f(s: &mut State) { app::update(s); }", "app::update"),
        ("ui/a.rs", "use crate::app::{Action, update};", "crate::app::update"),
        ("ui/a.rs", "use crate::io::{Issue, session_file::write};", "crate::io::session_file::write"),
        ("ui/map/a.rs", "use eframe::egui;", "eframe::egui"),
        ("picture.rs", "use rfd::AsyncFileDialog;", "rfd::AsyncFileDialog"),
        ("app/a.rs", "/* /* nested */ */ use ::rfd as dialogs;", "rfd"),
        ("app/a.rs", "const A: &str = r#\"\"#; use ::rfd;", "rfd"),
        ("shell/a.rs", "use crate::io::{LoadError, atomic, file_name};", "crate::io::atomic"),
        ("shell/a.rs", "fn f(p: &Path) { std::fs::write(p, \"\"); }", "std::fs::write"),
        ("shell/a.rs", "fn f(p: &Path) { File::create(p); }", "File::create"),
    ];
    for (name, text, path) in cases {
        let found = violations(name, text);
        assert_eq!(found.first().map(String::as_str), Some(path), "{name}: {text}: {found:?}");
    }
}

#[test]
fn what_is_allowed_and_what_is_only_said_is_not_found() {
    let cases = [
        ("model/a.rs", "// use egui::Color32;\n/// See `crate::io`.\nfn f() {}"),
        ("model/a.rs", "/* std::fs /* serde */ rfd */ const A: &str = \"use \\\"egui::Ui; \\\\\";"),
        ("model/a.rs", "const A: &str = r##\"crate::io \"# rfd\"##; const B: char = '\"'; const C: &[u8] = b\"rfd\";"),
        ("model/a.rs", "fn f<'rfd>(a: &'rfd str) -> &'rfd str { a }"),
        ("model/a.rs", "use super::place::Place; use jiff::Timestamp as Instant;"),
        ("engine/a.rs", "use crate::model::{Dataset, Id as _}; use std::thread;"),
        ("io/export/a.rs", "use crate::engine::Assessment;"),
        ("io/a.rs", "use std::fs; use serde::Serialize;"),
        ("app/a.rs", "use crate::io::session_file::SessionFile; use serde_json::Value;"),
        (
            "ui/a.rs",
            "use crate::app::{Action, State}; use crate::io::{Issue, Severity, preferences::Theme}; use egui::Ui;",
        ),
        ("ui/a.rs", "fn f() { ui.ctx().update(); self.update(ui); }"),
        ("shell/a.rs", "use eframe::App; use rfd::AsyncFileDialog; use crate::app::update;"),
        ("main.rs", "fn main() -> eframe::Result { Ok(()) }"),
    ];
    for (name, text) in cases {
        assert_eq!(violations(name, text), [""; 0], "{name}: {text}");
    }
}

#[test]
fn every_module_says_what_lives_in_it() {
    let mut files = Vec::new();
    for folder in ["src", "tests/suite"] {
        rust_files(&in_package(folder), &mut files);
    }
    let silent: Vec<_> = files
        .iter()
        .filter(|path| !path.ends_with("src/main.rs"))
        .filter(|path| !read_text(path).starts_with("//! "))
        .collect();
    assert!(silent.is_empty(), "{silent:?}");
}

#[test]
fn every_file_of_the_suite_is_run() {
    let suite = in_package("tests/suite");
    let mut files = Vec::new();
    rust_files(&suite, &mut files);
    for path in files {
        let folder = path.parent().expect("a folder");
        // `folder/name.rs` is declared in `folder.rs`, as is a file of the suite in `main.rs`.
        let parent = if folder == suite { suite.join("main.rs") } else { folder.with_extension("rs") };
        let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
        let is_run = path == suite.join("main.rs") || read_text(&parent).contains(&format!("mod {name};"));
        assert!(is_run, "{} leaves out {name}", parent.display());
    }
}

fn rust_files(folder: &Path, files: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return;
    };
    for entry in entries {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            rust_files(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files.sort();
}

/// The paths in a file that its layer may not mention; `name` is its path below `src`.
fn violations(name: &str, text: &str) -> Vec<String> {
    let layer = name.split('/').next().unwrap_or_default();
    let mut forbidden: Vec<&str> = Vec::new();
    let mut allowed: &[&str] = &[];
    if let Some(rule) = RULES.iter().find(|rule| rule.layer == layer) {
        forbidden.extend(rule.forbidden);
        allowed = rule.allowed;
    } else if !matches!(name, "main.rs" | "shell.rs") && layer != "shell" {
        forbidden.extend(SHELL_ONLY);
    }
    if !name.starts_with("io/") {
        forbidden.extend(IO_ONLY);
    }
    if name.starts_with("io/export/") {
        forbidden.retain(|path| *path != "crate::engine");
    }
    let mut found: Vec<String> = paths(&tokens(text)).into_iter().map(|path| resolve(&path, name)).collect();
    found.retain(|path| {
        forbidden.iter().any(|pattern| matches_path(path, pattern))
            && !allowed.iter().any(|pattern| matches_path(path, pattern))
    });
    found.sort();
    found.dedup();
    found
}

/// Whether a path is the pattern's or below it.
fn matches_path(path: &str, pattern: &str) -> bool {
    if let Some(end) = pattern.strip_prefix("*::") {
        return path.split("::").skip(1).any(|segment| segment == end);
    }
    if let Some(start) = pattern.strip_suffix('*') {
        return path.starts_with(start);
    }
    path.strip_prefix(pattern).is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
}

/// A path with `super` and `self` at its start spelt out from the root of the crate.
fn resolve(path: &str, name: &str) -> String {
    let mut module: Vec<&str> = name.trim_end_matches(".rs").split('/').filter(|part| *part != "mod").collect();
    let mut segments = path.split("::").peekable();
    if !matches!(segments.peek(), Some(&"super" | &"self")) {
        return path.to_owned();
    }
    while let Some(first) = segments.next_if(|segment| matches!(*segment, "super" | "self")) {
        if first == "super" {
            module.pop();
        }
    }
    std::iter::once("crate").chain(module).chain(segments).collect::<Vec<_>>().join("::")
}

/// Names, `::`, braces, commas and semicolons of a Rust text; everything else is one `?` each.
fn tokens(text: &str) -> Vec<String> {
    let chars: Vec<char> = text.chars().collect();
    let (mut tokens, mut at) = (Vec::new(), 0);
    let starts = |at: usize, part: &str| part.chars().enumerate().all(|(n, c)| chars.get(at + n) == Some(&c));
    while let Some(&first) = chars.get(at) {
        if starts(at, "//") {
            at = (at..chars.len()).find(|end| chars[*end] == '\n').unwrap_or(chars.len());
        } else if starts(at, "/*") {
            at = end_of_comment(&chars, at);
        } else if let Some(end) = end_of_string(&chars, at) {
            at = end;
        } else if first == '\'' {
            at = end_of_quote(&chars, at);
        } else if first.is_alphanumeric() || first == '_' {
            let end = (at..chars.len()).find(|end| !(chars[*end].is_alphanumeric() || chars[*end] == '_'));
            let end = end.unwrap_or(chars.len());
            tokens.push(chars[at..end].iter().collect());
            at = end;
        } else if starts(at, "::") {
            tokens.push("::".to_owned());
            at += 2;
        } else {
            if matches!(first, '{' | '}' | ',' | ';' | '*') {
                tokens.push(first.to_string());
            } else if !first.is_whitespace() {
                tokens.push("?".to_owned());
            }
            at += 1;
        }
    }
    tokens
}

fn end_of_comment(chars: &[char], start: usize) -> usize {
    let (mut depth, mut at) = (0usize, start);
    while at + 1 < chars.len() {
        match (chars[at], chars[at + 1]) {
            ('/', '*') => (depth, at) = (depth + 1, at + 2),
            ('*', '/') => {
                (depth, at) = (depth - 1, at + 2);
                if depth == 0 {
                    return at;
                }
            }
            _ => at += 1,
        }
    }
    chars.len()
}

/// The end of a plain, byte or raw string that starts here, if one does.
fn end_of_string(chars: &[char], start: usize) -> Option<usize> {
    let mut at = start;
    if matches!(chars.get(at), Some('b' | 'c')) {
        at += 1;
    }
    let is_raw = chars.get(at) == Some(&'r');
    at += usize::from(is_raw);
    let hashes = chars.get(at..)?.iter().take_while(|c| is_raw && **c == '#').count();
    at += hashes;
    if chars.get(at) != Some(&'"') {
        return None;
    }
    at += 1;
    while let Some(&c) = chars.get(at) {
        if c == '\\' && !is_raw {
            at += 2;
        } else if c == '"' && (1..=hashes).all(|n| chars.get(at + n) == Some(&'#')) {
            return Some(at + 1 + hashes);
        } else {
            at += 1;
        }
    }
    Some(chars.len())
}

/// The end of a character, or of a lifetime with its name.
fn end_of_quote(chars: &[char], start: usize) -> usize {
    match (chars.get(start + 1), chars.get(start + 2)) {
        (Some('\\'), _) => {
            let close = (start + 3..chars.len()).find(|at| chars[*at] == '\'');
            close.map_or(chars.len(), |at| at + 1)
        }
        (Some(_), Some('\'')) => start + 3,
        _ => {
            let is_name = |at: &usize| chars[*at].is_alphanumeric() || chars[*at] == '_';
            (start + 1..chars.len()).find(|at| !is_name(at)).unwrap_or(chars.len())
        }
    }
}

/// All paths in the text: those of `use` with their braces spelt out, and those in code.
fn paths(tokens: &[String]) -> Vec<String> {
    let (mut paths, mut at) = (Vec::new(), 0);
    while let Some(token) = tokens.get(at) {
        if token == "use" {
            at = use_tree(tokens, at + 1, "", &mut paths);
        } else if is_name(token) {
            let mut path = token.clone();
            at += 1;
            while tokens.get(at).is_some_and(|token| token == "::") && tokens.get(at + 1).is_some_and(|t| is_name(t)) {
                path = format!("{path}::{}", tokens[at + 1]);
                at += 2;
            }
            // A name by itself is a variable or a local item, unless it is one of the clock.
            if path.contains("::") || path == "SystemTime" {
                paths.push(path);
            }
        } else {
            at += 1;
        }
    }
    paths
}

fn is_name(token: &str) -> bool {
    token.starts_with(|first: char| first.is_alphabetic() || first == '_')
}

/// Reads one branch of a `use` tree below `prefix`; returns where it ends.
fn use_tree(tokens: &[String], start: usize, prefix: &str, paths: &mut Vec<String>) -> usize {
    let (mut path, mut at) = (prefix.to_owned(), start);
    let mut is_open = true;
    while let Some(token) = tokens.get(at) {
        match token.as_str() {
            "::" => at += 1,
            "{" => {
                at += 1;
                while tokens.get(at).is_some_and(|token| token != "}") {
                    at = use_tree(tokens, at, &path, paths);
                    at += usize::from(tokens.get(at).is_some_and(|token| token == ","));
                }
                is_open = false;
                at += 1;
            }
            "as" => at += 2,
            "self" if !prefix.is_empty() => at += 1,
            name if is_name(name) => {
                path = if path.is_empty() { name.to_owned() } else { format!("{path}::{name}") };
                at += 1;
            }
            "*" => at += 1,
            _ => break,
        }
    }
    if is_open {
        paths.push(path);
    }
    at
}

#[test]
fn the_window_is_built_with_screen_reader_support() {
    // Without the feature every name is set and none reaches the system; no test of the drawing would notice.
    let manifest = read_manifest();
    let line = manifest.lines().find(|line| line.starts_with("eframe = ")).expect("eframe is a dependency");
    assert!(line.contains("\"accesskit\""), "{line}");
}

fn read_manifest() -> String {
    std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml")).expect("the manifest")
}
