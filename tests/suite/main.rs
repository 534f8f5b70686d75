//! Every test that needs more than one module; one binary, so that there is one link.

mod arbitrary;
mod architecture;
mod assess;
mod assessing;
mod assessment;
mod commands;
mod credibility;
mod export;
mod formats;
mod full_disk;
mod history;
mod import;
mod kill;
mod pictures;
mod real_window;
mod recovery;
mod saving;
mod schema;
mod screen_reader;
mod session_file;
mod support;
mod tables;
mod timeline;
mod window;
mod workbench;
