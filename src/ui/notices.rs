//! Notices in the corner: successes fade, failures stay until they are dismissed.

use egui::{Align2, Area, Frame, Id, Margin, Order, RichText, Ui, vec2};

use super::panel::Cx;
use super::theme;
use super::widgets::{announce, sanitize};
use crate::app::{Action, Notice, NoticeKind};

/// How long a notice of success stays, in seconds.
const DONE_SECS: f64 = 4.0;

/// Since when the notice at the head of the list has been shown.
#[derive(Default)]
pub struct Toasts {
    shown_since: Vec<(Notice, f64)>,
}

impl Toasts {
    pub fn ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let now = ui.input(|input| input.time);
        let notices = cx.state.notices();
        self.shown_since.retain(|(notice, _)| notices.contains(notice));
        for notice in notices {
            if !self.shown_since.iter().any(|(other, _)| other == notice) {
                self.shown_since.push((notice.clone(), now));
            }
        }
        for (at, notice) in notices.iter().enumerate() {
            let since = self.shown_since.iter().find(|(other, _)| other == notice).map_or(now, |(_, since)| *since);
            if notice.kind == NoticeKind::Done {
                let left = DONE_SECS - (now - since);
                if left <= 0.0 {
                    cx.actions.push(Action::DismissNotice(at));
                    return;
                }
                ui.request_repaint_after(std::time::Duration::from_secs_f64(left));
            }
        }
        if notices.is_empty() {
            return;
        }
        let area = Area::new(Id::unique("notices")).order(Order::Foreground);
        area.anchor(Align2::CENTER_BOTTOM, vec2(0.0, -40.0)).show(ui, |ui| {
            for (at, notice) in notices.iter().enumerate() {
                notice_ui(ui, cx, at, notice);
            }
        });
    }
}

fn notice_ui(ui: &mut Ui, cx: &mut Cx<'_>, at: usize, notice: &Notice) {
    let tokens = theme::tokens(ui);
    let color = match notice.kind {
        NoticeKind::Done => tokens.done,
        NoticeKind::Warning => tokens.accent,
        NoticeKind::Failure => tokens.failure,
    };
    let edge = egui::Stroke::new(1.0, color);
    let frame = Frame::popup(ui.style()).stroke(edge).inner_margin(Margin::symmetric(12, 8));
    frame.show(ui, |ui| {
        ui.set_max_width(460.0);
        ui.horizontal(|ui| {
            ui.label(RichText::new(notice.kind.label()).color(color).font(theme::strong(theme::BODY)));
            announce(&ui.label(sanitize(&notice.title)));
            if let Some(offer) = &notice.offer
                && ui.small_button(offer.label()).clicked()
            {
                cx.push(offer.action());
            }
            if ui.small_button("Dismiss").clicked() {
                cx.push(Action::DismissNotice(at));
            }
        });
        if !notice.details.is_empty() {
            announce(&ui.add(egui::Label::new(sanitize(&notice.details)).wrap().selectable(true)));
        }
    });
}
