//! One self-contained page: no script, nothing fetched, light and dark, also for printing.
//!
//! Start with [`EXPORTER`]; `markup.rs` ensures that no text of a dataset or an analyst is treated as markup.

mod claim;
mod figures;
mod legend;
mod markup;
mod tables;

pub use markup::escape;

use std::collections::BTreeMap;

use self::figures::Figures;
use self::markup::Page;
use crate::{EventsExport, EventsWriter, Exporter, Shown, words};
use counterclaim_engine::StanceCounts;
use counterclaim_model::{ClaimId, ReportId, Stance};

/// The exporter of the page.
pub const EXPORTER: Exporter = Exporter {
    name: "Report (HTML)",
    kind: "a page",
    extension: "html",
    write: |shown| Ok(write(shown).into_bytes()),
    events: EventsExport {
        name: "Page (HTML)",
        help: "A page to read and print (HTML)",
        writer: EventsWriter::Dataset { most: 2000 },
    },
};

/// The data that all parts of the page need.
struct Sheet<'a> {
    shown: &'a Shown<'a>,
    /// The number of each claim on the page, from 1.
    claims: BTreeMap<ClaimId, usize>,
    /// The number of each report that a statement on the page is from, from 1.
    reports: BTreeMap<ReportId, usize>,
    figures: Figures<'a>,
}

fn write(shown: &Shown<'_>) -> String {
    let sheet = Sheet::new(shown);
    let mut page = Page::default();
    head(&mut page, shown);
    page.raw("<body>\n<main>\n");
    title(&mut page, shown);
    map(&mut page, shown);
    tables::summary(&mut page, &sheet);
    page.raw("<section id=\"claims\">\n<h2>Claims</h2>\n");
    for id in shown.claims {
        claim::write(&mut page, &sheet, *id);
    }
    page.raw("</section>\n");
    tables::sources(&mut page, &sheet);
    tables::reports(&mut page, &sheet);
    legend::write(&mut page);
    made_from(&mut page, shown);
    page.raw("</main>\n</body>\n</html>\n");
    page.into_text()
}

impl<'a> Sheet<'a> {
    fn new(shown: &'a Shown<'a>) -> Self {
        let mut reports = BTreeMap::new();
        for (_, statement) in shown.claims.iter().flat_map(|id| shown.statements(*id)) {
            if let Some(report) = shown.dataset.statement(statement).report {
                let next = reports.len() + 1;
                reports.entry(report).or_insert(next);
            }
        }
        let claims = shown.claims.iter().zip(1..).map(|(id, number)| (*id, number)).collect();
        Self { shown, claims, reports, figures: Figures::new(shown) }
    }
}

fn head(page: &mut Page, shown: &Shown<'_>) {
    page.raw("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n")
        .raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n")
        .raw(
            "<meta name=\"color-scheme\" content=\"light dark\"/>\n<meta name=\"referrer\" content=\"no-referrer\"/>\n",
        )
        .raw("<meta http-equiv=\"Content-Security-Policy\" ")
        .raw("content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:\"/>\n")
        .raw("<meta name=\"generator\" content=\"Counterclaim ")
        .raw(env!("CARGO_PKG_VERSION"))
        .raw("\"/>\n<title>")
        .text(&shown.dataset.header().title)
        .raw("</title>\n<style>\n")
        .raw(include_str!("style.css"))
        .raw("</style>\n</head>\n");
}

fn title(page: &mut Page, shown: &Shown<'_>) {
    let header = shown.dataset.header();
    page.raw("<header>\n<h1 dir=\"auto\">").text(&header.title).raw("</h1>\n");
    let here = shown.claims.len();
    let all = shown.dataset.claim_count();
    let claims = words::count(here, "claim");
    page.raw("<p class=\"lead\">");
    page.text(claims);
    if here != all {
        page.text(format_args!(" of {all}"));
    }
    match shown.judgement {
        Some(_) => page.raw(", assessed by <bdi>").text(shown.author).raw("</bdi>"),
        None => page.raw(", not assessed yet"),
    };
    if let Some(as_of) = &shown.as_of {
        page.raw(", <strong>").text(as_of).raw("</strong>");
    }
    page.raw(".</p>\n");
    if let Some(what_if) = &shown.what_if {
        page.raw("<p class=\"what-if\"><strong>What if</strong>: ").text(what_if);
        page.raw(". All counts on this page exclude it; the session is unchanged.</p>\n");
    }
    if let Some(description) = &header.description {
        page.raw("<p class=\"quiet\" dir=\"auto\">").text(description).raw("</p>\n");
    }
    if !shown.filters.is_empty() {
        page.raw("<p class=\"filters\">Only claims that match these filters: ");
        for (at, filter) in shown.filters.iter().enumerate() {
            page.raw(if at > 0 { ", <bdi>" } else { "<bdi>" }).text(filter).raw("</bdi>");
        }
        page.raw(".</p>\n");
    }
    page.raw("<p class=\"quiet small\">Made ").text(shown.made_at.label()).raw(" with Counterclaim ");
    page.raw(env!("CARGO_PKG_VERSION")).raw("; <a href=\"#made-from\">inputs</a>, ");
    page.raw("<a href=\"#legend\">how to read it</a></p>\n</header>\n");
}

fn map(page: &mut Page, shown: &Shown<'_>) {
    let Some(bytes) = shown.map_png else { return };
    let claims = words::count(shown.claims.len(), "claim");
    page.raw("<figure>\n")
        .png(bytes, format_args!("Map with the places of {claims}; the table below lists each claim"))
        .raw("\n<figcaption>Places of the claims. Claims without a known place are not on the map.");
    if shown.dataset.places().any(|place| place.placed.is_some()) {
        page.raw("A dashed outline marks a place that the evidence only names and an analyst has located.");
    }
    page.raw("</figcaption>\n</figure>\n");
}

/// The inputs needed to make the page again.
fn made_from(page: &mut Page, shown: &Shown<'_>) {
    page.raw("<section id=\"made-from\">\n<h2>Inputs of this page</h2>\n<dl class=\"facts-list\">\n");
    for dataset in shown.datasets {
        page.raw("<dt>Dataset</dt>\n<dd><bdi>").text(&dataset.name).raw("</bdi>");
        page.raw(", <bdi>").text(file_name(&dataset.path)).raw("</bdi>");
        sha256(page, &dataset.sha256);
    }
    if let Some(licence) = &shown.dataset.header().licence {
        page.raw("<dt>Licence</dt>\n<dd dir=\"auto\">").text(licence).raw("</dd>\n");
    }
    page.raw("<dt>Session</dt>\n<dd>");
    match shown.session {
        Some((name, digest)) => {
            page.raw("<bdi>").text(file_name(name)).raw("</bdi>");
            sha256(page, digest);
        }
        None => {
            page.raw("not saved in a file</dd>\n");
        }
    }
    page.raw("<dt>Analyst</dt>\n<dd><bdi>").text(shown.author).raw("</bdi></dd>\n");
    if let Some(as_of) = &shown.as_of {
        page.raw("<dt>Evidence</dt>\n<dd>").text(as_of).raw("</dd>\n");
    }
    if let Some(what_if) = &shown.what_if {
        page.raw("<dt>What if</dt>\n<dd>").text(what_if).raw("</dd>\n");
    }
    page.raw("<dt>Made</dt>\n<dd>").text(shown.made_at.label()).raw(", with Counterclaim ");
    page.raw(env!("CARGO_PKG_VERSION")).raw("</dd>\n</dl>\n</section>\n");
}

fn sha256(page: &mut Page, digest: &str) {
    page.raw("<br/>\n<span class=\"quiet\">SHA-256</span> <code>").text(digest).raw("</code></dd>\n");
}

/// The last part of a path: the folders of the author are private.
fn file_name(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}

/// A stance as mark and word, with a count if there is one.
fn stance(page: &mut Page, stance: Stance, count: Option<u32>) {
    let class = match stance {
        Stance::Supports => "supports",
        Stance::Denies => "denies",
        Stance::Doubts => "doubts",
        Stance::CannotVerify | Stance::NoComment | Stance::Comments | Stance::Unstated => "silent",
    };
    page.raw("<span class=\"stance ").raw(class).raw("\"><span class=\"mark\" aria-hidden=\"true\">");
    page.raw(words::glyph(stance)).raw("</span> ");
    if let Some(count) = count {
        page.text(count).raw(" ");
    }
    page.raw(stance.label()).raw("</span>");
}

fn tally(page: &mut Page, counts: StanceCounts) {
    for (at, (taken, count)) in counts.taken().enumerate() {
        page.raw(if at > 0 { ", " } else { "" });
        stance(page, taken, Some(count));
    }
}
