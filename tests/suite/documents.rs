//! The documents agree with the code, stay short, and use the words of the trade.
//!
//! `UPDATE_DOCUMENTS=1 cargo test --test suite documents` writes the generated parts.

use std::path::{Path, PathBuf};

use counterclaim::app::examples::EXAMPLES;
use counterclaim::ui::commands::Command;
use counterclaim_export::{CONVERTERS, EXPORTERS};
use counterclaim_io::event_table::EVENT_FORMATS;
use counterclaim_io::formats::IMPORTERS;

use crate::support::{files_below, in_package, name_in_package, read_text};

const README_MAX_BYTES: usize = 6 * 1024;
const ARCHITECTURE_MAX_BYTES: usize = 10 * 1024;

/// Words of a private dialect that neither documents nor code use; tables of words that files are read by are exempt.
const DEAD_WORDS: [&str; 9] = [
    "reckon",
    "whence",
    "brought together",
    "by the word of",
    "tells of",
    "is told",
    "are told",
    "was told",
    "were told",
];
/// Names that no type, function or file bears any more.
const DEAD_NAMES: [&str; 3] = ["Laid", "Laying", "stranger"];
/// Dictionaries: reporting verbs and the like, as files spell them.
const DICTIONARIES: [&str; 2] = ["src/mapping/names.rs", "src/cell/value.rs"];

fn read(name: &str) -> String {
    read_text(&in_package(name))
}

/// Compares the text between the two marks of a document with what the code generates, or writes it.
fn check_generated(name: &str, start: &str, end: &str, generated: &str) {
    let text = read(name);
    let (before, rest) = text.split_once(start).unwrap_or_else(|| panic!("{name} lacks the mark {start}"));
    let (_, after) = rest.split_once(end).unwrap_or_else(|| panic!("{name} lacks the mark {end}"));
    let expected = format!("{before}{start}\n{generated}{end}{after}");
    if std::env::var_os("UPDATE_DOCUMENTS").is_some() {
        std::fs::write(in_package(name), expected).expect("the document");
        return;
    }
    assert!(text == expected, "{name} should read, between {start} and {end}:\n\n{generated}");
}

#[test]
fn the_keyboard_page_lists_every_command_with_its_key() {
    let mut table = "\n| Command | Key | What it does |\n|---|---|---|\n".to_owned();
    for command in Command::ALL {
        let key = command.shortcut_text();
        let key = if key.is_empty() { "–" } else { &key };
        table += &format!("| {} | {key} | {} |\n", command.label(), command.help());
    }
    check_generated("docs/keyboard.md", "<!-- commands: generated -->", "<!-- end of commands -->", &table);
}

#[test]
fn the_readme_lists_every_format() {
    let mut list = String::new();
    for importer in IMPORTERS {
        list += &format!("- {}: `{}`\n", importer.name, importer.id);
    }
    check_generated("README.md", "<!-- formats: generated -->", "<!-- end of formats -->", &list);
}

#[test]
fn the_architecture_counts_what_there_is_of_each_kind() {
    let counts = [
        (IMPORTERS.len(), "import formats"),
        (EVENT_FORMATS.len(), "format of event tables"),
        (CONVERTERS.len(), "formats to convert into"),
        (EXPORTERS.len(), "exports"),
        (Command::ALL.len(), "commands"),
        (EXAMPLES.len(), "examples"),
    ];
    let counts = counts.map(|(count, what)| format!("{count} {what}"));
    let line = format!("Today there are {}.\n", counts.join(", "));
    check_generated("ARCHITECTURE.md", "<!-- counts: generated -->", "<!-- end of counts -->", &line);
}

#[test]
fn the_page_of_formats_names_every_format() {
    let page = read("docs/formats.md");
    for importer in IMPORTERS {
        assert!(page.contains(&format!("`{}`", importer.id)), "docs/formats.md does not name `{}`", importer.id);
    }
}

#[test]
fn the_first_two_documents_stay_short() {
    assert!(read("README.md").len() <= README_MAX_BYTES, "README.md has more than {README_MAX_BYTES} bytes");
    let architecture = read("ARCHITECTURE.md");
    assert!(
        architecture.len() <= ARCHITECTURE_MAX_BYTES,
        "ARCHITECTURE.md has more than {ARCHITECTURE_MAX_BYTES} bytes"
    );
}

/// Names and texts of files.
fn texts(paths: impl IntoIterator<Item = PathBuf>) -> Vec<(String, String)> {
    paths.into_iter().map(|path| (name_in_package(&path), read_text(&path))).collect()
}

/// Every document for readers: those at the top, and all under `docs`.
fn documents() -> Vec<(String, String)> {
    let top = ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md"].map(in_package);
    let found = texts(top.into_iter().chain(files_below("docs", "md")));
    assert!(found.len() > 10, "the documents were not found");
    found
}

/// Every Rust file of the program and its crates.
fn code() -> Vec<(String, String)> {
    let found = texts(["src", "crates"].into_iter().flat_map(|folder| files_below(folder, "rs")));
    assert!(found.len() > 300, "the code was not found");
    found
}

fn refuse_dead_words(name: &str, text: &str) {
    for (index, line) in text.lines().enumerate() {
        let line = line.to_lowercase();
        for word in DEAD_WORDS {
            assert!(!line.contains(word), "{name}:{}: `{word}`", index + 1);
        }
    }
}

#[test]
fn documents_use_none_of_the_dead_words() {
    for (name, text) in documents() {
        refuse_dead_words(&name, &text);
    }
}

#[test]
fn code_and_window_use_none_of_the_dead_words() {
    for (name, text) in code() {
        if DICTIONARIES.iter().any(|dictionary| name.ends_with(dictionary)) {
            continue;
        }
        refuse_dead_words(&name, &text);
        let is_name = |character: char| character.is_alphanumeric() || character == '_';
        for (index, line) in text.lines().enumerate() {
            for word in line.split(|character: char| !is_name(character)) {
                assert!(!DEAD_NAMES.contains(&word), "{name}:{}: `{word}`", index + 1);
            }
        }
    }
}

#[test]
fn links_between_documents_lead_to_files() {
    for (name, text) in documents() {
        let folder = Path::new(&name).parent().unwrap_or(Path::new("")).to_path_buf();
        for link in text.split("](").skip(1).filter_map(|rest| rest.split_once(')')).map(|(link, _)| link) {
            let target = link.split('#').next().unwrap_or_default();
            if target.is_empty() || target.contains("://") {
                continue;
            }
            let path = in_package(&folder.join(target).to_string_lossy());
            assert!(path.exists(), "{name} links to {link}, which is not there");
        }
    }
}

/// Whether a test or a module of tests of the name is there.
fn is_test(name: &str) -> bool {
    let suite = in_package("tests/suite");
    match name.rsplit_once("::") {
        None => suite.join(name).with_extension("rs").exists(),
        Some((module, function)) => {
            let file = suite.join(module.replace("::", "/"));
            let text = std::fs::read_to_string(file.with_extension("rs")).unwrap_or_default();
            text.contains(&format!("fn {function}(")) || text.contains(&format!("mod {function};"))
        }
    }
}

#[test]
fn every_invariant_names_tests_that_exist() {
    for name in ["ARCHITECTURE.md", "docs/design/invariants.md"] {
        let text = read(name);
        let rows: Vec<&str> = text.lines().skip_while(|line| *line != "| Invariant | Test |").skip(2).collect();
        let rows: Vec<&str> = rows.into_iter().take_while(|line| line.starts_with('|')).collect();
        assert!(rows.len() >= 12, "{name} has {} invariants", rows.len());
        for row in rows {
            let cell = row.trim_end_matches('|').rsplit('|').next().unwrap_or_default();
            let names = cell.split(", ").filter_map(|part| part.trim().strip_prefix('`')?.strip_suffix('`'));
            // Tests inside a source file are named with it, as "`name` in `file`".
            for test in names.filter(|test| !test.contains('`')) {
                assert!(is_test(test), "{name} names the test {test}, which is not there");
            }
        }
    }
}
