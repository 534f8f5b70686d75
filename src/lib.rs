//! Counterclaim: a workbench for weighing contested claims about events.

pub mod app;
pub mod shell;
pub mod ui;
