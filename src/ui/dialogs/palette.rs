//! The palette: every command, claim, source and place by name.

use egui::{Key, Modifiers, ScrollArea, TextEdit, Ui};

use crate::app::{Action, Selection};
use crate::ui::command::Command;
use crate::ui::panel::Cx;
use crate::ui::theme;
use crate::ui::widgets::{drawn, weak_ui};

/// More finds than this are not listed: a further word narrows them.
const MAX_ROWS: usize = 60;

/// What is being typed, and which find is marked.
#[derive(Default)]
pub struct Palette {
    text: String,
    marked: usize,
}

struct Find {
    kind: &'static str,
    name: String,
    hint: String,
    action: Action,
}

impl Palette {
    pub fn ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, is_new: bool) {
        if is_new {
            *self = Self::default();
        }
        let step = |key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
        let (down, up, enter) = (step(Key::ArrowDown), step(Key::ArrowUp), step(Key::Enter));
        let field = TextEdit::singleline(&mut self.text)
            .hint_text("Type a command, or part of a claim, source or place")
            .desired_width(f32::INFINITY);
        let response = ui.add(field).accessible_name("Command palette");
        if is_new {
            response.request_focus();
        }
        if response.changed() {
            self.marked = 0;
        }
        let mut finds = finds(cx, &self.text);
        let total = finds.len();
        finds.truncate(MAX_ROWS);
        self.marked = match (down, up) {
            (true, _) => (self.marked + 1).min(finds.len().saturating_sub(1)),
            (_, true) => self.marked.saturating_sub(1),
            _ => self.marked.min(finds.len().saturating_sub(1)),
        };
        let mut chosen = if enter { Some(self.marked) } else { None };
        let height = (ui.content_rect().height() - 220.0).clamp(120.0, 420.0);
        ScrollArea::vertical().max_height(height).auto_shrink([false, true]).show(ui, |ui| {
            for (at, find) in finds.iter().enumerate() {
                let words = egui::RichText::new(drawn(ui, &find.name)).size(theme::BODY);
                let hint = egui::RichText::new(format!("{}  {}", find.hint, find.kind)).size(theme::SMALL);
                let button = egui::Button::selectable(at == self.marked, words).right_text(hint).truncate();
                let response = ui.add_sized([ui.available_width(), 24.0], button);
                if response.clicked() {
                    chosen = Some(at);
                }
                if at == self.marked && (down || up) {
                    response.scroll_to_me(None);
                }
            }
        });
        if finds.is_empty() {
            weak_ui(ui, "Nothing has all these words.");
        } else if total > MAX_ROWS {
            weak_ui(ui, &format!("and {} more: type another word", total - MAX_ROWS));
        }
        if let Some(find) = chosen.filter(|at| *at < finds.len()).map(|at| finds.swap_remove(at)) {
            cx.push(Action::CloseDialog);
            cx.push(find.action);
        }
    }
}

/// Everything whose name has all the words, commands first.
fn finds(cx: &Cx<'_>, text: &str) -> Vec<Find> {
    let words: Vec<String> = text.split_whitespace().map(str::to_lowercase).collect();
    let has_all = |name: &str| {
        let name = name.to_lowercase();
        words.iter().all(|word| name.contains(word))
    };
    let mut finds = Vec::new();
    let enabled = Command::ALL.into_iter().filter(|command| command.is_enabled(cx.state));
    let by_help = |command: &Command| !words.is_empty() && !has_all(command.label()) && has_all(command.help());
    // What a command is called counts before what it does.
    for command in enabled.clone().filter(|command| has_all(command.label())).chain(enabled.filter(by_help)) {
        let (name, hint) = (command.label().to_owned(), command.shortcut_text());
        finds.push(Find { kind: "command", name, hint, action: command.action_for(cx.state) });
    }
    let Some(dataset) = cx.state.dataset().filter(|_| !words.is_empty()) else {
        return finds;
    };
    for id in dataset.claim_ids().filter(|id| cx.state.is_known(*id)) {
        let claim = dataset.claim(id);
        if has_all(claim.proposition) {
            let action = Action::Select(Selection::Claim(id));
            finds.push(Find { kind: "claim", name: claim.proposition.to_owned(), hint: String::new(), action });
        }
    }
    for id in dataset.source_ids() {
        let source = dataset.source(id);
        let names: Vec<&str> = source.all_names().collect();
        if has_all(&names.join(" ")) {
            let action = Action::Select(Selection::Source(id));
            finds.push(Find { kind: "source", name: source.name.to_owned(), hint: String::new(), action });
        }
    }
    for id in dataset.place_ids() {
        let place = dataset.place(id);
        let names: Vec<&str> = place.all_names().collect();
        if has_all(&names.join(" ")) {
            let action = Action::Select(Selection::Place(id));
            finds.push(Find { kind: "place", name: place.name.to_owned(), hint: String::new(), action });
        }
    }
    finds
}
