//! The inference: evidence to probabilities, in turn with what each class and source says of true and false claims.
//!
//! `run.rs` is the order of the work, `fit.rs` the iteration, `confusion_matrix.rs` what stances mean from whom,
//! `two_state_chain.rs` claims whose truth changes with time, `messages.rs` relations between claims,
//! `hyperparameters.rs` the numbers that are set.

pub mod confusion_matrix;
pub mod fit;
pub mod hyperparameters;
pub mod messages;
pub mod run;
pub mod two_state_chain;
