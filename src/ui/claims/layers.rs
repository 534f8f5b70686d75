//! The open layers, each with letter, name and number of claims: shown or hidden, renamed, removed.

use egui::{Align, Frame, Layout, Margin, Rect, Response, Sense, Stroke, TextEdit, Ui, WidgetInfo, pos2, vec2};

use crate::app::{Action, Document, FilterChange, OpenLayer};
use crate::ui::commands::Command;
use crate::ui::long_input::MAX_LINE_CHARS;
use crate::ui::panel::Cx;
use crate::ui::theme;
use crate::ui::widgets::{elided, heading_ui, layer_ui, sanitize};
use counterclaim_engine::number;

const ROW: f32 = 22.0;
/// Room for the count and the buttons at the right of a row.
const RIGHT: f32 = 148.0;
/// Room for the menu button alone.
const MENU: f32 = 40.0;
const MENU_WIDTH: f32 = 240.0;

/// Draws the list if more than one layer is open or known.
pub fn ui(ui: &mut Ui, cx: &mut Cx<'_>) {
    let Some(document) = cx.state.document().filter(|document| document.layers().len() > 1) else {
        return;
    };
    let margin = Margin { left: theme::MARGIN as i8, right: theme::MARGIN as i8, top: 8, bottom: 4 };
    Frame::new().inner_margin(margin).show(ui, |ui| {
        ui.horizontal(|ui| {
            heading_ui(ui, "Layers");
            ui.weak(document.layers().len().to_string());
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                if ui.small_button("Add…").on_hover_text(Command::AddLayer.help()).clicked() {
                    cx.push(Action::AddLayer);
                }
            });
        });
        ui.spacing_mut().item_spacing.y = 2.0;
        for layer in document.layers() {
            ui.push_id(&*layer.key, |ui| row_ui(ui, cx, document, layer));
        }
    });
    let line = Stroke::new(1.0, theme::tokens(ui).line);
    ui.painter().hline(ui.max_rect().x_range(), ui.cursor().top() - theme::GAP / 2.0, line);
}

fn row_ui(ui: &mut Ui, cx: &mut Cx<'_>, document: &Document, layer: &OpenLayer) {
    let is_hidden = layer.id.is_some_and(|id| cx.state.view().filter.hidden_layers.contains(&id));
    ui.horizontal(|ui| {
        ui.set_height(ROW);
        layer_ui(ui, layer);
        name_ui(ui, cx, layer, is_hidden);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            menu_ui(ui, cx, document, layer);
            // Until other layers are merged with it, the first layer is the only one.
            let has_layers = cx.state.dataset().is_some_and(|dataset| dataset.layer_keys().len() > 0);
            if let Some(id) = layer.id.filter(|_| has_layers) {
                let verb = if is_hidden { "Show" } else { "Hide" };
                let response = eye_ui(ui, is_hidden, &format!("{verb} layer {}", sanitize(&layer.name)));
                if response.on_hover_text("Affects only cards, map and lists; the estimates do not change").clicked() {
                    cx.push(Action::Filter(FilterChange::Layer(id)));
                }
                let count = cx.state.visible().facets.layers.get(&id).copied().unwrap_or_default();
                let [count, all] = [count, layer.claims].map(|count| number(count as f64));
                ui.weak(format!("{count} of {all}")).on_hover_text("Claims that match the other filters");
            }
        });
    });
}

/// The name; a click shows only this layer, or all again.
fn name_ui(ui: &mut Ui, cx: &mut Cx<'_>, layer: &OpenLayer, is_hidden: bool) {
    let tokens = theme::tokens(ui);
    let right = if layer.id.is_some() { RIGHT } else { MENU };
    let room = (ui.available_width() - right).max(40.0);
    let Some(id) = layer.id else {
        let (what, color, tip) = if layer.is_read {
            ("being added", tokens.text_weak, "It is being merged with the other layers.")
        } else {
            ("file not found", tokens.failure, "Your work on it is kept. Add the file again to restore the layer.")
        };
        let name = format!("{}: {what}", layer.name);
        let words = elided(ui, &name, theme::plain(theme::BODY), color, room);
        let (rect, response) = ui.allocate_exact_size(words.size(), Sense::hover());
        ui.painter().galley(rect.min, words, color);
        response.widget_info(|| WidgetInfo::labeled(egui::Role::Label, true, &name));
        response.on_hover_text(format!("{}\n{tip}", sanitize(&layer.path)));
        return;
    };
    let color = if is_hidden { tokens.text_weak } else { tokens.text };
    let words = elided(ui, &layer.name, theme::plain(theme::BODY), color, room);
    let (rect, response) = ui.allocate_exact_size(vec2(room, ROW), Sense::click());
    if response.hovered() || response.has_focus() {
        ui.painter().rect_filled(rect, 4.0, tokens.hovered);
    }
    ui.painter().galley(pos2(rect.left() + 2.0, rect.center().y - words.size().y / 2.0), words, color);
    response
        .widget_info(|| WidgetInfo::labeled(egui::Role::Button, true, format!("Only layer {}", sanitize(&layer.name))));
    let tip = format!("{}\n{}\nClick to show it alone, or all again", sanitize(&layer.name), sanitize(&layer.path));
    if response.on_hover_text(tip).clicked() {
        cx.push(Action::Filter(FilterChange::OnlyLayer(id)));
    }
}

/// An eye, crossed out where the layer is hidden.
fn eye_ui(ui: &mut Ui, is_hidden: bool, name: &str) -> Response {
    let tokens = theme::tokens(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(24.0, ROW), Sense::click());
    if response.hovered() || response.has_focus() {
        ui.painter().rect_filled(rect.shrink2(vec2(0.0, 1.0)), 4.0, tokens.selected);
    }
    let color = if is_hidden { tokens.text_weak } else { tokens.text };
    paint_eye(ui, rect, is_hidden, Stroke::new(1.4, color));
    response.widget_info(|| WidgetInfo::selected(egui::Role::Button, true, !is_hidden, name));
    response
}

fn paint_eye(ui: &Ui, rect: Rect, is_crossed: bool, stroke: Stroke) {
    let middle = rect.center();
    let lid = |up: f32| {
        let points = (0..=8).map(|step| {
            let share = step as f32 / 8.0;
            middle + vec2((share - 0.5) * 15.0, -up * 4.5 * (std::f32::consts::PI * share).sin())
        });
        egui::Shape::line(points.collect(), stroke)
    };
    ui.painter().extend([lid(1.0), lid(-1.0)]);
    ui.painter().circle_filled(middle, 2.2, stroke.color);
    if is_crossed {
        ui.painter().line_segment([middle + vec2(-7.0, 6.0), middle + vec2(7.0, -6.0)], stroke);
    }
}

/// Further commands for a layer.
fn menu_ui(ui: &mut Ui, cx: &mut Cx<'_>, document: &Document, layer: &OpenLayer) {
    let menu = ui.menu_button("…", |ui| {
        ui.set_width(MENU_WIDTH);
        let mut name = layer.name.clone();
        let field = TextEdit::singleline(&mut name).char_limit(MAX_LINE_CHARS).desired_width(f32::INFINITY);
        let response = ui.add(field).accessible_name("Name of the layer");
        if response.changed() && !name.trim().is_empty() {
            cx.push(Action::Gesture(document.layer_edit(&layer.key, |layer| layer.name.clone_from(&name))));
        }
        if response.lost_focus() {
            cx.push(Action::Settle);
        }
        let has_columns = if layer.is_first() { document.has_columns() } else { layer.has_columns };
        if has_columns {
            let response =
                ui.button("Columns…").on_hover_text("Set what the columns of this file mean, and import it again");
            if response.clicked() {
                let ask = Action::AskLayerColumns(layer.key.clone());
                cx.push(if layer.is_first() { Action::AskColumns } else { ask });
                ui.close();
            }
        }
        if layer.is_first() {
            return;
        }
        let remove =
            ui.button("Remove layer").on_hover_text("Undo restores it; your work on it is kept with the session");
        if remove.clicked() {
            cx.push(Action::Edit(document.layer_edit(&layer.key, |layer| layer.is_active = false)));
            ui.close();
        }
    });
    let _ = menu.response.accessible_name(format!("Layer {}: rename or remove", layer.name));
}
