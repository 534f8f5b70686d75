//! Fields of objects of sources: `sources.publisher` beside `sources.link`, `evidence.source.name` beside `evidence.url`.

use super::Field;
use super::names::{folded, spaced};
use crate::records::table::Table;

/// What a list or an object of sources is called.
const OBJECTS: &[&str] = &[
    "source",
    "sources",
    "report",
    "reports",
    "article",
    "articles",
    "citation",
    "citations",
    "reference",
    "references",
    "evidence",
    "link",
    "links",
    "media",
    "news",
];

const NAMES: &[(Field, &[&str])] = &[
    (
        Field::Outlet,
        &["name", "publisher", "outlet", "site", "domain", "author", "source", "source name", "media", "newspaper"],
    ),
    (Field::Url, &["url", "link", "href", "uri", "path", "address", "web url"]),
    (Field::Headline, &["title", "headline"]),
    (Field::Published, &["date", "published", "published at", "date published", "publication date"]),
];

/// The columns that are fields of such objects, by what they mean.
pub fn find(table: &Table) -> Vec<(usize, Field)> {
    let mut found = Vec::new();
    for (at, column) in table.columns.iter().enumerate() {
        let Some((object, name)) = column.name.rsplit_once('.') else { continue };
        let object = folded(&spaced(object.rsplit('.').next().unwrap_or(object)));
        let name = folded(&spaced(name));
        if !OBJECTS.contains(&object.as_str()) {
            continue;
        }
        found.extend(NAMES.iter().find(|(_, names)| names.contains(&name.as_str())).map(|(field, _)| (at, *field)));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::records::table::Header;

    #[test]
    fn fields_of_sources_are_known_by_their_object() {
        let text = "title,sources.publisher,sources.link,author.name,reports.publishedAt\na,b,https://c.example,d,e\n";
        let table = Table::of_text(text, ',', Header::Detect).expect("a table");
        assert_eq!(find(&table), [(1, Field::Outlet), (2, Field::Url), (4, Field::Published)]);
    }
}
