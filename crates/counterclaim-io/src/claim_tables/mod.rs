//! A folder of tables: `claims.csv`, and optionally `sources.csv`, `propositions.csv` and `relations.csv`.
//!
//! `claims.csv` has answers (`source,item,value`) or statements (`source,proposition,stance[,cites][,stated][,as_of]`).
//! Start with [`read`]; [`read_verdicts`] reads the verdicts. Days are ISO dates.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::path::Path;

use jiff::civil::Date;

use crate::cell::value::stance as stance_word;
use crate::look_alikes;
mod table_file;

use self::table_file::{Row, TableFile};
use crate::{Issue, Severity, TableError};
use counterclaim_model::{
    Name, Names, RelationKind, Reliability, Stance, TableAnswer, TableProposition, TableRelation, TableRows,
    TableSource, TableStatement, TableVerdicts, Tables, is_invisible,
};

/// The files of a folder of tables.
pub const FILES: [&str; 4] = ["claims.csv", "sources.csv", "propositions.csv", "relations.csv"];

const CLAIMS: &str = "`source,item,value` or `source,proposition,stance`";

/// Reads the tables of a folder, with the issues; of several answers of one source to one item the first
/// counts.
pub fn read(folder: &Path) -> Result<(Tables, Vec<Issue>), TableError> {
    let Some(claims) = TableFile::open_if_there(&folder.join("claims.csv"))? else {
        return Err(TableError::NoClaims { folder: folder.to_owned() });
    };
    let mut names = Names::default();
    let mut issues = Vec::new();
    let rows = if claims.has("item") {
        TableRows::Answers(read_answers(claims, &mut names)?)
    } else {
        TableRows::Statements(read_statements(claims, &mut names, &mut issues)?)
    };
    let open = |name: &str| TableFile::open_if_there(&folder.join(name));
    let sources = open("sources.csv")?.map_or(Ok(Vec::new()), |file| read_sources(file, &mut names))?;
    let propositions = match open("propositions.csv")? {
        Some(file) => read_propositions(file, &mut names, &mut issues)?,
        None => Vec::new(),
    };
    let relations = match open("relations.csv")? {
        Some(file) => read_relations(file, &mut names, &mut issues)?,
        None => Vec::new(),
    };
    let tables = Tables { names, rows, sources, propositions, relations };
    issues.extend(alike_names(&tables));
    Ok((tables, issues))
}

/// Names of sources, propositions and sides that look like another but are spelled differently: they stay separate.
fn alike_names(tables: &Tables) -> Vec<Issue> {
    let mut sources = BTreeSet::new();
    let mut propositions = BTreeSet::new();
    match &tables.rows {
        TableRows::Statements(rows) => {
            sources.extend(rows.iter().flat_map(|row| std::iter::once(row.source).chain(row.cites)));
            propositions.extend(rows.iter().map(|row| row.proposition));
        }
        TableRows::Answers(rows) => {
            sources.extend(rows.iter().map(|row| row.source));
            propositions.extend(rows.iter().map(|row| row.item));
        }
    }
    sources.extend(tables.sources.iter().flat_map(|row| std::iter::once(row.source).chain(row.speaks_for)));
    propositions.extend(tables.propositions.iter().map(|row| row.proposition));
    propositions.extend(tables.relations.iter().flat_map(|row| [row.a, row.b]));
    let sides = tables.sources.iter().filter_map(|row| row.side);
    let sides: BTreeSet<Name> = sides.chain(tables.propositions.iter().filter_map(|row| row.benefits)).collect();
    let mut issues = Vec::new();
    for (kind, group) in [("source", sources), ("proposition", propositions), ("side", sides)] {
        let texts: Vec<&str> = group.iter().map(|name| tables.names.text(*name)).collect();
        issues.extend(look_alikes::issues("the tables", kind, texts.iter().map(|text| (*text, *text))));
    }
    issues
}

/// Reads verdicts in the form of the tables' rows: `item,value`, or `proposition,true` with 0 or 1, true or false.
///
/// Names that the tables lack are added.
pub fn read_verdicts(path: &Path, tables: &mut Tables) -> Result<TableVerdicts, TableError> {
    let file = TableFile::open(path)?;
    let names = &mut tables.names;
    let mut seen = HashSet::new();
    let mut once = |row: &Row<'_>, name: Name, text: &str| {
        let again = || row.malformed(&format!("`{text}` already has a verdict; keep only one"));
        if seen.insert(name) { Ok(name) } else { Err(again()) }
    };
    if let TableRows::Answers(_) = tables.rows {
        let (item, value) = (file.required("item", "`item,value`")?, file.required("value", "`item,value`")?);
        let mut verdicts = Vec::new();
        file.for_each(|row| {
            let item = row.filled(item, "item")?;
            let value = row.filled(value, "value")?;
            verdicts.push((once(row, names.intern(item), item)?, names.intern(value)));
            Ok(())
        })?;
        return Ok(TableVerdicts::Answers(verdicts));
    }
    let needed = "`proposition,true`";
    let proposition = file.required("proposition", needed)?;
    let truth = file.required("true", needed)?;
    let mut verdicts = Vec::new();
    file.for_each(|row| {
        let proposition = row.filled(proposition, "proposition")?;
        verdicts.push((once(row, names.intern(proposition), proposition)?, read_truth(row, row.text(truth)?)?));
        Ok(())
    })?;
    Ok(TableVerdicts::Statements(verdicts))
}

fn read_answers(file: TableFile, names: &mut Names) -> Result<Vec<TableAnswer>, TableError> {
    let columns = [("source", CLAIMS), ("item", CLAIMS), ("value", CLAIMS)];
    let [source, item, value] = columns.map(|(name, needed)| file.required(name, needed));
    let source = source?;
    let item = item?;
    let value = value?;
    let mut answers = Vec::new();
    let mut seen = HashSet::new();
    file.for_each(|row| {
        let source = names.intern(row.filled(source, "source")?);
        let item = names.intern(row.filled(item, "item")?);
        let value = row.text(value)?;
        // An empty value is no answer.
        if !value.is_empty() && seen.insert((source, item)) {
            answers.push(TableAnswer { source, item, value: names.intern(value) });
        }
        Ok(())
    })?;
    Ok(answers)
}

fn read_statements(
    file: TableFile,
    names: &mut Names,
    issues: &mut Vec<Issue>,
) -> Result<Vec<TableStatement>, TableError> {
    let source = file.required("source", CLAIMS)?;
    let proposition = file.required("proposition", CLAIMS)?;
    let stance = file.required("stance", CLAIMS)?;
    let [cites, stated, as_of] = ["cites", "stated", "as_of"].map(|name| file.optional(name));
    let mut statements = Vec::new();
    file.for_each(|row| {
        statements.push(TableStatement {
            source: names.intern(row.filled(source, "source")?),
            proposition: names.intern(row.filled(proposition, "proposition")?),
            stance: read_stance(row, row.text(stance)?, issues),
            cites: optional(row.text(cites)?, names),
            stated_day: read_day(row, row.text(stated)?)?,
            as_of_day: read_day(row, row.text(as_of)?)?,
        });
        Ok(())
    })?;
    Ok(statements)
}

fn read_sources(file: TableFile, names: &mut Names) -> Result<Vec<TableSource>, TableError> {
    let source = file.required("source", "`source,class,side`")?;
    let [class, side, speaks_for, grade] = ["class", "side", "speaks_for", "grade"].map(|name| file.optional(name));
    let mut sources = Vec::new();
    let mut classes = HashMap::new();
    file.for_each(|row| {
        let class = match row.text(class)? {
            "" => None,
            // If a class has several spellings, the first one is used.
            text => Some(*classes.entry(plain_word(text)).or_insert_with(|| names.intern(text))),
        };
        sources.push(TableSource {
            source: names.intern(row.filled(source, "source")?),
            class,
            side: optional(row.text(side)?, names),
            speaks_for: optional(row.text(speaks_for)?, names),
            grade: read_grade(row, row.text(grade)?)?,
        });
        Ok(())
    })?;
    Ok(sources)
}

fn read_propositions(
    file: TableFile,
    names: &mut Names,
    issues: &mut Vec<Issue>,
) -> Result<Vec<TableProposition>, TableError> {
    let proposition = file.required("proposition", "`proposition,benefits`")?;
    let [benefits, kind, prior] = ["benefits", "kind", "prior"].map(|name| file.optional(name));
    let mut propositions = Vec::new();
    file.for_each(|row| {
        propositions.push(TableProposition {
            proposition: names.intern(row.filled(proposition, "proposition")?),
            benefits: optional(row.text(benefits)?, names),
            is_state: read_is_state(row, row.text(kind)?, issues),
            prior: read_prior(row, row.text(prior)?)?,
        });
        Ok(())
    })?;
    Ok(propositions)
}

fn read_relations(
    file: TableFile,
    names: &mut Names,
    issues: &mut Vec<Issue>,
) -> Result<Vec<TableRelation>, TableError> {
    let [a, kind, b] = ["a", "relation", "b"].map(|name| file.required(name, "`a,relation,b`"));
    let a = a?;
    let kind = kind?;
    let b = b?;
    let mut relations = Vec::new();
    let mut met = HashMap::new();
    file.for_each(|row| {
        let kind = match plain_word(row.text(kind)?).as_str() {
            "excludes" | "exclude" => RelationKind::Excludes,
            "entails" | "entail" => RelationKind::Entails,
            _ => {
                let other = row.text(kind)?;
                return Err(row.malformed(&format!("`{other}` is not a relation; use excludes or entails")));
            }
        };
        let a = names.intern(row.filled(a, "a")?);
        let b = names.intern(row.filled(b, "b")?);
        if a == b {
            let reason = format!("`{}` cannot exclude or entail itself; the line has no effect", names.text(a));
            issues.push(row.issue("relation", reason, Severity::Rejected));
            return Ok(());
        }
        // Exclusion is symmetric.
        let pair = if kind == RelationKind::Excludes { (a.min(b), a.max(b)) } else { (a, b) };
        if let Some(first) = met.get(&(kind, pair)) {
            let reason = format!("duplicate of line {first}; a relation counts once");
            issues.push(row.issue("relation", reason, Severity::Rejected));
            return Ok(());
        }
        met.insert((kind, pair), row.line());
        relations.push(TableRelation { a, kind, b });
        Ok(())
    })?;
    Ok(relations)
}

/// Reads `proposition,true` about the claims of a dataset: their keys, and whether they are true.
pub fn read_claim_verdicts(path: &Path) -> Result<Vec<(String, bool)>, TableError> {
    let mut tables = Tables {
        names: Names::default(),
        rows: TableRows::Statements(Vec::new()),
        sources: Vec::new(),
        propositions: Vec::new(),
        relations: Vec::new(),
    };
    let verdicts = match read_verdicts(path, &mut tables)? {
        TableVerdicts::Statements(verdicts) => verdicts,
        TableVerdicts::Answers(_) => Vec::new(),
    };
    Ok(verdicts.into_iter().map(|(claim, is_true)| (tables.names.text(claim).to_owned(), is_true)).collect())
}

fn optional(text: &str, names: &mut Names) -> Option<Name> {
    (!text.is_empty()).then(|| names.intern(text))
}

/// A normalised word of a column with few words: without case, spaces, hyphens, invisible characters.
fn plain_word(text: &str) -> String {
    let says_nothing =
        |character: &char| character.is_whitespace() || is_invisible(*character) || "-_‐‑".contains(*character);
    text.chars().filter(|character| !says_nothing(character)).flat_map(char::to_lowercase).collect()
}

/// The stance of a word in any spelling; an unknown word is reported and has no stance.
fn read_stance(row: &Row<'_>, text: &str, issues: &mut Vec<Issue>) -> Stance {
    let word = plain_word(text);
    let known = match word.as_str() {
        "" => Some(Stance::Unstated),
        "cannotverify" => Some(Stance::CannotVerify),
        "nocomment" => Some(Stance::NoComment),
        _ => stance_word(text).or_else(|| stance_word(&word)),
    };
    known.unwrap_or_else(|| {
        let reason = format!(
            "`{text}` is not a stance; use supports, denies, doubts, cannotverify, nocomment, comments or leave it empty. The \
             source was read as listed without a stance"
        );
        issues.push(row.issue("stance", reason, Severity::FieldSkipped));
        Stance::Unstated
    })
}

/// Whether a word means the kind "state", in any spelling; an unknown word is reported.
fn read_is_state(row: &Row<'_>, text: &str, issues: &mut Vec<Issue>) -> bool {
    const OTHERS: [&str; 6] = ["", "occurrence", "figure", "measured", "judgement", "intention"];
    let word = plain_word(text);
    if word != "state" && !OTHERS.contains(&word.as_str()) {
        let reason = format!("`{text}` is not a kind of claim; use state or occurrence. It counts as an occurrence");
        issues.push(row.issue("kind", reason, Severity::FieldSkipped));
    }
    word == "state"
}

/// Days from 1970-01-01 to a date, with an optional time of day.
fn read_day(row: &Row<'_>, text: &str) -> Result<Option<i32>, TableError> {
    if text.is_empty() {
        return Ok(None);
    }
    let date: Option<Date> = text.get(..10).and_then(|date| date.parse().ok());
    let day = date.and_then(|date| date.since(jiff::civil::date(1970, 1, 1)).ok()).map(|span| span.get_days());
    let wrong = || row.malformed(&format!("`{text}` is not a day such as 2025-01-06"));
    day.map(Some).ok_or_else(wrong)
}

fn read_grade(row: &Row<'_>, text: &str) -> Result<Option<Reliability>, TableError> {
    let wrong = || row.malformed(&format!("`{text}` is not a grade; use a letter from A to F or leave it empty"));
    let letter = plain_word(text).to_uppercase();
    if letter.is_empty() { Ok(None) } else { Reliability::from_letter(&letter).map(Some).ok_or_else(wrong) }
}

fn read_prior(row: &Row<'_>, text: &str) -> Result<f64, TableError> {
    let wrong = || row.malformed(&format!("`{text}` is not a number of log-odds such as -0.4"));
    if text.is_empty() { Ok(0.0) } else { finite(text).ok_or_else(wrong) }
}

fn read_truth(row: &Row<'_>, text: &str) -> Result<bool, TableError> {
    let number = match text.trim().to_ascii_lowercase().as_str() {
        "true" => Some(1.0),
        "false" => Some(0.0),
        text => finite(text),
    };
    match number {
        Some(number) if (0.0..=1.0).contains(&number) && number != 0.5 => Ok(number > 0.5),
        _ => Err(row.malformed(&format!("`{text}` is neither true nor false; use 1 or 0"))),
    }
}

fn finite(text: &str) -> Option<f64> {
    text.parse().ok().filter(|number: &f64| number.is_finite())
}
