//! The sources merged with the selected one, by the analyst's decision only; similar names are only suggested.

use std::collections::BTreeSet;

use egui::{RichText, TextEdit, Ui};

use crate::app::{Action, Focus};
use crate::ui::long_input::MAX_LINE_CHARS;
use crate::ui::panel::Cx;
use crate::ui::theme;
use crate::ui::widgets::{bidi_visual, layer_ui, more_ui, sanitize, weak_ui};
use counterclaim_model::alike::{keys, strange_signs};
use counterclaim_model::{Dataset, Edit, Id as _, SourceId};

/// The most hits that are listed; another word narrows them.
const MAX_FINDS: usize = 8;

/// The most merged sources that are listed.
const MAX_MEMBERS: usize = 100;

/// The search text for the other source.
#[derive(Default)]
pub struct SameAs {
    of: Option<SourceId>,
    text: String,
    is_open: bool,
    /// The sources with a name similar to the selected one's, for the state of a revision.
    alike: Option<(SourceId, u64, Vec<SourceId>)>,
}

impl SameAs {
    pub fn ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, dataset: &Dataset, id: SourceId) {
        if self.of != Some(id) {
            *self = Self { of: Some(id), ..Self::default() };
        }
        members_ui(ui, cx, dataset, id);
        self.alike_ui(ui, cx, dataset, id);
        let gives_focus = cx.state.view().focus == Some(Focus::SameSource);
        let button = ui.selectable_label(self.is_open, "Merge with another source…");
        if button.on_hover_text("Treat another source as this one: both then count as one origin").clicked() {
            self.is_open = !self.is_open;
        }
        self.is_open |= gives_focus;
        if self.is_open {
            self.search_ui(ui, cx, dataset, id, gives_focus);
        }
    }

    /// Suggests sources with a similar name that is spelled differently.
    fn alike_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, dataset: &Dataset, id: SourceId) {
        let revision = cx.state.revision();
        if self.alike.as_ref().is_none_or(|(of, at, _)| (*of, *at) != (id, revision)) {
            self.alike = Some((id, revision, look_alikes(cx, dataset, id)));
        }
        let Some((.., alike)) = &self.alike else { return };
        if alike.is_empty() {
            return;
        }
        weak_ui(ui, "Looks like another source, with a different spelling:");
        for other in alike.iter().take(MAX_FINDS) {
            ui.horizontal_wrapped(|ui| {
                source_ui(ui, cx, dataset, *other);
                let own = dataset.source(id).name;
                let name = dataset.source(*other).name;
                let signs = [strange_signs(name, own), strange_signs(own, name)];
                if let Some(signs) = signs.into_iter().find(|signs| !signs.is_empty()) {
                    weak_ui(ui, &signs);
                }
                let button = ui.small_button("Merge").accessible_name(format!("Merge with {}", sanitize(name)));
                if button.on_hover_text("Count both as one origin; Undo or Separate reverses it").clicked() {
                    cx.push(same(dataset, id, *other));
                }
            });
        }
        if alike.len() > MAX_FINDS {
            weak_ui(ui, &format!("and {} more", alike.len() - MAX_FINDS));
        }
    }

    fn search_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, dataset: &Dataset, id: SourceId, gives_focus: bool) {
        let field = TextEdit::singleline(&mut self.text)
            .char_limit(MAX_LINE_CHARS)
            .hint_text("Part of its name")
            .desired_width(f32::INFINITY);
        let response = ui.add(field).accessible_name("Find the source to merge with");
        if gives_focus {
            response.request_focus();
        }
        let finds = finds(cx, dataset, id, &self.text);
        if finds.is_empty() {
            weak_ui(ui, if self.text.is_empty() { "No other source has its name" } else { "No matches" });
        } else if self.text.is_empty() {
            weak_ui(ui, "Same name (no proof that it is the same source):");
        }
        for other in finds.iter().take(MAX_FINDS) {
            ui.horizontal(|ui| {
                source_ui(ui, cx, dataset, *other);
                let name = format!("Merge with {}", sanitize(dataset.source(*other).name));
                if ui.small_button("Merge").accessible_name(name).clicked() {
                    cx.push(same(dataset, id, *other));
                    self.is_open = false;
                }
            });
        }
        if finds.len() > MAX_FINDS {
            weak_ui(ui, &format!("and {} more: type another word", finds.len() - MAX_FINDS));
        }
    }
}

/// The first one in the evidence represents both, with its name, kind and grade.
fn same(dataset: &Dataset, one: SourceId, other: SourceId) -> Action {
    let first = one.min(other);
    let later = one.max(other);
    let key = |id: SourceId| dataset.source(id).key.into();
    Action::Edit(Edit::Alias { source: key(later), value: Some(key(first)) })
}

/// The sources merged with this one, each with a button to separate it.
fn members_ui(ui: &mut Ui, cx: &mut Cx<'_>, dataset: &Dataset, id: SourceId) {
    let members = cx.state.assessment().identities().members(id);
    if members.len() < 2 {
        return;
    }
    weak_ui(ui, "Merged by you with:");
    for member in members[1..].iter().take(MAX_MEMBERS) {
        ui.horizontal(|ui| {
            source_ui(ui, cx, dataset, *member);
            let source = dataset.source(*member);
            let name = format!("Separate {}", sanitize(source.name));
            if ui.small_button("Separate").accessible_name(name).clicked() {
                cx.push(Action::Edit(Edit::Alias { source: source.key.into(), value: None }));
            }
        });
    }
    more_ui(ui, members.len().saturating_sub(1 + MAX_MEMBERS), "sources");
}

fn source_ui(ui: &mut Ui, cx: &Cx<'_>, dataset: &Dataset, id: SourceId) {
    if let Some(layer) = cx.state.document().and_then(|document| document.layer(dataset.layer_of_source(id))) {
        layer_ui(ui, layer);
    }
    let source = dataset.source(id);
    ui.label(RichText::new(bidi_visual(ui, source.name)).font(theme::strong(theme::BODY)));
    weak_ui(ui, source.kind.label());
}

/// Without a text, the sources with the same name as this one; else those whose names contain all the words.
fn finds(cx: &Cx<'_>, dataset: &Dataset, id: SourceId, text: &str) -> Vec<SourceId> {
    let identities = cx.state.assessment().identities();
    let own = names_of(dataset, &identities.members(id));
    let words: Vec<String> = text.split_whitespace().map(str::to_lowercase).collect();
    let meets = |other: &SourceId| {
        let names = names_of(dataset, &identities.members(*other));
        match words.as_slice() {
            [] => names.iter().any(|name| own.contains(name)),
            words => words.iter().all(|word| names.iter().any(|name| name.contains(word))),
        }
    };
    let others = (0..dataset.sources().len()).map(SourceId::from_index);
    others.filter(|other| *other != id && identities.of(*other) == *other).filter(meets).collect()
}

/// The sources not merged with this one that have a name similar to one of its names.
fn look_alikes(cx: &Cx<'_>, dataset: &Dataset, id: SourceId) -> Vec<SourceId> {
    let identities = cx.state.assessment().identities();
    let members = identities.members(id);
    let own: BTreeSet<&str> = members.iter().map(|member| dataset.source(*member).name).collect();
    let own_keys: BTreeSet<(usize, String)> = own.iter().flat_map(|name| keys(name).into_iter().enumerate()).collect();
    let is_alike = |other: &SourceId| {
        let name = dataset.source(*other).name;
        !own.contains(name) && keys(name).into_iter().enumerate().any(|key| own_keys.contains(&key))
    };
    let others = dataset.source_ids().filter(|other| identities.of(*other) != identities.of(id)).filter(is_alike);
    let heads: BTreeSet<SourceId> = others.map(|other| identities.of(other)).collect();
    heads.into_iter().collect()
}

fn names_of(dataset: &Dataset, members: &[SourceId]) -> Vec<String> {
    let names = members.iter().flat_map(|member| dataset.source(*member).all_names());
    names.map(|name| name.trim().to_lowercase()).collect()
}
