//! How to read the page, for readers without Counterclaim.

use super::markup::Page;
use super::stance;
use counterclaim_model::{Credibility, Reliability, Stance};

/// Explains stances, original sources, the two scales, and sides.
pub fn write(page: &mut Page) {
    page.raw("<section id=\"legend\">\n<h2>How to read this page</h2>\n");
    page.raw("<h3>Stances</h3>\n<dl class=\"legend\">\n");
    for taken in Stance::ALL {
        page.raw("<dt>");
        stance(page, taken, None);
        page.raw("</dt>\n<dd>").raw(meaning(taken)).raw("</dd>\n");
    }
    page.raw("</dl>\n<h3>Original sources and repeats</h3>\n<p>The report counts original sources, not articles. The ");
    page.raw(
        "original source of a statement is the start of its chain of relays, or the body it speaks for: however many ",
    );
    page.raw("outlets relay one announcement, it counts once. Chains run from the speaker to the last relay, as in ");
    page.raw("A → B → C. If the same source says the same again, that is a repeat and adds no weight. A source that ");
    page.raw("takes two stances counts under both. Counts show who speaks, not what is true.");
    page.raw("</p>\n<h3>Grades</h3>\n<p>Both scales follow the Admiralty code, and all grades are the ");
    page.raw("analyst’s. A letter grades the reliability of a source, a number the credibility of a claim; neither ");
    page.raw("follows from the other. F and 6 mean “cannot be judged”; they are not the low end of the scale.</p>\n");
    page.raw("<div class=\"scales\">\n<table>\n<caption>Reliability of sources</caption>\n<tbody>\n");
    for grade in Reliability::ALL {
        page.raw("<tr><th scope=\"row\">").text(grade.letter()).raw("</th><td>").raw(grade.label());
        page.raw("</td></tr>\n");
    }
    page.raw("</tbody>\n</table>\n<table>\n<caption>Credibility of claims</caption>\n<tbody>\n");
    for grade in Credibility::ALL {
        page.raw("<tr><th scope=\"row\">").text(grade.number()).raw("</th><td>").raw(grade.label());
        page.raw("</td></tr>\n");
    }
    page.raw(
        "</tbody>\n</table>\n</div>\n<h3>Own side</h3>\n<p>How often the statements of a source favoured its own side ",
    );
    page.raw(
        "(+), by supporting a claim that favours it or disputing one that favours another, and how often they went ",
    );
    page.raw("against it (−). Statements against the source’s own side deserve a second look.</p>\n</section>\n");
}

fn meaning(stance: Stance) -> &'static str {
    match stance {
        Stance::Supports => "says that the claim is true",
        Stance::Denies => "says that the claim is false",
        Stance::Doubts => "casts doubt on the claim without denying it",
        Stance::CannotVerify => "says that it could not check the claim; counts neither for nor against it",
        Stance::NoComment => "was asked and declined to answer",
        Stance::Comments => "speaks about the claim without taking a stance on it",
        Stance::Unstated => "is listed as a source without a stance",
    }
}
