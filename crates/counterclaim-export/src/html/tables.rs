//! The tables of the page: claims at a glance, sources, reports.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use super::markup::Page;
use super::{Sheet, claim, tally};
use counterclaim_model::{Reliability, ReportId, SourceId, Target};

/// Every claim in one line, with a link to its details below.
pub fn summary(page: &mut Page, sheet: &Sheet<'_>) {
    let shown = sheet.shown;
    page.raw("<section id=\"summary\">\n<h2>Claims at a glance</h2>\n");
    if shown.claims.is_empty() {
        page.raw("<p>No claims.</p>\n</section>\n");
        return;
    }
    page.raw("<table>\n<thead>\n<tr><th scope=\"col\" class=\"count\">No.</th><th scope=\"col\">Claim</th>");
    page.raw("<th scope=\"col\">Original sources</th><th scope=\"col\">Credibility</th><th scope=\"col\">Verdict</th></tr>\n");
    page.raw("</thead>\n<tbody>\n");
    for (id, number) in shown.claims.iter().zip(1..) {
        let row = shown.dataset.claim(*id);
        page.raw("<tr><td class=\"count\">").text(number).raw("</td><th scope=\"row\" dir=\"auto\"><a");
        page.attribute("href", format_args!("#claim-{number}")).raw(">").text(row.proposition);
        page.raw("</a></th><td>");
        tally(page, shown.assessment.claim(*id).stances);
        page.raw("</td><td>");
        claim::grade(page, shown.credibility(&row));
        page.raw("</td><td>");
        match (shown.verdict(&row), row.kind.is_checkable()) {
            (Some(verdict), _) => page.raw(verdict.truth.label()),
            (None, true) => page.raw("<span class=\"quiet\">pending</span>"),
            (None, false) => page.raw("<span class=\"quiet\">cannot be true or false</span>"),
        };
        page.raw("</td></tr>\n");
    }
    page.raw("</tbody>\n</table>\n</section>\n");
}

/// Everyone who speaks or relays on the page, those with most statements first.
pub fn sources(page: &mut Page, sheet: &Sheet<'_>) {
    let ids = sources_of(sheet);
    if ids.is_empty() {
        return;
    }
    page.raw(
        "<section id=\"sources\">\n<h2>Sources</h2>\n<table>\n<caption>Everyone whose statements are on this page, or ",
    );
    page.raw("who relayed them. Counts cover the whole dataset; grades are the analyst’s and do not come ");
    page.raw("with the data.</caption>\n<thead>\n<tr><th scope=\"col\">Source</th><th scope=\"col\">Kind</th>");
    page.raw("<th scope=\"col\">Side</th><th scope=\"col\">Reliability</th><th scope=\"col\">Original statements</th>");
    page.raw("<th scope=\"col\" class=\"count\">Relayed</th><th scope=\"col\" class=\"count\">Own side</th></tr>\n");
    page.raw("</thead>\n<tbody>\n");
    for id in ids {
        source(page, sheet, id);
    }
    page.raw("</tbody>\n</table>\n</section>\n");
}

fn sources_of(sheet: &Sheet<'_>) -> Vec<SourceId> {
    let shown = sheet.shown;
    let mut found = BTreeSet::new();
    for (unit, id) in shown.claims.iter().flat_map(|id| shown.statements(*id)) {
        let statement = shown.dataset.statement(id);
        found.extend([unit.origin.source, statement.speaker]);
        found.extend(statement.via);
    }
    let mut ids: Vec<SourceId> = found.into_iter().collect();
    ids.sort_by_key(|id| {
        let assessed = shown.assessment.source(*id);
        (Reverse(assessed.spoken.total()), Reverse(assessed.carried), *id)
    });
    ids
}

fn source(page: &mut Page, sheet: &Sheet<'_>, id: SourceId) {
    let shown = sheet.shown;
    let source = shown.dataset.source(id);
    let assessed = shown.assessment.source(id);
    page.raw("<tr><th scope=\"row\"><bdi>").text(source.name).raw("</bdi>");
    if let Some(body) = source.speaks_for {
        page.raw("<br/>\n<span class=\"quiet\">speaks for <bdi>").text(shown.dataset.source(body).name);
        page.raw("</bdi></span>");
    }
    let target = Target::Source(source.key.into());
    let own = shown.judgement;
    let tags = own.into_iter().flat_map(|own| own.tags(&target)).map(|tag| format!("tag {tag}"));
    let note = own.and_then(|own| own.note(&target)).map(|note| format!("“{note}”"));
    for words in tags.chain(note) {
        page.raw("<br/>\n<span class=\"own\" dir=\"auto\">").text(words).raw("</span>");
    }
    page.raw("</th><td>").raw(source.kind.label()).raw("</td><td><bdi>");
    match shown.assessment.side(id) {
        Some(side) => page.text(&shown.dataset.side(side).name),
        None => page.raw("–"),
    };
    page.raw("</bdi></td><td>");
    reliability(page, own.and_then(|own| own.reliability(source.key)));
    page.raw("</td><td>");
    match assessed.spoken.total() {
        0 => {
            page.raw("<span class=\"quiet\">no statements of its own</span>");
        }
        _ => tally(page, assessed.spoken),
    }
    page.raw("</td><td class=\"count\">").text(assessed.carried).raw("</td><td class=\"count\">");
    match (assessed.for_own_side, assessed.against_own_side) {
        (0, 0) => page.raw("–"),
        (serves, hurts) => page.text(format_args!("+{serves} −{hurts}")),
    };
    page.raw("</td></tr>\n");
}

fn reliability(page: &mut Page, given: Option<Reliability>) {
    match given {
        Some(grade) => page.raw("<b class=\"grade\">").text(grade.letter()).raw("</b> ").raw(grade.label()),
        None => page.raw("<span class=\"quiet\">not graded</span>"),
    };
}

/// The reports that statements on the page are from, with their addresses.
pub fn reports(page: &mut Page, sheet: &Sheet<'_>) {
    if sheet.reports.is_empty() {
        return;
    }
    let mut numbered: Vec<(usize, ReportId)> = sheet.reports.iter().map(|(id, number)| (*number, *id)).collect();
    numbered.sort_unstable();
    page.raw("<section id=\"reports\">\n<h2>Reports</h2>\n<ol class=\"reports\">\n");
    for (number, id) in numbered {
        let report = sheet.shown.dataset.report(id);
        page.raw("<li").attribute("id", format_args!("report-{number}")).raw("><cite dir=\"auto\">");
        page.text(report.title).raw("</cite>");
        let publisher = report.publisher.map(|source| sheet.shown.dataset.source(source).name.to_owned());
        let published = report.published.map(|span| span.label());
        let authors = Some(report.authors.join(", ")).filter(|authors| !authors.is_empty());
        for part in [publisher, published, authors].into_iter().flatten() {
            page.raw(", <bdi>").text(part).raw("</bdi>");
        }
        if let Some(url) = &report.url {
            page.raw("<br/>\n").address(url);
        }
        if let Some(note) = &report.note {
            page.raw("<br/>\n<span class=\"quiet\" dir=\"auto\">").text(note).raw("</span>");
        }
        page.raw("</li>\n");
    }
    page.raw("</ol>\n</section>\n");
}
