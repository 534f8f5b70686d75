//! Every named command: one table behind menus, keys, tooltips and docs/keyboard.md.

use egui::{Event, InputState, Key, KeyboardShortcut, Modifiers, Ui};

use super::panel::Cx;
use super::timeline::day::day_before;
use crate::app::{Action, Area, AsOfStep, Dialog, Document, FilterChange, Focus, State, TableChange, WhatIfChange};
use counterclaim_io::preferences::Theme;
use counterclaim_model::{Credibility, Edit, Listing};

/// A command that a user can run.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Command {
    Open,
    OpenAs,
    OpenPress,
    OpenReport,
    AddLayer,
    Save,
    SaveAs,
    Export,
    Columns,
    ShowIssues,
    StopReading,
    Quit,
    Undo,
    Redo,
    CopyClaim,
    PlaceNames,
    Find,
    ClearFilters,
    NextClaim,
    PreviousClaim,
    Grade(Credibility),
    ClearGrade,
    EditNote,
    AddTag,
    SameSource,
    FocusCards,
    FocusMap,
    FocusSources,
    FitMap,
    Areas,
    OnlyInView,
    Circle,
    OnlyDeadly,
    OnlyWorked,
    FocusTimeline,
    AsOf,
    DayBack,
    DayForward,
    StatementBack,
    StatementForward,
    Play,
    OnlyThatDay,
    TimeWindow,
    FitTimeline,
    Measure,
    WithoutRoles,
    CountListings,
    Restore,
    Palette,
    Preferences,
    ThemeSystem,
    ThemeLight,
    ThemeDark,
    Welcome,
    Help,
    Calibration,
    Shortcuts,
    About,
}

/// The name of the example that the window opens with.
pub const FIRST_EXAMPLE: &str = "kurakhove-press";
/// The name of the example with a single report.
const REPORT_EXAMPLE: &str = "kurakhove-report";

const NONE: Modifiers = Modifiers::NONE;
const CTRL: Modifiers = Modifiers::COMMAND;
const CTRL_SHIFT: Modifiers = Modifiers::COMMAND.plus(Modifiers::SHIFT);

impl Command {
    /// In the order of menus and of docs/keyboard.md.
    pub const ALL: [Self; 63] = [
        Self::Open,
        Self::OpenAs,
        Self::OpenPress,
        Self::OpenReport,
        Self::AddLayer,
        Self::Save,
        Self::SaveAs,
        Self::Export,
        Self::Columns,
        Self::ShowIssues,
        Self::StopReading,
        Self::Quit,
        Self::Undo,
        Self::Redo,
        Self::CopyClaim,
        Self::PlaceNames,
        Self::Find,
        Self::ClearFilters,
        Self::NextClaim,
        Self::PreviousClaim,
        Self::Grade(Credibility::One),
        Self::Grade(Credibility::Two),
        Self::Grade(Credibility::Three),
        Self::Grade(Credibility::Four),
        Self::Grade(Credibility::Five),
        Self::Grade(Credibility::Six),
        Self::ClearGrade,
        Self::EditNote,
        Self::AddTag,
        Self::SameSource,
        Self::FocusCards,
        Self::FocusMap,
        Self::FocusSources,
        Self::FitMap,
        Self::Areas,
        Self::OnlyInView,
        Self::Circle,
        Self::OnlyDeadly,
        Self::OnlyWorked,
        Self::FocusTimeline,
        Self::AsOf,
        Self::DayBack,
        Self::DayForward,
        Self::StatementBack,
        Self::StatementForward,
        Self::Play,
        Self::OnlyThatDay,
        Self::TimeWindow,
        Self::FitTimeline,
        Self::Measure,
        Self::WithoutRoles,
        Self::CountListings,
        Self::Restore,
        Self::Palette,
        Self::Preferences,
        Self::ThemeSystem,
        Self::ThemeLight,
        Self::ThemeDark,
        Self::Welcome,
        Self::Help,
        Self::Calibration,
        Self::Shortcuts,
        Self::About,
    ];

    /// The label of the command; `…` means that it asks for something first.
    pub fn label(self) -> &'static str {
        match self {
            Self::Open => "Open…",
            Self::OpenAs => "Open as…",
            Self::OpenPress => "Example: Kurakhove, ten weeks of press",
            Self::OpenReport => "Example: Kurakhove, one report",
            Self::AddLayer => "Add layer…",
            Self::Save => "Save session",
            Self::SaveAs => "Save session as…",
            Self::Export => "Export shown items…",
            Self::Columns => "Columns…",
            Self::ShowIssues => "Import report…",
            Self::StopReading => "Cancel import or calculation",
            Self::Quit => "Quit",
            Self::Undo => "Undo",
            Self::Redo => "Redo",
            Self::CopyClaim => "Copy claim as text",
            Self::PlaceNames => "Unlocated places…",
            Self::Find => "Find claims",
            Self::ClearFilters => "Clear all filters",
            Self::NextClaim => "Next claim",
            Self::PreviousClaim => "Previous claim",
            Self::Grade(Credibility::One) => "Grade claim 1",
            Self::Grade(Credibility::Two) => "Grade claim 2",
            Self::Grade(Credibility::Three) => "Grade claim 3",
            Self::Grade(Credibility::Four) => "Grade claim 4",
            Self::Grade(Credibility::Five) => "Grade claim 5",
            Self::Grade(Credibility::Six) => "Grade claim 6",
            Self::ClearGrade => "Clear grade",
            Self::EditNote => "Write note",
            Self::AddTag => "Add tag",
            Self::SameSource => "Merge with another source…",
            Self::FocusCards => "Focus claims",
            Self::FocusMap => "Focus map",
            Self::FocusSources => "Focus sources",
            Self::FitMap => "Fit map",
            Self::Areas => "Show areas on the map",
            Self::OnlyInView => "Show only events in map view",
            Self::Circle => "Show only events in a circle…",
            Self::OnlyDeadly => "Show only events with deaths",
            Self::OnlyWorked => "Show only events with your work",
            Self::FocusTimeline => "Focus timeline",
            Self::AsOf => "Toggle as-of line",
            Self::DayBack => "Move back one day",
            Self::DayForward => "Move forward one day",
            Self::StatementBack => "Go to previous statement",
            Self::StatementForward => "Go to next statement",
            Self::Play => "Play",
            Self::OnlyThatDay => "Show only claims reported that day",
            Self::TimeWindow => "Time window…",
            Self::FitTimeline => "Fit timeline",
            Self::Measure => "Measure…",
            Self::WithoutRoles => "Ignore source interests",
            Self::CountListings => "Treat listed sources as support",
            Self::Restore => "Clear exclusions",
            Self::Palette => "Command palette…",
            Self::Preferences => "Preferences…",
            Self::Help => "Help",
            Self::Calibration => "Calibration…",
            Self::ThemeSystem => "Theme: system",
            Self::ThemeLight => "Theme: light",
            Self::ThemeDark => "Theme: dark",
            Self::Welcome => "Welcome…",
            Self::Shortcuts => "Keyboard shortcuts…",
            Self::About => "About Counterclaim…",
        }
    }

    /// One sentence that says what the command does.
    pub fn help(self) -> &'static str {
        match self {
            Self::Open => "Open a dataset or a session file",
            Self::OpenAs => "Open a file, or reopen the current one, in a format that you choose",
            Self::OpenPress => "Open the bundled reports of December 2024 to March 2025",
            Self::OpenReport => "Open only the bundled report of 7 January 2025",
            Self::AddLayer => "Add another dataset as a layer to the open one; Undo removes it",
            Self::Save => "Save your work to the session file",
            Self::SaveAs => "Save your work to a session file with another name",
            Self::Export => "Export the shown claims as a page to read and print, or as a table",
            Self::Columns => "Set what the columns of the open table mean, and import it again",
            Self::ShowIssues => "Detected format, skipped fields and rejected records, with place and reason",
            Self::StopReading => {
                "Cancel the import, calculation or export of a large file; everything already shown stays"
            }
            Self::Quit => "Close the window; you are asked first if work is unsaved",
            Self::Undo => "Undo the last step",
            Self::Redo => "Redo the step that was undone",
            Self::CopyClaim => "Copy the selected claim, its statements, and your work on it",
            Self::PlaceNames => "Locate places that the file only names; the gazetteer suggests candidates",
            Self::Find => "Show only claims that contain all the words",
            Self::ClearFilters => "Show all claims, or events, again",
            Self::NextClaim => "Select the claim below",
            Self::PreviousClaim => "Select the claim above",
            Self::Grade(grade) => grade.label(),
            Self::ClearGrade => "Remove your grade from the selected claim",
            Self::EditNote => "Write a note on the selected claim",
            Self::AddTag => "Add a tag to the selected claim",
            Self::SameSource => "Treat the selected source and another as the same, so that both count as one origin",
            Self::FocusCards => "Move the keyboard focus to the claim cards",
            Self::FocusMap => "Move the keyboard focus to the map: arrows pan, + and - zoom",
            Self::FocusSources => "Move the keyboard focus to the list of sources",
            Self::FitMap => "Zoom the map to all shown claims or events",
            Self::Areas => "Show the outlines of areas (for each source, those of its latest day), or hide them",
            Self::OnlyInView => "In an event table, show only events in the current map view, or everywhere again",
            Self::Circle => "In an event table, show only events within a distance of a point on the ground",
            Self::OnlyDeadly => "In an event table, show only events with at least one death, or all again",
            Self::OnlyWorked => {
                "In an event table, show only events that you have graded, judged, tagged or noted, or all again"
            }
            Self::FocusTimeline => {
                "Move the keyboard focus to the as-of line, or the days of an event table: left and right move it"
            }
            Self::AsOf => "Show only what was known by a day, or everything again",
            Self::DayBack => "Move the as-of line back one day",
            Self::DayForward => "Move the as-of line forward one day",
            Self::StatementBack => "Move the as-of line to when the previous statement became known",
            Self::StatementForward => "Move the as-of line to when the next statement became known",
            Self::Play => "Move the as-of line forward automatically, or stop it",
            Self::OnlyThatDay => "Show only claims with a statement on the day before the as-of line, or all again",
            Self::TimeWindow => "Show only claims with statements, or events, between two days or times that you type",
            Self::FitTimeline => "Zoom the timeline to all statements",
            Self::Measure => "Measure distance and direction between two places",
            Self::CountListings => "Treat sources listed without a stance as support, or ignore them",
            Self::WithoutRoles => "Show the estimates if no source's interest counts, or count interests again",
            Self::Restore => "Count all excluded statements, sources and interests again",
            Self::Palette => "Find a command, claim, source or place by name",
            Self::Preferences => "Theme, place names, borders, your name",
            Self::Help => "Stances, origins, grades and the model estimate explained",
            Self::Calibration => "How often claims of each probability proved true, by your verdicts",
            Self::ThemeSystem => "Light or dark, following the desktop",
            Self::ThemeLight => "Dark text on a light background",
            Self::ThemeDark => "Light text on a dark background",
            Self::Welcome => "What the example shows and how to start",
            Self::Shortcuts => "All commands with their keys",
            Self::About => "Version, licences and where the data comes from",
        }
    }

    pub fn shortcut(self) -> Option<KeyboardShortcut> {
        let (modifiers, key) = match self {
            Self::Open => (CTRL, Key::O),
            Self::AddLayer => (CTRL_SHIFT, Key::O),
            Self::Save => (CTRL, Key::S),
            Self::SaveAs => (CTRL_SHIFT, Key::S),
            Self::Export => (CTRL, Key::E),
            Self::StopReading => (CTRL, Key::Period),
            Self::Quit => (CTRL, Key::Q),
            Self::Undo => (CTRL, Key::Z),
            Self::Redo => (CTRL_SHIFT, Key::Z),
            Self::CopyClaim => (CTRL_SHIFT, Key::C),
            Self::PlaceNames => (CTRL_SHIFT, Key::P),
            Self::Find => (CTRL, Key::F),
            Self::ClearFilters => (CTRL_SHIFT, Key::F),
            Self::NextClaim => (NONE, Key::ArrowDown),
            Self::PreviousClaim => (NONE, Key::ArrowUp),
            Self::Grade(Credibility::One) => (NONE, Key::Num1),
            Self::Grade(Credibility::Two) => (NONE, Key::Num2),
            Self::Grade(Credibility::Three) => (NONE, Key::Num3),
            Self::Grade(Credibility::Four) => (NONE, Key::Num4),
            Self::Grade(Credibility::Five) => (NONE, Key::Num5),
            Self::Grade(Credibility::Six) => (NONE, Key::Num6),
            Self::ClearGrade => (NONE, Key::Num0),
            Self::EditNote => (NONE, Key::N),
            Self::AddTag => (NONE, Key::T),
            Self::SameSource => (NONE, Key::J),
            Self::FocusCards => (NONE, Key::L),
            Self::FocusMap => (NONE, Key::M),
            Self::FocusSources => (NONE, Key::S),
            Self::FitMap => (NONE, Key::Home),
            Self::Areas => (NONE, Key::O),
            Self::OnlyInView => (NONE, Key::V),
            Self::Circle => (NONE, Key::C),
            Self::OnlyDeadly => (NONE, Key::X),
            Self::OnlyWorked => (NONE, Key::G),
            Self::FocusTimeline => (NONE, Key::I),
            Self::AsOf => (NONE, Key::K),
            Self::DayBack => (NONE, Key::Comma),
            Self::DayForward => (NONE, Key::Period),
            Self::StatementBack => (NONE, Key::OpenBracket),
            Self::StatementForward => (NONE, Key::CloseBracket),
            Self::Play => (NONE, Key::P),
            Self::OnlyThatDay => (NONE, Key::D),
            Self::TimeWindow => (NONE, Key::W),
            Self::FitTimeline => (NONE, Key::End),
            Self::Measure => (CTRL, Key::M),
            Self::WithoutRoles => (NONE, Key::R),
            Self::Restore => (CTRL_SHIFT, Key::R),
            Self::Palette => (CTRL, Key::K),
            Self::Preferences => (CTRL, Key::Comma),
            Self::Help => (NONE, Key::F1),
            Self::Shortcuts => (CTRL, Key::Slash),
            Self::OpenAs
            | Self::OpenPress
            | Self::OpenReport
            | Self::Columns
            | Self::ShowIssues
            | Self::ThemeSystem
            | Self::ThemeLight
            | Self::ThemeDark
            | Self::Welcome
            | Self::Calibration
            | Self::CountListings
            | Self::About => return None,
        };
        Some(KeyboardShortcut::new(modifiers, key))
    }

    /// The shortcut as text, for docs/keyboard.md and tooltips: `Ctrl+Shift+S`.
    pub fn shortcut_text(self) -> String {
        let Some(shortcut) = self.shortcut() else {
            return String::new();
        };
        let modifiers = shortcut.modifiers;
        let mut text = String::new();
        for (held, name) in [(modifiers.command, "Ctrl+"), (modifiers.shift, "Shift+"), (modifiers.alt, "Alt+")] {
            if held {
                text += name;
            }
        }
        text + key_text(shortcut.logical_key)
    }

    /// Whether the command can run now.
    pub fn is_enabled(self, state: &State) -> bool {
        let has_claim = state.view().claim.is_some();
        match self {
            Self::Undo => state.document().is_some_and(|document| document.journal().undo_label().is_some()),
            Self::Redo => state.document().is_some_and(|document| document.journal().redo_label().is_some()),
            Self::Save | Self::SaveAs => state.document().is_some() && !state.is_saving(),
            Self::ShowIssues => {
                state.document().is_some_and(|document| !document.issues().is_empty() || document.is_foreign())
            }
            Self::Columns => state.document().is_some_and(Document::has_columns),
            Self::CopyClaim | Self::Grade(_) | Self::ClearGrade | Self::EditNote | Self::AddTag => has_claim,
            Self::ClearFilters => state.is_filtered(),
            Self::NextClaim | Self::PreviousClaim => match state.table() {
                Some(table) => !table.answer().order.is_empty(),
                None => !state.visible().claims.is_empty(),
            },
            Self::StopReading => state.progress().is_some() || state.exporting().is_some() || is_estimating(state),
            Self::Export => match state.table() {
                Some(table) => !table.is_reading() && state.exporting().is_none(),
                None => state.document().is_some(),
            },
            Self::OnlyInView | Self::Circle | Self::OnlyDeadly => state.table().is_some(),
            Self::OnlyWorked => state.table().is_some_and(|table| !table.is_reading()),
            Self::TimeWindow => state.document().is_some(),
            // An event table has no reporting dates and no layers.
            Self::AddLayer
            | Self::PlaceNames
            | Self::Calibration
            | Self::AsOf
            | Self::DayBack
            | Self::DayForward
            | Self::StatementBack
            | Self::StatementForward
            | Self::Play => state.document().is_some() && state.table().is_none(),
            Self::OnlyThatDay => state.view().as_of_s.is_some(),
            Self::WithoutRoles | Self::CountListings => state.document().is_some(),
            Self::SameSource => state.view().source.is_some(),
            Self::Areas => !state.visible().areas.is_empty(),
            Self::Restore => state.view().what_if.is_active(),
            _ => true,
        }
    }

    pub fn action(self) -> Action {
        match self {
            Self::Open => Action::Open,
            Self::OpenAs => Action::ShowDialog(Dialog::OpenAs),
            Self::Columns => Action::AskColumns,
            Self::OpenPress => Action::OpenExample(FIRST_EXAMPLE),
            Self::OpenReport => Action::OpenExample(REPORT_EXAMPLE),
            Self::AddLayer => Action::AddLayer,
            Self::Save => Action::Save,
            Self::SaveAs => Action::SaveAs,
            Self::Export => Action::Export,
            Self::ShowIssues => Action::ShowDialog(Dialog::Issues),
            Self::StopReading => Action::StopReading,
            Self::Quit => Action::CloseRequested,
            Self::Undo => Action::Undo,
            Self::Redo => Action::Redo,
            Self::CopyClaim => Action::CopyClaim,
            Self::PlaceNames => Action::ShowDialog(Dialog::Places),
            Self::Find => Action::FocusOn(Focus::Search),
            Self::ClearFilters => Action::Filter(FilterChange::Clear),
            Self::NextClaim => Action::SelectStep(1),
            Self::PreviousClaim => Action::SelectStep(-1),
            Self::Grade(grade) => Action::GradeSelected(Some(grade)),
            Self::ClearGrade => Action::GradeSelected(None),
            Self::EditNote => Action::FocusOn(Focus::Note),
            Self::AddTag => Action::FocusOn(Focus::NewTag),
            Self::SameSource => Action::FocusOn(Focus::SameSource),
            Self::FocusCards => Action::FocusOn(Focus::Cards),
            Self::FocusMap => Action::FocusOn(Focus::Map),
            Self::FocusSources => Action::FocusOn(Focus::Sources),
            Self::FitMap => Action::FitMap,
            Self::Areas => Action::ShowAreas(true),
            Self::OnlyInView => Action::FocusOn(Focus::OnlyInView),
            Self::Circle => Action::ShowDialog(Dialog::Circle),
            Self::OnlyDeadly => Action::Table(TableChange::Deadly(true)),
            Self::OnlyWorked => Action::Table(TableChange::OnlyWorked(true)),
            Self::FocusTimeline => Action::FocusOn(Focus::Timeline),
            Self::DayForward | Self::AsOf => Action::StepAsOf(AsOfStep::DayForward),
            Self::DayBack => Action::StepAsOf(AsOfStep::DayBack),
            Self::StatementBack => Action::StepAsOf(AsOfStep::StatementBack),
            Self::StatementForward => Action::StepAsOf(AsOfStep::StatementForward),
            Self::Play => Action::Play(true),
            Self::OnlyThatDay => Action::Filter(FilterChange::Window(None)),
            Self::TimeWindow => Action::ShowDialog(Dialog::TimeWindow),
            Self::FitTimeline => Action::MoveTimeline(None),
            Self::Measure => Action::ShowDialog(Dialog::Measure),
            Self::CountListings => Action::Edit(Edit::Listings { value: Some(Listing::Supports) }),
            Self::WithoutRoles => Action::WhatIf(WhatIfChange::Roles),
            Self::Restore => Action::WhatIf(WhatIfChange::Restore),
            Self::Palette => Action::ShowDialog(Dialog::Palette),
            Self::Preferences => Action::ShowDialog(Dialog::Preferences),
            Self::Help => Action::ShowDialog(Dialog::Help),
            Self::Calibration => Action::ShowDialog(Dialog::Calibration),
            Self::ThemeSystem => Action::SetTheme(Theme::System),
            Self::ThemeLight => Action::SetTheme(Theme::Light),
            Self::ThemeDark => Action::SetTheme(Theme::Dark),
            Self::Welcome => Action::ShowDialog(Dialog::Welcome),
            Self::Shortcuts => Action::ShowDialog(Dialog::Shortcuts),
            Self::About => Action::ShowDialog(Dialog::About),
        }
    }

    /// The action of the command, which may depend on what is already on.
    pub fn action_for(self, state: &State) -> Action {
        let view = state.view();
        if let Some(table) = state.table() {
            match self {
                Self::StopReading if state.progress().is_some() => return Action::StopReading,
                Self::StopReading if state.exporting().is_some() => return Action::StopExport,
                Self::StopReading => return Action::CancelEstimates,
                Self::OnlyInView if matches!(table.area(), Some(Area::Rect(_))) => {
                    return Action::Table(TableChange::Area(None));
                }
                Self::OnlyDeadly => return Action::Table(TableChange::Deadly(table.filter().fatalities.is_none())),
                Self::OnlyWorked => return Action::Table(TableChange::OnlyWorked(!table.is_only_worked())),
                _ => {}
            }
        }
        match (self, view.as_of_s) {
            (Self::AsOf, Some(_)) => Action::SetAsOf(None),
            (Self::AsOf, None) => Action::StepAsOf(AsOfStep::DayBack),
            (Self::CountListings, _) if state.judgement().is_some_and(|own| own.listings().is_some()) => {
                Action::Edit(Edit::Listings { value: None })
            }
            (Self::Areas, _) => Action::ShowAreas(view.without_areas),
            (Self::Play, _) => Action::Play(!view.is_playing),
            (Self::OnlyThatDay, Some(as_of_s)) if view.filter.window.is_none() => {
                Action::Filter(FilterChange::Window(Some(day_before(as_of_s))))
            }
            _ => self.action(),
        }
    }

    /// Whether a text field needs the key itself.
    fn yields_to_text(self) -> bool {
        let is_plain = self.shortcut().is_some_and(|shortcut| shortcut.modifiers.is_none());
        is_plain && self != Self::Help
    }
}

/// The shortcut as menus show it: modifiers as the platform names them, and the key as it is printed on the keyboard.
pub fn menu_text(ui: &Ui, shortcut: &KeyboardShortcut) -> String {
    let text = ui.format_shortcut(shortcut);
    match text.strip_suffix(shortcut.logical_key.name()) {
        Some(modifiers) => format!("{modifiers}{}", key_text(shortcut.logical_key)),
        None => text,
    }
}

/// A key as it is printed on the keyboard: `,` and not `Comma`.
fn key_text(key: Key) -> &'static str {
    match key {
        Key::ArrowDown => "Down",
        Key::ArrowUp => "Up",
        key => key.symbol_or_name(),
    }
}

/// Whether the estimates of a table are being calculated.
fn is_estimating(state: &State) -> bool {
    state.table().is_some_and(|table| table.figures().is_under_way())
}

/// Matches the keys of this frame; those with more modifiers first.
pub fn take_shortcuts(ui: &Ui, cx: &mut Cx<'_>) {
    let in_text = ui.text_edit_focused();
    let map_has_arrows = ui.memory(|memory| memory.focused()) == Some(super::map::canvas::canvas_id());
    let mut commands: Vec<Command> = Command::ALL.to_vec();
    commands.sort_by_key(|command| command.shortcut().map_or(0, |shortcut| usize::from(!shortcut.modifiers.shift)));
    for command in commands {
        let Some(shortcut) = command.shortcut() else { continue };
        let is_arrow = matches!(command, Command::NextClaim | Command::PreviousClaim);
        if (in_text && command.yields_to_text()) || (is_arrow && map_has_arrows) {
            continue;
        }
        if ui.input_mut(|input| consume(input, &shortcut)) && command.is_enabled(cx.state) {
            cx.push(command.action_for(cx.state));
        }
    }
}

/// Removes a shortcut from the frame's input; returns whether it was pressed.
fn consume(input: &mut InputState, shortcut: &KeyboardShortcut) -> bool {
    if !shortcut.modifiers.is_none() || !DIGITS.contains(&shortcut.logical_key) {
        return input.consume_shortcut(shortcut);
    }
    let before = input.events.len();
    input.events.retain(|event| pressed_digit(event) != Some(shortcut.logical_key));
    input.events.len() < before
}

const DIGITS: [Key; 10] =
    [Key::Num0, Key::Num1, Key::Num2, Key::Num3, Key::Num4, Key::Num5, Key::Num6, Key::Num7, Key::Num8, Key::Num9];

/// The digit that a key press means, whatever the layout.
///
/// Layouts such as AZERTY have the digits of the upper row on Shift, and other characters without it: there the
/// position of the key counts. With Shift, the character counts, as `/` on a German keyboard. Without Num Lock, the
/// keys of the number pad move the cursor.
fn pressed_digit(event: &Event) -> Option<Key> {
    let Event::Key { key, physical_key, pressed: true, modifiers, .. } = event else {
        return None;
    };
    if DIGITS.contains(key) {
        return modifiers.matches_logically(Modifiers::NONE).then_some(*key);
    }
    physical_key.filter(|place| modifiers.is_none() && DIGITS.contains(place) && is_sign(*key))
}

/// Whether a key types a character that is neither a letter nor a digit.
fn is_sign(key: Key) -> bool {
    matches!(
        key,
        Key::Backslash
            | Key::Backtick
            | Key::CloseBracket
            | Key::CloseCurlyBracket
            | Key::Colon
            | Key::Comma
            | Key::Equals
            | Key::Exclamationmark
            | Key::Minus
            | Key::OpenBracket
            | Key::OpenCurlyBracket
            | Key::Period
            | Key::Pipe
            | Key::Plus
            | Key::Questionmark
            | Key::Quote
            | Key::Semicolon
            | Key::Slash
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digit_is_known_by_its_sign_or_by_the_place_of_its_key() {
        let digit = |key, place, modifiers| {
            let physical_key = Some(place);
            pressed_digit(&Event::Key { key, physical_key, pressed: true, repeat: false, modifiers })
        };
        let none = Modifiers::NONE;
        let shift = Modifiers::SHIFT;
        // AZERTY: ' and - are the keys of 4 and 6; with Shift they are digits.
        assert_eq!(digit(Key::Quote, Key::Num4, none), Some(Key::Num4));
        assert_eq!(digit(Key::Minus, Key::Num6, none), Some(Key::Num6));
        assert_eq!(digit(Key::Num4, Key::Num4, shift), Some(Key::Num4));
        // Czech + is the key of 1.
        assert_eq!(digit(Key::Plus, Key::Num1, none), Some(Key::Num1));
        // A digit in the position of another one: the character counts.
        assert_eq!(digit(Key::Num7, Key::Num2, none), Some(Key::Num7));
        // The number pad, with and without Num Lock.
        assert_eq!(digit(Key::Num4, Key::Num4, none), Some(Key::Num4));
        assert_eq!(digit(Key::ArrowLeft, Key::Num4, none), None);
        assert_eq!(digit(Key::Minus, Key::Minus, none), None);
        // A letter on such a key stays a letter; with Shift or another modifier the key means its character.
        assert_eq!(digit(Key::N, Key::Num2, none), None);
        assert_eq!(digit(Key::Slash, Key::Num7, shift), None);
        assert_eq!(digit(Key::Minus, Key::Num6, Modifiers::COMMAND), None);
        assert_eq!(digit(Key::Num1, Key::Num1, Modifiers::COMMAND), None);
    }

    #[test]
    fn every_command_stands_once_in_the_table_and_has_help() {
        for (at, command) in Command::ALL.iter().enumerate() {
            assert!(!Command::ALL[at + 1..].contains(command), "{command:?} stands twice");
            assert!(!command.label().is_empty() && !command.help().is_empty(), "{command:?} has no words");
        }
    }

    #[test]
    fn no_two_commands_share_a_key() {
        for (at, command) in Command::ALL.iter().enumerate() {
            let Some(shortcut) = command.shortcut() else { continue };
            let clash = Command::ALL[at + 1..].iter().find(|other| other.shortcut() == Some(shortcut));
            assert_eq!(clash, None, "{command:?} has the key of another command");
        }
    }
}
