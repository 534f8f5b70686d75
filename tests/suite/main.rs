//! Every test that is not beside the code it tests; one binary, so that there is one link.

mod commands;
mod pictures;
mod window;
mod workbench;
