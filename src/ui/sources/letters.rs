//! Suggested letters of reliability, and how far they are from those given.

use counterclaim_model::Reliability;

/// From how many letters of difference a given grade is marked.
const FLAGGED_APART: i32 = 2;

/// The letter of a badge; F is drawn weakly.
pub fn letter(suggested: Reliability) -> (String, bool) {
    (suggested.letter().to_string(), suggested != Reliability::F)
}

/// `3 letters apart`, if the given letter and the suggested one differ by two or more; F is not on the scale.
pub fn flag_label(given: Option<Reliability>, suggested: Reliability) -> Option<String> {
    let given = given.filter(|given| *given != Reliability::F && suggested != Reliability::F)?;
    let distance = (given as i32 - suggested as i32).abs();
    (distance >= FLAGGED_APART).then(|| format!("{distance} letters apart"))
}
