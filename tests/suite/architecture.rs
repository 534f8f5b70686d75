//! What the compiler cannot check about the structure: circles among the files of a crate, and what the layers of the
//! window may mention.
//!
//! What a crate may know stands in its manifest. A file depends on another if it names something defined there, also
//! through a re-export; handing a name on is no dependency. Code for tests alone does not count.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use syn::visit::Visit;

use crate::support::{files_below, in_package, name_in_package, read_text};

/// The crates of the workspace: name in paths, and folder of the source.
const CRATES: [(&str, &str); 6] = [
    ("counterclaim_model", "crates/counterclaim-model/src"),
    ("counterclaim_engine", "crates/counterclaim-engine/src"),
    ("counterclaim_query", "crates/counterclaim-query/src"),
    ("counterclaim_io", "crates/counterclaim-io/src"),
    ("counterclaim_export", "crates/counterclaim-export/src"),
    ("counterclaim", "src"),
];

/// What files below a folder may not mention, and what they may all the same.
struct Rule {
    folder: &'static str,
    forbidden: &'static [&'static str],
    allowed: &'static [&'static str],
}

const RULES: &[Rule] = &[
    Rule { folder: "crates/counterclaim-model", forbidden: &["std::fs", "std::thread", "std::io"], allowed: &[] },
    Rule { folder: "crates/counterclaim-engine", forbidden: &["std::fs", "std::io"], allowed: &[] },
    Rule { folder: "crates/counterclaim-query", forbidden: &["std::fs", "std::thread", "std::io"], allowed: &[] },
    Rule { folder: "crates/counterclaim-export", forbidden: &["std::fs", "std::thread"], allowed: &[] },
    Rule {
        folder: "src/app",
        forbidden: &["egui", "eframe", "rfd", "std::fs", "std::thread", "counterclaim::ui", "counterclaim::shell"],
        allowed: &[],
    },
    Rule {
        folder: "src/ui",
        forbidden: &[
            "eframe",
            "rfd",
            "std::fs",
            "std::thread",
            "counterclaim::app::update",
            "counterclaim::shell",
            "counterclaim_io",
        ],
        allowed: &[
            "counterclaim_io::preferences",
            "counterclaim_io::Issue",
            "counterclaim_io::Severity",
            "counterclaim_io::cell::coordinates::CoordinateOrder",
            "counterclaim_io::cell::date::DateOrder",
            "counterclaim_io::mapping",
        ],
    },
    // Whatever writes a file outside `io` does it by `io::files::destination`, which asks what is in use first.
    Rule {
        folder: "src",
        forbidden: &[
            "counterclaim_io::files::atomic",
            "std::fs::write",
            "std::fs::rename",
            "std::fs::copy",
            "std::fs::File::create",
        ],
        allowed: &[],
    },
];

/// The clock is read in the shell alone, and where files are dated or locked.
const CLOCK: [&str; 3] = ["std::time::SystemTime", "jiff::Timestamp::now", "jiff::Zoned::now"];
const CLOCK_FOLDERS: [&str; 2] = ["src/shell", "crates/counterclaim-io"];

#[test]
fn the_layers_know_only_what_they_may() {
    let mut violations = Vec::new();
    for (_, file) in Sources::read().files {
        let name = name_in_package(&file.path);
        let rules = RULES.iter().filter(|rule| name.starts_with(&format!("{}/", rule.folder)));
        for rule in rules {
            let is_forbidden = |path: &&String| {
                rule.forbidden.iter().any(|start| is_below(path, start))
                    && !rule.allowed.iter().any(|start| is_below(path, start))
            };
            violations.extend(file.paths().filter(is_forbidden).map(|path| format!("{name}: {path}")));
        }
        let may_read_clock = CLOCK_FOLDERS.iter().any(|folder| name.starts_with(folder));
        let reads_clock = |path: &&String| !may_read_clock && CLOCK.iter().any(|start| is_below(path, start));
        violations.extend(file.paths().filter(reads_clock).map(|path| format!("{name}: {path}")));
    }
    assert!(violations.is_empty(), "these files know more than they may:\n{}", violations.join("\n"));
}

#[test]
fn no_files_of_a_crate_depend_on_each_other_in_a_circle() {
    let sources = Sources::read();
    let circles = sources.circles();
    let ties: Vec<String> = circles.iter().map(|circle| sources.ties(circle)).collect();
    assert!(circles.is_empty(), "{} circles:\n{}", circles.len(), ties.join("\n"));
}

#[test]
fn circles_are_found_through_reexports_and_super() {
    let sources = Sources::of(&[
        ("lib.rs", "mod a;\nmod b;\npub use b::B;"),
        ("a.rs", "use crate::B;\npub struct A(pub B);"),
        ("b.rs", "use super::a;\npub struct B; impl B { fn f() -> a::A { todo!() } }"),
    ]);
    assert_eq!(sources.circles(), [["a.rs", "b.rs"]]);
    let sources = Sources::of(&[
        ("lib.rs", "mod a;\nmod b;\npub use b::B;"),
        ("a.rs", "pub struct A(pub crate::B);\n#[cfg(test)] mod tests { use super::A; }"),
        ("b.rs", "pub struct B;\n#[cfg(test)] mod tests { use crate::a::A; }"),
    ]);
    assert!(sources.circles().is_empty());
}

#[test]
fn every_module_says_what_lives_in_it() {
    let mut files: Vec<PathBuf> = Sources::read().files.into_values().map(|file| file.path).collect();
    files.extend(files_below("tests/suite", "rs"));
    files.retain(|path| !path.ends_with("src/main.rs") && !read_text(path).starts_with("//! "));
    assert!(files.is_empty(), "{files:?}");
}

#[test]
fn every_file_of_the_suite_is_run() {
    let suite = in_package("tests/suite");
    for path in files_below("tests/suite", "rs") {
        let folder = path.parent().expect("a folder");
        // `folder/name.rs` is declared in `folder.rs`, as is a file of the suite in `main.rs`.
        let parent = if folder == suite { suite.join("main.rs") } else { folder.with_extension("rs") };
        let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
        let is_run = path == suite.join("main.rs") || read_text(&parent).contains(&format!("mod {name};"));
        assert!(is_run, "{} leaves out {name}", parent.display());
    }
}

#[test]
fn the_window_is_built_with_screen_reader_support() {
    // Without the feature every name is set and none reaches the system; no test of the drawing would notice.
    let manifest = read_text(&in_package("Cargo.toml"));
    let line = manifest.lines().find(|line| line.starts_with("eframe = ")).expect("eframe is a dependency");
    assert!(line.contains("\"accesskit\""), "{line}");
}

/// The files of all crates, by the path of their module, such as `counterclaim_io::formats::kml`.
struct Sources {
    files: BTreeMap<String, Source>,
}

/// What one file defines and names.
#[derive(Default)]
struct Source {
    path: PathBuf,
    /// Paths that its code uses, from the root of a crate.
    used: BTreeSet<String>,
    /// Names that it hands on, and where they come from.
    reexports: BTreeMap<String, String>,
}

impl Source {
    fn paths(&self) -> impl Iterator<Item = &String> {
        self.used.iter().chain(self.reexports.values())
    }
}

impl Sources {
    fn read() -> Self {
        let mut files = BTreeMap::new();
        for (name, folder) in CRATES {
            let root = in_package(folder);
            let paths = files_below(folder, "rs");
            assert!(paths.len() > 10, "the source is not where it was: {}", root.display());
            for path in paths.into_iter().filter(|path| !path.ends_with("src/main.rs")) {
                let below = path.strip_prefix(&root).expect("below its root").to_owned();
                let module = module_of(name, &below);
                files.insert(module.clone(), source_of(&module, &read_text(&path), path));
            }
        }
        Self { files }
    }

    /// Made-up files of one crate.
    fn of(files: &[(&str, &str)]) -> Self {
        let module = |name: &str| module_of("made_up", Path::new(name));
        let read = |(name, text): &(&str, &str)| (module(name), source_of(&module(name), text, PathBuf::from(name)));
        Self { files: files.iter().map(read).collect() }
    }

    /// The module in which a path is defined, through re-exports.
    fn defined_in(&self, path: &str) -> Option<&str> {
        let mut path = path.to_owned();
        // A chain of re-exports longer than this would be a circle of its own.
        for _ in 0..8 {
            let mut module = path.as_str();
            while !self.files.contains_key(module) {
                module = module.rsplit_once("::")?.0;
            }
            let rest = path.get(module.len()..)?.trim_start_matches("::");
            let (name, below) = rest.split_once("::").unwrap_or((rest, ""));
            let (module, source) = self.files.get_key_value(module)?;
            match source.reexports.get(name) {
                Some(origin) if below.is_empty() => path = origin.clone(),
                Some(origin) => path = format!("{origin}::{below}"),
                None => return Some(module),
            }
        }
        None
    }

    /// Each circle as the names of its files.
    fn circles(&self) -> Vec<Vec<String>> {
        let crate_of = |module: &str| module.split("::").next().unwrap_or_default().to_owned();
        let mut arrows: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for (module, source) in &self.files {
            let targets = source.used.iter().filter_map(|path| self.defined_in(path));
            let targets = targets.filter(|target| target != module && crate_of(target) == crate_of(module));
            arrows.insert(module, targets.collect());
        }
        let reached: BTreeMap<&str, BTreeSet<&str>> = arrows.keys().map(|from| (*from, reach(from, &arrows))).collect();
        let mut circles = BTreeSet::new();
        for (from, targets) in &reached {
            let circle = targets.iter().filter(|to| reached[*to].contains(from));
            let names: Vec<String> = circle.map(|module| name_in_package(&self.files[*module].path)).collect();
            if !names.is_empty() {
                circles.insert(names);
            }
        }
        circles.into_iter().collect()
    }

    /// What ties the files of a circle: which takes what from another.
    fn ties(&self, circle: &[String]) -> String {
        let is_within = |module: &str| circle.contains(&name_in_package(&self.files[module].path));
        let mut lines = circle.join(", ");
        for (module, source) in self.files.iter().filter(|(module, _)| is_within(module)) {
            for path in &source.used {
                if self.defined_in(path).is_some_and(|target| target != module && is_within(target)) {
                    lines += &format!("\n    {module} takes {path}");
                }
            }
        }
        lines
    }
}

/// Every module that can be reached from one.
fn reach<'a>(from: &str, arrows: &BTreeMap<&'a str, BTreeSet<&'a str>>) -> BTreeSet<&'a str> {
    let mut reached = BTreeSet::new();
    let mut pending: Vec<&str> = arrows[from].iter().copied().collect();
    while let Some(module) = pending.pop() {
        if reached.insert(module) {
            pending.extend(&arrows[module]);
        }
    }
    reached
}

/// Collects the paths of one file.
struct Reader<'a> {
    module: &'a str,
    /// How many inline modules are around.
    depth: usize,
    source: Source,
}

fn source_of(module: &str, text: &str, path: PathBuf) -> Source {
    let file = syn::parse_file(text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let mut reader = Reader { module, depth: 0, source: Source { path, ..Source::default() } };
    reader.visit_file(&file);
    reader.source
}

impl Reader<'_> {
    /// A path from the root of its crate; `None` for one that stays in an inline module.
    fn absolute(&self, segments: &[String]) -> Option<String> {
        let mut module: Vec<&str> = self.module.split("::").collect();
        let mut depth = self.depth;
        let mut rest = segments;
        match segments.first().map(String::as_str) {
            Some("crate") => {
                module.truncate(1);
                return Some(
                    module
                        .into_iter()
                        .chain(segments.get(1..)?.iter().map(String::as_str))
                        .collect::<Vec<_>>()
                        .join("::"),
                );
            }
            Some("super" | "self") => {}
            _ => return Some(segments.join("::")),
        }
        while let Some(first) = rest.first().filter(|first| ["super", "self"].contains(&first.as_str())) {
            if first == "super" && depth > 0 {
                depth -= 1;
            } else if first == "super" {
                module.pop();
            }
            rest = rest.get(1..)?;
        }
        (depth == 0).then(|| module.into_iter().chain(rest.iter().map(String::as_str)).collect::<Vec<_>>().join("::"))
    }

    fn take_use(&mut self, tree: &syn::UseTree, prefix: &mut Vec<String>, is_public: bool) {
        let (name, origin) = match tree {
            syn::UseTree::Path(path) => {
                prefix.push(path.ident.to_string());
                self.take_use(&path.tree, prefix, is_public);
                prefix.pop();
                return;
            }
            syn::UseTree::Group(group) => {
                group.items.iter().for_each(|item| self.take_use(item, prefix, is_public));
                return;
            }
            syn::UseTree::Glob(_) => (String::new(), String::new()),
            syn::UseTree::Name(name) => (name.ident.to_string(), name.ident.to_string()),
            syn::UseTree::Rename(rename) => (rename.rename.to_string(), rename.ident.to_string()),
        };
        let mut segments = prefix.clone();
        segments.extend((origin != "self" && !origin.is_empty()).then_some(origin));
        // In the edition's paths, a first name that is no crate is a module or item beside.
        let is_beside = !segments.first().is_some_and(|first| {
            ["crate", "super", "self", "std", "core", "alloc"].contains(&first.as_str())
                || first.starts_with("counterclaim")
        });
        if is_beside && is_public {
            segments.insert(0, "self".to_owned());
        }
        let Some(path) = self.absolute(&segments) else { return };
        if is_public && self.depth == 0 && !name.is_empty() {
            self.source.reexports.insert(name, path);
        } else {
            self.source.used.insert(path);
        }
    }
}

impl<'a> Visit<'a> for Reader<'_> {
    fn visit_item_mod(&mut self, module: &'a syn::ItemMod) {
        if is_for_tests(&module.attrs) || module.content.is_none() {
            return;
        }
        self.depth += 1;
        syn::visit::visit_item_mod(self, module);
        self.depth -= 1;
    }

    fn visit_item_use(&mut self, item: &'a syn::ItemUse) {
        if !is_for_tests(&item.attrs) {
            self.take_use(&item.tree, &mut Vec::new(), !matches!(item.vis, syn::Visibility::Inherited));
        }
    }

    fn visit_item_fn(&mut self, item: &'a syn::ItemFn) {
        if !is_for_tests(&item.attrs) {
            syn::visit::visit_item_fn(self, item);
        }
    }

    fn visit_path(&mut self, path: &'a syn::Path) {
        let segments: Vec<String> = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        if segments.len() > 1 {
            self.source.used.extend(self.absolute(&segments));
        }
        syn::visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, item: &'a syn::Macro) {
        // What a macro is given is text to the parser: its paths are read from its words.
        let words = item.tokens.to_string().replace(" :: ", "::");
        for word in words.split(|c: char| !(c.is_alphanumeric() || c == '_' || c == ':')) {
            let segments: Vec<String> = word.split("::").map(str::to_owned).collect();
            if segments.len() > 1 && !segments.iter().any(String::is_empty) {
                self.source.used.extend(self.absolute(&segments));
            }
        }
    }
}

fn is_for_tests(attributes: &[syn::Attribute]) -> bool {
    attributes.iter().any(|attribute| match &attribute.meta {
        syn::Meta::List(list) if attribute.path().is_ident("cfg") => list.tokens.to_string() == "test",
        _ => attribute.path().is_ident("test"),
    })
}

fn module_of(name: &str, below: &Path) -> String {
    let below = below.with_extension("");
    let parts = below.iter().map(|part| part.to_string_lossy().into_owned());
    let parts = parts.filter(|part| !["mod", "lib"].contains(&part.as_str()));
    std::iter::once(name.to_owned()).chain(parts).collect::<Vec<_>>().join("::")
}

fn is_below(path: &str, start: &str) -> bool {
    path.strip_prefix(start).is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
}
