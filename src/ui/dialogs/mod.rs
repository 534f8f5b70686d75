//! Dialogs that wait for an answer.

mod calibration;
mod circle;
mod columns;
mod export_table;
mod help;
mod measure;
mod open_as;
mod palette;
mod parts;
mod places;
mod preferences;
mod reading;
mod saving;
mod time_window;

use egui::{Id, Key, Label, Modal, Order, RichText, ScrollArea, TextEdit, Ui};

use self::circle::CircleForm;
use self::columns::ColumnsForm;
use self::help::Help;
use self::measure::MeasureForm;
use self::open_as::OpenAsForm;
use self::palette::Palette;
use self::parts::{close_ui, first_button, title_ui};
use self::places::PlacesForm;
use self::time_window::WindowForm;
use super::commands::Command;
use super::long_input::MAX_LINE_CHARS;
use super::panel::Cx;
use super::shortcuts::menu_text;
use super::theme;
use super::widgets::{announce, heading_ui, line_ui, paint_mark, sanitize, weak_ui};
use crate::app::{Action, ChangedAnswer, CloseAnswer, Dialog, PathPurpose, PendingAction};
use counterclaim_model::Stance;

/// The dialog of the previous frame, so that the first button of a new one gets the focus once.
#[derive(Default)]
pub struct Dialogs {
    open: Option<std::mem::Discriminant<Dialog>>,
    columns: ColumnsForm,
    help: Help,
    circle: CircleForm,
    measure: MeasureForm,
    open_as: OpenAsForm,
    palette: Palette,
    places: PlacesForm,
    window: WindowForm,
}

impl Dialogs {
    pub fn ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let Some(dialog) = cx.state.dialog() else {
            self.open = None;
            return;
        };
        let kind = std::mem::discriminant(dialog);
        let is_new = self.open != Some(kind);
        self.open = Some(kind);
        let veil = theme::tokens(ui).veil;
        let frame = egui::Frame::popup(ui.style()).inner_margin(egui::Margin::same(20));
        // Below the layer of lists and menus: one that opens again would lie behind a dialog of the same layer.
        let id = Id::unique("dialog");
        let area = Modal::default_area(id).order(Order::Middle);
        let modal = Modal::new(id).area(area).backdrop_color(veil).frame(frame);
        let response = modal.show(ui, |ui| {
            let width = match dialog {
                Dialog::Columns => 1240.0,
                Dialog::Places => 900.0,
                Dialog::Issues => 720.0,
                _ => 560.0,
            };
            ui.set_max_width((ui.content_rect().width() - 60.0).min(width));
            match dialog {
                Dialog::Welcome => welcome_ui(ui, cx, is_new),
                Dialog::About => about_ui(ui, cx, is_new),
                Dialog::Shortcuts => shortcuts_ui(ui, cx, is_new),
                Dialog::Issues => reading::ui(ui, cx, is_new),
                Dialog::OpenAs => {
                    title_ui(ui, "Open as…");
                    self.open_as.ui(ui, cx, is_new);
                }
                Dialog::Columns => self.columns.ui(ui, cx, is_new),
                Dialog::Unsaved(then) => unsaved_ui(ui, cx, then, is_new),
                Dialog::Prompt { purpose, text, error } => {
                    prompt_ui(ui, cx, *purpose, text, error.as_deref(), is_new);
                }
                Dialog::Changed(path) => changed_ui(ui, cx, path, is_new),
                Dialog::Refused { reason, .. } => saving::refused_ui(ui, cx, reason, is_new),
                Dialog::Owner(question) => saving::owner_ui(ui, cx, question, is_new),
                Dialog::MissingDataset => missing_ui(ui, cx, is_new),
                Dialog::Dropped(path) => dropped_ui(ui, cx, path, is_new),
                Dialog::Recovery => recovery_ui(ui, cx, is_new),
                Dialog::Help => {
                    title_ui(ui, "Help");
                    self.help.ui(ui, is_new);
                    close_ui(ui, cx, "Close", is_new);
                }
                Dialog::Calibration => {
                    title_ui(ui, "Calibration");
                    calibration::ui(ui, cx);
                    close_ui(ui, cx, "Close", is_new);
                }
                Dialog::Measure => {
                    title_ui(ui, "Measure between two places");
                    self.measure.ui(ui, cx, is_new);
                    close_ui(ui, cx, "Close", false);
                }
                Dialog::ExportTable => {
                    title_ui(ui, "Export shown events");
                    export_table::ui(ui, cx, is_new);
                }
                Dialog::Circle => {
                    title_ui(ui, "Circle on the map");
                    self.circle.ui(ui, cx, is_new);
                }
                Dialog::Places => {
                    title_ui(ui, "Unlocated places");
                    self.places.ui(ui, cx, is_new);
                }
                Dialog::TimeWindow => {
                    title_ui(ui, "Time window");
                    self.window.ui(ui, cx, is_new);
                }
                Dialog::Palette => self.palette.ui(ui, cx, is_new),
                Dialog::Preferences => {
                    title_ui(ui, "Preferences");
                    preferences::ui(ui, cx);
                    close_ui(ui, cx, "Close", is_new);
                }
            }
        });
        // Work of a crash is offered until it is recovered, discarded or postponed with its button.
        // A click beside the dialog would lose the settings of the columns.
        let is_beside = response.backdrop_response.clicked() && matches!(dialog, Dialog::Columns);
        if response.should_close() && !is_beside && !matches!(dialog, Dialog::Recovery) {
            cx.push(Action::CloseDialog);
        }
    }
}

fn welcome_ui(ui: &mut Ui, cx: &mut Cx<'_>, is_new: bool) {
    title_ui(ui, "Who says what about Kurakhove?");
    line_ui(
        ui,
        "This example codes one news report of 7 January 2025, and other press reports of the ten weeks around it, into \
         claims: a ministry says that a town is taken, the other side does not confirm it, voices on the ministry's own \
         side say that fighting continues, and the paper cannot verify any of it. Every claim has a card with the \
         sources that make it, relay it or dispute it.",
    );
    ui.add_space(theme::GAP);
    for stance in [Stance::Supports, Stance::Denies, Stance::Doubts, Stance::CannotVerify] {
        ui.horizontal(|ui| {
            let (rect, _) = ui.allocate_exact_size(egui::vec2(14.0, 16.0), egui::Sense::hover());
            paint_mark(ui.painter(), rect.center(), stance, theme::tokens(ui));
            ui.label(match stance {
                Stance::Supports => "supports the claim",
                Stance::Denies => "denies it",
                Stance::Doubts => "doubts it",
                _ => "could not verify it",
            });
        });
    }
    ui.add_space(theme::GAP);
    line_ui(
        ui,
        "Counts are of origins, not of articles: a source that only relays others adds nothing. Select a card, press 1 to \
         6 to grade it (1 confirmed, 6 cannot be judged), N to write a note, and save your work with Ctrl+S. Grade \
         sources A to F in the list on the right. Press K to see only what was known by a day that you choose. \
         Counterclaim takes no side and sets no grade.",
    );
    close_ui(ui, cx, "Start", is_new);
}

fn about_ui(ui: &mut Ui, cx: &mut Cx<'_>, is_new: bool) {
    title_ui(ui, "Counterclaim");
    line_ui(
        ui,
        &format!("Version {}. A workbench for weighing contested claims about events.", env!("CARGO_PKG_VERSION")),
    );
    line_ui(ui, "It works offline: nothing is sent anywhere, and no map tiles are fetched.");
    ui.add_space(theme::GAP);
    heading_ui(ui, "Data");
    for line in [
        "Base map: made with Natural Earth 1:10m (public domain). By default it shows borders as the United Nations see \
         them, with disputed lines dashed; it shows no front line and fills no country.",
        "Towns and gazetteer: contains data from GeoNames, CC BY 4.0.",
        "The example's power plant: Global Power Plant Database, World Resources Institute, CC BY 4.0.",
        "Scales: Admiralty code as in the MISP admiralty-scale taxonomy.",
        "Font: Inter, SIL Open Font License 1.1.",
    ] {
        weak_ui(ui, line);
    }
    if let Some(dataset) = cx.state.dataset() {
        ui.add_space(theme::GAP);
        heading_ui(ui, &dataset.header().title);
        let header = dataset.header();
        ScrollArea::vertical().max_height(180.0).show(ui, |ui| {
            for text in header.description.iter().chain(&header.licence).chain(&header.notes) {
                weak_ui(ui, text);
            }
        });
    }
    close_ui(ui, cx, "Close", is_new);
}

fn shortcuts_ui(ui: &mut Ui, cx: &mut Cx<'_>, is_new: bool) {
    title_ui(ui, "Keyboard shortcuts");
    let height = (ui.content_rect().height() - 180.0).max(120.0);
    ScrollArea::vertical().max_height(height).show(ui, |ui| {
        egui::Grid::new("shortcuts").num_columns(3).spacing([18.0, 4.0]).show(ui, |ui| {
            for command in Command::ALL.iter().copied() {
                if let Some(shortcut) = command.shortcut() {
                    ui.strong(menu_text(ui, &shortcut));
                    ui.label(command.label());
                    ui.weak(command.help());
                    ui.end_row();
                }
            }
            ui.strong("A … F");
            ui.label("Grade source");
            ui.weak("While a source in the list has the keyboard focus");
            ui.end_row();
        });
    });
    close_ui(ui, cx, "Close", is_new);
}

fn unsaved_ui(ui: &mut Ui, cx: &mut Cx<'_>, then: &PendingAction, is_new: bool) {
    title_ui(ui, "Save your work first?");
    let name = cx.state.document().map_or_else(String::new, |document| document.session_name());
    let what = match then {
        PendingAction::Quit => "Quitting",
        _ => "Opening something else",
    };
    line_ui(ui, &format!("{what} would lose the changes in {name} since it was last saved."));
    ui.add_space(theme::GAP);
    ui.horizontal(|ui| {
        if first_button(ui, "Save", is_new) {
            cx.push(Action::CloseAnswered(CloseAnswer::Save));
        }
        if ui.button("Discard changes").clicked() {
            cx.push(Action::CloseAnswered(CloseAnswer::Discard));
        }
        if ui.button("Cancel").clicked() {
            cx.push(Action::CloseAnswered(CloseAnswer::Cancel));
        }
    });
}

fn prompt_ui(ui: &mut Ui, cx: &mut Cx<'_>, purpose: PathPurpose, text: &str, error: Option<&str>, is_new: bool) {
    let (title, verb) = match purpose {
        PathPurpose::Open => ("Open a file", "Open"),
        PathPurpose::AddLayer => ("Add a dataset as a layer", "Add"),
        PathPurpose::SaveAs => ("Save the session as", "Save"),
        PathPurpose::Export => ("Export shown items: page (.html) or table (.csv)", "Export"),
        PathPurpose::LocateDataset => ("Locate the dataset", "Open"),
        PathPurpose::OpenAs => ("Open a file in the chosen format", "Open"),
        PathPurpose::Profile => ("Save the column mapping (.json)", "Save"),
        PathPurpose::Issues => ("Save the issues as text (.txt) or table (.csv)", "Save"),
    };
    title_ui(ui, title);
    weak_ui(ui, "This desktop could not open a file dialog. Type the path here.");
    let mut typed = text.to_owned();
    let field = TextEdit::singleline(&mut typed)
        .char_limit(MAX_LINE_CHARS)
        .hint_text("/path/to/file")
        .desired_width(f32::INFINITY);
    let response = ui.add(field).accessible_name("Path of the file");
    if is_new {
        response.request_focus();
    }
    if response.changed() {
        cx.push(Action::PromptPath(typed));
    }
    if let Some(error) = error {
        let color = theme::tokens(ui).failure;
        announce(&ui.label(RichText::new(error).color(color)));
    }
    let entered = response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
    ui.add_space(theme::GAP);
    ui.horizontal(|ui| {
        if first_button(ui, verb, false) || entered {
            cx.push(Action::PromptAccepted);
        }
        if ui.button("Cancel").clicked() {
            cx.push(Action::CloseDialog);
        }
    });
}

fn changed_ui(ui: &mut Ui, cx: &mut Cx<'_>, path: &std::path::Path, is_new: bool) {
    title_ui(ui, "File changed on disk");
    let name = path.to_string_lossy();
    line_ui(
        ui,
        &format!("Another program has changed {name}, or the file already existed. Nothing has been saved yet."),
    );
    weak_ui(ui, "Merging keeps both: the file gets your edits and theirs, each under its author's name.");
    ui.add_space(theme::GAP);
    ui.horizontal_wrapped(|ui| {
        if first_button(ui, "Merge both sets of edits and save", is_new) {
            cx.push(Action::ChangedAnswered(ChangedAnswer::MergeSession));
        }
        if ui.button("Save as another file…").clicked() {
            cx.push(Action::ChangedAnswered(ChangedAnswer::SaveAs));
        }
        if ui.button("Replace the file").clicked() {
            cx.push(Action::ChangedAnswered(ChangedAnswer::Replace));
        }
        if ui.button("Cancel").clicked() {
            cx.push(Action::CloseDialog);
        }
    });
}

fn missing_ui(ui: &mut Ui, cx: &mut Cx<'_>, is_new: bool) {
    let (name, error) = cx.state.missing_dataset().unwrap_or_default();
    title_ui(ui, "Dataset not found");
    line_ui(ui, &format!("The session uses “{name}”. Locate that dataset; all your edits are kept."));
    if let Some(error) = error {
        let color = theme::tokens(ui).failure;
        ui.add(Label::new(RichText::new(sanitize(error)).color(color)).wrap());
    }
    ui.add_space(theme::GAP);
    ui.horizontal(|ui| {
        if first_button(ui, "Locate dataset…", is_new) {
            cx.push(Action::LocateDataset);
        }
        if ui.button("Do not open the session").clicked() {
            cx.push(Action::CloseDialog);
        }
    });
}

fn dropped_ui(ui: &mut Ui, cx: &mut Cx<'_>, path: &std::path::Path, is_new: bool) {
    title_ui(ui, "Add as a layer, or open instead?");
    let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy();
    line_ui(ui, &format!("A layer is added to the open dataset, and you keep your current work: {name}."));
    weak_ui(ui, "Sources and claims of both stay separate until you merge two sources.");
    ui.add_space(theme::GAP);
    ui.horizontal_wrapped(|ui| {
        if first_button(ui, "Add as a layer", is_new) {
            cx.push(Action::AddLayerPath(path.to_owned()));
        }
        if ui.button("Open instead").clicked() {
            cx.push(Action::CloseDialog);
            cx.push(Action::OpenPath(path.to_owned()));
        }
        if ui.button("Cancel").clicked() {
            cx.push(Action::CloseDialog);
        }
    });
}

fn recovery_ui(ui: &mut Ui, cx: &mut Cx<'_>, is_new: bool) {
    title_ui(ui, "Unsaved work");
    line_ui(ui, "Counterclaim ended before this work was saved. Recover it, or discard it.");
    ui.add_space(theme::GAP);
    for (at, offer) in cx.state.recovery_offers().iter().enumerate() {
        ui.horizontal_wrapped(|ui| {
            let edits = if offer.edits == 1 { "1 edit".to_owned() } else { format!("{} edits", offer.edits) };
            ui.label(format!("{}: {edits}, the last at {}", sanitize(&offer.name), offer.last));
            if first_button(ui, "Recover", is_new && at == 0) {
                cx.actions.push(Action::RecoverWork(at));
            }
            if ui.button("Discard").clicked() {
                cx.actions.push(Action::DiscardWork(at));
            }
        });
    }
    ui.add_space(theme::GAP);
    if ui.button("Later").on_hover_text("Ask again at the next start").clicked() {
        cx.push(Action::CloseDialog);
    }
}
