//! Menus, the title of the open document, and the search field.

use egui::{Button, MenuBar, TextEdit, Ui, vec2};

use super::commands::{Command, Menu};
use super::long_input::{self, MAX_LINE_CHARS};
use super::panel::Cx;
use super::shortcuts::menu_text;
use super::theme;
use super::widgets::{bidi_visual, elided, sanitize};
use crate::app::examples::EXAMPLES;
use crate::app::{Action, FilterChange, Focus};

/// Draws the bar at the top.
pub fn ui(ui: &mut Ui, cx: &mut Cx<'_>) {
    MenuBar::new().ui(ui, |ui| {
        for menu in Menu::ALL {
            ui.menu_button(menu.label(), |ui| {
                ui.set_min_width(230.0);
                menu_ui(ui, cx, menu);
            });
        }
        title_ui(ui, cx);
        search_ui(ui, cx);
    });
}

/// The commands of a menu, in groups.
fn menu_ui(ui: &mut Ui, cx: &mut Cx<'_>, menu: Menu) {
    let mut last_group = None;
    for command in Command::ALL.iter().copied() {
        let Some((_, group)) = command.menu().filter(|(of, _)| *of == menu) else {
            continue;
        };
        if last_group.is_some_and(|last| last != group) {
            ui.separator();
        }
        last_group = Some(group);
        command_ui(ui, cx, command);
        if command == Command::OpenAs {
            examples_ui(ui, cx);
        }
    }
    if menu == Menu::File {
        recent_ui(ui, cx);
    }
}

fn command_ui(ui: &mut Ui, cx: &mut Cx<'_>, command: Command) {
    let mut button = Button::new(label(cx, command));
    if let Some(shortcut) = command.shortcut() {
        button = button.shortcut_text(menu_text(ui, &shortcut));
    }
    if command.is_chosen(cx.state) {
        button = button.selected(true);
    }
    let response = ui.add_enabled(command.is_enabled(cx.state), button).on_hover_text(command.help());
    if response.clicked() {
        cx.push(command.action(cx.state));
        ui.close();
    }
}

/// The command's label, followed by the step that it applies to.
fn label(cx: &Cx<'_>, command: Command) -> String {
    match command.step(cx.state) {
        Some(step) => format!("{}: {}", command.label(), sanitize(step)),
        None => command.label().to_owned(),
    }
}

fn examples_ui(ui: &mut Ui, cx: &mut Cx<'_>) {
    for example in EXAMPLES {
        if ui.button(example.label).on_hover_text(example.help).clicked() {
            cx.push(Action::OpenExample(example.name));
            ui.close();
        }
    }
}

fn recent_ui(ui: &mut Ui, cx: &mut Cx<'_>) {
    let recent = &cx.state.preferences().recent;
    if recent.is_empty() {
        return;
    }
    ui.separator();
    ui.weak("Recent");
    for path in recent {
        let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy();
        if ui.button(bidi_visual(ui, &name)).on_hover_text(bidi_visual(ui, &path.to_string_lossy())).clicked() {
            cx.actions.push(Action::OpenPath(path.clone()));
            ui.close();
        }
    }
}

/// The title of the open document; unsaved work is marked with a dot and a word.
fn title_ui(ui: &mut Ui, cx: &Cx<'_>) {
    let Some(document) = cx.state.document() else {
        return;
    };
    let tokens = theme::tokens(ui);
    ui.add_space(theme::MARGIN);
    let room = (ui.available_width() * 0.5).clamp(60.0, 420.0);
    let session = document.session_name();
    let state = if document.journal().has_unsaved_changes() { " • unsaved" } else { "" };
    let words = format!("{session}{state} — {}", document.evidence().header().title);
    let galley = elided(ui, &words, theme::plain(theme::SMALL), tokens.text_weak, room);
    let (rect, response) = ui.allocate_exact_size(galley.size(), egui::Sense::hover());
    ui.painter().galley(rect.min, galley, tokens.text_weak);
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, sanitize(&words)));
    let path = document.session_path().map_or_else(|| "not saved yet".to_owned(), |path| path.display().to_string());
    response.on_hover_text(format!("{}\n{}", sanitize(&words), sanitize(&path)));
}

fn search_ui(ui: &mut Ui, cx: &mut Cx<'_>) {
    ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
        let mut text = cx.state.view().filter.text.clone();
        let width = (ui.available_width() - theme::MARGIN).clamp(80.0, 420.0);
        let shortcut = Command::Find.shortcut_text();
        let what = match cx.state.table() {
            Some(_) => "Search notes, places, actors…",
            None => "Search claims, sources, places, notes…",
        };
        let field = TextEdit::singleline(&mut text)
            .char_limit(MAX_LINE_CHARS)
            .hint_text(format!("{what}  {shortcut}"))
            .align(egui::Align2::LEFT_CENTER)
            .desired_width(width);
        let response = ui.add_sized(vec2(width, 24.0), field).accessible_name("Search claims");
        long_input::note_full(&response, &text, MAX_LINE_CHARS);
        if cx.state.view().focus == Some(Focus::Search) {
            response.request_focus();
        }
        if response.changed() {
            cx.push(Action::Filter(FilterChange::Text(text)));
        }
        if response.lost_focus() && ui.input(|input| input.key_pressed(egui::Key::Escape)) {
            cx.push(Action::Filter(FilterChange::Text(String::new())));
        }
    });
}
