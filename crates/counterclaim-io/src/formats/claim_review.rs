//! ClaimReview in JSON-LD: one review, a list, a graph, or a DataFeed; a claim with who made it and who checked it.
//! Also as the Fact Check Tools API answers: claims, each with its reviews.
//!
//! A rating becomes a stance only where it is a plain word or an end of its scale; other words are kept, and told.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde_json::{Map, Value};

use super::content::{Body, Content};
use super::importer::{Importer, ReadResult};
use crate::LoadError;
use crate::assemble::assembler::DatasetAssembler;
use crate::assemble::generic::{check_count, header};
use crate::assemble::parsed_record::{ClaimPart, EventPart, ParsedRecord, ReportPart, SourcePart, StatementPart, time};
use crate::cell::date::DateStyle;
use crate::cell::value::{self, known};
use crate::records::json::{Item, Json, Making, list_in, object};
use counterclaim_model::{SourceKind, Stance, TimeText};

pub const IMPORTER: Importer = Importer {
    name: "ClaimReview (JSON-LD)",
    id: "claim-review",
    extensions: &["json", "jsonld", "jsonl"],
    score: |content| match &content.body {
        Body::Json(_) if content.text.contains("\"ClaimReview\"") && !elements(content).is_empty() => 90,
        Body::Json(_)
            if content.text.contains("\"claimReview\"") && elements(content).iter().take(5).any(has_reviews) =>
        {
            90
        }
        Body::Json(Json::List { .. } | Json::Lines(_))
            if content.table.as_ref().is_some_and(|table| table.has(&["claimReviewed"])) =>
        {
            90
        }
        _ => 0,
    },
    reads_text: true,
    read: |content, _| read(content),
};

/// How deep reviews are looked for inside lists and items.
const MAX_DEPTH: usize = 8;

/// A review in words, whatever form the file has.
#[derive(Debug, Default)]
pub struct Review {
    pub claim: String,
    pub url: Option<String>,
    pub reviewed_at: Option<String>,
    pub reviewer: Option<String>,
    pub claimed_at: Option<String>,
    pub claimants: Vec<String>,
    /// Title and address of where the claim was made.
    pub appearances: Vec<(Option<String>, Option<String>)>,
    /// Rating, best, worst; the rating may be a word.
    pub rating: Option<String>,
    pub best: Option<f64>,
    pub worst: Option<f64>,
    pub words: Option<String>,
}

/// The parts of a file that can be reviews.
fn elements<'a>(content: &Content<'a>) -> Vec<Item<'a>> {
    let Body::Json(json) = &content.body else { return Vec::new() };
    match json {
        Json::List { .. } | Json::Lines(_) => json.items(),
        Json::Object(_) => {
            let lists = ["dataFeedElement", "@graph", "itemListElement", "claims"];
            let list = lists.into_iter().find_map(|name| list_in(content.text, json.field(name)?));
            list.unwrap_or_else(|| vec![Item { line: 1, raw: content.text.trim() }])
        }
    }
}

/// Whether a part of a file is a claim with its reviews.
fn has_reviews(item: &Item<'_>) -> bool {
    object(item)
        .is_ok_and(|fields| fields.get("claimReview").is_some_and(|reviews| reviews.is_array() || reviews.is_object()))
}

fn read(content: &Content<'_>) -> ReadResult {
    if !matches!(content.body, Body::Json(_)) {
        let found = "it is not JSON".to_owned();
        return Err(LoadError::UnknownFormat { found, path: content.path.to_owned() });
    }
    let elements = elements(content);
    check_count(elements.len(), content.path)?;
    let mut draft = DatasetAssembler::new(content.path, header(content.path), Arc::default(), content.progress);
    let mut number = 0usize;
    for item in elements {
        let found = object(&item).map(|element| {
            let mut reviews = Vec::new();
            if element.contains_key("claimReview") {
                reviews.push(element);
            } else {
                collect(&Value::Object(element), MAX_DEPTH, &mut reviews);
            }
            reviews
        });
        match found {
            Ok(reviews) if reviews.is_empty() => {
                number += 1;
                draft.rejected(
                    item.line,
                    format!("record number {number}"),
                    "the file contains no ClaimReview".to_owned(),
                );
            }
            Ok(reviews) => {
                for review in reviews {
                    number += 1;
                    add(&mut draft, item.line, number, &review);
                }
            }
            Err(reason) => {
                number += 1;
                draft.rejected(item.line, format!("record number {number}"), reason);
            }
        }
    }
    Ok(draft.finish())
}

/// Every review in a value, at any place where one may stand.
fn collect(value: &Value, depth: usize, reviews: &mut Vec<Map<String, Value>>) {
    match value {
        Value::Object(fields) if is_review(fields) => reviews.push(fields.clone()),
        Value::Object(fields) if depth > 0 => {
            ["item", "@graph", "itemListElement", "dataFeedElement", "mainEntity", "review"]
                .into_iter()
                .filter_map(|name| fields.get(name))
                .for_each(|inner| collect(inner, depth - 1, reviews));
        }
        Value::Array(items) if depth > 0 => items.iter().for_each(|item| collect(item, depth - 1, reviews)),
        _ => {}
    }
}

fn is_review(fields: &Map<String, Value>) -> bool {
    let is_type = match fields.get("@type") {
        Some(Value::String(kind)) => kind == "ClaimReview",
        Some(Value::Array(kinds)) => kinds.iter().any(|kind| kind == "ClaimReview"),
        _ => false,
    };
    is_type || fields.contains_key("claimReviewed")
}

fn add(draft: &mut DatasetAssembler<'_>, line: usize, number: usize, fields: &Map<String, Value>) {
    let mut made = Making::default();
    made.add(line, &Value::Object(fields.clone()));
    let parsed = ParsedRecord::of_row(&made.table, &made.table.rows().next().unwrap_or_default());
    let reviews = match fields.get("claimReview") {
        Some(given) => reviews_of_claim(fields, given),
        None => vec![review(fields)],
    };
    take(draft, line, number, parsed, &reviews);
}

/// The reviews of a claim, as the Fact Check Tools API gives them; whoever made it is named with the first alone.
fn reviews_of_claim(fields: &Map<String, Value>, given: &Value) -> Vec<Review> {
    let of_claim = |claimants: Vec<String>, claimed_at: Option<String>| Review {
        claim: word(fields, "text").or(word(fields, "claimReviewed")).unwrap_or_default(),
        claimants,
        claimed_at,
        ..Review::default()
    };
    let mut claimants = names(fields.get("claimant"));
    let mut claimed_at = word(fields, "claimDate");
    let mut reviews: Vec<Review> = Vec::new();
    for review in many(Some(given)).filter_map(Value::as_object) {
        let publisher = review.get("publisher").and_then(first_object);
        let name = |publisher| word(publisher, "name").or(word(publisher, "site"));
        reviews.push(Review {
            url: word(review, "url"),
            reviewed_at: word(review, "reviewDate"),
            reviewer: publisher.and_then(name),
            words: word(review, "textualRating"),
            ..of_claim(std::mem::take(&mut claimants), claimed_at.take())
        });
    }
    if reviews.is_empty() { vec![of_claim(claimants, claimed_at)] } else { reviews }
}

fn review(fields: &Map<String, Value>) -> Review {
    let empty = Map::new();
    let item = fields.get("itemReviewed").and_then(first_object).unwrap_or(&empty);
    let rating = fields.get("reviewRating").and_then(first_object).unwrap_or(&empty);
    let mut appearances = Vec::new();
    let mut known = BTreeSet::new();
    for name in ["firstAppearance", "appearance", "sameAs", "url"] {
        for one in many(item.get(name)) {
            let appearance = match one {
                Value::String(url) => (None, Some(url.clone())),
                Value::Object(work) => {
                    (word(work, "headline").or(word(work, "name")), word(work, "url").or(word(work, "@id")))
                }
                _ => continue,
            };
            if appearance != (None, None) && known.insert(appearance.1.clone()) {
                appearances.push(appearance);
            }
        }
    }
    Review {
        claim: word(fields, "claimReviewed").or(word(item, "text")).or(word(item, "name")).unwrap_or_default(),
        url: word(fields, "url"),
        reviewed_at: word(fields, "datePublished").or(word(fields, "dateCreated")),
        reviewer: names(fields.get("author")).into_iter().next(),
        claimed_at: word(item, "datePublished").or(word(item, "dateCreated")),
        claimants: names(item.get("author")),
        appearances,
        rating: word(rating, "ratingValue"),
        best: word(rating, "bestRating").as_deref().and_then(value::number),
        worst: word(rating, "worstRating").as_deref().and_then(value::number),
        words: word(rating, "alternateName").or(word(rating, "name")),
    }
}

fn first_object(value: &Value) -> Option<&Map<String, Value>> {
    many(Some(value)).find_map(Value::as_object)
}

/// A value, or each of a list.
fn many(value: Option<&Value>) -> impl Iterator<Item = &Value> {
    let (list, one) = match value {
        Some(Value::Array(items)) => (items.as_slice(), None),
        other => (&[][..], other),
    };
    list.iter().chain(one)
}

/// A field as text; of a list its first item.
fn word(fields: &Map<String, Value>, name: &str) -> Option<String> {
    many(fields.get(name)).find_map(|value| match value {
        Value::String(text) => known(text).map(str::to_owned),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    })
}

/// Names of people or bodies: objects, lists or plain words.
fn names(value: Option<&Value>) -> Vec<String> {
    let name = |value: &Value| match value {
        Value::String(name) => known(name).map(str::to_owned),
        Value::Object(body) => word(body, "name").or(word(body, "url")),
        _ => None,
    };
    many(value).filter_map(name).collect()
}

/// Takes a record with the reviews of one claim into a draft, or sets it aside where it names no claim.
pub fn take(
    draft: &mut DatasetAssembler<'_>,
    line: usize,
    number: usize,
    mut parsed: ParsedRecord,
    reviews: &[Review],
) {
    let record = format!("review number {number}");
    let claim = reviews.first().map_or_else(String::new, |review| value::squeezed(&review.claim));
    if claim.is_empty() {
        draft.rejected(line, record, "the review names no claim".to_owned());
        return;
    }
    // Reviews of one claim are about one event, whoever reviewed it.
    let key = value::shortened(&claim, 120);
    parsed.claims.push(ClaimPart::occurrence(&key, &claim));
    for (at, review) in reviews.iter().enumerate() {
        let prefix = if at == 0 { format!("{number}") } else { format!("{number}.{}", at + 1) };
        tell(&mut parsed, &prefix, &claim, review);
    }
    parsed.event = EventPart { title: key.clone(), key, is_shared: true, ..EventPart::default() };
    draft.add(line, record, parsed);
}

/// Adds who made the claim and who reviewed it.
fn tell(parsed: &mut ParsedRecord, prefix: &str, claim: &str, review: &Review) {
    let claimed_at = date(parsed, "date of the claim", review.claimed_at.as_deref());
    let reviewed_at = date(parsed, "date of the review", review.reviewed_at.as_deref());
    let claimants: Vec<SourcePart> = review.claimants.iter().filter_map(|name| SourcePart::speaker(name)).collect();
    let nothing = [(None, None)];
    let appearances = if review.appearances.is_empty() { &nothing[..] } else { &review.appearances };
    let is_told = !review.appearances.is_empty() || claimed_at.is_some();
    let claimants = if claimants.is_empty() && is_told { vec![SourcePart::unnamed()] } else { claimants };
    let mut part = 0usize;
    for claimant in &claimants {
        for (title, url) in appearances {
            part += 1;
            let outlet = url.as_deref().and_then(value::host).and_then(|host| SourcePart::outlet(&host));
            let report = url.as_ref().map(|url| ReportPart {
                title: title.clone().unwrap_or_else(|| url.clone()),
                publisher: outlet.clone(),
                url: Some(url.clone()),
                ..ReportPart::default()
            });
            // Who made a claim stands behind it; where nobody is named, that is not told.
            let stance = if claimant.kind == SourceKind::Unnamed { Stance::Unstated } else { Stance::Supports };
            let stated_at = claimed_at.clone();
            let via = outlet.into_iter().collect();
            parsed.statements.push(StatementPart {
                stance,
                stated_at,
                via,
                report,
                ..StatementPart::listed(format!("{prefix}/{part}"), claimant.clone())
            });
        }
    }
    let (stance, note) = verdict(review, parsed);
    let host = review.url.as_deref().and_then(value::host);
    let reviewer = review.reviewer.clone().or(host).and_then(|name| SourcePart::outlet(&name));
    let report = review.url.as_ref().map(|url| ReportPart {
        title: format!("Review: {}", value::shortened(claim, 120)),
        publisher: reviewer.clone(),
        published: reviewed_at.clone(),
        url: Some(url.clone()),
        ..ReportPart::default()
    });
    let listed = StatementPart::listed(format!("{prefix}/review"), reviewer.unwrap_or_else(SourcePart::unnamed));
    parsed.statements.push(StatementPart { stance, stated_at: reviewed_at, report, note, ..listed });
}

fn date(parsed: &mut ParsedRecord, field: &str, text: Option<&str>) -> Option<TimeText> {
    let text = text?;
    let style = DateStyle::of([text].into_iter());
    parsed.or_left_out(field, style.read(text, None, 0)).map(time)
}

/// The stance of a reviewer, and the words of the rating.
fn verdict(review: &Review, parsed: &mut ParsedRecord) -> (Stance, Option<String>) {
    let scale = match (review.worst, review.best) {
        (Some(worst), Some(best)) => format!(" of {worst} to {best}"),
        _ => String::new(),
    };
    let number = review.rating.as_ref().map(|rating| format!("{rating}{scale}"));
    let told = [review.words.clone(), number].into_iter().flatten().collect::<Vec<_>>().join(", ");
    if told.is_empty() {
        return (Stance::Unstated, None);
    }
    let note = Some(format!("rating in the file: {told}"));
    let by_word = [&review.words, &review.rating]
        .into_iter()
        .flatten()
        .find_map(|word| value::stance(word.trim_end_matches('.')));
    let by_end = review.words.is_none().then(|| {
        let value = value::number(review.rating.as_deref()?)?;
        let worst = review.worst?;
        let best = review.best?;
        let is = |end: f64| worst < best && (value - end).abs() < f64::EPSILON;
        if is(best) { Some(Stance::Supports) } else { is(worst).then_some(Stance::Denies) }
    });
    match by_word.or(by_end.flatten()) {
        Some(stance) => (stance, note),
        None => {
            parsed.left_out(
                "rating",
                format!("`{told}` is not a stance; it was read as “not stated” and copied to the note"),
            );
            (Stance::Unstated, note)
        }
    }
}
