//! The window: draws the state, and turns gestures into `Action`s.
//!
//! Everything is drawn from `&State`; a panel's own fields hold only what nobody would miss.
//! [`Workspace::ui`] is the whole window; panels are listed in `panels`, commands in `commands.rs`,
//! every colour and size in `theme.rs`.

pub mod claims;
pub mod commands;
pub mod inspector;
pub mod key_order;
pub mod map;
pub mod panel;
pub mod raster;
pub mod sources;
pub mod theme;
pub mod timeline;
pub mod widgets;

mod dialogs;
mod long_input;
mod menu_bar;
mod missing_glyphs;
mod notices;
mod shortcuts;
mod status_bar;
mod what_if_bar;

use egui::{CentralPanel, Frame, Panel as Region, Ui};

use crate::app::{Action, State, Tab};
use claims::ClaimsPanel;
use inspector::InspectorPanel;
use map::MapPanel;
use panel::{Cx, Panel};
use sources::SourcesPanel;
use timeline::TimelinePanel;

/// From this width on there is room for three columns, in points.
const THREE_COLUMNS: f32 = 1080.0;
/// From this width on there is room for two columns, in points.
const TWO_COLUMNS: f32 = 700.0;
/// From this height on sources and the selected claim are stacked, in points.
const STACKED: f32 = 680.0;
/// From this height on map and timeline are stacked, in points.
const STACKED_CENTER: f32 = 420.0;

/// Where a panel stands if there is room for all; several in one place are tabs.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Place {
    Left,
    Center,
    BelowCenter,
    RightTop,
    Right,
}

/// The places beside the left column, in the order of tabs.
const BESIDE_LEFT: [Place; 4] = [Place::Center, Place::BelowCenter, Place::RightTop, Place::Right];

/// A panel and its place.
struct PanelRow {
    tab: Tab,
    place: Place,
    panel: Box<dyn Panel>,
}

/// Every panel of the window, in the order of tabs where the window is narrow.
///
/// To add a panel, implement [`Panel`] in a module and give it a row here.
fn panels() -> Vec<PanelRow> {
    vec![
        PanelRow { tab: Tab::CLAIMS, place: Place::Left, panel: Box::new(ClaimsPanel::default()) },
        PanelRow { tab: Tab::MAP, place: Place::Center, panel: Box::new(MapPanel::default()) },
        PanelRow { tab: Tab::SOURCES, place: Place::RightTop, panel: Box::new(SourcesPanel::default()) },
        PanelRow { tab: Tab::CLAIM, place: Place::Right, panel: Box::new(InspectorPanel::default()) },
        PanelRow { tab: Tab::TIMELINE, place: Place::BelowCenter, panel: Box::new(TimelinePanel::default()) },
    ]
}

/// The whole window.
pub struct Workspace {
    panels: Vec<PanelRow>,
    dialogs: dialogs::Dialogs,
    notices: notices::Toasts,
    status_bar: status_bar::StatusBar,
    missing_glyphs: missing_glyphs::MissingGlyphs,
}

impl Default for Workspace {
    fn default() -> Self {
        Self {
            panels: panels(),
            dialogs: dialogs::Dialogs::default(),
            notices: notices::Toasts::default(),
            status_bar: status_bar::StatusBar::default(),
            missing_glyphs: missing_glyphs::MissingGlyphs::default(),
        }
    }
}

impl Workspace {
    /// Draws one frame; the user's actions are pushed onto `actions`, in order.
    pub fn ui(&mut self, ui: &mut Ui, state: &State, actions: &mut Vec<Action>) {
        let mut cx = Cx { state, actions };
        ui.painter().rect_filled(ui.max_rect(), 0.0, theme::tokens(ui).surface);
        if state.dialog().is_none() {
            shortcuts::take_shortcuts(ui, &mut cx);
        }
        Region::top("menu_bar").frame(theme::bar_frame(ui)).show(ui, |ui| menu_bar::ui(ui, &mut cx));
        what_if_bar::ui(ui, &mut cx);
        Region::bottom("status_bar").frame(theme::bar_frame(ui)).show(ui, |ui| self.status_bar.ui(ui, &mut cx));
        self.columns_ui(ui, &mut cx);
        self.notices.ui(ui, &mut cx);
        self.dialogs.ui(ui, &mut cx);
        self.missing_glyphs.tell(ui, &mut cx);
        long_input::tell(&mut cx, ui.ctx());
        drop_target_ui(ui);
        if state.view().focus.is_some() {
            cx.push(Action::FocusGiven);
        }
    }

    fn columns_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let size = ui.available_size();
        let frame = || Frame::new();
        if size.x >= THREE_COLUMNS {
            let side = Region::left("claims").frame(frame()).default_size(side_width(size.x)).size_range(260.0..=560.0);
            side.show(ui, |ui| self.places_ui(ui, cx, &[Place::Left]));
            let side = Region::right("right").frame(frame()).default_size(side_width(size.x) + 80.0);
            side.size_range(320.0..=680.0).show(ui, |ui| self.right_ui(ui, cx));
            self.center_ui(ui, cx);
        } else if size.x >= TWO_COLUMNS {
            let side = Region::left("claims").frame(frame()).default_size(300.0).size_range(240.0..=420.0);
            side.show(ui, |ui| self.places_ui(ui, cx, &[Place::Left]));
            self.places_ui(ui, cx, &BESIDE_LEFT);
        } else {
            let tabs: Vec<Tab> = self.panels.iter().map(|row| row.tab).collect();
            self.tabs_ui(ui, cx, &tabs);
        }
    }

    /// The map above the timeline, or tabs if there is no room for both.
    fn center_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let height = ui.available_height();
        if height < STACKED_CENTER {
            self.places_ui(ui, cx, &[Place::Center, Place::BelowCenter]);
            return;
        }
        let bottom =
            Region::bottom("timeline").frame(Frame::new()).resizable(true).default_size((height * 0.34).max(240.0));
        bottom.size_range(110.0..=height * 0.6).show(ui, |ui| self.places_ui(ui, cx, &[Place::BelowCenter]));
        CentralPanel::default().frame(Frame::new()).show(ui, |ui| self.places_ui(ui, cx, &[Place::Center]));
    }

    /// Sources above the selected claim, or tabs if there is no room for both.
    fn right_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        if ui.available_height() < STACKED {
            self.places_ui(ui, cx, &[Place::Right, Place::RightTop]);
            return;
        }
        let height = ui.available_height();
        // Source details need room: with a source selected, the list has another height, remembered separately.
        let (id, share) = if cx.state.view().source.is_some() { ("sources_open", 0.58) } else { ("sources", 0.36) };
        let top = Region::top(id).frame(Frame::new()).resizable(true).default_size(height * share);
        top.size_range(140.0..=height * 0.7).show(ui, |ui| self.places_ui(ui, cx, &[Place::RightTop]));
        CentralPanel::default().frame(Frame::new()).show(ui, |ui| self.places_ui(ui, cx, &[Place::Right]));
    }

    /// The panels of some places: one alone, or several as tabs.
    fn places_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, places: &[Place]) {
        let mut tabs = Vec::new();
        for place in places {
            tabs.extend(self.panels.iter().filter(|row| row.place == *place).map(|row| row.tab));
        }
        match tabs.as_slice() {
            [only] => self.panel_ui(*only, ui, cx),
            tabs => self.tabs_ui(ui, cx, tabs),
        }
    }

    fn tabs_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, tabs: &[Tab]) {
        let Some(first) = tabs.first() else { return };
        let shown = cx.state.view().tab;
        let shown = if tabs.contains(&shown) { shown } else { *first };
        Region::top("tabs").frame(theme::bar_frame(ui)).show(ui, |ui| {
            ui.horizontal(|ui| {
                for tab in tabs {
                    if ui.selectable_label(*tab == shown, tab.label()).clicked() {
                        cx.push(Action::ShowTab(*tab));
                    }
                }
            });
        });
        CentralPanel::default().frame(Frame::new()).show(ui, |ui| self.panel_ui(shown, ui, cx));
    }

    /// Draws the panel of a tab.
    fn panel_ui(&mut self, tab: Tab, ui: &mut Ui, cx: &mut Cx<'_>) {
        if let Some(row) = self.panels.iter_mut().find(|row| row.tab == tab) {
            // A panel takes all its room, so that an empty one does not shrink.
            ui.set_min_size(ui.available_size());
            ui.push_id(tab.label(), |ui| row.panel.ui(ui, cx));
        }
    }
}

/// A side column's width for a window of the given width, in points.
fn side_width(window: f32) -> f32 {
    (window * 0.243).clamp(280.0, 390.0)
}

/// Shows where a dragged file will go.
fn drop_target_ui(ui: &Ui) {
    if ui.input(|input| input.raw.hovered_files.is_empty()) {
        return;
    }
    let tokens = theme::tokens(ui);
    let rect = ui.content_rect();
    let painter = ui.layer_painter(egui::LayerId::new(egui::Order::Foreground, egui::Id::unique("drop_target")));
    painter.rect_filled(rect, 0.0, tokens.veil);
    let font = theme::strong(theme::TITLE);
    painter.text(rect.center(), egui::Align2::CENTER_CENTER, "Drop to open", font, tokens.text);
}
