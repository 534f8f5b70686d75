//! Characters that no installed font has: reported once, after the search for a font has had time.

use std::collections::BTreeSet;

use egui::{Id, Ui};

use super::panel::Cx;
use crate::app::Action;

/// How long the search for a font may take, in seconds.
const PATIENCE_SECS: f64 = 3.0;

/// The characters that were missing, and those already reported.
#[derive(Default)]
pub struct MissingGlyphs {
    since: Option<f64>,
    told: BTreeSet<char>,
}

fn id() -> Id {
    Id::unique("missing signs")
}

/// Notes that no font has a character that this frame should draw.
pub fn note(ui: &Ui, sign: char) {
    ui.data_mut(|data| data.get_temp_mut_or_default::<BTreeSet<char>>(id()).insert(sign));
}

impl MissingGlyphs {
    /// Reports characters that have been missing for some time; called at the end of a frame.
    pub fn tell(&mut self, ui: &Ui, cx: &mut Cx<'_>) {
        let mut missing: BTreeSet<char> = ui.data_mut(|data| data.remove_temp(id())).unwrap_or_default();
        missing.retain(|sign| !self.told.contains(sign));
        if missing.is_empty() {
            self.since = None;
            return;
        }
        let now = ui.input(|input| input.time);
        let left = PATIENCE_SECS - (now - *self.since.get_or_insert(now));
        if left > 0.0 {
            ui.request_repaint_after(std::time::Duration::from_secs_f64(left));
            return;
        }
        cx.push(Action::TellMissingSigns(missing.iter().copied().collect()));
        self.told.extend(missing);
        self.since = None;
    }
}
