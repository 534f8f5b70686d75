//! A table of answers as dense numbers: items and values in the order of their texts, sources in that of their answers.
//!
//! All methods iterate over these numbers, so the row order of a file cannot affect a sum.

use std::ops::Range;

use counterclaim_model::{Name, TableRows, Tables};

/// One answer.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(super) struct Answer {
    pub item: usize,
    pub source: usize,
    pub value: usize,
    /// Index into [`Grid::candidates`] of the value.
    pub candidate: usize,
}

/// A value that at least one source gave to an item.
#[derive(Clone, Copy, Debug)]
pub(super) struct Candidate {
    pub item: usize,
    pub value: usize,
    pub answers: u32,
}

/// All answers, by item and then by source; one for each item and source.
pub(super) struct Grid {
    pub sources: Vec<Name>,
    pub items: Vec<Name>,
    pub values: Vec<Name>,
    pub answers: Vec<Answer>,
    /// By item, then by value.
    pub candidates: Vec<Candidate>,
    /// For each item its verified value, if a verdict gives one.
    pub settled: Vec<Option<usize>>,
    /// How many distinct values were given.
    pub label_count: usize,
    /// Where the candidates of each item start, plus the end.
    first_candidate: Vec<usize>,
    /// Where the answers of each item start, plus the end.
    first_answer: Vec<usize>,
}

impl Grid {
    pub fn new(tables: &Tables, verdicts: &[(Name, Name)]) -> Self {
        let rows = match &tables.rows {
            TableRows::Answers(rows) => rows.as_slice(),
            TableRows::Statements(_) => &[],
        };
        let mut names: Vec<Name> = rows.iter().flat_map(|row| [row.source, row.item, row.value]).collect();
        names.extend(verdicts.iter().flat_map(|(item, value)| [*item, *value]));
        names.sort_unstable();
        names.dedup();
        names.sort_by(|a, b| tables.names.text(*a).cmp(tables.names.text(*b)));

        let number = |used: &mut dyn Iterator<Item = Name>| Numbers::new(&names, tables.names.len(), used);
        let mut sources = number(&mut rows.iter().map(|row| row.source));
        let items = number(&mut rows.iter().map(|row| row.item));
        let told = verdicts.iter().filter(|(item, _)| items.of(*item).is_some()).map(|(_, value)| *value);
        let values = number(&mut rows.iter().map(|row| row.value).chain(told));

        let mut answers: Vec<Answer> = rows
            .iter()
            .filter_map(|row| {
                let item = items.of(row.item)?;
                let source = sources.of(row.source)?;
                Some(Answer { item, source, value: values.of(row.value)?, candidate: 0 })
            })
            .collect();
        answers.sort_unstable();
        answers.dedup_by_key(|answer| (answer.item, answer.source));
        order_by_content(&mut sources.names, &mut answers);
        let mut settled = vec![None; items.names.len()];
        for (item, value) in verdicts {
            if let Some(item) = items.of(*item) {
                settled[item] = values.of(*value);
            }
        }
        let candidates = candidates(&mut answers);
        let mut given: Vec<usize> = candidates.iter().map(|candidate| candidate.value).collect();
        given.sort_unstable();
        given.dedup();
        Self {
            label_count: given.len(),
            first_candidate: starts(items.names.len(), candidates.iter().map(|candidate| candidate.item)),
            first_answer: starts(items.names.len(), answers.iter().map(|answer| answer.item)),
            sources: sources.names,
            items: items.names,
            values: values.names,
            answers,
            candidates,
            settled,
        }
    }

    /// Whether every value occurs on two or more items, and there are at most `most` values.
    pub fn is_of_labels(&self, most: usize) -> bool {
        let mut items = vec![0_u32; self.values.len()];
        for candidate in &self.candidates {
            items[candidate.value] += 1;
        }
        // A value named only by a verdict is not a label.
        let given = || items.iter().filter(|count| **count > 0);
        given().count() <= most && given().all(|count| *count >= 2)
    }

    /// The candidates of an item.
    pub fn candidates_of(&self, item: usize) -> Range<usize> {
        self.first_candidate[item]..self.first_candidate[item + 1]
    }

    /// The answers to an item.
    pub fn answers_to(&self, item: usize) -> Range<usize> {
        self.first_answer[item]..self.first_answer[item + 1]
    }

    /// The candidate of an item with a value.
    pub fn candidate(&self, item: usize, value: usize) -> Option<usize> {
        let range = self.candidates_of(item);
        let found = self.candidates[range.clone()].binary_search_by_key(&value, |candidate| candidate.value);
        found.ok().map(|place| range.start + place)
    }

    /// For each candidate, its share of the item's answers.
    pub fn vote_shares(&self) -> Vec<f64> {
        let share =
            |candidate: &Candidate| f64::from(candidate.answers) / self.answers_to(candidate.item).len().max(1) as f64;
        self.candidates.iter().map(share).collect()
    }

    /// Sets the candidates of items with a verdict to certainty.
    pub fn clamp(&self, probabilities: &mut [f64]) {
        for (item, settled) in self.settled.iter().enumerate() {
            let Some(value) = settled else { continue };
            for place in self.candidates_of(item) {
                probabilities[place] = if self.candidates[place].value == *value { 1.0 } else { 0.0 };
            }
        }
    }
}

/// Numbers for the names in one role, in the order of their texts.
struct Numbers {
    names: Vec<Name>,
    by_name: Vec<Option<usize>>,
}

impl Numbers {
    /// `ordered` has all names by their texts; `all` is the number of names in the table.
    fn new(ordered: &[Name], all: usize, used: &mut dyn Iterator<Item = Name>) -> Self {
        let mut is_used = vec![false; all];
        for name in used {
            is_used[name.index()] = true;
        }
        let names: Vec<Name> = ordered.iter().copied().filter(|name| is_used[name.index()]).collect();
        let mut by_name = vec![None; all];
        for (number, name) in names.iter().enumerate() {
            by_name[name.index()] = Some(number);
        }
        Self { names, by_name }
    }

    fn of(&self, name: Name) -> Option<usize> {
        self.by_name.get(name.index()).copied().flatten()
    }
}

/// Numbers the sources by what they answer, so that their names affect no sum; names decide between exact twins, which
/// are interchangeable.
fn order_by_content(sources: &mut Vec<Name>, answers: &mut [Answer]) {
    let mut own: Vec<Vec<(usize, usize)>> = vec![Vec::new(); sources.len()];
    for answer in answers.iter() {
        own[answer.source].push((answer.item, answer.value));
    }
    let mut order: Vec<usize> = (0..sources.len()).collect();
    order.sort_by(|one, other| own[*one].cmp(&own[*other]));
    let mut place = vec![0; order.len()];
    for (at, source) in order.iter().enumerate() {
        place[*source] = at;
    }
    *sources = order.iter().map(|source| sources[*source]).collect();
    answers.iter_mut().for_each(|answer| answer.source = place[answer.source]);
    answers.sort_unstable();
}

/// The distinct values of each item; also sets the value index of every answer.
fn candidates(answers: &mut [Answer]) -> Vec<Candidate> {
    let mut by_value: Vec<usize> = (0..answers.len()).collect();
    by_value.sort_by_key(|place| (answers[*place].item, answers[*place].value));
    let mut candidates: Vec<Candidate> = Vec::new();
    for place in by_value {
        let answer = &mut answers[place];
        let is_new = candidates.last().is_none_or(|last| (last.item, last.value) != (answer.item, answer.value));
        if is_new {
            candidates.push(Candidate { item: answer.item, value: answer.value, answers: 0 });
        }
        answer.candidate = candidates.len() - 1;
        if let Some(last) = candidates.last_mut() {
            last.answers += 1;
        }
    }
    candidates
}

/// Where the rows of each of `count` numbers start in sorted rows, plus the end.
fn starts(count: usize, sorted: impl Iterator<Item = usize>) -> Vec<usize> {
    let mut starts = vec![0; count + 1];
    for number in sorted {
        starts[number + 1] += 1;
    }
    for number in 0..count {
        starts[number + 1] += starts[number];
    }
    starts
}
