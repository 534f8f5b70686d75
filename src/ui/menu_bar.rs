//! Menus, the title of the open document, and the search field.

use egui::{Button, MenuBar, TextEdit, Ui, vec2};

use super::command::{self, Command};
use super::long_input::{self, MAX_LINE_CHARS};
use super::panel::Cx;
use super::theme;
use super::widgets::{bidi_visual, elided, sanitize};
use crate::app::{Action, FilterChange, Focus};
use counterclaim_io::preferences::Theme;

/// The menus and their entries; `None` is a separator.
const MENUS: [(&str, &[Option<Command>]); 5] = [
    (
        "File",
        &[
            Some(Command::Open),
            Some(Command::OpenAs),
            Some(Command::OpenPress),
            Some(Command::OpenReport),
            Some(Command::AddLayer),
            None,
            Some(Command::Save),
            Some(Command::SaveAs),
            Some(Command::Export),
            None,
            Some(Command::Columns),
            Some(Command::ShowIssues),
            Some(Command::StopReading),
            None,
            Some(Command::Quit),
        ],
    ),
    (
        "Edit",
        &[
            Some(Command::Undo),
            Some(Command::Redo),
            None,
            Some(Command::CopyClaim),
            None,
            Some(Command::EditNote),
            Some(Command::AddTag),
            Some(Command::SameSource),
            Some(Command::ClearGrade),
            None,
            Some(Command::PlaceNames),
            None,
            Some(Command::Preferences),
        ],
    ),
    (
        "View",
        &[
            Some(Command::Palette),
            Some(Command::Find),
            Some(Command::ClearFilters),
            Some(Command::NextClaim),
            Some(Command::PreviousClaim),
            None,
            Some(Command::FocusCards),
            Some(Command::FocusMap),
            Some(Command::FocusSources),
            Some(Command::FitMap),
            Some(Command::Areas),
            Some(Command::OnlyInView),
            Some(Command::Circle),
            Some(Command::OnlyDeadly),
            Some(Command::OnlyWorked),
            Some(Command::Measure),
            None,
            Some(Command::CountListings),
            Some(Command::WithoutRoles),
            Some(Command::Restore),
            None,
            Some(Command::ThemeSystem),
            Some(Command::ThemeLight),
            Some(Command::ThemeDark),
        ],
    ),
    (
        "Time",
        &[
            Some(Command::AsOf),
            Some(Command::DayBack),
            Some(Command::DayForward),
            Some(Command::StatementBack),
            Some(Command::StatementForward),
            Some(Command::Play),
            None,
            Some(Command::OnlyThatDay),
            Some(Command::TimeWindow),
            Some(Command::FocusTimeline),
            Some(Command::FitTimeline),
        ],
    ),
    (
        "Help",
        &[
            Some(Command::Welcome),
            Some(Command::Help),
            Some(Command::Calibration),
            Some(Command::Shortcuts),
            None,
            Some(Command::About),
        ],
    ),
];

/// Draws the bar at the top.
pub fn ui(ui: &mut Ui, cx: &mut Cx<'_>) {
    MenuBar::new().ui(ui, |ui| {
        for (name, commands) in MENUS {
            ui.menu_button(name, |ui| {
                ui.set_min_width(230.0);
                for command in commands {
                    match command {
                        Some(command) => command_ui(ui, cx, *command),
                        None => {
                            ui.separator();
                        }
                    }
                }
                if name == "File" {
                    recent_ui(ui, cx);
                }
            });
        }
        title_ui(ui, cx);
        search_ui(ui, cx);
    });
}

fn command_ui(ui: &mut Ui, cx: &mut Cx<'_>, command: Command) {
    let mut button = Button::new(label(cx, command));
    if let Some(shortcut) = command.shortcut() {
        button = button.shortcut_text(command::menu_text(ui, &shortcut));
    }
    if is_chosen(cx, command) {
        button = button.selected(true);
    }
    let response = ui.add_enabled(command.is_enabled(cx.state), button).on_hover_text(command.help());
    if response.clicked() {
        cx.push(command.action_for(cx.state));
        ui.close();
    }
}

/// The command's label, followed by the step that undo or redo applies to.
fn label(cx: &Cx<'_>, command: Command) -> String {
    let journal = cx.state.document().map(|document| document.journal());
    let step = match command {
        Command::Undo => journal.and_then(|journal| journal.undo_label()),
        Command::Redo => journal.and_then(|journal| journal.redo_label()),
        _ => None,
    };
    match step {
        Some(step) => format!("{}: {}", command.label(), sanitize(step)),
        None => command.label().to_owned(),
    }
}

fn is_chosen(cx: &Cx<'_>, command: Command) -> bool {
    let theme = cx.state.preferences().theme;
    if command == Command::CountListings {
        return cx.state.judgement().is_some_and(|own| own.listings().is_some());
    }
    if command == Command::Areas {
        return !cx.state.visible().areas.is_empty() && !cx.state.view().without_areas;
    }
    if command == Command::WithoutRoles {
        return cx.state.view().what_if.without_roles;
    }
    matches!(
        (command, theme),
        (Command::ThemeSystem, Theme::System) | (Command::ThemeLight, Theme::Light) | (Command::ThemeDark, Theme::Dark)
    )
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
