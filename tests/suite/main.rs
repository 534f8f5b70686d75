//! Every test that needs more than one module; one binary, so that there is one link.

#![expect(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    clippy::print_stdout,
    reason = "a test may end in a panic, and says what it skipped"
)]

mod advice;
mod arbitrary;
mod architecture;
mod areas;
mod assess;
mod assessing;
mod assessment;
mod cases_formats;
mod cases_kinds;
mod cases_places;
mod cases_times_and_sources;
mod cases_workbooks;
mod composing;
mod computed;
mod concurrent_saves;
mod credibility;
mod destinations;
mod documents;
mod export;
mod file_names;
mod formats;
mod full_disk;
mod gazetteer;
mod history;
mod honest;
mod identity;
mod import;
mod import_window;
mod inputs;
mod keyboard_layouts;
mod kill;
mod large_table;
mod layers;
mod limits;
mod lists;
mod owner;
mod pictures;
mod query;
mod real_window;
mod recovery;
mod saving;
mod schema;
mod screen_reader;
mod scripts;
mod session_file;
mod situations;
mod support;
mod table;
mod table_cache;
mod table_export;
mod table_figures;
mod table_questions;
mod table_window;
mod tables;
mod timeline;
mod window;
mod words;
mod workbench;
