//! Every named command: one row each, read by menus, palette, keys, tooltips and docs/keyboard.md.
//!
//! To add a command, add a row to the table at the end of `commands!`.

use egui::{Key, KeyboardShortcut, Modifiers};

use super::timeline::day::day_before;
use crate::app::{Action, Area, AsOfStep, Dialog, Document, FilterChange, Focus, State, TableChange, WhatIfChange};
use counterclaim_io::preferences::Theme;
use counterclaim_model::{Credibility, Edit, Listing};

/// A menu of the menu bar, in the order shown.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Menu {
    File,
    Edit,
    View,
    Time,
    Help,
}

impl Menu {
    pub const ALL: [Self; 5] = [Self::File, Self::Edit, Self::View, Self::Time, Self::Help];

    pub fn label(self) -> &'static str {
        match self {
            Self::File => "File",
            Self::Edit => "Edit",
            Self::View => "View",
            Self::Time => "Time",
            Self::Help => "Help",
        }
    }
}

/// All there is to know about one command.
struct Row {
    /// `…` at the end means that it asks for something first.
    label: &'static str,
    /// One sentence that says what the command does.
    help: &'static str,
    key: Option<(Modifiers, Key)>,
    /// Its menu, and the group there: a separator divides groups.
    menu: Option<(Menu, u8)>,
    /// Whether it can run now.
    is_enabled: fn(&State) -> bool,
    /// Whether the menu marks it as on.
    is_chosen: fn(&State) -> bool,
    /// The step that it applies to, such as the one to undo.
    step: fn(&State) -> Option<&str>,
    /// What it does, which may depend on what is already on.
    action: fn(&State) -> Action,
}

/// A row's usual values.
const ROW: Row = Row {
    label: "",
    help: "",
    key: None,
    menu: None,
    is_enabled: |_| true,
    is_chosen: |_| false,
    step: |_| None,
    action: |_| Action::CloseDialog,
};

/// Makes the enum of commands, the list of all and the way to each row out of the table.
macro_rules! commands {
    ($($name:ident => $row:expr,)*) => {
        /// A command that a user can run.
        #[derive(Clone, Copy, Debug, Eq, PartialEq)]
        pub enum Command {
            $($name,)*
        }

        impl Command {
            /// In the order of the table: that of menus, palette and docs/keyboard.md.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            fn row(self) -> &'static Row {
                match self {
                    $(Self::$name => const { &$row },)*
                }
            }
        }
    };
}

const NONE: Modifiers = Modifiers::NONE;
const CTRL: Modifiers = Modifiers::COMMAND;
const CTRL_SHIFT: Modifiers = Modifiers::COMMAND.plus(Modifiers::SHIFT);

commands! {
    Open => Row {
        label: "Open…",
        help: "Open a dataset or a session file",
        key: Some((CTRL, Key::O)),
        menu: Some((Menu::File, 1)),
        action: |_| Action::Open,
        ..ROW
    },
    OpenAs => Row {
        label: "Open as…",
        help: "Open a file, or reopen the current one, in a format that you choose",
        menu: Some((Menu::File, 1)),
        action: |_| Action::ShowDialog(Dialog::OpenAs),
        ..ROW
    },
    AddLayer => Row {
        label: "Add layer…",
        help: "Add another dataset as a layer to the open one; Undo removes it",
        key: Some((CTRL_SHIFT, Key::O)),
        menu: Some((Menu::File, 1)),
        is_enabled: has_dataset,
        action: |_| Action::AddLayer,
        ..ROW
    },
    Save => Row {
        label: "Save session",
        help: "Save your work to the session file",
        key: Some((CTRL, Key::S)),
        menu: Some((Menu::File, 3)),
        is_enabled: can_save,
        action: |_| Action::Save,
        ..ROW
    },
    SaveAs => Row {
        label: "Save session as…",
        help: "Save your work to a session file with another name",
        key: Some((CTRL_SHIFT, Key::S)),
        menu: Some((Menu::File, 3)),
        is_enabled: can_save,
        action: |_| Action::SaveAs,
        ..ROW
    },
    Export => Row {
        label: "Export shown items…",
        help: "Export the shown claims as a page to read and print, or as a table",
        key: Some((CTRL, Key::E)),
        menu: Some((Menu::File, 3)),
        is_enabled: can_export,
        action: |_| Action::Export,
        ..ROW
    },
    Columns => Row {
        label: "Columns…",
        help: "Set what the columns of the open table mean, and import it again",
        menu: Some((Menu::File, 4)),
        is_enabled: |state| state.document().is_some_and(Document::has_columns),
        action: |_| Action::AskColumns,
        ..ROW
    },
    ShowIssues => Row {
        label: "Import report…",
        help: "Detected format, skipped fields and rejected records, with place and reason",
        menu: Some((Menu::File, 4)),
        is_enabled: has_import_report,
        action: |_| Action::ShowDialog(Dialog::Issues),
        ..ROW
    },
    StopReading => Row {
        label: "Cancel import or calculation",
        help: "Cancel the import, calculation or export of a large file; everything already shown stays",
        key: Some((CTRL, Key::Period)),
        menu: Some((Menu::File, 4)),
        is_enabled: is_busy,
        action: cancel,
        ..ROW
    },
    Quit => Row {
        label: "Quit",
        help: "Close the window; you are asked first if work is unsaved",
        key: Some((CTRL, Key::Q)),
        menu: Some((Menu::File, 5)),
        action: |_| Action::CloseRequested,
        ..ROW
    },
    Undo => Row {
        label: "Undo",
        help: "Undo the last step",
        key: Some((CTRL, Key::Z)),
        menu: Some((Menu::Edit, 1)),
        is_enabled: |state| undo_label(state).is_some(),
        action: |_| Action::Undo,
        step: undo_label,
        ..ROW
    },
    Redo => Row {
        label: "Redo",
        help: "Redo the step that was undone",
        key: Some((CTRL_SHIFT, Key::Z)),
        menu: Some((Menu::Edit, 1)),
        is_enabled: |state| redo_label(state).is_some(),
        action: |_| Action::Redo,
        step: redo_label,
        ..ROW
    },
    CopyClaim => Row {
        label: "Copy claim as text",
        help: "Copy the selected claim, its statements, and your work on it",
        key: Some((CTRL_SHIFT, Key::C)),
        menu: Some((Menu::Edit, 2)),
        is_enabled: has_claim,
        action: |_| Action::CopyClaim,
        ..ROW
    },
    EditNote => Row {
        label: "Write note",
        help: "Write a note on the selected claim",
        key: Some((NONE, Key::N)),
        menu: Some((Menu::Edit, 3)),
        is_enabled: has_claim,
        action: |_| Action::FocusOn(Focus::Note),
        ..ROW
    },
    AddTag => Row {
        label: "Add tag",
        help: "Add a tag to the selected claim",
        key: Some((NONE, Key::T)),
        menu: Some((Menu::Edit, 3)),
        is_enabled: has_claim,
        action: |_| Action::FocusOn(Focus::NewTag),
        ..ROW
    },
    SameSource => Row {
        label: "Merge with another source…",
        help: "Treat the selected source and another as the same, so that both count as one origin",
        key: Some((NONE, Key::J)),
        menu: Some((Menu::Edit, 3)),
        is_enabled: |state| state.view().source.is_some(),
        action: |_| Action::FocusOn(Focus::SameSource),
        ..ROW
    },
    ClearGrade => Row {
        label: "Clear grade",
        help: "Remove your grade from the selected claim",
        key: Some((NONE, Key::Num0)),
        menu: Some((Menu::Edit, 3)),
        is_enabled: has_claim,
        action: |_| Action::GradeSelected(None),
        ..ROW
    },
    GradeOne => Row {
        label: "Grade claim 1",
        help: Credibility::One.label(),
        key: Some((NONE, Key::Num1)),
        is_enabled: has_claim,
        action: |_| Action::GradeSelected(Some(Credibility::One)),
        ..ROW
    },
    GradeTwo => Row {
        label: "Grade claim 2",
        help: Credibility::Two.label(),
        key: Some((NONE, Key::Num2)),
        is_enabled: has_claim,
        action: |_| Action::GradeSelected(Some(Credibility::Two)),
        ..ROW
    },
    GradeThree => Row {
        label: "Grade claim 3",
        help: Credibility::Three.label(),
        key: Some((NONE, Key::Num3)),
        is_enabled: has_claim,
        action: |_| Action::GradeSelected(Some(Credibility::Three)),
        ..ROW
    },
    GradeFour => Row {
        label: "Grade claim 4",
        help: Credibility::Four.label(),
        key: Some((NONE, Key::Num4)),
        is_enabled: has_claim,
        action: |_| Action::GradeSelected(Some(Credibility::Four)),
        ..ROW
    },
    GradeFive => Row {
        label: "Grade claim 5",
        help: Credibility::Five.label(),
        key: Some((NONE, Key::Num5)),
        is_enabled: has_claim,
        action: |_| Action::GradeSelected(Some(Credibility::Five)),
        ..ROW
    },
    GradeSix => Row {
        label: "Grade claim 6",
        help: Credibility::Six.label(),
        key: Some((NONE, Key::Num6)),
        is_enabled: has_claim,
        action: |_| Action::GradeSelected(Some(Credibility::Six)),
        ..ROW
    },
    PlaceNames => Row {
        label: "Unlocated places…",
        help: "Locate places that the file only names; the gazetteer suggests candidates",
        key: Some((CTRL_SHIFT, Key::P)),
        menu: Some((Menu::Edit, 4)),
        is_enabled: has_dataset,
        action: |_| Action::ShowDialog(Dialog::Places),
        ..ROW
    },
    Preferences => Row {
        label: "Preferences…",
        help: "Theme, place names, borders, your name",
        key: Some((CTRL, Key::Comma)),
        menu: Some((Menu::Edit, 5)),
        action: |_| Action::ShowDialog(Dialog::Preferences),
        ..ROW
    },
    Palette => Row {
        label: "Command palette…",
        help: "Find a command, claim, source or place by name",
        key: Some((CTRL, Key::K)),
        menu: Some((Menu::View, 1)),
        action: |_| Action::ShowDialog(Dialog::Palette),
        ..ROW
    },
    Find => Row {
        label: "Find claims",
        help: "Show only claims that contain all the words",
        key: Some((CTRL, Key::F)),
        menu: Some((Menu::View, 1)),
        action: |_| Action::FocusOn(Focus::Search),
        ..ROW
    },
    ClearFilters => Row {
        label: "Clear all filters",
        help: "Show all claims, or events, again",
        key: Some((CTRL_SHIFT, Key::F)),
        menu: Some((Menu::View, 1)),
        is_enabled: State::is_filtered,
        action: |_| Action::Filter(FilterChange::Clear),
        ..ROW
    },
    NextClaim => Row {
        label: "Next claim",
        help: "Select the claim below",
        key: Some((NONE, Key::ArrowDown)),
        menu: Some((Menu::View, 1)),
        is_enabled: has_rows,
        action: |_| Action::SelectStep(1),
        ..ROW
    },
    PreviousClaim => Row {
        label: "Previous claim",
        help: "Select the claim above",
        key: Some((NONE, Key::ArrowUp)),
        menu: Some((Menu::View, 1)),
        is_enabled: has_rows,
        action: |_| Action::SelectStep(-1),
        ..ROW
    },
    FocusCards => Row {
        label: "Focus claims",
        help: "Move the keyboard focus to the claim cards",
        key: Some((NONE, Key::L)),
        menu: Some((Menu::View, 2)),
        action: |_| Action::FocusOn(Focus::Cards),
        ..ROW
    },
    FocusMap => Row {
        label: "Focus map",
        help: "Move the keyboard focus to the map: arrows pan, + and - zoom",
        key: Some((NONE, Key::M)),
        menu: Some((Menu::View, 2)),
        action: |_| Action::FocusOn(Focus::Map),
        ..ROW
    },
    FocusSources => Row {
        label: "Focus sources",
        help: "Move the keyboard focus to the list of sources",
        key: Some((NONE, Key::S)),
        menu: Some((Menu::View, 2)),
        action: |_| Action::FocusOn(Focus::Sources),
        ..ROW
    },
    FitMap => Row {
        label: "Fit map",
        help: "Zoom the map to all shown claims or events",
        key: Some((NONE, Key::Home)),
        menu: Some((Menu::View, 2)),
        action: |_| Action::FitMap,
        ..ROW
    },
    Areas => Row {
        label: "Show areas on the map",
        help: "Show the outlines of areas (for each source, those of its latest day), or hide them",
        key: Some((NONE, Key::O)),
        menu: Some((Menu::View, 2)),
        is_enabled: |state| !state.visible().areas.is_empty(),
        is_chosen: |state| !state.visible().areas.is_empty() && !state.view().without_areas,
        action: |state| Action::ShowAreas(state.view().without_areas),
        ..ROW
    },
    OnlyInView => Row {
        label: "Show only events in map view",
        help: "In an event table, show only events in the current map view, or everywhere again",
        key: Some((NONE, Key::V)),
        menu: Some((Menu::View, 2)),
        is_enabled: has_table,
        action: toggle_only_in_view,
        ..ROW
    },
    Circle => Row {
        label: "Show only events in a circle…",
        help: "In an event table, show only events within a distance of a point on the ground",
        key: Some((NONE, Key::C)),
        menu: Some((Menu::View, 2)),
        is_enabled: has_table,
        action: |_| Action::ShowDialog(Dialog::Circle),
        ..ROW
    },
    OnlyDeadly => Row {
        label: "Show only events with deaths",
        help: "In an event table, show only events with at least one death, or all again",
        key: Some((NONE, Key::X)),
        menu: Some((Menu::View, 2)),
        is_enabled: has_table,
        action: toggle_only_deadly,
        ..ROW
    },
    OnlyWorked => Row {
        label: "Show only events with your work",
        help: "In an event table, show only events that you have graded, judged, tagged or noted, or all again",
        key: Some((NONE, Key::G)),
        menu: Some((Menu::View, 2)),
        is_enabled: |state| state.table().is_some_and(|table| !table.is_reading()),
        action: toggle_only_worked,
        ..ROW
    },
    Measure => Row {
        label: "Measure…",
        help: "Measure distance and direction between two places",
        key: Some((CTRL, Key::M)),
        menu: Some((Menu::View, 2)),
        action: |_| Action::ShowDialog(Dialog::Measure),
        ..ROW
    },
    CountListings => Row {
        label: "Treat listed sources as support",
        help: "Treat sources listed without a stance as support, or ignore them",
        menu: Some((Menu::View, 3)),
        is_enabled: has_document,
        is_chosen: State::counts_listings,
        action: toggle_listings,
        ..ROW
    },
    WithoutRoles => Row {
        label: "Ignore source interests",
        help: "Show the estimates if no source's interest counts, or count interests again",
        key: Some((NONE, Key::R)),
        menu: Some((Menu::View, 3)),
        is_enabled: has_document,
        is_chosen: |state| state.view().what_if.without_roles,
        action: |_| Action::WhatIf(WhatIfChange::Roles),
        ..ROW
    },
    CountSilence => Row {
        label: "Count silence",
        help: "Count it if the side that would deny a claim is silent or has no comment, or if nobody could verify it",
        menu: Some((Menu::View, 3)),
        is_enabled: has_document,
        is_chosen: |state| state.view().what_if.counts_silence,
        action: |_| Action::WhatIf(WhatIfChange::Silence),
        ..ROW
    },
    FadeExperience => Row {
        label: "Let experience fade",
        help: "Count a statement half in the record of its source after a year",
        menu: Some((Menu::View, 3)),
        is_enabled: has_document,
        is_chosen: |state| state.view().what_if.fades,
        action: |_| Action::WhatIf(WhatIfChange::Fading),
        ..ROW
    },
    Restore => Row {
        label: "Clear exclusions",
        help: "Count all excluded statements, sources and interests again, and nothing by other rules",
        key: Some((CTRL_SHIFT, Key::R)),
        menu: Some((Menu::View, 3)),
        is_enabled: |state| state.view().what_if.is_active(),
        action: |_| Action::WhatIf(WhatIfChange::Restore),
        ..ROW
    },
    ThemeSystem => Row {
        label: "Theme: system",
        help: "Light or dark, following the desktop",
        menu: Some((Menu::View, 4)),
        is_chosen: |state| state.preferences().theme == Theme::System,
        action: |_| Action::SetTheme(Theme::System),
        ..ROW
    },
    ThemeLight => Row {
        label: "Theme: light",
        help: "Dark text on a light background",
        menu: Some((Menu::View, 4)),
        is_chosen: |state| state.preferences().theme == Theme::Light,
        action: |_| Action::SetTheme(Theme::Light),
        ..ROW
    },
    ThemeDark => Row {
        label: "Theme: dark",
        help: "Light text on a dark background",
        menu: Some((Menu::View, 4)),
        is_chosen: |state| state.preferences().theme == Theme::Dark,
        action: |_| Action::SetTheme(Theme::Dark),
        ..ROW
    },
    AsOf => Row {
        label: "Toggle as-of line",
        help: "Show only what was known by a day, or everything again",
        key: Some((NONE, Key::K)),
        menu: Some((Menu::Time, 1)),
        is_enabled: has_dataset,
        action: toggle_as_of,
        ..ROW
    },
    DayBack => Row {
        label: "Move back one day",
        help: "Move the as-of line back one day",
        key: Some((NONE, Key::Comma)),
        menu: Some((Menu::Time, 1)),
        is_enabled: has_dataset,
        action: |_| Action::StepAsOf(AsOfStep::DayBack),
        ..ROW
    },
    DayForward => Row {
        label: "Move forward one day",
        help: "Move the as-of line forward one day",
        key: Some((NONE, Key::Period)),
        menu: Some((Menu::Time, 1)),
        is_enabled: has_dataset,
        action: |_| Action::StepAsOf(AsOfStep::DayForward),
        ..ROW
    },
    StatementBack => Row {
        label: "Go to previous statement",
        help: "Move the as-of line to when the previous statement became known",
        key: Some((NONE, Key::OpenBracket)),
        menu: Some((Menu::Time, 1)),
        is_enabled: has_dataset,
        action: |_| Action::StepAsOf(AsOfStep::StatementBack),
        ..ROW
    },
    StatementForward => Row {
        label: "Go to next statement",
        help: "Move the as-of line to when the next statement became known",
        key: Some((NONE, Key::CloseBracket)),
        menu: Some((Menu::Time, 1)),
        is_enabled: has_dataset,
        action: |_| Action::StepAsOf(AsOfStep::StatementForward),
        ..ROW
    },
    Play => Row {
        label: "Play",
        help: "Move the as-of line forward automatically, or stop it",
        key: Some((NONE, Key::P)),
        menu: Some((Menu::Time, 1)),
        is_enabled: has_dataset,
        action: |state| Action::Play(!state.view().is_playing),
        ..ROW
    },
    OnlyThatDay => Row {
        label: "Show only claims reported that day",
        help: "Show only claims with a statement on the day before the as-of line, or all again",
        key: Some((NONE, Key::D)),
        menu: Some((Menu::Time, 2)),
        is_enabled: |state| state.view().as_of_s.is_some(),
        action: toggle_only_that_day,
        ..ROW
    },
    TimeWindow => Row {
        label: "Time window…",
        help: "Show only claims with statements, or events, between two days or times that you type",
        key: Some((NONE, Key::W)),
        menu: Some((Menu::Time, 2)),
        is_enabled: has_document,
        action: |_| Action::ShowDialog(Dialog::TimeWindow),
        ..ROW
    },
    FocusTimeline => Row {
        label: "Focus timeline",
        help: "Move the keyboard focus to the as-of line, or the days of an event table: left and right move it",
        key: Some((NONE, Key::I)),
        menu: Some((Menu::Time, 2)),
        action: |_| Action::FocusOn(Focus::Timeline),
        ..ROW
    },
    FitTimeline => Row {
        label: "Fit timeline",
        help: "Zoom the timeline to all statements",
        key: Some((NONE, Key::End)),
        menu: Some((Menu::Time, 2)),
        action: |_| Action::MoveTimeline(None),
        ..ROW
    },
    Welcome => Row {
        label: "Welcome…",
        help: "What the example shows and how to start",
        menu: Some((Menu::Help, 1)),
        action: |_| Action::ShowDialog(Dialog::Welcome),
        ..ROW
    },
    Help => Row {
        label: "Help",
        help: "Stances, origins, grades and the model estimate explained",
        key: Some((NONE, Key::F1)),
        menu: Some((Menu::Help, 1)),
        action: |_| Action::ShowDialog(Dialog::Help),
        ..ROW
    },
    Calibration => Row {
        label: "Calibration…",
        help: "How often claims of each probability proved true, by your verdicts",
        menu: Some((Menu::Help, 1)),
        is_enabled: has_dataset,
        action: |_| Action::ShowDialog(Dialog::Calibration),
        ..ROW
    },
    Shortcuts => Row {
        label: "Keyboard shortcuts…",
        help: "All commands with their keys",
        key: Some((CTRL, Key::Slash)),
        menu: Some((Menu::Help, 1)),
        action: |_| Action::ShowDialog(Dialog::Shortcuts),
        ..ROW
    },
    About => Row {
        label: "About Counterclaim…",
        help: "Version, licences and where the data comes from",
        menu: Some((Menu::Help, 2)),
        action: |_| Action::ShowDialog(Dialog::About),
        ..ROW
    },
}

impl Command {
    /// The label of the command; `…` means that it asks for something first.
    pub fn label(self) -> &'static str {
        self.row().label
    }

    /// One sentence that says what the command does.
    pub fn help(self) -> &'static str {
        self.row().help
    }

    pub fn shortcut(self) -> Option<KeyboardShortcut> {
        self.row().key.map(|(modifiers, key)| KeyboardShortcut::new(modifiers, key))
    }

    /// The shortcut as text, for docs/keyboard.md and tooltips: `Ctrl+Shift+S`.
    pub fn shortcut_text(self) -> String {
        let Some((modifiers, key)) = self.row().key else {
            return String::new();
        };
        let mut text = String::new();
        for (held, name) in [(modifiers.command, "Ctrl+"), (modifiers.shift, "Shift+"), (modifiers.alt, "Alt+")] {
            if held {
                text += name;
            }
        }
        text + key_text(key)
    }

    /// The menu that lists the command, and the group there.
    pub fn menu(self) -> Option<(Menu, u8)> {
        self.row().menu
    }

    /// Whether the command can run now.
    pub fn is_enabled(self, state: &State) -> bool {
        (self.row().is_enabled)(state)
    }

    /// Whether the menu marks the command as on.
    pub fn is_chosen(self, state: &State) -> bool {
        (self.row().is_chosen)(state)
    }

    /// The step that the command applies to, such as the one to undo.
    pub fn step(self, state: &State) -> Option<&str> {
        (self.row().step)(state)
    }

    /// The action of the command, which may depend on what is already on.
    pub fn action(self, state: &State) -> Action {
        (self.row().action)(state)
    }
}

/// A key as it is printed on the keyboard: `,` and not `Comma`.
pub fn key_text(key: Key) -> &'static str {
    match key {
        Key::ArrowDown => "Down",
        Key::ArrowUp => "Up",
        key => key.symbol_or_name(),
    }
}

// When a command can run.

fn has_document(state: &State) -> bool {
    state.document().is_some()
}

fn has_table(state: &State) -> bool {
    state.table().is_some()
}

/// An event table has no reporting dates and no layers.
fn has_dataset(state: &State) -> bool {
    has_document(state) && !has_table(state)
}

fn has_claim(state: &State) -> bool {
    state.view().claim.is_some()
}

fn has_rows(state: &State) -> bool {
    match state.table() {
        Some(table) => !table.answer().order.is_empty(),
        None => !state.visible().claims.is_empty(),
    }
}

fn has_import_report(state: &State) -> bool {
    state.document().is_some_and(|document| !document.issues().is_empty() || document.is_foreign())
}

fn can_save(state: &State) -> bool {
    has_document(state) && !state.is_saving()
}

fn can_export(state: &State) -> bool {
    match state.table() {
        Some(table) => !table.is_reading() && state.exporting().is_none(),
        None => has_document(state),
    }
}

fn is_busy(state: &State) -> bool {
    let is_estimating = state.table().is_some_and(|table| table.figures().is_under_way());
    state.progress().is_some() || state.exporting().is_some() || is_estimating
}

fn undo_label(state: &State) -> Option<&str> {
    state.document()?.journal().undo_label()
}

fn redo_label(state: &State) -> Option<&str> {
    state.document()?.journal().redo_label()
}

// What a command does, where it depends on what is already on.

fn cancel(state: &State) -> Action {
    if state.table().is_none() || state.progress().is_some() {
        Action::StopReading
    } else if state.exporting().is_some() {
        Action::StopExport
    } else {
        Action::CancelEstimates
    }
}

fn toggle_only_in_view(state: &State) -> Action {
    match state.table().and_then(|table| table.area()) {
        Some(Area::Rect(_)) => Action::Table(TableChange::Area(None)),
        _ => Action::FocusOn(Focus::OnlyInView),
    }
}

fn toggle_only_deadly(state: &State) -> Action {
    let is_on = state.table().is_some_and(|table| table.filter().fatalities.is_some());
    Action::Table(TableChange::Deadly(!is_on))
}

fn toggle_only_worked(state: &State) -> Action {
    let is_on = state.table().is_some_and(|table| table.is_only_worked());
    Action::Table(TableChange::OnlyWorked(!is_on))
}

fn toggle_listings(state: &State) -> Action {
    let value = if state.counts_listings() { None } else { Some(Listing::Supports) };
    Action::Edit(Edit::Listings { value })
}

fn toggle_as_of(state: &State) -> Action {
    match state.view().as_of_s {
        Some(_) => Action::SetAsOf(None),
        None => Action::StepAsOf(AsOfStep::DayBack),
    }
}

fn toggle_only_that_day(state: &State) -> Action {
    let view = state.view();
    let day = view.as_of_s.filter(|_| view.filter.window.is_none()).map(day_before);
    Action::Filter(FilterChange::Window(day))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_has_words_and_groups_of_a_menu_stand_together() {
        for command in Command::ALL {
            assert!(!command.label().is_empty() && !command.help().is_empty(), "{command:?} has no words");
        }
        for menu in Menu::ALL {
            let of_menu = |command: &Command| command.menu().filter(|(of, _)| *of == menu);
            let groups: Vec<u8> = Command::ALL.iter().filter_map(of_menu).map(|(_, group)| group).collect();
            assert!(!groups.is_empty() && groups.is_sorted(), "{menu:?}: {groups:?}");
        }
    }

    #[test]
    fn no_two_commands_share_a_key_or_a_label() {
        for (at, command) in Command::ALL.iter().enumerate() {
            let others = &Command::ALL[at + 1..];
            let clash = others.iter().find(|other| other.label() == command.label());
            assert_eq!(clash, None, "{command:?} has the label of another command");
            let Some(shortcut) = command.shortcut() else { continue };
            let clash = others.iter().find(|other| other.shortcut() == Some(shortcut));
            assert_eq!(clash, None, "{command:?} has the key of another command");
        }
    }
}
