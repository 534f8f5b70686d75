//! Suggested letters of reliability, and how far they are from those given.

use counterclaim_model::Reliability;

/// From how many letters apart a given grade is marked.
const FLAGGED_APART: i32 = 2;

/// The letter as a badge shows it: the one that judges nothing is quiet.
pub fn letter(suggested: Reliability) -> (String, bool) {
    (suggested.letter().to_string(), suggested != Reliability::F)
}

/// `3 letters apart`, where the given letter and the suggested one are two or more apart; F is not on the scale.
pub fn flag_words(given: Option<Reliability>, suggested: Reliability) -> Option<String> {
    let given = given.filter(|given| *given != Reliability::F && suggested != Reliability::F)?;
    let apart = (given as i32 - suggested as i32).abs();
    (apart >= FLAGGED_APART).then(|| format!("{apart} letters apart"))
}
