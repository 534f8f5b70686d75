//! Counterclaim: a workbench for weighing contested claims about events.

pub mod app;
pub mod engine;
pub mod io;
pub mod model;
pub mod query;
pub mod shell;
pub mod ui;
