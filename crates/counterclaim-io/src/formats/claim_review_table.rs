//! ClaimReview as a flat table of seven columns, as Data Commons gives it out.

use super::claim_review::{Review, take};
use super::content::Content;
use super::importer::{Importer, ReadResult};
use crate::assemble::generic::{header, read_table};
use crate::assemble::parsed_record::ParsedRecord;
use crate::cell::value::known;

pub const IMPORTER: Importer = Importer {
    name: "ClaimReview table",
    id: "claim-review-table",
    extensions: &["csv", "tsv"],
    score: |content| match &content.table {
        Some(table) if table.has(&["reviewer_name", "claim_text", "review_rating"]) => 90,
        _ => 0,
    },
    reads_text: false,
    read: |content, _| read(content),
};

fn read(content: &Content<'_>) -> ReadResult {
    read_table(content, header(content.path), |table, draft| {
        for (number, row) in table.rows().enumerate() {
            let cell = |name: &str| known(row.cell(table.column(name))).map(str::to_owned);
            let review = Review {
                claim: cell("claim_text").unwrap_or_default(),
                url: cell("review_url"),
                reviewed_at: cell("review_date"),
                reviewer: cell("reviewer_name"),
                claimed_at: cell("claim_date"),
                claimants: cell("claim_author_name").into_iter().collect(),
                words: cell("review_rating"),
                ..Review::default()
            };
            take(draft, row.line, number + 1, ParsedRecord::of_row(table, &row), &[review]);
        }
    })
}
