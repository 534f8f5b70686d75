//! Saved mappings: used, saved, written to a file, deleted.

use egui::{Button, ComboBox, Key, TextEdit, Ui};

use crate::app::{Action, Columns, ColumnsChange};
use crate::ui::long_input::MAX_LINE_CHARS;
use crate::ui::panel::Cx;
use crate::ui::widgets::sanitize;

/// The typed name, and the profile about to be deleted.
#[derive(Default)]
pub struct ProfileForm {
    name: Option<String>,
    deletes: Option<String>,
    /// The profile chosen last.
    chosen: Option<String>,
}

impl ProfileForm {
    /// The list of profiles, and the commands for the chosen one.
    pub fn choice_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, columns: &Columns) {
        if let Some(name) = columns.profile() {
            self.chosen = Some(name.to_owned());
        }
        let is_there = |name: &String| columns.profiles().iter().any(|profile| profile.name == *name);
        self.chosen = self.chosen.take().filter(is_there);
        ui.horizontal_wrapped(|ui| {
            ui.label("Profile");
            self.list_ui(ui, cx, columns);
            if ui.button("Guess again").on_hover_text("Use the mapping that names and values suggest").clicked() {
                self.chosen = None;
                cx.push(Action::ChangeColumns(ColumnsChange::Guess));
            }
            if ui
                .button("Save to a file…")
                .on_hover_text("For --mapping on the command line, or for another computer")
                .clicked()
            {
                cx.push(Action::ExportProfile);
            }
            self.delete_ui(ui, cx);
        });
    }

    fn list_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, columns: &Columns) {
        let label = match (&self.chosen, columns.profile()) {
            (Some(name), Some(_)) => name.clone(),
            (Some(name), None) => format!("{name}, changed"),
            (None, _) if columns.profiles().is_empty() => "none saved yet".to_owned(),
            (None, _) => "none".to_owned(),
        };
        let response =
            ComboBox::from_id_salt("profile").selected_text(sanitize(&label)).width(200.0).show_ui(ui, |ui| {
                for profile in columns.profiles() {
                    let is_chosen = self.chosen.as_ref() == Some(&profile.name);
                    let button = Button::selectable(is_chosen, sanitize(&profile.name).into_owned());
                    let response = ui.add_enabled(columns.fits(profile), button);
                    if response.on_disabled_hover_text("It names columns that this table does not have").clicked() {
                        self.chosen = Some(profile.name.clone());
                        cx.push(Action::ChangeColumns(ColumnsChange::Profile(profile.name.clone())));
                    }
                }
            });
        let _ = response.response.accessible_name(format!("Profile: {label}"));
    }

    /// Deleting asks for confirmation, because it cannot be undone.
    fn delete_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let Some(name) = self.chosen.clone() else { return };
        if self.deletes.as_ref() != Some(&name) {
            if ui.button("Delete…").clicked() {
                self.deletes = Some(name);
            }
            return;
        }
        if ui.button(format!("Delete “{}” permanently", sanitize(&name))).clicked() {
            self.deletes = None;
            self.chosen = None;
            cx.push(Action::DropProfile(name));
        }
        if ui.button("Keep it").clicked() {
            self.deletes = None;
        }
    }

    /// Asks for a name, then saves the mapping under it.
    pub fn keep_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, columns: &Columns) {
        let Some(name) = &mut self.name else {
            if ui.button("Save as profile…").on_hover_text("Used for every file with the same columns").clicked() {
                self.name = Some(self.chosen.clone().unwrap_or_default());
            }
            return;
        };
        let field =
            TextEdit::singleline(name).char_limit(MAX_LINE_CHARS).hint_text("Name of the profile").desired_width(180.0);
        let id = ui.scope_id().with("profile_name");
        let response = ui.add(field.id(id)).accessible_name("Name of the profile");
        let usable = Columns::profile_name(name);
        let is_there = columns.profiles().iter().any(|profile| Some(&profile.name) == usable.as_ref());
        let verb = if is_there { "Replace profile" } else { "Save profile" };
        let entered = response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
        let clicked = ui.add_enabled(usable.is_some(), Button::new(verb)).clicked();
        if let Some(name) = usable.filter(|_| clicked || entered) {
            cx.push(Action::KeepProfile(name.clone()));
            (self.name, self.chosen) = (None, Some(name));
        } else if ui.memory(|memory| memory.focused().is_none()) {
            ui.memory_mut(|memory| memory.request_focus(id));
        }
    }
}
