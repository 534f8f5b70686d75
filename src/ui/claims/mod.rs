//! The claim cards: filters, sort order and list; for an event table, its facets and a long list.

mod card;
mod filter_bar;
mod layers;
mod long_list;
mod table_bar;
mod table_list;

use egui::{CentralPanel, EventFilter, Frame, Panel as Region, ScrollArea, Sense, Ui, Vec2, pos2, vec2};

use self::card::Card;
use self::long_list::{LongList, Rows, page_keys};
use self::table_bar::TableBar;
use self::table_list::TableList;
use super::panel::{Cx, Panel};
use super::theme;
use super::widgets::{busy_ui, weak_ui};
use crate::app::{Action, FilterChange, Focus, Selection, Tab};
use counterclaim_model::ClaimId;

/// Longer lists get cards of one height, so that no card needs to be laid out to know its position.
const MEASURED: usize = 2000;
/// The facets' share of the height, for an event table.
const FACETS: f32 = 0.42;

#[derive(Default)]
pub struct ClaimsPanel {
    /// The top of each card, and the bottom of the last; for the list of `key`.
    tops: Vec<f32>,
    key: Option<(u64, u32)>,
    long: LongList,
    /// The selection that the list last scrolled to.
    scrolled_to: Option<ClaimId>,
    /// Whether a card had the focus in the last frame: the focus then follows the selection.
    had_focus: bool,
    table_bar: TableBar,
    table_list: TableList,
}

impl Panel for ClaimsPanel {
    fn ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        if cx.state.table().is_some() {
            return self.table_ui(ui, cx);
        }
        layers::ui(ui, cx);
        filter_bar::ui(ui, cx);
        if cx.state.visible().claims.is_empty() {
            empty_ui(ui, cx);
            return;
        }
        let selected = cx.state.view().claim;
        let scroll_to = selected.filter(|_| self.scrolled_to != selected);
        self.scrolled_to = selected;
        let follows = std::mem::take(&mut self.had_focus) && scroll_to.is_some();
        let gives_focus = follows || cx.state.view().focus == Some(Focus::Cards);
        let at = scroll_to.and_then(|id| cx.state.visible().claims.iter().position(|claim| *claim == id));
        if cx.state.visible().claims.len() <= MEASURED {
            self.list_ui(ui, cx, at, gives_focus);
        } else {
            self.long_list_ui(ui, cx, at, gives_focus);
        }
    }
}

impl ClaimsPanel {
    /// The facets above the events, each with a share of the height.
    fn table_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let Some(table) = cx.state.table() else {
            return;
        };
        TableBar::head_ui(ui, cx, table);
        let height = ui.available_height();
        let top = Region::top("facets").frame(Frame::new()).resizable(true).default_size(height * FACETS);
        top.size_range(60.0..=(height * 0.8).max(60.0)).show(ui, |ui| self.table_bar.facets_ui(ui, cx, table));
        CentralPanel::default().frame(Frame::new()).show(ui, |ui| {
            if table.answer().order.is_empty() && !table.is_counting() {
                empty_ui(ui, cx);
            } else {
                self.table_list.ui(ui, cx, table);
            }
        });
    }

    /// Cards as high as their content.
    fn list_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, scroll_to: Option<usize>, gives_focus: bool) {
        ScrollArea::vertical().auto_shrink(false).show_viewport(ui, |ui, viewport| {
            ui.spacing_mut().item_spacing = Vec2::ZERO;
            let width = ui.available_width();
            self.measure(ui, cx, width);
            let total = self.tops.last().copied().unwrap_or(0.0);
            let (rect, _) = ui.allocate_exact_size(vec2(width, total), Sense::hover());
            let claims = &cx.state.visible().claims;
            if let Some(at) = scroll_to {
                let card = card_rect(rect.left_top(), width, self.tops[at], self.tops[at + 1]);
                ui.scroll_to_rect(card, None);
            }
            let first = self.tops.partition_point(|top| *top <= viewport.top()).saturating_sub(1);
            for (at, claim) in claims.iter().enumerate().skip(first) {
                let top = self.tops[at];
                let bottom = self.tops[at + 1];
                if top > viewport.bottom() {
                    break;
                }
                let rect = card_rect(rect.left_top(), width, top, bottom);
                self.card_ui(ui, cx, (at, *claim), rect, gives_focus);
            }
        });
    }

    /// Cards of one height, so that no card needs to be laid out to know its position.
    fn long_list_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, scroll_to: Option<usize>, gives_focus: bool) {
        let rect = ui.available_rect_before_wrap();
        ui.set_clip_rect(rect.intersect(ui.clip_rect()));
        let claims = &cx.state.visible().claims;
        let rows = Rows { count: claims.len(), height: card::USUAL_HEIGHT, bar: "Place in the list of claims" };
        if let Some(at) = scroll_to {
            self.long.bring(at, rows.page(rect));
        }
        for (at, rect) in self.long.ui(ui, rect, rows) {
            let Some(claim) = claims.get(at) else { break };
            self.card_ui(ui, cx, (at, *claim), rect, gives_focus);
        }
        if self.had_focus {
            page_keys(ui, cx, rows.count, rows.page(rect));
        }
        ui.advance_cursor_after_rect(rect);
    }

    fn card_ui(
        &mut self,
        ui: &mut Ui,
        cx: &mut Cx<'_>,
        (at, claim): (usize, ClaimId),
        rect: egui::Rect,
        gives_focus: bool,
    ) {
        let selected = cx.state.view().claim;
        let Some(card) = Card::new(cx.state, claim) else { return };
        let response = card.ui(ui, rect, selected == Some(claim));
        if gives_focus && (selected == Some(claim) || (selected.is_none() && at == 0)) {
            response.request_focus();
        }
        if response.has_focus() {
            self.had_focus = true;
            // The arrows move the selection, not only the focus.
            let arrows = EventFilter { vertical_arrows: true, ..EventFilter::default() };
            ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, arrows));
        }
        if response.clicked() {
            cx.actions.push(Action::Select(Selection::Claim(claim)));
            cx.actions.push(Action::ShowTab(if selected == Some(claim) { Tab::CLAIM } else { Tab::CLAIMS }));
        }
    }

    /// Computes the position of each card; only if the list or the width has changed.
    fn measure(&mut self, ui: &Ui, cx: &Cx<'_>, width: f32) {
        let key = (cx.state.revision(), width.to_bits());
        if self.key == Some(key) {
            return;
        }
        self.key = Some(key);
        let claims = &cx.state.visible().claims;
        self.tops.clear();
        self.tops.push(0.0);
        let mut top = 0.0;
        for claim in claims {
            top += Card::new(cx.state, *claim).map_or(card::USUAL_HEIGHT, |card| card.height(ui, width));
            self.tops.push(top);
        }
    }
}

fn card_rect(left_top: egui::Pos2, width: f32, top: f32, bottom: f32) -> egui::Rect {
    let min = pos2(left_top.x, left_top.y + top);
    egui::Rect::from_min_max(min, pos2(min.x + width, left_top.y + bottom))
}

fn empty_ui(ui: &mut Ui, cx: &mut Cx<'_>) {
    egui::Frame::new().inner_margin(theme::MARGIN).show(ui, |ui| {
        if cx.state.loading().is_some() {
            ui.horizontal(|ui| {
                busy_ui(ui);
                weak_ui(ui, "Reading…");
            });
        } else if cx.state.document().is_none() {
            weak_ui(ui, "Nothing is open. Open a dataset or a session, or drop a file on the window.");
        } else {
            let (none, all) = match cx.state.table() {
                Some(_) => ("No event matches all the filters.", "Show all events"),
                None => ("No claim matches all the filters.", "Show all claims"),
            };
            weak_ui(ui, none);
            if ui.button(all).clicked() {
                cx.push(Action::Filter(FilterChange::Clear));
            }
        }
    });
}
