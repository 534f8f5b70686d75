//! What a panel is, and what it is drawn with.

use egui::Ui;

use crate::app::{Action, State};

/// What drawing reads, and where actions are pushed.
pub struct Cx<'a> {
    pub state: &'a State,
    pub actions: &'a mut Vec<Action>,
}

impl Cx<'_> {
    pub fn push(&mut self, action: Action) {
        self.actions.push(action);
    }
}

/// A part of the window that fills its room.
pub trait Panel {
    fn ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>);
}
