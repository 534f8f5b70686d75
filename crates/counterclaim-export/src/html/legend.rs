//! How to read the page, for whoever gets it without the program.

use super::markup::Page;
use super::stance;
use counterclaim_model::{Credibility, Reliability, Stance};

/// Explains stances, origins, the two scales, and whose side a source is on.
pub fn write(page: &mut Page) {
    page.raw("<section id=\"legend\">\n<h2>How to read this page</h2>\n");
    page.raw("<h3>Stances</h3>\n<dl class=\"legend\">\n");
    for taken in Stance::ALL {
        page.raw("<dt>");
        stance(page, taken, None);
        page.raw("</dt>\n<dd>").raw(meaning(taken)).raw("</dd>\n");
    }
    page.raw("</dl>\n<h3>Origins and echoes</h3>\n<p>Origins are counted, not articles. The origin of a statement is ");
    page.raw("who is at the end of its chain of carriers, followed up to the body that they speak for: however many ");
    page.raw("outlets carry one announcement, it stays one origin. Chains are written from the speaker to the last ");
    page.raw("carrier, as in A → B → C. What the same origin says again with the same stance is an echo and adds ");
    page.raw("nothing. An origin that takes two stances counts under both. Counts say who speaks, not what is true.");
    page.raw("</p>\n<h3>Grades</h3>\n<p>Both scales are those of the Admiralty code, and all grades are the ");
    page.raw("analyst’s. A letter says how far a source is trusted, a number how far a claim is believed; neither ");
    page.raw(
        "follows from the other. F and 6 mean that it cannot be judged; they are not the low end of the scale.</p>\n",
    );
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
    page.raw("</tbody>\n</table>\n</div>\n<h3>Own side</h3>\n<p>How often the words of a source helped its own side ");
    page.raw("(+), by supporting what favours it or disputing what favours another, and how often they hurt it (−). ");
    page.raw("Words against one’s own side are worth a second look.</p>\n</section>\n");
}

fn meaning(stance: Stance) -> &'static str {
    match stance {
        Stance::Supports => "says that the claim is true",
        Stance::Denies => "says that the claim is false",
        Stance::Doubts => "casts doubt on the claim without denying it",
        Stance::CannotVerify => "says that it could not check the claim; counts neither for nor against it",
        Stance::NoComment => "was asked and declined to answer",
        Stance::Comments => "speaks about the claim without taking a stance on it",
        Stance::Unstated => "is named as a source, and no stance is given",
    }
}
