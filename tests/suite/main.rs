//! Every test that needs more than one module; one binary, so that there is one link.

mod advice;
mod arbitrary;
mod architecture;
mod assessment;
mod commands;
mod credibility;
mod export;
mod full_disk;
mod history;
mod import;
mod kill;
mod pictures;
mod real_window;
mod recovery;
mod saving;
mod schema;
mod session_file;
mod support;
mod window;
mod workbench;
