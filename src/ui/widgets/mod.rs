//! Small drawn things that several panels share.

mod belief_bar;
mod bidi;
mod busy;
mod chip;
mod grade_badge;
mod ground;
mod interval_bar;
mod layer_badge;
mod placed;
mod stance_mark;
mod text;
mod two_lines;

pub use belief_bar::paint_belief;
pub use busy::{STEP, busy_ui};
pub use chip::{chip_ui, chip_width, paint_chip};
pub use grade_badge::{BADGE, paint_grade, paint_suggested, paint_suggestion};
pub use ground::paint_ground;
pub use interval_bar::paint_interval;
pub use layer_badge::{LAYER_BADGE, layer_label, layer_ui, paint_layer};
pub use placed::placed_label;
pub use stance_mark::{paint_mark, paint_tally, stance_counts_ui, tally_label, tally_ui};
pub use text::{
    announce, bidi_visual, elided, found_ui, galley, heading_ui, line_ui, link_ui, marked_galley, more_ui, note_ui,
    sanitize, weak_ui,
};
pub use two_lines::{TWO_LINES, TwoLines};
