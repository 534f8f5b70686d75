//! AVeriTeC's JSON: claims with who made them, the verdict of a fact-check, and questions with answers from the web.
//!
//! Where an answer was found is listed without a stance; the verdict is that of the fact-check.

use std::sync::Arc;

use serde_json::{Map, Value};

use super::content::{Body, Content};
use super::importer::{Importer, ReadResult};
use crate::LoadError;
use crate::assemble::assembler::DatasetAssembler;
use crate::assemble::generic::{check_count, header};
use crate::assemble::parsed_record::{
    ClaimPart, EventPart, ParsedRecord, PlacePart, ReportPart, SourcePart, StatementPart, time,
};
use crate::cell::date::{DateOrder, DateStyle};
use crate::cell::value::{self, known};
use crate::records::json::{Json, Making, object};
use counterclaim_model::Stance;

pub const IMPORTER: Importer = Importer {
    name: "AVeriTeC claims",
    id: "averitec",
    extensions: &["json", "jsonl"],
    score: |content| match &content.body {
        Body::Json(json) => {
            let is_it = |first: &Map<String, Value>| {
                let has = |name: &&str| first.contains_key(*name);
                let is_checked = ["questions", "label"].iter().any(has)
                    && ["speaker", "reporting_source", "fact_checking_article"].iter().any(has);
                // What is to be checked in a test has neither answers nor labels.
                let is_unchecked = ["reporting_source", "location_ISO_code"].iter().all(has);
                first.contains_key("claim") && (is_checked || is_unchecked)
            };
            if json.first().as_ref().is_some_and(is_it) { 90 } else { 0 }
        }
        _ => 0,
    },
    reads_text: true,
    read: |content, _| read(content),
};

fn read(content: &Content<'_>) -> ReadResult {
    let Body::Json(json @ (Json::List { .. } | Json::Lines(_))) = &content.body else {
        let found = "it contains no list of claims".to_owned();
        return Err(LoadError::UnknownFormat { found, path: content.path.to_owned() });
    };
    let items = json.items();
    check_count(items.len(), content.path)?;
    let mut draft = DatasetAssembler::new(content.path, header(content.path), Arc::default(), content.progress);
    for (number, item) in items.iter().enumerate() {
        let record = format!("claim number {}", number + 1);
        match object(item) {
            Ok(fields) => match text(&fields, "claim") {
                Some(claim) => draft.add(item.line, record, parsed_record(&fields, &claim, number + 1)),
                None => draft.rejected(item.line, record, "the record has no claim".to_owned()),
            },
            Err(reason) => draft.rejected(item.line, record, reason),
        }
    }
    Ok(draft.finish())
}

fn text(fields: &Map<String, Value>, name: &str) -> Option<String> {
    match fields.get(name)? {
        Value::String(text) => known(text).map(str::to_owned),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

fn parsed_record(fields: &Map<String, Value>, claim: &str, number: usize) -> ParsedRecord {
    let mut made = Making::default();
    made.add(0, &Value::Object(fields.clone()));
    let mut parsed = ParsedRecord::of_row(&made.table, &made.table.rows().next().unwrap_or_default());
    let key = text(fields, "claim_id").unwrap_or_else(|| number.to_string());
    parsed
        .claims
        .push(ClaimPart { note: text(fields, "claim_types"), ..ClaimPart::occurrence(&key, &value::squeezed(claim)) });
    let style = DateStyle { order: Some(DateOrder::DayFirst), ..DateStyle::default() };
    let claimed_at = text(fields, "claim_date")
        .and_then(|date| parsed.or_left_out("claim_date", style.read(&date, None, 0)))
        .map(time);
    let place = text(fields, "location_ISO_code").map(|code| PlacePart { name: code, ..PlacePart::default() });

    let carrier = text(fields, "reporting_source").and_then(|name| SourcePart::outlet(&name));
    let speaker = text(fields, "speaker").and_then(|name| SourcePart::speaker(&name));
    let url = text(fields, "original_claim_url");
    if speaker.is_some() || carrier.is_some() || url.is_some() {
        let report = url.map(|url| ReportPart {
            title: url.clone(),
            publisher: carrier.clone(),
            published: claimed_at.clone(),
            url: Some(url),
            ..ReportPart::default()
        });
        // Who made the claim stands behind it; who only reported it does not.
        let stance = if speaker.is_some() { Stance::Supports } else { Stance::Unstated };
        let by = speaker.or_else(|| carrier.clone()).unwrap_or_else(SourcePart::unnamed);
        let stated_at = claimed_at;
        let via = carrier.into_iter().collect();
        parsed.statements.push(StatementPart {
            stance,
            stated_at,
            via,
            report,
            ..StatementPart::listed(format!("{key}/claim"), by)
        });
    }
    check(&mut parsed, fields, &key);
    answers(&mut parsed, fields, &key);
    let title = value::shortened(claim, 160);
    parsed.event = EventPart { key, title, place, time: None, note: None, is_shared: false };
    parsed
}

/// The fact-check and its verdict.
fn check(parsed: &mut ParsedRecord, fields: &Map<String, Value>, key: &str) {
    let label = text(fields, "label");
    let article = text(fields, "fact_checking_article");
    if label.is_none() && article.is_none() {
        return;
    }
    let stance = label.as_deref().and_then(value::stance);
    if let (Some(label), None) = (&label, stance) {
        parsed.left_out(
            "label",
            format!("`{label}` is not a stance; it was read as “not stated” and copied to the note"),
        );
    }
    let outlet = article.as_deref().and_then(value::host).and_then(|host| SourcePart::outlet(&host));
    let report = article.map(|url| ReportPart {
        title: url.clone(),
        publisher: outlet.clone(),
        url: Some(url),
        ..ReportPart::default()
    });
    parsed.statements.push(StatementPart {
        stance: stance.unwrap_or(Stance::Unstated),
        report,
        paraphrase: text(fields, "justification"),
        note: label.map(|label| format!("label in the file: {label}")),
        ..StatementPart::listed(format!("{key}/check"), outlet.unwrap_or_else(|| SourcePart::compiler("AVeriTeC")))
    });
}

fn answers(parsed: &mut ParsedRecord, fields: &Map<String, Value>, key: &str) {
    let list = |value: Option<&Value>| value.and_then(Value::as_array).cloned().unwrap_or_default();
    for (asked, question) in list(fields.get("questions")).iter().filter_map(Value::as_object).enumerate() {
        let words = text(question, "question").unwrap_or_default();
        for (answered, answer) in list(question.get("answers")).iter().filter_map(Value::as_object).enumerate() {
            let url = text(answer, "source_url");
            let outlet = url.as_deref().and_then(value::host).and_then(|host| SourcePart::outlet(&host));
            let cached = text(answer, "cached_source_url");
            let report = url.map(|url| ReportPart {
                title: url.clone(),
                publisher: outlet.clone(),
                note: cached.filter(|cached| *cached != url).map(|cached| format!("kept at {cached}")),
                url: Some(url),
                ..ReportPart::default()
            });
            let told = text(answer, "answer").unwrap_or_default();
            let listed = StatementPart::listed(
                format!("{key}/answer {}.{}", asked + 1, answered + 1),
                outlet.unwrap_or_else(SourcePart::unnamed),
            );
            parsed.statements.push(StatementPart {
                report,
                paraphrase: Some(format!("{words} {told}").trim().to_owned()).filter(|words| !words.is_empty()),
                note: text(answer, "answer_type").map(|kind| format!("answer: {kind}")),
                ..listed
            });
        }
    }
}
