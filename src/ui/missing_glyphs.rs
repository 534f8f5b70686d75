//! Signs of the text that no font has: told once, after there was time to look for a font.

use std::collections::BTreeSet;

use egui::{Id, Ui};

use super::panel::Cx;
use crate::app::Action;

/// How long a font may take to be found, in seconds.
const PATIENCE_SECS: f64 = 3.0;

/// What has been missing, and what has been told of it.
#[derive(Default)]
pub struct MissingSigns {
    since: Option<f64>,
    told: BTreeSet<char>,
}

fn id() -> Id {
    Id::unique("missing signs")
}

/// Notes that there is no font for a sign that should be drawn in this frame.
pub fn note(ui: &Ui, sign: char) {
    ui.data_mut(|data| data.get_temp_mut_or_default::<BTreeSet<char>>(id()).insert(sign));
}

impl MissingSigns {
    /// Tells what has been missing for some time; called when all has been drawn.
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
