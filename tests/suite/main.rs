//! Every test that needs more than one module; one binary, so that there is one link.

mod arbitrary;
mod architecture;
mod assessment;
mod commands;
mod export;
mod history;
mod import;
mod pictures;
mod real_window;
mod recovery;
mod schema;
mod session_file;
mod support;
mod window;
mod workbench;
