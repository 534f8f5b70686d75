//! The computed figure in the window: on cards, with its receipt, with something left out, and hidden.

use counterclaim::app::Quick;
use counterclaim_engine::Likelihood;
use counterclaim_model::{ClaimId, Credibility, Truth};
use egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use crate::window::Window;

const CAPTURED: &str = "All of Kurakhove is under Russian control";
const DENIES: &str = "Khortytsia operational-strategic grouping denies,";

fn claim(window: &Window, key: &str) -> ClaimId {
    let dataset = window.harness.state().state().dataset().expect("a dataset");
    dataset.claim_by_key(key).expect("the claim")
}

fn likelihood(window: &Window, key: &str) -> Likelihood {
    let id = claim(window, key);
    window.harness.state().state().assessment().claim(id).likelihood.expect("a figure")
}

/// The names of all widgets that hold some words.
fn names(window: &Window, words: &str) -> Vec<String> {
    let nodes = window.harness.query_all_by_label_contains(words);
    nodes.filter_map(|node| node.accesskit_node().label().or_else(|| node.accesskit_node().value())).collect()
}

/// The card of a claim as screen readers have it.
fn card(window: &Window, proposition: &str) -> String {
    let start = format!("{proposition}, ");
    let found = names(window, proposition).into_iter().find(|name| name.starts_with(&start) && name.contains("origin"));
    found.unwrap_or_else(|| panic!("there is no card “{proposition}”"))
}

/// What stands between commas and reads as log-odds.
fn value(name: &str) -> Option<f64> {
    let number = |part: &str| match part.strip_prefix('−') {
        Some(size) => size.parse::<f64>().ok().map(|size| -size),
        None => part.strip_prefix('+').or((part == "0").then_some(part))?.parse().ok(),
    };
    name.split(", ").find_map(number)
}

#[test]
fn a_card_says_the_word_and_the_percentage_of_its_claim() {
    let window = Window::on_example();
    let held = likelihood(&window, "captured");
    let words = format!("{}, {}\u{a0}%", held.word().expect("a word"), held.percent().expect("a percentage"));
    let card = card(&window, CAPTURED);
    assert!(card.contains(&words), "“{words}” is not on the card: {card}");
    assert!(card.contains(&format!("suggested {}", held.suggested.number())), "{card}");
}

#[test]
fn an_open_claim_has_no_percentage_and_a_judgement_no_figure_at_all() {
    let window = Window::on_example();
    let open = card(&window, "Kurakhove is a small industrial town");
    assert!(open.contains(", undetermined,") && !open.contains('%'), "{open}");
    let judgement = card(&window, "Holding Kurakhove opens the way to Pokrovsk and the southern front");
    assert!(
        !judgement.contains("undetermined,") && !judgement.contains('%') && !judgement.contains("suggested"),
        "{judgement}"
    );
}

#[test]
fn a_mark_of_cards_filters_them_and_can_be_taken_away() {
    let mut window = Window::on_example();
    let all = window.harness.state().state().visible().claims.len();
    let count = window.harness.state().state().visible().facets.quick(Quick::AgainstInterest);
    assert!(count > 0 && count < all);
    window.click("Filter by flag");
    window.click(&format!("Against interest {count}"));
    assert_eq!(window.harness.state().state().visible().claims.len(), count);
    for id in &window.harness.state().state().visible().claims {
        assert!(window.harness.state().state().assessment().claim(*id).against_interest);
    }
    window.click("Remove filter: against interest");
    assert_eq!(window.harness.state().state().visible().claims.len(), all);
}

#[test]
fn sorted_by_likelihood_open_claims_come_last() {
    let mut window = Window::on_example();
    window.click("Sort claims");
    window.click("Most likely first");
    let state = window.harness.state().state();
    let held = |id: &ClaimId| state.assessment().claim(*id).likelihood.filter(|held| !held.is_open);
    let shown: Vec<Option<f64>> =
        state.visible().claims.iter().map(|id| held(id).map(|held| held.probability)).collect();
    assert!(shown.is_sorted_by(|one, other| one.unwrap_or(-1.0) >= other.unwrap_or(-1.0)), "{shown:?}");
    assert!(shown.first().copied().flatten().is_some() && shown.last().copied().flatten().is_none());
}

#[test]
fn the_lines_of_the_receipt_that_are_shown_sum_to_its_total() {
    let window = Window::on_example();
    let total = names(&window, "Total: ").pop().expect("a total");
    let lines: Vec<f64> = [
        " supports,",
        " denies,",
        " doubts,",
        " could not verify,",
        "because “",
        "Interaction between dates,",
        "Baseline, ",
    ]
    .iter()
    .flat_map(|words| names(&window, words))
    .filter(|name| !name.starts_with(CAPTURED))
    .filter_map(|name| value(&name))
    .collect();
    assert!(lines.len() >= 5, "{lines:?}");
    let sum: f64 = lines.iter().sum();
    let told = value(&total).expect("a value");
    assert!((sum - told).abs() <= 0.005 * (lines.len() + 1) as f64, "{lines:?} sum to {sum}, but {total}");
    assert!((told - likelihood(&window, "captured").log_odds).abs() < 0.006);
    assert!(window.shows(&likelihood(&window, "captured").describe()));
    assert!(window.shows("Effective number of independent sources: "));
}

#[test]
fn a_line_says_what_the_figure_is_without_it() {
    let mut window = Window::on_example();
    window.harness.get_by_label_contains(DENIES).focus();
    window.settle();
    assert!(window.shows("Without this line: "), "the focused line does not say what it does");
}

#[test]
fn what_is_left_out_changes_the_figure_and_never_the_session_until_all_is_restored() {
    let mut window = Window::on_example();
    let before = likelihood(&window, "captured");
    window.harness.get_by_label_contains(DENIES).click_accesskit();
    window.settle();
    assert!(window.shows("What if") && window.shows("1 statement excluded"));
    assert_ne!(likelihood(&window, "captured").probability, before.probability);
    // The line is still there, to be counted again.
    window
        .harness
        .get_by_label("Khortytsia operational-strategic grouping denies, for 7 Jan 2025, excluded")
        .click_accesskit();
    window.settle();
    assert_eq!(likelihood(&window, "captured"), before);
    assert!(!window.shows("What if"));

    window.harness.get_by_label("Exclude Russian Ministry of Defence everywhere").click_accesskit();
    window.settle();
    window.press(Key::R);
    assert!(window.shows("Russian Ministry of Defence excluded, interests ignored"));
    window.click("Clear");
    assert_eq!(likelihood(&window, "captured"), before);
    let state = window.harness.state().state();
    assert!(!state.has_unsaved_changes() && state.document().expect("a document").journal().lines().is_empty());
}

#[test]
fn an_export_says_what_is_left_out() {
    let folder = tempfile::tempdir().expect("a folder");
    let page = folder.path().join("page.html");
    let mut window = Window::on_example();
    window.press(Key::R);
    window.dialogs_answer(Some(&page));
    window.press_ctrl(Key::E);
    window.wait_for("the export", |_| page.exists());
    assert!(std::fs::read_to_string(&page).expect("a page").contains("interests ignored"));
}

#[test]
fn a_figure_is_hidden_until_its_claim_is_graded() {
    let mut window = Window::on_example();
    window.press_ctrl(Key::Comma);
    window.click("Hide the model estimate of a claim until I have graded it");
    window.press(Key::Escape);
    let hidden = card(&window, CAPTURED);
    assert!(hidden.contains("hidden until you grade it") && !hidden.contains('%'), "{hidden}");
    assert!(!hidden.contains("suggested") && !window.shows("Total: ") && !window.shows(DENIES));
    window.press(Key::Num4);
    let seen = card(&window, CAPTURED);
    assert!(seen.contains('%') && seen.contains("your grade 4") && window.shows("Total: "), "{seen}");
    window.press_ctrl(Key::Z);
    assert!(card(&window, CAPTURED).contains("hidden"));
}

#[test]
fn a_verdict_speaks_about_a_day_and_is_undone_and_redone() {
    let mut window = Window::on_example();
    let alone = likelihood(&window, "captured");
    window.click("Verdict on the claim");
    window.click("false");
    let verdict = |window: &Window| {
        let own = window.harness.state().state().judgement()?;
        own.verdict("captured").map(|verdict| (verdict.truth, verdict.at.as_ref().map(|at| at.span.label())))
    };
    assert_eq!(verdict(&window), Some((Truth::False, Some("7 Jan 2025".to_owned()))));
    assert!(window.shows("Your verdict: false"));
    window.click("Date that the verdict refers to");
    window.click("on 6 Jan 2025");
    assert_eq!(verdict(&window), Some((Truth::False, Some("6 Jan 2025".to_owned()))));
    window.press_ctrl(Key::Z);
    window.press_ctrl(Key::Z);
    assert_eq!(verdict(&window), None);
    assert_eq!(likelihood(&window, "captured"), alone);
    window.harness.key_press_modifiers(Modifiers::COMMAND | Modifiers::SHIFT, Key::Z);
    window.settle();
    assert_eq!(verdict(&window).map(|(truth, _)| truth), Some(Truth::False));
}

#[test]
fn a_grade_of_the_claim_does_not_move_its_own_figure() {
    let mut window = Window::on_example();
    let before = likelihood(&window, "captured");
    window.press(Key::Num1);
    let own = window.harness.state().state().judgement().expect("a judgement").claim_credibility("captured");
    assert_eq!(own, Some(Credibility::One));
    assert_eq!(likelihood(&window, "captured"), before);
}
