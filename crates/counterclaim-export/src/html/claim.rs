//! One claim: its text, the analyst's assessment, the statements with their chains, figures, and related claims.

use super::markup::Page;
use super::{Sheet, stance, tally, words};
use counterclaim_engine::Unit;
use counterclaim_model::{Claim, ClaimId, Credibility, Item, StatementId, Target};

/// Writes a claim as an article with an anchor of its own.
pub fn write(page: &mut Page, sheet: &Sheet<'_>, id: ClaimId) {
    let claim = sheet.shown.dataset.claim(id);
    let number = sheet.claims.get(&id).copied().unwrap_or_default();
    page.raw("<article class=\"claim\"").attribute("id", format_args!("claim-{number}")).raw(">\n<h3 dir=\"auto\">");
    page.raw("<span class=\"number\">").text(number).raw("</span> ").text(claim.proposition).raw("</h3>\n");
    facts(page, sheet, &claim);
    if let Some(note) = claim.note {
        page.raw("<p class=\"note\" dir=\"auto\">").text(note).raw("</p>\n");
    }
    held(page, sheet, &claim);
    origins(page, sheet, id);
    figures(page, sheet, id);
    related(page, sheet, id);
    page.raw("</article>\n");
}

/// Kind, place, time, event and the side it favours, in one line.
fn facts(page: &mut Page, sheet: &Sheet<'_>, claim: &Claim<'_>) {
    let dataset = sheet.shown.dataset;
    let mut parts = vec![claim.kind.label().to_owned()];
    parts.extend(claim.place.map(|place| {
        let name = dataset.place(place).name;
        let position = sheet.shown.position(claim);
        position.map_or_else(|| name.to_owned(), |at| format!("{name} ({})", words::position(at)))
    }));
    parts.extend(sheet.shown.placed_label(claim));
    parts.extend(claim.time.map(|time| words::time(time, claim.time_words)));
    parts.extend(claim.measure.map(|measure| words::measure(dataset, measure)));
    parts.push(format!("event: {}", dataset.event(claim.event).title));
    parts.push(match sheet.shown.beneficiary(claim) {
        Some(side) => format!("favours {}", side.name),
        None => "favours no side".to_owned(),
    });
    parts.push(format!("id\u{a0}{}", claim.key));
    page.raw("<p class=\"facts\">");
    for (at, part) in parts.iter().enumerate() {
        page.raw(if at > 0 { " · <bdi>" } else { "<bdi>" }).text(part).raw("</bdi>");
    }
    page.raw("</p>\n");
}

/// The analyst's assessment.
fn held(page: &mut Page, sheet: &Sheet<'_>, claim: &Claim<'_>) {
    let shown = sheet.shown;
    page.raw("<dl class=\"held\">\n<div><dt>Credibility</dt> <dd>");
    grade(page, shown.credibility(claim));
    page.raw("</dd></div>\n");
    if claim.kind.is_checkable() {
        let verdict = shown.verdict(claim);
        page.raw("<div><dt>Verdict</dt> <dd>").raw(verdict.map_or("pending", |verdict| verdict.truth.label()));
        if let Some(at) = verdict.and_then(|verdict| verdict.at.as_ref()) {
            page.text(format_args!(" for {}", words::time(at.span, at.words.as_deref())));
        }
        page.raw("</dd></div>\n");
    }
    computed(page, sheet, claim);
    let target = Target::Claim(claim.key.into());
    let mut tags = shown.judgement.into_iter().flat_map(|own| own.tags(&target)).peekable();
    if tags.peek().is_some() {
        page.raw("<div><dt>Tags</dt> <dd>");
        for (at, tag) in tags.enumerate() {
            page.raw(if at > 0 { ", <bdi>" } else { "<bdi>" }).text(tag).raw("</bdi>");
        }
        page.raw("</dd></div>\n");
    }
    if let Some(note) = shown.judgement.and_then(|own| own.note(&target)) {
        page.raw("<div class=\"wide\"><dt>Rationale</dt> <dd dir=\"auto\">").text(note).raw("</dd></div>\n");
    }
    page.raw("</dl>\n");
}

/// The computed estimate, next to the analyst's assessment.
fn computed(page: &mut Page, sheet: &Sheet<'_>, claim: &Claim<'_>) {
    if !claim.kind.is_checkable() {
        return;
    }
    page.raw("<div><dt>Computed</dt> <dd>");
    match sheet.shown.likelihood(claim) {
        None => page.raw("<span class=\"quiet\">hidden until graded</span>"),
        Some(likelihood) => page.text(words::likelihood(likelihood)),
    };
    page.raw("</dd></div>\n");
}

/// A grade of the scale by number and label.
pub fn grade(page: &mut Page, given: Option<Credibility>) {
    match given {
        Some(grade) => {
            page.raw("<b class=\"grade\">").text(grade.number()).raw("</b> ").raw(grade.label());
        }
        None => {
            page.raw("<span class=\"quiet\">not graded</span>");
        }
    }
}

fn origins(page: &mut Page, sheet: &Sheet<'_>, id: ClaimId) {
    let shown = sheet.shown;
    let assessed = shown.assessment.claim(id);
    let statements = shown.statements(id).count();
    page.raw("<p class=\"tally\">");
    if statements == 0 {
        page.raw("No statements.</p>\n");
        return;
    }
    page.raw("<strong>").text(words::count(assessed.origins, "original source")).raw("</strong>: ");
    tally(page, assessed.stances);
    page.raw(" <span class=\"quiet\">in ").text(words::count(statements, "statement")).raw("</span></p>\n");
    page.raw("<ul class=\"origins\">\n");
    for units in shown.origins(id) {
        origin(page, sheet, units);
    }
    page.raw("</ul>\n");
}

fn origin(page: &mut Page, sheet: &Sheet<'_>, units: &[Unit]) {
    let Some(first) = units.first() else { return };
    let shown = sheet.shown;
    let origin = first.origin;
    let source = shown.dataset.source(origin.source);
    page.raw("<li>\n<p class=\"origin\"><strong><bdi>").text(words::origin(shown.dataset, origin));
    page.raw("</bdi></strong> <span class=\"quiet\">").raw(source.kind.label());
    if let Some(side) = shown.assessment.side(origin.source) {
        page.raw(" · side: <bdi>").text(&shown.dataset.side(side).name).raw("</bdi>");
    }
    if let Some(grade) = shown.judgement.and_then(|own| own.reliability(source.key)) {
        page.raw(" · reliability ").text(grade.letter()).raw(", ").raw(grade.label());
    }
    if origin.first_carrier.is_some() {
        page.raw(" · independence from other sources unknown");
    }
    page.raw("</span></p>\n<ol class=\"statements\">\n");
    for unit in units {
        page.raw("<li>\n");
        statement(page, sheet, unit.first);
        echoes(page, sheet, unit);
        page.raw("</li>\n");
    }
    page.raw("</ol>\n</li>\n");
}

/// Echoes, under the first statement.
fn echoes(page: &mut Page, sheet: &Sheet<'_>, unit: &Unit) {
    if unit.echoes.is_empty() {
        return;
    }
    let several = unit.echoes.len() != 1;
    page.raw("<div class=\"echoes\">\n<p class=\"quiet\">").text(unit.echoes.len());
    page.raw(if several {
        " repeats (same original source, no added weight)"
    } else {
        " repeat (same original source, no added weight)"
    });
    page.raw("</p>\n<ol class=\"statements\">\n");
    for echo in &unit.echoes {
        page.raw("<li>\n");
        statement(page, sheet, *echo);
        page.raw("</li>\n");
    }
    page.raw("</ol>\n</div>\n");
}

fn statement(page: &mut Page, sheet: &Sheet<'_>, id: StatementId) {
    let statement = sheet.shown.dataset.statement(id);
    page.raw("<p>");
    stance(page, statement.stance, None);
    page.raw(" <span class=\"quiet\">· ");
    match statement.stated_at {
        Some(span) => page.text(words::time(span, statement.stated_words)),
        None => page.raw("undated"),
    };
    let is_same_day = statement.as_of.map(|span| span.label()) == statement.stated_at.map(|span| span.label());
    if let Some(span) = statement.as_of.filter(|_| !is_same_day) {
        page.text(format_args!(", about {}", words::time(span, statement.as_of_words)));
    }
    page.raw("</span></p>\n");
    if statement.paraphrase.is_some() || statement.quote.is_some() {
        page.raw("<p dir=\"auto\">").text(statement.paraphrase.unwrap_or_default());
        if let Some(quote) = statement.quote {
            page.raw(if statement.paraphrase.is_some() { " <q>" } else { "<q>" }).text(quote).raw("</q>");
        }
        page.raw("</p>\n");
    }
    chain(page, sheet, id);
    if let Some(note) = statement.note {
        page.raw("<p class=\"note\" dir=\"auto\">").text(note).raw("</p>\n");
    }
    held_of_statement(page, sheet, statement.key);
}

/// `Russian security structures → Russian state media → CNN, ¶ 12 in report 1`.
fn chain(page: &mut Page, sheet: &Sheet<'_>, id: StatementId) {
    let statement = sheet.shown.dataset.statement(id);
    page.raw("<p class=\"chain\">");
    for (at, name) in words::chain(sheet.shown.dataset, &statement).into_iter().enumerate() {
        page.raw(if at > 0 { " → <bdi>" } else { "<bdi>" }).text(name).raw("</bdi>");
    }
    if let Some(paragraph) = statement.paragraph {
        page.text(format_args!(", ¶ {paragraph}"));
    }
    if let Some(number) = statement.report.and_then(|report| sheet.reports.get(&report)) {
        page.raw(if statement.paragraph.is_some() { " of <a" } else { ", <a" });
        page.attribute("href", format_args!("#report-{number}")).raw(">report ").text(number).raw("</a>");
    }
    page.raw("</p>\n");
}

fn held_of_statement(page: &mut Page, sheet: &Sheet<'_>, key: &str) {
    let Some(own) = sheet.shown.judgement else { return };
    let target = Target::Statement(key.into());
    let mut parts: Vec<String> = Vec::new();
    let credibility = own.credibility(&Item::Statement(key.into()));
    parts.extend(credibility.map(|grade| format!("credibility {}, {}", grade.number(), grade.label())));
    parts.extend(own.tags(&target).map(|tag| format!("tag {tag}")));
    parts.extend(own.note(&target).map(|note| format!("“{note}”")));
    if !parts.is_empty() {
        page.raw("<p class=\"own\" dir=\"auto\">Assessment: ").text(parts.join(" · ")).raw("</p>\n");
    }
}

fn figures(page: &mut Page, sheet: &Sheet<'_>, id: ClaimId) {
    let (own, comparisons) = sheet.figures.of_claim(id);
    if own.is_empty() {
        return;
    }
    page.raw("<h4>Figures</h4>\n<ul>\n");
    for given in own {
        page.raw("<li><bdi>").text(given.speaker).raw("</bdi>: <bdi>").text(words::figure(given.figure));
        page.raw("</bdi></li>\n");
    }
    page.raw("</ul>\n");
    if comparisons.lines.is_empty() {
        return;
    }
    page.raw("<ul class=\"comparisons\">\n");
    for line in &comparisons.lines {
        page.raw("<li><bdi>").text(&line.words).raw("</bdi>");
        if let Some(number) = line.other_claim.and_then(|other| sheet.claims.get(&other)) {
            page.raw(" (<a").attribute("href", format_args!("#claim-{number}")).raw(">claim ").text(number);
            page.raw("</a>)");
        }
        page.raw("</li>\n");
    }
    if comparisons.left_out > 0 {
        page.raw("<li class=\"quiet\">").text(format_args!("and {} more", comparisons.left_out)).raw("</li>\n");
    }
    page.raw("</ul>\n");
}

fn related(page: &mut Page, sheet: &Sheet<'_>, id: ClaimId) {
    let mut relations = sheet.shown.dataset.relations_of_claim(id).peekable();
    if relations.peek().is_none() {
        return;
    }
    page.raw("<h4>Related claims</h4>\n<ul>\n");
    for relation in relations {
        let is_first = relation.a == id;
        let other = if is_first { relation.b } else { relation.a };
        page.raw("<li>").raw(words::relation(relation.kind, is_first)).raw(" ");
        match sheet.claims.get(&other) {
            Some(number) => {
                page.raw("<a").attribute("href", format_args!("#claim-{number}")).raw("><bdi>");
                page.text(format_args!("{number} {}", sheet.shown.dataset.claim(other).proposition)).raw("</bdi></a>");
            }
            None => {
                page.raw("<bdi>").text(sheet.shown.dataset.claim(other).proposition);
                page.raw("</bdi> <span class=\"quiet\">(not on this page)</span>");
            }
        }
        if let Some(note) = &relation.note {
            page.raw(" <span class=\"quiet\" dir=\"auto\">– ").text(note).raw("</span>");
        }
        page.raw("</li>\n");
    }
    page.raw("</ul>\n");
}
