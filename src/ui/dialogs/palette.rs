//! The palette: every command, claim, source and place by name.

use egui::{Key, Modifiers, ScrollArea, TextEdit, Ui};

use crate::app::examples::EXAMPLES;
use crate::app::{Action, Selection};
use crate::ui::commands::Command;
use crate::ui::long_input::MAX_LINE_CHARS;
use crate::ui::panel::Cx;
use crate::ui::theme;
use crate::ui::widgets::{bidi_visual, weak_ui};
use counterclaim_engine::number;
use counterclaim_model::{ClaimId, Id as _, TextColumn};
use counterclaim_query::{Bitmap, Needle};

/// The most hits of one kind that are listed; another word narrows them.
const MAX_ROWS: usize = 30;

/// The search text, and the marked hit.
#[derive(Default)]
pub struct Palette {
    text: String,
    marked: usize,
    finds: Finds,
}

/// The hits for a text in a state.
#[derive(Default)]
struct Finds {
    of: Option<(String, u64)>,
    /// Commands first.
    rows: Vec<Find>,
    total: usize,
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
        let down = step(Key::ArrowDown);
        let up = step(Key::ArrowUp);
        let enter = step(Key::Enter);
        let field = TextEdit::singleline(&mut self.text)
            .char_limit(MAX_LINE_CHARS)
            .hint_text("Type a command, or part of a claim, source or place")
            .desired_width(f32::INFINITY);
        let response = ui.add(field).accessible_name("Command palette");
        if is_new {
            response.request_focus();
        }
        if response.changed() {
            self.marked = 0;
        }
        self.finds.follow(cx, &self.text);
        let Finds { rows: finds, total, .. } = &mut self.finds;
        self.marked = match (down, up) {
            (true, _) => (self.marked + 1).min(finds.len().saturating_sub(1)),
            (_, true) => self.marked.saturating_sub(1),
            _ => self.marked.min(finds.len().saturating_sub(1)),
        };
        let mut chosen = if enter { Some(self.marked) } else { None };
        let height = (ui.content_rect().height() - 220.0).clamp(120.0, 420.0);
        ScrollArea::vertical().max_height(height).auto_shrink([false, true]).show(ui, |ui| {
            for (at, find) in finds.iter().enumerate() {
                let words = egui::RichText::new(bidi_visual(ui, &find.name)).size(theme::BODY);
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
            weak_ui(ui, "No matches");
        } else if *total > finds.len() {
            weak_ui(ui, &format!("and {} more: type another word", number((*total - finds.len()) as f64)));
        }
        if let Some(find) = chosen.filter(|at| *at < finds.len()).map(|at| finds.swap_remove(at)) {
            self.finds.of = None;
            cx.push(Action::CloseDialog);
            cx.push(find.action);
        }
    }
}

impl Finds {
    /// Searches again if the text or the state has changed.
    fn follow(&mut self, cx: &Cx<'_>, text: &str) {
        let of = Some((text.to_owned(), cx.state.revision()));
        if self.of == of {
            return;
        }
        *self = Self { of, ..Self::default() };
        self.find(cx, text);
    }

    /// Everything whose name contains all the words.
    fn find(&mut self, cx: &Cx<'_>, text: &str) {
        let words: Vec<Needle> = text.split_whitespace().filter_map(Needle::new).collect();
        let has_all = |name: &str| words.iter().all(|word| word.is_in(name.as_bytes()));
        let enabled = Command::ALL.iter().copied().filter(|command| command.is_enabled(cx.state));
        let by_help = |command: &Command| !words.is_empty() && !has_all(command.label()) && has_all(command.help());
        // Hits in a command's label come before hits in its help text.
        for command in enabled.clone().filter(|command| has_all(command.label())).chain(enabled.filter(by_help)) {
            let hint = command.shortcut_text();
            self.add("command", command.label(), hint, || command.action(cx.state));
        }
        for example in EXAMPLES.iter().filter(|example| has_all(example.label)) {
            self.add("command", example.label, String::new(), || Action::OpenExample(example.name));
        }
        let Some(dataset) = cx.state.dataset().filter(|_| !words.is_empty()) else {
            return;
        };
        let is_found = |row: usize| {
            let claim = dataset.words_at(TextColumn::Proposition, row);
            claim.is_some_and(|(_, words)| has_all(words)) && cx.state.is_known(ClaimId::from_index(row))
        };
        for id in Bitmap::of_rows(dataset.claim_count(), is_found).iter().map(ClaimId::from_index) {
            self.add("claim", dataset.claim(id).proposition, String::new(), || Action::Select(Selection::Claim(id)));
        }
        for id in dataset.source_ids() {
            let source = dataset.source(id);
            let names: Vec<&str> = source.all_names().collect();
            if has_all(&names.join(" ")) {
                self.add("source", source.name, String::new(), || Action::Select(Selection::Source(id)));
            }
        }
        for id in dataset.place_ids() {
            let place = dataset.place(id);
            let names: Vec<&str> = place.all_names().collect();
            if has_all(&names.join(" ")) {
                self.add("place", place.name, String::new(), || Action::Select(Selection::Place(id)));
            }
        }
    }

    /// Counts a hit, and keeps it while its kind has room.
    fn add(&mut self, kind: &'static str, name: &str, hint: String, action: impl FnOnce() -> Action) {
        self.total += 1;
        if self.rows.iter().filter(|find| find.kind == kind).count() < MAX_ROWS {
            self.rows.push(Find { kind, name: name.to_owned(), hint, action: action() });
        }
    }
}
