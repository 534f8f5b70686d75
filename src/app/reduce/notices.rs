//! Notices that several reducers give: import issues, and texts that could not be shown or kept.

use crate::app::import_text::{as_what, issue_label};
use crate::app::{Document, Notice, NoticeTopic, Offer, State};
use counterclaim_engine::number;
use counterclaim_io::import_report::MappingSource;

pub fn report_issues(state: &mut State) {
    if state.document.as_ref().is_some_and(Document::is_foreign) {
        return report_reading(state);
    }
    let count = state.document.as_ref().map_or(0, |document| document.issues().len());
    if count > 0 {
        forget_issues(state);
        state.notices.push(issue_count(count));
    }
}

fn issue_count(count: usize) -> Notice {
    Notice::warning(issue_label(count), "See File, Import report: what was skipped or rejected, where and why.")
        .about(NoticeTopic::Import)
}

/// Removes the notices about how the file was read.
pub fn forget_reading(state: &mut State) {
    state.notices.retain(|notice| notice.offer != Some(Offer::Columns));
    forget_issues(state);
}

/// Removes the notices that count issues, except those of layers.
pub fn forget_issues(state: &mut State) {
    state.notices.retain(|notice| notice.topic != Some(NoticeTopic::Import));
}

/// Says how a file in a foreign format was read; without issues the notice fades.
pub fn report_reading(state: &mut State) {
    let Some(document) = state.document.as_ref().filter(|document| document.is_foreign()) else { return };
    let reading = document.reading();
    let issues = document.issues().len();
    let [read, total] = [reading.records.read, reading.records.total()].map(|count| number(count as f64));
    let name = document.dataset_name();
    let title = match issues {
        0 => format!("{read} records of {name} read"),
        _ => format!("{read} of {total} records of {name} read, {}", issue_label(issues)),
    };
    let details = format!("{} See File, Import report for details or to choose another format.", as_what(reading));
    let offer =
        Some(Offer::Columns).filter(|_| reading.mapping_source == MappingSource::Guess && document.has_columns());
    let is_plain = issues == 0 && matches!(reading.mapping_source, MappingSource::Format | MappingSource::Mapping);
    forget_reading(state);
    state.notices.push(if is_plain {
        Notice { details, ..Notice::done(title) }
    } else {
        // Without issues it stays until its offer is taken up or another file is open.
        let notice = Notice { offer, ..Notice::warning(title, details) };
        if issues > 0 { notice.about(NoticeTopic::Import) } else { notice }
    });
}

pub fn missing_glyphs(signs: &[char]) -> Notice {
    let codes: Vec<String> = signs.iter().take(3).map(|sign| format!("U+{:04X}", u32::from(*sign))).collect();
    let such = format!("{} such as {}", if signs.len() == 1 { "One" } else { "Some" }, codes.join(", "));
    Notice::warning(
        "No installed font has some characters of the text",
        format!(
            "{such}. The window shows how many are missing in their place; the text itself is unchanged. Install a \
             font that has them, such as one of the Noto fonts: Counterclaim then finds it by itself."
        ),
    )
}

pub fn cut_text(kept_chars: usize) -> Notice {
    let kept = thousands(kept_chars);
    Notice::warning(
        "The text was too long for the field",
        format!(
            "Only the first {kept} characters were kept. Put long texts into a file, and name the file in the note."
        ),
    )
}

fn thousands(count: usize) -> String {
    counterclaim_engine::number(count as f64)
}

pub fn shared_session() -> Notice {
    Notice::warning(
        "This session is open in another window",
        "You can work in both. When you save the second one, you are asked and can merge the other's edits.",
    )
}

pub fn unprotected(reason: &str) -> Notice {
    Notice::warning(
        "Unsaved work is not protected against a crash",
        format!("The recovery journal could not be written: {reason}. Save often until this is fixed."),
    )
}

pub fn dismiss(state: &mut State, at: usize) {
    if at < state.notices.len() {
        state.notices.remove(at);
    }
}

#[cfg(test)]
mod tests {
    use counterclaim_io::preferences::Preferences;

    use super::*;

    #[test]
    fn only_notices_that_count_issues_give_way_to_a_new_count() {
        let mut state = State::new("tester".into(), Preferences::default());
        let saved = Notice::done("Saved import issues");
        state.notices.push(saved.clone());
        state.notices.push(issue_count(2));
        forget_issues(&mut state);
        assert_eq!(state.notices, [saved], "a file may be called as a notice ends");
    }
}
