//! Help: the window, the model estimate, and its settings.

mod figure;
mod settings;
mod window;

use egui::{ScrollArea, Ui};

use crate::ui::theme;
use crate::ui::widgets::{heading_ui, line_ui};

/// A page of the help.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
enum Page {
    #[default]
    Window,
    Figure,
    Settings,
}

impl Page {
    const ALL: [Self; 3] = [Self::Window, Self::Figure, Self::Settings];

    fn label(self) -> &'static str {
        match self {
            Self::Window => "The window",
            Self::Figure => "The model estimate",
            Self::Settings => "Its settings",
        }
    }
}

/// The open page of the help.
#[derive(Default)]
pub struct Help {
    page: Page,
}

impl Help {
    pub fn ui(&mut self, ui: &mut Ui, is_new: bool) {
        if is_new {
            *self = Self::default();
        }
        ui.horizontal_wrapped(|ui| {
            for page in Page::ALL {
                if ui.selectable_label(self.page == page, page.label()).clicked() {
                    self.page = page;
                }
            }
        });
        ui.add_space(theme::GAP);
        let height = (ui.content_rect().height() - 220.0).max(120.0);
        // Every page has the same height, so that the window keeps its size.
        let area = ScrollArea::vertical().id_salt(self.page.label()).max_height(height).min_scrolled_height(height);
        let area = area.auto_shrink([false, false]);
        area.show(ui, |ui| match self.page {
            Page::Window => window::ui(ui),
            Page::Figure => figure::ui(ui),
            Page::Settings => settings::ui(ui),
        });
    }
}

/// A section: a heading, then its paragraphs.
fn section_ui(ui: &mut Ui, heading: &str, paragraphs: &[&str]) {
    ui.add_space(theme::GAP);
    heading_ui(ui, heading);
    for paragraph in paragraphs {
        line_ui(ui, paragraph);
    }
}
